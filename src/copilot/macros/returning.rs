//! What a macro says about sending back, of an order that its customer does not have yet, may not send back any more, or
//! has not asked to.

use std::sync::LazyLock;

use regex::Regex;

use crate::copilot::tone;
use crate::copilot::verify::pieces;
use crate::domain::commerce::{Order, OrderStatus, ShipmentStatus};
use crate::domain::crm::{Case, MessageFrom};
use crate::domain::fault;
use crate::domain::{Mark, Unsupported};

/// Goods that are sent back, in the languages that macros are written in.
static SENDS_BACK: LazyLock<Regex> = LazyLock::new(|| {
    let english = r"\b(?:send|sending|ship|shipping|bring|bringing)(?: (?:[\p{L}-]+|#\d+)){0,6}? back\b|\breturn(?:ing)? (?:the|it|them|this|an?|your|something|items?|goods|any|order|label|slip|form)\b";
    let german = r"\bzurück(?:zu)?(?:geb|schick|send)\w*|\brücksend\w*|\bretoure\w*|\brückgabe\w*";
    let french = r"\bretourne(?:r|z)\b|\brenvoyer\b|\b(?:bon|étiquette) de retour\b";
    let others = r"\bdevolver\w*|\bdevoluci\w+|\bdevoluç\w+|\brender(?:e|l[oaie])\b|\brestituir\w*|\breso\b|\bterugst\w+|\bretourneren\b|返品|返送|إرجاع";
    let pattern = Regex::new(&format!("{english}|{german}|{french}|{others}"));
    pattern.expect("constant pattern; every test compiles it")
});

/// What goes back and is no goods, and what makes it a thing of later.
const NOT_NOW: &[&str] = &[
    "money", "refund", "amount", "if", "once", "when", "after", "geld", "betrag", "wenn", "falls", "sobald",
    "nachdem", "argent", "si", "dès", "dinero", "cuando", "denaro", "se", "als", "zodra",
];

/// What says that goods do not come back, or need not: `you can no longer return it`.
static DENIED: LazyLock<Regex> = LazyLock::new(|| {
    let english = r"not|never|cannot|\w+n[’']t|no longer|no need|unable|impossible|without";
    let others = r"nicht|kein\w*|ohne|(?:ne|n[’']\p{L}+)\b.*\b(?:pas|plus)|sans|ya no|no (?:se )?(?:puede[ns]?|podemos|podrá\w*|es posible|hace falta)|sin|non|senza|niet|geen|zonder|não|sem";
    let pattern = Regex::new(&format!(r"\b(?:{english}|{others})\b|ません|لا يمكن|لم يعد"));
    pattern.expect("constant pattern; every test compiles it")
});

/// What invites all the same: `do not hesitate to send it back`.
static INVITES: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r"\bhesitate\b|\bzöger\w*|\bhésite\w*|\bdude\b|\besit\w+|\baarzel\w*|\bhesit\w+|\bnot only\b|\bwhy not\b";
    Regex::new(pattern).expect("constant pattern; every test compiles it")
});

/// What a customer is said to want.
static WANTED: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r"\byou (?:would like|want|wish)\b|\bsie (?:möchten|wollen)\b|\bvous (?:souhaitez|voulez)\b|\bdesea\b|\bquiere\b|\bdesidera\b|\bvuole\b|\bu wilt\b|\bgostaria\b|\bpretende\b";
    Regex::new(pattern).expect("constant pattern; every test compiles it")
});

/// Words by which customers ask to send something back, in any of its forms.
const ASKS: &[&str] = &[
    "return",
    "back",
    "exchange",
    "swap",
    "refund",
    "money",
    "zurück",
    "rück",
    "umtausch",
    "tauschen",
    "retour",
    "rembours",
    "échang",
    "renvoy",
    "devol",
    "reembols",
    "cambi",
    "reso",
    "rimbors",
    "render",
    "restitu",
    "terug",
    "ruilen",
    "troca",
    "返",
    "交換",
    "إرجاع",
    "استرجاع",
    "استبدال",
    "استرداد",
];

/// The first sentence about sending back that is not so. `returns`: that the time for it is over, where it is.
pub fn sends_back(text: &str, order: &Order, returns: Option<&Late>, case: &Case) -> Option<Unsupported> {
    let number = &order.number;
    let asks = || theirs(case).any(|text| ASKS.iter().any(|word| text.contains(word)));
    // What broke, and what nobody ordered, comes back however old it is.
    let late = returns.filter(|_| !theirs(case).any(|text| fault::is_told(&text)));
    let everywhere = not_here(order).map(|why| format!("order {number} {why}")).or_else(|| {
        let until = &late?.until;
        Some(format!("returns of order {number} ended on {until}"))
    });
    let unasked = |said: &str| {
        let is_unasked = WANTED.is_match(&said.to_lowercase()) && !asks();
        is_unasked.then(|| "the customer has not written of sending anything back".to_owned())
    };
    let said = pieces(text).into_iter().map(str::trim).filter(|said| speaks_of_it(said));
    let mut wrong = said.filter_map(|said| Some((said, everywhere.clone().or_else(|| unasked(said))?)));
    let (said, why) = wrong.next()?;
    Some(Unsupported { text: said.to_owned(), why, mark: Mark::Open })
}

/// Whether a sentence has goods come back, now.
fn speaks_of_it(said: &str) -> bool {
    let lower = said.to_lowercase();
    let is_denied = |at: usize| {
        let border = |c: char| matches!(c, ',' | ';' | ':' | '(' | ')' | '–' | '—');
        let start = lower[..at].rfind(border).unwrap_or(0);
        let end = lower[at..].find(border).map_or(lower.len(), |end| at + end);
        let clause = &lower[start..end];
        DENIED.is_match(clause) && !INVITES.is_match(clause)
    };
    let mut places = SENDS_BACK.find_iter(&lower).map(|found| found.start());
    !tone::contains_any(&lower, NOT_NOW) && places.any(|at| !is_denied(at))
}

/// The time to send an order back is over.
pub struct Late {
    /// The last day, as the rep reads days.
    pub until: String,
}

/// What the customer wrote, in lower case.
fn theirs(case: &Case) -> impl Iterator<Item = String> {
    let theirs = case.messages.iter().filter(|message| message.from != MessageFrom::Staff);
    theirs.map(|message| message.text.to_lowercase()).chain([case.subject.to_lowercase()])
}

/// Why an order cannot be sent back yet; nothing where it can, or nobody can tell.
fn not_here(order: &Order) -> Option<&'static str> {
    let live = || order.shipments.iter().filter(|one| one.status != ShipmentStatus::Cancelled);
    if live().next().is_none() {
        let is_unsent = matches!(order.status, OrderStatus::Pending | OrderStatus::Paid);
        return is_unsent.then_some("has not left yet");
    }
    let is_under_way = live().all(|one| {
        one.delivered_at.is_none()
            && !matches!(one.status, ShipmentStatus::Delivered | ShipmentStatus::Unknown)
    });
    is_under_way.then_some("has not arrived yet")
}
