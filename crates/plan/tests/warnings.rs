//! The live checks of both maps (method 2.4, 4.1) and the daily alerts (method 8): each with an example that raises it
//! and one that does not. None of them stands in the way of a change.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "clippy.toml allows them in test functions, not in their helpers"
)]

mod support;

use plan::influence_map::checks as influence_map;
use plan::joint_plan::Light;
use plan::opportunity::checks as opportunity;
use plan::relationship::Relationships;
use plan::review::alerts::alerts;
use plan::review::health::{Lights, light};
use plan::strategy_map::checks as strategy_map;
use plan::warning::Warning;
use plan::{Kind, Plan};
use serde_json::{Value, json};
use support::{Draft, bedrock, in_days, today};
use uuid::Uuid;

/// Everything that a plan is warned of today.
fn all(plan: &Plan) -> Vec<Warning> {
    let relationships = Relationships::of(plan, today());
    let mut all = strategy_map::warnings(plan, today());
    all.extend(influence_map::warnings(plan, today()));
    all.extend(opportunity::warnings(plan, today(), &relationships));
    all.extend(alerts(plan, today(), Lights::of(plan, today(), &relationships), None));
    all
}

/// The records of a warning; none where it is not raised.
fn raised(plan: &Plan, key: &str) -> Option<Vec<Uuid>> {
    let found: Vec<Warning> = all(plan).into_iter().filter(|one| one.key == key).collect();
    assert!(found.windows(2).all(|pair| pair[0].records == pair[1].records), "{key} says two things");
    found.first().map(|one| one.records.iter().map(|record| record.id).collect())
}

#[track_caller]
fn assert_about(draft: &Draft, key: &str, records: &[Uuid]) {
    assert_eq!(raised(&draft.plan, key).as_deref(), Some(records), "{key}");
}

#[track_caller]
fn assert_quiet(draft: &Draft, key: &str) {
    assert_eq!(raised(&draft.plan, key), None, "{key}");
}

fn node(draft: &mut Draft, layer: &str, fields: Value) -> Uuid {
    let mut body = json!({ "node_type": layer, "title": "A card" });
    let (Value::Object(body_fields), Value::Object(fields)) = (&mut body, fields) else { panic!("objects") };
    body_fields.extend(fields);
    draft.add(Kind::Node, body)
}

fn edge(draft: &mut Draft, parent: Uuid, child: Uuid) -> Uuid {
    draft.add(Kind::Edge, json!({ "parent": parent, "child": child }))
}

fn set(draft: &mut Draft, kind: Kind, id: Uuid, field: &str, now: Value) {
    draft.set(kind, id, field, now);
}

// The strategy map.

#[test]
fn a_goal_has_a_metric_and_a_day() {
    for lacks in ["metric", "due_on"] {
        let mut draft = Draft::new();
        let goal = node(&mut draft, "goal", json!({ "metric": "Yuan a barrel", "due_on": "2028-12-31" }));
        assert_quiet(&draft, "goal_unmeasured");
        set(&mut draft, Kind::Node, goal, lacks, Value::Null);
        assert_about(&draft, "goal_unmeasured", &[goal]);
        set(&mut draft, Kind::Node, goal, "status", json!("dropped"));
        assert_quiet(&draft, "goal_unmeasured");
    }
    let mut draft = Draft::new();
    node(&mut draft, "strategy", json!({}));
    assert_quiet(&draft, "goal_unmeasured");
}

