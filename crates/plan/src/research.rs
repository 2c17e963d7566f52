//! What we know about the customer, its customers, its competitors and our own position (method 2.2, decided 3.30).

pub mod figures;

use crate::account::Unit;
use crate::execution_map::Solution;
use crate::influence_map::Person;
use crate::kind::Plan;
use crate::problem::{Problem, Reason};
use crate::record::record;
use crate::scale::{choice, grade};
use crate::strategy_map::Node;
use crate::{Day, Id, Money, Words};

choice! {
    /// Which of the three Cs a fact is about (method 2.2).
    Subject, "subject_c", {
        /// The customer's company.
        Company = "COMPANY",
        /// The customer's customers.
        Customers = "CUSTOMERS",
        /// The customer's competitors.
        Competitors = "COMPETITORS",
    }
}

choice! {
    /// Topic of a fact (method 2.2). The first six are the focus topics.
    Topic, "topic", {
        /// Innovation initiatives.
        Innovation = "INNOVATION",
        /// Industry trends.
        Trend = "TREND",
        /// Mergers and acquisitions.
        Mna = "MNA",
        /// Management changes.
        Mgmt = "MGMT",
        /// Our existing footprint.
        Footprint = "FOOTPRINT",
        /// Main technology suppliers and strategic partners.
        Suppliers = "SUPPLIERS",
        /// Finance.
        Finance = "FINANCE",
        /// Regulation.
        Regulation = "REGULATION",
        /// Major projects.
        Projects = "PROJECTS",
    }
}

/// The six focus topics, which completeness asks for (method 2.2, decided 1.10).
pub const FOCUS: [Topic; 6] =
    [Topic::Innovation, Topic::Trend, Topic::Mna, Topic::Mgmt, Topic::Footprint, Topic::Suppliers];

choice! {
    /// Where a fact comes from (method 2.2).
    SourceType, "source_type", {
        /// Annual report.
        AnnualReport = "annual_report",
        /// Announcement.
        Announcement = "announcement",
        /// News.
        News = "news",
        /// Tender.
        Tender = "tender",
        /// Interview.
        Interview = "interview",
        /// Partner.
        Partner = "partner",
        /// Our own data.
        OwnData = "own_data",
    }
}

choice! {
    /// How far a fact can be trusted (method 2.2).
    Reliability, "reliability", {
        /// Confirmed.
        A = "A",
        /// Credible.
        B = "B",
        /// Rumour.
        C = "C",
    }
}

choice! {
    /// What a fact is good for (method 2.2).
    Purpose, "purpose", {
        /// Overall view and where our value lies.
        View = "VIEW",
        /// Builds our credibility.
        Credibility = "CREDIBILITY",
        /// Who has influence.
        Influence = "INFLUENCE",
        /// Leads beyond single projects.
        BeyondProject = "BEYOND_PROJECT",
        /// Where we can help without their knowing.
        WhereHelp = "WHERE_HELP",
    }
}

choice! {
    /// How a solution is used (method 2.2).
    Usage, "usage", {
        /// Little.
        Low = "low",
        /// As expected.
        Normal = "normal",
        /// Much.
        High = "high",
    }
}

grade! {
    /// Satisfaction or sentiment: -2 very bad ... +2 very good (method 2.2, 4.6).
    Sentiment, "sentiment", -2..=2
}

choice! {
    /// How dangerous a competitor is (method 2.2); also severities and likelihoods elsewhere.
    Threat, "threat", {
        /// High.
        High = "high",
        /// Medium.
        Medium = "medium",
        /// Low.
        Low = "low",
    }
}

