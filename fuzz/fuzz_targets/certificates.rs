//! libFuzzer on `trusthub_fuzz::certificates`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| trusthub_fuzz::certificates(bytes));
