//! What the hub keeps of a credential that it issued, and when it stops to hold.
//!
//! The credential itself is with whoever asked for it. What is kept says which profile it is about, what it names, and
//! where its status is told.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::bundle::{Bundle, Status, UnknownName};
use crate::contact::Phone;
use crate::sid::{AccountSid, BundleSid, CredentialSid};
use crate::time::Timestamp;

/// How a credential is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CredentialFormat {
    /// SD-JWT VC: whoever holds it chooses what to show.
    SdJwt,
    /// A plain JWT.
    Jwt,
}

impl CredentialFormat {
    /// Both.
    pub const ALL: [Self; 2] = [Self::SdJwt, Self::Jwt];

    /// Its name on the wire and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SdJwt => "sd-jwt",
            Self::Jwt => "jwt",
        }
    }
}

impl FromStr for CredentialFormat {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Self::ALL.into_iter().find(|format| format.as_str() == text).ok_or(UnknownName)
    }
}

/// What a credential can say of every business; numbers and a domain it says where they are named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CredentialClaim {
    /// The legal name.
    LegalName,
    /// The number in a register, and in which.
    Registration,
    /// The country.
    Country,
    /// How far it is trusted.
    TrustLevel,
    /// By which rules it was vetted.
    Ruleset,
}

impl CredentialClaim {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::LegalName, Self::Registration, Self::Country, Self::TrustLevel, Self::Ruleset];

    /// Its name in the credential, on the wire and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::LegalName => "legal_name",
            Self::Registration => "registration",
            Self::Country => "country",
            Self::TrustLevel => "trust_level",
            Self::Ruleset => "ruleset",
        }
    }
}

impl FromStr for CredentialClaim {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Self::ALL.into_iter().find(|claim| claim.as_str() == text).ok_or(UnknownName)
    }
}

/// Why a credential was revoked for good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RevocationCause {
    /// Its account, or the operator, asked for it.
    Requested,
    /// The profile's approval ended.
    ProfileEnded,
    /// The profile was replaced by an approved copy: it may say something else now.
    ProfileReplaced,
    /// The profile was deleted.
    ProfileDeleted,
    /// A number that it names left the profile.
    NumberRemoved,
    /// The domain that it names is not proven any more.
    DomainLost,
}

impl RevocationCause {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Requested,
        Self::ProfileEnded,
        Self::ProfileReplaced,
        Self::ProfileDeleted,
        Self::NumberRemoved,
        Self::DomainLost,
    ];

    /// Its name on the wire and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Requested => "requested",
            Self::ProfileEnded => "profile_ended",
            Self::ProfileReplaced => "profile_replaced",
            Self::ProfileDeleted => "profile_deleted",
            Self::NumberRemoved => "number_removed",
            Self::DomainLost => "domain_lost",
        }
    }
}

impl FromStr for RevocationCause {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Self::ALL.into_iter().find(|cause| cause.as_str() == text).ok_or(UnknownName)
    }
}

/// It was revoked for good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revocation {
    /// When.
    pub at: Timestamp,
    /// Why.
    pub cause: RevocationCause,
}

/// Where a credential stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CredentialState {
    /// It holds.
    Valid,
    /// Its profile is out of force, and may be back.
    Suspended,
    /// It was revoked for good.
    Revoked,
    /// Its time is over.
    Expired,
}

impl CredentialState {
    /// Its name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Suspended => "suspended",
            Self::Revoked => "revoked",
            Self::Expired => "expired",
        }
    }
}

/// A place on a list of statuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct StatusPlace {
    /// Which list, from 1.
    pub list: i64,
    /// Which place on it, from 0.
    pub index: i64,
}

/// A credential that was issued.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credential {
    /// `CD…`
    pub sid: CredentialSid,
    /// Whose it is.
    pub account_sid: AccountSid,
    /// The profile that it is about.
    pub bundle_sid: BundleSid,
    /// How it is written.
    pub format: CredentialFormat,
    /// What it says.
    pub claims: Vec<CredentialClaim>,
    /// The numbers that it names. Personal data.
    pub numbers: Vec<Phone>,
    /// The domain that it names.
    pub domain: Option<String>,
    /// The key that signed it.
    pub key_id: String,
    /// Where its status is told.
    pub place: StatusPlace,
    /// Since when its profile is out of force, if it is.
    pub suspended_at: Option<Timestamp>,
    /// It was revoked for good.
    pub revocation: Option<Revocation>,
    /// Until when it holds.
    pub expires_at: Timestamp,
    /// Counts writes.
    pub version: i64,
    /// When it was issued.
    pub date_created: Timestamp,
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credential")
            .field("sid", &self.sid)
            .field("bundle_sid", &self.bundle_sid)
            .field("place", &self.place)
            .field("suspended_at", &self.suspended_at)
            .field("revocation", &self.revocation)
            .field("version", &self.version)
            .finish_non_exhaustive()
    }
}

