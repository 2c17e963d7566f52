//! Settings: weights and thresholds as records, with their ranges, and what figures make of them.

mod support;

use plan::problem::Reason;
use plan::relationship::Relationships;
use plan::settings::key;
use plan::{Kind, Plan, Settings, file};
use serde_json::json;
use std::collections::BTreeSet;
use support::{Draft, bedrock, create, reasons, today};

const DAYS: &str = "relationship.contact_interval.inner_circle";

fn strength(plan: &Plan) -> f64 {
    Relationships::of(plan, today()).figures().seat_strength().value.unwrap_or(f64::NAN)
}

fn weight(draft: &mut Draft, key: &str, value: f64) -> uuid::Uuid {
    draft.add(Kind::Setting, json!({ "key": key, "value": value }))
}

#[test]
fn every_number_of_the_settings_is_a_key_with_default_range_and_unit() {
    let units = BTreeSet::from(["days", "minutes", "weight", "share", "points", "count"]);
    for leaf in key::all() {
        let name = leaf.key.path();
        assert!(units.contains(leaf.unit.as_str()), "{name} is in {}", leaf.unit);
        assert!(leaf.least < leaf.most && !leaf.meaning.is_empty(), "{name}");
        assert_eq!(leaf.key.check(leaf.default), Ok(()), "the default of {name}");
        assert_eq!(leaf.whole, matches!(leaf.unit.as_str(), "days" | "minutes" | "count"), "{name}");
    }
    let names: BTreeSet<&str> = key::all().iter().map(|leaf| leaf.key.path()).collect();
    assert_eq!((names.len(), key::all().len()), (31, 31));
    assert!(names.contains(DAYS) && names.contains("relationship.nearness.middle.weight"));
    assert_eq!(Settings::default().fault(), None);
}

#[test]
fn a_setting_is_a_change_like_any_other() {
    let mut draft = Draft::from(bedrock());
    let before = strength(&draft.plan);
    let record = weight(&mut draft, "relationship.seat.deciders", 1.0);
    assert_eq!(draft.plan.settings.relationship.seat.deciders, 1.0);
    let after = strength(&draft.plan);
    assert_ne!(after, before);
    let moved = draft.set(Kind::Setting, record, "value", json!(0.75));
    assert_eq!(strength(&draft.plan), before);
    draft.undo(moved).expect("nobody touched it since");
    assert_eq!(strength(&draft.plan), after);
    draft.remove(Kind::Setting, record);
    assert_eq!(*draft.plan.settings, Settings::default());
    let walked = draft.log.iter().rev().take(2).fold(draft.plan.clone(), |plan, change| plan.before(change));
    assert_eq!(walked.settings.relationship.seat.deciders, 0.75, "the past has the weights of the past");
}

#[test]
fn a_value_out_of_its_range_is_named_with_the_range() {
    let mut draft = Draft::new();
    let mut refused = |key: &str, value: f64| {
        let edit = create(Kind::Setting, draft.fresh(), json!({ "key": key, "value": value }));
        let problems = draft.refused(vec![edit]);
        assert_eq!(problems.first().and_then(|one| one.place.record_code.clone()).as_deref(), Some("SET01"));
        reasons(&problems)
    };
    assert_eq!(refused(DAYS, 0.0), [Reason::OutOfRange { least: 1, most: 3650 }]);
    assert_eq!(refused(DAYS, 30.5), [Reason::NotANumber]);
    assert_eq!(refused("relationship.large_share", 1.5), [Reason::OutOfRange { least: 0, most: 1 }]);
    assert!(matches!(refused("relationship.contact_interval", 30.0).as_slice(), [Reason::NotAChoice { .. }]));
    assert!(matches!(refused("nobody.knows", 30.0).as_slice(), [Reason::NotAChoice { .. }]));
}

#[test]
fn a_key_is_set_once() {
    let mut draft = Draft::new();
    weight(&mut draft, DAYS, 60.0);
    let again = create(Kind::Setting, draft.fresh(), json!({ "key": DAYS, "value": 45 }));
    assert_eq!(reasons(&draft.refused(vec![again])), [Reason::Twice { code: "SET01".into() }]);
}

#[test]
fn the_steps_of_nearness_rise_and_two_may_move_together() {
    let mut draft = Draft::new();
    let step = |draft: &mut Draft, step: &str, days: i64| {
        let body = json!({ "key": format!("relationship.nearness.{step}.days"), "value": days });
        create(Kind::Setting, draft.fresh(), body)
    };
    let near = step(&mut draft, "near", 200);
    assert_eq!(reasons(&draft.refused(vec![near.clone()])), [Reason::NotRising]);
    let middle = step(&mut draft, "middle", 300);
    draft.apply(vec![near, middle]);
    let middle = draft.id(Kind::Setting, "SET02");
    assert_eq!(reasons(&draft.refused(vec![support::remove(Kind::Setting, middle)])), [Reason::NotRising]);
    assert_eq!(draft.plan.settings.relationship.nearness.middle.days, 300);
}

#[test]
fn the_parts_of_a_seat_weigh_against_their_sum_and_not_all_may_be_nothing() {
    let mut draft = Draft::from(bedrock());
    let before = strength(&draft.plan);
    for (part, half) in [("level", 0.2), ("stance", 0.15), ("coverage", 0.15)] {
        weight(&mut draft, &format!("relationship.seat.{part}"), half);
    }
    assert!((strength(&draft.plan) - before).abs() < 1e-9, "half of each is the same balance");
    let nothing = draft.plan.setting_records.by_code().map(|one| one.id.uuid()).collect::<Vec<_>>();
    let edits = nothing.into_iter().map(|id| draft.setting(Kind::Setting, id, "value", json!(0.0))).collect();
    assert!(reasons(&draft.refused(edits)).iter().all(|reason| *reason == Reason::NothingWeighs));
}

#[test]
fn the_librarys_weights_stand_over_the_methods_and_the_accounts_own_over_those() {
    let mut library = Draft::library();
    weight(&mut library, DAYS, 60.0);
    let far = weight(&mut library, "relationship.nearness.far.days", 400.0);
    let mut account = Draft::new().over(&library);
    let days = |plan: &Plan| plan.settings.relationship.contact_interval.inner_circle;
    assert_eq!(days(&account.plan), 60);
    let own = weight(&mut account, DAYS, 30.0);
    assert_eq!((days(&account.plan), account.plan.settings.relationship.nearness.far.days), (30, 400));
    let alone = file::read(&file::write(&account.plan)).expect("stands alone");
    assert_eq!(alone.settings, account.plan.settings, "its file carries what its figures use");
    assert_eq!(days(&account.plan.own()), 30);
    account.remove(Kind::Setting, own);
    assert_eq!(days(&account.plan), 60);
    library.remove(Kind::Setting, far);
    let account = account.over(&library);
    assert_eq!(account.plan.settings.relationship.nearness.far.days, 365, "nothing refers to a setting, so it may go");
    assert_eq!(*account.plan.own().settings, Settings::default());
}
