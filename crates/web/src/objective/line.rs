//! An action as a line of a list: who does it by when, and one press when it is done.

use crate::form::Press;
use crate::page::Ground;
use plan::objective::{Action, ActionStatus};
use plan::{Id, Kind};

/// An action as a line.
pub struct ActionLine {
    /// What is done.
    pub name: String,
    /// Its code.
    pub code: String,
    /// Where it opens.
    pub href: String,
    /// Who does it.
    pub owner: String,
    /// By when.
    pub due: String,
    /// Its day has passed.
    pub overdue: bool,
    /// Done or given up.
    pub closed: bool,
    /// How it goes.
    pub status: String,
    /// Sets it done.
    pub done: Option<Press>,
}

impl ActionLine {
    /// The line of an action.
    pub fn of(ground: &Ground<'_>, action: &Action) -> Self {
        let say = ground.say;
        let name = say.show(&action.title).to_owned();
        let done = [("status", ActionStatus::Done.code().to_owned()), ("done_on", ground.today.to_string())];
        let press = || ground.forms.press(Kind::Action, action.id.uuid(), &done, "set-done", &name);
        Self {
            done: action.is_open().then(press).flatten(),
            code: action.code.clone(),
            href: ground.open(Kind::Action, &action.code),
            owner: member(ground, action.owner),
            due: action.due_on.map(|due| say.day(due)).unwrap_or_default(),
            overdue: action.is_overdue(ground.today),
            closed: !action.is_open(),
            status: action.status.map(|status| say.code("action_status", status.code())).unwrap_or_default(),
            name,
        }
    }
}

/// The name of one of ours; that nobody is, where it is so.
pub fn member(ground: &Ground<'_>, member: Option<Id<plan::team::Member>>) -> String {
    let member = member.and_then(|member| ground.plan.members.get(member));
    member.map_or_else(|| ground.say.label("reason-no-owner"), |member| ground.say.show(&member.name).to_owned())
}

/// Open actions first, the most urgent on top; ties by code.
pub fn urgency(action: &Action) -> (bool, bool, Option<plan::Day>, &str) {
    (!action.is_open(), action.due_on.is_none(), action.due_on, action.code.as_str())
}
