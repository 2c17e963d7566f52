//! `kamap user`: who signs in, for whoever keeps the machine. Passwords are never typed here: a link is printed, and
//! whoever it is for sets one.

use crate::Failure;
use crate::command::user::{self as command, UserVerb};
use crate::files::print;
use crate::serve::open;
use crate::world::RealWorld;
use ledger::{Act, Ledger, NewToken, NewUser, Refusal, Scope, User};
use uuid::Uuid;
use web::words::Say;
use web::{World, link_address};

/// Something that is done now, on the command line.
pub fn act() -> Act {
    Act { id: RealWorld.id(), by: None, at: RealWorld.now(), origin: "command line".into() }
}

/// Does what is asked.
pub async fn user(verb: UserVerb, say: Say) -> Result<(), Failure> {
    match verb {
        UserVerb::Add(add) => {
            let ledger = open(&add.home).await?;
            let name = add.name.as_deref().unwrap_or(&add.sign_in);
            let new = NewUser { name, sign_in: &add.sign_in, standing: add.role };
            let user = ledger.add_user(&new, RealWorld.id(), &act()).await?;
            print_link(&ledger, user, &add.address.public_url, say).await
        }
        UserVerb::Reset(reset) => {
            let ledger = open(&reset.home).await?;
            let user = named(&ledger, &reset.sign_in).await?.id;
            if reset.without_second_factor {
                ledger.remove_second_factor(user, None, &act()).await?;
            }
            print_link(&ledger, user, &reset.address.public_url, say).await
        }
        UserVerb::Disable(one) => {
            let ledger = open(&one.home).await?;
            Ok(ledger.disable(named(&ledger, &one.sign_in).await?.id, &act()).await?)
        }
        UserVerb::Enable(one) => {
            let ledger = open(&one.home).await?;
            Ok(ledger.enable(named(&ledger, &one.sign_in).await?.id, &act()).await?)
        }
        UserVerb::Token(token) => make_token(&token, say).await,
        UserVerb::List(list) => {
            let users = open(&list.home).await?.users().await?;
            print(users.iter().map(|user| line(user, say)).collect::<String>())
        }
    }
}

/// A token alone on its line, for a script; what it is, on standard error.
async fn make_token(token: &command::NewToken, say: Say) -> Result<(), Failure> {
    let ledger = open(&token.home).await?;
    let user = named(&ledger, &token.sign_in).await?.id;
    let (secret, scope) = (RealWorld.secret(), if token.write { Scope::Write } else { Scope::Read });
    let id = RealWorld.id();
    let new = NewToken { user, id, name: &token.name, scope, days: token.days, secret: &secret };
    ledger.make_token(&new, &act()).await?;
    eprintln!("kamap: {}", say.label("token-once"));
    print(format!("{}\n", ledger::token::text(&secret)))
}

/// A link alone on its line, so that a script can take it; what it is, on standard error.
async fn print_link(ledger: &Ledger, user: Uuid, address: &str, say: Say) -> Result<(), Failure> {
    let secret = RealWorld.secret();
    ledger.link(user, &secret, &act()).await?;
    eprintln!("kamap: {}", say.label("cli-link"));
    print(format!("{}{}\n", address.trim_end_matches('/'), link_address(&secret)))
}

fn line(user: &User, say: Say) -> String {
    let state = say.code("user", user.state());
    format!("{}\t{}\t{}\t{state}\n", user.sign_in, user.name, user.standing.code())
}

async fn named(ledger: &Ledger, sign_in: &str) -> Result<User, Failure> {
    ledger.user_by_sign_in(sign_in).await?.ok_or(Failure::Ledger(Refusal::NoUser.into()))
}
