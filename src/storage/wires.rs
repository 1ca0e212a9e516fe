//! What model calls sent and received, byte for byte.

use super::error::VaultError;
use super::keyvalue::Order;
use super::row::{Part, RowKey};
use super::tables::{WIRES, WIRES_OF};
use super::vault::{Changes, Vault};
use crate::domain::ids::CustomerId;
use crate::ports::repository::WireRecord;

/// Keeps what a model call sent and received.
pub fn put_wire(vault: &mut Vault, record: &WireRecord) -> Result<(), VaultError> {
    let number = vault.last_number(WIRES)?.map_or(1, |last| last + 1);
    let of_customer = RowKey::from(*record.customer.as_bytes()).number(number);
    let mut changes = Changes::default();
    changes.put(WIRES, number, Some(record.customer), record)?;
    changes.put(WIRES_OF, of_customer, Some(record.customer), &())?;
    vault.write(changes)
}

/// Model calls, newest first.
pub fn wires(
    vault: &Vault,
    customer: Option<CustomerId>,
    limit: usize,
) -> Result<Vec<WireRecord>, VaultError> {
    let Some(customer) = customer else {
        let page = vault.page(WIRES, None, Order::Descending, limit)?;
        return page.rows.iter().map(|row| row.value(WIRES)).collect();
    };
    let mut wires = Vec::new();
    for row in vault.under(WIRES_OF, *customer.as_bytes(), Order::Descending, limit)? {
        if let [_, Part::Number(number)] = row.key.0[..] {
            wires.extend(vault.value::<WireRecord>(WIRES, number)?);
        }
    }
    Ok(wires)
}
