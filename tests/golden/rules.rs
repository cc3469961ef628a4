//! What holds for every table, whatever it looks like.

use second_hand::report::{Report, Requested, Source, SourceState};

use second_hand::render::{TableOptions, table};

use test_support::ansi::without_colors;

use crate::fixtures::{measured, of_sources, source, tracking};
use crate::{WIDTHS, draw, place, reports};

/// The characters outside ASCII that may be drawn, each of them one column wide.
const DRAWN: &str = "µ✔⚠✘●○–…─│╭┬╮╰┴╯├┤┼◀▶└┘";

fn every_drawing(mut check: impl FnMut(&str, &Report, Option<usize>, bool)) {
    for (name, report) in reports::all() {
        for width in WIDTHS {
            for unicode in [true, false] {
                check(name, &report, width, unicode);
            }
        }
    }
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    every_drawing(|name, report, width, unicode| {
        let Some(width) = width else {
            return;
        };
        for explain in [false, true] {
            let options = TableOptions {
                explain,
                ..TableOptions::default()
            };
            for line in table(report, &place(Some(width), unicode, false), options).lines() {
                let columns = line.chars().count();
                assert!(columns <= width, "{name} at {width}: {columns}: {line}");
            }
        }
    });
}

#[test]
fn only_characters_that_the_terminal_can_show() {
    every_drawing(|name, report, width, unicode| {
        let drawn = draw(report, width, unicode, false);
        for character in drawn.chars() {
            let printable = character == '\n' || matches!(character, ' '..='~');
            let allowed = printable || (unicode && DRAWN.contains(character));
            assert!(allowed, "{name}: {character:?}");
        }
        assert!(drawn.ends_with('\n'), "{name}");
        for line in drawn.lines() {
            assert_eq!(line, line.trim_end(), "{name}: blanks at the end");
        }
    });
}

/// Colour changes nothing but colour, and of the theme's colours none is used; that the others can be
/// read is the palette's own test.
#[test]
fn colors_are_only_added() {
    every_drawing(|name, report, width, unicode| {
        let painted = draw(report, width, unicode, true);
        assert_eq!(
            without_colors(&painted),
            draw(report, width, unicode, false),
            "{name}"
        );
        for code in painted.split('\x1b').skip(1) {
            let code = code.split('m').next().unwrap_or_default();
            let is_fixed = code.starts_with("[38;5;");
            assert!(is_fixed || ["[0", "[1"].contains(&code), "{name}: {code:?}");
        }
    });
}

/// Black on green, black on pale yellow, and white on red.
const GOOD: &str = "[38;5;16;48;5;77";
const WARNING: &str = "[38;5;16;48;5;229";
const ALARM: &str = "[38;5;231;48;5;160;1";

/// Without colours, a sign stands wherever a colour would alarm.
#[test]
fn what_is_painted_as_an_alarm_has_a_sign() {
    every_drawing(|name, report, width, unicode| {
        let painted = draw(report, width, unicode, true);
        for part in painted.split('\x1b').skip(1) {
            let (code, text) = part.split_once('m').expect("a colour code");
            let sign = match (code, unicode) {
                (WARNING, true) => "⚠",
                (WARNING, false) => "!",
                (ALARM, true) => "✘",
                (ALARM, false) => "X",
                _ => continue,
            };
            // Of a paragraph the first line has it.
            let is_further_line =
                !text.is_empty() && painted.contains(&format!("\n\x1b{code}m{text}"));
            assert!(text.contains(sign) || is_further_line, "{name}: {text:?}");
        }
    });
}

/// chronyd follows its sources, and they agree with what it takes for true time; the clock is an hour
/// off all the same.
#[test]
fn a_clock_that_is_an_hour_off_has_nothing_good_about_it() {
    let report = reports::far_off();
    for width in WIDTHS {
        let drawn = draw(&report, width, true, false);
        assert!(!drawn.contains('✔'), "{drawn}");
        assert!(!drawn.contains("in agreement"), "{drawn}");
        let top: Vec<&str> = drawn.lines().take(2).collect();
        let is_told = |line: &&str| line.contains('✘') && line.contains("1 h behind");
        assert!(top.iter().any(is_told), "{top:?}");
        let painted = draw(&report, width, true, true);
        assert!(!painted.contains(GOOD), "{painted}");
    }
    // The chart shows the clock, not chronyd's estimate of it: halfway to the end of two hours.
    for width in [80, 120] {
        let lines = chart(&report, width);
        assert!(lines[6].contains("2 h behind"), "{}", lines[6]);
        let zero = column_of(&lines[5], '┴').expect("an axis");
        let end = column_of(&lines[5], '└').expect("an axis");
        assert!(lines[4].starts_with("clock "), "{}", lines[4]);
        // The clock as well as each of its sources.
        for line in &lines[..5] {
            let at = column_of(line, '●').or_else(|| column_of(line, '○'));
            let at = at.expect("a measurement");
            assert!(at.abs_diff(end.midpoint(zero)) <= 1, "{line}");
        }
    }
}

