//! The parts of the page that are read: top gaps, the gap table, the seats.

use crate::page::Ground;
use crate::words::Say;
use draw::svg::{self, Theme};
use plan::Kind;
use plan::influence_map::{CoverageState, Person, Preference};
use plan::relationship::{Deal, Seat, Standing};

/// One of the top gaps with its reasons.
pub struct TopGap {
    /// Code of the person.
    pub code: String,
    /// Name.
    pub name: String,
    /// Title.
    pub title: String,
    /// Priority as shown.
    pub priority: String,
    /// Why it is up here.
    pub reasons: Vec<String>,
    /// Where it opens.
    pub href: String,
}

impl TopGap {
    /// The card of a top gap.
    pub fn of(ground: &Ground<'_>, standing: &Standing<'_>) -> Self {
        let person = standing.person;
        Self {
            code: person.code.clone(),
            name: ground.say.show(&person.name).to_owned(),
            title: ground.say.show_maybe(&person.title).to_owned(),
            priority: priority(ground.say, standing),
            reasons: reasons(ground.say, ground.currency, standing),
            href: ground.open(Kind::Person, &person.code),
        }
    }
}

/// What is needed with a person, in words.
pub fn reasons(say: Say, currency: &str, standing: &Standing<'_>) -> Vec<String> {
    let mut reasons = Vec::new();
    match standing.gap() {
        None => reasons.push(say.label("reason-unrated")),
        Some(0) => {}
        Some(gap) => reasons.push(say.one("reason-gap", "levels", gap)),
    }
    if standing.is_hostile() {
        reasons.push(say.label("reason-hostile"));
    } else if standing.need.stance > 0 {
        reasons.push(say.one("reason-stance", "steps", standing.need.stance));
    }
    match standing.coverage.state {
        CoverageState::None => reasons.push(say.label("reason-no-owner")),
        CoverageState::Partial => reasons.push(say.label("reason-stale")),
        CoverageState::Full | CoverageState::Multi => {}
    }
    if standing.linked.0 > 0 {
        reasons.push(say.one("reason-linked", "amount", say.money(standing.linked, currency)));
    }
    reasons
}

/// A stance with its glyph, which says it without colour.
pub struct Stance {
    /// `++`, `+`, `0`, `−`, `−−` or `?`.
    pub glyph: &'static str,
    /// Class of its colour.
    pub class: &'static str,
    /// In words.
    pub label: String,
}

impl Stance {
    /// The stance of a preference.
    pub fn of(say: Say, preference: Option<Preference>) -> Self {
        let Some(preference) = preference else {
            return Self { glyph: "?", class: "pref-unknown", label: say.label("unknown") };
        };
        let (glyph, class) = match preference.value() {
            2 => ("++", "pref-pp"),
            1 => ("+", "pref-p"),
            0 => ("0", "pref-0"),
            -1 => ("−", "pref-n"),
            _ => ("−−", "pref-nn"),
        };
        Self { glyph, class, label: say.grade(Preference::SCALE, preference.value()) }
    }
}

/// A row of the gap table.
pub struct GapRow {
    /// Code of the person.
    pub code: String,
    /// Name.
    pub name: String,
    /// Title, and the organisation of an outside influencer.
    pub title: String,
    /// Outside influencer.
    pub external: bool,
    /// Main role.
    pub role: String,
    /// Influence: number and label.
    pub influence: Option<(i64, String)>,
    /// Stance.
    pub stance: Stance,
    /// Contact level: number and label.
    pub contact: (i64, String),
    /// Code of the coverage state.
    pub coverage: &'static str,
    /// Coverage in words.
    pub coverage_label: String,
    /// Owners' names.
    pub owners: String,
    /// Level now, with a note where less is proven than claimed.
    pub now: Option<Current>,
    /// Level wanted.
    pub wanted: i64,
    /// Level wanted in words.
    pub wanted_label: String,
    /// Gap.
    pub gap: Option<i64>,
    /// Influence x gap.
    pub weighted: String,
    /// Linked open amount.
    pub linked: String,
    /// Priority.
    pub priority: String,
    /// Where it opens.
    pub href: String,
    /// Is it open?
    pub open: bool,
}

/// The level now.
pub struct Current {
    /// What counts.
    pub proven: i64,
    /// In words.
    pub label: String,
    /// Why it counts less than claimed.
    pub lowered: Option<String>,
}

impl Current {
    /// The level of a standing, if it is rated.
    pub fn of(say: Say, standing: &Standing<'_>) -> Option<Self> {
        let current = standing.current?;
        let lowered = [(current.lacks_proof, "lowered-proof"), (current.gone_cold, "lowered-cold")];
        let lowered: Vec<String> = lowered.into_iter().filter(|(is, _)| *is).map(|(_, key)| say.label(key)).collect();
        let claimed = say.one("lowered-claimed", "level", current.claimed.value());
        Some(Self {
            proven: current.proven,
            label: say.grade("level", current.proven),
            lowered: (!lowered.is_empty())
                .then(|| format!("{claimed}{}", lowered.join(say.label("list-comma").as_str()))),
        })
    }
}

