//! Amounts in other currencies: converted at the rate of the day, named where there is none, never one for one.

mod support;

use plan::account::{Side, figures as account};
use plan::opportunity::forecast::{Forecast, early_rights};
use plan::portfolio::Figures;
use plan::problem::Reason;
use plan::relationship::{Relationships, open_amount};
use plan::review::alerts::alerts;
use plan::{Kind, Money, Plan, file};
use serde_json::{Value, json};
use support::{Draft, create, day, in_days, reasons, today};
use uuid::Uuid;

fn rate(draft: &mut Draft, currency: &str, into: &str, on: &str, per_unit: f64) -> Uuid {
    draft.add(Kind::Rate, json!({ "currency": currency, "into": into, "on": on, "per_unit": per_unit }))
}

/// A plan in CNY with a deal of a million CNY and one of a million EUR, both this period's, and a target.
fn two_deals() -> (Draft, Uuid) {
    let mut draft = Draft::new();
    draft.head(Some(1_000_000_000));
    draft.deal(json!({}));
    let abroad = draft.deal(json!({ "currency": "EUR" }));
    (draft, abroad)
}

fn rate_missing(plan: &Plan) -> Vec<Uuid> {
    let lights = Figures::of(plan, today()).lights();
    let warnings = alerts(plan, today(), lights, None).into_iter();
    warnings.filter(|one| one.key == "rate_missing").flat_map(|one| one.records).map(|one| one.id).collect()
}

#[test]
fn an_amount_counts_at_the_latest_rate_on_or_before_the_day() {
    let (mut draft, abroad) = two_deals();
    rate(&mut draft, "EUR", "CNY", "2026-10-01", 8.0);
    rate(&mut draft, "EUR", "CNY", "2026-11-20", 7.5);
    rate(&mut draft, "EUR", "CNY", "2026-11-21", 9.0);
    let deal = draft.plan.opportunities.get(plan::Id::new(abroad)).expect("a deal");
    assert_eq!(deal.value(&draft.plan, today()), Some(Money(750_000_000)));
    assert_eq!(deal.value(&draft.plan, in_days(-1)), Some(Money(800_000_000)));
    assert_eq!(deal.value(&draft.plan, in_days(1)), Some(Money(900_000_000)));
    assert_eq!(deal.value(&draft.plan, day("2026-09-30")), None, "before the first there is none");
    assert_eq!(open_amount(&draft.plan, today()), Money(850_000_000));
    assert_eq!(Forecast::of(&draft.plan, today()).period_open(), Money(850_000_000));
    let figures = Figures::of(&draft.plan, today()).to_json();
    assert_eq!(figures["opportunity"]["open_amount"], json!(8.5));
    assert!(rate_missing(&draft.plan).is_empty());
}

#[test]
fn a_rate_serves_both_ways_and_by_way_of_a_third_currency() {
    let mut draft = Draft::new();
    rate(&mut draft, "CNY", "EUR", "2026-01-01", 0.125);
    rate(&mut draft, "USD", "EUR", "2026-01-01", 0.5);
    assert_eq!(draft.plan.exchange("EUR", "CNY", today()), Some(8.0));
    assert_eq!(draft.plan.exchange("USD", "CNY", today()), Some(4.0));
    assert_eq!(draft.plan.exchange("CNY", "USD", today()), Some(0.25));
    assert_eq!(draft.plan.exchange("GBP", "CNY", today()), None);
    rate(&mut draft, "EUR", "CNY", "2026-02-01", 7.5);
    assert_eq!(draft.plan.exchange("CNY", "EUR", today()), Some(1.0 / 7.5), "the later of the two ways round");
}

