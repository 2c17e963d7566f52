//! Every relationship measured against what it should be: levels, gaps, priorities and the figures over them
//! (method 4.2, 4.3).

mod due;
mod figures;
mod seat;

pub use crate::opportunity::open_amount;
pub use due::ContactDue;
pub use figures::{Figures, KEYS};
pub use seat::{Deal, Seat, SeatPerson};

use crate::figure::ratio;
use crate::id::RecordRef;
use crate::influence_map::{Contact, Contacts, Coverage, Person, Preference, Role};
use crate::kind::Plan;
use crate::opportunity::{Opportunity, OpportunityPerson, OpportunityType};
use crate::problem::{Problem, Reason};
use crate::record::record;
use crate::scale::grade;
use crate::settings::Settings;
use crate::team::Member;
use crate::{Day, Id, Money, Words};
use std::collections::{BTreeMap, HashMap};

grade! {
    /// Depth of a relationship: 0 no relation, 1 vendor, 2 product expert, 3 problem solver, 4 trusted advisor
    /// (method 4.3).
    Level, "level", 0..=4
}

record! {
    /// How deep the relationship of one of our members with one person is (method 4.2). One record a pair.
    Relationship {
        /// The customer's person.
        must["x-on-remove" = "cascade"] person: Id<Person>,
        /// Our member.
        must["x-on-remove" = "cascade"] member: Id<Member>,
        /// The level claimed.
        must level: Level,
        /// What proves it.
        should["maxLength" = 200, "x-personal" = "person"] proof: Option<Words>,
        /// The day of the proof. From level 3 up, a level without a proof of the last twelve months counts one lower.
        should proof_on: Option<Day>,
    }
    check check_relationship;
}

fn check_relationship(pair: &Relationship, plan: &Plan, problems: &mut Vec<Problem>) {
    let same = |one: &&Relationship| one.person == pair.person && one.member == pair.member;
    if let Some(twin) = plan.relationships.iter().filter(same).find(|one| one.id != pair.id) {
        problems.push(Problem::of(pair, "member", Reason::Twice { code: twin.code.clone() }));
    }
}

/// The level that the account has with a person: what is claimed and what of it is proven (method 4.3).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CurrentLevel {
    /// The record that it was read from.
    pub from: Id<Relationship>,
    /// The level as claimed.
    pub claimed: Level,
    /// The level that counts.
    pub proven: i64,
    /// Lowered because a level of 3 or more has no dated proof within twelve months.
    pub lacks_proof: bool,
    /// Lowered because a level of 2 or more went two intervals without contact.
    pub gone_cold: bool,
}

/// What is needed with a person, the three parts of `need` in the priority (method 4.3).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Need {
    /// Levels missing; unknown while no level is rated.
    pub gap: Option<i64>,
    /// Steps of stance missing towards +1, for those who decide on a current deal.
    pub stance: i64,
    /// One minus the coverage value.
    pub uncovered: f64,
}

impl Need {
    /// The sum of the known parts.
    pub fn total(&self) -> f64 {
        (self.gap.unwrap_or(0) + self.stance) as f64 + self.uncovered
    }
}

/// One row of the gap table: where we stand with one person (method 4.3).
#[derive(Clone, Debug)]
pub struct Standing<'p> {
    /// The person.
    pub person: &'p Person,
    /// How much contact there is.
    pub contact: Contact,
    /// Whether the person is covered, and by whom.
    pub coverage: Coverage,
    /// The level now; none while nobody rated it.
    pub current: Option<CurrentLevel>,
    /// The level wanted.
    pub desired: i64,
    /// What the method would want by default.
    pub default_desired: i64,
    /// Plain amount of the open deals that the person is on.
    pub linked: Money,
    /// `s`: the share of the open amount that hangs on the person, weighed by role, type and nearness.
    pub share: f64,
    /// What is needed.
    pub need: Need,
    /// `I²/5 x need x (0.2 + s)`; none without an influence.
    pub priority: Option<f64>,
}

impl Standing<'_> {
    /// `max(0, desired - proven)`; unknown while no level is rated.
    pub fn gap(&self) -> Option<i64> {
        self.need.gap
    }

    /// Levels above what is wanted: shown, never counted.
    pub fn surplus(&self) -> i64 {
        self.current.map_or(0, |current| (current.proven - self.desired).max(0))
    }

    /// `influence x gap`; unknown where either is.
    pub fn weighted_gap(&self) -> Option<i64> {
        Some(self.person.influence?.value() * self.gap()?)
    }

    /// Stands at -1 or below.
    pub fn is_hostile(&self) -> bool {
        self.person.preference.is_some_and(|preference| preference.value() < 0)
    }
}

