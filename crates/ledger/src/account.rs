//! Accounts as rows: reading one whole, and the statements that write changes, records and the account itself.

use crate::library::LIBRARY;
use crate::log::digest;
use crate::resting::Asleep;
use crate::store::{Param, Row, Statement, Store};
use crate::{Error, HOME, log, membership, resting, rows, search};
use jiff::Timestamp;
use plan::card::card;
use plan::lens::Role;
use plan::{Change, Edit, Kind, Logged, Plan, Words};
use serde_json::Value;
use std::collections::BTreeSet;
use uuid::Uuid;

/// What tells one state of a plan from every other: a revision number alone can be issued again after a failover.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Stamp {
    /// Counts the account's changes.
    pub revision: i64,
    /// The id of the last of them.
    pub last_change: Uuid,
    /// The revision of the library that lies under the plan; 0 where there is none.
    pub library: i64,
}

impl Stamp {
    /// The same state of the account's own records, whatever lies under them.
    pub fn is_same_account(self, other: Self) -> bool {
        (self.revision, self.last_change) == (other.revision, other.last_change)
    }
}

/// Where an account stands among the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shelf {
    /// In lists.
    Open,
    /// Put away, and only read.
    Archived,
    /// Nobody sees it yet: its import is not complete.
    Arriving,
}

impl Shelf {
    /// Where the account of this plan belongs.
    pub fn of(plan: &Plan) -> Self {
        let archived = plan.account().is_some_and(|account| account.archived_on.is_some());
        if archived { Self::Archived } else { Self::Open }
    }

    /// As it is stored.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Archived => "archived",
            Self::Arriving => "arriving",
        }
    }
}

/// What an account's row says of its plan: the account, or the company for the library.
pub struct Head<'p> {
    id: Uuid,
    code: &'p str,
    name: &'p Words,
    shelf: Shelf,
}

impl<'p> Head<'p> {
    /// The head of this plan; none where it has no account and is no library.
    pub fn of(plan: &'p Plan) -> Option<Self> {
        let shelf = Shelf::of(plan);
        let account = plan.account().map(|one| Self { id: one.id.uuid(), code: &one.code, name: &one.name, shelf });
        let company = || plan.workspace().map(|one| Self { id: LIBRARY, code: &one.code, name: &one.name, shelf });
        account.or_else(company)
    }

    /// The same on another shelf.
    pub fn on(self, shelf: Shelf) -> Self {
        Self { shelf, ..self }
    }

    /// The account's id.
    pub fn id(&self) -> Uuid {
        self.id
    }

    /// What people know it by.
    pub fn code(&self) -> &str {
        self.code
    }
}

/// An account as lists show it.
#[derive(Clone, Debug, PartialEq)]
pub struct AccountCard {
    /// Its id.
    pub id: Uuid,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: Words,
}

/// The statement that reads the stamps of an account and of the library, and which of their records rest.
pub fn stamps_of(account: Uuid) -> Statement {
    let sql = "SELECT id, revision, last_change, resting FROM account WHERE workspace = $1 AND id IN ($2, $3)";
    Statement { sql, params: vec![HOME.into(), account.into(), LIBRARY.into()] }
}

/// One of the stamps in the answer to [`stamps_of`], with nothing under it; none where it is not there.
pub fn stamp(rows: &[Row], account: Uuid) -> Result<Option<Stamp>, Error> {
    for row in rows {
        if row.parse::<Uuid>(0)? == account {
            return Ok(Some(Stamp { revision: row.int(1)?, last_change: row.parse(2)?, library: 0 }));
        }
    }
    Ok(None)
}

/// What the answer to [`stamps_of`] says of which records of an account rest: the mark of [`Asleep`].
pub fn mark(rows: &[Row], account: Uuid) -> Result<String, Error> {
    for row in rows {
        if row.parse::<Uuid>(0)? == account {
            return Ok(row.text(3)?.to_owned());
        }
    }
    Ok(String::new())
}

