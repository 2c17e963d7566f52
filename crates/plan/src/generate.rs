//! Synthetic plans from a seed: the same seed gives the same plan on every machine. For load tests, benches, and for
//! trying out how a large account feels.

use crate::Day;
use crate::change::{Change, Edit};
use crate::kind::{Kind, Plan};
use crate::problem::Problem;
use serde_json::{Value, json};
use uuid::Uuid;

/// How much there is in a synthetic plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// People at the customer.
    pub people: usize,
    /// Opportunities.
    pub opportunities: usize,
    /// Actions.
    pub actions: usize,
    /// Contacts that took place.
    pub interactions: usize,
    /// Needs on the strategy map; goals, strategies and tactics grow with them.
    pub needs: usize,
}

const SURNAMES: [&str; 20] = [
    "王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡", "朱", "高", "林", "何", "郭", "马",
    "罗",
];
const GIVEN: [&str; 20] = [
    "晓明", "建国", "丽华", "志强", "敏", "静", "伟", "磊", "洋", "勇", "艳", "杰", "涛", "超", "娟", "鹏", "振宇",
    "海燕", "文博", "雨桐",
];
const TITLES: [&str; 8] =
    ["总经理", "副总裁", "部门经理", "主任工程师", "采购经理", "财务经理", "项目经理", "运维主管"];
const ROLES: [&str; 5] = ["COACH", "APPROVER", "RECOMMENDER", "DECISION_MAKER", "SPONSOR"];
const THINGS: [&str; 8] = ["平台", "监测", "优化", "台账", "协同", "预测", "巡检", "培训"];

/// A small generator of numbers (SplitMix64): fast, seeded, the same everywhere.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// From 0 to below `sides`.
    fn roll(&mut self, sides: usize) -> usize {
        usize::try_from(self.next() % (sides.max(1) as u64)).unwrap_or(0)
    }

    fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of.get(self.roll(of.len())).copied().unwrap_or_default()
    }
}

struct Writer {
    dice: Dice,
    seed: u64,
    count: u64,
    today: Day,
    edits: Vec<Edit>,
}

impl Writer {
    fn create(&mut self, kind: Kind, body: Value) -> Uuid {
        self.count += 1;
        // Looks like a version 7 id, so that it sorts and prints like ours.
        let id = Uuid::from_u128(
            0x0193_0000_0000_7000_8000_0000_0000_0000 | u128::from(self.seed & 0xffff) << 48 | u128::from(self.count),
        );
        // Accounts are told apart by their seed, records by their number.
        let number = if kind == Kind::Account { self.seed & 0xffff } else { self.count };
        let code = code(kind, number);
        let mut body = body;
        if let Value::Object(fields) = &mut body {
            fields.insert("code".into(), json!(code));
        }
        self.edits.push(Edit::Create { kind, id, body });
        id
    }

    /// The code of the record that was made last, of this kind.
    fn last_code(&self, kind: Kind) -> String {
        code(kind, self.count)
    }

    fn day(&mut self, from: i64, to: i64) -> Day {
        let span = usize::try_from(to - from).unwrap_or(0);
        let offset = from + i64::try_from(self.dice.roll(span)).unwrap_or(0);
        self.today.after_days(offset)
    }

    fn name(&mut self) -> String {
        format!("{}{}", self.dice.pick(&SURNAMES), self.dice.pick(&GIVEN))
    }
}

fn code(kind: Kind, number: u64) -> String {
    format!("{}{number:04}", kind.prefix())
}

fn any(dice: &mut Dice, ids: &[Uuid]) -> Option<Uuid> {
    ids.get(dice.roll(ids.len())).copied()
}

/// A plan of this size. It is put together as any change is, so what it holds is valid.
pub fn plan(seed: u64, size: Size, today: Day) -> Result<Plan, Vec<Problem>> {
    let mut writer = Writer { dice: Dice(seed), seed, count: 0, today, edits: Vec::new() };
    let name = format!("{}集团", writer.name());
    writer.create(Kind::Account, json!({ "name": name, "currency": "CNY" }));
    let members: Vec<Uuid> = (0..12)
        .map(|_| {
            let name = writer.name();
            writer.create(Kind::Member, json!({ "name": name, "plan_role": "account_manager" }))
        })
        .collect();
    let (start, end) = (today.after_days(-140), today.after_days(400));
    let head = json!({ "name": "计划", "period_start": start, "period_end": end, "revenue_target": 9_000_000_000_i64 });
    writer.create(Kind::AccountPlan, head);
    let needs = strategy_map(&mut writer, size);
    let own = custom_fields(&mut writer);
    let people = people(&mut writer, size, &members, &own);
    deals(&mut writer, size, &needs, &people, &members);
    contacts(&mut writer, size, &people, &members);
    Plan::default()
        .apply(&Change { id: Uuid::nil(), why: None, undoes: None, edits: writer.edits })
        .map(|applied| applied.plan)
}

