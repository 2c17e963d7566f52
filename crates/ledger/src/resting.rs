//! What rests: records that stay in the database and are not read with the plan (decided 5.46; which may, says
//! `plan::resting`). They go to rest once a day, and whatever needs a plan whole reads it whole; a change that may touch
//! them wakes them all in its own transaction.
//!
//! A row is marked; the account names the marked set by its fingerprint, and an empty one says that all are awake. So
//! waking costs one word, and who holds a plan sees by that word whether the same records still rest.

use crate::account::{self, Stamp, Writes};
use crate::queue::Held;
use crate::store::{Outcome, Row, Statement};
use crate::{Error, HOME, Ledger, rows, step};
use plan::resting::{KINDS, resting};
use plan::{Change, Day, Edit, Kind, Plan, limits};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::sync::Arc;
use uuid::Uuid;

/// How often an account is tried again because another instance wrote to it meanwhile.
const TRIES: usize = 50;

/// How many records are asked after one by one before a change is taken to meet what rests.
const MANY: usize = 200;

/// The records of an account that rest: none where all are awake.
#[derive(Debug, Default)]
pub struct Asleep {
    mark: String,
    /// A line each, in one text: with every plan that is read come the codes of all that rest.
    codes: Arc<str>,
}

impl Asleep {
    /// Those in the answer to [`codes_asleep_of`], which the account names by this mark.
    pub fn of(mark: String, rows: &[Row]) -> Result<Self, Error> {
        let codes = rows.first().map_or(Ok(None), |row| row.maybe_text(0))?;
        Ok(Self { mark, codes: codes.unwrap_or_default().into() })
    }

    /// The word by which the account names them.
    pub fn mark(&self) -> &str {
        &self.mark
    }

    /// Does nothing rest?
    pub fn is_empty(&self) -> bool {
        self.mark.is_empty()
    }

    /// Their codes, a line each.
    pub fn codes(&self) -> Arc<str> {
        self.codes.clone()
    }

    /// Does the record of this kind with this code rest?
    pub fn has_code(&self, kind: Kind, code: &str) -> bool {
        KINDS.contains(&kind) && self.codes.lines().any(|own| own == code)
    }

    /// Can this change only be applied to the plan whole, whatever it names? One that takes something out may meet what
    /// refers to it; one that sets fields of a record that may rest, or what such records are measured by, may give it
    /// back to a figure; and the limit on records counts all.
    pub fn may_meet(&self, change: &Change, plan: &Plan) -> bool {
        let meets = |edit: &Edit| {
            let (kind, _) = edit.touches();
            let moves = match edit {
                Edit::Remove { .. } => true,
                Edit::Set { .. } => KINDS.contains(&kind),
                Edit::Create { .. } => false,
            };
            moves || rows::shapes_rows(kind)
        };
        let full = || plan.len() + self.codes.lines().count() + change.edits.len() > limits::RECORDS;
        !self.is_empty() && (full() || change.edits.iter().any(meets))
    }
}

/// The ids in a change under which the plan has nothing: those of new records, and of what rests.
fn strangers(change: &Change, plan: &Plan) -> BTreeSet<Uuid> {
    let mut ids = BTreeSet::new();
    for edit in &change.edits {
        ids.insert(edit.touches().1);
        match edit {
            Edit::Create { body, .. } => ids_in(body, &mut ids),
            Edit::Set { now, .. } => ids_in(now, &mut ids),
            Edit::Remove { .. } => {}
        }
    }
    ids.retain(|id| !Kind::ALL.iter().any(|kind| plan.has(*kind, *id)));
    ids
}

/// The ids that a value names, alone or behind a kind.
fn ids_in(value: &Value, ids: &mut BTreeSet<Uuid>) {
    match value {
        Value::String(text) => ids.extend(text.rsplit(':').next().and_then(|id| id.parse::<Uuid>().ok())),
        Value::Array(list) => list.iter().for_each(|one| ids_in(one, ids)),
        Value::Object(fields) => fields.values().for_each(|one| ids_in(one, ids)),
        _ => {}
    }
}

/// The statement that reads the records of an account that do not rest.
pub fn awake_records_of(account: Uuid) -> Statement {
    let sql = "SELECT kind, id, body FROM record WHERE workspace = $1 AND account = $2 AND resting = 0";
    Statement { sql, params: vec![HOME.into(), account.into()] }
}

/// The statement that reads the codes of the records of an account that rest, in one text and without opening them.
pub fn codes_asleep_of(account: Uuid) -> Statement {
    let sql = "SELECT string_agg(code, '\n') FROM record WHERE workspace = $1 AND account = $2 AND resting = 1";
    Statement { sql, params: vec![HOME.into(), account.into()] }
}

/// The statement that says which records of an account are marked as resting.
fn asleep_records_of(account: Uuid) -> Statement {
    let sql = "SELECT kind, id FROM record WHERE workspace = $1 AND account = $2 AND resting = 1";
    Statement { sql, params: vec![HOME.into(), account.into()] }
}

/// The statement that asks whether this record rests.
fn asleep(account: Uuid, kind: Kind, id: Uuid) -> Statement {
    let sql = "SELECT id FROM record WHERE workspace = $1 AND account = $2 AND kind = $3 AND id = $4 AND resting = 1";
    Statement { sql, params: vec![HOME.into(), account.into(), kind.code().into(), id.into()] }
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
        if held.asleep.is_empty() {
            return Ok(held);
        }
        let room = self.room(account);
        let kept = room.kept_whole().clone().filter(|whole| whole.stamp == held.stamp);
        if let Some(whole) = kept {
            return Ok(whole);
        }
        let (stamp, plan) = account::load(&self.0.store, account).await?;
        let whole = Arc::new(held.woken(stamp, &plan));
        *room.kept_whole() = Some(whole.clone());
        Ok(whole)
    }

    /// Do these changes need what rests in this account?
    pub(crate) async fn meets_asleep<'c>(
        &self,
        account: Uuid,
        held: &Held,
        changes: impl Iterator<Item = &'c Change> + Clone,
    ) -> Result<bool, Error> {
        if held.asleep.is_empty() || changes.clone().any(|change| held.asleep.may_meet(change, &held.plan)) {
            return Ok(!held.asleep.is_empty());
        }
        let ids: BTreeSet<Uuid> = changes.flat_map(|change| strangers(change, &held.plan)).collect();
        let asked = ids.into_iter().flat_map(|id| KINDS.iter().map(move |kind| asleep(account, *kind, id)));
        let asked: Vec<Statement> = asked.take(MANY + 1).collect();
        // Whoever brings that much does not mind.
        if asked.len() > MANY {
            return Ok(true);
        }
        Ok(self.0.store.read(asked).await?.iter().any(|rows| !rows.is_empty()))
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
        Ok((!agrees)
            .then(|| format!("account {account}: other records rest than it says; kamap doctor --repair wakes them")))
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
    let params =
        vec![mark.into(), HOME.into(), account.into(), stamp.revision.into(), stamp.last_change.into(), was.into()];
    Statement { sql, params }
}
