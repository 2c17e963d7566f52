//! Care with what is written about people: what looks private comes back once, with why, and is kept where somebody
//! means it (decided 4.34).

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "helpers of tests")]

mod support;

use axum::http::StatusCode;
use plan::{Kind, Language};
use support::Server;
use support::markup::Form;
use web::words::Say;

/// The form for what is judged about P02, with this as what we invest.
async fn investing(server: &Server, text: &str) -> Form {
    let page = server.open(&format!("{}?person=P02", server.page())).await;
    let id = server.id(Kind::Person, "P02").await;
    page.form(&format!("standing-{id}")).with("investment", text)
}

async fn invested(server: &Server) -> String {
    let plan = server.plan().await;
    let person = plan.find(Kind::Person, "P02").and_then(|id| plan.body(Kind::Person, id)).unwrap();
    person.get("investment").map(ToString::to_string).unwrap_or_default()
}

#[tokio::test]
async fn what_looks_private_comes_back_with_why_and_nothing_is_lost_or_kept() {
    let server = Server::bedrock().await;
    let before = invested(&server).await;
    for language in Language::ALL {
        let say = Say::new(language);
        let form = investing(&server, "中秋送礼").await;
        let answer = server.post_in(language, &form).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        let page = answer.page();
        let panel = page.text_of("panel");
        assert!(panel.contains("送礼") && panel.contains(&say.code("matter", "gift")), "{panel}");
        assert!(panel.contains(&say.label("heeded")), "{panel}");
        assert_eq!(page.form(&form_key(&form)).value("investment"), "中秋送礼");
    }
    assert_eq!(invested(&server).await, before);
}

fn form_key(form: &Form) -> String {
    form.fields.iter().find(|(name, _)| name == "form_key").map(|(_, value)| value.clone()).unwrap()
}

#[tokio::test]
async fn whoever_read_the_question_and_means_it_saves() {
    let server = Server::bedrock().await;
    let form = investing(&server, "中秋送礼").await;
    let again = server.post(&form).await.page().form(&form_key(&form)).with("heeded", "1");
    server.save(&again).await;
    assert!(invested(&server).await.contains("中秋送礼"));
    // The next edit of another field is not asked about it again.
    let page = server.open(&format!("{}?person=P02", server.page())).await;
    let other = page.form(&form_key(&form)).with("desired_level", "4").with("desired_reason", "CFO");
    assert!(!server.save(&other).await.is_empty());
}

#[tokio::test]
async fn nothing_else_is_asked_about() {
    let server = Server::bedrock().await;
    let page = server.open(&format!("{}?person=P02", server.page())).await;
    assert!(!page.text_of("panel").contains(&Say::new(Language::default()).label("heeded")));
    server.save(&investing(&server, "每月 6 小时，高管互访").await).await;
}
