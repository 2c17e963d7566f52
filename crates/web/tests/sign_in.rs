//! Signing in, as browsers and those who would break in meet it: the first administrator, an invitation, sessions, the
//! second factor, guessing, forged requests, and what nobody may see.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests"
)]

mod support;

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Method, Request, StatusCode, header};
use ledger::{Act, Lasting, Ledger, NewUser, Secret, SharedSecret, Standing};
use plan::Language;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use support::markup::Form;
use support::{Answer, COOKIE, ELSEWHERE, HOST, Server, form, form_body, posting};
use uuid::Uuid;
use web::entrance::Entrance;
use web::words::Say;

const PASSWORD: &str = "correct horse battery";
const ANOTHER: &str = "staple in the haystack";

/// A server that nobody has signed in to, and its first link.
async fn unused() -> (Server, String) {
    let folder = tempfile::tempdir().unwrap();
    let ledger = Ledger::open_sqlite(&folder.path().join("kamap.db")).await.unwrap();
    let server = Server::on(ledger, folder);
    let secret = Secret::new([1; 32]);
    assert!(server.ledger.first_link(&secret, &act(&server, 1)).await.unwrap());
    (server, web::link_address(&secret))
}

/// Something that is done beside the pages.
fn act(server: &Server, row: u128) -> Act {
    Act { id: Uuid::from_u128(0xAC70 + row), by: None, at: server.now(), origin: "tests".into() }
}

/// A server whose first administrator is signed in with a password.
async fn founded() -> (Server, Browser) {
    let (server, link) = unused().await;
    let mut browser = Browser::default();
    let fields = [("name", "林岚"), ("sign_in", "lin@example.com"), ("password", PASSWORD)];
    let answer = browser.post(&server, &form(&link, &fields)).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/"), "{}", answer.text());
    (server, browser)
}

/// Somebody invited by the administrator, who has set a password; their own browser.
async fn invited(server: &Server, administrator: &mut Browser, sign_in: &str) -> Browser {
    let link = administrator.invite(server, sign_in).await;
    let mut browser = Browser::default();
    let answer = browser.post(server, &form(&link, &[("password", PASSWORD)])).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    browser
}

/// A browser: it keeps one cookie.
#[derive(Clone, Default)]
struct Browser {
    session: Option<String>,
}

impl Browser {
    async fn send(&mut self, server: &Server, mut request: Request<Body>) -> Answer {
        if let Some(session) = &self.session {
            request.headers_mut().insert(header::COOKIE, format!("{COOKIE}={session}").parse().unwrap());
        }
        let answer = server.send_as_it_is(request).await;
        for cookie in answer.cookies() {
            if let Some(rest) = cookie.strip_prefix(&format!("{COOKIE}=")) {
                let value = rest.split(';').next().unwrap();
                self.session = (!value.is_empty()).then(|| value.to_owned());
            }
        }
        answer
    }

    async fn get(&mut self, server: &Server, path: &str) -> Answer {
        let request = Request::get(path).header(header::HOST, HOST).header(header::ACCEPT_LANGUAGE, "en");
        self.send(server, request.body(Body::empty()).unwrap()).await
    }

    async fn post(&mut self, server: &Server, form: &Form) -> Answer {
        self.send(server, posting(Language::En, form).body(form_body(&form.fields)).unwrap()).await
    }

    /// Gives name and password.
    async fn sign_in(&mut self, server: &Server, name: &str, password: &str) -> Answer {
        self.post(server, &form("/sign-in", &[("sign_in", name), ("password", password), ("to", "/week")])).await
    }

    /// Is it let in?
    async fn is_in(&mut self, server: &Server) -> bool {
        let answer = self.get(server, "/accounts").await;
        assert!([StatusCode::OK, StatusCode::SEE_OTHER].contains(&answer.status), "{}", answer.status);
        answer.status == StatusCode::OK
    }

    /// Invites somebody; the link that the page shows.
    async fn invite(&mut self, server: &Server, sign_in: &str) -> String {
        let page = self.get(server, "/users").await.page();
        let form = page.form("invite").with("name", sign_in).with("sign_in", sign_in).with("standing", "person");
        let answer = self.post(server, &form).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        link_in(&answer)
    }
}

