//! Keys that somebody signs in with instead of a password, kept by their devices; of each we know the public half.

use std::fmt;

use super::Person;
use crate::sid::PasskeySid;
use crate::time::Timestamp;

/// Passkeys of one person. Ours: each of their devices, and some to spare.
pub const MOST_PASSKEYS: usize = 20;

/// Most characters of a passkey's name. Ours.
pub const MOST_PASSKEY_NAME_CHARACTERS: usize = 60;

/// A passkey.
#[derive(Clone, PartialEq, Eq)]
pub struct Passkey {
    /// `PK…`
    pub sid: PasskeySid,
    /// Who signs in with it.
    pub person: Person,
    /// How they call it.
    pub name: String,
    /// How their device calls it.
    pub credential_id: Vec<u8>,
    /// In COSE form.
    pub public_key: Vec<u8>,
    /// Whether it may be copied to their other devices.
    pub is_synced: bool,
    /// What the device had counted to when it was last used; 0 if it does not count.
    pub counter: u32,
    /// Since when.
    pub date_created: Timestamp,
    /// When it last signed in.
    pub last_used_at: Option<Timestamp>,
}

impl fmt::Debug for Passkey {
    /// The name is personal data, and the key tells a person again.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Passkey")
            .field("sid", &self.sid)
            .field("person", &self.person)
            .finish_non_exhaustive()
    }
}

/// What is wrong with a passkey's name. The texts are for people who choose one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasskeyNameFault {
    /// Nothing but blanks.
    #[error("give it a name that tells it from your others, for example \"Laptop\"")]
    Empty,
    /// Too long.
    #[error("use at most 60 characters")]
    Long,
}

/// A passkey's name as it is stored: on one line, without blanks around it.
///
/// # Errors
/// What is wrong with it.
pub fn passkey_name(text: &str) -> Result<String, PasskeyNameFault> {
    let line: String = text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    let line = line.trim();
    if line.is_empty() {
        return Err(PasskeyNameFault::Empty);
    }
    if line.chars().count() > MOST_PASSKEY_NAME_CHARACTERS {
        return Err(PasskeyNameFault::Long);
    }
    Ok(line.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_short_line() {
        assert_eq!(passkey_name("  Ada's\tlaptop\n").as_deref(), Ok("Ada's laptop"));
        assert_eq!(passkey_name(" \n "), Err(PasskeyNameFault::Empty));
        assert!(passkey_name(&"ü".repeat(60)).is_ok());
        assert_eq!(passkey_name(&"ü".repeat(61)), Err(PasskeyNameFault::Long));
    }
}
