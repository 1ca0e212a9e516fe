//! A line of the audit log in words: what was done, from what was recorded of it.

use rust_decimal::Decimal;
use serde_json::Value;

use super::cut;
use crate::domain::audit::{AuditEvent, AuditKind};
use crate::domain::text::clean_line;

/// Columns of what was decided.
const TITLE: usize = 60;

/// What was done, so that one line is told from another: `asked gpt-5-mini for brief support: answered`. May hold personal
/// data, as the line itself does.
pub fn what_was_done(event: &AuditEvent) -> String {
    let detail = &event.detail;
    let text = |name: &str| detail[name].as_str();
    match event.kind {
        AuditKind::Viewed => "looked at the customer".to_owned(),
        AuditKind::Forgotten => "erased here".to_owned(),
        AuditKind::Prompted => {
            let (model, purpose) =
                (text("model").unwrap_or("a model"), text("purpose").unwrap_or("something"));
            format!("asked {model} for {purpose}: {}", text("outcome").unwrap_or("how it ended is not known"))
        }
        AuditKind::Briefed => {
            let engine = detail["brief"]["engine"].as_str().unwrap_or("playbook");
            let by = engine.strip_prefix("llm:").map_or_else(|| format!("the {engine}"), str::to_owned);
            format!("{} brief by {by}", event.subject)
        }
        AuditKind::Prepared => {
            let mut engines = detail["sheet"]["questions"]["engines"].as_array().into_iter().flatten();
            let model = engines.find_map(|engine| engine.as_str()?.strip_prefix("llm:"));
            let worded = model.map_or_else(String::new, |model| format!(", questions by {model}"));
            format!("page for a call by the playbook{worded}")
        }
        AuditKind::Labelled => {
            let category = |when: &str| detail[when]["category"].as_str().map(spaced);
            match (category("before"), category("after")) {
                (Some(before), Some(after)) if before != after => format!("{before} → {after}"),
                (_, Some(after)) => format!("{after}, as it was"),
                _ => String::new(),
            }
        }
        AuditKind::Linked | AuditKind::Unlinked => linked(event),
        AuditKind::Snoozed if is_of_tier(event) => {
            let until = text("until").map_or_else(String::new, |day| format!(" until {day}"));
            format!("change of {} put off{until}", text("effect").unwrap_or("tier"))
        }
        AuditKind::Snoozed => with_id("sleeps", &event.subject),
        AuditKind::Woken => match text("by") {
            Some(by) => format!("{}: {}", with_id("wakes", &event.subject), spaced(by)),
            None => with_id("wakes", &event.subject),
        },
        AuditKind::Sent if detail["taken_back"] == true => {
            with_id("was not answered after all", &event.subject)
        }
        AuditKind::Sent => with_id("was answered by hand", &event.subject),
        AuditKind::ScoresWritten => scores_written(detail, &event.subject),
        AuditKind::Exported => {
            let customers = super::counted(detail["customers"].as_u64().unwrap_or(0), "customer");
            format!("personal data exported: {} of {customers}", text("what").unwrap_or("names"))
        }
        AuditKind::SetUp => counted_steps(detail),
        AuditKind::Reopened => {
            let said = detail["before"]["said"].as_str().unwrap_or("decision");
            let why = detail["before"]["why"].as_str().map(|why| format!(" ({why})")).unwrap_or_default();
            format!("{said} withdrawn by {}{why}: {}", event.actor, write_in_words(detail, &event.subject))
        }
        _ => written(detail, &event.subject),
    }
}

/// Whether it tells of a change of tier, and of no case.
pub fn is_of_tier(event: &AuditEvent) -> bool {
    event.subject == "tier"
}

/// Which fields of which contact, or how many of how many.
fn scores_written(detail: &Value, subject: &str) -> String {
    let what = match (detail["fields"].as_u64(), detail["contacts"].as_u64()) {
        (Some(fields), Some(contacts)) => format!("{fields} fields of {contacts} contacts"),
        _ => {
            let changes = detail["changes"].as_array().into_iter().flatten();
            let fields: Vec<&str> = changes.filter_map(|change| change["field"].as_str()).collect();
            format!("{subject}: {}", fields.join(", "))
        }
    };
    if detail["taken_back"] == true { format!("taken back, {what}") } else { what }
}

/// What would be, is or was written, and why; of what is no write the record or the reason.
fn written(detail: &Value, subject: &str) -> String {
    let mut words = write_in_words(detail, subject);
    let state = &detail["state"];
    let why = [&detail["reason"], &detail["why"], &state["reason"], &state["why"]];
    if let Some(why) = why.iter().find_map(|why| why.as_str()).filter(|why| !why.is_empty()) {
        words.push_str(&format!(": {why}"));
    }
    words
}

