//! Changing a plan: what `apply` refuses and why, what it draws along, and what `undo` gives back.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "clippy.toml allows them in test functions, not in their helpers"
)]

mod support;

use plan::limits::EDITS;
use plan::problem::{Conflict, Place};
use plan::{Change, Edit, Id, Kind, Logged, Problem, Reason};
use serde_json::{Value, json};
use support::{Draft, create, day, in_days, reasons, reloaded, remove, set, today};
use uuid::Uuid;

/// The one problem that there is, as field and reason.
fn only(problems: Vec<Problem>) -> (Option<String>, Reason) {
    match <[Problem; 1]>::try_from(problems) {
        Ok([problem]) => (problem.place.field, problem.reason),
        Err(problems) => panic!("not one problem: {problems:#?}"),
    }
}

/// What is wrong with adding this record.
fn creating(draft: &mut Draft, kind: Kind, body: Value) -> (Option<String>, Reason) {
    let id = draft.fresh();
    only(draft.refused(vec![create(kind, id, body)]))
}

/// What is wrong with making a field this.
fn setting(draft: &mut Draft, kind: Kind, id: Uuid, field: &str, now: Value) -> (Option<String>, Reason) {
    let edit = draft.setting(kind, id, field, now);
    only(draft.refused(vec![edit]))
}

fn at(field: &str, reason: Reason) -> (Option<String>, Reason) {
    (Some(field.to_owned()), reason)
}

fn nowhere(reason: Reason) -> (Option<String>, Reason) {
    (None, reason)
}

/// The edits as verb, kind and field.
fn shape(edits: &[Edit]) -> Vec<(&'static str, Kind, Option<&str>)> {
    let shape = |edit| match edit {
        &Edit::Create { kind, .. } => ("create", kind, None),
        Edit::Set { kind, field, .. } => ("set", *kind, Some(field.as_str())),
        &Edit::Remove { kind, .. } => ("remove", kind, None),
    };
    edits.iter().map(shape).collect()
}

/// Somebody with everything that can hang on a person.
struct Web {
    person: Uuid,
    other: Uuid,
    report: Uuid,
    owner: Uuid,
    level: Uuid,
    part: Uuid,
    shared: Uuid,
    alone: Uuid,
}

fn web(draft: &mut Draft) -> Web {
    let member = draft.member();
    let (person, other) = (draft.person(json!({})), draft.person(json!({})));
    let report = draft.person(json!({ "reports_to": person }));
    let deal = draft.deal(json!({}));
    Web {
        person,
        other,
        report,
        owner: draft.primary_owner(person, member),
        level: draft.level(person, member, 2),
        part: draft.on_deal(deal, person, json!({ "role": "APPROVER" })),
        shared: draft.contact(person, member, json!({ "people": [other, person, report] })),
        alone: draft.met(person, member, 10),
    }
}

// What is refused.

#[test]
fn a_field_that_must_be_filled_is_asked_for() {
    let mut draft = Draft::new();
    assert_eq!(creating(&mut draft, Kind::Person, json!({})), at("name", Reason::Required));
    assert_eq!(creating(&mut draft, Kind::Person, json!({ "name": " \u{3000}" })), at("name", Reason::Required));
    assert_eq!(creating(&mut draft, Kind::Person, json!({ "name": {} })), at("name", Reason::Required));
    let person = draft.person(json!({}));
    assert_eq!(setting(&mut draft, Kind::Person, person, "name", Value::Null), at("name", Reason::Required));
    // A contact without anybody is none.
    let member = draft.member();
    let contact = draft.met(person, member, 1);
    assert_eq!(setting(&mut draft, Kind::Interaction, contact, "people", json!([])), at("people", Reason::Required));
}

#[test]
fn text_longer_than_the_field_is_refused_by_characters_not_bytes() {
    let mut draft = Draft::new();
    let person = draft.person(json!({ "name": "长".repeat(60) }));
    let too_long = Reason::TooLong { most: 60, length: 61 };
    let name = json!("长".repeat(61));
    assert_eq!(setting(&mut draft, Kind::Person, person, "name", name), at("name", too_long.clone()));
    let one_of_three = json!({ "zh-Hans": "短", "en": "l".repeat(61) });
    assert_eq!(setting(&mut draft, Kind::Person, person, "name", one_of_three), at("name", too_long));
}

#[test]
fn numbers_grades_and_amounts_outside_their_range_are_refused() {
    let mut draft = Draft::new();
    let (person, member, deal) = (draft.person(json!({})), draft.member(), draft.deal(json!({})));
    let range = |least, most| Reason::OutOfRange { least, most };
    for influence in [0, 6] {
        let refused = setting(&mut draft, Kind::Person, person, "influence", json!(influence));
        assert_eq!(refused, at("influence", range(1, 5)));
    }
    let contact = draft.met(person, member, 1);
    for minutes in [0, 1441] {
        let refused = setting(&mut draft, Kind::Interaction, contact, "minutes", json!(minutes));
        assert_eq!(refused, at("minutes", range(1, 1440)));
    }
    let most = plan::limits::MONEY;
    let amount = setting(&mut draft, Kind::Opportunity, deal, "amount", json!(most + 1));
    assert_eq!(amount, at("amount", range(-most, most)));
}

