//! What is proposed for goods that come back, or should not: an exception from the shop's rule, money back for what
//! arrived damaged. Both are given by a person: what is at stake stands in the offer, which policy judges.

use rust_decimal::Decimal;

use super::replies::{EXCHANGE, RETURN};
use super::rule::{Rule, rule};
use crate::copilot::exception;
use crate::copilot::proposal::{Due, Proposal};
use crate::copilot::situation::{Situation, score_id};
use crate::domain::EvidenceId;
use crate::domain::about::order_of;
use crate::domain::action::{ActionKind, Offer};
use crate::domain::commerce::Order;
use crate::domain::crm::Case;
use crate::domain::fault::{broke_in, mixed_up};
use crate::domain::returns::{Exception, LateWish};

/// Words of people whose order arrived damaged.
const DAMAGED: &[&str] = &["damaged", "broken", "crushed", "cracked", "smashed", "dented", "torn"];
/// Words of people who want their money.
const MONEY_BACK: &[&str] = &["refund", "money back", "reimburse", "my money"];

/// The rows.
pub(super) const RULES: &[Rule] = &[
    rule(
        "refund what arrived damaged",
        97,
        0,
        "the customer has their money, and the case can be settled",
        refund,
    ),
    rule("label of an exception", 96, 50, "the customer can send it back", label),
    rule("exception from the return rule", 93, 0, "somebody who buys much stays a customer", |s| {
        let (case, order) = asked_about(s).filter(|_| !s.is_granted())?;
        let policy = EvidenceId::new("policy", "returns");
        (s.is_valuable() && s.knows(&policy)).then_some(())?;
        let wants = wants_back(s, case)?;
        let tier = score_id("clv");
        let names = [("c", &case.evidence), ("o", &order.evidence), ("t", &tier), ("p", &policy)];
        let offer = exception::offered(wants.wish, order, s.facts)?;
        let mut cited = vec![order.evidence.clone(), policy.clone(), case.evidence.clone()];
        cited.extend(Some(tier.clone()).filter(|tier| s.knows(tier)));
        let mut proposal = Proposal::new(ActionKind::Reply, cited);
        proposal.title = s.fill(&names, &[wants.title])?;
        let draft = s.fill(&names, &[wants.draft])?;
        proposal.body = format!("{}\n\n{draft}", s.greeting());
        proposal.reason = s.fill(
            &names,
            &[
                "Order {o.number} of {o.net} arrived on {o.delivered_at}; the time to return it ended {o.return_days_over} ago. The tier is {t.tier}.",
                "Order {o.number} of {o.net} arrived on {o.delivered_at}; the time to return it ended {o.return_days_over} ago.",
            ],
        )?;
        proposal.offer = Some(offer);
        proposal.channel = s.service_channel();
        proposal.timing = Some("now".to_owned());
        proposal.confidence = 0.6;
        proposal.case = Some(case.evidence.clone());
        Some(proposal)
    }),
];

/// How what is granted after its time is worded.
struct Wants {
    wish: LateWish,
    title: &'static str,
    draft: &'static str,
}

const A_RETURN: Wants = Wants {
    wish: LateWish::Return,
    title: "Exception: take order {o.number} back all the same",
    draft: "Thank you for your message. The time to return order {o.number} ended on {o.return_ended}; I take it back all the same. I am preparing the return label and will send it to you. Please keep the slip of the carrier until everything is settled.",
};

const AN_EXCHANGE: Wants = Wants {
    wish: LateWish::Exchange,
    title: "Exception: exchange order {o.number} all the same",
    draft: "Thank you for your message. The time to return order {o.number} ended on {o.return_ended}; I exchange it all the same. I am checking whether the size that you need is in stock, and will send you the return label. Please keep the slip of the carrier until everything is settled.",
};

