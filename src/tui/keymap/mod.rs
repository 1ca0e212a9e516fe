//! Keys are data: one table ([`table::ROWS`]) drives handling, the footer, the help overlay, the palette and the
//! user's overrides.
//!
//! A row belongs to a layer; which layers are active is computed from the state ([`super::model::Model::layers`]),
//! the most particular first. Pure.

mod alike;
mod key;
mod otherwise;
mod table;
mod together;

use std::collections::BTreeMap;

pub use key::{BadKey, Key};
pub use otherwise::{otherwise, takes_an_argument};
pub use table::{Action, Layer, Row};
pub(super) use together::are_known;

/// The user's keys: an action's name and the keys that do it instead of the built-in ones.
pub type Overrides = BTreeMap<String, Vec<String>>;

/// A row with the keys that hold.
#[derive(Clone, Debug)]
pub struct Binding {
    /// What it does and says.
    pub row: &'static Row,
    /// Sequences of keys, any of which does it; the first is the one that is shown.
    pub sequences: Vec<Vec<Key>>,
}

impl Binding {
    /// The first sequence as people read it: `g o`, `ctrl-s`.
    pub fn shown(&self) -> String {
        self.sequences.first().map(|sequence| words(sequence)).unwrap_or_default()
    }

    /// All sequences as people read them.
    pub fn all_shown(&self) -> String {
        self.sequences.iter().map(|sequence| words(sequence)).collect::<Vec<_>>().join(", ")
    }
}

fn words(sequence: &[Key]) -> String {
    sequence.iter().map(Key::to_string).collect::<Vec<_>>().join(" ")
}

/// The keys that hold for this user.
#[derive(Clone, Debug)]
pub struct Keymap {
    bindings: Vec<Binding>,
}

/// Two actions of one layer that want the same keys.
#[derive(Debug, PartialEq, Eq)]
struct Clash {
    one: &'static str,
    other: &'static str,
    keys: String,
}

/// Keys of an action that do another one in some place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shadowed {
    /// The action whose they are.
    pub name: &'static str,
    /// The keys.
    pub keys: String,
    /// What they do there.
    pub does: &'static str,
}

/// What a key, after those pressed before it, comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resolved {
    /// An action.
    Action(Action),
    /// The beginning of a longer sequence.
    Pending,
    /// Nothing here.
    Nothing,
}

/// A mistake in the user's keys, in words with the setting's name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeymapError {
    /// No action is called so.
    #[error("there is no such action{}", nearest.map_or_else(String::new, |n| format!("; did you mean `{n}`?")))]
    UnknownAction {
        /// What stands in the configuration.
        name: String,
        /// The nearest action's name.
        nearest: Option<&'static str>,
    },
    /// A text names no key.
    #[error("{problem}")]
    BadKey {
        /// The action.
        name: String,
        /// What is wrong.
        problem: BadKey,
    },
    /// Two actions of one layer want the same keys.
    #[error("`{keys}` is taken by `{other}` in the same place")]
    Taken {
        /// The action.
        name: String,
        /// The keys.
        keys: String,
        /// Who has them.
        other: String,
    },
}

impl KeymapError {
    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::UnknownAction { .. } => "`deskhand config keys` lists the actions",
            Self::BadKey { .. } => "several keys are a list: `[\"u\", \"f9\"]`",
            Self::Taken { .. } => "take other keys, or give that action others too",
        }
    }

    /// The setting it is about: `keys.accept`.
    pub fn setting(&self) -> String {
        let (Self::UnknownAction { name, .. } | Self::BadKey { name, .. } | Self::Taken { name, .. }) = self;
        format!("keys.{name}")
    }
}

impl Default for Keymap {
    fn default() -> Self {
        let bindings = table::ROWS.iter().map(|row| Binding { row, sequences: built_in(row) }).collect();
        Self { bindings }
    }
}

fn built_in(row: &Row) -> Vec<Vec<Key>> {
    row.keys.iter().filter_map(|keys| parse_sequence(keys).ok()).collect()
}

