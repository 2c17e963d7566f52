//! The plan file: what is wrong with it is named with its line, what is right in it is kept, and its schema says so.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "clippy.toml allows them in test functions, not in their helpers"
)]

mod support;

use plan::custom::NAMES;
use plan::file::{self, FORMAT, FileProblem};
use plan::problem::Place;
use plan::relationship::{Relationships, open_amount};
use plan::{Id, Kind, Plan, Reason, limits};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use support::today;

const CASE: &str = include_str!("../../../cases/bedrock.plan.json");

/// A file as somebody types it: an account, a member, two people, one of them owned, and a contact with both.
const SMALL: &str = r#"{
  "kamap": 1,
  "account": [
    { "id": "00000000-0000-0000-0000-00000000000a", "code": "ACC01", "name": "Bedrock", "currency": "CNY" }
  ],
  "member": [
    { "id": "00000000-0000-0000-0000-00000000000b", "code": "K1", "name": "Lin Mu" }
  ],
  "person": [
    {
      "id": "00000000-0000-0000-0000-00000000000c",
      "code": "P01",
      "name": "Anna",
      "influence": 5
    },
    {
      "id": "00000000-0000-0000-0000-00000000000d",
      "code": "P02",
      "name": "Bert",
      "reports_to": "00000000-0000-0000-0000-00000000000c",
      "influence": 3
    }
  ],
  "relationship_owner": [
    {
      "id": "00000000-0000-0000-0000-00000000000e",
      "code": "W01",
      "person": "00000000-0000-0000-0000-00000000000c",
      "member": "00000000-0000-0000-0000-00000000000b"
    }
  ],
  "interaction": [
    {
      "id": "00000000-0000-0000-0000-00000000000f",
      "code": "I01",
      "on": "2026-11-19",
      "contact_type": "meeting",
      "minutes": 60,
      "people": [
        "00000000-0000-0000-0000-00000000000c",
        "00000000-0000-0000-0000-00000000000d"
      ],
      "members": ["00000000-0000-0000-0000-00000000000b"]
    }
  ]
}
"#;

fn small() -> Plan {
    file::read(SMALL).unwrap_or_else(|problems| panic!("the small file does not read: {problems:#?}"))
}

/// The small file with one piece of its text replaced, which must be there.
fn with(old: &str, new: &str) -> String {
    assert!(SMALL.contains(old), "no {old} in the small file");
    SMALL.replacen(old, new, 1)
}

/// The line on which this first stands.
fn line(text: &str, what: &str) -> Option<usize> {
    let at = text.lines().position(|line| line.contains(what)).unwrap_or_else(|| panic!("no {what} in the file"));
    Some(at + 1)
}

fn problems(text: &str) -> Vec<FileProblem> {
    file::read(text).expect_err("the file reads")
}

/// The one problem of a file, with kind, code and field of its place.
#[track_caller]
fn assert_only(text: &str, place: (Option<Kind>, Option<&str>, Option<&str>), reason: Reason, line: Option<usize>) {
    let problems = problems(text);
    let [FileProblem { problem, line: found }] = problems.as_slice() else { panic!("not one: {problems:#?}") };
    let Place { kind, record_code, field, .. } = &problem.place;
    assert_eq!((*kind, record_code.as_deref(), field.as_deref()), place);
    assert_eq!(problem.reason, reason);
    assert_eq!(*found, line, "the line of {problem}");
}

const NOWHERE: (Option<Kind>, Option<&str>, Option<&str>) = (None, None, None);

/// A place in one of the small file's people.
fn person(code: &'static str, field: &'static str) -> (Option<Kind>, Option<&'static str>, Option<&'static str>) {
    (Some(Kind::Person), Some(code), Some(field))
}

// What is wrong with a file.

#[test]
fn what_is_not_json_is_named_by_line_and_column() {
    let text = with("\"code\": \"P02\",", "\"code\": \"P02\"");
    let at = line(&text, "\"name\": \"Bert\"").expect("Bert");
    assert_only(&text, NOWHERE, Reason::NotJson { line: at, column: 7 }, Some(at));
    assert_only("", NOWHERE, Reason::NotJson { line: 1, column: 0 }, Some(1));
    let deep = "[".repeat(100_000);
    assert_only(&deep, NOWHERE, Reason::TooDeep { most: limits::DEPTH }, Some(1));
}

