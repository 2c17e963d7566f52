//! Who belongs to an account, and in which role: what every read over several accounts is joined with.

use crate::account::{self, Shelf};
use crate::audit::{self, Act, Deed, Subject};
use crate::library::LIBRARY;
use crate::store::{Outcome, Row, Statement, interned};
use crate::user::{Refusal, Standing, User};
use crate::{Error, HOME, Ledger, Viewer};
use plan::lens::{Role, Whose};
use plan::team::Member;
use plan::{Id, Kind, Lens, Place, Problem, Reason};
use std::collections::HashMap;
use uuid::Uuid;

/// Somebody else than $3 who signs in leads the account $2, so that it is never without.
const OTHER_LEAD: &str = "EXISTS (SELECT 1 FROM membership m JOIN user_account o ON o.workspace = m.workspace AND o.id = m.user_id \
     WHERE m.workspace = $1 AND m.account = $2 AND m.user_id <> $3 AND m.role IN ('owner', 'director') AND o.disabled_at IS NULL)";

/// What somebody is to an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Membership {
    /// Who.
    pub user: User,
    /// In which role.
    pub role: Role,
    /// Which member of the account's team it is.
    pub member: Option<Id<Member>>,
}

/// The statement that makes a user a member, or gives the member another role.
pub fn admit(account: Uuid, user: Uuid, role: Role) -> Statement {
    let sql = "INSERT INTO membership (workspace, account, user_id, role) VALUES ($1, $2, $3, $4) \
               ON CONFLICT (workspace, user_id, account) DO UPDATE SET role = excluded.role";
    Statement { sql, params: vec![HOME.into(), account.into(), user.into(), role.code().into()] }
}

/// The statement that makes whoever made an account a member where it has none: an archive from before there were
/// members has none at all.
pub fn founders() -> Statement {
    let sql = "INSERT INTO membership (workspace, account, user_id, role) \
               SELECT c.workspace, c.account, c.made_by, $1 FROM change c JOIN account a ON a.workspace = c.workspace \
               AND a.id = c.account WHERE c.revision = 1 AND c.account <> $2 AND a.shelf <> 'arriving' AND NOT EXISTS \
               (SELECT 1 FROM membership m WHERE m.workspace = c.workspace AND m.account = c.account)";
    Statement { sql, params: vec![Role::Owner.code().into(), LIBRARY.into()] }
}

/// The statement that gives accounts an owner that have a core team and none: an archive from before there were owners.
pub fn owners() -> Statement {
    let sql = "UPDATE membership SET role = 'owner' WHERE role = 'core' AND NOT EXISTS \
               (SELECT 1 FROM membership o WHERE o.workspace = membership.workspace AND o.account = membership.account \
               AND o.role = 'owner') AND user_id = (SELECT m.user_id FROM membership m LEFT JOIN change c \
               ON c.workspace = m.workspace AND c.account = m.account AND c.revision = 1 AND c.made_by = m.user_id \
               WHERE m.workspace = membership.workspace AND m.account = membership.account AND m.role = 'core' \
               ORDER BY c.revision IS NULL, m.user_id LIMIT 1)";
    Statement { sql, params: Vec::new() }
}

impl Ledger {
    /// Through which lens the viewer sees an account that is there; none where it is out of reach. Whoever keeps the
    /// machine has the database in hand anyway.
    pub(crate) async fn lens(&self, viewer: &Viewer, account: Uuid) -> Result<Option<Lens>, Error> {
        let answers = self.0.store.read(vec![account::shelf_of(account), role_of(viewer.user, account)]).await?;
        let [shelf, role] = answers.as_slice() else { return Ok(None) };
        if shelf.first().is_none_or(|row| row.text(0).ok() == Some(Shelf::Arriving.code())) {
            return Ok(None);
        }
        if viewer.standing == Standing::Operator {
            return Ok(Some(Lens::WHOLE));
        }
        let lens = role.first().map(lens_of).transpose()?;
        Ok(lens.map(|lens| if viewer.discreet { lens.discreet() } else { lens }))
    }

    /// Refuses accounts that the viewer does not lead, and those out of reach as if they were not there.
    pub(crate) async fn check_leads(&self, viewer: &Viewer, accounts: &[Uuid]) -> Result<(), Error> {
        for account in accounts.iter().copied().filter(|account| *account != LIBRARY) {
            let lens = self.lens(viewer, account).await?.ok_or(Error::NotFound)?;
            if !lens.role().leads() {
                let place = Place { kind: Some(Kind::Account), id: Some(account), ..Place::default() };
                return Err(Problem { place, reason: Reason::NotYours { whose: Whose::Leads } }.into());
            }
        }
        Ok(())
    }

    /// Through which lens the viewer sees the library: all of it, and its settings are for administrators and sales
    /// operations to change.
    pub(crate) async fn library_lens(&self, viewer: &Viewer) -> Result<Lens, Error> {
        if matches!(viewer.standing, Standing::Operator | Standing::Administrator) {
            return Ok(Lens::WHOLE);
        }
        let sql = "SELECT account FROM membership WHERE workspace = $1 AND user_id = $2 AND role = $3 LIMIT 1";
        let params = vec![HOME.into(), viewer.user.into(), Role::Operations.code().into()];
        let keeps = !self.0.store.read_one(Statement { sql, params }).await?.is_empty();
        Ok(if keeps { Lens::WHOLE } else { Lens::WHOLE.in_role(Role::Core) })
    }

