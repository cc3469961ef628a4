//! See `second_hand_fuzz::output`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| second_hand_fuzz::output::run(data));
