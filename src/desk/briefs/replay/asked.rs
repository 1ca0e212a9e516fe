//! What was asked of a model then, as it left, beside what would be asked now.

use serde_json::Value;

use super::{Prompted, Said};
use crate::desk::api::{Asked, DeskError};
use crate::desk::local::Local;
use crate::domain::audit::{AuditKind, Digest32};
use crate::domain::ids::CustomerId;
use crate::gateway::Rendered;
use crate::ports::repository::AuditRecord;

/// Lines before a brief among which its request is looked for.
const AMONG: usize = 200;

/// What was asked, and how the prompt of now differs from it. `now` is the prompt as it is rendered now from what was
/// recorded.
pub(super) async fn compared(
    local: &Local,
    sequence: u64,
    customer: CustomerId,
    said: &Said,
    now: &Rendered,
) -> Result<(Asked, Vec<String>), DeskError> {
    let Prompted { version, digest } = &said.prompt;
    let left = request(local, sequence, customer, *digest).await?;
    let digest_now = now.digest();
    let mut differences = Vec::new();
    if *version != now.version {
        differences.push(format!("templates: {version} then, {} now", now.version));
    } else if *digest != digest_now {
        differences.push("the prompt is rendered otherwise now, from the same templates".to_owned());
    }
    let (line, messages) = left.map_or((None, None), |(line, messages)| (Some(line), Some(messages)));
    let as_now = || (now.system.clone(), now.user.clone());
    let messages = messages.or_else(|| (*digest == digest_now).then(as_now));
    let (system, user) = messages.unwrap_or_default();
    let asked = Asked {
        line,
        version: version.clone(),
        version_now: now.version.clone(),
        digest: *digest,
        digest_now,
        system,
        user,
        answer: said.text.clone(),
    };
    Ok((asked, differences))
}

/// The line of the request that carried this prompt, and its messages as they left.
async fn request(
    local: &Local,
    sequence: u64,
    customer: CustomerId,
    digest: Digest32,
) -> Result<Option<(u64, (String, String))>, DeskError> {
    let after = sequence.saturating_sub(AMONG as u64 + 1);
    let lines = local.parts.repository.audit_after(after, AMONG).await?;
    let before = lines.iter().rev().filter(|record| record.sequence < sequence);
    let mut of_customer = before.filter(|record| record.customer == Some(customer));
    Ok(of_customer.find_map(|record| {
        let messages = messages(record)?;
        carries(&messages, digest).then_some((record.sequence, messages))
    }))
}

/// Rules and data of the request that a line tells of.
fn messages(record: &AuditRecord) -> Option<(String, String)> {
    let event = record.event.as_ref().filter(|event| event.kind == AuditKind::Prompted)?;
    let sent = event.detail["sent"].as_str()?;
    // After a repair several requests stand one behind the other; the prompt is in the first.
    let body: Value = serde_json::Deserializer::from_str(sent).into_iter().next()?.ok()?;
    let said = |role: &[&str]| {
        let mut all = body["messages"].as_array()?.iter();
        let message = all.find(|message| message["role"].as_str().is_some_and(|one| role.contains(&one)))?;
        message["content"].as_str().map(str::to_owned)
    };
    Some((said(&["system", "developer"])?, said(&["user"])?))
}

/// Whether messages carry a prompt. A server without structured answers is told the form behind the rules, on lines of
/// its own.
fn carries((system, user): &(String, String), digest: Digest32) -> bool {
    let ends = std::iter::once(system.len()).chain(system.match_indices('\n').map(|(at, _)| at));
    ends.map(|end| system[..end].to_owned()).any(|rules| {
        Rendered { system: rules, user: user.clone(), version: String::new() }.digest() == digest
    })
}
