//! See `second_hand_fuzz::arguments`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| second_hand_fuzz::arguments::run(data));
