//! What a script sees of a question, and what it can say to it: the honest answer, a failure, or
//! any bytes whatever, at any moment and any number of times.

use std::sync::Arc;
use std::time::Duration;

use chrony_candm::reply::{self, Reply, ReplyBody, Status};
use chrony_candm::request::{Request, RequestBody};

use super::{Peer, Reports};

/// Where the fields of a reply lie (candm.h of chrony), for scripts that damage them.
pub mod wire {
    /// Protocol version, one byte.
    pub const VERSION: usize = 0;
    /// Packet type, one byte.
    pub const PACKET_TYPE: usize = 1;
    /// The command that is answered, two bytes.
    pub const COMMAND: usize = 4;
    /// The kind of reply, two bytes.
    pub const REPLY: usize = 6;
    /// The status, two bytes.
    pub const STATUS: usize = 8;
    /// The request's sequence number, four bytes.
    pub const SEQUENCE: usize = 16;
    /// Where the body begins.
    pub const BODY: usize = 28;
    /// In a tracking reply: the leap status, two bytes.
    pub const LEAP_STATUS: usize = 54;
    /// In a tracking reply: the reference time, three words of four bytes.
    pub const TRACKING_REF_TIME: usize = 56;
    /// In a source data reply: the source's state, two bytes.
    pub const SOURCE_STATE: usize = 52;
    /// In a source data reply: the source's mode, two bytes.
    pub const SOURCE_MODE: usize = 54;
    /// In an RTC reply: the reference time, three words of four bytes.
    pub const RTC_REF_TIME: usize = 28;
}

/// A question, as a script sees it.
pub struct Asked {
    /// The request itself.
    pub request: Request,
    /// How often the same has been asked before under another sequence number.
    pub nth: usize,
    /// How often this very request has arrived before: more than zero is a resend.
    pub repeat: usize,
    /// Who asks.
    pub peer: Peer,
    /// What the daemon would truthfully report.
    pub reports: Arc<Reports>,
}

impl Asked {
    /// What chronyd would answer.
    #[must_use]
    pub fn honestly(&self) -> Answer {
        self.answer_from(&self.reports)
    }

    /// What chronyd would answer if these were its reports.
    #[must_use]
    pub fn answer_from(&self, reports: &Reports) -> Answer {
        let source = |index: Option<u32>| reports.sources.get(index? as usize);
        let body = match self.request.body {
            RequestBody::Tracking => Some(ReplyBody::Tracking(reports.tracking)),
            RequestBody::NSources => Some(ReplyBody::NSources(reply::NSources {
                n_sources: reports.count(),
            })),
            RequestBody::SourceData(_) => {
                source(self.index()).map(|source| ReplyBody::SourceData(source.data))
            }
            RequestBody::SourceStats(_) => {
                source(self.index()).map(|source| ReplyBody::SourceStats(source.stats))
            }
            RequestBody::NtpSourceName(asked) => reports
                .name_of(asked.ip_addr)
                .map(|name| ReplyBody::NtpSourceName(reply::NtpSourceName { name })),
            RequestBody::RtcReport => match reports.rtc {
                Some(rtc) => Some(ReplyBody::Rtc(rtc)),
                None => return self.status(Status::NoRtc),
            },
            RequestBody::Activity => Some(ReplyBody::Activity(reports.activity())),
            RequestBody::SelectData(_) | RequestBody::AuthData(_) | RequestBody::NtpData(_)
                if !reports.tells_why =>
            {
                return self.status(Status::Unauth);
            }
            RequestBody::SelectData(asked) => {
                source(Some(asked.index)).map(|source| ReplyBody::SelectData(source.selection))
            }
            RequestBody::AuthData(asked) => reports
                .ntp_source(asked.ip_addr)
                .map(|source| ReplyBody::AuthData(source.authentication)),
            RequestBody::NtpData(asked) => reports
                .ntp_source(asked.ip_addr)
                .map(|source| ReplyBody::NtpData(source.ntp_data)),
            _ => return self.status(Status::Invalid),
        };
        match body {
            Some(body) => self.with(&body),
            None => self.status(Status::NoSuchSource),
        }
    }

