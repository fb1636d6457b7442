//! libFuzzer calls the target `picture`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| xtask::fuzz::target::picture(input));
