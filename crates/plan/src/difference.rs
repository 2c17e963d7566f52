//! What is different between two plans: in records, fields, figures and words. One engine for history, reviews and
//! shared versions.

use crate::account::Lifecycle;
use crate::account::figures::lifecycle;
use crate::custom::{custom_of, value};
use crate::id::RecordRef;
use crate::influence_map::Person;
use crate::kind::{Kind, Plan};
use crate::money::Money;
use crate::opportunity::{Opportunity, OpportunityType, Outcome, Stage};
use crate::portfolio::Figures;
use crate::strategy_map::{NodeType, Verification};
use crate::{Day, Id, kept};
use serde_json::Value;
use std::collections::BTreeSet;

/// What is different in a later plan against an earlier one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Difference {
    /// Records that are new, with their code.
    pub added: Vec<(RecordRef, String)>,
    /// Records that are gone, with their code.
    pub removed: Vec<(RecordRef, String)>,
    /// Fields that changed.
    pub changed: Vec<FieldChange>,
    /// Figures that moved.
    pub figures: Vec<FigureMove>,
    /// What of it people would tell each other.
    pub sentences: Vec<Sentence>,
}

/// A field that changed.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldChange {
    /// The record.
    pub record: RecordRef,
    /// Its code.
    pub code: String,
    /// The field.
    pub field: String,
    /// What it was; null where it was empty.
    pub was: Value,
    /// What it is; null where it is empty.
    pub now: Value,
}

/// A figure that moved.
#[derive(Clone, Debug, PartialEq)]
pub struct FigureMove {
    /// Its dotted key.
    pub key: String,
    /// What it was; none while unknown.
    pub was: Option<f64>,
    /// What it is.
    pub now: Option<f64>,
}

/// One thing that changed, as people would say it; the doors have the words.
#[derive(Clone, Debug, PartialEq)]
pub enum Sentence {
    /// A relationship rose or fell in level.
    Level {
        /// With whom.
        person: Id<Person>,
        /// From.
        from: Option<i64>,
        /// To.
        to: Option<i64>,
    },
    /// Somebody's stance changed.
    Stance {
        /// Whose.
        person: Id<Person>,
        /// From; none was unknown.
        from: Option<i64>,
        /// To.
        to: Option<i64>,
    },
    /// Somebody is now owned by somebody of ours.
    Owned(Id<Person>),
    /// Nobody of ours owns somebody any more.
    Unowned(Id<Person>),
    /// Somebody left.
    Left(Id<Person>),
    /// A deal's date moved by so many days; outward is positive.
    Moved {
        /// The deal.
        deal: Id<Opportunity>,
        /// Days.
        days: i64,
    },
    /// A deal's amount changed.
    Amount {
        /// The deal.
        deal: Id<Opportunity>,
        /// From.
        from: Money,
        /// To.
        to: Money,
    },
    /// A deal went to another stage.
    Stage {
        /// The deal.
        deal: Id<Opportunity>,
        /// From.
        from: Option<Stage>,
        /// To.
        to: Option<Stage>,
    },
    /// A deal became more or less real.
    Type {
        /// The deal.
        deal: Id<Opportunity>,
        /// From.
        from: OpportunityType,
        /// To.
        to: OpportunityType,
    },
    /// A deal ended.
    Ended {
        /// The deal.
        deal: Id<Opportunity>,
        /// How.
        outcome: Outcome,
    },
    /// A deal that had ended is open again.
    Reopened {
        /// The deal.
        deal: Id<Opportunity>,
        /// How it had ended.
        outcome: Outcome,
    },
    /// So many cards of the strategy map were confirmed.
    Confirmed(Vec<RecordRef>),
    /// So many facts went stale between the two days.
    WentStale(Vec<RecordRef>),
    /// Actions were done.
    Done(Vec<RecordRef>),
    /// The account went on in its life with us.
    Lifecycle {
        /// From.
        from: Lifecycle,
        /// To.
        to: Lifecycle,
    },
}

