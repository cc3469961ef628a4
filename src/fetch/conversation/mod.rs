//! What to ask next, and what to do when something is missing: from the first requests to the last
//! reply. How requests and replies travel is not known here.

mod finish;

use std::time::Instant;

use jiff::Timestamp;

use super::per_source::{OnceEach, Slot, SourceList};
use super::why::Why;
use super::{AskWhy, Query};
use crate::chronyd::{Outcome, Reply, Request, Status};
use crate::report::{Address, Problem, ProblemKind, ReportKind, Rtc, Tracking};

/// More sources than anybody configures. A limit, because each costs memory, requests and a line.
const MOST_SOURCES: u32 = 4096;

/// What to do after a reply.
#[derive(Debug, Default)]
pub struct Next {
    /// Withdraw the open requests about sources: their list changed while it was read.
    pub forget_sources: bool,
    /// Make these requests.
    pub ask: Vec<Request>,
}

impl Next {
    fn ask(requests: impl IntoIterator<Item = Request>) -> Self {
        Self {
            forget_sources: false,
            ask: requests.into_iter().collect(),
        }
    }
}

/// The replies so far, and the requests that follow from them. It neither sends nor waits.
#[derive(Debug, Clone)]
pub struct Conversation<'a> {
    query: &'a Query,
    started: Instant,
    last_reply: Option<Timestamp>,
    /// When the tracking reply came: its offset holds for that moment.
    tracked: Option<Timestamp>,
    tracking: Slot<Tracking>,
    rtc: Slot<Rtc>,
    list: SourceList,
    names: OnceEach<Address, String>,
    /// Names are requested only to recognize spare places of pools, and are not shown.
    names_tell_spares: bool,
    why: Why,
    asks_why: bool,
}

impl<'a> Conversation<'a> {
    /// A conversation about this query, before the first reply.
    pub fn new(query: &'a Query) -> Self {
        let list = SourceList::new(|report| query.reports.contains(&report));
        Self {
            query,
            started: Instant::now(),
            last_reply: None,
            tracked: None,
            tracking: None,
            rtc: None,
            asks_why: query.ask_why == AskWhy::WithReports && list.sources.is_wanted(),
            list,
            names: OnceEach::new(Request::Name),
            names_tell_spares: false,
            why: Why::new(),
        }
    }

    /// The requests that need no earlier reply.
    pub fn opening(&mut self) -> Vec<Request> {
        let asked_for = |report| self.query.reports.contains(&report);
        let mut requests = Vec::new();
        // Only tracking has the offset of the system clock. The sources need it to show that
        // clock's offset, and the hardware clock needs it for the age of its measurement.
        let wants_tracking = [ReportKind::Tracking, ReportKind::Sources, ReportKind::Rtc];
        if wants_tracking.into_iter().any(asked_for) {
            requests.push(Request::Tracking);
        }
        if self.list.is_wanted() {
            requests.push(Request::SourceCount);
        }
        if asked_for(ReportKind::Rtc) {
            requests.push(Request::Rtc);
        }
        if self.asks_why {
            requests.push(Request::Activity);
        }
        requests
    }

    /// Takes the reply to a request, and says what to do next.
    pub fn hear(&mut self, request: Request, outcome: Outcome) -> Next {
        let now = Timestamp::now();
        self.last_reply = Some(now);
        if request == Request::Tracking {
            self.tracked = Some(now);
        }
        match outcome {
            Outcome::Answered(reply) => self.answered(request, reply),
            Outcome::Refused(status) => self.refused(request, status),
            Outcome::Malformed(why) => {
                let message = format!("chronyd sent {why}");
                self.fail(request, ProblemKind::Protocol, &message, None)
            }
        }
    }

