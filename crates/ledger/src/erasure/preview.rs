//! What an erasure would do, before it is done.

use super::{Erased, Order};
use crate::{Error, Ledger, Viewer};
use jiff::Timestamp;
use plan::id::RecordRef;
use uuid::Uuid;

/// What an erasure would do.
#[derive(Clone, Debug, PartialEq)]
pub struct Preview {
    /// In each account within the viewer's reach, and in the library, that says anything about the human being.
    pub accounts: Vec<Erased>,
    /// In how many accounts beyond it.
    pub beyond: usize,
    /// Users who would be called by a code and never sign in again: their names.
    pub users: Vec<String>,
    /// Users of the same name whom nothing else ties to the human being: for a human to look at.
    pub namesakes: Vec<String>,
}

impl Ledger {
    /// What erasing somebody would do just now. Nothing is written.
    pub async fn preview_erasure(&self, viewer: &Viewer, account: Uuid, record: RecordRef) -> Result<Preview, Error> {
        let standing = self.standing(account, record).await?;
        let known = self.names_everywhere(&standing).await?;
        let order = Order::erasing(Uuid::nil(), viewer.user, Timestamp::UNIX_EPOCH);
        let (mut accounts, mut beyond) = (Vec::new(), 0);
        for (place, records) in standing.in_turn(account) {
            let planned = self.planned(place, &records, &known, &order).await?;
            match planned {
                Some(planned) if self.lens_at(viewer, place).await?.is_some() => accounts.push(planned.erased),
                Some(_) => beyond += 1,
                None => {}
            }
        }
        let (users, namesakes) = self.users_of(&known).await?;
        let names = |users: Vec<crate::User>| users.into_iter().map(|user| user.name).collect();
        Ok(Preview { accounts, beyond, users: names(users), namesakes: names(namesakes) })
    }
}
