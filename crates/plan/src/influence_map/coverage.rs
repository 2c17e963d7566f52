//! Coverage and contact level: is somebody responsible for a person, and is the contact alive? (method 4.1)

use super::{ContactLevel, CoverageState, Interaction, Person, RelationshipOwner};
use crate::kind::Plan;
use crate::team::Member;
use crate::{Day, Id};
use std::collections::HashMap;

/// Coverage of one person with what it rests on.
#[derive(Clone, Debug, PartialEq)]
pub struct Coverage {
    /// The state.
    pub state: CoverageState,
    /// Each owner with the last qualifying contact, primary owner first, then by code.
    pub owners: Vec<OwnerContact>,
    /// Days after which a contact is stale.
    pub interval: i64,
}

/// An owner and the owner's last qualifying contact with the person.
#[derive(Clone, Debug, PartialEq)]
pub struct OwnerContact {
    /// The owner record.
    pub owner: Id<RelationshipOwner>,
    /// Our member.
    pub member: Id<Member>,
    /// The last qualifying contact, if there was one.
    pub last: Option<Day>,
}

impl Coverage {
    /// Value in figures: none 0, partial 0.5, full and multi 1 (method 4.1).
    pub const fn value(&self) -> f64 {
        match self.state {
            CoverageState::None => 0.0,
            CoverageState::Partial => 0.5,
            CoverageState::Full | CoverageState::Multi => 1.0,
        }
    }
}

/// Contact level of one person (method 4.1, decided to follow from the contacts).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Contact {
    /// The level that counts.
    pub level: ContactLevel,
    /// Two-way contacts in the last twelve months.
    pub count: usize,
    /// The level was set by hand, against the count.
    pub overridden: bool,
}

/// The contacts of a plan by person, so that a figure over all people reads each contact once. They are only looked up,
/// never walked through: nothing depends on the order of a hash map.
pub struct Contacts<'p> {
    plan: &'p Plan,
    today: Day,
    owners: HashMap<Id<Person>, Vec<&'p RelationshipOwner>>,
    held: HashMap<Id<Person>, Vec<&'p Interaction>>,
}

impl<'p> Contacts<'p> {
    /// The plan's owners who are on the team, and the qualifying contacts up to `today`.
    pub fn of(plan: &'p Plan, today: Day) -> Self {
        let mut contacts = Self { plan, today, owners: Default::default(), held: Default::default() };
        let on_team =
            |owner: &&RelationshipOwner| plan.members.get(owner.member).is_some_and(|one| one.is_present(today));
        for owner in plan.relationship_owners.by_code().filter(on_team) {
            contacts.owners.entry(owner.person).or_default().push(owner);
        }
        for owners in contacts.owners.values_mut() {
            owners.sort_by_key(|owner| !owner.primary);
        }
        for interaction in plan.interactions.iter().filter(|one| one.qualifies(&plan.settings, today)) {
            for person in &interaction.people {
                contacts.held.entry(*person).or_default().push(interaction);
            }
        }
        contacts
    }

    /// Owners of this person, primary first. Whoever left the team owns nobody.
    pub fn owners(&self, person: Id<Person>) -> &[&'p RelationshipOwner] {
        self.owners.get(&person).map_or(&[], Vec::as_slice)
    }

    fn held(&self, person: Id<Person>) -> &[&'p Interaction] {
        self.held.get(&person).map_or(&[], Vec::as_slice)
    }

    /// Coverage of this person (method 4.1): the latest qualifying contact of each owner against the interval.
    pub fn coverage(&self, person: &Person) -> Coverage {
        let interval = person.contact_interval(&self.plan.settings);
        let owners: Vec<OwnerContact> = self
            .owners(person.id)
            .iter()
            .map(|owner| OwnerContact {
                owner: owner.id,
                member: owner.member,
                last: self.last(person.id, owner.member),
            })
            .collect();
        let alive =
            owners.iter().filter_map(|owner| owner.last).filter(|on| on.days_until(self.today) <= interval).count();
        let state = match (owners.len(), alive) {
            (0, _) => CoverageState::None,
            (_, 0) => CoverageState::Partial,
            (_, 1) => CoverageState::Full,
            _ => CoverageState::Multi,
        };
        Coverage { state, owners, interval }
    }

    fn last(&self, person: Id<Person>, member: Id<Member>) -> Option<Day> {
        self.held(person).iter().filter(|one| one.members.contains(&member)).map(|one| one.on).max()
    }

    /// The last qualifying contact of anyone of ours with this person.
    pub fn last_contact(&self, person: Id<Person>) -> Option<Day> {
        self.held(person).iter().map(|one| one.on).max()
    }

    /// Contact level of this person: two-way contacts in twelve months 0, 1-2, 3-5, 6 and more give 0 to 3.
    pub fn level(&self, person: &Person) -> Contact {
        let count = self.held(person.id).iter().filter(|one| one.on.days_until(self.today) <= 365).count();
        let computed = match count {
            0 => ContactLevel(0),
            1..=2 => ContactLevel(1),
            3..=5 => ContactLevel(2),
            _ => ContactLevel(3),
        };
        Contact {
            level: person.contact_override.unwrap_or(computed),
            count,
            overridden: person.contact_override.is_some(),
        }
    }
}