    fn answered(&mut self, request: Request, reply: Reply) -> Next {
        match (request, reply) {
            (_, Reply::Tracking(tracking)) => {
                let is_shown = self.query.reports.contains(&ReportKind::Tracking);
                let names = if is_shown {
                    self.wanted_names(tracking.reference_address)
                } else {
                    Vec::new()
                };
                self.tracking = Some(Ok(tracking));
                Next::ask(names)
            }
            (_, Reply::SourceCount(count)) if count > MOST_SOURCES => {
                let message =
                    format!("too many sources: {count}, and no more than {MOST_SOURCES} are read");
                self.fail(request, ProblemKind::Unavailable, &message, None)
            }
            (_, Reply::SourceCount(count)) => Next::ask(self.enumerate(count)),
            (Request::Source(index), Reply::Source(source)) => {
                let address = source.address;
                let why = self.why.about(&source);
                self.list.sources.insert(index, source);
                let mut next = self.go_on_if_consistent(index, address);
                next.ask.extend(why);
                next
            }
            (Request::Stats(index), Reply::Stats(stats)) => {
                let address = stats.address;
                self.list.stats.insert(index, stats);
                self.go_on_if_consistent(index, address)
            }
            (_, Reply::Rtc(rtc)) => {
                self.rtc = Some(Ok(rtc));
                Next::default()
            }
            (Request::Name(address), Reply::Name(name)) => {
                if !name.is_empty() {
                    self.names.insert(address, name);
                }
                Next::default()
            }
            (_, Reply::Activity(activity)) => {
                self.why.activity = Some(activity);
                Next::default()
            }
            (Request::Selection(index), Reply::Selection(address, selection)) => {
                self.why.insert_selection(index, address, selection);
                Next::ask(self.why.permitted(request, &self.list.sources))
            }
            (Request::Authentication(address), Reply::Authentication(authentication)) => {
                self.why.insert_authentication(address, authentication);
                Next::default()
            }
            (Request::NtpData(address), Reply::NtpData(ntp_data)) => {
                self.why.insert_ntp_data(address, ntp_data);
                Next::default()
            }
            // Cannot happen: the decoder returns the kind of reply that the request asks for.
            (
                _,
                Reply::Source(_)
                | Reply::Stats(_)
                | Reply::Name(_)
                | Reply::Selection(..)
                | Reply::Authentication(_)
                | Reply::NtpData(_),
            ) => Next::default(),
        }
    }

    /// The requests about all sources.
    fn enumerate(&mut self, count: u32) -> Vec<Request> {
        let mut requests = self.list.enumerate(count);
        if self.asks_why {
            requests.extend(self.why.enumerate(count));
        }
        requests
    }

    /// The requests that explain the state of the clock, for when the reports are complete.
    pub fn ask_why(&mut self) -> Vec<Request> {
        if self.asks_why || !self.list.sources.is_wanted() {
            return Vec::new();
        }
        self.asks_why = true;
        let mut requests = vec![Request::Activity];
        requests.extend(
            self.list
                .count()
                .map(|count| self.why.enumerate(count))
                .into_iter()
                .flatten(),
        );
        requests
    }

    /// The requests for names after a reply about the source with this address.
    ///
    /// Without names, a spare place of a pool looks like a source whose name is not resolved. So
    /// where there is such a source, the names are requested even if they are not shown.
    fn wanted_names(&mut self, address: Address) -> Vec<Request> {
        let addresses = if self.query.names || self.names_tell_spares {
            vec![address]
        } else if matches!(address, Address::Unresolved(_)) {
            self.names_tell_spares = true;
            self.list.addresses().collect()
        } else {
            Vec::new()
        };
        addresses
            .into_iter()
            .filter(Address::is_ntp)
            .filter_map(|address| self.names.request(address))
            .collect()
    }

    /// What to do when a reply about the source at this index has come.
    fn go_on_if_consistent(&mut self, index: u32, address: Address) -> Next {
        if !self.list.is_consistent(index) {
            self.start_over()
        } else if self.list.is_shown() {
            Next::ask(self.wanted_names(address))
        } else {
            Next::default()
        }
    }

    fn refused(&mut self, request: Request, status: Status) -> Next {
        if status.is_no_such_source() {
            match request {
                // Statistics that are not shown may be missing.
                Request::Stats(_) if !self.list.stats.is_shown() => {}
                Request::SourceCount | Request::Source(_) | Request::Stats(_) => {
                    return self.start_over();
                }
                // Permitted: chronyd looked for the source.
                Request::Selection(_) | Request::Authentication(_) | Request::NtpData(_) => {
                    return Next::ask(self.why.permitted(request, &self.list.sources));
                }
                Request::Tracking | Request::Rtc | Request::Name(_) | Request::Activity => {}
            }
        }
        self.fail(request, status.kind(), &status.text(), status.hint())
    }