/// How the profile behind a credential stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It is in force.
    InForce,
    /// It is approved and suspended, or what it rests on is: that may end.
    OnHold,
    /// It is not approved any more.
    Ended,
}

impl Standing {
    /// Of a profile, now.
    #[must_use]
    pub fn of(profile: &Bundle, now: Timestamp) -> Self {
        let is_over = profile.valid_until.is_some_and(|until| until <= now);
        if profile.is_in_force(now) {
            Self::InForce
        } else if profile.status == Status::Approved && !is_over {
            Self::OnHold
        } else {
            Self::Ended
        }
    }
}

impl Credential {
    /// Where it stands.
    #[must_use]
    pub fn state(&self, now: Timestamp) -> CredentialState {
        match (self.revocation, self.suspended_at) {
            (Some(_), _) => CredentialState::Revoked,
            (None, _) if self.expires_at <= now => CredentialState::Expired,
            (None, Some(_)) => CredentialState::Suspended,
            (None, None) => CredentialState::Valid,
        }
    }

    /// Revokes it for good; `None` if it was before.
    #[must_use]
    pub fn revoke(&self, cause: RevocationCause, now: Timestamp) -> Option<Self> {
        let revocation = Some(Revocation { at: now, cause });
        self.revocation.is_none().then(|| Self { revocation, ..self.clone() })
    }

    /// What becomes of it when its profile stands so; `None` if nothing does.
    #[must_use]
    pub fn follow(&self, profile: Standing, now: Timestamp) -> Option<Self> {
        match (profile, self.suspended_at, self.revocation) {
            (_, _, Some(_)) | (Standing::InForce, None, None) | (Standing::OnHold, Some(_), None) => None,
            (Standing::InForce, Some(_), None) => Some(Self { suspended_at: None, ..self.clone() }),
            (Standing::OnHold, None, None) => Some(Self { suspended_at: Some(now), ..self.clone() }),
            (Standing::Ended, _, None) => self.revoke(RevocationCause::ProfileEnded, now),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sid::Sid;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_seconds(seconds)
    }

    fn credential() -> Credential {
        let id = uuid::Uuid::nil();
        Credential {
            sid: CredentialSid::from_uuid(id),
            account_sid: AccountSid::from_uuid(id),
            bundle_sid: BundleSid::from_uuid(id),
            format: CredentialFormat::SdJwt,
            claims: CredentialClaim::ALL.to_vec(),
            numbers: Vec::new(),
            domain: None,
            key_id: "key".to_owned(),
            place: StatusPlace { list: 1, index: 7 },
            suspended_at: None,
            revocation: None,
            expires_at: at(1000),
            version: 1,
            date_created: at(0),
        }
    }

    #[test]
    fn it_is_suspended_with_its_profile_and_holds_again_with_it() {
        let suspended = credential().follow(Standing::OnHold, at(10)).unwrap();
        assert_eq!(suspended.state(at(10)), CredentialState::Suspended);
        assert_eq!(suspended.follow(Standing::OnHold, at(11)), None);
        let back = suspended.follow(Standing::InForce, at(20)).unwrap();
        assert_eq!(back.state(at(20)), CredentialState::Valid);
        assert_eq!(back.follow(Standing::InForce, at(21)), None);
    }

    #[test]
    fn once_revoked_it_never_holds_again() {
        let revoked = credential().follow(Standing::Ended, at(10)).unwrap();
        let cause = RevocationCause::ProfileEnded;
        assert_eq!(revoked.revocation, Some(Revocation { at: at(10), cause }));
        for standing in [Standing::InForce, Standing::OnHold, Standing::Ended] {
            assert_eq!(revoked.follow(standing, at(20)), None, "{standing:?}");
        }
        assert_eq!(revoked.revoke(RevocationCause::Requested, at(20)), None);
        assert_eq!(revoked.state(at(2000)), CredentialState::Revoked);
    }

    #[test]
    fn it_ends_at_its_date() {
        assert_eq!(credential().state(at(999)), CredentialState::Valid);
        assert_eq!(credential().state(at(1000)), CredentialState::Expired);
    }
}
