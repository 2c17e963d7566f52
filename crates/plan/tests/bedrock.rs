//! The worked example of the method (section 7): its file, its figures and its tables, number by number. What is
//! recomputed here is recomputed from the records alone, by plain code that shares nothing with the figures.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "clippy.toml allows them in test functions, not in their helpers"
)]

use plan::account::{Side, Trait, ValueItem, ValueType};
use plan::influence_map::{Contacts, CoverageState, Person, Role};
use plan::joint_plan::RoundResult;
use plan::objective::{Action, ActionStatus, Objective};
use plan::opportunity::{ForecastCategory, Opportunity, OpportunityType, Outcome, Stage};
use plan::portfolio::Figures;
use plan::relationship::{Relationships, open_amount};
use plan::research::{FOCUS, Subject};
use plan::strategy_map::{EdgeStrength, Node, NodeType, Verification};
use plan::{Applied, Change, Day, Edit, Id, Kind, Logged, Money, Plan, Record, Table, file};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use uuid::Uuid;

const CASE: &str = include_str!("../../../cases/bedrock.plan.json");
const GOLDEN: &str = include_str!("../../../cases/bedrock.figures.json");

/// One row of table 7.5 with what our side has to do with the person.
struct Row {
    person: &'static str,
    influence: i64,
    preference: i64,
    contact: i64,
    coverage: CoverageState,
    /// Primary owner first.
    owners: &'static [&'static str],
    /// Latest qualifying contact of an owner.
    last: Option<&'static str>,
    level: i64,
    desired: i64,
}

/// Table 7.5 as it stands in the method; the days are those of 2026.
#[rustfmt::skip]
const TABLE: [Row; 18] = {
    use CoverageState::{Full, Multi, None as Nobody, Partial};
    const fn row(
        person: &'static str, [influence, preference, contact]: [i64; 3],
        coverage: CoverageState, owners: &'static [&'static str], last: Option<&'static str>, [level, desired]: [i64; 2],
    ) -> Row {
        Row { person, influence, preference, contact, coverage, owners, last, level, desired }
    }
    // Influence, preference, contact; level now and wanted.
    [
        row("P01", [5,  0, 1], Full,    &["K2"],       Some("2026-09-05"), [1, 3]),
        row("P02", [5,  0, 1], Nobody,  &[],           None,               [1, 3]),
        row("P03", [5,  1, 2], Multi,   &["K1", "K2"], Some("2026-10-28"), [2, 4]),
        row("P04", [4,  1, 3], Multi,   &["K1", "K3"], Some("2026-11-12"), [3, 4]),
        row("P05", [4, -1, 1], Partial, &["K1"],       Some("2026-07-30"), [1, 3]),
        row("P06", [4,  2, 3], Multi,   &["K1", "K4"], Some("2026-11-17"), [3, 4]),
        row("P07", [3,  1, 2], Full,    &["K5"],       Some("2026-10-20"), [2, 3]),
        row("P08", [4,  0, 2], Full,    &["K1"],       Some("2026-10-30"), [1, 3]),
        row("P09", [3,  1, 3], Multi,   &["K3", "K4"], Some("2026-11-10"), [3, 3]),
        row("P10", [3, -1, 2], Partial, &["K3"],       Some("2026-09-15"), [2, 3]),
        row("P11", [2,  2, 3], Multi,   &["K1", "K3"], Some("2026-11-18"), [3, 3]),
        row("P12", [3,  0, 1], Partial, &["K5"],       Some("2026-08-11"), [1, 3]),
        row("P13", [4,  0, 0], Nobody,  &[],           None,               [0, 3]),
        row("P14", [2,  1, 2], Full,    &["K4"],       Some("2026-10-02"), [2, 2]),
        row("P15", [2,  0, 1], Full,    &["K6"],       Some("2026-09-30"), [1, 2]),
        row("P16", [2,  1, 1], Full,    &["K1"],       Some("2026-11-03"), [1, 2]),
        row("X1",  [4, -1, 1], Partial, &["K2"],       Some("2026-06-18"), [1, 3]),
        row("X2",  [3,  0, 2], Full,    &["K3"],       Some("2026-10-12"), [2, 3]),
    ]
};

/// One row of table 7.4.
struct Deal {
    code: &'static str,
    need: &'static str,
    solution: &'static str,
    opportunity_type: OpportunityType,
    stage: Option<Stage>,
    /// In thousands.
    amount: i64,
    /// Last day of the quarter.
    close: &'static str,
    category: Option<ForecastCategory>,
    /// Points of budget, scope and schedule.
    certainty: [i64; 3],
    /// The customer's buying step, where the method names it.
    step: Option<i64>,
}

