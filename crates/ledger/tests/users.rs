//! The story of those who sign in, told on both engines: the first administrator, an invitation, sessions, the second
//! factor, guessing, leaving, and what of it moves to another database.

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
use ledger::{
    Act, Beginning, Error, FOUNDER, Lasting, Ledger, NewUser, Purpose, Refusal, Secret, SharedSecret, Standing, Viewer,
};
use plan::Reason;
use plan::lens::{Role, Whose};
use std::time::{Duration, Instant};
use support::{Home, bedrock, id, now};
use uuid::Uuid;

on_both_engines!(
    the_first_link_makes_the_administrator_once,
    whoever_becomes_the_first_administrator_keeps_the_accounts,
    nobody_opens_an_account_but_as_a_member,
    an_invitation_sets_a_password_once_and_ends,
    a_session_ends_when_idle_at_its_end_and_when_told,
    a_disabled_user_is_out_at_once_and_elsewhere_within_half_a_second,
    somebody_always_administers,
    the_second_factor_takes_each_code_once,
    a_wrong_name_and_a_wrong_password_are_told_alike,
    guessing_slows_down_and_survives_a_restart,
    many_guesses_at_once_gain_nothing,
    users_move_along_and_what_opens_something_does_not,
    the_doctor_looks_at_users,
    nothing_that_opens_something_is_stored,
);

const PASSWORD: &str = "correct horse battery";
const ANOTHER: &str = "staple in the haystack";
/// An account with little in it.
const SMALL: plan::generate::Size =
    plan::generate::Size { people: 3, opportunities: 1, actions: 1, interactions: 1, needs: 3 };
const LASTING: Lasting = Lasting { idle: 3600, whole: 36_000 };

/// When everything begins, and so many seconds later.
fn after(seconds: i64) -> Timestamp {
    now().at + SignedDuration::from_secs(seconds)
}

/// Something that is done, under a new id.
fn act_at(seconds: i64, by: Option<Uuid>) -> Act {
    use std::sync::atomic::{AtomicU64, Ordering};
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let row =
        Uuid::from_u128(0x0193_ffff_0000_7000_8000_0000_0000_0000 + u128::from(COUNT.fetch_add(1, Ordering::Relaxed)));
    Act { id: row, by, at: after(seconds), origin: "192.0.2.7".into() }
}

fn act() -> Act {
    act_at(0, None)
}

fn secret(number: u8) -> Secret {
    Secret::new([number; 32])
}

fn refusal<T: std::fmt::Debug>(outcome: Result<T, Error>) -> Refusal {
    match outcome.unwrap_err() {
        Error::Refused(refusal) => refusal,
        other => panic!("expected a refusal, got {other}"),
    }
}

/// The first administrator.
async fn founded(ledger: &Ledger) -> Uuid {
    assert!(ledger.first_link(&secret(1), &act()).await.unwrap());
    ledger.found_workspace(&secret(1), ("林岚", "Lin@Example.com"), (PASSWORD, &secret(9)), &act()).await.unwrap()
}

/// Somebody who has accepted an invitation.
async fn joined(ledger: &Ledger, number: u128, sign_in: &str) -> Uuid {
    let new = NewUser { name: sign_in, sign_in, standing: Standing::Person };
    let user = ledger.add_user(&new, id(number), &act()).await.unwrap();
    let link = secret(u8::try_from(100 + number).unwrap());
    assert_eq!(ledger.link(user, &link, &act()).await.unwrap(), Purpose::Invitation);
    ledger.accept_link(&link, (PASSWORD, &secret(8)), &act()).await.unwrap();
    user
}

/// Begins a session under this secret.
async fn begin(ledger: &Ledger, user: Uuid, number: u8, waits: bool) {
    let held = secret(number);
    let new = Beginning { user, id: id(u128::from(number)), secret: &held, waits, agent: "Firefox", instead_of: None };
    ledger.begin_session(&new, LASTING, &act()).await.unwrap();
}

async fn is_in(ledger: &Ledger, number: u8, seconds: i64) -> bool {
    ledger.session(&secret(number), LASTING, after(seconds)).await.unwrap().is_some()
}

