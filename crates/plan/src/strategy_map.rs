//! What the customer wants to reach and how, down to the needs that we may solve (method 2.3, 2.4).

pub mod checks;
pub mod figures;

use crate::account::{Unit, Visibility};
use crate::influence_map::Person;
use crate::kind::Plan;
use crate::number::Decimal;
use crate::problem::{Problem, Reason};
use crate::record::record;
use crate::research::Fact;
use crate::scale::{choice, grade};
use crate::team::Member;
use crate::{Day, Id, Money, Words};

choice! {
    /// The layer of the strategy map that a node stands on (method 2.3, 2.4).
    NodeType, "node_type", {
        /// The one vision above the goals.
        Vision = "vision",
        /// A near-term goal toward the vision.
        Goal = "goal",
        /// A major choice to reach a goal.
        Strategy = "strategy",
        /// A key way of carrying out a strategy.
        Tactic = "tactic",
        /// What arises from strategies and tactics, and what we may solve.
        Need = "need",
        /// External or internal pressure behind a goal or strategy.
        Pressure = "pressure",
        /// What stands in the way of a tactic or need.
        Obstacle = "obstacle",
    }
}

choice! {
    /// How well we know that a statement holds (method 0.3).
    Verification, "verification", {
        /// We believe it.
        Assumed = "assumed",
        /// A source says it.
        Sourced = "sourced",
        /// The customer confirmed it.
        Confirmed = "confirmed",
    }
}

choice! {
    /// How much the customer cares; funding and a sponsor are the evidence (method 2.4).
    Priority, "priority", {
        /// High.
        High = "high",
        /// Medium.
        Medium = "medium",
        /// Low.
        Low = "low",
    }
}

choice! {
    /// What became of a node (method 2.4).
    NodeStatus, "node_status", {
        /// Under way.
        Active = "active",
        /// Reached.
        Reached = "reached",
        /// Given up.
        Dropped = "dropped",
        /// Turned into something else.
        Changed = "changed",
    }
}

grade! {
    /// How well we can solve a need: 0 not at all, 1 with a partner, 2 in part, 3 strongly (method 2.4).
    Fit, "fit", 0..=3
}

choice! {
    /// What became of a need (method 2.4).
    NeedState, "need_state", {
        /// Nothing yet.
        Open = "open",
        /// A project is set up.
        Addressed = "addressed",
        /// We solved it.
        SolvedByUs = "solved_by_us",
        /// A competitor solved it.
        SolvedByCompetitor = "solved_by_competitor",
        /// The customer solves it alone.
        Internal = "internal",
        /// Nobody will.
        OutOfScope = "out_of_scope",
    }
}

choice! {
    /// Optional colour of a node (method 2.4).
    Perspective, "perspective", {
        /// Finance.
        Finance = "finance",
        /// Customer.
        Customer = "customer",
        /// Process.
        Process = "process",
        /// Learning.
        Learning = "learning",
    }
}

choice! {
    /// How strongly a child hangs on a parent (method 2.4).
    EdgeStrength, "edge_strength", {
        /// What it is there for.
        Main = "main",
        /// Also serves it.
        Secondary = "secondary",
    }
}

choice! {
    /// How a person is concerned by a node: "who cares" (method 2.4).
    Care, "care", {
        /// Answers for it.
        Owner = "owner",
        /// Lives with it.
        Affected = "affected",
        /// Told us.
        Informant = "informant",
    }
}

choice! {
    /// What a person said of a card (method 2.4).
    Answer, "answer", {
        /// It holds.
        Confirmed = "confirmed",
        /// It holds in another form.
        Corrected = "corrected",
        /// It does not hold.
        Rejected = "rejected",
    }
}

record! {
    /// A card of the strategy map (method 2.4).
    Node {
        /// The layer it stands on.
        must node_type: NodeType,
        /// What it says, in the customer's words.
        must["maxLength" = 60] title: Words,
        /// More about it.
        should["maxLength" = 400] detail: Option<Words>,
        /// What it is measured by; goals need one.
        must["maxLength" = 60] metric: Option<Words>,
        /// Where the metric stands.
        should baseline: Option<Decimal>,
        /// Where it shall stand.
        should target: Option<Decimal>,
        /// What the metric is counted in.
        should["maxLength" = 20] measure: Option<Words>,
        /// By when; goals need one.
        must due_on: Option<Day>,
        /// The unit that owns it.
        should["x-on-remove" = "clear"] unit: Option<Id<Unit>>,
        /// How much the customer cares.
        should priority: Option<Priority>,
        /// How well we know it.
        should verification: Option<Verification>,
        /// Who confirmed it.
        should["x-on-remove" = "clear"] verified_by: Option<Id<Person>>,
        /// When it was entered as assumed, sourced or confirmed.
        should verified_on: Option<Day>,
        /// The facts behind it.
        #[serde(default)]
        should["x-on-remove" = "clear"] facts: Vec<Id<Fact>>,
        /// What became of it; empty means under way.
        more status: Option<NodeStatus>,
        /// Optional colour.
        more perspective: Option<Perspective>,
        /// For a need: what doing nothing costs the customer in a year.
        must impact_value: Option<Money>,
        /// Where that number comes from.
        should["maxLength" = 200] impact_note: Option<Words>,
        /// For a need: how well we can solve it.
        must fit: Option<Fit>,
        /// For a need: what became of it; empty means open.
        should need_state: Option<NeedState>,
        /// Who may see it.
        more visibility: Option<Visibility>,
    }
    check check_node;
}

