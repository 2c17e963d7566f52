//! What the open business will bring (method 1.4, 3.2): chances, categories, sums, and the distribution against a count
//! of every combination.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "clippy.toml allows them in test functions, not in their helpers"
)]

mod support;

use plan::opportunity::forecast::{Forecast, Outlook, accuracy, certainty, early_rights, in_step};
use plan::opportunity::{BuyingStep, ForecastCategory, Opportunity, Stage};
use plan::{Id, Kind, Money, Plan};
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use support::{Draft, create, in_days, today};
use uuid::Uuid;

/// A million, in minor units.
const MILLION: i64 = 100_000_000;

fn assert_near(computed: f64, wanted: f64) {
    assert!((computed - wanted).abs() <= 1e-9, "{computed}, wanted {wanted}");
}

fn deal(plan: &Plan, id: Uuid) -> &Opportunity {
    plan.opportunities.get(Id::new(id)).expect("a deal")
}

/// The chance in percent of a deal with these fields.
fn chance(fields: Value) -> f64 {
    let mut draft = Draft::new();
    let id = draft.deal(fields);
    100.0 * deal(&draft.plan, id).chance()
}

fn outlook(plan: &Plan) -> Outlook {
    Forecast::of(plan, today()).outlook().clone()
}

/// A plan with a target and these deals: amount in minor units and chance in percent.
fn plan_of(target: Option<i64>, deals: &[(i64, i64)]) -> Draft {
    let mut draft = Draft::new();
    draft.head(target);
    let mut edits = Vec::new();
    for (at, (amount, percent)) in deals.iter().enumerate() {
        let body = json!({
            "code": format!("O{at:02}"), "name": "Some deal", "opportunity_type": "current", "close_on": in_days(30),
            "amount": amount, "probability": percent
        });
        edits.push(create(Kind::Opportunity, draft.fresh(), body));
    }
    if !edits.is_empty() {
        draft.apply(edits);
    }
    draft
}

// Chances and steps.

#[test]
fn a_current_deal_has_the_chance_of_its_stage() {
    for (stage, percent) in
        [("S0", 0.0), ("S1", 5.0), ("S2", 25.0), ("S3", 40.0), ("S4", 60.0), ("S5", 80.0), ("S6", 100.0)]
    {
        assert_near(chance(json!({ "stage": stage })), percent);
    }
    assert_near(chance(json!({})), 5.0);
    assert_near(chance(json!({ "stage": "S4", "probability": 75 })), 75.0);
    assert_near(chance(json!({ "stage": "S4", "probability": 0 })), 0.0);
}

#[test]
fn what_is_not_current_yet_has_a_fixed_chance() {
    for stage in [Value::Null, json!("S1"), json!("S5")] {
        for probability in [Value::Null, json!(90)] {
            let fields = |kind| json!({ "opportunity_type": kind, "stage": stage, "probability": probability });
            assert_near(chance(fields("planned")), 10.0);
            assert_near(chance(fields("potential")), 5.0);
        }
    }
}

#[test]
fn what_ended_is_certain() {
    for (outcome, percent) in [("won", 100.0), ("lost", 0.0), ("no_decision", 0.0), ("dropped", 0.0)] {
        assert_near(chance(json!({ "stage": "S3", "probability": 50, "outcome": outcome })), percent);
        assert_near(chance(json!({ "opportunity_type": "potential", "outcome": outcome })), percent);
    }
}

#[test]
fn whoever_is_two_steps_ahead_of_the_customer_has_the_chance_of_the_customers_step() {
    for (stage, step, ahead, percent) in [
        ("S4", 5, 0, 60.0),
        ("S4", 4, 1, 60.0),
        ("S4", 3, 2, 25.0),
        ("S4", 2, 3, 5.0),
        ("S4", 1, 4, 5.0),
        ("S5", 4, 2, 40.0),
        ("S5", 3, 3, 25.0),
        ("S6", 5, 2, 60.0),
        ("S1", 1, 1, 5.0),
        ("S1", 8, -6, 5.0),
        ("S3", 7, -3, 40.0),
    ] {
        let mut draft = Draft::new();
        let id = draft.deal(json!({ "stage": stage, "buying_step": step }));
        let deal = deal(&draft.plan, id);
        assert_eq!(deal.steps_ahead(), Some(ahead), "{stage} at step {step}");
        assert_eq!(deal.is_in_step(), Some(ahead < 2), "{stage} at step {step}");
        assert_near(100.0 * deal.chance(), percent);
    }
    assert_near(chance(json!({ "stage": "S4", "buying_step": 2, "probability": 60 })), 60.0);
    let steps: Vec<i64> = Stage::ALL.iter().map(|stage| stage.buying_step()).collect();
    assert_eq!(steps, [0, 2, 3, 4, 5, 6, 7]);
    assert!(BuyingStep::new(0).is_none() && BuyingStep::new(9).is_none());
}

