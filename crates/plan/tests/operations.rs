//! What operations over several accounts do in one plan: handing over, making one record of two, moving away and in, and
//! a large import in portions.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests"
)]

mod support;

use plan::field::references;
use plan::hand_over::Ours;
use plan::portion::portions;
use plan::relocate::Moved;
use plan::{Change, Edit, Id, Kind, Plan, Reason, file};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use support::{Draft, bedrock, in_days, reasons, today};
use uuid::Uuid;

/// No reference of the plan leads nowhere.
fn assert_whole(plan: &Plan) {
    for kind in Kind::ALL {
        for (id, body) in plan.bodies(*kind) {
            for (field, target, to) in references(*kind, &body) {
                assert!(plan.has(target, to), "{kind} {id}: {} dangles", field.name);
            }
        }
    }
}

fn ours(plan: &Plan, member: Uuid) -> Ours {
    Ours::from(plan.members.get(Id::new(member)).expect("a member"))
}

/// Somebody of this name on the team.
fn member(draft: &mut Draft, name: &str) -> Uuid {
    draft.add(Kind::Member, json!({ "name": name, "plan_role": "account_manager" }))
}

/// The edits as one change of today, and its undo right after, which must give back the plan.
fn made(draft: &mut Draft, edits: Vec<Edit>) -> Uuid {
    let before = draft.plan.clone();
    let change = draft.move_on(edits);
    assert_whole(&draft.plan);
    let mut other = draft.clone();
    other.undo(change).expect("it can be taken back");
    assert!(other.plan.bodies(Kind::Person) == before.bodies(Kind::Person));
    assert!(other.plan == before || other.plan.borne != before.borne, "undo gives back the plan");
    for kind in Kind::ALL {
        assert!(other.plan.bodies(*kind) == before.bodies(*kind), "{kind} came back otherwise");
    }
    change
}

mod handing_over {
    use super::*;

    #[test]
    fn what_is_still_to_be_done_goes_to_the_other_and_what_is_over_stays() {
        let mut draft = Draft::new();
        let (lin, xu) = (member(&mut draft, "Lin"), member(&mut draft, "Xu"));
        let person = draft.person(json!({}));
        let owner = draft.primary_owner(person, lin);
        let contact = draft.met(person, lin, 3);
        let level = draft.level(person, lin, 2);
        let open = draft.deal(json!({ "owner": lin, "support": [xu, lin] }));
        let won = draft.deal(json!({ "owner": lin, "outcome": "won", "outcome_on": in_days(-9) }));
        let doing = draft.add(Kind::Action, json!({ "title": "Visit", "owner": lin, "status": "doing" }));
        let done = draft.add(Kind::Action, json!({ "title": "Call", "owner": lin, "status": "done" }));
        let edits = draft.plan.hand_over(&ours(&draft.plan, lin), &ours(&draft.plan, xu), Uuid::nil(), today());
        made(&mut draft, edits);
        assert_eq!(draft.get(Kind::RelationshipOwner, owner, "member"), json!(xu));
        assert_eq!(draft.get(Kind::Opportunity, open, "owner"), json!(xu));
        assert_eq!(draft.get(Kind::Opportunity, open, "support"), json!([xu]), "nobody supports twice");
        assert_eq!(draft.get(Kind::Action, doing, "owner"), json!(xu));
        for (kind, id, field) in [(Kind::Opportunity, won, "owner"), (Kind::Action, done, "owner")] {
            assert_eq!(draft.get(kind, id, field), json!(lin), "what is over stays with who did it");
        }
        assert_eq!(draft.get(Kind::Interaction, contact, "members"), json!([lin]));
        assert_eq!(draft.get(Kind::Relationship, level, "member"), json!(lin), "a level belongs to the two");
        assert!(draft.plan.hand_over(&ours(&draft.plan, lin), &ours(&draft.plan, xu), Uuid::nil(), today()).is_empty());
    }