fn strategy_map(writer: &mut Writer, size: Size) -> Vec<Uuid> {
    let layer = |writer: &mut Writer, node_type: &str, count: usize, above: &[Uuid]| -> Vec<Uuid> {
        (0..count.max(1))
            .map(|at| {
                let title = format!("{}{}", writer.dice.pick(&THINGS), at + 1);
                let mut body = json!({ "node_type": node_type, "title": title, "verification": "sourced" });
                if let (Value::Object(fields), "need") = (&mut body, node_type) {
                    let impact = 100_000_000 * (1 + writer.dice.roll(40));
                    fields.insert("impact_value".into(), json!(impact));
                    fields.insert("fit".into(), json!(writer.dice.roll(4)));
                }
                let id = writer.create(Kind::Node, body);
                if let Some(parent) = any(&mut writer.dice, above) {
                    writer.create(Kind::Edge, json!({ "parent": parent, "child": id, "strength": "main" }));
                }
                id
            })
            .collect()
    };
    let goals = layer(writer, "goal", size.needs / 10, &[]);
    let strategies = layer(writer, "strategy", size.needs / 4, &goals);
    let tactics = layer(writer, "tactic", size.needs / 2, &strategies);
    layer(writer, "need", size.needs, &tactics)
}

/// Fields of the workspace's own for people, one of them with choices: the codes of both, and those of the choices.
struct Own {
    text: String,
    choice: String,
    choices: Vec<String>,
}

fn custom_fields(writer: &mut Writer) -> Own {
    let field = |writer: &mut Writer, name: &str, shape: &str| {
        let id = writer.create(Kind::CustomField, json!({ "name": name, "kind": Kind::Person, "shape": shape }));
        (id, writer.last_code(Kind::CustomField))
    };
    let (_, text) = field(writer, "昵称", "text");
    let (id, choice) = field(writer, "城市", "choice");
    let choices = ["北京", "上海", "深圳"].map(|name| {
        writer.create(Kind::CustomChoice, json!({ "field": id, "name": name }));
        writer.last_code(Kind::CustomChoice)
    });
    Own { text, choice, choices: choices.to_vec() }
}

impl Own {
    /// What the person with this number holds: every third one something.
    fn values(&self, at: usize) -> Value {
        match (at % 3, self.choices.get(at / 3 % self.choices.len().max(1))) {
            (0, Some(choice)) => json!({ &self.text: format!("老{at}"), &self.choice: choice }),
            _ => Value::Null,
        }
    }
}

fn people(writer: &mut Writer, size: Size, members: &[Uuid], own: &Own) -> Vec<Uuid> {
    let mut people: Vec<Uuid> = Vec::with_capacity(size.people);
    for at in 0..size.people {
        let influence = match at {
            0..3 => 5,
            _ => 1 + writer.dice.roll(4),
        };
        let preference = i64::try_from(writer.dice.roll(5)).unwrap_or(2) - 2;
        // Bosses come first, so that the tree is some six people wide.
        let boss = (at > 0).then(|| people.get((at - 1) / 6).copied()).flatten();
        let body = json!({
            "name": writer.name(), "title": writer.dice.pick(&TITLES), "role": writer.dice.pick(&ROLES),
            "influence": influence, "preference": preference, "reports_to": boss,
            "custom": own.values(at),
        });
        let id = writer.create(Kind::Person, body);
        people.push(id);
        if writer.dice.roll(10) < 7
            && let Some(member) = any(&mut writer.dice, members)
        {
            writer.create(Kind::RelationshipOwner, json!({ "person": id, "member": member, "primary": true }));
            let level = writer.dice.roll(4);
            let proof = writer.day(-300, -5);
            let pair =
                json!({ "person": id, "member": member, "level": level, "proof": "会议纪要", "proof_on": proof });
            writer.create(Kind::Relationship, pair);
        }
    }
    people
}

fn deals(writer: &mut Writer, size: Size, needs: &[Uuid], people: &[Uuid], members: &[Uuid]) {
    for at in 0..size.opportunities {
        let name = format!("{}项目{}", writer.dice.pick(&THINGS), at + 1);
        let kind = writer.dice.pick(&["current", "current", "planned", "potential"]);
        let (close, step) = (writer.day(10, 390), 2 + writer.dice.roll(5));
        let body = json!({
            "name": name, "opportunity_type": kind, "stage": writer.dice.pick(&["S2", "S3", "S4", "S5"]),
            "amount": 10_000_000 * (1 + writer.dice.roll(300)), "close_on": close, "buying_step": step,
            "need": any(&mut writer.dice, needs), "owner": any(&mut writer.dice, members),
        });
        let deal = writer.create(Kind::Opportunity, body);
        let first = writer.dice.roll(people.len());
        for person in people.iter().cycle().skip(first).take(people.len().min(4)) {
            writer.create(Kind::OpportunityPerson, json!({ "opportunity": deal, "person": person }));
        }
    }
    for at in 0..size.actions {
        let due = writer.day(-120, 120);
        let body = json!({
            "title": format!("{}跟进{}", writer.dice.pick(&THINGS), at + 1), "owner": any(&mut writer.dice, members),
            "due_on": due, "status": writer.dice.pick(&["todo", "doing", "done"]),
        });
        writer.create(Kind::Action, body);
    }
}

fn contacts(writer: &mut Writer, size: Size, people: &[Uuid], members: &[Uuid]) {
    if people.is_empty() {
        return;
    }
    for _ in 0..size.interactions {
        let (person, member) = (any(&mut writer.dice, people), any(&mut writer.dice, members));
        let on = writer.day(-360, 0);
        let body = json!({
            "on": on, "contact_type": "meeting", "minutes": 30 + writer.dice.roll(60),
            "people": [person], "members": [member], "subject": "例会",
        });
        writer.create(Kind::Interaction, body);
    }
}
