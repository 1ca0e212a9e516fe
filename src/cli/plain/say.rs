//! Things in one line each, in the order in which a listener needs them.

use std::collections::HashMap;

use jiff::Timestamp;

use crate::cli::session::Session;
use crate::cli::show;
use crate::desk::api::{Candidate, Decider, Decisions, Parked, Review, SearchHit, Standing, VendorStanding};
use crate::domain::about::last_scan;
use crate::domain::action::{Role, Write};
use crate::domain::agenda::PlannedCall;
use crate::domain::answer::{Progress, UnsentAnswer};
use crate::domain::brief::Brief;
use crate::domain::casework::Meanwhile;
use crate::domain::crm::{Case, MessageFrom};
use crate::domain::lead::LeadRow;
use crate::domain::outbox::{Entry, EntryState};
use crate::domain::profile::Profile;
use crate::domain::queue::QueueRow;
use crate::domain::quiet::QuietRow;
use crate::domain::sla::{Due, DueState};
use crate::domain::thread::{Said, thread};
use crate::domain::{CustomerId, EvidenceId};
use crate::phrasing::{
    Moment, attached_in_words, cost_in_words, counted, cut, effect_told, given_up_in_words, internal_note,
    overdue_in_words, parcel_in_words, policy_in_words, quiet_in_words, tier_in_words, unsent_in_words,
    wakes_in_words, what_came_back, what_left, what_was_done, whose_yes, win_back_in_words,
    withdrawn_in_words, worded_in_words,
};
use crate::ports::Budget;
use crate::ports::repository::{AuditRecord, WireRecord};

/// Characters of a message.
const LONGEST_MESSAGE: usize = 600;
/// Orders that are read out.
const MOST_ORDERS: usize = 3;
/// Open cases of a customer that are read out with their threads.
const MOST_CASES: usize = 3;

/// How many there are, and that only the first are read out.
pub fn how_many(count: usize, what: &str, most: usize) -> String {
    let words = counted(u64::try_from(count).unwrap_or(u64::MAX), what);
    if count > most { format!("{words}, the first {most}:") } else { words }
}

/// A case of the queue.
pub fn case(number: usize, row: &QueueRow, moment: &Moment) -> String {
    let case = &row.case;
    let mut parts = vec![
        format!("{number}. {}", case.name.as_deref().unwrap_or("nobody known")),
        case.subject.clone(),
        case.labels.category.in_words().to_owned(),
    ];
    parts.extend(case.tier().map(|tier| tier.as_str().to_owned()));
    let reason = moment.locale.worded(&row.rank.reason());
    // Where the clock weighs most, the reason says how late it is.
    let says_due = |due: &&Due| !reason.starts_with(&format!("the {} is ", due.target));
    parts.extend(row.due.as_ref().filter(says_due).map(|due| {
        let until = moment.until(moment.now + due.left(moment.now));
        if due.state(moment.now) == DueState::Breached { until } else { format!("due {until}") }
    }));
    parts.push(reason);
    parts.extend(case.to_send.as_ref().map(|answer| format!("answer unsent, by {}", answer.by)));
    parts.extend(case.snooze.as_ref().map(|snooze| {
        format!("asleep, wakes {}, put to sleep by {}", wakes_in_words(&snooze.rule, moment), snooze.by)
    }));
    parts.extend(case.newly_back().map(|back| format!("back from sleep, {}", back.cause.in_words())));
    parts.join(", ")
}

/// A customer who is going quiet.
pub fn quiet(number: usize, row: &QuietRow, moment: &Moment) -> String {
    let quiet = &row.quiet;
    let mut parts = vec![
        format!("{number}. {}", row.called()),
        format!("{} at the last order", quiet.tier.as_str()),
        format!("{} at stake", moment.locale.money(quiet.at_stake)),
        format!("order {}", overdue_in_words(quiet, moment)),
        format!("given up {}", given_up_in_words(quiet, moment)),
        quiet.why.clone(),
    ];
    parts.extend(row.held_out.then(|| "hold-out".to_owned()));
    parts.join(", ")
}

