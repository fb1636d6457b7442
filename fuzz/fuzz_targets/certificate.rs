//! libFuzzer calls the target `certificate`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| xtask::fuzz::target::certificate(input));
