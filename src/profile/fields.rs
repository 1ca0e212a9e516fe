//! The customer's fields out of the records' fields, and where the records disagree. Pure.
//!
//! The records come in order of precedence (see `unify`): the first that knows a field gives it, and every other
//! value stays visible as a conflict. Nothing is averaged.

use std::collections::BTreeSet;

use jiff::Timestamp;
use unicode_normalization::UnicodeNormalization;

use crate::domain::background::Background;
use crate::domain::customer::{
    Acquisition, Address, Conflict, ConflictValue, Consent, ConsentState, Customer, WebActivity,
};
use crate::domain::ids::CustomerId;
use crate::domain::record::Record;

/// The customer that these records are.
pub(super) fn customer(id: CustomerId, records: &[&Record]) -> Customer {
    Customer {
        id,
        name: first(records, |record| record.name.as_ref()),
        emails: union(records, |record| &record.emails),
        phones: union(records, |record| &record.phones),
        locale: first(records, |record| record.locale.as_ref()),
        time_zone: first(records, |record| record.time_zone.as_ref()),
        address: first(records, |record| record.address.as_ref()),
        company: first(records, |record| record.company.as_ref()),
        tags: records.iter().flat_map(|r| &r.tags).cloned().collect::<BTreeSet<_>>().into_iter().collect(),
        acquisition: acquisition(records),
        consent: Consent {
            email: strictest(records.iter().map(|record| record.consent.email)),
            sms: strictest(records.iter().map(|record| record.consent.sms)),
        },
        web: WebActivity {
            page_views: records.iter().filter_map(|record| record.web.page_views).max(),
            visits: records.iter().filter_map(|record| record.web.visits).max(),
            last_seen_at: records.iter().filter_map(|record| record.web.last_seen_at).max(),
        },
        background: first(records, |record| {
            Some(&record.background).filter(|background| **background != Background::default())
        })
        .unwrap_or_default(),
        note: notes(records),
        // A colleague's word is the desk's to add.
        ruled_out: Vec::new(),
    }
}

fn first<T: Clone>(records: &[&Record], field: impl Fn(&Record) -> Option<&T>) -> Option<T> {
    records.iter().find_map(|record| field(record)).cloned()
}

/// Every value once, in the records' order, so that the first record's main value is the main one.
fn union<T: Clone + PartialEq>(records: &[&Record], field: impl Fn(&Record) -> &[T]) -> Vec<T> {
    let mut all: Vec<T> = Vec::new();
    for value in records.iter().flat_map(|record| field(record)) {
        if !all.contains(value) {
            all.push(value.clone());
        }
    }
    all
}

/// The channel as the first record says that knows one; the earliest time that any of them was seen.
fn acquisition(records: &[&Record]) -> Acquisition {
    let known = || records.iter().filter_map(|record| record.acquisition.as_ref());
    let first_order = records.iter().flat_map(|record| &record.orders).map(|order| order.placed_at);
    Acquisition {
        channel: known().find_map(|acquisition| acquisition.channel.clone()),
        first_seen_at: known().filter_map(|acquisition| acquisition.first_seen_at).chain(first_order).min(),
    }
}

/// The strictest of what is said; a source that says nothing does not count.
fn strictest(states: impl Iterator<Item = Option<ConsentState>>) -> Option<ConsentState> {
    states.flatten().max_by_key(|state| match state {
        ConsentState::Subscribed => 0,
        ConsentState::Pending => 1,
        ConsentState::NotSubscribed => 2,
        ConsentState::Unsubscribed => 3,
    })
}

/// Every staff note, each once: a link must not make one of them disappear.
fn notes(records: &[&Record]) -> Option<String> {
    let mut notes: Vec<&str> = Vec::new();
    for note in records.iter().filter_map(|record| record.note.as_deref()).map(str::trim) {
        if !note.is_empty() && !notes.contains(&note) {
            notes.push(note);
        }
    }
    (!notes.is_empty()).then(|| notes.join("\n\n"))
}

