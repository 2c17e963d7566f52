//! The lists: columns, and choices of lines.

use super::{Choice, Column, Listing, Showing};
use crate::words::Say;
use ledger::{Filter, Line, List};
use plan::influence_map::Role;
use plan::objective::ActionStatus;
use plan::opportunity::{ForecastCategory, Outcome, Stage};
use plan::strategy_map::Priority;
use plan::{Day, Kind, Money};

/// All of them.
pub static LISTS: [Listing; 3] = [
    Listing {
        address: "/opportunities",
        title: "page-all-opportunities",
        list: List::Opportunities,
        kind: Kind::Opportunity,
        columns: &[
            Column {
                sort: Some(("close_on", false)),
                late: Some(closing),
                ..text("field-close_on", |s, l| s.day(l, "close_on"))
            },
            Column { sort: Some(("amount", true)), number: true, ..text("field-amount", amount) },
            text("field-stage", |s, l| s.code(l, "stage", Stage::SCALE)),
            text("field-forecast_category", |s, l| s.code(l, "category", ForecastCategory::SCALE)),
            Column { number: true, ..text("field-probability", chance) },
            text("field-owner", |s, l| s.owner(l)),
            Column {
                sort: Some(("next_step_on", false)),
                late: Some(step),
                ..text("field-next_step_on", |s, l| s.day(l, "next_step_on"))
            },
        ],
        choices: &[
            Choice { name: "state", label: "field-outcome", values: outcomes, filters: by_outcome },
            Choice {
                name: "category",
                label: "field-forecast_category",
                values: |say| any(say, ForecastCategory::SCALE, ForecastCategory::ALL.iter().map(|one| one.code())),
                filters: |code, _| is("category", code),
            },
            Choice {
                name: "stage",
                label: "field-stage",
                values: |say| any(say, Stage::SCALE, Stage::ALL.iter().map(|one| one.code())),
                filters: |code, _| is("stage", code),
            },
            Choice {
                name: "close",
                label: "field-close_on",
                values: |say| spans(say, &["overdue", "quarter", "next-quarter"]),
                filters: |code, today| within("close_on", code, today),
            },
        ],
    },
    Listing {
        address: "/actions",
        title: "page-all-actions",
        list: List::Actions,
        kind: Kind::Action,
        columns: &[
            Column {
                sort: Some(("due_on", false)),
                late: Some(due),
                ..text("field-due_on", |s, l| s.day(l, "due_on"))
            },
            text("field-owner", |s, l| s.owner(l)),
            text("field-status", |s, l| s.code(l, "status", ActionStatus::SCALE)),
            text("field-priority", |s, l| s.code(l, "priority", Priority::SCALE)),
        ],
        choices: &[
            Choice {
                name: "state",
                label: "field-status",
                values: |say| choices(say, "list", &["open", "done", "all"]),
                filters: by_openness,
            },
            Choice {
                name: "priority",
                label: "field-priority",
                values: |say| any(say, Priority::SCALE, Priority::ALL.iter().map(|one| one.code())),
                filters: |code, _| is("priority", code),
            },
            Choice {
                name: "due",
                label: "field-due_on",
                values: |say| spans(say, &["overdue", "week", "quarter"]),
                filters: |code, today| within("due_on", code, today),
            },
        ],
    },
    Listing {
        address: "/people",
        title: "page-all-people",
        list: List::People,
        kind: Kind::Person,
        columns: &[
            Column {
                sort: Some(("contact_due_on", false)),
                late: Some(contact),
                ..text("list-contact-due", |s, l| s.day(l, "contact_due_on"))
            },
            text("field-title", |_, l| l.text("post").unwrap_or_default().to_owned()),
            text("field-role", |s, l| s.code(l, "role", Role::SCALE)),
            Column { sort: Some(("influence", true)), ..text("field-influence", influence) },
            text("field-owner", |s, l| s.owner(l)),
        ],
        choices: &[
            Choice {
                name: "state",
                label: "list-people",
                values: |say| choices(say, "list", &["there", "left", "all"]),
                filters: by_presence,
            },
            Choice {
                name: "role",
                label: "field-role",
                values: |say| any(say, Role::SCALE, Role::ALL.iter().map(|one| one.code())),
                filters: |code, _| is("role", code),
            },
            Choice {
                name: "owner",
                label: "field-owner",
                values: |say| choices(say, "list", &["any", "nobody"]),
                filters: by_owner,
            },
            Choice {
                name: "contact",
                label: "list-contact-due",
                values: |say| spans(say, &["overdue", "week"]),
                filters: |code, today| within("contact_due_on", code, today),
            },
        ],
    },
];

