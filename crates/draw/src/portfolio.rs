//! The account plot: relations with people across, with organisations upwards, a path by snapshots (method 4.4).

use crate::geometry::{Point, Rect};
use crate::labels::Labels;
use crate::paint::Paint;
use crate::placing::{Room, beside, size_of};
use crate::scene::{Anchor, Group, Heads, Item, Part, Scene, Step, Stroke, bar, centred, text};
use crate::text;
use plan::portfolio::Figures;
use plan::{Day, Plan};

const MARGIN: f64 = 24.0;
/// Room for the names at the left.
const SIDE: f64 = 64.0;
/// Width and height of the plot.
const PLOT: f64 = 460.0;
const BAND: f64 = 30.0;
/// Both relations are strong from here.
const HALF: f64 = 0.5;

/// Where an account stands at one time.
#[derive(Clone, Debug, PartialEq)]
pub struct Stand {
    /// When, or which account.
    pub name: String,
    /// Attainment of the relations with people, from 0 to 1.
    pub personal: Option<f64>,
    /// Attainment of the relations with organisations, from 0 to 1.
    pub strategic: Option<f64>,
}

impl Stand {
    /// Where a plan stands on a day.
    pub fn of(plan: &Plan, today: Day, name: String) -> Self {
        let figures = Figures::of(plan, today);
        let value = |key| figures.by_key(key).and_then(|figure| figure.value);
        Self {
            name,
            personal: value("relationship.attainment"),
            strategic: value("strategic_relation.strategic_attainment"),
        }
    }

    fn at(&self, plot: Rect) -> Option<Point> {
        let (across, up) = (self.personal?.clamp(0.0, 1.0), self.strategic?.clamp(0.0, 1.0));
        Some(Point::new(plot.x + plot.width * across, plot.bottom() - plot.height * up))
    }
}

/// A path from the earliest stand to the last one, which is now.
pub fn path(stands: &[Stand], labels: &dyn Labels) -> Scene {
    let plot = Rect::new(MARGIN + SIDE, MARGIN + BAND + 22.0, PLOT, PLOT);
    let mut items = fields(plot, labels);
    items.extend(axes(plot, labels));
    let known: Vec<(&Stand, Point)> = stands.iter().filter_map(|one| Some((one, one.at(plot)?))).collect();
    let mut room = Room::new(plot);
    known.iter().for_each(|(_, at)| room.keep(Rect::new(at.x - 9.0, at.y - 9.0, 18.0, 18.0)));
    for ((_, from), (_, to)) in known.iter().zip(known.iter().skip(1)) {
        room.keep_line(*from, *to);
        items.extend(leg(*from, *to).map(Item::Group));
    }
    let mut marks: Vec<Item> = Vec::new();
    // The last one is named first: it matters most where room is short.
    for (at, (stand, middle)) in known.iter().enumerate().rev() {
        let last = at + 1 == known.len();
        marks.push(Item::Group(mark(stand, *middle, last, &mut room, labels)));
    }
    marks.reverse();
    items.extend(marks);
    let mut y = plot.bottom() + 22.0 + BAND + 14.0;
    let unknown = stands.len() - known.len();
    if unknown > 0 || known.is_empty() {
        let note = format!("{}{}{unknown}", labels.label("drawing-not-assessed"), labels.label("colon"));
        y += 16.0;
        items.push(text(plot.x, y, 12.0, Paint::Text2, text::fit(&note, PLOT, 12.0, false)));
    }
    Scene { width: plot.right() + MARGIN + 16.0, height: y + MARGIN, items }
}

/// A leg of the path, where it is longer than its marks.
fn leg(from: Point, to: Point) -> Option<Group> {
    let (start, end) = (from.towards(to, 6.0), to.towards(from, 9.0));
    if from.distance(to) < 20.0 {
        return None;
    }
    let steps = vec![Step::Start(start), Step::To(end)];
    let stroke = Some(Stroke::solid(Paint::LineStrong, 1.6));
    let path = Item::Path { steps, fill: None, stroke, heads: Heads::End };
    Some(Group::new(Part::Edge, Rect::around(&[start, end]), vec![path]))
}

