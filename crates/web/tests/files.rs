//! `/accounts/{account}/files`: a file is added beside its record as a browser sends it, saved as it came, and taken away
//! with undo. What is refused loses nothing that was typed.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests"
)]

mod support;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use plan::{Kind, Language};
use support::markup::{Form, Page};
use support::{Answer, HOST, Server};
use web::words::Say;

const BOUNDARY: &str = "----kamap-test-7MA4YWxkTrZu0gW";
const NAME: &str = "纪要 \"2026\".pdf";

async fn person(server: &Server, code: &str) -> Page {
    server.open(&format!("{}?person={code}", server.page())).await
}

/// The form that adds a file to a person.
async fn adding(server: &Server, code: &str) -> Form {
    let id = server.id(Kind::Person, code).await;
    person(server, code).await.form(&format!("new-file-{id}"))
}

/// A file as a browser names it: its name, its type, its bytes.
type Chosen<'f> = (&'f str, &'f str, &'f [u8]);

/// Sends the form with a file as a browser does; none where nothing was chosen.
async fn send(server: &Server, form: &Form, file: Option<Chosen<'_>>) -> Answer {
    let mut body = Vec::new();
    for (name, value) in form.fields.iter().filter(|(name, _)| name != "file") {
        let part = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend_from_slice(part.as_bytes());
    }
    let (name, media_type, bytes) = file.unwrap_or(("", "application/octet-stream", b""));
    let name = name.replace('"', "%22");
    let head = format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
         Content-Type: {media_type}\r\n\r\n"
    );
    body.extend_from_slice(head.as_bytes());
    body.extend_from_slice(bytes);
    body.extend_from_slice(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
    let request = Request::post(&form.action)
        .header(header::HOST, HOST)
        .header(header::ORIGIN, format!("http://{HOST}"))
        .header("sec-fetch-site", "same-origin")
        .header(header::ACCEPT_LANGUAGE, Language::En.tag())
        .header(header::CONTENT_TYPE, format!("multipart/form-data; boundary={BOUNDARY}"))
        .header(header::CONTENT_LENGTH, body.len());
    server.send(request.body(Body::from(body)).unwrap()).await
}

fn refused(answer: &Answer) -> Page {
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.text());
    answer.page()
}

/// Where the files of the open record are saved from.
fn saved_from(page: &Page) -> Vec<String> {
    page.links().into_iter().filter(|link| link.contains("/files/")).collect()
}

#[tokio::test]
async fn a_file_is_added_saved_and_taken_away_with_undo() {
    let server = Server::bedrock().await;
    let bytes: Vec<u8> = (0..200_000_u32).map(|at| u8::try_from(at % 251).unwrap()).collect();
    let form = adding(&server, "P05").await;
    let answer =
        send(&server, &form.clone().with("name", NAME), Some(("scan0001.pdf", "application/pdf", &bytes))).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, form.value("back")));
    // The same form again, as an impatient browser sends it.
    let again = send(&server, &form.with("name", NAME), Some(("scan0001.pdf", "application/pdf", &bytes))).await;
    assert_eq!((again.status, server.revision().await), (StatusCode::SEE_OTHER, 2));

    let page = person(&server, "P05").await;
    assert!(page.panel().unwrap().contains(&format!("{NAME} 195 KB")), "{}", page.panel().unwrap());
    let [address] = saved_from(&page).try_into().expect("one file");
    let file = server.get(&address).await;
    assert_eq!((file.status, file.body.as_slice()), (StatusCode::OK, bytes.as_slice()));
    assert_eq!(file.header("content-type"), Some("application/pdf"));
    assert_eq!(
        file.header("content-disposition"),
        Some("attachment; filename=\"__ _2026_.pdf\"; filename*=UTF-8''%E7%BA%AA%E8%A6%81%20%222026%22.pdf")
    );
    // Its own panel tells what it is, and lets its name be changed.
    let own = server.open(&format!("{}?attachment=AT01", server.page())).await;
    assert!(saved_from(&own).is_empty() && own.panel().unwrap().contains("Linked with it He Lanting"), "{own:?}");
    let id = server.id(Kind::Attachment, "AT01").await;
    server.save(&own.form(&format!("record-{id}")).with("name", "Minutes.pdf")).await;

    server.save(&person(&server, "P05").await.form_to(&format!("/records/attachment/{id}/removal"))).await;
    assert!(saved_from(&person(&server, "P05").await).is_empty());
    assert_eq!(server.get(&address).await.status, StatusCode::NOT_FOUND);
    server.save(&person(&server, "P05").await.form("undo")).await;
    assert_eq!(server.get(&address).await.body, bytes);
}

