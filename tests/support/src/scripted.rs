//! A daemon that answers as a script tells it: what a real chronyd will not do, on a real socket.
//!
//! It is a thread of the test, speaks the protocol through chrony-candm's own codec and keeps a log
//! of what it was asked. It knows nothing of the program it answers, and it fails the test when that
//! program sends a request that no chronyd would take.

mod answer;
mod log;
mod reports;

pub use answer::{Answer, Asked, wire};
pub use log::{Arrival, Log};
pub use reports::{Reports, Source};

/// The codec's own types, for scripts and expectations.
pub use chrony_candm::{
    common::{ChronyAddr, ChronyFloat, SourceFlags},
    reply,
    request::{self, RequestBody},
};

use std::collections::{BTreeMap, HashMap};
use std::ffi::OsString;
use std::io;
use std::net::{SocketAddr, UdpSocket};
use std::os::fd::AsFd as _;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixDatagram;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use chrony_candm::request::Request;
use rustix::event::{PollFd, PollFlags, poll};
use rustix::io::Errno;

/// How long the daemon may take to notice that it has been stopped.
const ATTENTION: Duration = Duration::from_millis(20);

/// A scripted daemon, answering from its creation until it is dropped.
pub struct Daemon {
    place: Place,
    shared: Arc<Mutex<Shared>>,
    thread: Option<JoinHandle<()>>,
}

/// Where a daemon listens.
#[derive(Clone)]
enum Place {
    Udp(SocketAddr),
    Unix(PathBuf),
}

impl Place {
    /// Leaves nothing there: a Unix socket's file outlives the socket.
    fn clear(&self) {
        if let Self::Unix(path) = self {
            // It may have been removed by the test, directory and all.
            let _ = std::fs::remove_file(path);
        }
    }
}

/// What the daemon's thread and the test both see.
#[derive(Default)]
struct Shared {
    stopped: bool,
    log: Log,
    complaints: Vec<String>,
}

impl Daemon {
    /// A daemon on a free UDP port of 127.0.0.1.
    pub fn udp(reports: Reports, script: impl FnMut(&Asked) -> Answer + Send + 'static) -> Self {
        Self::udp_at(([127, 0, 0, 1], 0), reports, script)
    }

    /// A daemon on this UDP address; port 0 means any free one.
    pub fn udp_at(
        address: impl Into<SocketAddr>,
        reports: Reports,
        script: impl FnMut(&Asked) -> Answer + Send + 'static,
    ) -> Self {
        Self::start(Place::Udp(address.into()), reports, script)
    }

    /// A daemon on a Unix socket at this path, which everyone may write to.
    pub fn unix(
        path: impl Into<PathBuf>,
        reports: Reports,
        script: impl FnMut(&Asked) -> Answer + Send + 'static,
    ) -> Self {
        Self::start(Place::Unix(path.into()), reports, script)
    }

    /// A daemon on UDP that answers every question as chronyd would.
    #[must_use]
    pub fn honest(reports: Reports) -> Self {
        Self::udp(reports, Asked::honestly)
    }

    /// A daemon on UDP that never answers.
    #[must_use]
    pub fn silent() -> Self {
        Self::udp(Reports::default(), |_| Answer::nothing())
    }

    fn start(
        place: Place,
        reports: Reports,
        script: impl FnMut(&Asked) -> Answer + Send + 'static,
    ) -> Self {
        let socket = Socket::bind(&place).unwrap_or_else(|cause| {
            panic!("the scripted daemon cannot listen on {place}: {cause}")
        });
        let place = socket.place(place);
        let shared = Arc::new(Mutex::new(Shared::default()));
        let session = Session {
            place: place.clone(),
            socket,
            shared: Arc::clone(&shared),
            reports: Arc::new(reports),
            script,
            outbox: BTreeMap::new(),
            posted: 0,
            seen: HashMap::new(),
        };
        let thread = thread::spawn(move || session.serve());
        Self {
            place,
            shared,
            thread: Some(thread),
        }
    }

    /// The options that send the program here.
    #[must_use]
    pub fn arguments(&self) -> Vec<OsString> {
        match &self.place {
            Place::Udp(address) => vec![
                "--host".into(),
                address.ip().to_string().into(),
                "--port".into(),
                address.port().to_string().into(),
            ],
            Place::Unix(path) => vec!["--host".into(), path.into()],
        }
    }

