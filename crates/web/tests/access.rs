//! Every door for every role: what is not for a reader leaves by none of them (method 8, decided 5.37), and what a reader
//! may not change has no control.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests"
)]

#[path = "../../plan/tests/support/sentinel.rs"]
mod sentinel;
mod support;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use ledger::{NewToken, Scope, Secret, token};
use plan::card::Class;
use plan::generate::{self, Size};
use plan::lens::Role;
use plan::portfolio::Part;
use plan::team::Member;
use plan::{Id, Kind, Lens, Plan, View};
use sentinel::Sentinel;
use std::collections::BTreeSet;
use std::sync::Arc;
use support::plans::{bedrock, veldhaven};
use support::{Answer, LIN, Server, Visitor, form, today};
use uuid::Uuid;
use web::page::menu::{LIBRARY, PAGES};

const XU: Uuid = Uuid::from_u128(0xE5);

/// A server with a plan in which every text is a word of its own, and somebody who is let in.
struct House {
    server: Server,
    plan: Arc<Plan>,
    words: Vec<Sentinel>,
    xu: Visitor,
    /// What a program of theirs holds.
    token: String,
}

impl House {
    async fn of(plan: &Plan) -> Self {
        let (plan, words) = sentinel::planted(plan);
        let server = Server::with(&plan).await;
        let xu = server.joins(XU, "xu").await;
        let secret = Secret::new([0x77; 32]);
        let new = NewToken { user: XU, id: XU, name: "tests", scope: Scope::Read, days: 30, secret: &secret };
        server.ledger.make_token(&new, &act(&server)).await.unwrap();
        Self { plan: Arc::new(plan), words, xu, token: token::text(&secret), server }
    }

    /// What stands behind an address, for a browser or a program.
    async fn ask(&self, address: &str) -> Answer {
        if !address.starts_with("/api/v1") {
            return self.xu.get(&self.server, address).await;
        }
        let bearer = format!("Bearer {}", self.token);
        let request = Request::get(address).header("host", support::HOST).header("authorization", bearer);
        self.server.send_as_it_is(request.body(Body::empty()).unwrap()).await
    }

    /// Every address that a program may try.
    fn programs(&self) -> Vec<String> {
        let at = |rest: String| format!("/api/v1/accounts/{}{rest}", self.server.account);
        let mut all = ["", "/plan", "/figures", "/changes"].map(|rest| at(rest.to_owned())).to_vec();
        all.push(at(format!("/as-of/{}/plan", today())));
        for kind in Kind::ALL.iter().copied() {
            all.push(at(format!("/records/{kind}")));
            let ids = self.plan.bodies(kind).into_iter().map(|(id, _)| id).take(2);
            let of = |id| [at(format!("/records/{kind}/{id}")), at(format!("/records/{kind}/{id}/changes"))];
            all.extend(ids.flat_map(of));
        }
        for (part, key) in Part::ALL.iter().flat_map(|part| part.keys().iter().map(move |key| (part, key))) {
            all.push(at(format!("/figures/{}.{key}", part.code())));
        }
        all.extend(["accounts", "opportunities", "actions", "people"].map(|list| format!("/api/v1/{list}")));
        all.push("/api/v1/search?q=zq&limit=500".to_owned());
        all
    }

    /// Every address that somebody who works with the account may try.
    async fn addresses(&self) -> Vec<String> {
        let day = today();
        let at = |rest: &str| self.server.at(rest);
        let mut all: Vec<String> = PAGES.iter().map(|leaf| at(leaf.slug)).collect();
        all.extend(PAGES.iter().map(|leaf| at(&format!("as-of/{day}/{}", leaf.slug))));
        all.extend(LIBRARY.iter().map(|leaf| format!("/library/{}", leaf.slug)));
        // A record of each kind, with its history, and the form for a new one.
        for kind in Kind::ALL.iter().copied() {
            let codes = self.plan.bodies(kind).into_iter().filter_map(|(id, _)| self.plan.code(kind, id));
            // Beside a page that shows little itself.
            all.extend(codes.take(2).map(|code| at(&format!("blank-tools?{kind}={code}&history=1"))));
            all.push(at(&format!("blank-tools?new={kind}")));
        }
        for (part, key) in Part::ALL.iter().flat_map(|part| part.keys().iter().map(move |key| (part, key))) {
            all.push(at(&format!("blank-tools?figure={}.{key}", part.code())));
        }
        let views = ["influence-map?view=grid", "relationships?view=gap-heat", "relationships?view=person-matrix"];
        all.extend(views.map(at));
        all.extend(["history?back-to=1", "history?to=1", "relationships.csv", "access", ""].map(at));
        let over_all =
            ["/accounts", "/opportunities", "/actions", "/people", "/hand-over", "/move", "/operations", "/me"];
        all.extend(over_all.map(str::to_owned));
        // All words begin so.
        all.extend(["/search?q=zq", "/palette?q=zq"].map(str::to_owned));
        all.extend(Class::ALL.iter().map(|class| format!("/search?q=zq&class={}", class.code())));
        all.extend(["seller", "manager", "executive"].map(|role| format!("/week?as={role}")));
        all
    }

