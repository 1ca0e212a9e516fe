//! Find a customer, link and unlink records.

use std::sync::{Arc, PoisonError};
use std::time::Duration;

use jiff::SignedDuration;

use super::api::{Answer, Candidate, DeskError, FailureKind, Looked, LookupAnswer, Notice, Reading, Who};
use super::local::{Local, Tell};
use super::numbers::{self, Numbered};
use super::{agenda, channels, entries, leads, links, lookalikes, queue, scores, sources};
use crate::domain::audit::{AuditEvent, AuditKind};
use crate::domain::customer::PossibleMatch;
use crate::domain::ids::CustomerId;
use crate::domain::lookup::Lookup;
use crate::domain::profile::{Freshness, Profile};
use crate::domain::record::RecordRef;
use crate::ports::repository::LinkDecision;
use crate::ports::{Call, Urgency};
use crate::profile::{self, Mode, Outcome, Pages, Partial, ProfileError, Profiles};

/// Looks at one customer that follow so soon upon one another are one.
const ONE_LOOK: SignedDuration = SignedDuration::from_secs(60);
/// How often somebody can have turned out to be one with somebody else before it is given up to follow that.
const MOST_JOINED: usize = 16;
/// Names that an off-line search of the directory offers.
const MOST_NAMES: usize = 10;

pub(super) async fn lookup(
    local: &Local,
    id: u64,
    who: &Who,
    reading: Reading,
    all_pages: bool,
    tell: Tell,
) -> Result<Answer, DeskError> {
    let pages = if all_pages { Pages::All } else { Pages::First };
    let progress: Progress = Arc::new(move |profile: Profile, more| {
        tell(Notice::Profile { request: Some(id), profile: Box::new(profile), more });
    });
    let answer = match find(local, &local.parts.profiles, who, reading, pages, progress).await? {
        Outcome::One { profile, has_older } => {
            viewed(local, profile.customer.id).await?;
            LookupAnswer::One { profile, more: has_older }
        }
        Outcome::Many(candidates) => {
            LookupAnswer::Many { candidates: candidates.into_iter().map(candidate).collect() }
        }
        Outcome::Nobody(looked) => {
            LookupAnswer::Nobody { looked: looked.into_iter().map(Into::into).collect() }
        }
        Outcome::Unreachable(looked) => return Err(unreachable(looked)),
    };
    Ok(Answer::Lookup(answer))
}

/// The one customer that is meant, for requests that need exactly one and not all of their orders.
pub(super) async fn one(local: &Local, who: &Who) -> Result<Profile, DeskError> {
    exactly_one(local, &local.parts.profiles, who, Reading::Cached, Pages::First).await
}

/// The same as one of many: at the vendors it stands back behind whom somebody waits for, and takes no longer than `within`
/// with each question.
pub(super) async fn in_background(local: &Local, who: &Who, within: Duration) -> Result<Profile, DeskError> {
    let call = Call { deadline: within, ..Call::BACKGROUND };
    let profiles = Profiles { call, ..local.parts.profiles.clone() };
    let found = exactly_one(local, &profiles, who, Reading::Cached, Pages::First).await;
    if let (Who::Customer(customer), Err(error)) = (who, &found) {
        leads::note_silent(local, *customer, &error.looked).await?;
    }
    found
}

/// The one customer that is meant, with all of their orders as far as they can be read.
pub(super) async fn whole(local: &Local, who: &Who, reading: Reading) -> Result<Profile, DeskError> {
    exactly_one(local, &local.parts.profiles, who, reading, Pages::All).await
}

/// A customer as they are kept here, however old; who is not is read.
pub(super) async fn kept_or_read(local: &Local, who: &Who) -> Result<Profile, DeskError> {
    match whole(local, who, Reading::AsIs).await {
        Ok(profile) => Ok(profile),
        Err(_) => one(local, who).await,
    }
}

/// Whoever was meant is to be named: several fit, or one does who was named in part only.
fn ambiguous(candidates: Vec<Candidate>) -> DeskError {
    let what = match candidates.len() {
        1 => "one customer fits in part: say who is meant",
        _ => "several customers fit",
    };
    let error = DeskError::new(FailureKind::Ambiguous, what).hint("ask for one of them by its reference");
    DeskError { candidates, ..error }
}

