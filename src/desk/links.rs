//! Why records are one person, and what would change before anybody says so.

use super::api::{Answer, DeskError, FailureKind, Link, LinkGraph, LinkRehearsal, SideBySide, Who, Word};
use super::local::Local;
use super::lookalikes::SAME_PHONE;
use super::lookup;
use crate::domain::customer::{Identity, MatchedBy};
use crate::domain::ids::CustomerId;
use crate::domain::lookup::Lookup;
use crate::domain::profile::Profile;
use crate::domain::record::{Record, RecordRef};
use crate::ports::repository::LinkDecision;
use crate::profile::{Looked, Mode, Outcome, Pages};

/// The records of a customer, by which rule each belongs to them, and the sums without each.
pub(super) async fn graph(local: &Local, who: &Who) -> Result<Answer, DeskError> {
    let profile = lookup::one(local, who).await?;
    let customer_id = profile.customer.id;
    let words = local.parts.repository.links(customer_id).await?;
    let dossier = local.parts.repository.dossier(customer_id).await?;
    let records: Vec<&Record> = dossier
        .iter()
        .flat_map(|dossier| &dossier.answers)
        .flat_map(|answer| &answer.found.records)
        .collect();
    let mut links = Vec::new();
    for identity in &profile.identities {
        let Ok(record) = identity.reference().parse::<RecordRef>() else { continue };
        let rehearsal = local.parts.profiles.rehearse(&word(local, customer_id, &record, false)).await?;
        let said = words.iter().filter(|one| one.linked && one.record == record).max_by_key(|one| one.at);
        let of_it = records.iter().find(|one| one.reference() == record);
        links.push(Link {
            name: of_it.and_then(|one| one.name.clone()),
            matched_by: identity.matched_by,
            shared: of_it.and_then(|one| shared(one, identity, &records)),
            word: said.map(|one| Word { by: one.by.clone(), at: one.at, reason: one.reason.clone() }),
            without: rehearsal.after.map(|after| after.totals),
            record,
        });
    }
    Ok(Answer::Links(Box::new(LinkGraph { customer_id, totals: profile.totals, links })))
}

/// The value by which a record is tied to another of the customer's.
fn shared(record: &Record, identity: &Identity, records: &[&Record]) -> Option<String> {
    let others = || records.iter().filter(|other| other.reference() != record.reference());
    match identity.matched_by {
        MatchedBy::Email => {
            let is_shared =
                |email: &&crate::domain::Email| others().any(|other| other.emails.contains(email));
            Some(record.emails.iter().find(is_shared)?.as_str().to_owned())
        }
        MatchedBy::Phone => {
            let is_shared =
                |phone: &&crate::domain::Phone| others().any(|other| other.phones.contains(phone));
            Some(record.phones.iter().find(is_shared)?.as_str().to_owned())
        }
        MatchedBy::Order => record.orders.first().map(|order| order.number.clone()),
        MatchedBy::Query | MatchedBy::Link => None,
    }
}

/// What linking a record to a customer would change; nothing is kept.
pub(super) async fn rehearse(local: &Local, who: &Who, record: RecordRef) -> Result<Answer, DeskError> {
    let profile = lookup::one(local, who).await?;
    let customer_id = profile.customer.id;
    held(local, &profile, &record, true).await?;
    let rehearsal = local.parts.profiles.rehearse(&word(local, customer_id, &record, true)).await?;
    let (Some(there), Some(after)) = (&rehearsal.record, rehearsal.after) else {
        let what = format!("{record:?} could not be read, so nobody can tell what linking it would change");
        return Err(DeskError::new(FailureKind::NotFound, what));
    };
    let looks_alike = profile.possible_matches.iter().find(|one| one.reference() == record.to_string());
    let shares_phone = profile.customer.phones.iter().any(|phone| there.phones.contains(phone));
    let records: Vec<RecordRef> =
        after.identities.iter().filter_map(|one| one.reference().parse().ok()).collect();
    let is_here = |one: &RecordRef| profile.identities.iter().any(|own| own.reference() == one.to_string());
    let along = records.iter().filter(|one| **one != record && !is_here(one)).cloned().collect();
    let renamed = after.customer.name.clone().filter(|name| profile.customer.name.as_ref() != Some(name));
    Ok(Answer::LinkRehearsal(Box::new(LinkRehearsal {
        customer_id,
        along,
        renamed,
        why: looks_alike.map(|one| one.why.clone()).or_else(|| shares_phone.then(|| SAME_PHONE.to_owned())),
        fields: side_by_side(&profile, there),
        before: profile.totals,
        after: after.totals,
        records,
        record,
    })))
}

