//! The last look at the finished bytes of a request. What it refuses is not sent.

use std::collections::BTreeMap;

use super::kind::Kind;
use super::known::Certainty;
use super::mask::Masker;
use super::placeholder;
use super::recognisers;
use super::tokens::Reading;

/// Identifying values were left in a request. Says how many of which kind, never which.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the request was not sent: {}", self.in_words())]
pub struct Leak {
    /// How many of each kind.
    pub found: BTreeMap<Kind, usize>,
}

impl Leak {
    /// `2 EMAIL, 1 PERSON left unmasked`.
    pub(super) fn in_words(&self) -> String {
        let counts: Vec<String> = self.found.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
        format!("{} left unmasked", counts.join(", "))
    }

    /// Counts by label, for the audit log.
    pub(super) fn by_label(&self) -> BTreeMap<&'static str, usize> {
        self.found.iter().map(|(kind, count)| (kind.label(), *count)).collect()
    }
}

/// How many times a text is decoded again: JSON in a string in JSON, percent-encoding in a web address.
const DEPTH: usize = 4;

impl Masker {
    /// Looks for known values in any form, and for what is identifying by its form alone, in the bytes themselves and
    /// in everything they decode to.
    ///
    /// # Errors
    /// [`Leak`] if anything was found.
    pub fn scan(&self, bytes: &[u8]) -> Result<(), Leak> {
        let mut found = BTreeMap::new();
        let text = String::from_utf8_lossy(bytes);
        self.look(&text, 0, &mut found);
        match serde_json::from_slice(bytes) {
            Ok(value) => self.look_into(&value, 0, &mut found),
            // Server-sent events and lines of JSON: each line by itself.
            Err(_) => {
                for line in text.lines() {
                    let line = line.strip_prefix("data:").unwrap_or(line);
                    if let Ok(value) = serde_json::from_str(line) {
                        self.look_into(&value, 0, &mut found);
                    }
                }
            }
        }
        if found.is_empty() { Ok(()) } else { Err(Leak { found }) }
    }

    fn look_into(&self, value: &serde_json::Value, depth: usize, found: &mut BTreeMap<Kind, usize>) {
        match value {
            serde_json::Value::String(text) => self.look(text, depth, found),
            serde_json::Value::Array(items) => {
                let mut together = String::new();
                for item in items {
                    self.look_into(item, depth, found);
                    if let serde_json::Value::String(text) = item {
                        together.push_str(text);
                        together.push('\n');
                    }
                }
                // A value cut into several strings of a list.
                if items.len() > 1 && !together.is_empty() {
                    self.count_known(&together, found);
                }
            }
            serde_json::Value::Object(members) => {
                for (key, member) in members {
                    self.look(key, depth, found);
                    self.look_into(member, depth, found);
                }
            }
            _ => {}
        }
    }

    fn look(&self, text: &str, depth: usize, found: &mut BTreeMap<Kind, usize>) {
        self.count(text, found);
        if depth >= DEPTH {
            return;
        }
        if let Some(decoded) = percent_decoded(text) {
            self.look(&decoded, depth + 1, found);
        }
        if let Some(decoded) = unescaped(text) {
            self.look(&decoded, depth + 1, found);
        }
        let trimmed = text.trim_start();
        if (depth > 0 || trimmed.starts_with(['{', '[', '"']))
            && let Ok(value) = serde_json::from_str::<serde_json::Value>(trimmed)
            && !value.is_number()
        {
            self.look_into(&value, depth + 1, found);
        }
    }

    fn count(&self, text: &str, found: &mut BTreeMap<Kind, usize>) {
        self.count_known(text, found);
        let reading = Reading::of(text);
        let ours = placeholder::find(text);
        for finding in recognisers::find_all(&reading).into_iter().filter(|f| f.sure) {
            if !ours.iter().any(|r| r.start <= finding.start && finding.end <= r.end) {
                *found.entry(finding.kind).or_default() += 1;
            }
        }
    }

    fn count_known(&self, text: &str, found: &mut BTreeMap<Kind, usize>) {
        let reading = Reading::of(text);
        for hit in self.matcher.find(&reading, Certainty::Certain) {
            *found.entry(hit.kind).or_default() += 1;
        }
    }
}

/// The text with `%41` decoded, if there is any.
fn percent_decoded(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    let mut any = false;
    while at < bytes.len() {
        let code = (bytes[at] == b'%')
            .then(|| bytes.get(at + 1..at + 3))
            .flatten()
            .and_then(|pair| std::str::from_utf8(pair).ok())
            .and_then(|pair| u8::from_str_radix(pair, 16).ok());
        match code {
            Some(byte) => {
                out.push(byte);
                any = true;
                at += 3;
            }
            None => {
                out.push(if bytes[at] == b'+' { b' ' } else { bytes[at] });
                at += 1;
            }
        }
    }
    any.then(|| String::from_utf8_lossy(&out).into_owned())
}

/// The text with JSON's escapes undone wherever they stand, if there are any.
fn unescaped(text: &str) -> Option<String> {
    if !text.contains('\\') {
        return None;
    }
    let mut units: Vec<u16> = Vec::with_capacity(text.len());
    let mut rest = text.chars();
    let mut any = false;
    while let Some(c) = rest.next() {
        if c != '\\' {
            units.extend(c.encode_utf16(&mut [0; 2]).iter());
            continue;
        }
        let escaped = match rest.clone().next() {
            Some('n' | 'r' | 't' | 'b' | 'f') => Some((1, u16::from(b'\n'))),
            Some(quoted @ ('"' | '\\' | '/')) => Some((1, quoted as u16)),
            Some('u') => {
                let hex: String = rest.clone().skip(1).take(4).collect();
                u16::from_str_radix(&hex, 16).ok().filter(|_| hex.len() == 4).map(|unit| (5, unit))
            }
            _ => None,
        };
        match escaped {
            Some((length, unit)) => {
                units.push(unit);
                rest.nth(length - 1);
                any = true;
            }
            None => units.push(u16::from(b'\\')),
        }
    }
    any.then(|| String::from_utf16_lossy(&units))
}
