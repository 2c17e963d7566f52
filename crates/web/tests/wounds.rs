//! Plans with records that cannot be read: every page opens, and says so quietly.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests"
)]

mod support;

use axum::http::StatusCode;
use ledger::Ledger;
use plan::{Kind, Language};
use serde_json::{Value, json};
use support::Server;
use web::words::Say;

/// A server with the worked example in which these records are rubbish.
async fn wounded(records: &[(Kind, &str)]) -> Server {
    let whole = Server::bedrock().await;
    let mut rubbish = Vec::new();
    for (kind, code) in records {
        rubbish.push((kind.code(), whole.id(*kind, code).await));
    }
    restored(&whole, |table, values| {
        if table == "record" && rubbish.iter().any(|(kind, id)| values[2] == *kind && values[3] == *id) {
            values[5] = json!("rubbish");
        }
    })
    .await
}

/// A server with what this one holds, in which rows of the archive were written over.
async fn restored(whole: &Server, write_over: impl Fn(&str, &mut Vec<Value>)) -> Server {
    let line = |line: &str| {
        let Ok((table, mut values)) = serde_json::from_str::<(String, Vec<Value>)>(line) else {
            return format!("{line}\n");
        };
        write_over(&table, &mut values);
        format!("{}\n", json!([table, values]))
    };
    let archive: String = whole.ledger.archive().await.unwrap().lines().map(line).collect();
    let folder = tempfile::tempdir().unwrap();
    let ledger = Ledger::open_sqlite(&folder.path().join("kamap.db")).await.unwrap();
    ledger.restore(&archive, &[]).await.unwrap();
    let mut server = Server::on(ledger, folder);
    server.account = whole.account;
    server
}

#[tokio::test]
async fn a_whole_plan_says_nothing() {
    let server = Server::bedrock().await;
    assert!(server.open(&server.page()).await.texts_of_class("wounds").is_empty());
}

#[tokio::test]
async fn a_plan_with_wounds_opens_and_says_how_many_in_the_readers_language() {
    let server = wounded(&[(Kind::Person, "P02"), (Kind::RelationshipOwner, "W01")]).await;
    for (language, words) in [(Language::En, "2 records cannot be read"), (Language::ZhHans, "有 2 条记录无法读取")]
    {
        let page = server.get_in(language, &server.page()).await.page();
        page.check();
        let told = page.texts_of_class("wounds");
        assert!(told.len() == 1 && told[0].contains(words), "{told:?}");
    }
}

#[tokio::test]
async fn the_rest_of_it_is_edited_as_ever() {
    let server = wounded(&[(Kind::Person, "P02")]).await;
    let page = server.open(&format!("{}?person=P03", server.page())).await;
    let details = page.form(&format!("details-{}", server.id(Kind::Person, "P03").await));
    server.save(&details.with("title", "EVP")).await;
}

#[tokio::test]
async fn without_its_account_the_page_opens_and_nothing_is_changed() {
    let server = wounded(&[(Kind::Account, "BEDROCK")]).await;
    let answer = server.get(&server.page()).await;
    assert_eq!(answer.status, StatusCode::OK);
    let page = answer.page();
    page.check();
    assert_eq!(page.texts_of_class("wounds").len(), 1);
}

/// A server with the worked example, in which a newer version made a change after ours.
async fn of_a_newer_version() -> Server {
    let whole = Server::bedrock().await;
    for name in ["Labs", "Works"] {
        let fields = [("change", whole.new_id()), ("name", name.to_owned())];
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        whole.save(&support::form(&whole.at("records/unit"), &fields)).await;
    }
    let p02 = whole.id(Kind::Person, "P02").await;
    restored(&whole, |table, values| {
        if table == "change" && values[2] != 1 {
            values[5] = json!("2026-11-21T09:00:00Z");
        }
        if table == "change" && values[2] == 2 {
            values[9] = json!(json!([{ "do": "split", "kind": "person", "id": p02 }]).to_string());
        }
    })
    .await
}

#[tokio::test]
async fn what_a_newer_version_did_is_named_in_the_history_and_the_rest_is_told() {
    let server = of_a_newer_version().await;
    for language in Language::ALL {
        let page = server.get_in(language, &server.at("history")).await.page();
        let told = page.text_of("main");
        assert!(told.contains(&Say::new(language).label("made-by-newer-change")), "{told}");
        assert!(told.contains("Works"), "{told}");
    }
    let own = server.open(&format!("{}?person=P02&history=1", server.page())).await;
    assert!(own.text_of("record-history").contains("Made by a newer version"), "{}", own.text_of("record-history"));
    server.open(&server.at("overview")).await;
}

#[tokio::test]
async fn a_day_before_it_says_why_it_cannot_be_shown_and_undo_does_too() {
    let server = of_a_newer_version().await;
    for language in Language::ALL {
        let answer = server.get_in(language, &server.at("as-of/2026-11-20/relationships")).await;
        assert_eq!(answer.status, StatusCode::CONFLICT, "{}", answer.text());
        assert!(answer.page().text_of("main").contains(&Say::new(language).label("made-by-newer-help")));
    }
    let history = server.ledger.open(&support::LIN, server.account).await.unwrap().history(10).await.unwrap();
    let newer = history.iter().find(|change| !change.is_readable()).expect("the change").id.to_string();
    let back = server.at("history");
    let undo = support::form(&server.at("undo"), &[("change", &server.new_id()), ("undone", &newer), ("back", &back)]);
    let answer = server.post(&undo).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text().contains("A newer version of kamap made change 2"), "{}", answer.text());
}
