//! libFuzzer calls the target `pdf_object`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| xtask::fuzz::target::pdf_object(input));
