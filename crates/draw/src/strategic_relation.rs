//! The star of strategic relations: who stands close to the customer, and how we stand with them (method 4.5).

use crate::chip;
use crate::geometry::{Point, Rect};
use crate::labels::Labels;
use crate::legend::legend;
use crate::paint::Paint;
use crate::placing::{Room, beside, size_of};
use crate::relationship::matrix::stances;
use crate::scene::{Dash, Group, Item, Part, Scene, Stroke, centred, line, text};
use crate::text;
use plan::Plan;
use plan::influence_map::{Influence, Preference};
use plan::relationship::Level;
use plan::strategic_relation::{Nature, RelationType, StrategicRelation};
use std::f64::consts::TAU;

const MARGIN: f64 = 24.0;
/// Radius of the customer.
const CUSTOMER: f64 = 48.0;
/// How far the closest are, at least.
const CLOSEST: f64 = 132.0;
/// How much further each level less is.
const STEP: f64 = 34.0;
/// Room that each organisation needs on the innermost circle.
const APART: f64 = 64.0;
/// Room for names at both sides, and above and below.
const NAMES: (f64, f64) = (190.0, 20.0);
/// Radius of a sign of stance.
const SIGN: f64 = 8.5;
const WIDEST: f64 = 168.0;
const LETTERS: f64 = 12.0;

/// The customer in the middle and the organisations around it: the closer, the deeper the relation; the larger, the
/// more influence; the number and the border are our level, the sign on the line is the attitude to us.
pub fn scene(plan: &Plan, labels: &dyn Labels) -> Scene {
    let relations: Vec<&StrategicRelation> = plan.strategic_relations.by_code().collect();
    let star = Star::new(&relations);
    let mut room = Room::new(Rect::new(0.0, 0.0, star.width(), star.height()));
    room.keep(around(star.middle, CUSTOMER));
    let nodes: Vec<Node<'_>> = relations.iter().enumerate().map(|(at, one)| star.node(at, one)).collect();
    for node in &nodes {
        room.keep(around(node.at, node.radius + 2.0));
        room.keep(around(node.sign, SIGN));
        room.keep_line(star.middle, node.sign);
    }
    let mut items = star.circles();
    items.extend(nodes.iter().map(|node| Item::Group(spoke(star.middle, node))));
    items.extend(customer(star.middle, plan, labels));
    let mut unnamed = 0;
    // Those that may bring most are named first, where room is short.
    let mut order: Vec<&Node<'_>> = nodes.iter().collect();
    order.sort_by(|a, b| b.relation.rank().total_cmp(&a.relation.rank()));
    for node in order {
        let (group, named) = organisation(plan, node, &mut room, labels);
        unnamed += usize::from(!named);
        items.push(Item::Group(group));
    }
    items.extend(star.ties(&mut room));
    let width = star.width() - 2.0 * MARGIN;
    let legend = legend(Point::new(MARGIN, star.height()), width, stances(labels));
    let mut y = legend.rect.bottom();
    items.push(Item::Group(legend));
    let mut notes = vec![labels.label(if nodes.is_empty() { "drawing-ask-relation" } else { "drawing-star" })];
    if unnamed > 0 {
        notes.push(format!("{}{}{unnamed}", labels.label("drawing-unnamed"), labels.label("colon")));
    }
    for words in notes.iter().flat_map(|note| text::wrap(note, width, 3, LETTERS, false)) {
        y += 18.0;
        items.push(text(MARGIN, y, LETTERS, Paint::Text2, words));
    }
    Scene { width: star.width(), height: y + MARGIN, items }
}

/// Where things are around the customer.
struct Star {
    middle: Point,
    count: usize,
    closest: f64,
    /// The least tie that any has; no circle lies further out.
    least: i64,
}

/// An organisation at its place.
struct Node<'p> {
    relation: &'p StrategicRelation,
    at: Point,
    radius: f64,
    /// Where the sign of its attitude stands on its line.
    sign: Point,
}

