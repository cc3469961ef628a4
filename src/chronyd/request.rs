//! The requests to chronyd, and their datagrams.

use chrony_candm::common::ChronyAddr;
use chrony_candm::request::{self as wire, RequestBody};

use crate::report::Address;

/// The length of a request for NTP data: that of chrony 4.6's reply, which the codec does not know.
/// An older chronyd accepts a request that is longer than its reply.
const NTP_DATA_LENGTH: usize = 172;

/// One request. Each is answered by one datagram.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Request {
    /// How well the system clock is synchronized.
    Tracking,
    /// How many sources there are; their indices count from zero.
    SourceCount,
    /// The source at this index.
    Source(u32),
    /// The statistics of the source at this index.
    Stats(u32),
    /// The hardware clock.
    Rtc,
    /// The name that the configuration gives the source with this address (no DNS involved).
    /// Only for IP and unresolved addresses.
    Name(Address),
    /// How many NTP sources are polled.
    Activity,
    /// What the last selection made of the source at this index.
    Selection(u32),
    /// How the packets of the source with this address are authenticated.
    Authentication(Address),
    /// The packets of the source with this address.
    NtpData(Address),
}

impl Request {
    /// Whether the reply is only valid while the list of sources stays as it was counted.
    pub fn is_about_sources(self) -> bool {
        match self {
            Self::SourceCount | Self::Source(_) | Self::Stats(_) | Self::Selection(_) => true,
            Self::Tracking
            | Self::Rtc
            | Self::Name(_)
            | Self::Activity
            | Self::Authentication(_)
            | Self::NtpData(_) => false,
        }
    }

    /// The request's command number (`REQ_…` in `candm.h`), which its reply repeats.
    pub(super) fn command(self) -> u16 {
        self.on_the_wire(0, 0).cmd()
    }

    /// Writes the request's datagram, padded to the length of its reply.
    pub(super) fn encode(self, sequence: u32, attempt: u16, datagram: &mut Vec<u8>) {
        datagram.clear();
        self.on_the_wire(sequence, attempt).serialize(datagram);
        if let Self::NtpData(_) = self {
            datagram.resize(NTP_DATA_LENGTH, 0);
        }
    }

    fn on_the_wire(self, sequence: u32, attempt: u16) -> wire::Request {
        wire::Request {
            sequence,
            attempt,
            body: match self {
                Self::Tracking => RequestBody::Tracking,
                Self::SourceCount => RequestBody::NSources,
                Self::Source(index) => RequestBody::SourceData(wire::SourceData {
                    index: index.cast_signed(),
                }),
                Self::Stats(index) => RequestBody::SourceStats(wire::SourceStats { index }),
                Self::Rtc => RequestBody::RtcReport,
                Self::Name(address) => RequestBody::NtpSourceName(wire::NtpSourceName {
                    ip_addr: wire_address(address),
                }),
                Self::Activity => RequestBody::Activity,
                Self::Selection(index) => RequestBody::SelectData(wire::SelectData { index }),
                Self::Authentication(address) => RequestBody::AuthData(wire::AuthData {
                    ip_addr: wire_address(address),
                }),
                Self::NtpData(address) => RequestBody::NtpData(wire::NtpData {
                    ip_addr: wire_address(address),
                }),
            },
        }
    }
}

/// An NTP source's address as the wire has it; reference clocks have none.
fn wire_address(address: Address) -> ChronyAddr {
    match address {
        Address::Ip(ip) => ip.into(),
        Address::Unresolved(number) => ChronyAddr::Id(number),
        Address::RefClock(_) | Address::None => ChronyAddr::Unspec,
    }
}
