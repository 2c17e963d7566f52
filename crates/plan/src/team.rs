//! Our account team and the head of the plan (method 5.2, 5.3 part 1).

use crate::kind::Plan;
use crate::library::Colleague;
use crate::problem::{Problem, Reason};
use crate::record::record;
use crate::scale::choice;
use crate::{Day, Id, Money, Words};

choice! {
    /// What a member does for this plan (method 5.3).
    PlanRole, "plan_role", {
        /// Leads the account; approves exceptions.
        AccountDirector = "account_director",
        /// Runs the plan from day to day.
        AccountManager = "account_manager",
        /// Our executive who opens doors at the customer.
        ExecSponsor = "exec_sponsor",
        /// Shapes the solutions.
        SolutionLead = "solution_lead",
        /// Answers for delivery.
        DeliveryLead = "delivery_lead",
        /// Knows the customer's industry.
        IndustryAdvisor = "industry_advisor",
        /// Answers for service in operation.
        ServiceLead = "service_lead",
        /// Contracts, prices and receivables.
        LegalFinance = "legal_finance",
        /// Works with the partners.
        PartnerManager = "partner_manager",
    }
}

choice! {
    /// What the plan is mainly for (method 5.2).
    PlanType, "plan_type", {
        /// Win the customer.
        Acquire = "acquire",
        /// Grow the business.
        Expand = "expand",
        /// Keep the business.
        Retain = "retain",
    }
}

choice! {
    /// Where the plan stands in its reviews (method 5.2).
    PlanStatus, "plan_status", {
        /// Being written.
        Draft = "draft",
        /// With the team.
        TeamReview = "in_team_review",
        /// With our executives.
        ExecReview = "in_exec_review",
        /// Approved.
        Approved = "approved",
        /// Carried out.
        Active = "active",
        /// Ended.
        Closed = "closed",
    }
}

record! {
    /// One of our people on this account.
    Member {
        /// The member's name.
        must["maxLength" = 60, "x-personal" = "member"] name: Words,
        /// What the member does for this plan.
        must plan_role: Option<PlanRole>,
        /// Share of working time for this account, in percent.
        should["minimum" = 0, "maximum" = 100, "x-audience" = "plan"] share_pct: Option<i64>,
        /// Hours a month for this account; planned effort, actions and contacts stand against it.
        should["minimum" = 0, "maximum" = 744, "x-audience" = "plan"] hours_a_month: Option<i64>,
        /// Where the member is reached.
        should["maxLength" = 120, "x-personal" = "member", "x-audience" = "plan"] contact: Option<Words>,
        /// Belongs to the core team, which sees judgements of people.
        #[serde(default)]
        more["x-audience" = "plan"] core_team: bool,
        /// Who the member is among the people of our company, over all accounts.
        more["x-on-remove" = "clear"] colleague: Option<Id<Colleague>>,
        /// On the team from this day.
        more["x-audience" = "plan"] from: Option<Day>,
        /// On the team until this day.
        more["x-audience" = "plan"] until: Option<Day>,
    }
    check check_member;
}

fn check_member(member: &Member, _: &Plan, problems: &mut Vec<Problem>) {
    if let (Some(from), Some(until)) = (member.from, member.until)
        && until < from
    {
        problems.push(Problem::of(member, "until", Reason::EndsBeforeStart));
    }
}

impl Member {
    /// On the team on this day.
    pub fn is_present(&self, today: Day) -> bool {
        self.from.is_none_or(|from| from <= today) && self.until.is_none_or(|until| until >= today)
    }
}

record! {
    /// The head of the plan: period, target, status. There is one live plan an account (decided 1.6).
    AccountPlan {
        /// What the plan is called.
        must["maxLength" = 60] name: Words,
        /// What it is mainly for.
        must plan_type: Option<PlanType>,
        /// First day of its period.
        must period_start: Option<Day>,
        /// Last day of its period.
        must period_end: Option<Day>,
        /// What is to be signed within the period.
        must revenue_target: Option<Money>,
        /// The business level and relation that we want within the years.
        should["maxLength" = 400] goal_statement: Option<Words>,
        /// What the customer has of it, from the customer's side.
        should["maxLength" = 400] value_proposition: Option<Words>,
        /// What must go right.
        #[serde(default)]
        should["maxLength" = 200] critical_success_factors: Vec<Words>,
        /// Who owns the plan.
        must["x-on-remove" = "clear", "x-duty" = true] owner: Option<Id<Member>>,
        /// Where it stands in its reviews.
        should status: Option<PlanStatus>,
        /// When it is reviewed next.
        should next_review_on: Option<Day>,
        /// The roles that this plan needs filled; empty means director or manager, sponsor, solution and delivery lead.
        #[serde(default)]
        more needed_roles: Vec<PlanRole>,
        /// Why it goes to executive review below 80 % completeness.
        more["maxLength" = 200] completeness_reason: Option<Words>,
    }
    check check_account_plan;
}

fn check_account_plan(header: &AccountPlan, plan: &Plan, problems: &mut Vec<Problem>) {
    if let Some(other) = plan.account_plans.iter().find(|one| one.id != header.id) {
        problems.push(Problem::of(header, "name", Reason::Twice { code: other.code.clone() }));
    }
    if let (Some(start), Some(end)) = (header.period_start, header.period_end)
        && end < start
    {
        problems.push(Problem::of(header, "period_end", Reason::EndsBeforeStart));
    }
    if header.revenue_target.is_some_and(|target| target.0 < 0) {
        problems.push(Problem::of(header, "revenue_target", Reason::Negative));
    }
}

record! {
    /// The target of a part of the plan's period (method 5.2).
    PeriodTarget {
        /// First day.
        must starts_on: Day,
        /// Last day.
        must ends_on: Day,
        /// What is to be signed within it.
        must target: Money,
    }
    check check_period_target;
}

fn check_period_target(one: &PeriodTarget, _: &Plan, problems: &mut Vec<Problem>) {
    if one.ends_on < one.starts_on {
        problems.push(Problem::of(one, "ends_on", Reason::EndsBeforeStart));
    }
}

/// Needed plan roles that nobody present fills (method 5.3, decided 1.10). Where the plan names none: director or
/// manager, for which the director is named, sponsor, solution and delivery lead.
pub fn open_roles(plan: &Plan, today: Day) -> Vec<PlanRole> {
    let filled = |role| plan.members.iter().any(|one| one.plan_role == Some(role) && one.is_present(today));
    let named = plan.account_plans.iter().next().map_or(&[][..], |header| header.needed_roles.as_slice());
    if !named.is_empty() {
        return named.iter().copied().filter(|role| !filled(*role)).collect();
    }
    let leads = filled(PlanRole::AccountDirector) || filled(PlanRole::AccountManager);
    let director = (!leads).then_some(PlanRole::AccountDirector);
    let others = [PlanRole::ExecSponsor, PlanRole::SolutionLead, PlanRole::DeliveryLead];
    director.into_iter().chain(others.into_iter().filter(|role| !filled(*role))).collect()
}
