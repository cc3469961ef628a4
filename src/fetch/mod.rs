//! The only door to chronyd: reports asked for → [`Report`]. It brings together what is to be said and
//! how it travels, and says what became of a conversation that broke off.

mod conversation;
mod per_source;

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
}

/// Fetches the reports, afresh, over one socket. Whatever goes wrong with chronyd is in the report.
///
/// # Errors
/// Only when a signal wants the program to end.
pub fn fetch(query: &Query) -> Result<Report, Error> {
    let deadline = Deadline::new(Instant::now() + query.timeout);
    let report = fetch_within(query, &deadline);
    // The sockets are gone; a signal that came meanwhile has waited for that.
    match signals::release() {
        Some(signal) => Err(Error::Interrupted(signal)),
        None => Ok(report),
    }
}

fn fetch_within(query: &Query, deadline: &Deadline) -> Report {
    let mut conversation = Conversation::new(query);
    let winner = match race(&query.endpoints, &conversation.opening(), deadline) {
        Ok(winner) => winner,
        Err(failed) => return conversation.finish(None, Some(unreachable(&failed))),
    };
    let lost = converse(&mut conversation, winner.exchange, winner.heard, deadline);
    let silence = lost.err().map(|cause| went_silent(&winner.server, &cause));
    conversation.finish(Some(winner.server), silence)
}

fn converse(
    conversation: &mut Conversation<'_>,
    mut exchange: Exchange,
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

/// The problem of a chronyd that answered at first, and then no more.
fn went_silent(server: &Endpoint, cause: &Cause) -> Problem {
    Problem {
        report: None,
        kind: cause.kind(),
        message: format!("chronyd at {server} stopped answering: {cause}"),
        hint: Some(
            "ask again; if it stays so, chronyd hangs or the network loses replies".to_owned(),
        ),
    }
}
