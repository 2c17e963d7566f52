//! What is read beside the figures: open roles, load, contacts due, the matrix, the life of an account, ways through
//! partners, loose ends of deals, promises and progress (method 2.1, 2.2, 3.2, 4.5, 5.3).

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "clippy.toml allows them in test functions, not in their helpers"
)]

mod support;

use plan::account::Lifecycle;
use plan::objective::figures::promises_kept;
use plan::objective::load::loads;
use plan::opportunity::checks;
use plan::portfolio::Figures;
use plan::relationship::Relationships;
use plan::research::figures::{matrix, revenue_by_year};
use plan::research::{Subject, Topic};
use plan::review::lifecycle::ahead;
use plan::strategic_relation::paths::paths;
use plan::team::{PlanRole, open_roles};
use plan::{Kind, Money, Plan};
use serde_json::json;
use support::{Draft, bedrock, day, in_days, today};

fn keys(plan: &Plan) -> Vec<&'static str> {
    let relationships = Relationships::of(plan, today());
    checks::warnings(plan, today(), &relationships).into_iter().map(|warning| warning.key).collect()
}

#[test]
fn a_plan_needs_four_roles_until_it_names_its_own() {
    let mut draft = Draft::new();
    use PlanRole::{AccountDirector, DeliveryLead, ExecSponsor, LegalFinance, SolutionLead};
    assert_eq!(open_roles(&draft.plan, today()), [AccountDirector, ExecSponsor, SolutionLead, DeliveryLead]);
    draft.add(Kind::Member, json!({ "name": "Lin Mu", "plan_role": "account_manager" }));
    assert_eq!(open_roles(&draft.plan, today()), [ExecSponsor, SolutionLead, DeliveryLead], "a manager leads as well");
    draft.add(Kind::AccountPlan, json!({ "name": "Plan", "needed_roles": ["account_manager", "legal_finance"] }));
    assert_eq!(open_roles(&draft.plan, today()), [LegalFinance]);
    assert!(open_roles(&bedrock(), today()).is_empty());
}

#[test]
fn a_member_carries_people_contacts_and_actions_against_the_hours_there_are() {
    let plan = bedrock();
    let relationships = Relationships::of(&plan, today());
    let loads = loads(&plan, today(), &relationships);
    assert_eq!(loads.len(), 6, "everybody who is present");
    let sponsor = loads.iter().find(|load| load.member.code == "K2").expect("our sponsor");
    let people: Vec<&str> = sponsor.people.iter().map(|person| person.code.as_str()).collect();
    assert_eq!(people, ["P01", "P03", "X1"]);
    assert_eq!((sponsor.influence, sponsor.actions, sponsor.overdue), (14, 4, 1));
    // P01 every 90 days, P03 too but shared with another owner, X1 every 45.
    let contacts = 30.0 / 90.0 + 30.0 / 90.0 / 2.0 + 30.0 / 45.0;
    assert!((sponsor.contacts - contacts).abs() < 1e-9, "{}", sponsor.contacts);
    assert!((sponsor.hours - (2.0 * contacts + 4.0 * 4.0)).abs() < 1e-9, "{}", sponsor.hours);
    assert_eq!(sponsor.is_too_much(), Some(true), "more than eight hours a month");
    let effort: f64 = loads.iter().map(|load| load.effort_days).sum();
    let planned: i64 = plan.entries.iter().filter_map(|entry| entry.effort_days).sum();
    assert!(effort > 0.0 && effort <= planned as f64, "{effort} of {planned} days fall on the team's open deals");
}

#[test]
fn a_contact_is_due_when_its_interval_has_passed() {
    let plan = bedrock();
    let relationships = Relationships::of(&plan, today());
    let due = relationships.contacts_due(0);
    let codes: Vec<&str> = due.iter().map(|one| one.standing.person.code.as_str()).collect();
    assert_eq!(codes, ["X1", "P05", "P12", "P10"], "the longest overdue first; who has no owner is a gap");
    assert_eq!(due[0].by, Some(day("2026-06-18").plus(45)));
    assert!(due.iter().all(|one| one.is_overdue(today())));
    let more = relationships.contacts_due(14);
    assert!(
        more.len() > due.len() && !more[more.len() - 1].is_overdue(today()),
        "what falls due in a fortnight comes too"
    );
}

#[test]
fn the_matrix_counts_facts_and_knows_which_cells_went_stale() {
    let plan = bedrock();
    let cells = matrix(&plan, today());
    assert_eq!(cells.len(), 3 * 9);
    assert_eq!(cells.iter().map(|cell| cell.facts.len()).sum::<usize>(), plan.facts.len(), "each fact in one cell");
    let trend = |cells: &[plan::research::figures::MatrixCell<'_>]| {
        let cell = cells.iter().find(|cell| (cell.subject, cell.topic) == (Subject::Customers, Topic::Trend));
        cell.map(|cell| (cell.facts.len(), cell.stale)).expect("a cell")
    };
    assert_eq!(trend(&cells), (3, false));
    assert_eq!(trend(&matrix(&plan, in_days(730))), (3, true), "two years later nothing of it counts");
}

