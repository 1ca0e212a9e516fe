//! What is proposed for somebody who may buy. Marketing is left out by the engine where consent is missing.

use rust_decimal::Decimal;

use super::rule::{Rule, rule};
use crate::copilot::proposal::{Due, Proposal};
use crate::copilot::situation::Situation;
use crate::copilot::situation::{customer_id, score_id, totals_id};
use crate::domain::EvidenceId;
use crate::domain::action::{ActionKind, Offer};
use crate::domain::commerce::Order;
use crate::domain::customer::ConsentState;
use crate::domain::score::{Ground, NextProduct};

/// What is offered to who went quiet, in percent.
const WIN_BACK_PERCENT: i64 = 10;
/// What is offered to who hesitates over a cart, in percent.
const CART_PERCENT: i64 = 5;

/// The rows.
pub(super) const RULES: &[Rule] = &[
    rule("deal", 40, 95, "the next step of the deal is agreed", |s| {
        let deal = s.deal().filter(|_| s.erasure().is_none())?;
        let names = [("d", &deal.evidence)];
        let mut proposal = Proposal::new(ActionKind::Task, vec![deal.evidence.clone()]);
        proposal.title = s.fill(&names, &["Call about the deal {d.name}"])?;
        proposal.body = s.fill(
            &names,
            &[
                "Deal {d.name}, {d.amount}, stage {d.stage}, close date {d.close_at}. Ask what is still open on their side, who decides, and agree the next step and who takes it.",
                "Deal {d.name}, stage {d.stage}. Ask what is still open on their side, who decides, and agree the next step and who takes it.",
            ],
        )?;
        proposal.reason = s.fill(
            &names,
            &[
                "The deal {d.name} is open, with {d.close_at} as its close date.",
                "The deal {d.name} is open.",
            ],
        )?;
        proposal.channel = Some("phone".to_owned());
        due(&mut proposal, s, Due(1));
        proposal.confidence = 0.85;
        Some(proposal)
    }),
    rule("lead", 45, 92, "a first order, or it is known what keeps them from it", |s| {
        (s.is_hot_lead() && !s.profile.customer.is_put_off() && s.erasure().is_none()).then_some(())?;
        let ids = [customer_id("web"), totals_id()];
        let names = [("w", &ids[0]), ("t", &ids[1])];
        let mut proposal = Proposal::new(ActionKind::Task, evidence(s, &ids));
        proposal.title = "Call the lead and ask what they are looking for".to_owned();
        proposal.body = s.fill(&names, &["{w.page_views} pages seen in {w.visits} visits and no order yet. Ask what they are planning, what they compare with, and what keeps them from deciding.", "Interested and no order yet. Ask what they are planning, and what keeps them from deciding."])?;
        proposal.reason =
            s.fill(&names, &["No order yet, but {w.page_views} pages seen.", "No order yet."])?;
        proposal.channel = Some("phone".to_owned());
        due(&mut proposal, s, Due(0));
        proposal.confidence = 0.75;
        Some(proposal)
    }),
    // Who is told of in time stands before all else: this is the reason to look at them now.
    rule("win back", 0, 97, "another order from who stays away", |s| s.goes_quiet().then(|| win_back(s))?),
    rule("win back", 0, 90, "another order from who stays away", |s| {
        (!s.goes_quiet() && s.is_valuable() && s.is_quiet()).then(|| win_back(s))?
    }),
    rule("personal word", 30, 84, "it is known why they stay away", |s| {
        (s.goes_quiet() || (s.is_valuable() && s.is_quiet())).then_some(())?;
        // A call is a win-back, too.
        (!s.is_held_out()).then_some(())?;
        // Who waits for an answer, or asks to be forgotten, is not asked how things are.
        (s.waiting_case().is_none() && s.erasure().is_none()).then_some(())?;
        let totals = totals_id();
        let mut proposal = Proposal::new(ActionKind::Task, vec![totals.clone()]);
        proposal.title = "Call and ask how things are".to_owned();
        proposal.body = s.fill(&[("t", &totals)], &["No order since {t.last_order_at}. Ask how the season went, what they were missing and whether anything went wrong. Sell nothing in this call."])?;
        proposal.reason = s.fill(
            &[("t", &totals)],
            &["No order for {t.days_since_last_order}, net revenue so far {t.net}."],
        )?;
        proposal.channel = Some("phone".to_owned());
        due(&mut proposal, s, Due(2));
        proposal.confidence = 0.8;
        Some(proposal)
    }),
    rule("finish the cart", 0, 86, "the cart becomes an order, or the question behind it is answered", |s| {
        let cart = s.cart()?;
        let names = [("k", &cart.evidence)];
        let mut proposal = Proposal::new(ActionKind::Opportunity, vec![cart.evidence.clone()]);
        proposal.title = s.fill(&names, &["Write about the cart worth {k.value}"])?;
        let draft = s.fill(&names, &["you left {k.items} in your cart on {k.updated_at}. Is there a question I can answer, about sizes or delivery, for example?"])?;
        proposal.body = format!("{}\n\n{}{}", s.greeting(), draft[..1].to_uppercase(), &draft[1..]);
        proposal.reason = s.fill(&names, &["A cart worth {k.value} was left on {k.updated_at}."])?;
        proposal.channel = s.marketing_channel();
        due(&mut proposal, s, Due(1));
        proposal.confidence = 0.75;
        Some(proposal)
    }),
    rule("a little off the cart", 0, 60, "the cart becomes an order, at the price of the discount", |s| {
        let cart = s.cart().filter(|_| !s.is_returner())?;
        let names = [("k", &cart.evidence)];
        let mut proposal = Proposal::new(ActionKind::Discount, vec![cart.evidence.clone()]);
        proposal.title = format!("Offer {CART_PERCENT} % on the cart if the first message brings nothing");
        let draft = s.fill(&names, &["your cart with {k.items} is still there. If it helps you to decide: we offer you 5 % off this order."])?;
        proposal.body = format!("{}\n\n{}{}", s.greeting(), draft[..1].to_uppercase(), &draft[1..]);
        proposal.offer = Some(offer(CART_PERCENT));
        proposal.reason = s.fill(&names, &["The cart of {k.updated_at} is worth {k.value}."])?;
        proposal.channel = s.marketing_channel();
        due(&mut proposal, s, Due(3));
        proposal.confidence = 0.45;
        Some(proposal)
    }),
    rule(
        "cart without consent",
        35,
        80,
        "the cart is known to whoever they call, and nobody is bothered",
        |s| {
            let cart = s.cart().filter(|_| !s.may_advertise())?;
            let consent = customer_id("consent");
            let known = s.knows(&consent);
            let mut ids = vec![cart.evidence.clone()];
            ids.extend(known.then(|| consent.clone()));
            let mut proposal = Proposal::new(ActionKind::Note, ids);
            let names = [("k", &cart.evidence), ("c", &consent)];
            proposal.title = s.fill(&names, &["Note the cart worth {k.value}; send no advertising"])?;
            proposal.body = s.fill(
            &names,
            &[
                "A cart worth {k.value} was left on {k.updated_at}: {k.items}. Consent to marketing by e-mail: {c.email}. Speak of it only if the customer gets in touch.",
                "A cart worth {k.value} was left on {k.updated_at}: {k.items}. Speak of it only if the customer gets in touch.",
            ],
        )?;
            proposal.reason = s.fill(
                &names,
                &["A cart worth {k.value} was left, and advertising is not allowed or not fitting now."],
            )?;
            proposal.timing = Some("now".to_owned());
            proposal.confidence = 0.7;
            Some(proposal)
        },
    ),
    rule("welcome", 60, 82, "a second order, or a complaint that is heard early", |s| {
        // What they are not content with, or send back, they are not asked about again.
        let is_welcome = |order: &&Order| s.unpaid().is_none() && !s.is_spoken_of(order);
        let order = s.first_order().filter(is_welcome).filter(|_| s.erasure().is_none())?;
        let names = [("o", &order.evidence)];
        let mut proposal = Proposal::new(ActionKind::Task, vec![order.evidence.clone()]);
        proposal.title = "Ask after delivery how the first order went".to_owned();
        let draft = s.fill(&names, &["thank you for your order {o.number}. Has everything arrived as you wanted it, and does {o.main_item} fit what you need it for? If not, tell me.", "thank you for your order {o.number}. Has everything arrived as you wanted it? If not, tell me."])?;
        proposal.body = format!(
            "Draft of the message:\n\n{}\n\n{}{}",
            s.greeting(),
            draft[..1].to_uppercase(),
            &draft[1..]
        );
        proposal.reason = s.fill(&names, &["Order {o.number} of {o.placed_at} is the first order."])?;
        proposal.channel = s.service_channel();
        due(&mut proposal, s, Due(5));
        proposal.confidence = 0.7;
        Some(proposal)
    }),
    rule("cross-sell", 0, 64, "one more product of use to them", |s| {
        let id = |sku: Option<&str>, title: &str| EvidenceId::new("product", sku.unwrap_or(title));
        // That it goes with what they have is said only where others bought both.
        let goes_with = |n: &&NextProduct| matches!(n.ground, None | Some(Ground::Together));
        let mut proposed = s.profile.scores.next_products.iter().filter(goes_with);
        let next = proposed.find(|n| s.knows(&id(n.sku.as_deref(), &n.title)))?;
        let order = s.last_order()?;
        s.case.is_none().then_some(())?;
        let product = id(next.sku.as_deref(), &next.title);
        let names = [("p", &product), ("o", &order.evidence)];
        let mut proposal =
            Proposal::new(ActionKind::Opportunity, evidence(s, &[product.clone(), order.evidence.clone()]));
        proposal.title = s.fill(&names, &["Speak of {p.title}"])?;
        proposal.body = s.fill(&names, &["Order {o.number} had {o.main_item}. {p.title} often goes with it: ask whether it is of use to them."])?;
        proposal.reason = s.fill(&names, &["{p.title} goes with {o.main_item} of order {o.number}."])?;
        proposal.channel = s.marketing_channel();
        due(&mut proposal, s, Due(3));
        proposal.confidence = 0.5;
        Some(proposal)
    }),
    rule("advice on sizes", 45, 66, "fewer orders come back", |s| {
        s.is_returner().then_some(())?;
        let totals = totals_id();
        let mut proposal = Proposal::new(ActionKind::Note, vec![totals.clone()]);
        proposal.title = "Advise on sizes before the next order; no discount".to_owned();
        proposal.body = s.fill(&[("t", &totals)], &["{t.orders_with_refund} of {t.orders} orders had a refund, {t.refunded} in all. Before the next order: ask for measurements, send the size table, offer a call with an adviser."])?;
        proposal.reason =
            s.fill(&[("t", &totals)], &["{t.orders_with_refund} of {t.orders} orders had a refund."])?;
        proposal.timing = Some("before the next order".to_owned());
        proposal.confidence = 0.65;
        Some(proposal)
    }),
    rule("ask for consent", 15, 40, "news may be sent, or it is known that it may not", |s| {
        let state = s.profile.customer.consent.email.filter(|_| s.erasure().is_none())?;
        matches!(state, ConsentState::NotSubscribed | ConsentState::Pending).then_some(())?;
        let consent = customer_id("consent");
        let mut proposal = Proposal::new(ActionKind::Task, vec![consent.clone()]);
        proposal.title = "Ask for consent to marketing at the next contact".to_owned();
        proposal.body = s.fill(&[("c", &consent)], &["Consent to marketing by e-mail: {c.email}. At the next contact that the customer seeks, ask whether they would like news; until then send none."])?;
        proposal.reason = s.fill(&[("c", &consent)], &["Consent to marketing by e-mail: {c.email}."])?;
        due(&mut proposal, s, Due(10));
        proposal.confidence = 0.4;
        Some(proposal)
    }),
];

