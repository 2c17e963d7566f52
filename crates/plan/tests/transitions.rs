//! What must hold when a field moves, and what the system draws from it (decided 1.1, 1.4): asked and written when
//! somebody makes a change, never of a file and never of an undo.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "clippy.toml allows them in test functions, not in their helpers"
)]

mod support;

use plan::account::Lifecycle;
use plan::account::figures::lifecycle;
use plan::{Change, Edit, Kind, Problem, Reason, file};
use serde_json::{Value, json};
use support::{Draft, bedrock, create, in_days, remove, today};
use uuid::Uuid;

/// The keys of what is lacking, and where it is said.
fn lacking(problems: &[Problem]) -> (String, Vec<&'static str>) {
    let [Problem { place, reason: Reason::NotYet { lacking } }] = problems else { panic!("not one: {problems:#?}") };
    (place.field.clone().expect("a field"), lacking.iter().map(|one| one.what).collect())
}

/// What is lacking for one field to become this.
fn lacks(draft: &mut Draft, kind: Kind, id: Uuid, field: &str, now: Value) -> Vec<&'static str> {
    let edit = draft.setting(kind, id, field, now);
    let problems = draft.cannot_move(vec![edit]);
    let (at, keys) = lacking(&problems);
    assert_eq!(at, field);
    keys
}

fn moves(draft: &mut Draft, kind: Kind, id: Uuid, field: &str, now: Value) -> Uuid {
    let edit = draft.setting(kind, id, field, now);
    draft.move_on(vec![edit])
}

fn deal_type(draft: &mut Draft, deal: Uuid, now: &str) -> Uuid {
    moves(draft, Kind::Opportunity, deal, "opportunity_type", json!(now))
}

// Types.

#[test]
fn a_planned_deal_has_a_confirmed_need_a_decision_and_a_quarter() {
    let mut draft = Draft::new();
    let deal = draft.deal(json!({ "opportunity_type": "potential", "close_on": null }));
    let kind = Kind::Opportunity;
    let lacks = |draft: &mut Draft| lacks(draft, kind, deal, "opportunity_type", json!("planned"));
    assert_eq!(lacks(&mut draft), ["confirmed_need", "decision", "quarter"], "all of it at once");

    draft.set(kind, deal, "close_on", json!(in_days(90)));
    assert_eq!(lacks(&mut draft), ["confirmed_need", "decision"]);
    let need = draft.add(Kind::Node, json!({ "node_type": "need", "title": "A carbon ledger" }));
    draft.set(kind, deal, "need", json!(need));
    for known in ["assumed", "sourced"] {
        draft.set(Kind::Node, need, "verification", json!(known));
        assert_eq!(lacks(&mut draft), ["confirmed_need", "decision"], "{known} is not confirmed");
    }
    draft.set(Kind::Node, need, "verification", json!("confirmed"));
    assert_eq!(lacks(&mut draft), ["decision"]);

    let solutions = ["Ledger", "Pumps"].map(|name| draft.add(Kind::Solution, json!({ "name": name })));
    let entry = draft.add(Kind::Entry, json!({ "need": need, "solution": solutions[0] }));
    for decision in ["nurture", "monitor", "decline"] {
        draft.set(Kind::Entry, entry, "decision", json!(decision));
        assert_eq!(lacks(&mut draft), ["decision"], "{decision} is not to start");
    }
    for decision in ["pursue", "start", "join"] {
        draft.set(Kind::Entry, entry, "decision", json!(decision));
        deal_type(&mut draft.clone(), deal, "planned");
    }
    draft.set(kind, deal, "solutions", json!([solutions[1]]));
    assert_eq!(lacks(&mut draft), ["decision"], "of another solution");
    draft.set(kind, deal, "solutions", json!(solutions));
    deal_type(&mut draft, deal, "planned");
}

