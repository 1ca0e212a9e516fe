//! From a profile to its facts: customer, sums, scores, what is wrong with the data.

mod account;
mod commerce;
mod crm;
mod derived;
mod here;
mod rank;
mod returns;
mod told;
mod totals;

pub use account::{Associate, PEOPLE, account};
pub use commerce::has_arrived;
pub use crm::is_unkept;
pub use here::here;
pub use returns::returns;
pub use told::unkept;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::value::{SlotValue, day, days_between};
use super::{Claim, Fact, FactKind, Scope};
use crate::domain::crm::Case;
use crate::domain::customer::{ConsentState, RuledOut, channel_in_words};
use crate::domain::ids::Source;
use crate::domain::profile::{Freshness, SourceState};
use crate::domain::record::Coverage;
use crate::domain::score::Tier;
use crate::domain::worded::{FigureValue, worded};
use crate::domain::{EvidenceId, Profile, Purpose, Worded};
use crate::phrasing::counted;

/// All facts of a profile, most telling first.
pub fn all(profile: &Profile, scope: Scope<'_>, now: Timestamp, zone: &TimeZone) -> Vec<Fact> {
    let view = View::new(now, zone);
    let mut facts = vec![name(profile)];
    facts.extend(
        profile.cases.iter().take(MOST_CASES).map(|case| case_of(profile, case, scope.purpose, view)),
    );
    facts.extend(commerce::orders(profile, scope, view));
    facts.push(totals::of_all(profile, view));
    facts.extend(
        profile
            .totals
            .by_currency
            .iter()
            .map(totals::in_currency)
            .filter(|_| profile.totals.by_currency.len() > 1),
    );
    facts.extend(derived::derived(profile, scope.purpose, view));
    facts.extend(scores(profile));
    facts.extend(profile.carts.iter().take(MOST_CARTS).map(|cart| commerce::cart(cart, profile, view)));
    facts.extend(profile.deals.iter().take(MOST_DEALS).map(|deal| crm::deal(deal, view)));
    facts.extend(
        profile.activities.iter().take(MOST_ACTIVITIES).map(|activity| crm::activity(activity, view)),
    );
    facts.extend(consent(profile));
    facts.extend(profile.customer.ruled_out.iter().map(|one| ruled_out(one, view)));
    facts.extend(customer(profile, view));
    facts.extend(conflicts(profile));
    facts.extend(coverage(profile, view));
    facts.push(today(view));
    rank::rank(&mut facts, profile);
    facts
}

/// The fact of one order.
pub fn order(profile: &Profile, id: &EvidenceId, now: Timestamp, zone: &TimeZone) -> Option<Fact> {
    let order = profile.order(id)?;
    Some(commerce::order(order, commerce::is_first(order, profile), View::new(now, zone)))
}

/// The fact of one case, note, task or call.
pub fn record(
    profile: &Profile,
    id: &EvidenceId,
    purpose: Option<Purpose>,
    now: Timestamp,
    zone: &TimeZone,
) -> Option<Fact> {
    let view = View::new(now, zone);
    let case = profile.case(id).map(|case| case_of(profile, case, purpose.unwrap_or(Purpose::Support), view));
    let activity = || profile.activities.iter().find(|activity| activity.evidence == *id);
    case.or_else(|| activity().map(|activity| crm::activity(activity, view)))
}

/// What colleagues wrote in a note, task, call or on the record, to its end; nothing of any other fact.
pub fn in_full(profile: &Profile, id: &EvidenceId, now: Timestamp, zone: &TimeZone) -> Option<Worded> {
    let view = View { now, zone, longest: usize::MAX };
    let activity = profile.activities.iter().find(|activity| activity.evidence == *id);
    let note = || profile.customer.note.as_deref().map(|note| note_on_record(note, view));
    activity
        .map(|activity| crm::activity(activity, view))
        .or_else(|| note().filter(|note| note.evidence == *id))
        .map(|fact| fact.text)
}

fn case_of(profile: &Profile, case: &Case, purpose: Purpose, view: View<'_>) -> Fact {
    let mut fact = crm::case(case, purpose, view);
    // The thread belongs to support alone, and what was told in it, too.
    if purpose == Purpose::Support {
        told::told(&mut fact, profile, case);
        unkept(profile, case, view.now, view.zone)
            .into_iter()
            .for_each(|(name, value)| fact.field(name, value));
    }
    fact
}

