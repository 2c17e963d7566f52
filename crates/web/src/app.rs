//! What the server holds, and what every handler needs of it: the ledger, the world, and who is asking.

use crate::entrance::{Entrance, Origin};
use crate::error::Failure;
use crate::preferences::is_projected;
use crate::root::Root;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum_extra::extract::CookieJar;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use ledger::{Act, Deed, LIBRARY, Ledger, Moment, Secret, SignedIn, Subject, Viewer};
use plan::{Day, RecordRef};
use std::sync::Arc;
use uuid::Uuid;

/// Clock, calendar, new ids and randomness. The binary hands in the real ones; tests and the demo pin what they need.
pub trait World: Send + Sync {
    /// The present instant, for the log.
    fn now(&self) -> Timestamp;
    /// The present day in the workspace's time zone, for the figures.
    fn today(&self) -> Day;
    /// The workspace's time zone, in which its days begin and end.
    fn zone(&self) -> TimeZone;
    /// Does `today` stand still? Pages then say so.
    fn is_pinned(&self) -> bool;
    /// A new id.
    fn id(&self) -> Uuid;
    /// What nobody can guess.
    fn secret(&self) -> Secret;
    /// Instant and day together, for a change that is made now.
    fn moment(&self) -> Moment {
        Moment { at: self.now(), today: self.today() }
    }
}

/// The state of the server.
#[derive(Clone)]
pub struct Site {
    /// The plans and the users.
    pub ledger: Ledger,
    /// Clock, ids, randomness.
    pub world: Arc<dyn World>,
    /// How people come in.
    pub entrance: Arc<Entrance>,
}

impl Site {
    /// Something that is done now, from there.
    pub fn act(&self, by: Option<Uuid>, origin: &str) -> Act {
        Act { id: self.world.id(), by, at: self.world.now(), origin: origin.to_owned() }
    }
}

/// The state of the server, as somebody who is signed in asks for something. A handler that takes it cannot be reached
/// by anybody else.
#[derive(Clone)]
pub struct App {
    /// The plans and the users.
    pub ledger: Ledger,
    /// Clock, ids, randomness.
    pub world: Arc<dyn World>,
    /// How people come in.
    pub entrance: Arc<Entrance>,
    /// Who asks.
    pub viewer: Viewer,
    /// By which session.
    pub who: SignedIn,
    /// From where.
    pub origin: String,
}

impl App {
    /// The state of the server alone.
    pub fn site(&self) -> Site {
        Site { ledger: self.ledger.clone(), world: self.world.clone(), entrance: self.entrance.clone() }
    }

    /// Something that whoever asks does now.
    pub fn act(&self) -> Act {
        self.site().act(Some(self.viewer.user), &self.origin)
    }

    /// Notes for the access log that whoever asks saw a plan, and this record of it. Costs no write of its own.
    pub fn saw(&self, root: Root, record: Option<RecordRef>) {
        let account = account_of(root);
        let records = record.map(|record| Subject::record(account, record));
        for subject in [Some(Subject::account(account)), records].into_iter().flatten() {
            self.ledger.saw(&self.viewer, subject, self.world.moment(), &self.origin);
        }
    }

    /// Puts on record that something of a plan leaves as a file, before it does.
    pub async fn exports(&self, root: Root, record: Option<RecordRef>) -> Result<(), Failure> {
        let account = account_of(root);
        let subject = record.map_or(Subject::account(account), |record| Subject::record(account, record));
        Ok(self.ledger.remember(&self.act(), Deed::Exported, subject).await?)
    }
}

impl FromRequestParts<Site> for App {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Failure> {
        // Whoever is not signed in was sent away before; should that be forgotten somewhere, nothing is there.
        let who = parts.extensions.get::<SignedIn>().filter(|who| !who.waits).cloned().ok_or(Failure::NotFound)?;
        let Ok(Origin(origin)) = Origin::from_request_parts(parts, site).await;
        let Site { ledger, world, entrance } = site.clone();
        let discreet = is_projected(&CookieJar::from_headers(&parts.headers));
        Ok(Self { ledger, world, entrance, viewer: Viewer { discreet, ..who.viewer.clone() }, who, origin })
    }
}

/// Under which account the audit has what belongs to a plan.
const fn account_of(root: Root) -> Uuid {
    match root {
        Root::Account(account) => account,
        Root::Library => LIBRARY,
    }
}
