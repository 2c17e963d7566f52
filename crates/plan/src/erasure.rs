//! Erasing a human being from a plan and its history (decided 2.16, 5.48): what is personal goes, what the method counts
//! stays under the record's code, and the name is taken out of every other text.
//!
//! Everything here works on bodies and edits as they are stored, so that records, log and snapshots are treated alike.
//! The same value always becomes the same value: a log that is walked back after an erasure leads to the past without
//! the person.

use crate::change::{Edit, Logged};
use crate::field::{Field, Shape, Tier, references};
use crate::id::RecordRef;
use crate::judgement;
use crate::kind::{Kind, Plan};
use crate::past::Past;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::sync::Arc;
use uuid::Uuid;

/// The fields that tell who somebody is; what stands in them is looked for in all other texts.
const NAMING: [&str; 5] = ["name", "name_latin", "email", "phone", "contact"];
/// The kinds that are human beings.
pub const HUMAN: [Kind; 3] = [Kind::Person, Kind::Member, Kind::Colleague];

/// What of somebody goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scope {
    /// Whatever is personal, and the name in all texts.
    Person,
    /// What was made of that one; the name stays.
    Judgements,
}

/// Somebody who is erased, and how to tell the name in a text.
#[derive(Clone, Debug)]
pub struct Erasure {
    record: RecordRef,
    scope: Scope,
    code: String,
    names: BTreeSet<String>,
    others: BTreeSet<String>,
    /// The records that are this human being too.
    same: BTreeSet<RecordRef>,
}

/// A text beside the person's own records that has to do with the name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mention {
    /// The kind of record.
    pub kind: Kind,
    /// Its code.
    pub code: String,
    /// The field.
    pub field: String,
    /// The whole name stood there and was replaced by the code. Otherwise only a part of it does, which may mean
    /// somebody else, and is left to a human.
    pub replaced: bool,
}

impl Erasure {
    /// Of this record, which people know by this code. None where the kind is no human being.
    pub fn of(record: RecordRef, code: &str) -> Option<Self> {
        let human = HUMAN.contains(&record.kind);
        human.then(|| Self {
            record,
            scope: Scope::Person,
            code: code.to_owned(),
            names: BTreeSet::new(),
            others: BTreeSet::new(),
            same: BTreeSet::from([record]),
        })
    }

    /// Of what was made of somebody, who stays by name: what is done when the time for judgements is over.
    pub fn of_judgements(record: RecordRef, code: &str) -> Option<Self> {
        Self::of(record, code).map(|erasure| Self { scope: Scope::Judgements, ..erasure })
    }

    /// Who it is.
    pub fn record(&self) -> RecordRef {
        self.record
    }

    /// What people know the record by.
    pub fn code(&self) -> &str {
        &self.code
    }

    /// What stands in place of the name.
    pub fn stand_in(&self) -> Value {
        let code = &self.code;
        json!({
            "zh-Hans": format!("已删除的人员 {code}"),
            "zh-Hant": format!("已刪除的人員 {code}"),
            "en": format!("Erased person {code}"),
        })
    }

    /// Is this what an erasure left of the record?
    pub fn is_done(&self, body: &Value) -> bool {
        body.get("name") == Some(&self.stand_in())
    }

    /// Every name that this history knows the person by, from now back to the beginning.
    pub fn learn(&mut self, now: &Past, log: &[Logged]) {
        let own = (self.record.kind, self.record.id);
        let mut past = now.clone();
        past.body(own).into_iter().for_each(|body| self.learn_from(body));
        for change in log {
            for edit in change.edits.iter().rev() {
                past.back(edit);
                if matches!(edit, Edit::Remove { .. }) && edit.touches() == own {
                    past.body(own).into_iter().for_each(|body| self.learn_from(body));
                }
            }
            // Only between two changes is it certain whether a name is that of a post.
            if change.edits.iter().any(|edit| edit.touches() == own) {
                past.body(own).into_iter().for_each(|body| self.learn_from(body));
            }
        }
    }

