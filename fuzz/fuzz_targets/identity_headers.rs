//! libFuzzer on `trusthub_fuzz::identity_headers`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| trusthub_fuzz::identity_headers(bytes));
