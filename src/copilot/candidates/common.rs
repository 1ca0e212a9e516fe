//! What is proposed for anybody: order in the data, and a useful note where there is nothing to do.

use super::rule::{Rule, rule};
use crate::copilot::proposal::{Due, Proposal};
use crate::copilot::situation::Situation;
use crate::copilot::situation::{customer_id, totals_id};
use crate::domain::action::ActionKind;
use crate::domain::commerce::Order;
use crate::domain::{EvidenceId, Purpose};

/// The rows.
pub(super) const RULES: &[Rule] = &[
    rule("clear up a conflict", 42, 42, "one right value in the place of two", |s| {
        let conflict = s.profile.conflicts.first()?;
        let id = EvidenceId::new("conflict", &conflict.field);
        let mut proposal = Proposal::new(ActionKind::Task, vec![id.clone()]);
        proposal.title = s.fill(&[("x", &id)], &["Clear up which {x.field} is right"])?;
        proposal.body = s.fill(&[("x", &id)], &["The sources disagree about the {x.field}: {x.values}. Ask the customer at the next contact, then correct the one that is wrong."])?;
        proposal.reason =
            s.fill(&[("x", &id)], &["The sources disagree about the {x.field}: {x.values}."])?;
        task_due(&mut proposal, s, Due(5));
        proposal.confidence = 0.6;
        Some(proposal)
    }),
    rule(
        "look at a look-alike",
        38,
        38,
        "one customer instead of two, or the certainty that they are two",
        |s| {
            s.profile.possible_matches.first()?;
            let name = customer_id("name");
            let mut proposal = Proposal::new(ActionKind::Task, vec![name]);
            proposal.title = "Decide whether a look-alike is the same person".to_owned();
            proposal.body = "There is at least one record that looks like this customer. Compare e-mail, phone and orders, and link it only if it is certain.".to_owned();
            proposal.reason = "Another record looks like this customer.".to_owned();
            task_due(&mut proposal, s, Due(5));
            proposal.confidence = 0.5;
            Some(proposal)
        },
    ),
    rule("keep the channel", 36, 36, "nobody else tries the way that they do not want", |s| {
        let ruled_out = s.profile.customer.ruled_out.first()?;
        let id = customer_id(&format!("not-by-{}", ruled_out.channel));
        let names = [("r", &id)];
        let mut proposal = Proposal::new(ActionKind::Note, vec![id.clone()]);
        proposal.title = s.fill(&names, &["Keep at the CRM: not by {r.channel}"])?;
        proposal.body = s.fill(&names, &["Please do not reach this customer by {r.channel}: a colleague ruled it out on {r.since}, until {r.until}."])?;
        proposal.reason =
            s.fill(&names, &["A colleague ruled {r.channel} out on {r.since}; the CRM does not know."])?;
        proposal.timing = Some("now".to_owned());
        proposal.confidence = 0.55;
        Some(proposal)
    }),
    rule("account for a guest", 30, 34, "orders and returns of the customer in one place", |s| {
        let order = s.last_order().filter(|_| s.is_guest())?;
        let mut proposal = Proposal::new(ActionKind::Task, vec![order.evidence.clone()]);
        proposal.title = "Ask the guest whether they would like an account".to_owned();
        proposal.body = s.fill(&[("o", &order.evidence)], &["Order {o.number} was placed as a guest. At the next contact, ask whether an account would help: orders, returns and addresses in one place."])?;
        proposal.reason = s.fill(&[("o", &order.evidence)], &["Order {o.number} was placed as a guest."])?;
        task_due(&mut proposal, s, Due(5));
        proposal.confidence = 0.45;
        Some(proposal)
    }),
    rule("ask how the order went", 28, 48, "a complaint is heard early, or praise", |s| {
        let order =
            s.last_order().filter(|order| s.days_since(order.placed_at) <= 45 && s.has_arrived(order))?;
        (s.case.is_none() && s.stuck.is_none() && s.first_order().is_none() && s.unpaid().is_none())
            .then_some(())?;
        let names = [("o", &order.evidence)];
        let mut proposal = Proposal::new(ActionKind::Task, vec![order.evidence.clone()]);
        proposal.title = s.fill(&names, &["Ask how order {o.number} turned out"])?;
        proposal.body = s.fill(&names, &["Order {o.number} of {o.placed_at}: {o.items}. Ask whether everything is as they wanted it; note what they say.", "Order {o.number} of {o.placed_at}. Ask whether everything is as they wanted it; note what they say."])?;
        proposal.reason = s.fill(
            &names,
            &[
                "Order {o.number} was delivered on {o.delivered_at}, and nobody has asked since.",
                "Order {o.number} was delivered, and nobody has asked since.",
            ],
        )?;
        proposal.channel = s.service_channel();
        task_due(&mut proposal, s, Due(3));
        proposal.confidence = 0.5;
        Some(proposal)
    }),
    rule("see the order through", 25, 25, "the customer hears of a delay before they ask", |s| {
        let order = s.last_order().filter(|order| s.days_since(order.placed_at) <= 14)?;
        let on_its_way = !s.has_arrived(order) && order.refunded.amount.is_zero();
        (on_its_way && s.case.is_none() && s.stuck.is_none() && s.unpaid().is_none()).then_some(())?;
        let names = [("o", &order.evidence)];
        let mut proposal = Proposal::new(ActionKind::Task, vec![order.evidence.clone()]);
        proposal.title = s.fill(&names, &["See order {o.number} through"])?;
        proposal.body = s.fill(&names, &["Order {o.number} of {o.placed_at} is {o.status}. See whether it reaches the customer as expected, and write to them before they have to ask."])?;
        proposal.reason = s.fill(&names, &["Order {o.number} is {o.status}."])?;
        task_due(&mut proposal, s, Due(4));
        proposal.confidence = 0.45;
        Some(proposal)
    }),
    rule("ask how it has held up", 19, 19, "it is known what was missing, a reason to come back", |s| {
        let order =
            s.last_order().filter(|order| s.days_since(order.placed_at) > 45 && s.has_arrived(order))?;
        (s.case.is_none() && s.stuck.is_none() && s.unpaid().is_none()).then_some(())?;
        let names = [("o", &order.evidence)];
        let mut proposal = Proposal::new(ActionKind::Task, vec![order.evidence.clone()]);
        proposal.title = s.fill(&names, &["Ask how order {o.number} has held up"])?;
        proposal.body = s.fill(&names, &["Order {o.number} of {o.placed_at}: {o.items}. At the next contact, ask how it has held up and what was missing; note what they say.", "Order {o.number} of {o.placed_at}. At the next contact, ask how it has held up and what was missing; note what they say."])?;
        proposal.reason = s.fill(&names, &["The last order, {o.number}, was placed on {o.placed_at}."])?;
        proposal.channel = s.service_channel();
        task_due(&mut proposal, s, Due(10));
        proposal.confidence = 0.4;
        Some(proposal)
    }),
    rule("complete the record", 24, 26, "the customer can be reached", |s| {
        let customer = &s.profile.customer;
        let missing: Vec<&str> = [
            ("name", customer.name.is_none()),
            ("e-mail address", customer.emails.is_empty()),
            ("phone number", customer.phones.is_empty()),
        ]
        .into_iter()
        .filter_map(|(what, missing)| missing.then_some(what))
        .collect();
        let first = missing.first()?;
        let mut proposal = Proposal::new(ActionKind::Task, vec![customer_id("name")]);
        proposal.title = format!("Complete the record: {first}");
        proposal.body = format!(
            "The customer's record has no {}. Ask for it at the next contact.",
            missing.join(" and no ")
        );
        proposal.reason = format!("The customer's record has no {first}.");
        task_due(&mut proposal, s, Due(5));
        proposal.confidence = 0.4;
        Some(proposal)
    }),
    rule("summary note", 18, 18, "the next colleague sees how things stood", |s| {
        // Where a case is answered, the note on it says so.
        (s.case.is_none() || s.purpose == Purpose::Sales).then_some(())?;
        let totals = totals_id();
        let names = [("t", &totals)];
        if let Some(order) = s.unpaid().filter(|_| s.profile.totals.orders == 0) {
            return unpaid_state(s, order);
        }
        let mut proposal = Proposal::new(ActionKind::Note, vec![totals.clone()]);
        proposal.title = "Keep today's state as a note".to_owned();
        let (body, sums) = state(s)?;
        proposal.body = body;
        proposal.evidence.extend(sums);
        proposal.reason = s.fill(
            &names,
            &[
                "The next colleague sees how things stood: {t.orders} orders and {t.open_cases} open cases.",
                "The next colleague sees how things stood: {t.orders} orders.",
            ],
        )?;
        proposal.timing = Some("now".to_owned());
        proposal.confidence = 0.35;
        Some(proposal)
    }),
    rule("next check", 16, 16, "what changes is seen", |s| {
        let totals = totals_id();
        let mut proposal = Proposal::new(ActionKind::Task, vec![totals.clone()]);
        proposal.title = "Look at this customer again".to_owned();
        proposal.body = s.fill(
            &[("t", &totals)],
            &[
                "Look again at orders, cases and carts. Last order: {t.last_order_at}.",
                "Look again at orders, cases and carts.",
            ],
        )?;
        proposal.reason = s.fill(&[("t", &totals)], &["Open cases now: {t.open_cases}; that can change."])?;
        task_due(&mut proposal, s, Due(20));
        proposal.confidence = 0.3;
        Some(proposal)
    }),
    rule("introduce yourself", 14, 17, "it is known what they look for", |s| {
        (s.has_no_orders() && !s.profile.customer.is_put_off()).then_some(())?;
        let totals = totals_id();
        let mut proposal = Proposal::new(ActionKind::Task, vec![totals]);
        proposal.title = "Find out what this customer needs".to_owned();
        proposal.body = "There are no orders yet. When the customer gets in touch, ask what they are looking for and note it.".to_owned();
        proposal.reason = "There are no orders yet.".to_owned();
        task_due(&mut proposal, s, Due(5));
        proposal.confidence = 0.35;
        Some(proposal)
    }),
];

