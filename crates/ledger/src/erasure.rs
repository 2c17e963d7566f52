//! Erasing a human being from every account: the one operation that rewrites the log and sealed snapshots (decided 2.16,
//! 5.48). It leaves a record of itself without the name, and that record is heeded again when an older archive or plan
//! file comes back.

use crate::account::{self, Stamp, Writes, json};
use crate::store::{Outcome, Row, Statement, Store};
use crate::{Error, HOME, Ledger, Moment, Viewer, log, snapshot, step};
use plan::erasure::{Erasure, HUMAN, Mention};
use plan::id::RecordRef;
use plan::past::Past;
use plan::{Change, Kind, Logged, Plan, Problem, Reason};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// How often an account is tried again because somebody else wrote to it meanwhile.
const TRIES: usize = 50;

/// What an erasure did in one account.
#[derive(Clone, Debug, PartialEq)]
pub struct Erased {
    /// The account.
    pub account: Uuid,
    /// What people know it by.
    pub account_code: String,
    /// What people know the person by; the code stays.
    pub code: String,
    /// Records that were rewritten.
    pub records: usize,
    /// Changes in the log that were rewritten.
    pub changes: usize,
    /// Sealed snapshots that were rewritten and sealed anew.
    pub snapshots: usize,
    /// Texts that had to do with the name: replaced, or left to a human.
    pub mentions: Vec<Mention>,
}

/// An erasure as the workspace remembers it.
#[derive(Clone, Debug, PartialEq)]
pub struct Remembered {
    /// The account it was in.
    pub account: Uuid,
    /// Who was erased.
    pub record: RecordRef,
    /// The change that stands for it in the log.
    pub change: Uuid,
    /// Who asked for it.
    pub made_by: Uuid,
    /// When.
    pub made_at: jiff::Timestamp,
    /// The snapshots that it sealed anew.
    pub seals: Vec<Resealed>,
}

/// A snapshot that an erasure changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resealed {
    /// The snapshot.
    pub snapshot: Uuid,
    /// Its fingerprint before.
    pub was: String,
    /// Its fingerprint after.
    pub now: String,
}

/// Who asks for an erasure, under which change id, when.
#[derive(Clone, Copy)]
struct Order {
    change: Uuid,
    by: Uuid,
    at: jiff::Timestamp,
}

/// All of an account that may name somebody, from one state of the database.
struct Whole {
    stamp: Stamp,
    now: Past,
    log: Vec<Logged>,
    snapshots: Vec<Row>,
    /// What cannot be read as a record: the code of its kind, its id, and the text that is stored.
    wounds: Vec<(String, Uuid, String)>,
}

/// What erases somebody from one account.
struct Rewriting {
    guard: Statement,
    writes: Writes,
    erased: Erased,
}

impl Ledger {
    /// Erases somebody from this account and from every other that knows the same human being (`same_as`). Each account
    /// is rewritten in one transaction, the one asked for last: cut short, asking again goes on. Sent twice, it is done
    /// once. Ends when the database files hold no trace any more.
    pub async fn erase(
        &self,
        viewer: &Viewer,
        account: Uuid,
        record: RecordRef,
        change: Uuid,
        moment: Moment,
    ) -> Result<Vec<Erased>, Error> {
        let order = Order { change, by: viewer.user, at: moment.at };
        let whole = Whole::read(&self.0.store, account).await?;
        let mut known = whole.erasure(record)?;
        let mut standing = self.same_as(&whole, account, record).await?;
        for (account, record) in &standing {
            known.learn_names_of(&Whole::read(&self.0.store, *account).await?.erasure(*record)?);
        }
        standing.push((account, record));
        let mut erased = Vec::new();
        for (account, record) in standing {
            erased.extend(self.erase_in(account, record, &known, order).await?);
        }
        self.0.store.scrub().await?;
        Ok(erased)
    }

    /// Whom this code or id means, be it that the record was removed.
    pub async fn human(&self, _viewer: &Viewer, account: Uuid, named: &str) -> Result<RecordRef, Error> {
        let whole = Whole::read(&self.0.store, account).await?;
        let named = |(id, body): &(Uuid, &serde_json::Value)| {
            id.to_string() == named || body.get("code").is_some_and(|code| code == named)
        };
        let found = HUMAN.iter().find_map(|kind| {
            let (id, _) = whole.everybody(*kind).find(named)?;
            Some(RecordRef { kind: *kind, id })
        });
        found.ok_or_else(|| Problem::anywhere(Reason::Gone).into())
    }

    /// The erasures that this workspace remembers, by account.
    pub async fn erasures(&self) -> Result<Vec<Remembered>, Error> {
        let sql = "SELECT account, kind, id, change, made_by, made_at, seals FROM erasure WHERE workspace = $1 \
                   ORDER BY account, made_at, id";
        let rows = self.0.store.read_one(Statement { sql, params: vec![HOME.into()] }).await?;
        rows.iter().map(remembered).collect()
    }

