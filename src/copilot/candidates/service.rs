//! What is proposed for somebody who needs help.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::replies::{
    ANY, ASKED_FOR, EXCHANGE, HOSTILE, MIXED_UP, REQUESTS, REST, RETURN, Request, UNKEPT, asked_again, fitted,
};
use super::returns::{label, refund};
use super::rule::{Rule, rule};
use crate::copilot::facts::Trouble;
use crate::copilot::proposal::{CaseChange, Due, Proposal, due_before};
use crate::copilot::shortfall::asks_for_money_back;
use crate::copilot::situation::Situation;
use crate::copilot::situation::totals_id;
use crate::domain::EvidenceId;
use crate::domain::about::{item_of, last_scan, order_of};
use crate::domain::action::ActionKind;
use crate::domain::attached::{self, Attached};
use crate::domain::commerce::Order;
use crate::domain::crm::{Case, Priority};
use crate::domain::fault::{BROKE, broke_in, mixed_up};
use crate::domain::queue::NeededBy;
use crate::domain::record::Coverage;
use crate::domain::told::{Told, size_of};
use crate::phrasing::needed_in;

/// Days of silence after which a customer is reminded that it is up to them.
const REMIND_AFTER_DAYS: i64 = 4;

/// How a customer is reminded of what they wrote and of what they were asked.
const REMINDERS: &[&str] = &[
    "You wrote to us on {c.last_message_at} about “{c.subject}”, and on {c.last_answer_at} I asked you: “{c.we_asked}” I have not heard from you since. If you still need help with this, please write to me; if it is settled, you need not do anything.",
    "You wrote to us on {c.last_message_at} about “{c.subject}”, and I answered on {c.last_answer_at}. I have not heard from you since. If you still need help with this, please write to me; if it is settled, you need not do anything.",
    "I wrote to you on {c.last_answer_at} and have not heard from you since. If you still need help with this, please write to me; if it is settled, you need not do anything.",
];

