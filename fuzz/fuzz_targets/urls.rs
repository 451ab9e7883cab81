//! libFuzzer on `trusthub_fuzz::urls`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| trusthub_fuzz::urls(bytes));
