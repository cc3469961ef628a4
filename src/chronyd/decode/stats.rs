//! The reply to a request for a source's statistics.

use chrony_candm::common::ChronyAddr;
use chrony_candm::reply as wire;

use super::{float, ip_or_id, magnitude, refclock_name};
use crate::report::{Address, RefId, SourceStats};

/// The placeholders for the estimates of a source before its first regression
/// (`WORST_CASE_FREQ_BOUND` and `WORST_CASE_STDDEV_BOUND` in chrony's `sourcestats.c`).
const PLACEHOLDER_SKEW_PPM: f32 = 2000.0;
const PLACEHOLDER_STD_DEV_SECONDS: f32 = 4.0;

pub(super) fn stats(body: &wire::SourceStats) -> Result<SourceStats, &'static str> {
    let id = RefId(body.ref_id);
    let address = match body.ip_addr {
        ChronyAddr::Unspec if id.0 != 0 => Address::RefClock(id),
        address => ip_or_id(address),
    };
    let skew = magnitude(body.skew_ppm, "a negative skew")?;
    let std_dev = magnitude(body.sd, "a negative standard deviation")?;
    // A negative error means that the clock was set back and chronyd has not noticed: chronyd adds
    // the skew times the time since the sample, which is then negative.
    let offset_error = Some(float(body.est_offset_err)).filter(|&error| error >= 0.0);
    let regressed = body.n_samples > 0 && !is(skew, PLACEHOLDER_SKEW_PPM);
    let sampled = body.n_samples > 0;
    Ok(SourceStats {
        address,
        name: refclock_name(address),
        reference_id: (id.0 != 0).then_some(id),
        samples: body.n_samples,
        runs: body.n_runs,
        span_seconds: body.span_seconds,
        frequency_ppm: regressed.then(|| float(body.resid_freq_ppm)),
        skew_ppm: regressed.then_some(skew),
        offset_seconds: sampled.then(|| float(body.est_offset)),
        offset_error_seconds: offset_error.filter(|_| sampled),
        std_dev_seconds: (sampled && !is(std_dev, PLACEHOLDER_STD_DEV_SECONDS)).then_some(std_dev),
    })
}

/// Whether the value is exactly the placeholder; an estimate may be larger.
fn is(value: f32, placeholder: f32) -> bool {
    value.to_bits() == placeholder.to_bits()
}

#[cfg(test)]
mod tests {
    use super::super::tests::{MINUS_ONE, read, read_with};
    use super::*;
    use crate::chronyd::{Outcome, Reply, Request};

    const SELECTED: &str = "06020000 00220006 00000000 00000000 00000007 00000000 00000000 \
        7f580101 7f580101 00000000 00000000 00000000 00010000 00000020 00000013 0000002b \
        d894ab17 eac64dc7 f6d8ac3b d680e75a def8b9fc";
    const REFCLOCK: &str = "06020000 00220006 00000000 00000000 00000007 00000000 00000000 \
        47505330 00000000 00000000 00000000 00000000 00000000 00000006 00000003 0000000a \
        c889705f ecddd9ab dc8637bd f7367202 d2e4dc0e";
    const SILENT: &str = "06020000 00220006 00000000 00000000 00000007 00000000 00000000 \
        7f580109 7f580109 00000000 00000000 00000000 00010000 00000000 00000000 00000000 \
        08800000 00000000 18fa0000 00000000 00000000";

    fn stats(outcome: Outcome) -> SourceStats {
        match outcome {
            Outcome::Answered(Reply::Stats(stats)) => stats,
            other => panic!("{other:?}"),
        }
    }

    /// chronyc: `127.88.1.1,32,19,43,0.000,0.013,0.000000120,0.000000277`.
    #[test]
    fn of_the_selected_server() {
        let stats = stats(read(Request::Stats(1), SELECTED));
        assert_eq!(stats.address, Address::Ip([127, 88, 1, 1].into()));
        assert_eq!(
            (stats.samples, stats.runs, stats.span_seconds),
            (32, 19, 43)
        );
        let shown = |value: Option<f32>, digits| format!("{:.digits$}", value.expect("a value"));
        assert_eq!(shown(stats.frequency_ppm, 3), "0.000");
        assert_eq!(shown(stats.skew_ppm, 3), "0.013");
        assert_eq!(shown(stats.offset_seconds, 9), "0.000000120");
        assert_eq!(shown(stats.std_dev_seconds, 9), "0.000000277");
        assert!(stats.offset_error_seconds > Some(0.0), "chronyc hides it");
    }

    /// chronyc: `GPS0,6,3,10,0.000,0.000,-0.012301920,0.000000001`.
    #[test]
    fn of_a_reference_clock() {
        let stats = stats(read(Request::Stats(0), REFCLOCK));
        assert_eq!(stats.address, Address::RefClock(RefId(0x4750_5330)));
        assert_eq!(stats.name.as_deref(), Some("GPS0"));
        assert_eq!(
            format!("{:.9}", stats.offset_seconds.expect("a value")),
            "-0.012301920"
        );
    }

    /// chronyc: `127.88.1.9,0,0,0,0.000,2000.000,0.000000000,4.000000000`.
    #[test]
    fn of_a_server_without_a_sample() {
        let silent = stats(read(Request::Stats(4), SILENT));
        assert_eq!(silent.samples, 0);
        assert_eq!(silent.skew_ppm, None);
        assert_eq!(silent.offset_seconds, None);
        assert_eq!(silent.std_dev_seconds, None);
        // Without a sample nothing is known, even if a skew of one is sent.
        let skew = read_with(Request::Stats(4), SILENT, 18, 0x0480_0000);
        assert_eq!(stats(skew).skew_ppm, None);
    }

    #[test]
    fn quantities_below_zero_are_malformed() {
        let request = Request::Stats(1);
        for (place, why) in [
            (16, "a negative standard deviation"),
            (18, "a negative skew"),
        ] {
            let read = read_with(request, SELECTED, place, MINUS_ONE);
            assert_eq!(read, Outcome::Malformed(why));
        }
        for place in [17, 19] {
            let read = read_with(request, SELECTED, place, MINUS_ONE);
            assert!(matches!(read, Outcome::Answered(_)), "{place}: {read:?}");
        }
        // A chronyd whose clock was set back computes a negative one.
        let error = read_with(request, SELECTED, 20, MINUS_ONE);
        assert_eq!(stats(error).offset_error_seconds, None);
    }
}