impl GapRow {
    /// The row of a person.
    pub fn of(ground: &Ground<'_>, standing: &Standing<'_>) -> Self {
        let say = ground.say;
        let person = standing.person;
        let contact = standing.contact.level.value();
        let titles = [say.show_maybe(&person.title), organisation(ground, person)];
        let titles: Vec<&str> = titles.into_iter().filter(|one| !one.is_empty()).collect();
        let coverage = standing.coverage.state;
        Self {
            code: person.code.clone(),
            name: say.show(&person.name).to_owned(),
            title: titles.join(" · "),
            external: person.organisation.is_some(),
            role: person.role.map(|role| say.code("role", role.code())).unwrap_or_default(),
            influence: person.influence.map(|one| (one.value(), say.grade("influence", one.value()))),
            stance: Stance::of(say, person.preference),
            contact: (contact, say.grade("contact_level", contact)),
            coverage: coverage.code(),
            coverage_label: say.code(CoverageState::SCALE, coverage.code()),
            owners: owners(ground, standing),
            now: Current::of(say, standing),
            wanted: standing.desired,
            wanted_label: say.grade("level", standing.desired),
            gap: standing.gap(),
            weighted: standing.weighted_gap().map_or_else(|| "–".into(), |gap| gap.to_string()),
            linked: if standing.linked.0 == 0 { "–".into() } else { say.money(standing.linked, ground.currency) },
            priority: priority(say, standing),
            href: ground.open(Kind::Person, &person.code),
            open: ground.is_open(Kind::Person, &person.code),
        }
    }
}

/// The organisation of an outside influencer; empty for the customer's own people.
pub fn organisation<'g>(ground: &'g Ground<'_>, person: &Person) -> &'g str {
    let organisation = person.organisation.and_then(|one| ground.plan.organisations.get(one));
    organisation.map_or("", |one| ground.say.show(&one.name))
}

fn owners(ground: &Ground<'_>, standing: &Standing<'_>) -> String {
    let members = standing.coverage.owners.iter().filter_map(|owner| ground.plan.members.get(owner.member));
    let names: Vec<&str> = members.map(|member| ground.say.show(&member.name)).collect();
    names.join(&ground.say.label("list-comma"))
}

fn priority(say: Say, standing: &Standing<'_>) -> String {
    standing.priority.map_or_else(|| "–".into(), |priority| say.hundredths(priority))
}

/// Key people whose level nobody rated yet.
pub fn unrated(ground: &Ground<'_>) -> Vec<String> {
    let unknown = ground.relationships().standings().iter().filter(|one| one.current.is_none());
    let key = unknown.filter(|one| one.person.influence.is_some_and(|influence| influence.is_key()));
    key.map(|one| ground.say.show(&one.person.name).to_owned()).collect()
}

/// A row of the seat list.
pub struct DealRow {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Type in words.
    pub kind: String,
    /// Amount.
    pub amount: String,
    /// Day of signing.
    pub close: String,
    /// Its three seats.
    pub seats: Vec<SeatCell>,
    /// Strength in points.
    pub strength: String,
    /// The strength as a bar.
    pub bar: String,
    /// Held down by somebody hostile.
    pub capped: bool,
    /// Where it opens.
    pub href: String,
    /// Is it open?
    pub open: bool,
}

/// One seat of a deal.
pub struct SeatCell {
    /// Who sits in it.
    pub people: Vec<SeatName>,
    /// Its value as a share.
    pub value: String,
    /// The value as a bar.
    pub bar: String,
}

/// Somebody in a seat.
pub struct SeatName {
    /// Name.
    pub name: String,
    /// Where the person opens.
    pub href: String,
    /// Stance in this deal.
    pub stance: Stance,
}

impl DealRow {
    /// The row of a deal.
    pub fn of(ground: &Ground<'_>, deal: &Deal<'_>) -> Self {
        let say = ground.say;
        let opportunity = deal.opportunity;
        Self {
            code: opportunity.code.clone(),
            name: say.show(&opportunity.name).to_owned(),
            kind: say.code("opportunity_type", opportunity.opportunity_type.code()),
            amount: opportunity.amount.map_or_else(
                || "–".into(),
                |amount| say.money(amount, opportunity.currency.as_deref().unwrap_or(ground.currency)),
            ),
            close: opportunity.close_on.map_or_else(|| "–".into(), |day| say.day(day)),
            seats: deal.seats.iter().map(|seat| SeatCell::of(ground, seat)).collect(),
            strength: format!("{:.1}", deal.strength),
            bar: bar(deal.strength / 100.0),
            capped: deal.capped,
            href: ground.open(Kind::Opportunity, &opportunity.code),
            open: ground.is_open(Kind::Opportunity, &opportunity.code),
        }
    }
}

impl SeatCell {
    fn of(ground: &Ground<'_>, seat: &Seat<'_>) -> Self {
        let name = |one: &plan::relationship::SeatPerson<'_>| SeatName {
            name: ground.say.show(&one.person.name).to_owned(),
            href: ground.open(Kind::Person, &one.person.code),
            stance: Stance::of(ground.say, one.preference),
        };
        Self {
            people: seat.people.iter().map(name).collect(),
            value: if seat.people.is_empty() { String::new() } else { ground.say.percent(seat.value) },
            bar: bar(seat.value),
        }
    }
}

fn bar(share: f64) -> String {
    svg::write(&draw::relationship::bar(share), Theme::Page, "")
}
