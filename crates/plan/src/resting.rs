//! Which records may rest: stored and searchable, but not read with the plan (decided 5.46).
//!
//! Only contacts rest. Done actions do not: the execution score reads each that had a day, for ever, and checks ask for
//! those of a person.

use crate::field::{self, Field};
use crate::influence_map::{ContactType, Interaction, Person};
use crate::kind::{Kind, Plan};
use crate::team::Member;
use crate::{Day, Id};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// The kinds of which records may rest.
pub const KINDS: &[Kind] = &[Kind::Interaction];

/// How old a record is when it may rest, in months.
const AGE: i32 = 24;

/// The last day on which a record is old enough to rest today.
pub fn horizon(today: Day) -> Day {
    today.after_months(-AGE)
}

/// The plan's own records that may rest today: old enough by their own day, referred to by nothing else, and read by no
/// figure of today or of a later day, whatever is added to the plan meanwhile or set in it.
pub fn resting(plan: &Plan, today: Day) -> BTreeSet<(Kind, Uuid)> {
    let horizon = horizon(today);
    let old = plan.interactions.iter().filter(|one| one.on < horizon).collect::<Vec<_>>();
    let read = read_by_figures(&old);
    let referred = referred_to(plan);
    let free = old.into_iter().map(|one| (Kind::Interaction, one.id.uuid()));
    free.filter(|record| !read.contains(&record.1) && !referred.contains(record) && !is_named_by_wound(plan, record.1))
        .collect()
}

/// The old contacts from which a figure may take the last one of a person or of one of ours with a person (method 4.1).
/// How long it must have taken is set by each workspace, so a contact counts unless a later one took at least as long.
/// Only old contacts outdo each other: what happens to a later one then never makes a figure ask for one that rests.
fn read_by_figures(old: &[&Interaction]) -> BTreeSet<Uuid> {
    let mut latest_first = old.to_vec();
    latest_first.sort_by_key(|one| (std::cmp::Reverse(one.on), one.id));
    let mut longest = BTreeMap::<(Id<Person>, Option<Id<Member>>), i64>::new();
    let mut read = BTreeSet::new();
    for one in latest_first {
        let both_ways = matches!(one.contact_type, ContactType::Meeting | ContactType::Call);
        let Some(minutes) = one.minutes.filter(|_| both_ways) else { continue };
        for person in &one.people {
            for member in one.members.iter().copied().map(Some).chain([None]) {
                let longest = longest.entry((*person, member)).or_default();
                if minutes > *longest {
                    *longest = minutes;
                    read.insert(one.id.uuid());
                }
            }
        }
    }
    read
}

/// The records of kinds that may rest which other records refer to.
fn referred_to(plan: &Plan) -> BTreeSet<(Kind, Uuid)> {
    let leads = |field: &Field| KINDS.iter().any(|target| field.shape.may_be(*target));
    let mut referred = BTreeSet::new();
    for kind in Kind::ALL.iter().filter(|kind| kind.fields().iter().any(|field| field.name != "id" && leads(field))) {
        for (own, body) in plan.bodies(*kind) {
            let others = field::references(*kind, &body).into_iter().filter(|(field, ..)| field.name != "id");
            let others = others.map(|(_, target, id)| (target, id)).filter(|other| *other != (*kind, own));
            referred.extend(others);
        }
    }
    referred
}

/// A record that cannot be read may refer to whatever its text names.
fn is_named_by_wound(plan: &Plan, id: Uuid) -> bool {
    plan.wounds().len() > 0 && plan.wounds().any(|wound| wound.raw.contains(&id.to_string()))
}