#[test]
fn a_goal_leads_to_a_strategy_and_a_strategy_to_a_tactic_or_a_need() {
    let mut draft = Draft::new();
    let goal = node(&mut draft, "goal", json!({}));
    assert_about(&draft, "goal_without_strategy", &[goal]);
    let strategy = node(&mut draft, "strategy", json!({}));
    let pressure = node(&mut draft, "pressure", json!({}));
    edge(&mut draft, pressure, strategy);
    assert_about(&draft, "goal_without_strategy", &[goal]);
    edge(&mut draft, goal, strategy);
    assert_quiet(&draft, "goal_without_strategy");
    assert_about(&draft, "strategy_without_tactic", &[strategy]);
    for layer in ["tactic", "need"] {
        let mut draft = draft.clone();
        let below = node(&mut draft, layer, json!({}));
        edge(&mut draft, strategy, below);
        assert_quiet(&draft, "strategy_without_tactic");
    }
}

#[test]
fn a_need_hangs_on_something() {
    let mut draft = Draft::new();
    let need = node(&mut draft, "need", json!({}));
    assert_about(&draft, "need_without_parent", &[need]);
    let obstacle = node(&mut draft, "obstacle", json!({}));
    edge(&mut draft, obstacle, need);
    assert_about(&draft, "need_without_parent", &[need]);
    let tactic = node(&mut draft, "tactic", json!({}));
    edge(&mut draft, tactic, need);
    assert_quiet(&draft, "need_without_parent");
}

#[test]
fn five_goals_are_a_focus_and_six_are_none() {
    let mut draft = Draft::new();
    let goals: Vec<Uuid> = (0..5).map(|_| node(&mut draft, "goal", json!({}))).collect();
    assert_quiet(&draft, "too_many_goals");
    node(&mut draft, "goal", json!({}));
    assert_about(&draft, "too_many_goals", &[]);
    set(&mut draft, Kind::Node, goals[0], "status", json!("reached"));
    assert_quiet(&draft, "too_many_goals");
}

#[test]
fn somebody_cares_about_every_card() {
    let mut draft = Draft::new();
    node(&mut draft, "vision", json!({}));
    assert_quiet(&draft, "card_without_person");
    let need = node(&mut draft, "need", json!({}));
    assert_about(&draft, "card_without_person", &[need]);
    let person = draft.person(json!({}));
    draft.add(Kind::NodePerson, json!({ "node": need, "person": person }));
    assert_quiet(&draft, "card_without_person");
}

#[test]
fn what_is_assumed_is_asked_about_within_ninety_days() {
    for (known, days, late) in [
        (Some("assumed"), Some(-91), true),
        (Some("assumed"), Some(-90), false),
        (None, Some(-91), true),
        (None, None, false),
        (Some("sourced"), Some(-400), false),
        (Some("confirmed"), Some(-400), false),
    ] {
        let mut draft = Draft::new();
        let body = json!({ "verification": known, "verified_on": days.map(in_days) });
        let card = node(&mut draft, "tactic", body);
        match late {
            true => assert_about(&draft, "assumed_too_long", &[card]),
            false => assert_quiet(&draft, "assumed_too_long"),
        }
        set(&mut draft, Kind::Node, card, "status", json!("changed"));
        assert_quiet(&draft, "assumed_too_long");
    }
}

#[test]
fn a_need_that_we_can_meet_is_decided_on() {
    let mut draft = Draft::new();
    let need = node(&mut draft, "need", json!({ "fit": 1 }));
    assert_about(&draft, "need_undecided", &[need]);
    let solution = draft.add(Kind::Solution, json!({ "name": "Ledger" }));
    let entry = draft.add(Kind::Entry, json!({ "need": need, "solution": solution }));
    assert_about(&draft, "need_undecided", &[need]);
    set(&mut draft, Kind::Entry, entry, "decision", json!("decline"));
    assert_quiet(&draft, "need_undecided");
    set(&mut draft, Kind::Entry, entry, "decision", Value::Null);
    for (field, quiet) in [("fit", json!(0)), ("fit", Value::Null), ("need_state", json!("solved_by_us"))] {
        let mut draft = draft.clone();
        set(&mut draft, Kind::Node, need, field, quiet);
        assert_quiet(&draft, "need_undecided");
    }
}

// The influence map.

