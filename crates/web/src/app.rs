//! What every handler needs: the ledger, the world, and who is asking.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use ledger::{Ledger, Moment, Viewer};
use plan::Day;
use std::sync::Arc;
use uuid::Uuid;

/// Clock, calendar and new ids. The binary hands in the real ones; tests and the demo pin what they need.
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
    /// Instant and day together, for a change that is made now.
    fn moment(&self) -> Moment {
        Moment { at: self.now(), today: self.today() }
    }
}

/// The state of the server.
#[derive(Clone)]
pub struct App {
    /// The plans.
    pub ledger: Ledger,
    /// Clock and ids.
    pub world: Arc<dyn World>,
    /// Who uses this server. Until people sign in, a server is for the one person at its machine.
    pub viewer: Viewer,
}
