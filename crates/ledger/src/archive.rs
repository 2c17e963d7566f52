//! All rows of a database as lines of text: backup, restore, and moving between the engines.
//!
//! One line of JSON a row: the table's name and its values in the order of its columns. The same rows in any engine
//! give the same bytes, so a move there and back can be compared.

use crate::library::LIBRARY;
use crate::store::{Outcome, Param, Statement, Store};
use crate::{Error, HOME, Ledger, membership, operation};
use serde_json::{Value, json};
use uuid::Uuid;

/// The first line: what the file is, and of which format.
const HEAD: &str = "kamap archive 1";

/// A table: its name, the statement that reads it in a stable order, and the one that writes a row.
struct Table {
    name: &'static str,
    read: &'static str,
    write: &'static str,
}

/// What can be drawn anew from these, such as cards, list rows and summaries, is not in an archive; nor is what opens
/// something by itself: sessions and one-time links.
const TABLES: [Table; 17] = [
    Table {
        name: "workspace",
        read: "SELECT id FROM workspace ORDER BY id",
        write: "INSERT INTO workspace (id) VALUES ($1)",
    },
    Table {
        name: "account",
        read: "SELECT workspace, id, code, name, revision, last_change FROM account ORDER BY workspace, id",
        write: "INSERT INTO account (workspace, id, code, name, revision, last_change) VALUES ($1, $2, $3, $4, $5, $6)",
    },
    Table {
        name: "record",
        read: "SELECT workspace, account, kind, id, version, body FROM record ORDER BY workspace, account, kind, id",
        write: "INSERT INTO record (workspace, account, kind, id, version, body) VALUES ($1, $2, $3, $4, $5, $6)",
    },
    Table {
        name: "change",
        read: "SELECT workspace, account, revision, id, made_by, made_at, why, undoes, digest, edits, library FROM change \
               ORDER BY workspace, account, revision",
        write: "INSERT INTO change \
                (workspace, account, revision, id, made_by, made_at, why, undoes, digest, edits, library) \
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    },
    Table {
        name: "membership",
        read: "SELECT workspace, account, user_id, role, member FROM membership ORDER BY workspace, account, user_id",
        write: "INSERT INTO membership (workspace, account, user_id, role, member) VALUES ($1, $2, $3, $4, $5)",
    },
    Table {
        name: "user_account",
        read: "SELECT workspace, id, name, sign_in, role, password, totp, totp_step, disabled_at FROM user_account \
               ORDER BY workspace, id",
        write: "INSERT INTO user_account \
                (workspace, id, name, sign_in, role, password, totp, totp_step, disabled_at) \
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    },
    Table {
        name: "recovery_code",
        read: "SELECT workspace, user_id, digest FROM recovery_code ORDER BY workspace, user_id, digest",
        write: "INSERT INTO recovery_code (workspace, user_id, digest) VALUES ($1, $2, $3)",
    },
    Table {
        name: "audit",
        read: "SELECT workspace, id, made_at, made_by, what, subject, origin, account, kind FROM audit \
               ORDER BY workspace, id",
        // A new database may have rows of its own already.
        write: "INSERT INTO audit (workspace, id, made_at, made_by, what, subject, origin, account, kind) \
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (workspace, id) DO NOTHING",
    },
    Table {
        name: "figure",
        read: "SELECT workspace, account, day, code, audience, value FROM figure ORDER BY workspace, account, day, code",
        write: "INSERT INTO figure (workspace, account, day, code, audience, value) VALUES ($1, $2, $3, $4, $5, $6)",
    },
    Table {
        name: "snapshot",
        read: "SELECT workspace, account, id, revision, name, day, made_by, made_at, digest, figures, body \
               FROM snapshot ORDER BY workspace, account, id",
        write: "INSERT INTO snapshot \
                (workspace, account, id, revision, name, day, made_by, made_at, digest, figures, body) \
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    },
    Table {
        name: "blob",
        read: "SELECT workspace, hash, bytes FROM blob ORDER BY workspace, hash",
        write: "INSERT INTO blob (workspace, hash, bytes) VALUES ($1, $2, $3)",
    },
    Table {
        name: ERASURE,
        read: "SELECT workspace, account, kind, id, change, made_by, made_at, seals FROM erasure \
               ORDER BY workspace, account, id, change",
        // The list may have come first.
        write: "INSERT INTO erasure (workspace, account, kind, id, change, made_by, made_at, seals) \
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (workspace, account, id, change) DO NOTHING",
    },
    Table {
        name: "format",
        read: "SELECT workspace, oldest_writer FROM format ORDER BY workspace",
        // A new database may know its format already; the newer one of the two counts.
        write: "INSERT INTO format (workspace, oldest_writer) VALUES ($1, $2) ON CONFLICT (workspace) DO UPDATE \
                SET oldest_writer = CASE WHEN excluded.oldest_writer > format.oldest_writer \
                THEN excluded.oldest_writer ELSE format.oldest_writer END",
    },
    Table {
        name: "format_step",
        read: "SELECT workspace, account, format, was, revision, snapshot FROM format_step \
               ORDER BY workspace, account, format",
        write: "INSERT INTO format_step (workspace, account, format, was, revision, snapshot) \
                VALUES ($1, $2, $3, $4, $5, $6)",
    },
    Table {
        name: "operation",
        read: "SELECT workspace, id, verb, made_by, made_at, made_on, state, undone_by, undone_at, undone_on, edits \
               FROM operation ORDER BY workspace, id",
        write: "INSERT INTO operation \
                (workspace, id, verb, made_by, made_at, made_on, state, undone_by, undone_at, undone_on, edits) \
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    },
    Table {
        name: "operation_step",
        read: "SELECT workspace, operation, place, account, change, state, revision FROM operation_step \
               ORDER BY workspace, operation, place",
        write: "INSERT INTO operation_step (workspace, operation, place, account, change, state, revision) \
                VALUES ($1, $2, $3, $4, $5, $6, $7)",
    },
    Table {
        name: TOMBSTONE,
        read: "SELECT workspace, account, made_by, made_at FROM tombstone ORDER BY workspace, account",
        // The list may have come first.
        write: "INSERT INTO tombstone (workspace, account, made_by, made_at) VALUES ($1, $2, $3, $4) \
                ON CONFLICT (workspace, account) DO NOTHING",
    },
];

/// The tables of who was erased and which accounts were deleted for good. Their rows alone are an archive too: the list
/// that is kept beside backups.
const ERASURE: &str = "erasure";
const TOMBSTONE: &str = "tombstone";

fn is_of_what_is_gone(table: &Table) -> bool {
    table.name == ERASURE || table.name == TOMBSTONE
}

/// All accounts, by code, for what is done to every one of them whoever reaches it; the library is none.
pub async fn accounts(store: &Store) -> Result<Vec<Uuid>, Error> {
    let sql = "SELECT id FROM account WHERE workspace = $1 AND id <> $2 ORDER BY code, id";
    let rows = store.read_one(Statement { sql, params: vec![HOME.into(), LIBRARY.into()] }).await?;
    rows.iter().map(|row| row.parse(0)).collect()
}

impl Ledger {
    /// Everything that this database holds, read from one state of it while others go on writing.
    pub async fn archive(&self) -> Result<String, Error> {
        self.lines_of(|_| true).await
    }

    /// Who was erased and which accounts were deleted for good, to be kept beside backups and heeded when one of them
    /// comes back: ids, no names.
    pub async fn erasure_list(&self) -> Result<String, Error> {
        self.lines_of(|table| is_of_what_is_gone(table)).await
    }

    async fn lines_of(&self, wanted: impl Fn(&&Table) -> bool) -> Result<String, Error> {
        let tables: Vec<&Table> = TABLES.iter().filter(wanted).collect();
        let reads = tables.iter().map(|table| Statement { sql: table.read, params: Vec::new() }).collect();
        let answers = self.0.store.read(reads).await?;
        let mut text = format!("{HEAD}\n");
        for (table, rows) in tables.iter().zip(answers) {
            for row in rows {
                let values: Vec<Value> = row.values().iter().map(written).collect();
                text.push_str(&json!([table.name, values]).to_string());
                text.push('\n');
            }
        }
        Ok(text)
    }

    /// Puts an archive into an empty database, all or nothing. Says how many rows it were. Whoever was erased, by the
    /// archive itself or by one of the other `lists` (which may be whole, later archives), is erased again, and an account
    /// that was deleted for good does not come back.
    pub async fn restore(&self, archive: &str, lists: &[&str]) -> Result<usize, Error> {
        let mut statements = rows(archive, |_| true)?;
        for list in lists {
            statements.extend(rows(list, is_of_what_is_gone)?);
        }
        if !self.anything().await?.is_empty() {
            return Err(Error::Store("the database is not empty; restore into a new one".into()));
        }
        let count = statements.len();
        // Every row stands on the first: where that is there already, nothing is written.
        let Some(first) = (count > 0).then(|| statements.remove(0)) else { return Ok(0) };
        // An import that was under way when the archive was written goes on, and is seen when it is complete.
        statements.extend([operation::arriving(), membership::founders(), membership::owners()]);
        match self.0.store.commit(first, statements).await? {
            Outcome::Done => {
                self.bury_again().await?;
                self.step_up().await?;
                self.draw_where_due().await?;
                self.erase_again().await?;
                self.resume().await?;
                self.index_where_due().await.map(|()| count)
            }
            Outcome::Stale => Err(Error::Store("the database is not empty; restore into a new one".into())),
        }
    }

    async fn anything(&self) -> Result<Vec<crate::store::Row>, Error> {
        let sql = "SELECT id FROM account UNION ALL SELECT id FROM user_account LIMIT 1";
        self.0.store.read_one(Statement { sql, params: Vec::new() }).await
    }
}

fn written(param: &Param) -> Value {
    match param {
        Param::Text(text) => json!(text),
        Param::Int(number) => json!(number),
        Param::Real(number) => json!(number),
        Param::Bytes(bytes) => json!({ "hex": bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>() }),
        Param::Null => Value::Null,
    }
}

/// The statements that write the lines of an archive, of the tables that are wanted.
fn rows(archive: &str, wanted: impl Fn(&Table) -> bool) -> Result<Vec<Statement>, Error> {
    let mut lines = archive.lines();
    if lines.next() != Some(HEAD) {
        return Err(Error::Store(format!("this is no archive; its first line should be “{HEAD}”")));
    }
    let unreadable = |at: usize| Error::Store(format!("line {} of the archive cannot be read", at + 2));
    let read = lines.enumerate().map(|(at, line)| row(line).ok_or_else(|| unreadable(at)));
    let wanted = |one: &Result<(&Table, Statement), Error>| one.as_ref().map_or(true, |(table, _)| wanted(table));
    read.filter(wanted).map(|one| one.map(|(_, statement)| statement)).collect()
}

fn row(line: &str) -> Option<(&'static Table, Statement)> {
    let (name, values): (String, Vec<Value>) = serde_json::from_str(line).ok()?;
    let table = TABLES.iter().find(|table| table.name == name)?;
    let mut params = values.iter().map(read).collect::<Option<Vec<Param>>>()?;
    // What an older version wrote lacks the columns that came since.
    params.resize(params.len().max(table.write.matches('$').count()), Param::Null);
    Some((table, Statement { sql: table.write, params }))
}

fn read(value: &Value) -> Option<Param> {
    match value {
        Value::Null => Some(Param::Null),
        Value::String(text) => Some(Param::from(text.as_str())),
        Value::Number(number) => number.as_i64().map(Param::Int).or_else(|| number.as_f64().map(Param::Real)),
        Value::Object(bytes) => {
            let hex = bytes.get("hex")?.as_str()?;
            let pairs = (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(hex.get(at..at + 2)?, 16).ok());
            pairs.collect::<Option<Vec<u8>>>().map(Param::Bytes)
        }
        _ => None,
    }
}