/// The link that a page shows.
fn link_in(answer: &Answer) -> String {
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let text = answer.page().text_of("link");
    let at = text.find(&format!("http://{HOST}/links/")).expect("a link");
    text[at + "http://".len() + HOST.len()..].split_whitespace().next().unwrap().to_owned()
}

#[tokio::test]
async fn nobody_sees_anything_without_signing_in() {
    let server = Server::bedrock().await;
    let mut stranger = Browser::default();
    for path in
        ["/", "/accounts", "/week", &server.page(), "/library", "/me", "/users", "/no-such-page", "/accounts/x/y"]
    {
        let answer = stranger.get(&server, path).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}");
        let to: String = form_urlencoded::byte_serialize(path.as_bytes()).collect();
        let expected = if path == "/" { "/sign-in".to_owned() } else { format!("/sign-in?to={to}") };
        assert_eq!(answer.location(), expected);
        assert!(answer.body.is_empty());
    }
    // A form is led to the page that it came from; whatever it holds is not looked at.
    let unit = form(&server.at("records/unit"), &[("change", &server.new_id()), ("name", "Labs")]);
    let request = posting(Language::En, &unit).header(header::REFERER, format!("http://{HOST}/week?as=manager"));
    let answer = server.send_as_it_is(request.body(form_body(&unit.fields)).unwrap()).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/sign-in?to=%2Fweek%3Fas%3Dmanager"));
    assert_eq!(server.revision().await, 1);
    // A page that scripts ask for is left; a program is told.
    let request = || Request::get("/week").header(header::HOST, HOST);
    let answer = server.send_as_it_is(request().header("hx-request", "true").body(Body::empty()).unwrap()).await;
    assert_eq!((answer.status, answer.header("hx-redirect")), (StatusCode::NO_CONTENT, Some("/sign-in?to=%2Fweek")));
    let program = request().header(header::ACCEPT, "application/json").body(Body::empty()).unwrap();
    assert_eq!(server.send_as_it_is(program).await.status, StatusCode::UNAUTHORIZED);
    // What is for everybody.
    for path in ["/sign-in", "/healthz"] {
        assert_eq!(stranger.get(&server, path).await.status, StatusCode::OK, "{path}");
    }
    for odd in ["x", "", &"0".repeat(64), "../../etc"] {
        stranger.session = Some(odd.to_owned());
        assert!(!stranger.is_in(&server).await, "{odd}");
    }
}

#[tokio::test]
async fn the_first_link_makes_the_administrator_and_keeps_what_was_typed() {
    let (server, link) = unused().await;
    let mut browser = Browser::default();
    let told = browser.get(&server, "/sign-in").await.page().text_of("main");
    assert!(told.contains(&Say::new(Language::En).label("sign-in-nobody")), "{told}");
    for language in Language::ALL {
        let answer = server
            .send_as_it_is(
                Request::get(&link)
                    .header(header::HOST, HOST)
                    .header(header::ACCEPT_LANGUAGE, language.tag())
                    .body(Body::empty())
                    .unwrap(),
            )
            .await;
        assert_eq!(answer.status, StatusCode::OK);
        assert!(answer.page().text_of("main").contains(&Say::new(language).label("link-first-intro")));
    }
    let shown = browser.get(&server, &link).await.page().form("link");
    let short = shown.with("name", "林岚").with("sign_in", "Lin@example.com").with("password", "too short");
    let answer = browser.post(&server, &short).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = answer.page();
    assert!(page.text_of("main").contains("A password has 12 to 200 characters."));
    let again = page.form("link");
    assert_eq!((again.value("name"), again.value("sign_in"), again.value("password")), ("林岚", "Lin@example.com", ""));
    let answer = browser.post(&server, &again.with("password", PASSWORD)).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/"));
    assert!(browser.is_in(&server).await);
    let spent = browser.get(&server, &link).await;
    assert_eq!(spent.status, StatusCode::GONE);
    assert!(spent.page().text_of("main").contains("Ask an administrator for a new one."));
    assert_eq!(browser.get(&server, "/links/nonsense").await.status, StatusCode::GONE);
    // The name stands in the frame.
    let frame = browser.get(&server, "/accounts").await.text();
    assert!(frame.contains("林岚") && frame.contains("href=\"/users\"") && frame.contains("action=\"/sign-out\""));
}

