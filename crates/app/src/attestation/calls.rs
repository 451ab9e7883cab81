//! A call, and how it would be attested now: no database, no waiting.

use trusthub_domain::attestation::{
    AskedBrand, Attest, Brand, CallFacts, Certificate, Decision, Traffic, decide,
};
use trusthub_domain::sid::AccountSid;
use trusthub_domain::time::Timestamp;
use trusthub_stir::number::{NotANumber, TelephoneNumber};

use super::index::NumberKey;
use super::state::Known;
use crate::{Error, Hub, Invalid};

/// What is asked about a call.
#[derive(Debug, Clone)]
pub struct Call {
    /// Who calls, as whoever asks names it.
    pub account: Option<AccountSid>,
    /// The calling number.
    pub from: CallingNumber,
    /// Where the call comes from.
    pub traffic: Traffic,
    /// The most that is asked for.
    pub at_most: Option<Attest>,
    /// What is to be shown beside the number; what was vetted, unless something is asked for.
    pub asked_brand: Option<AskedBrand>,
}

/// A calling number in the canonical form of claims. Its `Debug` shows no more than where it is from.
#[derive(Clone, PartialEq, Eq)]
pub struct CallingNumber(TelephoneNumber);

impl CallingNumber {
    /// Reads it as people and switches write it.
    ///
    /// # Errors
    /// `Invalid` naming the parameter.
    pub fn parse(field: &'static str, written: &str) -> Result<Self, Error> {
        let why = |error: NotANumber| Error::from(Invalid::Field { field, why: error.to_string() });
        TelephoneNumber::canonical(written).map(Self).map_err(why)
    }

    pub(crate) fn number(&self) -> &TelephoneNumber {
        &self.0
    }

    /// Its digits.
    #[must_use]
    pub fn digits(&self) -> &str {
        self.0.as_str()
    }
}

impl std::fmt::Debug for CallingNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "CallingNumber({}…)", self.digits().get(..3).unwrap_or_default())
    }
}

/// The answer with everything it rests on.
#[derive(Debug, Clone)]
pub struct Answer {
    /// What may be signed, and why.
    pub decision: Decision,
    /// What it was decided on.
    pub facts: CallFacts,
    /// When those facts held; `None` if nothing is loaded.
    pub as_of: Option<Timestamp>,
}

/// How a call is attested now.
#[must_use]
pub fn answer(hub: &Hub, call: &Call, certificate: Certificate) -> Answer {
    let (now, max_age) = (hub.now(), hub.settings().attestation_max_age);
    let key = NumberKey::of(call.from.digits());
    decided(hub, hub.attestations().look(call.account, key, now, max_age), call, certificate)
}

/// How a call is attested by what is known about it.
pub(super) fn decided(hub: &Hub, known: Known, call: &Call, certificate: Certificate) -> Answer {
    let mut number = known.number;
    number.is_emergency = hub.catalog().emergency_numbers().contains(call.from.digits());
    let facts = CallFacts {
        index: known.state,
        caller: known.caller,
        number,
        traffic: call.traffic,
        at_most: call.at_most,
        certificate,
        brand: known.brand,
        is_diversion: false,
        asked_brand: call.asked_brand.clone(),
    };
    Answer { decision: decide(&facts), facts, as_of: known.as_of }
}

/// Whether a call that was for `call.from` may be signed as sent on from there now.
pub(crate) fn answer_diversion(hub: &Hub, call: &Call, certificate: Certificate) -> Answer {
    let Answer { facts, as_of, .. } = answer(hub, call, certificate);
    // Who calls is somebody else; nothing of this account's is shown.
    let facts = CallFacts { is_diversion: true, brand: None, ..facts };
    Answer { decision: decide(&facts), facts, as_of }
}

/// What is shown beside the number by this decision, made on these facts.
#[must_use]
pub fn brand_of<'f>(decision: &Decision, facts: &'f CallFacts) -> Option<&'f Brand> {
    let brand = facts.brand.as_ref()?;
    (decision.brand == Some(brand.product.sid)).then_some(&brand.brand)
}
