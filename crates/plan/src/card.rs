//! Cards: what lists over many plans, search, calendars and notices show of a record without opening its body
//! (decided 5.36, 5.45).
//!
//! A card is made from a white list: what the outline of a kind does not name is never on it. So no quote, no stance,
//! no line of conflict and no personal note leaves the plan by a list, and a kind without an outline shows its code
//! only, to its own circle.

mod class;

pub use class::Class;

use crate::Day;
use crate::field::Shape;
use crate::kind::{Kind, Plan};
use crate::money::Money;
use crate::scale::choice;
use crate::text::{Language, Words};
use serde_json::Value;
use uuid::Uuid;

choice! {
    /// Who may see a card or a figure in reads over several accounts (decided 5.36).
    Audience, "audience", {
        /// Whoever works with the plan.
        Plan = "plan",
        /// The core team: what we make of people.
        Judgement = "judgement",
        /// Those whom the method names: what people said, word for word.
        Quote = "quote",
        /// Whoever works with partners too.
        Partner = "partner",
        /// The core team: what is nobody else's business.
        Private = "private",
    }
}

/// The state of a card whose record is over: held, kept, solved, closed.
pub const DONE: &str = "done";
/// The state of a card whose record may be over one day and has no other state.
pub const OPEN: &str = "open";

/// What lists show of a record.
#[derive(Clone, Debug, PartialEq)]
pub struct Card {
    /// Its short code.
    pub code: String,
    /// What it is called; none where it has no words of its own.
    pub title: Option<Words>,
    /// Our member who answers for it.
    pub owner: Option<Uuid>,
    /// A code of the kind's own scale, or [`DONE`] or [`OPEN`].
    pub state: Option<String>,
    /// The day on which somebody should look at it, or on which it took place.
    pub due: Option<Day>,
    /// Its amount in minor units of the plan's currency.
    pub amount: Option<Money>,
    /// What search finds it by beside its title: every language, a line each.
    pub text: String,
    /// Who may see it.
    pub audience: Audience,
}

impl Card {
    /// The title as lists over plans sort by it and reports show it: in the source language, else the nearest.
    pub fn heading(&self) -> Option<&str> {
        self.title.as_ref().map(|title| title.show(Language::default()))
    }
}

/// Which fields of a kind stand where on its cards. Of several fields the first that is filled counts.
#[derive(Clone, Copy, Debug)]
pub struct Outline {
    /// Who may see the cards.
    pub audience: Audience,
    /// Words.
    pub title: &'static str,
    /// Words, all of them.
    pub text: &'static [&'static str],
    /// A reference to a member.
    pub owner: &'static str,
    /// Codes or grades.
    pub state: &'static [&'static str],
    /// A day; once it is filled the record is over.
    pub done: &'static str,
    /// Days.
    pub due: &'static [&'static str],
    /// An amount.
    pub amount: &'static str,
}

/// Nothing but the code.
const fn only(audience: Audience) -> Outline {
    Outline { audience, title: "", text: &[], owner: "", state: &[], done: "", due: &[], amount: "" }
}

/// For whoever works with the plan, under this title.
const fn titled(title: &'static str) -> Outline {
    Outline { title, ..only(Audience::Plan) }
}

impl Outline {
    const fn text(self, text: &'static [&'static str]) -> Self {
        Self { text, ..self }
    }
    const fn owner(self, owner: &'static str) -> Self {
        Self { owner, ..self }
    }
    const fn state(self, state: &'static [&'static str]) -> Self {
        Self { state, ..self }
    }
    const fn done(self, done: &'static str) -> Self {
        Self { done, ..self }
    }
    const fn due(self, due: &'static [&'static str]) -> Self {
        Self { due, ..self }
    }
    const fn amount(self, amount: &'static str) -> Self {
        Self { amount, ..self }
    }
}

