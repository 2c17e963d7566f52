//! Every limit, tried at its end and one beyond it; and names that stand twice.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "clippy.toml allows them in test functions, not in their helpers"
)]

mod support;

use plan::file::{self, FileProblem};
use plan::{Change, Kind, Problem, Reason, limits};
use serde_json::{Value, json};
use support::{Draft, create, set};
use uuid::Uuid;

const SMALL: &str = r#"{
  "kamap": 1,
  "account": [
    { "id": "00000000-0000-0000-0000-00000000000a", "code": "ACC01", "name": "Bedrock", "currency": "CNY" }
  ],
  "person": [
    {
      "id": "00000000-0000-0000-0000-00000000000c",
      "name": { "zh-Hans": "安娜", "en": "Anna" },
      "influence": 5
    }
  ]
}
"#;

/// The small file with one piece of its text replaced, which must be there.
fn with(old: &str, new: &str) -> String {
    assert!(SMALL.contains(old), "no {old} in the small file");
    SMALL.replacen(old, new, 1)
}

/// The one problem of a file or a change: its reason and its line.
#[track_caller]
fn only<T: std::fmt::Debug>(read: Result<T, Vec<FileProblem>>) -> (Reason, Option<usize>) {
    match <[FileProblem; 1]>::try_from(read.expect_err("it reads")) {
        Ok([FileProblem { problem, line }]) => (problem.reason, line),
        Err(problems) => panic!("not one problem: {problems:#?}"),
    }
}

#[track_caller]
fn only_reason(problems: Vec<Problem>) -> Reason {
    match <[Problem; 1]>::try_from(problems) {
        Ok([problem]) => problem.reason,
        Err(problems) => panic!("not one problem: {problems:#?}"),
    }
}

fn twice(key: &str) -> Reason {
    Reason::KeyTwice { key: key.to_owned() }
}

// Names that stand twice.

#[test]
fn a_name_that_stands_twice_is_named_with_its_line_at_any_depth() {
    file::read(SMALL).expect("the small file reads");
    for (old, new, key, line) in [
        ("\"kamap\": 1,", "\"kamap\": 1,\n  \"kamap\": 1,", "kamap", 3),
        ("  \"person\": [", "  \"account\": [],\n  \"person\": [", "account", 6),
        ("\"influence\": 5", "\"influence\": 5,\n      \"name\": \"Bert\"", "name", 11),
        ("\"influence\": 5", "\"influence\": 5,\n      \"influence\": 5", "influence", 11),
        ("\"en\": \"Anna\"", "\"en\": \"Anna\",\n \"zh-Hans\": \"安\"", "zh-Hans", 10),
        // In another spelling it is the same name.
        ("\"influence\": 5", "\"influence\": 5,\n\n      \"n\\u0061me\": \"Bert\"", "name", 12),
        ("\"influence\": 5", "\"custom\": { \"A\": 1,\n \"A\": 2 }", "A", 11),
    ] {
        assert_eq!(only(file::read(&with(old, new))), (twice(key), Some(line)), "{new}");
    }
    // The same name in two places is no name twice.
    file::read(&with("\"influence\": 5", "\"title\": { \"en\": \"CFO\" }")).expect("two objects have the same names");
}

#[test]
fn what_is_no_json_is_told_before_what_comes_after_it() {
    let text = with("\"currency\": \"CNY\" }", "\"currency\": }").replace("\"influence\": 5", "\"name\": 1");
    assert!(matches!(only(file::read(&text)), (Reason::NotJson { line: 4, .. }, Some(4))));
    assert!(matches!(only(file::read(&format!("{SMALL}{{}}"))), (Reason::NotJson { line: 14, .. }, Some(14))));
}

