//! The customer we plan for: what it is, its units, whether it deserves the effort, what both sides put in and get
//! (method 1.1, 1.3, 2.1, 8).

pub mod figures;

use crate::kind::Plan;
use crate::opportunity::Opportunity;
use crate::problem::{Problem, Reason};
use crate::record::record;
use crate::relationship::Level;
use crate::scale::{choice, grade};
use crate::strategy_map::{Node, Verification};
use crate::team::Member;
use crate::{Day, Id, Money, Words};

choice! {
    /// How far the customer is with us (method 2.1).
    Lifecycle, "lifecycle", {
        /// Not a customer yet.
        Prospect = "prospect",
        /// Buys from us.
        Customer = "customer",
        /// Buys steadily, in several units or solutions, and stands by us.
        Loyal = "loyal",
        /// Bought from us once.
        Former = "former",
    }
}

grade! {
    /// Level of cooperation: 1 transactional, 2 preferred supplier, 3 problem solving, 4 strategic partner (method 1.3).
    CooperationLevel, "cooperation_level", 1..=4
}

choice! {
    /// Class of the account in our programme (method 8).
    Tier, "tier", {
        /// The few that decide our year.
        S = "S",
        /// First class.
        A = "A",
        /// Second class.
        B = "B",
        /// Third class.
        C = "C",
    }
}

choice! {
    /// What a unit is (method 8).
    UnitType, "unit_type", {
        /// A business with its own result.
        Business = "business",
        /// A function of the group.
        Function = "function",
        /// A site.
        Site = "site",
    }
}

choice! {
    /// The 17 characteristics of key accounts (method 1.1).
    Trait, "trait", {
        /// Large share of our revenue.
        RevShare = "REV_SHARE",
        /// High growth potential.
        Growth = "GROWTH",
        /// Profitable over time.
        Profit = "PROFIT",
        /// Large relevant budget.
        Spend = "SPEND",
        /// Complex organisation.
        ComplexOrg = "COMPLEX_ORG",
        /// Many people in decisions.
        ManyDeciders = "MANY_DECIDERS",
        /// Long sales cycle.
        LongCycle = "LONG_CYCLE",
        /// Large, risky single deals.
        BigDeals = "BIG_DEALS",
        /// Formal buying process.
        FormalBuying = "FORMAL_BUYING",
        /// Tailored solutions needed.
        Custom = "CUSTOM",
        /// Strategic fit.
        StrategicFit = "STRATEGIC_FIT",
        /// Reference value.
        Reference = "REFERENCE",
        /// Drives our innovation.
        Innovation = "INNOVATION",
        /// Repeated buying.
        Repeat = "REPEAT",
        /// Willing to be a partner.
        Partnering = "PARTNERING",
        /// High switching cost, hard competition.
        SwitchCost = "SWITCH_COST",
        /// High service demand across regions.
        ServiceDemand = "SERVICE_DEMAND",
    }
}

grade! {
    /// How far a characteristic applies: 0 no, 1 partly, 2 fully (method 1.1).
    Applies, "applies", 0..=2
}

choice! {
    /// Whose investment, value or risk it is (method 1.3).
    Side, "side", {
        /// Ours.
        Us = "us",
        /// The customer's.
        Customer = "customer",
    }
}

choice! {
    /// What an item of the cooperation is (method 1.3).
    ValueType, "value_type", {
        /// What a side puts in.
        Investment = "investment",
        /// What a side gets.
        Value = "value",
        /// What a side may lose.
        Risk = "risk",
    }
}

choice! {
    /// What an item consists of (method 1.3).
    ValueCategory, "value_category", {
        /// Money.
        Money = "money",
        /// People.
        People = "people",
        /// Time.
        Time = "time",
        /// Information and data.
        Information = "information",
        /// Executive commitment.
        Commitment = "commitment",
        /// Technology and knowledge.
        Technology = "technology",
        /// Revenue and cost.
        RevenueCost = "revenue_cost",
        /// Lower risk.
        LowerRisk = "lower_risk",
        /// Brand and reference.
        Brand = "brand",
        /// Capability.
        Capability = "capability",
    }
}

choice! {
    /// Who may see a record beyond the account team (method 0.3).
    Visibility, "visibility", {
        /// Inside our company only.
        Internal = "internal",
        /// The account team; the default where nothing is set.
        Team = "team",
        /// May go to the customer.
        Shared = "shared_with_customer",
    }
}

