//! The worked example of the method (section 7): its file, its figures and its gap table, number by number.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "clippy.toml allows them in test functions, not in their helpers"
)]

use plan::influence_map::{Contacts, CoverageState, Role};
use plan::opportunity::Opportunity;
use plan::relationship::{Relationships, open_amount};
use plan::{Applied, Change, Day, Edit, Id, Kind, Logged, Money, Plan, Record, Table, file};
use serde_json::{Value, json};
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
    let computed = Relationships::of(&plan, today()).figures().to_json();
    assert_holds(&golden["relationship"], &computed, "relationship");
}

#[test]
fn the_file_is_written_as_it_was_read() {
    assert!(file::write(&bedrock()) == CASE, "cases/bedrock.plan.json is not in canonical form");
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
    assert!(plan.interactions.iter().all(|one| one.on < today()), "contacts took place");
    assert!(plan.relationships.iter().all(|one| one.proof_on.is_none_or(|on| on < today())), "proofs were given");
}

#[test]
fn the_open_deals_amount_to_137_million() {
    assert_eq!(open_amount(&bedrock()), Money(13_700_000_000));
}
