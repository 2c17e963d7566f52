//! The opportunity list: the business that the plan counts on, with the forecast on top, and what we promised
//! (method 3.2, decided 3.27, 3.28).

pub mod outlook;

use crate::error::Failure;
use crate::page::block::{Block, Drawing, Empty, Link, Notice, Notices, Tile, action_for};
use crate::page::table::{Cell, Records};
use crate::page::{Content, Ground};
use plan::opportunity::{ForecastCategory, Opportunity, checks, commit};
use plan::transition::lacking_for_commit;
use plan::{Id, Kind};
use uuid::Uuid;

/// The figures under the forecast.
const FIGURES: [&str; 5] = [
    "opportunity.pipeline_coverage",
    "opportunity.in_step",
    "opportunity.certainty",
    "opportunity.early_rights",
    "execution_map.anchoring",
];

/// What the page shows.
pub fn content(ground: &Ground<'_>) -> Result<Content, Failure> {
    if ground.plan.opportunities.is_empty() {
        return Ok(Content::of(vec![Empty::of(ground, "opportunities", Kind::Opportunity)]));
    }
    let loose = checks::warnings(ground.plan, ground.today, ground.relationships());
    let view = |view: &str| {
        let href = format!("{}?view={view}", ground.page("execution-map"));
        Link::new(ground.say.code("view", view), href)
    };
    let links = vec![view("road-map"), view("battlefield")];
    let blocks = vec![
        outlook::block(ground)?,
        Block::Drawings(charts(ground)),
        Tile::all(ground, &FIGURES),
        open_deals(ground),
        commits(ground),
        Notices::of(ground, &loose),
        closed_deals(ground),
        Tile::all(ground, &["objective.promises_kept"]),
        Records::of(ground, Kind::Promise).fields(&["person", "member", "due_on", "kept_on"]).block(),
    ];
    Ok(Content::of(blocks).with(links))
}

/// The forecast as bars, and how it went once it was kept twice.
fn charts(ground: &Ground<'_>) -> Vec<Drawing> {
    let lights = ground.figures.lights();
    let mut charts = vec![outlook::chart(ground, lights, "#deals".into())];
    if draw::trend::kept(ground.plan).len() > 1 {
        let scene = draw::trend::forecast(ground.plan, ground);
        charts.push(Drawing::chart(ground, &scene, "forecast-trend", "drawing-forecast-trend", None));
    }
    charts
}

fn deal<'p>(ground: &Ground<'p>, id: Uuid) -> Option<&'p Opportunity> {
    ground.plan.opportunities.get(Id::new(id))
}

/// The open deals by type and quarter, those that close first first.
fn open_deals(ground: &Ground<'_>) -> Block {
    let find = |id| deal(ground, id);
    let order = |id| find(id).map(|one| (one.opportunity_type, one.close_on.is_none(), one.close_on));
    Records::of(ground, Kind::Opportunity)
        .named("deals", ground.say.label("deals-open"))
        .only(|id| find(id).is_some_and(Opportunity::is_open))
        .sorted(order)
        .grouped(move |id| find(id).map(|one| group(ground, one)).unwrap_or_default())
        .fields(&["amount"])
        .computed("term-chance", true, move |id| find(id).map(|one| chance(ground, one)).unwrap_or_default())
        .computed("term-forecast_category", false, move |id| {
            find(id).map(|one| category(ground, one)).unwrap_or_default()
        })
        .computed("term-certainty", true, move |id| find(id).map(|one| certainty(ground, one)).unwrap_or_default())
        .computed("stage-and-step", false, move |id| find(id).map(|one| step(ground, one)).unwrap_or_default())
        .computed("field-close_on", false, move |id| find(id).map(|one| close(ground, one)).unwrap_or_default())
        .computed("field-next_step", false, move |id| find(id).map(|one| next(ground, one)).unwrap_or_default())
        .wide_fields(&["owner"])
        .block()
}

/// The type of a deal and the quarter in which it closes.
fn group(ground: &Ground<'_>, one: &Opportunity) -> String {
    let kind = ground.say.code("opportunity_type", one.opportunity_type.code());
    let quarter = one.close_on.map(|close| format!("{}Q{}", close.year(), close.quarter()));
    format!("{kind} · {}", quarter.unwrap_or_else(|| ground.say.label("no-quarter")))
}

fn chance(ground: &Ground<'_>, one: &Opportunity) -> Cell {
    let weighted = ground.money(plan::Money(one.weighted(ground.plan, ground.today) as i64));
    Cell::text(ground.say.percent(one.chance())).meaning(ground.say.one("weighted-amount", "amount", weighted))
}

