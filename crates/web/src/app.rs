//! What the server holds, and what every handler needs of it: the ledger, the world, and who is asking.

use crate::entrance::Entrance;
use crate::error::Failure;
use crate::preferences::is_projected;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum_extra::extract::CookieJar;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use ledger::{Act, Ledger, Moment, Secret, SignedIn, Viewer};
use plan::Day;
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
}

impl App {
    /// The state of the server alone.
    pub fn site(&self) -> Site {
        Site { ledger: self.ledger.clone(), world: self.world.clone(), entrance: self.entrance.clone() }
    }
}

impl FromRequestParts<Site> for App {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Failure> {
        // Whoever is not signed in was sent away before; should that be forgotten somewhere, nothing is there.
        let who = parts.extensions.get::<SignedIn>().filter(|who| !who.waits).cloned().ok_or(Failure::NotFound)?;
        let Site { ledger, world, entrance } = site.clone();
        let discreet = is_projected(&CookieJar::from_headers(&parts.headers));
        Ok(Self { ledger, world, entrance, viewer: Viewer { discreet, ..who.viewer.clone() }, who })
    }
}
