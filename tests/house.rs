//! The house's order, as far as a text search can keep it: each dependency in its room, each module on its floor, no circle
//! of files, nothing in the library that prints or exits by itself, and a word at the head of every file.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use test_support::files;

/// The floors, from the ground up. A module names (`crate::…`, or `super::…` out of its room) only
/// modules of lower floors. What is below a module here belongs to it, unless it has a place of its own.
const FLOORS: [&[&str]; 8] = [
    &["exit_status", "lines", "signals", "units"],
    &["error", "report"],
    &["chronyd", "fields", "health", "output"],
    &["check", "fetch", "terminal"],
    &["render::page"],
    &[
        "render::check",
        "render::html",
        "render::json",
        "render::prometheus",
        "render::text",
    ],
    &["render"],
    &["cli", "schema"],
];

/// A dependency, by its name in code, and the places below `src` that may know it.
const ROOMS: [(&str, &[&str]); 10] = [
    ("chrony_candm::", &["chronyd/"]),
    ("clap::", &["cli/"]),
    ("comfy_table::", &["render/text/grid.rs"]),
    ("maud::", &["render/html/"]),
    ("owo_colors::", &["render/text/palette.rs"]),
    ("prometheus_client::", &["render/prometheus/"]),
    ("serde_json::", &["render/json.rs"]),
    ("signal_hook::", &["signals.rs", "main.rs"]),
    ("tempfile::", &["chronyd/socket.rs", "output/file.rs"]),
    ("ctor::ctor", &["output/stdout.rs"]),
];

/// What only `main` may do, or nobody.
const BANNED: [&str; 9] = [
    "print!(",
    "println!(",
    "dbg!(",
    "todo!(",
    ".unwrap()",
    ".expect(",
    "panic!(",
    "unreachable!(",
    "process::exit",
];

/// What people are told is one thing, how a terminal or a browser shows it is another: what
/// `render/page` does not name in its code, in any case of letters.
const UNSPEAKABLE: [&str; 11] = [
    "width", "glyph", "unicode", "ascii", "terminal", "text::", "style", "palette", "color",
    "\\u{", "\\x1b",
];

/// The rooms that show a page, and what is behind it, which they do not know.
const SHOWING: [&str; 2] = ["render/text/", "render/html/"];
const BEHIND_THE_PAGE: [&str; 6] = ["report", "health", "check", "chronyd", "fetch", "cli"];

/// Every source file of the program: its path below `src`, and its text without its tests.
fn sources() -> Vec<(PathBuf, String)> {
    let top = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let is_source = |path: &PathBuf| path.extension().is_some_and(|ending| ending == "rs");
    let files = files::below(&top)
        .into_iter()
        .filter(is_source)
        .map(|path| {
            let text = fs::read_to_string(&path).expect("a source file");
            let program = text
                .split("#[cfg(test)]\nmod tests")
                .next()
                .unwrap_or_default();
            let name = path.strip_prefix(&top).expect("a path below src");
            (name.to_owned(), program.to_owned())
        });
    let files: Vec<_> = files.collect();
    assert!(files.len() > 30, "all of them: {files:?}");
    files
}

/// A file's module: `render::page` for `render/page/mod.rs`. `None` for `main.rs` and `lib.rs`, the
/// roof, which see every floor.
fn module(path: &Path) -> Option<String> {
    let path = path.with_extension("");
    let mut parts: Vec<&str> = path.iter().filter_map(|part| part.to_str()).collect();
    parts.pop_if(|last| *last == "mod");
    let is_roof = matches!(parts[..], ["main" | "lib"]);
    (!is_roof).then(|| parts.join("::"))
}

/// The modules that the code of a module names, each by its path from the crate's root on.
fn named_modules(module: &str, code: &str) -> Vec<String> {
    let is_code = |line: &&str| !line.trim_start().starts_with("//");
    let code: Vec<&str> = code.lines().filter(is_code).map(str::trim).collect();
    let code = code.join(" ");
    let mut named = Vec::new();
    for start in ["crate::", "super::"] {
        for (at, _) in code.match_indices(start) {
            if code[..at].ends_with("super::") {
                continue;
            }
            let mut rest = &code[at..];
            let mut base = if start == "crate::" { "" } else { module };
            rest = rest.strip_prefix("crate::").unwrap_or(rest);
            while let Some(path) = rest.strip_prefix("super::") {
                base = base.rsplit_once("::").map_or("", |(above, _)| above);
                rest = path;
            }
            let is_path = |c: char| c.is_alphanumeric() || "_:".contains(c);
            let path = rest.split(|c| !is_path(c)).next().unwrap_or_default();
            let group = rest[path.len()..].strip_prefix('{');
            let group = group.and_then(|group| group.split('}').next());
            for item in group.unwrap_or_default().split(',') {
                let path = format!("{base}::{path}{}", item.trim());
                let is_module = |part: &&str| part.starts_with(|c: char| c.is_ascii_lowercase());
                let path = path.split("::").filter(|part| !part.is_empty());
                named.push(path.take_while(is_module).collect::<Vec<_>>().join("::"));
            }
        }
    }
    named
}

