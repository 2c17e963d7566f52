//! The changes of the log, newest first, each record by record.

use crate::error::Failure;
use crate::page::Ground;
use crate::page::block::{Block, Link};
use crate::panel::EditLine;
use crate::value::{name_of, title_of};
use askama::Template;
use plan::change::Edit;
use plan::{Kind, Logged};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Records of one change that are told one by one; an import touches thousands.
const MOST: usize = 12;
/// Changes that are shown at once.
const SHOWN: usize = 200;

#[derive(Template)]
#[template(path = "history/changes.html")]
struct Changes<'g, 'p> {
    ground: &'g Ground<'p>,
    changes: Vec<Entry>,
}

/// One change.
struct Entry {
    at: String,
    why: String,
    by: String,
    undoes: bool,
    /// A newer version made it, and this one cannot say what it did.
    unread: bool,
    /// How many edits are not for the reader.
    hidden: usize,
    told: Told,
    /// Looks at what going back to it would change.
    back: Option<Link>,
}

/// What a change did, or would do.
pub struct Told {
    /// Record by record.
    pub records: Vec<Touched>,
    /// By kinds, where there are too many records.
    pub kinds: Vec<String>,
}

/// What a change did to one record.
pub struct Touched {
    /// Its kind and name.
    pub name: String,
    /// Where it opens, if it is there.
    pub href: Option<String>,
    /// What was done.
    pub edits: Vec<EditLine>,
}

/// The changes as a block of the page.
pub fn block(ground: &Ground<'_>) -> Result<Block, Failure> {
    let changes = ground.past.changes.iter().take(SHOWN).map(|change| entry(ground, change)).collect();
    Ok(Block::Part(Changes { ground, changes }.render()?))
}

fn entry(ground: &Ground<'_>, change: &Logged) -> Entry {
    let at = ground.clock(change.at);
    let is_now = change.revision >= ground.past.revision;
    let href = || ground.asked.with(&ground.here, &[(super::back::ASKED, &change.revision.to_string())], None);
    Entry {
        by: ground.who(change.by),
        why: change.why.clone().unwrap_or_default(),
        undoes: change.undoes.is_some(),
        unread: !change.is_readable(),
        hidden: change.hidden,
        told: Told::of(ground, &change.edits, MOST, |edit| EditLine::of(ground.plan, ground.say, edit)),
        back: (!is_now && ground.forms.leads())
            .then(|| Link::new(ground.say.one("go-back-to", "at", at.as_str()), href())),
        at,
    }
}

impl Told {
    /// What these edits do, each in the words of `line`: record by record up to `most` of them, else by kinds.
    pub fn of(ground: &Ground<'_>, edits: &[Edit], most: usize, line: impl Fn(&Edit) -> EditLine) -> Self {
        let mut by_record: BTreeMap<(Kind, Uuid), Vec<&Edit>> = BTreeMap::new();
        for edit in edits {
            by_record.entry(edit.touches()).or_default().push(edit);
        }
        if by_record.len() > most {
            return Self { records: Vec::new(), kinds: kinds(ground, by_record.keys().map(|(kind, _)| *kind)) };
        }
        let record = |((kind, id), edits): (&(Kind, Uuid), &Vec<&Edit>)| Touched {
            name: name_in(ground, *kind, *id, edits),
            href: ground.open_id(*kind, *id),
            edits: edits.iter().map(|edit| line(edit)).collect(),
        };
        Self { records: by_record.iter().map(record).collect(), kinds: Vec::new() }
    }
}

/// How many there are of each kind.
pub fn kinds(ground: &Ground<'_>, kinds: impl Iterator<Item = Kind>) -> Vec<String> {
    let mut counts: BTreeMap<Kind, usize> = BTreeMap::new();
    kinds.for_each(|kind| *counts.entry(kind).or_default() += 1);
    counts.into_iter().map(|(kind, count)| format!("{} {count}", ground.say.label(&format!("many-{kind}")))).collect()
}

/// A record that is gone is called as it was when it went.
fn name_in(ground: &Ground<'_>, kind: Kind, id: Uuid, edits: &[&Edit]) -> String {
    let (say, plan) = (ground.say, ground.plan);
    let kept = edits.iter().find_map(|edit| match edit {
        Edit::Remove { body, .. } | Edit::Create { body, .. } if body.is_object() => Some(body),
        _ => None,
    });
    let name = match kept {
        _ if plan.has(kind, id) => name_of(plan, say, kind, id),
        Some(body) => title_of(plan, say, kind, body),
        None => say.label("record-gone"),
    };
    format!("{} {name}", say.kind(kind))
}
