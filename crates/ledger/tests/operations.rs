//! Operations over several accounts, large imports, and accounts that are put away and deleted, on both engines: each
//! step once whatever happens, refusals with names, and everything taken back as a whole.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests"
)]

#[macro_use]
mod support;

use ledger::{Error, Ledger, Operation, Somebody, State, StepState, Verb};
use plan::generate::{self, Size};
use plan::id::RecordRef;
use plan::lens::Role;
use plan::{Change, Edit, Id, Kind, Plan, Reason, file};
use serde_json::{Value, json};
use std::time::Duration;
use support::{Home, LIN, XU, act, id, now, problems};
use uuid::Uuid;

on_both_engines!(
    a_hand_over_is_one_change_an_account_and_is_taken_back_as_a_whole,
    what_it_would_do_is_foreseen_and_what_is_not_meant_is_refused,
    a_step_that_is_refused_is_named_and_the_others_are_done,
    where_one_undo_is_refused_nothing_is_taken_back,
    an_account_that_was_deleted_since_stands_in_no_undos_way,
    a_person_moves_to_another_account_and_back,
    a_move_that_is_refused_where_it_goes_leaves_the_person_where_it_is,
    an_operation_of_accounts_out_of_reach_is_not_found,
    what_was_cut_short_is_gone_on_with_and_each_step_is_made_once,
    a_large_plan_is_seen_when_it_is_complete_and_taken_back_as_a_whole,
    an_import_that_was_cut_short_goes_on_and_hides_until_then,
    a_large_library_comes_in_by_portions,
    an_account_that_was_put_away_leaves_the_lists_and_is_only_read,
    an_account_that_was_deleted_leaves_nothing_and_does_not_come_back,
    nothing_that_belongs_to_an_account_is_forgotten_when_it_is_deleted,
);

const ACCOUNTS: u128 = 4;

fn account(number: u128) -> Uuid {
    Uuid::from_u128(0xACC0_0000 + number)
}

fn within(number: u128, what: u128) -> Uuid {
    Uuid::from_u128(0xACC0_0000_0000 + number * 0x100 + what)
}

const LIN_THERE: u128 = 1;
const XU_THERE: u128 = 2;
const PERSON: u128 = 3;
const OWNER: u128 = 4;
const DEAL: u128 = 5;
const ACTION: u128 = 6;

/// A small account in which Lin owns a person, a deal and an action; Xu is on the team of every second one.
fn small(number: u128) -> Plan {
    let of = |what| within(number, what);
    let create = |kind, id, body| Edit::Create { kind, id, body };
    let mut edits = vec![
        create(
            Kind::Account,
            account(number),
            json!({ "code": format!("ACC{number:02}"), "name": format!("Account {number}"), "currency": "CNY" }),
        ),
        create(Kind::Member, of(LIN_THERE), json!({ "name": "Lin", "plan_role": "account_manager" })),
        create(Kind::Person, of(PERSON), json!({ "name": format!("Shen {number}") })),
        create(
            Kind::RelationshipOwner,
            of(OWNER),
            json!({ "person": of(PERSON), "member": of(LIN_THERE), "primary": true }),
        ),
        create(
            Kind::Opportunity,
            of(DEAL),
            json!({ "name": "Pumps", "opportunity_type": "potential", "owner": of(LIN_THERE) }),
        ),
        create(Kind::Action, of(ACTION), json!({ "title": "Visit", "owner": of(LIN_THERE) })),
    ];
    if number.is_multiple_of(2) {
        edits.push(create(Kind::Member, of(XU_THERE), json!({ "name": "Xu" })));
    }
    Plan::default().apply(&Change { id: Uuid::nil(), why: None, undoes: None, edits }).unwrap().plan
}

async fn accounts(ledger: &Ledger) -> Vec<Plan> {
    let mut before = Vec::new();
    for number in 0..ACCOUNTS {
        ledger.import(&LIN, &small(number), id(number), now().at).await.unwrap();
        before.push(plan(ledger, number).await);
    }
    before
}

