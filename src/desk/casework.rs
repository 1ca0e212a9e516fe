//! Working cases: one or many, changed or answered. First each is read as it stands now; what would go wrong is told
//! before anything is stored, and what was accepted in one go can be taken back in one.

use std::collections::HashMap;
use std::time::Duration;

use futures::StreamExt;
use futures::stream;
use jiff::Timestamp;

use super::api::{Answer, CaseChoices, DeskError, FailureKind, OfferedMacro, Reading, Who};
use super::briefs::zone;
use super::local::Local;
use super::promises::Objections;
use super::suggestions::Own;
use super::{
    answers, cards, days, doctor, kept, lookup, named, offers, promises, queue, snooze, suggestions, sync,
    takeover,
};
use crate::actions::{CaseBack, CaseSeen};
use crate::copilot::macros::{Misfit, Source, filled, for_case, is_about, misfit};
use crate::domain::action::{ActionKind, CaseWrite, NoteWrite, ReplyWrite, StageBack, Write};
use crate::domain::answer::UnsentAnswer;
use crate::domain::brief::StoredSuggestion;
use crate::domain::casework::{
    CaseAt, CaseDeed, CaseOutcome, CaseStage, CaseValues, Casework, Consent, Meanwhile, WorkedCase,
};
use crate::domain::crm::{Case, Priority};
use crate::domain::evidence::EvidenceId;
use crate::domain::ids::{CustomerId, EntryId};
use crate::domain::macros::{self, Macro, MacroFit};
use crate::domain::outbox::{Entry, EntryState};
use crate::domain::profile::Profile;
use crate::domain::queue::QueuedCase;
use crate::domain::record::RecordRef;
use crate::domain::score::Tier;
use crate::domain::triage::Category;
use crate::phrasing::{Locale, wake_in_words};
use crate::ports::{Call, CaseListing, Urgency};

/// How long a look at cases may hold up who has decided; without it the write itself looks.
const LOOK: Call = Call { urgency: Urgency::Interactive, deadline: Duration::from_secs(3) };
/// Cases that one request may name.
const MOST_CASES: usize = 200;
/// Profiles that are put together at once for macros.
const AT_ONCE: usize = 3;
/// Entries of the outbox that are looked through for own writes.
const LOOKED_THROUGH: usize = 200;
/// Letters of a word in a macro's name that tells what it is about, where the case's subject has it, too.
const TELLING: usize = 5;
/// Where the stages of the account are kept, for when it cannot be asked.
const STAGES: &str = "case_stages/1";

/// What can be chosen for cases.
pub(super) async fn choices(local: &Local, case: Option<RecordRef>) -> Result<Answer, DeskError> {
    let stages = local.crm()?.case_stages(&Call::INTERACTIVE).await.map_err(DeskError::from);
    let owners = doctor::owners(local).await;
    let known = owners.as_deref().unwrap_or_default();
    let me = suggestions::me_among(local, known);
    let named = suggestions::me_named(local, known);
    let macros = offered(local, case.as_ref(), named.as_deref()).await;
    Ok(Answer::CaseChoices(Box::new(CaseChoices { stages, owners, me, macros })))
}

/// The macros, as they would read for a case whose customer is kept here: what fits it first. Nobody is asked for it.
async fn offered(local: &Local, case: Option<&RecordRef>, me: Option<&str>) -> Vec<OfferedMacro> {
    let kept = match case {
        Some(record) => kept_case(local, record).await,
        None => None,
    };
    let returns = days::returns(local).await.ok().flatten();
    let offer = |one: &Macro| {
        let read = kept.as_ref().map(|(profile, case, category)| {
            let (reader, now) = (&local.parts.me.locale, local.parts.clock.now());
            let zone = zone(profile);
            let source = Source { profile, case, me, reader, now, zone: &zone, returns: returns.as_ref() };
            for_case(one, &source).map(|text| {
                let misfit = misfit(&text, &source);
                (misfit.fit(one, *category), misfit.in_words(), text)
            })
        });
        let one = one.clone();
        match read {
            Some(Ok((fit, warns, text))) => OfferedMacro { one, reads: Some(text), lacks: None, warns, fit },
            Some(Err(what)) => {
                let fit = MacroFit::Misfit;
                OfferedMacro { one, reads: None, lacks: Some(what), warns: Vec::new(), fit }
            }
            None => {
                let fit = MacroFit::default();
                OfferedMacro { one, reads: None, lacks: None, warns: Vec::new(), fit }
            }
        }
    };
    let mut offered: Vec<OfferedMacro> = local.parts.macros.iter().map(offer).collect();
    let about = kept.as_ref().map(|(_, _, category)| *category);
    let is_about_else = |one: &Macro| about.is_none_or(|about| !is_about(one, about));
    let subject = kept.as_ref().map(|(_, case, _)| case.subject.to_lowercase()).unwrap_or_default();
    let is_named_else = |one: &Macro| {
        let name = one.name.to_lowercase();
        !name.split_whitespace().any(|word| word.len() >= TELLING && subject.contains(word))
    };
    offered.sort_by_key(|offered| {
        let one = &offered.one;
        (offered.fit, is_about_else(one), offered.lacks.is_some(), is_named_else(one), offered.warns.len())
    });
    offered
}

