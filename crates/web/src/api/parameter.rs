//! What a program may ask for behind the `?` of an address: the one list by which it is read, checked and described.

use super::door::Door;
use super::fault::Fault;
use axum::extract::FromRequestParts;
use axum::http::Uri;
use axum::http::request::Parts;
use plan::Day;
use serde_json::{Value, json};
use std::str::FromStr;
use uuid::Uuid;

/// Lines of a page unless asked for otherwise.
const USUAL: usize = 100;
/// The most lines of a page.
const MOST: usize = 500;

/// A parameter.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// What it is for: the key of a label.
    pub about: &'static str,
    /// What it holds.
    pub holds: Holds,
}

/// What a parameter holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Holds {
    /// How many lines.
    Limit,
    /// Where the page before ended, or a revision before which to go on.
    Cursor,
    /// A revision.
    Revision,
    /// A day.
    Day,
    /// An id.
    Id,
    /// A whole number.
    Whole,
    /// A decimal number.
    Decimal,
    /// True or false.
    Flag,
    /// Any text.
    Text,
    /// One of these.
    Choice(Vec<String>),
}

impl Parameter {
    /// A parameter of this name.
    pub fn new(name: impl Into<String>, about: &'static str, holds: Holds) -> Self {
        Self { name: name.into(), about, holds }
    }

    /// How many lines a page has.
    pub fn limit() -> Self {
        Self::new("limit", "api-parameter-limit", Holds::Limit)
    }

    /// Where the page before ended.
    pub fn after() -> Self {
        Self::new("after", "api-parameter-after", Holds::Cursor)
    }
}

impl Holds {
    /// Can it be this?
    fn takes(&self, text: &str) -> bool {
        match self {
            Self::Limit => text.parse().is_ok_and(|limit| (1..=MOST).contains(&limit)),
            Self::Cursor => !text.is_empty() && !text.contains(char::is_control),
            Self::Revision => text.parse::<i64>().is_ok_and(|revision| revision > 0),
            // A day with a time behind it would be read, too.
            Self::Day => text.len() == 10 && text.parse::<Day>().is_ok(),
            Self::Id => text.parse::<Uuid>().is_ok(),
            Self::Whole => text.parse::<i64>().is_ok(),
            Self::Decimal => text.parse::<f64>().is_ok_and(f64::is_finite),
            Self::Flag => text.parse::<bool>().is_ok(),
            Self::Text => !text.is_empty() && !text.contains('\0'),
            Self::Choice(codes) => codes.iter().any(|code| code == text),
        }
    }

    /// The same as JSON Schema.
    pub fn schema(&self) -> Value {
        match self {
            Self::Limit => json!({ "type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL }),
            Self::Cursor => json!({ "type": "string", "minLength": 1 }),
            Self::Revision => json!({ "type": "integer", "format": "int64", "minimum": 1, "examples": [7] }),
            Self::Day => json!({ "type": "string", "format": "date", "examples": ["2026-11-20"] }),
            Self::Id => json!({ "type": "string", "format": "uuid" }),
            Self::Whole => json!({ "type": "integer", "format": "int64" }),
            Self::Decimal => json!({ "type": "number" }),
            Self::Flag => json!({ "type": "boolean" }),
            Self::Text => json!({ "type": "string", "minLength": 1, "pattern": "^[^\\u0000]+$", "examples": ["luo"] }),
            Self::Choice(codes) => json!({ "type": "string", "enum": codes }),
        }
    }
}

/// What was asked for: parameters that the door has, each once, each holding what it can.
#[derive(Clone)]
pub struct Asked(Vec<(String, String)>);

impl Asked {
    /// What was asked for under this name, if anything.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The same, read.
    pub fn read<T: FromStr>(&self, name: &str) -> Option<T> {
        self.get(name)?.parse().ok()
    }

    /// How many lines.
    pub fn limit(&self) -> usize {
        self.read("limit").unwrap_or(USUAL)
    }
}

impl Asked {
    /// What an address asks for at a door.
    pub fn of(door: &Door, uri: &Uri) -> Result<Self, Fault> {
        let known = door.parameters();
        let mut asked: Vec<(String, String)> = Vec::new();
        for (name, value) in form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()).into_owned() {
            let Some(parameter) = known.iter().find(|one| one.name == name) else {
                return Err(Fault::Parameter(name, "api-fault-parameter-unknown"));
            };
            if asked.iter().any(|(before, _)| *before == name) {
                return Err(Fault::Parameter(name, "api-fault-parameter-twice"));
            }
            if !parameter.holds.takes(&value) {
                return Err(Fault::Parameter(name, "api-fault-parameter"));
            }
            asked.push((name, value));
        }
        Ok(Self(asked))
    }
}

/// It was read where the door was entered.
impl<S: Sync> FromRequestParts<S> for Asked {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Fault> {
        parts.extensions.get::<Self>().cloned().ok_or(Fault::NotFound)
    }
}
