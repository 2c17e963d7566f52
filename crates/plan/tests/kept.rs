//! What a plan keeps without understanding it: fields of a newer version, and stored records that cannot be read.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "clippy.toml allows them in test functions, not in their helpers"
)]

mod support;

use plan::difference::records;
use plan::kept::Wound;
use plan::{Kind, Plan, Problem, Reason, Row, file};
use serde_json::{Value, json};
use support::{Draft, create, reloaded, remove, set, today};
use uuid::Uuid;

/// The draft with the stored body of one record changed before it is loaded again.
fn stored(draft: &Draft, kind: &str, id: Uuid, body: &str) -> Draft {
    let bodies = |kind: &Kind| {
        draft.plan.bodies(*kind).into_iter().map(|(id, body)| (kind.code(), id, body)).collect::<Vec<_>>()
    };
    let mut rows: Vec<(String, Uuid, String)> = Kind::ALL
        .iter()
        .flat_map(bodies)
        .map(|(kind, id, body)| (kind.to_owned(), id, body.to_string()))
        .filter(|(_, other, _)| *other != id)
        .collect();
    rows.push((kind.to_owned(), id, body.to_owned()));
    let rows = rows.iter().map(|(kind, id, body)| Row { kind, id: *id, body });
    let mut draft = draft.clone();
    draft.plan = Plan::restore(rows);
    draft
}

/// A person as a newer version stored it.
fn newer() -> (Draft, Uuid) {
    let mut draft = Draft::new();
    let person = draft.person(json!({ "code": "P01", "title": "Director" }));
    let mut body = draft.plan.body(Kind::Person, person).expect("a person");
    body["shoe_size"] = json!({ "eu": 44 });
    body["mood"] = json!(null);
    (stored(&draft, "person", person, &body.to_string()), person)
}

/// A plan in which the second person cannot be read; the first reports to him.
fn wounded(body: &str) -> (Draft, Uuid, Uuid) {
    let mut draft = Draft::new();
    let boss = draft.person(json!({ "code": "P02" }));
    let person = draft.person(json!({ "code": "P01", "reports_to": boss }));
    (stored(&draft, "person", boss, body), person, boss)
}

/// The one problem that there is: code of the record, field, reason.
#[track_caller]
fn only(problems: Vec<Problem>) -> (Option<String>, Option<String>, Reason) {
    match <[Problem; 1]>::try_from(problems) {
        Ok([problem]) => (problem.place.record_code, problem.place.field, problem.reason),
        Err(problems) => panic!("not one problem: {problems:#?}"),
    }
}

fn the_wound(plan: &Plan) -> &Wound {
    plan.wounds().next().expect("a wound")
}

// Fields of a newer version.

#[test]
fn a_field_of_a_newer_version_loads_and_shows() {
    let (draft, person) = newer();
    assert_eq!(draft.plan.wounds().len(), 0);
    assert_eq!(draft.get(Kind::Person, person, "shoe_size"), json!({ "eu": 44 }));
    assert_eq!(draft.get(Kind::Person, person, "title"), json!("Director"));
    assert!(reloaded(&draft.plan) == draft.plan);
}

#[test]
fn it_stays_when_another_field_is_edited_and_when_the_record_goes_and_comes_back() {
    let (mut draft, person) = newer();
    let before = draft.plan.clone();
    let edit = draft.set(Kind::Person, person, "title", json!("Chair"));
    assert_eq!(draft.get(Kind::Person, person, "shoe_size"), json!({ "eu": 44 }));
    draft.undo(edit).expect("nothing came after it");
    assert!(draft.plan == before);
    let removal = draft.remove(Kind::Person, person);
    assert!(!draft.plan.has(Kind::Person, person));
    let after = draft.plan.clone();
    draft.undo(removal).expect("nothing came after it");
    assert!(draft.plan == before, "it comes back with all that it had");
    assert!(before.clone() == after.before(draft.logged(removal)), "as it was in the past");
}

