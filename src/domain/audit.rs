//! The audit log: append-only and hash-chained. The chain covers what lies sealed on disk, so that it still
//! verifies after a customer was erased.

use std::fmt;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::ids::CustomerId;

/// What is recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the words say it")]
pub enum AuditKind {
    Viewed,
    Linked,
    Unlinked,
    Prompted,
    Briefed,
    /// A page for a call was written.
    Prepared,
    Accepted,
    Edited,
    Dismissed,
    Restored,
    Undone,
    Approved,
    Rejected,
    /// A yes or a no was taken back by whoever said it: it waits for one again.
    Reopened,
    Sending,
    Written,
    InDoubt,
    Parked,
    Dropped,
    Retried,
    Forgotten,
    SetUp,
    Recovered,
    Denied,
    Labelled,
    Snoozed,
    Woken,
    /// A model was fitted on the store's history, and is used.
    ModelFitted,
    /// Another model is used.
    ModelChosen,
    /// Scores were written to fields of the CRM.
    ScoresWritten,
    /// Somebody said that an answer was sent, or that it was not after all.
    Sent,
    /// Names and addresses of many were given out, to be put into a file.
    Exported,
}

impl AuditKind {
    /// All of them, in the order in which they come in the life of a customer and an action.
    pub const ALL: [Self; 32] = [
        Self::Viewed,
        Self::Linked,
        Self::Unlinked,
        Self::Prompted,
        Self::Briefed,
        Self::Prepared,
        Self::Accepted,
        Self::Edited,
        Self::Dismissed,
        Self::Restored,
        Self::Undone,
        Self::Approved,
        Self::Rejected,
        Self::Reopened,
        Self::Sending,
        Self::Written,
        Self::InDoubt,
        Self::Parked,
        Self::Dropped,
        Self::Retried,
        Self::Forgotten,
        Self::SetUp,
        Self::Recovered,
        Self::Denied,
        Self::Labelled,
        Self::Snoozed,
        Self::Woken,
        Self::ModelFitted,
        Self::ModelChosen,
        Self::ScoresWritten,
        Self::Sent,
        Self::Exported,
    ];

    /// The word for it, as people read it and filter by it: no longer than ten letters.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Viewed => "viewed",
            Self::Linked => "linked",
            Self::Unlinked => "unlinked",
            Self::Prompted => "prompted",
            Self::Briefed => "briefed",
            Self::Prepared => "prepared",
            Self::Accepted => "accepted",
            Self::Edited => "edited",
            Self::Dismissed => "dismissed",
            Self::Restored => "restored",
            Self::Undone => "undone",
            Self::Approved => "approved",
            Self::Rejected => "rejected",
            Self::Reopened => "reopened",
            Self::Sending => "sending",
            Self::Written => "written",
            Self::InDoubt => "in doubt",
            Self::Parked => "parked",
            Self::Dropped => "dropped",
            Self::Retried => "retried",
            Self::Forgotten => "forgotten",
            Self::SetUp => "set up",
            Self::Recovered => "recovered",
            Self::Denied => "denied",
            Self::Labelled => "labelled",
            Self::Snoozed => "snoozed",
            Self::Woken => "woken",
            Self::ModelFitted => "fitted",
            Self::ModelChosen => "chosen",
            Self::ScoresWritten => "scored",
            Self::Sent => "sent",
            Self::Exported => "exported",
        }
    }
}

/// What is to be recorded. `detail` may hold personal data: it is sealed under the customer's key.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct AuditEvent {
    /// When.
    pub at: Timestamp,
    /// Who did it: the rep's e-mail, or `deskhand` for what the program does by itself.
    pub actor: String,
    /// What.
    pub kind: AuditKind,
    /// About whom; decides the key it is sealed under.
    pub customer: Option<CustomerId>,
    /// Id of the suggestion, entry or record it is about.
    pub subject: String,
    /// What belongs to it: before and after, digests, versions, whole prompts.
    pub detail: serde_json::Value,
}