/// The difference of `later`, looked at on `on`, against `earlier`, looked at on `before`.
pub fn difference(earlier: &Plan, before: Day, later: &Plan, on: Day) -> Difference {
    let mut difference = records(earlier, later);
    difference.figures = figures(earlier, before, later, on);
    difference.sentences = sentences(earlier, before, later, on);
    difference
}

/// The difference in records and fields alone. Where cards were put is no difference (decided 2.17).
pub fn records(earlier: &Plan, later: &Plan) -> Difference {
    let mut difference = Difference::default();
    for (kind, id) in earlier.differing(later).into_iter().filter(|(kind, _)| *kind != Kind::CardPlace) {
        let record = RecordRef { kind, id };
        let code = later.code(kind, id).or_else(|| earlier.code(kind, id)).unwrap_or_default().to_owned();
        match (earlier.body(kind, id), later.body(kind, id)) {
            (Some(was), Some(now)) => difference.changed.extend(fields(record, &code, &was, &now)),
            (None, Some(_)) => difference.added.push((record, code)),
            (Some(_), None) => difference.removed.push((record, code)),
            (None, None) => {}
        }
    }
    difference
}

pub(crate) fn fields(record: RecordRef, code: &str, was: &Value, now: &Value) -> Vec<FieldChange> {
    let own = record.kind.fields().iter().map(|field| field.name.clone());
    // By code, and one that both hold once.
    let custom: BTreeSet<String> = custom_of(was).chain(custom_of(now)).map(|(name, _)| name).collect();
    let change = |field: String| {
        let (was, now) = (value(was, &field), value(now, &field));
        (was != now).then(|| FieldChange { record, code: code.to_owned(), field, was, now })
    };
    // What only a newer version knows by name.
    let kept = [was, now].into_iter().flat_map(|body| kept::unknown(record.kind, body));
    let kept: BTreeSet<String> = kept.map(|(name, _)| name).collect();
    own.chain(custom).chain(kept).filter_map(change).collect()
}

fn figures(earlier: &Plan, before: Day, later: &Plan, on: Day) -> Vec<FigureMove> {
    let (was, now) = (Figures::of(earlier, before).to_json(), Figures::of(later, on).to_json());
    let mut moves = Vec::new();
    walk("", &was, &now, &mut moves);
    moves
}

/// Numbers of the two trees of figures that differ by more than rounding.
fn walk(path: &str, was: &Value, now: &Value, moves: &mut Vec<FigureMove>) {
    if let (Value::Object(was), Value::Object(now)) = (was, now) {
        let mut keys: Vec<&String> = was.keys().chain(now.keys().filter(|key| !was.contains_key(*key))).collect();
        keys.retain(|key| *key != "on");
        for key in keys {
            let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
            walk(&path, was.get(key).unwrap_or(&Value::Null), now.get(key).unwrap_or(&Value::Null), moves);
        }
        return;
    }
    let (before, after) = (was.as_f64(), now.as_f64());
    let moved = match (before, after) {
        (Some(before), Some(after)) => (before - after).abs() > 1e-9,
        (None, None) => false,
        _ => true,
    };
    if moved {
        moves.push(FigureMove { key: path.to_owned(), was: before, now: after });
    }
}

/// What people would tell each other of it, without the rest of the difference.
pub fn sentences(earlier: &Plan, before: Day, later: &Plan, on: Day) -> Vec<Sentence> {
    let mut told = Vec::new();
    people(earlier, before, later, on, &mut told);
    deals(earlier, later, &mut told);
    together(earlier, before, later, on, &mut told);
    told
}

