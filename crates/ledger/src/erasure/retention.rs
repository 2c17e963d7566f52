//! Retention: what was made of people goes some time after they left - from records, log and snapshots, as an erasure
//! goes, but for the name -, and the audit is kept for as long as the workspace says (decided 4.35). Done once a day.

use super::{Erased, Order, Rewriting, TRIES};
use crate::audit::trail::second;
use crate::audit::{self, Act, Deed, Subject};
use crate::store::{Outcome, Statement};
use crate::{Error, HOME, Ledger, Moment, SYSTEM, archive, step};
use jiff::SignedDuration;
use plan::erasure::{self, Erasure};
use plan::id::RecordRef;
use plan::past::Past;
use plan::settings::PrivacySettings;
use plan::{Day, Kind, Plan};
use uuid::Uuid;

/// What the ids of these changes and of their rows in the audit are made under.
const RETENTION: Uuid = Uuid::from_u128(0x01930000_0000_7000_8000_00000000a9e0);

/// What was let go, or would be.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Retained {
    /// In each account, the judgements about those who left long enough ago.
    pub accounts: Vec<Erased>,
    /// How many rows of the audit.
    pub audit: usize,
}

impl Ledger {
    /// Lets go what is kept no longer. Ends when the database files hold no trace of it.
    pub async fn retain(&self, now: Moment) -> Result<Retained, Error> {
        let mut retained = Retained::default();
        for account in archive::accounts(&self.0.store).await? {
            retained.accounts.extend(self.retain_in(account, now).await?);
        }
        retained.audit = self.retain_audit(now).await?;
        if retained != Retained::default() {
            self.0.store.scrub().await?;
        }
        Ok(retained)
    }

    /// What [`Ledger::retain`] would let go. Nothing is written.
    pub async fn foresee_retention(&self, now: Moment) -> Result<Retained, Error> {
        let mut retained = Retained::default();
        for account in archive::accounts(&self.0.store).await? {
            retained.accounts.extend(self.due(account, now).await?.map(|rewriting| rewriting.erased));
        }
        retained.audit = self.expired(now).await?;
        Ok(retained)
    }

    async fn retain_in(&self, account: Uuid, now: Moment) -> Result<Option<Erased>, Error> {
        let room = self.room(account);
        let _turn = room.turn().await;
        for _ in 0..TRIES {
            step::may_write(&self.0.store, self.0.formats).await?;
            let Some(Rewriting { guard, writes, erased }) = self.due(account, now).await? else { return Ok(None) };
            if self.0.store.commit(guard, writes.into_statements()).await? == Outcome::Done {
                return Ok(Some(erased));
            }
        }
        Err(Error::Store("another instance kept changing the account".into()))
    }

    /// What takes the judgements that are due out of an account; none where there are none.
    async fn due(&self, account: Uuid, now: Moment) -> Result<Option<Rewriting>, Error> {
        let held = self.whole(account).await?;
        let days = self.judgement_days(&held.plan).await?;
        let mut erasures = Vec::new();
        for (person, code) in left_before(&held.plan, now.today.plus(-days)) {
            let erasure = Erasure::of_judgements(person, &code);
            let done = self.was_done(account, person).await?;
            // Their history was looked through then; something may have been written since.
            erasures.extend(erasure.filter(|erasure| !done || is_judged(&held.plan, erasure)));
        }
        if erasures.is_empty() {
            return Ok(None);
        }
        let name = format!("{account} {}", held.stamp.revision);
        let change = Uuid::new_v5(&RETENTION, name.as_bytes());
        let order = Order { change, by: SYSTEM, at: now.at, deed: Deed::Expired };
        let library = self.library_now().await?;
        let whole = super::Whole::read(&self.0.store, account).await?;
        let Some(mut rewriting) = self.rewriting(account, whole, library, &erasures, &order)? else { return Ok(None) };
        for erasure in &erasures {
            let person = Subject::record(account, erasure.record());
            // The first time under an id of its own, by which it is known that it was done.
            let told = match self.was_done(account, erasure.record()).await? {
                true => order.deed(person),
                false => first_deed(account, erasure.record(), &order),
            };
            rewriting.writes.push(told);
        }
        Ok(Some(rewriting))
    }

