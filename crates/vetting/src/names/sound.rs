//! How a word sounds, roughly: what stays the same when a name is written down by ear, or goes from one script to Latin
//! letters and back.
//!
//! Coarser than Double Metaphone on purpose: romanisations of Arabic, Korean, Persian and Russian swap voiced and
//! voiceless consonants (`Kang-chin`, `Gang Jin`; `Qolam`, `Gholam`), and unvowelled scripts have no vowels to keep.

/// The consonant classes of a word of small Latin letters, without vowels and repeats.
///
/// A word of vowels only, or with digits, sounds like itself.
pub(super) fn sound(word: &str) -> String {
    if word.bytes().any(|byte| byte.is_ascii_digit()) {
        return word.to_owned();
    }
    let mut sound = String::with_capacity(word.len());
    let mut letters = word.bytes().peekable();
    while let Some(letter) = letters.next() {
        let next = letters.peek().copied();
        let class = match (letter, next) {
            (b'p', Some(b'h')) => 'f',
            (b's' | b'c', Some(b'h')) | (b'c', Some(b'e' | b'i' | b'y')) => 's',
            _ => match letter {
                b'b' | b'p' => 'b',
                b'f' | b'v' => 'f',
                b'd' | b't' => 't',
                b'g' | b'k' | b'q' | b'c' | b'x' => 'k',
                b'j' | b's' | b'z' => 's',
                b'l' => 'l',
                b'm' => 'm',
                b'n' => 'n',
                b'r' => 'r',
                _ => continue,
            },
        };
        if !sound.ends_with(class) {
            sound.push(class);
        }
    }
    if sound.is_empty() { word.to_owned() } else { sound }
}

#[cfg(test)]
mod tests {
    use super::sound;

    #[test]
    fn spellings_of_one_name_sound_alike() {
        for (one, other) in [
            ("mohammed", "mhmd"),
            ("qolam", "gholam"),
            ("kang", "gang"),
            ("chin", "jin"),
            ("hussein", "husayn"),
            ("yevgeny", "evgeniy"),
            ("wafic", "wafiq"),
            ("mughniyah", "mughniyeh"),
        ] {
            assert_eq!(sound(one), sound(other), "{one} {other}");
        }
    }

    #[test]
    fn a_word_of_vowels_or_with_digits_sounds_like_itself() {
        assert_eq!(sound("aya"), "aya");
        assert_eq!(sound("ahl1"), "ahl1");
    }
}
