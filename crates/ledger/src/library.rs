//! The library: kept as an account is, with an id of its own and out of every list of accounts (decided 5.38).

use crate::account::{self, Head, Stamp, Writes};
use crate::operation::PORTION;
use crate::store::Outcome;
use crate::{Error, Ledger, Seat, Viewer, step};
use jiff::Timestamp;
use plan::library::merge;
use plan::{Change, Edit, Kind, Plan};
use serde_json::json;
use std::sync::Arc;
use uuid::Uuid;

/// The id that the library's rows carry where others carry their account's; its company and its first change have it
/// too, so that two instances that make it at once make the same.
pub const LIBRARY: Uuid = Uuid::from_u128(0x01930000_0000_7000_8000_000000000001);

/// How often a merge starts over because somebody was faster.
const TRIES: usize = 50;

impl Ledger {
    /// A seat at the library. It is made on first use, with a company that waits for its name.
    pub async fn library(&self, viewer: &Viewer, at: Timestamp) -> Result<Seat, Error> {
        if self.library_now().await?.is_none() {
            self.found_library(viewer, at).await?;
        }
        let lens = self.library_lens(viewer).await?;
        self.seat(viewer, LIBRARY, lens).await
    }

    async fn found_library(&self, viewer: &Viewer, at: Timestamp) -> Result<(), Error> {
        let name = json!({ "zh-Hans": "我们公司", "zh-Hant": "我們公司", "en": "Our company" });
        let body = json!({ "name": name, "currency": "CNY" });
        let edits = vec![Edit::Create { kind: Kind::Workspace, id: LIBRARY, body }];
        let change = Change { id: LIBRARY, why: None, undoes: None, edits };
        let applied = Plan::default().apply(&change).map_err(Error::Problems)?;
        let stamp = Stamp { revision: 1, last_change: LIBRARY, library: 0 };
        match self.found(viewer, (stamp, None), (&change, &Plan::default(), &applied), at).await {
            // Another instance made it meanwhile.
            Ok(_) | Err(Error::Problems(_)) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// The library as it is now with its revision, if there is one.
    pub(crate) async fn library_now(&self) -> Result<Option<(i64, Arc<Plan>)>, Error> {
        match self.fresh(LIBRARY).await {
            Ok(held) => Ok(Some((held.stamp.revision, held.plan.clone()))),
            Err(Error::NotFound) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Brings a library's file into the library, as one change or, where it is large, as several; what stands in it goes
    /// on as it is.
    pub(crate) async fn merge(&self, viewer: &Viewer, incoming: &Plan, id: Uuid, at: Timestamp) -> Result<Uuid, Error> {
        self.library(viewer, at).await?;
        for _ in 0..TRIES {
            step::may_write(&self.0.store, self.0.formats).await?;
            let held = self.fresh(LIBRARY).await?;
            let edits = merge::merge(&held.plan, incoming);
            if edits.is_empty() {
                return Ok(LIBRARY);
            }
            if edits.len() > PORTION {
                let change = Change { id, why: None, undoes: None, edits };
                held.plan.apply(&change).map_err(Error::Problems)?;
                return self.import_in_portions(viewer, (LIBRARY, id), change.edits, at).await;
            }
            let change = Change { id, why: None, undoes: None, edits };
            let applied = held.plan.apply(&change).map_err(Error::Problems)?;
            let stamp = Stamp { revision: held.stamp.revision + 1, last_change: id, library: 0 };
            let head = Head::of(&applied.plan).ok_or(Error::NotFound)?;
            let mut writes = Writes::default();
            writes.change(LIBRARY, stamp, &change, &applied.edits, viewer.user, at);
            writes.records(LIBRARY, stamp.revision, &held.plan, &applied.plan, &applied.edits);
            writes.tokens(LIBRARY, &held.plan, &applied.plan, &applied.edits);
            let guard = account::advance(&head, held.stamp, stamp);
            if self.0.store.commit(guard, writes.into_statements()).await? == Outcome::Done {
                self.0.news.tell(LIBRARY, stamp);
                self.draw_where_due().await?;
                return Ok(LIBRARY);
            }
        }
        Err(Error::Store("somebody kept changing the library".into()))
    }
}
