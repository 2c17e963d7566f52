//! What the tests of the doors share: a server on a database of its own, with clock and ids held fast, that is asked as
//! a browser asks. Every answer is held to the rules that hold for all of them.

#![allow(
    dead_code,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "every test file takes what it needs; clippy.toml allows the rest in test functions, not in their helpers"
)]

pub mod geometry;
pub mod markup;
pub mod pictures;
pub mod plans;

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Request, StatusCode, header};
use http_body_util::BodyExt;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use ledger::{Act, Beginning, FOUNDER, Ledger, NewUser, Secret, Standing, Viewer};
use markup::{Form, Page};
use plan::{Day, Kind, Language, Plan};
use std::io::Write;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use tempfile::TempDir;
use tokio::sync::OnceCell;
use tower::ServiceExt;
use uuid::Uuid;
use web::entrance::Entrance;
use web::words::Say;
use web::{Site, World};

/// Who asks: the first administrator.
pub const LIN: Viewer = Viewer::administrator(FOUNDER);
/// What her browser holds.
const LINS: Secret = Secret::new([0xA5; 32]);
/// The cookie that it stands in.
pub const COOKIE: &str = "kamap_session";

/// Where a browser on the same machine finds the server.
pub const HOST: &str = "localhost:7878";

/// The headers that stand on every answer, with what they must say.
const SECURITY: [(&str, &str); 6] = [
    (
        "content-security-policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
         form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
];

/// The day of the worked example, a clock that stands until it is moved on, and ids that count up.
pub struct Pinned {
    next: AtomicU64,
    later: AtomicI64,
}

impl World for Pinned {
    fn now(&self) -> Timestamp {
        let begun: Timestamp = "2026-11-20T09:00:00Z".parse().unwrap();
        begun + SignedDuration::from_secs(self.later.load(Ordering::Relaxed))
    }
    fn today(&self) -> Day {
        today()
    }
    fn zone(&self) -> TimeZone {
        TimeZone::UTC
    }
    fn is_pinned(&self) -> bool {
        false
    }
    fn id(&self) -> Uuid {
        made_id(self.next.fetch_add(1, Ordering::Relaxed))
    }
    fn secret(&self) -> Secret {
        let number = self.next.fetch_add(1, Ordering::Relaxed).to_be_bytes();
        Secret::new(std::array::from_fn(|at| number.get(at).copied().unwrap_or(0x5E)))
    }
}

/// The id with this number among those that the world gives.
pub fn made_id(number: u64) -> Uuid {
    Uuid::from_u128(0x0193_eeee_0000_7000_8000_0000_0000_0000 + u128::from(number))
}

/// 2026-11-20.
pub fn today() -> Day {
    "2026-11-20".parse().unwrap()
}

/// A server on its own database.
pub struct Server {
    pub ledger: Ledger,
    /// The account that was put in first; nil where none was.
    pub account: Uuid,
    /// How people come in.
    pub entrance: Entrance,
    world: Arc<Pinned>,
    folder: TempDir,
    lin: OnceCell<()>,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

/// Somebody who is signed in.
pub struct Visitor {
    pub user: Uuid,
    /// What the browser sends.
    pub cookie: String,
}

impl Visitor {
    /// Asks for a page, in English.
    pub async fn get(&self, server: &Server, path: &str) -> Answer {
        let request = Request::get(path).header(header::HOST, HOST).header(header::ACCEPT_LANGUAGE, "en");
        server.send_as_it_is(request.header(header::COOKIE, &self.cookie).body(Body::empty()).unwrap()).await
    }

    /// Sends a form, in English.
    pub async fn post(&self, server: &Server, form: &Form) -> Answer {
        let request = posting(Language::En, form).header(header::COOKIE, &self.cookie);
        server.send_as_it_is(request.body(form_body(&form.fields)).unwrap()).await
    }
}

impl Server {
    /// A server without accounts.
    pub async fn bare() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let ledger = Ledger::open_sqlite(&folder.path().join("kamap.db")).await.unwrap();
        let server = Self::on(ledger, folder);
        server.lin_signs_in().await;
        server
    }

    /// A server on this ledger.
    pub fn on(ledger: Ledger, folder: TempDir) -> Self {
        let world = Arc::new(Pinned { next: AtomicU64::new(1), later: AtomicI64::new(0) });
        let entrance = Entrance::default();
        Self { ledger, account: Uuid::nil(), entrance, world, folder, lin: OnceCell::new() }
    }

    /// A server with this plan.
    pub async fn with(plan: &Plan) -> Self {
        let server = Self::bare().await;
        let account = server.ledger.import(&LIN, plan, server.world.id(), server.world.now()).await.unwrap();
        Self { account, ..server }
    }

    /// A server with the worked example.
    pub async fn bedrock() -> Self {
        Self::with(&plans::bedrock()).await
    }

    /// A server with both worked examples and eight accounts that were made up; the first is Bedrock.
    pub async fn several() -> Self {
        let server = Self::bedrock().await;
        for plan in plans::others() {
            server.ledger.import(&LIN, &plan, server.world.id(), server.world.now()).await.unwrap();
        }
        server
    }

    /// Writes rubbish over the database while it is open, in all its files. They keep their lengths, since SQLite has
    /// one of them mapped into memory.
    pub fn damage(&self) {
        for file in std::fs::read_dir(self.folder.path()).unwrap() {
            let path = file.unwrap().path();
            let length = usize::try_from(std::fs::metadata(&path).unwrap().len()).unwrap();
            let mut file = std::fs::OpenOptions::new().write(true).open(&path).unwrap();
            file.write_all(&b"rubbish!".repeat(length / 8)).unwrap();
        }
    }

    /// An id that nobody used before.
    pub fn new_id(&self) -> String {
        self.world.id().to_string()
    }

    /// The address of the gap page.
    pub fn page(&self) -> String {
        format!("/accounts/{}/relationships", self.account)
    }

    /// An address below the account.
    pub fn at(&self, rest: &str) -> String {
        format!("/accounts/{}/{rest}", self.account)
    }

    /// The plan as it is now.
    pub async fn plan(&self) -> Plan {
        self.ledger.open(&LIN, self.account).await.unwrap().plan().clone()
    }

    /// How many changes there were.
    pub async fn revision(&self) -> i64 {
        self.ledger.open(&LIN, self.account).await.unwrap().stamp().revision
    }

    /// The worked example is as it was, whatever happened on the way.
    pub async fn assert_bedrock(&self) {
        // A difference of two plans in full would be too long to read.
        let (plan, bedrock) = (self.plan().await, plans::bedrock());
        let different: Vec<&Kind> =
            Kind::ALL.iter().filter(|kind| plan.bodies(**kind) != bedrock.bodies(**kind)).collect();
        assert!(different.is_empty(), "changed: {different:?}");
    }

    /// The id of a record of the plan as it is now.
    pub async fn id(&self, kind: Kind, code: &str) -> String {
        self.plan().await.find(kind, code).expect("a record with this code").to_string()
    }

    /// Moves the clock on by so many seconds.
    pub fn pass(&self, seconds: i64) {
        self.world.later.fetch_add(seconds, Ordering::Relaxed);
    }

    /// Now.
    pub fn now(&self) -> Timestamp {
        self.world.now()
    }

    /// Adds the first administrator and puts her session into the database, once.
    async fn lin_signs_in(&self) {
        let signing_in = || async {
            // Ids of their own, so that the tests' begin at 1, and others in a database that came out of an archive.
            let before = self.ledger.audit(100).await.unwrap().len() as u128;
            let row = |row: u128| Uuid::from_u128((before << 16) + row);
            let act = |own| Act { id: row(own), by: None, at: self.world.now(), origin: "127.0.0.1".into() };
            let new = NewUser { name: "Lin", sign_in: "lin", standing: Standing::Administrator };
            // A database that was opened before knows her, and her session too unless it came out of an archive.
            if !self.ledger.has_users().await.unwrap() {
                self.ledger.add_user(&new, FOUNDER, &act(0xE1)).await.unwrap();
            }
            let lasting = self.entrance.lasting;
            if self.ledger.session(&LINS, lasting, self.world.now()).await.unwrap().is_some() {
                return;
            }
            let (user, id) = (FOUNDER, Uuid::from_u128(0xE2));
            let new = Beginning { user, id, secret: &LINS, waits: false, agent: "tests", instead_of: None };
            self.ledger.begin_session(&new, lasting, &act(0xE3)).await.unwrap();
        };
        self.lin.get_or_init(signing_in).await;
    }

    /// Sends a request as the first administrator's browser does, who is signed in.
    pub async fn send(&self, mut request: Request<Body>) -> Answer {
        self.lin_signs_in().await;
        let others = request.headers_mut().remove(header::COOKIE);
        let others = others.map(|value| format!("; {}", value.to_str().unwrap())).unwrap_or_default();
        let cookies = format!("{COOKIE}={}{others}", LINS.text());
        request.headers_mut().insert(header::COOKIE, cookies.parse().unwrap());
        self.send_as_it_is(request).await
    }

    /// Adds a user and puts a session into the database; what the user's browser holds.
    pub async fn joins(&self, user: Uuid, name: &str) -> Visitor {
        let act = |id| Act { id, by: None, at: self.world.now(), origin: "127.0.0.1".into() };
        let new = NewUser { name, sign_in: name, standing: Standing::Person };
        let user = self.ledger.add_user(&new, user, &act(self.world.id())).await.unwrap();
        let mut bytes = [0x5A; 32];
        bytes[16..].copy_from_slice(user.as_bytes());
        let secret = Secret::new(bytes);
        let id = self.world.id();
        let new = Beginning { user, id, secret: &secret, waits: false, agent: "tests", instead_of: None };
        self.ledger.begin_session(&new, self.entrance.lasting, &act(self.world.id())).await.unwrap();
        Visitor { user, cookie: format!("{COOKIE}={}", secret.text()) }
    }

    /// Sends a request just as it is, from this machine unless it says otherwise.
    pub async fn send_as_it_is(&self, mut request: Request<Body>) -> Answer {
        if request.extensions().get::<ConnectInfo<SocketAddr>>().is_none() {
            request.extensions_mut().insert(ConnectInfo(SocketAddr::from(([127, 0, 0, 1], 50_000))));
        }
        let entrance = Arc::new(self.entrance.clone());
        let site = Site { ledger: self.ledger.clone(), world: self.world.clone(), entrance };
        let what = format!("{} {}", request.method(), request.uri());
        let response = web::router(site).oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes().to_vec();
        // What somebody brought in is no page of ours and may do nothing at all.
        let is_file = parts.status == StatusCode::OK && what.contains("/files/");
        for (name, value) in SECURITY {
            let value = if is_file && name == "content-security-policy" { "sandbox" } else { value };
            let found = parts.headers.get(name).map(|value| value.to_str().unwrap());
            assert_eq!(found, Some(value), "{name} of the answer {} to {what}", parts.status);
        }
        Answer { status: parts.status, headers: parts.headers, body }
    }

    /// Asks for a page in a language.
    pub async fn get_in(&self, language: Language, path: &str) -> Answer {
        let request = Request::get(path).header(header::HOST, HOST).header(header::ACCEPT_LANGUAGE, language.tag());
        self.send(request.body(Body::empty()).unwrap()).await
    }

    /// Asks for a page in English.
    pub async fn get(&self, path: &str) -> Answer {
        self.get_in(Language::En, path).await
    }

    /// The page at this address in English, which must be there and be sound.
    pub async fn open(&self, path: &str) -> Page {
        let answer = self.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text());
        answer.page()
    }

    /// Sends a form as a browser does that speaks this language.
    pub async fn post_in(&self, language: Language, form: &Form) -> Answer {
        self.send(posting(language, form).body(form_body(&form.fields)).unwrap()).await
    }

    /// Sends a form as an English browser does.
    pub async fn post(&self, form: &Form) -> Answer {
        self.post_in(Language::En, form).await
    }

    /// Sends a form that must be taken; the address that it leads on to.
    pub async fn save(&self, form: &Form) -> String {
        let answer = self.post(form).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{form:?}: {}", answer.text());
        answer.location().to_owned()
    }

    /// The value of a figure as the page shows it in English.
    pub async fn figure(&self, key: &str) -> String {
        let page = self.open(&format!("{}?figure=relationship.{key}", self.page())).await;
        let heading = page.text_of("panel-title");
        let label = Say::new(Language::En).label(&format!("figure-{key}"));
        heading.strip_prefix(&label).expect("the figure's label").trim().to_owned()
    }
}

