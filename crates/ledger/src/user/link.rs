//! One-time links: the first administrator's, an invitation, a lost password. Whoever has one sets a password with it;
//! then it is gone.

use super::{FOUNDER, NewUser, Refusal, Standing, User, insert, password, slow_down};
use crate::audit::{self, Act, Deed};
use crate::secret::Secret;
use crate::session;
use crate::store::{Outcome, Statement};
use crate::{Error, HOME, Ledger};
use jiff::Timestamp;
use uuid::Uuid;

/// Seconds for which a link is good: three days, so that one from Friday is good on Monday.
pub const LINK_SECONDS: i64 = 3 * 24 * 60 * 60;

/// What a link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Becoming the first administrator.
    First,
    /// Accepting an invitation.
    Invitation,
    /// Setting a new password in the place of a lost one.
    Reset,
}

impl Purpose {
    /// The stored code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Invitation => "invitation",
            Self::Reset => "reset",
        }
    }
}

/// A link that is still good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenLink {
    /// What it is for.
    pub purpose: Purpose,
    /// Whose password it sets; nobody's yet for the first administrator.
    pub user: Option<User>,
}

/// The statement that makes all links of a user void.
pub fn void(user: Uuid) -> Statement {
    let sql = "DELETE FROM link WHERE workspace = $1 AND user_id = $2";
    Statement { sql, params: vec![HOME.into(), user.into()] }
}

fn make(secret: &Secret, purpose: Purpose, user: Option<Uuid>, at: Timestamp) -> Statement {
    let sql = "INSERT INTO link (workspace, digest, purpose, user_id, ends_at) VALUES ($1, $2, $3, $4, $5)";
    let ends = at.as_second() + LINK_SECONDS;
    let params = vec![HOME.into(), secret.digest().into(), purpose.code().into(), user.into(), ends.into()];
    Statement { sql, params }
}

fn outlived(at: Timestamp) -> Statement {
    let sql = "DELETE FROM link WHERE workspace = $1 AND ends_at <= $2";
    Statement { sql, params: vec![HOME.into(), at.as_second().into()] }
}

impl Ledger {
    /// A link that makes whoever opens it the first administrator, while there is no user at all; else none.
    pub async fn first_link(&self, secret: &Secret, act: &Act) -> Result<bool, Error> {
        if self.has_users().await? {
            return Ok(false);
        }
        let guard = audit::row(act, Deed::LinkMade, None);
        let writes = vec![outlived(act.at), make(secret, Purpose::First, None, act.at)];
        self.0.store.commit(guard, writes).await?;
        Ok(true)
    }

    /// A link with which a user sets a password: the invitation where there is none yet, else a new one. Earlier links of
    /// the user are void.
    pub async fn link(&self, user: Uuid, secret: &Secret, act: &Act) -> Result<Purpose, Error> {
        let known = self.user(user).await?.ok_or(Refusal::NoUser)?;
        let purpose = if known.has_password { Purpose::Reset } else { Purpose::Invitation };
        let guard = audit::row(act, Deed::LinkMade, Some(user));
        let writes = vec![void(user), outlived(act.at), make(secret, purpose, Some(user), act.at)];
        self.0.store.commit(guard, writes).await?;
        Ok(purpose)
    }

    /// What a link is for, if it is still good.
    pub async fn open_link(&self, secret: &Secret, at: Timestamp) -> Result<OpenLink, Error> {
        let sql = "SELECT purpose, user_id FROM link WHERE workspace = $1 AND digest = $2 AND ends_at > $3";
        let params = vec![HOME.into(), secret.digest().into(), at.as_second().into()];
        let rows = self.0.store.read_one(Statement { sql, params }).await?;
        let row = rows.first().ok_or(Refusal::Link)?;
        let user = match row.maybe_text(1)?.map(str::parse) {
            Some(Ok(id)) => self.user(id).await?.filter(|user| !user.is_disabled),
            Some(Err(_)) => None,
            None => {
                return match self.has_users().await? {
                    true => Err(Refusal::Link.into()),
                    false => Ok(OpenLink { purpose: Purpose::First, user: None }),
                };
            }
        };
        let user = user.ok_or(Refusal::Link)?;
        let purpose = if row.text(0)? == Purpose::Reset.code() { Purpose::Reset } else { Purpose::Invitation };
        Ok(OpenLink { purpose, user: Some(user) })
    }

    /// Makes whoever holds the link the first administrator.
    pub async fn found_workspace(
        &self,
        secret: &Secret,
        (name, sign_in): (&str, &str),
        (password, salt): (&str, &Secret),
        act: &Act,
    ) -> Result<Uuid, Error> {
        let new = NewUser { name, sign_in, standing: Standing::Administrator };
        let (name, sign_in) = new.names()?;
        password::check(password, &sign_in)?;
        let hash = self.0.hashing.hash(password, salt).await?;
        let sql = "DELETE FROM link WHERE workspace = $1 AND digest = $2 AND purpose = 'first' AND ends_at > $3 \
                   AND NOT EXISTS (SELECT 1 FROM user_account u WHERE u.workspace = $1)";
        let guard = Statement { sql, params: vec![HOME.into(), secret.digest().into(), act.at.as_second().into()] };
        let other = "DELETE FROM link WHERE workspace = $1 AND purpose = 'first'";
        let writes = vec![
            insert(FOUNDER, (&name, &sign_in), Standing::Administrator),
            password::store(FOUNDER, &hash),
            Statement { sql: other, params: vec![HOME.into()] },
            audit::row(act, Deed::UserAdded, Some(FOUNDER)),
        ];
        match self.0.store.commit(guard, writes).await? {
            Outcome::Done => Ok(FOUNDER),
            Outcome::Stale => Err(Refusal::Link.into()),
        }
    }

    /// Sets the password of the user whose link it is. The user is signed out everywhere, and no longer slowed down.
    pub async fn accept_link(
        &self,
        secret: &Secret,
        (password, salt): (&str, &Secret),
        act: &Act,
    ) -> Result<User, Error> {
        let user = self.open_link(secret, act.at).await?.user.ok_or(Refusal::Link)?;
        password::check(password, &user.sign_in)?;
        let hash = self.0.hashing.hash(password, salt).await?;
        let sql = "DELETE FROM link WHERE workspace = $1 AND digest = $2 AND ends_at > $3";
        let guard = Statement { sql, params: vec![HOME.into(), secret.digest().into(), act.at.as_second().into()] };
        let writes = vec![
            password::store(user.id, &hash),
            session::end_all(user.id),
            slow_down::forget(&slow_down::name(&user.sign_in)),
            audit::row(act, Deed::PasswordSet, Some(user.id)),
        ];
        let outcome = self.0.store.commit(guard, writes).await?;
        self.0.sessions.forget();
        match outcome {
            Outcome::Done => Ok(user),
            Outcome::Stale => Err(Refusal::Link.into()),
        }
    }
}
