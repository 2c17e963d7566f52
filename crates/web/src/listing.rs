//! Lists over all accounts within reach - opportunities, actions, people -, filtered and sorted by the address, a page at
//! a time. No plan is opened for them.

mod lists;

use crate::App;
use crate::error::Failure;
use crate::home;
use crate::page::block::{Help, Link};
use crate::page::filter::{Filter as Choosing, Filters};
use crate::preferences::Preferences;
use crate::root::Root;
use crate::shell::{Shell, shown};
use crate::words::Say;
use askama::Template;
use axum::extract::Query;
use axum::http::Uri;
use axum::response::{Html, IntoResponse, Response};
use axum_extra::extract::CookieJar;
use ledger::{After, Filter, Line, List, Order};
use plan::{Day, Kind};
use std::collections::BTreeMap;
use uuid::Uuid;

pub use lists::LISTS;

/// Lines on one page.
const MOST: usize = 50;

/// A list over all accounts.
pub struct Listing {
    /// Its address.
    pub address: &'static str,
    /// The label of its title.
    title: &'static str,
    list: List,
    kind: Kind,
    columns: &'static [Column],
    choices: &'static [Choice],
}

/// A column after name and account. The first that sorts is the order where the address names none.
struct Column {
    label: &'static str,
    /// What it sorts by, and whether the largest comes first.
    sort: Option<(&'static str, bool)>,
    number: bool,
    show: fn(&Showing, &Line) -> String,
    /// The day in it has passed and should not have.
    late: Option<fn(&Line) -> Option<Day>>,
}

/// A choice of lines. What stands where nothing is chosen is its first value.
struct Choice {
    name: &'static str,
    label: &'static str,
    values: fn(Say) -> Vec<(String, String)>,
    filters: fn(&str, Day) -> Vec<Filter>,
}

/// What lines are shown with.
struct Showing {
    say: Say,
    today: Day,
}

struct Head {
    label: String,
    number: bool,
    href: Option<String>,
    sorted: &'static str,
}

struct Row {
    id: Uuid,
    link: Link,
    code: String,
    account: Link,
    cells: Vec<Cell>,
}

struct Cell {
    text: String,
    number: bool,
    late: bool,
}

#[derive(Template)]
#[template(path = "listing.html")]
struct Page {
    shell: Shell,
    help: Option<Help>,
    filters: Filters,
    heads: Vec<Head>,
    rows: Vec<Row>,
    first: Option<String>,
    next: Option<String>,
}

/// What an address asks for, by name.
type Asked = BTreeMap<String, String>;

/// `GET /opportunities`, `/actions`, `/people`.
pub async fn show(
    app: App,
    Query(asked): Query<Asked>,
    preferences: Preferences,
    uri: Uri,
    jar: CookieJar,
) -> Result<Response, Failure> {
    let listing = LISTS.iter().find(|one| one.address == uri.path()).ok_or(Failure::NotFound)?;
    let here = uri.path_and_query().map_or(listing.address, |address| address.as_str()).to_owned();
    let shell = Shell::over_all(&app, preferences, (listing.title, listing.address), here, &jar).await?;
    let (reach, today, say) = (app.ledger.reach(&app.viewer), app.world.today(), shell.say);
    let order = listing.order(asked.get("sort").map(String::as_str));
    let after: Option<After> = asked.get("after").and_then(|after| after.parse().ok());
    let filters: Vec<Filter> =
        listing.choices.iter().flat_map(|choice| (choice.filters)(chosen(&asked, choice.name), today)).collect();
    let page = reach.list(listing.list, &filters, order, after.as_ref(), MOST).await?;
    let showing = Showing { say, today };
    let page = Page {
        help: Help::of(say, listing.title.trim_start_matches("page-")),
        filters: listing.filters(say, &asked),
        heads: listing.heads(say, &asked, order),
        rows: page.lines.iter().map(|line| listing.row(&showing, line)).collect(),
        first: after.map(|_| listing.at(&asked, "after", "")),
        next: page.next.map(|next| listing.at(&asked, "after", &next.to_string())),
        shell,
    };
    Ok((shown(jar), Html(page.render()?)).into_response())
}

fn chosen<'a>(asked: &'a Asked, name: &str) -> &'a str {
    asked.get(name).map_or("", String::as_str)
}

