//! Search over all accounts, on both engines: by characters, spelling and code; as soon as something is written; nothing
//! beyond a viewer's reach; and no trace of what is gone.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests"
)]

#[macro_use]
mod support;

use ledger::{Found, LIBRARY, Ledger, Viewer};
use plan::card::Class;
use plan::generate::{self, Size};
use plan::lens::Role;
use plan::{Change, Edit, Kind, Plan};
use serde_json::{Value, json};
use support::{Home, LIN, XU, act, bedrock, id, import, now, person};
use uuid::Uuid;

on_both_engines!(
    a_person_is_found_by_characters_spelling_and_code,
    other_readings_and_other_scripts_find_the_same,
    names_come_before_texts_and_whole_names_first,
    several_words_must_all_be_there,
    a_change_is_found_as_soon_as_it_is_made,
    the_account_at_hand_comes_first,
    more_than_are_asked_for_is_told,
    the_library_is_found_by_everybody,
    nobody_finds_what_is_out_of_reach,
    no_quote_and_no_judgement_is_found,
    what_rests_is_found,
    tokens_are_made_anew_after_an_upgrade_a_restore_and_a_step,
    a_large_import_is_found_when_it_is_complete,
    the_doctor_names_what_is_not_found_and_mends_it,
    nothing_is_found_of_who_was_erased_and_of_what_was_deleted,
);

async fn find(ledger: &Ledger, viewer: &Viewer, text: &str) -> Vec<Found> {
    let groups = ledger.reach(viewer).find(text, Class::ALL, None, 50).await.unwrap();
    groups.into_iter().flat_map(|group| group.found).collect()
}

/// The codes of what is found.
async fn codes(ledger: &Ledger, text: &str) -> Vec<String> {
    find(ledger, &LIN, text).await.into_iter().map(|found| found.code).collect()
}

async fn people(ledger: &Ledger, text: &str) -> Vec<String> {
    let groups = ledger.reach(&LIN).find(text, &[Class::Person], None, 50).await.unwrap();
    groups.into_iter().flat_map(|group| group.found).map(|found| found.code).collect()
}

/// An account with these people: name and post.
fn with_people(number: u128, people: &[(&str, &str)]) -> Plan {
    let account = Uuid::from_u128(0x1000_0000 * (number + 1));
    let name = format!("客户{number}");
    let mut edits = vec![Edit::Create {
        kind: Kind::Account,
        id: account,
        body: json!({ "code": format!("ACC{number}"), "name": name, "currency": "CNY" }),
    }];
    for (at, (name, title)) in people.iter().enumerate() {
        let body = json!({ "name": name, "title": title });
        let id = Uuid::from_u128(account.as_u128() + 1 + at as u128);
        edits.push(Edit::Create { kind: Kind::Person, id, body });
    }
    Plan::default().apply(&Change { id: Uuid::nil(), why: None, undoes: None, edits }).unwrap().plan
}

async fn put(ledger: &Ledger, number: u128, people: &[(&str, &str)]) -> Uuid {
    ledger.import(&LIN, &with_people(number, people), id(number), now().at).await.unwrap()
}

async fn commit(ledger: &Ledger, account: Uuid, number: u128, edits: Vec<Edit>) {
    let seat = ledger.open(&LIN, account).await.unwrap();
    seat.commit(Change { id: id(number), why: None, undoes: None, edits }, now()).await.unwrap();
}

async fn a_person_is_found_by_characters_spelling_and_code(home: Home) {
    let ledger = home.open().await;
    import(&ledger).await;
    assert_eq!(bedrock().people.by_code().find(|one| one.code == "P01").unwrap().name.texts()[0], "罗振岩");
    for text in
        ["罗", "羅", "罗振岩", "羅振巖", "振岩", "岩", "luo", "lzy", "luozhenyan", "LUO Zhen", "luozy", "P01", "p01"]
    {
        assert!(people(&ledger, text).await.contains(&"P01".to_owned()), "{text}");
    }
    assert_eq!(people(&ledger, "luozhenyan").await, ["P01"]);
    assert_eq!(people(&ledger, "P01").await[0], "P01");
    for text in ["罗岩", "luoyan", "zyl", "P011", "", "  ，"] {
        assert!(!people(&ledger, text).await.contains(&"P01".to_owned()), "{text}");
    }
    let found = find(&ledger, &LIN, "罗振岩").await.remove(0);
    assert_eq!((found.kind, found.account_name), (Kind::Person, bedrock().account().unwrap().name.clone()));
}

