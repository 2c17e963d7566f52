//! The forms that lead to an operation: what is asked for, and what it would do account by account before it is done.

use super::{OPERATIONS, Section, record, somebody};
use crate::App;
use crate::attempt::Attempt;
use crate::error::Failure;
use crate::page::block::Help;
use crate::preferences::Preferences;
use crate::shell::{ACCOUNTS, Shell};
use crate::words::Say;
use askama::Template;
use axum::Extension;
use axum::extract::RawQuery;
use axum::http::Uri;
use axum::response::{Html, IntoResponse, Response};
use axum_extra::extract::CookieJar;
use ledger::{AccountCard, Error, Filter, List, Order, Verb};
use plan::{Kind, Language, RecordRef, Words};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Lines that are read of a list at once.
const LINES: usize = 500;

#[derive(Template)]
#[template(path = "operation/foreseeing.html")]
struct Foreseeing {
    shell: Shell,
    help: Option<Help>,
    /// Where the questions are asked again.
    action: &'static str,
    /// What is asked with each, not shown.
    given: Vec<(String, String)>,
    choices: Vec<Choosing>,
    /// The accounts to choose from: id, name, chosen.
    accounts: Vec<(Uuid, String, bool)>,
    accounts_problem: Option<String>,
    foreseen: Option<Vec<Section>>,
    /// What is sent to do it; none where there is nothing to do.
    sends: Option<Vec<(String, String)>>,
    change: Uuid,
    verb: &'static str,
    back: String,
}

/// One thing to choose.
struct Choosing {
    name: &'static str,
    label: &'static str,
    /// Value, text, chosen.
    options: Vec<(String, String, bool)>,
    problem: Option<String>,
}

/// What the address asks for; names may repeat.
struct Asked(Vec<(String, String)>);

impl Asked {
    fn of(query: Option<&str>) -> Self {
        Self(form_urlencoded::parse(query.unwrap_or_default().as_bytes()).into_owned().collect())
    }

    fn value(&self, name: &str) -> &str {
        self.0.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str())
    }

    fn ids(&self, name: &str) -> Vec<Uuid> {
        self.0.iter().filter(|(key, _)| key == name).filter_map(|(_, value)| value.parse().ok()).collect()
    }
}

/// What is wrong, at the field where it is.
struct Wrong(Vec<plan::Problem>);

impl Wrong {
    fn at(&self, say: Say, field: &str) -> Option<String> {
        let at = |one: &&plan::Problem| one.place.field.as_deref() == Some(field);
        self.0.iter().find(at).map(|problem| say.problem(problem))
    }

    /// A question that was left open, once any is answered.
    fn or_open(&self, say: Say, asked: &Asked, field: &str) -> Option<String> {
        let open = || (!asked.0.is_empty() && asked.value(field).is_empty()).then(|| say.label("problem-required"));
        self.at(say, field).or_else(open)
    }
}

/// `GET /hand-over?from=&to=&account=`: from one of ours to another, in all accounts or in some.
pub async fn hand_over(
    app: App,
    RawQuery(query): RawQuery,
    preferences: Preferences,
    uri: Uri,
    jar: CookieJar,
    attempt: Option<Extension<Attempt>>,
) -> Result<Response, Failure> {
    let (asked, back) = (Asked::of(query.as_deref()), address(&uri));
    let shell = Shell::over_all(&app, preferences, ("operation-hand_over", ACCOUNTS), back.clone(), &jar).await?;
    let say = shell.say;
    let cards = app.ledger.reach(&app.viewer).accounts().await?;
    let chosen = asked.ids("account");
    let within: Vec<Uuid> =
        cards.iter().map(|card| card.id).filter(|id| chosen.is_empty() || chosen.contains(id)).collect();
    let (from, to) = (somebody(asked.value("from")), somebody(asked.value("to")));
    let mut wrong = Wrong(attempt.map(|Extension(attempt)| attempt.problems).unwrap_or_default());
    let (mut foreseen, mut sends) = (None, None);
    if let (Some(from), Some(to)) = (from, to) {
        let verb = Verb::HandOver { from, to, accounts: within };
        match app.ledger.foresee(&app.viewer, &verb, app.world.moment()).await {
            Ok(all) => {
                let concerned: Vec<_> =
                    all.iter().filter(|one| !one.edits.is_empty() || !one.problems.is_empty()).collect();
                let mut fields = vec![("from", asked.value("from").to_owned()), ("to", asked.value("to").to_owned())];
                fields.extend(concerned.iter().map(|one| ("account", one.account.to_string())));
                sends = (!concerned.is_empty()).then_some(fields);
                foreseen = Some(concerned.into_iter().map(|one| Section::of(say, &cards, one)).collect());
            }
            Err(Error::Problems(problems)) => wrong.0.extend(problems),
            Err(error) => return Err(error.into()),
        }
    }
    let (members, colleagues) = ours(&app, say, &cards).await?;
    let everybody: Vec<_> = members.iter().chain(&colleagues).cloned().collect();
    let choosing = |name: &'static str, label, options: &[(String, String)]| Choosing {
        name,
        label,
        options: options.iter().map(|(key, text)| (key.clone(), text.clone(), key == asked.value(name))).collect(),
        problem: wrong.or_open(say, &asked, name),
    };
    let page = Foreseeing {
        help: Help::of(say, "hand-over"),
        action: "/hand-over",
        given: Vec::new(),
        choices: vec![choosing("from", "hand-over-from", &members), choosing("to", "hand-over-to", &everybody)],
        accounts: cards.iter().map(|card| (card.id, named(say, card), chosen.contains(&card.id))).collect(),
        accounts_problem: wrong.at(say, "accounts"),
        foreseen,
        sends: sends.map(owned),
        change: app.world.id(),
        verb: "hand_over",
        back,
        shell,
    };
    Ok(Html(page.render()?).into_response())
}

