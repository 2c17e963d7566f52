//! `/accounts/{account}/records/...` and `/accounts/{account}/undo`: forms taken from the page and sent as a browser
//! sends them. Taken, they move a figure; refused, they come back filled; sent twice, they act once.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests"
)]

mod support;

use axum::http::StatusCode;
use plan::{Kind, Language};
use serde_json::{Value, json};
use support::markup::{Form, Page};
use support::{Answer, ELSEWHERE, Server, form};
use web::words::Say;

/// The page with a person of the worked example open beside it.
async fn person(server: &Server, code: &str) -> Page {
    server.open(&format!("{}?person={code}", server.page())).await
}

/// The form that makes a member an owner of a person.
async fn owning(server: &Server, code: &str, member: &str) -> Form {
    let form = person(server, code).await.form("new-relationship_owner");
    form.with("member", &server.id(Kind::Member, member).await)
}

/// The form of a part of a record.
async fn part(server: &Server, page: &Page, part: &str, kind: Kind, code: &str) -> Form {
    page.form(&format!("{part}-{}", server.id(kind, code).await))
}

/// A field of a record as it is stored.
async fn stored(server: &Server, kind: Kind, code: &str, field: &str) -> Value {
    let plan = server.plan().await;
    let id = plan.find(kind, code).expect("a record with this code");
    plan.body(kind, id).unwrap()[field].clone()
}

/// The form was refused with this status; the page with what was typed.
fn refused(answer: &Answer, status: StatusCode) -> Page {
    assert_eq!(answer.status, status, "{}", answer.text());
    answer.page()
}

#[tokio::test]
async fn a_new_owner_and_a_contact_move_the_coverage() {
    let server = Server::bedrock().await;
    assert_eq!(server.figure("people_coverage").await, "74.2 %");
    let form = owning(&server, "P02", "K2").await;
    assert_eq!(form.value("primary"), "true", "the first owner is the one whose level counts");
    let next = server.save(&form).await;
    assert_eq!(next, form.value("back"));
    // Owned, but without contact: half of an influence of 5. (46 + 2.5) / 62.
    assert_eq!(server.figure("people_coverage").await, "78.2 %");

    let contact = person(&server, "P02").await.form("new-interaction");
    assert_eq!((contact.value("on"), contact.value("minutes")), ("2026-11-20", "60"));
    assert_eq!(contact.value("members"), server.id(Kind::Member, "K2").await, "the owner is ticked");
    server.save(&contact).await;
    assert_eq!(server.figure("people_coverage").await, "82.3 %");
    assert_eq!(stored(&server, Kind::Interaction, "I064", "minutes").await, json!(60));
}

#[tokio::test]
async fn an_edit_moves_the_support_and_its_undo_takes_it_back() {
    let server = Server::bedrock().await;
    assert_eq!(server.figure("support_index").await, "+16.1 %");
    let page = person(&server, "P01").await;
    let standing = part(&server, &page, "standing", Kind::Person, "P01").await;
    assert_eq!(standing.value("preference"), "0");
    server.save(&standing.with("preference", "-2")).await;
    assert_eq!(server.figure("support_index").await, "+8.1 %");

    let page = person(&server, "P01").await;
    server.save(&page.form("undo")).await;
    assert_eq!(server.figure("support_index").await, "+16.1 %");
    server.assert_bedrock().await;

    let page = person(&server, "P01").await;
    server.save(&page.form("redo")).await;
    assert_eq!(server.figure("support_index").await, "+8.1 %");
}

