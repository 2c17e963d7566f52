//! Lists over several accounts, on both engines: rows that follow every change, summaries that are never stale, nothing
//! shown beyond a viewer's reach, and the same sums for plain SQL.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests"
)]

#[macro_use]
mod support;

use ledger::{Cell, Error, Filter, Ledger, Line, List, Moment, Order, Viewer};
use plan::card::Audience;
use plan::generate::{self, Size};
use plan::influence_map::Contacts;
use plan::lens::Role;
use plan::portfolio::{Figures, Summary};
use plan::{Change, Day, Edit, Kind, Plan, file};
use serde_json::{Value, json};
use std::time::Duration;
use support::{Home, plain};
use uuid::Uuid;

const LIN: Viewer = Viewer::administrator(Uuid::from_u128(1));
const XU: Viewer = Viewer::administrator(Uuid::from_u128(2));

on_both_engines!(
    a_list_over_accounts_shows_a_change_as_soon_as_it_is_made,
    pages_of_a_list_hold_every_line_once_and_unknown_last,
    a_list_is_narrowed_to_several_values_at_once,
    rows_follow_whatever_they_are_drawn_from,
    rows_are_those_of_the_plan_after_any_story,
    values_of_listed_custom_fields_go_to_lists,
    a_field_that_the_library_lists_goes_to_lists_of_every_account,
    a_change_of_the_library_reaches_lists_and_summaries,
    the_doctor_names_a_row_that_differs_and_repairs_it,
    rows_are_drawn_anew_after_a_restore_and_an_upgrade,
    nobody_reaches_an_account_without_being_a_member,
    a_reader_sees_no_judgement_and_no_quote,
    lists_show_the_kinds_that_the_lens_of_a_role_shows,
    a_summary_is_never_of_another_state_or_another_day,
    figures_of_each_day_stay,
    views_add_up_to_what_the_core_computes,
    two_instances_hear_of_each_other,
    instants_never_run_backwards_within_an_account,
    a_newer_database_is_refused,
);

fn bedrock() -> Plan {
    file::read(include_str!("../../../cases/bedrock.plan.json")).unwrap()
}

fn small(seed: u64) -> Plan {
    let size = Size { people: 12, opportunities: 5, actions: 8, interactions: 20, needs: 4 };
    // The worked example has the ids of a first seed.
    generate::plan(100 + seed, size, today()).unwrap()
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn today() -> Day {
    day("2026-11-20")
}

fn now() -> Moment {
    Moment { at: "2026-11-20T09:00:00Z".parse().unwrap(), today: today() }
}

fn id(number: u128) -> Uuid {
    Uuid::from_u128(0xB000 + number)
}

async fn import(ledger: &Ledger, plan: &Plan, number: u128) -> Uuid {
    ledger.import(&LIN, plan, id(number), now().at).await.unwrap()
}

fn by(column: &'static str) -> Order {
    Order { column, falling: false }
}

fn falling(column: &'static str) -> Order {
    Order { column, falling: true }
}

/// Sets one field to what it shall be.
async fn set(ledger: &Ledger, account: Uuid, change: u128, kind: Kind, code: &str, field: &str, value: Value) {
    let seat = ledger.open(&LIN, account).await.unwrap();
    let record = seat.plan().find(kind, code).unwrap();
    let was = seat.plan().body(kind, record).unwrap().get(field).cloned().unwrap_or(Value::Null);
    let edits = vec![Edit::Set { kind, id: record, field: field.into(), was, now: value }];
    seat.commit(Change { id: id(change), why: None, undoes: None, edits }, now()).await.unwrap();
}

async fn lines(ledger: &Ledger, viewer: &Viewer, list: List, filters: &[Filter], order: Order) -> Vec<Line> {
    ledger.reach(viewer).list(list, filters, order, None, 500).await.unwrap().lines
}

fn line<'l>(lines: &'l [Line], code: &str) -> &'l Line {
    lines.iter().find(|line| line.text("code") == Some(code)).unwrap_or_else(|| panic!("no line {code}"))
}

async fn a_list_over_accounts_shows_a_change_as_soon_as_it_is_made(home: Home) {
    let ledger = home.open().await;
    let (first, second) = (import(&ledger, &bedrock(), 0).await, import(&ledger, &small(1), 1).await);
    let all = lines(&ledger, &LIN, List::Opportunities, &[], falling("amount")).await;
    assert_eq!(all.len(), bedrock().opportunities.len() + small(1).opportunities.len());
    let amounts: Vec<_> = all.iter().filter_map(|line| line.int("amount")).collect();
    assert!(amounts.is_sorted_by(|a, b| a >= b), "{amounts:?}");
    assert!(all.iter().any(|line| line.account == first) && all.iter().any(|line| line.account == second));
    // The title comes in every language that it has.
    let o03 = bedrock().opportunities.iter().find(|one| one.code == "O03").unwrap().clone();
    let mine = lines(&ledger, &LIN, List::Opportunities, &[Filter::Account(first)], by("code")).await;
    assert_eq!(line(&mine, "O03").title.as_ref(), Some(&o03.name));
    assert_eq!(line(&mine, "O03").real("weighted"), o03.amount.map(|_| o03.weighted(&bedrock(), today())));

    set(&ledger, first, 10, Kind::Opportunity, "O03", "amount", json!(12_345_600)).await;
    let filter = [Filter::Is("amount", Cell::Int(12_345_600)), Filter::Unknown("outcome")];
    let found = lines(&ledger, &LIN, List::Opportunities, &filter, by("amount")).await;
    assert_eq!(found.iter().map(|line| line.record).collect::<Vec<_>>(), [o03.id.uuid()]);
    let refused = ledger.reach(&LIN).list(List::Opportunities, &[], by("body"), None, 10).await;
    assert!(matches!(refused, Err(Error::Store(_))), "only columns of the list are sorted by");
    // Other kinds are listed by their cards.
    let promises =
        lines(&ledger, &LIN, List::Cards(Kind::Promise), &[Filter::Is("state", "open".into())], by("due")).await;
    let open = |plan: &Plan| plan.promises.iter().filter(|one| one.kept_on.is_none()).count();
    assert_eq!(promises.len(), open(&bedrock()) + open(&small(1)));
    // Overdue is asked for by the day, when it is read.
    let overdue = [Filter::Is("is_open", Cell::Int(1)), Filter::Below("due_on", today().to_string().into())];
    let found = lines(&ledger, &LIN, List::Actions, &overdue, by("due_on")).await.len();
    let late = |plan: &Plan| plan.actions.iter().filter(|one| one.is_overdue(today())).count();
    assert_eq!(found, late(&bedrock()) + late(&small(1)));
}

