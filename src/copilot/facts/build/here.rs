//! Facts for this place alone: how to reach the customer, and how much of everything there is.

use jiff::tz::TimeZone;

use crate::copilot::facts::value::SlotValue;
use crate::copilot::facts::{Claim, Fact, FactKind};
use crate::domain::crm::{ActivityKind, DealOutcome};
use crate::domain::record::Coverage;
use crate::domain::worded::worded;
use crate::domain::{EvidenceId, Profile};
use crate::phrasing::counted;

/// What no prompt ever takes.
pub fn here(profile: &Profile, zone: &TimeZone) -> Vec<Fact> {
    let mut facts = contacts(profile);
    if !profile.is_blind_to(Coverage::CASES) {
        facts.push(cases(profile));
    }
    if !profile.is_blind_to(Coverage::DEALS) {
        facts.push(deals(profile));
    }
    facts.extend(activities(profile));
    if !profile.store_is_unread() {
        facts.push(carts(profile));
        facts.extend(currencies(profile));
    }
    facts.push(possible_matches(profile));
    facts.extend(delivery(profile, zone));
    facts
}

fn contact(key: &str, text: String, fields: Vec<(&'static str, String)>) -> Fact {
    let mut fact = Fact::new(EvidenceId::new("customer", key), FactKind::Contact);
    fact.text = text.into();
    for (name, value) in fields {
        fact.names.push(value.clone());
        fact.field(name, SlotValue::Text(value));
    }
    fact
}

fn contacts(profile: &Profile) -> Vec<Fact> {
    let customer = &profile.customer;
    let emails: Vec<&str> = customer.emails.iter().map(|email| email.as_str()).collect();
    let phones: Vec<&str> = customer.phones.iter().map(|phone| phone.as_str()).collect();
    let mut facts = Vec::new();
    if !emails.is_empty() {
        let emails = emails.join(", ");
        facts.push(contact("email", format!("E-mail: {emails}"), vec![("email", emails)]));
    }
    if !phones.is_empty() {
        let phones = phones.join(", ");
        facts.push(contact("phone", format!("Phone: {phones}"), vec![("phone", phones)]));
    }
    if let Some(address) = &customer.address {
        let mut fields = vec![("address", address.one_line())];
        fields.extend(address.city.clone().map(|city| ("city", city)));
        fields.extend(address.country.clone().map(|country| ("country", country)));
        facts.push(contact("address", format!("Address: {}", address.one_line()), fields));
    }
    if let Some(zone) = &customer.time_zone {
        facts.push(contact("time_zone", format!("Time zone: {zone}"), vec![("time_zone", zone.clone())]));
    }
    facts
}

fn totals(key: &str) -> Fact {
    Fact::new(EvidenceId::new("totals", key), FactKind::Totals)
}

fn cases(profile: &Profile) -> Fact {
    let mut fact = totals("cases");
    let open = profile.open_cases().count();
    fact.field("cases", SlotValue::Count(profile.cases.len() as u64, "case"));
    let is_known = open > 0 || !profile.lacks(Coverage::CASES);
    if is_known {
        fact.field("open_cases", SlotValue::Count(open as u64, "case"));
    }
    let opened = || profile.cases.iter().filter_map(|case| case.opened_at);
    fact.maybe("first_opened_at", opened().min().map(SlotValue::Date));
    fact.maybe("last_opened_at", opened().max().map(SlotValue::Date));
    fact.text = worded!("Cases on record: {}, {} of them open", profile.cases.len(), open);
    if is_known {
        fact.claim(Claim::Open, open > 0);
    }
    say_unread(&mut fact, profile, &[Coverage::CASES]);
    fact
}

/// Where some of a kind may be missing, the sum says so.
fn say_unread(fact: &mut Fact, profile: &Profile, kinds: &[&str]) {
    for kind in kinds {
        if profile.is_blind_to(kind) {
            fact.text.push(worded!("; {} are not known", kind));
        } else if profile.lacks(kind) {
            fact.text.push(worded!("; not all {} were read", kind));
        }
    }
}

fn deals(profile: &Profile) -> Fact {
    let mut fact = totals("deals");
    let open = profile.deals.iter().filter(|deal| deal.outcome == DealOutcome::Open).count();
    fact.field("deals", SlotValue::Count(profile.deals.len() as u64, "deal"));
    fact.field("open_deals", SlotValue::Count(open as u64, "deal"));
    fact.text = worded!("Deals on record: {}, {} of them open", profile.deals.len(), open);
    if open > 0 || !profile.lacks(Coverage::DEALS) {
        fact.claim(Claim::Open, open > 0);
    }
    say_unread(&mut fact, profile, &[Coverage::DEALS]);
    fact
}

/// Notes, calls and tasks; nothing of a kind that is not shown.
fn activities(profile: &Profile) -> Option<Fact> {
    let mut fact = totals("activities");
    let knows = |kind: &str| !profile.is_blind_to(kind);
    let of = |kind: ActivityKind| profile.activities.iter().filter(move |one| one.kind == kind);
    let open = of(ActivityKind::Task).filter(|task| task.done == Some(false)).count();
    let count = |kind: ActivityKind| of(kind).count() as u64;
    let mut said = Vec::new();
    if knows(Coverage::NOTES) {
        fact.field("notes", SlotValue::Count(count(ActivityKind::Note), "note"));
        said.push(counted(count(ActivityKind::Note), "note"));
    }
    if knows(Coverage::CALLS) {
        fact.field("calls", SlotValue::Count(count(ActivityKind::Call), "call"));
        said.push(counted(count(ActivityKind::Call), "call"));
    }
    let mut told = Vec::new();
    if !said.is_empty() {
        told.push(format!("On record: {}", said.join(", ")));
    }
    if knows(Coverage::TASKS) {
        fact.field("tasks", SlotValue::Count(count(ActivityKind::Task), "task"));
        fact.field("open_tasks", SlotValue::Count(open as u64, "task"));
        fact.claim(Claim::Open, open > 0);
        told.push(format!("open tasks: {open}"));
    }
    fact.text = told.join("; ").into();
    say_unread(&mut fact, profile, &[Coverage::NOTES, Coverage::CALLS, Coverage::TASKS]);
    (!told.is_empty()).then_some(fact)
}

fn carts(profile: &Profile) -> Fact {
    let mut fact = totals("carts");
    fact.field("carts", SlotValue::Count(profile.carts.len() as u64, "cart"));
    fact.text = worded!("Carts left behind: {}", profile.carts.len());
    fact
}

/// In which currencies is bought.
fn currencies(profile: &Profile) -> Option<Fact> {
    let codes: Vec<&str> =
        profile.totals.by_currency.iter().map(|totals| totals.gross.currency.code()).collect();
    let mut fact = totals("currencies");
    fact.text = worded!("Currencies of the orders: {}", codes.join(", "));
    fact.names.extend(codes.iter().map(|code| (*code).to_owned()));
    fact.field("currencies", SlotValue::Text(codes.join(", ")));
    (!codes.is_empty()).then_some(fact)
}

fn possible_matches(profile: &Profile) -> Fact {
    let mut fact = totals("matches");
    let count = profile.possible_matches.len() as u64;
    fact.field("possible_matches", SlotValue::Count(count, "record"));
    fact.text = worded!("Records that look like this customer: {}", count);
    fact
}

/// How long parcels were on the way, the middle of all that arrived.
fn delivery(profile: &Profile, zone: &TimeZone) -> Option<Fact> {
    let parcels = profile.orders.iter().flat_map(|order| &order.shipments);
    let mut days: Vec<i64> = parcels
        .filter_map(|parcel| Some((parcel.shipped_at?, parcel.delivered_at?)))
        .map(|(shipped, delivered)| super::super::value::days_between(shipped, delivered, zone))
        .collect();
    days.sort_unstable();
    let middle = *days.get(days.len() / 2)?;
    let mut fact = totals("delivery");
    fact.field("usual_way", SlotValue::Days(middle));
    fact.field("parcels", SlotValue::Count(days.len() as u64, "parcel"));
    fact.text = worded!("Parcels that arrived: {}, usually after {} days on the way", days.len(), middle);
    Some(fact)
}