#[test]
fn spare_places_of_a_pool_are_one_line() {
    for width in WIDTHS {
        let drawn = draw(&reports::pool(), width, true, false);
        assert!(
            drawn.contains("\n7 places of the pool pool.example.net are unused\n"),
            "{drawn}"
        );
        assert!(drawn.contains("\nSources  2 of 2 usable\n"), "{drawn}");
        for word in ["ID#", "unresolved", "unusable", "never"] {
            assert!(!drawn.contains(word), "{drawn}");
        }
    }
}

/// Of two nobody knows which is wrong: neither is said to be off.
#[test]
fn two_sources_that_disagree_are_not_told_apart() {
    let reports = reports::all();
    let (_, report) = reports
        .iter()
        .find(|(name, _)| *name == "disagreement")
        .expect("it");
    // 0.0381 s less 0.000004 s.
    let told = "disagreement  ntp1.example.net and ntp2.example.net disagree by 38 ms, and two cannot \
                outvote each other\n";
    let drawn = draw(report, None, true, false);
    assert!(drawn.contains(told), "{drawn}");
    assert!(!drawn.contains(" off)"), "{drawn}");
}

/// What stands below a section's title, down to the next blank line.
fn section<'a>(drawn: &'a str, title: &str) -> Vec<&'a str> {
    let lines = drawn.lines().skip_while(|line| !line.starts_with(title));
    lines.skip(1).take_while(|line| !line.is_empty()).collect()
}

/// What chronyd makes of a source: by its selection, where that is told and says more.
fn state_of(source: &Source) -> String {
    let is_summary = matches!(
        source.standing.state,
        SourceState::Unusable | SourceState::Selectable
    );
    let selection = source.selection.filter(|_| is_summary);
    let word = match selection {
        Some(selection) => selection.state.word(),
        None => source.standing.state.word(),
    };
    word.into_owned()
}

fn name_of(source: &Source) -> String {
    match &source.name {
        Some(name) => name.clone(),
        None => source.address.text(),
    }
}

#[test]
fn a_pipe_gets_a_line_for_each_source_with_its_name_and_state() {
    every_drawing(|name, report, width, unicode| {
        let Requested::Received(sources) = &report.sources else {
            return;
        };
        if width.is_some() || sources.is_empty() {
            return;
        }
        let drawn = draw(report, width, unicode, false);
        let lines = section(&drawn, "Sources");
        let remark = usize::from(sources.spares().next().is_some());
        assert_eq!(lines.len(), sources.len() + 1 + remark, "{name}");
        for (line, source) in lines.into_iter().skip(1).zip(sources.iter()) {
            let words: Vec<&str> = line.split_whitespace().collect();
            assert!(words.contains(&name_of(source).as_str()), "{name}: {line}");
            let state = state_of(source);
            assert!(words.contains(&state.as_str()), "{name}: {line}");
            let octal = source.reach.octal();
            assert!(words.contains(&octal.as_str()), "{name}: {line}");
            assert!(
                line.starts_with(&source.standing.symbol()),
                "{name}: {line}"
            );
        }
    });
}

/// A long name may be cut, but never so that nothing is left to tell the source by.
#[test]
fn every_source_is_there_with_its_state_at_every_width() {
    every_drawing(|name, report, width, unicode| {
        let Requested::Received(sources) = &report.sources else {
            return;
        };
        let drawn = draw(report, width, unicode, false);
        for (line, source) in section(&drawn, "Sources")
            .into_iter()
            .skip(1)
            .zip(sources.iter())
        {
            let start: String = name_of(source).chars().take(11).collect();
            assert!(line.contains(&start), "{name}: {line}");
            let state = state_of(source);
            assert!(line.contains(&state), "{name}: {line}");
        }
    });
}

