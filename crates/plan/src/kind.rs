//! The one list of kinds, and the plan that holds their records.
//!
//! A new kind of record needs its struct, its line in the list below and its labels; storing, checking, changing,
//! importing and exporting it need nothing more.

use crate::Settings;
use crate::id::Id;
use crate::problem::Problem;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use uuid::Uuid;

/// What a user edits as one thing. The serde form is the stored form, the API form and the file form.
pub trait Record: Clone + Serialize + DeserializeOwned + JsonSchema {
    /// Which kind it is.
    const KIND: Kind;
    /// Its identity.
    fn id(&self) -> Id<Self>;
    /// Its short stable code.
    fn code(&self) -> &str;
    /// What beyond types and references must hold; adds a problem for each thing that does not.
    fn check(&self, plan: &Plan, problems: &mut Vec<Problem>) {
        let _ = (plan, problems);
    }
}

/// All records of one kind, shared between a plan and those that came from it until one of them changes.
#[derive(Clone, Debug, PartialEq)]
pub struct Table<T>(Arc<BTreeMap<Id<T>, Arc<T>>>);

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<T: Record> Table<T> {
    /// The record with this id.
    pub fn get(&self, id: Id<T>) -> Option<&T> {
        self.0.get(&id).map(Arc::as_ref)
    }

    /// All of them, by id.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.0.values().map(Arc::as_ref)
    }

    /// All of them by code, the order in which ties break and lists stand.
    pub fn by_code(&self) -> impl Iterator<Item = &T> {
        let mut all: Vec<&T> = self.iter().collect();
        all.sort_by(|a, b| a.code().cmp(b.code()));
        all.into_iter()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// None at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn insert(&mut self, record: T) {
        Arc::make_mut(&mut self.0).insert(record.id(), Arc::new(record));
    }

    fn remove(&mut self, id: Id<T>) {
        Arc::make_mut(&mut self.0).remove(&id);
    }
}

/// The record as it is stored and sent: fields in the order of the struct, empty ones left out.
fn to_body<T: Serialize>(record: &T) -> Value {
    let mut body = serde_json::to_value(record).unwrap_or(Value::Null);
    if let Value::Object(fields) = &mut body {
        fields.retain(|_, value| !is_empty(value));
    }
    body
}

/// No value: what an absent field is. `false` is the absence of a flag.
pub(crate) fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::Array(list) => list.is_empty(),
        _ => false,
    }
}

