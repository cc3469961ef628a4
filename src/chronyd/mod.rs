//! Talking to chronyd: where it can be, how a datagram gets there and back, and what the replies
//! say. The only rooms that know chrony-candm and sockets; they print nothing and judge nothing.
//!
//! The protocol is chrony's own (version 6, `candm.h`): one datagram each way, the request padded
//! to the length of its reply.

mod deadline;
mod decode;
mod endpoint;
mod exchange;
mod flight;
mod question;
mod race;
mod socket;

pub use deadline::Deadline;
pub use decode::{Answer, Outcome, Refusal};
pub use endpoint::{Endpoint, ParseEndpointError, local_endpoints};
pub use exchange::Exchange;
pub use flight::{Flight, SHORTEST_WAIT};
pub use question::Question;
pub use race::{Winner, race};