impl AuditEvent {
    /// What it was done in one go with: those of one group of entries, and the contacts of one write of scores, say the same.
    pub fn group(&self) -> Option<String> {
        let of_scores = || {
            let is_of_one = self.kind == AuditKind::ScoresWritten && self.detail["changes"].is_array();
            is_of_one.then(|| self.at.to_string())
        };
        self.detail["group"].as_str().map(str::to_owned).or_else(of_scores)
    }

    /// What the customer was called when it happened, where the line itself says so.
    pub fn customer_name(&self) -> Option<&str> {
        self.detail["customer"].as_str()
    }
}

impl fmt::Debug for AuditEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AuditEvent({:?} {})", self.kind, self.subject)
    }
}

/// A 32-byte SHA-256 digest, shown in hexadecimal.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(into = "String", try_from = "String")]
#[schemars(with = "String")]
pub struct Digest32(pub [u8; 32]);

impl Digest32 {
    /// The hash before the first line.
    pub const ZERO: Self = Self([0; 32]);

    /// SHA-256 of some bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }
}

impl fmt::Display for Digest32 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Digest32 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl From<Digest32> for String {
    fn from(digest: Digest32) -> String {
        digest.to_string()
    }
}

/// A text that is not 64 hexadecimal digits.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("not a SHA-256 digest: expected 64 hexadecimal digits")]
pub struct BadDigest;

impl TryFrom<String> for Digest32 {
    type Error = BadDigest;
    fn try_from(text: String) -> Result<Self, BadDigest> {
        let mut bytes = [0; 32];
        if text.len() != 64 || !text.is_ascii() {
            return Err(BadDigest);
        }
        for (at, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&text[2 * at..2 * at + 2], 16).map_err(|_| BadDigest)?;
        }
        Ok(Self(bytes))
    }
}

/// One line of the log as it is stored: the event sealed, the rest in the clear and part of the hash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditLine {
    /// Position, from 1 without gaps.
    pub sequence: u64,
    /// When, in milliseconds since 1970.
    pub at_ms: i64,
    /// Whose key it is sealed under; nothing: the installation's.
    pub customer: Option<CustomerId>,
    /// The event, encrypted.
    pub sealed: Vec<u8>,
    /// Hash of the line before.
    pub previous: Digest32,
    /// Hash of this line.
    pub hash: Digest32,
}

impl AuditLine {
    /// The line that follows `last` (nothing: the first).
    pub fn next(
        last: Option<(u64, Digest32)>,
        at: Timestamp,
        customer: Option<CustomerId>,
        sealed: Vec<u8>,
    ) -> Self {
        let (sequence, previous) = last.map_or((1, Digest32::ZERO), |(sequence, hash)| (sequence + 1, hash));
        let mut line =
            Self { sequence, at_ms: at.as_millisecond(), customer, sealed, previous, hash: Digest32::ZERO };
        line.hash = line.compute_hash();
        line
    }

    fn compute_hash(&self) -> Digest32 {
        let mut hasher = Sha256::new();
        hasher.update(b"deskhand.audit/1");
        hasher.update(self.previous.0);
        hasher.update(self.sequence.to_be_bytes());
        hasher.update(self.at_ms.to_be_bytes());
        hasher.update(self.customer.map_or([0; 16], |c| *c.as_bytes()));
        hasher.update((self.sealed.len() as u64).to_be_bytes());
        hasher.update(&self.sealed);
        Digest32(hasher.finalize().into())
    }
}

/// What is wrong with a log, and at which line.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fault", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the messages say it")]
pub enum AuditFault {
    #[error("line {sequence} was changed: its hash does not fit its content")]
    Changed { sequence: u64 },
    #[error("line {expected} is missing: line {found} comes in its place")]
    Missing { expected: u64, found: u64 },
    #[error("line {sequence} does not follow the one before it: lines were reordered or replaced")]
    Unlinked { sequence: u64 },
    #[error("the log ends at line {last}, but line {expected} had been written: the end was cut off")]
    Cut { last: u64, expected: u64 },
}

impl AuditFault {
    /// The line it is about; the missing one where one is missing.
    pub fn line(&self) -> u64 {
        match self {
            Self::Changed { sequence } | Self::Unlinked { sequence } => *sequence,
            Self::Missing { expected, .. } => *expected,
            Self::Cut { last, .. } => last + 1,
        }
    }
}

