//! The check character systems of ISO/IEC 7064: each says whether a text, its check characters at the end, is sound.

use super::weighted::{ALPHANUMERIC, place};

/// MOD 11-2: digits, `X` for ten.
pub(crate) fn mod_11_2(text: &[u8]) -> bool {
    pure(text, b"0123456789X", 11) == Some(1)
}

/// MOD 37-2: digits and letters, `*` for 36.
pub(crate) fn mod_37_2(text: &[u8]) -> bool {
    pure(text, b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*", 37) == Some(1)
}

/// MOD 11,10: digits.
pub(crate) fn mod_11_10(text: &[u8]) -> bool {
    hybrid(text, b"0123456789") == Some(1)
}

/// MOD 37,36: digits and letters.
pub(crate) fn mod_37_36(text: &[u8]) -> bool {
    hybrid(text, ALPHANUMERIC) == Some(1)
}

/// MOD 97-10: the text leaves 1 by 97, letters counting 10 to 35.
pub(crate) fn mod_97_10(text: &[u8]) -> bool {
    mod_97(text) == Some(1)
}

/// The remainder by 97 of a text in which letters count 10 to 35; `None` where something is neither letter nor digit.
pub(crate) fn mod_97(text: &[u8]) -> Option<usize> {
    if text.is_empty() {
        return None;
    }
    text.iter().try_fold(0, |rest, character| {
        let value = place(ALPHANUMERIC, *character)?;
        Some((rest * if value < 10 { 10 } else { 100 } + value) % 97)
    })
}

/// A pure system of radix 2.
fn pure(text: &[u8], alphabet: &[u8], modulus: usize) -> Option<usize> {
    text.iter().try_fold(0, |check, character| Some((2 * check + place(alphabet, *character)?) % modulus))
}

/// A hybrid system, of the modulus that the alphabet has and of one more.
pub(crate) fn hybrid(text: &[u8], alphabet: &[u8]) -> Option<usize> {
    let modulus = alphabet.len();
    text.iter().try_fold(modulus / 2, |check, character| {
        let carried = (if check == 0 { modulus } else { check }) * 2 % (modulus + 1);
        Some((carried + place(alphabet, *character)?) % modulus)
    })
}
