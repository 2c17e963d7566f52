//! The command line.

pub mod user;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use ipnet::IpNet;
use plan::{Day, Kind, Language};
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use web::entrance::PublicUrl;

/// Plan and manage your largest customers: 大客户地图.
#[derive(Parser)]
#[command(version, about, arg_required_else_help = true)]
pub struct Kamap {
    /// Language of messages: zh-Hans, zh-Hant or en [default: from the environment].
    #[arg(long, global = true, value_parser = language)]
    lang: Option<Language>,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Subcommand)]
pub enum Command {
    /// Opens the sample account on a throw-away database
    #[command(after_help = "Examples:\n  kamap demo --open\n  kamap demo --port 8000 --lang zh-Hans")]
    Demo(Demo),
    /// Serves your own accounts
    #[command(
        after_help = "Examples:\n  kamap serve --data ~/kamap\n  kamap serve --database postgres://user@host/kamap --listen 127.0.0.1:8080\n  kamap serve --data ~/kamap --listen 0.0.0.0:7878 --public-url https://kamap.example.com --trusted-proxy 10.0.0.5"
    )]
    Serve(Serve),
    /// Puts a plan file in as a new account
    #[command(after_help = "Examples:\n  kamap import bedrock.plan.json --data ~/kamap")]
    Import(Import),
    /// Writes an account as a plan file
    #[command(
        after_help = "Examples:\n  kamap export BEDROCK -o bedrock.plan.json --data ~/kamap\n  kamap export --library -o library.plan.json --data ~/kamap\n  kamap export BEDROCK --as csv -o bedrock --data ~/kamap\n  kamap export BEDROCK --as csv --kind person --lang zh-Hans --data ~/kamap"
    )]
    Export(Export),
    /// Prints the figures of a plan file
    #[command(
        after_help = "Examples:\n  kamap figures bedrock.plan.json --on 2026-11-20\n  kamap figures bedrock.plan.json --json"
    )]
    Figures(Figures),
    /// Draws a map or chart of a plan file as SVG
    #[command(
        after_help = "Examples:\n  kamap draw bedrock.plan.json influence-map -o influence-map.svg\n  kamap draw bedrock.plan.json forecast --on 2026-11-20 --lang zh-Hans"
    )]
    Draw(Draw),
    /// Says everything that is wrong with plan files, and what the plans lack
    #[command(
        after_help = "Examples:\n  kamap check bedrock.plan.json --on 2026-11-20\n  kamap check bedrock.plan.json --complete"
    )]
    Check(Check),
    /// Prints the JSON Schema of the plan file, or the description of the interface for programs
    #[command(after_help = "Examples:\n  kamap schema > plan.schema.json\n  kamap schema --api > openapi.json")]
    Schema(Schema),
    /// Writes everything into one file, while others go on working
    #[command(after_help = "Examples:\n  kamap backup -o kamap.backup --data ~/kamap")]
    Backup(Backup),
    /// Puts a backup into an empty database
    #[command(after_help = "Examples:\n  kamap restore kamap.backup --data ~/new")]
    Restore(Restore),
    /// Copies everything into another, empty database
    #[command(
        after_help = "Examples:\n  kamap move --data ~/kamap --to postgres://user@host/kamap\n  kamap move --database postgres://user@host/kamap --to ~/kamap"
    )]
    Move(Move),
    /// Erases somebody for good, from records, history and snapshots
    #[command(after_help = "Examples:\n  kamap erase BEDROCK P05 --data ~/kamap")]
    Erase(Erase),
    /// Writes the list of who was erased and which accounts were deleted, ids alone, to keep beside backups
    #[command(after_help = "Examples:\n  kamap erased -o erased.list --data ~/kamap")]
    Erased(ErasedList),
    /// Lets go what is kept no longer: judgements about people who left, and old rows of the audit
    #[command(
        after_help = "Examples:\n  kamap retention --dry-run --data ~/kamap\n  kamap retention --data ~/kamap\n\nThe server does it by itself, once a day."
    )]
    Retention(Retention),
    /// Hands over what one of our people has to do to another, in several accounts at once
    #[command(
        after_help = "Examples:\n  kamap hand-over --from Lin --to Xu --data ~/kamap\n  kamap hand-over --from KP01 --to KP02 --account BEDROCK --account ACC02 --data ~/kamap"
    )]
    HandOver(HandOver),
    /// Lists what was done over several accounts, and undoes it
    #[command(
        after_help = "Examples:\n  kamap operations --data ~/kamap\n  kamap operations 01930000-0000-7000-8000-00000000000a --undo --data ~/kamap"
    )]
    Operations(Operations),
    /// Archives, reopens or deletes an account
    #[command(
        after_help = "Examples:\n  kamap account archive BEDROCK --data ~/kamap\n  kamap account reopen BEDROCK --data ~/kamap\n  kamap account delete BEDROCK --name Bedrock --data ~/kamap"
    )]
    Account(Account),
    /// Fills a database with synthetic accounts
    #[command(after_help = "Examples:\n  kamap generate --accounts 20 --people 200 --data /tmp/load")]
    Generate(Generate),
    /// Says who signs in: adds people, resets passwords, keeps people out
    #[command(
        arg_required_else_help = true,
        after_help = "Examples:\n  kamap user add lin@example.com --name Lin --role administrator --data ~/kamap\n  kamap user reset lin@example.com --data ~/kamap\n  kamap user disable lin@example.com --data ~/kamap\n  kamap user token lin@example.com --name report --data ~/kamap\n  kamap user list --data ~/kamap"
    )]
    User(user::Users),
    /// Looks for what does not agree: log against records, references, seals
    #[command(after_help = "Examples:\n  kamap doctor --data ~/kamap\n  kamap doctor --repair --data ~/kamap")]
    Doctor(Doctor),
    /// Prints what a shell needs to complete commands and options
    #[command(
        after_help = "Examples:\n  kamap completions bash > /etc/bash_completion.d/kamap\n  kamap completions zsh > ~/.zfunc/_kamap"
    )]
    Completions(Completions),
    /// Writes the manual pages
    #[command(after_help = "Examples:\n  kamap man | man -l -\n  kamap man /usr/local/share/man/man1")]
    Man(Man),
    /// Gives reporting tools their read-only roles on PostgreSQL
    #[command(
        after_help = "Examples:\n  kamap reporting > grants.sql\n  kamap reporting --grant --database postgres://user@host/kamap"
    )]
    Reporting(Reporting),
}

