//! How a kind of record is written down: its fields, each with how early a form asks for it.

/// A record: the struct with identity, code and the values of the workspace's own fields, its derived forms, and its
/// place among the kinds.
///
/// A field is written `tier["extra" = value, ..] name: Type`. The tier is `must`, `should` or `more`; the extras say
/// what the schema says beside the type: `maxLength`, `minItems`, `x-on-remove`, `x-once`, `x-duty`, with `x-personal`
/// whose erasure takes the value along, and with `x-audience` who sees it beside those who see the record at all.
macro_rules! record {
    (
        $(#[$meta:meta])*
        $Type:ident {
            $($(#[$about:meta])* $tier:ident $([$($extra:tt)*])? $field:ident: $ty:ty),+ $(,)?
        }
        $(check $check:path;)?
        $(on removal $removed:path;)?
        $(heard by $heard:path;)?
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
        pub struct $Type {
            /// Identity.
            pub id: $crate::Id<$Type>,
            /// Short stable code, unique within the plan.
            #[schemars(length(max = $crate::limits::CODE))]
            pub code: String,
            $(
                $(#[$about])*
                #[schemars(extend("x-tier" = stringify!($tier) $(, $($extra)*)?))]
                pub $field: $ty,
            )+
            /// What the workspace's own fields hold, by the code of their definition.
            #[serde(default, skip_serializing_if = "crate::custom::Custom::is_empty")]
            pub custom: $crate::custom::Custom,
        }

        impl $crate::Record for $Type {
            const KIND: $crate::Kind = $crate::Kind::$Type;
            fn id(&self) -> $crate::Id<Self> {
                self.id
            }
            fn code(&self) -> &str {
                &self.code
            }
            fn custom(&self) -> &$crate::custom::Custom {
                &self.custom
            }
            fn mask(&mut self, lens: $crate::lens::Lens) {
                let _ = lens;
                $($crate::record::mask!(self, lens, $field, [$($($extra)*)?]);)+
            }
            $(
                fn is_heard(&self, lens: $crate::lens::Lens) -> bool {
                    $heard(self, lens)
                }
            )?
            $(
                fn check(&self, plan: &$crate::Plan, problems: &mut Vec<$crate::Problem>) {
                    $check(self, plan, problems);
                }
            )?
            $(
                fn check_removed(
                    &self,
                    before: &$crate::Plan,
                    after: &$crate::Plan,
                    problems: &mut Vec<$crate::Problem>,
                ) {
                    $removed(self, before, after, problems);
                }
            )?
        }
    };
}

/// Empties a field whose extras name an audience that the viewer does not belong to.
macro_rules! mask {
    ($record:ident, $lens:ident, $field:ident, []) => {};
    ($record:ident, $lens:ident, $field:ident, ["x-audience" = $audience:literal $(, $($rest:tt)*)?]) => {
        if !$lens.hears($crate::lens::named($audience), $record) {
            $record.$field = Default::default();
        }
    };
    ($record:ident, $lens:ident, $field:ident, [$name:literal = $value:expr $(, $($rest:tt)*)?]) => {
        $crate::record::mask!($record, $lens, $field, [$($($rest)*)?]);
    };
}

pub(crate) use {mask, record};
