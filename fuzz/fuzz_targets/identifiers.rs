//! libFuzzer on `trusthub_fuzz::identifiers`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| trusthub_fuzz::identifiers(bytes));
