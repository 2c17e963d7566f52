//! `/api`: the interface as a page in the reader's language, from the same table of doors as the description.

use super::door::{DOORS, Door, Under, Verb};
use super::fault::Fault;
use super::openapi::{example, path_example};
use super::parameter::{Holds, Parameter};
use super::{DESCRIPTION, ROOT};
use crate::App;
use crate::error::Failure;
use crate::me::ME;
use crate::preferences::Preferences;
use crate::shell::Shell;
use crate::words::Say;
use askama::Template;
use axum::http::HeaderMap;
use axum::response::{Html, IntoResponse, Response};
use axum_extra::extract::CookieJar;
use plan::Kind;

/// Where it is.
const PAGE: &str = "/api";

#[derive(Template)]
#[template(path = "api/page.html")]
struct ApiPage {
    shell: Shell,
    description: String,
    /// Where one makes tokens; the reader of the demo makes none.
    me: Option<&'static str>,
    parts: [(&'static str, Vec<DoorTold>); 2],
    faults: Vec<(Fault, String, String)>,
    kinds: Vec<(&'static str, String)>,
}

/// A door, told.
struct DoorTold {
    method: String,
    paths: Vec<String>,
    summary: String,
    parameters: Vec<ParameterTold>,
    sends: Option<&'static str>,
    answers: &'static str,
    example: String,
}

/// A parameter, told.
struct ParameterTold {
    name: String,
    holds: String,
    about: String,
}

impl ParameterTold {
    fn of(say: Say, one: &Parameter) -> Self {
        let holds = match &one.holds {
            // A list can be sorted by each of its columns, either way: once is enough to read.
            Holds::Choice(codes) => {
                codes.iter().filter(|code| !code.starts_with('-')).cloned().collect::<Vec<_>>().join(" ")
            }
            holds => holds
                .schema()
                .get("format")
                .or(holds.schema().get("type"))
                .and_then(|one| one.as_str())
                .unwrap_or_default()
                .to_owned(),
        };
        Self { name: one.name.clone(), holds, about: say.label(one.about) }
    }
}

impl DoorTold {
    fn of(door: &Door, say: Say, host: &str) -> Self {
        let paths: Vec<String> = door.paths().iter().map(|path| format!("{ROOT}{path}")).collect();
        Self {
            method: door.verb.method().to_uppercase(),
            example: curl(door, host, paths.first().map_or("", String::as_str)),
            paths,
            summary: say.label(door.summary),
            parameters: door.parameters().iter().map(|one| ParameterTold::of(say, one)).collect(),
            sends: door.sends,
            answers: door.answers,
        }
    }
}

/// What one types to try it, with ids of the worked example.
fn curl(door: &Door, host: &str, path: &str) -> String {
    let part = |part: &str| match part.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
        Some(name) => path_example(name).as_str().unwrap_or_default().to_owned(),
        None => part.to_owned(),
    };
    let path = path.split('/').map(part).collect::<Vec<_>>().join("/");
    let sent =
        door.sends.map(|sent| format!(" \\\n  -H 'Content-Type: application/json' \\\n  -d '{}'", example(sent)));
    format!("curl -H \"Authorization: Bearer $KAMAP_TOKEN\" {host}{path}{}", sent.unwrap_or_default())
}

/// `GET /api`.
pub async fn show(app: App, preferences: Preferences, headers: HeaderMap, jar: CookieJar) -> Result<Response, Failure> {
    let shell = Shell::over_all(&app, preferences, ("page-api", PAGE), PAGE.to_owned(), &jar).await?;
    let (say, host) = (shell.say, app.entrance.address(&headers));
    let told = |wanted: fn(&Door) -> bool| {
        DOORS.iter().filter(|door| wanted(door)).map(|door| DoorTold::of(door, say, &host)).collect()
    };
    let fault = |fault: Fault| {
        let (title, detail) = (say.label(&format!("api-title-{}", fault.code())), fault.detail(say));
        (fault, title, detail)
    };
    let page = ApiPage {
        description: format!("{ROOT}{DESCRIPTION}"),
        me: app.who.session.map(|_| ME),
        parts: [
            ("api-part-plan", told(|door| door.under != Under::All)),
            ("api-part-all", told(|door| door.under == Under::All)),
        ],
        faults: Fault::examples().into_iter().map(fault).collect(),
        kinds: Kind::ALL.iter().map(|kind| (kind.code(), say.kind(*kind))).collect(),
        shell,
    };
    Ok(Html(page.render()?).into_response())
}

impl DoorTold {
    fn writes(&self) -> bool {
        self.method == Verb::Post.method().to_uppercase()
    }
}
