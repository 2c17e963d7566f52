//! Closing an account: putting it away, reopening it, and deleting one that was put away for good. What is deleted leaves
//! a tombstone without a name, so that an older archive or plan file does not bring it back.

use crate::account::{self, Stamp};
use crate::audit::{self, Act, Deed, Subject};
use crate::rows;
use crate::store::{Outcome, Statement, interned};
use crate::{Committed, Error, HOME, Ledger, Moment, Viewer, step};
use jiff::Timestamp;
use plan::{Change, Edit, Kind, Language, Place, Plan, Problem, Reason};
use serde_json::{Value, json};
use uuid::Uuid;

/// How often an account is tried again because somebody else wrote to it meanwhile.
const TRIES: usize = 50;
/// The tables, beside those of list rows, that hold what belongs to an account. What tells who was erased and deleted
/// stays, and so do the steps of operations, which are ids.
const HELD: [&str; 8] =
    ["search_token", "record", "change", "membership", "figure", "summary", "snapshot", "format_step"];
/// The field that tells that an account was put away.
const ARCHIVED: &str = "archived_on";

impl Ledger {
    /// Puts an account away: it leaves the lists and is only read until it is reopened. A change like any other, which
    /// undo takes back.
    pub async fn put_away(&self, viewer: &Viewer, account: Uuid, id: Uuid, moment: Moment) -> Result<Committed, Error> {
        self.set_archived(viewer, account, (id, json!(moment.today)), moment).await
    }

    /// Puts an account back among the others.
    pub async fn reopen(&self, viewer: &Viewer, account: Uuid, id: Uuid, moment: Moment) -> Result<Committed, Error> {
        self.set_archived(viewer, account, (id, Value::Null), moment).await
    }

    async fn set_archived(
        &self,
        viewer: &Viewer,
        account: Uuid,
        (id, now): (Uuid, Value),
        moment: Moment,
    ) -> Result<Committed, Error> {
        let seat = self.open(viewer, account).await?;
        let body = seat.plan().body(Kind::Account, account).ok_or(Error::NotFound)?;
        let was = body.get(ARCHIVED).cloned().unwrap_or_default();
        // Put away on an earlier day already: it stays so.
        let now = if was.is_null() || now.is_null() { now } else { was.clone() };
        let edit = Edit::Set { kind: Kind::Account, id: account, field: ARCHIVED.to_owned(), was, now };
        seat.commit(Change { id, why: None, undoes: None, edits: vec![edit] }, moment).await
    }

    /// Deletes an account for good, with its history, snapshots, figures and files. It must have been put away, and its name
    /// typed, in whichever language. Ends when the database files hold no trace any more.
    pub async fn delete_account(&self, viewer: &Viewer, account: Uuid, typed: &str, act: &Act) -> Result<(), Error> {
        step::may_write(&self.0.store, self.0.formats).await?;
        self.check_leads(viewer, &[account]).await?;
        for _ in 0..TRIES {
            let seat = self.open(viewer, account).await?;
            check_deletable(seat.plan(), account, typed)?;
            let told = audit::row(act, Deed::Deleted, Subject::account(account));
            if self.purge_with(account, seat.stamp(), vec![tombstone(account, viewer.user, act.at), told]).await? {
                return self.scrub_purged().await;
            }
        }
        Err(Error::Store("somebody kept changing the account".into()))
    }

    /// Takes everything of an account out of the database; false where it stands at another stamp by now.
    pub(crate) async fn purge(&self, account: Uuid, stamp: Stamp) -> Result<bool, Error> {
        self.purge_with(account, stamp, Vec::new()).await
    }

    async fn purge_with(&self, account: Uuid, stamp: Stamp, mut writes: Vec<Statement>) -> Result<bool, Error> {
        let room = self.room(account);
        let _turn = room.turn().await;
        let lists = rows::names();
        writes.extend(HELD.into_iter().chain(lists).map(|table| clear(table, account)));
        let sql = "DELETE FROM account WHERE workspace = $1 AND id = $2 AND revision = $3 AND last_change = $4";
        let params = vec![HOME.into(), account.into(), stamp.revision.into(), stamp.last_change.into()];
        let outcome = self.0.store.commit(Statement { sql, params }, writes).await?;
        self.forget(account);
        Ok(outcome == Outcome::Done)
    }

    /// Was this account deleted for good?
    pub(crate) async fn is_buried(&self, account: Uuid) -> Result<bool, Error> {
        Ok(self.buried().await?.contains(&account))
    }

    async fn buried(&self) -> Result<Vec<Uuid>, Error> {
        let sql = "SELECT account FROM tombstone WHERE workspace = $1 ORDER BY account";
        let rows = self.0.store.read_one(Statement { sql, params: vec![HOME.into()] }).await?;
        rows.iter().map(|row| row.parse(0)).collect()
    }

    /// Takes out again what was deleted before and came back with an older archive.
    pub(crate) async fn bury_again(&self) -> Result<(), Error> {
        let mut found = false;
        for account in self.buried().await? {
            let rows = self.0.store.read_one(account::stamps_of(account)).await?;
            if let Some(stamp) = account::stamp(&rows, account)? {
                found |= self.purge(account, stamp).await?;
            }
        }
        if found { self.scrub_purged().await } else { Ok(()) }
    }

    /// Takes the files along that only accounts which are gone had, and leaves no trace in the database files.
    async fn scrub_purged(&self) -> Result<(), Error> {
        self.clear_idle_files().await?;
        self.0.store.scrub().await
    }
}

/// May the account be deleted by whoever typed this?
fn check_deletable(plan: &Plan, id: Uuid, typed: &str) -> Result<(), Error> {
    let Some(account) = plan.account() else { return Err(Error::NotFound) };
    let at = |field: Option<&str>, reason| {
        let (kind, record_code) = (Some(Kind::Account), Some(account.code.clone()));
        Error::from(Problem {
            place: Place { kind, id: Some(id), record_code, field: field.map(str::to_owned) },
            reason,
        })
    };
    if account.archived_on.is_none() {
        return Err(at(None, Reason::NotArchived));
    }
    let names = Language::ALL.map(|language| account.name.show(language));
    if typed.trim().is_empty() || !names.contains(&typed.trim()) {
        return Err(at(Some("name"), Reason::NotTheName));
    }
    Ok(())
}

fn clear(table: &str, account: Uuid) -> Statement {
    let sql = interned(format!("DELETE FROM {table} WHERE workspace = $1 AND account = $2"));
    Statement { sql, params: vec![HOME.into(), account.into()] }
}

fn tombstone(account: Uuid, by: Uuid, at: Timestamp) -> Statement {
    let sql = "INSERT INTO tombstone (workspace, account, made_by, made_at) VALUES ($1, $2, $3, $4) \
               ON CONFLICT (workspace, account) DO NOTHING";
    Statement { sql, params: vec![HOME.into(), account.into(), by.into(), at.to_string().into()] }
}
