//! What customers have bought.

use deskhand::domain::Currency;
use deskhand::domain::history::{History, PastOrder, Product};
use deskhand::domain::ids::{CustomerId, Source};
use deskhand::ports::repository::ReadBatch;
use uuid::Uuid;

use super::{at, maya, noah, on_both, row};

fn order(id: &str, second: i64) -> PastOrder {
    PastOrder {
        source: Source::store("shopify", "acme"),
        id: id.to_owned(),
        number: format!("1{id}"),
        placed_at: at(second),
        currency: Currency::new("EUR").unwrap(),
        total: "29.90".parse().unwrap(),
        refunded: "0".parse().unwrap(),
        discount: "0".parse().unwrap(),
        cancelled: false,
        test: false,
        guest: false,
        channel: None,
        lines: Vec::new(),
        owner: None,
        unpaid: false,
    }
}

fn history(customer: CustomerId, orders: &[&str]) -> History {
    let mut history = History::of(customer);
    for (second, id) in (0..).zip(orders) {
        history.orders.push(order(id, second));
    }
    history
}

#[tokio::test]
async fn histories_are_kept_with_where_the_reading_goes_on_and_forgotten_with_the_customer() {
    on_both(async |repository| {
        let product = |id: &str| Product {
            source: Source::store("shopify", "acme"),
            id: id.to_owned(),
            title: "Tent".to_owned(),
            category: None,
            active: true,
            variants: Vec::new(),
            read_at: at(0),
        };
        let batch = ReadBatch {
            directory: vec![row(maya())],
            histories: vec![history(maya(), &["1"]), history(noah(), &["2"])],
            products: vec![product("7"), product("8")],
            gone: Vec::new(),
            mark: Some(("sync shopify:acme orders".to_owned(), "line 2".to_owned())),
        };
        repository.put_read(&batch).await.unwrap();
        assert_eq!(repository.setting("sync shopify:acme orders").await.unwrap().as_deref(), Some("line 2"));
        assert!(repository.directory_rows(&[noah(), maya()]).await.unwrap() == [row(maya())]);
        let changed = history(maya(), &["1", "3"]);
        let later = ReadBatch {
            histories: vec![changed.clone()],
            products: vec![product("7")],
            gone: vec![product("8")],
            ..ReadBatch::default()
        };
        repository.put_read(&later).await.unwrap();
        assert_eq!(repository.history(maya()).await.unwrap(), Some(changed.clone()));
        assert_eq!(repository.histories(&[noah(), maya()]).await.unwrap()[1], changed);
        assert_eq!(repository.products().await.unwrap(), [product("7")]);
        repository.forget(maya()).await.unwrap();
        assert_eq!(repository.history(maya()).await.unwrap(), None);
        assert_eq!(repository.history_page(None, 10).await.unwrap(), [history(noah(), &["2"])]);
    })
    .await;
}

#[tokio::test]
async fn all_histories_are_read_in_pages_without_gaps_or_doubles() {
    on_both(async |repository| {
        let ids: Vec<CustomerId> = (1..=1200).map(|n| CustomerId::new(Uuid::from_u128(n << 60))).collect();
        let histories = ids.iter().map(|id| history(*id, &["1", "2"])).collect();
        repository.put_read(&ReadBatch { histories, ..ReadBatch::default() }).await.unwrap();
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let page = repository.history_page(after, 250).await.unwrap();
            let Some(last) = page.last() else { break };
            after = Some(last.customer);
            seen.extend(page.iter().map(|history| history.customer));
        }
        assert_eq!(seen, ids);
    })
    .await;
}
