//! The one list of kinds, and the plan that holds their records.
//!
//! A new kind of record needs its struct, its line in the list below and its labels; storing, checking, changing,
//! importing and exporting it need nothing more. A line that ends in `library` is at home in the library.

use crate::Settings;
use crate::custom::Custom;
use crate::id::Id;
use crate::kept::{Kept, unknown};
use crate::lens::{Audiences, Lens};
use crate::problem::Problem;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
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
    /// What the workspace's own fields hold.
    fn custom(&self) -> &Custom;
    /// What beyond types and references must hold; adds a problem for each thing that does not.
    fn check(&self, plan: &Plan, problems: &mut Vec<Problem>) {
        let _ = (plan, problems);
    }
    /// Empties the fields that this lens does not show.
    fn mask(&mut self, lens: Lens);
    /// Is what is said in it for this viewer, whatever the audience? Such as for whoever took it down.
    fn is_heard(&self, lens: Lens) -> bool {
        let _ = lens;
        false
    }
    /// What must still hold `after` the record was taken out of the plan `before`.
    fn check_removed(&self, before: &Plan, after: &Plan, problems: &mut Vec<Problem>) {
        let _ = (before, after, problems);
    }
}

/// Where the records of a kind are at home.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Home {
    /// In an account's plan.
    Account,
    /// In the library, which all accounts share. An account's plan may have some of its own too.
    Library,
}

/// The last word of a kind's line, or none.
macro_rules! home {
    () => {
        Home::Account
    };
    (library) => {
        Home::Library
    };
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

    /// The ids whose records differ between two tables, on either side. What both share is not looked at.
    fn differing(&self, other: &Self) -> Vec<Uuid>
    where
        T: PartialEq,
    {
        if self.is_same(other) {
            return Vec::new();
        }
        let same = |id: &Id<T>, record: &Arc<T>| {
            other.0.get(id).is_some_and(|there| Arc::ptr_eq(record, there) || record == there)
        };
        let mut ids: Vec<Uuid> =
            self.0.iter().filter(|(id, record)| !same(id, record)).map(|(id, _)| id.uuid()).collect();
        ids.extend(other.0.keys().filter(|id| !self.0.contains_key(id)).map(|id| id.uuid()));
        ids
    }

    /// The very same table, shared between the two; equal tables that came about apart are not.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    fn insert(&mut self, record: T) -> Uuid {
        let id = record.id();
        Arc::make_mut(&mut self.0).insert(id, Arc::new(record));
        id.uuid()
    }

    /// Reads a stored body; the names of what this version does not know in it.
    fn read(&mut self, id: Uuid, text: &str) -> Result<Vec<String>, serde_json::Error> {
        let mut unknown = Vec::new();
        let mut reader = serde_json::Deserializer::from_str(text);
        let record: T = serde_ignored::deserialize(&mut reader, |path| unknown.push(path.to_string()))?;
        reader.end()?;
        if record.id().uuid() != id {
            return Err(serde::de::Error::custom("its id is not that of its row"));
        }
        self.insert(record);
        Ok(unknown)
    }

    /// Takes in what the other table has and this one lacks; says which. The records themselves are shared.
    fn share(&mut self, other: &Self) -> Vec<Uuid> {
        if self.0.is_empty() {
            *self = other.clone();
            return self.0.keys().map(|id| id.uuid()).collect();
        }
        let lacking: Vec<_> = other.0.iter().filter(|(id, _)| !self.0.contains_key(id)).collect();
        if !lacking.is_empty() {
            let own = Arc::make_mut(&mut self.0);
            own.extend(lacking.iter().map(|(id, record)| (**id, Arc::clone(record))));
        }
        lacking.into_iter().map(|(id, _)| id.uuid()).collect()
    }

    /// Takes in one record of the other table.
    fn share_one(&mut self, other: &Self, id: Id<T>) -> bool {
        let Some(record) = other.0.get(&id) else { return false };
        Arc::make_mut(&mut self.0).insert(id, Arc::clone(record));
        true
    }

    /// Empties in all of them what a lens does not show.
    fn mask(&mut self, lens: Lens) {
        Arc::make_mut(&mut self.0).values_mut().for_each(|record| Arc::make_mut(record).mask(lens));
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
        // No text that is kept is without a letter; a lens leaves such of what it does not show.
        Value::String(text) => text.is_empty(),
        Value::Array(list) => list.is_empty(),
        _ => false,
    }
}

