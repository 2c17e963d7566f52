//! The live checks of the list of opportunities (method 3.2).

use super::Opportunity;
use crate::kind::Plan;
use crate::opportunity::forecast;
use crate::warning::{Warning, Warnings};

/// Points by which a probability may differ from its default without a reason.
const POINTS: i64 = 20;

/// What the list should be asked for.
pub fn warnings(plan: &Plan) -> Vec<Warning> {
    let mut warnings = Warnings::default();
    warnings.of("probability_unexplained", forecast::current(plan).filter(is_unexplained).map(|one| one.id));
    warnings.into_vec()
}

fn is_unexplained(one: &&Opportunity) -> bool {
    let off = one.probability.map_or(0, |percent| (percent - one.default_probability()).abs());
    off > POINTS && one.probability_reason.is_none()
}
