//! Those customers who get no win-back, so that it can be told later what win-backs bring.

use std::collections::{BTreeMap, BTreeSet};

use crate::desk::api::DeskError;
use crate::desk::local::Local;
use crate::domain::ids::CustomerId;
use crate::domain::quiet::is_held_out;
use crate::ports::repository::DirectoryRow;

/// Which of these customers get no win-back. It hangs on what their first record is called at store or CRM, so that
/// everybody who works there leaves the same ones alone.
pub(super) async fn among(
    local: &Local,
    customers: &[CustomerId],
) -> Result<BTreeSet<CustomerId>, DeskError> {
    let share = local.parts.scoring.holdout;
    let rows = local.parts.repository.directory_rows(customers).await?;
    let records: BTreeMap<CustomerId, String> =
        rows.iter().filter_map(|row| Some((row.customer, first_record(row)?))).collect();
    let is_alone = |customer: &CustomerId| match records.get(customer) {
        Some(record) => is_held_out(record, share),
        None => is_held_out(&customer.to_string(), share),
    };
    Ok(customers.iter().copied().filter(is_alone).collect())
}

/// The same order at everybody's, whatever was read first. What an account is called here is the installation's own.
fn first_record(row: &DirectoryRow) -> Option<String> {
    row.listings.iter().map(|listing| format!("{}/{}", listing.record.kind, listing.record.id)).min()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::domain::ids::Source;
    use crate::domain::record::RecordRef;
    use crate::ports::Listing;

    fn row(records: &[(&str, &str, &str)]) -> DirectoryRow {
        let listing = |(source, kind, id): &(&str, &str, &str)| Listing {
            record: RecordRef {
                source: match source.split_once(':') {
                    Some((kind, name)) => Source::store(kind, name),
                    None => Source::crm(source),
                },
                kind: (*kind).to_owned(),
                id: (*id).to_owned(),
            },
            name: None,
            company: None,
            emails: Vec::new(),
            phones: Vec::new(),
            order_numbers: Vec::new(),
            last_activity: None,
        };
        DirectoryRow {
            customer: CustomerId::new(Uuid::now_v7()),
            listings: records.iter().map(listing).collect(),
        }
    }

    #[test]
    fn whoever_reads_the_customer_first_and_whatever_the_account_is_called_the_record_is_one() {
        let here = row(&[("shopify:trailhead", "customer", "6001"), ("hubspot", "contact", "512001")]);
        let there = row(&[("hubspot", "contact", "512001"), ("shopify:shop", "customer", "6001")]);
        assert_eq!(first_record(&here).as_deref(), Some("contact/512001"));
        assert_eq!(first_record(&here), first_record(&there));
        assert_eq!(first_record(&row(&[])), None);
    }
}
