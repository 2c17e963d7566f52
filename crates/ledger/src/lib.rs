//! The records: the only place with SQL. Plans, their changes and their history, on SQLite or PostgreSQL from one
//! SQL text.
//!
//! Nobody holds a plan but through a [`Seat`]: `ledger.open(&viewer, account)`. A seat's plan is already reduced to
//! what its viewer may see; an account out of reach is [`Error::NotFound`], as if it did not exist.

mod account;
mod archive;
mod audit;
mod closing;
mod doctor;
mod erasure;
mod files;
mod library;
mod log;
mod membership;
mod operation;
mod past;
mod queue;
mod reach;
mod reporting;
mod resting;
mod rows;
mod search;
mod seat;
mod secret;
mod session;
mod snapshot;
mod step;
mod store;
mod summary;
pub mod token;
mod user;
mod watch;

pub use account::{AccountCard, Stamp};
pub use audit::{Act, Before, Deed, Remembered as RememberedDeed, Sought, Subject, Trail, TrailEntry};
pub use doctor::Diagnosis;
pub use erasure::{AccountDisclosure, Disclosed, Erased, Preview, Remembered, Resealed, Retained};
pub use files::fingerprint;
pub use library::LIBRARY;
pub use membership::Membership;
pub use operation::{Foreseen, Operation, Somebody, State, Step, StepState, Verb};
pub use queue::Committed;
pub use reach::find::{Found, Group};
pub use reach::{After, Filter, Line, List, Order, Page, Reach, Reading};
pub use reporting::grants as reporting_grants;
pub use search::Query;
pub use seat::{Seat, Viewer};
pub use secret::Secret;
pub use session::{Beginning, Lasting, Session, SignedIn};
pub use snapshot::Snapshot;
pub use step::SYSTEM;
pub use store::Param as Cell;
pub use token::{Bearer, NewToken, Scope, Token};
pub use user::{
    Entry, FOUNDER, LINK_SECONDS, LONGEST_NAME, LONGEST_PASSWORD, NewUser, OpenLink, Purpose, RECOVERY_CODES, Refusal,
    SHORTEST_PASSWORD, SharedSecret, Standing, User,
};
pub use watch::{News, Told};

use account::{Head, Shelf};
use operation::PORTION;
use plan::format::Formats;
use plan::library::merge;
use plan::{Applied, Change, Kind, Lens, Plan, Problem};
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
    /// Something about users and signing in was refused.
    #[error("{0}")]
    Refused(Refusal),
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

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// All accounts of a workspace with their plans and history.
#[derive(Clone)]
pub struct Ledger(Arc<Inner>);

