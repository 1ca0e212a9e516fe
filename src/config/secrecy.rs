//! Reads references to secrets, and knows a secret by its looks so that it isn't repeated.

use std::path::PathBuf;

use toml::de::DeValue;

use super::reader::{Complaint, Context, Raw};
use crate::secret::SecretRef;

/// What vendors put in front of their tokens.
const TOKEN_PREFIXES: [&str; 12] =
    ["shpat_", "shpca_", "shppa_", "shpss_", "shpua_", "pat-", "sk-", "pk_", "sk_", "xox", "ghp_", "eyJ"];

const HOW: &str = "write a reference instead: { env = \"NAME\" }, { keyring = \"NAME\" }, { file = \"PATH\" } \
                   or { command = [\"PROGRAM\", \"ARGUMENT\"] }";

/// Whether a word is more likely a token than a name: a vendor's prefix, or long and mixed from letters and digits.
pub(super) fn looks_like_a_secret(word: &str) -> bool {
    let has = |test: fn(&char) -> bool| word.chars().any(|character| test(&character));
    let mixed = has(char::is_ascii_digit) && has(char::is_ascii_lowercase);
    let marked = TOKEN_PREFIXES.iter().any(|prefix| word.starts_with(prefix)) && word.len() > 12;
    marked || (word.len() >= 20 && mixed) || word.len() > 64
}

/// A reference to a secret; anything else is refused without repeating it.
pub(super) fn secret(raw: &Raw<'_>, context: &Context<'_>) -> Result<SecretRef, Complaint> {
    let Raw::Toml(DeValue::Table(table)) = raw else {
        return Err(match raw.as_text() {
            Some(_) => Complaint::hinting("a secret must not stand in the configuration", HOW),
            None => Complaint::hinting(format!("must be a reference to a secret, not {}", raw.kind()), HOW),
        });
    };
    let mut members = table.iter();
    let (Some((key, value)), None) = (members.next(), members.next()) else {
        return Err(Complaint::hinting("a reference to a secret names exactly one place", HOW));
    };
    let value = Raw::Toml(value.get_ref());
    match key.get_ref().as_ref() {
        "env" => Ok(SecretRef::Env(name(&value, "env", is_variable_name)?)),
        "keyring" => Ok(SecretRef::Keyring(name(&value, "keyring", |name| !name.is_empty())?)),
        "file" => Ok(SecretRef::File(file(&value, context)?)),
        "command" => Ok(SecretRef::Command(command(&value)?)),
        _ => {
            Err(Complaint::hinting("a reference to a secret has the key env, keyring, file or command", HOW))
        }
    }
}

fn name(value: &Raw<'_>, key: &str, is_name: fn(&str) -> bool) -> Result<String, Complaint> {
    let text = value.as_text().ok_or_else(|| format!("`{key}` must be a text, not {}", value.kind()))?;
    if looks_like_a_secret(text) {
        let hint = "write the name of the place where it lies";
        return Err(Complaint::hinting(format!("`{key}` seems to hold the secret itself"), hint));
    }
    if is_name(text) { Ok(text.to_owned()) } else { Err(format!("`{key}` does not hold a name").into()) }
}

fn is_variable_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|character| character.is_ascii_alphanumeric() || character == '_')
}

fn file(value: &Raw<'_>, context: &Context<'_>) -> Result<PathBuf, Complaint> {
    match value.as_text() {
        Some("") => Err("`file` names no file".into()),
        // A path may well be long and mixed; a vendor's prefix at its very start is no path.
        Some(text) if !text.contains(['/', '\\', '.']) && looks_like_a_secret(text) => {
            Err(Complaint::hinting(
                "`file` seems to hold the secret itself",
                "write the path of a file that holds it",
            ))
        }
        Some(text) => context.absolute(text),
        None => Err(format!("`file` must be a text, not {}", value.kind()).into()),
    }
}

fn command(value: &Raw<'_>) -> Result<Vec<String>, Complaint> {
    let wrong = || {
        Complaint::hinting(
            "`command` must be a list of texts",
            "for example [\"op\", \"read\", \"op://shop/token\"]",
        )
    };
    let Raw::Toml(DeValue::Array(array)) = value else { return Err(wrong()) };
    let words: Option<Vec<String>> =
        array.iter().map(|word| word.get_ref().as_str().map(str::to_owned)).collect();
    match words {
        Some(words) if words.first().is_some_and(|program| !program.is_empty()) => Ok(words),
        _ => Err(wrong()),
    }
}