record! {
    /// A fact about the customer's world, always with source and date (method 2.2).
    Fact {
        /// Which C it is about.
        must subject: Subject,
        /// Its topic.
        must topic: Topic,
        /// What holds.
        must["maxLength" = 400, "x-personal" = "person"] statement: Words,
        /// What it means for us.
        must["maxLength" = 200, "x-personal" = "person"] so_what: Option<Words>,
        /// The figure in it, as it is written.
        should["maxLength" = 60, "x-personal" = "person"] figure: Option<Words>,
        /// The day for which it holds.
        must as_of: Option<Day>,
        /// Where it comes from.
        must source_type: Option<SourceType>,
        /// Title, page or address of the source.
        should["maxLength" = 200, "x-personal" = "person"] source_ref: Option<Words>,
        /// How far it can be trusted.
        should reliability: Option<Reliability>,
        /// What it is good for.
        #[serde(default)]
        should purposes: Vec<Purpose>,
        /// The node of the strategy map that it stands behind.
        should["x-on-remove" = "clear"] node: Option<Id<Node>>,
        /// The person whom it concerns.
        more["x-on-remove" = "clear"] person: Option<Id<Person>>,
        /// Until when it counts; empty means 12 months, 6 for people and mergers.
        more expires_on: Option<Day>,
    }
}

impl Fact {
    /// The last day on which it counts: as set, else by its topic; none while it has no date.
    pub fn valid_until(&self) -> Option<Day> {
        let months = if matches!(self.topic, Topic::Mgmt | Topic::Mna) { 6 } else { 12 };
        self.expires_on.or_else(|| self.as_of.map(|as_of| as_of.after_months(months)))
    }

    /// Counts on this day: dated, sourced and not gone stale.
    pub fn is_valid(&self, today: Day) -> bool {
        self.source_type.is_some() && self.valid_until().is_some_and(|until| today <= until)
    }
}

record! {
    /// A competitor of ours at this customer (method 2.2).
    Competitor {
        /// Its name.
        must["maxLength" = 60] name: Words,
        /// Where it sits.
        must["x-on-remove" = "clear"] unit: Option<Id<Unit>>,
        /// What it does there.
        must["maxLength" = 120] solution_area: Option<Words>,
        /// Its share there, in percent.
        should["minimum" = 0, "maximum" = 100] share_pct: Option<i64>,
        /// What it is good at.
        should["maxLength" = 200] strengths: Option<Words>,
        /// Where it is weak.
        should["maxLength" = 200] weaknesses: Option<Words>,
        /// Who stands by it there.
        should["x-on-remove" = "clear"] sponsor: Option<Id<Person>>,
        /// How dangerous it is.
        must threat: Option<Threat>,
    }
}

record! {
    /// What of ours runs at the customer (method 2.2).
    Footprint {
        /// Where.
        must["x-on-remove" = "clear"] unit: Option<Id<Unit>>,
        /// What.
        must["x-on-remove" = "clear"] solution: Option<Id<Solution>>,
        /// Since when.
        should since: Option<Day>,
        /// When its contract ends.
        must contract_end: Option<Day>,
        /// What it brings a year.
        must yearly_revenue: Option<Money>,
        /// How much it is used.
        should usage: Option<Usage>,
        /// How content they are with it.
        should satisfaction: Option<Sentiment>,
    }
}

record! {
    /// What the customer paid us in a period (decided 1.11).
    Revenue {
        /// First day of the period.
        must period_start: Day,
        /// Last day of the period.
        must period_end: Day,
        /// How much.
        must amount: Money,
        /// Who paid.
        should["x-on-remove" = "clear"] unit: Option<Id<Unit>>,
        /// For what.
        should["x-on-remove" = "clear"] solution: Option<Id<Solution>>,
        /// What remained of it.
        should margin: Option<Money>,
        /// What of it has come in.
        more received: Option<Money>,
        /// The currency of the amounts, as ISO 4217 code; empty means the plan's own.
        more["minLength" = 3, "maxLength" = 3, "x-pattern" = "currency"] currency: Option<String>,
    }
    check check_revenue;
}

fn check_revenue(one: &Revenue, _: &Plan, problems: &mut Vec<Problem>) {
    if one.period_end < one.period_start {
        problems.push(Problem::of(one, "period_end", Reason::EndsBeforeStart));
    }
}
