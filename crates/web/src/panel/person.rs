//! The panel of a person: everything that the relationship figures rest on.

use super::{Removal, member_name};
use crate::form::{Form, New};
use crate::page::Ground;
use crate::page::open::CONTACTS;
use crate::relationship::table::{Current, Stance, organisation, reasons};
use plan::influence_map::{Interaction, Person};
use plan::relationship::Standing;
use plan::{Id, Kind, custom};

/// Contacts shown in the panel.
const RECENT: usize = 6;

/// A person.
pub struct PersonPanel {
    /// Code.
    pub code: String,
    /// Title, organisation, unit.
    pub title: String,
    /// Stance.
    pub stance: Stance,
    /// Main role.
    pub role: String,
    /// Why this person is where it is in the table.
    pub reasons: Vec<String>,
    /// The arithmetic of the priority.
    pub arithmetic: Option<String>,
    /// Level now.
    pub now: Option<Current>,
    /// Level wanted.
    pub wanted: String,
    /// Owners: name, last contact, removal.
    pub owners: Vec<OwnerLine>,
    /// Days within which a contact keeps the person covered.
    pub interval: String,
    /// Somebody is left who could become an owner.
    pub add_owner: Option<Form>,
    /// Levels by member.
    pub levels: Vec<LevelLine>,
    /// A member is left whose level could be rated.
    pub add_level: Option<Form>,
    /// The last contacts.
    pub contacts: Vec<ContactLine>,
    /// How many there are beside, and where they are shown.
    pub older: Option<(String, String)>,
    /// A new contact.
    pub add_contact: Form,
    /// Role, influence, stance, level wanted.
    pub standing: Option<Form>,
    /// Everything else about the person.
    pub details: Option<Form>,
    /// The deals that the person is on.
    pub deals: Vec<(String, String, String)>,
}

/// An owner.
pub struct OwnerLine {
    /// Our member.
    pub name: String,
    /// Is the primary owner.
    pub primary: bool,
    /// The last qualifying contact.
    pub last: String,
    /// Takes the owner away.
    pub removal: Removal,
}

/// A member's level with the person.
pub struct LevelLine {
    /// Our member.
    pub name: String,
    /// Its form.
    pub form: Form,
}

/// A contact that took place.
pub struct ContactLine {
    /// Day.
    pub on: String,
    /// Type, minutes and who took part.
    pub text: String,
    /// What it was about.
    pub subject: String,
    /// Takes the contact out.
    pub removal: Removal,
}

impl PersonPanel {
    /// The panel of a person.
    pub fn of(ground: &Ground<'_>, id: Id<Person>) -> Option<Self> {
        let (plan, say) = (ground.plan, ground.say);
        let person = plan.people.get(id)?;
        let (contacts, left) = contact_lines(ground, id);
        let standing = ground.relationships().standing(id);
        let unit = person.unit.and_then(|unit| plan.units.get(unit)).map_or("", |unit| say.show(&unit.name));
        let parts = [say.show_maybe(&person.title), organisation(ground, person), unit];
        let parts: Vec<&str> = parts.into_iter().filter(|one| !one.is_empty()).collect();
        Some(Self {
            code: person.code.clone(),
            title: parts.join(" · "),
            stance: Stance::of(say, person.preference),
            role: person.role.map(|role| say.code("role", role.code())).unwrap_or_default(),
            reasons: standing.map(|one| reasons(ground.say, ground.currency, one)).unwrap_or_default(),
            arithmetic: standing.and_then(|one| arithmetic(ground, one)),
            now: standing.and_then(|one| Current::of(say, one)),
            wanted: standing
                .map(|one| format!("{} {}", one.desired, say.grade("level", one.desired)))
                .unwrap_or_default(),
            owners: standing.map(|one| owner_lines(ground, one)).unwrap_or_default(),
            interval: say.one("contact-interval", "days", person.contact_interval(&plan.settings)),
            add_owner: add_owner(ground, id),
            levels: level_lines(ground, id),
            add_level: add_level(ground, id),
            contacts,
            older: older(ground, &person.code, left),
            add_contact: add_contact(ground, id),
            standing: standing_form(ground, id, standing),
            details: ground.forms.edit(Kind::Person, id.uuid(), "details", &DETAILS),
            deals: deals_of(ground, id),
        })
    }
}

/// What is judged about a person.
const STANDING: [&str; 7] =
    ["role", "influence", "preference", "desired_level", "desired_reason", "desired_by", "investment"];
/// What is known about a person.
const DETAILS: [&str; 9] = [
    "name",
    "title",
    "reports_to",
    "unit",
    "organisation",
    "contact_override",
    "contact_reason",
    "left_on",
    custom::PART,
];

fn standing_form(ground: &Ground<'_>, id: Id<Person>, standing: Option<&Standing<'_>>) -> Option<Form> {
    let form = ground.forms.edit(Kind::Person, id.uuid(), "standing", &STANDING)?;
    let Some(standing) = standing else { return Some(form) };
    let level = format!("{} {}", standing.default_desired, ground.say.grade("level", standing.default_desired));
    Some(form.with_empty("desired_level", ground.say.one("by-default", "what", level)))
}

/// `5²/5 × (2 + 1 + 1.0) × (0.2 + 0.37) = 11.35`.
fn arithmetic(ground: &Ground<'_>, standing: &Standing<'_>) -> Option<String> {
    let say = ground.say;
    let influence = standing.person.influence?.value();
    let need = standing.need;
    let gap = need.gap.map_or_else(|| "?".to_owned(), |gap| gap.to_string());
    Some(format!(
        "{influence}²/5 × ({gap} + {} + {}) × (0.2 + {}) = {}",
        need.stance,
        say.number(need.uncovered),
        say.number(standing.share),
        say.number(standing.priority?),
    ))
}

