//! What models answered, to be given again to the same prompt.

use jiff::Timestamp;

use super::error::VaultError;
use super::keyvalue::Order;
use super::row::RowKey;
use super::tables::ANSWERS;
use super::vault::{Changes, Vault};
use crate::domain::audit::Digest32;
use crate::domain::ids::CustomerId;
use crate::ports::repository::KeptAnswer;

/// Keeps an answer; the customer's answers before `oldest` go.
pub fn put_answer(
    vault: &mut Vault,
    customer: CustomerId,
    asked: Digest32,
    answer: &KeptAnswer,
    oldest: Option<Timestamp>,
) -> Result<(), VaultError> {
    let mut changes = Changes::default();
    for row in vault.under(ANSWERS, *customer.as_bytes(), Order::Ascending, usize::MAX)? {
        if oldest.is_some_and(|oldest| row.value::<KeptAnswer>(ANSWERS).is_ok_and(|old| old.at < oldest)) {
            changes.delete(ANSWERS, row.key);
        }
    }
    changes.put(ANSWERS, key(customer, asked), Some(customer), answer)?;
    vault.write(changes)
}

/// The answer, if there is one.
pub fn answer(
    vault: &Vault,
    customer: CustomerId,
    asked: Digest32,
) -> Result<Option<KeptAnswer>, VaultError> {
    vault.value(ANSWERS, key(customer, asked))
}

fn key(customer: CustomerId, asked: Digest32) -> RowKey {
    RowKey::from(*customer.as_bytes()).name(asked.to_string())
}
