//! `kamap draw`: the maps of a plan file as pictures.

use crate::Failure;
use crate::command::Draw;
use crate::files::{put, read};
use crate::world::today;
use draw::execution_map::{self, matrix, matrix::Rows, white_space};
use draw::svg::{self, Theme};
use draw::{Scene, influence_map, strategy_map};
use plan::{Day, Plan};
use web::words::Say;

/// How a map is drawn from a plan as of a day.
type Drawn = fn(&Plan, Day, Say) -> Scene;

/// Every map by its name, with the key of its title.
const MAPS: [(&str, &str, Drawn); 7] = [
    ("strategy-map", "map-strategy_map", |plan, _, say| strategy_map::scene(plan, &Default::default(), &say)),
    ("execution-map", "map-execution_map", |plan, _, say| execution_map::layers(plan, &Default::default(), &say)),
    ("matrix", "drawing-matrix", |plan, _, say| matrix::scene(plan, Rows::Needs, &say)),
    ("unit-matrix", "drawing-unit-matrix", |plan, _, say| matrix::scene(plan, Rows::Units, &say)),
    ("white-space", "drawing-white-space", |plan, _, say| white_space::scene(plan, &say)),
    ("influence-map", "map-influence_map", |plan, on, say| influence_map::scene(plan, on, &Default::default(), &say)),
    ("influence-grid", "drawing-influence-grid", |plan, on, say| influence_map::grid::scene(plan, on, &say)),
];

/// `kamap draw`.
pub fn draw(draw: &Draw, say: Say) -> Result<(), Failure> {
    let Some((_, title, drawn)) = MAPS.iter().find(|(name, _, _)| *name == draw.map) else {
        let known = MAPS.map(|(name, _, _)| name).join(", ");
        return Err(Failure::Told(format!("{}: {}", draw.map, say.one("draw-unknown", "known", known))));
    };
    let plan = read(&draw.file)?;
    let scene = drawn(&plan, draw.on.unwrap_or_else(today), say);
    put(draw.output.as_deref(), &format!("{}\n", svg::write(&scene, Theme::File, &say.label(title))))
}
