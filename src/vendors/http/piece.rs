//! Lists of which one element may be unreadable while the others are not: a single record of another form must not
//! stop the reading of all that come after it.

use serde::de::{Deserialize, DeserializeOwned, Deserializer};
use serde_json::Value;

use crate::domain::shape::{Field, shape};
use crate::ports::Unreadable;

/// An element of a list.
pub enum Piece<T> {
    /// As it was expected.
    Whole(T),
    /// Of another form.
    Odd {
        /// Its `id`, where it has one.
        id: Option<String>,
        /// What it is made of.
        fields: Vec<Field>,
    },
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Piece<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        Ok(match T::deserialize(&value) {
            Ok(whole) => Self::Whole(whole),
            // The complaint may quote a value: what it is made of says as much.
            Err(_) => Self::Odd { id: id(&value), fields: shape(&value) },
        })
    }
}

fn id(value: &Value) -> Option<String> {
    match value.get("id")? {
        Value::String(id) if is_plain(id) => Some(id.clone()),
        Value::Number(id) => Some(id.to_string()),
        _ => None,
    }
}

/// An id and nothing else: what has blanks or an `@` may say something of a person.
fn is_plain(id: &str) -> bool {
    !id.is_empty() && id.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':' | '/'))
}

/// What could be read, and what could not: records of a kind.
pub fn parted<T>(
    pieces: impl IntoIterator<Item = Piece<T>>,
    kind: &'static str,
) -> (Vec<T>, Vec<Unreadable>) {
    let (mut whole, mut odd) = (Vec::new(), Vec::new());
    for piece in pieces {
        match piece {
            Piece::Whole(one) => whole.push(one),
            Piece::Odd { id, fields } => {
                // A name of several parts ends with the id itself.
                let id = id.and_then(|id| id.rsplit('/').next().map(str::to_owned));
                let why = "it has another form than expected".to_owned();
                odd.push(Unreadable { kind, id, why, fields });
            }
        }
    }
    (whole, odd)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_odd_element_spoils_no_other() {
        #[derive(serde::Deserialize)]
        struct Thing {
            id: u32,
        }
        let text = r#"[{"id": 1}, {"id": "gid://shop/Thing/7", "name": "Ada"}, "Ada", {"id": 2}]"#;
        let pieces: Vec<Piece<Thing>> = serde_json::from_str(text).unwrap();
        let (whole, odd) = parted(pieces, "thing");
        assert_eq!(whole.iter().map(|thing| thing.id).collect::<Vec<_>>(), [1, 2]);
        assert_eq!(odd.iter().map(|odd| odd.id.as_deref()).collect::<Vec<_>>(), [Some("7"), None]);
        assert!(!format!("{odd:?}").contains("Ada"));
    }
}