async fn pages_of_a_list_hold_every_line_once_and_unknown_last(home: Home) {
    let ledger = home.open().await;
    for number in 0..3 {
        let account = import(&ledger, &small(number), u128::from(number)).await;
        let first = small(number).people.by_code().next().unwrap().code.clone();
        set(&ledger, account, 20 + u128::from(number), Kind::Person, &first, "influence", Value::Null).await;
    }
    for order in [by("influence"), falling("influence"), by("title")] {
        let whole = lines(&ledger, &LIN, List::People, &[], order).await;
        let reach = ledger.reach(&LIN);
        let mut paged = Vec::new();
        let mut after = None;
        loop {
            let page = reach.list(List::People, &[], order, after.as_ref(), 5).await.unwrap();
            assert!(page.lines.len() <= 5);
            paged.extend(page.lines);
            // The end of a page goes through an address as text.
            after = page.next.map(|end| end.to_string().parse().unwrap());
            if after.is_none() {
                break;
            }
        }
        assert_eq!(paged, whole, "{order:?}");
        let unknown = whole.iter().skip_while(|line| *line.value(order.column) != Cell::Null);
        assert!(unknown.clone().all(|line| *line.value(order.column) == Cell::Null), "{order:?}");
        assert!(order.column == "title" || unknown.count() >= 3);
    }
    for nonsense in ["", "~", "r1~x~y", "t~", "é~~"] {
        assert!(nonsense.parse::<ledger::After>().is_err(), "{nonsense}");
    }
}

async fn a_list_is_narrowed_to_several_values_at_once(home: Home) {
    let ledger = home.open().await;
    let account = import(&ledger, &bedrock(), 0).await;
    let codes = |wanted: &[&str]| Filter::OneOf("code", wanted.iter().map(|code| Cell::from(*code)).collect());
    for wanted in [&["A01"][..], &["A01", "A03", "A05"], &["A01", "A02", "A03", "A04", "A05"], &[]] {
        let found = lines(&ledger, &LIN, List::Actions, &[codes(wanted), Filter::Account(account)], by("code")).await;
        assert_eq!(found.iter().filter_map(|line| line.text("code")).collect::<Vec<_>>(), wanted);
    }
    let other = import(&ledger, &small(1), 1).await;
    for wanted in [vec![account], vec![other], vec![account, other], vec![]] {
        let found = lines(&ledger, &LIN, List::Accounts, &[Filter::Accounts(wanted.clone())], falling("code")).await;
        assert_eq!(found.len(), wanted.len());
        assert!(found.iter().all(|line| wanted.contains(&line.account) && line.text("currency") == Some("CNY")));
    }
}

async fn rows_follow_whatever_they_are_drawn_from(home: Home) {
    let ledger = home.open().await;
    let account = import(&ledger, &bedrock(), 0).await;
    let before = line(&lines(&ledger, &LIN, List::People, &[], by("code")).await, "P01").clone();
    let seat = ledger.open(&LIN, account).await.unwrap();
    let p01 = seat.plan().find(Kind::Person, "P01").unwrap();
    let owner = seat.plan().relationship_owners.iter().find(|one| one.person.uuid() == p01).unwrap().clone();
    // A contact moves the day on which the next one is due; taking it back moves it back.
    let body = json!({ "on": "2026-11-19", "contact_type": "meeting", "minutes": 60, "people": [p01],
        "members": [owner.member] });
    let edits = vec![Edit::Create { kind: Kind::Interaction, id: id(50), body }];
    seat.commit(Change { id: id(1), why: None, undoes: None, edits }, now()).await.unwrap();
    let seat = ledger.open(&LIN, account).await.unwrap();
    let person = seat.plan().people.iter().find(|one| one.id.uuid() == p01).unwrap();
    let due = Contacts::of(seat.plan(), today()).due(person);
    let after = line(&lines(&ledger, &LIN, List::People, &[], by("code")).await, "P01").clone();
    assert_eq!(after.day("contact_due_on"), due);
    assert_ne!(after, before);
    seat.undo(id(1), id(2), now()).await.unwrap();
    assert_eq!(line(&lines(&ledger, &LIN, List::People, &[], by("code")).await, "P01"), &before);
    // Without an owner nobody's contact is due.
    let owners = bedrock().relationship_owners.iter().filter(|one| one.person.uuid() == p01).count();
    assert_eq!(before.int("owners"), Some(owners as i64));
    let seat = ledger.open(&LIN, account).await.unwrap();
    let all = bedrock().relationship_owners.iter().filter(|one| one.person.uuid() == p01).cloned().collect::<Vec<_>>();
    let remove = |id| Edit::Remove { kind: Kind::RelationshipOwner, id, body: Value::Null };
    let edits = all.iter().map(|one| remove(one.id.uuid())).collect();
    seat.commit(Change { id: id(3), why: None, undoes: None, edits }, now()).await.unwrap();
    let bare = line(&lines(&ledger, &LIN, List::People, &[], by("code")).await, "P01").clone();
    assert_eq!((bare.value("owner"), bare.day("contact_due_on"), bare.int("owners")), (&Cell::Null, None, Some(0)));
    // The currency is the account's, and stands on every deal.
    set(&ledger, account, 4, Kind::Account, "BEDROCK", "currency", json!("EUR")).await;
    let deals = lines(&ledger, &LIN, List::Opportunities, &[], by("code")).await;
    assert!(deals.iter().all(|deal| deal.text("currency") == Some("EUR")));
    assert_eq!(ledger.diagnose(&LIN).await.unwrap().wounds, Vec::<String>::new());
}

