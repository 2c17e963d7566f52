//! Operations as rows: the statements that write and read them.

use super::{Operation, State, Step, StepState, Verb};
use crate::account::{json, text};
use crate::store::{Param, Row, Statement};
use crate::{Error, HOME, Moment};
use uuid::Uuid;

const COLUMNS: &str = "id, verb, made_by, made_at, made_on, state, undone_by, undone_at, undone_on";

/// Writes a new operation; touches no row where it is there.
pub fn insert(operation: &Operation, edits: Option<Vec<u8>>) -> Statement {
    let sql = "INSERT INTO operation (workspace, id, verb, made_by, made_at, made_on, state, edits) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (workspace, id) DO NOTHING";
    let params = vec![
        HOME.into(),
        operation.id.into(),
        text(&operation.verb).into(),
        operation.by.into(),
        operation.made.at.to_string().into(),
        operation.made.today.to_string().into(),
        operation.state.code().into(),
        edits.map_or(Param::Null, Param::Bytes),
    ];
    Statement { sql, params }
}

/// Writes its steps.
pub fn insert_steps(operation: &Operation) -> Vec<Statement> {
    let sql = "INSERT INTO operation_step (workspace, operation, place, account, change, state) \
               VALUES ($1, $2, $3, $4, $5, $6)";
    let step = |(place, step): (usize, &Step)| Statement {
        sql,
        params: vec![
            HOME.into(),
            operation.id.into(),
            number(place),
            step.account.into(),
            step.change.into(),
            step.state.code().into(),
        ],
    };
    operation.steps.iter().enumerate().map(step).collect()
}

/// Notes how a step went.
pub fn step_went(operation: Uuid, place: usize, state: StepState, revision: Option<i64>) -> Statement {
    let sql =
        "UPDATE operation_step SET state = $1, revision = $2 WHERE workspace = $3 AND operation = $4 AND place = $5";
    let params = vec![state.code().into(), revision.into(), HOME.into(), operation.into(), number(place)];
    Statement { sql, params }
}

/// Brings an operation from one state to another; touches no row where it stands elsewhere. What it had still to write
/// is forgotten once it is done.
pub fn becomes(operation: Uuid, from: State, to: State) -> Statement {
    let sql = "UPDATE operation SET state = $1, edits = CASE WHEN $1 = 'running' THEN edits ELSE NULL END \
               WHERE workspace = $2 AND id = $3 AND state = $4";
    let params = vec![to.code().into(), HOME.into(), operation.into(), from.code().into()];
    Statement { sql, params }
}

/// Begins to undo an operation that is done.
pub fn undone(operation: Uuid, by: Uuid, moment: Moment) -> Statement {
    let sql = "UPDATE operation SET state = 'undoing', undone_by = $1, undone_at = $2, undone_on = $3 \
               WHERE workspace = $4 AND id = $5 AND state = 'done'";
    let params =
        vec![by.into(), moment.at.to_string().into(), moment.today.to_string().into(), HOME.into(), operation.into()];
    Statement { sql, params }
}

/// Reads one operation, or all of them, the latest first.
pub fn read(one: Option<Uuid>) -> Statement {
    let (sql, mut params) = match one {
        Some(_) => (format!("SELECT {COLUMNS} FROM operation WHERE workspace = $1 AND id = $2"), vec![HOME.into()]),
        None => (
            format!("SELECT {COLUMNS} FROM operation WHERE workspace = $1 ORDER BY made_at DESC, id"),
            vec![HOME.into()],
        ),
    };
    params.extend(one.map(Param::from));
    Statement { sql: crate::store::interned(sql), params }
}

/// Reads the steps of an operation in their order.
pub fn read_steps(operation: Uuid) -> Statement {
    let sql = "SELECT account, change, state, revision FROM operation_step \
               WHERE workspace = $1 AND operation = $2 ORDER BY place";
    Statement { sql, params: vec![HOME.into(), operation.into()] }
}

/// Reads what an import has still to write.
pub fn read_edits(operation: Uuid) -> Statement {
    let sql = "SELECT edits FROM operation WHERE workspace = $1 AND id = $2 AND edits IS NOT NULL";
    Statement { sql, params: vec![HOME.into(), operation.into()] }
}

/// Asks whether a change of an account is a portion of an import.
pub fn portion(account: Uuid, change: Uuid) -> Statement {
    let sql = "SELECT s.change FROM operation_step s JOIN operation o ON o.workspace = s.workspace AND o.id = s.operation \
               WHERE s.workspace = $1 AND s.account = $2 AND s.change = $3 AND o.verb LIKE '%\"verb\":\"import\"%'";
    Statement { sql, params: vec![HOME.into(), account.into(), change.into()] }
}

/// Hides the accounts of which an import is under way.
pub fn arriving() -> Statement {
    let sql = "UPDATE account SET shelf = 'arriving' WHERE workspace = $1 AND id <> $2 AND id IN (SELECT s.account \
               FROM operation_step s JOIN operation o ON o.workspace = s.workspace AND o.id = s.operation \
               WHERE o.workspace = $1 AND o.state = 'running' AND o.verb LIKE '%\"verb\":\"import\"%')";
    Statement { sql, params: vec![HOME.into(), crate::library::LIBRARY.into()] }
}

/// The operations that were cut short.
pub fn cut_short() -> Statement {
    let sql = "SELECT id FROM operation WHERE workspace = $1 AND state IN ('running', 'undoing') ORDER BY made_at, id";
    Statement { sql, params: vec![HOME.into()] }
}

/// An operation in the answer to [`read`], without its steps.
pub fn operation(row: &Row) -> Result<Operation, Error> {
    let verb: Verb = json(row.text(1)?)?;
    let undone = match row.maybe_text(6)? {
        Some(_) => Some((row.parse(6)?, Moment { at: row.parse(7)?, today: row.parse(8)? })),
        None => None,
    };
    Ok(Operation {
        id: row.parse(0)?,
        verb,
        by: row.parse(2)?,
        made: Moment { at: row.parse(3)?, today: row.parse(4)? },
        state: State::from_code(row.text(5)?)?,
        undone,
        steps: Vec::new(),
    })
}

/// A step in the answer to [`read_steps`].
pub fn step(row: &Row) -> Result<Step, Error> {
    let revision = if matches!(row.values().get(3), Some(Param::Null)) { None } else { Some(row.int(3)?) };
    Ok(Step {
        account: row.parse(0)?,
        change: row.parse(1)?,
        state: StepState::from_code(row.text(2)?)?,
        revision,
        problems: Vec::new(),
    })
}

fn number(place: usize) -> Param {
    i64::try_from(place).unwrap_or(i64::MAX).into()
}
