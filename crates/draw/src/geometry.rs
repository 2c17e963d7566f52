//! Points and rectangles on a drawing, counted from its upper left corner.

/// A point.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    /// From the left.
    pub x: f64,
    /// From above.
    pub y: f64,
}

impl Point {
    /// The point there.
    pub const fn new(x: f64, y: f64) -> Self {
        Self { x, y }
    }

    /// How far it is to another point.
    pub fn distance(self, to: Self) -> f64 {
        (to.x - self.x).hypot(to.y - self.y)
    }

    /// The point `length` from here on the way to another; here, where there is no way.
    pub fn towards(self, to: Self, length: f64) -> Self {
        let distance = self.distance(to);
        let share = if distance > 0.0 { length / distance } else { 0.0 };
        Self::new(self.x + (to.x - self.x) * share, self.y + (to.y - self.y) * share)
    }
}

/// A rectangle with upright sides.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rect {
    /// Left edge.
    pub x: f64,
    /// Upper edge.
    pub y: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

impl Rect {
    /// The rectangle there.
    pub const fn new(x: f64, y: f64, width: f64, height: f64) -> Self {
        Self { x, y, width, height }
    }

    /// The least one that holds all of these points; nothing at the corner where there are none.
    pub fn around(points: &[Point]) -> Self {
        let side = |of: fn(&Point) -> f64, pick: fn(f64, f64) -> f64| points.iter().map(of).reduce(pick).unwrap_or(0.0);
        let (left, top) = (side(|one| one.x, f64::min), side(|one| one.y, f64::min));
        Self::new(left, top, side(|one| one.x, f64::max) - left, side(|one| one.y, f64::max) - top)
    }

    /// Right edge.
    pub fn right(self) -> f64 {
        self.x + self.width
    }

    /// Lower edge.
    pub fn bottom(self) -> f64 {
        self.y + self.height
    }

    /// Its middle.
    pub fn middle(self) -> Point {
        Point::new(self.x + self.width / 2.0, self.y + self.height / 2.0)
    }

    /// Shares more than an edge with another.
    pub fn overlaps(self, other: Self) -> bool {
        self.x < other.right() && other.x < self.right() && self.y < other.bottom() && other.y < self.bottom()
    }

    /// Holds all of another.
    pub fn holds(self, other: Self) -> bool {
        self.x <= other.x && self.y <= other.y && other.right() <= self.right() && other.bottom() <= self.bottom()
    }

    /// A straight line between two points comes inside, not counting the edges.
    pub fn is_crossed(self, from: Point, to: Point) -> bool {
        // The part of the line, from 0 to 1, that lies between two opposite edges.
        let within = |start: f64, end: f64, low: f64, high: f64| match end - start {
            0.0 if start > low && start < high => Some((0.0, 1.0)),
            0.0 => None,
            length => {
                let (a, b) = ((low - start) / length, (high - start) / length);
                Some((a.min(b), a.max(b)))
            }
        };
        let across = within(from.x, to.x, self.x, self.right());
        let down = within(from.y, to.y, self.y, self.bottom());
        let (Some((left, right)), Some((top, bottom))) = (across, down) else { return false };
        left.max(top).max(0.0) < right.min(bottom).min(1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_crosses_a_rectangle_only_where_it_comes_inside() {
        let card = Rect::new(10.0, 10.0, 20.0, 10.0);
        let crossed = |a: (f64, f64), b: (f64, f64)| card.is_crossed(Point::new(a.0, a.1), Point::new(b.0, b.1));
        assert!(crossed((0.0, 15.0), (40.0, 15.0)));
        assert!(crossed((0.0, 0.0), (20.0, 15.0)));
        assert!(crossed((12.0, 12.0), (13.0, 13.0)));
        assert!(!crossed((0.0, 10.0), (40.0, 10.0)), "along the edge");
        assert!(!crossed((0.0, 15.0), (10.0, 15.0)), "up to the edge");
        assert!(!crossed((0.0, 0.0), (5.0, 40.0)));
    }

    #[test]
    fn rectangles_that_touch_do_not_overlap() {
        let card = Rect::new(0.0, 0.0, 10.0, 10.0);
        assert!(!card.overlaps(Rect::new(10.0, 0.0, 10.0, 10.0)));
        assert!(card.overlaps(Rect::new(9.0, 9.0, 10.0, 10.0)));
        assert!(card.holds(Rect::new(0.0, 0.0, 10.0, 10.0)) && !card.holds(Rect::new(1.0, 0.0, 10.0, 10.0)));
    }
}
