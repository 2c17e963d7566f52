//! Who may open an account, in which role: its members see the list; whoever leads it lets others in, gives roles, hands
//! the account over, and takes it out of somebody's reach (method 8).

use crate::App;
use crate::Site;
use crate::error::Failure;
use crate::preferences::Preferences;
use crate::record::Sent;
use crate::root::Root;
use crate::shell::{ACCOUNTS, Shell};
use crate::sign_in::ask::told;
use crate::words::Say;
use askama::Template;
use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use ledger::{Error, Membership, Refusal, Standing, User};
use plan::lens::Role;
use uuid::Uuid;

/// Somebody who is signed in, at the list of an account within reach. The demo has nobody to let in.
pub struct Doorkeeper {
    app: App,
    account: Uuid,
    /// What the account is called.
    name: String,
    /// Its team: id and name.
    team: Vec<(Uuid, String)>,
    /// Says who is let in.
    leads: bool,
    preferences: Preferences,
    jar: CookieJar,
}

impl FromRequestParts<Site> for Doorkeeper {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Failure> {
        let Root::Account(account) = Root::from_request_parts(parts, site).await? else {
            return Err(Failure::NotFound);
        };
        let app = App::from_request_parts(parts, site).await?;
        if app.who.session.is_none() {
            return Err(Failure::NotFound);
        }
        let Ok(preferences) = Preferences::from_request_parts(parts, site).await;
        let seat = app.ledger.open(&app.viewer, account).await?;
        let (plan, say) = (seat.plan(), preferences.say());
        let name = plan.account().map(|one| say.show(&one.name).to_owned()).unwrap_or_default();
        let team = plan.members.by_code().map(|one| (one.id.uuid(), say.show(&one.name).to_owned())).collect();
        let leads = seat.lens().role().leads() || app.viewer.standing == Standing::Administrator;
        let jar = CookieJar::from_headers(&parts.headers);
        Ok(Self { app, account, name, team, leads, preferences, jar })
    }
}

#[derive(Template)]
#[template(path = "access.html")]
struct AccessPage {
    shell: Shell,
    account: Uuid,
    name: String,
    problem: Option<String>,
    lines: Vec<Line>,
    others: Vec<User>,
    me: Uuid,
    /// The reader says who is let in.
    leads: bool,
    /// The roles on offer: code, name, what it sees and does.
    roles: Vec<(&'static str, String, String)>,
    /// The team that somebody may be one of: id and name.
    team: Vec<(Uuid, String)>,
}

/// Somebody who may open the account.
struct Line {
    user: User,
    role: Role,
    /// What the role is called.
    role_name: String,
    /// Which member of the team it is.
    member: Option<Uuid>,
    /// The name of that member.
    member_name: String,
}

impl Line {
    fn is_one(&self, member: &Uuid) -> bool {
        self.member == Some(*member)
    }
}

impl Doorkeeper {
    fn address(&self) -> String {
        format!("/accounts/{}/access", self.account)
    }

    fn line(&self, say: Say, one: Membership) -> Line {
        let member = one.member.map(plan::Id::uuid);
        let name = self.team.iter().find(|(id, _)| Some(*id) == member).map(|(_, name)| name.clone());
        let role_name = say.code(Role::SCALE, one.role.code());
        Line { user: one.user, role: one.role, role_name, member, member_name: name.unwrap_or_default() }
    }

    async fn page(self, problem: Option<String>) -> Result<Response, Failure> {
        let address = self.address();
        let shell =
            Shell::over_all(&self.app, self.preferences, ("access", &address), address.clone(), &self.jar).await?;
        let members = self.app.ledger.memberships(&self.app.viewer, self.account).await?;
        let is_in = |one: &User| members.iter().any(|member| member.user.id == one.id);
        let others = self.app.ledger.users().await?.into_iter().filter(|one| !one.is_disabled && !is_in(one));
        let say = shell.say;
        let described = |role: &Role| {
            (role.code(), say.code(Role::SCALE, role.code()), say.label(&format!("access-role-{}", role.code())))
        };
        let others = others.collect();
        let status = if problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
        let page = AccessPage {
            problem,
            leads: self.leads,
            roles: Role::ALL.iter().map(described).collect(),
            lines: members.into_iter().map(|one| self.line(say, one)).collect(),
            shell,
            account: self.account,
            name: self.name,
            others,
            team: self.team,
            me: self.app.viewer.user,
        };
        Ok((status, Html(page.render()?)).into_response())
    }

    /// Back to the list, or home where the list went out of one's own reach.
    async fn answer(self, outcome: Result<(), Error>, next: String) -> Result<Response, Failure> {
        match outcome {
            Ok(()) => Ok(Redirect::to(&next).into_response()),
            Err(Error::Refused(refusal)) => {
                let problem = told(self.preferences.say(), refusal);
                self.page(Some(problem)).await
            }
            Err(Error::Problems(problems)) => {
                let say = self.preferences.say();
                let told = problems.iter().map(|problem| say.problem(problem)).collect::<Vec<_>>().join(" ");
                self.page(Some(told)).await
            }
            Err(error) => Err(error.into()),
        }
    }
}

/// `GET /accounts/{account}/access`.
pub async fn show(doorkeeper: Doorkeeper) -> Result<Response, Failure> {
    doorkeeper.page(None).await
}

/// `POST /accounts/{account}/access`: somebody is let in, or gets another role.
pub async fn let_in(doorkeeper: Doorkeeper, sent: Sent) -> Result<Response, Failure> {
    let (user, role) = (sent.id("user"), sent.value("role").and_then(Role::from_code));
    let (Ok(user), Some(role)) = (user, role) else {
        let problem = told(doorkeeper.preferences.say(), Refusal::NoUser);
        return doorkeeper.page(Some(problem)).await;
    };
    let member = sent.id("member").ok().filter(|id| doorkeeper.team.iter().any(|(one, _)| one == id));
    let (account, app) = (doorkeeper.account, &doorkeeper.app);
    let given = (role, member.map(plan::Id::new));
    let outcome = app.ledger.let_in(&app.viewer, account, user, given, &doorkeeper.app.act()).await;
    let next = doorkeeper.address();
    doorkeeper.answer(outcome, next).await
}

/// `POST /accounts/{account}/access/removal`.
pub async fn keep_out(doorkeeper: Doorkeeper, sent: Sent) -> Result<Response, Failure> {
    let user = sent.id("user")?;
    let (account, app) = (doorkeeper.account, &doorkeeper.app);
    let outcome = app.ledger.keep_out(&app.viewer, account, user, &doorkeeper.app.act()).await;
    let gone = user == app.viewer.user;
    let next = if gone { ACCOUNTS.to_owned() } else { doorkeeper.address() };
    doorkeeper.answer(outcome, next).await
}
