//! Finding records of all accounts within reach, and of the library, by what they are called or say.
//!
//! A token leads to records in the order of results (the key of the table). Where it says all that was asked for, the
//! first of them are the answer; else each is looked at, since a record may have all tokens of a query and not the query.

use super::{Reach, title};
use crate::account::json;
use crate::library::LIBRARY;
use crate::search::{self, Candidate, Hit, Place, Query, Way};
use crate::store::{Param, Row, Statement, interned};
use crate::{Error, HOME};
use plan::card::Class;
use plan::{Kind, Language, Words};
use std::collections::BTreeSet;
use uuid::Uuid;

/// The most results of one class.
const MOST: usize = 200;
/// Records of one class that are looked at for one query, and no more.
const LOOKED_AT: usize = 2000;
/// A viewer of at most so many accounts is asked for them by name, so that what others have costs nothing.
const FEW: usize = 40;

/// A record that was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The account that it belongs to; the library has an id of its own.
    pub account: Uuid,
    /// What that is called.
    pub account_name: Words,
    /// Its kind.
    pub kind: Kind,
    /// Its id.
    pub record: Uuid,
    /// Its code.
    pub code: String,
    /// What it is called.
    pub title: Option<Words>,
    /// The text that has what the name has not.
    pub text: Option<String>,
    place: Place,
}

impl Found {
    /// Is it a record of the library?
    pub fn is_shared(&self) -> bool {
        self.account == LIBRARY
    }
}

/// What was found of one class.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// The class.
    pub class: Class,
    /// The best first.
    pub found: Vec<Found>,
    /// There is more.
    pub more: bool,
}

impl Reach {
    /// What this text finds: at most so many records of each of these classes, those of the account `near` before
    /// others that fit as well. Classes of which nothing is found are left out.
    pub async fn find(
        &self,
        text: &str,
        classes: &[Class],
        near: Option<Uuid>,
        most: usize,
    ) -> Result<Vec<Group>, Error> {
        let Some(query) = Query::of(text) else { return Ok(Vec::new()) };
        let few = self.few_accounts().await?;
        for way in query.ways() {
            let groups = self.look_up(&query, &way, classes, (few.as_deref(), near), most.clamp(1, MOST)).await?;
            if !groups.is_empty() {
                return Ok(groups);
            }
        }
        Ok(Vec::new())
    }

    /// The accounts that the viewer is a member of, with the library; none where these are many.
    async fn few_accounts(&self) -> Result<Option<Vec<Uuid>>, Error> {
        let sql = "SELECT account FROM membership WHERE workspace = $1 AND user_id = $2 LIMIT $3";
        let most = i64::try_from(FEW + 1).unwrap_or(i64::MAX);
        let params = vec![HOME.into(), self.viewer.user.into(), most.into()];
        let rows = self.ledger.0.store.read_one(Statement { sql, params }).await?;
        if rows.len() > FEW {
            return Ok(None);
        }
        let accounts: Result<Vec<Uuid>, Error> = rows.iter().map(|row| row.parse(0)).collect();
        accounts.map(|accounts| Some(accounts.into_iter().chain([LIBRARY]).collect()))
    }

    async fn look_up(
        &self,
        query: &Query,
        way: &Way,
        classes: &[Class],
        (few, near): (Option<&[Uuid]>, Option<Uuid>),
        most: usize,
    ) -> Result<Vec<Group>, Error> {
        // One more than asked for tells whether there is more.
        let count = if way.says_all { most + 1 } else { LOOKED_AT };
        let near_alone = near.map(|account| vec![account]);
        let mut reads = Vec::new();
        for class in classes {
            reads.extend(near_alone.as_deref().map(|near| self.statement_of(way, *class, Some(near), count)));
            reads.push(self.statement_of(way, *class, few, count));
        }
        let answers = self.ledger.0.store.read(reads).await?;
        let each = if near.is_some() { 2 } else { 1 };
        let mut groups = Vec::new();
        for (class, answers) in classes.iter().zip(answers.chunks(each)) {
            let mut found = found_in(query, answers.iter().flatten())?;
            found.sort_by_cached_key(|one| (one.place, Some(one.account) != near, length(one), one.code.clone()));
            let more = found.len() > most;
            found.truncate(most);
            if !found.is_empty() {
                groups.push(Group { class: *class, found, more });
            }
        }
        Ok(groups)
    }

