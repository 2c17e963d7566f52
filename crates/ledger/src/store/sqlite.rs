//! SQLite: one writer thread that commits whatever waits together, and a few readers.

use super::{Outcome, Param, Row, Statement, schema};
use crate::Error;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ToSql, TransactionBehavior};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::time::Duration;
use tokio::sync::{Semaphore, oneshot};

/// Readers at once. WAL lets them read while the writer writes.
const READERS: usize = 4;
/// Commits that share one flush to disk at most; keeps the slowest of them from waiting long.
const GROUP: usize = 64;

const DIALECT: schema::Dialect = schema::Dialect { without_rowid: "WITHOUT ROWID", bytes: "BLOB", nulls_last: "" };

/// The embedded engine.
pub struct Sqlite {
    path: PathBuf,
    /// Closed before the writer, which as the last one folds the log in.
    readers: Arc<Mutex<Vec<Connection>>>,
    writer: Writer,
    permits: Arc<Semaphore>,
}

/// The writer's thread and the way to it. Who lets go of it waits until the thread has closed the file: then the log is
/// folded in, and the one file that is left is whole.
struct Writer {
    jobs: Option<mpsc::Sender<Job>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Writer {
    fn start(connection: Connection) -> Result<Self, Error> {
        let (sender, jobs) = mpsc::channel();
        let thread = std::thread::Builder::new().name("ledger-writer".into());
        let thread =
            thread.spawn(move || write_all(connection, &jobs)).map_err(|error| Error::Store(error.to_string()))?;
        Ok(Self { jobs: Some(sender), thread: Some(thread) })
    }

    /// Hands over a job and waits until it is done.
    async fn ask<T>(&self, job: impl FnOnce(oneshot::Sender<Result<T, Error>>) -> Job) -> Result<T, Error> {
        let (reply, answer) = oneshot::channel();
        let jobs = self.jobs.as_ref().ok_or_else(stopped)?;
        jobs.send(job(reply)).map_err(|_| stopped())?;
        answer.await.map_err(|_| stopped())?
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.jobs = None;
        if let Some(thread) = self.thread.take() {
            // It says nothing: a writer that panicked has told everybody who waited.
            let _ = thread.join();
        }
    }
}

/// What the writer is asked to do.
enum Job {
    Commit(Commit),
    Scrub(oneshot::Sender<Result<(), Error>>),
}

struct Commit {
    guard: Statement,
    writes: Vec<Statement>,
    reply: oneshot::Sender<Result<Outcome, Error>>,
}

impl Sqlite {
    /// Opens the file, makes the tables, starts the writer.
    pub async fn open(path: &Path) -> Result<Self, Error> {
        let own = path.to_owned();
        let connection = blocking(move || prepare(&own)).await?;
        let writer = Writer::start(connection)?;
        let permits = Arc::new(Semaphore::new(READERS));
        Ok(Self { path: path.to_owned(), writer, readers: Arc::default(), permits })
    }

    /// Several reads in one transaction, on a reader's own connection.
    pub async fn read(&self, statements: Vec<Statement>) -> Result<Vec<Vec<Row>>, Error> {
        let _permit = self.permits.acquire().await.map_err(|error| Error::Store(error.to_string()))?;
        let (path, readers) = (self.path.clone(), self.readers.clone());
        blocking(move || {
            let spare = lock(&readers).pop();
            let mut connection = spare.map_or_else(|| connect(&path), Ok)?;
            let rows = read_together(&mut connection, &statements)?;
            lock(&readers).push(connection);
            Ok(rows)
        })
        .await
    }

    /// Hands the writes to the writer and waits until they are on disk.
    pub async fn commit(&self, guard: Statement, writes: Vec<Statement>) -> Result<Outcome, Error> {
        self.writer.ask(|reply| Job::Commit(Commit { guard, writes, reply })).await
    }

    /// Writes the file anew and empties the write-ahead log, so that neither holds what was deleted.
    pub async fn scrub(&self) -> Result<(), Error> {
        self.writer.ask(Job::Scrub).await
    }
}

fn stopped() -> Error {
    Error::Store("the writer has stopped".into())
}

fn lock(readers: &Mutex<Vec<Connection>>) -> std::sync::MutexGuard<'_, Vec<Connection>> {
    readers.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T, Error> + Send + 'static) -> Result<T, Error> {
    tokio::task::spawn_blocking(work).await.map_err(|error| Error::Store(error.to_string()))?
}

fn connect(path: &Path) -> Result<Connection, Error> {
    let connection = Connection::open(path)?;
    connection.busy_timeout(Duration::from_secs(10))?;
    // The page size only takes effect on a new file. FULL: what was acknowledged is on disk. What is deleted is
    // overwritten with zeros.
    connection.execute_batch(
        "PRAGMA page_size = 16384; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; \
         PRAGMA secure_delete = ON;",
    )?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}

