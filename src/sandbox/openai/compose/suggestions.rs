//! What to do: drafts from the facts, among the actions that the prompt allows.

use serde_json::{Value, json};

use super::facts::{Choice, Fact, Facts};
use super::requests;

const MOST_SUGGESTIONS: usize = 4;
const FEWEST_SUGGESTIONS: usize = 3;

/// The suggestions of a brief.
pub(super) fn all(facts: &Facts<'_>) -> Vec<Value> {
    let support: &[Idea] = &[
        refund,
        reply,
        exception,
        behind_reply,
        inquiry,
        raise,
        warn,
        pay,
        rest,
        remind,
        follow_up,
        deal,
        lead,
        win_back,
        personal_word,
        cart,
        cart_note,
        returns,
        how_it_went,
        see_off,
    ];
    let sales: &[Idea] = &[
        deal,
        lead,
        pay,
        settle_first,
        win_back,
        personal_word,
        cart,
        cart_note,
        next_product,
        returns,
        warn,
        how_it_went,
        see_off,
    ];
    let pressing = if facts.purpose == "sales" { sales } else { support };
    // What the prompt puts before all else goes first.
    let first: &[Idea] = if facts.wins_back_first() { &[win_back] } else { &[] };
    let fillers: &[Idea] = &[case_note, state_note, look_again];
    let mut made: Vec<Value> = Vec::new();
    for (number, idea) in first.iter().chain(pressing).chain(fillers).enumerate() {
        let is_filler = number >= first.len() + pressing.len();
        if made.len() >= MOST_SUGGESTIONS || (is_filler && made.len() >= FEWEST_SUGGESTIONS) {
            break;
        }
        let is_new = |one: &Value| {
            let (action, title) = (one["action"].as_str().unwrap_or(""), one["title"].as_str().unwrap_or(""));
            facts.allowed.contains(&action)
                && !(action == "task" && facts.has_task(title))
                && made.iter().all(|other| other["title"] != one["title"])
        };
        if let Some(one) = idea(facts).filter(is_new)
            && let Some(one) = as_candidate(one, facts, &made)
        {
            made.push(one);
        }
    }
    made
}

/// The suggestion under the full name of a candidate that is not taken yet, of those that begin as the idea says the one
/// that rests on the same facts; where the prompt has candidates and none is, it is left unsaid.
fn as_candidate(mut one: Value, facts: &Facts<'_>, made: &[Value]) -> Option<Value> {
    let Some(candidates) = &facts.candidates else { return Some(one) };
    let cited: Vec<&str> =
        one["evidence"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let begins = one["candidate"].as_str().unwrap_or_default();
    let fits = |choice: &&Choice<'_>| {
        let is_named = choice
            .id
            .strip_prefix(begins)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('-') && begins != "task");
        let is_free = made.iter().all(|other| other["candidate"] != choice.id);
        is_named && is_free && one["action"] == choice.action
    };
    let shared = |choice: &&Choice<'_>| choice.evidence.iter().filter(|id| cited.contains(id)).count();
    let id = candidates.iter().filter(fits).max_by_key(shared)?.id.to_owned();
    one["candidate"] = json!(id);
    Some(one)
}

