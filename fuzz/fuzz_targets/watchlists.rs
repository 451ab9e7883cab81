//! libFuzzer on `trusthub_fuzz::watchlists`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| trusthub_fuzz::watchlists(bytes));