fn people(earlier: &Plan, before: Day, later: &Plan, on: Day, told: &mut Vec<Sentence>) {
    let (was, now) = (Figures::of(earlier, before), Figures::of(later, on));
    let owned = |plan: &Plan, person: Id<Person>| plan.relationship_owners.iter().any(|owner| owner.person == person);
    for person in later.people.by_code() {
        let Some(earlier_person) = earlier.people.get(person.id) else { continue };
        if !person.is_present(on) {
            if earlier_person.is_present(before) {
                told.push(Sentence::Left(person.id));
            }
            continue;
        }
        let level = |figures: &Figures<'_>| {
            let current = figures.relationships().standing(person.id).and_then(|standing| standing.current);
            current.map(|current| current.proven)
        };
        let (from, to) = (level(&was), level(&now));
        if from != to {
            told.push(Sentence::Level { person: person.id, from, to });
        }
        let stance = |person: &Person| person.preference.map(|preference| preference.value());
        let (from, to) = (stance(earlier_person), stance(person));
        if from != to {
            told.push(Sentence::Stance { person: person.id, from, to });
        }
        match (owned(earlier, person.id), owned(later, person.id)) {
            (false, true) => told.push(Sentence::Owned(person.id)),
            (true, false) => told.push(Sentence::Unowned(person.id)),
            _ => {}
        }
    }
}

fn deals(earlier: &Plan, later: &Plan, told: &mut Vec<Sentence>) {
    for deal in later.opportunities.by_code() {
        let Some(was) = earlier.opportunities.get(deal.id) else { continue };
        if let (None, Some(outcome)) = (was.outcome, deal.outcome) {
            told.push(Sentence::Ended { deal: deal.id, outcome });
            continue;
        }
        if let (Some(outcome), None) = (was.outcome, deal.outcome) {
            told.push(Sentence::Reopened { deal: deal.id, outcome });
        }
        if let (Some(from), Some(to)) = (was.close_on, deal.close_on)
            && from != to
        {
            told.push(Sentence::Moved { deal: deal.id, days: from.days_until(to) });
        }
        let (from, to) = (was.amount.unwrap_or_default(), deal.amount.unwrap_or_default());
        if from != to {
            told.push(Sentence::Amount { deal: deal.id, from, to });
        }
        if was.stage != deal.stage {
            told.push(Sentence::Stage { deal: deal.id, from: was.stage, to: deal.stage });
        }
        if was.opportunity_type != deal.opportunity_type {
            told.push(Sentence::Type { deal: deal.id, from: was.opportunity_type, to: deal.opportunity_type });
        }
    }
}

fn together(earlier: &Plan, before: Day, later: &Plan, on: Day, told: &mut Vec<Sentence>) {
    let confirmed = |plan: &Plan, id| {
        plan.nodes
            .get(id)
            .is_some_and(|node: &crate::strategy_map::Node| node.verification == Some(Verification::Confirmed))
    };
    let card = |node_type: NodeType| node_type != NodeType::Pressure && node_type != NodeType::Obstacle;
    let newly = later.nodes.by_code().filter(|node| card(node.node_type));
    let newly = newly.filter(|node| confirmed(later, node.id) && !confirmed(earlier, node.id));
    push_some(told, newly.map(|node| node.id.into()).collect(), Sentence::Confirmed);
    let stale = later
        .facts
        .by_code()
        .filter(|fact| earlier.facts.get(fact.id).is_some_and(|was| was.is_valid(before)) && !fact.is_valid(on));
    push_some(told, stale.map(|fact| fact.id.into()).collect(), Sentence::WentStale);
    let done = later.actions.by_code().filter(|action| {
        action.done_on.is_some() && earlier.actions.get(action.id).is_none_or(|was| was.done_on.is_none())
    });
    push_some(told, done.map(|action| action.id.into()).collect(), Sentence::Done);
    let (from, to) = (lifecycle(earlier), lifecycle(later));
    if from != to {
        told.push(Sentence::Lifecycle { from, to });
    }
}

fn push_some(told: &mut Vec<Sentence>, records: Vec<RecordRef>, sentence: impl FnOnce(Vec<RecordRef>) -> Sentence) {
    if !records.is_empty() {
        told.push(sentence(records));
    }
}
