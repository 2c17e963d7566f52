//! `/search` and `/palette`: what is found in all accounts within reach, where it leads, and what goes no further.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests"
)]

mod support;

use axum::http::StatusCode;
use plan::Language;
use support::Server;
use support::plans::{empty, ugly};

/// The sample's account.
const ACCOUNT: &str = "/accounts/01930000-0000-7000-8001-000000000001";

/// A text as it stands in an address.
fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

async fn get(server: &Server, path: &str) -> String {
    let answer = server.get_in(Language::ZhHans, path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text());
    answer.text()
}

async fn search(server: &Server, text: &str) -> String {
    get(server, &format!("/search?q={}", encoded(text))).await
}

#[tokio::test]
async fn the_page_finds_by_character_spelling_and_code_and_leads_to_the_record() {
    let server = Server::bedrock().await;
    let to_p01 = format!("{ACCOUNT}/relationships?person=P01#panel");
    for text in ["罗", "羅", "luo", "lzy", "luozhenyan", "LUO Zhen", "P01", "罗 执行官"] {
        assert!(search(&server, text).await.contains(&to_p01), "{text}");
    }
    // What it leads to is there.
    get(&server, to_p01.trim_end_matches("#panel")).await;
    let opportunity = search(&server, "O03").await;
    assert!(opportunity.contains(&format!("{ACCOUNT}/opportunities?opportunity=O03#panel")));
    assert!(search(&server, "bedrock").await.contains(&format!("href=\"{ACCOUNT}/overview\"")));
}

#[tokio::test]
async fn it_reads_in_every_language_whatever_is_asked_of_whatever_plan() {
    for server in [Server::bedrock().await, Server::with(&empty()).await, Server::with(&ugly()).await] {
        for language in Language::ALL {
            for text in ["", "a", "的", "<b>\"&", "  ", "%", "😀", &"长".repeat(500)] {
                for path in ["/search?q=", "/palette?q="] {
                    let answer = server.get_in(language, &format!("{path}{}", encoded(text))).await;
                    assert_eq!(answer.status, StatusCode::OK, "{path} {text}: {}", answer.text());
                    assert!(!answer.text().contains("<b>\""), "{text}");
                }
            }
        }
    }
}

#[tokio::test]
async fn nothing_found_is_said_and_how_to_search() {
    let server = Server::bedrock().await;
    let page = search(&server, "饕餮").await;
    assert!(page.contains("没有找到“饕餮”") && page.contains("一个字即可"));
    assert!(!search(&server, "").await.contains("没有找到"));
}

#[tokio::test]
async fn no_quote_is_found() {
    let server = Server::bedrock().await;
    let quote = "你们懂井";
    assert!(search(&server, quote).await.contains("没有找到"));
    assert!(!get(&server, &format!("/palette?q={}", encoded(quote))).await.contains("role=\"option\""));
}

#[tokio::test]
async fn a_class_has_a_page_of_its_own() {
    let server = Server::bedrock().await;
    let page = get(&server, &format!("/search?q={}&class=person", encoded("l"))).await;
    assert!(page.contains("id=\"found-person\"") && !page.contains("id=\"found-action\""));
}

#[tokio::test]
async fn the_palette_goes_begins_and_finds() {
    let server = Server::bedrock().await;
    let at = format!("&at={}", encoded(ACCOUNT));
    let blank = get(&server, &format!("/palette?q={at}")).await;
    for href in ["/influence-map\"", "/relationships?new=person#panel\""] {
        assert!(blank.contains(&format!("href=\"{ACCOUNT}{href}")), "{href}");
    }
    assert!(blank.contains("href=\"/week\"") && !blank.contains("最近打开"));
    // Pages are found by pinyin too.
    let pages = get(&server, &format!("/palette?q=yxldt{at}")).await;
    assert!(pages.contains(&format!("href=\"{ACCOUNT}/influence-map\"")));
    let people = get(&server, &format!("/palette?q=lzy{at}")).await;
    assert!(people.contains("person=P01") && people.contains("href=\"/search?q=lzy\""));
    // Without a plan at hand there is nothing to begin; one that nobody knows is as good as none.
    for at in ["", "&at=/accounts/01930000-0000-7000-8001-00000000dead"] {
        let blank = get(&server, &format!("/palette?q={at}")).await;
        assert!(blank.contains("href=\"/week\"") && !blank.contains("influence-map"), "{at}");
    }
}

#[tokio::test]
async fn where_one_was_comes_as_an_address_and_is_named_by_the_server() {
    let server = Server::bedrock().await;
    let recent = |address: &str| format!("&recent={}", encoded(address));
    let was = recent(&format!("{ACCOUNT}/relationships?person=P01"));
    let elsewhere = recent("/accounts/01930000-0000-7000-8001-00000000dead/team?member=K01");
    let gone = recent(&format!("{ACCOUNT}/team?person=P9999"));
    let nonsense = recent("https://example.com/?person=P01");
    let palette = get(&server, &format!("/palette?q={was}{elsewhere}{gone}{nonsense}")).await;
    assert!(palette.contains("最近打开") && palette.contains("罗振岩"));
    assert_eq!(palette.matches("#panel").count(), 1, "{palette}");
}
