//! Files that belong to records: their bytes come with the change, stay as long as anything names them, and go with whom
//! they tell about.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests"
)]

#[macro_use]
mod support;

use ledger::{Error, Ledger, Seat};
use plan::id::RecordRef;
use plan::{Change, Edit, Kind, Reason, file};
use serde_json::{Value, json};
use support::{Home, LIN, act, id, import, now, person, problems};
use uuid::Uuid;

on_both_engines!(
    a_file_comes_with_its_record_or_not_at_all,
    the_same_bytes_are_kept_once,
    a_file_goes_with_its_record_and_undo_brings_both_back,
    a_file_moves_to_another_database_and_back,
    the_library_has_files_too,
    the_files_of_somebody_erased_go_with_their_bytes,
    an_account_that_is_deleted_takes_its_files_along,
    the_doctor_tells_what_is_wrong_with_files,
);

const MINUTES: &[u8] = b"\x00\xff minutes of the steering committee \r\n";

fn adding(number: u128, of: (Kind, Uuid), name: &str, bytes: &[u8]) -> Change {
    let body = json!({
        "of": format!("{}:{}", of.0, of.1), "name": name, "media_type": "application/pdf", "size": bytes.len(),
        "sha256": ledger::fingerprint(bytes),
    });
    let edits = vec![Edit::Create { kind: Kind::Attachment, id: id(number), body }];
    Change { id: id(number), why: None, undoes: None, edits }
}

fn removing(number: u128, kind: Kind, id_: Uuid) -> Change {
    let edits = vec![Edit::Remove { kind, id: id_, body: Value::Null }];
    Change { id: id(number), why: None, undoes: None, edits }
}

async fn open(ledger: &Ledger, account: Uuid) -> Seat {
    ledger.open(&LIN, account).await.unwrap()
}

fn p05(seat: &Seat) -> (Kind, Uuid) {
    (Kind::Person, person(seat.plan(), "P05").uuid())
}

/// The bytes that a file has for whoever opens the account now.
async fn read(ledger: &Ledger, account: Uuid, number: u128) -> Option<Vec<u8>> {
    open(ledger, account).await.file(id(number)).await.unwrap().map(|(_, bytes)| bytes)
}

async fn kept(home: &Home) -> usize {
    home.sql("SELECT hash FROM blob").await.len()
}

async fn a_file_comes_with_its_record_or_not_at_all(home: Home) {
    let ledger = home.open().await;
    let account = import(&ledger).await;
    let seat = open(&ledger, account).await;
    let change = adding(1, p05(&seat), "minutes.pdf", MINUTES);
    assert_eq!(problems(seat.commit(change.clone(), now()).await.unwrap_err()), [Reason::NoFile], "without bytes");
    let other = seat.attach(change.clone(), b"others".to_vec(), now()).await.unwrap_err();
    assert_eq!(problems(other), [Reason::NoFile], "with other bytes");
    let nobody = adding(2, (Kind::Person, id(99)), "minutes.pdf", MINUTES);
    let dangling = problems(seat.attach(nobody, MINUTES.to_vec(), now()).await.unwrap_err());
    assert_eq!(dangling, [Reason::Dangling { target: Kind::Person, id: id(99) }]);
    assert_eq!((kept(&home).await, seat.history(10).await.unwrap().len()), (0, 1), "nothing was written");

    seat.attach(change.clone(), MINUTES.to_vec(), now()).await.unwrap();
    seat.attach(change, MINUTES.to_vec(), now()).await.unwrap();
    assert_eq!(seat.history(10).await.unwrap().len(), 2, "sent twice, it is added once");
    drop((seat, ledger));
    let ledger = home.open().await;
    let (attachment, bytes) = open(&ledger, account).await.file(id(1)).await.unwrap().unwrap();
    assert_eq!(
        (attachment.code.as_str(), attachment.name.as_str(), bytes.as_slice()),
        ("AT01", "minutes.pdf", MINUTES)
    );
    assert!(matches!(open(&ledger, account).await.file(id(9)).await, Err(Error::NotFound)));
    assert_eq!(ledger.diagnose(&LIN).await.unwrap().wounds, [""; 0]);
}

async fn the_same_bytes_are_kept_once(home: Home) {
    let ledger = home.open().await;
    let account = import(&ledger).await;
    let seat = open(&ledger, account).await;
    let p02 = (Kind::Person, person(seat.plan(), "P02").uuid());
    seat.attach(adding(1, p05(&seat), "one.pdf", MINUTES), MINUTES.to_vec(), now()).await.unwrap();
    seat.attach(adding(2, p02, "other.pdf", MINUTES), MINUTES.to_vec(), now()).await.unwrap();
    assert_eq!(kept(&home).await, 1);
    // What is there already needs no bytes: an undo, or a change that names it.
    seat.commit(adding(3, p02, "third.pdf", MINUTES), now()).await.unwrap();
    assert_eq!(read(&ledger, account, 3).await.as_deref(), Some(MINUTES));
}

