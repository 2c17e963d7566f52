//! Sessions: what a browser holds is random, what is stored is its fingerprint. One ends when it was not used for a
//! while, at its absolute end at the latest, and at once when it is signed out or its user is disabled.

use crate::audit::{self, Act, Deed};
use crate::seat::Viewer;
use crate::secret::Secret;
use crate::store::{Outcome, Row, Statement};
use crate::user::{Refusal, Standing};
use crate::{Error, HOME, Ledger};
use jiff::Timestamp;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use uuid::Uuid;

/// How long an instance goes by what it read: what another instance ended is over within that.
const FRESH: Duration = Duration::from_millis(400);
/// Sessions that are remembered at once.
const REMEMBERED: usize = 10_000;
/// Seconds between two notes that a session, or a token, is in use.
pub const SEEN_EVERY: i64 = 60;
/// Characters that are kept of what a browser calls itself.
const AGENT: usize = 200;
/// Seconds for which the second factor may be given after the password.
pub const WAITS_SECONDS: i64 = 10 * 60;

/// How long sessions last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lasting {
    /// Seconds after the last use.
    pub idle: i64,
    /// Seconds after signing in, however much it is used.
    pub whole: i64,
}

impl Default for Lasting {
    fn default() -> Self {
        Self { idle: 12 * 60 * 60, whole: 7 * 24 * 60 * 60 }
    }
}

/// Who is signed in, by which session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIn {
    /// The session; none where nobody needs to sign in.
    pub session: Option<Uuid>,
    /// The user.
    pub viewer: Viewer,
    /// The name that others read.
    pub name: String,
    /// The name that was typed.
    pub sign_in: String,
    /// The second factor is still to be given: nothing else may be done.
    pub waits: bool,
}

/// A session as its user sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Its id, which opens nothing.
    pub id: Uuid,
    /// When it began.
    pub made_at: Timestamp,
    /// When it was last used, within a minute.
    pub seen_at: Timestamp,
    /// What the browser calls itself.
    pub agent: String,
    /// Where it began.
    pub origin: String,
}

/// A session to begin.
#[derive(Clone, Debug)]
pub struct Beginning<'b> {
    /// Its user.
    pub user: Uuid,
    /// Its id.
    pub id: Uuid,
    /// What the browser will hold.
    pub secret: &'b Secret,
    /// The second factor is still to be given.
    pub waits: bool,
    /// What the browser calls itself.
    pub agent: &'b str,
    /// What the browser held before: that session ends.
    pub instead_of: Option<&'b Secret>,
}

/// What was read of sessions a moment ago.
#[derive(Default)]
pub struct Cache(Mutex<Known>);

#[derive(Default)]
struct Known {
    sessions: HashMap<String, (Arc<Read>, Instant)>,
    /// Counts how often everything was forgotten, so that what was read before is not remembered after.
    forgotten: u64,
}

#[derive(Clone, Debug)]
struct Read {
    signed_in: SignedIn,
    seen_at: i64,
    ends_at: i64,
}

impl Cache {
    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Forgets everything: something ended.
    pub fn forget(&self) {
        let mut known = self.known();
        known.sessions.clear();
        known.forgotten += 1;
    }

    fn get(&self, digest: &str) -> Option<Arc<Read>> {
        let known = self.known();
        known.sessions.get(digest).filter(|(_, at)| at.elapsed() < FRESH).map(|(read, _)| read.clone())
    }

    fn keep(&self, digest: String, read: Arc<Read>, forgotten: u64) {
        let mut known = self.known();
        if known.forgotten == forgotten {
            if known.sessions.len() >= REMEMBERED {
                known.sessions.clear();
            }
            known.sessions.insert(digest, (read, Instant::now()));
        }
    }
}

/// The statement that ends all sessions of a user.
pub fn end_all(user: Uuid) -> Statement {
    let sql = "DELETE FROM session WHERE workspace = $1 AND user_id = $2";
    Statement { sql, params: vec![HOME.into(), user.into()] }
}

