//! Requests about each source, by its index in chronyd's list or by its address. It knows which
//! requests to make and which replies belong together; the conversation decides what a missing
//! reply means for a report.

use std::collections::BTreeMap;
use std::fmt::Debug;

use crate::chronyd::Request;
use crate::report::{Address, Problem, ReportKind, Source, SourceStats};

/// The state of a report: open, received, or missing for a reason.
pub(super) type Slot<T> = Option<Result<T, Problem>>;

/// A reply about one source.
pub(super) trait AboutSource {
    /// Which source it is about.
    fn address(&self) -> Address;
}

impl AboutSource for Source {
    fn address(&self) -> Address {
        self.address
    }
}

impl AboutSource for SourceStats {
    fn address(&self) -> Address {
        self.address
    }
}

/// A report with one reply for each source, by the source's index.
#[derive(Debug, Clone)]
pub(super) struct Column<T> {
    /// Whether the user requested the report.
    shown: bool,
    /// Whether it is fetched: to be shown, or because another report needs it.
    wanted: bool,
    request: fn(u32) -> Request,
    replies: BTreeMap<u32, T>,
    problem: Option<Problem>,
}

impl<T> Column<T> {
    fn new(
        report: ReportKind,
        lends_to: ReportKind,
        is_shown: impl Fn(ReportKind) -> bool,
        request: fn(u32) -> Request,
    ) -> Self {
        Self {
            shown: is_shown(report),
            wanted: is_shown(report) || is_shown(lends_to),
            request,
            replies: BTreeMap::new(),
            problem: None,
        }
    }

    /// Whether the user requested the report.
    pub(super) fn is_shown(&self) -> bool {
        self.shown
    }

    /// The reply about the source at this index.
    pub(super) fn insert(&mut self, index: u32, reply: T) {
        self.replies.insert(index, reply);
    }

    /// Whether it is fetched.
    pub(super) fn is_wanted(&self) -> bool {
        self.wanted
    }

    /// The replies that have come.
    pub(super) fn iter(&self) -> impl Iterator<Item = &T> {
        self.replies.values()
    }

    /// The report is missing for this reason.
    pub(super) fn fail(&mut self, problem: Problem) {
        self.problem = Some(problem);
    }

    /// The report, once it has a reply for each counted source; or why it is missing.
    fn into_report(self, count: Option<u32>) -> Slot<Vec<T>> {
        if let Some(problem) = self.problem {
            return Some(Err(problem));
        }
        let whole = usize::try_from(count?).is_ok_and(|count| count == self.replies.len());
        whole.then(|| Ok(self.replies.into_values().collect()))
    }
}

/// A column, whatever the type of its replies.
trait AnyColumn {
    fn is_shown(&self) -> bool;
    fn is_wanted(&self) -> bool;
    fn request(&self, index: u32) -> Option<Request>;
    /// The source that the reply at this index is about.
    fn address(&self, index: u32) -> Option<Address>;
    fn clear(&mut self);
    fn fail(&mut self, problem: Problem);
}

impl<T: AboutSource> AnyColumn for Column<T> {
    fn is_shown(&self) -> bool {
        self.shown
    }

    fn is_wanted(&self) -> bool {
        self.wanted
    }

    fn request(&self, index: u32) -> Option<Request> {
        self.wanted.then(|| (self.request)(index))
    }

    fn address(&self, index: u32) -> Option<Address> {
        self.replies.get(&index).map(T::address)
    }

    fn clear(&mut self) {
        self.replies.clear();
        self.problem = None;
    }

    fn fail(&mut self, problem: Problem) {
        Self::fail(self, problem);
    }
}

/// The columns. One count of the sources serves them all.
#[derive(Debug, Clone)]
pub(super) struct SourceList {
    count: Option<u32>,
    started_over: bool,
    pub(super) sources: Column<Source>,
    pub(super) stats: Column<SourceStats>,
}

impl SourceList {
    /// Starts with nothing read. Also fetches the reports that a shown one needs: tracking needs
    /// the sources, which tell whether it is stale, and the sources need the statistics, which have
    /// their reference ids.
    pub(super) fn new(is_shown: impl Fn(ReportKind) -> bool) -> Self {
        use ReportKind::{Sources, Stats, Tracking};
        Self {
            count: None,
            started_over: false,
            sources: Column::new(Sources, Tracking, &is_shown, Request::Source),
            stats: Column::new(Stats, Sources, &is_shown, Request::Stats),
        }
    }

    /// Every column. A column in this list is requested, checked and started over.
    fn columns(&mut self) -> [&mut dyn AnyColumn; 2] {
        [&mut self.sources, &mut self.stats]
    }