#[test]
fn in_step_counts_the_current_deals_of_which_both_are_known() {
    let mut draft = Draft::new();
    assert_eq!(in_step(&draft.plan).value, None);
    let good = draft.deal(json!({ "stage": "S4", "buying_step": 4 }));
    let fast = draft.deal(json!({ "stage": "S4", "buying_step": 3 }));
    let unknown = [draft.deal(json!({ "stage": "S4" })), draft.deal(json!({ "buying_step": 4 }))];
    draft.deal(json!({ "stage": "S4", "buying_step": 1, "opportunity_type": "planned" }));
    draft.deal(json!({ "stage": "S6", "buying_step": 1, "outcome": "won" }));
    let figure = in_step(&draft.plan);
    assert_eq!(figure.value, Some(0.5));
    assert_eq!(figure.rows.iter().map(|row| row.record.id).collect::<Vec<_>>(), [good, fast]);
    assert_eq!(figure.left_out.iter().map(|record| record.id).collect::<Vec<_>>(), unknown);
}

#[test]
fn certainty_is_points_of_six_and_unknown_where_nobody_asked() {
    let mut draft = Draft::new();
    let of = |draft: &mut Draft, states: [Option<&str>; 3]| {
        let [budget, scope, schedule] = states;
        draft.deal(json!({ "budget_state": budget, "scope_state": scope, "schedule_state": schedule }))
    };
    let none = of(&mut draft, [None; 3]);
    let asked = of(&mut draft, [Some("unknown"), None, None]);
    let some = of(&mut draft, [Some("confirmed"), Some("estimated"), None]);
    let all = of(&mut draft, [Some("confirmed"); 3]);
    let certain = |id| deal(&draft.plan, id).certainty();
    assert_eq!([none, asked, some, all].map(certain), [None, Some(0.0), Some(0.5), Some(1.0)]);
    let figure = certainty(&draft.plan);
    assert_eq!(figure.value, Some(0.5), "the mean of those that were asked about");
    assert_eq!(figure.left_out.iter().map(|record| record.id).collect::<Vec<_>>(), [none]);
}

#[test]
fn rights_are_early_when_they_were_secured_before_step_four() {
    let mut draft = Draft::new();
    assert_eq!(early_rights(&draft.plan, today()).value, None);
    let mut add = |fields: Value| draft.deal(fields);
    add(json!({ "amount": 4 * MILLION, "participation_right": "secured", "buying_step": 3 }));
    add(json!({ "amount": 2 * MILLION, "shortlist_right": "secured", "secured_at_step": 2, "buying_step": 6 }));
    add(json!({ "amount": 3 * MILLION, "participation_right": "secured", "buying_step": 4 }));
    add(json!({ "amount": 5 * MILLION, "participation_right": "promised", "buying_step": 1 }));
    add(json!({ "amount": MILLION, "participation_right": "secured" }));
    add(json!({ "amount": 9 * MILLION, "participation_right": "secured", "buying_step": 1, "outcome": "lost" }));
    assert_near(early_rights(&draft.plan, today()).value.expect("a share"), 6.0 / 15.0);
}

// Categories and sums.

#[test]
fn a_deal_counts_as_it_was_set_else_by_type_and_stage() {
    let category = |fields: Value| {
        let mut draft = Draft::new();
        let id = draft.deal(fields);
        deal(&draft.plan, id).category()
    };
    for stage in ["S4", "S5"] {
        assert_eq!(category(json!({ "stage": stage })), ForecastCategory::BestCase);
    }
    for stage in [Value::Null, json!("S1"), json!("S2"), json!("S3")] {
        assert_eq!(category(json!({ "stage": stage })), ForecastCategory::Pipeline);
    }
    for kind in ["planned", "potential"] {
        assert_eq!(category(json!({ "opportunity_type": kind, "stage": "S5" })), ForecastCategory::Upside);
    }
    for set in ForecastCategory::ALL {
        assert_eq!(category(json!({ "stage": "S5", "forecast_category": set.code() })), *set);
    }
}

