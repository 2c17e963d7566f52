//! The background: what we know of the customer's world, what of ours runs there, who competes, whether it deserves the
//! effort, where it is in its life with us, and what both sides put in and get (method 1.1, 1.3, 2.1, 2.2).

mod account;
mod matrix;

use crate::error::Failure;
use crate::page::block::{Block, Drawing, Empty, Tile};
use crate::page::table::{Cell, Column, Records, Row, Table};
use crate::page::{Content, Ground};
use plan::account::{Applies, Trait};
use plan::research::figures::revenue_by_year;
use plan::{Id, Kind};
use uuid::Uuid;

/// The figures of what both sides put in and get.
const COOPERATION: [&str; 5] =
    ["account.net_us", "account.net_customer", "account.return_us", "account.return_customer", "account.balance"];

/// What the page shows.
pub fn content(ground: &Ground<'_>) -> Result<Content, Failure> {
    let mut blocks = Vec::new();
    if ground.plan.facts.is_empty() {
        blocks.push(Empty::of(ground, "background", Kind::Fact));
    }
    blocks.extend([account::headers(ground)?, matrix::block(ground)?, facts(ground)]);
    blocks.extend([footprint(ground), revenue(ground), competitors(ground), units(ground)]);
    blocks.push(Tile::all(ground, &["account.attractiveness", "account.complexity"]));
    blocks.extend([characteristics(ground), account::lifecycle(ground)?, lifecycle_events(ground)]);
    blocks.push(Tile::all(ground, &COOPERATION));
    blocks.extend(butterfly(ground));
    blocks.extend(account::imbalance(ground));
    blocks.push(cooperation(ground));
    Ok(Content::of(blocks))
}

/// The facts by C, stale ones marked.
fn facts(ground: &Ground<'_>) -> Block {
    let find = |id: Uuid| ground.plan.facts.get(Id::new(id));
    let as_of = move |id| {
        let Some(fact) = find(id) else { return Cell::default() };
        let day = fact.as_of.map_or_else(|| "–".into(), |day| ground.say.day(day));
        if fact.is_valid(ground.today) {
            return Cell::text(day).class("day");
        }
        Cell::text(format!("{day} {}", ground.say.label("stale"))).class("stale").meaning(ground.say.label("stale-how"))
    };
    let topic = move |id| {
        let topic = find(id).map(|fact| ground.say.code("topic", fact.topic.code()));
        Cell::text(topic.unwrap_or_default()).class("words")
    };
    Records::of(ground, Kind::Fact)
        .sorted(|id| find(id).map(|fact| fact.subject))
        .grouped(move |id| find(id).map(|fact| ground.say.code("subject_c", fact.subject.code())).unwrap_or_default())
        .below("so_what")
        .computed("field-topic", false, topic)
        .computed("field-as_of", false, as_of)
        .fields(&["reliability"])
        .wide_fields(&["source_type"])
        .block()
}

fn footprint(ground: &Ground<'_>) -> Block {
    let fields = ["contract_end", "yearly_revenue", "usage", "satisfaction"];
    Records::of(ground, Kind::Footprint).fields(&fields).wide_fields(&["since"]).block()
}

/// What the customer paid us, by year with the year's sum.
fn revenue(ground: &Ground<'_>) -> Block {
    let years = revenue_by_year(ground.plan);
    let year = |id: Uuid| ground.plan.revenues.get(Id::new(id)).map(|one| one.period_start.year());
    let heading = |id| {
        let year = year(id).unwrap_or_default();
        format!("{year} · {}", ground.money(years.get(&year).copied().unwrap_or_default()))
    };
    Records::of(ground, Kind::Revenue)
        .sorted(|id| year(id).map(std::cmp::Reverse))
        .grouped(heading)
        .fields(&["unit", "solution", "margin", "received"])
        .block()
}

fn competitors(ground: &Ground<'_>) -> Block {
    let fields = ["unit", "solution_area", "share_pct", "threat", "sponsor"];
    Records::of(ground, Kind::Competitor).fields(&fields).wide_fields(&["strengths", "weaknesses"]).block()
}

fn units(ground: &Ground<'_>) -> Block {
    Records::of(ground, Kind::Unit).fields(&["unit_type", "parent", "relation_level"]).wide_fields(&["culture"]).block()
}

/// All 17 characteristics with the question that tests each; the ones nobody judged wait to be.
fn characteristics(ground: &Ground<'_>) -> Block {
    let say = ground.say;
    let column = |key: &str| Column { label: say.label(key), also: say.also(key), number: false, wide: false };
    Block::Table(Table {
        id: Kind::Characteristic.code().into(),
        heading: ground.say.label("many-characteristic"),
        new: None,
        columns: vec![column("field-applies"), column("field-reason")],
        groups: vec![(String::new(), Trait::ALL.iter().map(|which| characteristic(ground, *which)).collect())],
        empty: String::new(),
        subject: ground.say.kind(Kind::Characteristic),
    })
}

fn characteristic(ground: &Ground<'_>, which: Trait) -> Row {
    let say = ground.say;
    let judged = ground.plan.characteristics.iter().find(|one| one.which == which);
    let make = || ground.new_with(Kind::Characteristic, &[("which", which.code())]);
    let href = judged.map_or_else(make, |one| ground.open(Kind::Characteristic, &one.code));
    let applies = judged.and_then(|one| one.applies);
    let applies = applies.map_or_else(|| say.label("not-assessed"), |one| say.grade(Applies::SCALE, one.value()));
    let reason = judged.map(|one| say.show_maybe(&one.reason)).unwrap_or_default();
    Row {
        code: judged.map_or_else(|| which.code().to_owned(), |one| one.code.clone()),
        name: say.code("trait", which.code()),
        below: say.label(&format!("question-{}", which.code())),
        open: judged.is_some_and(|one| ground.is_open(Kind::Characteristic, &one.code)),
        href,
        cells: vec![Cell::text(applies), Cell::text(reason).class("words")],
    }
}

fn lifecycle_events(ground: &Ground<'_>) -> Block {
    let event = |id: Uuid| ground.plan.lifecycle_events.get(Id::new(id));
    let fields = ["on", "reason", "decided_by"];
    Records::of(ground, Kind::LifecycleEvent).sorted(|id| event(id).map(|one| one.on)).fields(&fields).block()
}

/// What each side puts in, gets and may lose as bars; nothing where nothing is entered.
fn butterfly(ground: &Ground<'_>) -> Option<Block> {
    let list = ground.plan.value_items.iter().next().map(|_| format!("#{}", Kind::ValueItem))?;
    let scene = draw::account::scene(ground.plan, ground.today, ground);
    Some(Block::Drawings(vec![Drawing::chart(ground, &scene, "butterfly", "drawing-butterfly", Some(list))]))
}

/// What each side puts in, gets and may lose.
fn cooperation(ground: &Ground<'_>) -> Block {
    let item = |id: Uuid| ground.plan.value_items.get(Id::new(id));
    let heading = move |id| {
        let Some(item) = item(id) else { return String::new() };
        let side = ground.say.code("side", item.side.code());
        format!("{side} · {}", ground.say.code("value_type", item.value_type.code()))
    };
    Records::of(ground, Kind::ValueItem)
        .sorted(|id| item(id).map(|one| (one.side, one.value_type)))
        .grouped(heading)
        .fields(&["category", "amount", "probability", "verification"])
        .wide_fields(&["timing"])
        .block()
}
