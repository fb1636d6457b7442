//! libFuzzer calls the target `trusted_list`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| xtask::fuzz::target::trusted_list(input));
