//! Fields that a workspace defines for itself: what they take, how they are edited, and how they go and come back.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "clippy.toml allows them in test functions, not in their helpers"
)]

mod support;

use plan::difference::records;
use plan::problem::Conflict;
use plan::{Edit, Kind, Plan, Problem, Reason, file};
use serde_json::{Value, json};
use support::{Draft, create, remove, set};
use uuid::Uuid;

/// A workspace with a field of each shape for people, one with two choices, and one for deals.
struct Own {
    draft: Draft,
    text: Uuid,
    region: Uuid,
    north: Uuid,
}

fn own() -> Own {
    let mut draft = Draft::new();
    let mut define = |code: &str, kind: &str, shape: &str| {
        draft.add(Kind::CustomField, json!({ "code": code, "name": code, "kind": kind, "shape": shape }))
    };
    let text = define("NICK", "person", "text");
    define("SIZE", "person", "number");
    define("SINCE", "person", "day");
    let region = define("REGION", "person", "choice");
    define("LOT", "opportunity", "text");
    let mut choice = |code: &str| draft.add(Kind::CustomChoice, json!({ "code": code, "field": region, "name": code }));
    let north = choice("NORTH");
    choice("SOUTH");
    Own { draft, text, region, north }
}

fn full() -> Value {
    json!({ "NICK": { "zh-Hans": "老张", "en": "Old Zhang" }, "REGION": "NORTH", "SINCE": "2026-01-31", "SIZE": 2.5 })
}

/// The one problem that there is, as field and reason.
#[track_caller]
fn only(problems: Vec<Problem>) -> (Option<String>, Reason) {
    match <[Problem; 1]>::try_from(problems) {
        Ok([problem]) => (problem.place.field, problem.reason),
        Err(problems) => panic!("not one problem: {problems:#?}"),
    }
}

/// What is wrong with a person who holds this under this code.
#[track_caller]
fn refused(own: &mut Own, code: &str, value: Value) -> (Option<String>, Reason) {
    let person = own.draft.person(json!({}));
    let field = format!("custom.{code}");
    let edit = own.draft.setting(Kind::Person, person, &field, value.clone());
    let set = only(own.draft.refused(vec![edit]));
    let id = own.draft.fresh();
    let body = json!({ "name": "Somebody", "custom": { code: value } });
    assert_eq!(only(own.draft.refused(vec![create(Kind::Person, id, body)])), set, "made or changed, it is the same");
    own.draft.remove(Kind::Person, person);
    set
}

fn at(field: &str, reason: Reason) -> (Option<String>, Reason) {
    (Some(field.to_owned()), reason)
}

// What they take.

#[test]
fn a_record_bears_a_value_of_each_shape_and_none_that_is_empty() {
    let mut own = own();
    let person = own.draft.person(json!({ "custom": full() }));
    assert_eq!(own.draft.get(Kind::Person, person, "custom"), full());
    let other = own.draft.person(json!({ "custom": { "NICK": null } }));
    assert_eq!(own.draft.get(Kind::Person, other, "custom"), Value::Null);
    own.draft.set(Kind::Person, person, "custom.SIZE", json!(3));
    assert_eq!(own.draft.get(Kind::Person, person, "custom.SIZE"), json!(3.0), "a number has one spelling");
}

#[test]
fn a_value_of_another_type_is_refused_at_its_field() {
    let mut own = own();
    let choices = || Reason::NotAChoice { choices: "NORTH, SOUTH".into() };
    for (code, value, reason) in [
        ("NICK", json!(7), Reason::NotAText),
        ("NICK", json!(["a"]), Reason::NotAText),
        ("NICK", json!({ "fr": "a" }), Reason::NotAText),
        ("NICK", json!(" "), Reason::Required),
        ("NICK", json!("长".repeat(1001)), Reason::TooLong { most: 1000, length: 1001 }),
        ("SIZE", json!("three"), Reason::NotADecimal),
        ("SIZE", json!(true), Reason::NotADecimal),
        ("SIZE", json!(1e13), Reason::NotADecimal),
        ("SINCE", json!("2026-02-30"), Reason::NotADay),
        ("SINCE", json!("2026-02-20T12:00"), Reason::NotADay),
        ("REGION", json!("EAST"), choices()),
        ("REGION", json!({ "en": "NORTH" }), choices()),
    ] {
        assert_eq!(refused(&mut own, code, value), at(&format!("custom.{code}"), reason));
    }
}

#[test]
fn a_value_without_a_definition_or_with_one_of_another_kind_is_an_unknown_field() {
    let mut own = own();
    for code in ["NONE", "LOT", ""] {
        assert_eq!(refused(&mut own, code, json!("a")), at(&format!("custom.{code}"), Reason::UnknownField));
        assert_eq!(refused(&mut own, code, json!([1])).1, Reason::UnknownField);
    }
    let id = own.draft.fresh();
    let body = json!({ "name": "Somebody", "custom": ["a"] });
    assert_eq!(only(own.draft.refused(vec![create(Kind::Person, id, body)])), at("custom", Reason::NotARecord));
    let person = own.draft.person(json!({}));
    let whole = own.draft.setting(Kind::Person, person, "custom", json!({ "NICK": "a" }));
    assert_eq!(only(own.draft.refused(vec![whole])), at("custom", Reason::UnknownField), "they are edited one by one");
}