#[test]
fn what_a_step_asks_for_may_come_in_the_same_change() {
    let mut draft = Draft::new();
    let need = draft.add(Kind::Node, json!({ "node_type": "need", "title": "A carbon ledger" }));
    let solution = draft.add(Kind::Solution, json!({ "name": "Ledger" }));
    let deal = draft.deal(json!({ "opportunity_type": "potential", "need": need }));
    let edits = vec![
        draft.setting(Kind::Opportunity, deal, "opportunity_type", json!("planned")),
        draft.setting(Kind::Node, need, "verification", json!("confirmed")),
        create(Kind::Entry, draft.fresh(), json!({ "need": need, "solution": solution, "decision": "start" })),
    ];
    draft.move_on(edits);
}

#[test]
fn a_current_deal_has_a_project_and_somebody_who_decides() {
    let mut draft = Draft::new();
    let deal = draft.deal(json!({ "opportunity_type": "planned" }));
    let kind = Kind::Opportunity;
    let lacks = |draft: &mut Draft| lacks(draft, kind, deal, "opportunity_type", json!("current"));
    assert_eq!(lacks(&mut draft), ["buying_step_3", "decider"]);
    draft.set(kind, deal, "buying_step", json!(2));
    assert_eq!(lacks(&mut draft), ["buying_step_3", "decider"]);
    draft.set(kind, deal, "buying_step", json!(3));
    assert_eq!(lacks(&mut draft), ["decider"]);

    let person = draft.person(json!({ "role": "APPROVER" }));
    let part = draft.on_deal(deal, person, json!({}));
    for role in ["APPROVER", "RECOMMENDER", "COACH"] {
        draft.set(Kind::OpportunityPerson, part, "role", json!(role));
        assert_eq!(lacks(&mut draft), ["decider"], "{role}");
    }
    for role in ["DECISION_MAKER", "SPONSOR"] {
        draft.set(Kind::OpportunityPerson, part, "role", json!(role));
        deal_type(&mut draft.clone(), deal, "current");
    }
    draft.set(Kind::Person, person, "placeholder", json!(true));
    assert_eq!(lacks(&mut draft), ["decider"], "a post is no named person");
    draft.set(Kind::Person, person, "placeholder", Value::Null);
    draft.set(Kind::Person, person, "left_on", json!(today()));
    assert_eq!(lacks(&mut draft), ["decider"], "who left decides nothing");
    draft.set(Kind::Person, person, "left_on", json!(in_days(1)));
    // The role in the plan counts where the deal says nothing else.
    draft.set(Kind::OpportunityPerson, part, "role", Value::Null);
    assert_eq!(lacks(&mut draft), ["decider"]);
    draft.set(Kind::Person, person, "role", json!("SPONSOR"));
    deal_type(&mut draft, deal, "current");
}

#[test]
fn a_deal_that_skips_the_plan_answers_for_both_steps() {
    let mut draft = Draft::new();
    let deal = draft.deal(json!({ "opportunity_type": "potential", "buying_step": 3, "close_on": null }));
    let lacks = |draft: &mut Draft| lacks(draft, Kind::Opportunity, deal, "opportunity_type", json!("current"));
    assert_eq!(lacks(&mut draft), ["confirmed_need", "decision", "quarter", "decider"]);
    let sponsor = draft.person(json!({ "role": "SPONSOR" }));
    draft.on_deal(deal, sponsor, json!({}));
    draft.set(Kind::Opportunity, deal, "close_on", json!(in_days(30)));
    assert_eq!(lacks(&mut draft), ["confirmed_need", "decision"]);
    // A tender that nobody foresaw has a reason.
    let edits = vec![
        draft.setting(Kind::Opportunity, deal, "opportunity_type", json!("current")),
        draft.setting(Kind::Opportunity, deal, "type_reason", json!("A tender was published on Monday")),
    ];
    draft.clone().move_on(edits);
    let need = draft.add(Kind::Node, json!({ "node_type": "need", "title": "A ledger", "verification": "confirmed" }));
    let solution = draft.add(Kind::Solution, json!({ "name": "Ledger" }));
    draft.add(Kind::Entry, json!({ "need": need, "solution": solution, "decision": "join" }));
    draft.set(Kind::Opportunity, deal, "need", json!(need));
    deal_type(&mut draft, deal, "current");
}