record! {
    /// The account: the customer that this plan is for. A plan has exactly one.
    Account {
        /// What the customer is called.
        must["maxLength" = 60] name: Words,
        /// Who sells: our company's name.
        should["maxLength" = 60] supplier: Option<Words>,
        /// Currency of every amount in the plan, as ISO 4217 code.
        must["minLength" = 3, "maxLength" = 3, "x-pattern" = "currency", "x-audience" = "plan"] currency: String,
        /// The customer's industry.
        should["maxLength" = 60, "x-audience" = "plan"] industry: Option<Words>,
        /// Where its headquarters are.
        more["maxLength" = 60, "x-audience" = "plan"] country: Option<Words>,
        /// Class in our programme.
        should["x-audience" = "plan"] tier: Option<Tier>,
        /// Level of cooperation now.
        should["x-audience" = "plan"] cooperation_level: Option<CooperationLevel>,
        /// Level of cooperation that we want.
        should["x-audience" = "plan"] cooperation_target: Option<CooperationLevel>,
        /// Taken out of the programme on this day.
        more["x-audience" = "plan"] disqualified_on: Option<Day>,
        /// Why it was taken out.
        more["maxLength" = 200, "x-audience" = "plan"] disqualified_reason: Option<Words>,
        /// Put away on this day: out of lists and only read, until the field is emptied again.
        more archived_on: Option<Day>,
    }
}

record! {
    /// A business unit, function or site of the customer (method 8).
    Unit {
        /// What the customer calls it.
        must["maxLength" = 60] name: Words,
        /// The unit that it belongs to.
        should["x-on-remove" = "clear"] parent: Option<Id<Unit>>,
        /// What it is.
        should unit_type: Option<UnitType>,
        /// How one works there.
        more["maxLength" = 200] culture: Option<Words>,
        /// How deep our relation with the unit as a whole is.
        more relation_level: Option<Level>,
    }
    check check_unit;
}

fn check_unit(unit: &Unit, plan: &Plan, problems: &mut Vec<Problem>) {
    let mut above = unit.parent;
    for _ in 0..plan.units.len() {
        let Some(id) = above else { return };
        if id == unit.id {
            problems.push(Problem::of(unit, "parent", Reason::Circle));
            return;
        }
        above = plan.units.get(id).and_then(|one| one.parent);
    }
}

record! {
    /// How far one of the 17 characteristics applies to the account, and why (method 1.1).
    Characteristic {
        /// Which one.
        must which: Trait,
        /// How far it applies; empty while not assessed.
        must applies: Option<Applies>,
        /// Why: matters more than the number.
        should["maxLength" = 200] reason: Option<Words>,
        /// What shows it.
        should["maxLength" = 200] evidence: Option<Words>,
        /// Who judged it.
        more["x-on-remove" = "clear"] assessed_by: Option<Id<Member>>,
        /// When.
        more assessed_on: Option<Day>,
    }
    check check_characteristic;
}

fn check_characteristic(one: &Characteristic, plan: &Plan, problems: &mut Vec<Problem>) {
    if let Some(twin) = plan.characteristics.iter().find(|other| other.id != one.id && other.which == one.which) {
        problems.push(Problem::of(one, "which", Reason::Twice { code: twin.code.clone() }));
    }
}

record! {
    /// A step in the account's life with us; the last one says where it is. The state itself is never edited
    /// (method 2.1).
    LifecycleEvent {
        /// Where it was.
        should from: Option<Lifecycle>,
        /// Where it went.
        must to: Lifecycle,
        /// When.
        must on: Day,
        /// Why.
        must["maxLength" = 200] reason: Option<Words>,
        /// What shows it.
        should["maxLength" = 200] evidence: Option<Words>,
        /// The deal that caused it.
        should["x-on-remove" = "clear"] opportunity: Option<Id<Opportunity>>,
        /// Who decided; empty where the system drew the consequence.
        should["x-on-remove" = "clear"] decided_by: Option<Id<Member>>,
    }
}

record! {
    /// Something that one side puts in, gets or may lose in the cooperation (method 1.3).
    ValueItem {
        /// Whose.
        must side: Side,
        /// What it is.
        must value_type: ValueType,
        /// What it consists of.
        must category: Option<ValueCategory>,
        /// In words.
        must["maxLength" = 200] statement: Words,
        /// How much.
        must amount: Option<Money>,
        /// The currency of the amount, as ISO 4217 code; empty means the plan's own.
        more["minLength" = 3, "maxLength" = 3, "x-pattern" = "currency"] currency: Option<String>,
        /// For a risk: how likely, in percent.
        should["minimum" = 0, "maximum" = 100] probability: Option<i64>,
        /// When it falls due, as year and quarter.
        should["maxLength" = 20] timing: Option<Words>,
        /// How well we know it.
        should verification: Option<Verification>,
        /// The need that it comes from.
        more["x-on-remove" = "clear", "x-only" = "node_type=need"] need: Option<Id<Node>>,
        /// Who may see it.
        more visibility: Option<Visibility>,
    }
}