    /// Success, with this body.
    #[must_use]
    pub fn with(&self, body: &ReplyBody) -> Answer {
        self.reply(Status::Success, body)
    }

    /// A failure of this kind.
    #[must_use]
    pub fn status(&self, status: Status) -> Answer {
        self.reply(status, &ReplyBody::Null)
    }

    fn reply(&self, status: Status, body: &ReplyBody) -> Answer {
        let reply = Reply {
            status,
            cmd: self.request.cmd(),
            sequence: self.request.sequence,
            body: *body,
        };
        let mut bytes = Vec::with_capacity(reply.length());
        reply.serialize(&mut bytes);
        Answer::raw(bytes)
    }

    /// Which source is asked about by its number.
    #[must_use]
    pub fn index(&self) -> Option<u32> {
        match self.request.body {
            RequestBody::SourceData(source) => u32::try_from(source.index).ok(),
            RequestBody::SourceStats(source) => Some(source.index),
            _ => None,
        }
    }

    /// Whether the whole set of sources is asked about, one source, or its statistics.
    #[must_use]
    pub fn is_about_sources(&self) -> bool {
        matches!(
            self.request.body,
            RequestBody::NSources | RequestBody::SourceData(_) | RequestBody::SourceStats(_)
        )
    }
}

/// What the daemon does about one request: any number of datagrams, each at its own time.
#[derive(Debug, Clone, Default)]
pub struct Answer {
    pub(super) datagrams: Vec<(Duration, Vec<u8>)>,
    pub(super) away: Option<Duration>,
}

impl Answer {
    /// Silence.
    #[must_use]
    pub fn nothing() -> Self {
        Self::default()
    }

    /// One datagram of these bytes, at once.
    #[must_use]
    pub fn raw(bytes: impl Into<Vec<u8>>) -> Self {
        Self {
            datagrams: vec![(Duration::ZERO, bytes.into())],
            away: None,
        }
    }

    /// The datagrams themselves.
    pub fn datagrams(&self) -> impl Iterator<Item = &[u8]> {
        self.datagrams.iter().map(|(_, bytes)| bytes.as_slice())
    }

    /// How long the longest datagram is.
    #[must_use]
    pub fn length(&self) -> usize {
        self.datagrams().map(<[u8]>::len).max().unwrap_or(0)
    }

    /// The same, this much later.
    #[must_use]
    pub fn after(mut self, delay: Duration) -> Self {
        for (due, _) in &mut self.datagrams {
            *due += delay;
        }
        self
    }

    /// This, and then that.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.datagrams.extend(other.datagrams);
        self.away = self.away.or(other.away);
        self
    }

    /// The same again and again, with this much time between.
    #[must_use]
    pub fn repeated(self, times: u32, every: Duration) -> Self {
        (0..times).fold(Self::nothing(), |all, n| {
            all.and(self.clone().after(every * n))
        })
    }

    /// With these bytes written over what is at `offset`.
    #[must_use]
    pub fn patched(mut self, offset: usize, bytes: &[u8]) -> Self {
        for (_, datagram) in &mut self.datagrams {
            datagram[offset..offset + bytes.len()].copy_from_slice(bytes);
        }
        self
    }

    /// With the whole body, or as much of it as there is, made of this byte.
    #[must_use]
    pub fn filled(mut self, byte: u8) -> Self {
        for (_, datagram) in &mut self.datagrams {
            if let Some(body) = datagram.get_mut(wire::BODY..) {
                body.fill(byte);
            }
        }
        self
    }

    /// With this many zero bytes more at the end.
    #[must_use]
    pub fn lengthened(mut self, by: usize) -> Self {
        for (_, datagram) in &mut self.datagrams {
            datagram.resize(datagram.len() + by, 0);
        }
        self
    }

    /// Only this many bytes of it.
    #[must_use]
    pub fn cut(mut self, length: usize) -> Self {
        for (_, datagram) in &mut self.datagrams {
            datagram.truncate(length);
        }
        self
    }

    /// With the daemon gone afterwards, and back after this time, having forgotten every answer that
    /// was still due.
    #[must_use]
    pub fn then_away(mut self, absence: Duration) -> Self {
        self.away = Some(absence);
        self
    }
}
