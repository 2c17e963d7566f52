//! Users: who signs in, with which role in the workspace, and what administrators do with them.

pub(crate) mod link;
mod password;
mod second_factor;
mod sign_in;
mod slow_down;

pub use link::{LINK_SECONDS, OpenLink, Purpose};
pub use password::{LONGEST_PASSWORD, SHORTEST_PASSWORD};
pub use second_factor::{RECOVERY_CODES, SharedSecret};
pub use sign_in::Entry;

pub(crate) use password::Hashing;

use crate::audit::{self, Act, Deed};
use crate::store::{Outcome, Row, Statement};
use crate::{Error, HOME, Ledger};
use crate::{session, token};
use std::collections::HashMap;
use uuid::Uuid;

/// The id of the first administrator. Before people signed in, everything was written under it, so whoever becomes the
/// first administrator keeps all accounts and is the author of all earlier changes.
pub const FOUNDER: Uuid = Uuid::from_u128(0x01930000_0000_7000_8000_00000000a001);

/// The longest name and sign-in name, in characters.
pub const LONGEST_NAME: usize = 80;

/// What a user is to the workspace. What a user sees of an account is by membership, not by this.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Adds and disables users.
    Administrator,
    /// Reads what was done.
    Auditor,
    /// Works with the accounts.
    Person,
    /// Keeps the machine, and reaches every account from its command line. Nobody signs in as this.
    Operator,
}

impl Standing {
    /// All that a user may have.
    pub const ALL: [Self; 3] = [Self::Administrator, Self::Auditor, Self::Person];

    /// The stored code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Auditor => "auditor",
            Self::Person => "person",
            Self::Operator => "operator",
        }
    }

    /// The one with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }
}

/// Why something about users was refused; its code is the end of its label.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// A name is missing or too long.
    #[error("a name has 1 to 80 characters")]
    Name,
    /// A sign-in name is missing, too long, or has spaces in it.
    #[error("a sign-in name has 1 to 80 characters and no spaces")]
    SignInName,
    /// Another user signs in by this name.
    #[error("another user signs in by this name")]
    Taken,
    /// The name or the password is wrong; which of them is nobody's business.
    #[error("the name or the password is wrong")]
    SignIn,
    /// There is no such user.
    #[error("no such user")]
    NoUser,
    /// A password is too short or too long.
    #[error("a password has 12 to 200 characters")]
    PasswordLength,
    /// A password holds the sign-in name, or is one character again and again.
    #[error("the password is too easy to guess")]
    PasswordWeak,
    /// The present password is another.
    #[error("the present password is wrong")]
    PasswordWrong,
    /// The code of the second factor is wrong or was used.
    #[error("the code is wrong or was used already")]
    Code,
    /// Nobody could administer the workspace any more.
    #[error("the workspace keeps one administrator at least")]
    LastAdministrator,
    /// Nobody who signs in would lead the account any more.
    #[error("an account keeps an owner or director who can sign in")]
    LastLead,
    /// The link was used, is too old, or never was.
    #[error("the link was used already or is too old")]
    Link,
    /// A token lasts less than a day, or longer than a year.
    #[error("a token is good for 1 to {} days", crate::token::LONGEST_DAYS)]
    TokenDays,
    /// Too many attempts; again after so many seconds.
    #[error("too many attempts; try again in {0} seconds")]
    TooMany(i64),
}

impl Refusal {
    /// All of them, for whoever has to have words for each.
    pub const ALL: [Self; 14] = [
        Self::Name,
        Self::SignInName,
        Self::Taken,
        Self::SignIn,
        Self::NoUser,
        Self::PasswordLength,
        Self::PasswordWeak,
        Self::PasswordWrong,
        Self::Code,
        Self::LastAdministrator,
        Self::LastLead,
        Self::Link,
        Self::TokenDays,
        Self::TooMany(0),
    ];

    /// The end of its label.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::SignInName => "sign-in-name",
            Self::Taken => "taken",
            Self::SignIn => "sign-in",
            Self::NoUser => "no-user",
            Self::PasswordLength => "password-length",
            Self::PasswordWeak => "password-weak",
            Self::PasswordWrong => "password-wrong",
            Self::Code => "code",
            Self::LastAdministrator => "last-administrator",
            Self::LastLead => "last-lead",
            Self::Link => "link",
            Self::TokenDays => "token-days",
            Self::TooMany(_) => "too-many",
        }
    }
}

/// A user, without secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// The id that stands in every change.
    pub id: Uuid,
    /// The name that others read.
    pub name: String,
    /// The name that is typed to sign in, folded.
    pub sign_in: String,
    /// The role in the workspace.
    pub standing: Standing,
    /// Has a password: has accepted the invitation.
    pub has_password: bool,
    /// Signs in with a second factor.
    pub has_second_factor: bool,
    /// Cannot sign in.
    pub is_disabled: bool,
}

