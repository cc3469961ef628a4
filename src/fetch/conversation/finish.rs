//! The end of a conversation: the replies become the [`Report`], and a missing reply becomes the
//! reason why a report is missing. Nothing is requested here.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::Conversation;
use crate::chronyd::Endpoint;
use crate::fetch::per_source::Slot;
use crate::report::{
    Address, PerSource, Problem, ProblemKind, Report, ReportKind, Requested, Source, SourceStats,
};

impl Conversation<'_> {
    /// The report made of the replies from `server`. `silence` is the reason for missing replies.
    pub fn finish(self, server: Option<Endpoint>, silence: Option<Problem>) -> Report {
        let reports = &self.query.reports;
        let (mut sources, mut stats) = self.list.into_reports();
        let mut tracking = self.tracking;
        let names = self.names;
        let rename = |name: &mut Option<String>, address| {
            if let Some(told) = names.get(address).filter(|_| self.query.names) {
                *name = Some(told.clone());
            }
        };
        if let Some(Ok(tracking)) = &mut tracking {
            rename(&mut tracking.reference_name, tracking.reference_address);
        }
        if let Some(Ok(sources)) = &mut sources {
            self.why.tell(sources);
            for source in sources {
                rename(&mut source.name, source.address);
            }
        }
        for stats in stats.iter_mut().flatten().flatten() {
            rename(&mut stats.name, stats.address);
        }
        // The places of a pool share its name: where one has an address, those without are spare.
        let resolved = names
            .iter()
            .filter(|(address, _)| matches!(address, Address::Ip(_)));
        let resolved: BTreeSet<&str> = resolved.map(|(_, name)| name.as_str()).collect();
        let is_spare = |address| {
            let name = names.get(address).map(String::as_str);
            matches!(address, Address::Unresolved(_))
                && name.is_some_and(|name| resolved.contains(name))
        };
        let sources = sources.map(|slot| {
            slot.map(|all| PerSource::new(all, |source: &Source| is_spare(source.address)))
        });
        let stats = stats.map(|slot| {
            slot.map(|all| PerSource::new(all, |stats: &SourceStats| is_spare(stats.address)))
        });
        let rtc = self.rtc;
        // Whether a report came; `None` where that is still open.
        let came = |&report: &ReportKind| match report {
            ReportKind::Tracking => tracking.as_ref().map(Result::is_ok),
            ReportKind::Sources => sources.as_ref().map(Result::is_ok),
            ReportKind::Stats => stats.as_ref().map(Result::is_ok),
            ReportKind::Rtc => rtc.as_ref().map(Result::is_ok),
        };
        // Report the silence only for reports that are still incomplete; a missing source name does
        // not make one incomplete.
        let is_incomplete = reports.iter().any(|report| came(report).is_none());
        let has_received = reports.iter().any(|report| came(report) == Some(true));
        let silence = silence.unwrap_or_else(unfinished);
        let silence = if is_incomplete && !has_received {
            Silence::Total(silence)
        } else {
            Silence::Partial(silence)
        };
        let settled = Settled { reports, silence };
        let fetched_at = self.last_reply.unwrap_or_else(Timestamp::now);
        Report {
            fetched_at,
            fetch_duration: self.started.elapsed(),
            system_clock: server
                .as_ref()
                .filter(|server| server.is_local())
                .map(|_| self.tracked.unwrap_or(fetched_at)),
            server: server.map(|server| server.to_string()),
            tracking: settled.settle(ReportKind::Tracking, tracking),
            sources: settled.settle(ReportKind::Sources, sources),
            stats: settled.settle(ReportKind::Stats, stats),
            rtc: settled.settle(ReportKind::Rtc, rtc),
            activity: self.why.activity,
            unreachable: settled.unreachable(),
        }
    }
}

/// The problem of a report that is incomplete although every request was answered.
fn unfinished() -> Problem {
    Problem {
        kind: ProblemKind::Unavailable,
        message: "chronyd answered every request and left something out".to_owned(),
        hint: None,
    }
}

/// What the end of the conversation means for the reports that are still incomplete.
enum Silence {
    /// None of the reports came: chronyd is unreachable, for this reason.
    Total(Problem),
    /// Each of them is missing, for this reason.
    Partial(Problem),
}

/// The reports when the conversation has ended.
struct Settled<'a> {
    reports: &'a [ReportKind],
    silence: Silence,
}

impl Settled<'_> {
    fn settle<T>(&self, report: ReportKind, slot: Slot<T>) -> Requested<T> {
        let is_requested = self.reports.contains(&report);
        match (slot, &self.silence) {
            (Some(Ok(value)), _) if is_requested => Requested::Received(value),
            (Some(Ok(value)), _) => Requested::Aside(value),
            _ if !is_requested => Requested::No,
            (Some(Err(problem)), _) => Requested::Missing(problem),
            (None, Silence::Total(_)) => Requested::Unreachable,
            (None, Silence::Partial(silence)) => Requested::Missing(silence.clone()),
        }
    }

    fn unreachable(self) -> Option<Problem> {
        match self.silence {
            Silence::Total(problem) => Some(problem),
            Silence::Partial(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::of;
    use super::*;
    use crate::chronyd::{Outcome, Reply, Request, Status};

    fn silence() -> Problem {
        Problem {
            kind: ProblemKind::Timeout,
            message: "no reply".to_owned(),
            hint: None,
        }
    }

    #[test]
    fn each_missing_report_holds_its_own_reason() {
        let query = of(ReportKind::ALL.to_vec());
        let mut conversation = Conversation::new(&query);
        conversation.hear(
            Request::SourceCount,
            Outcome::Answered(Reply::SourceCount(0)),
        );
        conversation.hear(Request::Rtc, Outcome::Refused(Status::Unknown(99)));
        let report = conversation.finish(None, Some(silence()));
        assert_eq!(report.unreachable, None);
        let missing: Vec<_> = report
            .problems()
            .map(|(report, problem)| (report, problem.kind))
            .collect();
        assert_eq!(
            missing,
            [
                (Some(ReportKind::Tracking), ProblemKind::Timeout),
                (Some(ReportKind::Rtc), ProblemKind::Unavailable),
            ]
        );
    }

    /// A refusal delivers no report: chronyd is unreachable, and the refusal is reported too.
    #[test]
    fn silence_after_a_refusal_is_of_chronyd_itself() {
        let query = of(vec![ReportKind::Tracking, ReportKind::Rtc]);
        let mut conversation = Conversation::new(&query);
        conversation.hear(Request::Rtc, Outcome::Refused(Status::Unknown(99)));
        let report = conversation.finish(None, Some(silence()));
        assert_eq!(report.tracking, Requested::Unreachable);
        assert_eq!(report.unreachable, Some(silence()));
        let missing: Vec<_> = report.problems().map(|(report, _)| report).collect();
        assert_eq!(missing, [None, Some(ReportKind::Rtc)]);
    }
}