#[test]
fn what_is_committed_expected_and_possible() {
    let mut draft = Draft::new();
    draft.head(Some(100 * MILLION));
    draft.deal(json!({ "amount": 3 * MILLION, "outcome": "won", "outcome_on": "2026-03-01" }));
    for (amount, category) in [(10, "commit"), (20, "best_case"), (30, "pipeline"), (40, "upside"), (50, "omitted")] {
        draft.deal(json!({ "amount": amount * MILLION, "forecast_category": category, "probability": 50 }));
    }
    // Neither the next year nor the last counts, nor what nobody dated or priced.
    draft.deal(json!({ "amount": 70 * MILLION, "close_on": "2027-01-01", "forecast_category": "commit" }));
    draft.deal(json!({ "amount": 70 * MILLION, "outcome": "won", "outcome_on": "2025-12-31" }));
    draft.deal(json!({ "amount": 70 * MILLION, "outcome": "lost" }));
    draft.deal(json!({ "amount": 70 * MILLION, "close_on": null }));
    draft.deal(json!({ "amount": null, "forecast_category": "commit" }));
    let forecast = Forecast::of(&draft.plan, today());
    assert_eq!(forecast.won, Money(3 * MILLION));
    assert_eq!(forecast.period_open(), Money(150 * MILLION));
    assert_near(forecast.period_weighted(), 75.0 * MILLION as f64);
    assert_eq!(forecast.committed(), Money(13 * MILLION));
    assert_eq!(forecast.by_exception(), Money(10 * MILLION));
    assert_near(forecast.expected(), 78.0 * MILLION as f64);
    assert_eq!(forecast.possible(), Money(63 * MILLION), "without what is far off or left out");
}

#[test]
fn the_first_and_the_last_day_of_the_period_are_in_it() {
    for (on, counts) in [("2025-12-31", false), ("2026-01-01", true), ("2026-12-31", true), ("2027-01-01", false)] {
        let mut draft = Draft::new();
        draft.head(None);
        draft.deal(json!({ "close_on": on }));
        draft.deal(json!({ "close_on": "2026-06-01", "outcome": "won", "outcome_on": on }));
        draft.deal(json!({ "close_on": on, "outcome": "won" }));
        let forecast = Forecast::of(&draft.plan, today());
        let (open, won) = if counts { (MILLION, 2 * MILLION) } else { (0, 0) };
        assert_eq!((forecast.period_open(), forecast.won), (Money(open), Money(won)), "{on}");
    }
}

#[test]
fn a_plan_without_a_period_counts_everything() {
    let mut draft = Draft::new();
    draft.deal(json!({ "close_on": null }));
    draft.deal(json!({ "close_on": "2031-01-01" }));
    draft.deal(json!({ "close_on": null, "outcome": "won" }));
    let forecast = Forecast::of(&draft.plan, today());
    assert_eq!((forecast.period_open(), forecast.won), (Money(2 * MILLION), Money(MILLION)));
}

#[test]
fn a_commit_that_has_its_conditions_is_no_exception() {
    let mut draft = Draft::new();
    draft.head(None);
    let sure = draft.sure_deal(json!({ "forecast_category": "commit" }));
    assert_eq!(Forecast::of(&draft.plan, today()).by_exception(), Money(0));
    draft.set(Kind::Opportunity, sure, "buying_step", json!(4));
    let forecast = Forecast::of(&draft.plan, today());
    assert_eq!((forecast.by_exception(), forecast.committed()), (Money(MILLION), Money(MILLION)));
}

