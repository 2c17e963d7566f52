//! Reads over several accounts. They exist here alone: every statement is joined with membership and shows only what
//! the member's role is an audience of (decided 5.36).

pub mod find;

use crate::account::json;
use crate::library::LIBRARY;
use crate::rows::columns_of;
use crate::seat::Viewer;
use crate::store::{Param, Row, Statement, interned};
use crate::summary;
use crate::user::Standing;
use crate::{AccountCard, Error, HOME, Ledger};
use plan::joint_plan::Light;
use plan::{Day, Kind, Words};
use std::fmt;
use std::str::FromStr;
use uuid::Uuid;

/// The lights, the worst first.
const LIGHTS: [Light; 3] = [Light::Red, Light::Amber, Light::Green];
/// The most lines of one page.
const MOST: usize = 500;

/// What one viewer reaches.
pub struct Reach {
    ledger: Ledger,
    viewer: Viewer,
    /// What the row of an account must say for it to be reached.
    shelf: &'static str,
}

/// What is listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    /// Accounts with their summaries: the portfolio.
    Portfolio,
    /// Accounts with what is typed of them.
    Accounts,
    /// Opportunities.
    Opportunities,
    /// Actions.
    Actions,
    /// People.
    People,
    /// What we make of people.
    Judgements,
    /// Values of custom fields that go to lists.
    CustomValues,
    /// Records of this kind by their cards: promises, meetings ...
    Cards(Kind),
}

/// What a line must be like to be listed. Columns are those of [`List::columns`].
#[derive(Clone, Debug, PartialEq)]
pub enum Filter {
    /// Holds just this.
    Is(&'static str, Param),
    /// Holds one of these; nothing does where there are none.
    OneOf(&'static str, Vec<Param>),
    /// Holds less, or an earlier day.
    Below(&'static str, Param),
    /// Holds this or more, or a later day.
    From(&'static str, Param),
    /// Holds anything.
    Known(&'static str),
    /// Holds nothing.
    Unknown(&'static str),
    /// Belongs to this account.
    Account(Uuid),
    /// Belongs to one of these accounts.
    Accounts(Vec<Uuid>),
}

/// How lines are sorted; unknown comes last either way, ties break by account and record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Order {
    /// By what.
    pub column: &'static str,
    /// The largest first.
    pub falling: bool,
}

impl Order {
    /// What a value is sorted as, in SQL: lights by how bad they are, the worst first, all else as it is.
    fn by(self, value: &str) -> String {
        if !self.column.ends_with("_light") {
            return value.to_owned();
        }
        let ranks: Vec<String> =
            LIGHTS.iter().enumerate().map(|(rank, light)| format!("WHEN '{}' THEN {rank}", light.code())).collect();
        format!("CASE {value} {} END", ranks.join(" "))
    }
}

/// Where a page ended: what the next one is asked with.
#[derive(Clone, Debug, PartialEq)]
pub struct After {
    value: Param,
    account: Uuid,
    record: Uuid,
}

impl After {
    /// The value by which its line was sorted.
    pub fn value(&self) -> &Param {
        &self.value
    }
}

/// As it stands in an address: the value with its type, the account, the record.
impl fmt::Display for After {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.value {
            Param::Text(text) => write!(f, "t{text}")?,
            Param::Int(number) => write!(f, "i{number}")?,
            Param::Real(number) => write!(f, "r{number}")?,
            // Nothing is sorted by bytes.
            Param::Bytes(_) | Param::Null => f.write_str("n")?,
        }
        write!(f, "~{}~{}", self.account, self.record)
    }
}

impl FromStr for After {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let read = || {
            let mut parts = text.rsplitn(3, '~');
            let (record, account) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
            let value = parts.next()?;
            let rest = value.get(1..)?;
            let value = match value.get(..1)? {
                "t" => Param::Text(rest.to_owned()),
                "i" => Param::Int(rest.parse().ok()?),
                "r" => Param::Real(rest.parse().ok()?),
                _ => Param::Null,
            };
            Some(Self { value, account, record })
        };
        read().ok_or(Error::NotFound)
    }
}

/// A figure of an account on a day.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// The account.
    pub account: Uuid,
    /// The figure's dotted key.
    pub key: String,
    /// The day.
    pub day: Day,
    /// Its value, amounts in currency units.
    pub value: f64,
}

/// A part of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// Its lines.
    pub lines: Vec<Line>,
    /// Where it ended, if there is more.
    pub next: Option<After>,
}

/// A line of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// The account that it belongs to.
    pub account: Uuid,
    /// The record; the account itself in the portfolio.
    pub record: Uuid,
    /// What it is called, in every language that it has.
    pub title: Option<Words>,
    /// What the account is called.
    pub account_name: Option<Words>,
    /// What whoever answers for it is called.
    pub owner_name: Option<Words>,
    columns: &'static [&'static str],
    values: Vec<Param>,
}

