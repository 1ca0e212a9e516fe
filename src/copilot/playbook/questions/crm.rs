//! Rows about what the CRM knows: cases, deals, tasks, notes, calls, who wrote what.

use super::super::{Said, sentences};
use super::asked::{Pick, Shape};
use super::{Answering, Row, row};
use crate::copilot::lookups::{content_words, is_like, lookup_id};
use crate::domain::EvidenceId;
use crate::domain::crm::{Activity, ActivityKind, Case, MessageFrom};

/// How deals are called.
pub(super) const DEALS: &[&str] =
    &["deal", "deals", "negotiation", "contract", "opportunity", "opportunities"];
/// How tasks are called.
pub(super) const TASKS: &[&str] = &["task", "tasks", "to do", "todo", "follow-up", "follow up"];
/// Tasks that are named one by one.
const MOST_TASKS: usize = 4;
/// How what we promised is asked for.
const PROMISES: &[&str] = &[
    "promise",
    "promised",
    "promises",
    "come back to her",
    "come back to him",
    "come back to them",
    "get back to her",
    "get back to him",
    "get back to them",
    "versprochen",
    "zugesagt",
];
/// Of what a promise is asked that other rows tell of, and whose promise is none of ours.
const NO_PROMISE_OF_OURS: &[&str] = &[
    "refund",
    "refunded",
    "money",
    "paid",
    "pay",
    "payment",
    "parcel",
    "package",
    "delivery",
    "delivered",
    "shipped",
    "order",
    "date",
    "discount",
    "she promise",
    "she promised",
    "he promise",
    "he promised",
    "they promise",
    "they promised",
    "customer promise",
    "customer promised",
];
/// How cases are called.
pub(super) const CASES: &[&str] = &[
    "case",
    "cases",
    "ticket",
    "tickets",
    "complaint",
    "complaints",
    "complained",
    "complain",
    "complains",
    "issue",
    "issues",
    "problem",
    "problems",
    "support request",
    "support requests",
    "inquiry",
    "inquiries",
];
const WRITING: &[&str] = &[
    "wrote",
    "write",
    "writes",
    "written",
    "say",
    "said",
    "says",
    "message",
    "messages",
    "mention",
    "mentioned",
    "contacted us",
    "wants",
    "want",
    "asking",
    "asked",
    "complaining about",
];

/// The rows.
pub(super) const ROWS: &[Row] = &[
    row(&[DEALS], deal),
    row(&[TASKS], task),
    row(
        &[&["who"], &["last", "latest"], &["wrote", "written", "word", "message", "answered", "replied"]],
        last_word,
    ),
    row(
        &[
            &["who"],
            &[
                "owns",
                "owner",
                "owned",
                "handles",
                "handling",
                "responsible",
                "has",
                "works on",
                "assigned",
                "account manager",
                "in charge",
            ],
        ],
        owner,
    ),
    row(
        &[&["unanswered", "waiting for an answer", "waiting for a reply", "answered", "replied", "reply"]],
        |a| {
            let case = a.s.case?;
            a.say(
                &case.evidence,
                &[if a.s.waits_for_answer() {
                    "Case {o.number} ({o.subject}) has been waiting for an answer since {o.waiting_since}."
                } else {
                    "Case {o.number} ({o.subject}) was answered last by us; it is at stage {o.stage}."
                }],
            )
        },
    ),
    row(&[&["call", "called", "calls", "phoned", "spoke", "spoken", "talked", "phone call"]], |a| {
        activity(a, ActivityKind::Call, "calls")
    }),
    row(&[&["note", "notes"]], |a| activity(a, ActivityKind::Note, "notes")),
    row(&[CASES], cases),
    row(&[&["angry", "upset", "unhappy", "furious", "satisfied", "happy"]], |a| {
        let case = a.s.case.filter(|_| a.s.angry)?;
        a.say(&case.evidence, &["Yes: in case {o.number} ({o.subject}) the customer is angry."])
    }),
    row(&[WRITING], |a| {
        // Something is named that may have been spoken of.
        if !a.asked.rest.is_empty() {
            return mentioned(a).or_else(|| never_mentioned(a));
        }
        messages(a)
    }),
    row(
        &[
            &["contact", "contacted", "heard", "hear", "touch"],
            &["last", "latest", "when", "recent", "recently"],
        ],
        |a| {
            a.say_of(
                "contacts",
                &["The last contact on record was on {l.last_message_at}: “{l.last_message}”."],
            )
        },
    ),
];