#[test]
fn only_current_deals_from_step_three_cover_the_target() {
    let mut draft = Draft::new();
    draft.head(Some(10 * MILLION));
    draft.deal(json!({ "amount": 2 * MILLION, "outcome": "won", "outcome_on": today() }));
    draft.deal(json!({ "amount": 4 * MILLION, "buying_step": 3, "forecast_category": "omitted" }));
    let coverage = |draft: &Draft| Forecast::of(&draft.plan, today()).pipeline_coverage();
    assert_eq!(coverage(&draft), Some(0.5));
    for fields in [
        json!({ "buying_step": 2 }),
        json!({}),
        json!({ "buying_step": 5, "opportunity_type": "planned" }),
        json!({ "buying_step": 5, "opportunity_type": "potential" }),
        json!({ "buying_step": 5, "close_on": "2027-01-01" }),
        json!({ "buying_step": 5, "outcome": "lost" }),
    ] {
        draft.deal(fields);
        assert_eq!(coverage(&draft), Some(0.5));
    }
}

// The target.

#[test]
fn a_target_that_is_reached_needs_no_cover() {
    let mut draft = Draft::new();
    draft.head(Some(2 * MILLION));
    draft.deal(json!({ "buying_step": 5 }));
    let won = draft.deal(json!({ "amount": 2 * MILLION - 1, "outcome": "won", "outcome_on": today() }));
    let forecast = |draft: &Draft| {
        let forecast = Forecast::of(&draft.plan, today());
        (forecast.pipeline_coverage(), forecast.outlook().chance)
    };
    assert_eq!(forecast(&draft), (Some(MILLION as f64), Some(0.05)));
    for amount in [2 * MILLION, 3 * MILLION] {
        draft.set(Kind::Opportunity, won, "amount", json!(amount));
        let (coverage, chance) = forecast(&draft);
        assert_eq!(coverage, None);
        assert_near(chance.expect("a chance"), 1.0);
    }
}

#[test]
fn without_a_target_there_is_no_chance_to_reach_it() {
    for draft in [plan_of(None, &[(MILLION, 50)]), Draft::new()] {
        let forecast = Forecast::of(&draft.plan, today());
        assert_eq!((forecast.target, forecast.pipeline_coverage(), forecast.outlook().chance), (None, None, None));
        assert_eq!(forecast.chance().value, None);
    }
}

#[test]
fn a_total_of_just_the_target_reaches_it() {
    let deals = [(6 * MILLION, 50), (4 * MILLION, 50)];
    assert_near(outlook(&plan_of(Some(10 * MILLION), &deals).plan).chance.expect("a chance"), 0.25);
    assert_near(outlook(&plan_of(Some(10 * MILLION + 1), &deals).plan).chance.expect("a chance"), 0.0);
    assert_near(outlook(&plan_of(Some(1), &deals).plan).chance.expect("a chance"), 0.75);
    assert_near(outlook(&plan_of(Some(0), &deals).plan).chance.expect("a chance"), 1.0);
}

// P10 and P90.

#[test]
fn a_percentile_is_the_smallest_total_whose_cumulative_chance_reaches_it() {
    let ends = |percent: i64| {
        let outlook = outlook(&plan_of(None, &[(MILLION, percent)]).plan);
        (outlook.p10.0, outlook.p90.0)
    };
    assert_eq!(ends(0), (0, 0));
    assert_eq!(ends(9), (0, 0));
    assert_eq!(ends(10), (0, 0), "nine tenths for nothing is enough");
    assert_eq!(ends(11), (0, MILLION));
    assert_eq!(ends(89), (0, MILLION));
    assert_eq!(ends(90), (0, MILLION), "a tenth for nothing is enough");
    assert_eq!(ends(91), (MILLION, MILLION));
    assert_eq!(ends(100), (MILLION, MILLION));
}

#[test]
fn what_is_won_is_in_every_total() {
    let mut draft = plan_of(Some(5 * MILLION), &[]);
    assert_eq!(outlook(&draft.plan), Outlook { p10: Money(0), p90: Money(0), chance: Some(0.0) });
    draft.deal(json!({ "amount": 4 * MILLION, "outcome": "won", "outcome_on": today() }));
    assert_eq!(outlook(&draft.plan), Outlook { p10: Money(4 * MILLION), p90: Money(4 * MILLION), chance: Some(0.0) });
    draft.deal(json!({ "probability": 50 }));
    assert_eq!(outlook(&draft.plan), Outlook { p10: Money(4 * MILLION), p90: Money(5 * MILLION), chance: Some(0.5) });
}

