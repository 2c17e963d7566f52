//! A page of an account or of the library: a list of blocks under one frame, and what the address opens beside them.
//!
//! The list of pages in [`menu`] names each page's content once: a function of the plan. Whatever is the same for all
//! of them (frame, forms that come back, the side panel, the plan as of a day) stands here.

pub mod block;
pub mod filter;
pub mod menu;
pub mod open;
pub mod table;

use crate::App;
use crate::attempt::Attempt;
use crate::error::{At, Failure};
use crate::form::Forms;
use crate::panel::Panel;
use crate::preferences::Preferences;
use crate::root::Root;
use crate::shell::{OTHERS, Shell, shown};
use crate::words::Say;
use askama::Template;
use axum::Extension;
use axum::http::{StatusCode, Uri};
use axum::response::{Html, IntoResponse, Response};
use axum_extra::extract::CookieJar;
use block::{Block, Help, Link, Tab};
use draw::Labels;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use ledger::{FOUNDER, SYSTEM, Seat, Snapshot};
use menu::Leaf;
use open::{Asked, CONTACTS, Open, PRESET};
use plan::card::Audience;
use plan::figure::{Figure, Measure};
use plan::portfolio::Figures;
use plan::relationship::Relationships;
use plan::{Day, Kind, Language, Logged, Money, Plan, RecordRef, View};
use serde::Deserialize;
use std::collections::HashMap;
use uuid::Uuid;

/// Days in what counts as a month ago.
const MONTH: i64 = 30;

/// Everything that the content of a page is made from.
pub struct Ground<'p> {
    /// What the reader sees of the plan, as it is or as it was.
    pub plan: &'p Plan,
    /// The day for which it is shown.
    pub today: Day,
    /// The reader's language.
    pub say: Say,
    /// What the page is about.
    pub root: Root,
    /// Its address, as it is or as of a day: what every link begins with.
    pub base: String,
    /// The address of this page.
    pub here: String,
    /// What the address asks for.
    pub asked: Asked,
    /// The plan's currency.
    pub currency: &'p str,
    /// All figures of the plan.
    pub figures: Figures<'p>,
    /// Makes the forms of the page.
    pub forms: Forms<'p>,
    /// What was read of the past.
    pub past: &'p Past,
    /// The time zone of the workspace.
    pub zone: TimeZone,
}

/// What a page needs of the past beside the plan.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Needs {
    /// Nothing.
    #[default]
    Nothing,
    /// The snapshots and the last changes.
    History,
    /// The plan at the last review, or a month ago where there was none.
    LastReview,
}

/// What was read of the past.
#[derive(Default)]
pub struct Past {
    /// The revision that the plan has now.
    pub revision: i64,
    /// The changes, newest first; on other pages than the history those of the record whose history the panel shows.
    pub changes: Vec<Logged>,
    /// The snapshots, newest first.
    pub snapshots: Vec<Snapshot>,
    /// What users are called, by whom changes and snapshots were made.
    pub names: HashMap<Uuid, String>,
    /// An earlier plan with its day.
    pub before: Option<(Day, View)>,
    /// How many contacts of the person in the panel rest and are not in the plan.
    pub resting: usize,
    /// The plan that the history is asked to go back to, with the change that made it.
    pub then: Option<(Logged, View)>,
}

/// What a page shows.
pub struct Content {
    /// Buttons beside its heading.
    pub links: Vec<Link>,
    /// What it is made of, from above.
    pub blocks: Vec<Block>,
}

impl Content {
    /// These blocks.
    pub fn of(blocks: Vec<Block>) -> Self {
        Self { links: Vec::new(), blocks }
    }

    /// What stands in place of what the reader does not see.
    pub fn withheld(ground: &Ground<'_>) -> Self {
        let text = ground.say.label("page-withheld");
        Self::of(vec![Block::Empty(block::Empty { text, links: Vec::new() })])
    }

    /// With these buttons beside the heading, but for those that an empty page offers anyway.
    pub fn with(self, links: Vec<Link>) -> Self {
        let offered = |link: &Link| {
            self.blocks.iter().any(|block| matches!(block, Block::Empty(empty) if empty.links.contains(link)))
        };
        let links = links.into_iter().filter(|link| !offered(link)).collect();
        Self { links, ..self }
    }
}

