//! The guided start: from "new account, name only" to a usable plan (level 1), in the method's order. Each step shows
//! what is there, and the open one the form that it needs; one may leave at any point and come back (decided 1.10).

use crate::error::Failure;
use crate::form::New;
use crate::page::block::{Block, Link};
use crate::page::{Content, Ground};
use askama::Template;
use plan::review::completeness::Check;
use plan::{Kind, RecordRef};

#[derive(Template)]
#[template(path = "guide.html")]
struct Guide<'g, 'p> {
    ground: &'g Ground<'p>,
    done: usize,
    steps: Vec<Step>,
}

/// A step of the guided start.
struct Step {
    number: usize,
    text: String,
    help: String,
    done: bool,
    /// It is the one to do next.
    next: bool,
    form: String,
    missing: Vec<Link>,
    page: Link,
}

/// What a step asks for.
struct Asked {
    /// The check that says that it is done.
    check: &'static str,
    /// What is made in it.
    kind: Kind,
    /// A field of the form and what it holds at first.
    first: Option<(&'static str, &'static str)>,
    /// The page where all of it stands.
    page: &'static str,
}

const fn asks(
    check: &'static str,
    kind: Kind,
    first: Option<(&'static str, &'static str)>,
    page: &'static str,
) -> Asked {
    Asked { check, kind, first, page }
}

/// The steps, in the method's order.
const STEPS: [Asked; 9] = [
    asks("one_member", Kind::Member, Some(("plan_role", "account_manager")), "team"),
    asks("one_goal", Kind::Node, Some(("node_type", "goal")), "strategy-map"),
    asks("one_need", Kind::Node, Some(("node_type", "need")), "strategy-map"),
    asks("five_people", Kind::Person, None, "influence-map"),
    asks("people_owned", Kind::RelationshipOwner, Some(("primary", "true")), "relationships"),
    asks("one_deal", Kind::Opportunity, Some(("opportunity_type", "current")), "opportunities"),
    asks("one_step", Kind::Opportunity, Some(("opportunity_type", "current")), "opportunities"),
    asks("one_objective", Kind::Objective, Some(("category", "REV")), "objectives"),
    asks("one_action", Kind::Action, Some(("status", "todo")), "objectives"),
];

/// What the page shows.
pub fn content(ground: &Ground<'_>) -> Result<Content, Failure> {
    let checks = ground.figures.level_one();
    let done = |key: &str| match checks.iter().find(|check| check.key == key) {
        Some(check) => check.holds,
        // Everything else needs somebody of ours.
        None => !ground.plan.members.is_empty(),
    };
    let next = STEPS.iter().position(|step| !done(step.check));
    let steps: Vec<Step> = STEPS
        .iter()
        .enumerate()
        .map(|(at, step)| Step::of(ground, at, step, done(step.check), next == Some(at), &checks))
        .collect();
    let guide = Guide { ground, done: steps.iter().filter(|step| step.done).count(), steps };
    Ok(Content::of(vec![Block::Part(guide.render()?)]))
}

impl Step {
    fn of(ground: &Ground<'_>, at: usize, asked: &Asked, done: bool, next: bool, checks: &[Check]) -> Self {
        let (say, key) = (ground.say, asked.check);
        let missing = checks.iter().filter(|check| check.key == key).flat_map(|check| &check.missing);
        Self {
            number: at + 1,
            text: say.label(&format!("check-{key}")),
            help: say.label(&format!("guide-{key}")),
            done,
            next,
            form: if next { form(ground, asked) } else { String::new() },
            missing: missing.map(|record| Link::to(ground, *record)).chain(unfinished(ground, key)).collect(),
            page: Link::new(say.label(&format!("page-{}", asked.page)), ground.page(asked.page)),
        }
    }
}

/// The form that a step needs. A deal that only lacks people or a next step is opened instead of made again.
fn form(ground: &Ground<'_>, asked: &Asked) -> String {
    if !ground.may_add(asked.kind) || unfinished(ground, asked.check).next().is_some() {
        return String::new();
    }
    let first = asked.first.into_iter().map(|(name, value)| (name, value.to_owned())).collect();
    let new = New { first, submit: "add", after: Some(ground.here.clone()), part: "guide", ..New::default() };
    askama::Template::render(&ground.forms.create(asked.kind, new)).unwrap_or_default()
}

/// The current deals that a step about deals goes on with.
fn unfinished<'g>(ground: &'g Ground<'_>, key: &str) -> impl Iterator<Item = Link> + 'g {
    let about_deals = matches!(key, "one_deal" | "one_step");
    let deals = plan::opportunity::forecast::current(ground.plan).filter(move |_| about_deals);
    deals.map(|deal| Link::to(ground, RecordRef::from(deal.id)))
}
