//! The only door to chronyd: reports asked for → [`Report`]. What to ask next, and what to do when
//! something is missing, is decided here; how it travels is not known.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use jiff::Timestamp;

use crate::chronyd::{
    Answer, Endpoint, Exchange, Lost, NoWinner, Outcome, Question, Refusal, race,
};
use crate::error::{Cause, Error, Kind, Problem, unreachable};
use crate::report::{Address, Asked, Report, ReportKind, Rtc, Source, SourceStats, Tracking};

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
    let deadline = Instant::now() + query.timeout;
    let mut conversation = Conversation::new(query);
    let winner = match race(&query.endpoints, &conversation.opening(), deadline) {
        Ok(winner) => winner,
        Err(NoWinner::Signal(signal)) => return Err(Error::Interrupted(signal)),
        Err(NoWinner::AllDead(paths)) => {
            return Ok(conversation.finish(None, Some(unreachable(&paths))));
        }
    };
    let mut exchange = winner.exchange;
    let lost = converse(&mut conversation, &mut exchange, winner.first, deadline).err();
    // The socket's file goes first; a signal that came meanwhile has waited for that.
    let signal = exchange.close();
    let cause = match (signal, lost) {
        (Some(signal), _) | (None, Some(Lost::Signal(signal))) => {
            return Err(Error::Interrupted(signal));
        }
        (None, Some(Lost::Path(cause) | Lost::Deadline(cause))) => Some(cause),
        (None, None) => None,
    };
    let silence = cause.map(|cause| went_silent(&winner.server, &cause));
    Ok(conversation.finish(Some(winner.server), silence))
}

fn converse(
    conversation: &mut Conversation<'_>,
    exchange: &mut Exchange,
    first: (Question, Outcome),
    deadline: Instant,
) -> Result<(), Lost> {
    let mut reply = Some(first);
    while let Some((question, outcome)) = reply {
        let next = conversation.hear(question, outcome);
        if next.forget_sources {
            exchange.forget(is_about_sources);
        }
        exchange.ask(next.ask);
        reply = exchange.next(deadline)?;
    }
    Ok(())
}

fn is_about_sources(question: Question) -> bool {
    matches!(
        question,
        Question::SourceCount | Question::Source(_) | Question::Stats(_)
    )
}

/// The problem of a chronyd that answered at first, and then no more.
fn went_silent(server: &str, cause: &Cause) -> Problem {
    Problem {
        report: None,
        kind: cause.kind(),
        message: format!("chronyd at {server} stopped answering: {cause}"),
        hint: Some("ask again; if it stays so, chronyd hangs or the network loses replies".into()),
    }
}

/// What to do after a reply.
#[derive(Default)]
struct Next {
    /// Take back the open questions about sources: their list has changed while it was read.
    forget_sources: bool,
    /// Put these questions.
    ask: Vec<Question>,
}

impl Next {
    fn ask(questions: impl IntoIterator<Item = Question>) -> Self {
        Self {
            forget_sources: false,
            ask: questions.into_iter().collect(),
        }
    }
}

/// What is known of a report: nothing yet, the report, or why it cannot be had.
type Slot<T> = Option<Result<T, Problem>>;

/// What has been said so far, and what follows from it. Pure: it neither sends nor waits.
struct Conversation<'a> {
    query: &'a Query,
    tracking: Slot<Tracking>,
    rtc: Slot<Rtc>,
    list: SourceList,
    /// The names asked for; `None` until they are told.
    names: BTreeMap<Address, Option<String>>,
}

impl<'a> Conversation<'a> {
    fn new(query: &'a Query) -> Self {
        Self {
            query,
            tracking: None,
            rtc: None,
            list: SourceList::default(),
            names: BTreeMap::new(),
        }
    }

    fn asked_for(&self, report: ReportKind) -> bool {
        self.query.reports.contains(&report)
    }

    /// The questions that can be put before anything is known.
    fn opening(&self) -> Vec<Question> {
        let mut questions = Vec::new();
        if self.asked_for(ReportKind::Tracking) {
            questions.push(Question::Tracking);
        }
        if self.asked_for(ReportKind::Sources) || self.asked_for(ReportKind::Stats) {
            questions.push(Question::SourceCount);
        }
        if self.asked_for(ReportKind::Rtc) {
            questions.push(Question::Rtc);
        }
        questions
    }

