//! One press that sets fields of a record, such as "done": a form without anything to type.

use super::Forms;
use crate::root::Root;
use askama::Template;
use plan::Kind;
use serde_json::Value;
use uuid::Uuid;

/// A button that sets fields.
#[derive(Template)]
#[template(path = "form/press.html")]
pub struct Press {
    /// Where it is sent.
    action: String,
    /// The id of the change.
    change: Uuid,
    /// The page that it comes back to.
    back: String,
    /// Field, the stored value when the page was made, what it becomes.
    fields: Vec<(String, String, String)>,
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
        Self { action: format!("{root}/records/{kind}/{id}"), change, back: back.to_owned(), fields, what, label }
    }
}

impl Forms<'_> {
    /// A button that sets these fields of a record; none in the past.
    pub fn press(&self, kind: Kind, id: Uuid, fields: &[(&str, String)], label: &str, what: &str) -> Option<Press> {
        let body = self.plan.body(kind, id).filter(|_| self.live)?;
        let field = |(name, now): &(&str, String)| {
            let was = body.get(*name).unwrap_or(&Value::Null).to_string();
            ((*name).to_owned(), was, now.clone())
        };
        let label = self.say.label(label);
        let what = format!("{label}{}{what}", self.say.label("colon"));
        let fields = fields.iter().map(field).collect();
        Some(Press::of((self.root, kind, id), self.new_id(), self.back, fields, (label, what)))
    }
}
