//! The list tables: their columns and how a row of each is drawn from a plan. The columns are made in V4 and V10.

use crate::store::Param;
use plan::card::Audience;
use plan::custom::{CustomField, CustomShape, PART};
use plan::influence_map::Contacts;
use plan::money::Money;
use plan::opportunity::ForecastCategory;
use plan::{Day, Id, Kind, Language, Plan, Words};
use serde_json::Value;
use std::cell::OnceCell;
use uuid::Uuid;

/// A list table.
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// Whose records it has rows of; none for all kinds.
    pub kind: Option<Kind>,
    /// Its columns after workspace, account and id.
    pub columns: &'static [&'static str],
    /// Draws the rows of one record that is there.
    pub draw: fn(&Drawing<'_>, Kind, Uuid) -> Vec<Vec<Param>>,
}

/// A plan while rows are drawn from it.
pub struct Drawing<'p> {
    plan: &'p Plan,
    contacts: OnceCell<Contacts<'p>>,
    listed: Vec<&'p CustomField>,
}

/// A day that no contact lies after: what is recorded counts from its recording on, so that rows do not hang on the
/// day on which they are drawn.
fn any_day() -> Day {
    jiff::civil::Date::MAX.into()
}

impl<'p> Drawing<'p> {
    /// Of this plan.
    pub fn of(plan: &'p Plan) -> Self {
        let of_kind = |kind: &Kind| plan.custom_fields_of(*kind).filter(|field| field.listed);
        let listed =
            if plan.custom_fields.is_empty() { Vec::new() } else { Kind::ALL.iter().flat_map(of_kind).collect() };
        Self { plan, contacts: OnceCell::new(), listed }
    }

    fn contacts(&self) -> &Contacts<'p> {
        self.contacts.get_or_init(|| Contacts::of(self.plan, any_day()))
    }
}

/// All of them.
pub static TABLES: [Table; 6] = [
    Table {
        name: "account_row",
        kind: Some(Kind::Account),
        columns: &[
            "audience",
            "code",
            "title",
            "industry",
            "country",
            "tier",
            "currency",
            "cooperation_level",
            "cooperation_target",
            "disqualified_on",
        ],
        draw: account,
    },
    Table {
        name: "opportunity_row",
        kind: Some(Kind::Opportunity),
        columns: &[
            "audience",
            "code",
            "title",
            "type",
            "stage",
            "category",
            "amount",
            "recurring_amount",
            "currency",
            "chance",
            "weighted",
            "close_on",
            "buying_step",
            "certainty_points",
            "owner",
            "next_step_on",
            "at_risk",
            "committed",
            "by_exception",
            "moves",
            "moved_on",
            "outcome",
            "outcome_on",
        ],
        draw: opportunity,
    },
    Table {
        name: "action_row",
        kind: Some(Kind::Action),
        columns: &[
            "audience",
            "code",
            "title",
            "status",
            "is_open",
            "owner",
            "due_on",
            "first_due_on",
            "done_on",
            "priority",
            "objective",
            "opportunity",
            "asks_executive",
        ],
        draw: action,
    },
    Table {
        name: "person_row",
        kind: Some(Kind::Person),
        columns: &[
            "audience",
            "code",
            "title",
            "post",
            "role",
            "influence",
            "unit",
            "organisation",
            "reports_to",
            "placeholder",
            "owner",
            "owners",
            "contact_due_on",
            "left_on",
        ],
        draw: person,
    },
    Table {
        name: "person_judgement",
        kind: Some(Kind::Person),
        columns: &["audience", "code", "preference", "anti_sponsor", "desired_level", "desired_by"],
        draw: judgement,
    },
    Table {
        name: "custom_value",
        kind: None,
        columns: &["audience", "kind", "field", "text", "number", "day"],
        draw: custom,
    },
];

/// The columns of the table with this name.
pub fn columns_of(name: &str) -> &'static [&'static str] {
    TABLES.iter().find(|table| table.name == name).map_or(&[], |table| table.columns)
}

fn words(words: &Words) -> Param {
    words.show(Language::default()).into()
}
fn maybe(words: Option<&Words>) -> Param {
    words.map(|words| words.show(Language::default())).into()
}
fn day(day: Option<Day>) -> Param {
    day.map(|day| day.to_string()).into()
}
fn money(amount: Option<Money>) -> Param {
    amount.map(|amount| amount.0).into()
}
fn id<T>(id: Option<Id<T>>) -> Param {
    id.map(Id::uuid).into()
}
fn flag(is: bool) -> Param {
    i64::from(is).into()
}
fn audience(kind: Kind) -> Param {
    kind.outline().audience.code().into()
}

