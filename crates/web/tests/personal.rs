//! The personal data of somebody: shown whole with who wrote it, taken along for that one, and erased once the code was
//! typed.

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
use serde_json::Value;
use support::Server;

/// The page with the personal data of P02.
async fn data(server: &Server) -> String {
    server.at(&format!("records/person/{}/data", server.id(Kind::Person, "P02").await))
}

#[tokio::test]
async fn a_persons_panel_leads_to_all_that_is_held_about_them() {
    let server = Server::bedrock().await;
    let address = data(&server).await;
    assert!(server.open(&format!("{}?person=P02", server.page())).await.links().contains(address.as_str()));
    assert!(
        !server
            .open(&format!("{}?opportunity=O01", server.page()))
            .await
            .links()
            .iter()
            .any(|one| one.ends_with("/data"))
    );
    let page = server.open(&address).await;
    let text = page.text_of("main");
    let plan = server.plan().await;
    let person = plan.people.iter().find(|one| one.code == "P02").unwrap();
    let agenda = person.business_agenda.as_ref().unwrap().show(Language::En).to_owned();
    assert!(text.contains(&agenda) && text.contains("would you say each sentence to their face"), "{text}");
    assert!(text.contains("Lin 2026-11-20"), "with who wrote it and when: {text}");
    for language in Language::ALL {
        assert_eq!(server.get_in(language, &address).await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn it_is_taken_along_as_a_file_and_on_paper_and_that_is_on_record() {
    let server = Server::bedrock().await;
    let address = data(&server).await;
    let file = server.get(&format!("{address}.json")).await;
    assert_eq!(file.header("content-type"), Some("application/json"));
    assert!(file.header("content-disposition").unwrap().contains("personal-data-P02-2026-11-20.json"));
    let file: Value = serde_json::from_str(&file.text()).unwrap();
    assert_eq!((&file["code"], &file["accounts"][0]["records"][0]["code"]), (&"P02".into(), &"P02".into()));
    let paper = server.open(&address.replace("/data", "/disclosure")).await;
    assert!(paper.text_of("main").contains("This is what we hold about you on 2026-11-20"));
    assert!(!paper.text_of("main").contains("Erase this person"), "nothing that only we do");
    let trail = server.open("/audit?deed=disclosed").await.text_of("main");
    assert_eq!(trail.matches("Person P02").count(), 2, "{trail}");
}

#[tokio::test]
async fn nobody_is_erased_until_the_code_is_typed() {
    let server = Server::bedrock().await;
    let address = data(&server).await;
    let form = server.open(&address).await.form("erase");
    for typed in ["", "P03"] {
        let refused = server.post(&form.clone().with("code", typed)).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.page().text_of("main").contains("nothing was erased"));
        assert_eq!(server.revision().await, 1);
    }
    let done = server.post(&form.with("code", "p02")).await;
    assert_eq!(done.status, StatusCode::OK);
    let text = done.page().text_of("main");
    assert!(text.contains("Erased person P02") && text.contains("The name stood here too"), "{text}");
    assert!(!text.contains("沈若川"), "{text}");
    assert!(server.open("/audit?deed=erased").await.text_of("main").contains("Person P02"));
    // Who comes back to the address of the form finds its page.
    assert_eq!(server.get(&address.replace("/data", "/erasure")).await.location(), address);
}

#[tokio::test]
async fn it_is_of_human_beings_alone_and_of_those_who_are_there() {
    let server = Server::bedrock().await;
    let deal = server.at(&format!("records/opportunity/{}/data", server.id(Kind::Opportunity, "O01").await));
    let nobody = server.at("records/person/01930000-0000-7000-8007-0000000000ff/data");
    for address in [&deal, &nobody] {
        assert_eq!(server.get(address).await.status, StatusCode::NOT_FOUND, "{address}");
    }
}
