//! Somebody is erased: from records, log, snapshots and files of every account, for good, and nothing else is lost.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests"
)]

#[macro_use]
mod support;

use ledger::{Erased, Error, Ledger, Moment};
use plan::erasure::Mention;
use plan::id::RecordRef;
use plan::portfolio::Figures;
use plan::{Change, Edit, Kind, Plan, Reason, file};
use serde_json::{Value, json};
use support::{Home, LIN, act, bedrock, id, import, now, person, problems, retitle, title};
use uuid::Uuid;

on_both_engines!(
    no_byte_of_the_name_is_left,
    figures_of_the_present_and_the_past_hold,
    undo_does_not_bring_the_name_back,
    a_change_sent_again_is_still_known,
    other_instances_notice,
    an_erasure_is_done_once_and_remembered,
    who_was_removed_can_be_erased,
    an_older_archive_comes_back_without_the_erased,
    a_plan_file_comes_back_without_the_erased,
    one_of_our_people_is_erased_from_the_library_and_all_accounts,
    an_erased_colleague_stays_away_whatever_comes_back,
    what_the_library_tells_of_somebody_goes_too,
    only_people_are_erased,
    the_doctor_tells_who_has_a_name_again,
);

/// Everything that P05 was ever called, and what others said of that one.
const NAMES: [&str; 10] = [
    "贺兰亭",
    "賀蘭亭",
    "He Lanting",
    "贺老大",
    "lanting.he@example.com",
    "执行副总裁（炼化业务）",
    "EVP Refining",
    "the quote of P05",
    "the removed quote",
    "Lanting the Great",
];

fn p05(plan: &Plan) -> RecordRef {
    RecordRef { kind: Kind::Person, id: person(plan, "P05").uuid() }
}

fn later(hours: i64) -> Moment {
    Moment { at: now().at + jiff::SignedDuration::from_hours(hours), ..now() }
}

fn set(record: RecordRef, field: &str, was: Value, now: Value) -> Edit {
    Edit::Set { kind: record.kind, id: record.id, field: field.into(), was, now }
}

/// The worked example a second time, as another account with ids of its own.
fn twin() -> Plan {
    let text = file::write(&bedrock()).replace("01930000-", "01940000-").replace("\"BEDROCK\"", "\"TWIN\"");
    file::read(&text).unwrap()
}

/// A life of P05 with everything that an erasure must find: other names, voices, a removal, reasons, snapshots, and the
/// same human being in another account.
async fn a_life(ledger: &Ledger) -> [Uuid; 2] {
    let account = import(ledger).await;
    let other = ledger.import(&LIN, &twin(), id(1), now().at).await.unwrap();
    let number = std::cell::Cell::new(100);
    for account in [account, other] {
        let commit = async |why: Option<&str>, edits: Vec<Edit>| {
            number.set(number.get() + 1);
            let seat = ledger.open(&LIN, account).await.unwrap();
            let change = Change { id: id(number.get()), why: why.map(str::to_owned), undoes: None, edits };
            seat.commit(change, later(number.get() as i64 - 100)).await.unwrap()
        };
        let plan = ledger.open(&LIN, account).await.unwrap().plan().clone();
        let (who, name) = (p05(&plan), plan.body(Kind::Person, p05(&plan).id).unwrap()["name"].clone());
        let same =
            [set(who, "same_as", json!(null), json!("human-7")), set(who, "email", json!(null), json!(NAMES[4]))];
        commit(Some("贺兰亭 is known elsewhere too"), same.to_vec()).await;
        commit(None, vec![set(who, "name", name.clone(), json!("贺老大"))]).await;
        commit(Some("He Lanting said so, or Lanting the Great"), vec![set(who, "name", json!("贺老大"), name)]).await;
        let voice = |quote: &str| json!({ "person": who.id, "on": "2026-11-01", "quote": quote });
        let [kept, removed] = [id(number.get() + 1000), id(number.get() + 1001)];
        let create = |id, quote| Edit::Create { kind: Kind::Voice, id, body: voice(quote) };
        commit(None, vec![create(kept, NAMES[7]), create(removed, NAMES[8])]).await;
        commit(None, vec![Edit::Remove { kind: Kind::Voice, id: removed, body: json!(null) }]).await;
        let seat = ledger.open(&LIN, account).await.unwrap();
        seat.seal(id(number.get() + 2000), "before we meet 贺兰亭", now()).await.unwrap();
        if account == other {
            // Only here is the name known in this form; it stands in a text of the first account.
            commit(None, vec![set(who, "name_latin", json!(null), json!("Lanting the Great"))]).await;
        }
        let p02 = retitle(seat.plan(), 0, "P02", title(seat.plan(), "P02"), "CFO").edits;
        commit(None, p02).await;
    }
    [account, other]
}

