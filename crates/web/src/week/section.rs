//! A section of the week: lines of several accounts, each leading to its record in its account.

use super::{MOST, Week};
use crate::form::Press;
use crate::home;
use crate::page::block::Link;
use crate::root::Root;
use ledger::{Line, Page};
use plan::objective::ActionStatus;
use plan::{Day, Kind, RecordRef};
use serde_json::json;
use uuid::Uuid;

/// A section.
pub struct Section {
    /// Element id; the heading is the label `week-{id}`, what it says where it is empty `week-{id}-none`.
    pub id: &'static str,
    /// Its lines.
    pub tasks: Vec<Task>,
    /// There are more than are shown.
    pub more: bool,
}

/// A line.
pub struct Task {
    /// The day that it is about; empty where it has none.
    pub day: String,
    /// That day has passed.
    pub late: bool,
    /// What it is, leading to its record.
    pub link: Link,
    /// Its code.
    pub code: String,
    /// The account; empty where the line is the account.
    pub account: String,
    /// What else is to be known: who answers for it, why it is here.
    pub about: Vec<String>,
    /// Where else it leads.
    pub beside: Option<Link>,
    /// Sets it done.
    pub done: Option<Press>,
}

impl Section {
    /// A section of these lines.
    pub fn of(id: &'static str, tasks: Vec<Task>) -> Self {
        Self { id, tasks, more: false }
    }

    /// No longer than a section is; what is left out is said.
    pub fn cut(mut self) -> Self {
        self.more |= self.tasks.len() > MOST;
        self.tasks.truncate(MOST);
        self
    }

    /// A section of the lines of a list.
    pub fn drawn(id: &'static str, page: &Page, task: impl FnMut(&Line) -> Task) -> Self {
        Self { id, tasks: page.lines.iter().map(task).collect(), more: page.next.is_some() }
    }
}

impl Week<'_> {
    /// A line that leads to this address.
    pub fn leading(&self, account: Uuid, name: String, href: String) -> Task {
        Task {
            day: String::new(),
            late: false,
            link: Link::new(name, href),
            code: String::new(),
            account: self.account_name(account),
            about: Vec::new(),
            beside: None,
            done: None,
        }
    }

    /// A line of a list, with its record; one without words of its own is called by its kind.
    pub fn task(&self, kind: Kind, line: &Line) -> Task {
        let title = line.title.as_ref().map(|title| self.say.show(title).to_owned());
        let code = line.text("code").unwrap_or_default();
        let href = home::address(Root::Account(line.account), kind, code);
        let name = title.filter(|title| !title.is_empty()).unwrap_or_else(|| self.say.kind(kind));
        Task { code: code.to_owned(), ..self.leading(line.account, name, href) }
    }

    /// A line about a record of an open plan.
    pub fn task_of(&self, account: Uuid, plan: &plan::Plan, record: RecordRef) -> Task {
        let code = plan.code(record.kind, record.id).unwrap_or_default();
        let body = plan.body(record.kind, record.id).unwrap_or_default();
        let name = crate::value::title_of(plan, self.say, record.kind, &body);
        Task {
            code: code.to_owned(),
            ..self.leading(account, name, home::address(Root::Account(account), record.kind, code))
        }
    }

    /// The button that sets an action done, from what its row says of it.
    pub fn done(&self, line: &Line, name: &str) -> Press {
        let status = json!(line.text("status")).to_string();
        let done_on = json!(line.text("done_on")).to_string();
        let fields = vec![
            ("status".into(), status, ActionStatus::Done.code().to_owned()),
            ("done_on".into(), done_on, self.today.to_string()),
        ];
        let label = self.say.label("set-done");
        let what = format!("{label}{}{name}", self.say.label("colon"));
        let of = (Root::Account(line.account), Kind::Action, line.record);
        Press::of(of, self.app.world.id(), self.here, fields, (label, what))
    }

    /// `task` on this day.
    pub fn on(&self, day: Option<Day>, task: Task) -> Task {
        Task {
            day: day.map(|day| self.say.day(day)).unwrap_or_default(),
            late: day.is_some_and(|day| day < self.today),
            ..task
        }
    }

    /// `task` with who answers for it by this column.
    pub fn owned(&self, line: &Line, column: &str, mut task: Task) -> Task {
        task.about.push(self.owner(line, column));
        task
    }
}

impl Task {
    /// With something else to be known.
    pub fn about(mut self, text: impl Into<String>) -> Self {
        self.about.push(text.into());
        self
    }
}