impl Node {
    /// A need that nobody has solved: open or addressed, and still under way.
    pub fn is_unsolved(&self) -> bool {
        self.node_type == NodeType::Need
            && self.is_active()
            && matches!(self.need_state, None | Some(NeedState::Open | NeedState::Addressed))
    }

    /// Still under way.
    pub fn is_active(&self) -> bool {
        matches!(self.status, None | Some(NodeStatus::Active))
    }
}

fn check_node(node: &Node, plan: &Plan, problems: &mut Vec<Problem>) {
    let another_vision = |one: &&Node| one.id != node.id && one.node_type == NodeType::Vision;
    if node.node_type == NodeType::Vision
        && let Some(other) = plan.nodes.iter().find(another_vision)
    {
        problems.push(Problem::of(node, "node_type", Reason::Twice { code: other.code.clone() }));
    }
    // A node that changes its layer must still fit every edge that it is on.
    for edge in plan.edges.iter().filter(|edge| edge.parent == node.id || edge.child == node.id) {
        if !edge.is_allowed(plan) {
            problems.push(Problem::of(node, "node_type", Reason::EdgeNotAllowed { code: edge.code.clone() }));
        }
    }
    crate::opportunity::check_answered(node, plan, problems);
}

record! {
    /// A link of the strategy map: the child serves the parent (method 2.4).
    Edge {
        /// What is served.
        must["x-on-remove" = "cascade"] parent: Id<Node>,
        /// What serves it.
        must["x-on-remove" = "cascade"] child: Id<Node>,
        /// How strongly; where nothing is set, the child's first edge is its main one.
        should strength: Option<EdgeStrength>,
        /// More about it.
        more["maxLength" = 200] note: Option<Words>,
    }
    check check_edge;
    on removal check_removed_edge;
}

/// Which layers may hang on which (method 2.4).
const ALLOWED: [(NodeType, NodeType); 9] = [
    (NodeType::Vision, NodeType::Goal),
    (NodeType::Goal, NodeType::Strategy),
    (NodeType::Strategy, NodeType::Tactic),
    (NodeType::Strategy, NodeType::Need),
    (NodeType::Tactic, NodeType::Need),
    (NodeType::Pressure, NodeType::Goal),
    (NodeType::Pressure, NodeType::Strategy),
    (NodeType::Obstacle, NodeType::Tactic),
    (NodeType::Obstacle, NodeType::Need),
];

impl Edge {
    fn is_allowed(&self, plan: &Plan) -> bool {
        let (Some(parent), Some(child)) = (plan.nodes.get(self.parent), plan.nodes.get(self.child)) else {
            return true;
        };
        ALLOWED.contains(&(parent.node_type, child.node_type))
    }
}

/// Layers only lead downward, so an allowed edge can close no circle.
fn check_edge(edge: &Edge, plan: &Plan, problems: &mut Vec<Problem>) {
    if !edge.is_allowed(plan) {
        problems.push(Problem::of(edge, "child", Reason::EdgeNotAllowed { code: edge.code.clone() }));
    }
    let twin = plan.edges.iter().find(|one| one.id != edge.id && one.parent == edge.parent && one.child == edge.child);
    if let Some(twin) = twin {
        problems.push(Problem::of(edge, "child", Reason::Twice { code: twin.code.clone() }));
    }
}

/// A card that hung on something must not be left hanging on nothing (decided 1.3). Goals stand by themselves.
fn check_removed_edge(edge: &Edge, before: &Plan, after: &Plan, problems: &mut Vec<Problem>) {
    let Some(child) = after.nodes.get(edge.child).filter(|child| child.node_type != NodeType::Goal) else { return };
    let upholds = |one: &Edge| one.child == child.id && !is_side_note(after, one.parent);
    if !is_side_note(before, edge.parent) && !after.edges.iter().any(upholds) {
        problems.push(Problem::of(child, "node_type", Reason::LastParent { code: child.code.clone() }));
    }
}

/// Pressures and obstacles explain a card; it does not hang on them.
fn is_side_note(plan: &Plan, node: Id<Node>) -> bool {
    plan.nodes.get(node).is_some_and(|node| matches!(node.node_type, NodeType::Pressure | NodeType::Obstacle))
}

record! {
    /// Somebody who is concerned by a node (method 2.4).
    NodePerson {
        /// The node.
        must["x-on-remove" = "cascade"] node: Id<Node>,
        /// Who.
        must["x-on-remove" = "cascade"] person: Id<Person>,
        /// How.
        must care: Option<Care>,
        /// The one of them who counts most.
        #[serde(default)]
        should primary: bool,
        /// How well we know it.
        should verification: Option<Verification>,
    }
    check check_node_person;
}

fn check_node_person(one: &NodePerson, plan: &Plan, problems: &mut Vec<Problem>) {
    let twin = plan
        .node_people
        .iter()
        .find(|other| other.id != one.id && other.node == one.node && other.person == one.person);
    if let Some(twin) = twin {
        problems.push(Problem::of(one, "person", Reason::Twice { code: twin.code.clone() }));
    }
}

record! {
    /// Somebody of the customer's was asked about a card (method 2.4, 3.1 step 1).
    VerificationEvent {
        /// The card.
        must["x-on-remove" = "cascade"] node: Id<Node>,
        /// Who was asked.
        must["x-on-remove" = "clear"] person: Option<Id<Person>>,
        /// What the answer was.
        must answer: Answer,
        /// When.
        must on: Day,
        /// Who of ours asked.
        should["x-on-remove" = "clear"] member: Option<Id<Member>>,
        /// What was said.
        should["maxLength" = 200, "x-personal" = "person"] note: Option<Words>,
    }
}
