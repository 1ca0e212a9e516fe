//! What is wrong with a configuration: where, what, and what to do.

use std::fmt;
use std::path::{Path, PathBuf};

/// One mistake in the configuration file.
///
/// Names keys, lines and what was expected. Never quotes what the file says in a place where a secret may stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Line in the file, from 1; `None` where the file as a whole lacks something.
    pub line: Option<usize>,
    /// The key with its path: `llm.timeout_seconds`, `stores[0].token`. Empty for mistakes in the notation.
    pub path: String,
    /// What is wrong.
    pub what: String,
    /// What to do about it.
    pub hint: Option<String>,
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(formatter, "`{}`: ", self.path)?;
        }
        formatter.write_str(&self.what)?;
        match &self.hint {
            Some(hint) => write!(formatter, "; {hint}"),
            None => Ok(()),
        }
    }
}

/// Why there is no configuration to work with.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file that was asked for is not there.
    #[error("there is no configuration at {}", path.display())]
    Missing {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// The file is there and cannot be read.
    #[error("the configuration {} cannot be read ({kind})", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        kind: std::io::ErrorKind,
    },
    /// The file was read, and these mistakes were found: all of them.
    #[error("{}", listed(path, problems))]
    Invalid {
        /// The file.
        path: PathBuf,
        /// At least one, by line.
        problems: Vec<Problem>,
    },
    /// A variable of the environment names what is not there.
    #[error("the environment variable {name}: {what}")]
    Environment {
        /// The variable.
        name: String,
        /// What is wrong with it.
        what: String,
    },
    /// Neither the environment nor the system says where this user's files lie.
    #[error("the home folder is not known: set HOME, or name the configuration with `--config FILE`")]
    NoHome,
}

impl ConfigError {
    /// What to do next, where the error itself doesn't say.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Missing { .. } => {
                Some("`deskhand config init` writes one to start from; `deskhand demo` works without")
            }
            Self::Unreadable { .. } => Some("check the path and its permissions"),
            Self::Invalid { .. } | Self::Environment { .. } | Self::NoHome => None,
        }
    }
}

fn listed(path: &Path, problems: &[Problem]) -> String {
    let number = match problems.len() {
        1 => "a mistake".to_owned(),
        more => format!("{more} mistakes"),
    };
    let mut text = format!("the configuration {} has {number}", path.display());
    for problem in problems {
        text.push_str("\n  ");
        if let Some(line) = problem.line {
            text.push_str(&format!("line {line}: "));
        }
        text.push_str(&problem.to_string());
    }
    text
}