/// Table 7.4 with the buying steps below it.
#[rustfmt::skip]
const DEALS: [Deal; 12] = {
    use ForecastCategory::{BestCase, Commit, Omitted, Pipeline, Upside};
    use OpportunityType::{Current, Planned, Potential};
    use Stage::{S2, S3, S4, S5, S6};
    const fn deal(
        [code, need, solution, close]: [&'static str; 4], opportunity_type: OpportunityType, stage: Option<Stage>,
        amount: i64, category: Option<ForecastCategory>, certainty: [i64; 3], step: Option<i64>,
    ) -> Deal {
        Deal { code, need, solution, opportunity_type, stage, amount, close, category, certainty, step }
    }
    [
        deal(["O01", "N01", "SA", "2026-12-31"], Current,   Some(S5), 28_000, Some(Commit),   [2, 2, 1], Some(6)),
        deal(["O02", "N02", "SB", "2027-03-31"], Current,   Some(S4),  9_500, Some(BestCase), [2, 1, 1], Some(3)),
        deal(["O03", "N03", "SA", "2027-06-30"], Current,   Some(S3), 36_000, Some(Pipeline), [1, 1, 0], Some(4)),
        deal(["O04", "N04", "SB", "2027-06-30"], Current,   Some(S2), 14_000, Some(Pipeline), [0, 1, 1], Some(3)),
        deal(["O05", "N05", "SB", "2027-12-31"], Planned,   None,      6_000, Some(Upside),   [0, 0, 0], None),
        deal(["O06", "N06", "SC", "2027-03-31"], Current,   Some(S4), 11_000, Some(BestCase), [1, 2, 2], Some(3)),
        deal(["O07", "N07", "SD", "2027-09-30"], Planned,   None,     12_000, Some(Upside),   [0, 0, 0], None),
        deal(["O08", "N08", "SF", "2028-03-31"], Potential, None,      8_000, Some(Omitted),  [0, 0, 0], None),
        deal(["O09", "N09", "SD", "2027-12-31"], Potential, None,      5_000, Some(Upside),   [0, 0, 0], None),
        deal(["O10", "N10", "SE", "2026-12-31"], Current,   Some(S5),  4_500, Some(Commit),   [2, 2, 2], Some(6)),
        deal(["O11", "N11", "SG", "2027-09-30"], Planned,   None,      3_000, Some(Upside),   [0, 0, 0], None),
        deal(["O12", "N01", "SA", "2026-09-30"], Current,   Some(S6),  6_000, None,           [2, 2, 2], None),
    ]
};

/// One action: code; objective, owner and due day; state; day done.
type ActionRow = (&'static str, [&'static str; 3], ActionStatus, Option<&'static str>);

/// The actions of table 7.8, in their order.
#[rustfmt::skip]
const ACTIONS: [ActionRow; 15] = {
    use ActionStatus::{Doing, Done, Todo};
    [
        ("A01", ["B2.2", "K1", "2026-10-31"], Done,  Some("2026-10-29")),
        ("A02", ["B2.3", "K2", "2026-11-15"], Todo,  None),
        ("A03", ["B1",   "K4", "2026-11-18"], Done,  Some("2026-11-17")),
        ("A04", ["B2.3", "K1", "2026-11-10"], Done,  Some("2026-11-12")),
        ("A05", ["B2.3", "K5", "2026-12-15"], Doing, None),
        ("A06", ["B2.3", "K1", "2026-12-05"], Todo,  None),
        ("A07", ["B2.2", "K3", "2026-12-10"], Doing, None),
        ("A08", ["B2.3", "K2", "2027-01-20"], Todo,  None),
        ("A09", ["B1",   "K5", "2027-01-31"], Todo,  None),
        ("A10", ["B1",   "K3", "2026-12-20"], Doing, None),
        ("A11", ["B1",   "K1", "2026-12-18"], Doing, None),
        ("A12", ["B2.4", "K1", "2027-01-15"], Todo,  None),
        ("A13", ["B2.1", "K2", "2027-02-28"], Todo,  None),
        ("A14", ["B2.1", "K1", "2026-12-22"], Todo,  None),
        ("A15", ["B2.3", "K2", "2027-01-10"], Todo,  None),
    ]
};

fn bedrock() -> Plan {
    file::read(CASE).unwrap_or_else(|problems| panic!("the case does not read: {problems:#?}"))
}

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

/// The day on which the example stands.
fn today() -> Day {
    day("2026-11-20")
}

fn by_code<'t, T: Record>(table: &'t Table<T>, code: &str) -> &'t T {
    table.iter().find(|one| one.code() == code).unwrap_or_else(|| panic!("no {code} in the case"))
}

