//! The doors: pages and forms over HTTP. A door parses, calls a verb of the core through a seat, and renders; it holds
//! no rule and no figure of its own.

mod account;
mod app;
mod assets;
mod attempt;
mod blank_tools;
mod briefing;
mod closing;
mod error;
mod execution_map;
pub mod exercise;
mod files;
mod form;
mod guard;
mod guide;
mod health;
mod history;
mod influence_map;
mod joint_plan;
mod library;
mod listing;
mod objective;
mod operation;
mod opportunity;
mod overview;
pub mod page;
mod panel;
mod portfolio;
mod preferences;
mod record;
mod relationship;
mod research;
mod review;
pub mod root;
mod shell;
mod strategic_relation;
mod strategy_map;
mod team;
mod value;
mod voice;
mod week;
pub mod words;

pub use value::name_of;

pub use app::{App, World};

use axum::Router;
use axum::routing::{get, post};

/// Everything that is served.
pub fn router(app: App) -> Router {
    let routes = pages()
        .merge(writes("/accounts/{account}"))
        .merge(writes("/library"))
        .route("/", get(account::front))
        .route("/accounts", post(account::create))
        .route("/exercises", post(exercise::create))
        .route("/samples", post(account::open_sample))
        .route("/accounts/{account}", get(account::front_of))
        .route("/library", get(library::front))
        .route("/accounts/{account}/relationships.csv", get(relationship::gap_table_csv))
        .route("/operations", post(operation::operate))
        .route("/operations/{id}/undo", post(operation::undo))
        .route("/closings", post(closing::close))
        .route("/preferences", post(preferences::set))
        .route("/healthz", get(health::healthz))
        .route("/assets/{*path}", get(assets::asset))
        .fallback(error::no_such_page);
    let uploads = uploads("/accounts/{account}").merge(uploads("/library"));
    guard::protect(routes.with_state(app.clone()), uploads.with_state(app.clone()), app)
}

/// What takes files in.
fn uploads(root: &str) -> Router<App> {
    Router::new().route(&format!("{root}/files"), get(record::lead_back).post(files::add))
}

/// What is written to a plan, an account's or the library.
fn writes(root: &str) -> Router<App> {
    let back = || get(record::lead_back);
    Router::new()
        .route(&format!("{root}/records/{{kind}}"), back().post(record::create))
        .route(&format!("{root}/records/{{kind}}/{{id}}"), back().post(record::edit))
        .route(&format!("{root}/records/{{kind}}/{{id}}/removal"), back().post(record::remove))
        .route(&format!("{root}/records/{{kind}}/{{id}}/restoration"), back().post(record::back::restore))
        .route(&format!("{root}/return"), back().post(record::back::go_back))
        .route(&format!("{root}/records/{{kind}}/{{id}}/merge"), back().post(record::merge))
        .route(&format!("{root}/snapshots"), back().post(history::seal))
        .route(&format!("{root}/undo"), back().post(record::undo))
        .route(&format!("{root}/as-of"), get(history::as_of))
        .route(&format!("{root}/files/{{id}}"), get(files::take))
}

/// The pages that show a plan. A form that cannot be taken is shown again by asking its page anew, with what was typed.
fn pages() -> Router<App> {
    let page = || get(page::show).fallback(page::refuse);
    let lists = Router::new();
    let lists = listing::LISTS.iter().fold(lists, |routes, one| routes.route(one.address, get(listing::show)));
    lists
        .route("/accounts", get(account::list))
        .route("/week", get(week::show))
        .route("/hand-over", get(operation::hand_over))
        .route("/move", get(operation::moving))
        .route("/operations", get(operation::list))
        .route("/operations/{id}", get(operation::show))
        .route("/accounts/{account}/{page}", page())
        .route("/accounts/{account}/as-of/{day}/{page}", page())
        .route("/library/{page}", page())
        .route("/library/as-of/{day}/{page}", page())
}
