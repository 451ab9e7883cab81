//! The call that a header came with, and what is asked of it.

use crate::passport::Party;

/// What SIP says about the call, canonical already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// The caller: P-Asserted-Identity if it is trusted, else From.
    pub from: Party,
    /// The called: To, and for a diversion the request's target. In any order.
    pub to: Vec<Party>,
    /// When the call was made: the Date header, `time` of a request to a service. Seconds since 1970.
    pub time: i64,
    /// The time of the verifier. Seconds since 1970.
    pub now: i64,
}

/// Whose rules are followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Profile {
    /// ATIS-1000082: only `shaken`, in full form.
    Shaken,
    /// RFC 8224: every type that is understood; others are ignored; a base PASSporT may be in compact form.
    Sip,
}

/// Whether a token from the future is taken. RFC 8224 names the past only; the other side is policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Future {
    /// As the past: no more than the tolerated difference.
    Refused,
    /// However far.
    Taken,
}

/// How far times may be apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Freshness {
    /// Seconds.
    pub seconds: i64,
    /// The other side.
    pub future: Future,
}

impl Freshness {
    /// A minute (RFC 8224 section 6.2, step 4), on both sides.
    pub const MINUTE: Self = Self { seconds: 60, future: Future::Refused };

    /// Whether `at` is fresh, seen from `from`.
    pub const fn allows(self, at: i64, from: i64) -> bool {
        let is_past_fresh = from.saturating_sub(at) <= self.seconds;
        let is_future_fresh = match self.future {
            Future::Refused => at.saturating_sub(from) <= self.seconds,
            Future::Taken => true,
        };
        is_past_fresh && is_future_fresh
    }
}

/// How `dest` is compared with the called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Destination {
    /// The same parties on both sides (ATIS-1000082).
    Same,
    /// Every called party is named; there may be more in `dest` (RFC 8225 section 5.2.1, a call to many).
    Among,
}

/// Whether the certificate must be for the number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Coverage {
    /// It names a service provider, whose numbers are not in the certificate, or the very number.
    Required,
    /// Any trusted certificate may sign for any number.
    NotAsked,
}

/// What a verifier asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// Whose rules.
    pub profile: Profile,
    /// Of the call's time, seen from now.
    pub time: Freshness,
    /// Of `iat`, seen from the call's time.
    pub iat: Freshness,
    /// How `dest` is compared.
    pub destination: Destination,
    /// Whether the certificate must be for the number.
    pub coverage: Coverage,
}

impl Settings {
    /// ATIS-1000082.
    pub const SHAKEN: Self = Self {
        profile: Profile::Shaken,
        time: Freshness::MINUTE,
        iat: Freshness::MINUTE,
        destination: Destination::Same,
        coverage: Coverage::Required,
    };

    /// RFC 8224.
    pub const SIP: Self = Self { profile: Profile::Sip, destination: Destination::Among, ..Self::SHAKEN };
}
