//! From a telephone number to what is known of it: twelve bytes a number, found by a search among a few thousand.
//!
//! Numbers lie in 4096 sorted lists, by a hash of the number: a change moves the rest of one list, a few microseconds of
//! copying, and nothing ever stops to rebuild the whole.

/// A number in eight bytes: its digits behind a 1, so that leading zeros count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct NumberKey(u64);

/// Digits that fit. E.164 has fifteen.
const MOST_DIGITS: usize = 18;

impl NumberKey {
    /// `None` for what is no plain number: longer, empty, or with signs in it.
    pub(crate) fn of(digits: &str) -> Option<Self> {
        if digits.is_empty() || digits.len() > MOST_DIGITS {
            return None;
        }
        let mut value = 1_u64;
        for digit in digits.bytes() {
            let digit = char::from(digit).to_digit(10)?;
            value = value.checked_mul(10)?.checked_add(u64::from(digit))?;
        }
        Some(Self(value))
    }
}

/// Names a [`super::grants::Grant`].
pub(super) type GrantId = u32;

const SHARD_BITS: u32 = 12;
const SHARDS: usize = 1 << SHARD_BITS;

/// Packed: aligned, each would take sixteen bytes.
#[derive(Debug, Clone, Copy)]
#[repr(C, packed(4))]
struct Entry {
    key: NumberKey,
    grant: GrantId,
}

/// All numbers.
#[derive(Debug)]
pub(super) struct Numbers {
    shards: Vec<Vec<Entry>>,
}

impl Default for Numbers {
    fn default() -> Self {
        Self { shards: vec![Vec::new(); SHARDS] }
    }
}

fn shard_of(key: NumberKey) -> usize {
    // Fibonacci hashing: the upper bits of the product depend on all bits of the number.
    let mixed = key.0.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    usize::try_from(mixed >> (u64::BITS - SHARD_BITS)).unwrap_or(0)
}

fn place(shard: &[Entry], key: NumberKey) -> Result<usize, usize> {
    shard.binary_search_by_key(&key, |entry| entry.key)
}

impl Numbers {
    pub(super) fn get(&self, key: NumberKey) -> Option<GrantId> {
        let shard = self.shards.get(shard_of(key))?;
        shard.get(place(shard, key).ok()?).map(|entry| entry.grant)
    }

    /// Puts it there; returns what was there before.
    pub(super) fn set(&mut self, key: NumberKey, grant: GrantId) -> Option<GrantId> {
        let shard = self.shards.get_mut(shard_of(key))?;
        match place(shard, key) {
            Ok(at) => shard.get_mut(at).map(|entry| {
                let before = entry.grant;
                entry.grant = grant;
                before
            }),
            Err(at) => {
                if shard.len() == shard.capacity() {
                    // Doubling would waste on average a third of the memory.
                    shard.reserve_exact(shard.len() / 16 + 4);
                }
                shard.insert(at, Entry { key, grant });
                None
            }
        }
    }

    /// Takes it away; returns what was there.
    pub(super) fn remove(&mut self, key: NumberKey) -> Option<GrantId> {
        let shard = self.shards.get_mut(shard_of(key))?;
        let at = place(shard, key).ok()?;
        Some(shard.remove(at).grant)
    }

    pub(super) fn len(&self) -> usize {
        self.shards.iter().map(Vec::len).sum()
    }

    pub(super) fn size_bytes(&self) -> usize {
        let shard = |shard: &Vec<Entry>| size_of::<Vec<Entry>>() + shard.capacity() * size_of::<Entry>();
        self.shards.iter().map(shard).sum()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    #[test]
    fn a_key_is_of_one_number_only() {
        let keys: Vec<_> =
            ["1", "01", "001", "10", "12155551212", "999999999999999999"].map(NumberKey::of).into();
        assert!(keys.iter().all(Option::is_some));
        for (at, key) in keys.iter().enumerate() {
            assert!(keys[at + 1..].iter().all(|other| other != key));
        }
        for no_number in ["", "*67", "+1", "١٢", "1234567890123456789"] {
            assert_eq!(NumberKey::of(no_number), None, "{no_number}");
        }
    }

    #[test]
    fn it_does_what_a_hash_map_does() {
        let mut numbers = Numbers::default();
        let mut expected = HashMap::new();
        // A few thousand changes over a few hundred numbers, so that each is set, set again and taken away.
        let mut state = 7_u64;
        for step in 0..20_000_u32 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let key = NumberKey::of(&format!("1215555{}", (state >> 33) % 700)).unwrap();
            if state.is_multiple_of(3) {
                assert_eq!(numbers.remove(key), expected.remove(&key));
            } else {
                assert_eq!(numbers.set(key, step), expected.insert(key, step));
            }
            assert_eq!(numbers.len(), expected.len());
        }
        assert!(expected.iter().all(|(key, grant)| numbers.get(*key) == Some(*grant)));
    }

    #[test]
    fn a_number_takes_less_than_fourteen_bytes() {
        const COUNT: u64 = 1_000_000;
        let mut numbers = Numbers::default();
        for number in 0..COUNT {
            let key = NumberKey::of(&(12_025_550_000_u64 + number * 7).to_string()).unwrap();
            numbers.set(key, 1);
        }
        let each = f64::from(u32::try_from(numbers.size_bytes()).unwrap()) / 1e6;
        assert!((12.0..14.0).contains(&each), "{each} bytes a number");
    }
}
