//! How long what is no longer needed is kept, and what a legal hold stops. Periods are data: `policies/retention.toml`.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::bundle::{Bundle, Status, UnknownName};
use crate::policy::Provenance;
use crate::sid::{AccountSid, BundleSid};
use crate::time::Timestamp;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// What is kept for a period of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RetentionClass {
    /// All of an account, since it was closed.
    ClosedAccount,
    /// A bundle that was approved once, since its approval ended or it last changed.
    EndedProfile,
    /// A bundle that was turned down and never approved, since it last changed.
    RejectedProfile,
    /// A bundle that was never submitted, since it last changed.
    Draft,
    /// A person, document or address that nothing uses, since it last changed.
    UnusedItem,
    /// A decided case of a bundle that is gone, since it was opened.
    Case,
    /// What was told of a bundle that is gone, since it was told.
    Event,
    /// How a call was attested, since it was decided.
    Attestation,
}

impl RetentionClass {
    /// Every class.
    pub const ALL: [Self; 8] = [
        Self::ClosedAccount,
        Self::EndedProfile,
        Self::RejectedProfile,
        Self::Draft,
        Self::UnusedItem,
        Self::Case,
        Self::Event,
        Self::Attestation,
    ];

    /// The name in files and answers.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ClosedAccount => "closed_account",
            Self::EndedProfile => "ended_profile",
            Self::RejectedProfile => "rejected_profile",
            Self::Draft => "draft",
            Self::UnusedItem => "unused_item",
            Self::Case => "case",
            Self::Event => "event",
            Self::Attestation => "attestation",
        }
    }
}

/// How long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Keep {
    /// So long.
    For(Duration),
    /// Until somebody erases it by hand.
    Forever,
}

impl Keep {
    /// So many days.
    #[must_use]
    pub fn days(days: u32) -> Self {
        Self::For(DAY * days)
    }
}

/// One period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period {
    /// Of what.
    pub class: RetentionClass,
    /// Only of what belongs to this country (ISO 3166-1 alpha-2); the rest if `None`.
    pub country: Option<String>,
    /// How long.
    pub keep: Keep,
    /// Whose period it is.
    pub provenance: Provenance,
    /// Where it comes from, for people.
    pub source: Option<String>,
}

/// All periods.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Retention {
    pub(crate) periods: Vec<Period>,
}

impl Retention {
    /// The periods as they were read.
    #[must_use]
    pub fn periods(&self) -> &[Period] {
        &self.periods
    }

    /// When something may be erased that counts from `since` and belongs to these countries; `None` if never.
    ///
    /// The longest period of its countries holds, so that no duty to keep is broken; a country without a period of its
    /// own, and what belongs to none, has the general one. Without that, nothing is erased.
    #[must_use]
    pub fn erase_at(
        &self,
        class: RetentionClass,
        countries: &[String],
        since: Timestamp,
    ) -> Option<Timestamp> {
        let of = |country: Option<&str>| {
            let found =
                self.periods.iter().find(|one| one.class == class && one.country.as_deref() == country);
            found.map(|one| one.keep)
        };
        let general = of(None).unwrap_or(Keep::Forever);
        let each = countries.iter().map(|country| of(Some(country)).unwrap_or(general));
        match each.max().unwrap_or(general) {
            Keep::For(period) => Some(since.plus(period)),
            Keep::Forever => None,
        }
    }

    /// The shortest period that anything of this class may have; `None` if all of it is kept for ever.
    #[must_use]
    pub fn shortest(&self, class: RetentionClass) -> Option<Duration> {
        let of_class = self.periods.iter().filter(|one| one.class == class);
        of_class
            .filter_map(|one| match one.keep {
                Keep::For(period) => Some(period),
                Keep::Forever => None,
            })
            .min()
    }
}

/// The class of a bundle and what its period counts from; `None` while it is needed: approved, under review, suspended.
#[must_use]
pub fn class_of(bundle: &Bundle) -> Option<(RetentionClass, Timestamp)> {
    if bundle.suspension.is_some() {
        return None;
    }
    match (bundle.status, bundle.valid_until) {
        (Status::Draft, _) => Some((RetentionClass::Draft, bundle.date_updated)),
        (Status::Rejected, Some(ended)) => {
            Some((RetentionClass::EndedProfile, ended.max(bundle.date_updated)))
        }
        (Status::Rejected, None) => Some((RetentionClass::RejectedProfile, bundle.date_updated)),
        (Status::PendingReview | Status::InReview | Status::Approved, _) => None,
    }
}

/// What a legal hold keeps from being erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HoldSubject {
    /// Everything of an account.
    Account(AccountSid),
    /// A bundle, with its cases and what was told of it.
    Bundle(BundleSid),
}

impl fmt::Display for HoldSubject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Account(sid) => sid.fmt(f),
            Self::Bundle(sid) => sid.fmt(f),
        }
    }
}

impl FromStr for HoldSubject {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        let account = text.parse().map(Self::Account);
        account.or_else(|_| text.parse().map(Self::Bundle)).map_err(|_| UnknownName)
    }
}

/// Nothing of its subject is erased until somebody releases it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LegalHold {
    /// Whose data it is.
    pub account_sid: AccountSid,
    /// What is held.
    pub subject: HoldSubject,
    /// Why, in the operator's words.
    pub reason: String,
    /// Since when.
    pub since: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn period(class: RetentionClass, country: Option<&str>, keep: Keep) -> Period {
        let country = country.map(str::to_owned);
        Period { class, country, keep, provenance: Provenance::Ours, source: None }
    }

    fn days(count: i64) -> Timestamp {
        Timestamp::from_micros(count * 86_400_000_000)
    }

    #[test]
    fn the_longest_period_of_the_countries_holds() {
        use RetentionClass::{Draft, Event};
        let rules = Retention {
            periods: vec![
                period(Draft, None, Keep::days(10)),
                period(Draft, Some("DE"), Keep::days(5)),
                period(Draft, Some("US"), Keep::days(20)),
                period(Draft, Some("GB"), Keep::Forever),
            ],
        };
        let table: [(&[&str], Option<i64>); 7] = [
            (&[], Some(10)),
            (&["FR"], Some(10)),
            (&["DE"], Some(5)),
            (&["DE", "FR"], Some(10)),
            (&["DE", "US"], Some(20)),
            (&["US", "GB"], None),
            (&["GB"], None),
        ];
        for (countries, expected) in table {
            let named: Vec<String> = countries.iter().map(|country| (*country).to_owned()).collect();
            let found = rules.erase_at(Draft, &named, days(1));
            assert_eq!(found, expected.map(|count| days(count + 1)), "{countries:?}");
        }
        assert_eq!(rules.erase_at(Event, &[], days(1)), None, "without a period nothing is erased");
        assert_eq!((rules.shortest(Draft), rules.shortest(Event)), (Some(DAY * 5), None));
    }

    #[test]
    fn a_hold_reads_as_it_is_written() {
        for text in ["AC00000000000000000000000000000001", "BU00000000000000000000000000000001"] {
            assert_eq!(text.parse::<HoldSubject>().unwrap().to_string(), text);
        }
        assert!("EV00000000000000000000000000000001".parse::<HoldSubject>().is_err());
    }
}
