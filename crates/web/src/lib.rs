//! The doors: pages and forms over HTTP. A door parses, calls a verb of the core through a seat, and renders; it holds
//! no rule and no figure of its own.

mod access;
mod account;
mod api;
mod app;
mod assets;
mod attempt;
mod audit;
mod blank_tools;
mod briefing;
mod closing;
pub mod entrance;
mod error;
mod execution_map;
pub mod exercise;
mod files;
mod form;
mod guard;
mod guide;
mod health;
mod history;
mod home;
mod influence_map;
mod joint_plan;
mod library;
mod listing;
mod me;
mod objective;
mod operation;
mod opportunity;
mod overview;
pub mod page;
mod panel;
mod personal;
mod portfolio;
mod preferences;
mod record;
mod relationship;
mod research;
mod review;
pub mod root;
mod search;
mod shell;
mod sign_in;
mod strategic_relation;
mod strategy_map;
mod team;
mod users;
mod value;
mod voice;
mod week;
pub mod words;

pub use api::document as api_document;
pub use value::name_of;

pub use app::{App, Site, World};
pub use sign_in::ask::told as refusal_told;
pub use sign_in::link_address;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::response::Redirect;
use axum::routing::{get, post};

/// Everything that is served.
pub fn router(site: Site) -> Router {
    let closed = pages()
        .merge(writes("/accounts/{account}"))
        .merge(writes("/library"))
        .merge(personal_data("/accounts/{account}"))
        .merge(personal_data("/library"))
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
        .route("/api", get(api::page::show))
        .route(audit::AUDIT, get(audit::show))
        .route("/audit.csv", get(audit::csv))
        .merge(users())
        .fallback(error::no_such_page)
        .layer(from_fn_with_state(site.clone(), sign_in::gate));
    let uploads = uploads("/accounts/{account}").merge(uploads("/library"));
    let uploads = uploads.layer(from_fn_with_state(site.clone(), sign_in::gate));
    guard::protect(closed.merge(open()).with_state(site.clone()), uploads.with_state(site.clone()), site)
}

/// What anybody may ask for. Everything else stands behind the gate, what is not there too.
fn open() -> Router<Site> {
    Router::new()
        .route("/sign-in", get(sign_in::show).post(sign_in::enter))
        .route("/sign-in/code", get(sign_in::show_code).post(sign_in::enter_code))
        .route("/links/{secret}", get(sign_in::open_link).post(sign_in::follow))
        .route("/preferences", post(preferences::set))
        .route("/healthz", get(health::healthz))
        .route("/assets/{*path}", get(assets::asset))
}

/// What takes files in.
fn uploads(root: &str) -> Router<Site> {
    Router::new().route(&format!("{root}/files"), get(record::lead_back).post(files::add))
}

/// One's own sign-in, and those of others. Who comes back to the address of a form without it is led to its page.
fn users() -> Router<Site> {
    let mine = || get(async || Redirect::to(me::ME));
    let all = || get(async || Redirect::to(users::USERS));
    Router::new()
        .route("/sign-out", get(async || Redirect::to("/")).post(sign_in::leave))
        .route("/me", get(me::show))
        .route("/me/password", mine().post(me::change_password))
        .route("/me/second-factor", mine().post(me::set_second_factor))
        .route("/me/second-factor/removal", mine().post(me::remove_second_factor))
        .route("/me/recovery-codes", mine().post(me::renew_codes))
        .route("/me/sessions/removal", mine().post(me::end_sessions))
        .route("/me/sessions/{id}/removal", mine().post(me::end_session))
        .route("/me/tokens", mine().post(me::tokens::make))
        .route("/me/tokens/{id}/removal", mine().post(me::tokens::revoke))
        .route("/accounts/{account}/access", get(access::show).post(access::let_in))
        .route("/accounts/{account}/access/removal", get(access::show).post(access::keep_out))
        .route("/users", get(users::show).post(users::invite))
        .route("/users/{id}/link", all().post(users::link))
        .route("/users/{id}/standing", all().post(users::set_standing))
        .route("/users/{id}/disabling", all().post(users::disable))
        .route("/users/{id}/enabling", all().post(users::enable))
        .route("/users/{id}/second-factor/removal", all().post(users::remove_second_factor))
}

/// What is written to a plan, an account's or the library.
fn writes(root: &str) -> Router<Site> {
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

/// What is held about a human being of a plan.
fn personal_data(root: &str) -> Router<Site> {
    let somebody = format!("{root}/records/{{kind}}/{{id}}");
    Router::new()
        .route(&format!("{somebody}/data"), get(personal::show))
        .route(&format!("{somebody}/data.json"), get(personal::file))
        .route(&format!("{somebody}/disclosure"), get(personal::disclose))
        .route(&format!("{somebody}/erasure"), get(personal::lead_to_data).post(personal::erase))
}

/// The pages that show a plan. A form that cannot be taken is shown again by asking its page anew, with what was typed.
fn pages() -> Router<Site> {
    let page = || get(page::show).fallback(page::refuse);
    let lists = Router::new();
    let lists = listing::LISTS.iter().fold(lists, |routes, one| routes.route(one.address, get(listing::show)));
    lists
        .route("/accounts", get(account::list))
        .route("/week", get(week::show))
        .route("/search", get(search::show))
        .route("/palette", get(search::palette))
        .route("/hand-over", get(operation::hand_over))
        .route("/move", get(operation::moving))
        .route("/operations", get(operation::list))
        .route("/operations/{id}", get(operation::show))
        .route("/accounts/{account}/{page}", page())
        .route("/accounts/{account}/as-of/{day}/{page}", page())
        .route("/library/{page}", page())
        .route("/library/as-of/{day}/{page}", page())
}
