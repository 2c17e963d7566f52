//! The past: an account or the library as it was at a revision, walked back over the log and over steps to new formats.

use crate::account::Stamp;
use crate::library::LIBRARY;
use crate::step::{Step, Steps};
use crate::{Error, Ledger, log, snapshot};
use plan::{Logged, Plan};
use std::sync::{Arc, PoisonError};
use uuid::Uuid;

/// An earlier plan of an account. The same one is asked for again and again: the overview tells what moved since then.
#[derive(Clone)]
pub struct Earlier {
    then: Then,
    plan: Arc<Plan>,
}

/// Which earlier plan: one that would be read otherwise by now is not the same.
#[derive(Clone, PartialEq)]
pub enum Then {
    /// Walked back to this revision, from the plan at this stamp.
    Revision(i64, Stamp),
    /// Sealed, with the fingerprint of what was sealed.
    Snapshot(Uuid, String),
}

impl Ledger {
    /// The plan as it was at this revision, over the library as it was when that revision was made. A revision that is
    /// the last or was never reached is now. Refused where a change since cannot be read.
    pub(crate) async fn as_of(&self, account: Uuid, revision: i64) -> Result<Arc<Plan>, Error> {
        let now = self.fresh(account).await?;
        if revision >= now.stamp.revision {
            return Ok(self.whole(account).await?.plan.clone());
        }
        self.earlier(account, Then::Revision(revision, now.stamp), self.walked_back(account, revision)).await
    }

    /// The plan that a snapshot sealed.
    pub(crate) async fn open_snapshot(&self, account: Uuid, id: Uuid) -> Result<Arc<Plan>, Error> {
        let (store, formats) = (&self.0.store, self.0.formats);
        let digest = snapshot::digest(store, account, id).await?;
        self.earlier(account, Then::Snapshot(id, digest), snapshot::open(store, account, id, formats)).await
    }

    /// The earlier plan if it is the one that was asked for last, else what reading it yields.
    async fn earlier(
        &self,
        account: Uuid,
        then: Then,
        read: impl Future<Output = Result<Plan, Error>>,
    ) -> Result<Arc<Plan>, Error> {
        let room = self.room(account);
        let kept = || room.earlier.lock().unwrap_or_else(PoisonError::into_inner);
        let known = kept().as_ref().filter(|earlier| earlier.then == then).map(|earlier| earlier.plan.clone());
        if let Some(plan) = known {
            return Ok(plan);
        }
        let plan = Arc::new(read.await?);
        *kept() = Some(Earlier { then, plan: plan.clone() });
        Ok(plan)
    }

    async fn walked_back(&self, account: Uuid, revision: i64) -> Result<Plan, Error> {
        let own = self.own_as_of(account, revision).await?;
        let library = log::library_of(&self.0.store, account, revision).await?;
        let library = self.library_as_of(library).await?;
        Ok(library.map_or(own.clone(), |library| own.with_library(&Arc::new(library))))
    }

    /// The library as it was at this revision; none at revision 0, before it was there.
    async fn library_as_of(&self, revision: i64) -> Result<Option<Plan>, Error> {
        if revision == 0 || self.library_now().await?.is_none() {
            return Ok(None);
        }
        self.own_as_of(LIBRARY, revision).await.map(Some)
    }

    /// The plan's own records as they were at this revision.
    async fn own_as_of(&self, account: Uuid, revision: i64) -> Result<Plan, Error> {
        if let Some(step) = Steps::of(&self.0.store, account).await?.after(revision) {
            return self.before_step(account, step, revision).await;
        }
        // The log is read after the plan, so that it has every change which the plan has.
        let now = self.whole(account).await?;
        let later = log::after(&self.0.store, account, revision).await?;
        let later: Vec<_> = later.iter().filter(|change| change.revision <= now.stamp.revision).collect();
        Logged::readable(later.iter().copied())?;
        Ok(later.into_iter().fold(now.plan.own(), |plan, change| plan.before(change)))
    }

    /// A revision of an older format: walked back on bodies from what the step sealed, then lifted.
    async fn before_step(&self, account: Uuid, step: &Step, revision: i64) -> Result<Plan, Error> {
        let (store, formats) = (&self.0.store, self.0.formats);
        let mut past = snapshot::past(store, account, step.snapshot).await?;
        let later = log::after(store, account, revision).await?;
        Logged::readable(later.iter().filter(|change| change.revision < step.revision))?;
        for change in later.iter().filter(|change| change.revision < step.revision) {
            change.edits.iter().rev().for_each(|edit| past.back(edit));
        }
        formats.lift_past(step.was, &mut past);
        Ok(past.into_plan())
    }
}
