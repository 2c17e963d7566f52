//! What a manager asks about: asks that wait, commits that stand on a weak seat, deals that moved, key people going cold,
//! and the chance of each account's target.

use super::section::{Section, Task};
use super::{MOST, Week, seller};
use crate::error::Failure;
use crate::shell::ACCOUNTS;
use ledger::{Cell, Filter, Line, List, Order};
use plan::Kind;
use plan::card::Audience;
use plan::influence_map::Influence;
use plan::relationship::{Relationships, Seat};
use plan::review::health::red_seats;
use plan::review::{AskAnswer, AskType};

/// Days in which what moved is asked about.
const MONTH: i64 = 30;

/// The sections in the order of the talk.
pub async fn sections(week: &Week<'_>) -> Result<Vec<Section>, Failure> {
    Ok(vec![asks(week).await?, commits(week).await?, moved(week).await?, cold(week).await?, chances(week).await?])
}

/// What executives are asked for and did not answer yet, and the actions that ask for one.
pub async fn asks(week: &Week<'_>) -> Result<Section, Failure> {
    // A card shows the answer, and while there is none, of what kind the ask is.
    let waiting = AskType::ALL.iter().map(|one| one.code()).chain([AskAnswer::Open.code()]);
    let waiting = Filter::OneOf("state", waiting.map(Cell::from).collect());
    let filters = [waiting].into_iter().chain(week.of_mine("owner"));
    let page = week.lines(List::Cards(Kind::ExecutiveAsk), "due", filters).await?;
    let mut section = Section::drawn("asks", &page, |line| {
        week.owned(line, "owner", week.on(line.day("due"), week.task(Kind::ExecutiveAsk, line)))
    });
    let open = [Filter::Is("is_open", Cell::Int(1)), Filter::Is("asks_executive", Cell::Int(1))];
    let page = week.lines(List::Actions, "due_on", open.into_iter().chain(week.of_mine("owner"))).await?;
    section.more |= page.next.is_some();
    section.tasks.extend(page.lines.iter().map(|line| {
        let task = week.owned(line, "owner", week.on(line.day("due_on"), week.task(Kind::Action, line)));
        task.about(week.say.label("week-asks-executive"))
    }));
    Ok(section.cut())
}

/// Committed deals in which a seat is empty or red.
async fn commits(week: &Week<'_>) -> Result<Section, Failure> {
    let committed = [Filter::Unknown("outcome"), Filter::Is("committed", Cell::Int(1))];
    let page = week.lines(List::Opportunities, "close_on", committed.into_iter().chain(week.of_mine("owner"))).await?;
    let mut tasks = Vec::new();
    for (account, seat) in week.seats(page.lines.iter().map(|line| line.account)).await? {
        let relationships = Relationships::of(seat.plan(), week.today);
        let deals = relationships.deals();
        for line in page.lines.iter().filter(|line| line.account == account) {
            let deal = deals.iter().find(|deal| deal.opportunity.id.uuid() == line.record);
            let judges = seat.plan().shows(Audience::Judgement);
            let red = deal.into_iter().flat_map(red_seats).filter(|seat| judges || seat.people.is_empty());
            let weak: Vec<String> = red.map(|seat| weakness(week, seat)).collect();
            if !weak.is_empty() {
                let task = week.owned(line, "owner", week.on(line.day("close_on"), week.task(Kind::Opportunity, line)));
                tasks.push(weak.into_iter().fold(task, Task::about));
            }
        }
    }
    Ok(Section { more: page.next.is_some(), ..Section::of("commits", tasks) })
}

fn weakness(week: &Week<'_>, seat: &Seat<'_>) -> String {
    let role = week.say.code("role", seat.role.code());
    if seat.people.is_empty() {
        return week.say.one("week-seat-empty", "role", role);
    }
    week.say.texts("week-seat-red", &[("role", role), ("points", week.say.tenths(100.0 * seat.value))])
}

/// Open deals whose close, amount, stage or place in the forecast moved in the last month, the latest first.
async fn moved(week: &Week<'_>) -> Result<Section, Failure> {
    let since = week.today.plus(-MONTH).to_string();
    let moved = [Filter::Unknown("outcome"), Filter::From("moved_on", since.into())];
    let moved: Vec<Filter> = moved.into_iter().chain(week.of_mine("owner")).collect();
    let order = Order { column: "moved_on", falling: true };
    let page = week.reach.list(List::Opportunities, &moved, order, None, MOST).await?;
    Ok(Section::drawn("moved-deals", &page, |line| {
        let task = week.owned(line, "owner", week.task(Kind::Opportunity, line));
        let on = line.day("moved_on").map(|day| week.say.one("week-moved-on", "day", week.say.day(day)));
        let moves =
            line.int("moves").filter(|moves| *moves > 0).map(|moves| week.say.one("week-moved", "count", moves));
        let task = on.into_iter().chain(moves).fold(task, Task::about);
        let close = line.day("close_on").map(|day| week.say.one("week-close", "day", week.say.day(day)));
        close.into_iter().fold(task, Task::about)
    }))
}

/// Key people whose contact has gone stale.
async fn cold(week: &Week<'_>) -> Result<Section, Failure> {
    let cold = [
        Filter::Below("contact_due_on", week.today.to_string().into()),
        Filter::From("influence", Cell::Int(Influence::KEY)),
        Filter::Known("owner"),
        Filter::Unknown("left_on"),
    ];
    let page = week.lines(List::People, "contact_due_on", cold.into_iter().chain(week.of_mine("owner"))).await?;
    Ok(Section::drawn("cold", &page, |line| seller::contact(week, line)))
}

/// The chance of each account to reach its target, the lowest first.
async fn chances(week: &Week<'_>) -> Result<Section, Failure> {
    let order = Order { column: "chance", falling: false };
    let filters: Vec<Filter> = week.of_my_accounts().into_iter().collect();
    let page = week.reach.portfolio(week.today, &filters, order, None, MOST).await?;
    Ok(Section::drawn("chances", &page, |line| {
        let chance = match line.real("chance") {
            Some(chance) => week.say.percent(chance),
            None => week.say.label("no-target"),
        };
        account(week, line).about(chance).about(light(week, line, "forecast_light"))
    }))
}

/// A line that is an account.
pub fn account(week: &Week<'_>, line: &Line) -> Task {
    let href = format!("{ACCOUNTS}/{}/overview", line.account);
    Task { account: String::new(), ..week.leading(line.account, week.account_name(line.account), href) }
}

/// A light in words.
pub fn light(week: &Week<'_>, line: &Line, column: &str) -> String {
    week.say.code("light", line.text(column).unwrap_or("unknown"))
}
