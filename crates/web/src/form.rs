//! The general form: any kind of record, made or edited from its table of fields. What was typed comes back with every
//! problem at its field; nothing is lost.

mod control;
mod press;
mod typed;

pub use press::Press;
pub use typed::{creation, edits};

use crate::App;
use crate::attempt::Attempt;
use crate::root::Root;
use crate::words::Say;
use askama::Template;
use plan::field::{Field, Tier};
use plan::{Kind, Lens, Plan, Problem, Reason, View, custom};
use std::borrow::Cow;
use std::cell::Cell;
use uuid::Uuid;

/// Makes the forms of one page.
pub struct Forms<'p> {
    app: &'p App,
    plan: &'p Plan,
    lens: Lens,
    say: Say,
    root: Root,
    back: &'p str,
    attempt: Option<&'p Attempt>,
    met: Cell<bool>,
    live: bool,
}

/// A form as the template shows it.
#[derive(Template)]
#[template(path = "form.html")]
pub struct Form {
    /// Its key and element id.
    pub key: String,
    /// Where it is sent.
    pub action: String,
    /// The id of the change that it would make.
    pub change: Uuid,
    /// The page that it comes back to.
    pub back: String,
    /// The page that it goes on to; `{code}` stands for the new record's code.
    pub after: Option<String>,
    /// Fields that are set and not shown.
    pub given: Vec<(String, String)>,
    /// The fields that are shown.
    pub shown: Vec<Control>,
    /// The fields that are folded away.
    pub folded: Vec<Control>,
    /// The word on its button.
    pub submit: String,
    /// Saves by itself when a field is left.
    pub saves_itself: bool,
    /// What is wrong and has no field here.
    pub refused: Vec<String>,
    /// The language of the page.
    pub say: Say,
    /// Something in it was questioned, and can be meant all the same.
    pub questioned: bool,
    /// It can be sent.
    pub live: bool,
}

/// One field of a form.
pub struct Control {
    /// Element id.
    pub id: String,
    /// Name of the field.
    pub name: String,
    /// Label.
    pub label: String,
    /// What the other set of words calls it.
    pub also: Option<String>,
    /// What kind of control it is.
    pub input: Input,
    /// Text in it.
    pub value: String,
    /// The stored value when the form was made, as JSON; none in a form for a new record.
    pub was: Option<String>,
    /// Must be filled.
    pub required: bool,
    /// What is wrong with it.
    pub problem: Option<String>,
    /// How to fill it.
    pub help: Option<String>,
    /// What stands for "nothing chosen": often what counts instead.
    pub empty: String,
    /// What each value on offer means, to help choose.
    pub choose: Vec<(String, String)>,
}

/// Kinds of control.
pub enum Input {
    /// One line of text.
    Line(usize),
    /// Several lines of text.
    Lines(usize),
    /// A whole number.
    Number(i64, i64),
    /// A decimal number.
    Decimal,
    /// An amount.
    Money,
    /// A day.
    Day,
    /// One of these.
    Choice(Vec<Choice>),
    /// Several of these.
    Many(Vec<Choice>),
    /// Yes or no.
    Flag(bool),
}

/// One of the values on offer.
pub struct Choice {
    /// The stored value.
    pub value: String,
    /// Its label.
    pub label: String,
    /// Is it chosen?
    pub chosen: bool,
}

