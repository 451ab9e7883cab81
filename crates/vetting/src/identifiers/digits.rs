//! Arithmetic on written digits that check digits are made of.

/// The digits of a text that holds nothing else.
pub(super) fn digits(text: &str) -> Option<Vec<u32>> {
    text.chars().map(|character| character.to_digit(10)).collect()
}

/// The digits of a text of exactly this length that holds nothing else.
pub(super) fn exactly(text: &str, length: usize) -> Option<Vec<u32>> {
    digits(text).filter(|digits| digits.len() == length)
}

/// Each digit times its weight, summed; digits beyond the weights do not count.
pub(super) fn weighted(digits: &[u32], weights: &[u32]) -> u32 {
    digits.iter().zip(weights).map(|(digit, weight)| digit * weight).sum()
}

/// The digit at a place; 0 beyond the end, which no caller that checked the length reaches.
pub(super) fn at(digits: &[u32], place: usize) -> u32 {
    digits.get(place).copied().unwrap_or(0)
}

/// The number that the digits of this range write.
pub(super) fn number(digits: &[u32], range: std::ops::Range<usize>) -> u64 {
    digits
        .iter()
        .take(range.end)
        .skip(range.start)
        .fold(0, |number: u64, digit| number.wrapping_mul(10).wrapping_add(u64::from(*digit)))
}

/// The last digit; 0 of none.
pub(super) fn last(digits: &[u32]) -> u32 {
    digits.last().copied().unwrap_or(0)
}

/// The remainder a Luhn sum leaves (ISO/IEC 7812-1 annex B); a sound number leaves 0.
pub(super) fn luhn(digits: &[u32]) -> u32 {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| if place % 2 == 0 { *digit } else { digit * 2 / 10 + digit * 2 % 10 })
        .sum();
    sum % 10
}

/// Whether the last digit fits by ISO/IEC 7064 MOD 11,10.
pub(super) fn mod_11_10(digits: &[u32]) -> bool {
    let mut check = 5;
    for digit in digits {
        check = (if check == 0 { 10 } else { check }) * 2 % 11;
        check = (check + digit) % 10;
    }
    check == 1
}

/// The remainder by 97 of a text in which letters count 10 to 35 (ISO/IEC 7064 MOD 97-10).
pub(super) fn mod_97(text: &str) -> Option<u32> {
    text.chars().try_fold(0, |remainder, character| {
        let value = character.to_digit(36)?;
        Some((remainder * if value < 10 { 10 } else { 100 } + value) % 97)
    })
}

/// Whether year, month and day name a day of the Gregorian calendar.
pub(super) fn is_date(year: u64, month: u64, day: u64) -> bool {
    let is_leap = (year.is_multiple_of(4) && !year.is_multiple_of(100)) || year.is_multiple_of(400);
    let length = match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    (1..=length).contains(&day)
}
