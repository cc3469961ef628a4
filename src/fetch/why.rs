//! What says why the clock is as it is, beyond the reports: asked where chronyd permits it, left out
//! where it does not. Knows who may be asked about what; what the replies mean is not known here.

use super::per_source::{Column, OnceEach};
use crate::chronyd::Request;
use crate::report::{Activity, Address, Authentication, NtpData, Selection, Source};

/// The least stratum of a server that serves its own clock, unless it is configured otherwise
/// (`local` in `chrony.conf`).
const LOCAL_STRATUM: u16 = 10;

/// What was asked besides the reports, and told.
#[derive(Debug, Clone)]
pub(super) struct Why {
    count: u32,
    pub(super) activity: Option<Activity>,
    selection: Restricted<u32, (Address, Selection)>,
    authentication: Restricted<Address, Authentication>,
    ntp_data: Restricted<Address, NtpData>,
}

impl Why {
    /// Nothing asked yet.
    pub(super) fn new() -> Self {
        Self {
            count: 0,
            activity: None,
            selection: Restricted::new(Request::Selection),
            authentication: Restricted::new(Request::Authentication),
            ntp_data: Restricted::new(Request::NtpData),
        }
    }

    /// The requests to make when there are so many sources, and may not be permitted. One of each
    /// kind finds out. About no source at all, chronyd says that it has no such source where it would
    /// have answered.
    pub(super) fn enumerate(&mut self, count: u32) -> Vec<Request> {
        self.count = count;
        if count == 0 {
            return Vec::new();
        }
        let probes = [
            self.selection.probe(0),
            self.authentication.probe(Address::None),
            self.ntp_data.probe(Address::None),
        ];
        let mut requests = self.selection.requests(0..count);
        requests.extend(probes.into_iter().flatten());
        requests
    }

    /// The requests about a source that has become known, as far as they are permitted.
    pub(super) fn about(&mut self, source: &Source) -> Vec<Request> {
        let mut requests = self.authentication.requests(ntp_address(source));
        requests.extend(self.ntp_data.requests(unclear_address(source)));
        requests
    }

    /// chronyd permits requests of this kind. Returns those that it did not seem to permit before.
    pub(super) fn permitted(&mut self, request: Request, sources: &Column<Source>) -> Vec<Request> {
        match request {
            Request::Selection(_) => self.selection.permit(0..self.count),
            Request::Authentication(_) => self
                .authentication
                .permit(sources.iter().filter_map(ntp_address)),
            Request::NtpData(_) => self
                .ntp_data
                .permit(sources.iter().filter_map(unclear_address)),
            _ => Vec::new(),
        }
    }

    /// What the selection made of the source at this index, which has this address.
    pub(super) fn insert_selection(&mut self, index: u32, address: Address, selection: Selection) {
        self.selection.replies.insert(index, (address, selection));
    }

    /// How the packets of the source with this address are authenticated.
    pub(super) fn insert_authentication(&mut self, address: Address, reply: Authentication) {
        self.authentication.replies.insert(address, reply);
    }

    /// What came of polling the source with this address.
    pub(super) fn insert_ntp_data(&mut self, address: Address, reply: NtpData) {
        self.ntp_data.replies.insert(address, reply);
    }

    /// Forgets what was asked by the sources' indices, which have changed.
    pub(super) fn start_over(&mut self) {
        self.selection.start_over();
    }

    /// Writes to each source, in chronyd's order, what was told of it.
    pub(super) fn tell(&self, sources: &mut [Source]) {
        for (index, source) in (0..).zip(sources) {
            // The list may have changed since it was read.
            let same = |(address, _): &&(Address, Selection)| *address == source.address;
            let selection = self.selection.replies.get(index).filter(same);
            source.selection = selection.map(|(_, selection)| Selection {
                state: match source.last_sample_age_seconds {
                    Some(_) => selection.state,
                    None => selection.state.without_measurement(),
                },
                ..*selection
            });
            source.authentication = self.authentication.replies.get(source.address).copied();
            source.ntp_data = self.ntp_data.replies.get(source.address).copied();
        }
    }
}

/// The source's address, unless it is a reference clock.
fn ntp_address(source: &Source) -> Option<Address> {
    Some(source.address).filter(Address::is_ntp)
}

/// The same, if its NTP data can say more than the reports: what becomes of the answers of a source
/// that gives no measurements, and whether one of a large stratum serves its own clock.
fn unclear_address(source: &Source) -> Option<Address> {
    let is_unclear = source.lacks_measurements() || source.stratum >= Some(LOCAL_STRATUM);
    ntp_address(source).filter(|_| is_unclear)
}

/// What chronyd may not tell to everybody, by a source's index or its address.
#[derive(Debug, Clone)]
struct Restricted<K, T> {
    permission: Permission,
    replies: OnceEach<K, T>,
}

/// Whether chronyd permits requests of a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Permission {
    /// Nothing was asked yet.
    Unknown,
    /// It was asked, and has not said so yet.
    Sought,
    /// It does.
    Granted,
}

impl<K: Copy + Ord, T> Restricted<K, T> {
    fn new(request: fn(K) -> Request) -> Self {
        Self {
            permission: Permission::Unknown,
            replies: OnceEach::new(request),
        }
    }

    /// The request that finds out, made once.
    fn probe(&mut self, key: K) -> Option<Request> {
        if self.permission != Permission::Unknown {
            return None;
        }
        self.permission = Permission::Sought;
        self.replies.request(key)
    }

    /// The requests with these keys, where they are permitted.
    fn requests(&mut self, keys: impl IntoIterator<Item = K>) -> Vec<Request> {
        if self.permission != Permission::Granted {
            return Vec::new();
        }
        keys.into_iter()
            .filter_map(|key| self.replies.request(key))
            .collect()
    }

    /// From now on they are. Returns the requests with these keys, unless they were permitted before.
    fn permit(&mut self, keys: impl IntoIterator<Item = K>) -> Vec<Request> {
        if self.permission != Permission::Sought {
            return Vec::new();
        }
        self.permission = Permission::Granted;
        self.requests(keys)
    }

    fn start_over(&mut self) {
        self.replies.clear();
        if self.permission == Permission::Sought {
            self.permission = Permission::Unknown;
        }
    }
}
