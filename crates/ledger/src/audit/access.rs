//! The access log: who saw which account, and whom of it, on which day. Once a day for each, gathered in memory and
//! written a batch at a time, so that no page waits for the disk (decided 4.35).

use super::{Act, Deed, Subject, row};
use crate::store::{Outcome, Param, Statement, interned};
use crate::{Error, HOME, Ledger, Moment, Viewer};
use plan::{Day, Kind};
use std::collections::HashSet;
use std::sync::{Mutex, MutexGuard, PoisonError};
use uuid::Uuid;

/// Sights that are remembered at once, so that each is written once; the database knows them anyway.
const REMEMBERED: usize = 100_000;
/// Rows of one batch.
const BATCH: usize = 256;
/// What the ids of these rows are made under: the same sight on the same day is the same row, on every instance.
const SIGHTS: Uuid = Uuid::from_u128(0x01930000_0000_7000_8000_00000000acce);

/// What was seen today, and what of it is not written yet.
#[derive(Default)]
pub struct AccessLog(Mutex<Seen>);

#[derive(Default)]
struct Seen {
    day: Option<Day>,
    known: HashSet<(Uuid, Subject)>,
    waiting: Vec<(Act, Subject)>,
}

impl AccessLog {
    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn note(&self, user: Uuid, subject: Subject, moment: Moment, origin: &str) {
        let mut seen = self.seen();
        if seen.day != Some(moment.today) || seen.known.len() >= REMEMBERED {
            seen.day = Some(moment.today);
            seen.known.clear();
        }
        if seen.known.insert((user, subject)) {
            let id = sight(user, subject, moment.today);
            seen.waiting.push((Act { id, by: Some(user), at: moment.at, origin: origin.to_owned() }, subject));
        }
    }

    /// What has waited longest. It goes on waiting until it is [written](Self::written): a writer may be cut off.
    fn next(&self) -> Vec<(Act, Subject)> {
        self.seen().waiting.iter().take(BATCH).cloned().collect()
    }

    fn written(&self, rows: &[(Act, Subject)]) {
        let ids: HashSet<Uuid> = rows.iter().map(|(act, _)| act.id).collect();
        self.seen().waiting.retain(|(act, _)| !ids.contains(&act.id));
    }
}

/// The id of the row that tells of somebody seeing something on a day.
fn sight(user: Uuid, subject: Subject, day: Day) -> Uuid {
    let kind = subject.kind.map_or("", Kind::code);
    let (account, id) = (subject.account.unwrap_or_default(), subject.id.unwrap_or_default());
    Uuid::new_v5(&SIGHTS, format!("{user} {account} {kind} {id} {day}").as_bytes())
}

impl Ledger {
    /// Notes that somebody saw an account, or a record of it. Whoever [tends](Self::tend) the ledger writes it within
    /// half a second.
    pub fn saw(&self, viewer: &Viewer, subject: Subject, moment: Moment, origin: &str) {
        self.0.access.note(viewer.user, subject, moment, origin);
    }

    /// Writes what was seen since it was written last.
    pub async fn write_access(&self) -> Result<(), Error> {
        loop {
            let rows = self.0.access.next();
            if rows.is_empty() {
                return Ok(());
            }
            // Where another instance wrote one of them just now, they are looked at again.
            if self.write_sights(&rows).await? == Outcome::Done {
                self.0.access.written(&rows);
            }
        }
    }

    /// A commit begins with a statement that writes a row, so those that are there already are left out first.
    async fn write_sights(&self, rows: &[(Act, Subject)]) -> Result<Outcome, Error> {
        let ids = rows.iter().chain(rows.last().into_iter().cycle()).take(rows.len().next_power_of_two());
        let mut params: Vec<Param> = vec![HOME.into()];
        params.extend(ids.map(|(act, _)| act.id.into()));
        let places: Vec<String> = (2..=params.len()).map(|place| format!("${place}")).collect();
        let sql = format!("SELECT id FROM audit WHERE workspace = $1 AND id IN ({})", places.join(", "));
        let there = self.0.store.read_one(Statement { sql: interned(sql), params }).await?;
        let there: HashSet<Uuid> = there.iter().map(|row| row.parse(0)).collect::<Result<_, _>>()?;
        let new = rows.iter().filter(|(act, _)| !there.contains(&act.id));
        let mut writes = new.map(|(act, subject)| row(act, Deed::Saw, *subject));
        match writes.next() {
            Some(first) => self.0.store.commit(first, writes.collect()).await,
            None => Ok(Outcome::Done),
        }
    }
}