impl Star {
    fn new(relations: &[&StrategicRelation]) -> Self {
        let count = relations.len();
        let least = relations.iter().map(|one| tie(one)).min().unwrap_or(0);
        let closest = (count as f64 * APART / TAU).max(CLOSEST);
        let reach = closest + (4 - least) as f64 * STEP + 26.0;
        let middle = Point::new(MARGIN + NAMES.0 + reach, MARGIN + NAMES.1 + reach);
        Self { middle, count, closest, least }
    }

    fn width(&self) -> f64 {
        2.0 * self.middle.x
    }

    fn height(&self) -> f64 {
        2.0 * self.middle.y
    }

    fn distance(&self, tie: i64) -> f64 {
        self.closest + STEP * (4 - tie) as f64
    }

    fn node<'p>(&self, at: usize, relation: &'p StrategicRelation) -> Node<'p> {
        let turn = TAU * (at as f64 / self.count as f64) - TAU / 4.0;
        let distance = self.distance(tie(relation));
        let at = Point::new(self.middle.x + distance * turn.cos(), self.middle.y + distance * turn.sin());
        let radius = 9.0 + 2.6 * relation.influence.map_or(1, Influence::value) as f64;
        Node { relation, at, radius, sign: at.towards(self.middle, radius + SIGN + 3.0) }
    }

    fn circles(&self) -> Vec<Item> {
        let circle = |tie| {
            let border = Some(Stroke::dotted(Paint::Line, 1.0));
            Item::Circle { middle: self.middle, radius: self.distance(tie), fill: None, border }
        };
        (self.least..=4).map(circle).collect()
    }

    /// The tie of each circle, on it, where there is room.
    fn ties(&self, room: &mut Room) -> Vec<Item> {
        const TURNS: i32 = 36;
        let tie = |tie: i64| {
            let words = tie.to_string();
            let (width, height) = size_of(&words, 11.0, false);
            let place = |turn: i32| {
                let turn = TAU * (f64::from(turn) / f64::from(TURNS) - 0.25);
                let radius = self.distance(tie);
                let at = Point::new(self.middle.x + radius * turn.cos(), self.middle.y + radius * turn.sin());
                Rect::new(at.x - width / 2.0 - 3.0, at.y - height / 2.0, width + 6.0, height)
            };
            let rect = room.take((0..TURNS).map(place))?;
            let middle = rect.middle();
            let ground = Item::Frame { rect, radius: 4.0, fill: Some(Paint::Surface), border: None };
            Some([ground, centred(middle.x, middle.y + 4.0, 11.0, false, Paint::Text2, words)])
        };
        (self.least..=4).filter_map(tie).flatten().collect()
    }
}

/// The tie with the customer; what is not known yet stands furthest out.
fn tie(relation: &StrategicRelation) -> i64 {
    relation.tie.map_or(0, Level::value)
}

fn around(middle: Point, radius: f64) -> Rect {
    Rect::new(middle.x - radius, middle.y - radius, 2.0 * radius, 2.0 * radius)
}

fn spoke(middle: Point, node: &Node<'_>) -> Group {
    let (from, to) = (middle.towards(node.at, CUSTOMER), node.sign.towards(middle, SIGN));
    let dash = if node.relation.tie.is_some() { Dash::Solid } else { Dash::Dashed };
    let stroke = Stroke { paint: Paint::of_preference(node.relation.attitude), width: 1.6, dash };
    Group::new(Part::Edge, Rect::around(&[from, to]), vec![line(from, to, stroke)])
}

