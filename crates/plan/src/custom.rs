//! Fields that a workspace defines for itself, beside those of the method (decided 5.45). Records of the kind that a
//! definition names may hold a value for it; figures never read them. A definition is retired rather than removed, and
//! what it holds never changes shape.

mod values;

pub use values::{Custom, CustomValue, NAMES, PART, value, write};
pub(crate) use values::{is_readable, of as custom_of};

use crate::change::Edit;
use crate::field::{Field, OnRemove, Shape, Tier};
use crate::kind::{Kind, Plan};
use crate::problem::{Problem, Reason};
use crate::record::record;
use crate::scale::choice;
use crate::{Day, Id, Words, limits};
use serde_json::Value;
use std::borrow::Cow;
use uuid::Uuid;

choice! {
    /// What a field of the workspace's own holds.
    CustomShape, "custom_shape", {
        /// Text, in one or more languages.
        Text = "text",
        /// A decimal number.
        Number = "number",
        /// A civil day.
        Day = "day",
        /// One of the field's choices, by its code.
        Choice = "choice",
    }
}

record! {
    /// A field that the workspace defines for records of one kind. They hold its values under its code.
    CustomField {
        /// What the field is called.
        must["maxLength" = 60] name: Words,
        /// The kind of record that bears it.
        must["x-once" = true] kind: Kind,
        /// What it holds.
        must["x-once" = true] shape: CustomShape,
        /// Shown in lists across accounts.
        #[serde(default)]
        should listed: bool,
        /// No longer filled; what it holds already stays.
        #[serde(default)]
        more retired: bool,
    }
}

record! {
    /// A choice of a field of the workspace's own. Records hold its code.
    CustomChoice {
        /// The field.
        must["x-on-remove" = "cascade", "x-once" = true, "x-only" = "shape=choice"] field: Id<CustomField>,
        /// What the choice is called.
        must["maxLength" = 60] name: Words,
        /// No longer chosen; where it was chosen it stays.
        #[serde(default)]
        more retired: bool,
    }
    check check_choice;
}

fn check_choice(one: &CustomChoice, plan: &Plan, problems: &mut Vec<Problem>) {
    if let Some(field) = plan.custom_fields.get(one.field).filter(|field| field.shape != CustomShape::Choice) {
        problems.push(Problem::of(one, "field", Reason::TakesNoChoices { code: field.code.clone() }));
    }
}

impl CustomField {
    /// Its line in the table of fields, as those of the method have theirs.
    pub fn field(&self, plan: &Plan) -> Field {
        let codes = || self.choices(plan).map(|one| one.code.clone()).collect();
        let shape = match self.shape {
            CustomShape::Text => Shape::Words(limits::TEXT),
            CustomShape::Number => Shape::Decimal,
            CustomShape::Day => Shape::Day,
            CustomShape::Choice => Shape::Choice(Kind::CustomChoice.code().to_owned(), codes()),
        };
        Field {
            name: format!("{NAMES}{}", self.code),
            shape,
            many: false,
            required: false,
            tier: Tier::More,
            once: false,
            currency: false,
            only: None,
            on_remove: OnRemove::Refuse,
            duty: false,
            personal: None,
            audience: None,
            meaning: self.name.show(crate::Language::En).to_owned(),
        }
    }

    /// Its choices by code, the retired ones too.
    pub fn choices<'p>(&self, plan: &'p Plan) -> impl Iterator<Item = &'p CustomChoice> + use<'p> {
        let id = self.id;
        plan.custom_choices.by_code().filter(move |one| one.field == id)
    }
}