#[test]
fn a_value_of_another_type_is_named_by_what_was_wanted() {
    let mut draft = Draft::new();
    let (person, member, deal) = (draft.person(json!({})), draft.member(), draft.deal(json!({})));
    let contact = draft.met(person, member, 1);
    let owner = draft.owner(person, member);
    let cases = [
        (Kind::Person, person, "name", json!(7), Reason::NotAText),
        (Kind::Person, person, "name", json!({ "fr": "Quelqu'un" }), Reason::NotAText),
        (Kind::Person, person, "name", json!(["Anna"]), Reason::NotAText),
        (Kind::Person, person, "influence", json!("5"), Reason::NotANumber),
        (Kind::Person, person, "influence", json!(4.5), Reason::NotANumber),
        (Kind::Opportunity, deal, "amount", json!("1,000"), Reason::NotAnAmount),
        (Kind::Person, person, "left_on", json!("2026-02-30"), Reason::NotADay),
        (Kind::Person, person, "left_on", json!("soon"), Reason::NotADay),
        (Kind::RelationshipOwner, owner, "primary", json!("yes"), Reason::NotAFlag),
        (Kind::Interaction, contact, "people", json!(person), Reason::NotAList),
        (Kind::Person, person, "reports_to", json!("the boss"), Reason::NotAnId),
    ];
    for (kind, id, field, now, reason) in cases {
        assert_eq!(setting(&mut draft, kind, id, field, now.clone()), at(field, reason), "{kind} {field} {now}");
    }
    assert_eq!(creating(&mut draft, Kind::Person, json!(["name"])), nowhere(Reason::NotARecord));
}

#[test]
fn a_code_that_the_scale_does_not_have_is_refused_with_those_that_it_has() {
    let mut draft = Draft::new();
    let choices = "COACH, APPROVER, RECOMMENDER, DECISION_MAKER, SPONSOR".to_owned();
    let refused = creating(&mut draft, Kind::Person, json!({ "name": "Somebody", "role": "BOSS" }));
    assert_eq!(refused, at("role", Reason::NotAChoice { choices }));
}

#[test]
fn a_reference_to_nothing_names_the_field_and_the_kind_that_is_missing() {
    let mut draft = Draft::new();
    let (person, missing) = (draft.person(json!({})), Uuid::from_u128(4711));
    let dangling = |target| Reason::Dangling { target, id: missing };
    let refused = setting(&mut draft, Kind::Person, person, "reports_to", json!(missing));
    assert_eq!(refused, at("reports_to", dangling(Kind::Person)));
    let owner = json!({ "person": person, "member": missing });
    assert_eq!(creating(&mut draft, Kind::RelationshipOwner, owner), at("member", dangling(Kind::Member)));
    // An id of another kind is as good as none.
    let other_kind = setting(&mut draft, Kind::Person, person, "unit", json!(person));
    assert_eq!(other_kind, at("unit", Reason::Dangling { target: Kind::Unit, id: person }));
    // One of several in a list.
    let member = draft.member();
    let body = json!({ "on": today(), "contact_type": "call", "people": [person, missing], "members": [member] });
    assert_eq!(creating(&mut draft, Kind::Interaction, body), at("people", dangling(Kind::Person)));
}

#[test]
fn fields_that_the_kind_lacks_and_fields_that_are_fixed_are_not_edited() {
    let mut draft = Draft::new();
    let person = draft.person(json!({}));
    let unknown = creating(&mut draft, Kind::Person, json!({ "name": "Somebody", "shoe_size": 44 }));
    assert_eq!(unknown, at("shoe_size", Reason::UnknownField));
    let edit = set(Kind::Person, person, "shoe_size", Value::Null, json!(44));
    assert_eq!(only(draft.refused(vec![edit])), at("shoe_size", Reason::UnknownField));
    for (field, now) in [("code", json!("P77")), ("id", json!(Uuid::from_u128(77)))] {
        assert_eq!(setting(&mut draft, Kind::Person, person, field, now), at(field, Reason::FixedField));
    }
}

#[test]
fn a_pair_stands_once_and_a_person_has_one_primary_owner() {
    let mut draft = Draft::new();
    let (person, first, second) = (draft.person(json!({})), draft.member(), draft.member());
    let deal = draft.deal(json!({}));
    draft.primary_owner(person, first);
    draft.level(person, first, 1);
    draft.on_deal(deal, person, json!({}));
    let twice = |code: &str| Reason::Twice { code: code.into() };
    let pair = json!({ "person": person, "member": first });
    assert_eq!(creating(&mut draft, Kind::RelationshipOwner, pair), at("member", twice("W01")));
    let rated = json!({ "person": person, "member": first, "level": 2 });
    assert_eq!(creating(&mut draft, Kind::Relationship, rated), at("member", twice("L01")));
    let part = json!({ "opportunity": deal, "person": person, "role": "COACH" });
    assert_eq!(creating(&mut draft, Kind::OpportunityPerson, part), at("person", twice("OP01")));
    let primary = json!({ "person": person, "member": second, "primary": true });
    assert_eq!(creating(&mut draft, Kind::RelationshipOwner, primary), at("primary", twice("W01")));
    draft.owner(person, second);
}

#[test]
fn primary_passes_from_one_owner_to_another_in_one_change() {
    let mut draft = Draft::new();
    let (person, first, second) = (draft.person(json!({})), draft.member(), draft.member());
    let (was, becomes) = (draft.primary_owner(person, first), draft.owner(person, second));
    let edits = vec![
        draft.setting(Kind::RelationshipOwner, becomes, "primary", json!(true)),
        draft.setting(Kind::RelationshipOwner, was, "primary", json!(false)),
    ];
    draft.apply(edits);
    assert_eq!(draft.get(Kind::RelationshipOwner, becomes, "primary"), json!(true));
    assert_eq!(draft.get(Kind::RelationshipOwner, was, "primary"), Value::Null, "no flag is an absent one");
}

#[test]
fn a_code_is_taken_by_any_record_of_any_kind() {
    let mut draft = Draft::new();
    draft.person(json!({ "code": "ANNA" }));
    let taken = || at("code", Reason::CodeTaken { code: "ANNA".into() });
    assert_eq!(creating(&mut draft, Kind::Person, json!({ "code": "ANNA", "name": "Anna" })), taken());
    assert_eq!(creating(&mut draft, Kind::Unit, json!({ "code": "ANNA", "name": "Anna's" })), taken());
    let twins = vec![
        create(Kind::Unit, draft.fresh(), json!({ "code": "BOTH", "name": "One" })),
        create(Kind::Unit, draft.fresh(), json!({ "code": "BOTH", "name": "Other" })),
    ];
    let both = Reason::CodeTaken { code: "BOTH".into() };
    assert_eq!(reasons(&draft.refused(twins)), [both.clone(), both], "of two new ones both are named");
}

