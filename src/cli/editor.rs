//! A draft in the rep's own editor.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

use super::exit::{Failure, Status};

/// Opens `$VISUAL` or `$EDITOR` on a text and gives back what was saved. The text lies in a file that only its
/// owner reads, for as long as the editor runs.
///
/// # Errors
/// There is no editor or no terminal; or the editor failed, and then nothing is changed.
pub async fn edit(text: &str) -> Result<String, Failure> {
    let editor = ["VISUAL", "EDITOR"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.trim().is_empty()));
    let Some(editor) = editor else {
        return Err(Failure::saying(Status::Usage, "neither $VISUAL nor $EDITOR names an editor")
            .hinting("say `--body TEXT` or `--body-file FILE`"));
    };
    if !std::io::stdin().is_terminal() {
        return Err(Failure::saying(Status::Usage, "an editor needs a terminal")
            .hinting("say `--body TEXT` or `--body-file FILE`"));
    }
    let file = Draft::with(text)?;
    // As git does it: the variable may hold arguments.
    let ended = tokio::process::Command::new("sh")
        .args(["-c", &format!("{editor} \"$@\""), "editor"])
        .arg(&file.0)
        .status()
        .await;
    match ended {
        Ok(status) if status.success() => Ok(std::fs::read_to_string(&file.0)?),
        Ok(status) => Err(Failure::saying(
            Status::Failed,
            format!("the editor ended with {status}; nothing was changed"),
        )),
        Err(error) => {
            Err(Failure::saying(Status::Failed, format!("the editor could not be started: {error}")))
        }
    }
}

/// A file that goes when it is no longer needed.
struct Draft(PathBuf);

impl Draft {
    fn with(text: &str) -> Result<Self, Failure> {
        let path = std::env::temp_dir().join(format!("deskhand-draft-{}.txt", uuid::Uuid::now_v7().simple()));
        create_private(&path)?.write_all(text.as_bytes())?;
        Ok(Self(path))
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        // What the system clears away anyway.
        let _ = std::fs::remove_file(&self.0);
    }
}

fn create_private(path: &Path) -> std::io::Result<std::fs::File> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