#[test]
fn a_reason_carries_a_step_that_lacks_something() {
    let mut draft = Draft::new();
    for (from, to) in [("potential", "planned"), ("potential", "current"), ("planned", "current")] {
        let deal = draft.deal(json!({ "opportunity_type": from, "close_on": null }));
        let edits = vec![
            draft.setting(Kind::Opportunity, deal, "opportunity_type", json!(to)),
            draft.setting(Kind::Opportunity, deal, "type_reason", json!("The chairman said so")),
        ];
        draft.move_on(edits);
        assert_eq!(draft.get(Kind::Opportunity, deal, "opportunity_type"), json!(to));
    }
}

#[test]
fn a_step_back_asks_for_a_reason_and_for_nothing_else() {
    let mut draft = Draft::new();
    for (from, to) in [("current", "planned"), ("current", "potential"), ("planned", "potential")] {
        let deal = draft.sure_deal(json!({ "opportunity_type": from }));
        let back = draft.setting(Kind::Opportunity, deal, "opportunity_type", json!(to));
        let problems = draft.cannot_move(vec![back.clone()]);
        let found: Vec<_> = problems.iter().map(|one| (one.place.field.as_deref(), one.reason.clone())).collect();
        assert_eq!(found, [(Some("type_reason"), Reason::ReasonNeeded)], "{from} to {to}");
        let why = draft.setting(Kind::Opportunity, deal, "type_reason", json!("The project was stopped"));
        draft.move_on(vec![back, why]);
    }
}

#[test]
fn other_fields_of_a_deal_that_lacks_everything_are_free() {
    let mut draft = Draft::new();
    let deal = draft.deal(json!({ "forecast_category": "commit" }));
    for (field, now) in
        [("amount", json!(1)), ("stage", json!("S5")), ("name", json!("Another")), ("need", Value::Null)]
    {
        moves(&mut draft, Kind::Opportunity, deal, field, now);
    }
    let new = create(Kind::Opportunity, draft.fresh(), json!({ "name": "New", "opportunity_type": "planned" }));
    draft.move_on(vec![new]);
}

// Commit.

