//! One small door to two engines. A statement is SQL text with `$1`, `$2` ... and texts or whole numbers as values,
//! which both engines understand alike; everything above this module knows no engine.

mod postgres;
mod schema;
mod sqlite;

use crate::Error;
use std::collections::HashSet;
use std::path::Path;
use std::sync::{LazyLock, Mutex, PoisonError};

/// A value of a statement or of a row.
#[derive(Clone, Debug, PartialEq)]
pub enum Param {
    /// Text, ids, instants and JSON.
    Text(String),
    /// Whole numbers.
    Int(i64),
    /// Bytes, for what is sealed.
    Bytes(Vec<u8>),
    /// Decimal numbers, for figures.
    Real(f64),
    /// Nothing.
    Null,
}

impl From<&str> for Param {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}
impl From<String> for Param {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}
impl From<i64> for Param {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}
impl From<f64> for Param {
    fn from(number: f64) -> Self {
        Self::Real(number)
    }
}
impl From<Vec<u8>> for Param {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(bytes)
    }
}
impl From<uuid::Uuid> for Param {
    fn from(id: uuid::Uuid) -> Self {
        Self::Text(id.to_string())
    }
}
impl<T: Into<Param>> From<Option<T>> for Param {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// A text that was put together, kept for as long as the process lives. Only texts made of our own column names come
/// here, so there are few of them, and each is made once; a statement can then be prepared by its text.
pub fn interned(text: String) -> &'static str {
    static TEXTS: LazyLock<Mutex<HashSet<&'static str>>> = LazyLock::new(Mutex::default);
    let mut texts = TEXTS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = texts.get(text.as_str()) {
        return known;
    }
    let kept: &'static str = Box::leak(text.into_boxed_str());
    texts.insert(kept);
    kept
}

/// SQL with its values.
#[derive(Clone, Debug)]
pub struct Statement {
    /// The text, the same for both engines.
    pub sql: &'static str,
    /// The values of `$1` and so on.
    pub params: Vec<Param>,
}

/// A row of an answer.
#[derive(Clone, Debug)]
pub struct Row(Vec<Param>);

impl Row {
    /// The text in this column.
    pub fn text(&self, column: usize) -> Result<&str, Error> {
        match self.0.get(column) {
            Some(Param::Text(text)) => Ok(text),
            other => Err(Error::Store(format!("column {column}: text expected, found {other:?}"))),
        }
    }

    /// The text in this column, if there is any.
    pub fn maybe_text(&self, column: usize) -> Result<Option<&str>, Error> {
        if matches!(self.0.get(column), Some(Param::Null)) { Ok(None) } else { self.text(column).map(Some) }
    }

    /// The number in this column.
    pub fn int(&self, column: usize) -> Result<i64, Error> {
        match self.0.get(column) {
            Some(Param::Int(number)) => Ok(*number),
            other => Err(Error::Store(format!("column {column}: number expected, found {other:?}"))),
        }
    }

    /// The number in this column, if there is any.
    pub fn maybe_int(&self, column: usize) -> Result<Option<i64>, Error> {
        if matches!(self.0.get(column), Some(Param::Null)) { Ok(None) } else { self.int(column).map(Some) }
    }

    /// The decimal number in this column.
    pub fn real(&self, column: usize) -> Result<f64, Error> {
        match self.0.get(column) {
            Some(Param::Real(number)) => Ok(*number),
            other => Err(Error::Store(format!("column {column}: decimal number expected, found {other:?}"))),
        }
    }

    /// The bytes in this column.
    pub fn bytes(&self, column: usize) -> Result<&[u8], Error> {
        match self.0.get(column) {
            Some(Param::Bytes(bytes)) => Ok(bytes),
            other => Err(Error::Store(format!("column {column}: bytes expected, found {other:?}"))),
        }
    }

    /// All values, in order.
    pub fn values(&self) -> &[Param] {
        &self.0
    }

    /// What is in this column, read from its text.
    pub fn parse<T: std::str::FromStr>(&self, column: usize) -> Result<T, Error> {
        let text = self.text(column)?;
        text.parse().map_err(|_| Error::Store(format!("column {column} holds {text:?}")))
    }
}

/// How a commit ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Everything is written and durable.
    Done,
    /// The guard found the account in another state than expected; nothing is written.
    Stale,
}

/// The engine.
pub enum Store {
    /// Embedded, one file.
    Sqlite(sqlite::Sqlite),
    /// A server.
    Postgres(postgres::Postgres),
}

impl Store {
    /// Opens or makes the file and brings it to the present format.
    pub async fn sqlite(path: &Path) -> Result<Self, Error> {
        sqlite::Sqlite::open(path).await.map(Self::Sqlite)
    }

    /// Connects and brings the tables to the present format.
    pub async fn postgres(url: &str) -> Result<Self, Error> {
        postgres::Postgres::open(url).await.map(Self::Postgres)
    }

    /// Runs several reads against one and the same state of the database.
    pub async fn read(&self, statements: Vec<Statement>) -> Result<Vec<Vec<Row>>, Error> {
        match self {
            Self::Sqlite(engine) => engine.read(statements).await,
            Self::Postgres(engine) => engine.read(statements).await,
        }
    }

    /// Runs one read.
    pub async fn read_one(&self, statement: Statement) -> Result<Vec<Row>, Error> {
        Ok(self.read(vec![statement]).await?.pop().unwrap_or_default())
    }

    /// Runs what defines roles and rights; a server alone has them.
    pub async fn define(&self, text: &str) -> Result<(), Error> {
        match self {
            Self::Sqlite(_) => Err(Error::Store(
                "the embedded database has no roles; give reporting tools a copy of it, or move to PostgreSQL".into(),
            )),
            Self::Postgres(engine) => engine.define(text).await,
        }
    }

    /// Leaves nothing of what was overwritten or deleted in the engine's own files.
    pub async fn scrub(&self) -> Result<(), Error> {
        match self {
            Self::Sqlite(engine) => engine.scrub().await,
            Self::Postgres(engine) => engine.scrub().await,
        }
    }

    /// Writes all or nothing, and returns once it is durable. `guard` must touch exactly one row, else nothing happens.
    pub async fn commit(&self, guard: Statement, writes: Vec<Statement>) -> Result<Outcome, Error> {
        match self {
            Self::Sqlite(engine) => engine.commit(guard, writes).await,
            Self::Postgres(engine) => engine.commit(guard, writes).await,
        }
    }
}
