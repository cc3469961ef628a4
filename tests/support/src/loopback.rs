//! Loopback addresses and ports that no other test uses: nextest runs each test in a process of its own, all at once. It
//! knows nothing of chrony.

use std::net::{IpAddr, Ipv4Addr, UdpSocket};
use std::process;
use std::sync::atomic::{AtomicU16, Ordering};

/// A loopback address of this process's own: its process id picks the network, a counter the host.
///
/// # Panics
///
/// When a process asks for more than a network holds.
pub fn address() -> Ipv4Addr {
    static HOST: AtomicU16 = AtomicU16::new(1);
    let [_, high, middle, low] = process::id().to_be_bytes();
    let host = HOST.fetch_add(1, Ordering::Relaxed);
    assert!(
        host < 255,
        "one process wants more than 254 loopback addresses"
    );
    // Never 127.0.0.0/16, where the machine's own services listen.
    Ipv4Addr::new(
        127,
        1 + middle.wrapping_add(high) % 254,
        low,
        host.to_be_bytes()[1],
    )
}

/// A UDP port that is free at every one of `addresses`, below the range from which the kernel gives ports to clients.
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
        .find(|&port| {
            addresses
                .iter()
                .all(|&address| UdpSocket::bind((address, port)).is_ok())
        })
        .unwrap_or_else(|| panic!("no free UDP port at {addresses:?}"))
}
