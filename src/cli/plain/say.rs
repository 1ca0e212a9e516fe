//! Things in one line each, in the order in which a listener needs them.

use crate::cli::show;
use crate::desk::api::{Candidate, SearchHit};
use crate::domain::EvidenceId;
use crate::domain::agenda::PlannedCall;
use crate::domain::brief::Brief;
use crate::domain::crm::MessageFrom;
use crate::domain::outbox::Entry;
use crate::domain::profile::Profile;
use crate::domain::queue::QueueRow;
use crate::phrasing::{Moment, counted, cut};

/// Characters of a message.
const LONGEST_MESSAGE: usize = 600;
/// Orders that are read out.
const MOST_ORDERS: usize = 3;

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
    parts.extend(row.due.as_ref().map(|due| {
        let left = due.left(moment.now);
        format!("due {}", moment.until(moment.now + left))
    }));
    parts.push(row.rank.reason());
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
pub fn profile(profile: &Profile, case: Option<&EvidenceId>, moment: &Moment) -> Vec<String> {
    let customer = &profile.customer;
    let totals = &profile.totals;
    let mut lines = vec![format!("Customer {}", customer.name.as_deref().unwrap_or("without a name"))];
    lines.extend(customer.emails.first().map(|email| format!("E-mail {}", email.as_str())));
    lines.extend(customer.phones.first().map(|phone| format!("Phone {}", phone.as_str())));
    let net = totals.net.map_or_else(String::new, |net| format!(", net {}", moment.locale.money(net)));
    lines.push(format!("{}{net}", counted(u64::from(totals.orders), "order")));
    lines.extend(
        profile.scores.clv.as_ref().map(|clv| format!("Tier {}, because {}", clv.tier.as_str(), clv.reason)),
    );
    for order in profile.orders.iter().take(MOST_ORDERS) {
        let total = moment.locale.money(order.total);
        let (status, at) = (show::word(order.status), moment.ago(order.placed_at));
        lines.push(format!("Order {}, {status}, {total}, placed {at}", order.number));
    }
    if let Some(case) = case.and_then(|id| profile.case(id)) {
        lines.push(format!("Case {}, {}, {}", case.id, case.subject, case.status));
        for message in &case.messages {
            let from = if message.from == MessageFrom::Staff { "We wrote" } else { "The customer wrote" };
            let at = message.at.map_or_else(String::new, |at| format!(" {}", moment.ago(at)));
            lines.push(format!("{from}{at}: {}", cut(&message.text, LONGEST_MESSAGE)));
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
        lines.push(format!("  because {}", suggestion.reason));
        lines.extend((!suggestion.body.is_empty()).then(|| format!("  draft: {}", suggestion.body)));
        lines.extend(suggestion.due_at.map(|at| format!("  due {}", moment.exactly(at))));
        lines.extend(suggestion.blocked.as_ref().map(|why| format!("  not possible: {why}")));
        let unproven =
            suggestion.unproven().map(|mark| format!("  nothing bears out “{}”: {}", mark.text, mark.why));
        lines.extend(unproven);
        let asks = suggestion.approval.why.iter().filter(|_| suggestion.approval.required);
        lines.extend(asks.map(|why| format!("  needs a yes: {why}")));
        lines.push(format!("  effect: {}", suggestion.effect));
    }
    lines
}

/// An entry of the outbox, with its number where it is listed.
pub fn entry(number: Option<usize>, entry: &Entry, moment: &Moment) -> String {
    let number = number.map_or_else(String::new, |number| format!("{number}. "));
    format!("{number}{}, {}: {}", entry.title, entry.effect, show::entry::state(entry, moment))
}
