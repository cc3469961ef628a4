//! The reply to a tracking request.

use std::ops::Range;

use chrony_candm::common::ChronyAddr;
use chrony_candm::reply as wire;

use super::{float, ip_or_id, ref_time, refclock_name};
use crate::report::{Address, ErrorBound, LeapStatus, RefId, RefTime, Tracking};

/// The strata of a clock that has a reference (`NTP_MAX_STRATUM` in chrony's `ntp.h` is 16).
const STRATA: Range<u16> = 1..16;

pub(super) fn tracking(body: &wire::Tracking) -> Result<Tracking, &'static str> {
    let leap_status = match body.leap_status {
        0 => LeapStatus::Normal,
        1 => LeapStatus::Insert,
        2 => LeapStatus::Delete,
        3 => LeapStatus::Unsynchronized,
        other => LeapStatus::Unknown(other),
    };
    let id = RefId(body.ref_id);
    let ref_time = ref_time(body.ref_time)?;
    // During a leap second chronyd says "unsynchronized" and leaves everything else as it was.
    let referenced = leap_status != LeapStatus::Unsynchronized
        || (id.0 != 0 && STRATA.contains(&body.stratum) && ref_time.0.is_some());
    // With `copy`, a source in local mode lends its id as well; but it has an address.
    let local = id == RefId::LOCAL && body.ip_addr == ChronyAddr::Unspec;
    let followed = referenced && !local;
    let offset = float(body.current_correction);
    let last_offset = float(body.last_offset);
    let rms_offset = float(body.rms_offset);
    let interval = float(body.last_update_interval);
    let root_delay = float(body.root_delay);
    let root_dispersion = float(body.root_dispersion);
    // What the last update found stays known when there is no reference any more. The wire says
    // zero where there never was an update; a clock set by hand has a correction all the same.
    let updated = followed
        || [last_offset, rms_offset, interval]
            .iter()
            .any(|&x| x != 0.0);
    let corrected = updated || offset != 0.0;
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
        // The wire has the correction still to be made: what is behind is to be moved forwards.
        system_time_offset_seconds: corrected.then_some(0.0 - offset),
        last_offset_seconds: updated.then_some(last_offset),
        rms_offset_seconds: updated.then_some(rms_offset),
        frequency_ppm: float(body.freq_ppm),
        residual_frequency_ppm: followed.then(|| float(body.resid_freq_ppm)),
        skew_ppm: followed.then(|| float(body.skew_ppm)),
        root_delay_seconds: referenced.then_some(root_delay),
        root_dispersion_seconds: referenced.then_some(root_dispersion),
        update_interval_seconds: (updated && interval != 0.0).then_some(interval),
        error_bound: followed.then(|| ErrorBound::of(offset, root_dispersion, root_delay)),
    })
}
