//! A plan as one viewer sees it.

use super::Lens;
use crate::card::Audience;
use crate::kind::{Kind, Plan};
use crate::portfolio::Figures;
use crate::team::PlanRole;
use crate::{Day, Id};
use std::ops::Deref;
use std::sync::Arc;

/// A plan as one viewer sees it; the whole plan behind it is for figures alone. It can be read like any [`Plan`].
#[derive(Clone, Debug)]
pub struct View {
    whole: Arc<Plan>,
    seen: Arc<Plan>,
    lens: Lens,
}

impl View {
    /// Looks at a plan through a lens.
    pub fn of(whole: Arc<Plan>, lens: Lens) -> Self {
        let lens = lens.in_plan(&whole);
        let seen = if lens.sees_all() { whole.clone() } else { Arc::new(whole.through(lens)) };
        Self { whole, seen, lens }
    }

    /// What the viewer sees.
    pub fn plan(&self) -> &Plan {
        &self.seen
    }

    /// Through which lens.
    pub fn lens(&self) -> Lens {
        self.lens
    }

    /// All figures of the account on a day, with the rows that the viewer sees.
    pub fn figures(&self, today: Day) -> Figures<'_> {
        Figures::through(&self.whole, &self.seen, self.lens, today)
    }
}

impl Deref for View {
    type Target = Plan;

    fn deref(&self) -> &Plan {
        &self.seen
    }
}

impl Lens {
    /// The lens as it is for this plan: quotes are for the executive who is its sponsor too.
    fn in_plan(self, plan: &Plan) -> Self {
        let role = |me: Id<_>| plan.members.get(me).and_then(|member| member.plan_role);
        let sponsors = self.role == super::Role::Executive
            && self.sees(Audience::Judgement)
            && self.me.and_then(role) == Some(PlanRole::ExecSponsor);
        if sponsors { Self { audiences: self.audiences.with(Audience::Quote), ..self } } else { self }
    }
}

impl Plan {
    /// Does this plan show what is for this audience? A whole plan shows everything.
    pub fn shows(&self, audience: Audience) -> bool {
        self.audiences.has(audience)
    }

    /// Does this plan show records of this kind?
    pub fn shows_kind(&self, kind: Kind) -> bool {
        kind.audience().is_none_or(|audience| self.shows(audience))
    }

    /// What is seen of it through a lens.
    fn through(&self, lens: Lens) -> Self {
        let mut seen = self.clone();
        seen.audiences = lens.audiences();
        for kind in Kind::ALL.iter().copied() {
            seen.reduce(kind, lens);
        }
        let hidden: Vec<_> =
            seen.attachments.iter().filter(|one| !seen.has(one.of.0.kind, one.of.0.id)).map(|one| one.id).collect();
        hidden.into_iter().for_each(|id| seen.delete(Kind::Attachment, id.uuid()));
        // What this version does not know, it cannot tell for whom it is.
        seen.kept = Arc::default();
        let shared = seen.shared.iter().copied().filter(|(kind, id)| seen.has(*kind, *id)).collect();
        seen.shared = Arc::new(shared);
        seen.library = None;
        seen
    }
}
