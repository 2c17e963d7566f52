//! Operations over several accounts from the command line: handing over, looking at what was done, undoing it; and
//! archiving, reopening and deleting accounts.

use crate::Failure;
use crate::command::{Account, Closing, HandOver, Operations};
use crate::files::{named, print};
use crate::serve::{LOCAL, open};
use crate::user::act;
use crate::world::RealWorld;
use ledger::{Ledger, Operation, Seat, Somebody, Verb};
use plan::{Language, Words};
use uuid::Uuid;
use web::World;
use web::words::Say;

/// `kamap hand-over`: in the accounts named, or in all; says how each went, and exits with 1 where one refused.
pub async fn hand_over(asked: HandOver, say: Say) -> Result<(), Failure> {
    let ledger = open(&asked.home).await?;
    let mut accounts = Vec::new();
    for account in &asked.account {
        accounts.push(named(&ledger, account).await?);
    }
    let all: Vec<Uuid> = ledger.reach(&LOCAL).accounts().await?.into_iter().map(|card| card.id).collect();
    let from = somebody(&ledger, &all, &asked.from).await?;
    let to = somebody(&ledger, &all, &asked.to).await?;
    let accounts = if accounts.is_empty() { all } else { accounts };
    let (id, verb) = (RealWorld.id(), Verb::HandOver { from, to, accounts });
    // Said first, so that whoever is interrupted knows what to look for.
    print(format!("{id}\n"))?;
    told(&ledger, &ledger.operate(&LOCAL, id, verb, RealWorld.moment()).await?, say).await
}

/// `kamap operations`: the latest first; with an id what became of it, with `--undo` after taking it back.
pub async fn operations(asked: Operations, say: Say) -> Result<(), Failure> {
    let ledger = open(&asked.home).await?;
    let Some(text) = asked.operation else {
        let line = |one: &Operation| format!("{} {} {}\n", one.id, one.made.today, head(one, say));
        return print(ledger.operations(&LOCAL).await?.iter().map(line).collect::<String>());
    };
    let unknown = || Failure::told("cli-no-operation", [("operation", text.clone())]);
    let id: Uuid = text.parse().map_err(|_| unknown())?;
    let found = match asked.undo {
        true => ledger.undo_operation(&LOCAL, id, RealWorld.moment()).await,
        false => ledger.operation(&LOCAL, id).await,
    };
    match found {
        Ok(operation) => told(&ledger, &operation, say).await,
        Err(ledger::Error::NotFound) => Err(unknown()),
        Err(error) => Err(error.into()),
    }
}

fn head(operation: &Operation, say: Say) -> String {
    let verb = say.code("operation", operation.verb.code());
    format!("{verb}{}{}", say.label("colon"), say.code("operation-state", operation.state.code()))
}

/// An operation step by step; what was refused is an error.
async fn told(ledger: &Ledger, operation: &Operation, say: Say) -> Result<(), Failure> {
    let cards = ledger.reach(&LOCAL).of_all().accounts().await?;
    let mut text = format!("{}\n", head(operation, say));
    let mut refused = Vec::new();
    for step in &operation.steps {
        let card = cards.iter().find(|card| card.id == step.account);
        let code = card.map_or_else(|| step.account.to_string(), |card| card.code.clone());
        text.push_str(&format!("  {code} {}\n", say.code("step-state", step.state.code())));
        if !step.problems.is_empty() {
            refused.push(Failure::Ledger(ledger::Error::Problems(step.problems.clone())));
        }
    }
    let done = operation.steps.iter().filter(|step| step.state == ledger::StepState::Done).count();
    let counts = [("done", done.to_string()), ("count", operation.steps.len().to_string())];
    text.push_str(&format!("{}\n", say.texts("operations-done", &counts)));
    print(text)?;
    if refused.is_empty() { Ok(()) } else { Err(Failure::Several(refused)) }
}

/// One of ours: by code or id in the library, by name on the team of one of these accounts, or by id there.
async fn somebody(ledger: &Ledger, accounts: &[Uuid], named: &str) -> Result<Somebody, Failure> {
    for account in accounts {
        let seat = ledger.open(&LOCAL, *account).await?;
        if let Some(found) = in_library(&seat, named).or_else(|| on_team(&seat, *account, named)) {
            return Ok(found);
        }
    }
    Err(Failure::told("cli-nobody", [("name", named.to_owned())]))
}

fn in_library(seat: &Seat, named: &str) -> Option<Somebody> {
    let is = |one: &&plan::library::Colleague| {
        one.code == named || one.id.to_string() == named || is_called(&one.name, named)
    };
    seat.plan().colleagues.by_code().find(is).map(|one| Somebody::colleague(one.id.uuid()))
}

fn on_team(seat: &Seat, account: Uuid, named: &str) -> Option<Somebody> {
    let is = |one: &&plan::team::Member| one.id.to_string() == named || is_called(&one.name, named);
    seat.plan().members.by_code().find(is).map(|one| Somebody::member(account, one.id.uuid()))
}

fn is_called(name: &Words, named: &str) -> bool {
    Language::ALL.iter().any(|language| name.show(*language) == named)
}

/// `kamap account`.
pub async fn account(asked: Account) -> Result<(), Failure> {
    match asked.closing {
        Closing::Archive(one) => {
            let ledger = open(&one.home).await?;
            let account = named(&ledger, &one.account).await?;
            ledger.put_away(&LOCAL, account, RealWorld.id(), RealWorld.moment()).await?;
        }
        Closing::Reopen(one) => {
            let ledger = open(&one.home).await?;
            let account = named(&ledger, &one.account).await?;
            ledger.reopen(&LOCAL, account, RealWorld.id(), RealWorld.moment()).await?;
        }
        Closing::Delete(one) => {
            let ledger = open(&one.home).await?;
            let account = named(&ledger, &one.account).await?;
            ledger.delete_account(&LOCAL, account, &one.name, &act()).await?;
        }
    }
    Ok(())
}
