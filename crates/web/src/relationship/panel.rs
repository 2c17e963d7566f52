//! The side panel: a person, a deal, a figure's rows, or a new record. It is the form; the table stays visible.

use super::table::{Current, Stance, deal_href, organisation, person_href, reasons};
use super::{Ground, Open};
use crate::form::{Form, Forms, New, name_of};
use plan::figure::{Figure, Term};
use plan::influence_map::{Interaction, Person};
use plan::opportunity::Opportunity;
use plan::relationship::Standing;
use plan::{Id, Kind, custom};
use uuid::Uuid;

/// Contacts shown in the panel.
const RECENT: usize = 6;

/// What is open.
pub enum Panel {
    /// A person with everything that the figures rest on.
    Person(Box<PersonPanel>),
    /// A deal with the people on it.
    Deal(Box<DealPanel>),
    /// A figure with its rows.
    Figure(FigurePanel),
    /// A new record.
    New(NewPanel),
}

/// A new record.
pub struct NewPanel {
    /// Heading.
    pub heading: String,
    /// Its form.
    pub form: Form,
}

/// A figure opened to its rows.
pub struct FigurePanel {
    /// What it is called.
    pub label: String,
    /// Its value.
    pub value: String,
    /// How it is computed.
    pub how: String,
    /// Headings of the columns.
    pub columns: Vec<String>,
    /// What the rows are: people, deals, members.
    pub subject: String,
    /// The rows.
    pub rows: Vec<FigureRow>,
    /// Sums under the columns.
    pub totals: Vec<String>,
    /// Names of the records that could not be counted.
    pub left_out: Vec<String>,
}

/// One row of a figure.
pub struct FigureRow {
    /// The record's name.
    pub name: String,
    /// Where it opens.
    pub href: Option<String>,
    /// Its terms.
    pub terms: Vec<String>,
}

