//! The header of a prompt template: what it is for, its version, the form of its answer, the facts it needs.
//!
//! A comment at the very beginning (white space and a byte order mark may stand before it), one `key: value` a line:
//!
//! ```text
//! {#-
//! purpose: brief
//! version: 3
//! schema: brief
//! facts for support: customer, order, case
//! facts for sales: customer, order, web
//! -#}
//! ```
//!
//! `facts` without a purpose holds for both. The message with the data has `purpose` and `version` only; what else it
//! said would narrow nothing, so it is refused.

use crate::domain::{FactKind, Purpose};

/// What a header says; what it leaves out is nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) purpose: Option<String>,
    pub(super) version: Option<String>,
    pub(super) schema: Option<String>,
    pub(super) support: Option<Vec<FactKind>>,
    pub(super) sales: Option<Vec<FactKind>>,
}

/// A header that can't be used: in which line, and why.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct BadHeader {
    pub(super) line: usize,
    pub(super) why: String,
}

impl Header {
    /// Reads the header of a template; one without any has an empty one.
    pub(super) fn read(template: &str) -> Result<Self, BadHeader> {
        let mut header = Header::default();
        let begun = template.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
        let Some(comment) = begun.strip_prefix("{#").and_then(|rest| rest.split_once("#}")) else {
            return Ok(header);
        };
        let before = template[..template.len() - begun.len()].matches('\n').count();
        for (at, line) in (before..).zip(comment.0.lines()) {
            let line = line.trim_matches(|c: char| c.is_whitespace() || c == '-');
            if line.is_empty() {
                continue;
            }
            let (key, value) = line.split_once(':').ok_or_else(|| bad(at, "expected `key: value`"))?;
            header.set(key.trim(), value.trim()).map_err(|why| BadHeader { line: at + 1, why })?;
        }
        Ok(header)
    }

    fn set(&mut self, key: &str, value: &str) -> Result<(), String> {
        let text = || Some(value.to_owned());
        match key {
            "purpose" => self.purpose = text(),
            "version" => self.version = text(),
            "schema" => self.schema = text(),
            "facts for support" => self.support = Some(kinds(value, Purpose::Support)?),
            "facts for sales" => self.sales = Some(kinds(value, Purpose::Sales)?),
            "facts" => {
                self.support = Some(kinds(value, Purpose::Support)?);
                self.sales = Some(kinds(value, Purpose::Sales)?);
            }
            _ => return Err(format!("there is no `{key}` in a header: purpose, version, schema or facts")),
        }
        Ok(())
    }
}

/// A list of kinds, each of which the purpose may take.
fn kinds(list: &str, purpose: Purpose) -> Result<Vec<FactKind>, String> {
    let words = list.split(',').map(str::trim).filter(|word| !word.is_empty());
    words.map(|word| allowed(word.parse().map_err(|error| format!("{error}"))?, purpose)).collect()
}

fn allowed(kind: FactKind, purpose: Purpose) -> Result<FactKind, String> {
    if purpose.facts().contains(&kind) {
        Ok(kind)
    } else {
        Err(format!("facts of the kind `{kind}` are not for the purpose `{}`", purpose.as_str()))
    }
}

fn bad(at: usize, why: &str) -> BadHeader {
    BadHeader { line: at + 1, why: why.to_owned() }
}