/// A lead.
pub fn lead(number: usize, row: &LeadRow, moment: &Moment) -> String {
    let lead = &row.lead;
    let mut parts = vec![format!("{number}. {}", lead.name.as_deref().unwrap_or("no name"))];
    parts.extend(lead.score.as_ref().map(|score| counted(score.points, "point")));
    parts.extend(row.band.map(|band| band.in_words().to_owned()));
    parts.push(lead.why());
    parts.extend(lead.source.as_ref().map(|source| format!("by {source}")));
    parts.extend(lead.first_seen_at.map(|at| format!("first seen {}", moment.ago(at))));
    parts.extend(lead.last_activity_at.map(|at| format!("active {}", moment.ago(at))));
    parts.extend(row.due.as_ref().map(|due| match due.state(moment.now) {
        DueState::Breached => format!("should have heard from us, {}", moment.until(due.at)),
        DueState::Soon | DueState::InTime => format!("to hear from us {}", moment.until(due.at)),
    }));
    parts.push(lead.owner.clone().unwrap_or_else(|| "nobody's".to_owned()));
    parts.join(", ")
}

/// A call of the agenda.
pub fn call(number: usize, call: &PlannedCall, moment: &Moment) -> String {
    let due = match call.due_at {
        None => "no day".to_owned(),
        Some(due) if call.is_late(moment.now) => moment.until(due),
        Some(due) if moment.days_until(due) == 0 => format!("at {}", moment.hour(due)),
        Some(due) => moment.exactly(due),
    };
    let mut parts = vec![
        format!("{number}. {}", call.name.as_deref().unwrap_or("nobody known")),
        due,
        call.way.in_words().to_owned(),
        call.title.clone(),
    ];
    parts.extend(call.minutes().map(|minutes| format!("{minutes} min")));
    parts.extend(call.place.clone());
    parts.extend(call.company.clone());
    parts.extend(call.tier().map(|tier| tier.as_str().to_owned()));
    parts.extend(call.phone.clone());
    parts.join(", ")
}

/// A hit of the search.
pub fn hit(number: usize, hit: &SearchHit) -> String {
    let more = hit.company.iter().chain(&hit.email).chain(&hit.phone).chain(&hit.order_number);
    let more: Vec<&str> = more.map(String::as_str).collect();
    format!("{number}. {}, {}", hit.name, more.join(", "))
}

/// One of several whom a query may mean.
pub fn candidate(number: usize, candidate: &Candidate) -> String {
    let name = candidate.name.as_deref().unwrap_or(&candidate.reference);
    format!("{number}. {name}, {}, {}", candidate.email.as_deref().unwrap_or("no e-mail"), candidate.why)
}

