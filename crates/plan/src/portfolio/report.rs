//! The figures of a plan as they are kept: each part by itself, so that after a change only those parts are computed
//! anew of which an input changed.

use super::{Figures, Part};
use crate::Day;
use crate::kind::Plan;
use crate::review::health::Lights;
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// All figures of a plan on a day, together with the plan that they are of. It shares the plan's records.
#[derive(Clone, Debug)]
pub struct Report {
    plan: Plan,
    on: Day,
    parts: Vec<(Part, Arc<Value>)>,
}

impl Report {
    /// Computes all of them.
    pub fn of(plan: &Plan, on: Day) -> Self {
        Self::from(&Figures::of(plan, on))
    }

    /// The figures of a later plan, on the same day or another. A part is taken over where the plan shares all tables
    /// that the part reads.
    pub fn after(&self, now: &Plan, on: Day) -> Self {
        let figures = Figures::of(now, on);
        let renewed = self.parts.iter().map(|(part, values)| {
            let holds = on == self.on && part.is_unchanged(&self.plan, now);
            (*part, if holds { Arc::clone(values) } else { Arc::new(figures.values(*part)) })
        });
        Self { plan: now.clone(), on, parts: renewed.collect() }
    }

    /// The values of a part, shared with the reports that came before and hold still.
    pub fn part(&self, part: Part) -> Option<&Arc<Value>> {
        self.parts.iter().find(|(one, _)| *one == part).map(|(_, values)| values)
    }

    /// All of it as JSON, with the keys of the golden figures.
    pub fn to_json(&self) -> Value {
        let mut all = Map::new();
        all.insert("on".into(), json!(self.on));
        for (part, values) in &self.parts {
            all.insert(part.code().into(), Value::clone(values));
        }
        if let Some(Value::Object(plan)) = all.get_mut(Part::Plan.code()) {
            plan.extend(self.health());
        }
        Value::Object(all)
    }

    fn value(&self, part: Part, key: &str) -> Option<f64> {
        self.part(part)?.get(key)?.as_f64()
    }

    /// The lights and the worst of them, from the values of the other parts.
    fn health(&self) -> Map<String, Value> {
        let lights = Lights::by(
            self.value(Part::Relationship, "seat_strength"),
            self.value(Part::Objective, "execution_score"),
            (self.value(Part::Voice, "value_score"), self.value(Part::Voice, "reach")),
            self.value(Part::Opportunity, "chance_to_reach_target"),
        );
        let [relationship, execution, voice, forecast] =
            [lights.relationship, lights.execution, lights.voice, lights.forecast].map(super::light_code);
        let each =
            json!({ "relationship": relationship, "execution": execution, "voice": voice, "forecast": forecast });
        Map::from_iter([("lights".into(), each), ("health".into(), json!(super::light_code(lights.health())))])
    }
}

impl From<&Figures<'_>> for Report {
    fn from(figures: &Figures<'_>) -> Self {
        let parts = Part::ALL.iter().map(|part| (*part, Arc::new(figures.values(*part)))).collect();
        Self { plan: figures.plan.clone(), on: figures.today, parts }
    }
}
