//! The personal data of one human being: everything that is held about them, read as they would read it; taken along for
//! them as a file or on paper; and erased, with what that would do told first (decided 4.35, 5.48).

mod erasure;
mod told;

pub use erasure::{erase, lead_to_data};
pub use told::Section;

use crate::App;
use crate::Site;
use crate::error::{At, Failure};
use crate::page::menu::Leaf;
use crate::preferences::Preferences;
use crate::root::Root;
use crate::shell::Shell;
use crate::value::title_of;
use askama::Template;
use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::request::Parts;
use axum::response::{Html, IntoResponse, Response};
use erasure::Erasing;
use ledger::{Disclosed, LIBRARY, Seat};
use plan::erasure::HUMAN;
use plan::id::RecordRef;
use plan::{Kind, View};
use serde::Deserialize;
use serde_json::json;
use told::Telling;
use uuid::Uuid;

/// The parts of an address that name somebody.
#[derive(Deserialize)]
pub struct OfSomebody {
    kind: String,
    id: Uuid,
}

/// Whoever may handle the personal data of somebody, at that one. For anybody else these pages are not there.
pub struct Keeper {
    app: App,
    root: Root,
    account: Uuid,
    record: RecordRef,
    seat: Seat,
    plan: View,
    preferences: Preferences,
    here: String,
}

impl FromRequestParts<Site> for Keeper {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Failure> {
        let At(at) = At::<OfSomebody>::from_request_parts(parts, site).await?;
        let root = Root::from_request_parts(parts, site).await?;
        let app = App::from_request_parts(parts, site).await?;
        let Ok(preferences) = Preferences::from_request_parts(parts, site).await;
        let kind = Kind::from_code(&at.kind).filter(|kind| HUMAN.contains(kind)).ok_or(Failure::NotFound)?;
        let record = RecordRef { kind, id: at.id };
        let account = match root {
            Root::Account(account) => account,
            Root::Library => LIBRARY,
        };
        let seat = root.seat(&app).await?;
        let plan = seat.whole().await?;
        if !plan.has_own(kind, at.id) || !app.ledger.handles_people(&app.viewer, account).await? {
            return Err(Failure::NotFound);
        }
        let here = data_of(root, record);
        Ok(Self { app, root, account, record, seat, plan, preferences, here })
    }
}

/// Where the personal data of somebody is.
pub fn data_of(root: Root, record: RecordRef) -> String {
    format!("{root}/records/{}/{}/data", record.kind, record.id)
}

#[derive(Template)]
#[template(path = "personal/page.html")]
struct DataPage {
    shell: Shell,
    /// What the human being is called.
    name: String,
    code: String,
    /// The record in its plan.
    back: String,
    /// The page is for the human being: without what only we do with it.
    is_for_person: bool,
    today: String,
    sections: Vec<Section>,
    /// Accounts that the reader does not reach.
    beyond: usize,
    file: String,
    paper: String,
    erasing: Option<Erasing>,
}

impl Keeper {
    fn code(&self) -> &str {
        self.plan.code(self.record.kind, self.record.id).unwrap_or_default()
    }

    async fn disclosed(&self) -> Result<Disclosed, Failure> {
        Ok(self.app.ledger.disclosure(&self.app.viewer, self.account, self.record).await?)
    }

    async fn page(self, status: StatusCode, erasing: Option<Erasing>) -> Result<Response, Failure> {
        let disclosed = self.disclosed().await?;
        let is_for_person = erasing.is_none();
        // The menu stands where one finds people.
        let slug = if self.root == Root::Library { "colleagues" } else { "relationships" };
        let leaf = Leaf::at(self.root, slug).ok_or(Failure::NotFound)?;
        let (root, seat, record) = (self.root, &self.seat, self.record);
        let steps = seat.steps().await?;
        let shell = Shell::of(&self.app, root, self.preferences, "personal-data", self.here.clone(), seat, steps);
        let shell = shell.within(root, leaf, &self.plan, &root.to_string(), None);
        let telling = Telling::of(&self.app, shell.say).await?;
        let body = self.plan.body(record.kind, record.id).unwrap_or_default();
        let page = DataPage {
            name: title_of(&self.plan, shell.say, record.kind, &body),
            code: self.code().to_owned(),
            back: format!("{root}/{slug}?{}={}", record.kind, self.code()),
            is_for_person,
            today: shell.say.day(self.app.world.today()),
            sections: disclosed.accounts.iter().map(|one| telling.section(one)).collect(),
            beyond: disclosed.beyond,
            file: format!("{}.json", self.here),
            paper: format!("{root}/records/{}/{}/disclosure", record.kind, record.id),
            erasing,
            shell,
        };
        Ok((status, Html(page.render()?)).into_response())
    }
}

/// `GET {root}/records/{kind}/{id}/data`.
pub async fn show(keeper: Keeper) -> Result<Response, Failure> {
    keeper.app.saw(keeper.root, Some(keeper.record));
    let erasing = keeper.erasing(None).await?;
    keeper.page(StatusCode::OK, Some(erasing)).await
}

/// `GET {root}/records/{kind}/{id}/disclosure`: the same for the human being, to be printed. It is on record.
pub async fn disclose(keeper: Keeper) -> Result<Response, Failure> {
    keeper.app.ledger.remember_disclosure(keeper.account, keeper.record, &keeper.app.act()).await?;
    keeper.page(StatusCode::OK, None).await
}

/// `GET {root}/records/{kind}/{id}/data.json`: the same as a file. It is on record.
pub async fn file(keeper: Keeper) -> Result<Response, Failure> {
    let disclosed = keeper.disclosed().await?;
    let telling = Telling::of(&keeper.app, keeper.preferences.say()).await?;
    let accounts: Vec<_> = disclosed.accounts.iter().map(|one| telling.json(one)).collect();
    let today = keeper.app.world.today();
    let file = json!({
        "format": "kamap-personal-data 1",
        "on": today,
        "kind": keeper.record.kind,
        "code": keeper.code(),
        "accounts": accounts,
    });
    let text = serde_json::to_string_pretty(&file).map_err(|error| Failure::Ours(error.to_string()))? + "\n";
    keeper.app.ledger.remember_disclosure(keeper.account, keeper.record, &keeper.app.act()).await?;
    let plain: String = keeper.code().chars().filter(|sign| sign.is_ascii_alphanumeric()).collect();
    let name = format!("attachment; filename=\"personal-data-{plain}-{today}.json\"");
    Ok(([(CONTENT_TYPE, "application/json".to_owned()), (CONTENT_DISPOSITION, name)], text).into_response())
}