#[test]
fn another_format_is_refused_before_anything_else_is_read() {
    let wrong = || Reason::WrongFormat { known: FORMAT };
    let broken = with("\"influence\": 5", "\"influence\": 50");
    for kamap in ["2", "0", "\"1\"", "null", "1.5"] {
        let text = broken.replacen("\"kamap\": 1", &format!("\"kamap\": {kamap}"), 1);
        assert_only(&text, NOWHERE, wrong(), None);
    }
    assert_only(&broken.replacen("  \"kamap\": 1,\n", "", 1), NOWHERE, wrong(), None);
    for text in ["[]", "null", "1", "\"kamap\"", "{}"] {
        assert_only(text, NOWHERE, wrong(), None);
    }
}

#[test]
fn a_part_that_is_no_kind_is_named() {
    let unknown = |name: &str| Reason::UnknownKind { name: name.into() };
    assert_only(&with("\"kamap\": 1,", "\"kamap\": 1, \"people\": [],"), NOWHERE, unknown("people"), None);
    // A kind that is no list cannot be read either.
    assert_only(&with("\"kamap\": 1,", "\"kamap\": 1, \"unit\": {},"), NOWHERE, unknown("unit"), None);
}

#[test]
fn a_bad_reference_is_found_on_its_line() {
    let gone = "00000000-0000-0000-0000-0000000000ff";
    let dangling = |target| Reason::Dangling { target, id: gone.parse().expect("an id") };
    let text = with("\"reports_to\": \"00000000-0000-0000-0000-00000000000c\"", &format!("\"reports_to\": \"{gone}\""));
    assert_only(&text, person("P02", "reports_to"), dangling(Kind::Person), line(&text, gone));
    let text = with("\"member\": \"00000000-0000-0000-0000-00000000000b\"", &format!("\"member\": \"{gone}\""));
    let place = (Some(Kind::RelationshipOwner), Some("W01"), Some("member"));
    assert_only(&text, place, dangling(Kind::Member), line(&text, gone));
    // In a list the line is that of the field.
    let text = with("        \"00000000-0000-0000-0000-00000000000d\"", &format!("        \"{gone}\""));
    let place = (Some(Kind::Interaction), Some("I01"), Some("people"));
    assert_only(&text, place, dangling(Kind::Person), line(&text, "\"people\": ["));
    let text = with("\"reports_to\": \"00000000-0000-0000-0000-00000000000c\"", "\"reports_to\": \"Anna\"");
    assert_only(&text, person("P02", "reports_to"), Reason::NotAnId, line(&text, "\"reports_to\": \"Anna\""));
}

#[test]
fn a_bad_value_is_found_on_its_line_and_not_on_that_of_a_like_field() {
    let text = with("\"influence\": 3", "\"influence\": 30");
    let range = Reason::OutOfRange { least: 1, most: 5 };
    assert_only(&text, person("P02", "influence"), range, line(&text, "\"influence\": 30"));
    let text = with("\"name\": \"Anna\"", "\"name\": \"\"");
    assert_only(&text, person("P01", "name"), Reason::Required, line(&text, "\"name\": \"\""));
    let text = with("\"influence\": 3", "\"shoe_size\": 44");
    assert_only(&text, person("P02", "shoe_size"), Reason::UnknownField, line(&text, "shoe_size"));
    let text = with("\"on\": \"2026-11-19\"", "\"on\": \"2026-11-31\"");
    let place = (Some(Kind::Interaction), Some("I01"), Some("on"));
    assert_only(&text, place, Reason::NotADay, line(&text, "2026-11-31"));
    // What is missing is looked for where the record begins.
    let text = with("      \"name\": \"Bert\",\n", "");
    assert_only(
        &text,
        person("P02", "name"),
        Reason::Required,
        line(&text, "\"id\": \"00000000-0000-0000-0000-00000000000d\""),
    );
}

