//! Search over all accounts within reach, as the page and the palette have it: by one character and more, by spelling,
//! by initials, by code.

use super::fault::Fault;
use super::parameter::{Asked, Holds, Parameter};
use super::stamped::plain;
use crate::App;
use axum::http::StatusCode;
use axum::response::Response;
use ledger::Found;
use plan::card::Class;
use plan::{Kind, Words};
use schemars::JsonSchema;
use serde::Serialize;
use uuid::Uuid;

/// What was found, class by class; the best first within each.
#[derive(Serialize, JsonSchema)]
pub struct FoundPage {
    /// The records.
    items: Vec<FoundTold>,
    /// More than these were found: ask with a larger limit, for one class, or for more of the word.
    more: bool,
}

/// A record that was found.
#[derive(Serialize, JsonSchema)]
pub struct FoundTold {
    /// The account that it belongs to; the library has an id of its own.
    account: Uuid,
    /// What that is called.
    account_name: Words,
    /// Its kind.
    kind: Kind,
    /// Its id.
    id: Uuid,
    /// Its code.
    code: String,
    /// What it is called.
    title: Option<Words>,
    /// The text that has what the name has not.
    text: Option<String>,
}

/// What may be asked for.
pub fn parameters() -> Vec<Parameter> {
    let classes = Class::ALL.iter().map(|class| class.code().to_owned()).collect();
    vec![
        Parameter::new("q", "api-parameter-q", Holds::Text),
        Parameter::new("class", "api-parameter-class", Holds::Choice(classes)),
        Parameter::limit(),
    ]
}

/// `GET /search`: at most so many of each class.
pub async fn find(app: App, asked: Asked) -> Result<Response, Fault> {
    let alone = asked.get("class").and_then(|code| Class::ALL.iter().find(|one| one.code() == code));
    let classes = alone.map_or(Class::ALL, std::slice::from_ref);
    let groups =
        app.ledger.reach(&app.viewer).find(asked.get("q").unwrap_or_default(), classes, None, asked.limit()).await?;
    let more = groups.iter().any(|group| group.more);
    let items = groups.into_iter().flat_map(|group| group.found).map(FoundTold::of).collect();
    plain(StatusCode::OK, &FoundPage { items, more })
}

impl FoundTold {
    fn of(found: Found) -> Self {
        let Found { account, account_name, kind, record, code, title, text, .. } = found;
        Self { account, account_name, kind, id: record, code, title, text }
    }
}
