//! Who sees what of a plan, and who may change what (method 8, decided 5.37).

#![allow(clippy::expect_used, reason = "helpers of tests")]

#[path = "support/sentinel.rs"]
mod sentinel;
mod support;

use plan::card::Audience;
use plan::change::Logged;
use plan::field::Shape;
use plan::lens::{Role, Whose};
use plan::opportunity::Opportunity;
use plan::portfolio::{Figures, Part};
use plan::team::{Member, PlanRole};
use plan::{Change, Edit, Id, Kind, Lens, Plan, Problem, Reason, View};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::Arc;
use support::{bedrock, create, logged, remove, set, today, veldhaven};
use uuid::Uuid;

fn seen(role: Role, me: Option<&str>) -> View {
    let plan = bedrock();
    let me = me.map(|code| member(&plan, code));
    View::of(Arc::new(plan), Lens::of(role, me))
}

fn member(plan: &Plan, code: &str) -> Id<Member> {
    Id::new(plan.find(Kind::Member, code).expect("one of ours"))
}

fn body(plan: &Plan, kind: Kind, code: &str) -> Value {
    plan.find(kind, code).and_then(|id| plan.body(kind, id)).expect("a record")
}

/// The problems of a viewer's change, of which the first says what is wrong.
fn refused(role: Role, me: Option<&str>, edit: impl FnOnce(&Plan) -> Edit) -> Vec<Problem> {
    let plan = bedrock();
    let lens = Lens::of(role, me.map(|code| member(&plan, code)));
    let change = Change { id: Uuid::from_u128(1), why: None, undoes: None, edits: vec![edit(&plan)] };
    lens.refuse(&plan, &change)
}

fn reason(role: Role, me: Option<&str>, edit: impl FnOnce(&Plan) -> Edit) -> Option<Reason> {
    refused(role, me, edit).into_iter().next().map(|problem| problem.reason)
}

fn not_yours(whose: Whose) -> Option<Reason> {
    Some(Reason::NotYours { whose })
}

/// The edit that sets a field of the record with this code.
fn setting<'e>(kind: Kind, code: &'e str, field: &'e str, now: Value) -> impl FnOnce(&Plan) -> Edit + 'e {
    move |plan| {
        let id = plan.find(kind, code).expect("a record");
        let was = plan.body(kind, id).expect("its body").get(field).cloned().unwrap_or_default();
        set(kind, id, field, was, now)
    }
}

#[test]
fn the_owner_and_the_director_see_everything_and_their_plan_is_the_plan_itself() {
    for role in [Role::Owner, Role::Director] {
        let view = seen(role, None);
        assert_eq!(*view.plan(), bedrock());
        assert!(Audience::ALL.iter().all(|audience| view.shows(*audience)));
    }
}

#[test]
fn the_core_team_sees_judgements_and_no_quote_but_its_own() {
    let plan = bedrock();
    let voice = plan.voices.by_code().find(|one| !one.quotable && one.taken_by.is_some()).expect("a voice");
    let taken_by = plan.members.get(voice.taken_by.expect("who took it")).expect("one of ours").code.clone();
    let other = plan.members.by_code().find(|one| one.code != taken_by).expect("another").code.clone();
    let quote = |me: &str| body(&seen(Role::Core, Some(me)), Kind::Voice, &voice.code).get("quote").cloned();
    assert_eq!(quote(&other), None);
    assert!(quote(&taken_by).is_some());
    let view = seen(Role::Core, Some(&other));
    assert!(view.people.iter().any(|person| person.preference.is_some()));
    assert!(!view.relationships.is_empty() && !view.influence_lines.is_empty());
    assert_eq!(body(&view, Kind::Voice, &voice.code).get("topic"), body(&plan, Kind::Voice, &voice.code).get("topic"));
}

