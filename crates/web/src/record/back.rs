//! The ways back beside undo: a removed record, one field, the whole plan.

use super::{OfRecord, Sent, Writer, kind};
use crate::error::{At, Failure};
use axum::response::Response;
use plan::RecordRef;

/// `POST {root}/records/{kind}/{id}/restoration`: brings a removed record back, with what was removed with it; or sets
/// one `field` back to what it was at a `revision`.
pub async fn restore(writer: Writer, At(at): At<OfRecord>, sent: Sent) -> Result<Response, Failure> {
    let (record, change) = (RecordRef { kind: kind(&at.kind)?, id: at.id }, sent.id("change")?);
    let (seat, moment) = (writer.seat().await?, writer.moment());
    let outcome = match sent.value("field") {
        Some(field) => seat.set_back(record, field, revision(&sent, "revision")?, change, moment).await,
        None => seat.bring_back(record, change, moment).await,
    };
    writer.answer(outcome, sent, |_| None).await
}

/// `POST {root}/return`: makes the whole plan what it was at a `revision`, if it is still as it was `seen`.
pub async fn go_back(writer: Writer, sent: Sent) -> Result<Response, Failure> {
    let (revision, seen) = (revision(&sent, "revision")?, revision(&sent, "seen")?);
    let outcome = writer.seat().await?.go_back(revision, seen, sent.id("change")?, writer.moment()).await;
    let after = sent.value("after").map(str::to_owned);
    writer.answer(outcome, sent, |_| after).await
}

/// A revision that the plan had; before the first there was none to go back to.
fn revision(sent: &Sent, name: &str) -> Result<i64, Failure> {
    let revision = sent.value(name).and_then(|text| text.parse().ok());
    revision.filter(|revision| *revision > 0).ok_or(Failure::NotFound)
}
