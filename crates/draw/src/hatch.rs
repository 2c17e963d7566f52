//! Hatching: what is put in or at risk is told from what is gained without colour.

use crate::geometry::{Point, Rect};
use crate::scene::{Heads, Item, Paint, Step, Stroke};

/// Between two lines.
const PITCH: f64 = 6.0;

/// Which way the lines go, so that two kinds are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slant {
    /// Up to the right.
    Rising,
    /// Down to the right.
    Falling,
}

/// A bordered rectangle with slanting lines; nothing where it has no room.
pub fn hatched(rect: Rect, slant: Slant, paint: Paint) -> Vec<Item> {
    if rect.width <= 0.0 || rect.height <= 0.0 {
        return Vec::new();
    }
    let stroke = Stroke::solid(paint, 1.0);
    let x = |from_left: f64| match slant {
        Slant::Rising => rect.x + from_left,
        Slant::Falling => rect.right() - from_left,
    };
    let mut steps = Vec::new();
    let mut at = PITCH;
    while at < rect.width + rect.height {
        // From the lower to the upper end, both on the border.
        let (left, right) = ((at - rect.height).max(0.0), at.min(rect.width));
        steps.push(Step::Start(Point::new(x(left), rect.y + at - left)));
        steps.push(Step::To(Point::new(x(right), rect.y + at - right)));
        at += PITCH;
    }
    let frame = Item::Frame { rect, radius: 0.0, fill: Some(Paint::Surface), border: Some(stroke) };
    vec![frame, Item::Path { steps, fill: None, stroke: Some(stroke), heads: Heads::None }]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_leaves_its_rectangle() {
        for (width, height) in [(0.5, 12.0), (7.0, 12.0), (300.0, 12.0), (12.0, 300.0)] {
            let rect = Rect::new(10.0, 20.0, width, height);
            let both = [Slant::Rising, Slant::Falling].map(|slant| hatched(rect, slant, Paint::Accent));
            for item in both.into_iter().flatten() {
                let Item::Path { steps, .. } = item else { continue };
                for step in steps {
                    let (Step::Start(point) | Step::To(point)) = step else { continue };
                    assert!(rect.holds(Rect::new(point.x, point.y, 0.0, 0.0)), "{point:?} in {rect:?}");
                }
            }
        }
        assert!(hatched(Rect::new(0.0, 0.0, 0.0, 12.0), Slant::Rising, Paint::Accent).is_empty());
    }
}
