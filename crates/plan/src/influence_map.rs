//! The people at the customer and around it, who of ours is responsible for them, and whether the contact is alive
//! (method 4.1).

use crate::account::Unit;
use crate::kind::{Kind, Plan, Record};
use crate::problem::{Problem, Reason};
use crate::scale::{choice, grade};
use crate::settings::Settings;
use crate::team::Member;
use crate::{Day, Id, Words};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

choice! {
    /// A person's role in decisions (method 4.1).
    Role, "role", {
        /// Helps us understand people and process, because our success helps them.
        Coach = "COACH",
        /// Releases money or signs; can stop a decision.
        Approver = "APPROVER",
        /// Examines and proposes; shapes criteria and the short list.
        Recommender = "RECOMMENDER",
        /// Picks the solution and answers for its result.
        DecisionMaker = "DECISION_MAKER",
        /// Senior person who wants the cooperation beyond a single project and uses authority for it.
        Sponsor = "SPONSOR",
    }
}

grade! {
    /// Real power, not rank: 1 carries out what others decided ... 5 controls outcomes (method 4.1).
    Influence, "influence", 1..=5
}

grade! {
    /// Stance towards us: -2 opponent ... +2 advocate (method 4.1). Unknown is an empty field, never 0.
    Preference, "preference", -2..=2
}

grade! {
    /// How much contact there is: 0 none ... 3 in depth (method 4.1).
    ContactLevel, "contact_level", 0..=3
}

choice! {
    /// How a contact took place.
    ContactType, "contact_type", {
        /// Face to face or by video.
        Meeting = "meeting",
        /// By telephone.
        Call = "call",
        /// A message, which is one-way until answered.
        Message = "message",
        /// Met at an event.
        Event = "event",
    }
}

choice! {
    /// Band of influence (method 4.1).
    Band, "band", {
        /// Influence 5.
        InnerCircle = "inner_circle",
        /// Influence 3 and 4.
        PoliticalStructure = "political_structure",
        /// Influence 1 and 2.
        Outside = "outside",
    }
}

choice! {
    /// Is somebody of ours responsible, and is the contact alive? (method 4.1) Computed, never typed in.
    CoverageState, "coverage", {
        /// No owner.
        None = "none",
        /// An owner, but no qualifying contact within the interval.
        Partial = "partial",
        /// One owner with contact in the interval.
        Full = "full",
        /// Two or more owners, each with contact in the interval.
        Multi = "multi",
    }
}

impl Influence {
    /// The band that this influence falls into.
    pub const fn band(self) -> Band {
        match self.value() {
            5 => Band::InnerCircle,
            3 | 4 => Band::PoliticalStructure,
            _ => Band::Outside,
        }
    }

    /// A key person is anyone with influence 3 or more.
    pub const fn is_key(self) -> bool {
        self.value() >= 3
    }
}

/// A person at the customer, or an outside influencer around it. Only work-related facts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Person {
    /// Identity.
    pub id: Id<Person>,
    /// Short stable code, unique within the plan.
    #[schemars(length(max = 12))]
    pub code: String,
    /// Name, or the post while the name is unknown.
    #[schemars(extend("x-tier" = "must", "maxLength" = 60))]
    pub name: Words,
    /// Job title.
    #[schemars(extend("x-tier" = "must", "maxLength" = 60))]
    pub title: Option<Words>,
    /// Whom the person reports to.
    #[schemars(extend("x-tier" = "must", "x-on-remove" = "clear"))]
    pub reports_to: Option<Id<Person>>,
    /// The customer's unit.
    #[schemars(extend("x-tier" = "should", "x-on-remove" = "clear"))]
    pub unit: Option<Id<Unit>>,
    /// For an outside influencer: the organisation. Empty for the customer's own people.
    #[schemars(extend("x-tier" = "should", "maxLength" = 60))]
    pub organisation: Option<Words>,
    /// The main role in the plan.
    #[schemars(extend("x-tier" = "must"))]
    pub role: Option<Role>,
    /// Real power, not rank: who listens to this person?
    #[schemars(extend("x-tier" = "must"))]
    pub influence: Option<Influence>,
    /// Stance towards us; empty while unknown.
    #[schemars(extend("x-tier" = "must"))]
    pub preference: Option<Preference>,
    /// The level of relationship that we want; empty means the method's default (method 4.3).
    #[schemars(extend("x-tier" = "should", "x-scale" = "level"))]
    pub desired_level: Option<crate::relationship::Level>,
    /// Why this level is right: each higher level costs more.
    #[schemars(extend("x-tier" = "should", "maxLength" = 200))]
    pub desired_reason: Option<Words>,
    /// By when we want it.
    #[schemars(extend("x-tier" = "should"))]
    pub desired_by: Option<Day>,
    /// What we invest to get there: hours and programmes, never money or gifts.
    #[schemars(extend("x-tier" = "should", "maxLength" = 200))]
    pub investment: Option<Words>,
    /// Overrides the contact level that follows from the contacts; needs a reason.
    #[schemars(extend("x-tier" = "more"))]
    pub contact_override: Option<ContactLevel>,
    /// Why the contact level differs from what the contacts say.
    #[schemars(extend("x-tier" = "more", "maxLength" = 200))]
    pub contact_reason: Option<Words>,
    /// The day the person left; from then on no figure counts the person.
    #[schemars(extend("x-tier" = "more"))]
    pub left_on: Option<Day>,
}

impl Person {
    /// Still there on this day.
    pub fn is_present(&self, today: Day) -> bool {
        self.left_on.is_none_or(|left| left > today)
    }

