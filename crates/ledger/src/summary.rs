//! Figures day by day, and the summary that a portfolio sorts by: measured after a commit, at midnight, or by the read
//! that finds them stale (decided 5.44).

use crate::store::{Param, Statement, interned};
use crate::{Error, HOME, Ledger, Stamp};
use plan::card::Audience;
use plan::joint_plan::Light;
use plan::portfolio::{Figures, Measured, Summary};
use plan::{Day, Plan};
use uuid::Uuid;

/// The columns of a summary that lists show and sort by.
pub const COLUMNS: &[&str] = &[
    "audience",
    "revision",
    "library",
    "day",
    "relationship_light",
    "execution_light",
    "voice_light",
    "forecast_light",
    "health",
    "lifecycle",
    "seat_strength",
    "attainment",
    "people_coverage",
    "chance",
    "execution_score",
    "completeness",
    "open_amount",
    "weighted",
    "committed",
    "gaps",
    "open_actions",
    "overdue_actions",
    "stale_facts",
    "next_review_on",
    "next_meeting_on",
];

fn values(stamp: Stamp, day: Day, one: &Summary) -> Vec<Param> {
    let light = |light: Option<Light>| light.map(Light::code).into();
    let count = |count: usize| i64::try_from(count).unwrap_or(i64::MAX).into();
    let on = |day: Option<Day>| day.map(|day| day.to_string()).into();
    vec![
        Audience::Plan.code().into(),
        stamp.revision.into(),
        stamp.library.into(),
        day.to_string().into(),
        light(one.lights.relationship),
        light(one.lights.execution),
        light(one.lights.voice),
        light(one.lights.forecast),
        light(one.health),
        one.lifecycle.code().into(),
        one.seat_strength.into(),
        one.attainment.into(),
        one.people_coverage.into(),
        one.chance.into(),
        one.execution_score.into(),
        one.completeness.into(),
        one.open_amount.0.into(),
        one.weighted.0.into(),
        one.committed.0.into(),
        count(one.gaps),
        count(one.open_actions),
        count(one.overdue_actions),
        count(one.stale_facts),
        on(one.next_review_on),
        on(one.next_meeting_on),
    ]
}

/// Writes a summary, unless there is one of a later state of the plan.
fn write_summary(account: Uuid, stamp: Stamp, values: Vec<Param>) -> Statement {
    let places: Vec<String> = (1..=values.len() + 3).map(|place| format!("${place}")).collect();
    let set: Vec<String> = COLUMNS.iter().map(|column| format!("{column} = excluded.{column}")).collect();
    let sql = format!(
        "INSERT INTO summary (workspace, account, last_change, {}) VALUES ({}) ON CONFLICT (workspace, account) \
         DO UPDATE SET last_change = excluded.last_change, {} WHERE summary.revision <= excluded.revision",
        COLUMNS.join(", "),
        places.join(", "),
        set.join(", ")
    );
    let mut params = vec![HOME.into(), account.into(), stamp.last_change.into()];
    params.extend(values);
    Statement { sql: interned(sql), params }
}

/// Writes the figures of a day over those that were measured earlier that day; what is unknown leaves no row.
fn write_figures(account: Uuid, day: Day, figures: &[Measured]) -> Vec<Statement> {
    let head = |sql| Statement { sql, params: vec![HOME.into(), account.into(), day.to_string().into()] };
    let mut writes = vec![head("DELETE FROM figure WHERE workspace = $1 AND account = $2 AND day = $3")];
    for (figure, value) in figures.iter().filter_map(|figure| Some((figure, figure.value?))) {
        let mut insert =
            head("INSERT INTO figure (workspace, account, day, code, audience, value) VALUES ($1, $2, $3, $4, $5, $6)");
        insert.params.extend([figure.key.as_str().into(), figure.audience.code().into(), value.into()]);
        writes.push(insert);
    }
    writes
}

fn measure(plan: &Plan, day: Day) -> (Summary, Vec<Measured>) {
    let figures = Figures::of(plan, day);
    (Summary::of(&figures), figures.measured())
}

impl Ledger {
    /// Measures an account as it is now on this day and keeps what comes out.
    pub(crate) async fn summarise(&self, account: Uuid, day: Day) -> Result<(), Error> {
        let held = self.fresh(account).await?;
        let (stamp, plan) = (held.stamp, held.plan.clone());
        let measured = tokio::task::spawn_blocking(move || measure(&plan, day)).await;
        let (summary, figures) = measured.map_err(|error| Error::Store(error.to_string()))?;
        let guard = write_summary(account, stamp, values(stamp, day, &summary));
        // Where a later state is summed up already, nothing is left to do.
        self.0.store.commit(guard, write_figures(account, day, &figures)).await.map(drop)
    }

    /// A figure of an account day by day, from this day on: what trend lines show.
    pub(crate) async fn trend(&self, account: Uuid, key: &str, from: Day) -> Result<Vec<(Day, f64)>, Error> {
        let sql = "SELECT day, value FROM figure \
                   WHERE workspace = $1 AND account = $2 AND code = $3 AND day >= $4 ORDER BY day";
        let params = vec![HOME.into(), account.into(), key.into(), from.to_string().into()];
        let rows = self.0.store.read_one(Statement { sql, params }).await?;
        rows.iter().map(|row| Ok((row.parse(0)?, row.real(1)?))).collect()
    }
}
