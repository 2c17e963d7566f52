//! From one format to the next: what is stored is rewritten once, the past is read as if it had always been so, and
//! whoever is too old only reads. The step is made up; there has been none yet.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests"
)]

#[macro_use]
mod support;

use ledger::{Error, Ledger, SYSTEM};
use plan::format::Formats;
use plan::generate::{Size, plan};
use plan::{Change, Edit, Kind, Plan, Reason, file};
use serde_json::{Map, Value, json};
use std::time::Instant;
use support::{Home, LIN, act, bedrock, id, import, now, person, problems, retitle, title};
use uuid::Uuid;

on_both_engines!(
    records_history_and_snapshots_are_of_the_new_format,
    undo_does_not_reach_across_a_step,
    an_older_program_only_reads,
    a_step_cut_short_goes_on,
    an_older_archive_is_brought_up,
    the_library_steps_along_and_its_past_reads_in_the_new_format,
    a_library_is_only_read_by_an_older_program,
    somebody_is_erased_from_before_the_step_too,
    many_bodies_are_brought_up_quickly,
);

/// In format 2 what was a telephone number is an address, and what was a colleague's department is the title.
fn to_format_2(kind: Kind, fields: &mut Map<String, Value>) {
    let (old, new) = match kind {
        Kind::Person => ("phone", "email"),
        Kind::Colleague => ("department", "title"),
        _ => return,
    };
    if let Some(value) = fields.shift_remove(old) {
        fields.insert(new.into(), value);
    }
}

const NEW: Formats = Formats::of(&[to_format_2]);

async fn dial(ledger: &Ledger, account: Uuid, field: &str, was: Value, now_: &str, change: u128) {
    let seat = ledger.open(&LIN, account).await.unwrap();
    let who = person(seat.plan(), "P02").uuid();
    let edit = Edit::Set { kind: Kind::Person, id: who, field: field.into(), was, now: json!(now_) };
    seat.commit(Change { id: id(change), why: None, undoes: None, edits: vec![edit] }, now()).await.unwrap();
}

/// An account with a past of format 1; its states by revision.
async fn a_past(ledger: &Ledger) -> (Uuid, Vec<Plan>) {
    let account = import(ledger).await;
    dial(ledger, account, "phone", json!(null), "1", 1).await;
    dial(ledger, account, "phone", json!("1"), "2", 2).await;
    let seat = ledger.open(&LIN, account).await.unwrap();
    seat.seal(id(70), "review", now()).await.unwrap();
    let edits = vec![Edit::Remove { kind: Kind::Person, id: person(seat.plan(), "P05").uuid(), body: json!(null) }];
    seat.commit(Change { id: id(3), why: None, undoes: None, edits }, now()).await.unwrap();
    let mut states = Vec::new();
    for revision in 0..=4 {
        states.push(Plan::clone(&*seat.as_of(revision).await.unwrap()));
    }
    (account, states)
}

/// A plan as it would be, had it always been of the new format.
fn lifted(plan: &Plan) -> Plan {
    file::read_in(&file::write(plan), NEW).unwrap()
}

