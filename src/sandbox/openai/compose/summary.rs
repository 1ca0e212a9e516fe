//! What there is to say: one sentence a matter, the most pressing first.

use serde_json::{Value, json};

use super::facts::{Fact, Facts};
use super::{dates, lookups, requests};

const MOST_SENTENCES: usize = 6;
const MOST_ANSWERS: usize = 3;

/// The sentences of a brief.
pub(super) fn brief(facts: &Facts<'_>) -> Vec<Value> {
    let (support, sales): (&[Matter], &[Matter]) = (
        &[
            unread, hostile, asked, case, needed, promised, trouble, part, unpaid, last_order, history,
            returns, quiet, cart, deal, worth,
        ],
        &[
            unread, hostile, deal, lead, case, quiet, offer, cart, unpaid, history, worth, returns,
            last_order, trouble, part,
        ],
    );
    let order = if facts.purpose == "sales" { sales } else { support };
    let rest: &[Matter] = &[unsubscribed, conflict, gap, activity, since, nothing];
    let mut said: Vec<Value> = Vec::new();
    for matter in order.iter().chain(rest) {
        let sentence = matter(facts).filter(|sentence| !said.contains(sentence));
        said.extend(sentence);
        // Asides only where little else was to say.
        if said.len() >= MOST_SENTENCES {
            break;
        }
    }
    said
}

/// The sentences that answer a question, of the kind of fact that it names; else that it is not known.
pub(super) fn answer(facts: &Facts<'_>, question: &str) -> Vec<Value> {
    let question = question.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| question.contains(word));
    // No fact tells why, or what somebody may do.
    let is_open = dates::has(&question, &["why"])
        || (dates::has(&question, &["can", "may", "could", "should", "will", "would"]) && has(&["refund"]));
    let of_one_matter = ONE_MATTER.iter().find(|(words, _)| has(words));
    let named = TOPICS.iter().filter(|(words, _)| has(words));
    let mut said: Vec<Value> = lookups::told(facts, &question);
    if !said.is_empty() {
        return said;
    }
    if is_open {
        return Vec::from_iter(unknown(facts));
    }
    if let Some(said) = dates::answer(facts, &question) {
        return said.or_else(|| unknown(facts)).into_iter().collect();
    }
    if let Some((_, matter)) = of_one_matter {
        return matter(facts).or_else(|| unknown(facts)).into_iter().collect();
    }
    for sentence in named.filter_map(|(_, matter)| matter(facts)) {
        if !said.contains(&sentence) && said.len() < MOST_ANSWERS {
            said.push(sentence);
        }
    }
    if said.is_empty() {
        said.extend(unknown(facts));
    }
    said
}

fn unknown(facts: &Facts<'_>) -> Option<Value> {
    let nearest = facts.totals().or_else(|| facts.all.first())?.id;
    Some(json!({ "text": "The profile does not say.", "evidence": [nearest] }))
}

/// Words that ask for one matter and no other, whatever else they name, and what answers them.
const ONE_MATTER: &[(&[&str], Matter)] = &[
    (&["buy next", "bought next", "order next", "recommend", "interested in"], next),
    (&["how often", "rhythm", "between orders"], rhythm),
    (&["average order", "average value", "on average"], average),
    (&["first order", "oldest order", "buy first", "order first", "bought first"], first_order),
    (&["about to leave", "leave us", "going quiet", "churn"], worth),
    (&["last speak", "last spoke", "last talk", "last contact", "last call"], activity),
    (&["case", "ticket", "complain"], any_case),
    (&["promise"], promised),
    (&[" deal"], deal),
];