/// A case with its customer and what it is about.
async fn kept_case(local: &Local, record: &RecordRef) -> Option<(Profile, Case, Category)> {
    let row = queue::rows_of(local, std::slice::from_ref(record)).await.ok()?.pop()??;
    let category = row.labels.category;
    let profile = lookup::whole(local, &Who::Customer(row.customer_id?), Reading::AsIs).await.ok()?;
    let case = profile.cases.iter().find(|case| case.id == record.id)?.clone();
    Some((profile, case, category))
}

/// The stages of the account; where it cannot be asked, as they were read last.
async fn stages(local: &Local) -> Result<Vec<CaseStage>, DeskError> {
    let repository = &local.parts.repository;
    let kept = repository.setting(STAGES).await?;
    match local.crm()?.case_stages(&LOOK).await {
        Ok(stages) => {
            let read = serde_json::to_string(&stages).unwrap_or_default();
            if kept.as_ref() != Some(&read) {
                repository.put_setting(STAGES, &read).await?;
            }
            Ok(stages)
        }
        Err(_) => Ok(kept.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()),
    }
}

/// The stage into which a case is put that was answered, where one is known.
pub(super) async fn waiting_stage(local: &Local) -> Result<Option<String>, DeskError> {
    Ok(CaseStage::of_waiting(&stages(local).await?).map(|stage| stage.name.clone()))
}

/// Reads cases as they stand now; the queue follows.
pub(super) async fn reread(local: &Local, cases: Vec<RecordRef>) -> Result<Answer, DeskError> {
    let ids: Vec<String> = cases.into_iter().map(|case| case.id).collect();
    let listings = local.crm()?.cases_named(&ids, &Call::INTERACTIVE).await?;
    kept::take::<QueuedCase>(local, listings).await?;
    answers::follow(local).await?;
    Ok(Answer::Done)
}

/// How far it is to go.
#[derive(Clone, Copy)]
pub(super) struct Will {
    pub consent: Consent,
    /// Whoever answers stands for what they promise.
    pub vouches: bool,
    /// No undo window.
    pub now: bool,
}

/// Does something to cases, or says what would happen.
pub(super) async fn work(
    local: &Local,
    cases: Vec<CaseAt>,
    deed: CaseDeed,
    will: Will,
) -> Result<Answer, DeskError> {
    let Will { consent, vouches, now } = will;
    if cases.is_empty() || cases.len() > MOST_CASES {
        let what = format!("name at least one case and at most {MOST_CASES}");
        return Err(DeskError::new(FailureKind::BadRequest, what));
    }
    let deed = takeover::named(local, &cases, deed).await?;
    let plan = Plan::of(local, deed).await?;
    let _alone = match plan.deed.is_answer() && !consent.is_question() {
        true => Some(local.answering.lock().await),
        false => None,
    };
    let subjects = subjects(local, &cases).await?;
    let is_bulk = cases.len() > 1;
    let each: Vec<(CaseAt, Subject)> = cases.into_iter().zip(subjects).collect();
    let plan = &plan;
    let planned = stream::iter(each)
        .map(|(case, subject)| async move { plan.case(local, &case, subject, is_bulk, consent).await })
        .buffered(AT_ONCE);
    let planned: Vec<Planned> = planned.collect().await;
    let mut casework = Casework::default();
    let mut accepted = Vec::new();
    for Planned { case, stored } in planned {
        casework.cases.push(case);
        accepted.extend(stored);
    }
    let is_minded = consent == Consent::Go && plan.is_minded(&casework);
    if consent.is_question() || casework.stopped().is_some() || is_minded {
        return Ok(Answer::Casework(Box::new(casework)));
    }
    for one in accepted.iter_mut().filter(|_| vouches) {
        one.suggestion.settle_marks(true);
    }
    promises::refuse_open(&accepted)?;
    for stored in accepted {
        promises::record_vouched(local, &stored).await?;
        // The first names the group; an entry's id follows from its suggestion's.
        let id = EntryId::of(stored.suggestion.id, 0);
        casework.group = casework.group.or(is_bulk.then_some(id));
        casework.entries.push(snooze::enqueue(local, casework.group, stored, &plan.deed, now).await?);
    }
    if casework.is_withdrawn() {
        casework.group = None;
    }
    Ok(Answer::Casework(Box::new(casework)))
}

