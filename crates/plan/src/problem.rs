//! What is wrong with an input: which record, which field, why. Worded in the user's language by the doors.

use crate::id::Day;
use crate::kind::{Kind, Record};
use crate::lens::Whose;
use serde::Serialize;
use serde_json::{Map, Value};
use std::fmt;
use uuid::Uuid;

/// One thing that the user can mend.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Problem {
    /// Where it is.
    #[serde(flatten)]
    pub place: Place,
    /// What it is.
    #[serde(flatten)]
    pub reason: Reason,
}

/// Where a problem is: as much of it as is known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Place {
    /// The kind of record.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<Kind>,
    /// The record.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<Uuid>,
    /// The record's code, which people know it by.
    #[serde(rename = "record", skip_serializing_if = "Option::is_none")]
    pub record_code: Option<String>,
    /// The field.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
}

/// Why an input cannot be taken. The serialized form carries a stable `code` and what the sentence needs.
#[derive(Clone, Debug, PartialEq, Serialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Reason {
    /// A field that must be filled is empty.
    #[error("required")]
    Required,
    /// Not text.
    #[error("not a text")]
    NotAText,
    /// Text longer than the field takes.
    #[error("longer than {most}")]
    TooLong {
        /// Most characters.
        most: usize,
        /// Characters there are.
        length: usize,
    },
    /// Not a whole number.
    #[error("not a whole number")]
    NotANumber,
    /// Outside the field's range.
    #[error("not between {least} and {most}")]
    OutOfRange {
        /// Least value.
        least: i64,
        /// Most value.
        most: i64,
    },
    /// Not an amount of money.
    #[error("not an amount")]
    NotAnAmount,
    /// Not a decimal number.
    #[error("not a number")]
    NotADecimal,
    /// Zero or below where only more has a meaning.
    #[error("not above zero")]
    NotPositive,
    /// Below zero where that has no meaning.
    #[error("below zero")]
    Negative,
    /// Not a day of the calendar.
    #[error("not a day")]
    NotADay,
    /// Neither true nor false.
    #[error("neither true nor false")]
    NotAFlag,
    /// Not a list.
    #[error("not a list")]
    NotAList,
    /// A list of more values than a field takes.
    #[error("more than {most} values")]
    TooMany {
        /// Most values.
        most: usize,
    },
    /// The list names the same thing twice.
    #[error("names something twice")]
    NamedTwice,
    /// Not one of the values of the scale.
    #[error("not one of {choices}")]
    NotAChoice {
        /// The codes that there are, separated by commas.
        choices: String,
    },
    /// Not a three-letter currency code.
    #[error("not a currency code")]
    NotACurrency,
    /// Not the id of anything.
    #[error("not an id")]
    NotAnId,
    /// Refers to a record that is not there.
    #[error("no {target} {id}")]
    Dangling {
        /// The kind of record that is missing.
        target: Kind,
        /// The id that it was referred to by.
        #[serde(rename = "missing")]
        id: Uuid,
    },
    /// Refers to a record that was removed as well and must come back first.
    #[error("{target} {code} was removed too")]
    RemovedToo {
        /// Its kind.
        target: Kind,
        /// The code that it had.
        #[serde(rename = "other")]
        code: String,
    },
    /// The kind has no such field.
    #[error("unknown field")]
    UnknownField,
    /// The field cannot be edited.
    #[error("fixed field")]
    FixedField,
    /// The field is filled when the record is made and never changed.
    #[error("set once")]
    SetOnce,
    /// The field of the workspace's own, or its choice, is retired and takes no new value.
    #[error("retired")]
    Retired,
    /// A choice for a field that holds something else.
    #[error("{code} takes no choices")]
    TakesNoChoices {
        /// The field's code.
        #[serde(rename = "other")]
        code: String,
    },
    /// The body is not an object of fields.
    #[error("not a record")]
    NotARecord,
    /// Says the same as another record.
    #[error("stands twice, see {code}")]
    Twice {
        /// The other record's code.
        #[serde(rename = "other")]
        code: String,
    },
    /// Another record has this code.
    #[error("code {code} is taken")]
    CodeTaken {
        /// The code.
        #[serde(rename = "other")]
        code: String,
    },
    /// The line upward comes back to the record.
    #[error("goes round in a circle")]
    Circle,
    /// A value that asks for a reason has none.
    #[error("needs a reason")]
    ReasonNeeded,
    /// The node is not a need.
    #[error("not a need")]
    NotANeed,
    /// Ends before it begins.
    #[error("ends before it begins")]
    EndsBeforeStart,
    /// The strategy map has no such link between layers.
    #[error("the map allows no link as {code} between these layers")]
    EdgeNotAllowed {
        /// The link's code.
        #[serde(rename = "other")]
        code: String,
    },
    /// The card would hang on nothing.
    #[error("{code} would lose its last parent")]
    LastParent {
        /// The card's code.
        #[serde(rename = "other")]
        code: String,
    },
    /// Typed in although a figure feeds it.
    #[error("a figure feeds it")]
    FedByFigure,
    /// Something must come first; all of it is named.
    #[error("not yet: {}", .lacking.iter().map(|one| one.what).collect::<Vec<_>>().join(", "))]
    NotYet {
        /// What.
        lacking: Vec<Lacking>,
    },
    /// The record is not there (any more).
    #[error("gone")]
    Gone,
    /// Something that is not for the viewer stands in the way.
    #[error("something that you do not see stands in the way")]
    Hidden,
    /// The viewer does not see the field, so cannot edit it.
    #[error("not shown, so not edited")]
    NotShown,
    /// Somebody else edits this.
    #[error("for {} to edit", .whose.code())]
    NotYours {
        /// Who may.
        whose: Whose,
    },
    /// Looks like what does not belong into a plan: asked once, kept where somebody means it.
    #[error("“{word}” looks like {matter}")]
    Careful {
        /// Of what it tells: a code of the scale of matters.
        matter: &'static str,
        /// What tells it.
        word: String,
    },
    /// During a public tender nothing that was promised by word is recorded.
    #[error("quiet until {until:?}")]
    QuietPeriod {
        /// The last day of the quiet period, where one is set.
        until: Option<Day>,
    },
    /// Two records that are to become one are one and the same.
    #[error("the same record")]
    SameAsItself,
    /// The account was put away and is only read.
    #[error("archived, only read")]
    Archived,
    /// The account was deleted for good and does not come back.
    #[error("deleted for good")]
    Buried,
    /// An account is deleted for good only after it was put away.
    #[error("not archived yet")]
    NotArchived,
    /// What was typed to be sure is not the name.
    #[error("not the name")]
    NotTheName,
    /// A record with this id is there already.
    #[error("exists already")]
    Exists,
    /// Somebody changed the field since it was shown.
    #[error("changed meanwhile")]
    Conflict(Box<Conflict>),
    /// Other records need it.
    #[error("{count} other records need it, among them {first}")]
    Needed {
        /// Kind of the first that does.
        by: Kind,
        /// Code of the first that does.
        first: String,
        /// How many do.
        count: usize,
    },
    /// The record is the library's; an account's change leaves it as it is.
    #[error("belongs to the library")]
    BelongsToLibrary,
    /// A kind of record that only an account's plan has.
    #[error("not in the library")]
    NotInLibrary,
    /// In the library a record goes out of use, but never away: accounts may refer to it.
    #[error("retired, not removed")]
    RetireInstead,
    /// Newly refers to a record that is out of use.
    #[error("{target} {code} is retired")]
    OutOfUse {
        /// Its kind.
        target: Kind,
        /// Its code.
        #[serde(rename = "other")]
        code: String,
    },
    /// A plan has exactly one head: an account, or the company where it is the library.
    #[error("a plan has exactly one account (a library: one company), not {count}")]
    OneAccount {
        /// How many there are.
        count: usize,
    },
    /// What the change did was changed again since; undoing it would lose that.
    #[error("touched since")]
    TouchedSince,
    /// The plan is no longer at the state that the change was made for.
    #[error("the plan moved on")]
    MovedOn,
    /// The change was undone already.
    #[error("undone already")]
    UndoneAlready,
    /// The change was made before all records were brought to a new format; undo does not reach across that.
    #[error("before a new format")]
    BeforeNewFormat,
    /// A newer version made this change, or one after it; nobody can go back over what cannot be read.
    #[error("change {revision} was made by a newer version")]
    MadeByNewer {
        /// The revision that it made.
        revision: i64,
    },
    /// The bytes of a file did not come along.
    #[error("no file came along")]
    NoFile,
    /// There is no such change.
    #[error("no such change")]
    NoSuchChange,
    /// The same change id came with another content.
    #[error("change id used for another change")]
    IdReused,
    /// A change without edits.
    #[error("nothing to do")]
    Empty,
    /// More edits than one change may have.
    #[error("too large: at most {most}")]
    TooLarge {
        /// The limit.
        most: usize,
    },
    /// More records than one plan may have.
    #[error("a plan has at most {most} records")]
    PlanFull {
        /// The limit.
        most: usize,
    },
    /// More bytes than a file or a change may have.
    #[error("larger than {mib} MiB")]
    TooManyBytes {
        /// The limit, in mebibytes.
        mib: usize,
    },
    /// Nested deeper than anything that we read.
    #[error("nested deeper than {most}")]
    TooDeep {
        /// The limit.
        most: usize,
    },
    /// A name stands twice in one object, so that one of its values would be lost.
    #[error("“{key}” stands twice")]
    KeyTwice {
        /// The name.
        key: String,
    },
    /// Not a change.
    #[error("not a change: {what}")]
    BadChange {
        /// What the reader said.
        what: String,
    },
    /// Not JSON.
    #[error("not JSON at line {line}, column {column}")]
    NotJson {
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
    },
    /// Not a plan file, or of a format that this version does not know.
    #[error("not a plan file of format {known}")]
    WrongFormat {
        /// The format that this version reads.
        known: u64,
    },
    /// The file has a part that is no kind of record.
    #[error("unknown kind {name}")]
    UnknownKind {
        /// Its name.
        name: String,
    },
    /// The days of the steps must rise from near to far.
    #[error("steps do not rise")]
    NotRising,
    /// All parts of a seat would weigh nothing.
    #[error("nothing weighs")]
    NothingWeighs,
    /// The record is stored and cannot be read, so it is left as it is.
    #[error("cannot be read")]
    Wounded,
    /// A file carries a record that could not be read when it was written.
    #[error("could not be read when the file was written")]
    WoundInFile,
    /// A record that cannot be read refers to it.
    #[error("needed by {by} {first}, which cannot be read")]
    NeededByWound {
        /// Code of that record's kind.
        by: String,
        /// Its code, or its id.
        first: String,
    },
}

