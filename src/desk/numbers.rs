//! Customers by a number that no vendor is searched by: of an open case of the queue, of a parcel on its way to them, of
//! their contact at the CRM as the leads are listed.

use std::sync::{Arc, PoisonError};

use super::api::{DeskError, Reading, SearchHit};
use super::kept;
use super::local::{Local, Tell};
use crate::directory::MatchedField;
use crate::domain::customer::PossibleMatch;
use crate::domain::ids::{CustomerId, Source};
use crate::domain::lookup::Lookup;
use crate::domain::profile::Profile;
use crate::domain::queue::QueuedCase;
use crate::domain::record::RecordRef;
use crate::profile::{Looked, Outcome};

/// Digits that a case's number begins with, at least, to be looked for as typed.
const SHORTEST_CASE: usize = 3;
/// Cases of such numbers at most.
const MOST_CASES: usize = 8;

/// Somebody whom a number names.
pub(super) struct Numbered {
    /// What they are asked for by.
    pub query: Lookup,
    /// As one of several.
    pub shown: PossibleMatch,
}

/// Whom the number of an open case, of a parcel or of a contact names, as far as that is known here.
pub(super) async fn numbered(local: &Local, typed: &str) -> Result<Vec<Numbered>, DeskError> {
    let mut found = match case_number(typed) {
        Some(number) => of_cases(local, &number).await?,
        None => Vec::new(),
    };
    if let Some(contact) = contact(local, typed) {
        for customer in local.parts.repository.customers_by_key(&Lookup::Record(contact)).await? {
            found.push(of_record(local, customer, "their contact at the CRM has this id"));
        }
    }
    for store in &local.parts.stores {
        let Some(parcel) = RecordRef::of_parcel(store.source(), typed) else { continue };
        for customer in local.parts.repository.customers_by_key(&Lookup::Record(parcel)).await? {
            found.push(of_record(local, customer, "a parcel of this number is theirs"));
        }
    }
    Ok(found)
}

/// Whom the number of an open case names once the queue was read, as the reading lets it: nothing else has that number.
pub(super) async fn once_read(
    local: &Local,
    typed: &str,
    reading: Reading,
) -> Result<Vec<Numbered>, DeskError> {
    let Some(number) = case_number(typed) else { return Ok(Vec::new()) };
    // Nobody follows how far that is: it is a part of looking somebody up.
    let tell: Tell = Arc::new(|_| {});
    if let Some(problem) = kept::refreshed::<QueuedCase>(local, 0, reading, &tell).await? {
        tracing::info!(problem = problem.what, "the queue was not read for the number of a case");
    }
    of_cases(local, &number).await
}

async fn of_cases(local: &Local, number: &str) -> Result<Vec<Numbered>, DeskError> {
    let kept = local.queue.lock(local).await?;
    Ok(kept.rows.values().filter(|row| row.record.id == number).filter_map(of_case).collect())
}

/// Whoever has an open case whose number begins with what was typed, as hits of the search; of nobody where it is too
/// short to mean one.
pub(super) async fn with_cases(local: &Local, typed: &str) -> Result<Vec<SearchHit>, DeskError> {
    let Some(number) = case_number(typed).filter(|number| number.len() >= SHORTEST_CASE) else {
        return Ok(Vec::new());
    };
    let rows: Vec<QueuedCase> = {
        let kept = local.queue.lock(local).await?;
        let fits = |row: &&QueuedCase| row.record.id.starts_with(&number) && row.customer_id.is_some();
        kept.rows.values().filter(fits).take(MOST_CASES).cloned().collect()
    };
    let hit = |row: QueuedCase| {
        Some(SearchHit {
            customer: row.customer_id?,
            name: row.name.unwrap_or_default(),
            company: None,
            email: row.email,
            phone: None,
            order_number: None,
            case_number: Some(row.record.id),
            last_activity: row.updated_at,
            matched: MatchedField::Nothing,
            name_ranges: Vec::new(),
            email_ranges: Vec::new(),
            tier: None,
        })
    };
    Ok(rows.into_iter().filter_map(hit).collect())
}

/// What was looked for in vain; nothing where what was typed is no such number.
pub(super) fn looked(typed: &str, query: &Lookup) -> Option<Looked> {
    let is_parcel = || RecordRef::of_parcel(&Source::crm("local"), typed).is_some();
    let may_be = match query {
        Lookup::OrderNumber(_) => true,
        Lookup::Name(_) => case_number(typed).is_some() || is_parcel(),
        _ => false,
    };
    let is_id = typed.trim().bytes().all(|byte| byte.is_ascii_digit());
    let what = match is_id {
        true => "looked for it as the number of an open case, as a tracking number and as a contact's id",
        false => "looked for it as the number of an open case and as a tracking number",
    };
    may_be.then(|| Looked {
        place: "what is known here".to_owned(),
        what: what.to_owned(),
        why_maybe: "the case may be closed, or its customer not read yet".to_owned(),
        failed: false,
    })
}

