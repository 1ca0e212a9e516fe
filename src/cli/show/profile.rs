//! A profile for people: the person, what they are worth, what is open, what they bought, where it comes from.

use unicode_width::UnicodeWidthStr;

use super::{Cell, Page, cell, word};
use crate::cli::output::Meaning;
use crate::domain::Worded;
use crate::domain::about::order_of;
use crate::domain::answer::UnsentAnswer;
use crate::domain::commerce::{Item, Order, Shipment};
use crate::domain::crm::{Case, DealOutcome, MessageFrom};
use crate::domain::customer::channel_in_words;
use crate::domain::profile::{Freshness, Profile, SourceState};
use crate::domain::score::Tier;
use crate::phrasing::{
    Moment, attached_in_words, needed_in, needed_in_words, refunds_in_words, rest_in_words, unsent_in_words,
};

/// How much is shown of what can be long; `--json` has all of it.
const ORDERS: usize = 10;
const CASES: usize = 6;
const ACTIVITIES: usize = 6;
const OTHERS: usize = 5;
const LINES_OF_A_MESSAGE: usize = 5;
const LINES_OF_A_NOTE: usize = 2;

/// The whole profile, with the answers that were not sent.
pub fn profile(page: &mut Page, profile: &Profile, answers: &[UnsentAnswer], moment: &Moment) {
    header(page, profile, moment);
    facts(page, profile, moment);
    cases(page, profile, answers, moment);
    orders(page, profile, moment);
    carts(page, profile, moment);
    deals(page, profile, moment);
    activities(page, profile, moment);
    next_products(page, profile);
    disagreements(page, profile, moment);
    records(page, profile);
    sources(page, profile, moment);
}

fn header(page: &mut Page, profile: &Profile, moment: &Moment) {
    let customer = &profile.customer;
    let mut beside = Vec::new();
    beside.extend(profile.scores.clv.as_ref().map(|clv| tier(clv.tier).to_owned()));
    beside.extend(
        profile.scores.churn.as_ref().map(|churn| format!("risk {}", moment.locale.percent(churn.risk))),
    );
    beside.extend(customer.company.clone());
    page.heading(customer.name.as_deref().unwrap_or("(no name)"), &beside.join(" · "));
    let mut contact: Vec<String> = customer.emails.iter().map(|email| email.as_str().to_owned()).collect();
    contact.extend(customer.phones.iter().map(|phone| phone.as_str().to_owned()));
    if !contact.is_empty() {
        page.paragraph("", &contact.join(" · "));
    }
    let mut place = Vec::new();
    place.extend(customer.address.as_ref().map(|address| address.one_line()).filter(|line| !line.is_empty()));
    place.extend(customer.time_zone.clone());
    place.extend(customer.locale.clone());
    if !place.is_empty() {
        page.meaning("", &place.join(" · "), Meaning::Faint);
    }
    page.meaning("", &customer.id.to_string(), Meaning::Faint);
}

fn tier(tier: Tier) -> &'static str {
    match tier {
        Tier::Platinum => "◆ platinum",
        Tier::Gold => "◆ gold",
        Tier::Silver => "◇ silver",
        Tier::Bronze => "◇ bronze",
    }
}

