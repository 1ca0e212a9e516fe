//! Triage: the open cases of a customer labelled, by a model through the gateway or by rules.

use super::api::{Answer, DeskError, FailureKind, Notice, Reading, Who};
use super::briefs::zone;
use super::local::{Local, Tell};
use super::model::{self, Asker, Lost};
use super::{corrections, doctor, lookup, queue};
use crate::copilot::conversation::for_triage;
use crate::copilot::facts::{Facts, Scope};
use crate::copilot::triage::corrected::Memory;
use crate::copilot::triage::{self, Labelled};
use crate::domain::Purpose;
use crate::domain::brief::{Privacy, Usage};
use crate::domain::crm::Case;
use crate::domain::profile::Profile;
use crate::domain::triage::{LIKE, Triage, opening};
use crate::gateway::Known;

/// Cases of one customer that are labelled at once, the most pressing first.
const MOST_CASES: usize = 8;

/// What the labelling of one customer's cases looks at.
struct Task<'a> {
    local: &'a Local,
    asker: Asker<'a>,
    profile: &'a Profile,
    facts: &'a Facts,
    memory: &'a Memory,
}

/// What one engine made of a case.
struct Authored {
    labelled: Labelled,
    engine: String,
    why_not_llm: Option<String>,
    privacy: Privacy,
    usage: Usage,
}

pub(super) async fn triage(
    local: &Local,
    id: u64,
    who: &Who,
    case: Option<&str>,
    tell: Tell,
) -> Result<Answer, DeskError> {
    let profile = lookup::whole(local, who, Reading::Cached).await?;
    let cases = wanted(&profile, case)?;
    let scope = Scope { purpose: Purpose::Support, question: None };
    let facts =
        Facts::of(&profile, scope, local.parts.clock.now(), &zone(&profile)).read_in(&local.parts.me.locale);
    // The rules need none of it, and the CRM is not asked for nothing.
    let known = match model::gateway(local, false) {
        Err(_) => Known::default(),
        Ok(_) => {
            let colleagues = doctor::owners(local).await.unwrap_or_default();
            model::known(local, &profile, &colleagues).await?
        }
    };
    let asker = Asker { id, tell: &tell, again: false };
    let memory = corrections::memory(local).await?;
    let task = Task { local, asker, profile: &profile, facts: &facts, memory: &memory };
    let total = u64::try_from(cases.len()).ok();
    let mut labelled = Vec::with_capacity(cases.len());
    for (done, case) in (0..).zip(&cases) {
        tell(Notice::Progress { request: id, what: format!("labelling case {}", case.id), done, total });
        let authored = match task.by_model(known.clone(), case).await {
            Ok(authored) => authored,
            Err(lost) => task.by_rules(case, lost),
        };
        labelled.push(task.triage(case, task.put_right(case, authored)));
    }
    let by_model = cases.into_iter().zip(&labelled).filter(|(_, triage)| triage.why_not_llm.is_none());
    queue::labelled_by_model(local, &by_model.collect::<Vec<_>>()).await?;
    Ok(Answer::Triage(labelled))
}

/// The case that is named, or all open ones, most pressing first.
fn wanted<'a>(profile: &'a Profile, named: Option<&str>) -> Result<Vec<&'a Case>, DeskError> {
    if let Some(named) = named {
        let id = named.trim_start_matches("case:");
        let case = profile.cases.iter().find(|case| case.id == id);
        let missing = || DeskError::new(FailureKind::NotFound, "this customer has no such case");
        return Ok(vec![case.ok_or_else(missing)?]);
    }
    let mut open: Vec<&Case> = profile.open_cases().collect();
    open.sort_by_key(|case| std::cmp::Reverse((case.priority, case.updated_at)));
    open.truncate(MOST_CASES);
    Ok(open)
}

impl Task<'_> {
    async fn by_model(&self, known: Known, case: &Case) -> Result<Authored, Lost> {
        let gateway = model::gateway(self.local, false)?;
        // An old case among many is no fact of the profile's, so that nothing could be said of it.
        if self.facts.get(&case.evidence).is_none() {
            return Err(Lost::unasked("the case is not among the newest of this customer"));
        }
        let question = for_triage(self.profile.customer.id, self.facts, known, &case.evidence);
        let mut said = model::whole(self.local, gateway, self.asker, question.clone(), None).await?;
        let mut read = self.read(&said, case);
        if read.is_err() {
            // Servers without structured answers let a model write what it likes: once it is to put that right.
            let broken = Some(std::mem::take(&mut said.text));
            let again = model::whole(self.local, gateway, self.asker, question, broken).await;
            let again = again.map_err(|lost| Lost { usage: said.usage.and(&lost.usage), ..lost })?;
            read = self.read(&again, case);
            said = model::Whole { usage: said.usage.and(&again.usage), ..again };
        }
        let engine = model::label(&said.answer.model());
        let (privacy, usage) = (said.privacy, said.usage);
        match read {
            Ok(labelled) => Ok(Authored { labelled, engine, why_not_llm: None, privacy, usage }),
            Err(why) => Err(Lost { why, privacy, usage, ..Lost::default() }),
        }
    }

    fn read(&self, said: &model::Whole, case: &Case) -> Result<Labelled, String> {
        let restore = |text: &str| said.answer.restore(text).map_err(|error| error.to_string());
        triage::read(&said.text, &case.evidence, self.profile, self.facts, &restore)
    }

    /// What a person has said of the case holds, or of one in much the same words, whatever an engine makes of it.
    fn put_right(&self, case: &Case, authored: Authored) -> Authored {
        let (change, engine) = match self.memory.of_case(&case.id) {
            Some(correction) => (correction.change, correction.by.clone()),
            None => match self.memory.like(&opening(case)) {
                Some(like) => (like.change, format!("{LIKE}{}", like.case.id)),
                None => return authored,
            },
        };
        let labels = authored.labelled.labels.with(change);
        let labelled = Labelled { labels, ..authored.labelled };
        Authored { labelled, engine, ..authored }
    }

    fn by_rules(&self, case: &Case, lost: Lost) -> Authored {
        Authored {
            labelled: triage::labelled_by_rules(case, self.facts),
            engine: "rules".to_owned(),
            why_not_llm: Some(lost.why),
            privacy: lost.privacy,
            usage: lost.usage,
        }
    }

    fn triage(&self, case: &Case, authored: Authored) -> Triage {
        Triage {
            customer_id: self.profile.customer.id,
            case: case.evidence.clone(),
            labels: authored.labelled.labels,
            summary: authored.labelled.summary,
            engine: authored.engine,
            why_not_llm: authored.why_not_llm,
            verification: authored.labelled.verification,
            privacy: authored.privacy,
            usage: authored.usage,
            at: self.local.parts.clock.now(),
        }
    }
}