/// The statement that ends all sessions of a user but this one, if it is named.
pub fn end_others(user: Uuid, but: Option<Uuid>) -> Statement {
    let sql = "DELETE FROM session WHERE workspace = $1 AND user_id = $2 AND id <> $3";
    Statement { sql, params: vec![HOME.into(), user.into(), but.unwrap_or_default().into()] }
}

fn end(secret: &Secret) -> Statement {
    let sql = "DELETE FROM session WHERE workspace = $1 AND digest = $2";
    Statement { sql, params: vec![HOME.into(), secret.digest().into()] }
}

fn over(at: Timestamp) -> Statement {
    let sql = "DELETE FROM session WHERE workspace = $1 AND ends_at <= $2";
    Statement { sql, params: vec![HOME.into(), at.as_second().into()] }
}

impl Ledger {
    /// Begins a session of a user who may sign in.
    pub async fn begin_session(&self, new: &Beginning<'_>, lasting: Lasting, act: &Act) -> Result<(), Error> {
        let sql = "INSERT INTO session (workspace, digest, id, user_id, waits, made_at, seen_at, ends_at, agent, origin) \
                   SELECT $1, $2, $3, $4, CAST($5 AS BIGINT), CAST($6 AS BIGINT), CAST($6 AS BIGINT), \
                   CAST($7 AS BIGINT), $8, $9 FROM user_account u \
                   WHERE u.workspace = $1 AND u.id = $4 AND u.disabled_at IS NULL";
        let now = act.at.as_second();
        let ends = now + if new.waits { WAITS_SECONDS } else { lasting.whole };
        let agent: String = new.agent.chars().take(AGENT).collect();
        let params = vec![
            HOME.into(),
            new.secret.digest().into(),
            new.id.into(),
            new.user.into(),
            i64::from(new.waits).into(),
            now.into(),
            ends.into(),
            agent.into(),
            act.origin.as_str().into(),
        ];
        let mut writes = vec![over(act.at)];
        writes.extend(new.instead_of.map(end));
        if !new.waits {
            writes.push(audit::row(act, Deed::SignedIn, Some(new.user)));
        }
        self.exchange(Statement { sql, params }, writes).await
    }

    /// The second factor was given: the session that waited opens everything now, under a new secret.
    pub async fn complete_session(&self, old: &Secret, new: &Secret, lasting: Lasting, act: &Act) -> Result<(), Error> {
        let sql = "UPDATE session SET digest = $3, waits = 0, seen_at = $4, ends_at = $5 \
                   WHERE workspace = $1 AND digest = $2 AND waits = 1";
        let now = act.at.as_second();
        let params =
            vec![HOME.into(), old.digest().into(), new.digest().into(), now.into(), (now + lasting.whole).into()];
        self.exchange(Statement { sql, params }, vec![audit::row(act, Deed::SignedIn, act.by)]).await
    }

    /// Rights have changed: the same session goes on under a new secret, the old one opens nothing.
    pub async fn rotate_session(&self, old: &Secret, new: &Secret) -> Result<(), Error> {
        let sql = "UPDATE session SET digest = $3 WHERE workspace = $1 AND digest = $2";
        let params = vec![HOME.into(), old.digest().into(), new.digest().into()];
        self.exchange(Statement { sql, params }, Vec::new()).await
    }

    async fn exchange(&self, guard: Statement, writes: Vec<Statement>) -> Result<(), Error> {
        let outcome = self.0.store.commit(guard, writes).await?;
        self.0.sessions.forget();
        match outcome {
            Outcome::Done => Ok(()),
            Outcome::Stale => Err(Refusal::NoUser.into()),
        }
    }

    /// Who holds this secret, if the session still lasts.
    pub async fn session(&self, secret: &Secret, lasting: Lasting, at: Timestamp) -> Result<Option<SignedIn>, Error> {
        let digest = secret.digest();
        let read = match self.0.sessions.get(&digest) {
            Some(read) => read,
            None => match self.read_session(digest).await? {
                Some(read) => read,
                None => return Ok(None),
            },
        };
        let now = at.as_second();
        if now >= read.ends_at || now - read.seen_at >= lasting.idle {
            return Ok(None);
        }
        if now - read.seen_at >= SEEN_EVERY {
            self.note_seen(secret, now).await;
        }
        Ok(Some(read.signed_in.clone()))
    }

