//! Briefs: written from the profile by a model or, where there is none or it fails, by the playbook; kept with their
//! suggestions, recorded so that each can be rebuilt.

mod edits;
mod proof;
mod replay;
mod suggestion;
mod terms;

use futures::FutureExt;
use futures::future::BoxFuture;
use jiff::Timestamp;
use jiff::tz::TimeZone;

pub(super) use proof::prove;
pub(super) use replay::{Prompted, RecordedPage, Said, record_page, replay};

use super::answers::Known;
use super::api::{Answer, DeskError, FailureKind, Notice, Reading, Who};
use super::local::{Local, Tell};
use super::model::{self, Asker, Listening, Lost};
use super::{answers, casework, doctor, lookup, refunds, suggestions};
use crate::copilot::Hand;
use crate::copilot::candidates::{self, Terms};
use crate::copilot::conversation::{Conversation, Heard, for_brief};
use crate::copilot::facts::{Facts, Scope};
use crate::copilot::playbook::{self, RULES_VERSION};
use crate::copilot::situation::Situation;
use crate::copilot::under_way::sentences;
use crate::domain::action::{ActionKind, Phase};
use crate::domain::answer::{UnderWay, said_sent};
use crate::domain::audit::AuditKind;
use crate::domain::brief::{
    Brief, Privacy, Sentence, StoredSuggestion, Suggestion, SuggestionStatus, Usage, Verification,
};
use crate::domain::crm::Owner;
use crate::domain::ids::CustomerId;
use crate::domain::profile::Profile;
use crate::domain::refunds::PayingBack;
use crate::domain::{EvidenceId, Purpose};
use crate::gateway::PromptName;
use crate::phrasing::Locale;
use replay::Recorded;
use suggestion::suggestion;
pub(super) use terms::granted_exceptions;
use terms::terms;

/// How a brief is wanted.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    pub purpose: Purpose,
    pub case: Option<EvidenceId>,
    pub reading: Reading,
    pub playbook_only: bool,
    pub again: bool,
}

/// A request for a brief, with what it is written from.
struct Task<'a> {
    local: &'a Local,
    id: u64,
    profile: &'a Profile,
    purpose: Purpose,
    now: Timestamp,
    colleagues: &'a [Owner],
    hand: &'a Hand,
    terms: &'a Terms,
    tell: &'a Tell,
}

/// What one engine wrote.
struct Authored {
    engine: String,
    why_not_llm: Option<String>,
    summary: Vec<Sentence>,
    suggestions: Vec<StoredSuggestion>,
    verification: Verification,
    privacy: Privacy,
    usage: Usage,
    prompt_version: String,
    said: Option<Said>,
}

pub(super) fn brief<'a>(
    local: &'a Local,
    id: u64,
    who: &'a Who,
    wanted: Wanted,
    tell: Tell,
) -> BoxFuture<'a, Result<Answer, DeskError>> {
    // Off the stack: whatever answers any request has room for it.
    written(local, id, who, wanted, tell).boxed()
}

async fn written(local: &Local, id: u64, who: &Who, wanted: Wanted, tell: Tell) -> Result<Answer, DeskError> {
    let profile = lookup::whole(local, who, wanted.reading).await?;
    let (profile, known) = answers::with_said_sent(local, profile).await?;
    let paying_back = refunds::paying_back(local, &profile).await?;
    if !wanted.again
        && wanted.reading != Reading::Fresh
        && let Some(kept) = kept(local, &profile, (&known, &paying_back), &wanted).await?
    {
        return Ok(Answer::Brief(Box::new(kept)));
    }
    let now = local.parts.clock.now();
    // A CRM that does not answer now leaves the tasks without an owner; its names are the profile's then.
    let colleagues = doctor::owners(local).await.unwrap_or_default();
    let terms = Terms { case: wanted.case.clone(), ..terms(local, profile.customer.id, &known).await? };
    let terms = &Terms { paying_back, ..terms };
    let hand = &hand(local, &profile, &colleagues).await?;
    let (purpose, profile_read, colleagues) = (wanted.purpose, &profile, &colleagues);
    let task = Task { local, id, profile: profile_read, purpose, now, colleagues, hand, terms, tell: &tell };
    let mut authored = match task.by_model(&wanted).await? {
        Ok(authored) => authored,
        Err(lost) => task.by_playbook(lost).await,
    };
    authored.summary.splice(0..0, task.under_way());
    let mut brief = Brief {
        customer_id: profile.customer.id,
        purpose,
        case: wanted.case,
        engine: authored.engine,
        why_not_llm: authored.why_not_llm,
        summary: authored.summary,
        suggestions: authored.suggestions.iter().map(|s| s.suggestion.clone()).collect(),
        verification: authored.verification,
        privacy: authored.privacy,
        usage: authored.usage,
        prompt_version: authored.prompt_version,
        locale: local.parts.me.locale.tag().to_owned(),
        said_sent: said_sent(&known.said_sent),
        under_way: known.under_way,
        paying_back: terms.paying_back.clone(),
        created_at: now,
    };
    local.parts.repository.put_brief(&brief, &authored.suggestions).await?;
    let zone = profile.customer.time_zone.clone();
    let (said, terms) = (authored.said, terms.clone());
    let recorded = Recorded { zone, profile, brief: brief.clone(), said, terms };
    let detail = serde_json::to_value(&recorded).map_err(|error| {
        DeskError::new(FailureKind::Failed, format!("the brief cannot be recorded: {error}"))
    })?;
    let subject = purpose.as_str().to_owned();
    lookup::record(local, AuditKind::Briefed, Some(brief.customer_id), subject, detail).await?;
    // Whoever asks for another wants other words.
    if !wanted.again {
        edits::keep(local, &recorded.profile, &mut brief).await?;
    }
    Ok(Answer::Brief(Box::new(brief)))
}

