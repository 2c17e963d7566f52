//! What a page is about and a form writes to: an account, or the library that all accounts share. Both are plans of
//! their own kind, so pages and forms are the same for both.

use crate::App;
use crate::error::Failure;
use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use ledger::Seat;
use std::collections::HashMap;
use std::fmt;
use uuid::Uuid;

/// A plan by its address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Root {
    /// An account's.
    Account(Uuid),
    /// The library.
    Library,
}

/// The address that everything of the plan begins with.
impl fmt::Display for Root {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Account(id) => write!(f, "/accounts/{id}"),
            Self::Library => f.write_str("/library"),
        }
    }
}

impl Root {
    /// The plan at this address, as it is written by `Display`.
    pub fn at(address: &str) -> Option<Self> {
        match address.strip_prefix("/accounts/") {
            Some(id) => id.parse().ok().map(Self::Account),
            None => (address == "/library").then_some(Self::Library),
        }
    }

    /// A seat at the plan.
    pub async fn seat(self, app: &App) -> Result<Seat, Failure> {
        match self {
            Self::Account(id) => Ok(app.ledger.open(&app.viewer, id).await?),
            Self::Library => Ok(app.ledger.library(&app.viewer, app.world.now()).await?),
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Root {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let named = Path::<HashMap<String, String>>::from_request_parts(parts, state).await;
        let named = named.map(|Path(named)| named).unwrap_or_default();
        match named.get("account") {
            Some(id) => id.parse().map(Self::Account).map_err(|_| Failure::NotFound),
            None if parts.uri.path() == "/library" || parts.uri.path().starts_with("/library/") => Ok(Self::Library),
            None => Err(Failure::NotFound),
        }
    }
}
