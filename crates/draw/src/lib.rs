//! Maps and charts, drawn once: a plan and its figures become a [`Scene`], and writers turn the scene into SVG here,
//! into slides and pages in `papers`.

pub mod account;
mod bubbles;
pub mod catalogue;
mod chip;
pub mod execution_map;
pub mod geometry;
mod hatch;
pub mod influence_map;
mod labels;
mod lattice;
mod layered;
mod legend;
pub mod opportunity;
pub mod paint;
mod placing;
pub mod portfolio;
pub mod relationship;
pub mod review;
pub mod scene;
pub mod strategic_relation;
pub mod strategy_map;
pub mod svg;
pub mod text;
pub mod trend;

pub use geometry::{Point, Rect};
pub use labels::Labels;
pub use scene::{Anchor, Item, Scene};