impl User {
    /// How it stands with signing in, as a code: the end of its label.
    pub const fn state(&self) -> &'static str {
        match (self.is_disabled, self.has_password) {
            (true, _) => "disabled",
            (false, false) => "invited",
            (false, true) => "active",
        }
    }
}

/// Somebody to add.
#[derive(Clone, Debug)]
pub struct NewUser<'n> {
    /// The name that others read.
    pub name: &'n str,
    /// The name that is typed to sign in.
    pub sign_in: &'n str,
    /// The role in the workspace.
    pub standing: Standing,
}

impl NewUser<'_> {
    /// The names as they are stored: trimmed, the sign-in name folded.
    fn names(&self) -> Result<(String, String), Refusal> {
        let name = self.name.trim();
        if name.is_empty() || name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
            return Err(Refusal::Name);
        }
        let sign_in = folded(self.sign_in);
        let odd = |one: char| one.is_whitespace() || one.is_control();
        if sign_in.is_empty() || sign_in.chars().count() > LONGEST_NAME || sign_in.contains(odd) {
            return Err(Refusal::SignInName);
        }
        Ok((name.to_owned(), sign_in))
    }
}

/// A sign-in name as it is stored: however it is typed, it is the same one.
fn folded(sign_in: &str) -> String {
    sign_in.trim().to_lowercase()
}

/// Users without their secrets, narrowed by more conditions or put in order.
macro_rules! selecting {
    ($rest:literal) => {
        concat!(
            "SELECT id, name, sign_in, role, CAST(CASE WHEN password IS NULL THEN 0 ELSE 1 END AS BIGINT), \
             CAST(CASE WHEN totp IS NULL THEN 0 ELSE 1 END AS BIGINT), \
             CAST(CASE WHEN disabled_at IS NULL THEN 0 ELSE 1 END AS BIGINT) \
             FROM user_account WHERE workspace = $1 ",
            $rest
        )
    };
}

fn read(row: &Row) -> Result<User, Error> {
    let role = row.text(3)?;
    Ok(User {
        id: row.parse(0)?,
        name: row.text(1)?.to_owned(),
        sign_in: row.text(2)?.to_owned(),
        standing: Standing::from_code(role).ok_or_else(|| Error::Store(format!("a user has the role {role:?}")))?,
        has_password: row.int(4)? == 1,
        has_second_factor: row.int(5)? == 1,
        is_disabled: row.int(6)? == 1,
    })
}

/// The statement that adds a user; no row where the id or the sign-in name is taken.
fn insert(id: Uuid, (name, sign_in): (&str, &str), standing: Standing) -> Statement {
    let sql = "INSERT INTO user_account (workspace, id, name, sign_in, role) VALUES ($1, $2, $3, $4, $5) \
               ON CONFLICT DO NOTHING";
    Statement { sql, params: vec![HOME.into(), id.into(), name.into(), sign_in.into(), standing.code().into()] }
}

impl Ledger {
    /// All users, by name.
    pub async fn users(&self) -> Result<Vec<User>, Error> {
        let sql = selecting!("ORDER BY name, id");
        let rows = self.0.store.read_one(Statement { sql, params: vec![HOME.into()] }).await?;
        rows.iter().map(read).collect()
    }

    /// The user with this id.
    pub async fn user(&self, id: Uuid) -> Result<Option<User>, Error> {
        let sql = selecting!("AND id = $2");
        let rows = self.0.store.read_one(Statement { sql, params: vec![HOME.into(), id.into()] }).await?;
        rows.first().map(read).transpose()
    }

    /// The user who signs in by this name.
    pub async fn user_by_sign_in(&self, sign_in: &str) -> Result<Option<User>, Error> {
        let sql = selecting!("AND sign_in = $2");
        let rows = self.0.store.read_one(Statement { sql, params: vec![HOME.into(), folded(sign_in).into()] }).await?;
        rows.first().map(read).transpose()
    }

    /// What each user is called, for everything that says who did something.
    pub async fn user_names(&self) -> Result<HashMap<Uuid, String>, Error> {
        Ok(self.users().await?.into_iter().map(|user| (user.id, user.name)).collect())
    }

    /// Adds a user under this id, who then needs a link to set a password. The first administrator gets the id of the
    /// founder whatever the id. Answers with the id.
    pub async fn add_user(&self, new: &NewUser<'_>, id: Uuid, act: &Act) -> Result<Uuid, Error> {
        let (name, sign_in) = new.names()?;
        let founds = new.standing == Standing::Administrator && self.user(FOUNDER).await?.is_none();
        let id = if founds { FOUNDER } else { id };
        let writes = vec![audit::row(act, Deed::UserAdded, Some(id))];
        match self.0.store.commit(insert(id, (&name, &sign_in), new.standing), writes).await? {
            Outcome::Done => Ok(id),
            Outcome::Stale => Err(Refusal::Taken.into()),
        }
    }

