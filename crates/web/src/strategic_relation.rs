//! Strategic relations: the organisations around the customer, what of their leverage we use, and the ways through them
//! to the people whom we do not reach (method 4.5).

use crate::error::Failure;
use crate::page::block::{Block, Drawing, Empty, Link, Notice, Notices, Tile, action_for};
use crate::page::table::{Cell, Records};
use crate::page::{Content, Ground};
use plan::strategic_relation::StrategicRelation;
use plan::strategic_relation::paths::{Path, paths};
use plan::{Id, Kind, Record};
use uuid::Uuid;

/// The figures at first glance.
const FIGURES: [&str; 3] =
    ["strategic_relation.strategic_attainment", "strategic_relation.realised", "strategic_relation.desired"];

/// What the page shows.
pub fn content(ground: &Ground<'_>) -> Result<Content, Failure> {
    let organisations = Records::of(ground, Kind::Organisation).fields(&["industry", "country"]).block();
    if ground.plan.strategic_relations.is_empty() {
        // A relation is with an organisation, so that comes first.
        let first = if ground.plan.organisations.is_empty() { Kind::Organisation } else { Kind::StrategicRelation };
        let mut blocks = vec![Empty::of(ground, "strategic-relations", first)];
        if !ground.plan.organisations.is_empty() {
            blocks.push(organisations);
        }
        return Ok(Content::of(blocks));
    }
    let star = draw::strategic_relation::scene(ground.plan, ground);
    let star = Drawing::of(ground, &star, "drawing-star-title", Some(format!("#{}", Kind::StrategicRelation)));
    let mut blocks = vec![Tile::all(ground, &FIGURES), star, relations(ground)];
    // To whom a way is sought is what we make of people.
    if ground.judges() {
        blocks.push(ways(ground));
    }
    blocks.push(organisations);
    Ok(Content::of(blocks))
}

/// All relations, the most unused leverage first.
fn relations(ground: &Ground<'_>) -> Block {
    let find = |id: Uuid| ground.plan.strategic_relations.get(Id::new(id));
    let number = |value: Option<f64>| value.map_or_else(|| "–".into(), |value| ground.say.number(value));
    let cell = move |id, of: fn(&StrategicRelation) -> Option<f64>| Cell::text(number(find(id).and_then(of)));
    Records::of(ground, Kind::StrategicRelation)
        .sorted(|id| find(id).map(|one| -one.rank()))
        .fields(&["relation_type"])
        .computed("nature-and-attitude", false, move |id| find(id).map(|one| nature(ground, one)).unwrap_or_default())
        .computed("term-leverage", true, move |id| cell(id, StrategicRelation::leverage))
        .computed("level-now-wanted", false, move |id| find(id).map(levels).unwrap_or_default())
        .computed("term-realised", true, move |id| cell(id, StrategicRelation::realised))
        .computed("term-unrealised", true, move |id| cell(id, StrategicRelation::unrealised).class("strong"))
        .fields(&["owner"])
        .wide_fields(&["reaches", "used_for"])
        .block()
}

/// What it is to us and how it stands to us; a caution where it competes.
fn nature(ground: &Ground<'_>, one: &StrategicRelation) -> Cell {
    let say = ground.say;
    let stance = crate::relationship::table::Stance::of(say, one.attitude);
    let nature = one.nature.map_or_else(|| say.label("unknown"), |nature| say.code("nature", nature.code()));
    let text = format!("{nature} {}", stance.glyph);
    if one.is_competing() {
        return Cell::text(format!("{text} ⚑")).meaning(say.label("relation-competes")).class("flagged");
    }
    Cell::text(text).meaning(stance.label)
}

fn levels(one: &StrategicRelation) -> Cell {
    let level =
        |level: Option<plan::relationship::Level>| level.map_or_else(|| "?".into(), |level| level.value().to_string());
    Cell::text(format!("{} → {}", level(one.our_level), level(one.desired_level)))
}

/// The path finder: to each top gap the ways through partners; an action where there is none.
fn ways(ground: &Ground<'_>) -> Block {
    let notice = |(standing, ways): (&plan::relationship::Standing<'_>, Vec<Path<'_>>)| {
        let person = standing.person.id.into();
        let mut records = vec![Link::to(ground, person)];
        records.extend(ways.iter().map(|way| Link::to(ground, way.relation.id.into())));
        let text = match ways.is_empty() {
            true => ground.say.label("no-way"),
            false => {
                ways.iter().map(|way| told(ground, way)).collect::<Vec<_>>().join(&ground.say.label("list-semicolon"))
            }
        };
        Notice { text, records, action: action_for(ground, Some(person)) }
    };
    Block::Notices(Notices {
        id: "ways".into(),
        heading: ground.say.label("ways"),
        none: ground.say.label("ways-none"),
        notices: paths(ground.plan, ground.relationships()).into_iter().map(notice).collect(),
    })
}

/// `Xu Chengzhi → Cui Jingxing, Hengyue Advisory`.
fn told(ground: &Ground<'_>, way: &Path<'_>) -> String {
    let say = ground.say;
    let owner = way.owner.map_or_else(|| say.label("reason-no-owner"), |owner| say.show(&owner.name).to_owned());
    let partner = ground.plan.organisations.get(way.relation.organisation);
    let partner = partner.map_or(way.relation.code(), |partner| say.show(&partner.name));
    let mut through: Vec<&str> = way.contacts.iter().map(|person| say.show(&person.name)).collect();
    through.push(partner);
    format!("{owner} → {}", through.join(&say.label("list-comma")))
}
