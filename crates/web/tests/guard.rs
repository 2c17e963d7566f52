//! What stands before every door: no forged request gets in, no name but this machine's, no flood, no answer without
//! its security headers (which every request of these tests checks), and no bare failure.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests"
)]

mod support;

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use plan::{Kind, Language};
use support::markup::Form;
use support::{Answer, HOST, Server, form, form_body, posting};
use web::words::Say;

/// A form that would make a unit.
fn unit(server: &Server) -> Form {
    form(&server.at("records/unit"), &[("change", &server.new_id()), ("name", "Labs"), ("back", &server.page())])
}

/// Sends a form with these headers and no others.
async fn send(server: &Server, form: &Form, headers: &[(&str, &str)]) -> Answer {
    let mut request = Request::post(&form.action).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    server.send(request.body(form_body(&form.fields)).unwrap()).await
}

#[tokio::test]
async fn a_form_from_another_site_changes_nothing() {
    let server = Server::bedrock().await;
    let page = server.open(&format!("{}?person=P16", server.page())).await;
    let owner = server.id(Kind::RelationshipOwner, "W19").await;
    let forms = [
        unit(&server),
        page.form(&format!("details-{}", server.id(Kind::Person, "P16").await)).with("title", "Forged"),
        page.form_to(&format!("/records/relationship_owner/{owner}/removal")),
        form(&server.at("undo"), &[("change", &server.new_id()), ("undone", &server.new_id())]),
        form("/accounts", &[("change", &server.new_id()), ("name", "Forged"), ("currency", "CNY")]),
        form("/preferences", &[("language", "en"), ("back", "/")]),
    ];
    for headers in [
        vec![("host", HOST), ("sec-fetch-site", "cross-site")],
        vec![("host", HOST), ("sec-fetch-site", "same-site")],
        vec![("host", HOST), ("sec-fetch-site", "cross-site"), ("origin", "http://localhost:7878")],
        vec![("host", HOST), ("origin", "https://evil.example")],
        vec![("host", HOST), ("origin", "http://evil.example:7878")],
        vec![("host", HOST), ("origin", "http://localhost:1234")],
        vec![("host", HOST), ("origin", "http://localhost:7878.evil.example")],
        vec![("host", HOST), ("origin", "null")],
        vec![("origin", "https://evil.example")],
    ] {
        for form in &forms {
            let answer = send(&server, form, &headers).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{} with {headers:?}", form.action);
            assert!(answer.cookies().is_empty());
        }
    }
    assert_eq!(server.revision().await, 1);
    server.assert_bedrock().await;
    assert_eq!(server.ledger.reach(&support::LIN).accounts().await.unwrap().len(), 1);
}

#[tokio::test]
async fn our_own_forms_and_tools_without_a_browser_are_let_in() {
    let server = Server::bedrock().await;
    for headers in [
        vec![("host", HOST), ("sec-fetch-site", "same-origin"), ("origin", "http://localhost:7878")],
        vec![("host", HOST), ("sec-fetch-site", "none")],
        vec![("host", HOST), ("origin", "http://localhost:7878")],
        vec![("host", "127.0.0.1:7878"), ("origin", "http://127.0.0.1:7878")],
        vec![("host", "[::1]:7878"), ("origin", "http://[::1]:7878")],
        vec![("host", HOST)],
        vec![],
    ] {
        assert_eq!(send(&server, &unit(&server), &headers).await.status, StatusCode::SEE_OTHER, "{headers:?}");
    }
    // Reading is free: a link from elsewhere opens the page.
    let request = Request::get(server.page()).header("host", HOST).header("sec-fetch-site", "cross-site");
    assert_eq!(server.send(request.body(Body::empty()).unwrap()).await.status, StatusCode::OK);
}

