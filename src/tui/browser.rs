//! Opens a page in the user's browser, apart from the terminal.

use std::ffi::OsString;
use std::process::Stdio;

use tokio::process::Command;

/// How pages are opened: a program that gets the address. Nothing where no browser can be seen from here, as over ssh.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Browser(Option<OsString>);

impl Browser {
    /// By the environment: `DESKHAND_BROWSER`, else `BROWSER`, else the system's own way.
    pub fn of(variable: impl Fn(&str) -> Option<OsString>) -> Self {
        let set = |name: &str| variable(name).filter(|value| !value.is_empty());
        if let Some(own) = set("DESKHAND_BROWSER").or_else(|| set("BROWSER")) {
            return Self(Some(own));
        }
        if cfg!(target_os = "macos") {
            return Self(Some("open".into()));
        }
        if cfg!(windows) {
            return Self(Some("explorer".into()));
        }
        // Without a display the opener would start a browser that draws over this terminal.
        let sees =
            ["DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME"].into_iter().any(|name| set(name).is_some());
        Self(sees.then(|| "xdg-open".into()))
    }

    /// Opens a page; says whether that worked. Never waits for a browser that stays.
    pub(super) async fn open(&self, url: &str) -> bool {
        let Some(program) = &self.0 else { return false };
        let mut command = Command::new(program);
        command.arg(url).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        // Ctrl-C in the terminal is not the browser's.
        #[cfg(unix)]
        command.process_group(0);
        match command.status().await {
            // The way of one system says 1 although it has worked.
            Ok(status) => status.success() || cfg!(windows),
            Err(_) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(set: &[(&'static str, &str)]) -> Browser {
        let set: Vec<(&str, OsString)> = set.iter().map(|(name, value)| (*name, (*value).into())).collect();
        Browser::of(|name| set.iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone()))
    }

    #[test]
    fn the_users_own_choice_comes_first() {
        assert_eq!(with(&[("DESKHAND_BROWSER", "a"), ("BROWSER", "b")]), Browser(Some("a".into())));
        assert_eq!(with(&[("BROWSER", "b"), ("DISPLAY", ":0")]), Browser(Some("b".into())));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn without_a_display_no_browser_draws_over_the_terminal() {
        assert_eq!(with(&[]), Browser(None));
        assert_eq!(with(&[("DISPLAY", ":0")]), Browser(Some("xdg-open".into())));
    }

    #[tokio::test]
    async fn what_cannot_be_started_is_said() {
        assert!(!with(&[("BROWSER", "/nowhere/browser")]).open("https://example.com/").await);
        assert!(!Browser(None).open("https://example.com/").await);
    }
}
