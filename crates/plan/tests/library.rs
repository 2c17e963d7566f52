//! The library: what all accounts share, how it lies under an account's plan, and what neither can do to the other.

mod support;

use plan::library::merge;
use plan::problem::Reason;
use plan::{Change, Edit, Id, Kind, Plan, difference, file};
use serde_json::{Value, json};
use std::sync::Arc;
use support::{Draft, create, in_days, reasons, remove, today};
use uuid::Uuid;

/// A library with a solution, a case of it, an organisation and a colleague, and an account's plan over it.
fn shop() -> (Draft, Draft) {
    let mut library = Draft::library();
    let solution = library.add(Kind::Solution, json!({ "name": "Field platform" }));
    library.add(Kind::SuccessCase, json!({ "name": "Tarim", "result": "-12 %", "solution": solution }));
    library.add(Kind::Organisation, json!({ "name": "Hengyue Advisory" }));
    library.add(Kind::Colleague, json!({ "name": "Wang Min", "title": "Engineer" }));
    let account = Draft::new().over(&library);
    (library, account)
}

/// A need and a case from the library that speaks for it: refers to the case, and through it to the solution.
fn with_case(account: &mut Draft) -> Uuid {
    let need = account.add(Kind::Node, json!({ "node_type": "need", "title": "Fewer failures" }));
    let case = account.id(Kind::SuccessCase, "SC01");
    account.add(Kind::CaseLink, json!({ "need": need, "success_case": case, "similarity": 2 }))
}

fn name(plan: &Plan, kind: Kind, id: Uuid) -> Value {
    plan.body(kind, id).and_then(|body| body.get("name").cloned()).unwrap_or_default()
}

#[test]
fn a_library_is_a_plan_with_a_company_at_its_head() {
    let (mut library, _) = shop();
    assert!(library.plan.is_library());
    assert_eq!(library.plan.len(), 5);
    let first = library.set(Kind::Workspace, library.id(Kind::Workspace, "WS01"), "fiscal_year_start", json!(4));
    library.undo(first).expect("nobody touched it since");
    assert_eq!(library.plan.workspace().expect("a head").fiscal_year_start, None);
    let again = file::read(&file::write(&library.plan)).expect("a library's file");
    assert!(again == library.plan);
}

#[test]
fn it_holds_what_is_at_home_there_and_nothing_of_an_account() {
    let (mut library, _) = shop();
    let person = create(Kind::Person, library.fresh(), json!({ "name": "Somebody" }));
    assert_eq!(reasons(&library.refused(vec![person])), [Reason::NotInLibrary]);
    let account = create(Kind::Account, library.fresh(), json!({ "name": "Bedrock", "currency": "CNY" }));
    assert_eq!(reasons(&library.refused(vec![account])), [Reason::OneAccount { count: 2 }]);
    let second = create(Kind::Workspace, library.fresh(), json!({ "name": "Another", "currency": "EUR" }));
    assert_eq!(reasons(&library.refused(vec![second.clone()])), [Reason::OneAccount { count: 2 }]);
    assert_eq!(
        reasons(&Draft::new().refused(vec![second])),
        [Reason::OneAccount { count: 2 }],
        "nor an account's plan"
    );
}

#[test]
fn an_account_reads_and_refers_to_the_library_without_making_it_its_own() {
    let (_, mut account) = shop();
    assert_eq!((account.plan.len(), account.plan.count(Kind::Solution)), (1, 1));
    assert_eq!(account.plan.workspace().map(|one| one.currency.as_str()), Some("CNY"));
    with_case(&mut account);
    assert_eq!(account.plan.len(), 3);
    let colleague = account.id(Kind::Colleague, "KP01");
    let member = account.add(Kind::Member, json!({ "name": "Wang Min", "colleague": colleague }));
    let member = account.plan.members.get(Id::new(member)).expect("just added");
    let colleague = member.colleague.and_then(|one| account.plan.colleagues.get(one)).expect("in the library");
    assert_eq!(colleague.code, "KP01");
}

#[test]
fn what_is_the_librarys_is_changed_in_the_library() {
    let (mut library, mut account) = shop();
    let solution = account.id(Kind::Solution, "SO01");
    let renamed = account.setting(Kind::Solution, solution, "name", json!("Mine"));
    assert_eq!(reasons(&account.refused(vec![renamed])), [Reason::BelongsToLibrary]);
    assert_eq!(reasons(&account.refused(vec![remove(Kind::Solution, solution)])), [Reason::BelongsToLibrary]);
    library.set(Kind::Solution, solution, "name", json!("Field platform 2"));
    assert_eq!(name(&account.over(&library).plan, Kind::Solution, solution), "Field platform 2");
}