#[test]
fn quotes_are_for_the_executive_who_is_the_sponsor_and_for_no_other() {
    let plan = bedrock();
    let of =
        |role: PlanRole| plan.members.by_code().find(|one| one.plan_role == Some(role)).map(|one| one.code.clone());
    let sponsor = of(PlanRole::ExecSponsor).expect("a sponsor");
    let other = of(PlanRole::SolutionLead).expect("another");
    assert!(seen(Role::Executive, Some(&sponsor)).shows(Audience::Quote));
    assert!(!seen(Role::Executive, Some(&other)).shows(Audience::Quote));
    assert!(!seen(Role::Executive, None).shows(Audience::Quote));
    assert!(seen(Role::Executive, None).shows(Audience::Judgement));
}

#[test]
fn the_wider_team_sees_people_without_what_we_make_of_them() {
    let view = seen(Role::Member, Some("K3"));
    let person = body(&view, Kind::Person, "P02");
    for field in ["preference", "desired_level", "desired_reason", "personal_agenda", "investment"] {
        assert_eq!(person.get(field), None, "{field}");
    }
    for field in ["name", "title", "role", "influence"] {
        assert_eq!(person.get(field), body(&bedrock(), Kind::Person, "P02").get(field), "{field}");
    }
    for kind in [Kind::Relationship, Kind::InfluenceLine, Kind::Perception, Kind::Voice] {
        assert_eq!(view.count(kind), 0, "{kind}");
    }
    assert!(view.opportunity_people.iter().all(|part| part.preference.is_none()));
    assert!(!view.strategic_relations.is_empty());
}

#[test]
fn a_partner_manager_sees_strategic_relations_and_what_names_them() {
    let view = seen(Role::Partner, None);
    assert_eq!(view.count(Kind::StrategicRelation), bedrock().count(Kind::StrategicRelation));
    let kinds: Vec<Kind> = Kind::ALL.iter().copied().filter(|kind| view.count(*kind) > 0).collect();
    assert_eq!(
        kinds,
        [Kind::Account, Kind::Member, Kind::Organisation, Kind::StrategicRelation, Kind::Workspace, Kind::Colleague]
            .into_iter()
            .filter(|kind| bedrock().count(*kind) > 0)
            .collect::<Vec<_>>()
    );
    assert_eq!(view.account().expect("the account").tier, None);
}

#[test]
fn whoever_shows_a_plan_to_others_hides_judgements_and_quotes() {
    let lens = Lens::of(Role::Owner, None).discreet();
    let view = View::of(Arc::new(bedrock()), lens);
    assert!(!view.shows(Audience::Judgement) && !view.shows(Audience::Quote) && view.shows(Audience::Partner));
    assert_eq!(view.count(Kind::Voice), 0);
    assert!(view.people.iter().all(|person| person.preference.is_none()));
}

#[test]
fn what_is_not_shown_is_not_called_unknown() {
    let told = |role| {
        let warnings = plan::influence_map::checks::warnings(&seen(role, None), today());
        warnings.into_iter().any(|one| one.key == "stance_unknown")
    };
    let mut draft = support::Draft::new();
    draft.person(json!({ "influence": 5 }));
    let view = |role| View::of(Arc::new(draft.plan.clone()), Lens::of(role, None));
    let raised = |role| {
        let warnings = plan::influence_map::checks::warnings(&view(role), today());
        warnings.into_iter().any(|one| one.key == "stance_unknown")
    };
    assert!(raised(Role::Core) && !raised(Role::Member) && !told(Role::Member));
}

#[test]
fn a_file_goes_with_the_record_that_it_belongs_to() {
    let plan = bedrock();
    let attach = |kind: Kind, code: &str, at: u128| {
        let of = format!("{kind}:{}", plan.find(kind, code).expect("a record"));
        create(Kind::Attachment, Uuid::from_u128(at), json!({ "of": of, "name": "notes.pdf", "size": 3 }))
    };
    let voice = plan.voices.by_code().next().expect("a voice").code.clone();
    let edits = vec![attach(Kind::Voice, &voice, 7), attach(Kind::Person, "P02", 8)];
    let change = Change { id: Uuid::from_u128(1), why: None, undoes: None, edits };
    let plan = Arc::new(plan.apply(&change).expect("two files").plan);
    let files = |role| View::of(plan.clone(), Lens::of(role, None)).count(Kind::Attachment);
    assert_eq!([Role::Owner, Role::Core, Role::Member, Role::Partner].map(files), [2, 2, 1, 0]);
}

