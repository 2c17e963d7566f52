//! The figures of an account on a day: all of them, and each with the rows that it is made of.

use super::fault::Fault;
use super::parameter::Asked;
use super::records::Named;
use super::stamped::{Tag, json};
use crate::App;
use crate::root::Root;
use axum::http::HeaderMap;
use axum::response::Response;
use plan::figure::{Figure, Measure, Row, Term};
use plan::id::RecordRef;
use plan::{Day, Kind, Money, Plan};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value, json};
use uuid::Uuid;

/// A figure with what it is made of.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Figure")]
pub struct FigureTold {
    /// Its dotted key.
    key: String,
    /// The day for which it was computed.
    on: Day,
    /// The value; null where nothing is known that it could be computed from. Amounts are in units of the currency.
    value: Option<f64>,
    /// What the value counts: a share (1 is everything), a balance from -1 to 1, points up to 100, a count, a factor or an
    /// amount.
    measure: &'static str,
    /// What the terms of each row mean.
    columns: Vec<&'static str>,
    /// The records that count, each with its terms.
    rows: Vec<RowTold>,
    /// Sums, under the columns that have one.
    totals: Vec<TermTold>,
    /// Records that could not be counted because something about them is unknown.
    left_out: Vec<RecordName>,
    /// How many records are not for this reader; the value counts them all the same.
    hidden: usize,
}

/// A record, by kind, id and code.
#[derive(Serialize, JsonSchema)]
struct RecordName {
    /// Its kind.
    kind: Kind,
    /// Its id.
    id: Uuid,
    /// Its code.
    code: String,
}

/// A record's part in a figure.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "FigureRow")]
struct RowTold {
    /// The record.
    record: RecordName,
    /// Its terms, one a column.
    terms: Vec<TermTold>,
}

/// A term of a row.
#[derive(Serialize, JsonSchema)]
#[serde(tag = "is", content = "value", rename_all = "snake_case")]
#[schemars(rename = "FigureTerm")]
enum TermTold {
    /// Not known, or nothing to show here.
    Unknown,
    /// A number.
    Number(f64),
    /// A share; 1 is everything.
    Share(f64),
    /// An amount, in minor units of the plan's currency.
    Amount(Money),
    /// A grade of a scale.
    Grade(i64),
    /// A code of a scale.
    Code(&'static str),
    /// A day.
    Day(Day),
    /// Another record.
    Record(RecordName),
}

impl RecordName {
    fn of(plan: &Plan, record: RecordRef) -> Self {
        let code = plan.code(record.kind, record.id).unwrap_or_default().to_owned();
        Self { kind: record.kind, id: record.id, code }
    }
}

impl TermTold {
    fn of(plan: &Plan, term: &Term) -> Self {
        match term {
            Term::Unknown => Self::Unknown,
            Term::Number(value) => Self::Number(*value),
            Term::Share(value) => Self::Share(*value),
            Term::Amount(money) => Self::Amount(*money),
            Term::Grade(_, value) => Self::Grade(*value),
            Term::Code(_, code) => Self::Code(code),
            Term::Day(day) => Self::Day(*day),
            Term::Record(record) => Self::Record(RecordName::of(plan, *record)),
        }
    }
}

impl FigureTold {
    fn of(plan: &Plan, key: &str, on: Day, figure: &Figure) -> Self {
        let terms = |terms: &[Term]| terms.iter().map(|term| TermTold::of(plan, term)).collect();
        let row = |row: &Row| RowTold { record: RecordName::of(plan, row.record), terms: terms(&row.terms) };
        Self {
            key: key.to_owned(),
            on,
            value: figure.value,
            measure: measure(figure.measure),
            columns: figure.columns.clone(),
            rows: figure.rows.iter().map(row).collect(),
            totals: terms(&figure.totals),
            left_out: figure.left_out.iter().map(|one| RecordName::of(plan, *one)).collect(),
            hidden: figure.hidden,
        }
    }
}

const fn measure(measure: Measure) -> &'static str {
    match measure {
        Measure::Share => "share",
        Measure::Balance => "balance",
        Measure::Points => "points",
        Measure::Count => "count",
        Measure::Factor => "factor",
        Measure::Amount => "amount",
    }
}

/// `GET /accounts/{account}/figures`: all of them, with what they are by record. Amounts are millions of the plan's
/// currency, as in every file of figures.
pub async fn all(app: App, root: Root, asked: Asked, headers: HeaderMap) -> Result<Response, Fault> {
    let seat = root.seat(&app).await?;
    let on = asked.read("on").unwrap_or_else(|| app.world.today());
    Tag::of(&seat).on(on).answer(&headers, || {
        let mut told = Map::from_iter([("on".to_owned(), json!(on))]);
        if let Value::Object(parts) = seat.view().figures(on).in_full() {
            told.extend(parts);
        }
        json(&told)
    })
}

/// `GET /accounts/{account}/figures/{key}`: one, opened to its rows.
pub async fn one(app: App, root: Root, named: Named, asked: Asked, headers: HeaderMap) -> Result<Response, Fault> {
    let key = named.get("key").ok_or(Fault::NotFound)?;
    let seat = root.seat(&app).await?;
    let on = asked.read("on").unwrap_or_else(|| app.world.today());
    let figure = seat.view().figures(on).by_key(key).ok_or(Fault::NotFound)?;
    Tag::of(&seat).on(on).answer(&headers, || json(&FigureTold::of(seat.plan(), key, on, &figure)))
}
