//! Goals and actions: the tree, what is overdue, what endangers it.

use crate::support::Server;
use crate::support::plans::empty;
use crate::{Life, lives};
use plan::Kind;

#[tokio::test]
async fn goals_stand_as_a_tree_with_their_progress_and_actions() {
    let server = Server::bedrock().await;
    let page = server.open(&server.at("objectives")).await;
    let goals: Vec<&str> = page.tags().filter_map(|tag| tag.get("id")?.strip_prefix("goal-")).collect();
    assert_eq!(goals, ["B1", "B2", "B2.1", "B2.2", "B2.3", "B2.4"]);
    let depth = |code: &str| page.by_id(&format!("goal-{code}")).unwrap().get("class").unwrap().to_owned();
    assert!(depth("B2").contains("depth-0") && depth("B2.3").contains("depth-1"), "sub-goals stand below");
    let goal = page.text_of("goal-B2.3");
    assert!(goal.contains("0.74 → 0.9") && goal.contains("now 0.74"), "fed by the figure: {goal}");
    assert!(goal.contains("First meeting COO–CFO"), "with its actions: {goal}");
    assert!(page.text_of("figure-execution_score").contains("62.5"));
}

#[tokio::test]
async fn progress_follows_the_figure_that_feeds_it() {
    let server = Server::bedrock().await;
    let (person, member) = (server.id(Kind::Person, "P02").await, server.id(Kind::Member, "K2").await);
    let form = server.open(&server.at("objectives?new=relationship_owner")).await.form("new-relationship_owner");
    server.save(&form.with("person", &person).with("member", &member)).await;
    let goal = server.open(&server.at("objectives")).await.text_of("goal-B2.3");
    // An owner without a contact covers half: 48.5 of 62 instead of 46.
    assert!(goal.contains("now 0.78"), "{goal}");
}

#[tokio::test]
async fn what_is_overdue_is_on_top_and_done_in_one_press() {
    let server = Server::bedrock().await;
    let page = server.open(&server.at("objectives")).await;
    assert_eq!(page.count_within("overdue", "li"), 1, "A02");
    let id = server.id(Kind::Action, "A02").await;
    server.save(&page.form_to(&format!("/records/action/{id}"))).await;
    let page = server.open(&server.at("objectives")).await;
    assert!(page.by_id("overdue").is_none(), "nothing is overdue any more");
    server.save(&page.form_to("/undo")).await;
    server.assert_bedrock().await;
}

#[tokio::test]
async fn an_action_that_serves_no_goal_waits_in_its_own_bucket() {
    let server = Server::bedrock().await;
    assert!(server.open(&server.at("objectives")).await.by_id("unassigned").is_none());
    let form = server.open(&server.at("objectives?new=action")).await.form("new-action");
    server.save(&form.with("title", "Call the institute")).await;
    let page = server.open(&server.at("objectives")).await;
    assert!(page.text_of("unassigned").contains("Call the institute"));
    let goal = server.id(Kind::Objective, "B1").await;
    let form = server.open(&server.at(&format!("objectives?set.objective={goal}&new=action"))).await.form("new-action");
    assert_eq!(form.value("objective"), goal, "from a goal it is assigned already");
}

#[tokio::test]
async fn an_empty_plan_has_the_one_next_step() {
    let server = Server::with(&empty()).await;
    let page = server.open(&server.at("objectives")).await;
    assert!(page.links().contains(&server.at("objectives?new=objective")));
}

#[tokio::test]
async fn records_are_refused_made_edited_and_taken_back() {
    let server = Server::bedrock().await;
    let (page, rival) = ("objectives", server.id(Kind::Competitor, "C01").await);
    let all = [
        Life {
            page,
            kind: Kind::Objective,
            typed: &[("category", "REL3"), ("statement", "Know finance"), ("target", "3")],
            refused: ("target", "three"),
            edited: ("actual", "1"),
        },
        Life {
            page,
            kind: Kind::Action,
            typed: &[("title", "Lunch with finance"), ("due_on", "2026-12-01"), ("status", "todo")],
            refused: ("due_on", "next week"),
            edited: ("status", "doing"),
        },
        Life {
            page,
            kind: Kind::Issue,
            typed: &[("title", "Spares late"), ("since", "2026-11-01"), ("severity", "low")],
            refused: ("title", ""),
            edited: ("effect", "Nobody trusts the date."),
        },
        Life {
            page,
            kind: Kind::Risk,
            typed: &[("statement", "The budget is cut."), ("likelihood", "low"), ("severity", "high")],
            refused: ("statement", ""),
            edited: ("measure", "Ask finance in January."),
        },
        Life {
            page,
            kind: Kind::CompetitorMove,
            typed: &[("competitor", &rival), ("move", "Halves its price"), ("likelihood", "medium")],
            refused: ("move", ""),
            edited: ("counter_action", "Show the total cost."),
        },
    ];
    for life in all {
        lives(&server, life).await;
    }
    server.assert_bedrock().await;
}