/// So many thousand of the plan's currency; the tables of the method count in millions.
const fn thousand(count: i64) -> Money {
    Money(count * 100_000)
}

/// The sum of amounts that are all there.
fn sum(amounts: impl Iterator<Item = Option<Money>>) -> Money {
    Money(amounts.map(|one| one.expect("the amount is known").0).sum())
}

/// The code of a record that is referred to.
fn code_of<T: Record>(table: &Table<T>, id: Option<Id<T>>) -> Option<&str> {
    id.map(|id| table.get(id).expect("it is there").code())
}

fn needs(plan: &Plan) -> impl Iterator<Item = &Node> {
    plan.nodes.by_code().filter(|node| node.node_type == NodeType::Need)
}

fn open_deals(plan: &Plan) -> impl Iterator<Item = &Opportunity> {
    plan.opportunities.by_code().filter(|one| one.outcome.is_none())
}

fn influence(person: &Person) -> i64 {
    person.influence.expect("everybody is rated").value()
}

/// Walks the golden figures: every key, element and number in them must be in the computed ones.
fn assert_holds(golden: &Value, computed: &Value, path: &str) {
    match (golden, computed) {
        (Value::Object(golden), Value::Object(computed)) => {
            for (key, value) in golden {
                let path = format!("{path}.{key}");
                assert_holds(value, computed.get(key).unwrap_or_else(|| panic!("{path} is missing")), &path);
            }
        }
        (Value::Array(golden), Value::Array(computed)) => {
            assert_eq!(golden.len(), computed.len(), "{path}: length");
            for (at, (golden, computed)) in golden.iter().zip(computed).enumerate() {
                assert_holds(golden, computed, &format!("{path}[{at}]"));
            }
        }
        (Value::Number(golden), Value::Number(computed)) => {
            let (golden, computed) = (golden.as_f64().expect("a float"), computed.as_f64().expect("a float"));
            assert!((golden - computed).abs() <= 1e-6, "{path}: {computed}, in the golden figures {golden}");
        }
        _ => assert_eq!(golden, computed, "{path}"),
    }
}

/// Method 10.6: the COO becomes P02's owner and meets P02 on the day before the example's.
fn coo_meets_the_cfo(plan: &Plan) -> Change {
    let cfo = by_code(&plan.people, "P02").id;
    let coo = by_code(&plan.members, "K2").id;
    let owner = json!({ "person": cfo, "member": coo, "primary": true });
    let meeting = json!({
        "on": "2026-11-19", "contact_type": "meeting", "minutes": 60, "people": [cfo], "members": [coo],
        "subject": "First talk of COO and CFO"
    });
    let create = |kind, id, body| Edit::Create { kind, id: Uuid::from_u128(id), body };
    Change {
        id: Uuid::from_u128(1),
        why: Some("Action A02".into()),
        undoes: None,
        edits: vec![create(Kind::RelationshipOwner, 2, owner), create(Kind::Interaction, 3, meeting)],
    }
}

fn apply(plan: &Plan, change: &Change) -> Applied {
    plan.apply(change).unwrap_or_else(|problems| panic!("refused: {problems:#?}"))
}

fn logged(change: &Change, applied: &Applied) -> Logged {
    Logged {
        revision: 1,
        id: change.id,
        by: Uuid::nil(),
        at: "2026-11-20T09:00:00Z".parse().expect("an instant"),
        why: change.why.clone(),
        undoes: change.undoes,
        edits: applied.edits.clone(),
        unread: None,
        hidden: 0,
    }
}

fn people_coverage(plan: &Plan) -> f64 {
    Relationships::of(plan, today()).figures().people_coverage().value.expect("there are people")
}

/// The value of the approver's seat in a deal and the deal's strength.
fn approver_seat(plan: &Plan, deal: Id<Opportunity>) -> (f64, f64) {
    let deals = Relationships::of(plan, today()).deals();
    let deal = deals.iter().find(|one| one.opportunity.id == deal).expect("an open deal");
    let seat = deal.seats.iter().find(|seat| seat.role == Role::Approver).expect("every deal has the seat");
    (seat.value, deal.strength)
}

fn assert_near(computed: f64, wanted: f64) {
    assert!((computed - wanted).abs() <= 1e-9, "{computed}, wanted {wanted}");
}

#[test]
fn the_relationship_figures_are_the_golden_ones() {
    let golden: Value = serde_json::from_str(GOLDEN).expect("the golden figures are JSON");
    assert_eq!(golden["on"], json!(today()));
    let plan = bedrock();
    let computed = Figures::of(&plan, today()).in_full();
    assert_holds(&golden["relationship"], &computed["relationship"], "relationship");
}

