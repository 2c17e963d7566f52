//! All pages together: each with the full sample, an empty plan and an ugly one, in three languages; what opens beside
//! them; and the plan as of a day.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests"
)]

mod support;

use axum::http::StatusCode;
use plan::{Kind, Language, Plan};
use support::markup::Page;
use support::plans::{bedrock, empty, ugly};
use support::{LIN, Server};
use web::page::menu::{Group, Leaf, PAGES};
use web::root::Root;
use web::words::Say;

/// The pages that the menu shows for most plans.
fn pages() -> Vec<&'static Leaf> {
    PAGES.iter().filter(|leaf| (leaf.shown)(&bedrock())).collect()
}

async fn open_in(server: &Server, language: Language, path: &str) -> Page {
    let answer = server.get_in(language, path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path} in {language:?}: {}", answer.text());
    answer.page()
}

/// A label that is missing shows as its key, such as `field-name`.
fn assert_no_keys(page: &Page, path: &str) {
    let is_part = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
    let is_key = |text: &&str| {
        text.contains('-') && text.starts_with(|first: char| first.is_ascii_lowercase()) && text.chars().all(is_part)
    };
    let keys: Vec<&str> = page.texts().filter(is_key).collect();
    assert!(keys.is_empty(), "{path}: labels are missing: {keys:?}");
}

/// No Chinese sentence of ours stands on an English page. What the plan says in Chinese alone is not ours.
fn assert_not_mixed(page: &Page, path: &str) {
    let ours = page.texts().filter(|text| text.ends_with(['。', '？', '：']));
    let mixed: Vec<&str> = ours.collect();
    assert!(mixed.is_empty(), "{path}: {mixed:?}");
}

#[tokio::test]
async fn every_page_is_whole_in_every_language() {
    for (name, plan) in [("the sample", bedrock()), ("an empty plan", empty())] {
        let server = Server::with(&plan).await;
        for language in Language::ALL {
            for leaf in pages() {
                let page = open_in(&server, language, &server.at(leaf.slug)).await;
                assert_no_keys(&page, &format!("{} of {name}", leaf.slug));
                let title = Say::new(language).label(&leaf.title());
                assert!(page.text_of("main").starts_with(&title), "{} begins with its title", leaf.slug);
                if language == Language::En && name == "an empty plan" {
                    assert_not_mixed(&page, leaf.slug);
                }
            }
        }
    }
}

#[tokio::test]
async fn every_page_shows_an_ugly_plan_with_all_its_text_escaped() {
    let server = Server::with(&ugly()).await;
    for (at, leaf) in pages().into_iter().enumerate() {
        let language = Language::ALL[at % 3];
        let page = open_in(&server, language, &server.at(leaf.slug)).await;
        assert_no_keys(&page, leaf.slug);
    }
}

#[tokio::test]
async fn the_menu_leads_to_every_page_and_says_where_one_is() {
    let server = Server::bedrock().await;
    for leaf in pages() {
        let page = open_in(&server, Language::En, &server.at(leaf.slug)).await;
        let links = page.links();
        for other in pages() {
            assert!(links.contains(&server.at(other.slug)), "{} leads to {}", leaf.slug, other.slug);
        }
        let here = page.tags().filter(|tag| tag.get("aria-current") == Some("page"));
        assert_eq!(here.filter_map(|tag| tag.get("href")).collect::<Vec<_>>(), [server.at(leaf.slug)]);
    }
    assert!(
        Group::ALL.iter().all(|group| group.leaves(Root::Account(server.account)).count() > 0),
        "no group is empty"
    );
}

/// The first records of each kind.
fn some_of_each(plan: &Plan) -> Vec<(Kind, String)> {
    let codes = |kind: &Kind| {
        let bodies = plan.bodies(*kind);
        bodies.iter().take(2).map(|(_, body)| (*kind, body["code"].as_str().unwrap().to_owned())).collect::<Vec<_>>()
    };
    Kind::ALL.iter().flat_map(codes).collect()
}

#[tokio::test]
async fn a_record_of_any_kind_opens_beside_any_page() {
    let plan = bedrock();
    let server = Server::with(&plan).await;
    for (at, (kind, code)) in some_of_each(&plan).into_iter().enumerate() {
        let (language, leaf) = (Language::ALL[at % 3], pages()[at % pages().len()]);
        let path = server.at(&format!("{}?{kind}={code}", leaf.slug));
        let page = open_in(&server, language, &path).await;
        assert_no_keys(&page, &path);
        assert!(page.panel().is_some_and(|panel| panel.contains(&code)), "{path}");
        let history = open_in(&server, language, &format!("{path}&history=1")).await;
        assert_no_keys(&history, &path);
        assert!(history.text_of("record-history").contains("2026-11-20 09:00"), "{path}: it was made by the import");
    }
}

#[tokio::test]
async fn a_new_record_of_any_kind_can_be_asked_for_beside_any_page() {
    let server = Server::bedrock().await;
    for (at, kind) in Kind::ALL.iter().enumerate() {
        let (language, leaf) = (Language::ALL[at % 3], pages()[at % pages().len()]);
        let path = server.at(&format!("{}?new={kind}", leaf.slug));
        let page = open_in(&server, language, &path).await;
        assert_no_keys(&page, &path);
        // An account is made with its plan, and a file is added where its record is.
        assert_eq!(page.panel().is_some(), !matches!(kind, Kind::Account | Kind::Attachment), "{path}");
    }
}

