//! What we make of people, as against what is known of them: the fields that hold a judgement about whom a record is
//! about. They are the first to go, some time after somebody left (decided 4.33, 4.35).
//!
//! Role, influence and contacts are no judgements in this sense: they say where somebody stood, and deals of the past
//! are told by them. Nor is what somebody said, and how it sounded.

use crate::card::Audience;
use crate::kind::Kind;

/// The fields that hold judgements beside those that are for the audience of judgements: what the whole plan's readers see,
/// and what is for the readers of quotes.
const FIELDS: &[(Kind, &[&str])] = &[
    (Kind::Person, &["business_agenda", "contact_override", "contact_reason"]),
    (Kind::InfluenceLine, &["line_type", "strength", "note"]),
    (Kind::Relationship, &["level", "proof", "proof_on"]),
    (Kind::Perception, &["tier", "source"]),
    (Kind::Voice, &["interpretation"]),
];

/// What says least where a judgement must be filled: of a line that it is an informal one, of a tier the lowest.
const LEAST: [&str; 2] = ["informal", "product_expert"];

/// Does this field hold a judgement?
pub fn is_judgement(kind: Kind, field: &str) -> bool {
    let is_for_them = kind.field(field).is_some_and(|field| field.audience == Some(Audience::Judgement));
    is_for_them || FIELDS.iter().any(|(of, fields)| *of == kind && fields.contains(&field))
}

/// Of the values that a choice offers, the one that says least.
pub fn least(codes: &[String]) -> Option<&str> {
    let known = LEAST.iter().copied().find(|least| codes.iter().any(|code| code == least));
    known.or_else(|| codes.first().map(String::as_str))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_that_is_named_is_there() {
        for (kind, fields) in FIELDS {
            for field in *fields {
                assert!(kind.field(field).is_some(), "{kind} has no field {field}");
            }
        }
    }
}