/// A column of text that sorts nothing.
const fn text(label: &'static str, show: fn(&Showing, &Line) -> String) -> Column {
    Column { label, sort: None, number: false, show, late: None }
}

fn amount(showing: &Showing, line: &Line) -> String {
    let currency = line.text("currency").unwrap_or_default();
    line.int("amount").map(|minor| showing.say.money(Money(minor), currency)).unwrap_or_default()
}

fn chance(showing: &Showing, line: &Line) -> String {
    line.real("chance").map(|chance| showing.say.percent(chance)).unwrap_or_default()
}

fn influence(showing: &Showing, line: &Line) -> String {
    line.int("influence").map(|grade| showing.say.grade("influence", grade)).unwrap_or_default()
}

/// An open deal should be closed by its day, its step taken, an open action done, a contact renewed.
fn closing(line: &Line) -> Option<Day> {
    line.day("close_on").filter(|_| line.text("outcome").is_none())
}

fn step(line: &Line) -> Option<Day> {
    line.day("next_step_on").filter(|_| line.text("outcome").is_none())
}

fn due(line: &Line) -> Option<Day> {
    line.day("due_on").filter(|_| line.int("is_open") == Some(1))
}

fn contact(line: &Line) -> Option<Day> {
    line.day("contact_due_on").filter(|_| line.text("left_on").is_none())
}

/// Values with their labels `{scale}-{value}`; the first stands where nothing is chosen.
fn choices(say: Say, scale: &str, values: &[&str]) -> Vec<(String, String)> {
    let choice = |(at, value): (usize, &&str)| {
        (if at == 0 { String::new() } else { (*value).to_owned() }, say.code(scale, value))
    };
    values.iter().enumerate().map(choice).collect()
}

/// All, or one value of a scale.
fn any<'s>(say: Say, scale: &str, values: impl Iterator<Item = &'s str>) -> Vec<(String, String)> {
    let all = (String::new(), say.label("all"));
    std::iter::once(all).chain(values.map(|code| (code.to_owned(), say.code(scale, code)))).collect()
}

/// All, or one span of time.
fn spans(say: Say, values: &[&str]) -> Vec<(String, String)> {
    any(say, "list", values.iter().copied())
}

/// Open ones first, then each way to end, then all.
fn outcomes(say: Say) -> Vec<(String, String)> {
    let ended = Outcome::ALL.iter().map(|one| (one.code().to_owned(), say.code(Outcome::SCALE, one.code())));
    let open = (String::new(), say.code("list", "open"));
    std::iter::once(open).chain(ended).chain([("all".to_owned(), say.code("list", "all"))]).collect()
}

fn is(column: &'static str, code: &str) -> Vec<Filter> {
    if code.is_empty() { Vec::new() } else { vec![Filter::Is(column, code.into())] }
}

fn by_outcome(code: &str, _: Day) -> Vec<Filter> {
    match code {
        "" => vec![Filter::Unknown("outcome")],
        "all" => Vec::new(),
        code => is("outcome", code),
    }
}

fn by_openness(code: &str, _: Day) -> Vec<Filter> {
    match code {
        "all" => Vec::new(),
        "done" => is("status", ActionStatus::Done.code()),
        _ => vec![Filter::Is("is_open", 1.into())],
    }
}

fn by_presence(code: &str, _: Day) -> Vec<Filter> {
    match code {
        "all" => Vec::new(),
        "left" => vec![Filter::Known("left_on")],
        _ => vec![Filter::Unknown("left_on")],
    }
}

fn by_owner(code: &str, _: Day) -> Vec<Filter> {
    if code == "nobody" { vec![Filter::Unknown("owner")] } else { Vec::new() }
}

/// Days of this span: passed, within a week, this quarter of the year or the next.
fn within(column: &'static str, code: &str, today: Day) -> Vec<Filter> {
    let first = today.first_of_quarter();
    let from = |day: Day| Filter::From(column, day.to_string().into());
    let below = |day: Day| Filter::Below(column, day.to_string().into());
    match code {
        "overdue" => vec![below(today)],
        "week" => vec![from(today), below(today.plus(7))],
        "quarter" => vec![from(first), below(first.after_months(3))],
        "next-quarter" => vec![from(first.after_months(3)), below(first.after_months(6))],
        _ => Vec::new(),
    }
}
