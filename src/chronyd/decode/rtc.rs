//! The reply to a request for the hardware clock.

use chrony_candm::reply as wire;

use super::{float, ref_time};
use crate::report::Rtc;

pub(super) fn rtc(body: &wire::Rtc) -> Result<Rtc, &'static str> {
    let ref_time = ref_time(body.ref_time)?;
    let measured = ref_time.0.is_some();
    Ok(Rtc {
        ref_time,
        samples: body.n_samples,
        runs: body.n_runs,
        span_seconds: body.span_seconds,
        offset_seconds: measured.then(|| float(body.rtc_seconds_fast)),
        drift_ppm: measured.then(|| float(body.rtc_gain_rate_ppm)),
    })
}
