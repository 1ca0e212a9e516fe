//! Who the scored customers are, for a file that goes on to other tools: given out only with a line in the audit log.

use crate::desk::api::{Answer, DeskError, People, Person};
use crate::desk::local::Local;
use crate::desk::lookup;
use crate::domain::audit::AuditKind;
use crate::domain::ids::CustomerId;
use crate::ports::repository::DirectoryRow;

/// The people of a page of predictions, by name and first address.
pub(in crate::desk) async fn export_people(
    local: &Local,
    after: Option<CustomerId>,
    limit: usize,
) -> Result<Answer, DeskError> {
    let repository = &local.parts.repository;
    let page = repository.prediction_page(after, limit).await?;
    let customers: Vec<CustomerId> = page.iter().map(|of_one| of_one.customer).collect();
    let people: Vec<Person> = repository.directory_rows(&customers).await?.into_iter().map(person).collect();
    if !people.is_empty() {
        // The line first: nothing goes out without one.
        let detail = serde_json::json!({
            "what": "names and e-mail addresses", "with": "scores", "customers": people.len(),
        });
        lookup::record(local, AuditKind::Exported, None, "scores".to_owned(), detail).await?;
    }
    Ok(Answer::People(People(people)))
}

fn person(row: DirectoryRow) -> Person {
    let name = row.listings.iter().find_map(|listing| listing.name.clone());
    let email = row.listings.iter().find_map(|listing| listing.emails.first());
    Person { customer: row.customer, email: email.map(|email| email.as_str().to_owned()), name }
}
