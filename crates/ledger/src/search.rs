//! Search: the tokens of all records, written in the commit that changes what a record is found by, and made anew in the
//! background where another tokenizer made them (decided 5.47). What is looked up is read in `reach/find.rs`.

mod fold;
mod query;
mod spelling;
mod token;

use crate::store::{Outcome, Param, Statement, interned};
use crate::{Error, HOME, Ledger, rows, step};
use plan::card::{Card, Class};
use plan::{Kind, Plan};
use std::collections::{BTreeMap, BTreeSet};
use token::Tokens;
use uuid::Uuid;

pub use query::{Candidate, Hit, Query, Way};
pub use token::Place;

/// Counts the ways in which tokens were made so far. Whoever changes the tokenizer or the classes counts it up.
pub const VERSION: i64 = 1;
/// Records whose tokens are made in one transaction: few enough that the writer is held for some hundredths of a second,
/// and many, since each portion touches most pages of the table.
const PORTION: usize = 200;
/// Rows of one statement; a power of two, so that few different texts come about.
const ROWS: usize = 32;

/// As it is stored.
pub fn rank(class: Class) -> i64 {
    Class::ALL.iter().position(|one| *one == class).and_then(|at| i64::try_from(at).ok()).unwrap_or(i64::MAX)
}

/// The statements that bring what these records are found by from what they were before to what they are after: only
/// what differs, since each row is on a page of its own.
pub fn written(account: Uuid, before: &Plan, after: &Plan, records: &BTreeSet<(Kind, Uuid)>) -> Vec<Statement> {
    let mut statements = Vec::new();
    let mut rows = BTreeSet::new();
    for (kind, id) in records {
        let Some(class) = kind.class() else { continue };
        let of = |plan: &Plan| plan.card(*kind, *id).map(|card| rows_of(account, class, (*kind, *id), &card));
        match (of(before), of(after)) {
            (Some(_), None) => statements.push(forget(account, *kind, *id)),
            (None, Some(now)) => rows.extend(now),
            (Some(was), Some(now)) => {
                statements.extend(was.difference(&now).map(Row::delete));
                rows.extend(now.difference(&was).cloned());
            }
            (None, None) => {}
        }
    }
    statements.extend(insert(&rows));
    statements
}

fn forget(account: Uuid, kind: Kind, id: Uuid) -> Statement {
    let sql = "DELETE FROM search_token WHERE workspace = $1 AND account = $2 AND kind = $3 AND id = $4";
    Statement { sql, params: vec![HOME.into(), account.into(), kind.code().into(), id.into()] }
}

/// The statement that takes away what all records of an account are found by.
pub fn clear(account: Uuid) -> Statement {
    let sql = "DELETE FROM search_token WHERE workspace = $1 AND account = $2";
    Statement { sql, params: vec![HOME.into(), account.into()] }
}

/// The statement that lets what an account's records are found by be made anew.
pub fn due(account: Uuid) -> Statement {
    let sql = "UPDATE account SET token_version = 0 WHERE workspace = $1 AND id = $2";
    Statement { sql, params: vec![HOME.into(), account.into()] }
}

/// A row of the table, in the order of its key, so that rows of one commit are written page by page.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Row {
    token: String,
    class: i64,
    place: i64,
    account: Uuid,
    kind: &'static str,
    id: Uuid,
    audience: &'static str,
}

impl Row {
    /// The values of the key after the workspace.
    fn key(&self) -> [Param; 6] {
        [
            self.token.as_str().into(),
            self.class.into(),
            self.place.into(),
            self.account.into(),
            self.kind.into(),
            self.id.into(),
        ]
    }

    fn delete(&self) -> Statement {
        let sql = "DELETE FROM search_token WHERE workspace = $1 AND token = $2 AND class = $3 AND place = $4 \
                   AND account = $5 AND kind = $6 AND id = $7";
        Statement { sql, params: std::iter::once(HOME.into()).chain(self.key()).collect() }
    }
}

/// The rows of the record with this card.
fn rows_of(account: Uuid, class: Class, (kind, id): (Kind, Uuid), card: &Card) -> BTreeSet<Row> {
    let row = |(token, place): (&str, Place)| Row {
        token: token.to_owned(),
        class: rank(class),
        place: place.rank(),
        account,
        kind: kind.code(),
        id,
        audience: card.audience.code(),
    };
    Tokens::of(class, card).iter().map(row).collect()
}

/// The statements that write these rows.
fn insert(rows: &BTreeSet<Row>) -> Vec<Statement> {
    let all: Vec<&Row> = rows.iter().collect();
    let mut rest = all.as_slice();
    let mut statements = Vec::new();
    while !rest.is_empty() {
        // As many as the largest power of two that there are.
        let (now, later) = rest.split_at(ROWS.min(1 << rest.len().ilog2()));
        statements.push(insert_at_once(now));
        rest = later;
    }
    statements
}