async fn exactly_one(
    local: &Local,
    profiles: &Profiles,
    who: &Who,
    reading: Reading,
    pages: Pages,
) -> Result<Profile, DeskError> {
    match find(local, profiles, who, reading, pages, Arc::new(|_, _| {})).await? {
        Outcome::One { profile, .. } => Ok(*profile),
        Outcome::Many(candidates) => Err(ambiguous(candidates.into_iter().map(candidate).collect())),
        Outcome::Nobody(looked) => {
            let mut error = DeskError::new(FailureKind::NotFound, "nobody was found");
            error.looked = looked.into_iter().map(Into::into).collect();
            Err(error)
        }
        Outcome::Unreachable(looked) => Err(unreachable(looked)),
    }
}

type Progress = Arc<dyn Fn(Profile, bool) + Send + Sync>;

async fn find(
    local: &Local,
    profiles: &Profiles,
    who: &Who,
    reading: Reading,
    pages: Pages,
    progress: Progress,
) -> Result<Outcome, DeskError> {
    match understand(local, who, reading).await? {
        Understood::Lookup(query) => {
            let number = match who {
                Who::Query(typed) => numbers::looked(typed, &query).map(|looked| (typed, looked)),
                Who::Customer(_) => None,
            };
            let outcome = searched(local, profiles, query, reading, pages, Arc::clone(&progress)).await?;
            let (mut places, (typed, looked)) = match (outcome, number) {
                (Outcome::Nobody(places), Some(number)) => (places, number),
                (outcome, _) => return Ok(outcome),
            };
            let theirs = numbers::once_read(local, typed, reading).await?;
            if theirs.is_empty() {
                places.push(looked);
                return Ok(Outcome::Nobody(places));
            }
            settled(local, profiles, Outcome::Nobody(places), theirs, (reading, pages, progress)).await
        }
        Understood::Names(candidates) => match only_one(who, &candidates) {
            Some(customer) => {
                let query = asked_for(local, customer).await?;
                searched(local, profiles, query, reading, pages, progress).await
            }
            None => Ok(Outcome::Many(candidates)),
        },
        Understood::Numbered { order, theirs } => {
            // Nobody is shown before it is clear who is meant.
            let of_order = searched(local, profiles, order, reading, pages, Arc::new(|_, _| {})).await?;
            settled(local, profiles, of_order, theirs, (reading, pages, progress)).await
        }
    }
}

/// Whom a number means: one of them, several, or whoever is to be asked for instead.
async fn settled(
    local: &Local,
    profiles: &Profiles,
    of_order: Outcome,
    theirs: Vec<Numbered>,
    (reading, pages, progress): (Reading, Pages, Progress),
) -> Result<Outcome, DeskError> {
    let query = match numbers::settle(of_order, theirs) {
        Ok(outcome) => return Ok(outcome),
        Err(Lookup::Customer(id)) => asked_for(local, id).await?,
        Err(query) => query,
    };
    searched(local, profiles, query, reading, pages, progress).await
}

async fn searched(
    local: &Local,
    profiles: &Profiles,
    query: Lookup,
    reading: Reading,
    pages: Pages,
    progress: Progress,
) -> Result<Outcome, DeskError> {
    scores::ready(local).await?;
    let before = scores::before(local, None).await?;
    let cached = match (reading, &query) {
        (Reading::AsIs, Lookup::Customer(id)) => profiles.cached(*id).await?,
        _ => None,
    };
    let outcome = match (reading, cached) {
        (Reading::AsIs, Some(profile)) => profile,
        (Reading::AsIs | Reading::Offline, _) => profiles.find(&query, Mode::Offline, pages, |_| {}).await?,
        (Reading::Cached, _) => {
            match profiles.find(&query, Mode::Cached, pages, shown(local, &progress, &before)).await? {
                Outcome::One { profile, has_older }
                    if (profiles.is_due(&profile) && !was_just_asked(&profile))
                        || (has_older && pages == Pages::All)
                        || queue::is_ahead_of(local, &profile).await
                        || (is_waited_for(profiles) && entries::is_ahead_of(local, &profile).await?) =>
                {
                    let again = Lookup::Customer(profile.customer.id);
                    match profiles.find(&again, Mode::Fresh, pages, shown(local, &progress, &before)).await? {
                        // Nothing new could be had: what is known, marked stale, is better than nothing.
                        Outcome::Unreachable(_) => Outcome::One { profile, has_older },
                        other => other,
                    }
                }
                other => other,
            }
        }
        (Reading::Fresh, _) => {
            profiles.find(&query, Mode::Fresh, pages, shown(local, &progress, &before)).await?
        }
    };
    let outcome = match (outcome, &query) {
        (Outcome::Unreachable(looked), Lookup::Name(name)) => {
            cached_by_name(local, name, pages).await?.unwrap_or(Outcome::Unreachable(looked))
        }
        (outcome, _) => outcome,
    };
    if let Outcome::One { mut profile, has_older } = outcome {
        // What is cached is shown at once, whatever else is still being loaded.
        if reading != Reading::AsIs || local.directory_loaded.initialized() {
            lookalikes::add(local, &mut profile).await?;
        }
        channels::add(local, &mut profile).await?;
        local.add_failed_sources(&mut profile);
        let before = scores::before(local, Some(profile.customer.id)).await?;
        local.complete(&mut profile, &before);
        local.note_sources(&profile.sources);
        if reading != Reading::AsIs
            && let Some(row) = local.parts.repository.directory_row(profile.customer.id).await?
        {
            local.index(vec![row]);
        }
        if reading != Reading::AsIs {
            local.index_moved().await?;
            sources::note(local, &profile.sources).await;
            queue::note(local, &profile).await?;
            leads::note(local, &profile).await?;
            agenda::note(local, &profile).await?;
        }
        return Ok(Outcome::One { profile, has_older });
    }
    Ok(outcome)
}

