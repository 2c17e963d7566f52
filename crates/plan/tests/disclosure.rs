//! What a plan holds about somebody is told whole: every field of what says something about them, who wrote it last, and
//! the texts that name them; nothing else.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests"
)]

mod support;

use plan::change::{Edit, Logged};
use plan::disclosure::{Disclosure, Holding};
use plan::id::RecordRef;
use plan::{Kind, Plan};
use serde_json::{Value, json};
use support::bedrock;
use uuid::Uuid;

fn p02(plan: &Plan) -> RecordRef {
    RecordRef { kind: Kind::Person, id: plan.find(Kind::Person, "P02").unwrap() }
}

fn logged(revision: i64, by: u128, edits: Vec<Edit>) -> Logged {
    let at = format!("2026-11-{:02}T09:00:00Z", revision).parse().unwrap();
    let (id, by) = (Uuid::from_u128(900 + revision as u128), Uuid::from_u128(by));
    Logged { revision, id, by, at, why: None, undoes: None, edits, unread: None, hidden: 0 }
}

fn of(plan: &Plan, log: &[Logged]) -> Disclosure {
    plan.disclosure(&[p02(plan)], log)
}

fn holding(disclosure: &Disclosure, kind: Kind) -> Vec<&Holding> {
    disclosure.records.iter().filter(|one| one.kind == kind).collect()
}

#[test]
fn everything_that_says_something_about_somebody_is_in_it() {
    let plan = bedrock();
    let (person, disclosure) = (p02(&plan), of(&plan, &[]));
    let own = &disclosure.records[0];
    assert_eq!((own.kind, own.code.as_str()), (Kind::Person, "P02"), "the person comes first");
    let body = plan.body(Kind::Person, person.id).unwrap();
    let filled = body.as_object().unwrap().keys().filter(|name| !["id", "code"].contains(&name.as_str()));
    assert!(filled.eq(own.said.iter().map(|said| &said.field)), "every field that is filled");
    // Every record that refers to the person, of whatever kind, but for those of other people.
    let referring = plan::field::referrers(&plan, person.kind, person.id);
    for (kind, id, _) in referring.iter().filter(|(kind, ..)| *kind != Kind::Person) {
        assert!(disclosure.records.iter().any(|one| (one.kind, one.id) == (*kind, *id)), "{kind} is missing");
    }
    assert!(referring.len() > 5);
}

#[test]
fn what_only_names_somebody_does_not_tell_the_rest() {
    let plan = bedrock();
    let disclosure = of(&plan, &[]);
    for action in holding(&disclosure, Kind::Action) {
        assert!(action.said.iter().all(|said| said.value.to_string().contains("沈若川")), "{:?}", action.said);
    }
    let level = holding(&disclosure, Kind::Relationship)[0];
    let fields: Vec<&str> = level.said.iter().map(|said| said.field.as_str()).collect();
    assert!(fields.contains(&"level") && fields.contains(&"proof") && !fields.contains(&"person"), "{fields:?}");
    let other = plan.find(Kind::Person, "P05").unwrap();
    assert!(disclosure.records.iter().all(|one| one.id != other), "nobody else's record");
}

#[test]
fn texts_that_name_somebody_are_told_with_their_place() {
    let plan = bedrock();
    let disclosure = of(&plan, &[]);
    assert!(!disclosure.mentions.is_empty());
    for mention in &disclosure.mentions {
        assert!(!mention.said.is_empty());
        assert!(mention.said.iter().all(|said| said.value.to_string().contains("沈若川")), "{mention:?}");
    }
}

#[test]
fn each_sentence_says_who_wrote_it_last() {
    let plan = bedrock();
    let person = p02(&plan);
    let set = |field: &str| Edit::Set {
        kind: person.kind,
        id: person.id,
        field: field.into(),
        was: json!(null),
        now: json!(1),
    };
    let log = [
        logged(3, 7, vec![set("preference")]),
        logged(2, 8, vec![set("preference"), set("influence")]),
        logged(1, 9, vec![Edit::Create { kind: person.kind, id: person.id, body: Value::Null }]),
    ];
    let disclosure = of(&plan, &log);
    let by = |field: &str| {
        let said = disclosure.records[0].said.iter().find(|said| said.field == field).unwrap();
        said.written.map(|written| (written.by.as_u128(), written.at.to_string()))
    };
    assert_eq!(by("preference"), Some((7, "2026-11-03T09:00:00Z".into())));
    assert_eq!(by("influence"), Some((8, "2026-11-02T09:00:00Z".into())));
    assert_eq!(by("name"), Some((9, "2026-11-01T09:00:00Z".into())), "as the record was made");
}

#[test]
fn nobody_knows_nothing() {
    let plan = bedrock();
    let nobody = RecordRef { kind: Kind::Person, id: Uuid::from_u128(404) };
    assert!(plan.disclosure(&[nobody], &[]).is_empty());
    assert!(plan.disclosure(&[], &[]).is_empty());
}
