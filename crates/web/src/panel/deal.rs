//! The panel of a deal: its seats, the people on it, its fields.

use super::Removal;
use crate::form::{Form, New};
use crate::page::Ground;
use crate::relationship::table::Stance;
use plan::field::Tier;
use plan::opportunity::Opportunity;
use plan::{Id, Kind, custom};

/// A deal.
pub struct DealPanel {
    /// Code.
    pub code: String,
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

impl DealPanel {
    /// The panel of a deal.
    pub fn of(ground: &Ground<'_>, id: Id<Opportunity>) -> Option<Self> {
        let say = ground.say;
        let opportunity = ground.plan.opportunities.get(id)?;
        let deals = ground.relationships().deals();
        let deal = deals.iter().find(|deal| deal.opportunity.id == id);
        let value = |index: usize| deal.and_then(|deal| deal.seats.get(index)).map_or(0.0, |seat| seat.value);
        let deciders = ground.plan.settings.relationship.seat.deciders;
        Some(Self {
            code: opportunity.code.clone(),
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
            people: part_lines(ground, id),
            add_person: add_part(ground, id),
            details: details(ground, id),
        })
    }
}

/// The fields of a deal that are asked first.
const DEAL: [&str; 14] = [
    "name",
    "need",
    "unit",
    "opportunity_type",
    "stage",
    "buying_step",
    "amount",
    "close_on",
    "owner",
    "forecast_category",
    "next_step",
    "next_step_on",
    "outcome",
    custom::PART,
];

/// The form of a deal: what is asked first, and everything else folded away.
fn details(ground: &Ground<'_>, id: Id<Opportunity>) -> Option<Form> {
    let kind = Kind::Opportunity;
    let rest = kind.fields().iter().filter(|field| field.tier != Tier::Fixed && !DEAL.contains(&field.name.as_str()));
    let rest: Vec<&str> = rest.map(|field| field.name.as_str()).collect();
    let folded = ground.forms.edit(kind, id.uuid(), "deal", &rest)?.shown;
    Some(Form { folded, ..ground.forms.edit(kind, id.uuid(), "deal", &DEAL)? })
}

fn part_lines(ground: &Ground<'_>, deal: Id<Opportunity>) -> Vec<PartLine> {
    let parts = ground.plan.opportunity_people.by_code().filter(|part| part.opportunity == deal);
    parts
        .filter_map(|part| {
            let person = ground.plan.people.get(part.person)?;
            let say = ground.say;
            let name = say.show(&person.name).to_owned();
            let kind = Kind::OpportunityPerson;
            let role = person.role.map_or_else(|| say.label("unknown"), |role| say.code("role", role.code()));
            let stance = Stance::of(say, person.preference).label;
            let form = ground.forms.edit(kind, part.id.uuid(), "part", &["role", "preference"]).map(|form| {
                form.with_empty("role", say.one("as-in-plan", "what", role))
                    .with_empty("preference", say.one("as-in-plan", "what", stance))
            });
            Some(PartLine {
                href: ground.open(Kind::Person, &person.code),
                form,
                removal: Removal::of(ground, kind, part.id.uuid(), ground.forms.back().to_owned(), &name),
                name,
            })
        })
        .collect()
}

fn add_part(ground: &Ground<'_>, deal: Id<Opportunity>) -> Option<Form> {
    if !ground.may_add(Kind::OpportunityPerson) {
        return None;
    }
    let on = ground.plan.opportunity_people.iter().filter(|part| part.opportunity == deal).count();
    if on == ground.plan.people.len() {
        return None;
    }
    let given = vec![("opportunity", deal.to_string())];
    Some(ground.forms.create(Kind::OpportunityPerson, New { given, submit: "add-to-deal", ..New::default() }))
}
