//! Tokens: what programs hold. One acts as its user, with the user's role of that moment, and reads or writes as it was
//! made to. What is stored is its fingerprint; it is read anew each time, so what was revoked is over at once.

use crate::audit::{self, Act, Deed};
use crate::seat::Viewer;
use crate::secret::Secret;
use crate::session::{SEEN_EVERY, SignedIn, instant};
use crate::store::{Outcome, Row, Statement};
use crate::user::{LONGEST_NAME, Refusal, Standing};
use crate::{Error, HOME, Ledger};
use jiff::Timestamp;
use uuid::Uuid;

/// What the text of each token begins with, so that people and scanners know one where it should not be.
const MARK: &str = "kamap_";
/// The most days for which a token is good.
pub const LONGEST_DAYS: i64 = 366;
/// Seconds of a day.
const DAY: i64 = 24 * 60 * 60;

/// What may be done with a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// Reading what the user reads.
    Read,
    /// Reading, and making changes.
    Write,
}

impl Scope {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Read, Self::Write];

    /// The stored code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
        }
    }

    /// The one with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }
}

/// A token to make.
#[derive(Clone, Copy, Debug)]
pub struct NewToken<'t> {
    /// As whom it acts.
    pub user: Uuid,
    /// Its id, which opens nothing.
    pub id: Uuid,
    /// What its user calls it.
    pub name: &'t str,
    /// What may be done with it.
    pub scope: Scope,
    /// Days for which it is good.
    pub days: i64,
    /// What the program will hold.
    pub secret: &'t Secret,
}

/// A token as its user sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Its id, which opens nothing.
    pub id: Uuid,
    /// What its user calls it.
    pub name: String,
    /// What may be done with it.
    pub scope: Scope,
    /// When it was made.
    pub made_at: Timestamp,
    /// When it ends.
    pub ends_at: Timestamp,
    /// When it was last used, within a minute; none where it never was.
    pub used_at: Option<Timestamp>,
}

/// Who asks by a token, and for what it is good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bearer {
    /// The user, as if signed in without a session.
    pub who: SignedIn,
    /// What may be done.
    pub scope: Scope,
}

/// What a program sends.
pub fn text(secret: &Secret) -> String {
    format!("{MARK}{}", secret.text())
}

/// The secret of what a program sent, if it is of the form of a token.
pub fn read(text: &str) -> Option<Secret> {
    Secret::read(text.strip_prefix(MARK)?)
}

/// The statement that ends all tokens of a user.
pub fn end_all(user: Uuid) -> Statement {
    let sql = "DELETE FROM token WHERE workspace = $1 AND user_id = $2";
    Statement { sql, params: vec![HOME.into(), user.into()] }
}

fn over(at: Timestamp) -> Statement {
    let sql = "DELETE FROM token WHERE workspace = $1 AND ends_at <= $2";
    Statement { sql, params: vec![HOME.into(), at.as_second().into()] }
}

fn insert(new: &NewToken<'_>, name: &str, at: Timestamp) -> Statement {
    let sql = "INSERT INTO token (workspace, digest, id, user_id, name, scope, made_at, ends_at) \
               SELECT $1, $2, $3, $4, $5, $6, CAST($7 AS BIGINT), CAST($8 AS BIGINT) FROM user_account u \
               WHERE u.workspace = $1 AND u.id = $4 AND u.disabled_at IS NULL";
    let now = at.as_second();
    let params = vec![
        HOME.into(),
        new.secret.digest().into(),
        new.id.into(),
        new.user.into(),
        name.into(),
        new.scope.code().into(),
        now.into(),
        (now + new.days * DAY).into(),
    ];
    Statement { sql, params }
}

impl Ledger {
    /// Makes a token of a user who may sign in.
    pub async fn make_token(&self, new: &NewToken<'_>, act: &Act) -> Result<(), Error> {
        let name = new.name.trim();
        if name.is_empty() || name.chars().count() > LONGEST_NAME || name.contains(char::is_control) {
            return Err(Refusal::Name.into());
        }
        if !(1..=LONGEST_DAYS).contains(&new.days) {
            return Err(Refusal::TokenDays.into());
        }
        let writes = vec![over(act.at), audit::row(act, Deed::TokenMade, Some(new.user))];
        match self.0.store.commit(insert(new, name, act.at), writes).await? {
            Outcome::Done => Ok(()),
            Outcome::Stale => Err(Refusal::NoUser.into()),
        }
    }

