//! The four lights, each with why it is as it is and a link to its rows (method 5.3).

use crate::page::Ground;
use plan::joint_plan::Light;
use plan::objective::figures::{execution_score, point};
use plan::relationship::Deal;
use plan::review::health::Lights;

/// One light.
pub struct LightCard {
    /// What it is about.
    pub name: String,
    /// Its colour, as a class.
    pub class: &'static str,
    /// Its colour in words.
    pub word: String,
    /// Why, in one sentence.
    pub why: String,
    /// Where its rows open.
    pub href: String,
    /// Nothing is worse: this one is the account's health.
    pub worst: bool,
    /// What it was at the last review, where it was otherwise.
    pub was: Option<String>,
}

/// The four lights in the order of the method.
pub fn cards(ground: &Ground<'_>, now: Lights, before: Option<Lights>) -> [LightCard; 4] {
    let health = now.health();
    let card = |part: &str, of: fn(&Lights) -> Option<Light>, key: &str, why: String| {
        let light = of(&now);
        let was = before.as_ref().map(of).filter(|was| *was != light);
        LightCard {
            name: ground.say.code("lights", part),
            class: code(light),
            word: ground.say.code("light", code(light)),
            why,
            href: ground.rows_of(key).unwrap_or_else(|| ground.closed()),
            worst: light == health && health != Some(Light::Green),
            was: was.map(|was| ground.say.one("light-was", "light", ground.say.code("light", code(was)))),
        }
    };
    [
        card("relationship", |one| one.relationship, "relationship.seat_strength", why_relationship(ground)),
        card("execution", |one| one.execution, "objective.execution_score", why_execution(ground)),
        card("voice", |one| one.voice, "voice.reach", why_voice(ground, now.voice.is_some())),
        card("forecast", |one| one.forecast, "opportunity.chance_to_reach_target", why_forecast(ground)),
    ]
}

fn code(light: Option<Light>) -> &'static str {
    light.map_or("unknown", Light::code)
}

/// Seat strength, and the deal that pulls it down most.
fn why_relationship(ground: &Ground<'_>) -> String {
    let say = ground.say;
    if !ground.judges() {
        // Which deal pulls it down, and by whom, is for the core team.
        let strength = ground.figure("relationship.seat_strength").filter(|figure| figure.value.is_some());
        let told = |figure| say.one("why-relationship-sum", "strength", say.figure(&figure));
        return strength.map_or_else(|| say.label("why-relationship-none"), told);
    }
    let relationships = ground.relationships();
    let strength = relationships.figures().seat_strength();
    let pull = |deal: &Deal<'_>| deal.weight * (100.0 - deal.strength);
    let deals = relationships.deals();
    let heaviest = deals.iter().max_by(|a, b| pull(a).total_cmp(&pull(b)));
    let (Some(_), Some(deal)) = (strength.value, heaviest) else { return say.label("why-relationship-none") };
    let values = [
        ("strength", say.figure(&strength)),
        ("deal", format!("{} {}", say.show(&deal.opportunity.name), deal.opportunity.code)),
        ("its", say.tenths(deal.strength)),
        ("because", because(ground, deal)),
    ];
    say.texts("why-relationship", &values)
}

/// What holds a deal down: an empty seat, somebody against us, else the weaker of the two that decide.
fn because(ground: &Ground<'_>, deal: &Deal<'_>) -> String {
    let say = ground.say;
    let deciding = || deal.seats.iter().take(2);
    let role = |seat: &plan::relationship::Seat<'_>| say.code("role", seat.role.code());
    if let Some(seat) = deciding().find(|seat| seat.people.is_empty()) {
        return say.one("because-empty", "role", role(seat));
    }
    let against = |one: &&plan::relationship::SeatPerson<'_>| one.preference.is_some_and(|stance| stance.value() < 0);
    if let Some(one) = deciding().flat_map(|seat| &seat.people).find(against) {
        return say.one("because-against", "who", say.show(&one.person.name).to_owned());
    }
    let weakest = deciding().min_by(|a, b| a.value.total_cmp(&b.value));
    weakest.map(|seat| say.one("because-weak", "role", role(seat))).unwrap_or_default()
}

/// Execution score, and what costs points.
fn why_execution(ground: &Ground<'_>) -> String {
    let (plan, say) = (ground.plan, ground.say);
    let score = execution_score(plan, ground.today);
    if score.value.is_none() {
        return say.label("why-execution-none");
    }
    let with =
        |points: f64| plan.actions.iter().filter(|one| point(one, ground.today) == Some(points)).count().to_string();
    say.texts("why-execution", &[("score", say.figure(&score)), ("overdue", with(0.0)), ("late", with(0.5))])
}

/// Value score, or why it says nothing yet.
fn why_voice(ground: &Ground<'_>, heard: bool) -> String {
    let say = ground.say;
    let of = |key: &str| ground.figure(key).and_then(|figure| figure.value);
    match (of("voice.value_score"), of("voice.reach")) {
        (Some(score), _) if heard => say.one("why-voice", "score", say.tenths(score)),
        (Some(_), Some(reach)) => say.one("why-voice-reach", "reach", say.percent(reach)),
        _ => say.label("why-voice-none"),
    }
}

fn why_forecast(ground: &Ground<'_>) -> String {
    let forecast = ground.figures.forecast();
    match (forecast.target, forecast.outlook().chance) {
        (Some(target), Some(chance)) => {
            let values = [("target", ground.money(target)), ("chance", ground.say.percent(chance))];
            ground.say.texts("why-forecast", &values)
        }
        _ => ground.say.label("no-target"),
    }
}