async fn plan(ledger: &Ledger, number: u128) -> Plan {
    ledger.open(&LIN, account(number)).await.unwrap().plan().clone()
}

async fn revision(ledger: &Ledger, number: u128) -> i64 {
    ledger.open(&LIN, account(number)).await.unwrap().stamp().revision
}

/// The same records in both, whatever codes were given and taken back in between.
fn assert_same(one: &Plan, other: &Plan, what: &str) {
    for kind in Kind::ALL {
        assert_eq!(one.bodies(*kind), other.bodies(*kind), "{what}: {kind}");
    }
}

fn hand_over() -> Verb {
    Verb::HandOver {
        from: Somebody::member(account(0), within(0, LIN_THERE)),
        to: Somebody::member(account(2), within(2, XU_THERE)),
        accounts: (0..ACCOUNTS).map(account).collect(),
    }
}

fn states(operation: &Operation) -> Vec<StepState> {
    operation.steps.iter().map(|step| step.state).collect()
}

/// Who owns the deal there.
fn owner(plan: &Plan, number: u128) -> String {
    let owner = plan.opportunities.get(Id::new(within(number, DEAL))).unwrap().owner.unwrap();
    plan.members.get(owner).unwrap().name.show(plan::Language::En).to_owned()
}

async fn set(ledger: &Ledger, number: u128, (kind, what): (Kind, u128), field: &str, now_: Value, change: u128) {
    let record = within(number, what);
    let was = plan(ledger, number).await.body(kind, record).unwrap()[field].clone();
    let edit = Edit::Set { kind, id: record, field: field.into(), was, now: now_ };
    let change = Change { id: id(change), why: None, undoes: None, edits: vec![edit] };
    ledger.open(&LIN, account(number)).await.unwrap().commit(change, now()).await.unwrap();
}

async fn a_hand_over_is_one_change_an_account_and_is_taken_back_as_a_whole(home: Home) {
    let ledger = home.open().await;
    let before = accounts(&ledger).await;
    let done = ledger.operate(&LIN, id(50), hand_over(), now()).await.unwrap();
    assert_eq!((done.state, states(&done)), (State::Done, vec![StepState::Done; 4]));
    for number in 0..ACCOUNTS {
        let plan = plan(&ledger, number).await;
        assert_eq!((revision(&ledger, number).await, owner(&plan, number).as_str()), (2, "Xu"));
        assert!(plan.actions.iter().all(|one| one.owner != Some(Id::new(within(number, LIN_THERE)))));
        let seat = ledger.open(&LIN, account(number)).await.unwrap();
        let last = &seat.history(1).await.unwrap()[0];
        assert_eq!((last.id, last.by), (done.steps[usize::try_from(number).unwrap()].change, LIN.user));
    }
    let again = ledger.operate(&LIN, id(50), hand_over(), now()).await.unwrap();
    assert_eq!(again, done, "sent twice, it is done once");
    assert_eq!(ledger.operations(&LIN).await.unwrap(), vec![done.clone()]);

    let undone = ledger.undo_operation(&LIN, id(50), now()).await.unwrap();
    assert_eq!((undone.state, states(&undone)), (State::Undone, vec![StepState::Undone; 4]));
    for (number, before) in (0..).zip(&before) {
        assert_same(&plan(&ledger, number).await, before, "undo gives back each plan");
        assert_eq!(revision(&ledger, number).await, 3);
    }
    ledger.undo_operation(&LIN, id(50), now()).await.unwrap();
    assert_eq!(revision(&ledger, 0).await, 3, "taken back twice, it is taken back once");
    assert_eq!(ledger.diagnose(&LIN).await.unwrap().wounds, Vec::<String>::new());
}