async fn the_first_link_makes_the_administrator_once(home: Home) {
    let ledger = home.open().await;
    assert!(!ledger.has_users().await.unwrap());
    for number in [1, 2] {
        assert!(ledger.first_link(&secret(number), &act()).await.unwrap());
        let open = ledger.open_link(&secret(number), after(0)).await.unwrap();
        assert_eq!((open.purpose, open.user), (Purpose::First, None));
    }
    assert_eq!(refusal(ledger.open_link(&secret(3), after(0)).await), Refusal::Link);
    assert_eq!(refusal(ledger.open_link(&secret(1), after(ledger::LINK_SECONDS)).await), Refusal::Link, "too old");
    for (names, password, why) in [
        (("", "lin"), PASSWORD, Refusal::Name),
        (("林岚", "l in"), PASSWORD, Refusal::SignInName),
        (("林岚", "lin"), "short", Refusal::PasswordLength),
        (("林岚", "lanlan"), "lanlan-2026-!", Refusal::PasswordWeak),
    ] {
        let tried = ledger.found_workspace(&secret(1), names, (password, &secret(9)), &act()).await;
        assert_eq!(refusal(tried), why, "{names:?}");
    }
    let founder = founded_with(&ledger, 1).await;
    assert_eq!(founder, FOUNDER);
    let user = ledger.user(founder).await.unwrap().unwrap();
    assert_eq!((user.name.as_str(), user.sign_in.as_str()), ("林岚", "lin@example.com"), "folded");
    assert!(user.standing == Standing::Administrator && user.has_password && !user.has_second_factor);
    // The other link is void, and no new one is made.
    let tried = ledger.found_workspace(&secret(2), ("Eve", "eve"), (PASSWORD, &secret(9)), &act()).await;
    assert_eq!(refusal(tried), Refusal::Link);
    assert!(!ledger.first_link(&secret(4), &act()).await.unwrap());
    assert_eq!(ledger.users().await.unwrap().len(), 1);
}

async fn founded_with(ledger: &Ledger, number: u8) -> Uuid {
    let names = (" 林岚 ", " Lin@Example.com ");
    ledger.found_workspace(&secret(number), names, (PASSWORD, &secret(9)), &act()).await.unwrap()
}

async fn whoever_becomes_the_first_administrator_keeps_the_accounts(home: Home) {
    let ledger = home.open().await;
    // What was made before anybody could sign in.
    let local = Viewer::administrator(FOUNDER);
    let account = ledger.import(&local, &bedrock(), id(0), now().at).await.unwrap();
    let founder = founded(&ledger).await;
    begin(&ledger, founder, 20, false).await;
    let signed_in = ledger.session(&secret(20), LASTING, after(1)).await.unwrap().unwrap();
    assert_eq!(ledger.open(&signed_in.viewer, account).await.unwrap().history(1).await.unwrap()[0].by, founder);
    assert_eq!(ledger.user_names().await.unwrap()[&founder], "林岚");
    // An administrator who was added on the command line first is the founder too.
    let beside = home.another().await;
    let other = beside.open().await;
    let new = NewUser { name: "Xu", sign_in: "xu", standing: Standing::Administrator };
    assert_eq!(other.add_user(&new, id(3), &act()).await.unwrap(), FOUNDER);
    let new = NewUser { name: "Yu", sign_in: "yu", standing: Standing::Administrator };
    assert_eq!(other.add_user(&new, id(4), &act()).await.unwrap(), id(4), "and the second is not");
}

