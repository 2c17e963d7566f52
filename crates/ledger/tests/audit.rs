//! The audit, told on both engines: what was done and what was changed stand in one row in time, sights once a day, and
//! nothing of what plans say is in it.

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
use ledger::{Act, Deed, Error, Ledger, Moment, NewUser, Sought, Standing, Subject, TrailEntry, Viewer};
use plan::id::RecordRef;
use plan::{Change, Edit, Kind};
use serde_json::json;
use std::time::{Duration, Instant};
use support::{Home, LIN, XU, act, bedrock, id, import, now, person, retitle, title};
use uuid::Uuid;

on_both_engines!(
    deeds_and_changes_stand_in_one_row_in_time,
    it_is_narrowed_by_user_account_deed_and_days,
    it_is_leafed_through_without_gap_or_repetition,
    only_administrators_and_auditors_read_it,
    a_sight_is_written_once_a_day_whoever_writes_it,
    a_sight_costs_no_write_of_its_own,
    it_says_nothing_of_what_plans_say,
    an_account_that_is_deleted_leaves_who_did_it,
    it_moves_along_and_an_older_archive_still_comes_in,
);

fn at(seconds: i64) -> Timestamp {
    now().at + SignedDuration::from_secs(seconds)
}

fn moment(seconds: i64) -> Moment {
    Moment { at: at(seconds), ..now() }
}

async fn trail(ledger: &Ledger, sought: &Sought) -> Vec<TrailEntry> {
    let trail = ledger.trail(&LIN, sought, None, 500).await.unwrap();
    assert_eq!(trail.next, None);
    trail.entries
}

async fn all(ledger: &Ledger) -> Vec<TrailEntry> {
    trail(ledger, &Sought::default()).await
}

fn told(entries: &[TrailEntry]) -> Vec<&str> {
    entries.iter().map(|entry| entry.what.as_str()).collect()
}

/// Lin imports an account; Xu changes P02 and takes the account along.
async fn a_morning(ledger: &Ledger) -> Uuid {
    let account = import(ledger).await;
    let seat = ledger.open(&LIN, account).await.unwrap();
    ledger.admit(account, XU.user, plan::lens::Role::Core).await.unwrap();
    let change = retitle(seat.plan(), 1, "P02", title(seat.plan(), "P02"), "CFO of the whole group");
    ledger.open(&XU, account).await.unwrap().commit(change, moment(60)).await.unwrap();
    let export = Act { by: Some(XU.user), ..act(id(2), moment(120)) };
    ledger.remember(&export, Deed::Exported, Subject::account(account)).await.unwrap();
    account
}

async fn deeds_and_changes_stand_in_one_row_in_time(home: Home) {
    let ledger = home.open().await;
    let account = a_morning(&ledger).await;
    let entries = all(&ledger).await;
    assert_eq!(told(&entries), ["exported", "changed", "changed"]);
    let [export, change, import] = entries.as_slice() else { panic!("{entries:?}") };
    assert_eq!((export.by, export.account, export.at), (Some(XU.user), Some(account), at(120)));
    assert_eq!(export.origin.as_deref(), Some("192.0.2.7"));
    assert_eq!((change.by, change.revision, change.at), (Some(XU.user), Some(2), at(60)));
    assert_eq!(change.edits, [(Kind::Person, 1)]);
    assert_eq!(import.by, Some(LIN.user));
    let people = import.edits.iter().find(|(kind, _)| *kind == Kind::Person).unwrap();
    assert_eq!(people.1, bedrock().people.len());
}

