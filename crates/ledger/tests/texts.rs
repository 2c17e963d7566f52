//! Texts as somebody may send them: what one of the engines could not store is refused before it gets there.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests"
)]

#[macro_use]
mod support;

use plan::{Change, Edit, Kind, Reason};
use serde_json::{Value, json};
use support::{Home, LIN, id, import, now, problems};

on_both_engines!(a_null_character_is_no_text_in_a_field_a_code_or_a_reason, all_other_characters_are_kept);

fn unit(number: u128, body: Value, why: Option<&str>) -> Change {
    let edits = vec![Edit::Create { kind: Kind::Unit, id: id(number), body }];
    Change { id: id(number), why: why.map(str::to_owned), undoes: None, edits }
}

async fn a_null_character_is_no_text_in_a_field_a_code_or_a_reason(home: Home) {
    let ledger = home.open().await;
    let account = import(&ledger).await;
    let seat = ledger.open(&LIN, account).await.unwrap();
    for change in [
        unit(0xE1, json!({ "name": "La\u{0}bs" }), None),
        unit(0xE2, json!({ "name": { "en": "Labs", "zh-Hans": "研\u{0}发" } }), None),
        unit(0xE3, json!({ "name": "Labs", "code": "U\u{0}9" }), None),
        unit(0xE4, json!({ "name": "Labs" }), Some("be\u{0}cause")),
    ] {
        let refused = seat.commit(change, now()).await.map(drop).unwrap_err();
        assert_eq!(problems(refused), [Reason::NotAText]);
    }
    assert_eq!(ledger.open(&LIN, account).await.unwrap().stamp().revision, 1);
}

async fn all_other_characters_are_kept(home: Home) {
    let ledger = home.open().await;
    let account = import(&ledger).await;
    let name = "\u{1}\t\u{7f} 研发 \u{202e}👩‍🔬 \u{10ffff}";
    let seat = ledger.open(&LIN, account).await.unwrap();
    seat.commit(unit(0xE1, json!({ "name": name }), Some(name)), now()).await.unwrap();
    drop(ledger);
    let ledger = home.open().await;
    let seat = ledger.open(&LIN, account).await.unwrap();
    assert_eq!(seat.plan().body(Kind::Unit, id(0xE1)).unwrap()["name"], name);
    assert_eq!(seat.history(1).await.unwrap().remove(0).why.as_deref(), Some(name));
}
