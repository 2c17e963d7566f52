//! What the customer sees of the cooperation plan: a type of its own, built field by field from a white list (method
//! 5.5). Nothing of a record gets in but what is named here, so a new field of a record is never shared by accident.

use super::{CooperationPlan, GovernanceLevel, Light, Phase};
use crate::account::Side;
use crate::id::Id;
use crate::influence_map::Person;
use crate::kind::Plan;
use crate::number::Decimal;
use crate::research::Threat;
use crate::team::Member;
use crate::{Day, Money, Words};
use serde::Serialize;

/// The cooperation plan as both sides see it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SharedPlan {
    /// The customer.
    pub customer: Words,
    /// Our company.
    pub supplier: Option<Words>,
    /// Currency of all amounts.
    pub currency: String,
    /// The joint vision.
    pub vision: Words,
    /// Until when it looks.
    pub horizon: Option<Day>,
    /// Version.
    pub version: Option<i64>,
    /// Goals of both.
    pub goals: Vec<SharedGoal>,
    /// What both do.
    pub initiatives: Vec<SharedInitiative>,
    /// Where both meet.
    pub governance: Vec<SharedBody>,
    /// What both rate.
    pub scorecard: Vec<SharedItem>,
    /// Risks that both know.
    pub risks: Vec<SharedRisk>,
    /// Who signed for the customer.
    pub signed_customer: Option<Words>,
    /// Who signed for us.
    pub signed_us: Option<Words>,
    /// When it was signed.
    pub signed_on: Option<Day>,
}

/// A joint goal.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SharedGoal {
    /// The goal.
    pub goal: Words,
    /// What it is measured by.
    pub metric: Option<Words>,
    /// Where it stands.
    pub baseline: Option<Decimal>,
    /// Where it shall stand.
    pub target: Option<Decimal>,
    /// By when.
    pub due_on: Option<Day>,
    /// Name of the owner at the customer.
    pub owner_customer: Option<Words>,
    /// Name of the owner at ours.
    pub owner_us: Option<Words>,
}

/// A joint initiative.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SharedInitiative {
    /// What it is called.
    pub title: Words,
    /// The joint goal that it serves.
    pub goal: Option<Words>,
    /// What is in it.
    pub scope: Option<Words>,
    /// Name of the owner at the customer.
    pub owner_customer: Option<Words>,
    /// Name of the owner at ours.
    pub owner_us: Option<Words>,
    /// Its phase.
    pub phase: Option<Phase>,
    /// Begins.
    pub starts_on: Option<Day>,
    /// Ends.
    pub ends_on: Option<Day>,
    /// What the customer puts in.
    pub investment_customer: Option<Words>,
    /// What we put in.
    pub investment_us: Option<Words>,
    /// What the customer expects of it.
    pub value_customer: Option<Money>,
    /// What we expect of it.
    pub value_us: Option<Money>,
    /// How it goes.
    pub status: Option<Light>,
    /// What it must reach.
    pub milestones: Vec<SharedMilestone>,
}

/// A milestone.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SharedMilestone {
    /// What is reached.
    pub title: Words,
    /// By when.
    pub due_on: Option<Day>,
    /// What shows it.
    pub proof: Option<Words>,
    /// Which side answers for it.
    pub side: Option<Side>,
    /// When it was reached.
    pub reached_on: Option<Day>,
}

/// A body of the governance.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SharedBody {
    /// Its level.
    pub level: GovernanceLevel,
    /// Names of the customer's members.
    pub people: Vec<Words>,
    /// Names of our members.
    pub members: Vec<Words>,
    /// How often it meets.
    pub rhythm: Option<Words>,
    /// What it may decide.
    pub decides: Option<Words>,
}

/// A line of the scorecard.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SharedItem {
    /// What is measured.
    pub metric: Words,
    /// How much it weighs, in percent.
    pub weight: Option<i64>,
    /// Where it shall stand.
    pub target: Option<Decimal>,
    /// Where it stands.
    pub last_value: Option<Decimal>,
    /// The customer's light.
    pub rated_customer: Option<Light>,
    /// Ours.
    pub rated_us: Option<Light>,
}

/// A risk that both know.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SharedRisk {
    /// What may go wrong.
    pub risk: Words,
    /// How likely.
    pub likelihood: Option<Threat>,
    /// How bad.
    pub effect: Option<Threat>,
    /// What is done about it.
    pub measure: Option<Words>,
    /// To whom it is raised.
    pub escalation: Option<Words>,
}

