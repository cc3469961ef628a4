//! The reply to a tracking request.

use chrony_candm::common::ChronyAddr;
use chrony_candm::reply as wire;

use super::{float, ip_or_id, leap_status, ref_time, refclock_name};
use crate::report::{Address, ErrorBound, LeapStatus, RefId, RefTime, Tracking};

pub(super) fn tracking(body: &wire::Tracking) -> Result<Tracking, &'static str> {
    let leap_status = leap_status(body.leap_status);
    let id = RefId(body.ref_id);
    let synchronized = leap_status != LeapStatus::Unsynchronized;
    let local = id == RefId::LOCAL;
    let offset = float(body.current_correction);
    let last_offset = float(body.last_offset);
    let rms_offset = float(body.rms_offset);
    let interval = float(body.last_update_interval);
    let root_delay = float(body.root_delay);
    let root_dispersion = float(body.root_dispersion);
    // A local reference that never had another has no offsets; the wire says zero.
    let updated = synchronized
        && !(local
            && [last_offset, rms_offset, interval]
                .iter()
                .all(|&x| x == 0.0));
    let followed = synchronized && !local;
    let reference_address = match body.ip_addr {
        ChronyAddr::Unspec if followed && id.0 != 0 => Address::RefClock(id),
        _ if !synchronized => Address::None,
        address => ip_or_id(address),
    };
    Ok(Tracking {
        reference_id: synchronized.then_some(id),
        reference_name: refclock_name(reference_address),
        reference_address,
        stratum: synchronized.then_some(body.stratum),
        leap_status,
        ref_time: if synchronized {
            ref_time(body.ref_time)?
        } else {
            RefTime(None)
        },
        // The wire has the correction still to be made: what is behind is to be moved forwards.
        system_time_offset_seconds: updated.then_some(0.0 - offset),
        last_offset_seconds: updated.then_some(last_offset),
        rms_offset_seconds: updated.then_some(rms_offset),
        frequency_ppm: float(body.freq_ppm),
        residual_frequency_ppm: followed.then(|| float(body.resid_freq_ppm)),
        skew_ppm: followed.then(|| float(body.skew_ppm)),
        root_delay_seconds: synchronized.then_some(root_delay),
        root_dispersion_seconds: synchronized.then_some(root_dispersion),
        update_interval_seconds: (updated && interval != 0.0).then_some(interval),
        error_bound: followed.then(|| ErrorBound::of(offset, root_dispersion, root_delay)),
    })
}