#[test]
fn nobody_reports_to_himself_however_far_round() {
    let mut draft = Draft::new();
    let top = draft.person(json!({}));
    assert_eq!(setting(&mut draft, Kind::Person, top, "reports_to", json!(top)), at("reports_to", Reason::Circle));
    let middle = draft.person(json!({ "reports_to": top }));
    let low = draft.person(json!({ "reports_to": middle }));
    assert_eq!(setting(&mut draft, Kind::Person, top, "reports_to", json!(low)), at("reports_to", Reason::Circle));
    // Two who change places in one change are no circle at any moment that counts.
    let edits = vec![
        draft.setting(Kind::Person, middle, "reports_to", json!(low)),
        draft.setting(Kind::Person, low, "reports_to", json!(top)),
    ];
    draft.apply(edits);
}

#[test]
fn setting_the_contact_level_by_hand_needs_a_reason() {
    let mut draft = Draft::new();
    let body = json!({ "name": "Somebody", "contact_override": 3 });
    assert_eq!(creating(&mut draft, Kind::Person, body), at("contact_reason", Reason::ReasonNeeded));
    let person = draft.person(json!({ "contact_override": 3, "contact_reason": "Neighbours at the fair" }));
    let refused = setting(&mut draft, Kind::Person, person, "contact_reason", Value::Null);
    assert_eq!(refused, at("contact_reason", Reason::ReasonNeeded));
    let edits = ["contact_reason", "contact_override"];
    let edits = edits.map(|field| draft.setting(Kind::Person, person, field, Value::Null));
    draft.apply(edits.into());
}

#[test]
fn a_deal_answers_a_need_and_no_other_card() {
    let mut draft = Draft::new();
    let goal = draft.add(Kind::Node, json!({ "node_type": "goal", "title": "Half the carbon" }));
    let need = draft.add(Kind::Node, json!({ "node_type": "need", "title": "A carbon ledger" }));
    let deal = draft.deal(json!({ "need": need }));
    assert_eq!(setting(&mut draft, Kind::Opportunity, deal, "need", json!(goal)), at("need", Reason::NotANeed));
}

#[test]
fn a_card_stays_a_need_while_a_deal_answers_it() {
    let mut draft = Draft::new();
    let need = draft.add(Kind::Node, json!({ "node_type": "need", "title": "A carbon ledger" }));
    let deal = draft.deal(json!({ "need": need }));
    let edit = draft.setting(Kind::Node, need, "node_type", json!("goal"));
    let refused = draft.clone().try_apply(vec![edit.clone()]);
    assert!(refused.is_err(), "the deal would answer a goal");
    let let_go = draft.setting(Kind::Opportunity, deal, "need", Value::Null);
    draft.apply(vec![edit, let_go]);
}

#[test]
fn a_deal_is_not_worth_less_than_nothing() {
    let mut draft = Draft::new();
    let deal = draft.deal(json!({ "amount": 0 }));
    assert_eq!(setting(&mut draft, Kind::Opportunity, deal, "amount", json!(-1)), at("amount", Reason::Negative));
}

#[test]
fn a_currency_has_three_capitals() {
    let mut draft = Draft::new();
    let account = draft.plan.account().expect("the account").id.uuid();
    for currency in ["cny", "CN", "C1Y"] {
        let refused = setting(&mut draft, Kind::Account, account, "currency", json!(currency));
        assert_eq!(refused, at("currency", Reason::NotACurrency), "{currency}");
    }
    draft.set(Kind::Account, account, "currency", json!("HKD"));
}

#[test]
fn a_record_that_is_gone_is_neither_changed_nor_removed() {
    let mut draft = Draft::new();
    let person = draft.person(json!({}));
    draft.remove(Kind::Person, person);
    let edit = set(Kind::Person, person, "name", json!("Somebody"), json!("Somebody else"));
    assert_eq!(only(draft.refused(vec![edit])), at("name", Reason::Gone));
    assert_eq!(only(draft.refused(vec![remove(Kind::Person, person)])), nowhere(Reason::Gone));
}

#[test]
fn an_id_is_created_once() {
    let mut draft = Draft::new();
    let person = draft.person(json!({}));
    let again = create(Kind::Person, person, json!({ "name": "Somebody else" }));
    assert_eq!(only(draft.refused(vec![again])), nowhere(Reason::Exists));
}

#[test]
fn a_conflict_says_what_was_seen_what_stands_and_what_was_wanted() {
    let mut draft = Draft::new();
    let person = draft.person(json!({ "title": "Chief engineer" }));
    draft.set(Kind::Person, person, "title", json!("Director"));
    let late = set(Kind::Person, person, "title", json!("Chief engineer"), json!("Chief of drilling"));
    let problems = draft.refused(vec![late]);
    let conflict =
        Conflict { seen: json!("Chief engineer"), current: json!("Director"), wanted: json!("Chief of drilling") };
    assert!(problems.iter().all(Problem::is_conflict));
    assert_eq!(only(problems), at("title", Reason::Conflict(Box::new(conflict))));
    // The same wish twice, or a wish for another field, is no conflict.
    let mut same = draft.clone();
    same.apply(vec![set(Kind::Person, person, "title", json!("Chief engineer"), json!("Director"))]);
    draft.apply(vec![set(Kind::Person, person, "role", Value::Null, json!("COACH"))]);
}

#[test]
fn what_looks_different_by_now_is_not_removed() {
    let mut draft = Draft::new();
    let person = draft.person(json!({ "title": "Chief engineer" }));
    let body = draft.plan.body(Kind::Person, person).expect("a person");
    draft.set(Kind::Person, person, "title", json!("Director"));
    let edit = Edit::Remove { kind: Kind::Person, id: person, body };
    assert_eq!(only(draft.refused(vec![edit])), nowhere(Reason::TouchedSince));
    let body = draft.plan.body(Kind::Person, person).expect("a person");
    draft.apply(vec![Edit::Remove { kind: Kind::Person, id: person, body }]);
}

