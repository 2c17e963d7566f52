//! The background: what we know, what runs there, whether it deserves the effort.

use crate::support::Server;
use crate::support::plans::empty;
use crate::{Life, lives, rows};
use plan::{Kind, Language};

#[tokio::test]
async fn the_heads_of_account_and_plan_stand_on_top_and_open_their_forms() {
    let server = Server::bedrock().await;
    let page = server.open(&server.at("background")).await;
    let heads = page.text_of("headers");
    assert!(heads.contains("Bedrock Petroleum") && heads.contains("CNY 90M") && heads.contains("CNY 34M"), "{heads}");
    let account = server.open(&server.at("background?account=BEDROCK")).await;
    let id = server.id(Kind::Account, "BEDROCK").await;
    assert!(!account.text_of("panel").contains("Remove"), "an account is not taken out of its own plan");
    server.save(&account.form(&format!("record-{id}")).with("country", "Norway")).await;
    assert!(server.open(&server.at("background")).await.text_of("headers").contains("Norway"));
    server.save(&server.open(&server.at("background")).await.form_to("/undo")).await;
    server.assert_bedrock().await;
}

#[tokio::test]
async fn an_empty_cell_of_the_matrix_is_filled_with_its_c_and_topic() {
    let server = Server::bedrock().await;
    let page = server.open(&server.at("background")).await;
    let address = server.at("background?set.subject=CUSTOMERS&set.topic=MNA&new=fact");
    assert!(page.links().contains(&address), "the empty cell leads there");
    let form = server.open(&address).await.form("new-fact");
    assert_eq!((form.value("subject"), form.value("topic")), ("CUSTOMERS", "MNA"));
    assert_eq!(form.value("as_of"), "2026-11-20", "what is set elsewhere stays");
    let asks = page.links().into_iter().any(|link| link.contains("set.title=Find+out") && link.contains("new=action"));
    assert!(asks, "or an action to find it out");
}

#[tokio::test]
async fn what_is_known_stands_by_kind_with_its_sums_and_figures() {
    let server = Server::bedrock().await;
    let page = server.open(&server.at("background")).await;
    assert_eq!(rows(&page, "F").len(), 14 + 2, "facts, and what of ours runs there");
    assert!(page.text_of("figure-attractiveness").contains("77.8 %"));
    assert!(page.text_of("figure-complexity").contains("100.0 %"));
    assert!(page.text_of("figure-net_us").contains("CNY 14.2M"));
    assert!(page.text_of("figure-net_customer").contains("CNY 53M"));
    assert!(page.text_of("figure-balance").contains("0.33"));
    assert!(page.by_id("imbalance").is_none(), "both sides gain enough");
    let life = page.text_of("life");
    assert!(life.contains("For the step to “Loyal customer”") && life.contains("/5"), "{life}");
}

#[tokio::test]
async fn all_seventeen_characteristics_ask_their_question() {
    let server = Server::with(&empty()).await;
    for language in Language::ALL {
        let page = server.get_in(language, &server.at("background")).await.page();
        let questions = page.tags().filter(|tag| tag.get("id").is_some_and(|id| id.starts_with("row-"))).count();
        assert_eq!(questions, 17, "judged or not");
    }
    let form =
        server.open(&server.at("background?set.which=GROWTH&new=characteristic")).await.form("new-characteristic");
    assert_eq!(form.value("which"), "GROWTH");
    server.save(&form.with("applies", "2")).await;
    assert!(server.open(&server.at("background")).await.text_of("figure-attractiveness").contains("100.0 %"));
}

#[tokio::test]
async fn what_both_sides_share_unfairly_is_flagged() {
    let server = Server::with(&empty()).await;
    for (side, kind, amount) in
        [("us", "investment", "10"), ("us", "value", "4"), ("customer", "investment", "1"), ("customer", "value", "9")]
    {
        let form = server.open(&server.at("background?new=value_item")).await.form("new-value_item");
        let form = form.with("side", side).with("value_type", kind).with("amount", amount).with("statement", "x");
        server.save(&form).await;
    }
    let page = server.open(&server.at("background")).await;
    assert!(page.text_of("imbalance").contains("Not sustainable"), "{}", page.text_of("imbalance"));
}

#[tokio::test]
async fn records_are_refused_made_edited_and_taken_back() {
    let server = Server::bedrock().await;
    let page = "background";
    let lives_of: [Life<'_>; 8] = [
        Life {
            page,
            kind: Kind::Fact,
            typed: &[
                ("subject", "COMPANY"),
                ("topic", "TREND"),
                ("statement", "Two plants close."),
                ("as_of", "2026-11-01"),
            ],
            refused: ("as_of", "yesterday"),
            edited: ("so_what", "Less demand for F."),
        },
        Life {
            page,
            kind: Kind::Footprint,
            typed: &[("contract_end", "2027-12-31"), ("yearly_revenue", "1.5M")],
            refused: ("yearly_revenue", "much"),
            edited: ("usage", "high"),
        },
        Life {
            page,
            kind: Kind::Revenue,
            typed: &[("period_start", "2026-01-01"), ("period_end", "2026-06-30"), ("amount", "2M")],
            refused: ("period_end", "2025-06-30"),
            edited: ("margin", "1M"),
        },
        Life {
            page,
            kind: Kind::Competitor,
            typed: &[("name", "Orient Data"), ("threat", "low")],
            refused: ("name", ""),
            edited: ("share_pct", "12"),
        },
        Life {
            page,
            kind: Kind::Unit,
            typed: &[("name", "Trading")],
            refused: ("name", ""),
            edited: ("unit_type", "business"),
        },
        Life {
            page,
            kind: Kind::ValueItem,
            typed: &[("side", "us"), ("value_type", "risk"), ("statement", "Staff leaves."), ("amount", "1M")],
            refused: ("amount", "some"),
            edited: ("probability", "20"),
        },
        Life {
            page,
            kind: Kind::LifecycleEvent,
            typed: &[("to", "loyal"), ("on", "2026-11-20"), ("reason", "All five hold.")],
            refused: ("to", ""),
            edited: ("evidence", "Minutes."),
        },
        Life {
            page,
            kind: Kind::PeriodTarget,
            typed: &[("starts_on", "2028-01-01"), ("ends_on", "2028-06-30"), ("target", "10M")],
            refused: ("ends_on", "2027-01-01"),
            edited: ("target", "12M"),
        },
    ];
    for life in lives_of {
        lives(&server, life).await;
    }
    server.assert_bedrock().await;
}
