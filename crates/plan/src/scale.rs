//! Scales: closed lists of codes and graded numbers. Codes are stored, labels live in `locales/`, weights in
//! [`Settings`](crate::Settings).

/// A scale of codes: an enum whose variants carry the stored code.
macro_rules! choice {
    ($(#[$meta:meta])* $name:ident, $scale:literal, { $($(#[$vmeta:meta])* $variant:ident = $code:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[$vmeta])* #[serde(rename = $code)] $variant),+ }

        impl $name {
            /// The name of the scale: the first half of its label keys.
            pub const SCALE: &'static str = $scale;
            /// All values, in the order in which they are offered.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];

            /// The stored code.
            pub const fn code(self) -> &'static str {
                match self { $($name::$variant => $code),+ }
            }
        }

        impl schemars::JsonSchema for $name {
            fn inline_schema() -> bool { true }
            fn schema_name() -> std::borrow::Cow<'static, str> { stringify!($name).into() }
            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ "type": "string", "enum": [$($code),+], "x-type": "choice", "x-scale": $scale })
            }
        }
    };
}

/// A graded scale: whole numbers between two ends, each with a label.
macro_rules! grade {
    ($(#[$meta:meta])* $name:ident, $scale:literal, $least:literal..=$most:literal) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(try_from = "i64", into = "i64")]
        pub struct $name(i8);

        impl $name {
            /// The name of the scale: the first half of its label keys.
            pub const SCALE: &'static str = $scale;

            /// The grade with this value, if it is on the scale.
            pub const fn new(value: i64) -> Option<Self> {
                if value >= $least && value <= $most { Some(Self(value as i8)) } else { None }
            }

            /// Its number.
            pub const fn value(self) -> i64 {
                self.0 as i64
            }
        }

        impl TryFrom<i64> for $name {
            type Error = String;
            fn try_from(value: i64) -> Result<Self, String> {
                Self::new(value).ok_or_else(|| format!("{} runs from {} to {}", $scale, $least, $most))
            }
        }
        impl From<$name> for i64 {
            fn from(grade: $name) -> i64 { grade.value() }
        }

        impl schemars::JsonSchema for $name {
            fn inline_schema() -> bool { true }
            fn schema_name() -> std::borrow::Cow<'static, str> { stringify!($name).into() }
            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({
                    "type": "integer", "minimum": $least, "maximum": $most, "x-type": "grade", "x-scale": $scale
                })
            }
        }
    };
}

pub(crate) use {choice, grade};
