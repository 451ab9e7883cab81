//! Lists of numbers by number, in two arrays: as small as it gets, and read without a pointer to follow.

/// For each key below a fixed count, some values.
#[derive(Debug, Clone, Default)]
pub(super) struct Postings {
    /// Where each key's values start, and one more: where the last ends.
    starts: Vec<u32>,
    values: Vec<u32>,
}

impl Postings {
    /// From pairs of key and value, in any order; equal pairs count once. Keys are below `keys`.
    pub(super) fn new(keys: usize, mut pairs: Vec<(u32, u32)>) -> Self {
        pairs.sort_unstable();
        pairs.dedup();
        let mut starts = Vec::with_capacity(keys + 1);
        let mut values = Vec::with_capacity(pairs.len());
        starts.push(0);
        let mut pairs = pairs.into_iter().peekable();
        for key in 0..keys {
            while let Some((_, value)) = pairs.next_if(|(pair, _)| number(*pair) <= key) {
                values.push(value);
            }
            starts.push(short(values.len()));
        }
        Self { starts, values }
    }

    /// The values of a key, ascending.
    pub(super) fn get(&self, key: u32) -> &[u32] {
        let key = number(key);
        let (Some(start), Some(end)) = (self.starts.get(key), self.starts.get(key + 1)) else { return &[] };
        self.values.get(number(*start)..number(*end)).unwrap_or_default()
    }

    /// Bytes on the heap.
    pub(super) fn heap_bytes(&self) -> usize {
        (self.starts.capacity() + self.values.capacity()) * size_of::<u32>()
    }
}

/// Values by a hash, for keys that are texts and too many to keep. Two texts of one hash only cost a look in vain.
#[derive(Debug, Clone, Default)]
pub(super) struct Hashed {
    rows: Vec<(u32, u32)>,
    /// By the first bits of a hash: where its rows start, and one more. A bucket has two rows on average, so that a look
    /// costs one miss of the cache instead of the dozen of a binary search.
    starts: Vec<u32>,
    bits: u32,
}

impl Hashed {
    pub(super) fn new(mut rows: Vec<(u32, u32)>) -> Self {
        rows.sort_unstable();
        rows.dedup();
        rows.shrink_to_fit();
        let bits = (rows.len() / 2).max(2).ilog2();
        let mut starts = Vec::with_capacity((1 << bits) + 1);
        let mut start = 0;
        for bucket in 0..1_u32 << bits {
            let before = |(hash, _): &&(u32, u32)| hash >> (u32::BITS - bits) < bucket;
            start += rows.get(start..).unwrap_or_default().iter().take_while(before).count();
            starts.push(short(start));
        }
        starts.push(short(rows.len()));
        Self { rows, starts, bits }
    }

    pub(super) fn get(&self, hash: u32) -> impl ExactSizeIterator<Item = u32> + '_ {
        let bucket = number(hash.checked_shr(u32::BITS - self.bits).unwrap_or(0));
        let end = |bucket: usize| self.starts.get(bucket).copied().map_or(0, number);
        let rows = self.rows.get(end(bucket)..end(bucket + 1)).unwrap_or_default();
        let start = rows.iter().take_while(|(row, _)| *row < hash).count();
        let rest = rows.get(start..).unwrap_or_default();
        let count = rest.iter().take_while(|(row, _)| *row == hash).count();
        rest.get(..count).unwrap_or_default().iter().map(|(_, value)| *value)
    }

    pub(super) fn heap_bytes(&self) -> usize {
        self.rows.capacity() * size_of::<(u32, u32)>() + self.starts.capacity() * size_of::<u32>()
    }
}

/// FNV-1a: the same on every machine and in every version, which the standard library's hashes do not promise.
pub(super) fn hash(parts: &[&str]) -> u32 {
    let mut hash = 0x811c_9dc5_u32;
    for part in parts {
        for byte in part.bytes().chain([0xff]) {
            hash = (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
        }
    }
    hash
}

/// An index holds fewer than 2³² of anything.
pub(super) fn short(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

pub(super) fn number(short: u32) -> usize {
    usize::try_from(short).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::{Hashed, Postings, hash};

    #[test]
    fn each_key_has_its_values_once_and_in_order() {
        let postings = Postings::new(4, vec![(2, 9), (0, 1), (2, 3), (2, 9)]);
        assert_eq!(postings.get(0), [1]);
        assert!(postings.get(1).is_empty());
        assert_eq!(postings.get(2), [3, 9]);
        assert!(postings.get(4).is_empty());
    }

    #[test]
    fn hashed_values_are_found_by_their_hash() {
        let (owl, hare) = (hash(&["owl"]), hash(&["ha", "re"]));
        assert_ne!(hare, hash(&["har", "e"]));
        let table = Hashed::new(vec![(owl, 5), (hare, 1), (owl, 2)]);
        assert_eq!(table.get(owl).collect::<Vec<_>>(), [2, 5]);
        assert_eq!(table.get(1).len(), 0);
        assert_eq!(Hashed::default().get(owl).len(), 0);
    }

    #[test]
    fn whatever_the_bucket_a_hash_finds_its_rows_and_no_others() {
        let rows: Vec<(u32, u32)> =
            (0..5_000).map(|value| (hash(&[&(value / 3).to_string()]), value)).collect();
        let table = Hashed::new(rows);
        for text in 0..5_000 / 3 {
            let found: Vec<u32> = table.get(hash(&[&text.to_string()])).collect();
            assert_eq!(found, [text * 3, text * 3 + 1, text * 3 + 2]);
        }
        assert_eq!(table.get(0).len() + table.get(u32::MAX).len(), 0);
    }
}
