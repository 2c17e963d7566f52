//! What is held about somebody, in words: by account and kind, each sentence with who wrote it and when.

use crate::App;
use crate::error::Failure;
use crate::value::{field_name, show, title_of};
use crate::words::Say;
use jiff::tz::TimeZone;
use ledger::{AccountDisclosure, FOUNDER, LIBRARY, SYSTEM};
use plan::disclosure::{Holding, Said};
use plan::{Kind, Plan};
use serde_json::{Value, json};
use std::collections::HashMap;
use uuid::Uuid;

/// What one account holds.
pub struct Section {
    /// The account.
    pub heading: String,
    /// What the records hold, by kind; and what other records say where the name stands in a text.
    pub parts: [(&'static str, Vec<Group>); 2],
}

/// Records of a kind.
pub struct Group {
    /// Of which.
    pub heading: String,
    /// One by one.
    pub records: Vec<Record>,
}

/// A record with what it says.
pub struct Record {
    /// What it is called.
    pub heading: String,
    /// Its code.
    pub code: String,
    /// Who wrote all of it, and when, where that is the same for all.
    pub written: String,
    /// Field, what it holds, and who wrote it and when, where that differs.
    pub lines: Vec<(String, String, String)>,
}

/// What it is told with.
pub struct Telling {
    say: Say,
    zone: TimeZone,
    users: HashMap<Uuid, String>,
}

impl Telling {
    /// In these words.
    pub async fn of(app: &App, say: Say) -> Result<Self, Failure> {
        Ok(Self { say, zone: app.world.zone(), users: app.ledger.user_names().await? })
    }

    /// What an account holds.
    pub fn section(&self, one: &AccountDisclosure) -> Section {
        let groups = |holdings: &[Holding]| {
            let mut groups: Vec<(Kind, Group)> = Vec::new();
            for holding in holdings {
                let record = self.record(&one.plan, holding);
                match groups.last_mut() {
                    Some((kind, group)) if *kind == holding.kind => group.records.push(record),
                    _ => {
                        let heading = self.say.label(&format!("many-{}", holding.kind));
                        groups.push((holding.kind, Group { heading, records: vec![record] }));
                    }
                }
            }
            groups.into_iter().map(|(_, group)| group).collect()
        };
        Section {
            heading: self.account(one),
            parts: [
                ("personal-records", groups(&one.disclosure.records)),
                ("personal-mentions", groups(&one.disclosure.mentions)),
            ],
        }
    }

    fn account(&self, one: &AccountDisclosure) -> String {
        let account = one.plan.account().map(|account| format!("{} {}", self.say.show(&account.name), account.code));
        account.filter(|_| one.account != LIBRARY).unwrap_or_else(|| self.say.label("library"))
    }

    fn record(&self, plan: &Plan, holding: &Holding) -> Record {
        let body = plan.body(holding.kind, holding.id).unwrap_or_default();
        let heading = title_of(plan, self.say, holding.kind, &body);
        let lines = holding.said.iter().map(|said| self.line(plan, holding.kind, &body, said));
        let mut lines: Vec<_> = lines.filter(|(_, text, _)| !text.is_empty()).collect();
        let first = lines.first().map(|(_, _, written)| written.clone()).unwrap_or_default();
        let written = if lines.iter().all(|(_, _, written)| *written == first) { first } else { String::new() };
        if !written.is_empty() {
            lines.iter_mut().for_each(|(_, _, own)| own.clear());
        }
        Record {
            code: if heading == holding.code { String::new() } else { holding.code.clone() },
            heading,
            written,
            lines,
        }
    }

    fn line(&self, plan: &Plan, kind: Kind, body: &Value, said: &Said) -> (String, String, String) {
        let field = plan.field(kind, &said.field);
        let label = field.as_ref().map_or_else(|| said.field.clone(), |field| field_name(plan, self.say, kind, field));
        let text = match field {
            Some(field) => show(plan, self.say, &field, body),
            // Of another version, or of fields of the workspace's own: as it is stored.
            None => said.value.as_str().map_or_else(|| said.value.to_string(), str::to_owned),
        };
        let written = said.written.map(|written| {
            let day = written.at.to_zoned_datetime(self.zone.clone()).strftime("%Y-%m-%d").to_string();
            format!("{} {day}", self.who(written.by))
        });
        (label, text, written.unwrap_or_default())
    }

    fn who(&self, user: Uuid) -> String {
        match self.users.get(&user) {
            Some(name) => name.clone(),
            None if user == SYSTEM => self.say.label("user-system"),
            None if user == FOUNDER => self.say.label("user-local"),
            None => self.say.label("user-unknown"),
        }
    }

    /// The same for programs: what is stored, beside what it says.
    pub fn json(&self, one: &AccountDisclosure) -> Value {
        let records = |holdings: &[Holding]| -> Vec<Value> {
            holdings.iter().map(|holding| self.json_of(&one.plan, holding)).collect()
        };
        json!({
            "account": self.account(one),
            "records": records(&one.disclosure.records),
            "mentions": records(&one.disclosure.mentions),
        })
    }

    fn json_of(&self, plan: &Plan, holding: &Holding) -> Value {
        let body = plan.body(holding.kind, holding.id).unwrap_or_default();
        let said = |said: &Said| {
            let (label, text, _) = self.line(plan, holding.kind, &body, said);
            json!({
                "field": said.field, "label": label, "value": said.value, "text": text,
                "written_by": said.written.map(|written| self.who(written.by)),
                "written_at": said.written.map(|written| written.at),
            })
        };
        json!({
            "kind": holding.kind, "code": holding.code,
            "said": holding.said.iter().map(said).collect::<Vec<_>>(),
        })
    }
}