/// Everything that the relationship figures need, computed once for a plan and a day.
pub struct Relationships<'p> {
    plan: &'p Plan,
    today: Day,
    standings: Vec<Standing<'p>>,
    /// Where everybody stands in them, in the order of their codes.
    order: Vec<usize>,
    places: HashMap<Id<Person>, usize>,
}

impl<'p> Relationships<'p> {
    /// Measures every person who is present.
    pub fn of(plan: &'p Plan, today: Day) -> Self {
        let contacts = Contacts::of(plan, today);
        let pairs = pairs_by_person(plan);
        let deals = open_deals_by_person(plan);
        let open: f64 = open_amount(plan, today).units();
        let measure = |person: &'p Person| {
            let deals = deals.get(&person.id).map_or(&[][..], Vec::as_slice);
            let coverage = contacts.coverage(person);
            let current = current_level(person, pairs.get(&person.id), &contacts, &plan.settings, today);
            standing(Ground { plan, today, open, deals }, person, contacts.level(person), coverage, current)
        };
        let mut standings: Vec<_> = plan.people.by_code().filter(|one| one.is_present(today)).map(measure).collect();
        standings.sort_by(|a, b| {
            let (a, b) = (a.priority.unwrap_or(-1.0), b.priority.unwrap_or(-1.0));
            b.total_cmp(&a)
        });
        let places: HashMap<_, _> = standings.iter().enumerate().map(|(at, one)| (one.person.id, at)).collect();
        let order = plan.people.by_code().filter_map(|person| places.get(&person.id).copied()).collect();
        Self { plan, today, standings, order, places }
    }

    /// The gap table: everybody present by falling priority, ties by code; without influence last.
    pub fn standings(&self) -> &[Standing<'p>] {
        &self.standings
    }

    /// The same by code.
    pub fn by_code(&self) -> impl Iterator<Item = &Standing<'p>> {
        self.order.iter().filter_map(|at| self.standings.get(*at))
    }

    /// Where we stand with this person.
    pub fn standing(&self, person: Id<Person>) -> Option<&Standing<'p>> {
        self.places.get(&person).and_then(|at| self.standings.get(*at))
    }

    /// The first five by priority that need anything at all.
    pub fn top_gaps(&self) -> impl Iterator<Item = &Standing<'p>> {
        let most = self.plan.settings.relationship.top_gaps;
        self.standings.iter().filter(|one| one.priority.is_some_and(|priority| priority > 0.0)).take(most)
    }

    /// Every open opportunity with its seats, those that close first first.
    pub fn deals(&self) -> Vec<Deal<'p>> {
        seat::deals(self.plan, self.today, &self.standings)
    }

    /// The figures over all of it.
    pub fn figures(&self) -> Figures<'_, 'p> {
        Figures::of(self)
    }
}

type Part<'p> = (&'p Opportunity, &'p OpportunityPerson);

fn open_deals_by_person(plan: &Plan) -> BTreeMap<Id<Person>, Vec<Part<'_>>> {
    let mut deals: BTreeMap<_, Vec<Part<'_>>> = BTreeMap::new();
    for part in plan.opportunity_people.by_code() {
        if let Some(opportunity) = plan.opportunities.get(part.opportunity).filter(|one| one.is_open()) {
            deals.entry(part.person).or_default().push((opportunity, part));
        }
    }
    deals
}

fn pairs_by_person(plan: &Plan) -> HashMap<Id<Person>, Vec<&Relationship>> {
    let mut pairs: HashMap<_, Vec<_>> = HashMap::new();
    for pair in plan.relationships.by_code() {
        pairs.entry(pair.person).or_default().push(pair);
    }
    pairs
}