#[test]
fn every_current_deal_has_its_three_seats_filled() {
    let seats = [
        ("APPROVER", "deal_without_approver"),
        ("DECISION_MAKER", "deal_without_decision_maker"),
        ("RECOMMENDER", "deal_without_recommender"),
    ];
    for (role, key) in seats {
        let mut draft = Draft::new();
        let deal = draft.deal(json!({}));
        assert_about(&draft, key, &[deal]);
        let person = draft.person(json!({ "role": role }));
        draft.on_deal(deal, person, json!({}));
        assert_quiet(&draft, key);
        set(&mut draft, Kind::Person, person, "left_on", json!(today()));
        assert_about(&draft, key, &[deal]);
        for (field, now) in [("opportunity_type", json!("planned")), ("outcome", json!("lost"))] {
            let mut draft = draft.clone();
            set(&mut draft, Kind::Opportunity, deal, field, now);
            assert_quiet(&draft, key);
        }
    }
}

#[test]
fn the_stance_of_a_key_person_is_known() {
    let mut draft = Draft::new();
    let person = draft.person(json!({ "influence": 3 }));
    assert_about(&draft, "stance_unknown", &[person]);
    set(&mut draft, Kind::Person, person, "preference", json!(0));
    assert_quiet(&draft, "stance_unknown");
    draft.person(json!({ "influence": 2 }));
    draft.person(json!({}));
    draft.person(json!({ "influence": 5, "left_on": in_days(-1) }));
    assert_quiet(&draft, "stance_unknown");
}

#[test]
fn somebody_sponsors_us() {
    let mut draft = Draft::new();
    assert_quiet(&draft, "no_sponsor");
    let person = draft.person(json!({ "role": "APPROVER" }));
    assert_about(&draft, "no_sponsor", &[]);
    set(&mut draft, Kind::Person, person, "other_roles", json!(["SPONSOR"]));
    assert_quiet(&draft, "no_sponsor");
    set(&mut draft, Kind::Person, person, "other_roles", Value::Null);
    set(&mut draft, Kind::Person, person, "role", json!("SPONSOR"));
    assert_quiet(&draft, "no_sponsor");
}

#[test]
fn not_everybody_hangs_on_one_of_ours() {
    let mut draft = Draft::new();
    let people = [(); 2].map(|()| draft.person(json!({ "influence": 3 })));
    let members = [draft.member(), draft.member()];
    assert_quiet(&draft, "single_thread");
    draft.owner(people[0], members[0]);
    draft.owner(people[1], members[0]);
    assert_about(&draft, "single_thread", &[]);
    draft.owner(people[1], members[1]);
    assert_quiet(&draft, "single_thread");
    let mut one = Draft::new();
    let (person, member) = (one.person(json!({ "influence": 5 })), one.member());
    one.owner(person, member);
    assert_quiet(&one, "single_thread");
}

#[test]
fn every_key_person_is_covered() {
    let mut draft = Draft::new();
    let (person, member) = (draft.person(json!({ "influence": 3 })), draft.member());
    assert_about(&draft, "key_person_uncovered", &[person]);
    assert_quiet(&draft, "contact_stale");
    draft.owner(person, member);
    draft.met(person, member, 46);
    assert_about(&draft, "key_person_uncovered", &[person]);
    // Owned and yet too long without contact: that is also a daily alert.
    assert_about(&draft, "contact_stale", &[person]);
    draft.met(person, member, 45);
    assert_quiet(&draft, "key_person_uncovered");
    assert_quiet(&draft, "contact_stale");
    draft.person(json!({ "influence": 2 }));
    assert_quiet(&draft, "key_person_uncovered");
}

