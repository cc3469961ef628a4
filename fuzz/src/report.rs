//! A report made up from bytes: each byte decides something that a report can say. It is free to be more
//! absurd than chronyd, but keeps what the decoder and the fetch promise (`decode` holds the decoder to it):
//! sizes are not negative, numbers are finite, names are printable, what is missing has its problem.

use std::net::{Ipv4Addr, Ipv6Addr};
use std::time::Duration;

use arbitrary::{Arbitrary, Result, Unstructured};
use jiff::{SignedDuration, Timestamp};
use second_hand::chronyd::{Cause, Endpoint, FailedPath, unreachable};
use second_hand::report::{
    Activity, Address, Algorithm, Authentication, AuthenticationMode, ErrorBound, LeapStatus, Mode,
    NtpAnswer, NtpData, NtpTests, PerSource, Poll, Problem, ProblemKind, Reach, RefId, RefTime,
    Report, Requested, Rtc, Selection, SelectionOptions, SelectionState, Source, SourceState,
    SourceStats, Standing, Tracking,
};

/// More sources are not read.
const MOST_SOURCES: usize = 4096;

/// The longest name on the wire.
const LONGEST_NAME: usize = 255;

/// Any report.
pub fn any(u: &mut Unstructured<'_>) -> Result<Report> {
    let all: u8 = u.arbitrary()?;
    let is_away = all & 0x0F == 0x0F;
    let place = |bits: u8| match bits & 3 {
        _ if is_away => Place::Unreachable,
        0 | 1 => Place::Received,
        2 => Place::No,
        _ => Place::Missing,
    };
    let (tracked, listed) = (place(all), place(all >> 2));
    let (estimated, ticking) = (place(all >> 4), place(all >> 6));
    let unreachable = if is_away { Some(away(u)?) } else { None };
    let tracking = tracked.holds(u, tracking)?;
    let addresses = addresses(u)?;
    let sources = listed.holds(u, |u| per_source(u, &addresses, source))?;
    let stats = estimated.holds(u, |u| per_source(u, &addresses, stats))?;
    let rtc = ticking.holds(u, rtc)?;
    let mut report = Report {
        fetched_at: Timestamp::UNIX_EPOCH,
        fetch_duration: Duration::from_millis(u.arbitrary::<u16>()?.into()),
        system_clock: None,
        server: if is_away {
            None
        } else {
            Some(endpoint(u)?.to_string())
        },
        tracking,
        sources,
        stats,
        rtc,
        activity: option(u, activity)?,
        unreachable,
    };
    set_time(&mut report, u)?;
    Ok(report)
}

/// Has the report be fetched about when it was made, by a clock of this machine or of another.
pub fn set_time(report: &mut Report, u: &mut Unstructured<'_>) -> Result<()> {
    const AGES: [i64; 8] = [0, 1, 64, 600, 3600, 86_400, 400 * 86_400, 80_000_000_000];
    let how: u8 = u.arbitrary()?;
    let tracked = report.tracking.known();
    let moment = tracked.and_then(|tracking| tracking.ref_time.0);
    let moment = moment.or_else(|| report.rtc.known()?.ref_time.0);
    let size = AGES[usize::from(how & 7)];
    let age = if how & 8 == 0 { size } else { -size };
    let moment = moment.unwrap_or(Timestamp::UNIX_EPOCH);
    report.fetched_at = moment
        .checked_add(SignedDuration::new(age, u.arbitrary::<u16>()?.into()))
        .unwrap_or(moment);
    report.system_clock = (how & 16 == 0).then_some(report.fetched_at);
    Ok(())
}

/// A report's place.
#[derive(Clone, Copy)]
enum Place {
    No,
    Unreachable,
    Missing,
    Received,
}

