//! The audit page: who signed in, saw, took along and changed what, for those who may know, without what plans say.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests"
)]

mod support;

use axum::http::StatusCode;
use ledger::{Act, Beginning, Lasting, NewUser, Secret, Standing};
use plan::Language;
use support::{COOKIE, HOST, Server};
use uuid::Uuid;
use web::words::Say;

/// What somebody of this standing is answered at this address.
async fn asked_by(server: &Server, standing: Standing, path: &str) -> StatusCode {
    let number = Standing::ALL.iter().position(|one| *one == standing).unwrap() as u128;
    let (user, secret) = (Uuid::from_u128(0x70 + number), Secret::new([0x70 + number as u8; 32]));
    let act = |row: u128| Act { id: Uuid::from_u128(row), by: None, at: server.now(), origin: "tests".into() };
    let new = NewUser { name: standing.code(), sign_in: standing.code(), standing };
    server.ledger.add_user(&new, user, &act(0xB00 + number)).await.unwrap();
    let new = Beginning {
        user,
        id: Uuid::from_u128(0xC00 + number),
        secret: &secret,
        waits: false,
        agent: "tests",
        instead_of: None,
    };
    server.ledger.begin_session(&new, Lasting::default(), &act(0xD00 + number)).await.unwrap();
    let request = axum::http::Request::get(path).header("host", HOST);
    let request = request.header("cookie", format!("{COOKIE}={}", secret.text()));
    server.send_as_it_is(request.body(axum::body::Body::empty()).unwrap()).await.status
}

#[tokio::test]
async fn what_was_seen_taken_along_and_changed_stands_there_with_who_and_from_where() {
    let server = Server::bedrock().await;
    server.open(&format!("{}?person=P02", server.page())).await;
    server.open(&format!("{}?person=P02", server.page())).await;
    assert_eq!(server.get(&server.at("relationships.csv")).await.status, StatusCode::OK);
    server.ledger.write_access().await.unwrap();
    let entries = server.open("/audit").await.text_of("main");
    let say = Say::new(Language::En);
    for deed in ["deed-saw", "deed-exported", "deed-signed-in", "deed-changed"] {
        assert!(entries.contains(&say.label(deed)), "{deed} in {entries}");
    }
    assert!(entries.contains("Person P02") && entries.contains("Lin") && entries.contains("127.0.0.1"), "{entries}");
    assert!(entries.contains("BEDROCK"), "the account by name and code: {entries}");
    let people: Vec<_> = server.plan().await.people.iter().map(|one| one.name.show(Language::En).to_owned()).collect();
    assert!(people.iter().all(|name| !entries.contains(name.as_str())), "nobody at the customer is named: {entries}");
}

#[tokio::test]
async fn it_is_narrowed_by_its_address_and_taken_along_as_a_table() {
    let server = Server::bedrock().await;
    server.get(&server.at("relationships.csv")).await;
    let page = server.open("/audit?deed=exported&from=2026-11-20&to=2026-11-20").await;
    let entries = page.text_of("main");
    assert!(entries.contains("Exported") && entries.contains("2026-11-20 09:00"), "{entries}");
    assert!(server.open("/audit?deed=exported&to=2026-11-19").await.text_of("main").contains("Nothing here matches"));
    assert!(page.links().contains("/audit.csv?deed=exported&from=2026-11-20&to=2026-11-20"));
    let file = server.get("/audit.csv?deed=exported&from=2026-11-20&to=2026-11-20").await;
    assert_eq!(file.header("content-type"), Some("text/csv; charset=utf-8"));
    assert_eq!(file.text().lines().count(), 2, "{}", file.text());
    assert!(server.open("/audit").await.text_of("main").contains("Exported the audit"), "that too is on record");
}

#[tokio::test]
async fn it_is_leafed_through() {
    let server = Server::bedrock().await;
    for _ in 0..60 {
        server.pass(60);
        server.get(&server.at("relationships.csv")).await;
    }
    let page = server.open("/audit?deed=exported").await;
    let next = page.links().into_iter().find(|link| link.contains("before=")).expect("a next page");
    let page = server.open(&next).await;
    assert_eq!(page.text_of("main").matches("192.").count() + page.text_of("main").matches("127.0.0.1").count(), 10);
    assert!(page.links().contains("/audit?deed=exported"), "back to the first");
}

#[tokio::test]
async fn for_everybody_else_it_is_not_there() {
    let server = Server::bedrock().await;
    assert!(server.open("/accounts").await.links().contains("/audit"), "in the administrator's menu");
    for path in ["/audit", "/audit.csv"] {
        let fresh = Server::bedrock().await;
        assert_eq!(asked_by(&fresh, Standing::Auditor, path).await, StatusCode::OK, "{path}");
        assert_eq!(asked_by(&fresh, Standing::Person, path).await, StatusCode::NOT_FOUND, "{path}");
    }
}
