//! Moving a human being, or a unit with its people and open deals, from one account to another (decided 3.31, 5.50). The
//! account that they come to gets records of its own, linked to the old ones; the one that they leave keeps its history.

use crate::change::Edit;
use crate::field::{Field, Shape, Tier};
use crate::hand_over::Ours;
use crate::id::Id;
use crate::kind::{Kind, Plan};
use crate::problem::{Problem, Reason};
use crate::redraft::{Redraft, is_linked, referrers};
use crate::{Day, custom};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// What is true of somebody in the account that is left, and of nobody in the next one.
const STAYS: [&str; 5] = ["code", "left_on", "successor", "contact_override", "contact_reason"];

/// What moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moved {
    /// A person, with who of ours owns the contact and how deep the relationships are.
    Person(Uuid),
    /// A unit with those below it, their people who are still there, and their open deals.
    Unit(Uuid),
}

impl Moved {
    /// The record that was named.
    pub fn record(self) -> (Kind, Uuid) {
        match self {
            Self::Person(id) => (Kind::Person, id),
            Self::Unit(id) => (Kind::Unit, id),
        }
    }

    /// All records that go along, in the plan that they leave.
    fn records(self, from: &Plan, today: Day) -> BTreeSet<(Kind, Uuid)> {
        let mut all = BTreeSet::new();
        match self {
            Self::Person(id) => drop(all.insert((Kind::Person, id))),
            Self::Unit(id) => all.extend(unit(from, id, today)),
        }
        let goes = |all: &BTreeSet<_>, kind, id| all.contains(&(kind, id));
        let mut along = Vec::new();
        for one in from.relationship_owners.iter().filter(|one| goes(&all, Kind::Person, one.person.uuid())) {
            along.push((Kind::RelationshipOwner, one.id.uuid()));
        }
        for one in from.relationships.iter().filter(|one| goes(&all, Kind::Person, one.person.uuid())) {
            along.push((Kind::Relationship, one.id.uuid()));
        }
        let both = |one: Uuid, other: Uuid| goes(&all, Kind::Person, one) && goes(&all, Kind::Person, other);
        for one in from.influence_lines.iter().filter(|one| both(one.from.uuid(), one.to.uuid())) {
            along.push((Kind::InfluenceLine, one.id.uuid()));
        }
        let on = |deal: Uuid, who: Uuid| goes(&all, Kind::Opportunity, deal) && goes(&all, Kind::Person, who);
        for one in from.opportunity_people.iter().filter(|one| on(one.opportunity.uuid(), one.person.uuid())) {
            along.push((Kind::OpportunityPerson, one.id.uuid()));
        }
        all.extend(along);
        all
    }
}

/// A unit and those below it, the people in them, and the deals that are open there.
fn unit(from: &Plan, top: Uuid, today: Day) -> Vec<(Kind, Uuid)> {
    let mut units = BTreeSet::from([top]);
    loop {
        let below = |one: &&crate::account::Unit| one.parent.is_some_and(|parent| units.contains(&parent.uuid()));
        let found: Vec<Uuid> = from.units.iter().filter(below).map(|one| one.id.uuid()).collect();
        let before = units.len();
        units.extend(found);
        if units.len() == before {
            break;
        }
    }
    let within = |unit: Option<Id<crate::account::Unit>>| unit.is_some_and(|unit| units.contains(&unit.uuid()));
    let people = from.people.iter().filter(|one| within(one.unit) && one.is_present(today));
    let deals = from.opportunities.iter().filter(|one| within(one.unit) && one.is_open());
    let people = people.map(|one| (Kind::Person, one.id.uuid()));
    let deals = deals.map(|one| (Kind::Opportunity, one.id.uuid()));
    units.iter().map(|id| (Kind::Unit, *id)).chain(people).chain(deals).collect()
}

impl Plan {
    /// The edits that take into this plan what moves here out of another one. `id` gives each record the id that it has
    /// here, the same at every call. Somebody who was here before under the same link is here again, and no second record
    /// is made. References to what does not come along stay behind; one of our people is who it is here, where on the
    /// team.
    pub fn take_in(
        &self,
        moved: Moved,
        from: &Plan,
        today: Day,
        id: impl Fn(Uuid) -> Uuid,
    ) -> Result<Vec<Edit>, Problem> {
        let (kind, named) = moved.record();
        if !from.has_own(kind, named) {
            return Err(from.problem(kind, named, None, Reason::Gone));
        }
        let records = moved.records(from, today);
        let mut arrival = Arrival { to: self, from, ids: BTreeMap::new() };
        let mut redraft = Redraft::of(self);
        for record in &records {
            let here = self.known(from, *record);
            if let Some(here) = here {
                redraft.set(record.0, here, "left_on", Value::Null);
            }
            arrival.ids.insert(*record, here.unwrap_or_else(|| id(record.1)));
        }
        let mut waiting: Vec<(Kind, Uuid)> = records.into_iter().collect();
        waiting.retain(|record| self.known(from, *record).is_none());
        // What must refer to something that does not come along does not come either.
        while let Some(at) = waiting.iter().position(|record| arrival.body(*record).is_none()) {
            arrival.ids.remove(&waiting.swap_remove(at));
        }
        waiting.sort_unstable();
        for record in waiting {
            if let (Some(body), Some(here)) = (arrival.body(record), arrival.ids.get(&record)) {
                redraft.create(record.0, *here, body);
            }
        }
        redraft.settle();
        Ok(redraft.into_edits())
    }

