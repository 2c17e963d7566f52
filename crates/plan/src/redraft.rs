//! A plan being rewritten in larger strokes - references led elsewhere, two records made one - and the edits that do it.
//! Nothing is checked here but what two records must not say both; applying the edits checks all of it.

use crate::change::Edit;
use crate::custom::{self, value, write};
use crate::field::{self, Field, Shape, Tier};
use crate::kind::{Kind, Plan, is_empty};
use crate::problem::{Problem, Reason};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use uuid::Uuid;

/// What says that a human being is another record too; joined where two records become one.
const SAME_AS: &str = "same_as";
/// What one of two records says of itself alone: that its name is unknown, that it is over.
const OWN: [&str; 4] = ["placeholder", "left_on", "successor", "custom"];

/// The plan as it is by now, and the edits so far.
pub(crate) struct Redraft {
    plan: Plan,
    edits: Vec<Edit>,
    touched: BTreeSet<(Kind, Uuid)>,
}

impl Redraft {
    pub(crate) fn of(plan: &Plan) -> Self {
        Self { plan: plan.clone(), edits: Vec::new(), touched: BTreeSet::new() }
    }

    pub(crate) fn plan(&self) -> &Plan {
        &self.plan
    }

    pub(crate) fn into_edits(self) -> Vec<Edit> {
        self.edits
    }

    /// A field of a record as it stands by now; null where it is empty.
    pub(crate) fn get(&self, kind: Kind, id: Uuid, field: &str) -> Value {
        self.plan.body(kind, id).map_or(Value::Null, |body| value(&body, field))
    }

    /// Makes a field what it is to be; the library's records stay as they are.
    pub(crate) fn set(&mut self, kind: Kind, id: Uuid, field: &str, now: Value) {
        let Some(mut body) = self.plan.own_body(kind, id) else { return };
        let was = value(&body, field);
        let now = if is_empty(&now) { Value::Null } else { now };
        if was == now {
            return;
        }
        write(&mut body, field, &now);
        // What could not be read would be refused when the edits are applied.
        if self.plan.put(kind, body).is_ok() {
            self.touched.insert((kind, id));
        }
        self.edits.push(Edit::Set { kind, id, field: field.to_owned(), was, now });
    }

    /// Takes a record out.
    pub(crate) fn remove(&mut self, kind: Kind, id: Uuid) {
        if self.plan.has_own(kind, id) {
            self.plan.take(kind, id);
            self.touched.remove(&(kind, id));
            self.edits.push(Edit::Remove { kind, id, body: Value::Null });
        }
    }

    /// Adds a record; its code is given where it is applied.
    pub(crate) fn create(&mut self, kind: Kind, id: Uuid, body: Value) {
        let mut whole = body.clone();
        if let Value::Object(fields) = &mut whole {
            fields.insert("id".into(), json!(id));
            fields.entry("code").or_insert_with(|| json!(self.plan.next_code(kind, &[])));
        }
        if self.plan.put(kind, whole).is_ok() {
            self.touched.insert((kind, id));
        }
        self.edits.push(Edit::Create { kind, id, body });
    }

    /// Makes one record of two: what refers to `gone` refers to `kept`, what `kept` lacks it has from `gone`, and `gone`
    /// goes. What then says the same twice becomes one in the same way.
    pub(crate) fn fold(&mut self, kind: Kind, gone: Uuid, kept: Uuid) {
        for (of, id, field) in referrers(&self.plan, kind, gone) {
            // A card has one place; the one that goes takes its own along.
            if of != Kind::CardPlace {
                self.lead(of, id, field, gone, kept);
            }
        }
        self.fill(kind, gone, kept);
        self.remove(kind, gone);
    }

    /// Leads a reference from one record to another. None leads from a record to itself.
    pub(crate) fn lead(&mut self, kind: Kind, id: Uuid, field: &Field, from: Uuid, to: Uuid) {
        let (was, from, to) = (self.get(kind, id, &field.name), json!(from), json!(to));
        let is_itself = field.shape == Shape::Reference(kind) && to == json!(id);
        let now = match was {
            Value::Array(list) => {
                let is_there = is_itself || list.contains(&to);
                let led = list.into_iter().filter(|one| !(*one == from && is_there));
                led.map(|one| if one == from { to.clone() } else { one }).collect()
            }
            _ if is_itself => Value::Null,
            _ => to,
        };
        self.set(kind, id, &field.name, now);
    }

    fn fill(&mut self, kind: Kind, gone: Uuid, kept: Uuid) {
        let Some(from) = self.plan.body(kind, gone) else { return };
        let fields: Vec<Field> = self.plan.fields(kind).into_iter().map(|field| field.into_owned()).collect();
        let open = |field: &&Field| field.tier != Tier::Fixed && !field.once && !OWN.contains(&field.name.as_str());
        for field in fields.iter().filter(open) {
            let (has, given) = (self.get(kind, kept, &field.name), value(&from, &field.name));
            if field.name == SAME_AS {
                self.set(kind, kept, SAME_AS, joined(&has, &given));
            } else if is_empty(&has) && !field.references(&given).contains(&(kind, kept)) {
                self.set(kind, kept, &field.name, given);
            }
        }
    }

    /// Settles what two records must not say both: they become one, a flag that one may have stays where it was, and a
    /// line that would come back to itself goes. Each round takes something away, so there is a last one.
    pub(crate) fn settle(&mut self) {
        while let Some((kind, id, field, reason)) = self.clash() {
            let own = self.plan.field(kind, &field);
            match reason {
                Reason::Twice { code } if own.is_none_or(|own| own.shape != Shape::Flag) => {
                    let Some(twin) = self.plan.find(kind, &code) else { return };
                    self.fold(kind, id, twin);
                }
                Reason::Circle if kind.field(&field).is_none_or(|own| own.required) => self.remove(kind, id),
                _ => self.set(kind, id, &field, Value::Null),
            }
        }
    }

    fn clash(&self) -> Option<(Kind, Uuid, String, Reason)> {
        let clash = |problem: Problem| match problem.reason {
            Reason::Twice { .. } | Reason::Circle => {
                Some((problem.place.kind?, problem.place.id?, problem.place.field?, problem.reason))
            }
            _ => None,
        };
        self.touched.iter().find_map(|(kind, id)| {
            let mut problems = Vec::new();
            self.plan.check_record(*kind, *id, &mut problems);
            problems.into_iter().find_map(clash)
        })
    }
}

/// The other records that refer to one: a record's own id is no reference here.
pub(crate) fn referrers(plan: &Plan, kind: Kind, id: Uuid) -> Vec<(Kind, Uuid, &'static Field)> {
    let mut found = field::referrers(plan, kind, id);
    found.retain(|(.., field)| field.tier != Tier::Fixed);
    found
}

/// The ids of both, each once.
fn joined(one: &Value, other: &Value) -> Value {
    let mut ids: Vec<&str> = Vec::new();
    for id in [one, other].into_iter().filter_map(Value::as_str).flat_map(str::split_whitespace) {
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    if ids.is_empty() { Value::Null } else { json!(ids.join(" ")) }
}

/// Do these two bodies of human beings bear a link that both have?
pub(crate) fn is_linked(one: &Value, other: &Value) -> bool {
    let links = |body: &Value| custom::value(body, SAME_AS).as_str().unwrap_or_default().to_owned();
    let (one, other) = (links(one), links(other));
    one.split_whitespace().any(|link| other.split_whitespace().any(|there| there == link))
}
