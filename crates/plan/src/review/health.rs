//! Four lights, and the worst of them: no mean hides a red one (method 5.3, decided 1.9).

use crate::Day;
use crate::joint_plan::Light;
use crate::kind::Plan;
use crate::objective::figures::execution_score;
use crate::opportunity::forecast::Forecast;
use crate::relationship::{Deal, Relationships, Seat};
use crate::voice::figures::{reach, value_score};

/// From here a light of 0 to 100 is green.
const GREEN: f64 = 67.0;
/// From here it is amber.
const AMBER: f64 = 34.0;
/// Chance to reach the target from which the forecast is green, and amber.
const CHANCE: (f64, f64) = (0.6, 0.3);
/// Reach of the voices below which their light says nothing.
const REACH: f64 = 0.6;

/// The seats of a deal that are empty or whose value from 0 to 100 is a red light (method 4.3, decided 3.25): what a
/// manager asks about where the deal is committed.
pub fn red_seats<'d, 'p>(deal: &'d Deal<'p>) -> impl Iterator<Item = &'d Seat<'p>> {
    deal.seats.iter().filter(|seat| seat.people.is_empty() || light(100.0 * seat.value) == Light::Red)
}

/// The four lights; none is unknown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lights {
    /// Seat strength.
    pub relationship: Option<Light>,
    /// Execution score.
    pub execution: Option<Light>,
    /// Value score of the voices; unknown while too few were heard.
    pub voice: Option<Light>,
    /// Chance to reach the target.
    pub forecast: Option<Light>,
}

/// The light of a value from 0 to 100: from 67 green, from 34 amber, below red. There are no holes between the bands.
pub fn light(points: f64) -> Light {
    match points {
        _ if points >= GREEN => Light::Green,
        _ if points >= AMBER => Light::Amber,
        _ => Light::Red,
    }
}

impl Lights {
    /// The lights of a plan on a day.
    pub fn of(plan: &Plan, today: Day, relationships: &Relationships<'_>) -> Self {
        let voice = (value_score(plan, today), reach(plan, today).value);
        let chance = Forecast::of(plan, today).outlook().chance;
        Self::by(relationships.figures().seat_strength().value, execution_score(plan, today).value, voice, chance)
    }

    /// The lights by what they rest on: seat strength, execution score, value score of the voices with their reach, and
    /// the chance to reach the target.
    pub fn by(
        seat: Option<f64>,
        execution: Option<f64>,
        voice: (Option<f64>, Option<f64>),
        target: Option<f64>,
    ) -> Self {
        let heard = voice.1.is_some_and(|reach| reach >= REACH);
        let chance = |chance: f64| match chance {
            _ if chance >= CHANCE.0 => Light::Green,
            _ if chance >= CHANCE.1 => Light::Amber,
            _ => Light::Red,
        };
        Self {
            relationship: seat.map(light),
            execution: execution.map(light),
            voice: voice.0.filter(|_| heard).map(light),
            forecast: target.map(chance),
        }
    }

    /// The worst of the four: red, amber, unknown, green.
    pub fn health(self) -> Option<Light> {
        let all = [self.relationship, self.execution, self.voice, self.forecast];
        let has = |light| all.contains(&light);
        [Some(Light::Red), Some(Light::Amber), None].into_iter().find(|light| has(*light)).unwrap_or(Some(Light::Green))
    }
}
