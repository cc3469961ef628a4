//! The reply to a request for a source's statistics.

use chrony_candm::common::ChronyAddr;
use chrony_candm::reply as wire;

use super::{float, ip_or_id, refclock_name};
use crate::report::{Address, RefId, SourceStats};

/// What the estimates of a source hold before its first regression (`WORST_CASE_FREQ_BOUND` and
/// `WORST_CASE_STDDEV_BOUND` in chrony's `sourcestats.c`).
const PLACEHOLDER_SKEW_PPM: f32 = 2000.0;
const PLACEHOLDER_STD_DEV_SECONDS: f32 = 4.0;

pub(super) fn stats(body: &wire::SourceStats) -> SourceStats {
    let id = RefId(body.ref_id);
    let address = match body.ip_addr {
        ChronyAddr::Unspec if id.0 != 0 => Address::RefClock(id),
        address => ip_or_id(address),
    };
    let skew = float(body.skew_ppm);
    let std_dev = float(body.sd);
    let regressed = body.n_samples > 0 && !is(skew, PLACEHOLDER_SKEW_PPM);
    let sampled = body.n_samples > 0;
    SourceStats {
        address,
        name: refclock_name(address),
        reference_id: (id.0 != 0).then_some(id),
        samples: body.n_samples,
        runs: body.n_runs,
        span_seconds: body.span_seconds,
        frequency_ppm: regressed.then(|| float(body.resid_freq_ppm)),
        skew_ppm: regressed.then_some(skew),
        offset_seconds: sampled.then(|| float(body.est_offset)),
        offset_error_seconds: sampled.then(|| float(body.est_offset_err)),
        std_dev_seconds: (sampled && !is(std_dev, PLACEHOLDER_STD_DEV_SECONDS)).then_some(std_dev),
    }
}

/// Whether the value is exactly the placeholder: an estimate may well be larger.
fn is(value: f32, placeholder: f32) -> bool {
    value.to_bits() == placeholder.to_bits()
}
