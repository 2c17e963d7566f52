//! Lists over all accounts within reach: what may be filtered and sorted by, and what a line says, from one table of
//! columns each.

use super::fault::Fault;
use super::parameter::{Asked, Holds, Parameter};
use super::stamped::plain;
use crate::App;
use axum::http::StatusCode;
use axum::response::Response;
use ledger::{After, Cell, Filter, Line, List, Order, Page, Reach};
use plan::influence_map::Role;
use plan::objective::ActionStatus;
use plan::opportunity::{ForecastCategory, OpportunityType, Outcome, Stage};
use plan::strategy_map::Priority;
use serde_json::{Map, Value, json};

/// A column of a list.
pub struct Column {
    /// Its name, the same in parameters and lines.
    pub name: &'static str,
    /// What it holds.
    pub holds: Kept,
}

/// What a column holds.
#[derive(Clone, Copy)]
pub enum Kept {
    /// Text, in the first language that there is.
    Text,
    /// A code of a scale.
    Code(fn() -> Vec<&'static str>),
    /// The id of a record.
    Id,
    /// A day.
    Day,
    /// A whole number; amounts in minor units.
    Whole,
    /// A decimal number.
    Decimal,
    /// True or false.
    Flag,
}

const fn column(name: &'static str, holds: Kept) -> Column {
    Column { name, holds }
}

/// The codes of a scale, as a function that has no state.
macro_rules! codes {
    ($Scale:ty) => {
        Kept::Code(|| <$Scale>::ALL.iter().map(|one| one.code()).collect())
    };
}

static OPPORTUNITIES: [Column; 21] = [
    column("code", Kept::Text),
    column("type", codes!(OpportunityType)),
    column("stage", codes!(Stage)),
    column("category", codes!(ForecastCategory)),
    column("amount", Kept::Whole),
    column("recurring_amount", Kept::Whole),
    column("currency", Kept::Text),
    column("chance", Kept::Decimal),
    column("weighted", Kept::Decimal),
    column("close_on", Kept::Day),
    column("buying_step", Kept::Whole),
    column("certainty_points", Kept::Whole),
    column("owner", Kept::Id),
    column("next_step_on", Kept::Day),
    column("at_risk", Kept::Flag),
    column("committed", Kept::Flag),
    column("by_exception", Kept::Flag),
    column("moves", Kept::Whole),
    column("moved_on", Kept::Day),
    column("outcome", codes!(Outcome)),
    column("outcome_on", Kept::Day),
];

static ACTIONS: [Column; 11] = [
    column("code", Kept::Text),
    column("status", codes!(ActionStatus)),
    column("is_open", Kept::Flag),
    column("owner", Kept::Id),
    column("due_on", Kept::Day),
    column("first_due_on", Kept::Day),
    column("done_on", Kept::Day),
    column("priority", codes!(Priority)),
    column("objective", Kept::Id),
    column("opportunity", Kept::Id),
    column("asks_executive", Kept::Flag),
];

static PEOPLE: [Column; 12] = [
    column("code", Kept::Text),
    column("post", Kept::Text),
    column("role", codes!(Role)),
    column("influence", Kept::Whole),
    column("unit", Kept::Id),
    column("organisation", Kept::Id),
    column("reports_to", Kept::Id),
    column("placeholder", Kept::Flag),
    column("owner", Kept::Id),
    column("owners", Kept::Whole),
    column("contact_due_on", Kept::Day),
    column("left_on", Kept::Day),
];

static ACCOUNTS: [Column; 8] = [
    column("code", Kept::Text),
    column("industry", Kept::Text),
    column("country", Kept::Text),
    column("tier", Kept::Text),
    column("currency", Kept::Text),
    column("cooperation_level", Kept::Whole),
    column("cooperation_target", Kept::Whole),
    column("disqualified_on", Kept::Day),
];

/// The columns of a list that programs may read.
pub fn columns(list: List) -> &'static [Column] {
    match list {
        List::Opportunities => &OPPORTUNITIES,
        List::Actions => &ACTIONS,
        List::People => &PEOPLE,
        List::Accounts => &ACCOUNTS,
        _ => &[],
    }
}

