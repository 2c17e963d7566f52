//! Personal data, told on both engines: what is held about somebody is shown as far as its reader reaches, what an
//! erasure would do is told before, the audit knows of it, and one of our people who is erased signs in no more.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests"
)]

#[macro_use]
mod support;

use ledger::{Beginning, Deed, FOUNDER, LIBRARY, Lasting, Ledger, NewUser, Secret, Sought, Standing, Viewer};
use plan::id::RecordRef;
use plan::lens::Role;
use plan::{Change, Edit, Kind, file};
use serde_json::{Value, json};
use support::{Home, LIN, act, bedrock, id, import, now, person};
use uuid::Uuid;

on_both_engines!(
    what_is_held_is_shown_as_far_as_its_reader_reaches,
    a_preview_is_what_is_then_done,
    the_audit_knows_who_erased_whom_without_a_name,
    one_of_our_people_who_is_erased_signs_in_no_more,
    who_may_handle_personal_data,
);

/// What ties the two records of P02 together.
const SAME: &str = "0193aaaa-0000-7000-8000-000000000001";

fn p02() -> RecordRef {
    RecordRef { kind: Kind::Person, id: person(&bedrock(), "P02").uuid() }
}

/// The worked example, and a twin of it that knows the same P02; the twin belongs to somebody else.
async fn twins(ledger: &Ledger) -> [Uuid; 2] {
    let account = import(ledger).await;
    let mut twin: Value = serde_json::from_str(&file::write(&bedrock())).unwrap();
    let other = id(90);
    twin["account"][0]["id"] = json!(other);
    twin["account"][0]["code"] = json!("TWIN");
    let plan = file::read(&twin.to_string()).unwrap();
    ledger.import(&Viewer::person(id(91)), &plan, id(92), now().at).await.unwrap();
    for (account, viewer, change) in [(account, LIN, 93), (other, Viewer::person(id(91)), 94)] {
        let edit =
            Edit::Set { kind: Kind::Person, id: p02().id, field: "same_as".into(), was: json!(null), now: json!(SAME) };
        let change = Change { id: id(change), why: None, undoes: None, edits: vec![edit] };
        ledger.open(&viewer, account).await.unwrap().commit(change, now()).await.unwrap();
    }
    [account, other]
}

async fn what_is_held_is_shown_as_far_as_its_reader_reaches(home: Home) {
    let ledger = home.open().await;
    let [account, other] = twins(&ledger).await;
    let disclosed = ledger.disclosure(&LIN, account, p02()).await.unwrap();
    assert_eq!((disclosed.accounts.len(), disclosed.beyond), (1, 1), "the twin is counted and not shown");
    let own = &disclosed.accounts[0];
    assert_eq!((own.account, own.disclosure.records[0].code.as_str()), (account, "P02"));
    let same_as = own.disclosure.records[0].said.iter().find(|said| said.field == "same_as").unwrap();
    assert_eq!(same_as.written.unwrap().by, LIN.user, "with who wrote it");
    ledger.admit(other, LIN.user, Role::Director).await.unwrap();
    let disclosed = ledger.disclosure(&LIN, account, p02()).await.unwrap();
    let accounts: Vec<Uuid> = disclosed.accounts.iter().map(|one| one.account).collect();
    assert_eq!((accounts, disclosed.beyond), (vec![account, other], 0), "the one asked for first");
}

async fn a_preview_is_what_is_then_done(home: Home) {
    let ledger = home.open().await;
    let [account, other] = twins(&ledger).await;
    let before = ledger.archive().await.unwrap();
    let preview = ledger.preview_erasure(&LIN, account, p02()).await.unwrap();
    assert_eq!((preview.accounts.len(), preview.beyond), (1, 1));
    assert!(preview.accounts[0].records > 5 && preview.accounts[0].mentions.iter().any(|one| one.replaced));
    assert_eq!(ledger.archive().await.unwrap(), before, "nothing was written");
    let erased = ledger.erase(&LIN, account, p02(), &act(id(500), now())).await.unwrap();
    let done: Vec<Uuid> = erased.iter().map(|one| one.account).collect();
    assert_eq!(done, [other, account], "everywhere, reached or not");
    assert_eq!(erased[1], preview.accounts[0]);
    let again = ledger.preview_erasure(&LIN, account, p02()).await.unwrap();
    assert_eq!((again.accounts, again.beyond), (vec![], 0), "nothing is left");
}