#[tokio::test]
async fn a_removal_moves_the_coverage_and_takes_along_what_belongs_to_it() {
    let server = Server::bedrock().await;
    let owner = server.id(Kind::RelationshipOwner, "W19").await;
    let removal = person(&server, "P16").await.form_to(&format!("/records/relationship_owner/{owner}/removal"));
    server.save(&removal).await;
    // P16 has an influence of 2 and was covered. (46 - 2) / 62.
    assert_eq!(server.figure("people_coverage").await, "71.0 %");

    let p02 = server.id(Kind::Person, "P02").await;
    let removal = person(&server, "P02").await.form_to(&format!("/records/person/{p02}/removal"));
    let next = server.save(&removal).await;
    assert_eq!(next, server.page(), "the panel of a person who is gone is closed");
    assert_eq!(server.figure("influence_total").await, "57");
    let plan = server.plan().await;
    assert_eq!(plan.count(Kind::OpportunityPerson), 36 - 4, "P02 was on four deals");
    assert!(plan.find(Kind::Person, "P02").is_none());

    // Both come back, the last one first.
    for _ in 0..2 {
        let page = server.open(&server.page()).await;
        server.save(&page.form("undo")).await;
    }
    server.assert_bedrock().await;
    let page = server.open(&server.page()).await;
    assert_eq!(page.form("undo").value("undone"), "", "nothing is left to undo");
}

#[tokio::test]
async fn every_kind_of_record_is_made_by_its_form() {
    let server = Server::bedrock().await;
    for (kind, code, fields, next) in [
        (Kind::Person, "P17", vec![("name", "新人"), ("influence", "4")], "?person=P17#panel"),
        (Kind::Opportunity, "O13", vec![("name", "Deal"), ("amount", "2800万")], "?opportunity=O13#panel"),
        (Kind::Member, "K7", vec![("name", "Someone")], "?member=K7#panel"),
        (Kind::Unit, "U13", vec![("name", "Labs")], "?unit=U13#panel"),
    ] {
        let page = server.open(&format!("{}?new={kind}", server.page())).await;
        let mut form = page.form(&format!("new-{kind}"));
        for (name, value) in fields {
            form = form.with(name, value);
        }
        assert_eq!(server.save(&form).await, format!("{}{next}", server.page()));
        assert!(server.plan().await.find(kind, code).is_some(), "{kind} {code}");
    }
    assert_eq!(stored(&server, Kind::Opportunity, "O13", "amount").await, json!(2_800_000_000_i64));
    assert_eq!(stored(&server, Kind::Opportunity, "O13", "opportunity_type").await, json!("current"));

    let deal = server.open(&format!("{}?opportunity=O13", server.page())).await;
    let form = deal.form("new-opportunity_person").with("person", &server.id(Kind::Person, "P17").await);
    server.save(&form.with("role", "APPROVER")).await;
    let level = person(&server, "P17").await.form("new-relationship");
    server.save(&level.with("member", &server.id(Kind::Member, "K7").await).with("level", "2")).await;
    let plan = server.plan().await;
    assert_eq!((plan.count(Kind::OpportunityPerson), plan.count(Kind::Relationship)), (37, 25));
}

#[tokio::test]
async fn a_deal_is_offered_needs_and_no_other_cards() {
    let server = Server::bedrock().await;
    let page = server.open(&format!("{}?new=opportunity", server.page())).await;
    let plan = server.plan().await;
    let panel = page.panel().unwrap();
    assert!(plan.nodes.len() > 30);
    for node in plan.nodes.by_code() {
        let name = |language: &Language| format!("{} {}", node.title.show(*language), node.code);
        let offered = Language::ALL.iter().any(|language| panel.contains(&name(language)));
        assert_eq!(offered, node.node_type == plan::strategy_map::NodeType::Need, "{}", node.code);
    }
}

#[tokio::test]
async fn text_is_taken_as_people_type_it() {
    let server = Server::bedrock().await;
    let contact = person(&server, "P01").await.form("new-interaction");
    let contact = contact.with("on", "２０２６/11/19").with("minutes", " ４５ ").with("subject", " <b>\"两\r\n行\"&  ");
    server.save(&contact).await;
    assert_eq!(stored(&server, Kind::Interaction, "I064", "on").await, json!("2026-11-19"));
    assert_eq!(stored(&server, Kind::Interaction, "I064", "minutes").await, json!(45));
    assert_eq!(stored(&server, Kind::Interaction, "I064", "subject").await, json!("<b>\"两\n行\"&"));
    assert!(person(&server, "P01").await.panel().unwrap().contains("<b>\"两 行\"&"));
}

