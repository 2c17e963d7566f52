//! What is held about a human being in all accounts that know the same one, as far as its reader reaches.

use crate::audit::{Act, Deed, Subject};
use crate::library::LIBRARY;
use crate::{Error, Ledger, Viewer};
use plan::Plan;
use plan::disclosure::Disclosure;
use plan::id::RecordRef;
use std::sync::Arc;
use uuid::Uuid;

/// What is held about somebody.
#[derive(Clone, Debug)]
pub struct Disclosed {
    /// In each account within reach, the one asked for first; and in the library, where it tells anything.
    pub accounts: Vec<AccountDisclosure>,
    /// Accounts beyond the reader's reach that know the same human being.
    pub beyond: usize,
}

/// What one account holds about somebody.
#[derive(Clone, Debug)]
pub struct AccountDisclosure {
    /// The account; the library has an id of its own.
    pub account: Uuid,
    /// Its plan, which the values are read with.
    pub plan: Arc<Plan>,
    /// What it holds.
    pub disclosure: Disclosure,
}

impl Ledger {
    /// What is held about somebody, as far as the viewer reaches.
    pub async fn disclosure(&self, viewer: &Viewer, account: Uuid, record: RecordRef) -> Result<Disclosed, Error> {
        let standing = self.standing(account, record).await?;
        let (mut accounts, mut beyond) = (Vec::new(), 0);
        for (place, records) in standing.iter() {
            if !self.reads(viewer, place).await? {
                beyond += 1;
                continue;
            }
            let seat = self.seat(viewer, place).await?;
            let (plan, log) = (seat.whole().await?, seat.history(i64::MAX).await?);
            let disclosure = plan.disclosure(&records, &log);
            if !disclosure.is_empty() {
                accounts.push(AccountDisclosure { account: place, plan, disclosure });
            }
        }
        accounts.sort_by_key(|one| (one.account != account, one.account == LIBRARY, one.account));
        Ok(Disclosed { accounts, beyond })
    }

    /// Puts on record that what is held about somebody was put together for that one.
    pub async fn remember_disclosure(&self, account: Uuid, record: RecordRef, act: &Act) -> Result<(), Error> {
        self.remember(act, Deed::Disclosed, Subject::record(account, record)).await
    }

    /// May the viewer read this place: an account within reach, or the library?
    pub(super) async fn reads(&self, viewer: &Viewer, place: Uuid) -> Result<bool, Error> {
        Ok(place == LIBRARY || self.reaches(viewer, place).await?)
    }
}
