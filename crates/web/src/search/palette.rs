//! What the command palette shows: where one was, where one can go, what one can begin, and what a text finds. It is one
//! list box, made anew for each text; the browser's part is `islands/palette.js`.
//!
//! The browser keeps where its reader was by address alone - account, kind and code -, never a name (decided 4.33): the
//! names come from here, to whoever may see them now.

use super::{address, hit};
use crate::App;
use crate::error::Failure;
use crate::home;
use crate::page::menu::{Group, Leaf};
use crate::page::open::{Asked as Place, Open};
use crate::preferences::Preferences;
use crate::root::Root;
use crate::shell::GLOBAL;
use crate::value::title_of;
use crate::words::Say;
use askama::Template;
use axum::http::Uri;
use axum::response::Html;
use ledger::Query;
use plan::Kind;
use plan::card::Class;

/// Results of each class.
const EACH: usize = 5;
/// Places where one was.
const RECENT: usize = 5;
/// Pages that are offered beside other results.
const PAGES: usize = 4;
/// What one begins most: the kind of record, and the page beside which its form opens.
const BEGIN: [(Kind, &str); 6] = [
    (Kind::Person, "relationships"),
    (Kind::Interaction, "relationships"),
    (Kind::Opportunity, "opportunities"),
    (Kind::Action, "objectives"),
    (Kind::Node, "strategy-map"),
    (Kind::Fact, "background"),
];
/// The same in the library.
const BEGIN_SHARED: [(Kind, &str); 3] =
    [(Kind::Organisation, "organisations"), (Kind::Solution, "solutions"), (Kind::Colleague, "colleagues")];

/// A line to choose.
struct Choice {
    text: String,
    href: String,
    code: String,
    about: String,
}

/// Lines under a heading.
struct Part {
    title: String,
    choices: Vec<Choice>,
}

#[derive(Template)]
#[template(path = "search/palette.html")]
struct Palette {
    say: Say,
    parts: Vec<Part>,
    count: usize,
}

/// `GET /palette?q=…&at=/accounts/…&recent=…`: what is typed, the plan at hand, and addresses where one was.
pub async fn show(app: App, preferences: Preferences, uri: Uri) -> Result<Html<String>, Failure> {
    let (mut typed, mut root, mut recent) = (String::new(), None, Vec::new());
    for (name, value) in form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()) {
        match name.as_ref() {
            "q" => typed = value.into_owned(),
            "at" => root = Root::at(&value),
            "recent" if recent.len() < RECENT => recent.push(value.into_owned()),
            _ => {}
        }
    }
    let say = preferences.say();
    let query = Query::of(&typed);
    let mut parts = Vec::new();
    match &query {
        None => {
            parts.push(part(say.label("palette-recent"), were(&app, say, &recent).await?));
            parts.push(part(say.label("palette-begin"), begin(say, root)));
            parts.push(part(say.label("palette-go"), pages(&app, say, root).await?));
        }
        Some(query) => {
            let fits = |one: &Choice| query.is_in(&one.text);
            let go: Vec<Choice> = pages(&app, say, root).await?.into_iter().filter(fits).take(PAGES).collect();
            let near = root.and_then(|root| if let Root::Account(id) = root { Some(id) } else { None });
            let groups = app.ledger.reach(&app.viewer).find(&typed, Class::ALL, near, EACH).await?;
            for group in groups {
                let title = say.code("class", group.class.code());
                parts.push(part(title, group.found.iter().map(|found| choice_of(hit(say, found))).collect()));
            }
            parts.push(part(say.label("palette-go"), go));
            parts.push(part(say.label("palette-begin"), begin(say, root).into_iter().filter(fits).collect()));
        }
    }
    parts.retain(|part| !part.choices.is_empty());
    if query.is_some() && !parts.is_empty() {
        let all = Choice { about: String::new(), ..choice(say.label("search-all"), address(&typed, None)) };
        parts.push(part(say.label("search"), vec![all]));
    }
    let count = parts.iter().map(|part| part.choices.len()).sum();
    Ok(Html(Palette { say, parts, count }.render()?))
}

fn part(title: String, choices: Vec<Choice>) -> Part {
    Part { title, choices }
}

fn choice(text: String, href: String) -> Choice {
    Choice { text, href, code: String::new(), about: String::new() }
}

fn choice_of(hit: super::Hit) -> Choice {
    Choice { text: hit.link.text, href: hit.link.href, code: hit.code, about: hit.about.join(" · ") }
}

/// The pages of the plan at hand, then those over all accounts.
async fn pages(app: &App, say: Say, root: Option<Root>) -> Result<Vec<Choice>, Failure> {
    let mut all = Vec::new();
    if let Some(root) = root {
        // It may be out of reach by now.
        match root.seat(app).await {
            Ok(seat) => {
                let shown = Group::ALL.into_iter().flat_map(|group| group.leaves(root));
                let page = |leaf: &Leaf| choice(say.label(&leaf.title()), format!("{root}/{}", leaf.slug));
                all.extend(shown.filter(|leaf| (leaf.shown)(seat.plan())).map(page));
            }
            Err(Failure::NotFound) => {}
            Err(error) => return Err(error),
        }
    }
    all.extend(GLOBAL.into_iter().map(|(_, title, href)| choice(say.label(title), href.to_owned())));
    Ok(all)
}

/// What one can begin in the plan at hand.
fn begin(say: Say, root: Option<Root>) -> Vec<Choice> {
    let Some(root) = root else { return Vec::new() };
    let kinds = if root == Root::Library { BEGIN_SHARED.as_slice() } else { BEGIN.as_slice() };
    let form = |(kind, page): &(Kind, &str)| {
        choice(say.one("palette-new", "what", say.kind(*kind)), format!("{root}/{page}?new={kind}#panel"))
    };
    kinds.iter().map(form).collect()
}

/// The records at these addresses that are there and within reach.
async fn were(app: &App, say: Say, addresses: &[String]) -> Result<Vec<Choice>, Failure> {
    let mut all = Vec::new();
    for address in addresses {
        let Some((root, kind, code)) = place(address) else { continue };
        let seat = match root.seat(app).await {
            Ok(seat) => seat,
            Err(Failure::NotFound) => continue,
            Err(error) => return Err(error),
        };
        let plan = seat.plan();
        let Some(body) = plan.find(kind, &code).and_then(|id| plan.body(kind, id)) else { continue };
        let account = plan.account().map(|account| say.show(&account.name).to_owned());
        all.push(Choice {
            text: title_of(plan, say, kind, &body),
            href: home::address(root, kind, &code),
            about: account.unwrap_or_else(|| say.label("library")),
            code,
        });
    }
    Ok(all)
}

/// The record that an address of ours opens.
fn place(address: &str) -> Option<(Root, Kind, String)> {
    let uri: Uri = address.parse().ok()?;
    let (root, _) = uri.path().rsplit_once('/')?;
    match Place::of(&uri).open? {
        Open::Record(kind, code) => Some((Root::at(root)?, kind, code)),
        _ => None,
    }
}
