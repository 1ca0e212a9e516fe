//! Facts of the CRM: cases with their thread, deals, notes, tasks, calls.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{View, one_line, quote};
use crate::copilot::facts::value::{SlotValue, days_between};
use crate::copilot::facts::{Claim, Fact, FactKind};
use crate::copilot::{tone, wish};
use crate::domain::contacts::{Promise, left_at};
use crate::domain::crm::{Activity, ActivityKind, Case, Deal, DealOutcome, Message, MessageFrom, Priority};
use crate::domain::worded::worded;
use crate::domain::{Purpose, Worded};
use crate::phrasing::{Seen, counted, day_named, needed_in};

/// Messages of a thread that stand in a prompt, the newest.
const MOST_MESSAGES: usize = 6;
/// Characters of a note or call that a slot stands for.
pub const LONGEST_SLOT: usize = 160;
/// Days after which a promise that names no day has not been kept.
const PROMISE_DAYS: i64 = 3;

/// A case. Its thread belongs to support alone; sales sees that it is there.
pub fn case(case: &Case, purpose: Purpose, view: View<'_>) -> Fact {
    let mut fact = Fact::new(case.evidence.clone(), FactKind::Case);
    let state = if case.open { "open" } else { "closed" };
    fact.text = worded!("Case {} ({}, stage {})", &case.id, state, &case.status);
    fact.field("number", SlotValue::Text(case.id.clone()));
    fact.field("subject", SlotValue::Text(case.subject.clone()));
    fact.field("state", SlotValue::State(state));
    fact.field("stage", SlotValue::Text(case.status.clone()));
    fact.names.extend([case.id.clone(), case.status.clone()]);
    fact.names.extend(case.owner.clone());
    fact.maybe("owner", case.owner.clone().map(SlotValue::Text));
    if let Some(priority) = case.priority {
        fact.field("priority", SlotValue::State(priority_word(priority)));
        fact.text.push(worded!(", priority {}", priority_word(priority)));
        fact.claim(Claim::HighPriority, priority >= Priority::High);
    }
    fact.maybe("channel", case.channel.clone().map(SlotValue::Text));
    if let Some(at) = case.opened_at {
        fact.field("opened_at", SlotValue::Date(at));
        fact.text.push(worded!(", opened {}", view.date(at)));
        if case.open {
            fact.field("open_for", SlotValue::Days(view.days_since(at)));
        }
    }
    fact.maybe("closed_at", case.closed_at.map(SlotValue::Date));
    let took = case.opened_at.zip(case.closed_at).map(|(from, to)| days_between(from, to, view.zone));
    fact.maybe("took", took.map(SlotValue::Days));
    fact.maybe("updated_at", case.updated_at.map(SlotValue::Date));
    fact.text.push(worded!(", subject {}", quote(&case.subject, 200)));
    if let Some(count) = case.attachments.filter(|count| *count > 0) {
        fact.field("attachments", SlotValue::Count(count.into(), "file"));
        fact.text.push(worded!(", the customer attached {}", counted(count, "file")));
    }
    fact.said.push(case.subject.clone());
    thread(&mut fact, case, view);
    if purpose == Purpose::Support {
        written(case, view).into_iter().for_each(|(name, value)| fact.field(name, value));
        fact.maybe("we_asked", wish::of_us(case, LONGEST_SLOT).map(SlotValue::Quote));
        let skipped = case.messages.len().saturating_sub(MOST_MESSAGES);
        case.messages[skipped..].iter().for_each(|message| fact.text.push(line(message, view)));
    }
    fact.claim(Claim::Open, case.open);
    fact.claim(Claim::Closed, !case.open);
    if fact.said.iter().any(|text| tone::is_angry(text)) {
        fact.claim(Claim::Angry, true);
    }
    fact
}

/// What the customer asks for or wrote last in a case, and by when they need it, in their words.
pub fn written(case: &Case, view: View<'_>) -> Vec<(&'static str, SlotValue)> {
    let quoted = |text: Option<String>| text.map(SlotValue::Quote);
    let needed = needed_in(case, view.zone).filter(|needed| case.open && needed.until > view.now);
    let written = [
        ("asks", quoted(wish::of_customer(case, LONGEST_SLOT))),
        ("writes", quoted(wish::told_by_customer(case, LONGEST_SLOT))),
        ("needed_by", needed.as_ref().map(|needed| SlotValue::QuotedDay(needed.on))),
        ("needed_words", quoted(needed.map(|needed| needed.words))),
    ];
    written.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}

/// When that was written.
pub fn written_at(case: &Case) -> Option<(&'static str, SlotValue)> {
    Some(("written_at", SlotValue::Date(wish::written_at(case)?)))
}

