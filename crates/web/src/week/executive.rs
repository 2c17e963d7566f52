//! What an executive needs in two minutes: whom to meet and why, which contacts are due, where the accounts stand, which
//! decisions are wanted.

use super::section::{Section, Task};
use super::{MOST, Week, oversight, seller};
use crate::error::Failure;
use crate::relationship::table::reasons;
use ledger::{Filter, Line, List, Order};
use plan::card::Audience;
use plan::influence_map::Influence;
use plan::relationship::{Relationships, Standing};

/// Accounts told in a sentence each.
const ACCOUNTS: usize = 5;
/// People to meet in one account.
const EACH: usize = 2;

/// The sections, the decision last: what is asked for is understood by then.
pub async fn sections(week: &Week<'_>) -> Result<Vec<Section>, Failure> {
    let decisions = Section { id: "decisions", ..oversight::asks(week).await? };
    Ok(vec![meet(week).await?, contacts(week).await?, accounts(week).await?, decisions])
}

/// The key people of each account with whom most is amiss, and what it is.
async fn meet(week: &Week<'_>) -> Result<Section, Failure> {
    let mine = |standing: &&Standing<'_>| match &week.mine {
        None => true,
        Some(mine) => standing.coverage.owners.iter().any(|owner| mine.contains(&owner.member.uuid())),
    };
    let key = |standing: &&Standing<'_>| standing.person.influence.is_some_and(Influence::is_key);
    let accounts = week.my_accounts();
    let more = accounts.len() > super::OPENED;
    let mut tasks = Vec::new();
    for (account, seat) in week.seats(accounts).await? {
        let plan = seat.plan();
        if !plan.shows(Audience::Judgement) {
            continue;
        }
        let relationships = Relationships::of(plan, week.today);
        for standing in relationships.top_gaps().filter(key).filter(mine).take(EACH) {
            let task = week.task_of(account, plan, standing.person.id.into());
            let title = week.say.show_maybe(&standing.person.title);
            let task = if title.is_empty() { task } else { task.about(title) };
            let why = reasons(week.say, plan.currency().unwrap_or_default(), standing);
            tasks.push(why.into_iter().fold(task, Task::about));
        }
    }
    Ok(Section { more, ..Section::of("meet", tasks) })
}

/// Contacts due of the executives, or of whoever is chosen.
async fn contacts(week: &Week<'_>) -> Result<Section, Failure> {
    let executives = week.executives();
    let whose = week.mine.as_ref().unwrap_or(&executives);
    let due = [Filter::Unknown("left_on"), Filter::Below("contact_due_on", week.end.to_string().into())];
    let filters = due.into_iter().chain(Week::of_members("owner", Some(whose)));
    let page = week.lines(List::People, "contact_due_on", filters).await?;
    Ok(Section::drawn("executive-contacts", &page, |line| seller::contact(week, line)))
}

/// The accounts that are furthest from their target, each in one sentence.
async fn accounts(week: &Week<'_>) -> Result<Section, Failure> {
    let order = Order { column: "chance", falling: false };
    let filters: Vec<Filter> = week.of_my_accounts().into_iter().collect();
    let page = week.reach.portfolio(week.today, &filters, order, None, ACCOUNTS.min(MOST)).await?;
    Ok(Section::drawn("accounts", &page, |line| oversight::account(week, line).about(sentence(week, line))))
}

fn sentence(week: &Week<'_>, line: &Line) -> String {
    let say = week.say;
    let unknown = || say.label("unknown");
    let count = |column: &str| line.int(column).unwrap_or_default().to_string();
    let values = [
        ("health", oversight::light(week, line, "health")),
        ("chance", line.real("chance").map_or_else(unknown, |chance| say.percent(chance))),
        ("strength", line.real("seat_strength").map_or_else(unknown, |points| say.tenths(points))),
        ("gaps", count("gaps")),
        ("overdue", count("overdue_actions")),
    ];
    say.texts("week-sentence", &values)
}
