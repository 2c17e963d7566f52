//! The people at the customer and around it, who of ours is responsible for them, and whether the contact is alive
//! (method 4.1).

pub mod checks;
mod coverage;

pub use coverage::{Contact, Contacts, Coverage, OwnerContact};

use crate::account::Unit;
use crate::kind::Plan;
use crate::library::Colleague;
use crate::problem::{Problem, Reason};
use crate::record::record;
use crate::relationship::Level;
use crate::research::Competitor;
use crate::scale::{choice, grade};
use crate::settings::Settings;
use crate::strategic_relation::Organisation;
use crate::team::Member;
use crate::voice::PerceivedTier;
use crate::{Day, Id, Words};

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

    /// The least influence of a key person.
    pub const KEY: i64 = 3;

    /// A key person is anyone with influence 3 or more.
    pub const fn is_key(self) -> bool {
        self.value() >= Self::KEY
    }
}

choice! {
    /// What moves a person in decisions (method 4.1).
    Orientation, "orientation", {
        /// Money.
        Financial = "financial",
        /// Technology.
        Technical = "technical",
        /// People.
        Relationship = "relationship",
        /// Business.
        Business = "business",
    }
}

choice! {
    /// How a person takes new things (method 4.1).
    Adaptability, "adaptability", {
        /// Last of all.
        Laggard = "laggard",
        /// Late.
        Conservative = "conservative",
        /// When it works.
        Pragmatist = "pragmatist",
        /// Early.
        Visionary = "visionary",
        /// First of all.
        Innovator = "innovator",
    }
}

choice! {
    /// What runs between two people (method 4.1). Reporting lines stand on the person.
    LineType, "line_type", {
        /// One influences the other.
        Influences = "influences",
        /// An informal tie.
        Informal = "informal",
        /// A conflict.
        Conflict = "conflict",
        /// An alliance.
        Alliance = "alliance",
    }
}

grade! {
    /// Strength of a line, 1 to 3 (method 4.1).
    LineStrength, "line_strength", 1..=3
}

choice! {
    /// How a first meeting ended (method 1.5).
    MeetingOutcome, "meeting_outcome", {
        /// They asked us back.
        InvitedBack = "invited_back",
        /// More visits follow.
        FurtherVisits = "further_visits",
        /// Passed on to a subordinate.
        Delegated = "delegated",
        /// Nothing.
        NoResult = "no_result",
    }
}

choice! {
    /// Who judged how the person sees us (method 1.5).
    TierSource, "tier_source", {
        /// The member.
        Self_ = "self",
        /// The customer's own words.
        CustomerVoice = "customer_voice",
        /// The member's manager.
        Manager = "manager",
    }
}

