//! What was removed and is still gone, each with the button that brings it back.

use super::changes::kinds;
use crate::error::Failure;
use crate::form::Press;
use crate::page::Ground;
use crate::page::block::Block;
use crate::value::title_of;
use askama::Template;
use plan::Gone;
use serde_json::Value;

#[derive(Template)]
#[template(path = "history/gone.html")]
struct Removed<'g, 'p> {
    ground: &'g Ground<'p>,
    lines: Vec<Line>,
}

/// What one change took out.
struct Line {
    name: String,
    code: String,
    at: String,
    with: String,
    back: Option<Press>,
}

/// The block of what is gone; none where nothing is.
pub fn block(ground: &Ground<'_>) -> Result<Option<Block>, Failure> {
    let lines: Vec<Line> =
        ground.plan.gone(&ground.past.changes).iter().filter_map(|gone| line(ground, gone)).collect();
    if lines.is_empty() || ground.is_past() {
        return Ok(None);
    }
    Ok(Some(Block::Part(Removed { ground, lines }.render()?)))
}

fn line(ground: &Ground<'_>, gone: &Gone<'_>) -> Option<Line> {
    let say = ground.say;
    let ((record, body), along) = gone.records.split_first()?;
    let name = format!("{} {}", say.kind(record.kind), title_of(ground.plan, say, record.kind, body));
    let with = kinds(ground, along.iter().map(|(record, _)| record.kind));
    Some(Line {
        back: ground.forms.restoration(*record, &name),
        name,
        code: body.get("code").and_then(Value::as_str).unwrap_or_default().to_owned(),
        at: ground.clock(gone.change.at),
        with: with.join(&say.label("list-comma")),
    })
}
