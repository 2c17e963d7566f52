//! The panel of any record: its fields, what hangs on it, what refers to it, what was changed about it.

use super::elsewhere::Elsewhere;
use super::{Removal, html};
use crate::files::Files;
use crate::form::{Form, New, Press};
use crate::page::Ground;
use crate::page::block::{Link, action_for};
use crate::personal::data_of;
use crate::value::{field_name, name_of, show_value, title_of};
use crate::words::Say;
use plan::change::Edit;
use plan::erasure::HUMAN;
use plan::field::{Field, OnRemove, Shape, Tier};
use plan::objective::trace;
use plan::{Kind, Language, Logged, Plan, RecordRef, custom};
use serde_json::Value;
use uuid::Uuid;

/// Records of a trace that are shown.
const TRACED: usize = 24;

/// A record.
pub struct RecordPanel {
    /// What kind of record it is.
    pub kind: String,
    /// The form with its fields.
    pub form: String,
    /// The records that hang on it, by kind.
    pub children: Vec<Children>,
}

/// Records of one kind that hang on the record in the panel.
pub struct Children {
    /// Element id.
    pub id: String,
    /// What they are called.
    pub heading: String,
    /// One by one: where it opens, and its removal.
    pub lines: Vec<(Link, Removal)>,
    /// The form for one more.
    pub add: Option<String>,
    /// Something about the form for one more was refused.
    pub open: bool,
}

