//! Strategic relations: unused leverage, and the ways through partners.

use crate::support::Server;
use crate::support::plans::empty;
use crate::{Life, lives, rows};
use plan::Kind;

#[tokio::test]
async fn partners_stand_by_unused_leverage_and_a_competing_one_counts_half() {
    let server = Server::bedrock().await;
    let page = server.open(&server.at("strategic-relations")).await;
    assert_eq!(rows(&page, "R"), ["R1", "R5", "R2", "R3", "R4"]);
    assert!(page.text_of("figure-strategic_attainment").contains("48.0 %"));
    let first = page.text_of("row-R1");
    assert!(first.starts_with("Hengyue Advisory R1"), "called by its organisation: {first}");
    assert!(first.contains("16") && first.contains("1 → 3") && first.contains('8'), "{first}");
    assert!(page.text_of("row-R4").contains("Partly competing 0 ⚑"), "{}", page.text_of("row-R4"));
}

#[tokio::test]
async fn each_top_gap_has_its_ways_or_asks_for_an_action() {
    let server = Server::bedrock().await;
    let page = server.open(&server.at("strategic-relations")).await;
    let ways = page.text_of("ways");
    assert!(ways.contains("Xu Chengzhi → Cui Jingxing, Hengyue Advisory"), "to P01 by R1: {ways}");
    assert!(ways.contains("No partner leads here yet"), "{ways}");
    assert_eq!(page.count_within("ways", "li"), 5);
    assert!(page.links().contains(&server.at("strategic-relations?for=person.P03&new=action")));
}

#[tokio::test]
async fn an_empty_plan_asks_for_the_organisation_first() {
    let server = Server::with(&empty()).await;
    let page = server.open(&server.at("strategic-relations")).await;
    assert!(page.links().contains(&server.at("strategic-relations?new=organisation")));
    let form = server.open(&server.at("strategic-relations?new=organisation")).await.form("new-organisation");
    server.save(&form.with("name", "Hengyue Advisory")).await;
    let page = server.open(&server.at("strategic-relations")).await;
    assert!(page.links().contains(&server.at("strategic-relations?new=strategic_relation")), "then for the relation");
}

#[tokio::test]
async fn records_are_refused_made_edited_and_taken_back() {
    let server = Server::bedrock().await;
    let page = "strategic-relations";
    let organisation = Life {
        page,
        kind: Kind::Organisation,
        typed: &[("name", "Nordbank")],
        refused: ("name", ""),
        edited: ("industry", "Banking"),
    };
    lives(&server, organisation).await;

    let form = server.open(&server.at(&format!("{page}?new=organisation"))).await.form("new-organisation");
    server.save(&form.with("name", "Nordbank")).await;
    let nordbank = server
        .plan()
        .await
        .organisations
        .iter()
        .find(|one| one.name == plan::Words::Plain("Nordbank".into()))
        .unwrap()
        .id
        .to_string();
    let relation = Life {
        page,
        kind: Kind::StrategicRelation,
        typed: &[("organisation", &nordbank), ("tie", "3"), ("influence", "2")],
        refused: ("organisation", &server.id(Kind::Organisation, "OG01").await),
        edited: ("our_level", "1"),
    };
    lives(&server, relation).await;
}