async fn rows_are_those_of_the_plan_after_any_story(home: Home) {
    let ledger = home.open().await;
    let account = import(&ledger, &small(3), 0).await;
    // Every person, action and deal goes one after the other, with all that hangs on it, and every second comes back.
    let plan = small(3);
    let kinds = [Kind::Person, Kind::Opportunity, Kind::Action, Kind::Member];
    let all = kinds.iter().flat_map(|kind| plan.bodies(*kind).into_iter().map(|(id, _)| (*kind, id)));
    let mut made = 0;
    for (number, (kind, record)) in all.enumerate() {
        let seat = ledger.open(&LIN, account).await.unwrap();
        let change = id(100 + number as u128 * 2);
        let edits = vec![Edit::Remove { kind, id: record, body: Value::Null }];
        if seat.commit(Change { id: change, why: None, undoes: None, edits }, now()).await.is_ok() {
            made += 1;
            if number % 2 == 0 {
                let seat = ledger.open(&LIN, account).await.unwrap();
                seat.undo(change, id(101 + number as u128 * 2), now()).await.unwrap();
            }
        }
    }
    assert!(made > 10, "only {made} removals");
    assert_eq!(ledger.diagnose(&LIN).await.unwrap().wounds, Vec::<String>::new());
}

async fn values_of_listed_custom_fields_go_to_lists(home: Home) {
    let ledger = home.open().await;
    let account = import(&ledger, &bedrock(), 0).await;
    let seat = ledger.open(&LIN, account).await.unwrap();
    let p02 = seat.plan().find(Kind::Person, "P02").unwrap();
    let mut edits = Vec::new();
    for (number, (shape, value)) in
        [("text", json!("深圳")), ("number", json!(2.5)), ("day", json!("2027-01-31"))].into_iter().enumerate()
    {
        let body = json!({ "code": format!("CF0{number}"), "name": shape, "kind": "person", "shape": shape });
        edits.push(Edit::Create { kind: Kind::CustomField, id: id(60 + number as u128), body });
        let field = format!("custom.CF0{number}");
        edits.push(Edit::Set { kind: Kind::Person, id: p02, field, was: Value::Null, now: value });
    }
    seat.commit(Change { id: id(1), why: None, undoes: None, edits }, now()).await.unwrap();
    assert!(lines(&ledger, &LIN, List::CustomValues, &[], by("field")).await.is_empty(), "none is for lists yet");
    for number in 0..3 {
        let code = format!("CF0{number}");
        set(&ledger, account, 10 + number, Kind::CustomField, &code, "listed", json!(true)).await;
    }
    let listed = lines(&ledger, &LIN, List::CustomValues, &[], by("field")).await;
    assert!(listed.iter().all(|line| (line.record, line.text("kind")) == (p02, Some("person"))));
    assert_eq!(listed[0].text("text"), Some("深圳"));
    assert_eq!(listed[1].real("number"), Some(2.5));
    assert_eq!((listed[2].day("day"), listed[2].text("text")), (Some(day("2027-01-31")), None));
    let soon = [Filter::Is("field", "CF02".into()), Filter::Below("day", "2027-02-01".into())];
    assert_eq!(lines(&ledger, &LIN, List::CustomValues, &soon, by("day")).await.len(), 1);
    set(&ledger, account, 20, Kind::CustomField, "CF01", "listed", json!(false)).await;
    assert_eq!(lines(&ledger, &LIN, List::CustomValues, &[], by("field")).await.len(), 2);
    assert_eq!(ledger.diagnose(&LIN).await.unwrap().wounds, Vec::<String>::new());
}