#[test]
fn a_commit_names_every_condition_that_it_lacks() {
    let mut draft = Draft::new();
    let deal = draft.deal(json!({}));
    let all = ["certainty", "decision_maker", "approver", "buying_step_5", "schedule", "next_step"];
    assert_eq!(lacks(&mut draft, Kind::Opportunity, deal, "forecast_category", json!("commit")), all);
    for category in ["best_case", "pipeline", "upside", "omitted"] {
        moves(&mut draft, Kind::Opportunity, deal, "forecast_category", json!(category));
    }

    let sure = draft.sure_deal(json!({}));
    moves(&mut draft.clone(), Kind::Opportunity, sure, "forecast_category", json!("commit"));
    let in_role = |draft: &Draft, role: &str| {
        let part = draft
            .plan
            .opportunity_people
            .iter()
            .find(|part| part.opportunity.uuid() == sure && part.role.is_some_and(|one| one.code() == role));
        part.map(|part| (part.id.uuid(), part.person.uuid())).expect("a part")
    };
    let ((_, approver), (decider_part, decider)) = (in_role(&draft, "APPROVER"), in_role(&draft, "DECISION_MAKER"));
    let owner = draft.plan.relationship_owners.iter().find(|one| one.person.uuid() == approver);
    let owner = owner.expect("an owner").id.uuid();
    let (o, p) = (Kind::Opportunity, Kind::Person);
    let spoiled: [(Edit, &[&str]); 14] = [
        (draft.setting(o, sure, "scope_state", json!("unknown")), &["certainty"]),
        (draft.setting(o, sure, "buying_step", json!(4)), &["buying_step_5"]),
        (draft.setting(o, sure, "buying_step", Value::Null), &["buying_step_5"]),
        (draft.setting(o, sure, "next_step", Value::Null), &["next_step"]),
        (draft.setting(o, sure, "next_step_on", Value::Null), &["next_step"]),
        (draft.setting(o, sure, "schedule_state", json!("estimated")), &["certainty", "schedule"]),
        (draft.setting(p, approver, "preference", json!(-1)), &["approver_stance"]),
        (draft.setting(p, approver, "preference", Value::Null), &["approver_stance"]),
        (draft.setting(p, decider, "preference", json!(0)), &["decision_maker_stance"]),
        (draft.setting(p, decider, "preference", Value::Null), &["decision_maker_stance"]),
        (draft.setting(p, approver, "left_on", json!(today())), &["approver"]),
        (draft.setting(p, decider, "left_on", json!(today())), &["decision_maker"]),
        (remove(Kind::RelationshipOwner, owner), &["approver_coverage"]),
        (remove(Kind::OpportunityPerson, decider_part), &["decision_maker"]),
    ];
    for (edit, wanted) in spoiled {
        let mut draft = draft.clone();
        draft.apply(vec![edit.clone()]);
        let found = lacks(&mut draft, o, sure, "forecast_category", json!("commit"));
        assert_eq!(found, wanted, "{edit:?}");
    }
    // What is just enough: an approver who does not care, a deal far off whose schedule is estimated.
    draft.set(p, approver, "preference", json!(0));
    draft.set(o, sure, "scope_state", json!("confirmed"));
    draft.set(o, sure, "schedule_state", json!("estimated"));
    draft.set(o, sure, "close_on", json!(in_days(90)));
    assert_eq!(lacks(&mut draft, o, sure, "forecast_category", json!("commit")), ["schedule"]);
    draft.set(o, sure, "close_on", json!(in_days(91)));
    moves(&mut draft, o, sure, "forecast_category", json!("commit"));
}

#[test]
fn only_a_director_signs_an_exception_and_only_with_a_reason() {
    let mut draft = Draft::new();
    let deal = draft.deal(json!({}));
    let director = draft.add(Kind::Member, json!({ "name": "Director", "plan_role": "account_director" }));
    let manager = draft.add(Kind::Member, json!({ "name": "Manager", "plan_role": "account_manager" }));
    let commit = |draft: &Draft, by: Option<Uuid>, why: Option<&str>| {
        let fields =
            [("forecast_category", json!("commit")), ("exception_by", json!(by)), ("exception_reason", json!(why))];
        fields.map(|(field, now)| draft.setting(Kind::Opportunity, deal, field, now)).to_vec()
    };
    let why = Some("They asked for it by name");
    for (by, why) in [(None, why), (Some(manager), why), (Some(director), None)] {
        let edits = commit(&draft, by, why);
        let problems = draft.cannot_move(edits);
        assert_eq!(lacking(&problems).0, "forecast_category");
    }
    let edits = commit(&draft, Some(director), why);
    draft.move_on(edits);
    // The exception ends with the commit, and undo brings both back.
    let before = draft.plan.clone();
    let leaves = moves(&mut draft, Kind::Opportunity, deal, "forecast_category", json!("pipeline"));
    assert_eq!(draft.get(Kind::Opportunity, deal, "exception_reason"), Value::Null);
    assert_eq!(draft.get(Kind::Opportunity, deal, "exception_by"), Value::Null);
    there_and_back(&mut draft, &before, leaves);
    assert!(!lacks(&mut draft, Kind::Opportunity, deal, "forecast_category", json!("commit")).is_empty());
}

#[test]
fn a_commit_is_a_word_given_for_a_new_deal_too() {
    let mut draft = Draft::new();
    let deal = create(
        Kind::Opportunity,
        Uuid::from_u128(0xdea1),
        json!({
            "name": "New", "opportunity_type": "current", "amount": 100, "forecast_category": "commit",
        }),
    );
    assert_eq!(lacking(&draft.cannot_move(vec![deal.clone()])).0, "forecast_category");
    // A file is what was: it is taken as it is.
    let change = Change { id: Uuid::from_u128(0xf11e), why: None, undoes: None, edits: vec![deal] };
    assert!(draft.plan.apply(&change).is_ok());
}