    /// Gives a user another role in the workspace, and signs the user out everywhere: rights change with a new session.
    pub async fn set_standing(&self, user: Uuid, standing: Standing, act: &Act) -> Result<(), Error> {
        let guard = match standing {
            Standing::Administrator => "UPDATE user_account SET role = $3 WHERE workspace = $1 AND id = $2",
            _ => {
                "UPDATE user_account SET role = $3 WHERE workspace = $1 AND id = $2 AND (role <> 'administrator' OR \
                 EXISTS (SELECT 1 FROM user_account o WHERE o.workspace = $1 AND o.id <> $2 AND \
                 o.role = 'administrator' AND o.disabled_at IS NULL))"
            }
        };
        let params = vec![HOME.into(), user.into(), standing.code().into()];
        self.govern(user, Statement { sql: guard, params }, Vec::new(), (Deed::RoleChanged, act)).await
    }

    /// Keeps a user from signing in, at once and everywhere. Programs that acted as the user need new tokens later.
    pub async fn disable(&self, user: Uuid, act: &Act) -> Result<(), Error> {
        let sql = "UPDATE user_account SET disabled_at = $3 WHERE workspace = $1 AND id = $2 AND \
                   (role <> 'administrator' OR EXISTS (SELECT 1 FROM user_account o WHERE o.workspace = $1 AND \
                   o.id <> $2 AND o.role = 'administrator' AND o.disabled_at IS NULL))";
        let params = vec![HOME.into(), user.into(), act.at.as_second().into()];
        self.govern(user, Statement { sql, params }, vec![token::end_all(user)], (Deed::UserDisabled, act)).await
    }

    /// Lets a user sign in again, with the password of before.
    pub async fn enable(&self, user: Uuid, act: &Act) -> Result<(), Error> {
        let sql = "UPDATE user_account SET disabled_at = NULL WHERE workspace = $1 AND id = $2";
        let guard = Statement { sql, params: vec![HOME.into(), user.into()] };
        self.govern(user, guard, Vec::new(), (Deed::UserEnabled, act)).await
    }

    /// Does something to a user whose sessions and open links end with it.
    async fn govern(
        &self,
        user: Uuid,
        guard: Statement,
        mut writes: Vec<Statement>,
        (deed, act): (Deed, &Act),
    ) -> Result<(), Error> {
        writes.extend([session::end_all(user), link::void(user), audit::row(act, deed, Some(user))]);
        let outcome = self.0.store.commit(guard, writes).await?;
        self.0.sessions.forget();
        match outcome {
            Outcome::Done => Ok(()),
            Outcome::Stale if self.user(user).await?.is_none() => Err(Refusal::NoUser.into()),
            Outcome::Stale => Err(Refusal::LastAdministrator.into()),
        }
    }

    /// What does not agree about users: nobody who administers, a password that cannot be read, what belongs to nobody.
    pub(crate) async fn examine_users(&self) -> Result<(usize, Vec<String>), Error> {
        let users = self.users().await?;
        let mut wounds = Vec::new();
        let administers = |user: &User| user.standing == Standing::Administrator && !user.is_disabled;
        if !users.is_empty() && !users.iter().any(administers) {
            wounds.push("no user administers the workspace; add one with kamap user add --role administrator".into());
        }
        let told = |user: &User, what: &str| format!("user {} ({}): {what}", user.sign_in, user.id);
        wounds.extend(
            users
                .iter()
                .filter(|user| folded(&user.sign_in) != user.sign_in)
                .map(|user| told(user, "the sign-in name is not folded, so nobody signs in by it")),
        );
        for user in users.iter().filter(|user| user.has_password) {
            if !self.has_readable_password(user.id).await? {
                wounds.push(told(user, "the password cannot be read; give kamap user reset"));
            }
        }
        for (what, sql) in [
            (
                "sessions",
                "SELECT COUNT(*) FROM session s LEFT JOIN user_account u ON u.workspace = s.workspace AND u.id = s.user_id WHERE s.workspace = $1 AND (u.id IS NULL OR u.disabled_at IS NOT NULL)",
            ),
            (
                "tokens",
                "SELECT COUNT(*) FROM token s LEFT JOIN user_account u ON u.workspace = s.workspace AND u.id = s.user_id WHERE s.workspace = $1 AND (u.id IS NULL OR u.disabled_at IS NOT NULL)",
            ),
            (
                "recovery codes",
                "SELECT COUNT(*) FROM recovery_code s LEFT JOIN user_account u ON u.workspace = s.workspace AND u.id = s.user_id WHERE s.workspace = $1 AND u.id IS NULL",
            ),
        ] {
            let rows = self.0.store.read_one(Statement { sql, params: vec![HOME.into()] }).await?;
            match rows.first().map(|row| row.int(0)).transpose()? {
                None | Some(0) => {}
                Some(count) => wounds.push(format!("{count} {what} belong to nobody who can sign in")),
            }
        }
        Ok((users.len(), wounds))
    }
}