    fn hear(&mut self, question: Question, outcome: Outcome) -> Next {
        match outcome {
            Outcome::Answered(answer) => self.answered(question, answer),
            Outcome::Refused(refusal) => self.refused(question, refusal),
            Outcome::Malformed(why) => {
                let message = format!("chronyd sent {why}");
                self.fail(question, Kind::Protocol, &message, None)
            }
        }
    }

    fn answered(&mut self, question: Question, answer: Answer) -> Next {
        match (question, answer) {
            (_, Answer::Tracking(tracking)) => {
                let name = self.wanted_name(tracking.reference_address);
                self.tracking = Some(Ok(tracking));
                Next::ask(name)
            }
            (_, Answer::SourceCount(count)) => {
                self.list.count = Some(count);
                Next::ask(self.enumerate(count))
            }
            (Question::Source(index), Answer::Source(source)) => {
                let name = self.wanted_name(source.address);
                self.list.sources.insert(index, source);
                self.go_on_if_consistent(index, name)
            }
            (Question::Stats(index), Answer::Stats(stats)) => {
                let name = self.wanted_name(stats.address);
                self.list.stats.insert(index, stats);
                self.go_on_if_consistent(index, name)
            }
            (_, Answer::Rtc(rtc)) => {
                self.rtc = Some(Ok(rtc));
                Next::default()
            }
            (Question::Name(address), Answer::Name(name)) => {
                self.names.insert(address, Some(name));
                Next::default()
            }
            // The decoder answers each question in kind.
            (_, Answer::Source(_) | Answer::Stats(_) | Answer::Name(_)) => Next::default(),
        }
    }

    /// The questions about all sources, of both kinds side by side, so that one count serves both.
    fn enumerate(&self, count: u32) -> Vec<Question> {
        let sources = self.asked_for(ReportKind::Sources);
        let stats = self.asked_for(ReportKind::Stats);
        (0..count)
            .flat_map(|index| {
                [
                    sources.then_some(Question::Source(index)),
                    stats.then_some(Question::Stats(index)),
                ]
            })
            .flatten()
            .collect()
    }

    /// The question for this source's name, if it has one and was not asked for it before.
    fn wanted_name(&mut self, address: Address) -> Option<Question> {
        let named = matches!(address, Address::Ip(_) | Address::Unresolved(_));
        if !self.query.names || !named || self.names.contains_key(&address) {
            return None;
        }
        self.names.insert(address, None);
        Some(Question::Name(address))
    }

    /// Indices shift when a source is added or removed between two requests: then the two replies
    /// at one index speak of different sources.
    fn go_on_if_consistent(&mut self, index: u32, name: Option<Question>) -> Next {
        let list = &self.list;
        match (list.sources.get(&index), list.stats.get(&index)) {
            (Some(source), Some(stats)) if source.address != stats.address => self.start_over(),
            _ => Next::ask(name),
        }
    }

    fn refused(&mut self, question: Question, refusal: Refusal) -> Next {
        if is_about_sources(question) && refusal.is_no_such_source() {
            return self.start_over();
        }
        let kind = if refusal.is_permission() {
            Kind::Permission
        } else if refusal.is_protocol() {
            Kind::Protocol
        } else {
            Kind::Unavailable
        };
        let hint = refusal.is_no_rtc().then_some(
            "chronyd tracks it only with `rtcfile` in chrony.conf (the usual `rtcsync` does not \
             count); leave it out with --no-rtc",
        );
        self.fail(question, kind, &refusal.text(), hint)
    }

    /// The list of sources has changed while it was read: read it once more, then give up.
    fn start_over(&mut self) -> Next {
        if self.list.started_over {
            let message = "the list of sources kept changing while it was read";
            let hint = Some("ask again");
            return Next {
                forget_sources: true,
                ..self.fail(Question::SourceCount, Kind::Unavailable, message, hint)
            };
        }
        self.list = SourceList {
            started_over: true,
            ..SourceList::default()
        };
        Next {
            forget_sources: true,
            ask: vec![Question::SourceCount],
        }
    }

