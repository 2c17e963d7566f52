//! The relationship gap table as a file (method 4.3).

use crate::Labels;
use crate::sheet::{self, safe};
use plan::relationship::{Relationships, Standing};
use plan::{Day, Language, Plan};

/// The columns: each is the key of a label.
const COLUMNS: [&str; 17] = [
    "field-code",
    "field-name",
    "field-title",
    "field-unit",
    "field-role",
    "field-influence",
    "field-preference",
    "term-contact_level",
    "term-coverage",
    "term-owners",
    "term-level_now",
    "field-desired_level",
    "field-desired_reason",
    "term-gap",
    "term-weighted_gap",
    "term-linked_amount",
    "term-priority",
];

/// The gap table as CSV: numbers as numbers, codes in the reader's words, amounts in whole currency units. It says what
/// we make of people, so its last row is a mark: who took it away, and when (decided 4.33).
pub fn gap_table_csv(
    plan: &Plan,
    today: Day,
    language: Language,
    labels: &Labels<'_>,
    mark: &str,
) -> Result<Vec<u8>, csv::Error> {
    let relationships = Relationships::of(plan, today);
    let rows = relationships.standings().iter().map(|standing| row(plan, standing, language, labels).into());
    let mut last = vec![String::new(); COLUMNS.len()];
    last.iter_mut().take(1).for_each(|cell| *cell = safe(mark));
    sheet::csv(
        std::iter::once(COLUMNS.map(labels).into())
            .chain(rows)
            .chain((!relationships.standings().is_empty()).then_some(last)),
    )
}

fn row(plan: &Plan, standing: &Standing<'_>, language: Language, labels: &Labels<'_>) -> [String; 17] {
    let person = standing.person;
    let words = |words: Option<&plan::Words>| safe(words.map_or("", |words| words.show(language)));
    let number = |value: Option<i64>| value.map(|value| value.to_string()).unwrap_or_default();
    let owners = standing.coverage.owners.iter().filter_map(|owner| plan.members.get(owner.member));
    let owners: Vec<&str> = owners.map(|member| member.name.show(language)).collect();
    let coverage = standing.coverage.state;
    [
        safe(&person.code),
        words(Some(&person.name)),
        words(person.title.as_ref()),
        words(person.unit.and_then(|unit| plan.units.get(unit)).map(|unit| &unit.name)),
        person.role.map(|role| labels(&format!("role-{}", role.code()))).unwrap_or_default(),
        number(person.influence.map(|influence| influence.value())),
        number(person.preference.map(|preference| preference.value())),
        standing.contact.level.value().to_string(),
        labels(&format!("coverage-{}", coverage.code())),
        safe(&owners.join(", ")),
        number(standing.current.map(|current| current.proven)),
        standing.desired.to_string(),
        words(person.desired_reason.as_ref()),
        number(standing.gap()),
        number(standing.weighted_gap()),
        format!("{:.2}", standing.linked.units()),
        standing.priority.map(|priority| format!("{priority:.2}")).unwrap_or_default(),
    ]
}
