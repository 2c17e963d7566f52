//! What the organisations around the customer could do for us, and what of it we have (method 4.5).

use super::{Nature, StrategicRelation};
use crate::figure::{Figure, Measure, Row, Term, ratio};
use crate::kind::Plan;
use crate::relationship::Level;

impl StrategicRelation {
    /// `influence x tie`, 0 to 20; unknown while one of them is.
    pub fn leverage(&self) -> Option<f64> {
        Some((self.influence?.value() * self.tie?.value()) as f64)
    }

    /// `leverage x our level / 4`, our level capped at the one wanted.
    pub fn realised(&self) -> Option<f64> {
        let level = self.our_level?.value().min(self.desired_level?.value());
        Some(self.leverage()? * level as f64 / 4.0)
    }

    /// `leverage x desired level / 4`.
    pub fn desired(&self) -> Option<f64> {
        Some(self.leverage()? * self.desired_level?.value() as f64 / 4.0)
    }

    /// `leverage x max(0, desired - our level) / 4`.
    pub fn unrealised(&self) -> Option<f64> {
        let missing = (self.desired_level?.value() - self.our_level?.value()).max(0);
        Some(self.leverage()? * missing as f64 / 4.0)
    }

    /// Handle with care: it competes with us, in part or in full.
    pub fn is_competing(&self) -> bool {
        matches!(self.nature, Some(Nature::PartlyCompeting | Nature::Competitor))
    }

    /// What it is sorted by: unrealised leverage, halved where it competes with us.
    pub fn rank(&self) -> f64 {
        self.unrealised().unwrap_or(0.0) * if self.is_competing() { 0.5 } else { 1.0 }
    }
}

/// All relations, the most unused leverage first; ties by code (method 4.5).
pub fn by_rank(plan: &Plan) -> Vec<&StrategicRelation> {
    let mut all: Vec<&StrategicRelation> = plan.strategic_relations.by_code().collect();
    all.sort_by(|a, b| b.rank().total_cmp(&a.rank()));
    all
}

/// The figure of this part with this key.
pub fn by_key(plan: &Plan, key: &str) -> Option<Figure> {
    let sum = |part: &dyn Fn(&StrategicRelation) -> Option<f64>| plan.strategic_relations.iter().filter_map(part).sum();
    let of = |key, value| Figure { key, measure: Measure::Count, value: Some(value), ..strategic_attainment(plan) };
    Some(match key {
        "realised" => of("realised", sum(&StrategicRelation::realised)),
        "desired" => of("desired", sum(&StrategicRelation::desired)),
        "strategic_attainment" => strategic_attainment(plan),
        _ => return None,
    })
}

/// Σ realised / Σ desired (method 4.5); what is not assessed in full is left out and named.
pub fn strategic_attainment(plan: &Plan) -> Figure {
    let (known, unknown): (Vec<_>, Vec<_>) =
        plan.strategic_relations.by_code().partition(|one| one.realised().is_some());
    let sum = |part: &dyn Fn(&StrategicRelation) -> Option<f64>| known.iter().filter_map(|one| part(one)).sum::<f64>();
    let (realised, desired) = (sum(&StrategicRelation::realised), sum(&StrategicRelation::desired));
    let rows = known.iter().map(|one| {
        let terms = vec![
            Term::number(one.leverage()),
            Term::grade(Level::SCALE, one.our_level.map(Level::value)),
            Term::grade(Level::SCALE, one.desired_level.map(Level::value)),
            Term::number(one.realised()),
            Term::number(one.unrealised()),
        ];
        Row::of(one.id, terms)
    });
    let unrealised = sum(&StrategicRelation::unrealised);
    let totals = vec![Term::Unknown, Term::Unknown, Term::Unknown, Term::Number(realised), Term::Number(unrealised)];
    Figure::new("strategic_attainment", Measure::Share, ratio(realised, desired))
        .of_rows(&["leverage", "level_now", "level_wanted", "realised", "unrealised"], rows.collect())
        .with_totals(totals)
        .without(unknown.iter().map(|one| one.id.into()).collect())
}
