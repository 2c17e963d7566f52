//! The opportunity list: what the plan counts on, with what is loose about it.

use crate::support::Server;
use crate::support::plans::empty;
use crate::{Life, lives, rows};
use plan::Kind;
use plan::field::Tier;

#[tokio::test]
async fn open_deals_stand_by_type_and_quarter_with_their_flags() {
    let server = Server::bedrock().await;
    let page = server.open(&server.at("opportunities")).await;
    let order = ["O01", "O10", "O02", "O06", "O03", "O04", "O07", "O11", "O05", "O09", "O08", "O12"];
    assert_eq!(rows(&page, "O"), order, "current before planned before potential; the closed one last");
    for group in ["Current · 2026Q4", "Planned · 2027Q3", "Potential · 2028Q1"] {
        assert!(page.text_of("main").contains(group), "{group}");
    }
    let (first, ahead, slipped) = (page.text_of("row-O01"), page.text_of("row-O02"), page.text_of("row-O03"));
    assert!(first.contains("Commit ⚑") && first.contains("83.3 %"), "committed by exception: {first}");
    assert!(ahead.contains("S4 / 3 ⚑") && ahead.contains("25.0 %"), "ahead of the customer: {ahead}");
    assert!(slipped.contains("2027-06-30 ⚑"), "{slipped}");
}

#[tokio::test]
async fn a_commit_says_what_it_misses_and_who_signed_it() {
    let server = Server::bedrock().await;
    let page = server.open(&server.at("opportunities")).await;
    let commits = page.text_of("commits");
    assert!(
        commits.contains("coverage of approver P02") && commits.contains("exception signed by Lin Mu"),
        "{commits}"
    );
    assert_eq!(page.count_within("commits", "li"), 2, "O01 and O10");
    let loose = page.text_of("loose-ends");
    assert!(loose.contains("an empty seat of approver or decision maker"), "O10 has no approver: {loose}");
    assert!(loose.contains("We are selling faster than they buy"), "{loose}");
}

#[tokio::test]
async fn closed_deals_tell_why_and_promises_whether_they_were_kept() {
    let server = Server::bedrock().await;
    let page = server.open(&server.at("opportunities")).await;
    assert!(page.text_of("row-O12").contains("The risk of changing would cost more than it saves."));
    assert!(page.text_of("figure-promises_kept").contains("50.0 %"));
    let opened = server.open(&server.at("opportunities?figure=objective.promises_kept")).await;
    assert_eq!(opened.count_within("panel", "tr"), 2 + 2, "the two that fell due, head and foot");
}

#[tokio::test]
async fn every_field_of_a_deal_is_in_reach_from_its_panel() {
    let server = Server::bedrock().await;
    let id = server.id(Kind::Opportunity, "O03").await;
    let form = server.open(&server.at("opportunities?opportunity=O03")).await.form(&format!("deal-{id}"));
    for field in Kind::Opportunity.fields().iter().filter(|field| field.tier != Tier::Fixed) {
        assert!(
            form.fields.iter().any(|(name, _)| *name == format!("was.{}", field.name)),
            "{} is not in reach",
            field.name
        );
    }
}

#[tokio::test]
async fn a_commit_without_certainty_is_refused_at_its_field_on_the_page() {
    let server = Server::bedrock().await;
    let id = server.id(Kind::Opportunity, "O03").await;
    let form = server.open(&server.at("opportunities?opportunity=O03")).await.form(&format!("deal-{id}"));
    let answer = server.post(&form.with("forecast_category", "commit")).await;
    assert_eq!(answer.status, axum::http::StatusCode::UNPROCESSABLE_ENTITY);
    let page = answer.page();
    assert!(page.by_id(&format!("deal-{id}-forecast_category-problem")).is_some());
    assert_eq!(page.form(&format!("deal-{id}")).value("forecast_category"), "commit", "what was chosen is kept");
    server.assert_bedrock().await;
}

#[tokio::test]
async fn an_empty_plan_has_the_one_next_step() {
    let server = Server::with(&empty()).await;
    let page = server.open(&server.at("opportunities")).await;
    assert!(page.links().contains(&server.at("opportunities?new=opportunity")));
}

#[tokio::test]
async fn records_are_refused_made_edited_and_taken_back() {
    let server = Server::bedrock().await;
    let deal = Life {
        page: "opportunities",
        kind: Kind::Opportunity,
        typed: &[
            ("name", "Well logs"),
            ("opportunity_type", "potential"),
            ("amount", "3M"),
            ("close_on", "2027-09-30"),
        ],
        refused: ("amount", "a lot"),
        edited: ("next_step", "Ask Mo Qingyuan."),
    };
    lives(&server, deal).await;
    let to = server.id(Kind::Person, "P08").await;
    let promise = Life {
        page: "opportunities",
        kind: Kind::Promise,
        typed: &[("what", "A readable price"), ("person", &to), ("due_on", "2026-12-01")],
        refused: ("due_on", "soon"),
        edited: ("kept_on", "2026-11-20"),
    };
    lives(&server, promise).await;
    server.assert_bedrock().await;
}
