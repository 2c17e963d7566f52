//! A card of the strategy map: what it says, how well we know it, by when, who cares, and for a need what it is worth.

use super::{View, goals};
use crate::chip::{self, Look};
use crate::geometry::{Point, Rect};
use crate::influence_map::side;
use crate::labels::Labels;
use crate::paint::Paint;
use crate::scene::{Group, Item, Part, Stroke, bar, centred, strong, text};
use crate::text;
use plan::strategy_map::figures::Links;
use plan::strategy_map::{Fit, Node, NodePerson, NodeType, Priority, Verification};
use plan::{Id, Plan};
use std::collections::BTreeMap;

/// Height of a card.
pub(crate) const HEIGHT: f64 = 100.0;
const LEFT: f64 = 14.0;
const RIGHT: f64 = 8.0;
/// How many faces a card shows.
const FACES: usize = 3;

/// What all cards of the map share.
pub(crate) struct Cards<'c> {
    pub plan: &'c Plan,
    pub view: &'c View,
    pub labels: &'c dyn Labels,
    pub links: Links<'c>,
    goals: BTreeMap<Id<Node>, usize>,
    people: BTreeMap<Id<Node>, Vec<&'c NodePerson>>,
}

impl<'c> Cards<'c> {
    pub fn new(plan: &'c Plan, view: &'c View, labels: &'c dyn Labels) -> Self {
        let links = Links::of(plan);
        let mut people: BTreeMap<_, Vec<&NodePerson>> = BTreeMap::new();
        for one in plan.node_people.by_code() {
            people.entry(one.node).or_default().push(one);
        }
        people.values_mut().for_each(|all| all.sort_by_key(|one| !one.primary));
        Self { plan, view, labels, goals: goals(plan, &links), links, people }
    }

    /// The colour of the goal that a card mainly serves.
    pub fn paint(&self, node: Id<Node>) -> Option<Paint> {
        let number = *self.goals.get(&node)?;
        Paint::GOALS.get(number % Paint::GOALS.len()).copied()
    }

    /// The card at this place.
    pub fn card(&self, rect: Rect, node: &Node) -> Group {
        let mut items = self.ground(rect, node);
        self.head(rect, node, &mut items);
        self.foot(rect, node, &mut items);
        let mut group = Group::new(Part::Card, rect, items);
        group.record = Some(node.id.into());
        group.label = self.sentence(node);
        group.link = self.labels.link(node.id.into());
        let chosen = self.view.chosen.as_ref().is_none_or(|chosen| chosen.contains(&node.id));
        group.faded = !chosen || !node.is_active();
        group
    }

    fn ground(&self, rect: Rect, node: &Node) -> Vec<Item> {
        let ground = |fill, border| Item::Frame { rect, radius: 8.0, fill, border };
        let mut items = vec![ground(Some(Paint::Surface), None)];
        items.extend(self.paint(node.id).map(|paint| side(rect, paint)));
        items.push(ground(None, Some(border(node.verification))));
        items
    }

    /// The title, for a goal after its letter, and at the right what is confirmed and what matters.
    fn head(&self, rect: Rect, node: &Node, items: &mut Vec<Item>) {
        let mut right = rect.right() - RIGHT;
        if node.verification == Some(Verification::Confirmed) {
            items.extend(chip::tick(Point::new(right - 7.0, rect.y + 16.0)));
            right -= 19.0;
        }
        if let Some(priority) = node.priority {
            items.extend(chip::priority(Point::new(right - 5.0, rect.y + 16.0), of_three(priority)));
            right -= 15.0;
        }
        let mut left = rect.x + LEFT;
        if let (NodeType::Goal, Some(number)) = (node.node_type, self.goals.get(&node.id)) {
            let letter = format!("G{}", number + 1);
            let width = text::width(&letter, 12.0, true) + 10.0;
            let paint = self.paint(node.id).unwrap_or(Paint::Accent);
            items.push(bar(Rect::new(left, rect.y + 7.0, width, 18.0), 4.0, paint));
            items.push(centred(left + width / 2.0, rect.y + 20.3, 12.0, true, Paint::OnAccent, letter));
            left += width + 6.0;
        }
        let title = text::wrap(self.labels.show(&node.title), right - left, 2, 13.0, true);
        for (at, line) in title.into_iter().enumerate() {
            items.push(strong(left, rect.y + 21.0 + 18.0 * at as f64, 13.0, Paint::Text, line));
        }
    }

