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
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Kept {
    who: String,
    name: Option<String>,
}

/// What the rep is called there, as far as the reading lets it be asked.
pub(super) async fn me(local: &Local, reading: Reading) -> Result<Named, DeskError> {
    let owners = match reading {
        Reading::Offline | Reading::AsIs => doctor::owners_at_hand(local),
        _ => doctor::owners(local).await.ok(),
    };
    let kept = kept(local).await?.filter(|kept| kept.who == local.actor());
    let Some(owners) = owners else {
        let is_unknown = kept.is_none();
        return Ok(Named { name: kept.and_then(|kept| kept.name), is_unknown });
    };
    let name = suggestions::me_named(local, &owners);
    let read = Kept { who: local.actor().to_owned(), name: name.clone() };
    if kept.as_ref() != Some(&read) {
        let text = serde_json::to_string(&read).unwrap_or_default();
        local.parts.repository.put_setting(SETTING, &text).await?;
        *local.named.lock().await = InMemory::Read(Some(read));
    }
    Ok(Named { name, is_unknown: false })
}

/// What of it is in memory.
#[derive(Default)]
pub(super) enum InMemory {
    /// Nobody has asked for it yet.
    #[default]
    Unread,
    /// As it stands in the storage.
    Read(Option<Kept>),
}

/// What is kept: read once from the storage, since it is asked for with every look at a list.
async fn kept(local: &Local) -> Result<Option<Kept>, DeskError> {
    let mut named = local.named.lock().await;
    if let InMemory::Read(kept) = &*named {
        return Ok(kept.clone());
    }
    let text = local.parts.repository.setting(SETTING).await?;
    let kept: Option<Kept> = text.and_then(|text| serde_json::from_str(&text).ok());
    *named = InMemory::Read(kept.clone());
    Ok(kept)
}
