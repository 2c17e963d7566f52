//! Figures that are kept: what a change did not touch is taken over, and never differs from what would be computed anew.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "clippy.toml allows them in test functions, not in their helpers"
)]

mod support;

use plan::portfolio::{Figures, Part, Report};
use plan::{Change, Day, Edit, Kind, Plan};
use serde_json::{Value, json};
use std::sync::Arc;
use support::{Draft, bedrock, day, in_days, remove, set, today, veldhaven};
use uuid::Uuid;

/// The parts that are computed anew after this change of the plan.
fn renewed(before: &Report, after: &Report) -> Vec<Part> {
    let part = |report: &Report, part: Part| Arc::clone(report.part(part).expect("every part"));
    Part::ALL.iter().copied().filter(|one| !Arc::ptr_eq(&part(before, *one), &part(after, *one))).collect()
}

#[test]
fn a_change_renews_the_parts_that_read_it_and_no_other() {
    let mut draft = Draft::from(bedrock());
    let report = Report::of(&draft.plan, today());
    assert_eq!(renewed(&report, &report.after(&draft.plan.clone(), today())), [], "nothing changed");

    let fact = draft.id(Kind::Fact, "F1");
    draft.set(Kind::Fact, fact, "so_what", Value::Null);
    let after = report.after(&draft.plan, today());
    assert_eq!(renewed(&report, &after), [Part::Plan]);

    let action = draft.id(Kind::Action, "A02");
    draft.set(Kind::Action, action, "status", json!("done"));
    assert_eq!(renewed(&after, &after.after(&draft.plan, today())), [Part::Objective, Part::Plan]);

    let member = draft.id(Kind::Member, "K1");
    let before = report.after(&draft.plan, today());
    draft.add(Kind::Issue, json!({ "title": "Something", "owner": member }));
    assert_eq!(renewed(&before, &before.after(&draft.plan, today())), [], "no figure reads issues");
}

#[test]
fn another_day_or_other_weights_renew_everything() {
    let mut draft = Draft::from(bedrock());
    let report = Report::of(&draft.plan, today());
    assert_eq!(renewed(&report, &report.after(&draft.plan, in_days(1))), Part::ALL);
    draft.add(Kind::Setting, json!({ "key": "relationship.top_gaps", "value": 4 }));
    assert_eq!(renewed(&report, &report.after(&draft.plan, today())), Part::ALL);
}

#[test]
fn the_lights_follow_from_parts_that_were_taken_over() {
    let mut draft = Draft::from(bedrock());
    let report = Report::of(&draft.plan, today());
    for (action, status) in [("A02", "done"), ("A04", "cancelled")] {
        let id = draft.id(Kind::Action, action);
        draft.set(Kind::Action, id, "status", json!(status));
    }
    let after = report.after(&draft.plan, today());
    assert_eq!(report.to_json()["plan"]["lights"]["execution"], "amber");
    assert_eq!(after.to_json()["plan"]["lights"]["execution"], "green");
}

/// Other values that a field may take: none at all, and what other records of its kind have there.
fn others(plan: &Plan, kind: Kind, field: &str, was: &Value) -> Vec<Value> {
    let mut found = vec![Value::Null];
    for (_, body) in plan.bodies(kind) {
        let value = body.get(field).cloned().unwrap_or(Value::Null);
        if value != *was && !found.contains(&value) && found.len() < 2 {
            found.push(value);
        }
    }
    found
}

/// Every change of one field, and every removal, of the first and the last record of each kind, that is accepted.
fn changes(plan: &Plan) -> Vec<Plan> {
    let mut all: Vec<Vec<Edit>> = Vec::new();
    for kind in Kind::ALL {
        let bodies = plan.bodies(*kind);
        let ends = bodies.first().into_iter().chain(bodies.last().filter(|_| bodies.len() > 1));
        for (id, body) in ends {
            all.push(vec![remove(*kind, *id)]);
            for field in kind.fields() {
                let was = body.get(&field.name).cloned().unwrap_or(Value::Null);
                let others = others(plan, *kind, &field.name, &was);
                all.extend(others.into_iter().map(|now| vec![set(*kind, *id, &field.name, was.clone(), now)]));
            }
        }
    }
    let apply = |edits| plan.apply(&Change { id: Uuid::from_u128(1), why: None, undoes: None, edits });
    all.into_iter().filter_map(|edits| apply(edits).ok()).map(|applied| applied.plan).collect()
}

fn assert_taken_over_rightly(plan: &Plan, on: Day) {
    let report = Report::of(plan, on);
    assert_eq!(report.to_json(), Figures::of(plan, on).to_json());
    let changes = changes(plan);
    assert!(changes.len() > 300, "{} changes were accepted", changes.len());
    for changed in changes {
        let (kept, anew) = (report.after(&changed, on).to_json(), Figures::of(&changed, on).to_json());
        assert_eq!(kept, anew, "a part reads a table that it does not name");
    }
}

#[test]
fn after_any_change_of_any_kind_what_is_taken_over_is_what_would_be_computed() {
    assert_taken_over_rightly(&bedrock(), today());
    assert_taken_over_rightly(&veldhaven(), day("2026-09-15"));
}
