//! What search results are grouped by: the things people look for, the most wanted first.

use crate::kind::Kind;
use crate::scale::choice;

choice! {
    /// What a searched record is to whoever looks for it.
    Class, "class", {
        /// Accounts.
        Account = "account",
        /// People at the customer and around it.
        Person = "person",
        /// Opportunities.
        Opportunity = "opportunity",
        /// Partners, rivals, the customer's units.
        Organisation = "organisation",
        /// Goals, strategies, tactics and needs of the customer.
        Need = "need",
        /// Objectives, actions, promises, meetings.
        Action = "action",
        /// What is known about the customer.
        Fact = "fact",
        /// Solutions and cases of ours.
        Solution = "solution",
        /// Our people.
        Ours = "ours",
        /// Everything else that has words.
        Other = "other",
    }
}

impl Class {
    /// Are titles of this class names, which people type from any syllable on, rather than sentences?
    pub const fn has_names(self) -> bool {
        matches!(
            self,
            Self::Account | Self::Person | Self::Opportunity | Self::Organisation | Self::Solution | Self::Ours
        )
    }
}

impl Kind {
    /// Among what search shows records of this kind; none where its cards have no words to be found by.
    pub const fn class(self) -> Option<Class> {
        let outline = self.outline();
        if outline.title.is_empty() && outline.text.is_empty() {
            return None;
        }
        Some(match self {
            Self::Account => Class::Account,
            Self::Person => Class::Person,
            Self::Opportunity => Class::Opportunity,
            Self::Organisation | Self::Unit | Self::Competitor | Self::StrategicRelation => Class::Organisation,
            Self::Node => Class::Need,
            Self::Objective
            | Self::Action
            | Self::Promise
            | Self::Issue
            | Self::Risk
            | Self::Interaction
            | Self::FirstMeeting
            | Self::Meeting
            | Self::Briefing
            | Self::ExecutiveAsk => Class::Action,
            Self::Fact | Self::CompetitorMove | Self::Finding => Class::Fact,
            Self::Solution | Self::SuccessCase | Self::Proposition => Class::Solution,
            Self::Member | Self::Colleague => Class::Ours,
            _ => Class::Other,
        })
    }
}