impl Ground<'_> {
    /// Opens a record beside this page.
    pub fn open(&self, kind: Kind, code: &str) -> String {
        self.asked.address(&self.here, Some((kind.code(), code)))
    }

    /// Opens the record with this id beside this page.
    pub fn open_id(&self, kind: Kind, id: Uuid) -> Option<String> {
        Some(self.open(kind, self.plan.code(kind, id)?))
    }

    /// Opens the form for a new record of a kind beside this page.
    pub fn making(&self, kind: Kind) -> String {
        self.asked.address(&self.here, Some(("new", kind.code())))
    }

    /// Opens the form for a new record of a kind whose fields hold this at first.
    pub fn new_with(&self, kind: Kind, fields: &[(&str, &str)]) -> String {
        let names: Vec<String> = fields.iter().map(|(name, _)| format!("{PRESET}{name}")).collect();
        let given: Vec<(&str, &str)> =
            names.iter().map(String::as_str).zip(fields.iter().map(|(_, value)| *value)).collect();
        self.asked.with(&self.here, &given, Some(("new", kind.code())))
    }

    /// This page with nothing open.
    pub fn closed(&self) -> String {
        self.asked.address(&self.here, None)
    }

    /// Another page of the account.
    pub fn page(&self, slug: &str) -> String {
        format!("{}/{slug}", self.base)
    }

    /// The figure with this dotted key.
    pub fn figure(&self, key: &str) -> Option<Figure> {
        self.figures.by_key(key)
    }

    /// Where the rows of a figure open beside this page; none where it has no such figure.
    pub fn rows_of(&self, key: &str) -> Option<String> {
        self.figure(key).map(|_| self.asked.address(&self.here, Some(("figure", key))))
    }

    /// The relationships that the figures rest on.
    pub fn relationships(&self) -> &Relationships<'_> {
        self.figures.relationships()
    }

    /// An instant as the clock on the wall shows it.
    pub fn clock(&self, at: Timestamp) -> String {
        at.to_zoned_datetime(self.zone.clone()).strftime("%Y-%m-%d %H:%M").to_string()
    }

    /// Who made a change: the name of a user, or what stood in for one.
    pub fn who(&self, user: Uuid) -> String {
        match self.past.names.get(&user) {
            Some(name) => name.clone(),
            None if user == SYSTEM => self.say.label("user-system"),
            None if user == FOUNDER => self.say.label("user-local"),
            None => self.say.label("user-unknown"),
        }
    }

    /// Is this record open beside the page?
    pub fn is_open(&self, kind: Kind, code: &str) -> bool {
        matches!(&self.asked.open, Some(Open::Record(open, at)) if *open == kind && at == code)
    }

    /// An amount in the plan's currency.
    pub fn money(&self, money: Money) -> String {
        self.say.money(money, self.currency)
    }

    /// The ways to look at this page (`view-{way}`), of which the first is the one that needs no name.
    pub fn tabs(&self, ways: &[&str]) -> Vec<Tab> {
        let asked = self.asked.value("view");
        let open = ways.iter().position(|way| *way == asked).unwrap_or_default();
        let tab = |(at, way): (usize, &&str)| {
            let named = if at == 0 { "" } else { *way };
            let href = self.asked.with(&self.here, &[("view", named)], None);
            Tab { link: Link::new(self.say.code("view", way), href), open: at == open }
        };
        ways.iter().enumerate().map(tab).collect()
    }

    /// The value of a figure as it is read, an amount as money.
    pub fn value_of(&self, figure: &Figure) -> String {
        match (figure.measure, figure.value) {
            (Measure::Amount, Some(units)) => self.money(Money::of_units(units)),
            _ => self.say.figure(figure),
        }
    }

    /// The reader sees what we make of people. Whoever does not is shown nothing that is made of it.
    pub fn judges(&self) -> bool {
        self.plan.shows(Audience::Judgement)
    }

    /// The reader may add records of this kind, now.
    pub fn may_add(&self, kind: Kind) -> bool {
        self.forms.may_add(kind)
    }

    /// The reader may edit this record, now.
    pub fn may_edit(&self, kind: Kind, id: Uuid) -> bool {
        self.forms.may_edit(kind, id)
    }

    /// The plan stands as of an earlier day and takes no changes.
    pub fn is_past(&self) -> bool {
        self.forms.is_read_only()
    }
}