#[test]
fn our_supporters_are_not_at_war() {
    let mut draft = Draft::new();
    let people = [(); 2].map(|()| draft.person(json!({ "preference": 1 })));
    let body = json!({ "from": people[0], "to": people[1], "line_type": "conflict" });
    let line = draft.add(Kind::InfluenceLine, body);
    assert_about(&draft, "supporters_in_conflict", &[line]);
    for quiet in [json!(0), json!(-2), Value::Null] {
        let mut draft = draft.clone();
        set(&mut draft, Kind::Person, people[1], "preference", quiet);
        assert_quiet(&draft, "supporters_in_conflict");
    }
    set(&mut draft, Kind::InfluenceLine, line, "line_type", json!("alliance"));
    assert_quiet(&draft, "supporters_in_conflict");
}

#[test]
fn who_left_stands_on_no_open_deal() {
    let mut draft = Draft::new();
    let deal = draft.deal(json!({}));
    let person = draft.person(json!({ "role": "RECOMMENDER", "left_on": in_days(1) }));
    draft.on_deal(deal, person, json!({}));
    assert_quiet(&draft, "left_but_on_deal");
    set(&mut draft, Kind::Person, person, "left_on", json!(today()));
    assert_about(&draft, "left_but_on_deal", &[person]);
    assert_quiet(&draft, "decider_left");
    for role in ["DECISION_MAKER", "SPONSOR"] {
        set(&mut draft, Kind::Person, person, "role", json!(role));
        assert_about(&draft, "decider_left", &[person]);
    }
    set(&mut draft, Kind::Opportunity, deal, "outcome", json!("won"));
    assert_quiet(&draft, "left_but_on_deal");
    assert_quiet(&draft, "decider_left");
}

#[test]
fn who_decides_in_a_deal_alone_is_missed_there_too() {
    let mut draft = Draft::new();
    let deal = draft.deal(json!({}));
    let person = draft.person(json!({ "role": "COACH", "left_on": today() }));
    draft.on_deal(deal, person, json!({ "role": "DECISION_MAKER" }));
    assert_about(&draft, "decider_left", &[person]);
    let other = draft.person(json!({ "role": "DECISION_MAKER", "left_on": today() }));
    draft.on_deal(deal, other, json!({ "role": "COACH" }));
    assert_about(&draft, "decider_left", &[person, other]);
}

// Alerts.

#[test]
fn a_commit_keeps_its_conditions() {
    let mut draft = Draft::new();
    let deal = draft.sure_deal(json!({ "forecast_category": "commit" }));
    assert_quiet(&draft, "commit_unsure");
    set(&mut draft, Kind::Opportunity, deal, "budget_state", json!("unknown"));
    assert_about(&draft, "commit_unsure", &[deal]);
    for (field, quiet) in [("forecast_category", json!("best_case")), ("outcome", json!("won"))] {
        let mut draft = draft.clone();
        set(&mut draft, Kind::Opportunity, deal, field, quiet);
        assert_quiet(&draft, "commit_unsure");
    }
}

#[test]
fn a_goal_that_is_soon_due_is_on_track() {
    for (status, days, late) in [
        (Some("at_risk"), 60, true),
        (Some("at_risk"), 61, false),
        (Some("at_risk"), -1, true),
        (Some("off_track"), 0, true),
        (Some("not_started"), 30, true),
        (None, 30, true),
        (Some("on_track"), 30, false),
        (Some("done"), 30, false),
        (Some("cancelled"), 30, false),
    ] {
        let mut draft = Draft::new();
        let body = json!({ "category": "REV", "statement": "Grow", "due_on": in_days(days), "status": status });
        let goal = draft.add(Kind::Objective, body);
        match late {
            true => assert_about(&draft, "goal_off_track", &[goal]),
            false => assert_quiet(&draft, "goal_off_track"),
        }
        set(&mut draft, Kind::Objective, goal, "due_on", Value::Null);
        assert_quiet(&draft, "goal_off_track");
    }
}