fn prepare(path: &Path) -> Result<Connection, Error> {
    let mut connection = connect(path)?;
    schema::runner(&DIALECT)?.run(&mut connection).map_err(schema::broken)?;
    // The writer's own: the tokens of one import lie all over their table. A page that is written out before its
    // transaction ends is read and written again for nearly each of them, and what a statement of several rows would
    // take back is kept in memory rather than in a file (a sixth of the bytes written).
    connection.execute_batch("PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY;")?;
    Ok(connection)
}

fn read_together(connection: &mut Connection, statements: &[Statement]) -> Result<Vec<Vec<Row>>, Error> {
    let transaction = connection.transaction()?;
    let answers = statements.iter().map(|one| rows(&transaction, one)).collect();
    transaction.commit()?;
    answers
}

fn rows(connection: &Connection, statement: &Statement) -> Result<Vec<Row>, Error> {
    let mut prepared = connection.prepare_cached(&numbered(statement.sql))?;
    let columns = prepared.column_count();
    let mut found = prepared.query(rusqlite::params_from_iter(&statement.params))?;
    let mut rows = Vec::new();
    while let Some(row) = found.next()? {
        let values: Result<Vec<_>, Error> = (0..columns).map(|column| value(row.get_ref(column)?)).collect();
        rows.push(Row(values?));
    }
    Ok(rows)
}

fn value(found: ValueRef<'_>) -> Result<Param, Error> {
    match found {
        ValueRef::Null => Ok(Param::Null),
        ValueRef::Integer(number) => Ok(Param::Int(number)),
        ValueRef::Text(text) => {
            let text = std::str::from_utf8(text).map_err(|error| Error::Store(error.to_string()))?;
            Ok(Param::from(text))
        }
        ValueRef::Blob(bytes) => Ok(Param::Bytes(bytes.to_vec())),
        ValueRef::Real(number) => Ok(Param::Real(number)),
    }
}

/// SQLite reads `$1` as the name of a value, not as its number.
fn numbered(sql: &str) -> String {
    sql.replace('$', "?")
}

fn write_all(mut connection: Connection, jobs: &mpsc::Receiver<Job>) {
    while let Ok(first) = jobs.recv() {
        let (mut group, mut scrubs) = (Vec::new(), Vec::new());
        for job in std::iter::once(first).chain(jobs.try_iter().take(GROUP - 1)) {
            match job {
                Job::Commit(commit) => group.push(commit),
                Job::Scrub(reply) => scrubs.push(reply),
            }
        }
        let answers = write_group(&mut connection, &group).unwrap_or_else(|error| {
            let error = error.to_string();
            group.iter().map(|_| Err(Error::Store(error.clone()))).collect()
        });
        for (commit, answer) in group.into_iter().zip(answers) {
            // Whoever no longer waits for the answer does not need it.
            let _ = commit.reply.send(answer);
        }
        for reply in scrubs {
            let _ = reply.send(scrub(&connection));
        }
    }
}

/// The log is emptied twice: what waits in it must be in the file before that is written anew through it.
fn scrub(connection: &Connection) -> Result<(), Error> {
    empty_log(connection)?;
    connection.execute_batch("VACUUM")?;
    empty_log(connection)
}

/// Waits for readers as long as any write does; one that reads on for longer still holds on to the old log.
fn empty_log(connection: &Connection) -> Result<(), Error> {
    let busy: i64 = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    match busy {
        0 => Ok(()),
        _ => Err(Error::Store("somebody reads the database without end, so its old log cannot be emptied yet".into())),
    }
}

/// One transaction and one flush for the whole group; each job stands or falls by itself.
fn write_group(connection: &mut Connection, group: &[Commit]) -> Result<Vec<Result<Outcome, Error>>, Error> {
    let mut transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut answers = Vec::new();
    for job in group {
        let mut savepoint = transaction.savepoint()?;
        let answer = write_job(&savepoint, job);
        if !matches!(answer, Ok(Outcome::Done)) {
            savepoint.rollback()?;
        }
        savepoint.commit()?;
        answers.push(answer);
    }
    transaction.commit()?;
    Ok(answers)
}

fn write_job(connection: &Connection, job: &Commit) -> Result<Outcome, Error> {
    if execute(connection, &job.guard)? != 1 {
        return Ok(Outcome::Stale);
    }
    for statement in &job.writes {
        execute(connection, statement)?;
    }
    Ok(Outcome::Done)
}

fn execute(connection: &Connection, statement: &Statement) -> Result<usize, Error> {
    let mut prepared = connection.prepare_cached(&numbered(statement.sql))?;
    Ok(prepared.execute(rusqlite::params_from_iter(&statement.params))?)
}

impl ToSql for Param {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        match self {
            Self::Text(text) => text.to_sql(),
            Self::Int(number) => number.to_sql(),
            Self::Bytes(bytes) => bytes.to_sql(),
            Self::Real(number) => number.to_sql(),
            Self::Null => rusqlite::types::Null.to_sql(),
        }
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(error.to_string())
    }
}
