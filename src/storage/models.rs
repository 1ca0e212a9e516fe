//! Fitted models as files in a folder of their own: `model-0003.json`.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;

use crate::ports::ModelShelf;
use crate::ports::repository::StorageError;

/// The folder's name within the storage.
const FOLDER: &str = "models";

/// Models on disk.
pub struct ModelFolder {
    folder: PathBuf,
}

impl ModelFolder {
    /// Within the folder of the storage; made when the first is put there.
    pub fn in_storage(storage: &std::path::Path) -> Self {
        Self { folder: storage.join(FOLDER) }
    }

    fn path(&self, number: u32) -> PathBuf {
        self.folder.join(format!("model-{number:04}.json"))
    }

    fn failed(&self, doing: &str, error: io::Error) -> StorageError {
        StorageError {
            what: format!("{doing} in `{}`: {error}", self.folder.display()),
            hint: Some("the storage folder must be readable and writable".to_owned()),
            source: Some(Box::new(error)),
        }
    }

    fn list(&self) -> io::Result<Vec<u32>> {
        let entries = match fs::read_dir(&self.folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries?,
        };
        let mut numbers = Vec::new();
        for entry in entries {
            let name = entry?.file_name();
            let number: Option<u32> = name
                .to_str()
                .and_then(|name| name.strip_prefix("model-")?.strip_suffix(".json")?.parse().ok());
            numbers.extend(number);
        }
        numbers.sort_unstable();
        Ok(numbers)
    }

    /// Written beside and put in its place once it is whole and on disk.
    fn write(&self, number: u32, text: &str) -> io::Result<()> {
        let path = self.path(number);
        if path.exists() {
            return Ok(());
        }
        fs::create_dir_all(&self.folder)?;
        let unfinished = path.with_extension("unfinished");
        let mut file = File::create(&unfinished)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(&unfinished, &path)
    }
}

// Models are small and few: what is read and written here takes a moment.
#[async_trait]
impl ModelShelf for ModelFolder {
    async fn numbers(&self) -> Result<Vec<u32>, StorageError> {
        self.list().map_err(|error| self.failed("the models cannot be listed", error))
    }

    async fn get(&self, number: u32) -> Result<Option<String>, StorageError> {
        match fs::read_to_string(self.path(number)) {
            Ok(text) => Ok(Some(text)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(self.failed("a model cannot be read", error)),
        }
    }

    async fn put(&self, number: u32, text: &str) -> Result<(), StorageError> {
        self.write(number, text).map_err(|error| self.failed("a model cannot be written", error))
    }
}

/// Models that end with the process.
#[derive(Default)]
pub struct ModelsInMemory(Mutex<BTreeMap<u32, String>>);

#[async_trait]
impl ModelShelf for ModelsInMemory {
    async fn numbers(&self) -> Result<Vec<u32>, StorageError> {
        Ok(self.0.lock().unwrap_or_else(PoisonError::into_inner).keys().copied().collect())
    }

    async fn get(&self, number: u32) -> Result<Option<String>, StorageError> {
        Ok(self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&number).cloned())
    }

    async fn put(&self, number: u32, text: &str) -> Result<(), StorageError> {
        let mut models = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        models.entry(number).or_insert_with(|| text.to_owned());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn keeps(shelf: &dyn ModelShelf) {
        assert!(shelf.numbers().await.unwrap().is_empty());
        shelf.put(2, "two").await.unwrap();
        shelf.put(10, "ten").await.unwrap();
        shelf.put(2, "another").await.unwrap();
        assert_eq!(shelf.numbers().await.unwrap(), [2, 10]);
        assert_eq!(shelf.get(2).await.unwrap().as_deref(), Some("two"));
        assert_eq!(shelf.get(3).await.unwrap(), None);
    }

    #[tokio::test]
    async fn what_was_put_there_stays_as_it_is() {
        keeps(&ModelsInMemory::default()).await;
        let storage = tempfile::tempdir().unwrap();
        keeps(&ModelFolder::in_storage(storage.path())).await;
        // What was not finished is none.
        fs::write(storage.path().join("models/model-0011.unfinished"), "half").unwrap();
        assert_eq!(ModelFolder::in_storage(storage.path()).numbers().await.unwrap(), [2, 10]);
    }
}
