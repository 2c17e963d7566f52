//! What may rest: a plan without it says of today and of every later day what the whole plan says.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "clippy.toml allows them in test functions, not in their helpers"
)]

mod support;

use plan::influence_map::{Contacts, Coverage};
use plan::portfolio::{Figures, Part};
use plan::resting::{horizon, resting};
use plan::{Day, Kind, Plan, Row};
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::json;
use std::collections::BTreeSet;
use support::{Draft, day, in_days, today};
use uuid::Uuid;

/// Days after which two years are over, whatever years.
const LONG_AGO: i64 = 732;

fn ids(plan: &Plan) -> BTreeSet<Uuid> {
    resting(plan, today()).into_iter().map(|(_, id)| id).collect()
}

/// The plan as a ledger loads it that lets these records rest.
fn without(plan: &Plan, asleep: &BTreeSet<Uuid>) -> Plan {
    let bodies = |kind: &Kind| {
        let code = kind.code();
        plan.bodies(*kind).into_iter().map(move |(id, body)| (code, id, body.to_string()))
    };
    let rows: Vec<_> = Kind::ALL.iter().flat_map(bodies).filter(|(_, id, _)| !asleep.contains(id)).collect();
    Plan::restore(rows.iter().map(|(kind, id, body)| Row { kind, id: *id, body }))
}

/// Every figure of a day with its rows, and how each person stands with us, as text.
fn told(plan: &Plan, on: Day) -> String {
    let figures = Figures::of(plan, on);
    let rows: Vec<_> = Part::ALL.iter().flat_map(|part| figures.of_part(*part)).collect();
    let contacts = Contacts::of(plan, on);
    let people: Vec<(Coverage, _, _, _)> = plan
        .people
        .by_code()
        .map(|one| (contacts.coverage(one), contacts.due(one), contacts.last_contact(one.id), contacts.level(one)))
        .collect();
    format!("{}\n{rows:?}\n{people:?}", figures.to_json())
}

#[test]
fn a_contact_rests_when_it_is_older_than_two_years_and_not_the_last_one() {
    let mut draft = Draft::new();
    let (person, member) = (draft.person(json!({})), draft.member());
    let (older, last) = (draft.met(person, member, LONG_AGO + 30), draft.met(person, member, LONG_AGO));
    assert_eq!(ids(&draft.plan), BTreeSet::from([older]), "what we know of the last meeting stays");

    draft.met(person, member, 10);
    assert_eq!(ids(&draft.plan), BTreeSet::from([older]), "the meeting of last week may be taken back");
    assert!(draft.plan.has(Kind::Interaction, last));
}

#[test]
fn it_is_old_from_the_day_after_two_years() {
    assert_eq!(horizon(day("2026-11-20")), day("2024-11-20"));
    let mut draft = Draft::new();
    let (person, member) = (draft.person(json!({})), draft.member());
    let on = |day: &str| json!({ "on": day, "contact_type": "message" });
    let younger = draft.contact(person, member, on("2024-11-20"));
    let older = draft.contact(person, member, on("2024-11-19"));
    assert_eq!(ids(&draft.plan), BTreeSet::from([older]));
    assert!(draft.plan.has(Kind::Interaction, younger));
}

#[test]
fn the_last_contact_of_each_of_ours_stays() {
    let mut draft = Draft::new();
    let (person, one, other) = (draft.person(json!({})), draft.member(), draft.member());
    draft.met(person, one, LONG_AGO);
    draft.met(person, other, LONG_AGO + 400);
    assert_eq!(ids(&draft.plan), BTreeSet::new(), "whoever becomes an owner later has met the person");
}

#[test]
fn a_longer_one_before_the_last_stays_for_a_workspace_that_asks_for_more_minutes() {
    let mut draft = Draft::new();
    let (person, member) = (draft.person(json!({})), draft.member());
    draft.contact(person, member, json!({ "on": in_days(-LONG_AGO), "minutes": 20 }));
    draft.contact(person, member, json!({ "on": in_days(-LONG_AGO - 10), "minutes": 90 }));
    let outdone = draft.contact(person, member, json!({ "on": in_days(-LONG_AGO - 20), "minutes": 60 }));
    assert_eq!(ids(&draft.plan), BTreeSet::from([outdone]));
}

