//! The story of tokens, told on both engines: a program acts as whoever made one, as far as it was made to, until it
//! ends, is revoked, or its user may no longer sign in.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests"
)]

#[macro_use]
mod support;

use jiff::{SignedDuration, Timestamp};
use ledger::token::{LONGEST_DAYS, text};
use ledger::{Act, Error, Ledger, NewToken, NewUser, Refusal, Scope, Secret, Standing, Viewer};
use support::{Home, id, now};
use uuid::Uuid;

on_both_engines!(
    a_token_acts_as_its_user_until_it_ends,
    a_token_has_a_name_and_ends_within_a_year,
    a_revoked_token_opens_nothing_at_once_and_everywhere,
    a_disabled_users_tokens_open_nothing_and_do_not_come_back,
    a_token_has_its_users_role_of_the_moment,
    making_and_revoking_is_remembered_and_the_last_use_shown,
    tokens_do_not_move_along_and_are_stored_as_fingerprints,
    the_doctor_tells_tokens_that_belong_to_nobody,
);

const DAY: i64 = 24 * 60 * 60;

/// When everything begins, and so many seconds later.
fn after(seconds: i64) -> Timestamp {
    now().at + SignedDuration::from_secs(seconds)
}

fn act(row: u128) -> Act {
    Act { id: id(0xAC00 + row), by: None, at: after(0), origin: "192.0.2.7".into() }
}

fn secret(number: u8) -> Secret {
    Secret::new([number; 32])
}

/// An administrator, and somebody else; the other's id.
async fn peopled(ledger: &Ledger) -> Uuid {
    let new = |sign_in, standing| NewUser { name: sign_in, sign_in, standing };
    ledger.add_user(&new("lin", Standing::Administrator), id(1), &act(1)).await.unwrap();
    ledger.add_user(&new("xu", Standing::Person), id(2), &act(2)).await.unwrap()
}

/// Makes a token under this secret; what it is refused for.
async fn make(ledger: &Ledger, user: Uuid, number: u8, name: &str, days: i64) -> Option<Refusal> {
    let (id, held) = (id(u128::from(number)), secret(number));
    let new = NewToken { user, id, name, scope: Scope::Write, days, secret: &held };
    match ledger.make_token(&new, &act(u128::from(number))).await {
        Ok(()) => None,
        Err(Error::Refused(refusal)) => Some(refusal),
        Err(other) => panic!("{other}"),
    }
}

/// As whom one acts with the token under this secret, so many seconds later.
async fn acts_as(ledger: &Ledger, number: u8, seconds: i64) -> Option<(Viewer, Scope)> {
    let bearer = ledger.bearer(&text(&secret(number)), after(seconds)).await.unwrap()?;
    assert_eq!((bearer.who.session, bearer.who.waits), (None, false));
    Some((bearer.who.viewer, bearer.scope))
}

async fn a_token_acts_as_its_user_until_it_ends(home: Home) {
    let ledger = home.open().await;
    let xu = peopled(&ledger).await;
    assert_eq!(make(&ledger, xu, 20, "nightly report", 30).await, None);
    assert!(text(&secret(20)).starts_with("kamap_"), "what one finds in a log is known for what it is");
    assert_eq!(acts_as(&ledger, 20, 0).await, Some((Viewer::person(xu), Scope::Write)));
    assert!(acts_as(&ledger, 20, 30 * DAY - 1).await.is_some());
    assert_eq!(acts_as(&ledger, 20, 30 * DAY).await, None);
    assert!(ledger.tokens_of(xu, after(30 * DAY)).await.unwrap().is_empty());
    assert_eq!(acts_as(&ledger, 21, 0).await, None, "nobody made it");
    let plain = secret(20).text();
    for other in ["", "kamap_", "kamap_zz", plain.as_str(), &format!("kamap_{plain}0"), &format!("KAMAP_{plain}")] {
        assert_eq!(ledger.bearer(other, after(0)).await.unwrap(), None, "{other}");
    }
}

async fn a_token_has_a_name_and_ends_within_a_year(home: Home) {
    let ledger = home.open().await;
    let xu = peopled(&ledger).await;
    for name in ["", "  ", "a\u{0}b", &"长".repeat(81)] {
        assert_eq!(make(&ledger, xu, 20, name, 30).await, Some(Refusal::Name), "{name:?}");
    }
    for days in [0, -1, LONGEST_DAYS + 1, i64::MAX, i64::MIN] {
        assert_eq!(make(&ledger, xu, 20, "report", days).await, Some(Refusal::TokenDays), "{days}");
    }
    assert_eq!(make(&ledger, id(99), 20, "report", 1).await, Some(Refusal::NoUser));
    assert_eq!(acts_as(&ledger, 20, 0).await, None);
    assert_eq!(make(&ledger, xu, 20, &"长".repeat(80), LONGEST_DAYS).await, None);
}