async fn what_it_would_do_is_foreseen_and_what_is_not_meant_is_refused(home: Home) {
    let ledger = home.open().await;
    accounts(&ledger).await;
    let foreseen = ledger.foresee(&LIN, &hand_over(), now()).await.unwrap();
    let counts: Vec<usize> = foreseen.iter().map(|one| one.edits.len()).collect();
    assert_eq!(counts, [3, 4, 3, 4], "an owner, a deal, an action, and who joins");
    assert_eq!(revision(&ledger, 0).await, 1, "nothing was done");
    let Verb::HandOver { from, to, .. } = hand_over() else { unreachable!() };
    for (verb, reason, field) in [
        (Verb::HandOver { from, to: from, accounts: vec![account(0)] }, Reason::SameAsItself, "to"),
        (Verb::HandOver { from, to, accounts: Vec::new() }, Reason::Required, "accounts"),
    ] {
        let Err(Error::Problems(found)) = ledger.operate(&LIN, id(51), verb, now()).await else { panic!("taken") };
        assert_eq!((&found[0].reason, found[0].place.field.as_deref()), (&reason, Some(field)));
    }
    let other = Verb::HandOver { from: to, to: from, accounts: vec![account(0)] };
    ledger.operate(&LIN, id(52), hand_over(), now()).await.unwrap();
    assert_eq!(problems(ledger.operate(&LIN, id(52), other, now()).await.unwrap_err()), [Reason::IdReused]);
}

async fn a_step_that_is_refused_is_named_and_the_others_are_done(home: Home) {
    let ledger = home.open().await;
    accounts(&ledger).await;
    ledger.put_away(&LIN, account(1), id(60), now()).await.unwrap();
    let done = ledger.operate(&LIN, id(61), hand_over(), now()).await.unwrap();
    use StepState::{Done, Refused};
    assert_eq!((done.state, states(&done)), (State::Done, vec![Done, Refused, Done, Done]));
    let named: Vec<_> = done.steps[1].problems.iter().map(|one| (&one.place.record_code, &one.reason)).collect();
    assert_eq!(named, [(&Some("ACC01".to_owned()), &Reason::Archived)]);
    assert_eq!(owner(&plan(&ledger, 3).await, 3), "Xu");
    ledger.undo_operation(&LIN, id(61), now()).await.unwrap();
    assert_eq!(owner(&plan(&ledger, 3).await, 3), "Lin");
}

async fn where_one_undo_is_refused_nothing_is_taken_back(home: Home) {
    let ledger = home.open().await;
    accounts(&ledger).await;
    ledger.operate(&LIN, id(70), hand_over(), now()).await.unwrap();
    set(&ledger, 2, (Kind::Opportunity, DEAL), "owner", json!(within(2, LIN_THERE)), 71).await;
    let refused = ledger.undo_operation(&colleague_of_all(&ledger).await, id(70), now()).await.unwrap();
    assert_eq!((refused.state, states(&refused)), (State::Done, vec![StepState::Done; 4]));
    assert!(refused.is_refused() && refused.steps[0].problems.is_empty());
    let named = &refused.steps[2].problems[0];
    assert_eq!((named.place.record_code.as_deref(), &named.reason), (Some("O01"), &Reason::TouchedSince));
    assert_eq!(owner(&plan(&ledger, 0).await, 0), "Xu", "the others stay as they are");

    let seat = ledger.open(&LIN, account(2)).await.unwrap();
    seat.undo(id(71), id(72), now()).await.unwrap();
    // Somebody took one step back alone meanwhile; that is no reason to refuse the rest.
    let step = refused.steps[3].change;
    ledger.open(&LIN, account(3)).await.unwrap().undo(step, id(73), now()).await.unwrap();
    let undone = ledger.undo_operation(&LIN, id(70), now()).await.unwrap();
    assert_eq!((undone.state, states(&undone)), (State::Undone, vec![StepState::Undone; 4]));
    for number in 0..ACCOUNTS {
        assert_eq!(owner(&plan(&ledger, number).await, number), "Lin");
    }
}

async fn an_account_that_was_deleted_since_stands_in_no_undos_way(home: Home) {
    let ledger = home.open().await;
    accounts(&ledger).await;
    ledger.operate(&LIN, id(75), hand_over(), now()).await.unwrap();
    ledger.put_away(&LIN, account(2), id(76), now()).await.unwrap();
    ledger.delete_account(&LIN, account(2), "Account 2", &act(id(600), now())).await.unwrap();
    let undone = ledger.undo_operation(&LIN, id(75), now()).await.unwrap();
    assert_eq!((undone.state, states(&undone)), (State::Undone, vec![StepState::Undone; 4]));
    assert_eq!(owner(&plan(&ledger, 3).await, 3), "Lin");
}

