//! What the playbook says of a customer: one row a sentence.

use super::{Rule, tasks};
use crate::copilot::candidates::{MISSING_PARCEL, RETURN};
use crate::copilot::facts::{Claim, Fact, Trouble};
use crate::copilot::situation::{Said, Situation, customer_id, score_id, totals_id};
use crate::domain::EvidenceId;
use crate::domain::about::order_of;
use crate::domain::commerce::ShipmentStatus;
use crate::domain::customer::{ConsentState, Customer};

/// Rows below this weight fill a brief up where little else was to say.
pub const FILLER_BELOW: u8 = 20;

/// What we promised and did not come back to.
pub(super) const UNKEPT: &str =
    "On {c.unkept_at}, in case {c.unkept_in}, we wrote “{c.unkept}”, and nothing since.";

const fn rule(name: &'static str, support: u8, sales: u8, then: fn(&Situation<'_>) -> Option<Said>) -> Rule {
    Rule { name, support, sales, then }
}

/// What was not read, and that it is not known for that.
pub(super) fn unread_said(s: &Situation<'_>, gap: &Fact) -> Option<Said> {
    s.say(
        &[("g", &gap.evidence)],
        &[
            "{g.called} could not be read, so that {g.not_known} are not known.",
            "{g.called} does not show {g.not_shown}, so that they are not known.",
        ],
    )
}

