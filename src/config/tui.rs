//! `[tui]` and `[keys]`: how the terminal app looks and which keys it takes.

use std::collections::BTreeMap;

use schemars::JsonSchema;

use super::reader::Section;
use super::values;

/// How the terminal app looks.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Tui {
    /// The name of a theme; `auto` picks by the terminal.
    #[schemars(default = "default_theme")]
    pub theme: String,
    /// Where the app begins: `cases`, `search`, or `auto`: with the cases for who is in support.
    #[schemars(with = "String", default = "default_start")]
    pub start: Start,
    /// Whether the mouse works; switched off, the terminal's own selection works as everywhere.
    #[schemars(default = "default_mouse")]
    pub mouse: bool,
    /// Line by line, with a prompt, for screen readers; the same as `--plain`.
    #[schemars(default)]
    pub plain: bool,
}

/// Where the app begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// By the role.
    Auto,
    /// With the open cases.
    Cases,
    /// With today's calls.
    Calls,
    /// With the search.
    Search,
}

const STARTS: [(&str, Start); 4] =
    [("auto", Start::Auto), ("cases", Start::Cases), ("calls", Start::Calls), ("search", Start::Search)];

fn default_start() -> String {
    "auto".to_owned()
}

/// The user's keys: an action of the keymap and the keys that do it instead of the built-in ones.
/// Actions and keys are checked by the keymap, which knows them.
pub type Keys = BTreeMap<String, Vec<String>>;

fn default_theme() -> String {
    "auto".to_owned()
}

fn default_mouse() -> bool {
    true
}

pub(super) fn read(mut section: Section<'_>) -> Tui {
    let theme = section.or_default("theme", default_theme(), "\"auto\"", values::text);
    let mouse = section.or_default("mouse", default_mouse(), "true", values::flag);
    let start = section.or_default("start", Start::Auto, "\"auto\"", values::word(&STARTS));
    let plain = section.or_default("plain", false, "false", values::flag);
    section.refuse_the_rest();
    Tui { theme, start, mouse, plain }
}

pub(super) fn read_keys(section: Section<'_>) -> Keys {
    section.free(values::texts).into_iter().collect()
}
