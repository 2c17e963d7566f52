//! The interface for programs, as a program meets it: who gets in, what is read, how a change is made once, what is told
//! where something is wrong.

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
use ledger::token::text;
use ledger::{Act, NewToken, NewUser, Scope, Secret, Standing};
use plan::lens::Role;
use plan::{Kind, Language, Plan};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use support::plans::{bedrock, id};
use support::{Answer, HOST, LIN, Server, made_id};
use uuid::Uuid;

/// A program: what it holds, and what it asks with beside.
#[derive(Clone, Default)]
struct Program {
    token: Option<String>,
    headers: Vec<(&'static str, String)>,
}

/// Makes a token of this user.
async fn token(server: &Server, user: Uuid, scope: Scope, number: u8) -> String {
    let secret = Secret::new([number; 32]);
    let act = Act { id: Uuid::from_u128(0xAB00 + u128::from(number)), by: None, at: server.now(), origin: "t".into() };
    let id = Uuid::from_u128(u128::from(number));
    let new = NewToken { user, id, name: "tests", scope, days: 30, secret: &secret };
    server.ledger.make_token(&new, &act).await.unwrap();
    text(&secret)
}

/// A program that may do everything that Lin may.
async fn lins(server: &Server) -> Program {
    Program { token: Some(token(server, LIN.user, Scope::Write, 0x10).await), ..Program::default() }
}

/// Somebody else, who may open no account, and a program of that user.
async fn xus(server: &Server) -> (Uuid, Program) {
    let act = Act { id: Uuid::from_u128(0xAA), by: None, at: server.now(), origin: "tests".into() };
    let new = NewUser { name: "Xu", sign_in: "xu", standing: Standing::Person };
    let user = server.ledger.add_user(&new, Uuid::from_u128(0xBB), &act).await.unwrap();
    (user, Program { token: Some(token(server, user, Scope::Write, 0x20).await), ..Program::default() })
}

impl Program {
    fn with(&self, name: &'static str, value: &str) -> Self {
        let mut other = self.clone();
        other.headers.push((name, value.to_owned()));
        other
    }

    fn holding(&self, token: &str) -> Self {
        Self { token: Some(token.to_owned()), ..self.clone() }
    }

    async fn send(&self, server: &Server, method: Method, path: &str, body: Option<&str>) -> Answer {
        let mut request = Request::builder().method(method).uri(format!("/api/v1{path}")).header(header::HOST, HOST);
        if let Some(token) = &self.token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        let typed = self.headers.iter().any(|(name, _)| *name == "content-type");
        if body.is_some() && !typed {
            request = request.header(header::CONTENT_TYPE, "application/json");
        }
        let body = body.map_or_else(Body::empty, |body| Body::from(body.to_owned()));
        server.send_as_it_is(request.body(body).unwrap()).await
    }

    async fn get(&self, server: &Server, path: &str) -> Answer {
        self.send(server, Method::GET, path, None).await
    }

    /// What is there, which must be.
    async fn read(&self, server: &Server, path: &str) -> Value {
        let answer = self.get(server, path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text());
        assert_eq!(answer.header("content-type"), Some("application/json"), "{path}");
        json(&answer)
    }

    async fn post(&self, server: &Server, path: &str, body: &Value) -> Answer {
        self.send(server, Method::POST, path, Some(&body.to_string())).await
    }