#[test]
fn a_bad_value_is_found_on_its_line_where_fields_stand_before_the_id() {
    let text = with(
        "\"id\": \"00000000-0000-0000-0000-00000000000d\",\n      \"code\": \"P02\",\n      \"name\": \"Bert\",",
        "\"name\": 7,\n      \"code\": \"P02\",\n      \"id\": \"00000000-0000-0000-0000-00000000000d\",",
    );
    let text = text.replacen(
        "\"id\": \"00000000-0000-0000-0000-00000000000e\"",
        "\"primary\": true,\n      \"id\": \"00000000-0000-0000-0000-00000000000e\"",
        1,
    );
    assert_only(&text, person("P02", "name"), Reason::NotAText, line(&text, "\"name\": 7"));
}

#[test]
fn a_rule_that_is_broken_is_found_on_its_line() {
    let text = with("\"influence\": 5", "\"reports_to\": \"00000000-0000-0000-0000-00000000000d\"");
    let problems = problems(&text);
    let found: Vec<_> = problems
        .iter()
        .map(|one| (one.problem.place.record_code.as_deref(), one.problem.reason.clone(), one.line))
        .collect();
    let lines = [
        "\"reports_to\": \"00000000-0000-0000-0000-00000000000d\"",
        "\"reports_to\": \"00000000-0000-0000-0000-00000000000c\"",
    ];
    let expected =
        [(Some("P01"), Reason::Circle, line(&text, lines[0])), (Some("P02"), Reason::Circle, line(&text, lines[1]))];
    assert_eq!(found, expected);
}

#[test]
fn a_record_without_an_id_is_named_by_its_code() {
    let text = with(
        "      \"id\": \"00000000-0000-0000-0000-00000000000d\",\n      \"code\": \"P02\",",
        "      \"code\": \"P02\",",
    );
    let text = text.replacen(",\n        \"00000000-0000-0000-0000-00000000000d\"", "", 1);
    assert_only(&text, person("P02", "id"), Reason::NotAnId, None);
    // A number is no id, nor is a word, nor is a list a record.
    for id in ["13", "\"Bert\"", "null"] {
        let text = text.replacen("\"code\": \"P02\"", &format!("\"id\": {id}, \"code\": \"P02\""), 1);
        assert_only(&text, person("P02", "id"), Reason::NotAnId, None);
    }
    let text = with("\"kamap\": 1,", "\"kamap\": 1, \"unit\": [[]],");
    assert_only(&text, (Some(Kind::Unit), None, Some("id")), Reason::NotAnId, None);
}

#[test]
fn an_id_that_stands_twice_is_named() {
    let text =
        with("\"id\": \"00000000-0000-0000-0000-00000000000d\"", "\"id\": \"00000000-0000-0000-0000-00000000000c\"");
    let text = text.replacen(",\n        \"00000000-0000-0000-0000-00000000000d\"", "", 1);
    let problems = problems(&text);
    assert_eq!(problems.len(), 1, "{problems:#?}");
    assert_eq!(problems[0].problem.reason, Reason::Exists);
    assert_eq!(problems[0].problem.place.kind, Some(Kind::Person));
}

#[test]
fn of_two_records_with_one_code_both_are_named_on_their_lines() {
    let text = with("\"code\": \"P02\"", "\"code\": \"W01\"");
    let problems = problems(&text);
    let found: Vec<_> = problems.iter().map(|one| (one.problem.place.kind, &one.problem.reason, one.line)).collect();
    let first = line(&text, "\"code\": \"W01\"").expect("the person");
    let second = SMALL.lines().position(|line| line.contains("W01")).map(|at| at + 1);
    let taken = Reason::CodeTaken { code: "W01".into() };
    assert_eq!(found, [(Some(Kind::Person), &taken, Some(first)), (Some(Kind::RelationshipOwner), &taken, second)]);
    assert!(problems.iter().all(|one| one.problem.place.field.as_deref() == Some("code")));
}

