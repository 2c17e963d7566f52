//! The figures over all relationships of an account, each with its rows (method 4.3, 9).

use super::{Deal, Relationships, Standing};
use crate::figure::{Figure, Measure, Row, Term, ratio};
use crate::id::RecordRef;
use crate::influence_map::CoverageState;
use crate::opportunity::OpportunityType;
use crate::team::Member;
use crate::{Id, Plan};
use serde_json::{Map, Value, json};
use std::cell::OnceCell;
use std::collections::BTreeMap;

/// The figures over one plan's relationships.
pub struct Figures<'r, 'p> {
    plan: &'p Plan,
    relationships: &'r Relationships<'p>,
    deals: OnceCell<Vec<Deal<'p>>>,
}

/// The keys of the figures that open to rows, in the order of the page.
pub const KEYS: [&str; 6] =
    ["influence_total", "attainment", "people_coverage", "support_index", "seat_strength", "thread_risk"];

impl<'r, 'p> Figures<'r, 'p> {
    pub(super) fn of(relationships: &'r Relationships<'p>) -> Self {
        Self { plan: relationships.plan, relationships, deals: OnceCell::new() }
    }

    fn deals(&self) -> &[Deal<'p>] {
        self.deals.get_or_init(|| self.relationships.deals())
    }

    /// The figure with this key.
    pub fn by_key(&self, key: &str) -> Option<Figure> {
        match key {
            "influence_total" => Some(self.influence_total()),
            "attainment" => Some(self.attainment()),
            "people_coverage" => Some(self.people_coverage()),
            "support_index" => Some(self.support_index()),
            "seat_strength" => Some(self.seat_strength()),
            "thread_risk" => Some(self.thread_risk()),
            _ => None,
        }
    }

    /// Everybody whose influence is known, by code, with it.
    fn weighed(&self) -> Vec<(f64, &'r Standing<'p>)> {
        let all = self.relationships.by_code();
        all.filter_map(|standing| Some((standing.person.influence?.value() as f64, standing))).collect()
    }

    fn without_influence(&self) -> Vec<RecordRef> {
        let unknown = self.relationships.standings().iter().filter(|one| one.person.influence.is_none());
        unknown.map(RecordRef::from).collect()
    }

    /// `Σ I`: the influence of all people together.
    pub fn influence_total(&self) -> Figure {
        let weighed = self.weighed();
        let total: f64 = weighed.iter().map(|(influence, _)| influence).sum();
        Figure {
            key: "influence_total",
            value: Some(total),
            measure: Measure::Count,
            columns: vec!["influence"],
            rows: weighed.iter().map(|(i, one)| row(one, vec![Term::Number(*i)])).collect(),
            totals: vec![Term::Number(total)],
            left_out: self.without_influence(),
            hidden: 0,
        }
    }

    /// `Σ I·min(c,d) / Σ I·d`: how much of the wanted relationships we have. People without a rated level are left out
    /// and named, since unknown is not zero.
    pub fn attainment(&self) -> Figure {
        let weighed = self.weighed();
        let mut left_out = self.without_influence();
        let mut rows = Vec::new();
        let (mut reached, mut wanted) = (0.0, 0.0);
        for (influence, standing) in weighed {
            let Some(current) = standing.current else {
                left_out.push(standing.into());
                continue;
            };
            let (has, wants) =
                (influence * current.proven.clamp(0, standing.desired) as f64, influence * standing.desired as f64);
            (reached, wanted) = (reached + has, wanted + wants);
            let terms = vec![
                Term::Number(influence),
                Term::Grade("level", current.proven),
                Term::Grade("level", standing.desired),
                Term::Number(has),
                Term::Number(wants),
            ];
            rows.push(row(standing, terms));
        }
        Figure {
            key: "attainment",
            value: ratio(reached, wanted),
            measure: Measure::Share,
            columns: vec!["influence", "level_now", "level_wanted", "reached", "wanted"],
            rows,
            totals: vec![Term::Unknown, Term::Unknown, Term::Unknown, Term::Number(reached), Term::Number(wanted)],
            left_out,
            hidden: 0,
        }
    }

    /// `1 - attainment`: how much of the wanted relationships we lack.
    pub fn gap_index(&self) -> Figure {
        let attainment = self.attainment();
        Figure { key: "gap_index", value: attainment.value.map(|reached| 1.0 - reached), ..attainment }
    }

