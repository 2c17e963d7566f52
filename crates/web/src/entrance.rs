//! How people come in: under which address, through which proxy, with which cookie, for how long.

use crate::Site;
use axum::extract::{ConnectInfo, FromRequestParts, Request, State};
use axum::http::header::HOST;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::cookie::{Cookie, SameSite};
use ipnet::IpNet;
use ledger::{FOUNDER, Lasting, Secret, SignedIn, Viewer};
use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};

/// The header in which a proxy says for whom it asks.
const FORWARDED_FOR: &str = "x-forwarded-for";
/// Where anybody may ask whether the server is up.
const HEALTH: &str = "/healthz";

/// How people come in.
#[derive(Clone, Debug, Default)]
pub struct Entrance {
    /// The address under which a proxy serves this with TLS. None: this machine alone is answered.
    pub public: Option<PublicUrl>,
    /// The proxies that may ask for others.
    pub proxies: Vec<IpNet>,
    /// How long sessions last.
    pub lasting: Lasting,
    /// Who is signed in without doing anything: the demo's reader.
    pub always: Option<SignedIn>,
}

/// `https://` and a host, with a port if it is not the usual one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicUrl(String);

impl std::str::FromStr for PublicUrl {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let host = text.strip_prefix("https://").ok_or("begins with https://, as browsers see it")?;
        let host = host.strip_suffix('/').unwrap_or(host);
        let plain = |one: char| one.is_ascii_alphanumeric() || ".-:[]".contains(one);
        match !host.is_empty() && host.chars().all(plain) {
            true => Ok(Self(host.to_ascii_lowercase())),
            false => Err("https:// and a host, without a path; names beyond ASCII in their xn-- form"),
        }
    }
}

impl std::fmt::Display for PublicUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "https://{}", self.0)
    }
}

impl Entrance {
    /// Without signing in: one reader, who may do everything.
    pub fn open() -> Self {
        let who = SignedIn {
            session: None,
            viewer: Viewer::administrator(FOUNDER),
            name: String::new(),
            sign_in: String::new(),
            waits: false,
        };
        Self { always: Some(who), ..Self::default() }
    }

    /// The name of the cookie. With TLS no other host, path or plain connection can set or read it; browsers keep such a
    /// cookie from plain connections, so on this machine it has another name.
    pub const fn cookie_name(&self) -> &'static str {
        if self.public.is_some() { "__Host-kamap_session" } else { "kamap_session" }
    }

    /// The cookie that holds a session. It goes with the browser; the server ends it sooner.
    pub fn cookie(&self, secret: &Secret) -> Cookie<'static> {
        let mut cookie = Cookie::new(self.cookie_name(), secret.text());
        cookie.set_path("/");
        cookie.set_http_only(true);
        cookie.set_same_site(SameSite::Lax);
        cookie.set_secure(self.public.is_some());
        cookie.set_max_age(time::Duration::seconds(self.lasting.whole));
        cookie
    }

    /// The cookie that takes it away.
    pub fn no_cookie(&self) -> Cookie<'static> {
        let mut cookie = self.cookie(&Secret::new([0; 32]));
        cookie.set_value("");
        cookie.set_max_age(time::Duration::ZERO);
        cookie
    }

    /// The address under which whoever asks sees this server.
    pub fn address(&self, headers: &HeaderMap) -> String {
        let host = headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
        self.public.as_ref().map_or_else(|| format!("http://{host}"), ToString::to_string)
    }

    /// Is it this machine, or a proxy that was named?
    fn knows(&self, peer: IpAddr) -> bool {
        peer.is_loopback() || self.proxies.iter().any(|net| net.contains(&peer))
    }

    /// May this request come in? Without TLS before it the server is for its own machine: a page elsewhere that makes a
    /// name point here (DNS rebinding) is turned away. With it, whoever comes past the proxy would send passwords in the
    /// open.
    fn lets_in(&self, headers: &HeaderMap, peer: Option<IpAddr>) -> bool {
        match &self.public {
            None => is_local(headers),
            Some(public) => {
                let host = headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
                let theirs = host.eq_ignore_ascii_case(&public.0);
                peer.is_some_and(|peer| self.knows(peer) && (theirs || (peer.is_loopback() && is_local(headers))))
            }
        }
    }

    /// For whom a request is made: of those that it went through, the last that is no proxy of ours.
    fn client(&self, headers: &HeaderMap, peer: Option<IpAddr>) -> Option<IpAddr> {
        let peer = peer?;
        if self.public.is_none() || !self.knows(peer) {
            return Some(peer);
        }
        let through = headers.get_all(FORWARDED_FOR).iter().filter_map(|value| value.to_str().ok());
        let mut through: Vec<&str> = through.flat_map(|value| value.split(',')).map(str::trim).collect();
        while let Some(last) = through.pop() {
            match last.parse::<IpAddr>() {
                Ok(address) if self.knows(address) => {}
                Ok(address) => return Some(address),
                Err(_) => break,
            }
        }
        Some(peer)
    }
}

