//! The audit, for administrators and auditors: who signed in, saw, took along and changed what, filtered by the address
//! and a page at a time. It names accounts and codes and shows nothing of what plans say.

use crate::App;
use crate::error::Failure;
use crate::page::block::Help;
use crate::page::filter::Filter;
use crate::preferences::Preferences;
use crate::shell::Shell;
use crate::words::Say;
use askama::Template;
use axum::extract::Query;
use axum::http::Uri;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{Html, IntoResponse, Response};
use axum_extra::extract::CookieJar;
use jiff::tz::TimeZone;
use ledger::{Before, Deed, FOUNDER, LIBRARY, SYSTEM, Sought, Subject, TrailEntry};
use papers::audit::COLUMNS;
use plan::{Day, Words};
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// Where it is.
pub const AUDIT: &str = "/audit";
/// Entries on one page.
const MOST: usize = 50;
/// Kinds of record that are told of one change; the others are counted.
const KINDS: usize = 3;
/// Entries that are read at once for a file.
const PORTION: usize = 1000;
/// Entries of a file at most; more are taken along by shorter periods.
const FILE: usize = 100_000;

/// What an address asks for, by name.
type Asked = BTreeMap<String, String>;

#[derive(Template)]
#[template(path = "audit.html")]
struct AuditPage {
    shell: Shell,
    help: Option<Help>,
    filters: Vec<Filter>,
    days: [(&'static str, String, String); 2],
    is_narrowed: bool,
    columns: Vec<String>,
    entries: Vec<[String; COLUMNS.len()]>,
    file: String,
    first: Option<String>,
    next: Option<String>,
}

/// What entries are told with.
struct Telling {
    say: Say,
    zone: TimeZone,
    users: HashMap<Uuid, String>,
    accounts: HashMap<Uuid, (String, Words)>,
}

/// `GET /audit`.
pub async fn show(
    app: App,
    Query(asked): Query<Asked>,
    preferences: Preferences,
    uri: Uri,
    jar: CookieJar,
) -> Result<Response, Failure> {
    let before: Option<Before> = asked.get("before").and_then(|before| before.parse().ok());
    let trail = app.ledger.trail(&app.viewer, &sought(&app, &asked), before.as_ref(), MOST).await?;
    let here = uri.path_and_query().map_or(AUDIT, |address| address.as_str()).to_owned();
    let shell = Shell::over_all(&app, preferences, ("audit", AUDIT), here, &jar).await?;
    let telling = Telling::of(&app, shell.say).await?;
    let page = AuditPage {
        help: Help::of(shell.say, "audit"),
        filters: telling.filters(&asked),
        days: [("from", "audit-from"), ("to", "audit-to")]
            .map(|(name, label)| (name, shell.say.label(label), value(&asked, name).to_owned())),
        is_narrowed: ["user", "account", "deed", "from", "to"].iter().any(|name| !value(&asked, name).is_empty()),
        columns: COLUMNS.iter().map(|column| shell.say.label(column)).collect(),
        entries: trail.entries.iter().map(|entry| telling.line(entry)).collect(),
        file: address("/audit.csv", &asked, None),
        first: before.map(|_| address(AUDIT, &asked, None)),
        next: trail.next.map(|next| address(AUDIT, &asked, Some(&next))),
        shell,
    };
    Ok(Html(page.render()?).into_response())
}

/// `GET /audit.csv`: all that the page would show, leafed through.
pub async fn csv(app: App, Query(asked): Query<Asked>, preferences: Preferences) -> Result<Response, Failure> {
    let (sought, say) = (sought(&app, &asked), preferences.say());
    let (mut entries, mut before) = (Vec::new(), None);
    loop {
        let trail = app.ledger.trail(&app.viewer, &sought, before.as_ref(), PORTION).await?;
        entries.extend(trail.entries);
        before = trail.next;
        if before.is_none() || entries.len() >= FILE {
            break;
        }
    }
    let telling = Telling::of(&app, say).await?;
    let lines: Vec<_> = entries.iter().map(|entry| telling.line(entry)).collect();
    let bytes = papers::audit::csv(&lines, &|key: &str| say.label(key))?;
    app.ledger.remember(&app.act(), Deed::AuditExported, Subject::default()).await?;
    let name = format!("attachment; filename=\"audit-{}.csv\"", app.world.today());
    Ok(([(CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, name)], bytes).into_response())
}

fn value<'a>(asked: &'a Asked, name: &str) -> &'a str {
    asked.get(name).map_or("", String::as_str)
}

