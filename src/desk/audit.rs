//! The audit log, checked.

use super::api::{Answer, DeskError};
use super::local::Local;

pub(super) async fn verify(local: &Local) -> Result<Answer, DeskError> {
    Ok(Answer::AuditReport(local.parts.repository.verify_audit().await?))
}