#[test]
fn a_file_has_exactly_one_account() {
    let another = "{ \"id\": \"00000000-0000-0000-0000-0000000000aa\", \"code\": \"ACC02\", \"name\": \"Another\", \"currency\": \"EUR\" },";
    let text = with("\"account\": [", &format!("\"account\": [ {another}"));
    assert_only(&text, NOWHERE, Reason::OneAccount { count: 2 }, None);
    let text = with("\"account\": [", "\"account\": [],\n  \"unit\": [").replacen(", \"currency\": \"CNY\"", "", 1);
    assert_only(&text, NOWHERE, Reason::OneAccount { count: 0 }, None);
    assert_only(r#"{ "kamap": 1 }"#, NOWHERE, Reason::OneAccount { count: 0 }, None);
}

#[test]
fn everything_that_is_wrong_is_named_at_once() {
    let text = with("\"influence\": 3", "\"influence\": 30")
        .replacen("\"name\": \"Anna\"", "\"name\": \"\"", 1)
        .replacen("\"kamap\": 1,", "\"kamap\": 1, \"people\": [], \"unit\": [{}], \"settings\": 3,", 1)
        .replacen("\"minutes\": 60", "\"minutes\": 0", 1);
    let found: BTreeSet<String> = problems(&text).iter().map(|one| one.problem.reason.parts().0).collect();
    let expected = ["not_an_id", "out_of_range", "required", "unknown_kind"];
    assert_eq!(found, expected.map(str::to_owned).into());
    assert_eq!(
        problems(&text).len(),
        6,
        "one for each fault, and none for what follows from one: {:#?}",
        problems(&text)
    );
}

// What is kept.

#[test]
fn what_was_typed_by_hand_is_written_in_the_files_own_form_and_stays_so() {
    let plan = small();
    let written = file::write(&plan);
    assert!(written.ends_with("]\n}\n"));
    let again = file::read(&written).expect("what we write reads");
    assert!(again == plan);
    assert_eq!(file::write(&again), written);
    // The order of parts, records and fields in the file does not matter.
    let Value::Object(parts) = serde_json::from_str(SMALL).expect("JSON") else { panic!("an object") };
    let backwards: Map<String, Value> = parts.into_iter().rev().map(|(name, part)| (name, reversed(part))).collect();
    let backwards = file::read(&Value::Object(backwards).to_string()).expect("the same plan");
    assert_eq!(file::write(&backwards), written);
}

fn reversed(part: Value) -> Value {
    match part {
        Value::Array(records) => records.into_iter().rev().map(reversed).collect(),
        Value::Object(fields) => Value::Object(fields.into_iter().rev().collect()),
        other => other,
    }
}

#[test]
fn settings_in_a_file_are_records_and_change_the_figures() {
    let coverage = |plan: &Plan| Relationships::of(plan, today()).figures().people_coverage().value;
    assert_eq!(coverage(&small()), Some(5.0 / 8.0), "Anna has an owner who met her for an hour");
    let setting = r#"{ "id": "00000000-0000-0000-0000-0000000000ee", "code": "SET01", "key": "relationship.contact_minutes", "value": 61 }"#;
    let strict =
        file::read(&with("\"kamap\": 1,", &format!("\"kamap\": 1, \"setting\": [{setting}],"))).expect("a plan");
    assert_eq!(strict.settings.relationship.contact_minutes, 61);
    assert_eq!(strict.settings.relationship.proof_days, 365, "what is not named keeps its default");
    assert_eq!(coverage(&strict), Some(2.5 / 8.0), "an hour no longer counts");

    let written = file::write(&strict);
    assert!(file::read(&written).expect("what we write reads") == strict);
    assert!(!file::write(&small()).contains("setting"), "defaults are not written");
    let change = support::create(Kind::Unit, uuid::Uuid::from_u128(99), json!({ "name": "Refining" }));
    let change = plan::Change { id: uuid::Uuid::nil(), why: None, undoes: None, edits: vec![change] };
    assert_eq!(strict.apply(&change).expect("a unit").plan.settings, strict.settings, "a change keeps them too");
}

#[test]
fn settings_keep_every_digit() {
    // Sums of decimal fractions have long tails; their last digit must survive the file as well.
    let mut draft = support::Draft::new();
    let mut random = Random(7);
    let of = |draft: &mut support::Draft, key| draft.add(Kind::Setting, json!({ "key": key, "value": 0.5 }));
    let risk = of(&mut draft, "relationship.thread_risk");
    let cap = of(&mut draft, "relationship.hostile_cap");
    for _ in 0..500 {
        draft.set(Kind::Setting, risk, "value", json!(random.share()));
        draft.set(Kind::Setting, cap, "value", json!(random.share() * 100.0));
        let read = file::read(&file::write(&draft.plan)).expect("what we write reads");
        assert_eq!(read.settings, draft.plan.settings);
    }
}

#[test]
fn settings_of_any_size_make_no_figure_fail() {
    for number in [0, -1, i64::MAX, i64::MIN] {
        let mut plan = file::read(CASE).expect("the case");
        let mut settings = plan::Settings::default();
        let all = &mut settings.relationship;
        all.contact_interval =
            plan::settings::ByBand { inner_circle: number, political_structure: number, outside: number };
        (all.contact_minutes, all.proof_days) = (number, number);
        plan.settings = settings.into();
        let figures = Relationships::of(&plan, today());
        assert!(figures.figures().to_json().is_object(), "{number}");
    }
}

#[test]
fn a_file_without_codes_gets_codes() {
    let mut text = SMALL.to_owned();
    for code in ["ACC01", "K1", "P01", "P02", "W01", "I01"] {
        text = text.replacen(&format!("\"code\": \"{code}\","), "", 1);
    }
    let plan = file::read(&text).expect("codes are given");
    let code = |kind, id: u128| plan.code(kind, uuid::Uuid::from_u128(id));
    assert_eq!(code(Kind::Account, 0xa), Some("ACC01"));
    assert_eq!(code(Kind::Member, 0xb), Some("K01"));
    assert_eq!([code(Kind::Person, 0xc), code(Kind::Person, 0xd)], [Some("P01"), Some("P02")], "in the file's order");
    assert_eq!(code(Kind::RelationshipOwner, 0xe), Some("W01"));
    let bert = plan.people.get(Id::new(uuid::Uuid::from_u128(0xd))).expect("Bert");
    assert_eq!(bert.reports_to.map(Id::uuid), Some(uuid::Uuid::from_u128(0xc)), "references hold without codes");
}

#[test]
fn a_file_in_which_some_have_no_code_gets_the_free_ones() {
    let plan = file::read(&with("\"code\": \"P01\",", "")).expect("a code is given");
    assert_eq!(plan.code(Kind::Person, uuid::Uuid::from_u128(0xc)), Some("P03"));
    let plan = file::read(&with("\"code\": \"P01\",", "").replacen("P02", "P01", 1)).expect("a code is given");
    assert_eq!(plan.code(Kind::Person, uuid::Uuid::from_u128(0xc)), Some("P02"));
}

// The schema.

/// What of JSON Schema the file's schema uses. A word that is not among these is a fault of this test.
const ANNOTATIONS: [&str; 4] = ["$schema", "title", "description", "default"];

/// Everything in which a value differs from a schema, as far as the schema's own words go.
fn differences(schema: &Value, root: &Value, value: &Value, path: &str, found: &mut Vec<String>) {
    let Value::Object(words) = schema else { panic!("{path}: a schema is an object, not {schema}") };
    let mut differs = |what: &str| found.push(format!("{path}: {what}"));
    let least = |word: &Value| word.as_f64().expect("a number");
    let length = |word: &Value| usize::try_from(word.as_u64().expect("a length")).expect("a length");
    for (word, wants) in words {
        match word.as_str() {
            "type" if !is_of(wants, value) => differs(&format!("not of type {wants}")),
            "enum" if !wants.as_array().expect("a list").contains(value) => differs(&format!("not in {wants}")),
            "const" if wants != value => differs(&format!("not {wants}")),
            "minimum" if value.as_f64().is_some_and(|number| number < least(wants)) => differs("too small"),
            "maximum" if value.as_f64().is_some_and(|number| number > least(wants)) => differs("too large"),
            "minLength" if value.as_str().is_some_and(|text| text.chars().count() < length(wants)) => {
                differs("too short")
            }
            "maxLength" if value.as_str().is_some_and(|text| text.chars().count() > length(wants)) => {
                differs("too long")
            }
            "minItems" if value.as_array().is_some_and(|list| list.len() < length(wants)) => differs("too few"),
            "minProperties" if value.as_object().is_some_and(|one| one.len() < length(wants)) => differs("too few"),
            "format" if value.as_str().is_some_and(|text| !has_format(text, wants)) => differs(&format!("no {wants}")),
            "required" => {
                let fields = value.as_object();
                for name in wants.as_array().expect("a list").iter().filter_map(Value::as_str) {
                    if fields.is_some_and(|fields| !fields.contains_key(name)) {
                        differs(&format!("{name} is missing"));
                    }
                }
            }
            "additionalProperties" => {
                assert_eq!(*wants, json!(false), "{path}: no other form is in use");
                let known = words.get("properties").and_then(Value::as_object);
                for name in value.as_object().into_iter().flat_map(Map::keys) {
                    if known.is_none_or(|known| !known.contains_key(name)) {
                        differs(&format!("{name} is unknown"));
                    }
                }
            }
            "oneOf" => {
                let fits = |one: &&Value| {
                    let mut found = Vec::new();
                    differences(one, root, value, path, &mut found);
                    found.is_empty()
                };
                let fitting = wants.as_array().expect("a list").iter().filter(fits).count();
                if fitting != 1 {
                    differs(&format!("fits {fitting} of {wants}"));
                }
            }
            "type" | "enum" | "const" | "minimum" | "maximum" | "minLength" | "maxLength" | "minItems"
            | "minProperties" | "format" | "properties" | "items" | "$ref" | "$defs" => {}
            word => {
                assert!(word.starts_with("x-") || ANNOTATIONS.contains(&word), "{path}: {word} is new to this test")
            }
        }
    }
    if let Some(Value::Object(properties)) = words.get("properties") {
        for (name, part) in value.as_object().into_iter().flatten() {
            if let Some(schema) = properties.get(name) {
                differences(schema, root, part, &format!("{path}/{name}"), found);
            }
        }
    }
    if let (Some(items), Value::Array(list)) = (words.get("items"), value) {
        for (at, one) in list.iter().enumerate() {
            differences(items, root, one, &format!("{path}/{at}"), found);
        }
    }
    if let Some(target) = words.get("$ref") {
        differences(resolve(root, target), root, value, path, found);
    }
}

fn resolve<'s>(root: &'s Value, target: &Value) -> &'s Value {
    let pointer = target.as_str().and_then(|target| target.strip_prefix('#')).expect("a reference within the file");
    root.pointer(pointer).unwrap_or_else(|| panic!("{target} leads nowhere"))
}