/// What the customer of a case wants that needs an exception once its time is over; not where it broke or something else came,
/// which is the shop's to put right.
fn wants_back(s: &Situation<'_>, case: &Case) -> Option<&'static Wants> {
    if mixed_up(case).is_some() || broke_in(case) {
        return None;
    }
    match (s.case_says(EXCHANGE), s.case_says(RETURN)) {
        (true, _) => Some(&AN_EXCHANGE),
        (false, true) => Some(&A_RETURN),
        (false, false) => None,
    }
}

/// The labels for what comes back after its time, once that is granted: what was granted decides, whatever the customer has
/// written since.
pub(super) fn label(s: &Situation<'_>) -> Option<Proposal> {
    let case = asking(s)?;
    let granted = s.exceptions.iter().filter(|exception| exception.granted && s.knows(&exception.order));
    let granted: Vec<&Exception> = granted.collect();
    let mut cited: Vec<EvidenceId> = granted.iter().map(|exception| exception.order.clone()).collect();
    let number = |order: &EvidenceId| s.fill(&[("o", order)], &["{o.number}"]);
    let numbers: Vec<String> = cited.iter().map(number).collect::<Option<_>>()?;
    let title = match &numbers[..] {
        [] => return None,
        [number] => format!("Send the label for order {number}"),
        several => format!("Send the labels for orders {}", several.join(", ")),
    };
    let each = granted.iter().map(|exception| what_to_send(s, case, exception));
    let body = each.collect::<Option<Vec<_>>>()?.join("\n");
    cited.push(case.evidence.clone());
    let mut proposal = Proposal::new(ActionKind::Task, cited);
    (proposal.title, proposal.body) = (title, body);
    proposal.reason =
        s.fill(&[("c", &case.evidence)], &["Case {c.number} can only be settled with this."])?;
    proposal.due_at = Some(s.due(Due(0)));
    proposal.timing = Some(s.timing(Due(0)));
    proposal.confidence = 0.85;
    proposal.case = Some(case.evidence.clone());
    Some(proposal)
}

/// What there is to do about an order of which something is granted.
fn what_to_send(s: &Situation<'_>, case: &Case, exception: &Exception) -> Option<String> {
    let names = [("c", &case.evidence), ("o", &exception.order)];
    let goes = match exception.wish {
        LateWish::Exchange => {
            "is exchanged though its time has ended: that is decided. Check the stock, prepare the return label"
        }
        LateWish::FinalSale => {
            "comes back though it was sold for good: that is decided. Prepare the return label"
        }
        LateWish::Return => "comes back though its time has ended: that is decided. Prepare the return label",
    };
    let tells = match exception.unsent {
        true => "and send it to the customer with the answer, which waits to be sent.",
        false => "and send it to the customer.",
    };
    s.fill(&names, &[&format!("Case {{c.number}}: order {{o.number}} ({{o.items}}) {goes} {tells}")])
}

/// Money back, to who asks for it for what arrived damaged.
pub(super) fn refund(s: &Situation<'_>) -> Option<Proposal> {
    let (case, order) = refundable(s)?;
    let names = [("c", &case.evidence), ("o", &order.evidence)];
    let mut proposal = Proposal::new(ActionKind::Task, vec![order.evidence.clone(), case.evidence.clone()]);
    proposal.title = s.fill(&names, &["Refund {o.refundable} for order {o.number}"])?;
    let body: &[&str] = match case.attachments {
        Some(0) => &[
            "Case {c.number}: the customer writes that order {o.number} ({o.items}) arrived damaged and asks for their money. No photo is attached: ask for one first. Then pay {o.refundable} back in the store, and confirm it in the case.",
        ],
        Some(_) => &[
            "Case {c.number}: the customer writes that order {o.number} ({o.items}) arrived damaged and asks for their money. Files attached: {c.attachments}. Look at the photo, pay {o.refundable} back in the store, and confirm it in the case.",
        ],
        None => &[
            "Case {c.number}: the customer writes that order {o.number} ({o.items}) arrived damaged and asks for their money. Look whether there is a photo, pay {o.refundable} back in the store, and confirm it in the case.",
        ],
    };
    proposal.body = s.fill(&names, body)?;
    proposal.reason = s.fill(
        &names,
        &[
            "Case {c.number} asks for a refund. Order {o.number} came to {o.total}, of which {o.refunded} were refunded.",
            "Case {c.number} asks for a refund. Order {o.number} came to {o.total}, and nothing of it was refunded.",
        ],
    )?;
    proposal.offer = Some(Offer {
        text: format!("{} back for order {}", s.facts.reader.money(order.net), order.number),
        amount: Some(order.net),
        ..Offer::default()
    });
    proposal.due_at = Some(s.due(Due(0)));
    proposal.timing = Some(s.timing(Due(0)));
    proposal.confidence = 0.8;
    proposal.case = Some(case.evidence.clone());
    Some(proposal)
}

/// The main case and its order, where its customer asks for the money for what arrived damaged.
fn refundable<'a>(s: &Situation<'a>) -> Option<(&'a Case, &'a Order)> {
    let (case, order) = asked_about(s)?;
    (s.case_says(DAMAGED) && s.case_says(MONEY_BACK)).then_some(())?;
    (s.has_arrived(order) && order.net.amount > Decimal::ZERO).then_some((case, order))
}

/// The main case with the order that it is about.
fn asked_about<'a>(s: &Situation<'a>) -> Option<(&'a Case, &'a Order)> {
    let case = asking(s)?;
    let (order, _) = order_of(s.profile, case)?;
    s.knows(&order.evidence).then_some((case, order))
}

/// The main case; not where its text tries to instruct a machine.
fn asking<'a>(s: &Situation<'a>) -> Option<&'a Case> {
    let is_hostile = |case: &&Case| s.hostile().is_some_and(|hostile| hostile.evidence == case.evidence);
    s.case.filter(|case| !is_hostile(case))
}
