//! libFuzzer on `trusthub_fuzz::applications`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| trusthub_fuzz::applications(bytes));
