//! What is made of reports that no test can have a daemon send, because nothing like them is let in.

use second_hand::check::{Limit, Limits, judge};
use second_hand::exit_status::ExitStatus;
use second_hand::health::{ClockState, verdict};
use second_hand::report::{ErrorBound, Requested};

use crate::reports;

#[test]
fn figures_that_cannot_be_are_never_well() {
    let usual = Limits::new(&[], &[]).expect("the usual limits");
    let lifted = Limit::parse("error=~:").expect("a limit");
    let lifted = Limits::new(&[lifted], &[lifted]).expect("limits");
    for part in [-5.0, f64::NAN, f64::INFINITY] {
        for place in 0..3 {
            let mut report = reports::synchronized();
            report.rtc = Requested::No;
            let Requested::Received(tracking) = &mut report.tracking else {
                panic!("it has tracking");
            };
            let mut parts = [5.0, 0.001, 0.001];
            parts[place] = part;
            tracking.error_bound = Some(ErrorBound {
                offset_seconds: parts[0],
                root_dispersion_seconds: parts[1],
                half_root_delay_seconds: parts[2],
            });
            let state = verdict(&report).map(|verdict| verdict.state);
            assert_eq!(state, Some(ClockState::Unsynchronized), "{parts:?}");
            for limits in [&usual, &lifted] {
                let status = judge(&report, limits).status;
                assert_eq!(status, ExitStatus::Critical, "{parts:?}");
            }
        }
    }
}
