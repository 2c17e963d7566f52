//! The trail: what was done and what was changed, as one row in time. It names accounts, users and codes, and holds
//! nothing of what plans say: whoever reads it need not be allowed to read them.

use crate::account::json;
use crate::store::{Param, Row, Statement, interned};
use crate::user::Standing;
use crate::{Error, HOME, Ledger, Viewer};
use jiff::Timestamp;
use plan::{Kind, Words};
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::str::FromStr;
use uuid::Uuid;

/// The most entries of one page.
const MOST: usize = 1000;

/// Which entries are wanted; what is not said is open.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sought {
    /// Of this user.
    pub user: Option<Uuid>,
    /// About this account.
    pub account: Option<Uuid>,
    /// Of this deed, by its code, or [`Sought::CHANGED`].
    pub deed: Option<String>,
    /// Since this instant.
    pub since: Option<Timestamp>,
    /// Before this instant.
    pub before: Option<Timestamp>,
}

/// One thing that was done or changed.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// When.
    pub at: Timestamp,
    /// By whom; none where nobody was signed in.
    pub by: Option<Uuid>,
    /// The code of what was done.
    pub what: String,
    /// In or to which account.
    pub account: Option<Uuid>,
    /// To which record, with its code where it is still there.
    pub record: Option<(Kind, Option<String>)>,
    /// To which user.
    pub user: Option<Uuid>,
    /// From where.
    pub origin: Option<String>,
    /// Of a change: the revision that it led to.
    pub revision: Option<i64>,
    /// Of a change: how many edits of which kinds.
    pub edits: Vec<(Kind, usize)>,
    place: Before,
}

/// Where a page of the trail ended: the next one is what comes before this.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Before {
    at: String,
    id: String,
}

/// As it stands in an address.
impl fmt::Display for Before {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}~{}", self.at, self.id)
    }
}

impl FromStr for Before {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let (at, id) = text.split_once('~').ok_or(Error::NotFound)?;
        Ok(Self { at: at.to_owned(), id: id.to_owned() })
    }
}

/// A part of the trail, the latest first.
#[derive(Clone, Debug, PartialEq)]
pub struct Trail {
    /// What was done.
    pub entries: Vec<Entry>,
    /// Where it ended, if there is more.
    pub next: Option<Before>,
}

/// An instant as it is compared with stored ones, which may go on with parts of the second.
pub(crate) fn second(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S").to_string()
}

impl Sought {
    /// The code of a change of a plan, which stands in its log and is no deed of the audit.
    pub const CHANGED: &'static str = "changed";

    /// The conditions on what is sought, the end of the page before among them.
    fn narrow(&self, params: &mut Vec<Param>, before: Option<&Before>) -> String {
        let mut text = String::new();
        let mut also = |condition: &str, value: Option<Param>| {
            if let Some(value) = value {
                params.push(value);
                text.push_str(&format!(" AND t.{condition} ${}", params.len()));
            }
        };
        also("made_by =", self.user.map(Into::into));
        also("account =", self.account.map(Into::into));
        also("made_at >=", self.since.map(|at| second(at).into()));
        also("made_at <", self.before.map(|at| second(at).into()));
        if let Some(before) = before {
            params.extend([before.at.as_str().into(), before.id.as_str().into()]);
            text.push_str(&format!(" AND (t.made_at, t.id) < (${}, ${})", params.len() - 1, params.len()));
        }
        text
    }

    fn of_audit(&self, before: Option<&Before>, most: i64) -> Statement {
        let mut params: Vec<Param> = vec![HOME.into()];
        let mut narrowed = self.narrow(&mut params, before);
        if let Some(deed) = &self.deed {
            params.push(deed.as_str().into());
            narrowed.push_str(&format!(" AND t.what = ${}", params.len()));
        }
        params.push(most.into());
        let sql = format!(
            "SELECT t.made_at, t.id, t.made_by, t.account, t.what, t.kind, t.subject, t.origin, r.code FROM audit t \
             LEFT JOIN record r ON r.workspace = t.workspace AND r.account = t.account AND r.kind = t.kind \
             AND r.id = t.subject WHERE t.workspace = $1{narrowed} ORDER BY t.made_at DESC, t.id DESC LIMIT ${}",
            params.len()
        );
        Statement { sql: interned(sql), params }
    }

