//! Retention, told on both engines: what was made of somebody goes some time after they left, from records, log and
//! snapshots, and nothing else does; the audit is kept for as long as the workspace says.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests"
)]

#[macro_use]
mod support;

use jiff::SignedDuration;
use ledger::{Deed, Ledger, Moment, Retained, SYSTEM, Sought, Subject};
use plan::portfolio::Figures;
use plan::{Change, Edit, Kind, Plan, file};
use serde_json::{Value, json};
use support::{Home, LIN, act, bedrock, id, import, now, person};
use uuid::Uuid;

on_both_engines!(
    no_byte_of_a_judgement_is_left_once_its_time_is_over,
    what_is_not_due_stays,
    a_rehearsal_says_the_same_and_writes_nothing,
    it_is_done_once_and_again_where_something_new_was_written,
    the_workspace_says_how_long_and_an_account_may_say_less,
    the_audit_is_kept_for_as_long_as_the_workspace_says,
    it_is_done_by_whoever_tends_the_ledger,
);

/// What was written about P05: now, before, and in records that were removed.
const JUDGED: [&str; 5] =
    ["wants to be seen", "feared by all", "told us so himself", "means the opposite", "a feud since 2019"];

/// So many days on.
fn after(days: i64) -> Moment {
    Moment { at: now().at + SignedDuration::from_hours(24 * days), today: now().today.plus(days) }
}

async fn commit(ledger: &Ledger, account: Uuid, change: u128, edits: Vec<Edit>) {
    let seat = ledger.open(&LIN, account).await.unwrap();
    seat.commit(Change { id: id(change), why: None, undoes: None, edits }, now()).await.unwrap();
}

fn set(plan: &Plan, field: &str, now: Value) -> Edit {
    let p05 = person(plan, "P05").uuid();
    let was = plan.body(Kind::Person, p05).unwrap().get(field).cloned().unwrap_or_default();
    Edit::Set { kind: Kind::Person, id: p05, field: field.to_owned(), was, now }
}

/// P05 was judged in every way, and left today.
async fn judged(ledger: &Ledger) -> Uuid {
    let account = import(ledger).await;
    let plan = bedrock();
    let (p05, p02) = (person(&plan, "P05").uuid(), person(&plan, "P02").uuid());
    let member = plan.members.by_code().last().unwrap().id.uuid();
    let create = |kind, number, body| Edit::Create { kind, id: id(number), body };
    commit(ledger, account, 10, vec![set(&plan, "personal_agenda", json!(JUDGED[0]))]).await;
    let seat = ledger.open(&LIN, account).await.unwrap();
    seat.seal(id(900), "before", now()).await.unwrap();
    let now_is = seat.plan().clone();
    commit(ledger, account, 11, vec![set(&now_is, "personal_agenda", json!(JUDGED[1]))]).await;
    let voice = json!({ "person": p05, "on": "2026-01-05", "quote": "the quote itself", "interpretation": JUDGED[3] });
    let line = json!({ "from": p05, "to": p02, "line_type": "conflict", "strength": 3, "note": JUDGED[4] });
    let level = json!({ "person": p05, "member": member, "level": 3, "proof": JUDGED[2] });
    commit(ledger, account, 12, vec![create(Kind::Voice, 20, voice)]).await;
    commit(ledger, account, 13, vec![create(Kind::InfluenceLine, 21, line)]).await;
    commit(ledger, account, 14, vec![create(Kind::Relationship, 22, level)]).await;
    commit(ledger, account, 15, vec![Edit::Remove { kind: Kind::InfluenceLine, id: id(21), body: json!(null) }]).await;
    let plan = ledger.open(&LIN, account).await.unwrap().plan().clone();
    commit(ledger, account, 16, vec![set(&plan, "left_on", json!("2026-11-20"))]).await;
    account
}

