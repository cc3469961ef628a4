//! The parts of the help beyond the commands and options. Every line fits 80 columns.

/// The end of `--help`, which the manual has too: sections of entries, each a term and, after at
/// least two blanks, its meaning.
pub(super) const PROGRAM: &str = "\
Examples:
  second-hand                  is the clock right? if not, why?
  second-hand all              everything that chronyd says about it
  second-hand -H ntp1 sources  the sources of another machine's chronyd
  second-hand sources --json | jq '.sources[] | select(.state == \"falseticker\")'

Exit status:
  0  everything asked for was fetched and printed
  1  printed, but something asked for is missing (such as the RTC's data)
  2  chronyd is unavailable: not running, not permitted, no answer in time
  3  bad usage, or the output cannot be written

Environment:
  NO_COLOR         not empty: no colours
  CLICOLOR_FORCE   not empty and not 0: colours even where stdout is no terminal
  CLICOLOR         0: no colours
  TERM             dumb: the same as --plain
  COLUMNS          the width where stdout is no terminal, as watch sets it
  LC_ALL, LC_CTYPE, LANG
                   the first that is set decides whether characters outside ASCII
                   are shown";

/// The end of `check -h`.
pub(super) const CHECK_IN_SHORT: &str = "\
By default -w 100ms -c 1s, which limit the error. Other metrics: offset, stratum,
skew, age, sources, reach, rtc, authenticated; --help says what they mean.";

/// The end of `check --help`.
pub(super) const CHECK: &str = "\
Ranges:
  [METRIC=]RANGE  a metric, by default the error, and the values that are well
  10              0 to 10; both ends belong to the range
  10:             10 and more
  ~:10            10 and less
  10:20           10 to 20
  @10:20          all but 10 to 20
  100ms           times are in seconds, or carry ns, us, ms, s, m or h
  (none)          the error has -w 100ms -c 1s until it is given others, whatever
                  limits other metrics have; -w error=~: lifts both

Metrics:
  error           the largest error the clock can have
  offset          the clock's distance from chronyd's estimate of true time
  stratum         hops to a reference clock
  skew            error bound of the clock's rate, in ppm
  age             time since the last update of the clock
  sources         usable sources: selected, combined or selectable
  reach           usable answers to the selected source's last 8 polls, percent
  rtc             the hardware clock's distance from true time
  authenticated   sources that are used and authenticated, where chronyd tells

States:
  unreachable, unsynchronized
                  CRITICAL, whatever the limits
  stale, local    WARNING, whatever the limits

Examples:
  second-hand check
  second-hand check -w 1ms -c 10ms -w sources=3: -c sources=1:
  second-hand check -w stratum=4 -c age=1h -w reach=75:

Exit status:
  0  OK
  1  WARNING
  2  CRITICAL
  3  UNKNOWN: bad usage, or a metric that has a limit has no value";
