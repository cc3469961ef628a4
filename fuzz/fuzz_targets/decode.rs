//! See `second_hand_fuzz::decode`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| second_hand_fuzz::decode::run(data));