    /// Does again what was erased before and came back with an older archive; says how many people were found.
    pub(crate) async fn erase_again(&self) -> Result<usize, Error> {
        let accounts: BTreeSet<Uuid> = account::list(&self.0.store).await?.iter().map(|card| card.id).collect();
        let remembered: Vec<_> =
            self.erasures().await?.into_iter().filter(|one| accounts.contains(&one.account)).collect();
        let mut known = BTreeMap::<Uuid, Erasure>::new();
        for one in &remembered {
            // An archive may be older than the person.
            let Ok(here) = Whole::read(&self.0.store, one.account).await?.erasure(one.record) else { continue };
            // What was erased together is one human being, whose names all accounts tell each other.
            known.entry(one.change).or_insert_with(|| here.clone()).learn_names_of(&here);
        }
        let mut found = 0;
        for one in remembered {
            let Some(known) = known.get(&one.change) else { continue };
            let order = Order { change: one.change, by: one.made_by, at: one.made_at };
            match self.erase_in(one.account, one.record, known, order).await {
                Ok(erased) => found += usize::from(erased.is_some()),
                Err(Error::Problems(_)) => {}
                Err(error) => return Err(error),
            }
        }
        if found > 0 {
            self.0.store.scrub().await?;
        }
        Ok(found)
    }

    /// The plan without the people that this workspace erased.
    pub(crate) async fn without_erased(&self, plan: &Plan) -> Result<Plan, Error> {
        let people: Vec<RecordRef> = self.erasures().await?.into_iter().map(|one| one.record).collect();
        Ok(plan.without(&people))
    }

    /// The same human being in other accounts, in the records as in what was removed.
    async fn same_as(&self, whole: &Whole, own: Uuid, record: RecordRef) -> Result<Vec<(Uuid, RecordRef)>, Error> {
        let shared = whole.body(record).and_then(|body| body.get("same_as")).and_then(|id| id.as_str());
        let Some(shared) = shared.map(str::to_owned) else { return Ok(Vec::new()) };
        let mut found = Vec::new();
        for card in account::list(&self.0.store).await?.iter().filter(|card| card.id != own) {
            let whole = Whole::read(&self.0.store, card.id).await?;
            let others =
                whole.everybody(record.kind).filter(|(_, body)| body.get("same_as").is_some_and(|id| *id == shared));
            let ids: BTreeSet<Uuid> = others.map(|(id, _)| id).collect();
            found.extend(ids.into_iter().map(|id| (card.id, RecordRef { kind: record.kind, id })));
        }
        Ok(found)
    }

    /// In one account, waiting its turn there; none where nothing had to be done.
    async fn erase_in(
        &self,
        account: Uuid,
        record: RecordRef,
        known: &Erasure,
        order: Order,
    ) -> Result<Option<Erased>, Error> {
        let room = self.room(account);
        let _turn = room.turn().await;
        for _ in 0..TRIES {
            step::may_write(&self.0.store, self.0.formats).await?;
            let whole = Whole::read(&self.0.store, account).await?;
            let mut erasure = whole.erasure(record)?;
            erasure.learn_names_of(known);
            let Some(rewriting) = self.rewriting(account, whole, &erasure, order)? else { return Ok(None) };
            let Rewriting { guard, writes, erased } = rewriting;
            if self.0.store.commit(guard, writes.into_statements()).await? == Outcome::Done {
                return Ok(Some(erased));
            }
        }
        Err(Error::Store("another instance kept changing the account".into()))
    }

    /// The statements that erase somebody from an account; none where there is nothing left of that one.
    fn rewriting(
        &self,
        account: Uuid,
        whole: Whole,
        erasure: &Erasure,
        order: Order,
    ) -> Result<Option<Rewriting>, Error> {
        let Whole { stamp, now, log, snapshots, wounds } = whole;
        let to = Stamp { revision: stamp.revision + 1, last_change: order.change };
        let mut writes = Writes::default();
        let (mut after, mut mentions, mut records) = (now.clone(), Vec::new(), 0);
        for (kind, id, body) in after.iter_mut() {
            let before = body.clone();
            mentions.extend(erasure.rewrite(kind, id, body));
            if *body != before {
                records += 1;
                writes.upsert(account, kind, id, to.revision, body);
            }
        }
        for (kind, id, mut text) in wounds {
            if erasure.replace_in(&mut text, usize::MAX) {
                records += 1;
                writes.put(account, &kind, id, to.revision, text);
            }
        }
        let mut rewritten = log.clone();
        let met = erasure.rewrite_log(&now, &mut rewritten);
        let changed = rewritten.iter().zip(&log).filter(|(after, before)| after != before);
        let changes = changed.inspect(|(after, _)| writes.rewrite(account, after)).count();
        met.iter().for_each(|revision| writes.forget_digest(account, *revision));
        let mut seals = Vec::new();
        for row in &snapshots {
            seals.extend(snapshot::erase(account, row, erasure, &mut writes)?);
        }
        if records + changes + seals.len() == 0 {
            return Ok(None);
        }
        let plan = after.into_plan(self.0.settings.clone());
        let head = plan.account().ok_or(Error::NotFound)?;
        // An empty change stands for it in the log: every instance sees a new stamp, and nobody can undo it.
        let change = Change { id: order.change, why: None, undoes: None, edits: Vec::new() };
        writes.change(account, to.revision, &change, &[], order.by, order.at);
        writes.derived(account, &plan);
        writes.push(remember(account, erasure, order, &seals));
        let erased = Erased {
            account,
            account_code: head.code.clone(),
            code: erasure.code().to_owned(),
            records,
            changes,
            snapshots: seals.len(),
            mentions,
        };
        Ok(Some(Rewriting { guard: account::advance(head, stamp, to), writes, erased }))
    }
}

