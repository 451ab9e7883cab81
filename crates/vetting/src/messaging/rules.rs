//! The rules of content, read from `policies/messaging`.

use std::collections::{BTreeMap, HashSet};

use serde::Deserialize;
use trusthub_domain::bundle::ReasonCode;

use super::Channel;
use super::words::Phrase;
use crate::table::lines;

const CONTENT: &str = include_str!("../../../../policies/messaging/content.toml");
const SHORTENERS: &str = include_str!("../../../../policies/messaging/url-shorteners.txt");

/// Why rules are refused.
#[derive(Debug, thiserror::Error)]
pub enum ContentRulesError {
    /// Not the TOML described; says where.
    #[error("{0}")]
    Toml(#[from] toml::de::Error),
    /// A phrase that holds no word.
    #[error("`{0}` holds no word to look for")]
    NoWord(String),
    /// A list that a check needs.
    #[error("there is no list `words.{0}`")]
    NoList(&'static str),
    /// A check without an entry.
    #[error("there is no entry `check.{0}`")]
    NoCheck(&'static str),
}

/// What messages may say.
#[derive(Debug)]
pub struct ContentRules {
    version: String,
    pub(super) categories: Vec<Category>,
    checks: BTreeMap<String, Rule>,
    words: BTreeMap<String, Vec<Phrase>>,
    use_cases: BTreeMap<String, UseCase>,
    shorteners: HashSet<&'static str>,
}

/// A code of each channel, and how to mend it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rule {
    campaign: u32,
    toll_free: u32,
    pub(super) mend: String,
}

/// What must not be sent.
#[derive(Debug)]
pub(super) struct Category {
    pub(super) name: String,
    /// In words: "gambling or betting".
    pub(super) about: String,
    codes: Codes,
    without_age_gate: Option<Codes>,
    pub(super) allowed_if: Option<AllowedIf>,
    pub(super) allowed_for: Vec<String>,
    pub(super) certain: Vec<Phrase>,
    pub(super) possible: Vec<Phrase>,
}

#[derive(Debug, Clone, Copy)]
struct Codes {
    campaign: u32,
    toll_free: u32,
}

/// What a sender may declare, so that a person decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum AllowedIf {
    AgeGate,
    DirectLending,
}

/// What the messages of a use case are known by.
#[derive(Debug)]
pub(super) struct UseCase {
    pub(super) promotes: Promotes,
    pub(super) opt_out: OptOut,
    pub(super) signs: Vec<Phrase>,
}

/// Whether offers belong to a use case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Promotes {
    Yes,
    Doubtful,
    Never,
}