async fn a_field_that_the_library_lists_goes_to_lists_of_every_account(home: Home) {
    let ledger = home.open().await;
    let account = import(&ledger, &bedrock(), 0).await;
    let library = ledger.library(&LIN, now().at).await.unwrap();
    let body = json!({ "code": "REGION", "name": "Region", "kind": "person", "shape": "text" });
    let made = vec![Edit::Create { kind: Kind::CustomField, id: id(60), body }];
    library.commit(Change { id: id(1), why: None, undoes: None, edits: made }, now()).await.unwrap();
    set(&ledger, account, 2, Kind::Person, "P02", "custom.REGION", json!("华北")).await;
    let values = async || lines(&ledger, &LIN, List::CustomValues, &[], by("field")).await;
    assert!(values().await.is_empty(), "it is not for lists yet");
    for (change, listed, count) in [(3, true, 1), (4, false, 0)] {
        let (was, now_) = (json!(!listed), json!(listed));
        let field = "listed".to_owned();
        let edits = vec![Edit::Set { kind: Kind::CustomField, id: id(60), field, was, now: now_ }];
        library.commit(Change { id: id(change), why: None, undoes: None, edits }, now()).await.unwrap();
        assert_eq!(values().await.len(), count);
        assert_eq!(ledger.diagnose(&LIN).await.unwrap().wounds, Vec::<String>::new());
    }
}

async fn a_change_of_the_library_reaches_lists_and_summaries(home: Home) {
    let (ledger, other) = (home.open().await, home.open().await);
    let account = import(&ledger, &bedrock(), 0).await;
    let due = async || line(&lines(&ledger, &LIN, List::People, &[], by("code")).await, "P01").day("contact_due_on");
    let before = due().await.unwrap();
    let page = ledger.reach(&LIN).portfolio(today(), &[], by("chance"), None, 10).await.unwrap();
    assert_eq!((page.lines.len(), page.lines[0].int("library")), (1, Some(0)));
    let library = ledger.library(&LIN, now().at).await.unwrap();
    other.look().await.unwrap();
    assert_eq!(ledger.reach(&LIN).accounts().await.unwrap().len(), 1, "the library is no account");
    let edits = ["inner_circle", "political_structure", "outside"]
        .into_iter()
        .enumerate()
        .map(|(number, band)| {
            let body = json!({ "key": format!("relationship.contact_interval.{band}"), "value": 10 });
            Edit::Create { kind: Kind::Setting, id: id(70 + number as u128), body }
        })
        .collect();
    library.commit(Change { id: id(1), why: None, undoes: None, edits }, now()).await.unwrap();
    let after = due().await.unwrap();
    assert!(after < before, "{after} {before}");
    let seat = ledger.open(&LIN, account).await.unwrap();
    let p01 = seat.plan().people.iter().find(|one| one.code == "P01").unwrap();
    assert_eq!(Some(after), Contacts::of(seat.plan(), today()).due(p01));
    let page = ledger.reach(&LIN).portfolio(today(), &[], by("chance"), None, 10).await.unwrap();
    let coverage = Figures::of(seat.plan(), today()).by_key("relationship.people_coverage").unwrap().value;
    assert_eq!((page.lines.len(), page.lines[0].real("people_coverage")), (1, coverage));
    // It lies under every plan, so other instances hear of each.
    let told: Vec<_> = other.look().await.unwrap().iter().map(|told| told.account).collect();
    assert!(told.contains(&account), "{told:?}");
    assert_eq!(ledger.diagnose(&LIN).await.unwrap().wounds, Vec::<String>::new());
}

async fn the_doctor_names_a_row_that_differs_and_repairs_it(home: Home) {
    let ledger = home.open().await;
    import(&ledger, &bedrock(), 0).await;
    assert_eq!(ledger.diagnose(&LIN).await.unwrap().wounds, Vec::<String>::new());
    home.sql("UPDATE opportunity_row SET amount = 1 WHERE code = 'O03'").await;
    home.sql("DELETE FROM person_row WHERE code = 'P02'").await;
    home.sql("UPDATE record SET title = 'somebody else' WHERE code = 'P03'").await;
    home.sql("UPDATE action_row SET id = 'nothing' WHERE code = (SELECT MIN(code) FROM action_row)").await;
    let wounds = ledger.diagnose(&LIN).await.unwrap().wounds;
    assert!(wounds.iter().any(|wound| wound.contains("database")), "an unreadable id is told: {wounds:?}");
    home.sql("DELETE FROM action_row WHERE id = 'nothing'").await;
    let wounds = ledger.diagnose(&LIN).await.unwrap().wounds;
    for name in ["opportunity_row", "person_row", "the card of person", "action_row"] {
        assert_eq!(wounds.iter().filter(|wound| wound.contains(name)).count(), 1, "{name}: {wounds:?}");
    }
    assert_eq!(ledger.repair(&LIN).await.unwrap(), 1);
    assert_eq!(ledger.diagnose(&LIN).await.unwrap().wounds, Vec::<String>::new());
    home.sql("DELETE FROM membership").await;
    let wounds = ledger.diagnose(&LIN).await.unwrap().wounds;
    assert!(wounds.iter().any(|wound| wound.contains("no member")), "{wounds:?}");
}

