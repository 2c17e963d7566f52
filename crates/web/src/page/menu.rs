//! The menu in seven groups (decided 3.24), and the one list of pages. A new page needs its function, its line here and
//! its labels.

use super::{Content, Ground, Needs};
use crate::error::Failure;
use crate::root::Root;
use plan::Plan;
use plan::card::Audience;

/// The seven groups of the menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// What is up now.
    Week,
    /// Who they are and what we are to them.
    People,
    /// The business.
    Opportunities,
    /// The drawn maps.
    Maps,
    /// What we want and do.
    Plan,
    /// Looking at it together.
    Review,
    /// Everything else.
    More,
}

impl Group {
    /// All of them, in the order of the menu.
    pub const ALL: [Self; 7] =
        [Self::Week, Self::People, Self::Opportunities, Self::Maps, Self::Plan, Self::Review, Self::More];

    /// Its name: in labels (`group-week`) and among the icons.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Week => "week",
            Self::People => "people",
            Self::Opportunities => "opportunities",
            Self::Maps => "maps",
            Self::Plan => "plan",
            Self::Review => "review",
            Self::More => "more",
        }
    }

    /// Its pages.
    pub fn leaves(self, root: Root) -> impl Iterator<Item = &'static Leaf> {
        Leaf::of(root).iter().filter(move |leaf| leaf.group == self)
    }
}

/// A page of an account.
pub struct Leaf {
    /// The last part of its address; its title is the label `page-{slug}`.
    pub slug: &'static str,
    /// Where the menu has it.
    pub group: Group,
    /// What it needs of the past.
    pub needs: Needs,
    /// What it is made of: it is there for readers who see that.
    pub audience: Audience,
    /// The plans that the menu shows it for.
    pub shown: fn(&Plan) -> bool,
    /// What it shows.
    pub content: fn(&Ground<'_>) -> Result<Content, Failure>,
}

/// The pages, in the order of the menu.
pub static PAGES: &[Leaf] = &[
    leaf("overview", Group::Week, crate::overview::content).needing(Needs::LastReview),
    leaf("team", Group::People, crate::team::content),
    leaf("relationships", Group::People, crate::relationship::content).of_audience(Audience::Judgement),
    leaf("strategic-relations", Group::People, crate::strategic_relation::content).of_audience(Audience::Partner),
    leaf("voices", Group::People, crate::voice::content).of_audience(Audience::Judgement),
    leaf("opportunities", Group::Opportunities, crate::opportunity::content),
    leaf("strategy-map", Group::Maps, crate::strategy_map::content),
    leaf("execution-map", Group::Maps, crate::execution_map::content),
    leaf("influence-map", Group::Maps, crate::influence_map::content),
    leaf("background", Group::Plan, crate::research::content),
    leaf("objectives", Group::Plan, crate::objective::content),
    leaf("joint-plan", Group::Plan, crate::joint_plan::content),
    leaf("review", Group::Review, crate::review::content),
    leaf("briefing", Group::Review, crate::briefing::content),
    leaf("guide", Group::More, crate::guide::content),
    leaf("blank-tools", Group::More, crate::blank_tools::content),
    leaf("model-answer", Group::More, crate::exercise::content).only_for(crate::exercise::is_exercise),
    leaf("history", Group::More, crate::history::content).needing(Needs::History),
];

/// The pages of the library.
pub static LIBRARY: &[Leaf] = &[
    leaf("solutions", Group::More, crate::library::solutions),
    leaf("organisations", Group::More, crate::library::organisations),
    leaf("colleagues", Group::More, crate::library::colleagues),
    leaf("settings", Group::More, crate::library::settings),
    leaf("history", Group::More, crate::history::content).needing(Needs::History),
];

const fn leaf(slug: &'static str, group: Group, content: fn(&Ground<'_>) -> Result<Content, Failure>) -> Leaf {
    Leaf { slug, group, needs: Needs::Nothing, audience: Audience::Plan, shown: |_| true, content }
}

impl Leaf {
    const fn needing(mut self, needs: Needs) -> Self {
        self.needs = needs;
        self
    }

    const fn of_audience(mut self, audience: Audience) -> Self {
        self.audience = audience;
        self
    }

    const fn only_for(mut self, shown: fn(&Plan) -> bool) -> Self {
        self.shown = shown;
        self
    }

    /// The pages of a plan.
    pub const fn of(root: Root) -> &'static [Self] {
        match root {
            Root::Account(_) => PAGES,
            Root::Library => LIBRARY,
        }
    }

    /// The page with this slug.
    pub fn at(root: Root, slug: &str) -> Option<&'static Self> {
        Self::of(root).iter().find(|leaf| leaf.slug == slug)
    }

    /// The slug of the first page of a plan for whoever sees this of it.
    pub fn first(root: Root, plan: &Plan) -> &'static str {
        Self::of(root).iter().find(|leaf| leaf.is_in_menu(plan)).map_or("", |leaf| leaf.slug)
    }

    /// Does the menu have it, for whoever sees this of the plan?
    pub fn is_in_menu(&self, plan: &Plan) -> bool {
        plan.shows(self.audience) && (self.shown)(plan)
    }

    /// What it shows; a page that is made of what the reader does not see says so.
    pub fn content_for(&self, ground: &Ground<'_>) -> Result<Content, Failure> {
        if ground.plan.shows(self.audience) { (self.content)(ground) } else { Ok(Content::withheld(ground)) }
    }

    /// The key of its title.
    pub fn title(&self) -> String {
        format!("page-{}", self.slug)
    }
}
