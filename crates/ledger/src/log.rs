//! The log of an account: what was done, by whom, and what could be taken back.

use crate::store::{Row, Statement, Store};
use crate::{Error, HOME};
use plan::change::Trace;
use plan::{Change, Edit, Logged, Unread};
use serde_json::Value;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// How far back undo looks for a person's own last change.
const UNDO_WINDOW: i64 = 200;

/// The fingerprint of a change as it was sent. The same id with another fingerprint is another change.
pub fn digest(change: &Change) -> String {
    // A change has only string keys, so writing it as JSON has no way to fail.
    let bytes = serde_json::to_vec(change).unwrap_or_default();
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The statement that asks whether a change was made already.
pub fn made(account: Uuid, change: Uuid) -> Statement {
    let sql = "SELECT revision, digest FROM change WHERE workspace = $1 AND account = $2 AND id = $3";
    Statement { sql, params: vec![HOME.into(), account.into(), change.into()] }
}

/// The answer to [`made`]: revision and fingerprint.
pub fn made_at(rows: &[Row]) -> Result<Option<(i64, String)>, Error> {
    rows.first().map(|row| Ok((row.int(0)?, row.text(1)?.to_owned()))).transpose()
}

/// The statement that asks when the change that made this revision was made.
pub fn instant_of(account: Uuid, revision: i64) -> Statement {
    let sql = "SELECT made_at FROM change WHERE workspace = $1 AND account = $2 AND revision = $3";
    Statement { sql, params: vec![HOME.into(), account.into(), revision.into()] }
}

/// The change with this id and all that came after it, oldest first.
pub async fn since(store: &Store, account: Uuid, change: Uuid) -> Result<Vec<Logged>, Error> {
    let sql = "SELECT revision, id, made_by, made_at, why, undoes, edits FROM change \
               WHERE workspace = $1 AND account = $2 AND revision >= \
               (SELECT revision FROM change WHERE workspace = $1 AND account = $2 AND id = $3) ORDER BY revision";
    let statement = Statement { sql, params: vec![HOME.into(), account.into(), change.into()] };
    store.read_one(statement).await?.iter().map(logged).collect()
}

/// The last `most` changes before this revision, newest first.
pub async fn latest(store: &Store, account: Uuid, revision: i64, most: i64) -> Result<Vec<Logged>, Error> {
    let sql = "SELECT revision, id, made_by, made_at, why, undoes, edits FROM change \
               WHERE workspace = $1 AND account = $2 AND revision < $3 ORDER BY revision DESC LIMIT $4";
    let statement = Statement { sql, params: vec![HOME.into(), account.into(), revision.into(), most.into()] };
    store.read_one(statement).await?.iter().map(logged).collect()
}

/// The changes after this revision, newest first.
pub async fn after(store: &Store, account: Uuid, revision: i64) -> Result<Vec<Logged>, Error> {
    let sql = "SELECT revision, id, made_by, made_at, why, undoes, edits FROM change \
               WHERE workspace = $1 AND account = $2 AND revision > $3 ORDER BY revision DESC";
    let statement = Statement { sql, params: vec![HOME.into(), account.into(), revision.into()] };
    store.read_one(statement).await?.iter().map(logged).collect()
}

/// The last revision made at or before this instant; 0 where there is none. Instants never run backwards within an
/// account, but in logs from before that was so they may; there the last one that is not later counts.
pub async fn revision_at(store: &Store, account: Uuid, at: jiff::Timestamp) -> Result<i64, Error> {
    let sql = "SELECT revision, made_at FROM change WHERE workspace = $1 AND account = $2 ORDER BY revision DESC";
    let rows = store.read_one(Statement { sql, params: vec![HOME.into(), account.into()] }).await?;
    for row in &rows {
        if row.parse::<jiff::Timestamp>(1)? <= at {
            return row.int(0);
        }
    }
    Ok(0)
}

/// The revisions of the library under which the changes were applied, newest change first.
pub async fn libraries(store: &Store, account: Uuid) -> Result<Vec<i64>, Error> {
    let sql = "SELECT library FROM change WHERE workspace = $1 AND account = $2 ORDER BY revision DESC";
    let rows = store.read_one(Statement { sql, params: vec![HOME.into(), account.into()] }).await?;
    rows.iter().map(|row| row.int(0)).collect()
}

/// The revision of the library under which the change that made this revision was applied; 0 where there was none.
pub async fn library_of(store: &Store, account: Uuid, revision: i64) -> Result<i64, Error> {
    let sql = "SELECT library FROM change WHERE workspace = $1 AND account = $2 AND revision = $3";
    let rows = store.read_one(Statement { sql, params: vec![HOME.into(), account.into(), revision.into()] }).await?;
    rows.first().map_or(Ok(0), |row| row.int(0))
}

/// Who made the latest changes since the last step to a new format and what each took back, newest first. The first
/// change of all is no step of anybody, and a change without edits stands for an erasure or a new format.
pub async fn traces(store: &Store, account: Uuid) -> Result<Vec<Trace>, Error> {
    let sql = "SELECT id, made_by, undoes FROM change \
               WHERE workspace = $1 AND account = $2 AND revision > 1 AND revision > (SELECT COALESCE(MAX(s.revision), 0) \
               FROM format_step s WHERE s.workspace = $1 AND s.account = $2) AND edits <> '[]' \
               ORDER BY revision DESC LIMIT $3";
    let statement = Statement { sql, params: vec![HOME.into(), account.into(), UNDO_WINDOW.into()] };
    let trace = |row: &Row| Ok(Trace { id: row.parse(0)?, by: row.parse(1)?, undoes: maybe_id(row, 2)? });
    store.read_one(statement).await?.iter().map(trace).collect()
}

/// The statement that reads the whole log, newest first.
pub fn all(account: Uuid) -> Statement {
    let sql = "SELECT revision, id, made_by, made_at, why, undoes, edits FROM change \
               WHERE workspace = $1 AND account = $2 ORDER BY revision DESC";
    Statement { sql, params: vec![HOME.into(), account.into()] }
}

/// A change in the answer to [`all`].
pub fn logged(row: &Row) -> Result<Logged, Error> {
    let text = row.text(6)?;
    let (edits, unread) = match serde_json::from_str(text) {
        Ok(edits) => (edits, None),
        Err(error) => (Vec::new(), Some(Unread { raw: text.to_owned(), why: error.to_string() })),
    };
    Ok(Logged {
        revision: row.int(0)?,
        id: row.parse(1)?,
        by: row.parse(2)?,
        at: row.parse(3)?,
        why: row.maybe_text(4)?.map(str::to_owned),
        undoes: maybe_id(row, 5)?,
        edits,
        unread,
        hidden: 0,
    })
}

/// The edits of a log row that this version knows, whatever stands beside them.
pub fn known_edits(text: &str) -> Vec<Edit> {
    let edits: Vec<Value> = serde_json::from_str(text).unwrap_or_default();
    edits.into_iter().filter_map(|edit| serde_json::from_value(edit).ok()).collect()
}

fn maybe_id(row: &Row, column: usize) -> Result<Option<Uuid>, Error> {
    row.maybe_text(column)?.map(|_| row.parse(column)).transpose()
}
