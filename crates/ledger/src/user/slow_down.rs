//! Slowing down whoever guesses: by name and by address, growing, and then turned away for a while. An attempt counts
//! before it is looked at, so many at once gain nothing; the right answer takes it back. Counted in the database, so
//! neither a restart nor another instance helps.

use super::{Refusal, folded};
use crate::secret::digest;
use crate::store::{Outcome, Statement};
use crate::{Error, HOME, Ledger};
use jiff::Timestamp;
use std::time::Duration;
use uuid::Uuid;

/// Seconds that an answer waits at most; who would have to wait longer is turned away.
const PATIENCE: i64 = 2;
/// Seconds that anybody is turned away at most.
const LONGEST: i64 = 15 * 60;
/// Seconds after which failures are forgotten.
const FORGOTTEN: i64 = 60 * 60;
/// Failures of a name before it slows down.
const OF_A_NAME: i64 = 3;
/// Failures of an address before it slows down: many people may share one.
const OF_AN_ADDRESS: i64 = 30;

/// What is slowed down, by a fingerprint: what was typed may be a password in the wrong field.
pub struct Subject {
    key: String,
    free: i64,
}

/// Whoever tries to sign in by this name, whether anybody has it or not.
pub fn name(sign_in: &str) -> Subject {
    Subject { key: digest(format!("name {}", folded(sign_in))), free: OF_A_NAME }
}

/// Whoever tries from this address.
pub fn address(origin: &str) -> Subject {
    Subject { key: digest(format!("address {origin}")), free: OF_AN_ADDRESS }
}

/// Whoever tries a user's second factor, or the password of somebody signed in.
pub fn code_of(user: Uuid) -> Subject {
    Subject { key: digest(format!("code {user}")), free: OF_A_NAME }
}

/// Seconds between the last failure and the next attempt.
fn pause(failures: i64, free: i64) -> i64 {
    match failures - free {
        ..0 => 0,
        over => 1_i64.checked_shl(u32::try_from(over).unwrap_or(u32::MAX)).unwrap_or(LONGEST).clamp(1, LONGEST),
    }
}

impl Ledger {
    /// Counts an attempt of each subject and waits as long as they have earned it.
    pub(super) async fn begin_attempt(&self, subjects: &[&Subject], at: Timestamp) -> Result<(), Error> {
        let mut wait = 0;
        for subject in subjects {
            wait = wait.max(self.count(subject, at.as_second()).await?);
        }
        tokio::time::sleep(Duration::from_secs(wait.unsigned_abs())).await;
        Ok(())
    }

    /// Counts one attempt; seconds that it has to wait. Whoever else counted meanwhile is counted first.
    async fn count(&self, subject: &Subject, now: i64) -> Result<i64, Error> {
        loop {
            let sql = "SELECT failures, last_at FROM attempt WHERE workspace = $1 AND subject = $2";
            let params = vec![HOME.into(), subject.key.as_str().into()];
            let rows = self.0.store.read_one(Statement { sql, params }).await?;
            let (seen, last) = rows.first().map_or(Ok((0, now)), |row| Ok::<_, Error>((row.int(0)?, row.int(1)?)))?;
            let failures = if now - last > FORGOTTEN { 0 } else { seen };
            let wait = (last + pause(failures, subject.free) - now).max(0);
            if wait > PATIENCE {
                return Err(Refusal::TooMany(wait).into());
            }
            let sql = "INSERT INTO attempt (workspace, subject, failures, last_at) VALUES ($1, $2, $3, $4) \
                       ON CONFLICT (workspace, subject) DO UPDATE SET failures = excluded.failures, \
                       last_at = excluded.last_at WHERE attempt.failures = $5 AND attempt.last_at = $6";
            let params = vec![
                HOME.into(),
                subject.key.as_str().into(),
                (failures + 1).into(),
                (now + wait).into(),
                seen.into(),
                last.into(),
            ];
            let old = "DELETE FROM attempt WHERE workspace = $1 AND last_at < $2";
            let old = Statement { sql: old, params: vec![HOME.into(), (now - FORGOTTEN).into()] };
            if self.0.store.commit(Statement { sql, params }, vec![old]).await? == Outcome::Done {
                return Ok(wait);
            }
        }
    }

    /// Forgets failures: the right answer came.
    pub(super) async fn forget_attempts(&self, subjects: &[&Subject]) -> Result<(), Error> {
        for subject in subjects {
            self.0.store.commit(forget(subject), Vec::new()).await?;
        }
        Ok(())
    }

    /// Takes the last attempt back, and leaves the failures before it.
    pub(super) async fn take_back_attempt(&self, subject: &Subject) -> Result<(), Error> {
        let sql = "UPDATE attempt SET failures = failures - 1 WHERE workspace = $1 AND subject = $2 AND failures > 0";
        let statement = Statement { sql, params: vec![HOME.into(), subject.key.as_str().into()] };
        self.0.store.commit(statement, Vec::new()).await.map(drop)
    }
}

/// The statement that forgets failures.
pub fn forget(subject: &Subject) -> Statement {
    let sql = "DELETE FROM attempt WHERE workspace = $1 AND subject = $2";
    Statement { sql, params: vec![HOME.into(), subject.key.as_str().into()] }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_have_an_end() {
        let pauses: Vec<i64> = (0..8).map(|failures| pause(failures, 3)).collect();
        assert_eq!(pauses, [0, 0, 0, 1, 2, 4, 8, 16]);
        assert_eq!((pause(14, 3), pause(70, 3), pause(1000, 3)), (900, 900, 900));
    }
}
