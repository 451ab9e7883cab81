//! What a customer lets partners see of who they are. Without it they see levels, statuses and grounds, and nobody's name.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{Partner, PartnerKind};
use crate::bundle::UnknownName;
use crate::sid::{AccountSid, ConsentSid, PartnerSid};
use crate::time::Timestamp;

/// Something that says who a customer is, or what is theirs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConsentField {
    /// The legal name of the business.
    LegalName,
    /// Its website.
    Website,
    /// The country in which it is.
    Country,
    /// The number under which it is registered.
    RegistrationNumber,
    /// Which number a change is about. Without it a change of a number is told as one of its account.
    Numbers,
    /// What is registered for its numbers with those who show and label calls: the numbers, the names and purposes that
    /// are shown.
    Registrations,
}

impl ConsentField {
    /// Every field.
    pub const ALL: [Self; 6] = [
        Self::LegalName,
        Self::Website,
        Self::Country,
        Self::RegistrationNumber,
        Self::Numbers,
        Self::Registrations,
    ];

    /// Its name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::LegalName => "legal_name",
            Self::Website => "website",
            Self::Country => "country",
            Self::RegistrationNumber => "registration_number",
            Self::Numbers => "numbers",
            Self::Registrations => "registrations",
        }
    }

    const fn bit(self) -> u8 {
        match self {
            Self::LegalName => 1,
            Self::Website => 2,
            Self::Country => 4,
            Self::RegistrationNumber => 8,
            Self::Numbers => 16,
            Self::Registrations => 32,
        }
    }
}

impl FromStr for ConsentField {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Self::ALL.into_iter().find(|field| field.as_str() == text).ok_or(UnknownName)
    }
}

/// A set of fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(into = "Vec<ConsentField>", from = "Vec<ConsentField>")]
pub struct ConsentFields(u8);

impl ConsentFields {
    /// Whether this one is among them.
    #[must_use]
    pub const fn has(self, field: ConsentField) -> bool {
        self.0 & field.bit() != 0
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Those of either.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// All of them, in the order of [`ConsentField::ALL`].
    pub fn iter(self) -> impl Iterator<Item = ConsentField> {
        ConsentField::ALL.into_iter().filter(move |field| self.has(*field))
    }
}

impl FromIterator<ConsentField> for ConsentFields {
    fn from_iter<I: IntoIterator<Item = ConsentField>>(fields: I) -> Self {
        Self(fields.into_iter().fold(0, |bits, field| bits | field.bit()))
    }
}

impl From<Vec<ConsentField>> for ConsentFields {
    fn from(fields: Vec<ConsentField>) -> Self {
        fields.into_iter().collect()
    }
}

impl From<ConsentFields> for Vec<ConsentField> {
    fn from(fields: ConsentFields) -> Self {
        fields.iter().collect()
    }
}

/// Who may see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Recipient {
    /// One partner.
    Partner(PartnerSid),
    /// Every partner of a kind, those that come later too.
    Kind(PartnerKind),
}

impl Recipient {
    /// Whether this partner is meant.
    #[must_use]
    pub fn is(&self, partner: &Partner) -> bool {
        match self {
            Self::Partner(sid) => *sid == partner.sid,
            Self::Kind(kind) => *kind == partner.kind,
        }
    }
}

/// `PT…`, or the name of a kind: no kind is called like an identifier.
impl std::fmt::Display for Recipient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Partner(sid) => sid.fmt(f),
            Self::Kind(kind) => kind.fmt(f),
        }
    }
}

impl FromStr for Recipient {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        match text.parse() {
            Ok(kind) => Ok(Self::Kind(kind)),
            Err(UnknownName) => text.parse().map(Self::Partner).map_err(|_| UnknownName),
        }
    }
}

/// That a customer lets somebody see something. An account has one for each recipient.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    /// `CN…`
    pub sid: ConsentSid,
    /// Whose.
    pub account_sid: AccountSid,
    /// Who may see.
    pub recipient: Recipient,
    /// What.
    pub fields: ConsentFields,
    /// When it was first given.
    pub date_created: Timestamp,
    /// When it was last given.
    pub date_updated: Timestamp,
}

impl Consent {
    /// What this partner may see by all of these.
    #[must_use]
    pub fn covers(consents: &[Self], partner: &Partner) -> ConsentFields {
        let meant = consents.iter().filter(|consent| consent.recipient.is(partner));
        meant.fold(ConsentFields::default(), |fields, consent| fields.and(consent.fields))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{PartnerQuota, PartnerScope};
    use super::*;
    use crate::sid::Sid;
    use uuid::Uuid;

    fn partner(id: u128, kind: PartnerKind) -> Partner {
        Partner {
            sid: PartnerSid::from_uuid(Uuid::from_u128(id)),
            friendly_name: "Owl".to_owned(),
            kind,
            scopes: PartnerScope::ALL.to_vec(),
            quota: PartnerQuota::default(),
            tls_name: None,
            date_created: Timestamp::from_micros(0),
            revoked_at: None,
        }
    }

    #[test]
    fn a_partner_sees_what_it_or_its_kind_was_allowed() {
        let consent = |recipient, fields: &[ConsentField]| Consent {
            sid: ConsentSid::from_uuid(Uuid::from_u128(9)),
            account_sid: AccountSid::from_uuid(Uuid::from_u128(8)),
            recipient,
            fields: fields.iter().copied().collect(),
            date_created: Timestamp::from_micros(0),
            date_updated: Timestamp::from_micros(0),
        };
        let (one, other) = (partner(1, PartnerKind::Carrier), partner(2, PartnerKind::Carrier));
        let engine = partner(3, PartnerKind::Analytics);
        let consents = [
            consent(Recipient::Partner(one.sid), &[ConsentField::Website]),
            consent(Recipient::Kind(PartnerKind::Carrier), &[ConsentField::LegalName]),
        ];
        let seen = |partner: &Partner| Vec::from(Consent::covers(&consents, partner));
        assert_eq!(seen(&one), [ConsentField::LegalName, ConsentField::Website]);
        assert_eq!(seen(&other), [ConsentField::LegalName]);
        assert_eq!(seen(&engine), []);
    }

    #[test]
    fn recipients_are_written_as_they_are_read() {
        let sid = PartnerSid::from_uuid(Uuid::from_u128(1));
        let kinds = PartnerKind::ALL.map(Recipient::Kind);
        for recipient in kinds.into_iter().chain([Recipient::Partner(sid)]) {
            assert_eq!(recipient.to_string().parse(), Ok(recipient));
        }
        assert_eq!("AC0123456789abcdef0123456789abcdef".parse::<Recipient>(), Err(UnknownName));
    }
}