fn parse_sequence(text: &str) -> Result<Vec<Key>, BadKey> {
    let keys = text.split_whitespace().map(str::parse).collect::<Result<Vec<Key>, _>>()?;
    if keys.is_empty() { Err(BadKey(text.to_owned())) } else { Ok(keys) }
}

impl Keymap {
    /// The built-in keys with the user's own in their place.
    ///
    /// # Errors
    /// The first mistake in the user's keys.
    pub fn with(overrides: &Overrides) -> Result<Self, KeymapError> {
        let (keymap, mistakes) = Self::examined(overrides);
        mistakes.into_iter().next().map_or(Ok(keymap), Err)
    }

    /// Every mistake in the user's keys.
    pub fn mistakes(overrides: &Overrides) -> Vec<KeymapError> {
        Self::examined(overrides).1
    }

    fn examined(overrides: &Overrides) -> (Self, Vec<KeymapError>) {
        let (mut keymap, mut mistakes) = (Self::default(), Vec::new());
        for (name, texts) in overrides {
            let mut sequences = Vec::with_capacity(texts.len());
            for text in texts {
                match parse_sequence(text) {
                    Ok(sequence) => sequences.push(sequence),
                    Err(problem) => mistakes.push(KeymapError::BadKey { name: name.clone(), problem }),
                }
            }
            let mut found = false;
            for binding in keymap.bindings.iter_mut().filter(|binding| binding.row.name == name) {
                binding.sequences.clone_from(&sequences);
                found = true;
            }
            if !found {
                mistakes.push(KeymapError::UnknownAction { name: name.clone(), nearest: nearest(name) });
            }
        }
        alike::follow(&mut keymap.bindings, overrides);
        let clashes = keymap.clashes().into_iter().map(|Clash { one, other, keys }| {
            // The one that the user has written is the one to be changed.
            let (name, other) = if overrides.contains_key(other) { (other, one) } else { (one, other) };
            KeymapError::Taken { name: name.to_owned(), keys, other: other.to_owned() }
        });
        mistakes.extend(clashes);
        mistakes.extend(keymap.hidden(overrides));
        (keymap, mistakes)
    }

    /// What can no longer be done where it could, since another action that holds there too has all of its keys: whoever
    /// presses them expects the one and does the other.
    fn hidden(&self, overrides: &Overrides) -> Vec<KeymapError> {
        let before = Self::default();
        let mut hidden = Vec::new();
        if overrides.is_empty() {
            return hidden;
        }
        for layers in together::TOGETHER {
            let bindings = self.bindings.iter().zip(&before.bindings);
            for (one, was) in bindings.filter(|(one, _)| layers.contains(&one.row.layer)) {
                let is_lost =
                    self.reachable(one, layers).is_empty() && !before.reachable(was, layers).is_empty();
                let Some((other, keys)) = self.hider(one, layers).filter(|_| is_lost) else { continue };
                // The one that the user has written is the one to be changed.
                let (name, other) = match overrides.contains_key(one.row.name) {
                    true => (one.row.name, other),
                    false => (other, one.row.name),
                };
                let mistake = KeymapError::Taken { name: name.to_owned(), keys, other: other.to_owned() };
                if !hidden.contains(&mistake) {
                    hidden.push(mistake);
                }
            }
        }
        hidden
    }

    /// Keys that do another action somewhere than the one whose they are, by the user's word, where that has others left:
    /// `space` does `mark_case`, not `page_down`. No mistake, and good to know.
    pub fn shadowed(overrides: &Overrides) -> Vec<Shadowed> {
        let (keymap, before) = (Self::examined(overrides).0, Self::default());
        let mut shadowed = Vec::new();
        let stacks = if overrides.is_empty() { &[] } else { together::TOGETHER };
        for layers in stacks {
            let bindings = keymap.bindings.iter().zip(&before.bindings);
            for (one, was) in bindings.filter(|(one, _)| layers.contains(&one.row.layer)) {
                let (left, had) = (keymap.reachable(one, layers), before.reachable(was, layers));
                if left.is_empty() || had.is_empty() {
                    continue;
                }
                let lost = |keys: &&Vec<Key>| {
                    let is_as_before = was.sequences.contains(keys) && !had.contains(&words(keys));
                    !left.contains(&words(keys)) && !is_as_before
                };
                for keys in one.sequences.iter().filter(lost) {
                    let alone = Binding { row: one.row, sequences: vec![keys.clone()] };
                    let Some((does, keys)) = keymap.hider(&alone, layers) else { continue };
                    let found = Shadowed { name: one.row.name, keys, does };
                    if !shadowed.contains(&found) {
                        shadowed.push(found);
                    }
                }
            }
        }
        shadowed
    }