fn account(drawing: &Drawing<'_>, kind: Kind, id_: Uuid) -> Vec<Vec<Param>> {
    let row = drawing.plan.accounts.get(Id::new(id_)).map(|one| {
        vec![
            audience(kind),
            one.code.as_str().into(),
            words(&one.name),
            maybe(one.industry.as_ref()),
            maybe(one.country.as_ref()),
            one.tier.map(|tier| tier.code()).into(),
            one.currency.as_str().into(),
            one.cooperation_level.map(|level| level.value()).into(),
            one.cooperation_target.map(|level| level.value()).into(),
            day(one.disqualified_on),
        ]
    });
    row.into_iter().collect()
}

fn opportunity(drawing: &Drawing<'_>, kind: Kind, id_: Uuid) -> Vec<Vec<Param>> {
    let row = drawing.plan.opportunities.get(Id::new(id_)).map(|one| {
        // Rates go with the day, so amounts stand in the deal's own currency.
        let own = || drawing.plan.account().map(|account| account.currency.as_str());
        let currency = one.currency.as_deref().or_else(own);
        let committed = one.forecast_category == Some(ForecastCategory::Commit);
        vec![
            audience(kind),
            one.code.as_str().into(),
            words(&one.name),
            one.opportunity_type.code().into(),
            one.stage.map(|stage| stage.code()).into(),
            one.category().code().into(),
            money(one.amount),
            money(one.recurring_amount),
            currency.into(),
            one.chance().into(),
            one.amount.map(|amount| amount.0 as f64 * one.chance()).into(),
            day(one.close_on),
            one.buying_step.map(|step| step.value()).into(),
            one.certainty().map(|_| one.certainty_points()).into(),
            id(one.owner),
            day(one.next_step_on),
            flag(one.at_risk),
            flag(committed),
            flag(committed && one.exception_reason.is_some()),
            one.moves.into(),
            day(one.moved_on),
            one.outcome.map(|outcome| outcome.code()).into(),
            day(one.outcome_on),
        ]
    });
    row.into_iter().collect()
}

fn action(drawing: &Drawing<'_>, kind: Kind, id_: Uuid) -> Vec<Vec<Param>> {
    let row = drawing.plan.actions.get(Id::new(id_)).map(|one| {
        vec![
            audience(kind),
            one.code.as_str().into(),
            words(&one.title),
            one.status.map(|status| status.code()).into(),
            flag(one.is_open()),
            id(one.owner),
            day(one.due_on),
            day(one.first_due_on),
            day(one.done_on),
            one.priority.map(|priority| priority.code()).into(),
            id(one.objective),
            id(one.opportunity),
            flag(one.asks_executive),
        ]
    });
    row.into_iter().collect()
}

fn person(drawing: &Drawing<'_>, kind: Kind, id_: Uuid) -> Vec<Vec<Param>> {
    let row = drawing.plan.people.get(Id::new(id_)).map(|one| {
        let owners = drawing.contacts().owners(one.id);
        vec![
            audience(kind),
            one.code.as_str().into(),
            words(&one.name),
            maybe(one.title.as_ref()),
            one.role.map(|role| role.code()).into(),
            one.influence.map(|influence| influence.value()).into(),
            id(one.unit),
            id(one.organisation),
            id(one.reports_to),
            flag(one.placeholder),
            id(owners.first().map(|owner| owner.member)),
            i64::try_from(owners.len()).unwrap_or(i64::MAX).into(),
            day(drawing.contacts().due(one)),
            day(one.left_on),
        ]
    });
    row.into_iter().collect()
}

fn judgement(drawing: &Drawing<'_>, _: Kind, id_: Uuid) -> Vec<Vec<Param>> {
    let row = drawing.plan.people.get(Id::new(id_)).map(|one| {
        vec![
            Audience::Judgement.code().into(),
            one.code.as_str().into(),
            one.preference.map(|stance| stance.value()).into(),
            flag(one.anti_sponsor),
            one.desired_level.map(|level| level.value()).into(),
            day(one.desired_by),
        ]
    });
    row.into_iter().collect()
}

fn custom(drawing: &Drawing<'_>, kind: Kind, id_: Uuid) -> Vec<Vec<Param>> {
    if drawing.listed.is_empty() {
        return Vec::new();
    }
    let body = drawing.plan.body(kind, id_).unwrap_or(Value::Null);
    let value = |code: &str| body.get(PART).and_then(|custom| custom.get(code));
    let mine = drawing.listed.iter().filter(|field| field.kind == kind);
    mine.filter_map(|field| Some(custom_row(field, value(&field.code)?))).collect()
}

fn custom_row(field: &CustomField, value: &Value) -> Vec<Param> {
    let words: Option<Words> = serde_json::from_value(value.clone()).ok();
    let (text, day) = match field.shape {
        CustomShape::Day => (Param::Null, value.as_str().into()),
        _ => (maybe(words.as_ref()), Param::Null),
    };
    vec![audience(field.kind), field.kind.code().into(), field.code.as_str().into(), text, value.as_f64().into(), day]
}
