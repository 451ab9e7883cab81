//! libFuzzer on `trusthub_fuzz::uploads`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| trusthub_fuzz::uploads(bytes));
