//! The portfolio: every account within reach in one line, sorted by what its summary or its head says (decided 5.44).

use crate::App;
use crate::error::Failure;
use crate::shell::ACCOUNTS;
use crate::words::Say;
use askama::Template;
use draw::svg::{self, Theme};
use ledger::{After, Filter, Line, List, Order, Page, Reach, Reading};
use plan::{Day, Money};
use serde::Deserialize;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Accounts on one page.
const MOST: usize = 25;
/// Days of which the small trend tells.
const TREND: i64 = 180;
/// The figures that a line shows beside its summary.
const STRENGTH: &str = "relationship.seat_strength";
const TARGET: &str = "opportunity.target";

/// A column: the label over it, what it sorts by, the largest first, and whether it holds numbers.
struct Column {
    label: &'static str,
    sort: (List, &'static str, bool),
    number: bool,
}

const fn by(label: &'static str, list: List, column: &'static str, falling: bool, number: bool) -> Column {
    Column { label, sort: (list, column, falling), number }
}

/// The columns. Lights sort by the figure under them; that of the voices hangs on two, so it sorts by itself.
const COLUMNS: [Column; 11] = [
    by("kind-account", List::Accounts, "title", false, false),
    by("lifecycle-heading", List::Portfolio, "lifecycle", false, false),
    by("figure-seat_strength", List::Portfolio, "seat_strength", false, true),
    by("lights-execution", List::Portfolio, "execution_score", false, false),
    by("lights-voice", List::Portfolio, "voice_light", false, false),
    by("lights-forecast", List::Portfolio, "chance", false, false),
    by("portfolio-committed", List::Portfolio, "committed", true, true),
    by("portfolio-gaps", List::Portfolio, "gaps", true, true),
    by("overdue-actions", List::Portfolio, "overdue_actions", true, true),
    by("portfolio-stale", List::Portfolio, "stale_facts", true, true),
    by("field-next_review_on", List::Portfolio, "next_review_on", false, false),
];

/// What the address asks for.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Asked {
    sort: Option<String>,
    after: Option<String>,
    shelf: Option<String>,
}

impl Asked {
    /// Is it asked for what was put away?
    pub fn is_of_archived(&self) -> bool {
        self.shelf.as_deref() == Some("archived")
    }

    fn reach(&self, app: &App) -> Reach {
        let reach = app.ledger.reach(&app.viewer);
        if self.is_of_archived() { reach.of_archived() } else { reach }
    }
}

/// The table.
#[derive(Template)]
#[template(path = "portfolio.html")]
pub struct Portfolio {
    say: Say,
    heads: Vec<Head>,
    rows: Vec<Row>,
    /// The next page, and the first where this is not it.
    next: Option<String>,
    first: Option<String>,
}

/// The head of a column.
struct Head {
    label: String,
    number: bool,
    /// Names the columns that are left out where the page is narrow.
    class: &'static str,
    /// Sorts by it.
    href: String,
    /// How the rows are sorted by it, as a screen reader says it.
    sorted: &'static str,
}

/// A line.
struct Row {
    /// Codes of accounts may be the same.
    account: Uuid,
    href: String,
    name: String,
    code: String,
    lifecycle: String,
    relationship: Light,
    strength: String,
    /// The strength day by day, where it is known of several.
    trend: Option<String>,
    execution: Light,
    voice: Light,
    forecast: Light,
    chance: String,
    committed: String,
    target: String,
    gaps: String,
    overdue: String,
    stale: String,
    review: String,
    /// The day of the review has passed.
    late: bool,
}

/// A light: its class and its word.
struct Light {
    code: String,
    word: String,
}

impl Portfolio {
    /// The page of the portfolio that an address asks for.
    pub async fn of(app: &App, say: Say, asked: &Asked) -> Result<Self, Failure> {
        let (list, order) = sorting(asked.sort.as_deref());
        let after: Option<After> = asked.after.as_deref().and_then(|after| after.parse().ok());
        let reach = asked.reach(app);
        let (lines, heads) = lines(&reach, app.world.today(), (list, order), after.as_ref()).await?;
        let today = app.world.today();
        let accounts: Vec<Uuid> = lines.lines.iter().map(|line| line.account).collect();
        let readings = reach.figures(&accounts, &[STRENGTH, TARGET], today.plus(-TREND)).await?;
        let row = |line: &Line| {
            let head = heads.iter().find(|head| head.account == line.account)?;
            let of: Vec<&Reading> = readings.iter().filter(|one| one.account == line.account).collect();
            Some(Row::of(say, today, line, head, &of))
        };
        let sort = asked.sort.as_deref().filter(|_| order != sorting(None).1).unwrap_or_default();
        Ok(Self {
            say,
            heads: COLUMNS.iter().map(|column| Head::of(say, column, order, asked)).collect(),
            rows: lines.lines.iter().filter_map(row).collect(),
            next: lines.next.map(|next| asked.address(sort, Some(&next))),
            first: after.map(|_| asked.address(sort, None)),
        })
    }

