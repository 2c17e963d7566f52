//! PostgreSQL: a pool of connections; one transaction a commit.

use super::{Outcome, Param, Row, Statement, schema};
use crate::Error;
use bytes::BytesMut;
use deadpool_postgres::{Config, Pool, Runtime, Transaction};
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use tokio_postgres::{IsolationLevel, NoTls};

const DIALECT: schema::Dialect = schema::Dialect { without_rowid: "", bytes: "BYTEA", nulls_last: " NULLS LAST" };
/// Two instances that start together upgrade one after the other: the key of the lock they take turns with.
const MIGRATION_LOCK: i64 = 0x6b_616d_6170;

/// The server engine.
pub struct Postgres {
    pool: Pool,
}

impl Postgres {
    /// Connects and makes the tables.
    pub async fn open(url: &str) -> Result<Self, Error> {
        let config = Config { url: Some(url.to_owned()), ..Config::default() };
        let pool = config.create_pool(Some(Runtime::Tokio1), NoTls).map_err(unanswered)?;
        let mut client = pool.get().await.map_err(unanswered)?;
        client.execute("SELECT pg_advisory_lock($1)", &[&MIGRATION_LOCK]).await?;
        let upgraded = schema::runner(&DIALECT)?.run_async(&mut **client).await.map_err(schema::broken);
        client.execute("SELECT pg_advisory_unlock($1)", &[&MIGRATION_LOCK]).await?;
        upgraded?;
        Ok(Self { pool })
    }

    /// Several reads from one snapshot; a single one needs no transaction.
    pub async fn read(&self, statements: Vec<Statement>) -> Result<Vec<Vec<Row>>, Error> {
        let mut client = self.pool.get().await.map_err(unanswered)?;
        let snapshot = client.build_transaction().isolation_level(IsolationLevel::RepeatableRead).read_only(true);
        let transaction = snapshot.start().await?;
        let mut answers = Vec::with_capacity(statements.len());
        for statement in &statements {
            answers.push(rows(&transaction, statement).await?);
        }
        transaction.commit().await?;
        Ok(answers)
    }

    /// The guard takes the account's row first, so that writers of one account wait for each other.
    pub async fn commit(&self, guard: Statement, writes: Vec<Statement>) -> Result<Outcome, Error> {
        let mut client = self.pool.get().await.map_err(unanswered)?;
        let transaction = client.transaction().await?;
        if execute(&transaction, &guard).await? != 1 {
            return Ok(Outcome::Stale);
        }
        for statement in &writes {
            execute(&transaction, statement).await?;
        }
        transaction.commit().await?;
        Ok(Outcome::Done)
    }

    /// Writes the tables that an erasure rewrites anew, without their dead rows.
    pub async fn scrub(&self) -> Result<(), Error> {
        let client = self.pool.get().await.map_err(unanswered)?;
        // One by one: it cannot run within a transaction, which several statements at once would be.
        let drawn = ["account_row", "opportunity_row", "action_row", "person_row", "person_judgement", "custom_value"];
        for table in ["account", "record", "change", "snapshot", "blob", "search_token"].into_iter().chain(drawn) {
            client.batch_execute(&format!("VACUUM (FULL) {table}")).await?;
        }
        Ok(())
    }
}

/// No value, in a column of any type.
#[derive(Debug)]
struct Nothing;

impl ToSql for Nothing {
    fn to_sql(&self, _: &Type, _: &mut BytesMut) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        Ok(IsNull::Yes)
    }
    fn accepts(_: &Type) -> bool {
        true
    }
    to_sql_checked!();
}

async fn rows(transaction: &Transaction<'_>, statement: &Statement) -> Result<Vec<Row>, Error> {
    let prepared = transaction.prepare_cached(statement.sql).await?;
    let found = transaction.query(&prepared, &values(&statement.params)).await?;
    found.iter().map(row).collect()
}

async fn execute(transaction: &Transaction<'_>, statement: &Statement) -> Result<u64, Error> {
    let prepared = transaction.prepare_cached(statement.sql).await?;
    Ok(transaction.execute(&prepared, &values(&statement.params)).await?)
}

fn values(params: &[Param]) -> Vec<&(dyn ToSql + Sync)> {
    params
        .iter()
        .map(|param| -> &(dyn ToSql + Sync) {
            match param {
                Param::Text(text) => text,
                Param::Int(number) => number,
                Param::Bytes(bytes) => bytes,
                Param::Real(number) => number,
                Param::Null => &Nothing,
            }
        })
        .collect()
}

fn row(found: &tokio_postgres::Row) -> Result<Row, Error> {
    let value = |(index, column): (usize, &tokio_postgres::Column)| {
        if *column.type_() == Type::INT8 {
            return Ok(found.try_get::<_, Option<i64>>(index)?.map_or(Param::Null, Param::Int));
        }
        if *column.type_() == Type::BYTEA {
            return Ok(found.try_get::<_, Option<Vec<u8>>>(index)?.map_or(Param::Null, Param::Bytes));
        }
        if *column.type_() == Type::FLOAT8 {
            return Ok(found.try_get::<_, Option<f64>>(index)?.map_or(Param::Null, Param::Real));
        }
        Ok(found.try_get::<_, Option<String>>(index)?.map_or(Param::Null, Param::Text))
    };
    found.columns().iter().enumerate().map(value).collect::<Result<_, Error>>().map(Row)
}

impl Postgres {
    /// Statements that prepare nothing and answer nothing, such as roles and their rights; all or nothing.
    pub async fn define(&self, text: &str) -> Result<(), Error> {
        let mut client = self.pool.get().await.map_err(unanswered)?;
        let transaction = client.transaction().await?;
        transaction.batch_execute(text).await?;
        Ok(transaction.commit().await?)
    }
}

fn unanswered(error: impl std::fmt::Display) -> Error {
    Error::Store(error.to_string())
}

impl From<tokio_postgres::Error> for Error {
    fn from(error: tokio_postgres::Error) -> Self {
        // The engine's own words stand in the source; the outer text only says "db error".
        let cause = std::error::Error::source(&error).map(|source| format!(": {source}")).unwrap_or_default();
        Self::Store(format!("{error}{cause}"))
    }
}
