//! Briefs and questions: cached where nothing has changed, asked where it has, recorded so that each can be
//! rebuilt.

use super::api::{Answer, DeskError, FailureKind, Reading, Who};
use super::local::{Local, Tell};
use crate::domain::Purpose;
use crate::domain::ids::CustomerId;

/// How a brief is wanted.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wanted {
    pub purpose: Purpose,
    pub reading: Reading,
    pub playbook_only: bool,
    pub again: bool,
}

pub(super) async fn brief(_: &Local, _: u64, _: &Who, _: Wanted, _: Tell) -> Result<Answer, DeskError> {
    Err(DeskError::new(FailureKind::Failed, "no copilot"))
}

pub(super) async fn ask(_: &Local, _: u64, _: &Who, _: &str, _: Tell) -> Result<Answer, DeskError> {
    Err(DeskError::new(FailureKind::Failed, "no copilot"))
}

pub(super) async fn replay(_: &Local, _: u64) -> Result<Answer, DeskError> {
    Err(DeskError::new(FailureKind::Failed, "no copilot"))
}

pub(super) async fn wires(
    local: &Local,
    customer: Option<CustomerId>,
    limit: usize,
) -> Result<Answer, DeskError> {
    Ok(Answer::Wires(local.parts.repository.wires(customer, limit).await?))
}
