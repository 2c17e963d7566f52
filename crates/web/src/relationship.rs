//! The relationship gap page: figures that open to their rows, top gaps, the gap table, the seats of every open deal
//! (method 4.3).

pub mod table;

use crate::App;
use crate::error::{At, Failure};
use crate::page::block::{Block, Drawing, Empty, Link, Tile};
use crate::page::{Content, Ground};
use crate::preferences::Preferences;
use crate::root::Root;
use crate::shell::{UserMenu, clock};
use askama::Template;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use draw::svg::{self, Theme};
use plan::Kind;
use plan::card::Audience;
use table::{DealRow, GapRow, TopGap};
use uuid::Uuid;

#[derive(Template)]
#[template(path = "relationship.html")]
struct Tables<'g, 'p> {
    ground: &'g Ground<'p>,
    top: Vec<TopGap>,
    rows: Vec<GapRow>,
    unrated: Vec<String>,
    all_supporters: bool,
    deals: Vec<DealRow>,
}

/// The ways to look at the people.
const VIEWS: [&str; 3] = ["list", "person-matrix", "gap-heat"];

/// The figures beside people coverage, which is drawn.
const FIGURES: [&str; 5] = [
    "relationship.seat_strength",
    "relationship.attainment",
    "relationship.support_index",
    "relationship.thread_risk",
    "relationship.influence_total",
];

/// What the page shows.
pub fn content(ground: &Ground<'_>) -> Result<Content, Failure> {
    let relationships = ground.relationships();
    let mut links = Link::add(ground, &[Kind::Person, Kind::Opportunity, Kind::Member]);
    if relationships.standings().is_empty() {
        return Ok(Content::of(vec![Empty::of(ground, "relationships", Kind::Person)]).with(links));
    }
    let stances = || relationships.standings().iter().filter_map(|one| one.person.preference);
    let tables = Tables {
        ground,
        top: relationships.top_gaps().map(|standing| TopGap::of(ground, standing)).collect(),
        rows: relationships.standings().iter().map(|standing| GapRow::of(ground, standing)).collect(),
        unrated: table::unrated(ground),
        // A true map has non-supporters; with more than a handful of people all in favour, somebody was not asked.
        all_supporters: stances().count() >= 5 && stances().all(|stance| stance.value() > 0),
        deals: relationships.deals().iter().map(|deal| DealRow::of(ground, deal)).collect(),
    };
    if !ground.is_past() {
        links.push(Link::file(ground.say.label("download-csv"), format!("{}.csv", ground.here)));
    }
    let mut blocks = vec![tiles(ground), Block::Tabs(ground.tabs(&VIEWS))];
    blocks.extend(drawing(ground));
    blocks.push(Block::Part(tables.render()?));
    Ok(Content::of(blocks).with(links))
}

/// The people as points or as heat, over their list.
fn drawing(ground: &Ground<'_>) -> Option<Block> {
    let relationships = ground.relationships();
    let (scene, title) = match ground.asked.value("view") {
        "person-matrix" => (draw::relationship::matrix::of(relationships, true, ground), "drawing-person-matrix"),
        "gap-heat" => (draw::relationship::heat::of(ground.plan, relationships, ground), "drawing-gap-heat"),
        _ => return None,
    };
    Some(Drawing::of(ground, &scene, title, Some("#people".into())))
}

fn tiles(ground: &Ground<'_>) -> Block {
    let coverage = ground.relationships().figures().people_coverage();
    let ring = svg::write(&draw::relationship::ring(&coverage, &ground.say.figure(&coverage)), Theme::Page, "");
    let first = Tile::with(ground, "relationship.people_coverage", &coverage).drawn(ring);
    let rest = FIGURES.iter().filter_map(|key| Tile::of(ground, key));
    Block::Figures([first].into_iter().chain(rest).collect())
}

/// `GET /accounts/{account}/relationships.csv`: the gap table for a spreadsheet.
pub async fn gap_table_csv(app: App, At(account): At<Uuid>, preferences: Preferences) -> Result<Response, Failure> {
    let seat = app.ledger.open(&app.viewer, account).await?;
    if !seat.plan().shows(Audience::Judgement) {
        return Err(Failure::NotFound);
    }
    let say = preferences.say();
    let labels = |key: &str| say.label(key);
    let mark = say.texts("watermark", &[("name", UserMenu::of(&app.who, say).name), ("at", clock(app.world.as_ref()))]);
    let bytes = papers::relationship::gap_table_csv(seat.plan(), app.world.today(), say.language, &labels, &mark)?;
    let code = seat.plan().account().map_or("account", |account| account.code.as_str());
    let plain: String = code.chars().filter(|c| c.is_ascii_alphanumeric() || "-_".contains(*c)).collect();
    app.exports(Root::Account(account), None).await?;
    let name = format!("attachment; filename=\"{plain}-relationships-{}.csv\"", app.world.today());
    Ok(([(CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, name)], bytes).into_response())
}
