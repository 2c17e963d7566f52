//! Every drawing by its name: what `kamap draw` offers, and what the tests hold to its geometry.

use crate::execution_map::{self, battlefield, matrix, matrix::Rows, road_map, white_space};
use crate::labels::Labels;
use crate::portfolio::{self, Stand};
use crate::scene::Scene;
use crate::{account, influence_map, opportunity, relationship, review, strategic_relation, strategy_map, trend};
use plan::{Day, Plan};

/// A drawing that a plan has.
pub struct Drawing {
    /// Its name on the command line.
    pub name: &'static str,
    /// The key of its title.
    pub title: &'static str,
    /// Draws it from a plan as of a day.
    pub draw: fn(&Plan, Day, &dyn Labels) -> Scene,
}

const fn drawing(name: &'static str, title: &'static str, draw: fn(&Plan, Day, &dyn Labels) -> Scene) -> Drawing {
    Drawing { name, title, draw }
}

/// All drawings: the maps, then the charts.
pub fn all() -> impl Iterator<Item = &'static Drawing> {
    MAPS.iter().chain(CHARTS)
}

/// The maps.
pub const MAPS: &[Drawing] = &[
    drawing("strategy-map", "map-strategy_map", |plan, _, say| strategy_map::scene(plan, &Default::default(), say)),
    drawing("execution-map", "map-execution_map", |plan, on, say| {
        execution_map::layers(plan, on, &Default::default(), say)
    }),
    drawing("matrix", "drawing-matrix", |plan, on, say| matrix::scene(plan, on, Rows::Needs, say)),
    drawing("unit-matrix", "drawing-unit-matrix", |plan, on, say| matrix::scene(plan, on, Rows::Units, say)),
    drawing("white-space", "drawing-white-space", |plan, _, say| white_space::scene(plan, say)),
    drawing("influence-map", "map-influence_map", |plan, on, say| {
        influence_map::scene(plan, on, &Default::default(), say)
    }),
    drawing("influence-grid", "drawing-influence-grid", |plan, on, say| influence_map::grid::scene(plan, on, say)),
];

/// The charts.
pub const CHARTS: &[Drawing] = &[
    drawing("butterfly", "drawing-butterfly", |plan, on, say| account::scene(plan, on, say)),
    drawing("road-map", "drawing-road-map", road_map::scene),
    drawing("battlefield", "drawing-battlefield", |plan, _, say| battlefield::scene(plan, say)),
    drawing("forecast", "drawing-forecast", opportunity::scene),
    drawing("forecast-trend", "drawing-forecast-trend", |plan, _, say| trend::forecast(plan, say)),
    drawing("person-matrix", "drawing-person-matrix", |plan, on, say| relationship::matrix::scene(plan, on, true, say)),
    drawing("gap-heat", "drawing-gap-heat", relationship::heat::scene),
    drawing("star", "drawing-star-title", |plan, _, say| strategic_relation::scene(plan, say)),
    drawing("completeness", "drawing-completeness", review::scene),
    drawing("account-plot", "drawing-account-plot", |plan, on, say| {
        portfolio::path(&[Stand::of(plan, on, say.day(on))], say)
    }),
];
