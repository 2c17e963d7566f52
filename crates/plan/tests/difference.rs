//! What is different between two plans: records, fields, figures, and each thing that people would tell each other.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "clippy.toml allows them in test functions, not in their helpers"
)]

mod support;

use plan::account::Lifecycle;
use plan::difference::{Difference, FieldChange, Sentence, difference, records};
use plan::id::RecordRef;
use plan::opportunity::{OpportunityType, Outcome, Stage};
use plan::portfolio::Figures;
use plan::{Id, Kind, Money, Plan};
use serde_json::{Value, json};
use support::{Draft, bedrock, day, in_days, today};
use uuid::Uuid;

/// The difference between two plans that are both looked at today.
fn between(earlier: &Plan, later: &Plan) -> Difference {
    difference(earlier, today(), later, today())
}

/// What people would tell each other about what `act` does.
fn told(draft: &mut Draft, act: impl FnOnce(&mut Draft)) -> Vec<Sentence> {
    let before = draft.plan.clone();
    act(draft);
    between(&before, &draft.plan).sentences
}

fn set(draft: &mut Draft, kind: Kind, id: Uuid, field: &str, now: Value) {
    draft.set(kind, id, field, now);
}

/// The keys of the figures that moved.
fn moved(difference: &Difference) -> Vec<&str> {
    difference.figures.iter().map(|one| one.key.as_str()).collect()
}

// Records and fields.

#[test]
fn a_plan_does_not_differ_from_itself() {
    for plan in [bedrock(), Draft::new().plan, Plan::default()] {
        assert_eq!(between(&plan, &plan), Difference::default());
        let read = plan::file::read(&plan::file::write(&plan));
        if let Ok(read) = read {
            assert_eq!(between(&plan, &read), Difference::default(), "nor from its copy");
        }
    }
}

#[test]
fn what_is_added_one_way_is_removed_the_other() {
    let plan = bedrock();
    let mut draft = Draft::from(plan.clone());
    let person = draft.person(json!({ "influence": 4 }));
    let p16 = draft.id(Kind::Person, "P16");
    draft.remove(Kind::Person, p16);
    let (there, back) = (between(&plan, &draft.plan), between(&draft.plan, &plan));
    assert_eq!(there.added, back.removed);
    assert_eq!(there.removed, back.added);
    let reference = |id| RecordRef { kind: Kind::Person, id };
    let code = draft.plan.code(Kind::Person, person).expect("its code").to_owned();
    assert_eq!(there.added, [(reference(person), code)]);
    assert!(there.removed.contains(&(reference(p16), "P16".to_owned())));
    assert!(there.removed.len() > 2, "what hung on him went with him");
    let turned: Vec<FieldChange> =
        back.changed.into_iter().map(|one| FieldChange { was: one.now, now: one.was, ..one }).collect();
    assert_eq!(there.changed, turned);
    let figures = |difference: &Difference, turn: bool| -> Vec<(String, Option<f64>, Option<f64>)> {
        let one = |one: &plan::difference::FigureMove| {
            if turn { (one.key.clone(), one.now, one.was) } else { (one.key.clone(), one.was, one.now) }
        };
        let mut all: Vec<_> = difference.figures.iter().map(one).collect();
        all.sort_by(|a, b| a.0.cmp(&b.0));
        all
    };
    assert_eq!(figures(&there, false), figures(&between(&draft.plan, &plan), true));
}

#[test]
fn a_field_that_changed_is_shown_with_both_values() {
    let mut draft = Draft::new();
    let person = draft.person(json!({ "title": "Director" }));
    let before = draft.plan.clone();
    set(&mut draft, Kind::Person, person, "title", Value::Null);
    set(&mut draft, Kind::Person, person, "influence", json!(3));
    let found = records(&before, &draft.plan);
    let change = |field: &str, was: Value, now: Value| FieldChange {
        record: RecordRef { kind: Kind::Person, id: person },
        code: "P01".into(),
        field: field.into(),
        was,
        now,
    };
    let expected = [change("title", json!("Director"), Value::Null), change("influence", Value::Null, json!(3))];
    assert_eq!(found.changed, expected, "in the order of the form");
    assert!(found.added.is_empty() && found.removed.is_empty());
    assert!(found.figures.is_empty() && found.sentences.is_empty(), "records alone");
    // Changed and changed back is no difference.
    set(&mut draft, Kind::Person, person, "title", json!("Director"));
    set(&mut draft, Kind::Person, person, "influence", Value::Null);
    assert_eq!(between(&before, &draft.plan), Difference::default());
}

