//! `/accounts/{account}/relationships` and its CSV: the gap page with the full sample, an empty plan and an ugly one, in
//! three languages, with everything that can be open beside the table.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests"
)]

mod support;

use axum::http::StatusCode;
use plan::relationship::{KEYS, Relationships};
use plan::{Kind, Language, Plan};
use std::collections::BTreeSet;
use support::markup::Page;
use support::plans::{UGLY_CODES, UGLY_DEALS, UGLY_PEOPLE, bedrock, empty, one_person, ugly, ugly_name};
use support::{Server, today};
use web::page::open::Asked;
use web::words::Say;

/// The kinds that the page offers to make.
const NEW: [&str; 4] = ["person", "member", "opportunity", "unit"];

/// A value within an address.
fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// The codes of all records of a kind.
fn codes(plan: &Plan, kind: Kind) -> Vec<String> {
    plan.bodies(kind).iter().map(|(_, body)| body["code"].as_str().unwrap().to_owned()).collect()
}

/// Asks for the page with this open beside the table.
async fn open_in(server: &Server, language: Language, query: &str) -> Page {
    let path = format!("{}?{query}", server.page());
    let answer = server.get_in(language, &path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path} in {language:?}: {}", answer.text());
    let page = answer.page();
    assert_eq!(page.tags().next().and_then(|html| html.get("lang")), Some(language.tag()));
    page
}

/// A label that is missing shows as its key, such as `field-name`.
fn looks_like_a_key(text: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
    text.contains('-') && text.starts_with(|first: char| first.is_ascii_lowercase()) && text.chars().all(is_part)
}

fn assert_no_keys(page: &Page) {
    let keys: Vec<&str> = page.texts().filter(|text| looks_like_a_key(text)).collect();
    assert!(keys.is_empty(), "labels are missing: {keys:?}");
}

/// Everything that can be open beside the table of this plan.
fn panels(plan: &Plan) -> Vec<String> {
    let people = codes(plan, Kind::Person).into_iter().map(|code| format!("person={}", encoded(&code)));
    let deals = codes(plan, Kind::Opportunity).into_iter().map(|code| format!("opportunity={}", encoded(&code)));
    let figures = KEYS.iter().map(|key| format!("figure=relationship.{key}"));
    people.chain(deals).chain(figures).chain(NEW.iter().map(|kind| format!("new={kind}"))).collect()
}

#[tokio::test]
async fn the_sample_is_shown_in_every_language() {
    let server = Server::bedrock().await;
    for language in Language::ALL {
        let say = Say::new(language);
        let page = open_in(&server, language, "").await;
        assert_no_keys(&page);
        assert_eq!(page.panel(), None);
        assert_eq!(page.count_within("main", "tbody"), 2, "people and seats");
        for (_, body) in server.plan().await.bodies(Kind::Person) {
            let name = serde_json::from_value::<plan::Words>(body["name"].clone()).unwrap();
            let row = page.text_of(&format!("row-{}", body["code"].as_str().unwrap()));
            assert!(row.contains(say.show(&name)), "{row}");
        }
        for (key, value) in [
            ("people_coverage", "74.2 %"),
            ("attainment", "51.8 %"),
            ("support_index", "+16.1 %"),
            ("seat_strength", "34.2"),
            ("thread_risk", "40.3 %"),
            ("influence_total", "62"),
        ] {
            let tile = page.text_of(&format!("figure-{key}"));
            assert!(tile.contains(value), "{key} in {language:?}: {tile}");
            assert!(tile.contains(&say.label(&format!("figure-{key}"))), "{tile}");
        }
        let top = page.texts_of_class("gap-title");
        let order: Vec<&str> = top.iter().map(|title| title.split(' ').next().unwrap()).collect();
        assert_eq!(order, ["P02", "P01", "P03", "X1", "P05"]);
    }
}

#[tokio::test]
async fn everything_in_the_sample_opens_in_every_language() {
    let server = Server::bedrock().await;
    for language in Language::ALL {
        for query in panels(&bedrock()) {
            let page = open_in(&server, language, &query).await;
            assert_no_keys(&page);
            assert!(page.panel().is_some_and(|panel| !panel.is_empty()), "{query} in {language:?}");
        }
    }
}