/// A second member of all accounts.
async fn colleague_of_all(ledger: &Ledger) -> ledger::Viewer {
    for number in 0..ACCOUNTS {
        ledger.admit(account(number), XU.user, Role::Director).await.unwrap();
    }
    XU
}

fn moving(number: u128) -> Verb {
    let record = RecordRef { kind: Kind::Person, id: within(number, PERSON) };
    Verb::Move { record, from: account(number), to: account(2) }
}

async fn a_person_moves_to_another_account_and_back(home: Home) {
    let ledger = home.open().await;
    let before = accounts(&ledger).await;
    let done = ledger.operate(&LIN, id(80), moving(1), now()).await.unwrap();
    assert_eq!(states(&done), [StepState::Done; 2]);
    assert_eq!(done.steps.iter().map(|step| step.account).collect::<Vec<_>>(), [account(2), account(1)], "added first");
    let (there, here) = (plan(&ledger, 1).await, plan(&ledger, 2).await);
    let left = there.people.get(Id::new(within(1, PERSON))).unwrap();
    assert_eq!(left.left_on, Some(now().today));
    let came = here.people.iter().find(|one| one.same_as == left.same_as).expect("one of the same link");
    assert!(left.same_as.is_some() && came.left_on.is_none());
    assert_eq!(here.relationship_owners.iter().filter(|one| one.person == came.id).count(), 1, "Lin goes on");
    let undone = ledger.undo_operation(&LIN, id(80), now()).await.unwrap();
    assert_eq!(undone.state, State::Undone);
    for number in [1, 2] {
        assert_same(&plan(&ledger, number).await, &before[usize::try_from(number).unwrap()], "as before");
    }
}

async fn a_move_that_is_refused_where_it_goes_leaves_the_person_where_it_is(home: Home) {
    let ledger = home.open().await;
    accounts(&ledger).await;
    ledger.put_away(&LIN, account(2), id(81), now()).await.unwrap();
    let done = ledger.operate(&LIN, id(82), moving(1), now()).await.unwrap();
    assert_eq!(states(&done), [StepState::Refused, StepState::Left]);
    assert_eq!(done.steps[0].problems[0].reason, Reason::Archived);
    assert_eq!(plan(&ledger, 1).await.people.get(Id::new(within(1, PERSON))).unwrap().left_on, None);
}

async fn an_operation_of_accounts_out_of_reach_is_not_found(home: Home) {
    let ledger = home.open().await;
    accounts(&ledger).await;
    ledger.admit(account(0), XU.user, Role::Director).await.unwrap();
    assert!(matches!(ledger.operate(&XU, id(90), hand_over(), now()).await, Err(Error::NotFound)));
    assert_eq!(revision(&ledger, 0).await, 1);
    ledger.operate(&LIN, id(91), hand_over(), now()).await.unwrap();
    assert!(matches!(ledger.operation(&XU, id(91)).await, Err(Error::NotFound)));
    assert!(matches!(ledger.undo_operation(&XU, id(91), now()).await, Err(Error::NotFound)));
    assert_eq!(ledger.operations(&XU).await.unwrap(), []);
}

/// Lets this work begin in a process of its own and ends that one's threads once so many changes are made.
async fn cut_short_after<F, W>(home: &Home, changes: usize, work: F)
where
    F: FnOnce(Ledger) -> W + Send + 'static,
    W: Future<Output = ()> + Send + 'static,
{
    let place = home.again();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        runtime.block_on(async move {
            let ledger = place.open().await;
            let mut told = ledger.changes();
            tokio::spawn(work(ledger));
            for _ in 0..changes {
                tokio::time::timeout(Duration::from_secs(60), told.recv()).await.unwrap().unwrap();
            }
        });
        runtime.shutdown_background();
    })
    .join()
    .unwrap();
}