/// The rows.
pub(super) const RULES: &[Rule] = &[
    rule("reply", 95, 60, "the customer knows where they stand, and the case can be settled", |s| {
        let case = s.case.filter(|case| !s.is_up_to_customer(case))?;
        let (request, order) = request(s);
        let (names, evidence) = names(case, order);
        let draft = fill(s, case, &names, &drafts(s, request)).or_else(|| s.fill(&names, ANY.drafts))?;
        let draft = match apology(s, request, &names) {
            Some(apology) => format!("{apology} {}", without_thanks(&draft)),
            None => draft,
        };
        let late = order.and_then(|order| too_late(s, case, order));
        let missing = attached::missing(case).filter(|_| request.title != HOSTILE.title);
        let besides = [late, missing.map(|what| asked_again(what).to_owned())];
        let parts: Vec<String> = std::iter::once(draft).chain(besides.into_iter().flatten()).collect();
        let draft = parts.join(" ");
        let mut proposal = Proposal::new(ActionKind::Reply, evidence);
        proposal.title = request.title.to_owned();
        proposal.body = format!("{}\n\n{}{}", s.greeting(), draft[..1].to_uppercase(), &draft[1..]);
        proposal.reason = match (s.is_angry_case(), s.waits_for_answer()) {
            (true, _) => s.fill(
                &names,
                &[
                    "The customer is angry and case {c.number} has been open for {c.open_for}.",
                    "The customer is angry and case {c.number} is still open.",
                ],
            )?,
            (false, true) => s.fill(
                &names,
                &[
                    "Case {c.number} has been waiting for an answer since {c.waiting_since}.",
                    "Case {c.number} waits for an answer.",
                ],
            )?,
            (false, false) => s.fill(&names, &["Case {c.number} is still open."])?,
        };
        proposal.channel = s.service_channel();
        proposal.timing = Some(match s.foreign_writing() {
            Some(writing) => format!("now; translate first, the customer writes {writing}"),
            None => "now".to_owned(),
        });
        proposal.confidence =
            if [ANY.title, UNKEPT.title, HOSTILE.title].contains(&request.title) { 0.6 } else { 0.85 };
        proposal.case = Some(case.evidence.clone());
        Some(proposal)
    }),
    rule("task behind the reply", 90, 50, "what the case waits for gets done", task_behind_the_reply),
    rule("remind", 60, 0, "the case goes on, or can be closed", reminder),
    rule("raise the priority", 85, 0, "the case is answered before others", |s| {
        let case = s.case.filter(|case| case.priority < Some(Priority::High))?;
        let trouble = s.trouble_of_case().map(|(order, _)| order);
        (s.angry || s.stuck.is_some() || s.erasure().is_some() || (s.is_valuable() && s.waits_for_answer()))
            .then_some(())?;
        let (names, evidence) = names(case, trouble);
        let mut proposal = Proposal::new(ActionKind::CaseUpdate, evidence);
        proposal.title = s.fill(&names, &["Raise case {c.number} to high priority"])?;
        proposal.body = s.fill(&names, &["Priority of case {c.number}: to be set to high."])?;
        proposal.reason = match trouble {
            Some(_) => s.fill(
                &names,
                &["Case {c.number} is about order {o.number}, which has not reached the customer."],
            )?,
            None => s.fill(&names, &["Case {c.number} should not wait in line."])?,
        };
        proposal.timing = Some("now".to_owned());
        proposal.confidence = 0.75;
        proposal.case = Some(case.evidence.clone());
        proposal.change = CaseChange { priority: Some(Priority::High) };
        Some(proposal)
    }),
    rule("chase the parcel", 88, 70, "the parcel moves again, or it is known that it will not", |s| {
        let (order, trouble) = s.stuck?;
        // The task behind the reply does that already where there is a case.
        s.case.is_none().then_some(())?;
        let names = [("o", &order.evidence)];
        let mut proposal = Proposal::new(ActionKind::Task, vec![order.evidence.clone()]);
        let (title, texts): (&str, &[&str]) = match trouble {
            Trouble::Late(_) => (
                "Open an inquiry with the carrier",
                &[
                    "Order {o.number}: open an inquiry with {o.carrier}, tracking {o.tracking}. State: {o.parcel}.",
                    "Order {o.number}: find out where the parcel is. State: {o.parcel}.",
                ],
            ),
            Trouble::Attempted => (
                "Arrange a new delivery attempt",
                &[
                    "Order {o.number}: {o.carrier} met nobody. Agree a new attempt with the customer, tracking {o.tracking}.",
                    "Order {o.number}: the carrier met nobody. Agree a new attempt with the customer.",
                ],
            ),
            Trouble::Failed => (
                "Check the address and send again",
                &[
                    "Order {o.number}: the delivery failed at the carrier ({o.carrier}, tracking {o.tracking}). Check the address with the customer, then decide whether to send it again.",
                    "Order {o.number}: the delivery failed. Check the address with the customer, then decide whether to send it again.",
                ],
            ),
            Trouble::NotShipped(_) => (
                "Ask the warehouse why nothing has left",
                &[
                    "Order {o.number} of {o.placed_at} is paid, not shipped. Ask the warehouse what is missing and tell the customer.",
                ],
            ),
        };
        proposal.title = title.to_owned();
        proposal.body = s.fill(&names, texts)?;
        proposal.reason = s.fill(&names, &["Order {o.number} has not reached the customer."])?;
        proposal.due_at = Some(s.due(Due(0)));
        proposal.timing = Some(s.timing(Due(0)));
        proposal.confidence = 0.85;
        Some(proposal)
    }),
    rule("tell before they ask", 80, 45, "no complaint, since the customer heard it from us first", |s| {
        let (order, _) = s.stuck?;
        s.case.is_none().then_some(())?;
        let names = [("o", &order.evidence)];
        // Whether they have asked already stands in a case.
        let is_known = !s.profile.lacks(Coverage::CASES);
        let mut proposal = Proposal::new(ActionKind::Task, vec![order.evidence.clone()]);
        proposal.title = s.fill(
            &names,
            &[if is_known {
                "Write to the customer about order {o.number} before they ask"
            } else {
                "Write to the customer about order {o.number}"
            }],
        )?;
        let draft = s.fill(&names, &["I am writing because your order {o.number} has not reached you yet. I am looking into it and will write again as soon as I know more."])?;
        proposal.body = format!("Draft of the message:\n\n{}\n\n{draft}", s.greeting());
        let known = "Order {o.number} has not reached the customer, and they have not complained yet.";
        let unknown = "Order {o.number} has not reached the customer.";
        proposal.reason = s.fill(&names, &[if is_known { known } else { unknown }])?;
        proposal.channel = s.service_channel();
        proposal.due_at = Some(s.due(Due(1)));
        proposal.timing = Some(s.timing(Due(1)));
        proposal.confidence = 0.7;
        Some(proposal)
    }),
    rule("follow up on the case", 70, 35, "the case is not forgotten", |s| {
        let case = s.case.filter(|_| !is_come_back_to(s))?;
        let (names, evidence) = names(case, None);
        let mut proposal = Proposal::new(ActionKind::Task, evidence);
        proposal.title = s.fill(&names, &["Check back on case {c.number}"])?;
        proposal.body = s.fill(&names, &["See whether case {c.number} ({c.subject}) is settled and whether the customer has heard from us. If not, write to them."])?;
        proposal.reason =
            s.fill(&names, &["Case {c.number} is still open, and what was said has to be kept."])?;
        (proposal.due_at, proposal.timing) = in_time(s, case, Due(2));
        proposal.confidence = 0.7;
        proposal.case = Some(case.evidence.clone());
        Some(proposal)
    }),
    rule("note on the case", 55, 0, "the next colleague need not ask again", |s| {
        let case = s.case?;
        let (_, order) = request(s);
        let (names, mut evidence) = names(case, order);
        evidence.push(totals_id());
        let mut proposal = Proposal::new(ActionKind::Note, evidence);
        proposal.title = s.fill(&names, &["Keep the state of case {c.number} as a note"])?;
        let state = s.fill(
            &names,
            &[
                "Case {c.number} ({c.subject}), stage {c.stage}. Order {o.number} of {o.placed_at}, {o.total}: {o.status}, with {o.carrier}, tracking {o.tracking}.",
                "Case {c.number} ({c.subject}), stage {c.stage}. Order {o.number} of {o.placed_at}, {o.total}: {o.status}.",
                "Case {c.number} ({c.subject}), stage {c.stage}.",
            ],
        )?;
        proposal.body = s.fill(
            &names,
            &[&format!("{state} History: {{totals:all.orders}} orders, net {{totals:all.net}}."), &state],
        )?;
        proposal.reason = "The next colleague on this case sees at once how things stand.".to_owned();
        proposal.timing = Some("now".to_owned());
        proposal.confidence = 0.55;
        proposal.case = Some(case.evidence.clone());
        Some(proposal)
    }),
    rule("ask for payment", 72, 74, "the order is paid or called off", |s| {
        let order = s.unpaid()?;
        let names = [("o", &order.evidence)];
        let mut proposal = Proposal::new(ActionKind::Collection, vec![order.evidence.clone()]);
        proposal.title = s.fill(&names, &["Ask about the payment of order {o.number}"])?;
        let draft = s.fill(&names, &["Your order {o.number} of {o.placed_at} over {o.total} is waiting for payment. Did something go wrong at the checkout? Tell me, and I will help; if you no longer need it, tell me that too."])?;
        proposal.body = format!("Draft of the message:\n\n{}\n\n{draft}", s.greeting());
        proposal.reason = s.fill(&names, &["Order {o.number} is waiting for payment: {o.total}."])?;
        proposal.channel = s.service_channel();
        proposal.due_at = Some(s.due(Due(1)));
        proposal.timing = Some(s.timing(Due(1)));
        proposal.confidence = 0.75;
        Some(proposal)
    }),
];