    fn of_changes(&self, before: Option<&Before>, most: i64) -> Statement {
        let mut params: Vec<Param> = vec![HOME.into()];
        let narrowed = self.narrow(&mut params, before);
        params.push(most.into());
        let sql = format!(
            "SELECT t.made_at, t.id, t.made_by, t.account, t.revision, t.edits FROM change t \
             WHERE t.workspace = $1{narrowed} ORDER BY t.made_at DESC, t.id DESC LIMIT ${}",
            params.len()
        );
        Statement { sql: interned(sql), params }
    }
}

impl Ledger {
    /// A page of the trail: what was sought, before where the page before ended, at most so much. For administrators
    /// and auditors, and whoever keeps the machine; for anybody else it is not there.
    pub async fn trail(
        &self,
        viewer: &Viewer,
        sought: &Sought,
        before: Option<&Before>,
        most: usize,
    ) -> Result<Trail, Error> {
        check_auditor(viewer)?;
        let most = most.clamp(1, MOST);
        // One more than asked for tells whether there is a next page.
        let limit = i64::try_from(most + 1).unwrap_or(i64::MAX);
        let mut entries = Vec::new();
        if sought.deed.as_deref() != Some(Sought::CHANGED) {
            let rows = self.0.store.read_one(sought.of_audit(before, limit)).await?;
            entries.extend(rows.iter().map(deed).collect::<Result<Vec<_>, _>>()?);
        }
        if sought.deed.as_deref().is_none_or(|deed| deed == Sought::CHANGED) {
            let rows = self.0.store.read_one(sought.of_changes(before, limit)).await?;
            entries.extend(rows.iter().map(change).collect::<Result<Vec<_>, _>>()?);
        }
        entries.sort_by(|one, other| other.place.cmp(&one.place));
        let more = entries.len() > most;
        entries.truncate(most);
        let next = entries.last().filter(|_| more).map(|entry| entry.place.clone());
        Ok(Trail { entries, next })
    }

    /// The code and the name of each account, whoever reaches it: the trail names them all.
    pub async fn account_names(&self, viewer: &Viewer) -> Result<HashMap<Uuid, (String, Words)>, Error> {
        check_auditor(viewer)?;
        let sql = "SELECT id, code, name FROM account WHERE workspace = $1";
        let rows = self.0.store.read_one(Statement { sql, params: vec![HOME.into()] }).await?;
        rows.iter().map(|row| Ok((row.parse(0)?, (row.text(1)?.to_owned(), json(row.text(2)?)?)))).collect()
    }
}

impl Standing {
    /// May read what was done?
    pub const fn audits(self) -> bool {
        matches!(self, Self::Administrator | Self::Auditor | Self::Operator)
    }
}

fn check_auditor(viewer: &Viewer) -> Result<(), Error> {
    if viewer.standing.audits() { Ok(()) } else { Err(Error::NotFound) }
}

fn place(row: &Row) -> Result<Before, Error> {
    Ok(Before { at: row.text(0)?.to_owned(), id: row.text(1)?.to_owned() })
}

fn maybe(row: &Row, column: usize) -> Result<Option<Uuid>, Error> {
    row.maybe_text(column)?.map(|_| row.parse(column)).transpose()
}

fn deed(row: &Row) -> Result<Entry, Error> {
    let kind = row.maybe_text(5)?.and_then(Kind::from_code);
    let code = row.maybe_text(8)?.map(str::to_owned);
    Ok(Entry {
        at: row.parse(0)?,
        by: maybe(row, 2)?,
        what: row.text(4)?.to_owned(),
        account: maybe(row, 3)?,
        record: kind.map(|kind| (kind, code)),
        user: maybe(row, 6)?.filter(|_| kind.is_none()),
        origin: row.maybe_text(7)?.map(str::to_owned),
        revision: None,
        edits: Vec::new(),
        place: place(row)?,
    })
}

/// Of an edit only what it touched; its values are passed over.
#[derive(Deserialize)]
struct Touched {
    kind: String,
}

fn change(row: &Row) -> Result<Entry, Error> {
    // Where a newer version wrote what this one cannot read, it is not said what was touched.
    let touched: Vec<Touched> = serde_json::from_str(row.text(5)?).unwrap_or_default();
    let mut edits: BTreeMap<Kind, usize> = BTreeMap::new();
    for kind in touched.iter().filter_map(|one| Kind::from_code(&one.kind)) {
        *edits.entry(kind).or_default() += 1;
    }
    Ok(Entry {
        at: row.parse(0)?,
        by: maybe(row, 2)?,
        what: Sought::CHANGED.to_owned(),
        account: maybe(row, 3)?,
        record: None,
        user: None,
        origin: None,
        revision: Some(row.int(4)?),
        edits: edits.into_iter().collect(),
        place: place(row)?,
    })
}