#[test]
fn a_reason_given_for_one_step_does_not_carry_the_next() {
    let mut draft = Draft::new();
    let deal = draft.deal(json!({ "opportunity_type": "potential", "type_reason": "Said once", "close_on": null }));
    assert!(!lacks(&mut draft, Kind::Opportunity, deal, "opportunity_type", json!("planned")).is_empty());
}

// The plan's status.

const STATUSES: [&str; 6] = ["draft", "in_team_review", "in_exec_review", "approved", "active", "closed"];

#[test]
fn a_plan_goes_on_one_step_at_a_time_and_back_to_the_team_at_any_time() {
    for (at, from) in STATUSES.iter().enumerate() {
        for (next, to) in STATUSES.iter().enumerate() {
            let mut draft = Draft::from(bedrock());
            let (header, _) = draft.plan.bodies(Kind::AccountPlan)[0].clone();
            draft.set(Kind::AccountPlan, header, "status", json!(from));
            let edit = draft.setting(Kind::AccountPlan, header, "status", json!(to));
            if next <= 1 && next < at || next == at || next == at + 1 {
                draft.move_on(vec![edit]);
            } else {
                let problems = draft.cannot_move(vec![edit]);
                assert_eq!(lacking(&problems), ("status".to_owned(), vec!["earlier_status"]), "{from} to {to}");
            }
        }
    }
}

#[test]
fn a_team_reviews_what_is_usable() {
    let mut draft = Draft::new();
    let header = draft.head(None);
    let found = lacks(&mut draft, Kind::AccountPlan, header, "status", json!("in_team_review"));
    let level_one =
        ["one_goal", "one_need", "five_people", "people_owned", "one_deal", "one_step", "one_objective", "one_action"];
    assert_eq!(found, level_one, "an empty status is a draft");

    draft.add(Kind::Node, json!({ "node_type": "goal", "title": "Cost", "metric": "Yuan a barrel" }));
    draft.add(Kind::Node, json!({ "node_type": "need", "title": "A carbon ledger" }));
    draft.sure_deal(json!({}));
    for _ in 0..3 {
        draft.friend(2, json!({ "influence": 3, "preference": 0 }));
    }
    draft.add(Kind::Objective, json!({ "category": "REV", "statement": "Grow" }));
    let found = lacks(&mut draft, Kind::AccountPlan, header, "status", json!("in_team_review"));
    assert_eq!(found, ["one_action"]);
    draft.add(Kind::Action, json!({ "title": "Call" }));
    // Somebody more without an owner makes no plan unusable.
    draft.person(json!({ "influence": 3, "preference": 0 }));
    moves(&mut draft, Kind::AccountPlan, header, "status", json!("in_team_review"));
}

#[test]
fn executives_see_a_plan_of_eighty_percent_or_hear_why_not() {
    let mut draft = Draft::from(bedrock());
    let (header, _) = draft.plan.bodies(Kind::AccountPlan)[0].clone();
    draft.set(Kind::AccountPlan, header, "status", json!("in_team_review"));
    moves(&mut draft.clone(), Kind::AccountPlan, header, "status", json!("in_exec_review"));
    let rules: Vec<Edit> =
        draft.plan.bodies(Kind::CadenceRule).into_iter().map(|(id, _)| remove(Kind::CadenceRule, id)).collect();
    draft.apply(rules);
    let found = lacks(&mut draft, Kind::AccountPlan, header, "status", json!("in_exec_review"));
    assert_eq!(found, ["key_people_owned", "rhythm_set", "so_what", "needs_confirmed", "voice_reach", "reviewed"]);
    draft.set(Kind::AccountPlan, header, "completeness_reason", json!("The tender opens on Monday"));
    moves(&mut draft, Kind::AccountPlan, header, "status", json!("in_exec_review"));
}

// What follows.

