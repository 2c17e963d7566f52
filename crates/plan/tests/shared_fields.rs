//! Fields of a workspace's own at home in the library: every account fills them, its file brings them along, and what
//! of the library cannot be read takes nothing down with it.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests"
)]

mod support;

use plan::kept::Row;
use plan::library::merge;
use plan::{Edit, Kind, Plan, Reason, file};
use serde_json::{Value, json};
use std::sync::Arc;
use support::{Draft, create, reasons, remove};
use uuid::Uuid;

/// A library that defines a region with two choices for people and a grade for solutions, and an account over it.
fn shop() -> (Draft, Draft) {
    let mut library = Draft::library();
    let define =
        |code: &str, kind: &str, shape: &str| json!({ "code": code, "name": code, "kind": kind, "shape": shape });
    let region = library.add(Kind::CustomField, define("REGION", "person", "choice"));
    library.add(Kind::CustomChoice, json!({ "code": "NORTH", "field": region, "name": "North" }));
    library.add(Kind::CustomChoice, json!({ "code": "SOUTH", "field": region, "name": "South" }));
    library.add(Kind::CustomField, define("GRADE", "solution", "number"));
    library.add(Kind::Solution, json!({ "name": "Field platform", "custom": { "GRADE": 3 } }));
    let account = Draft::new().over(&library);
    (library, account)
}

/// The codes of the records of a kind that a file carries of the library.
fn carried(text: &str, kind: &str) -> Vec<String> {
    let file: Value = serde_json::from_str(text).expect("JSON");
    let records = file["library"][kind].as_array().cloned().unwrap_or_default();
    records.iter().filter_map(|one| one["code"].as_str()).map(str::to_owned).collect()
}

#[test]
fn an_account_fills_the_fields_that_the_library_defines() {
    let (_, mut account) = shop();
    let person = account.person(json!({ "custom": { "REGION": "NORTH" } }));
    account.set(Kind::Person, person, "custom.REGION", json!("SOUTH"));
    let wrong = account.setting(Kind::Person, person, "custom.REGION", json!("EAST"));
    assert_eq!(reasons(&account.refused(vec![wrong])), [Reason::NotAChoice { choices: "NORTH, SOUTH".into() }]);
    let field = account.id(Kind::CustomField, "REGION");
    let renamed = account.setting(Kind::CustomField, field, "name", json!("Place"));
    assert_eq!(reasons(&account.refused(vec![renamed])), [Reason::BelongsToLibrary]);
}

#[test]
fn an_accounts_own_field_wins_over_the_librarys_with_the_same_code() {
    let (_, mut account) = shop();
    let own = json!({ "code": "REGION", "name": "Ours", "kind": "person", "shape": "text" });
    let id = account.add(Kind::CustomField, own);
    account.person(json!({ "custom": { "REGION": "far away" } }));
    assert_eq!(account.plan.custom_field(Kind::Person, "REGION").map(|one| one.id.uuid()), Some(id));
    let named = account.plan.fields(Kind::Person).into_iter().filter(|field| field.name == "custom.REGION").count();
    assert_eq!(named, 1, "a form shows it once");
    let text = file::write(&account.plan);
    assert_eq!(carried(&text, "custom_field"), Vec::<String>::new());
    assert_eq!(file::write(&file::read(&text).expect("an account's own definitions")), text);
}

#[test]
fn an_own_field_that_does_not_fit_what_people_hold_already_is_refused_at_them() {
    let (_, mut account) = shop();
    account.person(json!({ "code": "P01", "custom": { "REGION": "NORTH" } }));
    let body = json!({ "code": "REGION", "name": "Ours", "kind": "person", "shape": "number" });
    let id = account.fresh();
    let problems = account.refused(vec![create(Kind::CustomField, id, body)]);
    assert_eq!(reasons(&problems), [Reason::NotADecimal]);
    assert_eq!(problems[0].place.record_code.as_deref(), Some("P01"));
}

#[test]
fn a_file_carries_the_fields_and_choices_that_it_uses_and_stands_alone() {
    let (library, mut account) = shop();
    account.person(json!({ "custom": { "REGION": "NORTH" } }));
    let text = file::write(&account.plan);
    assert_eq!(carried(&text, "custom_field"), ["REGION"]);
    assert_eq!(carried(&text, "custom_choice"), ["NORTH"]);
    let alone = file::read(&text).expect("stands alone");
    assert_eq!(file::write(&alone), text);
    assert!(alone.with_library(&Arc::new(library.plan)) == account.plan, "over the same library it is the same plan");
    let brought = merge::creations(&alone, None);
    let of = |kind: Kind| brought.iter().filter(|edit| edit.touches().0 == kind).count();
    assert_eq!((of(Kind::CustomField), of(Kind::CustomChoice)), (1, 1), "elsewhere they become its own");
}