record! {
    /// A person at the customer, or an outside influencer around it. Only work-related facts (method 4.1).
    Person {
        /// Name, or the post while the name is unknown.
        must["maxLength" = 60, "x-personal" = "person"] name: Words,
        /// The name in Latin letters.
        more["maxLength" = 60, "x-personal" = "person"] name_latin: Option<Words>,
        /// Job title.
        must["maxLength" = 60, "x-personal" = "person"] title: Option<Words>,
        /// Whom the person reports to.
        must["x-on-remove" = "clear"] reports_to: Option<Id<Person>>,
        /// The customer's unit.
        should["x-on-remove" = "clear"] unit: Option<Id<Unit>>,
        /// For an outside influencer: the organisation. Empty for the customer's own people.
        should["x-on-remove" = "clear"] organisation: Option<Id<Organisation>>,
        /// Who in our company knows the person: a lever, whichever account they work on.
        #[serde(default)]
        more["x-on-remove" = "clear"] known_by: Vec<Id<Colleague>>,
        /// The post is known, the name is not.
        #[serde(default)]
        should placeholder: bool,
        /// The main role in the plan.
        must role: Option<Role>,
        /// Other roles in the plan.
        #[serde(default)]
        should other_roles: Vec<Role>,
        /// A powerful opponent.
        #[serde(default)]
        more["x-audience" = "judgement"] anti_sponsor: bool,
        /// Real power, not rank: who listens to this person?
        must influence: Option<Influence>,
        /// Stance towards us; empty while unknown.
        must["x-audience" = "judgement"] preference: Option<Preference>,
        /// Leans to this competitor.
        more["x-on-remove" = "clear", "x-audience" = "judgement"] prefers_competitor: Option<Id<Competitor>>,
        /// The level of relationship that we want; empty means the method's default (method 4.3).
        should["x-audience" = "judgement"] desired_level: Option<Level>,
        /// Why this level is right: each higher level costs more.
        should["maxLength" = 200, "x-personal" = "person", "x-audience" = "judgement"] desired_reason: Option<Words>,
        /// By when we want it.
        should["x-audience" = "judgement"] desired_by: Option<Day>,
        /// What we invest to get there: hours and programmes, never money or gifts.
        should["maxLength" = 200, "x-personal" = "person", "x-audience" = "judgement"] investment: Option<Words>,
        /// What the person wants to reach in business.
        should["maxLength" = 200, "x-personal" = "person"] business_agenda: Option<Words>,
        /// What the person hopes for at work.
        more["maxLength" = 200, "x-personal" = "person", "x-audience" = "judgement"] personal_agenda: Option<Words>,
        /// What moves the person in decisions.
        more["x-personal" = "person", "x-audience" = "judgement"] orientation: Option<Orientation>,
        /// How the person takes new things.
        more["x-personal" = "person", "x-audience" = "judgement"] adaptability: Option<Adaptability>,
        /// Overrides the contact level that follows from the contacts; needs a reason.
        more contact_override: Option<ContactLevel>,
        /// Why the contact level differs from what the contacts say.
        more["maxLength" = 200, "x-personal" = "person"] contact_reason: Option<Words>,
        /// Work email address.
        more["maxLength" = 120, "x-personal" = "person"] email: Option<String>,
        /// Work telephone number.
        more["maxLength" = 40, "x-personal" = "person"] phone: Option<String>,
        /// The same human being in other accounts: an id that all these records carry; several with spaces between,
        /// where two records became one.
        more["maxLength" = 400, "x-personal" = "person"] same_as: Option<String>,
        /// The day the person left; from then on no figure counts the person.
        more left_on: Option<Day>,
        /// Who came after.
        more["x-on-remove" = "clear"] successor: Option<Id<Person>>,
    }
    check check_person;
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

fn check_person(person: &Person, plan: &Plan, problems: &mut Vec<Problem>) {
    if reports_in_a_circle(person, plan) {
        problems.push(Problem::of(person, "reports_to", Reason::Circle));
    }
    if person.contact_override.is_some() && person.contact_reason.is_none() {
        problems.push(Problem::of(person, "contact_reason", Reason::ReasonNeeded));
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

record! {
    /// What runs between two people beside the reporting lines (method 4.1).
    InfluenceLine {
        /// Whose influence it is.
        must["x-on-remove" = "cascade"] from: Id<Person>,
        /// On whom.
        must["x-on-remove" = "cascade"] to: Id<Person>,
        /// What it is.
        must line_type: LineType,
        /// How strong it is.
        must strength: Option<LineStrength>,
        /// What it is about.
        should["maxLength" = 200, "x-personal" = "person"] note: Option<Words>,
    }
    check check_influence_line;
}

fn check_influence_line(line: &InfluenceLine, plan: &Plan, problems: &mut Vec<Problem>) {
    if line.from == line.to {
        problems.push(Problem::of(line, "to", Reason::Circle));
    }
    let same = |one: &&InfluenceLine| (one.from, one.to, one.line_type) == (line.from, line.to, line.line_type);
    if let Some(twin) = plan.influence_lines.iter().filter(same).find(|one| one.id != line.id) {
        problems.push(Problem::of(line, "to", Reason::Twice { code: twin.code.clone() }));
    }
}

record! {
    /// One of ours is responsible for the contact with a person. A person may have several owners.
    RelationshipOwner {
        /// The customer's person.
        must["x-on-remove" = "cascade"] person: Id<Person>,
        /// Our member who is responsible.
        must["x-on-remove" = "cascade", "x-duty" = true] member: Id<Member>,
        /// The owner whose own level is the account's level (method 4.2).
        #[serde(default)]
        should primary: bool,
    }
    check check_relationship_owner;
}

fn check_relationship_owner(owner: &RelationshipOwner, plan: &Plan, problems: &mut Vec<Problem>) {
    let others = || plan.relationship_owners.iter().filter(|one| one.id != owner.id && one.person == owner.person);
    if let Some(twin) = others().find(|one| one.member == owner.member) {
        problems.push(Problem::of(owner, "member", Reason::Twice { code: twin.code.clone() }));
    }
    if let Some(other) = others().find(|one| owner.primary && one.primary) {
        problems.push(Problem::of(owner, "primary", Reason::Twice { code: other.code.clone() }));
    }
}

record! {
    /// A contact between our members and people of the customer.
    Interaction {
        /// The day of the contact.
        must on: Day,
        /// How it took place.
        must contact_type: ContactType,
        /// How long it took, in minutes.
        must["minimum" = 1, "maximum" = 1440] minutes: Option<i64>,
        /// The customer's people who took part.
        #[serde(default)]
        must["minItems" = 1, "x-on-remove" = "clear"] people: Vec<Id<Person>>,
        /// Our members who took part.
        #[serde(default)]
        must["minItems" = 1, "x-on-remove" = "clear"] members: Vec<Id<Member>>,
        /// What it was about.
        must["maxLength" = 200] subject: Option<Words>,
    }
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

record! {
    /// The first meeting with somebody and how it ended (method 1.5).
    FirstMeeting {
        /// With whom.
        must["x-on-remove" = "cascade"] person: Id<Person>,
        /// Who of ours was there.
        #[serde(default)]
        must["x-on-remove" = "clear"] members: Vec<Id<Member>>,
        /// When.
        must on: Day,
        /// What it was about.
        should["maxLength" = 200, "x-personal" = "person"] topics: Option<Words>,
        /// How it ended.
        must outcome: MeetingOutcome,
        /// To whom we were passed on.
        should["x-on-remove" = "clear"] delegated_to: Option<Id<Person>>,
        /// When we meet again.
        should next_on: Option<Day>,
    }
    check check_first_meeting;
}

fn check_first_meeting(meeting: &FirstMeeting, _: &Plan, problems: &mut Vec<Problem>) {
    if meeting.delegated_to == Some(meeting.person) {
        problems.push(Problem::of(meeting, "delegated_to", Reason::Circle));
    }
}

record! {
    /// What one of our members is in a person's eyes (method 1.5).
    Perception {
        /// The customer's person.
        must["x-on-remove" = "cascade"] person: Id<Person>,
        /// Our member.
        must["x-on-remove" = "cascade"] member: Id<Member>,
        /// What the member is to the person.
        must tier: PerceivedTier,
        /// Who says so.
        should source: Option<TierSource>,
        /// When.
        must on: Day,
    }
}
