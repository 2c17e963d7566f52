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
    assert_eq!(server.get("/").await.location(), "/week", "of several, what is due in any of them");
    assert_eq!(Server::bare().await.get("/").await.location(), "/accounts", "of none there is nothing to open");
}

#[tokio::test]
async fn the_portfolio_shows_where_each_account_stands() {
    let server = Server::several().await;
    let row = server.open("/accounts").await.text_of(&format!("account-{}", server.account));
    for figure in ["Bedrock Petroleum", "Customer", "Amber 34.2", "Red 8.2 %", "CNY 38.5M", "of CNY 90M"] {
        assert!(row.contains(figure), "{figure}: {row}");
    }
    let links = server.open("/accounts").await.links();
    assert!(links.contains(&server.at("overview")) && links.contains("/library") && links.contains("/week"));
    for language in Language::ALL {
        let page = server.get_in(language, "/accounts").await.page();
        assert!(page.text_of("page-help").contains(&Say::new(language).label("help-page-accounts-good")));
        assert!(page.text_of(&format!("account-{}", server.account)).contains(&Say::new(language).label("light-red")));
    }
}

/// The accounts in the order of the page.
fn order(page: &support::markup::Page) -> Vec<String> {
    page.tags()
        .filter_map(|tag| Some(tag.get("id")?.strip_prefix("account-").filter(|id| id.len() == 36)?.to_owned()))
        .collect()
}

#[tokio::test]
async fn the_portfolio_is_sorted_by_each_figure_and_says_so() {
    let server = Server::several().await;
    let start = server.open("/accounts").await;
    let all = order(&start);
    assert_eq!(all.len(), 10, "{all:?}");
    let sorts: Vec<String> = start.links().into_iter().filter(|link| link.starts_with("/accounts?sort=")).collect();
    assert_eq!(sorts.len(), 11, "every column sorts");
    for address in &sorts {
        let page = server.open(address).await;
        let sorted = order(&page);
        assert!(all.iter().all(|code| sorted.contains(code)) && sorted.len() == all.len(), "{address}: {sorted:?}");
        let said: Vec<&str> =
            page.tags().filter_map(|tag| tag.get("aria-sort")).filter(|sort| *sort != "none").collect();
        assert_eq!(said.len(), 1, "{address}: {said:?}");
    }
    // The weakest first, by what the core computes.
    let weakest = order(&server.open("/accounts?sort=seat_strength").await);
    let mut expected = Vec::new();
    for card in server.ledger.reach(&LIN).accounts().await.unwrap() {
        let plan = server.ledger.open(&LIN, card.id).await.unwrap().plan().clone();
        let strength = plan::portfolio::Figures::of(&plan, support::today()).by_key("relationship.seat_strength");
        expected.push((strength.unwrap().value.unwrap_or(f64::MAX), card.id.to_string()));
    }
    expected.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    assert_eq!(weakest, expected.into_iter().map(|(_, account)| account).collect::<Vec<_>>());
    // Voices by how bad they are; unknown last.
    let reach = server.ledger.reach(&LIN);
    let by_voice = ledger::Order { column: "voice_light", falling: false };
    let lines = reach.portfolio(support::today(), &[], by_voice, None, 100).await.unwrap().lines;
    let lights: Vec<&str> = lines.iter().map(|line| line.text("voice_light").unwrap_or("unknown")).collect();
    let worst_first = ["red", "amber", "green", "unknown"];
    assert!(lights.is_sorted_by_key(|light| worst_first.iter().position(|one| one == light)), "{lights:?}");
    let accounts: Vec<String> = lines.iter().map(|line| line.account.to_string()).collect();
    assert_eq!(order(&server.open("/accounts?sort=voice_light").await), accounts);
    server.open("/accounts?sort=nonsense&after=nonsense").await;
}

#[tokio::test]
async fn a_long_portfolio_is_leafed_through_and_holds_each_account_once() {
    let server = Server::bare().await;
    for number in 0..60 {
        server.save(&new_account(&server, &format!("Account {number:02}"), "CNY").await).await;
    }
    for sort in ["", "?sort=seat_strength", "?sort=gaps", "?sort=voice_light"] {
        let (mut address, mut seen) = (format!("/accounts{sort}"), Vec::new());
        loop {
            let page = server.open(&address).await;
            let codes = order(&page);
            assert!((1..=25).contains(&codes.len()), "{address}: {}", codes.len());
            seen.extend(codes);
            match page.links().into_iter().find(|link| link.contains("after=")) {
                Some(next) => address = next,
                None => break,
            }
        }
        seen.sort();
        assert_eq!(seen.len(), 60, "{sort}");
        seen.dedup();
        assert_eq!(seen.len(), 60, "{sort}");
    }
}

#[tokio::test]
async fn the_sample_is_opened_from_an_empty_list_and_only_once() {
    let server = Server::bare().await;
    let form = server.open("/accounts").await.form_to("/samples");
    let address = server.save(&form).await;
    assert!(server.open(&address).await.text_of("lights").contains("8.2 %"), "it is filled from end to end");
    let again = server.open("/accounts").await.form_to("/samples");
    assert_eq!((server.save(&again).await, server.save(&form).await), (address.clone(), address));
    assert_eq!(names(&server).await, ["BEDROCK Bedrock Petroleum"]);
}

#[tokio::test]
async fn one_changes_over_from_any_account_to_the_first_ten() {
    let server = Server::several().await;
    let accounts = server.ledger.reach(&LIN).accounts().await.unwrap();
    let page = server.open(&server.at("overview")).await;
    for account in &accounts {
        assert!(page.links().contains(&format!("/accounts/{}", account.id)), "{}", account.code);
    }
    assert!(page.links().contains("/week"), "the week is a link away");
    let alone = Server::bedrock().await;
    let switch = alone.open(&alone.at("overview")).await.texts_of_class("switch").concat();
    assert!(!switch.contains("BEDROCK"), "one alone is no choice: {switch}");
    assert!(page.texts_of_class("switch").concat().contains("BEDROCK"));
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

#[tokio::test]
async fn from_any_page_the_week_the_accounts_and_the_library_are_one_step_away() {
    let server = Server::bedrock().await;
    for path in
        [server.at("overview"), server.at("history"), server.at("as-of/2026-11-20/team"), "/library/settings".into()]
    {
        let page = server.open(&path).await;
        let links = page.links();
        for away in ["/week", "/accounts", "/library"] {
            assert!(links.contains(away), "{path} leads to {away}: {links:?}");
        }
    }
}
