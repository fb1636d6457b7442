//! libFuzzer calls the target `revocation_list`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| xtask::fuzz::target::revocation_list(input));
