//! `/week`: what is due over all accounts, as seller, manager and executive.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests"
)]

mod support;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use ledger::Moment;
use plan::{Change, Edit, Kind, Language};
use serde_json::{Value, json};
use support::markup::{Form, Page};
use support::plans::{empty, ugly};
use support::{HOST, LIN, Server, form};
use web::words::Say;

const ROLES: [(&str, &[&str]); 3] = [
    ("seller", &["meetings", "actions", "contacts", "promises", "deals", "alerts"]),
    ("manager", &["asks", "commits", "moved-deals", "cold", "chances"]),
    ("executive", &["meet", "executive-contacts", "accounts", "decisions"]),
];

async fn week(server: &Server, language: Language, role: &str) -> Page {
    let answer = server.get_in(language, &format!("/week?as={role}")).await;
    assert_eq!(answer.status, StatusCode::OK, "{role}: {}", answer.text());
    answer.page()
}

/// A page as a browser with these cookies gets it.
async fn with_cookies(server: &Server, path: &str, cookies: &str) -> support::Answer {
    let request = Request::get(path).header(header::HOST, HOST).header(header::ACCEPT_LANGUAGE, "en");
    server.send(request.header(header::COOKIE, cookies).body(Body::empty()).unwrap()).await
}

/// Sets fields of records of the first account, as somebody did before.
async fn set(server: &Server, fields: &[(Kind, &str, &str, Value)]) {
    let seat = server.ledger.open(&LIN, server.account).await.unwrap();
    let edit = |(kind, code, field, now): &(Kind, &str, &str, Value)| {
        let id = seat.plan().find(*kind, code).unwrap();
        let was = seat.plan().body(*kind, id).unwrap().get(*field).cloned().unwrap_or(Value::Null);
        Edit::Set { kind: *kind, id, field: (*field).into(), was, now: now.clone() }
    };
    let edits = fields.iter().map(edit).collect();
    let change = Change { id: server.new_id().parse().unwrap(), why: None, undoes: None, edits };
    let moment = Moment { at: "2026-11-20T08:00:00Z".parse().unwrap(), today: support::today() };
    seat.commit(change, moment).await.unwrap();
}

#[tokio::test]
async fn every_role_has_its_sections_in_every_language() {
    for server in [Server::several().await, Server::with(&empty()).await, Server::with(&ugly()).await] {
        for language in Language::ALL {
            let say = Say::new(language);
            for (role, sections) in ROLES {
                let page = week(&server, language, role).await;
                for section in sections {
                    let heading = say.label(&format!("week-{section}"));
                    assert!(page.text_of(section).starts_with(&heading), "{role} {section} in {language:?}");
                }
                assert!(page.text_of("page-help").contains(&say.label("help-page-week-what")));
            }
        }
    }
}

#[tokio::test]
async fn an_empty_workspace_says_where_its_week_will_come_from() {
    let server = Server::bare().await;
    for language in Language::ALL {
        for (role, _) in ROLES {
            let page = week(&server, language, role).await;
            assert!(page.text_of("main").contains(&Say::new(language).label("empty-week")));
            assert!(page.links().contains("/accounts"));
        }
    }
}

#[tokio::test]
async fn what_is_due_leads_into_its_account_with_the_record_open() {
    let server = Server::bedrock().await;
    let page = week(&server, Language::En, "seller").await;
    assert!(
        page.text_of("actions").contains("A02 2026-11-15 overdue · Bedrock Petroleum"),
        "{}",
        page.text_of("actions")
    );
    let into: Vec<String> = page.links().into_iter().filter(|link| link.starts_with(&server.at(""))).collect();
    assert!(into.iter().any(|link| *link == server.at("objectives?action=A02")), "{into:?}");
    for link in &into {
        let opened = server.open(link).await;
        assert!(!link.contains('?') || opened.panel().is_some(), "{link} opens its record");
    }
}

#[tokio::test]
async fn the_week_says_what_the_plans_say() {
    let server = Server::several().await;
    let page = week(&server, Language::En, "seller").await;
    let end = support::today().plus(7);
    let (mut actions, mut promises, mut contacts) = (0, 0, 0);
    for account in server.ledger.reach(&LIN).accounts().await.unwrap() {
        let plan = server.ledger.open(&LIN, account.id).await.unwrap().plan().clone();
        actions += plan.actions.iter().filter(|one| one.is_open() && one.due_on.is_some_and(|due| due < end)).count();
        promises += plan.promises.iter().filter(|one| one.kept_on.is_none() && one.due_on < end).count();
        let relationships = plan::relationship::Relationships::of(&plan, support::today());
        let key = |one: &plan::influence_map::Person| one.influence.is_some_and(plan::influence_map::Influence::is_key);
        let due = relationships.contacts_due(6);
        contacts += due.iter().filter(|due| due.by.is_some() || key(due.standing.person)).count();
    }
    for (section, count) in [("actions", actions), ("promises", promises), ("contacts", contacts)] {
        assert_eq!(page.count_within(section, "li"), count.min(20), "{section}");
        assert!(count > 0 || section == "promises", "{section}");
    }
}

