//! `[[macros]]`: answers that are given often, with places for values.

use std::collections::BTreeMap;

use schemars::JsonSchema;

use super::reader::{Complaint, Context, Raw, Section};
use super::sla::PRIORITIES;
use super::values::{self, word};
use crate::domain::macros::{self, Macro, Piece};
use crate::domain::triage::Language;

/// How a macro is written in the file.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename = "Macro")]
#[expect(dead_code, reason = "describes the notation, is never built")]
pub(super) struct MacroNotation {
    /// What it is called; one of the same name replaces a built-in one.
    name: String,
    /// The answer, with placeholders: `{customer.first_name}`, `{order.number}`, `{case.number}`.
    text: String,
    /// The same in other languages, by their codes of two letters; where the customer's is none of them, `text` is taken.
    texts: Option<BTreeMap<String, String>>,
    /// The stage that the case goes to; left out: that in which it waits for the customer.
    status: Option<String>,
    /// How pressing the case becomes: low, medium, high, urgent.
    priority: Option<String>,
}

/// The user's own, then those built-in ones that none of them replaces.
pub(super) fn read(sections: Vec<Section<'_>>) -> Vec<Macro> {
    let mut names: Vec<String> = Vec::new();
    let mut all: Vec<Macro> =
        sections.into_iter().filter_map(|section| read_one(section, &mut names)).collect();
    for one in macros::built_in() {
        if all.iter().all(|own| !own.name.eq_ignore_ascii_case(&one.name)) {
            all.push(one);
        }
    }
    all
}

fn read_one(mut section: Section<'_>, names: &mut Vec<String>) -> Option<Macro> {
    let name = section.required("name", "\"Where the parcel is\"", values::text);
    if let Some(name) = &name {
        if names.iter().any(|known| known.eq_ignore_ascii_case(name)) {
            let what = format!("{name:?} is the name of an earlier macro");
            section.complain("name", Complaint::hinting(what, "give each macro a name of its own"));
        }
        names.push(name.clone());
    }
    let text = section.required("text", "\"Hello {customer.first_name}, …\"", text);
    let texts = texts(&mut section);
    let status = section.optional("status", values::text);
    let priority = section.optional("priority", word(&PRIORITIES));
    section.refuse_the_rest();
    Some(Macro { name: name?, text: text?, texts, status, priority })
}

/// The texts in other languages.
fn texts(section: &mut Section<'_>) -> BTreeMap<String, String> {
    let texts: BTreeMap<String, String> = section.table("texts").free(text).into_iter().collect();
    for wrong in texts.keys().filter(|code| code.parse::<Language>().is_err()) {
        let what = format!("{wrong:?} is no language");
        section.complain("texts", Complaint::hinting(what, "name each by its code of two letters: de, fr"));
    }
    texts
}

fn text(raw: &Raw<'_>, context: &Context<'_>) -> Result<String, Complaint> {
    let text = values::text(raw, context)?;
    for piece in macros::pieces(&text).map_err(|bad| Complaint::from(bad.to_string()))? {
        if let Piece::Value(whose, which) = piece {
            macros::known(whose, which)?;
        }
    }
    Ok(text)
}
