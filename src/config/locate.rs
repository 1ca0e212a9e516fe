//! Where this user's files lie, by the XDG base directory rules.

use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;

use super::ConfigError;

/// The environment variable that names the configuration file.
pub const CONFIG_VARIABLE: &str = "DESKHAND_CONFIG";

/// The folders of this user, each with `deskhand` at its end; none need exist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folders {
    /// The home folder, for `~`.
    pub home: PathBuf,
    /// Configuration: `$XDG_CONFIG_HOME/deskhand`.
    pub config: PathBuf,
    /// What must last: `$XDG_DATA_HOME/deskhand`.
    pub data: PathBuf,
    /// Logs: `$XDG_STATE_HOME/deskhand`.
    pub state: PathBuf,
}

impl Folders {
    /// Finds them by the environment.
    ///
    /// # Errors
    /// [`ConfigError::NoHome`] where neither the environment nor the system knows a home folder.
    pub fn of_this_user() -> Result<Self, ConfigError> {
        let base = etcetera::choose_base_strategy().map_err(|_| ConfigError::NoHome)?;
        let ours = |folder: PathBuf| folder.join("deskhand");
        let state = base.state_dir().unwrap_or_else(|| base.data_dir());
        Ok(Self {
            home: base.home_dir().to_owned(),
            config: ours(base.config_dir()),
            data: ours(base.data_dir()),
            state: ours(state),
        })
    }

    /// Where the configuration lies if nobody says otherwise.
    pub fn config_file(&self) -> PathBuf {
        self.config.join("config.toml")
    }
}

/// The configuration's path: `--config`, then `DESKHAND_CONFIG`, then the XDG rules.
///
/// # Errors
/// [`ConfigError::NoHome`] where neither of the first two is given and there is no home folder.
pub fn config_path(flag: Option<&Path>) -> Result<PathBuf, ConfigError> {
    if let Some(path) = flag {
        return Ok(path.to_owned());
    }
    match std::env::var_os(CONFIG_VARIABLE) {
        Some(path) if !path.is_empty() => Ok(path.into()),
        _ => Ok(Folders::of_this_user()?.config_file()),
    }
}