/// Whether it comes from vendors rather than from the cache: who was silent just now is not asked a second time.
fn was_just_asked(profile: &Profile) -> bool {
    profile.sources.iter().any(|source| source.status == Freshness::Fresh)
}

/// Whether somebody looks on; what is read in the background is as new as the cache and the lists let it be.
fn is_waited_for(profiles: &Profiles) -> bool {
    profiles.call.urgency == Urgency::Interactive
}

/// Whom the directory knows by a name that no vendor could be asked for.
async fn cached_by_name(local: &Local, name: &str, pages: Pages) -> Result<Option<Outcome>, DeskError> {
    let customer = match from_directory(local, name).await {
        Understood::Lookup(Lookup::Customer(id)) => id,
        Understood::Lookup(_) | Understood::Numbered { .. } => return Ok(None),
        Understood::Names(candidates) => match only_one(&Who::Query(name.to_owned()), &candidates) {
            Some(customer) => customer,
            None => return Ok(Some(Outcome::Many(candidates))),
        },
    };
    if local.parts.repository.dossier(customer).await?.is_none() {
        return Ok(None);
    }
    let query = Lookup::Customer(customer);
    Ok(Some(local.parts.profiles.find(&query, Mode::Fresh, pages, |_| {}).await?))
}

/// The one whom the directory knows by a part of their name, where each word of it begins one of theirs: a slip might mean
/// somebody else.
fn only_one(who: &Who, candidates: &[PossibleMatch]) -> Option<CustomerId> {
    let (Who::Query(typed), [one]) = (who, candidates) else { return None };
    let name = one.name.as_deref()?.to_lowercase();
    let is_of_name =
        |word: &str| name.split(|c: char| !c.is_alphanumeric()).any(|of_name| of_name.starts_with(word));
    let typed = typed.to_lowercase();
    typed.split_whitespace().all(is_of_name).then(|| one.id.parse().ok()).flatten()
}

fn shown<'a>(
    local: &'a Local,
    progress: &'a Progress,
    before: &'a scores::Before,
) -> impl Fn(Partial) + Send + Sync + 'a {
    |partial| {
        let mut profile = partial.profile;
        local.complete(&mut profile, before);
        local.note_sources(&profile.sources);
        progress(profile, partial.has_older);
    }
}

enum Understood {
    Lookup(Lookup),
    /// Off-line, a name can mean several whom the directory knows.
    Names(Vec<PossibleMatch>),
    /// A number of an order, and of a case or parcel of theirs.
    Numbered {
        order: Lookup,
        theirs: Vec<Numbered>,
    },
}

