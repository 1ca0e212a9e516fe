//! What taking back means for what has left.

use crate::domain::action::Write;

/// That it is a write of its own, and which: said before it is done.
pub fn has_left_words(title: &str, write: &Write) -> String {
    let how = match write {
        Write::Note(_) | Write::Task(_) | Write::Retraction(_) => "it is archived at the CRM",
        Write::Reply(_) => {
            "it is archived at the CRM, and the case goes back to the status it had unless somebody changed it since"
        }
        Write::CaseUpdate(_) => "the case goes back to how it was unless somebody changed it since",
        Write::Fields(_) => "what was there before is put back unless somebody changed it since",
    };
    format!(
        "“{title}” has left already. Taking it back is a write of its own: {how}; the audit log keeps both."
    )
}
