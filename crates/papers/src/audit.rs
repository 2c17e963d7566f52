//! The audit as a table for a spreadsheet.

use crate::Labels;
use crate::sheet::{self, safe};

/// The columns: each is the key of a label.
pub const COLUMNS: [&str; 6] = ["audit-at", "audit-by", "audit-what", "audit-account", "audit-about", "audit-origin"];

/// These entries as CSV, a column each in the order of [`COLUMNS`], in the reader's words.
pub fn csv(entries: &[[String; COLUMNS.len()]], labels: &Labels<'_>) -> Result<Vec<u8>, csv::Error> {
    let rows = entries.iter().map(|entry| entry.iter().map(|text| safe(text)).collect());
    sheet::csv(std::iter::once(COLUMNS.map(labels).into()).chain(rows))
}
