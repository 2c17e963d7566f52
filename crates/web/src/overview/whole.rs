//! How whole the plan is: the five parts, whether it is usable, and what is missing with the way to mend it (method 5.3,
//! decided 1.10).

use crate::page::Ground;
use crate::page::block::{Block, Drawing, Link, Notice, Notices};
use crate::page::menu::PAGES;
use draw::review::ring;
use plan::Kind;
use plan::review::completeness::{self, Check};

/// Records of a check that are named; the rest are counted on their page.
const NAMED: usize = 6;

/// The completeness at a glance, with all checks on the page of reviews, and what is missing.
pub fn blocks(ground: &Ground<'_>) -> (Drawing, Block) {
    let (usable, checks) = (ground.figures.level_one(), ground.figures.checks());
    let level = if usable.iter().all(|check| check.holds) { "usable" } else { "not-usable" };
    let value = ground.say.figure(&completeness::completeness(&checks));
    let list = Some(ground.page("review") + "#completeness");
    let ring = Drawing::chart(ground, &ring(&checks, ground), "completeness", "completeness", list);
    let ring = Drawing { beside: format!("{value} {}", ground.say.label(level)), ..ring };
    let open = usable.iter().chain(&checks).filter(|check| !check.holds);
    let missing = Notices {
        id: "missing".into(),
        heading: ground.say.label("missing"),
        none: ground.say.label("missing-none"),
        notices: open.map(|check| notice(ground, check)).collect(),
    };
    (ring, Block::Notices(missing))
}

fn notice(ground: &Ground<'_>, check: &Check) -> Notice {
    let text = ground.say.label(&format!("check-{}", check.key));
    let text = if check.part == 0 { ground.say.one("missing-usable", "what", text) } else { text };
    let records = check.missing.iter().take(NAMED).map(|record| Link::to(ground, *record)).collect();
    Notice { text, records, action: remedy(check.key).and_then(|remedy| remedy.link(ground)) }
}

/// How something missing is mended where it is not in the records named.
enum Remedy {
    /// With a new record.
    New(Kind),
    /// On this page.
    Page(&'static str),
    /// In the head of the plan.
    Header,
}

impl Remedy {
    fn link(self, ground: &Ground<'_>) -> Option<Link> {
        match self {
            Self::New(kind) => Link::add(ground, &[kind]).pop(),
            Self::Page(slug) => PAGES
                .iter()
                .find(|leaf| leaf.slug == slug)
                .map(|leaf| Link::new(ground.say.label(&leaf.title()), ground.page(slug))),
            Self::Header => match ground.plan.account_plans.iter().next() {
                Some(header) => Some(Link::to(ground, header.id.into())),
                None => Link::add(ground, &[Kind::AccountPlan]).pop(),
            },
        }
    }
}

fn remedy(key: &str) -> Option<Remedy> {
    use Remedy::{Header, New, Page};
    Some(match key {
        "owner_set" => Header,
        "sponsor_set" | "plan_roles_filled" => Page("team"),
        "key_people_owned" | "people_owned" | "six_attributes" | "gap_reasons" | "five_roles" => Page("relationships"),
        "rhythm_set" => New(Kind::CadenceRule),
        "facts_per_c" | "focus_topics" | "facts_fresh" | "footprint_and_revenue" | "so_what" => Page("background"),
        "goal_measured" | "chains_unbroken" | "needs_confirmed" => Page("strategy-map"),
        "needs_decided" => Page("execution-map"),
        "certainty_stated" | "next_steps_soon" | "one_step" => Page("opportunities"),
        "relations_assessed" => Page("strategic-relations"),
        "voice_reach" => New(Kind::Voice),
        "categories_have_subgoals" | "objectives_measured" | "gaps_have_actions" => Page("objectives"),
        "reviewed" => New(Kind::ReviewRound),
        "one_goal" | "one_need" => New(Kind::Node),
        "five_people" => New(Kind::Person),
        "one_deal" => New(Kind::Opportunity),
        "one_objective" => New(Kind::Objective),
        "one_action" => New(Kind::Action),
        _ => return None,
    })
}