#[test]
fn no_word_that_is_not_for_a_viewer_stands_anywhere_in_the_view() {
    for plan in [bedrock(), veldhaven()] {
        let (plan, sentinels) = sentinel::planted(&plan);
        let plan = Arc::new(plan);
        for role in Role::ALL.iter().copied() {
            for me in [None].into_iter().chain(plan.members.iter().map(|one| Some(one.id))) {
                let view = View::of(plan.clone(), Lens::of(role, me));
                let bodies = Kind::ALL.iter().flat_map(|kind| view.bodies(*kind));
                let all: BTreeSet<String> = bodies.flat_map(|(_, body)| sentinel::found(&body.to_string())).collect();
                for one in &sentinels {
                    let wanted = one.is_for(view.lens());
                    assert_eq!(all.contains(&one.word), wanted, "{role:?} {} {}", one.kind, one.field);
                }
            }
        }
        // The test would notice: there are words for each audience.
        let hidden = |role| sentinels.iter().filter(|one| !one.is_for(Lens::of(role, None))).count();
        let counts = [Role::Owner, Role::Core, Role::Member, Role::Operations, Role::Partner].map(hidden);
        assert!(counts[0] == 0 && counts.windows(2).all(|pair| pair[0] < pair[1]), "{counts:?}");
    }
}

#[test]
fn figures_are_those_of_the_whole_plan_and_name_only_what_the_viewer_sees() {
    let whole = bedrock();
    let all = Figures::of(&whole, today());
    for role in Role::ALL.iter().copied() {
        let view = seen(role, None);
        let figures = view.figures(today());
        for key in Part::ALL.iter().flat_map(|part| part.keys().iter().map(move |key| format!("{}.{key}", part.code())))
        {
            let Some(full) = all.by_key(&key) else { continue };
            let Some(shown) = figures.by_key(&key) else {
                assert!(!view.lens().shows_figure(&key), "{role:?} misses {key}");
                continue;
            };
            assert_eq!(shown.value, full.value, "{role:?} {key}");
            assert!(shown.rows.iter().all(|row| view.has(row.record.kind, row.record.id)), "{role:?} {key}");
            let (of, counted) = (full.rows.len() + full.left_out.len(), shown.rows.len() + shown.left_out.len());
            assert_eq!(counted + shown.hidden, of, "{role:?} {key}");
        }
    }
    let member = seen(Role::Member, Some("K3"));
    let attainment = member.figures(today()).by_key("relationship.attainment").expect("the figure");
    assert!(attainment.rows.is_empty() && attainment.hidden > 0);
    assert_eq!(member.figures(today()).by_key("relationship.support_index"), None);
    assert_eq!(member.figures(today()).lights(), all.lights());
    let held = |checks: Vec<plan::review::completeness::Check>| {
        checks.into_iter().map(|check| (check.key, check.holds)).collect::<Vec<_>>()
    };
    assert_eq!(held(member.figures(today()).checks()), held(all.checks()));
}

#[test]
fn figures_as_they_are_sent_say_nothing_about_single_people_to_the_wider_team() {
    let sent = seen(Role::Member, None).figures(today()).in_full();
    for gone in [
        "/relationship/top_gaps",
        "/relationship/deals",
        "/relationship/people",
        "/relationship/support_index",
        "/voice/sentiment",
    ] {
        assert_eq!(sent.pointer(gone), None, "{gone}");
    }
    let whole = Figures::of(&bedrock(), today()).in_full();
    for kept in ["/relationship/attainment", "/relationship/seat_strength", "/opportunity/certainty", "/plan/health"] {
        assert_eq!(sent.pointer(kept), whole.pointer(kept), "{kept}");
        assert!(sent.pointer(kept).is_some(), "{kept}");
    }
    let partner = seen(Role::Partner, None).figures(today()).in_full();
    assert!(partner.pointer("/strategic_relation/leverage").is_some());
    assert_eq!(partner.pointer("/opportunity/open_amount"), None);
}

