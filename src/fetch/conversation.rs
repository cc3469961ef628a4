//! What to ask next, and what to do when something is missing: from the first questions to the
//! [`Report`]. How questions and replies travel is not known here.

use std::collections::BTreeMap;
use std::time::Instant;

use jiff::Timestamp;

use super::Query;
use crate::chronyd::{Answer, Endpoint, Outcome, Question, Refusal};
use crate::error::{Kind, Problem};
use crate::report::{Address, Asked, Report, ReportKind, Rtc, Source, SourceStats, Tracking};

/// What to do after a reply.
#[derive(Debug, Default)]
pub struct Next {
    /// Take back the open questions about sources: their list has changed while it was read.
    pub forget_sources: bool,
    /// Put these questions.
    pub ask: Vec<Question>,
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
#[derive(Debug)]
pub struct Conversation<'a> {
    query: &'a Query,
    started: Instant,
    last_reply: Option<Timestamp>,
    /// When tracking came, which counts its time from then.
    tracked: Option<Timestamp>,
    tracking: Slot<Tracking>,
    rtc: Slot<Rtc>,
    list: SourceList,
    /// The names asked for; `None` until they are told.
    names: BTreeMap<Address, Option<String>>,
}

impl<'a> Conversation<'a> {
    /// Nothing said yet about what this query asks for.
    pub fn new(query: &'a Query) -> Self {
        Self {
            query,
            started: Instant::now(),
            last_reply: None,
            tracked: None,
            tracking: None,
            rtc: None,
            list: SourceList::default(),
            names: BTreeMap::new(),
        }
    }

    fn asked_for(&self, report: ReportKind) -> bool {
        self.query.reports.contains(&report)
    }

    /// Whether a report is fetched: to be shown, or for what another one cannot say by itself. The
    /// sources tell whether tracking is still to be believed, and the statistics have the reference
    /// ids of the sources.
    fn is_fetched(&self, report: ReportKind) -> bool {
        let besides = match report {
            ReportKind::Sources => Some(ReportKind::Tracking),
            ReportKind::Stats => Some(ReportKind::Sources),
            ReportKind::Tracking | ReportKind::Rtc => None,
        };
        self.asked_for(report) || besides.is_some_and(|report| self.asked_for(report))
    }

    /// The questions that can be put before anything is known.
    pub fn opening(&self) -> Vec<Question> {
        let mut questions = Vec::new();
        if self.asked_for(ReportKind::Tracking) {
            questions.push(Question::Tracking);
        }
        if self.is_fetched(ReportKind::Sources) || self.is_fetched(ReportKind::Stats) {
            questions.push(Question::SourceCount);
        }
        if self.asked_for(ReportKind::Rtc) {
            questions.push(Question::Rtc);
        }
        questions
    }

    /// Takes the reply to a question, and says what to do next.
    pub fn hear(&mut self, question: Question, outcome: Outcome) -> Next {
        let now = Timestamp::now();
        self.last_reply = Some(now);
        if question == Question::Tracking {
            self.tracked = Some(now);
        }
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
                let address = source.address;
                self.list.sources.insert(index, source);
                self.go_on_if_consistent(index, address)
            }
            (Question::Stats(index), Answer::Stats(stats)) => {
                let address = stats.address;
                self.list.stats.insert(index, stats);
                self.go_on_if_consistent(index, address)
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
        let sources = self.is_fetched(ReportKind::Sources);
        let stats = self.is_fetched(ReportKind::Stats);
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
    /// at one index speak of different sources. Statistics that are not shown cannot contradict.
    fn go_on_if_consistent(&mut self, index: u32, address: Address) -> Next {
        let list = &self.list;
        match (list.sources.get(&index), list.stats.get(&index)) {
            (Some(source), Some(stats))
                if self.asked_for(ReportKind::Stats) && source.address != stats.address =>
            {
                self.start_over()
            }
            _ if self.asked_for(ReportKind::Sources) || self.asked_for(ReportKind::Stats) => {
                Next::ask(self.wanted_name(address))
            }
            _ => Next::default(),
        }
    }

    fn refused(&mut self, question: Question, refusal: Refusal) -> Next {
        let is_aside = matches!(question, Question::Stats(_)) && !self.asked_for(ReportKind::Stats);
        if question.is_about_sources() && refusal.is_no_such_source() && !is_aside {
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

    /// The report made of what was said at this place. `silence` is why the rest was not.
    pub fn finish(self, server: Option<Endpoint>, silence: Option<Problem>) -> Report {
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
        let fetched_at = self.last_reply.unwrap_or_else(Timestamp::now);
        let mut report = Report {
            fetched_at,
            fetch_duration: self.started.elapsed(),
            system_clock: server
                .as_ref()
                .filter(|server| server.is_local())
                .map(|_| self.tracked.unwrap_or(fetched_at)),
            server: server.map(|server| server.to_string()),
            tracking: settled.settle(reports, ReportKind::Tracking, tracking),
            sources: settled.settle(reports, ReportKind::Sources, sources),
            stats: settled.settle(reports, ReportKind::Stats, stats),
            rtc: settled.settle(reports, ReportKind::Rtc, self.rtc),
            problems: settled.problems,
        };
        // What was settled before does not miss what came no more, a source's name perhaps.
        if let Some(silence) = silence.filter(|_| !settled.open.is_empty()) {
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
#[derive(Debug, Default)]
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
        mut self,
        names: &BTreeMap<Address, Option<String>>,
    ) -> (Slot<Vec<Source>>, Slot<Vec<SourceStats>>) {
        for (index, source) in &mut self.sources {
            if let Some(stats) = self.stats.get(index)
                && stats.address == source.address
            {
                source.reference_id = stats.reference_id;
            }
        }
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
            return match slot {
                Some(Ok(value)) => Asked::Aside(value),
                Some(Err(_)) | None => Asked::No,
            };
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

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;
    use std::time::Duration;

    use super::*;
    use crate::report::{Mode, Poll, Reach, Standing, State};

    fn source(address: Address) -> Outcome {
        Outcome::Answered(Answer::Source(Source {
            address,
            name: None,
            reference_id: None,
            standing: Standing {
                mode: Mode::Server,
                state: State::Selected,
            },
            stratum: Some(2),
            poll: Poll(6),
            reach: Reach(0o377),
            last_sample_age_seconds: Some(21),
            offset_seconds: Some(0.0),
            measured_offset_seconds: Some(0.0),
            error_seconds: Some(0.0),
        }))
    }

    fn stats(address: Address) -> Outcome {
        Outcome::Answered(Answer::Stats(SourceStats {
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

    /// The source that gave the change away is still there afterwards, and wants its name.
    #[test]
    fn a_source_that_has_moved_is_asked_for_its_name_in_its_new_place() {
        let [gone, stays] = [1, 2].map(|host| Address::Ip(Ipv4Addr::new(203, 0, 113, host).into()));
        let query = Query {
            reports: vec![ReportKind::Sources, ReportKind::Stats],
            names: true,
            endpoints: Vec::new(),
            timeout: Duration::from_secs(1),
        };
        let mut conversation = Conversation::new(&query);
        let count = |number| Outcome::Answered(Answer::SourceCount(number));
        conversation.hear(Question::SourceCount, count(2));
        conversation.hear(Question::Source(0), source(gone));
        let again = conversation.hear(Question::Stats(0), stats(stays));
        assert!(again.forget_sources);
        assert_eq!(again.ask, [Question::SourceCount]);

        conversation.hear(Question::SourceCount, count(1));
        let name = conversation.hear(Question::Source(0), source(stays));
        assert_eq!(name.ask, [Question::Name(stays)]);
    }
}
