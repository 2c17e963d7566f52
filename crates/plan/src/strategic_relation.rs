//! The organisations around the customer that may help us there (method 4.5).

pub mod figures;
pub mod paths;

use crate::account::Unit;
use crate::influence_map::{Influence, Person, Preference};
use crate::kind::Plan;
use crate::opportunity::Opportunity;
use crate::problem::{Problem, Reason};
use crate::record::record;
use crate::relationship::Level;
use crate::research::Threat;
use crate::scale::choice;
use crate::team::Member;
use crate::{Day, Id, Words};

choice! {
    /// What an organisation is to the customer (method 4.5).
    RelationType, "relation_type", {
        /// Technology supplier.
        TechnologySupplier = "technology_supplier",
        /// Strategic supplier.
        StrategicSupplier = "strategic_supplier",
        /// Consultant.
        Consultant = "consultant",
        /// Design institute.
        DesignInstitute = "design_institute",
        /// Joint-venture partner.
        JvPartner = "jv_partner",
        /// Bank.
        Bank = "bank",
        /// Regulator.
        Regulator = "regulator",
        /// Association.
        Association = "association",
        /// A customer of the customer.
        CustomersCustomer = "customers_customer",
        /// Investor.
        Investor = "investor",
    }
}

choice! {
    /// What an organisation is to us (method 4.5).
    Nature, "nature", {
        /// Completes what we do.
        Complementary = "complementary",
        /// Neither.
        Neutral = "neutral",
        /// Competes in part.
        PartlyCompeting = "partly_competing",
        /// Competes.
        Competitor = "competitor",
    }
}

choice! {
    /// How an organisation can help (method 4.5).
    Help, "help", {
        /// Introduces us.
        Introduce = "introduce",
        /// Vouches for us.
        Endorse = "endorse",
        /// Offers together with us.
        JointOffer = "joint_offer",
        /// Tells us what it knows.
        Information = "information",
        /// Has a contract that we can come in by.
        AccessVehicle = "access_vehicle",
        /// Finances.
        Finance = "finance",
    }
}

record! {
    /// An organisation other than the customer and us, known across accounts (method 8).
    Organisation {
        /// Its name.
        must["maxLength" = 60] name: Words,
        /// Its industry.
        should["maxLength" = 60] industry: Option<Words>,
        /// Where it is at home.
        more["maxLength" = 60] country: Option<Words>,
        /// No longer there, or of no interest; what refers to it keeps its name.
        more retired_on: Option<Day>,
    }
}

record! {
    /// An organisation that has a relation with the customer, and what we make of it (method 4.5).
    StrategicRelation {
        /// The organisation.
        must organisation: Id<Organisation>,
        /// What it is to the customer.
        must relation_type: Option<RelationType>,
        /// Depth of its relation with the customer.
        must tie: Option<Level>,
        /// Its influence on the customer's decisions.
        must influence: Option<Influence>,
        /// Our level with it.
        must our_level: Option<Level>,
        /// The level that we want.
        must desired_level: Option<Level>,
        /// Why that level.
        should["maxLength" = 200] desired_reason: Option<Words>,
        /// Its attitude to us.
        must attitude: Option<Preference>,
        /// What it is to us.
        must nature: Option<Nature>,
        /// Whom it reaches at the customer.
        #[serde(default)]
        should["x-on-remove" = "clear"] reaches: Vec<Id<Person>>,
        /// Which units it reaches.
        #[serde(default)]
        should["x-on-remove" = "clear"] units: Vec<Id<Unit>>,
        /// How it can help.
        #[serde(default)]
        should helps: Vec<Help>,
        /// What we give in return.
        should["maxLength" = 200] our_offer: Option<Words>,
        /// What we use it for.
        should["maxLength" = 200] used_for: Option<Words>,
        /// How likely our interests clash.
        should conflict_risk: Option<Threat>,
        /// How.
        more["maxLength" = 200] conflict_note: Option<Words>,
        /// Its people whom we know.
        #[serde(default)]
        should["x-on-remove" = "clear"] contacts: Vec<Id<Person>>,
        /// Who of ours looks after it.
        must["x-on-remove" = "clear", "x-duty" = true] owner: Option<Id<Member>>,
        /// The deals that it is part of.
        #[serde(default)]
        should["x-on-remove" = "clear"] opportunities: Vec<Id<Opportunity>>,
        /// Its strengths.
        more["maxLength" = 200] strengths: Option<Words>,
        /// Its weaknesses.
        more["maxLength" = 200] weaknesses: Option<Words>,
        /// Its relation with the customer since.
        more since: Option<Day>,
        /// Until.
        more until: Option<Day>,
    }
    check check_strategic_relation;
}

fn check_strategic_relation(one: &StrategicRelation, plan: &Plan, problems: &mut Vec<Problem>) {
    let twin =
        plan.strategic_relations.iter().find(|other| other.id != one.id && other.organisation == one.organisation);
    if let Some(twin) = twin {
        problems.push(Problem::of(one, "organisation", Reason::Twice { code: twin.code.clone() }));
    }
}