    /// The days that the workspace keeps judgements for; fewer where the account says so.
    async fn judgement_days(&self, plan: &Plan) -> Result<i64, Error> {
        let own = plan.settings.privacy.judgement_days;
        Ok(own.min(self.workspace_privacy().await?.judgement_days))
    }

    async fn workspace_privacy(&self) -> Result<PrivacySettings, Error> {
        let library = self.library_now().await?;
        Ok(library.map(|(_, library)| library.settings.privacy.clone()).unwrap_or_default())
    }

    /// Was the history of somebody looked through before?
    async fn was_done(&self, account: Uuid, person: RecordRef) -> Result<bool, Error> {
        let sql = "SELECT id FROM audit WHERE workspace = $1 AND id = $2";
        let params = vec![HOME.into(), row_of(account, person).into()];
        Ok(!self.0.store.read_one(Statement { sql, params }).await?.is_empty())
    }

    async fn expired(&self, now: Moment) -> Result<usize, Error> {
        let sql = "SELECT COUNT(*) FROM audit WHERE workspace = $1 AND made_at < $2";
        let params = vec![HOME.into(), self.audit_horizon(now).await?.into()];
        let rows = self.0.store.read_one(Statement { sql, params }).await?;
        Ok(usize::try_from(rows.first().map_or(Ok(0), |row| row.int(0))?).unwrap_or_default())
    }

    async fn audit_horizon(&self, now: Moment) -> Result<String, Error> {
        let days = self.workspace_privacy().await?.audit_days;
        Ok(second(now.at.saturating_sub(SignedDuration::from_hours(days * 24)).unwrap_or(now.at)))
    }

    /// Lets go the rows of the audit that are older than it is kept, and leaves one that says so.
    async fn retain_audit(&self, now: Moment) -> Result<usize, Error> {
        let count = self.expired(now).await?;
        if count > 0 {
            let horizon = self.audit_horizon(now).await?;
            let id = Uuid::new_v5(&RETENTION, horizon.as_bytes());
            let act = Act { id, by: Some(SYSTEM), at: now.at, origin: String::new() };
            let sql = "DELETE FROM audit WHERE workspace = $1 AND made_at < $2";
            let gone = Statement { sql, params: vec![HOME.into(), horizon.into()] };
            self.0.store.commit(audit::row(&act, Deed::AuditExpired, Subject::default()), vec![gone]).await?;
        }
        Ok(count)
    }
}

/// The people who left on this day or before, with their codes.
fn left_before(plan: &Plan, day: Day) -> Vec<(RecordRef, String)> {
    let left = plan.people.by_code().filter(|person| person.left_on.is_some_and(|left| left <= day));
    left.map(|person| (RecordRef { kind: Kind::Person, id: person.id.uuid() }, person.code.clone())).collect()
}

/// Do the records hold any judgement that would go?
fn is_judged(plan: &Plan, erasure: &Erasure) -> bool {
    Past::of(plan).iter().any(|(kind, id, body)| {
        let mut after = body.clone();
        erasure::rewrite(std::slice::from_ref(erasure), kind, id, &mut after);
        after != *body
    })
}

fn row_of(account: Uuid, person: RecordRef) -> Uuid {
    Uuid::new_v5(&RETENTION, format!("{account} {}", person.id).as_bytes())
}

/// The row of the audit that tells that somebody's history was looked through, the first time.
fn first_deed(account: Uuid, person: RecordRef, order: &Order) -> Statement {
    let act = Act { id: row_of(account, person), by: Some(SYSTEM), at: order.at, origin: String::new() };
    audit::row(&act, order.deed, Subject::record(account, person))
}
