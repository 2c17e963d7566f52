//! `/opportunities`, `/actions`, `/people`: lists over all accounts within reach, filtered and sorted by the address.

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
use plan::generate::{self, Size};
use support::markup::Page;
use support::plans::{empty, ugly};
use support::{Server, today};
use web::words::Say;

const LISTS: [&str; 3] = ["/opportunities", "/actions", "/people"];

async fn list(server: &Server, path: &str) -> Page {
    let answer = server.get_in(Language::En, path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text());
    answer.page()
}

/// Where the page leads, from above.
fn hrefs(page: &Page) -> Vec<String> {
    page.tags().filter(|tag| tag.name == "a").filter_map(|tag| tag.get("href")).map(str::to_owned).collect()
}

/// The codes of the records in their rows, from above.
fn codes(page: &Page, kind: &str) -> Vec<String> {
    let mark = format!("{kind}=");
    let code = |link: &String| Some(link.split_once(&mark)?.1.trim_end_matches("#panel").to_owned());
    hrefs(page).iter().filter_map(code).collect()
}

#[tokio::test]
async fn every_list_reads_in_every_language_whatever_the_plans_hold() {
    for server in [Server::several().await, Server::with(&empty()).await, Server::with(&ugly()).await] {
        for language in Language::ALL {
            for path in LISTS {
                let answer = server.get_in(language, path).await;
                assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text());
                let what = Say::new(language).label(&format!("help-page-all-{}-what", &path[1..]));
                assert!(answer.page().text_of("page-help").contains(&what));
            }
        }
    }
}

#[tokio::test]
async fn what_is_due_first_stands_first_and_other_orders_are_a_link_away() {
    let server = Server::bedrock().await;
    let deals = codes(&list(&server, "/opportunities").await, "opportunity");
    assert_eq!(&deals[..3], ["O01", "O10", "O02"], "by the day of closing, then by account and record");
    assert!(!deals.contains(&"O12".to_owned()), "what is won is none of the open ones");
    let page = list(&server, "/opportunities?sort=amount").await;
    assert_eq!(&codes(&page, "opportunity")[..2], ["O03", "O01"], "36 million, 28 million");
    assert!(page.links().contains("/opportunities?sort=title"));
    let people = codes(&list(&server, "/people").await, "person");
    assert_eq!(&people[..2], ["X1", "P05"], "whose contact is longest overdue");
}

#[tokio::test]
async fn filters_narrow_a_list_and_can_be_taken_off() {
    let server = Server::bedrock().await;
    let open = codes(&list(&server, "/opportunities").await, "opportunity");
    let all = codes(&list(&server, "/opportunities?state=all").await, "opportunity");
    let won = codes(&list(&server, "/opportunities?state=won").await, "opportunity");
    assert_eq!(all.len(), 12);
    assert!(won.contains(&"O12".to_owned()) && open.len() + won.len() <= all.len());
    let page = list(&server, "/opportunities?category=commit&sort=amount").await;
    assert_eq!(codes(&page, "opportunity"), ["O01", "O10"]);
    assert!(page.links().contains("/opportunities?sort=amount"), "without the filter, in the same order");
    let closing = codes(&list(&server, "/opportunities?close=quarter").await, "opportunity");
    assert_eq!(closing, ["O01", "O10"], "by the end of the year");
    assert_eq!(codes(&list(&server, "/opportunities?close=overdue").await, "opportunity"), Vec::<String>::new());
    let unowned = codes(&list(&server, "/people?owner=nobody").await, "person");
    assert!(unowned.contains(&"P02".to_owned()), "nobody owns the chief financial officer: {unowned:?}");
    assert!(list(&server, "/actions?due=overdue").await.text_of("main").contains("A02"));
}

#[tokio::test]
async fn a_long_list_goes_on_and_says_every_record_once() {
    let size = Size { people: 130, opportunities: 3, actions: 3, interactions: 40, needs: 3 };
    let plan = generate::plan(3, size, today()).unwrap();
    let server = Server::with(&plan).await;
    for sort in ["contact_due_on", "influence", "title"] {
        let (mut seen, mut path) = (Vec::new(), Some(format!("/people?state=all&sort={sort}")));
        while let Some(next) = path {
            let page = list(&server, &next).await;
            seen.extend(codes(&page, "person"));
            path = page.links().iter().find(|link| link.contains("after=")).cloned();
        }
        let known: std::collections::BTreeSet<&String> = seen.iter().collect();
        assert_eq!((seen.len(), known.len()), (plan.people.len(), plan.people.len()), "by {sort}");
    }
}

#[tokio::test]
async fn a_row_leads_to_its_record_in_its_account() {
    let server = Server::bedrock().await;
    for path in LISTS {
        let page = list(&server, path).await;
        let row = hrefs(&page).into_iter().find(|link| link.ends_with("#panel")).unwrap();
        assert!(row.starts_with(&format!("/accounts/{}/", server.account)));
        assert!(list(&server, row.trim_end_matches("#panel")).await.text_of("panel").len() > 20, "{row}");
    }
}

#[tokio::test]
async fn an_address_that_asks_for_nonsense_is_no_error() {
    let server = Server::bedrock().await;
    for asked in ["?sort=%27%3B--", "?after=nonsense", "?state=zzz", "?close=zzz&category=zzz", "?x=1&x=2"] {
        list(&server, &format!("/opportunities{asked}")).await;
    }
}