#[test]
fn a_list_names_nobody_twice() {
    let mut draft = Draft::new();
    let (person, member) = (draft.person(json!({})), draft.member());
    let contact = draft.met(person, member, 1);
    let refused = setting(&mut draft, Kind::Interaction, contact, "people", json!([person, person]));
    assert_eq!(refused, at("people", Reason::NamedTwice));
}

#[test]
fn a_list_names_nobody_twice_in_another_spelling_either() {
    let mut draft = Draft::new();
    let (person, member) = (draft.person(json!({})), draft.member());
    let contact = draft.met(person, member, 1);
    let other_spelling = person.to_string().to_uppercase();
    let refused = setting(&mut draft, Kind::Interaction, contact, "people", json!([person, other_spelling]));
    assert_eq!(refused, at("people", Reason::NamedTwice));
}

#[test]
fn a_plan_has_one_account() {
    let mut draft = Draft::new();
    let account = draft.plan.account().expect("the account").id.uuid();
    let second = creating(&mut draft, Kind::Account, json!({ "name": "Another", "currency": "EUR" }));
    assert_eq!(second, nowhere(Reason::OneAccount { count: 2 }));
    let none = only(draft.refused(vec![remove(Kind::Account, account)]));
    assert_eq!(none, nowhere(Reason::OneAccount { count: 0 }));
}

#[test]
fn a_change_without_edits_or_with_too_many_is_not_looked_at() {
    let mut draft = Draft::new();
    assert_eq!(only(draft.refused(Vec::new())), nowhere(Reason::Empty));
    let edit = remove(Kind::Person, Uuid::nil());
    let problems = draft.refused(vec![edit; EDITS + 1]);
    assert_eq!(only(problems), nowhere(Reason::TooLarge { most: EDITS }));
}

#[test]
fn a_problem_names_kind_record_and_field() {
    let mut draft = Draft::new();
    let person = draft.person(json!({}));
    let edit = draft.setting(Kind::Person, person, "influence", json!(9));
    let problems = draft.refused(vec![edit]);
    let place = Place {
        kind: Some(Kind::Person),
        id: Some(person),
        record_code: Some("P01".into()),
        field: Some("influence".into()),
    };
    assert_eq!(problems, [Problem { place, reason: Reason::OutOfRange { least: 1, most: 5 } }]);
    assert_eq!(problems[0].to_string(), "person P01 influence: not between 1 and 5");
    let sent = json!({
        "kind": "person", "id": person, "record": "P01", "field": "influence", "code": "out_of_range", "least": 1, "most": 5
    });
    assert_eq!(serde_json::to_value(&problems[0]).expect("JSON"), sent);
}

#[test]
fn all_problems_of_a_change_come_at_once() {
    let mut draft = Draft::new();
    let (person, missing) = (draft.person(json!({})), Uuid::from_u128(4711));
    let new = draft.fresh();
    let edits = vec![
        create(Kind::Person, new, json!({ "name": "n".repeat(61), "influence": 0, "shoe_size": 44 })),
        draft.setting(Kind::Person, person, "left_on", json!("soon")),
        draft.setting(Kind::Person, person, "reports_to", json!(missing)),
        remove(Kind::Member, missing),
    ];
    let problems = draft.refused(edits);
    let found: Vec<_> = problems.iter().map(|one| (one.place.field.as_deref(), &one.reason)).collect();
    let expected = [
        (Some("shoe_size"), &Reason::UnknownField),
        (Some("name"), &Reason::TooLong { most: 60, length: 61 }),
        (Some("influence"), &Reason::OutOfRange { least: 1, most: 5 }),
        (Some("left_on"), &Reason::NotADay),
        (None, &Reason::Gone),
        (Some("reports_to"), &Reason::Dangling { target: Kind::Person, id: missing }),
    ];
    assert_eq!(found, expected);
}

#[test]
fn a_record_with_a_bad_field_still_says_which_of_its_references_dangle() {
    let mut draft = Draft::new();
    let missing = Uuid::from_u128(4711);
    let new = draft.fresh();
    let body = json!({ "name": "Somebody", "influence": 9, "reports_to": missing });
    let problems = draft.refused(vec![create(Kind::Person, new, body)]);
    let expected = [Reason::OutOfRange { least: 1, most: 5 }, Reason::Dangling { target: Kind::Person, id: missing }];
    assert_eq!(reasons(&problems), expected);
}

#[test]
fn a_record_that_was_refused_is_not_called_missing_as_well() {
    let mut draft = Draft::new();
    let member = draft.member();
    let person = draft.fresh();
    let edits = vec![
        create(Kind::Person, person, json!({ "name": "Somebody", "influence": 9 })),
        create(Kind::RelationshipOwner, draft.fresh(), json!({ "person": person, "member": member })),
        create(Kind::Relationship, draft.fresh(), json!({ "person": person, "member": member, "level": 1 })),
    ];
    assert_eq!(only(draft.refused(edits)), at("influence", Reason::OutOfRange { least: 1, most: 5 }));
}

// What is accepted.

#[test]
fn edits_that_change_nothing_are_dropped() {
    let mut draft = Draft::new();
    let person = draft.person(json!({ "title": "Chief engineer" }));
    let before = draft.plan.clone();
    let edits = vec![
        draft.setting(Kind::Person, person, "title", json!("Chief engineer")),
        draft.setting(Kind::Person, person, "role", Value::Null),
        draft.setting(Kind::Person, person, "influence", json!(4)),
    ];
    let change = draft.apply(edits);
    assert_eq!(shape(&draft.logged(change).edits), [("set", Kind::Person, Some("influence"))]);
    let nothing = draft.apply(vec![draft.setting(Kind::Person, person, "influence", json!(4))]);
    assert_eq!(draft.logged(nothing).edits, []);
    draft.undo(change).expect("one edit to take back");
    assert!(draft.plan == before);
}