#[tokio::test]
async fn editing_in_one_language_keeps_the_others() {
    let server = Server::bedrock().await;
    let was = stored(&server, Kind::Person, "P02", "title").await;
    let page = person(&server, "P02").await;
    let details = part(&server, &page, "details", Kind::Person, "P02").await;
    server.save(&details.with("title", "Treasurer")).await;
    let now = stored(&server, Kind::Person, "P02", "title").await;
    assert_eq!((&now["zh-Hans"], &now["zh-Hant"], &now["en"]), (&was["zh-Hans"], &was["zh-Hant"], &json!("Treasurer")));
}

#[tokio::test]
async fn a_form_sent_as_it_came_changes_nothing() {
    let server = Server::bedrock().await;
    for code in ["P02", "P04", "X1"] {
        let page = person(&server, code).await;
        let edits: Vec<&str> = page.forms().into_iter().filter(|id| !id.starts_with("new-")).collect();
        for id in edits.into_iter().filter(|id| !["undo", "redo"].contains(id)) {
            server.save(&page.form(id)).await;
        }
    }
    let page = server.open(&format!("{}?opportunity=O01", server.page())).await;
    for id in page.forms().into_iter().filter(|id| id.starts_with("deal-") || id.starts_with("part-")) {
        server.save(&page.form(id)).await;
    }
    assert_eq!(server.revision().await, 1);
    server.assert_bedrock().await;
}

#[tokio::test]
async fn the_same_form_sent_twice_makes_one_change() {
    let server = Server::bedrock().await;
    let page = person(&server, "P02").await;
    let create = owning(&server, "P02", "K2").await;
    let edit = part(&server, &page, "standing", Kind::Person, "P02").await.with("preference", "2");
    let remove = page.form_to(&format!("/records/person/{}/removal", server.id(Kind::Person, "P02").await));
    for (revision, form) in [(2, &create), (3, &edit), (4, &remove)] {
        let first = server.save(form).await;
        assert_eq!(server.save(form).await, first, "the second is answered as the first was");
        assert_eq!(server.revision().await, revision, "{form:?}");
    }
    let undo = server.open(&server.page()).await.form("undo");
    assert_eq!(server.save(&undo).await, server.save(&undo).await);
    assert_eq!(server.revision().await, 5);

    // At once, as an impatient double click sends them.
    let again = owning(&server, "P13", "K1").await;
    let answers = tokio::join!(server.save(&again), server.save(&again), server.save(&again));
    assert_eq!((&answers.0, &answers.1), (&answers.1, &answers.2));
    assert_eq!(server.revision().await, 6);
}

#[tokio::test]
async fn an_id_used_for_something_else_is_refused() {
    let server = Server::bedrock().await;
    let form = owning(&server, "P02", "K2").await;
    server.save(&form).await;
    let other = form.with("member", &server.id(Kind::Member, "K3").await);
    for language in Language::ALL {
        let page = refused(&server.post_in(language, &other).await, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.text_of("main").contains(&Say::new(language).label("problem-id-reused")), "{language:?}");
    }
    assert_eq!(server.revision().await, 2);
}

#[tokio::test]
async fn a_refused_new_record_comes_back_filled_with_all_its_problems() {
    let server = Server::bedrock().await;
    let contact = person(&server, "P02").await.form("new-interaction");
    let long = "很".repeat(201);
    let typed = [
        ("on", "2026-02-30"),
        ("contact_type", "telepathy"),
        ("minutes", "soon"),
        ("members", "nobody"),
        ("subject", long.as_str()),
    ];
    let wrong = typed.iter().fold(contact, |form, (name, value)| form.with(name, value));
    for language in Language::ALL {
        let say = Say::new(language);
        let page = refused(&server.post_in(language, &wrong).await, StatusCode::UNPROCESSABLE_ENTITY);
        let form = page.form("new-interaction");
        for (name, value) in typed.iter().filter(|(name, _)| *name != "members") {
            assert_eq!(form.value(name), *value, "what was typed is still there");
        }
        assert_eq!(form.value("people"), wrong.value("people"));
        let choices = say.one("problem-not-a-choice", "choices", "meeting, call, message, event");
        let mut length = fluent_bundle::FluentArgs::new();
        length.set("most", 200);
        length.set("length", 201);
        for (name, problem) in [
            ("on", say.label("problem-not-a-day")),
            ("contact_type", choices),
            ("minutes", say.label("problem-not-a-number")),
            ("members", say.label("problem-not-an-id")),
            ("subject", say.with("problem-too-long", &length)),
        ] {
            assert_eq!(page.text_of(&format!("new-interaction-{name}-problem")), problem);
        }
        assert_eq!(page.texts_of_class("problem").len(), typed.len());
        assert!(page.by_id("add-contact-P02").unwrap().get("open").is_some(), "the form is unfolded");
    }
    assert_eq!(server.revision().await, 1, "nothing was made");
}

