//! Erasing a human being from every account: the one operation that rewrites the log and sealed snapshots (decided 2.16,
//! 5.48). It leaves a record of itself without the name, and that record is heeded again when an older archive or plan
//! file comes back.

mod disclosure;
mod preview;
mod retention;
mod standing;
mod user;

pub use disclosure::{AccountDisclosure, Disclosed};
pub use preview::Preview;
pub use retention::Retained;

use crate::account::{self, Head, Stamp, Writes, json};
use crate::audit::{self, Act, Deed, Subject};
use crate::library::LIBRARY;
use crate::store::{Outcome, Row, Statement, Store};
use crate::{Error, HOME, Ledger, Viewer, log, snapshot, step};
use plan::erasure::{self, Erasure, HUMAN, Mention};
use plan::id::RecordRef;
use plan::past::Past;
use plan::{Change, Kind, Logged, Plan, Problem, Reason};
use serde::{Deserialize, Serialize};
use standing::Standing;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
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
    /// What people know the person by; the code stays. Several where several records are the same human being.
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
    /// The account it was in; the library has an id of its own.
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
    deed: Deed,
}

impl Order {
    /// A human being goes: to be remembered for archives that come back.
    const fn erasing(change: Uuid, by: Uuid, at: jiff::Timestamp) -> Self {
        Self { change, by, at, deed: Deed::Erased }
    }

    /// The deed that the audit remembers: one an account and record, whoever asks again. It does not say from where: done
    /// again on an older archive it is the same, and the list that it is done by does not know.
    fn deed(&self, subject: Subject) -> Statement {
        let name = format!("{:?} {:?}", subject.account, subject.id);
        let id = Uuid::new_v5(&self.change, name.as_bytes());
        let act = Act { id, by: Some(self.by), at: self.at, origin: String::new() };
        audit::row(&act, self.deed, subject)
    }
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
    /// Erases somebody from this account, from the library, and from every other account that knows the same human being
    /// (`same_as`, or one of our people in the library). Each is rewritten in one transaction, the one asked for last:
    /// cut short, asking again goes on. Sent twice, it is done once: the act's id is that of the change. Of one of our
    /// people who signs in, that goes too. Ends when the database files hold no trace any more.
    pub async fn erase(
        &self,
        viewer: &Viewer,
        account: Uuid,
        record: RecordRef,
        act: &Act,
    ) -> Result<Vec<Erased>, Error> {
        let standing = self.standing(account, record).await?;
        let order = Order::erasing(act.id, act.by.unwrap_or(viewer.user), act.at);
        let erased = self.erase_everywhere(&standing, account, &order).await?;
        // Files of that one are named by nothing any more, unless they are somebody else's too.
        self.clear_idle_files().await?;
        self.index_where_due().await?;
        self.0.store.scrub().await?;
        Ok(erased)
    }

    /// Whom this code or id means in the account, else in the library, be it that the record was removed.
    pub async fn human(&self, _viewer: &Viewer, account: Uuid, named: &str) -> Result<RecordRef, Error> {
        let mut places = vec![account];
        places.extend(self.places().await?.into_iter().filter(|place| *place == LIBRARY));
        for place in places {
            let whole = Whole::read(&self.0.store, place).await?;
            let named = |(id, body): &(Uuid, &serde_json::Value)| {
                id.to_string() == named || body.get("code").is_some_and(|code| code == named)
            };
            let found = HUMAN.iter().find_map(|kind| {
                let (id, _) = whole.everybody(*kind).find(named)?;
                Some(RecordRef { kind: *kind, id })
            });
            if let Some(found) = found {
                return Ok(found);
            }
        }
        Err(Problem::anywhere(Reason::Gone).into())
    }

    /// The erasures that this workspace remembers, by account.
    pub async fn erasures(&self) -> Result<Vec<Remembered>, Error> {
        let sql = "SELECT account, kind, id, change, made_by, made_at, seals FROM erasure WHERE workspace = $1 \
                   ORDER BY account, made_at, id";
        let rows = self.0.store.read_one(Statement { sql, params: vec![HOME.into()] }).await?;
        rows.iter().map(remembered).collect()
    }