/// The words on a drawing, whose cards open their records beside the page.
impl Labels for Ground<'_> {
    fn language(&self) -> Language {
        self.say.language
    }
    fn label(&self, key: &str) -> String {
        self.say.label(key)
    }
    fn code(&self, scale: &str, code: &str) -> String {
        self.say.code(scale, code)
    }
    fn grade(&self, scale: &str, value: i64) -> String {
        self.say.grade(scale, value)
    }
    fn money(&self, amount: Money) -> String {
        Labels::money(&self.say, amount)
    }
    fn number(&self, value: f64) -> String {
        self.say.number(value)
    }
    fn percent(&self, share: f64) -> String {
        self.say.percent(share)
    }
    fn day(&self, day: Day) -> String {
        self.say.day(day)
    }
    fn link(&self, record: RecordRef) -> Option<String> {
        self.open_id(record.kind, record.id)
    }
}

#[derive(Template)]
#[template(path = "page.html")]
struct Page {
    shell: Shell,
    closed: String,
    help: Option<Help>,
    content: Content,
    panel: Option<Panel>,
}

/// The parts of a page's address.
#[derive(Deserialize)]
pub struct Address {
    page: String,
    day: Option<Day>,
}

/// `GET {root}/{page}` and `GET {root}/as-of/{day}/{page}`.
pub async fn show(
    app: App,
    root: Root,
    At(address): At<Address>,
    uri: Uri,
    preferences: Preferences,
    jar: CookieJar,
    attempt: Option<Extension<Attempt>>,
) -> Result<Response, Failure> {
    let leaf = Leaf::at(root, &address.page).ok_or(Failure::NotFound)?;
    let seat = root.seat(&app).await?;
    let asked = Asked::of(&uri);
    app.saw(root, asked.open.as_ref().and_then(|open| personal(seat.plan(), open)));
    let back = uri.path_and_query().map_or("/", |address| address.as_str()).to_owned();
    let attempt = attempt.map(|Extension(attempt)| attempt);
    let earlier = match address.day {
        Some(day) => Some(as_of(&app, &seat, day).await?),
        None => None,
    };
    let whole = match &earlier {
        None if wants_whole(&seat, leaf, &asked) => Some(seat.whole().await?),
        _ => None,
    };
    let before = earlier.as_ref().map(|(_, view)| view);
    let view = before.or(whole.as_ref()).unwrap_or_else(|| seat.view());
    let plan = view.plan();
    let today = address.day.unwrap_or_else(|| app.world.today());
    let mut past = past(&app, &seat, leaf, &asked, plan, today).await?;
    if let (Some(Open::Record(Kind::Person, code)), None, None) = (&asked.open, &earlier, &whole)
        && let Some(person) = plan.find(Kind::Person, code)
    {
        past.resting = seat.resting_with(person).await?;
    }
    let base = match address.day {
        Some(day) => format!("{root}/as-of/{day}"),
        None => root.to_string(),
    };
    let shell = Shell::of(&app, root, preferences, &leaf.title(), back.clone(), &seat, seat.steps().await?);
    let others = app.ledger.reach(&app.viewer).first_accounts(OTHERS).await?;
    let day = address.day.zip(earlier.as_ref().map(|(revision, _)| *revision));
    let shell = shell.noting(&jar).within(root, leaf, plan, &base, day).among(others);
    let forms = Forms::new(&app, root, view, shell.say, &back, attempt.as_ref());
    let ground = Ground {
        plan,
        today,
        say: shell.say,
        here: format!("{base}/{}", leaf.slug),
        root,
        base,
        asked,
        currency: plan.currency().unwrap_or_default(),
        figures: view.figures(today),
        forms: if address.day.is_some() || shell.archived.is_some() { forms.read_only() } else { forms },
        past: &past,
        zone: app.world.zone(),
    };
    let content = leaf.content_for(&ground)?;
    let panel = Panel::open(&ground);
    let closed = ground.closed();
    let help = Help::of(ground.say, leaf.slug);
    let page = Page { shell: shell.refusing(ground.forms.unmet()), closed, help, content, panel };
    Ok((shown(jar), Html(page.render()?)).into_response())
}