/// Checks lines as they are read, in order.
#[derive(Debug, Default)]
pub struct AuditCheck {
    last: Option<(u64, Digest32)>,
}

impl AuditCheck {
    /// Takes the next line.
    pub fn line(&mut self, line: &AuditLine) -> Result<(), AuditFault> {
        let (expected, previous) =
            self.last.map_or((1, Digest32::ZERO), |(sequence, hash)| (sequence + 1, hash));
        if line.compute_hash() != line.hash {
            return Err(AuditFault::Changed { sequence: line.sequence });
        }
        if line.sequence > expected {
            return Err(AuditFault::Missing { expected, found: line.sequence });
        }
        if line.sequence != expected || line.previous != previous {
            return Err(AuditFault::Unlinked { sequence: line.sequence });
        }
        self.last = Some((line.sequence, line.hash));
        Ok(())
    }

    /// Ends the check. `head` is the last line as remembered apart from the log, where it is.
    pub fn end(self, head: Option<(u64, Digest32)>) -> Result<u64, AuditFault> {
        let last = self.last.map_or(0, |(sequence, _)| sequence);
        match head {
            Some((expected, _)) if expected > last => Err(AuditFault::Cut { last, expected }),
            Some((sequence, hash)) if sequence == last && self.last.is_some_and(|(_, h)| h != hash) => {
                Err(AuditFault::Unlinked { sequence })
            }
            _ => Ok(last),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn log(lines: usize) -> Vec<AuditLine> {
        let mut log: Vec<AuditLine> = Vec::new();
        for n in 0..lines {
            let last = log.last().map(|l| (l.sequence, l.hash));
            log.push(AuditLine::next(last, Timestamp::UNIX_EPOCH, None, vec![n as u8; 4]));
        }
        log
    }

    fn check(log: &[AuditLine], head: Option<(u64, Digest32)>) -> Result<u64, AuditFault> {
        let mut check = AuditCheck::default();
        for line in log {
            check.line(line)?;
        }
        check.end(head)
    }

    #[test]
    fn every_kind_is_named_and_has_room_in_its_column() {
        let schema = serde_json::to_string(&schemars::schema_for!(AuditKind)).unwrap();
        let is_kind = |word: &&str| serde_json::from_value::<AuditKind>((*word).into()).is_ok();
        let there_are: BTreeSet<&str> = schema.split('"').filter(is_kind).collect();
        let words: BTreeSet<&str> = AuditKind::ALL.map(AuditKind::as_str).into();
        assert_eq!((there_are.len(), words.len()), (AuditKind::ALL.len(), AuditKind::ALL.len()));
        assert!(words.iter().all(|word| word.len() <= 10));
    }

    #[test]
    fn a_changed_removed_reordered_or_cut_line_is_named() {
        let whole = log(5);
        let head = whole.last().map(|l| (l.sequence, l.hash));
        assert_eq!(check(&whole, head), Ok(5));

        let mut changed = whole.clone();
        changed[2].sealed[0] ^= 1;
        assert_eq!(check(&changed, head), Err(AuditFault::Changed { sequence: 3 }));

        let mut removed = whole.clone();
        removed.remove(1);
        assert_eq!(check(&removed, head), Err(AuditFault::Missing { expected: 2, found: 3 }));

        let mut reordered = whole.clone();
        reordered.swap(1, 2);
        assert_eq!(check(&reordered, head), Err(AuditFault::Missing { expected: 2, found: 3 }));

        assert_eq!(check(&whole[..4], head), Err(AuditFault::Cut { last: 4, expected: 5 }));

        let mut forged = whole.clone();
        forged[4] = AuditLine::next(Some((4, Digest32::ZERO)), Timestamp::UNIX_EPOCH, None, vec![9]);
        assert_eq!(check(&forged, head), Err(AuditFault::Unlinked { sequence: 5 }));
    }

    #[test]
    fn a_digest_reads_back() {
        let digest = Digest32::of(b"x");
        assert_eq!(Digest32::try_from(digest.to_string()), Ok(digest));
        assert!(Digest32::try_from("zz".to_owned()).is_err());
    }
}