async fn rows_are_drawn_anew_after_a_restore_and_an_upgrade(home: Home) {
    let ledger = home.open().await;
    import(&ledger, &bedrock(), 0).await;
    ledger.reach(&LIN).portfolio(today(), &[], by("chance"), None, 10).await.unwrap();
    let lists = [List::Opportunities, List::Actions, List::People, List::Judgements, List::Cards(Kind::Voice)];
    let mut before = Vec::new();
    for list in lists {
        before.push(lines(&ledger, &LIN, list, &[], by("code")).await);
        assert!(!before.last().unwrap().is_empty(), "{list:?}");
    }
    // As it was before there were lists: no rows, blank cards, no members in the archive.
    let archive = ledger.archive().await.unwrap();
    assert!(archive.contains("[\"figure\""), "the figures of past days cannot be drawn anew, so they are kept");
    let old: String =
        archive.lines().filter(|line| !line.starts_with("[\"membership\"")).map(|line| format!("{line}\n")).collect();
    let there = Home::sqlite();
    let restored = there.open().await;
    restored.restore(&old, &[]).await.unwrap();
    for (list, lines_before) in lists.into_iter().zip(&before) {
        assert_eq!(&lines(&restored, &LIN, list, &[], by("code")).await, lines_before, "{list:?}");
    }
    for table in ["account_row", "opportunity_row", "action_row", "person_row", "person_judgement"] {
        home.sql(&format!("DELETE FROM {table}")).await;
    }
    home.sql("UPDATE record SET title = NULL, audience = 'private'").await;
    home.sql("UPDATE account SET drawn = 0").await;
    let ledger = home.open().await;
    for (list, lines_before) in lists.into_iter().zip(&before) {
        assert_eq!(&lines(&ledger, &LIN, list, &[], by("code")).await, lines_before, "{list:?}");
    }
    assert_eq!(ledger.archive().await.unwrap(), archive);
}

async fn nobody_reaches_an_account_without_being_a_member(home: Home) {
    let ledger = home.open().await;
    let account = import(&ledger, &bedrock(), 0).await;
    import(&ledger, &small(1), 1).await;
    let lists = [List::Opportunities, List::Actions, List::People, List::Cards(Kind::Meeting), List::CustomValues];
    assert!(ledger.reach(&XU).accounts().await.unwrap().is_empty());
    assert!(ledger.reach(&XU).portfolio(today(), &[], by("chance"), None, 10).await.unwrap().lines.is_empty());
    for list in lists {
        let column = if list == List::CustomValues { "field" } else { "code" };
        assert!(lines(&ledger, &XU, list, &[], by(column)).await.is_empty(), "{list:?}");
        let named = [Filter::Account(account)];
        assert!(lines(&ledger, &XU, list, &named, by(column)).await.is_empty(), "{list:?}");
    }
    ledger.admit(account, XU.user, Role::Member).await.unwrap();
    let reached = ledger.reach(&XU).accounts().await.unwrap();
    assert_eq!(reached.iter().map(|card| card.id).collect::<Vec<_>>(), [account]);
    assert_eq!(ledger.reach(&XU).first_accounts(5).await.unwrap(), reached);
    assert_eq!(ledger.reach(&LIN).first_accounts(1).await.unwrap().len(), 1);
    let deals = lines(&ledger, &XU, List::Opportunities, &[], by("code")).await;
    assert_eq!(deals.len(), bedrock().opportunities.len());
}

async fn a_reader_sees_no_judgement_and_no_quote(home: Home) {
    let ledger = home.open().await;
    let account = import(&ledger, &bedrock(), 0).await;
    let inner = [List::Judgements, List::Cards(Kind::Voice), List::Cards(Kind::InfluenceLine)];
    let partner = List::Cards(Kind::StrategicRelation);
    for list in inner.into_iter().chain([partner]) {
        assert!(!lines(&ledger, &LIN, list, &[], by("code")).await.is_empty(), "{list:?}");
    }
    ledger.admit(account, XU.user, Role::Member).await.unwrap();
    assert!(!lines(&ledger, &XU, partner, &[], by("code")).await.is_empty());
    ledger.admit(account, XU.user, Role::Operations).await.unwrap();
    for list in inner.into_iter().chain([partner]) {
        assert!(lines(&ledger, &XU, list, &[], by("code")).await.is_empty(), "{list:?}");
    }
    assert!(!lines(&ledger, &XU, List::People, &[], by("code")).await.is_empty());
    // A partner manager sees the name of the account and its partners.
    ledger.admit(account, XU.user, Role::Partner).await.unwrap();
    assert_eq!(ledger.reach(&XU).accounts().await.unwrap().len(), 1);
    assert!(!lines(&ledger, &XU, partner, &[], by("code")).await.is_empty());
    for list in inner.into_iter().chain([List::People, List::Opportunities, List::Actions]) {
        assert!(lines(&ledger, &XU, list, &[], by("code")).await.is_empty(), "{list:?}");
    }
    assert!(ledger.reach(&XU).portfolio(today(), &[], by("chance"), None, 10).await.unwrap().lines.is_empty());
    // Whoever shows lists to others shows no judgement.
    let shown = Viewer { discreet: true, ..LIN };
    for list in inner {
        assert!(lines(&ledger, &shown, list, &[], by("code")).await.is_empty(), "{list:?}");
    }
    assert!(!lines(&ledger, &shown, partner, &[], by("code")).await.is_empty());
    // Nor does any list for everybody have such a column.
    for list in [List::People, List::Opportunities, List::Actions, List::Portfolio, List::Cards(Kind::Person)] {
        assert!(!list.columns().contains(&"preference"), "{list:?}");
    }
    // No quote and no stance stands outside the bodies: not in a card, not in a row, not in a figure.
    let quote = bedrock().voices.iter().next().unwrap().quote.show(plan::Language::ZhHans).to_owned();
    let held = home.sql(&format!("SELECT id FROM record WHERE body LIKE '%{quote}%'")).await;
    assert!(!held.is_empty());
    let cards =
        home.sql(&format!("SELECT id FROM record WHERE title LIKE '%{quote}%' OR words LIKE '%{quote}%'")).await;
    assert!(cards.is_empty());
}