    fn fail(&mut self, question: Question, kind: Kind, message: &str, hint: Option<&str>) -> Next {
        let problem = |report| Problem {
            report: Some(report),
            kind,
            message: message.to_owned(),
            hint: hint.map(str::to_owned),
        };
        match question {
            Question::Tracking => self.tracking = Some(Err(problem(ReportKind::Tracking))),
            Question::Rtc => self.rtc = Some(Err(problem(ReportKind::Rtc))),
            Question::SourceCount => {
                self.list.sources_problem = Some(problem(ReportKind::Sources));
                self.list.stats_problem = Some(problem(ReportKind::Stats));
            }
            Question::Source(_) => self.list.sources_problem = Some(problem(ReportKind::Sources)),
            Question::Stats(_) => self.list.stats_problem = Some(problem(ReportKind::Stats)),
            // A name is a convenience, which chronyd before 4.0 does not have: the address serves.
            Question::Name(_) => {}
        }
        Next::default()
    }

    /// The report made of what was said. `silence` is why the rest was not.
    fn finish(self, server: Option<String>, silence: Option<Problem>) -> Report {
        let reports = &self.query.reports;
        let mut settled = Settled::default();
        let (sources, stats) = self.list.into_slots(&self.names);
        let tracking = self.tracking.map(|slot| {
            slot.map(|mut tracking| {
                name_source(
                    &mut tracking.reference_name,
                    tracking.reference_address,
                    &self.names,
                );
                tracking
            })
        });
        let mut report = Report {
            fetched_at: Timestamp::now(),
            server,
            tracking: settled.settle(reports, ReportKind::Tracking, tracking),
            sources: settled.settle(reports, ReportKind::Sources, sources),
            stats: settled.settle(reports, ReportKind::Stats, stats),
            rtc: settled.settle(reports, ReportKind::Rtc, self.rtc),
            problems: settled.problems,
        };
        if let Some(silence) = silence {
            let lost = settled.open.into_iter().map(|report| Problem {
                report: Some(report),
                ..silence.clone()
            });
            if settled.got_any {
                report.problems.extend(lost);
            } else {
                report.problems.insert(0, silence);
            }
        }
        report
    }
}

/// The two reports that are one reply a source.
#[derive(Default)]
struct SourceList {
    count: Option<u32>,
    sources: BTreeMap<u32, Source>,
    stats: BTreeMap<u32, SourceStats>,
    sources_problem: Option<Problem>,
    stats_problem: Option<Problem>,
    started_over: bool,
}

impl SourceList {
    fn into_slots(
        self,
        names: &BTreeMap<Address, Option<String>>,
    ) -> (Slot<Vec<Source>>, Slot<Vec<SourceStats>>) {
        let sources = complete(self.sources, self.count, self.sources_problem, |source| {
            name_source(&mut source.name, source.address, names);
        });
        let stats = complete(self.stats, self.count, self.stats_problem, |stats| {
            name_source(&mut stats.name, stats.address, names);
        });
        (sources, stats)
    }
}

/// A list is a report when it has as many entries as were counted.
fn complete<T>(
    entries: BTreeMap<u32, T>,
    count: Option<u32>,
    problem: Option<Problem>,
    name: impl FnMut(&mut T),
) -> Slot<Vec<T>> {
    if let Some(problem) = problem {
        return Some(Err(problem));
    }
    let whole = usize::try_from(count?).is_ok_and(|count| count == entries.len());
    whole.then(|| {
        let mut entries: Vec<T> = entries.into_values().collect();
        entries.iter_mut().for_each(name);
        Ok(entries)
    })
}

fn name_source(
    name: &mut Option<String>,
    address: Address,
    names: &BTreeMap<Address, Option<String>>,
) {
    if let Some(Some(told)) = names.get(&address)
        && !told.is_empty()
    {
        *name = Some(told.clone());
    }
}

/// What became of the reports.
#[derive(Default)]
struct Settled {
    got_any: bool,
    open: Vec<ReportKind>,
    problems: Vec<Problem>,
}

impl Settled {
    fn settle<T>(&mut self, asked: &[ReportKind], report: ReportKind, slot: Slot<T>) -> Asked<T> {
        if !asked.contains(&report) {
            return Asked::No;
        }
        match slot {
            Some(Ok(value)) => {
                self.got_any = true;
                return Asked::Got(value);
            }
            Some(Err(problem)) => self.problems.push(problem),
            None => self.open.push(report),
        }
        Asked::Missing
    }
}
