//! Wrapped keys as lines of text: what lies in the key store and in an export.

use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use trusthub_domain::sid::AccountSid;
use zeroize::Zeroizing;

use super::cipher::{SealingKey, SecretKey};
use super::error::VaultError;
use super::master::{MasterId, MasterKey};

/// Which key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum KeyName {
    /// The hub's own.
    Hub,
    /// An account's.
    Account(AccountSid),
}

impl fmt::Display for KeyName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Hub => f.write_str("hub"),
            Self::Account(sid) => sid.fmt(f),
        }
    }
}

/// The text is not in our form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Malformed;

impl FromStr for KeyName {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        match text {
            "hub" => Ok(Self::Hub),
            sid => sid.parse().map(Self::Account).map_err(|_| Malformed),
        }
    }
}

/// A key under a master key: `trusthub-key/1 NAME MASTER-ID BASE64`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct WrappedKey {
    pub(super) name: KeyName,
    pub(super) master_id: MasterId,
    pub(super) sealed: Vec<u8>,
}

impl fmt::Display for WrappedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "trusthub-key/1 {} {} {}", self.name, self.master_id, STANDARD.encode(&self.sealed))
    }
}

impl FromStr for WrappedKey {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let [name, master_id, sealed] = fields("trusthub-key/1", text)?;
        Ok(Self {
            name: name.parse()?,
            master_id: MasterId::from_hex(master_id).ok_or(Malformed)?,
            sealed: STANDARD.decode(sealed).map_err(|_| Malformed)?,
        })
    }
}

/// Each of two master keys sealed under the other, while keys move from the one to the other: whoever has either can
/// read every key, so a rotation may be cut off anywhere. `trusthub-bridge/1 FROM-ID TO-ID FROM-BASE64 TO-BASE64`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bridge {
    from_id: MasterId,
    to_id: MasterId,
    /// The old one, sealed under the new one.
    from_sealed: Vec<u8>,
    /// The new one, sealed under the old one.
    to_sealed: Vec<u8>,
}

impl Bridge {
    pub(super) fn between(from: &MasterKey, to: &MasterKey) -> Result<Self, VaultError> {
        let place = bridge_place(from.id(), to.id());
        Ok(Self {
            from_id: from.id(),
            to_id: to.id(),
            from_sealed: SealingKey::new(to.secret())?.seal(&place, from.secret().expose())?,
            to_sealed: SealingKey::new(from.secret())?.seal(&place, to.secret().expose())?,
        })
    }

    /// The other master key, for whoever has one of the two.
    pub(super) fn cross(&self, have: &MasterKey) -> Result<Option<MasterKey>, VaultError> {
        let sealed = match have.id() {
            id if id == self.from_id => &self.to_sealed,
            id if id == self.to_id => &self.from_sealed,
            _ => return Ok(None),
        };
        let opened = SealingKey::new(have.secret())?.open(&bridge_place(self.from_id, self.to_id), sealed);
        let secret = opened.ok().map(Zeroizing::new).and_then(|bytes| SecretKey::from_slice(&bytes));
        Ok(secret.map(MasterKey::from_secret))
    }
}

fn bridge_place(from: MasterId, to: MasterId) -> String {
    format!("trusthub-bridge/1/{from}/{to}")
}

impl fmt::Display for Bridge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (from, to) = (STANDARD.encode(&self.from_sealed), STANDARD.encode(&self.to_sealed));
        write!(f, "trusthub-bridge/1 {} {} {from} {to}", self.from_id, self.to_id)
    }
}

impl FromStr for Bridge {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let [from_id, to_id, from, to] = fields("trusthub-bridge/1", text)?;
        Ok(Self {
            from_id: MasterId::from_hex(from_id).ok_or(Malformed)?,
            to_id: MasterId::from_hex(to_id).ok_or(Malformed)?,
            from_sealed: STANDARD.decode(from).map_err(|_| Malformed)?,
            to_sealed: STANDARD.decode(to).map_err(|_| Malformed)?,
        })
    }
}

/// The `N` words after `title` on a line.
fn fields<'a, const N: usize>(title: &str, text: &'a str) -> Result<[&'a str; N], Malformed> {
    let mut words = text.split_whitespace();
    if words.next() != Some(title) {
        return Err(Malformed);
    }
    words.collect::<Vec<_>>().try_into().map_err(|_| Malformed)
}