    #[test]
    fn who_owns_the_person_already_stays_the_one_owner_and_becomes_primary() {
        let mut draft = Draft::new();
        let (lin, xu) = (member(&mut draft, "Lin"), member(&mut draft, "Xu"));
        let person = draft.person(json!({}));
        draft.primary_owner(person, lin);
        let second = draft.owner(person, xu);
        let edits = draft.plan.hand_over(&ours(&draft.plan, lin), &ours(&draft.plan, xu), Uuid::nil(), today());
        made(&mut draft, edits);
        assert_eq!(draft.plan.relationship_owners.len(), 1);
        assert_eq!(draft.get(Kind::RelationshipOwner, second, "primary"), json!(true));
    }

    #[test]
    fn who_is_not_on_the_team_yet_joins_it_in_the_same_role() {
        let mut draft = Draft::new();
        let lin = member(&mut draft, "Lin");
        let deal = draft.deal(json!({ "owner": lin }));
        let mut elsewhere = Draft::new();
        let zhou = elsewhere.add(Kind::Member, json!({ "name": "Zhou", "contact": "zhou@example.com" }));
        let (zhou, joining) = (ours(&elsewhere.plan, zhou), Uuid::from_u128(77));
        let edits = draft.plan.hand_over(&ours(&draft.plan, lin), &zhou, joining, today());
        made(&mut draft, edits);
        assert_eq!(draft.get(Kind::Opportunity, deal, "owner"), json!(joining));
        assert_eq!(draft.get(Kind::Member, joining, "plan_role"), json!("account_manager"));
        assert_eq!(draft.get(Kind::Member, joining, "from"), json!(today()));
        let stranger =
            draft.plan.hand_over(&zhou, &ours(&elsewhere.plan, elsewhere.id(Kind::Member, "K01")), joining, today());
        assert!(stranger.is_empty(), "one to oneself");
    }

    #[test]
    fn one_of_our_people_is_known_by_the_library_whatever_the_name() {
        let mut library = Draft::library();
        let one = library.add(Kind::Colleague, json!({ "name": "Li Wei", "title": "Engineer" }));
        let other = library.add(Kind::Colleague, json!({ "name": "Li Wei", "title": "Seller" }));
        let mut draft = Draft::new().over(&library);
        let first = draft.add(Kind::Member, json!({ "name": "Wei", "colleague": one }));
        let namesake = draft.add(Kind::Member, json!({ "name": "Li Wei", "colleague": other }));
        let who = |id| Ours::from(draft.plan.colleagues.get(Id::new(id)).expect("a colleague"));
        assert_eq!(who(one).member(&draft.plan).map(|one| one.id.uuid()), Some(first));
        assert_eq!(who(other).member(&draft.plan).map(|one| one.id.uuid()), Some(namesake));
    }

    #[test]
    fn in_the_worked_example_nothing_open_is_left_with_the_one_who_handed_over() {
        let mut draft = Draft::from(bedrock());
        let (from, to) = (draft.id(Kind::Member, "K1"), draft.id(Kind::Member, "K2"));
        let edits = draft.plan.hand_over(&ours(&draft.plan, from), &ours(&draft.plan, to), Uuid::nil(), today());
        assert!(edits.len() > 10, "{}", edits.len());
        made(&mut draft, edits);
        assert!(draft.plan.relationship_owners.iter().all(|one| one.member.uuid() != from));
        let open = draft.plan.actions.iter().filter(|one| one.is_open());
        assert!(open.filter_map(|one| one.owner).all(|owner| owner.uuid() != from));
    }
}

mod making_one_of_two {
    use super::*;

    fn merged(draft: &mut Draft, kept: Uuid, gone: Uuid) {
        let edits = draft.plan.merge(Kind::Person, kept, gone).expect("they can be merged");
        made(draft, edits);
    }

