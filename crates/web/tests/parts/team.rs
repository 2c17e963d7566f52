//! The team: who does what, whom each covers, what each carries.

use crate::support::Server;
use crate::support::plans::empty;
use crate::{Life, lives, rows};
use plan::Kind;

#[tokio::test]
async fn each_member_stands_with_people_influence_and_load() {
    let server = Server::bedrock().await;
    let page = server.open(&server.at("team")).await;
    assert_eq!(rows(&page, "K"), ["K1", "K2", "K3", "K4", "K5", "K6"]);
    let sponsor = page.text_of("row-K2");
    assert!(sponsor.contains("Executive sponsor") && sponsor.contains("18 / 8 ⚑"), "more than eight hours: {sponsor}");
    assert!(!page.text_of("row-K6").contains("-0"), "nothing planned is nothing: {}", page.text_of("row-K6"));
    assert!(page.text_of("main").contains("Every needed role is filled."));
    assert!(page.text_of("figure-thread_risk").contains("40.3 %"));
}

#[tokio::test]
async fn contacts_due_stand_with_the_longest_overdue_on_top() {
    let server = Server::bedrock().await;
    let page = server.open(&server.at("team")).await;
    let due: Vec<String> = rows(&page, "").into_iter().filter(|code| !code.starts_with('K')).collect();
    assert_eq!(due, ["X1", "P05", "P12", "P10", "X2", "P01", "P07"]);
    assert!(page.text_of("row-X1").contains("2026-08-02 ⚑"), "{}", page.text_of("row-X1"));
    assert!(!page.text_of("row-P01").contains('⚑'), "still in time: {}", page.text_of("row-P01"));
}

#[tokio::test]
async fn a_role_that_nobody_fills_is_filled_from_its_button() {
    let server = Server::with(&empty()).await;
    let page = server.open(&server.at("team")).await;
    assert_eq!(page.count_within("open-roles", "li"), 4, "director, sponsor, solution and delivery lead");
    let form = server.open(&server.at("team?set.plan_role=exec_sponsor&new=member")).await.form("new-member");
    assert_eq!(form.value("plan_role"), "exec_sponsor", "the role is chosen already");
    server.save(&form.with("name", "Xu Chengzhi")).await;
    let page = server.open(&server.at("team")).await;
    assert_eq!(page.count_within("open-roles", "li"), 3);
}

#[tokio::test]
async fn a_member_is_refused_made_edited_and_taken_back() {
    let server = Server::bedrock().await;
    let life = Life {
        page: "team",
        kind: Kind::Member,
        typed: &[("name", "Zhou Wen"), ("plan_role", "legal_finance"), ("hours_a_month", "20")],
        refused: ("hours_a_month", "800"),
        edited: ("share_pct", "15"),
    };
    lives(&server, life).await;
    server.assert_bedrock().await;
}
