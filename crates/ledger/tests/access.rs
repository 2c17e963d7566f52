//! What a seat lets through of an account, told on both engines: the plan, its past, its history, its files and what may
//! be written (decided 5.37).

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests"
)]

#[macro_use]
mod support;

use ledger::{Error, Ledger, Seat, Viewer};
use plan::card::Audience;
use plan::lens::{Role, Whose};
use plan::{Change, Edit, Kind, Reason};
use serde_json::{Value, json};
use support::{Home, LIN, bedrock, id, now};
use uuid::Uuid;

/// Somebody who administers nothing.
const XU: Viewer = Viewer::person(Uuid::from_u128(2));

on_both_engines!(
    a_seat_shows_what_its_role_shows_now_and_in_the_past,
    a_seat_tests_the_edits_asked_for_and_not_what_follows_from_them,
    undo_and_restore_go_by_the_rights_of_today,
    what_is_shown_to_others_hides_judgements_everywhere,
    the_settings_of_the_library_are_for_administrators_and_sales_operations,
);

async fn import(ledger: &Ledger) -> Uuid {
    ledger.import(&LIN, &bedrock(), id(0), now().at).await.unwrap()
}

async fn seat(ledger: &Ledger, account: Uuid, role: Role) -> Seat {
    ledger.admit(account, XU.user, role).await.unwrap();
    ledger.open(&XU, account).await.unwrap()
}

fn set(seat: &Seat, kind: Kind, code: &str, field: &str, now: Value) -> Edit {
    let id = bedrock().find(kind, code).unwrap();
    let was = seat.plan().body(kind, id).map(|body| body[field].clone()).unwrap_or_default();
    Edit::Set { kind, id, field: field.into(), was, now }
}

fn change(number: u128, edits: Vec<Edit>) -> Change {
    Change { id: id(number), why: Some("because P02 said so".into()), undoes: None, edits }
}

fn reasons<T>(outcome: Result<T, Error>) -> Vec<Reason> {
    match outcome {
        Err(Error::Problems(problems)) => problems.into_iter().map(|one| one.reason).collect(),
        Err(error) => panic!("{error}"),
        Ok(_) => Vec::new(),
    }
}

async fn a_seat_shows_what_its_role_shows_now_and_in_the_past(home: Home) {
    let ledger = home.open().await;
    let account = import(&ledger).await;
    let lin = ledger.open(&LIN, account).await.unwrap();
    lin.seal(id(70), "Review", now()).await.unwrap();
    let stance = set(&lin, Kind::Person, "P02", "preference", json!(2));
    lin.commit(change(1, vec![stance]), now()).await.unwrap();
    let seat = seat(&ledger, account, Role::Member).await;
    for view in [
        seat.view().clone(),
        seat.whole().await.unwrap(),
        seat.as_of(1).await.unwrap(),
        seat.open_snapshot(id(70)).await.unwrap(),
    ] {
        assert!(
            !view.shows(Audience::Judgement) && view.count(Kind::Relationship) == 0 && view.count(Kind::Voice) == 0
        );
        assert!(view.people.iter().all(|person| person.preference.is_none()) && !view.people.is_empty());
    }
    let history = seat.history(1).await.unwrap();
    assert_eq!((history[0].edits.len(), history[0].hidden, history[0].why.clone()), (0, 1, None));
    let person = bedrock().find(Kind::Person, "P02").unwrap();
    assert_eq!(seat.history_of(Kind::Person, person).await.unwrap().len(), 1, "the import alone");
    let sealed = seat.snapshots().await.unwrap().remove(0).figures;
    assert_eq!(sealed.pointer("/relationship/top_gaps"), None);
    assert!(sealed.pointer("/relationship/attainment").is_some());
    assert!(seat.trend("relationship.support_index", now().today).await.unwrap().is_empty());
}