    #[test]
    fn what_referred_to_either_refers_to_the_one_that_stays() {
        let mut draft = Draft::new();
        let lin = member(&mut draft, "Lin");
        let kept = draft.person(json!({ "name": "Shen", "influence": 4 }));
        let gone = draft.person(json!({ "name": "Mr Shen", "influence": 2, "role": "COACH", "same_as": "s-1" }));
        let below = draft.person(json!({ "reports_to": gone }));
        let met = draft.contact(gone, lin, json!({ "people": [gone, kept] }));
        let deal = draft.deal(json!({}));
        let part = draft.on_deal(deal, gone, json!({}));
        merged(&mut draft, kept, gone);
        assert!(!draft.plan.has(Kind::Person, gone));
        assert_eq!(draft.get(Kind::Person, below, "reports_to"), json!(kept));
        assert_eq!(draft.get(Kind::Interaction, met, "people"), json!([kept]), "who met twice at once met once");
        assert_eq!(draft.get(Kind::OpportunityPerson, part, "person"), json!(kept));
        assert_eq!(draft.get(Kind::Person, kept, "influence"), json!(4), "what stands there stays");
        assert_eq!(draft.get(Kind::Person, kept, "role"), json!("COACH"), "what was empty is filled");
        assert_eq!(draft.get(Kind::Person, kept, "same_as"), json!("s-1"));
    }

    #[test]
    fn where_both_were_on_one_deal_or_had_one_owner_those_become_one_too() {
        let mut draft = Draft::new();
        let (lin, xu) = (member(&mut draft, "Lin"), member(&mut draft, "Xu"));
        let (kept, gone, third) = (draft.person(json!({})), draft.person(json!({})), draft.person(json!({})));
        let deal = draft.deal(json!({}));
        let part = draft.on_deal(deal, kept, json!({}));
        draft.on_deal(deal, gone, json!({ "role": "APPROVER" }));
        draft.primary_owner(kept, lin);
        draft.owner(gone, lin);
        draft.primary_owner(gone, xu);
        draft.level(kept, lin, 1);
        draft.proven_level(gone, lin, 3, 5);
        draft.add(Kind::InfluenceLine, json!({ "from": kept, "to": gone, "line_type": "alliance" }));
        draft.add(Kind::InfluenceLine, json!({ "from": third, "to": gone, "line_type": "influences" }));
        draft.add(Kind::InfluenceLine, json!({ "from": third, "to": kept, "line_type": "influences" }));
        merged(&mut draft, kept, gone);
        assert_eq!(draft.plan.opportunity_people.len(), 1);
        assert_eq!(draft.get(Kind::OpportunityPerson, part, "role"), json!("APPROVER"));
        let primary = draft.plan.relationship_owners.iter().filter(|one| one.primary).map(|one| one.member.uuid());
        assert_eq!(primary.collect::<Vec<_>>(), [lin], "one owner is primary, who was so of the one that stays");
        assert_eq!((draft.plan.relationship_owners.len(), draft.plan.relationships.len()), (2, 1));
        assert_eq!(draft.plan.influence_lines.len(), 1, "no line runs from somebody to the same, and none twice");
    }

    #[test]
    fn the_links_of_both_to_other_accounts_are_kept() {
        let mut draft = Draft::new();
        let kept = draft.person(json!({ "same_as": "a" }));
        let gone = draft.person(json!({ "same_as": "b a" }));
        merged(&mut draft, kept, gone);
        assert_eq!(draft.get(Kind::Person, kept, "same_as"), json!("a b"));
        let body = draft.plan.body(Kind::Person, kept).expect("a person");
        let record = plan::RecordRef { kind: Kind::Person, id: kept };
        assert_eq!(plan::erasure::links(record, &body), ["a", "b"], "an erasure follows both");
    }

