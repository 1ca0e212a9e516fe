//! What a command prints: the answer on standard output, progress and complaints on standard error.

use std::io::{self, IsTerminal, Write};

use serde::Serialize;

use super::exit::Failure;

/// Where answers and complaints go, and whether they may be coloured.
#[derive(Clone, Copy, Debug)]
pub struct Output {
    colour: bool,
    colour_errors: bool,
}

/// What a piece of text means; the terminal decides how that looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// Headings.
    Heading,
    /// Beside the point: ages, sources.
    Faint,
    /// As it should be.
    Good,
    /// Worth a look.
    Warning,
    /// Wrong.
    Bad,
}

impl Meaning {
    fn code(self) -> &'static str {
        match self {
            Self::Heading => "1",
            Self::Faint => "2",
            Self::Good => "32",
            Self::Warning => "33",
            Self::Bad => "1;31",
        }
    }
}

impl Output {
    /// Colours where a terminal looks on and `NO_COLOR` (see no-color.org) is not set.
    pub fn of_this_process() -> Self {
        let wanted = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
            && std::env::var_os("TERM").is_none_or(|value| value != "dumb");
        Self {
            colour: wanted && io::stdout().is_terminal(),
            colour_errors: wanted && io::stderr().is_terminal(),
        }
    }

    /// Without colours, whatever looks on.
    pub fn plain() -> Self {
        Self { colour: false, colour_errors: false }
    }

    /// Writes a line of the answer.
    ///
    /// # Errors
    /// As the system's; a closed pipe ends the command quietly.
    pub fn line(&self, text: impl AsRef<str>) -> Result<(), Failure> {
        self.text(format!("{}\n", text.as_ref()))
    }

    /// Writes a piece of the answer as it is.
    ///
    /// # Errors
    /// As [`Self::line`].
    pub fn text(&self, text: impl AsRef<str>) -> Result<(), Failure> {
        self.bytes(text.as_ref().as_bytes())
    }

    /// Writes bytes of the answer, and sees to it that they have left.
    ///
    /// # Errors
    /// As [`Self::line`].
    pub fn bytes(&self, bytes: &[u8]) -> Result<(), Failure> {
        let mut out = io::stdout().lock();
        out.write_all(bytes)?;
        Ok(out.flush()?)
    }

    /// Writes the answer as JSON, one line.
    ///
    /// # Errors
    /// As [`Self::line`].
    pub fn json(&self, answer: &impl Serialize) -> Result<(), Failure> {
        let mut out = io::stdout().lock();
        serde_json::to_writer(&mut out, answer)?;
        out.write_all(b"\n")?;
        Ok(out.flush()?)
    }

    /// The same, painting for standard error.
    pub fn for_errors(self) -> Self {
        Self { colour: self.colour_errors, ..self }
    }

    /// Columns of the terminal; nothing where standard output is none.
    pub fn width(&self) -> Option<usize> {
        let looked_on = io::stdout().is_terminal();
        looked_on.then(|| crossterm::terminal::size().ok()).flatten().map(|(columns, _)| usize::from(columns))
    }

    /// Text for standard output, coloured by what it means.
    pub fn paint(&self, meaning: Meaning, text: impl AsRef<str>) -> String {
        painted(self.colour, meaning, text.as_ref())
    }

    /// Text for standard error, coloured by what it means.
    pub fn paint_error(&self, meaning: Meaning, text: impl AsRef<str>) -> String {
        painted(self.colour_errors, meaning, text.as_ref())
    }

    /// Says something on standard error: progress, a remark. That nobody listens is no failure.
    pub fn remark(&self, text: impl AsRef<str>) {
        let _ = writeln!(io::stderr(), "{}", text.as_ref());
    }

    /// Says why a command failed: the error, its causes, what to do.
    pub fn complain(&self, failure: &Failure) {
        let Some(error) = &failure.error else { return };
        let label = |meaning, text| painted(self.colour_errors, meaning, text);
        let mut text = format!("{} {error}\n", label(Meaning::Bad, "error:"));
        for cause in error.chain().skip(1) {
            text.push_str(&format!("  caused by: {cause}\n"));
        }
        if let Some(hint) = &failure.hint {
            text.push_str(&format!("  {} {hint}\n", label(Meaning::Heading, "hint:")));
        }
        let _ = io::stderr().write_all(text.as_bytes());
    }
}

fn painted(colour: bool, meaning: Meaning, text: &str) -> String {
    if colour { format!("\u{1b}[{}m{text}\u{1b}[0m", meaning.code()) } else { text.to_owned() }
}
