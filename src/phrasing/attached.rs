//! What a customer has attached to a case, or says they have.

use super::counted;
use crate::domain::attached::{self, Attached};
use crate::domain::crm::Case;

/// That files are attached, or that some are said to be and none has arrived; nothing where nobody speaks of any.
pub fn attached_in_words(case: &Case) -> Option<String> {
    match case.attachments? {
        0 => attached::missing(case).map(|what| {
            let what = if what == Attached::Photo { "a photo" } else { "something" };
            format!("says {what} is attached; none arrived")
        }),
        files => Some(format!("{} attached", counted(files, "file"))),
    }
}