    /// No account is within reach.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

/// The list and the order that an address names; by name where it names none.
fn sorting(name: Option<&str>) -> (List, Order) {
    let named = name.and_then(|name| COLUMNS.iter().map(|column| column.sort).find(|(_, column, _)| *column == name));
    let (list, column, falling) = named.unwrap_or((List::Accounts, "title", false));
    (list, Order { column, falling })
}

impl Asked {
    /// The same list in another order, or further on.
    fn address(&self, sort: &str, after: Option<&After>) -> String {
        let after = after.map(After::to_string);
        let shelf = if self.is_of_archived() { "archived" } else { "" };
        let asked = [("shelf", shelf), ("sort", sort), ("after", after.as_deref().unwrap_or_default())];
        let given = asked.into_iter().filter(|(_, value)| !value.is_empty());
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(given).finish();
        if query.is_empty() { ACCOUNTS.to_owned() } else { format!("{ACCOUNTS}?{query}") }
    }
}

/// A page of summaries in this order, and the heads of their accounts.
async fn lines(
    reach: &Reach,
    today: Day,
    (list, order): (List, Order),
    after: Option<&After>,
) -> Result<(Page, Vec<Line>), Failure> {
    let of = |page: &Page| [Filter::Accounts(page.lines.iter().map(|line| line.account).collect())];
    if list == List::Portfolio {
        let page = reach.portfolio(today, &[], order, after, MOST).await?;
        let by_code = Order { column: "code", falling: false };
        let heads = reach.list(List::Accounts, &of(&page), by_code, None, MOST).await?;
        return Ok((page, heads.lines));
    }
    let heads = reach.list(list, &[], order, after, MOST).await?;
    let by_strength = Order { column: "seat_strength", falling: false };
    let mut found = reach.portfolio(today, &of(&heads), by_strength, None, MOST).await?.lines;
    let mut summaries: BTreeMap<Uuid, Line> = found.drain(..).map(|line| (line.account, line)).collect();
    let lines = heads.lines.iter().filter_map(|head| summaries.remove(&head.account)).collect();
    Ok((Page { lines, next: heads.next }, heads.lines))
}

impl Head {
    fn of(say: Say, column: &Column, order: Order, asked: &Asked) -> Self {
        let (_, name, _) = column.sort;
        let is = name == order.column;
        let sorted = match (is, order.falling) {
            (false, _) => "none",
            (true, true) => "descending",
            (true, false) => "ascending",
        };
        let class = match column.label {
            "lifecycle-heading" => " c-life",
            "lights-execution" | "lights-voice" => " c-light",
            _ => "",
        };
        Self { label: say.label(column.label), number: column.number, class, href: asked.address(name, None), sorted }
    }
}

impl Light {
    fn of(say: Say, line: &Line, column: &str) -> Self {
        let code = line.text(column).unwrap_or("unknown").to_owned();
        Self { word: say.code("light", &code), code }
    }
}

impl Row {
    fn of(say: Say, today: Day, line: &Line, head: &Line, readings: &[&Reading]) -> Self {
        let unknown = || say.label("unknown");
        let count = |column: &str| line.int(column).unwrap_or_default().to_string();
        let currency = head.text("currency").unwrap_or_default();
        let of = |key: &'static str| readings.iter().filter(move |one| one.key == key);
        let strengths: Vec<f64> = of(STRENGTH).map(|one| one.value).collect();
        let target =
            of(TARGET).rfind(|one| one.day == today).map(|one| say.money(Money::of_units(one.value), currency));
        let review = line.day("next_review_on");
        Self {
            account: line.account,
            href: format!("{ACCOUNTS}/{}/overview", line.account),
            name: line.title.as_ref().map(|name| say.show(name).to_owned()).unwrap_or_default(),
            code: head.text("code").unwrap_or_default().to_owned(),
            lifecycle: line.text("lifecycle").map_or_else(unknown, |state| say.code("lifecycle", state)),
            relationship: Light::of(say, line, "relationship_light"),
            strength: line.real("seat_strength").map_or_else(unknown, |points| say.tenths(points)),
            trend: (strengths.len() > 1)
                .then(|| svg::write(&draw::trend::spark(&strengths), Theme::Page, &say.label("portfolio-trend"))),
            execution: Light::of(say, line, "execution_light"),
            voice: Light::of(say, line, "voice_light"),
            forecast: Light::of(say, line, "forecast_light"),
            chance: line.real("chance").map(|chance| say.percent(chance)).unwrap_or_default(),
            committed: line.int("committed").map(|minor| say.money(Money(minor), currency)).unwrap_or_default(),
            target: target.map(|target| say.one("portfolio-of-target", "target", target)).unwrap_or_default(),
            gaps: count("gaps"),
            overdue: count("overdue_actions"),
            stale: count("stale_facts"),
            review: review.map(|day| say.day(day)).unwrap_or_default(),
            late: review.is_some_and(|day| day < today),
        }
    }
}
