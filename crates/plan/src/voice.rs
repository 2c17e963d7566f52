//! What the customer's people say about us, word for word (method 4.6).

pub mod figures;

use crate::influence_map::Person;
use crate::lens::Lens;
use crate::objective::Action;
use crate::record::record;
use crate::research::Sentiment;
use crate::scale::choice;
use crate::team::Member;
use crate::{Day, Id, Words};

choice! {
    /// How a voice was taken (method 4.6).
    Channel, "channel", {
        /// Interview.
        Interview = "interview",
        /// In a meeting.
        Meeting = "meeting",
        /// Survey.
        Survey = "survey",
        /// Through a third party.
        ThirdParty = "third_party",
    }
}

choice! {
    /// Whom it is about (method 4.6).
    VoiceSubject, "voice_subject", {
        /// The seller.
        Seller = "seller",
        /// Our company.
        Company = "company",
    }
}

choice! {
    /// What it is about (method 4.6).
    VoiceTopic, "voice_topic", {
        /// Solution.
        Solution = "solution",
        /// Delivery.
        Delivery = "delivery",
        /// Price.
        Price = "price",
        /// Buying experience.
        BuyingExperience = "buying_experience",
        /// Relationship.
        Relationship = "relationship",
        /// Innovation.
        Innovation = "innovation",
    }
}

choice! {
    /// What we are in the person's eyes (method 1.5, 4.6).
    PerceivedTier, "perceived_tier", {
        /// Product expert: level 2.
        ProductExpert = "product_expert",
        /// Problem solver: level 3.
        ProblemSolver = "problem_solver",
        /// Trusted advisor: level 4.
        TrustedAdvisor = "trusted_advisor",
    }
}

impl PerceivedTier {
    /// The relationship level that it equals (method 4.6).
    pub const fn level(self) -> i64 {
        match self {
            Self::ProductExpert => 2,
            Self::ProblemSolver => 3,
            Self::TrustedAdvisor => 4,
        }
    }
}

record! {
    /// What somebody at the customer said about us (method 4.6).
    Voice {
        /// Who said it.
        must["x-on-remove" = "cascade"] person: Id<Person>,
        /// When.
        must on: Day,
        /// Who of ours heard it; better not the account's owner.
        must["x-on-remove" = "clear"] taken_by: Option<Id<Member>>,
        /// How.
        should channel: Option<Channel>,
        /// Whom it is about.
        must subject: Option<VoiceSubject>,
        /// What it is about.
        must topic: Option<VoiceTopic>,
        /// Word for word.
        must["maxLength" = 1000, "x-personal" = "person", "x-audience" = "quote"] quote: Words,
        /// What we take from it.
        should["maxLength" = 400, "x-personal" = "person", "x-audience" = "quote"] interpretation: Option<Words>,
        /// How it sounds.
        must sentiment: Option<Sentiment>,
        /// What we are in this person's eyes; empty while unknown.
        must perceived_tier: Option<PerceivedTier>,
        /// Would recommend us, from 0 to 10.
        more["minimum" = 0, "maximum" = 10] recommend: Option<i64>,
        /// What the person expects of us.
        should["maxLength" = 200, "x-personal" = "person", "x-audience" = "quote"] expectation: Option<Words>,
        /// May be quoted beyond the circle that the method names; unless set, it is confidential.
        #[serde(default)]
        more quotable: bool,
        /// What we do about it.
        should["x-on-remove" = "clear"] follow_up: Option<Id<Action>>,
        /// When we told the person what we did.
        should closed_loop_on: Option<Day>,
    }
    heard by is_heard;
}

/// Whoever took it down hears it, and everybody who may see voices what may be quoted (method 4.6, 8).
fn is_heard(voice: &Voice, lens: Lens) -> bool {
    voice.quotable || lens.took(voice.taken_by)
}