fn owner_lines(ground: &Ground<'_>, standing: &Standing<'_>) -> Vec<OwnerLine> {
    let line = |owner: &plan::influence_map::OwnerContact| {
        let name = member_name(ground, owner.member);
        let record = ground.plan.relationship_owners.get(owner.owner);
        OwnerLine {
            primary: record.is_some_and(|record| record.primary),
            last: owner.last.map_or_else(|| ground.say.label("no-contact-yet"), |day| ground.say.day(day)),
            removal: Removal::of(
                ground,
                Kind::RelationshipOwner,
                owner.owner.uuid(),
                ground.forms.back().to_owned(),
                &name,
            ),
            name,
        }
    };
    standing.coverage.owners.iter().map(line).collect()
}

fn add_owner(ground: &Ground<'_>, person: Id<Person>) -> Option<Form> {
    let owners = || ground.plan.relationship_owners.iter().filter(|owner| owner.person == person);
    if !ground.may_add(Kind::RelationshipOwner) || ground.plan.members.len() == owners().count() {
        return None;
    }
    let mut given = vec![("person", person.to_string())];
    // The first owner is the one whose level counts.
    if owners().count() == 0 {
        given.push(("primary", "true".into()));
    }
    Some(ground.forms.create(Kind::RelationshipOwner, New { given, submit: "add-owner", ..New::default() }))
}

fn level_lines(ground: &Ground<'_>, person: Id<Person>) -> Vec<LevelLine> {
    let pairs = ground.plan.relationships.by_code().filter(|pair| pair.person == person);
    pairs
        .filter_map(|pair| {
            let form =
                ground.forms.edit(Kind::Relationship, pair.id.uuid(), "level", &["level", "proof", "proof_on"])?;
            Some(LevelLine { name: member_name(ground, pair.member), form })
        })
        .collect()
}

fn add_level(ground: &Ground<'_>, person: Id<Person>) -> Option<Form> {
    let rated = |member| ground.plan.relationships.iter().any(|pair| pair.person == person && pair.member == member);
    let owners = ground.plan.relationship_owners.by_code().filter(|owner| owner.person == person);
    let next = owners.map(|owner| owner.member).find(|member| !rated(*member));
    if !ground.may_add(Kind::Relationship) || ground.plan.members.iter().all(|member| rated(member.id)) {
        return None;
    }
    let given = vec![("person", person.to_string())];
    let first = next.map(|member| ("member", member.to_string())).into_iter().collect();
    Some(ground.forms.create(Kind::Relationship, New { given, first, submit: "add-level", ..New::default() }))
}

/// The contacts with a person, the latest first: the last ones, or all where the address asks for them; and how many
/// are left.
fn contact_lines(ground: &Ground<'_>, person: Id<Person>) -> (Vec<ContactLine>, usize) {
    let say = ground.say;
    let mut held: Vec<&Interaction> =
        ground.plan.interactions.iter().filter(|one| one.people.contains(&person)).collect();
    held.sort_by(|a, b| b.on.cmp(&a.on).then_with(|| b.code.cmp(&a.code)));
    let shown = if ground.asked.is(CONTACTS) { held.len() } else { RECENT.min(held.len()) };
    let line = |one: &&Interaction| {
        let members: Vec<String> = one.members.iter().map(|member| member_name(ground, *member)).collect();
        let minutes = one.minutes.map(|minutes| say.one("minutes", "count", minutes));
        let kind = say.code("contact_type", one.contact_type.code());
        let parts: Vec<String> =
            [Some(kind), minutes, Some(members.join(&say.label("list-comma")))].into_iter().flatten().collect();
        ContactLine {
            on: say.day(one.on),
            text: parts.join(" · "),
            subject: say.show_maybe(&one.subject).to_owned(),
            removal: Removal::of(
                ground,
                Kind::Interaction,
                one.id.uuid(),
                ground.forms.back().to_owned(),
                &say.day(one.on),
            ),
        }
    };
    (held.iter().take(shown).map(line).collect(), held.len() - shown + ground.past.resting)
}

/// What leads to the contacts that are not shown, those of long ago among them.
fn older(ground: &Ground<'_>, code: &str, left: usize) -> Option<(String, String)> {
    let address = || ground.asked.with(&ground.here, &[(CONTACTS, "all")], Some((Kind::Person.code(), code)));
    (left > 0).then(|| (ground.say.one("contacts-older", "count", left), address()))
}

fn add_contact(ground: &Ground<'_>, person: Id<Person>) -> Form {
    let owners = ground.plan.relationship_owners.by_code().filter(|owner| owner.person == person);
    let mut first: Vec<_> = owners.map(|owner| ("members", owner.member.to_string())).collect();
    first.extend([("on", ground.today.to_string()), ("contact_type", "meeting".into()), ("minutes", "60".into())]);
    let given = vec![("people", person.to_string())];
    ground.forms.create(Kind::Interaction, New { given, first, submit: "add-contact", ..New::default() })
}

fn deals_of(ground: &Ground<'_>, person: Id<Person>) -> Vec<(String, String, String)> {
    let parts = ground.plan.opportunity_people.by_code().filter(|part| part.person == person);
    let line = |part: &plan::opportunity::OpportunityPerson| {
        let deal = ground.plan.opportunities.get(part.opportunity)?;
        let href = ground.open(Kind::Opportunity, &deal.code);
        let amount = deal
            .amount
            .map(|amount| ground.say.money(amount, deal.currency.as_deref().unwrap_or(ground.currency)))
            .unwrap_or_default();
        Some((format!("{} {}", deal.code, ground.say.show(&deal.name)), amount, href))
    };
    parts.filter_map(line).collect()
}