/// How it counts in the forecast; a commit that misses conditions is marked.
fn category(ground: &Ground<'_>, one: &Opportunity) -> Cell {
    let name = ground.say.code("forecast_category", one.category().code());
    let excepted =
        one.category() == ForecastCategory::Commit && !commit::missing(ground.plan, one, ground.today).is_empty();
    if excepted {
        return Cell::text(format!("{name} ⚑")).meaning(ground.say.label("by-exception")).class("flagged");
    }
    Cell::text(name)
}

fn certainty(ground: &Ground<'_>, one: &Opportunity) -> Cell {
    let share = one.certainty().map(|share| ground.say.percent(share));
    Cell::text(share.unwrap_or_else(|| "–".into())).meaning(ground.say.label("certainty-how"))
}

/// Our stage beside the customer's buying step; flagged where we sell faster than they buy.
fn step(ground: &Ground<'_>, one: &Opportunity) -> Cell {
    let stage = one.stage.map_or("–", |stage| stage.code());
    let Some(step) = one.buying_step else {
        return Cell::text(format!("{stage} / –"));
    };
    let meaning = ground.say.grade("buying_step", step.value());
    let text = format!("{stage} / {}", step.value());
    if one.is_in_step() == Some(false) {
        return Cell::text(format!("{text} ⚑")).meaning(ground.say.label("ahead-of-buying")).class("flagged");
    }
    Cell::text(text).meaning(meaning)
}

/// When it closes; flagged where it slipped or its day has passed.
fn close(ground: &Ground<'_>, one: &Opportunity) -> Cell {
    let Some(on) = one.close_on else { return Cell::text("–") };
    let day = ground.say.day(on);
    if on < ground.today {
        return Cell::text(format!("{day} ⚑")).meaning(ground.say.label("day-passed")).class("flagged");
    }
    if one.has_slipped() {
        return Cell::text(format!("{day} ⚑")).meaning(ground.say.one("slipped", "days", one.slip())).class("flagged");
    }
    Cell::text(day).class("day")
}

fn next(ground: &Ground<'_>, one: &Opportunity) -> Cell {
    let Some(what) = &one.next_step else { return Cell::text("–") };
    let on = one.next_step_on.map(|on| format!("{} ", ground.say.day(on))).unwrap_or_default();
    Cell::text(format!("{on}{}", ground.say.show(what))).class("words")
}

/// Deals with much behind them whose commit misses something, and what: what stands between them and a word given.
fn commits(ground: &Ground<'_>) -> Block {
    let committed = |one: &&Opportunity| one.is_open() && one.category() == ForecastCategory::Commit;
    let notice = |one: &Opportunity| {
        let missing = commit::missing(ground.plan, one, ground.today);
        let words: Vec<String> =
            missing.iter().map(|one| ground.say.lacks(&lacking_for_commit(ground.plan, *one))).collect();
        let lacks = ground.say.one("commit-lacks", "what", words.join(&ground.say.label("list-comma")));
        let signed = one.exception_by.and_then(|member| ground.plan.members.get(member));
        let signed =
            signed.map(|member| ground.say.one("exception-signed", "who", ground.say.show(&member.name).to_owned()));
        let text = match signed {
            Some(signed) => format!("{lacks}{}{signed}", ground.say.label("list-semicolon")),
            None => lacks,
        };
        let record = one.id.into();
        (!missing.is_empty()).then(|| Notice {
            text,
            records: vec![Link::to(ground, record)],
            action: action_for(ground, Some(record)),
        })
    };
    Block::Notices(Notices {
        id: "commits".into(),
        heading: ground.say.label("commits-unsure"),
        none: ground.say.label("commits-sure"),
        notices: ground.plan.opportunities.by_code().filter(committed).filter_map(notice).collect(),
    })
}

fn closed_deals(ground: &Ground<'_>) -> Block {
    let find = |id| deal(ground, id);
    let table = Records::of(ground, Kind::Opportunity)
        .named("deals-closed", ground.say.label("deals-closed"))
        .only(|id| find(id).is_some_and(|one| !one.is_open()))
        .sorted(|id| find(id).map(|one| std::cmp::Reverse(one.outcome_on)))
        .fields(&["amount", "outcome", "outcome_on", "customer_reason", "outcome_reason"])
        .table();
    Block::Table(table.without_new())
}
