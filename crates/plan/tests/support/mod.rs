//! What the tests of this crate share: a plan that grows record by record through `apply`, with its log beside it.

#![allow(
    dead_code,
    clippy::expect_used,
    clippy::panic,
    reason = "every test file takes what it needs; clippy.toml allows the rest in test functions, not in their helpers"
)]

use plan::{Applied, Change, Day, Edit, Kind, Logged, Plan, Problem, Reason};
use serde_json::{Value, json};
use std::sync::Arc;
use uuid::Uuid;

/// A day from its text.
pub fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

/// The day on which all examples stand.
pub fn today() -> Day {
    day("2026-11-20")
}

/// So many days after today; before it where negative.
pub fn in_days(days: i64) -> Day {
    let today: jiff::civil::Date = today().to_string().parse().expect("a day");
    Day::from(today + jiff::Span::new().days(days))
}

/// The edit that adds a record.
pub fn create(kind: Kind, id: Uuid, body: Value) -> Edit {
    Edit::Create { kind, id, body }
}

/// The edit that changes a field.
pub fn set(kind: Kind, id: Uuid, field: &str, was: Value, now: Value) -> Edit {
    Edit::Set { kind, id, field: field.into(), was, now }
}

/// The edit that removes a record, whatever it looks like.
pub fn remove(kind: Kind, id: Uuid) -> Edit {
    Edit::Remove { kind, id, body: Value::Null }
}

/// The plan as a ledger would load it: from the rows that hold its records.
pub fn reloaded(plan: &Plan) -> Plan {
    let bodies = |kind: &Kind| {
        let code = kind.code();
        plan.bodies(*kind).into_iter().map(move |(id, body)| (code, id, body.to_string()))
    };
    let rows: Vec<_> = Kind::ALL.iter().flat_map(bodies).collect();
    let rows = rows.iter().map(|(kind, id, body)| plan::Row { kind, id: *id, body });
    Plan::restore(rows)
}

/// The worked example of the method.
pub fn bedrock() -> Plan {
    let text = include_str!("../../../../cases/bedrock.plan.json");
    plan::file::read(text).unwrap_or_else(|problems| panic!("the sample does not read: {problems:#?}"))
}

/// The second worked example: another industry, another year, and on purpose much that is not as it should be.
pub fn veldhaven() -> Plan {
    let text = include_str!("../../../../cases/veldhaven.plan.json");
    plan::file::read(text).unwrap_or_else(|problems| panic!("the sample does not read: {problems:#?}"))
}

/// The reasons alone.
pub fn reasons(problems: &[Problem]) -> Vec<Reason> {
    problems.iter().map(|problem| problem.reason.clone()).collect()
}

/// The change as a ledger would keep it.
pub fn logged(revision: usize, change: &Change, applied: &Applied) -> Logged {
    Logged {
        revision: i64::try_from(revision).expect("a short log"),
        id: change.id,
        by: Uuid::nil(),
        at: "2026-11-20T09:00:00Z".parse().expect("an instant"),
        why: change.why.clone(),
        undoes: change.undoes,
        edits: applied.edits.clone(),
        unread: None,
        hidden: 0,
    }
}

/// A plan in the making: what it is, how it came about, and the ids given so far.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The plan as it stands.
    pub plan: Plan,
    /// All changes that led to it, oldest first.
    pub log: Vec<Logged>,
    last_id: u128,
}

impl Draft {
    /// A plan of an account and nothing else. The ids have letters in them, so that their spelling matters.
    pub fn new() -> Self {
        let mut draft = Self { plan: Plan::default(), log: Vec::new(), last_id: 0xabc_0000 };
        draft.add(Kind::Account, json!({ "name": "Bedrock", "currency": "CNY" }));
        draft
    }

    /// A library of a company and nothing else.
    pub fn library() -> Self {
        let mut draft = Self { plan: Plan::default(), log: Vec::new(), last_id: 0x11b_0000 };
        draft.add(Kind::Workspace, json!({ "name": "Our company", "currency": "CNY" }));
        draft
    }

    /// The same account with the library as it stands under its plan.
    pub fn over(&self, library: &Draft) -> Self {
        Self { plan: self.plan.with_library(&Arc::new(library.plan.clone())), ..self.clone() }
    }

    /// An id that nothing has yet.
    pub fn fresh(&mut self) -> Uuid {
        self.last_id += 1;
        Uuid::from_u128(self.last_id)
    }