/// What is known of a case that is worked on.
struct Subject {
    /// As the queue has it, if it does.
    row: Option<QueuedCase>,
    /// The same before it was read again.
    before: Option<QueuedCase>,
    /// As it stands now; nothing where the CRM could not be asked.
    live: Option<Case>,
    customer: Option<CustomerId>,
    contact: Option<RecordRef>,
    name: Option<String>,
    /// The CRM was asked.
    asked: bool,
    /// Own entries about it that leave without anybody doing anything more.
    waiting: Vec<Entry>,
    /// What was written to it from here.
    own: Vec<Entry>,
}

impl Subject {
    /// The last change that a write to it now goes over; `seen` where it could not be read. Own writes that are about to
    /// leave change it, too: then it is none.
    fn seen_now(&self, seen: Option<Timestamp>) -> Option<Timestamp> {
        let newest = self.live.as_ref().and_then(|live| live.updated_at);
        newest.or(seen).filter(|_| self.waiting.is_empty())
    }

    /// How it stands for whoever decides now; nothing where nobody can tell.
    fn seen(&self, seen: Option<Timestamp>) -> Option<CaseSeen> {
        let status = self.live.as_ref()?.status.clone();
        Some(CaseSeen { changed_at: self.seen_now(seen), status })
    }
}

async fn subjects(local: &Local, cases: &[CaseAt]) -> Result<Vec<Subject>, DeskError> {
    let records: Vec<RecordRef> = cases.iter().map(|case| case.record.clone()).collect();
    let before = queue::rows_of(local, &records).await?;
    let ids: Vec<String> = records.iter().map(|record| record.id.clone()).collect();
    let live = match local.crm()?.cases_named(&ids, &LOOK).await {
        Ok(mut live) => {
            live.iter_mut().for_each(|listing| cards::cut_in_case(&mut listing.case));
            Some(live)
        }
        Err(error) => {
            tracing::info!(error = %error.what, "cases were not read before they are written to");
            None
        }
    };
    let mut known: HashMap<String, CaseListing> = HashMap::new();
    let mut customers = HashMap::new();
    let asked = live.is_some();
    if let Some(live) = live {
        let contacts = live.iter().filter_map(|one| one.contact.clone()).collect();
        customers = sync::learn(local, contacts).await?;
        kept::take::<QueuedCase>(local, live.clone()).await?;
        known = live.into_iter().map(|one| (one.case.id.clone(), one)).collect();
    }
    let rows = queue::rows_of(local, &records).await?;
    let entries = local.parts.repository.entries(LOOKED_THROUGH).await?;
    let subject = |((record, before), row): ((&RecordRef, Option<QueuedCase>), Option<QueuedCase>)| {
        let listing = known.remove(&record.id);
        let (live, contact) = listing.map_or((None, None), |one| (Some(one.case), one.contact));
        let of_row = row.as_ref().or(before.as_ref());
        let about = |entry: &&Entry| entry.write.case() == Some(record);
        let is_done = |entry: &&Entry| matches!(entry.state, EntryState::Done { .. });
        Subject {
            customer: contact
                .as_ref()
                .and_then(|contact| customers.get(&contact.record).copied())
                .or(of_row.and_then(|row| row.customer_id)),
            name: contact
                .as_ref()
                .and_then(|contact| contact.name.clone())
                .or_else(|| of_row.and_then(|row| row.name.clone())),
            contact: contact
                .map(|contact| contact.record)
                .or_else(|| of_row.and_then(|row| row.contact.clone())),
            waiting: entries
                .iter()
                .filter(about)
                .filter(|entry| entry.state.due_at().is_some())
                .cloned()
                .collect(),
            own: entries.iter().filter(about).filter(is_done).cloned().collect(),
            live,
            asked,
            row,
            before,
        }
    };
    Ok(records.iter().zip(before).zip(rows).map(subject).collect())
}

