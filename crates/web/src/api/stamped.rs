//! Answers that carry the stamp of the plan they are made of: whoever has the latest is told so and sent nothing, and a
//! change may ask to be made only if nothing moved.

use super::fault::Fault;
use super::text;
use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, ETAG, HeaderName, IF_MATCH, IF_NONE_MATCH};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use ledger::{Seat, Stamp};
use plan::Day;
use serde::Serialize;
use uuid::Uuid;

/// The media type of what is answered.
const JSON: (HeaderName, &str) = (CONTENT_TYPE, "application/json");

/// What tells one answer of an address from every other: the stamp of the plan, through which lens it is seen, and the day
/// where it counts.
pub struct Tag(String);

/// How a stamp begins a tag.
fn stamped(stamp: Stamp) -> String {
    format!("{}.{}.{}", stamp.revision, stamp.last_change.simple(), stamp.library)
}

impl Tag {
    /// Of the plan at a seat: who is given another role reads another answer.
    pub fn of(seat: &Seat) -> Self {
        let lens = ledger::fingerprint(format!("{:?}", seat.lens()).as_bytes());
        Self(format!("{}.{}", stamped(seat.stamp()), lens.get(..8).unwrap_or_default()))
    }

    /// On this day.
    pub fn on(self, day: Day) -> Self {
        Self(format!("{}.{day}", self.0))
    }

    /// As it stands in a header.
    pub fn header(&self) -> (HeaderName, String) {
        (ETAG, format!("\"{}\"", self.0))
    }

    /// The answer under this tag; nothing where the reader has it.
    pub fn answer(self, headers: &HeaderMap, body: impl FnOnce() -> Result<String, Fault>) -> Result<Response, Fault> {
        let known =
            text(headers, IF_NONE_MATCH).is_some_and(|known| named(known).any(|one| one == "*" || one == self.0));
        if known {
            return Ok((StatusCode::NOT_MODIFIED, [self.header()]).into_response());
        }
        Ok(([JSON], [self.header()], body()?).into_response())
    }
}

/// The tags that a header names. Whether one is marked as weak makes no difference here: proxies mark those of what they
/// compress, and a stamp tells states apart however they were packed.
fn named(header: &str) -> impl Iterator<Item = &str> {
    header.split(',').map(|one| one.trim().trim_start_matches("W/").trim_matches('"'))
}

/// At which state a plan that is at this stamp `now` must be for a change to be made; none where that was not asked.
pub fn wanted(headers: &HeaderMap, now: Stamp) -> Option<Stamp> {
    let header = headers.get(IF_MATCH)?.to_str().unwrap_or_default();
    // Where it must only be there, it is: a seat was taken at it.
    if named(header).any(|one| one == "*") {
        return None;
    }
    let tag = stamped(now);
    // Of any answer made of this state, whoever reads it.
    let is_now = |one: &str| one.strip_prefix(&tag).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    // A state that no plan is ever at.
    let never = Stamp { revision: 0, last_change: Uuid::nil(), library: 0 };
    Some(if named(header).any(is_now) { now } else { never })
}

/// Something as the body of an answer.
pub fn json(value: &impl Serialize) -> Result<String, Fault> {
    serde_json::to_string(value).map_err(|error| Fault::Ours(error.to_string()))
}

/// An answer without a stamp.
pub fn plain(status: StatusCode, value: &impl Serialize) -> Result<Response, Fault> {
    Ok((status, [JSON], Body::from(json(value)?)).into_response())
}
