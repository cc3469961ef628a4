//! The command line as people and scripts meet it: usage, hosts, documents, tables, and where the
//! output goes. It needs no chronyd; where one has to answer, a scripted one does.

mod appearance;
mod documents;
mod explain;
mod hosts;
mod output;
mod page;
mod program;
mod readme;
mod status;
mod usage;