/// The draft before and after a change, back and again: what was drawn goes and comes with what it was drawn from.
fn there_and_back(draft: &mut Draft, before: &plan::Plan, change: Uuid) {
    let after = draft.plan.clone();
    assert!(after != *before);
    let undo = draft.undo(change).expect("nothing was touched since");
    assert!(draft.plan == *before, "undone with all that was drawn from it");
    draft.undo(undo).expect("a redo");
    assert!(draft.plan == after, "and done again");
}

#[test]
fn the_day_is_kept_on_which_what_the_forecast_rests_on_last_moved() {
    let mut draft = Draft::new();
    let deal = draft.deal(json!({ "close_on": "2026-12-31", "amount": 1_000_000 }));
    let kind = Kind::Opportunity;
    let moved_on = |draft: &Draft| draft.get(kind, deal, "moved_on");
    assert_eq!(moved_on(&draft), Value::Null, "a new deal did not move");
    moves(&mut draft, kind, deal, "name", json!("Another name"));
    assert_eq!(moved_on(&draft), Value::Null, "no move of the forecast");
    for (field, to) in [("amount", json!(2_000_000)), ("stage", json!("S2")), ("close_on", json!("2026-11-30"))] {
        let (mut tried, before) = (draft.clone(), draft.plan.clone());
        let change = moves(&mut tried, kind, deal, field, to);
        assert_eq!(moved_on(&tried), json!(today()), "{field}");
        there_and_back(&mut tried, &before, change);
    }
}

#[test]
fn the_first_close_is_kept_and_moves_outward_are_counted() {
    let mut draft = Draft::new();
    let deal = draft.deal(json!({ "close_on": null }));
    let kind = Kind::Opportunity;
    let state = |draft: &Draft| ["close_on", "first_close_on", "moves"].map(|field| draft.get(kind, deal, field));
    moves(&mut draft, kind, deal, "close_on", json!("2026-12-31"));
    assert_eq!(state(&draft), [json!("2026-12-31"), Value::Null, Value::Null], "the first day is no move");
    for (to, count) in
        [("2027-01-31", json!(1)), ("2026-11-30", json!(1)), ("2027-03-31", json!(2)), ("2027-04-01", json!(3))]
    {
        let before = draft.plan.clone();
        let change = moves(&mut draft, kind, deal, "close_on", json!(to));
        assert_eq!(state(&draft), [json!(to), json!("2026-12-31"), count], "moved to {to}");
        there_and_back(&mut draft, &before, change);
    }
    moves(&mut draft, kind, deal, "close_on", Value::Null);
    assert_eq!(state(&draft), [Value::Null, json!("2026-12-31"), json!(3)]);
    let deal = draft.plan.opportunities.iter().next().expect("the deal");
    assert!(deal.has_slipped(), "moved three times");
    // A move inward is none, but the first day is kept.
    let mut draft = Draft::new();
    let deal = draft.deal(json!({ "close_on": "2026-12-31" }));
    moves(&mut draft, kind, deal, "close_on", json!("2026-12-01"));
    assert_eq!(draft.get(kind, deal, "first_close_on"), json!("2026-12-31"));
    assert_eq!(draft.get(kind, deal, "moves"), Value::Null);
}

#[test]
fn the_day_first_agreed_is_what_punctuality_is_measured_against() {
    let mut draft = Draft::new();
    let kind = Kind::Action;
    let action = draft.add(kind, json!({ "title": "Call" }));
    moves(&mut draft, kind, action, "due_on", json!("2026-12-01"));
    assert_eq!(draft.get(kind, action, "first_due_on"), Value::Null);
    let before = draft.plan.clone();
    let change = moves(&mut draft, kind, action, "due_on", json!("2026-12-10"));
    assert_eq!(draft.get(kind, action, "first_due_on"), json!("2026-12-01"));
    there_and_back(&mut draft, &before, change);
    moves(&mut draft, kind, action, "due_on", json!("2026-12-20"));
    assert_eq!(draft.get(kind, action, "first_due_on"), json!("2026-12-01"), "and stays");
}

