//! See `second_hand_fuzz::formats`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| second_hand_fuzz::formats::run(data));