#[test]
fn where_a_card_was_put_is_no_difference() {
    let mut draft = Draft::new();
    let need = draft.add(Kind::Node, json!({ "node_type": "need", "title": "A carbon ledger" }));
    let before = draft.plan.clone();
    let map = plan::place::Map::ALL[0].code();
    let place = draft.add(Kind::CardPlace, json!({ "map": map, "node": need, "x": 10, "y": 20 }));
    assert_eq!(between(&before, &draft.plan), Difference::default());
    set(&mut draft, Kind::CardPlace, place, "x", json!(30));
    assert_eq!(between(&before, &draft.plan), Difference::default());
    assert_eq!(between(&draft.plan, &before), Difference::default());
}

// Figures.

#[test]
fn the_figures_that_moved_are_named_and_no_other() {
    let plan = bedrock();
    let mut draft = Draft::from(plan.clone());
    let o08 = draft.id(Kind::Opportunity, "O08");
    set(&mut draft, Kind::Opportunity, o08, "amount", json!(900_000_000));
    let found = between(&plan, &draft.plan);
    let moved = moved(&found);
    assert!(moved.contains(&"opportunity.open_amount") && moved.contains(&"opportunity.open_weighted"), "{moved:?}");
    assert!(!moved.iter().any(|key| key.starts_with("voice") || key.starts_with("account")), "{moved:?}");
    assert!(!moved.contains(&"opportunity.period_open"), "it closes after the period");
    let amount = found.figures.iter().find(|one| one.key == "opportunity.open_amount").expect("it moved");
    assert_eq!((amount.was, amount.now), (Some(137.0), Some(138.0)));
    assert!(found.figures.iter().all(|one| one.was != one.now));
}

#[test]
fn a_figure_that_becomes_known_or_unknown_has_moved() {
    let mut draft = Draft::new();
    let before = draft.plan.clone();
    draft.person(json!({ "influence": 3, "preference": 1 }));
    let there = between(&before, &draft.plan);
    let support = there.figures.iter().find(|one| one.key == "relationship.support_index").expect("it moved");
    assert_eq!((support.was, support.now), (None, Some(0.5)));
    let back = between(&draft.plan, &before);
    let support = back.figures.iter().find(|one| one.key == "relationship.support_index").expect("it moved");
    assert_eq!((support.was, support.now), (Some(0.5), None));
}

#[test]
fn a_deal_that_comes_is_a_figure_of_its_own() {
    let mut draft = Draft::new();
    let before = draft.plan.clone();
    draft.deal(json!({ "budget_state": "confirmed" }));
    let found = between(&before, &draft.plan);
    let one = |key: &str| found.figures.iter().find(|one| one.key == key).unwrap_or_else(|| panic!("{key}"));
    assert_eq!((one("relationship.deals.O01").was, one("relationship.deals.O01").now), (None, Some(0.0)));
    assert_eq!(one("opportunity.certainty.O01").now, Some(2.0 / 6.0));
}

#[test]
fn time_alone_moves_figures_and_makes_facts_stale() {
    let plan = bedrock();
    let later = day("2027-11-21");
    let found = difference(&plan, today(), &plan, later);
    assert!(found.added.is_empty() && found.removed.is_empty() && found.changed.is_empty());
    assert!(moved(&found).contains(&"voice.reach") && !moved(&found).contains(&"on"));
    let stale: Vec<&Vec<RecordRef>> = found
        .sentences
        .iter()
        .filter_map(|one| match one {
            Sentence::WentStale(facts) => Some(facts),
            _ => None,
        })
        .collect();
    assert_eq!(stale.len(), 1);
    assert!(!stale[0].is_empty() && stale[0].iter().all(|one| one.kind == Kind::Fact));
    let reach = |on| Figures::of(&plan, on).to_json()["voice"]["reach"].clone();
    assert_ne!(reach(today()), reach(later));
}

// Sentences.

#[test]
fn a_level_that_rose_or_fell() {
    let mut draft = Draft::new();
    let (person, member) = (draft.person(json!({})), draft.member());
    draft.met(person, member, 0);
    let id = Id::new(person);
    let mut pair = Uuid::nil();
    let sentences = told(&mut draft, |draft| pair = draft.level(person, member, 1));
    assert_eq!(sentences, [Sentence::Level { person: id, from: None, to: Some(1) }]);
    let sentences = told(&mut draft, |draft| set(draft, Kind::Relationship, pair, "level", json!(2)));
    assert_eq!(sentences, [Sentence::Level { person: id, from: Some(1), to: Some(2) }]);
    // Three without a proof counts two, so nothing rose.
    let sentences = told(&mut draft, |draft| set(draft, Kind::Relationship, pair, "level", json!(3)));
    assert_eq!(sentences, []);
    // And what nobody keeps up falls by itself.
    let plan = draft.plan.clone();
    let found = difference(&plan, today(), &plan, in_days(200));
    assert_eq!(found.sentences, [Sentence::Level { person: id, from: Some(2), to: Some(1) }]);
}

