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
/// Records whose tokens are made in one transaction, so that the writer is not held for long.
const PORTION: usize = 100;
/// Rows of one statement; a power of two, so that few different texts come about.
const ROWS: usize = 32;

/// As it is stored.
pub fn rank(class: Class) -> i64 {
    Class::ALL.iter().position(|one| *one == class).and_then(|at| i64::try_from(at).ok()).unwrap_or(i64::MAX)
}

/// The statements that bring what a record is found by from what it was before to what it is after; none where both are
/// the same.
pub fn written(account: Uuid, before: &Plan, after: &Plan, (kind, id): (Kind, Uuid)) -> Vec<Statement> {
    if kind.class().is_none() {
        return Vec::new();
    }
    let (was, now) = (before.card(kind, id), after.card(kind, id));
    let searched = |card: &Card| (card.code.clone(), card.title.clone(), card.text.clone(), card.audience);
    if was.as_ref().map(searched) == now.as_ref().map(searched) {
        return Vec::new();
    }
    let mut statements = Vec::new();
    if was.is_some() {
        statements.push(forget(account, kind, id));
    }
    statements.extend(now.iter().flat_map(|card| insert(account, kind, id, card)));
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

fn insert(account: Uuid, kind: Kind, id: Uuid, card: &Card) -> Vec<Statement> {
    let Some(class) = kind.class() else { return Vec::new() };
    let of_record: [Param; 6] =
        [HOME.into(), account.into(), kind.code().into(), id.into(), card.audience.code().into(), rank(class).into()];
    let tokens = Tokens::of(card);
    let all: Vec<_> = tokens.iter().collect();
    let mut rest = all.as_slice();
    let mut statements = Vec::new();
    while !rest.is_empty() {
        // As many as the largest power of two that there are.
        let count = ROWS.min(1 << rest.len().ilog2());
        let (now, later) = rest.split_at(count);
        statements.push(rows_of(&of_record, now));
        rest = later;
    }
    statements
}

fn rows_of(of_record: &[Param; 6], tokens: &[(&str, Place)]) -> Statement {
    let row = |at: usize| {
        let first = of_record.len() + 2 * at + 1;
        format!("($1, $2, $3, $4, $5, $6, ${first}, ${})", first + 1)
    };
    let places: Vec<String> = (0..tokens.len()).map(row).collect();
    let sql = format!(
        "INSERT INTO search_token (workspace, account, kind, id, audience, class, token, place) VALUES {}",
        places.join(", ")
    );
    let values = tokens.iter().flat_map(|(token, place)| [Param::from(*token), place.rank().into()]);
    Statement { sql: interned(sql), params: of_record.iter().cloned().chain(values).collect() }
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
            let portion = all.iter().skip(done).take(PORTION);
            let writes = portion.flat_map(|(kind, id)| {
                let card = held.plan.card(*kind, *id);
                std::iter::once(forget(account, *kind, *id))
                    .chain(card.into_iter().flat_map(|card| insert(account, *kind, *id, &card)))
            });
            let is_last = done + PORTION >= all.len();
            // Until the last portion it stays due, and starts over if we stop.
            let sql = "UPDATE account SET token_version = $1 \
                       WHERE workspace = $2 AND id = $3 AND revision = $4 AND last_change = $5";
            let (stamp, version) = (held.stamp, if is_last { VERSION } else { 0 });
            let params =
                vec![version.into(), HOME.into(), account.into(), stamp.revision.into(), stamp.last_change.into()];
            let written = self.0.store.commit(Statement { sql, params }, writes.collect()).await? == Outcome::Done;
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
        let stored = "SELECT kind, id, token, place, class, audience FROM search_token WHERE workspace = $1 AND account = $2";
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
            let token = |(token, place): (&str, Place)| {
                (token.to_owned(), place.rank(), rank(class), card.audience.code().to_owned())
            };
            let tokens: BTreeSet<_> = Tokens::of(&card).iter().map(token).collect();
            if !tokens.is_empty() {
                expected.insert((kind.code().to_owned(), id), tokens);
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
