//! The figures that are kept day by day, each with who may see it: what trend lines, the portfolio and reports read.

use super::{Figures, Part};
use crate::card::Audience;
use crate::joint_plan::Light;

/// Who may see a figure: what sums up stances is a judgement, what sums up partners is for those who work with them.
pub(crate) const fn audience_of(part: Part, key: &str) -> Audience {
    match (part, key.as_bytes()) {
        (Part::Relationship, b"support_index") => Audience::Judgement,
        (Part::StrategicRelation, _) => Audience::Partner,
        _ => Audience::Plan,
    }
}

/// Who may see the rows of a figure: where levels and stances stand in them, they are judgements.
pub(crate) const fn rows_audience_of(part: Part, key: &str) -> Audience {
    match (part, key.as_bytes()) {
        (Part::Relationship, b"attainment" | b"gap_index" | b"seat_strength") => Audience::Judgement,
        _ => audience_of(part, key),
    }
}

/// A figure as it is kept for a day.
#[derive(Clone, Debug, PartialEq)]
pub struct Measured {
    /// Its dotted key.
    pub key: String,
    /// Its value, amounts in currency units; none while unknown, which is never zero.
    pub value: Option<f64>,
    /// Who may see it.
    pub audience: Audience,
}

/// A light as a number, for trend lines: 1 red, 2 amber, 3 green.
fn step(light: Light) -> f64 {
    match light {
        Light::Red => 1.0,
        Light::Amber => 2.0,
        Light::Green => 3.0,
    }
}

impl Figures<'_> {
    /// All figures of the day that are kept: every one that has a key, and the lights.
    pub fn measured(&self) -> Vec<Measured> {
        let keys = Part::ALL.iter().flat_map(|part| part.keys().iter().map(|key| (*part, *key)));
        let figure = |(part, name): (Part, &str)| {
            let key = format!("{}.{name}", part.code());
            let value = self.by_key(&key).and_then(|figure| figure.value);
            Measured { key, value, audience: audience_of(part, name) }
        };
        keys.map(figure).chain(self.lit()).collect()
    }

    fn lit(&self) -> impl Iterator<Item = Measured> {
        let lights = self.lights();
        let each = [
            ("light.relationship", lights.relationship),
            ("light.execution", lights.execution),
            ("light.voice", lights.voice),
            ("light.forecast", lights.forecast),
            ("light.health", lights.health()),
        ];
        each.into_iter().map(|(key, light)| Measured {
            key: key.to_owned(),
            value: light.map(step),
            audience: Audience::Plan,
        })
    }
}