#[test]
fn a_stance_that_changed() {
    let mut draft = Draft::new();
    let person = draft.person(json!({}));
    let id = Id::new(person);
    for (now, from, to) in [(json!(-1), None, Some(-1)), (json!(2), Some(-1), Some(2)), (Value::Null, Some(2), None)] {
        let sentences = told(&mut draft, |draft| set(draft, Kind::Person, person, "preference", now));
        assert_eq!(sentences, [Sentence::Stance { person: id, from, to }]);
    }
}

#[test]
fn somebody_who_got_or_lost_an_owner() {
    let mut draft = Draft::new();
    let (person, members) = (draft.person(json!({})), [draft.member(), draft.member()]);
    let id = Id::new(person);
    let mut owners = Vec::new();
    let remove = |draft: &mut Draft, owner: Uuid| {
        draft.remove(Kind::RelationshipOwner, owner);
    };
    let sentences = told(&mut draft, |draft| owners.push(draft.owner(person, members[0])));
    assert_eq!(sentences, [Sentence::Owned(id)]);
    let sentences = told(&mut draft, |draft| owners.push(draft.owner(person, members[1])));
    assert_eq!(sentences, [], "a second owner is told by nobody");
    let sentences = told(&mut draft, |draft| remove(draft, owners[0]));
    assert_eq!(sentences, []);
    let sentences = told(&mut draft, |draft| remove(draft, owners[1]));
    assert_eq!(sentences, [Sentence::Unowned(id)]);
}

#[test]
fn somebody_who_left_is_told_once_and_nothing_else_of_him() {
    let mut draft = Draft::new();
    let person = draft.friend(2, json!({ "preference": 1 }));
    let sentences = told(&mut draft, |draft| {
        set(draft, Kind::Person, person, "left_on", json!(today()));
        set(draft, Kind::Person, person, "preference", json!(-1));
    });
    assert_eq!(sentences, [Sentence::Left(Id::new(person))]);
    // One who shall leave leaves when the day has come.
    let mut draft = Draft::new();
    let person = draft.person(json!({ "left_on": in_days(10) }));
    let plan = draft.plan.clone();
    let found = difference(&plan, today(), &plan, in_days(10));
    assert_eq!(found.sentences, [Sentence::Left(Id::new(person))]);
    assert_eq!(difference(&plan, today(), &plan, in_days(9)).sentences, []);
    // And of one who is gone already nothing more is told.
    let found = difference(&plan, in_days(20), &plan, in_days(30));
    assert_eq!(found.sentences, []);
}

#[test]
fn of_one_who_is_gone_nothing_more_is_told() {
    let mut draft = Draft::new();
    let person = draft.person(json!({ "left_on": in_days(-10) }));
    let sentences = told(&mut draft, |draft| set(draft, Kind::Person, person, "preference", json!(1)));
    assert_eq!(sentences, []);
}

#[test]
fn a_deal_that_moved_grew_advanced_or_became_real() {
    let mut draft = Draft::new();
    let body = json!({ "opportunity_type": "planned", "close_on": "2026-12-31", "amount": 100 });
    let deal = draft.deal(body);
    let id = Id::new(deal);
    let mut change =
        |field: &str, now: Value| told(&mut draft, |draft| set(draft, Kind::Opportunity, deal, field, now));
    assert_eq!(change("close_on", json!("2027-01-31")), [Sentence::Moved { deal: id, days: 31 }]);
    assert_eq!(change("close_on", json!("2027-01-30")), [Sentence::Moved { deal: id, days: -1 }]);
    assert_eq!(change("amount", json!(300)), [Sentence::Amount { deal: id, from: Money(100), to: Money(300) }]);
    assert_eq!(change("stage", json!("S2")), [Sentence::Stage { deal: id, from: None, to: Some(Stage::S2) }]);
    let real = Sentence::Type { deal: id, from: OpportunityType::Planned, to: OpportunityType::Current };
    assert_eq!(change("opportunity_type", json!("current")), [real]);
    assert_eq!(change("risk_note", json!("The tender may fail")), []);
}