impl Line {
    /// What is in this column; nothing where there is no such column.
    pub fn value(&self, column: &str) -> &Param {
        let at = self.columns.iter().position(|one| *one == column);
        at.and_then(|at| self.values.get(at)).unwrap_or(&Param::Null)
    }

    /// The text in this column.
    pub fn text(&self, column: &str) -> Option<&str> {
        match self.value(column) {
            Param::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The whole number in this column.
    pub fn int(&self, column: &str) -> Option<i64> {
        match self.value(column) {
            Param::Int(number) => Some(*number),
            _ => None,
        }
    }

    /// The decimal number in this column.
    pub fn real(&self, column: &str) -> Option<f64> {
        match self.value(column) {
            Param::Real(number) => Some(*number),
            _ => None,
        }
    }

    /// The day in this column.
    pub fn day(&self, column: &str) -> Option<Day> {
        self.text(column)?.parse().ok()
    }
}

/// Columns of a card.
const CARD: &[&str] = &["audience", "code", "title", "owner", "state", "due", "amount"];

impl List {
    const fn table(self) -> &'static str {
        match self {
            Self::Portfolio => "summary",
            Self::Accounts => "account_row",
            Self::Opportunities => "opportunity_row",
            Self::Actions => "action_row",
            Self::People => "person_row",
            Self::Judgements => "person_judgement",
            Self::CustomValues => "custom_value",
            Self::Cards(_) => "record",
        }
    }

    /// Whose cards stand beside the rows, for titles in every language.
    const fn kind(self) -> Option<Kind> {
        match self {
            Self::Portfolio | Self::Accounts => Some(Kind::Account),
            Self::Opportunities => Some(Kind::Opportunity),
            Self::Actions => Some(Kind::Action),
            Self::People | Self::Judgements => Some(Kind::Person),
            Self::CustomValues => None,
            Self::Cards(kind) => Some(kind),
        }
    }

    /// What lines of this list hold, and may be filtered and sorted by.
    pub fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Portfolio => summary::COLUMNS,
            Self::Cards(_) => CARD,
            _ => columns_of(self.table()),
        }
    }

    fn column(self, name: &str) -> Result<&'static str, Error> {
        let known = self.columns().iter().find(|one| **one == name);
        known.copied().ok_or_else(|| Error::Store(format!("{} has no column {name}", self.table())))
    }
}

/// A statement in the making: its text and the values in it so far.
struct Asking {
    text: String,
    params: Vec<Param>,
}

impl Asking {
    fn place(&mut self, value: Param) -> String {
        self.params.push(value);
        format!("${}", self.params.len())
    }

    /// Places for all of these. The last is said again up to a power of two, so that few different texts come about.
    fn places(&mut self, values: &[Param]) -> String {
        let padded = values.iter().chain(values.last().into_iter().cycle()).take(values.len().next_power_of_two());
        padded.map(|value| self.place(value.clone())).collect::<Vec<_>>().join(", ")
    }

    fn one_of(&mut self, column: &str, values: &[Param]) -> String {
        match values {
            // Nothing is one of none.
            [] => format!("r.{column} <> r.{column}"),
            _ => format!("r.{column} IN ({})", self.places(values)),
        }
    }

    fn filter(&mut self, list: List, filter: &Filter) -> Result<(), Error> {
        let text = match filter {
            Filter::Is(column, value) => format!("r.{} = {}", list.column(column)?, self.place(value.clone())),
            Filter::OneOf(column, values) => self.one_of(list.column(column)?, values),
            Filter::Accounts(accounts) => {
                self.one_of("account", &accounts.iter().map(|one| (*one).into()).collect::<Vec<_>>())
            }
            Filter::Below(column, value) => format!("r.{} < {}", list.column(column)?, self.place(value.clone())),
            Filter::From(column, value) => format!("r.{} >= {}", list.column(column)?, self.place(value.clone())),
            Filter::Known(column) => format!("r.{} IS NOT NULL", list.column(column)?),
            Filter::Unknown(column) => format!("r.{} IS NULL", list.column(column)?),
            Filter::Account(account) => format!("r.account = {}", self.place((*account).into())),
        };
        self.text.push_str(&format!(" AND {text}"));
        Ok(())
    }

    /// Only what comes after the last line of the page before.
    fn after(&mut self, order: Order, id: &str, after: &After) {
        let (account, record) = (self.place(after.account.into()), self.place(after.record.into()));
        let tie = format!("(r.account, r.{id}) > ({account}, {record})");
        let column = order.by(&format!("r.{}", order.column));
        let text = if after.value == Param::Null {
            format!("{column} IS NULL AND {tie}")
        } else {
            let value = order.by(&self.place(after.value.clone()));
            let beyond = if order.falling { "<" } else { ">" };
            format!("({column} {beyond} {value} OR {column} IS NULL OR ({column} = {value} AND {tie}))")
        };
        self.text.push_str(&format!(" AND {text}"));
    }
}

