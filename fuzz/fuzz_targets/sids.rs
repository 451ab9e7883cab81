//! libFuzzer on `trusthub_fuzz::sids`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| trusthub_fuzz::sids(bytes));