/// What is to be done, with names made to what the CRM knows.
struct Plan {
    deed: CaseDeed,
    values: CaseValues,
    /// Whether the stage that it is put into ends it.
    closes: bool,
    one: Option<Macro>,
    /// What the new owner is called.
    owner: Option<String>,
    /// What the rep is called at the CRM.
    me: Option<String>,
    /// How the rep's language writes days.
    reader: Locale,
}

/// What would become of a case, and what is stored for it then.
struct Planned {
    case: WorkedCase,
    stored: Option<StoredSuggestion>,
}

impl Plan {
    async fn of(local: &Local, deed: CaseDeed) -> Result<Self, DeskError> {
        let owners = doctor::owners(local).await.unwrap_or_default();
        let me = named::me(local, Reading::Cached).await?.name;
        let stages = stages(local).await?;
        let (mut values, one) = match &deed {
            CaseDeed::Change(values) => (values.clone(), None),
            CaseDeed::Reply(text) if text.trim().is_empty() => {
                return Err(DeskError::new(FailureKind::BadRequest, "the answer is empty"));
            }
            CaseDeed::Reply(_) | CaseDeed::Snooze(_) | CaseDeed::Wake => (CaseValues::default(), None),
            CaseDeed::Macro { name, .. } => {
                let one = macro_named(local, name)?;
                let values = CaseValues { status: one.status.clone(), priority: one.priority, owner: None };
                (values, Some(one))
            }
        };
        if let Some(typed) = &values.status {
            values.status = Some(stage_named(&stages, typed)?);
        } else if deed.is_answer() || matches!(deed, CaseDeed::Snooze(_)) {
            values.status = CaseStage::of_waiting(&stages).map(|stage| stage.name.clone());
        }
        if let Some(typed) = &values.owner {
            values.owner = Some(suggestions::owner_named(local, typed).await?);
        }
        let named = owners.iter().find(|owner| Some(&owner.id) == values.owner.as_ref());
        let owner = named.map(|owner| owner.name.clone());
        if values == CaseValues::default() && matches!(deed, CaseDeed::Change(_)) {
            return Err(DeskError::new(FailureKind::BadRequest, "nothing is to be changed")
                .hint("name a status, a priority or an owner"));
        }
        let is_closed = |stage: &CaseStage| Some(&stage.name) == values.status.as_ref() && !stage.open;
        let closes = stages.iter().any(is_closed);
        Ok(Self { deed, values, closes, one, owner, me, reader: local.parts.me.locale.clone() })
    }

    fn action(&self) -> ActionKind {
        if self.deed.is_answer() { ActionKind::Reply } else { ActionKind::CaseUpdate }
    }

