//! Identity and time as values: typed ids of records and civil days.

use crate::kind::{Kind, Record};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::str::FromStr;
use uuid::Uuid;

/// The id of a record of kind `T`: a UUID (version 7 where we make it), unique within an account.
///
/// The type keeps a person's id out of a field that wants an opportunity.
pub struct Id<T> {
    uuid: Uuid,
    kind: PhantomData<fn() -> T>,
}

impl<T> Id<T> {
    /// The typed id for this UUID.
    pub const fn new(uuid: Uuid) -> Self {
        Self { uuid, kind: PhantomData }
    }

    /// The bare UUID, for the places where the kind stands beside it.
    pub const fn uuid(self) -> Uuid {
        self.uuid
    }
}

impl<T> Clone for Id<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Id<T> {}
impl<T> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.uuid == other.uuid
    }
}
impl<T> Eq for Id<T> {}
impl<T> PartialOrd for Id<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl<T> Ord for Id<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.uuid.cmp(&other.uuid)
    }
}
impl<T> Hash for Id<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.uuid.hash(state);
    }
}
impl<T> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.uuid, f)
    }
}
impl<T> fmt::Display for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.uuid, f)
    }
}
impl<T> Serialize for Id<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.uuid.serialize(serializer)
    }
}
impl<'de, T> Deserialize<'de> for Id<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Uuid::deserialize(deserializer).map(Self::new)
    }
}
impl<T: Record> JsonSchema for Id<T> {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        format!("Id_{}", T::KIND.code()).into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "uuid", "x-type": "reference", "x-kind": T::KIND.code() })
    }
}

/// Which record, of any kind: what figures, problems and scenes point at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RecordRef {
    /// What kind of record it is.
    pub kind: Kind,
    /// Its id within the account.
    pub id: Uuid,
}

impl<T: Record> From<Id<T>> for RecordRef {
    fn from(id: Id<T>) -> Self {
        Self { kind: T::KIND, id: id.uuid }
    }
}

/// A reference to a record of any kind, written `person:0193…`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AnyId(pub RecordRef);

impl fmt::Display for AnyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.0.kind, self.0.id)
    }
}
impl FromStr for AnyId {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parts = text.split_once(':').and_then(|(kind, id)| Some((Kind::from_code(kind)?, id.parse().ok()?)));
        let (kind, id) = parts.ok_or_else(|| format!("{text} is no kind and id"))?;
        Ok(Self(RecordRef { kind, id }))
    }
}
impl Serialize for AnyId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
impl<'de> Deserialize<'de> for AnyId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}
impl JsonSchema for AnyId {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "AnyId".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^[a-z_]+:[0-9a-fA-F-]{36}$", "x-type": "record" })
    }
}

/// A civil day in the workspace's time zone. Plans know days; only the log knows instants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Day(jiff::civil::Date);

impl Day {
    /// The day so many days later; the last or first day of the calendar where there is none.
    pub fn plus(self, days: i64) -> Day {
        Day(self.0.saturating_add(jiff::Span::new().days(days.clamp(-7_304_484, 7_304_484))))
    }

    /// The instant at which the day ends in this time zone; none at the end of the calendar.
    pub fn end(self, zone: &jiff::tz::TimeZone) -> Option<jiff::Timestamp> {
        let next = self.0.tomorrow().ok()?;
        zone.to_timestamp(next.at(0, 0, 0, 0)).ok()
    }

    /// Days from this day to `later`; negative where `later` lies before it.
    pub fn days_until(self, later: Day) -> i64 {
        // Between two civil dates the span is days alone, and both ends are in range by construction.
        (later.0 - self.0).get_days().into()
    }

    /// The same day this many months later, or the month's last day where that day is missing.
    pub fn after_months(self, months: i32) -> Day {
        // Saturating: the calendar ends in the year 9999, far beyond any plan.
        Self(self.0.saturating_add(jiff::Span::new().months(months)))
    }

    /// This many days later; before, where negative.
    pub fn after_days(self, days: i64) -> Day {
        let span = jiff::Span::new().try_days(days).unwrap_or_default();
        Self(self.0.saturating_add(span))
    }

    /// The quarter of the calendar year, 1 to 4.
    pub fn quarter(self) -> i8 {
        (self.0.month() + 2) / 3
    }

    /// The first day of its quarter of the calendar year.
    pub fn first_of_quarter(self) -> Day {
        let first = self.0.first_of_month();
        Self(first.saturating_sub(jiff::Span::new().months((first.month() - 1) % 3)))
    }

    /// The year, for figures that group by it.
    pub fn year(self) -> i16 {
        self.0.year()
    }
}

impl From<jiff::civil::Date> for Day {
    fn from(date: jiff::civil::Date) -> Self {
        Self(date)
    }
}
impl FromStr for Day {
    type Err = jiff::Error;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}
impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}
impl JsonSchema for Day {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "Day".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "date", "x-type": "day" })
    }
}