/// What has to be done before the answer can be kept.
fn task_behind_the_reply(s: &Situation<'_>) -> Option<Proposal> {
    // Money that is paid back is a task of its own, and so is what an exception needs.
    let is_free = refund(s).is_none() && s.exceptions.is_empty();
    let case = s.case.filter(|case| !s.is_up_to_customer(case) && is_free)?;
    let (request, order) = request(s);
    let (names, evidence) = names(case, order);
    let (title, texts) = request.task;
    let mut proposal = Proposal::new(ActionKind::Task, evidence);
    match fill(s, case, &names, texts) {
        Some(body) => (proposal.title, proposal.body) = (fill(s, case, &names, &[title])?, body),
        None => {
            (proposal.title, proposal.body) = (ANY.task.0.to_owned(), s.fill(&names, ANY.task.1)?);
        }
    }
    let is_pressing = s.angry || case.priority >= Some(Priority::High) || request.is_for_today();
    let due = if is_pressing { Due(0) } else { Due(1) };
    proposal.reason = s.fill(&names, &["Case {c.number} can only be settled with this."])?;
    (proposal.due_at, proposal.timing) = in_time(s, case, due);
    proposal.confidence = 0.8;
    proposal.case = Some(case.evidence.clone());
    Some(proposal)
}

/// To somebody who has not answered us for days.
fn reminder(s: &Situation<'_>) -> Option<Proposal> {
    let case = s.case.filter(|case| s.is_up_to_customer(case))?;
    let last = case.messages.last().and_then(|message| message.at)?;
    (s.days_since(last) >= REMIND_AFTER_DAYS).then_some(())?;
    let (names, evidence) = names(case, None);
    let mut proposal = Proposal::new(ActionKind::Reply, evidence);
    proposal.title = s.fill(&names, &["Remind: case {c.number} waits for their answer"])?;
    let draft = s.fill(&names, REMINDERS)?;
    proposal.body = format!("{}\n\n{draft}", s.greeting());
    proposal.reason = s.fill(&names, &["In case {c.number} we wrote last, on {c.last_answer_at}."])?;
    proposal.channel = s.service_channel();
    proposal.timing = Some("now".to_owned());
    proposal.confidence = 0.4;
    proposal.case = Some(case.evidence.clone());
    Some(proposal)
}

