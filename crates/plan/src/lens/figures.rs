//! Figures, checks and what else is computed from the whole plan, as a viewer reads it.

use super::Lens;
use crate::card::Audience;
use crate::figure::{Figure, Row, Term};
use crate::id::RecordRef;
use crate::kind::Plan;
use crate::portfolio::{Part, audience_of, rows_audience_of};
use crate::review::completeness::Check;
use serde_json::{Map, Value};

impl Lens {
    /// A figure of the whole plan as the viewer of the `seen` one reads it; none where it is not for the viewer.
    pub(crate) fn figure(self, seen: &Plan, part: Part, mut figure: Figure) -> Option<Figure> {
        if !self.sees(audience_of(part, figure.key)) {
            return None;
        }
        let open = self.sees(rows_audience_of(part, figure.key));
        let there = |record: &RecordRef| seen.has(record.kind, record.id);
        let named = |term: &Term| match term {
            Term::Record(record) => there(record),
            _ => true,
        };
        let all = figure.rows.len() + figure.left_out.len();
        figure.rows.retain(|Row { record, terms }| open && there(record) && terms.iter().all(named));
        figure.left_out.retain(|record| open && there(record));
        figure.hidden = all - figure.rows.len() - figure.left_out.len();
        if !open {
            figure.totals.clear();
        }
        Some(figure)
    }

    /// The checks of the whole plan with the records that the viewer of the `seen` one sees.
    pub(crate) fn checks(self, seen: &Plan, mut checks: Vec<Check>) -> Vec<Check> {
        for check in &mut checks {
            check.missing.retain(|record| seen.has(record.kind, record.id));
        }
        checks
    }

    /// May the viewer see the figure with this dotted key?
    pub fn shows_figure(self, key: &str) -> bool {
        let part = key.split_once('.').and_then(|(part, name)| Some((Part::from_code(part)?, name)));
        self.sees(part.map_or(Audience::Plan, |(part, name)| audience_of(part, name)))
    }

    /// Figures as JSON, as they are kept and sent, without those that are not for the viewer.
    pub fn figures(self, mut figures: Value) -> Value {
        for part in Part::ALL.iter().copied() {
            if let Some(Value::Object(values)) = figures.get_mut(part.code()) {
                self.keep(part, values);
            }
        }
        figures
    }

    fn keep(self, part: Part, values: &mut Map<String, Value>) {
        // What stands by record says who it is about.
        let by_record = |value: &Value| value.is_object() || value.is_array();
        values.retain(|key, value| {
            self.sees(audience_of(part, key)) && (!by_record(value) || self.sees(by_record_audience(part)))
        });
    }
}

/// Who may see what the figures of a part are by record: people and what they say are judged there.
const fn by_record_audience(part: Part) -> Audience {
    match part {
        Part::Relationship | Part::Voice => Audience::Judgement,
        Part::StrategicRelation => Audience::Partner,
        _ => Audience::Plan,
    }
}
