//! The history of an account: who changed what, the plan as of a day, and named snapshots.

mod course;

use crate::error::Failure;
use crate::page::block::Block;
use crate::page::menu::Leaf;
use crate::page::{Content, Ground};
use crate::panel::edit_line;
use crate::record::{Sent, Writer};
use crate::root::Root;
use crate::value::name_of;
use askama::Template;
use axum::extract::Query;
use axum::response::{Redirect, Response};
use plan::change::Edit;
use plan::{Day, Kind, Logged, Problem, Reason};
use serde::Deserialize;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Records of one change that are told one by one; an import touches thousands.
const MOST: usize = 12;
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

#[derive(Template)]
#[template(path = "history/changes.html")]
struct Changes<'g, 'p> {
    ground: &'g Ground<'p>,
    changes: Vec<ChangeEntry>,
}

/// A snapshot.
struct SealedLine {
    name: String,
    day: String,
    health: String,
}

/// One change of the log.
struct ChangeEntry {
    at: String,
    why: String,
    undoes: bool,
    /// A newer version made it, and this one cannot say what it did.
    unread: bool,
    records: Vec<RecordEntry>,
    kinds: Vec<String>,
}

/// What a change did to one record.
struct RecordEntry {
    name: String,
    href: Option<String>,
    fields: Vec<(String, String, String)>,
}

/// What the page shows.
pub fn content(ground: &Ground<'_>) -> Result<Content, Failure> {
    let say = ground.say;
    let snapshot = |one: &ledger::Snapshot| SealedLine {
        name: one.name.clone(),
        day: say.day(one.day),
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
    let changes = ground.past.changes.iter().map(|change| entry(ground, change)).collect();
    let mut blocks = vec![Block::Part(page.render()?)];
    blocks.extend(course::block(ground));
    blocks.push(Block::Part(Changes { ground, changes }.render()?));
    Ok(Content::of(blocks))
}

fn entry(ground: &Ground<'_>, change: &Logged) -> ChangeEntry {
    let mut by_record: BTreeMap<(Kind, Uuid), Vec<&Edit>> = BTreeMap::new();
    for edit in &change.edits {
        by_record.entry(edit.touches()).or_default().push(edit);
    }
    // An import is told by kinds, what people did record by record.
    if by_record.len() > MOST {
        let mut by_kind: BTreeMap<Kind, usize> = BTreeMap::new();
        by_record.keys().for_each(|(kind, _)| *by_kind.entry(*kind).or_default() += 1);
        let kinds =
            by_kind.into_iter().map(|(kind, count)| format!("{} {count}", ground.say.label(&format!("many-{kind}"))));
        return ChangeEntry { kinds: kinds.collect(), ..ChangeEntry::of(ground, change) };
    }
    let record = |((kind, id), edits): (&(Kind, Uuid), &Vec<&Edit>)| RecordEntry {
        name: name_in(ground, *kind, *id, edits),
        href: ground.open_id(*kind, *id),
        fields: edits.iter().map(|edit| edit_line(ground, edit)).collect(),
    };
    ChangeEntry { records: by_record.iter().map(record).collect(), ..ChangeEntry::of(ground, change) }
}

impl ChangeEntry {
    /// When, why, and whether it took something back.
    fn of(ground: &Ground<'_>, change: &Logged) -> Self {
        Self {
            at: ground.clock(change.at),
            why: change.why.clone().unwrap_or_default(),
            undoes: change.undoes.is_some(),
            unread: !change.is_readable(),
            records: Vec::new(),
            kinds: Vec::new(),
        }
    }
}

/// A record that is gone is called as it was when it went.
fn name_in(ground: &Ground<'_>, kind: Kind, id: Uuid, edits: &[&Edit]) -> String {
    let say = ground.say;
    let removed = edits.iter().find_map(|edit| match edit {
        Edit::Remove { body, .. } => Some(body),
        _ => None,
    });
    let name = match removed.filter(|_| !ground.plan.has(kind, id)) {
        Some(body) => crate::value::title_of(ground.plan, say, kind, body),
        None if ground.plan.has(kind, id) => name_of(ground.plan, say, kind, id),
        None => say.label("record-gone"),
    };
    format!("{} {name}", say.kind(kind))
}

/// What the form for a day sends.
#[derive(Deserialize)]
pub struct Chosen {
    day: Option<String>,
}

/// `GET {root}/as-of?day=`: on to the plan as of that day; without a day back to the history.
pub async fn as_of(root: Root, Query(chosen): Query<Chosen>) -> Redirect {
    let day = chosen.day.and_then(|day| day.trim().parse::<Day>().ok());
    match day {
        Some(day) => Redirect::to(&format!("{root}/as-of/{day}/{}", Leaf::first(root))),
        None => Redirect::to(&format!("{root}/history")),
    }
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
    writer.seat().await?.seal(id, &name, moment).await?;
    Ok(writer.done(&sent))
}