#[tokio::test]
async fn one_signs_in_and_comes_back_to_the_page_asked_for() {
    let (server, mut first) = founded().await;
    let mut browser = Browser::default();
    let sent_away = browser.get(&server, "/week?as=manager").await;
    let shown = browser.get(&server, sent_away.location()).await.page().form("sign-in");
    assert_eq!(shown.value("to"), "/week?as=manager");
    let wrong = browser.post(&server, &shown.with("sign_in", "lin@example.com").with("password", ANOTHER)).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.cookies().is_empty());
    let again = wrong.page().form("sign-in");
    assert_eq!((again.value("sign_in"), again.value("password")), ("lin@example.com", ""), "all but the password");
    let answer = browser.post(&server, &again.with("password", PASSWORD)).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/week?as=manager"));
    let cookie = answer.cookies().pop().unwrap();
    let (held, attributes) = cookie.split_once("; ").unwrap();
    assert_eq!(attributes, "HttpOnly; SameSite=Lax; Path=/; Max-Age=604800");
    assert_eq!(held.len(), COOKIE.len() + 1 + 64);
    assert!(browser.is_in(&server).await);
    // Signed in, the sign-in page leads on; never elsewhere.
    assert_eq!(browser.get(&server, "/sign-in?to=%2Fweek").await.location(), "/week");
    for back in ELSEWHERE {
        let fields = [("sign_in", "lin@example.com"), ("password", PASSWORD), ("to", back)];
        let answer = Browser::default().post(&server, &form("/sign-in", &fields)).await;
        assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/"), "{back}");
    }
    // Out again, what the browser held opens nothing.
    let held = browser.clone();
    let answer = browser.post(&server, &form("/sign-out", &[])).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/sign-in"));
    assert!(answer.cookies()[0].starts_with(&format!("{COOKIE}=; ")) && browser.session.is_none());
    assert!(!held.clone().is_in(&server).await && first.is_in(&server).await);
}

