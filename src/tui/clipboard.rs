//! The clipboard of the system that the program runs on, beside the terminal's own: by the program that comes with it,
//! so that nothing has to be linked.

use std::ffi::OsString;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use tokio::io::AsyncWriteExt;
use tokio::process::Command;

/// Longest wait for the program; a clipboard answers at once or not at all.
const DEADLINE: Duration = Duration::from_secs(2);

/// How a text gets there: a program that takes it by its standard input. Nothing where there is no clipboard, as over
/// ssh: the terminal's own is sent to all the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clipboard(Option<Way>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Way {
    program: &'static str,
    arguments: &'static [&'static str],
    /// Whether it takes UTF-16 with a mark and nothing else.
    wide: bool,
}

const MAC: Way = Way { program: "pbcopy", arguments: &[], wide: false };
const WINDOWS: Way = Way { program: "clip.exe", arguments: &[], wide: true };
const WAYLAND: Way = Way { program: "wl-copy", arguments: &[], wide: false };
const X11: [Way; 2] = [
    Way { program: "xclip", arguments: &["-selection", "clipboard"], wide: false },
    Way { program: "xsel", arguments: &["--clipboard", "--input"], wide: false },
];

impl Clipboard {
    /// By the environment: what belongs to the display that is there and lies on `PATH`.
    pub fn of(variable: impl Fn(&str) -> Option<OsString>) -> Self {
        let is_set = |name: &str| variable(name).is_some_and(|value| !value.is_empty());
        let mut ways: Vec<Way> = Vec::new();
        if is_set("WAYLAND_DISPLAY") {
            ways.push(WAYLAND);
        }
        if is_set("DISPLAY") {
            ways.extend(X11);
        }
        // From elsewhere, this machine's clipboard is not the one that the user pastes from.
        if !is_set("SSH_CONNECTION") {
            ways.extend(cfg!(target_os = "macos").then_some(MAC));
            ways.extend((cfg!(windows) || is_set("WSL_DISTRO_NAME")).then_some(WINDOWS));
        }
        let path = variable("PATH").unwrap_or_default();
        let is_there =
            |way: &Way| std::env::split_paths(&path).any(|folder| is_program(&folder.join(way.program)));
        Self(ways.into_iter().find(is_there))
    }

    /// Puts a text there; says whether that worked. The text is in no argument and no shell.
    pub(super) async fn put(&self, text: &str) -> bool {
        let Some(way) = self.0 else { return false };
        let bytes = if way.wide { wide(text) } else { text.as_bytes().to_vec() };
        let mut command = Command::new(way.program);
        command.args(way.arguments).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        command.kill_on_drop(true);
        // Ctrl-C in the terminal is not the clipboard's.
        #[cfg(unix)]
        command.process_group(0);
        let put = async {
            let mut child = command.spawn()?;
            if let Some(mut input) = child.stdin.take() {
                input.write_all(&bytes).await?;
            }
            child.wait().await
        };
        matches!(tokio::time::timeout(DEADLINE, put).await, Ok(Ok(status)) if status.success())
    }
}

fn is_program(path: &Path) -> bool {
    path.is_file()
}

fn wide(text: &str) -> Vec<u8> {
    std::iter::once('\u{feff}')
        .chain(text.chars())
        .collect::<String>()
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect()
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use super::*;

    /// A folder with programs that keep what they are given in the file that is their only content's.
    fn with_programs(names: &[&str]) -> tempfile::TempDir {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        for name in names {
            let path = folder.path().join(name);
            std::fs::write(&path, "#!/bin/sh\nexec cat > \"$0.got\"\n").unwrap();
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
        }
        folder
    }

    fn of(folder: &Path, set: &[&str]) -> Clipboard {
        Clipboard::of(|name| match name {
            "PATH" => Some(folder.into()),
            name => set.contains(&name).then(|| "x".into()),
        })
    }

    #[test]
    fn the_program_is_that_of_the_display_which_is_there() {
        let folder = with_programs(&["wl-copy", "xsel", "clip.exe"]);
        let program = |set: &[&str]| of(folder.path(), set).0.map(|way| way.program);
        assert_eq!(program(&["WAYLAND_DISPLAY", "DISPLAY"]), Some("wl-copy"));
        assert_eq!(program(&["DISPLAY"]), Some("xsel"), "xclip is not there");
        assert_eq!(program(&["WSL_DISTRO_NAME"]), Some("clip.exe"));
        assert_eq!(program(&["WSL_DISTRO_NAME", "SSH_CONNECTION"]), None);
        assert_eq!(program(&[]), None);
    }

    #[tokio::test]
    async fn a_text_reaches_the_program_as_it_is() {
        let folder = with_programs(&["pbcopy"]);
        // By its whole path: what lies on the PATH of the tests is no matter.
        let program: &'static str = folder.path().join("pbcopy").to_string_lossy().into_owned().leak();
        let clipboard = Clipboard(Some(Way { program, ..MAC }));
        let text = "line 1\n$(touch /tmp/never) ünïcode";
        assert!(clipboard.put(text).await);
        assert_eq!(std::fs::read_to_string(format!("{program}.got")).unwrap(), text);
        assert!(!Clipboard(Some(Way { program: "/nowhere/pbcopy", ..MAC })).put(text).await);
        assert!(!Clipboard(None).put(text).await);
    }

    #[test]
    fn wide_text_begins_with_its_mark() {
        assert_eq!(wide("é"), [0xff, 0xfe, 0xe9, 0x00]);
    }
}