#[test]
fn an_action_done_long_ago_does_not_rest_because_the_execution_score_counts_it() {
    let mut draft = Draft::new();
    let long_ago = in_days(-LONG_AGO);
    draft.add(
        Kind::Action,
        json!({ "title": "Done", "status": "done", "due_on": long_ago, "done_on": long_ago, "first_due_on": long_ago }),
    );
    assert_eq!(ids(&draft.plan), BTreeSet::new());
    let score = Figures::of(&draft.plan, today()).by_key("objective.execution_score").expect("a figure");
    assert_eq!(score.rows.len(), 1);
}

/// A contact: days ago, what kind, minutes, and who of four people and three of ours was there.
type Contact = (i64, usize, Option<i64>, Vec<bool>, Vec<bool>);

fn contacts() -> impl Strategy<Value = Vec<Contact>> {
    let minutes = prop_oneof![Just(None), (1..120_i64).prop_map(Some)];
    let one = (-20..1500_i64, 0..4_usize, minutes, vec(any::<bool>(), 4), vec(any::<bool>(), 3));
    vec(one, 0..60)
}

/// Some of these, and one at least.
fn chosen(all: &[Uuid], wanted: &[bool]) -> Vec<Uuid> {
    let some: Vec<Uuid> = all.iter().zip(wanted).filter(|(_, wanted)| **wanted).map(|(id, _)| *id).collect();
    if some.is_empty() { all.iter().take(1).copied().collect() } else { some }
}

fn plan_of(contacts: &[Contact]) -> (Draft, Vec<Uuid>, Vec<Uuid>) {
    let mut draft = Draft::new();
    let people: Vec<Uuid> = (1..5).map(|at| draft.person(json!({ "influence": at, "role": "SPONSOR" }))).collect();
    let members: Vec<Uuid> = (0..3).map(|_| draft.member()).collect();
    for (person, member) in people.iter().zip(&members) {
        draft.primary_owner(*person, *member);
    }
    for (ago, kind, minutes, with, of_ours) in contacts {
        let kinds = ["meeting", "call", "message", "event"];
        let kind = kinds.get(*kind).expect("a kind of contact");
        let body = json!({
            "on": in_days(-ago), "contact_type": kind, "minutes": minutes,
            "people": chosen(&people, with), "members": chosen(&members, of_ours),
        });
        draft.add(Kind::Interaction, body);
    }
    (draft, people, members)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_figure_of_today_or_later_misses_what_rests(
        contacts in contacts(),
        later in 0..900_i64,
        minutes in 1..120_i64,
        owned in (0..4_usize, 0..3_usize),
        gone in any::<prop::sample::Index>(),
    ) {
        let (mut draft, people, members) = plan_of(&contacts);
        let asleep = ids(&draft.plan);
        for on in [today(), in_days(later)] {
            prop_assert_eq!(told(&without(&draft.plan, &asleep), on), told(&draft.plan, on));
        }
        // Whatever is set and added since, and whichever younger contact is taken back, the same records may go on resting.
        draft.add(Kind::Setting, json!({ "key": "relationship.contact_minutes", "value": minutes }));
        let (person, member) = (people.get(owned.0).expect("somebody"), members.get(owned.1).expect("one of ours"));
        let owner = json!({ "person": person, "member": member });
        let _ = draft.try_apply(vec![support::create(Kind::RelationshipOwner, Uuid::from_u128(77), owner)]);
        draft.met(*person, *member, 400 - later.min(400));
        let young: Vec<Uuid> =
            draft.plan.interactions.iter().filter(|one| one.on >= horizon(today())).map(|one| one.id.uuid()).collect();
        draft.remove(Kind::Interaction, *gone.get(&young));
        for on in [today(), in_days(later)] {
            prop_assert_eq!(told(&without(&draft.plan, &asleep), on), told(&draft.plan, on));
        }
    }
}