#[test]
fn the_file_is_written_as_it_was_read() {
    assert!(file::write(&bedrock()) == CASE, "cases/bedrock.plan.json is not in canonical form");
    let other = include_str!("../../../cases/veldhaven.plan.json");
    let read = file::read(other).unwrap_or_else(|problems| panic!("the second case does not read: {problems:#?}"));
    assert!(file::write(&read) == other, "cases/veldhaven.plan.json is not in canonical form");
}

#[test]
fn a_first_meeting_with_the_cfo_lifts_coverage_and_the_approvers_seat_and_undo_takes_both_back() {
    let before = bedrock();
    let beiling = by_code(&before.opportunities, "O01").id;
    assert_near(people_coverage(&before), 46.0 / 62.0);
    let (seat_before, strength_before) = approver_seat(&before, beiling);

    let change = coo_meets_the_cfo(&before);
    let applied = apply(&before, &change);
    let after = &applied.plan;
    assert_near(people_coverage(after), 51.0 / 62.0);
    let (seat_after, strength_after) = approver_seat(after, beiling);
    // A covered seat instead of an uncovered one, at the same level and stance.
    assert_near(seat_after - seat_before, 0.3);
    assert!(strength_after > strength_before, "{strength_after} after {strength_before}");

    let undo = after.undo(&logged(&change, &applied), &[], Uuid::from_u128(4)).expect("nothing was touched since");
    assert_eq!(undo.undoes, Some(change.id));
    let undone = apply(after, &undo).plan;
    assert!(undone == before, "undo gives back the plan as it was");
    assert!(file::write(&undone) == CASE, "and its file");
}

#[test]
fn everybody_stands_as_in_the_gap_table() {
    let plan = bedrock();
    let contacts = Contacts::of(&plan, today());
    let relationships = Relationships::of(&plan, today());
    assert_eq!(plan.people.len(), TABLE.len());
    for row in &TABLE {
        let code = row.person;
        let person = by_code(&plan.people, code);
        assert_eq!(person.influence.map(|one| one.value()), Some(row.influence), "{code}: influence");
        assert_eq!(person.preference.map(|one| one.value()), Some(row.preference), "{code}: preference");

        let contact = contacts.level(person);
        assert_eq!(contact.level.value(), row.contact, "{code}: contact level of {} contacts", contact.count);
        assert!(!contact.overridden, "{code}: the contacts themselves give the level");

        let coverage = contacts.coverage(person);
        assert_eq!(coverage.state, row.coverage, "{code}: coverage {:?}", coverage.owners);
        let owners: Vec<&str> =
            coverage.owners.iter().map(|one| plan.members.get(one.member).expect("a member").code()).collect();
        assert_eq!(owners, row.owners, "{code}: owners");
        let last = coverage.owners.iter().filter_map(|owner| owner.last).max();
        assert_eq!(last, row.last.map(day), "{code}: last contact");

        let standing = relationships.standing(person.id).expect("nobody has left");
        let current = standing.current.expect("everybody is rated");
        assert_eq!(current.proven, row.level, "{code}: level, {current:?}");
        assert_eq!(current.claimed.value(), row.level, "{code}: nothing is claimed that is not proven");
        assert_eq!(standing.desired, row.desired, "{code}: desired level");
    }
}

#[test]
fn a_desired_level_below_the_default_says_why() {
    let plan = bedrock();
    let relationships = Relationships::of(&plan, today());
    let below: Vec<&str> = relationships
        .standings()
        .iter()
        .filter(|standing| standing.desired < standing.default_desired)
        .map(|standing| standing.person.code())
        .collect();
    assert_eq!(below, ["P16"], "only the CEO's assistant, a coach, is wanted below the default");
    let silent = |one: &&plan::influence_map::Person| one.desired_reason.is_none() || one.desired_by.is_none();
    assert_eq!(plan.people.iter().filter(silent).count(), 0, "every desired level has a reason and a day");
}

