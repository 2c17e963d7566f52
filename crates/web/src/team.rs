//! The account team: who does what, whom each covers, what each carries, and which contacts are due (method 5.3 part 1,
//! decided 3.31).

use crate::error::Failure;
use crate::page::block::{Block, Empty, Link, Notice, Notices, Tile};
use crate::page::table::{Cell, Records, Table};
use crate::page::{Content, Ground};
use plan::objective::load::{Load, loads};
use plan::relationship::ContactDue;
use plan::team::{PlanRole, open_roles};
use plan::{Day, Id, Kind};
use uuid::Uuid;

/// Days ahead for which contacts are listed.
const AHEAD: i64 = 14;
/// The figures at first glance.
const FIGURES: [&str; 2] = ["relationship.people_coverage", "relationship.thread_risk"];

/// What the page shows.
pub fn content(ground: &Ground<'_>) -> Result<Content, Failure> {
    if ground.plan.members.is_empty() {
        return Ok(Content::of(vec![Empty::of(ground, "team", Kind::Member), roles(ground)]));
    }
    let blocks = vec![Tile::all(ground, &FIGURES), roles(ground), members(ground), contacts(ground)];
    Ok(Content::of(blocks))
}

/// Needed roles that nobody fills, each with the button that fills it.
fn roles(ground: &Ground<'_>) -> Block {
    let notice = |role: PlanRole| Notice {
        text: ground.say.code("plan_role", role.code()),
        records: Vec::new(),
        action: ground.may_add(Kind::Member).then(|| {
            let kind = ground.say.kind(Kind::Member);
            Link::new(
                ground.say.one("new-record", "kind", kind),
                ground.new_with(Kind::Member, &[("plan_role", role.code())]),
            )
        }),
    };
    Block::Notices(Notices {
        id: "open-roles".into(),
        heading: ground.say.label("open-roles"),
        none: ground.say.label("open-roles-none"),
        notices: open_roles(ground.plan, ground.today).into_iter().map(notice).collect(),
    })
}

/// Who is on the team, with what each carries.
fn members(ground: &Ground<'_>) -> Block {
    let loads = std::rc::Rc::new(loads(ground.plan, ground.today, ground.relationships()));
    let column = |cell: fn(&Ground<'_>, &Load<'_>) -> Cell| {
        let loads = loads.clone();
        move |id: Uuid| {
            let load = loads.iter().find(|load| load.member.id.uuid() == id);
            load.map_or_else(|| Cell::text("–"), |load| cell(ground, load))
        }
    };
    Records::of(ground, Kind::Member)
        .below("contact")
        .fields(&["plan_role"])
        .computed("covers", false, column(covers))
        .computed("term-influence_held", true, column(|_, load| Cell::text(load.influence.to_string())))
        .computed("contacts-a-month", true, column(|ground, load| Cell::text(ground.say.number(load.contacts))))
        .computed("open-actions", true, column(actions))
        .computed("term-effort_days", true, column(|ground, load| Cell::text(ground.say.whole(load.effort_days))))
        .computed("hours-needed", true, column(hours))
        .wide_fields(&["share_pct"])
        .block()
}

/// The people whom a member owns, the first few by name.
fn covers(ground: &Ground<'_>, load: &Load<'_>) -> Cell {
    const MOST: usize = 4;
    let names: Vec<&str> = load.people.iter().map(|person| ground.say.show(&person.name)).collect();
    let comma = ground.say.label("list-comma");
    let shown = names.iter().take(MOST).copied().collect::<Vec<_>>().join(&comma);
    let more = names.len().saturating_sub(MOST);
    let text = if more == 0 { shown } else { format!("{shown} +{more}") };
    Cell::text(if names.is_empty() { "–".into() } else { text }).class("words").meaning(names.join(&comma))
}

/// Open actions, and how many of them are overdue.
fn actions(ground: &Ground<'_>, load: &Load<'_>) -> Cell {
    if load.overdue == 0 {
        return Cell::text(load.actions.to_string());
    }
    Cell::text(format!("{} ⚑", load.actions)).class("flagged").meaning(ground.say.one(
        "overdue-count",
        "count",
        load.overdue,
    ))
}

/// Hours that it takes against the hours there are.
fn hours(ground: &Ground<'_>, load: &Load<'_>) -> Cell {
    let has = load.member.hours_a_month.map_or_else(|| "?".into(), |hours| hours.to_string());
    let text = format!("{} / {has}", ground.say.whole(load.hours));
    match load.is_too_much() {
        Some(true) => Cell::text(format!("{text} ⚑")).class("flagged").meaning(ground.say.label("too-much")),
        _ => Cell::text(text).meaning(ground.say.label("hours-how")),
    }
}

/// Whom somebody must meet by when.
fn contacts(ground: &Ground<'_>) -> Block {
    let due: Vec<ContactDue<'_, '_>> = ground.relationships().contacts_due(AHEAD);
    let of = |id: Uuid| due.iter().find(|one| one.standing.person.id == Id::new(id));
    let day = |day: Option<Day>| day.map_or_else(|| ground.say.label("no-contact-yet"), |day| ground.say.day(day));
    let owners = |one: &ContactDue<'_, '_>| {
        let members = one.standing.coverage.owners.iter().filter_map(|owner| ground.plan.members.get(owner.member));
        members.map(|member| ground.say.show(&member.name)).collect::<Vec<_>>().join(&ground.say.label("list-comma"))
    };
    let by = |one: &ContactDue<'_, '_>| match (one.by, one.is_overdue(ground.today)) {
        (Some(by), true) => Cell::text(format!("{} ⚑", ground.say.day(by))).class("flagged"),
        (Some(by), false) => Cell::text(ground.say.day(by)).class("day"),
        (None, _) => Cell::text(format!("{} ⚑", ground.say.label("due-now"))).class("flagged"),
    };
    let table = Records::of(ground, Kind::Person)
        .named("contacts-due", ground.say.one("contacts-due", "days", AHEAD))
        .only(|id| of(id).is_some())
        .sorted(|id| due.iter().position(|one| one.standing.person.id == Id::new(id)))
        .below("title")
        .computed("owners", false, |id| of(id).map(|one| Cell::text(owners(one))).unwrap_or_default())
        .computed("term-last_contact", false, |id| {
            of(id).map(|one| Cell::text(day(one.last)).class("day")).unwrap_or_default()
        })
        .computed("due-by", false, |id| of(id).map(by).unwrap_or_default())
        .table();
    Block::Table(Table { empty: ground.say.label("contacts-due-none"), ..table }.without_new())
}
