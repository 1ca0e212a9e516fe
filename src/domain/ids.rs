//! Identifiers, a type per kind, so that one cannot be passed for another.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What a text that should have been an identifier was instead.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("not a valid {kind} id: expected `{prefix}-` and 32 hexadecimal digits")]
pub struct BadId {
    kind: &'static str,
    prefix: &'static str,
}

macro_rules! uuid_id {
    ($(#[$doc:meta])* $name:ident, $prefix:literal, $kind:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
        #[serde(into = "String", try_from = "String")]
        #[schemars(with = "String")]
        pub struct $name(Uuid);

        impl $name {
            /// Wraps a UUID, version 7 where order in time matters.
            pub const fn new(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// The 16 bytes, big-endian: version 7 sorts by time.
            pub const fn as_bytes(&self) -> &[u8; 16] {
                self.0.as_bytes()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($prefix, "-{}"), self.0.simple())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl FromStr for $name {
            type Err = BadId;
            fn from_str(text: &str) -> Result<Self, BadId> {
                text.strip_prefix(concat!($prefix, "-"))
                    .and_then(|hex| Uuid::try_parse(hex).ok())
                    .map(Self)
                    .ok_or(BadId { kind: $kind, prefix: $prefix })
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.to_string()
            }
        }

        impl TryFrom<String> for $name {
            type Error = BadId;
            fn try_from(text: String) -> Result<Self, BadId> {
                text.parse()
            }
        }
    };
}

uuid_id!(
    /// A customer as deskhand knows them; chosen locally at first sight, says nothing about the person.
    CustomerId, "c", "customer"
);
uuid_id!(
    /// One suggestion of one brief.
    SuggestionId, "s", "suggestion"
);
uuid_id!(
    /// One entry of the outbox: one write at one vendor.
    EntryId, "e", "outbox entry"
);

impl EntryId {
    /// The entry that carries a suggestion out. What was written and taken back is accepted anew by another: `attempt` counts
    /// those before it. It follows from both, so that two accepts at once are one.
    pub fn of(suggestion: SuggestionId, attempt: u16) -> Self {
        let mut bytes = *suggestion.as_bytes();
        let [high, low] = attempt.to_be_bytes();
        bytes[13] ^= high;
        bytes[14] ^= low;
        Self::new(Uuid::from_bytes(bytes))
    }

    /// The entry that takes this one back once it is written, so that undoing twice is one retraction.
    pub fn compensation(self) -> Self {
        let mut bytes = *self.as_bytes();
        bytes[15] ^= 0x5a;
        Self::new(Uuid::from_bytes(bytes))
    }
}

/// The key that the vendor keeps with a write, so that it can be recognised: `deskhand-e-…`.
///
/// Fixed before the first attempt and the same for every attempt.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct IdempotencyKey(String);

impl IdempotencyKey {
    /// The key of an outbox entry.
    pub fn of(entry: EntryId) -> Self {
        Self(format!("deskhand-{entry}"))
    }

    /// The text as the vendor stores it: ASCII, at most 64 characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for IdempotencyKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Which account of which vendor a fact comes from: `shopify:acme` for a store, `hubspot` for the CRM.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Source(String);

impl Source {
    /// A store: kind and configured name.
    pub fn store(kind: &str, name: &str) -> Self {
        Self(format!("{kind}:{name}"))
    }

    /// The CRM, of which there is one.
    pub fn crm(kind: &str) -> Self {
        Self(kind.to_owned())
    }

    /// The whole text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The vendor: `shopify`, `hubspot`.
    pub fn kind(&self) -> &str {
        self.0.split(':').next().unwrap_or(&self.0)
    }

    /// The configured name of a store; nothing for the CRM.
    pub fn name(&self) -> Option<&str> {
        self.0.split_once(':').map(|(_, name)| name)
    }

    /// What went wrong at it, for a place where its name stands already: without it, and without what was asked.
    pub fn cause_alone<'a>(&self, what: &'a str) -> &'a str {
        let Some(said) = what.strip_prefix(self.as_str()) else { return what };
        let why = said.strip_prefix(" did not answer for ").and_then(|said| said.split_once(": "));
        why.map_or_else(|| said.trim_start_matches([':', ' ']), |(_, why)| why)
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_from_its_text_and_refuses_another_kinds() {
        let id = CustomerId::new(Uuid::from_u128(7));
        assert_eq!(id.to_string().parse::<CustomerId>(), Ok(id));
        assert!(id.to_string().parse::<EntryId>().is_err());
        assert!("c-7".parse::<CustomerId>().is_err());
    }

    #[test]
    fn a_cause_beside_the_name_of_its_account_does_not_say_it_again() {
        let store = Source::store("shopify", "acme");
        for (what, alone) in [
            ("shopify:acme did not answer for the customer: it asks to wait 1 s", "it asks to wait 1 s"),
            ("shopify:acme did not answer within 15 s", "did not answer within 15 s"),
            ("shopify:acme: no credentials", "no credentials"),
            ("the token is not taken", "the token is not taken"),
        ] {
            assert_eq!(store.cause_alone(what), alone);
        }
    }

    #[test]
    fn entries_of_a_suggestion_and_what_takes_them_back_never_meet() {
        let suggestion = SuggestionId::new(Uuid::from_u128(7));
        let entries = [0, 1, 2, 256, u16::MAX].map(|attempt| EntryId::of(suggestion, attempt));
        let all = entries.iter().flat_map(|entry| [*entry, entry.compensation()]);
        assert_eq!(all.collect::<std::collections::HashSet<_>>().len(), 10);
        assert_eq!(entries[0].as_bytes(), suggestion.as_bytes());
    }

    #[test]
    fn a_source_tells_vendor_and_name() {
        let store = Source::store("shopify", "acme");
        assert_eq!((store.kind(), store.name()), ("shopify", Some("acme")));
        let crm = Source::crm("hubspot");
        assert_eq!((crm.kind(), crm.name()), ("hubspot", None));
    }
}
