//! libFuzzer calls the target `ocsp`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| xtask::fuzz::target::ocsp(input));
