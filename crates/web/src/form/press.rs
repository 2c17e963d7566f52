//! One press: a form without anything to type, such as "done" or "restore".

use super::Forms;
use crate::root::Root;
use askama::Template;
use plan::{Kind, RecordRef};
use serde_json::Value;
use uuid::Uuid;

/// A button that sends what it was made with.
#[derive(Template)]
#[template(path = "form/press.html")]
pub struct Press {
    /// Where it is sent.
    action: String,
    /// The id of the change.
    change: Uuid,
    /// The page that it comes back to.
    back: String,
    /// What it sends: name and value.
    sent: Vec<(String, String)>,
    /// What the button says.
    label: String,
    /// What a screen reader says of it.
    what: String,
}

impl Press {
    /// A button that sets these fields of a record, for a page that has no plan: each field with its stored value as
    /// JSON and what it becomes.
    pub fn of(
        (root, kind, id): (Root, Kind, Uuid),
        change: Uuid,
        back: &str,
        fields: Vec<(String, String, String)>,
        (label, what): (String, String),
    ) -> Self {
        let sent = fields.into_iter().flat_map(|(name, was, now)| [(format!("was.{name}"), was), (name, now)]);
        let action = format!("{root}/records/{kind}/{id}");
        Self { action, change, back: back.to_owned(), sent: sent.collect(), what, label }
    }
}

impl Forms<'_> {
    /// A button that sets these fields of a record; none in the past.
    pub fn press(&self, kind: Kind, id: Uuid, fields: &[(&str, String)], label: &str, what: &str) -> Option<Press> {
        let body = self.plan.body(kind, id).filter(|_| self.may_edit(kind, id))?;
        let field = |(name, now): &(&str, String)| {
            let was = body.get(*name).unwrap_or(&Value::Null).to_string();
            ((*name).to_owned(), was, now.clone())
        };
        let fields = fields.iter().map(field).collect();
        let said = self.said(label, what);
        Some(Press::of((self.root, kind, id), self.new_id(), self.back, fields, said))
    }

    /// A button that brings a removed record back; none in the past.
    pub fn restoration(&self, record: RecordRef, what: &str) -> Option<Press> {
        if self.may_add(record.kind) { self.back_by(record, Vec::new(), "restore", what) } else { None }
    }

    /// A button that sets a field back to what it was at this revision; none in the past.
    pub fn value_restoration(&self, record: RecordRef, field: &str, revision: i64, what: &str) -> Option<Press> {
        let sent = vec![("field".into(), field.to_owned()), ("revision".into(), revision.to_string())];
        if self.may_edit(record.kind, record.id) { self.back_by(record, sent, "restore-value", what) } else { None }
    }

    /// A button that makes the plan what it was at this revision, unless it changes after the revision `seen`, and goes
    /// on to the page `after`; none in the past.
    pub fn going_back(&self, revision: i64, seen: i64, after: String) -> Option<Press> {
        let sent = [("revision", revision.to_string()), ("seen", seen.to_string()), ("after", after)];
        let sent = sent.map(|(name, value)| (name.to_owned(), value)).into();
        let label = self.say.label("go-back");
        if self.leads() { self.pressed(format!("{}/return", self.root), sent, (label.clone(), label)) } else { None }
    }

    fn back_by(&self, record: RecordRef, sent: Vec<(String, String)>, label: &str, what: &str) -> Option<Press> {
        let action = format!("{}/records/{}/{}/restoration", self.root, record.kind, record.id);
        self.pressed(action, sent, self.said(label, what))
    }

    fn pressed(&self, action: String, sent: Vec<(String, String)>, said: (String, String)) -> Option<Press> {
        let (label, what) = said;
        self.live.then(|| Press { action, change: self.new_id(), back: self.back.to_owned(), sent, label, what })
    }

    /// What a button says, and what a screen reader says of it.
    fn said(&self, label: &str, what: &str) -> (String, String) {
        let label = self.say.label(label);
        let what = format!("{label}{}{what}", self.say.label("colon"));
        (label, what)
    }
}