#[test]
fn the_log_keeps_what_a_field_was_and_what_it_became() {
    let mut draft = Draft::new();
    let person = draft.person(json!({ "title": "Chief engineer" }));
    let change = draft.set(Kind::Person, person, "title", json!("Director"));
    let edit = set(Kind::Person, person, "title", json!("Chief engineer"), json!("Director"));
    assert_eq!(draft.logged(change).edits, [edit]);
    // Of a new record the log keeps that it is there, of a removed one all that it was.
    assert_eq!(draft.log[1].edits, [create(Kind::Person, person, Value::Null)]);
    let body = draft.plan.body(Kind::Person, person).expect("a person");
    let change = draft.remove(Kind::Person, person);
    assert_eq!(draft.logged(change).edits, [Edit::Remove { kind: Kind::Person, id: person, body }]);
}

fn codes(draft: &Draft, kind: Kind) -> Vec<&str> {
    draft.plan.bodies(kind).iter().map(|(id, _)| draft.plan.code(kind, *id).expect("a code")).collect()
}

#[test]
fn new_records_get_the_next_code_of_their_kind() {
    let mut draft = Draft::new();
    let deal = draft.deal(json!({}));
    for _ in 0..2 {
        let person = draft.person(json!({}));
        draft.on_deal(deal, person, json!({}));
    }
    assert_eq!(codes(&draft, Kind::Account), ["ACC01"]);
    assert_eq!(codes(&draft, Kind::Person), ["P01", "P02"]);
    assert_eq!(codes(&draft, Kind::OpportunityPerson), ["OP01", "OP02"]);
    draft.deal(json!({}));
    assert_eq!(codes(&draft, Kind::Opportunity), ["O01", "O02"], "codes of parts begin with O too, and do not count");
}

#[test]
fn codes_keep_the_width_that_they_have() {
    let mut draft = Draft::new();
    draft.person(json!({ "code": "P007" }));
    draft.person(json!({ "code": "X1" }));
    draft.person(json!({}));
    assert_eq!(codes(&draft, Kind::Person), ["P007", "P008", "X1"]);
    draft.deal(json!({ "code": "O99" }));
    draft.deal(json!({}));
    assert_eq!(codes(&draft, Kind::Opportunity), ["O100", "O99"], "wider where it must be");
}

#[test]
fn codes_of_one_digit_stay_at_one_digit() {
    let mut draft = Draft::new();
    draft.add(Kind::Member, json!({ "code": "K6", "name": "One of ours" }));
    draft.member();
    assert_eq!(codes(&draft, Kind::Member), ["K6", "K7"]);
}

#[test]
fn a_given_code_does_not_collide_with_one_that_comes_later_in_the_change() {
    let mut draft = Draft::new();
    let edits = vec![
        create(Kind::Person, draft.fresh(), json!({ "name": "New" })),
        create(Kind::Person, draft.fresh(), json!({ "name": "Known", "code": "P01" })),
    ];
    draft.apply(edits);
    assert_eq!(codes(&draft, Kind::Person), ["P01", "P02"]);
}

#[test]
fn the_order_of_fields_is_the_structs_and_empty_ones_are_left_out() {
    let mut draft = Draft::new();
    let person = draft.person(json!({ "role": "COACH", "title": null, "influence": 3, "desired_level": 0 }));
    let body = draft.plan.body(Kind::Person, person).expect("a person");
    let fields: Vec<&String> = body.as_object().expect("an object").keys().collect();
    assert_eq!(fields, ["id", "code", "name", "role", "influence", "desired_level"], "zero is a value");
    draft.set(Kind::Person, person, "title", json!("Director"));
    let body = draft.plan.body(Kind::Person, person).expect("a person");
    let fields: Vec<&String> = body.as_object().expect("an object").keys().collect();
    assert_eq!(fields, ["id", "code", "name", "title", "role", "influence", "desired_level"]);
}

// What a removal draws along.

#[test]
fn removing_a_person_takes_along_what_hangs_on_it_and_undo_brings_all_back() {
    let mut draft = Draft::new();
    let web = web(&mut draft);
    let before = draft.plan.clone();

    let change = draft.remove(Kind::Person, web.person);
    let plan = &draft.plan;
    assert!(!plan.has(Kind::Person, web.person));
    assert!(!plan.has(Kind::RelationshipOwner, web.owner), "nobody owns who is not there");
    assert!(!plan.has(Kind::Relationship, web.level));
    assert!(!plan.has(Kind::OpportunityPerson, web.part));
    assert_eq!(draft.get(Kind::Person, web.report, "reports_to"), Value::Null);
    assert_eq!(draft.get(Kind::Interaction, web.shared, "people"), json!([web.other, web.report]));
    assert!(!plan.has(Kind::Interaction, web.alone), "a contact with nobody is none");
    let expected = [
        ("remove", Kind::Person, None),
        ("remove", Kind::OpportunityPerson, None),
        ("set", Kind::Person, Some("reports_to")),
        ("remove", Kind::RelationshipOwner, None),
        ("set", Kind::Interaction, Some("people")),
        ("remove", Kind::Interaction, None),
        ("remove", Kind::Relationship, None),
    ];
    assert_eq!(shape(&draft.logged(change).edits), expected, "every consequence is in the log");

    draft.undo(change).expect("nothing was touched since");
    assert!(draft.plan == before);
}