fn is_of(types: &Value, value: &Value) -> bool {
    let is = |name: &Value| match name.as_str().expect("a type") {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        other => panic!("no type {other}"),
    };
    types.as_array().map_or_else(|| is(types), |types| types.iter().any(is))
}

fn has_format(text: &str, format: &Value) -> bool {
    match format.as_str().expect("a format") {
        "uuid" => text.parse::<uuid::Uuid>().is_ok(),
        "date" => text.len() == 10 && text.parse::<plan::Day>().is_ok(),
        // How wide a number is in Rust.
        "int64" | "uint" | "double" => true,
        other => panic!("no format {other}"),
    }
}

fn against_the_schema(text: &str) -> Vec<String> {
    let (schema, mut found) = (file::schema(), Vec::new());
    differences(&schema, &schema, &serde_json::from_str(text).expect("JSON"), "", &mut found);
    found
}

#[test]
fn the_schema_accepts_the_case_and_whatever_is_written() {
    assert_eq!(against_the_schema(CASE), [""; 0]);
    let mut plan = small();
    assert_eq!(against_the_schema(&file::write(&plan)), [""; 0]);
    let mut settings = plan::Settings::default();
    settings.relationship.top_gaps = 3;
    plan.settings = settings.into();
    assert_eq!(against_the_schema(&file::write(&plan)), [""; 0]);
}

