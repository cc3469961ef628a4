//! What the program makes of a daemon, or a network, that misbehaves: always one document, the truth
//! about what is missing, an end in time. The daemon is scripted; the program is met as a binary.

mod harmless;
mod lossy;
mod malformed;
mod namespace;
mod paths;
mod program;
mod refused;
mod rounds;
mod unix_socket;
mod unprintable;
mod vanishing;
