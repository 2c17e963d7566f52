//! Maps and charts, drawn once: a plan and its figures become a [`Scene`], and writers turn the scene into SVG here,
//! into slides and pages in `papers`.

pub mod geometry;
pub mod paint;
pub mod relationship;
pub mod scene;
pub mod svg;
pub mod text;

pub use geometry::{Point, Rect};
pub use paint::Paint;
pub use scene::{Anchor, Item, Scene};
