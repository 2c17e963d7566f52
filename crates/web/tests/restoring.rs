//! The ways back on the pages: a removed record from the history page, a value from a record's own history, the whole
//! plan to a revision. Each says beforehand what it does, is refused with names, and can be undone.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests"
)]

mod support;

use axum::http::StatusCode;
use plan::{Kind, Language};
use support::markup::{Form, Page};
use support::{Server, form};
use web::words::Say;

async fn remove(server: &Server, kind: Kind, code: &str) {
    let id = server.id(kind, code).await;
    let page = server.open(&server.at(&format!("team?{kind}={code}"))).await;
    server.save(&page.form_to(&format!("/records/{kind}/{id}/removal"))).await;
}

async fn retitle(server: &Server, code: &str, title: &str) {
    let page = server.open(&server.at(&format!("relationships?person={code}"))).await;
    let id = server.id(Kind::Person, code).await;
    server.save(&page.form(&format!("details-{id}")).with("title", title)).await;
}

async fn history(server: &Server) -> Page {
    server.open(&server.at("history")).await
}

async fn undo(server: &Server) {
    let page = history(server).await;
    server.save(&page.form("undo")).await;
}

/// The button in the section of what is gone, of the record with this id.
async fn restoration(server: &Server, kind: Kind, id: &str) -> Form {
    history(server).await.form_to(&format!("/records/{kind}/{id}/restoration"))
}

#[tokio::test]
async fn what_was_removed_is_offered_until_it_is_back() {
    let server = Server::bedrock().await;
    assert!(history(&server).await.by_id("gone").is_none(), "nothing is gone yet");
    let p02 = server.id(Kind::Person, "P02").await;
    let people = server.plan().await.count(Kind::Person);
    remove(&server, Kind::Person, "P02").await;
    let gone = history(&server).await.text_of("gone");
    let say = Say::new(Language::En);
    for words in ["P02", &say.label("gone-with"), &say.label("many-opportunity_person")] {
        assert!(gone.contains(words), "{words}: {gone}");
    }

    let press = restoration(&server, Kind::Person, &p02).await;
    assert_eq!(server.save(&press).await, server.at("history"));
    server.assert_bedrock().await;
    assert!(history(&server).await.by_id("gone").is_none(), "it is back");
    assert_eq!(server.save(&press).await, server.at("history"), "sent twice, it is done once");
    server.assert_bedrock().await;

    undo(&server).await;
    assert_eq!(server.plan().await.count(Kind::Person), people - 1, "the way back can be undone");
}

#[tokio::test]
async fn what_must_come_back_first_is_named() {
    let server = Server::bedrock().await;
    let plan = server.plan().await;
    let owner = plan.relationship_owners.by_code().next().unwrap();
    let member = plan.members.get(owner.member).unwrap();
    remove(&server, Kind::RelationshipOwner, &owner.code).await;
    remove(&server, Kind::Member, &member.code).await;
    let press = restoration(&server, Kind::RelationshipOwner, &owner.id.to_string()).await;
    for language in Language::ALL {
        let refused = server.post_in(language, &press).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let page = refused.page().text_of("page");
        let say = Say::new(language);
        let sentence =
            say.texts("problem-removed-too", &[("target", say.kind(Kind::Member)), ("other", member.code.clone())]);
        assert!(page.contains(&sentence) && page.contains(&owner.code), "{language:?}: {sentence}: {page}");
    }
    // In that order it works.
    server.save(&restoration(&server, Kind::Member, &member.id.to_string()).await).await;
    let page = history(&server).await;
    assert!(page.by_id("gone").is_some(), "the owner went before the member did");
    server.save(&press).await;
    server.assert_bedrock().await;
}

#[tokio::test]
async fn a_value_is_restored_from_the_history_of_its_record() {
    let server = Server::bedrock().await;
    let person = async || server.open(&server.at("relationships?history=1&person=P02")).await;
    let buttons = |page: &Page| {
        let restorations = page.tags().filter(|tag| tag.get("action").is_some_and(|to| to.ends_with("/restoration")));
        restorations.count()
    };
    assert_eq!(buttons(&person().await), 0, "every field is as it ever was");
    retitle(&server, "P02", "Treasurer").await;
    retitle(&server, "P02", "Cashier").await;
    let page = person().await;
    assert_eq!(buttons(&page), 2, "what it was before each change");
    let first = page.form_to("/restoration");
    assert_eq!((first.value("field"), first.value("revision")), ("title", "2"));
    server.save(&first).await;
    let page = person().await;
    assert!(page.text_of("panel").contains("Treasurer"));
    // The one that it is now is not offered.
    assert_eq!(buttons(&page), 2, "what it was at first, and Cashier");
    undo(&server).await;
    assert!(person().await.text_of("record-history").contains("Cashier"));

    let gone = form(
        &first.action.replace("/person/", "/member/"),
        &[("field", "title"), ("revision", "2"), ("change", &server.new_id())],
    );
    assert_eq!(server.post(&gone).await.status, StatusCode::CONFLICT, "nobody there has such a field");
    let past = server.open(&server.at("as-of/2026-11-20/relationships?history=1&person=P02")).await;
    assert_eq!(buttons(&past), 0, "the past takes no changes");
}

#[tokio::test]
async fn the_whole_plan_goes_back_after_showing_what_that_changes() {
    let server = Server::bedrock().await;
    retitle(&server, "P03", "EVP").await;
    remove(&server, Kind::Action, "A01").await;
    let page = history(&server).await;
    assert!(page.by_id("back").is_none());
    let looks: Vec<String> = page.links().into_iter().filter(|link| link.contains("back-to=")).collect();
    assert_eq!(looks.len(), 2, "to each revision but the one that it has: {looks:?}");

    let look = server.at("history?back-to=1");
    for language in Language::ALL {
        let say = Say::new(language);
        let back = server.get_in(language, &look).await.page().text_of("back");
        for words in [&say.label("would-come"), &say.label("go-back-changes"), "EVP", &say.kind(Kind::Action)] {
            assert!(back.contains(words), "{language:?} {words}: {back}");
        }
    }
    let press = server.open(&look).await.form_to("/return");
    // Somebody works on meanwhile, so what was looked at is no longer what would happen.
    retitle(&server, "P02", "Treasurer").await;
    let refused = server.post(&press).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.page().text_of("back").contains("Treasurer"), "and is shown anew");

    let press = server.open(&look).await.form_to("/return");
    assert_eq!(server.save(&press).await, server.at("history"));
    server.assert_bedrock().await;
    undo(&server).await;
    assert!(server.plan().await.find(Kind::Action, "A01").is_none(), "the way back can be undone");
}

#[tokio::test]
async fn an_earlier_day_leads_to_its_way_back() {
    let server = Server::bedrock().await;
    let same = server.open(&server.at("as-of/2026-11-20/history")).await;
    assert!(!same.links().iter().any(|link| link.contains("back-to=")), "nothing came after that day");
    let page = server.open(&server.at("history?back-to=1")).await;
    assert!(page.text_of("back").contains(&Say::new(Language::En).label("go-back-same")));
    for odd in ["history?back-to=7", "history?back-to=x", "history?back-to=-1"] {
        assert!(server.open(&server.at(odd)).await.by_id("back").is_none(), "{odd}");
    }
    for revision in ["0", "-1", "x", ""] {
        let sent = form(&server.at("return"), &[("revision", revision), ("seen", "1"), ("change", &server.new_id())]);
        assert_eq!(server.post(&sent).await.status, StatusCode::NOT_FOUND, "{revision:?}");
    }
    server.assert_bedrock().await;
}