#[tokio::test]
async fn a_refused_edit_comes_back_filled_and_is_taken_once_mended() {
    let server = Server::bedrock().await;
    let page = person(&server, "P02").await;
    let details = part(&server, &page, "details", Kind::Person, "P02").await;
    let wrong =
        details.with("name", " ").with("reports_to", "nobody").with("left_on", "yesterday").with("title", "Kept");
    for language in Language::ALL {
        let say = Say::new(language);
        let answer = server.post_in(language, &wrong).await;
        assert_eq!(answer.header("hx-push-url"), Some("false"), "the address stays that of the page");
        let page = refused(&answer, StatusCode::UNPROCESSABLE_ENTITY);
        let problems = ["problem-required", "problem-not-an-id", "problem-not-a-day"].map(|key| say.label(key));
        assert_eq!(page.texts_of_class("problem"), problems);
        let form = part(&server, &page, "details", Kind::Person, "P02").await;
        assert_eq!((form.value("title"), form.value("left_on")), ("Kept", "yesterday"));
        assert_eq!(form.value("reports_to"), "nobody", "a value that is not on offer is shown too");
        assert_eq!(form.value("back"), wrong.value("back"));
    }
    assert_eq!(server.revision().await, 1);
    let page = server.post(&wrong).await.page();
    let mended = part(&server, &page, "details", Kind::Person, "P02").await;
    server.save(&mended.with("name", "Somebody").with("reports_to", "").with("left_on", "")).await;
    assert_eq!(stored(&server, Kind::Person, "P02", "title").await["en"], json!("Kept"));
    assert_eq!(stored(&server, Kind::Person, "P02", "reports_to").await, Value::Null);
}

