//! A race for a path, over real sockets of this machine's loopback: behind each is a daemon that keeps to
//! its part of the input. Slow, for what is silent is waited for; and nothing is said of who is quicker,
//! for a busy machine decides that.

use std::io;
use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use arbitrary::{Result, Unstructured};
use second_hand::chronyd::{Deadline, Endpoint, Request, race};

use super::wire;

/// What the race may take, and how much later it may end where other programs want the machine, too.
const TIME: Duration = Duration::from_millis(20);
const MERCY: Duration = Duration::from_secs(20);

/// How often a daemon looks whether the race is over.
const TICK: Duration = Duration::from_millis(2);

/// Reads the input as the daemons of up to three paths.
pub fn run(data: &[u8]) {
    let mut u = Unstructured::new(data);
    let manners: Result<Vec<Manner>> = (0..=data.len() % 3).map(|_| manner(&mut u)).collect();
    if let Ok(manners) = manners {
        check(&manners);
    }
}

/// How a daemon answers.
#[derive(Debug)]
enum Manner {
    /// Nobody listens.
    Absent,
    /// It does not answer.
    Silent,
    /// With a status, and these words.
    Answers(u16, Vec<u8>),
    /// The same, twice.
    AnswersTwice(u16, Vec<u8>),
    /// Each request with these bytes.
    Speaks(Vec<u8>),
}

fn manner(u: &mut Unstructured<'_>) -> Result<Manner> {
    // Success more often than all the refusals.
    let status = |u: &mut Unstructured<'_>| {
        let status = u.int_in_range(0..=60_u16)?;
        Ok(if status > 24 { 0 } else { status })
    };
    let words = |u: &mut Unstructured<'_>| {
        let length = u.int_in_range(0..=76)?;
        u.bytes(length.min(u.len())).map(<[u8]>::to_vec)
    };
    Ok(match u.int_in_range(0..=9)? {
        0 => Manner::Absent,
        1 => Manner::Silent,
        2 => Manner::Speaks(words(u)?),
        3 => Manner::AnswersTwice(status(u)?, words(u)?),
        _ => Manner::Answers(status(u)?, words(u)?),
    })
}

fn check(manners: &[Manner]) {
    let opening = [Request::Tracking, Request::SourceCount, Request::Rtc];
    let sockets: Vec<UdpSocket> = manners
        .iter()
        .map(|_| UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port"))
        .collect();
    let address = |socket: &UdpSocket| socket.local_addr().expect("its address");
    let addresses: Vec<SocketAddr> = sockets.iter().map(address).collect();
    let endpoints: Vec<Endpoint> = addresses.iter().copied().map(Endpoint::Udp).collect();
    let is_over = AtomicBool::new(false);
    let began = Instant::now();
    let ended = thread::scope(|scope| {
        for (socket, manner) in sockets.into_iter().zip(manners) {
            if !matches!(manner, Manner::Absent) {
                let is_over = &is_over;
                scope.spawn(move || serve(&socket, manner, is_over));
            }
        }
        let ended = race(&endpoints, &opening, &Deadline::new(began + TIME));
        is_over.store(true, Ordering::Relaxed);
        ended
    });
    assert!(began.elapsed() < TIME + MERCY, "{manners:?}");
    match ended {
        Ok(winner) => {
            let place = endpoints.iter().position(|path| *path == winner.server);
            let manner = &manners[place.expect("one of the paths")];
            let answers = !matches!(manner, Manner::Absent | Manner::Silent);
            assert!(answers, "{manners:?}: {}", winner.server);
            assert!(!winner.heard.is_empty(), "{manners:?}");
            let is_asked = |(request, _): &(Request, _)| opening.contains(request);
            assert!(winner.heard.iter().all(is_asked), "{manners:?}");
        }
        Err(failed) => {
            let paths: Vec<_> = failed.into_iter().map(|failed| failed.path).collect();
            assert_eq!(paths, endpoints, "{manners:?}");
        }
    }
}

fn serve(socket: &UdpSocket, manner: &Manner, is_over: &AtomicBool) {
    socket.set_read_timeout(Some(TICK)).expect("a timeout");
    let mut request = [0; 512];
    while !is_over.load(Ordering::Relaxed) {
        let Ok((length, from)) = socket.recv_from(&mut request) else {
            continue;
        };
        let request = &request[..length];
        let send = |reply: &[u8]| -> io::Result<usize> { socket.send_to(reply, from) };
        // Whoever asked may have gone.
        let _unheard = match manner {
            Manner::Absent | Manner::Silent => Ok(0),
            Manner::Answers(status, words) => send(&wire::reply(request, *status, words)),
            Manner::AnswersTwice(status, words) => {
                let reply = wire::reply(request, *status, words);
                send(&reply).and_then(|_| send(&reply))
            }
            Manner::Speaks(words) => send(words),
        };
    }
}
