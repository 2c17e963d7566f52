//! The customer we plan for and its parts (method 2.1, 5.2, 8).

use crate::kind::{Kind, Record};
use crate::{Id, Words};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The account: the customer that this plan is for. A plan has exactly one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Account {
    /// Identity of the account and of its plan.
    pub id: Id<Account>,
    /// Short stable code, unique within the plan.
    #[schemars(length(max = 12))]
    pub code: String,
    /// What the customer is called.
    #[schemars(extend("x-tier" = "must", "maxLength" = 60))]
    pub name: Words,
    /// Who sells: our company's name.
    #[schemars(extend("x-tier" = "should", "maxLength" = 60))]
    pub supplier: Option<Words>,
    /// Currency of every amount in the plan, as ISO 4217 code.
    #[schemars(length(min = 3, max = 3), extend("x-tier" = "must", "x-pattern" = "currency"))]
    pub currency: String,
}

impl Record for Account {
    const KIND: Kind = Kind::Account;
    fn id(&self) -> Id<Self> {
        self.id
    }
    fn code(&self) -> &str {
        &self.code
    }
}

/// A business unit, function or site of the customer (method 8).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Unit {
    /// Identity.
    pub id: Id<Unit>,
    /// Short stable code, unique within the plan.
    #[schemars(length(max = 12))]
    pub code: String,
    /// What the customer calls it.
    #[schemars(extend("x-tier" = "must", "maxLength" = 60))]
    pub name: Words,
}

impl Record for Unit {
    const KIND: Kind = Kind::Unit;
    fn id(&self) -> Id<Self> {
        self.id
    }
    fn code(&self) -> &str {
        &self.code
    }
}