/// Label and value, one a line.
fn facts(page: &mut Page, profile: &Profile, moment: &Moment) {
    let mut rows = Vec::new();
    let mut fact = |label: &str, text: String| rows.push(vec![cell(label).faint(), cell(text)]);
    let (totals, customer) = (&profile.totals, &profile.customer);
    let partial = if totals.partial { "partial: " } else { "" };
    if totals.by_currency.is_empty() {
        let none = if profile.is_store_heard() {
            format!("{partial}{}", profile.no_orders_in_words())
        } else {
            "orders not read".to_owned()
        };
        fact("net revenue", none);
    }
    for sums in &totals.by_currency {
        let orders = if sums.orders == 1 { "order" } else { "orders" };
        let mut text = format!("{partial}{} from {} {orders}", moment.locale.money(sums.net), sums.orders);
        if !sums.refunded.amount.is_zero() {
            text.push_str(&format!(
                " ({} less {} refunded)",
                moment.locale.money(sums.gross),
                moment.locale.money(sums.refunded)
            ));
        }
        fact("net revenue", text);
    }
    let mut habits = Vec::new();
    habits.extend(
        totals.average_order_value.map(|average| format!("{} an order", moment.locale.money(average))),
    );
    habits.extend(refunds_in_words(totals, &moment.locale));
    habits.extend(totals.last_order_at.map(|at| format!("last {}", moment.ago(at))));
    habits.extend(totals.first_order_at.map(|at| format!("first {}", moment.day(at))));
    if !habits.is_empty() {
        fact("orders", habits.join(" · "));
    }
    if let Some(clv) = &profile.scores.clv {
        fact(
            "value",
            format!(
                "{} expected in {} days: {}",
                moment.locale.money(clv.value),
                clv.horizon_days,
                moment.locale.worded(&clv.why())
            ),
        );
    }
    if let Some(churn) = &profile.scores.churn {
        fact(
            "churn risk",
            format!(
                "{} in {} days: {}",
                moment.locale.percent(churn.risk),
                churn.horizon_days,
                moment.locale.worded(&churn.why())
            ),
        );
    }
    if let Some(lead) = &profile.scores.lead {
        fact("lead", format!("{} of 100 points: {}", lead.points, lead.reason));
    }
    let consent = |label: &str, state: Option<_>| {
        format!(
            "{label} {}",
            state.map_or_else(
                || "unknown".to_owned(),
                |state: crate::domain::customer::ConsentState| word(state)
            )
        )
    };
    fact(
        "consent",
        format!("{} · {}", consent("e-mail", customer.consent.email), consent("sms", customer.consent.sms)),
    );
    for one in &customer.ruled_out {
        let (channel, since, until) =
            (channel_in_words(&one.channel), moment.day(one.at), moment.day(one.until));
        let by = one.by.as_deref().unwrap_or("a colleague");
        fact("channel", format!("not by {channel}: {by}, {since}, until {until}"));
    }
    let mut came = Vec::new();
    came.extend(customer.acquisition.channel.clone());
    came.extend(customer.acquisition.first_seen_at.map(|at| format!("first seen {}", moment.day(at))));
    came.extend(customer.web.page_views.map(|views| format!("{views} page views")));
    if !came.is_empty() {
        fact("came by", came.join(" · "));
    }
    if !customer.tags.is_empty() {
        fact("tags", customer.tags.join(", "));
    }
    if let Some(note) = &customer.note {
        fact("staff note", note.clone());
    }
    page.gap();
    page.rows(2, &rows);
}

fn cases(page: &mut Page, profile: &Profile, answers: &[UnsentAnswer], moment: &Moment) {
    if profile.cases.is_empty() {
        return;
    }
    let open = profile.open_cases().count();
    page.heading("Cases", &format!("{open} open, {} in all", profile.cases.len()));
    for case in profile.cases.iter().take(CASES) {
        let mut about = vec![case.status.clone()];
        about.extend(case.priority.map(word));
        about.extend(case.channel.clone());
        about.extend(case.owner.clone());
        about.extend(attached_in_words(case));
        about.extend(case.updated_at.or(case.opened_at).map(|at| moment.ago(at)));
        let mark = if case.open { cell("●").meaning(Meaning::Warning) } else { cell("○").faint() };
        let id = cell(case.evidence.to_string()).meaning(Meaning::Heading);
        page.rows(2, &[vec![mark, id, cell(case.subject.clone())]]);
        page.meaning("     ", &about.join(" · "), Meaning::Faint);
        let zone = profile.zone().unwrap_or_else(|| moment.zone.clone());
        if let Some(needed) = needed_in(case, &zone).filter(|_| case.open) {
            page.meaning("     ", &needed_in_words(&needed, moment), Meaning::Warning);
        }
        about_order(page, profile, case);
        last_message(page, case, moment);
        for answer in answers.iter().filter(|answer| answer.case == case.id) {
            page.meaning("     ", &unsent_in_words(answer, None, moment), Meaning::Warning);
            page.quotation(5, &answer.text, LINES_OF_A_MESSAGE);
        }
    }
    more(page, profile.cases.len(), CASES);
}

/// Which order an open case is about, and how that was found.
pub(super) fn about_order(page: &mut Page, profile: &Profile, case: &Case) {
    let found = order_of(profile, case).filter(|_| case.open);
    let Some((order, found)) = found else { return };
    let rest = rest_in_words(order).map_or_else(String::new, |rest| format!(": {rest}"));
    let words = format!("about order {}, {}{rest}", order.number, found.in_words());
    page.meaning("     ", &words, Meaning::Faint);
}

fn last_message(page: &mut Page, case: &Case, moment: &Moment) {
    let Some(message) = case.messages.last().filter(|_| case.open) else { return };
    let from = match message.from {
        MessageFrom::Customer => "the customer",
        MessageFrom::Staff => "staff",
        MessageFrom::Unknown => "somebody",
    };
    let when = message.at.map_or_else(String::new, |at| format!(", {}", moment.ago(at)));
    page.meaning(
        "     ",
        &format!("last of {} messages, {from}{when}:", case.messages.len()),
        Meaning::Faint,
    );
    page.quotation(5, &message.text, LINES_OF_A_MESSAGE);
}

