//! Handing over: what one of our people has to do in an account goes to another (decided 3.31, 5.50). What is over stays
//! with who did it, and so does what only that one can have: contacts held, levels of relationship, what was verified.

use crate::change::Edit;
use crate::field::Shape;
use crate::id::Id;
use crate::kind::{Kind, Plan};
use crate::library::Colleague;
use crate::redraft::Redraft;
use crate::team::Member;
use crate::{Day, Language, Words};
use serde_json::{Value, json};
use uuid::Uuid;

/// A human being of ours, over all accounts: by the record in the library where there is one, else by the name.
#[derive(Clone, Debug, PartialEq)]
pub struct Ours {
    /// Who it is among the people of our company.
    pub colleague: Option<Id<Colleague>>,
    /// The name.
    pub name: Words,
    contact: Option<Words>,
}

impl From<&Member> for Ours {
    fn from(one: &Member) -> Self {
        Self { colleague: one.colleague, name: one.name.clone(), contact: one.contact.clone() }
    }
}

impl From<&Colleague> for Ours {
    fn from(one: &Colleague) -> Self {
        let contact = one.email.clone().map(Words::Plain);
        Self { colleague: Some(one.id), name: one.name.clone(), contact }
    }
}

impl Ours {
    /// Is this member the same human being? Who is linked to somebody in the library is nobody else, whatever the name.
    pub fn is(&self, member: &Member) -> bool {
        match (self.colleague, member.colleague) {
            (Some(one), Some(other)) => one == other,
            _ => Language::ALL.iter().any(|language| self.name.show(*language) == member.name.show(*language)),
        }
    }

    /// The member of this plan who it is; of several with the name, the one who is linked to the same record.
    pub fn member<'p>(&self, plan: &'p Plan) -> Option<&'p Member> {
        let mut all: Vec<&Member> = plan.members.by_code().filter(|one| self.is(one)).collect();
        all.sort_by_key(|one| one.colleague.is_none() || one.colleague != self.colleague);
        all.first().copied()
    }

    /// The record of a new member in the place of `before`.
    fn as_member(&self, plan: &Plan, before: &Member, today: Day) -> Value {
        let known = self.colleague.filter(|one| plan.has(Kind::Colleague, one.uuid()));
        json!({
            "name": self.name, "plan_role": before.plan_role, "contact": self.contact, "core_team": before.core_team,
            "colleague": known, "from": today,
        })
    }
}

/// What says that a record is over, so that nobody has to do anything about it any more.
const OVER: [(Kind, &str); 6] = [
    (Kind::Opportunity, "outcome"),
    (Kind::Issue, "solved_on"),
    (Kind::Risk, "closed_on"),
    (Kind::Promise, "kept_on"),
    (Kind::ExecutiveAsk, "answer"),
    (Kind::ReviewRound, "held_on"),
];

fn is_over(kind: Kind, body: &Value) -> bool {
    let filled = |field: &str| body.get(field).is_some_and(|value| !value.is_null());
    let ended = body.get("status").is_some_and(|status| status == "done" || status == "cancelled");
    let has_status = matches!(kind, Kind::Objective | Kind::Action);
    (has_status && ended) || OVER.iter().any(|(of, field)| *of == kind && filled(field))
}

impl Plan {
    /// The edits by which `to` takes over from `from` all that is still to be done here: people owned, deals, actions,
    /// goals, promises, the plan itself, seats in bodies. Nothing where `from` is not on the team or has nothing to do.
    /// Who is not on the team yet joins it today as `joining`, in the role of `from`. Who owns a person already stays the
    /// one owner, primary if either was.
    pub fn hand_over(&self, from: &Ours, to: &Ours, joining: Uuid, today: Day) -> Vec<Edit> {
        let Some(before) = from.member(self) else { return Vec::new() };
        let after = to.member(self);
        let duties = self.duties(before.id);
        if duties.is_empty() || after.is_some_and(|after| after.id == before.id) {
            return Vec::new();
        }
        let mut redraft = Redraft::of(self);
        let next = after.map_or(joining, |after| after.id.uuid());
        match after {
            Some(after) if after.until.is_some_and(|until| until < today) => {
                redraft.set(Kind::Member, next, "until", Value::Null);
            }
            Some(_) => {}
            None => redraft.create(Kind::Member, next, to.as_member(self, before, today)),
        }
        for (kind, id, field) in duties {
            redraft.lead(kind, id, field, before.id.uuid(), next);
        }
        redraft.settle();
        redraft.into_edits()
    }

    /// What this member still has to do: record and field.
    fn duties(&self, member: Id<Member>) -> Vec<(Kind, Uuid, &'static crate::field::Field)> {
        let mut duties = Vec::new();
        for kind in Kind::ALL.iter().copied() {
            let asks = kind.fields().iter().filter(|field| field.duty && field.shape == Shape::Reference(Kind::Member));
            let asks: Vec<_> = asks.collect();
            if asks.is_empty() {
                continue;
            }
            for (id, body) in self.own_bodies(kind).into_iter().filter(|(_, body)| !is_over(kind, body)) {
                let names = |field: &&&crate::field::Field| {
                    let named = body.get(&field.name).map(|value| field.references(value)).unwrap_or_default();
                    named.contains(&(Kind::Member, member.uuid()))
                };
                duties.extend(asks.iter().filter(names).map(|field| (kind, id, *field)));
            }
        }
        duties
    }
}