/// What a call must know of the thread of a case: what its customer wrote, when and by when they need it, and what they were
/// promised.
pub fn heard(
    profile: &Profile,
    case: &Case,
    now: Timestamp,
    zone: &TimeZone,
) -> Vec<(&'static str, SlotValue)> {
    let mut heard = crm::written(case, View::new(now, zone));
    heard.extend(crm::written_at(case));
    heard.extend(unkept(profile, case, now, zone));
    heard
}

const MOST_CASES: usize = 8;
const MOST_CARTS: usize = 3;
const MOST_DEALS: usize = 5;
const MOST_ACTIVITIES: usize = 10;

/// When and where the days are counted, and how much of what people wrote is quoted.
#[derive(Clone, Copy)]
struct View<'a> {
    now: Timestamp,
    zone: &'a TimeZone,
    /// Characters.
    longest: usize,
}

impl<'a> View<'a> {
    fn new(now: Timestamp, zone: &'a TimeZone) -> Self {
        Self { now, zone, longest: LONGEST_QUOTE }
    }

    fn days_since(self, at: Timestamp) -> i64 {
        days_between(at, self.now, self.zone)
    }

    fn date(self, at: Timestamp) -> Date {
        day(at, self.zone)
    }
}

/// What day it is: a model can't know.
fn today(view: View<'_>) -> Fact {
    let mut fact = Fact::new(EvidenceId::new("calendar", "today"), FactKind::Calendar);
    let day = view.date(view.now);
    fact.text = worded!("Today is {}, {}", day.strftime("%A").to_string(), day);
    fact.field("today", SlotValue::Date(view.now));
    fact
}

fn name(profile: &Profile) -> Fact {
    let customer = &profile.customer;
    let mut fact = Fact::new(EvidenceId::new("customer", "name"), FactKind::Customer);
    match &customer.name {
        Some(name) => {
            fact.text = worded!("The customer's name is {}", name);
            fact.names.push(name.clone());
            fact.field("name", SlotValue::Text(name.clone()));
            if let Some(first) = name.split_whitespace().next() {
                fact.field("first_name", SlotValue::Text(first.to_owned()));
            }
        }
        None => fact.text = "The customer's name is not known".into(),
    }
    fact.names.extend(customer.company.clone());
    fact
}

/// What else is known of the person: since when, company, language, tags, the staff's own note, browsing.
fn customer(profile: &Profile, view: View<'_>) -> Vec<Fact> {
    let customer = &profile.customer;
    let mut facts = Vec::new();
    if let Some(since) = customer.acquisition.first_seen_at {
        let mut fact = Fact::new(EvidenceId::new("customer", "since"), FactKind::Customer);
        fact.text = worded!("Known since {}", view.date(since));
        fact.field("first_seen", SlotValue::Date(since));
        fact.field("known_for", SlotValue::Days(view.days_since(since)));
        if let Some(channel) = &customer.acquisition.channel {
            fact.text.push(worded!(", came by {}", channel));
            fact.field("channel", SlotValue::Text(channel.clone()));
        }
        facts.push(fact);
    }
    if let Some(company) = &customer.company {
        let mut fact = Fact::new(EvidenceId::new("customer", "company"), FactKind::Customer);
        fact.text = worded!("Company: {}", company);
        fact.field("company", SlotValue::Text(company.clone()));
        fact.names.push(company.clone());
        facts.push(fact);
    }
    if let Some(locale) = &customer.locale {
        let mut fact = Fact::new(EvidenceId::new("customer", "locale"), FactKind::Customer);
        fact.text = worded!("Language setting: {}", locale);
        if let Some(language) = language(locale) {
            fact.text.push(worded!(" ({})", language));
            fact.field("language", SlotValue::State(language));
        }
        fact.field("locale", SlotValue::Text(locale.clone()));
        facts.push(fact);
    }
    if !customer.tags.is_empty() {
        let mut fact = Fact::new(EvidenceId::new("customer", "tags"), FactKind::Customer);
        let tags = customer.tags.join(", ");
        fact.text = worded!("Tags: {}", &tags);
        fact.names.extend(customer.tags.iter().cloned());
        fact.field("tags", SlotValue::Text(tags));
        facts.push(fact);
    }
    facts.extend(customer.note.as_deref().map(|note| note_on_record(note, view)));
    if customer.web.page_views.is_some() || customer.web.visits.is_some() {
        facts.push(web(profile, view));
    }
    facts.extend(background(profile, view));
    facts
}

