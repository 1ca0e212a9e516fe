//! What a rep types to narrow a worklist: words, and `key:value` terms, all of which must hold.

use jiff::SignedDuration;

use super::Standpoint;

/// A filter as it was typed: `parcel priority:high tier:gold owner:none`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter<T> {
    terms: Vec<T>,
}

impl<T> Default for Filter<T> {
    fn default() -> Self {
        Self { terms: Vec::new() }
    }
}

/// What was typed is no filter, in words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct BadFilter(String);

/// One term of a filter.
pub trait Term: Sized {
    /// What it holds for.
    type Row;
    /// The list, for messages: `the queue`.
    const LIST: &'static str;
    /// The keys, for messages.
    const KEYS: &'static str;

    /// A word alone, in lower case.
    fn word(word: String) -> Self;

    /// A value under a key; nothing where there is no such key.
    ///
    /// # Errors
    /// The key takes no such value.
    fn keyed(key: &str, value: Value<'_>) -> Result<Option<Self>, BadFilter>;

    /// Whether it holds for a row, seen by who has typed it.
    fn fits(&self, row: &Self::Row, from: &Standpoint<'_>) -> bool;

    /// What it means beyond what was typed: `tier bronze or above`; nothing where it means just that.
    fn means(&self) -> Option<String> {
        None
    }
}

impl<T: Term> Filter<T> {
    /// Reads what was typed; what stands between quotation marks is one: `status:"waiting on us"`.
    ///
    /// # Errors
    /// A key or value that is none, with what would be.
    pub fn parse(text: &str) -> Result<Self, BadFilter> {
        let terms = parted(text).iter().map(|text| term(text)).collect::<Result<_, _>>()?;
        Ok(Self { terms })
    }

    /// The same as far as it is a filter: what is one of it holds, the rest comes with what is wrong with each part.
    pub fn read(text: &str) -> (Self, Vec<BadFilter>) {
        let mut wrong = Vec::new();
        let read = |text: &String| term(text).map_err(|bad| wrong.push(bad)).ok();
        let terms = parted(text).iter().filter_map(read).collect();
        (Self { terms }, wrong)
    }

    /// What its terms mean beyond what was typed: `tier bronze or above`.
    pub fn means(&self) -> Option<String> {
        let meanings: Vec<String> = self.terms.iter().filter_map(Term::means).collect();
        (!meanings.is_empty()).then(|| meanings.join(" · "))
    }

    /// Whether everything holds for a row.
    pub fn fits(&self, row: &T::Row, from: &Standpoint<'_>) -> bool {
        self.terms.iter().all(|term| term.fits(row, from))
    }

    /// Whether a term is among those that were asked for.
    pub fn has(&self, term: &T) -> bool
    where
        T: PartialEq,
    {
        self.terms.contains(term)
    }

    /// The keys of terms, for whoever begins to type one.
    pub fn keys() -> &'static str {
        T::KEYS
    }

    /// Whether nothing was asked for.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }
}

/// The parts of a text between blanks that stand in no quotation marks, without those.
fn parted(text: &str) -> Vec<String> {
    let mut is_quoted = false;
    let parts = text.split(|letter: char| {
        is_quoted ^= letter == '"';
        letter.is_whitespace() && !is_quoted
    });
    parts.map(|part| part.replace('"', "")).filter(|part| !part.is_empty()).collect()
}

fn term<T: Term>(text: &str) -> Result<T, BadFilter> {
    let Some((key, value)) = text.split_once(':').filter(|(key, _)| key.chars().all(char::is_alphabetic))
    else {
        return Ok(T::word(text.to_lowercase()));
    };
    let value = Value { term: text, key, text: value.to_lowercase(), beside: "" };
    let no_key = || BadFilter(format!("`{key}` is no key of {}: {}", T::LIST, T::KEYS));
    T::keyed(key, value)?.ok_or_else(no_key)
}

/// What was typed behind a key, in lower case.
pub struct Value<'a> {
    term: &'a str,
    key: &'a str,
    text: String,
    /// What can stand beside the known ones, for messages.
    beside: &'static str,
}

impl Value<'_> {
    /// Any text.
    pub fn text(self) -> String {
        self.text
    }

    /// Any text; nothing for `none`.
    pub fn unless_none(self) -> Option<String> {
        (self.text != "none").then_some(self.text)
    }

    /// Without `>=` before it or `+` behind it, and whether one of them stood there: that one or better.
    pub fn or_better(self) -> (Self, bool) {
        let text = self.text.strip_prefix(">=").or_else(|| self.text.strip_prefix('≥'));
        let text = text.or_else(|| self.text.strip_suffix('+')).map(str::to_owned);
        let is_least = text.is_some();
        let beside = "; `+` behind one: that or better";
        (Self { text: text.unwrap_or(self.text), beside, ..self }, is_least)
    }

    /// One of some words; a beginning that only one of them has is enough.
    ///
    /// # Errors
    /// It begins none of them, or several.
    pub fn one_of<W: Copy>(
        &self,
        all: impl IntoIterator<Item = W>,
        word: fn(W) -> &'static str,
    ) -> Result<W, BadFilter> {
        let all: Vec<W> = all.into_iter().collect();
        let mut fitting = all.iter().copied().filter(|one| word(*one).starts_with(&self.text));
        match (fitting.next(), fitting.next()) {
            (Some(one), None) => Ok(one),
            (Some(one), Some(_)) if word(one) == self.text => Ok(one),
            _ => Err(self.wrong(&all.iter().map(|one| word(*one)).collect::<Vec<_>>().join(", "))),
        }
    }

    /// A span of time: `30m`, `2h`, `3d`.
    ///
    /// # Errors
    /// It is none.
    pub fn span(&self) -> Result<SignedDuration, BadFilter> {
        span(&self.text).ok_or_else(|| self.wrong("a span of time: 2h, 3d"))
    }

    /// A whole number; `known` says which there are.
    ///
    /// # Errors
    /// It is none.
    pub fn number(&self, known: &str) -> Result<u32, BadFilter> {
        self.text.parse().map_err(|_| self.wrong(known))
    }

    fn wrong(&self, known: &str) -> BadFilter {
        BadFilter(format!("`{}`: {} is one of {known}{}", self.term, self.key, self.beside))
    }
}

fn span(text: &str) -> Option<SignedDuration> {
    let (number, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let minutes = match unit {
        "m" => 1,
        "h" => 60,
        "d" => 24 * 60,
        _ => return None,
    };
    Some(SignedDuration::from_mins(number.parse::<i64>().ok()?.checked_mul(minutes)?))
}

/// Whether a text has what is wanted in it; `wanted` is in lower case.
pub(in crate::domain) fn holds(text: &str, wanted: &str) -> bool {
    text.to_lowercase().contains(wanted)
}

/// The same of a text that may be absent.
pub(in crate::domain) fn may_hold(text: Option<&str>, wanted: &str) -> bool {
    text.is_some_and(|text| holds(text, wanted))
}

/// Whether somebody of that name is meant; `me` is who has typed it.
pub(in crate::domain) fn is_owner(name: Option<&str>, wanted: &str, from: &Standpoint<'_>) -> bool {
    if wanted == "me" { name.is_some() && name == from.me } else { may_hold(name, wanted) }
}