#[test]
fn deals_without_an_amount_change_no_total() {
    let mut draft = plan_of(Some(2 * MILLION), &[(MILLION, 50), (MILLION, 50)]);
    let before = outlook(&draft.plan);
    draft.deal(json!({ "amount": null, "probability": 50 }));
    let after = outlook(&draft.plan);
    assert_eq!((before.p10, before.p90), (after.p10, after.p90));
    assert_near(after.chance.expect("a chance"), before.chance.expect("a chance"));
}

#[test]
fn the_chance_opens_to_its_deals() {
    let draft = plan_of(Some(2 * MILLION), &[(MILLION, 50), (3 * MILLION, 25)]);
    let figure = Forecast::of(&draft.plan, today()).chance();
    assert_eq!(figure.rows.len(), 2);
    assert!(figure.rows.iter().all(|row| row.terms.len() == figure.columns.len()));
    assert_near(figure.value.expect("a chance"), 0.25);
}

#[test]
fn accuracy_compares_with_the_larger_of_the_two() {
    assert_eq!(accuracy(Money(100), Money(80)), Some(0.8));
    assert_eq!(accuracy(Money(80), Money(100)), Some(0.8));
    assert_eq!(accuracy(Money(100), Money(100)), Some(1.0));
    assert_eq!(accuracy(Money(100), Money(0)), Some(0.0));
    assert_eq!(accuracy(Money(0), Money(0)), None);
}

#[test]
fn a_target_of_next_to_nothing_fills_no_memory() {
    // As many deals as need the grid, and as large ones as there are.
    let deals = vec![(plan::limits::MONEY, 50); 25];
    for target in [0, 1] {
        let outlook = outlook(&plan_of(Some(target), &deals).plan);
        let all_but = if target == 0 { 1.0 } else { 1.0 - 0.5_f64.powi(25) };
        assert_near(outlook.chance.expect("a chance"), all_but);
        assert!(outlook.p10.0 > 0 && outlook.p10 < outlook.p90);
    }
    let small = vec![(0, 50); 25];
    assert_eq!(outlook(&plan_of(Some(1), &small).plan), Outlook { p10: Money(0), p90: Money(0), chance: Some(0.0) });
}

#[test]
fn many_deals_of_round_amounts_are_exact() {
    // 25 deals that a thousandth of the target does not divide: the amounts' common measure does.
    let deals: Vec<(i64, i64)> = (1..=25).map(|step| (step * 5 * MILLION, 10 + step * 3)).collect();
    let target = 800 * MILLION + 1;
    let outlook = outlook(&plan_of(Some(target), &deals).plan);
    let all = totals(&deals);
    assert_near(outlook.chance.expect("a chance"), all.range(target..).map(|(_, probability)| probability).sum());
    assert!(
        all.contains_key(&outlook.p10.0) && all.contains_key(&outlook.p90.0),
        "both are totals that can come about"
    );
}

// Against a count of every combination.

/// Every total with its probability, rising.
fn totals(deals: &[(i64, i64)]) -> BTreeMap<i64, f64> {
    let mut totals = BTreeMap::from([(0, 1.0)]);
    for (amount, percent) in deals {
        let chance = *percent as f64 / 100.0;
        let mut next = BTreeMap::new();
        for (total, so_far) in totals {
            *next.entry(total).or_insert(0.0) += so_far * (1.0 - chance);
            *next.entry(total + amount).or_insert(0.0) += so_far * chance;
        }
        totals = next;
    }
    totals
}

/// The same by trying every combination, one by one.
fn combinations(deals: &[(i64, i64)]) -> Vec<(i64, f64)> {
    let mut all = Vec::new();
    for chosen in 0_u32..1 << deals.len() {
        let (mut total, mut probability) = (0, 1.0);
        for (at, (amount, percent)) in deals.iter().enumerate() {
            let chance = *percent as f64 / 100.0;
            if chosen >> at & 1 == 1 {
                (total, probability) = (total + amount, probability * chance);
            } else {
                probability *= 1.0 - chance;
            }
        }
        all.push((total, probability));
    }
    all
}