    /// What a viewer in this role may read.
    fn allowed(&self, role: Role, me: Option<Id<Member>>) -> BTreeSet<&str> {
        let lens = View::of(self.plan.clone(), Lens::of(role, me)).lens();
        self.words.iter().filter(|one| one.is_for(lens)).map(|one| one.word.as_str()).collect()
    }

    /// Nothing but what is allowed stands behind any address; something does.
    async fn assert_sealed(&self, role: Role, me: Option<Id<Member>>) {
        let given = (role, me);
        self.server.ledger.let_in(&LIN, self.server.account, self.xu.user, given, &act(&self.server)).await.unwrap();
        let allowed = self.allowed(role, me);
        let mut read = BTreeSet::new();
        for address in self.addresses().await.into_iter().chain(self.programs()) {
            let answer = self.ask(&address).await;
            assert!(!answer.status.is_server_error(), "{role:?} {address}: {}", answer.text());
            let found = sentinel::found(&answer.text());
            let told: Vec<&Sentinel> = self.words.iter().filter(|one| found.contains(&one.word)).collect();
            for one in told {
                assert!(allowed.contains(one.word.as_str()), "{role:?} reads {}.{} at {address}", one.kind, one.field);
                read.insert(one.word.clone());
            }
        }
        assert!(!read.is_empty(), "{role:?} reads something");
    }
}

fn act(server: &Server) -> ledger::Act {
    ledger::Act { id: server.new_id().parse().unwrap(), by: None, at: server.now(), origin: "127.0.0.1".into() }
}

/// Somebody of the team who took a voice down.
fn interviewer(plan: &Plan) -> Option<Id<Member>> {
    plan.voices.by_code().find_map(|voice| voice.taken_by)
}

#[tokio::test]
async fn no_word_that_is_not_for_a_role_leaves_by_any_door() {
    for plan in [bedrock(), veldhaven()] {
        let house = House::of(&plan).await;
        for role in Role::ALL.iter().copied() {
            house.assert_sealed(role, interviewer(&plan)).await;
        }
    }
}

#[tokio::test]
async fn nor_does_any_of_plans_that_were_made_up() {
    let size = Size { people: 12, opportunities: 5, actions: 6, interactions: 8, needs: 6 };
    for (seed, role) in [Role::Executive, Role::Core, Role::Member, Role::Partner].into_iter().enumerate() {
        let plan = generate::plan(seed as u64 + 11, size, today()).unwrap();
        House::of(&plan).await.assert_sealed(role, None).await;
    }
}

#[tokio::test]
async fn an_account_out_of_reach_is_not_there_at_any_door() {
    let house = House::of(&bedrock()).await;
    for address in house.addresses().await.into_iter().chain(house.programs()).filter(|one| one.contains("/accounts/"))
    {
        assert_eq!(house.ask(&address).await.status, StatusCode::NOT_FOUND, "{address}");
    }
}

#[tokio::test]
async fn at_a_projector_nothing_shows_what_we_make_of_people() {
    let house = House::of(&bedrock()).await;
    let lens = Lens::of(Role::Owner, None).discreet();
    for address in house.addresses().await {
        let request = axum::http::Request::get(&address).header("host", support::HOST);
        let request = request.header("cookie", "kamap_projector=on").body(axum::body::Body::empty()).unwrap();
        let found = sentinel::found(&house.server.send(request).await.text());
        for one in house.words.iter().filter(|one| found.contains(&one.word)) {
            assert!(one.is_for(lens), "{}.{} at {address}", one.kind, one.field);
        }
    }
    // The switch says that it is on, and is switched off where it says so.
    let on = house.server.post(&form("/preferences", &[("projector", "on"), ("back", "/accounts")])).await;
    assert!(on.cookies().iter().any(|cookie| cookie.starts_with("kamap_projector=on") && !cookie.contains("Max-Age")));
    let off = house.server.post(&form("/preferences", &[("projector", "off"), ("back", "/accounts")])).await;
    assert!(off.cookies().iter().any(|cookie| cookie.starts_with("kamap_projector=;")), "{:?}", off.cookies());
}