    /// The names in one body of the person. The name of a post that nobody is known for is no name.
    pub fn learn_from(&mut self, body: &Value) {
        let is_post = body.get("placeholder").is_some_and(|flag| flag == true);
        if self.is_done(body) {
            return;
        }
        for field in NAMING.iter().filter(|field| !(is_post && **field == "name")) {
            let texts = strings(body.get(*field).unwrap_or(&Value::Null));
            // A single letter or sign would be found everywhere.
            self.names
                .extend(texts.into_iter().map(str::trim).filter(|text| text.chars().count() > 1).map(str::to_owned));
        }
    }

    /// The names that another erasure knows the same human being by, and its record.
    pub fn learn_names_of(&mut self, other: &Self) {
        self.names.extend(other.names.iter().cloned());
        self.same.extend(other.same.iter().copied());
    }

    /// The names of everybody else, so that a namesake, or somebody whose name contains this one, keeps it.
    pub fn spare_others(&mut self, now: &Past) {
        for (kind, id, body) in now.iter().filter(|(kind, ..)| HUMAN.contains(kind)) {
            if !self.same.contains(&RecordRef { kind, id }) {
                let names = NAMING.iter().filter_map(|field| body.get(*field)).flat_map(strings);
                self.others.extend(names.filter(|text| !text.is_empty()).map(str::to_owned));
            }
        }
    }

    /// Does this record say something about the person? It is the person, or refers to it.
    pub fn is_about(&self, kind: Kind, id: Uuid, body: &Value) -> bool {
        if kind == self.record.kind {
            return id == self.record.id;
        }
        references(kind, body).iter().any(|(_, target, id)| (*target, *id) == (self.record.kind, self.record.id))
    }

    /// The body without the person, with the fields whose texts have to do with the name.
    pub fn rewrite(&self, kind: Kind, id: Uuid, body: &mut Value) -> Vec<Mention> {
        let about = self.is_about(kind, id, body);
        let code = body.get("code").and_then(Value::as_str).unwrap_or_default().to_owned();
        let Value::Object(fields) = body else { return Vec::new() };
        let mut mentions = Vec::new();
        let names: Vec<String> = fields.keys().cloned().collect();
        for name in names {
            if self.is_personal(kind, &name, about) {
                self.empty(kind, &name, fields);
            } else if let Some(value) = fields.get_mut(&name).filter(|_| is_text(kind.field(&name))) {
                let replaced = self.replace(kind.field(&name), value);
                if replaced || self.is_hinted(value) {
                    mentions.push(Mention { kind, code: code.clone(), field: name, replaced });
                }
            }
        }
        mentions
    }

    /// Does the value of this field go? So does what is no field of the method, of all kinds that say something about
    /// people: the workspace's own fields, and those of another version.
    fn is_personal(&self, kind: Kind, name: &str, about: bool) -> bool {
        if self.scope == Scope::Judgements {
            return about && judgement::is_judgement(kind, name);
        }
        // A file of somebody tells who that is, whatever kind of human being it is.
        let of_file = kind == Kind::Attachment && ["name", "sha256"].contains(&name);
        let goes = |field: &Field| of_file || field.personal == Some(self.record.kind);
        about && kind.field(name).map_or_else(|| kind.fields().iter().any(goes), goes)
    }

    fn empty(&self, kind: Kind, name: &str, fields: &mut Map<String, Value>) {
        let was = fields.get(name).unwrap_or(&Value::Null);
        match self.left_of(kind, name, was) {
            Value::Null => drop(fields.shift_remove(name)),
            left => drop(fields.insert(name.to_owned(), left)),
        }
    }

    /// What is left of a personal value. That there were words is kept, since checks and figures of the past count it.
    fn left_of(&self, kind: Kind, name: &str, was: &Value) -> Value {
        match kind.field(name) {
            _ if was.is_null() => Value::Null,
            Some(field) if self.scope == Scope::Judgements => match &field.shape {
                _ if !field.required => Value::Null,
                Shape::Grade(_, least, _) => json!(least),
                Shape::Choice(_, codes) => json!(judgement::least(codes)),
                _ => was.clone(),
            },
            Some(Field { shape: Shape::Words(_), .. }) if name == "name" => self.stand_in(),
            Some(Field { shape: Shape::Words(_), .. }) => {
                json!({ "zh-Hans": "已删除", "zh-Hant": "已刪除", "en": "Erased" })
            }
            Some(Field { required: true, .. }) => json!(self.code),
            _ => Value::Null,
        }
    }

