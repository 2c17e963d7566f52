//! The library: what all accounts of a company share - solutions, cases, organisations, our people - as a plan of its
//! own kind, with the same changes, undo and history (method 3.1, 4.5, 8; decided 1.3, 2.13).

pub mod merge;
pub mod overlay;

use crate::kind::Plan;
use crate::record::record;
use crate::{Day, Words};

record! {
    /// Our company: the head of the library, as the account is the head of its plan.
    Workspace {
        /// What our company is called.
        must["maxLength" = 60] name: Words,
        /// Currency that the company reports in, as ISO 4217 code.
        must["minLength" = 3, "maxLength" = 3, "x-pattern" = "currency"] currency: String,
        /// Time zone whose calendar counts, by its IANA name, such as Asia/Shanghai.
        should["maxLength" = 60] time_zone: Option<String>,
        /// Month in which the fiscal year begins; empty means January.
        should["minimum" = 1, "maximum" = 12] fiscal_year_start: Option<i64>,
        /// What personal data of customers' people are kept for (decided 4.35).
        more["maxLength" = 400] purpose: Option<Words>,
        /// On which legal basis, such as a legitimate interest and why it outweighs.
        more["maxLength" = 400] legal_basis: Option<Words>,
        /// Whom people turn to about their data: the data protection officer, with an address.
        more["maxLength" = 200] privacy_contact: Option<Words>,
    }
}

record! {
    /// A person of our company, one over all accounts: whom the person knows at customers can help elsewhere
    /// (decided 3.31).
    Colleague {
        /// The name.
        must["maxLength" = 60, "x-personal" = "colleague"] name: Words,
        /// Job title.
        must["maxLength" = 60, "x-personal" = "colleague"] title: Option<Words>,
        /// Where in our company.
        should["maxLength" = 60, "x-personal" = "colleague"] department: Option<Words>,
        /// Work email address.
        should["maxLength" = 120, "x-personal" = "colleague"] email: Option<String>,
        /// Whom the person knows at customers, and how well.
        should["maxLength" = 400, "x-personal" = "colleague"] knows: Option<Words>,
        /// Left us; what refers to the person keeps the name.
        more retired_on: Option<Day>,
    }
}

impl Plan {
    /// The company: the head of a library, or of the library that lies under an account's plan.
    pub fn workspace(&self) -> Option<&Workspace> {
        self.workspaces.iter().next()
    }
}
