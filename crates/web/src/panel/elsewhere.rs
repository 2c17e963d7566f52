//! What can be done with a record of the panel beyond its own fields: going to another account, and becoming one with
//! another record that is the same.

use crate::operation::moving_of;
use crate::page::Ground;
use crate::page::block::Link;
use crate::root::Root;
use crate::value::name_of;
use plan::{Kind, RecordRef};
use uuid::Uuid;

/// Both of them, where there are any.
pub struct Elsewhere {
    /// Leads to moving it.
    pub moving: Option<Link>,
    /// Makes one of two.
    pub merge: Option<Merge>,
}

/// The form that makes one record of two.
pub struct Merge {
    /// Element id and key.
    pub key: String,
    /// Where it is sent.
    pub action: String,
    /// The id of the change.
    pub change: Uuid,
    /// The page that it comes back to.
    pub back: String,
    /// The others of its kind: id, name, chosen.
    pub others: Vec<(Uuid, String, bool)>,
    /// What is wrong with what was chosen.
    pub problem: Option<String>,
}

impl Elsewhere {
    /// Of this record; nothing in the past, and nothing of kinds that stay where they are.
    pub fn of(ground: &Ground<'_>, kind: Kind, id: Uuid) -> Self {
        let Root::Account(account) = ground.root else { return Self { moving: None, merge: None } };
        let live = !ground.is_past() && !ground.plan.is_shared(kind, id);
        let moves = live && ground.forms.leads() && matches!(kind, Kind::Person | Kind::Unit);
        let label = || ground.say.label("move-away");
        Self {
            moving: moves.then(|| Link::new(label(), moving_of(account, RecordRef { kind, id }))),
            merge: (live && kind == Kind::Person && ground.judges() && ground.may_edit(kind, id))
                .then(|| Merge::of(ground, kind, id))
                .flatten(),
        }
    }
}

impl Merge {
    fn of(ground: &Ground<'_>, kind: Kind, id: Uuid) -> Option<Self> {
        let key = format!("merge-{}", ground.plan.code(kind, id)?);
        let attempt = ground.forms.attempt_at(&key);
        let chosen = attempt.and_then(|attempt| attempt.value("same")).unwrap_or_default().to_owned();
        let others = ground.plan.bodies(kind).into_iter().map(|(one, _)| one).filter(|one| *one != id);
        let other = |one: Uuid| (one, name_of(ground.plan, ground.say, kind, one), one.to_string() == chosen);
        let others: Vec<_> = others.map(other).collect();
        let problems = attempt.map(|attempt| attempt.problems.iter().map(|one| ground.say.problem(one)));
        (!others.is_empty()).then(|| Self {
            action: format!("{}/records/{kind}/{id}/merge", ground.root),
            change: ground.forms.new_id(),
            back: ground.forms.back().to_owned(),
            others,
            problem: problems.map(|all| all.collect::<Vec<_>>().join(" ")),
            key,
        })
    }
}