async fn the_audit_knows_who_erased_whom_without_a_name(home: Home) {
    let ledger = home.open().await;
    let [account, other] = twins(&ledger).await;
    for _ in 0..2 {
        ledger.erase(&LIN, account, p02(), &act(id(500), now())).await.unwrap();
    }
    ledger.remember_disclosure(account, p02(), &act(id(501), now())).await.unwrap();
    let of = async |deed: Deed| {
        let sought = Sought { deed: Some(deed.code().into()), ..Sought::default() };
        ledger.trail(&LIN, &sought, None, 10).await.unwrap().entries
    };
    let erased = of(Deed::Erased).await;
    let mut accounts: Vec<Uuid> = erased.iter().filter_map(|one| one.account).collect();
    accounts.sort_unstable();
    let mut expected = vec![account, other];
    expected.sort_unstable();
    assert_eq!(accounts, expected, "once an account, however often it is asked for");
    for entry in erased.iter().chain(&of(Deed::Disclosed).await) {
        assert_eq!((entry.by, entry.record.clone()), (Some(LIN.user), Some((Kind::Person, Some("P02".to_owned())))));
    }
}

async fn one_of_our_people_who_is_erased_signs_in_no_more(home: Home) {
    let ledger = home.open().await;
    let users =
        [("林岚", "lin@example.com", 60), ("许承志", "xu@example.com", 61), ("许承志", "another@example.com", 62)];
    for (name, sign_in, number) in users {
        let new =
            NewUser { name, sign_in, standing: if number == 60 { Standing::Administrator } else { Standing::Person } };
        ledger.add_user(&new, id(number), &act(id(number + 100), now())).await.unwrap();
    }
    import(&ledger).await;
    let body = json!({ "name": "许承志", "email": "Xu@Example.com", "code": "KP07" });
    let edits = vec![Edit::Create { kind: Kind::Colleague, id: id(70), body }];
    let library = ledger.library(&LIN, now().at).await.unwrap();
    library.commit(Change { id: id(71), why: None, undoes: None, edits }, now()).await.unwrap();
    let held = Secret::new([7; 32]);
    let new = Beginning { user: id(61), id: id(72), secret: &held, waits: false, agent: "Firefox", instead_of: None };
    ledger.begin_session(&new, Lasting::default(), &act(id(73), now())).await.unwrap();
    let colleague = RecordRef { kind: Kind::Colleague, id: id(70) };
    let preview = ledger.preview_erasure(&LIN, LIBRARY, colleague).await.unwrap();
    assert_eq!((preview.users, preview.namesakes), (vec!["许承志".to_owned()], vec!["许承志".to_owned()]));
    ledger.erase(&LIN, LIBRARY, colleague, &act(id(500), now())).await.unwrap();
    let user = ledger.user(id(61)).await.unwrap().unwrap();
    assert_eq!((user.name.as_str(), user.is_disabled, user.has_password), ("KP07", true, false));
    assert!(!user.sign_in.contains("xu"), "{}", user.sign_in);
    assert!(ledger.session(&held, Lasting::default(), now().at).await.unwrap().is_none(), "out at once");
    let namesake = ledger.user(id(62)).await.unwrap().unwrap();
    assert_eq!((namesake.name.as_str(), namesake.is_disabled), ("许承志", false), "somebody else stays");
    assert_eq!(ledger.user(FOUNDER).await.unwrap().unwrap().name, "林岚");
    assert!(!String::from_utf8_lossy(&home.raw().await).contains("xu@example.com"));
}

async fn who_may_handle_personal_data(home: Home) {
    let ledger = home.open().await;
    let account = import(&ledger).await;
    for role in Role::ALL.iter().copied() {
        let may = matches!(role, Role::Owner | Role::Director);
        ledger.admit(account, id(50), role).await.unwrap();
        assert_eq!(ledger.handles_people(&Viewer::person(id(50)), account).await.unwrap(), may, "{role:?}");
    }
    assert!(!ledger.handles_people(&Viewer::administrator(id(51)), account).await.unwrap(), "no member");
    assert!(ledger.handles_people(&Viewer::administrator(id(51)), LIBRARY).await.unwrap());
    assert!(!ledger.handles_people(&Viewer::person(id(50)), LIBRARY).await.unwrap());
    assert!(ledger.handles_people(&Viewer::operator(), account).await.unwrap());
}
