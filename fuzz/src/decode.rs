//! One datagram, to each request. The first byte chooses the request, the rest is the datagram; it is
//! made to match, so that what it says is read. Nothing is rendered: that is what makes it quick.

use std::convert::Infallible;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::time::Instant;

use second_hand::chronyd::{Outcome, PendingRequests, Reply, Request};
use second_hand::report::{Address, ErrorBound};

use super::wire;

/// chronyd keeps no more sources (`MAX_SOURCES` in its `ntp_sources.c`).
const MOST_SOURCES: u32 = 65_536;

/// Reads the input as one reply.
pub fn run(data: &[u8]) {
    let Some((&choice, datagram)) = data.split_first() else {
        return;
    };
    let request = match choice % 11 {
        0 => Request::Tracking,
        1 => Request::SourceCount,
        2 => Request::Source(0),
        3 => Request::Stats(0),
        4 => Request::Rtc,
        5 => Request::Name(Address::Ip(Ipv4Addr::LOCALHOST.into())),
        6 => Request::Name(Address::Ip(Ipv6Addr::LOCALHOST.into())),
        7 => Request::Activity,
        8 => Request::Selection(0),
        9 => Request::Authentication(Address::Ip(Ipv4Addr::LOCALHOST.into())),
        _ => Request::NtpData(Address::Ip(Ipv4Addr::LOCALHOST.into())),
    };
    if let Some(Outcome::Answered(reply)) = answer(request, datagram) {
        check(request, &reply);
    }
}

/// What the program takes the datagram for.
fn answer(request: Request, datagram: &[u8]) -> Option<Outcome> {
    let now = Instant::now();
    let mut pending = PendingRequests::new(1, 0);
    pending.ask([request]);
    let mut datagram = datagram.to_vec();
    let sent: Result<(), Infallible> = pending.transmit(now, |request| {
        wire::address_to(request, &mut datagram);
        Ok(())
    });
    sent.ok()?;
    let (answered, outcome) = pending.hear(&datagram, now).ok()??;
    assert_eq!(answered, request);
    assert!(pending.is_over());
    Some(outcome)
}

/// What the other half of the program relies on: a reply in kind, sizes that are sizes, and names that
/// a terminal can be shown.
fn check(request: Request, reply: &Reply) {
    match (request, reply) {
        (Request::Tracking, Reply::Tracking(tracking)) => {
            magnitudes([
                tracking.rms_offset_seconds,
                tracking.skew_ppm,
                tracking.root_delay_seconds,
                tracking.root_dispersion_seconds,
                tracking.update_interval_seconds,
                tracking.error_bound.map(ErrorBound::rounded),
            ]);
            finite([
                tracking.system_time_offset_seconds,
                tracking.last_offset_seconds,
                tracking.frequency_ppm,
                tracking.residual_frequency_ppm,
            ]);
            printable(tracking.reference_name.as_deref());
        }
        (Request::SourceCount, Reply::SourceCount(count)) => assert!(*count <= MOST_SOURCES),
        (Request::Source(_), Reply::Source(source)) => {
            magnitudes([source.error_seconds]);
            finite([source.offset_seconds, source.measured_offset_seconds]);
            assert!(source.poll.seconds() > 0.0, "{source:?}");
            printable(source.name.as_deref());
        }
        (Request::Stats(_), Reply::Stats(stats)) => {
            magnitudes([
                stats.skew_ppm,
                stats.offset_error_seconds,
                stats.std_dev_seconds,
            ]);
            finite([stats.frequency_ppm, stats.offset_seconds]);
            printable(stats.name.as_deref());
        }
        (Request::Rtc, Reply::Rtc(rtc)) => {
            finite([rtc.offset_seconds, rtc.drift_ppm]);
            // It can be reckoned with, or it is not there.
            let _measured_at = rtc.measured_at();
        }
        (Request::Name(_), Reply::Name(name)) => printable(Some(name)),
        (Request::Activity, Reply::Activity(activity)) => {
            assert!(activity.online <= MOST_SOURCES && activity.unresolved <= MOST_SOURCES);
        }
        (Request::Selection(_), Reply::Selection(_, selection)) => {
            assert!(selection.state.letter().is_ascii_graphic());
        }
        (Request::Authentication(_), Reply::Authentication(_)) => {}
        (Request::NtpData(_), Reply::NtpData(ntp_data)) => {
            if let Some(answer) = ntp_data.last_answer {
                let root = [answer.root_delay_seconds, answer.root_dispersion_seconds];
                magnitudes(root.map(Some));
                finite([Some(answer.delay_seconds)]);
            }
        }
        other => panic!("another kind: {other:?}"),
    }
}

fn magnitudes<const N: usize>(values: [Option<f32>; N]) {
    for value in values.into_iter().flatten() {
        assert!(value >= 0.0 && value.is_finite(), "{value}");
    }
}

fn finite<const N: usize>(values: [Option<f32>; N]) {
    for value in values.into_iter().flatten() {
        assert!(value.is_finite(), "{value}");
    }
}

fn printable(name: Option<&str>) {
    let is_printable = |byte: u8| byte.is_ascii_graphic() || byte == b' ';
    assert!(
        name.unwrap_or_default().bytes().all(is_printable),
        "{name:?}"
    );
}
