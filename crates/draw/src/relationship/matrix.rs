//! The person matrix: influence across, our level upwards, stance as colour and sign (method 4.4).

use crate::bubbles::{Bubble, Field, Grid, More};
use crate::chip;
use crate::geometry::Point;
use crate::labels::Labels;
use crate::legend::Entry;
use crate::paint::Paint;
use crate::scene::{Scene, Stroke};
use plan::influence_map::{Influence, Preference};
use plan::relationship::{Level, Relationships, Standing};
use plan::{Day, Money, Plan};

/// Levels from above; those whom nobody rated follow.
const LEVELS: [i64; 5] = [4, 3, 2, 1, 0];
/// Influences from the left; those whom nobody rated follow.
const INFLUENCES: [i64; 5] = [1, 2, 3, 4, 5];
/// The grid is divided before influence 4, and below level 3.
const DIVIDED: (usize, usize) = (3, 2);

/// Everybody present by influence and by the level that counts; size is what hangs on the person. Without `judgements`
/// no stance shows.
pub fn scene(plan: &Plan, today: Day, judgements: bool, labels: &dyn Labels) -> Scene {
    of(&Relationships::of(plan, today), judgements, labels)
}

/// The same of relationships that are measured already.
pub fn of(relationships: &Relationships<'_>, judgements: bool, labels: &dyn Labels) -> Scene {
    let mut standings: Vec<&Standing<'_>> = relationships.standings().iter().collect();
    // Stable: of equals the one with the higher priority comes first.
    standings.sort_by_key(|one| std::cmp::Reverse(one.linked));
    let most = standings.iter().map(|one| one.linked).max().unwrap_or_default();
    let bubbles: Vec<Bubble> = standings.iter().map(|one| bubble(one, most, judgements, labels)).collect();
    let has = |of: fn(&Bubble) -> usize| bubbles.iter().any(|one| of(one) == LEVELS.len());
    let unknown = |has: bool| has.then(|| labels.label("unknown"));
    let columns = INFLUENCES.iter().map(|value| format!("{value} {}", labels.grade(Influence::SCALE, *value)));
    let rows = LEVELS.iter().map(|value| format!("{value} {}", labels.grade(Level::SCALE, *value)));
    let field = |columns, key| Field { columns, words: labels.label(key) };
    Grid {
        columns: columns.chain(unknown(has(|one| one.column))).collect(),
        rows: rows.chain(unknown(has(|one| one.row))).collect(),
        axes: [format!("→ {}", labels.label("term-influence")), format!("↑ {}", labels.label("drawing-level"))],
        divided: Some(DIVIDED),
        above: vec![field((0, 3), "quadrant-bridge"), field((3, 2), "quadrant-protect")],
        below: vec![field((0, 3), "quadrant-light"), field((3, 2), "quadrant-invest")],
        ground: &|column, row| match (column, row) {
            (3 | 4, 2..=4) => Paint::Heat0,
            _ => Paint::Surface,
        },
        bubbles,
        legend: if judgements { stances(labels) } else { Vec::new() },
        notes: vec![labels.label("drawing-size-linked")],
    }
    .draw(labels)
}

fn bubble(standing: &Standing<'_>, most: Money, judgements: bool, labels: &dyn Labels) -> Bubble {
    let person = standing.person;
    let last = LEVELS.len();
    let place = |of: &[i64], value: Option<i64>| of.iter().position(|one| Some(*one) == value).unwrap_or(last);
    let stance = person.preference;
    let (influence, level) = (person.influence.map(Influence::value), standing.current.map(|level| level.proven));
    let known = stance.is_some() && judgements;
    let paint = if judgements { Paint::of_preference(stance) } else { Paint::LineStrong };
    let border = if judgements && stance.is_none() { Stroke::dashed(paint, 1.2) } else { Stroke::solid(paint, 1.2) };
    let grade = |scale: &str, value: Option<i64>| {
        value.map_or_else(|| labels.label("unknown"), |value| format!("{value} {}", labels.grade(scale, value)))
    };
    let amount = if standing.linked.0 > 0 { labels.money(standing.linked) } else { String::new() };
    let mut said = vec![labels.show(&person.name).to_owned(), labels.show_maybe(&person.title).to_owned()];
    said.push(format!("{} {}", labels.label("term-influence"), grade(Influence::SCALE, influence)));
    said.push(format!("{} {}", labels.label("drawing-level"), grade(Level::SCALE, level)));
    if judgements {
        said.push(format!("{} {}", labels.label("term-preference"), stance_name(stance, labels)));
    }
    said.push(amount.clone());
    Bubble {
        column: place(&INFLUENCES, influence),
        row: place(&LEVELS, level),
        share: if most.0 > 0 { standing.linked.0 as f64 / most.0 as f64 } else { 0.0 },
        fill: if known { paint } else { Paint::Surface },
        border,
        sign: if judgements { chip::preference(Point::default(), stance) } else { Vec::new() },
        record: person.id.into(),
        name: labels.show(&person.name).to_owned(),
        more: More::Amount(amount),
        label: labels.sentence(&said),
    }
}

fn stance_name(stance: Option<Preference>, labels: &dyn Labels) -> String {
    stance.map_or_else(|| labels.label("unknown"), |stance| labels.grade(Preference::SCALE, stance.value()))
}

/// The signs of stances with their words.
pub fn stances(labels: &dyn Labels) -> Vec<Entry> {
    let entry = |value: Option<i64>| {
        let stance = value.and_then(Preference::new);
        Entry { width: 18.0, sign: chip::preference(Point::new(9.0, 0.0), stance), word: stance_name(stance, labels) }
    };
    [Some(2), Some(1), Some(0), Some(-1), Some(-2), None].map(entry).into()
}
