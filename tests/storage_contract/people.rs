//! Who is known, by which keys, and what was decided about whose records are whose.

use deskhand::domain::Lookup;
use deskhand::domain::ids::CustomerId;
use deskhand::ports::repository::{DirectoryRow, LinkDecision};
use uuid::Uuid;

use super::{at, contact, dossier, email, maya, noah, on_both, phone, row};

#[tokio::test]
async fn a_dossier_is_found_by_its_exact_keys_until_they_change() {
    on_both(async |repository| {
        let first = dossier(maya(), "5571", &["maya@example.com", "m@example.com"], &["+15550100001"]);
        repository.put_dossier(&first).await.unwrap();
        let same_phone = dossier(noah(), "5572", &["noah@example.com"], &["+15550100001"]);
        repository.put_dossier(&same_phone).await.unwrap();
        assert_eq!(repository.dossier(maya()).await.unwrap(), Some(first));

        let found = async |lookup: Lookup| {
            let mut customers = repository.customers_by_key(&lookup).await.unwrap();
            customers.sort();
            customers
        };
        assert_eq!(found(Lookup::Email(email("maya@example.com"))).await, [maya()]);
        assert_eq!(found(Lookup::Phone(phone("+15550100001"))).await, [maya(), noah()]);
        assert_eq!(found(Lookup::Record(contact("5572"))).await, [noah()]);
        assert_eq!(found(Lookup::Customer(noah())).await, [noah()]);
        assert_eq!(found(Lookup::Customer(CustomerId::new(Uuid::nil()))).await, []);
        assert_eq!(found(Lookup::Name("Maya".to_owned())).await, []);

        let changed = dossier(maya(), "5571", &["maya@example.com"], &["+15550100009"]);
        repository.put_dossier(&changed).await.unwrap();
        assert_eq!(found(Lookup::Email(email("maya@example.com"))).await, [maya()]);
        assert_eq!(found(Lookup::Email(email("m@example.com"))).await, []);
        assert_eq!(found(Lookup::Phone(phone("+15550100001"))).await, [noah()]);
        assert_eq!(found(Lookup::Phone(phone("+15550100009"))).await, [maya()]);
        assert_eq!(repository.dossier(maya()).await.unwrap(), Some(changed));
    })
    .await;
}

#[tokio::test]
async fn the_last_decision_about_a_record_holds() {
    on_both(async |repository| {
        let decision = |id: &str, linked, second| LinkDecision {
            customer: maya(),
            record: contact(id),
            linked,
            by: "rep@example.com".to_owned(),
            at: at(second),
            reason: None,
        };
        repository.put_link(&decision("1", true, 1)).await.unwrap();
        repository.put_link(&decision("2", true, 2)).await.unwrap();
        repository.put_link(&decision("1", false, 3)).await.unwrap();
        let expected = [decision("2", true, 2), decision("1", false, 3)];
        assert_eq!(repository.links(maya()).await.unwrap(), expected);
        assert_eq!(repository.links(noah()).await.unwrap(), []);
    })
    .await;
}

#[tokio::test]
async fn the_directory_is_read_in_pages_without_gaps_or_doubles() {
    on_both(async |repository| {
        let ids: Vec<CustomerId> = (1..=2500).map(|n| CustomerId::new(Uuid::from_u128(n << 60))).collect();
        let rows: Vec<DirectoryRow> = ids.iter().map(|id| row(*id)).collect();
        repository.put_directory(&rows).await.unwrap();
        repository.put_directory(&rows[..10]).await.unwrap();
        repository.forget(ids[700]).await.unwrap();
        let mut seen = Vec::new();
        let mut after = None;
        loop {
            let page = repository.directory_page(after, 400).await.unwrap();
            after = page.last().map(|row| row.customer);
            let length = page.len();
            seen.extend(page.into_iter().map(|row| row.customer));
            if length < 400 {
                break;
            }
        }
        let expected: Vec<CustomerId> = ids.iter().copied().filter(|id| *id != ids[700]).collect();
        assert_eq!(seen, expected);
    })
    .await;
}
