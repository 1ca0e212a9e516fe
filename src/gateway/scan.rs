//! The last look at the finished bytes of a request. What it refuses is not sent.

use std::collections::BTreeMap;

use super::kind::Kind;
use super::known::Certainty;
use super::layer::{self, Layer};
use super::mask::Masker;
use super::placeholder::{self, Reference};
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
        for (_, _, kind) in self.left_in(text) {
            *found.entry(kind).or_default() += 1;
        }
        let trimmed = text.trim_start();
        if depth < layer::DEPTH
            && (depth > 0 || trimmed.starts_with(['{', '[', '"']))
            && let Ok(value) = serde_json::from_str::<serde_json::Value>(trimmed)
            && !value.is_number()
        {
            self.look_into(&value, depth + 1, found);
        }
    }

    /// Known values in any form and what is identifying by its form alone, in `text` and in everything that it decodes
    /// to; ranges in bytes of `text`. Placeholders are not looked into.
    pub(super) fn left_in(&self, text: &str) -> Vec<(usize, usize, Kind)> {
        let mut left = self.certain_in(text);
        let mut layers: Vec<Layer> = Vec::new();
        while layers.len() < layer::DEPTH
            && let Some(layer) = Layer::decoded(layers.last().map_or(text, |layer| &layer.text))
        {
            layers.push(layer);
            let top = layers.last().map_or("", |layer| &layer.text);
            for (start, end, kind) in self.certain_in(top) {
                let (start, end) = layers.iter().rev().fold((start, end), |(a, b), layer| layer.origin(a, b));
                left.push((start, end, kind));
            }
        }
        left
    }

    fn certain_in(&self, text: &str) -> Vec<(usize, usize, Kind)> {
        let mut reading = Reading::of(text);
        let ours = placeholder::find(text);
        // The label of a placeholder says nothing of the number after it.
        for reference in &ours {
            reading.silence(reference.start, reference.end);
        }
        let mut certain = self.known_in(&reading, &ours);
        let sure = recognisers::find_all(&reading).into_iter().filter(|f| f.sure);
        certain.extend(
            sure.filter(|f| {
                let next = ours.partition_point(|r| r.end < f.end);
                ours.get(next).is_none_or(|r| f.start < r.start)
            })
            .map(|f| (f.start, f.end, f.kind)),
        );
        certain
    }

    /// Known values; not those that only the number of a placeholder completes: `[PERSON_4], Flat` is no `Flat 4`.
    fn known_in(&self, reading: &Reading<'_>, ours: &[Reference]) -> Vec<(usize, usize, Kind)> {
        let hits = self.matcher.find(reading, Certainty::Certain).into_iter();
        hits.map(|hit| (hit.start, hit.end, hit.kind))
            .filter(|(start, end, _)| {
                let next = ours.partition_point(|r| r.end <= *start);
                ours.get(next).is_none_or(|r| *end <= r.start)
            })
            .collect()
    }

    fn count_known(&self, text: &str, found: &mut BTreeMap<Kind, usize>) {
        for (_, _, kind) in self.known_in(&Reading::of(text), &placeholder::find(text)) {
            *found.entry(kind).or_default() += 1;
        }
    }
}