macro_rules! kinds {
    ($($(#[$meta:meta])* $Type:ident = $code:literal, $table:ident, $prefix:literal, $module:ident;)+) => {
        /// The kinds of record, in the order of the method.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Kind { $($(#[$meta])* #[serde(rename = $code)] $Type),+ }

        impl Kind {
            /// All kinds.
            pub const ALL: &'static [Kind] = &[$(Kind::$Type),+];

            /// The stable name: in URLs, files, labels and tables.
            pub const fn code(self) -> &'static str {
                match self { $(Kind::$Type => $code),+ }
            }

            /// What the codes of new records begin with.
            pub const fn prefix(self) -> &'static str {
                match self { $(Kind::$Type => $prefix),+ }
            }

            /// The JSON Schema that the struct derives.
            pub fn schema(self) -> Value {
                match self { $(Kind::$Type => schemars::schema_for!(crate::$module::$Type).to_value()),+ }
            }
        }

        /// All that is planned for one account: one immutable value.
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct Plan {
            /// The weights and thresholds of the workspace, shared by all its plans.
            pub settings: Arc<Settings>,
            $($(#[$meta])* pub $table: Table<crate::$module::$Type>),+
        }

        impl Plan {
            /// The body of a record.
            pub fn body(&self, kind: Kind, id: Uuid) -> Option<Value> {
                match kind { $(Kind::$Type => self.$table.get(Id::new(id)).map(to_body)),+ }
            }

            /// The code of a record.
            pub fn code(&self, kind: Kind, id: Uuid) -> Option<&str> {
                match kind { $(Kind::$Type => self.$table.get(Id::new(id)).map(Record::code)),+ }
            }

            /// Is it there?
            pub fn has(&self, kind: Kind, id: Uuid) -> bool {
                self.code(kind, id).is_some()
            }

            /// The id of the record of this kind with this code.
            pub fn find(&self, kind: Kind, code: &str) -> Option<Uuid> {
                match kind {
                    $(Kind::$Type => self.$table.iter().find(|one| one.code() == code).map(|one| one.id().uuid())),+
                }
            }

            /// How many records of a kind there are.
            pub fn count(&self, kind: Kind) -> usize {
                match kind { $(Kind::$Type => self.$table.len()),+ }
            }

            /// All records of a kind by code: id and body.
            pub fn bodies(&self, kind: Kind) -> Vec<(Uuid, Value)> {
                match kind {
                    $(Kind::$Type => self.$table.by_code().map(|one| (one.id().uuid(), to_body(one))).collect()),+
                }
            }

            /// Every code in the plan with its record.
            pub(crate) fn codes(&self) -> Vec<(&str, Kind, Uuid)> {
                let mut codes = Vec::new();
                $(codes.extend(self.$table.iter().map(|one| (one.code(), Kind::$Type, one.id().uuid())));)+
                codes
            }

            /// Puts a body in, in place of the record with its id. Its fields have been checked.
            pub(crate) fn put(&mut self, kind: Kind, body: Value) -> Result<(), serde_json::Error> {
                match kind { $(Kind::$Type => self.$table.insert(serde_json::from_value(body)?)),+ }
                Ok(())
            }

            /// Takes a record out.
            pub(crate) fn take(&mut self, kind: Kind, id: Uuid) {
                match kind { $(Kind::$Type => self.$table.remove(Id::new(id))),+ }
            }

            /// The invariants of one record's own kind.
            pub(crate) fn check_record(&self, kind: Kind, id: Uuid, problems: &mut Vec<Problem>) {
                match kind {
                    $(Kind::$Type => if let Some(record) = self.$table.get(Id::new(id)) {
                        record.check(self, problems);
                    }),+
                }
            }
        }
    };
}

kinds! {
    /// The customer.
    Account = "account", accounts, "ACC", account;
    /// Its units.
    Unit = "unit", units, "U", account;
    /// Our team.
    Member = "member", members, "K", team;
    /// The cards of the strategy map.
    Node = "node", nodes, "N", strategy_map;
    /// The deals.
    Opportunity = "opportunity", opportunities, "O", opportunity;
    /// Who is on which deal.
    OpportunityPerson = "opportunity_person", opportunity_people, "OP", opportunity;
    /// The customer's people and outside influencers.
    Person = "person", people, "P", influence_map;
    /// Who of ours is responsible for whom.
    RelationshipOwner = "relationship_owner", relationship_owners, "W", influence_map;
    /// Contacts that took place.
    Interaction = "interaction", interactions, "I", influence_map;
    /// How deep each relationship is.
    Relationship = "relationship", relationships, "L", relationship;
}

impl Kind {
    /// The kind with this name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.code() == code)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Plan {
    /// A plan from the bodies that a ledger stored. They were checked when they were applied.
    pub fn restore(settings: Arc<Settings>, bodies: Vec<(Kind, Value)>) -> Result<Self, serde_json::Error> {
        let mut plan = Self { settings, ..Self::default() };
        for (kind, body) in bodies {
            plan.put(kind, body)?;
        }
        Ok(plan)
    }

    /// The account that the plan is for. Every plan that was loaded or applied has exactly one.
    pub fn account(&self) -> Option<&crate::account::Account> {
        self.accounts.iter().next()
    }

    /// Records of all kinds together.
    pub fn len(&self) -> usize {
        Kind::ALL.iter().map(|kind| self.count(*kind)).sum()
    }

    /// No records at all.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The next free code of a kind, free of `given` codes too: its prefix and a number, as wide as the widest there
    /// is, two digits where there is none.
    pub(crate) fn next_code(&self, kind: Kind, given: &[String]) -> String {
        let codes = self.codes().into_iter().map(|(code, _, _)| code).chain(given.iter().map(String::as_str));
        let (most, width) = codes
            .filter_map(|code| code.strip_prefix(kind.prefix()))
            .filter_map(|digits| Some((digits.parse::<u64>().ok()?, digits.len())))
            .fold((0, None), |(most, width), (number, digits)| (most.max(number), width.max(Some(digits))));
        let width = width.unwrap_or(2);
        format!("{}{:0width$}", kind.prefix(), most.saturating_add(1))
    }
}
