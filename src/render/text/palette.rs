//! How the roles of text look: the only room that knows colours. No fact depends on colour alone.
//!
//! Every colour must be readable on every screen. The 16 colours of a theme vary: a green has a
//! contrast of 2.2 : 1 on one theme's white, a red 2.1 : 1 on another's slate. So text has the
//! terminal's own colour, and important text is a badge: black or white on one of the 256 colours
//! that are the same everywhere. Lines and lamps, which are larger than letters, are in a grey, a
//! green and a red with at least 3 : 1 on black and on white. The test below has the figures.

use std::fmt::Write;

use owo_colors::{OwoColorize, Style, XtermColors};

use crate::render::page::{Lamp, Level, Role};

/// The text colours of badges.
const BLACK: u8 = 16;
const WHITE: u8 = 231;

/// The backgrounds of badges. The yellow is so pale that the Linux console shows white: its brown
/// would be too dark for black text.
const GREEN: u8 = 77;
const YELLOW: u8 = 229;
const RED: u8 = 160;

/// The colours of lines and lamps.
const GREY_MARK: u8 = 244;
const GREEN_MARK: u8 = 65;
const RED_MARK: u8 = 196;

/// How each role looks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Palette {
    color: bool,
}

impl Palette {
    pub(super) fn new(color: bool) -> Self {
        Self { color }
    }

    /// Appends the text as it looks in this role.
    pub(super) fn paint(self, out: &mut String, text: &str, role: Role) {
        self.styled(out, text, style(role));
    }

    /// Appends equal lamps: green for polls with a usable answer, red for those without, grey for
    /// older ones.
    pub(super) fn lamps(self, out: &mut String, text: &str, lamp: Lamp) {
        let color = match lamp {
            Lamp::Answered => GREEN_MARK,
            Lamp::Missed => RED_MARK,
            Lamp::Unheard => GREY_MARK,
        };
        self.styled(out, text, Some(mark(color)));
    }

    /// Appends the lines of a frame or an axis.
    pub(super) fn lines(self, out: &mut String, text: &str) {
        self.styled(out, text, Some(mark(GREY_MARK)));
    }

    fn styled(self, out: &mut String, text: &str, style: Option<Style>) {
        match style.filter(|_| self.color) {
            Some(style) => {
                let _infallible = write!(out, "{}", text.style(style));
            }
            None => out.push_str(text),
        }
    }
}

fn style(role: Role) -> Option<Style> {
    let bold = Style::new().bold();
    Some(match role {
        Role::Text | Role::Faint | Role::Wrong | Role::Judged(Level::Good) => return None,
        Role::Strong | Role::Chosen | Role::Verdict(Level::Good) => bold,
        // Not bold, because the Linux console shows bold as bright, and bright black is grey.
        Role::State(Level::Good) => badge(BLACK, GREEN),
        Role::Judged(level) | Role::Verdict(level) | Role::State(level) => match level {
            Level::Good => bold,
            Level::Warn => badge(BLACK, YELLOW),
            Level::Bad => badge(WHITE, RED).bold(),
        },
    })
}

fn badge(ink: u8, ground: u8) -> Style {
    mark(ink).on_color(XtermColors::from(ground))
}

