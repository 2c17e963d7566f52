//! `kamap draw`: the maps and charts of a plan file as pictures.

use crate::Failure;
use crate::command::Draw;
use crate::files::{put, read};
use crate::world::today;
use draw::catalogue;
use draw::svg::{self, Theme};
use web::words::Say;

/// `kamap draw`.
pub fn draw(draw: &Draw, say: Say) -> Result<(), Failure> {
    let Some(drawing) = catalogue::all().find(|drawing| drawing.name == draw.map) else {
        let known: Vec<&str> = catalogue::all().map(|drawing| drawing.name).collect();
        let known = known.join(", ");
        return Err(Failure::told("draw-unknown", [("name", draw.map.clone()), ("known", known)]));
    };
    let plan = read(&draw.file)?;
    let scene = (drawing.draw)(&plan, draw.on.unwrap_or_else(today), &say);
    put(draw.output.as_deref(), format!("{}\n", svg::write(&scene, Theme::File, &say.label(drawing.title))))
}
