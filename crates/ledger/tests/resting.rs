//! Contacts of long ago rest: they are stored, found and written to files, and not read with the plan.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests"
)]

#[macro_use]
mod support;

use ledger::{Error, Ledger, List, Moment, Order, Seat};
use plan::id::RecordRef;
use plan::portfolio::Figures;
use plan::{Change, Edit, Kind, Plan, Reason, file};
use serde_json::{Value, json};
use support::{Home, LIN, act, bedrock, id, import, now, person, problems, retitle, title};
use uuid::Uuid;

on_both_engines!(
    what_is_old_goes_to_rest_and_nothing_that_anybody_reads_changes,
    the_past_and_snapshots_hold_what_rests,
    a_change_that_needs_nothing_of_it_lets_it_rest,
    a_change_that_meets_it_wakes_it_and_misses_nothing,
    undo_wakes_what_it_needs,
    its_codes_are_not_given_again,
    two_instances_agree_on_what_rests,
    somebody_is_erased_from_what_rests_too,
    the_doctor_tells_where_the_marks_do_not_agree,
);

/// Contacts that were added, each a week before the one before.
const OLD: usize = 40;

fn old(at: usize) -> Uuid {
    id(5000 + at as u128)
}

fn change(number: u128, edits: Vec<Edit>) -> Change {
    Change { id: id(number), why: None, undoes: None, edits }
}

async fn commit(seat: &Seat, number: u128, edits: Vec<Edit>) -> i64 {
    seat.commit(change(number, edits), now()).await.unwrap().revision
}

fn contact(plan: &Plan, at: usize, fields: Value) -> Edit {
    let day = now().today.plus(-800 - 7 * i64::try_from(at).unwrap());
    let mut body = json!({
        "on": day, "contact_type": "meeting", "minutes": 60, "people": [person(plan, "P05")],
        "members": [plan.find(Kind::Member, "K2").unwrap()], "subject": format!("Review {at}"),
    });
    body.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    Edit::Create { kind: Kind::Interaction, id: old(at), body }
}

/// The worked example with many contacts of long ago, all awake.
async fn with_old_contacts(ledger: &Ledger) -> Uuid {
    let account = import(ledger).await;
    let seat = ledger.open(&LIN, account).await.unwrap();
    commit(&seat, 1, (0..OLD).map(|at| contact(seat.plan(), at, json!({}))).collect()).await;
    account
}

/// The same with all of them at rest but the last, which a figure may read.
async fn at_rest(ledger: &Ledger) -> Uuid {
    let account = with_old_contacts(ledger).await;
    assert_eq!(ledger.rest(now().today).await.unwrap(), 1);
    account
}

async fn open(ledger: &Ledger, account: Uuid) -> Seat {
    ledger.open(&LIN, account).await.unwrap()
}

fn awake(plan: &Plan) -> usize {
    (0..OLD).filter(|at| plan.has(Kind::Interaction, old(*at))).count()
}

async fn what_is_old_goes_to_rest_and_nothing_that_anybody_reads_changes(home: Home) {
    let ledger = home.open().await;
    let account = with_old_contacts(&ledger).await;
    let before = open(&ledger, account).await;
    let (archive, history) = (ledger.archive().await.unwrap(), before.history(100).await.unwrap());
    assert_eq!(awake(before.plan()), OLD);

    assert_eq!(ledger.rest(now().today).await.unwrap(), 1);
    assert_eq!(ledger.rest(now().today).await.unwrap(), 0, "they rest already");
    let check = async |ledger: &Ledger| {
        let seat = open(ledger, account).await;
        assert_eq!(seat.stamp(), before.stamp());
        assert_eq!(awake(seat.plan()), 1, "the last of them is the last contact of the two");
        assert!(seat.rests(Kind::Interaction, before.plan().code(Kind::Interaction, old(7)).unwrap()));
        assert_eq!(*seat.whole().await.unwrap(), *before.plan());
        assert_eq!(seat.resting_with(person(seat.plan(), "P05").uuid()).await.unwrap(), OLD - 1);
        assert_eq!(seat.resting_with(person(seat.plan(), "P02").uuid()).await.unwrap(), 0);
        let told = |plan: &Plan| Figures::of(plan, now().today).to_json().to_string();
        assert_eq!(told(seat.plan()), told(before.plan()));
        assert_eq!(seat.history(100).await.unwrap(), history);
        assert_eq!(ledger.archive().await.unwrap(), archive);
        let order = Order { column: "code", falling: false };
        let found = ledger.reach(&LIN).list(List::Cards(Kind::Interaction), &[], order, None, 500).await.unwrap();
        assert_eq!(found.lines.len(), before.plan().interactions.len(), "lists find them");
        assert_eq!(ledger.diagnose(&LIN).await.unwrap().wounds, [""; 0]);
    };
    check(&ledger).await;
    // A new process does not read them either; drawing everything anew leaves them where they are.
    drop(ledger);
    let ledger = home.open().await;
    check(&ledger).await;
    ledger.repair(&LIN).await.unwrap();
    check(&ledger).await;

    // Whatever comes back from an archive is awake until the next day begins.
    let there = home.another().await;
    let moved = there.open().await;
    moved.restore(&archive, &[]).await.unwrap();
    assert_eq!(open(&moved, account).await.plan(), before.plan());
    assert_eq!(moved.rest(now().today).await.unwrap(), 1);
    check(&moved).await;
}