    /// Does again what was erased before and came back with an older archive; says in how many accounts.
    pub(crate) async fn erase_again(&self) -> Result<usize, Error> {
        let places = self.places().await?;
        let mut orders = BTreeMap::<(jiff::Timestamp, Uuid), (Order, Standing)>::new();
        for one in self.erasures().await?.into_iter().filter(|one| places.contains(&one.account)) {
            let order = Order::erasing(one.change, one.made_by, one.made_at);
            let (_, standing) = orders.entry((one.made_at, one.change)).or_insert((order, Standing::default()));
            standing.add(one.account, one.record);
        }
        let mut found = 0;
        for (order, standing) in orders.into_values() {
            found += self.erase_everywhere(&standing, LIBRARY, &order).await?.len();
        }
        if found > 0 {
            self.clear_idle_files().await?;
            self.index_where_due().await?;
            self.0.store.scrub().await?;
        }
        Ok(found)
    }

    /// The plan without the people that this workspace erased.
    pub(crate) async fn without_erased(&self, plan: &Plan) -> Result<Plan, Error> {
        let people: Vec<RecordRef> = self.erasures().await?.into_iter().map(|one| one.record).collect();
        Ok(plan.without(&people))
    }

    /// Takes one human being out of all these accounts, the last of them last.
    async fn erase_everywhere(&self, standing: &Standing, last: Uuid, order: &Order) -> Result<Vec<Erased>, Error> {
        let known = self.names_everywhere(standing).await?;
        // First, while the records still tell by which address.
        self.erase_users(&known, order).await?;
        let mut erased = Vec::new();
        for (account, records) in standing.in_turn(last) {
            erased.extend(self.erase_in(account, &records, &known, order).await?);
        }
        Ok(erased)
    }

    /// Every name that any of these accounts knows the human being by.
    async fn names_everywhere(&self, standing: &Standing) -> Result<Vec<Erasure>, Error> {
        let mut known = Vec::new();
        for (account, records) in standing.iter() {
            let whole = Whole::read(&self.0.store, account).await?;
            for record in records {
                // An archive may be older than the person.
                known.extend(whole.erasure(record, &[])?);
            }
        }
        Ok(known)
    }

    /// In one account, waiting its turn there; none where nothing had to be done.
    async fn erase_in(
        &self,
        account: Uuid,
        records: &[RecordRef],
        known: &[Erasure],
        order: &Order,
    ) -> Result<Option<Erased>, Error> {
        let room = self.room(account);
        let _turn = room.turn().await;
        for _ in 0..TRIES {
            step::may_write(&self.0.store, self.0.formats).await?;
            let Some(rewriting) = self.planned(account, records, known, order).await? else { return Ok(None) };
            let Rewriting { guard, writes, erased } = rewriting;
            if self.0.store.commit(guard, writes.into_statements()).await? == Outcome::Done {
                return Ok(Some(erased));
            }
        }
        Err(Error::Store("another instance kept changing the account".into()))
    }

    /// What would be done in one account as it is now.
    async fn planned(
        &self,
        account: Uuid,
        records: &[RecordRef],
        known: &[Erasure],
        order: &Order,
    ) -> Result<Option<Rewriting>, Error> {
        let whole = Whole::read(&self.0.store, account).await?;
        let library = if account == LIBRARY { None } else { self.library_now().await? };
        let mut erasures = Vec::new();
        for record in records {
            erasures.extend(whole.erasure(*record, known)?);
        }
        self.rewriting(account, whole, library, &erasures, order)
    }

