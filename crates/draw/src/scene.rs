//! A scene: what is drawn and where, before it is known on what.

use crate::geometry::{Point, Rect};
pub use crate::paint::Paint;
use plan::id::RecordRef;

/// A drawing of its own size. Units are pixels on screen and points on paper.
#[derive(Clone, Debug, PartialEq)]
pub struct Scene {
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
    /// What is drawn, from the bottom up.
    pub items: Vec<Item>,
}

impl Scene {
    /// All groups, those within others too, in the order in which they are drawn.
    pub fn groups(&self) -> Vec<&Group> {
        let mut found = Vec::new();
        let mut open: Vec<&Item> = self.items.iter().rev().collect();
        while let Some(item) = open.pop() {
            if let Item::Group(group) = item {
                found.push(group);
                open.extend(group.items.iter().rev());
            }
        }
        found
    }
}

/// One thing in a scene.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    /// A filled rectangle.
    Bar {
        /// Left edge.
        x: f64,
        /// Upper edge.
        y: f64,
        /// Width.
        width: f64,
        /// Height.
        height: f64,
        /// Radius of the corners.
        radius: f64,
        /// Its filling.
        paint: Paint,
        /// The record that it stands for.
        record: Option<RecordRef>,
    },
    /// A rectangle with a border.
    Frame {
        /// Where it is; the border lies half outside.
        rect: Rect,
        /// Radius of the corners.
        radius: f64,
        /// Its filling, if it has one.
        fill: Option<Paint>,
        /// Its border, if it has one.
        border: Option<Stroke>,
    },
    /// A circle.
    Circle {
        /// Its middle.
        middle: Point,
        /// Its radius.
        radius: f64,
        /// Its filling, if it has one.
        fill: Option<Paint>,
        /// Its border, if it has one.
        border: Option<Stroke>,
    },
    /// A line along points, or an area that it goes around.
    Path {
        /// From point to point.
        steps: Vec<Step>,
        /// The filling of the area within.
        fill: Option<Paint>,
        /// The line.
        stroke: Option<Stroke>,
        /// Where it has arrow heads.
        heads: Heads,
    },
    /// A part of a ring, clockwise from the top.
    Ring {
        /// Centre, from the left.
        x: f64,
        /// Centre, from above.
        y: f64,
        /// Radius to the middle of the stroke.
        radius: f64,
        /// Width of the stroke.
        stroke: f64,
        /// How much of the ring is drawn, from 0 to 1.
        share: f64,
        /// Its colour.
        paint: Paint,
    },
    /// One line of text.
    Line {
        /// Where it is anchored.
        x: f64,
        /// Baseline.
        y: f64,
        /// Which point of the text stands at `x`.
        anchor: Anchor,
        /// Size of the letters.
        size: f64,
        /// Semibold.
        strong: bool,
        /// Its colour.
        paint: Paint,
        /// The text.
        text: String,
    },
    /// Things that belong together.
    Group(Group),
}

/// Things that belong together: a card, a line with its head, a legend.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// What it is on its map.
    pub part: Part,
    /// The record that it stands for.
    pub record: Option<RecordRef>,
    /// What a screen reader says of it; empty for what says nothing by itself.
    pub label: String,
    /// Where it leads, on a page.
    pub link: Option<String>,
    /// Stands back, because the eye should go elsewhere.
    pub faded: bool,
    /// The room that it takes; for a line, from end to end.
    pub rect: Rect,
    /// What it consists of, from the bottom up.
    pub items: Vec<Item>,
}

impl Group {
    /// A group of this part, that says nothing yet.
    pub fn new(part: Part, rect: Rect, items: Vec<Item>) -> Self {
        Self { part, record: None, label: String::new(), link: None, faded: false, rect, items }
    }
}

/// What a group is on its map, so that a page can show, hide and find it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// A card.
    Card,
    /// A lane or a band with its name.
    Lane,
    /// A link of the strategy or execution map.
    Edge,
    /// A reporting line.
    Reporting,
    /// A line of influence, by the code of its type: `influences`, `informal`, `alliance`, `conflict`.
    Influence(plan::influence_map::LineType),
    /// A cell of a matrix.
    Cell,
    /// The heading of a row or a column.
    Heading,
    /// A mark on a chart with its name.
    Mark,
    /// What the signs mean.
    Legend,
}

impl Part {
    /// The name that pages know it by.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Card => "card",
            Self::Lane => "lane",
            Self::Edge => "edge",
            Self::Reporting => "reporting",
            Self::Influence(line) => line.code(),
            Self::Cell => "cell",
            Self::Heading => "heading",
            Self::Mark => "mark",
            Self::Legend => "legend",
        }
    }
}

/// One step of a path.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Step {
    /// Begins here.
    Start(Point),
    /// Straight to here.
    To(Point),
    /// Around a corner to a point: the corner, then the point.
    Around(Point, Point),
    /// Back to where it began.
    Close,
}

/// How a line is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stroke {
    /// Its colour.
    pub paint: Paint,
    /// Its width.
    pub width: f64,
    /// Whole or interrupted.
    pub dash: Dash,
}

impl Stroke {
    /// A whole line.
    pub const fn solid(paint: Paint, width: f64) -> Self {
        Self { paint, width, dash: Dash::Solid }
    }

    /// A dashed line.
    pub const fn dashed(paint: Paint, width: f64) -> Self {
        Self { paint, width, dash: Dash::Dashed }
    }

    /// A dotted line.
    pub const fn dotted(paint: Paint, width: f64) -> Self {
        Self { paint, width, dash: Dash::Dotted }
    }
}

/// Whole or interrupted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dash {
    /// Whole.
    Solid,
    /// In dashes.
    Dashed,
    /// In dots.
    Dotted,
}

/// Where a path has arrow heads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heads {
    /// Nowhere.
    None,
    /// At its end.
    End,
    /// At both ends.
    Both,
}

/// Which point of a text is fixed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// Its left end.
    Start,
    /// Its middle.
    Middle,
    /// Its right end.
    End,
}

/// A line of text, for all that is said in regular letters from the left.
pub fn text(x: f64, y: f64, size: f64, paint: Paint, text: impl Into<String>) -> Item {
    Item::Line { x, y, anchor: Anchor::Start, size, strong: false, paint, text: text.into() }
}

/// A line of text in semibold, from the left.
pub fn strong(x: f64, y: f64, size: f64, paint: Paint, text: impl Into<String>) -> Item {
    Item::Line { x, y, anchor: Anchor::Start, size, strong: true, paint, text: text.into() }
}

/// A line of text around the middle of something.
pub fn centred(x: f64, y: f64, size: f64, strong: bool, paint: Paint, text: impl Into<String>) -> Item {
    Item::Line { x, y, anchor: Anchor::Middle, size, strong, paint, text: text.into() }
}

/// A filled rectangle that stands for nothing by itself.
pub fn bar(rect: Rect, radius: f64, paint: Paint) -> Item {
    Item::Frame { rect, radius, fill: Some(paint), border: None }
}

/// A straight line.
pub fn line(from: Point, to: Point, stroke: Stroke) -> Item {
    Item::Path { steps: vec![Step::Start(from), Step::To(to)], fill: None, stroke: Some(stroke), heads: Heads::None }
}