#[test]
fn a_contract_is_talked_about_half_a_year_before_it_ends() {
    for (days, ending) in [(-1, false), (0, true), (180, true), (181, false)] {
        let mut draft = Draft::new();
        let solution = draft.add(Kind::Solution, json!({ "name": "Ledger" }));
        let body = json!({ "solution": solution, "contract_end": in_days(days) });
        let footprint = draft.add(Kind::Footprint, body);
        match ending {
            true => assert_about(&draft, "contract_ending", &[footprint]),
            false => assert_quiet(&draft, "contract_ending"),
        }
    }
}

#[test]
fn a_rhythm_is_kept() {
    for (rhythm, allowed) in [("weekly", 10), ("monthly", 40), ("quarterly", 100), ("yearly", 400)] {
        let mut draft = Draft::new();
        let rule = draft.add(Kind::CadenceRule, json!({ "rhythm": rhythm }));
        assert_quiet(&draft, "cadence_missed");
        set(&mut draft, Kind::CadenceRule, rule, "since", json!(in_days(-allowed - 1)));
        assert_about(&draft, "cadence_missed", &[rule]);
        set(&mut draft, Kind::CadenceRule, rule, "since", json!(in_days(-allowed)));
        assert_quiet(&draft, "cadence_missed");
        let body =
            json!({ "cadence_rule": rule, "planned_on": in_days(-allowed - 1), "held_on": in_days(-allowed - 1) });
        let meeting = draft.add(Kind::Meeting, body);
        // Begun again after that meeting, it is not yet missed.
        assert_quiet(&draft, "cadence_missed");
        set(&mut draft, Kind::CadenceRule, rule, "since", Value::Null);
        assert_about(&draft, "cadence_missed", &[rule]);
        set(&mut draft, Kind::Meeting, meeting, "held_on", json!(in_days(-1)));
        assert_quiet(&draft, "cadence_missed");
        // One that only shall be held is none.
        set(&mut draft, Kind::Meeting, meeting, "held_on", Value::Null);
        set(&mut draft, Kind::CadenceRule, rule, "since", json!(in_days(-allowed - 1)));
        assert_about(&draft, "cadence_missed", &[rule]);
    }
}

#[test]
fn no_partner_endangers_what_we_commit() {
    let mut draft = Draft::new();
    let organisation = draft.add(Kind::Organisation, json!({ "name": "Hanshi" }));
    let partner = draft.add(Kind::StrategicRelation, json!({ "organisation": organisation, "conflict_risk": "high" }));
    let deal = draft.sure_deal(json!({ "forecast_category": "commit" }));
    assert_quiet(&draft, "partner_risk_on_commit");
    set(&mut draft, Kind::Opportunity, deal, "partners", json!([partner]));
    assert_about(&draft, "partner_risk_on_commit", &[deal]);
    for quiet in [json!("medium"), Value::Null] {
        let mut draft = draft.clone();
        set(&mut draft, Kind::StrategicRelation, partner, "conflict_risk", quiet);
        assert_quiet(&draft, "partner_risk_on_commit");
    }
    set(&mut draft, Kind::Opportunity, deal, "forecast_category", Value::Null);
    assert_quiet(&draft, "partner_risk_on_commit");
}

#[test]
fn a_change_of_colour_is_told() {
    let plan = bedrock();
    let relationships = Relationships::of(&plan, today());
    let now = Lights::of(&plan, today(), &relationships);
    let told =
        |before: Option<Lights>| alerts(&plan, today(), now, before).iter().any(|one| one.key == "health_changed");
    assert!(!told(None) && !told(Some(now)));
    let green = Some(Light::Green);
    assert!(told(Some(Lights { relationship: green, execution: green, voice: green, forecast: green })));
    assert!(told(Some(Lights::default())), "unknown is another colour than red");
    assert!(!told(Some(Lights { relationship: green, ..now })), "the worst is what it was");
}