    /// The record here of somebody who bears a link of that person in another plan.
    fn known(&self, from: &Plan, (kind, id): (Kind, Uuid)) -> Option<Uuid> {
        let there = from.body(kind, id).filter(|_| kind == Kind::Person)?;
        let here = self.own_bodies(Kind::Person).into_iter();
        here.filter(|(_, body)| is_linked(body, &with_link(there.clone(), id))).map(|(id, _)| id).next()
    }

    /// The edits that let go of what moved away: people left today and are linked to who they are now; the deals that
    /// went along go, and so does each unit that nothing refers to any more.
    pub fn let_go(&self, moved: Moved, today: Day) -> Vec<Edit> {
        let mut redraft = Redraft::of(self);
        let records = moved.records(self, today);
        let of = |wanted: Kind| records.iter().filter(move |(kind, _)| *kind == wanted).map(|(_, id)| *id);
        for person in of(Kind::Person) {
            if redraft.get(Kind::Person, person, LINK).is_null() {
                redraft.set(Kind::Person, person, LINK, json!(person));
            }
            if redraft.get(Kind::Person, person, "left_on").is_null() {
                redraft.set(Kind::Person, person, "left_on", json!(today));
            }
            redraft.set(Kind::Person, person, "unit", stays(&redraft, person, &records));
        }
        of(Kind::Opportunity).for_each(|deal| redraft.remove(Kind::Opportunity, deal));
        // From below, so that a unit of which all others went goes too.
        let mut units: Vec<Uuid> = of(Kind::Unit).collect();
        while let Some(at) = units.iter().position(|unit| is_free(redraft.plan(), *unit)) {
            redraft.remove(Kind::Unit, units.swap_remove(at));
        }
        redraft.into_edits()
    }
}

/// The link that one human being's records share.
const LINK: &str = "same_as";

/// The body with the link that it has, or gets.
fn with_link(mut body: Value, id: Uuid) -> Value {
    if custom::value(&body, LINK).is_null() {
        custom::write(&mut body, LINK, &json!(id));
    }
    body
}

/// The unit of somebody who left: empty where the unit went along.
fn stays(redraft: &Redraft, person: Uuid, records: &BTreeSet<(Kind, Uuid)>) -> Value {
    let unit = redraft.get(Kind::Person, person, "unit");
    let went = unit.as_str().and_then(|id| id.parse().ok()).is_some_and(|id| records.contains(&(Kind::Unit, id)));
    if went { Value::Null } else { unit }
}

/// Does nothing refer to this unit but deals that go?
fn is_free(plan: &Plan, unit: Uuid) -> bool {
    referrers(plan, Kind::Unit, unit).is_empty()
}

/// What becomes of a record in the plan that it comes to.
struct Arrival<'p> {
    to: &'p Plan,
    from: &'p Plan,
    /// The ids that the records which move have there.
    ids: BTreeMap<(Kind, Uuid), Uuid>,
}

impl Arrival<'_> {
    /// The record as it stands in the new plan; none where it must refer to what does not come along.
    fn body(&self, (kind, id): (Kind, Uuid)) -> Option<Value> {
        let mut body = self.from.body(kind, id)?;
        if kind == Kind::Person {
            body = with_link(body, id);
        }
        if kind == Kind::Opportunity && self.from.currency() != self.to.currency() {
            let fields = body.as_object_mut()?;
            fields.entry("currency").or_insert_with(|| json!(self.from.currency()));
        }
        let mut kept = Map::new();
        for field in kind.fields().iter().filter(|field| !STAYS.contains(&field.name.as_str())) {
            let value = body.get(&field.name).cloned().unwrap_or_default();
            let value = if field.tier == Tier::Fixed { Value::Null } else { self.led(field, value) };
            if value.is_null() && field.required && field.tier != Tier::Fixed {
                return None;
            }
            if !value.is_null() {
                kept.insert(field.name.clone(), value);
            }
        }
        // The company's own fields are the same in every account; those of the account that is left are not.
        for (name, value) in custom::custom_of(&body) {
            if self.from.custom_field_is_shared(kind, &name) && self.to.field(kind, &name).is_some() {
                kept.entry(custom::PART).or_insert_with(|| json!({}));
                let mut whole = Value::Object(kept);
                custom::write(&mut whole, &name, value);
                let Value::Object(fields) = whole else { return None };
                kept = fields;
            }
        }
        Some(Value::Object(kept))
    }

    /// The value with its references led to what there is in the new plan.
    fn led(&self, field: &Field, value: Value) -> Value {
        let Shape::Reference(kind) = field.shape else { return value };
        let lead = |one: &Value| one.as_str().and_then(|id| id.parse().ok()).and_then(|id| self.there(kind, id));
        match &value {
            Value::Array(list) => {
                let led: Vec<Value> = list.iter().filter_map(lead).map(|id| json!(id)).collect();
                if led.is_empty() { Value::Null } else { Value::Array(led) }
            }
            one => lead(one).map_or(Value::Null, |id| json!(id)),
        }
    }

    fn there(&self, kind: Kind, id: Uuid) -> Option<Uuid> {
        if kind == Kind::Member {
            let ours = Ours::from(self.from.members.get(Id::new(id))?);
            return ours.member(self.to).map(|one| one.id.uuid());
        }
        let shared = (self.from.is_shared(kind, id) && self.to.has(kind, id)).then_some(id);
        self.ids.get(&(kind, id)).copied().or(shared)
    }
}

impl Plan {
    /// Is this one of the fields that the library defines for all accounts?
    fn custom_field_is_shared(&self, kind: Kind, name: &str) -> bool {
        let field = name.strip_prefix(custom::NAMES).and_then(|code| self.custom_field(kind, code));
        field.is_some_and(|one| self.is_shared(Kind::CustomField, one.id.uuid()))
    }
}