/// The statement that reads all records of an account, those that rest among them.
pub fn records_of(account: Uuid) -> Statement {
    let sql = "SELECT kind, id, body FROM record WHERE workspace = $1 AND account = $2";
    Statement { sql, params: vec![HOME.into(), account.into()] }
}

/// The statement that reads all changes which removed something: where codes of the past stand.
fn removals_of(account: Uuid) -> Statement {
    let sql = "SELECT edits FROM change WHERE workspace = $1 AND account = $2 AND edits LIKE '%\"do\":\"remove\"%' \
               ORDER BY revision";
    Statement { sql, params: vec![HOME.into(), account.into()] }
}

/// Reads all of a plan's own records with its stamp, both from one state of the database; not found where it is not
/// there.
pub async fn load(store: &Store, account: Uuid) -> Result<(Stamp, Plan), Error> {
    let answers = store.read(vec![stamps_of(account), records_of(account), removals_of(account)]).await?;
    let [head, records, removals] = answers.as_slice() else { return Err(Error::NotFound) };
    let stamp = stamp(head, account)?.ok_or(Error::NotFound)?;
    Ok((stamp, plan_of(records, removals)?))
}

/// The same without the records that rest, and which these are. It is asked for those that rest by this mark; where
/// others do by now, they are asked for anew.
pub async fn load_awake(store: &Store, account: Uuid, mut asked: String) -> Result<(Stamp, Plan, Asleep), Error> {
    loop {
        if asked.is_empty() {
            let (stamp, plan) = load(store, account).await?;
            return Ok((stamp, plan, Asleep::default()));
        }
        let reads = vec![
            stamps_of(account),
            resting::awake_records_of(account),
            removals_of(account),
            resting::codes_asleep_of(account),
        ];
        let answers = store.read(reads).await?;
        let [head, records, removals, asleep] = answers.as_slice() else { return Err(Error::NotFound) };
        let stamp = stamp(head, account)?.ok_or(Error::NotFound)?;
        let mark = mark(head, account)?;
        if mark == asked {
            let (mut plan, asleep) = (plan_of(records, removals)?, Asleep::of(mark, asleep)?);
            plan.borne.note_resting(asleep.codes());
            return Ok((stamp, plan, asleep));
        }
        asked = mark;
    }
}

fn plan_of(records: &[Row], removals: &[Row]) -> Result<Plan, Error> {
    let rows: Result<Vec<_>, Error> = records.iter().map(stored).collect();
    let mut plan = Plan::restore(rows?);
    for row in removals {
        plan.borne.note_removals(&log::known_edits(row.text(0)?));
    }
    Ok(plan)
}

/// A record in the answer to [`records_of`].
pub fn stored(row: &Row) -> Result<plan::Row<'_>, Error> {
    Ok(plan::Row { kind: row.text(0)?, id: row.parse(1)?, body: row.text(2)? })
}

/// Writes a new account; touches no row where it exists.
pub fn insert(head: &Head<'_>, change: &Change) -> Statement {
    let sql = "INSERT INTO account (workspace, id, code, name, revision, last_change, drawn, shelf, token_version) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (workspace, id) DO NOTHING";
    let mut params =
        vec![HOME.into(), head.id.into(), head.code.into(), text(head.name).into(), 1.into(), change.id.into()];
    let searched = if head.shelf == Shelf::Arriving { 0 } else { search::VERSION };
    params.extend([rows::DRAWN.into(), head.shelf.code().into(), searched.into()]);
    Statement { sql, params }
}

/// Asks on which shelf an account stands.
pub fn shelf_of(account: Uuid) -> Statement {
    let sql = "SELECT shelf FROM account WHERE workspace = $1 AND id = $2";
    Statement { sql, params: vec![HOME.into(), account.into()] }
}