/// Who the customer is, how they stand, and the case that is worked on.
pub fn profile(
    profile: &Profile,
    case: Option<&EvidenceId>,
    answers: &[UnsentAnswer],
    moment: &Moment,
) -> Vec<String> {
    let customer = &profile.customer;
    let totals = &profile.totals;
    let mut lines = vec![format!("Customer {}", customer.name.as_deref().unwrap_or("without a name"))];
    lines.extend(customer.emails.first().map(|email| format!("E-mail {}", email.as_str())));
    lines.extend(customer.phones.first().map(|phone| format!("Phone {}", phone.as_str())));
    let net = totals.net.map_or_else(String::new, |net| format!(", net {}", moment.locale.money(net)));
    lines.push(format!("{}{net}", counted(u64::from(totals.orders), "order")));
    lines.extend(
        profile
            .scores
            .clv
            .as_ref()
            .map(|clv| format!("Tier {}, because {}", clv.tier.as_str(), moment.locale.worded(&clv.why()))),
    );
    if let Some(quiet) = &profile.scores.quiet {
        let words = quiet_in_words(quiet, moment).into_iter().chain(win_back_in_words(profile));
        lines.extend(words.map(|(head, text)| format!("Going quiet, {head}: {text}")));
    }
    for order in profile.orders.iter().take(MOST_ORDERS) {
        let total = moment.locale.money(order.total);
        let (status, at) = (show::word(order.status), moment.ago(order.placed_at));
        let parcel = last_scan(order).map(|parcel| format!(", parcel {}", parcel_in_words(parcel, moment)));
        let parcel = parcel.unwrap_or_default();
        lines.push(format!("Order {}, {status}, {total}, placed {at}{parcel}", order.number));
    }
    // Whoever was found otherwise than by a case is shown with all that is open.
    let opened = case.and_then(|id| profile.case(id));
    let shown: Vec<&Case> = match opened {
        Some(opened) => vec![opened],
        None => profile.open_cases().take(MOST_CASES).collect(),
    };
    for case in shown {
        lines.push(format!("Case {}, {}, {}", case.id, case.subject, case.status));
        lines.extend(attached_in_words(case).map(|words| format!("The customer: {words}")));
        for said in thread(case, &profile.activities) {
            let (from, at, text) = match said {
                Said::Message(message) if message.from == MessageFrom::Staff => {
                    ("We wrote".to_owned(), message.at, &message.text)
                }
                Said::Message(message) => ("The customer wrote".to_owned(), message.at, &message.text),
                Said::Note(note) => (internal_note(note, None), note.at, &note.text),
            };
            let at = at.map_or_else(String::new, |at| format!(" {}", moment.ago(at)));
            lines.push(format!("{from}{at}: {}", cut(text, LONGEST_MESSAGE)));
        }
        for answer in answers.iter().filter(|answer| answer.case == case.id) {
            let words = unsent_in_words(answer, None, moment);
            let how = if matches!(answer.progress, Progress::SaidSent { .. }) { "Sent" } else { "Not sent" };
            lines.push(format!("{how}, {words}: {}", cut(&answer.text, LONGEST_MESSAGE)));
        }
    }
    for source in &profile.sources {
        lines.extend(show::profile::complaint(source, moment).map(|words| format!("Attention: {words}")));
    }
    lines
}

/// A brief with its suggestions by number.
pub fn brief(brief: &Brief, moment: &Moment) -> Vec<String> {
    let by = brief.engine.strip_prefix("llm:").unwrap_or("the playbook");
    let mut lines = vec![format!("Brief, by {by}")];
    lines.extend(brief.summary.iter().map(|sentence| sentence.text.clone()));
    for (at, suggestion) in brief.suggestions.iter().enumerate() {
        let action = suggestion.action.as_str().replace('_', " ");
        lines.push(format!("Suggestion {}, {action}: {}", at + 1, suggestion.title));
        lines.extend((!suggestion.reason.is_empty()).then(|| format!("  because {}", suggestion.reason)));
        lines.extend((!suggestion.body.is_empty()).then(|| format!("  draft: {}", suggestion.body)));
        lines.extend(suggestion.grounds.lacks.iter().map(|lacks| format!("  Attention, the draft: {lacks}")));
        lines.extend(suggestion.due_at.map(|at| format!("  due {}", moment.exactly(at))));
        lines.extend(suggestion.grounds.cost.map(|cost| format!("  {}", cost_in_words(cost, moment))));
        lines.extend(suggestion.blocked.as_ref().map(|why| format!("  not possible: {why}")));
        let unproven =
            suggestion.unproven().map(|mark| format!("  nothing bears out “{}”: {}", mark.text, mark.why));
        lines.extend(unproven);
        let whose = suggestion.approval.role.map(|role| format!(", {}", whose_yes(role, Role::OF_A_YES)));
        let asks = suggestion.approval.why.iter().filter(|_| suggestion.approval.required);
        let asks = asks.map(|why| policy_in_words(why, &moment.locale));
        lines.extend(asks.map(|why| format!("  needs a yes{}: {why}", whose.as_deref().unwrap_or_default())));
        lines.push(format!("  effect: {}", suggestion.effect));
    }
    lines
}