/// The sample account.
#[derive(Args)]
pub struct Demo {
    /// Port on this machine; where it is busy, the next free one is taken.
    #[arg(long, default_value_t = 7878)]
    pub port: u16,
    /// Opens the page in the browser.
    #[arg(long)]
    pub open: bool,
}

/// Your own accounts.
#[derive(Args)]
pub struct Serve {
    /// Where the data is.
    #[command(flatten)]
    pub home: Home,
    /// Address to listen on. Without a proxy before it, only addresses of this machine are taken.
    /// [default: 127.0.0.1:7878, or the next free port]
    #[arg(long)]
    pub listen: Option<SocketAddr>,
    /// Address under which people reach this server, through a proxy that speaks TLS.
    #[arg(long, value_name = "HTTPS-URL", env = "KAMAP_PUBLIC_URL", requires = "trusted_proxy")]
    pub public_url: Option<PublicUrl>,
    /// Address or network of that proxy, as this server sees it. May be named several times.
    #[arg(long, value_name = "ADDR|CIDR", value_parser = network, requires = "public_url")]
    pub trusted_proxy: Vec<IpNet>,
    /// Hours without use after which a session ends.
    #[arg(long, value_name = "HOURS", default_value_t = 12, value_parser = clap::value_parser!(u16).range(1..=720))]
    pub idle_hours: u16,
    /// Days after which a session ends, however much it is used.
    #[arg(long, value_name = "DAYS", default_value_t = 7, value_parser = clap::value_parser!(u16).range(1..=365))]
    pub session_days: u16,
}

/// Where the data is.
#[derive(Args)]
pub struct Home {
    /// Folder of the embedded database, made where it is missing [default: ~/.local/share/kamap].
    #[arg(long, value_name = "DIR", conflicts_with = "database")]
    pub data: Option<PathBuf>,
    /// PostgreSQL instead of the embedded database: postgres://user@host/name
    #[arg(long, value_name = "URL", env = "KAMAP_DATABASE", hide_env_values = true)]
    pub database: Option<String>,
}

/// A plan file to put in.
#[derive(Args)]
pub struct Import {
    /// The plan file.
    pub file: PathBuf,
    /// Where the data is.
    #[command(flatten)]
    pub home: Home,
}

/// An account, or the library, to write out.
#[derive(Args)]
pub struct Export {
    /// Code or id of the account.
    #[arg(required_unless_present = "library", conflicts_with = "library")]
    pub account: Option<String>,
    /// Write out the library that all accounts share.
    #[arg(long)]
    pub library: bool,
    /// As what: a plan file, or tables for a spreadsheet, one a kind of record.
    #[arg(long = "as", value_enum, default_value_t = Format::Plan)]
    pub format: Format,
    /// The one kind of record to write, such as person or opportunity; always as a table.
    #[arg(long, value_parser = kind)]
    pub kind: Option<Kind>,
    /// File to write [default: standard output]; for the tables of all kinds, the folder that gets them.
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Where the data is.
    #[command(flatten)]
    pub home: Home,
}