async fn records_history_and_snapshots_are_of_the_new_format(home: Home) {
    let (account, states) = a_past(&home.open().await).await;
    let ledger = home.open_in(NEW).await;
    let seat = ledger.open(&LIN, account).await.unwrap();
    assert_eq!(seat.plan(), &lifted(&states[4]));
    let body = seat.plan().body(Kind::Person, person(seat.plan(), "P02").uuid()).unwrap();
    assert_eq!((body.get("phone"), &body["email"]), (None, &json!("2")));
    // The step is a change of the system, without edits, and happens once.
    assert_eq!(seat.stamp().revision, 5);
    let history = seat.history(10).await.unwrap();
    assert_eq!((history[0].by, history[0].edits.len()), (SYSTEM, 0));
    assert_eq!(home.open_in(NEW).await.open(&LIN, account).await.unwrap().stamp(), seat.stamp());
    // The past reads as if it had always been so.
    for (revision, state) in states.iter().enumerate().skip(1) {
        assert_eq!(*seat.as_of(revision as i64).await.unwrap(), lifted(state), "revision {revision}");
    }
    assert!(seat.as_of(0).await.unwrap().is_empty());
    let set = |edit: &Edit| matches!(edit, Edit::Set { field, now, .. } if field == "email" && *now == json!("1"));
    assert!(history.iter().any(|change| change.edits.iter().any(set)), "{history:?}");
    assert_eq!(*seat.open_snapshot(id(70)).await.unwrap(), lifted(&states[3]));
    assert_eq!(seat.snapshots().await.unwrap().len(), 2, "what was before is sealed");
    // Life goes on, and the doctor finds nothing.
    dial(&ledger, account, "email", json!("2"), "3", 9).await;
    let diagnosis = ledger.diagnose(&LIN).await.unwrap();
    assert_eq!((diagnosis.changes, diagnosis.snapshots, diagnosis.wounds), (6, 2, vec![]));
}

async fn undo_does_not_reach_across_a_step(home: Home) {
    let (account, _) = a_past(&home.open().await).await;
    let ledger = home.open_in(NEW).await;
    let seat = ledger.open(&LIN, account).await.unwrap();
    assert_eq!(seat.steps().await.unwrap().undo, None, "none is offered");
    assert_eq!(problems(seat.undo(id(2), id(80), now()).await.unwrap_err()), [Reason::BeforeNewFormat]);
    // What comes after it can be undone, and what was removed before it can still be brought back.
    dial(&ledger, account, "email", json!("2"), "3", 9).await;
    seat.undo(id(9), id(81), now()).await.unwrap();
    let p05 = plan::id::RecordRef { kind: Kind::Person, id: person(&bedrock(), "P05").uuid() };
    assert!(seat.bring_back(p05, id(82), now()).await.unwrap().plan.has(p05.kind, p05.id));
    assert_eq!(ledger.diagnose(&LIN).await.unwrap().wounds, [""; 0]);
}

async fn an_older_program_only_reads(home: Home) {
    let old = home.open().await;
    let (account, _) = a_past(&old).await;
    let new = home.open_in(NEW).await;
    let seat = old.open(&LIN, account).await.unwrap();
    assert_eq!(seat.stamp(), new.open(&LIN, account).await.unwrap().stamp());
    let change = retitle(seat.plan(), 20, "P03", title(seat.plan(), "P03"), "EVP");
    let refused = seat.commit(change.clone(), now()).await.unwrap_err();
    assert!(matches!(refused, Error::OnlyReads), "{refused}");
    assert!(refused.to_string().contains("update kamap"), "{refused}");
    assert!(matches!(seat.seal(id(71), "now", now()).await, Err(Error::OnlyReads)));
    assert!(matches!(old.import(&LIN, &bedrock(), id(90), now().at).await, Err(Error::OnlyReads)));
    // It is refused at the next start too, and the newer one writes.
    let again = home.open().await.open(&LIN, account).await.unwrap();
    assert!(matches!(again.commit(change.clone(), now()).await, Err(Error::OnlyReads)));
    new.open(&LIN, account).await.unwrap().commit(change, now()).await.unwrap();
}

