//! Cards show what they may and nothing else; the figures that are kept are those of the method.
#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests"
)]

mod support;

use plan::card::{Audience, Card, card};
use plan::field::{Field, Shape};
use plan::portfolio::{Figures, Part, Summary};
use plan::{Kind, Language, Words};
use serde_json::{Map, Value, json};
use support::{bedrock, day, today};

/// What we make of people and what they said: fields that no card may hold (decided 4.33, 5.36).
const KEPT_BACK: [(Kind, &[&str]); 12] = [
    (
        Kind::Person,
        &[
            "preference",
            "business_agenda",
            "personal_agenda",
            "desired_reason",
            "contact_reason",
            "investment",
            "orientation",
            "adaptability",
            "email",
            "phone",
        ],
    ),
    (Kind::OpportunityPerson, &["preference"]),
    (Kind::InfluenceLine, &["note", "line_type", "strength"]),
    (Kind::Perception, &["tier"]),
    (Kind::Relationship, &["proof", "level"]),
    (Kind::Voice, &["quote", "interpretation", "sentiment", "expectation", "recommend", "perceived_tier"]),
    (Kind::PropositionTest, &["reaction"]),
    (Kind::Opportunity, &["customer_reason", "outcome_reason", "risk_note", "exception_reason"]),
    (Kind::VerificationEvent, &["note"]),
    (Kind::StrategicRelation, &["attitude", "conflict_note", "conflict_risk", "desired_reason"]),
    (Kind::ReviewRound, &["note", "what_to_mind"]),
    (Kind::BriefingStep, &["notes", "questions"]),
];

/// A value that only this field has.
fn sentinel(kind: Kind, field: &Field) -> Value {
    let mark = format!("{}.{}", kind.code(), field.name);
    match &field.shape {
        Shape::Words(_) | Shape::Text(_) => json!(mark),
        Shape::Choice(_, codes) => json!(codes[0]),
        Shape::Day => json!("2026-11-20"),
        Shape::Reference(_) => json!("01930000-0000-7000-8000-000000000001"),
        Shape::Record => json!("person:01930000-0000-7000-8000-000000000001"),
        Shape::Number(..) | Shape::Grade(..) | Shape::Money(..) => json!(1),
        Shape::Decimal => json!(1.5),
        Shape::Flag => json!(true),
    }
}

fn full(kind: Kind) -> Value {
    let fields = kind.fields().iter().map(|field| (field.name.clone(), sentinel(kind, field)));
    Value::Object(fields.collect::<Map<_, _>>())
}

/// Everything that a card says in words.
fn words_of(card: &Card) -> Vec<String> {
    let title = card.title.iter().flat_map(Words::texts).map(str::to_owned);
    title.chain(card.text.lines().map(str::to_owned)).chain(card.state.clone()).collect()
}

#[test]
fn an_outline_names_only_fields_that_its_kind_has_and_that_fit() {
    for kind in Kind::ALL {
        assert!(kind.outline().suits(*kind), "the outline of {kind} names a field that is not there or does not fit");
    }
}

#[test]
fn a_card_holds_what_its_outline_names_and_not_a_word_more() {
    for kind in Kind::ALL.iter().copied() {
        let outline = kind.outline();
        let card = card(kind, &full(kind));
        let mut named: Vec<String> = outline.text.iter().map(|field| format!("{}.{field}", kind.code())).collect();
        if !outline.title.is_empty() {
            named.insert(0, format!("{}.{}", kind.code(), outline.title));
        }
        let words: Vec<_> = words_of(&card).into_iter().filter(|word| word.contains('.')).collect();
        assert_eq!(words, named, "{kind}");
        assert_eq!(card.audience, outline.audience);
    }
}

#[test]
fn no_quote_no_stance_and_no_personal_note_is_ever_on_a_card() {
    for (kind, fields) in KEPT_BACK {
        let outline = kind.outline();
        let shown: Vec<&str> = [outline.title].iter().chain(outline.text).chain(outline.state).copied().collect();
        let blank: Map<String, Value> = full(kind)
            .as_object()
            .unwrap()
            .iter()
            .filter(|(name, _)| !fields.contains(&name.as_str()))
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        for field in fields {
            assert!(kind.field(field).is_some(), "{kind} has no field {field}");
            assert!(!shown.contains(field), "the card of {kind} shows {field}");
            // With the field or without it, the card is the same.
            let mut with = blank.clone();
            with.insert((*field).to_owned(), sentinel(kind, kind.field(field).unwrap()));
            assert_eq!(card(kind, &Value::Object(with)), card(kind, &Value::Object(blank.clone())), "{kind}.{field}");
        }
    }
}