impl SharedPlan {
    /// What the customer sees of this cooperation plan; none where it is not there.
    pub fn of(plan: &Plan, id: Id<CooperationPlan>) -> Option<Self> {
        let head = plan.cooperation_plans.get(id)?;
        let account = plan.account()?;
        Some(Self {
            customer: account.name.clone(),
            supplier: account.supplier.clone(),
            currency: account.currency.clone(),
            vision: head.vision.clone(),
            horizon: head.horizon,
            version: head.version,
            goals: goals(plan, id),
            initiatives: initiatives(plan, id),
            governance: governance(plan, id),
            scorecard: scorecard(plan, id),
            risks: risks(plan, id),
            signed_customer: head.signed_customer.clone(),
            signed_us: head.signed_us.clone(),
            signed_on: head.signed_on,
        })
    }
}

fn person(plan: &Plan, id: Option<Id<Person>>) -> Option<Words> {
    plan.people.get(id?).map(|person| person.name.clone())
}

fn member(plan: &Plan, id: Option<Id<Member>>) -> Option<Words> {
    plan.members.get(id?).map(|member| member.name.clone())
}

fn goals(plan: &Plan, id: Id<CooperationPlan>) -> Vec<SharedGoal> {
    let own = plan.joint_goals.by_code().filter(|one| one.cooperation_plan == id);
    own.map(|one| SharedGoal {
        goal: one.goal.clone(),
        metric: one.metric.clone(),
        baseline: one.baseline,
        target: one.target,
        due_on: one.due_on,
        owner_customer: person(plan, one.owner_customer),
        owner_us: member(plan, one.owner_us),
    })
    .collect()
}

fn initiatives(plan: &Plan, id: Id<CooperationPlan>) -> Vec<SharedInitiative> {
    let own = plan.initiatives.by_code().filter(|one| one.cooperation_plan == id);
    own.map(|one| {
        let milestones = plan.milestones.by_code().filter(|milestone| milestone.initiative == one.id);
        SharedInitiative {
            title: one.title.clone(),
            goal: one.joint_goal.and_then(|goal| plan.joint_goals.get(goal)).map(|goal| goal.goal.clone()),
            scope: one.scope.clone(),
            owner_customer: person(plan, one.owner_customer),
            owner_us: member(plan, one.owner_us),
            phase: one.phase,
            starts_on: one.starts_on,
            ends_on: one.ends_on,
            investment_customer: one.investment_customer.clone(),
            investment_us: one.investment_us.clone(),
            value_customer: one.value_customer,
            value_us: one.value_us,
            status: one.status,
            milestones: milestones
                .map(|milestone| SharedMilestone {
                    title: milestone.title.clone(),
                    due_on: milestone.due_on,
                    proof: milestone.proof.clone(),
                    side: milestone.side,
                    reached_on: milestone.reached_on,
                })
                .collect(),
        }
    })
    .collect()
}

fn governance(plan: &Plan, id: Id<CooperationPlan>) -> Vec<SharedBody> {
    let own = plan.governance_bodies.by_code().filter(|one| one.cooperation_plan == id);
    own.map(|one| SharedBody {
        level: one.level,
        people: one.people.iter().filter_map(|id| person(plan, Some(*id))).collect(),
        members: one.members.iter().filter_map(|id| member(plan, Some(*id))).collect(),
        rhythm: one.rhythm.clone(),
        decides: one.decides.clone(),
    })
    .collect()
}

fn scorecard(plan: &Plan, id: Id<CooperationPlan>) -> Vec<SharedItem> {
    let own = plan.scorecard_items.by_code().filter(|one| one.cooperation_plan == id);
    own.map(|one| SharedItem {
        metric: one.metric.clone(),
        weight: one.weight,
        target: one.target,
        last_value: one.last_value,
        rated_customer: one.rated_customer,
        rated_us: one.rated_us,
    })
    .collect()
}

fn risks(plan: &Plan, id: Id<CooperationPlan>) -> Vec<SharedRisk> {
    let own = plan.joint_risks.by_code().filter(|one| one.cooperation_plan == id);
    own.map(|one| SharedRisk {
        risk: one.risk.clone(),
        likelihood: one.likelihood,
        effect: one.effect,
        measure: one.measure.clone(),
        escalation: one.escalation.clone(),
    })
    .collect()
}
