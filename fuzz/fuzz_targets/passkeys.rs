//! libFuzzer on `trusthub_fuzz::passkeys`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| trusthub_fuzz::passkeys(bytes));