fn note_on_record(note: &str, view: View<'_>) -> Fact {
    let mut fact = Fact::new(EvidenceId::new("customer", "note"), FactKind::Customer);
    fact.text = worded!("Note on the record: {}", quote(note, view.longest));
    fact.staff.push(note.to_owned());
    fact
}

/// Where they come from. Of the company only what does not name it.
fn background(profile: &Profile, view: View<'_>) -> Option<Fact> {
    let of = &profile.customer.background;
    let mut fact = Fact::new(EvidenceId::new("customer", "background"), FactKind::Customer);
    let mut parts: Vec<Worded> = Vec::new();
    if let Some(seniority) = of.seniority {
        parts.push(worded!("by title {}", seniority.in_words()));
    }
    if let Some(place) = &of.workplace {
        parts.extend(place.industry.as_ref().map(|industry| worded!("industry {}", industry)));
        if let Some(employees) = place.employees {
            fact.field("employees", SlotValue::Count(employees.into(), "person"));
            parts.push(worded!("{} people work there", employees));
        }
    }
    if of.forms.sent > 0 {
        fact.field("forms", SlotValue::Count(of.forms.sent.into(), "form"));
        let last = of.forms.last.map_or_else(Worded::default, |form| {
            fact.field("last_form", SlotValue::Date(form.at));
            worded!(", the last {} on {}", form.kind.in_words(), view.date(form.at))
        });
        parts.push(worded!("{} sent{}", counted(of.forms.sent, "form"), last));
    }
    let is_known = !parts.is_empty();
    fact.text = worded!("Where they come from: {}", Worded::joined(parts, ", "));
    is_known.then_some(fact)
}

/// The language of a tag, in English.
fn language(locale: &str) -> Option<&'static str> {
    Some(match locale.split(['-', '_']).next()? {
        "en" => "English",
        "de" => "German",
        "fr" => "French",
        "es" => "Spanish",
        "it" => "Italian",
        "pt" => "Portuguese",
        "nl" => "Dutch",
        "ja" => "Japanese",
        "zh" => "Chinese",
        "ko" => "Korean",
        "ar" => "Arabic",
        "he" => "Hebrew",
        "pl" => "Polish",
        "sv" => "Swedish",
        "da" => "Danish",
        "nb" | "no" => "Norwegian",
        "fi" => "Finnish",
        "tr" => "Turkish",
        "ru" => "Russian",
        "uk" => "Ukrainian",
        _ => return None,
    })
}

fn web(profile: &Profile, view: View<'_>) -> Fact {
    let web = &profile.customer.web;
    let mut fact = Fact::new(EvidenceId::new("customer", "web"), FactKind::Web);
    let mut parts: Vec<Worded> = Vec::new();
    if let Some(views) = web.page_views {
        fact.field("page_views", SlotValue::Count(views.into(), "page"));
        fact.also.push(("page_views", SlotValue::Count(views.into(), "view")));
        parts.push(format!("{} seen", counted(views, "page")).into());
    }
    if let Some(visits) = web.visits {
        fact.field("visits", SlotValue::Count(visits.into(), "visit"));
        parts.push(counted(visits, "visit").into());
    }
    if let Some(at) = web.last_seen_at {
        fact.field("last_seen", SlotValue::Date(at));
        fact.field("days_since_visit", SlotValue::Days(view.days_since(at)));
        parts.push(worded!("last seen {}", view.date(at)));
    }
    fact.text = worded!("On the web site: {}", Worded::joined(parts, ", "));
    fact
}