    /// May the viewer handle the personal data of people in this account? Whoever leads it may: the others do not see
    /// all that is held, and what is told to somebody has to be whole; nor while one shows the screen to others. In the
    /// library, which is no account, administrators may.
    pub async fn handles_people(&self, viewer: &Viewer, account: Uuid) -> Result<bool, Error> {
        match account {
            _ if viewer.discreet => Ok(false),
            LIBRARY => Ok(administers(viewer)),
            account => Ok(self.lens(viewer, account).await?.is_some_and(|lens| lens.role().leads())),
        }
    }

    /// Makes a user a member of an account, or gives the member another role.
    pub async fn admit(&self, account: Uuid, user: Uuid, role: Role) -> Result<(), Error> {
        self.0.store.commit(admit(account, user, role), Vec::new()).await.map(drop)
    }

    /// Who may open an account, by name. For whoever opens it, and administrators.
    pub async fn memberships(&self, viewer: &Viewer, account: Uuid) -> Result<Vec<Membership>, Error> {
        if !administers(viewer) && self.lens(viewer, account).await?.is_none() {
            return Err(Error::NotFound);
        }
        let sql = "SELECT user_id, role, member FROM membership WHERE workspace = $1 AND account = $2";
        let rows = self.0.store.read_one(Statement { sql, params: vec![HOME.into(), account.into()] }).await?;
        let read = |row: &Row| Ok::<_, Error>((row.parse(0)?, (role(row, 1)?, member(row, 2))));
        let of: HashMap<Uuid, _> = rows.iter().map(read).collect::<Result<_, _>>()?;
        let all = self.users().await?.into_iter();
        Ok(all.filter_map(|user| of.get(&user.id).map(|&(role, member)| Membership { user, role, member })).collect())
    }

    /// Lets a user into an account in a role, or gives one who is in another; for whoever leads it, and administrators.
    /// There is one owner: who was it before becomes a director. Refused where nobody who signs in would lead the account
    /// any more.
    pub async fn let_in(
        &self,
        viewer: &Viewer,
        account: Uuid,
        user: Uuid,
        (role, member): (Role, Option<Id<Member>>),
        act: &Act,
    ) -> Result<(), Error> {
        self.check_keeps(viewer, account).await?;
        let leads = if role.leads() { "1 = 1" } else { OTHER_LEAD };
        let sql = format!(
            "INSERT INTO membership (workspace, account, user_id, role, member) SELECT u.workspace, $2, u.id, $4, $5 \
             FROM user_account u WHERE u.workspace = $1 AND u.id = $3 AND u.disabled_at IS NULL AND {leads} \
             ON CONFLICT (workspace, user_id, account) DO UPDATE SET role = excluded.role, member = excluded.member"
        );
        let params = vec![HOME.into(), account.into(), user.into(), role.code().into(), member.map(Id::uuid).into()];
        let mut writes = vec![audit::row(act, Deed::LetIn, Subject::member(account, user))];
        if role == Role::Owner {
            let sql = "UPDATE membership SET role = 'director' \
                       WHERE workspace = $1 AND account = $2 AND user_id <> $3 AND role = 'owner'";
            writes.push(Statement { sql, params: vec![HOME.into(), account.into(), user.into()] });
        }
        match self.0.store.commit(Statement { sql: interned(sql), params }, writes).await? {
            Outcome::Done => Ok(()),
            Outcome::Stale if self.users().await?.iter().any(|one| one.id == user && !one.is_disabled) => {
                Err(Refusal::LastLead.into())
            }
            Outcome::Stale => Err(Refusal::NoUser.into()),
        }
    }

    /// Takes an account out of a user's reach; for whoever leads it, administrators, and the user. Refused where nobody
    /// who signs in would lead the account any more.
    pub async fn keep_out(&self, viewer: &Viewer, account: Uuid, user: Uuid, act: &Act) -> Result<(), Error> {
        if viewer.user != user {
            self.check_keeps(viewer, account).await?;
        }
        let sql = format!(
            "DELETE FROM membership WHERE workspace = $1 AND account = $2 AND user_id = $3 \
             AND (role NOT IN ('owner', 'director') OR {OTHER_LEAD})"
        );
        let params = vec![HOME.into(), account.into(), user.into()];
        let guard = Statement { sql: interned(sql), params };
        match self.0.store.commit(guard, vec![audit::row(act, Deed::KeptOut, Subject::member(account, user))]).await? {
            Outcome::Done => Ok(()),
            Outcome::Stale => Err(Refusal::LastLead.into()),
        }
    }

    /// Refuses whoever may not say who is let in.
    async fn check_keeps(&self, viewer: &Viewer, account: Uuid) -> Result<(), Error> {
        if administers(viewer) { Ok(()) } else { self.check_leads(viewer, &[account]).await }
    }
}

fn administers(viewer: &Viewer) -> bool {
    matches!(viewer.standing, Standing::Administrator | Standing::Operator)
}

fn role_of(user: Uuid, account: Uuid) -> Statement {
    let sql = "SELECT role, member FROM membership WHERE workspace = $1 AND user_id = $2 AND account = $3";
    Statement { sql, params: vec![HOME.into(), user.into(), account.into()] }
}

fn lens_of(row: &Row) -> Result<Lens, Error> {
    Ok(Lens::of(role(row, 0)?, member(row, 1)))
}

fn role(row: &Row, column: usize) -> Result<Role, Error> {
    let code = row.text(column)?;
    Role::from_code(code).ok_or_else(|| Error::Store(format!("unknown role {code}")))
}

fn member(row: &Row, column: usize) -> Option<Id<Member>> {
    row.maybe_text(column).ok().flatten().and_then(|id| id.parse().ok()).map(Id::new)
}
