//! The library: what all accounts of the company share - solutions and cases, organisations, our people, and the
//! settings by which figures are computed (method 0.3, 3.1, 4.5).

use crate::error::Failure;
use crate::page::block::{Block, Empty};
use crate::page::menu::Leaf;
use crate::page::table::{Cell, Records};
use crate::page::{Content, Ground};
use crate::root::Root;
use axum::response::Redirect;
use plan::{Id, Kind};
use uuid::Uuid;

/// `/library`: its first page.
pub async fn front() -> Redirect {
    let first = Leaf::of(Root::Library).first().map_or("", |leaf| leaf.slug);
    Redirect::to(&format!("{}/{first}", Root::Library))
}

/// Solutions and success cases.
pub fn solutions(ground: &Ground<'_>) -> Result<Content, Failure> {
    let solutions = Records::of(ground, Kind::Solution).below("description").fields(&["retired_on"]);
    let cases = Records::of(ground, Kind::SuccessCase).below("result").fields(&["solution", "industry", "done_on"]);
    Ok(Content::of(vec![solutions.block(), cases.block()]))
}

/// Organisations around customers.
pub fn organisations(ground: &Ground<'_>) -> Result<Content, Failure> {
    if ground.plan.organisations.is_empty() {
        return Ok(Content::of(vec![Empty::of(ground, "organisations", Kind::Organisation)]));
    }
    let organisations = Records::of(ground, Kind::Organisation).fields(&["industry", "country"]);
    Ok(Content::of(vec![organisations.block()]))
}

/// Our people, and whom they know.
pub fn colleagues(ground: &Ground<'_>) -> Result<Content, Failure> {
    if ground.plan.colleagues.is_empty() {
        return Ok(Content::of(vec![Empty::of(ground, "colleagues", Kind::Colleague)]));
    }
    let colleagues = Records::of(ground, Kind::Colleague).below("title").fields(&["department", "knows", "retired_on"]);
    Ok(Content::of(vec![colleagues.block()]))
}

/// The choices of a field of the company's own; which are there can be seen and changed in its panel.
fn choices(ground: &Ground<'_>, field: Uuid) -> Cell {
    let field = ground.plan.custom_fields.get(Id::new(field));
    let choices = field.into_iter().flat_map(|field| field.choices(ground.plan)).filter(|one| !one.retired);
    let names: Vec<&str> = choices.map(|one| ground.say.show(&one.name)).collect();
    Cell::text(names.join(&ground.say.label("list-comma")))
}

/// The company, the weights that differ from the method's, exchange rates, and fields of the company's own.
pub fn settings(ground: &Ground<'_>) -> Result<Content, Failure> {
    let default = |id| {
        let setting = ground.plan.setting_records.get(Id::new(id));
        let default = setting.and_then(|one| one.key.leaf()).map(|leaf| ground.say.number(leaf.default));
        Cell::text(default.unwrap_or_default())
    };
    let blocks: Vec<Block> = vec![
        Records::of(ground, Kind::Workspace)
            .fields(&["currency", "time_zone", "fiscal_year_start"])
            .table()
            .without_new(),
        Records::of(ground, Kind::Setting).fields(&["value"]).computed("setting-default", true, default).table(),
        Records::of(ground, Kind::Rate).fields(&["on", "per_unit"]).table(),
        Records::of(ground, Kind::CustomField)
            .fields(&["kind", "shape", "listed", "retired"])
            .computed("many-custom_choice", false, |id| choices(ground, id))
            .table(),
    ]
    .into_iter()
    .map(Block::Table)
    .collect();
    Ok(Content::of(blocks))
}