/// Words of a question, and what answers it.
const TOPICS: &[(&[&str], Matter)] = &[
    (&["where", "parcel", "package", "tracking", "deliver", "arrive"], parcel),
    (&["wrote", "write"], any_case),
    (&["refund", "return", "sent back", "send back", "sent anything back", "came back"], sent_back),
    (
        &[
            "how many orders",
            "how many times",
            "how much has",
            "how much have",
            "how much did",
            "how much is she worth",
            "spent",
            "spend",
            "revenue",
            "turnover",
            "net sum",
            "net value",
        ],
        history,
    ),
    (&["discount", "coupon", "voucher"], consent),
    (&["last order", "latest", "bought", "buy"], last_order),
    (&["cart", "basket", "checkout"], cart),
    (&["churn", "risk", "tier", "worth", "valuable"], worth),
    (&["newsletter", "consent", "subscribe", "marketing"], unsubscribed),
    (&["note", "call"], activity),
    (&["since when", "how long"], since),
];

/// Where the order is that is not there yet, else the last one.
fn parcel(facts: &Facts<'_>) -> Option<Value> {
    trouble(facts).or_else(|| {
        say(
            facts.last_order()?,
            &[
                "Order {number} was delivered on {delivered_at} by {carrier}, tracking {tracking}.",
                "The parcel of order {number} is {parcel}; it was shipped on {shipped_at} with {carrier}.",
                "Order {number} of {placed_at} is {status}.",
            ],
        )
    })
}