#[test]
fn an_accounts_own_record_wins_over_the_librarys_with_the_same_id() {
    let (library, mut account) = shop();
    let solution = account.id(Kind::Solution, "SO01");
    let own = account.fresh();
    let forked = account.apply(vec![create(Kind::Solution, solution, json!({ "code": "SO01", "name": "Ours alone" }))]);
    assert_eq!(name(&account.over(&library).plan, Kind::Solution, solution), "Ours alone");
    assert_eq!(account.plan.len(), 2);
    account.undo(forked).expect("nothing came after");
    assert_eq!(name(&account.plan, Kind::Solution, solution), "Field platform", "what lay under it shows again");
    assert!(account.plan.is_shared(Kind::Solution, solution));
    assert!(!account.plan.has(Kind::Solution, own));
}

#[test]
fn codes_are_unique_among_the_plans_own_and_may_be_the_librarys_too() {
    let (library, mut account) = shop();
    let own = account.fresh();
    account.apply(vec![create(Kind::Solution, own, json!({ "code": "SO01", "name": "Ours alone" }))]);
    assert_eq!(account.plan.find(Kind::Solution, "SO01"), Some(own), "its own comes first");
    let again = create(Kind::Solution, account.fresh(), json!({ "code": "SO01", "name": "Twice" }));
    assert!(reasons(&account.refused(vec![again])).contains(&Reason::CodeTaken { code: "SO01".into() }));
    let given = account.add(Kind::Solution, json!({ "name": "Next" }));
    assert_eq!(account.get(Kind::Solution, given, "code"), "SO02", "a given code is free on both sides");
    let theirs = library.id(Kind::Solution, "SO01");
    account.deal(json!({ "solutions": [own, theirs] }));
    let read = file::read(&file::write(&account.plan)).expect("both in one file");
    assert_eq!(file::write(&read), file::write(&account.plan));
}

#[test]
fn a_file_carries_what_it_refers_to_and_stands_alone() {
    let (library, mut account) = shop();
    with_case(&mut account);
    let text = file::write(&account.plan);
    let written: Value = serde_json::from_str(&text).expect("JSON");
    let carried: Vec<&String> = written["library"].as_object().expect("a part").keys().collect();
    assert_eq!(carried, ["solution", "success_case"], "the case, and through it the solution; nothing else");
    assert_eq!(written.get("solution"), None, "they are not the account's own");
    let alone = file::read(&text).expect("stands alone");
    assert_eq!(file::write(&alone), text);
    assert_eq!(alone.len(), account.plan.len());
    let back = alone.with_library(&Arc::new(library.plan.clone()));
    assert!(back == account.plan, "over the same library it is the same plan");
}

#[test]
fn a_part_that_is_no_library_is_refused() {
    let (_, mut account) = shop();
    with_case(&mut account);
    let text = file::write(&account.plan);
    let mut written: Value = serde_json::from_str(&text).expect("JSON");
    written["library"]["person"] = json!([{ "id": Uuid::from_u128(7), "code": "P01", "name": "Somebody" }]);
    let problems = file::read(&written.to_string()).expect_err("a person is no library's");
    assert_eq!(problems.into_iter().map(|one| one.problem.reason).collect::<Vec<_>>(), [Reason::NotInLibrary]);
    written["library"] = json!([]);
    let problems = file::read(&written.to_string()).expect_err("a list is no part");
    assert!(problems.iter().any(|one| one.problem.reason == Reason::UnknownKind { name: "library".into() }));
}

#[test]
fn in_the_library_records_retire_and_never_go() {
    let (mut library, mut account) = shop();
    let solution = library.id(Kind::Solution, "SO01");
    assert_eq!(reasons(&library.refused(vec![remove(Kind::Solution, solution)])), [Reason::RetireInstead]);
    let fresh = library.fresh();
    let made = library.apply(vec![create(Kind::Organisation, fresh, json!({ "name": "Mistake" }))]);
    assert_eq!(reasons(&library.undo(made).expect_err("somebody may refer to it")), [Reason::RetireInstead]);
    let own = account.add(Kind::Solution, json!({ "name": "Ours alone" }));
    account.remove(Kind::Solution, own);
}