/// The rows.
pub const RULES: &[Rule] = &[
    rule("unread", 100, 100, |s| {
        let mut gaps = s.facts.iter().filter(|fact| fact.claims.get(&Claim::Unread) == Some(&true));
        let gap = gaps.next()?;
        let of_two = gaps.next().and_then(|other| {
            s.say(
                &[("g", &gap.evidence), ("o", &other.evidence)],
                &["{g.called} does not show {g.not_shown} and {o.not_shown}, so that they are not known."],
            )
        });
        of_two.or_else(|| unread_said(s, gap))
    }),
    rule("hostile text", 100, 95, |s| {
        let case = s.hostile()?;
        s.say(&[("c", &case.evidence)], &["The customer's text in case {c.number} tries to instruct the assistant; it was read as text and nothing else."])
    }),
    rule("what is asked", 100, 0, |s| {
        let case = s.case?;
        let is_hostile = s.hostile().is_some_and(|hostile| hostile.evidence == case.evidence);
        let asked: &[&str] = &[
            "The customer asks in case {c.number}: “{c.asks}”",
            "The customer writes in case {c.number}: “{c.writes}”",
            "The customer writes in case {c.number}: “{c.subject}”",
        ];
        s.say(&[("c", &case.evidence)], if is_hostile { &[] } else { asked })
    }),
    rule("held back", 99, 99, |s| {
        let note = s.held_back()?;
        s.say(
            &[("n", &note.evidence)],
            &["The {n.kind} of {n.at} says: {n.text}", "A {n.kind} says: {n.text}"],
        )
    }),
    rule("erasure", 98, 98, |s| {
        let case = s.erasure()?;
        s.say(
            &[("c", &case.evidence)],
            &["In case {c.number} the customer asks to have their data erased, since {c.opened_at}."],
        )
    }),
    rule("angry case", 96, 96, |s| {
        let case = s.case.filter(|_| s.is_angry_case())?;
        s.say(
            &[("c", &case.evidence)],
            &[
                "The customer is angry: case {c.number} ({c.subject}) has been open for {c.open_for} and has been waiting for an answer since {c.waiting_since}.",
                "The customer is angry: case {c.number} ({c.subject}) is still open.",
            ],
        )
    }),
    rule("needed by a day", 95, 0, |s| {
        let case = s.case?;
        let needed = "In case {c.number} the customer needs it by {c.needed_by}: “{c.needed_words}”";
        s.say(&[("c", &case.evidence)], &[needed])
    }),
    rule("case waits for us", 94, 80, |s| {
        let case = s.case.filter(|_| !s.is_angry_case() && s.waits_for_answer())?;
        s.say(
            &[("c", &case.evidence)],
            &[
                "Case {c.number} ({c.subject}) has been waiting for an answer since {c.waiting_since}.",
                "Case {c.number} ({c.subject}) waits for an answer.",
            ],
        )
    }),
    rule("case waits for the customer", 88, 70, |s| {
        let case = s.case.filter(|_| !s.is_angry_case() && !s.waits_for_answer())?;
        s.say(
            &[("c", &case.evidence)],
            &[
                "Case {c.number} ({c.subject}) has been open for {c.open_for}, at stage {c.stage}.",
                "Case {c.number} ({c.subject}) is open, at stage {c.stage}.",
            ],
        )
    }),
    rule("late parcel", 92, 75, |s| {
        let (order, _) = s.stuck.filter(|(_, trouble)| matches!(trouble, Trouble::Late(_)))?;
        s.say(
            &[("o", &order.evidence)],
            &[
                "Order {o.number} is late: the parcel was expected on {o.expected_at}, was shipped on {o.shipped_at} with {o.carrier} and is {o.parcel}.",
                "Order {o.number} is late: the parcel was shipped on {o.shipped_at} with {o.carrier} and is {o.parcel}.",
                "Order {o.number} is late: its parcel is {o.parcel}.",
            ],
        )
    }),
    rule("delivery attempted", 92, 70, |s| {
        let (order, _) = s.stuck.filter(|(_, trouble)| *trouble == Trouble::Attempted)?;
        s.say(
            &[("o", &order.evidence)],
            &["{o.carrier} tried to deliver order {o.number} and met nobody; the tracking number is {o.tracking}.", "The carrier tried to deliver order {o.number} and met nobody."],
        )
    }),
    rule("delivery failed", 92, 75, |s| {
        let (order, _) = s.stuck.filter(|(_, trouble)| *trouble == Trouble::Failed)?;
        s.say(
            &[("o", &order.evidence)],
            &[
                "The parcel of order {o.number} failed at the carrier ({o.carrier}, {o.tracking}).",
                "The parcel of order {o.number} failed at the carrier.",
            ],
        )
    }),
    rule("not shipped", 90, 72, |s| {
        let (order, _) = s.stuck.filter(|(_, trouble)| matches!(trouble, Trouble::NotShipped(_)))?;
        s.say(
            &[("o", &order.evidence)],
            &["Order {o.number} was placed {o.days_since} ago and has not been shipped."],
        )
    }),
    rule("time to return", 93, 40, |s| {
        let case = s.case.filter(|_| s.case_says(RETURN))?;
        let (order, _) = order_of(s.profile, case)?;
        let policy = EvidenceId::new("policy", "returns");
        s.knows(&policy).then_some(())?;
        s.say(
            &[("o", &order.evidence), ("p", &policy)],
            &[
                "Order {o.number} arrived on {o.delivered_at} and may come back until {o.return_until}: {o.return_days_left} left.",
                "Order {o.number} arrived on {o.delivered_at}; the time to return it ended on {o.return_ended}, {o.return_days_over} ago.",
                "Order {o.number} holds what does not come back: {o.final_sale}.",
            ],
        )
    }),
    rule("delivered but missing", 93, 70, |s| {
        let case = s.case.filter(|_| s.case_says(MISSING_PARCEL))?;
        let order = s.about.filter(|order| s.holds(&order.evidence, Claim::Delivered))?;
        s.say(
            &[("o", &order.evidence), ("c", &case.evidence)],
            &["The carrier reports order {o.number} as delivered on {o.delivered_at}, while the customer writes in case {c.number} that nothing is there."],
        )
    }),
    rule("partly shipped", 85, 45, |s| {
        let order = s.partly_shipped().filter(|_| s.stuck.is_none())?;
        s.say(
            &[("o", &order.evidence)],
            &[
                "Order {o.number} is partly shipped: part of it was delivered on {o.part_delivered_at}, the rest has not left.",
                "Order {o.number} is partly shipped: the parcel that left is {o.parcel}, the rest has not left.",
                "Order {o.number} is partly shipped, the rest has not left.",
            ],
        )
    }),
    rule("some parcels arrived", 84, 40, |s| {
        let order = s.last_order().filter(|order| {
            let arrived = order.shipments.iter().filter(|p| p.status == ShipmentStatus::Delivered).count();
            order.shipments.len() > 1 && arrived > 0 && arrived < order.shipments.len()
        })?;
        s.say(
            &[("o", &order.evidence)],
            &["Order {o.number} went out in {o.parcels} parcels, and some have not arrived."],
        )
    }),
    rule("others' data", 86, 0, |s| {
        let case = s.others_data()?;
        s.say(&[("c", &case.evidence)], &["The messages of case {c.number} hold data of another person; keep it out of notes and answers."])
    }),
    rule("foreign writing", 60, 30, |s| {
        let case = s.case?;
        let writing = s.foreign_writing()?;
        Some(Said {
            text: format!("The customer writes {writing}; the drafts here are in English."),
            evidence: vec![case.evidence.clone()],
        })
    }),
    rule("unpaid order", 78, 78, |s| {
        let order = s.unpaid()?;
        s.say(
            &[("o", &order.evidence)],
            &["Order {o.number} of {o.placed_at} is waiting for payment: {o.total}."],
        )
    }),
    rule("valuable and quiet", 50, 92, |s| {
        if !s.is_valuable() || !s.is_quiet() {
            return None;
        }
        s.say(&[("t", &totals_id())], &["A valuable customer goes quiet: no order for {t.days_since_last_order}; on average they order every {t.usual_gap}.", "A valuable customer goes quiet: no order for {t.days_since_last_order}."])
    }),
    rule("quiet", 30, 70, |s| {
        if s.is_valuable() || !s.is_quiet() {
            return None;
        }
        s.say(
            &[("t", &totals_id())],
            &["No order for {t.days_since_last_order}; on average they order every {t.usual_gap}."],
        )
    }),
    rule("open deal", 35, 94, |s| {
        let deal = s.deal()?;
        s.say(
            &[("d", &deal.evidence)],
            &[
                "The deal {d.name} is at stage {d.stage}, worth {d.amount}, with {d.close_at} as its close date.",
                "The deal {d.name} is at stage {d.stage}.",
            ],
        )
    }),
    rule("first order", 75, 85, |s| {
        let order = s.first_order()?;
        s.say(
            &[("o", &order.evidence)],
            &[
                "Order {o.number} of {o.placed_at} is the first order: {o.items}, {o.total}.",
                "Order {o.number} of {o.placed_at} is the first order: {o.total}.",
            ],
        )
    }),
    rule("cart", 25, 82, |s| {
        let cart = s.cart()?;
        s.say(
            &[("k", &cart.evidence)],
            &[
                "A cart worth {k.value} was left on {k.updated_at}: {k.items}.",
                "A cart worth {k.value} was left on {k.updated_at}.",
            ],
        )
    }),
    rule("hot lead", 40, 90, |s| {
        if !s.is_hot_lead() {
            return None;
        }
        s.say(
            &[("w", &customer_id("web")), ("t", &totals_id())],
            &[
                "No order yet, but {w.page_views} pages seen in {w.visits} visits.",
                "No order yet, but {w.page_views} pages seen.",
            ],
        )
    }),
    rule("put off", 40, 89, |s| {
        s.profile.customer.is_put_off().then_some(())?;
        let status = match s.profile.customer.tags.iter().any(|tag| tag == Customer::IN_NURTURE) {
            true => "As a lead they are in nurture.",
            false => "As a lead they are disqualified.",
        };
        s.say(&[("o", &customer_id("tags"))], &[status])
    }),
    rule("returner", 45, 76, |s| {
        if !s.is_returner() {
            return None;
        }
        s.say(
            &[("t", &totals_id())],
            &["{t.orders_with_refund} of {t.orders} orders had a refund, {t.refunded} in all."],
        )
    }),
    rule("unsubscribed", 22, 80, |s| {
        (s.profile.customer.consent.email == Some(ConsentState::Unsubscribed)).then_some(())?;
        s.say(
            &[("c", &customer_id("consent"))],
            &["The customer has unsubscribed from marketing by e-mail: serve, don't advertise."],
        )
    }),
    rule("history", 55, 65, |s| {
        let totals = &s.profile.totals;
        let partial = if totals.partial { ", over a history that is cut" } else { "" };
        let text = match totals.orders {
            0 => return None,
            1 => s.fill(&[("t", &totals_id())], &["One order so far, on {t.last_order_at}, net {t.net}"])?,
            // A sum is of one currency, the count of all; the sums follow in a sentence of their own.
            _ if totals.by_currency.len() > 1 => s.fill(
                &[("t", &totals_id())],
                &[
                    "{t.orders} orders since {t.first_order_at}, the last on {t.last_order_at}",
                    "{t.orders} orders",
                ],
            )?,
            _ => s.fill(
                &[("t", &totals_id())],
                &[
                    "{t.orders} orders since {t.first_order_at}, net {t.net}, the last on {t.last_order_at}",
                    "{t.orders} orders, net {t.net}",
                ],
            )?,
        };
        Some(Said { text: format!("{text}{partial}."), evidence: vec![totals_id()] })
    }),
    rule("several currencies", 40, 50, |s| {
        let of: Vec<EvidenceId> = s
            .profile
            .totals
            .by_currency
            .iter()
            .map(|t| EvidenceId::new("totals", t.gross.currency.code()))
            .collect();
        let [first, second, ..] = &*of else { return None };
        s.say(
            &[("a", first), ("b", second)],
            &["Orders stand in several currencies, each by itself: net {a.net} and net {b.net}."],
        )
    }),
    rule("conflict", 48, 58, |s| {
        let conflict = s.profile.conflicts.first()?;
        let id = EvidenceId::new("conflict", &conflict.field);
        s.say(&[("x", &id)], &["The sources disagree about the {x.field}: {x.values}."])
    }),
    rule("partial", 42, 42, |s| {
        // That a source was not read at all is said by itself.
        let is_cut =
            |fact: &&Fact| fact.evidence.kind() == "coverage" && !fact.claims.contains_key(&Claim::Unread);
        let gap = s.facts.iter().find(is_cut)?;
        s.say(
            &[("g", &gap.evidence)],
            &[
                "The history is partial: {g.source} shows nothing before {g.since}.",
                "The history is partial: {g.called} does not show {g.not_shown}.",
                "The history is partial: {g.source} does not show everything ({g.why}).",
                "The history is partial: {g.source} does not show everything.",
            ],
        )
    }),
    rule("guest", 32, 40, |s| {
        let order = s.last_order().filter(|_| s.is_guest())?;
        s.say(
            &[("o", &order.evidence)],
            &["Order {o.number} was placed as a guest, with no account in the store."],
        )
    }),
    rule("worth and risk", 24, 62, |s| {
        s.say(
            &[("v", &score_id("clv")), ("r", &score_id("churn"))],
            &["Tier {v.tier}, expected revenue {v.value} over {v.horizon}; the churn risk is {r.risk}."],
        )
    }),
    rule("bargain hunter", 0, 45, |s| {
        let order = s.last_order().filter(|_| s.is_bargain_hunter())?;
        s.say(
            &[("o", &order.evidence)],
            &["Buys mostly with discount codes, last time {o.discount_codes} on order {o.number}."],
        )
    }),
    rule("colleague's word", 28, 60, |s| {
        let note = s
            .profile
            .activities
            .iter()
            .find(|a| s.facts.slot(&a.evidence, "text").is_some() && !a.machine_written)
            .filter(|note| s.held_back().is_none_or(|held| held.evidence != note.evidence))?;
        s.say(
            &[("n", &note.evidence)],
            &["The last {n.kind}, of {n.at}, says: {n.text}", "The last {n.kind} says: {n.text}"],
        )
    }),
    rule("last order arrived", 21, 21, |s| {
        let order = s.last_order().filter(|order| s.holds(&order.evidence, Claim::Delivered))?;
        s.say(&[("o", &order.evidence)], &["The last order, {o.number}, was delivered on {o.delivered_at}."])
    }),
    rule("last order", 18, 18, |s| {
        let order = s.last_order()?;
        s.say(
            &[("o", &order.evidence)],
            &["Order {o.number} of {o.placed_at} came to {o.total} and is {o.status}."],
        )
    }),
    rule("nothing known", 19, 19, |s| {
        (s.has_no_orders() && s.profile.cases.is_empty()).then_some(())?;
        s.say(
            &[("t", &totals_id())],
            &["No orders and {t.open_cases} open cases are known of this customer."],
        )
    }),
    rule("promise not kept", 95, 0, |s| {
        let case = s.promised()?;
        s.say(&[("c", &case.evidence)], &[UNKEPT])
    }),
    rule("overdue task", 80, 78, |s| tasks::still_to_do(s, s.overdue().next()?)),
    // Of the page for a call alone, which tells of cases elsewhere.
    rule("no order", 0, 0, |s| {
        s.has_no_orders().then_some(())?;
        let words = match s.looks_like_another() {
            true => "No order so far on these records; a record that looks alike may have some.",
            false => "No order so far.",
        };
        s.say(&[("t", &totals_id())], &[words])
    }),
    rule("consent", 16, 17, |s| {
        s.say(&[("c", &customer_id("consent"))], &["Consent to marketing by e-mail: {c.email}."])
    }),
    rule("known since", 14, 15, |s| {
        s.say(
            &[("k", &customer_id("since"))],
            &["Known since {k.first_seen}, by way of {k.channel}.", "Known since {k.first_seen}."],
        )
    }),
    rule("no open case", 12, 12, |s| {
        let is_known = s.facts.slot(&totals_id(), "open_cases").is_some();
        (s.case.is_none() && s.profile.totals.orders > 0 && is_known).then_some(())?;
        s.say(&[("t", &totals_id())], &["No open case."])
    }),
    rule("name", 8, 8, |s| {
        s.say(
            &[("n", &customer_id("name"))],
            &["On record as {n.name}.", "The customer's name is not known."],
        )
    }),
    rule("no consent known", 6, 6, |s| {
        s.profile.customer.consent.email.is_none().then_some(())?;
        Some(Said {
            text: "Nothing is known of this customer's consent to marketing, which is not a yes.".to_owned(),
            evidence: vec![customer_id("name"), totals_id()],
        })
    }),
];
