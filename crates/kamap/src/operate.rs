//! What an operator does with a database: back up, restore, move, examine.

use crate::Failure;
use crate::command::{Backup, Doctor, Generate, Home, Move, Reporting, Restore};
use crate::serve::{LOCAL, open};
use crate::user::act;
use crate::world::RealWorld;
use ledger::{Deed, Subject};
use plan::generate::Size;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use web::World;

fn told(path: &Path, error: &std::io::Error) -> Failure {
    Failure::System(format!("{}: {error}", path.display()))
}

/// `kamap backup`: written beside its place first, so that a half-written file never takes a good one's place.
pub async fn backup(backup: Backup) -> Result<(), Failure> {
    let archive = everything(&backup.home).await?;
    let path = backup.output;
    let mut half = path.clone().into_os_string();
    half.push(".part");
    let half = PathBuf::from(half);
    let written = File::create(&half).and_then(|mut file| {
        file.write_all(archive.as_bytes())?;
        file.sync_all()
    });
    written.map_err(|error| told(&half, &error))?;
    std::fs::rename(&half, &path).map_err(|error| told(&path, &error))?;
    println!("{} lines, {} bytes", archive.lines().count(), archive.len());
    Ok(())
}

/// The archive of a database, which says of itself that it was taken along.
async fn everything(home: &Home) -> Result<String, Failure> {
    let ledger = open(home).await?;
    ledger.remember(&act(), Deed::Exported, Subject::default()).await?;
    Ok(ledger.archive().await?)
}

/// `kamap restore`.
pub async fn restore(restore: Restore) -> Result<(), Failure> {
    let read = |path: &PathBuf| std::fs::read_to_string(path).map_err(|error| told(path, &error));
    let archive = read(&restore.file)?;
    let lists = restore.erased.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    let lists: Vec<&str> = lists.iter().map(String::as_str).collect();
    let count = open(&restore.home).await?.restore(&archive, &lists).await?;
    println!("{count} rows");
    Ok(())
}

/// `kamap move`: the source stays as it is.
pub async fn moving(moving: Move) -> Result<(), Failure> {
    let archive = everything(&moving.home).await?;
    let is_url = moving.to.starts_with("postgres://") || moving.to.starts_with("postgresql://");
    let to = match is_url {
        true => Home { data: None, database: Some(moving.to) },
        false => Home { data: Some(PathBuf::from(moving.to)), database: None },
    };
    let count = open(&to).await?.restore(&archive, &[]).await?;
    println!("{count} rows");
    Ok(())
}

/// `kamap generate`: one account after the other, each from its own seed.
pub async fn generate(generate: Generate) -> Result<(), Failure> {
    let ledger = open(&generate.home).await?;
    let people = usize::from(generate.people);
    let size = Size {
        people,
        opportunities: generate.opportunities.map_or(people / 10 + 1, usize::from),
        actions: generate.actions.map_or(people / 4 + 1, usize::from),
        interactions: people * 2,
        needs: people / 10 + 3,
    };
    for number in 0..generate.accounts {
        let seed = u64::from(generate.seed.wrapping_add(number));
        let plan = plan::generate::plan(seed, size, RealWorld.today());
        let plan = plan.map_err(|problems| Failure::Ledger(ledger::Error::Problems(problems)))?;
        ledger.import(&LOCAL, &plan, RealWorld.id(), RealWorld.now()).await?;
    }
    println!("{} accounts of {people} people", generate.accounts);
    Ok(())
}

/// `kamap doctor`: exit code 1 where anything is wrong.
pub async fn doctor(doctor: Doctor) -> Result<(), Failure> {
    let ledger = open(&doctor.home).await?;
    if doctor.repair {
        println!("{} accounts drawn anew", ledger.repair(&LOCAL).await?);
    }
    let diagnosis = ledger.diagnose(&LOCAL).await?;
    println!(
        "{} accounts, {} records, {} changes, {} snapshots, {} users: {} wounds",
        diagnosis.accounts,
        diagnosis.records,
        diagnosis.changes,
        diagnosis.snapshots,
        diagnosis.users,
        diagnosis.wounds.len()
    );
    if diagnosis.wounds.is_empty() { Ok(()) } else { Err(Failure::System(diagnosis.wounds.join("\n"))) }
}

/// `kamap reporting`: who may not make roles hands the printed SQL to somebody who may.
pub async fn reporting(reporting: Reporting) -> Result<(), Failure> {
    if reporting.grant {
        open(&reporting.home).await?.grant_reporting().await?;
    } else {
        print!("{}", ledger::reporting_grants());
    }
    Ok(())
}