/// A person.
pub struct PersonPanel {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
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
    /// A new contact.
    pub add_contact: Form,
    /// Role, influence, stance, level wanted.
    pub standing: Option<Form>,
    /// Everything else about the person.
    pub details: Option<Form>,
    /// Takes the person out.
    pub removal: Removal,
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

/// A button that takes a record out; undo brings it back.
pub struct Removal {
    /// Where it is sent.
    pub action: String,
    /// The id of the change.
    pub change: Uuid,
    /// The page to go on to.
    pub after: String,
    /// What a screen reader says of the button.
    pub label: String,
}

/// A deal.
pub struct DealPanel {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Strength in points.
    pub strength: String,
    /// The arithmetic of the strength.
    pub arithmetic: String,
    /// Held down by somebody hostile.
    pub capped: bool,
    /// The people on it.
    pub people: Vec<PartLine>,
    /// Puts somebody on it.
    pub add_person: Option<Form>,
    /// Its fields.
    pub details: Option<Form>,
    /// Takes the deal out.
    pub removal: Removal,
}

/// Somebody on a deal.
pub struct PartLine {
    /// Name.
    pub name: String,
    /// Where the person opens.
    pub href: String,
    /// Role and stance in the deal.
    pub form: Option<Form>,
    /// Takes the person off the deal.
    pub removal: Removal,
}

/// The kinds that this page makes.
const NEW: [Kind; 5] = [Kind::Person, Kind::Member, Kind::Opportunity, Kind::Unit, Kind::Organisation];

impl Panel {
    /// What the address asks for, if it is there.
    pub fn open(ground: &Ground<'_>, forms: &Forms<'_>, open: &Open) -> Option<Self> {
        if let Some(code) = &open.person {
            let id = Id::new(ground.plan.find(Kind::Person, code)?);
            return Some(Self::Person(Box::new(PersonPanel::of(ground, forms, id)?)));
        }
        if let Some(code) = &open.deal {
            let id = Id::new(ground.plan.find(Kind::Opportunity, code)?);
            return Some(Self::Deal(Box::new(DealPanel::of(ground, forms, id)?)));
        }
        if let Some(key) = &open.figure {
            let figure = ground.relationships.figures().by_key(key)?;
            return Some(Self::Figure(FigurePanel::of(ground, &figure)));
        }
        let kind = Kind::from_code(open.new.as_deref()?).filter(|kind| NEW.contains(kind))?;
        Some(Self::New(NewPanel::of(ground, forms, kind)))
    }
}

impl NewPanel {
    fn of(ground: &Ground<'_>, forms: &Forms<'_>, kind: Kind) -> Self {
        let after = match kind {
            Kind::Person => format!("{}?person={{code}}#panel", ground.base),
            Kind::Opportunity => format!("{}?deal={{code}}#panel", ground.base),
            _ => ground.base.to_owned(),
        };
        let first = vec![("opportunity_type", "current".to_owned())];
        let form = forms.create(kind, New { submit: "add", after: Some(after), first, ..New::default() });
        Self { heading: ground.say.label(&format!("new-{kind}")), form }
    }
}

impl FigurePanel {
    fn of(ground: &Ground<'_>, figure: &Figure) -> Self {
        let say = ground.say;
        let term = |one: &Term| say.term(ground.plan, ground.currency, one);
        let href = |kind, id| {
            let code = ground.plan.code(kind, id)?;
            match kind {
                Kind::Person => Some(person_href(ground, code)),
                Kind::Opportunity => Some(deal_href(ground, code)),
                _ => None,
            }
        };
        let row = |row: &plan::figure::Row| FigureRow {
            name: name_of(ground.plan, say, row.record.kind, row.record.id),
            href: href(row.record.kind, row.record.id),
            terms: row.terms.iter().map(term).collect(),
        };
        let left_out = figure.left_out.iter().map(|one| name_of(ground.plan, say, one.kind, one.id));
        let subject = figure.rows.first().map_or(Kind::Person, |row| row.record.kind);
        Self {
            label: say.label(&format!("figure-{}", figure.key)),
            value: say.figure(figure),
            how: say.label(&format!("figure-{}-how", figure.key)),
            columns: figure.columns.iter().map(|column| say.label(&format!("term-{column}"))).collect(),
            subject: say.kind(subject),
            rows: figure.rows.iter().map(row).collect(),
            totals: figure.totals.iter().map(term).collect(),
            left_out: left_out.collect(),
        }
    }
}

impl PersonPanel {
    fn of(ground: &Ground<'_>, forms: &Forms<'_>, id: Id<Person>) -> Option<Self> {
        let (plan, say) = (ground.plan, ground.say);
        let person = plan.people.get(id)?;
        let standing = ground.relationships.standing(id);
        let unit = person.unit.and_then(|unit| plan.units.get(unit)).map_or("", |unit| say.show(&unit.name));
        let parts = [say.show_maybe(&person.title), organisation(ground, person), unit];
        let parts: Vec<&str> = parts.into_iter().filter(|one| !one.is_empty()).collect();
        Some(Self {
            code: person.code.clone(),
            name: say.show(&person.name).to_owned(),
            title: parts.join(" · "),
            stance: Stance::of(say, person.preference),
            role: person.role.map(|role| say.code("role", role.code())).unwrap_or_default(),
            reasons: standing.map(|one| reasons(ground, one)).unwrap_or_default(),
            arithmetic: standing.and_then(|one| arithmetic(ground, one)),
            now: standing.and_then(|one| Current::of(say, one)),
            wanted: standing
                .map(|one| format!("{} {}", one.desired, say.grade("level", one.desired)))
                .unwrap_or_default(),
            owners: standing.map(|one| owner_lines(ground, forms, one)).unwrap_or_default(),
            interval: say.one("contact-interval", "days", person.contact_interval(&plan.settings)),
            add_owner: add_owner(ground, forms, id),
            levels: level_lines(ground, forms, id),
            add_level: add_level(ground, forms, id),
            contacts: contact_lines(ground, forms, id),
            add_contact: add_contact(ground, forms, id),
            standing: standing_form(ground, forms, id, standing),
            details: forms.edit(Kind::Person, id.uuid(), "details", &DETAILS),
            removal: removal(forms, Kind::Person, id.uuid(), ground.base.to_owned(), say.show(&person.name)),
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

fn standing_form(
    ground: &Ground<'_>,
    forms: &Forms<'_>,
    id: Id<Person>,
    standing: Option<&Standing<'_>>,
) -> Option<Form> {
    let form = forms.edit(Kind::Person, id.uuid(), "standing", &STANDING)?;
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

fn member_name(ground: &Ground<'_>, member: Id<plan::team::Member>) -> String {
    ground.plan.members.get(member).map_or("", |member| ground.say.show(&member.name)).to_owned()
}

fn removal(forms: &Forms<'_>, kind: Kind, id: Uuid, after: String, what: &str) -> Removal {
    let (action, change) = forms.removal(kind, id);
    Removal { action, change, after, label: forms.say().one("remove-what", "what", what.to_owned()) }
}

fn owner_lines(ground: &Ground<'_>, forms: &Forms<'_>, standing: &Standing<'_>) -> Vec<OwnerLine> {
    let line = |owner: &plan::influence_map::OwnerContact| {
        let name = member_name(ground, owner.member);
        let record = ground.plan.relationship_owners.get(owner.owner);
        OwnerLine {
            primary: record.is_some_and(|record| record.primary),
            last: owner.last.map_or_else(|| ground.say.label("no-contact-yet"), |day| ground.say.day(day)),
            removal: removal(forms, Kind::RelationshipOwner, owner.owner.uuid(), forms.back().to_owned(), &name),
            name,
        }
    };
    standing.coverage.owners.iter().map(line).collect()
}

fn add_owner(ground: &Ground<'_>, forms: &Forms<'_>, person: Id<Person>) -> Option<Form> {
    let owners = || ground.plan.relationship_owners.iter().filter(|owner| owner.person == person);
    if ground.plan.members.len() == owners().count() {
        return None;
    }
    let mut given = vec![("person", person.to_string())];
    // The first owner is the one whose level counts.
    if owners().count() == 0 {
        given.push(("primary", "true".into()));
    }
    Some(forms.create(Kind::RelationshipOwner, New { given, submit: "add-owner", ..New::default() }))
}

fn level_lines(ground: &Ground<'_>, forms: &Forms<'_>, person: Id<Person>) -> Vec<LevelLine> {
    let pairs = ground.plan.relationships.by_code().filter(|pair| pair.person == person);
    pairs
        .filter_map(|pair| {
            let form = forms.edit(Kind::Relationship, pair.id.uuid(), "level", &["level", "proof", "proof_on"])?;
            Some(LevelLine { name: member_name(ground, pair.member), form })
        })
        .collect()
}

fn add_level(ground: &Ground<'_>, forms: &Forms<'_>, person: Id<Person>) -> Option<Form> {
    let rated = |member| ground.plan.relationships.iter().any(|pair| pair.person == person && pair.member == member);
    let owners = ground.plan.relationship_owners.by_code().filter(|owner| owner.person == person);
    let next = owners.map(|owner| owner.member).find(|member| !rated(*member));
    if ground.plan.members.iter().all(|member| rated(member.id)) {
        return None;
    }
    let given = vec![("person", person.to_string())];
    let first = next.map(|member| ("member", member.to_string())).into_iter().collect();
    Some(forms.create(Kind::Relationship, New { given, first, submit: "add-level", ..New::default() }))
}

fn contact_lines(ground: &Ground<'_>, forms: &Forms<'_>, person: Id<Person>) -> Vec<ContactLine> {
    let say = ground.say;
    let mut held: Vec<&Interaction> =
        ground.plan.interactions.iter().filter(|one| one.people.contains(&person)).collect();
    held.sort_by(|a, b| b.on.cmp(&a.on).then_with(|| b.code.cmp(&a.code)));
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
            removal: removal(forms, Kind::Interaction, one.id.uuid(), forms.back().to_owned(), &say.day(one.on)),
        }
    };
    held.iter().take(RECENT).map(line).collect()
}

fn add_contact(ground: &Ground<'_>, forms: &Forms<'_>, person: Id<Person>) -> Form {
    let owners = ground.plan.relationship_owners.by_code().filter(|owner| owner.person == person);
    let mut first: Vec<_> = owners.map(|owner| ("members", owner.member.to_string())).collect();
    first.extend([("on", ground.today.to_string()), ("contact_type", "meeting".into()), ("minutes", "60".into())]);
    let given = vec![("people", person.to_string())];
    forms.create(Kind::Interaction, New { given, first, submit: "add-contact", ..New::default() })
}

fn deals_of(ground: &Ground<'_>, person: Id<Person>) -> Vec<(String, String, String)> {
    let parts = ground.plan.opportunity_people.by_code().filter(|part| part.person == person);
    let line = |part: &plan::opportunity::OpportunityPerson| {
        let deal = ground.plan.opportunities.get(part.opportunity)?;
        let href = deal_href(ground, &deal.code);
        let currency = deal.currency.as_deref().unwrap_or(ground.currency);
        let amount = deal.amount.map(|amount| ground.say.money(amount, currency)).unwrap_or_default();
        Some((format!("{} {}", deal.code, ground.say.show(&deal.name)), amount, href))
    };
    parts.filter_map(line).collect()
}

impl DealPanel {
    fn of(ground: &Ground<'_>, forms: &Forms<'_>, id: Id<Opportunity>) -> Option<Self> {
        let say = ground.say;
        let opportunity = ground.plan.opportunities.get(id)?;
        let deals = ground.relationships.deals();
        let deal = deals.iter().find(|deal| deal.opportunity.id == id);
        let value = |index: usize| deal.and_then(|deal| deal.seats.get(index)).map_or(0.0, |seat| seat.value);
        let deciders = ground.plan.settings.relationship.seat.deciders;
        Some(Self {
            code: opportunity.code.clone(),
            name: say.show(&opportunity.name).to_owned(),
            strength: deal.map_or_else(|| "–".into(), |deal| format!("{:.1}", deal.strength)),
            arithmetic: format!(
                "100 × ({} × min({}, {}) + {} × {})",
                say.number(deciders),
                say.number(value(0)),
                say.number(value(1)),
                say.number(1.0 - deciders),
                say.number(value(2)),
            ),
            capped: deal.is_some_and(|deal| deal.capped),
            people: part_lines(ground, forms, id),
            add_person: add_part(ground, forms, id),
            details: forms.edit(Kind::Opportunity, id.uuid(), "deal", &DEAL),
            removal: removal(forms, Kind::Opportunity, id.uuid(), ground.base.to_owned(), say.show(&opportunity.name)),
        })
    }
}

/// The fields of a deal.
const DEAL: [&str; 9] =
    ["name", "need", "unit", "opportunity_type", "stage", "amount", "close_on", "outcome", custom::PART];

fn part_lines(ground: &Ground<'_>, forms: &Forms<'_>, deal: Id<Opportunity>) -> Vec<PartLine> {
    let parts = ground.plan.opportunity_people.by_code().filter(|part| part.opportunity == deal);
    parts
        .filter_map(|part| {
            let person = ground.plan.people.get(part.person)?;
            let say = ground.say;
            let name = say.show(&person.name).to_owned();
            let kind = Kind::OpportunityPerson;
            let role = person.role.map_or_else(|| say.label("unknown"), |role| say.code("role", role.code()));
            let stance = Stance::of(say, person.preference).label;
            let form = forms.edit(kind, part.id.uuid(), "part", &["role", "preference"]).map(|form| {
                form.with_empty("role", say.one("as-in-plan", "what", role))
                    .with_empty("preference", say.one("as-in-plan", "what", stance))
            });
            Some(PartLine {
                href: person_href(ground, &person.code),
                form,
                removal: removal(forms, kind, part.id.uuid(), forms.back().to_owned(), &name),
                name,
            })
        })
        .collect()
}

fn add_part(ground: &Ground<'_>, forms: &Forms<'_>, deal: Id<Opportunity>) -> Option<Form> {
    let on = ground.plan.opportunity_people.iter().filter(|part| part.opportunity == deal).count();
    if on == ground.plan.people.len() {
        return None;
    }
    let given = vec![("opportunity", deal.to_string())];
    Some(forms.create(Kind::OpportunityPerson, New { given, submit: "add-to-deal", ..New::default() }))
}
