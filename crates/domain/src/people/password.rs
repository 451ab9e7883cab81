//! What a password must be: long, and not what everybody tries first. No rules about kinds of characters, which make
//! passwords hard to remember and no harder to guess (NIST SP 800-63B §5.1.1.2).

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use crate::contact::Email;

/// How many characters a password may have. The upper end is ours: more would only cost the hub time.
pub const PASSWORD_LENGTHS: RangeInclusive<usize> = 12..=128;

/// A password of fewer different characters is a pattern. Ours.
const FEWEST_DIFFERENT: usize = 5;

/// Of the passwords that people choose most, those that are long enough to get this far, in lower case. Ours: words,
/// keyboard walks and counting, alone and doubled; whatever follows them is looked through, see [`core`].
const COMMON: &[&str] = &[
    "abcdefghijkl",
    "administrator",
    "changeme",
    "changemenow",
    "correcthorsebatterystaple",
    "iloveyou",
    "letmein",
    "letmeinplease",
    "liverpool",
    "manchester",
    "mypassword",
    "newpassword",
    "opensesame",
    "password",
    "passw0rd",
    "p@ssw0rd",
    "p@ssword",
    "passphrase",
    "princess",
    "q1w2e3r4t5y6",
    "qazwsxedcrfv",
    "qwertyuiop",
    "qwertyuiopasdf",
    "qwertyuiopasdfghjkl",
    "qwerty",
    "secretsecret",
    "starwars",
    "sunshine",
    "superman",
    "temporary",
    "testpassword",
    "thisismypassword",
    "trustno1",
    "trusthub",
    "welcome",
    "zaq12wsxcde3",
    "zaq1zaq1zaq1",
    "1q2w3e4r5t6y",
    "1qaz2wsx3edc",
    "1qaz2wsx3edc4rfv",
    "123qweasdzxc",
    "123456789abc",
    "1234qwerasdf",
    "qwerasdfzxcv",
    "0123456789",
    "123456",
    "654321",
    "987654321",
    "9876543210",
];

/// What is wrong with a password. The texts are for people who choose one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordFault {
    /// Too short.
    #[error("use at least 12 characters")]
    Short,
    /// Too long.
    #[error("use at most 128 characters")]
    Long,
    /// The e-mail address or a part of it.
    #[error("do not use your e-mail address")]
    Email,
    /// Tried by everybody who tries.
    #[error("this is one of the first that others would try; use several words that do not belong together")]
    Common,
}

/// Whether this may be somebody's password.
///
/// # Errors
/// What is wrong with it.
pub fn check_password(password: &str, email: &Email) -> Result<(), PasswordFault> {
    let length = password.chars().count();
    if length < *PASSWORD_LENGTHS.start() {
        return Err(PasswordFault::Short);
    }
    if length > *PASSWORD_LENGTHS.end() {
        return Err(PasswordFault::Long);
    }
    let lower = password.to_lowercase();
    let address = email.as_str().to_lowercase();
    let name = address.split_once('@').map_or(address.as_str(), |(name, _)| name);
    if lower == address || (!core(name).is_empty() && core(&lower) == core(name)) {
        return Err(PasswordFault::Email);
    }
    let different: BTreeSet<char> = lower.chars().collect();
    if different.len() < FEWEST_DIFFERENT
        || is_counted(&lower)
        || is_common(&lower)
        || is_common(core(&lower))
    {
        return Err(PasswordFault::Common);
    }
    Ok(())
}

/// Whether it is one of the common ones, or one of them twice.
fn is_common(text: &str) -> bool {
    let (first, second) = text.split_at_checked(text.len() / 2).unwrap_or_default();
    COMMON.contains(&text) || (first == second && COMMON.contains(&first))
}

/// Without the digits and signs that people put around a word to make it longer.
fn core(text: &str) -> &str {
    text.trim_matches(|c: char| !c.is_alphabetic())
}

/// Whether each character follows the one before it: `123456789012`, `lmnopqrstuvw`, `cba987654321` not quite.
fn is_counted(text: &str) -> bool {
    let steps = |by: i64| {
        let follows = |(one, next): (char, char)| {
            let distance = i64::from(u32::from(next)) - i64::from(u32::from(one));
            // After 9 comes 0.
            distance == by || distance == -9 * by
        };
        text.chars().zip(text.chars().skip(1)).all(follows)
    };
    steps(1) || steps(-1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(password: &str) -> Result<(), PasswordFault> {
        check_password(password, &"rosalind.franklin@owlbakery.com".parse().unwrap())
    }

    #[test]
    fn what_others_would_try_is_refused() {
        for (password, fault) in [
            ("", PasswordFault::Short),
            ("elevenchars", PasswordFault::Short),
            ("rosalind.franklin@owlbakery.com", PasswordFault::Email),
            ("Rosalind.Franklin2026!", PasswordFault::Email),
            ("password1234", PasswordFault::Common),
            ("!!PASSWORD2026!!", PasswordFault::Common),
            ("passwordpassword", PasswordFault::Common),
            ("Welcome123456!", PasswordFault::Common),
            ("qwertyuiop[]", PasswordFault::Common),
            ("111111111111", PasswordFault::Common),
            ("121212121212", PasswordFault::Common),
            ("123456789012", PasswordFault::Common),
            ("123456123456", PasswordFault::Common),
            ("987654321098", PasswordFault::Common),
            ("lmnopqrstuvwx", PasswordFault::Common),
            ("CorrectHorseBatteryStaple", PasswordFault::Common),
        ] {
            assert_eq!(check(password), Err(fault), "{password}");
        }
        assert_eq!(check(&"owl ".repeat(33)), Err(PasswordFault::Long));
    }

    #[test]
    fn what_is_long_and_not_common_is_accepted_whatever_it_is_made_of() {
        for password in [
            "teapot under stairs",
            "9f1c2b7ae04d",
            "zwölf ülke œufs 🦉",
            "password of the owl",
            &"owl bakes ".repeat(12),
        ] {
            assert_eq!(check(password), Ok(()), "{password}");
        }
    }

    #[test]
    fn every_common_password_is_written_as_it_is_compared() {
        for common in COMMON {
            assert_eq!(*common, common.to_lowercase());
        }
    }
}
