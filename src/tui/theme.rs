//! Colours are data: a theme gives each meaning its style. Code that draws names the meaning, never a colour, and
//! every state that a colour tells has a word or sign beside it.

use ratatui::style::{Color, Modifier, Style};

use crate::domain::score::Tier;

/// A style for each meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Theme {
    /// Its name in the configuration.
    pub name: &'static str,
    /// What everything is drawn on.
    pub ground: Style,
    /// What is said; on whatever ground.
    pub text: Style,
    /// Beside the point.
    pub faint: Style,
    /// Headings and names.
    pub heading: Style,
    /// What can be pressed, and where the focus is.
    pub accent: Style,
    /// A frame without the focus.
    pub border: Style,
    /// The frame with the focus.
    pub border_focused: Style,
    /// The chosen line, where the focus is.
    pub selected: Style,
    /// The chosen line of a pane without the focus.
    pub selected_elsewhere: Style,
    /// Characters that match the query.
    pub matched: Style,
    /// As it should be.
    pub good: Style,
    /// Worth a look.
    pub warning: Style,
    /// Wrong or urgent.
    pub bad: Style,
    /// What strangers wrote.
    pub quoted: Style,
    /// Evidence ids and other references.
    pub reference: Style,
    /// A placeholder in the wire view.
    pub placeholder: Style,
    /// A key in the footer and the help.
    pub key: Style,
    /// The lines at the top and bottom.
    pub bar: Style,
    /// Bars of charts.
    pub chart: Style,
    /// Platinum, gold, silver, bronze.
    tiers: [Style; 4],
}

impl Theme {
    /// The style of a tier.
    pub fn tier(&self, tier: Tier) -> Style {
        match tier {
            Tier::Platinum => self.tiers[0],
            Tier::Gold => self.tiers[1],
            Tier::Silver => self.tiers[2],
            Tier::Bronze => self.tiers[3],
        }
    }
}

/// What the terminal can show, read from the environment once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Abilities {
    /// No colour at all: `NO_COLOR` is set.
    pub no_colour: bool,
    /// 24-bit colours.
    pub true_colour: bool,
    /// The terminal says that its background is light.
    pub light: bool,
}

impl Abilities {
    /// From `NO_COLOR`, `COLORTERM`, `COLORFGBG` and `TERM`, looked up by `variable`.
    pub fn of(variable: impl Fn(&str) -> Option<String>) -> Self {
        let set = |name: &str| variable(name).filter(|value| !value.is_empty());
        let colours = set("COLORTERM").unwrap_or_default().to_lowercase();
        let term = set("TERM").unwrap_or_default();
        // `15;0`: foreground and background by their number among the sixteen.
        let background =
            set("COLORFGBG").and_then(|v| v.rsplit(';').next().and_then(|n| n.parse::<u8>().ok()));
        Self {
            no_colour: set("NO_COLOR").is_some() || term == "dumb",
            true_colour: matches!(colours.as_str(), "truecolor" | "24bit") || term.ends_with("-direct"),
            light: background.is_some_and(|number| number == 7 || number == 15),
        }
    }
}

/// Names that `[tui] theme` can have.
pub const NAMES: [&str; 6] = ["auto", "dark", "light", "contrast", "terminal", "plain"];

/// A theme's name that is none.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no theme `{name}`; there are {}", NAMES.join(", "))]
pub struct NoTheme {
    /// What stands in the configuration.
    pub name: String,
}

/// The theme of a name, as far as the terminal can show it. `NO_COLOR` goes before any name.
///
/// # Errors
/// There is no such theme.
pub fn named(name: &str, abilities: Abilities) -> Result<Theme, NoTheme> {
    if !NAMES.contains(&name) {
        return Err(NoTheme { name: name.to_owned() });
    }
    if abilities.no_colour {
        return Ok(plain());
    }
    Ok(match (name, abilities.true_colour) {
        ("auto", true) if abilities.light => light(),
        ("auto" | "dark", true) => dark(),
        ("light", true) => light(),
        ("contrast", true) => contrast(),
        ("plain", _) => plain(),
        // Sixteen colours: the terminal's own palette reads on the terminal's own background.
        ("contrast", false) => contrast_of_sixteen(),
        _ => terminal(),
    })
}

/// Colours of a theme that paints its own background.
struct Palette {
    name: &'static str,
    background: u32,
    raised: u32,
    chosen: u32,
    text: u32,
    faint: u32,
    border: u32,
    accent: u32,
    heading: u32,
    good: u32,
    warning: u32,
    bad: u32,
    quoted: u32,
    reference: u32,
    placeholder: u32,
    tiers: [u32; 4],
}

fn rgb(colour: u32) -> Color {
    Color::from_u32(colour)
}

