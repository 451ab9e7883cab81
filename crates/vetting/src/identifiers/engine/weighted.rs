//! The commonest check: each character's value times its weight, summed, and the remainder looked up or compared.

use super::part::{Part, Test};
use super::read::at;

/// Digits count 0 to 9, letters 10 to 35.
pub(crate) const ALPHANUMERIC: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// Check digits by remainder: the remainder by 11, 0 for ten.
pub(crate) const REMAINDER: &str = "01234567890";

/// What is missing to the next multiple of 11, 0 for ten.
pub(crate) const COMPLEMENT: &str = "00987654321";

/// What is missing to the next multiple of 11; numbers that would need a ten are not issued.
pub(crate) const COMPLEMENT_OR_NONE: &str = "0 987654321";

/// What is missing to the next multiple of 10.
pub(crate) const TENS: &str = "0987654321";

/// A weighted sum and what must become of it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Weighted {
    weights: &'static [u32],
    alphabet: &'static [u8],
    /// Where the weighted characters begin.
    from: usize,
    direction: Direction,
    outcome: Outcome,
    /// Weights and table for where the first table has a blank.
    second: Option<(&'static [u32], &'static str)>,
}

#[derive(Debug, Clone, Copy)]
enum Direction {
    /// The first weight is the first character's.
    Forward,
    /// The first weight is the last character's, before the check digit; of any length.
    Backward,
}

#[derive(Debug, Clone, Copy)]
enum Outcome {
    /// The character at a place is that of the table at the remainder by the table's length; a blank in the table fits
    /// nothing. Without a place, it follows the weighted ones.
    Looked { table: &'static str, place: Option<usize> },
    /// The remainder is one of these.
    Remains { modulus: u32, remainders: &'static [u32] },
}

/// The check digit after the weighted characters is the table's at the remainder by the table's length.
pub(crate) const fn check(weights: &'static [u32], table: &'static str) -> Part {
    weigh(weights, Outcome::Looked { table, place: None })
}

/// The sum over all weighted characters, the check digit among them, leaves one of the remainders.
pub(crate) const fn sum(weights: &'static [u32], modulus: u32, remainders: &'static [u32]) -> Part {
    weigh(weights, Outcome::Remains { modulus, remainders })
}

/// The last digit fits the others by Luhn.
pub(crate) const fn luhn_check() -> Part {
    super::part::check_test(super::arithmetic::luhn)
}

/// The last digit fits the others by the standard of GS1: weights 3 and 1 in turn, from the end.
pub(crate) const fn ean() -> Part {
    check(&[3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1], TENS).backward()
}

const fn weigh(weights: &'static [u32], outcome: Outcome) -> Part {
    let weighted = Weighted {
        weights,
        alphabet: ALPHANUMERIC,
        from: 0,
        direction: Direction::Forward,
        outcome,
        second: None,
    };
    Part::of_check(Test::Weighted(weighted))
}

/// How a weighted part differs from the usual one. On a part of another kind these change nothing.
impl Part {
    /// Characters count by their place in this alphabet.
    pub(crate) const fn over(self, alphabet: &'static [u8]) -> Self {
        let Test::Weighted(weighted) = self.test else { return self };
        self.testing(Test::Weighted(Weighted { alphabet, ..weighted }))
    }

    /// The weighted characters begin at this place.
    pub(crate) const fn starting_at(self, from: usize) -> Self {
        let Test::Weighted(weighted) = self.test else { return self };
        self.testing(Test::Weighted(Weighted { from, ..weighted }))
    }

    /// Weights are counted from the check digit back.
    pub(crate) const fn backward(self) -> Self {
        let Test::Weighted(weighted) = self.test else { return self };
        self.testing(Test::Weighted(Weighted { direction: Direction::Backward, ..weighted }))
    }

    /// Where the table has a blank, these weights and this table decide.
    pub(crate) const fn or(self, weights: &'static [u32], table: &'static str) -> Self {
        let Test::Weighted(weighted) = self.test else { return self };
        self.testing(Test::Weighted(Weighted { second: Some((weights, table)), ..weighted }))
    }

    /// The check digit stands at this place.
    pub(crate) const fn stands_at(self, place: usize) -> Self {
        let Test::Weighted(weighted) = self.test else { return self };
        let Outcome::Looked { table, .. } = weighted.outcome else { return self };
        let outcome = Outcome::Looked { table, place: Some(place) };
        self.testing(Test::Weighted(Weighted { outcome, ..weighted }))
    }
}

impl Weighted {
    pub(super) fn fits(&self, number: &[u8]) -> bool {
        let tail = number.get(self.from..).unwrap_or_default();
        let weighted = match (self.direction, self.outcome) {
            (Direction::Forward, _) => tail.get(..self.weights.len()).unwrap_or(tail),
            (Direction::Backward, Outcome::Looked { place: None, .. }) => {
                tail.get(..tail.len().saturating_sub(1)).unwrap_or_default()
            }
            (Direction::Backward, _) => tail,
        };
        let Some(sum) = self.sum(weighted, self.weights) else { return false };
        match self.outcome {
            Outcome::Looked { table, place } => {
                let check = place.map_or_else(|| at(tail, weighted.len()), |place| at(number, place));
                let wanted = match (look_up(table, sum), self.second) {
                    (b' ', Some((weights, table))) => {
                        self.sum(weighted, weights).map_or(b' ', |sum| look_up(table, sum))
                    }
                    (wanted, _) => wanted,
                };
                wanted != b' ' && wanted == check
            }
            Outcome::Remains { modulus, remainders } => remainders.contains(&(sum % modulus)),
        }
    }

    /// `None` where a character is not of the alphabet.
    fn sum(&self, weighted: &[u8], weights: &[u32]) -> Option<u32> {
        let term = |character: &u8, weight: &u32| {
            Some(u32::try_from(place(self.alphabet, *character)?).ok()? * *weight)
        };
        match self.direction {
            Direction::Forward => weighted.iter().zip(weights).map(|(c, weight)| term(c, weight)).sum(),
            Direction::Backward => {
                weighted.iter().rev().zip(weights).map(|(c, weight)| term(c, weight)).sum()
            }
        }
    }
}

fn look_up(table: &str, sum: u32) -> u8 {
    let length = table.len().max(1);
    usize::try_from(sum).ok().and_then(|sum| table.as_bytes().get(sum % length)).copied().unwrap_or(b' ')
}

/// Where a character stands in an alphabet.
pub(super) fn place(alphabet: &[u8], character: u8) -> Option<usize> {
    alphabet.iter().position(|known| *known == character)
}