async fn the_past_and_snapshots_hold_what_rests(home: Home) {
    let ledger = home.open().await;
    let account = at_rest(&ledger).await;
    let seat = open(&ledger, account).await;
    let whole = seat.whole().await.unwrap();
    let was = title(seat.plan(), "P02");
    seat.commit(retitle(seat.plan(), 2, "P02", was, "CFO"), now()).await.unwrap();
    assert_eq!(*seat.as_of(2).await.unwrap(), *whole);
    assert_eq!(awake(&seat.as_of(1).await.unwrap()), 0, "before they were added");

    seat.seal(id(70), "Q4", now()).await.unwrap();
    assert_eq!(awake(&seat.open_snapshot(id(70)).await.unwrap()), OLD);
    let back = seat.go_back(2, 3, id(3), now()).await.unwrap();
    let edits = &seat.history(1).await.unwrap()[0].edits;
    assert_eq!((back.revision, edits.len()), (4, 1), "the title alone goes back: {edits:?}");
    assert_eq!(*open(&ledger, account).await.whole().await.unwrap(), *whole);
    assert_eq!(ledger.diagnose(&LIN).await.unwrap().wounds, [""; 0]);
}

async fn a_change_that_needs_nothing_of_it_lets_it_rest(home: Home) {
    let ledger = home.open().await;
    let account = at_rest(&ledger).await;
    let seat = open(&ledger, account).await;
    seat.commit(retitle(seat.plan(), 2, "P02", title(seat.plan(), "P02"), "CFO"), now()).await.unwrap();
    let today = json!({ "on": now().today });
    commit(&seat, 3, vec![contact(seat.plan(), OLD, today)]).await;
    let seat = open(&ledger, account).await;
    assert_eq!(awake(seat.plan()), 1);
    assert_eq!(awake(&seat.whole().await.unwrap()), OLD);
    // The plan that a new process reads is the one that was held.
    let held = seat.plan().clone();
    drop((seat, ledger));
    let ledger = home.open().await;
    assert_eq!(*open(&ledger, account).await.plan(), held);
}

async fn a_change_that_meets_it_wakes_it_and_misses_nothing(home: Home) {
    let ledger = home.open().await;
    let account = with_old_contacts(&ledger).await;
    let twin = home.another().await;
    let twin = twin.open().await;
    with_old_contacts(&twin).await;
    let plan = open(&ledger, account).await.plan().clone();
    let on = Edit::Set {
        kind: Kind::Interaction,
        id: old(9),
        field: "on".into(),
        was: plan.body(Kind::Interaction, old(9)).unwrap()["on"].clone(),
        now: json!("2026-11-19"),
    };
    let remove = |kind, id| Edit::Remove { kind, id, body: Value::Null };
    let k2 = plan.find(Kind::Member, "K2").unwrap();
    let setting = json!({ "key": "relationship.contact_minutes", "value": 90 });
    let meeting = [
        ("a day of one that rests", vec![on]),
        ("one that rests goes", vec![remove(Kind::Interaction, old(11))]),
        ("what counts as a contact", vec![Edit::Create { kind: Kind::Setting, id: id(900), body: setting }]),
        ("who took part goes", vec![remove(Kind::Member, k2)]),
    ];
    // Each time everything rests before; the twin never lets anything rest. Both must make the same of it.
    for (number, (what, edits)) in meeting.into_iter().enumerate() {
        ledger.rest(now().today).await.unwrap();
        let (seat, other) = (open(&ledger, account).await, open(&twin, account).await);
        assert!(awake(seat.plan()) < awake(other.plan()), "{what}");
        let change = change(10 + number as u128, edits);
        let (here, there) = (seat.commit(change.clone(), now()).await, other.commit(change, now()).await);
        let (here, there) = (here.unwrap(), there.unwrap());
        assert_eq!(*here.plan, *there.plan, "{what}");
        assert_eq!(seat.history(1).await.unwrap()[0].edits, other.history(1).await.unwrap()[0].edits, "{what}");
        assert_eq!(awake(open(&ledger, account).await.plan()), awake(&there.plan), "{what}: all are awake");
    }
    assert_eq!(ledger.archive().await.unwrap(), twin.archive().await.unwrap());
}