type Matter = fn(&Facts<'_>) -> Option<Value>;

pub(super) fn say(fact: &Fact<'_>, templates: &[&str]) -> Option<Value> {
    Some(json!({ "text": fact.fill(templates)?, "evidence": [fact.id] }))
}

/// A source that could not be read leaves its part unknown.
fn unread(facts: &Facts<'_>) -> Option<Value> {
    let is_unread = |gap: &&Fact<'_>| gap.value("not_known").is_some() || gap.value("not_shown").is_some();
    let source = facts.of("coverage").find(is_unread)?;
    say(
        source,
        &[
            "{called} could not be read, so that {not_known} are not known.",
            "{called} does not show {not_shown}, so that they are not known.",
        ],
    )
}

fn hostile(facts: &Facts<'_>) -> Option<Value> {
    let case = facts.open_case().filter(|case| requests::is_hostile(case))?;
    say(case, &["The text of case {number} tries to instruct the assistant; it was read as text."])
}

/// What the customer of the open case wants.
fn asked(facts: &Facts<'_>) -> Option<Value> {
    let case = facts.open_case().filter(|case| !requests::is_hostile(case))?;
    say(
        case,
        &[
            "The customer asks in case {number}: “{asks}”",
            "The customer writes in case {number}: “{writes}”",
            "The customer writes in case {number}: “{subject}”",
        ],
    )
}

/// By when they need it.
fn needed(facts: &Facts<'_>) -> Option<Value> {
    say(facts.open_case()?, &["In case {number} the customer needs it by {needed_by}: “{needed_words}”"])
}

/// An order of which a part has left.
fn part(facts: &Facts<'_>) -> Option<Value> {
    let order = facts.of("order").find(|order| order.is("status", "partly shipped"))?;
    say(
        order,
        &[
            "Order {number} is partly shipped: part of it was delivered on {part_delivered_at}, the rest has not left.",
            "Order {number} is partly shipped, the rest has not left.",
        ],
    )
}

/// What to speak of in a call.
fn offer(facts: &Facts<'_>) -> Option<Value> {
    say(facts.next_product()?, &["What may fit next: {title}."])
}

fn case(facts: &Facts<'_>) -> Option<Value> {
    let case = facts.open_case()?;
    if facts.purpose == "sales" {
        let known = case.fill(&["Case {number} ({subject}) is open, at stage {stage}."])?;
        return Some(json!({ "text": known, "evidence": [case.id] }));
    }
    let waits = case.waits();
    if facts.is_angry() && waits {
        return say(
            case,
            &[
                "The customer is angry: case {number} ({subject}) has been open for {open_for} and has been waiting for an answer since {waiting_since}.",
            ],
        );
    }
    if facts.is_angry() {
        return say(
            case,
            &["The customer is angry: case {number} ({subject}) has been open for {open_for}."],
        );
    }
    if waits && case.value("waiting_since").is_some() {
        return say(
            case,
            &["Case {number} ({subject}) has been waiting for an answer since {waiting_since}."],
        );
    }
    say(
        case,
        &[
            "Case {number} ({subject}) has been open for {open_for}, at stage {stage}.",
            "Case {number} ({subject}) is open.",
            "There is an open case: {subject}.",
        ],
    )
}

fn trouble(facts: &Facts<'_>) -> Option<Value> {
    let order = facts.stuck_order()?;
    if order.says(&["not shipped after"]) {
        return say(order, &["Order {number} was placed {days_since} ago and has not been shipped."]);
    }
    if order.says(&["nobody was there"]) {
        return say(
            order,
            &["{carrier} tried to deliver order {number} and met nobody; the tracking number is {tracking}."],
        );
    }
    if order.says(&["did not arrive"]) {
        return say(order, &["The parcel of order {number} failed at the carrier ({carrier}, {tracking})."]);
    }
    say(
        order,
        &[
            "Order {number} is late: the parcel was expected on {expected_at}, was shipped on {shipped_at} with {carrier} and is {parcel}.",
            "Order {number} is late: the parcel was shipped on {shipped_at} with {carrier} and is {parcel}.",
            "Order {number} is late: its parcel is {parcel}.",
            "Order {number} is late.",
        ],
    )
}

fn unpaid(facts: &Facts<'_>) -> Option<Value> {
    say(facts.unpaid_order()?, &["Order {number} of {placed_at} is waiting for payment: {total}."])
}

fn last_order(facts: &Facts<'_>) -> Option<Value> {
    say(
        facts.last_order()?,
        &[
            "The last order, {number} of {placed_at}, came to {total} and is {status}: {items}.",
            "The last order, {number} of {placed_at}, came to {total} and is {status}.",
            "Order {number} came to {total}.",
        ],
    )
}

fn history(facts: &Facts<'_>) -> Option<Value> {
    let totals =
        facts.totals().filter(|totals| totals.number("orders").is_some_and(|orders| orders > 0.0))?;
    if totals.is("orders", "1") {
        return say(totals, &["One order so far, on {last_order_at}, net {net}."]);
    }
    // A sum is of one currency, the count of all. Sums of years and months are of one currency too.
    if facts.of("totals").filter(|one| one.value("currency").is_some()).count() > 1 {
        return say(totals, &["{orders} orders since {first_order_at}, the last on {last_order_at}."]);
    }
    say(
        totals,
        &[
            "{orders} orders since {first_order_at}, net {net}, the last on {last_order_at}.",
            "Net revenue so far is {net} over {orders} orders.",
        ],
    )
}

fn returns(facts: &Facts<'_>) -> Option<Value> {
    let totals = facts
        .totals()
        .filter(|totals| totals.number("orders_with_refund").is_some_and(|count| count > 0.0))?;
    say(totals, &["{orders_with_refund} of {orders} orders had a refund, {refunded} in all."])
}

/// Whether anything went back, also where nothing did.
fn sent_back(facts: &Facts<'_>) -> Option<Value> {
    returns(facts)
        .or_else(|| say(facts.totals()?, &["{orders_with_refund} of {orders} orders had a refund."]))
}

fn first_order(facts: &Facts<'_>) -> Option<Value> {
    say(facts.totals()?, &["The first order is of {first_order_at}."]).or_else(|| unpaid(facts))
}

/// What may be bought next, also while a case is open.
fn next(facts: &Facts<'_>) -> Option<Value> {
    say(facts.of("product").next()?, &["What may fit next: {title}."])
}

fn rhythm(facts: &Facts<'_>) -> Option<Value> {
    let said = say(
        facts.totals()?,
        &["On average they order every {usual_gap}; the last order was {days_since_last_order} ago."],
    );
    said.or_else(|| history(facts)).or_else(|| unpaid(facts))
}

fn average(facts: &Facts<'_>) -> Option<Value> {
    say(facts.totals()?, &["The average order came to {average}."])
}

/// The open case; else the last one; else that there is none.
fn any_case(facts: &Facts<'_>) -> Option<Value> {
    let last = || say(facts.of("case").next()?, &["Case {number} ({subject}) is {state}, at stage {stage}."]);
    let none = || {
        say(facts.totals()?, &["{open_cases} open cases are known of this customer."])
            .or_else(|| unread(facts))
    };
    case(facts).or_else(last).or_else(none)
}

fn promised(facts: &Facts<'_>) -> Option<Value> {
    say(facts.open_case()?, &["On {unkept_at}, in case {unkept_in}, we wrote “{unkept}”, and nothing since."])
}

fn consent(facts: &Facts<'_>) -> Option<Value> {
    say(
        facts.of("consent").next()?,
        &["How much may be granted is for policy to say; consent to marketing by e-mail: {email}."],
    )
}

fn quiet(facts: &Facts<'_>) -> Option<Value> {
    let totals = facts.totals().filter(|_| facts.is_quiet())?;
    say(totals, &["No order for {days_since_last_order}; on average they order every {usual_gap}."])
}

fn cart(facts: &Facts<'_>) -> Option<Value> {
    let cart = facts.live_cart()?;
    say(
        cart,
        &[
            "A cart worth {value} was left on {updated_at}: {items}.",
            "A cart worth {value} was left on {updated_at}.",
        ],
    )
}

fn deal(facts: &Facts<'_>) -> Option<Value> {
    let deal = facts.of("deal").find(|deal| deal.is("outcome", "open"))?;
    say(
        deal,
        &["The deal {name} is at stage {stage}, worth {amount}.", "The deal {name} is at stage {stage}."],
    )
}

fn lead(facts: &Facts<'_>) -> Option<Value> {
    let totals = facts.totals().filter(|totals| totals.is("orders", "0"))?;
    // An order that waits for payment is one.
    if facts.unpaid_order().is_some() {
        return None;
    }
    let web = facts.get("customer:web")?;
    let text = web.fill(&["No order yet, but {page_views} pages seen in {visits} visits."])?;
    Some(json!({ "text": text, "evidence": [web.id, totals.id] }))
}

fn worth(facts: &Facts<'_>) -> Option<Value> {
    let (value, churn) = (facts.get("score:clv")?, facts.get("score:churn")?);
    let worth = value.fill(&["Tier {tier}, expected revenue {value} over {horizon}"])?;
    let risk = churn.fill(&["the churn risk is {risk}"])?;
    Some(json!({ "text": format!("{worth}; {risk}."), "evidence": [value.id, churn.id] }))
}

fn unsubscribed(facts: &Facts<'_>) -> Option<Value> {
    let consent = facts.of("consent").next()?;
    if facts.is_unsubscribed() {
        return say(
            consent,
            &["The customer has unsubscribed from marketing by e-mail: serve, don't advertise."],
        );
    }
    say(consent, &["Consent to marketing by e-mail: {email}."])
}

fn conflict(facts: &Facts<'_>) -> Option<Value> {
    say(facts.of("conflict").next()?, &["The sources disagree about the {field}: {values}."])
}

fn gap(facts: &Facts<'_>) -> Option<Value> {
    let gap = facts
        .of("coverage")
        .find(|gap| gap.value("not_known").is_none() && gap.value("not_shown").is_none())?;
    say(gap, &["The history is partial: {source} does not show everything."])
}

fn activity(facts: &Facts<'_>) -> Option<Value> {
    let note = facts
        .of("activity")
        .find(|note| note.value("text").is_some() && !note.says(&["written by a machine"]))?;
    say(note, &["The last {kind}, of {at}, says: {text}"])
}

fn since(facts: &Facts<'_>) -> Option<Value> {
    say(
        facts.get("customer:since")?,
        &["Known since {first_seen}, by way of {channel}.", "Known since {first_seen}."],
    )
}

fn nothing(facts: &Facts<'_>) -> Option<Value> {
    let totals = facts.totals().filter(|totals| totals.is("orders", "0"))?;
    if facts.unpaid_order().is_some() {
        return None;
    }
    say(totals, &["No orders and {open_cases} open cases are known of this customer."])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(more: &[Value]) -> String {
        let all = json!({ "id": "totals:all", "kind": "totals", "text": "8 orders", "fields": {
            "orders": "8", "net": "10.00 USD", "first_order_at": "1 Jan 2026", "last_order_at": "2 Nov 2026" } });
        let list: Vec<Value> = std::iter::once(all).chain(more.iter().cloned()).collect();
        let prompt = json!({ "purpose": "sales", "facts": list });
        let said = history(&Facts::read(&prompt, Vec::new())).expect("a sentence");
        said["text"].as_str().expect("a text").to_owned()
    }

    #[test]
    fn a_question_is_answered_by_what_it_asks_for_or_not_at_all() {
        let order = |id: &str, text: &str, fields: Value| json!({ "id": format!("order:{id}"), "kind": "order", "text": text, "fields": fields });
        let prompt = json!({ "purpose": "support", "facts": [
            order("1140", "shipped; late", json!({ "number": "#1140", "items": "Tent", "status": "shipped",
                "days_late": "4 days", "expected_at": "20 Nov 2026", "parcel": "in transit" })),
            order("1138", "delivered", json!({ "number": "#1138", "items": "Basalt Mid Boot - EU 39", "status": "delivered",
                "delivered_at": "18 Nov 2026", "return_until": "18 Dec 2026", "return_days_left": "21 days" })),
            json!({ "id": "totals:all", "kind": "totals", "text": "2 orders", "fields": { "orders": "2", "orders_with_refund": "0",
                "net": "10.00 USD", "first_order_at": "1 Jan 2026", "last_order_at": "2 Nov 2026" } }),
        ] });
        let facts = Facts::read(&prompt, Vec::new());
        for (question, begins) in [
            ("Until when can she return the boots?", "Order {order:1138.number} may come back until"),
            ("How many days is it late?", "Order {order:1140.number} is {order:1140.days_late} late"),
            ("Is order 1138 late?", "Order {order:1138.number} was delivered on"),
            ("Has she ever returned anything?", "{totals:all.orders_with_refund} of"),
            ("How many orders?", "{totals:all.orders} orders since"),
            ("How many boots fit into the box?", "The profile does not say."),
            ("Until when can she return the tent?", "The profile does not say."),
            ("Can she get a refund?", "The profile does not say."),
            ("Why is it late?", "The profile does not say."),
            ("Does the tent have a window?", "The profile does not say."),
        ] {
            let said = answer(&facts, question);
            let texts: Vec<&str> = said.iter().filter_map(|one| one["text"].as_str()).collect();
            assert!(texts.len() == 1 && texts[0].starts_with(begins), "{question}: {texts:?}");
        }
    }

    #[test]
    fn the_net_sum_is_told_beside_sums_of_years_and_not_where_orders_are_in_several_currencies() {
        let of = |key: &str, fields: Value| json!({ "id": format!("totals:{key}"), "kind": "totals", "text": "", "fields": fields });
        let year = of("2026", json!({ "orders": "5", "net": "7.00 USD" }));
        assert!(told(std::slice::from_ref(&year)).contains("net {totals:all.net}"));
        let currency =
            |code: &str| of(code, json!({ "orders": "4", "net": format!("5.00 {code}"), "currency": code }));
        assert!(!told(&[year, currency("USD"), currency("EUR")]).contains("net"));
    }
}