#[test]
fn history_counts_the_edits_that_are_not_for_the_reader_and_keeps_quiet_about_the_rest() {
    let plan = bedrock();
    let edits = vec![
        setting(Kind::Person, "P02", "preference", json!(-1))(&plan),
        setting(Kind::Person, "P02", "title", json!("CFO"))(&plan),
        remove(Kind::Relationship, plan.relationships.by_code().next().expect("a pair").id.uuid()),
    ];
    let change = Change { id: Uuid::from_u128(1), why: Some("she told K2".into()), undoes: None, edits };
    let applied = plan.apply(&change).expect("applied");
    let log = vec![logged(1, &change, &applied)];
    let told = |role: Role| -> Logged { Lens::of(role, None).log(&applied.plan, log.clone()).remove(0) };
    assert_eq!((told(Role::Owner).edits.len(), told(Role::Owner).hidden), (3, 0));
    let member = told(Role::Member);
    assert_eq!((member.edits.len(), member.hidden), (1, 2));
    assert!(!format!("{member:?}").contains("preference"));
    assert_eq!(member.why.as_deref(), Some("she told K2"));
    let partner = told(Role::Partner);
    assert_eq!((partner.edits.len(), partner.hidden, partner.why), (0, 3, None));
}

#[test]
fn the_header_the_targets_and_the_team_are_for_owner_and_director_to_edit() {
    let plan = bedrock();
    let header = plan.account_plans.by_code().next().expect("a header").code.clone();
    for role in [Role::Core, Role::Member] {
        for (kind, code, field) in [
            (Kind::AccountPlan, header.as_str(), "revenue_target"),
            (Kind::Account, plan.account().expect("the account").code.as_str(), "tier"),
            (Kind::Member, "K2", "plan_role"),
        ] {
            assert_eq!(reason(role, Some("K3"), setting(kind, code, field, Value::Null)), not_yours(Whose::Leads));
        }
    }
    assert_eq!(reason(Role::Director, None, setting(Kind::AccountPlan, &header, "name", json!("2027"))), None);
}

#[test]
fn members_edit_maps_and_entries_and_the_people_and_deals_that_they_own_or_support() {
    let plan = bedrock();
    let node = plan.nodes.by_code().next().expect("a card").code.clone();
    let entry = plan.entries.by_code().next().expect("an entry").code.clone();
    assert_eq!(reason(Role::Member, Some("K3"), setting(Kind::Node, &node, "title", json!("x"))), None);
    assert_eq!(reason(Role::Member, Some("K3"), setting(Kind::Entry, &entry, "fit", json!(1))), None);
    let deal = plan.opportunities.by_code().find(|deal| deal.owner.is_some() && deal.is_open()).expect("an owned deal");
    let code = |id| plan.members.get(id).expect("one of ours").code.clone();
    let owner = code(deal.owner.expect("its owner"));
    let on_it = |one: &Member| deal.owner == Some(one.id) || deal.support.contains(&one.id);
    let stranger = plan.members.by_code().find(|one| !on_it(one)).expect("somebody else").code.clone();
    let next = || setting(Kind::Opportunity, &deal.code, "next_step", json!("call"));
    assert_eq!(reason(Role::Member, Some(&owner), next()), None);
    assert_eq!(reason(Role::Member, Some(&stranger), next()), not_yours(Whose::Owners));
    assert_eq!(reason(Role::Member, None, next()), not_yours(Whose::Owners));
    let person = &plan.relationship_owners.by_code().next().expect("an owner");
    let (whom, by) = (plan.people.get(person.person).expect("a person"), code(person.member));
    let title = || setting(Kind::Person, &whom.code, "title", json!("CEO"));
    assert_eq!(reason(Role::Member, Some(&by), title()), None);
    let deals = |one: &Opportunity, who: Id<Member>| one.owner == Some(who) || one.support.contains(&who);
    let is_near = |who: Id<Member>| {
        plan.relationship_owners.iter().any(|one| one.person == whom.id && one.member == who)
            || plan.opportunity_people.iter().any(|part| {
                part.person == whom.id && plan.opportunities.get(part.opportunity).is_some_and(|one| deals(one, who))
            })
    };
    if let Some(far) = plan.members.by_code().find(|one| !is_near(one.id)) {
        assert_eq!(reason(Role::Core, Some(&far.code), title()), not_yours(Whose::Owners));
    }
    assert_eq!(
        reason(Role::Member, Some("K3"), |_| create(Kind::Person, Uuid::from_u128(9), json!({ "name": "New" }))),
        None
    );
}