/// As what an account is written out.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// A plan file, which goes in again.
    #[value(name = "plan.json")]
    Plan,
    /// Tables.
    Csv,
}

/// Figures of a plan file.
#[derive(Args)]
pub struct Figures {
    /// The plan file.
    pub file: PathBuf,
    /// The day for which they are computed, as YYYY-MM-DD [default: today].
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub on: Option<Day>,
    /// As JSON, with exact values.
    #[arg(long)]
    pub json: bool,
}

/// A map or chart of a plan file.
#[derive(Args)]
pub struct Draw {
    /// The plan file.
    pub file: PathBuf,
    /// Which map or chart; a name that is none lists them all.
    pub map: String,
    /// File to write [default: standard output].
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// The day as which it is drawn, as YYYY-MM-DD [default: today].
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub on: Option<Day>,
}

/// Plan files to check.
#[derive(Args)]
pub struct Check {
    /// The plan files; each is checked, whatever is wrong with the others.
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    /// The day as of which it is checked, as YYYY-MM-DD [default: today].
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub on: Option<Day>,
    /// Exit with 1 where something is still open, too.
    #[arg(long)]
    pub complete: bool,
}

/// Something to describe.
#[derive(Args)]
pub struct Schema {
    /// The interface for programs, as OpenAPI 3.1.
    #[arg(long)]
    pub api: bool,
}

/// What a shell completes.
#[derive(Args)]
pub struct Completions {
    /// The shell.
    pub shell: Shell,
}

/// The manual.
#[derive(Args)]
pub struct Man {
    /// Folder that gets a page of each command [default: one page to standard output].
    #[arg(value_name = "DIR")]
    pub folder: Option<PathBuf>,
}

/// A backup to write.
#[derive(Args)]
pub struct Backup {
    /// File to write.
    #[arg(short, long, value_name = "FILE")]
    pub output: PathBuf,
    /// Where the data is.
    #[command(flatten)]
    pub home: Home,
}

/// A backup to put back.
#[derive(Args)]
pub struct Restore {
    /// The backup.
    pub file: PathBuf,
    /// Who was erased and what was deleted since: a list of `kamap erased`, or a later backup. May be named several times.
    #[arg(long, value_name = "FILE")]
    pub erased: Vec<PathBuf>,
    /// Where the data goes.
    #[command(flatten)]
    pub home: Home,
}

/// A database to copy.
#[derive(Args)]
pub struct Move {
    /// Where the data is.
    #[command(flatten)]
    pub home: Home,
    /// Where it goes: a folder, or postgres://user@host/name
    #[arg(long, value_name = "DIR|URL")]
    pub to: String,
}

/// Somebody to erase.
#[derive(Args)]
pub struct Erase {
    /// Code or id of the account.
    pub account: String,
    /// Code or id of a person, a member, or one of our people in the library; who was removed is known too.
    pub person: String,
    /// Where the data is.
    #[command(flatten)]
    pub home: Home,
}

/// The list of who was erased.
#[derive(Args)]
pub struct ErasedList {
    /// File to write [default: standard output].
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Where the data is.
    #[command(flatten)]
    pub home: Home,
}

/// What is kept no longer.
#[derive(Args)]
pub struct Retention {
    /// Only says what would go.
    #[arg(long)]
    pub dry_run: bool,
    /// Where the data is.
    #[command(flatten)]
    pub home: Home,
}

/// Work to hand over.
#[derive(Args)]
pub struct HandOver {
    /// Whose it was: a name on a team, or the code of one of our people in the library.
    #[arg(long, value_name = "NAME|CODE")]
    pub from: String,
    /// Whose it becomes; who is not on a team yet joins it.
    #[arg(long, value_name = "NAME|CODE")]
    pub to: String,
    /// Code or id of an account; may be named several times [default: all].
    #[arg(long, value_name = "CODE")]
    pub account: Vec<String>,
    /// Where the data is.
    #[command(flatten)]
    pub home: Home,
}

/// What was done over several accounts.
#[derive(Args)]
pub struct Operations {
    /// The id of one, to see how each account went [default: list the latest].
    pub operation: Option<String>,
    /// Takes it back as a whole, or not at all.
    #[arg(long, requires = "operation")]
    pub undo: bool,
    /// Where the data is.
    #[command(flatten)]
    pub home: Home,
}

