//! One datagram, to each request and through every format. The first byte chooses the request, the
//! rest is the datagram; it is made to match, so that what it says is read.

use std::convert::Infallible;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::time::{Duration, Instant};

use second_hand::chronyd::{Outcome, PendingRequests, Reply, Request};
use second_hand::fetch::{AskWhy, Conversation, Query};
use second_hand::report::{Address, ReportKind};

use super::{formats, wire};

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
    let Some(outcome) = answer(request, datagram) else {
        return;
    };
    let query = Query {
        reports: ReportKind::ALL.to_vec(),
        names: true,
        endpoints: Vec::new(),
        timeout: Duration::from_secs(1),
        ask_why: AskWhy::WithReports,
    };
    let mut conversation = Conversation::new(&query);
    if matches!(request, Request::Source(_) | Request::Stats(_)) {
        let one = Outcome::Answered(Reply::SourceCount(1));
        conversation.hear(Request::SourceCount, one);
    }
    conversation.hear(request, outcome);
    let silence = second_hand::chronyd::unreachable(&[]);
    formats::check(conversation.finish(None, Some(silence)));
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
