//! The bytes of files (decided 5.49): one row for each content, under its fingerprint, written in the transaction of the
//! change that brings the file. Records, log and snapshots name it by the fingerprint; while any of them does, it stays.

use crate::store::{Outcome, Row, Statement};
use crate::{Error, HOME, Ledger, step};
use plan::attachment::Attachment;
use plan::{Applied, Change, Edit, Id, Kind, Problem, Reason};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

/// How many digits a fingerprint has.
const DIGITS: usize = 64;

/// The fingerprint of a file: its SHA-256 in lower case.
pub fn fingerprint(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The statement that writes a file, or notes that it came in again.
pub fn write(bytes: &[u8]) -> Statement {
    let sql = "INSERT INTO blob (workspace, hash, bytes) VALUES ($1, $2, $3) \
               ON CONFLICT (workspace, hash) DO UPDATE SET times = blob.times + 1";
    Statement { sql, params: vec![HOME.into(), fingerprint(bytes).into(), bytes.to_vec().into()] }
}

/// The statement that asks whether a file is there.
fn there(hash: &str) -> Statement {
    let sql = "SELECT hash FROM blob WHERE workspace = $1 AND hash = $2";
    Statement { sql, params: vec![HOME.into(), hash.into()] }
}

/// The statements that ask which of the files that this change would bring are there already.
pub fn asked_by(change: &Change) -> Vec<Statement> {
    let hash = |edit: &Edit| match edit {
        Edit::Create { kind: Kind::Attachment, body, .. } => {
            body.get("sha256").and_then(Value::as_str).map(str::to_owned)
        }
        _ => None,
    };
    change.edits.iter().filter_map(hash).map(|hash| there(&hash)).collect()
}

/// The fingerprints in the answers to [`asked_by`].
pub fn found(answers: &[Vec<Row>]) -> Result<BTreeSet<String>, Error> {
    answers.iter().flatten().map(|row| row.text(0).map(str::to_owned)).collect()
}

/// What lacks its bytes among the files that were added: neither in the database nor brought along. What is brought back
/// may have lost them to an erasure.
pub fn lacking(change: &Change, applied: &Applied, brought: Option<&[u8]>, there: &BTreeSet<String>) -> Vec<Problem> {
    let brought = brought.map(|bytes| (fingerprint(bytes), bytes.len()));
    let has_bytes = |one: &Attachment| match &one.sha256 {
        None => change.undoes.is_some(),
        Some(hash) => {
            let fits = |(own, length): &(String, usize)| own == hash && i64::try_from(*length) == Ok(one.size);
            brought.as_ref().is_some_and(fits) || there.contains(hash)
        }
    };
    let added = applied.edits.iter().filter_map(|edit| match edit {
        Edit::Create { kind: Kind::Attachment, id, .. } => applied.plan.attachments.get(Id::new(*id)),
        _ => None,
    });
    added.filter(|one| !has_bytes(one)).map(|one| Problem::of(one, "sha256", Reason::NoFile)).collect()
}

/// The fingerprints that stand in a text.
pub fn named_in(text: &str) -> impl Iterator<Item = String> {
    let words = text.split(|sign: char| !sign.is_ascii_hexdigit());
    words.filter(|word| word.len() == DIGITS).map(str::to_owned)
}

impl Ledger {
    /// The bytes under a fingerprint.
    pub(crate) async fn bytes(&self, hash: &str) -> Result<Option<Vec<u8>>, Error> {
        let sql = "SELECT bytes FROM blob WHERE workspace = $1 AND hash = $2";
        let rows = self.0.store.read_one(Statement { sql, params: vec![HOME.into(), hash.into()] }).await?;
        rows.first().map(|row| row.bytes(0).map(<[u8]>::to_vec)).transpose()
    }

    /// The fingerprints of all files, each with how often it came in.
    pub(crate) async fn files(&self) -> Result<Vec<(String, i64)>, Error> {
        let sql = "SELECT hash, times FROM blob WHERE workspace = $1 ORDER BY hash";
        let rows = self.0.store.read_one(Statement { sql, params: vec![HOME.into()] }).await?;
        rows.iter().map(|row| Ok((row.text(0)?.to_owned(), row.int(1)?))).collect()
    }

    /// Takes out the files that nobody names, and leaves one that somebody brought again meanwhile. Says how many went.
    pub(crate) async fn clear_idle_files(&self) -> Result<usize, Error> {
        step::may_write(&self.0.store, self.0.formats).await?;
        let mut gone = 0;
        for (hash, times) in self.idle_files().await? {
            let sql = "DELETE FROM blob WHERE workspace = $1 AND hash = $2 AND times = $3";
            let delete = Statement { sql, params: vec![HOME.into(), hash.into(), times.into()] };
            gone += usize::from(self.0.store.commit(delete, Vec::new()).await? == Outcome::Done);
        }
        Ok(gone)
    }

    /// What is wrong with the files themselves: bytes that are not those of their fingerprint, and files that nobody
    /// names.
    pub(crate) async fn file_wounds(&self) -> Result<Vec<String>, Error> {
        let mut wounds = Vec::new();
        for (hash, _) in self.files().await? {
            let bytes = self.bytes(&hash).await?.unwrap_or_default();
            if fingerprint(&bytes) != hash {
                wounds.push(format!("file {hash}: its bytes are not those that came in"));
            }
        }
        let idle = self.idle_files().await?.into_iter();
        wounds.extend(
            idle.map(|(hash, _)| format!("file {hash}: nothing refers to it; kamap doctor --repair removes it")),
        );
        Ok(wounds)
    }

    /// The files of a plan's own records of which there are no bytes: a sentence each.
    pub(crate) async fn files_without_bytes(
        &self,
        account: uuid::Uuid,
        plan: &plan::Plan,
    ) -> Result<Vec<String>, Error> {
        let mut wounds = Vec::new();
        for one in plan.attachments.by_code() {
            let Some(hash) = &one.sha256 else { continue };
            if self.0.store.read_one(there(hash)).await?.is_empty() {
                let (code, name) = (&one.code, &one.name);
                wounds.push(format!(
                    "account {account}: file {code} ({name}) has no bytes; add it again from its source"
                ));
            }
        }
        Ok(wounds)
    }
}
