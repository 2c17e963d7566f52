//! The strategy map: what the customer wants to reach and how, lane by lane down to the needs (method 2.4).

mod card;

pub(crate) use card::{Cards, HEIGHT};

use crate::chip;
use crate::geometry::Point;
use crate::labels::Labels;
use crate::layered::{Draft, Link, Number};
use crate::legend::Entry;
use crate::paint::Paint;
use crate::scene::{Heads, Scene, Stroke};
use plan::strategy_map::figures::Links;
use plan::strategy_map::{EdgeStrength, Node, NodeType, Priority, Verification};
use plan::{Id, Plan};
use std::collections::{BTreeMap, BTreeSet};

/// What a strategy map shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct View {
    /// The cards that stand out; the others stand back. None: all alike.
    pub chosen: Option<BTreeSet<Id<Node>>>,
}

/// The lanes from above, each with the key of what to ask where it is empty. Those without a question show only where
/// they are used.
const LANES: [(NodeType, Option<&str>); 7] = [
    (NodeType::Vision, Some("drawing-ask-vision")),
    (NodeType::Pressure, None),
    (NodeType::Goal, Some("drawing-ask-goal")),
    (NodeType::Strategy, Some("drawing-ask-strategy")),
    (NodeType::Obstacle, None),
    (NodeType::Tactic, Some("drawing-ask-tactic")),
    (NodeType::Need, Some("drawing-ask-need")),
];

/// The map of all cards in the plan.
pub fn scene(plan: &Plan, view: &View, labels: &dyn Labels) -> Scene {
    let cards = Cards::new(plan, view, labels);
    let (draft, _) = draft(&cards);
    draft.draw(legend(labels))
}

/// The lanes with their cards and links, and the number of each card.
pub(crate) fn draft<'d>(cards: &'d Cards<'d>) -> (Draft<'d>, BTreeMap<Id<Node>, Number>) {
    let mut draft = Draft::default();
    let mut numbers = BTreeMap::new();
    let labels = cards.labels;
    for (node_type, question) in LANES {
        let nodes: Vec<&Node> = cards.plan.nodes.by_code().filter(|node| node.node_type == node_type).collect();
        if nodes.is_empty() && question.is_none() {
            continue;
        }
        let name = labels.code(NodeType::SCALE, node_type.code());
        draft.lane(name, HEIGHT, question.map(|key| labels.label(key)));
        for node in nodes {
            numbers.insert(node.id, draft.card(move |rect| cards.card(rect, node)));
        }
    }
    for edge in cards.plan.edges.by_code() {
        if let (Some(from), Some(to)) = (numbers.get(&edge.parent), numbers.get(&edge.child)) {
            let main = cards.links.main_parent(edge.child) == Some(edge.parent);
            let stroke = stroke(main || edge.strength == Some(EdgeStrength::Main), cards.paint(edge.parent));
            draft.link(Link { from: *from, to: *to, stroke, record: Some(edge.id.into()) });
        }
    }
    (draft, numbers)
}

/// Main links are whole, others dashed, both in the colour of the goal they come from.
fn stroke(main: bool, goal: Option<Paint>) -> Stroke {
    let paint = goal.unwrap_or(Paint::LineStrong);
    if main { Stroke::solid(paint, 1.6) } else { Stroke::dashed(paint, 1.2) }
}

/// What the signs of the map mean.
pub(crate) fn legend(labels: &dyn Labels) -> Vec<Entry> {
    let known = |known: Verification| labels.code(Verification::SCALE, known.code());
    let card = |stroke, known_as| Entry::card(Paint::Surface, stroke, known(known_as));
    let mut entries = vec![
        card(card::border(Some(Verification::Assumed)), Verification::Assumed),
        card(card::border(Some(Verification::Sourced)), Verification::Sourced),
        Entry { width: 14.0, sign: chip::tick(Point::new(7.0, 0.0)), word: known(Verification::Confirmed) },
        Entry::line(stroke(true, None), Heads::None, labels.code("edge_strength", EdgeStrength::Main.code())),
        Entry::line(stroke(false, None), Heads::None, labels.code("edge_strength", EdgeStrength::Secondary.code())),
    ];
    for (priority, of_three) in [(Priority::High, 3), (Priority::Medium, 2), (Priority::Low, 1)] {
        let name = labels.code(Priority::SCALE, priority.code());
        let word = format!("{}{}{name}", labels.label("field-node-priority"), labels.label("colon"));
        entries.push(Entry { width: 11.0, sign: chip::priority(Point::new(5.5, 0.0), of_three), word });
    }
    let fit = labels.label("field-fit");
    entries.push(Entry { width: 16.0, sign: chip::bars(Point::new(0.0, 6.0), 2), word: fit });
    entries
}

/// The colours of the goals by their order, and which goal each card mainly serves.
pub(crate) fn goals<'p>(plan: &'p Plan, links: &Links<'p>) -> BTreeMap<Id<Node>, usize> {
    let goals: Vec<Id<Node>> =
        plan.nodes.by_code().filter(|node| node.node_type == NodeType::Goal).map(|node| node.id).collect();
    let number = |node: &Node| {
        let goal = links.goal_of(node.id)?;
        Some((node.id, goals.iter().position(|one| *one == goal.id)?))
    };
    plan.nodes.iter().filter_map(number).collect()
}
