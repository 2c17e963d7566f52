//! What an erasure takes out of bodies, edits and texts, and what it leaves.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests"
)]

mod support;

use plan::erasure::{Erasure, HUMAN, Mention};
use plan::field::Shape;
use plan::id::RecordRef;
use plan::past::Past;
use plan::portfolio::Figures;
use plan::{Kind, Plan, file};
use serde_json::{Value, json};
use support::{Draft, bedrock, create, remove, set, today};
use uuid::Uuid;

/// The erasure of somebody of this name beside somebody else of another.
fn erasure(name: Value, other: &str) -> Erasure {
    let mut draft = Draft::new();
    let (own, beside) = (draft.fresh(), draft.fresh());
    draft.apply(vec![
        create(Kind::Person, own, json!({ "name": name })),
        create(Kind::Person, beside, json!({ "name": other })),
    ]);
    let record = RecordRef { kind: Kind::Person, id: own };
    let mut erasure = Erasure::of(record, "P01").expect("a human being");
    let now = Past::of(&draft.plan);
    erasure.learn(&now, &draft.log);
    erasure.spare_others(&now);
    erasure
}

fn replaced(erasure: &Erasure, text: &str) -> String {
    let mut text = text.to_owned();
    erasure.replace_in(&mut text, 200);
    text
}

#[test]
fn the_name_is_found_in_any_language_and_nowhere_else() {
    let he = erasure(json!({ "zh-Hans": "贺兰亭", "zh-Hant": "賀蘭亭", "en": "He Lanting" }), "Xu");
    for (text, left) in [
        ("陪贺兰亭参观", "陪P01参观"),
        ("賀蘭亭與He Lanting。", "P01與P01。"),
        ("He Lanting's and (He Lanting)", "P01's and (P01)"),
        ("The Lanting, He Lantings, 贺兰", "The Lanting, He Lantings, 贺兰"),
        ("贺贺兰亭亭", "贺P01亭"),
    ] {
        assert_eq!(replaced(&he, text), left);
    }
}

#[test]
fn whoever_shares_the_name_or_contains_it_keeps_it() {
    let li = erasure(json!("李伟"), "李伟民");
    assert_eq!(replaced(&li, "李伟和李伟民"), "P01和李伟民");
    let namesake = erasure(json!("李伟"), "李伟");
    assert_eq!(replaced(&namesake, "李伟说"), "李伟说", "nobody can tell which of the two it is");
    let letter = erasure(json!("M"), "Xu");
    assert_eq!(replaced(&letter, "M said so"), "M said so", "a single letter is no name to look for");
}

#[test]
fn a_post_is_no_name_until_somebody_is_known_for_it() {
    let mut draft = Draft::new();
    let id = draft.fresh();
    draft.apply(vec![create(Kind::Person, id, json!({ "name": "采购总监", "placeholder": true }))]);
    draft.apply(vec![
        set(Kind::Person, id, "placeholder", json!(true), Value::Null),
        set(Kind::Person, id, "name", json!("采购总监"), json!("冯佩雯")),
    ]);
    draft.log.reverse();
    let mut erasure = Erasure::of(RecordRef { kind: Kind::Person, id }, "P01").expect("a human being");
    erasure.learn(&Past::of(&draft.plan), &draft.log);
    assert_eq!(replaced(&erasure, "采购总监冯佩雯"), "采购总监P01");
}

#[test]
fn a_text_never_outgrows_its_field() {
    let li = erasure(json!("李伟"), "Xu");
    let mut text = json!(format!("{}李伟", "长".repeat(58)));
    let title = Kind::Node.field("title");
    assert!(li.replace(title, &mut text));
    assert_eq!(text, json!(format!("{}P0", "长".repeat(58))));
}

#[test]
fn what_is_personal_goes_and_what_is_counted_stays() {
    let plan = bedrock();
    let p05 = RecordRef { kind: Kind::Person, id: plan.find(Kind::Person, "P05").unwrap() };
    let without = plan.without(&[p05]);
    assert_eq!(Figures::of(&without, today()).to_json(), Figures::of(&plan, today()).to_json());
    assert_eq!(file::read(&file::write(&without)).expect("it is a sound plan"), without);
    let about = |kind: Kind, body: &Value| {
        let own = if kind == Kind::Person { body["id"] == p05.id.to_string() } else { true };
        own && body.to_string().contains(&p05.id.to_string())
    };
    let mut emptied = 0;
    for kind in Kind::ALL {
        for (id, body) in without.bodies(*kind).iter().filter(|(_, body)| about(*kind, body)) {
            let before = plan.body(*kind, *id).unwrap();
            for field in kind.fields().iter().filter(|field| field.personal == Some(Kind::Person)) {
                let (was, now) = (&before[&field.name], &body[&field.name]);
                assert!(was.is_null() || was != now, "{kind} {} {} is left", body["code"], field.name);
                emptied += usize::from(!was.is_null());
            }
        }
    }
    assert!(emptied > 10, "{emptied}");
}

#[test]
fn a_field_of_words_about_people_is_marked_or_known_not_to_be() {
    // A new text of a person's own record must say whether it goes; the others are for the eye of whoever adds one.
    for kind in HUMAN {
        for field in kind.fields().iter().filter(|field| field.name != "code") {
            let text = matches!(field.shape, Shape::Words(_) | Shape::Text(_));
            assert!(!text || field.personal == Some(kind), "{kind} {} is text and not marked", field.name);
        }
    }
}

#[test]
fn the_log_is_rewritten_as_the_records_are() {
    let mut draft = Draft::from(bedrock());
    let p05 = draft.id(Kind::Person, "P05");
    let name = draft.plan.body(Kind::Person, p05).unwrap()["name"].clone();
    draft.apply(vec![set(Kind::Person, p05, "name", name, json!("贺老大"))]);
    let node = draft.plan.bodies(Kind::Node)[0].clone();
    draft.apply(vec![set(Kind::Node, node.0, "detail", node.1["detail"].clone(), json!("贺老大 wants it"))]);
    draft.apply(vec![remove(Kind::Person, p05)]);
    draft.log.reverse();

    let now = Past::of(&draft.plan);
    let mut erasure = Erasure::of(RecordRef { kind: Kind::Person, id: p05 }, "P05").expect("a human being");
    erasure.learn(&now, &draft.log);
    erasure.spare_others(&now);
    let mut past = now.clone();
    let mentions: Vec<Mention> = past.iter_mut().flat_map(|(kind, id, body)| erasure.rewrite(kind, id, body)).collect();
    assert!(mentions.iter().any(|one| one.kind == Kind::Node && one.field == "detail" && one.replaced));
    let met = erasure.rewrite_log(&now, &mut draft.log);
    assert_eq!(met.len(), 3);
    let text = format!("{:?}", draft.log);
    for name in ["贺老大", "贺兰亭", "He Lanting"] {
        assert!(!text.contains(name), "{name}");
    }
    // Walked back, the rewritten log leads to the sample without P05.
    let first = draft.log.iter().fold(past.into_plan(), Plan::before);
    assert_eq!(first, erased_by(&erasure, &bedrock()));
}

fn erased_by(erasure: &Erasure, plan: &Plan) -> Plan {
    let mut past = Past::of(plan);
    past.iter_mut().for_each(|(kind, id, body): (Kind, Uuid, &mut Value)| drop(erasure.rewrite(kind, id, body)));
    past.into_plan()
}