async fn a_seat_tests_the_edits_asked_for_and_not_what_follows_from_them(home: Home) {
    let ledger = home.open().await;
    let account = import(&ledger).await;
    let xu = seat(&ledger, account, Role::Member).await;
    let edit = set(&xu, Kind::Person, "P02", "preference", json!(2));
    assert_eq!(reasons(xu.commit(change(1, vec![edit]), now()).await), [Reason::NotShown]);
    let header = bedrock().account_plans.by_code().next().unwrap().code.clone();
    let edit = set(&xu, Kind::AccountPlan, &header, "name", json!("Ours"));
    assert_eq!(reasons(xu.commit(change(2, vec![edit]), now()).await), [Reason::NotYours { whose: Whose::Leads }]);
    // A card goes with its links, whoever made them.
    let node = Edit::Create { kind: Kind::Node, id: id(50), body: json!({ "node_type": "goal", "title": "A goal" }) };
    xu.commit(change(3, vec![node]), now()).await.unwrap();
    let gone = Edit::Remove { kind: Kind::Node, id: id(50), body: Value::Null };
    xu.commit(change(4, vec![gone]), now()).await.unwrap();
    assert_eq!(reasons(xu.seal(id(71), "Mine", now()).await), []);
    let reader = seat(&ledger, account, Role::Operations).await;
    assert_eq!(reasons(reader.seal(id(72), "Mine", now()).await), [Reason::NotYours { whose: Whose::Team }]);
}

async fn undo_and_restore_go_by_the_rights_of_today(home: Home) {
    let ledger = home.open().await;
    let account = import(&ledger).await;
    let xu = seat(&ledger, account, Role::Director).await;
    let stance = set(&xu, Kind::Person, "P02", "preference", json!(2));
    xu.commit(change(1, vec![stance]), now()).await.unwrap();
    let xu = seat(&ledger, account, Role::Member).await;
    assert_eq!(reasons(xu.undo(id(1), id(2), now()).await), [Reason::NotShown]);
    assert!(!reasons(xu.go_back(1, 2, id(3), now()).await).is_empty());
    let person = plan::RecordRef { kind: Kind::Person, id: bedrock().find(Kind::Person, "P02").unwrap() };
    assert_eq!(reasons(xu.set_back(person, "preference", 1, id(4), now()).await), [Reason::NotShown]);
    assert_eq!(ledger.open(&LIN, account).await.unwrap().stamp().revision, 2);
}

async fn what_is_shown_to_others_hides_judgements_everywhere(home: Home) {
    let ledger = home.open().await;
    let account = import(&ledger).await;
    let shown = Viewer { discreet: true, ..LIN };
    let seat = ledger.open(&shown, account).await.unwrap();
    assert!(!seat.plan().shows(Audience::Judgement) && !seat.plan().shows(Audience::Quote));
    assert_eq!(seat.plan().count(Kind::Voice), 0);
    // Whoever stands at the projector still works: what is hidden is not edited by accident.
    let edit = set(&seat, Kind::Person, "P02", "title", json!("CFO"));
    seat.commit(change(1, vec![edit]), now()).await.unwrap();
}

async fn the_settings_of_the_library_are_for_administrators_and_sales_operations(home: Home) {
    let ledger = home.open().await;
    let account = import(&ledger).await;
    let number_day = |number: u128| format!("2026-01-{number:02}");
    let rate = |number| {
        let body = json!({ "currency": "EUR", "into": "CNY", "per_unit": 7.8, "on": number_day(number) });
        change(number, vec![Edit::Create { kind: Kind::Rate, id: id(number), body }])
    };
    let library = || async { ledger.library(&XU, now().at).await.unwrap() };
    assert_eq!(reasons(library().await.commit(rate(1), now()).await), [Reason::NotYours { whose: Whose::Leads }]);
    let solution = Edit::Create { kind: Kind::Solution, id: id(60), body: json!({ "name": "Ours" }) };
    library().await.commit(change(2, vec![solution]), now()).await.unwrap();
    ledger.admit(account, XU.user, Role::Operations).await.unwrap();
    library().await.commit(rate(3), now()).await.unwrap();
    let administrator = Viewer::administrator(id(90));
    ledger.library(&administrator, now().at).await.unwrap().commit(rate(4), now()).await.unwrap();
}
