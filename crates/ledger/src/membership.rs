//! Who belongs to an account, and in which role: what every read over several accounts is joined with.

use crate::audit::{self, Act, Deed};
use crate::library::LIBRARY;
use crate::store::{Outcome, Statement};
use crate::user::{Refusal, Standing, User};
use crate::{Error, HOME, Ledger, Viewer};
use uuid::Uuid;

/// The role of the core team, as it is stored.
pub const CORE: &str = "core";

/// What a user is to an account. Which audiences a role belongs to stands in the table `role_audience`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Sees everything, what we make of people included.
    Core,
    /// Sees the plan and its partners.
    Team,
    /// Sees the plan.
    Reader,
}

impl Role {
    const fn code(self) -> &'static str {
        match self {
            Self::Core => CORE,
            Self::Team => "team",
            Self::Reader => "reader",
        }
    }
}

/// The statement that makes a user a member, or gives the member another role.
pub fn admit(account: Uuid, user: Uuid, role: &str) -> Statement {
    let sql = "INSERT INTO membership (workspace, account, user_id, role) VALUES ($1, $2, $3, $4) \
               ON CONFLICT (workspace, user_id, account) DO UPDATE SET role = excluded.role";
    Statement { sql, params: vec![HOME.into(), account.into(), user.into(), role.into()] }
}

/// The statement that makes whoever made an account a member where it has none: an archive from before there were
/// members has none at all.
pub fn founders() -> Statement {
    let sql = "INSERT INTO membership (workspace, account, user_id, role) \
               SELECT c.workspace, c.account, c.made_by, $1 FROM change c JOIN account a ON a.workspace = c.workspace \
               AND a.id = c.account WHERE c.revision = 1 AND c.account <> $2 AND a.shelf <> 'arriving' AND NOT EXISTS \
               (SELECT 1 FROM membership m WHERE m.workspace = c.workspace AND m.account = c.account)";
    Statement { sql, params: vec![CORE.into(), LIBRARY.into()] }
}

impl Ledger {
    /// Is this account within the viewer's reach? Whoever keeps the machine has the database in hand anyway.
    pub(crate) async fn reaches(&self, viewer: &Viewer, account: Uuid) -> Result<bool, Error> {
        if viewer.standing == Standing::Operator {
            return Ok(true);
        }
        let sql = "SELECT role FROM membership WHERE workspace = $1 AND user_id = $2 AND account = $3";
        let params = vec![HOME.into(), viewer.user.into(), account.into()];
        Ok(!self.0.store.read_one(Statement { sql, params }).await?.is_empty())
    }

    /// Makes a user a member of an account, or gives the member another role.
    pub async fn admit(&self, account: Uuid, user: Uuid, role: Role) -> Result<(), Error> {
        self.0.store.commit(admit(account, user, role.code()), Vec::new()).await.map(drop)
    }

    /// The users who may open an account, by name.
    pub async fn members_of(&self, account: Uuid) -> Result<Vec<User>, Error> {
        let sql = "SELECT user_id FROM membership WHERE workspace = $1 AND account = $2";
        let rows = self.0.store.read_one(Statement { sql, params: vec![HOME.into(), account.into()] }).await?;
        let ids: Vec<Uuid> = rows.iter().map(|row| row.parse(0)).collect::<Result<_, _>>()?;
        Ok(self.users().await?.into_iter().filter(|user| ids.contains(&user.id)).collect())
    }

    /// Lets a user into an account, as a member of the core team. Who is a member already stays one.
    pub async fn let_in(&self, account: Uuid, user: Uuid, act: &Act) -> Result<(), Error> {
        let sql = "INSERT INTO membership (workspace, account, user_id, role) \
                   SELECT u.workspace, $2, u.id, $4 FROM user_account u \
                   WHERE u.workspace = $1 AND u.id = $3 AND u.disabled_at IS NULL \
                   ON CONFLICT (workspace, user_id, account) DO UPDATE SET role = excluded.role";
        let guard = Statement { sql, params: vec![HOME.into(), account.into(), user.into(), CORE.into()] };
        match self.0.store.commit(guard, vec![audit::row(act, Deed::LetIn, Some(user))]).await? {
            Outcome::Done => Ok(()),
            Outcome::Stale => Err(Refusal::NoUser.into()),
        }
    }

    /// Takes an account out of a user's reach, unless nobody else who signs in could open it then.
    pub async fn keep_out(&self, account: Uuid, user: Uuid, act: &Act) -> Result<(), Error> {
        let sql = "DELETE FROM membership WHERE workspace = $1 AND account = $2 AND user_id = $3 AND EXISTS \
                   (SELECT 1 FROM membership m JOIN user_account u ON u.workspace = m.workspace AND u.id = m.user_id \
                   WHERE m.workspace = $1 AND m.account = $2 AND m.user_id <> $3 AND u.disabled_at IS NULL)";
        let guard = Statement { sql, params: vec![HOME.into(), account.into(), user.into()] };
        match self.0.store.commit(guard, vec![audit::row(act, Deed::KeptOut, Some(user))]).await? {
            Outcome::Done => Ok(()),
            Outcome::Stale => Err(Refusal::LastMember.into()),
        }
    }
}