/// What the lamps show the register says, too: they are what a narrow terminal has no room for.
#[test]
fn the_lamps_are_the_first_to_go() {
    every_drawing(|name, report, width, unicode| {
        if width != Some(60) {
            return;
        }
        let lamps = if unicode { "●●" } else { "##" };
        let sources = |width| {
            let drawn = draw(report, Some(width), unicode, false);
            section(&drawn, "Sources").join("\n")
        };
        // Here no name is long, and no source is judged in a word.
        if ["synchronized", "refclock", "pool"].contains(&name) {
            assert!(sources(60).contains(lamps), "{name}: {}", sources(60));
        }
        let narrow = sources(50);
        assert!(!narrow.contains(lamps), "{name}: {narrow}");
        for line in narrow.lines() {
            assert!(line.chars().count() <= 50, "{name}: {line}");
        }
    });
}

/// The first lines alone say whether the clock is right.
#[test]
fn the_first_lines_say_what_the_clock_is_worth() {
    let verdicts = [
        ("synchronized", "✔ synchronized"),
        ("falseticker", "✔ synchronized"),
        ("stale", "⚠ stale"),
        ("unsynchronized", "✘ not synchronized"),
        ("local", "⚠ "),
    ];
    let reports = reports::all();
    for (name, verdict) in verdicts {
        let (_, report) = reports
            .iter()
            .find(|(known, _)| *known == name)
            .expect(name);
        for width in WIDTHS {
            let drawn = draw(report, width, true, false);
            let top: Vec<&str> = drawn.lines().take(2).collect();
            assert!(
                top.iter().any(|line| line.contains(verdict)),
                "{name}: {top:?}"
            );
        }
    }
}

#[test]
fn the_output_says_whom_it_comes_from() {
    every_drawing(|name, report, width, unicode| {
        let drawn = draw(report, width, unicode, false);
        let server = report.server.as_deref().unwrap_or_default();
        let end = drawn.rsplit("\n\n").next().unwrap_or_default();
        assert!(
            end.starts_with(&format!("chronyd at {server}, ")),
            "{name}: {end}"
        );
        assert_eq!(drawn.matches(server).count(), 1, "{name}");
    });
}

/// The chart, from its title to its axis.
fn chart(report: &Report, width: usize) -> Vec<String> {
    let drawn = draw(report, Some(width), true, false);
    section(&drawn, "Agreement")
        .into_iter()
        .map(str::to_owned)
        .collect()
}

fn column_of(line: &str, character: char) -> Option<usize> {
    line.chars().position(|drawn| drawn == character)
}

#[test]
fn the_intervals_of_sources_that_agree_cross_the_zero_line() {
    for width in [60, 80, 120, 200] {
        let lines = chart(&reports::synchronized(), width);
        assert_eq!(
            lines.len(),
            4 + 1 + 2,
            "a line a source, the clock's, and two for the axis"
        );
        let zero = column_of(&lines[5], '┴').expect("an axis");
        for line in &lines[..5] {
            let from = column_of(line, '├').or_else(|| column_of(line, '○'));
            let to = column_of(line, '┤').or_else(|| column_of(line, '○'));
            let (from, to) = (from.expect("an end"), to.expect("an end"));
            assert!(from <= zero && zero <= to, "{width}: {line}");
        }
    }
}

/// One source half a second off neither hides its distance nor shrinks the others to dots.
#[test]
fn a_source_far_off_is_marked_and_the_others_stay_visible() {
    let reports = reports::all();
    let (_, report) = reports
        .iter()
        .find(|(name, _)| *name == "falseticker")
        .expect("it");
    for width in [60, 80, 120, 200] {
        let lines = chart(report, width);
        let (wrong, right): (Vec<&String>, Vec<&String>) =
            lines[..5].iter().partition(|line| line.starts_with("^x"));
        assert!(wrong[0].contains("◀ 500 ms behind"), "{}", wrong[0]);
        for line in right {
            let (from, to) = (column_of(line, '├'), column_of(line, '┤'));
            let (from, to) = (from.expect("an end"), to.expect("an end"));
            assert!(to - from >= 8, "{width}: {line}");
        }
        assert!(lines[6].contains("10 µs behind"), "{}", lines[6]);
    }
}