#[tokio::test]
async fn another_name_for_this_machine_is_turned_away() {
    let server = Server::bedrock().await;
    for host in [
        "evil.example",
        "evil.example:7878",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "192.168.1.5:7878",
        "0.0.0.0:7878",
        "[2001:db8::1]:7878",
        "",
        "@localhost",
        "localhost@evil.example",
    ] {
        for path in ["/", &server.page(), "/healthz", "/assets/x/kamap.css", "/nonsense"] {
            let request = Request::get(path).header(header::HOST, host).body(Body::empty()).unwrap();
            let answer = server.send(request).await;
            assert_eq!(answer.status, StatusCode::MISDIRECTED_REQUEST, "{host:?} {path}");
            assert!(!answer.text().contains("Bedrock"), "{host}");
        }
        let answer = send(&server, &unit(&server), &[("host", host)]).await;
        assert_eq!(answer.status, StatusCode::MISDIRECTED_REQUEST, "{host:?}");
    }
    assert_eq!(server.revision().await, 1);
    for host in ["localhost", "LOCALHOST:7878", "127.0.0.1", "127.8.8.8:1", "[::1]", "[::1]:7878"] {
        let request = Request::get("/healthz").header(header::HOST, host).body(Body::empty()).unwrap();
        assert_eq!(server.send(request).await.status, StatusCode::OK, "{host}");
    }
}

#[tokio::test]
async fn more_than_a_mebibyte_is_not_read() {
    let server = Server::bedrock().await;
    let most = 1 << 20;
    for action in [server.at("records/unit"), server.at("undo"), "/accounts".to_owned(), "/preferences".to_owned()] {
        let large = form(&action, &[("change", &server.new_id()), ("name", &"x".repeat(most))]);
        assert_eq!(server.post(&large).await.status, StatusCode::PAYLOAD_TOO_LARGE, "{action}, length unsaid");
        let text = form_urlencoded::Serializer::new(String::new()).extend_pairs(&large.fields).finish();
        let request = posting(Language::En, &large).header(header::CONTENT_LENGTH, text.len());
        let answer = server.send(request.body(Body::from(text)).unwrap()).await;
        assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE, "{action}, length said");
    }
    assert_eq!(server.revision().await, 1);
    // Just below, it is read and refused for what it says.
    let below = unit(&server).with("name", &"x".repeat(most - 500));
    assert_eq!(server.post(&below).await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_failure_of_ours_is_a_page_with_a_number() {
    let server = Server::bedrock().await;
    server.damage();
    for language in Language::ALL {
        let say = Say::new(language);
        for path in ["/accounts".to_owned(), server.page(), format!("{}.csv", server.page())] {
            let answer = server.get_in(language, &path).await;
            assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR, "{path}: {}", answer.text());
            let page = answer.page();
            assert_eq!(page.tags().next().and_then(|html| html.get("lang")), Some(language.tag()));
            let main = page.text_of("main");
            assert!(main.contains(&say.label("failed")) && main.contains(&say.label("failed-help")), "{main}");
            let number = say.one("failed-number", "number", "0193eeee-0000-7000-8000-");
            assert!(main.contains(&number), "{main}");
            assert!(!main.contains("database") && !main.contains("SELECT"), "what we must mend is for the log: {main}");
        }
        let answer = server.post_in(language, &unit(&server)).await;
        assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
        assert!(answer.page().text_of("main").contains(&say.label("failed")));
    }
}

#[tokio::test]
async fn odd_requests_are_refused_without_harm() {
    let server = Server::bedrock().await;
    for (method, path) in [
        (Method::PUT, server.page()),
        (Method::DELETE, server.at("records/person")),
        (Method::PATCH, "/accounts".to_owned()),
        (Method::POST, server.page()),
        (Method::POST, "/healthz".to_owned()),
        (Method::GET, "/preferences".to_owned()),
        (Method::TRACE, "/".to_owned()),
    ] {
        let request = Request::builder().method(&method).uri(&path).header(header::HOST, HOST);
        let answer = server.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{method} {path}");
    }
    // HEAD is GET without the body.
    let request = Request::head(server.page()).header(header::HOST, HOST).body(Body::empty()).unwrap();
    let answer = server.send(request).await;
    assert_eq!((answer.status, answer.body.len()), (StatusCode::OK, 0));
    // Bytes that are no form at all.
    for body in [&b"\xff\xfe\x00"[..], b"%%%", b"change", b"&&&==="] {
        let request = posting(Language::En, &unit(&server)).body(Body::from(body)).unwrap();
        assert_eq!(server.send(request).await.status, StatusCode::NOT_FOUND, "{body:?}");
        let accounts = form("/accounts", &[]);
        let answer = server.send(posting(Language::En, &accounts).body(Body::from(body)).unwrap()).await;
        assert!(answer.status.is_client_error(), "{body:?}: {}", answer.status);
    }
    assert_eq!(server.revision().await, 1);
    server.assert_bedrock().await;
}