/// Puts an account on a shelf.
pub fn puts(account: Uuid, shelf: Shelf) -> Statement {
    let sql = "UPDATE account SET shelf = $1 WHERE workspace = $2 AND id = $3";
    Statement { sql, params: vec![shelf.code().into(), HOME.into(), account.into()] }
}

/// Moves an account from one stamp to the next and wakes what rests in it; touches no row where it stands elsewhere. One
/// that is arriving goes on doing so.
pub fn advance(head: &Head<'_>, from: Stamp, to: Stamp) -> Statement {
    let sql = "UPDATE account SET code = $1, name = $2, revision = $3, last_change = $4, resting = '', \
               shelf = CASE WHEN shelf = 'arriving' THEN shelf ELSE $9 END \
               WHERE workspace = $5 AND id = $6 AND revision = $7 AND last_change = $8";
    Statement { sql, params: advancing(head, from, to) }
}

/// The same where what rests goes on resting; touches no row where other records do by now.
pub fn advance_asleep(head: &Head<'_>, from: Stamp, to: Stamp, asleep: &Asleep) -> Statement {
    let sql = "UPDATE account SET code = $1, name = $2, revision = $3, last_change = $4, \
               shelf = CASE WHEN shelf = 'arriving' THEN shelf ELSE $9 END \
               WHERE workspace = $5 AND id = $6 AND revision = $7 AND last_change = $8 AND resting = $10";
    let mut params = advancing(head, from, to);
    params.push(asleep.mark().into());
    Statement { sql, params }
}

fn advancing(head: &Head<'_>, from: Stamp, to: Stamp) -> Vec<Param> {
    vec![
        head.code.into(),
        text(head.name).into(),
        to.revision.into(),
        to.last_change.into(),
        HOME.into(),
        head.id.into(),
        from.revision.into(),
        from.last_change.into(),
        head.shelf.code().into(),
    ]
}

/// The statements of one commit.
#[derive(Default)]
pub struct Writes(Vec<Statement>);

impl Writes {
    /// Appends a change to the log: it led to this stamp.
    pub fn change(&mut self, account: Uuid, stamp: Stamp, change: &Change, edits: &[Edit], by: Uuid, at: Timestamp) {
        let sql = "INSERT INTO change \
                   (workspace, account, revision, id, made_by, made_at, why, undoes, digest, edits, library) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
        let params = vec![
            HOME.into(),
            account.into(),
            stamp.revision.into(),
            change.id.into(),
            by.into(),
            at.to_string().into(),
            change.why.clone().into(),
            change.undoes.into(),
            digest(change).into(),
            text(&edits).into(),
            stamp.library.into(),
        ];
        self.0.push(Statement { sql, params });
    }

    /// Brings the rows of all records that these edits touched, and the list rows drawn from them, to what the plan
    /// says now.
    pub fn records(&mut self, account: Uuid, revision: i64, before: &Plan, plan: &Plan, edits: &[Edit]) {
        let touched: BTreeSet<_> = edits.iter().map(Edit::touches).collect();
        for (kind, id) in touched {
            match plan.body(kind, id) {
                Some(body) => self.upsert(account, kind, id, revision, &body),
                None => self.delete(account, kind, id),
            }
        }
        self.0.extend(rows::redrawn(account, before, plan, edits));
        if account == LIBRARY && edits.iter().any(|edit| rows::shapes_rows(edit.touches().0)) {
            self.0.push(rows::all_due());
        }
    }

    /// Brings what the records that these edits touched are found by to what the plan says now.
    pub fn tokens(&mut self, account: Uuid, before: &Plan, plan: &Plan, edits: &[Edit]) {
        let touched: BTreeSet<_> = edits.iter().map(Edit::touches).collect();
        self.0.extend(search::written(account, before, plan, &touched));
    }

    /// Makes whoever makes an account a member of its core team.
    pub fn founder(&mut self, account: Uuid, user: Uuid) {
        // Nobody is a member of the library: it is no account, and has its own door.
        if account == LIBRARY {
            return;
        }
        self.0.push(membership::admit(account, user, Role::Owner));
    }

