//! Briefs and the suggestions that came with them.

use super::error::VaultError;
use super::keyvalue::Order;
use super::row::{Part, RowKey};
use super::tables::{BRIEFS, SUGGESTIONS, SUGGESTIONS_OF};
use super::vault::{Changes, Vault};
use crate::domain::brief::{Brief, Purpose, StoredSuggestion};
use crate::domain::ids::{CustomerId, SuggestionId};
use std::cmp::Reverse;

/// The last brief of a customer for a purpose.
pub fn brief(vault: &Vault, customer: CustomerId, purpose: Purpose) -> Result<Option<Brief>, VaultError> {
    vault.value(BRIEFS, brief_key(customer, purpose))
}

/// Keeps a brief in the place of the one before, and its suggestions beside those before.
pub fn put_brief(
    vault: &mut Vault,
    brief: &Brief,
    suggestions: &[StoredSuggestion],
) -> Result<(), VaultError> {
    let mut changes = Changes::default();
    changes.put(BRIEFS, brief_key(brief.customer_id, brief.purpose), Some(brief.customer_id), brief)?;
    for suggestion in suggestions {
        change_suggestion(&mut changes, suggestion)?;
    }
    vault.write(changes)
}

/// One suggestion.
pub fn suggestion(vault: &Vault, id: SuggestionId) -> Result<Option<StoredSuggestion>, VaultError> {
    vault.value(SUGGESTIONS, *id.as_bytes())
}

/// All suggestions of a customer, newest first.
pub fn suggestions(vault: &Vault, customer: CustomerId) -> Result<Vec<StoredSuggestion>, VaultError> {
    let index = vault.under(SUGGESTIONS_OF, *customer.as_bytes(), Order::Descending, usize::MAX)?;
    let mut suggestions = Vec::with_capacity(index.len());
    for row in index {
        if let [_, Part::Id(id)] = row.key.0[..] {
            suggestions.extend(vault.value::<StoredSuggestion>(SUGGESTIONS, id)?);
        }
    }
    suggestions.sort_by_key(|suggestion| Reverse(suggestion.created_at));
    Ok(suggestions)
}

/// Replaces one suggestion.
pub fn put_suggestion(vault: &mut Vault, suggestion: &StoredSuggestion) -> Result<(), VaultError> {
    let mut changes = Changes::default();
    change_suggestion(&mut changes, suggestion)?;
    vault.write(changes)
}

/// Adds the rows of one suggestion to other changes.
pub fn change_suggestion(changes: &mut Changes, suggestion: &StoredSuggestion) -> Result<(), VaultError> {
    let customer = suggestion.customer_id;
    let id = *suggestion.suggestion.id.as_bytes();
    changes.put(SUGGESTIONS, id, Some(customer), suggestion)?;
    changes.put(SUGGESTIONS_OF, RowKey::from(*customer.as_bytes()).id(id), Some(customer), &())
}

fn brief_key(customer: CustomerId, purpose: Purpose) -> RowKey {
    RowKey::from(*customer.as_bytes()).name(purpose.as_str())
}