    #[test]
    fn a_reporting_line_that_would_come_back_to_itself_goes() {
        let mut draft = Draft::new();
        let kept = draft.person(json!({}));
        let between = draft.person(json!({ "reports_to": kept }));
        let gone = draft.person(json!({ "reports_to": between }));
        merged(&mut draft, kept, gone);
        assert_eq!(draft.get(Kind::Person, between, "reports_to"), json!(kept));
        assert_eq!(draft.get(Kind::Person, kept, "reports_to"), Value::Null);
    }

    #[test]
    fn nobody_is_merged_with_oneself_or_with_nobody() {
        let mut draft = Draft::new();
        let person = draft.person(json!({}));
        let problems = draft.plan.merge(Kind::Person, person, person).expect_err("the same");
        assert_eq!(reasons(&problems), [Reason::SameAsItself]);
        let problems = draft.plan.merge(Kind::Person, person, Uuid::nil()).expect_err("nobody");
        assert_eq!(reasons(&problems), [Reason::Gone]);
    }

    #[test]
    fn any_two_people_of_the_worked_example_can_be_one() {
        let start = Draft::from(bedrock());
        let people: Vec<Uuid> = start.plan.people.by_code().map(|one| one.id.uuid()).collect();
        for (at, gone) in people.iter().enumerate() {
            let mut draft = start.clone();
            let kept = people[(at + 1) % people.len()];
            let edits = draft.plan.merge(Kind::Person, kept, *gone).expect("they can be merged");
            let change = draft.apply(edits);
            assert_whole(&draft.plan);
            draft.undo(change).expect("it can be taken back");
            assert!(Kind::ALL.iter().all(|kind| draft.plan.bodies(*kind) == start.plan.bodies(*kind)));
        }
    }
}

mod moving {
    use super::*;

    fn ids(id: Uuid) -> Uuid {
        Uuid::new_v5(&Uuid::nil(), id.as_bytes())
    }

    #[test]
    fn a_person_who_moves_is_linked_in_both_and_leaves_the_first() {
        let (mut from, mut to) = (Draft::new(), Draft::new());
        let (lin, xu) = (member(&mut from, "Lin"), member(&mut from, "Xu"));
        let lin_there = member(&mut to, "Lin");
        let boss = from.person(json!({}));
        let fields = json!({ "name": "Shen", "influence": 4, "preference": 1, "reports_to": boss, "contact_override": 2,
            "contact_reason": "Met often" });
        let person = from.person(fields);
        from.primary_owner(person, lin);
        from.proven_level(person, lin, 3, 10);
        from.level(person, xu, 1);
        let contact = from.met(person, lin, 4);
        let arriving = to.plan.take_in(Moved::Person(person), &from.plan, today(), ids).expect("there");
        made(&mut to, arriving);
        let leaving = from.plan.let_go(Moved::Person(person), today());
        made(&mut from, leaving);
        let here = ids(person);
        assert_eq!(to.get(Kind::Person, here, "name"), json!("Shen"));
        assert_eq!(to.get(Kind::Person, here, "influence"), json!(4));
        for left in ["reports_to", "contact_override", "left_on"] {
            assert_eq!(to.get(Kind::Person, here, left), Value::Null, "{left}");
        }
        let link = to.get(Kind::Person, here, "same_as");
        assert_eq!((&link, link.is_null()), (&from.get(Kind::Person, person, "same_as"), false));
        assert_eq!(from.get(Kind::Person, person, "left_on"), json!(today()));
        assert!(from.plan.has(Kind::Interaction, contact), "the history stays where it happened");
        let owners: Vec<Uuid> = to.plan.relationship_owners.iter().map(|one| one.member.uuid()).collect();
        assert_eq!(owners, [lin_there], "who knows the person there too goes on");
        assert_eq!(to.plan.relationships.len(), 1, "and the one who is not on that team does not");
    }

