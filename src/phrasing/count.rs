//! How many of something.

/// `1 order`, `2 orders`: the noun in the singular, of those that take an s.
pub fn counted(count: impl Into<u64>, noun: &str) -> String {
    let count = count.into();
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}
