//! libFuzzer on `trusthub_fuzz::websites`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| trusthub_fuzz::websites(bytes));
