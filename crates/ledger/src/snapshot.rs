//! Snapshots: a plan as it was, sealed with its figures. They never change but by recorded erasure (decided 2.16).

use crate::account::{Writes, json};
use crate::erasure::Resealed;
use crate::store::{Row, Statement, Store};
use crate::{Error, HOME, Moment};
use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use plan::erasure::{self, Erasure};
use plan::format::Formats;
use plan::past::Past;
use plan::portfolio::Figures;
use plan::{Day, Kind, Plan, Problem, Reason, file, limits};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::io::{Read, Write};
use uuid::Uuid;

/// A snapshot as lists show it.
#[derive(Clone, Debug, PartialEq)]
pub struct Snapshot {
    /// Its id.
    pub id: Uuid,
    /// The revision that it sealed.
    pub revision: i64,
    /// What it is called.
    pub name: String,
    /// The day for which its figures were computed.
    pub day: Day,
    /// Who sealed it.
    pub made_by: Uuid,
    /// When.
    pub made_at: jiff::Timestamp,
    /// The figures of that day, as JSON.
    pub figures: serde_json::Value,
}

/// The statement that seals a plan.
pub fn seal(
    account: Uuid,
    id: Uuid,
    revision: i64,
    name: &str,
    plan: &Plan,
    by: Uuid,
    moment: Moment,
) -> Result<Statement, Error> {
    seal_file(account, Sealed { id, revision, name }, &file::write(plan), plan, by, moment)
}

/// What a snapshot is called, and which revision it seals.
pub struct Sealed<'n> {
    pub id: Uuid,
    pub revision: i64,
    pub name: &'n str,
}

/// The statement that seals a plan by this file of it, which may be of an older format.
pub fn seal_file(
    account: Uuid,
    sealed: Sealed<'_>,
    text: &str,
    plan: &Plan,
    by: Uuid,
    moment: Moment,
) -> Result<Statement, Error> {
    let Sealed { id, revision, name } = sealed;
    if text.len() > limits::FILE_BYTES {
        return Err(Problem::anywhere(Reason::TooManyBytes { mib: limits::FILE_BYTES >> 20 }).into());
    }
    let body = packed(text)?;
    let figures = Figures::of(plan, moment.today).to_json();
    let sql = "INSERT INTO snapshot \
               (workspace, account, id, revision, name, day, made_by, made_at, digest, figures, body) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (workspace, account, id) DO NOTHING";
    let params = vec![
        HOME.into(),
        account.into(),
        id.into(),
        revision.into(),
        name.into(),
        moment.today.to_string().into(),
        by.into(),
        moment.at.to_string().into(),
        fingerprint(text).into(),
        figures.to_string().into(),
        body.into(),
    ];
    Ok(Statement { sql, params })
}

/// All snapshots of an account, the latest first.
pub async fn list(store: &Store, account: Uuid) -> Result<Vec<Snapshot>, Error> {
    let sql = "SELECT id, revision, name, day, made_by, made_at, figures FROM snapshot \
               WHERE workspace = $1 AND account = $2 ORDER BY revision DESC, made_at DESC, id";
    let rows = store.read_one(Statement { sql, params: vec![HOME.into(), account.into()] }).await?;
    rows.iter().map(snapshot).collect()
}

fn snapshot(row: &Row) -> Result<Snapshot, Error> {
    Ok(Snapshot {
        id: row.parse(0)?,
        revision: row.int(1)?,
        name: row.text(2)?.to_owned(),
        day: row.parse(3)?,
        made_by: row.parse(4)?,
        made_at: row.parse(5)?,
        figures: json(row.text(6)?)?,
    })
}

/// The plan that a snapshot sealed; one whose seal is broken is an error, never a wrong plan.
pub async fn open(store: &Store, account: Uuid, id: Uuid, formats: Formats) -> Result<Plan, Error> {
    let text = text_of(store, account, id).await?;
    file::read_stored_in(&text, formats).map_err(|problems| {
        Error::Store(format!("snapshot {id}: {} problems, first: {:?}", problems.len(), problems.first()))
    })
}

/// The records that a snapshot sealed, of whatever format they were.
pub async fn past(store: &Store, account: Uuid, id: Uuid) -> Result<Past, Error> {
    Ok(Past::of_file(&json(&text_of(store, account, id).await?)?))
}

/// The fingerprint of what a snapshot sealed.
pub async fn digest(store: &Store, account: Uuid, id: Uuid) -> Result<String, Error> {
    let sql = "SELECT digest FROM snapshot WHERE workspace = $1 AND account = $2 AND id = $3";
    let rows = store.read_one(Statement { sql, params: vec![HOME.into(), account.into(), id.into()] }).await?;
    Ok(rows.first().ok_or(Error::NotFound)?.text(0)?.to_owned())
}