fn insert_at_once(rows: &[&Row]) -> Statement {
    const COLUMNS: usize = 7;
    let row = |at: usize| {
        let places: Vec<String> = (0..COLUMNS).map(|column| format!("${}", 2 + at * COLUMNS + column)).collect();
        format!("($1, {})", places.join(", "))
    };
    let places: Vec<String> = (0..rows.len()).map(row).collect();
    let sql = format!(
        "INSERT INTO search_token (workspace, token, class, place, account, kind, id, audience) VALUES {} \
         ON CONFLICT (workspace, token, class, place, account, kind, id) DO UPDATE SET audience = excluded.audience",
        places.join(", ")
    );
    let values = rows.iter().flat_map(|row| row.key().into_iter().chain([row.audience.into()]));
    Statement { sql: interned(sql), params: std::iter::once(HOME.into()).chain(values).collect() }
}

impl Ledger {
    /// Makes what the records of every account are found by anew where another tokenizer made it, or none. One account
    /// that cannot be read is left to the doctor.
    pub(crate) async fn index_where_due(&self) -> Result<(), Error> {
        if step::may_write(&self.0.store, self.0.formats).await.is_err() {
            return Ok(());
        }
        let sql =
            "SELECT id FROM account WHERE workspace = $1 AND token_version < $2 AND shelf <> 'arriving' ORDER BY id";
        let due = Statement { sql, params: vec![HOME.into(), VERSION.into()] };
        for row in self.0.store.read_one(due).await? {
            let account = row.parse(0)?;
            if let Err(error) = self.index(account).await {
                tracing::warn!(%account, %error, "search does not find this account; see kamap doctor");
            }
        }
        Ok(())
    }

    /// The same while others work already.
    pub(crate) fn index_in_background(&self) {
        let ledger = self.clone();
        tokio::spawn(async move {
            if let Err(error) = ledger.index_where_due().await {
                tracing::warn!(%error, "search does not find everything; it is tried again at the next start");
            }
        });
    }

    /// Makes what an account's records are found by anew, a portion a transaction. A change in between writes its own.
    pub(crate) async fn index(&self, account: Uuid) -> Result<(), Error> {
        let mut done = 0;
        let mut all: Vec<(Kind, Uuid)> = Vec::new();
        loop {
            let held = self.whole(account).await?;
            if done == 0 {
                all = rows::everything(&held.plan).filter(|(kind, _)| kind.class().is_some()).collect();
            }
            let mut writes = Vec::new();
            let mut tokens = BTreeSet::new();
            for (kind, id) in all.iter().skip(done).take(PORTION) {
                writes.push(forget(account, *kind, *id));
                if let (Some(class), Some(card)) = (kind.class(), held.plan.card(*kind, *id)) {
                    tokens.extend(rows_of(account, class, (*kind, *id), &card));
                }
            }
            writes.extend(insert(&tokens));
            let is_last = done + PORTION >= all.len();
            // Until the last portion it stays due, and starts over if we stop.
            let sql = "UPDATE account SET token_version = $1 \
                       WHERE workspace = $2 AND id = $3 AND revision = $4 AND last_change = $5";
            let (stamp, version) = (held.stamp, if is_last { VERSION } else { 0 });
            let params =
                vec![version.into(), HOME.into(), account.into(), stamp.revision.into(), stamp.last_change.into()];
            let written = self.0.store.commit(Statement { sql, params }, writes).await? == Outcome::Done;
            if written && is_last {
                return Ok(());
            }
            if written {
                done += PORTION;
            }
        }
    }

    /// The same after taking away whatever there is.
    pub(crate) async fn index_anew(&self, account: Uuid) -> Result<(), Error> {
        self.0.store.commit(due(account), vec![clear(account)]).await?;
        self.index(account).await
    }

    /// What of an account is not found by what its records say: a sentence each.
    pub(crate) async fn misfound(&self, account: Uuid, plan: &Plan) -> Result<Vec<String>, Error> {
        let version = "SELECT token_version FROM account WHERE workspace = $1 AND id = $2";
        let stored =
            "SELECT kind, id, token, class, place, audience FROM search_token WHERE workspace = $1 AND account = $2";
        let read = |sql| Statement { sql, params: vec![HOME.into(), account.into()] };
        let answers = self.0.store.read(vec![read(version), read(stored)]).await?;
        let [version, stored] = answers.as_slice() else { return Err(Error::NotFound) };
        if version.first().map_or(Ok(0), |row| row.int(0))? != VERSION {
            // It is being made, or will be at the next start.
            return Ok(Vec::new());
        }
        type Rows = BTreeMap<(String, Uuid), BTreeSet<(String, i64, i64, String)>>;
        let mut found = Rows::new();
        for row in stored {
            let token = (row.text(2)?.to_owned(), row.int(3)?, row.int(4)?, row.text(5)?.to_owned());
            found.entry((row.text(0)?.to_owned(), row.parse(1)?)).or_default().insert(token);
        }
        let mut expected = Rows::new();
        for (kind, id) in rows::everything(plan) {
            let (Some(class), Some(card)) = (kind.class(), plan.card(kind, id)) else { continue };
            for row in rows_of(account, class, (kind, id), &card) {
                let token = (row.token, row.class, row.place, row.audience.to_owned());
                expected.entry((kind.code().to_owned(), id)).or_default().insert(token);
            }
        }
        let records: BTreeSet<_> = found.keys().chain(expected.keys()).collect();
        let differing = records.into_iter().filter(|record| found.get(*record) != expected.get(*record));
        let told = |(kind, id): &(String, Uuid)| {
            format!("account {account}: {kind} {id} is not found by what it says; kamap doctor --repair mends it")
        };
        Ok(differing.map(told).collect())
    }
}
