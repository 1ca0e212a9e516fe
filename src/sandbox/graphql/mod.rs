//! A small GraphQL server engine: parse, validate against a schema, execute over JSON.
//!
//! Written from the GraphQL specification (October 2021) for the sandbox alone. It knows nothing of any
//! vendor: the schema comes as text, the data through [`execute::Data`]. Any valid selection works, so a
//! client that nobody here wrote is served like our own.

pub mod document;
pub mod execute;
pub mod lexer;
pub mod page;
pub mod schema;
pub mod validate;

use serde_json::{Value, json};

/// A place in the text of a request, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// One entry of a GraphQL answer's `errors`.
#[derive(Clone, Debug)]
pub struct GraphqlError {
    /// What is wrong, in the vendor's words.
    pub message: String,
    /// Where in the request.
    pub position: Option<Position>,
    /// Path of response keys and indexes down to the field.
    pub path: Vec<Value>,
    /// `extensions`, an object.
    pub extensions: Value,
}

impl GraphqlError {
    /// An error at a place of the request, with a code in `extensions`.
    pub fn at(position: Position, code: &str, message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            position: Some(position),
            path: Vec::new(),
            extensions: json!({ "code": code }),
        }
    }

    /// The error as it stands in an answer.
    pub fn to_json(&self) -> Value {
        let mut error = json!({ "message": self.message });
        if let Some(position) = self.position {
            error["locations"] = json!([{ "line": position.line, "column": position.column }]);
        }
        if !self.path.is_empty() {
            error["path"] = Value::Array(self.path.clone());
        }
        if self.extensions.as_object().is_some_and(|extensions| !extensions.is_empty()) {
            error["extensions"] = self.extensions.clone();
        }
        error
    }
}