    /// Which action of a more particular layer has keys of a binding for itself, and which.
    fn hider(&self, binding: &Binding, layers: &[Layer]) -> Option<(&'static str, String)> {
        let before: Vec<Layer> = layers.iter().copied().take_while(|one| *one != binding.row.layer).collect();
        self.of(&before).find_map(|other| {
            let keys = other
                .sequences
                .iter()
                .find_map(|left| binding.sequences.iter().find(|right| begin_alike(left, right)))?;
            Some((other.row.name, words(keys)))
        })
    }

    /// Bindings of one layer where one's keys begin with the other's, each pair once.
    fn clashes(&self) -> Vec<Clash> {
        let mut clashes: Vec<Clash> = Vec::new();
        for (at, one) in self.bindings.iter().enumerate() {
            for other in self.bindings[at + 1..].iter().filter(|other| other.row.layer == one.row.layer) {
                let taken = one
                    .sequences
                    .iter()
                    .find_map(|left| other.sequences.iter().find(|right| begin_alike(left, right)));
                let (one, other) = (one.row.name, other.row.name);
                let is_known = clashes.iter().any(|known| (known.one, known.other) == (one, other));
                clashes.extend(taken.filter(|_| !is_known).map(|keys| Clash {
                    one,
                    other,
                    keys: words(keys),
                }));
            }
        }
        clashes
    }

    /// What the keys pressed so far come to in these layers, the most particular first.
    pub fn resolve(&self, layers: &[Layer], pressed: &[Key]) -> Resolved {
        for layer in layers {
            let mut pending = false;
            for binding in self.bindings.iter().filter(|binding| binding.row.layer == *layer) {
                for sequence in &binding.sequences {
                    if sequence.as_slice() == pressed {
                        return Resolved::Action(binding.row.action);
                    }
                    pending |= sequence.len() > pressed.len() && sequence.starts_with(pressed);
                }
            }
            if pending {
                return Resolved::Pending;
            }
        }
        Resolved::Nothing
    }

    /// The bindings of some layers, in the table's order within each.
    pub fn of(&self, layers: &[Layer]) -> impl Iterator<Item = &Binding> {
        layers.iter().flat_map(|layer| self.bindings.iter().filter(move |b| b.row.layer == *layer))
    }

    /// The keys of a binding that do in these layers what it says, as people read them: a more particular layer may have
    /// some of them for itself.
    pub fn reachable(&self, binding: &Binding, layers: &[Layer]) -> Vec<String> {
        let action = Resolved::Action(binding.row.action);
        let does = |sequence: &&Vec<Key>| {
            let mut begun = (1..sequence.len()).map(|length| self.resolve(layers, &sequence[..length]));
            begun.all(|begun| begun == Resolved::Pending) && self.resolve(layers, sequence) == action
        };
        binding.sequences.iter().filter(does).map(|sequence| words(sequence)).collect()
    }

    /// What can follow the keys pressed so far.
    pub fn following(&self, layers: &[Layer], pressed: &[Key]) -> Vec<(String, &'static Row)> {
        let mut following = Vec::new();
        for binding in self.of(layers) {
            for sequence in &binding.sequences {
                if sequence.len() > pressed.len() && sequence.starts_with(pressed) {
                    following.push((words(&sequence[pressed.len()..]), binding.row));
                }
            }
        }
        following
    }

    /// Every binding, in the table's order.
    pub fn all(&self) -> impl Iterator<Item = &Binding> {
        self.bindings.iter()
    }