/// Any other method on a page's address: a page is only read.
pub async fn refuse(root: Root, At(address): At<Address>) -> Result<StatusCode, Failure> {
    Leaf::at(root, &address.page).map(|_| StatusCode::METHOD_NOT_ALLOWED).ok_or(Failure::NotFound)
}

/// The record that is opened, where it says something about a human being.
fn personal(plan: &Plan, open: &Open) -> Option<RecordRef> {
    let Open::Record(kind, code) = open else { return None };
    let tells = kind.fields().iter().any(|field| field.personal.is_some());
    Some(RecordRef { kind: *kind, id: plan.find(*kind, code).filter(|_| tells)? })
}

/// Does the page show what rests? Where it is compared with an earlier plan, where it is asked for, or where it is open.
fn wants_whole(seat: &Seat, leaf: &Leaf, asked: &Asked) -> bool {
    let rests = |open: &Open| matches!(open, Open::Record(kind, code) if seat.rests(*kind, code));
    leaf.needs != Needs::Nothing || asked.is(CONTACTS) || asked.open.as_ref().is_some_and(rests)
}

/// The plan at the end of this day, with its revision.
async fn as_of(app: &App, seat: &Seat, day: Day) -> Result<(i64, View), Failure> {
    let end = day.end(&app.world.zone()).ok_or(Failure::NotFound)?;
    match seat.revision_at(end).await? {
        // The account was not there yet.
        0 => Err(Failure::NotFound),
        revision => Ok((revision, seat.as_of(revision).await?)),
    }
}

async fn past(app: &App, seat: &Seat, leaf: &Leaf, asked: &Asked, plan: &Plan, today: Day) -> Result<Past, Failure> {
    let mut past = Past { revision: seat.stamp().revision, ..Past::default() };
    if let (Some(Open::Record(kind, code)), true) = (&asked.open, asked.is("history"))
        && let Some(id) = plan.find(*kind, code)
    {
        past.changes = seat.history_of(*kind, id).await?;
    }
    if !past.changes.is_empty() || leaf.needs == Needs::History {
        past.names = app.ledger.user_names().await?;
    }
    match leaf.needs {
        Needs::Nothing => {}
        Needs::History => {
            past.changes = seat.history(i64::MAX).await?;
            past.then = asked_back_to(seat, asked, &past.changes).await?;
            past.snapshots = seat.snapshots().await?;
        }
        Needs::LastReview => {
            past.snapshots = seat.snapshots().await?;
            past.before = last_review(app, seat, &past.snapshots, today).await?;
        }
    }
    Ok(past)
}

/// The plan that the address asks to look at before going back to it; none where the log has no such revision.
async fn asked_back_to(seat: &Seat, asked: &Asked, log: &[Logged]) -> Result<Option<(Logged, View)>, Failure> {
    let revision = asked.value(crate::history::BACK_TO).parse::<i64>().ok();
    let Some(change) = log.iter().find(|change| Some(change.revision) == revision) else { return Ok(None) };
    Ok(Some((change.clone(), seat.as_of(change.revision).await?)))
}

/// The plan that the last snapshot before today sealed, else as it was a month ago, if it was there.
async fn last_review(
    app: &App,
    seat: &Seat,
    snapshots: &[Snapshot],
    today: Day,
) -> Result<Option<(Day, View)>, Failure> {
    if let Some(snapshot) = snapshots.iter().find(|one| one.day < today) {
        return Ok(Some((snapshot.day, seat.open_snapshot(snapshot.id).await?)));
    }
    let day = today.plus(-MONTH);
    match as_of(app, seat, day).await {
        Ok((_, plan)) => Ok(Some((day, plan))),
        Err(Failure::NotFound | Failure::MadeByNewer) => Ok(None),
        Err(error) => Err(error),
    }
}
