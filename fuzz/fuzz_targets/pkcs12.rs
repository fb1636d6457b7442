//! libFuzzer calls the target `pkcs12`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| xtask::fuzz::target::pkcs12(input));
