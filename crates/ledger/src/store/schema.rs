//! The tables, one SQL text for both engines, as forward-only migrations.

use crate::Error;
use refinery::{Migration, Runner};

/// The migrations in order: name and text. A released one never changes; `{without_rowid}` is the one place where the
/// engines differ in form (SQLite then keeps a plan's records side by side on disk), `{bytes}` where they differ in name.
const MIGRATIONS: &[(&str, &str)] = &[
    ("V1__plans_and_changes", include_str!("V1__plans_and_changes.sql")),
    ("V2__snapshots", include_str!("V2__snapshots.sql")),
    ("V3__library", include_str!("V3__library.sql")),
    ("V4__lists", include_str!("V4__lists.sql")),
    ("V5__erasures_and_formats", include_str!("V5__erasures_and_formats.sql")),
];

/// Runs what is missing in one transaction, so that a machine which stops in the middle leaves no table without the note
/// that it was made; a database with more migrations than we know was written by a newer version.
pub fn runner(without_rowid: &str, bytes: &str) -> Result<Runner, Error> {
    let migrations: Result<Vec<_>, _> = MIGRATIONS
        .iter()
        .map(|(name, sql)| {
            let sql = sql.replace("{without_rowid}", without_rowid).replace("{bytes}", bytes);
            Migration::unapplied(name, &sql)
        })
        .collect();
    Ok(Runner::new(&migrations.map_err(broken)?).set_grouped(true).set_abort_missing(true).set_abort_divergent(true))
}

/// What a failed migration means.
pub fn broken(error: refinery::Error) -> Error {
    match error.kind() {
        refinery::error::Kind::MissingVersion(_) => Error::Newer,
        _ => Error::Store(format!("migration: {error}")),
    }
}