/// The floor of a module, and the place there that it belongs to.
fn floor(module: &str) -> (usize, &'static str) {
    let places = FLOORS.iter().enumerate();
    let places = places.flat_map(|(floor, places)| places.iter().map(move |place| (floor, *place)));
    places
        .filter(|(_, place)| {
            let below = module.strip_prefix(place);
            below.is_some_and(|below| below.is_empty() || below.starts_with("::"))
        })
        .max_by_key(|(_, place)| place.len())
        .unwrap_or_else(|| panic!("{module} has no floor"))
}

#[test]
fn every_use_goes_down() {
    for (path, text) in sources() {
        let Some(module) = module(&path) else {
            continue;
        };
        let (from, place) = floor(&module);
        for named in named_modules(&module, &text) {
            let (to, other) = floor(&named);
            assert!(
                place == other || to < from,
                "{}, on floor {from}, names {named}, on floor {to}",
                path.display()
            );
        }
    }
}

#[test]
fn no_files_name_each_other_in_a_circle() {
    let files: BTreeMap<String, String> = sources()
        .into_iter()
        .filter_map(|(path, text)| Some((module(&path)?, text)))
        .collect();
    let mut uses: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (module, text) in &files {
        let named = named_modules(module, text).into_iter();
        // What a folder's own file hands on may be another's: only its other files are told apart.
        let others = named.filter_map(|path| {
            let item_of = path.rsplit_once("::").map(|(above, _)| above);
            let mut found = [Some(&*path), item_of].into_iter().flatten();
            let found = found.find_map(|path| files.get_key_value(path))?;
            let is_above = module.starts_with(&format!("{}::", found.0));
            (!is_above && found.0 != module).then_some(&**found.0)
        });
        uses.insert(module, others.collect());
    }
    // File by file, those go that name no other that is left, and those that no other names.
    while let Some(end) = uses
        .keys()
        .copied()
        .find(|file| uses[file].is_empty() || !uses.values().any(|named| named.contains(file)))
    {
        uses.remove(end);
        for named in uses.values_mut() {
            named.remove(end);
        }
    }
    assert!(uses.is_empty(), "a circle: {uses:#?}");
}

#[test]
fn every_dependency_has_its_room() {
    for (path, text) in sources() {
        for (dependency, rooms) in ROOMS {
            let at_home = rooms
                .iter()
                .any(|room| path.to_string_lossy().starts_with(room));
            assert!(
                at_home || !text.contains(dependency),
                "{dependency} in {}",
                path.display()
            );
        }
    }
}

/// The sources in this room, of which there are several.
fn sources_in(room: &str) -> Vec<(PathBuf, String)> {
    let files = sources().into_iter();
    let files = files.filter(|(path, _)| path.to_string_lossy().starts_with(room));
    let files: Vec<_> = files.collect();
    assert!(files.len() > 3, "{room}: {files:?}");
    files
}

#[test]
fn what_is_said_does_not_know_how_it_is_shown() {
    for (path, text) in sources_in("render/page/") {
        let is_code = |line: &&str| !line.trim_start().starts_with("//");
        for line in text.lines().filter(is_code) {
            let mut words = UNSPEAKABLE.iter();
            let named = words.find(|&&word| line.to_lowercase().contains(word));
            assert_eq!(named, None, "{}: {line}", path.display());
            assert!(line.is_ascii(), "{}: {line}", path.display());
        }
    }
}

#[test]
fn what_shows_a_page_knows_nothing_behind_it() {
    for (path, text) in SHOWING.into_iter().flat_map(sources_in) {
        let module = module(&path).unwrap_or_default();
        for named in named_modules(&module, &text) {
            let room = named.split("::").next().unwrap_or_default();
            let is_behind = BEHIND_THE_PAGE.contains(&room);
            assert!(!is_behind, "{} names {named}", path.display());
        }
    }
}

#[test]
fn the_library_neither_prints_nor_exits_nor_gives_up() {
    for (path, text) in sources() {
        for banned in BANNED {
            assert!(!text.contains(banned), "{banned} in {}", path.display());
        }
    }
}

#[test]
fn every_file_says_what_it_is_for() {
    for (path, text) in sources() {
        assert!(text.starts_with("//! "), "{}", path.display());
    }
}
