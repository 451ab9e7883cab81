//! libFuzzer on `trusthub_fuzz::attributes`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| trusthub_fuzz::attributes(bytes));