/// Whether something else that is proposed for a case already brings somebody back to it.
fn is_come_back_to(s: &Situation<'_>) -> bool {
    let task = task_behind_the_reply(s).filter(|task| !s.has_task_like(&task.title));
    task.is_some() || reminder(s).is_some() || refund(s).is_some() || label(s).is_some()
}

/// What the main case is about, and the order it is about.
fn request<'a>(s: &Situation<'a>) -> (&'static Request, Option<&'a Order>) {
    let hostile = s.hostile().zip(s.case).is_some_and(|(hostile, case)| hostile.evidence == case.evidence);
    if hostile {
        return (&HOSTILE, None);
    }
    let is_partly_there =
        |order: &&Order| s.partly_shipped().is_some_and(|part| part.evidence == order.evidence);
    if let Some(order) = s.about.filter(is_partly_there).filter(|_| s.case_says(REST.words)) {
        return (&REST, Some(order));
    }
    let unkept = || s.case.and_then(|case| s.facts.slot(&case.evidence, "unkept")).map_or(&ANY, |_| &UNKEPT);
    let heard = REQUESTS.iter().find(|request| is_made(s, request));
    let request = not_the_customers(s, heard).or(heard).unwrap_or_else(unkept);
    let order = s.about.filter(|order| request.about_order && s.knows(&order.evidence));
    let arrived = request.arrived.filter(|_| order.is_some_and(|order| s.has_arrived(order)));
    let before = request.before.filter(|_| order.is_some_and(|order| s.has_not_left(order)));
    (arrived.or(before).unwrap_or(request), order)
}

