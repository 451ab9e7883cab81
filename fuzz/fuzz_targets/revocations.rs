//! libFuzzer on `trusthub_fuzz::revocations`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| trusthub_fuzz::revocations(bytes));
