//! Facts of a company or deal: the firm, its people, and what each of them is worth.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::View;
use crate::copilot::facts::value::SlotValue;
use crate::copilot::facts::{Claim, Fact, FactKind};
use crate::domain::account::{Account, Company, Member};
use crate::domain::customer::ConsentState;
use crate::domain::worded::worded;
use crate::domain::{EvidenceId, Profile, Worded};
use crate::phrasing::counted;

/// The people taken together: `account:people`.
pub const PEOPLE: (&str, &str) = ("account", "people");

/// One of the people of an account, with what is known of them here.
pub struct Associate<'a> {
    /// As the CRM has them.
    pub member: &'a Member,
    /// Nothing where it could not be had.
    pub profile: Option<&'a Profile>,
}

/// The firm, all of its people together, and each of them.
pub fn account(account: &Account, people: &[Associate<'_>], now: Timestamp, zone: &TimeZone) -> Vec<Fact> {
    let view = View::new(now, zone);
    let mut facts: Vec<Fact> = account.company.iter().map(company).collect();
    facts.push(all_of(account, people));
    facts.extend(people.iter().map(|one| person(one, view)));
    facts
}

fn company(company: &Company) -> Fact {
    let mut fact = Fact::new(company.evidence.clone(), FactKind::Customer);
    fact.text = worded!("Company {}", &company.name);
    fact.field("name", SlotValue::Text(company.name.clone()));
    fact.maybe("industry", company.industry.clone().map(SlotValue::Text));
    fact.maybe("place", company.place.clone().map(SlotValue::Text));
    fact.maybe("employees", company.employees.map(|count| SlotValue::Count(count.into(), "employee")));
    fact.maybe("owner", company.owner.clone().map(SlotValue::Text));
    fact.names.push(company.name.clone());
    fact.names.extend([&company.industry, &company.place, &company.owner].into_iter().flatten().cloned());
    fact
}

fn all_of(account: &Account, people: &[Associate<'_>]) -> Fact {
    let mut fact = Fact::new(EvidenceId::new(PEOPLE.0, PEOPLE.1), FactKind::Totals);
    let buyers =
        people.iter().filter(|one| one.profile.is_some_and(|profile| profile.totals.orders > 0)).count();
    fact.field("buyers", SlotValue::Count(buyers as u64, "buyer"));
    let read = people.iter().filter(|one| one.profile.is_some()).count() as u64;
    let on_record = account.on_record.map(u64::from);
    fact.text = match on_record {
        Some(count) => worded!("{} on record", counted(count, "person")),
        None => "How many people are on record is not known".into(),
    };
    if on_record == Some(read) {
        fact.text.push(worded!(", {} of them with orders", buyers));
    } else {
        fact.text.push(worded!("; partial: {} of them were read, {} of these with orders", read, buyers));
        fact.field("read", SlotValue::Count(read, "person"));
        fact.claim(Claim::Partial, true);
    }
    fact.maybe("people", on_record.map(|count| SlotValue::Count(count, "person")));
    if !account.lacks_members() {
        let deciders = people.iter().filter(|one| one.member.decides()).count();
        fact.field("deciders", SlotValue::Count(deciders as u64, "person"));
    }
    fact
}

fn person(one: &Associate<'_>, view: View<'_>) -> Fact {
    let member = one.member;
    let mut fact = Fact::new(member.evidence.clone(), FactKind::Customer);
    let name = member.name.clone().unwrap_or_else(|| format!("contact {}", member.record.id));
    fact.text = worded!("{} is one of the people on record", &name);
    fact.names.push(name.clone());
    fact.field("name", SlotValue::Text(name));
    fact.maybe("title", member.title.clone().map(SlotValue::Text));
    fact.names.extend(member.title.clone());
    if !member.roles.is_empty() {
        let roles = member.roles.join(", ");
        fact.names.push(roles.clone());
        fact.field("roles", SlotValue::Text(roles));
    }
    let Some(profile) = one.profile else { return fact };
    let totals = &profile.totals;
    if totals.orders > 0 {
        fact.field("orders", SlotValue::Count(totals.orders.into(), "order"));
        fact.maybe("last_order_at", totals.last_order_at.map(SlotValue::Date));
        let since = totals.last_order_at.map(|at| SlotValue::Days(view.days_since(at)));
        fact.maybe("days_since_last_order", since);
    }
    if let Some(clv) = &profile.scores.clv {
        fact.field("tier", SlotValue::State(clv.tier.as_str()));
        fact.field("worth", SlotValue::Money(clv.value));
        fact.field("horizon", SlotValue::Days(clv.horizon_days.into()));
        let because = main_reason(&clv.why());
        // What both rest on is told once, with the risk.
        let is_told = profile.scores.churn.as_ref().is_some_and(|churn| main_reason(&churn.why()) == because);
        fact.maybe("worth_because", (!is_told).then_some(SlotValue::Worded(because)));
    }
    if let Some(churn) = &profile.scores.churn {
        fact.field("risk", SlotValue::Share(churn.risk));
        fact.field("risk_because", SlotValue::Worded(main_reason(&churn.why())));
    }
    if profile.customer.consent.email == Some(ConsentState::Unsubscribed) {
        fact.claim(Claim::Unsubscribed, true);
        fact.field("email", SlotValue::State("unsubscribed"));
    }
    fact
}

/// What moved a score most: the first of its reasons.
fn main_reason(reason: &Worded) -> Worded {
    reason.before(";")
}
