//! libFuzzer calls the target `cms`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| xtask::fuzz::target::cms(input));