    async fn case(
        &self,
        local: &Local,
        at: &CaseAt,
        subject: Subject,
        is_bulk: bool,
        consent: Consent,
    ) -> Planned {
        let name = subject.name.clone();
        let title = match (&subject.live, &subject.row, &subject.before) {
            (Some(live), ..) => live.subject.clone(),
            (None, Some(row), _) | (None, None, Some(row)) => row.subject.clone(),
            _ => String::new(),
        };
        let worked = |outcome| WorkedCase { record: at.record.clone(), name, subject: title, outcome };
        let nothing = |why: String| CaseOutcome::LeftOut { why };
        let under_way = match subject.customer.filter(|_| self.deed.is_answer()) {
            Some(customer) => {
                answers::under_way(local, customer, &at.record.id, subject.live.as_ref(), None).await
            }
            None => Ok(None),
        };
        let under_way = match under_way {
            Ok(under_way) => under_way,
            Err(error) => return Planned { case: worked(nothing(error.what)), stored: None },
        };
        let (customer, contact) = match self.admit(at, &subject, under_way, is_bulk, consent) {
            Ok(admitted) => admitted,
            Err(outcome) => return Planned { case: worked(outcome), stored: None },
        };
        let (text, misfit) = match self.text(local, at, &subject, customer).await {
            Ok((text, misfit)) => (text, misfit),
            Err(why) => return Planned { case: worked(nothing(why)), stored: None },
        };
        let objections = self.objections(local, at, &subject, customer, text.as_deref()).await;
        let (unallowed, exceptions) = match objections {
            Ok(Objections { unproven: mut unallowed, exceptions }) => {
                let known: Vec<String> = unallowed.iter().map(|one| one.text.clone()).collect();
                unallowed.extend(misfit.contradicted.into_iter().filter(|one| !known.contains(&one.text)));
                (unallowed, exceptions)
            }
            Err(error) => return Planned { case: worked(nothing(error.what)), stored: None },
        };
        if let Some(promise) = unallowed.first().filter(|_| is_bulk) {
            let why = format!("“{}”: {}; answer it by itself", promise.text, promise.why);
            return Planned { case: worked(nothing(why)), stored: None };
        }
        let write = self.write(local, at, &subject, contact, text.as_deref());
        let title = match &self.one {
            Some(one) => format!("{} · case {}", one.name, at.record.id),
            None if self.deed.is_answer() => format!("Answer to case {}", at.record.id),
            None => format!("Case {}: {}", at.record.id, self.changes(&subject)),
        };
        let body = text.clone().unwrap_or_else(|| title.clone());
        let case = Some(EvidenceId::new("case", &at.record.id));
        let own = Own { action: self.action(), write, title, body, due_at: None, case };
        match suggestions::proposed(local, customer, own).await {
            Ok(mut stored) => {
                stored.suggestion.effect = self.as_read(&stored.suggestion.effect);
                let effect = stored.suggestion.effect.clone();
                stored.suggestion.unsupported.clone_from(&unallowed);
                offers::except(local, &mut stored, exceptions);
                let lacks = misfit.lacks.into_iter().chain(self.overlooked(&subject)).collect();
                let approval = &stored.suggestion.approval;
                let asks = approval.why.clone().filter(|_| approval.required);
                let outcome = CaseOutcome::Written { effect, text, unallowed, lacks, asks };
                Planned { case: worked(outcome), stored: Some(stored) }
            }
            Err(error) => Planned { case: worked(nothing(error.what)), stored: None },
        }
    }

    /// What the write does, as the rep reads it: until when a case sleeps is told to the CRM in the neutral way.
    fn as_read(&self, effect: &str) -> String {
        let CaseDeed::Snooze(rule) = &self.deed else { return effect.to_owned() };
        effect.replace(&wake_in_words(rule, &Locale::default()), &wake_in_words(rule, &self.reader))
    }

    /// Whether a case is written to at all: whose it is and on which contact, or what becomes of it instead.
    fn admit(
        &self,
        at: &CaseAt,
        subject: &Subject,
        under_way: Option<UnsentAnswer>,
        is_bulk: bool,
        consent: Consent,
    ) -> Result<(CustomerId, RecordRef), CaseOutcome> {
        let left_out = |why: &str| Err(CaseOutcome::LeftOut { why: why.to_owned() });
        let is_known = subject.row.is_some() || subject.before.is_some();
        if subject.live.is_none() && (subject.asked || !is_known) {
            return left_out("there is no such case at the CRM (any more)");
        }
        let Some((customer, contact)) = subject.customer.zip(subject.contact.clone()) else {
            return left_out("it hangs on no contact at the CRM, so that nobody could be told");
        };
        let is_closed = subject.live.as_ref().is_some_and(|live| !live.open);
        let is_for_open = self.deed.is_answer() || matches!(self.deed, CaseDeed::Snooze(_) | CaseDeed::Wake);
        if is_closed && (is_bulk || is_for_open) {
            return left_out("it is closed");
        }
        if is_bulk && let Some(answer) = under_way {
            return left_out(&format!("an answer to it by {} is under way", answer.by));
        }
        if let Some(meanwhile) = Meanwhile::with_answer(meanwhile(at, subject), under_way)
            && !consent.is_despite()
        {
            return Err(CaseOutcome::Changed(meanwhile));
        }
        let is_queued = |action| subject.waiting.iter().any(|entry| entry.action == action);
        if is_bulk && self.deed.is_answer() {
            let row = subject.row.as_ref().or(subject.before.as_ref());
            if let Some(row) = row.filter(|row| row.waiting_since.is_none()) {
                return match CaseStage::is_on_us(&row.status) {
                    true => left_out("the shop wrote last and still owes something"),
                    false => left_out("it is answered already"),
                };
            }
            if let Some(tier) = row.and_then(QueuedCase::tier).filter(|tier| *tier >= Tier::Gold) {
                let why = format!("a {} customer is answered by a person, one at a time", tier.as_str());
                return Err(CaseOutcome::LeftOut { why });
            }
        }
        let row = subject.row.as_ref().or(subject.before.as_ref());
        match &self.deed {
            CaseDeed::Snooze(rule) => {
                if let Some(why) = snooze::never_wakes(rule, row) {
                    return Err(CaseOutcome::LeftOut { why });
                }
            }
            CaseDeed::Wake if row.is_none_or(|row| row.snooze.is_none()) => {
                return left_out("it does not sleep");
            }
            CaseDeed::Change(_) if !is_queued(ActionKind::CaseUpdate) && self.changes(subject).is_empty() => {
                return left_out("it is so already");
            }
            _ => {}
        }
        Ok((customer, contact))
    }

