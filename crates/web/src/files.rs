//! Files of records: listed in every panel, added by a form that works without scripts, and taken away as they came.

use crate::App;
use crate::error::{At, Failure};
use crate::page::Ground;
use crate::panel::Removal;
use crate::record::{Sent, Writer};
use crate::root::Root;
use axum::extract::multipart::{Field, Multipart, MultipartError};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use plan::attachment::Attachment;
use plan::id::AnyId;
use plan::limits::{ATTACHMENT_BYTES, FORM_BYTES};
use plan::{Change, Edit, Kind, Place, Problem, Reason, RecordRef};
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

/// What nobody knows better.
const BYTES: &str = "application/octet-stream";
/// Most characters of a file's name.
const NAME: usize = 200;

/// The files of a record, in its panel.
pub struct Files {
    /// One by one.
    pub lines: Vec<FileLine>,
    /// Adds one more; none where nothing can be added.
    pub form: Option<FileForm>,
}

/// A file.
pub struct FileLine {
    /// What it is called.
    pub name: String,
    /// How large it is.
    pub size: String,
    /// Where it is taken from; none where its bytes are gone.
    pub href: Option<String>,
    /// Takes it out.
    pub removal: Removal,
}

/// The form that adds a file.
pub struct FileForm {
    /// Its key and element id.
    pub key: String,
    /// Where it is sent.
    pub action: String,
    /// The id of the change that it would make.
    pub change: Uuid,
    /// The page that it comes back to.
    pub back: String,
    /// The record that the file will belong to.
    pub of: AnyId,
    /// The name that was typed.
    pub name: String,
    /// What is wrong.
    pub problems: Vec<String>,
}

impl Files {
    /// The files of this record; a file has none itself.
    pub fn of(ground: &Ground<'_>, kind: Kind, id: Uuid) -> Option<Self> {
        if kind == Kind::Attachment {
            return None;
        }
        let of = AnyId(RecordRef { kind, id });
        let own = ground.plan.attachments.by_code().filter(|one| one.of == of);
        let form = ground.may_add(Kind::Attachment).then(|| FileForm::of(ground, of));
        Some(Self { lines: own.map(|one| FileLine::of(ground, one)).collect(), form })
    }
}

impl FileLine {
    fn of(ground: &Ground<'_>, one: &Attachment) -> Self {
        let id = one.id.uuid();
        let removal = Removal::of(ground, Kind::Attachment, id, ground.forms.back().to_owned(), &one.name);
        let live = removal.live && !ground.plan.is_shared(Kind::Attachment, id);
        Self {
            name: one.name.clone(),
            size: ground.say.bytes(one.size),
            href: one.sha256.is_some().then(|| format!("{}/files/{id}", ground.root)),
            removal: Removal { live, ..removal },
        }
    }
}

impl FileForm {
    fn of(ground: &Ground<'_>, of: AnyId) -> Self {
        let key = format!("new-file-{}", of.0.id);
        let attempt = ground.forms.attempt_at(&key);
        let problems = attempt.map(|attempt| attempt.problems.iter().map(|one| ground.say.problem(one)).collect());
        Self {
            action: format!("{}/files", ground.root),
            change: ground.forms.new_id(),
            back: ground.forms.back().to_owned(),
            of,
            name: attempt.and_then(|attempt| attempt.value("name")).unwrap_or_default().to_owned(),
            problems: problems.unwrap_or_default(),
            key,
        }
    }
}

/// What came in as a file.
#[derive(Default)]
struct Upload {
    name: String,
    media_type: Option<String>,
    bytes: Vec<u8>,
    /// It is larger than a file may be; what came is not kept.
    is_too_large: bool,
}

/// `POST {root}/files`: adds a file to a record. Fields that are typed stand before the file, so that they are known and
/// come back whatever becomes of it.
pub async fn add(writer: Writer, mut form: Multipart) -> Result<Response, Failure> {
    let (mut sent, mut upload) = (Vec::new(), Upload::default());
    while let Some(field) = form.next_field().await.map_err(cut_short)? {
        match field.name().unwrap_or_default().to_owned() {
            name if name == "file" => upload = Upload::read(field).await.map_err(cut_short)?,
            name => {
                let (bytes, _) = read(field, FORM_BYTES).await.map_err(cut_short)?;
                sent.push((name, String::from_utf8_lossy(&bytes).into_owned()));
            }
        }
    }
    let sent = Sent::of(sent);
    if let Some(reason) = upload.fault() {
        let place = Place { kind: Some(Kind::Attachment), field: Some("sha256".to_owned()), ..Place::default() };
        return Ok(writer.refuse(sent, vec![Problem { place, reason }]).await);
    }
    let typed = sent.value("name").map(str::trim).filter(|name| !name.is_empty());
    let body = json!({
        "of": sent.value("of"), "name": typed.unwrap_or(&upload.name), "media_type": upload.media_type,
        "size": upload.bytes.len(), "sha256": ledger::fingerprint(&upload.bytes),
    });
    let id = sent.id("change")?;
    let change = Change { id, why: None, undoes: None, edits: vec![Edit::Create { kind: Kind::Attachment, id, body }] };
    let moment = writer.moment();
    let outcome = writer.seat().await?.attach(change, upload.bytes, moment).await;
    writer.answer(outcome, sent, |_| None).await
}