fn customer(middle: Point, plan: &Plan, labels: &dyn Labels) -> Vec<Item> {
    let name = plan.accounts.iter().next().map_or("", |account| labels.show(&account.name));
    let lines = text::wrap(name, CUSTOMER * 1.6, 3, 13.0, true);
    let first = middle.y + 4.7 - 8.5 * (lines.len().max(1) as f64 - 1.0);
    let ground = Item::Circle { middle, radius: CUSTOMER, fill: Some(Paint::InnerCircle), border: None };
    let line = |(at, line)| centred(middle.x, first + 17.0 * at as f64, 13.0, true, Paint::OnInnerCircle, line);
    std::iter::once(ground).chain(lines.into_iter().enumerate().map(line)).collect()
}

/// An organisation with its level, its attitude, and its name where there is room.
fn organisation(plan: &Plan, node: &Node<'_>, room: &mut Room, labels: &dyn Labels) -> (Group, bool) {
    let relation = node.relation;
    let organisation = plan.organisations.get(relation.organisation);
    let name = organisation.map_or("", |one| labels.show(&one.name));
    let level = relation.our_level.map(Level::value);
    let border = match level {
        None => Stroke::dashed(Paint::LineStrong, 1.2),
        Some(level) => Stroke::solid(Paint::InnerCircle, 1.0 + level as f64),
    };
    let number = level.map_or("?".to_owned(), |level| level.to_string());
    let mut items =
        vec![Item::Circle { middle: node.at, radius: node.radius, fill: Some(Paint::Surface), border: Some(border) }];
    items.push(centred(node.at.x, node.at.y + 4.7, 13.0, true, Paint::Text, number.clone()));
    items.extend(chip::preference(node.sign, relation.attitude));
    let nature = relation.nature.filter(|_| relation.is_competing());
    let nature = nature.map_or(String::new(), |nature| labels.code(Nature::SCALE, nature.code()));
    let placed = tag(node, name, &nature, room);
    let named = placed.is_some();
    let mut corners = vec![around(node.at, node.radius + 3.0), around(node.sign, SIGN)];
    if let Some((rect, words)) = placed {
        items.extend(words);
        corners.push(rect);
    }
    let points: Vec<Point> =
        corners.iter().flat_map(|one| [Point::new(one.x, one.y), Point::new(one.right(), one.bottom())]).collect();
    let mut group = Group::new(Part::Mark, Rect::around(&points), items);
    let kind = relation.relation_type.map_or(String::new(), |kind| labels.code(RelationType::SCALE, kind.code()));
    let attitude = relation.attitude.map(|one| labels.grade(Preference::SCALE, one.value()));
    let named_field = |key: &str, value: Option<String>| {
        format!("{} {}", labels.label(key), value.unwrap_or_else(|| labels.label("unknown")))
    };
    group.label = labels.sentence(&[
        name.to_owned(),
        kind,
        named_field("drawing-tie", relation.tie.map(|tie| tie.value().to_string())),
        named_field("term-influence", relation.influence.map(|one| one.value().to_string())),
        named_field("field-our_level", level.map(|level| level.to_string())),
        named_field("field-attitude", attitude),
        nature,
    ]);
    group.record = Some(relation.id.into());
    group.link = labels.link(relation.id.into());
    (group, named)
}

/// The name beside its mark, under it what to be careful of; nothing where all sides are taken.
fn tag(node: &Node<'_>, name: &str, nature: &str, room: &mut Room) -> Option<(Rect, Vec<Item>)> {
    let (name, nature) = (text::fit(name, WIDEST, LETTERS, true), text::fit(nature, WIDEST, LETTERS, false));
    let (wide, high) = size_of(&name, LETTERS, true);
    let (second, lines) = if nature.is_empty() { (0.0, 1.0) } else { (size_of(&nature, LETTERS, false).0, 2.0) };
    let rect = room.take(beside(node.at, node.radius, wide.max(second), high * lines))?;
    let x = rect.middle().x;
    let mut words = vec![centred(x, rect.y + 12.0, LETTERS, true, Paint::Text, name)];
    if !nature.is_empty() {
        words.push(centred(x, rect.y + high + 12.0, LETTERS, false, Paint::Danger, nature));
    }
    Some((rect, words))
}