/// An entry of the outbox, with its number where it is listed.
pub fn entry(number: Option<usize>, entry: &Entry, session: &Session<'_>) -> String {
    let number = number.map_or_else(String::new, |number| format!("{number}. "));
    // What a case that sleeps is woken by is the whole of its title: it is said once.
    let sleeps = matches!(&entry.write, Write::CaseUpdate(case) if case.sleep.is_some());
    let title = if sleeps { String::new() } else { format!("{}, ", entry.title) };
    let effect = effect_told(entry, Some(&session.me));
    format!("{number}{title}{effect}: {}", show::entry::state(entry, &session.moment))
}

/// What somebody else did to a case since it was read out.
pub fn meanwhile(meanwhile: &Meanwhile, moment: &Moment) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(answer) = &meanwhile.answer {
        lines.push(format!(
            "Attention: {}, yours would be a second one",
            unsent_in_words(answer, None, moment)
        ));
        lines.push(cut(&answer.text, LONGEST_MESSAGE));
    }
    lines.extend(meanwhile.reopens.iter().map(|words| format!("Attention: {words}")));
    if meanwhile.is_as_seen() {
        return lines;
    }
    let who = match meanwhile.message.as_ref().map(|message| message.from) {
        Some(MessageFrom::Customer) => "the customer wrote",
        Some(MessageFrom::Staff) => "a colleague answered",
        Some(MessageFrom::Unknown) => "somebody wrote",
        None => "somebody changed it",
    };
    let at = meanwhile.message.as_ref().and_then(|message| message.at).unwrap_or(meanwhile.at);
    lines.push(format!("Attention: {who} {}", moment.ago(at.min(moment.now))));
    lines.extend(meanwhile.message.iter().map(|message| cut(&message.text, LONGEST_MESSAGE)));
    lines.extend(meanwhile.differences.iter().cloned());
    lines
}

/// What there is to look at before a yes, in the order of the app.
pub fn review(entry: &Entry, review: &Review, session: &Session<'_>) -> Vec<String> {
    let moment = &session.moment;
    let mut lines = Vec::new();
    if matches!(entry.state, EntryState::AwaitingApproval { .. }) {
        lines.push(format!("{}, {}", entry.title, effect_told(entry, Some(&session.me))));
    }
    let value = |text: &String| text.parse().map_or_else(|_| text.clone(), |at| moment.exactly(at));
    for change in &review.changes {
        let before = change.before.as_ref().map_or_else(|| "new".to_owned(), value);
        let after = change.after.as_ref().map_or_else(|| "goes".to_owned(), value);
        lines.push(format!("{}, before: {before}, after: {after}", change.field));
    }
    if let EntryState::AwaitingApproval { need, withdrawn } = &entry.state {
        lines.push(format!(
            "needs a yes, {}: {}",
            whose_yes(need.role, Role::OF_A_YES),
            policy_in_words(&need.why, &moment.locale)
        ));
        lines.extend(
            withdrawn
                .iter()
                .map(|one| format!("history: {}, {}", withdrawn_in_words(one, None), moment.exactly(one.at))),
        );
        lines.push(format!("asked by {} {}", review.asked_by_in_words(), moment.ago(entry.accepted_at)));
        lines.extend(worded_in_words(entry, None));
    }
    if !review.goes_with.is_empty() {
        lines.push(format!("decided with: {}", review.goes_with.join("; ")));
    }
    lines.extend(review.offer.as_ref().map(|offer| {
        let cost = review.cost.map(|cost| format!(", {}", cost_in_words(cost, moment)));
        format!("offer: {offer}{}", cost.unwrap_or_default())
    }));
    lines.extend(review.tier.map(|tier| format!("tier: {}", tier_in_words(tier, review.tier_then))));
    lines.extend(review.also_waits.iter().map(|other| format!("also waits: {other}")));
    lines.extend(
        review.vouched.iter().map(|vouched| format!("unproven: {vouched}: vouched for by whoever asked")),
    );
    lines.extend(review.reason.as_ref().map(|reason| format!("because {reason}")));
    lines.push(match &review.standing {
        Standing::Yes => "still true: yes".to_owned(),
        Standing::No(why) => format!("still true: no, {}", why.join("; ")),
        Standing::Unknown(why) => format!("still true: not known, {why}"),
    });
    for evidence in &review.evidence {
        let text = evidence.text.as_deref().unwrap_or("not part of the profile any more");
        lines.push(format!("rests on {}: {text}", evidence.id));
    }
    lines
}