#[tokio::test]
async fn what_is_refused_says_why_and_keeps_what_was_typed() {
    let server = Server::bedrock().await;
    let say = Say::new(Language::En);
    let form = adding(&server, "P05").await.with("name", "Kept name");
    let most = plan::limits::ATTACHMENT_BYTES;
    let long = "长".repeat(201);
    let cases: [(Option<Chosen<'_>>, Form, &str, String); 4] = [
        (None, form.clone(), "Kept name", say.label("problem-no-file")),
        (Some(("a.txt", "text/plain", b"")), form.clone(), "Kept name", say.label("problem-no-file")),
        (
            Some(("big.bin", "application/octet-stream", &vec![7; most + 1])),
            form.clone(),
            "Kept name",
            say.one("problem-too-many-bytes", "mib", most >> 20),
        ),
        (Some(("a.txt", "text/plain", b"a")), form.clone().with("name", &long), &long, "200".to_owned()),
    ];
    for (file, form, typed, why) in cases {
        let page = refused(&send(&server, &form, file).await);
        let again = page.form(form.value("form_key"));
        assert_eq!(again.value("name"), typed);
        assert!(page.panel().unwrap().contains(&why), "{why}: {}", page.panel().unwrap());
    }
    assert_eq!(server.revision().await, 1);
    // Just as large as a file may be, it is taken.
    let answer = send(&server, &form, Some(("big.bin", "application/octet-stream", &vec![7; most]))).await;
    assert_eq!((answer.status, server.revision().await), (StatusCode::SEE_OTHER, 2));
    // What nobody would read to its end is cut off with a page that says so.
    let endless = send(&server, &form, Some(("endless.bin", "application/octet-stream", &vec![7; 7 * most]))).await;
    assert_eq!(endless.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(endless.page().text_of("main").contains(&say.label("too-large-help")));
}

#[tokio::test]
async fn a_file_that_says_it_is_a_page_is_none_of_ours() {
    let server = Server::bedrock().await;
    let script = b"<script>alert(1)</script>";
    let form = adding(&server, "P05").await;
    send(&server, &form, Some(("..\\..\\evil.html", "text/html; charset=utf-8", script))).await;
    let [address] = saved_from(&person(&server, "P05").await).try_into().expect("one file");
    let file = server.get(&address).await;
    assert_eq!(file.header("content-type"), Some("application/octet-stream"), "what is not plainly a type is bytes");
    assert!(file.header("content-disposition").unwrap().starts_with("attachment; filename=\"evil.html\""));
    assert_eq!(file.header("content-security-policy"), Some("sandbox"));
    assert_eq!(file.header("x-content-type-options"), Some("nosniff"));
}

#[tokio::test]
async fn every_record_has_files_the_librarys_too_and_the_past_takes_none() {
    let server = Server::bedrock().await;
    for (kind, code) in [("opportunity", "O03"), ("promise", "PR01"), ("interaction", "I010"), ("account", "BEDROCK")] {
        let page = server.open(&format!("{}?{kind}={code}", server.page())).await;
        assert!(page.forms().iter().any(|id| id.starts_with("new-file-")), "{kind}");
    }
    let past = server.at(&format!("as-of/{}/relationships?person=P05", support::today()));
    assert!(!server.open(&past).await.forms().iter().any(|id| id.starts_with("new-file-")));

    let solution = support::form("/library/records/solution", &[("change", &server.new_id()), ("name", "Platform")]);
    server.save(&solution).await;
    let page = server.open("/library/solutions?solution=SO01").await;
    let key = page.forms().into_iter().find(|id| id.starts_with("new-file-")).expect("a form").to_owned();
    let answer = send(&server, &page.form(&key), Some(("sheet.pdf", "application/pdf", b"sheet"))).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let [address] = saved_from(&server.open("/library/solutions?solution=SO01").await).try_into().expect("one file");
    assert_eq!(server.get(&address).await.body, b"sheet");
    // The account under which it is looked at has the library's file too.
    let own = address.replace("/library/", &format!("/accounts/{}/", server.account));
    assert_eq!(server.get(&own).await.body, b"sheet");
}

#[tokio::test]
async fn a_file_from_another_site_is_not_taken() {
    let server = Server::bedrock().await;
    let form = adding(&server, "P05").await;
    let request = Request::post(&form.action)
        .header(header::HOST, HOST)
        .header(header::ORIGIN, "https://evil.example")
        .header("sec-fetch-site", "cross-site")
        .header(header::CONTENT_TYPE, format!("multipart/form-data; boundary={BOUNDARY}"));
    let answer = server.send(request.body(Body::from(format!("--{BOUNDARY}--\r\n"))).unwrap()).await;
    assert_eq!((answer.status, server.revision().await), (StatusCode::FORBIDDEN, 1));
}