/// Does an address name something that opens beside its page?
fn opens(path: &str) -> bool {
    Asked::of(&path.parse().unwrap()).open.is_some()
}

/// What an address opens, so that a crawl ends: a record looks the same beside any page, and what is asked about it (its
/// history, an action for it) is the same for any record of its kind.
fn opened(path: &str) -> String {
    let Some((_, query)) = path.split_once('?').filter(|_| opens(path)) else { return path.to_owned() };
    let asks = query.contains("history=") || query.contains("for=");
    let whole = |part: &str| !asks || !part.contains('=');
    let parts = query.split('&').map(|part| if whole(part) { part } else { part.split(['=', '.']).next().unwrap() });
    parts.collect::<Vec<_>>().join("&")
}

#[tokio::test]
async fn every_link_leads_to_a_page() {
    let server = Server::bedrock().await;
    let mut seen = BTreeSet::new();
    let mut ahead = vec!["/accounts".to_owned()];
    while let Some(path) = ahead.pop() {
        if !seen.insert(opened(&path)) {
            continue;
        }
        let mut answer = server.get(&path).await;
        if answer.status == StatusCode::SEE_OTHER {
            answer = server.get(answer.location()).await;
        }
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        if answer.header("content-type").is_some_and(|kind| kind.starts_with("text/html")) {
            let page = answer.page();
            assert_eq!(page.panel().is_some(), opens(&path), "{path} opens what it names, and nothing else does");
            ahead.extend(page.links());
        }
    }
    // 18 people, 12 deals of which 11 are open, 6 figures, 3 buttons for new records, page, list, front page, CSV.
    assert!(seen.len() >= 18 + 11 + 6 + 3 + 4, "{seen:?}");
}

#[tokio::test]
async fn every_figure_opens_to_its_rows() {
    let server = Server::bedrock().await;
    let plan = server.plan().await;
    let relationships = Relationships::of(&plan, today());
    for language in Language::ALL {
        let say = Say::new(language);
        for key in KEYS {
            let figure = relationships.figures().by_key(key).unwrap();
            let page = open_in(&server, language, &format!("figure=relationship.{key}")).await;
            let heading = page.text_of("panel-title");
            assert_eq!(heading, format!("{} {}", say.label(&format!("figure-{key}")), say.figure(&figure)));
            // One row each, and those of head and foot.
            assert_eq!(page.count_within("panel", "tr"), figure.rows.len() + 2, "{key}");
            assert!(!figure.rows.is_empty(), "{key}");
            for column in &figure.columns {
                let label = say.label(&format!("term-{column}"));
                assert!(page.panel().unwrap().contains(&label), "{key} has no column {label}");
            }
            let open = page.tags().filter(|tag| tag.get("class").is_some_and(|class| class.ends_with(" open"))).count();
            assert_eq!(open, 1, "the tile of {key} shows that it is open");
        }
    }
}

#[tokio::test]
async fn an_empty_plan_says_how_to_begin() {
    let server = Server::with(&empty()).await;
    for language in Language::ALL {
        let say = Say::new(language);
        let page = open_in(&server, language, "").await;
        assert_no_keys(&page);
        assert!(page.text_of("main").contains(&say.label("empty-relationships")));
        assert_eq!(page.panel(), None);
        for query in panels(&empty()) {
            let page = open_in(&server, language, &query).await;
            assert_no_keys(&page);
            assert!(page.panel().is_some(), "{query}");
        }
        // Unknown is never zero: nobody was counted, so no share is known.
        for key in ["attainment", "people_coverage", "support_index", "seat_strength", "thread_risk"] {
            let page = open_in(&server, language, &format!("figure=relationship.{key}")).await;
            let heading = page.text_of("panel-title");
            assert!(heading.ends_with(&say.label("unknown")), "{key}: {heading}");
        }
    }
    let csv = server.get(&format!("{}.csv", server.page())).await;
    assert_eq!((csv.status, rows(&csv.body).len()), (StatusCode::OK, 1), "only the headings");
}