async fn it_is_narrowed_by_user_account_deed_and_days(home: Home) {
    let ledger = home.open().await;
    let account = a_morning(&ledger).await;
    let any = Sought::default;
    let of = |sought: Sought| {
        let ledger = &ledger;
        async move { trail(ledger, &sought).await.into_iter().map(|entry| entry.what).collect::<Vec<_>>() }
    };
    assert_eq!(of(Sought { user: Some(XU.user), ..any() }).await, ["exported", "changed"]);
    assert_eq!(of(Sought { account: Some(account), ..any() }).await, ["exported", "changed", "changed"]);
    assert_eq!(of(Sought { account: Some(id(99)), ..any() }).await, [""; 0]);
    assert_eq!(of(Sought { deed: Some("exported".into()), ..any() }).await, ["exported"]);
    let changed = Sought { deed: Some(Sought::CHANGED.into()), ..any() };
    assert_eq!(of(changed.clone()).await, ["changed", "changed"]);
    assert_eq!(of(Sought { since: Some(at(60)), ..changed.clone() }).await, ["changed"]);
    assert_eq!(of(Sought { before: Some(at(60)), ..changed }).await, ["changed"]);
    // Parts of a second belong to it.
    let half = Act { at: at(180) + SignedDuration::from_millis(500), ..act(id(3), now()) };
    ledger.remember(&half, Deed::SignedOut, Subject::from(Some(XU.user))).await.unwrap();
    assert_eq!(of(Sought { since: Some(at(180)), ..any() }).await, ["signed-out"]);
    assert_eq!(of(Sought { before: Some(at(180)), since: Some(at(120)), ..any() }).await, ["exported"]);
}

async fn it_is_leafed_through_without_gap_or_repetition(home: Home) {
    let ledger = home.open().await;
    a_morning(&ledger).await;
    // Several at one instant, too.
    for number in 10..20 {
        ledger.remember(&act(id(number), moment(60)), Deed::SignedIn, Subject::from(None)).await.unwrap();
    }
    let whole = all(&ledger).await;
    assert_eq!(whole.len(), 13);
    for most in [1, 2, 5] {
        let (mut leafed, mut before) = (Vec::new(), None);
        loop {
            let page = ledger.trail(&LIN, &Sought::default(), before.as_ref(), most).await.unwrap();
            assert!(page.entries.len() <= most);
            leafed.extend(page.entries);
            // As it comes back in an address.
            before = page.next.map(|next| next.to_string().parse().unwrap());
            if before.is_none() {
                break;
            }
        }
        assert_eq!(leafed, whole, "{most} at a time");
    }
}

async fn only_administrators_and_auditors_read_it(home: Home) {
    let ledger = home.open().await;
    a_morning(&ledger).await;
    let read = |standing| {
        let (ledger, viewer) = (ledger.clone(), Viewer { standing, ..Viewer::person(id(50)) });
        async move { ledger.trail(&viewer, &Sought::default(), None, 10).await.map(|trail| trail.entries.len()) }
    };
    for standing in [Standing::Administrator, Standing::Auditor, Standing::Operator] {
        assert_eq!(read(standing).await.unwrap(), 3, "{standing:?}");
    }
    assert!(matches!(read(Standing::Person).await, Err(Error::NotFound)));
    assert!(matches!(ledger.account_names(&Viewer::person(id(50))).await, Err(Error::NotFound)));
}

async fn a_sight_is_written_once_a_day_whoever_writes_it(home: Home) {
    let ledger = home.open().await;
    let account = import(&ledger).await;
    let other = home.again().open().await;
    let p02 = RecordRef { kind: Kind::Person, id: person(&bedrock(), "P02").uuid() };
    let look = |ledger: &Ledger, viewer: &Viewer, seconds, today: &str| {
        let moment = Moment { at: at(seconds), today: today.parse().unwrap() };
        ledger.saw(viewer, Subject::account(account), moment, "192.0.2.7");
        ledger.saw(viewer, Subject::record(account, p02), moment, "192.0.2.7");
    };
    for seconds in 0..5 {
        look(&ledger, &LIN, seconds, "2026-11-20");
        look(&other, &LIN, seconds, "2026-11-20");
    }
    look(&other, &XU, 5, "2026-11-20");
    look(&ledger, &LIN, 86_400, "2026-11-21");
    ledger.write_access().await.unwrap();
    other.write_access().await.unwrap();
    // A process that starts anew on the same day writes none of them again.
    let after = home.again().open().await;
    look(&after, &LIN, 86_401, "2026-11-21");
    after.write_access().await.unwrap();
    let sights = trail(&ledger, &Sought { deed: Some("saw".into()), ..Sought::default() }).await;
    assert_eq!(sights.len(), 6, "{sights:?}");
    let of_person: Vec<_> = sights.iter().filter_map(|entry| entry.record.clone()).collect();
    assert_eq!(of_person, vec![(Kind::Person, Some("P02".to_owned())); 3], "whom, by code");
    assert_eq!(sights.iter().filter(|entry| entry.by == Some(XU.user)).count(), 2);
}

