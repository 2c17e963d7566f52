//! Colours by their meaning: the light ones for files and print, a name for pages, whose theme decides.

use plan::influence_map::Preference;

macro_rules! paints {
    ($($(#[$meta:meta])* $Paint:ident = $token:literal, $light:literal;)+) => {
        /// A colour by its meaning; each writer knows the colour by theme.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Paint { $($(#[$meta])* $Paint),+ }

        impl Paint {
            /// All of them.
            pub const ALL: &'static [Paint] = &[$(Paint::$Paint),+];

            /// The name of the token.
            pub const fn token(self) -> &'static str {
                match self { $(Self::$Paint => $token),+ }
            }

            /// The colour of the light theme, which exports and print always use.
            pub const fn light(self) -> &'static str {
                match self { $(Self::$Paint => $light),+ }
            }
        }
    };
}

paints! {
    /// What the eye should go to.
    Accent = "accent", "#1f5fd6";
    /// A calm ground for what is chosen or offered.
    AccentWeak = "accent-weak", "#e8edf5";
    /// Text on the accent.
    OnAccent = "on-accent", "#ffffff";
    /// The empty part behind a measure.
    Sunken = "track", "#e2e6ed";
    /// The ground of a drawing.
    Ground = "bg", "#f6f7f9";
    /// The ground of a card.
    Surface = "surface", "#ffffff";
    /// A thin line.
    Line = "line", "#d5dae2";
    /// A line that carries meaning.
    LineStrong = "line-strong", "#7d8796";
    /// Text.
    Text = "text", "#161b22";
    /// Text of less weight.
    Text2 = "text-2", "#4f5968";
    /// Text of least weight.
    Text3 = "text-3", "#5f6a7d";
    /// Trouble.
    Danger = "danger", "#b42318";
    /// The ground of trouble.
    DangerWeak = "danger-weak", "#fdecea";
    /// A warning short of trouble.
    Warning = "warning", "#9a5206";
    /// The ground of a warning.
    WarningWeak = "warning-weak", "#fdf3e7";
    /// Confirmed by the customer.
    Confirmed = "confirmed", "#1a7f4b";
    /// An advocate.
    Advocate = "pref-pp", "#0b6b63";
    /// A supporter.
    Supporter = "pref-p", "#1f7066";
    /// Neutral, and unknown.
    Neutral = "pref-0", "#5f6876";
    /// A non-supporter.
    NonSupporter = "pref-n", "#9a5206";
    /// An opponent.
    Opponent = "pref-nn", "#b42318";
    /// The head of a card of the inner circle.
    InnerCircle = "band-inner", "#2c3a52";
    /// The head of a card of the political structure.
    PoliticalStructure = "band-political", "#dfe6f1";
    /// Text on the head of the inner circle.
    OnInnerCircle = "on-band-inner", "#ffffff";
    /// Reporting lines.
    Report = "report", "#aab2bf";
    /// Influence.
    Influence = "influence", "#6d5bd0";
    /// An alliance.
    Alliance = "alliance", "#0b6b63";
    /// A conflict.
    Conflict = "conflict", "#b42318";
    /// Heat, least.
    Heat0 = "heat-0", "#f0f4fa";
    /// Heat, little.
    Heat1 = "heat-1", "#cfdcf3";
    /// Heat, middling.
    Heat2 = "heat-2", "#a9c2ee";
    /// Heat, much.
    Heat3 = "heat-3", "#7ea4e4";
    /// Heat, most.
    Heat4 = "heat-4", "#2b5bb0";
    /// Text on any heat but the most.
    OnHeat = "on-heat", "#161b22";
    /// Text on the most heat.
    OnHeat4 = "on-heat-4", "#ffffff";
    /// The first goal and what serves it; the colours of goals are told apart by colour-blind eyes too.
    Goal1 = "goal-1", "#1f5fd6";
    /// The second goal.
    Goal2 = "goal-2", "#0b6b63";
    /// The third goal.
    Goal3 = "goal-3", "#9a5206";
    /// The fourth goal.
    Goal4 = "goal-4", "#7a3ea8";
    /// The fifth goal.
    Goal5 = "goal-5", "#a8325e";
    /// The sixth goal; after it they begin anew.
    Goal6 = "goal-6", "#4b6a1f";
}

impl Paint {
    /// The colours of goals in their order.
    pub const GOALS: [Paint; 6] = [Self::Goal1, Self::Goal2, Self::Goal3, Self::Goal4, Self::Goal5, Self::Goal6];

    /// The colour of a stance; unknown is as grey as neutral, its sign tells them apart.
    pub const fn of_preference(preference: Option<Preference>) -> Self {
        match preference {
            Some(preference) => match preference.value() {
                2.. => Self::Advocate,
                1 => Self::Supporter,
                0 => Self::Neutral,
                -1 => Self::NonSupporter,
                _ => Self::Opponent,
            },
            None => Self::Neutral,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_style_sheet_knows_every_colour_in_both_themes() {
        let sheet = include_str!("../../../islands/kamap.css");
        for paint in Paint::ALL {
            let token = paint.token();
            assert!(sheet.contains(&format!("--{token}: light-dark({}", short(paint.light()))), "--{token}");
            for class in ["fill", "stroke"] {
                let rule = format!(".{class}-{token} {{ {class}: var(--{token}); }}");
                assert!(sheet.contains(&rule), "{rule}");
            }
        }
    }

    #[test]
    fn no_two_meanings_share_a_name() {
        let tokens: BTreeSet<_> = Paint::ALL.iter().map(|paint| paint.token()).collect();
        assert_eq!(tokens.len(), Paint::ALL.len());
    }

    /// `#ffffff` is written `#fff` in the style sheet.
    fn short(colour: &str) -> &str {
        if colour == "#ffffff" { "#fff" } else { colour }
    }
}
