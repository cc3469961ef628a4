//! Talking to chronyd: where it can be, how datagrams travel, and what the replies hold. The only
//! room that knows chrony-candm and sockets; it prints nothing and judges nothing.
//!
//! The protocol is chrony's own (version 6, `candm.h`): one datagram each way, the request padded
//! to the length of its reply.

mod deadline;
mod decode;
mod endpoint;
mod exchange;
mod lane;
mod path;
mod pending;
mod port_owner;
mod race;
mod reply;
mod request;
mod round_trip;
mod socket;
mod status;

pub use deadline::Deadline;
pub use endpoint::{Endpoint, ParseEndpointError, local_endpoints};
pub use exchange::Exchange;
pub use path::{Cause, FailedPath, unreachable};
pub use pending::PendingRequests;
pub use race::{Winner, race};
pub use reply::{Outcome, Reply};
pub use request::Request;
pub use round_trip::SHORTEST_WAIT;
pub use status::Status;