async fn a_sight_costs_no_write_of_its_own(home: Home) {
    let ledger = home.open().await;
    let account = import(&ledger).await;
    let begun = Instant::now();
    for _ in 0..10_000 {
        ledger.saw(&LIN, Subject::account(account), now(), "192.0.2.7");
    }
    let each = begun.elapsed() / 10_000;
    println!("a sight: {each:?}");
    assert!(each < Duration::from_micros(100), "{each:?}");
    assert_eq!(told(&all(&ledger).await), ["changed"], "nothing is written until somebody does");
    ledger.write_access().await.unwrap();
    assert_eq!(told(&all(&ledger).await), ["saw", "changed"]);
}

async fn it_says_nothing_of_what_plans_say(home: Home) {
    let ledger = home.open().await;
    let account = a_morning(&ledger).await;
    let seat = ledger.open(&LIN, account).await.unwrap();
    let p02 = person(seat.plan(), "P02").uuid();
    let why = Some("because the secret reason".to_owned());
    let edit = Edit::Set { kind: Kind::Person, id: p02, field: "email".into(), was: json!(null), now: json!("a@b.cn") };
    seat.commit(Change { id: id(7), why, undoes: None, edits: vec![edit] }, moment(300)).await.unwrap();
    ledger.saw(&LIN, Subject::record(account, RecordRef { kind: Kind::Person, id: p02 }), moment(301), "192.0.2.7");
    ledger.write_access().await.unwrap();
    let said = format!("{:?}", all(&ledger).await);
    let name = seat.plan().people.get(plan::Id::new(p02)).unwrap().name.show(plan::Language::ZhHans).to_owned();
    for secret in ["CFO of the whole group", "because the secret reason", "a@b.cn", &name] {
        assert!(!said.contains(secret), "{secret} in {said}");
    }
    assert!(said.contains("P02"));
}

async fn an_account_that_is_deleted_leaves_who_did_it(home: Home) {
    let ledger = home.open().await;
    let account = import(&ledger).await;
    ledger.put_away(&LIN, account, id(1), now()).await.unwrap();
    let name = bedrock().account().unwrap().name.show(plan::Language::En).to_owned();
    ledger.delete_account(&LIN, account, &name, &act(id(2), moment(10))).await.unwrap();
    let entries = all(&ledger).await;
    assert_eq!(told(&entries), ["deleted"]);
    assert_eq!((entries[0].by, entries[0].account), (Some(LIN.user), Some(account)));
    assert!(!ledger.account_names(&LIN).await.unwrap().contains_key(&account));
}

async fn it_moves_along_and_an_older_archive_still_comes_in(home: Home) {
    let ledger = home.open().await;
    let account = a_morning(&ledger).await;
    let new = NewUser { name: "Wen", sign_in: "wen", standing: Standing::Auditor };
    ledger.add_user(&new, id(60), &act(id(61), moment(200))).await.unwrap();
    ledger.let_in(&LIN, account, id(60), (plan::lens::Role::Director, None), &act(id(62), moment(201))).await.unwrap();
    let archive = ledger.archive().await.unwrap();
    let beside = home.another().await;
    let fresh = beside.open().await;
    fresh.restore(&archive, &[]).await.unwrap();
    assert_eq!(all(&fresh).await, all(&ledger).await);
    // Before there were accounts in the audit, its rows ended sooner.
    let older = archive.replace(&format!(r#","{account}",null]]"#), "]]").replace(",null,null]]", "]]");
    assert_ne!(older, archive);
    let beside = home.another().await;
    let fresh = beside.open().await;
    fresh.restore(&older, &[]).await.unwrap();
    assert_eq!(told(&all(&fresh).await), told(&all(&ledger).await));
}