async fn a_file_goes_with_its_record_and_undo_brings_both_back(home: Home) {
    let ledger = home.open().await;
    let account = import(&ledger).await;
    let seat = open(&ledger, account).await;
    let promise = (Kind::Promise, seat.plan().promises.iter().next().unwrap().id.uuid());
    seat.attach(adding(1, promise, "letter.pdf", MINUTES), MINUTES.to_vec(), now()).await.unwrap();
    seat.commit(removing(2, promise.0, promise.1), now()).await.unwrap();
    assert!(!open(&ledger, account).await.plan().has(Kind::Attachment, id(1)));
    assert_eq!(ledger.repair(&LIN).await.unwrap(), 1);
    assert_eq!(kept(&home).await, 1, "the log names it");
    seat.undo(id(2), id(3), now()).await.unwrap();
    assert_eq!(read(&ledger, account, 1).await.as_deref(), Some(MINUTES));
    // Alone it goes and comes back as well.
    seat.commit(removing(4, Kind::Attachment, id(1)), now()).await.unwrap();
    seat.bring_back(RecordRef { kind: Kind::Attachment, id: id(1) }, id(5), now()).await.unwrap();
    assert_eq!(read(&ledger, account, 1).await.as_deref(), Some(MINUTES));
    assert_eq!(ledger.diagnose(&LIN).await.unwrap().wounds, [""; 0]);
}

async fn a_file_moves_to_another_database_and_back(home: Home) {
    let ledger = home.open().await;
    let account = import(&ledger).await;
    let seat = open(&ledger, account).await;
    seat.attach(adding(1, p05(&seat), "minutes.pdf", MINUTES), MINUTES.to_vec(), now()).await.unwrap();
    let archive = ledger.archive().await.unwrap();
    let there = match home {
        Home::Sqlite(..) => Home::postgres().await,
        Home::Postgres(_) => Home::sqlite(),
    };
    let other = there.open().await;
    other.restore(&archive, &[]).await.unwrap();
    assert_eq!(read(&other, account, 1).await.as_deref(), Some(MINUTES));
    assert_eq!(other.archive().await.unwrap(), archive);
    // A plan file tells of files and does not hold them.
    let text = file::write(&seat.whole().await.unwrap());
    let lonely = home.another().await;
    let lonely = lonely.open().await;
    lonely
        .import(&LIN, &file::read(&file::write(open(&ledger, account).await.plan())).unwrap(), id(40), now().at)
        .await
        .unwrap();
    assert!(!text.contains("minutes of the steering committee"));
    assert_eq!(read(&lonely, account, 1).await, None);
    let wounds = lonely.diagnose(&LIN).await.unwrap().wounds;
    assert!(wounds.len() == 1 && wounds[0].contains("AT01 (minutes.pdf) has no bytes"), "{wounds:?}");
}

async fn the_library_has_files_too(home: Home) {
    let ledger = home.open().await;
    let account = import(&ledger).await;
    let library = ledger.library(&LIN, now().at).await.unwrap();
    let solution = json!({ "name": "Field platform" });
    let edits = vec![Edit::Create { kind: Kind::Solution, id: id(50), body: solution }];
    library.commit(Change { id: id(50), why: None, undoes: None, edits }, now()).await.unwrap();
    let sheet = adding(51, (Kind::Solution, id(50)), "sheet.pdf", MINUTES);
    library.attach(sheet, MINUTES.to_vec(), now()).await.unwrap();
    // Whoever works on an account reads it there, and changes it here alone.
    let seat = open(&ledger, account).await;
    assert_eq!(seat.file(id(51)).await.unwrap().unwrap().1, MINUTES);
    let refused = seat.commit(removing(52, Kind::Attachment, id(51)), now()).await.unwrap_err();
    assert_eq!(problems(refused), [Reason::BelongsToLibrary]);
    let library = ledger.library(&LIN, now().at).await.unwrap();
    library.commit(removing(53, Kind::Attachment, id(51)), now()).await.unwrap();
    library.undo(id(53), id(54), now()).await.unwrap();
    // An account's own file may belong to a record of the library.
    seat.attach(adding(55, (Kind::Solution, id(50)), "offer.pdf", b"offer"), b"offer".to_vec(), now()).await.unwrap();
    let alone = file::read(&file::write(open(&ledger, account).await.plan())).unwrap();
    assert!(alone.has(Kind::Solution, id(50)), "its file brings the record along");
    assert_eq!(ledger.diagnose(&LIN).await.unwrap().wounds, [""; 0]);
}

