//! The tools of the method as blank forms to print and fill by hand: for a workshop, or at the customer's site.

use crate::error::Failure;
use crate::page::block::Block;
use crate::page::{Content, Ground};
use askama::Template;
use draw::svg::{self, Theme};
use plan::field::Tier;
use plan::{Kind, Plan};

/// The tools with the fields that their columns ask for, and how many blank rows a page holds.
const TABLES: [(&str, Kind, &[&str], usize); 6] = [
    ("background", Kind::Fact, &["subject", "topic", "statement", "source_ref", "as_of", "so_what"], 12),
    ("opportunities", Kind::Opportunity, &["name", "need", "amount", "close_on", "buying_step", "next_step"], 12),
    (
        "relationships",
        Kind::Person,
        &["name", "title", "role", "influence", "preference", "desired_level", "desired_reason"],
        14,
    ),
    (
        "strategic-relations",
        Kind::StrategicRelation,
        &["organisation", "relation_type", "tie", "influence", "our_level", "desired_level", "our_offer"],
        10,
    ),
    ("voices", Kind::Voice, &["person", "on", "topic", "quote", "sentiment", "perceived_tier"], 10),
    ("objectives", Kind::Action, &["title", "expected_outcome", "owner", "due_on", "status"], 14),
];

#[derive(Template)]
#[template(path = "blank_tools.html")]
struct BlankTools<'g, 'p> {
    ground: &'g Ground<'p>,
    map: String,
    tables: Vec<Blank>,
}

/// A blank table.
struct Blank {
    id: &'static str,
    title: String,
    columns: Vec<String>,
    rows: usize,
}

/// What the page shows.
pub fn content(ground: &Ground<'_>) -> Result<Content, Failure> {
    let say = ground.say;
    let table = |(slug, kind, fields, rows): &(&'static str, Kind, &[&str], usize)| Blank {
        id: slug,
        title: say.label(&format!("page-{slug}")),
        columns: fields.iter().filter(|field| asked(*kind, field)).map(|field| say.field(*kind, field)).collect(),
        rows: *rows,
    };
    let lanes = draw::strategy_map::scene(&Plan::default(), &Default::default(), ground);
    let page = BlankTools {
        ground,
        map: svg::write(&lanes, Theme::Page, &say.label("page-strategy-map")),
        tables: TABLES.iter().map(table).collect(),
    };
    Ok(Content::of(vec![Block::Part(page.render()?)]))
}

/// The kind still asks for this field.
fn asked(kind: Kind, field: &str) -> bool {
    kind.field(field).is_some_and(|field| field.tier != Tier::Fixed)
}
