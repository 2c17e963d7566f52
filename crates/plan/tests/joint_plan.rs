//! The joint plan: what the customer sees, and what makes a value proposition good (method 5.4, 5.5).

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests"
)]

mod support;

use plan::field::{Shape, Tier};
use plan::joint_plan::quality::quality;
use plan::joint_plan::shared::SharedPlan;
use plan::{Kind, Plan, Row};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use support::bedrock;
use uuid::Uuid;

/// Fields of the plan that the customer sees (method 5.5); of people and members the name alone.
const SHARED: [(Kind, &[&str]); 10] = [
    (Kind::Account, &["name", "supplier", "currency"]),
    (Kind::Person, &["name"]),
    (Kind::Member, &["name"]),
    (Kind::CooperationPlan, &["vision", "signed_customer", "signed_us"]),
    (Kind::JointGoal, &["goal", "metric"]),
    (Kind::Initiative, &["title", "scope", "investment_customer", "investment_us"]),
    (Kind::Milestone, &["title", "proof"]),
    (Kind::GovernanceBody, &["rhythm", "decides"]),
    (Kind::ScorecardItem, &["metric"]),
    (Kind::JointRisk, &["risk", "measure", "escalation"]),
];

/// The plan with a sentinel of its own in every text of every record, and the sentinels by field.
fn with_sentinels(plan: &Plan) -> (Plan, Vec<(Kind, String, String)>) {
    let mut bodies = Vec::new();
    let mut sentinels = Vec::new();
    for kind in Kind::ALL {
        for (id, mut body) in plan.bodies(*kind) {
            for field in kind.fields().iter().filter(|field| field.tier != Tier::Fixed && !field.currency) {
                let sentinel = format!("s{}z", sentinels.len());
                let filled = match field.shape {
                    Shape::Words(_) | Shape::Text(_) if !field.many => json!(sentinel),
                    _ => continue,
                };
                body[&field.name] = filled;
                sentinels.push((*kind, field.name.clone(), sentinel));
            }
            bodies.push((*kind, id, body));
        }
    }
    let texts: Vec<(Kind, Uuid, String)> =
        bodies.iter().map(|(kind, id, body)| (*kind, *id, body.to_string())).collect();
    let rows = texts.iter().map(|(kind, id, body)| Row { kind: kind.code(), id: *id, body });
    (Plan::restore(rows), sentinels)
}

#[test]
fn the_customer_sees_what_the_white_list_names_and_nothing_else() {
    let (plan, sentinels) = with_sentinels(&bedrock());
    let cooperation = plan.cooperation_plans.iter().next().expect("the sample has one").id;
    let shared = serde_json::to_string(&SharedPlan::of(&plan, cooperation).unwrap()).unwrap();
    let seen: BTreeSet<(Kind, &str)> = sentinels
        .iter()
        .filter(|(_, _, sentinel)| shared.contains(sentinel.as_str()))
        .map(|(kind, field, _)| (*kind, field.as_str()))
        .collect();
    let allowed: BTreeSet<(Kind, &str)> =
        SHARED.iter().flat_map(|(kind, fields)| fields.iter().map(|field| (*kind, *field))).collect();
    let leaked: Vec<_> = seen.difference(&allowed).collect();
    assert!(leaked.is_empty(), "never shared: {leaked:?}");
    assert!(seen.contains(&(Kind::Initiative, "scope")), "what is shared is there: {seen:?}");
    for never in ["influence", "preference", "desired_level", "quote", "probability", "attitude", "leverage"] {
        let keys = keys(&serde_json::from_str(&shared).unwrap());
        assert!(!keys.iter().any(|key| key == never), "{never} is no field of what is shared");
    }
}

fn keys(value: &Value) -> Vec<String> {
    match value {
        Value::Object(fields) => {
            fields.iter().flat_map(|(key, value)| [vec![key.clone()], keys(value)].concat()).collect()
        }
        Value::Array(list) => list.iter().flat_map(keys).collect(),
        _ => Vec::new(),
    }
}

#[test]
fn all_that_is_agreed_is_in_it() {
    let plan = bedrock();
    let cooperation = plan.cooperation_plans.iter().next().expect("the sample has one").id;
    let shared = SharedPlan::of(&plan, cooperation).unwrap();
    assert_eq!(shared.goals.len(), plan.joint_goals.len());
    assert_eq!(shared.initiatives.len(), plan.initiatives.len());
    assert_eq!(shared.initiatives.iter().map(|one| one.milestones.len()).sum::<usize>(), plan.milestones.len());
    assert_eq!(shared.governance.len(), plan.governance_bodies.len());
    assert_eq!(shared.scorecard.len(), plan.scorecard_items.len());
    assert_eq!(shared.risks.len(), plan.joint_risks.len());
    assert!(SharedPlan::of(&Plan::default(), cooperation).is_none());
}

#[test]
fn a_value_proposition_is_checked_for_what_makes_it_good() {
    let plan = bedrock();
    let proposition = plan.propositions.iter().next().expect("the sample has one");
    let holds = |plan: &Plan, one| quality(plan, one).map(|check| (check.key, check.holds));
    let sample = holds(&plan, proposition);
    assert!(sample.contains(&("figure", true)) && sample.contains(&("both_invest", true)), "{sample:?}");

    let empty = plan::joint_plan::Proposition {
        goals: Vec::new(),
        value_customer: None,
        investment_us: None,
        sentence: Some(plan::Words::Plain(format!(
            "{} first of all",
            plan.solutions.iter().next().unwrap().name.texts()[0]
        ))),
        ..proposition.clone()
    };
    let empty = holds(&plan, &empty);
    for missing in ["confirmed_goal", "figure", "both_invest", "no_product_first"] {
        assert!(empty.contains(&(missing, false)), "{missing}: {empty:?}");
    }
}