/// One thing that must come first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Lacking {
    /// What: a key of its label.
    pub what: &'static str,
    /// Code of the person whom it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person: Option<String>,
    /// Points that there are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub points: Option<i64>,
}

impl Lacking {
    /// Just this.
    pub const fn what(what: &'static str) -> Self {
        Self { what, person: None, points: None }
    }
}

/// Two people on one field: what one saw, what it is by now, and what that one wanted.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Conflict {
    /// What the writer saw.
    pub seen: Value,
    /// What it is now.
    pub current: Value,
    /// What the writer wanted.
    pub wanted: Value,
}

impl Problem {
    /// A problem with a field of a record.
    pub fn of<T: Record>(record: &T, field: &str, reason: Reason) -> Self {
        let place = Place {
            kind: Some(T::KIND),
            id: Some(record.id().uuid()),
            record_code: Some(record.code().to_owned()),
            field: Some(field.to_owned()),
        };
        Self { place, reason }
    }

    /// A problem that no single record has.
    pub fn anywhere(reason: Reason) -> Self {
        Self { place: Place::default(), reason }
    }

    /// Is it a conflict with somebody else's change, rather than a fault of the input?
    pub fn is_conflict(&self) -> bool {
        matches!(
            self.reason,
            Reason::Conflict(_) | Reason::TouchedSince | Reason::MovedOn | Reason::Gone | Reason::UndoneAlready
        )
    }
}

impl Reason {
    /// The stable code and what the sentence needs, by name.
    pub fn parts(&self) -> (String, Map<String, Value>) {
        let Ok(Value::Object(mut parts)) = serde_json::to_value(self) else { return Default::default() };
        let code = parts.shift_remove("code").and_then(|code| code.as_str().map(str::to_owned)).unwrap_or_default();
        (code, parts)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(kind) = self.place.kind {
            write!(f, "{kind} ")?;
        }
        if let Some(code) = &self.place.record_code {
            write!(f, "{code} ")?;
        }
        if let Some(field) = &self.place.field {
            write!(f, "{field}: ")?;
        }
        write!(f, "{}", self.reason)
    }
}
