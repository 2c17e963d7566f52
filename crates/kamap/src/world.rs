//! The one place that asks for the time and for randomness.
#![allow(clippy::disallowed_methods, reason = "this is where they are allowed; everything else is handed them")]

use jiff::Timestamp;
use jiff::tz::TimeZone;
use ledger::Secret;
use plan::Day;
use uuid::Uuid;
use web::World;

/// The clock of this machine and its time zone.
pub struct RealWorld;

/// The clock of this machine with the day held fast, for the sample account.
pub struct PinnedWorld(pub Day);

/// Today in this machine's time zone.
pub fn today() -> Day {
    jiff::ZonedDateTime::now().date().into()
}

impl World for RealWorld {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
    fn today(&self) -> Day {
        today()
    }
    fn zone(&self) -> TimeZone {
        TimeZone::system()
    }
    fn is_pinned(&self) -> bool {
        false
    }
    fn id(&self) -> Uuid {
        Uuid::now_v7()
    }
    fn secret(&self) -> Secret {
        Secret::new(rand::random())
    }
}

impl World for PinnedWorld {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
    fn today(&self) -> Day {
        self.0
    }
    fn zone(&self) -> TimeZone {
        TimeZone::system()
    }
    fn is_pinned(&self) -> bool {
        true
    }
    fn id(&self) -> Uuid {
        Uuid::now_v7()
    }
    fn secret(&self) -> Secret {
        Secret::new(rand::random())
    }
}