async fn nobody_opens_an_account_but_as_a_member(home: Home) {
    let ledger = home.open().await;
    let founder = founded(&ledger).await;
    let xu = joined(&ledger, 1, "xu").await;
    // One that the founder made, and one of Xu's own.
    let theirs = ledger.import(&Viewer::administrator(founder), &bedrock(), id(0), now().at).await.unwrap();
    let own = plan::generate::plan(7, SMALL, now().today).unwrap();
    let person = Viewer::person(xu);
    let own = ledger.import(&person, &own, id(9), now().at).await.unwrap();
    for (viewer, reached, out) in [(&person, own, theirs), (&Viewer::administrator(founder), theirs, own)] {
        ledger.open(viewer, reached).await.unwrap();
        assert!(matches!(ledger.open(viewer, out).await, Err(Error::NotFound)), "not even an administrator");
        let reach: Vec<Uuid> = ledger.reach(viewer).accounts().await.unwrap().iter().map(|one| one.id).collect();
        assert_eq!(reach, [reached]);
    }
    // Whoever leads the account lets others in, gives them roles, and takes it out of their reach again.
    let (lead, none) = (Viewer::administrator(founder), None);
    ledger.let_in(&lead, theirs, xu, (Role::Member, none), &act()).await.unwrap();
    ledger.open(&person, theirs).await.unwrap();
    let yu = joined(&ledger, 2, "yu").await;
    let as_yu = Viewer::person(yu);
    assert!(matches!(
        ledger.let_in(&person, theirs, yu, (Role::Core, none), &act()).await,
        Err(Error::Problems(problems)) if matches!(problems[0].reason, Reason::NotYours { whose: Whose::Leads })
    ));
    assert!(matches!(ledger.open(&as_yu, theirs).await, Err(Error::NotFound)));
    let one_of_ours = bedrock().members.by_code().next().map(|one| one.id);
    ledger.let_in(&lead, theirs, yu, (Role::Core, one_of_ours), &act()).await.unwrap();
    ledger.let_in(&lead, theirs, yu, (Role::Core, one_of_ours), &act()).await.unwrap();
    let lens = ledger.open(&as_yu, theirs).await.unwrap().lens();
    assert_eq!((lens.role(), lens.me()), (Role::Core, one_of_ours));
    assert!(matches!(ledger.memberships(&Viewer::person(id(99)), theirs).await, Err(Error::NotFound)));
    assert_eq!(ledger.memberships(&as_yu, theirs).await.unwrap().len(), 3);
    let nobody = ledger.let_in(&lead, theirs, id(99), (Role::Core, none), &act()).await;
    assert!(matches!(nobody, Err(Error::Refused(Refusal::NoUser))));
    assert!(matches!(ledger.keep_out(&person, theirs, yu, &act()).await, Err(Error::Problems(_))));
    ledger.keep_out(&lead, theirs, yu, &act()).await.unwrap();
    assert!(matches!(ledger.open(&as_yu, theirs).await, Err(Error::NotFound)));
    // Somebody who signs in always leads it. Naming another owner hands it over.
    let last: Result<(), Error> = Err(Error::Refused(Refusal::LastLead));
    let same = |outcome: Result<(), Error>| format!("{outcome:?}") == format!("{last:?}");
    assert!(same(ledger.keep_out(&lead, theirs, founder, &act()).await));
    assert!(same(ledger.let_in(&lead, theirs, founder, (Role::Executive, none), &act()).await));
    ledger.let_in(&lead, theirs, xu, (Role::Owner, none), &act()).await.unwrap();
    let roles = ledger.memberships(&person, theirs).await.unwrap();
    let role = |user: Uuid| roles.iter().find(|one| one.user.id == user).map(|one| one.role);
    assert_eq!((role(xu), role(founder)), (Some(Role::Owner), Some(Role::Director)));
    ledger.keep_out(&Viewer::person(founder), theirs, founder, &act()).await.unwrap();
    assert!(same(ledger.keep_out(&person, theirs, xu, &act()).await));
    let done: Vec<String> = ledger.audit(3).await.unwrap().into_iter().map(|one| one.what).collect();
    assert!(done.contains(&"kept-out".to_owned()), "{done:?}");
    // Whoever keeps the machine has everything at hand.
    let operator = Viewer::operator();
    assert_eq!(ledger.reach(&operator).accounts().await.unwrap().len(), 2);
    assert_eq!(ledger.diagnose(&operator).await.unwrap().accounts, 2);
    ledger.open(&operator, own).await.unwrap();
}