    /// `Σ I·coverage / Σ I`: people coverage, by influence.
    pub fn people_coverage(&self) -> Figure {
        let weighed = self.weighed();
        let whole: f64 = weighed.iter().map(|(influence, _)| influence).sum();
        let part: f64 = weighed.iter().map(|(influence, one)| influence * one.coverage.value()).sum();
        let terms = |influence: f64, standing: &Standing<'_>| {
            let last = standing.coverage.owners.iter().filter_map(|owner| owner.last).max();
            vec![
                Term::Number(influence),
                Term::Code(CoverageState::SCALE, standing.coverage.state.code()),
                last.map_or(Term::Unknown, Term::Day),
                Term::Number(standing.coverage.value()),
                Term::Number(influence * standing.coverage.value()),
            ]
        };
        Figure {
            key: "people_coverage",
            value: ratio(part, whole),
            measure: Measure::Share,
            columns: vec!["influence", "coverage", "last_contact", "coverage_value", "weighted"],
            rows: weighed.iter().map(|(influence, one)| row(one, terms(*influence, one))).collect(),
            totals: vec![Term::Number(whole), Term::Unknown, Term::Unknown, Term::Unknown, Term::Number(part)],
            left_out: self.without_influence(),
            hidden: 0,
        }
    }

    /// `Σ I·preference / (2·Σ I)`: from -100 % to +100 %. Unknown stance counts 0 here and is named.
    pub fn support_index(&self) -> Figure {
        let weighed = self.weighed();
        let whole: f64 = 2.0 * weighed.iter().map(|(influence, _)| influence).sum::<f64>();
        let stance = |one: &Standing<'_>| one.person.preference.map(|preference| preference.value());
        let part: f64 = weighed.iter().map(|(influence, one)| influence * stance(one).unwrap_or(0) as f64).sum();
        let terms = |influence: f64, one: &Standing<'_>| {
            let preference = stance(one);
            vec![
                Term::Number(influence),
                preference.map_or(Term::Unknown, |value| Term::Grade("preference", value)),
                Term::number(preference.map(|value| influence * value as f64)),
            ]
        };
        let mut left_out = self.without_influence();
        left_out.extend(weighed.iter().filter(|(_, one)| stance(one).is_none()).map(|(_, one)| RecordRef::from(*one)));
        Figure {
            key: "support_index",
            value: ratio(part, whole),
            measure: Measure::Balance,
            columns: vec!["influence", "preference", "weighted"],
            rows: weighed.iter().map(|(influence, one)| row(one, terms(*influence, one))).collect(),
            totals: vec![Term::Number(whole / 2.0), Term::Unknown, Term::Number(part)],
            left_out,
            hidden: 0,
        }
    }

    /// Mean of the deal strengths weighed by amount x type weight x nearness, in points. Deals without an amount, or
    /// without a rate for it, weigh nothing and are named.
    pub fn seat_strength(&self) -> Figure {
        let deals = self.deals();
        let whole: f64 = deals.iter().map(|deal| deal.weight).sum();
        let part: f64 = deals.iter().map(|deal| deal.weight * deal.strength).sum();
        let millions = |value: f64| Term::Number(value / 1e6);
        let terms = |deal: &Deal<'_>| {
            let [approver, decision_maker, recommender] = &deal.seats;
            vec![
                Term::Share(approver.value),
                Term::Share(decision_maker.value),
                Term::Share(recommender.value),
                Term::Number(deal.strength),
                millions(deal.weight),
            ]
        };
        let Relationships { plan, today, .. } = self.relationships;
        let unweighed = deals.iter().filter(|deal| deal.opportunity.value(plan, *today).is_none());
        Figure {
            key: "seat_strength",
            value: ratio(part, whole),
            measure: Measure::Points,
            columns: vec!["seat_approver", "seat_decision_maker", "seat_recommender", "strength", "deal_weight"],
            rows: deals.iter().map(|deal| Row { record: deal.opportunity.id.into(), terms: terms(deal) }).collect(),
            totals: vec![
                Term::Unknown,
                Term::Unknown,
                Term::Unknown,
                Term::number(ratio(part, whole)),
                millions(whole),
            ],
            left_out: unweighed.map(|deal| deal.opportunity.id.into()).collect(),
            hidden: 0,
        }
    }

    /// Share of all influence that the busiest owner holds; an owner holds the full influence of each person owned.
    pub fn thread_risk(&self) -> Figure {
        let weighed = self.weighed();
        let whole: f64 = weighed.iter().map(|(influence, _)| influence).sum();
        let mut held: BTreeMap<Id<Member>, (f64, f64)> = BTreeMap::new();
        for (influence, standing) in &weighed {
            for owner in &standing.coverage.owners {
                let load = held.entry(owner.member).or_default();
                *load = (load.0 + 1.0, load.1 + influence);
            }
        }
        let mut loads: Vec<_> =
            self.plan.members.by_code().filter_map(|member| Some((member.id, *held.get(&member.id)?))).collect();
        loads.sort_by(|a, b| b.1.1.total_cmp(&a.1.1));
        let busiest = loads.first().map_or(0.0, |(_, (_, influence))| *influence);
        let terms = |people: f64, influence: f64| {
            let share = ratio(influence, whole).map_or(Term::Unknown, Term::Share);
            vec![Term::Number(people), Term::Number(influence), share]
        };
        Figure {
            key: "thread_risk",
            value: ratio(busiest, whole),
            measure: Measure::Share,
            columns: vec!["people_owned", "influence_held", "share_held"],
            rows: loads.iter().map(|(id, load)| Row { record: (*id).into(), terms: terms(load.0, load.1) }).collect(),
            totals: vec![Term::Unknown, Term::Number(whole), Term::Unknown],
            left_out: self.without_influence(),
            hidden: 0,
        }
    }

    /// All of it as one JSON object, with the keys of the golden figures.
    pub fn to_json(&self) -> Value {
        let attainment = self.attainment().value;
        let current = |deal: &Deal<'_>| deal.opportunity.opportunity_type == OpportunityType::Current;
        let mut deals: Vec<&Deal<'_>> = self.deals().iter().collect();
        deals.sort_by(|a, b| a.opportunity.code.cmp(&b.opportunity.code));
        let deals: Map<String, Value> = deals
            .iter()
            .filter(|deal| current(deal))
            .map(|deal| (deal.opportunity.code.clone(), json!(deal.strength)))
            .collect();
        let gap = |one: &Standing<'_>| json!({ "person": one.person.code, "weighted_gap": one.weighted_gap(), "priority": one.priority });
        json!({
            "influence_total": self.influence_total().value,
            "attainment": attainment,
            "gap_index": attainment.map(|attainment| 1.0 - attainment),
            "people_coverage": self.people_coverage().value,
            "support_index": self.support_index().value,
            "seat_strength": self.seat_strength().value,
            "thread_risk": self.thread_risk().value,
            "deals": deals,
            "top_gaps": self.relationships.top_gaps().map(gap).collect::<Vec<_>>(),
        })
    }
}

fn row(standing: &Standing<'_>, terms: Vec<Term>) -> Row {
    Row { record: standing.into(), terms }
}