fn thread(fact: &mut Fact, case: &Case, view: View<'_>) {
    let written: Vec<&Message> = case.messages.iter().filter(|m| m.from != MessageFrom::Staff).collect();
    fact.field("messages", SlotValue::Count(case.messages.len() as u64, "message"));
    fact.field("messages_by_customer", SlotValue::Count(written.len() as u64, "message"));
    if let Some(last) = case.messages.last() {
        fact.claim(Claim::Unanswered, case.open && last.from != MessageFrom::Staff);
    }
    if let Some(at) = written.iter().rev().find_map(|m| m.at) {
        fact.field("last_message_at", SlotValue::Date(at));
    }
    if let Some(at) = unanswered_since(case) {
        fact.field("waiting_since", SlotValue::Date(at));
        fact.field("waiting_for", SlotValue::Days(view.days_since(at)));
    }
    fact.maybe("first_message_at", written.iter().find_map(|m| m.at).map(SlotValue::Date));
    let answers = || case.messages.iter().filter(|m| m.from == MessageFrom::Staff);
    fact.field("answers", SlotValue::Count(answers().count() as u64, "message"));
    if let Some(at) = answers().filter_map(|m| m.at).next_back() {
        fact.field("last_answer_at", SlotValue::Date(at));
        fact.field("days_since_answer", SlotValue::Days(view.days_since(at)));
    }
    fact.also.extend(answers().filter_map(|m| m.at).map(|at| ("answer_at", SlotValue::Date(at))));
    fact.also.extend(written.iter().filter_map(|m| m.at).map(|at| ("message_at", SlotValue::Date(at))));
    fact.said.extend(written.iter().map(|m| m.text.clone()));
    fact.staff.extend(answers().map(|m| m.text.clone()));
    if !case.messages.is_empty() {
        fact.claim(Claim::Answered, answers().next().is_some());
        fact.claim(Claim::Written, !written.is_empty());
    }
}

/// Whether nobody has come back to what was promised last in a case: as long as it may still come, it is open.
pub fn is_unkept(case: &Case, now: Timestamp, zone: &TimeZone) -> bool {
    left_at(case).is_some_and(|promise| case.open && is_over(&promise, View::new(now, zone)))
}

/// Whether the day of a promise is over.
pub fn is_over(promise: &Promise, view: View<'_>) -> bool {
    match day_named(&promise.text, &Seen::at(promise.at, view.zone.clone())) {
        Some(day) => day < view.now.to_zoned_datetime(view.zone.clone()).date(),
        None => view.days_since(promise.at) >= PROMISE_DAYS,
    }
}

/// When the first message came that nobody of the shop has answered; however often the customer has asked since, that is
/// how long they wait.
fn unanswered_since(case: &Case) -> Option<Timestamp> {
    let answered = case.messages.iter().rposition(|message| message.from == MessageFrom::Staff);
    let unanswered = &case.messages[answered.map_or(0, |at| at + 1)..];
    unanswered.iter().find_map(|message| message.at)
}

fn line(message: &Message, view: View<'_>) -> Worded {
    let who = match message.from {
        MessageFrom::Customer => "customer wrote",
        MessageFrom::Staff => "staff wrote",
        MessageFrom::Unknown => "somebody wrote",
    };
    let when = message.at.map_or_else(Worded::default, |at| worded!(" on {}", view.date(at)));
    worded!("; {}{}: {}", who, when, quote(&message.text, view.longest))
}

fn priority_word(priority: Priority) -> &'static str {
    match priority {
        Priority::Low => "low",
        Priority::Medium => "medium",
        Priority::High => "high",
        Priority::Urgent => "urgent",
    }
}

/// A deal.
pub fn deal(deal: &Deal, view: View<'_>) -> Fact {
    let mut fact = Fact::new(deal.evidence.clone(), FactKind::Deal);
    let outcome = match deal.outcome {
        DealOutcome::Open => "open",
        DealOutcome::Won => "won",
        DealOutcome::Lost => "lost",
    };
    fact.text = worded!("Deal {} ({}, stage {})", &deal.name, outcome, &deal.stage);
    fact.field("name", SlotValue::Text(deal.name.clone()));
    fact.field("stage", SlotValue::Text(deal.stage.clone()));
    fact.field("outcome", SlotValue::State(outcome));
    if let Some(amount) = deal.amount {
        fact.field("amount", SlotValue::Money(amount));
        fact.text.push(worded!(", worth {}", amount));
    }
    if let Some(at) = deal.close_at {
        fact.field("close_at", SlotValue::Date(at));
        let days = view.days_since(at);
        if days <= 0 {
            fact.field("closes_in", SlotValue::Days(-days));
        }
        fact.text.push(worded!(", close date {}", view.date(at)));
    }
    fact.names.extend([deal.name.clone(), deal.stage.clone()]);
    fact.names.extend(deal.owner.clone());
    fact.maybe("owner", deal.owner.clone().map(SlotValue::Text));
    fact.claim(Claim::Open, deal.outcome == DealOutcome::Open);
    fact.claim(Claim::Closed, deal.outcome != DealOutcome::Open);
    fact.claim(Claim::Won, deal.outcome == DealOutcome::Won);
    fact.claim(Claim::Lost, deal.outcome == DealOutcome::Lost);
    fact
}

