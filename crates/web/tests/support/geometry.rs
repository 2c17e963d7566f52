//! What can be measured on a drawing: cards, texts and lines, and whether they keep clear of each other.

use draw::scene::{Group, Part, Step};
use draw::{Anchor, Item, Point, Rect, Scene, text};

/// A drawing taken apart.
pub struct Measured<'s> {
    /// Its cards.
    pub cards: Vec<&'s Group>,
    /// Everything that has a place of its own and keeps its texts in it.
    pub places: Vec<&'s Group>,
    /// Its texts, with the room that each takes.
    pub texts: Vec<(&'s str, Rect)>,
    /// Its lines: what part they are, and their points.
    pub lines: Vec<(Part, Vec<Point>)>,
}

impl<'s> Measured<'s> {
    /// Takes a drawing apart.
    pub fn of(scene: &'s Scene) -> Self {
        let groups = scene.groups();
        let cards = groups.iter().copied().filter(|group| group.part == Part::Card).collect();
        let keeps = |group: &&Group| {
            matches!(group.part, Part::Card | Part::Cell | Part::Heading | Part::Lane | Part::Mark | Part::Legend)
        };
        let places = groups.iter().copied().filter(keeps).collect();
        let loose = scene.items.iter().filter(|item| !matches!(item, Item::Group(_)));
        let items = groups.iter().flat_map(|group| &group.items).chain(loose);
        let texts = items.filter_map(text_of).collect();
        let lines = groups.iter().filter(|group| is_line(group.part));
        let lines = lines.map(|group| (group.part, group.items.iter().flat_map(points).collect())).collect();
        Self { cards, places, texts, lines }
    }

    /// Panics where two texts take the same room.
    pub fn no_texts_overlap(&self, name: &str) {
        let mut texts = self.texts.clone();
        texts.sort_by(|a, b| a.1.y.total_cmp(&b.1.y));
        for (at, (text, rect)) in texts.iter().enumerate() {
            let near = texts[at + 1..].iter().take_while(|(_, other)| other.y < rect.bottom());
            for (other, there) in near {
                assert!(!overlap(*rect, *there), "{name}: {text:?} and {other:?} at {rect:?}");
            }
        }
    }
}

/// The room that an item takes; none for a group, whose items take theirs.
pub fn room_of(item: &Item) -> Option<Rect> {
    let around = |x: f64, y: f64, radius: f64| Rect::new(x - radius, y - radius, 2.0 * radius, 2.0 * radius);
    match item {
        Item::Bar { x, y, width, height, .. } => Some(Rect::new(*x, *y, *width, *height)),
        Item::Frame { rect, .. } => Some(*rect),
        Item::Circle { middle, radius, .. } => Some(around(middle.x, middle.y, *radius)),
        Item::Ring { x, y, radius, stroke, .. } => Some(around(*x, *y, radius + stroke / 2.0)),
        Item::Path { .. } => Some(Rect::around(&points(item))),
        Item::Line { .. } => text_of(item).map(|(_, rect)| rect),
        Item::Group(_) => None,
    }
}

fn is_line(part: Part) -> bool {
    matches!(part, Part::Edge | Part::Reporting | Part::Influence(_))
}

/// A text with the room it takes: from the top of capital letters to below the baseline.
pub fn text_of(item: &Item) -> Option<(&str, Rect)> {
    let Item::Line { x, y, anchor, size, strong, text, .. } = item else { return None };
    let width = text::width(text, *size, *strong);
    let left = match anchor {
        Anchor::Start => *x,
        Anchor::Middle => x - width / 2.0,
        Anchor::End => x - width,
    };
    Some((text, Rect::new(left, y - 0.88 * size, width, 1.08 * size)))
}

/// The points of a line; round corners by their corner, which lies further out.
fn points(item: &Item) -> Vec<Point> {
    let Item::Path { steps, .. } = item else { return Vec::new() };
    let of = |step: &Step| match step {
        Step::Start(to) | Step::To(to) => vec![*to],
        Step::Around(corner, to) => vec![*corner, *to],
        Step::Close => vec![],
    };
    steps.iter().flat_map(of).collect()
}

/// A line comes inside a rectangle.
pub fn crosses(points: &[Point], rect: Rect) -> bool {
    points.windows(2).any(|pair| rect.is_crossed(pair[0], pair[1]))
}

/// Two things take the same room, more than by a hair.
pub fn overlap(a: Rect, b: Rect) -> bool {
    let hair = 0.01;
    a.overlaps(Rect::new(b.x + hair, b.y + hair, b.width - 2.0 * hair, b.height - 2.0 * hair))
}
