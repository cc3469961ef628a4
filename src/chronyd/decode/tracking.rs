//! The reply to a tracking request.

use chrony_candm::common::ChronyAddr;
use chrony_candm::reply as wire;

use super::{float, ip_or_id, leap_status, magnitude, ref_time, refclock_name};
use crate::report::{Address, ErrorBound, LeapStatus, RefId, RefTime, Tracking};

pub(super) fn tracking(body: &wire::Tracking) -> Result<Tracking, &'static str> {
    let leap_status = leap_status(body.leap_status);
    let id = RefId(body.ref_id);
    let ref_time = ref_time(body.ref_time)?;
    // During a leap second chronyd says "unsynchronized" and leaves everything else as it was.
    let referenced = leap_status != LeapStatus::Unsynchronized
        || (id.0 != 0 && Tracking::STRATA.contains(&body.stratum) && ref_time.0.is_some());
    // With `copy`, a client has the local id too, but it has an address.
    let local = id == RefId::LOCAL && body.ip_addr == ChronyAddr::Unspec;
    let followed = referenced && !local;
    let offset = float(body.current_correction);
    let last_offset = float(body.last_offset);
    let rms_offset = magnitude(body.rms_offset, "a negative RMS offset")?;
    let interval = magnitude(body.last_update_interval, "a negative update interval")?;
    let skew = magnitude(body.skew_ppm, "a negative skew")?;
    let root_delay = magnitude(body.root_delay, "a negative root delay")?;
    let root_dispersion = magnitude(body.root_dispersion, "a negative root dispersion")?;
    // The last update stays known after the reference is lost. Zero on the wire means that there
    // never was an update, but a clock that was set by hand has a correction without one.
    let updated = followed
        || [last_offset, rms_offset, interval]
            .iter()
            .any(|&x| x != 0.0);
    let corrected = updated || offset != 0.0;
    // Exactly zero is no estimate: chronyd starts with it.
    let frequency = float(body.freq_ppm);
    let reference_address = match body.ip_addr {
        _ if !referenced => Address::None,
        ChronyAddr::Unspec if followed && id.0 != 0 => Address::RefClock(id),
        address => ip_or_id(address),
    };
    Ok(Tracking {
        reference_id: referenced.then_some(id),
        reference_name: refclock_name(reference_address),
        reference_address,
        stratum: referenced.then_some(body.stratum),
        leap_status,
        ref_time: if referenced { ref_time } else { RefTime(None) },
        // The wire has the correction to be made, which has the opposite sign of the offset.
        system_time_offset_seconds: corrected.then_some(0.0 - offset),
        last_offset_seconds: updated.then_some(last_offset),
        rms_offset_seconds: updated.then_some(rms_offset),
        frequency_ppm: (frequency != 0.0).then_some(frequency),
        residual_frequency_ppm: followed.then(|| float(body.resid_freq_ppm)),
        skew_ppm: followed.then_some(skew),
        root_delay_seconds: referenced.then_some(root_delay),
        root_dispersion_seconds: referenced.then_some(root_dispersion),
        update_interval_seconds: (updated && interval != 0.0).then_some(interval),
        error_bound: followed.then(|| ErrorBound::of(offset, root_dispersion, root_delay)),
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::{MINUS_ONE, read, read_with};
    use super::*;
    use crate::chronyd::{Outcome, Reply, Request};

    const FOLLOWING: &str = "06020000 00210005 00000000 00000000 00000007 00000000 00000000 \
        7f580101 7f580101 00000000 00000000 00000000 00010000 00020000 \
        00000000 6b062726 3430cfb0 df7f2cfe d2d8c3ab d8810cd4 ed222654 \
        eca871d7 f6dc4625 e0ee4db7 de88505b 0681d96b";
    const UNSYNCHRONIZED: &str = "06020000 00210005 00000000 00000000 00000007 00000000 00000000 \
        00000000 00000000 00000000 00000000 00000000 00000000 00000003 \
        00000000 00000000 00000000 00000000 00000000 00000000 00000000 \
        00000000 00000000 04800000 04800000 00000000";
    const LOCAL: &str = "06020000 00210005 00000000 00000000 00000007 00000000 00000000 \
        7f7f0101 00000000 00000000 00000000 00000000 00000000 000a0000 \
        00000000 6b062727 14106a62 00000000 00000000 00000000 00000000 \
        00000000 00000000 00000000 00000000 00000000";

    fn tracking(outcome: Outcome) -> Tracking {
        match outcome {
            Outcome::Answered(Reply::Tracking(tracking)) => tracking,
            other => panic!("{other:?}"),
        }
    }

    /// chronyc: `7F580101,127.88.1.1,2,1795565350.875614128,-0.000001920,0.000000050,0.000000240,
    /// -0.000,0.000,0.013,0.000007102,0.000002031,2.0,Normal`.
    #[test]
    fn of_a_clock_that_follows_a_server() {
        let tracking = tracking(read(Request::Tracking, FOLLOWING));
        assert_eq!(tracking.reference_id, Some(RefId(0x7F58_0101)));
        let address = Address::Ip([127, 88, 1, 1].into());
        assert_eq!(tracking.reference_address, address);
        assert_eq!(tracking.stratum, Some(2));
        assert_eq!(tracking.leap_status, LeapStatus::Normal);
        let ref_time = tracking.ref_time.0.expect("a time");
        assert_eq!(ref_time.as_nanosecond(), 1_795_565_350_875_614_128);
        let nanoseconds = |value: Option<f32>| format!("{:.9}", value.expect("a value"));
        // chronyc prints it with the wire's sign inverted, and so does this report.
        assert_eq!(
            nanoseconds(tracking.system_time_offset_seconds),
            "0.000001920"
        );
        assert_eq!(nanoseconds(tracking.last_offset_seconds), "0.000000050");
        assert_eq!(nanoseconds(tracking.rms_offset_seconds), "0.000000240");
        assert_eq!(nanoseconds(tracking.root_delay_seconds), "0.000007102");
        assert_eq!(nanoseconds(tracking.root_dispersion_seconds), "0.000002031");
        let frequency = tracking.frequency_ppm.expect("a value");
        assert_eq!(format!("{frequency:.3}"), "-0.000");
        assert_eq!(
            format!("{:.3}", tracking.skew_ppm.expect("a value")),
            "0.013"
        );
        let interval = tracking.update_interval_seconds.expect("a value");
        assert_eq!(format!("{interval:.1}"), "2.0");
    }

    /// chronyc: `00000000,,0,0.000000000,0.000000000,0.000000000,0.000000000,0.000,0.000,0.000,
    /// 1.000000000,1.000000000,0.0,Not synchronised`.
    #[test]
    fn of_a_clock_that_follows_nothing() {
        let tracking = tracking(read(Request::Tracking, UNSYNCHRONIZED));
        assert_eq!(tracking.leap_status, LeapStatus::Unsynchronized);
        assert_eq!(tracking.ref_time, RefTime(None));
        assert_eq!(tracking.stratum, None);
        assert_eq!(tracking.frequency_ppm, None, "never estimated");
        assert_eq!(tracking.root_delay_seconds, None, "a placeholder");
        assert_eq!(tracking.error_bound, None);
    }

    /// chronyc: `7F7F0101,,10,1795565351.336620130,…,Normal`, and zeros.
    #[test]
    fn of_a_clock_that_serves_itself() {
        let tracking = tracking(read(Request::Tracking, LOCAL));
        assert_eq!(tracking.reference_id, Some(RefId::LOCAL));
        assert_eq!(tracking.stratum, Some(10));
        assert_eq!(tracking.last_offset_seconds, None, "never updated");
        assert_eq!(tracking.error_bound, None, "it would be nothing");
    }

    /// chronyd sends neither; a lost reference must not be shown.
    #[test]
    fn what_is_left_of_a_reference_is_not_shown() {
        let id = read_with(Request::Tracking, UNSYNCHRONIZED, 7, 0x7F58_0101);
        let id = tracking(id);
        assert_eq!(id.reference_id, None);
        assert_eq!(id.reference_address, Address::None);
        assert_eq!(id.reference_name, None);
        let no_stratum = read_with(Request::Tracking, FOLLOWING, 13, 0x0000_0003);
        assert_eq!(tracking(no_stratum).reference_address, Address::None);
    }

    /// During a leap second chronyd has both a reference and the leap status of a clock without one
    /// (`leap_in_progress` in its `reference.c`).
    #[test]
    fn of_a_clock_in_a_leap_second() {
        let leap = read_with(Request::Tracking, FOLLOWING, 13, 0x0002_0003);
        let expected = Tracking {
            leap_status: LeapStatus::Unsynchronized,
            ..tracking(read(Request::Tracking, FOLLOWING))
        };
        assert_eq!(tracking(leap), expected);
    }

    #[test]
    fn quantities_below_zero_are_malformed() {
        for (place, why) in [
            (19, "a negative RMS offset"),
            (22, "a negative skew"),
            (23, "a negative root delay"),
            (24, "a negative root dispersion"),
            (25, "a negative update interval"),
        ] {
            let read = read_with(Request::Tracking, FOLLOWING, place, MINUS_ONE);
            assert_eq!(read, Outcome::Malformed(why));
        }
        // These have a sign.
        for place in [17, 18, 20, 21] {
            let read = read_with(Request::Tracking, FOLLOWING, place, MINUS_ONE);
            assert!(matches!(read, Outcome::Answered(_)), "{place}: {read:?}");
        }
    }
}
