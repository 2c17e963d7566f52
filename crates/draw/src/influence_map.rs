//! The influence map: who reports to whom, who listens to whom, where each stands, and those around (method 4.1).

mod card;
pub mod grid;
mod lines;
mod tree;

use crate::geometry::{Point, Rect};
use crate::labels::{Labels, Remembered};
use crate::lattice::{ASIDE, Cell, Lattice, Row, SPAN, UNIT};
use crate::legend::{Entry, legend};
use crate::paint::Paint;
use crate::scene::{Group, Heads, Item, Part, Scene, Stroke, centred, strong};
use crate::{chip, text};
pub(crate) use card::side;
use card::{Cards, HEIGHT, Shown};
use plan::card::Audience;
use plan::influence_map::{Band, Influence, LineType, Person};
use plan::opportunity::Opportunity;
use plan::relationship::{Relationships, Standing};
use plan::{Day, Id, Plan};
use std::collections::{BTreeMap, BTreeSet};
use tree::{Block, PITCH, Placed, Reports, packed};

/// Around the drawing.
const MARGIN: f64 = 24.0;
/// Height of a name over cards.
const HEADING: f64 = 20.0;
/// Gap between two rows of cards.
const GAP: f64 = PITCH - HEIGHT;
/// How wide the map is against its height: about as a screen is.
const ASPECT: f64 = 1.7;
/// The same of the band of those from outside: as narrow as the whole allows.
const BAND_ASPECTS: [f64; 6] = [0.2, 0.35, 0.6, 0.9, 1.3, 2.0];
/// The least width of a drawing, so that its legend can be read.
const LEAST: f64 = 760.0;

/// What an influence map shows.
#[derive(Clone, Debug, PartialEq)]
pub struct View {
    /// Stances, gaps and conflicts. Off where others look on (decided 4.33).
    pub judgements: bool,
    /// Which lines run beside those of reporting.
    pub lines: Vec<LineType>,
    /// Branches without a key person shrink to a number.
    pub collapsed: bool,
    /// Those among them that are open all the same.
    pub open: BTreeSet<Id<Person>>,
    /// The deal whose people stand out, with their role and stance in it.
    pub deal: Option<Id<Opportunity>>,
    /// The person whose lines alone are shown, with everybody on them.
    pub focus: Option<Id<Person>>,
}

impl Default for View {
    fn default() -> Self {
        Self {
            judgements: true,
            lines: LineType::ALL.to_vec(),
            collapsed: false,
            open: BTreeSet::new(),
            deal: None,
            focus: None,
        }
    }
}

/// The map of everybody in the plan.
pub fn scene(plan: &Plan, today: Day, view: &View, labels: &dyn Labels) -> Scene {
    let labels = &Remembered::new(labels);
    // What the plan does not show is not drawn as unknown.
    let hidden = !plan.shows(Audience::Judgement);
    let lines = if hidden { Vec::new() } else { view.lines.clone() };
    let view = &View { judgements: view.judgements && !hidden, lines, ..view.clone() };
    let relationships = Relationships::of(plan, today);
    let standings = relationships.standings().iter().map(|one| (one.person.id, one)).collect();
    let map = Map { cards: Cards { plan, today, view, labels }, standings };
    if plan.people.is_empty() { map.empty() } else { map.draw() }
}

struct Map<'m, 'p> {
    cards: Cards<'m, 'p>,
    standings: BTreeMap<Id<Person>, &'m Standing<'p>>,
}

/// Where everything is.
struct Layout {
    lattice: Lattice,
    placed: Vec<Placed>,
    /// Where the band of those from outside is.
    band: Option<Rect>,
    /// Where the name of those without a boss stands.
    loose: Option<Point>,
    width: f64,
    bottom: f64,
}

