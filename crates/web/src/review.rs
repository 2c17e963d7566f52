//! The review of a plan: its completeness check by check, the rounds and rhythm in which it is looked at, and what came
//! of them (method 5.3, 6.4, 6.5).

use crate::error::Failure;
use crate::page::block::{Block, Link, action_for};
use crate::page::table::{Cell, Records};
use crate::page::{Content, Ground};
use askama::Template;
use plan::review::completeness::Check;
use plan::{Id, Kind};

/// Records missing in a check that are named one by one.
const NAMED: usize = 6;

#[derive(Template)]
#[template(path = "review.html")]
struct Checks<'g, 'p> {
    ground: &'g Ground<'p>,
    held: usize,
    all: usize,
    share: String,
    usable: bool,
    parts: Vec<Part>,
}

/// The checks of one part of the plan; part 0 is level 1.
struct Part {
    number: u8,
    held: usize,
    checks: Vec<CheckLine>,
}

/// A check with what it misses and where to mend it.
struct CheckLine {
    text: String,
    holds: bool,
    missing: Vec<Link>,
    more: usize,
    repair: Option<Link>,
}

/// What the page shows.
pub fn content(ground: &Ground<'_>) -> Result<Content, Failure> {
    let rules = Records::of(ground, Kind::CadenceRule).fields(&["rhythm", "chair", "minutes", "since"]);
    let rounds =
        Records::of(ground, Kind::ReviewRound).fields(&["round_type", "reviewers", "due_on", "held_on", "result"]);
    let findings =
        Records::of(ground, Kind::Finding).fields(&["finding_type", "step", "raised_by", "action", "closed_on"]);
    let blocks = vec![completeness(ground)?, rounds.block(), rules.block(), meetings(ground), findings.block()];
    Ok(Content::of(blocks))
}

fn completeness(ground: &Ground<'_>) -> Result<Block, Failure> {
    let (all, first) = (ground.figures.checks(), ground.figures.level_one());
    let held = all.iter().filter(|check| check.holds).count();
    let part = |number: u8| {
        let own = first.iter().chain(&all).filter(|check| check.part == number);
        let checks: Vec<CheckLine> = own.map(|check| CheckLine::of(ground, check)).collect();
        Part { number, held: checks.iter().filter(|check| check.holds).count(), checks }
    };
    let page = Checks {
        ground,
        held,
        all: all.len(),
        share: ground.say.percent(held as f64 / all.len().max(1) as f64),
        usable: first.iter().all(|check| check.holds),
        parts: (0..=5).map(part).collect(),
    };
    Ok(Block::Part(page.render()?))
}

impl CheckLine {
    fn of(ground: &Ground<'_>, check: &Check) -> Self {
        let missing = check.missing.iter().take(NAMED).map(|record| Link::to(ground, *record));
        Self {
            text: ground.say.label(&format!("check-{}", check.key)),
            holds: check.holds,
            missing: missing.collect(),
            more: check.missing.len().saturating_sub(NAMED),
            repair: (!check.holds).then(|| repair(ground, check)).flatten(),
        }
    }
}

/// Where a check is mended: a new record where there is none, else an action about the first that lacks something.
fn repair(ground: &Ground<'_>, check: &Check) -> Option<Link> {
    let make = |kind| ground.may_add(kind).then(|| Link::make(ground, kind));
    match check.key {
        "owner_set" | "sponsor_set" | "plan_roles_filled" => make(Kind::Member),
        "rhythm_set" => make(Kind::CadenceRule),
        "facts_per_c" | "focus_topics" => make(Kind::Fact),
        "footprint_and_revenue" => make(Kind::Revenue),
        "goal_measured" | "one_goal" | "one_need" => make(Kind::Node),
        "five_roles" | "five_people" => make(Kind::Person),
        "relations_assessed" => make(Kind::StrategicRelation),
        "voice_reach" => make(Kind::Voice),
        "categories_have_subgoals" | "one_objective" => make(Kind::Objective),
        "one_deal" | "one_step" => make(Kind::Opportunity),
        "one_action" => make(Kind::Action),
        "reviewed" => make(Kind::ReviewRound),
        _ => action_for(ground, check.missing.first().copied()),
    }
}

/// Meetings, the next first, then the last ones; a missed one is marked.
fn meetings(ground: &Ground<'_>) -> Block {
    let meeting = |id| ground.plan.meetings.get(Id::new(id));
    let state = |id| {
        let Some(one) = meeting(id) else { return Cell::default() };
        let key = match one.held_on {
            Some(_) => "meeting-held",
            None if one.planned_on < ground.today => "meeting-missed",
            None => "meeting-planned",
        };
        let class = if key == "meeting-missed" { "vacant" } else { "" };
        Cell::text(ground.say.label(key)).class(class)
    };
    Records::of(ground, Kind::Meeting)
        .sorted(|id| meeting(id).map_or(0, |one| one.planned_on.days_until(ground.today)))
        .fields(&["cadence_rule", "planned_on", "held_on"])
        .computed("meeting-state", false, state)
        .wide_fields(&["attendees"])
        .block()
}