/// What was decided and the write that it comes to; of what is no write the record.
fn write_in_words(detail: &Value, subject: &str) -> String {
    let effect = detail["effect"].as_str().or(detail["after"]["effect"].as_str());
    match (decided(detail), effect.or(detail["record"].as_str())) {
        (Some(decided), Some(effect)) => format!("{decided} · {effect}"),
        (Some(decided), None) => decided,
        (None, effect) => effect.unwrap_or(subject).to_owned(),
    }
}

/// What was decided, as the outbox calls it, with what it gives: `Refund 60 USD`. The write itself says what changes of a case.
fn decided(detail: &Value) -> Option<String> {
    if detail["write"]["write"] == "case_update" {
        return None;
    }
    let first = |values: &[&Value]| {
        let said = values.iter().filter_map(|value| value.as_str()).map(clean_line);
        said.map(|said| cut(&said, TITLE)).find(|said| !said.is_empty())
    };
    let title = first(&[&detail["title"], &detail["after"]["title"], &detail["write"]["title"]])?;
    let before = first(&[&detail["before"]["title"], &detail["before"]["write"]["title"]]);
    let offer = first(&[&detail["offer"], &detail["state"]["offer"]]).filter(|offer| !names(&title, offer));
    let gives = offer.map_or_else(String::new, |offer| format!(" ({offer})"));
    let was = before.filter(|before| *before != title).map_or_else(String::new, |was| format!("{was} → "));
    Some(format!("{was}{title}{gives}"))
}

/// Words before the number of a record, which is no figure.
const NUMBERED: &[&str] = &["case", "cases", "order", "orders", "lead", "number"];

/// Whether a title names the figure of an offer: `Refund 60 USD`, and not `Answer to case 60`.
fn names(title: &str, offer: &str) -> bool {
    figures(offer).next().is_some_and(|offered| figures(title).any(|figure| figure == offered))
}

/// The whole figures among the words, without those of records.
fn figures(text: &str) -> impl Iterator<Item = Decimal> {
    let lead = std::iter::once("").chain(text.split_whitespace());
    lead.zip(text.split_whitespace()).filter_map(|(lead, word)| {
        let is_record = word.starts_with('#') || NUMBERED.contains(&lead.to_lowercase().as_str());
        let figure = word.trim_matches(|c: char| !c.is_alphanumeric()).replace(',', "");
        figure.parse().ok().filter(|_| !is_record)
    })
}

/// Which record is whose, or is not, and why.
fn linked(event: &AuditEvent) -> String {
    let words = event.detail["record"].as_str().unwrap_or(&event.subject);
    let word = if event.kind == AuditKind::Linked { "to" } else { "from" };
    let whose = event.customer_name().map_or_else(String::new, |name| format!(" {word} {name}"));
    let why = event.detail["reason"].as_str().filter(|why| !why.is_empty());
    format!("{words}{whose}{}", why.map_or_else(String::new, |why| format!(": {why}")))
}

fn counted_steps(detail: &Value) -> String {
    let outcomes: Vec<&str> =
        detail.as_array().into_iter().flatten().filter_map(|step| step["outcome"].as_str()).collect();
    let count = |is: fn(&str) -> bool| outcomes.iter().filter(|outcome| is(outcome)).count() as u64;
    let made = count(|outcome| outcome == "created");
    let there = count(|outcome| outcome == "present");
    let rest = outcomes.len() as u64 - made - there;
    let mut parts = Vec::new();
    parts.extend((made > 0).then(|| format!("{} created", super::counted(made, "field"))));
    parts.extend((there > 0).then(|| format!("{} there already", super::counted(there, "field"))));
    parts.extend((rest > 0).then(|| format!("{} not ready", super::counted(rest, "field"))));
    if parts.is_empty() { "no field is needed".to_owned() } else { parts.join(", ") }
}

fn with_id(what: &str, record: &str) -> String {
    format!("case {} {what}", record.rsplit('/').next().unwrap_or(record))
}

