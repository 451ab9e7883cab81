//! libFuzzer on `trusthub_fuzz::policies`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| trusthub_fuzz::policies(bytes));