/// How a form for a new record is wanted.
#[derive(Default)]
pub struct New<'f> {
    /// Fields that are set and not shown: name and value.
    pub given: Vec<(&'f str, String)>,
    /// What fields hold at first: name and value.
    pub first: Vec<(&'f str, String)>,
    /// The word on the button: key of a label.
    pub submit: &'f str,
    /// The page to go on to; `{code}` stands for the new record's code.
    pub after: Option<String>,
    /// Tells several forms for one kind on a page apart.
    pub part: &'f str,
}

impl<'p> Forms<'p> {
    /// The forms of a page at `back`, some of which may come back from an attempt.
    pub fn new(
        app: &'p App,
        root: Root,
        view: &'p View,
        say: Say,
        back: &'p str,
        attempt: Option<&'p Attempt>,
    ) -> Self {
        let (plan, lens) = (view.plan(), view.lens());
        Self { app, plan, lens, say, root, back, attempt, met: Cell::new(false), live: true }
    }

    /// The same for a plan of the past, which is read only.
    pub fn read_only(self) -> Self {
        Self { live: false, ..self }
    }

    /// The plan takes no changes.
    pub fn is_read_only(&self) -> bool {
        !self.live
    }

    /// The reader may add records of this kind.
    pub fn may_add(&self, kind: Kind) -> bool {
        self.live && self.lens.may_add(self.plan, kind)
    }

    /// The reader may edit this record.
    pub fn may_edit(&self, kind: Kind, id: Uuid) -> bool {
        self.live && self.lens.may_edit(self.plan, kind, id)
    }

    /// The reader leads the account.
    pub fn leads(&self) -> bool {
        self.live && self.lens.role().leads()
    }

    /// The reader leads the account, be it that it is only read now: who asks about their data is not put off.
    pub fn answers_for_people(&self) -> bool {
        self.lens.role().leads()
    }

    /// The reader works on the plan.
    pub fn works(&self) -> bool {
        self.live && self.lens.works()
    }

    /// The page that forms come back to.
    pub fn back(&self) -> &str {
        self.back
    }

    /// An id that nothing has yet, for a form.
    pub fn new_id(&self) -> Uuid {
        self.app.world.id()
    }

    /// Where the removal of a record is sent, and the id of its change.
    pub fn removal(&self, kind: Kind, id: Uuid) -> (String, Uuid) {
        (format!("{}/records/{kind}/{id}/removal", self.root), self.app.world.id())
    }

    /// A form for a new record of this kind.
    pub fn create(&self, kind: Kind, new: New<'_>) -> Form {
        let dash = if new.part.is_empty() { "" } else { "-" };
        let key = format!("new-{kind}{dash}{}", new.part);
        let all = self.plan.fields(kind);
        let shown = |field: &&Cow<'_, Field>| {
            let given = new.given.iter().any(|(name, _)| *name == field.name);
            field.tier != Tier::Fixed && !given && !self.is_retired(kind, field)
        };
        let control = |field: &Cow<'_, Field>| {
            let first: Vec<&str> =
                new.first.iter().filter(|(name, _)| *name == field.name).map(|(_, v)| v.as_str()).collect();
            self.control(kind, &key, field, None, &first)
        };
        let fields = || all.iter().filter(shown);
        // Few fields first: what should be filled joins in only where there is little that must be asked.
        let asked =
            if fields().filter(|field| field.tier == Tier::Must).count() < 4 { Tier::Should } else { Tier::Must };
        Form {
            action: format!("{}/records/{kind}", self.root),
            given: new.given.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect(),
            shown: fields().filter(|field| field.tier <= asked).map(control).collect(),
            folded: fields().filter(|field| field.tier > asked).map(control).collect(),
            submit: self.say.label(new.submit),
            after: new.after.clone(),
            saves_itself: false,
            live: self.may_add(kind),
            ..self.frame(kind, key.clone())
        }
    }

    /// A form for these fields of a record; it saves itself where scripts run. `part` tells several forms of one
    /// record apart; one of them names `custom` and folds the workspace's own fields away below its fields.
    pub fn edit(&self, kind: Kind, id: Uuid, part: &str, fields: &[&str]) -> Option<Form> {
        let body = self.plan.body(kind, id)?;
        let key = format!("{part}-{id}");
        let control = |field: &Field| self.control(kind, &key, field, Some(&custom::value(&body, &field.name)), &[]);
        let seen = |field: &&Field| {
            self.lens.shows_field(kind, &field.name, &body) && self.lens.shows_targets(kind, &field.name, &body)
        };
        let own = self.plan.fields(kind).into_iter().filter(|field| field.name.starts_with(custom::NAMES));
        let own = own.filter(|_| fields.contains(&custom::PART));
        // What is retired shows only where it holds something.
        let own = own.filter(|field| !self.is_retired(kind, field) || !custom::value(&body, &field.name).is_null());
        Some(Form {
            action: format!("{}/records/{kind}/{id}", self.root),
            shown: fields.iter().filter_map(|name| kind.field(name)).filter(seen).map(control).collect(),
            folded: own.map(|field| control(&field)).collect(),
            submit: self.say.label("save"),
            saves_itself: true,
            live: self.may_edit(kind, id),
            ..self.frame(kind, key.clone())
        })
    }

    /// The form for all fields of a record; what is rarely asked is folded away.
    pub fn whole(&self, kind: Kind, id: Uuid) -> Option<Form> {
        let all = kind.fields().iter().filter(|field| field.tier != Tier::Fixed);
        let (rare, asked): (Vec<&'static Field>, Vec<&'static Field>) = all.partition(|field| field.tier == Tier::More);
        let names =
            |fields: Vec<&'static Field>| fields.into_iter().map(|field| field.name.as_str()).collect::<Vec<_>>();
        let rare = self.edit(kind, id, "record", &names(rare))?.shown;
        let form = self.edit(kind, id, "record", &[names(asked), vec![custom::PART]].concat())?;
        Some(Form { folded: rare.into_iter().chain(form.folded).collect(), ..form })
    }

    fn frame(&self, kind: Kind, key: String) -> Form {
        let refused = self.attempt_at(&key).map(|attempt| {
            let elsewhere =
                attempt.problems.iter().filter(|one| !self.is_at_some_field(kind, one.place.field.as_deref()));
            elsewhere.map(|problem| self.say.problem_with_place(problem)).collect()
        });
        let is_question = |problem: &Problem| matches!(problem.reason, Reason::Careful { .. });
        let questioned = self.attempt_at(&key).is_some_and(|attempt| attempt.problems.iter().any(is_question));
        Form {
            key,
            action: String::new(),
            change: self.app.world.id(),
            back: self.back.to_owned(),
            after: None,
            given: Vec::new(),
            shown: Vec::new(),
            folded: Vec::new(),
            submit: String::new(),
            saves_itself: false,
            refused: refused.unwrap_or_default(),
            questioned,
            say: self.say,
            live: self.live,
        }
    }

    fn is_at_some_field(&self, kind: Kind, field: Option<&str>) -> bool {
        field.is_some_and(|name| self.plan.field(kind, name).is_some_and(|field| field.tier != Tier::Fixed))
    }

    fn is_retired(&self, kind: Kind, field: &Field) -> bool {
        self.definition(kind, field).is_some_and(|definition| definition.retired)
    }

    /// The attempt, unless a form made here was its own and shows it.
    pub fn unmet(&self) -> Option<&'p Attempt> {
        self.attempt.filter(|_| !self.met.get())
    }

    /// The attempt of the form with this key.
    pub fn attempt_at(&self, key: &str) -> Option<&'p Attempt> {
        let own = self.attempt.filter(|attempt| attempt.form.as_deref() == Some(key));
        self.met.set(self.met.get() || own.is_some());
        own
    }
}