#[test]
fn the_schema_refuses_what_reading_refuses() {
    let faults = [
        ("\"kamap\": 1", "\"kamap\": 2"),
        ("\"kamap\": 1,", "\"kamap\": 1, \"people\": [],"),
        ("\"kamap\": 1,", "\"kamap\": 1, \"unit\": {},"),
        ("\"kamap\": 1,", "\"kamap\": 1, \"settings\": { \"opportunity\": {} },"),
        ("\"kamap\": 1,", "\"kamap\": 1, \"settings\": { \"relationship\": { \"contact_minutes\": \"ten\" } },"),
        ("\"account\": [", "\"unit\": ["),
        ("\"influence\": 3", "\"influence\": 30"),
        ("\"influence\": 3", "\"influence\": \"3\""),
        ("\"influence\": 3", "\"role\": \"BOSS\""),
        ("\"name\": \"Anna\"", "\"name\": \"\""),
        ("\"name\": \"Anna\"", "\"name\": { \"fr\": \"Anne\" }"),
        ("\"name\": \"Anna\"", "\"title\": \"Director\""),
        ("\"name\": \"Anna\"", "\"name\": \"Anna who has a name that is much longer than sixty characters\""),
        ("\"on\": \"2026-11-19\"", "\"on\": \"2026-11-31\""),
        ("\"reports_to\": \"00000000-0000-0000-0000-00000000000c\"", "\"reports_to\": \"Anna\""),
        ("\"members\": [\"00000000-0000-0000-0000-00000000000b\"]", "\"members\": []"),
        ("\"id\": \"00000000-0000-0000-0000-00000000000e\",", ""),
    ];
    for (old, new) in faults {
        let text = with(old, new);
        assert!(file::read(&text).is_err(), "{new} is read");
        assert_ne!(against_the_schema(&text), [""; 0], "{new} is within the schema");
    }
}