    /// What whoever puts a case out of sight may have overlooked, in words.
    fn overlooked(&self, subject: &Subject) -> Option<String> {
        if self.deed.is_answer() || !(self.closes || matches!(self.deed, CaseDeed::Snooze(_))) {
            return None;
        }
        let is_over = subject.live.as_ref().is_some_and(|live| !live.open);
        let row = subject.row.as_ref().or(subject.before.as_ref()).filter(|_| !is_over)?;
        let waits = match (&row.to_send, row.waiting_since) {
            (Some(answer), _) => Some(format!("the answer by {} is still to be sent", answer.by)),
            (None, Some(_)) => Some("nobody has answered what the customer wrote last".to_owned()),
            (None, _) => None,
        };
        // Who closes a case has met its day or not; who puts it to sleep may sleep past it.
        let sleeps = matches!(self.deed, CaseDeed::Snooze(_));
        let needed =
            row.standing.as_ref().filter(|_| sleeps).and_then(|standing| standing.needed_by.as_ref());
        let words: Vec<String> =
            waits.into_iter().chain(needed.map(|needed| self.reader.worded(&needed.in_words()))).collect();
        (!words.is_empty()).then(|| words.join("; "))
    }

    /// Whether the only case would be closed over somebody who waits. Whoever puts one to sleep has read it before.
    fn is_minded(&self, casework: &Casework) -> bool {
        self.closes && matches!(self.deed, CaseDeed::Change(_)) && !casework.lacks().is_empty()
    }

    /// What the customer is to read, and what of a macro does not fit the case.
    async fn text(
        &self,
        local: &Local,
        at: &CaseAt,
        subject: &Subject,
        customer: CustomerId,
    ) -> Result<(Option<String>, Misfit), String> {
        let (own, one) = match (&self.deed, &self.one) {
            (CaseDeed::Reply(text), _) => return Ok((Some(text.trim().to_owned()), Misfit::default())),
            (CaseDeed::Macro { text, .. }, Some(one)) => (text.as_ref(), one),
            _ => return Ok((None, Misfit::default())),
        };
        let profile =
            lookup::kept_or_read(local, &Who::Customer(customer)).await.map_err(|error| error.what)?;
        let case =
            subject.live.as_ref().or_else(|| profile.cases.iter().find(|case| case.id == at.record.id));
        let case = case.ok_or("the case is not among what is known of the customer")?;
        let returns = days::returns(local).await.map_err(|error| error.what)?;
        let source = Source {
            profile: &profile,
            case,
            me: self.me.as_deref(),
            reader: &local.parts.me.locale,
            now: local.parts.clock.now(),
            zone: &zone(&profile),
            returns: returns.as_ref(),
        };
        let text = match own {
            Some(own) => filled(own, &source)?,
            None => for_case(one, &source)?,
        };
        let mut misfit = misfit(&text, &source);
        if own.is_some() {
            // What the rep has put otherwise is their own word.
            let written = for_case(one, &source).unwrap_or_default();
            misfit.contradicted.retain(|sentence| sentence.stands_in(&written));
        }
        Ok((Some(text), misfit))
    }

    /// What there is to say against the answer.
    async fn objections(
        &self,
        local: &Local,
        at: &CaseAt,
        subject: &Subject,
        customer: CustomerId,
        text: Option<&str>,
    ) -> Result<Objections, DeskError> {
        let Some(text) = text else { return Ok(Objections::default()) };
        let case = EvidenceId::new("case", &at.record.id);
        promises::objections(local, customer, &case, subject.live.as_ref(), text, &[]).await
    }

