//! Evidence: facts in a profile that can be pointed at.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Points at one fact of one profile: `order:1001`, `case:77`, `score:clv`, `customer:name`.
///
/// `kind:key`, the kind in lower-case letters and `_`, the key of `[A-Za-z0-9#._-]`; unique within a profile.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(into = "String", try_from = "String")]
#[schemars(with = "String")]
pub struct EvidenceId(String);

/// A piece of evidence in words.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Evidence {
    /// What points at it: `order:1001`.
    pub id: EvidenceId,
    /// What it says; nothing where the profile does not have it (any more).
    pub text: Option<String>,
}

impl fmt::Debug for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Evidence({})", self.id)
    }
}

/// A text that is not an evidence id.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("not an evidence id: expected `kind:key`, the key of letters, digits and `#._-`")]
pub struct BadEvidenceId;

impl EvidenceId {
    /// Builds an id; characters that a key may not have become `-`, an empty key becomes `-`.
    pub fn new(kind: &str, key: &str) -> Self {
        let mut key: String = key.chars().map(|c| if is_key_char(c) { c } else { '-' }).collect();
        if key.is_empty() {
            key.push('-');
        }
        Self(format!("{kind}:{key}"))
    }

    /// `order` in `order:1001`.
    pub fn kind(&self) -> &str {
        self.0.split(':').next().unwrap_or_default()
    }

    /// `1001` in `order:1001`.
    pub fn key(&self) -> &str {
        self.0.split_once(':').map_or("", |(_, key)| key)
    }

    /// The whole text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_key_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '#' | '.' | '_' | '-')
}

impl FromStr for EvidenceId {
    type Err = BadEvidenceId;
    fn from_str(text: &str) -> Result<Self, BadEvidenceId> {
        let (kind, key) = text.split_once(':').ok_or(BadEvidenceId)?;
        let kind_is_word = !kind.is_empty() && kind.chars().all(|c| c.is_ascii_lowercase() || c == '_');
        if kind_is_word && !key.is_empty() && key.chars().all(is_key_char) {
            Ok(Self(text.to_owned()))
        } else {
            Err(BadEvidenceId)
        }
    }
}

impl TryFrom<String> for EvidenceId {
    type Error = BadEvidenceId;
    fn try_from(text: String) -> Result<Self, BadEvidenceId> {
        text.parse()
    }
}

impl From<EvidenceId> for String {
    fn from(id: EvidenceId) -> String {
        id.0
    }
}

impl fmt::Display for EvidenceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for EvidenceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_made_safe_and_texts_are_checked() {
        assert_eq!(EvidenceId::new("order", "#10 01").as_str(), "order:#10-01");
        assert!("order:1001".parse::<EvidenceId>().is_ok());
        for bad in ["", "order", "order:", ":1", "Order:1", "order:a b", "order:1\u{1b}"] {
            assert_eq!(bad.parse::<EvidenceId>(), Err(BadEvidenceId), "{bad:?}");
        }
    }
}
