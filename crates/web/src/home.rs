//! Where records are at home: the page that a link from elsewhere opens a record beside.

use crate::root::Root;
use plan::Kind;

/// The page of a plan on which records of a kind are at home.
const fn page(root: Root, kind: Kind) -> &'static str {
    match (root, kind) {
        (Root::Library, Kind::Organisation) => "organisations",
        (Root::Library, Kind::Colleague) => "colleagues",
        (Root::Library, Kind::Setting | Kind::Rate | Kind::CustomField | Kind::CustomChoice | Kind::Workspace) => {
            "settings"
        }
        (Root::Library, _) => "solutions",
        (_, Kind::Member) => "team",
        (_, Kind::Person | Kind::Interaction | Kind::FirstMeeting) => "relationships",
        (_, Kind::Opportunity | Kind::Promise) => "opportunities",
        (_, Kind::Action | Kind::Objective | Kind::Issue | Kind::Risk | Kind::CompetitorMove) => "objectives",
        (_, Kind::Meeting | Kind::CadenceRule | Kind::Finding) => "review",
        (_, Kind::Briefing | Kind::ExecutiveAsk) => "briefing",
        (_, Kind::Node) => "strategy-map",
        (_, Kind::Entry | Kind::Solution | Kind::SuccessCase) => "execution-map",
        (_, Kind::Footprint | Kind::Fact | Kind::Competitor | Kind::Unit) => "background",
        (_, Kind::StrategicRelation | Kind::Organisation) => "strategic-relations",
        (_, Kind::Proposition | Kind::JointGoal | Kind::Initiative | Kind::Milestone | Kind::CooperationPlan) => {
            "joint-plan"
        }
        _ => "overview",
    }
}

/// Where a record is open beside a page of its plan; an account is that page itself.
pub fn address(root: Root, kind: Kind, code: &str) -> String {
    if kind == Kind::Account {
        return format!("{root}/{}", page(root, kind));
    }
    let query = form_urlencoded::Serializer::new(String::new()).append_pair(kind.code(), code).finish();
    format!("{root}/{}?{query}#panel", page(root, kind))
}