impl Listing {
    /// By name, and by the columns that sort.
    fn sorts(&self) -> impl Iterator<Item = (&'static str, bool)> {
        self.columns.iter().filter_map(|column| column.sort).chain([("title", false)])
    }

    /// The order that an address names, else the first.
    fn order(&self, name: Option<&str>) -> Order {
        let named = name.and_then(|name| self.sorts().find(|(column, _)| *column == name));
        let (column, falling) = named.or_else(|| self.sorts().next()).unwrap_or(("title", false));
        Order { column, falling }
    }

    /// The address with this name set anew; the page begins again where anything else than the page is asked for.
    fn at(&self, asked: &Asked, name: &str, value: &str) -> String {
        let kept = asked.iter().filter(|(key, _)| *key != name && *key != "after");
        let kept = kept.map(|(key, value)| (key.as_str(), value.as_str()));
        let all = kept.chain([(name, value)]).filter(|(_, value)| !value.is_empty());
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(all).finish();
        if query.is_empty() { self.address.to_owned() } else { format!("{}?{query}", self.address) }
    }

    fn filters(&self, say: Say, asked: &Asked) -> Filters {
        let filter = |choice: &Choice| {
            let mut values = (choice.values)(say).into_iter();
            let option = |(value, label): (String, String)| {
                let is = value == chosen(asked, choice.name);
                (value, label, is)
            };
            Choosing {
                name: choice.name,
                label: say.label(choice.label),
                all: values.next().map(|(_, label)| label).unwrap_or_default(),
                options: values.map(option).collect(),
            }
        };
        let set = self.choices.iter().any(|choice| !chosen(asked, choice.name).is_empty());
        let sort = asked.get_key_value("sort").map(|(name, value)| (name.clone(), value.clone()));
        Filters {
            action: self.address.to_owned(),
            filters: self.choices.iter().map(filter).collect(),
            kept: sort.iter().map(|(_, column)| ("sort", column.clone())).collect(),
            reset: set.then(|| self.at(&sort.into_iter().collect(), "after", "")),
        }
    }

    fn heads(&self, say: Say, asked: &Asked, order: Order) -> Vec<Head> {
        let head = |label: &str, sort: Option<(&'static str, bool)>, number: bool| Head {
            label: say.label(label),
            number,
            href: sort.map(|(column, _)| self.at(asked, "sort", column)),
            sorted: match sort {
                Some((column, falling)) if column == order.column => {
                    if falling {
                        "descending"
                    } else {
                        "ascending"
                    }
                }
                _ => "none",
            },
        };
        let first = [
            head(&format!("kind-{}", self.kind.code()), Some(("title", false)), false),
            head("kind-account", None, false),
        ];
        first.into_iter().chain(self.columns.iter().map(|one| head(one.label, one.sort, one.number))).collect()
    }

    fn row(&self, showing: &Showing, line: &Line) -> Row {
        let say = showing.say;
        let code = line.text("code").unwrap_or_default();
        let name = line.title.as_ref().map(|title| say.show(title).to_owned()).filter(|name| !name.is_empty());
        let account = say.show_maybe(&line.account_name).to_owned();
        let cell = |column: &Column| Cell {
            text: (column.show)(showing, line),
            number: column.number,
            late: column.late.and_then(|day| day(line)).is_some_and(|day| day < showing.today),
        };
        Row {
            id: line.record,
            link: Link::new(
                name.unwrap_or_else(|| say.kind(self.kind)),
                home::address(Root::Account(line.account), self.kind, code),
            ),
            code: code.to_owned(),
            account: Link::new(account, format!("{}/{}/overview", crate::shell::ACCOUNTS, line.account)),
            cells: self.columns.iter().map(cell).collect(),
        }
    }
}

impl Showing {
    fn day(&self, line: &Line, column: &str) -> String {
        line.day(column).map(|day| self.say.day(day)).unwrap_or_default()
    }

    fn code(&self, line: &Line, column: &str, scale: &str) -> String {
        line.text(column).map(|code| self.say.code(scale, code)).unwrap_or_default()
    }

    fn owner(&self, line: &Line) -> String {
        let owner = line.owner_name.as_ref().map(|name| self.say.show(name).to_owned());
        owner.unwrap_or_else(|| self.say.label("reason-no-owner"))
    }
}
