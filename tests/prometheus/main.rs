//! `--format prometheus` against those who read it: promtool, a real `node_exporter` and a real
//! Prometheus, with what `contrib/` gives them. What the figures should be is the protocol's word
//! and that of `chrony_exporter`'s documentation; nothing here knows the program's inside, but for
//! the one name that no daemon can be made to tell.

mod compatibility;
mod fleet;
mod page;
mod rules;
mod series;
mod signs;
mod states;
mod tools;
mod writers;