/// All that anybody could find.
async fn everything(home: &Home, ledger: &Ledger, account: Uuid) -> String {
    let mut bytes = home.raw().await;
    bytes.extend(ledger.archive().await.unwrap().into_bytes());
    let seat = ledger.open(&LIN, account).await.unwrap();
    bytes.extend(format!("{:?}", seat.history(1000).await.unwrap()).into_bytes());
    for snapshot in seat.snapshots().await.unwrap() {
        bytes.extend(file::write(&seat.open_snapshot(snapshot.id).await.unwrap()).into_bytes());
    }
    for revision in 1..=seat.stamp().revision {
        bytes.extend(file::write(&seat.as_of(revision).await.unwrap()).into_bytes());
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

async fn plan_of(ledger: &Ledger, account: Uuid) -> Plan {
    ledger.open(&LIN, account).await.unwrap().plan().clone()
}

async fn no_byte_of_a_judgement_is_left_once_its_time_is_over(home: Home) {
    let ledger = home.open().await;
    let account = judged(&ledger).await;
    let before = plan_of(&ledger, account).await;
    let found = everything(&home, &ledger, account).await;
    JUDGED.iter().for_each(|text| assert!(found.contains(text), "{text} was there"));
    let retained = ledger.retain(after(180)).await.unwrap();
    let [one] = retained.accounts.as_slice() else { panic!("{retained:?}") };
    assert_eq!((one.account, one.code.as_str(), one.snapshots), (account, "P05", 1));
    let found = everything(&home, &ledger, account).await;
    JUDGED.iter().for_each(|text| assert!(!found.contains(text), "{text} is left"));
    assert!(found.contains("the quote itself") && found.contains("贺兰亭"), "words of that one and the name stay");
    let plan = plan_of(&ledger, account).await;
    let p05 = plan.people.get(person(&plan, "P05")).unwrap();
    assert_eq!((p05.preference, p05.desired_level, &p05.desired_reason), (None, None, &None));
    assert!(p05.influence.is_some() && p05.role.is_some(), "where somebody stood stays");
    // Of everybody who is there nothing has changed, nor has any figure.
    for other in plan.people.iter().filter(|one| one.code != "P05") {
        assert_eq!(before.people.get(other.id), Some(other));
    }
    let figures = |plan: &Plan| Figures::of(plan, after(180).today).to_json();
    let (now_are, were) = (figures(&plan), figures(&before));
    for (part, values) in were.as_object().unwrap() {
        assert_eq!(now_are[part], *values, "{part}");
    }
    assert_eq!(ledger.diagnose(&LIN).await.unwrap().wounds, [""; 0]);
    let sought = Sought { deed: Some(Deed::Expired.code().into()), ..Sought::default() };
    let told = ledger.trail(&LIN, &sought, None, 10).await.unwrap().entries;
    assert_eq!(told.len(), 1);
    assert_eq!((told[0].by, told[0].record.clone()), (Some(SYSTEM), Some((Kind::Person, Some("P05".to_owned())))));
}

async fn what_is_not_due_stays(home: Home) {
    let ledger = home.open().await;
    let account = judged(&ledger).await;
    let before = ledger.archive().await.unwrap();
    assert_eq!(ledger.retain(after(179)).await.unwrap(), Retained::default());
    assert_eq!(ledger.archive().await.unwrap(), before);
    assert!(plan_of(&ledger, account).await.people.iter().any(|one| one.code == "P05" && one.preference.is_some()));
}

async fn a_rehearsal_says_the_same_and_writes_nothing(home: Home) {
    let ledger = home.open().await;
    judged(&ledger).await;
    let before = ledger.archive().await.unwrap();
    let foreseen = ledger.foresee_retention(after(180)).await.unwrap();
    assert_eq!(ledger.archive().await.unwrap(), before);
    assert_eq!(ledger.retain(after(180)).await.unwrap(), foreseen);
    assert_eq!(ledger.foresee_retention(after(181)).await.unwrap(), Retained::default());
}

async fn it_is_done_once_and_again_where_something_new_was_written(home: Home) {
    let ledger = home.open().await;
    let account = judged(&ledger).await;
    ledger.retain(after(180)).await.unwrap();
    let revision = ledger.open(&LIN, account).await.unwrap().stamp().revision;
    assert_eq!(ledger.retain(after(180)).await.unwrap(), Retained::default());
    assert_eq!(ledger.retain(after(181)).await.unwrap(), Retained::default());
    assert_eq!(ledger.open(&LIN, account).await.unwrap().stamp().revision, revision);
    let plan = plan_of(&ledger, account).await;
    commit(&ledger, account, 30, vec![set(&plan, "personal_agenda", json!("written after all"))]).await;
    assert_eq!(ledger.retain(after(182)).await.unwrap().accounts.len(), 1);
    assert!(!everything(&home, &ledger, account).await.contains("written after all"));
}

async fn setting(ledger: &Ledger, account: Option<Uuid>, number: u128, key: &str, value: i64) {
    let seat = match account {
        Some(account) => ledger.open(&LIN, account).await.unwrap(),
        None => ledger.library(&LIN, now().at).await.unwrap(),
    };
    let body = json!({ "key": key, "value": value });
    let edits = vec![Edit::Create { kind: Kind::Setting, id: id(number), body }];
    seat.commit(Change { id: id(number), why: None, undoes: None, edits }, now()).await.unwrap();
}

async fn the_workspace_says_how_long_and_an_account_may_say_less(home: Home) {
    let ledger = home.open().await;
    let account = judged(&ledger).await;
    setting(&ledger, None, 40, "privacy.judgement_days", 90).await;
    setting(&ledger, Some(account), 41, "privacy.judgement_days", 3000).await;
    assert_eq!(ledger.foresee_retention(after(89)).await.unwrap().accounts.len(), 0);
    assert_eq!(ledger.foresee_retention(after(90)).await.unwrap().accounts.len(), 1, "an account keeps nothing longer");
    let beside = home.another().await;
    let other = beside.open().await;
    let account = judged(&other).await;
    setting(&other, Some(account), 41, "privacy.judgement_days", 30).await;
    assert_eq!(other.foresee_retention(after(30)).await.unwrap().accounts.len(), 1);
}

async fn the_audit_is_kept_for_as_long_as_the_workspace_says(home: Home) {
    let ledger = home.open().await;
    import(&ledger).await;
    ledger.remember(&act(id(50), now()), Deed::SignedIn, Subject::from(Some(LIN.user))).await.unwrap();
    ledger.remember(&act(id(51), after(100)), Deed::SignedIn, Subject::from(Some(LIN.user))).await.unwrap();
    assert_eq!(ledger.retain(after(1096)).await.unwrap().audit, 0);
    assert_eq!(ledger.retain(after(1097)).await.unwrap().audit, 1);
    let deeds: Vec<String> = ledger.audit(10).await.unwrap().into_iter().map(|one| one.what).collect();
    assert_eq!(deeds, ["audit-expired", "signed-in"], "what went is counted, and what came later stays");
}

async fn it_is_done_by_whoever_tends_the_ledger(home: Home) {
    let ledger = home.open().await;
    let account = judged(&ledger).await;
    let tending = tokio::spawn(ledger.clone().tend(|| after(180)));
    let patience = std::time::Duration::from_secs(60);
    let gone = async {
        while plan_of(&ledger, account).await.people.iter().any(|one| one.code == "P05" && one.preference.is_some()) {
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(patience, gone).await.expect("gone within a minute");
    tending.abort();
}