#[test]
fn revenue_adds_up_by_year() {
    let mut draft = Draft::new();
    for (start, end, amount) in
        [("2025-01-01", "2025-06-30", 100), ("2025-07-01", "2025-12-31", 50), ("2026-01-01", "2026-06-30", 7)]
    {
        draft.add(Kind::Revenue, json!({ "period_start": start, "period_end": end, "amount": amount }));
    }
    let years: Vec<_> = revenue_by_year(&draft.plan).into_iter().collect();
    assert_eq!(years, [(2025, Money(150)), (2026, Money(7))]);
}

#[test]
fn a_customer_sees_what_it_lacks_to_be_loyal() {
    let plan = bedrock();
    let relationships = Relationships::of(&plan, today());
    let (next, criteria) = ahead(&plan, today(), &relationships);
    assert_eq!(next, Lifecycle::Loyal);
    let open: Vec<&str> = criteria.iter().filter(|one| !one.holds).map(|one| one.key).collect();
    // No approver or sponsor stands at 3, and they speak of us at +0.29.
    assert_eq!(open, ["decider_at_level_3", "good_sentiment"]);
    let mut draft = Draft::new();
    let criteria = |draft: &Draft| {
        let relationships = Relationships::of(&draft.plan, today());
        let (next, criteria) = ahead(&draft.plan, today(), &relationships);
        (next, criteria.iter().filter(|one| one.holds).count(), criteria.len())
    };
    assert_eq!(criteria(&draft), (Lifecycle::Customer, 0, 3), "a prospect has everything before it");
    draft.add(Kind::LifecycleEvent, json!({ "to": "former", "on": "2026-01-01" }));
    assert_eq!(criteria(&draft), (Lifecycle::Prospect, 0, 1));
}

#[test]
fn partners_lead_to_the_top_gaps() {
    let plan = bedrock();
    let relationships = Relationships::of(&plan, today());
    let told: Vec<(&str, Vec<&str>)> = paths(&plan, &relationships)
        .iter()
        .map(|(standing, ways)| {
            (standing.person.code.as_str(), ways.iter().map(|way| way.relation.code.as_str()).collect())
        })
        .collect();
    assert_eq!(told, [("P02", vec!["R5"]), ("P01", vec!["R1"]), ("P03", vec![]), ("X1", vec![]), ("P05", vec![])]);
}

#[test]
fn loose_ends_of_a_deal_show_until_they_are_tied() {
    let mut draft = Draft::new();
    let near = json!({
        "name": "Tender", "opportunity_type": "current", "stage": "S4", "buying_step": 3, "amount": 100,
        "close_on": in_days(60), "first_close_on": in_days(-60), "found_on": in_days(-15),
    });
    draft.add(Kind::Opportunity, near);
    let all =
        ["deal_without_need", "seat_empty_near_close", "deal_ahead_of_buying", "deal_slipped", "deal_without_step"];
    assert_eq!(keys(&draft.plan), all);

    let mut draft = Draft::new();
    let fresh = json!({
        "name": "Tender", "opportunity_type": "potential", "amount": 100, "close_on": in_days(200), "found_on": in_days(-13),
    });
    draft.add(Kind::Opportunity, fresh);
    assert!(keys(&draft.plan).is_empty(), "a fortnight to find its need: {:?}", keys(&draft.plan));
    assert!(!keys(&bedrock()).contains(&"deal_without_need"), "every deal of the sample stands on a need");
}

#[test]
fn a_promise_counts_once_it_was_kept_or_fell_due() {
    let mut draft = Draft::new();
    assert_eq!(promises_kept(&draft.plan, today()).value, None, "nothing promised is nothing known");
    let person = draft.add(Kind::Person, json!({ "name": "Han Caiwei" }));
    for (due, kept) in [(-5, Some(-6)), (-5, Some(-1)), (-1, None), (10, None), (10, Some(-1))] {
        let kept = kept.map(in_days);
        draft.add(Kind::Promise, json!({ "what": "x", "person": person, "due_on": in_days(due), "kept_on": kept }));
    }
    let figure = promises_kept(&draft.plan, today());
    assert_eq!((figure.value, figure.rows.len()), (Some(0.5), 4), "two in time of the four that count");
}

#[test]
fn an_objective_follows_its_figure_or_what_is_typed() {
    let plan = bedrock();
    let figures = Figures::of(&plan, today());
    let find = |code: &str| plan.objectives.iter().find(|one| one.code == code).expect("an objective");
    let coverage = figures.actual(find("B2.3")).expect("fed by people coverage");
    assert!((coverage - 46.0 / 62.0).abs() < 1e-9, "{coverage}");
    assert_eq!(figures.actual(find("B1")), Some(6.0), "typed");
    assert_eq!(figures.progress(find("B1")), Some(0.0));
}