impl Place {
    fn holds<T>(
        self,
        u: &mut Unstructured<'_>,
        make: impl FnOnce(&mut Unstructured<'_>) -> Result<T>,
    ) -> Result<Requested<T>> {
        Ok(match self {
            Self::Unreachable => Requested::Unreachable,
            Self::Missing => Requested::Missing(problem()),
            Self::Received => Requested::Received(make(u)?),
            Self::No if u.arbitrary()? => Requested::Aside(make(u)?),
            Self::No => Requested::No,
        })
    }
}

fn problem() -> Problem {
    Problem {
        kind: ProblemKind::Unavailable,
        message: "chronyd does not track the hardware clock".to_owned(),
        hint: None,
    }
}

fn away(u: &mut Unstructured<'_>) -> Result<Problem> {
    let paths = 0..u.int_in_range(0..=4)?;
    let failed: Result<Vec<_>> = paths
        .map(|_| {
            let cause = match u.int_in_range(0..=15)? {
                0 => Cause::Refused,
                1 => Cause::NoSocket,
                2 => Cause::SocketDenied,
                3 => Cause::ReplyPathDenied("/run/chrony".into()),
                4 => Cause::ReplyPathReadOnly("/run/chrony".into()),
                5 => Cause::SymbolicLink,
                6 => Cause::PortOwner(u.arbitrary()?),
                7 => Cause::HostDenied,
                8 => Cause::NotPermitted,
                9 => Cause::Silent,
                10 => Cause::NotTried,
                11 => Cause::NotChrony("too short for a reply".to_owned()),
                12 => Cause::Version(u.arbitrary()?),
                13 => Cause::Unresolvable("name or service not known".to_owned()),
                14 => Cause::NoRoute("network is unreachable".to_owned()),
                _ => Cause::System("cannot allocate memory".to_owned()),
            };
            Ok(FailedPath {
                path: endpoint(u)?,
                cause,
            })
        })
        .collect();
    Ok(unreachable(&failed?))
}

fn endpoint(u: &mut Unstructured<'_>) -> Result<Endpoint> {
    Ok(match u.int_in_range(0..=3)? {
        0 => Endpoint::Unix(["/", &name(u)?].concat().into()),
        1 => Endpoint::Udp((Ipv4Addr::arbitrary(u)?, 323).into()),
        2 => Endpoint::Udp((Ipv6Addr::arbitrary(u)?, 323).into()),
        _ => Endpoint::Named {
            host: name(u)?,
            port: 323,
        },
    })
}

/// What identifies the sources: none, a few, or very many that are made from these few.
fn addresses(u: &mut Unstructured<'_>) -> Result<Vec<Address>> {
    // Where the input is over, there are few.
    let count = match u.int_in_range(0..=255_u8)? {
        255 => MOST_SOURCES,
        254 => u.int_in_range(0..=MOST_SOURCES)?,
        248..=253 => u.int_in_range(0..=100)?,
        few => usize::from(few % 8),
    };
    let first: Vec<Address> = (0..count.min(4))
        .map(|_| address(u))
        .collect::<Result<_>>()?;
    Ok((0..count)
        .map(|place| {
            vary(
                first[place % first.len()],
                u32::try_from(place / 4).unwrap_or_default(),
            )
        })
        .collect())
}

fn vary(address: Address, by: u32) -> Address {
    match address {
        Address::Ip(std::net::IpAddr::V4(ip)) => {
            Address::Ip(Ipv4Addr::from_bits(ip.to_bits() ^ by).into())
        }
        Address::Ip(std::net::IpAddr::V6(ip)) => {
            Address::Ip(Ipv6Addr::from_bits(ip.to_bits() ^ u128::from(by)).into())
        }
        Address::Unresolved(number) => Address::Unresolved(number ^ by),
        Address::RefClock(id) => Address::RefClock(RefId(id.0 ^ by)),
        Address::None => Address::None,
    }
}

fn address(u: &mut Unstructured<'_>) -> Result<Address> {
    Ok(match u.int_in_range(0..=7)? {
        0..=2 => Address::Ip(Ipv4Addr::arbitrary(u)?.into()),
        3 | 4 => Address::Ip(Ipv6Addr::arbitrary(u)?.into()),
        5 => Address::Unresolved(u.arbitrary()?),
        6 => Address::RefClock(RefId(u.arbitrary()?)),
        _ => Address::None,
    })
}

/// An entry for each of the sources, but made only for the first ones, which the others are like.
fn per_source<T: Clone + Entry>(
    u: &mut Unstructured<'_>,
    addresses: &[Address],
    make: fn(&mut Unstructured<'_>) -> Result<T>,
) -> Result<PerSource<T>> {
    let (models, spares): (u8, bool) = u.arbitrary()?;
    let models: Vec<T> = (0..=models % 8).map(|_| make(u)).collect::<Result<_>>()?;
    let all: Vec<T> = addresses
        .iter()
        .zip(models.iter().cycle())
        .map(|(&address, model)| model.clone().of(address))
        .collect();
    Ok(PerSource::new(all, |one| {
        spares && matches!(one.address(), Address::Unresolved(_))
    }))
}

trait Entry {
    fn of(self, address: Address) -> Self;
    fn address(&self) -> Address;
}

impl Entry for Source {
    fn of(self, address: Address) -> Self {
        Self {
            address,
            name: name_of(address, self.name),
            reference_id: id_of(address, self.reference_id),
            ..self
        }
    }

    fn address(&self) -> Address {
        self.address
    }
}

impl Entry for SourceStats {
    fn of(self, address: Address) -> Self {
        Self {
            address,
            name: name_of(address, self.name),
            reference_id: id_of(address, self.reference_id),
            ..self
        }
    }

    fn address(&self) -> Address {
        self.address
    }
}

/// A reference clock is called by its id, and needs no asking.
fn name_of(address: Address, told: Option<String>) -> Option<String> {
    match address {
        Address::RefClock(id) => id.text(),
        _ => told,
    }
}

fn id_of(address: Address, told: Option<RefId>) -> Option<RefId> {
    match address {
        Address::RefClock(id) => Some(id),
        Address::Unresolved(_) => None,
        Address::Ip(_) | Address::None => told,
    }
}

fn tracking(u: &mut Unstructured<'_>) -> Result<Tracking> {
    let reference_address = match u.int_in_range(0..=3)? {
        0 => Address::None,
        _ => address(u)?,
    };
    let reference_id = match u.int_in_range(0..=7)? {
        0 => None,
        1 => Some(RefId::LOCAL),
        _ => Some(RefId(u.arbitrary()?)),
    };
    let offset = option(u, float)?;
    let (root_delay, root_dispersion) = (option(u, size)?, option(u, size)?);
    let told = option(u, name)?;
    Ok(Tracking {
        reference_id,
        reference_name: name_of(reference_address, told),
        reference_address,
        stratum: option(u, stratum)?,
        leap_status: leap_status(u)?,
        ref_time: ref_time(u)?,
        system_time_offset_seconds: offset,
        last_offset_seconds: option(u, float)?,
        rms_offset_seconds: option(u, size)?,
        frequency_ppm: option(u, float)?,
        residual_frequency_ppm: option(u, float)?,
        skew_ppm: option(u, size)?,
        root_delay_seconds: root_delay,
        root_dispersion_seconds: root_dispersion,
        update_interval_seconds: option(u, size)?,
        error_bound: option(u, |_| {
            Ok(ErrorBound::of(
                offset.unwrap_or_default(),
                root_dispersion.unwrap_or_default(),
                root_delay.unwrap_or_default(),
            ))
        })?,
    })
}

fn source(u: &mut Unstructured<'_>) -> Result<Source> {
    let is_sampled = u.int_in_range(0..=3)? != 0;
    let sampled = |value| is_sampled.then_some(value);
    Ok(Source {
        address: Address::None,
        name: option(u, name)?,
        reference_id: option(u, |u| Ok(RefId(u.arbitrary()?)))?,
        standing: Standing {
            mode: match u.int_in_range(0..=3)? {
                0 => Mode::Server,
                1 => Mode::Peer,
                2 => Mode::RefClock,
                _ => Mode::Unknown(u.arbitrary()?),
            },
            state: match u.int_in_range(0..=7)? {
                0 | 1 => SourceState::Selected,
                2 => SourceState::Combined,
                3 => SourceState::Selectable,
                4 => SourceState::Falseticker,
                5 => SourceState::Jittery,
                6 => SourceState::Unusable,
                _ => SourceState::Unknown(u.arbitrary()?),
            },
        },
        stratum: is_sampled.then(|| stratum(u)).transpose()?,
        poll: Poll(u.int_in_range(-32..=32)?),
        reach: Reach(u.arbitrary()?),
        last_sample_age_seconds: is_sampled.then(|| count(u)).transpose()?,
        offset_seconds: sampled(float(u)?),
        measured_offset_seconds: sampled(float(u)?),
        error_seconds: sampled(size(u)?),
        selection: option(u, selection)?,
        authentication: option(u, authentication)?,
        ntp_data: option(u, ntp_data)?,
    })
}

fn stats(u: &mut Unstructured<'_>) -> Result<SourceStats> {
    Ok(SourceStats {
        address: Address::None,
        name: option(u, name)?,
        reference_id: option(u, |u| Ok(RefId(u.arbitrary()?)))?,
        samples: count(u)?,
        runs: count(u)?,
        span_seconds: count(u)?,
        frequency_ppm: option(u, float)?,
        skew_ppm: option(u, size)?,
        offset_seconds: option(u, float)?,
        offset_error_seconds: option(u, size)?,
        std_dev_seconds: option(u, size)?,
    })
}

fn rtc(u: &mut Unstructured<'_>) -> Result<Rtc> {
    let ref_time = ref_time(u)?;
    let is_measured = ref_time.0.is_some();
    Ok(Rtc {
        ref_time,
        samples: u.arbitrary()?,
        runs: u.arbitrary()?,
        span_seconds: count(u)?,
        offset_seconds: is_measured.then(|| float(u)).transpose()?,
        drift_ppm: is_measured.then(|| float(u)).transpose()?,
    })
}

fn activity(u: &mut Unstructured<'_>) -> Result<Activity> {
    let mut sources = || u.int_in_range(0..=65_536);
    Ok(Activity {
        online: sources()?,
        offline: sources()?,
        burst_online: sources()?,
        burst_offline: sources()?,
        unresolved: sources()?,
    })
}

fn selection(u: &mut Unstructured<'_>) -> Result<Selection> {
    const LETTERS: &[u8] = b"NMsrd~wSOTxWPUD+*L\x1b";
    Ok(Selection {
        state: SelectionState::from_letter(*u.choose(LETTERS)?),
        authenticated: u.arbitrary()?,
        configured_options: SelectionOptions(u.arbitrary::<u8>()?.into()),
        effective_options: SelectionOptions(u.arbitrary::<u8>()?.into()),
    })
}

fn authentication(u: &mut Unstructured<'_>) -> Result<Authentication> {
    Ok(Authentication {
        mode: match u.int_in_range(0..=3)? {
            0 => AuthenticationMode::None,
            1 => AuthenticationMode::Key,
            2 => AuthenticationMode::Nts,
            _ => AuthenticationMode::Unknown(u.arbitrary()?),
        },
        key_id: u.arbitrary()?,
        algorithm: option(u, |u| Ok(Algorithm(u.arbitrary::<u8>()?.into())))?,
        key_length_bits: u.arbitrary()?,
        last_exchange_age_seconds: option(u, count)?,
        attempts: u.arbitrary()?,
        nak: u.arbitrary()?,
        cookies: u.arbitrary()?,
        cookie_length_bytes: u.arbitrary()?,
    })
}

fn ntp_data(u: &mut Unstructured<'_>) -> Result<NtpData> {
    Ok(NtpData {
        sent: count(u)?,
        received: count(u)?,
        valid: count(u)?,
        accepted: option(u, count)?,
        last_answer: option(u, |u| {
            Ok(NtpAnswer {
                tests: NtpTests(u.arbitrary()?),
                leap_status: leap_status(u)?,
                stratum: u.arbitrary()?,
                reference_id: RefId(u.arbitrary()?),
                root_delay_seconds: size(u)?,
                root_dispersion_seconds: size(u)?,
                delay_seconds: float(u)?,
            })
        })?,
    })
}

/// Mostly there.
fn option<T>(
    u: &mut Unstructured<'_>,
    make: impl FnOnce(&mut Unstructured<'_>) -> Result<T>,
) -> Result<Option<T>> {
    (u.arbitrary::<u8>()? & 3 != 3).then(|| make(u)).transpose()
}

fn leap_status(u: &mut Unstructured<'_>) -> Result<LeapStatus> {
    Ok(match u.int_in_range(0..=5)? {
        0 | 1 => LeapStatus::Normal,
        2 => LeapStatus::Insert,
        3 => LeapStatus::Delete,
        4 => LeapStatus::Unsynchronized,
        _ => LeapStatus::Unknown(u.arbitrary()?),
    })
}

/// Below 2³³ seconds after 1970, as the wire can have it.
fn ref_time(u: &mut Unstructured<'_>) -> Result<RefTime> {
    let (kind, low): (u8, u32) = u.arbitrary()?;
    let seconds = i64::from(low) + if kind & 4 == 0 { 0 } else { 1 << 32 };
    let nanoseconds = if kind & 8 == 0 { 0 } else { 999_999_999 };
    let moment = Timestamp::new(seconds, nanoseconds).ok();
    Ok(RefTime(moment.filter(|_| kind & 3 != 3)))
}

fn stratum(u: &mut Unstructured<'_>) -> Result<u16> {
    Ok(if u.arbitrary()? {
        u.int_in_range(0..=16)?
    } else {
        u.arbitrary()?
    })
}

/// Small and large counts alike.
fn count(u: &mut Unstructured<'_>) -> Result<u32> {
    let (number, bits): (u32, u8) = u.arbitrary()?;
    Ok(number >> (bits & 31))
}

/// A number that chronyd's floats can hold: a coefficient of 25 bits with its sign, and an exponent of 7.
fn float(u: &mut Unstructured<'_>) -> Result<f32> {
    let coefficient: i16 = u.arbitrary()?;
    let fine: u8 = u.arbitrary()?;
    // Seldom what no clock shows: most of the bytes would else be spent on years and on nothing.
    let exponent: i32 = match u.int_in_range(0..=255_u8)? {
        0 => 0,
        wide @ 1..=63 => i32::from(wide) * 2 - 89,
        near => i32::from(near) % 40 - 54,
    };
    let coefficient = f32::from(coefficient) * 256.0 + f32::from(fine);
    Ok(coefficient * 2_f32.powi(exponent))
}

fn size(u: &mut Unstructured<'_>) -> Result<f32> {
    float(u).map(f32::abs)
}

/// Printable ASCII, and what else means something to somebody rather often.
fn name(u: &mut Unstructured<'_>) -> Result<String> {
    const BUSY: &[u8] = b"<>&\"'\\{}|,=;:% #~";
    let length = match u.int_in_range(0..=15)? {
        0 => LONGEST_NAME,
        length => 2 * length,
    };
    let bytes = u.bytes(length.min(u.len()))?;
    let mut name: String = bytes
        .iter()
        .map(|&byte| match byte {
            0x20..0x7F => char::from(byte),
            other => char::from(BUSY[usize::from(other) % BUSY.len()]),
        })
        .collect();
    if name.is_empty() {
        name.push('.');
    }
    Ok(name)
}