#[tokio::test]
async fn an_action_is_about_what_it_was_created_from() {
    let server = Server::bedrock().await;
    let plan = server.plan().await;
    for (kind, code, field) in [
        ("person", "P02", "people"),
        ("voice", "V3", "voice"),
        ("fact", "F1", "fact"),
        ("opportunity", "O03", "opportunity"),
    ] {
        let page = server.open(&server.at(&format!("voices?for={kind}.{code}&new=action"))).await;
        let form = page.form("new-action").with("title", "Next");
        server.save(&form).await;
        let now = server.plan().await;
        let id: uuid::Uuid = form.value("change").parse().unwrap();
        let body = now.body(Kind::Action, id).expect("the action is there");
        let about = plan.find(Kind::from_code(kind).unwrap(), code).unwrap().to_string();
        assert!(body[field].to_string().contains(&about), "{kind}: {body}");
    }
}

#[tokio::test]
async fn the_plan_as_of_a_day_is_shown_as_it_was_and_takes_no_changes() {
    let server = Server::bedrock().await;
    // The test's clock stands at the sample's day, so all of it was made on that day.
    let before = server.get(&server.at("as-of/2026-11-19/overview")).await;
    assert_eq!(before.status, StatusCode::NOT_FOUND, "the account was not there yet");
    for leaf in pages() {
        let path = server.at(&format!("as-of/2026-11-20/{}", leaf.slug));
        let page = open_in(&server, Language::En, &path).await;
        assert!(page.text_of("page").contains("as of 2026-11-20"), "{path} says so");
        let posting = page.tags().filter(|tag| tag.name == "form" && tag.get("method") == Some("post"));
        let actions: Vec<&str> = posting.filter_map(|tag| tag.get("action")).collect();
        let outside = |action: &&str| !["/preferences", "/sign-out"].contains(action) && !action.ends_with("/undo");
        assert!(!actions.iter().any(outside), "{path}: {actions:?}");
        let inside = page.links().into_iter().filter(|link| link.contains("/as-of/")).count();
        assert!(inside >= pages().len(), "{path}: its links stay in the past");
    }
    let panel = server.open(&server.at("as-of/2026-11-20/relationships?person=P02")).await;
    assert!(panel.panel().is_some_and(|panel| panel.contains("P02")));
    assert_eq!(panel.tags().filter(|tag| tag.name == "form").count(), 5, "those of the frame");
}

#[tokio::test]
async fn a_snapshot_is_sealed_under_its_name() {
    let server = Server::bedrock().await;
    let page = server.open(&server.at("history")).await;
    let refused = server.post(&page.form("seal").with("name", " ")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.page().by_id("seal-problem").is_some(), "the problem stands at the field");

    server.save(&page.form("seal").with("name", "第三季度评审")).await;
    let page = server.open(&server.at("history")).await;
    assert!(page.text_of("main").contains("第三季度评审"));
    let seat = server.ledger.open(&LIN, server.account).await.unwrap();
    assert_eq!(seat.snapshots().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_team_trains_with_the_facts_and_compares_with_the_model_answer() {
    let server = Server::bedrock().await;
    server.get(&server.at("model-answer")).await.assert_not_found_in(Language::En);
    let page = server.open("/accounts").await;
    let begin = page.form_to("/exercises");
    let map = server.save(&begin).await;
    assert_eq!(server.save(&begin).await, map, "sent twice, it is made once");

    let account: uuid::Uuid = map.split('/').nth(2).unwrap().parse().unwrap();
    let plan = server.ledger.open(&LIN, account).await.unwrap().plan().clone();
    assert_eq!((plan.count(Kind::Fact), plan.count(Kind::Person)), (14, 18), "facts and names are given");
    for kind in [Kind::Node, Kind::Entry, Kind::Opportunity, Kind::InfluenceLine, Kind::Relationship, Kind::Voice] {
        assert_eq!(plan.count(kind), 0, "{kind} is for the team to find");
    }
    assert!(plan.people.iter().all(|one| one.influence.is_none() && one.preference.is_none() && one.role.is_none()));
    assert!(plan.facts.iter().all(|fact| fact.so_what.is_none()));
    for language in Language::ALL {
        let path = format!("/accounts/{account}/model-answer");
        let page = open_in(&server, language, &path).await;
        assert_no_keys(&page, &path);
        assert!(page.text_of("main").contains(&Say::new(language).label("exercise-model-strategy")));
    }
}

#[tokio::test]
async fn the_guided_start_leads_from_a_name_to_a_usable_plan() {
    let server = Server::with(&empty()).await;
    let mut steps = Vec::new();
    for filled in [vec![("name", "林牧")], vec![("title", "降本"), ("metric", "桶油成本")], vec![("title", "看见油井")]]
    {
        let page = server.open(&server.at("guide")).await;
        let form = page.form(page.forms().into_iter().find(|form| form.ends_with("-guide")).expect("the next form"));
        let form = filled.into_iter().fold(form, |form, (name, value)| form.with(name, value));
        assert_eq!(server.save(&form).await, server.at("guide"), "on to the next step");
        let kinds = server.open(&server.at("guide")).await;
        steps.push(kinds.texts_of_class("step-number").iter().filter(|text| text.as_str() == "✓").count());
    }
    assert_eq!(steps, [1, 2, 3], "each form finishes its step");
    let whole = Server::bedrock().await;
    let page = whole.open(&whole.at("guide")).await;
    assert!(page.forms().iter().all(|form| !form.ends_with("-guide")), "the sample has nothing left to do");
}
