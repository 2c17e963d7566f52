//! `/links/{secret}`: becoming the first administrator, accepting an invitation, setting a new password.

use super::ask::{Ask, Field, told};
use super::{LINKS, Visitor};
use crate::error::{At, Failure};
use crate::record::Sent;
use crate::words::Say;
use axum::http::StatusCode;
use axum::response::Response;
use ledger::{Error, OpenLink, Purpose, Refusal, Secret};

/// The address of a one-time link below the server's own.
pub fn address(secret: &Secret) -> String {
    format!("{LINKS}{}", secret.text())
}

fn title(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::First => "link-first",
        Purpose::Invitation => "link-invitation",
        Purpose::Reset => "link-reset",
    }
}

fn intro(say: Say, link: &OpenLink) -> String {
    match &link.user {
        None => say.label("link-first-intro"),
        Some(user) => {
            let values = [("name", user.name.clone()), ("sign_in", user.sign_in.clone())];
            say.texts(
                if link.purpose == Purpose::Reset { "link-reset-intro" } else { "link-invitation-intro" },
                &values,
            )
        }
    }
}

fn form(say: Say, secret: &Secret, link: &OpenLink, sent: Option<&Sent>, refusal: Option<Refusal>) -> Ask {
    let typed = |name: &str| sent.and_then(|sent| sent.value(name)).unwrap_or_default().to_owned();
    let mut ask = Ask::new(say, "link", &address(secret), title(link.purpose));
    if link.user.is_none() {
        ask = ask.field(Field::text("name", "name").holding(&typed("name")).focused().helped("user-name-help"));
        ask = ask.field(Field::text("sign_in", "username").holding(&typed("sign_in")).helped("user-sign_in-help"));
    } else if let Some(user) = &link.user {
        // So that a browser keeps the password under the right name.
        ask = ask.hidden("username", &user.sign_in);
    }
    ask.field(Field::new_password()).refused(refusal)
}

/// A link that opens nothing: it says what to do about it.
fn spent(visitor: &Visitor) -> Result<Response, Failure> {
    let mut response = visitor.page(("link-spent", Some(told(visitor.say(), Refusal::Link))), None)?;
    *response.status_mut() = StatusCode::GONE;
    Ok(response)
}

/// `GET /links/{secret}`.
pub async fn open(visitor: Visitor, At(secret): At<String>) -> Result<Response, Failure> {
    let Some(secret) = Secret::read(&secret) else { return spent(&visitor) };
    match visitor.site.ledger.open_link(&secret, visitor.site.world.now()).await {
        Ok(link) => {
            let say = visitor.say();
            visitor.page((title(link.purpose), Some(intro(say, &link))), Some(form(say, &secret, &link, None, None)))
        }
        Err(Error::Refused(_)) => spent(&visitor),
        Err(error) => Err(error.into()),
    }
}

/// `POST /links/{secret}`: sets the password and signs in with it; the second factor is asked for all the same.
pub async fn follow(visitor: Visitor, At(secret): At<String>, sent: Sent) -> Result<Response, Failure> {
    let Some(secret) = Secret::read(&secret) else { return spent(&visitor) };
    let (site, say) = (&visitor.site, visitor.say());
    let link = match site.ledger.open_link(&secret, site.world.now()).await {
        Ok(link) => link,
        Err(Error::Refused(_)) => return spent(&visitor),
        Err(error) => return Err(error.into()),
    };
    let value = |name| sent.value(name).unwrap_or_default();
    let (salt, act) = (site.world.secret(), site.act(link.user.as_ref().map(|user| user.id), &visitor.origin));
    let password = (value("password"), &salt);
    let outcome = match &link.user {
        None => {
            let names = (value("name"), value("sign_in"));
            site.ledger.found_workspace(&secret, names, password, &act).await.map(|user| (user, false))
        }
        Some(_) => {
            let accepted = site.ledger.accept_link(&secret, password, &act).await;
            accepted.map(|user| (user.id, user.has_second_factor))
        }
    };
    match outcome {
        Ok((user, needs_code)) => visitor.enter(user, needs_code, "/").await,
        Err(Error::Refused(Refusal::Link)) => spent(&visitor),
        Err(Error::Refused(refusal)) => {
            let ask = form(say, &secret, &link, Some(&sent), Some(refusal));
            visitor.page((title(link.purpose), Some(intro(say, &link))), Some(ask))
        }
        Err(error) => Err(error.into()),
    }
}