#[tokio::test]
async fn an_invitation_is_shown_once_and_works_once() {
    let (server, mut lin) = founded().await;
    let link = lin.invite(&server, "xu").await;
    assert!(!lin.get(&server, "/users").await.text().contains("/links/"), "shown once");
    let page = lin.get(&server, "/users").await.page();
    let taken = page.form("invite").with("name", "Xu").with("sign_in", "XU");
    let answer = lin.post(&server, &taken).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(answer.page().form("invite").value("sign_in"), "XU");
    let mut xu = Browser::default();
    let shown = xu.get(&server, &link).await.page();
    assert!(shown.text_of("main").contains("xu, you will sign in as xu."), "{}", shown.text_of("main"));
    let answer = xu.post(&server, &shown.form("link").with("password", PASSWORD)).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert!(xu.is_in(&server).await);
    assert_eq!(Browser::default().post(&server, &form(&link, &[("password", ANOTHER)])).await.status, StatusCode::GONE);
    // Xu is no administrator: the page is not there.
    for (method, path) in [
        (Method::GET, "/users".to_owned()),
        (Method::POST, "/users".to_owned()),
        (Method::POST, format!("/users/{}/disabling", ledger::FOUNDER)),
    ] {
        let mut request = posting(Language::En, &form(&path, &[])).body(Body::empty()).unwrap();
        *request.method_mut() = method;
        assert_eq!(xu.send(&server, request).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert!(!xu.get(&server, "/accounts").await.text().contains("href=\"/users\""));
}

#[tokio::test]
async fn an_account_out_of_reach_is_not_there() {
    let (server, mut lin) = founded().await;
    let account = server
        .ledger
        .import(&support::LIN, &support::plans::bedrock(), Uuid::from_u128(9), server.now())
        .await
        .unwrap();
    let mut xu = invited(&server, &mut lin, "xu").await;
    for page in ["overview", "relationships", "relationships.csv", "history"] {
        let path = format!("/accounts/{account}/{page}");
        assert_eq!(lin.get(&server, &path).await.status, StatusCode::OK, "{path}");
        assert_eq!(xu.get(&server, &path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let unit = [("change", server.new_id()), ("name", "Labs".to_owned())];
    let unit: Vec<(&str, &str)> = unit.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let answer = xu.post(&server, &form(&format!("/accounts/{account}/records/unit"), &unit)).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert!(!xu.get(&server, "/accounts").await.text().contains(&account.to_string()));
}

#[tokio::test]
async fn a_lost_password_is_replaced_by_a_link_and_signs_out_everywhere() {
    let (server, mut lin) = founded().await;
    let mut xu = invited(&server, &mut lin, "xu").await;
    let user = server.ledger.user_by_sign_in("xu").await.unwrap().unwrap().id;
    let answer = lin.post(&server, &form(&format!("/users/{user}/link"), &[])).await;
    let link = link_in(&answer);
    assert!(xu.is_in(&server).await, "a link alone ends nothing");
    let mut again = Browser::default();
    assert_eq!(again.post(&server, &form(&link, &[("password", ANOTHER)])).await.status, StatusCode::SEE_OTHER);
    assert!(again.is_in(&server).await && !xu.is_in(&server).await);
    assert_eq!(xu.sign_in(&server, "xu", PASSWORD).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(xu.sign_in(&server, "xu", ANOTHER).await.location(), "/week");
}

#[tokio::test]
async fn whoever_is_disabled_or_gets_another_role_is_out_at_once() {
    let (server, mut lin) = founded().await;
    let mut xu = invited(&server, &mut lin, "xu").await;
    let user = server.ledger.user_by_sign_in("xu").await.unwrap().unwrap().id;
    let at = |what: &str| format!("/users/{user}/{what}");
    assert_eq!(lin.post(&server, &form(&at("standing"), &[("standing", "administrator")])).await.location(), "/users");
    assert!(!xu.is_in(&server).await, "rights change with a new session");
    xu.sign_in(&server, "xu", PASSWORD).await;
    assert_eq!(xu.get(&server, "/users").await.status, StatusCode::OK);
    assert_eq!(lin.post(&server, &form(&at("disabling"), &[])).await.location(), "/users");
    assert!(!xu.is_in(&server).await);
    assert_eq!(xu.sign_in(&server, "xu", PASSWORD).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(lin.get(&server, "/users").await.page().text_of(&format!("user-{user}")).contains("disabled"));
    // The last administrator stays one.
    let own = format!("/users/{}/disabling", ledger::FOUNDER);
    let answer = lin.post(&server, &form(&own, &[])).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.page().text_of("main").contains("at least one administrator"));
    lin.post(&server, &form(&at("enabling"), &[])).await;
    assert_eq!(xu.sign_in(&server, "xu", PASSWORD).await.location(), "/week");
}

#[tokio::test]
async fn the_second_factor_is_set_up_asked_for_and_taken_away() {
    let (server, mut lin) = founded().await;
    let page = lin.get(&server, "/me").await;
    assert!(page.text().contains("<svg viewBox=\"0 0 "), "a code to scan");
    let shown = page.page().form("second-factor");
    let shared = SharedSecret::read(shown.value("shared")).unwrap();
    let code = |server: &Server| shared.code_at(server.now().as_second()).unwrap();
    let wrong = lin.post(&server, &shown.clone().with("old", PASSWORD).with("code", "000000")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong.page().form("second-factor").value("shared"), shown.value("shared"), "the same code to scan");
    let no_password = lin.post(&server, &shown.clone().with("old", ANOTHER).with("code", &code(&server))).await;
    assert_eq!(no_password.status, StatusCode::UNPROCESSABLE_ENTITY);
    let before = lin.clone();
    let set = lin.post(&server, &shown.with("old", PASSWORD).with("code", &code(&server))).await;
    assert_eq!((set.status, set.header("cache-control")), (StatusCode::OK, Some("no-store")), "{}", set.text());
    let codes = set.page().text_of("recovery-codes");
    let recovery = codes.split_whitespace().find(|word| word.len() == 19 && word.contains('-')).unwrap().to_owned();
    assert!(lin.is_in(&server).await && !before.clone().is_in(&server).await, "rights change with a new secret");
    assert!(!lin.get(&server, "/me").await.text().contains(&recovery), "shown once");

    let mut browser = Browser::default();
    let answer = browser.sign_in(&server, "lin@example.com", PASSWORD).await;
    assert_eq!(answer.location(), "/sign-in/code?to=%2Fweek");
    assert!(!browser.is_in(&server).await, "the password alone opens nothing");
    assert_eq!(browser.get(&server, "/week").await.location(), "/sign-in/code?to=%2Fweek");
    let shown = browser.get(&server, answer.location()).await.page().form("second-factor");
    let used = browser.post(&server, &shown.clone().with("code", &code(&server))).await;
    assert_eq!(used.status, StatusCode::UNPROCESSABLE_ENTITY, "the code that set it up was used with that");
    server.pass(30);
    let waiting = browser.clone();
    let answer = browser.post(&server, &shown.clone().with("code", &code(&server))).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/week"));
    assert!(browser.is_in(&server).await && !waiting.clone().is_in(&server).await, "another secret after it");
    // A recovery code, once.
    for (expected, left) in [(StatusCode::SEE_OTHER, "left: 9"), (StatusCode::UNPROCESSABLE_ENTITY, "left: 9")] {
        let mut browser = Browser::default();
        browser.sign_in(&server, "lin@example.com", PASSWORD).await;
        assert_eq!(browser.post(&server, &shown.clone().with("code", &recovery.to_lowercase())).await.status, expected);
        assert!(lin.get(&server, "/me").await.page().text_of("main").contains(left));
    }
    // Without a password given first there is nothing to give a code for.
    let nobody = Browser::default().post(&server, &shown.with("code", &recovery)).await;
    assert_eq!(nobody.location(), "/sign-in?to=%2Fweek");
    let renewed =
        lin.post(&server, &lin.clone().get(&server, "/me").await.page().form("renewal").with("old", PASSWORD)).await;
    assert!(renewed.page().text_of("main").contains("left: 10"));
    let removal = lin.get(&server, "/me").await.page().form("removal").with("old", PASSWORD);
    assert_eq!(lin.post(&server, &removal).await.location(), "/me");
    assert_eq!(Browser::default().sign_in(&server, "lin@example.com", PASSWORD).await.location(), "/week");
}

#[tokio::test]
async fn one_sees_where_one_is_signed_in_and_ends_it() {
    let (server, mut here) = founded().await;
    let mut there = Browser::default();
    there.sign_in(&server, "lin@example.com", PASSWORD).await;
    let page = here.get(&server, "/me").await.page();
    assert_eq!(page.count_within("sessions", "li"), 2);
    let line = page.text_of("sessions");
    assert!(line.contains("this one") && line.contains("127.0.0.1") && line.contains("2026-11-20 09:00"), "{line}");
    let text = here.get(&server, "/me").await.text();
    let other = text.split("<li>").find(|line| line.contains("/me/sessions/") && !line.contains("this one")).unwrap();
    let action = other.split('"').find(|part| part.starts_with("/me/sessions/")).unwrap();
    assert_eq!(here.post(&server, &form(action, &[])).await.location(), "/me");
    assert!(here.is_in(&server).await && !there.is_in(&server).await);
    there.sign_in(&server, "lin@example.com", PASSWORD).await;
    let answer = here.post(&server, &form("/me/sessions/removal", &[])).await;
    assert_eq!(answer.location(), "/sign-in");
    assert!(!here.is_in(&server).await && !there.is_in(&server).await);
    // Another password ends the other sessions, and gives this one a new secret.
    here.sign_in(&server, "lin@example.com", PASSWORD).await;
    there.sign_in(&server, "lin@example.com", PASSWORD).await;
    let old = here.clone();
    let change = here.get(&server, "/me").await.page().form("password").with("old", PASSWORD).with("password", ANOTHER);
    assert_eq!(here.post(&server, &change).await.location(), "/me");
    assert!(here.is_in(&server).await && !there.is_in(&server).await && !old.clone().is_in(&server).await);
}

#[tokio::test]
async fn a_session_ends_when_it_is_not_used_and_at_its_end() {
    let (mut server, mut lin) = founded().await;
    server.entrance.lasting = Lasting { idle: 3600, whole: 10_000 };
    lin.sign_in(&server, "lin@example.com", PASSWORD).await;
    for _ in 0..3 {
        server.pass(3000);
        assert!(lin.is_in(&server).await, "used, it lasts");
    }
    server.pass(1000);
    assert!(!lin.is_in(&server).await, "but not for ever");
    lin.sign_in(&server, "lin@example.com", PASSWORD).await;
    server.pass(3600);
    assert!(!lin.is_in(&server).await, "and not unused");
}

#[tokio::test]
async fn a_secret_that_was_planted_is_never_taken() {
    let (server, mut lin) = founded().await;
    // Somebody gives the browser a secret of their own, or one that is good already.
    let mut evil = invited(&server, &mut lin, "evil").await;
    for planted in ["5e".repeat(32), evil.session.clone().unwrap()] {
        let mut victim = Browser { session: Some(planted.clone()) };
        victim.sign_in(&server, "lin@example.com", PASSWORD).await;
        assert_ne!(victim.session.as_deref(), Some(planted.as_str()));
        assert!(victim.get(&server, "/users").await.status == StatusCode::OK);
        let mut with_it = Browser { session: Some(planted) };
        assert!(!with_it.is_in(&server).await, "what was planted opens nothing");
    }
    assert!(!evil.is_in(&server).await);
}

#[tokio::test]
async fn guessing_is_slowed_down_then_turned_away_for_all_names_alike() {
    let (server, _) = founded().await;
    let mut told = Vec::new();
    for name in ["lin@example.com", "nobody@example.com"] {
        let begun = Instant::now();
        for seconds in [0, 0, 0, 0, 1] {
            server.pass(seconds);
            let answer = Browser::default().sign_in(&server, name, ANOTHER).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
            told.push(answer.page().text_of("main"));
        }
        assert!(begun.elapsed() >= Duration::from_secs(3), "the fourth and the fifth waited");
        server.pass(2);
        let answer = Browser::default().sign_in(&server, name, PASSWORD).await;
        assert_eq!((answer.status, answer.header("retry-after")), (StatusCode::TOO_MANY_REQUESTS, Some("4")));
        assert!(answer.page().text_of("main").contains("Try again in 4 seconds."));
        assert_eq!(answer.page().form("sign-in").value("sign_in"), name);
    }
    told.dedup();
    assert_eq!(told.len(), 1, "the same words: {told:?}");
    server.pass(60);
    assert_eq!(Browser::default().sign_in(&server, "lin@example.com", PASSWORD).await.location(), "/week");
}

#[tokio::test]
async fn an_address_that_tries_many_names_is_turned_away_and_no_other() {
    let (mut server, _) = founded().await;
    server.entrance = behind_a_proxy();
    let attempt = async |from: &str, name: &str| {
        let fields = form("/sign-in", &[("sign_in", name), ("password", ANOTHER)]);
        let request = through_the_proxy(Request::post("/sign-in"), from)
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        server.send_as_it_is(request.body(form_body(&fields.fields)).unwrap()).await.status
    };
    let mut statuses = Vec::new();
    for number in 0..34 {
        statuses.push(attempt("203.0.113.9", &format!("name{number}")).await);
    }
    let turned_away = statuses.iter().filter(|status| **status == StatusCode::TOO_MANY_REQUESTS).count();
    assert!(turned_away >= 2, "{statuses:?}");
    assert_eq!(attempt("203.0.113.10", "name99").await, StatusCode::UNPROCESSABLE_ENTITY);
}

fn behind_a_proxy() -> Entrance {
    let proxies = vec!["10.0.0.5/32".parse().unwrap()];
    Entrance { public: Some("https://kamap.example".parse().unwrap()), proxies, ..Entrance::default() }
}

fn through_the_proxy(request: axum::http::request::Builder, from: &str) -> axum::http::request::Builder {
    let proxy = SocketAddr::from(([10, 0, 0, 5], 40_000));
    request.header(header::HOST, "kamap.example").header("x-forwarded-for", from).extension(ConnectInfo(proxy))
}

#[tokio::test]
async fn behind_a_proxy_the_cookie_is_bound_to_the_host_and_to_tls() {
    let (mut server, _) = founded().await;
    server.entrance = behind_a_proxy();
    let fields = form("/sign-in", &[("sign_in", "lin@example.com"), ("password", PASSWORD)]);
    let signing_in = || {
        through_the_proxy(Request::post("/sign-in"), "203.0.113.9")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
    };
    let forged = signing_in().header(header::ORIGIN, "https://evil.example").body(form_body(&fields.fields)).unwrap();
    assert_eq!(server.send_as_it_is(forged).await.status, StatusCode::FORBIDDEN);
    let request = signing_in().header(header::ORIGIN, "https://kamap.example").body(form_body(&fields.fields)).unwrap();
    let answer = server.send_as_it_is(request).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let cookie = answer.cookies().pop().unwrap();
    let (held, attributes) = cookie.split_once("; ").unwrap();
    assert!(held.starts_with("__Host-kamap_session="), "{held}");
    assert_eq!(attributes, "HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=604800");
    assert_eq!(answer.header("strict-transport-security"), Some("max-age=63072000"));
    let page =
        |request: axum::http::request::Builder| request.header(header::COOKIE, held).body(Body::empty()).unwrap();
    let answer = server.send_as_it_is(page(through_the_proxy(Request::get("/me"), "203.0.113.9"))).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.text().contains("203.0.113.9"), "the address is the reader's, not the proxy's");
    // Past the proxy, under another name, or with the cookie of plain connections, nothing.
    let past = Request::get("/me").header(header::HOST, "kamap.example");
    let past = past.extension(ConnectInfo(SocketAddr::from(([203, 0, 113, 9], 40_000))));
    assert_eq!(server.send_as_it_is(page(past)).await.status, StatusCode::MISDIRECTED_REQUEST);
    let plain = held.replace("__Host-kamap_session", COOKIE);
    let plain = through_the_proxy(Request::get("/me"), "203.0.113.9").header(header::COOKIE, plain);
    assert_eq!(server.send_as_it_is(plain.body(Body::empty()).unwrap()).await.status, StatusCode::SEE_OTHER);
    let health = Request::get("/healthz").extension(ConnectInfo(SocketAddr::from(([10, 9, 9, 9], 1))));
    assert_eq!(server.send_as_it_is(health.body(Body::empty()).unwrap()).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_forged_form_signs_nobody_in_or_out_and_changes_nothing() {
    let (server, mut lin) = founded().await;
    let page = lin.get(&server, "/users").await.page();
    let own = lin.get(&server, "/me").await.page();
    let forms = [
        form("/sign-in", &[("sign_in", "lin@example.com"), ("password", PASSWORD)]),
        form("/sign-out", &[]),
        page.form("invite").with("name", "Eve").with("sign_in", "eve"),
        own.form("password").with("old", PASSWORD).with("password", ANOTHER),
        form("/me/sessions/removal", &[]),
        form(&format!("/users/{}/disabling", ledger::FOUNDER), &[]),
    ];
    let held = lin.session.clone().unwrap();
    for sent in &forms {
        for (name, value) in
            [("sec-fetch-site", "cross-site"), ("sec-fetch-site", "same-site"), ("origin", "https://evil.example")]
        {
            let request = Request::post(&sent.action)
                .header(header::HOST, HOST)
                .header(name, value)
                .header(header::COOKIE, format!("{COOKIE}={held}"))
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
            let answer = server.send_as_it_is(request.body(form_body(&sent.fields)).unwrap()).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{} {name} {value}", sent.action);
            assert!(answer.cookies().is_empty());
        }
    }
    assert!(lin.is_in(&server).await);
    assert_eq!(server.ledger.users().await.unwrap().len(), 1);
}

#[tokio::test]
async fn members_let_others_into_an_account_and_keep_them_out_again() {
    let server = Server::bedrock().await;
    let new = NewUser { name: "许承志", sign_in: "xu", standing: Standing::Person };
    let xu = server.ledger.add_user(&new, Uuid::from_u128(7), &act(&server, 1)).await.unwrap();
    let viewer = ledger::Viewer::person(xu);
    let address = server.at("access");
    assert!(server.open(&server.page()).await.links().contains(&address), "in the menu under one's name");
    let nobody = server.post(&server.open(&address).await.form("let-in")).await;
    assert_eq!(nobody.status, StatusCode::UNPROCESSABLE_ENTITY);
    let form = server.open(&address).await.form("let-in").with("user", &xu.to_string()).with("role", "core");
    assert_eq!(server.post(&form).await.location(), address);
    server.ledger.open(&viewer, server.account).await.unwrap();
    let page = server.open(&address).await;
    assert!(page.text_of("members").contains("许承志") && page.text_of("members").contains("Lin"));
    let removal = |user: Uuid| support::form(&format!("{address}/removal"), &[("user", &user.to_string())]);
    assert_eq!(server.post(&removal(xu)).await.location(), address);
    assert!(server.ledger.open(&viewer, server.account).await.is_err(), "out of reach at once");
    let refused = server.post_in(Language::En, &removal(ledger::FOUNDER)).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let told = Say::new(Language::En).label("refused-last-lead");
    assert!(refused.page().text_of("main").contains(&told), "somebody leads it");
}

#[tokio::test]
async fn history_says_who_by_name() {
    let server = Server::bedrock().await;
    let new = NewUser { name: "许承志", sign_in: "xu", standing: Standing::Person };
    let xu = server.ledger.add_user(&new, Uuid::from_u128(7), &act(&server, 1)).await.unwrap();
    server.ledger.admit(server.account, xu, plan::lens::Role::Director).await.unwrap();
    let viewer = ledger::Viewer::person(xu);
    let person = server.plan().await.find(plan::Kind::Person, "P02").unwrap();
    let edit = plan::Edit::Set {
        kind: plan::Kind::Person,
        id: person,
        field: "title".into(),
        was: server.plan().await.body(plan::Kind::Person, person).unwrap()["title"].clone(),
        now: serde_json::json!("CFO, Group"),
    };
    let change = plan::Change { id: Uuid::from_u128(8), why: None, undoes: None, edits: vec![edit] };
    let moment = ledger::Moment { at: server.now(), today: support::today() };
    server.ledger.open(&viewer, server.account).await.unwrap().commit(change, moment).await.unwrap();
    let history = server.open(&server.at("history")).await.text_of("main");
    assert!(history.contains("许承志") && history.contains("Lin"), "the change and the import: {history}");
    let panel = server.open(&format!("{}?person=P02&history=1", server.page())).await.text_of("record-history");
    assert!(panel.contains("许承志"), "{panel}");
}

#[tokio::test]
async fn the_demo_signs_in_by_itself_and_has_no_users() {
    let mut server = Server::bedrock().await;
    server.entrance = Entrance::open();
    let mut reader = Browser::default();
    assert_eq!(reader.get(&server, &server.page()).await.status, StatusCode::OK);
    assert!(reader.get(&server, "/accounts").await.text().contains("Sample user"));
    assert_eq!(reader.get(&server, "/sign-in").await.location(), "/");
    for path in ["/me", "/users"] {
        assert_eq!(reader.get(&server, path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

/// Takes in what is logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn no_secret_stands_in_a_log() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    let (server, mut lin) = founded().await;
    let link = lin.invite(&server, "xu").await;
    lin.sign_in(&server, "lin@example.com", ANOTHER).await;
    lin.sign_in(&server, "a-password-in-the-wrong-field", PASSWORD).await;
    let held = lin.session.clone().unwrap();
    tracing::info!("the log is written");
    // A failure of ours is logged with its address.
    server.damage();
    let failed = Browser::default().get(&server, &link).await;
    assert_eq!(failed.status, StatusCode::INTERNAL_SERVER_ERROR);
    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(log.contains("the log is written") && log.contains("request failed"), "{log}");
    let secret = link.rsplit('/').next().unwrap();
    for text in [PASSWORD, ANOTHER, secret, &held, "a-password-in-the-wrong-field"] {
        let line = log.lines().find(|line| line.contains(text));
        assert_eq!(line, None, "{text} stands in the log");
    }
}
