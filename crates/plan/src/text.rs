//! Words that people type, in one language or side by side in several.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// The three display languages (method 0.3). Codes are stored, never labels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Language {
    /// Simplified Chinese, the source language.
    #[default]
    #[serde(rename = "zh-Hans")]
    ZhHans,
    /// Traditional Chinese.
    #[serde(rename = "zh-Hant")]
    ZhHant,
    /// English.
    #[serde(rename = "en")]
    En,
}

impl Language {
    /// All three, in the order in which they are offered.
    pub const ALL: [Language; 3] = [Self::ZhHans, Self::ZhHant, Self::En];

    /// The BCP 47 tag, which is also the stored code.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::ZhHans => "zh-Hans",
            Self::ZhHant => "zh-Hant",
            Self::En => "en",
        }
    }

    /// The language with this tag.
    pub fn from_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.tag() == tag)
    }
}

/// Text as a user typed it, or the same text in several display languages.
///
/// Most text is typed once and stored as a plain string. Where a team works in two languages, or a case is shown in
/// three, the value is an object `{"zh-Hans": ..., "zh-Hant": ..., "en": ...}` with at least one entry.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Words {
    /// One text, shown in every language.
    Plain(String),
    /// The same text in several languages.
    Each(Translations),
}

/// One text in up to three languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Translations {
    /// Simplified Chinese.
    #[serde(rename = "zh-Hans", skip_serializing_if = "Option::is_none", default)]
    pub zh_hans: Option<String>,
    /// Traditional Chinese.
    #[serde(rename = "zh-Hant", skip_serializing_if = "Option::is_none", default)]
    pub zh_hant: Option<String>,
    /// English.
    #[serde(rename = "en", skip_serializing_if = "Option::is_none", default)]
    pub en: Option<String>,
}

impl Translations {
    fn of(&self, language: Language) -> Option<&str> {
        match language {
            Language::ZhHans => self.zh_hans.as_deref(),
            Language::ZhHant => self.zh_hant.as_deref(),
            Language::En => self.en.as_deref(),
        }
    }

    fn slot(&mut self, language: Language) -> &mut Option<String> {
        match language {
            Language::ZhHans => &mut self.zh_hans,
            Language::ZhHant => &mut self.zh_hant,
            Language::En => &mut self.en,
        }
    }
}

impl Words {
    /// The text in `language`, else in the nearest language that there is (the other Chinese first, then any).
    pub fn show(&self, language: Language) -> &str {
        match self {
            Self::Plain(text) => text,
            Self::Each(each) => {
                let nearest = match language {
                    Language::ZhHans => [Language::ZhHans, Language::ZhHant, Language::En],
                    Language::ZhHant => [Language::ZhHant, Language::ZhHans, Language::En],
                    Language::En => [Language::En, Language::ZhHans, Language::ZhHant],
                };
                nearest.into_iter().find_map(|one| each.of(one)).unwrap_or_default()
            }
        }
    }

    /// The same words with the text of one language replaced; plain text stays plain.
    pub fn with(&self, language: Language, text: &str) -> Self {
        match self {
            Self::Plain(_) => Self::Plain(text.to_owned()),
            Self::Each(each) => {
                let mut each = each.clone();
                *each.slot(language) = Some(text.to_owned());
                Self::Each(each)
            }
        }
    }

    /// Every text in it, for length limits and search.
    pub fn texts(&self) -> Vec<&str> {
        match self {
            Self::Plain(text) => vec![text],
            Self::Each(each) => Language::ALL.into_iter().filter_map(|language| each.of(language)).collect(),
        }
    }
}

/// No text: what a lens leaves of one that it does not show.
impl Default for Words {
    fn default() -> Self {
        Self::Plain(String::new())
    }
}

impl From<&str> for Words {
    fn from(text: &str) -> Self {
        Self::Plain(text.to_owned())
    }
}

impl JsonSchema for Words {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "Words".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": ["string", "object"],
            "minLength": 1,
            "properties": {
                "zh-Hans": { "type": "string", "minLength": 1 },
                "zh-Hant": { "type": "string", "minLength": 1 },
                "en": { "type": "string", "minLength": 1 }
            },
            "additionalProperties": false,
            "minProperties": 1,
            "x-type": "words"
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chairman() -> Words {
        Words::Each(Translations { zh_hans: Some("董事长".into()), zh_hant: None, en: Some("chairman".into()) })
    }

    #[test]
    fn a_missing_language_falls_back_to_the_nearest() {
        assert_eq!(chairman().show(Language::ZhHant), "董事长");
        assert_eq!(chairman().show(Language::En), "chairman");
        assert_eq!(Words::from("董事长").show(Language::En), "董事长");
    }

    #[test]
    fn replacing_one_language_leaves_the_others() {
        let words = chairman().with(Language::En, "chair");
        assert_eq!(words.show(Language::En), "chair");
        assert_eq!(words.show(Language::ZhHans), "董事长");
        assert_eq!(Words::from("a").with(Language::En, "b"), Words::from("b"));
    }
}
