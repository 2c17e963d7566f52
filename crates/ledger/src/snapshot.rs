//! Snapshots: a plan as it was, sealed with its figures. They never change but by recorded erasure (decided 2.16).

use crate::store::{Row, Statement, Store};
use crate::{Error, HOME, Moment};
use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use plan::portfolio::Figures;
use plan::{Day, Plan, Problem, Reason, file, limits};
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
    let text = file::write(plan);
    if text.len() > limits::FILE_BYTES {
        return Err(Problem::anywhere(Reason::TooManyBytes { mib: limits::FILE_BYTES >> 20 }).into());
    }
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text.as_bytes()).map_err(|error| Error::Store(error.to_string()))?;
    let body = encoder.finish().map_err(|error| Error::Store(error.to_string()))?;
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
        fingerprint(&text).into(),
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
        figures: crate::account::json(row.text(6)?)?,
    })
}

/// The plan that a snapshot sealed; one whose seal is broken is an error, never a wrong plan.
pub async fn open(store: &Store, account: Uuid, id: Uuid) -> Result<Plan, Error> {
    let sql = "SELECT digest, body FROM snapshot WHERE workspace = $1 AND account = $2 AND id = $3";
    let rows = store.read_one(Statement { sql, params: vec![HOME.into(), account.into(), id.into()] }).await?;
    let row = rows.first().ok_or(Error::NotFound)?;
    let mut text = String::new();
    // More is a broken row.
    let most = u64::try_from(limits::FILE_BYTES).unwrap_or(u64::MAX);
    let unpacked = DeflateDecoder::new(row.bytes(1)?).take(most).read_to_string(&mut text);
    unpacked.map_err(|error| Error::Store(format!("snapshot {id}: {error}")))?;
    if fingerprint(&text) != row.text(0)? {
        return Err(Error::Store(format!("snapshot {id}: its content does not match its seal")));
    }
    file::read_stored(&text).map_err(|problems| {
        Error::Store(format!("snapshot {id}: {} problems, first: {:?}", problems.len(), problems.first()))
    })
}

fn fingerprint(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}
