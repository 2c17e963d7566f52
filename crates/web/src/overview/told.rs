//! What changed, in words.

use crate::page::Ground;
use crate::page::block::{Link, Notice};
use plan::difference::Sentence;
use plan::influence_map::Preference;
use plan::relationship::Level;
use plan::{Id, Record, RecordRef};

/// A sentence with the records that it is about.
pub fn notice(ground: &Ground<'_>, sentence: &Sentence) -> Notice {
    let (text, records) = told(ground, sentence);
    Notice { text, records: records.into_iter().map(|record| Link::to(ground, record)).collect(), action: None }
}

fn told(ground: &Ground<'_>, sentence: &Sentence) -> (String, Vec<RecordRef>) {
    let say = ground.say;
    let unknown = || say.label("unknown");
    let grade = |scale: &str, value: Option<i64>| value.map_or_else(unknown, |value| say.grade(scale, value));
    let moved = |key: &str, from: String, to: String| say.texts(key, &[("from", from), ("to", to)]);
    match sentence {
        Sentence::Level { person, from, to } => {
            (moved("told-level", grade(Level::SCALE, *from), grade(Level::SCALE, *to)), one(*person))
        }
        Sentence::Stance { person, from, to } => {
            (moved("told-stance", grade(Preference::SCALE, *from), grade(Preference::SCALE, *to)), one(*person))
        }
        Sentence::Owned(person) => (say.label("told-owned"), one(*person)),
        Sentence::Unowned(person) => (say.label("told-unowned"), one(*person)),
        Sentence::Left(person) => (say.label("told-left"), one(*person)),
        Sentence::Moved { deal, days } if *days > 0 => (say.one("told-later", "days", *days), one(*deal)),
        Sentence::Moved { deal, days } => (say.one("told-earlier", "days", -days), one(*deal)),
        Sentence::Amount { deal, from, to } => {
            (moved("told-amount", ground.money(*from), ground.money(*to)), one(*deal))
        }
        Sentence::Stage { deal, from, to } => {
            let stage = |stage: Option<plan::opportunity::Stage>| {
                stage.map_or_else(unknown, |one| say.code("stage", one.code()))
            };
            (moved("told-stage", stage(*from), stage(*to)), one(*deal))
        }
        Sentence::Type { deal, from, to } => {
            let kind = |kind: plan::opportunity::OpportunityType| say.code("opportunity_type", kind.code());
            (moved("told-type", kind(*from), kind(*to)), one(*deal))
        }
        Sentence::Ended { deal, outcome } => {
            (say.one("told-ended", "outcome", say.code("outcome", outcome.code())), one(*deal))
        }
        Sentence::Reopened { deal, outcome } => {
            (say.one("told-reopened", "outcome", say.code("outcome", outcome.code())), one(*deal))
        }
        Sentence::Confirmed(nodes) => (say.one("told-confirmed", "count", nodes.len()), nodes.clone()),
        Sentence::WentStale(facts) => (say.one("told-stale", "count", facts.len()), facts.clone()),
        Sentence::Done(actions) => (say.one("told-done", "count", actions.len()), actions.clone()),
        Sentence::Lifecycle { from, to } => {
            let state = |state: plan::account::Lifecycle| say.code("lifecycle", state.code());
            (moved("told-lifecycle", state(*from), state(*to)), Vec::new())
        }
    }
}

fn one<T: Record>(id: Id<T>) -> Vec<RecordRef> {
    vec![id.into()]
}