/// Whether a record can be said to be a customer's, or not theirs: there must be such a record, and one that is taken away
/// must be among theirs.
///
/// # Errors
/// It cannot, or its vendor could not be asked.
pub(super) async fn held(
    local: &Local,
    profile: &Profile,
    record: &RecordRef,
    linked: bool,
) -> Result<(), DeskError> {
    let has = |profile: &Profile| profile.identities.iter().any(|one| one.reference() == record.to_string());
    if has(profile) {
        return Ok(());
    }
    if !linked {
        let what = format!("{record:?} is no part of this customer: nothing is written");
        return Err(DeskError::new(FailureKind::NotFound, what)
            .hint("`deskhand links` names the records of a customer"));
    }
    let of_it = |one: &&Looked| one.place == record.source.as_str();
    let said = |places: &[Looked]| places.iter().find(of_it).map_or_else(String::new, |one| one.what.clone());
    let query = Lookup::Record(record.clone());
    let find = |mode| local.parts.profiles.find(&query, mode, Pages::First, |_| {});
    let is_known = |found: &Outcome| matches!(found, Outcome::One { profile, .. } if has(profile));
    let mut found = find(Mode::Cached).await?;
    if !is_known(&found) {
        // Whose it was may have parted from it: the vendor knows.
        found = find(Mode::Fresh).await?;
    }
    match found {
        found if is_known(&found) => Ok(()),
        Outcome::Unreachable(places) => {
            let what = format!("nothing is linked: {}", said(&places));
            Err(DeskError::new(FailureKind::Unreachable, what))
        }
        _ => {
            let what = format!("nothing is linked: no customer has a record {record:?}");
            Err(DeskError::new(FailureKind::NotFound, what)
                .hint("a profile names records as they are written: hubspot/contact/5571"))
        }
    }
}

fn word(local: &Local, customer: CustomerId, record: &RecordRef, linked: bool) -> LinkDecision {
    LinkDecision {
        customer,
        record: record.clone(),
        linked,
        by: local.actor().to_owned(),
        at: local.parts.clock.now(),
        reason: None,
    }
}

fn side_by_side(profile: &Profile, there: &Record) -> Vec<SideBySide> {
    let here = &profile.customer;
    let list = |values: Vec<&str>| (!values.is_empty()).then(|| values.join(", "));
    let emails = |emails: &[crate::domain::Email]| list(emails.iter().map(|email| email.as_str()).collect());
    let phones = |phones: &[crate::domain::Phone]| list(phones.iter().map(|phone| phone.as_str()).collect());
    let shares_email = here.emails.iter().any(|email| there.emails.contains(email));
    let shares_phone = here.phones.iter().any(|phone| there.phones.contains(phone));
    let same = |here: &Option<String>, there: &Option<String>| {
        here.is_some()
            && here.as_ref().map(|text| text.to_lowercase()) == there.as_ref().map(|text| text.to_lowercase())
    };
    let row = |field: &str, here: Option<String>, there: Option<String>, agrees: bool| SideBySide {
        field: field.to_owned(),
        here,
        there,
        agrees,
    };
    let address =
        |address: &Option<crate::domain::customer::Address>| address.as_ref().map(|one| one.one_line());
    let (address_here, address_there) = (address(&here.address), address(&there.address));
    vec![
        row("name", here.name.clone(), there.name.clone(), same(&here.name, &there.name)),
        row("e-mail", emails(&here.emails), emails(&there.emails), shares_email),
        row("phone", phones(&here.phones), phones(&there.phones), shares_phone),
        row("company", here.company.clone(), there.company.clone(), same(&here.company, &there.company)),
        row("address", address_here.clone(), address_there.clone(), same(&address_here, &address_there)),
    ]
    .into_iter()
    .filter(|row| row.here.is_some() || row.there.is_some())
    .collect()
}