#[test]
fn nothing_on_record_lies_ahead_of_the_day() {
    let plan = bedrock();
    let today = today();
    assert!(plan.interactions.iter().all(|one| one.on < today), "contacts took place");
    assert!(plan.relationships.iter().all(|one| one.proof_on.is_none_or(|on| on < today)), "proofs were given");
    assert!(plan.first_meetings.iter().all(|one| one.on < today), "first meetings took place");
    assert!(plan.perceptions.iter().all(|one| one.on < today), "they told us what we are to them");
    assert!(plan.voices.iter().all(|one| one.on < today), "voices were heard");
    assert!(plan.facts.iter().all(|one| one.as_of.is_some_and(|on| on < today)), "facts are known");
    assert!(plan.nodes.iter().all(|one| one.verified_on.is_some_and(|on| on < today)), "cards were entered");
    assert!(plan.verification_events.iter().all(|one| one.on < today), "cards were asked about");
    assert!(plan.entries.iter().all(|one| one.decided_on.is_some_and(|on| on < today)), "cells were decided");
    assert!(plan.opportunities.iter().all(|one| one.outcome_on.is_none_or(|on| on < today)), "deals ended");
    assert!(plan.forecast_snapshots.iter().all(|one| one.on < today), "forecasts were frozen");
    assert!(plan.lifecycle_events.iter().all(|one| one.on < today), "steps were taken");
    assert!(plan.actions.iter().all(|one| one.done_on.is_none_or(|on| on < today)), "actions were done");
    assert!(plan.promises.iter().all(|one| one.kept_on.is_none_or(|on| on < today)), "promises were kept");
    assert!(plan.meetings.iter().all(|one| one.held_on.is_none_or(|on| on < today)), "meetings were held");
    assert!(plan.proposition_tests.iter().all(|one| one.on < today), "somebody heard the proposition");
}

#[test]
fn the_open_deals_amount_to_137_million() {
    assert_eq!(open_amount(&bedrock(), today()), Money(13_700_000_000));
}

#[test]
fn the_deals_stand_as_in_the_opportunity_list() {
    let plan = bedrock();
    assert_eq!(plan.opportunities.len(), DEALS.len());
    for row in &DEALS {
        let code = row.code;
        let deal = by_code(&plan.opportunities, code);
        assert_eq!(code_of(&plan.nodes, deal.need), Some(row.need), "{code}: need");
        let solutions: Vec<_> = deal.solutions.iter().map(|one| code_of(&plan.solutions, Some(*one))).collect();
        assert_eq!(solutions, [Some(row.solution)], "{code}: solution");
        assert_eq!(deal.opportunity_type, row.opportunity_type, "{code}: type");
        assert_eq!(deal.stage, row.stage, "{code}: stage");
        assert_eq!(deal.amount, Some(thousand(row.amount)), "{code}: amount");
        assert_eq!(deal.close_on, Some(day(row.close)), "{code}: close");
        assert!(deal.first_close_on <= deal.close_on, "{code}: moved outward, if at all");
        assert_eq!(deal.probability, None, "{code}: the chance is the method's");
        assert_eq!(deal.forecast_category, row.category, "{code}: category");
        let certainty = [deal.budget_state, deal.scope_state, deal.schedule_state];
        let points = certainty.map(|state| state.expect("asked for").points());
        assert_eq!(points, row.certainty, "{code}: budget, scope, schedule");
        if row.step.is_some() {
            assert_eq!(deal.buying_step.map(|step| step.value()), row.step, "{code}: buying step");
        }
        let entry =
            plan.entries.iter().find(|one| Some(one.need) == deal.need && deal.solutions.contains(&one.solution));
        assert!(entry.is_some_and(|entry| entry.decision.is_some()), "{code}: its cell is decided");
    }
    let exceptions = open_deals(&plan).filter(|one| one.exception_reason.is_some());
    let exceptions: Vec<_> =
        exceptions.map(|one| (one.code.as_str(), code_of(&plan.members, one.exception_by))).collect();
    assert_eq!(exceptions, [("O01", Some("K1")), ("O10", Some("K1"))]);
    let reasons = open_deals(&plan).filter(|one| one.type_reason.is_some());
    let reasons: Vec<&str> = reasons.map(|one| one.code.as_str()).collect();
    assert_eq!(reasons, ["O05", "O07", "O11"], "planned on needs that are assumed");
}

#[test]
fn the_business_adds_up_to_what_the_method_says() {
    let plan = bedrock();
    let header = plan.account_plans.iter().next().expect("a plan has a head");
    let (start, end) = (header.period_start.expect("it begins"), header.period_end.expect("it ends"));
    let in_period = |on: Option<Day>| on.is_some_and(|on| start <= on && on <= end);
    let closing = open_deals(&plan).filter(|one| in_period(one.close_on));
    let won = plan.opportunities.iter().filter(|one| one.outcome == Some(Outcome::Won) && in_period(one.outcome_on));
    assert_eq!(sum(open_deals(&plan).map(|one| one.amount)), thousand(137_000), "open");
    assert_eq!(sum(closing.map(|one| one.amount)), thousand(129_000), "open in the period");
    assert_eq!(sum(won.map(|one| one.amount)), thousand(6_000), "won");

    assert_eq!(header.revenue_target, Some(thousand(90_000)));
    assert_eq!(sum(plan.period_targets.iter().map(|one| Some(one.target))), thousand(90_000), "targets of the parts");
    let mut next = start;
    for part in plan.period_targets.by_code() {
        assert_eq!(part.starts_on, next, "{}: the parts follow on each other", part.code);
        next = part.ends_on.after_days(1);
    }
    assert_eq!(next, end.after_days(1), "and fill the period");
}

