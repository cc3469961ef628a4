//! One run of the program and the page of metrics it leaves. Every page a test looks at comes
//! through here, and so past promtool.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::process::{Command, Stdio};

use test_support::program::Run;
use test_support::scripted::Daemon;

/// A series: the metric's name and its labels.
pub type Series = (String, BTreeMap<String, String>);

/// The program, in a clean environment.
pub fn second_hand() -> Command {
    test_support::second_hand!()
}

/// What a run has left.
#[derive(Debug)]
pub struct Page {
    pub status: Option<i32>,
    pub messages: String,
    pub text: String,
    pub series: BTreeMap<Series, f64>,
}

impl Page {
    /// What the program makes of a scripted daemon.
    pub fn of(daemon: &Daemon, arguments: &[&str]) -> Self {
        let mut command = second_hand();
        command.args(arguments).args(daemon.arguments());
        Self::from(command)
    }

    /// The standard output of a run, to which `--format prometheus` is added.
    pub fn from(mut command: Command) -> Self {
        command.args(["--format", "prometheus"]);
        let run = Run::of(command);
        Self {
            status: run.status(),
            messages: run.messages(),
            ..Self::read(run.text())
        }
    }

    /// A page that was written to a file, or made otherwise.
    pub fn read(text: String) -> Self {
        assert_promtool_likes(&text);
        let mut series = BTreeMap::new();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let (one, value) = sample(line);
            let twin = series.insert(one, value);
            assert!(twin.is_none(), "two series alike, the second is {line}");
        }
        Self {
            status: None,
            messages: String::new(),
            text,
            series,
        }
    }

    /// The value of a metric without labels.
    pub fn value(&self, name: &str) -> Option<f64> {
        self.series
            .get(&(name.to_owned(), BTreeMap::new()))
            .copied()
    }

    /// The value of the one sample of a metric that has this label.
    pub fn labelled(&self, name: &str, label: &str, wanted: &str) -> Option<f64> {
        let mut found = self
            .of_metric(name)
            .filter(|(labels, _)| labels.get(label).is_some_and(|value| value == wanted));
        let value = found.next()?.1;
        assert!(found.next().is_none(), "more than one {name} of {wanted}");
        Some(value)
    }

    /// All samples of a metric.
    pub fn of_metric(&self, name: &str) -> impl Iterator<Item = (&BTreeMap<String, String>, f64)> {
        self.series
            .iter()
            .filter(move |((metric, _), _)| metric == name)
            .map(|((_, labels), value)| (labels, *value))
    }

    /// The names of all metrics.
    pub fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.series.keys().map(|(name, _)| name.as_str()).collect();
        names.dedup();
        names
    }
}

/// `promtool check metrics` has neither an error nor an opinion.
fn assert_promtool_likes(text: &str) {
    let mut promtool = Command::new("promtool")
        .args(["check", "metrics"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("promtool, of Debian's package prometheus");
    let mut input = promtool.stdin.take().expect("a pipe");
    input.write_all(text.as_bytes()).expect("promtool reads");
    drop(input);
    let output = promtool.wait_with_output().expect("promtool ends");
    let opinion = [output.stdout, output.stderr].concat();
    let opinion = String::from_utf8_lossy(&opinion);
    assert!(
        output.status.success() && opinion.is_empty(),
        "{opinion}\n{text}"
    );
}

/// A line of the text format, taken apart.
fn sample(line: &str) -> (Series, f64) {
    let (head, value) = line.rsplit_once(' ').expect("a value");
    let value = value.parse().expect("a number");
    let Some((name, labels)) = head.split_once('{') else {
        return ((head.to_owned(), BTreeMap::new()), value);
    };
    let mut rest = labels.strip_suffix('}').expect("a closing brace");
    let mut pairs = BTreeMap::new();
    while !rest.is_empty() {
        let (label, quoted) = rest.split_once("=\"").expect("a label");
        let (text, after) = unquote(quoted);
        let twin = pairs.insert(label.to_owned(), text);
        assert!(twin.is_none(), "a label twice: {line}");
        rest = after.strip_prefix(',').unwrap_or(after);
    }
    ((name.to_owned(), pairs), value)
}

/// A quoted text up to its closing quote, and what follows.
fn unquote(quoted: &str) -> (String, &str) {
    let mut text = String::new();
    let mut rest = quoted.chars();
    loop {
        match rest.next().expect("a closing quote") {
            '"' => return (text, rest.as_str()),
            '\\' => text.push(match rest.next() {
                Some('n') => '\n',
                Some(escaped @ ('"' | '\\')) => escaped,
                other => panic!("no such escape: {other:?} in {quoted}"),
            }),
            plain => text.push(plain),
        }
    }
}
