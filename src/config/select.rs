//! Which rules are selected: by name, by family, by impact, or all of them.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer};

use crate::config::parsed::parsed;
use crate::page::{Impact, Page};
use crate::rules;
use crate::spelling::did_you_mean;

/// One entry of `select` or `ignore`. The order is from the widest to the narrowest: the narrowest decides.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(with = "String")]
pub enum Selector {
    All,
    /// What is selected where nothing is said: findings that cost something, and suppressions that do nothing.
    Default,
    Impact(Impact),
    Family(&'static str),
    Rule(&'static Page),
}

/// What is selected, and what is not.
#[derive(Clone, Debug)]
pub struct Selection {
    pub selected: Vec<Selector>,
    pub ignored: Vec<Selector>,
    /// Ignored whatever else is selected: from `per-file-ignores`.
    pub forbidden: Vec<Selector>,
}

impl Default for Selection {
    fn default() -> Self {
        Self { selected: vec![Selector::Default], ignored: Vec::new(), forbidden: Vec::new() }
    }
}

impl Selection {
    /// Whether a finding of a rule with this impact is selected.
    pub fn shows(&self, page: &Page, impact: Impact) -> bool {
        if self.forbidden.iter().any(|it| it.matches(page, impact)) {
            return false;
        }
        let narrowest = |list: &[Selector]| {
            list.iter().filter(|it| it.matches(page, impact)).map(Selector::narrowness).max().unwrap_or(0)
        };
        narrowest(&self.selected) > narrowest(&self.ignored)
    }

    /// Whether a rule may have findings that are selected. A finding never has more impact than its page.
    pub fn runs(&self, page: &Page) -> bool {
        [Impact::Low, Impact::Medium, Impact::High]
            .into_iter()
            .any(|impact| impact <= page.impact && self.shows(page, impact))
    }
}

impl Selector {
    fn matches(&self, page: &Page, impact: Impact) -> bool {
        match self {
            Self::All => true,
            Self::Default => impact > Impact::Low || page.family == "suppressions",
            Self::Impact(wanted) => *wanted == impact,
            Self::Family(family) => *family == page.family,
            Self::Rule(rule) => rule.name == page.name,
        }
    }

    fn narrowness(&self) -> u8 {
        match self {
            Self::All | Self::Default => 1,
            Self::Impact(_) => 2,
            Self::Family(_) => 3,
            Self::Rule(_) => 4,
        }
    }

    /// Reads a rule, a family, an impact, `all` or `default`; the error says what may have been meant.
    pub fn parse(text: &str) -> Result<Self, String> {
        match text {
            "all" => return Ok(Self::All),
            "default" => return Ok(Self::Default),
            "high" => return Ok(Self::Impact(Impact::High)),
            "medium" => return Ok(Self::Impact(Impact::Medium)),
            "low" => return Ok(Self::Impact(Impact::Low)),
            _ => {}
        }
        if let Some(rule) = rules::named(text) {
            return Ok(Self::Rule(&rule.page));
        }
        if let Some(rule) = rules::all().find(|rule| rule.page.family == text) {
            return Ok(Self::Family(rule.page.family));
        }
        let words = ["all", "default", "high", "medium", "low"].into_iter();
        let known = words.chain(rules::all().flat_map(|rule| [rule.page.name, rule.page.family]));
        Err(format!("unknown rule `{text}`{}", did_you_mean(text, known)))
    }
}

impl<'de> Deserialize<'de> for Selector {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        parsed(deserializer, Self::parse)
    }
}

impl fmt::Display for Selector {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::All => "all",
            Self::Default => "default",
            Self::Impact(impact) => impact.name(),
            Self::Family(family) => family,
            Self::Rule(page) => page.name,
        })
    }
}
