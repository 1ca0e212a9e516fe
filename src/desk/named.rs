//! What the rep is called at the CRM, also while its users cannot be read: as it was read last.

use serde::{Deserialize, Serialize};

use super::api::{DeskError, Reading};
use super::local::Local;
use super::{doctor, suggestions};

/// Where it stands what they were called last.
const SETTING: &str = "named/1";

/// What the rep is called there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Named {
    /// Nothing where they are no user of it, or where that is not known.
    pub name: Option<String>,
    /// Its users could not be read, neither now nor ever before.
    pub is_unknown: bool,
}

/// As it was read last.
#[derive(PartialEq, Serialize, Deserialize)]
struct Kept {
    who: String,
    name: Option<String>,
}

/// What the rep is called there, as far as the reading lets it be asked.
pub(super) async fn me(local: &Local, reading: Reading) -> Result<Named, DeskError> {
    let owners = match reading {
        Reading::Offline | Reading::AsIs => doctor::owners_at_hand(local),
        _ => doctor::owners(local).await.ok(),
    };
    let kept = local.parts.repository.setting(SETTING).await?;
    let kept = kept.and_then(|text| serde_json::from_str::<Kept>(&text).ok());
    let kept = kept.filter(|kept| kept.who == local.actor());
    let Some(owners) = owners else {
        let is_unknown = kept.is_none();
        return Ok(Named { name: kept.and_then(|kept| kept.name), is_unknown });
    };
    let name = suggestions::me_named(local, &owners);
    let read = Kept { who: local.actor().to_owned(), name: name.clone() };
    if kept.as_ref() != Some(&read) {
        let text = serde_json::to_string(&read).unwrap_or_default();
        local.parts.repository.put_setting(SETTING, &text).await?;
    }
    Ok(Named { name, is_unknown: false })
}
