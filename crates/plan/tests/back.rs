//! The ways back: a removed record returns with its code, a field and a whole plan to what they were.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests"
)]

mod support;

use plan::{Change, Kind, Plan, Problem, Reason};
use serde_json::{Value, json};
use support::{Draft, bedrock, create, logged, reasons, remove, set};
use uuid::Uuid;

/// Leads a draft back by a change.
fn lead_back(draft: &mut Draft, change: &Change) -> Result<(), Vec<Problem>> {
    let applied = draft.plan.apply_back(change)?;
    draft.log.push(logged(draft.log.len() + 1, change, &applied));
    draft.plan = applied.plan;
    Ok(())
}

fn bring_back(draft: &mut Draft, kind: Kind, id: Uuid) -> Result<(), Vec<Problem>> {
    let mut log = draft.log.clone();
    log.reverse();
    let change = draft.fresh();
    let change = draft.plan.bring_back(kind, id, &log, change)?;
    lead_back(draft, &change)
}

fn code(plan: &Plan, kind: Kind, id: Uuid) -> String {
    plan.code(kind, id).expect("it is there").to_owned()
}

#[test]
fn a_code_once_given_is_not_given_again() {
    let mut draft = Draft::new();
    let [first, second, third, fourth] = [(); 4].map(|()| draft.fresh());
    let person = |id| create(Kind::Person, id, json!({ "name": "Xu" }));
    draft.apply(vec![person(first), person(second)]);
    assert_eq!(code(&draft.plan, Kind::Person, second), "P02");
    let removal = draft.apply(vec![remove(Kind::Person, second)]);
    draft.apply(vec![person(third)]);
    assert_eq!(code(&draft.plan, Kind::Person, third), "P03");
    // So what was removed can come back, by undo as by being brought back.
    let change = draft.fresh();
    let at = draft.log.iter().position(|one| one.id == removal).unwrap();
    let undo = draft.plan.undo(&draft.log[at].clone(), &draft.log[at + 1..], change).expect("it can be undone");
    assert_eq!(code(&draft.plan.apply(&undo).expect("its code is free").plan, Kind::Person, second), "P02");
    // Nor may anybody take it by hand.
    let taken = draft.try_apply(vec![create(Kind::Person, fourth, json!({ "name": "Lin", "code": "P02" }))]);
    assert_eq!(reasons(&taken.unwrap_err()), [Reason::CodeTaken { code: "P02".into() }]);
    bring_back(&mut draft, Kind::Person, second).expect("nothing stands in the way");
    assert_eq!(code(&draft.plan, Kind::Person, second), "P02");
}

#[test]
fn a_record_comes_back_with_all_that_went_with_it() {
    let mut draft = Draft::from(bedrock());
    let before = draft.plan.clone();
    let p03 = draft.id(Kind::Person, "P03");
    draft.apply(vec![remove(Kind::Person, p03)]);
    let went = before.len() - draft.plan.len();
    assert!(went > 5, "links, levels and voices went along: {went}");
    // Work goes on: somebody gets another boss than the one who was removed.
    let boss = draft.id(Kind::Person, "P01");
    let left: Vec<_> =
        before.bodies(Kind::Person).into_iter().filter(|(_, body)| body["reports_to"] == json!(p03)).collect();
    assert!(left.len() > 1, "several reported to P03");
    draft.apply(vec![set(Kind::Person, left[0].0, "reports_to", Value::Null, json!(boss))]);

    bring_back(&mut draft, Kind::Person, p03).expect("nothing stands in the way");
    assert_eq!(draft.plan.len(), before.len());
    let reports_to = |id| draft.plan.body(Kind::Person, id).unwrap()["reports_to"].clone();
    assert_eq!(reports_to(left[0].0), json!(boss), "what was changed since stays");
    assert_eq!(reports_to(left[1].0), json!(p03), "what was emptied by the removal is filled again");
    draft.apply(vec![set(Kind::Person, left[0].0, "reports_to", json!(boss), json!(p03))]);
    assert_eq!(draft.plan, before);
}