async fn other_readings_and_other_scripts_find_the_same(home: Home) {
    let ledger = home.open().await;
    put(&ledger, 0, &[("重庆银行", "單位負責人"), ("中国银行", "后台"), ("吕后", "x")]).await;
    for (text, expected) in [
        ("yinhang", vec!["P01", "P02"]),
        ("yh", vec!["P01", "P02"]),
        ("cqyh", vec!["P01"]),
        ("chongqing", vec!["P01"]),
        ("银行", vec!["P01", "P02"]),
        ("銀行", vec!["P01", "P02"]),
        ("重慶銀行", vec!["P01"]),
        ("单位", vec!["P01"]),
        ("負責", vec!["P01"]),
        ("後臺", vec!["P02"]),
        ("lv", vec!["P03"]),
        ("lü hou", vec!["P03"]),
        ("ＹＨ", vec!["P01", "P02"]),
    ] {
        let mut found = people(&ledger, text).await;
        found.sort();
        assert_eq!(found, expected, "{text}");
    }
}

async fn names_come_before_texts_and_whole_names_first(home: Home) {
    let ledger = home.open().await;
    let named = [("王晓明", "经理"), ("晓", "经理"), ("张三", "王晓助理"), ("晓明", "经理"), ("王晓", "经理")];
    put(&ledger, 0, &named).await;
    assert_eq!(people(&ledger, "晓").await, ["P02", "P04", "P05", "P01"], "in a text from two characters up");
    assert_eq!(people(&ledger, "王晓").await, ["P05", "P01", "P03"]);
    let found = find(&ledger, &LIN, "王晓").await;
    let texts: Vec<_> = found.iter().map(|one| one.text.as_deref()).collect();
    assert_eq!(texts, [None, None, Some("王晓助理")], "what a text is found by is shown");
    // Across classes in the order of classes.
    import(&ledger).await;
    let groups = ledger.reach(&LIN).find("a", Class::ALL, None, 5).await.unwrap();
    assert!(groups.len() > 1 && groups.is_sorted_by_key(|group| group.class));
    assert!(groups.iter().all(|group| (1..=5).contains(&group.found.len())));
}

async fn several_words_must_all_be_there(home: Home) {
    let ledger = home.open().await;
    put(&ledger, 0, &[("罗振岩", "首席财务官 CFO"), ("罗敏", "采购"), ("中国的国银行中", "x")]).await;
    assert_eq!(people(&ledger, "罗").await.len(), 2);
    for text in ["罗 财务", "财务 罗", "luo cfo", "罗CFO", "lzy 首席财务"] {
        assert_eq!(people(&ledger, text).await, ["P01"], "{text}");
    }
    assert!(people(&ledger, "罗 销售").await.is_empty());
    assert!(people(&ledger, "中国银").await.is_empty(), "it has both pairs and not the three together");
}

async fn a_change_is_found_as_soon_as_it_is_made(home: Home) {
    let ledger = home.open().await;
    let account = put(&ledger, 0, &[("罗振岩", "经理")]).await;
    let seat = ledger.open(&LIN, account).await.unwrap();
    let who = person(seat.plan(), "P01").uuid();
    let set =
        |field: &str, was: Value, now: Value| Edit::Set { kind: Kind::Person, id: who, field: field.into(), was, now };
    let rows = async || home.sql("SELECT token, place, kind, id FROM search_token ORDER BY token, kind, id").await;
    let before = rows().await;
    commit(&ledger, account, 100, vec![set("influence", json!(null), json!(4))]).await;
    assert_eq!(rows().await, before, "what nobody searches for writes no token");
    commit(&ledger, account, 101, vec![set("name", json!("罗振岩"), json!("陈静"))]).await;
    assert_eq!((people(&ledger, "罗").await.len(), people(&ledger, "chenjing").await.len()), (0, 1));
    ledger.open(&LIN, account).await.unwrap().undo(id(101), id(102), now()).await.unwrap();
    assert_eq!(rows().await, before);
    commit(&ledger, account, 103, vec![Edit::Remove { kind: Kind::Person, id: who, body: Value::Null }]).await;
    assert!(people(&ledger, "罗").await.is_empty());
    assert_eq!(ledger.diagnose(&LIN).await.unwrap().wounds, Vec::<String>::new());
}