    async fn read_session(&self, digest: String) -> Result<Option<Arc<Read>>, Error> {
        let forgotten = self.0.sessions.known().forgotten;
        let sql = "SELECT s.id, s.user_id, s.waits, s.seen_at, s.ends_at, u.name, u.sign_in, u.role FROM session s \
                   JOIN user_account u ON u.workspace = s.workspace AND u.id = s.user_id \
                   WHERE s.workspace = $1 AND s.digest = $2 AND u.disabled_at IS NULL";
        let params = vec![HOME.into(), digest.as_str().into()];
        let rows = self.0.store.read_one(Statement { sql, params }).await?;
        let Some(read) = rows.first().map(read).transpose()?.map(Arc::new) else { return Ok(None) };
        self.0.sessions.keep(digest, read.clone(), forgotten);
        Ok(Some(read))
    }

    /// Notes that a session is in use. Where it cannot be noted, the session ends sooner, and that is all.
    async fn note_seen(&self, secret: &Secret, now: i64) {
        let digest = secret.digest();
        let sql = "UPDATE session SET seen_at = $3 WHERE workspace = $1 AND digest = $2 AND seen_at < $3";
        let params = vec![HOME.into(), digest.as_str().into(), now.into()];
        if let Err(error) = self.0.store.commit(Statement { sql, params }, Vec::new()).await {
            tracing::warn!(%error, "a session's use was not noted");
        }
        self.0.sessions.known().sessions.remove(&digest);
    }

    /// The sessions of a user that still last, the last used first.
    pub async fn sessions_of(&self, user: Uuid, lasting: Lasting, at: Timestamp) -> Result<Vec<Session>, Error> {
        let sql = "SELECT id, made_at, seen_at, agent, origin FROM session WHERE workspace = $1 AND user_id = $2 \
                   AND waits = 0 AND ends_at > $3 AND seen_at > $4 ORDER BY seen_at DESC, id";
        let now = at.as_second();
        let params = vec![HOME.into(), user.into(), now.into(), (now - lasting.idle).into()];
        let session = |row: &Row| {
            Ok(Session {
                id: row.parse(0)?,
                made_at: instant(row.int(1)?),
                seen_at: instant(row.int(2)?),
                agent: row.text(3)?.to_owned(),
                origin: row.text(4)?.to_owned(),
            })
        };
        self.0.store.read_one(Statement { sql, params }).await?.iter().map(session).collect()
    }

    /// Ends one of a user's sessions.
    pub async fn end_session(&self, user: Uuid, session: Uuid, act: &Act) -> Result<(), Error> {
        let sql = "DELETE FROM session WHERE workspace = $1 AND user_id = $2 AND id = $3";
        let guard = Statement { sql, params: vec![HOME.into(), user.into(), session.into()] };
        self.0.store.commit(guard, vec![audit::row(act, Deed::SignedOut, Some(user))]).await?;
        self.0.sessions.forget();
        Ok(())
    }

    /// Ends all sessions of a user.
    pub async fn end_sessions(&self, user: Uuid, act: &Act) -> Result<(), Error> {
        let guard = audit::row(act, Deed::SignedOutEverywhere, Some(user));
        self.0.store.commit(guard, vec![end_all(user)]).await?;
        self.0.sessions.forget();
        Ok(())
    }
}

fn read(row: &Row) -> Result<Read, Error> {
    let role = row.text(7)?;
    let standing = Standing::from_code(role).ok_or_else(|| Error::Store(format!("a user has the role {role:?}")))?;
    let signed_in = SignedIn {
        session: Some(row.parse(0)?),
        viewer: Viewer { user: row.parse(1)?, standing, discreet: false },
        name: row.text(5)?.to_owned(),
        sign_in: row.text(6)?.to_owned(),
        waits: row.int(2)? == 1,
    };
    Ok(Read { signed_in, seen_at: row.int(3)?, ends_at: row.int(4)? })
}

/// The instant at this second since 1970.
pub fn instant(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap_or(Timestamp::UNIX_EPOCH)
}