    /// Brings what is derived from an account's records, beside the account's own row, to what the plan says: all of it,
    /// but what they are found by, which is cleared and due.
    pub fn derived(&mut self, account: Uuid, plan: &Plan) {
        self.0.extend(rows::anew(account, plan));
        self.0.extend([search::clear(account), search::due(account)]);
    }

    /// Writes a change of the log anew, for an erasure.
    pub fn rewrite(&mut self, account: Uuid, change: &Logged) {
        let sql = "UPDATE change SET why = $1, edits = $2 WHERE workspace = $3 AND account = $4 AND revision = $5";
        let edits = change.unread.as_ref().map_or_else(|| text(&change.edits), |unread| unread.raw.clone());
        let params = vec![change.why.clone().into(), edits.into(), HOME.into(), account.into(), change.revision.into()];
        self.0.push(Statement { sql, params });
    }

    /// Forgets the fingerprint of what was sent, for an erasure: it was made from what is gone. The change sent again
    /// is taken for another one, and refused.
    pub fn forget_digest(&mut self, account: Uuid, revision: i64) {
        let sql = "UPDATE change SET digest = 'erased' WHERE workspace = $1 AND account = $2 AND revision = $3";
        self.0.push(Statement { sql, params: vec![HOME.into(), account.into(), revision.into()] });
    }

    /// Appends a statement.
    pub fn push(&mut self, statement: Statement) {
        self.0.push(statement);
    }

    /// Writes the text of a record, which may be of a kind that we do not know, and has no card then.
    pub fn put(&mut self, account: Uuid, kind: &str, id: Uuid, version: i64, body: String) {
        let sql = "INSERT INTO record (workspace, account, kind, id, version, body) VALUES ($1, $2, $3, $4, $5, $6) \
                   ON CONFLICT (workspace, account, kind, id) \
                   DO UPDATE SET version = excluded.version, body = excluded.body";
        let params = vec![HOME.into(), account.into(), kind.into(), id.into(), version.into(), body.into()];
        self.0.push(Statement { sql, params });
    }

    /// Writes a record with its card.
    pub fn upsert(&mut self, account: Uuid, kind: Kind, id: Uuid, version: i64, body: &Value) {
        let sql = "INSERT INTO record (workspace, account, kind, id, version, body, \
                   code, title, titles, owner, state, due, amount, words, audience) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) \
                   ON CONFLICT (workspace, account, kind, id) DO UPDATE SET version = excluded.version, \
                   body = excluded.body, code = excluded.code, title = excluded.title, titles = excluded.titles, \
                   owner = excluded.owner, state = excluded.state, due = excluded.due, amount = excluded.amount, \
                   words = excluded.words, audience = excluded.audience";
        let mut params =
            vec![HOME.into(), account.into(), kind.code().into(), id.into(), version.into(), body.to_string().into()];
        params.extend(rows::of_card(&card(kind, body)));
        self.0.push(Statement { sql, params });
    }

    fn delete(&mut self, account: Uuid, kind: Kind, id: Uuid) {
        let sql = "DELETE FROM record WHERE workspace = $1 AND account = $2 AND kind = $3 AND id = $4";
        self.0.push(Statement { sql, params: vec![HOME.into(), account.into(), kind.code().into(), id.into()] });
    }

    /// All of them, in order.
    pub fn into_statements(self) -> Vec<Statement> {
        self.0
    }
}

/// Reads JSON that we wrote ourselves.
pub fn json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, Error> {
    serde_json::from_str(text).map_err(|error| Error::Store(format!("unreadable JSON: {error}")))
}

/// Writes JSON of our own records.
pub fn text<T: serde::Serialize>(value: &T) -> String {
    // Our own records and edits have only string keys, so writing them as JSON has no way to fail.
    serde_json::to_string(value).unwrap_or_default()
}
