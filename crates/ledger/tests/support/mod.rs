//! Where the stories of a ledger are told: both engines, opened and closed at will, and looked at with plain SQL.

#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "helpers of tests")]

use ledger::Ledger;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

/// Where a ledger lives, so that it can be closed and opened again.
pub enum Home {
    Sqlite(PathBuf, #[expect(dead_code, reason = "the folder lives as long as the home")] tempfile::TempDir),
    Postgres(String),
}

impl Home {
    /// A new file.
    pub fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self::Sqlite(folder.path().join("kamap.db"), folder)
    }

    /// A database of its own in the throw-away cluster. Its absence is a failure, not a reason to skip.
    pub async fn postgres() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let server = std::env::var("KAMAP_TEST_POSTGRES").expect("run through bin/test or bin/with-postgres");
        let name = format!("story_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let (client, connection) = tokio_postgres::connect(&server, tokio_postgres::NoTls).await.unwrap();
        let pump = tokio::spawn(connection);
        client.batch_execute(&format!("CREATE DATABASE {name}")).await.unwrap();
        drop(client);
        pump.await.unwrap().unwrap();
        let (address, _) = server.rsplit_once('/').unwrap();
        Self::Postgres(format!("{address}/{name}"))
    }

    /// The ledger there.
    pub async fn open(&self) -> Ledger {
        match self {
            Self::Sqlite(path, _) => Ledger::open_sqlite(path).await.unwrap(),
            Self::Postgres(url) => Ledger::open_postgres(url).await.unwrap(),
        }
    }

    /// What plain SQL finds there, past the ledger: each value as text, none as an empty one.
    pub async fn sql(&self, text: &str) -> Vec<Vec<String>> {
        match self {
            Self::Sqlite(path, _) => {
                let connection = rusqlite::Connection::open(path).unwrap();
                let mut prepared = connection.prepare(text).unwrap();
                let columns = prepared.column_count();
                let value = |row: &rusqlite::Row<'_>, at| match row.get_ref_unwrap(at) {
                    rusqlite::types::ValueRef::Null => String::new(),
                    rusqlite::types::ValueRef::Integer(number) => number.to_string(),
                    rusqlite::types::ValueRef::Real(number) => number.to_string(),
                    rusqlite::types::ValueRef::Text(text) => String::from_utf8(text.to_vec()).unwrap(),
                    rusqlite::types::ValueRef::Blob(_) => "bytes".to_owned(),
                };
                let rows = prepared.query_map([], |row| Ok((0..columns).map(|at| value(row, at)).collect())).unwrap();
                rows.map(Result::unwrap).collect()
            }
            Self::Postgres(url) => plain(url, text).await.unwrap(),
        }
    }
}

/// What PostgreSQL answers to these statements, or its own words of refusal.
pub async fn plain(url: &str, text: &str) -> Result<Vec<Vec<String>>, String> {
    let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    let told = |error: tokio_postgres::Error| {
        error.as_db_error().map_or_else(|| error.to_string(), |error| error.message().to_owned())
    };
    let answers = client.simple_query(text).await.map_err(told)?;
    let row = |answer| match answer {
        tokio_postgres::SimpleQueryMessage::Row(row) => {
            Some((0..row.len()).map(|at| row.get(at).unwrap_or_default().to_owned()).collect())
        }
        _ => None,
    };
    Ok(answers.into_iter().filter_map(row).collect())
}

macro_rules! on_both_engines {
    ($($story:ident),+ $(,)?) => {
        mod on_sqlite {
            $(#[tokio::test(flavor = "multi_thread")] async fn $story() { super::$story(super::support::Home::sqlite()).await; })+
        }
        mod on_postgres {
            $(#[tokio::test(flavor = "multi_thread")] async fn $story() { super::$story(super::support::Home::postgres().await).await; })+
        }
    };
}

pub(crate) use on_both_engines;