impl Task<'_> {
    /// Lets the model write. What is verified is told at once; a model that fails leaves nothing of it.
    ///
    /// # Errors
    /// The storage's. That the model fails is the inner error, and what follows from it is the playbook.
    async fn by_model(&self, wanted: &Wanted) -> Result<Result<Authored, Lost>, DeskError> {
        let gateway = match model::gateway(self.local, wanted.playbook_only) {
            Ok(gateway) => gateway,
            Err(unasked) => return Ok(Err(unasked)),
        };
        let scope = Scope { purpose: self.purpose, question: None };
        let facts = Facts::of(self.profile, scope, self.now, &zone(self.profile)).read_in(self.reader());
        let facts = facts.allowing(&self.terms.promises).returning(self.profile, self.terms.returns.as_ref());
        let facts = facts.worked_in(self.terms.office.as_deref());
        let situation = Situation::about(self.profile, &facts, self.purpose, self.terms.case.as_ref());
        let situation = situation.with_exceptions(&self.terms.exceptions);
        let parts = &self.local.parts;
        let may_write = parts.policy.phase != Phase::Observe && parts.crm.is_some();
        let candidates = if may_write { candidates::all(&situation, self.terms) } else { Vec::new() };
        let known = model::known(self.local, self.profile, self.colleagues).await?;
        let customer = self.profile.customer.id;
        let question = for_brief(customer, self.purpose, &facts, known.clone(), &candidates);
        let conversation = Conversation::new(&situation, &candidates);
        let again = wanted.again || wanted.reading == Reading::Fresh;
        let asker = Asker { id: self.id, tell: self.tell, again };
        let begun = Listening::begin(self.local, gateway, asker, question, conversation).await;
        let mut listening = match begun {
            Ok(listening) => listening,
            Err(unasked) => return Ok(Err(unasked)),
        };
        let what = format!("{} writes", gateway.model_for(PromptName::Brief, self.purpose));
        (self.tell)(Notice::Progress { request: self.id, what, done: 0, total: None });
        let mut suggestions = Vec::new();
        let mut under_way = self.under_way();
        while let Some(heard) = listening.next().await {
            under_way.drain(..).for_each(|sentence| self.tell_sentence(&sentence));
            match heard {
                Heard::Sentence(sentence) => self.tell_sentence(&sentence),
                Heard::Proposal(proposal) => {
                    let (profile, hand, engine) = (self.profile, self.hand, listening.engine());
                    let one = suggestion(self.local, profile, &proposal, &candidates, hand, &engine).await;
                    self.tell_suggestion(&one);
                    suggestions.push(one);
                }
            }
        }
        Ok(listening.end().map(|spoken| Authored {
            engine: spoken.engine,
            why_not_llm: None,
            summary: spoken.answered.summary,
            suggestions,
            verification: spoken.answered.verification,
            privacy: spoken.privacy,
            usage: spoken.usage,
            prompt_version: spoken.prompt.version.clone(),
            said: Some(Said { text: spoken.text, known, may_write, prompt: Prompted::of(&spoken.prompt) }),
        }))
    }

    /// Lets the playbook write, and says why. What a model lost before stays counted.
    async fn by_playbook(&self, lost: Lost) -> Authored {
        let zone = zone(self.profile);
        let written = playbook::write(self.profile, self.purpose, self.now, &zone, self.reader(), self.terms);
        // Nobody is to see two engines' work side by side: after a model's the playbook's comes with the answer only.
        let tells = !lost.shown;
        let under_way = self.under_way();
        under_way
            .iter()
            .chain(&written.summary)
            .filter(|_| tells)
            .for_each(|sentence| self.tell_sentence(sentence));
        let mut suggestions = Vec::new();
        for proposal in &written.proposals {
            let (candidates, hand) = (&written.candidates, self.hand);
            let one = suggestion(self.local, self.profile, proposal, candidates, hand, "playbook").await;
            if tells {
                self.tell_suggestion(&one);
            }
            suggestions.push(one);
        }
        let mut verification = written.verification;
        verification.sentences += lost.verification.sentences;
        verification.dropped.extend(lost.verification.dropped);
        Authored {
            engine: "playbook".to_owned(),
            why_not_llm: Some(lost.why),
            summary: written.summary,
            suggestions,
            verification,
            privacy: lost.privacy,
            usage: lost.usage,
            prompt_version: RULES_VERSION.to_owned(),
            said: None,
        }
    }

    /// What it begins with, whoever writes.
    fn under_way(&self) -> Vec<Sentence> {
        sentences(&self.terms.under_way, &self.terms.paying_back, self.profile, self.reader())
    }

    fn tell_sentence(&self, sentence: &Sentence) {
        (self.tell)(Notice::Sentence { request: self.id, sentence: sentence.clone() });
    }

    fn tell_suggestion(&self, stored: &StoredSuggestion) {
        let suggestion = Box::new(stored.suggestion.clone());
        (self.tell)(Notice::Suggestion { request: self.id, suggestion });
    }

    /// How the rep reads values.
    fn reader(&self) -> &Locale {
        &self.local.parts.me.locale
    }
}