#[test]
fn a_deal_that_ends_gets_its_day_and_its_stage() {
    for (outcome, stage) in [("won", "S6"), ("lost", "S0"), ("no_decision", "S0"), ("dropped", "S0")] {
        let mut draft = Draft::new();
        let deal = draft.deal(json!({ "stage": "S4" }));
        let before = draft.plan.clone();
        let change = moves(&mut draft, Kind::Opportunity, deal, "outcome", json!(outcome));
        assert_eq!(draft.get(Kind::Opportunity, deal, "outcome_on"), json!(today()));
        assert_eq!(draft.get(Kind::Opportunity, deal, "stage"), json!(stage), "{outcome}");
        there_and_back(&mut draft, &before, change);
        // What somebody says about the day stands.
        let mut draft = Draft::new();
        let deal = draft.deal(json!({}));
        let edits = vec![
            draft.setting(Kind::Opportunity, deal, "outcome", json!(outcome)),
            draft.setting(Kind::Opportunity, deal, "outcome_on", json!("2026-11-02")),
        ];
        draft.move_on(edits);
        assert_eq!(draft.get(Kind::Opportunity, deal, "outcome_on"), json!("2026-11-02"));
        // A deal that opens again is neither won nor lost any more, and does not count as either.
        let before = draft.plan.clone();
        let change = moves(&mut draft, Kind::Opportunity, deal, "outcome", Value::Null);
        let state = ["outcome", "outcome_on", "stage"].map(|field| draft.get(Kind::Opportunity, deal, field));
        assert_eq!(state, [Value::Null, Value::Null, Value::Null]);
        assert!(draft.plan.opportunities.iter().all(|one| one.chance() == 0.05));
        there_and_back(&mut draft, &before, change);
    }
}

#[test]
fn the_first_order_makes_a_customer() {
    let mut draft = Draft::new();
    let deals = [json!({}), json!({}), json!({ "amount": 0 }), json!({ "amount": null })].map(|body| draft.deal(body));
    let lost = draft.deal(json!({}));
    moves(&mut draft, Kind::Opportunity, lost, "outcome", json!("lost"));
    for free in &deals[2..] {
        moves(&mut draft, Kind::Opportunity, *free, "outcome", json!("won"));
    }
    assert_eq!((draft.plan.count(Kind::LifecycleEvent), lifecycle(&draft.plan)), (0, Lifecycle::Prospect));

    let before = draft.plan.clone();
    let change = moves(&mut draft, Kind::Opportunity, deals[0], "outcome", json!("won"));
    assert_eq!(lifecycle(&draft.plan), Lifecycle::Customer);
    let (event, body) = draft.plan.bodies(Kind::LifecycleEvent)[0].clone();
    assert_eq!(body["from"], "prospect");
    assert_eq!((&body["on"], &body["opportunity"]), (&json!(today()), &json!(deals[0])));
    assert!(draft.logged(change).edits.iter().any(|edit| edit.touches() == (Kind::LifecycleEvent, event)));
    there_and_back(&mut draft, &before, change);
    assert!(draft.plan.has(Kind::LifecycleEvent, event), "by the same id");

    moves(&mut draft, Kind::Opportunity, deals[1], "outcome", json!("won"));
    assert_eq!(draft.plan.count(Kind::LifecycleEvent), 1, "who buys is a customer already");
}

#[test]
fn a_former_customer_who_orders_is_won_back_and_a_loyal_one_stays_loyal() {
    for (stage, wanted) in [("former", Lifecycle::Customer), ("loyal", Lifecycle::Loyal)] {
        let mut draft = Draft::new();
        draft.add(Kind::LifecycleEvent, json!({ "from": "customer", "to": stage, "on": "2026-01-01" }));
        let deal = draft.deal(json!({}));
        moves(&mut draft, Kind::Opportunity, deal, "outcome", json!("won"));
        assert_eq!(lifecycle(&draft.plan), wanted);
    }
}

