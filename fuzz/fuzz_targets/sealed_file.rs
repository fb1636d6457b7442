//! libFuzzer calls the target `sealed_file`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| xtask::fuzz::target::sealed_file(input));
