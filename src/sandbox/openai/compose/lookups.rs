//! What the model looks up where the prompt's facts do not tell, and what it says of what was found.

use serde_json::{Value, json};

use super::facts::{Fact, Facts};

const MOST_GROUPS: usize = 4;

/// The look-ups that a question wants; none where some were made already.
pub(super) fn wanted(facts: &Facts<'_>, question: &str) -> Vec<Value> {
    let question = question.to_lowercase();
    if facts.of("lookup").next().is_some() {
        return Vec::new();
    }
    if month(&question).is_some() {
        return vec![json!({ "name": "sums", "by": "month", "of": "net" })];
    }
    if let Some((_, status)) =
        STATES.iter().find(|(words, _)| words.iter().any(|word| question.contains(word)))
    {
        return vec![json!({ "name": "orders", "status": status })];
    }
    if let Some((_, by)) = GROUPS.iter().find(|(words, _)| words.iter().any(|word| question.contains(word))) {
        return vec![json!({ "name": "sums", "by": by, "of": "net" })];
    }
    if let Some(product) = after(&question, &["bought", "buy", "ordered", "purchased", "owns"]) {
        return vec![json!({ "name": "orders", "product": product })];
    }
    match after(&question, &["mentioned", "mention", "complained about", "say about", "said about"]) {
        Some(word) => vec![json!({ "name": "messages", "words": [word] })],
        None => Vec::new(),
    }
}

const GROUPS: &[(&[&str], &str)] = &[
    (&["by month", "per month", "each month"], "month"),
    (&["by year", "per year", "each year", "this year", "last year", "in 20"], "year"),
    (&["by category", "per category", "which categories"], "category"),
    (&["by product", "which product"], "product"),
];

/// How orders stand that a question asks for; whether something may be granted is another one.
const STATES: &[(&[&str], &str)] = &[
    (
        &[
            "have a discount",
            "have a coupon",
            "have a voucher",
            "used a",
            "use a",
            "any discount",
            "any coupon",
            "discount code",
        ],
        "discounted",
    ),
    (&["paid", "unpaid", "payment"], "unpaid"),
];

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// The month that a question names: `in October`.
fn month(question: &str) -> Option<&'static str> {
    MONTHS.into_iter().find(|month| question.contains(&format!("in {month}")))
}

/// The thing that is named behind a verb: one or two words, no pronoun.
fn after(question: &str, verbs: &[&str]) -> Option<String> {
    const BEFORE_IT: &[&str] = &["a", "an", "any", "the", "some", "our", "ever", "more", "than", "one"];
    const NO_THING: &[&str] = &[
        "anything",
        "something",
        "it",
        "us",
        "from",
        "last",
        "in",
        "on",
        "since",
        "before",
        "this",
        "that",
        "so",
        "recently",
        "lately",
        "yet",
        "again",
        "most",
        "first",
        "next",
        "as",
        "with",
        "at",
        "by",
        "and",
        "or",
        "for",
        "of",
        "about",
        "to",
    ];
    let verb = verbs.iter().find_map(|verb| Some((question.find(verb)?, verb.len())))?;
    let words = question[verb.0 + verb.1..].split(|c: char| !c.is_alphanumeric() && c != '-');
    let words = words.filter(|word| !word.is_empty()).skip_while(|word| BEFORE_IT.contains(word));
    let thing: Vec<&str> = words.take_while(|word| !NO_THING.contains(word)).take(2).collect();
    (!thing.is_empty()).then(|| thing.join(" "))
}

/// What is said of what was looked up.
pub(super) fn told(facts: &Facts<'_>, question: &str) -> Vec<Value> {
    let month = month(question);
    facts
        .of("lookup")
        .filter(|fact| !fact.id.contains('.'))
        .flat_map(|fact| of_one(facts, fact, month))
        .collect()
}

fn of_one(facts: &Facts<'_>, lookup: &Fact<'_>, month: Option<&str>) -> Vec<Value> {
    if lookup.value("messages").is_some() {
        return Vec::from_iter(messages(lookup));
    }
    let of_month = |fact: &&Fact<'_>| {
        month.is_none_or(|month| {
            fact.value("period").is_some_and(|p| p.to_lowercase().starts_with(&month[..3]))
        })
    };
    let groups: Vec<Value> = groups(facts, lookup, of_month).take(MOST_GROUPS).collect();
    if !groups.is_empty() || month.is_some() {
        return groups;
    }
    let partial = if lookup.says(&["the history is partial"]) { " The history is partial." } else { "" };
    if lookup.is("orders", "0") {
        let templates = match lookup.says(&["unpaid"]) {
            true => [
                "No order is waiting for payment: looked in {looked_in} orders, the oldest of {looked_since}.",
                "No order is waiting for payment: looked in {looked_in} orders.",
            ],
            false => [
                "No order has it: looked in {looked_in} orders, the oldest of {looked_since}.",
                "No order has it: looked in {looked_in} orders.",
            ],
        };
        let text = lookup.fill(&templates);
        return text
            .map(|text| json!({ "text": text + partial, "evidence": [lookup.id] }))
            .into_iter()
            .collect();
    }
    let order = facts
        .of("order")
        .find(|order| lookup.says(&[&format!("{},", order.id)]) || lookup.text().ends_with(order.id));
    let of_order = order.and_then(|order| {
        let text = match lookup.says(&["unpaid"]) {
            true => order.fill(&["Order {number} of {placed_at} is waiting for payment: {total}."])?,
            false => order.fill(&["Yes: order {number} of {placed_at} has it: {items}."])?,
        };
        Some(json!({ "text": text, "evidence": [lookup.id, order.id] }))
    });
    let count = lookup.fill(&["{orders} of {looked_in} orders fit."]);
    let count = count.map(|text| json!({ "text": text + partial, "evidence": [lookup.id] }));
    of_order.into_iter().chain(count).collect()
}

fn messages(lookup: &Fact<'_>) -> Option<Value> {
    let templates: &[&str] = match lookup.is("messages", "0") {
        true => &["No message says so: looked in {looked_in} messages."],
        false => &[
            "{messages} of {looked_in} messages speak of it; the last message, of {last_message_at}, says: {last_message}",
        ],
    };
    Some(json!({ "text": lookup.fill(templates)?, "evidence": [lookup.id] }))
}

/// Months, years, categories, products.
fn groups<'f>(
    facts: &'f Facts<'_>,
    lookup: &'f Fact<'_>,
    is_asked: impl Fn(&&Fact<'_>) -> bool + 'f,
) -> impl Iterator<Item = Value> + 'f {
    let inside = format!("{}.", lookup.id);
    let groups = facts
        .of("lookup")
        .filter(move |fact| fact.id.starts_with(&inside))
        .filter(move |fact| is_asked(fact));
    groups.filter_map(|group| {
        let text = group.fill(&[
            "{period}: {orders} orders, net {net}.",
            "{category}: {pieces} pieces in {orders} orders.",
            "{product}: {pieces} pieces in {orders} orders.",
        ])?;
        Some(json!({ "text": text, "evidence": [group.id] }))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thing_is_named_behind_its_verb() {
        let verbs = &["bought", "buy"];
        assert_eq!(after("has she ever bought a sleeping bag?", verbs).as_deref(), Some("sleeping bag"));
        assert_eq!(after("has she bought a headlamp before?", verbs).as_deref(), Some("headlamp"));
        assert_eq!(after("what did they buy last?", verbs), None);
        assert_eq!(after("where is it?", verbs), None);
    }
}