#[test]
fn what_we_make_of_people_and_what_they_said_is_for_the_core_team() {
    // Who may read a quote is settled record by record; a card holds none.
    assert_eq!(Kind::Voice.outline().audience, Audience::Judgement);
    assert_eq!(Kind::PropositionTest.outline().audience, Audience::Judgement);
    assert_eq!(Kind::InfluenceLine.outline().audience, Audience::Judgement);
    assert_eq!(Kind::Perception.outline().audience, Audience::Judgement);
    assert_eq!(Kind::StrategicRelation.outline().audience, Audience::Partner);
    assert_eq!(Kind::CardPlace.outline().audience, Audience::Private);
}

#[test]
fn cards_of_the_sample_say_what_lists_need() {
    let plan = bedrock();
    let of = |kind, code| plan.card(kind, plan.find(kind, code).unwrap()).unwrap();
    let deal = of(Kind::Opportunity, "O03");
    let record = plan.opportunities.iter().find(|one| one.code == "O03").unwrap();
    assert_eq!((deal.title.as_ref(), deal.amount), (Some(&record.name), record.amount));
    assert_eq!(deal.owner, record.owner.map(plan::Id::uuid));
    assert_eq!(deal.due, record.next_step_on.or(record.close_on));
    assert_eq!(deal.heading(), Some(record.name.show(Language::ZhHans)));
    let person = of(Kind::Person, "P02");
    assert_eq!((person.state.as_deref(), person.audience), (Some("APPROVER"), Audience::Plan));
    assert!(plan.card(Kind::Person, uuid::Uuid::nil()).is_none());
}

#[test]
fn a_promise_is_open_until_it_is_kept() {
    let state = |body| card(Kind::Promise, &body).state;
    assert_eq!(state(json!({ "what": "a" })).as_deref(), Some("open"));
    assert_eq!(state(json!({ "what": "a", "kept_on": "2026-11-20" })).as_deref(), Some("done"));
}

#[test]
fn every_figure_with_a_key_is_kept_and_says_what_the_golden_figures_say() {
    let plan = bedrock();
    let figures = Figures::of(&plan, today());
    let measured = figures.measured();
    let keys = Part::ALL.iter().flat_map(|part| part.keys().iter().map(|key| format!("{}.{key}", part.code())));
    for key in keys {
        let figure = figures.by_key(&key).unwrap_or_else(|| panic!("no figure {key}"));
        let kept = measured.iter().find(|one| one.key == key).unwrap();
        assert_eq!(kept.value, figure.value, "{key}");
    }
    let golden = figures.to_json();
    let value = |key: &str| measured.iter().find(|one| one.key == key).unwrap().value.unwrap();
    let near = |a: f64, b: &Value| assert!((a - b.as_f64().unwrap()).abs() < 1e-6, "{a} {b}");
    near(value("opportunity.open_amount") / 1e6, &golden["opportunity"]["open_amount"]);
    near(value("opportunity.open_weighted") / 1e6, &golden["opportunity"]["open_weighted"]);
    near(value("opportunity.committed") / 1e6, &golden["opportunity"]["committed"]);
    near(value("opportunity.expected") / 1e6, &golden["opportunity"]["expected"]);
    near(value("plan.completeness"), &golden["plan"]["completeness"]);
    assert_eq!(value("light.health"), 1.0);
    let mut keys: Vec<_> = measured.iter().map(|one| one.key.clone()).collect();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), measured.len(), "a key stands twice");
}

#[test]
fn a_summary_says_what_the_figures_say() {
    let plan = bedrock();
    let figures = Figures::of(&plan, today());
    let summary = Summary::of(&figures);
    let value = |key: &str| figures.by_key(key).unwrap().value;
    assert_eq!(summary.seat_strength, value("relationship.seat_strength"));
    assert_eq!(summary.chance, value("opportunity.chance_to_reach_target"));
    assert_eq!(summary.health.map(plan::joint_plan::Light::code), Some("red"));
    assert_eq!(summary.overdue_actions, plan.actions.iter().filter(|one| one.is_overdue(today())).count());
    // The day makes the difference: what was still open is overdue a year later, and facts go stale.
    let later = Summary::of(&Figures::of(&plan, day("2027-11-20")));
    assert!(later.overdue_actions > summary.overdue_actions);
    assert!(later.stale_facts > summary.stale_facts);
}