#[test]
fn the_needs_are_those_of_the_strategy_map() {
    let plan = bedrock();
    assert_eq!(sum(needs(&plan).map(|need| need.impact_value)), thousand(132_000));
    let confirmed = needs(&plan).filter(|need| need.verification == Some(Verification::Confirmed));
    let confirmed: Vec<&str> = confirmed.map(|need| need.code.as_str()).collect();
    assert_eq!(confirmed, ["N01", "N02", "N03", "N04", "N06", "N09", "N10"], "7 of 12");
    assert_eq!(needs(&plan).count(), 12);
    let decided = |need: &Node| plan.entries.iter().any(|one| one.need == need.id && one.decision.is_some());
    let undecided = needs(&plan).filter(|need| !decided(need)).map(|need| need.code.as_str());
    assert_eq!(undecided.collect::<Vec<_>>(), ["N12"], "the white space");
    let has_deal = |need: &Node| plan.opportunities.iter().any(|one| one.need == Some(need.id));
    let white = needs(&plan).filter(|need| need.fit.is_some_and(|fit| fit.value() >= 2) && !has_deal(need));
    assert_eq!(white.map(|need| need.code.as_str()).collect::<Vec<_>>(), ["N12"]);

    // Upward from a need every step but the last is a main edge, and each leads to one goal.
    let layers = [NodeType::Tactic, NodeType::Strategy, NodeType::Goal];
    for need in needs(&plan) {
        let mut at = need.id;
        for layer in layers {
            let parents: Vec<_> = plan
                .edges
                .iter()
                .filter(|edge| edge.child == at && edge.strength == Some(EdgeStrength::Main))
                .collect();
            assert_eq!(parents.len(), 1, "{}: one main parent on each layer", need.code);
            at = parents.first().expect("there is one").parent;
            assert_eq!(plan.nodes.get(at).map(|node| node.node_type), Some(layer), "{}", need.code);
        }
    }
}

#[test]
fn the_characteristics_add_up_to_what_the_method_says() {
    let plan = bedrock();
    // In the order of the table.
    let applies = [2, 2, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2];
    let assessed: BTreeMap<Trait, i64> = plan
        .characteristics
        .iter()
        .map(|one| {
            assert!(one.reason.is_some(), "{}: the reason matters more than the number", one.code);
            (one.which, one.applies.expect("assessed").value())
        })
        .collect();
    let values: Vec<i64> = Trait::ALL.iter().map(|one| assessed.get(one).copied().expect("assessed")).collect();
    assert_eq!(values, applies);
    let numbered = || values.iter().enumerate().map(|(at, value)| (at + 1, *value));
    let attractive = |number: usize| number <= 4 || (11..=15).contains(&number);
    let attractiveness: Vec<i64> = numbered().filter(|(at, _)| attractive(*at)).map(|(_, value)| value).collect();
    let complexity: Vec<i64> = numbered().filter(|(at, _)| !attractive(*at)).map(|(_, value)| value).collect();
    assert_eq!((attractiveness.iter().sum::<i64>(), 2 * attractiveness.len()), (14, 18));
    assert_eq!((complexity.iter().sum::<i64>(), 2 * complexity.len()), (16, 16));
}

#[test]
fn both_sides_put_in_and_get_what_the_method_says() {
    let plan = bedrock();
    let items = |side: Side, value_type: ValueType| {
        plan.value_items.iter().filter(move |one| one.side == side && one.value_type == value_type)
    };
    let total = |side, value_type| sum(items(side, value_type).map(|one| one.amount));
    // Amount times percent, so that it stays whole: a hundredth of it is the expected loss.
    let expected = |side| {
        let loss = |one: &ValueItem| {
            one.amount.expect("the amount is known").0 * one.probability.expect("a risk has a probability")
        };
        items(side, ValueType::Risk).map(loss).sum::<i64>()
    };
    assert_eq!(total(Side::Us, ValueType::Investment), thousand(3_200));
    assert_eq!(total(Side::Us, ValueType::Value), thousand(18_000));
    assert_eq!(total(Side::Us, ValueType::Risk), thousand(2_000));
    assert_eq!(expected(Side::Us), 100 * thousand(600).0);
    assert_eq!(total(Side::Customer, ValueType::Investment), thousand(41_000));
    assert_eq!(total(Side::Customer, ValueType::Value), thousand(96_000));
    assert_eq!(total(Side::Customer, ValueType::Risk), thousand(8_000));
    assert_eq!(expected(Side::Customer), 100 * thousand(2_000).0);
}

