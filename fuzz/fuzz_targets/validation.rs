//! libFuzzer calls the target `validation`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| xtask::fuzz::target::validation(input));
