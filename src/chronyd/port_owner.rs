//! Whose port it is. Ports below 1024 are root's alone to bind, unless the system says otherwise
//! (`net.ipv4.ip_unprivileged_port_start`; Docker does inside containers): then another user's program
//! could answer beside chronyd, and be believed.

use std::fs;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

use super::endpoint::DEFAULT_SOCKETS;
use super::path::Cause;

/// The first port that anybody may bind by default, and the one that chronyd's must be below for its
/// owner to mean anything.
const UNPRIVILEGED: u16 = 1024;

/// The names that distributions give chronyd's user.
const CHRONY: [&str; 2] = ["chrony", "_chrony"];

const ROOT: u32 = 0;

/// Whether what answers at this address is root's or chrony's.
///
/// # Errors
/// When a user who is neither holds the port.
pub(super) fn check(address: SocketAddr) -> Result<(), Cause> {
    if !address.ip().is_loopback() || !is_open_to_all(address.port()) {
        return Ok(());
    }
    let table = |path| fs::read_to_string(path).unwrap_or_default();
    let owners = owners(&table("/proc/net/udp"), address)
        .chain(owners(&table("/proc/net/udp6"), address))
        .collect::<Vec<u32>>();
    let stranger = owners.into_iter().find(|&owner| !is_trusted(owner));
    stranger.map_or(Ok(()), |owner| Err(Cause::PortOwner(owner)))
}

/// Whether a port that should be root's can be bound by everybody.
fn is_open_to_all(port: u16) -> bool {
    let first = fs::read_to_string("/proc/sys/net/ipv4/ip_unprivileged_port_start")
        .ok()
        .and_then(|text| text.trim().parse::<u16>().ok())
        .unwrap_or(UNPRIVILEGED);
    (first..UNPRIVILEGED).contains(&port)
}

fn is_trusted(owner: u32) -> bool {
    let has_directory = |socket: &str| {
        let directory = Path::new(socket).parent().map(fs::metadata);
        // Root alone can give it to somebody.
        matches!(directory, Some(Ok(directory)) if directory.uid() == owner)
    };
    let users = || fs::read_to_string("/etc/passwd").unwrap_or_default();
    owner == ROOT || DEFAULT_SOCKETS.into_iter().any(has_directory) || is_chrony(&users(), owner)
}

/// Whether one of chrony's users has this number, in a file like `/etc/passwd`.
fn is_chrony(users: &str, owner: u32) -> bool {
    users.lines().any(|line| {
        let mut fields = line.split(':');
        let name = fields.next();
        let number = fields.nth(1).and_then(|number| number.parse().ok());
        name.is_some_and(|name| CHRONY.contains(&name)) && number == Some(owner)
    })
}

/// The owners of the sockets that may receive what is sent to this address, in a table like
/// `/proc/net/udp` or `/proc/net/udp6` (proc(5)).
fn owners(table: &str, address: SocketAddr) -> impl Iterator<Item = u32> {
    table.lines().skip(1).filter_map(move |line| {
        let mut fields = line.split_whitespace();
        let (ip, port) = fields.nth(1)?.split_once(':')?;
        let receives = u16::from_str_radix(port, 16).ok()? == address.port()
            && may_receive(read_ip(ip)?, address.ip());
        let owner = fields.nth(5)?.parse().ok()?;
        receives.then_some(owner)
    })
}

fn may_receive(bound: IpAddr, sent_to: IpAddr) -> bool {
    bound.to_canonical() == sent_to
        || bound == Ipv6Addr::UNSPECIFIED
        || (bound == Ipv4Addr::UNSPECIFIED && sent_to.is_ipv4())
}

/// Words of four bytes in hexadecimal digits, each in the order of the machine.
fn read_ip(digits: &str) -> Option<IpAddr> {
    let word = |at: usize| {
        let digits = digits.get(at..at + 8)?;
        Some(u32::from_str_radix(digits, 16).ok()?.to_ne_bytes())
    };
    match digits.len() {
        8 => Some(IpAddr::from(word(0)?)),
        32 => {
            let words = [word(0)?, word(8)?, word(16)?, word(24)?];
            let mut bytes = [0; 16];
            bytes.copy_from_slice(words.as_flattened());
            Some(IpAddr::from(bytes))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A table of Linux on a little-endian machine: chronyd's three sockets and a user's.
    const IPV4: &str = "   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
  338: 0100007F:0143 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 21474 2 0000000000000000 0
  338: 0100007F:0143 00000000:0000 07 00000000:00000000 00:00000000 00000000  1000        0 21475 2 0000000000000000 0
  339: 00000000:0144 00000000:0000 07 00000000:00000000 00:00000000 00000000  1001        0 21476 2 0000000000000000 0
  340: 0200007F:0145 00000000:0000 07 00000000:00000000 00:00000000 00000000  1002        0 21477 2 0000000000000000 0
";
    const IPV6: &str = "  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
  338: 00000000000000000000000001000000:0143 00000000000000000000000000000000:0000 07 00000000:00000000 00:00000000 00000000   998        0 21478 2 0000000000000000 0
  339: 00000000000000000000000000000000:0144 00000000000000000000000000000000:0000 07 00000000:00000000 00:00000000 00000000   997        0 21479 2 0000000000000000 0
  340: 0000000000000000FFFF00000100007F:0145 00000000000000000000000000000000:0000 07 00000000:00000000 00:00000000 00000000   996        0 21480 2 0000000000000000 0
";

    #[cfg(target_endian = "little")]
    #[test]
    fn every_user_who_may_receive_is_an_owner() {
        let all = |address: &str| {
            let address = address.parse().expect("an address");
            owners(IPV4, address)
                .chain(owners(IPV6, address))
                .collect::<Vec<_>>()
        };
        assert_eq!(all("127.0.0.1:323"), [0, 1000]);
        assert_eq!(all("[::1]:323"), [998]);
        // Bound to every address, of both families or of its own.
        assert_eq!(all("127.0.0.1:324"), [1001, 997]);
        assert_eq!(all("[::1]:324"), [997]);
        // Bound to another address; and to the right one in the other family's clothes.
        assert_eq!(all("127.0.0.1:325"), [996]);
        assert_eq!(all("127.0.0.1:326"), [0; 0]);
    }

    #[test]
    fn chrony_is_known_by_its_name() {
        let users = "root:x:0:0:root:/root:/bin/sh\n_chrony:x:105:110::/var/lib/chrony:/bin/false\n\
                     chronyx:x:106:111::/:/bin/false\n";
        assert!(is_chrony(users, 105));
        assert!(!is_chrony(users, 106));
        assert!(!is_chrony(users, 110));
        assert!(!is_chrony("", 0));
    }
}
