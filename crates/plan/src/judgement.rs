//! What we make of people, as against what is known of them: the fields that hold a judgement about whom a record is
//! about. They are the first to go, some time after somebody left (decided 4.33, 4.35).
//!
//! Role, influence and contacts are no judgements in this sense: they say where somebody stood, and deals of the past
//! are told by them. Nor is what somebody said, and how it sounded.

use crate::kind::Kind;

/// The fields that hold judgements, by kind.
const FIELDS: &[(Kind, &[&str])] = &[
    (
        Kind::Person,
        &[
            "preference",
            "prefers_competitor",
            "anti_sponsor",
            "desired_level",
            "desired_reason",
            "desired_by",
            "investment",
            "business_agenda",
            "personal_agenda",
            "orientation",
            "adaptability",
            "contact_override",
            "contact_reason",
        ],
    ),
    (Kind::OpportunityPerson, &["preference"]),
    (Kind::InfluenceLine, &["line_type", "strength", "note"]),
    (Kind::Relationship, &["level", "proof", "proof_on"]),
    (Kind::Perception, &["tier", "source"]),
    (Kind::NodePerson, &["note"]),
    (Kind::Voice, &["interpretation"]),
];

/// What says least where a judgement must be filled: of a line that it is an informal one, of a tier the lowest.
const LEAST: [&str; 2] = ["informal", "product_expert"];

/// Does this field hold a judgement?
pub fn is_judgement(kind: Kind, field: &str) -> bool {
    fields(kind).contains(&field)
}

/// The fields of a kind that hold judgements.
pub fn fields(kind: Kind) -> &'static [&'static str] {
    FIELDS.iter().find(|(of, _)| *of == kind).map_or(&[], |(_, fields)| fields)
}

/// Of the values that a choice offers, the one that says least.
pub fn least(codes: &[String]) -> Option<&str> {
    let known = LEAST.iter().copied().find(|least| codes.iter().any(|code| code == least));
    known.or_else(|| codes.first().map(String::as_str))
}
