//! libFuzzer on `trusthub_fuzz::sip`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| trusthub_fuzz::sip(bytes));
