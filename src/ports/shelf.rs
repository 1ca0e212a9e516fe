//! Where fitted models stand.

use async_trait::async_trait;

use super::repository::StorageError;

/// All models that were fitted on the store's history, each as a text that never changes. No text is of a person.
#[async_trait]
pub trait ModelShelf: Send + Sync {
    /// The numbers of all, rising.
    async fn numbers(&self) -> Result<Vec<u32>, StorageError>;
    /// One of them; nothing where there is none of that number.
    async fn get(&self, number: u32) -> Result<Option<String>, StorageError>;
    /// Adds one, whole or not at all; one of the same number stays as it is.
    async fn put(&self, number: u32, text: &str) -> Result<(), StorageError>;
}