#[test]
fn removing_a_member_takes_along_what_hangs_on_it() {
    let mut draft = Draft::new();
    let (person, member, other) = (draft.person(json!({})), draft.member(), draft.member());
    let (owner, level) = (draft.owner(person, member), draft.level(person, member, 2));
    let (alone, shared) =
        (draft.met(person, member, 1), draft.contact(person, member, json!({ "members": [member, other] })));
    let before = draft.plan.clone();
    let change = draft.remove(Kind::Member, member);
    let gone = [(Kind::RelationshipOwner, owner), (Kind::Relationship, level), (Kind::Interaction, alone)];
    assert!(gone.iter().all(|(kind, id)| !draft.plan.has(*kind, *id)));
    assert_eq!(draft.get(Kind::Interaction, shared, "members"), json!([other]));
    draft.undo(change).expect("nothing was touched since");
    assert!(draft.plan == before);
}

#[test]
fn removing_a_deal_a_need_or_a_unit_leaves_the_people_alone() {
    let mut draft = Draft::new();
    let unit = draft.add(Kind::Unit, json!({ "name": "Refining" }));
    let need = draft.add(Kind::Node, json!({ "node_type": "need", "title": "A carbon ledger" }));
    let person = draft.person(json!({ "unit": unit }));
    let deal = draft.deal(json!({ "need": need, "unit": unit }));
    let part = draft.on_deal(deal, person, json!({}));
    let before = draft.plan.clone();

    let changes = [draft.remove(Kind::Unit, unit), draft.remove(Kind::Node, need)];
    assert_eq!(draft.get(Kind::Person, person, "unit"), Value::Null);
    assert_eq!(draft.get(Kind::Opportunity, deal, "unit"), Value::Null);
    assert_eq!(draft.get(Kind::Opportunity, deal, "need"), Value::Null);
    let last = draft.remove(Kind::Opportunity, deal);
    assert!(!draft.plan.has(Kind::OpportunityPerson, part) && draft.plan.has(Kind::Person, person));

    for change in [last, changes[1], changes[0]] {
        draft.undo(change).expect("nothing was touched since");
    }
    assert!(draft.plan == before);
}

#[test]
fn two_people_who_met_us_together_are_removed_in_one_change_and_come_back() {
    let mut draft = Draft::new();
    let member = draft.member();
    let people: Vec<Uuid> = (0..3).map(|_| draft.person(json!({}))).collect();
    let three = draft.contact(people[0], member, json!({ "people": people }));
    let two = draft.contact(people[0], member, json!({ "people": people[..2] }));
    let before = draft.plan.clone();
    let change = draft.apply(vec![remove(Kind::Person, people[0]), remove(Kind::Person, people[1])]);
    assert_eq!(draft.get(Kind::Interaction, three, "people"), json!([people[2]]));
    assert!(!draft.plan.has(Kind::Interaction, two));
    draft.undo(change).expect("nothing was touched since");
    assert!(draft.plan == before);
}

// Taking back.

#[test]
fn a_change_that_touches_the_same_thing_twice_is_undone_in_reverse() {
    let mut draft = Draft::new();
    let person = draft.person(json!({ "title": "First" }));
    let before = draft.plan.clone();
    let title = |was: &str, now: &str| set(Kind::Person, person, "title", json!(was), json!(now));
    let new = draft.fresh();
    let together = [
        vec![title("First", "Second"), title("Second", "Third")],
        vec![title("First", "Second"), remove(Kind::Person, person)],
        vec![
            create(Kind::Person, new, json!({ "name": "New" })),
            set(Kind::Person, new, "title", Value::Null, json!("Director")),
        ],
        vec![create(Kind::Person, new, json!({ "name": "New" })), remove(Kind::Person, new)],
        vec![remove(Kind::Person, person), create(Kind::Person, person, json!({ "name": "Replaced" }))],
    ];
    for edits in together {
        let mut draft = draft.clone();
        let change = draft.apply(edits.clone());
        let undone = draft.undo(change);
        assert!(undone.is_ok(), "{edits:#?} cannot be undone: {undone:#?}");
        assert!(draft.plan == before);
    }
}

#[test]
fn what_was_typed_in_another_spelling_is_undone_too() {
    let mut draft = Draft::new();
    let (boss, person) = (draft.person(json!({})), draft.person(json!({})));
    let before = draft.plan.clone();
    let spellings = [
        ("reports_to", json!(boss.to_string().to_uppercase())),
        ("reports_to", json!(boss.simple().to_string())),
        ("left_on", json!("20261120")),
        ("title", json!({ "en": "Director", "zh-Hant": null })),
    ];
    for (field, now) in spellings {
        let change = draft.set(Kind::Person, person, field, now.clone());
        let [Edit::Set { now: kept, .. }] = draft.logged(change).edits.as_slice() else { panic!("one edit") };
        assert_eq!(*kept, draft.get(Kind::Person, person, field), "the log keeps what the record keeps");
        draft.undo(change).unwrap_or_else(|problems| panic!("{field} {now}: {problems:#?}"));
        assert!(draft.plan == before);
    }
}

#[test]
fn the_same_value_in_another_spelling_changes_nothing() {
    let mut draft = Draft::new();
    let boss = draft.person(json!({}));
    let person = draft.person(json!({ "reports_to": boss }));
    let change = draft.set(Kind::Person, person, "reports_to", json!(boss.to_string().to_uppercase()));
    assert_eq!(draft.logged(change).edits, []);
}

#[test]
fn undo_of_a_field_is_refused_once_the_field_changed_again() {
    let mut draft = Draft::new();
    let person = draft.person(json!({ "title": "First" }));
    let change = draft.set(Kind::Person, person, "title", json!("Second"));
    draft.set(Kind::Person, person, "influence", json!(4));
    let later = draft.set(Kind::Person, person, "title", json!("Third"));
    let problems = draft.undo(change).expect_err("the third title would be lost");
    assert!(problems.iter().all(Problem::is_conflict));
    assert_eq!(problems[0].place.record_code.as_deref(), Some("P01"));
    assert_eq!(only(problems), at("title", Reason::TouchedSince));

    draft.undo(later).expect("the last change of the title");
    draft.undo(change).expect("another field does not stand in the way");
    assert_eq!(draft.get(Kind::Person, person, "title"), json!("First"));
    assert_eq!(draft.get(Kind::Person, person, "influence"), json!(4));
}