/// A note, task, call or e-mail.
pub fn activity(activity: &Activity, view: View<'_>) -> Fact {
    let mut fact = Fact::new(activity.evidence.clone(), FactKind::Activity);
    let (kind, title) = match activity.kind {
        ActivityKind::Note => ("note", "Note"),
        ActivityKind::Task => ("task", "Task"),
        ActivityKind::Call => ("call", "Call"),
        ActivityKind::Email => ("e-mail", "E-mail"),
    };
    fact.text = title.into();
    fact.field("kind", SlotValue::State(kind));
    if activity.machine_written {
        fact.text.push(", written by a machine");
    }
    if let Some(at) = activity.at {
        fact.text.push(worded!(" of {}", view.date(at)));
        fact.field("at", SlotValue::Date(at));
        let days = view.days_since(at);
        if days >= 0 {
            fact.field("days_since", SlotValue::Days(days));
        }
    }
    if let Some(author) = &activity.author {
        fact.text.push(worded!(" by {}", author));
        fact.field("author", SlotValue::Text(author.clone()));
        fact.names.push(author.clone());
    }
    if let Some(title) = &activity.title {
        fact.text.push(worded!(", {}", quote(title, 200)));
        fact.field("title", SlotValue::Text(title.clone()));
        fact.staff.push(title.clone());
    }
    fact.text.push(worded!(": {}", quote(&activity.text, view.longest)));
    // A mail on the record may be the customer's.
    let by_colleague = activity.kind != ActivityKind::Email;
    if by_colleague { &mut fact.staff } else { &mut fact.said }.push(activity.text.clone());
    // What a machine wrote is no news of the customer: no sentence can quote it.
    let is_told =
        matches!(activity.kind, ActivityKind::Note | ActivityKind::Call) && !activity.machine_written;
    if is_told && !activity.text.is_empty() {
        fact.field("text", SlotValue::Text(one_line(&activity.text, LONGEST_SLOT)));
    }
    if let Some(done) = activity.done {
        fact.text.push(if done { " (done)" } else { " (to do)" });
        fact.claim(Claim::Done, done);
        fact.claim(Claim::Open, !done);
    }
    fact
}

#[cfg(test)]
mod tests {
    use MessageFrom::{Customer, Staff};
    use rstest::rstest;

    use super::*;
    use crate::domain::EvidenceId;
    use crate::domain::ids::Source;

    /// Three in a row: who asks again has waited since they asked first.
    #[rstest]
    #[case(&[Customer, Customer, Customer], Some(0))]
    #[case(&[Customer, Staff, Customer, Customer, Customer], Some(2))]
    #[case(&[Customer, Customer, Staff], None)]
    #[case(&[Customer, Staff, Customer], Some(2))]
    #[case(&[], None)]
    fn whoever_asks_again_has_waited_since_they_asked_first(
        #[case] from: &[MessageFrom],
        #[case] since: Option<i64>,
    ) {
        let message = |(second, from): (i64, &MessageFrom)| Message {
            from: *from,
            at: Some(Timestamp::from_second(second).unwrap()),
            text: String::new(),
        };
        let case = thread_of((0..).zip(from).map(message).collect());
        assert_eq!(unanswered_since(&case).map(|at| at.as_second()), since);
    }

    /// A promise stands as not kept once its day is over and nobody of the shop has written since.
    #[rstest]
    #[case("I will come back to you tomorrow.", "2026-11-20T09:00:00Z", false)]
    #[case("I will come back to you tomorrow.", "2026-11-21T09:00:00Z", true)]
    #[case("We'll call you on Monday.", "2026-11-23T20:00:00Z", false)]
    #[case("We'll call you on Monday.", "2026-11-24T08:00:00Z", true)]
    #[case("We will send you a new one.", "2026-11-21T09:00:00Z", false)]
    #[case("We will send you a new one.", "2026-11-22T09:00:00Z", true)]
    #[case("Thank you for the picture.", "2026-12-22T09:00:00Z", false)]
    fn what_was_promised_is_told_once_its_day_is_over(
        #[case] text: &str,
        #[case] now: Timestamp,
        #[case] is_told: bool,
    ) {
        let said = |from, at: &str, text: &str| Message {
            from,
            at: Some(at.parse().unwrap()),
            text: text.to_owned(),
        };
        let asked = said(Customer, "2026-11-19T08:00:00Z", "Where is it?");
        let mut case = thread_of(vec![asked, said(Staff, "2026-11-19T09:00:00Z", text)]);
        let is_left = |one: &Case| is_unkept(one, now, &TimeZone::UTC);
        assert_eq!(is_left(&case), is_told);
        case.messages.push(said(Staff, "2026-11-19T12:00:00Z", "Thank you for waiting."));
        assert!(!is_left(&case));
    }

    fn thread_of(messages: Vec<Message>) -> Case {
        Case {
            id: "77".to_owned(),
            evidence: EvidenceId::new("case", "77"),
            source: Source::crm("hubspot"),
            subject: String::new(),
            status: "New".to_owned(),
            open: true,
            priority: None,
            channel: None,
            opened_at: None,
            updated_at: None,
            closed_at: None,
            attachments: None,
            asker: None,
            owner: None,
            messages,
            url: None,
        }
    }
}