/// What it is instead where goods come back that were not the customer's mistake: something else came, or it broke and the time
/// to return it is over.
fn not_the_customers(s: &Situation<'_>, heard: Option<&Request>) -> Option<&'static Request> {
    let order = s.about?;
    let mut from_exchange = REQUESTS.iter().skip_while(|request| request.words != EXCHANGE);
    let is_particular = heard.is_some_and(|heard| from_exchange.all(|request| request.words != heard.words));
    if !is_particular && s.case.and_then(mixed_up).is_some() {
        return Some(&MIXED_UP);
    }
    let comes_back = heard.is_some_and(|heard| [EXCHANGE, RETURN].contains(&heard.words));
    let is_over = s.facts.slot(&order.evidence, "return_ended").is_some();
    let is_it = |request: &&Request| request.words == BROKE && is_made(s, request);
    REQUESTS.iter().filter(|_| comes_back && is_over).find(is_it)
}

/// Whether the customer makes a request: by its words, and what broke by what they say of it (`nothing is broken`).
fn is_made(s: &Situation<'_>, request: &Request) -> bool {
    match request.words {
        BROKE => s.case.is_some_and(broke_in),
        words => s.case_says(words),
    }
}

/// When something for a case is due: before the day by which its customer needs it, while that day is ahead; where there is
/// no working day left before it, at once.
fn in_time(s: &Situation<'_>, case: &Case, due: Due) -> (Option<Timestamp>, Option<String>) {
    let usual = s.due(due);
    let Some((last, needed)) = last_due(s, case).filter(|(last, _)| *last < usual) else {
        return (Some(usual), Some(s.timing(due)));
    };
    let by_the_customer = Some(format!("{} by the customer", s.facts.reader.worded(&needed.in_words())));
    match last > s.facts.now {
        true => (Some(last), by_the_customer),
        false if s.is_still_today() => (Some(s.due(Due(0))), Some(s.timing(Due(0)))),
        false => (Some(needed.until.min(s.due(Due(0)))), by_the_customer),
    }
}

/// When something for a case is due at the latest, so that its customer has it by the day that they need it; nothing where
/// they name none that is still ahead.
pub fn last_due(s: &Situation<'_>, case: &Case) -> Option<(Timestamp, NeededBy)> {
    let needed = needed_in(case, &s.facts.zone).filter(|needed| needed.until > s.facts.now)?;
    Some((due_before(begin(s, &needed)?, &s.facts.zone)?, needed))
}

/// When the day begins by which a customer needs something, where they are.
fn begin(s: &Situation<'_>, needed: &NeededBy) -> Option<Timestamp> {
    let theirs = s.profile.customer.time_zone.as_deref().and_then(|name| TimeZone::get(name).ok());
    let zone = theirs.unwrap_or_else(|| s.facts.zone.clone());
    Some(needed.on.at(0, 0, 0, 0).to_zoned_datetime(zone).ok()?.timestamp())
}

/// That a parcel comes later than it is needed.
fn too_late(s: &Situation<'_>, case: &Case, order: &Order) -> Option<String> {
    let expected = last_scan(order).filter(|parcel| parcel.delivered_at.is_none())?.estimated_delivery_at?;
    let needed = needed_in(case, &s.facts.zone).filter(|needed| needed.until > s.facts.now)?;
    let arrives = expected.to_zoned_datetime(s.facts.zone.clone()).date();
    (arrives > needed.on).then_some(())?;
    let said = "It is expected on {o.expected_at}, which is later than you need it: I am looking into what we can do about that.";
    s.fill(&[("o", &order.evidence)], &[said])
}

/// The drafts of a request that fit: where an exception is granted, none asks what can be done.
fn drafts(s: &Situation<'_>, request: &Request) -> Vec<&'static str> {
    let is_open = |draft: &&&str| !(s.is_granted() && draft.contains(ASKED_FOR));
    request.drafts.iter().filter(is_open).copied().collect()
}

/// The first template whose slots have values, without what the thread makes needless.
fn fill(s: &Situation<'_>, case: &Case, names: &[(&str, &EvidenceId)], templates: &[&str]) -> Option<String> {
    let told = Told::of(case);
    let about = order_of(s.profile, case);
    let items = about.as_ref().map_or(&[][..], |(order, _)| &order.items);
    let is_told = |what: &str| match what {
        "photo" => told.photo,
        "photo said" => told.photo || told.missing == Some(Attached::Photo),
        "address" => told.address,
        "looked" => told.looked,
        "plans" => told.plans || told.budget.is_some(),
        "day" => told.day,
        "size" => told.wanted_size(items).is_some(),
        "order" => about.as_ref().is_some_and(|(_, found)| found.is_said()),
        "money" => asks_for_money_back(case),
        "today" => s.is_still_today(),
        _ => false,
    };
    let item = about.as_ref().and_then(|(order, _)| item_of(order, case));
    let item = item.map_or("{c.item}", |item| without_size(&item.title));
    let in_words = |template: &&str| fitted(template, &is_told).replace("{c.item_name}", item);
    templates.iter().find_map(|template| s.fill(names, &[&in_words(template)]))
}

/// What a product is called without the size that its name ends with; the slot, where it ends with none.
fn without_size(title: &str) -> &str {
    let name = size_of(title).and(title.rsplit_once(" - ")).map(|(name, _)| name);
    name.filter(|name| !name.contains(['{', '}'])).unwrap_or("{c.item}")
}

/// How an answer begins to somebody whom we left with a promise, or who has had enough.
fn apology(s: &Situation<'_>, request: &Request, names: &[(&str, &EvidenceId)]) -> Option<String> {
    if request.title == HOSTILE.title {
        return None;
    }
    let unkept = "I am sorry: on {c.unkept_at} we wrote “{c.unkept}”, and you have not heard from us since.";
    let angry =
        || s.is_angry_case().then(|| "I am sorry for the trouble that you have with this.".to_owned());
    s.fill(names, &[unkept]).or_else(angry)
}

/// A draft without the thanks that it begins with: an apology stands in their place.
fn without_thanks(draft: &str) -> String {
    let thanks = draft.split_once(". ").filter(|(first, _)| first.starts_with("thank you"));
    let rest = thanks.map_or(draft, |(_, rest)| rest);
    let mut letters = rest.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Short names for templates, and the evidence they stand for.
fn names<'a>(
    case: &'a Case,
    order: Option<&'a Order>,
) -> (Vec<(&'static str, &'a EvidenceId)>, Vec<EvidenceId>) {
    let mut names = vec![("c", &case.evidence)];
    names.extend(order.map(|order| ("o", &order.evidence)));
    let evidence = names.iter().map(|(_, id)| (*id).clone()).collect();
    (names, evidence)
}