/// Where the records disagree, by path in the profile.
///
/// Any difference in spelling is a disagreement, accents included; letter case, outer spaces and ways of
/// writing the same phone or e-mail are none, and neither is a value that one of them lacks.
pub(super) fn conflicts(records: &[&Record]) -> Vec<Conflict> {
    let text = |value: &Option<String>| value.clone().into_iter().collect::<Vec<_>>();
    let differ = |a: &[String], b: &[String]| spelling(&a[0]) != spelling(&b[0]);
    // Several addresses or numbers disagree only where not one of them is the same.
    let have_none_in_common = |a: &[String], b: &[String]| !a.iter().any(|value| b.contains(value));
    let consent = |state: Option<ConsentState>| state.map(consent_word).into_iter().collect::<Vec<_>>();
    [
        conflict("customer.name", records, |r| text(&r.name), differ),
        conflict(
            "customer.emails",
            records,
            |r| r.emails.iter().map(|email| email.as_str().to_owned()).collect(),
            have_none_in_common,
        ),
        conflict(
            "customer.phones",
            records,
            |r| r.phones.iter().map(|phone| phone.as_str().to_owned()).collect(),
            have_none_in_common,
        ),
        conflict("customer.locale", records, |r| text(&r.locale), |a, b| language(&a[0]) != language(&b[0])),
        conflict("customer.time_zone", records, |r| text(&r.time_zone), differ),
        address_conflict(records),
        conflict("customer.company", records, |r| text(&r.company), differ),
        conflict("customer.consent.email", records, |r| consent(r.consent.email), differ),
        conflict("customer.consent.sms", records, |r| consent(r.consent.sms), differ),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// A conflict where any two of the records that have the field differ. `field` gives the main value first.
fn conflict(
    path: &str,
    records: &[&Record],
    field: impl Fn(&Record) -> Vec<String>,
    differ: impl Fn(&[String], &[String]) -> bool,
) -> Option<Conflict> {
    let said: Vec<(&Record, Vec<String>)> = records
        .iter()
        .map(|record| (*record, field(record)))
        .filter(|(_, values)| values.first().is_some_and(|value| !value.trim().is_empty()))
        .collect();
    let disagree =
        said.iter().enumerate().any(|(at, (_, a))| said[at + 1..].iter().any(|(_, b)| differ(a, b)));
    disagree.then(|| Conflict {
        field: path.to_owned(),
        values: as_values(said.into_iter().map(|(record, mut values)| (record, values.swap_remove(0)))),
    })
}

/// Each source's word once: a guest record that says what the customer record says adds nothing.
fn as_values<'a>(said: impl Iterator<Item = (&'a Record, String)>) -> Vec<ConflictValue> {
    let mut values: Vec<ConflictValue> = Vec::new();
    for (record, value) in said {
        let known = |other: &ConflictValue| {
            other.source == record.source && spelling(&other.value) == spelling(&value)
        };
        if !values.iter().any(known) {
            let as_of: Option<Timestamp> = record.updated_at;
            values.push(ConflictValue { value, source: record.source.clone(), as_of });
        }
    }
    values
}

fn address_conflict(records: &[&Record]) -> Option<Conflict> {
    let said: Vec<(&Record, &Address)> = records
        .iter()
        .filter_map(|record| record.address.as_ref().map(|address| (*record, address)))
        .filter(|(_, address)| !address.one_line().is_empty())
        .collect();
    let disagree = said
        .iter()
        .enumerate()
        .any(|(at, (_, a))| said[at + 1..].iter().any(|(_, b)| addresses_differ(a, b)));
    disagree.then(|| Conflict {
        field: "customer.address".to_owned(),
        values: as_values(said.into_iter().map(|(record, address)| (record, address.one_line()))),
    })
}

/// Part by part, where both know the part. A region or country as a code and as a name are two ways of writing
/// that cannot be compared.
fn addresses_differ(a: &Address, b: &Address) -> bool {
    let part = |a: &Option<String>, b: &Option<String>, coded: bool| match (a, b) {
        (Some(a), Some(b)) if !a.trim().is_empty() && !b.trim().is_empty() => {
            let is_code = |text: &str| text.trim().chars().count() <= 3;
            (!coded || is_code(a) == is_code(b)) && spelling(a) != spelling(b)
        }
        _ => false,
    };
    let lines = |address: &Address| spelling(&address.lines.join(" "));
    let lines_differ = !a.lines.is_empty() && !b.lines.is_empty() && lines(a) != lines(b);
    lines_differ
        || part(&a.city, &b.city, false)
        || part(&a.postal_code, &b.postal_code, false)
        || part(&a.region, &b.region, true)
        || part(&a.country, &b.country, true)
}

/// What is compared: composed the same way, lower case, no outer spaces.
fn spelling(text: &str) -> String {
    text.trim().nfc().collect::<String>().to_lowercase()
}

/// `en` in `en-US`: a vendor that keeps no region does not disagree about it.
fn language(tag: &str) -> String {
    tag.trim().split(['-', '_']).next().unwrap_or_default().to_lowercase()
}

fn consent_word(state: ConsentState) -> String {
    match state {
        ConsentState::Subscribed => "subscribed",
        ConsentState::Pending => "pending",
        ConsentState::NotSubscribed => "not_subscribed",
        ConsentState::Unsubscribed => "unsubscribed",
    }
    .to_owned()
}
