//! libFuzzer on `trusthub_fuzz::page_tokens`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| trusthub_fuzz::page_tokens(bytes));
