//! One story of a plan's life, told on both engines: imported, opened, changed, raced, undone, closed and opened again.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests"
)]

#[macro_use]
mod support;

use ledger::{Error, Ledger, Moment};
use plan::id::RecordRef;
use plan::influence_map::RelationshipOwner;
use plan::lens::Role;
use plan::problem::Conflict;
use plan::{Change, Edit, Id, Kind, Plan, Reason, file};
use serde_json::json;
use support::{Home, LIN, XU, bedrock, id, import, now, person, problems, retitle, title};
use uuid::Uuid;

on_both_engines!(
    a_plan_is_imported_changed_and_undone,
    a_change_sent_twice_is_made_once,
    two_people_on_one_field_conflict_and_on_two_do_not,
    sixteen_writers_lose_nothing,
    two_instances_see_each_other,
    undo_never_loses_what_came_after,
    what_is_refused_leaves_no_trace,
    the_past_is_found_by_walking_back,
    what_was_removed_comes_back_with_its_code,
    a_field_and_a_plan_go_back_to_a_revision,
    a_snapshot_stays_as_it_was_sealed,
    everything_moves_to_another_database_and_back,
    the_doctor_finds_what_does_not_agree,
    a_change_of_the_library_reaches_an_open_account,
    what_is_the_librarys_is_changed_there_and_retired_not_removed,
    the_past_has_the_library_of_its_time,
    two_instances_share_one_library,
    a_librarys_file_merges_and_an_accounts_file_comes_home,
    the_library_moves_along_and_the_doctor_looks_at_it,
    what_cannot_be_read_stays_and_the_rest_lives_on,
);

async fn a_plan_is_imported_changed_and_undone(home: Home) {
    let ledger = home.open().await;
    let account = import(&ledger).await;
    assert_eq!(problems(ledger.import(&LIN, &bedrock(), id(99), now().at).await.unwrap_err()), [Reason::Exists]);
    assert_eq!(ledger.reach(&LIN).accounts().await.unwrap().len(), 1);

    let seat = ledger.open(&LIN, account).await.unwrap();
    assert_eq!(seat.plan(), &bedrock());
    assert_eq!(seat.stamp().revision, 1);
    let k2 = seat.plan().find(Kind::Member, "K2").unwrap();
    let body = json!({ "person": person(seat.plan(), "P02"), "member": k2 });
    let create = Edit::Create { kind: Kind::RelationshipOwner, id: id(50), body };
    let change = Change { id: id(1), why: Some("CFO 需要负责人".into()), undoes: None, edits: vec![create] };
    let committed = seat.commit(change, now()).await.unwrap();
    assert_eq!(committed.revision, 2);
    assert!(committed.plan.relationship_owners.get(Id::<RelationshipOwner>::new(id(50))).is_some());

    // A new process sees what was acknowledged.
    drop(ledger);
    let ledger = home.open().await;
    let seat = ledger.open(&LIN, account).await.unwrap();
    assert_eq!(seat.stamp().revision, 2);
    assert!(seat.plan().has(Kind::RelationshipOwner, id(50)));
    assert_eq!(seat.history(10).await.unwrap()[0].why.as_deref(), Some("CFO 需要负责人"));
    assert_eq!(seat.steps().await.unwrap().undo, Some(id(1)));

    let undone = seat.undo(id(1), id(2), now()).await.unwrap();
    assert_eq!(*undone.plan, bedrock());
    let steps = seat.steps().await.unwrap();
    assert_eq!((steps.undo, steps.redo), (None, Some(id(2))));
    let redone = seat.undo(id(2), id(3), now()).await.unwrap();
    assert!(redone.plan.has(Kind::RelationshipOwner, id(50)));
    assert!(matches!(ledger.open(&LIN, id(77)).await, Err(Error::NotFound)));
}

async fn a_change_sent_twice_is_made_once(home: Home) {
    let ledger = home.open().await;
    let account = import(&ledger).await;
    let seat = ledger.open(&LIN, account).await.unwrap();
    let was = title(seat.plan(), "P02");
    let change = retitle(seat.plan(), 1, "P02", was.clone(), "CFO");
    assert_eq!(seat.commit(change.clone(), now()).await.unwrap().revision, 2);
    assert_eq!(seat.commit(change, now()).await.unwrap().revision, 2);
    let other = retitle(seat.plan(), 1, "P02", was, "Something else");
    assert_eq!(problems(seat.commit(other, now()).await.unwrap_err()), [Reason::IdReused]);
    assert_eq!(seat.history(10).await.unwrap().len(), 2);
    // The same undo twice, as a browser sends it that missed the first answer.
    assert_eq!(seat.undo(id(1), id(2), now()).await.unwrap().revision, 3);
    assert_eq!(seat.undo(id(1), id(2), now()).await.unwrap().revision, 3);
}

