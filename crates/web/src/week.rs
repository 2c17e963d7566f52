//! The first page of each role over all accounts within reach (decided 3.24, 3.25): what a seller does this week, what a
//! manager asks about, what an executive decides. All of it comes from lists; where those say too little, the plans of
//! the first accounts concerned are opened.

mod executive;
mod oversight;
mod section;
mod seller;

use crate::App;
use crate::attempt::Attempt;
use crate::error::Failure;
use crate::page::block::Help;
use crate::preferences::{Preferences, Role};
use crate::shell::{Shell, WEEK, shown};
use crate::words::Say;
use askama::Template;
use axum::Extension;
use axum::extract::Query;
use axum::response::{Html, IntoResponse, Response};
use axum_extra::extract::CookieJar;
use ledger::{AccountCard, Cell, Filter, Line, List, Order, Page, Reach, Seat};
use plan::team::PlanRole;
use plan::{Day, Kind};
use section::Section;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Days ahead that are this week's, today among them.
const DAYS: i64 = 7;
/// Lines of a section; who has more narrows the page to one person or opens the account.
const MOST: usize = 20;
/// Plans that are opened for what lists do not say: more than a section has lines, and more than one of us works on; a
/// plan that is held costs a tenth of a millisecond.
const OPENED: usize = 40;

/// What the address asks for.
#[derive(Deserialize)]
pub struct Asked {
    #[serde(rename = "as")]
    role: Option<String>,
    /// The name of one of ours in the source language, so that it means the same in each.
    #[serde(default)]
    member: String,
}

impl Asked {
    fn role(&self, preferences: Preferences) -> Role {
        let asked = self.role.as_deref().and_then(Role::from_code);
        asked.or(preferences.role).unwrap_or_default()
    }

    /// The page as asked for, but for the role, which a choice then decides.
    fn address(&self) -> String {
        if self.member.is_empty() {
            return WEEK.to_owned();
        }
        let query = form_urlencoded::Serializer::new(String::new()).append_pair("member", &self.member).finish();
        format!("{WEEK}?{query}")
    }
}

/// One of ours in one of the accounts.
struct Member {
    account: Uuid,
    /// The name as it stands in the address.
    key: String,
    name: String,
    role: Option<PlanRole>,
}

/// Everything that the sections are made from.
pub struct Week<'a> {
    app: &'a App,
    reach: Reach,
    say: Say,
    today: Day,
    /// The first day after the week.
    end: Day,
    /// Where forms come back to.
    here: &'a str,
    accounts: BTreeMap<Uuid, AccountCard>,
    members: BTreeMap<Uuid, Member>,
    /// Whose week it is: every record of this person among the members. Everybody's where nobody is named.
    mine: Option<BTreeSet<Uuid>>,
}

#[derive(Template)]
#[template(path = "week.html")]
struct WeekPage {
    shell: Shell,
    help: Option<Help>,
    role: Role,
    back: String,
    /// Names in the address, names as shown, whether chosen.
    members: Vec<(String, String, bool)>,
    /// No account is within reach.
    empty: bool,
    sections: Vec<Section>,
}

/// `GET /week`.
pub async fn show(
    app: App,
    Query(asked): Query<Asked>,
    preferences: Preferences,
    uri: axum::http::Uri,
    jar: CookieJar,
    attempt: Option<Extension<Attempt>>,
) -> Result<Response, Failure> {
    let here = uri.path_and_query().map_or(WEEK, |address| address.as_str()).to_owned();
    let shell = Shell::over_all(&app, preferences, ("page-week", WEEK), here.clone(), &jar).await?;
    let shell = shell.refusing(attempt.as_ref().map(|Extension(attempt)| attempt));
    let role = asked.role(preferences);
    let week = Week::of(&app, shell.say, &here, &asked.member).await?;
    let sections = match role {
        Role::Seller => seller::sections(&week).await?,
        Role::Manager => oversight::sections(&week).await?,
        Role::Executive => executive::sections(&week).await?,
    };
    let page = WeekPage {
        help: Help::of(shell.say, "week"),
        role,
        back: asked.address(),
        members: week.names(&asked.member),
        empty: week.accounts.is_empty(),
        sections,
        shell,
    };
    Ok((shown(jar), Html(page.render()?)).into_response())
}

