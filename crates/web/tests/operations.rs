//! Operations over several accounts and closing accounts, as a reader meets them: foreseen before they are done, refused
//! at their fields, undone as a whole, in three languages and without scripts.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests"
)]

mod support;

use axum::http::StatusCode;
use plan::{Id, Kind, Language, Plan};
use support::markup::Page;
use support::plans::others;
use support::{LIN, Server, form};
use uuid::Uuid;
use web::words::Say;

async fn plan_of(server: &Server, account: Uuid) -> Plan {
    server.ledger.open(&LIN, account).await.unwrap().plan().clone()
}

/// The key of a choice by its text, as it stands on the page.
fn choice(server: &Server, code: &str, plan: &Plan) -> String {
    format!("{}.{}", server.account, plan.find(Kind::Member, code).unwrap())
}

/// The form that leads to what would change, with these answers.
async fn foreseen(server: &Server, from: &str, to: &str, accounts: &[Uuid]) -> Page {
    let accounts: String = accounts.iter().map(|id| format!("&account={id}")).collect();
    server.open(&format!("/hand-over?from={from}&to={to}{accounts}")).await
}

#[tokio::test]
async fn what_a_hand_over_would_change_is_shown_then_done_and_undone() {
    let server = Server::several().await;
    let before = server.plan().await;
    let (from, to) = (choice(&server, "K1", &before), choice(&server, "K2", &before));
    assert!(server.open("/accounts").await.links().contains("/hand-over"));
    let page = foreseen(&server, &from, &to, &[]).await;
    let shown = page.text_of("foreseen");
    assert!(shown.contains("Bedrock Petroleum") && shown.contains("Owner"), "{shown}");
    assert_eq!(server.plan().await, before, "nothing is done by looking");

    let operation = server.save(&page.form("operate")).await;
    let page = server.open(&operation).await;
    assert!(page.text_of("steps").contains("Bedrock Petroleum BEDROCK"), "{}", page.text_of("steps"));
    let plan = server.plan().await;
    let gave = plan.find(Kind::Member, "K1").unwrap();
    assert!(plan.relationship_owners.iter().all(|one| one.member.uuid() != gave));
    assert!(server.open("/operations").await.links().contains(&operation));

    server.save(&page.form("undo-operation")).await;
    server.assert_bedrock().await;
    let page = server.open(&operation).await;
    assert!(page.text_of("operation-state").contains("Undone"));
    assert!(!page.forms().contains(&"undo-operation"), "once is enough");
    let nothing = foreseen(&server, &to, &to, &[]).await;
    assert_eq!(nothing.texts_of_class("problem"), [Say::new(Language::En).label("problem-same-as-itself")]);
}

#[tokio::test]
async fn a_question_left_open_is_named_at_its_field_in_every_language() {
    let server = Server::several().await;
    for language in Language::ALL {
        let say = Say::new(language);
        let page = server.get_in(language, "/hand-over?from=&to=").await.page();
        assert_eq!(page.texts_of_class("problem"), [say.label("problem-required"), say.label("problem-required")]);
        let page = server.get_in(language, "/hand-over").await.page();
        assert_eq!(page.texts_of_class("problem"), [""; 0], "nothing is wrong before anything was asked");
        assert!(page.text_of("page-help").contains(&say.label("help-page-hand-over-good")));
        let page = server.get_in(language, "/operations").await.page();
        assert!(page.text_of("main").contains(&say.label("operations-empty")));
    }
    // A form made by hand that names no account comes back with what is wrong.
    let key = choice(&server, "K1", &server.plan().await);
    let other = choice(&server, "K2", &server.plan().await);
    let id = server.new_id();
    let fields =
        [("verb", "hand_over"), ("change", id.as_str()), ("from", &key), ("to", &other), ("back", "/hand-over")];
    let answer = server.post(&form("/operations", &fields)).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(answer.page().texts_of_class("problem"), [Say::new(Language::En).label("problem-required")]);
    for nonsense in ["/hand-over?from=x&to=y", "/move?from=x", "/operations/x", &format!("/operations/{}", Uuid::nil())]
    {
        let answer = server.get(nonsense).await;
        assert!(answer.status == StatusCode::NOT_FOUND || nonsense.contains("hand-over"), "{nonsense}");
    }
}

#[tokio::test]
async fn an_undo_that_one_account_refuses_says_where_and_why_and_leaves_all() {
    let server = Server::several().await;
    let before = server.plan().await;
    let page = foreseen(&server, &choice(&server, "K1", &before), &choice(&server, "K2", &before), &[]).await;
    let operation = server.save(&page.form("operate")).await;
    let owned = before.actions.iter().find(|one| {
        one.is_open()
            && one.owner.is_some_and(|owner| before.members.get(owner).is_some_and(|member| member.code == "K1"))
    });
    let owned = owned.expect("an open action of K1");
    let member = |code| before.find(Kind::Member, code).unwrap().to_string();
    let (change, was) = (server.new_id(), format!("\"{}\"", member("K2")));
    let fields = [("change", change.as_str()), ("was.owner", &was), ("owner", &member("K3")), ("back", "/accounts")];
    server.save(&form(&server.at(&format!("records/action/{}", owned.id)), &fields)).await;
    let undo = server.open(&operation).await.form("undo-operation");
    let answer = server.post(&undo).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    let page = answer.page();
    let named = page.texts_of_class("problem").join(" ");
    assert!(named.contains(&owned.code), "{named}");
    assert!(page.text_of("operation-state").contains("Done"));
}

