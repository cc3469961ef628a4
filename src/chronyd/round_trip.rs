//! How long to wait for a reply before the request is sent again, learnt from earlier replies.
//! Requests and clocks are not known here.

use std::time::{Duration, Instant};

/// A request is never sent again sooner than this, however fast the path has been.
pub const SHORTEST_WAIT: Duration = Duration::from_millis(50);

/// How long to wait for the first reply on a path whose round trip is not known yet.
pub(super) const FIRST_WAIT: Duration = Duration::from_millis(200);

/// The wait grows by half with each loss, up to this many times the first wait: within a timeout of
/// a few seconds, another resend is worth more than a longer wait.
const MOST_GROWTH: u32 = 3;

/// On a path with many losses the wait does not grow at first, but for at most this many resends: a
/// slow daemon would only become slower.
const MOST_EVEN_RESENDS: u16 = 6;

/// Two round trips that differ by at most this much count as equal.
const JITTER: Duration = Duration::from_millis(25);

/// The round trip of one path, smoothed as in TCP (RFC 6298, section 2), and how many resends its
/// replies needed.
#[derive(Debug, Default)]
pub(super) struct RoundTrip {
    /// The mean of the samples, and their mean deviation from it.
    smoothed: Option<(Duration, Duration)>,
    /// The possible round trips while there is no sample, the longest first.
    candidates: Vec<Duration>,
    /// The most resends that a reply has needed.
    resends: u16,
}

impl RoundTrip {
    /// Learns from a reply to a request that was sent at these moments.
    pub(super) fn replied(&mut self, sent_at: &[Instant], now: Instant) {
        let elapsed = |&at| now.saturating_duration_since(at);
        let resends = u16::try_from(sent_at.len().saturating_sub(1)).unwrap_or(u16::MAX);
        self.resends = self.resends.max(resends);
        match sent_at {
            [only] => self.measured(elapsed(only)),
            // It is unknown to which of them the reply belongs (Karn's rule).
            _ if self.smoothed.is_none() => {
                self.is_one_of(sent_at.iter().map(elapsed).collect());
            }
            _ => {}
        }
    }

    fn measured(&mut self, sample: Duration) {
        self.smoothed = Some(match self.smoothed {
            // A deviation of half the sample, as in TCP, would mean a second without a resend on a
            // path of a third of a second.
            None => (sample, sample / 8),
            Some((mean, deviation)) => (
                (mean * 7 + sample) / 8,
                (deviation * 3 + mean.abs_diff(sample)) / 4,
            ),
        });
    }

    /// Learns from a reply that may have taken any of these times. Only the round trips that fit
    /// all such replies stay possible.
    fn is_one_of(&mut self, possible: Vec<Duration>) {
        self.candidates
            .retain(|known| possible.iter().any(|it| it.abs_diff(*known) <= JITTER));
        match *self.candidates {
            [] => self.candidates = possible,
            [only] => self.measured(only),
            _ => {}
        }
    }

    /// How long to wait after this attempt, counted from zero, before the next.
    pub(super) fn wait(&self, attempt: u16) -> Duration {
        // Never wait less than SHORTEST_WAIT beyond the mean: a busy host can delay a reply even on
        // a stable path.
        let first = match (self.smoothed, self.candidates.first()) {
            (Some((mean, deviation)), _) => mean + (deviation * 4).max(SHORTEST_WAIT),
            // The longest possible round trip. It is the best first wait on a path slower than
            // FIRST_WAIT; on a path with many losses it would be far too long for a second wait.
            (None, Some(&most)) if attempt == 0 => most.max(FIRST_WAIT),
            (None, _) => FIRST_WAIT,
        };
        // Replies that needed resends show a path with losses, not a hung daemon.
        let even = self.resends.min(MOST_EVEN_RESENDS);
        grown(first, attempt.saturating_sub(even))
    }
}