#[test]
fn undo_of_a_creation_is_refused_while_a_later_change_of_it_lasts() {
    let mut draft = Draft::new();
    let before = draft.plan.clone();
    let person = draft.person(json!({}));
    let creation = draft.log.last().expect("the creation").id;
    let later = draft.set(Kind::Person, person, "title", json!("Director"));
    assert_eq!(only(draft.undo(creation).expect_err("the title would be lost")), nowhere(Reason::TouchedSince));

    let undone = draft.undo(later).expect("nothing was touched since");
    draft.clone().undo(creation).expect("the later change no longer lasts");

    let redone = draft.undo(undone).expect("a redo");
    assert_eq!(only(draft.undo(creation).expect_err("it lasts again")), nowhere(Reason::TouchedSince));
    draft.undo(redone).expect("and back once more");
    draft.undo(creation).expect("the later change no longer lasts");
    assert!(draft.plan == before);
}

#[test]
fn undo_of_a_creation_is_refused_while_a_later_record_needs_it() {
    let mut draft = Draft::new();
    let (member, person) = (draft.member(), draft.person(json!({})));
    let creation = draft.log.last().expect("the creation").id;
    draft.owner(person, member);
    draft.met(person, member, 1);
    let needed = Reason::Needed { by: Kind::RelationshipOwner, first: "W01".into(), count: 2 };
    let problems = draft.undo(creation).expect_err("an owner and a contact would go");
    assert_eq!(problems[0].place.record_code.as_deref(), Some("P01"), "it is named as people know it");
    assert_eq!(only(problems), nowhere(needed));
}

#[test]
fn undo_of_a_removal_does_not_overwrite_who_came_in_its_place() {
    let mut draft = Draft::new();
    let person = draft.person(json!({ "code": "ANNA" }));
    let removal = draft.remove(Kind::Person, person);
    let mut same_id = draft.clone();
    same_id.apply(vec![create(Kind::Person, person, json!({ "name": "Another" }))]);
    let refused = same_id.undo(removal).expect_err("another is there");
    assert_eq!(only(refused), nowhere(Reason::TouchedSince));
    let mut same_code = draft.clone();
    let taken = vec![create(Kind::Person, same_code.fresh(), json!({ "name": "Another", "code": "ANNA" }))];
    let refused = same_code.try_apply(taken).expect_err("the code was borne by another");
    assert_eq!(only(refused), at("code", Reason::CodeTaken { code: "ANNA".into() }));
    // Where the log is not known, it can be taken all the same.
    same_code.plan.borne = plan::code::Borne::default();
    same_code.person(json!({ "code": "ANNA" }));
    let refused = same_code.undo(removal).expect_err("another has the code");
    assert_eq!(only(refused), at("code", Reason::CodeTaken { code: "ANNA".into() }));
}

#[test]
fn undo_of_a_removal_is_refused_if_what_it_hung_on_went_too() {
    let mut draft = Draft::new();
    let (person, member) = (draft.person(json!({})), draft.member());
    let owner = draft.owner(person, member);
    let first = draft.remove(Kind::RelationshipOwner, owner);
    let second = draft.remove(Kind::Member, member);
    let dangling = Reason::Dangling { target: Kind::Member, id: member };
    assert_eq!(only(draft.undo(first).expect_err("the member is gone")), at("member", dangling));
    draft.undo(second).expect("nothing was touched since");
    draft.undo(first).expect("the member is back");
}

#[test]
fn undo_of_a_change_that_is_gone_says_gone() {
    let mut draft = Draft::new();
    let person = draft.person(json!({}));
    let creation = draft.log.last().expect("the creation").id;
    let titled = draft.set(Kind::Person, person, "title", json!("Director"));
    draft.remove(Kind::Person, person);
    assert_eq!(only(draft.undo(creation).expect_err("nothing to remove")), nowhere(Reason::Gone));
    assert_eq!(only(draft.undo(titled).expect_err("nothing to set")), at("title", Reason::Gone));
}

#[test]
fn a_change_is_undone_once_until_it_is_redone() {
    let mut draft = Draft::new();
    let person = draft.person(json!({}));
    let change = draft.set(Kind::Person, person, "title", json!("Director"));
    let after = draft.plan.clone();
    let undo = draft.undo(change).expect("nothing was touched since");
    assert_eq!(only(draft.undo(change).expect_err("undone")), nowhere(Reason::UndoneAlready));
    draft.undo(undo).expect("a redo");
    assert!(draft.plan == after);
    assert_eq!(only(draft.undo(undo).expect_err("redone")), nowhere(Reason::UndoneAlready));
    draft.undo(change).expect("it stands again");
    assert_eq!(draft.get(Kind::Person, person, "title"), Value::Null);
}

#[test]
fn a_link_that_is_hung_elsewhere_leaves_no_card_behind() {
    let mut draft = Draft::new();
    let mut card = |layer: &str| draft.add(Kind::Node, json!({ "node_type": layer, "title": "A card" }));
    let (strategy, tactic, obstacle) = (card("strategy"), card("tactic"), card("obstacle"));
    let needs = [card("need"), card("need")];
    let edge = draft.add(Kind::Edge, json!({ "parent": strategy, "child": needs[0] }));
    let last_parent = [Reason::LastParent { code: "N04".into() }];
    for (field, now) in [("child", needs[1]), ("parent", obstacle)] {
        let edit = draft.setting(Kind::Edge, edge, field, json!(now));
        assert_eq!(reasons(&draft.refused(vec![edit])), last_parent, "{field}");
    }
    draft.set(Kind::Edge, edge, "parent", json!(tactic));
    draft.set(Kind::Edge, edge, "strength", json!("main"));
    draft.add(Kind::Edge, json!({ "parent": strategy, "child": needs[0] }));
    draft.set(Kind::Edge, edge, "child", json!(needs[1]));
}