#[test]
fn what_is_retired_stays_readable_and_gets_no_new_reference() {
    let (mut library, mut account) = shop();
    let solution = library.id(Kind::Solution, "SO01");
    let deal = account.deal(json!({ "solutions": [solution] }));
    library.set(Kind::Solution, solution, "retired_on", json!(today()));
    let mut account = account.over(&library);
    assert_eq!(name(&account.plan, Kind::Solution, solution), "Field platform");
    account.move_on(vec![account.setting(Kind::Opportunity, deal, "name", json!("Renamed"))]);
    let other = account.fresh();
    let body = json!({ "name": "New", "opportunity_type": "potential", "solutions": [solution] });
    let retired = Reason::OutOfUse { target: Kind::Solution, code: "SO01".into() };
    let problems = account.cannot_move(vec![create(Kind::Opportunity, other, body.clone())]);
    assert_eq!(reasons(&problems), std::slice::from_ref(&retired));
    assert_eq!(problems[0].place.field.as_deref(), Some("solutions"));
    account.move_on(vec![account.setting(Kind::Opportunity, deal, "solutions", json!([]))]);
    let again = account.setting(Kind::Opportunity, deal, "solutions", json!([solution]));
    assert_eq!(reasons(&account.cannot_move(vec![again])), [retired]);
    // Not before its day, and a file says what was.
    let change = Change { id: other, why: None, undoes: None, edits: vec![create(Kind::Opportunity, other, body)] };
    assert!(account.plan.apply_on(&change, in_days(-1)).is_ok());
    assert!(account.plan.apply(&change).is_ok());
}

#[test]
fn the_difference_of_two_plans_names_the_librarys_records_where_the_plan_refers_to_them() {
    let (mut library, mut account) = shop();
    with_case(&mut account);
    let before = account.plan.clone();
    library.set(Kind::Solution, library.id(Kind::Solution, "SO01"), "name", json!("Field platform 2"));
    library.set(Kind::Organisation, library.id(Kind::Organisation, "OG01"), "country", json!("China"));
    library.add(Kind::Solution, json!({ "name": "Not in use here" }));
    let difference = difference::records(&before, &account.over(&library).plan);
    let changed: Vec<_> = difference.changed.iter().map(|one| (one.code.as_str(), one.field.as_str())).collect();
    assert_eq!((changed, difference.added.len()), (vec![("SO01", "name")], 0));
}

#[test]
fn a_librarys_file_merges_by_id_and_takes_nothing_away() {
    let (library, _) = shop();
    let mut other = library.clone();
    other.set(Kind::Solution, other.id(Kind::Solution, "SO01"), "name", json!("Field platform 2"));
    let new = other.add(Kind::Solution, json!({ "name": "Carbon manager" }));
    let mut here = library.clone();
    here.add(Kind::Organisation, json!({ "name": "Tianqiong Cloud" }));
    let edits = merge::merge(&here.plan, &other.plan);
    assert_eq!(edits.len(), 2, "{edits:#?}");
    here.apply(edits);
    assert_eq!(name(&here.plan, Kind::Solution, new), "Carbon manager");
    assert_eq!(here.plan.count(Kind::Organisation), 2);
    assert!(merge::merge(&here.plan, &other.plan).is_empty(), "a second time there is nothing to do");
}

#[test]
fn there_is_one_company_whatever_its_id_in_the_file() {
    let (mut here, _) = shop();
    let mut other = Draft::from(Plan::default());
    other.add(Kind::Workspace, json!({ "name": "Renamed", "currency": "EUR" }));
    here.apply(merge::merge(&here.plan, &other.plan));
    let company = here.plan.workspace().expect("a head");
    assert_eq!((here.plan.count(Kind::Workspace), company.currency.as_str()), (1, "EUR"));
}

#[test]
fn an_accounts_file_that_comes_home_leaves_the_library_its_records_and_elsewhere_brings_them_along() {
    let (library, mut account) = shop();
    with_case(&mut account);
    let alone = file::read(&file::write(&account.plan)).expect("stands alone");
    let made_over = |library: &Draft| {
        let library = Arc::new(library.plan.clone());
        let edits = merge::creations(&alone, Some(&library));
        let ground = Plan::default().with_library(&library);
        let change = Change { id: Uuid::from_u128(1), why: None, undoes: None, edits };
        ground.apply(&change).expect("a plan").plan
    };
    assert!(made_over(&library) == account.plan, "at home it is the plan that it was");
    let mut elsewhere = Draft::from(Plan::default());
    elsewhere.add(Kind::Workspace, json!({ "name": "Another company", "currency": "EUR" }));
    let there = made_over(&elsewhere);
    assert_eq!(there.len(), account.plan.len() + 2);
    assert!(there.has_own(Kind::SuccessCase, account.id(Kind::SuccessCase, "SC01")));
    let taken = |edit: &Edit| matches!(edit, Edit::Create { kind: Kind::Solution, .. });
    assert_eq!(merge::creations(&alone, None).iter().filter(|edit| taken(edit)).count(), 1);
}