#[tokio::test]
async fn an_action_is_done_in_one_press_and_that_can_be_taken_back_here() {
    let server = Server::bedrock().await;
    let other = &support::plans::others()[0];
    server
        .ledger
        .import(&LIN, other, server.new_id().parse().unwrap(), "2026-11-20T08:00:00Z".parse().unwrap())
        .await
        .unwrap();
    let overdue = server.id(Kind::Action, "A02").await;
    let done = week(&server, Language::En, "seller").await.form_to(&format!("/records/action/{overdue}"));
    let answer = server.post(&done).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/week?as=seller"));
    assert!(!server.plan().await.actions.iter().find(|one| one.code == "A02").unwrap().is_open());
    let mark = answer.cookies()[0].split(';').next().unwrap().to_owned();
    let page = with_cookies(&server, "/week?as=seller", &mark).await.page();
    assert!(!page.text_of("actions").contains("A02 2026-11-15"), "{}", page.text_of("actions"));
    let undo = page.form_to("/undo");
    assert_eq!(server.save(&undo).await, "/week?as=seller");
    server.assert_bedrock().await;
}

#[tokio::test]
async fn who_presses_done_too_late_is_told_so_on_the_same_page() {
    let server = Server::bedrock().await;
    let overdue = server.id(Kind::Action, "A02").await;
    let done = week(&server, Language::En, "seller").await.form_to(&format!("/records/action/{overdue}"));
    set(&server, &[(Kind::Action, "A02", "status", json!("cancelled"))]).await;
    let answer = server.post(&done).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert!(!answer.page().texts_of_class("bad").is_empty(), "it says what it is now");
}

#[tokio::test]
async fn the_week_is_narrowed_to_one_person_in_the_address() {
    let server = Server::several().await;
    let all = week(&server, Language::En, "seller").await;
    let plan = server.plan().await;
    let a02 = plan.actions.iter().find(|one| one.code == "A02").unwrap();
    let owner = plan.members.get(a02.owner.unwrap()).unwrap().name.clone();
    let other = plan.members.iter().map(|one| &one.name).find(|name| **name != owner).unwrap().clone();
    let of = async |name: &plan::Words, role: &str| {
        let key = name.show(Language::ZhHans);
        let pairs = [("as", role), ("member", key)];
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        server.open(&format!("/week?{query}")).await
    };
    let (mine, theirs) = (of(&owner, "seller").await, of(&other, "seller").await);
    assert!(mine.text_of("actions").contains("A02 2026-11-15"), "{}", mine.text_of("actions"));
    assert!(!theirs.text_of("actions").contains("A02 2026-11-15"), "{}", theirs.text_of("actions"));
    assert!(mine.count_within("actions", "li") <= all.count_within("actions", "li"));
    assert!(mine.tags().any(|tag| tag.name == "option" && tag.get("selected").is_some()));
    for (role, sections) in ROLES {
        assert!(of(&owner, role).await.text_of(sections[0]).len() > 3);
    }
    let nobody = server.open("/week?as=seller&member=nobody").await;
    assert_eq!(nobody.count_within("actions", "li"), 0, "a name that nobody has is nobody's week");
}