#[tokio::test]
async fn what_a_reader_may_not_change_has_no_control() {
    let server = Server::bedrock().await;
    let xu = server.joins(XU, "xu").await;
    let let_in = async |role| {
        server.ledger.let_in(&LIN, server.account, XU, (role, None), &act(&server)).await.unwrap();
    };
    let_in(Role::Operations).await;
    for leaf in PAGES.iter().filter(|leaf| leaf.slug != "guide") {
        let page = xu.get(&server, &server.at(leaf.slug)).await.text();
        assert!(!page.contains("/records/"), "{} has a form", leaf.slug);
        assert!(!page.contains("?new="), "{} has a link to a form", leaf.slug);
    }
    let person = xu.get(&server, &server.at("influence-map?person=P02")).await.text();
    assert!(!person.contains("name=\"preference\"") && !person.contains("name=\"title\""));
    let_in(Role::Member).await;
    let own = xu.get(&server, &server.at("strategy-map?new=node")).await;
    assert!(own.text().contains("/records/node"), "a member works on maps");
    let header = server.plan().await.account_plans.by_code().next().unwrap().code.clone();
    let header = xu.get(&server, &server.at(&format!("background?account_plan={header}"))).await.text();
    assert!(!header.contains("/records/account_plan/"), "the header is for owner and director");
}

#[tokio::test]
async fn a_change_that_is_not_the_senders_comes_back_with_what_was_typed() {
    let server = Server::bedrock().await;
    let xu = server.joins(XU, "xu").await;
    let given = (Role::Member, None);
    server.ledger.let_in(&LIN, server.account, XU, given, &act(&server)).await.unwrap();
    let id = server.id(Kind::Opportunity, "O01").await;
    let was = server.plan().await.body(Kind::Opportunity, id.parse().unwrap()).unwrap()["next_step"].to_string();
    let change = server.new_id();
    let fields =
        [("change", change.as_str()), ("back", "/week"), ("was.next_step", was.as_str()), ("next_step", "mine")];
    let address = server.at(&format!("records/opportunity/{id}"));
    let answer = xu.post(&server, &form(&address, &fields)).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text().contains("Whoever owns or supports this record"), "{}", answer.text());
    server.assert_bedrock().await;
}

#[tokio::test]
async fn the_owner_gives_roles_and_hands_the_account_over() {
    let server = Server::bedrock().await;
    let xu = server.joins(XU, "xu").await;
    let address = server.at("access");
    let member = server.id(Kind::Member, "K2").await;
    let page = server.open(&address).await;
    let form = page.form("let-in").with("user", &XU.to_string()).with("role", "core").with("member", &member);
    assert_eq!(server.post(&form).await.location(), address);
    let seen = xu.get(&server, &address).await.page();
    assert!(seen.text_of("members").contains("Core team"), "{}", seen.text_of("members"));
    assert!(!xu.get(&server, &address).await.text().contains("id=\"role-"), "only who leads gives roles");
    let taking = support::form(&address, &[("user", &XU.to_string()), ("role", "owner"), ("member", "")]);
    let refused = xu.post(&server, &taking).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(server.post(&taking).await.location(), address);
    let seen = xu.get(&server, &address).await;
    assert!(seen.text().contains(&format!("id=\"role-{XU}\"")), "now Xu does");
}

#[tokio::test]
async fn a_partner_manager_comes_in_by_the_partners_page() {
    let server = Server::bedrock().await;
    let xu = server.joins(XU, "xu").await;
    server.ledger.let_in(&LIN, server.account, XU, (Role::Partner, None), &act(&server)).await.unwrap();
    let front = xu.get(&server, &format!("/accounts/{}", server.account)).await;
    assert_eq!(front.location(), server.at("strategic-relations"));
    let page = xu.get(&server, front.location()).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.text().contains("/influence-map"), "no menu leads where nothing is");
    let overview = xu.get(&server, &server.at("overview")).await;
    assert!(overview.text().contains("This page is made of"), "{}", overview.text());
}

#[tokio::test]
async fn what_is_taken_away_about_people_says_by_whom_and_when() {
    let server = Server::bedrock().await;
    let table = server.get(&server.at("relationships.csv")).await.text();
    let last = table.trim_end().lines().last().unwrap();
    assert!(last.contains("Lin") && last.contains("2026-"), "{last}");
    let printed = server.open(&server.page()).await.texts_of_class("paper").concat();
    assert!(printed.contains("Lin 2026-"), "{printed}");
}
