//! Files that belong to records: evidence, minutes, templates (decided 5.49). The record says what a file is; its bytes
//! stand in the ledger, once for each content, found by their fingerprint.

use crate::id::AnyId;
use crate::kind::Plan;
use crate::limits;
use crate::problem::{Problem, Reason};
use crate::record::record;

record! {
    /// A file that belongs to a record of any kind.
    Attachment {
        /// The record that it belongs to, and with which it goes.
        must["x-on-remove" = "cascade", "x-once" = true] of: AnyId,
        /// What the file is called.
        must["maxLength" = 200] name: String,
        /// What kind of file it is, as a media type.
        more["maxLength" = 100, "x-once" = true] media_type: Option<String>,
        /// How long it is, in bytes.
        more["minimum" = 1, "maximum" = limits::ATTACHMENT_BYTES, "x-once" = true] size: i64,
        /// The SHA-256 of its bytes, in lower case; none where they were erased.
        more["maxLength" = 64, "x-once" = true] sha256: Option<String>,
    }
    check check_attachment;
}

fn check_attachment(attachment: &Attachment, _plan: &Plan, problems: &mut Vec<Problem>) {
    let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    let fits = |sha256: &String| sha256.len() == 64 && sha256.bytes().all(is_digit);
    if !attachment.sha256.as_ref().is_none_or(fits) {
        problems.push(Problem::of(attachment, "sha256", Reason::NotAnId));
    }
}
