//! Commands over plan files: checking, figures, moving in and out.

use crate::Failure;
use crate::command::{Check, Export, Figures, Import};
use crate::serve::{LOCAL, open};
use crate::world::{RealWorld, today};
use ledger::{AccountCard, Ledger};
use plan::portfolio;
use plan::relationship::KEYS;
use plan::{Plan, file};
use std::io::Write;
use std::path::Path;
use uuid::Uuid;
use web::World;
use web::words::Say;

fn read(path: &Path) -> Result<Plan, Failure> {
    let named = path.display().to_string();
    let text = std::fs::read_to_string(path).map_err(|error| Failure::Told(format!("{named}: {error}")))?;
    file::read(&text).map_err(|problems| Failure::File(named, problems))
}

/// Prints, and ends quietly where the reader of the pipe has gone.
pub fn print(text: &str) -> Result<(), Failure> {
    match std::io::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(Failure::Told(error.to_string())),
        _ => Ok(()),
    }
}

/// `kamap check`: exit code 1 where anything is wrong with any of the files.
pub fn check(check: &Check, say: Say) -> Result<(), Failure> {
    let mut failures = Vec::new();
    for path in &check.files {
        match read(path) {
            Ok(plan) => {
                let count = i64::try_from(plan.len()).unwrap_or(i64::MAX);
                print(&format!("{}\n", say.one("check-ok", "count", count)))?;
            }
            Err(failure) => failures.push(failure),
        }
    }
    if failures.is_empty() { Ok(()) } else { Err(Failure::Several(failures)) }
}

/// `kamap figures`.
pub fn figures(figures: &Figures, say: Say) -> Result<(), Failure> {
    let plan = read(&figures.file)?;
    let on = figures.on.unwrap_or_else(today);
    let all = portfolio::Figures::of(&plan, on);
    let relationships = all.relationships();
    if figures.json {
        let text = serde_json::to_string_pretty(&all.to_json()).map_err(|error| Failure::Told(error.to_string()))?;
        return print(&format!("{text}\n"));
    }
    let mut text = String::new();
    for figure in KEYS.iter().filter_map(|key| relationships.figures().by_key(key)) {
        let label = say.label(&format!("figure-{}", figure.key));
        text.push_str(&format!("{label}{}{}\n", say.label("colon"), say.figure(&figure)));
    }
    text.push_str(&format!("\n{}\n", say.label("top-gaps")));
    for standing in relationships.top_gaps() {
        let name = say.show(&standing.person.name);
        text.push_str(&format!("{} {name} {}\n", standing.person.code, say.number(standing.priority.unwrap_or(0.0))));
    }
    print(&text)
}

/// `kamap schema`.
pub fn schema() -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(&file::schema()).map_err(|error| Failure::Told(error.to_string()))?;
    print(&format!("{text}\n"))
}

/// `kamap import`.
pub async fn import(import: Import) -> Result<(), Failure> {
    let plan = read(&import.file)?;
    let ledger = open(&import.home).await?;
    let account = ledger.import(&LOCAL, &plan, RealWorld.id(), RealWorld.now()).await?;
    print(&format!("{account}\n"))
}

/// `kamap export`.
pub async fn export(export: Export, say: Say) -> Result<(), Failure> {
    let ledger = open(&export.home).await?;
    let account = named(&ledger, &export.account).await?;
    let seat = ledger.open(&LOCAL, account).await?;
    if seat.plan().wounds().len() > 0 {
        // The file itself may go to standard output.
        eprintln!("{}", say.one("wounds-notice", "count", seat.plan().wounds().len()));
    }
    let text = file::write(seat.plan());
    put(&text, export.output.as_deref())
}

/// The account that this code or id means.
pub async fn named(ledger: &Ledger, account: &str) -> Result<Uuid, Failure> {
    let accounts = ledger.accounts(&LOCAL).await?;
    let named = |card: &&AccountCard| card.code == account || card.id.to_string() == account;
    match accounts.iter().filter(named).collect::<Vec<_>>().as_slice() {
        [] => Err(Failure::Told(format!("no account {account}"))),
        [one] => Ok(one.id),
        _ => Err(Failure::Told(format!("several accounts have the code {account}; name the id"))),
    }
}

/// Writes a text into a file, or prints it.
pub fn put(text: &str, path: Option<&Path>) -> Result<(), Failure> {
    match path {
        None => print(text),
        Some(path) => std::fs::write(path, text).map_err(|error| Failure::Told(format!("{}: {error}", path.display()))),
    }
}
