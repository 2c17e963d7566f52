//! How much is taken: every limit on the size, number and nesting of what comes in. Each check reads from here.

/// Most bytes of a plan file, and of the plan that a snapshot unpacks to.
pub const FILE_BYTES: usize = 1 << 28;
/// Most bytes of one change as JSON.
pub const CHANGE_BYTES: usize = 1 << 24;
/// Most bytes that a form sends.
pub const FORM_BYTES: usize = 1 << 20;
/// Most bytes of one file that belongs to a record.
pub const ATTACHMENT_BYTES: usize = 10 << 20;
/// How deep a file or a change may nest; the deepest plan file that we write has five levels.
pub const DEPTH: usize = 32;
/// Most edits that one change may carry; larger imports come in several changes.
pub const EDITS: usize = 20_000;
/// Most records of one plan: as many as one change carries, since its file, its import and a snapshot are one change.
pub const RECORDS: usize = EDITS;
/// Most values of one field that holds a list.
pub const LIST: usize = 500;
/// Most characters of a text whose field says nothing else, and of the reason for a change.
pub const TEXT: usize = 1000;
/// Most characters of a record's code.
pub const CODE: usize = 12;
/// The largest decimal number either way.
pub const DECIMAL: f64 = 1e12;
/// The largest amount either way, in minor units: ten trillion of a currency with cents. It leaves room to add up
/// thousands of amounts without overflow.
pub const MONEY: i64 = 1_000_000_000_000_000;