async fn an_invitation_sets_a_password_once_and_ends(home: Home) {
    let ledger = home.open().await;
    founded(&ledger).await;
    let new = NewUser { name: "Xu", sign_in: "XU", standing: Standing::Person };
    let user = ledger.add_user(&new, id(1), &act()).await.unwrap();
    assert_eq!(refusal(ledger.add_user(&new, id(2), &act()).await), Refusal::Taken);
    assert_eq!(refusal(ledger.check_password("xu", PASSWORD, &act()).await), Refusal::SignIn, "not accepted yet");
    ledger.link(user, &secret(10), &act()).await.unwrap();
    ledger.link(user, &secret(11), &act()).await.unwrap();
    assert_eq!(refusal(ledger.open_link(&secret(10), after(0)).await), Refusal::Link, "the later link counts");
    let weak = ledger.accept_link(&secret(11), ("short", &secret(9)), &act()).await;
    assert_eq!(refusal(weak), Refusal::PasswordLength);
    ledger.accept_link(&secret(11), (PASSWORD, &secret(9)), &act()).await.unwrap();
    let again = ledger.accept_link(&secret(11), (ANOTHER, &secret(9)), &act()).await;
    assert_eq!(refusal(again), Refusal::Link);
    let entry = ledger.check_password(" Xu ", PASSWORD, &act()).await.unwrap();
    assert_eq!((entry.user, entry.needs_code), (user, false));
    // A lost password: the sessions of before end with it.
    begin(&ledger, user, 20, false).await;
    assert_eq!(ledger.link(user, &secret(12), &act()).await.unwrap(), Purpose::Reset);
    assert!(is_in(&ledger, 20, 1).await, "a link alone ends nothing");
    ledger.accept_link(&secret(12), (ANOTHER, &secret(9)), &act()).await.unwrap();
    assert!(!is_in(&ledger, 20, 1).await);
    assert_eq!(refusal(ledger.check_password("xu", PASSWORD, &act()).await), Refusal::SignIn);
    ledger.check_password("xu", ANOTHER, &act()).await.unwrap();
    // One's own new password ends the other sessions.
    begin(&ledger, user, 21, false).await;
    begin(&ledger, user, 22, false).await;
    let change =
        |old, new| ledger.change_password(user, (old, new), (id(21), &PASSWORD_SALT), PASSWORD_ACT.get_or_init(act));
    assert_eq!(refusal(change(PASSWORD, PASSWORD).await), Refusal::PasswordWrong);
    change(ANOTHER, PASSWORD).await.unwrap();
    assert!(is_in(&ledger, 21, 1).await && !is_in(&ledger, 22, 1).await);
}

const PASSWORD_SALT: Secret = Secret::new([9; 32]);
static PASSWORD_ACT: std::sync::OnceLock<Act> = std::sync::OnceLock::new();

async fn a_session_ends_when_idle_at_its_end_and_when_told(home: Home) {
    let ledger = home.open().await;
    let user = founded(&ledger).await;
    begin(&ledger, user, 20, false).await;
    assert!(is_in(&ledger, 20, 3599).await && !is_in(&ledger, 21, 0).await);
    // Used, it lasts on from there; but not beyond its end.
    assert!(is_in(&ledger, 20, 3599 + 3599).await);
    for seconds in (7200..36_000).step_by(3000) {
        assert!(is_in(&ledger, 20, seconds).await, "{seconds}");
    }
    assert!(!is_in(&ledger, 20, 36_000).await, "however much it is used");
    begin(&ledger, user, 21, false).await;
    assert!(!is_in(&ledger, 21, 3600).await, "idle");
    begin(&ledger, user, 22, true).await;
    let waiting = ledger.session(&secret(22), LASTING, after(1)).await.unwrap().unwrap();
    assert!(waiting.waits && !is_in(&ledger, 22, 600).await, "ten minutes for the second factor");
    // Rotated, the old secret opens nothing and the session stays the same one.
    begin(&ledger, user, 23, false).await;
    ledger.rotate_session(&secret(23), &secret(24)).await.unwrap();
    assert!(!is_in(&ledger, 23, 1).await);
    let rotated = ledger.session(&secret(24), LASTING, after(1)).await.unwrap().unwrap();
    assert_eq!(rotated.session, Some(id(23)));
    let mine = ledger.sessions_of(user, LASTING, after(1)).await.unwrap();
    assert!(mine.iter().all(|one| one.agent == "Firefox" && one.origin == "192.0.2.7"), "{mine:?}");
    ledger.end_session(id(77), id(23), &act()).await.unwrap();
    assert!(is_in(&ledger, 24, 1).await, "nobody ends another's");
    ledger.end_session(user, id(23), &act()).await.unwrap();
    assert!(!is_in(&ledger, 24, 1).await);
    begin(&ledger, user, 25, false).await;
    ledger.end_sessions(user, &act()).await.unwrap();
    assert!(!is_in(&ledger, 25, 1).await);
    assert_eq!(ledger.sessions_of(user, LASTING, after(1)).await.unwrap(), []);
}

