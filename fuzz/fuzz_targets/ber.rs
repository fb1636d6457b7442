//! libFuzzer calls the target `ber`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| xtask::fuzz::target::ber(input));
