//! Notes among colleagues, in words.

use crate::domain::crm::Activity;

/// Whose note it is, and that it is for colleagues alone; `by`: who has written it here, where the CRM does not tell.
pub fn internal_note(note: &Activity, by: Option<&str>) -> String {
    let author = note.author.as_deref().or(by);
    let by = author.map_or_else(String::new, |author| format!(" by {author}"));
    let machine = if note.machine_written { ", machine-written" } else { "" };
    format!("Internal note{by}{machine}")
}
