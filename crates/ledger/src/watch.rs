//! Seeing what others changed: one statement every half second asks for the stamps of all accounts. What changed is
//! told within the process, plans that went stale are let go of, and summaries are measured anew (decided 5.40, 5.44).
//! Nothing is notified inside a writing transaction.

use crate::library::LIBRARY;
use crate::store::{Row, Statement};
use crate::{Error, HOME, Ledger, Moment, Stamp, archive};
use plan::Day;
use plan::resting::{KINDS, horizon};
use std::collections::{BTreeSet, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::broadcast;
use uuid::Uuid;

/// How often an instance asks what others changed.
const EVERY: Duration = Duration::from_millis(500);
/// How many changes a listener may fall behind before it misses some and has to look for itself.
const BACKLOG: usize = 1024;

/// An account stands at another stamp than before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Told {
    /// Which account.
    pub account: Uuid,
    /// Where it stands now.
    pub stamp: Stamp,
}

/// What this instance knows of where accounts stand, and who wants to hear of it.
pub struct News {
    known: Mutex<Known>,
    told: broadcast::Sender<Told>,
}

#[derive(Default)]
struct Known {
    stamps: HashMap<Uuid, (Stamp, u64)>,
    /// Counts what was told, so that an answer that was asked for earlier never takes back what is told since.
    clock: u64,
}

impl Default for News {
    fn default() -> Self {
        Self { known: Mutex::default(), told: broadcast::channel(BACKLOG).0 }
    }
}

impl News {
    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells where an account stands since a commit of this instance.
    pub(crate) fn tell(&self, account: Uuid, stamp: Stamp) {
        let mut known = self.known();
        known.clock += 1;
        let clock = known.clock;
        if known.stamps.insert(account, (stamp, clock)).is_none_or(|(before, _)| before != stamp) {
            // Nobody listens at times.
            let _ = self.told.send(Told { account, stamp });
        }
    }

    /// Takes in what the database said, asked for when the clock stood `asked`. Answers with what is new.
    fn hear(&self, asked: u64, stamps: Vec<(Uuid, Stamp)>) -> Vec<Told> {
        let mut known = self.known();
        let mut new = Vec::new();
        for (account, stamp) in stamps {
            let before = known.stamps.get(&account).copied();
            if before.is_some_and(|(before, clock)| before == stamp || clock > asked) {
                continue;
            }
            known.stamps.insert(account, (stamp, asked));
            new.push(Told { account, stamp });
        }
        new
    }
}

impl Ledger {
    /// Hears of every account that changes, by this instance or, while it [tends](Self::tend), by another. A listener
    /// that falls behind is told so and looks for itself.
    pub fn changes(&self) -> broadcast::Receiver<Told> {
        self.0.news.told.subscribe()
    }

    /// Asks once what others changed, lets go of what went stale, and tells it. The first time everything is new, and
    /// nothing is told.
    pub async fn look(&self) -> Result<Vec<Told>, Error> {
        let (asked, first) = {
            let known = self.0.news.known();
            (known.clock, known.stamps.is_empty())
        };
        let sql = "SELECT id, revision, last_change FROM account WHERE workspace = $1";
        let rows = self.0.store.read_one(Statement { sql, params: vec![HOME.into()] }).await?;
        let stamp =
            |row: &Row| Ok((row.parse(0)?, Stamp { revision: row.int(1)?, last_change: row.parse(2)?, library: 0 }));
        let mut stamps = rows.iter().map(stamp).collect::<Result<Vec<(Uuid, Stamp)>, Error>>()?;
        // The library lies under every other plan, so each stands elsewhere once it moved.
        let library = stamps.iter().find(|(account, _)| *account == LIBRARY).map_or(0, |(_, stamp)| stamp.revision);
        for (_, stamp) in stamps.iter_mut().filter(|(account, _)| *account != LIBRARY) {
            stamp.library = library;
        }
        let new = self.0.news.hear(asked, stamps);
        for told in &new {
            self.let_go(told.account, told.stamp);
            if !first {
                let _ = self.0.news.told.send(*told);
            }
        }
        Ok(new)
    }

    /// Keeps this instance up to date until it is dropped: hears what others changed, writes down who saw what, measures
    /// what changed or what a new day makes stale, and each day lets rest what grew old and lets go what is kept no longer.
    /// `now` is asked each time, so midnight needs no clock of its own.
    pub async fn tend(self, now: impl Fn() -> Moment + Send) {
        let mut own = self.changes();
        let mut measured_on = None;
        loop {
            tokio::time::sleep(EVERY).await;
            if let Err(error) = self.tend_once(&mut own, now(), &mut measured_on).await {
                tracing::warn!(%error, "looking for changes");
            }
        }
    }

    async fn tend_once(
        &self,
        told: &mut broadcast::Receiver<Told>,
        now: Moment,
        measured_on: &mut Option<Day>,
    ) -> Result<(), Error> {
        let today = now.today;
        self.look().await?;
        self.write_access().await?;
        if *measured_on != Some(today) {
            self.rest(today).await?;
            // What cannot be let go today is tried again tomorrow; everything else goes on.
            if let Err(error) = self.retain(now).await {
                tracing::warn!(%error, "letting go what is kept no longer");
            }
        }
        let mut heard = *measured_on != Some(today);
        while !matches!(told.try_recv(), Err(broadcast::error::TryRecvError::Empty)) {
            heard = true;
        }
        if heard {
            self.summarise_stale(today).await?;
            *measured_on = Some(today);
        }
        Ok(())
    }

    /// The accounts in which something old is awake. A card's day is that of its record.
    pub(crate) async fn with_old_records(&self, today: Day) -> Result<Vec<Uuid>, Error> {
        let mut found = BTreeSet::new();
        for kind in KINDS {
            let sql = "SELECT DISTINCT r.account FROM record r JOIN account a ON a.workspace = r.workspace \
                       AND a.id = r.account WHERE r.workspace = $1 AND r.kind = $2 AND r.due < $3 \
                       AND (r.resting = 0 OR a.resting = '')";
            let params = vec![HOME.into(), kind.code().into(), horizon(today).to_string().into()];
            let rows = self.0.store.read_one(Statement { sql, params }).await?;
            found.extend(rows.iter().map(|row| row.parse(0)).collect::<Result<Vec<Uuid>, _>>()?);
        }
        Ok(archive::accounts(&self.0.store).await?.into_iter().filter(|account| found.contains(account)).collect())
    }

    /// Measures every account whose summary is of another state of its plan, or of another day. One that cannot be
    /// read is left to the doctor.
    async fn summarise_stale(&self, today: Day) -> Result<(), Error> {
        let sql = "SELECT a.id FROM account a LEFT JOIN summary s ON s.workspace = a.workspace AND s.account = a.id \
                   AND s.revision = a.revision AND s.last_change = a.last_change AND s.day = $2 \
                   AND s.library = COALESCE((SELECT l.revision FROM account l WHERE l.workspace = a.workspace \
                   AND l.id = $3), 0) WHERE a.workspace = $1 AND a.id <> $3 AND a.shelf = 'open' AND s.account IS NULL";
        let stale = Statement { sql, params: vec![HOME.into(), today.to_string().into(), LIBRARY.into()] };
        for row in self.0.store.read_one(stale).await? {
            let account: Uuid = row.parse(0)?;
            if let Err(error) = self.summarise(account, today).await {
                tracing::warn!(%account, %error, "the account was not measured");
            }
        }
        Ok(())
    }
}
