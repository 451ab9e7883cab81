//! What comes back to the hub, signed by a device or by way of a provider: random bytes that are good for one purpose, once,
//! for minutes.
//!
//! A challenge carries its end and the hub's seal over purpose, end and random bytes, so that asking for one writes nothing:
//! strangers can ask as often as they like. An answer is written down, and the same challenge is not taken again.

use std::time::Duration;

use subtle::ConstantTimeEq;
use trusthub_domain::people::Person;
use trusthub_domain::time::Timestamp;
use trusthub_storage::Tx;

use crate::{Hub, Result};

/// How long that may take. Ours: finding a key and a finger takes a minute, signing in elsewhere some; a page may stand open.
pub(super) const LIFE: Duration = Duration::from_mins(10);

const RANDOM_BYTES: usize = 24;

/// What an answer is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// Somebody signs in; who, their device says.
    SignIn,
    /// This person adds a passkey.
    Add(Person),
    /// Somebody signs in at the operator's provider.
    SingleSignOn,
}

impl Purpose {
    fn content(self, ends: i64, random: &[u8]) -> String {
        let random = hex::encode(random);
        match self {
            Self::SignIn => format!("sign-in {ends} {random}"),
            Self::Add(person) => format!("add {person} {ends} {random}"),
            Self::SingleSignOn => format!("single sign-on {ends} {random}"),
        }
    }
}

/// One that was ours and is not over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Challenge {
    pub(super) bytes: Vec<u8>,
    ends: Timestamp,
}

/// A new one.
pub(super) fn make(hub: &Hub, purpose: Purpose) -> Vec<u8> {
    let ends = hub.now().plus(LIFE).as_micros();
    let random = hub.random_bytes::<RANDOM_BYTES>();
    let seal = hub.db().vault().challenge_seal(&purpose.content(ends, &random));
    [&ends.to_be_bytes()[..], &random, &seal].concat()
}

/// The challenge in these bytes; `None` if we never asked it for this purpose, or too long ago.
pub(super) fn read(hub: &Hub, purpose: Purpose, bytes: Vec<u8>) -> Option<Challenge> {
    let (ends, rest) = bytes.split_first_chunk()?;
    let (random, seal) = rest.split_at_checked(RANDOM_BYTES)?;
    let ends = i64::from_be_bytes(*ends);
    let genuine = hub.db().vault().challenge_seal(&purpose.content(ends, random));
    let is_genuine: bool = genuine.ct_eq(seal).into();
    let ends = Timestamp::from_micros(ends);
    (is_genuine && hub.now() < ends).then_some(Challenge { bytes, ends })
}

impl Challenge {
    /// Takes it; `false` if it was answered before.
    pub(super) async fn spend(&self, tx: &mut Tx) -> Result<bool> {
        Ok(tx.challenge_spend_any_account(&self.bytes, self.ends).await?)
    }
}
