//! How the customer's people think of us, how many of those who count we heard, and where we see ourselves otherwise
//! than they do (method 4.6).

use super::Voice;
use crate::figure::{Figure, Measure, Row, Term, ratio};
use crate::id::RecordRef;
use crate::influence_map::{Influence, Person};
use crate::kind::Plan;
use crate::relationship::{Level, Relationships};
use crate::research::Sentiment;
use crate::{Day, Id};
use std::collections::{BTreeMap, BTreeSet};

/// For how many days a voice counts.
const HEARD_DAYS: i64 = 365;

/// The latest voice of each person within twelve months that satisfies `counts`.
fn latest(plan: &Plan, today: Day, counts: impl Fn(&Voice) -> bool) -> BTreeMap<Id<Person>, &Voice> {
    let mut latest: BTreeMap<Id<Person>, &Voice> = BTreeMap::new();
    for voice in plan.voices.by_code().filter(|voice| (0..=HEARD_DAYS).contains(&voice.on.days_until(today))) {
        if counts(voice) && latest.get(&voice.person).is_none_or(|last| last.on <= voice.on) {
            latest.insert(voice.person, voice);
        }
    }
    latest
}

fn weight(plan: &Plan, person: Id<Person>, today: Day) -> Option<f64> {
    let person = plan.people.get(person).filter(|person| person.is_present(today))?;
    person.influence.map(|influence| influence.value() as f64)
}

/// The figure of this part with this key.
pub fn by_key(plan: &Plan, today: Day, key: &str) -> Option<Figure> {
    Some(match key {
        "weighted_sentiment" => weighted_sentiment(plan, today),
        "value_score" => Figure {
            key: "value_score",
            measure: Measure::Points,
            value: value_score(plan, today),
            ..weighted_sentiment(plan, today)
        },
        "reach" => reach(plan, today),
        "closed_loop" => closed_loop(plan),
        _ => return None,
    })
}

/// How everybody present who was heard within twelve months last sounded, by code (method 4.6).
pub fn sentiments(plan: &Plan, today: Day) -> Vec<(&Person, i64)> {
    let latest = latest(plan, today, |voice| voice.sentiment.is_some());
    let present = plan.people.by_code().filter(|person| person.is_present(today));
    present.filter_map(|person| Some((person, latest.get(&person.id)?.sentiment?.value()))).collect()
}

/// `Σ I·latest sentiment / Σ I` over the people heard within twelve months, from -2 to +2 (method 4.6).
pub fn weighted_sentiment(plan: &Plan, today: Day) -> Figure {
    let mut rows = Vec::new();
    let mut left_out: Vec<RecordRef> = Vec::new();
    let (mut part, mut whole) = (0.0, 0.0);
    for (person, voice) in latest(plan, today, |voice| voice.sentiment.is_some()) {
        let sentiment = voice.sentiment.map_or(0, Sentiment::value);
        let Some(influence) = weight(plan, person, today) else {
            left_out.push(person.into());
            continue;
        };
        (part, whole) = (part + influence * sentiment as f64, whole + influence);
        let terms = vec![
            Term::Number(influence),
            Term::Grade(Sentiment::SCALE, sentiment),
            Term::Day(voice.on),
            Term::Number(influence * sentiment as f64),
        ];
        rows.push(Row::of(person, terms));
    }
    Figure::new("weighted_sentiment", Measure::Count, ratio(part, whole))
        .of_rows(&["influence", "sentiment", "heard_on", "weighted"], rows)
        .with_totals(vec![Term::Number(whole), Term::Unknown, Term::Unknown, Term::Number(part)])
        .without(left_out)
}

/// `(weighted sentiment + 2) / 4 x 100` (method 4.6).
pub fn value_score(plan: &Plan, today: Day) -> Option<f64> {
    weighted_sentiment(plan, today).value.map(|sentiment| (sentiment + 2.0) / 4.0 * 100.0)
}

/// Everybody who was heard within twelve months.
pub fn heard(plan: &Plan, today: Day) -> BTreeSet<Id<Person>> {
    latest(plan, today, |_| true).into_keys().collect()
}

/// `Σ I of key people heard / Σ I of key people` (method 4.6).
pub fn reach(plan: &Plan, today: Day) -> Figure {
    let heard = latest(plan, today, |_| true);
    let is_key = |person: &&Person| person.is_present(today) && person.influence.is_some_and(Influence::is_key);
    let key: Vec<&Person> = plan.people.by_code().filter(is_key).collect();
    let influence = |person: &Person| person.influence.map_or(0.0, |influence| influence.value() as f64);
    let whole: f64 = key.iter().map(|person| influence(person)).sum();
    let part: f64 = key.iter().filter(|person| heard.contains_key(&person.id)).map(|person| influence(person)).sum();
    let rows = key.iter().map(|person| {
        let on = heard.get(&person.id).map(|voice| voice.on);
        Row::of(person.id, vec![Term::Number(influence(person)), Term::day(on)])
    });
    Figure::new("reach", Measure::Share, ratio(part, whole))
        .of_rows(&["influence", "heard_on"], rows.collect())
        .with_totals(vec![Term::Number(whole), Term::Unknown])
}

/// Voices whose loop is closed / voices with an expectation (method 4.6).
pub fn closed_loop(plan: &Plan) -> Figure {
    let expecting: Vec<&Voice> = plan.voices.by_code().filter(|voice| voice.expectation.is_some()).collect();
    let closed = expecting.iter().filter(|voice| voice.closed_loop_on.is_some()).count();
    let rows = expecting.iter().map(|voice| Row::of(voice.id, vec![Term::day(voice.closed_loop_on)]));
    Figure::new("closed_loop", Measure::Share, ratio(closed as f64, expecting.len() as f64))
        .of_rows(&["closed_loop_on"], rows.collect())
}

/// How our own view of a relationship compares with the customer's (method 4.6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Perceived {
    /// The same.
    Agreed,
    /// We think ourselves higher.
    BlindSpot,
    /// They think us higher and speak well of us.
    Undervalued,
    /// They think us higher but are not content.
    AtRisk,
}

impl Perceived {
    /// Its stable name.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Agreed => "agreed",
            Self::BlindSpot => "blind_spot",
            Self::Undervalued => "undervalued",
            Self::AtRisk => "at_risk",
        }
    }
}

/// Everybody whose view of us is known, by code, with how it compares to our own.
pub fn perception_check<'p>(
    plan: &'p Plan,
    today: Day,
    relationships: &Relationships<'p>,
) -> Vec<(&'p Person, Perceived)> {
    let mut checked: Vec<(&Person, Perceived)> = latest(plan, today, |voice| voice.perceived_tier.is_some())
        .into_iter()
        .filter_map(|(person, voice)| {
            let theirs = voice.perceived_tier?.level();
            let ours = relationships.standing(person)?.current?.claimed;
            let content = voice.sentiment.is_none_or(|sentiment| sentiment.value() >= 0);
            let how = match Level::value(ours).cmp(&theirs) {
                std::cmp::Ordering::Equal => Perceived::Agreed,
                std::cmp::Ordering::Greater => Perceived::BlindSpot,
                std::cmp::Ordering::Less if content => Perceived::Undervalued,
                std::cmp::Ordering::Less => Perceived::AtRisk,
            };
            Some((plan.people.get(person)?, how))
        })
        .collect();
    checked.sort_by(|a, b| a.0.code.cmp(&b.0.code));
    checked
}
