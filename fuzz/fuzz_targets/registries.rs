//! libFuzzer on `trusthub_fuzz::registries`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| trusthub_fuzz::registries(bytes));