fn orders(page: &mut Page, profile: &Profile, moment: &Moment) {
    let moment = &moment.elsewhere(profile.zone());
    if profile.orders.is_empty() {
        return;
    }
    page.heading("Orders", &profile.orders.len().to_string());
    for order in profile.orders.iter().take(ORDERS) {
        page.rows(2, &[order_row(order, moment)]);
        let mut details: Vec<String> = order.items.iter().map(item).collect();
        if !order.refunded.amount.is_zero() {
            details.push(format!("{} refunded", moment.locale.money(order.refunded)));
        }
        details.extend(order.presentment.map(|shown| format!("customer saw {}", moment.locale.money(shown))));
        if !details.is_empty() {
            page.paragraph("    ", &details.join(", "));
        }
        for shipment in &order.shipments {
            page.meaning("    ▸ ", &shipped(shipment, moment), Meaning::Faint);
        }
        if let Some(note) = &order.note {
            page.quotation(4, note, LINES_OF_A_NOTE);
        }
    }
    more(page, profile.orders.len(), ORDERS);
}

fn order_row(order: &Order, moment: &Moment) -> Vec<Cell> {
    let mut marks = vec![word(order.status)];
    marks.extend(order.test.then(|| "test".to_owned()));
    marks.extend(order.guest.then(|| "as guest".to_owned()));
    let number = cell(padded(&order.number, 8)).meaning(Meaning::Heading);
    vec![
        number,
        cell(padded(&moment.day(order.placed_at), moment.locale.widest_day())),
        cell(padded_left(&moment.locale.money(order.total), 14)),
        cell(format!("{} · {}", marks.join(", "), moment.ago(order.placed_at))).faint(),
    ]
}

fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}

fn padded_left(text: &str, width: usize) -> String {
    format!("{}{text}", " ".repeat(width.saturating_sub(text.width())))
}

fn item(item: &Item) -> String {
    if item.quantity == 1 { item.title.clone() } else { format!("{} × {}", item.quantity, item.title) }
}

pub(super) fn shipped(shipment: &Shipment, moment: &Moment) -> String {
    let mut parts = vec![word(shipment.status)];
    parts.extend(shipment.carrier.clone());
    parts.extend(shipment.tracking_number.clone());
    match (shipment.delivered_at, shipment.shipped_at) {
        (Some(at), _) => parts.push(format!("delivered {}", moment.ago(at))),
        (None, Some(at)) => parts.push(format!("shipped {}", moment.ago(at))),
        (None, None) => {}
    }
    if shipment.delivered_at.is_none() {
        parts.extend(shipment.estimated_delivery_at.map(|at| format!("expected {}", moment.day(at))));
        parts.extend(shipment.updated_at.map(|at| format!("last news {}", moment.ago(at))));
    }
    parts.join(" · ")
}

fn carts(page: &mut Page, profile: &Profile, moment: &Moment) {
    if profile.carts.is_empty() {
        return;
    }
    page.heading("Carts left", &profile.carts.len().to_string());
    for cart in profile.carts.iter().take(OTHERS) {
        let items: Vec<String> = cart.items.iter().map(item).collect();
        page.paragraph(
            "  ",
            &format!(
                "{} · {} · {}",
                moment.locale.money(cart.value),
                moment.ago(cart.updated_at),
                items.join(", ")
            ),
        );
    }
    more(page, profile.carts.len(), OTHERS);
}

fn deals(page: &mut Page, profile: &Profile, moment: &Moment) {
    if profile.deals.is_empty() {
        return;
    }
    page.heading("Deals", &profile.deals.len().to_string());
    for deal in profile.deals.iter().take(OTHERS) {
        let mut about = vec![deal.stage.clone()];
        about.extend(deal.amount.map(|amount| moment.locale.money(amount)));
        about.extend(deal.owner.clone());
        about.extend(deal.close_at.map(|at| format!("closes {}", moment.day(at))));
        let mark = if deal.outcome == DealOutcome::Open { "●" } else { "○" };
        page.paragraph(&format!("  {mark} "), &format!("{} · {}", deal.name, about.join(" · ")));
    }
    more(page, profile.deals.len(), OTHERS);
}

fn activities(page: &mut Page, profile: &Profile, moment: &Moment) {
    if profile.activities.is_empty() {
        return;
    }
    page.heading("Activities", &profile.activities.len().to_string());
    for activity in profile.activities.iter().take(ACTIVITIES) {
        let mut about = vec![word(activity.kind)];
        about.extend(activity.done.map(|done| if done { "done".to_owned() } else { "to do".to_owned() }));
        about.extend(activity.at.map(|at| moment.ago(at)));
        about.extend(activity.author.clone());
        about.extend(activity.machine_written.then(|| "machine-written".to_owned()));
        page.meaning("  ", &about.join(" · "), Meaning::Faint);
        if let Some(title) = &activity.title {
            page.paragraph("    ", title);
        }
        if !activity.text.is_empty() {
            page.quotation(4, &activity.text, LINES_OF_A_NOTE);
        }
    }
    more(page, profile.activities.len(), ACTIVITIES);
}

