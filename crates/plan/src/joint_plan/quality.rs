//! Quality checks of a joint value proposition (method 5.4).

use super::Proposition;
use crate::influence_map::Influence;
use crate::kind::Plan;
use crate::strategy_map::{Node, Verification};
use crate::{Language, Words};

/// The longest text that fits on one page, in characters.
const PAGE: usize = 1200;

/// One check of a value proposition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quality {
    /// Its key, for its label.
    pub key: &'static str,
    /// It holds.
    pub holds: bool,
}

/// The six checks, in the order of the method.
pub fn quality(plan: &Plan, proposition: &Proposition) -> [Quality; 6] {
    let goals: Vec<&Node> = proposition.goals.iter().filter_map(|goal| plan.nodes.get(*goal)).collect();
    let confirmed = |goal: &&&Node| goal.verification == Some(Verification::Confirmed) && goal.verified_by.is_some();
    let tests = plan.proposition_tests.iter().filter(|test| test.proposition == proposition.id);
    let mut tested_by = tests.filter_map(|test| plan.people.get(test.person));
    let parts = || texts(proposition);
    let has_figure = |words: &Option<Words>| words.as_ref().is_some_and(has_digit);
    let check = |key, holds| Quality { key, holds };
    [
        check("confirmed_goal", goals.iter().any(|goal| confirmed(&goal))),
        check("figure", has_figure(&proposition.value_customer)),
        check("both_invest", proposition.investment_customer.is_some() && proposition.investment_us.is_some()),
        check("no_product_first", !names_product_first(plan, proposition)),
        check("one_page", parts().map(|words| words.show(Language::ZhHans).chars().count()).sum::<usize>() <= PAGE),
        check("tested", tested_by.any(|person| person.influence.is_some_and(Influence::is_key))),
    ]
}

fn has_digit(words: &Words) -> bool {
    words.texts().into_iter().any(|text| text.chars().any(|c| c.is_ascii_digit()))
}

fn texts(one: &Proposition) -> impl Iterator<Item = &Words> {
    let all = [
        &one.situation,
        &one.our_capability,
        &one.joint_result,
        &one.value_customer,
        &one.investment_customer,
        &one.investment_us,
        &one.proof,
        &one.why_now,
        &one.why_us,
        &one.first_step,
    ];
    all.into_iter().filter_map(Option::as_ref)
}

/// A product's name stands in the first half of the sentence, or in the customer's situation where there is none.
fn names_product_first(plan: &Plan, one: &Proposition) -> bool {
    let Some(words) = one.sentence.as_ref().or(one.situation.as_ref()) else { return false };
    words.texts().into_iter().any(|text| {
        let half: String = text.chars().take(text.chars().count().div_ceil(2)).collect();
        let products = plan.solutions.iter().flat_map(|solution| solution.name.texts());
        products.into_iter().any(|product| product.chars().count() > 1 && half.contains(product))
    })
}