    fn write(
        &self,
        local: &Local,
        at: &CaseAt,
        subject: &Subject,
        contact: RecordRef,
        text: Option<&str>,
    ) -> Write {
        let row = subject.row.as_ref().or(subject.before.as_ref());
        let seen = at.seen.or(row.and_then(|row| row.updated_at));
        let change = CaseWrite {
            case: at.record.clone(),
            status: self.status(subject),
            priority: self.values.priority,
            owner: self.values.owner.clone(),
            sleep: snooze::sleep_of(&self.deed),
            seen_updated_at: subject.seen_now(seen),
        };
        let Some(text) = text else { return Write::CaseUpdate(change) };
        let note = NoteWrite {
            contact,
            account: None,
            case: Some(at.record.clone()),
            body: ReplyWrite::headed(text, &at.record.id, local.actor()),
            at: local.parts.clock.now(),
            machine_written: false,
        };
        let was = subject.live.as_ref().map(|live| &live.status).or(row.map(|row| &row.status)).cloned();
        Write::Reply(ReplyWrite { note, change, was })
    }

    /// The stage that it is put into. A case that wakes goes back to where it was, unless it was moved on meanwhile.
    fn status(&self, subject: &Subject) -> Option<String> {
        let row = subject.row.as_ref().or(subject.before.as_ref());
        let slept = row.and_then(|row| row.snooze.as_ref());
        let (CaseDeed::Wake, Some(slept)) = (&self.deed, slept) else { return self.values.status.clone() };
        let now = subject.live.as_ref().map(|live| &live.status).or(row.map(|row| &row.status));
        let waits = [CaseStage { name: now.cloned().unwrap_or_default(), open: true }];
        CaseStage::of_waiting(&waits).map(|_| slept.status.clone())
    }

    /// What becomes different, in words; nothing where it is so already.
    fn changes(&self, subject: &Subject) -> String {
        let row = subject.row.as_ref().or(subject.before.as_ref());
        let live = subject.live.as_ref();
        let status = live.map(|live| &live.status).or(row.map(|row| &row.status));
        let priority: Option<Priority> =
            live.map(|live| live.priority).or(row.map(|row| row.priority)).flatten();
        let mut changes = Vec::new();
        let wanted = self.status(subject);
        if let Some(wanted) = wanted.as_ref().filter(|wanted| status != Some(wanted)) {
            changes.push(format!("{} → {wanted}", status.map_or("?", |status| status)));
        }
        if let Some(wanted) = self.values.priority.filter(|wanted| priority != Some(*wanted)) {
            let before = priority.map_or("no", Priority::in_words);
            changes.push(format!("{before} → {} priority", wanted.in_words()));
        }
        let owner = match live {
            Some(live) => live.owner.as_ref(),
            None => row.and_then(|row| row.owner.as_ref()),
        };
        if let Some(wanted) = self.owner.as_ref().filter(|wanted| owner != Some(wanted)) {
            changes.push(format!("{} → {wanted}", owner.map_or("nobody", |owner| owner)));
        }
        match &self.deed {
            CaseDeed::Snooze(rule) => {
                let mut words = format!("asleep, wakes {}", wake_in_words(rule, &self.reader));
                if let Some(why) = snooze::no_scan(rule, row) {
                    words.push_str(&format!(" ({why})"));
                }
                changes.insert(0, words);
            }
            CaseDeed::Wake => changes.insert(0, "awake".to_owned()),
            _ => {}
        }
        changes.join(", ")
    }
}

/// What somebody else did to a case since it was seen. What this desk wrote is no news to its rep.
fn meanwhile(at: &CaseAt, subject: &Subject) -> Option<Meanwhile> {
    let (seen, live) = (at.seen?, subject.live.as_ref()?);
    let is_own = live.updated_at.is_some_and(|changed| subject.own.iter().any(|own| own.is_seen_in(changed)));
    let meanwhile = Meanwhile::between(seen, subject.before.as_ref(), live)?;
    (!is_own).then_some(meanwhile)
}

fn macro_named(local: &Local, typed: &str) -> Result<Macro, DeskError> {
    let macros = &local.parts.macros;
    macros::named(macros, typed).cloned().ok_or_else(|| {
        let names: Vec<&str> = macros.iter().map(|one| one.name.as_str()).collect();
        DeskError::new(FailureKind::NotFound, format!("there is no macro `{typed}`, or several"))
            .hint(format!("there are: {}", names.join(", ")))
    })
}

