//! `[marketing]`: known by name, refused until a version of deskhand talks to one.

use super::reader::{Complaint, Context, Raw, Section};
use super::values::{self, unknown_word};

pub(super) fn refuse(mut section: Section<'_>) {
    if !section.is_present() {
        return;
    }
    // Whatever the kind, reading it ends in a complaint; the other keys are not looked at.
    let _: Option<()> = section.required("kind", "\"klaviyo\"", kind);
}

fn kind(raw: &Raw<'_>, context: &Context<'_>) -> Result<(), Complaint> {
    match values::text(raw, context)?.as_str() {
        "klaviyo" => Err(Complaint::hinting(
            "\"klaviyo\" is not supported by this version yet",
            "take the section [marketing] out",
        )),
        other => Err(unknown_word(other, &["klaviyo"])),
    }
}