/// A form that ends in the middle is no form.
fn cut_short(error: MultipartError) -> Failure {
    match error.status() {
        axum::http::StatusCode::PAYLOAD_TOO_LARGE => Failure::TooLarge,
        _ => Failure::NotFound,
    }
}

impl Upload {
    async fn read(field: Field<'_>) -> Result<Self, MultipartError> {
        let (name, media_type) =
            (plain(field.file_name().unwrap_or_default()), field.content_type().map(str::to_owned));
        let (bytes, is_too_large) = read(field, ATTACHMENT_BYTES).await?;
        let media_type = media_type.filter(|one| is_media_type(one));
        Ok(Self { name, media_type, bytes, is_too_large })
    }

    fn fault(&self) -> Option<Reason> {
        match self.bytes.len() {
            _ if self.is_too_large => Some(Reason::TooManyBytes { mib: ATTACHMENT_BYTES >> 20 }),
            0 => Some(Reason::NoFile),
            _ => None,
        }
    }
}

/// The bytes of a field, at most so many; is there more? It is read to its end, since a browser that is cut off shows no
/// answer.
async fn read(mut field: Field<'_>, most: usize) -> Result<(Vec<u8>, bool), MultipartError> {
    let (mut bytes, mut more) = (Vec::new(), false);
    while let Some(chunk) = field.chunk().await? {
        more |= bytes.len() + chunk.len() > most;
        match more {
            true => bytes = Vec::new(),
            false => bytes.extend_from_slice(&chunk),
        }
    }
    Ok((bytes, more))
}

/// The name of a file without the folders that some browsers send, and without signs that no name should have.
fn plain(name: &str) -> String {
    let own = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let own: String = own.chars().filter(|sign| !sign.is_control()).take(NAME).collect();
    if own.trim().is_empty() { "file".to_owned() } else { own.trim().to_owned() }
}

fn is_media_type(text: &str) -> bool {
    let is_token = |part: &str| {
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".+-_".contains(&byte))
    };
    text.len() <= 100 && text.split_once('/').is_some_and(|(kind, own)| is_token(kind) && is_token(own))
}

/// The part of an address that names a file.
#[derive(Deserialize)]
pub struct OfFile {
    id: Uuid,
}

/// `GET {root}/files/{id}`: the bytes, always to be saved and never shown as a page of ours.
pub async fn take(app: App, root: Root, At(at): At<OfFile>) -> Result<Response, Failure> {
    let (attachment, bytes) = root.seat(&app).await?.file(at.id).await?.ok_or(Failure::NotFound)?;
    app.exports(root, Some(RecordRef { kind: Kind::Attachment, id: at.id })).await?;
    let media_type = attachment.media_type.filter(|one| is_media_type(one)).unwrap_or_else(|| BYTES.to_owned());
    let headers = [
        (CONTENT_TYPE, media_type),
        (CONTENT_DISPOSITION, disposition(&attachment.name)),
        (CONTENT_SECURITY_POLICY, "sandbox".to_owned()),
    ];
    Ok((headers, bytes).into_response())
}

/// How the file is called where it is saved: in plain signs for old programs, whole for all others (RFC 6266).
fn disposition(name: &str) -> String {
    let plain: String = name
        .chars()
        .map(|sign| if sign.is_ascii_alphanumeric() || " .-_".contains(sign) { sign } else { '_' })
        .collect();
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-_".contains(&byte);
    let whole: String = name
        .bytes()
        .map(|byte| if is_plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect();
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{whole}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_was_sent_is_a_name_and_no_path() {
        let names =
            [("C:\\fakepath\\a b.pdf", "a b.pdf"), ("../../etc/passwd", "passwd"), ("a\r\nb", "ab"), (" / ", "file")];
        for (sent, kept) in names {
            assert_eq!(plain(sent), kept);
        }
        assert_eq!(plain(&"长".repeat(300)).chars().count(), NAME);
    }

    #[test]
    fn no_name_breaks_out_of_its_header() {
        let said = disposition("纪要 \"x\"; a=b\r\n.pdf");
        assert_eq!(
            said,
            "attachment; filename=\"__ _x__ a_b__.pdf\"; \
             filename*=UTF-8''%E7%BA%AA%E8%A6%81%20%22x%22%3B%20a%3Db%0D%0A.pdf"
        );
        assert!(
            is_media_type("application/vnd.ms-excel") && !is_media_type("text/html; charset=x") && !is_media_type("a")
        );
    }
}
