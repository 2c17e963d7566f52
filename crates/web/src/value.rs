//! A stored value as a reader sees it, and what a record is called.

use crate::words::Say;
use plan::custom::{self, CustomField};
use plan::field::{Field, OnRemove, Shape, Tier};
use plan::id::AnyId;
use plan::{Kind, Money, Plan, Words};
use serde_json::Value;
use uuid::Uuid;

/// The fields by which people call a record, the best first.
const NAMES: [&str; 15] = [
    "name",
    "title",
    "statement",
    "quote",
    "ask",
    "text",
    "subject",
    "what",
    "move",
    "goal",
    "metric",
    "vision",
    "risk",
    "focus",
    "key",
];
/// Fields that name a record which has no name.
const PARTS: usize = 2;

/// What people call a record: its name or title with its code.
pub fn name_of(plan: &Plan, say: Say, kind: Kind, id: Uuid) -> String {
    let Some(body) = plan.body(kind, id) else { return id.to_string() };
    let code = plan.code(kind, id).unwrap_or_default();
    let title = title_of(plan, say, kind, &body);
    if title == code { title } else { format!("{title} {code}") }
}

/// What a record is called without its code; a link, which has no name, by what it links.
pub fn title_of(plan: &Plan, say: Say, kind: Kind, body: &Value) -> String {
    let named = NAMES
        .iter()
        .filter_map(|name| kind.field(name))
        .find(|field| matches!(field.shape, Shape::Words(_) | Shape::Choice(..)));
    let title = named.map(|field| show(plan, say, field, body)).unwrap_or_default();
    if !title.is_empty() {
        return title;
    }
    // What a record hangs on is said by where it stands.
    let telling = |field: &&Field| field.tier == Tier::Must && field.on_remove != OnRemove::Cascade;
    let of = |fields: Vec<&Field>| -> Vec<String> {
        let texts = fields.into_iter().map(|field| show(plan, say, field, body));
        // A strategic relation is called by its organisation; what it is to the customer has columns of its own.
        let most = if kind == Kind::StrategicRelation { 1 } else { PARTS };
        texts.filter(|text| !text.is_empty()).take(most).collect()
    };
    let own = of(kind.fields().iter().filter(telling).collect());
    // The record's own id is a reference too, to itself.
    let others = kind.fields().iter().filter(|field| field.tier != Tier::Fixed);
    let links = others.filter(|field| matches!(field.shape, Shape::Reference(_)));
    // A link says what it links, in as many words as it has.
    let parts = if is_link(kind) { [of(links.collect()), own].concat() } else { own };
    if parts.is_empty() {
        return body.get("code").and_then(Value::as_str).unwrap_or_default().to_owned();
    }
    parts.join(" · ")
}

/// It stands between two other records, and is nothing without both.
fn is_link(kind: Kind) -> bool {
    kind.fields().iter().filter(|field| field.on_remove == OnRemove::Cascade && !field.many).count() > 1
}

/// A field of a record's body as it is read; empty where it is not filled.
pub fn show(plan: &Plan, say: Say, field: &Field, body: &Value) -> String {
    // An amount may be in a currency of its own, which then stands beside it in the record.
    if let (Shape::Money(..), Some(currency)) = (&field.shape, body.get("currency").and_then(Value::as_str)) {
        let minor = body.get(&field.name).and_then(Value::as_i64);
        return minor.map(|minor| say.money(Money(minor), currency)).unwrap_or_default();
    }
    body.get(&field.name).map(|value| show_value(plan, say, field, value)).unwrap_or_default()
}

/// A value of a field as it is read.
pub fn show_value(plan: &Plan, say: Say, field: &Field, value: &Value) -> String {
    match (value, &field.shape) {
        (Value::Null, _) => String::new(),
        (Value::Array(list), _) => {
            let all: Vec<String> = list.iter().map(|one| show_value(plan, say, field, one)).collect();
            all.join(&say.label("list-comma"))
        }
        (value, Shape::Words(_)) => {
            serde_json::from_value::<Words>(value.clone()).map(|words| say.show(&words).to_owned()).unwrap_or_default()
        }
        (value, Shape::Money(..)) => {
            value.as_i64().map(|minor| say.money(Money(minor), plan.currency().unwrap_or_default())).unwrap_or_default()
        }
        (value, Shape::Grade(scale, least, _)) => {
            value.as_i64().map(|grade| graded(say, scale, *least, grade)).unwrap_or_default()
        }
        (value, Shape::Choice(scale, _)) => value.as_str().map(|code| say.code(scale, code)).unwrap_or_default(),
        (value, Shape::Reference(kind)) => {
            let id = value.as_str().and_then(|id| id.parse::<Uuid>().ok());
            let body = id.and_then(|id| plan.body(*kind, id));
            body.map(|body| title_of(plan, say, *kind, &body)).unwrap_or_default()
        }
        (Value::String(text), Shape::Record) => {
            let record = text.parse().ok().map(|AnyId(record)| record);
            record.map(|one| name_of(plan, say, one.kind, one.id)).unwrap_or_default()
        }
        (value, Shape::Decimal) => value.as_f64().map(|number| say.number(number)).unwrap_or_default(),
        (Value::Bool(yes), _) => say.label(if *yes { "yes" } else { "no" }),
        (Value::String(text), _) => text.clone(),
        (other, _) => other.to_string(),
    }
}

/// A grade with its number and its words: `+1 supporter`.
pub fn graded(say: Say, scale: &str, least: i64, grade: i64) -> String {
    let sign = if least < 0 && grade > 0 { "+" } else { "" };
    format!("{sign}{grade} {}", say.grade(scale, grade)).replace('-', "−")
}

/// What a workspace defined of this field, where it is one of its own.
pub fn definition_of<'p>(plan: &'p Plan, kind: Kind, field: &Field) -> Option<&'p CustomField> {
    plan.custom_field(kind, field.name.strip_prefix(custom::NAMES)?)
}

/// What a field is called; the workspace's own by the words of its definition.
pub fn field_name(plan: &Plan, say: Say, kind: Kind, field: &Field) -> String {
    let own = definition_of(plan, kind, field).map(|definition| say.show(&definition.name).to_owned());
    own.unwrap_or_else(|| say.field(kind, &field.name))
}
