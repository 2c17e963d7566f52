//! The pages of the parts, one module each: what each shows of the sample and of an empty plan, and its records made,
//! refused, edited and taken back through its own forms.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests"
)]

mod support;

#[path = "parts/background.rs"]
mod background;
#[path = "parts/drawings.rs"]
mod drawings;
#[path = "parts/objectives.rs"]
mod objectives;
#[path = "parts/opportunities.rs"]
mod opportunities;
#[path = "parts/overview.rs"]
mod overview;
#[path = "parts/strategic_relations.rs"]
mod strategic_relations;
#[path = "parts/team.rs"]
mod team;

use axum::http::StatusCode;
use plan::{Kind, Language};
use serde_json::Value;
use support::Server;

/// A record's life on its page: what is typed in the form for a new one, what is refused there, what an edit sets.
struct Life<'l> {
    page: &'l str,
    kind: Kind,
    typed: &'l [(&'l str, &'l str)],
    refused: (&'l str, &'l str),
    edited: (&'l str, &'l str),
}

/// Refused with everything typed kept and the problem at its field, in each language; then made, edited and taken back.
async fn lives(server: &Server, life: Life<'_>) {
    let Life { page, kind, typed, refused, edited } = life;
    let new = format!("new-{kind}");
    let blank = server.open(&server.at(&format!("{page}?new={kind}"))).await.form(&new);
    let filled = typed.iter().fold(blank, |form, (name, value)| form.with(name, value));

    for language in Language::ALL {
        let answer = server.post_in(language, &filled.clone().with(refused.0, refused.1)).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{kind}: {refused:?} is refused");
        let back = answer.page();
        assert!(
            back.by_id(&format!("{new}-{}-problem", refused.0)).is_some(),
            "{kind}: the problem stands at its field"
        );
        for (name, value) in typed.iter().filter(|(name, _)| *name != refused.0) {
            assert_eq!(back.form(&new).value(name), *value, "{kind}: nothing typed is lost");
        }
    }

    let place = server.save(&filled).await;
    let id: uuid::Uuid = filled.value("change").parse().unwrap();
    let body = |plan: &plan::Plan| plan.body(kind, id).unwrap_or(Value::Null);
    let made = body(&server.plan().await);
    assert!(made.is_object(), "{kind} is made");

    let record = server.open(&place).await;
    let own = if kind == Kind::Opportunity { format!("deal-{id}") } else { format!("record-{id}") };
    server.save(&record.form(&own).with(edited.0, edited.1)).await;
    assert_ne!(body(&server.plan().await), made, "{kind}: {edited:?} is saved");

    server.save(&server.open(&server.at(page)).await.form_to("/undo")).await;
    assert_eq!(body(&server.plan().await), made, "{kind}: the edit is taken back");
    server.save(&server.open(&server.at(page)).await.form_to("/undo")).await;
    assert_eq!(body(&server.plan().await), Value::Null, "{kind}: so is its making");
}

/// The codes in the rows of a page, in their order, of those that begin so.
fn rows(page: &support::markup::Page, prefix: &str) -> Vec<String> {
    let ids = page.tags().filter(|tag| tag.name == "tr").filter_map(|tag| tag.get("id")?.strip_prefix("row-"));
    ids.filter(|code| code.starts_with(prefix)).map(str::to_owned).collect()
}
