//! What a reader prefers: language, words, theme and role, kept in cookies.

use crate::words::{Say, Wording};
use axum::Form;
use axum::extract::FromRequestParts;
use axum::http::header::ACCEPT_LANGUAGE;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use plan::Language;
use serde::Deserialize;
use std::convert::Infallible;

const LANGUAGE: &str = "kamap_language";
const THEME: &str = "kamap_theme";
const WORDING: &str = "kamap_words";
const ROLE: &str = "kamap_role";
/// Others look on: what we make of people is hidden until the browser is closed, or it is switched off.
pub const PROJECTOR: &str = "kamap_projector";
const A_YEAR: time::Duration = time::Duration::days(365);

/// How a page looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// As the system does.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// All themes.
    const ALL: [Theme; 3] = [Self::System, Self::Light, Self::Dark];

    /// The theme that the button leads to.
    pub const fn next(self) -> Self {
        match self {
            Self::System => Self::Light,
            Self::Light => Self::Dark,
            Self::Dark => Self::System,
        }
    }

    /// The stored code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// As what a reader looks at the week (decided 3.25). Until people sign in, each reader chooses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Does the week's work.
    #[default]
    Seller,
    /// Leads sellers.
    Manager,
    /// Opens doors and decides.
    Executive,
}

impl Role {
    /// All roles.
    pub const ALL: [Role; 3] = [Self::Seller, Self::Manager, Self::Executive];

    /// The stored code, which also stands in addresses.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Seller => "seller",
            Self::Manager => "manager",
            Self::Executive => "executive",
        }
    }

    /// The role with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }
}

/// Language, words and theme of the reader: as chosen, else as the browser asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preferences {
    /// The language.
    pub language: Language,
    /// The set of words.
    pub wording: Wording,
    /// The theme.
    pub theme: Theme,
    /// The role, where one was chosen.
    pub role: Option<Role>,
    /// Others look on.
    pub projector: bool,
}

impl Preferences {
    /// What speaks to the reader.
    pub const fn say(self) -> Say {
        Say::new(self.language).worded(self.wording)
    }
}

impl<S: Sync> FromRequestParts<S> for Preferences {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let jar = CookieJar::from_headers(&parts.headers);
        let chosen = jar.get(LANGUAGE).and_then(|cookie| Language::from_tag(cookie.value()));
        let asked = || parts.headers.get(ACCEPT_LANGUAGE).and_then(|header| header.to_str().ok()).and_then(asked_for);
        let [theme, wording] = [THEME, WORDING].map(|name| jar.get(name).map(Cookie::value));
        Ok(Self {
            language: chosen.or_else(asked).unwrap_or_default(),
            theme: Theme::ALL.into_iter().find(|one| Some(one.code()) == theme).unwrap_or_default(),
            wording: Wording::ALL.into_iter().find(|one| Some(one.code()) == wording).unwrap_or_default(),
            projector: is_projected(&jar),
            role: jar.get(ROLE).and_then(|cookie| Role::from_code(cookie.value())),
        })
    }
}

/// The first language of an `Accept-Language` header that we speak. Browsers list the best one first.
pub fn asked_for(header: &str) -> Option<Language> {
    header.split(',').find_map(|part| {
        let tag = part.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let traditional = ["zh-hant", "zh-tw", "zh-hk", "zh-mo"];
        match tag.as_str() {
            tag if traditional.iter().any(|one| tag.starts_with(one)) => Some(Language::ZhHant),
            tag if tag.starts_with("zh") => Some(Language::ZhHans),
            tag if tag.starts_with("en") => Some(Language::En),
            _ => None,
        }
    })
}

/// What the preferences form sends: only what was chosen, and where to go back to.
#[derive(Deserialize)]
pub struct Choice {
    language: Option<Language>,
    theme: Option<Theme>,
    words: Option<Wording>,
    role: Option<Role>,
    projector: Option<Switch>,
    back: String,
}

/// On or off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Switch {
    On,
    Off,
}

impl Switch {
    /// What the cookie holds while it is on.
    const ON: &str = "on";
}

/// Do others look on?
pub fn is_projected(jar: &CookieJar) -> bool {
    jar.get(PROJECTOR).is_some_and(|cookie| cookie.value() == Switch::ON)
}

/// Keeps a choice and shows the page again.
pub async fn set(jar: CookieJar, Form(choice): Form<Choice>) -> Response {
    let mut jar = jar;
    if let Some(language) = choice.language {
        jar = jar.add(cookie(LANGUAGE, language.tag()));
    }
    if let Some(theme) = choice.theme {
        jar = jar.add(cookie(THEME, theme.code()));
    }
    if let Some(words) = choice.words {
        jar = jar.add(cookie(WORDING, words.code()));
    }
    if let Some(role) = choice.role {
        jar = jar.add(cookie(ROLE, role.code()));
    }
    match choice.projector {
        Some(Switch::On) => jar = jar.add(lasting(PROJECTOR, Switch::ON, None)),
        Some(Switch::Off) => jar = jar.add(lasting(PROJECTOR, "", Some(time::Duration::ZERO))),
        None => {}
    }
    (jar, Redirect::to(local(&choice.back))).into_response()
}

fn cookie(name: &'static str, value: &'static str) -> Cookie<'static> {
    lasting(name, value, Some(A_YEAR))
}

/// One that lasts so long, or until the browser is closed.
fn lasting(name: &'static str, value: &'static str, age: Option<time::Duration>) -> Cookie<'static> {
    let mut cookie = Cookie::new(name, value);
    cookie.set_path("/");
    cookie.set_http_only(true);
    cookie.set_same_site(SameSite::Lax);
    cookie.set_max_age(age);
    cookie
}

/// An address within this server; anything else leads to the front page.
pub fn local(address: &str) -> &str {
    // Browsers read `\` as `/` and drop tabs and line breaks before they look for `//`.
    let odd = |c: char| c == '\\' || c.is_control();
    let inside = address.starts_with('/') && !address.starts_with("//") && !address.contains(odd);
    if inside { address } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browsers_first_known_language_is_taken() {
        assert_eq!(asked_for("fr-FR,zh-TW;q=0.8,en;q=0.5"), Some(Language::ZhHant));
        assert_eq!(asked_for("zh-CN,zh;q=0.9"), Some(Language::ZhHans));
        assert_eq!(asked_for("en-GB"), Some(Language::En));
        assert_eq!(asked_for("de"), None);
    }

    #[test]
    fn a_redirect_never_leaves_the_server() {
        assert_eq!(local("/accounts?x=1"), "/accounts?x=1");
        for outside in ["//evil.example", "https://evil.example", "/\\evil.example", ""] {
            assert_eq!(local(outside), "/");
        }
    }
}