    #[test]
    fn who_comes_back_is_the_record_that_was_there() {
        let (mut from, mut to) = (Draft::new(), Draft::new());
        let before = to.person(json!({ "name": "Shen", "same_as": "s", "left_on": in_days(-300) }));
        let person = from.person(json!({ "name": "Shen", "same_as": "s" }));
        let edits = to.plan.take_in(Moved::Person(person), &from.plan, today(), ids).expect("there");
        made(&mut to, edits);
        assert_eq!(to.plan.people.len(), 1);
        assert_eq!(to.get(Kind::Person, before, "left_on"), Value::Null);
    }

    #[test]
    fn a_unit_moves_with_those_below_it_their_people_and_open_deals() {
        let (mut from, mut to) = (Draft::new(), Draft::new());
        let account = to.id(Kind::Account, "ACC01");
        to.set(Kind::Account, account, "currency", json!("EUR"));
        let lin = member(&mut from, "Lin");
        let top = from.add(Kind::Unit, json!({ "name": "Refining" }));
        let below = from.add(Kind::Unit, json!({ "name": "Works 2", "parent": top }));
        let used = from.add(Kind::Unit, json!({ "name": "Works 3", "parent": top }));
        let footprint = from.add(Kind::Footprint, json!({ "unit": used }));
        let boss = from.person(json!({ "unit": top }));
        let worker = from.person(json!({ "unit": below, "reports_to": boss }));
        let gone = from.person(json!({ "unit": below, "left_on": in_days(-3) }));
        let other = from.person(json!({}));
        let open = from.deal(json!({ "unit": below, "owner": lin }));
        let lost = from.deal(json!({ "unit": below, "outcome": "lost", "outcome_on": in_days(-20) }));
        from.on_deal(open, worker, json!({ "role": "APPROVER" }));
        from.on_deal(open, other, json!({}));
        let edits = to.plan.take_in(Moved::Unit(top), &from.plan, today(), ids).expect("there");
        made(&mut to, edits);
        let edits = from.plan.let_go(Moved::Unit(top), today());
        made(&mut from, edits);
        assert_eq!((to.plan.units.len(), to.plan.people.len(), to.plan.opportunities.len()), (3, 2, 1));
        assert_eq!(to.get(Kind::Unit, ids(below), "parent"), json!(ids(top)));
        assert_eq!(to.get(Kind::Person, ids(worker), "reports_to"), json!(ids(boss)), "a line within goes along");
        assert_eq!(to.get(Kind::Opportunity, ids(open), "currency"), json!("CNY"), "an amount stays what it is");
        assert_eq!(to.get(Kind::Opportunity, ids(open), "owner"), Value::Null, "nobody there is known by the name");
        assert_eq!(to.plan.opportunity_people.len(), 1);
        assert!(!from.plan.has(Kind::Opportunity, open) && from.plan.has(Kind::Opportunity, lost));
        assert_eq!(from.get(Kind::Person, worker, "left_on"), json!(today()));
        assert_eq!(from.get(Kind::Person, gone, "left_on"), json!(in_days(-3)));
        assert!(
            from.plan.has(Kind::Unit, used) && from.plan.has(Kind::Footprint, footprint),
            "what was sold there stays"
        );
    }

    #[test]
    fn what_is_not_there_cannot_move() {
        let (from, to) = (Draft::new(), Draft::new());
        let problem = to.plan.take_in(Moved::Person(Uuid::nil()), &from.plan, today(), ids).expect_err("nobody");
        assert_eq!(problem.reason, Reason::Gone);
        assert!(from.plan.let_go(Moved::Unit(Uuid::from_u128(5)), today()).is_empty());
    }
}

mod portions_of_an_import {
    use super::*;

    /// The plan made portion by portion, each applied on the ones before.
    fn grown(edits: Vec<Edit>, most: usize) -> (Plan, usize) {
        let portions = portions(edits, most);
        let count = portions.len();
        let mut plan = Plan::default();
        for edits in portions {
            assert!(edits.len() <= most);
            let change = Change { id: Uuid::nil(), why: None, undoes: None, edits };
            plan = plan.apply(&change).unwrap_or_else(|problems| panic!("{problems:#?}")).plan;
            assert_whole(&plan);
        }
        (plan, count)
    }