async fn understand(local: &Local, who: &Who, reading: Reading) -> Result<Understood, DeskError> {
    let customer = match who {
        Who::Customer(id) => *id,
        Who::Query(text) => {
            let query = Lookup::parse(text, &local.parts.home_calling_code).ok_or_else(|| {
                DeskError::new(FailureKind::BadRequest, "the query is empty")
                    .hint("give an e-mail address, a phone, order, case or tracking number, or a name")
            })?;
            let mut theirs = numbers::numbered(local, text).await?;
            let query = match (query, theirs.len()) {
                (query, 0) => query,
                (order @ Lookup::OrderNumber(_), _) => return Ok(Understood::Numbered { order, theirs }),
                (_, 1) => theirs.remove(0).query,
                _ => return Ok(Understood::Names(theirs.into_iter().map(|one| one.shown).collect())),
            };
            match query {
                Lookup::Customer(id) => id,
                Lookup::Name(name) if matches!(reading, Reading::Offline | Reading::AsIs) => {
                    return Ok(from_directory(local, &name).await);
                }
                query => return Ok(Understood::Lookup(query)),
            }
        }
    };
    Ok(Understood::Lookup(asked_for(local, customer).await?))
}

/// What a customer is asked for by: who is known to the directory alone, by the fact that both store and CRM understand.
async fn asked_for(local: &Local, customer: CustomerId) -> Result<Lookup, DeskError> {
    let repository = &local.parts.repository;
    let customer = known_as(local, customer).await?;
    if !repository.dossier(customer).await?.is_some_and(|dossier| dossier.has_records())
        && let Some(row) = repository.directory_row(customer).await?
    {
        let email = row.listings.iter().flat_map(|l| &l.emails).next().cloned().map(Lookup::Email);
        let record = row.listings.first().map(|l| Lookup::Record(l.record.clone()));
        if let Some(query) = email.or(record) {
            return Ok(query);
        }
    }
    Ok(Lookup::Customer(customer))
}

/// By which id somebody is known today: who turned out to be one with somebody else goes by theirs.
pub(super) async fn known_as(local: &Local, customer: CustomerId) -> Result<CustomerId, DeskError> {
    let mut known = customer;
    for _ in 0..MOST_JOINED {
        let dossier = local.parts.repository.dossier(known).await?;
        match dossier.and_then(|dossier| dossier.became) {
            Some(next) => known = next,
            None => break,
        }
    }
    Ok(known)
}

async fn from_directory(local: &Local, name: &str) -> Understood {
    local.directory_loaded.wait().await;
    let directory = local.directory.read().unwrap_or_else(PoisonError::into_inner);
    let hits = directory.search(name, MOST_NAMES);
    let exact: Vec<_> = hits.iter().filter(|hit| hit.name.to_lowercase() == name.to_lowercase()).collect();
    if let [one] = exact.as_slice() {
        return Understood::Lookup(Lookup::Customer(one.id));
    }
    if hits.is_empty() {
        return Understood::Lookup(Lookup::Name(name.to_owned()));
    }
    let chosen = if exact.is_empty() { hits.iter().collect() } else { exact };
    Understood::Names(
        chosen
            .into_iter()
            .map(|hit| PossibleMatch {
                source: crate::domain::ids::Source::crm("local"),
                kind: "customer".to_owned(),
                id: hit.id.to_string(),
                name: Some(hit.name.clone()),
                email: hit.email.clone(),
                why: "the name is in the local directory".to_owned(),
            })
            .collect(),
    )
}

/// As a person chooses among several.
pub(super) fn candidate(found: PossibleMatch) -> Candidate {
    let is_local = found.source.as_str() == "local";
    Candidate {
        reference: if is_local { found.id.clone() } else { found.reference() },
        source: found.source.to_string(),
        name: found.name,
        email: found.email,
        why: found.why,
    }
}

fn unreachable(looked: Vec<profile::Looked>) -> DeskError {
    let mut error = DeskError::new(
        FailureKind::Unreachable,
        "a vendor could not be reached, and nothing that is cached would do",
    )
    .hint("`deskhand doctor` tests each vendor and says what is wrong");
    error.looked = looked.into_iter().map(Into::into).collect();
    error
}

/// One opening asks several times: for what is kept, then for what is new. That is one look.
async fn viewed(local: &Local, customer: CustomerId) -> Result<(), DeskError> {
    let now = local.parts.clock.now();
    {
        let mut viewed = local.viewed.lock().unwrap_or_else(PoisonError::into_inner);
        if viewed.is_some_and(|(of, at)| of == customer && now.duration_since(at) < ONE_LOOK) {
            return Ok(());
        }
        *viewed = Some((customer, now));
    }
    record(local, AuditKind::Viewed, Some(customer), customer.to_string(), serde_json::Value::Null).await
}

