//! Who sees what of a plan (method 8, decided 5.37): a role gives audiences, audiences give kinds and fields.
//!
//! A [`Lens`] reduces a plan: records of kinds that its viewer does not see are left out, and fields are empty. What
//! still refers to a record that was left out names something that is not there; in a plan that nobody reduced, no
//! reference does. A [`View`] holds the reduced plan beside the whole one, from which its figures are computed: their
//! values are those of the account, their rows are those that the viewer sees, the rest is counted.

mod figures;
mod rights;
mod told;
mod view;

pub use rights::Whose;
pub use view::View;

use crate::Id;
use crate::card::Audience;
use crate::kind::{Kind, Plan, Record};
use crate::team::Member;
use serde_json::Value;

crate::scale::choice! {
    /// What somebody who signs in is to one account (method 8).
    Role, "access_role", {
        /// Answers for the account: all of it, and who else is let in.
        Owner = "owner",
        /// Directs the account: the same.
        Director = "director",
        /// Our executive: reads all, answers what is asked of executives, approves the plan.
        Executive = "executive",
        /// Of the core team: works on the plan and sees what we make of people.
        Core = "core",
        /// Of the wider team: works on the plan.
        Member = "member",
        /// Sales operations: reads the plan for reports, keeps scales and templates.
        Operations = "operations",
        /// Partner manager: strategic relations only.
        Partner = "partner",
    }
}

impl Role {
    /// The role with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|role| role.code() == code)
    }

    /// Decides who else may open the account, and edits its header and targets.
    pub const fn leads(self) -> bool {
        matches!(self, Self::Owner | Self::Director)
    }

    /// To whose audiences it belongs. Quotes are for those whom the method names: owner and director, the executive
    /// sponsor, and whoever took the voice (method 4.6, 8).
    pub const fn audiences(self) -> &'static [Audience] {
        match self {
            Self::Owner | Self::Director => Audience::ALL,
            Self::Executive | Self::Core => {
                &[Audience::Plan, Audience::Judgement, Audience::Partner, Audience::Private]
            }
            Self::Member => &[Audience::Plan, Audience::Partner],
            Self::Operations => &[Audience::Plan],
            Self::Partner => &[Audience::Partner],
        }
    }
}

/// Some audiences together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Audiences(u8);

impl Audiences {
    /// All there are: who belongs to them sees everything.
    pub const ALL: Self = Self::of(Audience::ALL);

    const fn of(list: &[Audience]) -> Self {
        let (mut bits, mut rest) = (0, list);
        while let [one, others @ ..] = rest {
            bits |= 1 << *one as u8;
            rest = others;
        }
        Self(bits)
    }

    /// Is this one of them?
    pub const fn has(self, audience: Audience) -> bool {
        self.0 & (1 << audience as u8) != 0
    }

    const fn with(self, audience: Audience) -> Self {
        Self(self.0 | (1 << audience as u8))
    }

    const fn without(self, audience: Audience) -> Self {
        Self(self.0 & !(1 << audience as u8))
    }
}

/// Nobody reduced it.
impl Default for Audiences {
    fn default() -> Self {
        Self::ALL
    }
}

/// What one viewer sees of one plan, and may change in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lens {
    audiences: Audiences,
    role: Role,
    me: Option<Id<Member>>,
}

impl Lens {
    /// Sees and may change everything: whoever keeps the machine, and the library's readers.
    pub const WHOLE: Self = Self { audiences: Audiences::ALL, role: Role::Owner, me: None };

    /// The lens of a role, worn by this member of the account's team.
    pub const fn of(role: Role, me: Option<Id<Member>>) -> Self {
        Self { audiences: Audiences::of(role.audiences()), role, me }
    }

    /// The same with others looking on, such as at a projector: nothing of what we make of people or what they said.
    pub const fn discreet(self) -> Self {
        Self { audiences: self.audiences.without(Audience::Judgement).without(Audience::Quote), ..self }
    }

    /// The same with the rights of another role.
    pub const fn in_role(self, role: Role) -> Self {
        Self { role, ..self }
    }

    /// The role that it came from.
    pub const fn role(self) -> Role {
        self.role
    }

    /// Which member of the account's team the viewer is.
    pub const fn me(self) -> Option<Id<Member>> {
        self.me
    }

    /// To which audiences the viewer belongs.
    pub const fn audiences(self) -> Audiences {
        self.audiences
    }

    /// Does the viewer belong to this audience?
    pub const fn sees(self, audience: Audience) -> bool {
        self.audiences.has(audience)
    }

    /// Nothing is hidden from the viewer.
    pub fn sees_all(self) -> bool {
        self.audiences == Audiences::ALL
    }

    /// Does the viewer see records of this kind?
    pub fn shows(self, kind: Kind) -> bool {
        kind.audience().is_none_or(|audience| self.sees(audience))
    }

    /// Works on the plan, rather than reading it or a part of it.
    pub const fn works(self) -> bool {
        matches!(self.role, Role::Owner | Role::Director | Role::Core | Role::Member)
    }

    /// Are there fields of this kind that the viewer does not see of each record?
    pub(crate) fn masks(self, kind: Kind) -> bool {
        kind.fields().iter().filter_map(|field| field.audience).any(|audience| !self.sees(audience))
    }

    /// Does the viewer see this field of this record, whose body is given as it is?
    pub fn shows_field(self, kind: Kind, field: &str, body: &Value) -> bool {
        let hears = |audience| self.sees(audience) || (audience == Audience::Quote && Plan::is_heard(kind, body, self));
        self.shows(kind) && kind.field(field).and_then(|one| one.audience).is_none_or(hears)
    }

    /// The body of a record without what the viewer does not see of it; none where that is all of it.
    pub fn body(self, kind: Kind, mut body: Value) -> Option<Value> {
        if !self.shows(kind) {
            return None;
        }
        let hidden = kind.fields().iter().filter(|field| !self.shows_field(kind, &field.name, &body));
        let names: Vec<&str> = hidden.map(|field| field.name.as_str()).collect();
        if let Some(fields) = body.as_object_mut() {
            fields.retain(|name, _| !names.contains(&name.as_str()));
        }
        Some(body)
    }

    /// Belongs to the audience, or hears what is said in this record all the same.
    pub(crate) fn hears(self, audience: Audience, record: &impl Record) -> bool {
        self.sees(audience) || (audience == Audience::Quote && record.is_heard(self))
    }

    /// Is this the viewer?
    pub(crate) fn took(self, member: Option<Id<Member>>) -> bool {
        self.me.is_some() && self.me == member
    }
}

/// The audience that an extra of a field names; a name that there is not is nobody's.
pub(crate) const fn named(code: &str) -> Audience {
    match code.as_bytes() {
        b"plan" => Audience::Plan,
        b"judgement" => Audience::Judgement,
        b"quote" => Audience::Quote,
        b"partner" => Audience::Partner,
        _ => Audience::Private,
    }
}

impl Kind {
    /// Whose records of this kind are; none where whoever opens the account at all needs them.
    pub const fn audience(self) -> Option<Audience> {
        match self {
            Self::Account | Self::Member | Self::Organisation | Self::Attachment => None,
            Self::Workspace | Self::Colleague | Self::Setting | Self::Rate | Self::CustomField | Self::CustomChoice => {
                None
            }
            // They have no cards, and show nothing but how the plan hangs together and stands on its maps.
            Self::Edge | Self::CardPlace => Some(Audience::Plan),
            kind => Some(kind.outline().audience),
        }
    }
}