#[test]
fn a_link_to_a_card_that_hung_on_nothing_is_undone_too() {
    let mut draft = Draft::new();
    let strategy = draft.add(Kind::Node, json!({ "node_type": "strategy", "title": "Work from afar" }));
    let need = draft.add(Kind::Node, json!({ "node_type": "need", "title": "Pumps that tell when they fail" }));
    let before = draft.plan.clone();
    let edge = draft.add(Kind::Edge, json!({ "parent": strategy, "child": need }));
    let last_parent = Reason::LastParent { code: "N02".into() };
    assert_eq!(reasons(&draft.refused(vec![remove(Kind::Edge, edge)])), [last_parent], "by hand it stays");
    let linked = draft.log.last().expect("the link").id;
    draft.undo(linked).expect("a card without a parent was no fault before");
    assert!(draft.plan == before);
}

#[test]
fn undo_names_all_that_stands_in_its_way() {
    let mut draft = Draft::new();
    let (first, second) = (draft.person(json!({})), draft.person(json!({})));
    let edits = vec![
        draft.setting(Kind::Person, first, "title", json!("Director")),
        draft.setting(Kind::Person, first, "influence", json!(4)),
        draft.setting(Kind::Person, second, "title", json!("Director")),
    ];
    let change = draft.apply(edits);
    draft.set(Kind::Person, first, "title", json!("Chief"));
    draft.set(Kind::Person, second, "title", json!("Chief"));
    let problems = draft.undo(change).expect_err("two titles would be lost");
    assert_eq!(reasons(&problems), [Reason::TouchedSince, Reason::TouchedSince]);
    assert!(problems.iter().all(|one| one.place.field.as_deref() == Some("title")));
}

#[test]
fn changes_of_others_survive_an_undo_of_mine() {
    let mut draft = Draft::new();
    let web = web(&mut draft);
    let mine = draft.remove(Kind::Person, web.person);
    let theirs = draft.set(Kind::Person, web.other, "title", json!("Director"));
    draft.undo(mine).expect("they touched nobody of mine");
    assert!(draft.plan.has(Kind::Person, web.person));
    assert_eq!(draft.get(Kind::Person, web.other, "title"), json!("Director"));
    draft.undo(theirs).expect("nothing was touched since");
    assert_eq!(draft.get(Kind::Person, web.other, "title"), Value::Null);
}

// The form in which changes travel.

#[test]
fn a_change_is_the_same_after_a_journey_as_json() {
    let mut draft = Draft::new();
    let web = web(&mut draft);
    let body = draft.plan.body(Kind::Person, web.person).expect("a person");
    let change = Change {
        id: Uuid::from_u128(1),
        why: Some("He moved to \"another\" company".into()),
        undoes: Some(Uuid::from_u128(2)),
        edits: vec![
            create(Kind::Person, Uuid::from_u128(3), json!({ "name": { "en": "Anna", "zh-Hans": "安娜" } })),
            create(Kind::Person, Uuid::from_u128(4), Value::Null),
            set(Kind::Interaction, web.shared, "people", json!([web.person]), Value::Null),
            set(Kind::Person, web.other, "left_on", Value::Null, json!(day("2026-11-20"))),
            Edit::Remove { kind: Kind::Person, id: web.person, body },
            remove(Kind::Unit, Uuid::from_u128(5)),
        ],
    };
    let text = serde_json::to_string(&change).expect("JSON");
    assert_eq!(serde_json::from_str::<Change>(&text).expect("a change"), change);
    for logged in &draft.log {
        let text = serde_json::to_string(logged).expect("JSON");
        assert_eq!(serde_json::from_str::<Logged>(&text).expect("a logged change"), *logged);
    }
}

#[test]
fn a_change_is_sent_with_few_words_and_without_unknown_ones() {
    let (change, person) = (Uuid::from_u128(1), Uuid::from_u128(2));
    let short = json!({ "id": change, "edits": [
        { "do": "create", "kind": "person", "id": person, "body": { "name": "Anna" } },
        { "do": "set", "kind": "person", "id": person, "field": "title", "now": "Director" },
        { "do": "remove", "kind": "opportunity_person", "id": person },
    ] });
    let read: Change = serde_json::from_value(short).expect("a change");
    let edits = vec![
        create(Kind::Person, person, json!({ "name": "Anna" })),
        set(Kind::Person, person, "title", Value::Null, json!("Director")),
        remove(Kind::OpportunityPerson, person),
    ];
    assert_eq!(read, Change { id: change, why: None, undoes: None, edits });
    let wrong = [
        json!({ "id": change, "edits": [], "force": true }),
        json!({ "id": change, "edits": [{ "do": "remove", "kind": "person", "id": person, "force": true }] }),
        json!({ "id": change, "edits": [{ "do": "erase", "kind": "person", "id": person }] }),
        json!({ "id": change, "edits": [{ "do": "remove", "kind": "people", "id": person }] }),
        json!({ "id": "1", "edits": [] }),
        json!({ "edits": [] }),
    ];
    for wrong in wrong {
        assert!(serde_json::from_value::<Change>(wrong.clone()).is_err(), "{wrong} is a change");
    }
}

#[test]
fn a_plan_is_restored_from_its_bodies() {
    let mut draft = Draft::new();
    web(&mut draft);
    assert!(reloaded(&draft.plan) == draft.plan);
}

#[test]
fn a_change_leaves_what_it_does_not_touch_shared_and_the_plan_before_it_as_it_was() {
    let mut draft = Draft::new();
    let person = draft.person(json!({ "left_on": in_days(30) }));
    let before = draft.plan.clone();
    draft.set(Kind::Person, person, "left_on", Value::Null);
    let left_on = |plan: &plan::Plan| plan.people.get(Id::new(person)).expect("a person").left_on;
    assert_eq!((left_on(&before), left_on(&draft.plan)), (Some(in_days(30)), None));
    let account = |plan| std::ptr::from_ref(plan::Plan::account(plan).expect("the account"));
    assert_eq!(account(&before), account(&draft.plan));
}
