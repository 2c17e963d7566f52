//! What the figures are by record: what stands in the golden files beside the sums.

use super::{Figures, Part};
use crate::execution_map::figures as execution_map;
use crate::kind::Record;
use crate::opportunity::forecast::accuracy;
use crate::strategy_map::figures as strategy_map;
use crate::voice::figures as voice;
use serde_json::{Map, Value, json};

/// Values by the codes of their records; what has none is left out.
fn by_code<'p, T: Record + 'p, V: serde::Serialize>(
    records: impl Iterator<Item = (&'p T, Option<V>)>,
) -> Map<String, Value> {
    records.filter_map(|(record, value)| Some((record.code().to_owned(), json!(value?)))).collect()
}

impl Figures<'_> {
    /// All figures and what they are by record. Amounts are millions of the plan's currency.
    pub fn in_full(&self) -> Value {
        if let Some((lens, whole)) = &self.behind {
            return lens.figures(whole.in_full());
        }
        let mut all = self.to_json();
        for part in Part::ALL {
            if let Some(Value::Object(values)) = all.get_mut(part.code()) {
                values.extend(self.details(*part));
            }
        }
        all
    }

    fn details(&self, part: Part) -> Map<String, Value> {
        match part {
            Part::Account | Part::Plan => Map::new(),
            Part::StrategyMap => {
                let goals = strategy_map::value_by_goal(self.plan).into_iter();
                one("need_value_by_goal", by_code(goals.map(|(goal, sum)| (goal, Some(sum.units() / 1e6)))))
            }
            Part::ExecutionMap => self.by_entry_and_goal(),
            Part::Opportunity => self.by_deal(),
            Part::Relationship => one("people", self.by_person()),
            Part::StrategicRelation => {
                let all = self.plan.strategic_relations.by_code();
                one("leverage", by_code(all.map(|relation| (relation, relation.leverage()))))
            }
            Part::Voice => self.by_voice(),
            Part::Objective => {
                let all = self.plan.objectives.by_code();
                one("progress", by_code(all.map(|objective| (objective, self.progress(objective)))))
            }
        }
    }

    fn by_entry_and_goal(&self) -> Map<String, Value> {
        let entries = self.plan.entries.by_code().map(|entry| (entry, execution_map::attractiveness(entry)));
        let mut found = one("attractiveness", by_code(entries));
        let goals = execution_map::effort_by_goal(self.plan);
        let effort = goals.iter().map(|(goal, effort, _)| (*goal, *effort));
        found.extend(one("effort_share_by_goal", by_code(effort)));
        found.extend(one("need_share_by_goal", by_code(goals.iter().map(|(goal, _, need)| (*goal, *need)))));
        found
    }

    fn by_deal(&self) -> Map<String, Value> {
        let open = || self.plan.opportunities.by_code().filter(|one| one.is_open());
        let mut found = one(
            "weighted",
            by_code(open().map(|deal| (deal, Some(deal.weighted(self.plan, self.today) / 100.0 / 1e6)))),
        );
        let slip = open().map(|deal| (deal, deal.first_close_on.and(deal.close_on).map(|_| deal.slip())));
        found.extend(one("slip", by_code(slip)));
        let slipped: Vec<&str> = open().filter(|deal| deal.has_slipped()).map(|deal| deal.code.as_str()).collect();
        found.insert("slipped".into(), json!(slipped));
        let past = accuracy::past(self.plan, self.today).into_iter().map(|past| (past.snapshot, past.accuracy()));
        found.extend(one("accuracy_by_forecast", by_code(past)));
        found
    }

    fn by_person(&self) -> Map<String, Value> {
        let row = |one: &crate::relationship::Standing<'_>| {
            json!({
                "level": one.current.map(|current| current.proven),
                "desired": one.desired,
                "gap": one.gap(),
                "coverage": one.coverage.value(),
                "share": one.share,
                "priority": one.priority,
            })
        };
        by_code(self.relationships().by_code().map(|one| (one.person, Some(row(one)))))
    }

    fn by_voice(&self) -> Map<String, Value> {
        let heard = voice::sentiments(self.plan, self.today);
        let mut found = one("sentiment", by_code(heard.into_iter().map(|(person, value)| (person, Some(value)))));
        let perceived = voice::perception_check(self.plan, self.today, self.relationships());
        found.extend(one("perceived", by_code(perceived.into_iter().map(|(person, how)| (person, Some(how.code()))))));
        found
    }
}

fn one(key: &str, values: Map<String, Value>) -> Map<String, Value> {
    Map::from_iter([(key.to_owned(), Value::Object(values))])
}