impl<'p> Map<'_, 'p> {
    fn draw(&self) -> Scene {
        let (reports, hidden) = self.reports();
        let layout = self.layout(&reports);
        let labels = self.cards.labels;
        let mut items: Vec<Item> = Vec::new();
        items.extend(layout.band.map(|rect| Item::Group(lane(rect, &labels.label("drawing-outside")))));
        items.extend(layout.loose.map(|at| strong(at.x, at.y, 13.0, Paint::Text2, labels.label("drawing-no-boss"))));
        let visible = self.visible();
        items.extend(lines::reporting(&layout.lattice, &layout.placed).into_iter().map(Item::Group));
        items.extend(self.influences(&layout).into_iter().map(Item::Group));
        for placed in &layout.placed {
            if let Some(person) = self.cards.plan.people.get(placed.person) {
                let hidden = hidden.get(&person.id).copied().unwrap_or(0);
                let shown = self.shown(person, hidden, !visible.as_ref().is_none_or(|all| all.contains(&person.id)));
                items.push(Item::Group(self.cards.card(layout.lattice.rect(placed.cell), &shown)));
            }
        }
        let width = layout.width.max(LEAST);
        let legend = legend(Point::new(MARGIN, layout.bottom + 16.0), width - 2.0 * MARGIN, self.legend());
        let height = legend.rect.bottom() + MARGIN;
        items.push(Item::Group(legend));
        Scene { width, height, items }
    }

    /// One card without anybody, that says how to begin.
    fn empty(&self) -> Scene {
        let rect = Rect::new(MARGIN, MARGIN, 260.0, HEIGHT);
        let word = text::fit(&self.cards.labels.label("add-top-person"), rect.width - 24.0, 14.0, false);
        let border = Some(Stroke::dashed(Paint::LineStrong, 1.2));
        let items = vec![
            Item::Frame { rect, radius: 8.0, fill: Some(Paint::Surface), border },
            centred(rect.middle().x, rect.middle().y + 5.0, 14.0, false, Paint::Text2, word),
        ];
        Scene { width: rect.right() + MARGIN, height: rect.bottom() + MARGIN, items }
    }

    /// Who reports to whom, without those in branches that are shut, who are counted.
    fn reports(&self) -> (Reports, BTreeMap<Id<Person>, usize>) {
        let plan = self.cards.plan;
        let mut people: Vec<&Person> = plan.people.by_code().collect();
        people.sort_by_key(|person| std::cmp::Reverse(person.influence.map_or(0, Influence::value)));
        let mut reports: BTreeMap<Option<Id<Person>>, Vec<Id<Person>>> = BTreeMap::new();
        for person in people {
            let boss = person.reports_to.filter(|boss| plan.people.get(*boss).is_some());
            reports.entry(boss).or_default().push(person.id);
        }
        let mut hidden = BTreeMap::new();
        if self.cards.view.collapsed {
            let roots = reports.get(&None).cloned().unwrap_or_default();
            roots.into_iter().for_each(|root| {
                self.shut(root, &mut reports, &mut hidden);
            });
        }
        (Reports(reports), hidden)
    }

    /// Shuts the branches at and below a person in which nobody is a key person; says how many are below, and whether
    /// a key person is among them.
    fn shut(
        &self,
        boss: Id<Person>,
        reports: &mut BTreeMap<Option<Id<Person>>, Vec<Id<Person>>>,
        hidden: &mut BTreeMap<Id<Person>, usize>,
    ) -> (usize, bool) {
        let below = reports.get(&Some(boss)).cloned().unwrap_or_default();
        let (mut count, mut key) = (0, false);
        for one in below {
            let (more, has_key) = self.shut(one, reports, hidden);
            let person = self.cards.plan.people.get(one);
            count += more + 1;
            key |= has_key || person.and_then(|one| one.influence).is_some_and(Influence::is_key);
        }
        if count > 0 && !key && !self.cards.view.open.contains(&boss) {
            reports.remove(&Some(boss));
            hidden.insert(boss, count);
        }
        (count, key)
    }

    /// The people with a boss or below one as trees, those from outside in a band beside them, the others below.
    fn layout(&self, reports: &Reports) -> Layout {
        let outside =
            |id: &Id<Person>| self.cards.plan.people.get(*id).is_some_and(|person| person.organisation.is_some());
        let (outside, inside): (Vec<_>, Vec<_>) = reports.to(None).iter().copied().partition(outside);
        let (alone, roots): (Vec<_>, Vec<_>) = inside.into_iter().partition(|one| reports.to(Some(*one)).is_empty());
        // A single person is the top of a map that begins, not somebody without a boss.
        let (alone, roots) = if roots.is_empty() && alone.len() == 1 { (roots, alone) } else { (alone, roots) };
        let forest = |people: &[Id<Person>], aspect| {
            let blocks: Vec<Block> = people.iter().map(|root| reports.tree(*root, aspect)).collect();
            let most = blocks.len().max(1);
            packed(blocks, most, 0, aspect).into_block()
        };
        let trees = forest(&roots, ASPECT);
        // Below trees they take the width of the trees.
        let alone = match trees.width / SPAN {
            0 => forest(&alone, ASPECT),
            most => packed(alone.iter().map(|one| Block::single(*one)).collect(), most, 0, f64::MAX).into_block(),
        };
        let (width, height) = (trees.width.max(alone.width), trees.height + alone.height);
        let strain = |band: &Block| tree::strain(width + band.width, height.max(band.height), ASPECT);
        let bands = BAND_ASPECTS.iter().map(|aspect| forest(&outside, *aspect));
        let band = bands.min_by(|a, b| strain(a).total_cmp(&strain(b))).unwrap_or_default();
        assembled(trees, alone, band)
    }

    fn influences(&self, layout: &Layout) -> Vec<Group> {
        let view = self.cards.view;
        let wanted = |line: &&plan::influence_map::InfluenceLine| {
            view.lines.contains(&line.line_type)
                && (view.judgements || line.line_type != LineType::Conflict)
                && view.focus.is_none_or(|focus| line.from == focus || line.to == focus)
        };
        let lines: Vec<_> = self.cards.plan.influence_lines.by_code().filter(wanted).collect();
        lines::influence(&layout.lattice, &layout.placed, &lines, &self.cards)
    }

    /// Those who stand out; all where nothing is looked at in particular.
    fn visible(&self) -> Option<BTreeSet<Id<Person>>> {
        let (plan, view) = (self.cards.plan, self.cards.view);
        if let Some(focus) = view.focus {
            let lines = plan.influence_lines.iter().filter(|line| line.from == focus || line.to == focus);
            let mut near: BTreeSet<_> = lines.flat_map(|line| [line.from, line.to]).collect();
            near.insert(focus);
            near.extend(plan.people.get(focus).and_then(|one| one.reports_to));
            near.extend(plan.people.iter().filter(|one| one.reports_to == Some(focus)).map(|one| one.id));
            return Some(near);
        }
        let deal = view.deal?;
        Some(plan.opportunity_people.iter().filter(|one| one.opportunity == deal).map(|one| one.person).collect())
    }

    fn shown(&self, person: &'p Person, hidden: usize, faded: bool) -> Shown<'_, 'p> {
        let part = self.cards.view.deal.and_then(|deal| {
            let mut parts = self.cards.plan.opportunity_people.iter();
            parts.find(|one| one.opportunity == deal && one.person == person.id)
        });
        Shown {
            person,
            standing: self.standings.get(&person.id).copied(),
            role: part.map_or(person.role, |part| part.role_here(person)),
            preference: part.map_or(person.preference, |part| part.preference_here(person)),
            hidden,
            faded,
        }
    }

    fn legend(&self) -> Vec<Entry> {
        let labels = self.cards.labels;
        let thin = Stroke::solid(Paint::Line, 1.0);
        let band = |band: Band, paint| Entry::card(paint, thin, labels.code(Band::SCALE, band.code()));
        let mut entries = vec![
            band(Band::InnerCircle, Paint::InnerCircle),
            band(Band::PoliticalStructure, Paint::PoliticalStructure),
            band(Band::Outside, Paint::Surface),
            Entry::card(Paint::Surface, Stroke::dashed(Paint::LineStrong, 1.2), labels.label("drawing-dashed")),
            Entry { width: 13.0, sign: chip::key(Point::default(), Paint::Text), word: labels.label("drawing-key") },
            Entry { width: 23.0, sign: chip::dots(Point::default(), 2, 3), word: labels.label("drawing-contact") },
            Entry { width: 16.0, sign: chip::bars(Point::new(0.0, 6.0), 2), word: labels.label("drawing-coverage") },
        ];
        if self.cards.view.judgements {
            let scale = [Some(2), Some(1), Some(0), Some(-1), Some(-2), None];
            entries.extend(scale.into_iter().map(|value| {
                let stance = value.and_then(plan::influence_map::Preference::new);
                let word = value.map_or_else(|| labels.label("unknown"), |value| labels.grade("preference", value));
                Entry { width: 17.0, sign: chip::preference(Point::new(8.5, 0.0), stance), word }
            }));
        }
        let report = Stroke::solid(Paint::Report, 1.5);
        entries.push(Entry::line(report, Heads::None, labels.label("field-reports_to")));
        let shown =
            self.cards.view.lines.iter().filter(|one| self.cards.view.judgements || **one != LineType::Conflict);
        entries.extend(shown.map(|line| lines::sample(*line, labels.code(LineType::SCALE, line.code()))));
        entries
    }
}