/// How an account stands, a line each.
pub fn vendor(vendor: &VendorStanding, moment: &Moment) -> Vec<String> {
    let source = &vendor.source;
    let count = |number: u64| moment.locale.count(i128::from(number));
    let mut lines = vec![format!("{source}: {}", vendor.in_words(moment))];
    lines.extend(vendor.lacks.iter().map(|lack| format!("{source} lacks {}: {}", lack.scope, lack.without)));
    lines.extend(
        vendor.trails.iter().map(|trail| format!("{source}, {}: {}", trail.what, trail.in_words(moment))),
    );
    let left = |budget: &Budget| {
        format!("{source}, left: {} of {} {}", count(budget.left), count(budget.of), budget.what)
    };
    lines.extend(vendor.budgets.iter().map(left));
    lines
}

/// What is stuck.
pub fn parked(number: usize, parked: &Parked, moment: &Moment) -> String {
    format!("{number}. {}, {}: {}", parked.about, moment.ago(parked.at), parked.why)
}

/// A line of the audit log.
pub fn audit_line(record: &AuditRecord, names: &HashMap<CustomerId, String>, moment: &Moment) -> String {
    let at = Timestamp::from_millisecond(record.at_ms).unwrap_or_default();
    let head = format!("line {}, {}", record.sequence, moment.exactly(at));
    let Some(event) = &record.event else { return format!("{head}, erased: the customer was forgotten") };
    let about = record.customer.and_then(|customer| names.get(&customer));
    let about = about.map_or_else(String::new, |name| format!(", about {name}"));
    format!("{head}, {}, {}, {}{about}", event.actor, event.kind.as_str(), what_was_done(event))
}

/// What was decided about actions of one kind.
pub fn decisions(one: &Decisions) -> String {
    let reasons: Vec<String> =
        one.reasons.iter().map(|(reason, times)| format!("{times} times {reason}")).collect();
    let why = if reasons.is_empty() { String::new() } else { format!(", because {}", reasons.join(", ")) };
    format!("{}: {}{why}", one.action.as_str().replace('_', " "), one.counts.in_words())
}

/// What one person has decided.
pub fn decider(one: &Decider) -> String {
    format!("{} decided: {}", one.name, one.counts.in_words())
}

/// A call of a language model.
pub fn wire(
    number: usize,
    call: &WireRecord,
    names: &HashMap<CustomerId, String>,
    moment: &Moment,
) -> String {
    let mut parts =
        vec![format!("{number}. {}", moment.exactly(call.at)), call.purpose.clone(), call.model.clone()];
    parts.extend(names.get(&call.customer).map(|name| format!("about {name}")));
    parts.extend(show::wire::figures(call, moment));
    parts.push(call.outcome.clone());
    parts.join(", ")
}

/// All of a call, in plain words.
pub fn wire_whole(call: &WireRecord, moment: &Moment) -> Vec<String> {
    let mut lines =
        vec![format!("{} to {}, {}, {}", call.purpose, call.model, moment.exactly(call.at), call.outcome)];
    lines.push(format!("{} bytes left, SHA-256 {}", call.sent.len(), call.digest));
    lines.extend(what_left(&call.sent).into_iter().map(|told| told.text));
    lines.push(format!("{} bytes came back", call.received.len()));
    lines.extend(what_came_back(&call.received).into_iter().map(|told| told.text));
    lines
}