#[tokio::test]
async fn an_ugly_plan_is_shown_with_all_its_text_escaped() {
    let plan = ugly();
    let server = Server::with(&plan).await;
    for language in Language::ALL {
        let page = open_in(&server, language, "").await;
        let shown = Relationships::of(&plan, today()).standings().len();
        assert_eq!(shown, UGLY_PEOPLE - 6, "six have left");
        assert_eq!(page.tags().filter(|tag| tag.get("id").is_some_and(|id| id.starts_with("row-P"))).count(), shown);
        assert!(page.text_of("row-P001").contains(&normal(&ugly_name(1))), "{}", page.text_of("row-P001"));
    }
    // The panels of some, so that it ends in time; the strict reader of pages looks for whatever broke out.
    let some =
        ["P001", "P003", "P010", "P012", "P050", "P300", UGLY_CODES[0]].map(|code| format!("person={}", encoded(code)));
    let deals = ["O001", "O007", "O010", "O100", UGLY_CODES[1]].map(|code| format!("opportunity={}", encoded(code)));
    let figures = KEYS.map(|key| format!("figure=relationship.{key}"));
    for (at, query) in some.iter().chain(&deals).chain(&figures).enumerate() {
        let language = Language::ALL[at % 3];
        let page = open_in(&server, language, query).await;
        assert!(page.panel().is_some_and(|panel| panel.contains("<script>alert(")), "{query} in {language:?}");
    }
}