/// Which accounts: those that are worked on, or what was put away.
pub fn shelf() -> Parameter {
    let shelves = ["open", "archived", "all"].map(str::to_owned);
    Parameter::new("shelf", "api-parameter-shelf", Holds::Choice(shelves.into()))
}

impl Column {
    /// The parameters that narrow a list by this column.
    fn parameters(&self) -> Vec<Parameter> {
        let is = |holds| vec![Parameter::new(self.name, "api-parameter-is", holds)];
        let between = |holds: Holds| {
            let end = |end: &str, about| Parameter::new(format!("{}.{end}", self.name), about, holds.clone());
            vec![end("from", "api-parameter-from"), end("below", "api-parameter-below")]
        };
        match self.holds {
            Kept::Text => Vec::new(),
            Kept::Code(codes) => is(Holds::Choice(codes().into_iter().map(str::to_owned).collect())),
            Kept::Id => is(Holds::Id),
            Kept::Flag => is(Holds::Flag),
            Kept::Day => between(Holds::Day),
            Kept::Whole => between(Holds::Whole),
            Kept::Decimal => between(Holds::Decimal),
        }
    }

    /// What was asked for, as the ledger compares it.
    fn cell(&self, text: &str) -> Cell {
        let read = match self.holds {
            Kept::Text | Kept::Code(_) | Kept::Day => Some(text.into()),
            Kept::Id => text.parse::<uuid::Uuid>().ok().map(Cell::from),
            Kept::Whole => text.parse().ok().map(Cell::Int),
            Kept::Decimal => text.parse().ok().map(Cell::Real),
            Kept::Flag => text.parse().ok().map(|is: bool| Cell::Int(is.into())),
        };
        read.unwrap_or(Cell::Null)
    }

    fn filters(&self, asked: &Asked) -> Vec<Filter> {
        let cell = |end: &str| asked.get(&format!("{}{end}", self.name)).map(|text| self.cell(text));
        let is = cell("").map(|cell| Filter::Is(self.name, cell));
        let from = cell(".from").map(|cell| Filter::From(self.name, cell));
        let below = cell(".below").map(|cell| Filter::Below(self.name, cell));
        [is, from, below].into_iter().flatten().collect()
    }

    /// Could a page of this list, sorted by this column, have ended at such a value?
    fn may_end_at(&self, cell: &Cell) -> bool {
        matches!(
            (self.holds, cell),
            (_, Cell::Null)
                | (Kept::Text | Kept::Code(_) | Kept::Id | Kept::Day, Cell::Text(_))
                | (Kept::Whole | Kept::Flag, Cell::Int(_))
                | (Kept::Decimal, Cell::Real(_))
        )
    }

    fn value(&self, line: &Line) -> Value {
        match (self.holds, line.value(self.name)) {
            (Kept::Flag, Cell::Int(number)) => json!(*number == 1),
            (_, Cell::Text(text)) => json!(text),
            (_, Cell::Int(number)) => json!(number),
            (_, Cell::Real(number)) => json!(number),
            (_, Cell::Null | Cell::Bytes(_)) => Value::Null,
        }
    }

    /// The same as JSON Schema.
    pub fn schema(&self) -> Value {
        match self.holds {
            Kept::Text => json!({ "type": ["string", "null"] }),
            Kept::Code(codes) => {
                let codes = codes().into_iter().map(Value::from).chain([Value::Null]);
                json!({ "enum": codes.collect::<Vec<_>>() })
            }
            Kept::Id => json!({ "type": ["string", "null"], "format": "uuid" }),
            Kept::Day => json!({ "type": ["string", "null"], "format": "date" }),
            Kept::Whole => json!({ "type": ["integer", "null"], "format": "int64" }),
            Kept::Decimal => json!({ "type": ["number", "null"] }),
            Kept::Flag => json!({ "type": ["boolean", "null"] }),
        }
    }
}