#[test]
fn the_bands_of_the_lights_have_no_holes() {
    for (points, wanted) in [
        (0.0, Light::Red),
        (33.999, Light::Red),
        (34.0, Light::Amber),
        (66.999, Light::Amber),
        (67.0, Light::Green),
        (100.0, Light::Green),
    ] {
        assert_eq!(light(points), wanted, "{points}");
    }
    let of = |lights: [Option<Light>; 4]| {
        let [relationship, execution, voice, forecast] = lights;
        Lights { relationship, execution, voice, forecast }.health()
    };
    let (red, amber, green) = (Some(Light::Red), Some(Light::Amber), Some(Light::Green));
    assert_eq!(of([green; 4]), green);
    assert_eq!(of([green, green, None, green]), None, "unknown is no green");
    assert_eq!(of([green, amber, None, green]), amber);
    assert_eq!(of([green, amber, None, red]), red, "no mean hides a red one");
}

// The worked example.

#[test]
fn the_example_is_warned_of_what_it_lacks() {
    let plan = bedrock();
    let warned = all(&plan);
    let codes: Vec<(&str, Vec<&str>)> = warned
        .iter()
        .map(|one| {
            let code = |record: &plan::id::RecordRef| plan.code(record.kind, record.id).expect("it is there");
            (one.key, one.records.iter().map(code).collect())
        })
        .collect();
    let of = |key: &str| codes.iter().find(|(one, _)| *one == key).map(|(_, codes)| codes.as_slice());
    assert_eq!(of("need_undecided"), Some(&["N12"][..]), "the white space");
    assert_eq!(of("deal_without_approver"), Some(&["O02", "O04", "O10"][..]), "as method 7.5 says");
    assert_eq!(of("commit_unsure"), Some(&["O01", "O10"][..]), "both by exception");
    let uncovered = ["P02", "P05", "P10", "P12", "P13", "X1"];
    assert_eq!(of("key_person_uncovered"), Some(&uncovered[..]));
    assert_eq!(of("contact_stale"), Some(&["P05", "P10", "P12", "X1"][..]), "who has an owner");
    for quiet in [
        "goal_unmeasured",
        "goal_without_strategy",
        "strategy_without_tactic",
        "need_without_parent",
        "too_many_goals",
        "stance_unknown",
        "no_sponsor",
        "single_thread",
        "left_but_on_deal",
        "decider_left",
        "supporters_in_conflict",
        "health_changed",
    ] {
        assert_eq!(of(quiet), None, "{quiet}");
    }
}

#[test]
fn an_empty_plan_is_warned_of_nothing() {
    assert_eq!(all(&Draft::new().plan), []);
    assert_eq!(all(&Plan::default()), []);
}

// The list of opportunities.

#[test]
fn a_probability_far_from_its_default_says_why() {
    let mut draft = Draft::new();
    let kind = Kind::Opportunity;
    let deal = draft.deal(json!({ "stage": "S3", "buying_step": 4 }));
    for percent in [20, 40, 60] {
        draft.set(kind, deal, "probability", json!(percent));
        assert_quiet(&draft, "probability_unexplained");
    }
    for percent in [0, 19, 61, 100] {
        draft.set(kind, deal, "probability", json!(percent));
        assert_about(&draft, "probability_unexplained", &[deal]);
    }
    draft.set(kind, deal, "probability_reason", json!("The minister asked for us by name"));
    assert_quiet(&draft, "probability_unexplained");
    draft.set(kind, deal, "probability_reason", Value::Null);
    // Two steps ahead of the customer the default is that of the customer's step.
    draft.set(kind, deal, "probability", json!(40));
    draft.set(kind, deal, "buying_step", json!(2));
    assert_about(&draft, "probability_unexplained", &[deal]);
    // What is fixed or over needs no reason.
    draft.set(kind, deal, "opportunity_type", json!("planned"));
    assert_quiet(&draft, "probability_unexplained");
    draft.set(kind, deal, "opportunity_type", json!("current"));
    draft.set(kind, deal, "outcome", json!("lost"));
    assert_quiet(&draft, "probability_unexplained");
}