#[test]
fn nobody_edits_what_is_not_shown() {
    let edit = || setting(Kind::Person, "P02", "preference", json!(2));
    assert_eq!(reason(Role::Member, Some("K2"), edit()), Some(Reason::NotShown));
    let pair = bedrock().relationships.by_code().next().expect("a pair").code.clone();
    let problem = refused(Role::Member, Some("K2"), setting(Kind::Relationship, &pair, "level", json!(4))).remove(0);
    assert_eq!((problem.reason, problem.place.record_code), (Reason::Gone, None));
    let hidden = |kind| reason(Role::Partner, None, move |_| create(kind, Uuid::from_u128(9), json!({})));
    assert_eq!(hidden(Kind::Person), Some(Reason::Gone));
    assert_eq!(hidden(Kind::StrategicRelation), None);
}

#[test]
fn executives_answer_asks_and_approve_operations_read_and_partner_managers_keep_partners() {
    let plan = bedrock();
    let ask = plan.executive_asks.by_code().next().expect("an ask").code.clone();
    let header = plan.account_plans.by_code().next().expect("a header").code.clone();
    let relation = plan.strategic_relations.by_code().next().expect("a relation").code.clone();
    let executive = |kind, code: &str, field, now| reason(Role::Executive, Some("K2"), setting(kind, code, field, now));
    assert_eq!(executive(Kind::ExecutiveAsk, &ask, "answer", json!("granted")), None);
    assert_eq!(executive(Kind::ExecutiveAsk, &ask, "ask", json!("more")), not_yours(Whose::Team));
    assert_eq!(executive(Kind::AccountPlan, &header, "status", json!("approved")), None);
    assert_eq!(executive(Kind::AccountPlan, &header, "revenue_target", json!(1)), not_yours(Whose::Team));
    let set_relation = || setting(Kind::StrategicRelation, &relation, "our_offer", json!("x"));
    assert_eq!(reason(Role::Partner, None, set_relation()), None);
    assert_eq!(reason(Role::Executive, None, set_relation()), not_yours(Whose::Team));
    let node = plan.nodes.by_code().next().expect("a card").code.clone();
    assert_eq!(reason(Role::Operations, None, setting(Kind::Node, &node, "title", json!("x"))), not_yours(Whose::Team));
}

#[test]
fn problems_about_hidden_records_say_only_that_there_are_some() {
    let about = |kind| Problem {
        place: plan::Place { kind: Some(kind), id: None, record_code: Some("L01".into()), field: None },
        reason: Reason::Needed { by: kind, first: "L01".into(), count: 1 },
    };
    let lens = Lens::of(Role::Member, None);
    let told = lens.problems(vec![about(Kind::Relationship), about(Kind::Action)]);
    assert_eq!(told, [Problem::anywhere(Reason::Hidden), about(Kind::Action)]);
}

#[test]
fn every_field_that_names_an_audience_can_be_emptied() {
    // What a lens empties must not be needed to tell one record from another.
    for kind in Kind::ALL.iter().copied() {
        for field in kind.fields().iter().filter(|field| field.audience.is_some()) {
            assert!(!matches!(field.shape, Shape::Reference(_) if field.required), "{kind} {}", field.name);
            assert!(field.name != "id" && field.name != "code", "{kind} {}", field.name);
        }
    }
}
