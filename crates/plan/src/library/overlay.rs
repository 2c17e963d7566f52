//! The library under an account's plan: the plan reads its records as if they were its own, refers to them, and
//! changes none of them. What the plan has of its own wins over what the library has under the same id.

use crate::Day;
use crate::field;
use crate::kept::Wound;
use crate::kind::{Home, Kind, Plan};
use crate::rate::Rate;
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use std::sync::Arc;
use uuid::Uuid;

impl Kind {
    /// The kinds at home in the library.
    pub fn in_library() -> impl Iterator<Item = Kind> {
        Self::ALL.iter().copied().filter(|kind| kind.home() == Home::Library)
    }

    /// What others may refer to and what can go out of use: in the library it is retired, never removed, because
    /// the library does not see who refers to it.
    pub fn is_retired_not_removed(self) -> bool {
        self.field(RETIRED_ON).is_some() || self.field(RETIRED).is_some()
    }
}

/// The field with the day from which a record is out of use.
const RETIRED_ON: &str = "retired_on";
/// The flag of those that are out of use from the change on that sets it.
const RETIRED: &str = "retired";

impl Plan {
    /// This plan with the library laid under it, in place of the one that was. Records are shared, not copied.
    pub fn with_library(&self, library: &Arc<Plan>) -> Plan {
        let mut plan = self.own();
        let mut shared = BTreeSet::new();
        for kind in Kind::in_library() {
            for id in plan.share(kind, library) {
                plan.keep(kind, id, library.kept.of(kind, id));
                shared.insert((kind, id));
            }
        }
        plan.shared = Arc::new(shared);
        plan.library = Some(library.clone());
        plan.settle_settings_of(library);
        plan
    }

    /// This plan without the library under it. References to the library then lead nowhere.
    pub fn own(&self) -> Plan {
        let mut plan = self.clone();
        for (kind, id) in self.shared.iter() {
            plan.delete(*kind, *id);
            plan.keep(*kind, *id, Map::new());
        }
        plan.shared = Arc::default();
        if let Some(library) = plan.library.take() {
            plan.settle_settings_of(&library);
        }
        plan
    }

    /// Only a library that sets anything moves the settings of the plan above it.
    fn settle_settings_of(&mut self, library: &Plan) {
        if !library.setting_records.is_empty() {
            self.settle_settings();
        }
    }

    /// Is it the plan of the library itself?
    pub fn is_library(&self) -> bool {
        self.accounts.is_empty() && self.workspaces.iter().any(|one| !self.is_shared(Kind::Workspace, one.id.uuid()))
    }

    /// Is this record the library's, seen through this plan?
    pub fn is_shared(&self, kind: Kind, id: Uuid) -> bool {
        self.shared.contains(&(kind, id))
    }

    /// Is this record here, and the plan's own?
    pub fn has_own(&self, kind: Kind, id: Uuid) -> bool {
        self.has(kind, id) && !self.is_shared(kind, id)
    }

    /// The body of a record that is the plan's own.
    pub fn own_body(&self, kind: Kind, id: Uuid) -> Option<Value> {
        self.body(kind, id).filter(|_| !self.is_shared(kind, id))
    }

    /// The plan's own records of a kind by code: id and body.
    pub fn own_bodies(&self, kind: Kind) -> Vec<(Uuid, Value)> {
        let mut bodies = self.bodies(kind);
        bodies.retain(|(id, _)| !self.is_shared(kind, *id));
        bodies
    }

    /// How many of its own records could head the plan: an account, or the company for a library.
    pub(crate) fn heads(&self) -> usize {
        let own = |one: &&crate::library::Workspace| !self.is_shared(Kind::Workspace, one.id.uuid());
        self.accounts.len() + self.workspaces.iter().filter(own).count()
    }

    /// The library's records that this plan's own refer to, directly or through each other, and those that its figures
    /// use: what must come along for a file to stand alone.
    pub fn carried(&self) -> BTreeSet<(Kind, Uuid)> {
        let mut carried = BTreeSet::new();
        if self.shared.is_empty() {
            return carried;
        }
        let bears = |kind| self.custom_fields.iter().any(|one| one.kind == kind);
        let own = Kind::ALL.iter().copied().filter(|kind| refers_to_library(*kind) || bears(*kind));
        let own = own.flat_map(|kind| self.own_bodies(kind).into_iter().map(move |(_, body)| (kind, body)));
        let mut ahead: Vec<_> = own.flat_map(|(kind, body)| self.shared_targets(self, kind, &body)).collect();
        ahead.extend(self.shared.iter().filter(|(kind, _)| *kind == Kind::Setting));
        let exchanged = self.exchanged();
        let counts = |one: &&Rate| exchanged.contains(one.currency.as_str()) || exchanged.contains(one.into.as_str());
        let rates = self.rates.iter().filter(counts).map(|one| (Kind::Rate, one.id.uuid()));
        ahead.extend(rates.filter(|(kind, id)| self.is_shared(*kind, *id)));
        while let Some((kind, id)) = ahead.pop() {
            if carried.insert((kind, id)) {
                let body = self.body(kind, id).unwrap_or(Value::Null);
                ahead.extend(self.shared_targets(self.library.as_deref().unwrap_or(self), kind, &body));
            }
        }
        carried
    }

