//! Our account team (method 5.3, part 1).

use crate::kind::{Kind, Record};
use crate::scale::choice;
use crate::{Id, Words};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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

/// One of our people on this account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Member {
    /// Identity.
    pub id: Id<Member>,
    /// Short stable code, unique within the plan.
    #[schemars(length(max = 12))]
    pub code: String,
    /// The member's name.
    #[schemars(extend("x-tier" = "must", "maxLength" = 60))]
    pub name: Words,
    /// What the member does for this plan.
    #[schemars(extend("x-tier" = "must"))]
    pub plan_role: Option<PlanRole>,
}

impl Record for Member {
    const KIND: Kind = Kind::Member;
    fn id(&self) -> Id<Self> {
        self.id
    }
    fn code(&self) -> &str {
        &self.code
    }
}