/// Spaces as a reader of the page sees them.
fn normal(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// An address as a browser sends it that finds it in a link.
fn as_sent(href: &str) -> String {
    let (address, _) = href.split_once('#').unwrap_or((href, ""));
    let kept = |byte: &u8| byte.is_ascii_graphic() && !b"\"<>'".contains(byte);
    address
        .bytes()
        .map(|byte| if kept(&byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

#[tokio::test]
async fn links_lead_to_records_whatever_their_codes_are() {
    assert!(one_person("P01").is_some());
    for plan in ["P-01", "甲01", "P\"><b>'", "A&B", "P#1", "A+B", "50%20"].into_iter().filter_map(one_person) {
        let code = plan.people.iter().next().unwrap().code.as_str();
        let server = Server::with(&plan).await;
        let answer = server.get(&server.page()).await;
        let page = Page::read(&answer.text());
        let link = page.tags().find(|tag| tag.get("href").is_some_and(|href| href.contains("?person="))).unwrap();
        let there = server.open(&as_sent(link.get("href").unwrap())).await;
        assert!(there.panel().is_some_and(|panel| panel.contains(code)), "{link:?} does not open {code}");
    }
}

#[tokio::test]
async fn what_is_not_there_does_not_open() {
    let server = Server::bedrock().await;
    for query in [
        "person=P99",
        "person=O01",
        "person=",
        "opportunity=O99",
        "opportunity=P01",
        "figure=nonsense",
        "figure=relationship.gap",
        "new=account",
        "new=nonsense",
        "person=%E4%BA%BA",
        "person=%FF",
        "other=1",
    ] {
        let page = open_in(&server, Language::En, query).await;
        assert_eq!(page.panel(), None, "{query}");
        assert!(page.text_of("main").contains("74.2 %"), "the page is whole");
    }
}

#[tokio::test]
async fn an_address_that_names_two_panels_is_no_error() {
    let server = Server::bedrock().await;
    for query in [
        "person=P01&opportunity=O01",
        "person=P01&person=P02",
        "figure=relationship.attainment&figure=relationship.attainment",
    ] {
        let answer = server.get(&format!("{}?{query}", server.page())).await;
        assert_eq!(answer.status, StatusCode::OK, "{query}: {}", answer.text());
    }
}

#[tokio::test]
async fn an_account_out_of_reach_is_not_found_in_the_readers_language() {
    let server = Server::bedrock().await;
    let unknown = "01930000-0000-7000-8001-00000000dead";
    for language in Language::ALL {
        for rest in ["relationships", "relationships?person=P01", "relationships.csv", "nonsense"] {
            server.get_in(language, &format!("/accounts/{unknown}/{rest}")).await.assert_not_found_in(language);
        }
    }
}

#[tokio::test]
async fn an_address_whose_id_is_no_id_is_not_found_in_the_readers_language() {
    let server = Server::bedrock().await;
    for language in Language::ALL {
        for account in ["1", "BEDROCK", "01930000-0000-7000-8001", "%27%22%3Cscript%3E", "%FF", "..%2F..%2Fetc"] {
            for rest in ["", "/relationships", "/relationships.csv"] {
                server.get_in(language, &format!("/accounts/{account}{rest}")).await.assert_not_found_in(language);
            }
        }
    }
}

/// The rows of a CSV file, which must begin with the mark that spreadsheets need.
fn rows(csv: &[u8]) -> Vec<Vec<String>> {
    let csv = csv.strip_prefix(b"\xef\xbb\xbf").expect("a byte order mark");
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(csv);
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

#[tokio::test]
async fn the_gap_table_is_a_file_for_spreadsheets() {
    let server = Server::bedrock().await;
    for (language, name, stance, coverage) in [
        (Language::ZhHans, "沈若川", "支持度", "未覆盖"),
        (Language::ZhHant, "沈若川", "支持度", "未覆蓋"),
        (Language::En, "Shen Ruochuan", "Stance", "Not covered"),
    ] {
        let answer = server.get_in(language, &format!("{}.csv", server.page())).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.header("content-type"), Some("text/csv; charset=utf-8"));
        let disposition = "attachment; filename=\"BEDROCK-relationships-2026-11-20.csv\"";
        assert_eq!(answer.header("content-disposition"), Some(disposition));
        let rows = rows(&answer.body);
        let (head, rest) = rows.split_first().unwrap();
        let (mark, people) = rest.split_last().unwrap();
        assert!(mark[0].contains("Lin") && mark[1..].iter().all(String::is_empty), "{mark:?}");
        assert_eq!(people.len(), 18);
        assert_eq!(head.len(), 17);
        assert!(head.contains(&stance.to_owned()), "{head:?}");
        assert!(head.iter().all(|heading| !looks_like_a_key(heading)), "{head:?}");
        let first = &people[0];
        assert_eq!([0, 1, 8].map(|at| first[at].as_str()), ["P02", name, coverage], "by falling priority");
        // Numbers are numbers: influence, stance, contact level, gap, influence x gap, amount, priority.
        assert_eq!(
            [5, 6, 7, 13, 14, 15, 16].map(|at| first[at].as_str()),
            ["5", "0", "1", "2", "10", "80000000.00", "11.35"]
        );
    }
}

#[tokio::test]
async fn text_that_looks_like_a_formula_is_text_in_the_file() {
    let server = Server::with(&ugly()).await;
    let answer = server.get(&format!("{}.csv", server.page())).await;
    let rows = rows(&answer.body);
    assert_eq!(rows.len(), 1 + UGLY_PEOPLE - 6 + 1, "the headings, the people, the mark");
    for row in &rows {
        assert_eq!(row.len(), 17);
        for (at, cell) in row.iter().enumerate() {
            let is_number = cell.parse::<f64>().is_ok();
            let starts_a_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
            assert!(is_number || !starts_a_formula, "column {at}: {cell}");
        }
    }
    let named = rows.iter().find(|row| row[0] == "P001").unwrap();
    assert_eq!(named[1], format!("'{}", ugly_name(1)), "whole, and marked as text");
    // The name of the file is plain whatever the account's code is.
    let disposition = "attachment; filename=\"UGLY-relationships-2026-11-20.csv\"";
    assert_eq!(answer.header("content-disposition"), Some(disposition));
}

#[tokio::test]
async fn the_ugly_plan_is_as_ugly_as_it_says() {
    let plan = ugly();
    assert_eq!((plan.count(Kind::Person), plan.count(Kind::Opportunity)), (UGLY_PEOPLE, UGLY_DEALS));
    assert_eq!(ugly_name(300).chars().count(), 60);
}