    /// The daemon's UDP port.
    ///
    /// # Panics
    ///
    /// When it listens on a Unix socket.
    #[must_use]
    pub fn port(&self) -> u16 {
        match &self.place {
            Place::Udp(address) => address.port(),
            Place::Unix(path) => panic!("{} has no port", path.display()),
        }
    }

    /// What the program should call this daemon: `127.0.0.1:323`, `[::1]:323`, or the socket's path.
    #[must_use]
    pub fn server(&self) -> String {
        self.place.to_string()
    }

    /// What has happened so far.
    #[must_use]
    pub fn log(&self) -> Log {
        lock(&self.shared).log.clone()
    }
}

/// Stops the daemon; what went wrong in its thread goes wrong in the test.
impl Drop for Daemon {
    fn drop(&mut self) {
        lock(&self.shared).stopped = true;
        let ended = self.thread.take().map(JoinHandle::join);
        self.place.clear();
        if thread::panicking() {
            return;
        }
        if let Some(Err(panic)) = ended {
            std::panic::resume_unwind(panic);
        }
        let complaints = std::mem::take(&mut lock(&self.shared).complaints);
        assert!(
            complaints.is_empty(),
            "requests no chronyd would take: {complaints:#?}"
        );
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Udp(address) => address.fmt(f),
            Self::Unix(path) => path.display().fmt(f),
        }
    }
}

/// A lock that a panic elsewhere does not take away: the panic is reported by itself.
fn lock(shared: &Mutex<Shared>) -> MutexGuard<'_, Shared> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Who has sent a request, and where the reply goes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Peer {
    /// A UDP client.
    Udp(SocketAddr),
    /// A Unix client, by the path of its own socket.
    Unix(PathBuf),
    /// A Unix client without a socket of its own: nothing can be sent to it.
    Unnamed,
}

impl Peer {
    /// The permission bits of the client's own socket file, while it is there.
    fn mode(&self) -> Option<u32> {
        match self {
            Self::Unix(path) => Some(std::fs::metadata(path).ok()?.permissions().mode() & 0o7777),
            Self::Udp(_) | Self::Unnamed => None,
        }
    }
}

/// A socket that never waits but where it is told to.
enum Socket {
    Udp(UdpSocket),
    Unix(UnixDatagram),
}

impl Socket {
    fn bind(place: &Place) -> io::Result<Self> {
        match place {
            Place::Udp(address) => {
                let socket = UdpSocket::bind(address)?;
                socket.set_nonblocking(true)?;
                Ok(Self::Udp(socket))
            }
            Place::Unix(path) => {
                let socket = UnixDatagram::bind(path)?;
                socket.set_nonblocking(true)?;
                std::fs::set_permissions(path, PermissionsExt::from_mode(0o666))?;
                Ok(Self::Unix(socket))
            }
        }
    }

    /// The place with the port the system has chosen.
    fn place(&self, asked: Place) -> Place {
        match self {
            Self::Udp(socket) => Place::Udp(socket.local_addr().expect("a bound socket")),
            Self::Unix(_) => asked,
        }
    }

    /// Waits for a datagram as long as `patience` lasts.
    fn receive(&self, buffer: &mut [u8], patience: Duration) -> Option<(usize, Peer)> {
        let fd = match self {
            Self::Udp(socket) => socket.as_fd(),
            Self::Unix(socket) => socket.as_fd(),
        };
        let patience = patience.try_into().expect("a short time");
        let mut readable = [PollFd::from_borrowed_fd(fd, PollFlags::IN)];
        // Whoever waits for a child with a time-out has a handler for the signal of its end.
        match poll(&mut readable, Some(&patience)) {
            Err(Errno::INTR) => return None,
            ready => ready.expect("a socket to wait for"),
        };
        match self {
            Self::Udp(socket) => {
                let (length, from) = socket.recv_from(buffer).ok()?;
                Some((length, Peer::Udp(from)))
            }
            Self::Unix(socket) => {
                let (length, from) = socket.recv_from(buffer).ok()?;
                let peer = from
                    .as_pathname()
                    .map_or(Peer::Unnamed, |path| Peer::Unix(path.to_owned()));
                Some((length, peer))
            }
        }
    }

    /// Sends without waiting. What does not fit into the client's queue is lost, as it is with
    /// chronyd; so is what finds the client gone.
    fn send(&self, datagram: &[u8], peer: &Peer) {
        let _may_be_lost = match (self, peer) {
            (Self::Udp(socket), Peer::Udp(address)) => socket.send_to(datagram, address),
            (Self::Unix(socket), Peer::Unix(path)) => socket.send_to(datagram, path),
            _ => Ok(0),
        };
    }
}