/// Today's state in words, with the sums that they name besides: several currencies make no one sum.
fn state(s: &Situation<'_>) -> Option<(String, Vec<EvidenceId>)> {
    let totals = totals_id();
    let sums = &s.profile.totals.by_currency;
    let sums: Vec<EvidenceId> =
        sums.iter().map(|sum| EvidenceId::new("totals", sum.gross.currency.code())).collect();
    let (names, templates, sums): (Vec<(&str, &EvidenceId)>, &[&str], _) = match &*sums {
        [first, second] => (
            vec![("t", &totals), ("a", first), ("b", second)],
            &[
                "{t.orders} orders, net {a.net} and net {b.net}, the last on {t.last_order_at}; open cases: {t.open_cases}.",
            ],
            sums.clone(),
        ),
        [_, _, _, ..] => (
            vec![("t", &totals)],
            &[
                "{t.orders} orders in several currencies, the last on {t.last_order_at}; open cases: {t.open_cases}.",
            ],
            Vec::new(),
        ),
        [] | [_] => (
            vec![("t", &totals)],
            &[
                "{t.orders} orders, net {t.net}, the last on {t.last_order_at}; open cases: {t.open_cases}.",
                "{t.orders} orders, net {t.net}, the last on {t.last_order_at}.",
                "Orders so far: {t.orders}; open cases: {t.open_cases}.",
            ],
            Vec::new(),
        ),
    };
    Some((s.fill(&names, templates)?, sums))
}

/// Today's state of who has ordered and paid nothing yet.
fn unpaid_state(s: &Situation<'_>, order: &Order) -> Option<Proposal> {
    let totals = totals_id();
    let names = [("t", &totals), ("o", &order.evidence)];
    let mut proposal = Proposal::new(ActionKind::Note, vec![order.evidence.clone(), totals.clone()]);
    proposal.title = "Keep today's state as a note".to_owned();
    proposal.body = s.fill(
        &names,
        &[
            "No paid order yet: order {o.number} of {o.placed_at} is waiting for payment; open cases: {t.open_cases}.",
            "No paid order yet: order {o.number} of {o.placed_at} is waiting for payment.",
        ],
    )?;
    proposal.reason = s.fill(
        &names,
        &["The next colleague sees how things stood: order {o.number} is waiting for payment."],
    )?;
    proposal.timing = Some("now".to_owned());
    proposal.confidence = 0.35;
    Some(proposal)
}

fn task_due(proposal: &mut Proposal, s: &Situation<'_>, due: Due) {
    proposal.due_at = Some(s.due(due));
    proposal.timing = Some(s.timing(due));
}