#[test]
fn all_that_is_wrong_is_named_at_once() {
    let mut own = own();
    let id = own.draft.fresh();
    let body = json!({ "influence": 9, "custom": { "SIZE": "a", "NONE": 1, "REGION": "EAST" } });
    let problems = own.draft.refused(vec![create(Kind::Person, id, body)]);
    let fields: Vec<_> = problems.iter().filter_map(|one| one.place.field.as_deref()).collect();
    assert_eq!(fields, ["name", "influence", "custom.SIZE", "custom.NONE", "custom.REGION"]);
    assert!(problems.iter().all(|one| one.place.id == Some(id) && one.place.kind == Some(Kind::Person)));
}

#[test]
fn a_definition_may_come_after_its_values_in_one_change() {
    let mut own = own();
    let (person, field) = (own.draft.fresh(), own.draft.fresh());
    own.draft.apply(vec![
        create(Kind::Person, person, json!({ "name": "Somebody", "custom": { "TEAM": "red" } })),
        create(Kind::CustomField, field, json!({ "code": "TEAM", "name": "Team", "kind": "person", "shape": "text" })),
    ]);
    assert_eq!(own.draft.get(Kind::Person, person, "custom.TEAM"), json!("red"));
}

// How they are edited.

#[test]
fn two_people_on_two_of_them_do_not_meet_and_on_one_conflict() {
    let mut own = own();
    let person = own.draft.person(json!({ "custom": { "NICK": "a" } }));
    own.draft.apply(vec![set(Kind::Person, person, "custom.SIZE", Value::Null, json!(1))]);
    own.draft.apply(vec![set(Kind::Person, person, "custom.NICK", json!("a"), json!("b"))]);
    let late = own.draft.refused(vec![set(Kind::Person, person, "custom.NICK", json!("a"), json!("c"))]);
    let conflict = Conflict { seen: json!("a"), current: json!("b"), wanted: json!("c") };
    assert_eq!(only(late), at("custom.NICK", Reason::Conflict(Box::new(conflict))));
}

#[test]
fn an_edit_of_one_is_undone_and_redone_and_the_past_has_it_not() {
    let mut own = own();
    let person = own.draft.person(json!({}));
    let before = own.draft.plan.clone();
    let change = own.draft.set(Kind::Person, person, "custom.NICK", json!("a"));
    let after = own.draft.plan.clone();
    let edit =
        Edit::Set { kind: Kind::Person, id: person, field: "custom.NICK".into(), was: Value::Null, now: json!("a") };
    assert_eq!(own.draft.logged(change).edits, [edit]);
    assert!(after.clone().before(own.draft.logged(change)) == before);
    let undo = own.draft.undo(change).expect("nothing came after it");
    assert!(own.draft.plan == before);
    own.draft.undo(undo).expect("nothing came after it");
    assert!(own.draft.plan == after);
    own.draft.set(Kind::Person, person, "custom.NICK", json!("b"));
    own.draft.undo(change).expect_err("it changed since");
}

#[test]
fn a_difference_names_each_that_changed() {
    let mut own = own();
    let person = own.draft.person(json!({ "custom": { "NICK": "a", "SIZE": 1 } }));
    let before = own.draft.plan.clone();
    own.draft.set(Kind::Person, person, "custom.NICK", Value::Null);
    own.draft.set(Kind::Person, person, "custom.REGION", json!("SOUTH"));
    let changed = records(&before, &own.draft.plan).changed;
    let told: Vec<_> = changed.iter().map(|one| (one.field.as_str(), &one.was, &one.now)).collect();
    assert_eq!(told, [("custom.NICK", &json!("a"), &Value::Null), ("custom.REGION", &Value::Null, &json!("SOUTH"))]);
}

// Definitions.

#[test]
fn what_a_field_holds_and_who_bears_it_is_set_once() {
    let mut own = own();
    for (kind, id, field, now) in [
        (Kind::CustomField, own.text, "shape", json!("number")),
        (Kind::CustomField, own.text, "kind", json!("opportunity")),
        (Kind::CustomChoice, own.north, "field", json!(own.text)),
    ] {
        let edit = own.draft.setting(kind, id, field, now);
        assert_eq!(only(own.draft.refused(vec![edit])), at(field, Reason::SetOnce));
    }
    own.draft.set(Kind::CustomField, own.text, "name", json!("Called"));
}

#[test]
fn only_a_field_of_choices_has_choices() {
    let mut own = own();
    let id = own.draft.fresh();
    let body = json!({ "field": own.text, "name": "East" });
    let reason = Reason::TakesNoChoices { code: "NICK".into() };
    assert_eq!(only(own.draft.refused(vec![create(Kind::CustomChoice, id, body)])), at("field", reason));
}