/// Something off the next order for who stays away.
fn win_back(s: &Situation<'_>) -> Option<Proposal> {
    let ids = [totals_id(), score_id("churn")];
    let names = [("t", &ids[0]), ("r", &ids[1])];
    let mut proposal = Proposal::new(ActionKind::WinBack, evidence(s, &ids));
    proposal.title = format!("Win back with {WIN_BACK_PERCENT} % off the next order");
    let draft = s.fill(&names, &["it has been a while since your last order on {t.last_order_at}, and we would like to see you again. For your next order we offer you 10 % off. If something was not right with it, I would be glad to hear it."])?;
    proposal.body = format!("{}\n\n{}{}", s.greeting(), draft[..1].to_uppercase(), &draft[1..]);
    proposal.offer = Some(offer(WIN_BACK_PERCENT));
    proposal.reason = s.fill(
        &names,
        &[
            "No order for {t.days_since_last_order}; on average they order every {t.usual_gap}.",
            "No order for {t.days_since_last_order}.",
        ],
    )?;
    proposal.channel = s.marketing_channel();
    due(&mut proposal, s, Due(3));
    proposal.confidence = 0.65;
    Some(proposal)
}

fn due(proposal: &mut Proposal, s: &Situation<'_>, due: Due) {
    proposal.due_at = Some(s.due(due));
    proposal.timing = Some(s.timing(due));
}

/// Those ids that there are facts of.
fn evidence(s: &Situation<'_>, ids: &[EvidenceId]) -> Vec<EvidenceId> {
    ids.iter().filter(|id| s.knows(id)).cloned().collect()
}

fn offer(percent: i64) -> Offer {
    Offer {
        text: format!("{percent} % off the next order"),
        percent: Some(Decimal::from(percent)),
        ..Offer::default()
    }
}
