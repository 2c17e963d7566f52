//! The account's and the plan's own heads, the step ahead in the account's life, and whether both sides gain.

use crate::error::Failure;
use crate::page::Ground;
use crate::page::block::{Block, Link, Notice, Notices, action_for};
use crate::value::show;
use askama::Template;
use plan::Kind;
use plan::account::Lifecycle;
use plan::account::figures::{Imbalance, imbalance as flag, lifecycle as state};
use plan::field::{Field, Tier};
use uuid::Uuid;

#[derive(Template)]
#[template(path = "research/headers.html")]
struct Headers<'g, 'p> {
    ground: &'g Ground<'p>,
    heads: Vec<Head>,
    targets: Vec<Link>,
    add_target: Option<Link>,
}

/// A record of which there is one, as a card.
struct Head {
    heading: String,
    values: Vec<(String, String)>,
    edit: Link,
}

/// The account and the head of the plan, each with its values and the way to its form.
pub fn headers(ground: &Ground<'_>) -> Result<Block, Failure> {
    let account = ground.plan.account().and_then(|one| head(ground, Kind::Account, one.id.uuid()));
    let header = ground.plan.account_plans.iter().next();
    let header = match header {
        Some(header) => head(ground, Kind::AccountPlan, header.id.uuid()),
        None => Link::add(ground, &[Kind::AccountPlan]).pop().map(|edit| Head {
            heading: ground.say.kind(Kind::AccountPlan),
            values: Vec::new(),
            edit,
        }),
    };
    let target = |one: &plan::team::PeriodTarget| {
        let text =
            format!("{} – {}{}{}", one.starts_on, one.ends_on, ground.say.label("colon"), ground.money(one.target));
        Link::new(text, ground.open(Kind::PeriodTarget, &one.code))
    };
    let part = Headers {
        ground,
        heads: account.into_iter().chain(header).collect(),
        targets: ground.plan.period_targets.by_code().map(target).collect(),
        add_target: Link::add(ground, &[Kind::PeriodTarget]).pop(),
    };
    Ok(Block::Part(part.render()?))
}

fn head(ground: &Ground<'_>, kind: Kind, id: Uuid) -> Option<Head> {
    let body = ground.plan.body(kind, id)?;
    let shown = |field: &Field| {
        let value = show(ground.plan, ground.say, field, &body);
        (!value.is_empty()).then(|| (ground.say.field(kind, &field.name), value))
    };
    let fields = kind.fields().iter().filter(|field| field.tier != Tier::Fixed);
    let edit = ground.say.label(if !ground.may_add(Kind::PeriodTarget) { "open" } else { "edit" });
    Some(Head {
        heading: ground.say.kind(kind),
        values: fields.filter_map(shown).collect(),
        edit: Link::new(edit, ground.open_id(kind, id)?),
    })
}

#[derive(Template)]
#[template(path = "research/lifecycle.html")]
struct Life<'g, 'p> {
    ground: &'g Ground<'p>,
    now: Lifecycle,
    ahead: String,
    met: usize,
    criteria: Vec<(String, bool)>,
}

/// Where the account is, and what it still lacks for the next step.
pub fn lifecycle(ground: &Ground<'_>) -> Result<Block, Failure> {
    let now = state(ground.plan);
    let (next, criteria) = ground.figures.ahead();
    let key = if now == next { "lifecycle-stay" } else { "lifecycle-ahead" };
    let part = Life {
        ground,
        now,
        ahead: ground.say.one(key, "state", ground.say.code("lifecycle", next.code())),
        met: criteria.iter().filter(|one| one.holds).count(),
        criteria: criteria.iter().map(|one| (ground.say.label(&format!("criterion-{}", one.key)), one.holds)).collect(),
    };
    Ok(Block::Part(part.render()?))
}

/// The flag of a cooperation that one side alone gains from; nothing where it is sound.
pub fn imbalance(ground: &Ground<'_>) -> Option<Block> {
    let key = match flag(ground.plan, ground.today)? {
        Imbalance::NotSustainable => "imbalance-not-sustainable",
        Imbalance::OneSided => "imbalance-one-sided",
    };
    let notice = Notice { text: ground.say.label(key), records: Vec::new(), action: action_for(ground, None) };
    Some(Block::Notices(Notices {
        id: "imbalance".into(),
        heading: ground.say.label("imbalance"),
        none: String::new(),
        notices: vec![notice],
    }))
}