/// The parameters of a list: its pages, its order, an account, and what narrows it column by column.
pub fn parameters(list: List) -> Vec<Parameter> {
    let names = columns(list).iter().flat_map(|one| [one.name.to_owned(), format!("-{}", one.name)]);
    let order = Parameter::new("order", "api-parameter-order", Holds::Choice(names.collect()));
    let account = Parameter::new("account", "api-parameter-account", Holds::Id);
    let all = vec![Parameter::limit(), Parameter::after(), order, account];
    all.into_iter().chain(columns(list).iter().flat_map(Column::parameters)).collect()
}

/// `GET /opportunities`.
pub async fn opportunities(app: App, asked: Asked) -> Result<Response, Fault> {
    list(&app.ledger.reach(&app.viewer), List::Opportunities, &asked).await
}

/// `GET /actions`.
pub async fn actions(app: App, asked: Asked) -> Result<Response, Fault> {
    list(&app.ledger.reach(&app.viewer), List::Actions, &asked).await
}

/// `GET /people`.
pub async fn people(app: App, asked: Asked) -> Result<Response, Fault> {
    list(&app.ledger.reach(&app.viewer), List::People, &asked).await
}

/// `GET /accounts`.
pub async fn accounts(app: App, asked: Asked) -> Result<Response, Fault> {
    let reach = app.ledger.reach(&app.viewer);
    let reach = match asked.get("shelf") {
        Some("archived") => reach.of_archived(),
        Some("all") => reach.of_all(),
        _ => reach,
    };
    list(&reach, List::Accounts, &asked).await
}

async fn list(reach: &Reach, list: List, asked: &Asked) -> Result<Response, Fault> {
    let order = asked.get("order").unwrap_or("code");
    let (name, falling) = order.strip_prefix('-').map_or((order, false), |name| (name, true));
    let by = columns(list).iter().find(|one| one.name == name).ok_or(Fault::NotFound)?;
    let mut filters: Vec<Filter> = columns(list).iter().flat_map(|one| one.filters(asked)).collect();
    filters.extend(asked.read("account").map(Filter::Account));
    let after = match asked.get("after") {
        Some(after) => Some(cursor(by, after)?),
        None => None,
    };
    let order = Order { column: by.name, falling };
    let page = reach.list(list, &filters, order, after.as_ref(), asked.limit()).await?;
    plain(StatusCode::OK, &told(list, &page))
}

/// Where the page before ended. One of another order is none of this list.
fn cursor(by: &Column, text: &str) -> Result<After, Fault> {
    let read: Option<After> = text.parse().ok();
    let fits = read.filter(|after| by.may_end_at(after.value()));
    fits.ok_or_else(|| Fault::Parameter("after".into(), "api-fault-parameter"))
}

fn told(list: List, page: &Page) -> Value {
    let items: Vec<Value> = page.lines.iter().map(|one| line(list, one)).collect();
    json!({ "items": items, "next": page.next.as_ref().map(ToString::to_string) })
}

fn line(list: List, line: &Line) -> Value {
    let mut told = Map::new();
    if list == List::Accounts {
        told.insert("id".into(), json!(line.account));
        told.insert("name".into(), json!(line.title));
    } else {
        told.insert("account".into(), json!(line.account));
        told.insert("account_name".into(), json!(line.account_name));
        told.insert("id".into(), json!(line.record));
        told.insert("title".into(), json!(line.title));
        told.insert("owner_name".into(), json!(line.owner_name));
    }
    told.extend(columns(list).iter().map(|one| (one.name.to_owned(), one.value(line))));
    Value::Object(told)
}
