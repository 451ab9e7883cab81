//! libFuzzer on `trusthub_fuzz::credentials`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| trusthub_fuzz::credentials(bytes));