fn mark(stand: &Stand, middle: Point, last: bool, room: &mut Room, labels: &dyn Labels) -> Group {
    let (radius, fill) = if last { (8.0, Paint::Accent) } else { (5.0, Paint::Surface) };
    let border = Some(Stroke::solid(Paint::Accent, 1.6));
    let mut items = vec![Item::Circle { middle, radius, fill: Some(fill), border }];
    let name = text::fit(&stand.name, 180.0, 12.0, last);
    let (width, height) = size_of(&name, 12.0, last);
    let mut rect = Rect::new(middle.x - 9.0, middle.y - 9.0, 18.0, 18.0);
    if let Some(place) = room.take(beside(middle, radius, width, height)) {
        items.push(centred(place.middle().x, place.y + 12.0, 12.0, last, Paint::Text, name));
        let corner = |one: Rect| [Point::new(one.x, one.y), Point::new(one.right(), one.bottom())];
        rect = Rect::around(&[corner(rect), corner(place)].concat());
    }
    let mut group = Group::new(Part::Mark, rect, items);
    let share = |key: &str, share: Option<f64>| {
        format!(
            "{} {}",
            labels.label(key),
            share.map_or_else(|| labels.label("unknown"), |share| labels.percent(share))
        )
    };
    let said =
        [stand.name.clone(), share("drawing-personal", stand.personal), share("drawing-strategic", stand.strategic)];
    group.label = labels.sentence(&said);
    group
}

/// The four fields and their names, outside, so that no point lies on a word.
fn fields(plot: Rect, labels: &dyn Labels) -> Vec<Item> {
    let half = PLOT / 2.0;
    let border = Some(Stroke::solid(Paint::Line, 1.0));
    let mut items = vec![Item::Frame { rect: plot, radius: 0.0, fill: Some(Paint::Surface), border }];
    items.push(bar(Rect::new(plot.x + half, plot.y, half, half), 0.0, Paint::Heat0));
    let middle = plot.middle();
    items.push(bar(Rect::new(middle.x - 0.75, plot.y, 1.5, PLOT), 0.0, Paint::LineStrong));
    items.push(bar(Rect::new(plot.x, middle.y - 0.75, PLOT, 1.5), 0.0, Paint::LineStrong));
    let names = [
        ("plot-organisations", plot.x, plot.y - BAND - 4.0),
        ("plot-both", middle.x, plot.y - BAND - 4.0),
        ("plot-neither", plot.x, plot.bottom() + 24.0),
        ("plot-people", middle.x, plot.bottom() + 24.0),
    ];
    for (key, x, y) in names {
        let rect = Rect::new(x + 2.0, y, half - 4.0, BAND);
        let words = text::fit(&labels.label(key), rect.width - 12.0, 12.0, true);
        let words = centred(rect.middle().x, y + 19.5, 12.0, true, Paint::Text, words);
        items.push(Item::Group(Group::new(Part::Heading, rect, vec![bar(rect, 4.0, Paint::AccentWeak), words])));
    }
    items
}

fn axes(plot: Rect, labels: &dyn Labels) -> Vec<Item> {
    let tick = |x: f64, y: f64, anchor, words: String| Item::Line {
        x,
        y,
        anchor,
        size: 11.0,
        strong: false,
        paint: Paint::Text2,
        text: words,
    };
    let mut items = Vec::new();
    for share in [0.0, HALF, 1.0] {
        let words = format!("{} %", labels.number(share * 100.0));
        let x = plot.x + plot.width * share;
        items.push(tick(x, plot.bottom() + 16.0, Anchor::Middle, words.clone()));
        items.push(tick(plot.x - 8.0, plot.bottom() - plot.height * share + 4.0, Anchor::End, words));
    }
    // The axes' names: across under the fields, upwards over the left corner.
    let across = format!("→ {}", labels.label("drawing-personal"));
    let up = format!("↑ {}", labels.label("drawing-strategic"));
    items.push(tick(
        plot.right(),
        plot.bottom() + 24.0 + BAND + 16.0,
        Anchor::End,
        text::fit(&across, PLOT, 11.0, false),
    ));
    items.push(tick(plot.x, plot.y - BAND - 12.0, Anchor::Start, text::fit(&up, PLOT, 11.0, false)));
    items
}
