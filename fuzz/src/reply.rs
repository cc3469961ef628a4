//! One datagram, to each question and through every format. The first byte chooses the question, the
//! rest is the datagram; it is made to match, so that what it says is read.

use std::convert::Infallible;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::time::{Duration, Instant};

use second_hand::chronyd::{Answer, Flight, Outcome, Question};
use second_hand::fetch::{Conversation, Query};
use second_hand::report::{Address, ReportKind};

use super::{formats, wire};

/// Reads the input as one reply.
pub fn run(data: &[u8]) {
    let Some((&choice, datagram)) = data.split_first() else {
        return;
    };
    let question = match choice % 7 {
        0 => Question::Tracking,
        1 => Question::SourceCount,
        2 => Question::Source(0),
        3 => Question::Stats(0),
        4 => Question::Rtc,
        5 => Question::Name(Address::Ip(Ipv4Addr::LOCALHOST.into())),
        _ => Question::Name(Address::Ip(Ipv6Addr::LOCALHOST.into())),
    };
    let Some(outcome) = answer(question, datagram) else {
        return;
    };
    let query = Query {
        reports: ReportKind::ALL.to_vec(),
        names: true,
        endpoints: Vec::new(),
        timeout: Duration::from_secs(1),
    };
    let mut conversation = Conversation::new(&query);
    if matches!(question, Question::Source(_) | Question::Stats(_)) {
        let one = Outcome::Answered(Answer::SourceCount(1));
        conversation.hear(Question::SourceCount, one);
    }
    conversation.hear(question, outcome);
    let silence = second_hand::error::unreachable(&[]);
    formats::check(conversation.finish(None, Some(silence)));
}

/// What the program takes the datagram for.
fn answer(question: Question, datagram: &[u8]) -> Option<Outcome> {
    let now = Instant::now();
    let mut flight = Flight::new(1, 0);
    flight.ask([question]);
    let mut datagram = datagram.to_vec();
    let sent: Result<(), Infallible> = flight.transmit(now, |request| {
        wire::address_to(request, &mut datagram);
        Ok(())
    });
    sent.ok()?;
    let (answered, outcome) = flight.hear(&datagram, now).ok()??;
    assert_eq!(answered, question);
    assert!(flight.is_over());
    Some(outcome)
}
