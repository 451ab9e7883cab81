use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use trusthub_fuzz::TARGETS;

use crate::changes::{Sequence, changed};

/// Changes of each target's seeds: a few seconds in all.
const CHANGES: usize = 400;

fn seeds(target: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds").join(target);
    let mut files: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.into_iter().map(|file| fs::read(file).unwrap()).collect()
}

fn slice(target: &str) {
    let (_, run) = TARGETS.iter().find(|(name, _)| *name == target).unwrap();
    let seeds = seeds(target);
    assert!(!seeds.is_empty(), "{target} has no seeds");
    let hold = |input: &[u8]| {
        let outcome = catch_unwind(AssertUnwindSafe(|| run(input)));
        assert!(outcome.is_ok(), "{target} broke on {}", input.escape_ascii());
    };
    hold(b"");
    for seed in &seeds {
        hold(seed);
    }
    let mut sequence = Sequence::new(1);
    for _ in 0..CHANGES {
        let (one, other) = (&seeds[sequence.below(seeds.len())], &seeds[sequence.below(seeds.len())]);
        hold(&changed(one, other, &mut sequence));
    }
}

macro_rules! slices {
    ($($name:ident)*) => {
        $(
            #[test]
            fn $name() {
                slice(stringify!($name));
            }
        )*

        #[test]
        fn every_target_has_its_slice() {
            let names: Vec<&str> = TARGETS.iter().map(|(name, _)| *name).collect();
            assert_eq!(names, [$(stringify!($name)),*]);
        }
    };
}

slices! {
    applications attributes certificates credentials documents forms headers identifiers identity_headers names page_tokens passkeys passports
    policies registries revocations screening sids sip uploads urls watchlists websites
}