fn painted(palette: &Palette) -> Theme {
    let on = |colour: u32| Style::new().fg(rgb(colour));
    let bold = |colour: u32| on(colour).add_modifier(Modifier::BOLD);
    Theme {
        name: palette.name,
        ground: Style::new().fg(rgb(palette.text)).bg(rgb(palette.background)),
        text: on(palette.text),
        faint: on(palette.faint),
        heading: bold(palette.heading),
        accent: bold(palette.accent),
        border: on(palette.border),
        border_focused: on(palette.accent),
        selected: Style::new().bg(rgb(palette.chosen)).add_modifier(Modifier::BOLD),
        selected_elsewhere: Style::new().bg(rgb(palette.raised)),
        matched: bold(palette.accent).add_modifier(Modifier::UNDERLINED),
        good: on(palette.good),
        warning: on(palette.warning),
        bad: bold(palette.bad),
        quoted: on(palette.quoted),
        reference: on(palette.reference),
        placeholder: bold(palette.placeholder),
        key: bold(palette.accent),
        bar: Style::new().fg(rgb(palette.text)).bg(rgb(palette.raised)),
        chart: on(palette.accent),
        tiers: palette.tiers.map(bold),
    }
}

fn dark() -> Theme {
    painted(&Palette {
        name: "dark",
        background: 0x0016_191d,
        raised: 0x0020_252b,
        chosen: 0x002c_3a45,
        text: 0x00d8_dee4,
        faint: 0x0086_919c,
        border: 0x003d_4751,
        accent: 0x006c_c3d5,
        heading: 0x00f0_f3f6,
        good: 0x0086_c98a,
        warning: 0x00e6_b455,
        bad: 0x00f0_7b72,
        quoted: 0x00c3_b6e0,
        reference: 0x0078_a8d8,
        placeholder: 0x00e8_9ac7,
        tiers: [0x00b9_e4ee, 0x00e8_c468, 0x00bc_c4cc, 0x00d0_9a6e],
    })
}

fn light() -> Theme {
    painted(&Palette {
        name: "light",
        background: 0x00fb_faf7,
        raised: 0x00ee_ece6,
        chosen: 0x00d5_e6ec,
        text: 0x0024_2a30,
        faint: 0x0069_727b,
        border: 0x00c2_c5c6,
        accent: 0x000b_6e84,
        heading: 0x0010_1418,
        good: 0x002c_7a34,
        warning: 0x0092_5c00,
        bad: 0x00b3_2a22,
        quoted: 0x005b_4793,
        reference: 0x0028_5f9e,
        placeholder: 0x00a0_2a72,
        tiers: [0x0020_7084, 0x0086_6400, 0x0055_606a, 0x0090_5a2c],
    })
}

fn contrast() -> Theme {
    painted(&Palette {
        name: "contrast",
        background: 0x0000_0000,
        raised: 0x0022_2222,
        chosen: 0x0000_4a8f,
        text: 0x00ff_ffff,
        faint: 0x00d0_d0d0,
        border: 0x00a0_a0a0,
        accent: 0x0000_e5ff,
        heading: 0x00ff_ffff,
        good: 0x0060_ff70,
        warning: 0x00ff_d000,
        bad: 0x00ff_7a70,
        quoted: 0x00e0_c8ff,
        reference: 0x009a_d0ff,
        placeholder: 0x00ff_9ae0,
        tiers: [0x00c8_f4ff, 0x00ff_d860, 0x00e8_e8e8, 0x00ff_b078],
    })
}

/// The terminal's own sixteen colours on its own background.
fn terminal() -> Theme {
    let on = |colour: Color| Style::new().fg(colour);
    let bold = |colour: Color| on(colour).add_modifier(Modifier::BOLD);
    Theme {
        name: "terminal",
        ground: Style::reset(),
        text: Style::new(),
        faint: Style::new().add_modifier(Modifier::DIM),
        heading: Style::new().add_modifier(Modifier::BOLD),
        accent: bold(Color::Cyan),
        border: Style::new().add_modifier(Modifier::DIM),
        border_focused: on(Color::Cyan),
        selected: Style::new().add_modifier(Modifier::REVERSED),
        selected_elsewhere: Style::new().add_modifier(Modifier::UNDERLINED),
        matched: bold(Color::Cyan).add_modifier(Modifier::UNDERLINED),
        good: on(Color::Green),
        warning: on(Color::Yellow),
        bad: bold(Color::Red),
        quoted: on(Color::Magenta),
        reference: on(Color::Blue),
        placeholder: bold(Color::Magenta),
        key: bold(Color::Cyan),
        bar: Style::new().add_modifier(Modifier::REVERSED),
        chart: on(Color::Cyan),
        tiers: [bold(Color::Cyan), bold(Color::Yellow), bold(Color::Reset), on(Color::Yellow)],
    }
}