#[test]
fn nobody_can_type_it_or_change_it() {
    let (mut draft, person) = newer();
    let place = |code: &str| (Some(code.to_owned()), Some("shoe_size".to_owned()), Reason::UnknownField);
    let edit = draft.setting(Kind::Person, person, "shoe_size", json!(45));
    assert_eq!(only(draft.refused(vec![edit])), place("P01"));
    let id = draft.fresh();
    let body = json!({ "name": "Somebody", "code": "P09", "shoe_size": 44 });
    assert_eq!(only(draft.refused(vec![create(Kind::Person, id, body)])), place("P09"));
}

#[test]
fn a_difference_names_it() {
    let (draft, person) = newer();
    let mut body = draft.plan.body(Kind::Person, person).expect("a person");
    body["shoe_size"] = json!(45);
    let later = stored(&draft, "person", person, &body.to_string());
    let changed = records(&draft.plan, &later.plan).changed;
    let told: Vec<_> = changed.iter().map(|one| (one.field.as_str(), &one.now)).collect();
    assert_eq!(told, [("shoe_size", &json!(45))]);
}

#[test]
fn a_file_carries_it_and_only_what_we_stored_ourselves_is_read_with_it() {
    let (draft, _) = newer();
    let written = file::write(&draft.plan);
    assert!(written.contains("\"shoe_size\""));
    assert!(file::read_stored(&written) == Ok(draft.plan.clone()));
    let problems = file::read(&written).expect_err("from elsewhere it is a slip of the pen");
    let fields: Vec<_> = problems.iter().filter_map(|one| one.problem.place.field.as_deref()).collect();
    assert_eq!(fields, ["shoe_size", "mood"]);
    assert!(problems.iter().all(|one| one.line.is_some()));
}

// Records that cannot be read.

#[test]
fn what_cannot_be_read_becomes_a_named_wound_and_the_rest_opens() {
    let id = |draft: &Draft, boss: Uuid| {
        let mut body = draft.plan.body(Kind::Person, boss).unwrap_or_else(|| json!({ "id": boss, "code": "P02" }));
        body["name"] = json!("Boss");
        body
    };
    let (plain, _, boss) = wounded("{}");
    let good = id(&plain, boss);
    let with = |field: &str, value: Value| {
        let mut body = good.clone();
        body[field] = value;
        body.to_string()
    };
    for (body, code) in [
        ("{ broken".to_owned(), None),
        (String::new(), None),
        ("[1]".to_owned(), None),
        ("null".to_owned(), None),
        (with("influence", json!("high")), Some("P02")),
        (with("role", json!("ORACLE")), Some("P02")),
        (with("name", Value::Null), Some("P02")),
        (with("id", json!(Uuid::nil())), Some("P02")),
        (format!("{} and more", with("title", json!("Chair"))), None),
    ] {
        let (draft, person, boss) = wounded(&body);
        assert!(draft.plan.has(Kind::Person, person) && !draft.plan.has(Kind::Person, boss), "{body}");
        assert_eq!(draft.plan.wounds().len(), 1, "{body}");
        let wound = the_wound(&draft.plan);
        assert_eq!((wound.kind.as_str(), wound.id, wound.code.as_deref()), ("person", boss, code), "{body}");
        assert_eq!(wound.raw, body);
        assert!(!wound.why.is_empty());
        assert!(plan::portfolio::Figures::of(&draft.plan, today()).to_json().is_object());
    }
}

#[test]
fn a_record_of_an_unknown_kind_is_a_wound_too() {
    let draft = Draft::new();
    let id = Uuid::from_u128(7);
    let body = json!({ "id": id, "code": "H01" }).to_string();
    let draft = stored(&draft, "horoscope", id, &body);
    let wound = the_wound(&draft.plan);
    assert_eq!((wound.kind.as_str(), wound.code.as_deref()), ("horoscope", Some("H01")));
    assert_eq!(wound.why, "unknown kind horoscope");
}

#[test]
fn a_reference_to_it_does_not_dangle() {
    let (mut draft, person, boss) = wounded("{ broken");
    draft.set(Kind::Person, person, "title", json!("Director"));
    draft.person(json!({ "reports_to": boss }));
}