#[test]
fn a_change_has_no_name_twice_either() {
    let id = Uuid::from_u128(1);
    let change = |body: &str| {
        format!(
            r#"{{ "id": "{id}", "edits": [{{ "do": "create", "kind": "person", "id": "{id}", "body": {body} }}] }}"#
        )
    };
    let read = Change::read(&change(r#"{ "name": "Anna" }"#)).expect("a change");
    assert_eq!(read.edits, [create(Kind::Person, id, json!({ "name": "Anna" }))]);
    let refused = |text: &str| only(Change::read(text));
    assert_eq!(refused(&change("{ \"name\": \"Anna\",\n \"name\": \"Bert\" }")), (twice("name"), Some(2)));
    assert_eq!(refused(&format!("{{ \"id\": \"{id}\",\n\"id\": \"{id}\", \"edits\": [] }}")), (twice("id"), Some(2)));
    assert!(matches!(refused("[]").0, Reason::BadChange { .. }));
    assert!(matches!(refused("{").0, Reason::NotJson { .. }));
    let long = format!("{}{}", change("null"), " ".repeat(limits::CHANGE_BYTES));
    assert_eq!(refused(&long), (Reason::TooManyBytes { mib: 16 }, None));
}

// Limits.

#[test]
fn a_file_has_at_most_so_many_bytes() {
    let padded = |bytes: usize| format!("{SMALL}{}", " ".repeat(bytes - SMALL.len()));
    file::read(&padded(1 << 20)).expect("space is no harm");
    let reason = Reason::TooManyBytes { mib: limits::FILE_BYTES >> 20 };
    assert_eq!(only(file::read(&padded(limits::FILE_BYTES + 1))), (reason, None));
}

#[test]
fn a_file_nests_so_deep_at_most() {
    // The file, the list of people, the person: so deep is the value itself.
    let value =
        |depth: usize| with("\"influence\": 5", &format!("\"influence\": {}{}", "[".repeat(depth), "]".repeat(depth)));
    assert_eq!(only(file::read(&value(limits::DEPTH - 3))).0, Reason::NotANumber);
    assert_eq!(only(file::read(&value(limits::DEPTH - 2))), (Reason::TooDeep { most: limits::DEPTH }, Some(10)));
    let objects = with("\"influence\": 5", &"\n\"a\": {".repeat(limits::DEPTH));
    assert!(matches!(only(file::read(&objects)), (Reason::TooDeep { .. }, Some(_))));
}

fn people(count: usize) -> Vec<plan::Edit> {
    let person = |number: usize| {
        create(Kind::Person, Uuid::from_u128(number as u128), json!({ "code": format!("P{number}"), "name": "A" }))
    };
    (1..=count).map(person).collect()
}

#[test]
fn a_change_has_at_most_so_many_edits_and_a_plan_so_many_records() {
    let mut draft = Draft::new();
    let full = limits::RECORDS - draft.plan.len();
    draft.apply(people(full));
    assert_eq!(draft.plan.len(), limits::RECORDS);
    let (id, body) = (draft.fresh(), json!({ "code": "Q1", "name": "One more" }));
    let one_more = draft.refused(vec![create(Kind::Person, id, body)]);
    assert_eq!(only_reason(one_more), Reason::PlanFull { most: limits::RECORDS });
    let same = set(Kind::Person, Uuid::from_u128(1), "name", json!("A"), json!("A"));
    draft.apply(vec![same.clone(); limits::EDITS]);
    let too_many = draft.refused(vec![same; limits::EDITS + 1]);
    assert_eq!(only_reason(too_many), Reason::TooLarge { most: limits::EDITS });
}

#[test]
fn a_list_has_at_most_so_many_values() {
    let mut draft = Draft::new();
    let texts = |count: usize| (0..count).map(|number| json!(format!("factor {number}"))).collect::<Value>();
    let head = json!({ "name": "Plan", "critical_success_factors": texts(limits::LIST) });
    let head = draft.add(Kind::AccountPlan, head);
    let longer = draft.setting(Kind::AccountPlan, head, "critical_success_factors", texts(limits::LIST + 1));
    assert_eq!(only_reason(draft.refused(vec![longer])), Reason::TooMany { most: limits::LIST });
}

#[test]
fn texts_codes_and_numbers_end_where_their_limits_say() {
    let mut draft = Draft::new();
    let define = |shape: &str| json!({ "code": shape, "name": shape, "kind": "person", "shape": shape });
    draft.add(Kind::CustomField, define("text"));
    draft.add(Kind::CustomField, define("number"));
    let (person, deal) = (draft.person(json!({})), draft.deal(json!({})));
    let (text, money) = (limits::TEXT, limits::MONEY);
    for (kind, id, field, most, beyond, reason) in [
        (
            Kind::Person,
            person,
            "custom.text",
            json!("长".repeat(text)),
            json!("长".repeat(text + 1)),
            Reason::TooLong { most: text, length: text + 1 },
        ),
        (
            Kind::Person,
            person,
            "custom.number",
            json!(-limits::DECIMAL),
            json!(-limits::DECIMAL * 1.01),
            Reason::NotADecimal,
        ),
        (
            Kind::Opportunity,
            deal,
            "amount",
            json!(money),
            json!(money + 1),
            Reason::OutOfRange { least: -money, most: money },
        ),
    ] {
        draft.set(kind, id, field, most);
        let edit = draft.setting(kind, id, field, beyond);
        assert_eq!(only_reason(draft.refused(vec![edit])), reason, "{field}");
    }
    let id = draft.fresh();
    let code = |length: usize| json!({ "name": "A", "code": "C".repeat(length) });
    let long = draft.refused(vec![create(Kind::Person, id, code(limits::CODE + 1))]);
    assert_eq!(only_reason(long), Reason::TooLong { most: limits::CODE, length: limits::CODE + 1 });
    draft.person(code(limits::CODE));
}

#[test]
fn the_reason_for_a_change_is_a_text_like_others() {
    let mut draft = Draft::new();
    let (id, person) = (draft.fresh(), draft.person(json!({})));
    let because = |length: usize| Change {
        id,
        why: Some("因".repeat(length)),
        undoes: None,
        edits: vec![set(Kind::Person, person, "title", Value::Null, json!("Director"))],
    };
    let problems = draft.try_change(&because(limits::TEXT + 1)).expect_err("too long");
    assert_eq!(problems.first().and_then(|one| one.place.field.as_deref()), Some("why"));
    assert_eq!(only_reason(problems), Reason::TooLong { most: limits::TEXT, length: limits::TEXT + 1 });
    draft.try_change(&because(limits::TEXT)).expect("as long as may be");
}
