//! Rows drawn from records: cards and list tables, which lists over several accounts filter and sort by. They are
//! written in the commit of the change and can be drawn anew from the plan at any time (decided 5.45).

mod tables;

use crate::account::{Shelf, text};
use crate::library::LIBRARY;
use crate::store::{Outcome, Param, Statement, interned};
use crate::{Error, HOME, Ledger};
use plan::card::{Card, card};
use plan::{Edit, Id, Kind, Plan};
use std::collections::{BTreeMap, BTreeSet};
use tables::{Drawing, TABLES, Table};
use uuid::Uuid;

pub use tables::columns_of;

/// Counts the ways in which rows were drawn so far. Whoever changes an outline or a list table counts it up, and every
/// account is drawn anew when the ledger is opened.
pub const DRAWN: i64 = 3;

/// The values of a card's columns, in the order of the statement that writes a record.
pub fn of_card(card: &Card) -> [Param; 9] {
    let several = card.title.as_ref().filter(|title| !matches!(title, plan::Words::Plain(_)));
    [
        card.code.clone().into(),
        card.heading().into(),
        several.map(text).into(),
        card.owner.into(),
        card.state.clone().into(),
        card.due.map(|day| day.to_string()).into(),
        card.amount.map(|amount| amount.0).into(),
        (!card.text.is_empty()).then(|| card.text.clone()).into(),
        card.audience.code().into(),
    ]
}

impl Table {
    fn clear(&self, account: Uuid) -> Statement {
        let sql = interned(format!("DELETE FROM {} WHERE workspace = $1 AND account = $2", self.name));
        Statement { sql, params: vec![HOME.into(), account.into()] }
    }

    fn delete(&self, account: Uuid, id: Uuid) -> Statement {
        let sql = interned(format!("DELETE FROM {} WHERE workspace = $1 AND account = $2 AND id = $3", self.name));
        Statement { sql, params: vec![HOME.into(), account.into(), id.into()] }
    }

    fn insert(&self, account: Uuid, id: Uuid, values: Vec<Param>) -> Statement {
        let places: Vec<String> = (1..=values.len() + 3).map(|place| format!("${place}")).collect();
        let columns = self.columns.join(", ");
        let sql =
            format!("INSERT INTO {} (workspace, account, id, {columns}) VALUES ({})", self.name, places.join(", "));
        let mut params = vec![HOME.into(), account.into(), id.into()];
        params.extend(values);
        Statement { sql: interned(sql), params }
    }

    fn stored(&self, account: Uuid) -> Statement {
        let columns = self.columns.join(", ");
        let sql = format!("SELECT id, {columns} FROM {} WHERE workspace = $1 AND account = $2 ORDER BY id", self.name);
        Statement { sql: interned(sql), params: vec![HOME.into(), account.into()] }
    }

    fn draws(&self, kind: Kind) -> bool {
        self.kind.is_none_or(|one| one == kind)
    }
}

/// The list tables.
pub fn names() -> impl Iterator<Item = &'static str> {
    TABLES.iter().map(|table| table.name)
}

/// Do records of this kind shape the rows of others: intervals of contact, what goes to lists?
pub fn shapes_rows(kind: Kind) -> bool {
    matches!(kind, Kind::Setting | Kind::CustomField)
}

/// The statement that lets every account be drawn anew: the library changed what shapes rows.
pub fn all_due() -> Statement {
    let sql = "UPDATE account SET drawn = 0 WHERE workspace = $1 AND id <> $2";
    Statement { sql, params: vec![HOME.into(), LIBRARY.into()] }
}

/// The statements that bring the list rows to what `after` says, given the edits that led there from `before`.
pub fn redrawn(account: Uuid, before: &Plan, after: &Plan, edits: &[Edit]) -> Vec<Statement> {
    let drawing = Drawing::of(after);
    let mut statements = Vec::new();
    for (kind, id) in depending(before, after, edits) {
        for table in TABLES.iter().filter(|table| table.draws(kind)) {
            if before.has(kind, id) {
                statements.push(table.delete(account, id));
            }
            if after.has(kind, id) {
                let rows = (table.draw)(&drawing, kind, id);
                statements.extend(rows.into_iter().map(|values| table.insert(account, id, values)));
            }
        }
    }
    statements
}

/// The records whose rows may look different after these edits: the touched ones, and those that take something from
/// them.
fn depending(before: &Plan, after: &Plan, edits: &[Edit]) -> BTreeSet<(Kind, Uuid)> {
    let mut all: BTreeSet<_> = edits.iter().map(Edit::touches).collect();
    for (kind, id) in all.clone() {
        for plan in [before, after] {
            match kind {
                Kind::Account => all.extend(plan.opportunities.iter().map(|one| (Kind::Opportunity, one.id.uuid()))),
                Kind::RelationshipOwner => {
                    all.extend(plan.relationship_owners.get(Id::new(id)).map(|one| (Kind::Person, one.person.uuid())));
                }
                Kind::Interaction => {
                    let people = plan.interactions.get(Id::new(id)).map(|one| one.people.as_slice());
                    all.extend(people.unwrap_or_default().iter().map(|person| (Kind::Person, person.uuid())));
                }
                kind if shapes_rows(kind) => all.extend(everything(plan)),
                _ => {}
            }
        }
    }
    all
}