fn spaced(word: &str) -> String {
    word.replace('_', " ")
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use rstest::rstest;
    use serde_json::json;

    use super::*;

    #[rstest]
    #[case(AuditKind::Viewed, Value::Null, "looked at the customer")]
    #[case(
        AuditKind::Exported,
        json!({ "what": "names and e-mail addresses", "customers": 2 }),
        "personal data exported: names and e-mail addresses of 2 customers"
    )]
    #[case(
        AuditKind::Prompted,
        json!({ "model": "small", "purpose": "brief support", "outcome": "answered" }),
        "asked small for brief support: answered"
    )]
    #[case(AuditKind::Accepted, json!({ "effect": "HubSpot note on contact 1", "state": {} }), "HubSpot note on contact 1")]
    #[case(
        AuditKind::Parked,
        json!({ "effect": "HubSpot note on contact 1", "state": { "why": "the contact is gone" } }),
        "HubSpot note on contact 1: the contact is gone"
    )]
    #[case(AuditKind::Reopened, json!({ "before": { "said": "yes", "why": "nothing is left" }, "effect": "HubSpot note on contact 1" }), "yes withdrawn by rep@example.com (nothing is left): HubSpot note on contact 1")]
    #[case(AuditKind::Reopened, json!({ "before": { "said": "yes" }, "effect": "HubSpot note on contact 1" }), "yes withdrawn by rep@example.com: HubSpot note on contact 1")]
    #[case(
        AuditKind::SetUp,
        json!([{ "outcome": "created" }, { "outcome": "created" }, { "outcome": "present" }, { "outcome": "refused: no" }]),
        "2 fields created, 1 field there already, 1 field not ready"
    )]
    #[case(AuditKind::SetUp, json!([{ "outcome": "present" }]), "1 field there already")]
    #[case(
        AuditKind::Linked,
        json!({ "record": "hubspot/contact/7", "customer": "Inês Caldeira", "reason": null }),
        "hubspot/contact/7 to Inês Caldeira"
    )]
    #[case(
        AuditKind::Unlinked,
        json!({ "record": "hubspot/contact/7", "reason": "somebody else" }),
        "hubspot/contact/7: somebody else"
    )]
    #[case(AuditKind::Dismissed, json!({ "reason": "wrong channel" }), "x-1: wrong channel")]
    #[case(
        AuditKind::Dismissed,
        json!({ "reason": "wrong channel", "title": "Win her back" }),
        "Win her back: wrong channel"
    )]
    #[case(
        AuditKind::Approved,
        json!({ "effect": "HubSpot task on contact 1", "title": "Refund 1,060 USD", "offer": "1,060.00 USD back" }),
        "Refund 1,060 USD · HubSpot task on contact 1"
    )]
    #[case(
        AuditKind::Approved,
        json!({ "effect": "HubSpot note on contact 1", "title": "Answer", "offer": "10 % off the next order" }),
        "Answer (10 % off the next order) · HubSpot note on contact 1"
    )]
    #[case(
        AuditKind::Approved,
        json!({ "effect": "HubSpot case 5571042", "title": "Answer to case 5571042", "offer": "10 % off the next order" }),
        "Answer to case 5571042 (10 % off the next order) · HubSpot case 5571042"
    )]
    #[case(
        AuditKind::Approved,
        json!({ "effect": "HubSpot case 10", "title": "Answer to case 10", "offer": "10 % off" }),
        "Answer to case 10 (10 % off) · HubSpot case 10"
    )]
    #[case(
        AuditKind::Approved,
        json!({ "effect": "HubSpot task on contact 1", "title": "Refund order #60", "offer": "60.00 USD back" }),
        "Refund order #60 (60.00 USD back) · HubSpot task on contact 1"
    )]
    #[case(
        AuditKind::Approved,
        json!({ "effect": "HubSpot task on contact 1", "title": "Refund 500 USD", "offer": "50.00 USD back" }),
        "Refund 500 USD (50.00 USD back) · HubSpot task on contact 1"
    )]
    #[case(
        AuditKind::Approved,
        json!({ "effect": "HubSpot task on contact 1", "title": "Offer 10% off", "offer": "10 % off the next order" }),
        "Offer 10% off · HubSpot task on contact 1"
    )]
    #[case(
        AuditKind::Edited,
        json!({
            "effect": "HubSpot task on contact 1", "title": "Refund 50 USD",
            "before": { "write": { "title": "Refund 500 USD" } },
        }),
        "Refund 500 USD → Refund 50 USD · HubSpot task on contact 1"
    )]
    #[case(
        AuditKind::Written,
        json!({ "effect": "HubSpot case 7: status → Closed", "title": "Case 7: New → Closed", "write": { "write": "case_update" } }),
        "HubSpot case 7: status → Closed"
    )]
    #[case(
        AuditKind::Labelled,
        json!({ "before": { "category": "order_status" }, "after": { "category": "payment" } }),
        "order status → payment"
    )]
    fn a_line_says_what_was_done(#[case] kind: AuditKind, #[case] detail: Value, #[case] said: &str) {
        let event = AuditEvent {
            at: Timestamp::UNIX_EPOCH,
            actor: "rep@example.com".to_owned(),
            kind,
            customer: None,
            subject: "x-1".to_owned(),
            detail,
        };
        assert_eq!(what_was_done(&event), said);
    }
}