#[tokio::test]
async fn rules_between_records_are_named_at_their_field() {
    let server = Server::bedrock().await;
    let say = Say::new(Language::En);
    // P01 would report to somebody who reports to P01.
    let plan = server.plan().await;
    let p01 = plan.find(Kind::Person, "P01").unwrap();
    let below = plan.people.iter().find(|person| person.reports_to.is_some_and(|boss| boss.uuid() == p01)).unwrap();
    let page = person(&server, "P01").await;
    let circle = part(&server, &page, "details", Kind::Person, "P01").await.with("reports_to", &below.id.to_string());
    let page = refused(&server.post(&circle).await, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(page.text_of(&format!("details-{p01}-reports_to-problem")), say.label("problem-circle"));

    // P01 has K2 already.
    let twice = owning(&server, "P01", "K2").await;
    let page = refused(&server.post(&twice).await, StatusCode::UNPROCESSABLE_ENTITY);
    let problem = page.text_of("new-relationship_owner-member-problem");
    assert_eq!(problem, say.one("problem-twice", "other", "W01"));

    // A contact level by hand needs its reason.
    let page = person(&server, "P01").await;
    let unreasoned = part(&server, &page, "details", Kind::Person, "P01").await.with("contact_override", "3");
    let page = refused(&server.post(&unreasoned).await, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(page.text_of(&format!("details-{p01}-contact_reason-problem")), say.label("problem-reason-needed"));
    assert_eq!(server.revision().await, 1);
}

#[tokio::test]
async fn two_people_on_one_field_conflict_and_both_values_are_shown() {
    let server = Server::bedrock().await;
    let (mine, theirs) = (person(&server, "P02").await, person(&server, "P02").await);
    let mine = part(&server, &mine, "details", Kind::Person, "P02").await.with("title", "Treasurer");
    let theirs = part(&server, &theirs, "details", Kind::Person, "P02").await.with("title", "<i>CFO</i>");
    server.save(&theirs).await;
    let now: plan::Words = serde_json::from_value(stored(&server, Kind::Person, "P02", "title").await).unwrap();
    assert_eq!(now.show(Language::En), "<i>CFO</i>");
    for language in Language::ALL {
        let say = Say::new(language);
        let page = refused(&server.post_in(language, &mine).await, StatusCode::CONFLICT);
        assert_eq!(page.texts_of_class("problem"), [say.one("problem-conflict", "current", say.show(&now))]);
        assert_eq!(part(&server, &page, "details", Kind::Person, "P02").await.value("title"), "Treasurer");
    }
    assert_eq!(server.revision().await, 2);
    // "Save again to keep yours."
    let page = server.post(&mine).await.page();
    server.save(&part(&server, &page, "details", Kind::Person, "P02").await).await;
    assert_eq!(stored(&server, Kind::Person, "P02", "title").await["en"], json!("Treasurer"));
}

#[tokio::test]
async fn a_conflict_names_choices_by_their_labels_in_every_language() {
    let server = Server::bedrock().await;
    let page = person(&server, "P01").await;
    let form = part(&server, &page, "standing", Kind::Person, "P01").await;
    server.save(&form.clone().with("preference", "-2").with("change", &server.new_id()).with("role", "")).await;
    let mine = form.with("preference", "2").with("role", "COACH");
    for language in Language::ALL {
        let say = Say::new(language);
        let page = refused(&server.post_in(language, &mine).await, StatusCode::CONFLICT);
        let opponent = format!("−2 {}", say.grade("preference", -2));
        let problems = [
            say.one("problem-conflict", "current", say.label("empty-value")),
            say.one("problem-conflict", "current", opponent),
        ];
        assert_eq!(page.texts_of_class("problem"), problems);
        let form = part(&server, &page, "standing", Kind::Person, "P01").await;
        assert_eq!((form.value("role"), form.value("preference")), ("COACH", "2"));
    }
}

#[tokio::test]
async fn two_stale_pages_on_different_fields_both_land() {
    let server = Server::bedrock().await;
    let (first, second) = (person(&server, "P02").await, person(&server, "P02").await);
    let title = part(&server, &first, "details", Kind::Person, "P02").await.with("title", "Treasurer");
    let stance = part(&server, &second, "standing", Kind::Person, "P02").await.with("preference", "1");
    // The same form, another field.
    let name = part(&server, &second, "details", Kind::Person, "P02").await.with("name", "Shen R.");
    for form in [&title, &stance, &name] {
        server.save(form).await;
    }
    assert_eq!(stored(&server, Kind::Person, "P02", "title").await["en"], json!("Treasurer"));
    assert_eq!(stored(&server, Kind::Person, "P02", "name").await["en"], json!("Shen R."));
    assert_eq!(stored(&server, Kind::Person, "P02", "preference").await, json!(1));
    assert_eq!(server.revision().await, 4);
}

#[tokio::test]
async fn whoever_edits_what_somebody_removed_is_told_so() {
    let server = Server::bedrock().await;
    let page = person(&server, "P16").await;
    let p16 = server.id(Kind::Person, "P16").await;
    let edit = page.form(&format!("details-{p16}")).with("title", "Too late");
    let removal = page.form_to(&format!("/records/person/{p16}/removal"));
    let again = removal.clone().with("change", &server.new_id());
    server.save(&removal).await;
    for language in Language::ALL {
        let gone = Say::new(language).label("problem-gone");
        for form in [&edit, &again] {
            let page = refused(&server.post_in(language, form).await, StatusCode::CONFLICT);
            assert!(page.text_of("page").contains(&gone), "the page does not say: {gone} ({})", form.action);
        }
    }
}

#[tokio::test]
async fn an_undo_that_would_lose_something_is_refused_in_words() {
    let server = Server::bedrock().await;
    let page = person(&server, "P02").await;
    let undo_nothing = page.form("undo");
    server.save(&part(&server, &page, "details", Kind::Person, "P02").await.with("title", "First")).await;
    let stale = person(&server, "P02").await.form("undo");
    let page = person(&server, "P02").await;
    server.save(&part(&server, &page, "details", Kind::Person, "P02").await.with("title", "Second")).await;
    for language in Language::ALL {
        let page = refused(&server.post_in(language, &stale).await, StatusCode::CONFLICT);
        let said = Say::new(language).label("problem-touched-since");
        assert!(page.texts_of_class("toast").iter().any(|toast| toast.contains(&said)), "{language:?}");
    }
    assert_eq!(stored(&server, Kind::Person, "P02", "title").await["en"], json!("Second"));
    // Pressed with nothing to undo, or for a change that never was.
    assert_eq!(server.post(&undo_nothing).await.status, StatusCode::NOT_FOUND);
    let unknown = undo_nothing.with("undone", &server.new_id());
    let page = refused(&server.post(&unknown).await, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.text_of("page").contains(&Say::new(Language::En).label("problem-no-such-change")));
    assert_eq!(server.revision().await, 3);
}

#[tokio::test]
async fn what_was_saved_is_said_once() {
    let server = Server::bedrock().await;
    let answer = server.post(&owning(&server, "P02", "K2").await).await;
    let [cookie] = answer.cookies().try_into().expect("one cookie");
    let saved = format!("kamap_saved=/accounts/{};", server.account);
    // Cookies carry a slash as it is or as its number.
    let cookie = cookie.replace("%2F", "/");
    assert!(cookie.starts_with(&saved) && cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
    let request =
        axum::http::Request::get(server.page()).header("host", support::HOST).header("cookie", "kamap_saved=1");
    let next = server.send(request.body(axum::body::Body::empty()).unwrap()).await;
    assert!(!next.page().text_of("toast").is_empty());
    let [gone] = next.cookies().try_into().expect("the mark is taken away");
    assert!(gone.starts_with("kamap_saved=;") && gone.contains("Max-Age=0") && gone.contains("Path=/"), "{gone}");
    assert!(server.open(&server.page()).await.by_id("toast").is_none());
}

#[tokio::test]
async fn no_form_leads_elsewhere() {
    let server = Server::bedrock().await;
    let page = person(&server, "P02").await;
    let edit = part(&server, &page, "standing", Kind::Person, "P02").await;
    let nothing = edit.clone();
    let owner = server.id(Kind::RelationshipOwner, "W19").await;
    let k3 = server.id(Kind::Member, "K3").await;
    for (turn, elsewhere) in ELSEWHERE.iter().enumerate() {
        let stance = ["1", "2"][turn % 2];
        let fresh = part(&server, &person(&server, "P02").await, "standing", Kind::Person, "P02").await;
        let unit = format!("/accounts/{}/records/unit", server.account);
        for form in [
            fresh.with("preference", stance).with("back", elsewhere),
            nothing.clone().with("back", elsewhere),
            form(&unit, &[("change", &server.new_id()), ("name", "Labs"), ("back", elsewhere)]),
            form(&unit, &[("change", &server.new_id()), ("name", "Labs"), ("after", elsewhere), ("back", "/accounts")]),
        ] {
            assert_eq!(server.save(&form).await, "/", "{elsewhere:?} {form:?}");
        }
        // Refused, it is shown at home too.
        let wrong = owning(&server, "P03", "K2").await.with("back", elsewhere).with("member", &k3).with("person", "x");
        let answer = server.post(&wrong).await;
        assert!(answer.header("location").is_none(), "{elsewhere:?}");
        assert!(!answer.text().contains("evil.example"), "{elsewhere:?} stands in the page");
    }
    let removal = person(&server, "P16").await.form_to(&format!("/records/relationship_owner/{owner}/removal"));
    assert_eq!(server.save(&removal.with("after", "//evil.example")).await, "/");
}

#[tokio::test]
async fn a_refused_form_without_a_page_of_its_own_is_still_shown_with_its_problems() {
    let server = Server::bedrock().await;
    let say = Say::new(Language::En);
    let action = format!("/accounts/{}/records/unit", server.account);
    for back in ["", "/", "/accounts", "/healthz", "/nonsense", "https://evil.example/", "/accounts?x=1"] {
        let answer = server.post(&form(&action, &[("change", &server.new_id()), ("name", ""), ("back", back)])).await;
        let page = refused(&answer, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.text_of("page").contains(&say.label("problem-required")), "back to {back:?}");
    }
}

#[tokio::test]
async fn what_is_out_of_reach_is_not_found_in_the_readers_language() {
    let server = Server::bedrock().await;
    let (account, id) = (server.account, server.id(Kind::Person, "P01").await);
    let nowhere = "01930000-0000-7000-8001-00000000dead";
    for language in Language::ALL {
        for path in [
            format!("/accounts/{nowhere}/records/person"),
            format!("/accounts/{nowhere}/records/person/{id}"),
            format!("/accounts/{nowhere}/records/person/{id}/removal"),
            format!("/accounts/{nowhere}/undo"),
            format!("/accounts/{account}/records/nonsense"),
            format!("/accounts/{account}/records/nonsense/{id}"),
            format!("/accounts/{account}/records/account"),
            format!("/accounts/{account}/records/account/{account}/removal"),
            format!("/accounts/{account}/records"),
        ] {
            let form = form(&path, &[("change", &server.new_id()), ("undone", &server.new_id()), ("name", "x")]);
            server.post_in(language, &form).await.assert_not_found_in(language);
        }
    }
    assert_eq!(server.revision().await, 1);
}

#[tokio::test]
async fn an_id_that_is_no_id_is_not_found_in_the_readers_language() {
    let server = Server::bedrock().await;
    let (account, id) = (server.account, server.id(Kind::Person, "P01").await);
    for language in Language::ALL {
        for path in [
            "/accounts/x/records/person".to_owned(),
            format!("/accounts/x/records/person/{id}"),
            "/accounts/x/undo".to_owned(),
            format!("/accounts/{account}/records/person/P01"),
            format!("/accounts/{account}/records/person/P01/removal"),
            format!("/accounts/{account}/records/person/%FF"),
        ] {
            let form = form(&path, &[("change", &server.new_id()), ("undone", &server.new_id())]);
            server.post_in(language, &form).await.assert_not_found_in(language);
        }
        // A form whose change has no id is no form of ours.
        for change in ["", "x"] {
            let form = form(&format!("/accounts/{account}/records/unit"), &[("change", change), ("name", "x")]);
            server.post_in(language, &form).await.assert_not_found_in(language);
        }
    }
    assert_eq!(server.revision().await, 1);
}

#[tokio::test]
async fn the_address_of_a_form_leads_to_the_account() {
    let server = Server::bedrock().await;
    let id = server.id(Kind::Person, "P01").await;
    for path in ["records/person", &format!("records/person/{id}"), &format!("records/person/{id}/removal"), "undo"] {
        let answer = server.get(&server.at(path)).await;
        let account = format!("/accounts/{}", server.account);
        assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, account.as_str()), "{path}");
    }
}

#[tokio::test]
async fn fields_that_the_system_keeps_cannot_be_sent() {
    let server = Server::bedrock().await;
    let page = person(&server, "P02").await;
    let p02 = server.id(Kind::Person, "P02").await;
    let form = page.form(&format!("standing-{p02}")).with("was.code", "\"P02\"").with("code", "P99");
    let answer = server.post(&form).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let action = format!("/accounts/{}/records/unit", server.account);
    let unit = support::form(&action, &[("change", &server.new_id()), ("name", "Labs"), ("code", "P02"), ("id", &p02)]);
    server.save(&unit).await;
    assert_eq!(stored(&server, Kind::Unit, "U13", "name").await, json!("Labs"));
    assert_eq!(server.id(Kind::Person, "P02").await, p02);
}

#[tokio::test]
async fn many_forms_at_once_all_land() {
    let server = Server::bedrock().await;
    let contact =
        person(&server, "P02").await.form("new-interaction").with("members", &server.id(Kind::Member, "K1").await);
    let forms: Vec<Form> = (0..12).map(|_| contact.clone().with("change", &server.new_id())).collect();
    let [a, b, c, d] = [0, 1, 2, 3].map(|lane| forms.iter().skip(lane).step_by(4));
    let lane = async |forms: Vec<&Form>| {
        for form in forms {
            server.save(form).await;
        }
    };
    tokio::join!(lane(a.collect()), lane(b.collect()), lane(c.collect()), lane(d.collect()));
    let plan = server.plan().await;
    assert_eq!((plan.count(Kind::Interaction), server.revision().await), (63 + 12, 13));
    for form in &forms {
        assert!(plan.has(Kind::Interaction, form.value("change").parse().unwrap()));
    }
}

#[tokio::test]
async fn what_is_out_of_use_is_offered_only_where_it_is_chosen_already() {
    let mut bedrock = support::plans::bedrock();
    let organisation = bedrock.people.iter().find_map(|one| Some((one.code.clone(), one.organisation?)));
    let (outsider, organisation) = organisation.expect("somebody from outside");
    let offers = async |plan: &plan::Plan, code: &str| {
        let page = person(&Server::with(plan).await, code).await;
        page.tags().any(|tag| tag.name == "option" && tag.get("value") == Some(organisation.to_string().as_str()))
    };
    assert!(offers(&bedrock, "P01").await);
    let edit = plan::Edit::Set {
        kind: Kind::Organisation,
        id: organisation.uuid(),
        field: "retired_on".into(),
        was: Value::Null,
        now: json!("2026-11-01"),
    };
    let change = plan::Change { id: support::made_id(9), why: None, undoes: None, edits: vec![edit] };
    bedrock = bedrock.apply(&change).expect("a change").plan;
    assert!(!offers(&bedrock, "P01").await);
    assert!(offers(&bedrock, &outsider).await, "what is chosen stays");
}

#[tokio::test]
async fn contacts_of_long_ago_rest_and_the_panel_still_leads_to_them() {
    let bedrock = support::plans::bedrock();
    let ids = |kind, code| bedrock.find(kind, code).expect("a record with this code");
    let (p05, k2) = (ids(Kind::Person, "P05"), ids(Kind::Member, "K2"));
    let contact = |at: u64| {
        let on = support::today().plus(-800 - i64::try_from(at).unwrap());
        let subject = format!("Old talk {at}");
        let body = json!({
            "on": on, "contact_type": "call", "minutes": 20, "people": [p05], "members": [k2], "subject": subject
        });
        plan::Edit::Create { kind: Kind::Interaction, id: support::made_id(5000 + at), body }
    };
    let edits = (0..9).map(contact).collect();
    let change = plan::Change { id: support::made_id(9), why: None, undoes: None, edits };
    let plan = bedrock.apply(&change).expect("a change").plan;
    let server = Server::with(&plan).await;
    assert!(person(&server, "P05").await.panel().expect("a panel").contains("Old talk 2 Remove"));
    assert_eq!(server.ledger.rest(support::today()).await.unwrap(), 1);

    let page = person(&server, "P05").await;
    let panel = page.panel().expect("a panel");
    assert!(panel.contains("Old talk 0 Remove") && !panel.contains("Old talk 1"), "the last of them is awake: {panel}");
    assert!(panel.contains(" 8 earlier contacts"), "{panel}");
    let all = page.links().into_iter().find(|link| link.contains("contacts=all")).expect("a way to the others");
    let all = server.open(&all).await;
    let panel = all.panel().expect("a panel");
    assert!(panel.contains("Old talk 8 Remove") && !panel.contains("earlier contacts"), "{panel}");

    // One of them can be opened and changed where it rests.
    let code = plan.code(Kind::Interaction, support::made_id(5008)).expect("a code");
    let page = server.open(&format!("{}?interaction={code}", server.page())).await;
    let form =
        page.forms().into_iter().find(|id| id.ends_with(&support::made_id(5008).to_string())).map(|id| page.form(id));
    server.save(&form.expect("its form").with("subject", "Old talk, corrected")).await;
    assert_eq!(stored(&server, Kind::Interaction, code, "subject").await, json!("Old talk, corrected"));
}
