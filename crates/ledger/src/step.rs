//! Steps from one format of stored bodies to the next (decided 5.42): each account is sealed as it was and rewritten in
//! one transaction, so that a program which stops in the middle goes on when it starts again.

use crate::account::{self, Head, Stamp, Writes};
use crate::library::LIBRARY;
use crate::store::{Outcome, Row, Statement, Store};
use crate::{Error, HOME, Ledger, Moment, archive, log, snapshot};
use plan::format::Formats;
use plan::past::Past;
use plan::{Change, Kind, Logged};
use std::sync::Arc;
use uuid::Uuid;

/// Who brings accounts to a new format.
pub const SYSTEM: Uuid = Uuid::from_u128(0x01930000_0000_7000_8000_00000000a000);
/// How often an account is tried again because another instance wrote to it meanwhile.
const TRIES: usize = 50;

/// The steps that an account took, the oldest first.
#[derive(Clone, Debug, Default)]
pub struct Steps(Vec<Step>);

/// One of them.
#[derive(Clone, Debug)]
pub struct Step {
    /// The format that the account was of until then.
    pub was: u64,
    /// The format that it is of since.
    pub format: u64,
    /// The revision that the step made.
    pub revision: i64,
    /// What the account was right before.
    pub snapshot: Uuid,
}

impl Steps {
    /// Those that this account took.
    pub async fn of(store: &Store, account: Uuid) -> Result<Self, Error> {
        let sql = "SELECT was, format, revision, snapshot FROM format_step WHERE workspace = $1 AND account = $2 \
                   ORDER BY revision, format";
        let rows = store.read_one(Statement { sql, params: vec![HOME.into(), account.into()] }).await?;
        rows.iter().map(step).collect::<Result<_, _>>().map(Self)
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Step> {
        self.0.iter()
    }

    /// The first step after this revision.
    pub fn after(&self, revision: i64) -> Option<&Step> {
        self.0.iter().find(|step| step.revision > revision)
    }

    /// The format of the account now.
    fn format(&self) -> u64 {
        self.0.last().map_or(1, |step| step.format)
    }

    /// Changes as the newest format has them.
    pub fn lift(&self, formats: Formats, mut log: Vec<Logged>) -> Vec<Logged> {
        for change in &mut log {
            if let Some(step) = self.after(change.revision) {
                formats.lift_change(step.was, change);
            }
        }
        log
    }
}

fn step(row: &Row) -> Result<Step, Error> {
    let format = |column| row.int(column).and_then(|format| u64::try_from(format).map_err(|_| Error::NotFound));
    Ok(Step { was: format(0)?, format: format(1)?, revision: row.int(2)?, snapshot: row.parse(3)? })
}

fn number(format: u64) -> i64 {
    i64::try_from(format).unwrap_or(i64::MAX)
}

/// Refuses to write where only newer programs may.
pub async fn may_write(store: &Store, formats: Formats) -> Result<(), Error> {
    let sql = "SELECT oldest_writer FROM format WHERE workspace = $1";
    let rows = store.read_one(Statement { sql, params: vec![HOME.into()] }).await?;
    let oldest = rows.first().map_or(Ok(1), |row| row.int(0))?;
    if oldest > number(formats.newest()) { Err(Error::OnlyReads) } else { Ok(()) }
}

impl Ledger {
    /// Brings every account to the newest format, after telling older programs to stop writing. One that wrote in the
    /// meantime changed the account's stamp, or wrote to an account that is still of its format.
    pub(crate) async fn step_up(&self) -> Result<(), Error> {
        let formats = self.0.formats;
        if formats.newest() == 1 || may_write(&self.0.store, formats).await.is_err() {
            return Ok(());
        }
        let sql = "INSERT INTO format (workspace, oldest_writer) VALUES ($1, $2) \
                   ON CONFLICT (workspace) DO UPDATE SET oldest_writer = excluded.oldest_writer";
        let raise = Statement { sql, params: vec![HOME.into(), number(formats.newest()).into()] };
        self.0.store.commit(raise, Vec::new()).await?;
        for account in archive::accounts(&self.0.store).await? {
            self.step_account(account).await?;
        }
        // Last, so that what an account carries of it is sealed as it was.
        if account::stamp(&self.0.store.read_one(account::stamps_of(LIBRARY)).await?, LIBRARY)?.is_some() {
            self.step_account(LIBRARY).await?;
        }
        Ok(())
    }

