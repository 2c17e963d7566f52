//! Maps and charts, drawn once: a plan and its figures become a [`Scene`], and writers turn the scene into SVG here,
//! into slides and pages in `papers`.

mod chip;
pub mod execution_map;
pub mod geometry;
pub mod influence_map;
mod labels;
mod lattice;
mod layered;
mod legend;
pub mod paint;
pub mod relationship;
pub mod scene;
pub mod strategy_map;
pub mod svg;
pub mod text;

pub use geometry::{Point, Rect};
pub use labels::Labels;
pub use scene::{Anchor, Item, Scene};
