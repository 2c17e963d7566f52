//! The records of any kind as a table: a row each, a column for every field, by the table of fields.

use crate::Labels;
use crate::sheet::{self, safe};
use plan::custom::{self, NAMES};
use plan::field::{Field, Shape};
use plan::id::AnyId;
use plan::{Kind, Language, Money, Plan, Words};
use serde_json::Value;
use uuid::Uuid;

/// The records of a kind that the table shows, by code: the plan's own, and those of the library that it rests on.
pub fn records(plan: &Plan, kind: Kind) -> Vec<(Uuid, Value)> {
    let carried = plan.carried();
    let mut bodies = plan.bodies(kind);
    bodies.retain(|(id, _)| !plan.is_shared(kind, *id) || carried.contains(&(kind, *id)));
    bodies
}

/// The records of a kind as CSV: numbers as numbers, codes of scales in the reader's words, references as the codes of
/// the records, amounts in whole currency units.
pub fn csv(plan: &Plan, kind: Kind, language: Language, labels: &Labels<'_>) -> Result<Vec<u8>, crate::Error> {
    let sheet = Sheet { plan, language, labels };
    let fields: Vec<_> = plan.fields(kind).into_iter().filter(|field| field.name != "id").collect();
    let headings = fields.iter().map(|field| sheet.heading(kind, field)).collect();
    let row = |(_, body): (Uuid, Value)| {
        fields.iter().map(|field| sheet.cell(kind, field, &custom::value(&body, &field.name))).collect()
    };
    sheet::csv(std::iter::once(headings).chain(records(plan, kind).into_iter().map(row)))
}

struct Sheet<'s> {
    plan: &'s Plan,
    language: Language,
    labels: &'s Labels<'s>,
}

impl Sheet<'_> {
    /// The kind's own word for a field, else the common one; a field of the workspace's own has its name.
    fn heading(&self, kind: Kind, field: &Field) -> String {
        if let Some(own) = field.name.strip_prefix(NAMES).and_then(|code| self.plan.custom_field(kind, code)) {
            return safe(own.name.show(self.language));
        }
        let own = format!("field-{kind}-{}", field.name);
        // A label that there is not shows as its key.
        Some((self.labels)(&own)).filter(|label| *label != own).unwrap_or_else(|| {
            let field = &field.name;
            (self.labels)(&format!("field-{field}"))
        })
    }

    fn cell(&self, kind: Kind, field: &Field, value: &Value) -> String {
        match (value, &field.shape) {
            (Value::Null, _) => String::new(),
            (Value::Array(list), _) => {
                let all: Vec<String> = list.iter().map(|one| self.cell(kind, field, one)).collect();
                all.join(", ")
            }
            (value, Shape::Words(_)) => {
                let words: Option<Words> = serde_json::from_value(value.clone()).ok();
                words.map(|words| safe(words.show(self.language))).unwrap_or_default()
            }
            (value, Shape::Money(..)) => {
                value.as_i64().map(|minor| format!("{:.2}", Money(minor).units())).unwrap_or_default()
            }
            (Value::String(code), Shape::Choice(scale, _)) => self.choice(kind, field, scale, code),
            (Value::String(id), Shape::Reference(target)) => {
                let code = id.parse().ok().and_then(|id| self.plan.code(*target, id));
                safe(code.unwrap_or(id))
            }
            (Value::String(text), Shape::Record) => {
                let record = text.parse().ok().map(|AnyId(record)| record);
                safe(record.and_then(|record| self.plan.code(record.kind, record.id)).unwrap_or(text))
            }
            (Value::Bool(yes), _) => (self.labels)(if *yes { "yes" } else { "no" }),
            (Value::String(text), _) => safe(text),
            (number, _) => number.to_string(),
        }
    }

    /// A choice in the reader's words; one of a field of the workspace's own by its name.
    fn choice(&self, kind: Kind, field: &Field, scale: &str, code: &str) -> String {
        let own = field.name.strip_prefix(NAMES).and_then(|own| self.plan.custom_field(kind, own));
        match own.and_then(|own| own.choices(self.plan).find(|one| one.code == code)) {
            Some(choice) => safe(choice.name.show(self.language)),
            None => safe(&(self.labels)(&format!("{scale}-{}", code.replace(['/', '.'], "_")))),
        }
    }
}