async fn what_was_cut_short_is_gone_on_with_and_each_step_is_made_once(home: Home) {
    let ledger = home.open().await;
    let before = accounts(&ledger).await;
    drop(ledger);
    cut_short_after(&home, 2, |ledger| async move {
        drop(ledger.operate(&LIN, id(100), hand_over(), now()).await);
    })
    .await;
    let (one, other) = (home.open().await, home.open().await);
    let done = one.operation(&LIN, id(100)).await.unwrap();
    assert_eq!((done.state, states(&done)), (State::Done, vec![StepState::Done; 4]));
    for number in 0..ACCOUNTS {
        assert_eq!((revision(&other, number).await, owner(&plan(&other, number).await, number).as_str()), (2, "Xu"));
    }
    // Two instances that take it back at once take back each step once.
    let both = tokio::join!(one.undo_operation(&LIN, id(100), now()), other.undo_operation(&LIN, id(100), now()));
    assert!(both.0.is_ok() && both.1.is_ok(), "{both:?}");
    let undone = one.undo_operation(&LIN, id(100), now()).await.unwrap();
    assert_eq!(undone.state, State::Undone);
    for (number, before) in (0..).zip(&before) {
        assert_same(&plan(&one, number).await, before, "as before");
        assert_eq!(revision(&one, number).await, 3);
    }
}

/// A plan that comes in by several portions.
fn large(seed: u64) -> Plan {
    let size = Size { people: 500, opportunities: 40, actions: 60, interactions: 500, needs: 20 };
    generate::plan(300 + seed, size, now().today).unwrap()
}

async fn a_large_plan_is_seen_when_it_is_complete_and_taken_back_as_a_whole(home: Home) {
    let ledger = home.open().await;
    let large = large(0);
    assert!(large.len() > 2000, "{}", large.len());
    let account = ledger.import(&LIN, &large, id(110), now().at).await.unwrap();
    let seat = ledger.open(&LIN, account).await.unwrap();
    assert!(seat.stamp().revision > 2, "in several changes: {}", seat.stamp().revision);
    assert!(file::write(seat.plan()) == file::write(&large), "and all of it");
    assert_eq!(ledger.reach(&LIN).accounts().await.unwrap().len(), 1);
    assert_eq!(ledger.diagnose(&LIN).await.unwrap().wounds, Vec::<String>::new());
    let operation = ledger.operation(&LIN, id(110)).await.unwrap();
    assert_eq!(
        (operation.state, operation.steps.len()),
        (State::Done, usize::try_from(seat.stamp().revision).unwrap())
    );
    assert_eq!(problems(ledger.import(&LIN, &large, id(111), now().at).await.unwrap_err()), [Reason::Exists]);

    let person = large.people.by_code().next().unwrap().id.uuid();
    let was = large.body(Kind::Person, person).unwrap()["title"].clone();
    let edit = Edit::Set { kind: Kind::Person, id: person, field: "title".into(), was, now: json!("CFO") };
    let change = Change { id: id(112), why: None, undoes: None, edits: vec![edit] };
    seat.commit(change, now()).await.unwrap();
    let refused = ledger.undo_operation(&LIN, id(110), now()).await.unwrap();
    assert_eq!(refused.steps[0].problems[0].reason, Reason::TouchedSince);
    assert!(ledger.open(&LIN, account).await.is_ok());
}