#[test]
fn the_strategic_relations_add_up_to_what_the_method_says() {
    let plan = bedrock();
    // Code, tie, influence, our level, the one wanted, attitude.
    let table = [
        ("R1", [4, 4, 1, 3, -1]),
        ("R2", [4, 3, 2, 3, 0]),
        ("R3", [3, 4, 3, 4, 2]),
        ("R4", [3, 3, 1, 3, 0]),
        ("R5", [3, 3, 0, 2, 0]),
    ];
    let (mut realised, mut desired) = (0, 0);
    for (one, (code, row)) in plan.strategic_relations.by_code().zip(table) {
        let tie = one.tie.expect("rated").value();
        let influence = one.influence.expect("rated").value();
        let ours = one.our_level.expect("rated").value();
        let wanted = one.desired_level.expect("rated").value();
        let attitude = one.attitude.expect("rated").value();
        assert_eq!((one.code.as_str(), [tie, influence, ours, wanted, attitude]), (code, row));
        realised += influence * tie * ours.min(wanted);
        desired += influence * tie * wanted;
    }
    assert_eq!(plan.strategic_relations.len(), table.len());
    // Quarters: 21.25 of 44.25.
    assert_eq!((realised, desired), (85, 177));
}

#[test]
fn the_voices_add_up_to_what_the_method_says() {
    let plan = bedrock();
    // Person, sentiment and what we are in their eyes, as level.
    let table = [
        ("V1", "P03", 1, Some(3)),
        ("V2", "P04", 1, Some(3)),
        ("V3", "P05", -1, Some(2)),
        ("V4", "P06", 2, Some(4)),
        ("V5", "P08", 0, Some(2)),
        ("V6", "P09", 1, Some(2)),
        ("V7", "P10", -1, Some(2)),
        ("V8", "X1", -1, None),
    ];
    assert_eq!(plan.voices.len(), table.len(), "nobody spoke twice");
    let owner = plan.account_plans.iter().next().and_then(|header| header.owner);
    let (mut weighted, mut heard) = (0, 0);
    for (voice, (code, person, sentiment, tier)) in plan.voices.by_code().zip(table) {
        assert_eq!((voice.code.as_str(), code_of(&plan.people, Some(voice.person))), (code, Some(person)));
        assert_eq!(voice.sentiment.map(|one| one.value()), Some(sentiment), "{code}");
        assert_eq!(voice.perceived_tier.map(|tier| tier.level()), tier, "{code}");
        assert!((0..=365).contains(&voice.on.days_until(today())), "{code}: heard within twelve months");
        let ours = |by| plan.relationship_owners.iter().any(|one| one.person == voice.person && one.member == by);
        assert!(voice.taken_by != owner && !voice.taken_by.is_none_or(ours), "{code}: taken by somebody neutral");
        let influence = influence(plan.people.get(voice.person).expect("a person"));
        weighted += influence * sentiment;
        heard += influence;
    }
    let key: i64 = plan.people.iter().map(influence).filter(|influence| *influence >= 3).sum();
    assert_eq!((weighted, heard), (9, 31), "sentiment");
    assert_eq!((heard, key), (31, 54), "reach; everybody heard is a key person");
}

#[test]
fn the_actions_stand_as_in_the_plan_and_were_done_as_punctually() {
    let plan = bedrock();
    assert_eq!(plan.actions.len(), ACTIONS.len());
    let (mut points, mut due_so_far) = (0.0, 0);
    for (code, [objective, owner, due], status, done) in ACTIONS {
        let action = by_code(&plan.actions, code);
        assert_eq!(code_of(&plan.objectives, action.objective), Some(objective), "{code}: objective");
        assert_eq!(code_of(&plan.members, action.owner), Some(owner), "{code}: owner");
        assert_eq!((action.first_due_on, action.due_on), (Some(day(due)), Some(day(due))), "{code}: due");
        assert_eq!((action.status, action.done_on), (Some(status), done.map(day)), "{code}: state");
        let point = match action.done_on {
            Some(done) => Some(if done <= day(due) { 1.0 } else { 0.5 }),
            None => (day(due) < today()).then_some(0.0),
        };
        points += point.unwrap_or(0.0);
        due_so_far += i32::from(point.is_some());
    }
    assert_eq!(due_so_far, 4);
    assert_near(100.0 * points / f64::from(due_so_far), 62.5);
}