/// Who acts. How a waiting case is called is asked for only where there is one to be answered.
async fn hand(local: &Local, profile: &Profile, colleagues: &[Owner]) -> Result<Hand, DeskError> {
    let is_asked = local.parts.crm.is_some() && profile.cases.iter().any(|case| case.open);
    Ok(Hand {
        owner: suggestions::me_among(local, colleagues),
        actor: local.actor().to_owned(),
        waiting: if is_asked { casework::waiting_stage(local).await? } else { None },
    })
}

/// The last brief, where it was written by the same engine for the same reader after everything that is known now was read
/// and anybody has said which records are the customer's, and with the same answers and the same money back said to be sent or under way; with what the rep has changed in its suggestions, decided or not.
async fn kept(
    local: &Local,
    profile: &Profile,
    (known, paying_back): (&Known, &[PayingBack]),
    wanted: &Wanted,
) -> Result<Option<Brief>, DeskError> {
    let Some(mut brief) = local.parts.repository.brief(profile.customer.id, wanted.purpose).await? else {
        return Ok(None);
    };
    // What stood in for the first model is as good as that one would have been.
    let engines = model::gateway(local, wanted.playbook_only)
        .map_or_else(|_| vec!["playbook".to_owned()], |gateway| gateway.models().map(model::label).collect());
    let links = local.parts.repository.links(profile.customer.id).await?;
    let changed = profile.sources.iter().any(|s| s.fetched_at.is_some_and(|at| at > brief.created_at))
        || links.iter().any(|link| link.at >= brief.created_at)
        || brief.said_sent != said_sent(&known.said_sent)
        || brief.under_way.iter().any(|told| !known.under_way.contains(told))
        || brief.paying_back.iter().any(|told| !paying_back.contains(told));
    let is_readable = brief.locale == local.parts.me.locale.tag();
    if changed || brief.case != wanted.case || !is_readable || !engines.contains(&brief.engine) {
        return Ok(None);
    }
    let mut untold: Vec<&PayingBack> =
        paying_back.iter().filter(|one| !brief.paying_back.contains(one)).collect();
    for suggestion in &mut brief.suggestions {
        let Some(stored) = local.parts.repository.suggestion(suggestion.id).await? else { return Ok(None) };
        // Another answer than the one that is under way by now.
        if stored.status == SuggestionStatus::Open && is_answered(&stored.suggestion, &known.under_way) {
            return Ok(None);
        }
        // What it proposes itself stands there as what became of it.
        if let SuggestionStatus::Accepted { entry, .. } = stored.status {
            untold.retain(|one| one.entry != entry);
        }
        *suggestion = stored.suggestion;
    }
    Ok(Some(brief).filter(|_| untold.is_empty()))
}

/// Whether what it proposes is another answer to a case of which one is under way.
fn is_answered(suggestion: &Suggestion, under_way: &[UnderWay]) -> bool {
    let case = suggestion.case.as_ref().filter(|_| suggestion.action == ActionKind::Reply);
    case.is_some_and(|case| under_way.iter().any(|other| other.evidence() == *case))
}

/// The zone that days end in.
pub(super) fn zone(profile: &Profile) -> TimeZone {
    profile.zone().unwrap_or(TimeZone::UTC)
}

pub(super) async fn wires(
    local: &Local,
    customer: Option<CustomerId>,
    limit: usize,
) -> Result<Answer, DeskError> {
    Ok(Answer::Wires(local.parts.repository.wires(customer, limit).await?))
}