    /// What of the library a body refers to. Its values are typed by the definitions of the plan that it is `of`.
    fn shared_targets(&self, of: &Plan, kind: Kind, body: &Value) -> Vec<(Kind, Uuid)> {
        let targets = field::references(kind, body).into_iter().map(|(_, target, id)| (target, id));
        let targets = targets.chain(of.definitions(kind, body));
        targets.filter(|(target, id)| self.is_shared(*target, *id)).collect()
    }

    /// The wound in the place of a record, be it the plan's or the library's.
    pub(crate) fn wound_below(&self, kind: Kind, id: Uuid) -> Option<&Wound> {
        self.wound(kind, id).or_else(|| self.library.as_ref()?.wound(kind, id))
    }

    /// The library's records that cannot be read and to which this plan refers or may refer: they come along in its
    /// file, so that nothing dangles there.
    pub(crate) fn carried_wounds(&self) -> Vec<&Wound> {
        let Some(library) = self.library.as_ref().filter(|library| library.wounds().len() > 0) else {
            return Vec::new();
        };
        let carried = self.carried();
        let mut named = BTreeSet::new();
        for kind in Kind::ALL.iter().copied() {
            let written = |id| self.has_own(kind, id) || carried.contains(&(kind, id));
            for (_, body) in self.bodies(kind).into_iter().filter(|(id, _)| written(*id)) {
                named.extend(field::references(kind, &body).into_iter().map(|(_, target, id)| (target.code(), id)));
            }
        }
        let defines = |wound: &Wound| [Kind::CustomField, Kind::CustomChoice].map(Kind::code).contains(&&*wound.kind);
        library.wounds().filter(|wound| defines(wound) || named.contains(&(wound.kind.as_str(), wound.id))).collect()
    }

    /// The records that differ between two plans, on either side. The library's count where the plan refers to them.
    pub(crate) fn differing(&self, other: &Plan) -> Vec<(Kind, Uuid)> {
        let mut differing = self.differing_with_shared(other);
        if !self.shared.is_empty() || !other.shared.is_empty() {
            let (here, there) = (self.carried(), other.carried());
            let own = |kind, id| self.has_own(kind, id) || other.has_own(kind, id);
            differing.retain(|one| own(one.0, one.1) || here.contains(one) || there.contains(one));
        }
        differing
    }

    /// Puts a body in as the plan's own, in place of the record with its id. Its fields have been checked.
    pub(crate) fn put(&mut self, kind: Kind, body: Value) -> Result<(), serde_json::Error> {
        let id = self.insert(kind, body)?;
        if self.is_shared(kind, id) {
            Arc::make_mut(&mut self.shared).remove(&(kind, id));
        }
        if kind == Kind::Setting {
            self.settle_settings();
        }
        Ok(())
    }

    /// Takes one of its own records out; its code is not given again. What lay under it in the library shows again.
    pub(crate) fn take(&mut self, kind: Kind, id: Uuid) {
        if let Some(code) = self.code(kind, id).map(str::to_owned) {
            self.borne.note(&code, (kind, id));
        }
        self.delete(kind, id);
        self.forget(kind, id);
        if kind.home() == Home::Library
            && let Some(library) = self.library.clone()
            && self.share_one(kind, id, &library)
        {
            self.keep(kind, id, library.kept.of(kind, id));
            Arc::make_mut(&mut self.shared).insert((kind, id));
        }
        if kind == Kind::Setting {
            self.settle_settings();
        }
    }

    /// Out of use on this day: it stays readable where it is referred to, but nothing new may refer to it.
    pub fn is_retired(&self, kind: Kind, id: Uuid, today: Day) -> bool {
        if !kind.is_retired_not_removed() {
            return false;
        }
        let body = self.body(kind, id).unwrap_or(Value::Null);
        let on = body.get(RETIRED_ON).and_then(|on| on.as_str()?.parse::<Day>().ok());
        let flagged = body.get(RETIRED).and_then(Value::as_bool).unwrap_or_default();
        flagged || on.is_some_and(|on| on <= today)
    }
}

fn refers_to_library(kind: Kind) -> bool {
    let to_library = |field: &field::Field| Kind::in_library().any(|target| field.shape.may_be(target));
    kind.fields().iter().any(to_library)
}
