//! `/preferences`: language by browser and by choice, theme by choice, both kept in cookies.

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
use plan::Language;
use support::markup::Page;
use support::{HOST, Server, form};

/// The list as a browser with these headers gets it.
async fn page(server: &Server, headers: &[(&str, &str)]) -> Page {
    let mut request = Request::get("/accounts").header(header::HOST, HOST);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let answer = server.send(request.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.status, StatusCode::OK);
    answer.page()
}

fn html<'p>(page: &'p Page, attribute: &str) -> Option<&'p str> {
    page.tags().next().and_then(|html| html.get(attribute))
}

#[tokio::test]
async fn the_browsers_language_is_spoken_until_another_is_chosen() {
    let server = Server::bare().await;
    for (asked, spoken) in [
        ("en-GB,en;q=0.9", "en"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-Hans"),
        ("zh-TW,zh;q=0.9", "zh-Hant"),
        ("zh-HK", "zh-Hant"),
        ("zh-Hant-HK,en", "zh-Hant"),
        ("zh-SG", "zh-Hans"),
        ("fr-CH, fr;q=0.9, en;q=0.8, de;q=0.7, *;q=0.5", "en"),
        ("de", "zh-Hans"),
        ("*", "zh-Hans"),
        ("", "zh-Hans"),
        (";;,,;q=", "zh-Hans"),
    ] {
        assert_eq!(html(&page(&server, &[("accept-language", asked)]).await, "lang"), Some(spoken), "{asked}");
        for chosen in Language::ALL {
            let cookie = format!("other=1; kamap_language={}; kamap_theme=dark", chosen.tag());
            let page = page(&server, &[("accept-language", asked), ("cookie", &cookie)]).await;
            assert_eq!((html(&page, "lang"), html(&page, "data-theme")), (Some(chosen.tag()), Some("dark")));
        }
    }
    assert_eq!(html(&page(&server, &[]).await, "lang"), Some("zh-Hans"), "no header at all");
}

#[tokio::test]
async fn a_cookie_that_names_nothing_is_passed_over() {
    let server = Server::bare().await;
    let page =
        page(&server, &[("accept-language", "en"), ("cookie", "kamap_language=tlh; kamap_theme=\"><script>")]).await;
    assert_eq!((html(&page, "lang"), html(&page, "data-theme")), (Some("en"), Some("system")));
}

#[tokio::test]
async fn a_choice_is_kept_and_leads_back_to_the_page() {
    let server = Server::bedrock().await;
    let path = format!("{}?person=P02", server.page());
    let shown = server.open(&path).await.form_to("/preferences");
    assert_eq!(shown.value("back"), path);
    for language in Language::ALL {
        let answer = server.post(&shown.clone().with("language", language.tag())).await;
        assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, path.as_str()));
        assert_eq!(answer.cookies(), [kept("kamap_language", language.tag())]);
    }
    for theme in ["system", "light", "dark"] {
        let answer = server.post(&shown.clone().with("theme", theme)).await;
        assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, path.as_str()));
        assert_eq!(answer.cookies(), [kept("kamap_theme", theme)]);
    }
}

#[tokio::test]
async fn a_reader_chooses_plain_words_or_those_of_the_course() {
    let server = Server::bedrock().await;
    let ask = async |words: &str, path: &str| {
        let cookie = format!("kamap_language=zh-Hans; kamap_words={words}");
        let request = Request::get(path).header(header::HOST, HOST).header("cookie", cookie);
        server.send(request.body(Body::empty()).unwrap()).await.page()
    };
    let path = format!("{}?person=P01", server.page());
    let plain = ask("plain", &path).await;
    let course = ask("course", &path).await;
    let titles = |page: &Page| page.tags().filter_map(|tag| tag.get("title")).map(str::to_owned).collect::<Vec<_>>();
    for (page, says, also) in [(&plain, "支持度", "又称“偏好”"), (&course, "偏好", "又称“支持度”")]
    {
        assert!(page.text_of("main").contains(says), "{says}");
        // A column, a field and a figure.
        assert!(titles(page).iter().filter(|title| title.as_str() == also).count() > 1, "{also}: {:?}", titles(page));
    }
    assert!(!course.text_of("main").contains("支持度"), "no page mixes the two");
    assert!(course.text_of("main").contains("关系达成率") && !plain.text_of("main").contains("关系达成率"));

    // The button leads to the other set, which is kept.
    for (page, next) in [(plain, "course"), (course, "plain")] {
        let button = page.tags().find(|tag| tag.get("name") == Some("words")).unwrap();
        assert_eq!(button.get("value"), Some(next));
        let answer = server.post(&page.form_to("/preferences").with("words", next)).await;
        assert_eq!(answer.cookies(), [kept("kamap_words", next)]);
        assert_eq!(answer.location(), path);
    }
    let answer = server.post(&form("/preferences", &[("words", "fancy"), ("back", "/")])).await;
    assert!(answer.status.is_client_error() && answer.cookies().is_empty());
}

/// A cookie for a year, out of reach of scripts and of other sites' forms.
fn kept(name: &str, value: &str) -> String {
    format!("{name}={value}; HttpOnly; SameSite=Lax; Path=/; Max-Age=31536000")
}

#[tokio::test]
async fn the_theme_button_goes_round() {
    let server = Server::bare().await;
    let mut theme = "system".to_owned();
    let mut seen = Vec::new();
    for _ in 0..3 {
        let page = page(&server, &[("cookie", &format!("kamap_theme={theme}"))]).await;
        assert_eq!(html(&page, "data-theme"), Some(theme.as_str()));
        let button = page.tags().find(|tag| tag.get("name") == Some("theme")).unwrap();
        theme = button.get("value").unwrap().to_owned();
        seen.push(theme.clone());
    }
    assert_eq!(seen, ["light", "dark", "system"]);
}

#[tokio::test]
async fn a_choice_never_leads_elsewhere() {
    let server = Server::bare().await;
    for back in support::ELSEWHERE {
        let answer = server.post(&form("/preferences", &[("language", "en"), ("back", back)])).await;
        assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/"), "{back}");
    }
}

#[tokio::test]
async fn what_is_no_choice_changes_nothing() {
    let server = Server::bare().await;
    for fields in
        [[("language", "tlh"), ("back", "/")], [("theme", "pink"), ("back", "/")], [("language", "en"), ("x", "")]]
    {
        let answer = server.post(&form("/preferences", &fields)).await;
        assert!(answer.status.is_client_error(), "{fields:?}: {}", answer.status);
        assert!(answer.cookies().is_empty());
    }
    // No choice at all only leads back.
    let answer = server.post(&form("/preferences", &[("back", "/accounts")])).await;
    assert_eq!((answer.status, answer.cookies().len()), (StatusCode::SEE_OTHER, 0));
}
