//! The briefing in nine steps: each ready or missing, with what it reads from, what must be said and the question to the
//! listeners; before it the three preparations and the asks (method 6.2, 6.3).

use crate::error::Failure;
use crate::page::block::{Block, Empty, Link};
use crate::page::table::Records;
use crate::page::{Content, Ground};
use askama::Template;
use plan::Kind;
use plan::review::{Briefing, BriefingStep, BriefingType};

#[derive(Template)]
#[template(path = "briefing.html")]
struct Steps<'g, 'p> {
    ground: &'g Ground<'p>,
    preparations: [(&'static str, bool); 3],
    briefings: Vec<BriefingView>,
}

/// One briefing.
struct BriefingView {
    link: Link,
    day: String,
    minutes: String,
    steps: Vec<StepView>,
}

/// One of the nine steps.
struct StepView {
    number: i64,
    title: String,
    link: Option<Link>,
    presenter: String,
    minutes: String,
    notes: String,
    must_say: String,
    question: String,
    source: Link,
    ready: bool,
}

/// The page that each of the nine steps reads from.
const SOURCES: [&str; 9] = [
    "team",
    "background",
    "strategy-map",
    "execution-map",
    "influence-map",
    "relationships",
    "strategic-relations",
    "joint-plan",
    "objectives",
];

/// What the page shows.
pub fn content(ground: &Ground<'_>) -> Result<Content, Failure> {
    let asks =
        Records::of(ground, Kind::ExecutiveAsk).fields(&["ask_type", "asked", "wanted_by", "answer", "answered_on"]);
    if ground.plan.briefings.is_empty() {
        return Ok(Content::of(vec![Empty::of(ground, "briefing", Kind::Briefing), asks.block()]));
    }
    let steps = Steps {
        ground,
        preparations: preparations(ground),
        briefings: ground.plan.briefings.by_code().map(|briefing| BriefingView::of(ground, briefing)).collect(),
    };
    let content = Content::of(vec![Block::Part(steps.render()?), asks.block()]);
    Ok(content.with(Link::add(ground, &[Kind::Briefing, Kind::ExecutiveAsk])))
}

/// Brief the executives, get their support, brief the team: improvement starts when all three have a date.
fn preparations(ground: &Ground<'_>) -> [(&'static str, bool); 3] {
    let plan = ground.plan;
    let dated = |of: BriefingType| plan.briefings.iter().any(|one| one.briefing_type == of && one.planned_on.is_some());
    [
        ("preparation-executives", dated(BriefingType::Executive)),
        ("preparation-support", plan.executive_asks.iter().any(|ask| ask.wanted_by.is_some())),
        ("preparation-team", dated(BriefingType::Team)),
    ]
}

impl BriefingView {
    fn of(ground: &Ground<'_>, briefing: &Briefing) -> Self {
        let steps = ground.plan.briefing_steps.iter().filter(|step| step.briefing == briefing.id);
        let steps: Vec<&BriefingStep> = steps.collect();
        let view = |(number, source): (i64, &&str)| {
            let step = steps.iter().find(|step| step.step.value() == number).copied();
            StepView::of(ground, number, source, step)
        };
        Self {
            link: Link::new(ground.say.show(&briefing.title), ground.open(Kind::Briefing, &briefing.code)),
            day: briefing.planned_on.map(|day| ground.say.day(day)).unwrap_or_default(),
            minutes: briefing.minutes.map(|minutes| ground.say.one("minutes", "count", minutes)).unwrap_or_default(),
            steps: (1..).zip(&SOURCES).map(view).collect(),
        }
    }
}

impl StepView {
    fn of(ground: &Ground<'_>, number: i64, source: &str, step: Option<&BriefingStep>) -> Self {
        let say = ground.say;
        let presenter = step.and_then(|step| ground.plan.members.get(step.presenter?));
        Self {
            number,
            title: say.code("step", &number.to_string()),
            link: step.map(|step| Link::new(say.label("edit-step"), ground.open(Kind::BriefingStep, &step.code))),
            ready: presenter.is_some(),
            presenter: presenter.map(|member| say.show(&member.name).to_owned()).unwrap_or_default(),
            minutes: step.and_then(|step| step.minutes).map(|one| say.one("minutes", "count", one)).unwrap_or_default(),
            notes: step.map(|step| say.show_maybe(&step.notes).to_owned()).unwrap_or_default(),
            must_say: say.label(&format!("step-{number}-say")),
            question: say.label(&format!("step-{number}-ask")),
            source: Link::new(say.label(&format!("page-{source}")), ground.page(source)),
        }
    }
}
