//! A question, read: of what shape it is, which orders it speaks of, and what it names that no row knows.

use std::collections::HashSet;
use std::sync::LazyLock;

use regex::Regex;
use rust_decimal::Decimal;

use super::{when, wording};
use crate::copilot::facts::{Facts, day};
use crate::copilot::lookups::{
    Lookup, Measure, MessageFilter, OrderFilter, OrderState, Per, Period, Sums, content_words, folded,
    is_like, singular,
};
use crate::copilot::tone;
use crate::domain::Profile;
use crate::domain::commerce::Order;
use crate::domain::crm::MessageFrom;

/// What kind of answer is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A count.
    HowMany,
    /// An amount.
    HowMuch,
    /// A day.
    When,
    /// A name.
    Who,
    /// What it was.
    What,
    /// Yes or no.
    Whether,
}

/// Which one of several is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pick {
    First,
    Last,
    Previous,
    Largest,
    Smallest,
}

/// A question, read.
pub struct Asked<'a> {
    /// In plain words, without the days that it names, between spaces.
    pub text: String,
    /// What kind of answer is wanted.
    pub shape: Shape,
    /// Which one is meant.
    pub pick: Option<Pick>,
    /// The order that it names by its number.
    pub order: Option<&'a Order>,
    /// A number of an order that the profile does not have.
    pub unknown_order: Option<String>,
    /// The orders that it speaks of, however they stand.
    pub filter: OrderFilter,
    /// What it names that no row knows.
    pub rest: Vec<String>,
}

static AMOUNT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r" (?P<how>more than|over|above|at least|exceeding|less than|under|below|at most) (?:usd |eur |gbp |\$|€|£)?(?P<n>\d{1,9}(?:\.\d{1,2})?)(?:€|\$|£)? (?P<unit>\w*)")
        .expect("constant pattern; every test compiles it")
});

static NUMBERED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r" (?:order|orders|number|no|parcel|package|shipment) #?(?P<n>[a-z]{0,4}-?\d{3,}[\w-]*) | #(?P<m>[\w-]*\d[\w-]*) ")
        .expect("constant pattern; every test compiles it")
});

impl<'a> Asked<'a> {
    /// Reads a question about a profile.
    pub fn read(question: &str, profile: &'a Profile, facts: &Facts) -> Self {
        let text = wording::plain(question);
        let (order, unknown_order, text) = numbered(&text, profile);
        let compares = tone::contains_any(&text, COMPARING);
        let (period, text) = when::period(&text, day(facts.now, &facts.zone));
        // A comparison is of all days, not of those that were named first.
        let period = if compares { Period::default() } else { period };
        let (min_total, max_total, text) = amounts(&text);
        let mut asked = Self {
            shape: shape(&text),
            pick: pick(&text),
            order,
            unknown_order,
            filter: OrderFilter { period, min_total, max_total, ..OrderFilter::default() },
            rest: rest(&text, profile),
            text,
        };
        asked.filter.product = asked.product(profile);
        asked
    }

    /// Whether it has one of these words.
    pub fn has(&self, words: &[&str]) -> bool {
        tone::contains_any(&self.text, words)
    }

    /// Whether it speaks of some orders, not of all.
    pub fn is_narrowed(&self) -> bool {
        self.filter.narrowed().is_some()
    }

    /// The same orders, of those that stand so.
    pub fn in_state(&self, state: OrderState) -> OrderFilter {
        OrderFilter { state, ..self.filter.clone() }
    }

