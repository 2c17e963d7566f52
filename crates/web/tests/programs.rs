//! What people see of the interface for programs: their tokens, the page that shows it, and its description.

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
use ledger::{Act, Ledger, NewUser, Secret, Standing};
use plan::{Kind, Language};
use serde_json::Value;
use std::collections::BTreeSet;
use support::markup::Page;
use support::{HOST, LIN, Server};
use uuid::Uuid;
use web::words::Say;

const PASSWORD: &str = "correct horse battery";

/// A server whose first administrator has a password, as one needs to make tokens.
async fn with_password() -> Server {
    let folder = tempfile::tempdir().unwrap();
    let ledger = Ledger::open_sqlite(&folder.path().join("kamap.db")).await.unwrap();
    let server = Server::on(ledger, folder);
    let (link, at) = (Secret::new([0x31; 32]), server.now());
    let act = |row| Act { id: Uuid::from_u128(row), by: None, at, origin: "tests".into() };
    let lin = NewUser { name: "Lin", sign_in: "lin", standing: Standing::Administrator };
    server.ledger.add_user(&lin, LIN.user, &act(0x30)).await.unwrap();
    server.ledger.link(LIN.user, &link, &act(0x31)).await.unwrap();
    server.ledger.accept_link(&link, (PASSWORD, &Secret::new([0x32; 32])), &act(0x32)).await.unwrap();
    server
}

/// The status with which the interface answers whoever holds this.
async fn asks(server: &Server, token: &str) -> StatusCode {
    let request = Request::get("/api/v1/accounts").header(header::HOST, HOST);
    let request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
    server.send_as_it_is(request.body(Body::empty()).unwrap()).await.status
}

/// The token that the page shows.
fn shown(page: &Page) -> String {
    let text = page.text_of("new-token");
    let at = text.find("kamap_").expect("the token");
    text[at..].split_whitespace().next().unwrap().to_owned()
}

#[tokio::test]
async fn a_token_is_made_with_the_password_shown_once_and_revoked() {
    let server = with_password().await;
    let page = server.open("/me").await;
    assert!(page.text_of("tokens").contains("Programs that act as you 0"), "{}", page.text_of("tokens"));
    let wish = page.form("token").with("name", "Nightly report").with("scope", "read").with("days", "30");
    let made = server.post(&wish.with("old", PASSWORD)).await;
    assert_eq!(made.status, StatusCode::OK, "{}", made.text());
    assert_eq!(made.header("cache-control"), Some("no-store"));
    let token = shown(&made.page());
    assert_eq!(asks(&server, &token).await, StatusCode::OK);

    let page = server.open("/me").await;
    assert!(!page.text_of("main").contains("kamap_"), "shown once");
    let listed = page.text_of("tokens");
    for told in
        ["Nightly report", "read", "made 2026-11-20 09:00", "good until 2026-12-20 09:00", "last used 2026-11-20 09:00"]
    {
        assert!(listed.contains(told), "{told}: {listed}");
    }
    let id = server.ledger.tokens_of(LIN.user, server.now()).await.unwrap()[0].id;
    assert_eq!(server.save(&page.form_to(&format!("/me/tokens/{id}/removal"))).await, "/me");
    assert_eq!(asks(&server, &token).await, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_wish_that_is_refused_comes_back_with_what_was_typed() {
    let server = with_password().await;
    let page = server.open("/me").await;
    let wish = page.form("token").with("name", "Report").with("scope", "write").with("days", "180");
    let refused = server.post(&wish.clone().with("old", "not the password")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let back = refused.page().form("token");
    for (name, value) in [("name", "Report"), ("scope", "write"), ("days", "180"), ("old", "")] {
        assert_eq!(back.value(name), value, "{name}");
    }
    for (name, value, told) in
        [("name", " ", "1 to 80 characters"), ("days", "400", "at most a year"), ("days", "soon", "at most a year")]
    {
        let answer = server.post(&wish.clone().with("old", PASSWORD).with(name, value)).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        assert!(answer.page().text_of("token").contains(told), "{name}: {}", answer.text());
    }
    assert!(server.ledger.tokens_of(LIN.user, server.now()).await.unwrap().is_empty());
}

#[tokio::test]
async fn the_page_shows_every_door_and_every_way_to_fail_in_three_languages() {
    let server = Server::bedrock().await;
    let document = web::api_document();
    for language in Language::ALL {
        let answer = server.get_in(language, "/api").await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        let (page, say) = (answer.page(), Say::new(language));
        let text = page.text_of("main");
        for path in document["paths"].as_object().unwrap().keys() {
            assert!(text.contains(path), "{path}");
        }
        for code in document["components"]["responses"].as_object().unwrap().keys() {
            assert!(page.text_of(code).contains(&say.label(&format!("api-title-{code}"))), "{code}");
        }
        assert!(Kind::ALL.iter().all(|kind| text.contains(&say.kind(*kind))));
        assert!(!text.contains("api-"), "a label is missing: {text}");
        assert!(text.contains("curl -H"));
    }
}

#[tokio::test]
async fn anybody_may_read_the_description_and_it_is_the_one_that_is_kept() {
    let server = Server::bare().await;
    let request = Request::get("/api/v1/openapi.json").header(header::HOST, HOST).body(Body::empty()).unwrap();
    let answer = server.send_as_it_is(request).await;
    assert_eq!((answer.status, answer.header("content-type")), (StatusCode::OK, Some("application/json")));
    let served: Value = serde_json::from_slice(&answer.body).unwrap();
    let kept: Value = serde_json::from_str(include_str!("../../../docs/openapi.json")).unwrap();
    assert!(
        served == kept,
        "the interface changed; look at what changed, then: kamap schema --api > docs/openapi.json"
    );
}

/// All that refers to something within the description.
fn references(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(words) => {
            found.extend(words.get("$ref").and_then(Value::as_str).map(str::to_owned));
            words.values().for_each(|word| references(word, found));
        }
        Value::Array(list) => list.iter().for_each(|one| references(one, found)),
        _ => {}
    }
}

#[test]
fn the_description_is_whole() {
    let document = web::api_document();
    let mut found = BTreeSet::new();
    references(&document, &mut found);
    for reference in &found {
        assert!(document.pointer(&reference[1..]).is_some(), "{reference} is referred to and not there");
    }
    for kind in Kind::ALL {
        assert!(found.contains(&format!("#/components/schemas/{kind}")), "{kind}");
    }
    let schemas = document["components"]["schemas"].as_object().unwrap();
    let unused: Vec<_> =
        schemas.keys().filter(|name| !found.contains(&format!("#/components/schemas/{name}"))).collect();
    assert!(unused.is_empty(), "nobody refers to {unused:?}");
    let mut ids = BTreeSet::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            assert!(ids.insert(operation["operationId"].to_string()), "{path} {method}: an id stands twice");
            let parts: BTreeSet<&str> = path.split('/').filter(|part| part.starts_with('{')).collect();
            let named = operation["parameters"].as_array().unwrap().iter().filter(|one| one["in"] == "path");
            let named: BTreeSet<String> = named.map(|one| format!("{{{}}}", one["name"].as_str().unwrap())).collect();
            assert!(named.iter().map(String::as_str).eq(parts), "{path} {method}: {named:?}");
            assert!(operation["responses"].get("default").is_none(), "{path} {method}: each status has its line");
        }
    }
}
