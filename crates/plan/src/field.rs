//! The fields of each kind, read once from the JSON Schemas that the structs derive. Forms, checks of input and
//! references, and the file's schema all use this one table, so a new field needs its struct line only.

use crate::card::Audience;
use crate::id::AnyId;
use crate::kind::{Kind, Plan};
use crate::lens::named;
use crate::problem::Reason;
use crate::{Day, Words, limits};
use serde_json::{Map, Value};
use std::sync::LazyLock;
use uuid::Uuid;

/// One field of a kind.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// Its name, the same in struct, file, form and API.
    pub name: String,
    /// What it holds.
    pub shape: Shape,
    /// Holds a list of it.
    pub many: bool,
    /// Must be filled.
    pub required: bool,
    /// How early a form shows it.
    pub tier: Tier,
    /// Filled when the record is made and never changed.
    pub once: bool,
    /// Whoever of ours it names has something to do, which another can take over.
    pub duty: bool,
    /// An ISO 4217 code of a currency.
    pub currency: bool,
    /// For references: only records with this code in this field are meant, such as the needs among the nodes.
    pub only: Option<(String, String)>,
    /// For references: what becomes of this record when the one it refers to is removed.
    pub on_remove: OnRemove,
    /// Says something about one human being, and goes when that one is erased: the record itself where it is of this
    /// kind, else the record of this kind that it refers to.
    pub personal: Option<Kind>,
    /// Who sees it, of those who see the record at all; none where all of them do.
    pub audience: Option<Audience>,
    /// What it means, in English (the doc comment).
    pub meaning: String,
}

/// What a field holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// Text in one or more languages, at most so many characters each.
    Words(usize),
    /// Plain text, at most so many characters.
    Text(usize),
    /// A whole number between two ends.
    Number(i64, i64),
    /// A decimal number.
    Decimal,
    /// An amount in minor units between two ends.
    Money(i64, i64),
    /// A civil day.
    Day,
    /// A grade on this scale between two ends.
    Grade(String, i64, i64),
    /// A code of this scale.
    Choice(String, Vec<String>),
    /// The id of a record of this kind.
    Reference(Kind),
    /// The kind and the id of a record of any kind.
    Record,
    /// True or false.
    Flag,
}

/// How early a form shows a field (few fields first).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tier {
    /// Asked at once.
    Must,
    /// Asked next.
    Should,
    /// Folded away.
    More,
    /// Kept by the system: id and code.
    Fixed,
}

/// What becomes of a referring record when its target is removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnRemove {
    /// The removal is refused, naming it.
    Refuse,
    /// It goes too, in the same change.
    Cascade,
    /// Its field is emptied, in the same change.
    Clear,
}

static TABLES: LazyLock<Vec<Vec<Field>>> =
    LazyLock::new(|| Kind::ALL.iter().map(|kind| read(&kind.schema())).collect());

impl Kind {
    /// The fields of this kind, in the order of the struct.
    pub fn fields(self) -> &'static [Field] {
        TABLES.get(self as usize).map_or(&[], Vec::as_slice)
    }

    /// The field with this name.
    pub fn field(self, name: &str) -> Option<&'static Field> {
        self.fields().iter().find(|field| field.name == name)
    }
}

fn read(schema: &Value) -> Vec<Field> {
    let required = schema.get("required").and_then(Value::as_array).cloned().unwrap_or_default();
    let empty = Map::new();
    let properties = schema.get("properties").and_then(Value::as_object).unwrap_or(&empty);
    properties
        .iter()
        // What the workspace defines is no line of the table: see `Plan::field`.
        .filter(|(_, property)| word(property, "x-type") != "custom")
        .map(|(name, property)| {
            let many = property.get("items").is_some();
            let least = property.get("minItems").and_then(Value::as_u64).unwrap_or(0);
            Field {
                name: name.clone(),
                shape: shape(property, property.get("items").unwrap_or(property)),
                many,
                required: required.iter().any(|one| one == name) || least > 0,
                tier: match word(property, "x-tier") {
                    "must" => Tier::Must,
                    "should" => Tier::Should,
                    "more" => Tier::More,
                    _ => Tier::Fixed,
                },
                once: property.get("x-once").is_some(),
                duty: property.get("x-duty").is_some(),
                currency: word(property, "x-pattern") == "currency",
                only: word(property, "x-only").split_once('=').map(|(field, code)| (field.to_owned(), code.to_owned())),
                on_remove: match word(property, "x-on-remove") {
                    "cascade" => OnRemove::Cascade,
                    "clear" => OnRemove::Clear,
                    _ => OnRemove::Refuse,
                },
                personal: Kind::from_code(word(property, "x-personal")),
                audience: Some(word(property, "x-audience")).filter(|code| !code.is_empty()).map(named),
                meaning: word(property, "description").to_owned(),
            }
        })
        .collect()
}

