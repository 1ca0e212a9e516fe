//! The JSON Schema of the configuration, for editors and for those who write it by program.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema as schema};

use super::Config;
use crate::secret::SecretRef;

/// The configuration's JSON Schema (draft 2020-12).
pub fn json_schema() -> Schema {
    schemars::schema_for!(Config)
}

impl JsonSchema for SecretRef {
    fn schema_name() -> Cow<'static, str> {
        "SecretRef".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let only = |key: &str, value: Schema| schema!({"type": "object", "properties": {key: value}, "required": [key], "additionalProperties": false});
        let text = || schema!({"type": "string", "minLength": 1});
        schema!({
            "description": "Where a secret lies: never the secret itself.",
            "oneOf": [
                only("env", text()),
                only("keyring", text()),
                only("file", text()),
                only("command", schema!({"type": "array", "items": {"type": "string"}, "minItems": 1})),
            ],
        })
    }
}

/// How a list is written in the file.
#[derive(JsonSchema)]
#[schemars(untagged)]
#[expect(dead_code, reason = "describes the notation, is never built")]
pub(super) enum OneOrMore {
    /// One.
    One(String),
    /// Several.
    Several(Vec<String>),
}

/// A section that may stand there without saying anything.
#[derive(JsonSchema)]
#[schemars(untagged)]
#[expect(dead_code, reason = "describes the notation, is never built")]
pub(super) enum OrSilent<T> {
    /// It says something.
    Said(T),
    /// It says nothing.
    Silent(Nothing),
}

/// A table without keys.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Nothing {}

/// How a decimal is written in the file: as a number, or as a text where its last zero matters.
#[derive(JsonSchema)]
#[schemars(untagged)]
#[expect(dead_code, reason = "describes the notation, is never built")]
pub(super) enum Amount {
    /// A number.
    Number(f64),
    /// The same as a text.
    Text(String),
}
