//! The history of an account: who changed what, the plan as of a day, named snapshots, and the ways back.

mod back;
mod changes;
mod course;
mod gone;

use crate::App;
use crate::error::Failure;
use crate::page::block::Block;
use crate::page::menu::Leaf;
use crate::page::{Content, Ground};
use crate::record::{Sent, Writer};
use crate::root::Root;
use askama::Template;
use axum::extract::Query;
use axum::response::{Redirect, Response};
use ledger::Error;
use plan::{Day, Problem, Reason};
use serde::Deserialize;
use uuid::Uuid;

pub use back::ASKED as BACK_TO;

/// The longest name of a snapshot, in characters.
const LONGEST: usize = 60;

#[derive(Template)]
#[template(path = "history.html")]
struct History<'g, 'p> {
    ground: &'g Ground<'p>,
    snapshots: Vec<SealedLine>,
    seal: Uuid,
    attempt: Option<(String, Vec<String>)>,
}

/// A snapshot.
struct SealedLine {
    name: String,
    day: String,
    by: String,
    health: String,
}

/// What the page shows.
pub fn content(ground: &Ground<'_>) -> Result<Content, Failure> {
    let say = ground.say;
    let snapshot = |one: &ledger::Snapshot| SealedLine {
        name: one.name.clone(),
        day: say.day(one.day),
        by: ground.who(one.made_by),
        health: one.figures.pointer("/plan/health").and_then(|word| word.as_str()).unwrap_or("unknown").to_owned(),
    };
    let attempt = ground.forms.attempt_at("seal").map(|attempt| {
        let problems = attempt.problems.iter().map(|problem| say.problem(problem)).collect();
        (attempt.value("name").unwrap_or_default().to_owned(), problems)
    });
    let page = History {
        ground,
        snapshots: ground.past.snapshots.iter().map(snapshot).collect(),
        seal: ground.forms.new_id(),
        attempt,
    };
    let mut blocks = Vec::new();
    blocks.extend(back::block(ground)?);
    blocks.push(Block::Part(page.render()?));
    blocks.extend(gone::block(ground)?);
    blocks.extend(course::block(ground));
    blocks.push(changes::block(ground)?);
    Ok(Content::of(blocks))
}

/// What the form for a day sends.
#[derive(Deserialize)]
pub struct Chosen {
    day: Option<String>,
}

/// `GET {root}/as-of?day=`: on to the plan as of that day; without a day back to the history.
pub async fn as_of(app: App, root: Root, Query(chosen): Query<Chosen>) -> Result<Redirect, Failure> {
    let day = chosen.day.and_then(|day| day.trim().parse::<Day>().ok());
    let first = Leaf::first(root, root.seat(&app).await?.plan());
    Ok(match day {
        Some(day) => Redirect::to(&format!("{root}/as-of/{day}/{first}")),
        None => Redirect::to(&format!("{root}/history")),
    })
}

/// `POST {root}/snapshots`: seals the plan as it is now, under a name.
pub async fn seal(writer: Writer, sent: Sent) -> Result<Response, Failure> {
    let name = sent.value("name").unwrap_or_default().trim().to_owned();
    let length = name.chars().count();
    let problem = match length {
        0 => Some(Reason::Required),
        _ if length > LONGEST => Some(Reason::TooLong { most: LONGEST, length }),
        _ => None,
    };
    if let Some(reason) = problem {
        return Ok(writer.refuse(sent, vec![Problem::anywhere(reason)]).await);
    }
    let (id, moment) = (sent.id("change")?, writer.moment());
    match writer.seat().await?.seal(id, &name, moment).await {
        Ok(()) => Ok(writer.done(&sent)),
        Err(Error::Problems(problems)) => Ok(writer.refuse(sent, problems).await),
        Err(error) => Err(error.into()),
    }
}