#[test]
fn a_definition_or_a_choice_is_not_removed_while_somebody_bears_it() {
    let mut own = own();
    let person = own.draft.person(json!({ "code": "P01", "custom": { "REGION": "NORTH" } }));
    let needed = || Reason::Needed { by: Kind::Person, first: "P01".into(), count: 1 };
    let problems = own.draft.refused(vec![remove(Kind::CustomField, own.region)]);
    assert_eq!(problems.first().map(|one| one.reason.clone()), Some(needed()));
    assert_eq!(only(own.draft.refused(vec![remove(Kind::CustomChoice, own.north)])), (None, needed()));
    // Emptied in the same change it goes, with its choices, and all of it comes back.
    let before = own.draft.plan.clone();
    let emptied = own.draft.setting(Kind::Person, person, "custom.REGION", Value::Null);
    let change = own.draft.apply(vec![remove(Kind::CustomField, own.region), emptied]);
    assert_eq!(own.draft.plan.count(Kind::CustomChoice), 0);
    own.draft.undo(change).expect("nothing came after it");
    assert!(own.draft.plan == before);
}

#[test]
fn undo_of_a_definition_is_refused_while_somebody_bears_it() {
    let mut own = own();
    let field = own.draft.fresh();
    let body = json!({ "code": "TEAM", "name": "Team", "kind": "person", "shape": "text" });
    let change = own.draft.apply(vec![create(Kind::CustomField, field, body)]);
    let person = own.draft.person(json!({ "custom": { "TEAM": "red" } }));
    let refused = own.draft.undo(change).expect_err("a person bears it");
    assert!(matches!(only(refused).1, Reason::Needed { by: Kind::Person, .. }));
    own.draft.remove(Kind::Person, person);
    own.draft.undo(change).expect("nobody bears it any more");
}

#[test]
fn what_is_retired_takes_no_new_value_and_keeps_those_that_it_has() {
    let mut own = own();
    let person = own.draft.person(json!({ "custom": { "REGION": "NORTH", "NICK": "a" } }));
    own.draft.set(Kind::CustomChoice, own.north, "retired", json!(true));
    own.draft.set(Kind::CustomField, own.text, "retired", json!(true));
    let other = own.draft.person(json!({}));
    for (field, value) in [("custom.REGION", json!("NORTH")), ("custom.NICK", json!("b"))] {
        let edit = own.draft.setting(Kind::Person, other, field, value.clone());
        assert_eq!(only(own.draft.cannot_move(vec![edit])), at(field, Reason::Retired));
        let body = json!({ "name": "Somebody", "custom": { &field["custom.".len()..]: value } });
        let id = own.draft.fresh();
        assert_eq!(only(own.draft.cannot_move(vec![create(Kind::Person, id, body)])), at(field, Reason::Retired));
    }
    // The other fields of a record that bears it are edited as ever, and it can be emptied.
    let title = own.draft.setting(Kind::Person, person, "title", json!("Director"));
    own.draft.move_on(vec![title]);
    let emptied = own.draft.setting(Kind::Person, person, "custom.NICK", Value::Null);
    let change = own.draft.move_on(vec![emptied]);
    own.draft.undo(change).expect("what was there comes back");
    assert_eq!(own.draft.get(Kind::Person, person, "custom.NICK"), json!("a"));
    assert!(read(&file::write(&own.draft.plan)) == own.draft.plan, "and a file has it");
}

// Files.

fn read(text: &str) -> Plan {
    file::read(text).unwrap_or_else(|problems| panic!("does not read: {problems:#?}"))
}

#[test]
fn a_file_is_written_as_it_was_read_whatever_the_order_of_its_values() {
    let mut own = own();
    own.draft.person(json!({ "custom": full() }));
    let written = file::write(&own.draft.plan);
    assert_eq!(file::write(&read(&written)), written);
    let first = written.find("\"NICK\": {").expect("a value");
    let last = written.find("\"SIZE\": 2.5").expect("a value");
    let turned = format!(
        "{}\"SIZE\": 2.5,\n        {}\n{}",
        &written[..first],
        written[first..last].trim_end().trim_end_matches(','),
        &written[last + "\"SIZE\": 2.5\n".len()..]
    );
    assert_ne!(turned, written);
    assert_eq!(file::write(&read(&turned)), written);
}

#[test]
fn a_wrong_value_in_a_file_is_found_on_its_line() {
    let mut own = own();
    own.draft.person(json!({ "custom": full() }));
    let text = file::write(&own.draft.plan).replacen("\"SIZE\": 2.5", "\"SIZE\": \"big\"", 1);
    let problems = file::read(&text).expect_err("it is no number");
    let line = text.lines().position(|line| line.contains("\"SIZE\": \"big\"")).map(|at| at + 1);
    let told: Vec<_> = problems.iter().map(|one| (one.problem.place.field.as_deref(), one.line)).collect();
    assert_eq!(told, [(Some("custom.SIZE"), line)]);
}
