//! The only door to chronyd: requested reports → [`Report`]. It connects the conversation (what to
//! ask) with the exchange (how it travels), and reports a conversation that broke off.

mod conversation;
mod per_source;
mod why;

use std::time::{Duration, Instant};

pub use conversation::{Conversation, Next};

use crate::chronyd::{Cause, Deadline, Endpoint, Exchange, Outcome, Request, race, unreachable};
use crate::error::Error;
use crate::report::{Problem, Report, ReportKind};
use crate::signals;

/// What is to be fetched, from where, and how long it may take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// The reports asked for.
    pub reports: Vec<ReportKind>,
    /// Whether to ask for the sources' configured names.
    pub names: bool,
    /// The places to look for chronyd, in the order to try.
    pub endpoints: Vec<Endpoint>,
    /// The bound on the whole fetch.
    pub timeout: Duration,
    /// When to ask for what explains the state of the clock.
    pub ask_why: AskWhy,
}

/// When to ask for more than the reports: for what explains the state of the clock, as far as
/// chronyd permits it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AskWhy {
    /// Not at all.
    Never,
    /// Together with the reports, in the same round trips where that is possible.
    WithReports,
    /// After the reports, when they show that something is wrong.
    WhenWrong,
}

/// Fetches the reports anew over one socket. A failure of chronyd is part of the report. With
/// [`AskWhy::WhenWrong`], `is_wrong` decides whether to ask for what explains it.
///
/// # Errors
/// Only when a signal asked the program to end.
pub fn fetch(query: &Query, is_wrong: impl FnOnce(&Report) -> bool) -> Result<Report, Error> {
    let deadline = Deadline::new(Instant::now() + query.timeout);
    let report = fetch_within(query, is_wrong, &deadline);
    // The sockets are removed, so a signal that came in between may act now.
    match signals::release() {
        Some(signal) => Err(Error::Interrupted(signal)),
        None => Ok(report),
    }
}

fn fetch_within(
    query: &Query,
    is_wrong: impl FnOnce(&Report) -> bool,
    deadline: &Deadline,
) -> Report {
    let mut conversation = Conversation::new(query);
    let winner = match race(&query.endpoints, &conversation.opening(), deadline) {
        Ok(winner) => winner,
        Err(failed) => return conversation.finish(None, Some(unreachable(&failed))),
    };
    let mut exchange = winner.exchange;
    let mut end = converse(&mut conversation, &mut exchange, winner.heard, deadline);
    if end.is_ok() && query.ask_why == AskWhy::WhenWrong {
        let so_far = conversation.clone();
        if is_wrong(&so_far.finish(Some(winner.server.clone()), None)) {
            exchange.ask(conversation.ask_why());
            end = converse(&mut conversation, &mut exchange, Vec::new(), deadline);
        }
    }
    let silence = end.err().map(|cause| went_silent(&winner.server, &cause));
    conversation.finish(Some(winner.server), silence)
}

fn converse(
    conversation: &mut Conversation<'_>,
    exchange: &mut Exchange,
    heard: Vec<(Request, Outcome)>,
    deadline: &Deadline,
) -> Result<(), Cause> {
    let mut heard = heard.into_iter();
    loop {
        let reply = match heard.next() {
            Some(reply) => Some(reply),
            None => exchange.next(deadline)?,
        };
        let Some((request, outcome)) = reply else {
            return Ok(());
        };
        let next = conversation.hear(request, outcome);
        if next.forget_sources {
            exchange.forget(Request::is_about_sources);
        }
        exchange.ask(next.ask);
    }
}

/// The problem of a chronyd that answered at first and then stopped.
fn went_silent(server: &Endpoint, cause: &Cause) -> Problem {
    Problem {
        kind: cause.kind(),
        message: format!("chronyd at {server} stopped answering: {cause}"),
        hint: Some(
            "ask again; if it stays so, chronyd hangs or the network loses replies".to_owned(),
        ),
    }
}