/// A source that needs far more than the others, half of it on the axis: it goes from the axis's end to zero.
#[test]
fn an_interval_that_leaves_the_axis_ends_in_an_arrow_on_that_side() {
    for (offset, from, to) in [(-5.0, '◀', '┤'), (5.0, '├', '▶')] {
        let good = |name, address| {
            measured(
                source(name, address, SourceState::Combined),
                1,
                0.000_1,
                0.000_7,
            )
        };
        let sources = vec![
            good("ntp1.example.net", "203.0.113.15"),
            good("ntp2.example.net", "203.0.113.16"),
            measured(
                source("ntp3.example.net", "203.0.113.17", SourceState::Selectable),
                1,
                offset,
                5.0,
            ),
        ];
        let lines = chart(&of_sources(tracking(), sources, Requested::No), 80);
        let axis = &lines[4];
        let zero = column_of(axis, '┴').expect("an axis");
        let ends = if offset < 0.0 {
            (column_of(axis, '└').expect("an axis"), zero)
        } else {
            (zero, column_of(axis, '┘').expect("an axis"))
        };
        let line: Vec<char> = lines[2].chars().collect();
        assert_eq!((line[ends.0], line[ends.1]), (from, to), "{}", lines[2]);
        let between = &line[ends.0 + 1..ends.1];
        assert!(between.iter().all(|&drawn| drawn == '─'), "{}", lines[2]);
        assert_eq!(line.len(), ends.1 + 1, "{}", lines[2]);
    }
}

#[test]
fn the_words_of_a_charts_title_stand_below_each_other() {
    let reports = reports::all();
    let (_, report) = reports
        .iter()
        .find(|(name, _)| *name == "falseticker")
        .expect("it");
    let drawn = draw(report, Some(50), true, false);
    let mut lines = drawn
        .lines()
        .skip_while(|line| !line.starts_with("Agreement"));
    let (first, second) = (
        lines.next().expect("a title"),
        lines.next().expect("the rest"),
    );
    assert!(first.starts_with("Agreement  the clock as"), "{first}");
    let rest = second.strip_prefix(&" ".repeat("Agreement  ".len()));
    assert!(rest.is_some_and(|rest| !rest.starts_with(' ')), "{second}");
    assert!(second.ends_with("off scale"), "{second}");
}

/// The zero below the axis touches no figure: it would read as a digit of it.
#[test]
fn the_words_below_the_axis_are_apart_at_every_width() {
    let mut zeros = 0;
    for (name, report) in reports::all() {
        for width in 30..=120 {
            let lines = chart(&report, width);
            let Some(legend) = lines.last().filter(|line| line.contains(" behind")) else {
                continue;
            };
            let words: Vec<&str> = legend.split_whitespace().collect();
            let zero = words.get(3).filter(|&&word| word == "0");
            zeros += usize::from(zero.is_some());
            assert_eq!(words[2], "behind", "{name} at {width}: {legend}");
            let expected = 6 + usize::from(zero.is_some());
            assert_eq!(words.len(), expected, "{name} at {width}: {legend}");
        }
    }
    assert!(zeros > 0, "where there is room, the zero is there");
}

#[test]
fn a_chart_is_drawn_where_a_person_watches_and_on_request() {
    let report = reports::synchronized();
    let drawn = |width, chart| {
        let options = TableOptions {
            chart,
            ..TableOptions::default()
        };
        table(&report, &place(width, true, false), options).contains("Agreement")
    };
    assert!(drawn(Some(80), None));
    assert!(!drawn(None, None));
    assert!(drawn(None, Some(true)));
    assert!(!drawn(Some(80), Some(false)));
}

/// Of a remark in the headline only a name may be cut: half an age says something else.
#[test]
fn the_headline_has_the_whole_age_of_the_last_update() {
    let mut report = reports::synchronized();
    let Requested::Received(tracking) = &mut report.tracking else {
        panic!("it has tracking");
    };
    let now = report.system_clock.expect("this machine's clock");
    tracking.ref_time.0 = Some(now - jiff::SignedDuration::from_secs(23 * 3600 + 59 * 60 + 30));
    for width in [80, 200] {
        let drawn = draw(&report, Some(width), true, false);
        assert!(drawn.contains("│ last update 24 h ago "), "{drawn}");
    }
}
