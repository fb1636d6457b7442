//! libFuzzer calls the target `pdf_encryption`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| xtask::fuzz::target::pdf_encryption(input));