    /// Applies a change and logs it, unless it is refused.
    pub fn try_change(&mut self, change: &Change) -> Result<Uuid, Vec<Problem>> {
        let applied = self.plan.apply(change)?;
        self.log.push(logged(self.log.len() + 1, change, &applied));
        self.plan = applied.plan;
        Ok(change.id)
    }

    /// Applies edits as one change.
    pub fn try_apply(&mut self, edits: Vec<Edit>) -> Result<Uuid, Vec<Problem>> {
        let change = Change { id: self.fresh(), why: None, undoes: None, edits };
        self.try_change(&change)
    }

    /// Applies edits that must be accepted; the id of the change.
    pub fn apply(&mut self, edits: Vec<Edit>) -> Uuid {
        self.try_apply(edits).unwrap_or_else(|problems| panic!("refused: {problems:#?}"))
    }

    /// Applies edits as somebody does on this day, with rules about moves and consequences.
    pub fn try_apply_on(&mut self, edits: Vec<Edit>, on: Day) -> Result<Uuid, Vec<Problem>> {
        let change = Change { id: self.fresh(), why: None, undoes: None, edits };
        let applied = self.plan.apply_on(&change, on)?;
        self.log.push(logged(self.log.len() + 1, &change, &applied));
        self.plan = applied.plan;
        Ok(change.id)
    }

    /// The same today, and it must be accepted; the id of the change.
    pub fn move_on(&mut self, edits: Vec<Edit>) -> Uuid {
        self.try_apply_on(edits, today()).unwrap_or_else(|problems| panic!("refused: {problems:#?}"))
    }

    /// The same today, and it must be refused.
    pub fn cannot_move(&mut self, edits: Vec<Edit>) -> Vec<Problem> {
        let before = self.plan.clone();
        let problems = self.try_apply_on(edits, today()).expect_err("accepted");
        assert!(self.plan == before, "a refused change leaves the plan alone");
        problems
    }

    /// A draft that starts from a whole plan.
    pub fn from(plan: Plan) -> Self {
        Self { plan, log: Vec::new(), last_id: 0xabc_0000 }
    }

    /// The id of the record of this kind with this code.
    pub fn id(&self, kind: Kind, code: &str) -> Uuid {
        self.plan.find(kind, code).unwrap_or_else(|| panic!("no {kind} {code}"))
    }

    /// What is wrong with these edits, which must be refused.
    pub fn refused(&mut self, edits: Vec<Edit>) -> Vec<Problem> {
        let before = self.plan.clone();
        let problems = self.try_apply(edits).expect_err("accepted");
        assert!(self.plan == before, "a refused change leaves the plan alone");
        problems
    }

    /// Where the change stands in the log.
    fn position(&self, change: Uuid) -> usize {
        self.log.iter().position(|one| one.id == change).expect("a logged change")
    }

    /// What the log keeps of a change.
    pub fn logged(&self, change: Uuid) -> &Logged {
        self.log.get(self.position(change)).expect("a logged change")
    }

    /// Takes a change back, as a change of its own.
    pub fn undo(&mut self, change: Uuid) -> Result<Uuid, Vec<Problem>> {
        let (before, later) = self.log.split_at(self.position(change) + 1);
        let id = Uuid::from_u128(self.last_id + 1);
        let undo = self.plan.undo(before.last().expect("the change itself"), later, id)?;
        self.last_id += 1;
        assert_eq!((undo.id, undo.undoes), (id, Some(change)));
        self.try_change(&undo)
    }

    /// Adds a record.
    pub fn add(&mut self, kind: Kind, body: Value) -> Uuid {
        let id = self.fresh();
        self.apply(vec![create(kind, id, body)]);
        id
    }

    /// A field as it stands, null where it is empty.
    pub fn get(&self, kind: Kind, id: Uuid, field: &str) -> Value {
        let body = self.plan.body(kind, id).expect("a record");
        plan::custom::value(&body, field)
    }

    /// The edit that makes a field what it is to be.
    pub fn setting(&self, kind: Kind, id: Uuid, field: &str, now: Value) -> Edit {
        set(kind, id, field, self.get(kind, id, field), now)
    }

    /// Changes one field; the id of the change.
    pub fn set(&mut self, kind: Kind, id: Uuid, field: &str, now: Value) -> Uuid {
        let edit = self.setting(kind, id, field, now);
        self.apply(vec![edit])
    }

    /// Removes a record; the id of the change.
    pub fn remove(&mut self, kind: Kind, id: Uuid) -> Uuid {
        self.apply(vec![remove(kind, id)])
    }