struct Inner {
    store: Store,
    formats: Formats,
    rooms: Mutex<HashMap<Uuid, Arc<queue::Room>>>,
    news: News,
    sessions: session::Cache,
    hashing: user::Hashing,
    access: audit::AccessLog,
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
        let ledger = Self(Arc::new(Inner {
            store,
            formats,
            rooms: Mutex::default(),
            news: News::default(),
            sessions: session::Cache::default(),
            hashing: user::Hashing::default(),
            access: audit::AccessLog::default(),
        }));
        ledger.step_up().await?;
        ledger.draw_where_due().await?;
        ledger.resume().await?;
        ledger.index_in_background();
        Ok(ledger)
    }

    /// Asks the database for an answer; for health checks.
    pub async fn ping(&self) -> Result<(), Error> {
        self.0.store.read_one(account::stamps_of(library::LIBRARY)).await.map(drop)
    }

    /// What this viewer reaches over several accounts.
    pub fn reach(&self, viewer: &Viewer) -> Reach {
        Reach::new(self.clone(), viewer.clone())
    }

    /// A seat at this account's plan, or not found where it is out of the viewer's reach.
    pub async fn open(&self, viewer: &Viewer, account: Uuid) -> Result<Seat, Error> {
        // The library is no account: whoever knows its id comes in by its own door.
        if account == library::LIBRARY {
            return Err(Error::NotFound);
        }
        let lens = self.lens(viewer, account).await?.ok_or(Error::NotFound)?;
        self.seat(viewer, account, lens).await
    }

    async fn seat(&self, viewer: &Viewer, account: Uuid, lens: Lens) -> Result<Seat, Error> {
        let held = self.fresh(account).await?;
        Ok(Seat::new(self.clone(), viewer.clone(), account, held, lens))
    }

    /// Puts a whole plan in as a new account: one change that creates every record of its own, and what it carries of
    /// another library; a large one in several, under one operation. Refused where the account exists, or was deleted for
    /// good. A library's plan goes into the library. Whoever was erased from this workspace does not come back with it.
    pub async fn import(&self, viewer: &Viewer, plan: &Plan, id: Uuid, at: jiff::Timestamp) -> Result<Uuid, Error> {
        let plan = &self.without_erased(plan).await?;
        if plan.is_library() {
            return self.merge(viewer, plan, id, at).await;
        }
        let Some(account) = plan.account().map(|account| account.id.uuid()) else {
            return Err(Problem::anywhere(plan::Reason::OneAccount { count: 0 }).into());
        };
        self.check_free(plan, account).await?;
        let library = self.library_now().await?;
        let edits = merge::creations(plan, library.as_ref().map(|(_, library)| library));
        let ground = library.as_ref().map_or_else(Plan::default, |(_, library)| Plan::default().with_library(library));
        let change = Change { id, why: None, undoes: None, edits };
        let applied = ground.apply(&change).map_err(Error::Problems)?;
        if change.edits.len() > PORTION {
            return self.import_in_portions(viewer, (account, id), change.edits, at).await;
        }
        let stamp = Stamp { revision: 1, last_change: id, library: library.map_or(0, |(revision, _)| revision) };
        self.found(viewer, (stamp, None), (&change, &ground, &applied), at).await
    }

    /// Refuses an account that is there already, or was deleted for good.
    async fn check_free(&self, plan: &Plan, account: Uuid) -> Result<(), Error> {
        step::may_write(&self.0.store, self.0.formats).await?;
        let there = !self.0.store.read_one(account::shelf_of(account)).await?.is_empty();
        let buried = self.is_buried(account).await?;
        match (there, buried) {
            (true, _) => Err(applied_problem(plan, account, plan::Reason::Exists).into()),
            (_, true) => Err(applied_problem(plan, account, plan::Reason::Buried).into()),
            _ => Ok(()),
        }
    }

    /// Writes a plan that is not there yet, on a shelf of its own or where it belongs: its first change, with the ground
    /// that it was applied on and what it led to.
    async fn found(
        &self,
        viewer: &Viewer,
        (stamp, shelf): (Stamp, Option<Shelf>),
        (change, ground, applied): (&Change, &Plan, &Applied),
        at: jiff::Timestamp,
    ) -> Result<Uuid, Error> {
        step::may_write(&self.0.store, self.0.formats).await?;
        let head = Head::of(&applied.plan).ok_or(Error::NotFound)?;
        let head = head.on(shelf.unwrap_or_else(|| Shelf::of(&applied.plan)));
        let id = head.id();
        let mut writes = account::Writes::default();
        writes.change(id, stamp, change, &applied.edits, viewer.user, at);
        writes.records(id, 1, ground, &applied.plan, &applied.edits);
        if shelf != Some(Shelf::Arriving) {
            writes.tokens(id, ground, &applied.plan, &applied.edits);
            writes.founder(id, viewer.user);
        }
        if self.0.formats.newest() > 1 {
            let format = self.0.formats.newest();
            writes.push(step::noted(id, format, format, 0, Uuid::nil()));
        }
        match self.0.store.commit(account::insert(&head, change), writes.into_statements()).await? {
            Outcome::Done => {
                self.0.news.tell(id, stamp);
                Ok(id)
            }
            Outcome::Stale => Err(applied_problem(&applied.plan, id, plan::Reason::Exists).into()),
        }
    }

    /// Lets go of a held plan that is not at this stamp.
    fn let_go(&self, account: Uuid, stamp: Stamp) {
        let rooms = self.0.rooms.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(room) = rooms.get(&account) {
            room.let_go(stamp);
        }
    }

    /// Lets go of all that is kept about an account that is there no more.
    fn forget(&self, account: Uuid) {
        self.0.rooms.lock().unwrap_or_else(PoisonError::into_inner).remove(&account);
    }

    fn room(&self, account: Uuid) -> Arc<queue::Room> {
        let mut rooms = self.0.rooms.lock().unwrap_or_else(PoisonError::into_inner);
        rooms.entry(account).or_default().clone()
    }
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