/// The records of the plan itself.
pub fn everything(plan: &Plan) -> impl Iterator<Item = (Kind, Uuid)> {
    let all = Kind::ALL.iter().flat_map(|kind| plan.bodies(*kind).into_iter().map(|(id, _)| (*kind, id)));
    // What the library lends the plan has its rows there.
    all.filter(|(kind, id)| !plan.is_shared(*kind, *id))
}

/// Everything that is drawn from a plan: by table, then by record.
fn drawn(plan: &Plan) -> Vec<(&'static Table, Uuid, Vec<Param>)> {
    let drawing = Drawing::of(plan);
    let mut all = Vec::new();
    for (kind, id) in everything(plan) {
        for table in TABLES.iter().filter(|table| table.draws(kind)) {
            all.extend((table.draw)(&drawing, kind, id).into_iter().map(|values| (table, id, values)));
        }
    }
    all
}

/// The statements that draw all cards and list rows of an account, and take away what was drawn before.
pub fn anew(account: Uuid, plan: &Plan) -> Vec<Statement> {
    let mut writes: Vec<Statement> = TABLES.iter().map(|table| table.clear(account)).collect();
    writes.extend(everything(plan).filter_map(|(kind, id)| card_of(account, plan, kind, id)));
    writes.extend(drawn(plan).into_iter().map(|(table, id, values)| table.insert(account, id, values)));
    writes
}

impl Ledger {
    /// Draws cards and list rows of one account anew: after a restore, by the doctor, and by whatever changes a plan
    /// other than by a change. Starts over where somebody changes the account meanwhile.
    pub async fn draw(&self, account: Uuid) -> Result<(), Error> {
        loop {
            let held = self.whole(account).await?;
            let (stamp, plan) = (held.stamp, &held.plan);
            let sql = "UPDATE account SET drawn = $1, \
                       shelf = CASE WHEN shelf = 'arriving' THEN shelf ELSE $6 END \
                       WHERE workspace = $2 AND id = $3 AND revision = $4 AND last_change = $5";
            let mut params =
                vec![DRAWN.into(), HOME.into(), account.into(), stamp.revision.into(), stamp.last_change.into()];
            params.push(Shelf::of(plan).code().into());
            if self.0.store.commit(Statement { sql, params }, anew(account, plan)).await? == Outcome::Done {
                return Ok(());
            }
        }
    }

    /// Draws every account that was drawn in an earlier way, or never. One that cannot be read is left to the doctor.
    pub(crate) async fn draw_where_due(&self) -> Result<(), Error> {
        let sql = "SELECT id FROM account WHERE workspace = $1 AND drawn < $2";
        let due = Statement { sql, params: vec![HOME.into(), DRAWN.into()] };
        for row in self.0.store.read_one(due).await? {
            let account = row.parse(0)?;
            if let Err(error) = self.draw(account).await {
                tracing::warn!(%account, %error, "lists do not show this account; see kamap doctor");
            }
        }
        Ok(())
    }

    /// What of an account's cards and list rows is not what the plan says: a sentence each.
    pub(crate) async fn misdrawn(&self, account: Uuid, plan: &Plan) -> Result<Vec<String>, Error> {
        let cards = "SELECT kind, id, code, title, titles, owner, state, due, amount, words, audience FROM record \
                     WHERE workspace = $1 AND account = $2";
        let mut reads = vec![Statement { sql: cards, params: vec![HOME.into(), account.into()] }];
        reads.extend(TABLES.iter().map(|table| table.stored(account)));
        let answers = self.0.store.read(reads).await?;
        let (cards, tables) = answers.split_first().ok_or(Error::NotFound)?;
        let mut found = Vec::new();
        for row in cards {
            let (kind, id) = (Kind::from_code(row.text(0)?), row.parse(1)?);
            let expected = kind.and_then(|kind| plan.card(kind, id));
            let stored = row.values().get(2..).unwrap_or_default();
            if expected.is_some_and(|card| of_card(&card) != stored) {
                found.push(format!("account {account}: the card of {} {id} is not what its record says", row.text(0)?));
            }
        }
        let mut expected: BTreeMap<&str, BTreeMap<Uuid, Vec<Vec<Param>>>> = BTreeMap::new();
        for (table, id, values) in drawn(plan) {
            expected.entry(table.name).or_default().entry(id).or_default().push(values);
        }
        for (table, rows) in TABLES.iter().zip(tables) {
            let mut stored: BTreeMap<Uuid, Vec<Vec<Param>>> = BTreeMap::new();
            for row in rows {
                stored.entry(row.parse(0)?).or_default().push(row.values().get(1..).unwrap_or_default().to_vec());
            }
            let drawn = expected.remove(table.name).unwrap_or_default();
            let ids: BTreeSet<&Uuid> = stored.keys().chain(drawn.keys()).collect();
            let differing = ids.into_iter().filter(|id| stored.get(*id) != drawn.get(*id));
            let name = table.name;
            found.extend(differing.map(|id| format!("account {account}: {name} of {id} is not what its record says")));
        }
        Ok(found)
    }
}

fn card_of(account: Uuid, plan: &Plan, kind: Kind, id: Uuid) -> Option<Statement> {
    let sql = "UPDATE record SET code = $1, title = $2, titles = $3, owner = $4, state = $5, due = $6, amount = $7, \
               words = $8, audience = $9 WHERE workspace = $10 AND account = $11 AND kind = $12 AND id = $13";
    let mut params = of_card(&card(kind, &plan.body(kind, id)?)).to_vec();
    params.extend([HOME.into(), account.into(), kind.code().into(), id.into()]);
    Some(Statement { sql, params })
}
