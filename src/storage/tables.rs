//! The tables. Tag and name stay with a table for good; a table that is given up keeps its line as a comment.

use super::keyvalue::Table;

/// What the storage says of itself; not sealed, nothing personal.
pub const META: Table = Table { tag: 0, name: "meta" };
/// What the vendors last answered about a customer: `customer`.
pub const DOSSIERS: Table = Table { tag: 1, name: "dossiers" };
/// What a person linked or unlinked: `customer, record`.
pub const LINKS: Table = Table { tag: 2, name: "links" };
/// Suggestions: `suggestion`.
pub const SUGGESTIONS: Table = Table { tag: 3, name: "suggestions" };
/// Accepted actions: `entry`.
pub const OUTBOX: Table = Table { tag: 4, name: "outbox" };
/// The audit log: position. Its rows are not sealed as a whole, since the chain is checked without keys.
pub const AUDIT: Table = Table { tag: 5, name: "audit log" };
/// A row per known customer, for searching: `customer`.
pub const DIRECTORY: Table = Table { tag: 6, name: "directory" };
/// Unsent texts: `customer, what for`.
pub const DRAFTS: Table = Table { tag: 7, name: "drafts" };
/// What left for a model and what came back: `number`.
pub const WIRES: Table = Table { tag: 8, name: "wiretap" };
/// What is remembered between runs: `name`.
pub const SETTINGS: Table = Table { tag: 9, name: "settings" };
/// Which customers an e-mail, phone, order number or record leads to: `key, customer`.
pub const EXACT_KEYS: Table = Table { tag: 10, name: "exact keys" };
/// The last brief of a customer: `customer, purpose`.
pub const BRIEFS: Table = Table { tag: 11, name: "briefs" };
/// A customer's suggestions: `customer, suggestion`.
pub const SUGGESTIONS_OF: Table = Table { tag: 12, name: "suggestions of customers" };
/// Entries of the outbox that are not final: `entry`.
pub const UNFINISHED: Table = Table { tag: 13, name: "unfinished entries" };
/// A customer's model calls: `customer, number`.
pub const WIRES_OF: Table = Table { tag: 14, name: "wiretap of customers" };
/// The end of the audit log, remembered apart from it.
pub const AUDIT_HEAD: Table = Table { tag: 15, name: "end of the audit log" };
/// Models' answers that can be given again: `customer, digest of what was asked`.
pub const ANSWERS: Table = Table { tag: 16, name: "answers" };
/// Open cases: `record`.
pub const QUEUE: Table = Table { tag: 17, name: "queue" };

/// Leads: `record`.
pub const LEADS: Table = Table { tag: 20, name: "leads" };
/// The rep's open tasks: `record`.
pub const AGENDA: Table = Table { tag: 21, name: "agenda" };

/// What people have put right of cases: `record`.
pub const CORRECTIONS: Table = Table { tag: 24, name: "corrections" };

/// The last summary of a thread: `customer, case`.
pub const SUMMARIES: Table = Table { tag: 25, name: "summaries" };

/// What customers have bought and asked for: `customer`.
pub const HISTORIES: Table = Table { tag: 26, name: "histories" };
/// What stores sell: `record`.
pub const PRODUCTS: Table = Table { tag: 27, name: "products" };

/// What was expected of customers: `customer`.
pub const PREDICTIONS: Table = Table { tag: 28, name: "predictions" };

/// Scores that were written to the CRM: `customer`.
pub const WRITTEN_SCORES: Table = Table { tag: 40, name: "written scores" };
/// Changes of tier that wait for a person: `customer`.
pub const TIER_REVIEWS: Table = Table { tag: 41, name: "tier reviews" };

/// Every table whose rows are sealed and can be carried to another storage as they are.
pub const SEALED: &[Table] = &[
    DOSSIERS,
    LINKS,
    SUGGESTIONS,
    OUTBOX,
    DIRECTORY,
    DRAFTS,
    WIRES,
    SETTINGS,
    EXACT_KEYS,
    BRIEFS,
    SUGGESTIONS_OF,
    UNFINISHED,
    WIRES_OF,
    ANSWERS,
    QUEUE,
    LEADS,
    AGENDA,
    CORRECTIONS,
    SUMMARIES,
    HISTORIES,
    PRODUCTS,
    PREDICTIONS,
    WRITTEN_SCORES,
    TIER_REVIEWS,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_tables_share_a_tag_or_a_name() {
        let all: Vec<Table> = SEALED.iter().chain([&META, &AUDIT, &AUDIT_HEAD]).copied().collect();
        for (at, table) in all.iter().enumerate() {
            assert!(all[..at].iter().all(|other| other.tag != table.tag && other.name != table.name));
        }
    }
}
