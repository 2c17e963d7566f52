//! `kamap export --as csv`: the records of a plan as tables, one a kind.

use crate::Failure;
use crate::command::Export;
use crate::files::put;
use papers::record;
use plan::{Kind, Plan};
use std::path::Path;
use web::words::Say;

/// One kind as asked for, or all kinds that have records as files in a folder.
pub fn export(plan: &Plan, export: &Export, say: Say) -> Result<(), Failure> {
    match (export.kind, export.output.as_deref()) {
        (Some(kind), output) => put(output, table(plan, kind, say)?),
        (None, Some(folder)) => into_folder(plan, folder, say),
        (None, None) => Err(Failure::told("export-tables-where", [])),
    }
}

fn into_folder(plan: &Plan, folder: &Path, say: Say) -> Result<(), Failure> {
    let told = |error: std::io::Error| Failure::System(format!("{}: {error}", folder.display()));
    std::fs::create_dir_all(folder).map_err(told)?;
    for kind in Kind::ALL.iter().copied().filter(|kind| !record::records(plan, *kind).is_empty()) {
        put(Some(&folder.join(format!("{kind}.csv"))), table(plan, kind, say)?)?;
    }
    Ok(())
}

fn table(plan: &Plan, kind: Kind, say: Say) -> Result<Vec<u8>, Failure> {
    let labels = |key: &str| say.label(key);
    record::csv(plan, kind, say.language, &labels).map_err(|error| Failure::System(error.to_string()))
}