fn word<'v>(property: &'v Value, key: &str) -> &'v str {
    property.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// What a property holds; `whole` is the property itself, or the list around it, which then has the limits.
fn shape(whole: &Value, property: &Value) -> Shape {
    let number = |key: &str, default: i64| property.get(key).and_then(Value::as_i64).unwrap_or(default);
    let ends = || (number("minimum", i64::MIN), number("maximum", i64::MAX));
    let length = || {
        let most = whole.get("maxLength").or_else(|| property.get("maxLength")).and_then(Value::as_u64);
        most.and_then(|most| usize::try_from(most).ok()).unwrap_or(limits::TEXT)
    };
    let is = |name: &str| match property.get("type") {
        Some(Value::Array(types)) => types.iter().any(|one| one == name),
        Some(one) => one == name,
        None => false,
    };
    match word(property, "x-type") {
        "words" => Shape::Words(length()),
        "money" => Shape::Money(ends().0, ends().1),
        "decimal" => Shape::Decimal,
        "day" => Shape::Day,
        "grade" => Shape::Grade(word(property, "x-scale").to_owned(), ends().0, ends().1),
        "choice" => {
            let codes = property.get("enum").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
            let codes = codes.iter().filter_map(Value::as_str).map(str::to_owned).collect();
            Shape::Choice(word(property, "x-scale").to_owned(), codes)
        }
        "reference" => Kind::from_code(word(property, "x-kind")).map_or(Shape::Text(length()), Shape::Reference),
        "record" => Shape::Record,
        _ if is("boolean") => Shape::Flag,
        _ if is("integer") => Shape::Number(ends().0, ends().1),
        _ => Shape::Text(length()),
    }
}

impl Field {
    /// What is wrong with this value for this field, if anything. References are checked for form only; whether their
    /// target is there is asked once the whole change stands.
    pub fn check(&self, value: &Value) -> Result<(), Reason> {
        let empty = value.is_null() || value.as_array().is_some_and(|list| self.many && list.is_empty());
        if empty {
            return if self.required { Err(Reason::Required) } else { Ok(()) };
        }
        if self.many {
            let list = value.as_array().ok_or(Reason::NotAList)?;
            if list.len() > limits::LIST {
                return Err(Reason::TooMany { most: limits::LIST });
            }
            list.iter().try_for_each(|one| self.shape.check(one))?;
            let twice = list
                .iter()
                .enumerate()
                .any(|(at, one)| list.iter().take(at).any(|before| self.shape.same(before, one)));
            return if twice { Err(Reason::NamedTwice) } else { Ok(()) };
        }
        self.shape.check(value)?;
        let is_currency = |code: &str| code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase());
        let fits = !self.currency || value.as_str().is_some_and(is_currency);
        if fits { Ok(()) } else { Err(Reason::NotACurrency) }
    }

    /// The ids in this value, if the field refers to records.
    pub fn references(&self, value: &Value) -> Vec<(Kind, Uuid)> {
        let id = |one: &Value| match self.shape {
            Shape::Reference(kind) => one.as_str()?.parse().ok().map(|id| (kind, id)),
            Shape::Record => one.as_str()?.parse().ok().map(|AnyId(record)| (record.kind, record.id)),
            _ => None,
        };
        match value {
            Value::Array(list) => list.iter().filter_map(id).collect(),
            one => id(one).into_iter().collect(),
        }
    }
}

impl Shape {
    /// Can it refer to records of this kind?
    pub fn may_be(&self, target: Kind) -> bool {
        match self {
            Self::Reference(kind) => *kind == target,
            shape => *shape == Self::Record,
        }
    }