async fn a_step_cut_short_goes_on(home: Home) {
    let old = home.open().await;
    let (first, _) = a_past(&old).await;
    let twin = file::read(&file::write(&bedrock()).replace("01930000-", "01940000-")).unwrap();
    let second = old.import(&LIN, &twin, id(1), now().at).await.unwrap();
    let before = old.archive().await.unwrap();
    let after = home.open_in(NEW).await.archive().await.unwrap();
    // An account is rewritten whole or not at all, so this is what is left by a program that stops between the two.
    let of = |account: Uuid| move |line: &&str| line.contains(&account.to_string());
    let shared = |line: &&str| !of(first)(line) && !of(second)(line);
    let lines = after.lines().filter(shared).chain(after.lines().filter(of(first)));
    let halfway: String = lines.chain(before.lines().filter(of(second))).map(|line| format!("{line}\n")).collect();
    let other = home.another().await;
    let ledger = other.open_in(NEW).await;
    ledger.restore(&halfway, &[]).await.unwrap();
    assert_eq!(ledger.archive().await.unwrap(), after, "it ends where it would have ended");
    assert_eq!(ledger.diagnose(&LIN).await.unwrap().wounds, [""; 0]);
}

async fn an_older_archive_is_brought_up(home: Home) {
    let old = home.open().await;
    let (account, states) = a_past(&old).await;
    let archive = old.archive().await.unwrap();
    let other = home.another().await;
    let ledger = other.open_in(NEW).await;
    ledger.restore(&archive, &[]).await.unwrap();
    let seat = ledger.open(&LIN, account).await.unwrap();
    assert_eq!(seat.plan(), &lifted(&states[4]));
    assert_eq!(*seat.as_of(2).await.unwrap(), lifted(&states[2]));
}

/// A library with a past of format 1, and an account whose member is one of our people there.
async fn a_library(ledger: &Ledger) -> Uuid {
    let library = ledger.library(&LIN, now().at).await.unwrap();
    let body = json!({ "name": "Wang Wenjun", "department": "Plant North" });
    let edits = vec![Edit::Create { kind: Kind::Colleague, id: id(40), body }];
    library.commit(Change { id: id(40), why: None, undoes: None, edits }, now()).await.unwrap();
    let account = import(ledger).await;
    let member = json!({ "name": "Wang Wenjun", "colleague": id(40) });
    let edits = vec![Edit::Create { kind: Kind::Member, id: id(41), body: member }];
    let seat = ledger.open(&LIN, account).await.unwrap();
    seat.commit(Change { id: id(41), why: None, undoes: None, edits }, now()).await.unwrap();
    seat.seal(id(42), "review", now()).await.unwrap();
    let (field, was, now_) = ("department".into(), json!("Plant North"), json!("Chemicals"));
    let edits = vec![Edit::Set { kind: Kind::Colleague, id: id(40), field, was, now: now_ }];
    library.commit(Change { id: id(43), why: None, undoes: None, edits }, now()).await.unwrap();
    account
}

/// What a plan says of our colleague: title and department.
fn place(plan: &Plan) -> [Value; 2] {
    let body = plan.body(Kind::Colleague, id(40)).unwrap();
    ["title", "department"].map(|field| body.get(field).cloned().unwrap_or_default())
}

async fn the_library_steps_along_and_its_past_reads_in_the_new_format(home: Home) {
    let account = a_library(&home.open().await).await;
    let ledger = home.open_in(NEW).await;
    let seat = ledger.open(&LIN, account).await.unwrap();
    assert_eq!(place(seat.plan()), [json!("Chemicals"), json!(null)]);
    for revision in [1, 2] {
        let then = seat.as_of(revision).await.unwrap();
        assert_eq!(place(&then), [json!("Plant North"), json!(null)], "the library of that time, lifted");
    }
    assert_eq!(place(&seat.open_snapshot(id(42)).await.unwrap()), [json!("Plant North"), json!(null)]);
    let sealed = seat.snapshots().await.unwrap();
    let step = sealed.iter().find(|one| one.id != id(42)).unwrap();
    assert_eq!(place(&seat.open_snapshot(step.id).await.unwrap()), [json!("Chemicals"), json!(null)], "lifted once");
    let library = ledger.library(&LIN, now().at).await.unwrap();
    assert_eq!((library.stamp().revision, place(library.plan())), (4, [json!("Chemicals"), json!(null)]));
    assert_eq!(place(&library.as_of(2).await.unwrap()), [json!("Plant North"), json!(null)]);
    assert_eq!(problems(library.undo(id(43), id(44), now()).await.unwrap_err()), [Reason::BeforeNewFormat]);
    assert_eq!(home.open_in(NEW).await.library(&LIN, now().at).await.unwrap().stamp(), library.stamp(), "once");
    assert_eq!(ledger.diagnose(&LIN).await.unwrap().wounds, [""; 0]);
    // Nor is anybody left who is erased now.
    let colleague = plan::id::RecordRef { kind: Kind::Colleague, id: id(40) };
    ledger.erase(&LIN, account, colleague, &act(id(500), now())).await.unwrap();
    for revision in 1..=ledger.open(&LIN, account).await.unwrap().stamp().revision {
        let text = file::write(&seat.as_of(revision).await.unwrap());
        assert!(!text.contains("Wang Wenjun") && !text.contains("Plant North"), "revision {revision}");
    }
    assert_eq!(ledger.diagnose(&LIN).await.unwrap().wounds, [""; 0]);
}