async fn an_import_that_was_cut_short_goes_on_and_hides_until_then(home: Home) {
    drop(home.open().await);
    let plan = large(1);
    let (account, sent) = (plan.account().unwrap().id.uuid(), plan.clone());
    cut_short_after(&home, 2, |ledger| async move {
        drop(ledger.import(&LIN, &sent, id(120), now().at).await);
    })
    .await;
    // What one process left is hidden: from lists, and from whoever knows the id.
    let rows = home.sql("SELECT shelf, revision FROM account ORDER BY id").await;
    assert_eq!(rows.len(), 1);
    let revision: i64 = rows[0][1].parse().unwrap();
    assert_eq!(rows[0][0] == "arriving", revision < 3, "{rows:?}");
    let ledger = home.open().await;
    let seat = ledger.open(&LIN, account).await.unwrap();
    assert!(file::write(seat.plan()) == file::write(&plan), "it went on when the ledger was opened");
    assert_eq!(ledger.reach(&LIN).accounts().await.unwrap().len(), 1);
    let log = seat.history(i64::MAX).await.unwrap();
    let created: usize =
        log.iter().map(|change| change.edits.iter().filter(|edit| matches!(edit, Edit::Create { .. })).count()).sum();
    assert_eq!(created, plan.len(), "each record once");
    let undone = ledger.undo_operation(&LIN, id(120), now()).await.unwrap();
    assert_eq!(undone.state, State::Undone);
    assert!(matches!(ledger.open(&LIN, account).await, Err(Error::NotFound)));
    assert_eq!(home.sql("SELECT COUNT(*) FROM record").await, [["0"]]);
    ledger.import(&LIN, &plan, id(121), now().at).await.unwrap();
}

async fn a_large_library_comes_in_by_portions(home: Home) {
    let ledger = home.open().await;
    let (head, first) = (Uuid::from_u128(0x11b_0000), 0x11b_1000_u128);
    let mut edits =
        vec![Edit::Create { kind: Kind::Workspace, id: head, body: json!({ "name": "We", "currency": "CNY" }) }];
    edits.extend((0..1500).map(|number| {
        let body = json!({ "name": format!("Solution {number}") });
        Edit::Create { kind: Kind::Solution, id: Uuid::from_u128(first + number), body }
    }));
    let library = Plan::default().apply(&Change { id: Uuid::nil(), why: None, undoes: None, edits }).unwrap().plan;
    ledger.import(&LIN, &library, id(130), now().at).await.unwrap();
    let seat = ledger.library(&LIN, now().at).await.unwrap();
    assert_eq!((seat.plan().solutions.len(), seat.stamp().revision), (1500, 3));
    let operation = ledger.undo_operation(&LIN, id(130), now()).await.unwrap();
    assert_eq!(operation.steps[0].problems[0].reason, Reason::RetireInstead, "in the library nothing is removed");
}

async fn names(reach: ledger::Reach) -> Vec<String> {
    reach.accounts().await.unwrap().into_iter().map(|card| card.code).collect()
}

async fn deals(reach: &ledger::Reach) -> usize {
    let order = ledger::Order { column: "code", falling: false };
    reach.list(ledger::List::Opportunities, &[], order, None, 100).await.unwrap().lines.len()
}

async fn an_account_that_was_put_away_leaves_the_lists_and_is_only_read(home: Home) {
    let ledger = home.open().await;
    accounts(&ledger).await;
    ledger.put_away(&LIN, account(1), id(140), now()).await.unwrap();
    assert_eq!(names(ledger.reach(&LIN)).await, ["ACC00", "ACC02", "ACC03"]);
    assert_eq!(names(ledger.reach(&LIN).of_archived()).await, ["ACC01"]);
    assert_eq!(names(ledger.reach(&LIN).of_all()).await.len(), 4);
    assert_eq!((deals(&ledger.reach(&LIN)).await, deals(&ledger.reach(&LIN).of_archived()).await), (3, 1));
    let seat = ledger.open(&LIN, account(1)).await.unwrap();
    let edit = Edit::Remove { kind: Kind::Action, id: within(1, ACTION), body: Value::Null };
    let change = Change { id: id(141), why: None, undoes: None, edits: vec![edit] };
    assert_eq!(problems(seat.commit(change.clone(), now()).await.unwrap_err()), [Reason::Archived]);
    // As it stands in a backup, it stands after a restore.
    let archive = ledger.archive().await.unwrap();
    let beside = home.another().await;
    let other = beside.open().await;
    other.restore(&archive, &[]).await.unwrap();
    assert_eq!(names(other.reach(&LIN).of_archived()).await, ["ACC01"]);

    seat.undo(id(140), id(142), now()).await.unwrap();
    assert_eq!(names(ledger.reach(&LIN)).await.len(), 4, "undo takes it back");
    ledger.put_away(&LIN, account(1), id(143), now()).await.unwrap();
    ledger.reopen(&LIN, account(1), id(144), now()).await.unwrap();
    ledger.open(&LIN, account(1)).await.unwrap().commit(change, now()).await.unwrap();
    assert_eq!(names(ledger.reach(&LIN)).await.len(), 4);
}