/// The head of a request that sends a form.
pub fn posting(language: Language, form: &Form) -> axum::http::request::Builder {
    Request::post(&form.action)
        .header(header::HOST, HOST)
        .header(header::ORIGIN, format!("http://{HOST}"))
        .header("sec-fetch-site", "same-origin")
        .header(header::ACCEPT_LANGUAGE, language.tag())
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
}

/// Fields as a form sends them.
pub fn form_body(fields: &[(String, String)]) -> Body {
    Body::from(form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish())
}

/// A form made by hand.
pub fn form(action: &str, fields: &[(&str, &str)]) -> Form {
    let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Form { action: action.to_owned(), fields }
}

impl Answer {
    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }

    /// The body as a page, which must be sound.
    pub fn page(&self) -> Page {
        assert_eq!(self.header("content-type"), Some("text/html; charset=utf-8"), "{}", self.text());
        let page = Page::read(&self.text());
        page.check();
        page
    }

    /// A header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// Where a redirect leads.
    pub fn location(&self) -> &str {
        self.header("location").expect("a redirect")
    }

    /// The cookies that it sets: name, value and attributes.
    pub fn cookies(&self) -> Vec<String> {
        self.headers.get_all(header::SET_COOKIE).iter().map(|cookie| cookie.to_str().unwrap().to_owned()).collect()
    }

    /// It is the page that says that nothing is there, in this language.
    pub fn assert_not_found_in(&self, language: Language) {
        let say = Say::new(language);
        assert_eq!(self.status, StatusCode::NOT_FOUND, "{}", self.text());
        let page = self.page();
        assert_eq!(page.tags().next().and_then(|html| html.get("lang")), Some(language.tag()));
        assert!(page.text_of("main").contains(&say.label("not-found")), "{}", page.text_of("main"));
        assert!(page.text_of("main").contains(&say.label("not-found-help")), "{}", page.text_of("main"));
    }
}

/// Addresses that lead away from this server, plainly or by a browser's leniency.
pub const ELSEWHERE: [&str; 9] = [
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example",
    "\\\\evil.example",
    "evil.example",
    "javascript:alert(1)",
    "/\t/evil.example",
    "/accounts\r\nSet-Cookie: a=b",
    "",
];