    /// The statements that take a human being out of an account; none where there is nothing left of that one.
    fn rewriting(
        &self,
        account: Uuid,
        whole: Whole,
        library: Option<(i64, Arc<Plan>)>,
        erasures: &[Erasure],
        order: &Order,
    ) -> Result<Option<Rewriting>, Error> {
        let Whole { stamp, now, log, snapshots, wounds } = whole;
        let under = library.as_ref().map_or(0, |(revision, _)| *revision);
        let to = Stamp { revision: stamp.revision + 1, last_change: order.change, library: under };
        let mut writes = Writes::default();
        let (mut after, mut mentions, mut records) = (now.clone(), Vec::new(), 0);
        for (kind, id, body) in after.iter_mut() {
            let before = body.clone();
            mentions.extend(erasure::rewrite(erasures, kind, id, body));
            if *body != before {
                records += 1;
                writes.upsert(account, kind, id, to.revision, body);
            }
        }
        for (kind, id, text) in wounds {
            let mut without = text.clone();
            for erasure in erasures {
                erasure.replace_in(&mut without, usize::MAX);
            }
            if without != text {
                records += 1;
                writes.put(account, &kind, id, to.revision, without);
            }
        }
        let mut rewritten = log.clone();
        let met: BTreeSet<i64> = erasures.iter().flat_map(|one| one.rewrite_log(&now, &mut rewritten)).collect();
        let changed = rewritten.iter().zip(&log).filter(|(after, before)| after != before);
        let changes = changed.inspect(|(after, _)| writes.rewrite(account, after)).count();
        met.iter().for_each(|revision| writes.forget_digest(account, *revision));
        let mut seals = Vec::new();
        for row in &snapshots {
            seals.extend(snapshot::erase(account, row, erasures, &mut writes)?);
        }
        if records + changes + seals.len() == 0 {
            return Ok(None);
        }
        let plan = after.into_plan();
        let plan = library.map_or(plan.clone(), |(_, library)| plan.with_library(&library));
        let head = Head::of(&plan).ok_or(Error::NotFound)?;
        // An empty change stands for it in the log: every instance sees a new stamp, and nobody can undo it.
        let change = Change { id: order.change, why: None, undoes: None, edits: Vec::new() };
        writes.change(account, to, &change, &[], order.by, order.at);
        writes.derived(account, &plan);
        for erasure in erasures {
            if order.deed == Deed::Erased {
                writes.push(remember(account, erasure, order, &seals));
                writes.push(order.deed(Subject::record(account, erasure.record())));
            }
        }
        let erased = Erased {
            account,
            account_code: head.code().to_owned(),
            code: erasures.iter().map(Erasure::code).collect::<Vec<_>>().join(", "),
            records,
            changes,
            snapshots: seals.len(),
            mentions,
        };
        Ok(Some(Rewriting { guard: account::advance(&head, stamp, to), writes, erased }))
    }
}

impl Whole {
    async fn read(store: &Store, account: Uuid) -> Result<Self, Error> {
        let reads =
            vec![account::stamps_of(account), account::records_of(account), log::all(account), snapshot::all(account)];
        let answers = store.read(reads).await?;
        let [head, records, changes, snapshots] = answers.as_slice() else { return Err(Error::NotFound) };
        let stamp = account::stamp(head, account)?.ok_or(Error::NotFound)?;
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

    /// The erasure of somebody, with every name that this account knows and those that are known elsewhere; none where
    /// nobody knows the record.
    fn erasure(&self, record: RecordRef, known: &[Erasure]) -> Result<Option<Erasure>, Error> {
        let own = self.body(record).and_then(|body| body.get("code")).and_then(|code| code.as_str());
        let elsewhere = || known.iter().find(|one| one.record() == record).map(Erasure::code);
        let Some(mut erasure) = own.or_else(elsewhere).and_then(|code| Erasure::of(record, code)) else {
            return Ok(None);
        };
        erasure.learn(&self.now, &self.log);
        for row in &self.snapshots {
            let sealed = snapshot::bodies(row)?;
            let own = |kind: &str, body: &serde_json::Value| {
                kind == record.kind.code() && body.get("id").is_some_and(|id| *id == record.id.to_string())
            };
            sealed.iter().filter(|(kind, body)| own(kind, body)).for_each(|(_, body)| erasure.learn_from(body));
        }
        known.iter().for_each(|one| erasure.learn_names_of(one));
        erasure.spare_others(&self.now);
        Ok(Some(erasure))
    }
}

fn remember(account: Uuid, erasure: &Erasure, order: &Order, seals: &[Resealed]) -> Statement {
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
