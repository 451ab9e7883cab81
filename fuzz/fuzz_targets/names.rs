//! libFuzzer on `trusthub_fuzz::names`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| trusthub_fuzz::names(bytes));