fn stage_named(stages: &[CaseStage], typed: &str) -> Result<String, DeskError> {
    if stages.is_empty() {
        // The CRM cannot be asked now: the write itself looks.
        return Ok(typed.to_owned());
    }
    let found = CaseStage::named(stages, typed).map(|stage| stage.name.clone());
    found.ok_or_else(|| {
        let names: Vec<&str> = stages.iter().map(|stage| stage.name.as_str()).collect();
        DeskError::new(FailureKind::BadRequest, format!("no case can be in the status `{typed}`"))
            .hint(format!("one of: {}", names.join(", ")))
    })
}

/// How the case of an entry stands as somebody says yes to it; nothing where it changes none, or nobody can tell now.
pub(super) async fn seen_at_yes(local: &Local, entry: &Entry) -> Result<Option<CaseSeen>, DeskError> {
    let Some(change) = entry.write.case_change() else { return Ok(None) };
    let at = CaseAt { record: change.case.clone(), seen: change.seen_updated_at };
    let Some(mut subject) = subjects(local, std::slice::from_ref(&at)).await?.pop() else { return Ok(None) };
    subject.waiting.retain(|waiting| waiting.id != entry.id);
    Ok(subject.seen(at.seen))
}

/// How the case of a suggestion stands as it is decided about.
pub(super) struct Stand {
    /// What has happened to it since it was read for the suggestion; nothing where it is as it was then.
    pub stopped: Option<Casework>,
    /// What a write goes over now, where the CRM could be asked.
    pub seen: Option<CaseSeen>,
}

/// How the case of a suggestion stands; nothing where it is not known any more.
pub(super) async fn stand(
    local: &Local,
    stored: &StoredSuggestion,
    case: &EvidenceId,
) -> Result<Option<Stand>, DeskError> {
    let customer = stored.customer_id;
    let Ok(profile) = lookup::whole(local, &Who::Customer(customer), Reading::AsIs).await else {
        return Ok(None);
    };
    let Some(seen) = profile.case(case) else { return Ok(None) };
    let record = RecordRef { source: seen.source.clone(), kind: "case".to_owned(), id: seen.id.clone() };
    // The profile may have been read again since: what it was written over counts.
    let written_over = stored.write.case_change().map(|change| change.seen_updated_at);
    let at = CaseAt { record, seen: written_over.unwrap_or(seen.updated_at) };
    let mut subjects = subjects(local, std::slice::from_ref(&at)).await?;
    let Some(subject) = subjects.pop() else { return Ok(None) };
    let live = subject.live.as_ref();
    // An answer is not to come on top of another.
    let under_way = match stored.suggestion.action == ActionKind::Reply {
        true => answers::under_way(local, customer, &seen.id, live, None).await?,
        false => None,
    };
    let changed =
        meanwhile(&at, &subject).or_else(|| Meanwhile::reopened_by(&stored.write, live.unwrap_or(seen)));
    let stopped = Meanwhile::with_answer(changed, under_way).map(|meanwhile| WorkedCase {
        record: at.record.clone(),
        name: subject.name.clone(),
        subject: seen.subject.clone(),
        outcome: CaseOutcome::Changed(meanwhile),
    });
    Ok(Some(Stand {
        stopped: stopped.map(|case| Casework { cases: vec![case], ..Casework::default() }),
        seen: subject.seen(at.seen),
    }))
}

/// What becomes of the case as an answer to it is taken back that was written.
pub(super) async fn back(local: &Local, entry: &Entry) -> Result<CaseBack, DeskError> {
    let Write::Reply(ReplyWrite { change, was, .. }) = &entry.write else { return Ok(CaseBack::Leave) };
    let Some(from) = &change.status else { return Ok(CaseBack::Leave) };
    let Some(to) = was else {
        return Ok(CaseBack::Stays("nobody noted how it stood before".to_owned()));
    };
    if to == from {
        return Ok(CaseBack::Leave);
    }
    let named = local.crm()?.cases_named(std::slice::from_ref(&change.case.id), &LOOK).await;
    let now = named.ok().and_then(|named| named.into_iter().next()).map(|one| one.case.status);
    Ok(match now {
        Some(now) if now != *from => CaseBack::Stays(format!("its status is {now} by now")),
        // Where it cannot be read now, the write looks.
        _ => CaseBack::To(StageBack { case: change.case.clone(), from: from.clone(), to: to.clone() }),
    })
}
