//! Loopback addresses and ports that no other test uses: nextest runs each test in a process of its own, all at once. It
//! knows nothing of chrony.

use std::net::{IpAddr, Ipv4Addr, UdpSocket};
use std::os::linux::net::SocketAddrExt as _;
use std::os::unix::net::{SocketAddr, UnixDatagram};
use std::process;
use std::sync::atomic::{AtomicU8, AtomicU16, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

/// A loopback address of this process's own, in a network that it shares with no other process.
///
/// # Panics
///
/// When a process asks for more than a network holds.
pub fn address() -> Ipv4Addr {
    static NETWORK: OnceLock<(u8, u8)> = OnceLock::new();
    static HOST: AtomicU8 = AtomicU8::new(1);
    let (high, low) = *NETWORK.get_or_init(network);
    let host = HOST.fetch_add(1, Ordering::Relaxed);
    assert!(
        (1..255).contains(&host),
        "one process wants more than 254 loopback addresses"
    );
    Ipv4Addr::new(127, high, low, host)
}

/// A network of 254 addresses. Never one of 127.0.0.0/16, where the machine's own services listen.
fn network() -> (u8, u8) {
    let [_, _, high, low] = process::id().to_be_bytes();
    let first = u16::from_be_bytes([high, low]);
    (0..=u16::MAX)
        .map(|step| first.wrapping_add(step).to_be_bytes())
        .map(|[high, low]| (high, low))
        .find(|&(high, low)| high != 0 && reserve(&format!("127.{high}.{low}.0/24")))
        .expect("a network that no other process has")
}

/// A UDP port that is free at every one of `addresses`, below the range from which the kernel gives ports to clients. No
/// other process gets it here.
///
/// # Panics
///
/// When there is none.
pub fn port(addresses: &[IpAddr]) -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    const FIRST: u16 = 20_000;
    const COUNT: u16 = 10_000;
    let low_bits = u16::try_from(process::id() % u32::from(COUNT)).unwrap_or(0);
    (0..COUNT)
        .map(|_| {
            let step = NEXT.fetch_add(1, Ordering::Relaxed);
            // Neighbouring processes start far from each other.
            FIRST + (low_bits.wrapping_mul(97).wrapping_add(step)) % COUNT
        })
        .filter(|port| reserve(&format!("port {port}")))
        .find(|&port| {
            addresses
                .iter()
                .all(|&address| UdpSocket::bind((address, port)).is_ok())
        })
        .unwrap_or_else(|| panic!("no free UDP port at {addresses:?}"))
}

/// Takes `what` for this process until it ends, unless another process has it: an abstract Unix socket of that name. All
/// processes that share a network share these names, whatever their files and process ids are.
fn reserve(what: &str) -> bool {
    static HELD: Mutex<Vec<UnixDatagram>> = Mutex::new(Vec::new());
    let name = format!("second-hand tests: {what}");
    let address = SocketAddr::from_abstract_name(name).expect("a short name");
    let socket = UnixDatagram::bind_addr(&address);
    let is_mine = socket.is_ok();
    HELD.lock()
        .unwrap_or_else(PoisonError::into_inner)
        .extend(socket);
    is_mine
}

#[cfg(test)]
mod tests {
    use super::{address, port, reserve};

    #[test]
    fn what_is_taken_is_not_given_out_again() {
        assert!(!reserve(&format!("port {}", port(&[]))));
        let [_, high, low, _] = address().octets();
        assert!(!reserve(&format!("127.{high}.{low}.0/24")));
    }
}
