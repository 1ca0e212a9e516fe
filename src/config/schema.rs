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
