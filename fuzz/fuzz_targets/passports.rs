//! libFuzzer on `trusthub_fuzz::passports`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| trusthub_fuzz::passports(bytes));