#[test]
fn no_edit_touches_it() {
    let (mut draft, _, boss) = wounded(r#"{ "code": "P02", "influence": "high" }"#);
    let before = draft.plan.clone();
    let refused = || (Some("P02".to_owned()), None, Reason::Wounded);
    let body = json!({ "name": "Another" });
    for edit in [
        create(Kind::Person, boss, body),
        set(Kind::Person, boss, "name", Value::Null, json!("Boss")),
        remove(Kind::Person, boss),
    ] {
        assert_eq!(only(draft.refused(vec![edit])), refused());
    }
    assert!(draft.plan == before);
    // Nor does the undo of a change that touched it.
    let change = draft.log.iter().rev().nth(1).expect("the change that made it").id;
    assert_eq!(only(draft.undo(change).expect_err("it cannot be read")), refused());
}

#[test]
fn its_code_stays_taken() {
    let (mut draft, ..) = wounded(r#"{ "code": "P77" }"#);
    let person = draft.person(json!({}));
    assert_eq!(draft.get(Kind::Person, person, "code"), json!("P78"));
    let id = draft.fresh();
    let body = json!({ "name": "Somebody", "code": "P77" });
    let (_, field, reason) = only(draft.refused(vec![create(Kind::Person, id, body)]));
    assert_eq!((field.as_deref(), reason), (Some("code"), Reason::CodeTaken { code: "P77".into() }));
}

#[test]
fn what_it_names_is_not_removed() {
    let mut draft = Draft::new();
    let (person, member) = (draft.person(json!({ "code": "P01" })), draft.member());
    let owner = draft.owner(person, member);
    let body = json!({ "id": owner, "code": "W01", "person": person, "member": member, "primary": "yes" });
    let mut draft = stored(&draft, "relationship_owner", owner, &body.to_string());
    let reason = Reason::NeededByWound { by: "relationship_owner".into(), first: "W01".into() };
    assert_eq!(only(draft.refused(vec![remove(Kind::Person, person)])), (Some("P01".into()), None, reason));
}

#[test]
fn while_the_account_cannot_be_read_nothing_is_changed() {
    let mut draft = Draft::new();
    let person = draft.person(json!({}));
    let account = draft.plan.account().expect("the account").id.uuid();
    let mut draft = stored(&draft, "account", account, r#"{ "code": "ACC01", "currency": 7 }"#);
    let edit = draft.setting(Kind::Person, person, "title", json!("Director"));
    assert_eq!(only(draft.refused(vec![edit])), (Some("ACC01".into()), None, Reason::Wounded));
    assert!(plan::portfolio::Figures::of(&draft.plan, today()).to_json().is_object());
    assert!(file::read_stored(&file::write(&draft.plan)) == Ok(draft.plan.clone()));
}

#[test]
fn a_file_names_it_and_only_what_we_stored_ourselves_is_read_with_it() {
    let (draft, ..) = wounded(r#"{ "code": "P02", "influence": "high" }"#);
    let written = file::write(&draft.plan);
    assert!(file::read_stored(&written) == Ok(draft.plan.clone()), "a snapshot keeps it");
    let problems = file::read(&written).expect_err("a plan file has no wounds");
    let told: Vec<_> =
        problems.iter().map(|one| (one.problem.place.record_code.as_deref(), &one.problem.reason, one.line)).collect();
    let line = written.lines().position(|line| line.contains("\"wounds\"")).map(|at| at + 4);
    assert_eq!(told, [(Some("P02"), &Reason::WoundInFile, line)]);
}

#[test]
fn its_record_has_a_beginning_in_the_past() {
    let (draft, ..) = wounded("{ broken");
    let first = draft.log.iter().rev().fold(draft.plan.clone(), |later, change| later.before(change));
    assert!(first.is_empty() && first.wounds().len() == 0);
}

#[test]
fn a_value_whose_definition_cannot_be_read_stays() {
    let mut draft = Draft::new();
    let field =
        draft.add(Kind::CustomField, json!({ "code": "NICK", "name": "Nick", "kind": "person", "shape": "text" }));
    let person = draft.person(json!({ "custom": { "NICK": "a" } }));
    let mut draft = stored(&draft, "custom_field", field, r#"{ "code": "NICK", "shape": "poem" }"#);
    draft.set(Kind::Person, person, "title", json!("Director"));
    assert_eq!(draft.get(Kind::Person, person, "custom.NICK"), json!("a"));
    assert!(file::read_stored(&file::write(&draft.plan)) == Ok(draft.plan.clone()));
}