/// Whom a number means that an order may have, too: one of them, several, or whoever is to be asked for instead.
pub(super) fn settle(of_order: Outcome, theirs: Vec<Numbered>) -> Result<Outcome, Lookup> {
    let mut several = match of_order {
        Outcome::One { profile, has_older } => {
            let same = Lookup::Customer(profile.customer.id);
            if theirs.iter().all(|one| one.query == same) {
                return Ok(Outcome::One { profile, has_older });
            }
            vec![of_order_number(&profile)]
        }
        Outcome::Many(several) => several,
        Outcome::Nobody(_) | Outcome::Unreachable(_) => Vec::new(),
    };
    if let ([], [one]) = (several.as_slice(), theirs.as_slice()) {
        return Err(one.query.clone());
    }
    several.extend(theirs.into_iter().map(|one| one.shown));
    Ok(Outcome::Many(several))
}

/// `17717`, `#17717`, `case:17717` or `hubspot/case/17717`.
pub(super) fn case_number(typed: &str) -> Option<String> {
    let typed = typed.trim();
    if let Ok(record) = typed.parse::<RecordRef>()
        && record.kind == "case"
    {
        return Some(record.id);
    }
    let number = typed.trim_start_matches("case").trim_start_matches([':', ' ', '#']);
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| number.to_owned())
}

fn of_case(row: &QueuedCase) -> Option<Numbered> {
    let (query, source, kind, id) = match (row.customer_id, &row.contact) {
        (Some(customer), _) => local_match(customer),
        (None, Some(contact)) => {
            let RecordRef { source, kind, id } = contact.clone();
            (Lookup::Record(contact.clone()), source, kind, id)
        }
        (None, None) => return None,
    };
    let why = format!("case {} is theirs", row.record.id);
    let shown = PossibleMatch { source, kind, id, name: row.name.clone(), email: row.email.clone(), why };
    Some(Numbered { query, shown })
}

/// A contact of the CRM by its id alone: `512046`.
fn contact(local: &Local, typed: &str) -> Option<RecordRef> {
    let typed = typed.trim();
    let is_id = !typed.is_empty() && typed.bytes().all(|byte| byte.is_ascii_digit());
    let crm = local.parts.crm.as_ref().filter(|_| is_id)?;
    Some(RecordRef { source: crm.source().clone(), kind: "contact".to_owned(), id: typed.to_owned() })
}

fn of_record(local: &Local, customer: CustomerId, why: &str) -> Numbered {
    let known = local.directory.read().unwrap_or_else(PoisonError::into_inner).get(&customer);
    let (name, email) =
        known.map_or((None, None), |entry| (Some(entry.name), entry.emails.into_iter().next()));
    let (query, source, kind, id) = local_match(customer);
    Numbered { query, shown: PossibleMatch { source, kind, id, name, email, why: why.to_owned() } }
}

fn of_order_number(profile: &Profile) -> PossibleMatch {
    let (_, source, kind, id) = local_match(profile.customer.id);
    let email = profile.customer.emails.first().map(|email| email.as_str().to_owned());
    let why = "an order of this number is theirs".to_owned();
    PossibleMatch { source, kind, id, name: profile.customer.name.clone(), email, why }
}

/// A customer as they are known here.
fn local_match(customer: CustomerId) -> (Lookup, Source, String, String) {
    (Lookup::Customer(customer), Source::crm("local"), "customer".to_owned(), customer.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::queue::fixture;

    fn theirs(case: &str, customer: u128) -> Numbered {
        let mut row = fixture::case(case);
        row.customer_id = Some(CustomerId::new(uuid::Uuid::from_u128(customer)));
        of_case(&row).unwrap()
    }

    #[test]
    fn a_case_is_named_as_the_commands_name_it() {
        for typed in ["17717", " #17717", "case:17717", "case 17717", "hubspot/case/17717"] {
            assert_eq!(case_number(typed).as_deref(), Some("17717"), "{typed}");
        }
        for typed in ["", "#", "EU-1042", "casey", "hubspot/contact/17717"] {
            assert_eq!(case_number(typed), None, "{typed}");
        }
    }

    #[test]
    fn where_an_order_fits_too_it_is_a_choice() {
        let of_order = || theirs("1", 7).shown;
        let Ok(Outcome::Many(several)) = settle(Outcome::Many(vec![of_order()]), vec![theirs("2", 8)]) else {
            panic!("a choice")
        };
        assert_eq!((several.len(), several[1].why.as_str()), (2, "case 2 is theirs"));
        let one = settle(Outcome::Nobody(Vec::new()), vec![theirs("2", 8)]);
        assert!(matches!(one, Err(Lookup::Customer(_))));
    }
}
