//! Erasing somebody from their page: what it would do is told first, and the code is typed to confirm it.

use super::{Keeper, OfSomebody};
use crate::error::{At, Failure};
use crate::record::Sent;
use crate::root::Root;
use crate::words::Say;
use axum::http::StatusCode;
use axum::response::{Redirect, Response};
use ledger::{Act, Erased, Preview};
use uuid::Uuid;

/// The erasing of somebody on the page: what it would do, or did.
pub struct Erasing {
    /// In each account within reach.
    pub accounts: Vec<Told>,
    /// In how many accounts beyond it.
    pub beyond: usize,
    /// Users who sign in no more.
    pub users: Vec<String>,
    /// Users of the same name, for a human to look at.
    pub namesakes: Vec<String>,
    /// It is done.
    pub is_done: bool,
    /// Where it is sent.
    pub action: String,
    /// The id of the change.
    pub change: Uuid,
    /// What was typed was not the code.
    pub problem: Option<String>,
}

/// What an erasure does in one account.
pub struct Told {
    /// The account by code.
    pub account: String,
    /// Records, changes and snapshots that are rewritten.
    pub counts: Vec<String>,
    /// Where else the whole name stands and is replaced, and where a part of it stands, which a human looks at.
    pub mentions: [(&'static str, Vec<String>); 2],
}

impl Told {
    fn of(say: Say, erased: &Erased) -> Self {
        let counts = [
            ("erase-records", erased.records),
            ("erase-changes", erased.changes),
            ("erase-snapshots", erased.snapshots),
        ];
        let mentions = |replaced: bool| {
            let of = erased.mentions.iter().filter(move |one| one.replaced == replaced);
            of.map(|one| format!("{} {} {}", say.kind(one.kind), one.code, say.field(one.kind, &one.field))).collect()
        };
        Self {
            account: format!("{} {}", erased.account_code, erased.code),
            counts: counts.into_iter().map(|(key, count)| say.one(key, "count", count)).collect(),
            mentions: [("erase-replaced", mentions(true)), ("erase-hinted", mentions(false))],
        }
    }
}

impl Keeper {
    /// What erasing would do, with the form that does it.
    pub(super) async fn erasing(&self, problem: Option<String>) -> Result<Erasing, Failure> {
        let preview = self.app.ledger.preview_erasure(&self.app.viewer, self.account, self.record).await?;
        Ok(Erasing { problem, ..self.told(&preview) })
    }

    fn told(&self, preview: &Preview) -> Erasing {
        let say = self.preferences.say();
        Erasing {
            accounts: preview.accounts.iter().map(|erased| Told::of(say, erased)).collect(),
            beyond: preview.beyond,
            users: preview.users.clone(),
            namesakes: preview.namesakes.clone(),
            is_done: false,
            action: format!("{}/records/{}/{}/erasure", self.root, self.record.kind, self.record.id),
            change: self.app.world.id(),
            problem: None,
        }
    }

    /// As it is now.
    async fn anew(self) -> Result<Self, Failure> {
        let seat = self.root.seat(&self.app).await?;
        let plan = seat.whole().await?;
        Ok(Self { seat, plan, ..self })
    }
}

/// `POST {root}/records/{kind}/{id}/erasure`: erases, if the code was typed.
pub async fn erase(keeper: Keeper, sent: Sent) -> Result<Response, Failure> {
    let typed = sent.value("code").unwrap_or_default().trim();
    if !typed.eq_ignore_ascii_case(keeper.code()) {
        let say = keeper.preferences.say();
        let problem = say.one("personal-not-the-code", "code", keeper.code().to_owned());
        let erasing = keeper.erasing(Some(problem)).await?;
        return keeper.page(StatusCode::UNPROCESSABLE_ENTITY, Some(erasing)).await;
    }
    let (ledger, viewer) = (keeper.app.ledger.clone(), keeper.app.viewer.clone());
    let preview = ledger.preview_erasure(&viewer, keeper.account, keeper.record).await?;
    let act = Act { id: sent.id("change")?, ..keeper.app.act() };
    let erased = ledger.erase(&viewer, keeper.account, keeper.record, &act).await?;
    // Others are counted, as they were before.
    let reached = |one: &&Erased| preview.accounts.iter().any(|told| told.account == one.account);
    let accounts = erased.into_iter().filter(|one| reached(&one)).collect();
    let done = keeper.told(&Preview { accounts, ..preview });
    let keeper = keeper.anew().await?;
    keeper.page(StatusCode::OK, Some(Erasing { is_done: true, ..done })).await
}

/// `GET` of the same: to the page that has the form.
pub async fn lead_to_data(root: Root, At(at): At<OfSomebody>) -> Redirect {
    Redirect::to(&format!("{root}/records/{}/{}/data", at.kind, at.id))
}
