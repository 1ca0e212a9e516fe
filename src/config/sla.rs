//! `[[policy.sla]]` and `[policy.hours]`: until when cases are answered and solved, and when somebody is there.

use jiff::SignedDuration;
use jiff::civil::{Time, Weekday};
use jiff::tz::TimeZone;
use schemars::JsonSchema;

use super::reader::{Complaint, Context, Raw, Section};
use super::values::{self, word};
use crate::domain::crm::Priority;
use crate::domain::score::Tier;
use crate::domain::sla::{Hours, Sla, SlaRule};

pub(super) const PRIORITIES: [(&str, Priority); 4] = [
    ("low", Priority::Low),
    ("medium", Priority::Medium),
    ("high", Priority::High),
    ("urgent", Priority::Urgent),
];

const TIERS: [(&str, Tier); 4] =
    [("bronze", Tier::Bronze), ("silver", Tier::Silver), ("gold", Tier::Gold), ("platinum", Tier::Platinum)];

const WEEKDAYS: [(&str, Weekday); 7] = [
    ("mon", Weekday::Monday),
    ("tue", Weekday::Tuesday),
    ("wed", Weekday::Wednesday),
    ("thu", Weekday::Thursday),
    ("fri", Weekday::Friday),
    ("sat", Weekday::Saturday),
    ("sun", Weekday::Sunday),
];

/// How a rule about answering is written in the file; the first that matches decides.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename = "SlaRule")]
#[expect(dead_code, reason = "describes the notation, is never built")]
pub(super) struct SlaNotation {
    /// All of it must hold; left out: every case.
    when: Option<WhenNotation>,
    /// Each message of the customer's is answered within: `4h`.
    reply: Option<String>,
    /// The case is closed within, from when it came: `2d`.
    resolve: Option<String>,
}

/// When a rule about answering matches.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename = "SlaWhen")]
#[expect(dead_code, reason = "describes the notation, is never built")]
struct WhenNotation {
    /// low, medium, high, urgent; a case without a priority is low.
    priority: Option<String>,
    /// bronze, silver, gold, platinum: the customer's tier or a higher one.
    tier: Option<String>,
}

/// When somebody is there, as it is written in the file.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename = "Hours")]
#[expect(dead_code, reason = "describes the notation, is never built")]
pub(super) struct HoursNotation {
    /// `mon-fri`, or one day.
    days: Option<String>,
    /// `09:00`.
    from: String,
    /// `17:00`.
    until: String,
    /// `Europe/Berlin`; left out: the zone of this machine.
    zone: Option<String>,
}

/// Reads both out of `[policy]`.
pub(super) fn read(policy: &mut Section<'_>) -> Sla {
    let rules: Vec<SlaRule> = policy.tables("sla").into_iter().filter_map(rule).collect();
    let hours = hours(policy.table("hours"));
    let usual = Sla::default();
    Sla { rules: if rules.is_empty() { usual.rules } else { rules }, hours }
}

fn rule(mut section: Section<'_>) -> Option<SlaRule> {
    let mut when = section.table("when");
    let priority = when.optional("priority", word(&PRIORITIES));
    let tier = when.optional("tier", word(&TIERS));
    when.refuse_the_rest();
    let span = |duration| SignedDuration::try_from(duration).unwrap_or(SignedDuration::MAX);
    let names_a_span = section.has("reply") || section.has("resolve");
    if !names_a_span {
        section.complain(
            "reply",
            Complaint::hinting("is missing", "add `reply = \"4h\"`, `resolve = \"2d\"` or both"),
        );
    }
    let reply = section.optional("reply", values::duration).map(span);
    let resolve = section.optional("resolve", values::duration).map(span);
    section.refuse_the_rest();
    names_a_span.then_some(SlaRule { priority, tier, reply, resolve })
}

fn hours(mut section: Section<'_>) -> Option<Hours> {
    if !section.is_present() {
        return None;
    }
    let days = section.or_default("days", Hours::business_days(), "\"mon-fri\"", days);
    let from = section.required("from", "\"09:00\"", time);
    let until = section.required("until", "\"17:00\"", time);
    let zone = section.or_default("zone", TimeZone::system(), "this machine's", zone);
    let (Some(from), Some(until)) = (from, until) else {
        section.refuse_the_rest();
        return None;
    };
    if until <= from {
        section.complain("until", "must be later than `from`");
        section.refuse_the_rest();
        return None;
    }
    section.refuse_the_rest();
    Some(Hours { days, from, until, zone })
}

fn days(raw: &Raw<'_>, context: &Context<'_>) -> Result<[bool; 7], Complaint> {
    let text = values::text(raw, context)?.to_lowercase();
    let day = |name: &str| WEEKDAYS.iter().find(|(known, _)| *known == name.trim()).map(|(_, day)| *day);
    let (from, to) = text.split_once('-').unwrap_or((&text, &text));
    match (day(from), day(to)) {
        (Some(from), Some(to)) => Ok(Hours::days_between(from, to)),
        _ => Err(Complaint::hinting("must be days of the week", "for example \"mon-fri\" or \"sat\"")),
    }
}

fn time(raw: &Raw<'_>, context: &Context<'_>) -> Result<Time, Complaint> {
    let text = values::text(raw, context)?;
    let read = jiff::fmt::strtime::parse("%H:%M", &text).and_then(|read| read.to_time());
    read.map_err(|_| Complaint::hinting("must be a time of the day", "for example \"09:00\" or \"17:30\""))
}

fn zone(raw: &Raw<'_>, context: &Context<'_>) -> Result<TimeZone, Complaint> {
    let text = values::text(raw, context)?;
    TimeZone::get(&text).map_err(|_| {
        Complaint::hinting("is no time zone", "for example \"Europe/Berlin\" or \"America/New_York\"")
    })
}