async fn the_files_of_somebody_erased_go_with_their_bytes(home: Home) {
    let ledger = home.open().await;
    let account = import(&ledger).await;
    let seat = open(&ledger, account).await;
    let (p05, p02) = (p05(&seat), (Kind::Person, person(seat.plan(), "P02").uuid()));
    let photo: &[u8] = b"the portrait of He Lanting as bytes";
    for (number, of, name, bytes) in
        [(1, p05, "He Lanting.jpg", photo), (2, p05, "both.pdf", MINUTES), (3, p02, "both.pdf", MINUTES)]
    {
        seat.attach(adding(number, of, name, bytes), bytes.to_vec(), now()).await.unwrap();
    }
    let removed: &[u8] = b"an old portrait of He Lanting";
    seat.attach(adding(4, p05, "old.jpg", removed), removed.to_vec(), now()).await.unwrap();
    seat.seal(id(70), "with all files", now()).await.unwrap();
    seat.commit(removing(5, Kind::Attachment, id(4)), now()).await.unwrap();
    let record = RecordRef { kind: p05.0, id: p05.1 };
    ledger.erase(&LIN, account, record, &act(id(500), now())).await.unwrap();

    assert_eq!(kept(&home).await, 1, "what is somebody else's too stays");
    let bytes = home.raw().await;
    let holds = |text: &[u8]| bytes.windows(text.len()).any(|window| window == text);
    assert!(!holds(photo) && !holds(removed) && !holds("He Lanting.jpg".as_bytes()));
    let hex: String = photo.iter().map(|byte| format!("{byte:02x}")).collect();
    assert!(!holds(hex.as_bytes()), "as a server shows bytes");
    assert_eq!((read(&ledger, account, 1).await, read(&ledger, account, 2).await), (None, None));
    assert_eq!(read(&ledger, account, 3).await.as_deref(), Some(MINUTES));
    let seat = open(&ledger, account).await;
    assert_eq!(seat.plan().body(Kind::Attachment, id(1)).unwrap()["name"], json!("P05"));
    assert_eq!(ledger.diagnose(&LIN).await.unwrap().wounds, [""; 0]);
    assert!(file::read(&file::write(seat.plan())).is_ok());
}

async fn an_account_that_is_deleted_takes_its_files_along(home: Home) {
    let ledger = home.open().await;
    let account = import(&ledger).await;
    let seat = open(&ledger, account).await;
    seat.attach(adding(1, p05(&seat), "minutes.pdf", MINUTES), MINUTES.to_vec(), now()).await.unwrap();
    let older = ledger.archive().await.unwrap();
    ledger.put_away(&LIN, account, id(2), now()).await.unwrap();
    assert_eq!(kept(&home).await, 1, "put away, it still has them");
    let name = seat.plan().account().unwrap().name.show(plan::Language::En).to_owned();
    ledger.delete_account(&LIN, account, &name, &act(id(600), now())).await.unwrap();
    assert_eq!(kept(&home).await, 0);
    assert_eq!(ledger.diagnose(&LIN).await.unwrap().wounds, [""; 0]);
    // An older archive with the account in it does not bring them back either.
    let list = ledger.erasure_list().await.unwrap();
    let other = home.another().await;
    let restored = other.open().await;
    restored.restore(&older, &[&list]).await.unwrap();
    assert_eq!(kept(&other).await, 0);
}

async fn the_doctor_tells_what_is_wrong_with_files(home: Home) {
    let ledger = home.open().await;
    let account = import(&ledger).await;
    let seat = open(&ledger, account).await;
    for (number, bytes) in [(1, b"one"), (2, b"two")] {
        seat.attach(adding(number, p05(&seat), "some.txt", bytes), bytes.to_vec(), now()).await.unwrap();
    }
    let told = async |what: &str| {
        let wounds = ledger.diagnose(&LIN).await.unwrap().wounds;
        assert!(wounds.len() == 1 && wounds[0].contains(what), "{what}: {wounds:?}");
    };
    let (one, two) = (ledger::fingerprint(b"one"), ledger::fingerprint(b"two"));
    home.sql(&format!(
        "UPDATE blob SET bytes = (SELECT b.bytes FROM blob b WHERE b.hash = '{two}') WHERE hash = '{one}'"
    ))
    .await;
    told("its bytes are not those that came in").await;
    home.sql(&format!("DELETE FROM blob WHERE hash = '{one}'")).await;
    told("AT01 (some.txt) has no bytes").await;
    // It is mended by bringing the file again.
    seat.attach(adding(3, p05(&seat), "some.txt", b"one"), b"one".to_vec(), now()).await.unwrap();
    let workspace = &home.sql("SELECT workspace FROM blob").await[0][0];
    let three = ledger::fingerprint(b"three");
    let stray = format!(
        "INSERT INTO blob (workspace, hash, bytes) SELECT '{workspace}', '{three}', bytes FROM blob WHERE hash = '{one}'"
    );
    home.sql(&stray).await;
    let wounds = ledger.diagnose(&LIN).await.unwrap().wounds;
    assert!(wounds.iter().any(|wound| wound.contains("nothing refers to it")), "{wounds:?}");
    ledger.repair(&LIN).await.unwrap();
    assert_eq!(ledger.diagnose(&LIN).await.unwrap().wounds, [""; 0]);
    assert_eq!(read(&ledger, account, 1).await.as_deref(), Some(&b"one"[..]));
}