impl<'a> Week<'a> {
    async fn of(app: &'a App, say: Say, here: &'a str, member: &str) -> Result<Self, Failure> {
        let reach = app.ledger.reach(&app.viewer);
        let accounts = reach.accounts().await?.into_iter().map(|card| (card.id, card)).collect();
        let members = members(&reach, say).await?;
        let named = |(_, one): &(&Uuid, &Member)| one.key == member;
        let mine = (!member.is_empty()).then(|| members.iter().filter(named).map(|(id, _)| *id).collect());
        let today = app.world.today();
        Ok(Self { app, reach, say, today, end: today.plus(DAYS), here, accounts, members, mine })
    }

    /// The names to choose from, each once.
    fn names(&self, chosen: &str) -> Vec<(String, String, bool)> {
        let names: BTreeMap<&str, &str> =
            self.members.values().map(|one| (one.key.as_str(), one.name.as_str())).collect();
        names.into_iter().map(|(key, name)| (key.to_owned(), name.to_owned(), key == chosen)).collect()
    }

    /// Records of these members; everybody's where there are none named.
    fn of_members(column: &'static str, members: Option<&BTreeSet<Uuid>>) -> Option<Filter> {
        members.map(|members| Filter::OneOf(column, members.iter().map(|id| Cell::from(*id)).collect()))
    }

    /// Records that this person answers for.
    fn of_mine(&self, column: &'static str) -> Option<Filter> {
        Self::of_members(column, self.mine.as_ref())
    }

    /// Records of the accounts in which this person is on the team.
    fn of_my_accounts(&self) -> Option<Filter> {
        self.mine.as_ref().map(|_| Filter::Accounts(self.my_accounts()))
    }

    fn my_accounts(&self) -> Vec<Uuid> {
        match &self.mine {
            None => self.accounts.keys().copied().collect(),
            Some(mine) => {
                let of = mine.iter().filter_map(|id| Some(self.members.get(id)?.account));
                of.collect::<BTreeSet<_>>().into_iter().collect()
            }
        }
    }

    /// The members who are executives.
    fn executives(&self) -> BTreeSet<Uuid> {
        let is = |one: &Member| one.role == Some(PlanRole::ExecSponsor);
        self.members.iter().filter(|(_, one)| is(one)).map(|(id, _)| *id).collect()
    }

    /// The first lines of a list, the lowest value of this column first.
    async fn lines(
        &self,
        list: List,
        column: &'static str,
        filters: impl IntoIterator<Item = Filter>,
    ) -> Result<Page, Failure> {
        let filters: Vec<Filter> = filters.into_iter().collect();
        Ok(self.reach.list(list, &filters, Order { column, falling: false }, None, MOST).await?)
    }

    /// Seats at the plans of these accounts, at most [`OPENED`]; one that went out of reach meanwhile is passed over.
    async fn seats(&self, accounts: impl IntoIterator<Item = Uuid>) -> Result<Vec<(Uuid, Seat)>, Failure> {
        let mut seats = Vec::new();
        for account in accounts.into_iter().collect::<BTreeSet<_>>().into_iter().take(OPENED) {
            match self.app.ledger.open(&self.app.viewer, account).await {
                Ok(seat) => seats.push((account, seat)),
                Err(ledger::Error::NotFound) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(seats)
    }

    fn account_name(&self, account: Uuid) -> String {
        self.accounts.get(&account).map(|card| self.say.show(&card.name).to_owned()).unwrap_or_default()
    }

    /// Who answers for a line; that nobody does, where it is so.
    fn owner(&self, line: &Line, column: &str) -> String {
        let owner = line.text(column).and_then(|id| self.members.get(&id.parse().ok()?));
        owner.map_or_else(|| self.say.label("reason-no-owner"), |one| one.name.clone())
    }
}

/// All of ours in all accounts within reach.
async fn members(reach: &Reach, say: Say) -> Result<BTreeMap<Uuid, Member>, Failure> {
    let (mut members, mut after) = (BTreeMap::new(), None);
    let order = Order { column: "title", falling: false };
    loop {
        let page = reach.list(List::Cards(Kind::Member), &[], order, after.as_ref(), usize::MAX).await?;
        for line in &page.lines {
            let Some(title) = &line.title else { continue };
            let role = line.text("state").and_then(|code| PlanRole::ALL.iter().find(|one| one.code() == code));
            let key = title.show(plan::Language::default()).to_owned();
            let name = say.show(title).to_owned();
            members.insert(line.record, Member { account: line.account, key, name, role: role.copied() });
        }
        after = page.next;
        if after.is_none() {
            return Ok(members);
        }
    }
}
