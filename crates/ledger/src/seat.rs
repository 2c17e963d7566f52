//! A seat at an account: the only way to hold a plan.

use crate::account::Stamp;
use crate::queue::{Committed, Held};
use crate::{Error, Ledger, log};
use jiff::Timestamp;
use plan::change::{Steps, steps};
use plan::{Change, Logged, Plan, Problem, Reason};
use std::sync::Arc;
use uuid::Uuid;

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Viewer {
    /// The signed-in user; written into every change.
    pub user: Uuid,
}

/// One viewer's view of one account, as of the moment it was opened.
pub struct Seat {
    ledger: Ledger,
    viewer: Viewer,
    account: Uuid,
    held: Arc<Held>,
}

impl Seat {
    pub(crate) fn new(ledger: Ledger, viewer: Viewer, account: Uuid, held: Arc<Held>) -> Self {
        Self { ledger, viewer, account, held }
    }

    /// What the viewer may see of the plan.
    pub fn plan(&self) -> &Plan {
        &self.held.plan
    }

    /// Which state of the plan it is.
    pub fn stamp(&self) -> Stamp {
        self.held.stamp
    }

    /// Makes a change durable, or names everything that is wrong with it. Sent twice, it is made once.
    pub async fn commit(&self, change: Change, at: Timestamp) -> Result<Committed, Error> {
        self.ledger.commit(self.account, change, self.viewer.user, at).await
    }

    /// Takes back the change `undone` by a new change `id`, unless something it touched was changed since.
    pub async fn undo(&self, undone: Uuid, id: Uuid, at: Timestamp) -> Result<Committed, Error> {
        let log = log::since(&self.ledger.0.store, self.account, undone).await?;
        let Some((change, later)) = log.split_first() else {
            return Err(Problem::anywhere(Reason::NoSuchChange).into());
        };
        if let Some(made) = later.iter().find(|one| one.id == id && one.undoes == Some(undone)) {
            return Ok(Committed { revision: made.revision, plan: self.held.plan.clone() });
        }
        // The log was read after the plan was, so the plan is taken again.
        let now = self.ledger.open(&self.viewer, self.account).await?;
        let change = now.plan().undo(change, later, id).map_err(Error::Problems)?;
        self.commit(change, at).await
    }

    /// The viewer's own last change and last undo that still stand.
    pub async fn steps(&self) -> Result<Steps, Error> {
        let traces = log::traces(&self.ledger.0.store, self.account).await?;
        Ok(steps(&traces, self.viewer.user))
    }

    /// The last `most` changes, newest first.
    pub async fn history(&self, most: i64) -> Result<Vec<Logged>, Error> {
        log::latest(&self.ledger.0.store, self.account, most).await
    }
}
