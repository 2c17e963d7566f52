//! `/`, `/accounts` and `/accounts/{account}`: the way in, the list, and a new account of which the name is known.

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
use support::markup::Form;
use support::plans::{bedrock, empty, ugly, ugly_name};
use support::{LIN, Server};
use web::words::Say;

/// The form for a new account as it stands on the page.
async fn new_account(server: &Server, name: &str, currency: &str) -> Form {
    server.open("/accounts").await.form("new-account").with("name", name).with("currency", currency)
}

async fn names(server: &Server) -> Vec<String> {
    let accounts = server.ledger.reach(&LIN).accounts().await.unwrap();
    accounts.iter().map(|account| format!("{} {}", account.code, account.name.show(Language::En))).collect()
}

#[tokio::test]
async fn the_front_page_leads_into_the_only_account() {
    let server = Server::bedrock().await;
    let answer = server.get("/").await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, server.at("overview").as_str()));
    let answer = server.get(&format!("/accounts/{}", server.account)).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, server.at("overview").as_str()));

    server.save(&new_account(&server, "Second", "EUR").await).await;
    assert_eq!(server.get("/").await.location(), "/accounts", "of several the user chooses");
    assert_eq!(Server::bare().await.get("/").await.location(), "/accounts", "of none there is nothing to open");
}

#[tokio::test]
async fn the_list_is_shown_in_every_language() {
    for (plan, names) in [
        (Some(bedrock()), ["基岩石油", "基岩石油", "Bedrock Petroleum"]),
        (Some(empty()), ["空", "空", "空"]),
        (None, ["", "", ""]),
    ] {
        let server = match &plan {
            Some(plan) => Server::with(plan).await,
            None => Server::bare().await,
        };
        for (language, name) in Language::ALL.into_iter().zip(names) {
            let page = server.get_in(language, "/accounts").await.page();
            assert_eq!(page.tags().next().and_then(|html| html.get("lang")), Some(language.tag()));
            let main = page.text_of("main");
            assert!(main.contains(name), "{main}");
            assert_eq!(main.contains(&Say::new(language).label("accounts-empty")), plan.is_none(), "{main}");
        }
    }
}

#[tokio::test]
async fn the_list_escapes_what_people_typed() {
    let server = Server::with(&ugly()).await;
    for language in Language::ALL {
        let page = server.get_in(language, "/accounts").await.page();
        assert!(page.text_of("main").contains(&ugly_name(1)), "{}", page.text_of("main"));
        assert!(page.text_of("main").contains("<U&GLY>"));
    }
}

#[tokio::test]
async fn a_new_account_needs_its_name_only() {
    let server = Server::bare().await;
    let form = server.open("/accounts").await.form("new-account");
    assert_eq!(form.value("currency"), "CNY", "something sensible stands there");
    let next = server.save(&form.with("name", " 大冶铜业 ")).await;
    assert_eq!(names(&server).await, ["ACC01 大冶铜业"]);
    let page = server.open(&next).await;
    assert!(page.text_of("main").contains(&Say::new(Language::En).label("page-overview")));

    server.save(&new_account(&server, "Second", "eur").await).await;
    assert_eq!(names(&server).await, ["ACC01 大冶铜业", "ACC02 Second"]);
}

#[tokio::test]
async fn the_same_form_sent_twice_makes_one_account() {
    let server = Server::bare().await;
    let form = new_account(&server, "Once", "CNY").await;
    let first = server.save(&form).await;
    assert_eq!(server.save(&form).await, first);
    assert_eq!(names(&server).await, ["ACC01 Once"]);
    // Both at once, as an impatient double click sends them.
    let form = new_account(&server, "Twice", "CNY").await;
    let (one, other) = tokio::join!(server.save(&form), server.save(&form));
    assert_eq!(one, other);
    assert_eq!(names(&server).await, ["ACC01 Once", "ACC02 Twice"]);
}

#[tokio::test]
async fn a_refused_account_comes_back_filled_with_its_problems() {
    let server = Server::bare().await;
    let long = "长".repeat(61);
    for language in Language::ALL {
        let say = Say::new(language);
        let too_long = |most: i64, length: i64| {
            let mut numbers = fluent_bundle::FluentArgs::new();
            numbers.set("most", most);
            numbers.set("length", length);
            say.with("problem-too-long", &numbers)
        };
        for (name, currency, expected) in [
            ("", "CNY", vec![say.label("problem-required")]),
            ("  ", "", vec![say.label("problem-required"), say.label("problem-required")]),
            (long.as_str(), "yuan", vec![too_long(60, 61), too_long(3, 4)]),
            ("<script>\"'&", "12", vec![say.label("problem-not-a-currency")]),
            ("¥", "¥", vec![say.label("problem-not-a-currency")]),
        ] {
            let answer = server.post_in(language, &new_account(&server, name, currency).await).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{name} {currency}");
            let page = answer.page();
            let form = page.form("new-account");
            assert_eq!((form.value("name"), form.value("currency")), (name, currency));
            assert_eq!(page.texts_of_class("problem"), expected, "{name:?} {currency:?} in {language:?}");
        }
    }
    assert!(names(&server).await.is_empty(), "nothing was made");
    // Mended and sent again from the page that came back, it is taken.
    let refused = server.post(&new_account(&server, "Mended", "").await).await.page();
    server.save(&refused.form("new-account").with("currency", "USD")).await;
    assert_eq!(names(&server).await, ["ACC01 Mended"]);
}

#[tokio::test]
async fn all_problems_of_an_account_are_named_at_once() {
    let server = Server::bare().await;
    let say = Say::new(Language::En);
    let page = server.post(&new_account(&server, "", "¥¥¥").await).await.page();
    let expected = [say.label("problem-required"), say.label("problem-not-a-currency")];
    assert_eq!(page.texts_of_class("problem"), expected);
}

#[tokio::test]
async fn an_account_begins_without_records_and_takes_the_first_person() {
    let server = Server::bare().await;
    let next = server.save(&new_account(&server, "New", "CNY").await).await;
    let page = server.open(&format!("{next}?new=person")).await;
    let next = server.save(&page.form("new-person").with("name", "董事长")).await;
    assert!(next.ends_with("?person=P01#panel"), "{next}");
    let page = server.open(next.split('#').next().unwrap()).await;
    assert!(page.panel().unwrap().contains("董事长"));
}

#[tokio::test]
async fn no_page_is_not_found_in_the_readers_language() {
    let server = Server::bedrock().await;
    for language in Language::ALL {
        for path in ["/nonsense", "/accounts/", "/accounts/x/y/z", "/favicon.ico", "/../etc/passwd", "/%00"] {
            server.get_in(language, path).await.assert_not_found_in(language);
        }
    }
    assert_eq!(server.plan().await.count(Kind::Account), 1);
}