type Idea = fn(&Facts<'_>) -> Option<Value>;

/// A suggestion of a candidate whose name begins so, and its action; with title, draft and reason.
fn propose(
    what: (&str, &str),
    cited: &[&Fact<'_>],
    words: [&str; 3],
    timing: &str,
    confidence: f64,
) -> Value {
    let ((candidate, action), [title, body, reason]) = (what, words);
    let ids: Vec<&str> = cited.iter().map(|fact| fact.id).collect();
    let offer = (action == "win_back").then(|| json!({ "percent": 10 }));
    let channel = (action == "reply").then_some("email");
    json!({
        "candidate": candidate, "action": action, "title": title, "body": body, "channel": channel, "offer": offer, "timing": timing,
        "due_at": null, "reason": reason, "evidence": ids, "confidence": confidence,
    })
}

/// How a draft begins: by name where there is one that can be used so.
fn greeting(facts: &Facts<'_>) -> String {
    // Where the family's name comes first, the first word alone is no way to greet.
    let locale = facts.get("customer:locale").and_then(|locale| locale.value("locale")).unwrap_or("en");
    let name = facts.get("customer:name").filter(|_| !locale.starts_with(['j', 'k', 'z']));
    name.and_then(|name| name.fill(&["Hello {first_name},"])).unwrap_or_else(|| "Hello,".to_owned())
}

/// The first template whose values are all there; `{c.…}` is of the case, `{o.…}` of the order. `{c.item_name}` is the item
/// without its size.
pub(super) fn fill(templates: &[&str], case: &Fact<'_>, order: Option<&Fact<'_>>) -> Option<String> {
    templates.iter().find_map(|template| {
        let template = requests::fitted(template, case);
        let mut text = String::new();
        let mut pieces = template.split('{');
        text.push_str(pieces.next()?);
        for piece in pieces {
            let (slot, rest) = piece.split_once('}')?;
            let (short, field) = slot.split_once('.')?;
            let fact = if short == "c" { case } else { order? };
            if let Some(name) = case.item_without_size().filter(|_| slot == "c.item_name") {
                text.push_str(&format!("{name}{rest}"));
                continue;
            }
            let field = if field == "item_name" { "item" } else { field };
            fact.value(field)?;
            text.push_str(&format!("{{{}.{field}}}{rest}", fact.id));
        }
        Some(text)
    })
}

/// What is cited beside the case: the order, where a text names it.
fn citing<'f, 'a>(texts: &[&str], case: &'f Fact<'a>, order: Option<&'f Fact<'a>>) -> Vec<&'f Fact<'a>> {
    let named = order.filter(|order| texts.iter().any(|text| text.contains(&format!("{{{}.", order.id))));
    std::iter::once(case).chain(named).collect()
}

fn reply(facts: &Facts<'_>) -> Option<Value> {
    let (request, case, order) = requests::heard(facts)?;
    if case.is_up_to_customer() {
        return None;
    }
    let mut draft = fill(request.drafts, case, order)?;
    if !facts.is_still_today() {
        draft = draft.replace(" today", "");
    }
    let draft = match requests::apology(facts, case) {
        Some(apology) => {
            let rest = draft.split_once(". ").filter(|(first, _)| {
                ["Thank you", "I am sorry"].iter().any(|opening| first.starts_with(opening))
            });
            format!("{apology} {}", rest.map_or(&*draft, |(_, rest)| rest))
        }
        None => draft,
    };
    let draft = match requests::asked_again(case) {
        Some(asked) => format!("{draft} {asked}"),
        None => draft,
    };
    let title = fill(&[request.title, "Answer case {c.number}"], case, order)?;
    let mut reason = fill(request.why, case, order).or_else(|| case.fill(&["Case {number} is open."]))?;
    if let Some(since) = case.fill(&["The customer has been waiting for an answer since {waiting_since}."])
        && case.waits()
    {
        reason = format!("{reason} {since}");
    }
    let body = format!("{}\n\n{draft}", greeting(facts));
    let cited = citing(&[&title, &body, &reason], case, order);
    let sure = how_sure(request, case, order);
    Some(propose(("reply", "reply"), &cited, [&title, &body, &reason], "now", sure))
}

/// How sure an answer is: of what is asked, of the order that it is about and of how things stand.
fn how_sure(request: &requests::Request, case: &Fact<'_>, order: Option<&Fact<'_>>) -> f64 {
    let names_order = case.value("order").is_some();
    let has_a_known_end = order.is_some_and(|order| order.value("delivered_at").is_some());
    let weighed = [
        (request.is_heard(), 0.2),
        (names_order, 0.1),
        (has_a_known_end, 0.05),
        (case.value("item").is_some(), 0.05),
        (requests::is_hostile(case), -0.25),
        (case.value("unkept").is_some(), -0.05),
        (case.value("missing_attachment").is_some(), -0.1),
    ];
    let sum: f64 = weighed.iter().filter(|(holds, _)| *holds).map(|(_, by)| by).sum();
    ((0.55 + sum) * 100.0).round() / 100.0
}

/// Money back for what arrived damaged. Whoever asks words it.
fn refund(facts: &Facts<'_>) -> Option<Value> {
    given(facts, "refund-what-arrived-damaged", "task", 0.88)
}

/// A return after its time, for somebody who matters.
fn exception(facts: &Facts<'_>) -> Option<Value> {
    given(facts, "exception-from-the-return-rule", "reply", 0.6)
}

fn given(facts: &Facts<'_>, candidate: &str, action: &str, confidence: f64) -> Option<Value> {
    // Nobody else would think of it.
    facts.candidates.as_ref()?;
    let (_, case, order) = requests::heard(facts)?;
    let order = order?;
    let title = fill(&["Order {o.number} of case {c.number}"], case, Some(order))?;
    let reason = fill(&["Case {c.number} is about order {o.number}."], case, Some(order))?;
    Some(propose((candidate, action), &[order, case], [&title, &reason, &reason], "now", confidence))
}

/// To somebody who has not answered us for days.
fn remind(facts: &Facts<'_>) -> Option<Value> {
    let case = facts.open_case().filter(|case| case.is_up_to_customer())?;
    case.number("days_since_answer").filter(|days| *days >= 4.0)?;
    let title = case.fill(&["Remind: case {number} waits for their answer"])?;
    let draft = case.fill(&[
        "You wrote to us on {last_message_at} about “{subject}”, and on {last_answer_at} I asked you: “{we_asked}” I have not heard from you since. If you still need help with this, please write to me; if it is settled, you need not do anything.",
        "You wrote to us on {last_message_at} about “{subject}”, and I answered on {last_answer_at}. I have not heard from you since. If you still need help with this, please write to me; if it is settled, you need not do anything.",
        "I wrote to you on {last_answer_at} and have not heard from you since. If you still need help with this, please write to me; if it is settled, you need not do anything.",
    ])?;
    let body = format!("{}\n\n{draft}", greeting(facts));
    let reason = case.fill(&["In case {number} we wrote last, on {last_answer_at}."])?;
    Some(propose(("remind", "reply"), &[case], [&title, &body, &reason], "now", 0.4))
}

/// What has to be done before the reply can be kept.
fn behind_reply(facts: &Facts<'_>) -> Option<Value> {
    let (request, case, order) = requests::heard(facts)?;
    if case.is_up_to_customer() {
        return None;
    }
    let (title, texts) = request.task;
    let body = fill(texts, case, order)?;
    let reason = fill(request.why, case, order).or_else(|| case.fill(&["Case {number} is open."]))?;
    let cited = citing(&[&body, &reason], case, order);
    Some(propose(("task-behind-the-reply", "task"), &cited, [title, &body, &reason], "today", 0.82))
}

/// Before a call: nothing is offered while a case is open.
fn settle_first(facts: &Facts<'_>) -> Option<Value> {
    let case = facts.open_case()?;
    let title = case.fill(&["Find out how case {number} stands before the call"])?;
    let body = case.fill(&["Case {number} ({subject}) is open, at stage {stage}. Find out how it stands, begin the call with it, and offer nothing to buy until it is settled."])?;
    let reason = case.fill(&["Case {number} ({subject}) is open."])?;
    Some(propose(("task", "task"), &[case], [&title, &body, &reason], "today", 0.76))
}

/// What they may need next.
fn next_product(facts: &Facts<'_>) -> Option<Value> {
    let product = facts.next_product()?;
    let title = product.fill(&["Speak of {title}"])?;
    let body = product
        .fill(&["Ask whether {title} is of use to them; it often goes with what they have bought."])?;
    let reason = product.fill(&["{title} may be the next product for this customer."])?;
    Some(propose(("cross-sell", "opportunity"), &[product], [&title, &body, &reason], "this week", 0.55))
}

/// A word without anything to sell, for who stays away.
fn personal_word(facts: &Facts<'_>) -> Option<Value> {
    let totals = facts
        .totals()
        .filter(|_| (facts.is_quiet() || facts.may_win_back()) && facts.open_case().is_none())?;
    let body = totals.fill(&["No order since {last_order_at}. Ask how they have been, what they were missing and whether anything went wrong. Sell nothing in this call."])?;
    let reason =
        totals.fill(&["No order for {days_since_last_order}; on average they order every {usual_gap}."])?;
    Some(propose(
        ("personal-word", "task"),
        &[totals],
        ["Call and ask how things are", &body, &reason],
        "this week",
        0.64,
    ))
}

/// A part has left, the rest has not.
fn rest(facts: &Facts<'_>) -> Option<Value> {
    let order = facts.of("order").find(|order| order.is("status", "partly shipped"))?;
    let body = order.fill(&["Order {number} ({items}) is partly shipped. Find out how it stands with the rest, and tell the customer."])?;
    let reason = order.fill(&["Order {number} is partly shipped, the rest has not left."])?;
    Some(propose(
        ("task", "task"),
        &[order],
        ["Find out how it stands with the rest of the order", &body, &reason],
        "today",
        0.74,
    ))
}

fn raise(facts: &Facts<'_>) -> Option<Value> {
    let case =
        facts.open_case().filter(|case| !case.is("priority", "high") && !case.is("priority", "urgent"));
    let case = case.filter(|_| facts.is_angry() || facts.stuck_order().is_some())?;
    let title = case.fill(&["Raise case {number} to high priority"])?;
    let reason = case.fill(&[
        "Case {number} has been open for {open_for}, and the last message is of {last_message_at}.",
        "Case {number} has been open for {open_for}.",
    ])?;
    Some(propose(("raise-the-priority", "case_update"), &[case], [&title, &title, &reason], "now", 0.7))
}

fn follow_up(facts: &Facts<'_>) -> Option<Value> {
    let case = facts.open_case()?;
    let title = case.fill(&["Check back on case {number}"])?;
    let body = case.fill(&[
        "See whether case {number} ({subject}) is settled and whether the customer has heard from us.",
    ])?;
    let reason = case.fill(&["Case {number} is open."])?;
    Some(propose(("follow-up-on-the-case", "task"), &[case], [&title, &body, &reason], "tomorrow", 0.72))
}

fn inquiry(facts: &Facts<'_>) -> Option<Value> {
    // Where there is a case, the task behind the reply does that.
    let order = facts.stuck_order().filter(|_| facts.open_case().is_none())?;
    let title = order.fill(&["Find out what holds order {number} up"])?;
    let body = order.fill(&[
        "Order {number}: open an inquiry with {carrier}, tracking {tracking}. State: {parcel}.",
        "Order {number}: ask the warehouse what is missing. State: {status}.",
    ])?;
    let reason = order.fill(&[
        "Order {number} of {placed_at} was expected on {expected_at} and is {status}.",
        "Order {number} of {placed_at} is {status}, {days_since} after it was placed.",
    ])?;
    Some(propose(("chase-the-parcel", "task"), &[order], [&title, &body, &reason], "today", 0.84))
}

/// Before the customer has to ask.
fn warn(facts: &Facts<'_>) -> Option<Value> {
    let order = facts.stuck_order().filter(|_| facts.open_case().is_none())?;
    // Whether they have asked already stands in a case.
    let is_known = facts.totals().is_some_and(|totals| totals.value("open_cases").is_some());
    let title = order.fill(&[if is_known {
        "Write to the customer about order {number} before they ask"
    } else {
        "Write to the customer about order {number}"
    }])?;
    let draft = order.fill(&["Your order {number} has not reached you yet. I am looking into it and will write again as soon as I know more."])?;
    let body = format!("{}\n\n{draft}", greeting(facts));
    let reason = order.fill(&["Order {number} has not reached the customer."])?;
    Some(propose(("tell-before-they-ask", "task"), &[order], [&title, &body, &reason], "tomorrow", 0.7))
}

fn pay(facts: &Facts<'_>) -> Option<Value> {
    let order = facts.unpaid_order()?;
    let title = order.fill(&["Ask about the payment of order {number}"])?;
    let draft = order.fill(&["Your order {number} of {placed_at} over {total} is waiting for payment. Did something go wrong at the checkout?"])?;
    let body = format!("{}\n\n{draft}", greeting(facts));
    let reason = order.fill(&["Order {number} is waiting for payment: {total}."])?;
    Some(propose(("ask-for-payment", "collection"), &[order], [&title, &body, &reason], "tomorrow", 0.75))
}

fn deal(facts: &Facts<'_>) -> Option<Value> {
    let deal = facts.of("deal").find(|deal| deal.is("outcome", "open"))?;
    let title = deal.fill(&["Call about the deal {name}"])?;
    let body = deal.fill(&[
        "The deal {name}, {amount}, is at stage {stage}, with {close_at} as its close date. Ask what is still open on their side, who decides, and agree the next step.",
        "The deal {name} is at stage {stage}. Ask what is still open on their side, who decides, and agree the next step.",
    ])?;
    let reason = deal.fill(&[
        "The deal {name} is open at stage {stage}, with {close_at} as its close date.",
        "The deal {name} is open at stage {stage}.",
    ])?;
    Some(propose(("deal", "task"), &[deal], [&title, &body, &reason], "tomorrow", 0.8))
}

fn lead(facts: &Facts<'_>) -> Option<Value> {
    let totals = facts.totals().filter(|totals| totals.is("orders", "0"))?;
    facts.unpaid_order().is_none().then_some(())?;
    let web = facts
        .get("customer:web")
        .filter(|web| web.number("page_views").is_some_and(|pages| pages >= 10.0))?;
    let body = web.fill(&["{page_views} pages seen and no order yet. Ask what they are planning and what keeps them from deciding."])?;
    let reason = web.fill(&["No order yet, but {page_views} pages seen."])?;
    let title = "Call and ask what they are looking for";
    Some(propose(("lead", "task"), &[web, totals], [title, &body, &reason], "today", 0.74))
}

fn win_back(facts: &Facts<'_>) -> Option<Value> {
    let totals = facts.totals().filter(|_| facts.is_quiet() || facts.may_win_back())?;
    let draft = totals.fill(&["It has been a while since your last order on {last_order_at}, and we would like to see you again. For your next order we offer you 10 % off."])?;
    let body = format!("{}\n\n{draft}", greeting(facts));
    let reason = totals.fill(&[
        "No order for {days_since_last_order}; on average they order every {usual_gap}.",
        "No order for {days_since_last_order}.",
    ])?;
    Some(propose(
        ("win-back", "win_back"),
        &[totals],
        ["Win back with 10 % off the next order", &body, &reason],
        "this week",
        0.62,
    ))
}

fn cart(facts: &Facts<'_>) -> Option<Value> {
    let cart = facts.live_cart().filter(|_| facts.open_case().is_none())?;
    let title = cart.fill(&["Write about the cart worth {value}"])?;
    let draft = cart.fill(&["You left {items} in your cart on {updated_at}. Is there a question I can answer, about sizes or delivery, for example?"])?;
    let body = format!("{}\n\n{draft}", greeting(facts));
    let reason = cart.fill(&["A cart worth {value} was left on {updated_at}."])?;
    Some(propose(("finish-the-cart", "opportunity"), &[cart], [&title, &body, &reason], "tomorrow", 0.7))
}

fn cart_note(facts: &Facts<'_>) -> Option<Value> {
    // Where it may be written about, that is proposed instead.
    let cart = facts.live_cart().filter(|_| !facts.allowed.contains(&"opportunity"))?;
    let title = cart.fill(&["Note the cart worth {value}"])?;
    let body = cart.fill(&["A cart worth {value} was left on {updated_at}: {items}. Speak of it only if the customer gets in touch."])?;
    let reason = cart.fill(&["A cart worth {value} was left on {updated_at}."])?;
    Some(propose(("cart-without-consent", "note"), &[cart], [&title, &body, &reason], "now", 0.55))
}

/// While they still remember.
fn how_it_went(facts: &Facts<'_>) -> Option<Value> {
    let order = facts.last_order().filter(|_| facts.open_case().is_none())?;
    order
        .number("days_since_delivery")
        .filter(|days| (1.0..=45.0).contains(days) && order.value("refunded").is_none())?;
    let title = order.fill(&["Ask how order {number} turned out"])?;
    let draft = order.fill(&[
        "Thank you for your order {number}. Is everything as you wanted it, and does {main_item} do what you need it for?",
        "Thank you for your order {number}. Is everything as you wanted it?",
    ])?;
    let body = format!("{}\n\n{draft} If not, tell me.", greeting(facts));
    let reason = order.fill(&["Order {number} was delivered on {delivered_at}."])?;
    Some(propose(("ask-how-the-order-went", "task"), &[order], [&title, &body, &reason], "this week", 0.52))
}

/// Who sends back much may be missing advice.
fn returns(facts: &Facts<'_>) -> Option<Value> {
    let totals = facts.totals()?;
    totals.number("orders_with_refund").filter(|count| *count >= 2.0)?;
    let body = totals.fill(&["{orders_with_refund} of {orders} orders had a refund. Ask what did not fit, and note sizes and wishes before the next order."])?;
    let reason =
        totals.fill(&["{orders_with_refund} of {orders} orders had a refund, {refunded} in all."])?;
    Some(propose(
        ("task", "task"),
        &[totals],
        ["Find out why orders come back", &body, &reason],
        "this week",
        0.6,
    ))
}

/// An order on its way, with nothing wrong yet.
fn see_off(facts: &Facts<'_>) -> Option<Value> {
    let is_off = |order: &&Fact<'_>| {
        order.value("delivered_at").is_none() && order.number("days_since").is_some_and(|days| days <= 14.0)
    };
    let order = facts
        .last_order()
        .filter(is_off)
        .filter(|_| facts.stuck_order().is_none() && facts.unpaid_order().is_none())?;
    let title = order.fill(&["See order {number} through"])?;
    let body = order.fill(&["Order {number} of {placed_at} is {status}: {items}. See whether it reaches the customer as expected."])?;
    let reason = order.fill(&["Order {number} is {status}."])?;
    Some(propose(("see-the-order-through", "task"), &[order], [&title, &body, &reason], "this week", 0.5))
}

/// How an open case stands, for whoever takes it next.
fn case_note(facts: &Facts<'_>) -> Option<Value> {
    let (_, case, order) = requests::heard(facts)?;
    let title = case.fill(&["Keep the state of case {number} as a note"])?;
    let body = fill(
        &[
            "Case {c.number} ({c.subject}), stage {c.stage}. Order {o.number} of {o.placed_at}, {o.total}: {o.status}.",
            "Case {c.number} ({c.subject}), stage {c.stage}.",
        ],
        case,
        order,
    )?;
    let reason = case.fill(&["Case {number} is open."])?;
    let cited = citing(&[&body], case, order);
    Some(propose(("note-on-the-case", "note"), &cited, [&title, &body, &reason], "now", 0.5))
}

fn state_note(facts: &Facts<'_>) -> Option<Value> {
    let totals = facts.totals()?;
    if totals.is("orders", "0")
        && let Some(order) = facts.unpaid_order()
    {
        let body =
            order.fill(&["No paid order yet: order {number} of {placed_at} is waiting for payment."])?;
        let reason = order.fill(&["Order {number} is waiting for payment."])?;
        let title = "Keep today's state as a note";
        return Some(propose(("summary-note", "note"), &[order], [title, &body, &reason], "now", 0.4));
    }
    let sums: Vec<_> = facts.of("totals").filter(|sum| sum.id != totals.id).collect();
    let of_each = || {
        let [first, second] = &*sums else { return None };
        let (first, second) = (first.fill(&["net {net}"])?, second.fill(&["net {net}"])?);
        let (orders, rest) = (
            totals.fill(&["{orders} orders"])?,
            totals.fill(&["the last on {last_order_at}; open cases: {open_cases}."])?,
        );
        Some(format!("{orders}, {first} and {second}, {rest}"))
    };
    let of_all = || {
        totals.fill(&[
            "{orders} orders, net {net}, the last on {last_order_at}; open cases: {open_cases}.",
            "{orders} orders, net {net}, the last on {last_order_at}.",
            "Orders so far: {orders}; open cases: {open_cases}.",
            "Orders so far: {orders}.",
        ])
    };
    let body = of_each().or_else(of_all)?;
    let cited: Vec<&Fact<'_>> =
        [totals].into_iter().chain(sums.into_iter().filter(|_| body.matches("net ").count() > 1)).collect();
    let reason = totals.fill(&[
        "The customer has {orders} orders so far and {open_cases} open cases.",
        "The customer has {orders} orders so far.",
    ])?;
    Some(propose(
        ("summary-note", "note"),
        &cited,
        ["Keep today's state as a note", &body, &reason],
        "now",
        0.4,
    ))
}

fn look_again(facts: &Facts<'_>) -> Option<Value> {
    let totals = facts.totals()?;
    let body = "Look again at orders, cases and carts, and find out what this customer needs.";
    let reason = totals.fill(&["Open cases now: {open_cases}."])?;
    Some(propose(
        ("next-check", "task"),
        &[totals],
        ["Look at this customer again", body, &reason],
        "next week",
        0.34,
    ))
}
