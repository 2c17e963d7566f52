//! The relationship gap page: figures that open to their rows, top gaps, the gap table, the seats of every open deal,
//! and a side panel in which what they rest on is edited (method 4.3).

mod panel;
mod table;

use crate::App;
use crate::attempt::Attempt;
use crate::error::{At, Failure};
use crate::form::Forms;
use crate::preferences::Preferences;
use crate::shell::{Shell, shown};
use crate::words::Say;
use askama::Template;
use axum::Extension;
use axum::extract::State;
use axum::http::Uri;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{Html, IntoResponse, Response};
use axum_extra::extract::CookieJar;
use draw::svg::{self, Theme};
use panel::Panel;
use plan::relationship::Relationships;
use plan::{Day, Plan};
use table::{DealRow, GapRow, Tile, TopGap};
use uuid::Uuid;

/// What the address says is open beside the table.
#[derive(Clone, Debug, Default)]
pub struct Open {
    /// Code of a person.
    person: Option<String>,
    /// Code of a deal.
    deal: Option<String>,
    /// Key of a figure.
    figure: Option<String>,
    /// Kind of a new record.
    new: Option<String>,
}

impl Open {
    /// What this address names; of several the first, so that no address is an error.
    fn of(uri: &Uri) -> Self {
        let named: Vec<_> = form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()).collect();
        let first = |name: &str| named.iter().find(|(key, _)| key == name).map(|(_, value)| value.to_string());
        Self { person: first("person"), deal: first("deal"), figure: first("figure"), new: first("new") }
    }
}

#[derive(Template)]
#[template(path = "relationship.html")]
struct Page {
    shell: Shell,
    base: String,
    ring: Tile,
    ring_svg: String,
    tiles: Vec<Tile>,
    top: Vec<TopGap>,
    rows: Vec<GapRow>,
    unrated: Vec<String>,
    all_supporters: bool,
    deals: Vec<DealRow>,
    panel: Option<Panel>,
}

/// Everything that the parts of the page are made from.
struct Ground<'p> {
    plan: &'p Plan,
    today: Day,
    say: Say,
    base: &'p str,
    currency: &'p str,
    relationships: &'p Relationships<'p>,
}

/// `GET /accounts/{account}/relationships`.
pub async fn page(
    State(app): State<App>,
    At(account): At<Uuid>,
    uri: Uri,
    preferences: Preferences,
    jar: CookieJar,
    attempt: Option<Extension<Attempt>>,
) -> Result<Response, Failure> {
    let open = Open::of(&uri);
    let seat = app.ledger.open(&app.viewer, account).await?;
    let attempt = attempt.map(|Extension(attempt)| attempt);
    let here = uri.path_and_query().map_or("/", |address| address.as_str()).to_owned();
    let shell = Shell::of(&app, preferences, "gap-table", here.clone(), &seat, seat.steps().await?);
    let shell = shell.noting(&jar);
    let (plan, today) = (seat.plan(), app.world.today());
    let base = format!("/accounts/{account}/relationships");
    let relationships = Relationships::of(plan, today);
    let currency = plan.account().map_or("", |account| account.currency.as_str());
    let ground = Ground { plan, today, say: shell.say, base: &base, currency, relationships: &relationships };
    let forms = Forms::new(&app, plan, shell.say, &here, attempt.as_ref());
    let page = render(shell, &ground, &forms, &open)?;
    Ok((shown(jar), Html(page)).into_response())
}

fn render(shell: Shell, ground: &Ground<'_>, forms: &Forms<'_>, open: &Open) -> Result<String, Failure> {
    let say = ground.say;
    let figures = ground.relationships.figures();
    let coverage = figures.people_coverage();
    let tile = |key: &str| figures.by_key(key).map(|figure| Tile::of(ground, &figure, open));
    let stances = || ground.relationships.standings().iter().filter_map(|one| one.person.preference);
    let panel = Panel::open(ground, forms, open);
    let page = Page {
        base: ground.base.to_owned(),
        ring_svg: svg::write(&draw::relationship::ring(&coverage, &say.figure(&coverage)), Theme::Page, ""),
        ring: Tile::of(ground, &coverage, open),
        tiles: ["seat_strength", "attainment", "support_index", "thread_risk", "influence_total"]
            .into_iter()
            .filter_map(tile)
            .collect(),
        top: ground.relationships.top_gaps().map(|standing| TopGap::of(ground, standing)).collect(),
        rows: ground.relationships.standings().iter().map(|standing| GapRow::of(ground, standing, open)).collect(),
        unrated: table::unrated(ground),
        // A true map has non-supporters; with more than a handful of people all in favour, somebody was not asked.
        all_supporters: stances().count() >= 5 && stances().all(|stance| stance.value() > 0),
        deals: ground.relationships.deals().iter().map(|deal| DealRow::of(ground, deal, open)).collect(),
        panel,
        shell: shell.refusing(forms.unmet()),
    };
    Ok(page.render()?)
}

/// `GET /accounts/{account}/relationships.csv`: the gap table for a spreadsheet.
pub async fn gap_table_csv(
    State(app): State<App>,
    At(account): At<Uuid>,
    preferences: Preferences,
) -> Result<Response, Failure> {
    let seat = app.ledger.open(&app.viewer, account).await?;
    let say = Say::new(preferences.language);
    let labels = |key: &str| say.label(key);
    let bytes = papers::relationship::gap_table_csv(seat.plan(), app.world.today(), say.language, &labels)?;
    let code = seat.plan().account().map_or("account", |account| account.code.as_str());
    let plain: String = code.chars().filter(|c| c.is_ascii_alphanumeric() || "-_".contains(*c)).collect();
    let name = format!("attachment; filename=\"{plain}-relationships-{}.csv\"", app.world.today());
    Ok(([(CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, name)], bytes).into_response())
}
