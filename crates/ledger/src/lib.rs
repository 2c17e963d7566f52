//! The records: the only place with SQL. Plans, their changes and their history, on SQLite or PostgreSQL from one
//! SQL text.
//!
//! Nobody holds a plan but through a [`Seat`]: `ledger.open(&viewer, account)`. A seat's plan is already reduced to
//! what its viewer may see; an account out of reach is [`Error::NotFound`], as if it did not exist.

mod account;
mod archive;
mod doctor;
mod erasure;
mod log;
mod queue;
mod seat;
mod snapshot;
mod step;
mod store;

pub use account::{AccountCard, Stamp};
pub use doctor::Diagnosis;
pub use erasure::{Erased, Remembered, Resealed};
pub use queue::Committed;
pub use seat::{Seat, Viewer};
pub use snapshot::Snapshot;
pub use step::SYSTEM;

use plan::format::Formats;
use plan::{Change, Edit, Kind, Plan, Problem, Settings};
use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use store::{Outcome, Store};
use uuid::Uuid;

/// The workspace that a ledger of one company lives in. Every row carries it, so that more can be added.
const HOME: Uuid = Uuid::from_u128(0x01930000_0000_7000_8000_000000000000);

/// When a change is made: the instant for the log, the day in the workspace's zone for the rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The instant.
    pub at: jiff::Timestamp,
    /// The day.
    pub today: plan::Day,
}

/// Why the ledger could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such account, or none that this viewer may know of.
    #[error("not found")]
    NotFound,
    /// The user can mend it: everything that is wrong, at once.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Problems(Vec<Problem>),
    /// The database was written by a newer version than this one.
    #[error("the database was written by a newer version of kamap; update kamap to open it")]
    Newer,
    /// A newer version has brought the database to a format that this one does not write.
    #[error(
        "a newer version of kamap keeps this database now, so this one only reads it; update kamap to go on writing"
    )]
    OnlyReads,
    /// The database does not answer, or holds what it should not.
    #[error("database: {0}")]
    Store(String),
}

impl From<Problem> for Error {
    fn from(problem: Problem) -> Self {
        Self::Problems(vec![problem])
    }
}

/// All accounts of a workspace with their plans and history.
#[derive(Clone)]
pub struct Ledger(Arc<Inner>);

struct Inner {
    store: Store,
    settings: Arc<Settings>,
    formats: Formats,
    rooms: Mutex<HashMap<Uuid, Arc<queue::Room>>>,
}

impl Ledger {
    /// Opens the SQLite database at this path, making or upgrading it where needed.
    pub async fn open_sqlite(path: &Path) -> Result<Self, Error> {
        Self::open_sqlite_in(path, Formats::PRESENT).await
    }

    /// The same for a program that knows these formats; what is of an older one is brought to the newest.
    pub async fn open_sqlite_in(path: &Path, formats: Formats) -> Result<Self, Error> {
        Self::with(Store::sqlite(path).await?, formats).await
    }

    /// Connects to PostgreSQL, making or upgrading the tables where needed.
    pub async fn open_postgres(url: &str) -> Result<Self, Error> {
        Self::open_postgres_in(url, Formats::PRESENT).await
    }

    /// The same for a program that knows these formats; what is of an older one is brought to the newest.
    pub async fn open_postgres_in(url: &str, formats: Formats) -> Result<Self, Error> {
        Self::with(Store::postgres(url).await?, formats).await
    }

    async fn with(store: Store, formats: Formats) -> Result<Self, Error> {
        let settings = account::settings(&store).await?;
        let ledger = Self(Arc::new(Inner { store, settings: Arc::new(settings), formats, rooms: Mutex::default() }));
        ledger.step_up().await?;
        Ok(ledger)
    }

    /// Asks the database for an answer; for health checks.
    pub async fn ping(&self) -> Result<(), Error> {
        account::settings(&self.0.store).await.map(drop)
    }

    /// The accounts within this viewer's reach, by code.
    pub async fn accounts(&self, _viewer: &Viewer) -> Result<Vec<AccountCard>, Error> {
        account::list(&self.0.store).await
    }

    /// A seat at this account's plan, or not found where it is out of the viewer's reach.
    pub async fn open(&self, viewer: &Viewer, account: Uuid) -> Result<Seat, Error> {
        let held = self.fresh(account).await?;
        Ok(Seat::new(self.clone(), viewer.clone(), account, held))
    }

    /// Puts a whole plan in as a new account: one change that creates every record. Refused where the account exists.
    /// Whoever was erased from this workspace does not come back with it.
    pub async fn import(&self, viewer: &Viewer, plan: &Plan, id: Uuid, at: jiff::Timestamp) -> Result<Uuid, Error> {
        step::may_write(&self.0.store, self.0.formats).await?;
        let plan = &self.without_erased(plan).await?;
        let Some(account) = plan.account() else {
            return Err(Problem::anywhere(plan::Reason::OneAccount { count: 0 }).into());
        };
        let edits = Kind::ALL
            .iter()
            .flat_map(|kind| plan.bodies(*kind).into_iter().map(|(id, body)| Edit::Create { kind: *kind, id, body }))
            .collect();
        let change = Change { id, why: None, undoes: None, edits };
        let applied = plan_with(&self.0.settings).apply(&change).map_err(Error::Problems)?;
        let mut writes = account::Writes::default();
        writes.change(account.id.uuid(), 1, &change, &applied.edits, viewer.user, at);
        writes.records(account.id.uuid(), 1, &applied.plan, &applied.edits);
        if self.0.formats.newest() > 1 {
            let format = self.0.formats.newest();
            writes.push(step::noted(account.id.uuid(), format, format, 0, Uuid::nil()));
        }
        let guard = account::insert(account, &change);
        match self.0.store.commit(guard, writes.into_statements()).await? {
            Outcome::Done => Ok(account.id.uuid()),
            Outcome::Stale => Err(applied_problem(&applied.plan, account.id.uuid(), plan::Reason::Exists).into()),
        }
    }

    fn room(&self, account: Uuid) -> Arc<queue::Room> {
        let mut rooms = self.0.rooms.lock().unwrap_or_else(PoisonError::into_inner);
        rooms.entry(account).or_default().clone()
    }
}

/// No records, with these settings: what an import starts from.
fn plan_with(settings: &Arc<Settings>) -> Plan {
    Plan { settings: settings.clone(), ..Plan::default() }
}

fn applied_problem(plan: &Plan, account: Uuid, reason: plan::Reason) -> Problem {
    let place = plan::Place {
        kind: Some(Kind::Account),
        id: Some(account),
        record_code: plan.code(Kind::Account, account).map(str::to_owned),
        field: None,
    };
    Problem { place, reason }
}
