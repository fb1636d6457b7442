//! libFuzzer calls the target `timestamp`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| xtask::fuzz::target::timestamp(input));