fn cases(cases: u32) -> ProptestConfig {
    let asked = std::env::var_os("PROPTEST_CASES").is_some();
    let default = ProptestConfig { failure_persistence: None, ..ProptestConfig::default() };
    if asked { default } else { ProptestConfig { cases, ..default } }
}

proptest! {
    #![proptest_config(cases(64))]

    #[test]
    fn the_distribution_of_a_few_deals_is_that_of_all_combinations(
        deals in vec((0_i64..=9, 0_i64..=100), 0..=9), target in 0_i64..=40, unit in 1_i64..=MILLION,
    ) {
        let deals: Vec<(i64, i64)> = deals.into_iter().map(|(amount, percent)| (amount * unit, percent)).collect();
        let target = target * unit;
        let outlook = outlook(&plan_of(Some(target), &deals).plan);
        let all = combinations(&deals);
        let sum = |counts: &dyn Fn(i64) -> bool| -> f64 {
            all.iter().filter(|(total, _)| counts(*total)).map(|(_, probability)| probability).sum()
        };
        prop_assert!((sum(&|_| true) - 1.0).abs() < 1e-9);
        let chance = outlook.chance.expect("there is a target");
        prop_assert!((chance - sum(&|total| total >= target)).abs() < 1e-9, "{}", chance);
        for (found, share) in [(outlook.p10.0, 0.1), (outlook.p90.0, 0.9)] {
            prop_assert!(all.iter().any(|(total, _)| *total == found), "{} is no total", found);
            prop_assert!(sum(&|total| total <= found) >= share - 1e-9);
            prop_assert!(sum(&|total| total < found) < share + 1e-9);
        }
        prop_assert!(outlook.p10 <= outlook.p90);
    }
}

proptest! {
    #![proptest_config(cases(16))]

    #[test]
    fn twenty_deals_are_exact(deals in vec((1_i64..=30, 0_i64..=100), 20..=20), target in 0_i64..=300) {
        let deals: Vec<(i64, i64)> = deals.into_iter().map(|(amount, percent)| (amount * 7_777, percent)).collect();
        let target = target * 7_777 + 1;
        let outlook = outlook(&plan_of(Some(target), &deals).plan);
        let exact: f64 = totals(&deals).range(target..).map(|(_, probability)| probability).sum();
        prop_assert!((outlook.chance.expect("a chance") - exact).abs() < 1e-9);
    }

    #[test]
    fn many_deals_on_a_grid_are_within_a_hundredth_of_exact(
        deals in vec((20_i64..=500, 5_i64..=95), 21..=28), share in 20_i64..=70,
    ) {
        let whole: i64 = deals.iter().map(|(amount, _)| amount).sum();
        let deals: Vec<(i64, i64)> = deals.into_iter().map(|(amount, percent)| (amount * MILLION / 1_000, percent)).collect();
        let target = whole * share / 100 * (MILLION / 1_000) + 1;
        let outlook = outlook(&plan_of(Some(target), &deals).plan);
        let totals = totals(&deals);
        let exact: f64 = totals.range(target..).map(|(_, probability)| probability).sum();
        let chance = outlook.chance.expect("a chance");
        prop_assert!((chance - exact).abs() <= 0.01, "{} on the grid, {} exact", chance, exact);
        let percentile = |share: f64| {
            let mut sum = 0.0;
            let found = totals.iter().find(|(_, probability)| { sum += **probability; sum >= share - 1e-12 });
            found.map_or(0, |(total, _)| *total)
        };
        for (found, exact) in [(outlook.p10.0, percentile(0.1)), (outlook.p90.0, percentile(0.9))] {
            let off = (found - exact).abs() as f64 / whole as f64 / (MILLION / 1_000) as f64;
            prop_assert!(off <= 0.01, "{} on the grid, {} exact", found, exact);
        }
    }
}

#[test]
fn the_deals_of_the_grid_stand_in_the_period() {
    let mut draft = plan_of(Some(10 * MILLION), &vec![(MILLION, 50); 21]);
    draft.deal(json!({ "amount": 900 * MILLION, "probability": 100, "close_on": in_days(400) }));
    let exact: f64 = totals(&vec![(MILLION, 50); 21]).range(10 * MILLION..).map(|(_, probability)| probability).sum();
    assert_near(outlook(&draft.plan).chance.expect("a chance"), exact);
}