async fn undo_wakes_what_it_needs(home: Home) {
    let ledger = home.open().await;
    let account = at_rest(&ledger).await;
    let seat = open(&ledger, account).await;
    // The change that brought them in is taken back: none of them is left behind.
    seat.undo(id(1), id(2), now()).await.unwrap();
    let seat = open(&ledger, account).await;
    assert_eq!(*seat.plan(), bedrock());
    assert_eq!(*seat.whole().await.unwrap(), bedrock());
    seat.undo(id(2), id(3), now()).await.unwrap();
    ledger.rest(now().today).await.unwrap();
    let record = RecordRef { kind: Kind::Interaction, id: old(5) };
    let exists = open(&ledger, account).await.bring_back(record, id(4), now()).await.unwrap_err();
    assert_eq!(problems(exists), [Reason::Exists]);
    assert_eq!(ledger.diagnose(&LIN).await.unwrap().wounds, [""; 0]);
}

async fn its_codes_are_not_given_again(home: Home) {
    let ledger = home.open().await;
    let account = at_rest(&ledger).await;
    let seat = open(&ledger, account).await;
    let whole = seat.whole().await.unwrap();
    let code = whole.code(Kind::Interaction, old(20)).unwrap().to_owned();
    let taken = seat.commit(change(2, vec![contact(seat.plan(), OLD, json!({ "code": code }))]), now()).await;
    assert_eq!(problems(taken.unwrap_err()), [Reason::CodeTaken { code }]);
    let same = seat.commit(change(3, vec![contact(seat.plan(), 20, json!({}))]), now()).await;
    assert_eq!(problems(same.unwrap_err()), [Reason::Exists]);
    commit(&seat, 4, vec![contact(seat.plan(), OLD, json!({}))]).await;
    let seat = open(&ledger, account).await;
    let given = seat.plan().code(Kind::Interaction, old(OLD)).unwrap().to_owned();
    assert!(whole.find(Kind::Interaction, &given).is_none(), "{given} is a new code");
}

async fn two_instances_agree_on_what_rests(home: Home) {
    let (one, other) = (home.open().await, home.open().await);
    let account = with_old_contacts(&one).await;
    assert_eq!(awake(open(&other, account).await.plan()), OLD);
    assert_eq!(one.rest(now().today).await.unwrap(), 1);
    assert_eq!(other.rest(now().today).await.unwrap(), 0, "the other has done it");
    assert_eq!(awake(open(&other, account).await.plan()), 1, "what was held whole is let go of");
    // A seat that was taken while everything was awake writes over what rests by now.
    let seat = open(&other, account).await;
    let remove = Edit::Remove { kind: Kind::Interaction, id: old(3), body: Value::Null };
    commit(&seat, 2, vec![remove]).await;
    assert_eq!(awake(open(&one, account).await.plan()), OLD - 1);
    assert_eq!(one.diagnose(&LIN).await.unwrap().wounds, [""; 0]);
}

async fn somebody_is_erased_from_what_rests_too(home: Home) {
    let ledger = home.open().await;
    let account = with_old_contacts(&ledger).await;
    let seat = open(&ledger, account).await;
    let named = contact(seat.plan(), OLD, json!({ "subject": "With 贺兰亭 about prices" }));
    commit(&seat, 2, vec![named]).await;
    ledger.rest(now().today).await.unwrap();
    let record = RecordRef { kind: Kind::Person, id: person(seat.plan(), "P05").uuid() };
    ledger.erase(&LIN, account, record, &act(id(500), Moment { ..now() })).await.unwrap();
    assert!(!String::from_utf8_lossy(&home.raw().await).contains("贺兰亭"));
    assert_eq!(ledger.diagnose(&LIN).await.unwrap().wounds, [""; 0]);
    ledger.rest(now().today).await.unwrap();
    let seat = open(&ledger, account).await;
    assert_eq!((awake(seat.plan()), awake(&seat.whole().await.unwrap())), (1, OLD));
    assert!(file::read(&file::write(&seat.whole().await.unwrap())).is_ok());
}

async fn the_doctor_tells_where_the_marks_do_not_agree(home: Home) {
    let ledger = home.open().await;
    let account = at_rest(&ledger).await;
    home.sql(&format!("UPDATE record SET resting = 1 WHERE id = '{}'", person(&bedrock(), "P02").uuid())).await;
    let wounds = ledger.diagnose(&LIN).await.unwrap().wounds;
    assert!(wounds.iter().any(|wound| wound.contains("other records rest")), "{wounds:?}");
    // Nothing was lost, and repairing wakes everything.
    drop(ledger);
    let ledger = home.open().await;
    ledger.repair(&LIN).await.unwrap();
    assert_eq!(ledger.diagnose(&LIN).await.unwrap().wounds, [""; 0]);
    assert_eq!(awake(open(&ledger, account).await.plan()), OLD);
    assert!(matches!(ledger.open(&LIN, id(77)).await, Err(Error::NotFound)));
}