/// What can be done with any record, under its panel.
pub struct About {
    /// What it is there for, and what follows from it.
    pub trace: [(&'static str, Vec<Link>); 2],
    /// Records that refer to it, or to which it refers.
    pub related: Vec<Link>,
    /// Its files.
    pub files: Option<Files>,
    /// Makes an action about it.
    pub action: Option<Link>,
    /// Shows its history.
    pub history: Link,
    /// What was changed about it, newest first; none where it is not asked for.
    pub changes: Option<Vec<ChangeLine>>,
    /// All that is held about the human being that it stands for.
    pub personal: Option<Link>,
    /// Moves it to another account, or makes it one with another record.
    pub elsewhere: Elsewhere,
    /// Takes it out.
    pub removal: Removal,
}

/// What one change did to the record.
pub struct ChangeLine {
    /// When.
    pub at: String,
    /// By whom.
    pub by: String,
    /// Why, if it was said.
    pub why: String,
    /// What it did.
    pub edits: Vec<EditLine>,
}

/// What an edit did.
pub struct EditLine {
    /// The field, or what became of the whole record.
    pub field: String,
    /// What the field was.
    pub was: String,
    /// What it became; empty where the edit was about the whole record.
    pub now: String,
    /// Sets the field back to what it was.
    pub back: Option<Press>,
}

/// A kind whose records hang on another by this field.
fn hanging(kind: Kind) -> impl Iterator<Item = (Kind, &'static Field)> {
    let fields = |child: Kind| child.fields().iter().map(move |field| (child, field));
    Kind::ALL.iter().copied().flat_map(fields).filter(move |(child, field)| {
        let hangs = field.shape == Shape::Reference(kind) && field.on_remove == OnRemove::Cascade;
        hangs && !field.many && *child != Kind::CardPlace
    })
}

/// The form for all that can be changed about a record. Of a file that is its name; the rest says what it is.
fn form(ground: &Ground<'_>, kind: Kind, id: Uuid) -> Option<Form> {
    match kind {
        Kind::Attachment => ground.forms.edit(kind, id, "record", &["name", custom::PART]),
        _ => ground.forms.whole(kind, id),
    }
}

impl RecordPanel {
    /// The panel of a record.
    pub fn of(ground: &Ground<'_>, kind: Kind, id: Uuid) -> Option<Self> {
        Some(Self {
            kind: ground.say.kind(kind),
            form: html(form(ground, kind, id).as_ref()),
            children: hanging(kind)
                .filter(|(child, _)| ground.plan.shows_kind(*child))
                .map(|(child, field)| Children::of(ground, child, field, id))
                .collect(),
        })
    }
}

impl Children {
    fn of(ground: &Ground<'_>, kind: Kind, by: &'static Field, parent: Uuid) -> Self {
        let parent = parent.to_string();
        let hangs = |body: &serde_json::Value| body.get(&by.name).and_then(|value| value.as_str()) == Some(&parent);
        let bodies = ground.plan.bodies(kind);
        let own = bodies.iter().filter(|(_, body)| hangs(body));
        let line = |(id, body): &(Uuid, serde_json::Value)| {
            // What it hangs on is the panel's own heading.
            let mut rest = body.clone();
            if let Some(fields) = rest.as_object_mut() {
                fields.shift_remove(&by.name);
            }
            let text = title_of(ground.plan, ground.say, kind, &rest);
            let href = ground.open_id(kind, *id).unwrap_or_default();
            (Link::new(text.clone(), href), Removal::of(ground, kind, *id, ground.forms.back().to_owned(), &text))
        };
        let new = New {
            given: vec![(by.name.as_str(), parent.clone())],
            submit: "add",
            part: by.name.as_str(),
            ..New::default()
        };
        let form = ground.may_add(kind).then(|| ground.forms.create(kind, new));
        Self {
            id: format!("{kind}-by-{}", by.name),
            heading: ground.say.label(&format!("many-{kind}")),
            lines: own.map(line).collect(),
            open: form.as_ref().is_some_and(crate::form::Form::has_problems),
            add: form.map(|form| html(Some(&form))),
        }
    }
}

impl About {
    /// What can be done with this record.
    pub fn of(ground: &Ground<'_>, kind: Kind, id: Uuid) -> Self {
        let code = ground.plan.code(kind, id).unwrap_or_default();
        let history = ground.asked.with(&ground.here, &[("history", "1")], Some((kind.code(), code)));
        let touching =
            |change: &&Logged| !change.is_readable() || change.edits.iter().any(|edit| edit.touches() == (kind, id));
        let changes = ground.past.changes.iter().filter(touching);
        let changes = changes.map(|change| ChangeLine::of(ground, change, kind, id));
        let record = RecordRef { kind, id };
        let links =
            |records: Vec<RecordRef>| records.into_iter().take(TRACED).map(|one| Link::to(ground, one)).collect();
        Self {
            trace: [
                ("trace-why", links(trace::why(ground.plan, record))),
                ("trace-so-what", links(trace::so_what(ground.plan, record))),
            ],
            related: related(ground, kind, id),
            files: Files::of(ground, kind, id),
            action: action_for(ground, Some(record)).filter(|_| kind != Kind::Action),
            history: Link::new(ground.say.label("history-of-record"), history),
            changes: ground.asked.is("history").then(|| changes.collect()),
            personal: personal(ground, record),
            elsewhere: Elsewhere::of(ground, kind, id),
            removal: Removal::of(ground, kind, id, ground.closed(), &name_of(ground.plan, ground.say, kind, id)),
        }
    }
}

/// Leads to all that is held about a human being, for whoever leads the account; none in the past, and where the record
/// is the library's.
fn personal(ground: &Ground<'_>, record: RecordRef) -> Option<Link> {
    let is_ours = HUMAN.contains(&record.kind) && ground.plan.has_own(record.kind, record.id);
    (is_ours && ground.forms.answers_for_people())
        .then(|| Link::new(ground.say.label("personal-data"), data_of(ground.root, record)))
}

/// Records that refer to this one without hanging on it, and those that it refers to.
fn related(ground: &Ground<'_>, kind: Kind, id: Uuid) -> Vec<Link> {
    let body = ground.plan.body(kind, id).unwrap_or_default();
    let named = plan::field::references(kind, &body).into_iter().map(|(_, kind, id)| RecordRef { kind, id });
    let by = plan::field::referrers(ground.plan, kind, id).into_iter();
    let by = by.filter(|(_, _, field)| field.on_remove != OnRemove::Cascade);
    let mut all: Vec<RecordRef> = named.chain(by.map(|(kind, id, _)| RecordRef { kind, id })).collect();
    all.sort_by_key(|record| (record.kind, record.id));
    all.dedup();
    all.into_iter().map(|record| Link::to(ground, record)).collect()
}

impl ChangeLine {
    /// What a change did to this record.
    pub fn of(ground: &Ground<'_>, change: &Logged, kind: Kind, id: Uuid) -> Self {
        let edits = change.edits.iter().filter(|edit| edit.touches() == (kind, id));
        let unread = || EditLine::whole(ground.say.label("made-by-newer-change"));
        let unread = (!change.is_readable()).then(unread);
        Self {
            at: ground.clock(change.at),
            by: ground.who(change.by),
            why: change.why.clone().unwrap_or_default(),
            edits: edits
                .map(|edit| EditLine::of(ground.plan, ground.say, edit).with_way_back(ground, edit, change))
                .chain(unread)
                .collect(),
        }
    }
}

impl EditLine {
    /// What became of a whole record.
    pub fn whole(what: String) -> Self {
        Self { field: what, was: String::new(), now: String::new(), back: None }
    }

    /// What an edit did: the field, what it was, what it became.
    pub fn of(plan: &Plan, say: Say, edit: &Edit) -> Self {
        match edit {
            Edit::Create { .. } => Self::whole(say.label("was-created")),
            Edit::Remove { .. } => Self::whole(say.label("was-removed")),
            Edit::Set { kind, field, was, now, .. } => {
                // A field of the workspace's own has the words of its definition.
                let known = plan.field(*kind, field);
                let name = known.as_ref().map_or_else(|| field.clone(), |field| field_name(plan, say, *kind, field));
                // Words may differ in another language than the reader's only.
                let differing = Language::ALL.into_iter().map(|language| Say { language, ..say }).chain([say]).rev();
                let texts = |say| [was, now].map(|value| known.as_ref().map(|field| shown(plan, say, field, value)));
                let [was, now] = differing.map(texts).find(|[was, now]| was != now).unwrap_or_else(|| texts(say));
                Self { field: name, was: was.unwrap_or_default(), now: now.unwrap_or_default(), back: None }
            }
        }
    }

    /// With the button that sets the field back to what it was before this change, unless it is that anyway.
    fn with_way_back(self, ground: &Ground<'_>, edit: &Edit, change: &Logged) -> Self {
        let Edit::Set { kind, id, field, was, .. } = edit else { return self };
        let (record, plan) = (RecordRef { kind: *kind, id: *id }, ground.plan);
        let own = plan.body(*kind, *id).filter(|_| plan.has_own(*kind, *id));
        let is = own.map(|body| custom::value(&body, field));
        let editable = plan.field(*kind, field).is_some_and(|field| field.tier != Tier::Fixed);
        let differs = editable && is.is_some_and(|is| is != *was);
        let what = format!("{} {}", self.field, self.was);
        let back = || ground.forms.value_restoration(record, field, change.revision - 1, &what);
        Self { back: if differs { back() } else { None }, ..self }
    }
}

/// A value as history tells it: what is empty, and what refers to a record that is gone, says so.
fn shown(plan: &Plan, say: Say, field: &Field, value: &Value) -> String {
    let text = show_value(plan, say, field, value);
    match value {
        _ if !text.is_empty() => text,
        Value::Null => say.label("empty-value"),
        _ => say.label("record-gone"),
    }
}
