//! Files that the user asks for: written where the app was started, for their own eyes, never over another.

use std::io::Write;
use std::path::{Path, PathBuf};

/// Where they are written.
#[derive(Clone, Debug)]
pub struct Exports(PathBuf);

/// Names that are tried where one is taken.
const MOST_NAMES: u32 = 99;

impl Exports {
    /// In this folder.
    pub fn into_folder(folder: PathBuf) -> Self {
        Self(folder)
    }

    /// Writes a file under a name, `NAME.json`, or the next that is free; its path, or why not in words.
    pub(super) async fn write(&self, name: &str, text: String) -> Result<PathBuf, String> {
        let (folder, name) = (self.0.clone(), name.to_owned());
        let written = tokio::task::spawn_blocking(move || write(&folder, &name, &text)).await;
        let why = |error: &dyn std::fmt::Display| format!("the file could not be written: {error}");
        written.map_err(|error| why(&error))?.map_err(|error| why(&error))
    }
}

fn write(folder: &Path, name: &str, text: &str) -> std::io::Result<PathBuf> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut number = 1;
    loop {
        let name = if number == 1 { format!("{name}.json") } else { format!("{name}-{number}.json") };
        let path = folder.join(name);
        match options.open(&path) {
            Ok(mut file) => {
                file.write_all(text.as_bytes())?;
                file.sync_all()?;
                return Ok(path);
            }
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists && number < MOST_NAMES => {
                number += 1
            }
            Err(error) => return Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_file_is_never_written_over_and_is_the_users_alone() {
        let folder = tempfile::tempdir().unwrap();
        let exports = Exports::into_folder(folder.path().to_owned());
        let first = exports.write("proof", "1".to_owned()).await.unwrap();
        let second = exports.write("proof", "2".to_owned()).await.unwrap();
        assert!(first.ends_with("proof.json") && second.ends_with("proof-2.json"));
        assert_eq!(std::fs::read_to_string(first).unwrap(), "1");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(std::fs::metadata(second).unwrap().permissions().mode() & 0o777, 0o600);
        }
        let nowhere = Exports::into_folder("/nowhere".into());
        assert!(nowhere.write("proof", String::new()).await.unwrap_err().contains("could not be written"));
    }
}