    /// What is looked up to answer it, each with its key.
    pub fn lookups(&self) -> Vec<(&'static str, Lookup)> {
        let mut lookups = vec![("orders", Lookup::Orders(self.filter.clone()))];
        let states = OrderState::ALL.iter().filter(|(_, state)| *state != OrderState::Any);
        lookups.extend(states.map(|(word, state)| (*word, Lookup::Orders(self.in_state(*state)))));
        for (key, per) in [
            ("products", Per::Product),
            ("categories", Per::Category),
            ("months", Per::Month),
            ("years", Per::Year),
        ] {
            let of = if matches!(per, Per::Month | Per::Year) { Measure::Net } else { Measure::Orders };
            lookups.push((key, Lookup::Sums(Sums { per, of, filter: self.filter.clone() })));
        }
        let period = self.filter.period;
        let written = |words: Vec<String>, from| Lookup::Messages(MessageFilter { words, from, period });
        lookups.push(("messages", written(Vec::new(), Some(MessageFrom::Customer))));
        lookups.push(("contacts", written(Vec::new(), None)));
        if !self.rest.is_empty() {
            lookups.push(("mentions", written(self.rest.clone(), None)));
        }
        lookups
    }

    /// What it names of what was bought; where nothing bought is called so, what it names all the same.
    fn product(&self, profile: &Profile) -> String {
        let mut titles: Vec<String> = Vec::new();
        for item in profile.orders.iter().flat_map(|order| &order.items) {
            titles.extend(content_words(&item.title));
            titles.extend(item.category.iter().flat_map(|category| content_words(category)));
            titles.extend(item.sku.iter().map(|sku| folded(sku)));
        }
        let is_bought = |word: &&String| titles.iter().any(|title| is_like(title, &singular(word)));
        let bought: Vec<&str> = self.rest.iter().filter(is_bought).map(String::as_str).collect();
        if !bought.is_empty() && bought.len() * 2 >= self.rest.len() {
            let all = bought.join(" ");
            let one_item = OrderFilter { product: all.clone(), ..OrderFilter::default() };
            let items = || profile.orders.iter().flat_map(|order| &order.items);
            let joined = self.has(&["and"]) && !items().any(|item| one_item.has_item(item));
            return if joined { bought.join(" and ") } else { all };
        }
        self.named_as_bought()
    }

    /// What stands behind a verb of buying, where no row knows it: `bought a kayak`, `spent on kayaks`.
    fn named_as_bought(&self) -> String {
        const BEFORE_IT: &[&str] = &[
            "a", "an", "any", "the", "some", "our", "one", "of", "that", "this", "another", "more", "ein",
            "eine", "einen",
        ];
        let opens = |word: &str| {
            BUYING.contains(&word)
                || matches!(
                    word,
                    "order" | "return" | "returned" | "refunded" | "owns" | "own" | "containing"
                )
                || (matches!(word, "on" | "for") && self.has(&["spent", "spend"]))
                || (matches!(word, "many" | "with") && (self.has(BUYING) || self.has(&["orders"])))
        };
        let words: Vec<&str> = self.text.split_whitespace().collect();
        let is_unknown = |word: &&str| self.rest.iter().any(|rest| rest == word);
        let behind = words.iter().enumerate().filter(|(_, word)| opens(word)).map(|(at, _)| {
            let after = words[at + 1..].iter().copied().skip_while(|word| BEFORE_IT.contains(word));
            after.take_while(is_unknown).collect::<Vec<_>>()
        });
        behind.max_by_key(Vec::len).map(|words| words.join(" ")).unwrap_or_default()
    }
}

/// Words that hold one time against another.
pub const COMPARING: &[&str] = &[
    "compared",
    "compare",
    "versus",
    "vs",
    "than last year",
    "than the year before",
    "than last month",
    "more or less",
];

/// Verbs of buying.
pub const BUYING: &[&str] = &[
    "bought",
    "buy",
    "buys",
    "buying",
    "ordered",
    "ordering",
    "purchase",
    "purchased",
    "purchases",
    "own",
    "owns",
    "spent",
    "spend",
];

fn numbered<'a>(text: &str, profile: &'a Profile) -> (Option<&'a Order>, Option<String>, String) {
    let bare = |number: &str| folded(number.trim_start_matches(|c: char| !c.is_ascii_alphanumeric()));
    let known = |word: &str| profile.orders.iter().find(|order| bare(&order.number) == bare(word));
    // A number that an order has is its number wherever it stands.
    let named =
        text.split_whitespace().filter(|word| word.len() >= 3).find_map(|word| Some((word, known(word)?)));
    if let Some((word, order)) = named {
        return (Some(order), None, text.replacen(&format!(" {word} "), " ", 1));
    }
    let unknown = NUMBERED.captures(text).and_then(|found| found.name("n").or(found.name("m")));
    match unknown.filter(|number| !is_year(number.as_str())) {
        Some(number) => {
            let rest = format!("{} {}", &text[..number.start()], &text[number.end()..]);
            (None, Some(number.as_str().to_owned()), rest)
        }
        None => (None, None, text.to_owned()),
    }
}