/// Turns away whoever comes another way than was said. Whether the server is up, anybody may ask.
pub async fn only_as_said(State(site): State<Site>, request: Request, next: Next) -> Response {
    let peer = peer(request.extensions());
    let asks_for_health = site.entrance.public.is_some() && request.uri().path() == HEALTH;
    if asks_for_health || site.entrance.lets_in(request.headers(), peer) {
        return next.run(request).await;
    }
    let told = match &site.entrance.public {
        None => "This server answers on localhost only.\n".to_owned(),
        Some(public) => format!("This server answers at {public}/ only.\n"),
    };
    (StatusCode::MISDIRECTED_REQUEST, told).into_response()
}

fn peer(extensions: &axum::http::Extensions) -> Option<IpAddr> {
    let ConnectInfo(address) = extensions.get::<ConnectInfo<SocketAddr>>()?;
    Some(address.ip().to_canonical())
}

fn is_local(headers: &HeaderMap) -> bool {
    let Some(host) = headers.get(HOST).and_then(|host| host.to_str().ok()) else { return true };
    let name = match host.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((v6, _)) => v6,
        None => host.rsplit_once(':').map_or(host, |(name, _)| name),
    };
    name.eq_ignore_ascii_case("localhost") || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// From where somebody asks, for the audit and for slowing down.
pub struct Origin(pub String);

impl FromRequestParts<Site> for Origin {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Infallible> {
        let client = site.entrance.client(&parts.headers, peer(&parts.extensions));
        Ok(Self(client.map(|address| address.to_string()).unwrap_or_default()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn headers(of: &[(&'static str, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in of {
            headers.append(*name, HeaderValue::from_str(value).unwrap());
        }
        headers
    }

    fn behind_a_proxy() -> Entrance {
        let proxies = vec!["10.1.0.0/16".parse().unwrap()];
        Entrance { public: Some("https://kamap.example".parse().unwrap()), proxies, ..Entrance::default() }
    }

    #[test]
    fn only_names_of_this_machine_are_answered() {
        let asked = |host: &str| Entrance::default().lets_in(&headers(&[("host", host)]), None);
        assert!(asked("localhost:7878") && asked("127.0.0.1:80") && asked("[::1]:7878") && asked("127.0.0.1"));
        assert!(!asked("kamap.example:7878") && !asked("192.168.1.5:7878") && !asked("localhost.evil.example"));
    }

    #[test]
    fn behind_a_proxy_one_comes_through_it_and_under_its_name() {
        let entrance = behind_a_proxy();
        let asked = |peer: &str, host: &str| entrance.lets_in(&headers(&[("host", host)]), peer.parse().ok());
        assert!(asked("10.1.2.3", "kamap.example") && asked("127.0.0.1", "KAMAP.example"));
        assert!(asked("127.0.0.1", "localhost:7878"), "whoever sits at the machine");
        assert!(!asked("10.2.0.1", "kamap.example"), "past the proxy");
        assert!(!asked("10.1.2.3", "evil.example") && !asked("10.1.2.3", "localhost"));
        assert!(!entrance.lets_in(&headers(&[("host", "kamap.example")]), None), "from nowhere");
    }

    #[test]
    fn the_address_is_believed_from_the_proxy_alone() {
        let entrance = behind_a_proxy();
        let client = |peer: &str, through: &[&str]| {
            let of: Vec<_> = through.iter().map(|one| (FORWARDED_FOR, *one)).collect();
            entrance.client(&headers(&of), peer.parse().ok()).unwrap().to_string()
        };
        assert_eq!(client("10.1.2.3", &["203.0.113.9"]), "203.0.113.9");
        assert_eq!(
            client("10.1.2.3", &["1.1.1.1, 203.0.113.9, 10.1.9.9"]),
            "203.0.113.9",
            "what a client adds is first"
        );
        assert_eq!(client("10.1.2.3", &["1.1.1.1", "203.0.113.9"]), "203.0.113.9");
        assert_eq!(client("10.1.2.3", &["unknown"]), "10.1.2.3");
        assert_eq!(client("203.0.113.7", &["1.1.1.1"]), "203.0.113.7");
        let local = Entrance::default().client(&headers(&[(FORWARDED_FOR, "1.1.1.1")]), "127.0.0.1".parse().ok());
        assert_eq!(local.unwrap().to_string(), "127.0.0.1", "no proxy was named");
    }

    #[test]
    fn a_public_address_is_https_and_a_host() {
        let read = |text: &str| text.parse::<PublicUrl>().map(|url| url.to_string());
        assert_eq!(read("https://Kamap.Example/").unwrap(), "https://kamap.example");
        assert_eq!(read("https://kamap.example:8443").unwrap(), "https://kamap.example:8443");
        for odd in ["http://kamap.example", "kamap.example", "https://", "https://kamap.example/a", "https://客户.cn"]
        {
            assert!(read(odd).is_err(), "{odd}");
        }
    }
}