/// The primary owner's pair if rated, else the best pair, else unknown (decided: method 4.2).
fn current_level(
    person: &Person,
    pairs: Option<&Vec<&Relationship>>,
    contacts: &Contacts<'_>,
    settings: &Settings,
    today: Day,
) -> Option<CurrentLevel> {
    let pairs = pairs?;
    let primary = contacts.owners(person.id).iter().find(|owner| owner.primary);
    let own = primary.and_then(|owner| pairs.iter().find(|pair| pair.member == owner.member));
    // By code, and the first of equals: the best pair is the same on every machine.
    let best = || pairs.iter().reduce(|best, pair| if pair.level > best.level { pair } else { best });
    let pair = own.or_else(best)?;
    let recent = |day: Day| (0..=settings.relationship.proof_days).contains(&day.days_until(today));
    let lacks_proof = pair.level.value() >= 3 && !pair.proof_on.is_some_and(recent);
    let interval = person.contact_interval(settings);
    let missed_twice =
        contacts.last_contact(person.id).is_none_or(|last| last.days_until(today) > interval.saturating_mul(2));
    let gone_cold = pair.level.value() >= 2 && missed_twice;
    let proven = pair.level.value() - i64::from(lacks_proof) - i64::from(gone_cold);
    Some(CurrentLevel { from: pair.id, claimed: pair.level, proven, lacks_proof, gone_cold })
}

#[derive(Clone, Copy)]
struct Ground<'p, 'd> {
    plan: &'p Plan,
    today: Day,
    open: f64,
    deals: &'d [Part<'p>],
}

fn standing<'p>(
    ground: Ground<'p, '_>,
    person: &'p Person,
    contact: Contact,
    coverage: Coverage,
    current: Option<CurrentLevel>,
) -> Standing<'p> {
    let settings = &ground.plan.settings;
    let value = |deal: &Opportunity| deal.value(ground.plan, ground.today).unwrap_or_default().0;
    let linked = Money(ground.deals.iter().map(|(deal, _)| value(deal)).sum());
    let default_desired = default_desired(person, ratio(linked.units(), ground.open).unwrap_or(0.0), settings);
    let desired = person.desired_level.map_or(default_desired, Level::value);
    let weighed: f64 = ground.deals.iter().map(|(deal, _)| deal.weight(ground.plan, ground.today)).sum();
    let share = role_weight(person.role, settings) * ratio(weighed, ground.open).unwrap_or(0.0);
    let need = Need {
        gap: current.map(|current| (desired - current.proven).max(0)),
        stance: missing_stance(person, ground.deals),
        uncovered: 1.0 - coverage.value(),
    };
    let priority = person.influence.map(|influence| {
        let influence = influence.value() as f64;
        influence * influence / 5.0 * need.total() * (0.2 + share)
    });
    Standing { person, contact, coverage, current, desired, default_desired, linked, share, need, priority }
}

/// The level that the method wants by default: sponsor 4; a decision maker on whom a large part of the open amount
/// hangs 4; inner circle, approvers, decision makers, coaches and recommenders of influence 3 and more 3; others 2.
fn default_desired(person: &Person, linked_share: f64, settings: &Settings) -> i64 {
    let influence = person.influence.map_or(0, |influence| influence.value());
    match person.role {
        Some(Role::Sponsor) => 4,
        Some(Role::DecisionMaker) if linked_share >= settings.relationship.large_share => 4,
        Some(Role::Approver | Role::DecisionMaker | Role::Coach) => 3,
        Some(Role::Recommender) if influence >= 3 => 3,
        _ if influence == 5 => 3,
        _ => 2,
    }
}

fn role_weight(role: Option<Role>, settings: &Settings) -> f64 {
    let weights = &settings.relationship.role_weight;
    match role {
        Some(Role::Approver) => weights.approver,
        Some(Role::DecisionMaker) => weights.decision_maker,
        Some(Role::Recommender) => weights.recommender,
        Some(Role::Sponsor) => weights.sponsor,
        Some(Role::Coach) | None => weights.coach,
    }
}

/// Steps up to +1 for an approver, decision maker, recommender or sponsor on a current deal. The stance in the deal
/// counts where it is set, and of several deals the worst; unknown counts 0 here.
fn missing_stance(person: &Person, deals: &[Part<'_>]) -> i64 {
    let decides = |(deal, part): &&Part<'_>| {
        deal.opportunity_type == OpportunityType::Current
            && part.role_here(person).is_some_and(|role| role != Role::Coach)
    };
    let stance = |part: &OpportunityPerson| part.preference_here(person).map_or(0, Preference::value);
    deals.iter().filter(decides).map(|(_, part)| (1 - stance(part)).max(0)).max().unwrap_or(0)
}

impl From<&Standing<'_>> for RecordRef {
    fn from(standing: &Standing<'_>) -> Self {
        standing.person.id.into()
    }
}
