//! Check digits by permutations instead of weights: Verhoeff and Damm, which also find every swap of neighbours.

use super::read::digit;

/// The dihedral group of order ten: rotations 0 to 4, reflections 5 to 9.
fn turned(first: usize, second: usize) -> usize {
    match (first < 5, second < 5) {
        (true, true) => (first + second) % 5,
        (true, false) => 5 + (first + second) % 5,
        (false, true) => 5 + (first - second) % 5,
        (false, false) => (first + 5 - second) % 5,
    }
}

/// Whether the digits, the check digit last, are sound by Verhoeff (1969). His permutation is applied once more at
/// each place, counted from the end.
pub(crate) fn verhoeff(digits: &[u8]) -> bool {
    const PERMUTATION: [usize; 10] = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];
    let mut check = 0;
    for (turn, _) in digits.iter().enumerate() {
        let mut value = usize::try_from(digit(digits, digits.len() - 1 - turn)).unwrap_or(0);
        for _ in 0..turn % 8 {
            value = PERMUTATION.get(value).copied().unwrap_or(0);
        }
        check = turned(check, value);
    }
    !digits.is_empty() && check == 0
}

/// Whether the digits, the check digit last, are sound by Damm's quasigroup of order ten (2004).
pub(crate) fn damm(digits: &[u8]) -> bool {
    const QUASIGROUP: [[u8; 10]; 10] = [
        *b"0317598642",
        *b"7092154863",
        *b"4206871359",
        *b"1750983426",
        *b"6123045978",
        *b"3674209581",
        *b"5869720134",
        *b"8945362017",
        *b"9438617205",
        *b"2581436790",
    ];
    let step = |check: usize, place: usize| {
        let row = QUASIGROUP.get(check)?;
        Some(usize::from(row.get(usize::try_from(digit(digits, place)).ok()?)? - b'0'))
    };
    !digits.is_empty() && (0..digits.len()).try_fold(0, step) == Some(0)
}
