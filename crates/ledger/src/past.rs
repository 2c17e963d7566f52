//! The past: an account or the library as it was at a revision, walked back over the log and over steps to new formats.

use crate::library::LIBRARY;
use crate::step::{Step, Steps};
use crate::{Error, Ledger, log, snapshot};
use plan::Plan;
use std::sync::Arc;
use uuid::Uuid;

impl Ledger {
    /// The plan as it was at this revision, over the library as it was when that revision was made. A revision that is
    /// the last or was never reached is now.
    pub(crate) async fn as_of(&self, account: Uuid, revision: i64) -> Result<Plan, Error> {
        let now = self.fresh(account).await?;
        if revision >= now.stamp.revision {
            return Ok((*now.plan).clone());
        }
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
        let now = self.fresh(account).await?;
        let later = log::after(&self.0.store, account, revision).await?;
        let later = later.iter().filter(|change| change.revision <= now.stamp.revision);
        Ok(later.fold(now.plan.own(), |plan, change| plan.before(change)))
    }

    /// A revision of an older format: walked back on bodies from what the step sealed, then lifted.
    async fn before_step(&self, account: Uuid, step: &Step, revision: i64) -> Result<Plan, Error> {
        let (store, formats) = (&self.0.store, self.0.formats);
        let mut past = snapshot::past(store, account, step.snapshot).await?;
        let later = log::after(store, account, revision).await?;
        for change in later.iter().filter(|change| change.revision < step.revision) {
            change.edits.iter().rev().for_each(|edit| past.back(edit));
        }
        formats.lift_past(step.was, &mut past);
        Ok(past.into_plan())
    }
}
