//! The overview of an account: where we stand, what moved, what is next.

use crate::error::Failure;
use crate::page::block::Tile;
use crate::page::{Content, Ground};

/// The figures at first glance.
const FIGURES: [&str; 4] = [
    "relationship.seat_strength",
    "objective.execution_score",
    "voice.reach",
    "opportunity.chance_to_reach_target",
];

/// What the page shows.
pub fn content(ground: &Ground<'_>) -> Result<Content, Failure> {
    Ok(Content::of(vec![Tile::all(ground, &FIGURES)]))
}
