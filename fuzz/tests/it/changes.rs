//! Changes an input a little, as fuzzers do.

/// A sequence of numbers that looks like chance and is the same in every run (xorshift64, Marsaglia 2003).
pub struct Sequence(u64);

impl Sequence {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// Below `bound`.
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % bound.max(1)
    }
}

/// What breaks parsers.
const SPLINTERS: [&[u8]; 24] = [
    b"\0",
    b"%00",
    b"\xff",
    b"%FF",
    b"\xed\xa0\x80",
    b"\\u0000",
    b"\\ud800",
    b"&",
    b"=",
    b"%",
    b"\"",
    b"\\",
    b"{",
    b"[[[[[[[[",
    b"\r\n",
    b"\r\n--frontier\r\n",
    b"--",
    b"-1",
    b"99999999999999999999",
    b"1e999",
    b"\xe2\x80\xae",
    b"@",
    b"127.0.0.1",
    b"[::1]",
];

/// One to four changes of `input`; `other` lends pieces.
pub fn changed(input: &[u8], other: &[u8], sequence: &mut Sequence) -> Vec<u8> {
    let mut bytes = input.to_vec();
    for _ in 0..=sequence.below(4) {
        let at = sequence.below(bytes.len() + 1);
        match sequence.below(7) {
            0 if at < bytes.len() => bytes[at] ^= 1 << sequence.below(8),
            1 if at < bytes.len() => bytes[at] = u8::try_from(sequence.below(256)).unwrap(),
            2 => bytes.truncate(at),
            3 => {
                let end = (at + sequence.below(16)).min(bytes.len());
                bytes.drain(at..end);
            }
            4 => {
                let from = sequence.below(other.len() + 1);
                let end = (from + sequence.below(32)).min(other.len());
                bytes.splice(at..at, other[from..end].iter().copied());
            }
            5 => {
                let end = (at + sequence.below(64)).min(bytes.len());
                let piece = bytes[at..end].repeat(1 + sequence.below(40));
                bytes.splice(at..at, piece);
            }
            _ => {
                let splinter = SPLINTERS[sequence.below(SPLINTERS.len())];
                bytes.splice(at..at, splinter.iter().copied());
            }
        }
    }
    bytes
}

#[test]
fn changes_are_the_same_in_every_run_and_differ_from_each_other() {
    let run = || {
        let mut sequence = Sequence::new(7);
        (0..50).map(|_| changed(b"FriendlyName=x", b"other", &mut sequence)).collect::<Vec<_>>()
    };
    let (first, second) = (run(), run());
    assert_eq!(first, second);
    let different: std::collections::BTreeSet<_> = first.into_iter().collect();
    assert!(different.len() > 40, "{}", different.len());
}