fn next_products(page: &mut Page, profile: &Profile) {
    if profile.scores.next_products.is_empty() {
        return;
    }
    page.heading("May buy next", "");
    for product in profile.scores.next_products.iter().take(OTHERS) {
        page.paragraph("  ", &format!("{}: {}", product.title, product.reason));
    }
}

fn disagreements(page: &mut Page, profile: &Profile, moment: &Moment) {
    if !profile.conflicts.is_empty() {
        page.heading("Sources disagree", "");
        for conflict in &profile.conflicts {
            page.paragraph("  ", conflict.field.trim_start_matches("customer."));
            let rows: Vec<_> = conflict
                .values
                .iter()
                .map(|value| {
                    let as_of =
                        value.as_of.map_or_else(String::new, |at| format!("changed {}", moment.ago(at)));
                    vec![
                        cell(value.source.to_string()).faint(),
                        cell(as_of).faint(),
                        cell(value.value.clone()),
                    ]
                })
                .collect();
            page.rows(4, &rows);
        }
    }
    if !profile.possible_matches.is_empty() {
        page.heading("Possible matches", &format!("deskhand link {} RECORD", profile.customer.id));
        for candidate in &profile.possible_matches {
            let mut about = vec![candidate.name.clone().unwrap_or_else(|| "no name".to_owned())];
            about.extend(candidate.email.clone());
            about.push(moment.locale.worded(&Worded::with_iso_days(&candidate.why)));
            page.rows(
                2,
                &[vec![
                    cell(candidate.reference()).whole().meaning(Meaning::Heading),
                    cell(about.join(" · ")),
                ]],
            );
        }
    }
}

fn records(page: &mut Page, profile: &Profile) {
    page.heading("Records", "");
    for identity in &profile.identities {
        let by = format!("by {}", word(identity.matched_by));
        page.rows(2, &[vec![cell(identity.reference()).whole(), cell(by).faint()]]);
        if let Some(url) = &identity.url {
            page.meaning("    ", url, Meaning::Faint);
        }
    }
}

fn sources(page: &mut Page, profile: &Profile, moment: &Moment) {
    page.heading("Sources", "");
    let row = |source: &SourceState| {
        let meaning = match source.status {
            Freshness::Fresh => Meaning::Good,
            Freshness::Cached => Meaning::Faint,
            Freshness::Stale => Meaning::Warning,
            Freshness::Failed => Meaning::Bad,
        };
        vec![
            cell(source.source.to_string()),
            cell(word(source.status)).meaning(meaning),
            cell(freshness(source, moment)).faint(),
        ]
    };
    let rows: Vec<_> = profile.sources.iter().map(row).collect();
    page.rows(2, &rows);
    for gap in profile.coverage.iter().filter(|coverage| !coverage.complete) {
        let since =
            gap.since.map_or_else(String::new, |at| format!("shows what is newer than {}: ", moment.day(at)));
        let why = gap.why.as_deref().unwrap_or("not everything was read");
        let why = moment.locale.worded(&Worded::with_iso_days(why));
        page.meaning("  ", &format!("{}: {since}{why}", gap.source), Meaning::Warning);
    }
}

/// When a source was read and what went wrong since.
fn freshness(source: &SourceState, moment: &Moment) -> String {
    let mut parts = Vec::new();
    parts.extend(source.fetched_at.map(|at| format!("read {}", moment.ago(at))));
    parts.extend(source.latency_ms.map(|latency| format!("in {latency} ms")));
    parts.extend(source.error.clone());
    parts.join(" · ")
}

/// What is to be said on standard error of a source that is not as it should be.
pub fn complaint(source: &SourceState, moment: &Moment) -> Option<String> {
    let why = source.error.as_deref().map(|error| source.source.cause_alone(error));
    let why = why.unwrap_or("nothing is known of the reason");
    match source.status {
        Freshness::Fresh | Freshness::Cached => None,
        Freshness::Stale => {
            let since =
                source.fetched_at.map_or_else(String::new, |at| format!(" since {}", moment.exactly(at)));
            Some(format!("{} is stale{since}: {why}", source.source))
        }
        Freshness::Failed => Some(format!("{} failed: {why}", source.source)),
    }
}

fn more(page: &mut Page, all: usize, shown: usize) {
    if all > shown {
        page.meaning("  ", &format!("… and {} more; `--json` has them all", all - shown), Meaning::Faint);
    }
}