#[test]
fn what_no_longer_fits_does_not_come_back() {
    let mut draft = Draft::from(bedrock());
    let owner = draft.plan.bodies(Kind::RelationshipOwner)[0].clone();
    let member: Uuid = owner.1["member"].as_str().unwrap().parse().unwrap();
    draft.apply(vec![remove(Kind::RelationshipOwner, owner.0)]);
    draft.apply(vec![remove(Kind::Member, member)]);
    let before = draft.plan.clone();
    let refused = bring_back(&mut draft, Kind::RelationshipOwner, owner.0).unwrap_err();
    let code = |kind, id| code(&bedrock(), kind, id);
    assert_eq!(
        reasons(&refused),
        [Reason::RemovedToo { target: Kind::Member, code: code(Kind::Member, member) }],
        "what must come back first is named as people know it"
    );
    assert_eq!(refused[0].place.record_code.as_deref(), owner.1["code"].as_str());
    assert_eq!(draft.plan, before);

    let there = draft.id(Kind::Person, "P02");
    assert_eq!(reasons(&bring_back(&mut draft, Kind::Person, there).unwrap_err()), [Reason::Exists]);
    let never = draft.fresh();
    assert_eq!(reasons(&bring_back(&mut draft, Kind::Person, never).unwrap_err()), [Reason::NoSuchChange]);
}

#[test]
fn what_is_gone_is_told_by_the_change_that_took_it() {
    let mut draft = Draft::from(bedrock());
    let newest_first = |draft: &Draft| draft.log.iter().rev().cloned().collect::<Vec<_>>();
    let told = |draft: &Draft| -> Vec<Vec<(Kind, String)>> {
        let log = newest_first(draft);
        let gone = draft.plan.gone(&log);
        let code = |body: &Value| body["code"].as_str().unwrap().to_owned();
        gone.iter().map(|one| one.records.iter().map(|(record, body)| (record.kind, code(body))).collect()).collect()
    };
    assert!(told(&draft).is_empty());
    let [p02, a01] = [(Kind::Person, "P02"), (Kind::Action, "A01")].map(|(kind, code)| draft.id(kind, code));
    draft.apply(vec![remove(Kind::Person, p02)]);
    draft.apply(vec![remove(Kind::Action, a01)]);
    let gone = told(&draft);
    assert_eq!(gone.len(), 2);
    assert_eq!(gone[0][0], (Kind::Action, "A01".into()), "the newest first");
    assert_eq!(gone[1][0], (Kind::Person, "P02".into()), "and before what went along");
    assert!(gone[1].len() > 5, "{gone:?}");

    bring_back(&mut draft, Kind::Person, p02).expect("nothing stands in the way");
    assert_eq!(told(&draft).len(), 1, "what came back is not gone");
    draft.apply(vec![remove(Kind::Person, p02)]);
    let gone = told(&draft);
    assert_eq!((gone.len(), gone[0][0].1.as_str()), (2, "P02"), "what went twice is told once");
}

#[test]
fn a_single_field_goes_back_and_the_others_stay() {
    let mut draft = Draft::from(bedrock());
    let then = draft.plan.clone();
    let p02 = draft.id(Kind::Person, "P02");
    let was = then.body(Kind::Person, p02).unwrap();
    draft.apply(vec![
        set(Kind::Person, p02, "title", was["title"].clone(), json!("Treasurer")),
        set(Kind::Person, p02, "phone", Value::Null, json!("123")),
    ]);
    let change = draft.fresh();
    let back = draft.plan.set_back(Kind::Person, p02, "title", &then, change).unwrap();
    draft.try_change(&back).expect("it can be set");
    let is = draft.plan.body(Kind::Person, p02).unwrap();
    assert_eq!((&is["title"], &is["phone"]), (&was["title"], &json!("123")));
    let gone = draft.fresh();
    let refused = draft.plan.set_back(Kind::Person, gone, "title", &then, change).unwrap_err();
    assert_eq!(reasons(&refused), [Reason::Gone]);
}

#[test]
fn a_whole_plan_goes_back_by_one_change_that_can_be_undone() {
    let mut draft = Draft::from(bedrock());
    let then = draft.plan.clone();
    let (p05, p02, fresh) = (draft.id(Kind::Person, "P05"), draft.id(Kind::Person, "P02"), draft.fresh());
    let title = then.body(Kind::Person, p02).unwrap()["title"].clone();
    draft.apply(vec![remove(Kind::Person, p05), set(Kind::Person, p02, "title", title, json!("Treasurer"))]);
    draft.apply(vec![create(Kind::Person, fresh, json!({ "name": "Lin", "reports_to": p02 }))]);
    let now = draft.plan.clone();

    let change = draft.fresh();
    let back = draft.plan.go_back(&then, change);
    lead_back(&mut draft, &back).expect("it was a sound plan then");
    assert_eq!(draft.plan, then);
    let again = draft.fresh();
    let undo = draft.plan.undo(draft.log.last().unwrap(), &[], again).expect("nothing came after");
    assert_eq!(draft.plan.apply(&undo).expect("it fits").plan, now);
}
