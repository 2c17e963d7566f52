//! kamap plans and manages key accounts (大客户地图). This binary is the server, the demo, and the command line over
//! plan files; it wires the rooms together and holds no rule of its own.

mod check;
mod command;
mod demo;
mod drawing;
mod erase;
mod files;
mod manual;
mod operate;
mod operations;
mod serve;
mod tables;
mod user;
mod world;

use clap::Parser;
use command::{Command, Kamap};
use std::io::Write;
use std::process::ExitCode;

fn main() -> ExitCode {
    let kamap = Kamap::parse();
    let say = web::words::Say::new(kamap.language());
    let outcome = match kamap.command {
        Command::Demo(demo) => run(demo::demo(demo)),
        Command::Serve(serve) => run(serve::serve(serve, say)),
        Command::Import(import) => run(files::import(import)),
        Command::Export(export) => run(files::export(export, say)),
        Command::Figures(figures) => files::figures(&figures, say),
        Command::Draw(draw) => drawing::draw(&draw, say),
        Command::Check(check) => check::check(&check, say),
        Command::Schema(schema) => files::schema(&schema),
        Command::Completions(completions) => manual::completions(&completions),
        Command::Man(man) => manual::man(&man),
        Command::Backup(backup) => run(operate::backup(backup)),
        Command::Restore(restore) => run(operate::restore(restore)),
        Command::Move(moving) => run(operate::moving(moving)),
        Command::Erase(erase) => run(erase::erase(erase, say)),
        Command::Erased(list) => run(erase::erased(list)),
        Command::Retention(retention) => run(erase::retention(retention, say)),
        Command::HandOver(asked) => run(operations::hand_over(asked, say)),
        Command::Operations(asked) => run(operations::operations(asked, say)),
        Command::Account(asked) => run(operations::account(asked)),
        Command::Generate(generate) => run(operate::generate(generate)),
        Command::User(users) => run(user::user(users.verb, say)),
        Command::Doctor(doctor) => run(operate::doctor(doctor)),
        Command::Reporting(reporting) => run(operate::reporting(reporting)),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            let mut told = std::io::stderr().lock();
            // Whoever stops reading has read enough; the answer stays the same.
            let _ = failure.lines(say).iter().try_for_each(|line| writeln!(told, "kamap: {line}"));
            ExitCode::FAILURE
        }
    }
}

/// Runs what needs the network or a database.
fn run(work: impl Future<Output = Result<(), Failure>>) -> Result<(), Failure> {
    use tracing_subscriber::EnvFilter;
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info,refinery_core=warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    runtime.map_err(|error| Failure::System(error.to_string()))?.block_on(work)
}

/// Why a command ended with exit code 1.
enum Failure {
    /// Everything that is wrong with a file.
    File(String, Vec<plan::file::FileProblem>),
    /// The ledger refused or failed.
    Ledger(ledger::Error),
    /// Several of these.
    Several(Vec<Failure>),
    /// A sentence of ours: the key of its label and what stands in it.
    Told(&'static str, Vec<(&'static str, String)>),
    /// What the system said, and of what.
    System(String),
}

impl From<ledger::Error> for Failure {
    fn from(error: ledger::Error) -> Self {
        Self::Ledger(error)
    }
}

impl Failure {
    fn told<const N: usize>(key: &'static str, values: [(&'static str, String); N]) -> Self {
        Self::Told(key, values.into())
    }

    fn lines(&self, say: web::words::Say) -> Vec<String> {
        match self {
            Self::File(path, problems) => problems
                .iter()
                .map(|one| {
                    let line = one.line.map(|line| format!(":{line}")).unwrap_or_default();
                    format!("{path}{line}: {}", say.problem_with_place(&one.problem))
                })
                .collect(),
            Self::Ledger(ledger::Error::Problems(problems)) => {
                problems.iter().map(|problem| say.problem_with_place(problem)).collect()
            }
            Self::Several(failures) => failures.iter().flat_map(|failure| failure.lines(say)).collect(),
            Self::Ledger(ledger::Error::NotFound) => vec![say.label("cli-not-found")],
            Self::Ledger(ledger::Error::Refused(refusal)) => vec![web::refusal_told(say, *refusal)],
            Self::Ledger(ledger::Error::Newer) => vec![say.label("cli-newer")],
            Self::Ledger(ledger::Error::OnlyReads) => vec![say.label("cli-only-reads")],
            Self::Ledger(ledger::Error::Store(what)) => vec![say.one("cli-database", "what", what.as_str())],
            Self::Told(key, values) => vec![say.texts(key, values)],
            Self::System(what) => vec![what.clone()],
        }
    }
}
