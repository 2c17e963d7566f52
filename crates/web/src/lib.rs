//! The doors: pages and forms over HTTP. A door parses, calls a verb of the core through a seat, and renders; it holds
//! no rule and no figure of its own.

mod account;
mod app;
mod assets;
mod attempt;
mod blank_tools;
mod briefing;
mod error;
pub mod exercise;
mod execution_map;
mod form;
mod guard;
mod guide;
mod health;
mod history;
mod influence_map;
mod joint_plan;
mod objective;
mod opportunity;
mod overview;
pub mod page;
mod panel;
mod preferences;
mod record;
mod relationship;
mod research;
mod review;
mod shell;
mod strategic_relation;
mod strategy_map;
mod team;
mod value;
mod voice;
pub mod words;

pub use app::{App, World};

use axum::Router;
use axum::routing::{get, post};

/// Everything that is served.
pub fn router(app: App) -> Router {
    let routes = pages()
        .route("/", get(account::front))
        .route("/accounts", post(account::create))
        .route("/exercises", post(exercise::create))
        .route("/accounts/{account}", get(account::front_of))
        .route("/accounts/{account}/relationships.csv", get(relationship::gap_table_csv))
        .route("/accounts/{account}/records/{kind}", post(record::create).get(record::return_to_account))
        .route("/accounts/{account}/records/{kind}/{id}", post(record::edit).get(record::return_to_account))
        .route("/accounts/{account}/records/{kind}/{id}/removal", post(record::remove).get(record::return_to_account))
        .route("/accounts/{account}/as-of", get(history::as_of))
        .route("/accounts/{account}/snapshots", post(history::seal).get(record::return_to_account))
        .route("/accounts/{account}/undo", post(record::undo).get(record::return_to_account))
        .route("/preferences", post(preferences::set))
        .route("/healthz", get(health::healthz))
        .route("/assets/{*path}", get(assets::asset))
        .fallback(error::no_such_page);
    guard::protect(routes.with_state(app.clone()), app)
}

/// The pages that show a plan. A form that cannot be taken is shown again by asking its page anew, with what was typed.
fn pages() -> Router<App> {
    Router::new()
        .route("/accounts", get(account::list))
        .route("/accounts/{account}/{page}", get(page::show).fallback(page::refuse))
        .route("/accounts/{account}/as-of/{day}/{page}", get(page::show).fallback(page::refuse))
}