async fn two_people_on_one_field_conflict_and_on_two_do_not(home: Home) {
    let ledger = home.open().await;
    let account = import(&ledger).await;
    ledger.admit(account, XU.user, Role::Director).await.unwrap();
    let (lin, xu) = (ledger.open(&LIN, account).await.unwrap(), ledger.open(&XU, account).await.unwrap());
    let was = title(lin.plan(), "P02");
    lin.commit(retitle(lin.plan(), 1, "P02", was.clone(), "CFO"), now()).await.unwrap();
    xu.commit(retitle(xu.plan(), 2, "P03", title(xu.plan(), "P03"), "EVP"), now()).await.unwrap();
    let refused = problems(xu.commit(retitle(xu.plan(), 3, "P02", was.clone(), "Treasurer"), now()).await.unwrap_err());
    let conflict = Conflict { seen: was, current: json!("CFO"), wanted: json!("Treasurer") };
    assert_eq!(refused, [Reason::Conflict(Box::new(conflict))]);
}

async fn sixteen_writers_lose_nothing(home: Home) {
    let ledger = home.open().await;
    let account = import(&ledger).await;
    let base = ledger.open(&LIN, account).await.unwrap().plan().count(Kind::Interaction);
    let seat = ledger.open(&LIN, account).await.unwrap();
    let (p02, k1) = (person(seat.plan(), "P02"), seat.plan().find(Kind::Member, "K1").unwrap());
    let writers: Vec<_> = (0..16u128)
        .map(|writer| {
            let ledger = ledger.clone();
            tokio::spawn(async move {
                for turn in 0..10u128 {
                    let number = 1000 + writer * 10 + turn;
                    let seat = ledger.open(&LIN, account).await.unwrap();
                    let body = json!({ "on": "2026-11-19", "contact_type": "call", "people": [p02], "members": [k1] });
                    let edits = vec![Edit::Create { kind: Kind::Interaction, id: id(number), body }];
                    let change = Change { id: id(number), why: None, undoes: None, edits };
                    seat.commit(change, now()).await.unwrap();
                }
            })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap();
    }
    let seat = ledger.open(&LIN, account).await.unwrap();
    assert_eq!(seat.stamp().revision, 161);
    assert_eq!(seat.plan().count(Kind::Interaction), base + 160);
    let mut revisions: Vec<_> = seat.history(200).await.unwrap().iter().map(|one| one.revision).collect();
    revisions.sort_unstable();
    assert_eq!(revisions, (1..=161).collect::<Vec<_>>());
    // What is in memory is what is on disk.
    let held = seat.plan().clone();
    assert_eq!(home.open().await.open(&LIN, account).await.unwrap().plan(), &held);
}

async fn two_instances_see_each_other(home: Home) {
    let (here, there) = (home.open().await, home.open().await);
    let account = import(&here).await;
    let mut tasks = Vec::new();
    for (instance, ledger) in [here.clone(), there.clone()].into_iter().enumerate() {
        tasks.push(tokio::spawn(async move {
            for turn in 0..10u128 {
                let code = if instance == 0 { "P02" } else { "P03" };
                let seat = ledger.open(&LIN, account).await.unwrap();
                let was = title(seat.plan(), code);
                let number = 100 + instance as u128 * 50 + turn;
                seat.commit(retitle(seat.plan(), number, code, was, &format!("title {turn}")), now()).await.unwrap();
            }
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
    let (here, there) = (here.open(&LIN, account).await.unwrap(), there.open(&LIN, account).await.unwrap());
    assert_eq!(here.stamp().revision, 21);
    assert_eq!(here.plan(), there.plan());
    assert_eq!(title(here.plan(), "P02"), json!("title 9"));
}

async fn undo_never_loses_what_came_after(home: Home) {
    let ledger = home.open().await;
    let account = import(&ledger).await;
    let seat = ledger.open(&LIN, account).await.unwrap();
    let was = title(seat.plan(), "P02");
    seat.commit(retitle(seat.plan(), 1, "P02", was, "CFO"), now()).await.unwrap();
    seat.commit(retitle(seat.plan(), 2, "P02", json!("CFO"), "Treasurer"), now()).await.unwrap();
    assert_eq!(problems(seat.undo(id(1), id(3), now()).await.unwrap_err()), [Reason::TouchedSince]);
    seat.undo(id(2), id(4), now()).await.unwrap();
    let back = seat.undo(id(1), id(5), now()).await.unwrap();
    assert_eq!(*back.plan, bedrock());
    assert_eq!(problems(seat.undo(id(1), id(6), now()).await.unwrap_err()), [Reason::UndoneAlready]);
    assert_eq!(problems(seat.undo(id(88), id(7), now()).await.unwrap_err()), [Reason::NoSuchChange]);
}

async fn what_is_refused_leaves_no_trace(home: Home) {
    let ledger = home.open().await;
    let account = import(&ledger).await;
    let seat = ledger.open(&LIN, account).await.unwrap();
    let dangling = json!({ "person": id(404), "member": id(405) });
    let edits = vec![Edit::Create { kind: Kind::RelationshipOwner, id: id(60), body: dangling }];
    let refused = problems(seat.commit(Change { id: id(1), why: None, undoes: None, edits }, now()).await.unwrap_err());
    assert_eq!(refused.len(), 2, "both references are named at once: {refused:?}");
    let seat = ledger.open(&LIN, account).await.unwrap();
    assert_eq!((seat.stamp().revision, seat.plan()), (1, &bedrock()));
    // Nor does what changes nothing.
    let title = title(seat.plan(), "P02");
    let same = Edit::Set {
        kind: Kind::Person,
        id: person(seat.plan(), "P02").uuid(),
        field: "title".into(),
        was: title.clone(),
        now: title,
    };
    let committed = seat.commit(Change { id: id(2), why: None, undoes: None, edits: vec![same] }, now()).await.unwrap();
    assert_eq!((committed.revision, seat.steps().await.unwrap().undo), (1, None));
}

async fn the_past_is_found_by_walking_back(home: Home) {
    let ledger = home.open().await;
    let account = import(&ledger).await;
    let seat = ledger.open(&LIN, account).await.unwrap();
    let mut states = vec![seat.plan().clone()];
    for turn in 0..5u128 {
        let seat = ledger.open(&LIN, account).await.unwrap();
        let was = title(seat.plan(), "P02");
        let change = retitle(seat.plan(), 10 + turn, "P02", was, &format!("title {turn}"));
        let later = Moment { at: now().at + jiff::SignedDuration::from_hours(turn as i64 + 1), ..now() };
        states.push((*seat.commit(change, later).await.unwrap().plan).clone());
    }
    // A person goes with all links, and comes back.
    let end = Moment { at: now().at + jiff::SignedDuration::from_hours(6), ..now() };
    let seat = ledger.open(&LIN, account).await.unwrap();
    let p05 = person(seat.plan(), "P05").uuid();
    let edits = vec![Edit::Remove { kind: Kind::Person, id: p05, body: json!(null) }];
    states.push((*seat.commit(Change { id: id(30), why: None, undoes: None, edits }, end).await.unwrap().plan).clone());
    states.push((*seat.undo(id(30), id(31), end).await.unwrap().plan).clone());
    for (index, state) in states.iter().enumerate() {
        assert_eq!(&*seat.as_of(index as i64 + 1).await.unwrap(), state, "revision {}", index + 1);
    }
    assert!(seat.as_of(0).await.unwrap().is_empty());
    assert_eq!(seat.revision_at(end.at).await.unwrap(), 8);
    assert_eq!(seat.revision_at(now().at).await.unwrap(), 1);
    assert_eq!(seat.revision_at(now().at - jiff::SignedDuration::from_hours(1)).await.unwrap(), 0);
    assert_eq!(seat.history_of(Kind::Person, p05).await.unwrap().len(), 3);
}

async fn what_was_removed_comes_back_with_its_code(home: Home) {
    let ledger = home.open().await;
    let account = import(&ledger).await;
    let seat = ledger.open(&LIN, account).await.unwrap();
    let codes =
        |plan: &plan::Plan| plan.bodies(Kind::Person).iter().map(|(_, body)| body["code"].clone()).collect::<Vec<_>>();
    let last = codes(seat.plan()).last().unwrap().as_str().unwrap().to_owned();
    let who = RecordRef { kind: Kind::Person, id: person(seat.plan(), &last).uuid() };
    let edits = vec![Edit::Remove { kind: who.kind, id: who.id, body: json!(null) }];
    seat.commit(Change { id: id(1), why: None, undoes: None, edits }, now()).await.unwrap();
    // A new process knows from the log that the code was given.
    let ledger = home.open().await;
    let seat = ledger.open(&LIN, account).await.unwrap();
    let edits = vec![Edit::Create { kind: Kind::Person, id: id(50), body: json!({ "name": "Lin" }) }];
    let committed = seat.commit(Change { id: id(2), why: None, undoes: None, edits }, now()).await.unwrap();
    assert_ne!(committed.plan.code(Kind::Person, id(50)), Some(last.as_str()));
    // Sent twice, it comes back once.
    for _ in 0..2 {
        assert_eq!(seat.bring_back(who, id(3), now()).await.unwrap().revision, 4);
    }
    let back = ledger.open(&LIN, account).await.unwrap();
    assert_eq!(back.plan().code(who.kind, who.id), Some(last.as_str()));
    assert_eq!(problems(back.bring_back(who, id(4), now()).await.unwrap_err()), [Reason::Exists]);
}

async fn a_field_and_a_plan_go_back_to_a_revision(home: Home) {
    let ledger = home.open().await;
    let account = import(&ledger).await;
    let seat = ledger.open(&LIN, account).await.unwrap();
    let who = RecordRef { kind: Kind::Person, id: person(seat.plan(), "P02").uuid() };
    let was = title(seat.plan(), "P02");
    seat.commit(retitle(seat.plan(), 1, "P02", was.clone(), "CFO"), now()).await.unwrap();
    seat.commit(retitle(seat.plan(), 2, "P03", title(seat.plan(), "P03"), "EVP"), now()).await.unwrap();
    let edits = vec![Edit::Remove { kind: Kind::Person, id: person(seat.plan(), "P05").uuid(), body: json!(null) }];
    seat.commit(Change { id: id(3), why: None, undoes: None, edits }, now()).await.unwrap();
    for _ in 0..2 {
        let back = seat.set_back(who, "title", 1, id(4), now()).await.unwrap();
        assert_eq!((back.revision, title(&back.plan, "P02")), (5, was.clone()));
    }
    assert_eq!(title(ledger.open(&LIN, account).await.unwrap().plan(), "P03"), json!("EVP"));
    let unseen = seat.go_back(1, 4, id(5), now()).await.unwrap_err();
    assert_eq!(problems(unseen), [Reason::TouchedSince], "revision 5 came after what was looked at");
    for _ in 0..2 {
        let back = seat.go_back(1, 5, id(5), now()).await.unwrap();
        assert_eq!((back.revision, &*back.plan), (6, &bedrock()));
    }
    assert_eq!(ledger.diagnose(&LIN).await.unwrap().wounds, [""; 0]);
    let undone = seat.undo(id(5), id(6), now()).await.unwrap();
    assert_eq!(title(&undone.plan, "P03"), json!("EVP"));
}

async fn a_snapshot_stays_as_it_was_sealed(home: Home) {
    let ledger = home.open().await;
    let account = import(&ledger).await;
    let seat = ledger.open(&LIN, account).await.unwrap();
    seat.seal(id(70), "第三季度", now()).await.unwrap();
    seat.seal(id(70), "again", now()).await.unwrap();
    let was = title(seat.plan(), "P03");
    seat.commit(retitle(seat.plan(), 1, "P03", was, "EVP"), now()).await.unwrap();
    let snapshots = seat.snapshots().await.unwrap();
    assert_eq!(snapshots.len(), 1);
    assert_eq!((snapshots[0].name.as_str(), snapshots[0].revision), ("第三季度", 1));
    assert_eq!(snapshots[0].figures["plan"]["health"], json!("red"));
    let sealed = seat.open_snapshot(id(70)).await.unwrap();
    assert_eq!(*sealed, bedrock());
    assert!(
        std::ptr::eq(sealed.plan(), seat.open_snapshot(id(70)).await.unwrap().plan()),
        "asked for again, it is not read again"
    );
    assert!(matches!(seat.open_snapshot(id(71)).await, Err(Error::NotFound)));
}

async fn everything_moves_to_another_database_and_back(home: Home) {
    let ledger = home.open().await;
    let account = import(&ledger).await;
    let seat = ledger.open(&LIN, account).await.unwrap();
    let was = title(seat.plan(), "P03");
    seat.commit(retitle(seat.plan(), 1, "P03", was, "EVP"), now()).await.unwrap();
    seat.seal(id(70), "review", now()).await.unwrap();
    let archive = ledger.archive().await.unwrap();
    // To the other engine, and from there to a new database of the first.
    let (there, back) = match home {
        Home::Sqlite(..) => (Home::postgres().await, Home::sqlite()),
        Home::Postgres(_) => (Home::sqlite(), Home::postgres().await),
    };
    let other = there.open().await;
    assert!(other.restore(&archive, &[]).await.unwrap() > 500);
    assert_eq!(other.archive().await.unwrap(), archive);
    let again = back.open().await;
    again.restore(&other.archive().await.unwrap(), &[]).await.unwrap();
    assert_eq!(again.archive().await.unwrap(), archive);
    let seat = again.open(&LIN, account).await.unwrap();
    assert_eq!(seat.undo(id(1), id(2), now()).await.unwrap().revision, 3);
    assert!(again.restore(&archive, &[]).await.is_err(), "never over what is there");
    assert!(ledger.restore("{}", &[]).await.is_err());
}

async fn the_doctor_finds_what_does_not_agree(home: Home) {
    let ledger = home.open().await;
    let account = import(&ledger).await;
    ledger.open(&LIN, account).await.unwrap().seal(id(70), "review", now()).await.unwrap();
    let healthy = ledger.diagnose(&LIN).await.unwrap();
    assert_eq!((healthy.accounts, healthy.snapshots, healthy.wounds.as_slice()), (1, 1, &[][..]));
    let archive = ledger.archive().await.unwrap();
    let p02 = person(&bedrock(), "P02").to_string();
    let without_person =
        |line: &&str| !(line.starts_with("[\"record\"") && line.contains(&format!("\"person\",\"{p02}\"")));
    let wounded: String = archive.lines().filter(without_person).map(|line| format!("{line}\n")).collect();
    assert_ne!(wounded, archive);
    let sick = Home::sqlite();
    let ledger = sick.open().await;
    ledger.restore(&wounded, &[]).await.unwrap();
    let diagnosis = ledger.diagnose(&LIN).await.unwrap();
    assert!(diagnosis.wounds.iter().any(|wound| wound.contains("no person")), "{:?}", diagnosis.wounds);
}

/// Adds a solution to the library.
async fn offer(ledger: &Ledger, number: u128, name: &str) -> Uuid {
    let library = ledger.library(&LIN, now().at).await.unwrap();
    let edits = vec![Edit::Create { kind: Kind::Solution, id: id(number), body: json!({ "name": name }) }];
    library.commit(Change { id: id(number), why: None, undoes: None, edits }, now()).await.unwrap();
    id(number)
}

async fn rename(ledger: &Ledger, change: u128, solution: Uuid, was: &str, now_: &str) {
    let library = ledger.library(&LIN, now().at).await.unwrap();
    let field = "name".into();
    let edits = vec![Edit::Set { kind: Kind::Solution, id: solution, field, was: json!(was), now: json!(now_) }];
    library.commit(Change { id: id(change), why: None, undoes: None, edits }, now()).await.unwrap();
}

/// A new deal of the account with this solution.
fn deal(number: u128, solution: Uuid) -> Change {
    let body = json!({ "name": "A deal", "opportunity_type": "potential", "solutions": [solution] });
    let edits = vec![Edit::Create { kind: Kind::Opportunity, id: id(number), body }];
    Change { id: id(number), why: None, undoes: None, edits }
}

fn solution_name(plan: &Plan, solution: Uuid) -> Option<serde_json::Value> {
    plan.body(Kind::Solution, solution).map(|body| body["name"].clone())
}

async fn a_change_of_the_library_reaches_an_open_account(home: Home) {
    let ledger = home.open().await;
    let account = import(&ledger).await;
    let seat = ledger.open(&LIN, account).await.unwrap();
    assert_eq!((seat.stamp().library, seat.plan().workspace()), (0, None), "there is no library yet");
    let solution = offer(&ledger, 200, "Field platform 2").await;
    assert_eq!(ledger.reach(&LIN).accounts().await.unwrap().len(), 1, "the library is no account");
    let library = ledger.library(&LIN, now().at).await.unwrap();
    let its_id = library.plan().workspace().unwrap().id.uuid();
    assert!(matches!(ledger.open(&LIN, its_id).await, Err(Error::NotFound)));

    let seat = ledger.open(&LIN, account).await.unwrap();
    assert_eq!((seat.stamp().revision, seat.stamp().library), (1, 2));
    assert_eq!(solution_name(seat.plan(), solution), Some(json!("Field platform 2")));
    assert_eq!(seat.plan().len(), bedrock().len(), "what is the library's is not the account's");
    let committed = seat.commit(deal(201, solution), now()).await.unwrap();
    assert!(committed.plan.has(Kind::Solution, solution));
    rename(&ledger, 202, solution, "Field platform 2", "Field platform 3").await;
    let seat = ledger.open(&LIN, account).await.unwrap();
    assert_eq!(solution_name(seat.plan(), solution), Some(json!("Field platform 3")));
    // A library is changed, undone and looked back at like any plan.
    let library = ledger.library(&LIN, now().at).await.unwrap();
    library.undo(id(202), id(203), now()).await.unwrap();
    assert_eq!(library.history(10).await.unwrap().len(), 4);
    let seat = ledger.open(&LIN, account).await.unwrap();
    assert_eq!(solution_name(seat.plan(), solution), Some(json!("Field platform 2")));
    // A new process reads both anew.
    let again = home.open().await;
    assert_eq!(again.open(&LIN, account).await.unwrap().plan(), seat.plan());
    // A weight of the library moves the figures of every account.
    let body = json!({ "key": "relationship.top_gaps", "value": 3 });
    let edits = vec![Edit::Create { kind: Kind::Setting, id: id(204), body }];
    library.commit(Change { id: id(204), why: None, undoes: None, edits }, now()).await.unwrap();
    let seat = ledger.open(&LIN, account).await.unwrap();
    assert_eq!(seat.plan().settings.relationship.top_gaps, 3);
}

async fn what_is_the_librarys_is_changed_there_and_retired_not_removed(home: Home) {
    let ledger = home.open().await;
    let account = import(&ledger).await;
    let solution = offer(&ledger, 200, "Field platform 2").await;
    let seat = ledger.open(&LIN, account).await.unwrap();
    let refused = |edit: Edit, number: u128| {
        let change = Change { id: id(number), why: None, undoes: None, edits: vec![edit] };
        seat.commit(change, now())
    };
    let field = || "name".to_owned();
    let mine = Edit::Set { kind: Kind::Solution, id: solution, field: field(), was: json!("?"), now: json!("Mine") };
    assert_eq!(problems(refused(mine, 201).await.unwrap_err()), [Reason::BelongsToLibrary]);
    let gone = || Edit::Remove { kind: Kind::Solution, id: solution, body: json!(null) };
    assert_eq!(problems(refused(gone(), 202).await.unwrap_err()), [Reason::BelongsToLibrary]);
    let library = ledger.library(&LIN, now().at).await.unwrap();
    let change = Change { id: id(203), why: None, undoes: None, edits: vec![gone()] };
    assert_eq!(problems(library.commit(change, now()).await.unwrap_err()), [Reason::RetireInstead]);
    assert_eq!(problems(library.undo(id(200), id(204), now()).await.unwrap_err()), [Reason::RetireInstead]);
    let field = "retired_on".to_owned();
    let retire = Edit::Set { kind: Kind::Solution, id: solution, field, was: json!(null), now: json!(now().today) };
    seat.commit(deal(205, solution), now()).await.unwrap();
    library.commit(Change { id: id(206), why: None, undoes: None, edits: vec![retire] }, now()).await.unwrap();
    let retired = Reason::OutOfUse { target: Kind::Solution, code: "SO01".into() };
    assert_eq!(problems(seat.commit(deal(207, solution), now()).await.unwrap_err()), [retired]);
    let seat = ledger.open(&LIN, account).await.unwrap();
    assert_eq!(solution_name(seat.plan(), solution), Some(json!("Field platform 2")), "it stays readable");
}

async fn the_past_has_the_library_of_its_time(home: Home) {
    let ledger = home.open().await;
    let account = import(&ledger).await;
    let solution = offer(&ledger, 200, "Before").await;
    let library = ledger.library(&LIN, now().at).await.unwrap();
    let body = json!({ "key": "relationship.top_gaps", "value": 3.0 });
    let weigh = Edit::Create { kind: Kind::Setting, id: id(210), body };
    library.commit(Change { id: id(210), why: None, undoes: None, edits: vec![weigh] }, now()).await.unwrap();
    let seat = ledger.open(&LIN, account).await.unwrap();
    let before = seat.commit(deal(201, solution), now()).await.unwrap();
    seat.seal(id(202), "review", now()).await.unwrap();
    rename(&ledger, 203, solution, "Before", "After").await;
    let field = "value".into();
    let weigh = Edit::Set { kind: Kind::Setting, id: id(210), field, was: json!(3.0), now: json!(4.0) };
    library.commit(Change { id: id(211), why: None, undoes: None, edits: vec![weigh] }, now()).await.unwrap();
    let seat = ledger.open(&LIN, account).await.unwrap();
    assert_eq!(seat.plan().settings.relationship.top_gaps, 4);
    let was = title(seat.plan(), "P03");
    seat.commit(retitle(seat.plan(), 204, "P03", was, "EVP"), now()).await.unwrap();
    let seat = ledger.open(&LIN, account).await.unwrap();
    assert_eq!(solution_name(seat.plan(), solution), Some(json!("After")));
    let past = seat.as_of(2).await.unwrap();
    assert_eq!(solution_name(&past, solution), Some(json!("Before")));
    assert_eq!(past.plan(), &*before.plan);
    assert_eq!(past.settings.relationship.top_gaps, 3, "and its weights");
    assert_eq!(solution_name(&seat.as_of(1).await.unwrap(), solution), None, "there was no library yet");
    assert_eq!(*seat.as_of(3).await.unwrap(), *seat.plan());
    let sealed = seat.open_snapshot(id(202)).await.unwrap();
    assert_eq!(solution_name(&sealed, solution), Some(json!("Before")), "a snapshot carries what it refers to");
    assert_eq!(sealed.own(), before.plan.own());
    assert_eq!(sealed.settings, before.plan.settings);
}

async fn two_instances_share_one_library(home: Home) {
    let (here, there) = (home.open().await, home.open().await);
    let account = import(&here).await;
    there.open(&LIN, account).await.unwrap();
    // Both make it at once; there is one.
    let (one, other) = tokio::join!(here.library(&LIN, now().at), there.library(&LIN, now().at));
    assert_eq!(one.unwrap().stamp(), other.unwrap().stamp());
    let solution = offer(&here, 200, "From here").await;
    rename(&there, 201, solution, "From here", "From there").await;
    for ledger in [&here, &there] {
        let seat = ledger.open(&LIN, account).await.unwrap();
        assert_eq!(solution_name(seat.plan(), solution), Some(json!("From there")));
        assert_eq!(seat.stamp().library, 3);
    }
    let mut tasks = Vec::new();
    for (instance, ledger) in [here.clone(), there.clone()].into_iter().enumerate() {
        tasks.push(tokio::spawn(async move {
            for turn in 0..8u128 {
                offer(&ledger, 300 + instance as u128 * 50 + turn, "One more").await;
                let seat = ledger.open(&LIN, account).await.unwrap();
                let code = if instance == 0 { "P02" } else { "P03" };
                let was = title(seat.plan(), code);
                let number = 400 + instance as u128 * 50 + turn;
                seat.commit(retitle(seat.plan(), number, code, was, &format!("title {turn}")), now()).await.unwrap();
            }
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
    let (here, there) = (here.open(&LIN, account).await.unwrap(), there.open(&LIN, account).await.unwrap());
    assert_eq!((here.stamp().revision, here.stamp().library), (17, 19));
    assert_eq!(here.plan(), there.plan());
}

async fn a_librarys_file_merges_and_an_accounts_file_comes_home(home: Home) {
    let ledger = home.open().await;
    let solution = offer(&ledger, 200, "Field platform 2").await;
    let account = import(&ledger).await;
    let seat = ledger.open(&LIN, account).await.unwrap();
    seat.commit(deal(201, solution), now()).await.unwrap();
    let library = ledger.library(&LIN, now().at).await.unwrap();
    let shelf = file::write(library.plan());
    let text = file::write(ledger.open(&LIN, account).await.unwrap().plan());

    // Elsewhere: the account brings along what it refers to, then the library's file comes in.
    let elsewhere = match home {
        Home::Sqlite(..) => Home::sqlite(),
        Home::Postgres(_) => Home::postgres().await,
    };
    let other = elsewhere.open().await;
    other.import(&LIN, &file::read(&text).unwrap(), id(300), now().at).await.unwrap();
    let seat = other.open(&LIN, account).await.unwrap();
    assert!(seat.plan().has_own(Kind::Solution, solution));
    let renamed = file::read(&shelf.replace("Our company", "Hengyue")).unwrap();
    other.import(&LIN, &renamed, id(301), now().at).await.unwrap();
    other.import(&LIN, &renamed, id(302), now().at).await.unwrap();
    let there = other.library(&LIN, now().at).await.unwrap();
    assert_eq!(file::write(there.plan()), file::write(&renamed));
    assert_eq!(there.stamp().revision, 2, "a second time there is nothing to do");

    // The file of the account comes home to a library that went on.
    rename(&other, 303, solution, "Field platform 2", "Field platform 3").await;
    let third = Home::sqlite();
    let third = third.open().await;
    third.import(&LIN, ledger.library(&LIN, now().at).await.unwrap().plan(), id(304), now().at).await.unwrap();
    rename(&third, 305, solution, "Field platform 2", "Field platform 3").await;
    third.import(&LIN, &file::read(&text).unwrap(), id(306), now().at).await.unwrap();
    let seat = third.open(&LIN, account).await.unwrap();
    assert!(seat.plan().is_shared(Kind::Solution, solution));
    assert_eq!(solution_name(seat.plan(), solution), Some(json!("Field platform 3")));
    // What is wrong with a library's file is named.
    let twice = json!({ "kamap": 1, "workspace": [{ "id": id(1), "code": "WS01", "name": "X", "currency": "EUR" }],
        "solution": [{ "id": id(2), "code": "SO01", "name": "Another with this code" }] });
    let twice = file::read(&twice.to_string()).unwrap();
    let refused = problems(third.import(&LIN, &twice, id(307), now().at).await.unwrap_err());
    assert_eq!(refused[0], Reason::CodeTaken { code: "SO01".into() });
}

async fn the_library_moves_along_and_the_doctor_looks_at_it(home: Home) {
    let ledger = home.open().await;
    let account = import(&ledger).await;
    let solution = offer(&ledger, 200, "Field platform 2").await;
    let seat = ledger.open(&LIN, account).await.unwrap();
    seat.commit(deal(201, solution), now()).await.unwrap();
    let library = ledger.library(&LIN, now().at).await.unwrap();
    library.seal(id(202), "year", now()).await.unwrap();
    let healthy = ledger.diagnose(&LIN).await.unwrap();
    assert_eq!((healthy.accounts, healthy.snapshots, healthy.wounds.as_slice()), (1, 1, &[][..]));
    let archive = ledger.archive().await.unwrap();
    let (there, sick) = match home {
        Home::Sqlite(..) => (Home::postgres().await, Home::sqlite()),
        Home::Postgres(_) => (Home::sqlite(), Home::postgres().await),
    };
    let other = there.open().await;
    other.restore(&archive, &[]).await.unwrap();
    assert_eq!(other.archive().await.unwrap(), archive);
    let seat = other.open(&LIN, account).await.unwrap();
    assert_eq!(solution_name(seat.plan(), solution), Some(json!("Field platform 2")));

    let record =
        |line: &&str| !(line.starts_with("[\"record\"") && line.contains(&format!("\"solution\",\"{solution}\"")));
    let without: String = archive.lines().filter(record).map(|line| format!("{line}\n")).collect();
    assert_ne!(without, archive);
    let ledger = sick.open().await;
    ledger.restore(&without, &[]).await.unwrap();
    let wounds = ledger.diagnose(&LIN).await.unwrap().wounds;
    assert!(wounds.iter().any(|wound| wound.contains("no solution")), "{wounds:?}");
    let later = Home::sqlite();
    let ledger = later.open().await;
    let ahead: String = archive
        .lines()
        .map(|line| {
            if line.starts_with("[\"change\"") && line.ends_with(",2]]") {
                line.replace(",2]]", ",9]]")
            } else {
                line.into()
            }
        })
        .map(|line| format!("{line}\n"))
        .collect();
    assert_ne!(ahead, archive);
    ledger.restore(&ahead, &[]).await.unwrap();
    let wounds = ledger.diagnose(&LIN).await.unwrap().wounds;
    assert!(wounds.iter().any(|wound| wound.contains("never were")), "{wounds:?}");
}

/// A new ledger from an archive in which one record has another body.
async fn with_body(archive: &str, kind: Kind, id: Uuid, body: &str) -> (Home, Ledger) {
    let mut found = 0;
    let line = |line: &str| {
        let Ok((table, mut values)) = serde_json::from_str::<(String, Vec<serde_json::Value>)>(line) else {
            return format!("{line}\n");
        };
        if table == "record" && values[2] == kind.code() && values[3] == id.to_string() {
            values[5] = json!(body);
            found += 1;
        }
        format!("{}\n", json!([table, values]))
    };
    let changed: String = archive.lines().map(line).collect();
    assert_eq!(found, 1);
    let home = Home::sqlite();
    let ledger = home.open().await;
    ledger.restore(&changed, &[]).await.unwrap();
    assert_eq!(ledger.archive().await.unwrap(), changed, "an archive keeps every row as it is");
    (home, ledger)
}

async fn what_cannot_be_read_stays_and_the_rest_lives_on(home: Home) {
    let ledger = home.open().await;
    let account = import(&ledger).await;
    let archive = ledger.archive().await.unwrap();
    let p02 = person(&bedrock(), "P02").uuid();
    let raw = "{ \"code\": \"P02\", broken";
    let (_home, ledger) = with_body(&archive, Kind::Person, p02, raw).await;

    let seat = ledger.open(&LIN, account).await.unwrap();
    assert_eq!(seat.plan().wounds().len(), 1);
    let was = title(seat.plan(), "P03");
    seat.commit(retitle(seat.plan(), 1, "P03", was, "EVP"), now()).await.unwrap();
    let remove = Edit::Remove { kind: Kind::Person, id: p02, body: json!(null) };
    let change = Change { id: id(2), why: None, undoes: None, edits: vec![remove] };
    assert_eq!(problems(seat.commit(change, now()).await.unwrap_err()), [Reason::Wounded]);
    assert!(ledger.archive().await.unwrap().contains(&json!(raw).to_string()), "its row is as it was");

    // A snapshot has it too, and the doctor names it and nothing else.
    let seat = ledger.open(&LIN, account).await.unwrap();
    seat.seal(id(70), "wounded", now()).await.unwrap();
    assert!(*seat.open_snapshot(id(70)).await.unwrap() == *seat.plan());
    let wounds = ledger.diagnose(&LIN).await.unwrap().wounds;
    assert!(wounds.len() == 1 && wounds[0].contains(&p02.to_string()), "{wounds:?}");

    // What a newer version added to a record survives an edit of it, in row, snapshot and archive.
    let mut newer = bedrock().body(Kind::Person, p02).unwrap();
    newer["shoe_size"] = json!(44);
    let (_home, ledger) = with_body(&archive, Kind::Person, p02, &newer.to_string()).await;
    let seat = ledger.open(&LIN, account).await.unwrap();
    let was = title(seat.plan(), "P02");
    seat.commit(retitle(seat.plan(), 3, "P02", was, "CFO"), now()).await.unwrap();
    seat.seal(id(71), "newer", now()).await.unwrap();
    assert_eq!(seat.open_snapshot(id(71)).await.unwrap().body(Kind::Person, p02).unwrap()["shoe_size"], json!(44));
    let row = ledger.archive().await.unwrap();
    let row =
        row.lines().find(|line| line.starts_with("[\"record\"") && line.contains("\\\"P02\\\"")).unwrap().to_owned();
    assert!(row.contains("shoe_size") && row.contains("CFO"), "{row}");
    assert_eq!(ledger.diagnose(&LIN).await.unwrap().wounds, Vec::<String>::new());
}
