//! See `second_hand_fuzz::race`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| second_hand_fuzz::race::run(data));
