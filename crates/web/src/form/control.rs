//! One field of a form: its label, its control, what it holds, and what is wrong with it.

use super::{Choice, Control, Forms, Input, typed};
use crate::value::{definition_of, field_name, graded, name_of};
use crate::words::Say;
use plan::custom::{self, CustomField};
use plan::field::{Field, Shape};
use plan::{Kind, Money, Reason, Words};
use serde_json::Value;
use uuid::Uuid;

impl Forms<'_> {
    /// The definition of a field, where it is the workspace's own.
    pub(super) fn definition(&self, kind: Kind, field: &Field) -> Option<&CustomField> {
        definition_of(self.plan, kind, field)
    }

    /// What a field is called; the workspace's own by the words of its definition.
    pub fn label(&self, kind: Kind, field: &Field) -> String {
        field_name(self.plan, self.say, kind, field)
    }

    pub(super) fn control(&self, kind: Kind, key: &str, field: &Field, was: Option<&Value>, first: &[&str]) -> Control {
        let attempt = self.attempt_at(key);
        let problem = attempt.and_then(|attempt| {
            attempt.problems.iter().find(|problem| problem.place.field.as_deref() == Some(field.name.as_str()))
        });
        let typed: Vec<String> = match attempt {
            Some(attempt) => attempt.values(&field.name).into_iter().map(str::to_owned).collect(),
            None => match was {
                Some(value) => texts(value, field, self.say),
                None => first.iter().map(|one| (*one).to_owned()).collect(),
            },
        };
        Control {
            // A code may be any text, and an id holds no spaces.
            id: format!("{key}-{}", field.name.replace(char::is_whitespace, "-")),
            name: field.name.clone(),
            label: self.label(kind, field),
            also: self.say.also_field(kind, &field.name),
            input: self.input(kind, field, &typed, problem.map(|problem| &problem.reason)),
            // A list of texts is written one a line.
            value: if field.many { typed.join("\n") } else { typed.first().cloned().unwrap_or_default() },
            was: was.map(Value::to_string),
            required: field.required,
            problem: problem.map(|problem| self.say_problem(kind, field, problem)),
            help: self.say.maybe(&format!("help-{kind}-{}", field.name)),
            empty: self.say.label("not-chosen"),
            choose: self.choose(kind, field),
        }
    }

    /// What the values of a scale mean, as far as its labels say so.
    fn choose(&self, kind: Kind, field: &Field) -> Vec<(String, String)> {
        let (Shape::Grade(scale, ..) | Shape::Choice(scale, _)) = &field.shape else { return Vec::new() };
        let means = |(value, label): (String, String)| {
            let key = format!("choose-{scale}-{}", value.replace('-', "m").replace('/', "_"));
            // Of a characteristic of the account the question says it.
            let question = || self.say.maybe(&format!("question-{value}")).filter(|_| scale == "trait");
            Some((label, self.say.maybe(&key).or_else(question)?))
        };
        self.options(kind, field, &[]).into_iter().filter_map(means).collect()
    }

    /// A conflict names what it became meanwhile in the words of the field.
    fn say_problem(&self, kind: Kind, field: &Field, problem: &plan::Problem) -> String {
        let Reason::Conflict(conflict) = &problem.reason else { return self.say.problem(problem) };
        let current = texts(&conflict.current, field, self.say);
        let options = self.options(kind, field, &current);
        let label = |text: &String| {
            options.iter().find(|(value, _)| value == text).map_or_else(|| text.clone(), |(_, label)| label.clone())
        };
        let current: Vec<String> = current.iter().map(label).collect();
        let current = if current.is_empty() { self.say.label("empty-value") } else { current.join(", ") };
        self.say.one("problem-conflict", "current", current)
    }

    fn input(&self, kind: Kind, field: &Field, typed: &[String], reason: Option<&Reason>) -> Input {
        let choices = || {
            let options = self.options(kind, field, typed).into_iter();
            let choice = |(value, label): (String, String)| {
                let chosen = typed.contains(&value);
                Choice { value, label, chosen }
            };
            let mut choices: Vec<Choice> = options.map(choice).collect();
            // A value that is not on offer is kept and shown, so that its problem can be understood.
            if let (Some(_), Some(other)) = (reason, typed.iter().find(|one| !choices.iter().any(|c| c.value == **one)))
            {
                choices.push(Choice { value: other.clone(), label: other.clone(), chosen: true });
            }
            choices
        };
        match &field.shape {
            Shape::Words(most) | Shape::Text(most) if field.many => Input::Lines(most * 20),
            _ if field.many => Input::Many(choices()),
            Shape::Words(most) | Shape::Text(most) if *most > 60 => Input::Lines(*most),
            Shape::Words(most) | Shape::Text(most) => Input::Line(*most),
            Shape::Number(least, most) => Input::Number(*least, *most),
            Shape::Decimal => Input::Decimal,
            Shape::Money(..) => Input::Money,
            Shape::Day => Input::Day,
            Shape::Grade(..) | Shape::Choice(..) | Shape::Reference(_) | Shape::Record => Input::Choice(choices()),
            Shape::Flag => Input::Flag(typed.iter().any(|one| one == "true")),
        }
    }

    /// The values on offer with their labels; what is retired is on offer where it is chosen already.
    fn options(&self, kind: Kind, field: &Field, typed: &[String]) -> Vec<(String, String)> {
        match &field.shape {
            Shape::Grade(scale, least, most) => (*least..=*most)
                .rev()
                .map(|value| (value.to_string(), graded(self.say, scale, *least, value)))
                .collect(),
            Shape::Choice(..) if field.name.starts_with(custom::NAMES) => {
                let choices = self.definition(kind, field).into_iter().flat_map(|one| one.choices(self.plan));
                let offered = choices.filter(|one| !one.retired || typed.contains(&one.code));
                offered.map(|one| (one.code.clone(), self.say.show(&one.name).to_owned())).collect()
            }
            Shape::Choice(scale, codes) => {
                // Where cards stand on a map is nothing that anybody fills in.
                let places = |code: &&String| scale == "kind" && *code == Kind::CardPlace.code();
                let offered = codes.iter().filter(|code| !places(code));
                offered.map(|code| (code.clone(), self.say.code(scale, code))).collect()
            }
            Shape::Reference(kind) => {
                let meant = |body: &Value| {
                    field.only.as_ref().is_none_or(|(name, code)| body.get(name).is_some_and(|value| value == code))
                };
                let option = |(id, _): (Uuid, Value)| (id.to_string(), name_of(self.plan, self.say, *kind, id));
                let today = self.app.world.today();
                let offered = |id: Uuid| typed.contains(&id.to_string()) || !self.plan.is_retired(*kind, id, today);
                let all = self.plan.bodies(*kind).into_iter();
                all.filter(|(id, body)| meant(body) && offered(*id)).map(option).collect()
            }
            _ => Vec::new(),
        }
    }
}

/// A stored value as the texts that a form shows.
fn texts(value: &Value, field: &Field, say: Say) -> Vec<String> {
    match (value, &field.shape) {
        (Value::Null, _) => Vec::new(),
        (Value::Array(list), _) => list.iter().flat_map(|one| texts(one, field, say)).collect(),
        (value, Shape::Words(_)) => serde_json::from_value::<Words>(value.clone())
            .map(|words| vec![say.show(&words).to_owned()])
            .unwrap_or_default(),
        (value, Shape::Money(..)) => value.as_i64().map(|minor| typed::money_text(Money(minor))).into_iter().collect(),
        // A whole number without a point, as people write it.
        (value, Shape::Decimal) if value.is_number() => {
            value.as_f64().map(|number| number.to_string()).into_iter().collect()
        }
        (Value::String(text), _) => vec![text.clone()],
        (other, _) => vec![other.to_string()],
    }
}
