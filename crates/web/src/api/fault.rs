//! What goes wrong at the interface for programs, as problem details (RFC 9457): a stable code, a sentence in the
//! language that was asked for, and all problems of an input at once.

use crate::Site;
use crate::error::Failure;
use crate::preferences::asked_for;
use crate::words::Say;
use axum::extract::{Request, State};
use axum::http::header::{ACCEPT_LANGUAGE, CONTENT_LANGUAGE, CONTENT_TYPE, HeaderMap, HeaderValue, WWW_AUTHENTICATE};
use axum::http::{StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use plan::file::FileProblem;
use plan::{Problem, Reason};
use serde_json::{Map, Value, json};
use std::any::Any;
use std::sync::Arc;

/// The media type of problem details.
pub const MEDIA_TYPE: &str = "application/problem+json";

/// Why a program did not get what it asked for.
#[derive(Clone, Debug)]
pub enum Fault {
    /// No token, or none that is good.
    NoToken,
    /// The token may read only.
    ReadOnlyToken,
    /// Not there, or not for this user to know.
    NotFound,
    /// The address is there, and takes other methods.
    Method,
    /// A parameter that is not there, stands twice, or holds what it cannot.
    Parameter(String, &'static str),
    /// What was sent cannot be read.
    Body(Vec<Problem>),
    /// What was sent is no JSON by what it says of itself.
    MediaType,
    /// More was sent than is read.
    TooLarge,
    /// What was read can be mended: all that is wrong with it.
    Problems(Vec<Problem>),
    /// A newer version keeps the database; this one only reads.
    OnlyReads,
    /// Ours to mend; logged whole, told with a number only.
    Ours(String),
}

impl From<ledger::Error> for Fault {
    fn from(error: ledger::Error) -> Self {
        match error {
            ledger::Error::NotFound => Self::NotFound,
            ledger::Error::Problems(problems) => Self::Problems(problems),
            ledger::Error::OnlyReads => Self::OnlyReads,
            other => Self::Ours(other.to_string()),
        }
    }
}

/// What the extractors that pages have too answer with.
impl From<&Failure> for Fault {
    fn from(failure: &Failure) -> Self {
        match failure {
            Failure::NotFound => Self::NotFound,
            Failure::TooLarge => Self::TooLarge,
            Failure::MadeByNewer => Self::Problems(vec![Problem::anywhere(Reason::MadeByNewer { revision: 0 })]),
            Failure::Ours(what) => Self::Ours(what.clone()),
        }
    }
}
impl From<Failure> for Fault {
    fn from(failure: Failure) -> Self {
        Self::from(&failure)
    }
}

impl Fault {
    /// What was sent could not be read: it is too large, no JSON, or not what was expected.
    pub fn unread(problems: Vec<FileProblem>) -> Self {
        let problems: Vec<Problem> = problems.into_iter().map(|one| one.problem).collect();
        let is = |reason: fn(&Reason) -> bool| problems.iter().any(|one| reason(&one.reason));
        if is(|reason| matches!(reason, Reason::TooManyBytes { .. })) {
            Self::TooLarge
        } else if is(|reason| matches!(reason, Reason::BadChange { .. })) {
            Self::Problems(problems)
        } else {
            Self::Body(problems)
        }
    }

    /// One of each, for whoever has to tell what there may be.
    pub fn examples() -> Vec<Self> {
        let body = vec![Problem::anywhere(Reason::NotJson { line: 1, column: 1 })];
        let problems = |reason| Self::Problems(vec![Problem::anywhere(reason)]);
        vec![
            Self::Parameter("limit".into(), "api-fault-parameter"),
            Self::Body(body),
            Self::NoToken,
            Self::ReadOnlyToken,
            Self::NotFound,
            Self::Method,
            problems(Reason::TouchedSince),
            problems(Reason::MovedOn),
            Self::TooLarge,
            Self::MediaType,
            problems(Reason::Empty),
            Self::Ours(String::new()),
            Self::OnlyReads,
        ]
    }

    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoToken => "no-token",
            Self::ReadOnlyToken => "read-only-token",
            Self::NotFound => "not-found",
            Self::Method => "method",
            Self::Parameter(..) => "parameter",
            Self::Body(_) => "body",
            Self::MediaType => "media-type",
            Self::TooLarge => "too-large",
            Self::Problems(problems) => standing(problems).1,
            Self::OnlyReads => "only-reads",
            Self::Ours(_) => "ours",
        }
    }

    /// The status of the answer.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::NoToken => StatusCode::UNAUTHORIZED,
            Self::ReadOnlyToken => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::Parameter(..) | Self::Body(_) => StatusCode::BAD_REQUEST,
            Self::MediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Problems(problems) => standing(problems).0,
            Self::OnlyReads => StatusCode::SERVICE_UNAVAILABLE,
            Self::Ours(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn problems(&self) -> &[Problem] {
        match self {
            Self::Body(problems) | Self::Problems(problems) => problems,
            _ => &[],
        }
    }

    /// What is wrong, in a sentence.
    pub fn detail(&self, say: Say) -> String {
        match self {
            Self::Parameter(name, key) => say.one(key, "name", name.as_str()),
            _ => say.label(&format!("api-fault-{}", self.code())),
        }
    }

    fn to_json(&self, say: Say, number: Option<&str>) -> Value {
        let mut told = Map::new();
        told.insert("type".into(), json!(format!("/api#{}", self.code())));
        told.insert("title".into(), json!(say.label(&format!("api-title-{}", self.code()))));
        told.insert("status".into(), json!(self.status().as_u16()));
        told.insert("detail".into(), json!(self.detail(say)));
        told.insert("code".into(), json!(self.code()));
        if let Self::Parameter(name, _) = self {
            told.insert("parameter".into(), json!(name));
        }
        if !self.problems().is_empty() {
            told.insert("problems".into(), self.problems().iter().map(|one| problem(one, say)).collect());
        }
        if let Some(number) = number {
            told.insert("number".into(), json!(number));
        }
        Value::Object(told)
    }
}

/// What several problems mean together: that the plan moved on, that somebody else was first, or that the input is wrong.
fn standing(problems: &[Problem]) -> (StatusCode, &'static str) {
    if problems.iter().any(|one| one.reason == Reason::MovedOn) {
        (StatusCode::PRECONDITION_FAILED, "moved-on")
    } else if problems.iter().all(Problem::is_conflict) {
        (StatusCode::CONFLICT, "conflict")
    } else {
        (StatusCode::UNPROCESSABLE_ENTITY, "problems")
    }
}

/// A problem with its sentence: where it is, its code, and what the sentence says.
fn problem(problem: &Problem, say: Say) -> Value {
    let mut told = serde_json::to_value(problem).unwrap_or_default();
    if let Value::Object(parts) = &mut told {
        parts.insert("detail".into(), json!(say.problem(problem)));
    }
    told
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}

/// The language in which a program is told what is wrong; what it reads of plans is in all of them.
pub fn say(headers: &HeaderMap) -> Say {
    let asked = headers.get(ACCEPT_LANGUAGE).and_then(|header| header.to_str().ok()).and_then(asked_for);
    Say::new(asked.unwrap_or_default())
}

/// Gives each fault its details. One of ours is logged with the number that the program is told.
pub async fn tell(State(site): State<Site>, request: Request, next: Next) -> Response {
    let (say, asked) = (say(request.headers()), request.uri().clone());
    let response = next.run(request).await;
    match fault_of(&response) {
        Some(fault) => told(&fault, &site, say, &asked, response),
        None => response,
    }
}

fn fault_of(response: &Response) -> Option<Arc<Fault>> {
    let known = response.extensions().get::<Arc<Fault>>().cloned();
    let failed = || response.extensions().get::<Arc<Failure>>().map(|failure| Arc::new(Fault::from(&**failure)));
    // Whoever stops reading a body says so by this alone.
    let cut = || (response.status() == StatusCode::PAYLOAD_TOO_LARGE).then(|| Arc::new(Fault::TooLarge));
    known.or_else(failed).or_else(cut)
}

fn told(fault: &Fault, site: &Site, say: Say, asked: &Uri, response: Response) -> Response {
    let number = match fault {
        Fault::Ours(what) => {
            let number = site.world.id().to_string();
            tracing::error!(%number, %asked, what, "request of a program failed");
            Some(number)
        }
        _ => None,
    };
    let (mut head, _) = response.into_parts();
    head.headers.insert(CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
    head.headers.insert(CONTENT_LANGUAGE, HeaderValue::from_static(say.language.tag()));
    head.headers.remove(axum::http::header::CONTENT_LENGTH);
    if matches!(fault, Fault::NoToken) {
        head.headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"kamap\""));
    }
    head.status = fault.status();
    (head.status, head.headers, fault.to_json(say, number.as_deref()).to_string()).into_response()
}

/// The last net: a panic is a failure of ours.
pub fn panicked(panic: Box<dyn Any + Send + 'static>) -> Response {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let what = text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("unknown");
    Fault::Ours(format!("panic: {what}")).into_response()
}