fn deal(a: &Answering<'_>) -> Option<Said> {
    let newest = || a.s.profile.deals.iter().max_by_key(|deal| deal.close_at);
    let asks_open = a.has(&["open"]);
    let Some(deal) = a.s.deal().or_else(|| newest().filter(|_| !asks_open)) else {
        return a.say(
            &EvidenceId::new("totals", "deals"),
            &["Deals on record: {o.deals}; of these open: {o.open_deals}."],
        );
    };
    if a.asked.shape == Shape::HowMany {
        return a.say(
            &EvidenceId::new("totals", "deals"),
            &["Deals on record: {o.deals}; of these open: {o.open_deals}."],
        );
    }
    if a.has(&["who", "owner", "owns"]) {
        return a.say(
            &deal.evidence,
            &[
                "{o.owner} has the deal {o.name}.",
                "The deal {o.name} has no owner on record; it is at stage {o.stage}.",
            ],
        );
    }
    if a.has(&["when", "close", "closes", "closing"]) {
        if a.has(&["worth", "how much", "amount"]) {
            return a.say(
                &deal.evidence,
                &["The deal {o.name} is at stage {o.stage}, worth {o.amount}; its close date is {o.close_at}."],
            );
        }
        return a.say(
            &deal.evidence,
            &[
                "The deal {o.name} is {o.outcome}, at stage {o.stage}; its close date is {o.close_at}.",
                "The deal {o.name} is at stage {o.stage}.",
            ],
        );
    }
    a.say(
        &deal.evidence,
        &[
            "The deal {o.name} is at stage {o.stage}, worth {o.amount}.",
            "The deal {o.name} is at stage {o.stage}.",
        ],
    )
}

/// What was promised and nobody has come back to, before all that has another word of the question.
pub(super) const PROMISED: Row = row(&[PROMISES], |a| {
    let is_meant = a.asked.order.is_none() && !a.asked.has(NO_PROMISE_OF_OURS);
    let case = a.s.promised().filter(|_| is_meant)?;
    a.s.say(&[("c", &case.evidence)], &[sentences::UNKEPT])
});

fn task(a: &Answering<'_>) -> Option<Said> {
    let open = a.s.to_do();
    let of_all = EvidenceId::new("totals", "activities");
    match open.as_slice() {
        [] => None,
        _ if a.asked.shape == Shape::HowMany => None,
        [only] => a.say(
            &only.evidence,
            &[
                "A task is open: {o.title}, due {o.at}, of {o.author}.",
                "A task is open: {o.title}, due {o.at}.",
                "A task is open: {o.title}.",
            ],
        ),
        several => several_tasks(a, several, &of_all),
    }
    .or_else(|| a.say(&of_all, &["Open tasks: {o.open_tasks}; tasks in all: {o.tasks}."]))
}

/// How many there are, and what the next ones are.
fn several_tasks(a: &Answering<'_>, open: &[&Activity], of_all: &EvidenceId) -> Option<Said> {
    let count = a.s.fill(&[("n", of_all)], &["{n.open_tasks} tasks are open"])?;
    let told = open.iter().filter_map(|task| a.say(&task.evidence, &["{o.title}, due {o.at}", "{o.title}"]));
    let told: Vec<Said> = told.take(MOST_TASKS).collect();
    if told.is_empty() {
        return None;
    }
    let titles: Vec<&str> = told.iter().map(|one| one.text.as_str()).collect();
    let more = if told.len() < open.len() { "; and more" } else { "" };
    let text = format!("{count}: {}{more}.", titles.join("; "));
    let evidence = told.into_iter().flat_map(|one| one.evidence).chain([of_all.clone()]).collect();
    Some(Said { text, evidence })
}

/// The case that is meant: the one that is named, else the open one, else the newest.
fn which<'a>(a: &Answering<'a>) -> Option<&'a Case> {
    let named =
        a.s.profile
            .cases
            .iter()
            .find(|case| a.asked.text.split_whitespace().any(|word| word.trim_start_matches('#') == case.id));
    let first = || a.s.profile.cases.iter().min_by_key(|case| case.opened_at);
    match a.asked.pick {
        _ if named.is_some() => named,
        Some(Pick::First) => first(),
        Some(_) => a.s.profile.cases.iter().max_by_key(|case| case.opened_at),
        None => a.s.case.or_else(|| a.s.profile.cases.iter().max_by_key(|case| case.opened_at)),
    }
}

fn cases(a: &Answering<'_>) -> Option<Said> {
    let all = EvidenceId::new("totals", "cases");
    let case = which(a);
    if a.asked.shape == Shape::HowMany || case.is_none() {
        return a.say(&all, &["Cases on record: {o.cases}, of which open: {o.open_cases}."]);
    }
    let id = &case?.evidence;
    if a.has(&["who", "owner", "owns", "assigned"]) {
        return owner(a);
    }
    let (is_open, asks_open) = (case?.open, a.has(&["open", "unresolved", "pending"]));
    if asks_open && !is_open {
        return a.say(&all, &["Cases on record: {o.cases}, of which open: {o.open_cases}."]);
    }
    if a.has(&["priority", "urgent"]) {
        return a.say(id, &["Case {o.number} ({o.subject}) has the priority {o.priority}."]);
    }
    if a.has(&["when", "opened", "date"]) {
        return a.say(id, &["Case {o.number} ({o.subject}) was opened on {o.opened_at}; it is {o.state}."]);
    }
    if a.asked.shape == Shape::Whether
        && !asks_open
        && a.has(&["ever", "complained", "complain", "complaints", "complaint", "had"])
    {
        let names = [("t", &all), ("o", id)];
        return a.s.say(
            &names,
            &[
                "Cases on record: {t.cases}; the last is {o.number} ({o.subject}), opened on {o.opened_at}.",
                "Cases on record: {t.cases}; one is {o.number} ({o.subject}).",
            ],
        );
    }
    match is_open {
        true => a.say(
            id,
            &[
                "Case {o.number} ({o.subject}) has been open for {o.open_for}, at stage {o.stage}.",
                "Case {o.number} ({o.subject}) is open.",
            ],
        ),
        false => a.say(id, &["Case {o.number} ({o.subject}) is closed, at stage {o.stage}."]),
    }
}