    /// What it is measured by, then by when or for how much, and who cares.
    fn foot(&self, rect: Rect, node: &Node, items: &mut Vec<Item>) {
        let measure = text::fit(&self.measure(node), rect.width - LEFT - RIGHT, 12.0, false);
        items.push(text(rect.x + LEFT, rect.y + 62.0, 12.0, Paint::Text2, measure));
        let y = rect.bottom() - 25.0;
        let mut right = rect.right() - RIGHT;
        for name in self.faces(node).into_iter().rev() {
            items.extend(chip::face(Point::new(right - 9.5, y + 9.0), name));
            right -= 21.0;
        }
        let mut left = rect.x + LEFT;
        if node.node_type == NodeType::Need {
            if let Some(fit) = node.fit {
                items.extend(chip::bars(Point::new(left, y + 15.0), usize::try_from(fit.value()).unwrap_or(0)));
                left += 24.0;
            }
            if let Some(impact) = node.impact_value {
                let (money, width) = self.chip(left, y, &self.labels.money(impact), right - left);
                items.extend(money);
                left += width + 6.0;
            }
        }
        if let Some(due) = node.due_on {
            items.extend(self.chip(left, y, &self.labels.day(due), right - left).0);
        }
    }

    fn chip(&self, left: f64, y: f64, word: &str, most: f64) -> (Vec<Item>, f64) {
        // Half a day or amount says nothing: it is there whole or not at all.
        if text::width(word, chip::LETTERS, false) + 10.0 > most {
            return (Vec::new(), 0.0);
        }
        chip::chip(Point::new(left, y), word, most, Look(Paint::AccentWeak, Paint::Text))
    }

    fn measure(&self, node: &Node) -> String {
        match self.labels.show_maybe(&node.metric) {
            "" => {
                let unit = node.unit.and_then(|unit| self.plan.units.get(unit));
                unit.map_or(String::new(), |unit| self.labels.show(&unit.name).to_owned())
            }
            metric => metric.to_owned(),
        }
    }

    fn faces(&self, node: &Node) -> Vec<&str> {
        let people = self.people.get(&node.id).map_or(&[][..], Vec::as_slice);
        let names = people.iter().filter_map(|one| self.plan.people.get(one.person));
        names.take(FACES).map(|person| self.labels.show(&person.name)).collect()
    }

    /// All that the card shows, for those who do not see it.
    fn sentence(&self, node: &Node) -> String {
        let labels = self.labels;
        let mut parts = vec![
            labels.code(NodeType::SCALE, node.node_type.code()),
            labels.show(&node.title).to_owned(),
            self.measure(node),
        ];
        parts.extend(node.verification.map(|one| labels.code(Verification::SCALE, one.code())));
        parts.extend(node.priority.map(|one| labels.code(Priority::SCALE, one.code())));
        parts.extend(node.impact_value.map(|one| labels.money(one)));
        parts.extend(node.fit.map(|one| labels.grade(Fit::SCALE, one.value())));
        parts.extend(node.due_on.map(|one| labels.day(one)));
        parts.extend(self.faces(node).into_iter().map(str::to_owned));
        labels.sentence(&parts)
    }
}

/// Dashed while assumed or unknown, whole once there is a source.
pub(super) const fn border(known: Option<Verification>) -> Stroke {
    match known {
        None | Some(Verification::Assumed) => Stroke::dashed(Paint::LineStrong, 1.2),
        Some(Verification::Sourced) => Stroke::solid(Paint::LineStrong, 1.2),
        Some(Verification::Confirmed) => Stroke::solid(Paint::Confirmed, 1.4),
    }
}

const fn of_three(priority: Priority) -> usize {
    match priority {
        Priority::High => 3,
        Priority::Medium => 2,
        Priority::Low => 1,
    }
}
