//! libFuzzer calls the target `pdf_object_stream`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| xtask::fuzz::target::pdf_object_stream(input));
