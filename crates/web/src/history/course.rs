//! How the account went from snapshot to snapshot: its way on the account plot, and figures as lines.

use crate::page::Ground;
use crate::page::block::{Block, Drawing};
use draw::portfolio::{self, Stand};
use draw::scene::{Dash, Paint};
use draw::trend::{self, Series};
use ledger::Snapshot;

/// What is drawn as a line: a share from 0 to 1, and how its line looks.
const LINES: [(&str, Paint, Dash); 3] = [
    ("relationship.people_coverage", Paint::Accent, Dash::Solid),
    ("relationship.attainment", Paint::Influence, Dash::Dashed),
    ("plan.completeness", Paint::LineStrong, Dash::Dotted),
];

/// The drawings of the past; none where nothing was sealed yet.
pub fn block(ground: &Ground<'_>) -> Option<Block> {
    let snapshots: Vec<&Snapshot> = ground.past.snapshots.iter().rev().collect();
    if snapshots.is_empty() || ground.plan.account().is_none() {
        return None;
    }
    let mut drawings = vec![plot(ground, &snapshots)];
    // On a single day nothing went anywhere.
    if snapshots.iter().any(|one| one.day != ground.today) {
        drawings.push(lines(ground, &snapshots));
    }
    Some(Block::Drawings(drawings))
}

/// What both drawings show, in words.
fn list() -> Option<String> {
    Some("#snapshots".into())
}

/// The way on the account plot.
fn plot(ground: &Ground<'_>, snapshots: &[&Snapshot]) -> Drawing {
    let scene = portfolio::path(&stands(ground, snapshots), ground);
    Drawing::chart(ground, &scene, "account-plot", "drawing-account-plot", list())
}

/// The figures as lines.
fn lines(ground: &Ground<'_>, snapshots: &[&Snapshot]) -> Drawing {
    let series = LINES.map(|(key, paint, dash)| {
        let then = snapshots.iter().filter_map(|one| Some((one.day, sealed(one, key)?)));
        let values = then.chain(now(ground, key).map(|value| (ground.today, value))).collect();
        Series { name: ground.say.label(&format!("figure-{}", own(key))), paint, dash, values }
    });
    let scene = trend::lines(&series, &|share| ground.say.percent(share), ground);
    Drawing::chart(ground, &scene, "course", "drawing-course", list())
}

/// Where the account stood at each snapshot, and where it stands.
fn stands(ground: &Ground<'_>, snapshots: &[&Snapshot]) -> Vec<Stand> {
    let keys = ["relationship.attainment", "strategic_relation.strategic_attainment"];
    let stand = |name: String, value: &dyn Fn(&str) -> Option<f64>| {
        let [personal, strategic] = keys.map(value);
        Stand { name, personal, strategic }
    };
    let then = snapshots.iter().map(|one| stand(one.name.clone(), &|key| sealed(one, key)));
    then.chain([stand(ground.say.day(ground.today), &|key| now(ground, key))]).collect()
}

/// The last part of a dotted key.
fn own(key: &str) -> &str {
    key.rsplit('.').next().unwrap_or(key)
}

/// A figure as a snapshot has it; unknown where it had none.
fn sealed(snapshot: &Snapshot, key: &str) -> Option<f64> {
    snapshot.figures.pointer(&format!("/{}", key.replace('.', "/")))?.as_f64()
}

fn now(ground: &Ground<'_>, key: &str) -> Option<f64> {
    ground.figure(key)?.value
}