/// A datagram on its way out.
struct Outgoing {
    bytes: Vec<u8>,
    peer: Peer,
    sequence: u32,
}

/// What the daemon's thread owns.
struct Session<Script> {
    place: Place,
    socket: Socket,
    shared: Arc<Mutex<Shared>>,
    reports: Arc<Reports>,
    script: Script,
    /// By the moment each datagram is due; the number keeps those of one moment in order.
    outbox: BTreeMap<(Instant, usize), Outgoing>,
    /// How many datagrams have been put into the outbox.
    posted: usize,
    /// For each question, the sequence numbers it came with, and how often each came.
    seen: HashMap<RequestBody, Vec<(u32, usize)>>,
}

impl<Script: FnMut(&Asked) -> Answer> Session<Script> {
    fn serve(mut self) {
        let mut buffer = [0; 2048];
        while !lock(&self.shared).stopped {
            let mut patience = self.send_what_is_due();
            // All that is there is noted before the next answer is: it was sent without knowing that answer.
            while let Some((length, peer)) = self.socket.receive(&mut buffer, patience) {
                self.take(&buffer[..length], &peer);
                patience = Duration::ZERO;
            }
        }
    }

    /// Sends what is due, and says how long there is nothing to do.
    fn send_what_is_due(&mut self) -> Duration {
        while let Some(next) = self.outbox.first_entry() {
            let now = Instant::now();
            let due = next.key().0;
            if due > now {
                return (due - now).min(ATTENTION);
            }
            let outgoing = next.remove();
            // Noted before it is sent, so that no request it sets off is noted earlier.
            lock(&self.shared).log.answered(outgoing.sequence);
            self.socket.send(&outgoing.bytes, &outgoing.peer);
        }
        ATTENTION
    }

    fn take(&mut self, datagram: &[u8], peer: &Peer) {
        let request = match read_request(datagram) {
            Ok(request) => request,
            Err(complaint) => return lock(&self.shared).complaints.push(complaint),
        };
        let sequences = self.seen.entry(request.body).or_default();
        let nth = sequences
            .iter()
            .position(|&(sequence, _)| sequence == request.sequence)
            .unwrap_or_else(|| {
                sequences.push((request.sequence, 0));
                sequences.len() - 1
            });
        let repeat = sequences[nth].1;
        sequences[nth].1 += 1;
        lock(&self.shared).log.asked(Box::new(Arrival {
            at: Instant::now(),
            request,
            repeat,
            socket_mode: peer.mode(),
            peer: peer.clone(),
        }));

        let answer = (self.script)(&Asked {
            request,
            nth,
            repeat,
            peer: peer.clone(),
            reports: Arc::clone(&self.reports),
        });
        let now = Instant::now();
        for (delay, bytes) in answer.datagrams {
            self.posted += 1;
            self.outbox.insert(
                (now + delay, self.posted),
                Outgoing {
                    bytes,
                    peer: peer.clone(),
                    sequence: request.sequence,
                },
            );
        }
        if let Some(absence) = answer.away {
            self.send_what_is_due();
            self.go_away(absence);
        }
    }

    /// Is not there for a while, and has forgotten everything afterwards.
    fn go_away(&mut self, absence: Duration) {
        self.outbox.clear();
        // Something has to stand in the closed socket's place; this one listens where nobody asks.
        self.socket = Socket::Unix(UnixDatagram::unbound().expect("a socket"));
        self.place.clear();
        let back = Instant::now() + absence;
        while Instant::now() < back && !lock(&self.shared).stopped {
            thread::sleep(ATTENTION.min(absence));
        }
        self.socket = Socket::bind(&self.place).unwrap_or_else(|cause| {
            panic!(
                "the scripted daemon cannot come back to {}: {cause}",
                self.place
            )
        });
    }
}

/// The request in a datagram, if chronyd would answer it: readable, and no shorter than its reply.
fn read_request(datagram: &[u8]) -> Result<Request, String> {
    let request = Request::deserialize(&mut &datagram[..])
        .map_err(|cause| format!("{cause}: {datagram:02x?}"))?;
    if datagram.len() < request.length() {
        return Err(format!(
            "{} bytes instead of {}: {request:?}",
            datagram.len(),
            request.length()
        ));
    }
    Ok(request)
}

/// Where a socket in this directory goes, for [`Daemon::unix`].
#[must_use]
pub fn socket_in(directory: &Path) -> PathBuf {
    directory.join("chronyd.sock")
}
