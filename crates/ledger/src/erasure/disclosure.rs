//! What is held about a human being in all accounts that know the same one, as far as its reader reaches.

use crate::audit::{Act, Deed, Subject};
use crate::library::LIBRARY;
use crate::{Error, Ledger, Viewer};
use plan::disclosure::Disclosure;
use plan::id::RecordRef;
use plan::{Lens, View};
use uuid::Uuid;

/// What is held about somebody.
#[derive(Clone, Debug)]
pub struct Disclosed {
    /// In each account that the reader leads, the one asked for first; and in the library, where it tells anything.
    pub accounts: Vec<AccountDisclosure>,
    /// Other accounts that know the same human being.
    pub beyond: usize,
}

/// What one account holds about somebody.
#[derive(Clone, Debug)]
pub struct AccountDisclosure {
    /// The account; the library has an id of its own.
    pub account: Uuid,
    /// What the reader sees of its plan, which the values are read with.
    pub plan: View,
    /// What it holds.
    pub disclosure: Disclosure,
}

impl Ledger {
    /// What is held about somebody, as far as the viewer reaches.
    pub async fn disclosure(&self, viewer: &Viewer, account: Uuid, record: RecordRef) -> Result<Disclosed, Error> {
        let standing = self.standing(account, record).await?;
        let (mut accounts, mut beyond) = (Vec::new(), 0);
        for (place, records) in standing.iter() {
            let Some(lens) = self.lens_at(viewer, place).await? else {
                beyond += 1;
                continue;
            };
            let seat = self.seat(viewer, place, lens).await?;
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

    /// The lens through which the viewer reads all of this place: an account that the viewer leads, or the library.
    pub(super) async fn lens_at(&self, viewer: &Viewer, place: Uuid) -> Result<Option<Lens>, Error> {
        match place {
            LIBRARY => self.library_lens(viewer).await.map(Some),
            account => Ok(self.lens(viewer, account).await?.filter(|lens| lens.role().leads())),
        }
    }
}
