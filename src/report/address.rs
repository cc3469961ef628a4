//! The identity of a source: its address, its reference id, its name. It resolves no names: they
//! are those in chronyd's configuration.

use std::fmt;
use std::net::IpAddr;

use serde::{Serialize, Serializer};

/// What identifies a time source on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Address {
    /// An NTP server or peer.
    Ip(IpAddr),
    /// A name from the configuration that has not been resolved yet; chronyd gives it a number.
    Unresolved(u32),
    /// A reference clock, known by its reference id alone.
    RefClock(RefId),
    /// No source: an unsynchronized or local reference.
    None,
}

impl Address {
    /// Whether this is the address of an NTP source, by which chronyd finds it.
    pub fn is_ntp(&self) -> bool {
        matches!(self, Self::Ip(_) | Self::Unresolved(_))
    }

    /// The address as text for a table: an IP address, `ID#0000000001`, or a reference id.
    pub fn text(&self) -> String {
        match self {
            Self::Ip(ip) => ip.to_string(),
            Self::Unresolved(number) => format!("ID#{number:010}"),
            Self::RefClock(id) => id.text().unwrap_or_else(|| id.to_string()),
            Self::None => String::new(),
        }
    }
}

/// Only an IP address is an address to a program; everything else is `null`.
impl Serialize for Address {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Ip(ip) => serializer.collect_str(ip),
            _ => serializer.serialize_none(),
        }
    }
}

/// An NTP reference id: four bytes that are a reference clock's name, an IPv4 address, or a hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct RefId(pub u32);

impl RefId {
    /// The id chronyd uses when it serves its own unsynchronized clock (127.127.1.1).
    pub const LOCAL: Self = Self(0x7F7F_0101);

    /// The id as text, if it is one: up to four printable ASCII characters, padded with zero bytes
    /// (RFC 5905, section 7.3).
    pub fn text(self) -> Option<String> {
        let bytes = self.0.to_be_bytes();
        let end = bytes.iter().rposition(|&byte| byte != 0)? + 1;
        let text = &bytes[..end];
        text.iter()
            .all(u8::is_ascii_graphic)
            .then(|| text.iter().copied().map(char::from).collect())
    }
}

/// Eight hexadecimal digits, as chronyc prints it.
impl fmt::Display for RefId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08X}", self.0)
    }
}

impl Serialize for RefId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A source's name if there is one, its address otherwise.
pub fn label(name: Option<&str>, address: Address) -> String {
    name.map_or_else(|| address.text(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::RefId;

    #[test]
    fn only_printable_ids_are_text() {
        assert_eq!(RefId(0x4750_5330).text().as_deref(), Some("GPS0"));
        assert_eq!(RefId(0x5050_5300).text().as_deref(), Some("PPS"));
        assert_eq!(RefId::LOCAL.text(), None);
        assert_eq!(RefId(0x1B5B_326A).text(), None);
        assert_eq!(RefId(0x5000_5053).text(), None);
        assert_eq!(RefId(0).text(), None);
    }
}