#[tokio::test]
async fn the_manager_sees_commits_on_weak_seats_and_what_moved() {
    let server = Server::bedrock().await;
    let page = week(&server, Language::En, "manager").await;
    assert!(page.text_of("asks").contains("EA01"), "{}", page.text_of("asks"));
    assert!(page.text_of("chances").contains("Bedrock Petroleum 8.2 % · Red"), "{}", page.text_of("chances"));
    // Nobody in a seat any more: the commit stands on it all the same.
    let plan = server.plan().await;
    let committed = plan
        .opportunities
        .iter()
        .find(|one| one.is_open() && one.forecast_category == Some(plan::opportunity::ForecastCategory::Commit));
    let committed = committed.expect("the sample commits to a deal").clone();
    let seat = server.ledger.open(&LIN, server.account).await.unwrap();
    let parts = plan.opportunity_people.iter().filter(|one| one.opportunity == committed.id);
    let edits = parts.map(|one| Edit::Remove { kind: Kind::OpportunityPerson, id: one.id.uuid(), body: Value::Null });
    let change = Change { id: server.new_id().parse().unwrap(), why: None, undoes: None, edits: edits.collect() };
    let moment = Moment { at: "2026-11-20T08:00:00Z".parse().unwrap(), today: support::today() };
    seat.commit(change, moment).await.unwrap();
    let weak = week(&server, Language::En, "manager").await.text_of("commits");
    assert!(weak.contains(&committed.code) && weak.contains("Decision maker: seat empty"), "{weak}");
}

#[tokio::test]
async fn the_executive_sees_whom_to_meet_the_accounts_and_the_decisions() {
    let server = Server::several().await;
    let page = week(&server, Language::En, "executive").await;
    assert!(page.text_of("meet").contains("Bedrock Petroleum"), "{}", page.text_of("meet"));
    assert_eq!(page.count_within("accounts", "li"), 5, "five accounts");
    let alone = week(&Server::bedrock().await, Language::En, "executive").await.text_of("accounts");
    assert!(alone.contains("Red: the chance to reach the target is 8.2 %, seat strength 34.2 of 100"), "{alone}");
    assert!(page.text_of("decisions").contains("EA02"), "{}", page.text_of("decisions"));
}

#[tokio::test]
async fn a_chosen_role_is_kept_and_leads_from_the_front_page_to_the_week() {
    let server = Server::bedrock().await;
    let choice: Form = week(&server, Language::En, "seller").await.form("role");
    for (role, sections) in ROLES {
        let answer = server.post(&choice.clone().with("role", role)).await;
        assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/week"));
        let cookie = answer.cookies()[0].split(';').next().unwrap().to_owned();
        assert_eq!(cookie, format!("kamap_role={role}"));
        assert_eq!(with_cookies(&server, "/", &cookie).await.location(), "/week", "even with one account");
        let page = with_cookies(&server, "/week", &cookie).await.page();
        assert!(page.text_of(sections[0]).len() > 3);
        let pressed =
            page.tags().find(|tag| tag.get("name") == Some("role") && tag.get("aria-pressed") == Some("true"));
        assert_eq!(pressed.and_then(|tag| tag.get("value")), Some(role));
    }
    let refused = server.post(&form("/preferences", &[("role", "king"), ("back", "/week")])).await;
    assert!(refused.status.is_client_error() && refused.cookies().is_empty());
    assert_eq!(with_cookies(&server, "/", "kamap_role=king").await.location(), server.at("overview"));
}

#[tokio::test]
async fn a_deal_moved_if_its_forecast_did_and_not_by_any_edit() {
    let server = Server::bedrock().await;
    let moved = async || week(&server, Language::En, "manager").await.text_of("moved-deals");
    assert!(moved().await.contains("2026-11-06"), "{}", moved().await);
    let edit = async |code: &str, field: &str, now: Value, day: &str| {
        let seat = server.ledger.open(&LIN, server.account).await.unwrap();
        let id = seat.plan().find(Kind::Opportunity, code).unwrap();
        let was = seat.plan().body(Kind::Opportunity, id).unwrap()[field].clone();
        let edits = vec![Edit::Set { kind: Kind::Opportunity, id, field: field.into(), was, now }];
        let change = Change { id: server.new_id().parse().unwrap(), why: None, undoes: None, edits };
        let moment = Moment { at: format!("{day}T08:00:00Z").parse().unwrap(), today: day.parse().unwrap() };
        seat.commit(change, moment).await.unwrap();
    };
    edit("O01", "name", json!("Another name"), "2026-11-18").await;
    edit("O02", "amount", json!(1_000_000), "2026-10-20").await;
    let seen = moved().await;
    assert!(!seen.contains("O01") && !seen.contains("O02"), "no move, and one of more than a month ago: {seen}");
    edit("O01", "amount", json!(2_900_000_000_i64), "2026-11-19").await;
    edit("O02", "close_on", json!("2027-09-30"), "2026-11-20").await;
    let seen = moved().await;
    let [first, second] = ["O02", "O01"].map(|code| seen.find(code).unwrap_or_else(|| panic!("{code}: {seen}")));
    assert!(first < second, "the latest first: {seen}");
    assert!(seen.contains("moved on 2026-11-19"), "{seen}");
}