impl Plan {
    /// The field of a kind with this name, be it the method's (`title`) or the workspace's own (`custom.CF01`).
    pub fn field(&self, kind: Kind, name: &str) -> Option<Cow<'static, Field>> {
        match name.strip_prefix(NAMES) {
            Some(code) => self.custom_field(kind, code).map(|one| Cow::Owned(one.field(self))),
            None => kind.field(name).map(Cow::Borrowed),
        }
    }

    /// All fields of a kind: the method's in the order of the struct, then the workspace's own by code.
    pub fn fields(&self, kind: Kind) -> Vec<Cow<'static, Field>> {
        let own = self.custom_fields_of(kind).map(|one| Cow::Owned(one.field(self)));
        kind.fields().iter().map(Cow::Borrowed).chain(own).collect()
    }

    /// The workspace's own fields of a kind by code, each code once.
    pub fn custom_fields_of(&self, kind: Kind) -> impl Iterator<Item = &CustomField> {
        let meant = move |one: &CustomField| self.custom_field(kind, &one.code).is_some_and(|meant| meant.id == one.id);
        self.custom_fields.by_code().filter(move |one| one.kind == kind && meant(one))
    }

    /// The workspace's own field of a kind with this code; the plan's own before the library's.
    pub fn custom_field(&self, kind: Kind, code: &str) -> Option<&CustomField> {
        let with_code = self.custom_fields.iter().filter(|one| one.kind == kind && one.code == code);
        with_code.min_by_key(|one| self.is_shared(Kind::CustomField, one.id.uuid()))
    }

    /// What a body's values in the workspace's own fields rest on: the fields, and the choices that are chosen.
    pub(crate) fn definitions(&self, kind: Kind, body: &Value) -> Vec<(Kind, Uuid)> {
        let mut found = Vec::new();
        for (name, value) in custom_of(body) {
            let code = name.strip_prefix(NAMES).unwrap_or_default();
            let Some(field) = self.custom_field(kind, code) else { continue };
            found.push((Kind::CustomField, field.id.uuid()));
            let chosen = field.choices(self).filter(|one| *value == one.code.as_str());
            found.extend(chosen.map(|one| (Kind::CustomChoice, one.id.uuid())));
        }
        found
    }

    /// The records that hold a value of a field or choice which is taken out, given its body.
    pub(crate) fn bearers(&self, taken: Kind, body: &Value) -> Vec<(Kind, Uuid)> {
        let word = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default();
        match taken {
            Kind::CustomField => self.bearing(Kind::from_code(word("kind")), word("code"), |_| true),
            Kind::CustomChoice => {
                let field = word("field").parse().ok().and_then(|id| self.custom_fields.get(Id::new(id)));
                field.map_or_else(Vec::new, |field| {
                    self.bearing(Some(field.kind), &field.code, |value| value.is_code(word("code")))
                })
            }
            _ => Vec::new(),
        }
    }

    fn bearing(&self, kind: Option<Kind>, code: &str, that: impl Fn(&CustomValue) -> bool) -> Vec<(Kind, Uuid)> {
        let Some(kind) = kind else { return Vec::new() };
        let bears = |(_, custom): &(Uuid, &Custom)| custom.get(code).is_some_and(&that);
        self.custom(kind).into_iter().filter(bears).map(|(id, _)| (kind, id)).collect()
    }

    /// What is wrong with the values of the workspace's own fields in this body: field and reason.
    pub(crate) fn custom_faults(&self, kind: Kind, body: &Value) -> Vec<(String, Reason)> {
        let fault = |name: &str, value: &Value| match self.field(kind, name) {
            // What its definition says cannot be read.
            _ if self.is_wounded_definition(name, value) => None,
            None => Some(Reason::UnknownField),
            // Stored as it is typed, so it is typed as days are stored.
            Some(field) if field.shape == Shape::Day && !is_plain_day(value) => Some(Reason::NotADay),
            Some(field) => field.check(value).err(),
        };
        custom_of(body).filter_map(|(name, value)| fault(&name, value).map(|reason| (name, reason))).collect()
    }
}

impl Plan {
    /// Why a value that has no form of a value at all does not fit its field.
    pub(crate) fn misfit(&self, kind: Kind, name: &str, value: &Value) -> Reason {
        self.field(kind, name)
            .map_or(Reason::UnknownField, |field| field.check(value).err().unwrap_or(Reason::NotAText))
    }
}

impl Plan {
    fn is_wounded_definition(&self, name: &str, value: &Value) -> bool {
        let code = name.strip_prefix(NAMES).unwrap_or_default();
        let chosen = value.as_str().and_then(|choice| self.wounded_as(Kind::CustomChoice, choice));
        self.wounded_as(Kind::CustomField, code).or(chosen).is_some()
    }
}

fn is_plain_day(value: &Value) -> bool {
    value.as_str().is_some_and(|text| text.parse::<Day>().is_ok_and(|day| day.to_string() == text))
}

/// What is retired takes no new value; asked of a change that somebody makes, never of a file or an undo.
pub(crate) fn newly_retired(after: &Plan, edits: &[Edit]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for edit in edits {
        let (kind, id) = edit.touches();
        let Some(body) = after.body(kind, id) else { continue };
        let moved = |name: &String| match edit {
            Edit::Create { .. } => true,
            Edit::Set { field, .. } => field == name,
            Edit::Remove { .. } => false,
        };
        for (name, value) in custom_of(&body).filter(|(name, _)| moved(name)) {
            if is_retired(after, kind, &name, value) {
                problems.push(after.problem(kind, id, Some(&name), Reason::Retired));
            }
        }
    }
    problems
}

fn is_retired(plan: &Plan, kind: Kind, name: &str, value: &Value) -> bool {
    let Some(field) = name.strip_prefix(NAMES).and_then(|code| plan.custom_field(kind, code)) else { return false };
    field.retired || field.choices(plan).any(|one| one.retired && *value == one.code.as_str())
}
