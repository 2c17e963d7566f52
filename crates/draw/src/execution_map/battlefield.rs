//! The battlefield: where it pays and where we can win, to choose what to fight for (method 3.1).

use crate::bubbles::{Bubble, Grid, More};
use crate::geometry::Point;
use crate::labels::Labels;
use crate::legend::Entry as Sign;
use crate::paint::Paint;
use crate::scene::{Item, Scene, Stroke, centred};
use plan::Plan;
use plan::execution_map::figures::{attractiveness, recommendation};
use plan::execution_map::{Decision, Entry, Score};

/// Win positions from above.
const ROWS: [i64; 5] = [5, 4, 3, 2, 1];

/// All entries that are scored, by what they are worth to the customer and how well we are placed; size is what they
/// are worth to us.
pub fn scene(plan: &Plan, labels: &dyn Labels) -> Scene {
    let scored = |entry: &&Entry| attractiveness(entry).is_some();
    let (mut shown, unknown): (Vec<&Entry>, Vec<&Entry>) = plan.entries.by_code().partition(scored);
    shown.sort_by(|a, b| attractiveness(b).unwrap_or(0.0).total_cmp(&attractiveness(a).unwrap_or(0.0)));
    let mut notes = vec![labels.label("drawing-size-value-us")];
    if !unknown.is_empty() {
        notes.push(format!("{}{}{}", labels.label("drawing-not-scored"), labels.label("colon"), unknown.len()));
    }
    Grid {
        columns: (1..=5).map(|value| value.to_string()).collect(),
        rows: ROWS.iter().map(i64::to_string).collect(),
        axes: [
            format!("→ {}", labels.label("field-value_customer")),
            format!("↑ {}", labels.label("field-win_position")),
        ],
        divided: None,
        above: Vec::new(),
        below: Vec::new(),
        // The better both are, the stronger the ground.
        ground: &|column, row| match (column + 1) * (5 - row) {
            16.. => Paint::Heat1,
            9.. => Paint::Heat0,
            _ => Paint::Surface,
        },
        bubbles: shown.iter().filter_map(|entry| bubble(plan, entry, labels)).collect(),
        legend: Decision::ALL.iter().map(|decision| legend(*decision, labels)).collect(),
        notes,
    }
    .draw(labels)
}

/// What was decided, else what the score recommends.
fn decision(entry: &Entry) -> Option<Decision> {
    entry.decision.or_else(|| recommendation(entry))
}

fn bubble(plan: &Plan, entry: &Entry, labels: &dyn Labels) -> Option<Bubble> {
    let column = usize::try_from(entry.value_customer?.value() - 1).ok()?;
    let row = ROWS.iter().position(|one| *one == entry.win_position.map_or(0, Score::value))?;
    let need = plan.nodes.get(entry.need).map_or("", |node| labels.show(&node.title));
    let solution = plan.solutions.get(entry.solution).map_or("", |solution| labels.show(&solution.name));
    let decision = decision(entry)?;
    let (fill, border, ink) = look(decision);
    let score = attractiveness(entry).map_or(String::new(), |score| labels.number(score.round()));
    let said = [
        labels.code(Decision::SCALE, decision.code()),
        need.to_owned(),
        solution.to_owned(),
        format!("{} {score}", labels.label("drawing-attractiveness")),
    ];
    Some(Bubble {
        column,
        row,
        share: (entry.value_us?.value() as f64 / 5.0).powi(2),
        fill,
        border,
        sign: sign(0.0, &score, ink),
        record: entry.id.into(),
        name: need.to_owned(),
        more: More::Words(solution.to_owned()),
        label: labels.sentence(&said),
    })
}

/// The score, in the bubble.
fn sign(x: f64, score: &str, ink: Paint) -> Vec<Item> {
    vec![centred(x, 4.0, 11.0, true, ink, score)]
}

/// Ground, border and ink by what was decided: what we fight for is full, what we start has a strong border.
fn look(decision: Decision) -> (Paint, Stroke, Paint) {
    match decision {
        Decision::Pursue => (Paint::Accent, Stroke::solid(Paint::Accent, 2.0), Paint::OnAccent),
        Decision::Start => (Paint::AccentWeak, Stroke::solid(Paint::Accent, 2.0), Paint::Text),
        Decision::Join => (Paint::Surface, Stroke::solid(Paint::Influence, 2.0), Paint::Text),
        Decision::Nurture => (Paint::Surface, Stroke::dashed(Paint::Influence, 2.0), Paint::Text),
        Decision::Monitor => (Paint::Surface, Stroke::dashed(Paint::LineStrong, 1.4), Paint::Text),
        Decision::Decline => (Paint::Ground, Stroke::dotted(Paint::LineStrong, 1.4), Paint::Text2),
    }
}

fn legend(decision: Decision, labels: &dyn Labels) -> Sign {
    let (fill, border, _) = look(decision);
    let circle = Item::Circle { middle: Point::new(9.0, 0.0), radius: 7.5, fill: Some(fill), border: Some(border) };
    Sign { width: 18.0, sign: vec![circle], word: labels.code(Decision::SCALE, decision.code()) }
}
