//! What rests: records that stay in the database and are not read with the plan (decided 5.46; which may, says
//! `plan::resting`). They go to rest once a day, and whatever needs a plan whole reads it whole; a change that may touch
//! them wakes them all in its own transaction.
//!
//! A row is marked; the account names the marked set by its fingerprint, and an empty one says that all are awake. So
//! waking costs one word, and who holds a plan sees by that word whether the same records still rest.

use crate::account::{self, Stamp, Writes};
use crate::queue::Held;
use crate::store::{Outcome, Row, Statement};
use crate::{Error, HOME, Ledger, archive, rows, step};
use plan::resting::{KINDS, horizon, resting};
use plan::{Change, Day, Edit, Kind, Plan, limits};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use uuid::Uuid;

/// How often an account is tried again because another instance wrote to it meanwhile.
const TRIES: usize = 50;

/// The records of an account that rest: none where all are awake.
#[derive(Debug, Default)]
pub struct Asleep {
    mark: String,
    codes: BTreeMap<(Uuid, Kind), String>,
}

impl Asleep {
    /// Those in the answer to [`asleep_records_of`], which the account names by this mark.
    pub fn of(mark: String, rows: &[Row]) -> Result<Self, Error> {
        let mut codes = BTreeMap::new();
        for row in rows {
            // Nothing that this version makes can name a record of a kind that only a newer one knows.
            let Some(kind) = Kind::from_code(row.text(0)?) else { continue };
            codes.insert((row.parse(1)?, kind), row.maybe_text(2)?.unwrap_or_default().to_owned());
        }
        Ok(Self { mark, codes })
    }

    /// The word by which the account names them.
    pub fn mark(&self) -> &str {
        &self.mark
    }

    /// How many they are.
    pub fn len(&self) -> usize {
        self.codes.len()
    }

    /// Does this record rest?
    pub fn has(&self, kind: Kind, id: Uuid) -> bool {
        self.codes.contains_key(&(id, kind))
    }

    /// Does the record of this kind with this code rest?
    pub fn has_code(&self, kind: Kind, code: &str) -> bool {
        self.codes.iter().any(|((_, of), own)| *of == kind && own == code)
    }

    /// Their codes are taken, though the plan does not have them.
    pub fn note_codes(&self, plan: &mut Plan) {
        for ((id, kind), code) in &self.codes {
            plan.borne.note(code, (*kind, *id));
        }
    }

    /// Can this change only be applied to the plan whole? One that takes something out may meet what refers to it; one
    /// that sets fields of a record that may rest, or what such records are measured by, may give it back to a figure;
    /// one that names a record that rests needs it there; and the limit on records counts all.
    pub fn is_met_by(&self, change: &Change, plan: &Plan) -> bool {
        let meets = |edit: &Edit| {
            let (kind, id) = edit.touches();
            self.has(kind, id)
                || rows::shapes_rows(kind)
                || match edit {
                    Edit::Remove { .. } => true,
                    Edit::Set { now, .. } => KINDS.contains(&kind) || self.is_named_in(now),
                    Edit::Create { body, .. } => self.is_named_in(body),
                }
        };
        let full = || plan.len() + self.len() + change.edits.len() > limits::RECORDS;
        self.len() > 0 && (full() || change.edits.iter().any(meets))
    }

    fn is_named_in(&self, value: &Value) -> bool {
        match value {
            Value::String(text) => text.parse().is_ok_and(|id| self.has_id(id)),
            Value::Array(list) => list.iter().any(|one| self.is_named_in(one)),
            Value::Object(fields) => fields.values().any(|one| self.is_named_in(one)),
            _ => false,
        }
    }

    fn has_id(&self, id: Uuid) -> bool {
        self.codes.range((id, Kind::CustomField)..).next().is_some_and(|((first, _), _)| *first == id)
    }
}

/// The statement that reads the records of an account that do not rest. An index finds them, so that no page is read for
/// the sake of one that rests: the primary key, which SQLite would rather walk, is kept out by the empty text.
pub fn awake_records_of(account: Uuid) -> Statement {
    let sql = "SELECT kind, id, body FROM record WHERE account = $2 AND resting = 0 AND workspace || '' = $1";
    Statement { sql, params: vec![HOME.into(), account.into()] }
}

/// The statement that says which records of an account are marked as resting, without opening them.
pub fn asleep_records_of(account: Uuid) -> Statement {
    let sql = "SELECT kind, id, code FROM record WHERE workspace = $1 AND account = $2 AND resting = 1";
    Statement { sql, params: vec![HOME.into(), account.into()] }
}

