//! What works and what does not, and what to do: vendors, model, storage.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures::future::join_all;
use jiff::{SignedDuration, Timestamp};

use super::api::{Answer, DeskError};
use super::local::{Local, Parts};
use super::{sources, suggestions};
use crate::domain::Money;
use crate::domain::audit::{AuditEvent, AuditKind};
use crate::domain::crm::Owner;
use crate::phrasing::Locale;
use crate::ports::{Call, CrmClient, Finding, LanguageModel, PortError, StoreClient, Verdict};

/// How long colleagues stay as they were read.
const OWNERS_KEPT: SignedDuration = SignedDuration::from_hours(1);

/// How long a CRM that did not give them is left alone where they are known from before.
const OWNERS_LEFT_ALONE: SignedDuration = SignedDuration::from_mins(5);

/// Colleagues as they were read.
#[derive(Clone, Debug)]
pub(super) struct KnownOwners {
    /// Until when they are not asked for again.
    until: Timestamp,
    owners: Vec<Owner>,
}

/// Tests everything at once; each test has its own deadline.
pub(super) async fn doctor(local: &Local) -> Result<Answer, DeskError> {
    let Parts { stores, crm, models, .. } = &local.parts;
    let (storage, outside, budget) =
        tokio::join!(storage(local), connections(stores, crm.as_deref(), models), budget(local));
    sources::tested(local, &outside).await;
    let standing = sources::findings(local).await?;
    let me = me(local).await;
    let findings = storage?.into_iter().chain(outside).chain(me).chain(standing);
    let findings = findings.chain(prompts(local)).chain(budget?);
    Ok(Answer::Findings(findings.collect()))
}

/// Who works here is no user of the CRM: nothing there can be theirs. Where its users cannot be read, that is not known.
async fn me(local: &Local) -> Option<Finding> {
    let owners = owners(local).await.ok().filter(|owners| !owners.is_empty())?;
    suggestions::me_named(local, &owners).is_none().then(|| Finding {
        about: "me".to_owned(),
        verdict: Verdict::Warning,
        what: format!("{} is no user of the CRM: no case, lead or call there is yours", local.actor()),
        hint: Some("set `email` under [me] to the address of your user at the CRM".to_owned()),
        lacks: None,
    })
}

/// Tests what lies outside this machine: also where the storage cannot be opened.
pub async fn connections(
    stores: &[Arc<dyn StoreClient>],
    crm: Option<&dyn CrmClient>,
    models: &[Arc<dyn LanguageModel>],
) -> Vec<Finding> {
    let stores = join_all(stores.iter().map(|store| store.check()));
    let crm = async {
        match crm {
            Some(crm) => crm.check().await,
            None => Vec::new(),
        }
    };
    let models = join_all(models.iter().map(|model| examined(model.as_ref(), models.len() > 1)));
    let (stores, crm, models) = tokio::join!(stores, crm, models);
    let mut models: Vec<Finding> = models.into_iter().flatten().collect();
    if models.is_empty() {
        models.push(Finding {
            about: "model".to_owned(),
            verdict: Verdict::Good,
            what: "none configured: the playbook writes briefs and suggestions".to_owned(),
            hint: None,
            lacks: None,
        });
    }
    stores.into_iter().flatten().chain(crm).chain(models).collect()
}

/// What a model's test found; of several, each by its name.
async fn examined(model: &dyn LanguageModel, is_one_of_several: bool) -> Vec<Finding> {
    let mut findings = model.check().await;
    if is_one_of_several {
        findings.iter_mut().for_each(|finding| finding.what = format!("{}: {}", model.name(), finding.what));
    }
    findings
}

/// What is spent on models, and of how much.
async fn budget(local: &Local) -> Result<Option<Finding>, DeskError> {
    let Some(gateway) = &local.parts.gateway else { return Ok(None) };
    let spending = gateway.spending().await?;
    let warnings = spending.warnings();
    let locale = &local.parts.me.locale;
    let count = |number: u64| locale.count(i128::from(number));
    let mut what = format!("{} of {} tokens today", count(spending.tokens), count(spending.daily_tokens));
    let in_words = |money: Money| locale.cost(money);
    match (spending.money, spending.monthly) {
        (Some(spent), Some(allowed)) => {
            what.push_str(&format!("; {} of {} this month", in_words(spent), in_words(allowed)));
        }
        (Some(spent), None) => what.push_str(&format!("; {} this month", in_words(spent))),
        (None, _) => {}
    }
    if let Some(allowed) = spending.requests_per_minute {
        what.push_str(&format!(
            "; {} of {} requests in the last minute",
            count(spending.requests.into()),
            count(allowed.into())
        ));
    }
    let is_near = !warnings.is_empty();
    Ok(Some(Finding {
        about: "model budget".to_owned(),
        verdict: if is_near { Verdict::Warning } else { Verdict::Good },
        what,
        hint: is_near.then(|| format!("{}; beyond it the playbook writes", warnings.join(", "))),
        lacks: None,
    }))
}

