//! Charts of the relationship figures.

pub mod heat;
pub mod matrix;

use crate::scene::{Anchor, Item, Paint, Scene};
use plan::figure::Figure;

/// Bands of every light (decided 1.9): from 67 green, from 34 amber, below red.
const GREEN: f64 = 0.67;
const AMBER: f64 = 0.34;

/// The colour of a share: trouble draws the eye, what is well stays calm.
fn paint(share: f64) -> Paint {
    match share {
        _ if share >= GREEN => Paint::Accent,
        _ if share >= AMBER => Paint::Warning,
        _ => Paint::Danger,
    }
}

/// A figure between 0 and 1 as a ring with its number in the middle; an empty ring while it is unknown.
pub fn ring(figure: &Figure, number: &str) -> Scene {
    const SIZE: f64 = 104.0;
    let middle = SIZE / 2.0;
    let ring = |share, paint| Item::Ring { x: middle, y: middle, radius: 46.0, stroke: 9.0, share, paint };
    let mut items = vec![ring(1.0, Paint::Sunken)];
    items.extend(figure.value.map(|share| ring(share, paint(share))));
    items.push(Item::Line {
        x: middle,
        y: middle + 6.0,
        anchor: Anchor::Middle,
        size: 18.0,
        strong: true,
        paint: Paint::Text,
        text: number.to_owned(),
    });
    Scene { width: SIZE, height: SIZE, items }
}

/// A share from 0 to 1 as a small bar, for the seats of a deal.
pub fn bar(share: f64) -> Scene {
    const WIDTH: f64 = 72.0;
    const HEIGHT: f64 = 6.0;
    let bar = |width, paint| Item::Bar { x: 0.0, y: 0.0, width, height: HEIGHT, radius: 3.0, paint, record: None };
    let mut items = vec![bar(WIDTH, Paint::Sunken)];
    if share > 0.0 {
        items.push(bar((WIDTH * share.min(1.0)).max(HEIGHT), paint(share)));
    }
    Scene { width: WIDTH, height: HEIGHT, items }
}