    /// The whole history without the person, newest change first, given what the records are now. Says which changes
    /// had anything to do with the person.
    pub fn rewrite_log(&self, now: &Past, log: &mut [Logged]) -> BTreeSet<i64> {
        let (mut past, mut met) = (now.clone(), BTreeSet::new());
        for change in log {
            let mut meets = change.why.as_mut().is_some_and(|why| self.replace_in(why, usize::MAX));
            for edit in change.edits.iter_mut().rev() {
                meets |= self.rewrite_edit(&mut past, edit);
            }
            if let Some(unread) = &mut change.unread {
                meets |= self.replace_in(&mut unread.raw, usize::MAX);
            }
            if meets {
                met.insert(change.revision);
            }
        }
        met
    }

    fn rewrite_edit(&self, past: &mut Past, edit: &mut Edit) -> bool {
        let (kind, id) = edit.touches();
        let about = |past: &Past| past.body((kind, id)).is_some_and(|body| self.is_about(kind, id, body));
        let after = about(past);
        past.back(edit);
        let about = after || about(past);
        match edit {
            Edit::Create { .. } => about,
            Edit::Remove { body, .. } => {
                let before = body.clone();
                self.rewrite(kind, id, body);
                about || *body != before
            }
            Edit::Set { field, was, now, .. } => {
                if self.is_personal(kind, field, about) {
                    (*was, *now) = (self.left_of(kind, field, was), self.left_of(kind, field, now));
                    return true;
                }
                let field = kind.field(field);
                let texts = is_text(field);
                let replaced = [was, now].map(|value| texts && self.replace(field, value));
                about || replaced.contains(&true)
            }
        }
    }

    /// Does the whole name stand in the text of this field?
    pub fn is_named_in(&self, kind: Kind, body: &Value, field: &str) -> bool {
        let text = body.get(field).filter(|_| is_text(kind.field(field)));
        text.is_some_and(|text| strings(text).into_iter().any(|text| self.replaced(text).is_some()))
    }

    /// What somebody who was erased would sign in by: the addresses among the names.
    pub fn addresses(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str).filter(|name| name.contains('@'))
    }

    /// Is this one of the names?
    pub fn is_called(&self, name: &str) -> bool {
        self.names.contains(name)
    }

    /// Takes the name out of a text that belongs to no record, such as a reason; was it in there?
    pub fn replace_in(&self, text: &mut String, most: usize) -> bool {
        let Some(replaced) = self.replaced(text) else { return false };
        // A code can be longer than the name that it stands for.
        *text = replaced.chars().take(most).collect();
        true
    }

    /// Takes the name out of all texts in a value; was it in there?
    pub fn replace(&self, field: Option<&Field>, value: &mut Value) -> bool {
        let most = match field.map(|field| &field.shape) {
            Some(Shape::Words(most) | Shape::Text(most)) => *most,
            _ => usize::MAX,
        };
        match value {
            Value::String(text) => self.replace_in(text, most),
            Value::Array(list) => {
                list.iter_mut().map(|one| self.replace(field, one)).filter(|found| *found).count() > 0
            }
            Value::Object(fields) => {
                fields.values_mut().map(|one| self.replace(field, one)).filter(|found| *found).count() > 0
            }
            _ => false,
        }
    }

    /// The text with the code in place of the name; none where the name is not in it.
    fn replaced(&self, text: &str) -> Option<String> {
        let (mut out, mut rest, mut before, mut found) = (String::new(), text, None, false);
        while let Some(next) = rest.chars().next() {
            let at = |names: &BTreeSet<String>| {
                names.iter().filter(|name| stands(name, before, rest)).map(String::len).max().unwrap_or(0)
            };
            let (own, other) = (at(&self.names), at(&self.others));
            let length = if own > other { own } else { other.max(next.len_utf8()) };
            let (taken, left) = rest.split_at(length);
            if own > other {
                out.push_str(&self.code);
                found = true;
            } else {
                out.push_str(taken);
            }
            (before, rest) = (taken.chars().next_back(), left);
        }
        found.then_some(out)
    }

    /// Does a part of the name stand in a text: the given name, or a word of a name in letters?
    fn is_hinted(&self, value: &Value) -> bool {
        let parts: BTreeSet<String> = self.names.iter().flat_map(|name| parts(name)).collect();
        strings(value).into_iter().any(|text| {
            let mut before = None;
            text.char_indices().any(|(at, next)| {
                let rest = text.get(at..).unwrap_or_default();
                let found = parts.iter().any(|part| stands(part, before, rest));
                before = Some(next);
                found
            })
        })
    }
}