#[test]
fn the_schema_says_which_fields_there_are_and_which_must_be_there_as_reading_does() {
    let unknown = with("\"influence\": 3", "\"shoe_size\": 44");
    assert!(file::read(&unknown).is_err());
    assert_ne!(against_the_schema(&unknown), [""; 0], "a field that is refused is not in the schema");
    let without_members = with(",\n      \"members\": [\"00000000-0000-0000-0000-00000000000b\"]", "");
    assert!(file::read(&without_members).is_err());
    assert_ne!(against_the_schema(&without_members), [""; 0], "a contact needs a member");
    let without_code = with("\"code\": \"P02\",", "");
    assert!(file::read(&without_code).is_ok());
    assert_eq!(against_the_schema(&without_code), [""; 0], "a code is given where it is missing");
}

#[test]
fn the_schema_has_every_kind_with_every_field_and_all_its_references_lead_somewhere() {
    let schema = file::schema();
    let kinds = schema["properties"].as_object().expect("properties");
    assert_eq!(kinds.len(), Kind::ALL.len() + 2, "the kinds, the format and the library");
    for kind in Kind::ALL {
        let items = &kinds[kind.code()]["items"];
        let fields: Vec<&String> = items["properties"].as_object().expect("properties").keys().collect();
        let (custom, own) = fields.split_last().expect("fields");
        assert_eq!(own, kind.fields().iter().map(|field| &field.name).collect::<Vec<_>>(), "{kind}");
        assert_eq!(*custom, "custom", "{kind} bears what the workspace defines");
        for field in kind.fields() {
            assert_eq!(items["properties"][&field.name]["description"], json!(field.meaning), "{kind}.{}", field.name);
            assert_ne!(field.meaning, "", "{kind}.{} says what it means", field.name);
        }
    }
    let mut all = vec![&schema];
    while let Some(value) = all.pop() {
        if let Some(target) = value.get("$ref") {
            assert!(resolve(&schema, target).is_object());
        }
        all.extend(value.as_object().into_iter().flat_map(Map::values));
        all.extend(value.as_array().into_iter().flatten());
    }
}

// Files that went through other hands.

/// The small file with fields that the workspace defined, as they are written.
fn with_fields_of_its_own() -> String {
    let mut file: Value = serde_json::from_str(SMALL).expect("the small file");
    let id = |number: u128| uuid::Uuid::from_u128(0xff00 + number);
    let field = |number: u128, code: &str, shape: &str| json!({ "id": id(number), "code": code, "name": code, "kind": "person", "shape": shape });
    file["custom_field"] = json!([
        field(1, "NICK", "text"),
        field(2, "SIZE", "number"),
        field(3, "SINCE", "day"),
        field(4, "REGION", "choice")
    ]);
    file["custom_choice"] = json!([{ "id": id(5), "code": "NORTH", "field": id(4), "name": "North" }]);
    for person in 0..2 {
        file["person"][person]["custom"] =
            json!({ "NICK": "甲", "REGION": "NORTH", "SINCE": "2026-01-31", "SIZE": 2.5 });
    }
    file::write(&file::read(&file.to_string()).expect("a file with fields of its own"))
}