pub(super) async fn record(
    local: &Local,
    kind: AuditKind,
    customer: Option<CustomerId>,
    subject: String,
    detail: serde_json::Value,
) -> Result<(), DeskError> {
    let event = event(local, kind, customer, subject, detail);
    local.parts.repository.append_audit(&event).await?;
    Ok(())
}

/// What the rep does now, as a line of the audit log that is not written yet.
pub(super) fn event(
    local: &Local,
    kind: AuditKind,
    customer: Option<CustomerId>,
    subject: String,
    detail: serde_json::Value,
) -> AuditEvent {
    AuditEvent {
        at: local.parts.clock.now(),
        actor: local.actor().to_owned(),
        kind,
        customer,
        subject,
        detail,
    }
}

/// Keeps a person's word on a record, and answers with the profile that follows from it.
pub(super) async fn link(
    local: &Local,
    who: &Who,
    to: RecordRef,
    linked: bool,
    reason: Option<String>,
) -> Result<Answer, DeskError> {
    let before = one(local, who).await?;
    let customer = before.customer.id;
    links::held(local, &before, &to, linked).await?;
    let subject = to.to_string();
    let decision = LinkDecision {
        customer,
        record: to,
        linked,
        by: local.actor().to_owned(),
        at: local.parts.clock.now(),
        reason: reason.clone(),
    };
    let profile = local.parts.profiles.decide(&decision).await?;
    if !linked {
        // Whose record it is now can be looked for by name.
        let theirs =
            local.parts.repository.customers_by_key(&Lookup::Record(decision.record.clone())).await?;
        local.index(local.parts.repository.directory_rows(&theirs).await?);
    }
    let kind = if linked { AuditKind::Linked } else { AuditKind::Unlinked };
    let references = |p: &Profile| p.identities.iter().map(|i| i.reference()).collect::<Vec<_>>();
    let after = profile.as_ref().map(references);
    // Two who become one keep one id: the line is found under that.
    let customer = profile.as_ref().map_or(customer, |profile| profile.customer.id);
    let detail = serde_json::json!({
        "record": subject,
        "customer": before.customer.name,
        "before": references(&before),
        "after": after,
        "reason": reason,
    });
    // A guest's record is named by an e-mail address, so the subject stays in the sealed detail.
    record(local, kind, Some(customer), customer.to_string(), detail).await?;
    if let Some(row) = local.parts.repository.directory_row(customer).await? {
        local.index(vec![row]);
    }
    local.index_moved().await?;
    let mut profile = profile.ok_or_else(|| {
        DeskError::new(FailureKind::NotFound, "nothing is left of this customer after that decision")
    })?;
    scores::ready(local).await?;
    let before = scores::before(local, Some(profile.customer.id)).await?;
    local.complete(&mut profile, &before);
    let _ =
        local.told.send(Notice::Profile { request: None, profile: Box::new(profile.clone()), more: false });
    Ok(Answer::Profile(Box::new(profile)))
}

/// Those of a query whom something is kept of here; nothing is read of the vendors.
pub(super) async fn known_here(local: &Local, who: &Who) -> Result<Vec<CustomerId>, DeskError> {
    let query = match understand(local, who, Reading::Offline).await? {
        Understood::Lookup(query) => query,
        Understood::Names(candidates) => {
            return Err(ambiguous(candidates.into_iter().map(candidate).collect()));
        }
        Understood::Numbered { order, mut theirs } => {
            let of_order = local.parts.repository.customers_by_key(&order).await?;
            let is_theirs = |one: &Numbered| of_order.iter().all(|id| one.query == Lookup::Customer(*id));
            if theirs.len() > 1 || !theirs.iter().all(is_theirs) {
                return Err(DeskError::new(FailureKind::Ambiguous, "an order and a case have this number")
                    .hint("name the customer by an e-mail address or the customer id"));
            }
            theirs.pop().map_or(order, |one| one.query)
        }
    };
    Ok(local.parts.repository.customers_by_key(&query).await?)
}

impl From<profile::Looked> for Looked {
    fn from(looked: profile::Looked) -> Self {
        Self {
            place: looked.place,
            what: looked.what,
            why_maybe: Some(looked.why_maybe).filter(|w| !w.is_empty()),
            failed: looked.failed,
        }
    }
}

impl From<ProfileError> for DeskError {
    fn from(error: ProfileError) -> Self {
        match error {
            ProfileError::Storage(storage) => storage.into(),
        }
    }
}