#[test]
fn a_deal_that_ended_is_told_once_and_a_new_one_not_at_all() {
    for outcome in Outcome::ALL {
        let mut draft = Draft::new();
        // A customer already, so that a deal that is won makes none.
        draft.add(Kind::LifecycleEvent, json!({ "to": "customer", "on": "2025-01-01" }));
        let deal = draft.deal(json!({ "stage": "S4" }));
        let sentences = told(&mut draft, |draft| {
            let edit = draft.setting(Kind::Opportunity, deal, "outcome", json!(outcome.code()));
            draft.move_on(vec![edit]);
            set(draft, Kind::Opportunity, deal, "amount", json!(1));
        });
        assert_eq!(sentences, [Sentence::Ended { deal: Id::new(deal), outcome: *outcome }]);
    }
    let mut draft = Draft::new();
    let sentences = told(&mut draft, |draft| {
        draft.deal(json!({ "outcome": "won" }));
    });
    assert_eq!(sentences, []);
}

#[test]
fn cards_that_were_confirmed_are_told_together() {
    let mut draft = Draft::new();
    let card = |draft: &mut Draft, layer: &str| draft.add(Kind::Node, json!({ "node_type": layer, "title": "A card" }));
    let cards = ["goal", "need", "need", "pressure"].map(|layer| card(&mut draft, layer));
    set(&mut draft, Kind::Node, cards[2], "verification", json!("confirmed"));
    let sentences = told(&mut draft, |draft| {
        for card in cards {
            if draft.get(Kind::Node, card, "verification").is_null() {
                set(draft, Kind::Node, card, "verification", json!("confirmed"));
            }
        }
    });
    let confirmed = [cards[0], cards[1]].map(|id| RecordRef { kind: Kind::Node, id });
    assert_eq!(sentences, [Sentence::Confirmed(confirmed.to_vec())]);
}

#[test]
fn a_deal_that_is_open_again() {
    let mut draft = Draft::new();
    let deal = draft.deal(json!({ "stage": "S4" }));
    let mut ends = |outcome: Value| {
        told(&mut draft, |draft| {
            let edit = draft.setting(Kind::Opportunity, deal, "outcome", outcome);
            draft.move_on(vec![edit]);
        })
    };
    ends(json!("lost"));
    let reopened = Sentence::Reopened { deal: Id::new(deal), outcome: Outcome::Lost };
    let stage = Sentence::Stage { deal: Id::new(deal), from: Some(Stage::S0), to: None };
    assert_eq!(ends(Value::Null), [reopened, stage], "and it needs a stage anew");
}

#[test]
fn facts_that_went_stale_are_told_together() {
    let mut draft = Draft::new();
    let fact = |draft: &mut Draft, as_of: &str| {
        let body = json!({
            "subject": "COMPANY", "topic": "TREND", "statement": "Oil is cheap", "as_of": as_of, "source_type": "news"
        });
        draft.add(Kind::Fact, body)
    };
    let stale = [fact(&mut draft, "2025-11-20"), fact(&mut draft, "2025-11-21")];
    fact(&mut draft, "2026-11-01");
    fact(&mut draft, "2024-01-01");
    let plan = draft.plan.clone();
    let on = |days| difference(&plan, today(), &plan, in_days(days)).sentences;
    let refs = |ids: &[Uuid]| ids.iter().map(|id| RecordRef { kind: Kind::Fact, id: *id }).collect::<Vec<_>>();
    assert_eq!(on(1), [Sentence::WentStale(refs(&stale[..1]))], "twelve months, the last day included");
    assert_eq!(on(2), [Sentence::WentStale(refs(&stale))]);
}

#[test]
fn actions_that_were_done_are_told_together() {
    let mut draft = Draft::new();
    let actions = [(); 2].map(|()| draft.add(Kind::Action, json!({ "title": "Call" })));
    let mut new = Uuid::nil();
    let sentences = told(&mut draft, |draft| {
        for action in actions {
            set(draft, Kind::Action, action, "done_on", json!(today()));
        }
        new = draft.add(Kind::Action, json!({ "title": "Write", "done_on": today() }));
    });
    let done = [actions[0], actions[1], new].map(|id| RecordRef { kind: Kind::Action, id });
    assert_eq!(sentences, [Sentence::Done(done.to_vec())]);
    let sentences = told(&mut draft, |draft| set(draft, Kind::Action, new, "done_on", json!(in_days(-1))));
    assert_eq!(sentences, []);
}

#[test]
fn an_account_that_went_on_in_its_life() {
    let mut draft = Draft::new();
    let deal = draft.deal(json!({}));
    let sentences = told(&mut draft, |draft| {
        let edit = draft.setting(Kind::Opportunity, deal, "outcome", json!("won"));
        draft.move_on(vec![edit]);
    });
    let ended = Sentence::Ended { deal: Id::new(deal), outcome: Outcome::Won };
    assert_eq!(sentences, [ended, Sentence::Lifecycle { from: Lifecycle::Prospect, to: Lifecycle::Customer }]);
}