impl Whole {
    async fn read(store: &Store, account: Uuid) -> Result<Self, Error> {
        let reads =
            vec![account::stamp_of(account), account::records_of(account), log::all(account), snapshot::all(account)];
        let answers = store.read(reads).await?;
        let [head, records, changes, snapshots] = answers.as_slice() else { return Err(Error::NotFound) };
        let stamp = account::stamp(head)?;
        let mut now = Past::default();
        let mut wounds = Vec::new();
        for row in records {
            let row = account::stored(row)?;
            match (Kind::from_code(row.kind), serde_json::from_str(row.body)) {
                (Some(kind), Ok(body)) => now.put(kind, row.id, body),
                _ => wounds.push((row.kind.to_owned(), row.id, row.body.to_owned())),
            }
        }
        let log = changes.iter().map(log::logged).collect::<Result<_, _>>()?;
        Ok(Self { stamp, now, log, snapshots: snapshots.clone(), wounds })
    }

    /// Everybody of this kind, as they are and as they were when they were removed.
    fn everybody(&self, kind: Kind) -> impl Iterator<Item = (Uuid, &serde_json::Value)> {
        let removed = self.log.iter().flat_map(|change| &change.edits).filter_map(|edit| match edit {
            plan::Edit::Remove { kind, id, body } => Some((*kind, *id, body)),
            _ => None,
        });
        self.now.iter().chain(removed).filter(move |(of, ..)| *of == kind).map(|(_, id, body)| (id, body))
    }

    /// The record as it is, else as it was when it was removed.
    fn body(&self, record: RecordRef) -> Option<&serde_json::Value> {
        self.everybody(record.kind).find(|(id, _)| *id == record.id).map(|(_, body)| body)
    }

    /// The erasure of somebody, with every name that this account knows.
    fn erasure(&self, record: RecordRef) -> Result<Erasure, Error> {
        let code = self.body(record).and_then(|body| body.get("code")).and_then(|code| code.as_str());
        let erasure = code.and_then(|code| Erasure::of(record, code));
        let place = plan::Place { kind: Some(record.kind), id: Some(record.id), ..Default::default() };
        let mut erasure = erasure.ok_or(Problem { place, reason: Reason::Gone })?;
        erasure.learn(&self.now, &self.log);
        for row in &self.snapshots {
            let sealed = snapshot::bodies(row)?;
            let own = |kind: &str, body: &serde_json::Value| {
                kind == record.kind.code() && body.get("id").is_some_and(|id| *id == record.id.to_string())
            };
            sealed.iter().filter(|(kind, body)| own(kind, body)).for_each(|(_, body)| erasure.learn_from(body));
        }
        erasure.spare_others(&self.now);
        Ok(erasure)
    }
}

fn remember(account: Uuid, erasure: &Erasure, order: Order, seals: &[Resealed]) -> Statement {
    let sql = "INSERT INTO erasure (workspace, account, kind, id, change, made_by, made_at, seals) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (workspace, account, id, change) DO NOTHING";
    let record = erasure.record();
    let params = vec![
        HOME.into(),
        account.into(),
        record.kind.code().into(),
        record.id.into(),
        order.change.into(),
        order.by.into(),
        order.at.to_string().into(),
        account::text(&seals).into(),
    ];
    Statement { sql, params }
}

fn remembered(row: &Row) -> Result<Remembered, Error> {
    let kind = row.text(1)?;
    let kind = Kind::from_code(kind).ok_or_else(|| Error::Store(format!("unknown kind {kind}")))?;
    Ok(Remembered {
        account: row.parse(0)?,
        record: RecordRef { kind, id: row.parse(2)? },
        change: row.parse(3)?,
        made_by: row.parse(4)?,
        made_at: row.parse(5)?,
        seals: json(row.text(6)?)?,
    })
}