impl Form {
    /// Says what counts where nothing is chosen in this field.
    pub fn with_empty(mut self, field: &str, empty: String) -> Self {
        if let Some(control) = self.shown.iter_mut().find(|control| control.name == field) {
            control.empty = empty;
        }
        self
    }

    /// What its fields hold, for a reader who cannot change it; what is empty is left out.
    pub fn values(&self) -> Vec<(&str, String)> {
        let all = self.shown.iter().chain(&self.folded);
        all.map(|control| (control.label.as_str(), control.text(self.say)))
            .filter(|(_, text)| !text.is_empty())
            .collect()
    }

    /// Something about it was refused.
    pub fn has_problems(&self) -> bool {
        !self.refused.is_empty() || self.has_folded_problems() || self.shown.iter().any(|one| one.problem.is_some())
    }

    /// Something about what is folded away was refused, so it must be seen.
    pub fn has_folded_problems(&self) -> bool {
        self.folded.iter().any(|control| control.problem.is_some())
    }
}

impl Control {
    /// What it holds, as it is read.
    fn text(&self, say: Say) -> String {
        match &self.input {
            Input::Choice(choices) | Input::Many(choices) => {
                let chosen = choices.iter().filter(|choice| choice.chosen).map(|choice| choice.label.as_str());
                chosen.collect::<Vec<_>>().join(&say.label("list-comma"))
            }
            Input::Flag(on) => {
                if *on {
                    say.label("yes")
                } else {
                    String::new()
                }
            }
            _ => self.value.clone(),
        }
    }
}
