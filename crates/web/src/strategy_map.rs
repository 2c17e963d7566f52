//! The strategy map: what the customer wants to reach and how, down to the needs; as a drawing and as a list, with what
//! is loose and whom to ask about what is only assumed (method 2.4).

use crate::error::Failure;
use crate::page::block::{Block, Drawing, Empty, Link, Notice, Notices, Tile};
use crate::page::filter::{Filter, Filters};
use crate::page::table::Records;
use crate::page::{Content, Ground};
use crate::value::name_of;
use draw::strategy_map::{View, scene};
use plan::strategy_map::{Node, NodeType, Priority, Verification};
use plan::{Id, Kind, RecordRef};
use std::collections::{BTreeMap, BTreeSet};

/// What the page shows.
pub fn content(ground: &Ground<'_>) -> Result<Content, Failure> {
    let links = Link::add(ground, &[Kind::Node, Kind::Edge]);
    if ground.plan.nodes.is_empty() {
        let map = map(ground, None);
        return Ok(Content::of(vec![Empty::of(ground, "strategy-map", Kind::Node), map]).with(links));
    }
    let figures =
        Tile::all(ground, &["strategy_map.chain_completeness", "strategy_map.confirmation", "strategy_map.need_value"]);
    let warnings = plan::strategy_map::checks::warnings(ground.plan, ground.today);
    let blocks = vec![
        figures,
        Block::Filters(filters(ground)),
        map(ground, chosen(ground)),
        Notices::of(ground, &warnings),
        to_ask(ground),
        list(ground),
    ];
    Ok(Content::of(blocks).with(links))
}

fn map(ground: &Ground<'_>, chosen: Option<BTreeSet<Id<Node>>>) -> Block {
    let list = (!ground.plan.nodes.is_empty()).then(|| format!("#{}", Kind::Node));
    Drawing::of(ground, &scene(ground.plan, &View { chosen }, ground), "page-strategy-map", list)
}

fn filters(ground: &Ground<'_>) -> Filters {
    let (plan, say) = (ground.plan, ground.say);
    let codes = |scale: &str, codes: &[&str]| {
        codes.iter().map(|code| ((*code).to_owned(), say.code(scale, code))).collect::<Vec<_>>()
    };
    let units = plan.units.by_code().map(|unit| (unit.code.clone(), say.show(&unit.name).to_owned()));
    let caring: BTreeSet<_> = plan.node_people.iter().map(|one| one.person).collect();
    let people = plan.people.by_code().filter(|person| caring.contains(&person.id));
    let people = people.map(|person| (person.code.clone(), say.show(&person.name).to_owned()));
    let verifications: Vec<&str> = Verification::ALL.iter().map(|one| one.code()).collect();
    let priorities: Vec<&str> = Priority::ALL.iter().map(|one| one.code()).collect();
    Filters::of(
        ground,
        vec![
            Filter::of(ground, "of-unit", say.kind(Kind::Unit), units.collect()),
            Filter::of(ground, "of-person", say.kind(Kind::NodePerson), people.collect()),
            Filter::of(
                ground,
                "verified",
                say.field(Kind::Node, "verification"),
                codes("verification", &verifications),
            ),
            Filter::of(ground, "priority", say.field(Kind::Node, "priority"), codes("priority", &priorities)),
        ],
    )
}

/// The cards that the filters leave; none where no filter is set.
fn chosen(ground: &Ground<'_>) -> Option<BTreeSet<Id<Node>>> {
    let (plan, asked) = (ground.plan, &ground.asked);
    let [unit, person, verified, priority] =
        ["of-unit", "of-person", "verified", "priority"].map(|name| asked.value(name));
    if [unit, person, verified, priority].iter().all(|value| value.is_empty()) {
        return None;
    }
    let cares = |node: &Node| {
        let people = plan.node_people.iter().filter(|one| one.node == node.id);
        people.filter_map(|one| plan.people.get(one.person)).any(|one| one.code == person)
    };
    let of_unit = |node: &Node| node.unit.and_then(|id| plan.units.get(id)).is_some_and(|one| one.code == unit);
    let fits = |node: &&Node| {
        (unit.is_empty() || of_unit(node))
            && (person.is_empty() || cares(node))
            && (verified.is_empty() || node.verification.unwrap_or(Verification::Assumed).code() == verified)
            && (priority.is_empty() || node.priority.is_some_and(|one| one.code() == priority))
    };
    Some(plan.nodes.iter().filter(fits).map(|node| node.id).collect())
}

/// All cards, lane by lane: the same as the map.
fn list(ground: &Ground<'_>) -> Block {
    let node = |id| ground.plan.nodes.get(Id::new(id));
    let lane = |id| node(id).map(|node| node.node_type as usize).unwrap_or_default();
    let heading = |id| node(id).map(|node| ground.say.code(NodeType::SCALE, node.node_type.code())).unwrap_or_default();
    Records::of(ground, Kind::Node)
        .sorted(lane)
        .grouped(heading)
        .fields(&["verification", "priority", "due_on", "unit", "impact_value", "fit", "need_state"])
        .wide_fields(&["metric"])
        .block()
}

/// Step 1 of the execution map: what is only assumed, by whom to ask about it.
fn to_ask(ground: &Ground<'_>) -> Block {
    let plan = ground.plan;
    let assumed = |node: &&Node| node.is_active() && node.verification.is_none_or(|one| one == Verification::Assumed);
    let mut by_person: BTreeMap<Option<&str>, Vec<&Node>> = BTreeMap::new();
    for node in plan.nodes.by_code().filter(assumed) {
        let mut people: Vec<_> = plan.node_people.by_code().filter(|one| one.node == node.id).collect();
        people.sort_by_key(|one| !one.primary);
        let person = people.first().and_then(|one| plan.people.get(one.person));
        by_person.entry(person.map(|one| one.code.as_str())).or_default().push(node);
    }
    let notice = |(person, nodes): (Option<&str>, Vec<&Node>)| {
        let id = person.and_then(|code| plan.find(Kind::Person, code));
        let first = nodes.first().map(|node| format!("node.{}", node.code)).unwrap_or_default();
        let href = ground.asked.with(&ground.here, &[("for", &first)], Some(("new", Kind::VerificationEvent.code())));
        Notice {
            text: match id {
                Some(id) => ground.say.one("ask-person", "person", name_of(plan, ground.say, Kind::Person, id)),
                None => ground.say.label("ask-nobody"),
            },
            records: nodes.iter().map(|node| Link::to(ground, RecordRef::from(node.id))).collect(),
            action: ground.may_add(Kind::VerificationEvent).then(|| Link::new(ground.say.label("note-answer"), href)),
        }
    };
    Block::Notices(Notices {
        id: "to-ask".into(),
        heading: ground.say.label("to-ask"),
        none: ground.say.label("to-ask-none"),
        notices: by_person.into_iter().map(notice).collect(),
    })
}
