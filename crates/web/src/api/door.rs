//! The doors for programs: the one table that the router, the checks of parameters and the description are made from.

use super::fault::Fault;
use super::parameter::{Asked, Holds, Parameter};
use super::{changes, figures, lists, plans, records, search};
use crate::Site;
use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get, post};
use ledger::{List, Scope};

/// A door.
pub struct Door {
    /// What it belongs to.
    pub under: Under,
    /// What is done there.
    pub verb: Verb,
    /// Its address below that.
    pub path: &'static str,
    /// What it is for: the key of a label.
    pub summary: &'static str,
    /// What may be asked for.
    parameters: fn() -> Vec<Parameter>,
    /// The schema of what is sent.
    pub sends: Option<&'static str>,
    /// The schema of what comes back.
    pub answers: &'static str,
    /// What comes back has a stamp: it can be asked for again only if it changed.
    pub is_stamped: bool,
    handler: fn() -> MethodRouter<Site>,
}

/// What a door belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Under {
    /// All accounts within reach.
    All,
    /// A plan: an account's, or the library.
    Plan,
    /// An account's plan alone.
    Account,
}

/// What is done at a door.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// Reading.
    Get,
    /// Writing.
    Post,
}

impl Verb {
    /// The method.
    pub const fn method(self) -> &'static str {
        match self {
            Self::Get => "get",
            Self::Post => "post",
        }
    }

    /// What a token must be good for.
    pub const fn scope(self) -> Scope {
        match self {
            Self::Get => Scope::Read,
            Self::Post => Scope::Write,
        }
    }
}

/// A page of lines.
fn paged() -> Vec<Parameter> {
    vec![Parameter::limit(), Parameter::after()]
}

fn on_a_day() -> Vec<Parameter> {
    vec![Parameter::new("on", "api-parameter-on", Holds::Day)]
}

const DOOR: Door = Door {
    under: Under::Plan,
    verb: Verb::Get,
    path: "",
    summary: "",
    parameters: Vec::new,
    sends: None,
    answers: "",
    is_stamped: true,
    handler: MethodRouter::new,
};

/// All of them.
pub static DOORS: [Door; 16] = [
    Door {
        under: Under::All,
        path: "/accounts",
        summary: "api-accounts",
        parameters: || [paged(), vec![lists::shelf()]].concat(),
        answers: "AccountPage",
        is_stamped: false,
        handler: || get(lists::accounts),
        ..DOOR
    },
    Door {
        under: Under::All,
        verb: Verb::Post,
        path: "/accounts",
        summary: "api-account-new",
        sends: Some("account"),
        answers: "PlanHead",
        is_stamped: false,
        handler: || post(plans::create),
        ..DOOR
    },
    Door {
        under: Under::All,
        path: "/opportunities",
        summary: "api-opportunities",
        parameters: || lists::parameters(List::Opportunities),
        answers: "OpportunityPage",
        is_stamped: false,
        handler: || get(lists::opportunities),
        ..DOOR
    },
    Door {
        under: Under::All,
        path: "/actions",
        summary: "api-actions",
        parameters: || lists::parameters(List::Actions),
        answers: "ActionPage",
        is_stamped: false,
        handler: || get(lists::actions),
        ..DOOR
    },
    Door {
        under: Under::All,
        path: "/people",
        summary: "api-people",
        parameters: || lists::parameters(List::People),
        answers: "PersonPage",
        is_stamped: false,
        handler: || get(lists::people),
        ..DOOR
    },
    Door {
        under: Under::All,
        path: "/search",
        summary: "api-search",
        parameters: search::parameters,
        answers: "FoundPage",
        is_stamped: false,
        handler: || get(search::find),
        ..DOOR
    },
    Door { summary: "api-head", answers: "PlanHead", handler: || get(plans::head), ..DOOR },
    Door { path: "/plan", summary: "api-plan", answers: "PlanFile", handler: || get(plans::file), ..DOOR },
    Door {
        path: "/as-of/{day}/plan",
        summary: "api-as-of",
        answers: "PlanFile",
        handler: || get(plans::as_of),
        ..DOOR
    },
    Door {
        under: Under::Account,
        path: "/figures",
        summary: "api-figures",
        parameters: on_a_day,
        answers: "Figures",
        handler: || get(figures::all),
        ..DOOR
    },
    Door {
        under: Under::Account,
        path: "/figures/{key}",
        summary: "api-figure",
        parameters: on_a_day,
        answers: "Figure",
        handler: || get(figures::one),
        ..DOOR
    },
    Door {
        path: "/records/{kind}",
        summary: "api-records",
        parameters: paged,
        answers: "RecordPage",
        handler: || get(records::list),
        ..DOOR
    },
    Door {
        path: "/records/{kind}/{id}",
        summary: "api-record",
        answers: "Record",
        handler: || get(records::one),
        ..DOOR
    },
    Door {
        path: "/records/{kind}/{id}/changes",
        summary: "api-record-changes",
        answers: "ChangePage",
        handler: || get(changes::of_record),
        parameters: changes::paged,
        ..DOOR
    },
    Door {
        path: "/changes",
        summary: "api-changes",
        parameters: changes::paged,
        answers: "ChangePage",
        handler: || get(changes::list),
        ..DOOR
    },
    Door {
        verb: Verb::Post,
        path: "/changes",
        summary: "api-change",
        sends: Some("Change"),
        answers: "Made",
        is_stamped: false,
        handler: || post(changes::make),
        ..DOOR
    },
];

impl Door {
    /// The addresses where it is, below that of the interface.
    pub fn paths(&self) -> Vec<String> {
        let [account, library] = ["/accounts/{account}", "/library"].map(|root| format!("{root}{}", self.path));
        match self.under {
            Under::All => vec![self.path.to_owned()],
            Under::Account => vec![account],
            Under::Plan => vec![account, library],
        }
    }

    /// What may be asked for.
    pub fn parameters(&self) -> Vec<Parameter> {
        (self.parameters)()
    }
}

/// All doors with their addresses.
pub fn routes() -> Router<Site> {
    let mut routes = Router::new();
    for door in &DOORS {
        for path in door.paths() {
            let enter = from_fn(move |request: Request, next: Next| enter(door, request, next));
            routes = routes.route(&path, (door.handler)().route_layer(enter));
        }
    }
    routes
}

/// Lets in whoever holds a token that is good for it and asks for what there is.
async fn enter(door: &'static Door, mut request: Request, next: Next) -> Response {
    let asked = match request.extensions().get::<Scope>() {
        Some(scope) if *scope >= door.verb.scope() => Asked::of(door, request.uri()),
        Some(_) => Err(Fault::ReadOnlyToken),
        None => Err(Fault::NoToken),
    };
    match asked {
        Ok(asked) => {
            request.extensions_mut().insert(asked);
            next.run(request).await
        }
        Err(fault) => fault.into_response(),
    }
}