#[tokio::test]
async fn a_person_moves_from_the_panel_to_another_account() {
    let server = Server::several().await;
    let other = others().first().unwrap().account().unwrap().id.uuid();
    let page = server.open(&server.at("relationships?person=P05")).await;
    let link = page.links().into_iter().find(|link| link.starts_with("/move?")).expect("a way to move");
    let link = link.replace("&amp;", "&");
    let asked = server.open(&link).await;
    assert_eq!(asked.texts_of_class("problem"), [""; 0]);
    let named = server.open(&format!("{link}&to=")).await;
    assert_eq!(named.texts_of_class("problem"), [Say::new(Language::En).label("problem-required")]);
    let shown = server.open(&format!("{link}&to={other}")).await;
    assert!(shown.text_of("foreseen").contains("Left on"), "{}", shown.text_of("foreseen"));
    let operation = server.save(&shown.form("operate")).await;
    let left = server.id(Kind::Person, "P05").await;
    let person = |plan: &Plan| plan.people.get(Id::new(left.parse().unwrap())).cloned().unwrap();
    let here = person(&server.plan().await);
    assert_eq!(here.left_on, Some(support::today()));
    let there = plan_of(&server, other).await;
    assert_eq!(there.people.iter().filter(|one| one.same_as == here.same_as).count(), 1);
    server.save(&server.open(&operation).await.form("undo-operation")).await;
    server.assert_bedrock().await;
}

#[tokio::test]
async fn two_records_of_one_person_become_one_from_the_panel() {
    let server = Server::bedrock().await;
    let (kept, gone) = (server.id(Kind::Person, "P05").await, server.id(Kind::Person, "P06").await);
    let page = server.open(&server.at("relationships?person=P05")).await;
    let merge = page.form("merge-P05");
    let refused = server.post(&merge.clone().with("same", &kept)).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.page().text_of("merge-P05").contains(&Say::new(Language::En).label("problem-same-as-itself")));
    let sent = merge.with("same", &gone);
    server.save(&sent).await;
    let plan = server.plan().await;
    assert!(plan.find(Kind::Person, "P06").is_none() && plan.find(Kind::Person, "P05").unwrap().to_string() == kept);
    server.save(&sent).await;
    assert_eq!(server.revision().await, 2, "sent twice, it is made once");
    let undo = server.open(&server.at("relationships")).await.form("undo");
    server.save(&undo).await;
    server.assert_bedrock().await;
}

#[tokio::test]
async fn an_account_is_archived_shown_apart_only_read_and_reopened() {
    let server = Server::several().await;
    let id = server.account.to_string();
    let page = server.open("/accounts").await;
    let refused = server.post(&page.form("archive")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused.page().texts_of_class("problem"), [Say::new(Language::En).label("problem-required")]);
    let next = server.save(&page.form("archive").with("account", &id)).await;
    assert_eq!(next, "/accounts");
    let page = server.open("/accounts").await;
    assert!(page.by_id(&format!("account-{id}")).is_none(), "it left the portfolio");
    assert!(page.links().contains("/accounts?shelf=archived"));
    assert!(!server.open("/week").await.links().iter().any(|link| link.contains(&id)), "and the week");
    for language in Language::ALL {
        let say = Say::new(language);
        let archived = server.get_in(language, "/accounts?shelf=archived").await.page();
        assert!(archived.by_id(&format!("account-{id}")).is_some());
        assert!(archived.text_of(&format!("archived-{id}")).contains(&say.label("archived-reopen")));
        let read = server.get_in(language, &server.at("relationships?person=P05")).await.page();
        assert!(read.text_of("page").contains(&say.one("archived-notice", "day", "2026-11-20")));
        assert!(!read.forms().iter().any(|form| form.starts_with("new-") || form.starts_with("merge-")));
    }
    let change = form(
        &server.at("records/action"),
        &[("change", &server.new_id()), ("title", "x"), ("back", &server.at("relationships"))],
    );
    let refused = server.post(&change).await;
    assert!(refused.text().contains(&Say::new(Language::En).label("problem-archived")));
    let reopen = server.open(&server.at("relationships")).await.form_to("/closings");
    server.save(&reopen).await;
    assert!(server.open("/accounts").await.by_id(&format!("account-{id}")).is_some());
    let page = server.open("/accounts?shelf=archived").await;
    assert!(page.text_of("main").contains(&Say::new(Language::En).label("archived-empty")));
}

#[tokio::test]
async fn an_archived_account_is_deleted_once_its_name_is_typed() {
    let server = Server::several().await;
    let (id, say) = (server.account, Say::new(Language::En));
    let archive = server.open("/accounts").await.form("archive");
    server.save(&archive.with("account", &id.to_string())).await;
    let delete = server.open("/accounts?shelf=archived").await.form(&format!("delete-{id}"));
    let answer = server.post(&delete.clone().with("name", "Bedrock")).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = answer.page();
    let named = page.texts_of_class("problem").join("");
    assert_eq!(named, say.label("problem-not-the-name"));
    assert_eq!(page.form(&format!("delete-{id}")).value("name"), "Bedrock", "what was typed is still there");
    let next = server.save(&delete.with("name", "Bedrock Petroleum")).await;
    assert!(server.open(&next).await.by_id(&format!("account-{id}")).is_none());
    server.get(&server.at("overview")).await.assert_not_found_in(Language::En);
}
