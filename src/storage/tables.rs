//! The tables. A tag stays with its table for good; a table that is given up keeps its line as a comment.

use super::keyvalue::Table;

/// What the storage says of itself; not sealed, nothing personal.
pub const META: Table = Table { tag: 0, name: "meta" };
/// Profiles as they were last fetched, by customer.
pub const PROFILES: Table = Table { tag: 1, name: "profiles" };
/// What a person linked or unlinked.
pub const LINKS: Table = Table { tag: 2, name: "links" };
/// Briefs' suggestions, by id.
pub const SUGGESTIONS: Table = Table { tag: 3, name: "suggestions" };
/// Accepted actions, by id.
pub const OUTBOX: Table = Table { tag: 4, name: "outbox" };
/// The audit log, by number.
pub const AUDIT: Table = Table { tag: 5, name: "audit" };
/// A row per known customer, for searching.
pub const DIRECTORY: Table = Table { tag: 6, name: "directory" };
/// Unsent texts.
pub const DRAFTS: Table = Table { tag: 7, name: "drafts" };
/// What left for a model and what came back, by number.
pub const WIRETAP: Table = Table { tag: 8, name: "wiretap" };
/// What is remembered between runs.
pub const SETTINGS: Table = Table { tag: 9, name: "settings" };

/// Every table whose rows are sealed.
pub const SEALED: &[Table] =
    &[PROFILES, LINKS, SUGGESTIONS, OUTBOX, AUDIT, DIRECTORY, DRAFTS, WIRETAP, SETTINGS];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_tables_share_a_tag_or_a_name() {
        let all: Vec<Table> = SEALED.iter().chain([&META]).copied().collect();
        for (at, table) in all.iter().enumerate() {
            assert!(all[..at].iter().all(|other| other.tag != table.tag && other.name != table.name));
        }
    }
}
