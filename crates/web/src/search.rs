//! Search over all accounts within reach and the library: the page, which works by a form and links alone, and what the
//! command palette shows (`search/palette.rs`).

mod palette;

pub use palette::show as palette;

use crate::App;
use crate::error::Failure;
use crate::home;
use crate::page::block::Link;
use crate::preferences::Preferences;
use crate::root::Root;
use crate::shell::{SEARCH, Shell, shown};
use crate::words::Say;
use askama::Template;
use axum::extract::Query;
use axum::http::Uri;
use axum::response::{Html, IntoResponse, Response};
use axum_extra::extract::CookieJar;
use ledger::{Found, Group};
use plan::card::Class;
use serde::Deserialize;

/// Results of each class, and of one class alone.
const EACH: usize = 10;
const ALONE: usize = 200;

/// What the address asks for.
#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    class: String,
}

/// A record that was found, as it is shown.
struct Hit {
    link: Link,
    code: String,
    /// What else is to be known: its account, the text that has what was asked for.
    about: Vec<String>,
}

/// What was found of one class.
struct Results {
    class: Class,
    hits: Vec<Hit>,
    /// Where all of the class are.
    more: Option<String>,
}

#[derive(Template)]
#[template(path = "search.html")]
struct SearchPage {
    shell: Shell,
    asked: String,
    class: &'static str,
    /// Where results of all classes are.
    all: String,
    results: Vec<Results>,
}

/// `GET /search`.
pub async fn show(
    app: App,
    Query(asked): Query<Asked>,
    preferences: Preferences,
    uri: Uri,
    jar: CookieJar,
) -> Result<Response, Failure> {
    let here = uri.path_and_query().map_or(SEARCH, |address| address.as_str()).to_owned();
    let shell = Shell::over_all(&app, preferences, ("search", SEARCH), here, &jar).await?;
    let alone = Class::ALL.iter().find(|one| one.code() == asked.class);
    let (classes, most) = alone.map_or((Class::ALL, EACH), |one| (std::slice::from_ref(one), ALONE));
    let groups = app.ledger.reach(&app.viewer).find(&asked.q, classes, None, most).await?;
    let results = groups.into_iter().map(|group| results(shell.say, group, &asked.q)).collect();
    let class = alone.map_or("", |one| one.code());
    let page = SearchPage { all: address(&asked.q, None), asked: asked.q, class, results, shell };
    Ok((shown(jar), Html(page.render()?)).into_response())
}

fn results(say: Say, group: Group, asked: &str) -> Results {
    let more = group.more.then(|| address(asked, Some(group.class)));
    Results { class: group.class, hits: group.found.iter().map(|found| hit(say, found)).collect(), more }
}

/// The page that shows what this finds, of one class or of all.
fn address(asked: &str, class: Option<Class>) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("q", asked);
    class.iter().for_each(|class| {
        query.append_pair("class", class.code());
    });
    format!("{SEARCH}?{}", query.finish())
}

fn hit(say: Say, found: &Found) -> Hit {
    let root = if found.is_shared() { Root::Library } else { Root::Account(found.account) };
    let title = found.title.as_ref().map(|title| say.show(title).to_owned());
    let name = title.filter(|title| !title.is_empty()).unwrap_or_else(|| say.kind(found.kind));
    let belongs = match (found.is_shared(), found.kind) {
        (true, _) => Some(say.label("library")),
        (_, plan::Kind::Account) => None,
        _ => Some(say.show(&found.account_name).to_owned()),
    };
    let link = Link::new(name, home::address(root, found.kind, &found.code));
    Hit { link, code: found.code.clone(), about: belongs.into_iter().chain(found.text.clone()).collect() }
}