fn owner(a: &Answering<'_>) -> Option<Said> {
    let case = which(a)?;
    a.say(
        &case.evidence,
        &[
            "{o.owner} has case {o.number} ({o.subject}).",
            "Case {o.number} ({o.subject}) has no owner on record.",
        ],
    )
}

fn last_word(a: &Answering<'_>) -> Option<Said> {
    let case = which(a)?;
    match case.messages.last()?.from {
        MessageFrom::Staff => {
            a.say(&case.evidence, &["In case {o.number} ({o.subject}) the last message is ours."])
        }
        MessageFrom::Customer => a.say(
            &case.evidence,
            &["In case {o.number} ({o.subject}) the customer wrote last, on {o.last_message_at}."],
        ),
        MessageFrom::Unknown => {
            a.say(&case.evidence, &["In case {o.number} ({o.subject}) the last message has no known author."])
        }
    }
}

/// The newest note or call of a kind; with words in the question, the newest that has one.
fn activity(a: &Answering<'_>, kind: ActivityKind, count: &'static str) -> Option<Said> {
    if a.asked.shape == Shape::HowMany {
        let text = format!("On record: {{o.{count}}} {count}.");
        return a.say(&EvidenceId::new("totals", "activities"), &[&text]);
    }
    if !a.asked.rest.is_empty() {
        return mentioned(a);
    }
    let of_kind = a.s.profile.activities.iter().filter(|one| one.kind == kind && !one.machine_written);
    match of_kind.max_by_key(|one| one.at) {
        Some(newest) => told(a, newest),
        None => {
            let text = format!("On record: {{o.{count}}} {count}.");
            a.say(&EvidenceId::new("totals", "activities"), &[&text])
        }
    }
}

fn told(a: &Answering<'_>, one: &Activity) -> Option<Said> {
    a.say(
        &one.evidence,
        &[
            "The {o.kind} of {o.at} says: {o.text}",
            "The {o.kind} says: {o.text}",
            "The {o.kind} is of {o.at}.",
        ],
    )
}

/// What the customer wrote last, or how often.
fn messages(a: &Answering<'_>) -> Option<Said> {
    if a.asked.shape == Shape::HowMany {
        return a.say_of(
            "messages",
            &[
                "Messages of the customer {l.asked}: {l.messages}.",
                "Messages of the customer: {l.messages}, the last on {l.last_message_at}.",
                "Messages of the customer: {l.messages}.",
            ],
        );
    }
    let newest = a.say_of(
        "messages",
        &[
            "The customer wrote on {l.last_message_at}: “{l.last_message}”",
            "Messages of the customer on record: {l.messages}.",
        ],
    )?;
    Some(newest)
}

/// A colleague's note or call, or a message, that has a word of the question in it, quoted as theirs.
pub(super) fn mentioned(a: &Answering<'_>) -> Option<Said> {
    let asked: Vec<String> =
        a.asked.rest.iter().map(|word| crate::copilot::lookups::singular(word)).collect();
    let telling: Vec<&String> = asked.iter().filter(|word| word.chars().count() > 3).collect();
    let shares =
        |text: &str| content_words(text).iter().any(|word| telling.iter().any(|asked| is_like(word, asked)));
    let told_by = a.s.profile.activities.iter().filter(|one| a.s.facts.slot(&one.evidence, "text").is_some());
    if let Some(note) = told_by.into_iter().find(|one| shares(&one.text)) {
        return told(a, note);
    }
    let lookup = lookup_id("mentions");
    (a.count(&lookup, "messages")? > 0 && a.has(WRITING)).then_some(())?;
    a.say_of("mentions", &["A message of {l.last_message_at} says: “{l.last_message}”"])
}

fn never_mentioned(a: &Answering<'_>) -> Option<Said> {
    (a.count(&lookup_id("mentions"), "messages")? == 0).then_some(())?;
    a.say_of(
        "mentions",
        &[
            "No message or note {l.asked} has “{l.words}”: looked in {l.looked_in} messages.",
            "No message or note on record has “{l.words}”: looked in {l.looked_in} messages.",
        ],
    )
}
