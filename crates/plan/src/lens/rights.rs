//! What a viewer may change: the edits asked for are tested, not their consequences (method 8, decided 5.37).

use super::{Lens, Role};
use crate::change::{Change, Edit};
use crate::id::Id;
use crate::influence_map::Person;
use crate::kind::{Kind, Plan};
use crate::opportunity::Opportunity;
use crate::problem::{Place, Problem, Reason};
use crate::team::Member;
use serde_json::Value;
use std::collections::BTreeSet;
use uuid::Uuid;

/// Who may, where the viewer may not; its code is the end of its label.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Whose {
    /// The account's owner and director: its header, its targets, its team.
    Leads,
    /// Whoever owns or supports the record.
    Owners,
    /// Whoever works on the plan: the viewer only reads this.
    Team,
}

impl Whose {
    /// All of them, for whoever has to have words for each.
    pub const ALL: [Self; 3] = [Self::Leads, Self::Owners, Self::Team];

    /// The stored code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Leads => "leads",
            Self::Owners => "owners",
            Self::Team => "team",
        }
    }
}

/// What belongs to the head of a plan.
const HEADER: &[Kind] = &[
    Kind::Account,
    Kind::AccountPlan,
    Kind::PeriodTarget,
    Kind::Member,
    Kind::Workspace,
    Kind::Setting,
    Kind::Rate,
    Kind::CustomField,
    Kind::CustomChoice,
];
/// What an executive answers beside the own contacts: an ask.
const ANSWER: &[&str] = &["answer", "answered_on", "note"];

impl Lens {
    /// What stands in the way of a change of this (whole) plan: edits of what the viewer does not see, and of what is
    /// somebody else's.
    pub fn refuse(self, plan: &Plan, change: &Change) -> Vec<Problem> {
        change.edits.iter().filter_map(|edit| self.refusal(plan, edit)).collect()
    }

    /// May the viewer edit this record?
    pub fn may_edit(self, plan: &Plan, kind: Kind, id: Uuid) -> bool {
        self.shows(kind) && self.whose(plan, kind, &plan.body(kind, id).unwrap_or_default(), "", Some(id)).is_none()
    }

    /// May the viewer add records of this kind?
    pub fn may_add(self, plan: &Plan, kind: Kind) -> bool {
        self.shows(kind) && self.whose(plan, kind, &Value::Null, "", None).is_none()
    }

    fn refusal(self, plan: &Plan, edit: &Edit) -> Option<Problem> {
        let (kind, id) = edit.touches();
        let code = || plan.code(kind, id).map(str::to_owned);
        let at = |field: Option<&str>, reason| {
            let place = Place { kind: Some(kind), id: Some(id), record_code: code(), field: field.map(str::to_owned) };
            Some(Problem { place, reason })
        };
        // What is not shown is not there.
        if !self.shows(kind) {
            let place = Place { kind: Some(kind), id: Some(id), record_code: None, field: None };
            return Some(Problem { place, reason: Reason::Gone });
        }
        let (body, field) = match edit {
            Edit::Create { body, .. } => (body.clone(), ""),
            Edit::Set { field, .. } => (plan.body(kind, id)?, field.as_str()),
            Edit::Remove { .. } => (plan.body(kind, id)?, ""),
        };
        let is_shown = self.shows_field(kind, field, &body) && self.shows_targets(kind, field, &body);
        if !field.is_empty() && !is_shown {
            return at(Some(field), Reason::NotShown);
        }
        let old = (!matches!(edit, Edit::Create { .. })).then_some(id);
        let whose = self.whose(plan, kind, &body, field, old)?;
        at((!field.is_empty()).then_some(field), Reason::NotYours { whose })
    }

    /// Does the field refer to records that the viewer sees, if to any?
    pub fn shows_targets(self, kind: Kind, field: &str, body: &Value) -> bool {
        let value = body.get(field).unwrap_or(&Value::Null);
        kind.field(field).is_none_or(|field| field.references(value).iter().all(|(target, _)| self.shows(*target)))
    }

