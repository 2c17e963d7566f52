//! Commands over plan files: figures, moving in and out.

use crate::Failure;
use crate::command::{Export, Figures, Format, Import, Schema};
use crate::serve::{LOCAL, open};
use crate::tables;
use crate::user::act;
use crate::world::{RealWorld, today};
use ledger::{Deed, LIBRARY, Ledger, Subject};
use plan::figure::{Figure, Measure};
use plan::portfolio::{self, Part};
use plan::{Money, Plan, file};
use std::io::Write;
use std::path::Path;
use uuid::Uuid;
use web::World;
use web::words::Say;

pub(crate) fn read(path: &Path) -> Result<Plan, Failure> {
    let named = path.display().to_string();
    let text = std::fs::read_to_string(path).map_err(|error| Failure::System(format!("{named}: {error}")))?;
    file::read(&text).map_err(|problems| Failure::File(named, problems))
}

/// Writes into a file, or prints.
pub(crate) fn put(output: Option<&Path>, text: impl AsRef<[u8]>) -> Result<(), Failure> {
    let Some(path) = output else { return print(text) };
    std::fs::write(path, text).map_err(|error| Failure::System(format!("{}: {error}", path.display())))
}

/// Prints, and ends quietly where the reader of the pipe has gone.
pub(crate) fn print(text: impl AsRef<[u8]>) -> Result<(), Failure> {
    match std::io::stdout().write_all(text.as_ref()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(Failure::System(error.to_string())),
        _ => Ok(()),
    }
}

/// `kamap figures`.
pub fn figures(figures: &Figures, say: Say) -> Result<(), Failure> {
    let plan = read(&figures.file)?;
    let on = figures.on.unwrap_or_else(today);
    let all = portfolio::Figures::of(&plan, on);
    if figures.json {
        let text = serde_json::to_string_pretty(&all.in_full()).map_err(|error| Failure::System(error.to_string()))?;
        return print(format!("{text}\n"));
    }
    let mut text = String::new();
    for part in Part::ALL {
        let part_code = part.code();
        text.push_str(&format!("{}\n", say.label(&format!("part-{part_code}"))));
        all.of_part(*part).for_each(|figure| text.push_str(&line(&plan, &figure, say)));
        text.push('\n');
    }
    text.push_str(&format!("{}\n", say.label("top-gaps")));
    for standing in all.relationships().top_gaps() {
        let name = say.show(&standing.person.name);
        text.push_str(&format!("{} {name} {}\n", standing.person.code, say.number(standing.priority.unwrap_or(0.0))));
    }
    print(text)
}

/// A figure with its name. Amounts stand in the plan's currency.
fn line(plan: &Plan, figure: &Figure, say: Say) -> String {
    let key = figure.key;
    let label = say.label(&format!("figure-{key}"));
    let currency = plan.account().map_or("", |account| account.currency.as_str());
    let value = match (figure.measure, figure.value) {
        (Measure::Amount, Some(units)) => say.money(Money((units * 100.0).round() as i64), currency),
        _ => say.figure(figure),
    };
    format!("{label}{}{value}\n", say.label("colon"))
}

/// `kamap schema`.
pub fn schema(asked: &Schema) -> Result<(), Failure> {
    let schema = if asked.api { web::api_document() } else { file::schema() };
    let text = serde_json::to_string_pretty(&schema).map_err(|error| Failure::System(error.to_string()))?;
    print(format!("{text}\n"))
}

/// `kamap import`.
pub async fn import(import: Import) -> Result<(), Failure> {
    let plan = read(&import.file)?;
    let ledger = open(&import.home).await?;
    let account = ledger.import(&LOCAL, &plan, RealWorld.id(), RealWorld.now()).await?;
    print(format!("{account}\n"))
}

/// `kamap export`.
pub async fn export(export: Export, say: Say) -> Result<(), Failure> {
    let ledger = open(&export.home).await?;
    let account = match &export.account {
        Some(account) => named(&ledger, account).await?,
        None => LIBRARY,
    };
    let seat = match account {
        LIBRARY => ledger.library(&LOCAL, RealWorld.now()).await?,
        account => ledger.open(&LOCAL, account).await?,
    };
    ledger.remember(&act(), Deed::Exported, Subject::account(account)).await?;
    if seat.plan().wounds().len() > 0 {
        // The file itself may go to standard output.
        eprintln!("{}", say.one("wounds-notice", "count", seat.plan().wounds().len()));
    }
    match (export.format, export.kind) {
        (Format::Plan, None) => put(export.output.as_deref(), file::write(&*seat.whole().await?)),
        _ => tables::export(&*seat.whole().await?, &export, say),
    }
}

/// The id of the account with this code or id.
pub(crate) async fn named(ledger: &Ledger, account: &str) -> Result<Uuid, Failure> {
    let accounts = ledger.reach(&LOCAL).of_all().accounts().await?;
    let is_meant = |card: &&ledger::AccountCard| card.code == account || card.id.to_string() == account;
    match accounts.iter().filter(is_meant).collect::<Vec<_>>().as_slice() {
        [] => Err(Failure::told("cli-no-account", [("account", account.to_owned())])),
        [one] => Ok(one.id),
        _ => Err(Failure::told("cli-several-accounts", [("account", account.to_owned())])),
    }
}