/// `GET /move?from=&record=&to=`: a person or a unit to another account.
pub async fn moving(
    app: App,
    RawQuery(query): RawQuery,
    preferences: Preferences,
    uri: Uri,
    jar: CookieJar,
    attempt: Option<Extension<Attempt>>,
) -> Result<Response, Failure> {
    let (asked, back) = (Asked::of(query.as_deref()), address(&uri));
    let shell = Shell::over_all(&app, preferences, ("operation-move", ACCOUNTS), back.clone(), &jar).await?;
    let say = shell.say;
    let from: Uuid = asked.value("from").parse().map_err(|_| Failure::NotFound)?;
    let record = record(asked.value("record")).ok_or(Failure::NotFound)?;
    let seat = app.ledger.open(&app.viewer, from).await?;
    if !seat.plan().has(record.kind, record.id) {
        return Err(Failure::NotFound);
    }
    let cards = app.ledger.reach(&app.viewer).accounts().await?;
    let mut wrong = Wrong(attempt.map(|Extension(attempt)| attempt.problems).unwrap_or_default());
    let (mut foreseen, mut sends) = (None, None);
    if let Ok(to) = asked.value("to").parse() {
        match app.ledger.foresee(&app.viewer, &Verb::Move { record, from, to }, app.world.moment()).await {
            Ok(all) => {
                foreseen = Some(all.iter().map(|one| Section::of(say, &cards, one)).collect());
                let names = ["from", "record", "to"];
                sends = Some(names.map(|name| (name, asked.value(name).to_owned())).to_vec());
            }
            Err(Error::Problems(problems)) => wrong.0.extend(problems),
            Err(error) => return Err(error.into()),
        }
    }
    let others = cards.iter().filter(|card| card.id != from);
    let option = |card: &AccountCard| {
        let id = card.id.to_string();
        let is = id == asked.value("to");
        (id, named(say, card), is)
    };
    // The first look at the page asks nothing yet.
    let first = !asked.0.iter().any(|(name, _)| name == "to");
    let problem = if first { None } else { wrong.or_open(say, &asked, "to") };
    let what = crate::value::name_of(seat.plan(), say, record.kind, record.id);
    let page = Foreseeing {
        help: Help::of(say, "move"),
        action: "/move",
        given: owned(vec![("from", from.to_string()), ("record", asked.value("record").to_owned())]),
        choices: vec![Choosing { name: "to", label: "move-to", options: others.map(option).collect(), problem }],
        accounts: Vec::new(),
        accounts_problem: None,
        foreseen,
        sends: sends.map(owned),
        change: app.world.id(),
        verb: "move",
        back,
        shell: Shell { title: say.one("move-what", "what", what), ..shell },
    };
    Ok(Html(page.render()?).into_response())
}

/// Where a record of an account is moved from.
pub fn moving_of(account: Uuid, record: RecordRef) -> String {
    format!("/move?from={account}&record={}.{}", record.kind, record.id)
}

fn address(uri: &Uri) -> String {
    uri.path_and_query().map_or(OPERATIONS, |address| address.as_str()).to_owned()
}

fn owned(fields: Vec<(&str, String)>) -> Vec<(String, String)> {
    fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn named(say: Say, card: &AccountCard) -> String {
    format!("{} {}", say.show(&card.name), card.code)
}

/// Whom things can be handed over from and to, each once: key and name. Those of a name in several accounts are taken
/// for one, and those of the library stand there where they are in no team.
async fn ours(app: &App, say: Say, cards: &[AccountCard]) -> Result<(Vec<Named>, Vec<Named>), Failure> {
    let reach = app.ledger.reach(&app.viewer);
    let order = Order { column: "code", falling: false };
    let (mut members, mut after) = (BTreeMap::new(), None);
    loop {
        let filters: &[Filter] = &[];
        let page = reach.list(List::Cards(Kind::Member), filters, order, after.as_ref(), LINES).await?;
        for line in &page.lines {
            let Some(title) = &line.title else { continue };
            let key = format!("{}.{}", line.account, line.record);
            members.entry(title.show(Language::ZhHans).to_owned()).or_insert((key, say.show(title).to_owned()));
        }
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    let mut colleagues = Vec::new();
    if let Some(first) = cards.first() {
        let seat = app.ledger.open(&app.viewer, first.id).await?;
        let there = |name: &Words| members.contains_key(name.show(Language::ZhHans));
        let new = seat.plan().colleagues.by_code().filter(|one| one.retired_on.is_none() && !there(&one.name));
        let key = |one: &plan::library::Colleague| format!("{}.{}", ledger::LIBRARY, one.id);
        colleagues.extend(new.map(|one| (key(one), say.show(&one.name).to_owned())));
    }
    Ok((members.into_values().collect(), colleagues))
}

type Named = (String, String);