    /// Reads the list of sources once more, because it changed while it was read; the second time,
    /// gives up.
    fn start_over(&mut self) -> Next {
        if !self.list.start_over() {
            let message = "the list of sources kept changing while it was read";
            let hint = Some("ask again");
            return Next {
                forget_sources: true,
                ..self.fail(
                    Request::SourceCount,
                    ProblemKind::Unavailable,
                    message,
                    hint,
                )
            };
        }
        self.why.start_over();
        Next {
            forget_sources: true,
            ask: vec![Request::SourceCount],
        }
    }

    fn fail(
        &mut self,
        request: Request,
        kind: ProblemKind,
        message: &str,
        hint: Option<&str>,
    ) -> Next {
        let problem = Problem {
            kind,
            message: message.to_owned(),
            hint: hint.map(str::to_owned),
        };
        match request {
            Request::Tracking => self.tracking = Some(Err(problem)),
            Request::Rtc => self.rtc = Some(Err(problem)),
            Request::SourceCount => self.list.fail(&problem),
            Request::Source(_) => self.list.sources.fail(problem),
            Request::Stats(_) => self.list.stats.fail(problem),
            // chronyd before 4.0 has no names, and the address serves as well. The others chronyd
            // may refuse to ordinary users.
            Request::Name(_)
            | Request::Activity
            | Request::Selection(_)
            | Request::Authentication(_)
            | Request::NtpData(_) => {}
        }
        Next::default()
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;
    use std::time::Duration;

    use super::*;
    use crate::report::{Mode, Poll, Reach, Source, SourceState, SourceStats, Standing};

    pub(super) fn of(reports: Vec<ReportKind>) -> Query {
        Query {
            reports,
            names: true,
            endpoints: Vec::new(),
            timeout: Duration::from_secs(1),
            ask_why: AskWhy::Never,
        }
    }

    fn source(address: Address) -> Outcome {
        Outcome::Answered(Reply::Source(Source {
            address,
            name: None,
            reference_id: None,
            standing: Standing {
                mode: Mode::Server,
                state: SourceState::Selected,
            },
            stratum: Some(2),
            poll: Poll(6),
            reach: Reach(0o377),
            last_sample_age_seconds: Some(21),
            offset_seconds: Some(0.0),
            measured_offset_seconds: Some(0.0),
            error_seconds: Some(0.0),
            selection: None,
            authentication: None,
            ntp_data: None,
        }))
    }

    fn stats(address: Address) -> Outcome {
        Outcome::Answered(Reply::Stats(SourceStats {
            address,
            name: None,
            reference_id: None,
            samples: 0,
            runs: 0,
            span_seconds: 0,
            frequency_ppm: None,
            skew_ppm: None,
            offset_seconds: None,
            offset_error_seconds: None,
            std_dev_seconds: None,
        }))
    }

    /// The source by which the change was noticed is still there afterwards, and its name is
    /// requested.
    #[test]
    fn a_source_that_has_moved_is_asked_for_its_name_in_its_new_place() {
        let [gone, stays] = [1, 2].map(|host| Address::Ip(Ipv4Addr::new(203, 0, 113, host).into()));
        let query = of(vec![ReportKind::Sources, ReportKind::Stats]);
        let mut conversation = Conversation::new(&query);
        let count = |number| Outcome::Answered(Reply::SourceCount(number));
        conversation.hear(Request::SourceCount, count(2));
        conversation.hear(Request::Source(0), source(gone));
        let again = conversation.hear(Request::Stats(0), stats(stays));
        assert!(again.forget_sources);
        assert_eq!(again.ask, [Request::SourceCount]);

        conversation.hear(Request::SourceCount, count(1));
        let name = conversation.hear(Request::Source(0), source(stays));
        assert_eq!(name.ask, [Request::Name(stays)]);
    }
}