impl Reach {
    pub(crate) fn new(ledger: Ledger, viewer: Viewer) -> Self {
        Self { ledger, viewer, shelf: "a.shelf = 'open'" }
    }

    /// What was put away instead.
    pub fn of_archived(self) -> Self {
        Self { shelf: "a.shelf = 'archived'", ..self }
    }

    /// What was put away too.
    pub fn of_all(self) -> Self {
        Self { shelf: "a.shelf <> 'arriving'", ..self }
    }

    /// What others who look on must not see is no audience of theirs.
    const fn care(&self) -> &'static str {
        if self.viewer.discreet { " AND g.audience NOT IN ('judgement', 'quote')" } else { "" }
    }

    /// The accounts by code.
    pub async fn accounts(&self) -> Result<Vec<AccountCard>, Error> {
        self.first_accounts(usize::MAX).await
    }

    /// The first accounts by code, at most so many; of all that there are for whoever keeps the machine.
    pub async fn first_accounts(&self, most: usize) -> Result<Vec<AccountCard>, Error> {
        let (joined, whose) = match self.viewer.standing {
            Standing::Operator => ("a.id <> $2", LIBRARY),
            _ => (
                "EXISTS (SELECT 1 FROM membership m WHERE m.workspace = a.workspace AND m.account = a.id \
                 AND m.user_id = $2)",
                self.viewer.user,
            ),
        };
        let sql = format!(
            "SELECT a.id, a.code, a.name FROM account a WHERE a.workspace = $1 AND {joined} AND {} \
             ORDER BY a.code, a.id LIMIT $3",
            self.shelf
        );
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let params = vec![HOME.into(), whose.into(), most.into()];
        let rows = self.ledger.0.store.read_one(Statement { sql: interned(sql), params }).await?;
        let card =
            |row: &Row| Ok(AccountCard { id: row.parse(0)?, code: row.text(1)?.to_owned(), name: json(row.text(2)?)? });
        rows.iter().map(card).collect()
    }

    /// The accounts with their summaries of today. Those that are stale are measured first, so that none is shown
    /// that is not of this plan and this day.
    pub async fn portfolio(
        &self,
        today: Day,
        filters: &[Filter],
        order: Order,
        after: Option<&After>,
        most: usize,
    ) -> Result<Page, Error> {
        for account in self.stale(today).await? {
            self.ledger.summarise(account, today).await?;
        }
        self.list(List::Portfolio, filters, order, after, most).await
    }

    /// Figures with these keys of these accounts as they were kept day by day, from this day on, the earliest first.
    pub async fn figures(&self, accounts: &[Uuid], keys: &[&str], from: Day) -> Result<Vec<Reading>, Error> {
        if accounts.is_empty() || keys.is_empty() {
            return Ok(Vec::new());
        }
        let mut asking = Asking { text: String::new(), params: vec![HOME.into(), self.viewer.user.into()] };
        let from = asking.place(from.to_string().into());
        let accounts = asking.places(&accounts.iter().map(|one| (*one).into()).collect::<Vec<_>>());
        let keys = asking.places(&keys.iter().map(|one| (*one).into()).collect::<Vec<_>>());
        let sql = format!(
            "SELECT f.account, f.code, f.day, f.value FROM figure f JOIN membership m ON m.workspace = f.workspace \
             AND m.account = f.account AND m.user_id = $2 JOIN role_audience g ON g.role = m.role \
             AND g.audience = f.audience{} WHERE f.workspace = $1 AND f.day >= {from} AND f.account IN ({accounts}) \
             AND f.code IN ({keys}) ORDER BY f.day, f.account, f.code",
            self.care()
        );
        let rows = self.ledger.0.store.read_one(Statement { sql: interned(sql), params: asking.params }).await?;
        let reading = |row: &Row| {
            Ok(Reading {
                account: row.parse(0)?,
                key: row.text(1)?.to_owned(),
                day: row.parse(2)?,
                value: row.real(3)?,
            })
        };
        rows.iter().map(reading).collect()
    }

    /// Accounts within reach whose summary is of another state of the plan, or of another day.
    async fn stale(&self, today: Day) -> Result<Vec<Uuid>, Error> {
        let sql = format!(
            "SELECT a.id FROM account a JOIN membership m ON m.workspace = a.workspace AND m.account = a.id \
             AND m.user_id = $2 JOIN role_audience g ON g.role = m.role AND g.audience = 'plan' \
             LEFT JOIN summary s ON s.workspace = a.workspace AND s.account = a.id AND s.revision = a.revision \
             AND s.last_change = a.last_change AND s.day = $3 AND s.library = COALESCE((SELECT l.revision FROM account l \
             WHERE l.workspace = a.workspace AND l.id = $4), 0) \
             WHERE a.workspace = $1 AND {} AND s.account IS NULL",
            self.shelf
        );
        let params = vec![HOME.into(), self.viewer.user.into(), today.to_string().into(), LIBRARY.into()];
        let rows = self.ledger.0.store.read_one(Statement { sql: interned(sql), params }).await?;
        rows.iter().map(|row| row.parse(0)).collect()
    }

    /// A page of a list: what passes all filters, in this order, after where the page before ended, at most so many
    /// lines. The list says nothing about what its viewer may not see, not even how many there are.
    pub async fn list(
        &self,
        list: List,
        filters: &[Filter],
        order: Order,
        after: Option<&After>,
        most: usize,
    ) -> Result<Page, Error> {
        let most = most.clamp(1, MOST);
        let order = Order { column: list.column(order.column)?, ..order };
        let statement = self.statement(list, filters, order, after, most)?;
        let rows = self.ledger.0.store.read_one(statement).await?;
        let mut lines: Vec<Line> = rows.iter().map(|row| line(list, row)).collect::<Result<_, _>>()?;
        let more = lines.len() > most;
        lines.truncate(most);
        let end =
            |line: &Line| After { value: line.value(order.column).clone(), account: line.account, record: line.record };
        let next = lines.last().filter(|_| more).map(end);
        Ok(Page { lines, next })
    }

    fn statement(
        &self,
        list: List,
        filters: &[Filter],
        order: Order,
        after: Option<&After>,
        most: usize,
    ) -> Result<Statement, Error> {
        let id = if list == List::Portfolio { "account" } else { "id" };
        let table = list.table();
        let mut asking = Asking { text: String::new(), params: vec![HOME.into(), self.viewer.user.into()] };
        let columns: Vec<String> = list.columns().iter().map(|column| format!("r.{column}")).collect();
        let titles = if list.kind().is_some() { "c.title, c.titles" } else { "NULL, NULL" };
        let owned = list.columns().contains(&"owner");
        let owner = if owned { "o.title, o.titles" } else { "NULL, NULL" };
        asking.text = format!(
            "SELECT r.account, r.{id}, {titles}, a.name, {owner}, {} FROM {table} r \
             JOIN membership m ON m.workspace = r.workspace AND m.account = r.account AND m.user_id = $2 \
             JOIN role_audience g ON g.role = m.role AND g.audience = r.audience{} \
             JOIN account a ON a.workspace = r.workspace AND a.id = r.account AND {}",
            columns.join(", "),
            self.care(),
            self.shelf
        );
        if let Some(kind) = list.kind() {
            let kind = asking.place(kind.code().into());
            asking.text.push_str(&format!(
                " JOIN record c ON c.workspace = r.workspace AND c.account = r.account AND c.kind = {kind} AND c.id = r.{id}"
            ));
        }
        if owned {
            let member = asking.place(Kind::Member.code().into());
            asking.text.push_str(&format!(
                " LEFT JOIN record o ON o.workspace = r.workspace AND o.account = r.account AND o.kind = {member} \
                 AND o.id = r.owner AND o.audience = 'plan'"
            ));
        }
        asking.text.push_str(" WHERE r.workspace = $1");
        if let List::Cards(kind) = list {
            let kind = asking.place(kind.code().into());
            asking.text.push_str(&format!(" AND r.kind = {kind}"));
        }
        for filter in filters {
            asking.filter(list, filter)?;
        }
        if let Some(after) = after {
            asking.after(order, id, after);
        }
        let way = if order.falling { "DESC" } else { "ASC" };
        // One line more than asked for tells whether there is a next page.
        let most = asking.place(i64::try_from(most + 1).unwrap_or(i64::MAX).into());
        let column = order.by(&format!("r.{}", order.column));
        asking.text.push_str(&format!(" ORDER BY {column} {way} NULLS LAST, r.account, r.{id} LIMIT {most}"));
        Ok(Statement { sql: interned(asking.text), params: asking.params })
    }
}

fn line(list: List, row: &Row) -> Result<Line, Error> {
    Ok(Line {
        account: row.parse(0)?,
        record: row.parse(1)?,
        title: title(row, 2)?,
        account_name: row.maybe_text(4)?.map(json).transpose()?,
        owner_name: title(row, 5)?,
        columns: list.columns(),
        values: row.values().get(7..).unwrap_or_default().to_vec(),
    })
}

/// The title of a card, whose words in other languages stand in the next column.
fn title(row: &Row, at: usize) -> Result<Option<Words>, Error> {
    match row.maybe_text(at + 1)? {
        Some(titles) => json(titles).map(Some),
        None => Ok(row.maybe_text(at)?.map(|title| Words::Plain(title.to_owned()))),
    }
}