    /// The statement that follows the first token of a way to records of this class that have the others too.
    fn statement_of(&self, way: &Way, class: Class, accounts: Option<&[Uuid]>, count: usize) -> Statement {
        let mut asking = super::Asking { text: String::new(), params: vec![HOME.into(), self.viewer.user.into()] };
        let mut tokens = way.tokens.iter().map(|token| Param::from(token.as_str()));
        let token = asking.place(tokens.next().unwrap_or(Param::Null));
        let class = asking.place(search::rank(class).into());
        let library = asking.place(LIBRARY.into());
        asking.text = format!(
            "SELECT t.account, t.kind, t.id, a.name, r.code, r.title, r.titles, r.words FROM search_token t \
             JOIN account a ON a.workspace = t.workspace AND a.id = t.account AND {} \
             JOIN record r ON r.workspace = t.workspace AND r.account = t.account AND r.kind = t.kind AND r.id = t.id \
             WHERE t.workspace = $1 AND t.token = {token} AND t.class = {class} \
             AND (t.account = {library} AND t.audience = 'plan' OR EXISTS (SELECT 1 FROM membership m \
             JOIN role_audience g ON g.role = m.role AND g.audience = t.audience \
             WHERE m.workspace = t.workspace AND m.account = t.account AND m.user_id = $2))",
            self.shelf
        );
        if let Some(accounts) = accounts {
            let places: Vec<String> = Place::ALL.iter().map(|place| place.rank().to_string()).collect();
            let accounts = asking.places(&accounts.iter().map(|one| (*one).into()).collect::<Vec<_>>());
            asking.text.push_str(&format!(" AND t.place IN ({}) AND t.account IN ({accounts})", places.join(", ")));
        }
        for other in tokens {
            let other = asking.place(other);
            asking.text.push_str(&format!(
                " AND EXISTS (SELECT 1 FROM search_token x WHERE x.workspace = t.workspace AND x.account = t.account \
                 AND x.kind = t.kind AND x.id = t.id AND x.token = {other})"
            ));
        }
        let count = asking.place(i64::try_from(count).unwrap_or(i64::MAX).into());
        asking.text.push_str(&format!(" ORDER BY t.place, t.account, t.kind, t.id LIMIT {count}"));
        Statement { sql: interned(asking.text), params: asking.params }
    }
}

/// The records in these answers that the query is really in, each once.
fn found_in<'r>(query: &Query, rows: impl Iterator<Item = &'r Row>) -> Result<Vec<Found>, Error> {
    let mut seen = BTreeSet::new();
    let mut all = Vec::new();
    for row in rows {
        let (account, kind, record): (Uuid, _, Uuid) = (row.parse(0)?, row.text(1)?, row.parse(2)?);
        let Some(kind) = Kind::from_code(kind).filter(|_| seen.insert((account, record))) else { continue };
        let (code, title) = (row.maybe_text(4)?.unwrap_or_default(), title(row, 5)?);
        let texts = row.maybe_text(7)?.unwrap_or_default();
        let Some(Hit { place, text }) = query.find(&Candidate { code, title: title.as_ref(), texts }) else { continue };
        let (code, account_name) = (code.to_owned(), json(row.text(3)?)?);
        all.push(Found { account, account_name, kind, record, code, title, text, place });
    }
    Ok(all)
}

/// How long a name is: of names that fit as well, the one with the least beside it comes first.
fn length(found: &Found) -> usize {
    found.title.as_ref().map_or(0, |title| title.show(Language::default()).chars().count())
}