    /// The tokens of a user that are good, the newest first.
    pub async fn tokens_of(&self, user: Uuid, at: Timestamp) -> Result<Vec<Token>, Error> {
        let sql = "SELECT id, name, scope, made_at, ends_at, used_at FROM token \
                   WHERE workspace = $1 AND user_id = $2 AND ends_at > $3 ORDER BY made_at DESC, id DESC";
        let params = vec![HOME.into(), user.into(), at.as_second().into()];
        self.0.store.read_one(Statement { sql, params }).await?.iter().map(token).collect()
    }

    /// Revokes one of a user's tokens. One that is not there leaves no trace.
    pub async fn revoke_token(&self, user: Uuid, token: Uuid, act: &Act) -> Result<(), Error> {
        let sql = "DELETE FROM token WHERE workspace = $1 AND user_id = $2 AND id = $3";
        let guard = Statement { sql, params: vec![HOME.into(), user.into(), token.into()] };
        self.0.store.commit(guard, vec![audit::row(act, Deed::TokenRevoked, Some(user))]).await.map(drop)
    }

    /// Who sent this text, if it is a token that is good and its user may sign in.
    pub async fn bearer(&self, text: &str, at: Timestamp) -> Result<Option<Bearer>, Error> {
        let Some(secret) = read(text) else { return Ok(None) };
        let (digest, now) = (secret.digest(), at.as_second());
        let sql = "SELECT t.scope, t.used_at, u.id, u.name, u.sign_in, u.role FROM token t \
                   JOIN user_account u ON u.workspace = t.workspace AND u.id = t.user_id \
                   WHERE t.workspace = $1 AND t.digest = $2 AND t.ends_at > $3 AND u.disabled_at IS NULL";
        let params = vec![HOME.into(), digest.as_str().into(), now.into()];
        let rows = self.0.store.read_one(Statement { sql, params }).await?;
        let Some(row) = rows.first() else { return Ok(None) };
        if used(row, 1)?.is_none_or(|used| now - used.as_second() >= SEEN_EVERY) {
            self.note_used(digest, now).await;
        }
        bearer(row).map(Some)
    }

    /// Notes that a token is in use; where it cannot be noted, its user knows less, and that is all.
    async fn note_used(&self, digest: String, now: i64) {
        let sql = "UPDATE token SET used_at = $3 WHERE workspace = $1 AND digest = $2";
        let params = vec![HOME.into(), digest.into(), now.into()];
        if let Err(error) = self.0.store.commit(Statement { sql, params }, Vec::new()).await {
            tracing::warn!(%error, "a token's use was not noted");
        }
    }
}

fn used(row: &Row, column: usize) -> Result<Option<Timestamp>, Error> {
    row.maybe_int(column).map(|second| second.map(instant))
}

fn scope(row: &Row, column: usize) -> Result<Scope, Error> {
    let code = row.text(column)?;
    Scope::from_code(code).ok_or_else(|| Error::Store(format!("a token has the scope {code:?}")))
}

fn token(row: &Row) -> Result<Token, Error> {
    Ok(Token {
        id: row.parse(0)?,
        name: row.text(1)?.to_owned(),
        scope: scope(row, 2)?,
        made_at: instant(row.int(3)?),
        ends_at: instant(row.int(4)?),
        used_at: used(row, 5)?,
    })
}

fn bearer(row: &Row) -> Result<Bearer, Error> {
    let role = row.text(5)?;
    let standing = Standing::from_code(role).ok_or_else(|| Error::Store(format!("a user has the role {role:?}")))?;
    let who = SignedIn {
        session: None,
        viewer: Viewer { user: row.parse(2)?, standing, discreet: false },
        name: row.text(3)?.to_owned(),
        sign_in: row.text(4)?.to_owned(),
        waits: false,
    };
    Ok(Bearer { who, scope: scope(row, 0)? })
}
