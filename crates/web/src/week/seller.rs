//! What a seller does this week: meetings, actions, contacts, promises, steps of deals, and the alerts of the day.

use super::section::{Section, Task};
use super::{DAYS, Week};
use crate::error::Failure;
use crate::page::block::Link;
use crate::shell::ACCOUNTS;
use ledger::{Cell, Filter, Line, List};
use plan::card::OPEN;
use plan::influence_map::Influence;
use plan::review::alerts::alerts;
use plan::warning::Warning;
use plan::{Day, Kind};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The sections in the order of the day.
pub async fn sections(week: &Week<'_>) -> Result<Vec<Section>, Failure> {
    Ok(vec![
        meetings(week).await?,
        actions(week).await?,
        contacts(week).await?,
        promises(week).await?,
        deals(week).await?,
        raised(week).await?,
    ])
}

fn below(week: &Week<'_>, column: &'static str) -> Filter {
    Filter::Below(column, week.end.to_string().into())
}

/// Meetings of a rhythm and briefings that are planned and not held yet, each with the way to its account's briefing;
/// those of the last days too, since somebody should say whether they were held.
async fn meetings(week: &Week<'_>) -> Result<Section, Failure> {
    let mut found: Vec<(Option<Day>, Task)> = Vec::new();
    let mut more = false;
    for kind in [Kind::Meeting, Kind::Briefing] {
        let since = Filter::From("due", week.today.plus(-DAYS).to_string().into());
        let open = [Filter::Is("state", OPEN.into()), since, below(week, "due")];
        let page = week.lines(List::Cards(kind), "due", open.into_iter().chain(week.of_my_accounts())).await?;
        more |= page.next.is_some();
        found.extend(page.lines.iter().map(|line| {
            let task = week.on(line.day("due"), week.task(kind, line));
            let briefing = format!("{ACCOUNTS}/{}/briefing", line.account);
            let beside = Some(Link::new(week.say.label("page-briefing"), briefing));
            (line.day("due"), Task { beside, ..task })
        }));
    }
    found.sort_by_key(|(day, _)| *day);
    let tasks = found.into_iter().map(|(_, task)| task).collect();
    Ok(Section { more, ..Section::of("meetings", tasks) }.cut())
}

/// Open actions due or overdue, each done in one press.
async fn actions(week: &Week<'_>) -> Result<Section, Failure> {
    let open = [Filter::Is("is_open", Cell::Int(1)), below(week, "due_on")];
    let page = week.lines(List::Actions, "due_on", open.into_iter().chain(week.of_mine("owner"))).await?;
    Ok(Section::drawn("actions", &page, |line| {
        let task = week.owned(line, "owner", week.on(line.day("due_on"), week.task(Kind::Action, line)));
        Task { done: Some(week.done(line, &task.link.text)), ..task }
    }))
}

/// People whose contact is due, by the day on which it goes stale; then the key people whom their owner never met, so
/// that there is no such day.
async fn contacts(week: &Week<'_>) -> Result<Section, Failure> {
    let present = || [Filter::Known("owner"), Filter::Unknown("left_on")].into_iter().chain(week.of_mine("owner"));
    let due = present().chain([below(week, "contact_due_on")]);
    let mut section =
        Section::drawn("contacts", &week.lines(List::People, "contact_due_on", due).await?, |line| contact(week, line));
    let key = Filter::From("influence", Cell::Int(Influence::KEY));
    let never = present().chain([Filter::Unknown("contact_due_on"), key]);
    let page = week.lines(List::People, "code", never).await?;
    let never = page.lines.iter().map(|line| contact(week, line).about(week.say.label("week-never-met")));
    section.tasks.extend(never);
    Ok(Section { more: section.more || page.next.is_some(), ..section }.cut())
}

/// A person with whom a contact is due.
pub fn contact(week: &Week<'_>, line: &Line) -> Task {
    let task = week.on(line.day("contact_due_on"), week.task(Kind::Person, line));
    let task = match line.text("post") {
        Some(post) => task.about(post),
        None => task,
    };
    week.owned(line, "owner", task)
}

async fn promises(week: &Week<'_>) -> Result<Section, Failure> {
    let open = [Filter::Is("state", OPEN.into()), below(week, "due")];
    let page = week.lines(List::Cards(Kind::Promise), "due", open.into_iter().chain(week.of_mine("owner"))).await?;
    Ok(Section::drawn("promises", &page, |line| {
        week.owned(line, "owner", week.on(line.day("due"), week.task(Kind::Promise, line)))
    }))
}

/// Deals whose next step or close is due, each once, by the earlier day.
async fn deals(week: &Week<'_>) -> Result<Section, Failure> {
    let mut found: BTreeMap<Uuid, (Day, Task)> = BTreeMap::new();
    let mut more = false;
    for (column, why) in [("next_step_on", "week-next-step"), ("close_on", "week-close")] {
        let open = [Filter::Unknown("outcome"), below(week, column)];
        let page = week.lines(List::Opportunities, column, open.into_iter().chain(week.of_mine("owner"))).await?;
        more |= page.next.is_some();
        for line in &page.lines {
            let Some(day) = line.day(column) else { continue };
            let why = week.say.one(why, "day", week.say.day(day));
            let before = found.remove(&line.record);
            let new = || (day, week.owned(line, "owner", week.task(Kind::Opportunity, line)));
            let (first, task) = before.unwrap_or_else(new);
            let first = first.min(day);
            found.insert(line.record, (first, week.on(Some(first), task.about(why))));
        }
    }
    let mut found: Vec<(Day, Task)> = found.into_values().collect();
    found.sort_by(|a, b| (a.0, &a.1.code).cmp(&(b.0, &b.1.code)));
    let tasks = found.into_iter().map(|(_, task)| task).collect();
    Ok(Section { more, ..Section::of("deals", tasks) }.cut())
}

/// The alerts of the first accounts, a line for each record that they are about.
async fn raised(week: &Week<'_>) -> Result<Section, Failure> {
    let mut tasks = Vec::new();
    let accounts = week.my_accounts();
    let more = accounts.len() > super::OPENED;
    for (account, seat) in week.seats(accounts).await? {
        let plan = seat.plan();
        let lights = seat.view().figures(week.today).lights();
        // Whom to contact stands in a section of its own.
        let others = |warning: &Warning| warning.key != "contact_stale";
        for warning in alerts(plan, week.today, lights, None).into_iter().filter(others) {
            let text = week.say.label(&format!("warning-{}", warning.key));
            let lines = warning.records.iter().map(|record| week.task_of(account, plan, *record).about(text.clone()));
            tasks.extend(lines);
        }
    }
    Ok(Section { more, ..Section::of("alerts", tasks) }.cut())
}
