//! What all files for spreadsheets have in common.

/// What spreadsheets need to read UTF-8 as such, Chinese included.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Rows as CSV, the first one with the headings.
pub(crate) fn csv(rows: impl Iterator<Item = Vec<String>>) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::Writer::from_writer(BYTE_ORDER_MARK.to_vec());
    for row in rows {
        writer.write_record(row)?;
    }
    writer.into_inner().map_err(|error| error.into_error().into())
}

/// Text that a spreadsheet would take for a formula is marked as text.
pub(crate) fn safe(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}