/// Whether messages themselves must say how to stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum OptOut {
    /// A code that was asked for.
    No,
    Expected,
    Required,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRules {
    version: String,
    category: Vec<RawCategory>,
    check: BTreeMap<String, Rule>,
    words: BTreeMap<String, Vec<String>>,
    use_case: BTreeMap<String, RawUseCase>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCategory {
    name: String,
    about: String,
    campaign: u32,
    toll_free: u32,
    without_age_gate_campaign: Option<u32>,
    without_age_gate_toll_free: Option<u32>,
    allowed_if: Option<AllowedIf>,
    #[serde(default)]
    allowed_for: Vec<String>,
    certain: Vec<String>,
    possible: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawUseCase {
    promotes: Promotes,
    opt_out_in_messages: OptOut,
    signs: Vec<String>,
}

/// The lists of words that the checks ask for.
const LISTS: [&str; 16] = [
    "age",
    "consent_bought",
    "consent_forced",
    "consent_preset",
    "consent_shared",
    "denials",
    "disclosures",
    "english",
    "on_the_web",
    "opt_in",
    "opt_out",
    "placeholder",
    "privacy",
    "promotion",
    "stopped",
    "terms",
];

/// The entries that the checks ask for.
const CHECKS: [&str; 28] = [
    "age_gate",
    "brand_absent",
    "consent_bought",
    "consent_forced",
    "consent_preset",
    "consent_shared",
    "description",
    "direct_lending",
    "duplicate_text",
    "help_message",
    "link_missing",
    "link_undeclared",
    "not_english",
    "odd_address",
    "opt_in_disclosures",
    "opt_in_undescribed",
    "opt_in_unseen",
    "opt_out_keywords",
    "opt_out_message",
    "opt_out_missing",
    "phone_missing",
    "phone_undeclared",
    "plain_http",
    "privacy_policy",
    "shortener",
    "terms",
    "use_case_contradicted",
    "use_case_not_shown",
];

impl ContentRules {
    /// What ships with the hub.
    ///
    /// # Errors
    /// Never in a released hub: a test reads it.
    pub fn shipped() -> Result<Self, ContentRulesError> {
        Self::read(CONTENT)
    }

    /// The date by which decisions name the rules.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The codes findings may carry on a channel.
    pub fn codes(&self, channel: Channel) -> impl Iterator<Item = ReasonCode> {
        let of_checks = self.checks.values().map(move |rule| rule.code(channel));
        let of_categories = self.categories.iter().flat_map(move |category| {
            [Some(category.codes), category.without_age_gate]
                .into_iter()
                .flatten()
                .map(move |codes| codes.of(channel))
        });
        of_checks.chain(of_categories)
    }

    fn read(text: &str) -> Result<Self, ContentRulesError> {
        let raw: RawRules = toml::from_str(text)?;
        let words: BTreeMap<_, _> = raw
            .words
            .into_iter()
            .map(|(name, list)| phrases(list).map(|list| (name, list)))
            .collect::<Result<_, _>>()?;
        if let Some(missing) = LISTS.into_iter().find(|list| !words.contains_key(*list)) {
            return Err(ContentRulesError::NoList(missing));
        }
        if let Some(missing) = CHECKS.into_iter().find(|check| !raw.check.contains_key(*check)) {
            return Err(ContentRulesError::NoCheck(missing));
        }
        Ok(Self {
            version: raw.version,
            categories: raw.category.into_iter().map(Category::read).collect::<Result<_, _>>()?,
            checks: raw.check,
            words,
            use_cases: raw
                .use_case
                .into_iter()
                .map(|(name, raw)| UseCase::read(raw).map(|read| (name, read)))
                .collect::<Result<_, _>>()?,
            shorteners: lines(SHORTENERS).collect(),
        })
    }

    pub(super) fn of_check(&self, name: &str) -> Option<&Rule> {
        self.checks.get(name)
    }

    pub(super) fn use_case(&self, name: &str) -> Option<&UseCase> {
        self.use_cases.get(name)
    }

    /// A list of words; those in `LISTS` are there.
    pub(super) fn words(&self, list: &str) -> &[Phrase] {
        self.words.get(list).map_or(&[], Vec::as_slice)
    }

    pub(super) fn is_shortener(&self, domain: &str) -> bool {
        self.shorteners.contains(domain)
    }
}

impl Rule {
    pub(super) fn code(&self, channel: Channel) -> ReasonCode {
        Codes { campaign: self.campaign, toll_free: self.toll_free }.of(channel)
    }
}

impl Codes {
    fn of(self, channel: Channel) -> ReasonCode {
        match channel {
            Channel::Campaign => ReasonCode(self.campaign),
            Channel::TollFree => ReasonCode(self.toll_free),
        }
    }
}

impl Category {
    /// The code by which it is told, where the age is asked for or not.
    pub(super) fn code(&self, channel: Channel, is_age_gated: bool) -> ReasonCode {
        self.without_age_gate.filter(|_| !is_age_gated).unwrap_or(self.codes).of(channel)
    }

    fn read(raw: RawCategory) -> Result<Self, ContentRulesError> {
        let without_age_gate = raw.without_age_gate_campaign.zip(raw.without_age_gate_toll_free);
        Ok(Self {
            codes: Codes { campaign: raw.campaign, toll_free: raw.toll_free },
            without_age_gate: without_age_gate.map(|(campaign, toll_free)| Codes { campaign, toll_free }),
            name: raw.name,
            about: raw.about,
            allowed_if: raw.allowed_if,
            allowed_for: raw.allowed_for,
            certain: phrases(raw.certain)?,
            possible: phrases(raw.possible)?,
        })
    }
}

impl UseCase {
    fn read(raw: RawUseCase) -> Result<Self, ContentRulesError> {
        Ok(Self { promotes: raw.promotes, opt_out: raw.opt_out_in_messages, signs: phrases(raw.signs)? })
    }
}

fn phrases(list: Vec<String>) -> Result<Vec<Phrase>, ContentRulesError> {
    list.into_iter().map(|text| Phrase::read(&text).ok_or(ContentRulesError::NoWord(text))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rules_that_ship_are_read() {
        let rules = ContentRules::shipped().unwrap();
        assert_eq!(rules.version(), "2026-11-26");
        for code in rules.codes(Channel::Campaign) {
            assert!((30880..=30964).contains(&code.0), "{}", code.0);
        }
        for code in rules.codes(Channel::TollFree) {
            assert!((30800..=30879).contains(&code.0) || code.0 == 30936, "{}", code.0);
        }
    }

    #[test]
    fn rules_that_leave_something_out_are_refused() {
        let without = CONTENT.replace("[check.shortener]", "[check.shortened]");
        assert!(matches!(ContentRules::read(&without), Err(ContentRulesError::NoCheck("shortener"))));
        let without = CONTENT.replace("opt_out = [", "opting_out = [");
        assert!(matches!(ContentRules::read(&without), Err(ContentRulesError::NoList("opt_out"))));
        let empty = CONTENT.replace("\"kratom\"", "\"*\"");
        assert!(matches!(ContentRules::read(&empty), Err(ContentRulesError::NoWord(_))));
    }
}