/// A prompt of the user's that can't be used: every answer would be the playbook's.
fn prompts(local: &Local) -> Option<Finding> {
    let error = local.parts.gateway.as_ref()?.prompts().err()?;
    Some(Finding {
        about: "model".to_owned(),
        verdict: Verdict::Bad,
        what: error.to_string(),
        hint: Some("correct the file, or delete it to use the built-in prompt".to_owned()),
        lacks: None,
    })
}

async fn storage(local: &Local) -> Result<Vec<Finding>, DeskError> {
    let report = local.parts.repository.report().await?;
    let audit = local.parts.repository.verify_audit().await?;
    let locale = &local.parts.me.locale;
    let mut findings = vec![Finding {
        about: "storage".to_owned(),
        verdict: Verdict::Good,
        what: format!(
            "open; {} with a key, {} kB; the data key lies in {}",
            counted_in(locale, report.customers, "customer"),
            locale.count(i128::from(report.bytes / 1_000)),
            report.data_key
        ),
        hint: None,
        lacks: None,
    }];
    if let Some(recovered) = report.recovered {
        findings.push(Finding {
            about: "storage".to_owned(),
            verdict: Verdict::Warning,
            what: recovered,
            hint: Some("look through the outbox and the last briefs, then delete the copy".to_owned()),
            lacks: None,
        });
    }
    findings.push(match audit.fault {
        None => Finding {
            about: "audit log".to_owned(),
            verdict: Verdict::Good,
            what: format!("{}, the chain is whole", counted_in(locale, audit.lines, "line")),
            hint: None,
            lacks: None,
        },
        Some(fault) => Finding {
            about: "audit log".to_owned(),
            verdict: Verdict::Bad,
            what: fault.to_string(),
            hint: Some("compare with an earlier `deskhand audit export`".to_owned()),
            lacks: None,
        },
    });
    Ok(findings)
}

/// Makes the CRM's fields; a try only says which are missing, and is not recorded.
pub(super) async fn set_up(local: &Local, try_only: bool) -> Result<Answer, DeskError> {
    let steps = local.crm()?.set_up(try_only, &Call::INTERACTIVE).await?;
    if try_only {
        return Ok(Answer::SetUp(steps));
    }
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

/// `1.299 lines`, as the rep's language groups digits.
fn counted_in(locale: &Locale, count: u64, noun: &str) -> String {
    format!("{} {noun}{}", locale.count(i128::from(count)), if count == 1 { "" } else { "s" })
}

/// Colleagues at the CRM, asked for once an hour; those from before where it does not answer.
pub(super) async fn owners(local: &Local) -> Result<Vec<Owner>, DeskError> {
    Ok(colleagues(local, local.crm()?.as_ref()).await?)
}

/// The same of the CRM that is at hand.
pub(super) async fn colleagues(local: &Local, crm: &dyn CrmClient) -> Result<Vec<Owner>, PortError> {
    let now = local.parts.clock.now();
    let known = lock(&local.owners).clone();
    if let Some(known) = known.as_ref().filter(|known| now < known.until) {
        return Ok(known.owners.clone());
    }
    match (crm.owners(&Call::INTERACTIVE).await, known) {
        (Ok(owners), _) => {
            *lock(&local.owners) = Some(KnownOwners { until: now + OWNERS_KEPT, owners: owners.clone() });
            Ok(owners)
        }
        (Err(error), Some(known)) => {
            tracing::info!(error = %error.what, "colleagues were not read again");
            let owners = known.owners;
            *lock(&local.owners) =
                Some(KnownOwners { until: now + OWNERS_LEFT_ALONE, owners: owners.clone() });
            Ok(owners)
        }
        (Err(error), None) => Err(error),
    }
}

/// The same as far as they are known without asking.
pub(super) fn known_owners(local: &Local) -> Vec<Owner> {
    owners_at_hand(local).unwrap_or_default()
}

/// The same; nothing where they were not read yet.
pub(super) fn owners_at_hand(local: &Local) -> Option<Vec<Owner>> {
    lock(&local.owners).as_ref().map(|known| known.owners.clone())
}

fn lock(owners: &Mutex<Option<KnownOwners>>) -> MutexGuard<'_, Option<KnownOwners>> {
    owners.lock().unwrap_or_else(PoisonError::into_inner)
}
