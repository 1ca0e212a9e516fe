//! One key as it is written in the configuration and shown on screen: `a`, `A`, `ctrl-s`, `shift-tab`, `f1`.

use std::fmt;
use std::str::FromStr;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// A key with its modifiers. An upper-case letter carries its shift in itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    code: KeyCode,
    modifiers: KeyModifiers,
}

/// A text that names no key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is no key; write `a`, `A`, `ctrl-s`, `alt-x`, `shift-tab`, `enter`, `f1`, or several with spaces between"
)]
pub struct BadKey(pub String);

const NAMED: &[(&str, KeyCode)] = &[
    ("enter", KeyCode::Enter),
    ("esc", KeyCode::Esc),
    ("tab", KeyCode::Tab),
    ("space", KeyCode::Char(' ')),
    ("backspace", KeyCode::Backspace),
    ("delete", KeyCode::Delete),
    ("insert", KeyCode::Insert),
    ("up", KeyCode::Up),
    ("down", KeyCode::Down),
    ("left", KeyCode::Left),
    ("right", KeyCode::Right),
    ("home", KeyCode::Home),
    ("end", KeyCode::End),
    ("pgup", KeyCode::PageUp),
    ("pgdn", KeyCode::PageDown),
];

impl Key {
    /// The key of a terminal's event.
    pub fn of(event: KeyEvent) -> Self {
        let kept = KeyModifiers::CONTROL | KeyModifiers::ALT | KeyModifiers::SHIFT;
        let mut key = Self { code: event.code, modifiers: event.modifiers & kept };
        match key.code {
            KeyCode::Char(_) => key.modifiers -= KeyModifiers::SHIFT,
            KeyCode::BackTab => key = Self { code: KeyCode::Tab, modifiers: KeyModifiers::SHIFT },
            _ => {}
        }
        key
    }

    /// Whether it is Enter alone.
    pub fn is_enter(&self) -> bool {
        self.code == KeyCode::Enter && self.modifiers.is_empty()
    }

    /// The character that it types, where it types one.
    pub fn typed(&self) -> Option<char> {
        match self.code {
            KeyCode::Char(c) if self.modifiers.is_empty() => Some(c),
            _ => None,
        }
    }
}

impl FromStr for Key {
    type Err = BadKey;

    fn from_str(text: &str) -> Result<Self, BadKey> {
        let mut modifiers = KeyModifiers::empty();
        let mut rest = text;
        loop {
            let modifier = [
                ("ctrl-", KeyModifiers::CONTROL),
                ("alt-", KeyModifiers::ALT),
                ("shift-", KeyModifiers::SHIFT),
            ];
            match modifier.into_iter().find_map(|(word, m)| rest.strip_prefix(word).map(|r| (r, m))) {
                Some((after, modifier)) if !after.is_empty() => {
                    modifiers |= modifier;
                    rest = after;
                }
                _ => break,
            }
        }
        let mut chars = rest.chars();
        let code = match (chars.next(), chars.next()) {
            (Some(c), None) => KeyCode::Char(c),
            _ => named(&rest.to_lowercase()).ok_or_else(|| BadKey(text.to_owned()))?,
        };
        if let KeyCode::Char(c) = code {
            if modifiers.contains(KeyModifiers::SHIFT) && c.is_lowercase() {
                let upper = c.to_uppercase().next().unwrap_or(c);
                return Ok(Self { code: KeyCode::Char(upper), modifiers: modifiers - KeyModifiers::SHIFT });
            }
            modifiers -= KeyModifiers::SHIFT;
        }
        Ok(Self { code, modifiers })
    }
}

fn named(name: &str) -> Option<KeyCode> {
    if let Some((_, code)) = NAMED.iter().find(|(known, _)| *known == name) {
        return Some(*code);
    }
    let number = name.strip_prefix('f')?.parse().ok()?;
    (1..=12).contains(&number).then_some(KeyCode::F(number))
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (modifier, word) in
            [(KeyModifiers::CONTROL, "ctrl-"), (KeyModifiers::ALT, "alt-"), (KeyModifiers::SHIFT, "shift-")]
        {
            if self.modifiers.contains(modifier) {
                f.write_str(word)?;
            }
        }
        if let Some((name, _)) = NAMED.iter().find(|(_, code)| *code == self.code) {
            return f.write_str(name);
        }
        match self.code {
            KeyCode::Char(c) => write!(f, "{c}"),
            KeyCode::F(number) => write!(f, "f{number}"),
            _ => f.write_str("?"),
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("a")]
    #[case("A")]
    #[case("ctrl-s")]
    #[case("alt-enter")]
    #[case("shift-tab")]
    #[case("f12")]
    #[case("space")]
    #[case("-")]
    #[case("?")]
    fn what_is_read_is_shown_the_same(#[case] text: &str) {
        assert_eq!(text.parse::<Key>().unwrap().to_string(), text);
    }

    #[test]
    fn shift_is_part_of_a_letter() {
        let event = KeyEvent::new(KeyCode::Char('A'), KeyModifiers::SHIFT);
        assert_eq!(Key::of(event), "A".parse().unwrap());
        assert_eq!("shift-a".parse::<Key>().unwrap(), "A".parse().unwrap());
        let back = KeyEvent::new(KeyCode::BackTab, KeyModifiers::SHIFT);
        assert_eq!(Key::of(back), "shift-tab".parse().unwrap());
    }

    #[rstest]
    #[case("")]
    #[case("hyper-a")]
    #[case("f13")]
    #[case("ctrl-")]
    fn what_names_no_key_is_refused(#[case] text: &str) {
        assert!(text.parse::<Key>().is_err());
    }
}