    /// All lines of a list, by pages of this many.
    async fn all(&self, server: &Server, path: &str, most: usize) -> Vec<Value> {
        let (mut lines, mut after) = (Vec::new(), String::new());
        let mark = if path.contains('?') { '&' } else { '?' };
        loop {
            let page = self.read(server, &format!("{path}{mark}limit={most}{after}")).await;
            let items = page["items"].as_array().unwrap();
            assert!(items.len() <= most && (!items.is_empty() || page["next"].is_null()), "{path}");
            lines.extend(items.iter().cloned());
            let word = if page["next"].is_number() { "before" } else { "after" };
            let next = page["next"].as_str().map(str::to_owned).or_else(|| Some(page["next"].as_i64()?.to_string()));
            let Some(next) = next else { return lines };
            after = format!("&{word}={}", form_urlencoded::byte_serialize(next.as_bytes()).collect::<String>());
        }
    }
}

fn json(answer: &Answer) -> Value {
    serde_json::from_slice(&answer.body).unwrap_or_else(|error| panic!("{error}: {}", answer.text()))
}

/// The details of what went wrong, which must be complete.
fn fault(answer: &Answer) -> Value {
    assert_eq!(answer.header("content-type"), Some("application/problem+json"), "{}", answer.text());
    let told = json(answer);
    assert_eq!(told["status"], answer.status.as_u16());
    assert_eq!(told["type"], format!("/api#{}", told["code"].as_str().unwrap()));
    for sentence in [&told["title"], &told["detail"]] {
        assert!(sentence.as_str().is_some_and(|text| text.len() > 5 && !text.contains("api-")), "{told}");
    }
    told
}

fn assert_fault(answer: &Answer, status: StatusCode, code: &str) {
    assert_eq!(answer.status, status, "{}", answer.text());
    assert_eq!(fault(answer)["code"], code);
}

/// An address below the worked example.
fn at(rest: &str) -> String {
    format!("/accounts/{}{rest}", bedrock().account().unwrap().id)
}

/// A change of one field of P05.
fn change(number: u64, field: &str, was: Value, now: Value) -> Value {
    let person = bedrock().find(Kind::Person, "P05").unwrap();
    let edit = json!({ "do": "set", "kind": "person", "id": person, "field": field, "was": was, "now": now });
    json!({ "id": made_id(0xC000 + number), "edits": [edit] })
}

fn codes(lines: &[Value]) -> Vec<&str> {
    lines.iter().map(|line| line["code"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn nobody_gets_in_without_a_token_that_is_good() {
    let server = Server::bedrock().await;
    let (nobody, good) = (Program::default(), lins(&server).await);
    let address = at("/plan");
    for path in [address.as_str(), "/accounts", "/nonsense", "/library/plan"] {
        let answer = nobody.get(&server, path).await;
        assert_fault(&answer, StatusCode::UNAUTHORIZED, "no-token");
        assert_eq!(answer.header("www-authenticate"), Some("Bearer realm=\"kamap\""));
    }
    for token in ["", "kamap_", "kamap_00", &text(&Secret::new([0x11; 32]))] {
        assert_fault(&good.holding(token).get(&server, &address).await, StatusCode::UNAUTHORIZED, "no-token");
    }
    assert_eq!(good.get(&server, &address).await.status, StatusCode::OK);
    // What a browser holds opens nothing here.
    let request = Request::get(format!("/api/v1{address}")).header(header::HOST, HOST).body(Body::empty()).unwrap();
    assert_fault(&server.send(request).await, StatusCode::UNAUTHORIZED, "no-token");
    server.pass(30 * 24 * 60 * 60);
    assert_fault(&good.get(&server, &address).await, StatusCode::UNAUTHORIZED, "no-token");
}

#[tokio::test]
async fn a_revoked_token_and_one_that_may_only_read_are_told() {
    let server = Server::bedrock().await;
    let program = lins(&server).await;
    let reading = program.holding(&token(&server, LIN.user, Scope::Read, 0x12).await);
    let renamed = change(1, "title", Value::Null, json!("Head of everything"));
    assert_fault(&reading.post(&server, &at("/changes"), &renamed).await, StatusCode::FORBIDDEN, "read-only-token");
    let account = json!({ "id": made_id(0xD0), "name": "Granite", "currency": "CNY" });
    assert_fault(&reading.post(&server, "/accounts", &account).await, StatusCode::FORBIDDEN, "read-only-token");
    assert_eq!(reading.get(&server, &at("")).await.status, StatusCode::OK);
    let act = Act { id: Uuid::from_u128(0xAF), by: None, at: server.now(), origin: "tests".into() };
    server.ledger.revoke_token(LIN.user, Uuid::from_u128(0x10), &act).await.unwrap();
    assert_fault(&program.get(&server, &at("")).await, StatusCode::UNAUTHORIZED, "no-token");
    assert_eq!(server.revision().await, 1);
}

#[tokio::test]
async fn an_account_out_of_reach_is_as_if_it_were_not_there() {
    let server = Server::bedrock().await;
    let (user, xu) = xus(&server).await;
    let person = bedrock().find(Kind::Person, "P05").unwrap();
    let paths =
        ["", "/plan", "/figures", "/figures/voice.reach", "/changes", "/records/person", "/as-of/2026-11-20/plan"];
    let paths = paths.map(str::to_owned).into_iter();
    for path in paths.chain([format!("/records/person/{person}"), format!("/records/person/{person}/changes")]) {
        let answer = xu.get(&server, &at(&path)).await;
        assert_fault(&answer, StatusCode::NOT_FOUND, "not-found");
        let nowhere = xu.get(&server, &format!("/accounts/{}{path}", Uuid::nil())).await;
        assert_eq!(nowhere.body, answer.body, "{path}: told alike");
    }
    let renamed = change(1, "title", Value::Null, json!("Mine"));
    assert_fault(&xu.post(&server, &at("/changes"), &renamed).await, StatusCode::NOT_FOUND, "not-found");
    for list in ["/accounts", "/accounts?shelf=all", "/opportunities", "/actions", "/people"] {
        assert_eq!(xu.read(&server, list).await, json!({ "items": [], "next": null }), "{list}");
    }
    server.ledger.admit(server.account, user, Role::Core).await.unwrap();
    assert_eq!(xu.read(&server, &at("")).await["code"], "BEDROCK");
    assert_eq!(xu.all(&server, "/accounts", 1).await.len(), 1);
}

#[tokio::test]
async fn whoever_is_given_another_role_reads_another_answer() {
    let server = Server::bedrock().await;
    let (user, xu) = xus(&server).await;
    let person = at(&format!("/records/person/{}", bedrock().find(Kind::Person, "P05").unwrap()));
    server.ledger.admit(server.account, user, Role::Core).await.unwrap();
    let core = xu.get(&server, &person).await;
    assert!(json(&core)["preference"].is_number(), "{}", core.text());
    server.ledger.admit(server.account, user, Role::Member).await.unwrap();
    let known = core.header("etag").unwrap();
    let member = xu.with("if-none-match", known).get(&server, &person).await;
    assert_eq!((member.status, &json(&member)["preference"]), (StatusCode::OK, &Value::Null), "not what one has");
    // What one may not see, one may not change.
    let stance = change(1, "preference", bedrock_field("preference"), json!(2));
    let refused = xu.post(&server, &at("/changes"), &stance).await;
    assert_fault(&refused, StatusCode::UNPROCESSABLE_ENTITY, "problems");
    // The same state of the plan all the same.
    let own = json!({ "do": "create", "kind": "action", "id": made_id(0xE9), "body": { "title": "x" } });
    let sent = json!({ "id": made_id(0xE8), "edits": [own] });
    let made = xu.with("if-match", known).post(&server, &at("/changes"), &sent).await;
    assert_eq!(made.status, StatusCode::OK, "{}", made.text());
}

#[tokio::test]
async fn the_plan_comes_as_its_file_and_once_only() {
    let server = Server::bedrock().await;
    let program = lins(&server).await;
    let answer = program.get(&server, &at("/plan")).await;
    let read: Plan = plan::file::read(&answer.text()).unwrap();
    assert!(Kind::ALL.iter().all(|kind| read.bodies(*kind) == bedrock().bodies(*kind)));
    let tag = answer.header("etag").unwrap().to_owned();
    for known in [tag.as_str(), "*", &format!("\"other\", W/{tag}")] {
        let again = program.with("if-none-match", known).get(&server, &at("/plan")).await;
        assert_eq!((again.status, again.body.len()), (StatusCode::NOT_MODIFIED, 0), "{known}");
        assert_eq!(again.header("etag"), Some(tag.as_str()));
    }
    let changed = change(1, "title", bedrock_field("title"), json!("CFO"));
    assert_eq!(program.post(&server, &at("/changes"), &changed).await.status, StatusCode::OK);
    let again = program.with("if-none-match", &tag).get(&server, &at("/plan")).await;
    assert_eq!(again.status, StatusCode::OK);
    assert_ne!(again.header("etag"), Some(tag.as_str()));
}

/// What a field of P05 holds in the worked example.
fn bedrock_field(field: &str) -> Value {
    let plan = bedrock();
    let person = plan.find(Kind::Person, "P05").unwrap();
    plan.body(Kind::Person, person).unwrap().get(field).cloned().unwrap_or_default()
}

#[tokio::test]
async fn the_head_tells_what_there_is_and_each_page_its_records_once() {
    let server = Server::bedrock().await;
    let program = lins(&server).await;
    let head = program.read(&server, &at("")).await;
    assert_eq!((&head["code"], &head["revision"]), (&json!("BEDROCK"), &json!(1)));
    for (code, count) in head["records"].as_object().unwrap() {
        let kind = Kind::from_code(code).unwrap();
        let expected: Vec<Value> = bedrock().own_bodies(kind).into_iter().map(|(_, body)| body).collect();
        assert_eq!(expected.len() as u64, count.as_u64().unwrap(), "{code}");
        for most in [1, 7, 500] {
            assert_eq!(
                program.all(&server, &at(&format!("/records/{code}")), most).await,
                expected,
                "{code} by {most}"
            );
        }
    }
    let person = &bedrock().own_bodies(Kind::Person)[3];
    assert_eq!(program.read(&server, &at(&format!("/records/person/{}", person.0))).await, person.1);
    for nowhere in
        ["/records/person/nobody", "/records/persons", &format!("/records/person/{}", Uuid::nil()), "/nonsense"]
    {
        assert_fault(&program.get(&server, &at(nowhere)).await, StatusCode::NOT_FOUND, "not-found");
    }
}

#[tokio::test]
async fn figures_are_the_golden_ones_and_each_opens_to_its_rows() {
    let server = Server::bedrock().await;
    let program = lins(&server).await;
    let figures = program.read(&server, &at("/figures")).await;
    let golden: Value = serde_json::from_str(include_str!("../../../cases/bedrock.figures.json")).unwrap();
    for key in ["attainment", "influence_total", "support_index"] {
        let [mine, theirs] = [&figures, &golden].map(|one| one["relationship"][key].as_f64().unwrap());
        assert!((mine - theirs).abs() < 1e-6, "{key}: {mine} {theirs}");
    }
    assert_eq!(figures["on"], "2026-11-20");
    let one = program.read(&server, &at("/figures/relationship.attainment?on=2026-11-20")).await;
    assert_eq!(one["value"], figures["relationship"]["attainment"]);
    assert_eq!(one["measure"], "share");
    let (columns, rows) = (one["columns"].as_array().unwrap(), one["rows"].as_array().unwrap());
    assert!(rows.iter().all(|row| row["terms"].as_array().unwrap().len() == columns.len()));
    assert!(rows.iter().any(|row| row["record"]["code"] == "P05"), "{one}");
    let earlier = program.read(&server, &at("/figures?on=2026-10-01")).await;
    assert_ne!(earlier["voice"], figures["voice"]);
    assert_fault(&program.get(&server, &at("/figures/voice.nonsense")).await, StatusCode::NOT_FOUND, "not-found");
}

#[tokio::test]
async fn a_change_is_made_once_however_often_it_is_sent() {
    let server = Server::bedrock().await;
    let program = lins(&server).await;
    let first = change(1, "title", bedrock_field("title"), json!("CFO"));
    for _ in 0..3 {
        let answer = program.post(&server, &at("/changes"), &first).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        assert_eq!(json(&answer), json!({ "change": first["id"], "revision": 2 }));
    }
    let other = change(1, "title", json!("CFO"), json!("CEO"));
    let answer = program.post(&server, &at("/changes"), &other).await;
    assert_fault(&answer, StatusCode::UNPROCESSABLE_ENTITY, "problems");
    assert_eq!(json(&answer)["problems"][0]["code"], "id_reused");
    assert_eq!(server.revision().await, 2);
    let history = program.read(&server, &at("/changes?limit=1")).await;
    assert_eq!(history["items"][0]["id"], first["id"]);
    assert_eq!(history["items"][0]["by"], json!(LIN.user), "the history names whose token it was");
    assert_eq!(history["next"], 2);
}

#[tokio::test]
async fn somebody_elses_change_is_a_conflict_that_shows_both_values() {
    let server = Server::bedrock().await;
    let program = lins(&server).await;
    program.post(&server, &at("/changes"), &change(1, "title", bedrock_field("title"), json!("CFO"))).await;
    let late = change(2, "title", bedrock_field("title"), json!("CEO"));
    let answer = program.post(&server, &at("/changes"), &late).await;
    assert_fault(&answer, StatusCode::CONFLICT, "conflict");
    let problem = &json(&answer)["problems"][0];
    assert_eq!((&problem["code"], &problem["field"]), (&json!("conflict"), &json!("title")));
    assert_eq!((&problem["current"], &problem["wanted"]), (&json!("CFO"), &json!("CEO")));
    assert_eq!((&problem["seen"], &problem["record"]), (&bedrock_field("title"), &json!("P05")));
    assert_eq!(server.revision().await, 2);
}

#[tokio::test]
async fn a_change_may_ask_to_be_made_only_if_nothing_moved() {
    let server = Server::bedrock().await;
    let program = lins(&server).await;
    let tag = program.get(&server, &at("")).await.header("etag").unwrap().to_owned();
    let figures = program.get(&server, &at("/figures")).await.header("etag").unwrap().to_owned();
    let first = change(1, "title", bedrock_field("title"), json!("CFO"));
    let made = program.with("if-match", &tag).post(&server, &at("/changes"), &first).await;
    assert_eq!(made.status, StatusCode::OK, "{}", made.text());
    // On another field: without the header nobody would mind.
    let second = change(2, "influence", bedrock_field("influence"), json!(3));
    for stale in [tag.as_str(), &figures, "\"nonsense\"", "\"0.0.0\"", ""] {
        let answer = program.with("if-match", stale).post(&server, &at("/changes"), &second).await;
        assert_fault(&answer, StatusCode::PRECONDITION_FAILED, "moved-on");
    }
    let again = program.with("if-match", &tag).post(&server, &at("/changes"), &first).await;
    assert_eq!(again.status, StatusCode::OK, "it was made");
    let tag = made.header("etag").unwrap();
    let answer = program.with("if-match", tag).post(&server, &at("/changes"), &second).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    let third = change(3, "title", json!("CFO"), json!("CEO"));
    assert_eq!(program.with("if-match", "*").post(&server, &at("/changes"), &third).await.status, StatusCode::OK);
    assert_eq!(server.revision().await, 4);
}

#[tokio::test]
async fn all_that_is_wrong_with_an_input_is_told_at_once_in_the_language_that_was_asked_for() {
    let server = Server::bedrock().await;
    let program = lins(&server).await;
    let edits = json!([
        { "do": "create", "kind": "unit", "id": made_id(0xE1), "body": {} },
        { "do": "set", "kind": "person", "id": bedrock().find(Kind::Person, "P05"), "field": "influence", "was": null, "now": 99 },
        { "do": "create", "kind": "action", "id": made_id(0xE2), "body": { "title": "x", "nonsense": 1 } },
    ]);
    let sent = json!({ "id": made_id(0xE0), "edits": edits });
    let mut sentences = BTreeSet::new();
    for language in Language::ALL {
        let speaking = program.with("accept-language", language.tag());
        let answer = speaking.post(&server, &at("/changes"), &sent).await;
        assert_fault(&answer, StatusCode::UNPROCESSABLE_ENTITY, "problems");
        assert_eq!(answer.header("content-language"), Some(language.tag()));
        let told = json(&answer);
        let problems = told["problems"].as_array().unwrap();
        let fields: BTreeSet<_> = problems.iter().map(|one| one["field"].as_str().unwrap()).collect();
        assert_eq!(fields, BTreeSet::from(["influence", "name", "nonsense"]), "{told}");
        assert!(problems.iter().all(|one| one["detail"].as_str().is_some_and(|text| !text.starts_with("problem-"))));
        sentences.insert(format!("{}{}", told["detail"], problems[0]["detail"]));
    }
    assert_eq!(sentences.len(), 3, "{sentences:?}");
    assert_eq!(server.revision().await, 1);
}

#[tokio::test]
async fn what_cannot_be_read_is_told_with_its_place() {
    let server = Server::bedrock().await;
    let program = lins(&server).await;
    let deep = format!("{}{}", "[".repeat(40), "]".repeat(40));
    for (body, code) in
        [("{", "not_json"), ("", "not_json"), ("{\"id\":1,\n\"id\":2}", "key_twice"), (deep.as_str(), "too_deep")]
    {
        for path in [at("/changes"), "/accounts".to_owned()] {
            let answer = program.send(&server, Method::POST, &path, Some(body)).await;
            assert_fault(&answer, StatusCode::BAD_REQUEST, "body");
            assert_eq!(json(&answer)["problems"][0]["code"], code);
        }
    }
    for body in [
        "{}",
        "[]",
        "7",
        "{\"id\":\"x\",\"edits\":[]}",
        "{\"edits\":[],\"id\":\"0193eeee-0000-7000-8000-000000000001\",\"x\":1}",
    ] {
        let answer = program.send(&server, Method::POST, &at("/changes"), Some(body)).await;
        assert_fault(&answer, StatusCode::UNPROCESSABLE_ENTITY, "problems");
        assert_eq!(json(&answer)["problems"][0]["code"], "bad_change", "{body}");
    }
    for body in ["{}", "[]", "7", "{\"id\":\"x\"}"] {
        let answer = program.send(&server, Method::POST, "/accounts", Some(body)).await;
        assert_fault(&answer, StatusCode::UNPROCESSABLE_ENTITY, "problems");
    }
    for media in ["text/plain", "application/x-www-form-urlencoded", "application/jsonx"] {
        let answer = program.with("content-type", media).send(&server, Method::POST, &at("/changes"), Some("{}")).await;
        assert_fault(&answer, StatusCode::UNSUPPORTED_MEDIA_TYPE, "media-type");
    }
    let large = format!("\"{}\"", "x".repeat(plan::limits::CHANGE_BYTES));
    let answer = program.send(&server, Method::POST, &at("/changes"), Some(&large)).await;
    assert_fault(&answer, StatusCode::PAYLOAD_TOO_LARGE, "too-large");
}

#[tokio::test]
async fn a_parameter_that_is_not_there_or_wrong_is_named() {
    let server = Server::bedrock().await;
    let program = lins(&server).await;
    for (asked, name) in [
        ("/accounts?nonsense=1", "nonsense"),
        ("/accounts?limit=0", "limit"),
        ("/accounts?limit=501", "limit"),
        ("/accounts?limit=ten", "limit"),
        ("/accounts?limit=1&limit=1", "limit"),
        ("/accounts?after=nonsense", "after"),
        ("/accounts?shelf=lost", "shelf"),
        ("/opportunities?order=secret", "order"),
        ("/opportunities?stage=nonsense", "stage"),
        ("/opportunities?owner=me", "owner"),
        ("/opportunities?at_risk=perhaps", "at_risk"),
        ("/opportunities?amount.from=much", "amount.from"),
        ("/opportunities?chance.below=NaN", "chance.below"),
        ("/opportunities?close_on.from=2026-02-30", "close_on.from"),
        ("/people?preference=2", "preference"),
    ] {
        let answer = program.get(&server, asked).await;
        assert_fault(&answer, StatusCode::BAD_REQUEST, "parameter");
        assert_eq!(json(&answer)["parameter"], name, "{asked}");
    }
    for asked in ["/plan?on=2026-11-20", "/figures?on=today", "/figures?on=2026-11-20T00:00", "/changes?before=0", "?x"]
    {
        assert_fault(&program.get(&server, &at(asked)).await, StatusCode::BAD_REQUEST, "parameter");
    }
    let account = json!({ "id": made_id(0xD0), "name": "Granite", "currency": "CNY" });
    assert_fault(&program.post(&server, "/accounts?dry=1", &account).await, StatusCode::BAD_REQUEST, "parameter");
}

#[tokio::test]
async fn another_method_is_told_which_there_are() {
    let server = Server::bedrock().await;
    let program = lins(&server).await;
    for (path, allowed) in [(at("/plan"), vec!["GET", "HEAD"]), (at("/changes"), vec!["GET", "HEAD", "POST"])] {
        for method in [Method::DELETE, Method::PUT, Method::PATCH] {
            let answer = program.send(&server, method, &path, None).await;
            assert_fault(&answer, StatusCode::METHOD_NOT_ALLOWED, "method");
            let named: BTreeSet<&str> = answer.header("allow").unwrap().split(',').map(str::trim).collect();
            assert_eq!(named, BTreeSet::from_iter(allowed.clone()), "{path}");
        }
    }
    let head = program.send(&server, Method::HEAD, &at("/plan"), None).await;
    assert_eq!((head.status, head.body.len()), (StatusCode::OK, 0));
}

#[tokio::test]
async fn lists_over_all_accounts_are_paged_narrowed_and_sorted() {
    let server = Server::several().await;
    let program = lins(&server).await;
    let accounts = program.all(&server, "/accounts", 3).await;
    assert_eq!(accounts.len(), 10);
    for list in ["opportunities", "actions", "people"] {
        let columns: Vec<String> = {
            let document = web::api_document();
            let parameters =
                document["paths"][format!("/api/v1/{list}")]["get"]["parameters"].as_array().unwrap().clone();
            let order = parameters.iter().find(|one| one["name"] == "order").unwrap();
            order["schema"]["enum"].as_array().unwrap().iter().map(|one| one.as_str().unwrap().to_owned()).collect()
        };
        let ids = |lines: &[Value]| {
            lines.iter().map(|one| one["account"].to_string() + &one["id"].to_string()).collect::<Vec<_>>()
        };
        let whole = ids(&program.all(&server, &format!("/{list}"), 500).await);
        assert!(whole.len() > 20, "{list}: {}", whole.len());
        for order in columns {
            let lines = ids(&program.all(&server, &format!("/{list}?order={order}"), 40).await);
            assert_eq!(lines.len(), whole.len(), "{list} by {order}");
            assert_eq!(BTreeSet::from_iter(lines), BTreeSet::from_iter(whole.clone()), "{list} by {order}: each once");
        }
    }
    let of_bedrock = format!("/opportunities?account={}&order=-amount&amount.from=100000", server.account);
    let lines = program.all(&server, &of_bedrock, 4).await;
    let amounts: Vec<i64> = lines.iter().map(|one| one["amount"].as_i64().unwrap()).collect();
    assert!(amounts.len() > 5 && amounts.is_sorted_by(|a, b| a >= b), "{amounts:?}");
    assert!(lines.iter().all(|one| one["account"] == json!(server.account)));
    let next = program.read(&server, "/opportunities?order=amount&limit=1").await["next"].as_str().unwrap().to_owned();
    let elsewhere = program.get(&server, &format!("/opportunities?order=close_on&after={next}")).await;
    assert_fault(&elsewhere, StatusCode::BAD_REQUEST, "parameter");
}

#[tokio::test]
async fn a_new_account_is_made_once_and_its_name_is_enough() {
    let server = Server::bedrock().await;
    let program = lins(&server).await;
    let account = json!({ "id": made_id(0xD0), "name": { "en": "Granite", "zh-Hans": "花岗岩" }, "currency": "CNY" });
    let made = program.post(&server, "/accounts", &account).await;
    assert_eq!((made.status, &json(&made)["code"]), (StatusCode::CREATED, &json!("ACC01")), "{}", made.text());
    let again = program.post(&server, "/accounts", &account).await;
    assert_eq!((again.status, &json(&again)), (StatusCode::OK, &json(&made)));
    assert_eq!(codes(&program.all(&server, "/accounts", 10).await), ["ACC01", "BEDROCK"]);
    let (_, xu) = xus(&server).await;
    let theirs = xu.post(&server, "/accounts", &account).await;
    assert_fault(&theirs, StatusCode::UNPROCESSABLE_ENTITY, "problems");
    let lacking = program.post(&server, "/accounts", &json!({ "id": made_id(0xD1), "currency": "yuan" })).await;
    assert_fault(&lacking, StatusCode::UNPROCESSABLE_ENTITY, "problems");
    let fields: BTreeSet<String> = json(&lacking)["problems"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["field"].as_str().unwrap().into())
        .collect();
    assert_eq!(fields, BTreeSet::from(["currency".into(), "name".into()]));
}

#[tokio::test]
async fn the_past_is_read_as_of_a_day_and_change_by_change() {
    let server = Server::bedrock().await;
    let program = lins(&server).await;
    server.pass(24 * 60 * 60);
    for number in 1..=5 {
        let was = if number == 1 { bedrock_field("title") } else { json!(format!("Title {}", number - 1)) };
        let made = program
            .post(&server, &at("/changes"), &change(number, "title", was, json!(format!("Title {number}"))))
            .await;
        assert_eq!(made.status, StatusCode::OK, "{}", made.text());
    }
    let then = program.get(&server, &at("/as-of/2026-11-20/plan")).await.text();
    let now = program.get(&server, &at("/as-of/2026-11-21/plan")).await.text();
    assert!(!then.contains("Title 5") && now.contains("Title 5"));
    assert_eq!(now, program.get(&server, &at("/plan")).await.text());
    for day in ["2026-11-19", "1999-01-01", "tomorrow", "2026-02-30"] {
        assert_fault(
            &program.get(&server, &at(&format!("/as-of/{day}/plan"))).await,
            StatusCode::NOT_FOUND,
            "not-found",
        );
    }
    let revisions = |log: &[Value]| log.iter().map(|one| one["revision"].as_i64().unwrap()).collect::<Vec<_>>();
    for most in [1, 2, 500] {
        assert_eq!(revisions(&program.all(&server, &at("/changes"), most).await), [6, 5, 4, 3, 2, 1]);
        let person = bedrock().find(Kind::Person, "P05").unwrap();
        let of_person = program.all(&server, &at(&format!("/records/person/{person}/changes")), most).await;
        assert_eq!(revisions(&of_person), [6, 5, 4, 3, 2, 1]);
    }
}

#[tokio::test]
async fn the_library_is_read_and_changed_by_the_same_doors() {
    let server = Server::bedrock().await;
    let program = lins(&server).await;
    let head = program.read(&server, "/library").await;
    assert_eq!(head["records"]["workspace"], 1);
    let solution =
        json!({ "do": "create", "kind": "solution", "id": id(Kind::Solution, 90), "body": { "name": "Bridge" } });
    let made = program.post(&server, "/library/changes", &json!({ "id": made_id(0xF0), "edits": [solution] })).await;
    assert_eq!(made.status, StatusCode::OK, "{}", made.text());
    let solutions = program.read(&server, "/library/records/solution").await;
    assert_eq!(solutions["items"][0]["name"], "Bridge");
    assert!(program.get(&server, "/library/plan").await.text().contains("Bridge"));
    assert_eq!(program.read(&server, "/library/changes?limit=1").await["items"][0]["id"], json!(made_id(0xF0)));
    assert_fault(&program.get(&server, "/library/figures").await, StatusCode::NOT_FOUND, "not-found");
    // It is nobody's account.
    let by_id = format!("/accounts/{}/plan", ledger::LIBRARY);
    assert_fault(&program.get(&server, &by_id).await, StatusCode::NOT_FOUND, "not-found");
}

#[tokio::test]
async fn what_the_description_gives_as_an_example_works() {
    let server = Server::bedrock().await;
    let program = lins(&server).await;
    let document = web::api_document();
    let mut tried = 0;
    for (path, methods) in document["paths"].as_object().unwrap() {
        let mut address = path.strip_prefix("/api/v1").unwrap().to_owned();
        for (method, operation) in methods.as_object().unwrap() {
            for part in operation["parameters"].as_array().unwrap().iter().filter(|one| one["in"] == "path") {
                let hole = format!("{{{}}}", part["name"].as_str().unwrap());
                address = address.replace(&hole, part["example"].as_str().unwrap());
            }
            // The example is of an account; the library has other records.
            if path.starts_with("/api/v1/library/") && (method == "post" || path.contains("{id}")) {
                continue;
            }
            let answer = match operation["requestBody"]["content"]["application/json"].get("example") {
                Some(sent) => program.post(&server, &address, sent).await,
                None => program.get(&server, &address).await,
            };
            assert!(answer.status.is_success(), "{method} {address}: {}", answer.text());
            tried += 1;
        }
    }
    assert_eq!(tried, 21);
}

#[tokio::test]
async fn programs_are_not_asked_where_they_come_from() {
    let server = Server::bedrock().await;
    let program = lins(&server).await.with("origin", "https://intranet.example").with("sec-fetch-site", "cross-site");
    let made = program.post(&server, &at("/changes"), &change(1, "title", bedrock_field("title"), json!("CFO"))).await;
    assert_eq!(made.status, StatusCode::OK, "{}", made.text());
    assert_eq!(made.header("access-control-allow-origin"), None, "a page elsewhere reads no answer");
}

#[tokio::test]
async fn what_is_ours_to_mend_is_told_with_a_number_alone() {
    let server = Server::bedrock().await;
    let program = lins(&server).await;
    server.damage();
    let answer = program.get(&server, &at("/plan")).await;
    assert_fault(&answer, StatusCode::INTERNAL_SERVER_ERROR, "ours");
    assert!(json(&answer)["number"].as_str().is_some_and(|number| number.parse::<Uuid>().is_ok()));
    assert!(!answer.text().contains("database"), "{}", answer.text());
}

#[tokio::test]
async fn programs_find_what_people_find() {
    let server = Server::several().await;
    let program = lins(&server).await;
    let found = async |asked: &str| program.read(&server, &format!("/search?{asked}")).await;
    for asked in ["%E7%BD%97", "%E7%BE%85", "luo", "lzy"] {
        let items = found(&format!("q={asked}&class=person")).await["items"].clone();
        let codes: Vec<&Value> = items.as_array().unwrap().iter().map(|one| &one["code"]).collect();
        assert!(codes.contains(&&json!("P01")), "{asked}: {codes:?}");
    }
    let few = found("q=0&limit=1").await;
    assert_eq!(few["more"], json!(true), "{few}");
    assert_eq!(found("").await, json!({ "items": [], "more": false }));
    let refused = program.get(&server, "/search?q=x&class=nonsense").await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    let (_, stranger) = xus(&server).await;
    assert_eq!(json(&stranger.get(&server, "/search?q=luo").await)["items"], json!([]));
}
