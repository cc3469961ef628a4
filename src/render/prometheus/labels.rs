//! The labels that tell the sources' series apart, in the words of `chrony_exporter`. Figures are
//! not known here.

use std::borrow::Cow;
use std::collections::HashMap;
use std::net::Ipv4Addr;

use crate::report::{Address, Mode, Source, SourceState, SourceStats, Tracking, label};

/// A label's name and its value, which the encoder escapes.
pub(super) type Label = (&'static str, String);

/// Something with an address and perhaps a name.
pub(super) trait Identified {
    /// Its address, and the name it has in chronyd's configuration.
    fn identity(&self) -> (Address, Option<&str>);
}

impl Identified for Source {
    fn identity(&self) -> (Address, Option<&str>) {
        (self.address, self.name.as_deref())
    }
}

impl Identified for SourceStats {
    fn identity(&self) -> (Address, Option<&str>) {
        (self.address, self.name.as_deref())
    }
}

/// The labels of all the sources of a list, no two of them alike: `node_exporter` drops a whole
/// file with a duplicate series. Sources with the same address and name (such as reference clocks
/// with the same id) are numbered in chronyd's order. That order is the same in both lists, so a
/// source has the same labels in each.
pub(super) fn of_sources(sources: &[impl Identified]) -> Vec<Vec<Label>> {
    let mut counts: HashMap<(String, String), usize> = HashMap::new();
    sources
        .iter()
        .map(|source| {
            let (address, name) = source.identity();
            let name = label(name, address);
            let address = address_of_source(address);
            let count = counts.entry((address.clone(), name.clone())).or_default();
            *count += 1;
            let unique = match *count {
                1 => address,
                // No real address ends in `#` and a number.
                number => format!("{address}#{number}"),
            };
            vec![("source_address", unique), ("source_name", name)]
        })
        .collect()
}

/// The address of a source. A reference clock's id is written as an IPv4 address, as on the wire
/// and in `chrony_exporter`.
fn address_of_source(address: Address) -> String {
    match address {
        Address::RefClock(id) => Ipv4Addr::from(id.0).to_string(),
        address => address.text(),
    }
}

/// The labels of the reference; `None` without one. Here a reference clock's address is empty.
pub(super) fn of_reference(tracking: &Tracking) -> Option<Vec<Label>> {
    let id = tracking.reference_id?;
    let address = match tracking.reference_address {
        Address::Ip(ip) => ip.to_string(),
        _ => String::new(),
    };
    let name = tracking
        .reference()
        .unwrap_or_else(|| id.text().unwrap_or_else(|| id.to_string()));
    Some(vec![
        ("tracking_address", address),
        ("tracking_name", name),
        ("tracking_refid", id.to_string()),
    ])
}

/// A source's state in the words of the NTP library of `chrony_exporter`, which differ from
/// chrony's.
pub(super) fn state(state: SourceState) -> Cow<'static, str> {
    match state {
        SourceState::Selected => "sync".into(),
        SourceState::Combined => "candidate".into(),
        SourceState::Selectable => "outlier".into(),
        SourceState::Falseticker => "falseticker".into(),
        SourceState::Jittery => "jittery".into(),
        SourceState::Unusable => "unreach".into(),
        SourceState::Unknown(number) => unknown_to_ntp(number),
    }
}

/// A source's mode in the same words.
pub(super) fn mode(mode: Mode) -> Cow<'static, str> {
    match mode {
        Mode::Server => "client".into(),
        Mode::Peer => "peer".into(),
        Mode::RefClock => "reference clock".into(),
        Mode::Unknown(number) => unknown_to_ntp(number),
    }
}

/// An unknown value as that library writes it.
fn unknown_to_ntp(number: u16) -> Cow<'static, str> {
    format!("unknown ({number})").into()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::time::{Duration, Instant};

    use super::{Identified, of_sources};
    use crate::report::Address;

    /// One of a pool's places that have no address yet.
    struct PoolPlace;

    impl Identified for PoolPlace {
        fn identity(&self) -> (Address, Option<&str>) {
            (Address::None, Some("pool.example.net"))
        }
    }

    #[test]
    fn numbering_ten_thousand_sources_of_one_name_takes_no_time() {
        let places: [PoolPlace; 10_000] = std::array::from_fn(|_| PoolPlace);
        let began = Instant::now();
        let labels = of_sources(&places);
        assert!(
            began.elapsed() < Duration::from_secs(5),
            "{:?}",
            began.elapsed()
        );
        let addresses: HashSet<&str> = labels.iter().map(|labels| &*labels[0].1).collect();
        assert_eq!(addresses.len(), 10_000);
        assert!(addresses.contains("") && addresses.contains("#2") && addresses.contains("#10000"));
        assert!(
            labels
                .iter()
                .all(|labels| labels[1].1 == "pool.example.net")
        );
    }
}
