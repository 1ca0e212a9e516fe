//! The proof of what left for a model about one customer.

use std::collections::BTreeMap;
use std::fmt;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::CustomerId;
use crate::domain::audit::Digest32;

/// Every call about a customer that is kept, looked through again for each of the customer's values that is known now.
/// Names the customer by their id alone; the bytes have placeholders in the place of what was masked.
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct WireProof {
    /// Whose.
    pub customer_id: CustomerId,
    /// When it was looked through.
    #[schemars(with = "crate::domain::Rfc3339")]
    pub made_at: Timestamp,
    /// The calls, newest first.
    pub calls: Vec<ProvenCall>,
}

/// The file of it.
#[derive(Serialize, JsonSchema)]
pub struct WireProofDocument<'a> {
    schema: &'static str,
    #[serde(flatten)]
    proof: &'a WireProof,
}

impl WireProof {
    /// As a file for whoever asked: JSON with its schema's name.
    pub fn to_document(&self) -> String {
        let document = WireProofDocument { schema: "deskhand.wire_proof/1", proof: self };
        serde_json::to_string_pretty(&document)
            .expect("texts, numbers and times can always be written as JSON")
    }
}

/// One call.
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ProvenCall {
    /// When it left.
    #[schemars(with = "crate::domain::Rfc3339")]
    pub at: Timestamp,
    /// For which model.
    pub model: String,
    /// What for.
    pub purpose: String,
    /// How it ended.
    pub outcome: String,
    /// SHA-256 of the bytes that left; the audit log has the same.
    pub digest: Digest32,
    /// Values that were replaced.
    pub substitutions: u64,
    /// The same by their kind.
    pub masked: BTreeMap<String, u32>,
    /// Known values that stand in the bytes that left, in any form.
    pub known_values_found: u64,
    /// The bytes that left.
    pub sent: String,
    /// The answer as it came, with placeholders.
    pub received: String,
}

impl fmt::Debug for WireProof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "WireProof({}, {} calls)", self.customer_id, self.calls.len())
    }
}

impl fmt::Debug for ProvenCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ProvenCall({}, {} found)", self.digest, self.known_values_found)
    }
}
