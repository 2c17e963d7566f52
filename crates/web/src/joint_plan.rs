//! The joint plan: the value proposition and the cooperation plan, beside what the customer sees of it (method 5.4, 5.5).

use crate::error::Failure;
use crate::page::block::{Block, Empty, Link};
use crate::page::table::Records;
use crate::page::{Content, Ground};
use askama::Template;
use fluent_bundle::FluentArgs;
use plan::joint_plan::Proposition;
use plan::joint_plan::quality::quality;
use plan::joint_plan::shared::SharedPlan;
use plan::strategy_map::Node;
use plan::{Kind, Words};

#[derive(Template)]
#[template(path = "joint_plan.html")]
struct Joint<'g, 'p> {
    ground: &'g Ground<'p>,
    propositions: Vec<PropositionView>,
    shared: Vec<SharedPlan>,
}

/// A value proposition.
struct PropositionView {
    link: Link,
    status: String,
    sentence: String,
    /// The sentence was put together by its frame, from what is filled.
    framed: bool,
    checks: Vec<(String, bool)>,
}

/// What the page shows.
pub fn content(ground: &Ground<'_>) -> Result<Content, Failure> {
    let plan = ground.plan;
    let links = Link::add(ground, &[Kind::Proposition, Kind::CooperationPlan]);
    if plan.propositions.is_empty() && plan.cooperation_plans.is_empty() {
        return Ok(Content::of(vec![Empty::of(ground, "joint-plan", Kind::Proposition)]).with(links));
    }
    let joint = Joint {
        ground,
        propositions: plan.propositions.by_code().map(|one| PropositionView::of(ground, one)).collect(),
        shared: plan.cooperation_plans.by_code().filter_map(|one| SharedPlan::of(plan, one.id)).collect(),
    };
    let mut blocks = vec![Block::Part(joint.render()?)];
    if !plan.cooperation_plans.is_empty() {
        blocks.extend(tables(ground));
    }
    Ok(Content::of(blocks).with(links))
}

/// What the cooperation plan is made of, to be edited.
fn tables(ground: &Ground<'_>) -> [Block; 8] {
    [
        Records::of(ground, Kind::CooperationPlan).fields(&["horizon", "version", "signed_on"]).block(),
        Records::of(ground, Kind::JointGoal)
            .fields(&["metric", "baseline", "target", "due_on", "owner_customer", "owner_us"])
            .block(),
        Records::of(ground, Kind::Initiative)
            .fields(&["joint_goal", "phase", "starts_on", "ends_on", "owner_customer", "owner_us", "status"])
            .block(),
        Records::of(ground, Kind::Milestone).fields(&["initiative", "due_on", "side", "reached_on"]).block(),
        Records::of(ground, Kind::GovernanceBody).fields(&["rhythm", "people", "members"]).block(),
        Records::of(ground, Kind::ScorecardItem)
            .fields(&["weight", "target", "last_value", "rated_customer", "rated_us"])
            .block(),
        Records::of(ground, Kind::JointRisk).fields(&["likelihood", "effect", "escalation"]).block(),
        Records::of(ground, Kind::SharedVersion).fields(&["cooperation_plan", "on", "member", "people"]).block(),
    ]
}

impl PropositionView {
    fn of(ground: &Ground<'_>, one: &Proposition) -> Self {
        let say = ground.say;
        let own = say.show_maybe(&one.sentence);
        let name = one.goals.first().and_then(|goal| ground.plan.nodes.get(*goal));
        let name = name.map_or_else(|| one.code.clone(), |goal| say.show(&goal.title).to_owned());
        Self {
            link: Link::new(name, ground.open(Kind::Proposition, &one.code)),
            status: one.status.map(|status| say.code("proposition_status", status.code())).unwrap_or_default(),
            framed: own.is_empty(),
            sentence: if own.is_empty() { framed(ground, one) } else { own.to_owned() },
            checks: quality(ground.plan, one)
                .map(|check| (say.label(&format!("quality-{}", check.key)), check.holds))
                .to_vec(),
        }
    }
}

/// The sentence by its frame (method 5.4); what is not known yet stands as a gap.
fn framed(ground: &Ground<'_>, one: &Proposition) -> String {
    let say = ground.say;
    let gap = || say.label("gap-in-sentence");
    let goal = one.goals.first().and_then(|goal| ground.plan.nodes.get(*goal));
    let of_goal = |text: &dyn Fn(&Node) -> Option<String>| goal.and_then(text).unwrap_or_else(gap);
    let words = |words: &Option<Words>| {
        let text = say.show_maybe(words);
        if text.is_empty() { gap() } else { text.trim_end_matches(['。', '.']).to_owned() }
    };
    let number = |value: Option<plan::number::Decimal>| value.map(|one| say.decimal(&one));
    let customer = ground.plan.account().map(|account| say.show(&account.name).to_owned());
    let mut args = FluentArgs::new();
    args.set("customer", customer.unwrap_or_else(gap));
    args.set("date", of_goal(&|goal| goal.due_on.map(|day| say.day(day))));
    args.set("goal", of_goal(&|goal| Some(say.show(&goal.title).to_owned())));
    args.set("metric", of_goal(&|goal| goal.metric.as_ref().map(|metric| say.show(metric).to_owned())));
    args.set("from", of_goal(&|goal| number(goal.baseline)));
    args.set("to", of_goal(&|goal| number(goal.target)));
    args.set("initiative", words(&one.our_capability));
    args.set("theirs", words(&one.investment_customer));
    args.set("ours", words(&one.investment_us));
    args.set("proof", words(&one.proof));
    args.set("step", words(&one.first_step));
    say.with("proposition-sentence", &args)
}