fn consent(profile: &Profile) -> Option<Fact> {
    let consent = &profile.customer.consent;
    if consent.email.is_none() && consent.sms.is_none() {
        return None;
    }
    let mut fact = Fact::new(EvidenceId::new("customer", "consent"), FactKind::Consent);
    let words = |state: Option<ConsentState>| match state {
        Some(ConsentState::Subscribed) => "subscribed",
        Some(ConsentState::Pending) => "not confirmed yet",
        Some(ConsentState::NotSubscribed) => "not subscribed",
        Some(ConsentState::Unsubscribed) => "unsubscribed",
        None => "unknown",
    };
    fact.text =
        worded!("Marketing consent: e-mail {}, text message {}", words(consent.email), words(consent.sms));
    fact.field("email", SlotValue::State(words(consent.email)));
    fact.field("sms", SlotValue::State(words(consent.sms)));
    fact.claim(Claim::SmsSubscribed, consent.sms == Some(ConsentState::Subscribed));
    fact.claim(Claim::Subscribed, consent.email == Some(ConsentState::Subscribed));
    fact.claim(Claim::Unsubscribed, consent.email == Some(ConsentState::Unsubscribed));
    Some(fact)
}

/// A colleague's word against a channel. Who said so is kept with the profile; no model is told.
fn ruled_out(one: &RuledOut, view: View<'_>) -> Fact {
    let id = EvidenceId::new("customer", &format!("not-by-{}", one.channel));
    let mut fact = Fact::new(id, FactKind::Consent);
    let channel = channel_in_words(&one.channel).to_owned();
    fact.text = worded!("Not by {}: a colleague ruled it out on {}", &channel, view.date(one.at));
    fact.field("channel", SlotValue::Text(channel));
    fact.field("since", SlotValue::Date(one.at));
    fact.field("until", SlotValue::Date(one.until));
    fact
}

fn scores(profile: &Profile) -> Vec<Fact> {
    let mut facts = Vec::new();
    if let Some(clv) = &profile.scores.clv {
        let mut fact = Fact::new(EvidenceId::new("score", "clv"), FactKind::Score);
        let tier = clv.tier.as_str();
        fact.text = worded!(
            "Expected net revenue over {} days: {}, tier {}; {}",
            clv.horizon_days,
            clv.value,
            tier,
            clv.why()
        );
        fact.field("value", SlotValue::Money(clv.value));
        fact.field("tier", SlotValue::State(tier));
        fact.field("horizon", SlotValue::Days(clv.horizon_days.into()));
        for (claim, of) in [
            (Claim::Platinum, Tier::Platinum),
            (Claim::Gold, Tier::Gold),
            (Claim::Silver, Tier::Silver),
            (Claim::Bronze, Tier::Bronze),
        ] {
            fact.claim(claim, clv.tier == of);
        }
        facts.push(fact);
    }
    if let Some(churn) = &profile.scores.churn {
        let mut fact = Fact::new(EvidenceId::new("score", "churn"), FactKind::Score);
        let level = churn.level();
        fact.text = worded!(
            "Churn risk over {} days: {}, {}; {}",
            churn.horizon_days,
            FigureValue::share(churn.risk),
            level,
            churn.why()
        );
        fact.field("risk", SlotValue::Share(churn.risk));
        fact.field("level", SlotValue::State(level));
        fact.field("horizon", SlotValue::Days(churn.horizon_days.into()));
        fact.claim(Claim::HighRisk, level == "high");
        fact.claim(Claim::MediumRisk, level == "medium");
        fact.claim(Claim::LowRisk, level == "low");
        facts.push(fact);
    }
    if let Some(lead) = &profile.scores.lead {
        let mut fact = Fact::new(EvidenceId::new("score", "lead"), FactKind::Score);
        fact.text = worded!("Lead score: {} of 100; {}", lead.points, &lead.reason);
        fact.field("points", SlotValue::Count(lead.points.into(), "point"));
        facts.push(fact);
    }
    for next in profile.scores.next_products.iter().take(3) {
        let key = next.sku.as_deref().unwrap_or(&next.title);
        let mut fact = Fact::new(EvidenceId::new("product", key), FactKind::Product);
        fact.text = worded!("May buy next: {}; {}", &next.title, &next.reason);
        fact.field("title", SlotValue::Text(next.title.clone()));
        fact.names.push(next.title.clone());
        facts.push(fact);
    }
    facts
}

