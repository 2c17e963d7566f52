//! Fields that a workspace defines for itself, in the general form: shown below the others, typed, refused at their
//! place, in the words of their definition.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests"
)]

mod support;

use axum::http::StatusCode;
use plan::{Change, Edit, Kind, Language, Plan};
use serde_json::{Value, json};
use support::Server;
use support::markup::{Form, Page};
use support::plans::{bedrock, id};
use uuid::Uuid;

/// The worked example with one field of each shape for people, one of them retired.
fn plan() -> Plan {
    let mut edits = Vec::new();
    let mut add = |kind, number, body| edits.push(Edit::Create { kind, id: id(kind, number), body });
    let name = |en: &str, hans: &str| json!({ "zh-Hans": hans, "en": en });
    for (number, code, shape, name) in [
        (1, "NICK", "text", name("Known as", "人称")),
        (2, "SIZE", "number", name("Staff led", "下属人数")),
        (3, "SINCE", "day", name("Known since", "相识日期")),
        (4, "REGION", "choice", name("Home region", "籍贯")),
        (5, "OLD", "text", name("No longer asked", "不再填写")),
    ] {
        let body = json!({ "code": code, "name": name, "kind": "person", "shape": shape, "retired": code == "OLD" });
        add(Kind::CustomField, number, body);
    }
    for (number, code, name) in [(1, "NORTH", name("The north", "北方")), (2, "SOUTH", name("The south", "南方"))] {
        add(Kind::CustomChoice, number, json!({ "code": code, "name": name, "field": id(Kind::CustomField, 4) }));
    }
    let change = Change { id: Uuid::from_u128(1), why: None, undoes: None, edits };
    bedrock().apply(&change).expect("definitions").plan
}

async fn details(server: &Server) -> (Page, Form) {
    let page = server.open(&format!("{}?person=P02", server.page())).await;
    let form = page.form(&format!("details-{}", server.id(Kind::Person, "P02").await));
    (page, form)
}

async fn held(server: &Server, field: &str) -> Value {
    let plan = server.plan().await;
    plan.body(Kind::Person, plan.find(Kind::Person, "P02").unwrap()).unwrap()["custom"][field].clone()
}

#[tokio::test]
async fn the_form_shows_them_in_the_words_of_their_definition_and_leaves_retired_ones_out() {
    let server = Server::with(&plan()).await;
    for (language, label, choice) in [(Language::En, "Staff led", "The north"), (Language::ZhHant, "下属人数", "北方")]
    {
        let page = server.get_in(language, &format!("{}?person=P02", server.page())).await.page();
        page.check();
        let texts: Vec<&str> = page.texts().collect();
        assert!(texts.iter().any(|text| text.contains(label)), "{label}");
        assert!(texts.iter().any(|text| text.contains(choice)), "{choice}");
        assert!(!texts.iter().any(|text| text.contains("No longer asked") || text.contains("不再填写")));
    }
}

#[tokio::test]
async fn what_is_typed_is_stored_by_its_shape() {
    let server = Server::with(&plan()).await;
    let (_, form) = details(&server).await;
    let form = form.with("custom.NICK", "老张").with("custom.SIZE", "１,２００").with("custom.SINCE", "2026-01-31");
    server.save(&form.with("custom.REGION", "SOUTH")).await;
    let mut all = Vec::new();
    for code in ["NICK", "SIZE", "SINCE", "REGION"] {
        all.push(held(&server, code).await);
    }
    assert_eq!(all, [json!("老张"), json!(1200.0), json!("2026-01-31"), json!("SOUTH")]);
    let (_, form) = details(&server).await;
    assert_eq!((form.value("custom.SIZE"), form.value("custom.REGION")), ("1200", "SOUTH"));
    server.save(&form.with("custom.REGION", "")).await;
    assert_eq!(held(&server, "REGION").await, Value::Null);
}

#[tokio::test]
async fn a_wrong_value_comes_back_as_typed_with_its_problem_and_what_is_folded_away_open() {
    let server = Server::with(&plan()).await;
    let (_, form) = details(&server).await;
    let answer = server.post(&form.clone().with("custom.SIZE", "many").with("custom.REGION", "EAST")).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = answer.page();
    page.check();
    let key = form.value("form_key");
    assert!(!page.text_of(&format!("{key}-custom.SIZE-problem")).is_empty());
    assert!(page.text_of(&format!("{key}-custom.REGION-problem")).contains("NORTH, SOUTH"));
    assert_eq!(page.form(key).value("custom.SIZE"), "many");
    assert!(page.tags().any(|tag| tag.name == "details" && tag.get("open").is_some()));
    assert_eq!(held(&server, "SIZE").await, Value::Null);
}

#[tokio::test]
async fn two_people_on_one_of_them_meet_at_its_field() {
    let server = Server::with(&plan()).await;
    let (_, mine) = details(&server).await;
    let (_, theirs) = details(&server).await;
    server.save(&theirs.with("custom.REGION", "NORTH")).await;
    let answer = server.post(&mine.clone().with("custom.REGION", "SOUTH")).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    let problem = answer.page().text_of(&format!("{}-custom.REGION-problem", mine.value("form_key")));
    assert!(problem.contains("The north"), "in the words of the choice: {problem}");
}

#[tokio::test]
async fn a_new_person_bears_them_from_the_start() {
    let server = Server::with(&plan()).await;
    let form = server.open(&format!("{}?new=person", server.page())).await.form("new-person");
    server.save(&form.with("name", "New").with("custom.NICK", "Newcomer").with("custom.REGION", "NORTH")).await;
    let plan = server.plan().await;
    let (_, body) = plan.bodies(Kind::Person).into_iter().find(|(_, body)| body["name"] == json!("New")).unwrap();
    assert_eq!(body["custom"], json!({ "NICK": "Newcomer", "REGION": "NORTH" }));
}

#[tokio::test]
async fn the_library_defines_them_for_every_account_with_their_choices() {
    let server = Server::bedrock().await;
    let form = server.open("/library/settings?new=custom_field").await.form("new-custom_field");
    server.save(&form.with("name", "Home region").with("kind", "person").with("shape", "choice")).await;
    for name in ["The north", "The south"] {
        let panel = server.open("/library/settings?custom_field=CF01").await;
        server.save(&panel.form("new-custom_choice-field").with("name", name)).await;
    }
    let settings = server.open("/library/settings?custom_field=CF01").await;
    assert!(settings.text_of("row-CF01").contains("The north, The south"), "{}", settings.text_of("row-CF01"));
    let choices = settings.text_of("custom_choice-by-field");
    assert!(choices.contains("The north") && choices.contains("The south"), "{choices}");
    let (_, form) = details(&server).await;
    server.save(&form.with("custom.CF01", "CC02")).await;
    assert_eq!(held(&server, "CF01").await, json!("CC02"));
}

#[tokio::test]
async fn where_cards_stand_is_nothing_that_anybody_fills_in() {
    let server = Server::bedrock().await;
    let form = server.open("/library/settings?new=custom_field").await;
    let offered: Vec<&str> =
        form.tags().filter(|tag| tag.name == "option").filter_map(|tag| tag.get("value")).collect();
    assert!(offered.contains(&"person") && !offered.contains(&"card_place"), "{offered:?}");
    for leaf in web::page::menu::PAGES.iter().filter(|leaf| leaf.slug != "model-answer") {
        let page = server.open(&server.at(leaf.slug)).await;
        assert!(!page.links().iter().any(|link| link.contains("card_place")), "{}", leaf.slug);
    }
}
