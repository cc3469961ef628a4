//! What only the manual says, by section.

/// What the program does.
pub(super) const DESCRIPTION: [&str; 3] = [
    "second-hand asks chronyd, the daemon of chrony, once, and prints what it says: whether the clock is \
     right, how wrong it can be at most, which sources it follows, and what is the matter where \
     something is. It changes nothing.",
    "To people it shows tables, to programs one JSON document, to Prometheus a page of metrics, to a \
     browser a page of HTML. An offset is positive when the clock it speaks of is ahead, a frequency when \
     it runs fast, in every format but that for Prometheus, whose metrics keep the signs that \
     chrony_exporter gave them.",
    "On a terminal the tables have boxes, colours and a chart, and fit its width. Elsewhere they are plain \
     text, with every source on one line.",
];

/// What a check does.
pub(super) const CHECKING: [&str; 3] = [
    "second-hand check is a plugin for Nagios, Icinga and what else follows the guidelines of the \
     Monitoring Plugins: one line with the verdict and, behind a bar, performance data; further problems \
     on further lines; an exit status. Everything is on standard output, bad usage too. With --json the \
     same judgement is one JSON document.",
    "The state of the clock is judged always, whatever the limits: an unsynchronized clock has offsets of \
     zero, which would pass. A limit makes a check stricter, never looser.",
    "Where chronyd permits it, the first line names the cause of what is wrong; see FINDINGS in \
     second-hand(1).",
];

/// The JSON document.
pub(super) const JSON: [&str; 4] = [
    "One document on standard output, whatever happened (bad usage apart): on one line, to a terminal on \
     many. Its shape is the same for every command; only the reports that were asked for have a key.",
    ".schema_version is 1: within it keys are added, never renamed or given another meaning. .fetched_at \
     is when, .server where chronyd was asked. .verdict is described above, .diagnosis is a list of \
     findings. .tracking and .rtc are objects, .sources and .stats lists of them; second-hand \
     explain FIELD shows a field's key. .errors says what could not be had, each with its .report (null \
     when it was chronyd itself), .kind (connection, permission, timeout, protocol, unavailable), \
     .message and .hint.",
    "Units are in the keys. Numbers are plain decimals. What is not known, or means nothing in this \
     state, is null, never zero and never a placeholder. In jq null is less than every number: test \
     .verdict.level, or test for null first.",
    "A JSON Schema comes with the program: second-hand.v1.json.",
];

/// Whom chronyd answers.
pub(super) const PERMISSIONS: [&str; 4] = [
    "Without --host three paths to this machine's chronyd are tried in chronyc's order, and the first that \
     answers serves the whole run: its Unix socket, then UDP port 323 on 127.0.0.1 and on ::1.",
    "The socket needs root, or chronyd's own user: chronyd answers to a socket beside its own, which only \
     they may create. There it answers everything. Over UDP every user of the machine may ask for the \
     reports (unless chrony.conf has cmdport 0), but not for what tells why a source is not used; with \
     opencommands chronyd permits more, or less.",
    "Another machine's chronyd has to listen with bindcmdaddress and to allow this host with cmdallow.",
    "Where every user may bind port 323 (net.ipv4.ip_unprivileged_port_start), an answer on loopback is \
     believed only if the port belongs to root or to chrony's user.",
];

/// What --output does with each kind of file.
pub(super) const OUTPUT: [&str; 4] = [
    "What --output does depends on what stands at FILE, behind its symbolic links. A regular file is \
     replaced in one step, by way of a temporary file .second-hand-* in the same directory, so that \
     nobody ever reads half of it. It keeps its owner, group, mode and access control list, as far \
     as the user may set them. What is not there yet is made, also behind a link. Whatever else \
     stands there, such as a pipe, a device or /dev/stdout, is written to as it is.",
    "Not written to are a named pipe that nobody reads, and what another user's symbolic link in a \
     sticky directory such as /tmp leads to. A file that is a mount point, as containers have it, \
     cannot be replaced: mount its directory instead. Then the exit status is 3, and an old file is \
     still there.",
    "While a file is written, signals wait until the temporary file is gone; only SIGKILL, the \
     real-time signals and a crash leave it behind. The same holds for the socket beside chronyd's. \
     After SIGIO, SIGPWR or SIGSTKFLT the exit status is 3; the others end the program as ever.",
    "The bound of --timeout is one on asking chronyd. Writing the answer comes after that, and takes \
     as long as the disk or the reader of the pipe does.",
];

/// The files that matter.
pub(super) const FILES: [(&str, &str); 1] = [(
    "/var/run/chrony/chronyd.sock",
    "The socket of this machine's chronyd. While it is asked there, a socket second-hand-*.sock lies \
     beside it, to which chronyd answers.",
)];