impl Kind {
    /// What cards of this kind show. A new kind shows nothing until it has its line here.
    pub const fn outline(self) -> Outline {
        const NONE: Outline = titled("");
        match self {
            Self::Account => titled("name").text(&["supplier", "industry", "country"]).state(&["tier"]),
            Self::Unit => titled("name").state(&["unit_type"]),
            Self::Characteristic => NONE.text(&["reason", "evidence"]).owner("assessed_by").state(&["which"]),
            Self::LifecycleEvent => NONE.text(&["reason", "evidence"]).owner("decided_by").state(&["to"]).due(&["on"]),
            Self::ValueItem => titled("statement").state(&["value_type"]).amount("amount"),
            Self::Member => titled("name").state(&["plan_role"]).due(&["until"]),
            Self::AccountPlan => titled("name")
                .text(&["goal_statement", "value_proposition"])
                .owner("owner")
                .state(&["status"])
                .due(&["next_review_on"])
                .amount("revenue_target"),
            Self::PeriodTarget => NONE.due(&["ends_on"]).amount("target"),
            Self::Fact => {
                titled("statement").text(&["so_what", "figure", "source_ref"]).state(&["topic"]).due(&["expires_on"])
            }
            Self::Competitor => titled("name").text(&["solution_area", "strengths", "weaknesses"]).state(&["threat"]),
            Self::Footprint => NONE.state(&["usage"]).due(&["contract_end"]).amount("yearly_revenue"),
            Self::Revenue => NONE.due(&["period_end"]).amount("amount"),
            Self::Node => titled("title")
                .text(&["detail", "metric", "impact_note"])
                .state(&["status", "node_type"])
                .due(&["due_on"])
                .amount("impact_value"),
            Self::NodePerson => NONE.state(&["care"]),
            Self::VerificationEvent => NONE.owner("member").state(&["answer"]).due(&["on"]),
            Self::Solution => titled("name").text(&["description"]),
            Self::SuccessCase => titled("name").text(&["customer", "industry", "result"]).due(&["done_on"]),
            Self::Entry => NONE
                .text(&["decision_reason"])
                .owner("decided_by")
                .state(&["decision", "cell_state"])
                .due(&["review_on"]),
            Self::CaseLink => NONE.text(&["proof"]),
            Self::Lever => NONE.text(&["help"]).owner("member"),
            Self::Opportunity => titled("name")
                .text(&["next_step", "compelling_event", "budget", "scope", "schedule"])
                .owner("owner")
                .state(&["outcome", "stage", "opportunity_type"])
                .due(&["next_step_on", "close_on"])
                .amount("amount"),
            Self::OpportunityPerson => NONE.state(&["role"]),
            Self::ForecastSnapshot => NONE.due(&["on"]).amount("expected"),
            Self::Person => titled("name").text(&["title", "name_latin"]).state(&["role"]),
            Self::RelationshipOwner => NONE.owner("member"),
            Self::Interaction => titled("subject").state(&["contact_type"]).due(&["on"]),
            Self::FirstMeeting => titled("topics").state(&["outcome"]).due(&["next_on", "on"]),
            Self::InfluenceLine => only(Audience::Judgement),
            Self::Perception => only(Audience::Judgement).owner("member").due(&["on"]),
            Self::Relationship => only(Audience::Judgement).owner("member").due(&["proof_on"]),
            Self::Organisation => titled("name").text(&["industry", "country"]),
            Self::StrategicRelation => {
                only(Audience::Partner).text(&["our_offer"]).owner("owner").state(&["relation_type"]).due(&["until"])
            }
            Self::Voice => {
                only(Audience::Judgement).owner("taken_by").state(&["topic"]).done("closed_loop_on").due(&["on"])
            }
            Self::Objective => titled("statement")
                .text(&["metric", "strategy_note"])
                .owner("owner")
                .state(&["status"])
                .due(&["due_on"]),
            Self::Action => titled("title")
                .text(&["expected_outcome", "evidence"])
                .owner("owner")
                .state(&["status"])
                .due(&["due_on"]),
            Self::Issue => {
                titled("title").text(&["effect"]).owner("owner").state(&["severity"]).done("solved_on").due(&["due_on"])
            }
            Self::Risk => titled("statement").text(&["measure"]).owner("owner").state(&["severity"]).done("closed_on"),
            Self::CompetitorMove => {
                titled("move").text(&["counter_action"]).owner("owner").state(&["likelihood"]).due(&["seen_on"])
            }
            Self::Promise => titled("what").owner("member").done("kept_on").due(&["due_on"]),
            Self::Proposition => titled("sentence")
                .text(&["situation", "our_capability", "joint_result", "value_customer", "value_us", "first_step"])
                .state(&["status"]),
            Self::PropositionTest => only(Audience::Judgement).due(&["on"]),
            Self::CooperationPlan => titled("vision").due(&["horizon"]),
            Self::JointGoal => titled("goal").text(&["metric"]).owner("owner_us").due(&["due_on"]),
            Self::Initiative => titled("title")
                .text(&["scope"])
                .owner("owner_us")
                .state(&["status", "phase"])
                .due(&["ends_on"])
                .amount("value_us"),
            Self::Milestone => titled("title").text(&["proof"]).done("reached_on").due(&["due_on"]),
            Self::GovernanceBody => NONE.text(&["rhythm", "decides"]).state(&["level"]),
            Self::ScorecardItem => titled("metric").state(&["rated_us"]),
            Self::JointRisk => titled("risk").text(&["measure"]).state(&["likelihood"]),
            Self::ReviewRound => NONE.state(&["result", "round_type"]).due(&["due_on", "held_on"]),
            Self::SharedVersion => NONE.owner("member").due(&["on"]),
            Self::Briefing => titled("title").state(&["briefing_type"]).done("held_on").due(&["planned_on"]),
            Self::BriefingStep => NONE.owner("presenter").state(&["step"]),
            Self::ExecutiveAsk => titled("ask").owner("asked").state(&["answer", "ask_type"]).due(&["wanted_by"]),
            Self::Finding => {
                titled("text").owner("raised_by").state(&["finding_type"]).done("closed_on").due(&["raised_on"])
            }
            Self::CadenceRule => titled("focus").owner("chair").state(&["rhythm"]),
            Self::Meeting => titled("agenda").done("held_on").due(&["planned_on"]),
            Self::Workspace => titled("name"),
            Self::Colleague => titled("name").text(&["title", "department"]),
            Self::Setting => NONE,
            Self::Rate => NONE.due(&["on"]),
            Self::CustomField => titled("name").state(&["shape"]),
            Self::CustomChoice => titled("name"),
            _ => only(Audience::Private),
        }
    }
}