fn mark(color: u8) -> Style {
    Style::new().color(XtermColors::from(color))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A colour: red, green, blue.
    type Rgb = [u8; 3];

    /// A terminal's background and text colours.
    struct Screen {
        name: &'static str,
        ground: Rgb,
        text: Rgb,
        /// Whether it is the Linux console, which has 16 colours for text and 8 for the background.
        is_console: bool,
    }

    const fn screen(name: &'static str, ground: Rgb, text: Rgb) -> Screen {
        Screen {
            name,
            ground,
            text,
            is_console: false,
        }
    }

    /// As they are published: XTerm-col.ad of xterm, drivers/tty/vt/vt.c of Linux, GNOME Terminal's
    /// built-in "Tango" schemes, Windows Terminal's defaults.json ("Campbell"), macOS Terminal's profiles
    /// "Basic" and "Pro", and <https://ethanschoonover.com/solarized/>.
    const SCREENS: [Screen; 10] = [
        screen("xterm, dark", [0, 0, 0], [229, 229, 229]),
        screen("xterm, light", [255, 255, 255], [0, 0, 0]),
        Screen {
            is_console: true,
            ..screen("Linux console", [0, 0, 0], [170, 170, 170])
        },
        screen("Tango, dark", [46, 52, 54], [211, 215, 207]),
        screen("Tango, light", [238, 238, 236], [46, 52, 54]),
        screen("Campbell", [12, 12, 12], [204, 204, 204]),
        screen("macOS, Basic", [255, 255, 255], [0, 0, 0]),
        screen("macOS, Pro", [0, 0, 0], [242, 242, 242]),
        screen("Solarized, dark", [0, 43, 54], [131, 148, 150]),
        screen("Solarized, light", [253, 246, 227], [101, 123, 131]),
    ];

    /// The contrast that WCAG 2.2 requires for text and for graphics.
    const TEXT: f64 = 4.5;
    const GRAPHICS: f64 = 3.0;

    /// One of the 256 colours, beyond the first 16.
    fn fixed(number: u8) -> Rgb {
        const STEPS: [u8; 6] = [0, 95, 135, 175, 215, 255];
        if number >= 232 {
            return [8 + 10 * (number - 232); 3];
        }
        let cube = usize::from(number - 16);
        [STEPS[cube / 36], STEPS[cube / 6 % 6], STEPS[cube % 6]]
    }

    impl Screen {
        /// The Linux console's version of a colour (`rgb_foreground` and `rgb_background` in vt.c).
        fn shown(&self, rgb: Rgb, is_ground: bool) -> Rgb {
            if !self.is_console {
                return rgb;
            }
            if is_ground {
                let [red, green, blue] = rgb.map(|part| if part & 0x80 == 0 { 0 } else { 0xaa });
                // Dark yellow is brown on this hardware.
                let is_brown = (red, green, blue) == (0xaa, 0xaa, 0);
                return [red, if is_brown { 0x55 } else { green }, blue];
            }
            let most = rgb.into_iter().max().unwrap_or_default();
            let hue = rgb.map(|part| part > most / 2);
            match (most, hue) {
                (..=0x55, [true, true, true]) => [0x55; 3],
                (0xab.., _) => hue.map(|lit| if lit { 0xff } else { 0x55 }),
                (_, [true, true, false]) => [0xaa, 0x55, 0],
                _ => hue.map(|lit| if lit { 0xaa } else { 0 }),
            }
        }
    }

    /// The relative luminance of WCAG 2.2.
    fn luminance(rgb: Rgb) -> f64 {
        let linear = rgb.map(|part| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 {
                part / 12.92
            } else {
                ((part + 0.055) / 1.055).powf(2.4)
            }
        });
        0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    }

    fn contrast(one: Rgb, other: Rgb) -> f64 {
        let (one, other) = (luminance(one), luminance(other));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    /// The contrast that these codes have on the screen.
    fn painted(codes: &str, screen: &Screen) -> f64 {
        let (mut ink, mut ground) = (screen.text, screen.ground);
        let mut codes = codes.split(';');
        while let Some(code) = codes.next() {
            let mut color = || {
                assert_eq!(codes.next(), Some("5"), "one of the 256");
                let number = codes.next().and_then(|number| number.parse().ok());
                fixed(
                    number
                        .filter(|&number| number >= 16)
                        .expect("a fixed colour"),
                )
            };
            match code {
                "38" => ink = screen.shown(color(), false),
                "48" => ground = screen.shown(color(), true),
                // The console shows bold letters as bright ones.
                "1" if screen.is_console => ink = ink.map(|part| part.saturating_add(0x55)),
                "1" => {}
                other => panic!("{other}: not dimmed, and none of the theme's colours"),
            }
        }
        contrast(ink, ground)
    }

    /// The escape codes of a painted text; `None`: it has none.
    fn codes(paint: impl FnOnce(Palette, &mut String)) -> Option<String> {
        let mut text = String::new();
        paint(Palette::new(true), &mut text);
        let codes = text.strip_prefix("\x1b[")?.split('m').next()?;
        Some(codes.to_owned())
    }

    #[test]
    fn every_role_can_be_read_on_every_screen() {
        let levels = [Level::Good, Level::Warn, Level::Bad];
        let judged = levels.into_iter().flat_map(|level| {
            [
                Role::Judged(level),
                Role::Verdict(level),
                Role::State(level),
            ]
        });
        let others = [
            Role::Text,
            Role::Faint,
            Role::Strong,
            Role::Chosen,
            Role::Wrong,
        ];
        for role in others.into_iter().chain(judged) {
            let Some(codes) = codes(|palette, out| palette.paint(out, "text", role)) else {
                continue;
            };
            for screen in &SCREENS {
                let reached = painted(&codes, screen);
                // A terminal whose own text has less contrast sets the limit.
                let wanted = TEXT.min(contrast(screen.text, screen.ground));
                assert!(
                    reached >= wanted,
                    "{role:?} on {}: {reached:.1}",
                    screen.name
                );
            }
        }
    }

    #[test]
    fn every_mark_can_be_seen_on_every_screen() {
        let lamps = [Lamp::Answered, Lamp::Missed, Lamp::Unheard];
        let lamps = lamps.map(|lamp| codes(|palette, out| palette.lamps(out, "o", lamp)));
        let lines = codes(|palette, out| palette.lines(out, "-"));
        for codes in lamps.into_iter().chain([lines]) {
            let codes = codes.expect("a mark has a colour");
            for screen in &SCREENS {
                let reached = painted(&codes, screen);
                assert!(
                    reached >= GRAPHICS,
                    "{codes} on {}: {reached:.2}",
                    screen.name
                );
            }
        }
    }

    /// The figures at the top of this file.
    #[test]
    fn the_colours_of_themes_cannot_be_relied_on() {
        let (xterms_green, tangos_red) = ([0, 205, 0], [204, 0, 0]);
        assert!(contrast(xterms_green, [255, 255, 255]) < 2.3);
        assert!(contrast(tangos_red, [46, 52, 54]) < 2.2);
    }
}
