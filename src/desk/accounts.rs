//! Calls with a company or about a deal: which one is meant, and the page to prepare it.

use futures::future::BoxFuture;
use futures::{FutureExt, StreamExt};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::api::{Answer, Candidate, DeskError, FailureKind, Notice, Private, Reading, Who};
use super::local::{Local, Tell};
use super::model::{Asker, Lost};
use super::{agenda, answers, cards, lookup, suggestions, wording};
use crate::copilot::playbook::{self, AccountView, Associate};
use crate::domain::account::{Account, AccountKind, AccountName, Company};
use crate::domain::call::Person;
use crate::domain::profile::Profile;
use crate::domain::record::RecordRef;
use crate::gateway::Known;
use crate::ports::Call;
use crate::profile::{is_same_name, together};

/// People of an account whose profiles are put together.
const MOST_PEOPLE: usize = 20;
/// Profiles that are put together at once.
const AT_ONCE: usize = 4;

/// Which company or deal is meant.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Meant {
    /// That of the vendor's record.
    Record(RecordRef),
    /// Its id at the CRM, or its name.
    Named {
        /// Company or deal.
        kind: AccountKind,
        /// What was typed.
        name: Private,
    },
    /// That of a customer.
    Of {
        /// Company or deal.
        kind: AccountKind,
        /// Whose.
        who: Who,
    },
}

/// The page, from what the CRM has of the account and what is known of its people.
///
/// Where a model is to word the questions, the page is told with the built-in ones before it is asked.
pub(super) fn sheet<'a>(
    local: &'a Local,
    id: u64,
    meant: &'a Meant,
    reading: Reading,
    playbook_only: bool,
    tell: Tell,
) -> BoxFuture<'a, Result<Answer, DeskError>> {
    // Off the stack: whatever answers any request has room for it.
    written(local, id, meant, reading, playbook_only, tell).boxed()
}

async fn written(
    local: &Local,
    id: u64,
    meant: &Meant,
    reading: Reading,
    playbook_only: bool,
    tell: Tell,
) -> Result<Answer, DeskError> {
    let (record, mut account) = match found(local, meant).await? {
        Found::Record(record) => match local.crm()?.account(&record, &Call::INTERACTIVE).await? {
            Some(account) => (Some(record), account),
            None => return Err(none(&format!("there is no {} {} at the CRM", record.kind, record.id))),
        },
        Found::ByNameAlone(account) => (None, *account),
    };
    cards::cut_in_account(&mut account);
    let mut reads = Vec::with_capacity(MOST_PEOPLE);
    for member in account.members.iter().take(MOST_PEOPLE) {
        reads.push(profile_of(local, member.record.to_string(), reading).boxed());
    }
    let profiles: Vec<Result<Profile, DeskError>> =
        futures::stream::iter(reads).buffered(AT_ONCE).collect().await;
    let known: Vec<Profile> = profiles.iter().flatten().cloned().collect();
    let left_out = account.on_record.map(|count| (count as usize).saturating_sub(known.len()));
    if let Some(left_out @ 1..) = left_out {
        account.gaps.push(format!(
            "what {left_out} of the {} people on record have was not read: sums and counts are without it",
            known.len() + left_out
        ));
    }
    let people: Vec<Associate<'_>> = account
        .members
        .iter()
        .enumerate()
        .map(|(at, member)| Associate {
            member,
            profile: profiles.get(at).and_then(|read| read.as_ref().ok()),
        })
        .collect();
    let company = || account.company.as_ref().map(|company| company.name.as_str());
    let name = account.deal.as_ref().map(|(deal, _)| deal.name.as_str()).or_else(company).unwrap_or_default();
    let together = together(name, &account, &known, left_out != Some(0));
    let zone = known.iter().find_map(zone_of).unwrap_or(TimeZone::UTC);
    let view =
        AccountView { record: record.as_ref(), account: &account, people: &people, together: &together };
    let now = local.parts.clock.now();
    let mut sheet = playbook::account_sheet(&view, now, &zone, &local.parts.me.locale);
    let contacts: Vec<RecordRef> = account.members.iter().map(|member| member.record.clone()).collect();
    sheet.meetings = agenda::meetings_with(local, id, &contacts, reading, &tell).await?;
    let spoken_with = spoken_with(&sheet.people, &account, &known);
    let nobody = || Lost::unasked("nobody of its people is known here");
    let gateway = wording::gateway(local, reading, playbook_only);
    match gateway.and_then(|gateway| Ok((gateway, spoken_with.ok_or_else(nobody)?))) {
        Err(unasked) => sheet.questions.why_not_llm = Some(unasked.why),
        Ok((gateway, profile)) => {
            tell(Notice::AccountSheet { request: id, sheet: Box::new(sheet.clone()) });
            let asker = Asker { id, tell: &tell, again: reading == Reading::Fresh };
            let beside = identifying(&account, &known);
            let call = wording::Call { gateway, asker, profile: &profile, beside, now };
            // Of several people together no page is kept: it would lie under the key of one of them.
            (sheet.questions, _) = call.word(local, &mut sheet.parts, &mut sheet.evidence).await?;
        }
    }
    Ok(Answer::AccountSheet(Box::new(sheet)))
}

