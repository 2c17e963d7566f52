//! What the figures of the two maps count, and how both sides share.

#![allow(clippy::expect_used, reason = "clippy.toml allows it in test functions, not in their helpers")]

mod support;

use plan::Kind;
use plan::account::figures::balance;
use plan::execution_map::CellState;
use plan::execution_map::figures::{cell_state, effort_by_goal, white_space_ratio};
use plan::strategy_map::figures::{chain_completeness, confirmation};
use serde_json::{Value, json};
use support::{Draft, today};
use uuid::Uuid;

/// A card under others.
fn card(draft: &mut Draft, node_type: &str, under: &[Uuid], fields: Value) -> Uuid {
    let mut body = json!({ "node_type": node_type, "title": node_type });
    let fields = fields.as_object().cloned().unwrap_or_default();
    body.as_object_mut().expect("a body").extend(fields);
    let node = draft.add(Kind::Node, body);
    for parent in under {
        draft.add(Kind::Edge, json!({ "parent": parent, "child": node }));
    }
    node
}

#[test]
fn a_chain_that_hangs_on_a_dropped_card_is_broken() {
    let mut draft = Draft::new();
    let goal = card(&mut draft, "goal", &[], json!({}));
    let strategy = card(&mut draft, "strategy", &[goal], json!({}));
    let need = card(&mut draft, "need", &[strategy], json!({ "verification": "confirmed" }));
    assert_eq!(chain_completeness(&draft.plan).value, Some(1.0));
    draft.set(Kind::Node, strategy, "status", json!("dropped"));
    assert_eq!(chain_completeness(&draft.plan).value, Some(0.0));
    draft.set(Kind::Node, strategy, "status", json!("active"));
    assert_eq!(chain_completeness(&draft.plan).value, Some(1.0));
    draft.set(Kind::Node, need, "status", json!("dropped"));
    assert_eq!(chain_completeness(&draft.plan).value, Some(0.0));
    assert_eq!(confirmation(&draft.plan).value, None, "no need is left that could be confirmed");
    draft.set(Kind::Node, goal, "status", json!("reached"));
    assert_eq!(chain_completeness(&draft.plan).value, None, "nor a goal that needs a chain");
}

#[test]
fn a_need_is_white_space_until_a_deal_on_it_is_open_or_won() {
    let mut draft = Draft::new();
    let goal = card(&mut draft, "goal", &[], json!({}));
    let strategy = card(&mut draft, "strategy", &[goal], json!({}));
    let need = card(&mut draft, "need", &[strategy], json!({ "fit": 2 }));
    assert_eq!(white_space_ratio(&draft.plan).value, Some(1.0));
    let deal = draft.deal(json!({ "need": need }));
    assert_eq!(white_space_ratio(&draft.plan).value, Some(0.0));
    for (outcome, share) in [("won", 0.0), ("lost", 1.0), ("no_decision", 1.0), ("dropped", 1.0)] {
        draft.set(Kind::Opportunity, deal, "outcome", json!(outcome));
        assert_eq!(white_space_ratio(&draft.plan).value, Some(share), "{outcome}");
    }
}

#[test]
fn a_lost_cell_follows_the_reason() {
    let mut draft = Draft::new();
    let need = draft.add(Kind::Node, json!({ "node_type": "need", "title": "A need" }));
    let solution = draft.add(Kind::Solution, json!({ "name": "A solution" }));
    draft.add(Kind::Entry, json!({ "need": need, "solution": solution }));
    let deal = draft.deal(json!({ "need": need, "solutions": [solution] }));
    let mut ended = |outcome: &str, reason: Option<&str>| {
        draft.set(Kind::Opportunity, deal, "outcome", json!(outcome));
        draft.set(Kind::Opportunity, deal, "loss_reason", json!(reason));
        cell_state(&draft.plan, draft.plan.entries.iter().next().expect("the cell"))
    };
    for reason in ["better_offer", "price", "relations", "requirements"] {
        assert_eq!(ended("lost", Some(reason)), Some(CellState::Competitor), "{reason}");
        assert_eq!(ended("dropped", Some(reason)), Some(CellState::Competitor), "we gave up before {reason}");
    }
    for reason in ["in_house", "no_budget", "no_decision", "not_worthwhile"] {
        assert_eq!(ended("lost", Some(reason)), Some(CellState::White), "{reason}");
    }
    for (outcome, state) in
        [("lost", CellState::Competitor), ("no_decision", CellState::White), ("dropped", CellState::White)]
    {
        assert_eq!(ended(outcome, None), Some(state), "{outcome} without a reason");
    }
    assert_eq!(ended("won", Some("price")), Some(CellState::Installed));
}

#[test]
fn effort_on_what_serves_no_goal_is_part_of_all_effort() {
    let mut draft = Draft::new();
    let goal = card(&mut draft, "goal", &[], json!({}));
    let strategy = card(&mut draft, "strategy", &[goal], json!({}));
    let solution = draft.add(Kind::Solution, json!({ "name": "A solution" }));
    let mut need = |under: &[Uuid], impact: i64, days: i64| {
        let need = card(&mut draft, "need", under, json!({ "impact_value": impact }));
        draft.add(Kind::Entry, json!({ "need": need, "solution": solution, "effort_days": days }));
        need
    };
    let (_, dropped) = (need(&[strategy], 300, 30), need(&[strategy], 400, 10));
    need(&[], 100, 60);
    draft.set(Kind::Node, dropped, "status", json!("dropped"));
    let shares: Vec<_> = effort_by_goal(&draft.plan).into_iter().map(|(_, effort, value)| (effort, value)).collect();
    assert_eq!(shares, [(Some(0.4), Some(0.75))], "a dropped need is worth nothing any more, its effort was planned");
}

#[test]
fn the_balance_is_nothing_where_a_side_loses() {
    let mut draft = Draft::new();
    let mut item = |side: &str, value_type: &str, amount: i64| {
        draft.add(
            Kind::ValueItem,
            json!({ "side": side, "value_type": value_type, "statement": "Some", "amount": amount }),
        )
    };
    item("us", "investment", 100);
    let ours = item("us", "value", 100);
    item("customer", "investment", 100);
    let theirs = item("customer", "value", 300);
    for (us, customer, wanted) in [(100, 300, 0.0), (50, 300, 0.0), (50, 60, 0.0), (200, 300, 0.5), (300, 200, 0.5)] {
        draft.set(Kind::ValueItem, ours, "amount", json!(us));
        draft.set(Kind::ValueItem, theirs, "amount", json!(customer));
        assert_eq!(balance(&draft.plan, today()).value, Some(wanted), "{us} and {customer}");
    }
}
