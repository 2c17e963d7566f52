//! A log in which a newer version wrote: what it did stays, is named, and stops nothing that does not need it.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests"
)]

#[macro_use]
mod support;

use ledger::{Ledger, Seat};
use plan::id::RecordRef;
use plan::{Change, Edit, Kind, Reason};
use serde_json::{Value, json};
use support::{Home, LIN, act, id, import, now, person, problems, retitle, title};
use uuid::Uuid;

on_both_engines!(
    the_history_names_it_and_shows_the_rest,
    nothing_is_undone_across_it,
    the_past_before_it_is_refused_and_the_past_after_it_is_right,
    codes_that_it_took_out_are_not_given_again,
    an_erasure_takes_the_name_out_of_it_too,
    the_doctor_names_it_and_looks_on,
);

/// What a newer version did to P02, in a way that this one does not know.
fn strange(person: Uuid) -> String {
    let split = json!({ "do": "split", "kind": "person", "id": person, "into": ["贺兰亭", "Somebody"] });
    let remove = json!({ "do": "remove", "kind": "unit", "id": id(90), "body": { "id": id(90), "code": "U77" } });
    json!([split, remove]).to_string()
}

/// Four changes of titles after the import; the third was made by a newer version.
async fn with_strange_change(home: &Home) -> (Ledger, Uuid) {
    let ledger = home.open().await;
    let account = import(&ledger).await;
    let seat = ledger.open(&LIN, account).await.unwrap();
    for (number, code) in [(1, "P03"), (2, "P04"), (3, "P02"), (4, "P06")] {
        seat.commit(retitle(seat.plan(), number, code, title(seat.plan(), code), "New title"), now()).await.unwrap();
    }
    let edits = strange(person(seat.plan(), "P02").uuid());
    home.sql(&format!("UPDATE change SET edits = '{edits}' WHERE id = '{}'", id(3))).await;
    drop((seat, ledger));
    (home.open().await, account)
}

async fn open(ledger: &Ledger, account: Uuid) -> Seat {
    ledger.open(&LIN, account).await.unwrap()
}

async fn the_history_names_it_and_shows_the_rest(home: Home) {
    let (ledger, account) = with_strange_change(&home).await;
    let seat = open(&ledger, account).await;
    let history = seat.history(10).await.unwrap();
    assert_eq!(history.len(), 5);
    let readable: Vec<bool> = history.iter().map(plan::Logged::is_readable).collect();
    assert_eq!(readable, [true, false, true, true, true]);
    assert!(history[1].edits.is_empty());
    let p02 = person(seat.plan(), "P02").uuid();
    let of_p02: Vec<i64> = seat.history_of(Kind::Person, p02).await.unwrap().iter().map(|one| one.revision).collect();
    assert_eq!(of_p02, [4, 1], "it names the record, so it stands in the record's history");
    // Writing goes on.
    seat.commit(retitle(seat.plan(), 5, "P06", json!("New title"), "Newer title"), now()).await.unwrap();
    assert!(ledger.archive().await.unwrap().contains("\\\"do\\\":\\\"split\\\""), "it is kept as it was written");
}

async fn nothing_is_undone_across_it(home: Home) {
    let (ledger, account) = with_strange_change(&home).await;
    let seat = open(&ledger, account).await;
    let newer = || [Reason::MadeByNewer { revision: 4 }];
    assert_eq!(problems(seat.undo(id(3), id(50), now()).await.unwrap_err()), newer(), "itself");
    assert_eq!(problems(seat.undo(id(2), id(51), now()).await.unwrap_err()), newer(), "what came before it");
    seat.undo(id(4), id(52), now()).await.unwrap();
}

async fn the_past_before_it_is_refused_and_the_past_after_it_is_right(home: Home) {
    let (ledger, account) = with_strange_change(&home).await;
    let seat = open(&ledger, account).await;
    assert_eq!(title(&seat.as_of(5).await.unwrap(), "P06"), json!("New title"));
    assert_ne!(title(&seat.as_of(4).await.unwrap(), "P06"), json!("New title"));
    let newer = || [Reason::MadeByNewer { revision: 4 }];
    assert_eq!(problems(seat.as_of(3).await.unwrap_err()), newer());
    assert_eq!(problems(seat.as_of(0).await.unwrap_err()), newer());
    assert_eq!(problems(seat.go_back(2, seat.stamp().revision, id(60), now()).await.unwrap_err()), newer());
    let record = RecordRef { kind: Kind::Person, id: person(seat.plan(), "P03").uuid() };
    assert_eq!(problems(seat.set_back(record, "title", 1, id(61), now()).await.unwrap_err()), newer());
    seat.seal(id(70), "now", now()).await.unwrap();
    assert_eq!(*seat.open_snapshot(id(70)).await.unwrap(), *seat.plan());
}

async fn codes_that_it_took_out_are_not_given_again(home: Home) {
    let (ledger, account) = with_strange_change(&home).await;
    let seat = open(&ledger, account).await;
    let unit = |change: u128, body: Value| {
        let edits = vec![Edit::Create { kind: Kind::Unit, id: id(change), body }];
        Change { id: id(change), why: None, undoes: None, edits }
    };
    let taken = seat.commit(unit(80, json!({ "name": "Labs", "code": "U77" })), now()).await.unwrap_err();
    assert_eq!(problems(taken), [Reason::CodeTaken { code: "U77".into() }]);
    let made = seat.commit(unit(81, json!({ "name": "Labs" })), now()).await.unwrap();
    assert_eq!(made.plan.code(Kind::Unit, id(81)), Some("U78"));
}

async fn an_erasure_takes_the_name_out_of_it_too(home: Home) {
    let (ledger, account) = with_strange_change(&home).await;
    let seat = open(&ledger, account).await;
    assert!(String::from_utf8_lossy(&home.raw().await).contains("贺兰亭"));
    let record = RecordRef { kind: Kind::Person, id: person(seat.plan(), "P05").uuid() };
    let erased = ledger.erase(&LIN, account, record, &act(id(500), now())).await.unwrap();
    assert_eq!(erased[0].account, account);
    assert!(!String::from_utf8_lossy(&home.raw().await).contains("贺兰亭"));
    let archive = ledger.archive().await.unwrap();
    assert!(archive.contains("\\\"do\\\":\\\"split\\\"") && archive.contains("Somebody"), "the rest of it is kept");
}

async fn the_doctor_names_it_and_looks_on(home: Home) {
    let (ledger, account) = with_strange_change(&home).await;
    let diagnosis = ledger.diagnose(&LIN).await.unwrap();
    assert_eq!(diagnosis.changes, 5);
    assert_eq!(diagnosis.wounds.len(), 1, "{:?}", diagnosis.wounds);
    assert!(diagnosis.wounds[0].contains("change 4 cannot be read: unknown variant `split`"), "{:?}", diagnosis.wounds);
    // What else is wrong is still found.
    home.sql(&format!("DELETE FROM record WHERE id = '{}'", person(open(&ledger, account).await.plan(), "P02").uuid()))
        .await;
    assert!(ledger.diagnose(&LIN).await.unwrap().wounds.len() > 1);
}