    /// Whose the record is, where it is not the viewer's to edit; with no `id`, to add.
    fn whose(self, plan: &Plan, kind: Kind, body: &Value, field: &str, id: Option<Uuid>) -> Option<Whose> {
        let own = || (!self.owns(plan, kind, body, id)).then_some(Whose::Owners);
        match self.role {
            Role::Owner | Role::Director => None,
            Role::Core | Role::Member if HEADER.contains(&kind) => Some(Whose::Leads),
            Role::Core | Role::Member => own(),
            Role::Executive if answers(kind, field, id) => None,
            Role::Executive if takes_part(kind) => own(),
            Role::Partner if matches!(kind, Kind::StrategicRelation | Kind::Organisation) => None,
            Role::Operations if plan.is_library() => None,
            Role::Executive | Role::Operations | Role::Partner => Some(Whose::Team),
        }
    }

    /// Nobody in particular has the record, or the viewer has.
    fn owns(self, plan: &Plan, kind: Kind, body: &Value, id: Option<Uuid>) -> bool {
        let owners = owners(plan, kind, body, id);
        owners.is_empty() || self.me.is_some_and(|me| owners.contains(&me))
    }
}

/// What an executive decides: asks, the status of the plan, the result of a review.
fn answers(kind: Kind, field: &str, id: Option<Uuid>) -> bool {
    match kind {
        Kind::ExecutiveAsk => ANSWER.contains(&field),
        Kind::AccountPlan => field == "status",
        Kind::ReviewRound => field == "result",
        Kind::Finding => id.is_none(),
        _ => false,
    }
}

/// What an executive writes who keeps contact with people of the customer.
fn takes_part(kind: Kind) -> bool {
    matches!(kind, Kind::Interaction | Kind::Promise | Kind::Voice)
}

/// The members who own or support a record; none where it is the whole team's. A record that is to be added has no
/// owners of its own yet, only those of what it hangs on.
fn owners(plan: &Plan, kind: Kind, body: &Value, id: Option<Uuid>) -> BTreeSet<Id<Member>> {
    let named = |fields: &[&str]| match id {
        Some(_) => fields.iter().flat_map(|field| members(kind, field, body)).collect(),
        None => BTreeSet::new(),
    };
    let person = || target(kind, "person", body).map(|id| of_person(plan, Id::new(id))).unwrap_or_default();
    let join = |mut one: BTreeSet<_>, other: BTreeSet<_>| {
        one.extend(other);
        one
    };
    match kind {
        Kind::Person => id.map(|id| of_person(plan, Id::new(id))).unwrap_or_default(),
        Kind::Opportunity => id.map(|id| of_deal(plan, Id::new(id))).unwrap_or_default(),
        Kind::OpportunityPerson => {
            let deal = target(kind, "opportunity", body).map(|id| of_deal(plan, Id::new(id))).unwrap_or_default();
            // Whoever has either of them.
            if deal.is_empty() { deal } else { join(deal, person()) }
        }
        Kind::RelationshipOwner | Kind::Relationship | Kind::Perception => join(named(&["member"]), person()),
        Kind::FirstMeeting | Kind::Interaction => named(&["members"]),
        Kind::Voice => named(&["taken_by"]),
        Kind::Promise => named(&["member"]),
        Kind::Action => named(&["owner", "helpers"]),
        Kind::Objective => named(&["owner"]),
        _ => BTreeSet::new(),
    }
}

/// The owners of a person, and whoever has a deal that the person is on.
fn of_person(plan: &Plan, person: Id<Person>) -> BTreeSet<Id<Member>> {
    let owners = plan.relationship_owners.iter().filter(|one| one.person == person).map(|one| one.member);
    let owners: BTreeSet<_> = owners.collect();
    if owners.is_empty() {
        return owners;
    }
    let deals = plan.opportunity_people.iter().filter(|one| one.person == person);
    owners.into_iter().chain(deals.flat_map(|one| of_deal(plan, one.opportunity))).collect()
}

fn of_deal(plan: &Plan, deal: Id<Opportunity>) -> BTreeSet<Id<Member>> {
    let deal = plan.opportunities.get(deal);
    deal.into_iter().flat_map(|deal| deal.owner.into_iter().chain(deal.support.iter().copied())).collect()
}

fn target(kind: Kind, field: &str, body: &Value) -> Option<Uuid> {
    kind.field(field)?.references(body.get(field)?).first().map(|(_, id)| *id)
}

fn members(kind: Kind, field: &str, body: &Value) -> Vec<Id<Member>> {
    let found = kind.field(field).zip(body.get(field)).map(|(field, value)| field.references(value));
    found.unwrap_or_default().into_iter().map(|(_, id)| Id::new(id)).collect()
}
