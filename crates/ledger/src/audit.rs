//! The audit: who did what to whom, when, from where. Rows are only ever added, and hold no secret and nothing that was
//! typed: a name that nobody has may be a password in the wrong field.

mod access;
pub(crate) mod trail;

pub use access::AccessLog;
pub use trail::{Before, Entry as TrailEntry, Sought, Trail};

use crate::store::{Row, Statement};
use crate::{Error, HOME, Ledger};
use jiff::Timestamp;
use plan::{Kind, RecordRef};
use uuid::Uuid;

/// What was done, as it is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Deed {
    /// Somebody signed in.
    SignedIn,
    /// A password or a code was wrong.
    SignInFailed,
    /// Somebody signed out, here or of one session.
    SignedOut,
    /// Somebody was signed out of all sessions.
    SignedOutEverywhere,
    /// A password was set or changed.
    PasswordSet,
    /// A second factor was set up.
    SecondFactorSet,
    /// The second factor was taken away.
    SecondFactorRemoved,
    /// New recovery codes were made.
    RecoveryCodesMade,
    /// A user was added.
    UserAdded,
    /// A user can no longer sign in.
    UserDisabled,
    /// A user can sign in again.
    UserEnabled,
    /// A user's role in the workspace changed.
    RoleChanged,
    /// A one-time link was made.
    LinkMade,
    /// A user may open an account.
    LetIn,
    /// An account is out of a user's reach again.
    KeptOut,
    /// A token was made, which acts as a user.
    TokenMade,
    /// A token was revoked.
    TokenRevoked,
    /// An account was opened, or a record of it that says something about a human being. Once a day.
    Saw,
    /// Something left as a file.
    Exported,
    /// What is held about a human being was put together for that one.
    Disclosed,
    /// A human being was erased.
    Erased,
    /// An account was deleted for good.
    Deleted,
    /// The audit itself was taken along.
    AuditExported,
    /// The time for judgements about somebody who left was over.
    Expired,
    /// What was older than the audit is kept went.
    AuditExpired,
}

impl Deed {
    /// All of them.
    pub const ALL: [Self; 25] = [
        Self::SignedIn,
        Self::SignInFailed,
        Self::SignedOut,
        Self::SignedOutEverywhere,
        Self::PasswordSet,
        Self::SecondFactorSet,
        Self::SecondFactorRemoved,
        Self::RecoveryCodesMade,
        Self::UserAdded,
        Self::UserDisabled,
        Self::UserEnabled,
        Self::RoleChanged,
        Self::LinkMade,
        Self::LetIn,
        Self::KeptOut,
        Self::TokenMade,
        Self::TokenRevoked,
        Self::Saw,
        Self::Exported,
        Self::Disclosed,
        Self::Erased,
        Self::Deleted,
        Self::AuditExported,
        Self::Expired,
        Self::AuditExpired,
    ];

    /// The stored code, also the end of its label.
    pub const fn code(self) -> &'static str {
        match self {
            Self::SignedIn => "signed-in",
            Self::SignInFailed => "sign-in-failed",
            Self::SignedOut => "signed-out",
            Self::SignedOutEverywhere => "signed-out-everywhere",
            Self::PasswordSet => "password-set",
            Self::SecondFactorSet => "second-factor-set",
            Self::SecondFactorRemoved => "second-factor-removed",
            Self::RecoveryCodesMade => "recovery-codes-made",
            Self::UserAdded => "user-added",
            Self::UserDisabled => "user-disabled",
            Self::UserEnabled => "user-enabled",
            Self::RoleChanged => "role-changed",
            Self::LinkMade => "link-made",
            Self::LetIn => "let-in",
            Self::KeptOut => "kept-out",
            Self::TokenMade => "token-made",
            Self::TokenRevoked => "token-revoked",
            Self::Saw => "saw",
            Self::Exported => "exported",
            Self::Disclosed => "disclosed",
            Self::Erased => "erased",
            Self::Deleted => "deleted",
            Self::AuditExported => "audit-exported",
            Self::Expired => "expired",
            Self::AuditExpired => "audit-expired",
        }
    }
}

/// Under which circumstances something is done.
#[derive(Clone, Debug)]
pub struct Act {
    /// A new id, of the row that remembers it.
    pub id: Uuid,
    /// Who does it; none while nobody is signed in.
    pub by: Option<Uuid>,
    /// When.
    pub at: Timestamp,
    /// From where: an address, or the command line.
    pub origin: String,
}

/// A remembered deed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remembered {
    /// When.
    pub at: String,
    /// By whom.
    pub by: Option<Uuid>,
    /// The code of what was done.
    pub what: String,
    /// To whom or what.
    pub subject: Option<String>,
    /// From where.
    pub origin: Option<String>,
}

/// What a deed was done to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Subject {
    /// The account; where there is nothing else, all of it. None for the workspace as a whole.
    pub account: Option<Uuid>,
    /// The kind of a record of the account.
    pub kind: Option<Kind>,
    /// Which record; without a kind, which user.
    pub id: Option<Uuid>,
}

impl Subject {
    /// An account as a whole.
    pub const fn account(account: Uuid) -> Self {
        Self { account: Some(account), kind: None, id: None }
    }

    /// A record of an account.
    pub const fn record(account: Uuid, record: RecordRef) -> Self {
        Self { account: Some(account), kind: Some(record.kind), id: Some(record.id) }
    }

    /// What a user is to an account.
    pub const fn member(account: Uuid, user: Uuid) -> Self {
        Self { account: Some(account), kind: None, id: Some(user) }
    }
}

/// A user, or the workspace as a whole.
impl From<Option<Uuid>> for Subject {
    fn from(user: Option<Uuid>) -> Self {
        Self { id: user, ..Self::default() }
    }
}

/// The statement that remembers a deed. The same id again is remembered once.
pub fn row(act: &Act, deed: Deed, subject: impl Into<Subject>) -> Statement {
    let sql = "INSERT INTO audit (workspace, id, made_at, made_by, what, subject, origin, account, kind) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (workspace, id) DO NOTHING";
    let subject = subject.into();
    let params = vec![
        HOME.into(),
        act.id.into(),
        act.at.to_string().into(),
        act.by.into(),
        deed.code().into(),
        subject.id.into(),
        act.origin.as_str().into(),
        subject.account.into(),
        subject.kind.map(Kind::code).into(),
    ];
    Statement { sql, params }
}

impl Ledger {
    /// Remembers a deed. Whoever takes something along waits for it: what is not on record does not leave.
    pub async fn remember(&self, act: &Act, deed: Deed, subject: Subject) -> Result<(), Error> {
        self.0.store.commit(row(act, deed, subject), Vec::new()).await.map(drop)
    }

    /// The last `most` deeds, the newest first.
    pub async fn audit(&self, most: i64) -> Result<Vec<Remembered>, Error> {
        let sql = "SELECT made_at, made_by, what, subject, origin FROM audit WHERE workspace = $1 \
                   ORDER BY made_at DESC, id DESC LIMIT $2";
        let rows = self.0.store.read_one(Statement { sql, params: vec![HOME.into(), most.into()] }).await?;
        rows.iter().map(read).collect()
    }
}

fn read(row: &Row) -> Result<Remembered, Error> {
    let maybe = |column| Ok::<_, Error>(row.maybe_text(column)?.map(str::to_owned));
    Ok(Remembered {
        at: row.text(0)?.to_owned(),
        by: row.maybe_text(1)?.and_then(|id| id.parse().ok()),
        what: row.text(2)?.to_owned(),
        subject: maybe(3)?,
        origin: maybe(4)?,
    })
}
