//! The overview: where we stand and why, what is next, what moved.

use crate::support::plans::{bedrock, empty};
use crate::support::{LIN, Server};
use ledger::Moment;
use plan::{Change, Edit, Kind, Language};
use serde_json::{Value, json};
use web::words::Say;

#[tokio::test]
async fn four_lights_say_why_and_the_worst_is_marked() {
    let server = Server::bedrock().await;
    let page = server.open(&server.at("overview")).await;
    let lights = page.text_of("lights");
    for why in [
        "Seat strength 34.2 of 100",
        "62.5 of 100 points: 1 overdue, 1 done late",
        "Only 57.4 % of the key people",
        "The chance to reach CNY 90M is 8.2 %",
    ] {
        assert!(lights.contains(why), "{why}: {lights}");
    }
    assert!(lights.contains("Red Worst: decides the health"), "the forecast is the worst: {lights}");
    for key in ["relationship.seat_strength", "objective.execution_score", "voice.reach"] {
        let rows = server.open(&server.at(&format!("overview?figure={key}"))).await;
        assert!(rows.count_within("panel", "tr") > 2, "{key} opens to its rows");
    }
}

#[tokio::test]
async fn the_forecast_stands_against_the_target() {
    let server = Server::bedrock().await;
    let outlook = server.open(&server.at("overview")).await.text_of("outlook");
    for amount in [
        "CNY 90M",
        "CNY 6M of it won",
        "CNY 38.5M",
        "CNY 57.38M",
        "CNY 109M",
        "CNY 31M",
        "CNY 88.5M",
        "8.2 %",
        "CNY 32.5M",
    ] {
        assert!(outlook.contains(amount), "{amount}: {outlook}");
    }
}

#[tokio::test]
async fn what_is_missing_leads_to_where_it_is_mended() {
    let server = Server::bedrock().await;
    let page = server.open(&server.at("overview")).await;
    assert!(page.text_of("completeness").contains("80.0 % Usable"), "{}", page.text_of("completeness"));
    assert_eq!(page.count_within("missing", "li"), 5, "the five open checks");
    assert!(page.links().contains(&server.at("overview?person=P13")), "an unowned key person opens beside it");
    assert!(page.links().contains(&server.at("background")), "facts are mended on their page");
}

#[tokio::test]
async fn an_action_is_done_in_one_press_and_that_can_be_taken_back() {
    let server = Server::bedrock().await;
    let page = server.open(&server.at("overview")).await;
    assert!(page.text_of("next").contains("2026-11-15 overdue"), "the overdue one is on top: {}", page.text_of("next"));
    let overdue = server.id(Kind::Action, "A02").await;
    server.save(&page.form_to(&format!("/records/action/{overdue}"))).await;
    let plan = server.plan().await;
    let done = plan.actions.iter().find(|one| one.code == "A02").unwrap();
    assert_eq!(serde_json::to_value(done).unwrap()["done_on"], json!("2026-11-20"));
    assert!(!done.is_open());
    let page = server.open(&server.at("overview")).await;
    assert!(page.text_of("lights").contains("0 overdue, 2 done late"), "{}", page.text_of("lights"));
    server.save(&page.form_to("/undo")).await;
    server.assert_bedrock().await;
}

#[tokio::test]
async fn an_empty_plan_begins_with_four_steps() {
    let server = Server::with(&empty()).await;
    for language in Language::ALL {
        let page = server.get_in(language, &server.at("overview")).await.page();
        assert!(page.text_of("main").contains(&Say::new(language).label("empty-overview")));
    }
    for kind in ["member", "node", "person", "opportunity"] {
        let address = server.at(&format!("overview?new={kind}"));
        assert!(server.open(&server.at("overview")).await.links().contains(&address), "{address}");
        assert!(server.open(&address).await.forms().contains(&format!("new-{kind}").as_str()));
    }
}

/// A field of the record with this code as a later day has it.
fn set(plan: &plan::Plan, kind: Kind, code: &str, field: &str, now: Value) -> Edit {
    let id = plan.find(kind, code).unwrap();
    let was = plan.body(kind, id).unwrap().get(field).cloned().unwrap_or(Value::Null);
    Edit::Set { kind, id, field: field.into(), was, now }
}

#[tokio::test]
async fn what_changed_since_the_last_review_is_told_in_sentences() {
    let (server, plan) = (Server::bedrock().await, bedrock());
    let seat = server.ledger.open(&LIN, server.account).await.unwrap();
    let review = Moment { at: "2026-10-01T08:00:00Z".parse().unwrap(), today: "2026-10-01".parse().unwrap() };
    seat.seal(server.new_id().parse().unwrap(), "Q3", review).await.unwrap();
    let owner =
        plan.relationship_owners.iter().find(|one| Some(one.person.uuid()) == plan.find(Kind::Person, "P15")).unwrap();
    let edits = vec![
        set(&plan, Kind::Person, "P05", "preference", json!(0)),
        set(&plan, Kind::Person, "P14", "left_on", json!("2026-11-01")),
        set(&plan, Kind::Opportunity, "O04", "close_on", json!("2027-07-30")),
        set(&plan, Kind::Opportunity, "O03", "close_on", json!("2027-06-20")),
        set(&plan, Kind::Opportunity, "O05", "amount", json!(700_000_000)),
        set(&plan, Kind::Opportunity, "O06", "stage", json!("S5")),
        set(&plan, Kind::Opportunity, "O11", "opportunity_type", json!("potential")),
        set(&plan, Kind::Opportunity, "O11", "type_reason", json!("Nobody at the customer asks for it now.")),
        set(&plan, Kind::Opportunity, "O09", "outcome", json!("dropped")),
        set(&plan, Kind::Node, "N05", "verification", json!("confirmed")),
        set(&plan, Kind::Action, "A05", "status", json!("done")),
        set(&plan, Kind::Action, "A05", "done_on", json!("2026-11-19")),
        set(&plan, Kind::Fact, "F1", "expires_on", json!("2026-11-10")),
        Edit::Remove { kind: Kind::RelationshipOwner, id: owner.id.uuid(), body: Value::Null },
        Edit::Create {
            kind: Kind::RelationshipOwner,
            id: server.new_id().parse().unwrap(),
            body: json!({ "person": plan.find(Kind::Person, "P02"), "member": plan.find(Kind::Member, "K2") }),
        },
        Edit::Create {
            kind: Kind::LifecycleEvent,
            id: server.new_id().parse().unwrap(),
            body: json!({ "from": "customer", "to": "loyal", "on": "2026-11-18" }),
        },
    ];
    let change = Change { id: server.new_id().parse().unwrap(), why: None, undoes: None, edits };
    let now = Moment { at: "2026-11-20T08:00:00Z".parse().unwrap(), today: "2026-11-20".parse().unwrap() };
    seat.commit(change, now).await.unwrap();

    let page = server.open(&server.at("overview")).await;
    let told = page.text_of("changed");
    for sentence in [
        "Changed since 2026-10-01",
        "Stance: Non-supporter → Neutral",
        "Left the customer",
        "Signing moved 30 days later",
        "Signing moved 10 days earlier",
        "Amount: CNY 6M → CNY 7M",
        "Stage: S4 Proposal → S5 Negotiation",
        "Type: Planned → Potential",
        "Closed: Dropped by us",
        "Confirmed by the customer on the strategy map: 1",
        "Actions done: 1",
        "Facts gone stale: 1",
        "Nobody of ours is responsible any more",
        "Somebody of ours is responsible now",
        "Life with us: Customer → Loyal customer",
    ] {
        assert!(told.contains(sentence), "{sentence}: {told}");
    }
}