fn is_year(number: &str) -> bool {
    number.len() == 4 && (number.starts_with("19") || number.starts_with("20"))
}

/// `over 500`: an amount, unless a word behind it says that it counts something.
fn amounts(text: &str) -> (Option<Decimal>, Option<Decimal>, String) {
    const COUNTED: &[&str] = &[
        "order",
        "orders",
        "time",
        "times",
        "item",
        "items",
        "piece",
        "pieces",
        "case",
        "cases",
        "day",
        "days",
        "week",
        "weeks",
        "month",
        "months",
        "year",
        "years",
        "return",
        "returns",
        "refund",
        "refunds",
        "purchase",
        "purchases",
    ];
    let Some(found) = AMOUNT.captures(text).filter(|found| !COUNTED.contains(&&found["unit"])) else {
        return (None, None, text.to_owned());
    };
    let (Ok(amount), Some(number), Some(how)) = (found["n"].parse(), found.name("n"), found.name("how"))
    else {
        return (None, None, text.to_owned());
    };
    let left = format!("{} {}", &text[..how.start()], &text[number.end()..]);
    match &found["how"] {
        "less than" | "under" | "below" | "at most" => (None, Some(amount), left),
        _ => (Some(amount), None, left),
    }
}

fn shape(text: &str) -> Shape {
    let has = |words: &[&str]| tone::contains_any(text, words);
    if has(&["how many", "number of", "how often", "count", "how frequently"]) && !has(&["phone number of"]) {
        Shape::HowMany
    } else if has(&[
        "how much", "spent", "spend", "amount", "worth", "revenue", "turnover", "sum", "total", "cost",
        "value", "net", "gross",
    ]) {
        Shape::HowMuch
    } else if has(&["when", "what date", "which date", "what day", "which day", "how long ago", "date"]) {
        Shape::When
    } else if has(&["who", "whose", "whom"]) {
        Shape::Who
    } else if has(&["what", "which", "list", "show", "tell me", "where", "how"]) {
        Shape::What
    } else {
        Shape::Whether
    }
}

fn pick(text: &str) -> Option<Pick> {
    let has = |words: &[&str]| tone::contains_any(text, words);
    if has(&["largest", "biggest", "most expensive", "highest", "greatest", "priciest"]) {
        Some(Pick::Largest)
    } else if has(&["smallest", "cheapest", "lowest", "least expensive"]) {
        Some(Pick::Smallest)
    } else if has(&[
        "before the last",
        "previous order",
        "previous purchase",
        "second last",
        "last but one",
        "penultimate",
        "one before",
    ]) {
        Some(Pick::Previous)
    } else if has(&["first", "earliest", "oldest", "initial", "initially"]) {
        Some(Pick::First)
    } else if has(&["last", "latest", "newest", "recent", "recently", "most recent"]) {
        Some(Pick::Last)
    } else {
        None
    }
}

/// Words that tell nothing of what is asked for: they are of the grammar, or rows know them.
static USUAL: LazyLock<HashSet<&str>> =
    LazyLock::new(|| include_str!("usual.txt").split_whitespace().collect());

fn rest(text: &str, profile: &Profile) -> Vec<String> {
    let name = profile.customer.name.iter().flat_map(|name| content_words(name));
    let name: Vec<String> = name.collect();
    let words = text.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()));
    let telling = words.filter(|word| word.chars().count() > 1 && !word.contains('@'));
    let telling = telling.filter(|word| !USUAL.contains(*word) && !USUAL.contains(singular(word).as_str()));
    telling.filter(|word| !name.contains(&singular(word))).map(str::to_owned).collect()
}
