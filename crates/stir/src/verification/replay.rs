//! Tokens seen before: RFC 8224 section 12.1. A token that comes again with its own call is a retransmission, or asked about
//! by a second proxy; with another call it is a replay.

use std::collections::{HashMap, VecDeque};

use crate::key::SIGNATURE_BYTES;

/// Half a signature: who knows `(r, s)` can make `(r, -s)`, which verifies as well, so only `r` tells a token.
type Mark = [u8; 32];

/// Whether a token was seen before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sighting {
    /// It was not.
    New,
    /// It was, with the same call.
    Again,
    /// It was, with another call.
    Replay,
}

/// Remembers valid tokens for as long as they are fresh, and no more of them than it was told: beyond that the oldest is
/// forgotten. Owned by the caller, one per process or one per shard.
#[derive(Debug)]
pub struct Replays {
    /// With what call each came.
    marks: HashMap<Mark, u64>,
    /// In the order they came, which is that of their ends.
    ends: VecDeque<(i64, Mark)>,
    seconds: i64,
    most: usize,
    forgotten: u64,
}

impl Replays {
    /// Remembers at most `most` tokens, each for `seconds`: twice the tolerated difference, since a token of the future
    /// stays fresh for both halves.
    pub fn new(most: usize, seconds: i64) -> Self {
        Self { marks: HashMap::new(), ends: VecDeque::new(), seconds, most: most.max(1), forgotten: 0 }
    }

    /// Whether the signature was not seen before, with whatever call; it is now.
    pub fn is_new(&mut self, signature: &[u8; SIGNATURE_BYTES], now: i64) -> bool {
        self.saw(signature, 0, now) == Sighting::New
    }

    /// Whether the signature was seen before; it is now. `call` tells one call from another.
    pub fn saw(&mut self, signature: &[u8; SIGNATURE_BYTES], call: u64, now: i64) -> Sighting {
        while let Some((end, mark)) = self.ends.front().copied()
            && (end < now || self.ends.len() >= self.most)
        {
            self.forgotten += u64::from(end >= now);
            self.ends.pop_front();
            self.marks.remove(&mark);
        }
        let Some(mark) = signature.first_chunk::<32>() else { return Sighting::Replay };
        match self.marks.get(mark) {
            Some(known) if *known == call => Sighting::Again,
            Some(_) => Sighting::Replay,
            None => {
                self.marks.insert(*mark, call);
                self.ends.push_back((now.saturating_add(self.seconds), *mark));
                Sighting::New
            }
        }
    }

    /// How many are remembered.
    pub fn len(&self) -> usize {
        self.marks.len()
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.marks.is_empty()
    }

    /// How many were forgotten while they were fresh, for want of room: a sign to give it more.
    pub const fn forgotten(&self) -> u64 {
        self.forgotten
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signature(r: u8, s: u8) -> [u8; SIGNATURE_BYTES] {
        let mut bytes = [s; SIGNATURE_BYTES];
        bytes[..32].fill(r);
        bytes
    }

    #[test]
    fn the_same_token_is_new_once_while_it_is_fresh() {
        let mut replays = Replays::new(10, 120);
        assert!(replays.is_new(&signature(1, 1), 1000));
        assert!(!replays.is_new(&signature(1, 1), 1120));
        assert!(replays.is_new(&signature(1, 1), 1121), "stale by then, and refused for that");
        assert_eq!(replays.len(), 1);
    }

    #[test]
    fn the_other_signature_of_the_same_token_is_no_way_round() {
        let mut replays = Replays::new(10, 120);
        assert!(replays.is_new(&signature(1, 1), 1000));
        assert!(!replays.is_new(&signature(1, 2), 1000));
    }

    #[test]
    fn the_same_token_with_its_own_call_is_no_replay() {
        let mut replays = Replays::new(10, 120);
        assert_eq!(replays.saw(&signature(1, 1), 7, 1000), Sighting::New);
        assert_eq!(replays.saw(&signature(1, 1), 7, 1060), Sighting::Again);
        assert_eq!(replays.saw(&signature(1, 1), 8, 1060), Sighting::Replay);
        assert_eq!(
            replays.saw(&signature(1, 1), 7, 1060),
            Sighting::Again,
            "the replay takes nothing from it"
        );
        assert_eq!(replays.saw(&signature(1, 1), 8, 1121), Sighting::New, "stale by then");
    }

    #[test]
    fn there_is_a_bound_and_what_it_cost_is_counted() {
        let mut replays = Replays::new(3, 120);
        for r in 0..5 {
            assert!(replays.is_new(&signature(r, 0), 1000));
        }
        assert_eq!((replays.len(), replays.forgotten()), (3, 2));
        assert!(!replays.is_new(&signature(4, 0), 1000) || replays.len() == 3);
    }
}
