//! What taking back means for what has left.

use crate::domain::action::{FieldsWrite, Write};

/// That it is a write of its own, and which: said before it is done.
pub fn has_left_words(title: &str, write: &Write) -> String {
    let what = if matches!(write, Write::CaseUpdate(_)) { "the case" } else { "it" };
    format!(
        "“{title}” has left already. Taking it back is a write of its own: {what} {}; the audit log keeps both.",
        fate(write)
    )
}

/// The same of several that were decided in one go: what becomes of each kind is said.
pub fn have_left_words(title: &str, writes: &[&Write]) -> String {
    let mut fates: Vec<String> = Vec::new();
    for write in writes {
        let words = format!("the {} {}", noun(write), fate(write));
        if !fates.contains(&words) {
            fates.push(words);
        }
    }
    format!(
        "“{title}” has left already. Taking it back is a write of its own for each: {}; the audit log keeps all.",
        fates.join(", and ")
    )
}

/// What is written, in one word: `note`, `status`.
pub fn noun(write: &Write) -> &'static str {
    match write {
        Write::Note(_) => "note",
        Write::Task(_) => "task",
        Write::Reply(_) => "answer",
        Write::CaseUpdate(_) => "case",
        Write::Fields(fields) => noun_of_fields(fields),
        Write::Retraction(_) => "retraction",
    }
}

/// Vendors' names for a status or an owner end with the word.
fn noun_of_fields(fields: &FieldsWrite) -> &'static str {
    let has = |end: &str| fields.fields.iter().any(|(name, _)| name.ends_with(end));
    if has("status") {
        "status"
    } else if has("owner_id") {
        "owner"
    } else {
        "record"
    }
}

/// What becomes of it.
fn fate(write: &Write) -> &'static str {
    match write {
        Write::Note(_) | Write::Task(_) | Write::Retraction(_) => "is archived at the CRM",
        Write::Reply(_) => {
            "is archived at the CRM, and the case goes back to the status it had unless somebody changed it since"
        }
        Write::CaseUpdate(_) | Write::Fields(_) => "goes back to how it was unless somebody changed it since",
    }
}
