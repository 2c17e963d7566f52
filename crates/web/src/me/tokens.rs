//! What programs do as me: my tokens, made with the password, shown once, revoked at any time.

use super::{ME, Mine, Tried};
use crate::error::{At, Failure};
use crate::record::Sent;
use crate::sign_in::ask::{Ask, Field};
use crate::words::Say;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::Timestamp;
use ledger::token::{LONGEST_DAYS, text};
use ledger::{NewToken, Scope, Token};
use uuid::Uuid;

/// Days for which the form offers tokens.
const DAYS: [i64; 4] = [30, 90, 180, LONGEST_DAYS];

/// A token that somebody wants: what was typed and chosen.
pub struct Wish {
    name: String,
    scope: Scope,
    days: i64,
}

impl Default for Wish {
    fn default() -> Self {
        Self { name: String::new(), scope: Scope::Read, days: 90 }
    }
}

impl Wish {
    fn of(sent: &Sent) -> Self {
        Self {
            name: sent.value("name").unwrap_or_default().to_owned(),
            scope: sent.value("scope").and_then(Scope::from_code).unwrap_or(Scope::Read),
            // What is no number is out of range, and told so.
            days: sent.value("days").and_then(|days| days.parse().ok()).unwrap_or(0),
        }
    }
}

/// A token in the list.
pub struct Line {
    /// Its id.
    pub id: Uuid,
    /// What it is called.
    pub name: String,
    /// What may be done with it.
    pub scope: Scope,
    /// When it was made.
    pub made_at: String,
    /// When it ends.
    pub ends_at: String,
    /// When it was last used.
    pub used_at: Option<String>,
}

/// The list, with instants as this clock shows them.
pub fn lines(tokens: Vec<Token>, clock: impl Fn(Timestamp) -> String) -> Vec<Line> {
    let line = |one: Token| Line {
        id: one.id,
        name: one.name,
        scope: one.scope,
        made_at: clock(one.made_at),
        ends_at: clock(one.ends_at),
        used_at: one.used_at.map(&clock),
    };
    tokens.into_iter().map(line).collect()
}

/// The form for a new one, with this in it. It asks for the password: whoever finds a browser open makes no token that
/// outlives it.
pub fn ask(say: Say, wish: Wish) -> Ask {
    let scopes = Scope::ALL.map(|one| (one.code().to_owned(), say.code("scope", one.code())));
    let days = DAYS.map(|days| (days.to_string(), say.one("token-days", "days", days)));
    Ask::new(say, "token", "/me/tokens", "token-make")
        .field(Field::text("name", "off").labelled("token_name").holding(&wish.name).helped("token-name-help"))
        .field(Field::choice("scope", scopes.into()).holding(wish.scope.code()))
        .field(Field::choice("days", days.into()).holding(&wish.days.to_string()))
        .field(Mine::old())
}

/// `POST /me/tokens`: a new one, shown on the page that answers and nowhere else.
pub async fn make(mine: Mine, sent: Sent) -> Result<Response, Failure> {
    let (wish, secret) = (Wish::of(&sent), mine.app.world.secret());
    let (ledger, user) = (mine.app.ledger.clone(), mine.user.id);
    let id = mine.app.world.id();
    let new = NewToken { user, id, name: &wish.name, scope: wish.scope, days: wish.days, secret: &secret };
    let made = match ledger.confirm_password(user, sent.value("old").unwrap_or_default(), &mine.app.act()).await {
        Ok(()) => ledger.make_token(&new, &mine.app.act()).await,
        Err(error) => Err(error),
    };
    match made {
        Ok(()) => mine.page(Tried { token: Some(text(&secret)), ..Tried::default() }).await,
        Err(ledger::Error::Refused(refusal)) => {
            let typed = Some(wish);
            mine.page(Tried { form: "token", refusal: Some(refusal), typed, ..Tried::default() }).await
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /me/tokens/{id}/removal`: revokes one.
pub async fn revoke(mine: Mine, At(token): At<Uuid>) -> Result<Response, Failure> {
    mine.app.ledger.revoke_token(mine.user.id, token, &mine.app.act()).await?;
    Ok(Redirect::to(ME).into_response())
}