async fn text_of(store: &Store, account: Uuid, id: Uuid) -> Result<String, Error> {
    let sql = "SELECT digest, body FROM snapshot WHERE workspace = $1 AND account = $2 AND id = $3";
    let rows = store.read_one(Statement { sql, params: vec![HOME.into(), account.into(), id.into()] }).await?;
    let row = rows.first().ok_or(Error::NotFound)?;
    let text = unpacked(row.bytes(1)?).map_err(|error| Error::Store(format!("snapshot {id}: {error}")))?;
    if fingerprint(&text) != row.text(0)? {
        return Err(Error::Store(format!("snapshot {id}: its content does not match its seal")));
    }
    Ok(text)
}

/// The statement that reads all snapshots with what they sealed.
pub fn all(account: Uuid) -> Statement {
    let sql = "SELECT id, name, digest, figures, body FROM snapshot WHERE workspace = $1 AND account = $2 ORDER BY id";
    Statement { sql, params: vec![HOME.into(), account.into()] }
}

/// The bodies in a row of [`all`], each with the code of its kind.
pub fn bodies(row: &Row) -> Result<Vec<(String, Value)>, Error> {
    let file: Value = json(&unpacked(row.bytes(4)?)?)?;
    let parts = file.as_object().into_iter().chain(file.get(file::LIBRARY).and_then(Value::as_object)).flatten();
    let lists = parts.filter_map(|(kind, list)| Some((kind, list.as_array()?)));
    Ok(lists.flat_map(|(kind, list)| list.iter().map(move |body| (kind.clone(), body.clone()))).collect())
}

/// Takes a human being out of a row of [`all`] and seals it anew; nothing where that one was not in it.
pub fn erase(account: Uuid, row: &Row, erasures: &[Erasure], writes: &mut Writes) -> Result<Option<Resealed>, Error> {
    let (id, mut name): (Uuid, String) = (row.parse(0)?, row.text(1)?.to_owned());
    let (text, mut figures) = (unpacked(row.bytes(4)?)?, json::<Value>(row.text(3)?)?);
    let before: Value = json(&text)?;
    let mut file = before.clone();
    erase_in(&mut file, erasures);
    let mut named = false;
    for erasure in erasures {
        named |= erasure.replace_in(&mut name, usize::MAX) | erasure.replace(None, &mut figures);
    }
    if file == before && !named {
        return Ok(None);
    }
    // Written as `file::write` does, so that what stayed is the same byte by byte.
    let text = serde_json::to_string_pretty(&file).map_err(|error| Error::Store(error.to_string()))? + "\n";
    let resealed = Resealed { snapshot: id, was: row.text(2)?.to_owned(), now: fingerprint(&text) };
    let sql = "UPDATE snapshot SET name = $1, digest = $2, figures = $3, body = $4 \
               WHERE workspace = $5 AND account = $6 AND id = $7";
    let params = vec![
        name.into(),
        resealed.now.clone().into(),
        figures.to_string().into(),
        packed(&text)?.into(),
        HOME.into(),
        account.into(),
        id.into(),
    ];
    writes.push(Statement { sql, params });
    Ok(Some(resealed))
}

/// Takes a human being out of a file's records, those of its library among them.
fn erase_in(file: &mut Value, erasures: &[Erasure]) {
    for (name, part) in file.as_object_mut().into_iter().flatten() {
        match (Kind::from_code(name), part) {
            (Some(kind), Value::Array(list)) => {
                for body in list {
                    let id = body.get("id").and_then(Value::as_str).and_then(|id| id.parse().ok()).unwrap_or_default();
                    erasure::rewrite(erasures, kind, id, body);
                }
            }
            (None, part) if name == file::LIBRARY => erase_in(part, erasures),
            // Such as records that could not be read then.
            (_, part) => {
                for erasure in erasures {
                    erasure.replace(None, part);
                }
            }
        }
    }
}

/// Text, deflated.
pub(crate) fn packed(text: &str) -> Result<Vec<u8>, Error> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text.as_bytes()).map_err(|error| Error::Store(error.to_string()))?;
    encoder.finish().map_err(|error| Error::Store(error.to_string()))
}

/// Deflated text.
pub(crate) fn unpacked(bytes: &[u8]) -> Result<String, Error> {
    let mut text = String::new();
    // More is a broken row.
    let most = u64::try_from(limits::FILE_BYTES).unwrap_or(u64::MAX);
    let read = DeflateDecoder::new(bytes).take(most).read_to_string(&mut text);
    read.map(|_| text).map_err(|error| Error::Store(error.to_string()))
}

fn fingerprint(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}
