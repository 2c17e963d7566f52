//! `kamap user`: who signs in, and what programs do in their name.

use super::Home;
use clap::{Args, Subcommand};
use ledger::Standing;
use ledger::token::LONGEST_DAYS;

/// Who signs in.
#[derive(Args)]
pub struct Users {
    /// What to do.
    #[command(subcommand)]
    pub verb: UserVerb,
}

/// What is done about who signs in.
#[derive(Subcommand)]
pub enum UserVerb {
    /// Adds somebody, and prints the link with which they set a password
    Add(AddUser),
    /// Prints a link with which somebody sets a new password
    Reset(ResetUser),
    /// Keeps somebody from signing in, at once
    Disable(OneUser),
    /// Lets somebody sign in again
    Enable(OneUser),
    /// Prints a token with which a program acts as somebody
    Token(NewToken),
    /// Lists who signs in
    List(ListUsers),
}

/// Somebody to add.
#[derive(Args)]
pub struct AddUser {
    /// What they type to sign in: a mail address or a short name.
    pub sign_in: String,
    /// The name that others read [default: the sign-in name].
    #[arg(long)]
    pub name: Option<String>,
    /// administrator, auditor or person.
    #[arg(long, default_value = "person", value_parser = standing)]
    pub role: Standing,
    /// Where the server is.
    #[command(flatten)]
    pub address: Address,
    /// Where the data is.
    #[command(flatten)]
    pub home: Home,
}

/// A token for a program.
#[derive(Args)]
pub struct NewToken {
    /// As whom it acts.
    pub sign_in: String,
    /// What it is for.
    #[arg(long)]
    pub name: String,
    /// Changes what its user may change; without this it reads only.
    #[arg(long)]
    pub write: bool,
    /// Days for which it is good.
    #[arg(long, value_name = "DAYS", default_value_t = 90, value_parser = clap::value_parser!(i64).range(1..=LONGEST_DAYS))]
    pub days: i64,
    /// Where the data is.
    #[command(flatten)]
    pub home: Home,
}

/// Somebody whose password is lost.
#[derive(Args)]
pub struct ResetUser {
    /// What they type to sign in.
    pub sign_in: String,
    /// Takes the second factor away too: the phone is gone, and the recovery codes.
    #[arg(long)]
    pub without_second_factor: bool,
    /// Where the server is.
    #[command(flatten)]
    pub address: Address,
    /// Where the data is.
    #[command(flatten)]
    pub home: Home,
}

/// The address that links begin with.
#[derive(Args)]
pub struct Address {
    /// Address under which people reach the server.
    #[arg(long, value_name = "URL", env = "KAMAP_PUBLIC_URL", default_value = "http://127.0.0.1:7878")]
    pub public_url: String,
}

/// A user.
#[derive(Args)]
pub struct OneUser {
    /// What they type to sign in.
    pub sign_in: String,
    /// Where the data is.
    #[command(flatten)]
    pub home: Home,
}

/// All users.
#[derive(Args)]
pub struct ListUsers {
    /// Where the data is.
    #[command(flatten)]
    pub home: Home,
}

fn standing(text: &str) -> Result<Standing, String> {
    Standing::from_code(text).ok_or_else(|| "one of administrator, auditor, person".to_owned())
}
