//! The influence map: who really has influence, where each stands, who reaches whom; as a drawing, as a grid and as a
//! list (method 4.1).

use crate::error::Failure;
use crate::page::block::{Block, Drawing, Empty, Link, Notices};
use crate::page::filter::{Filter, Filters};
use crate::page::table::Records;
use crate::page::{Content, Ground};
use draw::influence_map::{View, grid, scene};
use plan::influence_map::LineType;
use plan::opportunity::Opportunity;
use plan::{Id, Kind};

/// People from which on the map opens with branches that hold no key person shrunk.
const MANY: usize = 40;

/// What the page shows.
pub fn content(ground: &Ground<'_>) -> Result<Content, Failure> {
    let links = Link::add(ground, &[Kind::Person, Kind::InfluenceLine]);
    if ground.plan.people.is_empty() {
        return Ok(Content::of(vec![Empty::of(ground, "influence-map", Kind::Person)]).with(links));
    }
    let warnings = plan::influence_map::checks::warnings(ground.plan, ground.today);
    // The grid is of influence and stance.
    let tabs = ground.judges().then(|| Block::Tabs(ground.tabs(&["map", "grid"])));
    let rest = [
        Block::Filters(filters(ground)),
        drawing(ground),
        Notices::of(ground, &warnings),
        people(ground),
        Records::of(ground, Kind::InfluenceLine).fields(&["line_type", "strength", "note"]).block(),
    ];
    Ok(Content::of(tabs.into_iter().chain(rest).collect()).with(links))
}

fn drawing(ground: &Ground<'_>) -> Block {
    let (plan, asked) = (ground.plan, &ground.asked);
    let picture = if asked.value("view") == "grid" && ground.judges() {
        grid::scene(plan, ground.today, ground)
    } else {
        let lines = asked.value("lines");
        let view = View {
            lines: LineType::ALL.iter().copied().filter(|line| lines.is_empty() || line.code() == lines).collect(),
            collapsed: plan.people.len() > MANY && !asked.is("whole"),
            deal: plan.find(Kind::Opportunity, asked.value("deal")).map(Id::new),
            focus: plan.find(Kind::Person, asked.value("focus")).map(Id::new),
            ..View::default()
        };
        scene(plan, ground.today, &view, ground)
    };
    Drawing::of(ground, &picture, "page-influence-map", Some(format!("#{}", Kind::Person)))
}

fn filters(ground: &Ground<'_>) -> Filters {
    let (plan, say) = (ground.plan, ground.say);
    let deals = plan.opportunities.by_code().filter(|deal| Opportunity::is_open(deal));
    let deals = deals.map(|deal| (deal.code.clone(), format!("{} {}", deal.code, say.show(&deal.name))));
    let people = plan.people.by_code().map(|one| (one.code.clone(), say.show(&one.name).to_owned()));
    let lines = LineType::ALL.iter().map(|line| (line.code().to_owned(), say.code(LineType::SCALE, line.code())));
    let mut filters = vec![
        Filter::of(ground, "deal", say.kind(Kind::Opportunity), deals.collect()),
        Filter::of(ground, "focus", say.label("focus-on"), people.collect()),
    ];
    if plan.shows_kind(Kind::InfluenceLine) {
        filters.push(Filter::of(ground, "lines", say.kind(Kind::InfluenceLine), lines.collect()));
    }
    if plan.people.len() > MANY {
        filters.push(Filter::of(
            ground,
            "whole",
            say.label("branches"),
            vec![("1".into(), say.label("branches-whole"))],
        ));
    }
    Filters::of(ground, filters)
}

/// Everybody, by whom they report to: the same as the map.
fn people(ground: &Ground<'_>) -> Block {
    Records::of(ground, Kind::Person)
        .below("title")
        .fields(&["reports_to", "role", "influence", "preference", "unit"])
        .wide_fields(&["organisation", "left_on"])
        .block()
}
