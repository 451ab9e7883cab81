//! Random bytes that are the same in every run, for tests that compare whole answers.

use std::sync::atomic::{AtomicU64, Ordering};

use trusthub_app::RandomSource;

/// A counter stirred by SplitMix64: unpredictable to nobody, different at each look.
#[derive(Debug)]
pub struct SeededRandom(AtomicU64);

impl SeededRandom {
    /// The bytes of that seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(AtomicU64::new(seed))
    }

    fn next(&self) -> u64 {
        let state = self.0.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::SeqCst);
        let stirred = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let stirred = (stirred ^ (stirred >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        stirred ^ (stirred >> 31)
    }
}

impl RandomSource for SeededRandom {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            let random = self.next().to_be_bytes();
            for (byte, value) in chunk.iter_mut().zip(random) {
                *byte = value;
            }
        }
    }
}
