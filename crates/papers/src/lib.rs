//! The papers: a plan and its scenes in, bytes of files out. Labels come in from the door, in the reader's language.

pub mod audit;
pub mod record;
pub mod relationship;
mod sheet;

/// Why a paper could not be written.
pub use csv::Error;

/// The labels of one language: the text for a key.
pub type Labels<'l> = dyn Fn(&str) -> String + 'l;