    async fn step_account(&self, account: Uuid) -> Result<(), Error> {
        for _ in 0..TRIES {
            let from = Steps::of(&self.0.store, account).await?.format();
            if from >= self.0.formats.newest() {
                return Ok(());
            }
            let (guard, writes) = self.stepping(account, from).await?;
            if self.0.store.commit(guard, writes.into_statements()).await? == Outcome::Done {
                return Ok(());
            }
        }
        Err(Error::Store("another instance kept changing the account".into()))
    }

    /// The statements that bring one account from this format to the newest.
    async fn stepping(&self, account: Uuid, from: u64) -> Result<(Statement, Writes), Error> {
        let (store, formats) = (&self.0.store, self.0.formats);
        let reads = vec![account::stamps_of(account), account::records_of(account), account::records_of(LIBRARY)];
        let answers = store.read(reads).await?;
        let [stamps, records, shared] = answers.as_slice() else { return Err(Error::NotFound) };
        let stamp = account::stamp(stamps, account)?.ok_or(Error::NotFound)?;
        let library = account::stamp(stamps, LIBRARY)?.filter(|_| account != LIBRARY);
        let latest = log::latest(store, account, i64::MAX, 1).await?;
        let at = latest.first().map(|change| change.at).ok_or(Error::NotFound)?;
        // No clock is asked: a step belongs to the day of the last change, in UTC.
        let today = at.to_string().get(..10).and_then(|day| day.parse().ok()).ok_or(Error::NotFound)?;
        let moment = Moment { at, today };
        let before = readable(records)?;
        let mut after = before.clone();
        formats.lift_past(from, &mut after);
        let mut plan = after.clone().into_plan();
        let mut carried = Past::default();
        if library.is_some() {
            let mut under = readable(shared)?;
            let of = Steps::of(store, LIBRARY).await?.format();
            carried = under.clone();
            formats.until(from).lift_past(of, &mut carried);
            formats.lift_past(of, &mut under);
            plan = plan.with_library(&Arc::new(under.into_plan()));
            carried = carried.only(&plan.carried());
        }
        // The same ids on every instance and at every try.
        let id = |what: &str| Uuid::new_v5(&account, format!("{what} {}", formats.newest()).as_bytes());
        let to = Stamp {
            revision: stamp.revision + 1,
            last_change: id("step to format"),
            library: library.map_or(0, |library| library.revision),
        };
        let mut writes = Writes::default();
        for (kind, id, body) in after.iter().filter(|(kind, id, body)| before.body((*kind, *id)) != Some(*body)) {
            writes.upsert(account, kind, id, to.revision, body);
        }
        let head = Head::of(&plan).ok_or(Error::NotFound)?;
        let file = before.file(from, &carried);
        let sealed = snapshot::Sealed {
            id: id("before format"),
            revision: stamp.revision,
            name: &format!("{from} → {}", formats.newest()),
        };
        writes.push(snapshot::seal_file(account, sealed, &file, &plan, SYSTEM, moment)?);
        writes.push(noted(account, from, formats.newest(), to.revision, id("before format")));
        let change = Change { id: to.last_change, why: None, undoes: None, edits: Vec::new() };
        writes.change(account, to, &change, &[], SYSTEM, at);
        writes.derived(account, &plan);
        Ok((account::advance(&head, stamp, to), writes))
    }
}

/// The records in the answer to [`account::records_of`]. What cannot be read stays as it is.
fn readable(rows: &[Row]) -> Result<Past, Error> {
    let mut past = Past::default();
    for row in rows {
        let row = account::stored(row)?;
        if let (Some(kind), Ok(body)) = (Kind::from_code(row.kind), serde_json::from_str(row.body)) {
            past.put(kind, row.id, body);
        }
    }
    Ok(past)
}

/// Notes that an account is of this format from this revision on.
pub fn noted(account: Uuid, was: u64, format: u64, revision: i64, snapshot: Uuid) -> Statement {
    let sql = "INSERT INTO format_step (workspace, account, format, was, revision, snapshot) \
               VALUES ($1, $2, $3, $4, $5, $6)";
    let params =
        vec![HOME.into(), account.into(), number(format).into(), number(was).into(), revision.into(), snapshot.into()];
    Statement { sql, params }
}
