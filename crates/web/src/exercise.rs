//! The worked example as an exercise for teams that train with the method: facts and names are given, the maps and all
//! judgements are empty; what a team made of it stands beside the model answer.

use crate::App;
use crate::error::Failure;
use crate::page::block::{Block, Drawing};
use crate::page::{Content, Ground};
use crate::record::Sent;
use crate::root::Root;
use crate::shell::mark_saved;
use askama::Template;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use plan::portfolio::Figures;
use plan::{Change, Edit, Kind, Plan};
use serde_json::json;
use std::sync::LazyLock;
use uuid::Uuid;

/// The worked example of the method, chapter 7.
pub const BEDROCK: &str = include_str!("../../../cases/bedrock.plan.json");
/// What the codes of exercises begin with.
const CODE: &str = "EXERCISE";

/// The worked example, read.
pub static MODEL: LazyLock<Plan> = LazyLock::new(|| plan::file::read(BEDROCK).unwrap_or_default());

/// What a team is given: the kinds, and of people what any directory says.
const GIVEN: [Kind; 11] = [
    Kind::Account,
    Kind::Unit,
    Kind::Member,
    Kind::Competitor,
    Kind::Footprint,
    Kind::Revenue,
    Kind::Solution,
    Kind::SuccessCase,
    Kind::Organisation,
    Kind::Person,
    Kind::Fact,
];
const OF_PEOPLE: [&str; 8] = ["id", "code", "name", "name_latin", "title", "reports_to", "unit", "organisation"];
/// What a fact means for us is for the team to say, and the card that it leads to for it to draw.
const NOT_OF_FACTS: [&str; 3] = ["so_what", "node", "purposes"];

/// Is this account an exercise?
pub fn is_exercise(plan: &Plan) -> bool {
    plan.account().is_some_and(|account| account.code.starts_with(CODE))
}

/// The example with the answers taken out, as an account of its own.
fn given(account: Uuid, code: &str) -> Result<Plan, Failure> {
    let mut edits = Vec::new();
    for kind in GIVEN {
        for (id, mut body) in MODEL.bodies(kind) {
            let id = if kind == Kind::Account { account } else { id };
            if let Some(fields) = body.as_object_mut() {
                match kind {
                    Kind::Account => {
                        fields.insert("id".into(), json!(account));
                        fields.insert("code".into(), json!(code));
                    }
                    Kind::Person => fields.retain(|name, _| OF_PEOPLE.contains(&name.as_str())),
                    Kind::Fact => fields.retain(|name, _| !NOT_OF_FACTS.contains(&name.as_str())),
                    // Whom we think the competitor's sponsor is, is a judgement.
                    Kind::Competitor => fields.retain(|name, _| name != "sponsor"),
                    _ => {}
                }
            }
            edits.push(Edit::Create { kind, id, body });
        }
    }
    let change = Change { id: account, why: None, undoes: None, edits };
    let applied = Plan::default().apply(&change);
    applied.map(|applied| applied.plan).map_err(|problems| Failure::Ours(format!("{problems:?}")))
}

/// `POST /exercises`: a new exercise. Its account has the id of the form: sent twice, it is made once.
pub async fn create(app: App, jar: CookieJar, sent: Sent) -> Result<Response, Failure> {
    let id = sent.id("change")?;
    let taken = app.ledger.reach(&app.viewer).accounts().await?;
    let free = (1..).map(|number| format!("{CODE}{number:02}")).find(|code| !taken.iter().any(|one| one.code == *code));
    let plan = given(id, &free.unwrap_or_else(|| CODE.into()))?;
    match app.ledger.import(&app.viewer, &plan, id, app.world.now()).await {
        Ok(_) => {}
        Err(ledger::Error::Problems(problems)) if problems.iter().all(|one| one.reason == plan::Reason::Exists) => {}
        Err(error) => return Err(error.into()),
    }
    Ok((mark_saved(jar, Root::Account(id)), Redirect::to(&format!("/accounts/{id}/strategy-map"))).into_response())
}

/// The figures in which a team's answer is held against the model's.
const FIGURES: [&str; 8] = [
    "strategy_map.chain_completeness",
    "strategy_map.confirmation",
    "strategy_map.need_value",
    "execution_map.white_space_ratio",
    "relationship.influence_total",
    "relationship.attainment",
    "relationship.people_coverage",
    "relationship.support_index",
];
/// The kinds whose records are counted against the model's.
const COUNTED: [Kind; 6] =
    [Kind::Node, Kind::Edge, Kind::Entry, Kind::Opportunity, Kind::InfluenceLine, Kind::StrategicRelation];

#[derive(Template)]
#[template(path = "exercise.html")]
struct Comparison<'g, 'p> {
    ground: &'g Ground<'p>,
    lines: Vec<(String, String, String)>,
}

/// The team's answer beside the model's.
pub fn content(ground: &Ground<'_>) -> Result<Content, Failure> {
    if !is_exercise(ground.plan) {
        return Err(Failure::NotFound);
    }
    let (model, say) = (&*MODEL, ground.say);
    let theirs = Figures::of(model, ground.today);
    let value = |figure: Option<plan::figure::Figure>| figure.map(|one| ground.value_of(&one)).unwrap_or_default();
    let counted = COUNTED.iter().map(|kind| {
        let label = say.label(&format!("many-{kind}"));
        (label, ground.plan.count(*kind).to_string(), model.count(*kind).to_string())
    });
    let figures = FIGURES.iter().map(|key| {
        let own = key.split_once('.').map_or(*key, |(_, own)| own);
        (say.label(&format!("figure-{own}")), value(ground.figure(key)), value(theirs.by_key(key)))
    });
    let lines = counted.chain(figures).collect();
    let drawing = |id: &str, heading: &str, scene: &draw::Scene| {
        Block::Drawings(vec![Drawing::chart(ground, scene, id, heading, None)])
    };
    let map = |plan| draw::strategy_map::scene(plan, &Default::default(), &say);
    let people = |plan| draw::influence_map::scene(plan, ground.today, &Default::default(), &say);
    Ok(Content::of(vec![
        Block::Part(Comparison { ground, lines }.render()?),
        drawing("own-strategy", "exercise-own-strategy", &map(ground.plan)),
        drawing("model-strategy", "exercise-model-strategy", &map(model)),
        drawing("own-influence", "exercise-own-influence", &people(ground.plan)),
        drawing("model-influence", "exercise-model-influence", &people(model)),
    ]))
}
