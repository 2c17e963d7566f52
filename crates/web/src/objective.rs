//! Goals and actions: the tree of objectives with how far each is, the actions under them, and what endangers them
//! (method 5.3 part 5, 6.1).

pub mod line;

use crate::error::Failure;
use crate::page::block::{Block, Empty, Link, Tile};
use crate::page::table::Records;
use crate::page::{Content, Ground};
use askama::Template;
use draw::svg::{self, Theme};
use line::{ActionLine, member, urgency};
use plan::objective::{Action, Objective};
use plan::{Id, Kind};

#[derive(Template)]
#[template(path = "objective/tree.html")]
struct Tree<'g, 'p> {
    ground: &'g Ground<'p>,
    overdue: Vec<ActionLine>,
    goals: Vec<Goal>,
    unassigned: Vec<ActionLine>,
}

/// A goal or sub-goal with its actions.
struct Goal {
    depth: usize,
    name: String,
    code: String,
    href: String,
    open: bool,
    category: Option<String>,
    metric: String,
    bar: Option<String>,
    progress: String,
    status: Option<(String, &'static str)>,
    owner: String,
    due: String,
    add: Option<(String, String)>,
    actions: Vec<ActionLine>,
}

/// What the page shows.
pub fn content(ground: &Ground<'_>) -> Result<Content, Failure> {
    let links = Link::add(ground, &[Kind::Objective, Kind::Action]);
    if ground.plan.objectives.is_empty() && ground.plan.actions.is_empty() {
        return Ok(Content::of(vec![Empty::of(ground, "objectives", Kind::Objective)]).with(links));
    }
    let tree = Tree {
        ground,
        overdue: lines(ground, |action| action.is_overdue(ground.today)),
        goals: goals(ground),
        unassigned: lines(ground, |action| action.objective.is_none()),
    };
    let blocks = vec![
        Tile::all(ground, &["objective.execution_score"]),
        Block::Part(tree.render()?),
        Records::of(ground, Kind::Issue)
            .fields(&["severity", "since", "due_on", "solved_on", "owner"])
            .wide_fields(&["effect"])
            .block(),
        Records::of(ground, Kind::Risk)
            .fields(&["likelihood", "severity", "owner", "opportunity"])
            .wide_fields(&["measure"])
            .block(),
        Records::of(ground, Kind::CompetitorMove)
            .fields(&["competitor", "likelihood", "counter_action", "owner", "seen_on"])
            .block(),
    ];
    Ok(Content::of(blocks).with(links))
}

fn lines(ground: &Ground<'_>, holds: impl Fn(&Action) -> bool) -> Vec<ActionLine> {
    let mut actions: Vec<&Action> = ground.plan.actions.iter().filter(|action| holds(action)).collect();
    actions.sort_by(|a, b| urgency(a).cmp(&urgency(b)));
    actions.into_iter().map(|action| ActionLine::of(ground, action)).collect()
}

/// The goals, each followed by its sub-goals.
fn goals(ground: &Ground<'_>) -> Vec<Goal> {
    let mut found = Vec::new();
    below(ground, None, 0, &mut found);
    found
}

fn below(ground: &Ground<'_>, parent: Option<Id<Objective>>, depth: usize, found: &mut Vec<Goal>) {
    for objective in ground.plan.objectives.by_code().filter(|one| one.parent == parent) {
        found.push(goal(ground, objective, depth));
        below(ground, Some(objective.id), depth + 1, found);
    }
}

fn goal(ground: &Ground<'_>, one: &Objective, depth: usize) -> Goal {
    let say = ground.say;
    let progress = ground.figures.progress(one);
    let add = |kind: Kind, field: &str| ground.new_with(kind, &[(field, &one.id.to_string())]);
    Goal {
        depth: depth.min(3),
        name: say.show(&one.statement).to_owned(),
        code: one.code.clone(),
        href: ground.open(Kind::Objective, &one.code),
        open: ground.is_open(Kind::Objective, &one.code),
        category: Some(say.code("category", one.category.code()))
            .filter(|category| category != say.show(&one.statement)),
        metric: metric(ground, one),
        // Less than the percent's first decimal is nothing yet.
        bar: progress
            .map(|share| if share < 0.001 { 0.0 } else { share })
            .map(|share| svg::write(&draw::relationship::bar(share), Theme::Page, "")),
        progress: progress.map_or_else(|| say.label("unknown"), |share| say.percent(share)),
        status: one.status.map(|status| (say.code("objective_status", status.code()), status.code())),
        owner: member(ground, one.owner),
        due: one.due_on.map(|due| say.day(due)).unwrap_or_default(),
        add: ground.may_add(Kind::Objective).then(|| (add(Kind::Action, "objective"), add(Kind::Objective, "parent"))),
        actions: lines(ground, |action| action.objective == Some(one.id)),
    }
}

/// `Relationship attainment: 0.52 → 0.75 share, now 0.52`.
fn metric(ground: &Ground<'_>, one: &Objective) -> String {
    let say = ground.say;
    let number = |value: Option<f64>| value.map_or_else(|| "?".into(), |value| say.number(value));
    let values = [
        ("metric", one.metric.as_ref().map_or_else(|| say.label("no-metric"), |metric| say.show(metric).to_owned())),
        ("from", number(one.baseline.map(|value| value.0))),
        ("to", number(one.target.map(|value| value.0))),
        ("measure", say.show_maybe(&one.measure).to_owned()),
        ("now", number(ground.figures.actual(one))),
    ];
    say.texts("objective-metric", &values)
}
