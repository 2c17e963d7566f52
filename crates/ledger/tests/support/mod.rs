//! What the tests of the ledger share: a home on either engine, the worked example in it, and small changes to it.

#![allow(
    dead_code,
    unused_macros,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "every test file takes what it needs; clippy.toml allows the rest in test functions, not in their helpers"
)]

use ledger::{Act, Error, Ledger, Moment, Viewer};
use plan::format::Formats;
use plan::influence_map::Person;
use plan::{Change, Edit, Id, Kind, Plan, Reason, file};
use serde_json::json;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use uuid::Uuid;

/// Somebody who writes.
pub const LIN: Viewer = Viewer::administrator(Uuid::from_u128(1));
/// Somebody else.
pub const XU: Viewer = Viewer::administrator(Uuid::from_u128(2));

/// Where a ledger lives, so that it can be closed and opened again.
pub enum Home {
    Sqlite(PathBuf, tempfile::TempDir),
    Postgres(String),
}

impl Home {
    /// A file in a folder of its own, which goes with it.
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

    /// Opens it, as a process does that starts.
    pub async fn open(&self) -> Ledger {
        self.open_in(Formats::PRESENT).await
    }

    /// Opens it as a program does that knows these formats.
    pub async fn open_in(&self, formats: Formats) -> Ledger {
        match self {
            Self::Sqlite(path, _) => Ledger::open_sqlite_in(path, formats).await.unwrap(),
            Self::Postgres(url) => Ledger::open_postgres_in(url, formats).await.unwrap(),
        }
    }

    /// The same place, for another process; its folder goes with the first.
    pub fn again(&self) -> Place {
        match self {
            Self::Sqlite(path, _) => Place::Sqlite(path.clone()),
            Self::Postgres(url) => Place::Postgres(url.clone()),
        }
    }

    /// A new one on the same engine.
    pub async fn another(&self) -> Self {
        match self {
            Self::Sqlite(..) => Self::sqlite(),
            Self::Postgres(_) => Self::postgres().await,
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

    /// The bytes of all files of the database; of a server, every row of every table as text.
    pub async fn raw(&self) -> Vec<u8> {
        match self {
            Self::Sqlite(_, folder) => {
                let files = std::fs::read_dir(folder.path()).unwrap();
                files.flat_map(|entry| std::fs::read(entry.unwrap().path()).unwrap()).collect()
            }
            Self::Postgres(url) => rows_as_text(url).await.into_bytes(),
        }
    }
}

/// Where a home is.
pub enum Place {
    Sqlite(PathBuf),
    Postgres(String),
}

impl Place {
    /// Opens what is there, as another process does.
    pub async fn open(&self) -> Ledger {
        match self {
            Self::Sqlite(path) => Ledger::open_sqlite(path).await.unwrap(),
            Self::Postgres(url) => Ledger::open_postgres(url).await.unwrap(),
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

async fn rows_as_text(url: &str) -> String {
    let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    let tables = client.query("SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'", &[]).await.unwrap();
    assert!(tables.len() > 4);
    let mut text = String::new();
    for table in tables {
        let table: String = table.get(0);
        for row in client.query(&format!("SELECT t::text FROM \"{table}\" t"), &[]).await.unwrap() {
            text.push_str(row.get(0));
        }
    }
    text
}

/// Each story once on either engine.
macro_rules! on_both_engines {
    ($($story:ident),+ $(,)?) => {
        mod on_sqlite {
            $(#[tokio::test(flavor = "multi_thread")] async fn $story() { super::$story(crate::support::Home::sqlite()).await; })+
        }
        mod on_postgres {
            $(#[tokio::test(flavor = "multi_thread")] async fn $story() { super::$story(crate::support::Home::postgres().await).await; })+
        }
    };
}

/// The worked example.
pub fn bedrock() -> Plan {
    file::read(include_str!("../../../../cases/bedrock.plan.json")).unwrap()
}

/// When everything happens.
pub fn now() -> Moment {
    Moment { at: "2026-11-20T09:00:00Z".parse().unwrap(), today: "2026-11-20".parse().unwrap() }
}

/// Something that Lin does under this id then.
pub fn act(id: Uuid, moment: Moment) -> Act {
    Act { id, by: Some(LIN.user), at: moment.at, origin: "192.0.2.7".into() }
}

/// An id of ours.
pub fn id(number: u128) -> Uuid {
    Uuid::from_u128(0xA000 + number)
}

/// Puts the worked example in.
pub async fn import(ledger: &Ledger) -> Uuid {
    ledger.import(&LIN, &bedrock(), id(0), now().at).await.unwrap()
}

/// The id of somebody.
pub fn person(plan: &Plan, code: &str) -> Id<Person> {
    Id::new(plan.find(Kind::Person, code).unwrap())
}

/// Sets a person's title; every caller uses a change id of its own.
pub fn retitle(plan: &Plan, change: u128, code: &str, was: serde_json::Value, now: &str) -> Change {
    let id_ = person(plan, code).uuid();
    let edit = Edit::Set { kind: Kind::Person, id: id_, field: "title".into(), was, now: json!(now) };
    Change { id: id(change), why: None, undoes: None, edits: vec![edit] }
}

/// Somebody's title.
pub fn title(plan: &Plan, code: &str) -> serde_json::Value {
    plan.body(Kind::Person, person(plan, code).uuid()).unwrap()["title"].clone()
}

/// Why something was refused.
pub fn problems(error: Error) -> Vec<Reason> {
    match error {
        Error::Problems(problems) => problems.into_iter().map(|problem| problem.reason).collect(),
        other => panic!("expected problems, got {other}"),
    }
}
