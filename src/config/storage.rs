//! `[storage]`: where deskhand keeps what it knows.

use std::path::{Path, PathBuf};
use std::time::Duration;

use schemars::JsonSchema;

use super::reader::{Complaint, Section};
use super::values;

/// How long a fetched profile counts as fresh.
pub const DEFAULT_CACHE_TTL: Duration = Duration::from_secs(15 * 60);

/// Where deskhand keeps what it knows, encrypted.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Storage {
    /// The folder; `~` is the home folder. Without it: `deskhand` in the user's data folder.
    #[schemars(with = "Option<String>")]
    pub path: PathBuf,
    /// How long a fetched profile counts as fresh, with its unit: `90s`, `15m`, `2h`.
    #[schemars(with = "String", default = "default_ttl")]
    pub cache_ttl: Duration,
}

fn default_ttl() -> String {
    "15m".to_owned()
}

pub(super) fn read(mut section: Section<'_>, data_folder: &Path) -> Storage {
    let default = data_folder.to_owned();
    let shown = format!("{:?}", default.display().to_string());
    let path = section.or_default("path", default, &shown, values::path);
    let cache_ttl = section.or_default("cache_ttl", DEFAULT_CACHE_TTL, "\"15m\"", values::duration);
    if section.optional("url", values::text).is_some() {
        let what = "storage on a server is not supported by this version yet";
        section.complain("url", Complaint::hinting(what, "use `path`"));
    }
    section.refuse_the_rest();
    Storage { path, cache_ttl }
}
