//! libFuzzer on `trusthub_fuzz::screening`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| trusthub_fuzz::screening(bytes));