impl Plan {
    /// The card of a record.
    pub fn card(&self, kind: Kind, id: Uuid) -> Option<Card> {
        self.body(kind, id).map(|body| card(kind, &body))
    }
}

/// The card of the record with this body.
pub fn card(kind: Kind, body: &Value) -> Card {
    let outline = kind.outline();
    let filled = |field: &&str| body.get(*field).filter(|value| !value.is_null()).cloned();
    let first = |fields: &[&str]| fields.iter().find_map(filled);
    let texts = outline
        .text
        .iter()
        .filter_map(|field| words(body, field))
        .flat_map(|words| words.texts().into_iter().map(str::to_owned).collect::<Vec<_>>());
    Card {
        code: body.get("code").and_then(Value::as_str).unwrap_or_default().to_owned(),
        title: words(body, outline.title),
        owner: body.get(outline.owner).and_then(Value::as_str).and_then(|id| id.parse().ok()),
        state: state(&outline, body, first(outline.state)),
        due: first(outline.due).and_then(|day| day.as_str()?.parse().ok()),
        amount: body.get(outline.amount).and_then(Value::as_i64).map(Money),
        text: texts.collect::<Vec<_>>().join("\n"),
        audience: outline.audience,
    }
}

fn words(body: &Value, field: &str) -> Option<Words> {
    body.get(field).and_then(|value| serde_json::from_value(value.clone()).ok())
}

fn state(outline: &Outline, body: &Value, typed: Option<Value>) -> Option<String> {
    if body.get(outline.done).is_some_and(|day| !day.is_null()) {
        return Some(DONE.to_owned());
    }
    let code = |value: Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let ends = (!outline.done.is_empty()).then(|| OPEN.to_owned());
    typed.map(code).or(ends)
}

/// Does this field hold what its place on a card needs?
fn fits(kind: Kind, name: &str, shape: fn(&Shape) -> bool) -> bool {
    name.is_empty() || kind.field(name).is_some_and(|field| !field.many && shape(&field.shape))
}

impl Outline {
    /// Every field that it names is a field of the kind and holds what its place needs; kept by a test.
    pub fn suits(&self, kind: Kind) -> bool {
        let words = |shape: &Shape| matches!(shape, Shape::Words(_));
        let scale = |shape: &Shape| matches!(shape, Shape::Choice(..) | Shape::Grade(..));
        let day = |shape: &Shape| matches!(shape, Shape::Day);
        fits(kind, self.title, words)
            && self.text.iter().all(|name| fits(kind, name, words))
            && fits(kind, self.owner, |shape| *shape == Shape::Reference(Kind::Member))
            && self.state.iter().all(|name| fits(kind, name, scale))
            && fits(kind, self.done, day)
            && self.due.iter().all(|name| fits(kind, name, day))
            && fits(kind, self.amount, |shape| matches!(shape, Shape::Money(..)))
    }
}