    #[test]
    fn each_can_be_applied_on_the_ones_before_and_all_together_are_the_plan() {
        for plan in [bedrock(), support::veldhaven()] {
            let edits = plan::library::merge::creations(&plan, None);
            let whole = grown(edits.clone(), usize::MAX);
            for most in [40, 97, 250] {
                let (grown, count) = grown(edits.clone(), most);
                assert!(count >= edits.len() / most, "{count}");
                assert!(file::write(&grown) == file::write(&whole.0), "in portions of {most}");
            }
        }
    }

    #[test]
    fn records_that_refer_to_each_other_come_one_after_the_other() {
        let mut edits =
            vec![support::create(Kind::Account, Uuid::from_u128(1), json!({ "name": "A", "currency": "CNY" }))];
        let (one, other) = (Uuid::from_u128(2), Uuid::from_u128(3));
        edits.push(support::create(Kind::Action, one, json!({ "title": "One", "depends_on": [other] })));
        edits.push(support::create(Kind::Action, other, json!({ "title": "Other", "depends_on": [one] })));
        let (plan, count) = grown(edits, 1);
        assert_eq!((plan.actions.len(), count), (2, 4), "one reference is filled in at the end");
        for (from, to) in [(one, other), (other, one)] {
            assert_eq!(plan.body(Kind::Action, from).expect("an action")["depends_on"], json!([to]));
        }
    }
}

mod putting_away {
    use super::*;

    #[test]
    fn an_account_that_was_put_away_is_only_read_until_it_is_reopened() {
        let mut draft = Draft::new();
        let person = draft.person(json!({}));
        let account = draft.id(Kind::Account, "ACC01");
        let retitle = draft.set(Kind::Person, person, "title", json!("CFO"));
        let put_away = draft.setting(Kind::Account, account, "archived_on", json!(today()));
        let put_away = draft.move_on(vec![put_away]);
        let edit = draft.setting(Kind::Person, person, "title", json!("CEO"));
        assert_eq!(reasons(&draft.cannot_move(vec![edit])), [Reason::Archived]);
        let ids = [Uuid::from_u128(1), Uuid::from_u128(2)];
        let (change, later) = draft.log.split_at(3);
        let undo = draft.plan.undo(change.last().expect("a change"), later, ids[0]).expect("nothing was touched since");
        assert_eq!(undo.undoes, Some(retitle));
        let problems = draft.plan.apply_on(&undo, today()).expect_err("nor is anything taken back");
        assert_eq!(reasons(&problems), [Reason::Archived]);
        let undo = draft.plan.undo(draft.log.last().expect("a change"), &[], ids[1]).expect("the last one");
        assert_eq!(undo.undoes, Some(put_away));
        assert!(draft.plan.apply_on(&undo, today()).is_ok(), "putting it away can be taken back");
        let reopen = draft.setting(Kind::Account, account, "archived_on", Value::Null);
        draft.move_on(vec![reopen]);
        let edit = draft.setting(Kind::Person, person, "title", json!("CEO"));
        draft.move_on(vec![edit]);
    }
}

#[test]
fn what_is_a_duty_names_one_of_ours() {
    let duties: BTreeSet<String> = Kind::ALL
        .iter()
        .flat_map(|kind| {
            kind.fields().iter().filter(|field| field.duty).map(move |field| format!("{kind}.{}", field.name))
        })
        .collect();
    assert!(duties.len() > 15, "{duties:?}");
    for kind in Kind::ALL {
        for field in kind.fields().iter().filter(|field| field.duty) {
            assert_eq!(field.shape, plan::field::Shape::Reference(Kind::Member), "{kind}.{}", field.name);
        }
    }
}