async fn an_account_that_was_deleted_leaves_nothing_and_does_not_come_back(home: Home) {
    let ledger = home.open().await;
    accounts(&ledger).await;
    let (older, file) = (ledger.archive().await.unwrap(), small(1));
    let deleting = act(id(600), now());
    let delete = |name: &'static str| ledger.delete_account(&LIN, account(1), name, &deleting);
    assert_eq!(problems(delete("Account 1").await.unwrap_err()), [Reason::NotArchived]);
    ledger.put_away(&LIN, account(1), id(150), now()).await.unwrap();
    for name in ["", "Account", "account 1"] {
        assert_eq!(problems(delete(name).await.unwrap_err()), [Reason::NotTheName]);
    }
    assert!(matches!(ledger.delete_account(&LIN, Uuid::nil(), "x", &deleting).await, Err(Error::NotFound)));
    delete(" Account 1 ").await.unwrap();
    assert!(matches!(ledger.open(&LIN, account(1)).await, Err(Error::NotFound)));
    assert_eq!(names(ledger.reach(&LIN).of_all()).await, ["ACC00", "ACC02", "ACC03"]);
    assert_eq!(problems(ledger.import(&LIN, &file, id(151), now().at).await.unwrap_err()), [Reason::Buried]);
    assert_eq!(ledger.diagnose(&LIN).await.unwrap().wounds, Vec::<String>::new());
    let bytes = home.raw().await;
    for gone in ["Shen 1", "Account 1"] {
        assert!(!bytes.windows(gone.len()).any(|part| part == gone.as_bytes()), "{gone}");
    }
    let list = ledger.erasure_list().await.unwrap();
    assert!(!list.contains("Account"), "{list}");
    let other = home.another().await;
    let restored = other.open().await;
    restored.restore(&older, &[&list]).await.unwrap();
    assert_eq!(names(restored.reach(&LIN).of_all()).await, ["ACC00", "ACC02", "ACC03"]);
    assert!(!other.raw().await.windows(6).any(|part| part == b"Shen 1"));
}

async fn nothing_that_belongs_to_an_account_is_forgotten_when_it_is_deleted(home: Home) {
    let ledger = home.open().await;
    accounts(&ledger).await;
    let seat = ledger.open(&LIN, account(1)).await.unwrap();
    seat.seal(id(160), "Before", now()).await.unwrap();
    ledger
        .reach(&LIN)
        .portfolio(now().today, &[], ledger::Order { column: "gaps", falling: true }, None, 9)
        .await
        .unwrap();
    ledger.put_away(&LIN, account(1), id(161), now()).await.unwrap();
    ledger.delete_account(&LIN, account(1), "Account 1", &act(id(600), now())).await.unwrap();
    let tables = match &home {
        Home::Sqlite(..) => {
            "SELECT m.name FROM sqlite_master m JOIN pragma_table_info(m.name) c ON c.name = 'account' WHERE m.type = 'table'"
        }
        Home::Postgres(_) => {
            "SELECT c.table_name FROM information_schema.columns c JOIN information_schema.tables t \
             ON t.table_name = c.table_name AND t.table_schema = c.table_schema \
             WHERE c.column_name = 'account' AND c.table_schema = 'public' AND t.table_type = 'BASE TABLE'"
        }
    };
    let tables = home.sql(tables).await;
    assert!(tables.len() > 12, "{tables:?}");
    // Who was erased, what was deleted and what was done is remembered by ids; so are the steps of operations.
    let kept = ["audit", "erasure", "tombstone", "operation_step"];
    for table in tables.iter().map(|row| row[0].as_str()).filter(|table| !kept.contains(table)) {
        let left = home.sql(&format!("SELECT COUNT(*) FROM {table} WHERE account = '{}'", account(1))).await;
        assert_eq!(left, [["0"]], "{table}");
    }
}
