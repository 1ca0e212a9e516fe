//! Those customers who get no win-back, so that it can be told later what win-backs bring.

use crate::desk::api::DeskError;
use crate::desk::local::Local;
use crate::domain::ids::CustomerId;
use crate::domain::quiet::is_held_out;

/// The setting that decides who they are; made once.
const SALT: &str = "hold-out salt";

/// Who gets no win-back.
#[derive(Clone, Debug)]
pub(in crate::desk) struct HoldOut {
    salt: String,
    share: f64,
}

impl HoldOut {
    /// Whether a customer is one of them.
    pub fn has(&self, customer: CustomerId) -> bool {
        is_held_out(customer, &self.salt, self.share)
    }
}

/// The hold-out of this installation.
pub(super) async fn group(local: &Local) -> Result<HoldOut, DeskError> {
    let repository = &local.parts.repository;
    let made = async || {
        if let Some(salt) = repository.setting(SALT).await? {
            return Ok::<String, DeskError>(salt);
        }
        let salt = uuid::Uuid::now_v7().simple().to_string();
        repository.put_setting(SALT, &salt).await?;
        Ok(salt)
    };
    let salt = local.model.salt.get_or_try_init(made).await?.clone();
    Ok(HoldOut { salt, share: local.parts.scoring.holdout })
}