    /// Whether any column is fetched, so that the sources must be counted.
    pub(super) fn is_wanted(&mut self) -> bool {
        self.columns().iter().any(|column| column.is_wanted())
    }

    /// Whether any column is shown.
    pub(super) fn is_shown(&mut self) -> bool {
        self.columns().iter().any(|column| column.is_shown())
    }

    /// Takes the number of sources, for all columns. Returns the requests about each source.
    pub(super) fn enumerate(&mut self, count: u32) -> Vec<Request> {
        self.count = Some(count);
        let columns = self.columns();
        (0..count)
            .flat_map(|index| {
                columns
                    .iter()
                    .filter_map(move |column| column.request(index))
            })
            .collect()
    }

    /// How many sources there are, once it is known.
    pub(super) fn count(&self) -> Option<u32> {
        self.count
    }

    /// Whether the replies at this index are about the same source. Indices shift when a source is
    /// added or removed between two requests. A column that is not shown cannot contradict another.
    pub(super) fn is_consistent(&mut self, index: u32) -> bool {
        let columns = self.columns();
        let shown = columns.iter().filter(|column| column.is_shown());
        let mut addresses = shown.filter_map(|column| column.address(index));
        let first = addresses.next();
        addresses.all(|address| Some(address) == first)
    }

    /// Forgets all replies, so that the list can be read again; `false`: it was read twice already.
    pub(super) fn start_over(&mut self) -> bool {
        if self.started_over {
            return false;
        }
        self.started_over = true;
        self.count = None;
        self.columns().into_iter().for_each(AnyColumn::clear);
        true
    }

    /// The sources that have a reply.
    pub(super) fn addresses(&self) -> impl Iterator<Item = Address> {
        let sources = self.sources.replies.values().map(Source::address);
        sources.chain(self.stats.replies.values().map(SourceStats::address))
    }

    /// Every column is missing for this reason.
    pub(super) fn fail(&mut self, problem: &Problem) {
        for column in self.columns() {
            column.fail(problem.clone());
        }
    }

    /// Each report: complete, missing for a reason, or still open.
    pub(super) fn into_reports(mut self) -> (Slot<Vec<Source>>, Slot<Vec<SourceStats>>) {
        for (index, source) in &mut self.sources.replies {
            let stats = self.stats.replies.get(index);
            if let Some(stats) = stats.filter(|stats| stats.address == source.address) {
                source.reference_id = stats.reference_id;
            }
        }
        (
            self.sources.into_report(self.count),
            self.stats.into_report(self.count),
        )
    }
}

/// Requests that are made once for each source, by its index or its address. An answer may be
/// missing.
#[derive(Debug, Clone)]
pub(super) struct OnceEach<K, T> {
    request: fn(K) -> Request,
    /// The requested sources; `None` until the reply comes.
    told: BTreeMap<K, Option<T>>,
}

impl<K: Copy + Ord, T> OnceEach<K, T> {
    /// Nothing asked yet.
    pub(super) fn new(request: fn(K) -> Request) -> Self {
        Self {
            request,
            told: BTreeMap::new(),
        }
    }

    /// The request about this source; `None` if it was made before.
    pub(super) fn request(&mut self, key: K) -> Option<Request> {
        if self.told.contains_key(&key) {
            return None;
        }
        self.told.insert(key, None);
        Some((self.request)(key))
    }

    /// The reply about this source.
    pub(super) fn insert(&mut self, key: K, reply: T) {
        self.told.insert(key, Some(reply));
    }

    /// Every reply with its source.
    pub(super) fn iter(&self) -> impl Iterator<Item = (K, &T)> {
        let told = self.told.iter();
        told.filter_map(|(&key, told)| Some((key, told.as_ref()?)))
    }

    /// The reply about this source.
    pub(super) fn get(&self, key: K) -> Option<&T> {
        self.told.get(&key)?.as_ref()
    }

    /// Forgets all requests and replies.
    pub(super) fn clear(&mut self) {
        self.told.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_forgotten_can_be_asked_again() {
        let mut names = OnceEach::new(Request::Name);
        let address = Address::Unresolved(1);
        assert_eq!(names.request(address), Some(Request::Name(address)));
        assert_eq!(names.request(address), None);
        names.insert(address, "ntp1.example.net");
        assert_eq!(names.get(address), Some(&"ntp1.example.net"));
        names.clear();
        assert_eq!(names.get(address), None);
        assert_eq!(names.request(address), Some(Request::Name(address)));
    }
}