macro_rules! kinds {
    ($($(#[$meta:meta])* $Type:ident = $code:literal, $table:ident, $prefix:literal, $module:ident $(, $home:ident)?;)+) => {
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

            /// Where its records are at home.
            pub const fn home(self) -> Home {
                match self { $(Kind::$Type => home!($($home)?)),+ }
            }

            /// The JSON Schema that the struct derives.
            pub fn schema(self) -> Value {
                match self { $(Kind::$Type => schemars::schema_for!(crate::$module::$Type).to_value()),+ }
            }
        }

        /// All that is planned for one account, or all that the library has: one immutable value.
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct Plan {
            /// The weights and thresholds that its figures use, as its records and the library's make them.
            pub settings: Arc<Settings>,
            /// The library that is laid under an account's plan.
            pub(crate) library: Option<Arc<Plan>>,
            /// Which records below are the library's and not the plan's own.
            pub(crate) shared: Arc<BTreeSet<(Kind, Uuid)>>,
            /// Whom it shows everything that is for them; all, where no lens reduced it.
            pub(crate) audiences: Audiences,
            /// What it keeps without understanding it.
            pub kept: Arc<Kept>,
            /// The codes that removed records bore.
            pub borne: crate::code::Borne,
            $($(#[$meta])* pub $table: Table<crate::$module::$Type>),+
        }

        impl Plan {
            /// The body of a record.
            pub fn body(&self, kind: Kind, id: Uuid) -> Option<Value> {
                let body = match kind { $(Kind::$Type => self.$table.get(Id::new(id)).map(to_body)),+ };
                body.map(|body| self.kept.join(kind, id, body))
            }

            /// The code of a record.
            pub fn code(&self, kind: Kind, id: Uuid) -> Option<&str> {
                match kind { $(Kind::$Type => self.$table.get(Id::new(id)).map(Record::code)),+ }
            }

            /// Is it there?
            pub fn has(&self, kind: Kind, id: Uuid) -> bool {
                self.code(kind, id).is_some()
            }

            /// The id of the record of this kind with this code; the plan's own before the library's.
            pub fn find(&self, kind: Kind, code: &str) -> Option<Uuid> {
                let with_code: Vec<Uuid> = match kind {
                    $(Kind::$Type => {
                        self.$table.iter().filter(|one| one.code() == code).map(|one| one.id().uuid()).collect()
                    }),+
                };
                with_code.into_iter().min_by_key(|id| self.is_shared(kind, *id))
            }

            /// How many records of a kind there are.
            pub fn count(&self, kind: Kind) -> usize {
                match kind { $(Kind::$Type => self.$table.len()),+ }
            }

            /// All records of a kind by code: id and body.
            pub fn bodies(&self, kind: Kind) -> Vec<(Uuid, Value)> {
                let join = |id, body| (id, self.kept.join(kind, id, body));
                match kind {
                    $(Kind::$Type => self.$table.by_code().map(|one| join(one.id().uuid(), to_body(one))).collect()),+
                }
            }

            /// What the records of a kind hold in the workspace's own fields: those that hold anything.
            pub(crate) fn custom(&self, kind: Kind) -> Vec<(Uuid, &Custom)> {
                match kind {
                    $(Kind::$Type => {
                        let all = self.$table.iter().map(|one| (one.id().uuid(), one.custom()));
                        all.filter(|(_, custom)| !custom.is_empty()).collect()
                    }),+
                }
            }

            /// The records that differ between two plans, on either side, the library's among them.
            pub(crate) fn differing_with_shared(&self, other: &Plan) -> Vec<(Kind, Uuid)> {
                let mut found = self.kept.differing(&other.kept);
                $(found.extend(self.$table.differing(&other.$table).into_iter().map(|id| (Kind::$Type, id)));)+
                found.sort_unstable();
                found.dedup();
                found
            }

            /// Every code in the plan with its record.
            pub(crate) fn codes(&self) -> Vec<(&str, Kind, Uuid)> {
                let mut codes = Vec::new();
                $(codes.extend(self.$table.iter().map(|one| (one.code(), Kind::$Type, one.id().uuid())));)+
                codes
            }

            /// Puts a record in its table, in place of the one with its id; says which it is.
            pub(crate) fn insert(&mut self, kind: Kind, body: Value) -> Result<Uuid, serde_json::Error> {
                let unknown = unknown(kind, &body);
                let id = match kind { $(Kind::$Type => self.$table.insert(serde_json::from_value(body)?)),+ };
                self.keep(kind, id, unknown);
                Ok(id)
            }

            /// Puts a stored body in; the names of what this version does not know in it.
            pub(crate) fn put_text(&mut self, kind: Kind, id: Uuid, text: &str) -> Result<Vec<String>, serde_json::Error> {
                match kind { $(Kind::$Type => self.$table.read(id, text)),+ }
            }

            /// Takes a record out of its table.
            pub(crate) fn delete(&mut self, kind: Kind, id: Uuid) {
                match kind { $(Kind::$Type => self.$table.remove(Id::new(id))),+ }
                self.forget(kind, id);
            }

            /// Leaves out of a kind what a lens does not show: its records, or fields of them.
            pub(crate) fn reduce(&mut self, kind: Kind, lens: Lens) {
                match kind {
                    $(Kind::$Type if !lens.shows(kind) => self.$table = Table::default(),
                    Kind::$Type => if lens.masks(kind) { self.$table.mask(lens) }),+
                }
            }

            /// Is what is said in a record with this body for the viewer, whatever the audience?
            pub(crate) fn is_heard(kind: Kind, body: &Value, lens: Lens) -> bool {
                match kind {
                    $(Kind::$Type => serde_json::from_value::<crate::$module::$Type>(body.clone())
                        .is_ok_and(|record| record.is_heard(lens))),+
                }
            }

            /// Takes in all records of a kind that the library has and this plan lacks; says which.
            pub(crate) fn share(&mut self, kind: Kind, library: &Plan) -> Vec<Uuid> {
                match kind { $(Kind::$Type => self.$table.share(&library.$table)),+ }
            }

            /// Takes in one record of the library, if it has it.
            pub(crate) fn share_one(&mut self, kind: Kind, id: Uuid, library: &Plan) -> bool {
                match kind { $(Kind::$Type => self.$table.share_one(&library.$table, Id::new(id))),+ }
            }

            /// What must still hold after one of this plan's records was taken out.
            pub(crate) fn check_removed(&self, kind: Kind, id: Uuid, after: &Plan, problems: &mut Vec<Problem>) {
                match kind {
                    $(Kind::$Type => if let Some(record) = self.$table.get(Id::new(id)) {
                        record.check_removed(self, after, problems);
                    }),+
                }
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
    /// Fields of the workspace's own.
    CustomField = "custom_field", custom_fields, "CF", custom, library;
    /// What can be chosen in them.
    CustomChoice = "custom_choice", custom_choices, "CC", custom, library;
    /// The customer.
    Account = "account", accounts, "ACC", account;
    /// Its units.
    Unit = "unit", units, "U", account;
    /// The 17 characteristics of key accounts.
    Characteristic = "characteristic", characteristics, "CH", account;
    /// Steps in its life with us.
    LifecycleEvent = "lifecycle_event", lifecycle_events, "LE", account;
    /// What both sides put in and get.
    ValueItem = "value_item", value_items, "VI", account;
    /// Our team.
    Member = "member", members, "K", team;
    /// The head of the plan.
    AccountPlan = "account_plan", account_plans, "AP", team;
    /// Targets of parts of the period.
    PeriodTarget = "period_target", period_targets, "PT", team;
    /// What we know.
    Fact = "fact", facts, "F", research;
    /// Our competitors there.
    Competitor = "competitor", competitors, "C", research;
    /// What of ours runs there.
    Footprint = "footprint", footprints, "FP", research;
    /// What the customer paid us.
    Revenue = "revenue", revenues, "RV", research;
    /// The cards of the strategy map.
    Node = "node", nodes, "N", strategy_map;
    /// Their links.
    Edge = "edge", edges, "E", strategy_map;
    /// Who cares about which card.
    NodePerson = "node_person", node_people, "NP", strategy_map;
    /// Who was asked about which card.
    VerificationEvent = "verification_event", verification_events, "VE", strategy_map;
    /// What we offer.
    Solution = "solution", solutions, "SO", execution_map, library;
    /// What others got from us.
    SuccessCase = "success_case", success_cases, "SC", execution_map, library;
    /// Needs x solutions.
    Entry = "entry", entries, "EN", execution_map;
    /// Cases that speak for needs.
    CaseLink = "case_link", case_links, "CL", execution_map;
    /// Who can help with which cell.
    Lever = "lever", levers, "LV", execution_map;
    /// The deals.
    Opportunity = "opportunity", opportunities, "O", opportunity;
    /// Who is on which deal.
    OpportunityPerson = "opportunity_person", opportunity_people, "OP", opportunity;
    /// Forecasts as they were.
    ForecastSnapshot = "forecast_snapshot", forecast_snapshots, "FS", opportunity;
    /// The customer's people and outside influencers.
    Person = "person", people, "P", influence_map;
    /// What runs between them.
    InfluenceLine = "influence_line", influence_lines, "IL", influence_map;
    /// Who of ours is responsible for whom.
    RelationshipOwner = "relationship_owner", relationship_owners, "W", influence_map;
    /// Contacts that took place.
    Interaction = "interaction", interactions, "I", influence_map;
    /// First meetings.
    FirstMeeting = "first_meeting", first_meetings, "FM", influence_map;
    /// What we are in their eyes.
    Perception = "perception", perceptions, "PC", influence_map;
    /// How deep each relationship is.
    Relationship = "relationship", relationships, "L", relationship;
    /// Organisations around the customer.
    Organisation = "organisation", organisations, "OG", strategic_relation, library;
    /// What we make of them.
    StrategicRelation = "strategic_relation", strategic_relations, "R", strategic_relation;
    /// What they say about us.
    Voice = "voice", voices, "V", voice;
    /// Goals and sub-goals.
    Objective = "objective", objectives, "B", objective;
    /// What is done.
    Action = "action", actions, "A", objective;
    /// What goes wrong.
    Issue = "issue", issues, "IS", objective;
    /// What may go wrong.
    Risk = "risk", risks, "RK", objective;
    /// What competitors do.
    CompetitorMove = "competitor_move", competitor_moves, "CM", objective;
    /// What we promised.
    Promise = "promise", promises, "PR", objective;
    /// Why both sides gain.
    Proposition = "proposition", propositions, "JV", joint_plan;
    /// Who heard it.
    PropositionTest = "proposition_test", proposition_tests, "JT", joint_plan;
    /// The plan that we share.
    CooperationPlan = "cooperation_plan", cooperation_plans, "CP", joint_plan;
    /// Goals that both sides share.
    JointGoal = "joint_goal", joint_goals, "JG", joint_plan;
    /// What both sides do.
    Initiative = "initiative", initiatives, "IN", joint_plan;
    /// What must be reached.
    Milestone = "milestone", milestones, "MS", joint_plan;
    /// Where both sides meet.
    GovernanceBody = "governance_body", governance_bodies, "GB", joint_plan;
    /// What both sides rate.
    ScorecardItem = "scorecard_item", scorecard_items, "SI", joint_plan;
    /// Risks that both sides know.
    JointRisk = "joint_risk", joint_risks, "JR", joint_plan;
    /// Rounds of review.
    ReviewRound = "review_round", review_rounds, "RR", joint_plan;
    /// What the customer received.
    SharedVersion = "shared_version", shared_versions, "SV", joint_plan;
    /// Briefings.
    Briefing = "briefing", briefings, "BR", review;
    /// Their steps.
    BriefingStep = "briefing_step", briefing_steps, "BS", review;
    /// What we ask our executives for.
    ExecutiveAsk = "executive_ask", executive_asks, "EA", review;
    /// What reviews found.
    Finding = "finding", findings, "FI", review;
    /// Rhythms.
    CadenceRule = "cadence_rule", cadence_rules, "CR", review;
    /// Their meetings.
    Meeting = "meeting", meetings, "MT", review;
    /// Where cards were put.
    CardPlace = "card_place", card_places, "PL", place;
    /// Our company: the head of the library.
    Workspace = "workspace", workspaces, "WS", library, library;
    /// People of our company.
    Colleague = "colleague", colleagues, "KP", library, library;
    /// Weights and thresholds other than the method's.
    Setting = "setting", setting_records, "SET", settings, library;
    /// Files that belong to records.
    Attachment = "attachment", attachments, "AT", attachment, library;
    /// What currencies are worth.
    Rate = "rate", rates, "FX", rate, library;
}

impl Kind {
    /// The kind with this name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.code() == code)
    }
}

impl JsonSchema for Kind {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "Kind".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let codes: Vec<&str> = Self::ALL.iter().map(|kind| kind.code()).collect();
        json_schema!({ "type": "string", "enum": codes, "x-type": "choice", "x-scale": "kind" })
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Plan {
    /// The account that the plan is for. Every account's plan that was loaded or applied has exactly one.
    pub fn account(&self) -> Option<&crate::account::Account> {
        self.accounts.iter().next()
    }

    /// The plan's own records of all kinds together.
    pub fn len(&self) -> usize {
        let all: usize = Kind::ALL.iter().map(|kind| self.count(*kind)).sum();
        all.saturating_sub(self.shared.len())
    }

    /// Does one of its records have this code?
    pub(crate) fn has_code(&self, code: &str) -> bool {
        self.codes().iter().any(|(one, _, _)| *one == code)
    }

    /// No records of its own at all.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The next free code of a kind, free of `given` codes and of those that removed records bore: its prefix and a
    /// number, as wide as the widest there is, two digits where there is none.
    pub(crate) fn next_code(&self, kind: Kind, given: &[String]) -> String {
        let wounded = self.wounds().filter_map(|wound| wound.code.as_deref());
        let codes = self.codes().into_iter().map(|(code, _, _)| code).chain(wounded).chain(self.borne.iter());
        let codes = codes.chain(given.iter().map(String::as_str));
        let (most, width) = codes
            .filter_map(|code| code.strip_prefix(kind.prefix()))
            .filter_map(|digits| Some((digits.parse::<u64>().ok()?, digits.len())))
            .fold((0, None), |(most, width), (number, digits)| (most.max(number), width.max(Some(digits))));
        let width = width.unwrap_or(2);
        format!("{}{:0width$}", kind.prefix(), most.saturating_add(1))
    }
}
