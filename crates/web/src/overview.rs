//! The overview of an account: where we stand and why, what moved since the last review, what is next (ui.md 6, method
//! 5.3, 8).

mod lights;
mod told;
mod whole;

use crate::error::Failure;
use crate::objective::line::{ActionLine, urgency};
use crate::opportunity::outlook;
use crate::page::block::{Block, Drawing, Empty, Link, Notice, Notices};
use crate::page::{Content, Ground};
use crate::relationship::table::TopGap;
use askama::Template;
use lights::LightCard;
use plan::Kind;
use plan::difference;
use plan::objective::Action;
use plan::review::alerts::alerts;
use plan::review::health::Lights;

/// Actions shown at first glance.
const NEXT: usize = 6;

#[derive(Template)]
#[template(path = "overview/lights.html")]
struct LightsPart<'g, 'p> {
    ground: &'g Ground<'p>,
    cards: [LightCard; 4],
}

#[derive(Template)]
#[template(path = "overview/next.html")]
struct NextPart<'g, 'p> {
    ground: &'g Ground<'p>,
    top: Vec<TopGap>,
    lines: Vec<ActionLine>,
    all: String,
}

/// What the page shows.
pub fn content(ground: &Ground<'_>) -> Result<Content, Failure> {
    if is_untouched(ground) {
        return Ok(Content::of(vec![first_steps(ground)]));
    }
    let now = ground.figures.lights();
    let before = ground.past.before.as_ref().map(|(day, view)| view.figures(*day).lights());
    let cards = lights::cards(ground, now, before);
    let next = NextPart {
        ground,
        top: ground.relationships().top_gaps().map(|standing| TopGap::of(ground, standing)).collect(),
        lines: next_actions(ground),
        all: ground.page("objectives"),
    };
    let (ring, missing) = whole::blocks(ground);
    let mut blocks = vec![
        Block::Part(LightsPart { ground, cards }.render()?),
        outlook::block(ground)?,
        Block::Drawings(vec![outlook::chart(ground, now, ground.page("opportunities") + "#deals"), ring]),
        Block::Part(next.render()?),
    ];
    if ground.judges() {
        blocks.push(Block::Drawings(vec![gaps(ground)]));
    }
    blocks.extend(changed(ground));
    blocks.push(raised(ground, now, before));
    blocks.push(missing);
    Ok(Content::of(blocks))
}

/// Nothing but the account.
fn is_untouched(ground: &Ground<'_>) -> bool {
    let plan = ground.plan;
    plan.members.is_empty() && plan.nodes.is_empty() && plan.people.is_empty() && plan.opportunities.is_empty()
}

/// The four steps of a beginning: the team, what the customer wants, who decides, what we want to sell.
fn first_steps(ground: &Ground<'_>) -> Block {
    let steps = [Kind::Member, Kind::Node, Kind::Person, Kind::Opportunity];
    Block::Empty(Empty { text: ground.say.label("empty-overview"), links: Link::add(ground, &steps) })
}

/// Where the gaps lie.
fn gaps(ground: &Ground<'_>) -> Drawing {
    let scene = draw::relationship::heat::of(ground.plan, ground.relationships(), ground);
    Drawing::chart(ground, &scene, "gap-heat", "drawing-gap-heat", Some(ground.page("relationships") + "#people"))
}

/// What is to be done next, overdue first.
fn next_actions(ground: &Ground<'_>) -> Vec<ActionLine> {
    let mut open: Vec<&Action> = ground.plan.actions.iter().filter(|action| action.is_open()).collect();
    open.sort_by(|a, b| urgency(a).cmp(&urgency(b)));
    open.into_iter().take(NEXT).map(|action| ActionLine::of(ground, action)).collect()
}

/// What changed since the last review, as people would tell it; nothing where there is no earlier plan.
fn changed(ground: &Ground<'_>) -> Option<Block> {
    let (day, before) = ground.past.before.as_ref()?;
    let sentences = difference::sentences(before, *day, ground.plan, ground.today);
    Some(Block::Notices(Notices {
        id: "changed".into(),
        heading: ground.say.one("changed-since", "day", ground.say.day(*day)),
        none: ground.say.label("changed-none"),
        notices: sentences.iter().map(|sentence| told::notice(ground, sentence)).collect(),
    }))
}

/// The alerts of the day.
fn raised(ground: &Ground<'_>, now: Lights, before: Option<Lights>) -> Block {
    let alerts = alerts(ground.plan, ground.today, now, before);
    Block::Notices(Notices {
        id: "alerts".into(),
        heading: ground.say.label("alerts"),
        none: ground.say.label("alerts-none"),
        notices: alerts.iter().map(|warning| Notice::of(ground, warning)).collect(),
    })
}