async fn a_revoked_token_opens_nothing_at_once_and_everywhere(home: Home) {
    let ledger = home.open().await;
    let xu = peopled(&ledger).await;
    make(&ledger, xu, 20, "one", 30).await;
    make(&ledger, xu, 21, "two", 30).await;
    let elsewhere = home.open().await;
    assert!(acts_as(&elsewhere, 20, 0).await.is_some());
    ledger.revoke_token(id(99), id(20), &act(90)).await.unwrap();
    assert!(acts_as(&ledger, 20, 0).await.is_some(), "nobody revokes the tokens of others");
    ledger.revoke_token(xu, id(20), &act(91)).await.unwrap();
    assert_eq!(acts_as(&elsewhere, 20, 0).await, None);
    assert!(acts_as(&elsewhere, 21, 0).await.is_some(), "the other one stays");
}

async fn a_disabled_users_tokens_open_nothing_and_do_not_come_back(home: Home) {
    let ledger = home.open().await;
    let xu = peopled(&ledger).await;
    make(&ledger, xu, 20, "report", 30).await;
    ledger.disable(xu, &act(90)).await.unwrap();
    assert_eq!(acts_as(&ledger, 20, 0).await, None);
    assert_eq!(make(&ledger, xu, 21, "another", 30).await, Some(Refusal::NoUser));
    ledger.enable(xu, &act(91)).await.unwrap();
    assert_eq!(acts_as(&ledger, 20, 0).await, None, "whoever comes back makes new ones");
}

async fn a_token_has_its_users_role_of_the_moment(home: Home) {
    let ledger = home.open().await;
    let xu = peopled(&ledger).await;
    make(&ledger, xu, 20, "report", 30).await;
    ledger.set_standing(xu, Standing::Administrator, &act(90)).await.unwrap();
    assert_eq!(acts_as(&ledger, 20, 0).await.unwrap().0, Viewer::administrator(xu));
}

async fn making_and_revoking_is_remembered_and_the_last_use_shown(home: Home) {
    let ledger = home.open().await;
    let xu = peopled(&ledger).await;
    make(&ledger, xu, 20, " nightly report ", 30).await;
    let only = || async { ledger.tokens_of(xu, after(1)).await.unwrap().remove(0) };
    let made = only().await;
    assert_eq!((made.name.as_str(), made.scope, made.used_at), ("nightly report", Scope::Write, None));
    assert_eq!((made.made_at, made.ends_at), (after(0), after(30 * DAY)));
    acts_as(&ledger, 20, 100).await;
    assert_eq!(only().await.used_at, Some(after(100)));
    acts_as(&ledger, 20, 130).await;
    assert_eq!(only().await.used_at, Some(after(100)), "noted once a minute");
    acts_as(&ledger, 20, 160).await;
    assert_eq!(only().await.used_at, Some(after(160)));
    ledger.revoke_token(xu, made.id, &act(91)).await.unwrap();
    ledger.revoke_token(xu, made.id, &act(92)).await.unwrap();
    let audit = ledger.audit(10).await.unwrap();
    let deeds: Vec<_> = audit.iter().rev().map(|one| one.what.as_str()).collect();
    assert_eq!(deeds, ["user-added", "user-added", "token-made", "token-revoked"], "revoked once");
    assert_eq!(audit[0].subject, Some(xu.to_string()));
}

async fn tokens_do_not_move_along_and_are_stored_as_fingerprints(home: Home) {
    let ledger = home.open().await;
    let xu = peopled(&ledger).await;
    make(&ledger, xu, 20, "report", 30).await;
    acts_as(&ledger, 20, 0).await;
    let archive = ledger.archive().await.unwrap();
    let beside = home.another().await;
    let other = beside.open().await;
    other.restore(&archive, &[]).await.unwrap();
    assert_eq!(acts_as(&other, 20, 0).await, None);
    drop(ledger);
    let stored = home.raw().await;
    let holds = |text: &str| stored.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(holds("report"), "what is stored is looked through");
    assert!(!holds(&secret(20).text()));
}

async fn the_doctor_tells_tokens_that_belong_to_nobody(home: Home) {
    let ledger = home.open().await;
    let xu = peopled(&ledger).await;
    make(&ledger, xu, 20, "report", 30).await;
    let wounds = || async { ledger.diagnose(&Viewer::operator()).await.unwrap().wounds.join("\n") };
    assert!(!wounds().await.contains("tokens"), "{}", wounds().await);
    home.sql("DELETE FROM user_account WHERE sign_in = 'xu'").await;
    assert!(wounds().await.contains("1 tokens belong to nobody"), "{}", wounds().await);
}
