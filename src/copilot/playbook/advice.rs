//! What a page for a call advises: what to offer, what to avoid and what to ask. Each line rests on a fact that bears it
//! out; where none does, the line is not there.

use crate::copilot::facts::{Claim, Fact};
use crate::copilot::situation::{Said, Situation, customer_id, totals_id};
use crate::domain::EvidenceId;
use crate::domain::commerce::{Order, OrderStatus};
use crate::domain::crm::ActivityKind;
use crate::domain::customer::ConsentState;

/// A line of the page, where its condition holds.
pub(super) type Line = fn(&Situation<'_>) -> Option<Said>;

/// What to offer, what fits best first.
pub(super) const OFFER: &[Line] = &[
    |s| {
        // Whoever was answered waits for no answer, angry as they were.
        let case = s.waiting_case().filter(|_| s.angry).or_else(|| s.erasure())?;
        s.say(&[("c", &case.evidence)], &["An answer in case {c.number}, before anything else."])
    },
    |s| {
        let (order, _) = s.stuck?;
        s.say(&[("o", &order.evidence)], &["News of the parcel of order {o.number}."])
    },
    |s| {
        let deal = s.deal().filter(|_| may_sell(s))?;
        s.say(&[("d", &deal.evidence)], &["The next step of the deal {d.name}."])
    },
    |s| {
        let cart = s.cart().filter(|_| may_sell(s))?;
        let templates: &[&str] = match cart.items.len() {
            1 => &["Help with the cart: {k.items}.", "Help with the cart worth {k.value}."],
            _ => &["Help with the cart worth {k.value}."],
        };
        s.say(&[("k", &cart.evidence)], templates)
    },
    |s| {
        let order = s.unpaid().filter(|_| !s.angry)?;
        s.say(&[("o", &order.evidence)], &["Another way to pay for order {o.number}, over {o.total}."])
    },
    TALKING,
    |s| {
        let (id, is_again) = next_product(s)?;
        s.say(&[("p", &id)], if is_again { &["{p.title}, again."] } else { &["{p.title}."] })
    },
    |s| {
        (s.is_returner() && may_sell(s)).then_some(())?;
        s.say(&[("t", &totals_id())], &["Advice on sizes before the next order."])
    },
    |s| {
        (s.is_hot_lead() && !s.profile.customer.is_put_off() && may_sell(s)).then_some(())?;
        s.say(&[("w", &customer_id("web"))], &["Advice on what was looked at: {w.page_views} pages."])
    },
    |s| {
        let order = s.last_order().filter(|_| !s.angry)?;
        let is_refunded = s.holds(&order.evidence, Claim::FullyRefunded);
        let is_over = is_refunded || s.has_arrived(order);
        let is_settled = is_over && !s.is_spoken_of(order);
        if (is_over && !may_sell(s)) || (is_settled && s.stays_away()) {
            return None;
        }
        let templates: &[&str] = match (is_settled, is_refunded) {
            (true, true) => &["Something in place of {o.main_item} (order {o.number})."],
            (true, false) => &[
                "Something to go with {o.main_item} (order {o.number}).",
                "Something to go with order {o.number}.",
            ],
            (false, _) => &["Help with order {o.number}: {o.main_item}.", "Help with order {o.number}."],
        };
        s.say(&[("o", &order.evidence)], templates)
    },
    |s| {
        (s.has_no_orders() && may_sell(s)).then_some(())?;
        s.say(&[("t", &totals_id())], &["Help with a first order."])
    },
    |s| {
        let case = s.waiting_case().filter(|_| may_sell(s))?;
        s.say(&[("c", &case.evidence)], &["An answer in case {c.number}."])
    },
    |s| {
        unread(s).and_then(|gap| s.say(&[("g", &gap)], &["{g.called} could not be read: a call back later."]))
    },
];

/// What to avoid, what would hurt most first.
pub(super) const AVOID: &[Line] = &[
    |s| {
        let case = s.erasure()?;
        s.say(
            &[("c", &case.evidence)],
            &["Selling: in case {c.number} the customer asks to have their data erased."],
        )
    },
    |s| {
        let note = s.wants_no_contact()?;
        s.say(
            &[("n", &note.evidence)],
            &[
                "Contacting them: the {n.kind} of {n.at} says: {n.text}",
                "Contacting them: a {n.kind} says: {n.text}",
            ],
        )
    },
    |s| {
        let case = s.case.filter(|_| s.angry)?;
        s.say(&[("c", &case.evidence)], &["Selling while case {c.number} is open: the customer is angry."])
    },
    |s| {
        let case = s.promised()?;
        s.say(&[("c", &case.evidence)], &["Another promise before the one in case {c.unkept_in}."])
    },
    |s| {
        (s.profile.customer.consent.email == Some(ConsentState::Unsubscribed)).then_some(())?;
        s.say(
            &[("c", &customer_id("consent"))],
            &["Promising news by e-mail: the customer has unsubscribed from marketing by e-mail."],
        )
    },
    PROMISING_A_PARCEL,
    |s| {
        (s.is_returner() && !is_given_something(s)).then_some(())?;
        s.say(&[("t", &totals_id())], &["Giving anything away: {t.return_rate} of the orders had a refund."])
    },
    |s| {
        let order = s.last_order().filter(|_| s.is_bargain_hunter() && !is_given_something(s))?;
        s.say(&[("o", &order.evidence)], &["Another code: order {o.number} had {o.discount_codes}."])
    },
    |s| {
        let state = s.profile.customer.consent.email;
        let is_agreed_or_told = matches!(state, Some(ConsentState::Subscribed | ConsentState::Unsubscribed));
        (!is_agreed_or_told && s.knows(&customer_id("consent"))).then_some(())?;
        s.say(
            &[("c", &customer_id("consent"))],
            &["Sending news unasked. Consent to marketing by e-mail: {c.email}."],
        )
    },
    PROMISING_AN_ORDER,
    |s| {
        let order = s.unpaid()?;
        s.say(&[("o", &order.evidence)], &["Promising that order {o.number} leaves: it is {o.status}."])
    },
    SELLING_IN_A_TALK,
    GIVING_A_DISCOUNT,
    SPEAKING_OF_ORDERS,
];

/// Who stays away is asked how things are; nothing else is sold to them meanwhile.
const TALKING: Line = |s| {
    is_to_be_talked_to(s).then_some(())?;
    s.say(&[("t", &totals_id())], &["A talk about how things are: no order for {t.days_since_last_order}."])
};

/// The other side of it, unless there is something under way that a call sells.
const SELLING_IN_A_TALK: Line = |s| {
    is_talk_alone(s).then_some(())?;
    s.say(&[("t", &totals_id())], &["Selling in this call: no order for {t.days_since_last_order}."])
};

/// Nobody knows when a parcel that is in trouble arrives.
pub(super) const PROMISING_A_PARCEL: Line = |s| {
    let (order, _) = s.stuck?;
    s.say(&[("o", &order.evidence)], &["Promising when the parcel of order {o.number} arrives."])
};

/// Nor when one that has not left does.
pub(super) const PROMISING_AN_ORDER: Line = |s| {
    let waits = |order: &&Order| order.status == OrderStatus::Paid && s.stuck.is_none();
    let order = s.last_order().filter(waits)?;
    s.say(&[("o", &order.evidence)], &["Promising when order {o.number} arrives: it is {o.status}."])
};

/// Whoever has paid the full price asks for none; whoever had a code had one. Who is won back is given one.
pub(super) const GIVING_A_DISCOUNT: Line = |s| {
    let order = s.last_order().filter(|_| !s.is_bargain_hunter() && !is_given_something(s))?;
    let is_full = order.discount_codes.is_empty() && order.discount.is_none_or(|off| off.amount.is_zero());
    let templates: &[&str] = if is_full {
        &["A discount unasked: order {o.number} was bought without one."]
    } else {
        &[
            "Another code: order {o.number} had {o.discount_codes}.",
            "Another discount: order {o.number} had {o.discount} off.",
        ]
    };
    s.say(&[("o", &order.evidence)], templates)
};

/// Nothing is thanked for that is not known to be there.
pub(super) const SPEAKING_OF_ORDERS: Line = |s| {
    if s.has_no_orders() {
        let words = match s.looks_like_another() {
            true => "Saying that there is no order: a record that looks alike may have some.",
            false => "Speaking of orders: there is none so far.",
        };
        return s.say(&[("t", &totals_id())], &[words]);
    }
    let gap = unread(s)?;
    s.say(&[("g", &gap)], &["Guessing about {g.not_known}."])
};

/// What to ask, what is nearest to the customer first.
pub(super) const ASK: &[Line] = &[
    |s| {
        let case = s.case?;
        s.say(&[("c", &case.evidence)], &["What would settle case {c.number} for you?"])
    },
    |s| {
        let case = s.erasure()?;
        s.say(
            &[("c", &case.evidence)],
            &["About case {c.number}: which other addresses of yours are to be erased, too?"],
        )
    },
    |s| {
        let (order, _) = s.stuck?;
        s.say(&[("o", &order.evidence)], &["When do you need order {o.number} by?"])
    },
    |s| {
        let deal = s.deal().filter(|_| s.erasure().is_none())?;
        s.say(&[("d", &deal.evidence)], &["What is still open on your side about {d.name}, and who decides?"])
    },
    |s| {
        let cart = s.cart().filter(|_| s.erasure().is_none())?;
        let templates: &[&str] = match cart.items.len() {
            1 => &[
                "What keeps you from ordering {k.items}?",
                "What keeps you from ordering what is in the cart?",
            ],
            _ => &["What keeps you from ordering what is in the cart?"],
        };
        s.say(&[("k", &cart.evidence)], templates)
    },
    |s| {
        let call = s.last_put_down(ActivityKind::Call)?;
        s.say(&[("n", &call.evidence)], &["What has come of our {n.kind} of {n.at}?"])
    },
    |s| {
        (s.is_quiet() && s.erasure().is_none()).then_some(())?;
        s.say(&[("t", &totals_id())], &["What have you been missing here since {t.last_order_at}?"])
    },
    |s| {
        (s.is_hot_lead() && !s.profile.customer.is_put_off() && s.erasure().is_none()).then_some(())?;
        s.say(&[("w", &customer_id("web"))], &["What are you planning, and what do you compare with?"])
    },
    |s| {
        let order = s.last_order().filter(|order| s.has_arrived(order) && may_be_liked(s, order))?;
        s.say(
            &[("o", &order.evidence)],
            &[
                "How do you get on with {o.main_item} from order {o.number}?",
                "How do you get on with order {o.number}?",
            ],
        )
    },
    |s| {
        let is_refunded = |order: &&Order| s.holds(&order.evidence, Claim::FullyRefunded);
        let order = s.last_order().filter(is_refunded).filter(|_| s.erasure().is_none())?;
        s.say(&[("o", &order.evidence)], &["What was wrong with {o.main_item} from order {o.number}?"])
    },
    |s| {
        let is_under_way = |order: &&Order| {
            !s.holds(&order.evidence, Claim::Delivered) && !s.holds(&order.evidence, Claim::FullyRefunded)
        };
        let order = s
            .last_order()
            .filter(is_under_way)
            .filter(|order| s.stuck.is_none() && may_be_liked(s, order))?;
        s.say(
            &[("o", &order.evidence)],
            &["What do you want {o.main_item} from order {o.number} for?", "What is order {o.number} for?"],
        )
    },
    |s| {
        let (id, is_again) = next_product(s)?;
        let again: &[&str] = &["Is it time for {p.title} again?"];
        s.say(&[("p", &id)], if is_again { again } else { &["Would {p.title} be of use to you?"] })
    },
    |s| {
        let company = customer_id("company");
        s.say(&[("f", &company)], &["Who else at {f.company} decides about it?"])
    },
    |s| {
        (s.profile.totals.orders > 1).then_some(())?;
        s.say(&[("t", &totals_id())], &["What could we do better, after {t.orders} orders?"])
    },
    |s| {
        let order = s.last_order().filter(|_| s.erasure().is_none() && !s.stays_away())?;
        s.say(&[("o", &order.evidence)], &["What will you need next after order {o.number}, and by when?"])
    },
    |s| {
        (s.profile.totals.orders == 1).then_some(())?;
        s.say(&[("t", &totals_id())], &["What made you order here on {t.last_order_at}?"])
    },
    |s| {
        let order = s.unpaid()?;
        s.say(
            &[("o", &order.evidence)],
            &["Do you still want order {o.number}, and how would you like to pay for it?"],
        )
    },
    |s| {
        let order = s.unpaid().filter(|_| s.profile.totals.orders == 0)?;
        s.say(
            &[("o", &order.evidence)],
            &["What do you want {o.main_item} from order {o.number} for?", "What is order {o.number} for?"],
        )
    },
    |s| {
        s.has_no_orders().then_some(())?;
        s.say(&[("t", &totals_id())], &["What would a first order be for, and by when do you need it?"])
    },
    |s| {
        s.has_no_orders().then_some(())?;
        s.say(&[("k", &customer_id("since"))], &["What have you been looking for since {k.first_seen}?"])
    },
    |s| {
        s.has_no_orders().then_some(())?;
        s.say(&[("t", &totals_id())], &["What has kept you from a first order?"])
    },
    |s| {
        s.has_no_orders().then_some(())?;
        s.say(&[("t", &totals_id())], &["Where else have you looked?"])
    },
    |s| unread(s).and_then(|gap| s.say(&[("g", &gap)], &["What have you ordered, and what has come of it?"])),
    |s| {
        let gap = unread(s).or_else(|| gap_with(s, "not_shown"))?;
        s.say(&[("g", &gap)], &["Which question of yours is still open?"])
    },
    |s| unread(s).and_then(|gap| s.say(&[("g", &gap)], &["How can we reach you as soon as we know more?"])),
    |s| {
        let is_asked = s.profile.customer.consent.email != Some(ConsentState::Subscribed);
        let consent = customer_id("consent");
        (is_asked && s.knows(&consent)).then_some(())?;
        s.say(&[("c", &consent)], &["How would you like to hear from us?"])
    },
];

/// A vendor that could not be read.
fn unread(s: &Situation<'_>) -> Option<EvidenceId> {
    gap_with(s, "not_known")
}

/// What leaves something unknown, told in such a field.
fn gap_with(s: &Situation<'_>, field: &str) -> Option<EvidenceId> {
    let is_unread = |fact: &&Fact| fact.claims.get(&Claim::Unread) == Some(&true);
    let gap = s.facts.iter().filter(is_unread).find(|fact| fact.fields.contains_key(field))?;
    Some(gap.evidence.clone())
}

/// Whether anything is sold: not to who is angry, nor to who asks to be forgotten.
fn may_sell(s: &Situation<'_>) -> bool {
    !s.angry && s.erasure().is_none() && s.wants_no_contact().is_none()
}

/// Whether it is asked how they like an order: not while a case is open about it.
fn may_be_liked(s: &Situation<'_>, order: &Order) -> bool {
    s.erasure().is_none() && !s.is_spoken_of(order)
}

/// Whether it is advised against selling anything in a call.
pub(in crate::copilot) fn sells_nothing(s: &Situation<'_>) -> bool {
    !may_sell(s) || is_talk_alone(s)
}

/// Whether they are called to hear how things are and nothing is under way that a call sells.
fn is_talk_alone(s: &Situation<'_>) -> bool {
    is_to_be_talked_to(s) && s.deal().is_none() && s.cart().is_none()
}

/// Whether they are called to hear how things are: no case of theirs waits for us.
fn is_to_be_talked_to(s: &Situation<'_>) -> bool {
    s.stays_away() && may_sell(s) && s.waiting_case().is_none()
}

/// Whether something off the next order is proposed, to win them back.
fn is_given_something(s: &Situation<'_>) -> bool {
    s.stays_away() && s.may_advertise()
}

/// What may be bought next, where nothing is wrong or open, and it does not lie in the cart already; and whether it is
/// bought again.
fn next_product(s: &Situation<'_>) -> Option<(EvidenceId, bool)> {
    (may_sell(s) && s.case.is_none() && !s.stays_away()).then_some(())?;
    let id = |sku: Option<&str>, title: &str| EvidenceId::new("product", sku.unwrap_or(title));
    let in_cart =
        |title: &str| s.cart().is_some_and(|cart| cart.items.iter().any(|item| item.title == title));
    let next = s.profile.scores.next_products.iter().filter(|next| !in_cart(&next.title));
    let mut next = next.map(|next| (id(next.sku.as_deref(), &next.title), next.is_bought_again()));
    // Facts are made of the first ones alone.
    next.find(|(id, _)| s.knows(id))
}