#[test]
fn a_record_of_the_library_brings_its_own_fields_along_even_where_the_account_means_another() {
    let (_, mut account) = shop();
    account.add(Kind::CustomField, json!({ "code": "GRADE", "name": "Ours", "kind": "solution", "shape": "text" }));
    let solution = account.id(Kind::Solution, "SO01");
    account.deal(json!({ "solutions": [solution] }));
    let text = file::write(&account.plan);
    assert_eq!(carried(&text, "custom_field"), ["GRADE"]);
    assert_eq!(file::write(&file::read(&text).expect("stands alone")), text);
}

#[test]
fn in_the_library_fields_and_choices_retire_and_never_go() {
    let (mut library, _) = shop();
    let (field, choice) = (library.id(Kind::CustomField, "REGION"), library.id(Kind::CustomChoice, "NORTH"));
    for (kind, id) in [(Kind::CustomField, field), (Kind::CustomChoice, choice)] {
        assert!(reasons(&library.refused(vec![remove(kind, id)])).contains(&Reason::RetireInstead));
    }
    library.set(Kind::CustomField, field, "retired", json!(true));
    let mut account = Draft::new().over(&library);
    let body = json!({ "name": "Somebody", "custom": { "REGION": "NORTH" } });
    let problems = account.cannot_move(vec![create(Kind::Person, Uuid::from_u128(77), body)]);
    assert_eq!(reasons(&problems), [Reason::Retired]);
    let body = json!({ "field": field, "name": "East" });
    let problems = account.cannot_move(vec![create(Kind::CustomChoice, Uuid::from_u128(78), body)]);
    assert_eq!(reasons(&problems), [Reason::OutOfUse { target: Kind::CustomField, code: "REGION".into() }]);
}

#[test]
fn a_librarys_file_merges_the_values_of_its_own_fields_too() {
    let (library, _) = shop();
    let mut other = library.clone();
    other.set(Kind::Solution, other.id(Kind::Solution, "SO01"), "custom.GRADE", json!(4));
    let edits = merge::merge(&library.plan, &other.plan);
    assert!(
        matches!(&edits[..], [Edit::Set { field, now, .. }] if field == "custom.GRADE" && *now == json!(4.0)),
        "{edits:?}"
    );
}

// What cannot be read.

/// The library as a ledger finds it, with one body in it that this version cannot read.
fn with_wound(library: &Plan, kind: Kind, code: &str) -> Arc<Plan> {
    let all = Kind::ALL.iter().flat_map(|kind| library.bodies(*kind).into_iter().map(|(id, body)| (*kind, id, body)));
    let rows: Vec<(Kind, Uuid, String)> = all
        .map(|(one, id, mut body)| {
            if one == kind && body["code"] == code {
                body["name"] = json!(7);
            }
            (one, id, body.to_string())
        })
        .collect();
    let library = Plan::restore(rows.iter().map(|(kind, id, body)| Row { kind: kind.code(), id: *id, body }));
    assert_eq!(library.wounds().len(), 1);
    Arc::new(library)
}

#[test]
fn what_refers_to_a_record_of_the_library_that_cannot_be_read_does_not_dangle() {
    let (library, mut account) = shop();
    let solution = account.id(Kind::Solution, "SO01");
    let deal = account.deal(json!({ "solutions": [solution] }));
    account.plan = account.plan.with_library(&with_wound(&library.plan, Kind::Solution, "SO01"));
    assert!(!account.plan.has(Kind::Solution, solution));
    account.set(Kind::Opportunity, deal, "name", json!("Renamed"));
    let stored = file::write(&account.plan);
    let again = file::read_stored(&stored).expect("a snapshot of it opens");
    assert_eq!(file::write(&again), stored);
    let problems = file::read(&stored).expect_err("a file from elsewhere must say what it is");
    assert!(problems.iter().any(|one| one.problem.reason == Reason::WoundInFile), "{problems:?}");
    account.plan = again.with_library(&Arc::new(library.plan));
    assert!(account.plan.has(Kind::Solution, solution), "once it can be read it is there again");
}

#[test]
fn a_value_whose_definition_in_the_library_cannot_be_read_stays() {
    let (library, mut account) = shop();
    let person = account.person(json!({ "custom": { "REGION": "NORTH" } }));
    account.plan = account.plan.with_library(&with_wound(&library.plan, Kind::CustomField, "REGION"));
    account.set(Kind::Person, person, "title", json!("Director"));
    assert_eq!(account.get(Kind::Person, person, "custom.REGION"), json!("NORTH"));
    let stored = file::write(&account.plan);
    assert_eq!(file::write(&file::read_stored(&stored).expect("a snapshot of it opens")), stored);
}