async fn a_summary_is_never_of_another_state_or_another_day(home: Home) {
    let ledger = home.open().await;
    let account = import(&ledger, &bedrock(), 0).await;
    for seed in 0..4 {
        import(&ledger, &small(seed), 10 + u128::from(seed)).await;
    }
    let reach = ledger.reach(&LIN);
    let page = reach.portfolio(today(), &[], falling("seat_strength"), None, 100).await.unwrap();
    assert_eq!(page.lines.len(), 5);
    let strengths: Vec<_> = page.lines.iter().filter_map(|line| line.real("seat_strength")).collect();
    assert!(strengths.is_sorted_by(|a, b| a >= b), "{strengths:?}");
    // Lights by how bad they are, page by page.
    let worst_first = [Some("red"), Some("amber"), Some("green"), None];
    let (mut lights, mut after) = (Vec::new(), None);
    loop {
        let page = reach.list(List::Portfolio, &[], by("execution_light"), after.as_ref(), 2).await.unwrap();
        let rank = |line: &Line| worst_first.iter().position(|one| *one == line.text("execution_light")).unwrap();
        lights.extend(page.lines.iter().map(rank));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert!(lights.len() == 5 && lights.is_sorted(), "{lights:?}");
    let mine = |lines: &[Line]| lines.iter().find(|line| line.account == account).unwrap().clone();
    let expected = |plan: &Plan, day| Summary::of(&Figures::of(plan, day));
    let shown = mine(&page.lines);
    let summary = expected(&bedrock(), today());
    assert_eq!(shown.real("seat_strength"), summary.seat_strength);
    assert_eq!(shown.real("chance"), summary.chance);
    assert_eq!(shown.int("open_amount"), Some(summary.open_amount.0));
    assert_eq!(shown.text("health"), summary.health.map(plan::joint_plan::Light::code));
    assert_eq!(shown.title.as_ref(), Some(&bedrock().account().unwrap().name));
    // A change shows at once, and so does another day.
    set(&ledger, account, 1, Kind::Opportunity, "O03", "amount", json!(1)).await;
    let plan = ledger.open(&LIN, account).await.unwrap().plan().clone();
    let page = reach.portfolio(today(), &[], by("chance"), None, 100).await.unwrap();
    assert_eq!(mine(&page.lines).int("open_amount"), Some(expected(&plan, today()).open_amount.0));
    let later = day("2027-05-01");
    let page = reach.portfolio(later, &[], by("chance"), None, 100).await.unwrap();
    let overdue = expected(&plan, later).overdue_actions as i64;
    assert!(overdue > summary.overdue_actions as i64);
    assert_eq!(mine(&page.lines).int("overdue_actions"), Some(overdue));
    assert!(page.lines.iter().all(|line| line.day("day") == Some(later)));
}

async fn figures_of_each_day_stay(home: Home) {
    let ledger = home.open().await;
    let account = import(&ledger, &bedrock(), 0).await;
    let days = [today(), day("2026-12-20"), day("2027-02-20")];
    for day in days {
        ledger.reach(&LIN).portfolio(day, &[], by("chance"), None, 1).await.unwrap();
    }
    let seat = ledger.open(&LIN, account).await.unwrap();
    let key = "relationship.people_coverage";
    let expected: Vec<_> =
        days.iter().map(|day| (*day, Figures::of(seat.plan(), *day).by_key(key).unwrap().value.unwrap())).collect();
    assert_eq!(seat.trend(key, today()).await.unwrap(), expected);
    assert_eq!(seat.trend(key, days[1]).await.unwrap(), expected[1..]);
    let read = |viewer: Viewer, from: Day| {
        let ledger = ledger.clone();
        async move {
            let readings = ledger.reach(&viewer).figures(&[account], &[key], from).await.unwrap();
            readings.into_iter().map(|one| (one.day, one.value)).collect::<Vec<_>>()
        }
    };
    assert_eq!((read(LIN, today()).await, read(LIN, days[1]).await), (expected.clone(), expected[1..].to_vec()));
    assert!(read(XU, today()).await.is_empty(), "nobody reads figures of an account out of reach");
    // Measured again on the same day, the day's figure is the later one.
    set(&ledger, account, 1, Kind::Person, "P01", "influence", json!(1)).await;
    ledger.reach(&LIN).portfolio(days[2], &[], by("chance"), None, 1).await.unwrap();
    let seat = ledger.open(&LIN, account).await.unwrap();
    let total = seat.trend("relationship.influence_total", days[1]).await.unwrap();
    let now = Figures::of(seat.plan(), days[2]).by_key("relationship.influence_total").unwrap().value.unwrap();
    assert_eq!((total.len(), total[1]), (2, (days[2], now)));
    assert_ne!(total[0].1, now);
}

async fn views_add_up_to_what_the_core_computes(home: Home) {
    let ledger = home.open().await;
    let account = import(&ledger, &bedrock(), 0).await;
    import(&ledger, &small(2), 1).await;
    ledger.reach(&LIN).portfolio(today(), &[], by("chance"), None, 1).await.unwrap();
    let number = |rows: Vec<Vec<String>>| rows[0][0].parse::<f64>().unwrap();
    let near = |a: f64, b: f64| assert!((a - b).abs() < 1e-6 * b.abs().max(1.0), "{a} is not {b}");
    let own = format!("account = '{account}'");
    let plan = bedrock();
    let figures = Figures::of(&plan, today());
    let summary = Summary::of(&figures);
    let open = home.sql(&format!("SELECT SUM(amount) FROM opportunity_v WHERE {own} AND outcome IS NULL")).await;
    near(number(open), summary.open_amount.0 as f64);
    let weighted = home.sql(&format!("SELECT SUM(weighted) FROM opportunity_v WHERE {own} AND outcome IS NULL")).await;
    near(
        number(weighted),
        plan.opportunities.iter().filter(|one| one.is_open()).map(|one| one.weighted(&plan, today())).sum(),
    );
    let influence = home.sql(&format!("SELECT SUM(influence) FROM person_v WHERE {own} AND left_on IS NULL")).await;
    near(number(influence), figures.by_key("relationship.influence_total").unwrap().value.unwrap());
    let overdue = "is_open = 1 AND due_on < '2026-11-20'";
    let overdue = home.sql(&format!("SELECT COUNT(*) FROM action_v WHERE {own} AND {overdue}")).await;
    near(number(overdue), summary.overdue_actions as f64);
    for measured in figures.measured() {
        let view = match measured.audience.code() {
            "plan" => "figure_v".to_owned(),
            audience => format!("figure_{audience}_v"),
        };
        let (key, at) = (measured.key, "day = '2026-11-20'");
        let kept = home.sql(&format!("SELECT value FROM {view} WHERE {own} AND {at} AND code = '{key}'")).await;
        assert_eq!(kept.len(), usize::from(measured.value.is_some()), "{key}: unknown is never zero");
        if let Some(value) = measured.value {
            near(number(kept), value);
        }
    }
    let accounts = home.sql("SELECT a.title FROM account_v a JOIN summary_v s ON s.account = a.account").await;
    assert_eq!(accounts.len(), 2);
}

async fn two_instances_hear_of_each_other(home: Home) {
    let (here, there) = (home.open().await, home.open().await);
    let account = import(&here, &bedrock(), 0).await;
    let held = there.open(&LIN, account).await.unwrap();
    there.look().await.unwrap();
    assert!(there.look().await.unwrap().is_empty(), "nothing changed, nothing is told");
    let (mut heard_here, mut heard_there) = (here.changes(), there.changes());
    let tending = tokio::spawn(there.clone().tend(now));
    set(&here, account, 1, Kind::Person, "P02", "title", json!("CFO")).await;
    let stamp = here.open(&LIN, account).await.unwrap().stamp();
    let patience = Duration::from_secs(30);
    let told = tokio::time::timeout(patience, heard_there.recv()).await.expect("the other instance hears").unwrap();
    assert_eq!((told.account, told.stamp), (account, stamp));
    assert_ne!(held.stamp(), stamp);
    assert_eq!(there.open(&LIN, account).await.unwrap().stamp(), stamp);
    // The own commit is told at once, and once: looking tells nothing more.
    assert_eq!(heard_here.recv().await.unwrap().stamp, stamp);
    assert!(here.look().await.unwrap().is_empty());
    assert!(heard_here.try_recv().is_err());
    // What changed is measured without anybody asking.
    let measured = async {
        let text = format!("SELECT day FROM summary WHERE account = '{account}' AND revision = {}", stamp.revision);
        while home.sql(&text).await.is_empty() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(patience, measured).await.expect("the change is measured");
    tending.abort();
}

async fn instants_never_run_backwards_within_an_account(home: Home) {
    let ledger = home.open().await;
    let account = import(&ledger, &bedrock(), 0).await;
    let hours = |hours| Moment { at: now().at + jiff::SignedDuration::from_hours(hours), ..now() };
    for (number, hour) in [5, 2, -9, 7].into_iter().enumerate() {
        // An instance whose clock is behind, and one that has just started.
        let ledger = if number == 2 { home.open().await } else { ledger.clone() };
        let seat = ledger.open(&LIN, account).await.unwrap();
        let record = seat.plan().find(Kind::Person, "P02").unwrap();
        let was = seat.plan().body(Kind::Person, record).unwrap()["title"].clone();
        let now = json!(format!("title {number}"));
        let edits = vec![Edit::Set { kind: Kind::Person, id: record, field: "title".into(), was, now }];
        let change = Change { id: id(number as u128 + 1), why: None, undoes: None, edits };
        seat.commit(change, hours(hour)).await.unwrap();
    }
    let history = ledger.open(&LIN, account).await.unwrap().history(10).await.unwrap();
    let made: Vec<_> = history.iter().rev().map(|change| change.at).collect();
    let expected: Vec<_> = [0, 5, 5, 5, 7].into_iter().map(|hour| hours(hour).at).collect();
    assert_eq!(made, expected);
    let seat = ledger.open(&LIN, account).await.unwrap();
    assert_eq!(seat.revision_at(hours(5).at).await.unwrap(), 4);
}

async fn a_newer_database_is_refused(home: Home) {
    drop(home.open().await);
    home.sql(
        "INSERT INTO refinery_schema_history (version, name, applied_on, checksum) \
         VALUES (9999, 'from_the_future', '2030-01-01T00:00:00Z', '1')",
    )
    .await;
    let refused = match &home {
        Home::Sqlite(path, _) => Ledger::open_sqlite(path).await,
        Home::Postgres(url) => Ledger::open_postgres(url).await,
    };
    let error = refused.err().expect("refused");
    assert!(matches!(error, Error::Newer), "{error}");
    assert!(error.to_string().contains("update kamap"), "{error}");
}

#[tokio::test]
async fn each_reporting_role_reads_its_views_and_nothing_else() {
    let home = Home::postgres().await;
    let ledger = home.open().await;
    import(&ledger, &bedrock(), 0).await;
    ledger.reach(&LIN).portfolio(today(), &[], by("chance"), None, 1).await.unwrap();
    ledger.grant_reporting().await.unwrap();
    ledger.grant_reporting().await.unwrap();
    let Home::Postgres(url) = &home else { panic!("a server") };
    let relations = home.sql("SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public' AND c.relkind IN ('r', 'v')").await;
    let plans = ["account_v", "opportunity_v", "action_v", "person_v", "summary_v", "custom_value_v", "figure_v"];
    let more: [(&str, &[&str]); 3] = [
        ("kamap_plan", &[]),
        ("kamap_partner", &["figure_partner_v"]),
        ("kamap_judgement", &["figure_judgement_v", "person_judgement_v"]),
    ];
    for (role, own) in more {
        let mut read = 0;
        for relation in relations.iter().map(|row| row[0].as_str()) {
            let answer = plain(url, &format!("SET ROLE {role}; SELECT * FROM {relation}")).await;
            let may = plans.contains(&relation) || own.contains(&relation);
            assert_eq!(answer.is_ok(), may, "{role} on {relation}: {answer:?}");
            let empty = answer.is_ok_and(|rows| rows.is_empty());
            assert!(!may || !empty || relation == "custom_value_v", "{relation} shows nothing");
            read += usize::from(may);
        }
        assert_eq!(read, plans.len() + own.len());
        let write = plain(url, &format!("SET ROLE {role}; DELETE FROM figure_v")).await;
        assert!(write.is_err_and(|words| words.contains("permission denied")));
    }
}

#[tokio::test]
async fn the_embedded_database_says_that_it_has_no_roles() {
    let refused = Home::sqlite().open().await.grant_reporting().await.unwrap_err();
    assert!(refused.to_string().contains("no roles"), "{refused}");
}

#[tokio::test]
async fn the_embedded_database_keeps_a_plan_side_by_side_on_disk() {
    let home = Home::sqlite();
    drop(home.open().await);
    assert_eq!(home.sql("PRAGMA page_size").await, [["16384"]]);
    let tables = home.sql("SELECT sql FROM sqlite_master WHERE type = 'table' AND sql LIKE '%account%'").await;
    assert!(tables.len() > 8);
    for table in tables {
        assert!(table[0].contains("WITHOUT ROWID"), "{}", table[0]);
    }
}

/// Reads over several accounts stand in reach.rs and the file below it. Others may read them all only to keep the database itself in order, and
/// the audit's trail for those who may read it, which shows nothing of what plans say (`audit.rs` of these tests).
#[test]
fn no_statement_reads_several_accounts_outside_reach() {
    let operations =
        ["archive.rs", "doctor.rs", "find.rs", "membership.rs", "reach.rs", "schema.rs", "trail.rs", "watch.rs"];
    let source = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut open = vec![source];
    let mut looked_at = 0;
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() {
                open.push(path);
            } else if name.ends_with(".rs") && !operations.contains(&name.as_str()) {
                let text = std::fs::read_to_string(&path).unwrap();
                for statement in text.split("\"SELECT ").skip(1) {
                    let statement = statement.split('"').next().unwrap();
                    if !statement.contains(" FROM ") {
                        continue;
                    }
                    looked_at += 1;
                    // An account's own rows, or its stamp and that of the library under it; an operation's own steps.
                    let names = ["account = $", "id = $", "id IN ($2, $3)", "operation = $"];
                    let of_one = names.iter().any(|name| statement.contains(name));
                    let which_are_due = ["drawn < $", "token_version < $"].iter().any(|due| statement.contains(due));
                    // What is kept of the workspace as a whole; operations and tombstones hold ids alone.
                    let tables = [
                        "format",
                        "erasure",
                        "blob",
                        "operation",
                        "tombstone",
                        "user_account",
                        "session",
                        "token",
                        "link",
                        "attempt",
                        "audit",
                        "recovery_code",
                    ];
                    let of_none = tables.iter().any(|table| statement.contains(&format!("FROM {table} ")));
                    assert!(of_one || which_are_due || of_none, "{name}: SELECT {statement}");
                }
            }
        }
    }
    assert!(looked_at > 8, "only {looked_at} statements found");
}

async fn lists_show_the_kinds_that_the_lens_of_a_role_shows(home: Home) {
    let ledger = home.open().await;
    let account = import(&ledger, &bedrock(), 0).await;
    let carded = |kind: &Kind| kind.audience().is_some() && kind.outline().audience != Audience::Private;
    let kinds: Vec<Kind> = Kind::ALL.iter().copied().filter(carded).filter(|kind| bedrock().count(*kind) > 0).collect();
    for role in Role::ALL.iter().copied() {
        ledger.admit(account, XU.user, role).await.unwrap();
        let lens = ledger.open(&XU, account).await.unwrap().lens();
        for kind in kinds.iter().copied() {
            let listed = !lines(&ledger, &XU, List::Cards(kind), &[], by("code")).await.is_empty();
            assert_eq!(listed, lens.shows(kind), "{role:?} {kind}");
        }
    }
}