fn contrast_of_sixteen() -> Theme {
    let strong = Style::new().add_modifier(Modifier::BOLD);
    Theme {
        name: "contrast",
        faint: Style::new(),
        border: Style::new(),
        border_focused: strong.fg(Color::Cyan),
        good: strong.fg(Color::Green),
        warning: strong.fg(Color::Yellow),
        quoted: Style::new(),
        reference: strong.fg(Color::Cyan),
        ..terminal()
    }
}

/// No colour: bold, dim, underlined and reversed alone.
pub fn plain() -> Theme {
    let with = |modifier: Modifier| Style::new().add_modifier(modifier);
    Theme {
        name: "plain",
        ground: Style::reset(),
        text: Style::new(),
        faint: with(Modifier::DIM),
        heading: with(Modifier::BOLD),
        accent: with(Modifier::BOLD),
        border: with(Modifier::DIM),
        border_focused: with(Modifier::BOLD),
        selected: with(Modifier::REVERSED),
        selected_elsewhere: with(Modifier::UNDERLINED),
        matched: with(Modifier::BOLD | Modifier::UNDERLINED),
        good: Style::new(),
        warning: with(Modifier::BOLD),
        bad: with(Modifier::BOLD | Modifier::UNDERLINED),
        quoted: with(Modifier::ITALIC),
        reference: with(Modifier::DIM),
        placeholder: with(Modifier::BOLD | Modifier::REVERSED),
        key: with(Modifier::BOLD),
        bar: with(Modifier::REVERSED),
        chart: Style::new(),
        tiers: [with(Modifier::BOLD); 4],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn abilities(variables: &[(&str, &str)]) -> Abilities {
        Abilities::of(|name| variables.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned()))
    }

    fn chosen(name: &str, variables: &[(&str, &str)]) -> &'static str {
        named(name, abilities(variables)).unwrap().name
    }

    #[test]
    fn the_terminal_decides_what_a_name_comes_to() {
        let true_colour = ("COLORTERM", "truecolor");
        assert_eq!(chosen("auto", &[true_colour]), "dark");
        assert_eq!(chosen("auto", &[true_colour, ("COLORFGBG", "0;15")]), "light");
        assert_eq!(chosen("auto", &[("TERM", "xterm")]), "terminal");
        assert_eq!(chosen("light", &[("TERM", "xterm")]), "terminal");
        assert_eq!(chosen("light", &[true_colour, ("NO_COLOR", "1")]), "plain");
        assert_eq!(chosen("auto", &[("TERM", "dumb")]), "plain");
        assert!(named("neon", abilities(&[])).unwrap_err().to_string().contains("contrast"));
    }

    #[test]
    fn without_colour_there_is_none() {
        let plain = plain();
        let styles = [
            plain.ground,
            plain.text,
            plain.bad,
            plain.good,
            plain.selected,
            plain.bar,
            plain.tier(Tier::Gold),
        ];
        for style in styles {
            assert!(style.fg.is_none_or(|c| c == Color::Reset) && style.bg.is_none_or(|c| c == Color::Reset));
        }
    }

    /// WCAG 2.2, success criterion 1.4.3: text needs a contrast of 4.5 to 1 against what it stands on.
    #[test]
    fn painted_themes_are_readable() {
        fn luminance(colour: Color) -> f64 {
            let Color::Rgb(r, g, b) = colour else { panic!("a painted theme names its colours") };
            let channel = |c: u8| {
                let c = f64::from(c) / 255.0;
                if c <= 0.040_45 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
            };
            0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b)
        }
        for theme in [dark(), light(), contrast()] {
            let grounds = [theme.ground.bg.unwrap(), theme.bar.bg.unwrap(), theme.selected.bg.unwrap()];
            let said = [
                ("text", theme.text),
                ("faint", theme.faint),
                ("good", theme.good),
                ("warning", theme.warning),
                ("bad", theme.bad),
                ("quoted", theme.quoted),
                ("reference", theme.reference),
                ("key", theme.key),
            ];
            for (name, style) in said {
                let (one, other) = (luminance(style.fg.unwrap()), luminance(grounds[0]));
                let contrast = (one.max(other) + 0.05) / (one.min(other) + 0.05);
                assert!(contrast >= 4.5, "{} {name}: {contrast:.1}", theme.name);
            }
            for ground in grounds {
                let (one, other) = (luminance(theme.text.fg.unwrap()), luminance(ground));
                assert!((one.max(other) + 0.05) / (one.min(other) + 0.05) >= 4.5, "{}", theme.name);
            }
        }
    }
}
