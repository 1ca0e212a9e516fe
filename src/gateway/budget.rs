//! Tokens of a day: spent before the request leaves, set right when the server has counted.

use std::sync::Arc;

use jiff::Timestamp;
use tokio::sync::Mutex;

use crate::ports::Repository;
use crate::ports::repository::StorageError;

/// Bytes of a prompt that are one token, on the safe side.
const BYTES_PER_TOKEN: u64 = 3;

/// The day's tokens of this storage.
pub(super) struct Budget {
    repository: Arc<dyn Repository>,
    daily: u64,
    /// One change at a time: read, add, write.
    changing: Mutex<()>,
}

/// Tokens that were set aside for one request.
pub(super) struct Reserved {
    day: String,
    tokens: u64,
}

/// Why nothing could be set aside.
pub(super) enum NoBudget {
    /// The day's tokens are spent.
    Spent,
    /// The count can't be read or kept.
    Storage(StorageError),
}

impl Budget {
    pub(super) fn new(repository: Arc<dyn Repository>, daily: u64) -> Self {
        Budget { repository, daily, changing: Mutex::new(()) }
    }

    /// Sets aside what a prompt of so many bytes and its longest answer may cost.
    pub(super) async fn reserve(
        &self,
        now: Timestamp,
        prompt_bytes: usize,
        reply: u32,
    ) -> Result<Reserved, NoBudget> {
        let bytes = u64::try_from(prompt_bytes).unwrap_or(u64::MAX);
        let tokens = (bytes / BYTES_PER_TOKEN).saturating_add(u64::from(reply));
        let day = now.strftime("%Y-%m-%d").to_string();
        let _changing = self.changing.lock().await;
        let spent = self.spent(&day).await.map_err(NoBudget::Storage)?;
        let after = spent.saturating_add(tokens);
        if after > self.daily {
            return Err(NoBudget::Spent);
        }
        self.put(&day, after).await.map_err(NoBudget::Storage)?;
        Ok(Reserved { day, tokens })
    }

    /// Puts what was really spent in the place of what was set aside; nothing where nothing left.
    pub(super) async fn settle(&self, reserved: Reserved, spent: Option<u64>) -> Result<(), StorageError> {
        // Not counted by the server: what was set aside stays spent.
        let Some(tokens) = spent else { return Ok(()) };
        let _changing = self.changing.lock().await;
        let before = self.spent(&reserved.day).await?;
        self.put(&reserved.day, before.saturating_sub(reserved.tokens).saturating_add(tokens)).await
    }

    async fn spent(&self, day: &str) -> Result<u64, StorageError> {
        let count = self.repository.setting(&setting(day)).await?;
        Ok(count.and_then(|count| count.parse().ok()).unwrap_or(0))
    }

    async fn put(&self, day: &str, tokens: u64) -> Result<(), StorageError> {
        self.repository.put_setting(&setting(day), &tokens.to_string()).await
    }
}

fn setting(day: &str) -> String {
    format!("model_tokens.{day}")
}