#[test]
fn without_a_rate_an_amount_is_left_out_and_named() {
    let (mut draft, abroad) = two_deals();
    let item = json!({ "side": "us", "value_type": "value", "statement": "x", "amount": 500, "category": "money" });
    draft.add(Kind::ValueItem, item.clone());
    let mut foreign = item;
    foreign["currency"] = json!("EUR");
    let foreign = draft.add(Kind::ValueItem, foreign);
    let revenue = json!({ "period_start": "2025-01-01", "period_end": "2025-12-31", "amount": 7, "currency": "USD" });
    let revenue = draft.add(Kind::Revenue, revenue);

    let left_out = |figure: plan::figure::Figure| -> Vec<Uuid> { figure.left_out.iter().map(|one| one.id).collect() };
    assert_eq!(open_amount(&draft.plan, today()), Money(100_000_000), "not one for one");
    let chance = Forecast::of(&draft.plan, today()).chance();
    assert_eq!((chance.rows.len(), left_out(chance)), (1, vec![abroad]));
    assert_eq!(left_out(early_rights(&draft.plan, today())), [abroad]);
    assert_eq!(left_out(Relationships::of(&draft.plan, today()).figures().seat_strength()), [abroad]);
    let net = account::net(&draft.plan, Side::Us, today());
    assert_eq!((net.value, net.rows.len(), left_out(net)), (Some(5.0), 1, vec![foreign]));
    assert_eq!(rate_missing(&draft.plan), [abroad, foreign, revenue]);
    rate(&mut draft, "EUR", "CNY", "2026-01-01", 8.0);
    assert_eq!(rate_missing(&draft.plan), [revenue]);
    assert_eq!(account::net(&draft.plan, Side::Us, today()).value, Some(45.0));
}

#[test]
fn a_won_deal_counts_at_its_rate_too() {
    let (mut draft, abroad) = two_deals();
    draft.set(Kind::Opportunity, abroad, "outcome", json!("won"));
    let won = |plan: &Plan| Forecast::of(plan, today()).won;
    assert_eq!(won(&draft.plan), Money(0));
    let named = Forecast::of(&draft.plan, today()).chance().left_out;
    assert_eq!(named.iter().map(|one| one.id).collect::<Vec<_>>(), [abroad]);
    rate(&mut draft, "EUR", "CNY", "2026-01-01", 8.0);
    assert_eq!(won(&draft.plan), Money(800_000_000));
}

#[test]
fn what_comes_to_more_than_a_plan_can_count_is_named_too() {
    let (mut draft, abroad) = two_deals();
    rate(&mut draft, "EUR", "CNY", "2026-01-01", 1e12);
    assert_eq!(rate_missing(&draft.plan), [abroad]);
}

#[test]
fn a_rate_is_above_zero_between_two_currencies_and_stands_once() {
    let mut draft = Draft::new();
    let body = |into: &str, per_unit: f64| -> Value {
        json!({ "currency": "EUR", "into": into, "on": "2026-01-01", "per_unit": per_unit })
    };
    let refused = |draft: &mut Draft, body: Value| {
        let edit = create(Kind::Rate, draft.fresh(), body);
        reasons(&draft.refused(vec![edit]))
    };
    assert_eq!(refused(&mut draft, body("CNY", 0.0)), [Reason::NotPositive]);
    assert_eq!(refused(&mut draft, body("EUR", 1.0)), [Reason::Circle]);
    assert_eq!(refused(&mut draft, body("cny", 1.0)), [Reason::NotACurrency]);
    draft.add(Kind::Rate, body("CNY", 8.0));
    assert_eq!(refused(&mut draft, body("CNY", 7.0)), [Reason::Twice { code: "FX01".into() }]);
}

#[test]
fn the_librarys_rates_serve_every_plan_and_its_own_win() {
    let mut library = Draft::library();
    let shared = rate(&mut library, "EUR", "CNY", "2026-01-01", 8.0);
    rate(&mut library, "USD", "GBP", "2026-01-01", 0.5);
    let (draft, _) = two_deals();
    let mut draft = draft.over(&library);
    assert_eq!(open_amount(&draft.plan, today()), Money(900_000_000));
    let alone = file::read(&file::write(&draft.plan)).expect("stands alone");
    assert_eq!(open_amount(&alone, today()), Money(900_000_000), "its file carries the rates that it needs");
    assert!(alone.is_shared(Kind::Rate, shared));
    assert_eq!(alone.count(Kind::Rate), 1, "and no others");
    assert_eq!(file::write(&alone), file::write(&draft.plan));
    rate(&mut draft, "EUR", "CNY", "2026-01-01", 7.0);
    assert_eq!(open_amount(&draft.plan, today()), Money(800_000_000));
    assert_eq!(file::read(&file::write(&Draft::new().over(&library).plan)).expect("a plan").count(Kind::Rate), 0);
}
