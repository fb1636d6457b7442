//! libFuzzer calls the target `path`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| xtask::fuzz::target::path(input));
