//! The voice of the customer: what they say about us, word for word, and where it differs from what we think (method 4.6).

use crate::error::Failure;
use crate::page::block::{Empty, Tile};
use crate::page::table::Records;
use crate::page::{Content, Ground};
use plan::Kind;

/// What the page shows.
pub fn content(ground: &Ground<'_>) -> Result<Content, Failure> {
    if ground.plan.voices.is_empty() {
        return Ok(Content::of(vec![Empty::of(ground, "voices", Kind::Voice)]));
    }
    let figures = Tile::all(ground, &["voice.weighted_sentiment", "voice.reach", "voice.closed_loop"]);
    let voices = Records::of(ground, Kind::Voice)
        .below("interpretation")
        .fields(&["person", "subject", "topic", "sentiment", "perceived_tier", "on"])
        .wide_fields(&["taken_by", "expectation"]);
    Ok(Content::of(vec![figures, voices.block()]))
}