/// The three parts on one lattice. The name of those without a boss takes a low row, so that no line crosses it.
fn assembled(trees: Block, alone: Block, band: Block) -> Layout {
    let main = trees.width.max(alone.width);
    let band_line = if main > 0 { main + 2 } else { 0 };
    let units = if band.width > 0 { band_line + band.width } else { main };
    let named = (alone.height > 0 && trees.height > 0).then_some(trees.height);
    let (trees_width, band_width) = (trees.width, band.width);
    let skip = usize::from(named.is_some());
    let band = band.shifted(band_line, 0).skipping(named);
    let alone = alone.shifted(0, trees.height + skip);
    let cards = [trees.shifted((main - trees_width) / 2, 0).cards, alone.cards, band.cards.clone()].concat();
    let count = cards.iter().map(|one| one.cell.row + 1).max().unwrap_or(0);
    let heads = !band.cards.is_empty() || (alone.height > 0 && named.is_none());
    let mut lattice = Lattice::new(MARGIN, units, rows(count, named, heads));
    cards.iter().for_each(|one| lattice.take(one.cell));
    let heading = named.map(|row| Cell::new(0, row));
    heading.into_iter().for_each(|cell| lattice.take(cell));
    let loose = heading.map_or(Point::new(MARGIN + ASIDE, MARGIN + 16.0), |cell| {
        let rect = lattice.rect(cell);
        Point::new(rect.x, rect.bottom() - 3.0)
    });
    let lowest = |cards: &[Placed]| cards.iter().map(|one| lattice.rect(one.cell).bottom()).reduce(f64::max);
    let bottom = lowest(&cards).unwrap_or(MARGIN);
    let band = lowest(&band.cards).map(|bottom| {
        let (left, right) = (lattice.x(band_line), lattice.x(band_line + band_width));
        Rect::new(left, MARGIN - 8.0, right - left, bottom + ASIDE - MARGIN + 8.0)
    });
    let width = MARGIN * 2.0 + units.max(SPAN) as f64 * UNIT;
    Layout { loose: (alone.height > 0).then_some(loose), lattice, placed: cards, band, width, bottom }
}

/// Rows of cards, one of them low for a name, all of them below one if there is a name at the head.
fn rows(count: usize, named: Option<usize>, heads: bool) -> Vec<Row> {
    let mut top = MARGIN + GAP + if heads { HEADING } else { 0.0 };
    let row = |row: usize| {
        let height = if Some(row) == named { HEADING } else { HEIGHT };
        let here = Row { top, height };
        top += height + GAP;
        here
    };
    (0..count).map(row).collect()
}

/// A band with its name.
fn lane(rect: Rect, name: &str) -> Group {
    let name = text::fit(name, rect.width - 24.0, 13.0, true);
    let items = vec![
        Item::Frame { rect, radius: 12.0, fill: Some(Paint::Ground), border: Some(Stroke::dashed(Paint::Line, 1.0)) },
        strong(rect.x + 16.0, rect.y + 23.0, 13.0, Paint::Text2, name),
    ];
    Group::new(Part::Lane, rect, items)
}