/// The days of the address are whole days of the workspace, both ends included.
fn sought(app: &App, asked: &Asked) -> Sought {
    let day = |name: &str| value(asked, name).parse::<Day>().ok();
    let zone = app.world.zone();
    Sought {
        user: value(asked, "user").parse().ok(),
        account: value(asked, "account").parse().ok(),
        deed: Some(value(asked, "deed")).filter(|deed| !deed.is_empty()).map(str::to_owned),
        since: day("from").and_then(|day| day.plus(-1).end(&zone)),
        before: day("to").and_then(|day| day.end(&zone)),
    }
}

/// The address with what it asks for, at this page.
fn address(path: &str, asked: &Asked, before: Option<&Before>) -> String {
    let kept = asked.iter().filter(|(name, value)| *name != "before" && !value.is_empty());
    let kept = kept.map(|(name, value)| (name.clone(), value.clone()));
    let all = kept.chain(before.map(|before| ("before".to_owned(), before.to_string())));
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(all).finish();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

impl Telling {
    async fn of(app: &App, say: Say) -> Result<Self, Failure> {
        let users = app.ledger.user_names().await?;
        let accounts = app.ledger.account_names(&app.viewer).await?;
        Ok(Self { say, zone: app.world.zone(), users, accounts })
    }

    fn filters(&self, asked: &Asked) -> Vec<Filter> {
        let by_name = |mut options: Vec<(String, String)>| {
            options.sort_by(|one, other| one.1.cmp(&other.1));
            options
        };
        let users = self.users.iter().map(|(id, name)| (id.to_string(), name.clone())).collect();
        let accounts = self.accounts.keys().map(|id| (id.to_string(), self.account(*id))).collect();
        let deeds = Deed::ALL.iter().map(|deed| deed.code()).chain([Sought::CHANGED]);
        let deeds = deeds.map(|deed| (deed.to_owned(), self.say.code("deed", deed))).collect();
        let option = |name: &str, code: String, label: String| {
            let chosen = code == value(asked, name);
            (code, label, chosen)
        };
        let filter = |name: &'static str, label: &str, options: Vec<(String, String)>| Filter {
            name,
            label: self.say.label(label),
            all: self.say.label("all"),
            options: options.into_iter().map(|(code, label)| option(name, code, label)).collect(),
        };
        vec![
            filter("user", "audit-by", by_name(users)),
            filter("account", "audit-account", by_name(accounts)),
            filter("deed", "audit-what", deeds),
        ]
    }

    /// An entry in words, a cell each in the order of the columns.
    fn line(&self, entry: &TrailEntry) -> [String; COLUMNS.len()] {
        let clock = entry.at.to_zoned_datetime(self.zone.clone()).strftime("%Y-%m-%d %H:%M:%S").to_string();
        [
            clock,
            self.by(entry),
            self.say.code("deed", &entry.what),
            entry.account.map(|account| self.account(account)).unwrap_or_default(),
            self.about(entry),
            entry.origin.clone().unwrap_or_default(),
        ]
    }

    fn by(&self, entry: &TrailEntry) -> String {
        match entry.by {
            Some(user) => self.user(user),
            None => self.say.label("audit-nobody"),
        }
    }

    fn user(&self, user: Uuid) -> String {
        match self.users.get(&user) {
            Some(name) => name.clone(),
            None if user == SYSTEM => self.say.label("user-system"),
            None if user == FOUNDER => self.say.label("user-local"),
            None => self.say.label("user-unknown"),
        }
    }

    fn account(&self, account: Uuid) -> String {
        match self.accounts.get(&account) {
            _ if account == LIBRARY => self.say.label("library"),
            Some((code, name)) => format!("{} {code}", self.say.show(name)),
            None => self.say.label("account-gone"),
        }
    }

    /// What it was done to: a record by its code, a user, or the kinds that a change touched.
    fn about(&self, entry: &TrailEntry) -> String {
        let record = entry.record.as_ref().map(|(kind, code)| {
            let code = code.clone().unwrap_or_else(|| self.say.label("audit-gone"));
            format!("{} {code}", self.say.kind(*kind))
        });
        let user = entry.user.filter(|user| entry.by != Some(*user)).map(|user| self.user(user));
        let revision = entry.revision.map(|revision| self.say.one("audit-revision", "revision", revision.to_string()));
        let mut edits = entry.edits.clone();
        edits.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        let rest: usize = edits.iter().skip(KINDS).map(|(_, count)| count).sum();
        let rest = (rest > 0).then(|| self.say.one("audit-more", "count", rest));
        let edits = edits.iter().take(KINDS).map(|(kind, count)| format!("{} {count}", self.say.kind(*kind)));
        record.into_iter().chain(user).chain(revision).chain(edits).chain(rest).collect::<Vec<_>>().join(" · ")
    }
}