/// The word that names a set of records: the same for the same ones, empty for none.
fn fingerprint(records: &BTreeSet<(Kind, Uuid)>) -> String {
    if records.is_empty() {
        return String::new();
    }
    let mut digest = Sha256::new();
    for (kind, id) in records {
        digest.update(kind.code());
        digest.update(id.as_bytes());
    }
    digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn marked(rows: &[Row]) -> Result<BTreeSet<(Kind, Uuid)>, Error> {
    let record = |row: &Row| Ok(Kind::from_code(row.text(0)?).zip(Some(row.parse(1)?)));
    rows.iter().filter_map(|row| record(row).transpose()).collect()
}

impl Ledger {
    /// The plan as it is now with the records that rest.
    pub(crate) async fn whole(&self, account: Uuid) -> Result<Arc<Held>, Error> {
        let held = self.fresh(account).await?;
        if held.asleep.len() == 0 {
            return Ok(held);
        }
        let (stamp, plan) = account::load(&self.0.store, account).await?;
        Ok(Arc::new(held.woken(stamp, &plan)))
    }

    /// How many of the records that rest in this account name this one.
    pub(crate) async fn resting_with(&self, account: Uuid, id: Uuid) -> Result<usize, Error> {
        let sql = "SELECT COUNT(*) FROM record WHERE workspace = $1 AND account = $2 AND resting = 1 AND body LIKE $3";
        let params = vec![HOME.into(), account.into(), format!("%{id}%").into()];
        let rows = self.0.store.read_one(Statement { sql, params }).await?;
        rows.first().map_or(Ok(0), |row| row.int(0)).map(|count| usize::try_from(count).unwrap_or(0))
    }

    /// Lets rest what may rest today, in every account that has anything old; says in how many the set changed. The
    /// contents of no plan change. One account that cannot be read is left to the doctor.
    pub async fn rest(&self, today: Day) -> Result<usize, Error> {
        if step::may_write(&self.0.store, self.0.formats).await.is_err() {
            return Ok(0);
        }
        let mut changed = 0;
        for account in self.with_old_records(today).await? {
            match self.rest_in(account, today).await {
                Ok(did) => changed += usize::from(did),
                Err(error) => tracing::warn!(%account, %error, "nothing of the account was put to rest"),
            }
        }
        Ok(changed)
    }

    /// The accounts in which something old is awake. A card's day is that of its record.
    async fn with_old_records(&self, today: Day) -> Result<Vec<Uuid>, Error> {
        let mut found = BTreeSet::new();
        for kind in KINDS {
            let sql = "SELECT DISTINCT r.account FROM record r JOIN account a ON a.workspace = r.workspace \
                       AND a.id = r.account WHERE r.workspace = $1 AND r.kind = $2 AND r.due < $3 \
                       AND (r.resting = 0 OR a.resting = '')";
            let params = vec![HOME.into(), kind.code().into(), horizon(today).to_string().into()];
            let rows = self.0.store.read_one(Statement { sql, params }).await?;
            found.extend(rows.iter().map(|row| row.parse(0)).collect::<Result<Vec<Uuid>, _>>()?);
        }
        Ok(archive::accounts(&self.0.store).await?.into_iter().filter(|account| found.contains(account)).collect())
    }

    async fn rest_in(&self, account: Uuid, today: Day) -> Result<bool, Error> {
        let room = self.room(account);
        let _turn = room.turn().await;
        for _ in 0..TRIES {
            let (stamp, plan) = account::load(&self.0.store, account).await?;
            let reads = vec![account::stamps_of(account), asleep_records_of(account)];
            let answers = self.0.store.read(reads).await?;
            let [head, rows] = answers.as_slice() else { return Err(Error::NotFound) };
            let (was, before) = (account::mark(head, account)?, marked(rows)?);
            let records = resting(&plan, today);
            let mark = fingerprint(&records);
            if mark == was {
                return Ok(false);
            }
            let mut writes = Writes::default();
            records.difference(&before).for_each(|record| writes.push(marking(account, *record, true)));
            before.difference(&records).for_each(|record| writes.push(marking(account, *record, false)));
            let guard = naming(account, stamp, &was, &mark);
            if self.0.store.commit(guard, writes.into_statements()).await? == Outcome::Done {
                return Ok(true);
            }
        }
        Err(Error::Store("another instance kept changing the account".into()))
    }

    /// Wakes all records of this account.
    pub(crate) async fn wake(&self, account: Uuid) -> Result<(), Error> {
        let sql = "UPDATE account SET resting = '' WHERE workspace = $1 AND id = $2";
        self.0.store.commit(Statement { sql, params: vec![HOME.into(), account.into()] }, Vec::new()).await.map(drop)
    }

    /// Does what rests in this account agree with what the account says of it?
    pub(crate) async fn misrested(&self, account: Uuid) -> Result<Option<String>, Error> {
        let reads = vec![account::stamps_of(account), asleep_records_of(account)];
        let answers = self.0.store.read(reads).await?;
        let [head, rows] = answers.as_slice() else { return Err(Error::NotFound) };
        let mark = account::mark(head, account)?;
        let agrees = mark.is_empty() || mark == fingerprint(&marked(rows)?);
        Ok((!agrees).then(|| format!("account {account}: other records rest than it says; kamap doctor --repair wakes them")))
    }
}

fn marking(account: Uuid, (kind, id): (Kind, Uuid), rests: bool) -> Statement {
    let sql = "UPDATE record SET resting = $1 WHERE workspace = $2 AND account = $3 AND kind = $4 AND id = $5";
    let params = vec![i64::from(rests).into(), HOME.into(), account.into(), kind.code().into(), id.into()];
    Statement { sql, params }
}

/// Names what rests in an account; touches no row where it stands elsewhere or other records rest by now.
fn naming(account: Uuid, stamp: Stamp, was: &str, mark: &str) -> Statement {
    let sql = "UPDATE account SET resting = $1 \
               WHERE workspace = $2 AND id = $3 AND revision = $4 AND last_change = $5 AND resting = $6";
    let params = vec![
        mark.into(),
        HOME.into(),
        account.into(),
        stamp.revision.into(),
        stamp.last_change.into(),
        was.into(),
    ];
    Statement { sql, params }
}
