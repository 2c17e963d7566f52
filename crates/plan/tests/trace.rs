//! The trace from any record up to its goal and down to what is done about it (method 0.4).

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "helpers of tests")]

mod support;

use plan::id::RecordRef;
use plan::objective::trace::{so_what, why};
use plan::{Kind, Plan};
use support::bedrock;

fn record(plan: &Plan, kind: Kind, code: &str) -> RecordRef {
    RecordRef { kind, id: plan.find(kind, code).expect("it is in the sample") }
}

fn codes(plan: &Plan, records: &[RecordRef]) -> Vec<String> {
    records.iter().map(|one| plan.code(one.kind, one.id).unwrap().to_owned()).collect()
}

#[test]
fn an_action_on_a_deal_leads_up_to_the_goal() {
    let plan = bedrock();
    let up = codes(&plan, &why(&plan, record(&plan, Kind::Opportunity, "O01")));
    assert_eq!(up.first().map(String::as_str), Some("N01"), "the need comes first");
    for step in ["T1", "S1", "G1", "G2"] {
        assert!(up.contains(&step.to_owned()), "{step}: {up:?}");
    }
    let action = codes(&plan, &why(&plan, record(&plan, Kind::Action, "A03")));
    assert!(action.contains(&"B1".to_owned()), "{action:?}");
}

#[test]
fn a_goal_leads_down_to_needs_deals_people_and_actions() {
    let plan = bedrock();
    let down = codes(&plan, &so_what(&plan, record(&plan, Kind::Node, "G2")));
    for step in ["S1", "T1", "N01", "O01", "P02"] {
        assert!(down.contains(&step.to_owned()), "{step}: {down:?}");
    }
    let order = |code: &str| down.iter().position(|one| one == code).unwrap();
    assert!(order("S1") < order("T1") && order("T1") < order("N01") && order("N01") < order("O01"), "{down:?}");
    let unique: std::collections::BTreeSet<&String> = down.iter().collect();
    assert_eq!(unique.len(), down.len(), "each once");
}

#[test]
fn what_stands_alone_leads_nowhere() {
    let plan = bedrock();
    assert!(why(&plan, record(&plan, Kind::Fact, "F1")).is_empty());
    assert!(so_what(&plan, record(&plan, Kind::Person, "P01")).is_empty());
}