    /// The same value, in whatever spelling.
    fn same(&self, one: &Value, other: &Value) -> bool {
        let id = |value: &Value| value.as_str().and_then(|text| text.parse::<Uuid>().ok());
        match self {
            Self::Reference(_) => id(one) == id(other),
            _ => one == other,
        }
    }

    fn check(&self, value: &Value) -> Result<(), Reason> {
        match self {
            Self::Words(most) => check_words(value, *most),
            Self::Text(most) => value.as_str().ok_or(Reason::NotAText).and_then(|text| check_length(text, *most)),
            Self::Number(least, most) | Self::Grade(_, least, most) => {
                check_range(value.as_i64().ok_or(Reason::NotANumber)?, *least, *most)
            }
            Self::Money(least, most) => check_range(value.as_i64().ok_or(Reason::NotAnAmount)?, *least, *most),
            Self::Decimal => {
                let number = value.as_f64().ok_or(Reason::NotADecimal)?;
                if number.abs() <= limits::DECIMAL { Ok(()) } else { Err(Reason::NotADecimal) }
            }
            Self::Day => value.as_str().and_then(|text| text.parse::<Day>().ok()).map(drop).ok_or(Reason::NotADay),
            Self::Choice(_, codes) => {
                let known = value.as_str().is_some_and(|code| codes.iter().any(|one| one == code));
                if known { Ok(()) } else { Err(Reason::NotAChoice { choices: codes.join(", ") }) }
            }
            Self::Reference(_) => {
                value.as_str().and_then(|text| text.parse::<Uuid>().ok()).map(drop).ok_or(Reason::NotAnId)
            }
            Self::Record => value.as_str().and_then(|text| text.parse().ok()).map(|AnyId(_)| ()).ok_or(Reason::NotAnId),
            Self::Flag => value.as_bool().map(drop).ok_or(Reason::NotAFlag),
        }
    }
}

fn check_range(number: i64, least: i64, most: i64) -> Result<(), Reason> {
    if (least..=most).contains(&number) { Ok(()) } else { Err(Reason::OutOfRange { least, most }) }
}

/// Is it text that every engine stores? PostgreSQL has none with a null character in it.
pub(crate) fn is_text(text: &str) -> bool {
    !text.contains('\0')
}

fn check_length(text: &str, most: usize) -> Result<(), Reason> {
    let length = text.chars().count();
    match length {
        _ if !is_text(text) => Err(Reason::NotAText),
        0 => Err(Reason::Required),
        _ if text.trim().is_empty() => Err(Reason::Required),
        _ if length > most => Err(Reason::TooLong { most, length }),
        _ => Ok(()),
    }
}

fn check_words(value: &Value, most: usize) -> Result<(), Reason> {
    // A list would read as the languages of a text, one after the other.
    if value.is_array() {
        return Err(Reason::NotAText);
    }
    let words: Words = serde_json::from_value(value.clone()).map_err(|_| Reason::NotAText)?;
    let texts = words.texts();
    if texts.is_empty() {
        return Err(Reason::Required);
    }
    texts.into_iter().try_for_each(|text| check_length(text, most))
}

/// Every reference in a record's body, with the field that holds it.
pub fn references(kind: Kind, body: &Value) -> Vec<(&'static Field, Kind, Uuid)> {
    let refers = |field: &'static Field| {
        let ids = body.get(&field.name).map(|value| field.references(value)).unwrap_or_default();
        ids.into_iter().map(move |(target, id)| (field, target, id))
    };
    kind.fields().iter().flat_map(refers).collect()
}

/// All records that refer to one record: kind, id and the field that does.
pub fn referrers(plan: &Plan, target: Kind, id: Uuid) -> Vec<(Kind, Uuid, &'static Field)> {
    let mut found = Vec::new();
    for kind in Kind::ALL.iter().copied() {
        let fields: Vec<_> = kind.fields().iter().filter(|field| field.shape.may_be(target)).collect();
        if fields.is_empty() {
            continue;
        }
        for (from, body) in plan.bodies(kind) {
            let refers = |field: &&&Field| {
                body.get(&field.name).is_some_and(|value| field.references(value).contains(&(target, id)))
            };
            found.extend(fields.iter().filter(refers).map(|field| (kind, from, *field)));
        }
    }
    found
}
