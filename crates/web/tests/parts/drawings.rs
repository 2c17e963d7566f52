//! Drawings stand on the pages that they are about, each with the list that says the same.

use crate::support::Server;
use crate::support::plans::{empty, ugly};
use plan::Language;
use web::words::Say;

/// Where a drawing stands: page, id of its section, and the page and id where the same stands as a list.
const PLACES: [(&str, &str, &str); 13] = [
    ("overview", "forecast", "opportunities#deals"),
    ("overview", "completeness", "review#completeness"),
    ("overview", "gap-heat", "relationships#people"),
    ("background", "butterfly", "background#value_item"),
    ("opportunities", "forecast", "opportunities#deals"),
    ("relationships?view=person-matrix", "map", "relationships#people"),
    ("relationships?view=gap-heat", "map", "relationships#people"),
    ("strategic-relations", "map", "strategic-relations#strategic_relation"),
    ("execution-map", "map", "execution-map#entry"),
    ("execution-map?view=road-map", "map", "opportunities#deals"),
    ("execution-map?view=battlefield", "map", "execution-map#entry"),
    ("strategy-map", "map", "strategy-map#node"),
    ("influence-map", "map", "influence-map#person"),
];

#[tokio::test]
async fn every_drawing_stands_on_its_page_and_names_its_list() {
    let server = Server::bedrock().await;
    for (address, id, list) in PLACES {
        let page = server.open(&server.at(address)).await;
        assert_eq!(page.count_within(id, "svg"), 1, "{address}: {id}");
        let (there, anchor) = list.split_once('#').unwrap();
        let own = address.split('?').next() == Some(there);
        let link = if own { format!("#{anchor}") } else { server.at(list) };
        assert!(page.tags().any(|tag| tag.get("href") == Some(link.as_str())), "{address} leads to {link}");
        assert!(server.open(&server.at(there)).await.by_id(anchor).is_some(), "{list} is there");
    }
}

#[tokio::test]
async fn the_pages_with_drawings_hold_for_an_ugly_and_an_empty_plan_in_three_languages() {
    for plan in [empty(), ugly()] {
        let server = Server::with(&plan).await;
        for language in Language::ALL {
            for (address, ..) in PLACES {
                server.get_in(language, &server.at(address)).await.page().check();
            }
        }
    }
}

#[tokio::test]
async fn between_snapshots_the_account_walks_its_plot() {
    let server = Server::bedrock().await;
    let before = server.open(&server.at("history")).await;
    assert!(before.by_id("account-plot").is_none(), "nothing was sealed, so there is no way");
    let seal = before.form("seal").with("name", "Q3");
    assert_eq!(server.save(&seal).await, server.at("history"));
    let page = server.open(&server.at("history")).await;
    assert!(page.text_of("account-plot").contains("Q3"), "{}", page.text_of("account-plot"));
    assert!(page.by_id("course").is_none(), "on one day no figure went anywhere");
}

#[tokio::test]
async fn an_empty_page_offers_its_next_step_once() {
    let server = Server::with(&empty()).await;
    let say = Say::new(Language::En);
    for (slug, kind) in [("influence-map", plan::Kind::Person), ("execution-map", plan::Kind::Solution)] {
        let words = say.one("new-record", "kind", say.kind(kind));
        let main = server.open(&server.at(slug)).await.text_of("main");
        assert_eq!(main.matches(&words).count(), 1, "{slug}: {main}");
    }
}
