//! Texts and evidence of an answer, made safe to read.

use serde_json::Value;

use crate::domain::EvidenceId;
use crate::domain::text::clean_block;

/// Evidence of one sentence or suggestion.
const MOST_EVIDENCE: usize = 16;
/// Characters of a struck text that are kept.
const LONGEST_STRUCK: usize = 240;

/// What an element says under a name; nothing where that is no text.
pub(super) fn said<'a>(element: &'a Value, name: &str) -> &'a str {
    element[name].as_str().unwrap_or_default()
}

/// On one line, with nothing in it that is not writing.
pub fn line(text: &str) -> String {
    clean_block(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The evidence that an element cites, each once.
///
/// # Errors
/// It cites something that is no evidence id.
pub fn evidence(element: &Value) -> Result<Vec<EvidenceId>, String> {
    let mut ids: Vec<EvidenceId> = Vec::new();
    for cited in element["evidence"].as_array().into_iter().flatten().take(MOST_EVIDENCE) {
        let text = cited.as_str().or_else(|| cited["id"].as_str()).unwrap_or_default();
        let id = text.trim().trim_matches(['{', '}', '[', ']', '`']);
        let id: EvidenceId = id.parse().map_err(|_| format!("there is no evidence `{}`", cut(text)))?;
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    Ok(ids)
}

/// What is shown of a text that was struck: on one line, cut where long.
pub fn cut(text: &str) -> String {
    let text = line(text);
    match text.char_indices().nth(LONGEST_STRUCK) {
        None => text,
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}