fn conflicts(profile: &Profile) -> Vec<Fact> {
    profile
        .conflicts
        .iter()
        .map(|conflict| {
            let mut fact = Fact::new(EvidenceId::new("conflict", &conflict.field), FactKind::Conflict);
            let field = conflict.field.rsplit('.').next().unwrap_or(&conflict.field).replace('_', " ");
            let values: Vec<String> =
                conflict.values.iter().map(|v| format!("{} says {}", v.source, v.value)).collect();
            fact.text = worded!("The sources disagree about the {}: {}", &field, values.join(", "));
            fact.field("field", SlotValue::Text(field));
            fact.field("values", SlotValue::Text(values.join(", ")));
            fact.names.extend(conflict.values.iter().flat_map(|v| [v.value.clone(), v.source.to_string()]));
            fact
        })
        .collect()
}

fn coverage(profile: &Profile, view: View<'_>) -> Vec<Fact> {
    let gaps = profile.coverage.iter().filter(|coverage| !coverage.complete);
    gaps.enumerate()
        .map(|(number, coverage)| {
            // Several gaps of one source stand apart.
            let key = format!(
                "{}{}",
                coverage.source,
                if number == 0 { String::new() } else { format!(".{number}") }
            );
            let mut fact = Fact::new(EvidenceId::new("coverage", &key), FactKind::Coverage);
            fact.text = worded!("{} does not show everything", coverage.source.to_string());
            fact.field("source", SlotValue::Text(coverage.source.to_string()));
            fact.names.push(coverage.source.to_string());
            if let Some(since) = coverage.since {
                fact.text.push(worded!(": nothing before {}", view.date(since)));
                fact.field("since", SlotValue::Date(since));
            }
            if let Some(why) = &coverage.why {
                fact.text.push(worded!("; {}", Worded::with_iso_days(why)));
                fact.names.push(why.clone());
                fact.field("why", SlotValue::Text(why.clone()));
            }
            fact.claim(Claim::Partial, true);
            let failed = |s: &SourceState| s.source == coverage.source && s.status == Freshness::Failed;
            if profile.sources.iter().any(failed) {
                let lost = match coverage.source.name() {
                    Some(_) => "orders and carts",
                    None => "cases, deals and notes",
                };
                fact.text =
                    worded!("{} could not be read: its {} are not known", coverage.source.to_string(), lost);
                fact.field("not_known", SlotValue::State(lost));
                fact.field("called", SlotValue::Text(called(&coverage.source)));
                fact.claim(Claim::Unread, true);
            } else if let Some(kind) = not_shown(profile, coverage) {
                fact.text.push(worded!("; whether there are {} is not known", kind));
                fact.field("not_shown", SlotValue::State(kind));
                fact.field("called", SlotValue::Text(called(&coverage.source)));
                // What else is missing makes a history partial; without these nobody knows what is under way.
                if [Coverage::ORDERS, Coverage::CASES, Coverage::DEALS].contains(&kind) {
                    fact.claim(Claim::Unread, true);
                }
            }
            fact
        })
        .collect()
}

/// The kind of records of which a gap leaves nothing to see.
fn not_shown(profile: &Profile, gap: &Coverage) -> Option<&'static str> {
    let kind = Coverage::KINDS.into_iter().find(|kind| gap.of.as_deref() == Some(kind))?;
    profile.is_blind_to(kind).then_some(kind)
}

/// An account by the name that people know it by, to begin a sentence with.
fn called(source: &Source) -> String {
    match (source.kind(), source.name()) {
        (_, Some(name)) => format!("The store {name}"),
        ("hubspot", None) => "HubSpot".to_owned(),
        (kind, None) => format!("The CRM ({kind})"),
    }
}

/// Characters of what people wrote that a fact quotes.
const LONGEST_QUOTE: usize = 600;

/// A stranger's words, marked as a quotation that they can't end.
pub fn quote(text: &str, longest: usize) -> String {
    format!("«{}»", one_line(text, longest))
}

/// On one line, cut where long; no mark of ours in it: the quotation ends where we end it, and a slot of theirs is none.
pub fn one_line(text: &str, longest: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut cut: String = line
        .chars()
        .take(longest)
        .map(|c| match c {
            '«' => '‹',
            '»' => '›',
            '{' => '(',
            '}' => ')',
            other => other,
        })
        .collect();
    if line.chars().count() > longest {
        cut.push('…');
    }
    cut
}
