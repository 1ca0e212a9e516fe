//! A page for a call built again: the same profile, the same rules, and the model's answer where one worded its questions.

use serde::{Deserialize, Serialize};

use super::{Said, asked, prompts, wrong_prompt, zone};
use crate::copilot::asking;
use crate::copilot::conversation::for_call;
use crate::copilot::facts::{Facts, Scope};
use crate::copilot::playbook;
use crate::desk::api::{Asked, DeskError, FailureKind, ReplayReport};
use crate::desk::local::Local;
use crate::desk::{lookup, wording};
use crate::domain::Purpose;
use crate::domain::audit::AuditKind;
use crate::domain::call::CallSheet;
use crate::domain::profile::Profile;
use crate::gateway;
use crate::phrasing::Locale;

/// What the audit log keeps of a page, enough to write it again.
#[derive(Serialize, Deserialize)]
pub(in crate::desk) struct RecordedPage {
    pub profile: Profile,
    pub sheet: CallSheet,
    /// How whoever read it reads values.
    pub locale: String,
    /// What a model said; absent where it worded nothing.
    #[serde(default)]
    pub said: Option<Said>,
}

/// Keeps a page in the audit log.
pub(in crate::desk) async fn record(local: &Local, page: &RecordedPage) -> Result<(), DeskError> {
    let detail = serde_json::to_value(page).map_err(|error| {
        DeskError::new(FailureKind::Failed, format!("the page cannot be recorded: {error}"))
    })?;
    let customer = Some(page.sheet.customer_id);
    lookup::record(local, AuditKind::Prepared, customer, "call".to_owned(), detail).await
}

/// Writes a recorded page again from the profile of then, and compares.
pub(super) async fn replayed(
    local: &Local,
    sequence: u64,
    page: RecordedPage,
    actor: String,
) -> Result<ReplayReport, DeskError> {
    let RecordedPage { profile, sheet, locale, said } = page;
    let reader = Locale::named(&locale).unwrap_or_default();
    let mut again = playbook::call_sheet(&profile, sheet.created_at, &zone(&profile), &reader);
    let mut differences = Vec::new();
    if sheet.verification != again.verification {
        differences.push("the check strikes other sentences, or for other reasons".to_owned());
    }
    let mut asked = None;
    if let Some(said) = &said {
        let (was_asked, others) =
            worded_again(local, sequence, &sheet, said, &mut again, &profile, &reader).await?;
        asked = Some(was_asked);
        differences.extend(others);
    }
    if sheet.parts != again.parts {
        differences.push("the page's sentences differ".to_owned());
    }
    let (identical, page) = (differences.is_empty(), Some(Box::new(sheet)));
    Ok(ReplayReport {
        sequence,
        identical,
        differences,
        actor,
        asked,
        brief: None,
        page,
        decisions: Vec::new(),
    })
}

/// Puts the questions of the recorded answer into their places; what was asked, and what differs.
async fn worded_again(
    local: &Local,
    sequence: u64,
    sheet: &CallSheet,
    said: &Said,
    again: &mut CallSheet,
    profile: &Profile,
    reader: &Locale,
) -> Result<(Asked, Vec<String>), DeskError> {
    let scope = Scope { purpose: Purpose::Sales, question: None };
    let facts = Facts::of(profile, scope, sheet.created_at, &zone(profile)).read_in(reader);
    let question = for_call(sheet.customer_id, &facts, said.known.clone());
    let (rendered, masker) = gateway::rehearsed(&question, &prompts(local)?).map_err(wrong_prompt)?;
    let (asked, mut differences) =
        asked::compared(local, sequence, sheet.customer_id, said, &rendered).await?;
    let restore = |text: &str| masker.unmask(text).map_err(|error| error.to_string());
    match asking::read(&said.text, profile, &facts, &restore) {
        Err(why) => differences.push(why),
        Ok(worded) => {
            let engines = &mut again.questions.engines;
            wording::exchange(&mut again.parts, engines, &worded, "llm");
            if sheet.questions.verification != worded.verification {
                differences.push("the check strikes other questions, or for other reasons".to_owned());
            }
        }
    }
    Ok((asked, differences))
}