#[test]
fn the_lines_between_people_are_those_of_the_influence_map() {
    use plan::influence_map::LineType::{Conflict, Influences, Informal};
    let plan = bedrock();
    let person = |id| code_of(&plan.people, Some(id)).expect("a person");
    let lines: Vec<_> = plan
        .influence_lines
        .by_code()
        .map(|one| (person(one.from), person(one.to), one.line_type, one.strength.expect("rated").value()))
        .collect();
    let table = [
        ("P11", "P04", Influences, 2),
        ("P16", "P01", Informal, 2),
        ("X1", "P13", Influences, 3),
        ("X1", "P01", Influences, 2),
        ("P05", "P04", Conflict, 2),
        ("P09", "P06", Influences, 3),
    ];
    assert_eq!(lines, table);
    let organisation = |code| code_of(&plan.organisations, by_code(&plan.people, code).organisation);
    let partner = |code| code_of(&plan.organisations, Some(by_code(&plan.strategic_relations, code).organisation));
    assert_eq!((organisation("X1"), organisation("X2")), (partner("R1"), partner("R2")), "who sits where");
}

#[test]
fn what_feeds_an_objective_is_a_golden_figure() {
    let golden: Value = serde_json::from_str(GOLDEN).expect("the golden figures are JSON");
    let plan = bedrock();
    let fed: Vec<(&str, &str)> =
        plan.objectives.by_code().filter_map(|one| Some((one.code.as_str(), one.figure.as_deref()?))).collect();
    assert_eq!(fed.len(), 4);
    for (code, key) in fed {
        let value = golden.pointer(&format!("/{}", key.replace('.', "/")));
        assert!(value.is_some(), "{code}: no figure {key}");
    }
}

#[test]
fn what_the_example_leaves_open_is_open_and_the_rest_is_there() {
    let plan = bedrock();
    let today = today();
    // Part 1: two key people have no owner.
    let owned = |person: &Person| plan.relationship_owners.iter().any(|one| one.person == person.id);
    let alone = plan.people.by_code().filter(|one| influence(one) >= 3 && !owned(one)).map(|one| one.code.as_str());
    assert_eq!(alone.collect::<Vec<_>>(), ["P02", "P13"]);

    // Part 2: four facts, two on customers and two on competitors, do not say what they mean for us.
    assert!(plan.facts.iter().all(|fact| fact.is_valid(today) && fact.source_ref.is_some()), "sourced and fresh");
    for subject in Subject::ALL {
        assert!(plan.facts.iter().filter(|fact| fact.subject == *subject).count() >= 3, "{subject:?}");
    }
    for topic in FOCUS {
        assert!(plan.facts.iter().any(|fact| fact.topic == topic), "{topic:?}");
    }
    let silent = plan.facts.by_code().filter(|fact| fact.so_what.is_none());
    let silent: Vec<_> = silent.map(|fact| (fact.code.as_str(), fact.subject)).collect();
    let (customers, competitors) = (Subject::Customers, Subject::Competitors);
    assert_eq!(silent, [("F11", customers), ("F12", customers), ("F13", competitors), ("F14", competitors)]);
    let mut years: Vec<i16> = plan.revenues.by_code().map(|one| one.period_start.year()).collect();
    years.dedup();
    assert_eq!(years, [2023, 2024, 2025, 2026]);

    // Part 4: everybody's desired level is written down with its reason, every role is there.
    assert!(plan.people.iter().all(|one| one.desired_level.is_some() && one.desired_reason.is_some()));
    assert!(Role::ALL.iter().all(|role| plan.people.iter().any(|one| one.role == Some(*role))));

    // Part 5: the top gaps are acted on, the next steps are near, and the team leader has not passed the plan.
    for code in ["P02", "P01", "P03", "X1", "P05"] {
        let person = by_code(&plan.people, code).id;
        let acts = |one: &Action| one.people.contains(&person) && one.is_open();
        assert!(plan.actions.iter().any(acts), "{code} has an action");
    }
    for deal in open_deals(&plan).filter(|one| one.opportunity_type == OpportunityType::Current) {
        let days = today.days_until(deal.next_step_on.expect("dated"));
        assert!(deal.next_step.is_some() && (0..=30).contains(&days), "{}: next step in {days} days", deal.code);
    }
    let fed = |one: &Objective| one.actual.is_some() != one.figure.is_some();
    assert!(plan.objectives.iter().all(fed), "what is reached is typed in or fed by a figure");
    assert!(plan.review_rounds.iter().all(|round| round.result != Some(RoundResult::Passed)));
    assert_eq!(plan.count(Kind::SharedVersion), 0, "nothing was shared yet");
    assert_eq!(plan.count(Kind::CardPlace), 0, "cards lie where they are laid out");
}
