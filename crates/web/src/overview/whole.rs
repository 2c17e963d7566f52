//! How whole the plan is: the five parts, whether it is usable, and what is missing with the way to mend it (method 5.3,
//! decided 1.10).

use crate::error::Failure;
use crate::page::Ground;
use crate::page::block::{Block, Link, Notice, Notices};
use crate::page::menu::PAGES;
use askama::Template;
use draw::svg::{self, Theme};
use plan::Kind;
use plan::figure::ratio;
use plan::review::completeness::{self, Check};

/// Records of a check that are named; the rest are counted on their page.
const NAMED: usize = 6;

#[derive(Template)]
#[template(path = "overview/whole.html")]
struct Whole<'g, 'p> {
    ground: &'g Ground<'p>,
    value: String,
    usable: bool,
    parts: Vec<Part>,
}

/// One of the five parts.
struct Part {
    name: String,
    points: String,
    bar: String,
}

/// The completeness at a glance, and what is missing.
pub fn blocks(ground: &Ground<'_>) -> Result<Vec<Block>, Failure> {
    let relationships = ground.relationships();
    let usable = completeness::level_one(ground.plan, ground.today, relationships);
    let checks = completeness::checks(ground.plan, ground.today, relationships);
    let part = |part: u8| {
        let of_part: Vec<&Check> = checks.iter().filter(|check| check.part == part).collect();
        let points = of_part.iter().filter(|check| check.holds).count();
        let share = ratio(points as f64, of_part.len() as f64).unwrap_or(0.0);
        Part {
            name: ground.say.code("plan_part", &part.to_string()),
            points: format!("{points}/{}", of_part.len()),
            bar: svg::write(&draw::relationship::bar(share), Theme::Page, ""),
        }
    };
    let whole = Whole {
        ground,
        value: ground.say.figure(&completeness::completeness(&checks)),
        usable: usable.iter().all(|check| check.holds),
        parts: (1..=5).map(part).collect(),
    };
    let open = usable.iter().chain(&checks).filter(|check| !check.holds);
    let missing = Notices {
        id: "missing".into(),
        heading: ground.say.label("missing"),
        none: ground.say.label("missing-none"),
        notices: open.map(|check| notice(ground, check)).collect(),
    };
    Ok(vec![Block::Part(whole.render()?), Block::Notices(missing)])
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