    /// Adds one of the customer's people with these fields.
    pub fn person(&mut self, fields: Value) -> Uuid {
        self.add(Kind::Person, over(json!({ "name": "Somebody" }), fields))
    }

    /// Adds one of our members.
    pub fn member(&mut self) -> Uuid {
        self.add(Kind::Member, json!({ "name": "One of ours" }))
    }

    /// Makes the member an owner of the person.
    pub fn owner(&mut self, person: Uuid, member: Uuid) -> Uuid {
        self.add(Kind::RelationshipOwner, json!({ "person": person, "member": member }))
    }

    /// Makes the member the primary owner of the person.
    pub fn primary_owner(&mut self, person: Uuid, member: Uuid) -> Uuid {
        self.add(Kind::RelationshipOwner, json!({ "person": person, "member": member, "primary": true }))
    }

    /// Adds a contact of one member and one person: a meeting of an hour today, where the fields say nothing else.
    pub fn contact(&mut self, person: Uuid, member: Uuid, fields: Value) -> Uuid {
        let body = json!({
            "on": today(), "contact_type": "meeting", "minutes": 60, "people": [person], "members": [member]
        });
        self.add(Kind::Interaction, over(body, fields))
    }

    /// Adds a meeting of an hour so many days ago.
    pub fn met(&mut self, person: Uuid, member: Uuid, days_ago: i64) -> Uuid {
        self.contact(person, member, json!({ "on": in_days(-days_ago) }))
    }

    /// Rates how deep the relationship of the two is.
    pub fn level(&mut self, person: Uuid, member: Uuid, level: i64) -> Uuid {
        self.add(Kind::Relationship, json!({ "person": person, "member": member, "level": level }))
    }

    /// Rates it with a proof so many days old.
    pub fn proven_level(&mut self, person: Uuid, member: Uuid, level: i64, days_ago: i64) -> Uuid {
        let body = json!({
            "person": person, "member": member, "level": level, "proof": "Asked us first", "proof_on": in_days(-days_ago)
        });
        self.add(Kind::Relationship, body)
    }

    /// Adds a deal: current, of a million, closing in a month, where the fields say nothing else.
    pub fn deal(&mut self, fields: Value) -> Uuid {
        let body = json!({
            "name": "Some deal", "opportunity_type": "current", "amount": 100_000_000, "close_on": in_days(30)
        });
        self.add(Kind::Opportunity, over(body, fields))
    }

    /// Puts a person on a deal, with these fields.
    pub fn on_deal(&mut self, deal: Uuid, person: Uuid, fields: Value) -> Uuid {
        self.add(Kind::OpportunityPerson, over(json!({ "opportunity": deal, "person": person }), fields))
    }

    /// A deal that may be committed: everything is known, those who decide are for us and the approver is covered.
    pub fn sure_deal(&mut self, fields: Value) -> Uuid {
        let body = json!({
            "stage": "S5", "buying_step": 5, "next_step": "Sign", "next_step_on": in_days(7),
            "budget_state": "confirmed", "scope_state": "estimated", "schedule_state": "confirmed"
        });
        let deal = self.deal(over(body, fields));
        for role in ["APPROVER", "DECISION_MAKER"] {
            let person = self.friend(3, json!({ "influence": 4, "preference": 1 }));
            self.on_deal(deal, person, json!({ "role": role }));
        }
        deal
    }

    /// The head of the plan: this year's period and a target in minor units, where there is one.
    pub fn head(&mut self, target: Option<i64>) -> Uuid {
        let body = json!({
            "name": "2026", "period_start": "2026-01-01", "period_end": "2026-12-31", "revenue_target": target
        });
        self.add(Kind::AccountPlan, over(body, json!({})))
    }

    /// Somebody whom one of ours owns, met today and is on this proven level with.
    pub fn friend(&mut self, level: i64, fields: Value) -> Uuid {
        let (person, member) = (self.person(fields), self.member());
        self.owner(person, member);
        self.met(person, member, 0);
        self.proven_level(person, member, level, 0);
        person
    }
}

/// The fields of `base`, with those of `fields` over them; a null takes a field away.
fn over(mut base: Value, fields: Value) -> Value {
    let (Value::Object(all), Value::Object(fields)) = (&mut base, fields) else { panic!("bodies are objects") };
    all.extend(fields);
    all.retain(|_, value| !value.is_null());
    base
}