    /// The keys of an action as they are shown, wherever it is bound first.
    pub fn shown(&self, action: Action) -> String {
        self.bindings.iter().find(|b| b.row.action == action).map(Binding::shown).unwrap_or_default()
    }
}

/// Whether one of two sequences begins with the other.
fn begin_alike(left: &[Key], right: &[Key]) -> bool {
    let shorter = left.len().min(right.len());
    left[..shorter] == right[..shorter]
}

fn nearest(name: &str) -> Option<&'static str> {
    let scored = table::ROWS.iter().map(|row| (strsim::jaro_winkler(row.name, name), row.name));
    scored.filter(|(score, _)| *score > 0.8).max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pressed(text: &str) -> Vec<Key> {
        parse_sequence(text).unwrap()
    }

    fn own(name: &str, keys: &[&str]) -> Result<Keymap, KeymapError> {
        Keymap::with(&BTreeMap::from([(name.to_owned(), keys.iter().map(|k| (*k).to_owned()).collect())]))
    }

    #[test]
    fn the_built_in_table_parses_whole_and_does_not_clash() {
        let keymap = Keymap::default();
        assert_eq!(keymap.clashes(), []);
        for binding in &keymap.bindings {
            assert_eq!(binding.sequences.len(), binding.row.keys.len(), "{}", binding.row.name);
            assert!(!binding.row.help.is_empty() && !binding.row.name.is_empty(), "{:?}", binding.row.action);
        }
    }

    #[test]
    fn the_most_particular_layer_decides_and_prefixes_wait() {
        let keymap = Keymap::default();
        let layers = [Layer::Customer, Layer::List, Layer::Anywhere];
        assert_eq!(keymap.resolve(&layers, &pressed("a")), Resolved::Action(Action::Accept));
        assert_eq!(keymap.resolve(&layers, &pressed("g")), Resolved::Pending);
        assert_eq!(keymap.resolve(&layers, &pressed("g o")), Resolved::Action(Action::GoOutbox));
        assert_eq!(keymap.resolve(&layers, &pressed("j")), Resolved::Action(Action::Down));
        assert_eq!(keymap.resolve(&[Layer::List], &pressed("a")), Resolved::Nothing);
    }

    #[test]
    fn a_key_that_a_more_particular_layer_has_is_not_shown_for_another_action() {
        let keymap = Keymap::default();
        let ask = keymap.all().find(|binding| binding.row.action == Action::Ask).unwrap();
        assert_eq!(keymap.reachable(ask, &[Layer::Case, Layer::Customer]), ["Q"]);
        assert_eq!(keymap.reachable(ask, &[Layer::Customer]), ["s", "Q"]);
    }

    #[test]
    fn the_users_keys_replace_the_built_in_ones() {
        let keymap = own("accept", &["ctrl-a"]).unwrap();
        let layers = [Layer::Customer];
        assert_eq!(keymap.resolve(&layers, &pressed("ctrl-a")), Resolved::Action(Action::Accept));
        assert_eq!(keymap.resolve(&layers, &pressed("a")), Resolved::Nothing);
        assert_eq!(keymap.shown(Action::Accept), "ctrl-a");
    }

    #[test]
    fn a_page_has_the_users_keys_for_what_its_screen_does_too() {
        let does = |keymap: &Keymap, layer: Layer, keys: &str| keymap.resolve(&[layer], &pressed(keys));
        let moved = |name: &str, keys: &[&str]| own(name, keys).unwrap();
        let done = Resolved::Action;

        let keymap = moved("palette", &["ctrl-k"]);
        assert_eq!(does(&keymap, Layer::CallSheet, "ctrl-k"), done(Action::Palette));
        assert_eq!(does(&keymap, Layer::CallInTurn, "ctrl-k"), done(Action::Palette));
        assert_eq!(does(&keymap, Layer::CallInTurn, ":"), Resolved::Nothing);

        let keymap = moved("next_call", &["f8"]);
        assert_eq!(does(&keymap, Layer::CallInTurn, "f8"), done(Action::Next));
        let keymap = moved("next_case", &["f8"]);
        assert_eq!(does(&keymap, Layer::CallInTurn, "f8"), Resolved::Nothing, "another list's");

        let keymap = moved("accept", &["ctrl-a"]);
        assert_eq!(does(&keymap, Layer::AfterCall, "ctrl-a"), done(Action::Accept));
        assert_eq!(does(&keymap, Layer::AfterCall, "enter"), done(Action::Accept), "the page's own");
        assert_eq!(does(&keymap, Layer::AfterCall, "a"), Resolved::Nothing);
        assert_eq!(does(&keymap, Layer::Summary, "ctrl-a"), done(Action::Accept));

        let keymap = moved("undo", &["b", "f7"]);
        assert_eq!(does(&keymap, Layer::CallSheet, "b"), done(Action::Back), "taken in that page");
        assert_eq!(does(&keymap, Layer::CallSheet, "f7"), done(Action::Undo));
        assert_eq!(does(&keymap, Layer::CallSheet, "u"), Resolved::Nothing);

        let both = [("palette", "ctrl-k"), ("turn_palette", "f9")]
            .map(|(name, keys)| (name.to_owned(), vec![keys.to_owned()]));
        let keymap = Keymap::with(&BTreeMap::from(both)).unwrap();
        assert_eq!(does(&keymap, Layer::CallInTurn, "f9"), done(Action::Palette));
        assert_eq!(does(&keymap, Layer::CallInTurn, "ctrl-k"), Resolved::Nothing, "named itself");
    }

    #[test]
    fn a_mistake_says_which_setting_and_what_to_do() {
        let said = |result: Result<Keymap, KeymapError>| {
            let error = result.unwrap_err();
            format!("{}: {error}", error.setting())
        };
        assert_eq!(said(own("acept", &["a"])), "keys.acept: there is no such action; did you mean `accept`?");
        assert!(said(own("accept", &["hyper-q"])).starts_with("keys.accept: `hyper-q` is no key"));
        assert_eq!(said(own("accept", &["x"])), "keys.accept: `x` is taken by `dismiss` in the same place");
        assert_eq!(said(own("accept", &["u"])), "keys.accept: `u` is taken by `undo` in the same place");
        let moved =
            [("accept", "u"), ("undo", "f9")].map(|(name, keys)| (name.to_owned(), vec![keys.to_owned()]));
        assert_eq!(Keymap::mistakes(&BTreeMap::from(moved)), [], "what was moved is in nobody's way");
        let hides = |one: &str, keys: &str| said(own(one, &[keys]));
        assert_eq!(hides("accept", "A"), "keys.accept: `A` is taken by `answer` in the same place");
        assert_eq!(hides("answer", "a"), "keys.answer: `a` is taken by `accept` in the same place");
        assert_eq!(hides("ask", "s"), "keys.ask: `s` is taken by `summary` in the same place");
        assert_eq!(hides("down", "f"), "keys.down: `f` is taken by `filter` in the same place");
        assert_eq!(hides("summary", "g"), "keys.summary: `g b` is taken by `call_company` in the same place");
        assert!(own("evidence", &["j"]).is_ok(), "down has another");
        let shadowed = |name: &str, keys: &[&str]| {
            let keys = keys.iter().map(|keys| (*keys).to_owned()).collect();
            let found = Keymap::shadowed(&BTreeMap::from([(name.to_owned(), keys)]));
            found.iter().map(|one| format!("{} {} {}", one.name, one.keys, one.does)).collect::<Vec<_>>()
        };
        assert_eq!(shadowed("evidence", &["j"]), ["down j evidence"]);
        assert_eq!(shadowed("accept", &["A", "f9"]), ["accept A answer"]);
        assert_eq!(shadowed("ask", &["s", "Q"]), Vec::<String>::new(), "as it is built in");
        let wrong = [("accept", "hyper-q"), ("acept", "a"), ("dismiss", "d d")];
        let wrong = wrong.map(|(name, keys)| (name.to_owned(), vec![keys.to_owned()]));
        let mistakes = Keymap::mistakes(&BTreeMap::from(wrong));
        assert!(mistakes.len() >= 2, "all are told: {mistakes:?}");
    }
}