async fn erase(ledger: &Ledger, account: Uuid) -> Vec<Erased> {
    let record = p05(ledger.open(&LIN, account).await.unwrap().plan());
    ledger.erase(&LIN, account, record, &act(id(500), later(100))).await.unwrap()
}

/// All that anybody could find: the raw bytes of the files or every row of every table, what the snapshots unpack to,
/// and what goes out.
async fn everything(home: &Home, ledger: &Ledger) -> String {
    let mut bytes = home.raw().await;
    bytes.extend(ledger.archive().await.unwrap().into_bytes());
    for card in ledger.reach(&LIN).accounts().await.unwrap() {
        let seat = ledger.open(&LIN, card.id).await.unwrap();
        bytes.extend(file::write(seat.plan()).into_bytes());
        bytes.extend(format!("{:?}", seat.history(1000).await.unwrap()).into_bytes());
        for snapshot in seat.snapshots().await.unwrap() {
            bytes.extend(file::write(&seat.open_snapshot(snapshot.id).await.unwrap()).into_bytes());
        }
        for revision in (0..=seat.stamp().revision).step_by(3) {
            bytes.extend(file::write(&seat.as_of(revision).await.unwrap()).into_bytes());
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

async fn no_byte_of_the_name_is_left(home: Home) {
    let ledger = home.open().await;
    let [account, other] = a_life(&ledger).await;
    let before = everything(&home, &ledger).await;
    NAMES.iter().for_each(|name| assert!(before.contains(name), "{name} was there"));

    let erased = erase(&ledger, account).await;
    let accounts: Vec<_> = erased.iter().map(|one| (one.account, one.code.as_str(), one.snapshots)).collect();
    assert_eq!(accounts, [(other, "P05", 1), (account, "P05", 1)], "the one asked for comes last");
    let after = everything(&home, &ledger).await;
    NAMES.iter().for_each(|name| assert!(!after.contains(name), "{name} is left"));
    let diagnosis = ledger.diagnose(&LIN).await.unwrap();
    assert_eq!((diagnosis.accounts, diagnosis.wounds), (2, vec![]));

    // What others wrote is told to a human, with its place.
    let replaced = |mention: &&Mention| mention.replaced;
    let told: Vec<_> = erased[1].mentions.iter().filter(replaced).map(|one| (one.kind, one.field.as_str())).collect();
    assert_eq!(told.len(), 5, "{told:?}");
    assert!(told.contains(&(Kind::Action, "title")), "{told:?}");
    // The record stays under its code, in three languages.
    let plan = ledger.open(&LIN, account).await.unwrap().plan().clone();
    let body = plan.body(Kind::Person, person(&plan, "P05").uuid()).unwrap();
    assert_eq!(body["name"]["en"], json!("Erased person P05"));
    assert_eq!((&body["influence"], body.get("email")), (&json!(4), None));
}

async fn figures_of_the_present_and_the_past_hold(home: Home) {
    let ledger = home.open().await;
    let [account, _] = a_life(&ledger).await;
    let seat = ledger.open(&LIN, account).await.unwrap();
    let figures = async |revision: i64| {
        let seat = ledger.open(&LIN, account).await.unwrap();
        Figures::of(&seat.as_of(revision).await.unwrap(), now().today).to_json()
    };
    let last = seat.stamp().revision;
    let mut before = Vec::new();
    for revision in 1..=last {
        before.push(figures(revision).await);
    }
    let sealed = seat.snapshots().await.unwrap();
    erase(&ledger, account).await;
    for revision in 1..=last {
        assert_eq!(figures(revision).await, before[revision as usize - 1], "revision {revision}");
    }
    let again = ledger.open(&LIN, account).await.unwrap().snapshots().await.unwrap();
    assert_eq!(again[0].figures, sealed[0].figures);
    assert_eq!(again[0].name, "before we meet P05");
}

async fn undo_does_not_bring_the_name_back(home: Home) {
    let ledger = home.open().await;
    let [account, _] = a_life(&ledger).await;
    erase(&ledger, account).await;
    let seat = ledger.open(&LIN, account).await.unwrap();
    assert_eq!(seat.steps().await.unwrap().undo, Some(id(106)), "the erasure itself is no step");
    for change in (101..=106).rev() {
        let seat = ledger.open(&LIN, account).await.unwrap();
        // Undone or refused: either way the name stays away.
        let _ = seat.undo(id(change), id(change + 700), later(200)).await;
        let text = file::write(ledger.open(&LIN, account).await.unwrap().plan());
        NAMES.iter().for_each(|name| assert!(!text.contains(name), "{name} is back with change {change}"));
        if change == 105 {
            let back = ledger.open(&LIN, account).await.unwrap().plan().body(Kind::Voice, id(1104)).unwrap();
            assert_eq!(back["quote"]["en"], json!("Erased"), "what had been removed comes back without its words");
        }
    }
    assert_eq!(ledger.diagnose(&LIN).await.unwrap().wounds, [""; 0]);
}

async fn a_change_sent_again_is_still_known(home: Home) {
    let ledger = home.open().await;
    let account = import(&ledger).await;
    let seat = ledger.open(&LIN, account).await.unwrap();
    let of_p02 = retitle(seat.plan(), 1, "P02", title(seat.plan(), "P02"), "CFO");
    let of_p05 = retitle(seat.plan(), 2, "P05", title(seat.plan(), "P05"), "the great EVP");
    seat.commit(of_p02.clone(), now()).await.unwrap();
    seat.commit(of_p05.clone(), now()).await.unwrap();
    erase(&ledger, account).await;
    let seat = ledger.open(&LIN, account).await.unwrap();
    assert_eq!(seat.commit(of_p02, later(200)).await.unwrap().revision, 2);
    assert_eq!(problems(seat.commit(of_p05, later(200)).await.unwrap_err()), [Reason::IdReused]);
    assert_eq!(ledger.open(&LIN, account).await.unwrap().stamp().revision, 4);
}

async fn other_instances_notice(home: Home) {
    let (here, there) = (home.open().await, home.open().await);
    let account = import(&here).await;
    assert_eq!(title(there.open(&LIN, account).await.unwrap().plan(), "P05")["en"], json!("EVP Refining"));
    erase(&here, account).await;
    assert_eq!(title(there.open(&LIN, account).await.unwrap().plan(), "P05")["en"], json!("Erased"));
}

async fn an_erasure_is_done_once_and_remembered(home: Home) {
    let ledger = home.open().await;
    let [account, _] = a_life(&ledger).await;
    let sealed = ledger.open(&LIN, account).await.unwrap().snapshots().await.unwrap();
    erase(&ledger, account).await;
    assert_eq!(erase(&ledger, account).await, [], "nothing is left to do");
    let remembered = ledger.erasures().await.unwrap();
    assert_eq!(remembered.len(), 2);
    let own = remembered.iter().find(|one| one.account == account).unwrap();
    assert_eq!((own.record, own.change, own.made_by, own.made_at), (p05(&bedrock()), id(500), LIN.user, later(100).at));
    let seal = &own.seals[0];
    assert!(own.seals.len() == 1 && seal.snapshot == sealed[0].id && seal.was != seal.now, "{seal:?}");
}

async fn who_was_removed_can_be_erased(home: Home) {
    let ledger = home.open().await;
    let [account, _] = a_life(&ledger).await;
    let seat = ledger.open(&LIN, account).await.unwrap();
    let who = p05(seat.plan());
    let edits = vec![Edit::Remove { kind: who.kind, id: who.id, body: json!(null) }];
    seat.commit(Change { id: id(300), why: None, undoes: None, edits }, later(50)).await.unwrap();
    ledger.erase(&LIN, account, who, &act(id(500), later(100))).await.unwrap();
    let after = everything(&home, &ledger).await;
    NAMES.iter().for_each(|name| assert!(!after.contains(name), "{name} is left"));
    // The removal can still be undone; it is nobody who comes back.
    let seat = ledger.open(&LIN, account).await.unwrap();
    let back = seat.undo(id(300), id(301), later(200)).await.unwrap();
    assert_eq!(back.plan.body(who.kind, who.id).unwrap()["name"]["en"], json!("Erased person P05"));
}

async fn an_older_archive_comes_back_without_the_erased(home: Home) {
    let ledger = home.open().await;
    let [account, _] = a_life(&ledger).await;
    let old = ledger.archive().await.unwrap();
    assert!(old.contains("贺兰亭"));
    erase(&ledger, account).await;
    let (list, whole) = (ledger.erasure_list().await.unwrap(), ledger.archive().await.unwrap());
    assert_eq!(list.lines().count(), 3, "a head and a line an account: {list}");
    NAMES.iter().for_each(|name| assert!(!list.contains(name), "{name} is in the list"));
    for list in [list, whole.clone()] {
        let other = home.another().await;
        let restored = other.open().await;
        restored.restore(&old, &[&list]).await.unwrap();
        let after = everything(&other, &restored).await;
        NAMES.iter().for_each(|name| assert!(!after.contains(name), "{name} is back"));
        assert_eq!(restored.diagnose(&LIN).await.unwrap().wounds, [""; 0]);
        assert_eq!(restored.archive().await.unwrap(), whole, "it is the same as what was erased then");
    }
    // What knows of no erasure brings everybody back.
    let other = home.another().await;
    let forgetful = other.open().await;
    forgetful.restore(&old, &[]).await.unwrap();
    assert!(everything(&other, &forgetful).await.contains("贺兰亭"));
}

async fn a_plan_file_comes_back_without_the_erased(home: Home) {
    let ledger = home.open().await;
    let account = import(&ledger).await;
    erase(&ledger, account).await;
    // The file that was written before, as another account: the ids of its people are the same.
    let own = bedrock().account().unwrap().id.to_string();
    let old = file::write(&bedrock()).replace(&own, &id(900).to_string());
    let copy = ledger.import(&LIN, &file::read(&old).unwrap(), id(2), later(150).at).await.unwrap();
    let text = file::write(ledger.open(&LIN, copy).await.unwrap().plan());
    NAMES.iter().for_each(|name| assert!(!text.contains(name), "{name} is back"));
    assert!(text.contains("Erased person P05"));
}

/// Everything that one of our people was ever called, and what the library said of that one.
const OURS: [&str; 6] =
    ["Wang Wenjun", "Wen Junior", "wang.wenjun@example.com", "Head of the art", "Hall of fame", "the old dean"];

/// Adds records to an account or to the library; every caller uses a change id of its own.
async fn add(ledger: &Ledger, account: Option<Uuid>, change: u128, records: Vec<(Kind, u128, Value)>) {
    let seat = match account {
        Some(account) => ledger.open(&LIN, account).await.unwrap(),
        None => ledger.library(&LIN, now().at).await.unwrap(),
    };
    let edits = records.into_iter().map(|(kind, number, body)| Edit::Create { kind, id: id(number), body }).collect();
    seat.commit(Change { id: id(change), why: None, undoes: None, edits }, now()).await.unwrap();
}

/// One of our people in the library: a member of the first account, known in the second, told of in the third.
async fn a_colleague(ledger: &Ledger) -> [Uuid; 3] {
    let body = json!({ "name": OURS[0], "email": OURS[2], "title": OURS[3], "department": OURS[4], "knows": OURS[5] });
    add(ledger, None, 700, vec![(Kind::Colleague, 700, body)]).await;
    let library = ledger.library(&LIN, now().at).await.unwrap();
    library.seal(id(701), "with Wang Wenjun", now()).await.unwrap();
    let who = RecordRef { kind: Kind::Colleague, id: id(700) };
    for (change, was, now_) in [(702, OURS[0], OURS[1]), (703, OURS[1], OURS[0])] {
        let edits = vec![set(who, "name", json!(was), json!(now_))];
        library.commit(Change { id: id(change), why: None, undoes: None, edits }, now()).await.unwrap();
    }
    let account = import(ledger).await;
    let other = ledger.import(&LIN, &twin(), id(1), now().at).await.unwrap();
    let third = file::write(&bedrock()).replace("01930000-", "01950000-").replace("\"BEDROCK\"", "\"THIRD\"");
    let third = ledger.import(&LIN, &file::read(&third).unwrap(), id(2), now().at).await.unwrap();
    let member = json!({ "name": "Wang Wenjun", "contact": "wang.wenjun@example.com", "colleague": id(700) });
    let node = json!({ "node_type": "need", "title": "Wang Wenjun knows why" });
    add(ledger, Some(account), 710, vec![(Kind::Member, 711, member), (Kind::Node, 712, node)]).await;
    let person = json!({ "name": "Old friend", "known_by": [id(700)] });
    add(ledger, Some(other), 720, vec![(Kind::Person, 721, person)]).await;
    let node = json!({ "node_type": "need", "title": "Ask Wen Junior" });
    add(ledger, Some(third), 730, vec![(Kind::Node, 731, node)]).await;
    for (number, account) in [(740, account), (741, other), (742, third)] {
        ledger.open(&LIN, account).await.unwrap().seal(id(number), "as it was", now()).await.unwrap();
    }
    [account, other, third]
}

async fn is_gone(home: &Home, ledger: &Ledger, names: &[&str]) {
    let mut after = everything(home, ledger).await;
    let library = ledger.library(&LIN, now().at).await.unwrap();
    for revision in 1..=library.stamp().revision {
        after.push_str(&file::write(&library.as_of(revision).await.unwrap()));
    }
    names.iter().for_each(|name| assert!(!after.contains(name), "{name} is left"));
    assert_eq!(ledger.diagnose(&LIN).await.unwrap().wounds, [""; 0]);
}

async fn one_of_our_people_is_erased_from_the_library_and_all_accounts(home: Home) {
    let ledger = home.open().await;
    let [account, other, third] = a_colleague(&ledger).await;
    let before = everything(&home, &ledger).await;
    OURS.iter().for_each(|name| assert!(before.contains(name), "{name} was there"));
    // Whoever is known by a member of the account is erased as the human being that the library knows.
    let member = ledger.human(&LIN, account, &id(711).to_string()).await.unwrap();
    let erased = ledger.erase(&LIN, account, member, &act(id(500), later(100))).await.unwrap();
    let told: Vec<_> = erased.iter().map(|one| (one.account_code.as_str(), one.code.as_str(), one.snapshots)).collect();
    let k = ledger.open(&LIN, account).await.unwrap().plan().code(Kind::Member, id(711)).unwrap().to_owned();
    let both = format!("{k}, KP01");
    let expected = [("TWIN", "KP01", 1), ("THIRD", "KP01", 1), ("BEDROCK", both.as_str(), 1), ("WS01", "KP01", 1)];
    assert_eq!(told, expected, "the library, which knows the names, comes last");
    is_gone(&home, &ledger, &OURS).await;
    let library = ledger.library(&LIN, now().at).await.unwrap();
    assert_eq!(library.plan().body(Kind::Colleague, id(700)).unwrap()["name"]["en"], json!("Erased person KP01"));
    // What refers to that one still does, and reads the library as it is now.
    for (account, kind, number) in [(account, Kind::Member, 711), (other, Kind::Person, 721)] {
        let plan = ledger.open(&LIN, account).await.unwrap().plan().clone();
        assert!(plan.body(kind, id(number)).unwrap().to_string().contains(&id(700).to_string()));
        assert_eq!(plan.body(Kind::Colleague, id(700)).unwrap().get("email"), None);
    }
    let title = ledger.open(&LIN, third).await.unwrap().plan().body(Kind::Node, id(731)).unwrap()["title"].clone();
    assert_eq!(title, json!("Ask KP01"));
    assert_eq!(
        ledger.erase(&LIN, other, colleague(), &act(id(501), later(200))).await.unwrap(),
        [],
        "nothing is left to do"
    );
}

fn colleague() -> RecordRef {
    RecordRef { kind: Kind::Colleague, id: id(700) }
}

async fn an_erased_colleague_stays_away_whatever_comes_back(home: Home) {
    let ledger = home.open().await;
    let [account, ..] = a_colleague(&ledger).await;
    let old = ledger.archive().await.unwrap();
    let shelf = file::write(ledger.library(&LIN, now().at).await.unwrap().plan());
    let text = file::write(ledger.open(&LIN, account).await.unwrap().plan());
    assert!(old.contains("Wen Junior") && shelf.contains("Wang Wenjun") && text.contains("Wang Wenjun"));
    // Named by the code that the library has, from whatever account.
    let found = ledger.human(&LIN, account, "KP01").await.unwrap();
    assert_eq!(found, colleague());
    ledger.erase(&LIN, account, found, &act(id(500), later(100))).await.unwrap();
    let (list, whole) = (ledger.erasure_list().await.unwrap(), ledger.archive().await.unwrap());
    for list in [list, whole.clone()] {
        let other = home.another().await;
        let restored = other.open().await;
        restored.restore(&old, &[&list]).await.unwrap();
        is_gone(&other, &restored, &OURS).await;
        assert_eq!(restored.archive().await.unwrap(), whole, "it is the same as what was erased then");
    }
    // A file of the library, and one of an account that carries a part of it, as another account.
    let revision = ledger.library(&LIN, now().at).await.unwrap().stamp().revision;
    ledger.import(&LIN, &file::read(&shelf).unwrap(), id(800), later(150).at).await.unwrap();
    assert_eq!(ledger.library(&LIN, now().at).await.unwrap().stamp().revision, revision, "there is nothing to merge");
    let own = bedrock().account().unwrap().id.to_string();
    let copy = file::read(&text.replace(&own, &id(900).to_string())).unwrap();
    ledger.import(&LIN, &copy, id(801), later(150).at).await.unwrap();
    is_gone(&home, &ledger, &OURS).await;
}

async fn what_the_library_tells_of_somebody_goes_too(home: Home) {
    let ledger = home.open().await;
    let body = json!({ "name": "Xu Keyuan", "knows": "He Lanting, since school" });
    add(&ledger, None, 700, vec![(Kind::Colleague, 700, body)]).await;
    let account = import(&ledger).await;
    let erased = erase(&ledger, account).await;
    let (kind, code, field) = (Kind::Colleague, "KP01".to_owned(), "knows".to_owned());
    assert_eq!(erased[0].mentions, [Mention { kind, code, field, replaced: true }]);
    let library = ledger.library(&LIN, now().at).await.unwrap();
    let body = library.plan().body(Kind::Colleague, id(700)).unwrap();
    assert_eq!((&body["name"], &body["knows"]), (&json!("Xu Keyuan"), &json!("P05, since school")));
    is_gone(&home, &ledger, &NAMES[..3]).await;
}

async fn only_people_are_erased(home: Home) {
    let ledger = home.open().await;
    let account = import(&ledger).await;
    let plan = bedrock();
    let node = RecordRef { kind: Kind::Node, id: plan.bodies(Kind::Node)[0].0 };
    for record in [node, RecordRef { kind: Kind::Person, id: id(404) }] {
        let refused = ledger.erase(&LIN, account, record, &act(id(500), now())).await.unwrap_err();
        assert_eq!(problems(refused), [Reason::Gone]);
    }
    assert!(matches!(ledger.erase(&LIN, id(77), p05(&plan), &act(id(500), now())).await, Err(Error::NotFound)));
    assert_eq!(ledger.open(&LIN, account).await.unwrap().stamp().revision, 1);
    // Our own people are people too.
    let k2 = RecordRef { kind: Kind::Member, id: plan.find(Kind::Member, "K2").unwrap() };
    let erased = ledger.erase(&LIN, account, k2, &act(id(500), now())).await.unwrap();
    assert_eq!(erased[0].code, "K2");
    let name = plan.body(k2.kind, k2.id).unwrap()["name"]["zh-Hans"].as_str().unwrap().to_owned();
    assert!(!everything(&home, &ledger).await.contains(&name), "{name} is left");
}

async fn the_doctor_tells_who_has_a_name_again(home: Home) {
    let ledger = home.open().await;
    let account = import(&ledger).await;
    erase(&ledger, account).await;
    let seat = ledger.open(&LIN, account).await.unwrap();
    let who = p05(seat.plan());
    let name = seat.plan().body(who.kind, who.id).unwrap()["name"].clone();
    let edits = vec![set(who, "name", name, json!("Somebody"))];
    seat.commit(Change { id: id(600), why: None, undoes: None, edits }, later(200)).await.unwrap();
    let wounds = ledger.diagnose(&LIN).await.unwrap().wounds;
    assert!(wounds.len() == 1 && wounds[0].contains("P05 was erased and has a name again"), "{wounds:?}");
    ledger.erase(&LIN, account, who, &act(id(601), later(300))).await.unwrap();
    assert_eq!(ledger.diagnose(&LIN).await.unwrap().wounds, [""; 0]);
}
