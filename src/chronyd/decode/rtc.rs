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

#[cfg(test)]
mod tests {
    use super::super::tests::read;
    use super::*;
    use crate::chronyd::{Outcome, Reply, Request};

    const MEASURED: &str = "06020000 00230007 00000000 00000000 00000007 00000000 00000000 \
        00000000 6b06272a 00000000 00280017 0000002c 049ffdc1 fe8c8c2c";
    const UNMEASURED: &str = "06020000 00230007 00000000 00000000 00000007 00000000 00000000 \
        00000000 00000000 00000000 00000000 00000000 00000000 00000000";

    fn rtc(outcome: Outcome) -> Rtc {
        match outcome {
            Outcome::Answered(Reply::Rtc(rtc)) => rtc,
            other => panic!("{other:?}"),
        }
    }

    /// chronyc: `1795565354.000000000,40,23,44,1.249931,0.137`.
    #[test]
    fn of_a_measured_clock() {
        let rtc = rtc(read(Request::Rtc, MEASURED));
        let ref_time = rtc.ref_time.0.expect("a time");
        assert_eq!(ref_time.as_second(), 1_795_565_354);
        assert_eq!((rtc.samples, rtc.runs, rtc.span_seconds), (40, 23, 44));
        assert_eq!(
            format!("{:.6}", rtc.offset_seconds.expect("a value")),
            "1.249931"
        );
        assert_eq!(format!("{:.3}", rtc.drift_ppm.expect("a value")), "0.137");
    }

    /// chronyc: `0.000000000,0,0,0,0.000000,0.000`.
    #[test]
    fn of_a_clock_that_is_not_measured_yet() {
        let rtc = rtc(read(Request::Rtc, UNMEASURED));
        assert_eq!(rtc.ref_time.0, None);
        assert_eq!(rtc.offset_seconds, None);
        assert_eq!(rtc.drift_ppm, None);
    }
}