/// What tells that records of people are one human being: those that share a link are (decided 3.30, 5.48).
pub fn links(record: RecordRef, body: &Value) -> Vec<String> {
    let text =
        |field: &str| body.get(field).and_then(Value::as_str).unwrap_or_default().split_whitespace().map(str::to_owned);
    match record.kind {
        Kind::Colleague => vec![record.id.to_string()],
        Kind::Member => text("colleague").collect(),
        _ => text("same_as").collect(),
    }
}

/// The body without this human being, whose records these are; its own record goes first, so that what is personal there
/// is not taken for a mention.
pub fn rewrite(erasures: &[Erasure], kind: Kind, id: Uuid, body: &mut Value) -> Vec<Mention> {
    let own = |one: &&Erasure| one.record == RecordRef { kind, id };
    let in_turn = erasures.iter().filter(own).chain(erasures.iter().filter(|one| !own(one)));
    let mut mentions: Vec<Mention> = in_turn.flat_map(|one| one.rewrite(kind, id, body)).collect();
    mentions.sort_unstable();
    mentions.dedup();
    mentions
}

impl Plan {
    /// The same plan without these people, for a file that was written before they were erased.
    pub fn without(&self, erased: &[RecordRef]) -> Plan {
        let mut own = Past::of(self);
        let mut library = self.library.as_deref().map(Past::of);
        for record in erased {
            let erasure = self.code(record.kind, record.id).and_then(|code| Erasure::of(*record, code));
            let Some(mut erasure) = erasure else { continue };
            for past in std::iter::once(&own).chain(&library) {
                erasure.learn(past, &[]);
                erasure.spare_others(past);
            }
            for past in std::iter::once(&mut own).chain(&mut library) {
                past.iter_mut().for_each(|(kind, id, body)| drop(erasure.rewrite(kind, id, body)));
            }
        }
        let plan = own.into_plan().with_wounds_of(self);
        match (library, self.library.as_deref()) {
            (Some(past), Some(before)) => plan.with_library(&Arc::new(past.into_plan().with_wounds_of(before))),
            _ => plan,
        }
    }

    fn with_wounds_of(mut self, before: &Plan) -> Plan {
        before.wounds().cloned().for_each(|wound| self.put_wound(wound));
        self
    }
}

/// Does this field hold what people typed? Fields that nobody knows any more may.
fn is_text(field: Option<&Field>) -> bool {
    field.is_none_or(|field| {
        matches!(field.shape, Shape::Words(_) | Shape::Text(_)) && field.tier != Tier::Fixed && !field.currency
    })
}

/// All texts in a value.
fn strings(value: &Value) -> Vec<&str> {
    match value {
        Value::String(text) => vec![text],
        Value::Array(list) => list.iter().flat_map(strings).collect(),
        Value::Object(fields) => fields.values().flat_map(strings).collect(),
        _ => Vec::new(),
    }
}

/// Does the text begin with this name, as a word of its own where its script has spaces?
fn stands(name: &str, before: Option<char>, text: &str) -> bool {
    let Some(after) = text.strip_prefix(name) else { return false };
    let joins = |one: Option<char>, other: Option<char>| one.is_some_and(spaced) && other.is_some_and(spaced);
    !joins(before, name.chars().next()) && !joins(name.chars().next_back(), after.chars().next())
}

/// A letter or digit of a script that puts spaces between words.
fn spaced(sign: char) -> bool {
    sign.is_alphanumeric() && sign < '\u{2e80}'
}

/// What people may call somebody by: the words of a name in letters, and the given name of one in Chinese characters.
fn parts(name: &str) -> Vec<String> {
    let signs: Vec<char> = name.chars().collect();
    match signs.as_slice() {
        [_, given @ ..] if given.len() == 2 && !signs.iter().copied().any(spaced) => vec![given.iter().collect()],
        _ => name.split_whitespace().filter(|word| word.chars().count() > 2).map(str::to_owned).collect(),
    }
}