async fn a_disabled_user_is_out_at_once_and_elsewhere_within_half_a_second(home: Home) {
    let (here, elsewhere) = (home.open().await, home.open().await);
    founded(&here).await;
    let user = joined(&here, 1, "xu").await;
    begin(&here, user, 20, false).await;
    assert!(is_in(&here, 20, 1).await && is_in(&elsewhere, 20, 1).await);
    let begun = Instant::now();
    here.disable(user, &act()).await.unwrap();
    assert!(!is_in(&here, 20, 1).await, "at once");
    while is_in(&elsewhere, 20, 1).await {
        assert!(begun.elapsed() < Duration::from_secs(5), "never");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(refusal(here.check_password("xu", PASSWORD, &act()).await), Refusal::SignIn);
    here.enable(user, &act()).await.unwrap();
    assert!(!is_in(&here, 20, 1).await, "the session of before is gone");
    here.check_password("xu", PASSWORD, &act()).await.unwrap();
}

async fn somebody_always_administers(home: Home) {
    let ledger = home.open().await;
    let founder = founded(&ledger).await;
    let user = joined(&ledger, 1, "xu").await;
    assert_eq!(refusal(ledger.disable(founder, &act()).await), Refusal::LastAdministrator);
    assert_eq!(refusal(ledger.set_standing(founder, Standing::Person, &act()).await), Refusal::LastAdministrator);
    assert_eq!(refusal(ledger.disable(id(50), &act()).await), Refusal::NoUser);
    begin(&ledger, user, 20, false).await;
    ledger.set_standing(user, Standing::Administrator, &act()).await.unwrap();
    assert!(!is_in(&ledger, 20, 1).await, "rights change with a new session");
    ledger.disable(founder, &act()).await.unwrap();
    assert_eq!(refusal(ledger.set_standing(user, Standing::Auditor, &act()).await), Refusal::LastAdministrator);
    ledger.enable(founder, &act()).await.unwrap();
    ledger.set_standing(user, Standing::Auditor, &act()).await.unwrap();
    assert_eq!(ledger.user(user).await.unwrap().unwrap().standing, Standing::Auditor);
    let deeds: Vec<String> = ledger.audit(3).await.unwrap().into_iter().map(|one| one.what).collect();
    assert_eq!(deeds, ["role-changed", "user-enabled", "user-disabled"]);
}

async fn the_second_factor_takes_each_code_once(home: Home) {
    let ledger = home.open().await;
    let user = founded(&ledger).await;
    begin(&ledger, user, 20, false).await;
    begin(&ledger, user, 21, false).await;
    let shared = SharedSecret::new(&secret(40));
    let code = |seconds: i64| shared.code_at(after(seconds).as_second()).unwrap();
    let set = |code: String| {
        let shared = shared.clone();
        let ledger = ledger.clone();
        async move { ledger.set_second_factor((user, id(20)), &shared, &code, &secret(41), &act()).await }
    };
    assert_eq!(refusal(set("000000".into()).await), Refusal::Code);
    let codes = set(code(0)).await.unwrap();
    assert_eq!(codes.len(), usize::from(ledger::RECOVERY_CODES));
    assert!(is_in(&ledger, 20, 1).await && !is_in(&ledger, 21, 1).await, "other sessions end");
    assert!(ledger.check_password("lin@example.com", PASSWORD, &act()).await.unwrap().needs_code);
    // The code that set it up was used with that.
    assert_eq!(refusal(ledger.check_code(user, &code(0), &act()).await), Refusal::Code);
    ledger.check_code(user, &code(30), &act_at(30, None)).await.unwrap();
    assert_eq!(refusal(ledger.check_code(user, &code(30), &act_at(31, None)).await), Refusal::Code);
    ledger.check_code(user, &codes[0].to_lowercase(), &act_at(40, None)).await.unwrap();
    assert_eq!(refusal(ledger.check_code(user, &codes[0], &act_at(41, None)).await), Refusal::Code);
    assert_eq!(ledger.recovery_codes_left(user).await.unwrap(), 9);
    let renewed = ledger.renew_recovery_codes(user, &secret(42), &act()).await.unwrap();
    assert!(renewed.iter().all(|one| !codes.contains(one)));
    assert_eq!(refusal(ledger.check_code(user, &codes[1], &act_at(42, None)).await), Refusal::Code);
    // A session that waits becomes whole under a new secret, once.
    begin(&ledger, user, 22, true).await;
    ledger.complete_session(&secret(22), &secret(23), LASTING, &act_at(1, Some(user))).await.unwrap();
    assert!(!is_in(&ledger, 22, 2).await);
    assert!(!ledger.session(&secret(23), LASTING, after(2)).await.unwrap().unwrap().waits);
    refusal(ledger.complete_session(&secret(23), &secret(24), LASTING, &act()).await);
    ledger.remove_second_factor(user, None, &act()).await.unwrap();
    assert!(!is_in(&ledger, 23, 3).await);
    assert!(!ledger.check_password("lin@example.com", PASSWORD, &act()).await.unwrap().needs_code);
    assert_eq!(refusal(ledger.check_code(user, &code(60), &act_at(60, None)).await), Refusal::Code);
}

async fn a_wrong_name_and_a_wrong_password_are_told_alike(home: Home) {
    let ledger = home.open().await;
    founded(&ledger).await;
    for name in ["lin@example.com", "nobody@example.com"] {
        assert_eq!(refusal(ledger.check_password(name, ANOTHER, &act()).await), Refusal::SignIn);
    }
    let audit = ledger.audit(2).await.unwrap();
    assert!(audit.iter().all(|one| one.what == "sign-in-failed"), "{audit:?}");
    assert_eq!(audit[0].subject, None, "what was typed is not kept");
}

async fn guessing_slows_down_and_survives_a_restart(home: Home) {
    let ledger = home.open().await;
    founded(&ledger).await;
    for name in ["lin@example.com", "nobody"] {
        let begun = Instant::now();
        // The clock goes on by what the answers waited.
        for (guess, second) in [0, 0, 0, 0, 1].into_iter().enumerate() {
            let told = refusal(ledger.check_password(name, ANOTHER, &act_at(second, None)).await);
            assert_eq!(told, Refusal::SignIn, "{name} {guess}");
        }
        assert!(begun.elapsed() >= Duration::from_secs(3), "the fourth and the fifth waited");
        let Refusal::TooMany(seconds) = refusal(ledger.check_password(name, PASSWORD, &act_at(3, None)).await) else {
            panic!("the sixth is turned away, right or wrong")
        };
        assert_eq!(seconds, 4);
    }
    drop(ledger);
    let ledger = home.open().await;
    assert!(matches!(refusal(ledger.check_password("lin@example.com", PASSWORD, &act()).await), Refusal::TooMany(_)));
    // Later the right password opens, and failures are forgotten.
    ledger.check_password("lin@example.com", PASSWORD, &act_at(20, None)).await.unwrap();
    for _ in 0..3 {
        assert_eq!(
            refusal(ledger.check_password("lin@example.com", ANOTHER, &act_at(21, None)).await),
            Refusal::SignIn
        );
    }
    ledger.check_password("lin@example.com", PASSWORD, &act_at(4000, None)).await.unwrap();
}

async fn many_guesses_at_once_gain_nothing(home: Home) {
    let ledger = home.open().await;
    founded(&ledger).await;
    let guesses = (0..24).map(|_| {
        let ledger = ledger.clone();
        tokio::spawn(async move { refusal(ledger.check_password("lin@example.com", ANOTHER, &act()).await) })
    });
    let mut looked_at = 0;
    for guess in guesses.collect::<Vec<_>>() {
        looked_at += usize::from(guess.await.unwrap() == Refusal::SignIn);
    }
    assert!(looked_at <= 5, "{looked_at} of 24 were looked at");
}

async fn users_move_along_and_what_opens_something_does_not(home: Home) {
    let ledger = home.open().await;
    let founder = founded(&ledger).await;
    let user = joined(&ledger, 1, "xu").await;
    let shared = SharedSecret::new(&secret(40));
    let code = shared.code_at(after(0).as_second()).unwrap();
    begin(&ledger, user, 20, false).await;
    let codes = ledger.set_second_factor((user, id(20)), &shared, &code, &secret(41), &act()).await.unwrap();
    ledger.link(founder, &secret(11), &act()).await.unwrap();
    let archive = ledger.archive().await.unwrap();
    let beside = home.another().await;
    let other = beside.open().await;
    other.restore(&archive, &[]).await.unwrap();
    assert_eq!(other.users().await.unwrap(), ledger.users().await.unwrap());
    assert_eq!(other.archive().await.unwrap(), archive);
    assert!(other.check_password("xu", PASSWORD, &act()).await.unwrap().needs_code);
    other.check_code(user, &codes[3], &act()).await.unwrap();
    assert!(!is_in(&other, 20, 1).await, "no session");
    assert_eq!(refusal(other.open_link(&secret(11), after(1)).await), Refusal::Link, "no link");
    // Users alone are something, too: nothing is put over them.
    let beside = home.another().await;
    let taken = beside.open().await;
    founded(&taken).await;
    assert!(taken.restore(&archive, &[]).await.unwrap_err().to_string().contains("not empty"));
}

async fn the_doctor_looks_at_users(home: Home) {
    let ledger = home.open().await;
    let founder = founded(&ledger).await;
    let user = joined(&ledger, 1, "xu").await;
    begin(&ledger, user, 20, false).await;
    let wounds = || async { ledger.diagnose(&Viewer::administrator(founder)).await.unwrap() };
    let healthy = wounds().await;
    assert_eq!((healthy.users, healthy.wounds), (2, vec![]));
    home.sql(&format!("UPDATE user_account SET disabled_at = 1, password = 'plain' WHERE id = '{founder}'")).await;
    home.sql("DELETE FROM user_account WHERE sign_in = 'xu'").await;
    let ill = wounds().await.wounds.join("\n");
    for word in ["no user administers", "lin@example.com", "cannot be read", "1 sessions belong to nobody"] {
        assert!(ill.contains(word), "{word}: {ill}");
    }
}

async fn nothing_that_opens_something_is_stored(home: Home) {
    let ledger = home.open().await;
    let user = founded(&ledger).await;
    begin(&ledger, user, 20, false).await;
    let shared = SharedSecret::new(&secret(40));
    let code = shared.code_at(after(0).as_second()).unwrap();
    let codes = ledger.set_second_factor((user, id(20)), &shared, &code, &secret(41), &act()).await.unwrap();
    ledger.link(user, &secret(10), &act()).await.unwrap();
    refusal(ledger.check_password("a-password-in-the-wrong-field", ANOTHER, &act()).await);
    drop(ledger);
    let stored = home.raw().await;
    let holds = |text: &str| stored.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(holds("lin@example.com"), "what is stored is looked through");
    for text in [PASSWORD, ANOTHER, "a-password-in-the-wrong-field", &secret(1).text(), &secret(10).text()] {
        assert!(!holds(text), "{text}");
    }
    assert!(!holds(&secret(20).text()), "what the browser holds");
    for code in codes {
        assert!(!holds(&code) && !holds(&code.replace('-', "")), "{code}");
    }
}
