//! The JSON documents of the contract by name, each with the schema of its type.

use schemars::Schema;

/// A document that `--json` prints or that deskhand reads.
pub struct Document {
    /// The name on the command line: `profile`.
    pub name: &'static str,
    /// What it is, in a few words.
    pub about: &'static str,
    /// Makes its schema.
    pub schema: fn() -> Schema,
}

/// All of them. A new kind of `--json` answer gets a line here.
pub const DOCUMENTS: &[Document] = &[Document {
    name: "config",
    about: "the configuration file, as JSON would write it",
    schema: crate::config::json_schema,
}];

/// The document of this name.
pub fn find(name: &str) -> Option<&'static Document> {
    DOCUMENTS.iter().find(|document| document.name == name)
}
