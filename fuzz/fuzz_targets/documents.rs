//! libFuzzer on `trusthub_fuzz::documents`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| trusthub_fuzz::documents(bytes));
