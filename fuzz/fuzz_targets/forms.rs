//! libFuzzer on `trusthub_fuzz::forms`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| trusthub_fuzz::forms(bytes));
