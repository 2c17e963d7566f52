//! A form about users: some fields, a button, and what was wrong. Sent, it leads to a new page, with scripts or without,
//! so that browsers offer to keep passwords. What was typed comes back; passwords and codes do not.

use crate::words::Say;
use askama::Template;
use axum::http::StatusCode;
use ledger::Refusal;

/// A form.
#[derive(Template)]
#[template(path = "sign_in/ask.html")]
pub struct Ask {
    say: Say,
    id: String,
    action: String,
    submit: &'static str,
    hidden: Vec<(&'static str, String)>,
    fields: Vec<Field>,
    /// What is wrong with no field of its own.
    problem: Option<String>,
    /// Seconds before it may be sent again.
    pub wait: Option<i64>,
    is_refused: bool,
}

/// A field of a form.
pub struct Field {
    name: &'static str,
    label: &'static str,
    kind: &'static str,
    autocomplete: &'static str,
    value: String,
    choices: Vec<(String, String)>,
    help: Option<&'static str>,
    focused: bool,
    problem: Option<String>,
}

impl Field {
    /// A line of text that the browser may fill in.
    pub fn text(name: &'static str, autocomplete: &'static str) -> Self {
        let (value, choices) = (String::new(), Vec::new());
        Self {
            name,
            label: name,
            kind: "text",
            autocomplete,
            value,
            choices,
            help: None,
            focused: false,
            problem: None,
        }
    }

    /// A password, under the name that it is sent by.
    pub fn password(name: &'static str) -> Self {
        Self { kind: "password", ..Self::text(name, "current-password") }
    }

    /// A password to choose.
    pub fn new_password() -> Self {
        let plain = Self { autocomplete: "new-password", label: "new", ..Self::password("password") };
        plain.helped("password-help")
    }

    /// Under another label.
    pub fn labelled(self, label: &'static str) -> Self {
        Self { label, ..self }
    }

    /// One of several: value and label.
    pub fn choice(name: &'static str, choices: Vec<(String, String)>) -> Self {
        Self { kind: "choice", choices, ..Self::text(name, "off") }
    }

    /// With this in it.
    pub fn holding(self, value: &str) -> Self {
        Self { value: value.to_owned(), ..self }
    }

    /// With this sentence below.
    pub fn helped(self, help: &'static str) -> Self {
        Self { help: Some(help), ..self }
    }

    /// Where one begins to type.
    pub fn focused(self) -> Self {
        Self { focused: true, ..self }
    }
}

impl Ask {
    /// A form with this id that is sent there by this button.
    pub fn new(say: Say, id: &str, action: &str, submit: &'static str) -> Self {
        Self {
            say,
            id: id.to_owned(),
            action: action.to_owned(),
            submit,
            hidden: Vec::new(),
            fields: Vec::new(),
            problem: None,
            wait: None,
            is_refused: false,
        }
    }

    /// With something to send along.
    pub fn hidden(mut self, name: &'static str, value: &str) -> Self {
        self.hidden.push((name, value.to_owned()));
        self
    }

    /// With another field.
    pub fn field(mut self, field: Field) -> Self {
        self.fields.push(field);
        self
    }

    /// With what was wrong, at the field that it is about, if the form has it.
    pub fn refused(mut self, refusal: Option<Refusal>) -> Self {
        let Some(refusal) = refusal else { return self };
        self.is_refused = true;
        if let Refusal::TooMany(seconds) = refusal {
            self.wait = Some(seconds);
        }
        let told = told(self.say, refusal);
        let about = match refusal {
            Refusal::Name => "name",
            Refusal::SignInName | Refusal::Taken => "sign_in",
            Refusal::PasswordLength | Refusal::PasswordWeak => "password",
            Refusal::PasswordWrong => "old",
            Refusal::Code => "code",
            Refusal::TokenDays => "days",
            _ => "",
        };
        match self.fields.iter_mut().find(|field| field.name == about) {
            Some(field) => field.problem = Some(told),
            None => self.problem = Some(told),
        }
        self
    }

    /// 429 where one has to wait, 422 where something is wrong.
    pub fn status(&self) -> StatusCode {
        match (self.wait, self.is_refused) {
            (Some(_), _) => StatusCode::TOO_MANY_REQUESTS,
            (None, true) => StatusCode::UNPROCESSABLE_ENTITY,
            (None, false) => StatusCode::OK,
        }
    }
}

/// What was refused, in a sentence.
pub fn told(say: Say, refusal: Refusal) -> String {
    let key = format!("refused-{}", refusal.code());
    match refusal {
        Refusal::TooMany(seconds) => say.one(&key, "seconds", seconds),
        _ => say.label(&key),
    }
}
