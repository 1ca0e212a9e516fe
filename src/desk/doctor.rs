//! What works and what does not, and what to do: vendors, model, storage.

use std::sync::Arc;

use futures::future::join_all;

use super::api::{Answer, DeskError};
use super::local::{Local, Parts};
use crate::domain::audit::{AuditEvent, AuditKind};
use crate::domain::crm::Owner;
use crate::ports::{Call, CrmClient, Finding, LanguageModel, StoreClient, Verdict};

/// Tests everything at once; each test has its own deadline.
pub(super) async fn doctor(local: &Local) -> Result<Answer, DeskError> {
    let Parts { stores, crm, model, .. } = &local.parts;
    let (storage, outside) =
        tokio::join!(storage(local), connections(stores, crm.as_deref(), model.as_deref()));
    Ok(Answer::Findings(storage?.into_iter().chain(outside).chain(prompts(local)).collect()))
}

/// Tests what lies outside this machine: also where the storage cannot be opened.
pub async fn connections(
    stores: &[Arc<dyn StoreClient>],
    crm: Option<&dyn CrmClient>,
    model: Option<&dyn LanguageModel>,
) -> Vec<Finding> {
    let stores = join_all(stores.iter().map(|store| store.check()));
    let crm = async {
        match crm {
            Some(crm) => crm.check().await,
            None => Vec::new(),
        }
    };
    let model = async {
        match model {
            Some(model) => model.check().await,
            None => vec![Finding {
                about: "model".to_owned(),
                verdict: Verdict::Good,
                what: "none configured: the playbook writes briefs and suggestions".to_owned(),
                hint: None,
            }],
        }
    };
    let (stores, crm, model) = tokio::join!(stores, crm, model);
    stores.into_iter().flatten().chain(crm).chain(model).collect()
}

/// A prompt of the user's that can't be used: every answer would be the playbook's.
fn prompts(local: &Local) -> Option<Finding> {
    let error = local.parts.gateway.as_ref()?.prompts().err()?;
    Some(Finding {
        about: "model".to_owned(),
        verdict: Verdict::Bad,
        what: error.to_string(),
        hint: Some("correct the file, or delete it to use the built-in prompt".to_owned()),
    })
}

async fn storage(local: &Local) -> Result<Vec<Finding>, DeskError> {
    let report = local.parts.repository.report().await?;
    let audit = local.parts.repository.verify_audit().await?;
    let mut findings = vec![Finding {
        about: "storage".to_owned(),
        verdict: Verdict::Good,
        what: format!(
            "open; {} customers with a key, {:.1} MB; the data key lies in {}",
            report.customers,
            report.bytes as f64 / 1e6,
            report.data_key
        ),
        hint: None,
    }];
    if let Some(recovered) = report.recovered {
        findings.push(Finding {
            about: "storage".to_owned(),
            verdict: Verdict::Warning,
            what: recovered,
            hint: Some("look through the outbox and the last briefs, then delete the copy".to_owned()),
        });
    }
    findings.push(match audit.fault {
        None => Finding {
            about: "audit log".to_owned(),
            verdict: Verdict::Good,
            what: format!("{} lines, the chain is whole", audit.lines),
            hint: None,
        },
        Some(fault) => Finding {
            about: "audit log".to_owned(),
            verdict: Verdict::Bad,
            what: fault.to_string(),
            hint: Some("compare with an earlier `deskhand audit export`".to_owned()),
        },
    });
    Ok(findings)
}

pub(super) async fn set_up(local: &Local) -> Result<Answer, DeskError> {
    let steps = local.crm()?.set_up(&Call::INTERACTIVE).await?;
    let event = AuditEvent {
        at: local.parts.clock.now(),
        actor: local.actor().to_owned(),
        kind: AuditKind::SetUp,
        customer: None,
        subject: "crm fields".to_owned(),
        detail: serde_json::json!(steps),
    };
    local.parts.repository.append_audit(&event).await?;
    Ok(Answer::SetUp(steps))
}

/// Colleagues at the CRM, asked once.
pub(super) async fn owners(local: &Local) -> Result<Vec<Owner>, DeskError> {
    if let Some(owners) = local.owners.get() {
        return Ok(owners.clone());
    }
    let owners = local.crm()?.owners(&Call::INTERACTIVE).await?;
    Ok(local.owners.get_or_init(|| owners).clone())
}