async fn a_library_is_only_read_by_an_older_program(home: Home) {
    let old = home.open().await;
    a_library(&old).await;
    let library = old.library(&LIN, now().at).await.unwrap();
    home.open_in(NEW).await;
    let edits = vec![Edit::Create { kind: Kind::Solution, id: id(50), body: json!({ "name": "Field platform" }) }];
    let refused = library.commit(Change { id: id(50), why: None, undoes: None, edits }, now()).await;
    assert!(matches!(refused, Err(Error::OnlyReads)));
    assert!(matches!(old.import(&LIN, library.plan(), id(51), now().at).await, Err(Error::OnlyReads)));
    assert!(old.library(&LIN, now().at).await.is_ok());
    // Nor does it make one where there is none.
    let empty = home.another().await;
    let old = empty.open().await;
    empty.open_in(NEW).await;
    assert!(matches!(old.library(&LIN, now().at).await, Err(Error::OnlyReads)));
}

async fn somebody_is_erased_from_before_the_step_too(home: Home) {
    let (account, _) = a_past(&home.open().await).await;
    let ledger = home.open_in(NEW).await;
    let p02 = plan::id::RecordRef { kind: Kind::Person, id: person(&bedrock(), "P02").uuid() };
    ledger.erase(&LIN, account, p02, &act(id(500), now())).await.unwrap();
    let archive = ledger.archive().await.unwrap();
    assert!(!archive.contains("沈若川") && !archive.contains("Shen Ruochuan"));
    let seat = ledger.open(&LIN, account).await.unwrap();
    for revision in 1..=seat.stamp().revision {
        let text = file::write(&seat.as_of(revision).await.unwrap());
        assert!(!text.contains("沈若川") && !text.contains("Shen Ruochuan"), "revision {revision}");
    }
    assert_eq!(ledger.diagnose(&LIN).await.unwrap().wounds, [""; 0]);
}

/// Of this many people; how long it takes is printed. `KAMAP_TEST_PEOPLE=2200` makes three accounts 77,000 bodies.
async fn many_bodies_are_brought_up_quickly(home: Home) {
    let old = home.open().await;
    let people = std::env::var("KAMAP_TEST_PEOPLE").map_or(60, |people| people.parse().unwrap());
    let size =
        Size { people, opportunities: people / 10 + 1, actions: people / 4 + 1, interactions: people * 2, needs: 9 };
    for seed in 1..=3 {
        old.import(&LIN, &plan(seed, size, now().today).unwrap(), id(seed.into()), now().at).await.unwrap();
    }
    let bodies = old.diagnose(&LIN).await.unwrap().records;
    let begun = Instant::now();
    let ledger = home.open_in(NEW).await;
    eprintln!("{bodies} bodies brought to a new format in {:?}", begun.elapsed());
    assert_eq!(ledger.diagnose(&LIN).await.unwrap().wounds, [""; 0]);
}