    /// Days after which the contact with this person counts as stale; no influence yet counts as outside.
    pub fn contact_interval(&self, settings: &Settings) -> i64 {
        let intervals = &settings.relationship.contact_interval;
        match self.influence.map(Influence::band) {
            Some(Band::InnerCircle) => intervals.inner_circle,
            Some(Band::PoliticalStructure) => intervals.political_structure,
            Some(Band::Outside) | None => intervals.outside,
        }
    }
}

impl Record for Person {
    const KIND: Kind = Kind::Person;
    fn id(&self) -> Id<Self> {
        self.id
    }
    fn code(&self) -> &str {
        &self.code
    }
    fn check(&self, plan: &Plan, problems: &mut Vec<Problem>) {
        if reports_in_a_circle(self, plan) {
            problems.push(Problem::of(self, "reports_to", Reason::Circle));
        }
        if self.contact_override.is_some() && self.contact_reason.is_none() {
            problems.push(Problem::of(self, "contact_reason", Reason::ReasonNeeded));
        }
    }
}

/// Walking up the reporting lines comes back to the start. Bounded, so that a circle above the person ends too.
fn reports_in_a_circle(person: &Person, plan: &Plan) -> bool {
    let mut boss = person.reports_to;
    for _ in 0..plan.people.len() {
        let Some(id) = boss else { return false };
        if id == person.id {
            return true;
        }
        boss = plan.people.get(id).and_then(|one| one.reports_to);
    }
    false
}

/// One of ours is responsible for the contact with a person. A person may have several owners.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RelationshipOwner {
    /// Identity.
    pub id: Id<RelationshipOwner>,
    /// Short stable code, unique within the plan.
    #[schemars(length(max = 12))]
    pub code: String,
    /// The customer's person.
    #[schemars(extend("x-tier" = "must", "x-on-remove" = "cascade"))]
    pub person: Id<Person>,
    /// Our member who is responsible.
    #[schemars(extend("x-tier" = "must", "x-on-remove" = "cascade"))]
    pub member: Id<Member>,
    /// The owner whose own level is the account's level (method 4.2).
    #[serde(default)]
    #[schemars(extend("x-tier" = "should"))]
    pub primary: bool,
}

impl Record for RelationshipOwner {
    const KIND: Kind = Kind::RelationshipOwner;
    fn id(&self) -> Id<Self> {
        self.id
    }
    fn code(&self) -> &str {
        &self.code
    }
    fn check(&self, plan: &Plan, problems: &mut Vec<Problem>) {
        let others = || plan.relationship_owners.iter().filter(|one| one.id != self.id && one.person == self.person);
        if let Some(twin) = others().find(|one| one.member == self.member) {
            problems.push(Problem::of(self, "member", Reason::Twice { code: twin.code.clone() }));
        }
        if let Some(other) = others().find(|one| self.primary && one.primary) {
            problems.push(Problem::of(self, "primary", Reason::Twice { code: other.code.clone() }));
        }
    }
}

/// A contact between our members and people of the customer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Interaction {
    /// Identity.
    pub id: Id<Interaction>,
    /// Short stable code, unique within the plan.
    #[schemars(length(max = 12))]
    pub code: String,
    /// The day of the contact.
    #[schemars(extend("x-tier" = "must"))]
    pub on: Day,
    /// How it took place.
    #[schemars(extend("x-tier" = "must"))]
    pub contact_type: ContactType,
    /// How long it took, in minutes.
    #[schemars(range(min = 1, max = 1440), extend("x-tier" = "must"))]
    pub minutes: Option<i64>,
    /// The customer's people who took part.
    #[serde(default)]
    #[schemars(extend("x-tier" = "must", "minItems" = 1, "x-on-remove" = "clear"))]
    pub people: Vec<Id<Person>>,
    /// Our members who took part.
    #[serde(default)]
    #[schemars(extend("x-tier" = "must", "minItems" = 1, "x-on-remove" = "clear"))]
    pub members: Vec<Id<Member>>,
    /// What it was about.
    #[schemars(extend("x-tier" = "must", "maxLength" = 200))]
    pub subject: Option<Words>,
}

impl Interaction {
    /// Keeps a person covered: a meeting or call of at least the set minutes, on or before `today` (method 4.1).
    pub fn qualifies(&self, settings: &Settings, today: Day) -> bool {
        let two_way = matches!(self.contact_type, ContactType::Meeting | ContactType::Call);
        two_way
            && self.minutes.is_some_and(|minutes| minutes >= settings.relationship.contact_minutes)
            && self.on <= today
    }
}

impl Record for Interaction {
    const KIND: Kind = Kind::Interaction;
    fn id(&self) -> Id<Self> {
        self.id
    }
    fn code(&self) -> &str {
        &self.code
    }
}

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

/// The contacts of a plan sorted by person, so that a figure over all people reads each contact once.
pub struct Contacts<'p> {
    plan: &'p Plan,
    today: Day,
    owners: std::collections::BTreeMap<Id<Person>, Vec<&'p RelationshipOwner>>,
    held: std::collections::BTreeMap<Id<Person>, Vec<&'p Interaction>>,
}

impl<'p> Contacts<'p> {
    /// The plan's owners and qualifying contacts up to `today`.
    pub fn of(plan: &'p Plan, today: Day) -> Self {
        let mut contacts = Self { plan, today, owners: Default::default(), held: Default::default() };
        for owner in plan.relationship_owners.by_code() {
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

    /// Owners of this person, primary first.
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