async fn the_account_at_hand_comes_first(home: Home) {
    let ledger = home.open().await;
    put(&ledger, 0, &[("王一", "x"), ("王二", "x")]).await;
    let second = put(&ledger, 1, &[("王三三", "x"), ("老王", "x")]).await;
    let found = async |near| {
        let groups = ledger.reach(&LIN).find("王", &[Class::Person], near, 2).await.unwrap();
        groups[0].found.iter().map(|one| one.title.clone().unwrap().texts()[0].to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(found(None).await, ["王一", "王二"]);
    assert_eq!(found(Some(second)).await, ["王三三", "王一"], "how well it fits counts more");
}

async fn more_than_are_asked_for_is_told(home: Home) {
    let ledger = home.open().await;
    let named: Vec<(String, &str)> = (0..9).map(|number| (format!("王{number}"), "x")).collect();
    let named: Vec<(&str, &str)> = named.iter().map(|(name, post)| (name.as_str(), *post)).collect();
    put(&ledger, 0, &named).await;
    for (most, more) in [(8, true), (9, false)] {
        let groups = ledger.reach(&LIN).find("王", &[Class::Person], None, most).await.unwrap();
        assert_eq!((groups[0].found.len(), groups[0].more), (most, more));
    }
}

async fn the_library_is_found_by_everybody(home: Home) {
    let ledger = home.open().await;
    let library = ledger.library(&LIN, now().at).await.unwrap();
    let create = |kind, number: u128, body| Edit::Create { kind, id: id(900 + number), body };
    let edits = vec![
        create(Kind::Organisation, 0, json!({ "name": "华东设计院", "kind": "design_institute" })),
        create(Kind::Colleague, 1, json!({ "name": "沈雨", "title": "售前" })),
        create(Kind::Solution, 2, json!({ "name": "智慧巡检" })),
    ];
    let edits = edits.into_iter().map(without_unknown).collect();
    library.commit(Change { id: id(50), why: None, undoes: None, edits }, now()).await.unwrap();
    for (text, class) in [("hdsjy", Class::Organisation), ("沈", Class::Ours), ("巡检", Class::Solution)] {
        let found = ledger.reach(&XU).find(text, Class::ALL, None, 5).await.unwrap();
        assert_eq!((found.len(), found[0].class, found[0].found[0].account), (1, class, LIBRARY), "{text}");
        assert!(found[0].found[0].is_shared());
    }
}

/// Without what the kind has no field for.
fn without_unknown(edit: Edit) -> Edit {
    match edit {
        Edit::Create { kind, id, body: Value::Object(mut fields) } => {
            fields.retain(|name, _| kind.field(name).is_some());
            Edit::Create { kind, id, body: Value::Object(fields) }
        }
        other => other,
    }
}

async fn nobody_finds_what_is_out_of_reach(home: Home) {
    let ledger = home.open().await;
    let account = import(&ledger).await;
    put(&ledger, 1, &[("罗敏", "x")]).await;
    for text in ["罗", "luo", "P01", "BEDROCK"] {
        assert!(find(&ledger, &XU, text).await.is_empty(), "{text}");
        let near = ledger.reach(&XU).find(text, Class::ALL, Some(account), 5).await.unwrap();
        assert!(near.is_empty(), "{text}");
    }
    ledger.admit(account, XU.user, Role::Operations).await.unwrap();
    let found = find(&ledger, &XU, "罗").await;
    assert!(!found.is_empty() && found.iter().all(|one| one.account == account));
    // What was put away is out of the way.
    ledger.put_away(&LIN, account, id(70), now()).await.unwrap();
    assert!(find(&ledger, &XU, "罗").await.is_empty());
    let archived = ledger.reach(&XU).of_archived().find("罗", Class::ALL, None, 5).await.unwrap();
    assert!(!archived.is_empty());
}

async fn no_quote_and_no_judgement_is_found(home: Home) {
    let ledger = home.open().await;
    let account = import(&ledger).await;
    let plan = bedrock();
    for voice in plan.voices.iter() {
        let quote = voice.quote.show(plan::Language::ZhHans);
        assert!(find(&ledger, &LIN, quote).await.is_empty(), "{quote}");
    }
    let kinds = home.sql("SELECT DISTINCT kind FROM search_token").await.concat();
    for kind in [Kind::Voice, Kind::InfluenceLine, Kind::Perception, Kind::Relationship, Kind::PropositionTest] {
        assert!(!kinds.contains(&kind.code().to_owned()), "{kind}");
    }
    let seat = ledger.open(&LIN, account).await.unwrap();
    let who = person(seat.plan(), "P02").uuid();
    let said = |field: &str, now: Value| {
        let was = seat.plan().body(Kind::Person, who).unwrap().get(field).cloned().unwrap_or_default();
        Edit::Set { kind: Kind::Person, id: who, field: field.into(), was, now }
    };
    let edits = vec![said("personal_agenda", json!("饕餮盛宴")), said("desired_reason", json!("饕餮盛宴"))];
    commit(&ledger, account, 60, edits).await;
    assert!(find(&ledger, &LIN, "饕餮").await.is_empty());
    // What is for those who work with partners is not for a reader.
    let partner = home.sql("SELECT token, audience FROM search_token WHERE kind = 'strategic_relation'").await;
    assert!(partner.iter().all(|row| row[1] == "partner"));
    let text = partner.iter().map(|row| row[0].clone()).find(|token| token.chars().count() == 2).unwrap();
    let strategic = |found: &[Found]| found.iter().any(|one| one.kind == Kind::StrategicRelation);
    assert!(strategic(&find(&ledger, &LIN, &text).await));
    ledger.admit(account, XU.user, Role::Operations).await.unwrap();
    assert!(!strategic(&find(&ledger, &XU, &text).await));
}

async fn what_rests_is_found(home: Home) {
    let ledger = home.open().await;
    let account = put(&ledger, 0, &[("罗振岩", "x")]).await;
    let seat = ledger.open(&LIN, account).await.unwrap();
    let who = person(seat.plan(), "P01").uuid();
    let body = json!({ "on": "2020-01-05", "people": [who], "members": [id(12)], "contact_type": "meeting", "subject": "旧日往事" });
    let met = without_unknown(Edit::Create { kind: Kind::Interaction, id: id(11), body });
    let member = Edit::Create { kind: Kind::Member, id: id(12), body: json!({ "name": "林" }) };
    commit(&ledger, account, 10, vec![member, met]).await;
    assert_eq!(ledger.rest(now().today).await.unwrap(), 1);
    assert_eq!(codes(&ledger, "往事").await.len(), 1);
    assert_eq!(ledger.diagnose(&LIN).await.unwrap().wounds, Vec::<String>::new());
}

/// Tokens as they stand, whichever engine sorts them.
async fn stored(home: &Home) -> Vec<Vec<String>> {
    let mut rows = home.sql("SELECT token, class, place, account, kind, id, audience FROM search_token").await;
    rows.sort();
    rows
}

/// Waits until what is done in the background is done.
async fn indexed(home: &Home) {
    for _ in 0..500 {
        if home.sql("SELECT id FROM account WHERE token_version = 0").await.is_empty() {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("tokens are still due");
}

async fn tokens_are_made_anew_after_an_upgrade_a_restore_and_a_step(home: Home) {
    let ledger = home.open().await;
    import(&ledger).await;
    let before = stored(&home).await;
    assert!(before.len() > 1000, "{}", before.len());
    let archive = ledger.archive().await.unwrap();
    assert!(!archive.contains("[\"search_token\""), "they are made of records, so they are not in an archive");
    let there = home.another().await;
    there.open().await.restore(&archive, &[]).await.unwrap();
    assert!(stored(&there).await == before);
    // Another tokenizer made others; they are found until the new ones stand.
    home.sql("UPDATE account SET token_version = 0").await;
    home.sql("DELETE FROM search_token WHERE kind = 'fact'").await;
    let ledger = home.open().await;
    indexed(&home).await;
    assert!(stored(&home).await == before);
    assert_eq!(ledger.diagnose(&LIN).await.unwrap().wounds, Vec::<String>::new());
}

async fn a_large_import_is_found_when_it_is_complete(home: Home) {
    let ledger = home.open().await;
    let size = Size { people: 600, opportunities: 60, actions: 200, interactions: 300, needs: 20 };
    let plan = generate::plan(7, size, now().today).unwrap();
    assert!(plan.len() > 1000);
    ledger.import(&LIN, &plan, id(0), now().at).await.unwrap();
    let named = |one: &&plan::influence_map::Person| one.name.texts()[0].contains('晓');
    let count = plan.people.iter().filter(named).count();
    let groups = ledger.reach(&LIN).find("晓", &[Class::Person], None, 200).await.unwrap();
    assert_eq!((groups[0].found.len(), groups[0].more), (count.min(200), count > 200));
    assert_eq!(ledger.diagnose(&LIN).await.unwrap().wounds, Vec::<String>::new());
}

async fn the_doctor_names_what_is_not_found_and_mends_it(home: Home) {
    let ledger = home.open().await;
    import(&ledger).await;
    let before = stored(&home).await;
    let p01 = person(&bedrock(), "P01").uuid();
    home.sql(&format!("DELETE FROM search_token WHERE id = '{p01}' AND token = 'lzy'")).await;
    home.sql("UPDATE search_token SET audience = 'plan' WHERE kind = 'strategic_relation'").await;
    let wounds = ledger.diagnose(&LIN).await.unwrap().wounds;
    assert_eq!(wounds.len(), 1 + bedrock().strategic_relations.len(), "{wounds:?}");
    assert!(wounds.iter().any(|wound| wound.contains(&p01.to_string())), "{wounds:?}");
    ledger.repair(&LIN).await.unwrap();
    assert_eq!(ledger.diagnose(&LIN).await.unwrap().wounds, Vec::<String>::new());
    assert!(stored(&home).await == before);
}

async fn nothing_is_found_of_who_was_erased_and_of_what_was_deleted(home: Home) {
    let ledger = home.open().await;
    let account = put(&ledger, 0, &[("罗振岩", "首席财务官"), ("王敏", "x")]).await;
    let who = plan::RecordRef { kind: Kind::Person, id: person(&with_people(0, &[("罗振岩", "x")]), "P01").uuid() };
    ledger.erase(&LIN, account, who, &act(id(80), now())).await.unwrap();
    for text in ["罗", "luo", "振岩", "财务"] {
        assert!(codes(&ledger, text).await.is_empty(), "{text}");
    }
    let left = home.sql("SELECT token FROM search_token").await.concat();
    for token in ["罗", "振", "岩", "罗振", "luo", "luozhe", "lzy", "zhe", "财务"] {
        assert!(!left.contains(&token.to_owned()), "{token}");
    }
    assert_eq!(people(&ledger, "王").await, ["P02"], "others are found as before");
    assert_eq!(people(&ledger, "P01").await, ["P01"], "the record stays under its code");
    ledger.put_away(&LIN, account, id(81), now()).await.unwrap();
    ledger.delete_account(&LIN, account, "客户0", &act(id(81), now())).await.unwrap();
    assert!(home.sql("SELECT token FROM search_token").await.is_empty());
}

/// Whatever is asked about a record's or an account's tokens goes to them, and not through the tokens of all.
#[tokio::test]
async fn the_tokens_of_a_record_are_found_without_reading_all() {
    let home = Home::sqlite();
    drop(home.open().await);
    let source = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/search.rs");
    let source = std::fs::read_to_string(source).unwrap();
    let texts = source.split('"').filter(|text| text.contains("FROM search_token") && text.contains("account = $"));
    let mut looked_at = 0;
    for text in texts {
        let lines: Vec<&str> = text.split('\\').map(str::trim).collect();
        let asked = (1..=9).rev().fold(lines.join(" "), |sql, at| sql.replace(&format!("${at}"), "'x'"));
        let plan = home.sql(&format!("EXPLAIN QUERY PLAN {asked}")).await.concat().concat();
        assert!(plan.contains("account=?"), "{asked}: {plan}");
        looked_at += 1;
    }
    assert!(looked_at > 3, "only {looked_at} statements found");
}
