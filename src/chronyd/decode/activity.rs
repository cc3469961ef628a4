//! The reply to a request for how many NTP sources are polled.

use chrony_candm::reply as wire;

use super::MOST_SOURCES;
use crate::report::Activity;

pub(super) fn activity(body: &wire::Activity) -> Result<Activity, &'static str> {
    let counts = [
        body.online,
        body.offline,
        body.burst_online,
        body.burst_offline,
        body.unresolved,
    ];
    if counts.iter().any(|&count| count > MOST_SOURCES) {
        return Err("an impossible number of sources");
    }
    Ok(Activity {
        online: body.online,
        offline: body.offline,
        burst_online: body.burst_online,
        burst_offline: body.burst_offline,
        unresolved: body.unresolved,
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::{read, read_with};
    use super::*;
    use crate::chronyd::{Outcome, Reply, Request};

    /// Of chrony 4.6.1, while a source is polled in a burst.
    const RECORDED: &str = "06020000 002c000c 00000000 00000000 00000007 00000000 00000000 \
        00000002 00000001 00000001 00000000 00000001";

    /// chronyc: 2 sources online, 1 offline, 1 doing burst (return to online), 0 doing burst (return
    /// to offline), 1 with unknown address.
    #[test]
    fn of_sources_in_each_state() {
        let activity = Activity {
            online: 2,
            offline: 1,
            burst_online: 1,
            burst_offline: 0,
            unresolved: 1,
        };
        let expected = Outcome::Answered(Reply::Activity(activity));
        assert_eq!(read(Request::Activity, RECORDED), expected);
    }

    #[test]
    fn of_more_sources_than_are_read() {
        for place in 7..12 {
            let with = |count| read_with(Request::Activity, RECORDED, place, count);
            let outcome = with(MOST_SOURCES);
            assert!(matches!(outcome, Outcome::Answered(_)), "{outcome:?}");
            for count in [MOST_SOURCES + 1, u32::MAX] {
                let outcome = with(count);
                assert!(matches!(outcome, Outcome::Malformed(_)), "{outcome:?}");
            }
        }
    }
}
