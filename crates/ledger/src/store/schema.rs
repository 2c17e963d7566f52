//! The tables, one SQL text for both engines, as forward-only migrations.

use crate::Error;
use refinery::{Migration, Runner};

/// The migrations in order: name and text. A released one never changes; where the engines differ in form or in name, it
/// has a place for a [`Dialect`].
const MIGRATIONS: &[(&str, &str)] = &[
    ("V1__plans_and_changes", include_str!("V1__plans_and_changes.sql")),
    ("V2__snapshots", include_str!("V2__snapshots.sql")),
    ("V3__library", include_str!("V3__library.sql")),
    ("V4__lists", include_str!("V4__lists.sql")),
    ("V5__erasures_and_formats", include_str!("V5__erasures_and_formats.sql")),
    ("V6__resting_and_files", include_str!("V6__resting_and_files.sql")),
    ("V7__operations", include_str!("V7__operations.sql")),
    ("V8__users", include_str!("V8__users.sql")),
    ("V9__list_orders", include_str!("V9__list_orders.sql")),
    ("V10__moves", include_str!("V10__moves.sql")),
    ("V11__roles", include_str!("V11__roles.sql")),
    ("V12__search", include_str!("V12__search.sql")),
    ("V13__tokens", include_str!("V13__tokens.sql")),
    ("V14__audit", include_str!("V14__audit.sql")),
    ("V15__search_index", include_str!("V15__search_index.sql")),
    ("V16__account_order", include_str!("V16__account_order.sql")),
];

/// Where the engines differ in what a migration says.
pub struct Dialect {
    /// Keeps a plan's records side by side on disk.
    pub without_rowid: &'static str,
    /// The type of bytes.
    pub bytes: &'static str,
    /// Puts what is unknown last in a falling index, where the engine would put it first.
    pub nulls_last: &'static str,
}

/// Runs what is missing in one transaction, so that a machine which stops in the middle leaves no table without the note
/// that it was made; a database with more migrations than we know was written by a newer version.
pub fn runner(dialect: &Dialect) -> Result<Runner, Error> {
    let migrations: Result<Vec<_>, _> = MIGRATIONS
        .iter()
        .map(|(name, sql)| {
            let sql = sql.replace("{without_rowid}", dialect.without_rowid).replace("{bytes}", dialect.bytes);
            Migration::unapplied(name, &sql.replace("{nulls_last}", dialect.nulls_last))
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
