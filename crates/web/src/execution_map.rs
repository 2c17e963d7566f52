//! The execution map: our solutions on the customer's needs, as layers, as a matrix, as what is still white, and as the
//! list of decisions; as the road map of the deals, and as the field on which to choose (method 3.1).

use crate::error::Failure;
use crate::page::block::{Block, Drawing, Empty, Link, Tile};
use crate::page::table::{Cell, Records};
use crate::page::{Content, Ground};
use askama::Template;
use draw::execution_map::{battlefield, layers, matrix, road_map, white_space};
use plan::execution_map::figures::{attractiveness, cell_state, effort_by_goal, recommendation};
use plan::execution_map::{CellState, Decision};
use plan::{Id, Kind};

/// The ways to look at it.
const VIEWS: [&str; 6] = ["layers", "matrix", "units", "white", "road-map", "battlefield"];

#[derive(Template)]
#[template(path = "execution_map.html")]
struct Effort<'g, 'p> {
    ground: &'g Ground<'p>,
    goals: Vec<(Link, String, String)>,
}

/// What the page shows.
pub fn content(ground: &Ground<'_>) -> Result<Content, Failure> {
    let plan = ground.plan;
    let links = Link::add(ground, &[Kind::Entry, Kind::Solution, Kind::SuccessCase]);
    if plan.nodes.is_empty() && plan.solutions.is_empty() {
        return Ok(Content::of(vec![Empty::of(ground, "execution-map", Kind::Solution)]).with(links));
    }
    let blocks = vec![
        Tile::all(ground, &["execution_map.white_space_ratio", "execution_map.anchoring"]),
        Block::Tabs(ground.tabs(&VIEWS)),
        drawing(ground),
        entries(ground),
        effort(ground)?,
        Records::of(ground, Kind::Lever).fields(&["person", "relation", "member"]).block(),
        Records::of(ground, Kind::CaseLink).fields(&["similarity", "proof"]).block(),
    ];
    Ok(Content::of(blocks).with(links))
}

fn drawing(ground: &Ground<'_>) -> Block {
    let (plan, view) = (ground.plan, ground.asked.value("view"));
    let scene = match view {
        "matrix" => matrix::scene(plan, ground.today, matrix::Rows::Needs, ground),
        "units" => matrix::scene(plan, ground.today, matrix::Rows::Units, ground),
        "white" => white_space::scene(plan, ground),
        "road-map" => road_map::scene(plan, ground.today, ground),
        "battlefield" => battlefield::scene(plan, ground),
        _ => layers(plan, ground.today, &Default::default(), ground),
    };
    let list = match view {
        "road-map" => format!("{}#deals", ground.page("opportunities")),
        _ => format!("#{}", Kind::Entry),
    };
    Drawing::of(ground, &scene, "page-execution-map", Some(list))
}

/// All entries with their attractiveness, the decision taken and the one that the figures recommend.
fn entries(ground: &Ground<'_>) -> Block {
    let (plan, say) = (ground.plan, ground.say);
    let entry = |id| plan.entries.get(Id::new(id));
    let state = |id| {
        let state = entry(id).and_then(|one| cell_state(plan, one));
        Cell::text(state.map(|state| say.code(CellState::SCALE, state.code())).unwrap_or_default())
    };
    let score = move |id| {
        let score = entry(id).and_then(attractiveness);
        Cell::text(score.map(|score| say.number(score)).unwrap_or_default()).meaning(say.label("attractiveness-how"))
    };
    let advice = |id| {
        let advice = entry(id).and_then(recommendation);
        Cell::text(advice.map(|one| say.code(Decision::SCALE, one.code())).unwrap_or_default())
    };
    Records::of(ground, Kind::Entry)
        .sorted(|id| entry(id).and_then(attractiveness).map_or(0.0, |score| -score))
        .fields(&["need", "solution"])
        .computed("field-cell_state", false, state)
        .computed("entry-attractiveness", true, score)
        .computed("entry-recommendation", false, advice)
        .fields(&["decision"])
        .wide_fields(&["effort_days", "decision_reason"])
        .block()
}

/// Where the effort goes beside where the needs' value lies, goal by goal.
fn effort(ground: &Ground<'_>) -> Result<Block, Failure> {
    let share = |share: Option<f64>| share.map_or_else(|| "–".to_owned(), |share| ground.say.percent(share));
    let goals = effort_by_goal(ground.plan).into_iter();
    let goals = goals.map(|(goal, effort, value)| (Link::to(ground, goal.id.into()), share(effort), share(value)));
    Ok(Block::Part(Effort { ground, goals: goals.collect() }.render()?))
}
