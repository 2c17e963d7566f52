//! Where names go beside marks: to the first side that is free, or nowhere.

use crate::geometry::{Point, Rect};
use crate::text;

/// Between a mark and its name.
const APART: f64 = 6.0;

/// What is taken already.
pub struct Room {
    whole: Rect,
    taken: Vec<Rect>,
    lines: Vec<(Point, Point)>,
}

impl Room {
    /// All free, within these bounds.
    pub fn new(whole: Rect) -> Self {
        Self { whole, taken: Vec::new(), lines: Vec::new() }
    }

    /// Keeps names off this rectangle.
    pub fn keep(&mut self, rect: Rect) {
        self.taken.push(rect);
    }

    /// Keeps names off this line.
    pub fn keep_line(&mut self, from: Point, to: Point) {
        self.lines.push((from, to));
    }

    /// The first of these places that is free; it is taken then.
    pub fn take(&mut self, places: impl IntoIterator<Item = Rect>) -> Option<Rect> {
        let place = places.into_iter().find(|place| self.is_free(*place))?;
        self.taken.push(place);
        Some(place)
    }

    fn is_free(&self, place: Rect) -> bool {
        self.whole.holds(place)
            && !self.taken.iter().any(|taken| taken.overlaps(place))
            && !self.lines.iter().any(|(from, to)| place.is_crossed(*from, *to))
    }
}

/// The places beside a round mark, right, left, below and above, for something of this size.
pub fn beside(middle: Point, radius: f64, width: f64, height: f64) -> [Rect; 4] {
    let off = radius + APART;
    let (level, upright) = (middle.y - height / 2.0, middle.x - width / 2.0);
    [
        Rect::new(middle.x + off, level, width, height),
        Rect::new(middle.x - off - width, level, width, height),
        Rect::new(upright, middle.y + off, width, height),
        Rect::new(upright, middle.y - off - height, width, height),
    ]
}

/// The room of one line of text in letters of this size: width, and height with what hangs below.
pub fn size_of(words: &str, size: f64, strong: bool) -> (f64, f64) {
    (text::width(words, size, strong), size * 1.25)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_moves_to_a_free_side_and_drops_where_there_is_none() {
        let mut room = Room::new(Rect::new(0.0, 0.0, 200.0, 200.0));
        let name = || beside(Point::new(100.0, 100.0), 10.0, 40.0, 14.0);
        let [right, left, below, above] = name();
        assert_eq!(room.take(name()), Some(right));
        assert_eq!(room.take(name()), Some(left));
        room.keep_line(Point::new(0.0, below.y + 1.0), Point::new(200.0, below.y + 1.0));
        assert_eq!(room.take(name()), Some(above), "a line runs below");
        assert_eq!(room.take(name()), None);
        assert_eq!(room.take([Rect::new(190.0, 0.0, 40.0, 14.0)]), None, "outside");
    }
}