/// A sequence of numbers that looks random and is the same on every run (SplitMix64).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Below `end`, which is not 0.
    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).expect("below a usize")
    }

    /// From 0 to 1.
    fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// What stands after the first colon of a line, without a comma at the end.
fn value_of(line: &str) -> Option<(&str, &str, &str)> {
    let (name, value) = line.split_once(": ")?;
    let bare = value.trim_end_matches(',');
    let is_scalar = !bare.ends_with(['{', '[']);
    is_scalar.then_some((name, bare, &value[bare.len()..]))
}

/// The text with one piece of damage.
fn damaged(text: &str, random: &mut Random) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let count = lines.len().max(1);
    match random.below(6) {
        0 => {
            let mut bytes = text.as_bytes().to_vec();
            for _ in 0..=random.below(3) {
                let at = random.below(bytes.len());
                bytes[at] ^= 1 << random.below(8);
            }
            return String::from_utf8_lossy(&bytes).into_owned();
        }
        1 => {
            let mut end = random.below(text.len());
            while !text.is_char_boundary(end) {
                end -= 1;
            }
            return text[..end].to_owned();
        }
        2 => {
            let from = random.below(count);
            lines.drain(from..(from + 1 + random.below(3)).min(count));
        }
        3 => lines.swap(random.below(count), random.below(count)),
        // A name that stands twice, where the line had one.
        4 => {
            let at = random.below(count);
            lines.insert(at, lines[at].clone());
        }
        // Two values change places; the file stays JSON and gets wrong in other ways.
        _ => {
            let values: Vec<usize> = (0..count).filter(|at| value_of(&lines[*at]).is_some()).collect();
            let (a, b) = (values[random.below(values.len())], values[random.below(values.len())]);
            let part = |at: usize| value_of(&lines[at]).expect("a value");
            let ((a_name, a_value, a_end), (b_name, b_value, b_end)) = (part(a), part(b));
            let swapped = (format!("{a_name}: {b_value}{a_end}"), format!("{b_name}: {a_value}{b_end}"));
            (lines[a], lines[b]) = swapped;
        }
    }
    lines.join("\n")
}

#[test]
fn a_damaged_file_reads_or_says_what_is_wrong_and_nothing_panics() {
    let mut random = Random(20_261_120);
    let (mut read, mut not_json, mut told, mut twice, mut custom) = (0, 0, 0, 0, 0);
    let own = with_fields_of_its_own();
    for turn in 0..900 {
        // In the small one less refers to what was damaged, so more of it still reads.
        let whole = [CASE, SMALL, &own][turn % 3];
        let text = damaged(whole, &mut random);
        match file::read(&text) {
            Ok(plan) => {
                read += 1;
                let written = file::write(&plan);
                assert!(file::read(&written).expect("what we write reads") == plan);
                assert!(plan::portfolio::Figures::of(&plan, today()).to_json().is_object());
                assert!(open_amount(&plan, today()).0 >= 0);
            }
            Err(problems) => {
                assert!(!problems.is_empty());
                let lines = text.matches('\n').count() + 1;
                for one in &problems {
                    assert!(one.line.is_none_or(|line| (1..=lines).contains(&line)), "{one:?} of {lines}");
                    assert!(!one.problem.to_string().is_empty());
                    custom += usize::from(one.problem.place.field.as_ref().is_some_and(|name| name.starts_with(NAMES)));
                }
                match problems[0].problem.reason {
                    Reason::NotJson { .. } => not_json += 1,
                    Reason::KeyTwice { .. } => twice += 1,
                    _ => told += 1,
                }
            }
        }
    }
    // The damage is of all sorts: without this the test would prove little.
    assert!(read > 20 && not_json > 20 && told > 20, "{read} read, {not_json} no JSON, {told} told");
    assert!(twice > 20 && custom > 5, "{twice} with a name twice, {custom} with a wrong value of their own");
}
