//! libFuzzer calls the target `sealed_value`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| xtask::fuzz::target::sealed_value(input));