/// The person to be called, with the deal that the call is about. Of one person alone a model is told, so that what it is
/// sent lies under their key and goes when they are forgotten.
fn spoken_with(people: &[Person], account: &Account, known: &[Profile]) -> Option<Profile> {
    let customer = people.iter().find_map(|person| person.customer_id)?;
    let mut profile = known.iter().find(|profile| profile.customer.id == customer)?.clone();
    if let Some((deal, _)) = &account.deal {
        profile.deals = vec![deal.clone()];
    }
    Some(profile)
}

/// What identifies the company and all of its people: any of them may be named in what is known of one.
fn identifying(account: &Account, known: &[Profile]) -> Known {
    let members = Known {
        names: account.members.iter().filter_map(|member| member.name.clone()).collect(),
        emails: account.members.iter().flat_map(|m| &m.emails).map(|one| one.as_str().to_owned()).collect(),
        phones: account.members.iter().flat_map(|m| &m.phones).map(|one| one.as_str().to_owned()).collect(),
        companies: account.company.iter().map(|company| company.name.clone()).collect(),
        ..Known::default()
    };
    known.iter().fold(members, |all, profile| all.and(Known::of(profile, &[], &[])))
}

async fn profile_of(local: &Local, contact: String, reading: Reading) -> Result<Profile, DeskError> {
    let profile = lookup::whole(local, &Who::Query(contact), reading).await?;
    Ok(answers::with_said_sent(local, profile).await?.0)
}

fn zone_of(profile: &Profile) -> Option<TimeZone> {
    profile.zone()
}

/// Which account was found.
enum Found {
    Record(RecordRef),
    /// A company that is a word on contacts and no record of its own.
    ByNameAlone(Box<Account>),
}

async fn found(local: &Local, meant: &Meant) -> Result<Found, DeskError> {
    let crm = local.crm()?;
    let (kind, found, of_whom, called) = match meant {
        Meant::Record(record) => return Ok(Found::Record(record.clone())),
        Meant::Named { kind, name } => {
            let name = name.0.trim();
            if let Some(record) = reference(*kind, name, local)? {
                return Ok(Found::Record(record));
            }
            let found = crm.accounts_named(*kind, name, &Call::INTERACTIVE).await?;
            (*kind, found, "of that name", Some(name.to_owned()))
        }
        Meant::Of { kind, who } => {
            let profile = lookup::one(local, who).await?;
            let contact = suggestions::contact(&profile, None)?;
            let found = crm.accounts_of(*kind, &contact, &Call::INTERACTIVE).await?;
            (*kind, found, "that this customer belongs to", profile.customer.company.clone())
        }
    };
    match found.as_slice() {
        [one] => Ok(Found::Record(one.record.clone())),
        [] => {
            let called = called.filter(|_| kind == AccountKind::Company);
            let by_name = match called {
                Some(name) => by_name_alone(local, &name).await?,
                None => None,
            };
            let account =
                by_name.ok_or_else(|| none(&format!("the CRM has no {} {of_whom}", kind.as_str())))?;
            Ok(Found::ByNameAlone(Box::new(account)))
        }
        several => {
            let what = format!("several {} fit", kind.plural());
            let mut error = DeskError::new(FailureKind::Ambiguous, what)
                .hint(format!("name one of them by its id: `--{} ID`", kind.as_str()));
            error.candidates = several.iter().map(candidate).collect();
            Err(error)
        }
    }
}

/// A company whose people bear its name while the CRM has no record of it; nothing where nobody does.
async fn by_name_alone(local: &Local, name: &str) -> Result<Option<Account>, DeskError> {
    let people = local.crm()?.members_by_company_name(name, &Call::INTERACTIVE).await?;
    let Some((called, _)) = people.first() else { return Ok(None) };
    let called = called.clone();
    if let Some((other, _)) = people.iter().find(|(other, _)| !is_same_name(other, &called)) {
        let what = format!("several companies fit: {called}, {other}");
        return Err(DeskError::new(FailureKind::Ambiguous, what).hint("give the whole name of one of them"));
    }
    let members: Vec<_> = people.into_iter().map(|(_, member)| member).collect();
    Ok(Some(Account {
        company: Some(Company::by_name_alone(&called)),
        deal: None,
        on_record: u32::try_from(members.len()).ok(),
        members,
        deals: Vec::new(),
        cases: Vec::new(),
        activities: Vec::new(),
        gaps: vec![format!("the CRM has no company record of {called}: who bears its name is told")],
    }))
}

/// An id, or the whole reference that a list of several gives; nothing where it is a name.
fn reference(kind: AccountKind, text: &str, local: &Local) -> Result<Option<RecordRef>, DeskError> {
    if text.is_empty() {
        let what = format!("no {} was named", kind.as_str());
        return Err(DeskError::new(FailureKind::BadRequest, what).hint("give its id or its name"));
    }
    if text.chars().all(|c| c.is_ascii_digit()) {
        let source = local.crm()?.source().clone();
        return Ok(Some(RecordRef { source, kind: kind.as_str().to_owned(), id: text.to_owned() }));
    }
    Ok(text.parse::<RecordRef>().ok().filter(|record| record.kind == kind.as_str()))
}

fn candidate(one: &AccountName) -> Candidate {
    Candidate {
        reference: one.record.to_string(),
        source: one.record.source.to_string(),
        name: Some(one.name.clone()),
        email: None,
        why: one.beside.clone().unwrap_or_default(),
    }
}

fn none(what: &str) -> DeskError {
    DeskError::new(FailureKind::NotFound, what)
        .hint("look for it in the CRM: it may be archived, or called otherwise")
}
