//! libFuzzer on `trusthub_fuzz::headers`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| trusthub_fuzz::headers(bytes));