fn grown(first: Duration, losses: u16) -> Duration {
    let longest = first * MOST_GROWTH;
    let mut wait = first;
    for _ in 0..losses {
        wait = wait * 3 / 2;
        if wait >= longest {
            return longest;
        }
    }
    wait
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn ms(milliseconds: u64) -> Duration {
        Duration::from_millis(milliseconds)
    }

    /// A path with these replies: for each, the milliseconds since every request that it may
    /// answer.
    fn path(replies: &[&[u64]]) -> RoundTrip {
        let start = Instant::now();
        let now = start + ms(60_000);
        let mut path = RoundTrip::default();
        for elapsed in replies {
            let sent_at: Vec<Instant> = elapsed.iter().map(|&it| start + ms(60_000 - it)).collect();
            path.replied(&sent_at, now);
        }
        path
    }

    #[test]
    fn waits_grow_but_not_without_end() {
        let unknown = path(&[]);
        assert_eq!(unknown.wait(0), FIRST_WAIT);
        assert_eq!(unknown.wait(1), FIRST_WAIT * 3 / 2);
        assert_eq!(unknown.wait(2), FIRST_WAIT * 9 / 4);
        assert_eq!(unknown.wait(u16::MAX), FIRST_WAIT * MOST_GROWTH);
        let fast = path(&[&[1]]);
        let first = ms(1) + SHORTEST_WAIT;
        assert_eq!(fast.wait(0), first);
        assert_eq!(fast.wait(1), first * 3 / 2);
        assert_eq!(fast.wait(u16::MAX), first * MOST_GROWTH);
    }

    #[test]
    fn an_uneven_path_is_given_its_deviation() {
        assert_eq!(path(&[&[400]]).wait(0), ms(400 + 4 * 50));
        // RFC 6298: the mean moves by an eighth, the deviation by a quarter.
        let two = path(&[&[400], &[600]]);
        assert_eq!(two.wait(0), ms(425) + ms(4 * (3 * 50 + 200) / 4));
    }

    #[test]
    fn a_slow_and_even_path_is_given_its_time_and_no_more() {
        let slow = path(&[&[400][..]; 100]);
        assert_eq!(slow.wait(0), ms(400) + SHORTEST_WAIT);
    }

    /// Every reply came after a resend, and each may have taken one of two times.
    #[test]
    fn what_fits_every_reply_is_the_round_trip() {
        let one = path(&[&[201, 1]]);
        assert_eq!(one.wait(0), ms(201), "the most it can be");
        assert_eq!(one.wait(1), FIRST_WAIT);
        // The same times again exclude nothing.
        assert_eq!(path(&[&[201, 1], &[201, 1]]).wait(0), ms(201));
        let fast = path(&[&[201, 1], &[402, 202, 2], &[300, 2]]);
        assert_eq!(fast.wait(0), ms(1) + SHORTEST_WAIT);
        let slow = path(&[&[800, 600, 300], &[800, 450]]);
        assert_eq!(slow.wait(0), ms(800 + 4 * 100));
        // A reply to a single request is a certain sample; ambiguous replies are ignored
        // afterwards.
        let certain = path(&[&[800, 300], &[10], &[800, 100]]);
        assert_eq!(certain.wait(0), ms(10) + SHORTEST_WAIT);
        // If no time fits all replies, the latest reply counts.
        assert_eq!(path(&[&[800, 600], &[400, 100]]).wait(0), ms(400));
    }

    #[test]
    fn as_many_resends_as_were_needed_come_at_an_even_pace() {
        let first = ms(1) + SHORTEST_WAIT;
        let lossy = path(&[&[1], &[102, 51, 1]]);
        assert_eq!(lossy.wait(2), first);
        assert_eq!(lossy.wait(3), first * 3 / 2);
        let worse = path(&[&[1], &[9, 8, 7, 6, 5, 4, 3, 2, 1]]);
        assert_eq!(worse.wait(MOST_EVEN_RESENDS), first);
        assert_eq!(worse.wait(MOST_EVEN_RESENDS + 1), first * 3 / 2);
    }
}