#[test]
fn of_two_orders_in_one_change_one_makes_the_customer() {
    let mut draft = Draft::new();
    let deals = [draft.deal(json!({})), draft.deal(json!({}))];
    let edits = deals.map(|deal| draft.setting(Kind::Opportunity, deal, "outcome", json!("won"))).to_vec();
    draft.move_on(edits);
    assert_eq!(draft.plan.count(Kind::LifecycleEvent), 1);

    // Nor is it drawn where somebody says so in the same change.
    let mut draft = Draft::new();
    let deal = draft.deal(json!({}));
    let event = json!({ "from": "prospect", "to": "customer", "on": "2026-11-02" });
    let edits = vec![
        draft.setting(Kind::Opportunity, deal, "outcome", json!("won")),
        create(Kind::LifecycleEvent, draft.fresh(), event),
    ];
    draft.move_on(edits);
    assert_eq!(draft.plan.count(Kind::LifecycleEvent), 1);
}

#[test]
fn the_same_change_draws_the_same_things_on_every_machine() {
    let mut draft = Draft::new();
    let deal = draft.deal(json!({ "close_on": "2026-12-31" }));
    let edits = vec![
        draft.setting(Kind::Opportunity, deal, "outcome", json!("won")),
        draft.setting(Kind::Opportunity, deal, "close_on", json!("2027-01-31")),
    ];
    let change = Change { id: draft.fresh(), why: None, undoes: None, edits };
    let twice = [(); 2].map(|()| draft.plan.apply_on(&change, today()).expect("a change"));
    assert!(twice[0].plan == twice[1].plan && twice[0].edits == twice[1].edits);
    // Without a day nothing is drawn: what is written down is written down.
    let applied = draft.plan.apply(&change).expect("a change");
    assert_eq!(applied.edits.len(), 2);
}

// Files and undo.

#[test]
fn a_file_is_never_refused_for_a_rule_about_moves() {
    let mut draft = Draft::new();
    let header = draft.head(None);
    draft.set(Kind::AccountPlan, header, "status", json!("active"));
    draft.deal(json!({ "forecast_category": "commit" }));
    draft.deal(json!({ "opportunity_type": "planned", "close_on": null }));
    draft.deal(json!({ "outcome": "won" }));
    let text = file::write(&draft.plan);
    let read = file::read(&text).unwrap_or_else(|problems| panic!("refused: {problems:#?}"));
    assert!(read == draft.plan, "and nothing is drawn from it");
    assert_eq!(lifecycle(&read), Lifecycle::Prospect);
}

#[test]
fn an_undo_is_never_refused_for_a_rule_about_moves() {
    let mut draft = Draft::new();
    let deal = draft.sure_deal(json!({}));
    moves(&mut draft, Kind::Opportunity, deal, "forecast_category", json!("commit"));
    let doubted = moves(&mut draft, Kind::Opportunity, deal, "forecast_category", json!("pipeline"));
    let parts: Vec<Edit> = draft
        .plan
        .bodies(Kind::OpportunityPerson)
        .into_iter()
        .map(|(id, _)| remove(Kind::OpportunityPerson, id))
        .collect();
    draft.move_on(parts);
    let undo =
        draft.plan.undo(&draft.logged(doubted).clone(), &draft.log[draft.log.len() - 1..], draft.clone().fresh());
    let undo = undo.expect("nobody touched the category since");
    let applied = draft.plan.apply_on(&undo, today()).expect("an undo is taken as it is");
    let deal = applied.plan.opportunities.iter().next().expect("the deal");
    assert_eq!(deal.forecast_category.map(|one| one.code()), Some("commit"));
    assert_eq!(applied.edits.len(), 1, "and nothing is drawn from it");
    // By hand the same is refused.
    let by_hand = draft.setting(Kind::Opportunity, deal.id.uuid(), "forecast_category", json!("commit"));
    assert_eq!(lacking(&draft.cannot_move(vec![by_hand])).1, ["decision_maker", "approver"]);
}