/// An account to close.
#[derive(Args)]
pub struct Account {
    /// What is done with it.
    #[command(subcommand)]
    pub closing: Closing,
}

/// What is done with an account.
#[derive(Subcommand)]
pub enum Closing {
    /// Puts it away: out of lists, and only read until it is reopened
    Archive(OneAccount),
    /// Puts it back among the others
    Reopen(OneAccount),
    /// Deletes it for good, once it is archived; older backups do not bring it back
    Delete(Deletion),
}

/// An account.
#[derive(Args)]
pub struct OneAccount {
    /// Code or id of the account.
    pub account: String,
    /// Where the data is.
    #[command(flatten)]
    pub home: Home,
}

/// An account to delete.
#[derive(Args)]
pub struct Deletion {
    /// Code or id of the account.
    pub account: String,
    /// The name of the account, to be sure.
    #[arg(long)]
    pub name: String,
    /// Where the data is.
    #[command(flatten)]
    pub home: Home,
}

/// Synthetic accounts.
#[derive(Args)]
pub struct Generate {
    /// How many accounts.
    #[arg(long, default_value_t = 1)]
    pub accounts: u16,
    /// People in each; everything else grows with them.
    #[arg(long, default_value_t = 100)]
    pub people: u16,
    /// Opportunities in each [default: a tenth as many as people, and one].
    #[arg(long)]
    pub opportunities: Option<u16>,
    /// Actions in each [default: a quarter as many as people, and one].
    #[arg(long)]
    pub actions: Option<u16>,
    /// The same seed gives the same accounts.
    #[arg(long, default_value_t = 1)]
    pub seed: u16,
    /// Where the data goes.
    #[command(flatten)]
    pub home: Home,
}

/// Roles of reporting tools.
#[derive(Args)]
pub struct Reporting {
    /// Makes the roles kamap_plan, kamap_partner and kamap_judgement where they are missing; needs a user that may
    /// create roles. Without it the SQL is only printed.
    #[arg(long)]
    pub grant: bool,
    /// Where the data is.
    #[command(flatten)]
    pub home: Home,
}

/// A database to look through.
#[derive(Args)]
pub struct Doctor {
    /// Draws cards and list rows anew from the records before looking.
    #[arg(long)]
    pub repair: bool,
    /// Where the data is.
    #[command(flatten)]
    pub home: Home,
}

fn day(text: &str) -> Result<Day, String> {
    text.parse().map_err(|_| "a day is written as YYYY-MM-DD, such as 2026-11-20".to_owned())
}

fn kind(text: &str) -> Result<Kind, String> {
    let known = || Kind::ALL.iter().map(|kind| kind.code()).collect::<Vec<_>>().join(", ");
    Kind::from_code(text).ok_or_else(|| format!("one of {}", known()))
}

/// An address alone is the network of that one address.
fn network(text: &str) -> Result<IpNet, String> {
    let one = || text.parse::<IpAddr>().map(IpNet::from);
    text.parse().or_else(|_| one()).map_err(|_| "an address or a network, such as 10.0.0.5 or 10.0.0.0/24".to_owned())
}

fn language(text: &str) -> Result<Language, String> {
    Language::from_tag(text).ok_or_else(|| "one of zh-Hans, zh-Hant, en".to_owned())
}

impl Kamap {
    /// The language asked for, else that of the environment.
    pub fn language(&self) -> Language {
        let variable = ["LC_ALL", "LC_MESSAGES", "LANG"]
            .into_iter()
            .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
        self.lang.unwrap_or_else(|| match variable.unwrap_or_default().as_str() {
            locale if ["zh_TW", "zh_HK", "zh_MO"].iter().any(|one| locale.starts_with(one)) => Language::ZhHant,
            locale if locale.starts_with("zh") => Language::ZhHans,
            _ => Language::En,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    /// The commands that a help page shows, as their words.
    fn examples(help: &str) -> Vec<Vec<&str>> {
        let shown = help.lines().filter_map(|line| line.strip_prefix("  kamap "));
        shown.map(|line| line.split(['|', '>']).next().unwrap_or_default().split_whitespace().collect()).collect()
    }

    #[test]
    fn every_command_shows_examples_that_it_takes() {
        Kamap::command().debug_assert();
        for command in Kamap::command().get_subcommands() {
            let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            let examples = examples(&help);
            assert!(!examples.is_empty(), "{} has no example", command.get_name());
            for words in examples {
                assert_eq!(words.first(), Some(&command.get_name()));
                let taken = Kamap::try_parse_from(["kamap"].iter().chain(&words));
                assert!(taken.is_ok(), "kamap {}: {:?}", words.join(" "), taken.err());
            }
        }
    }
}
