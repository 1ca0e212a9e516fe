//! Promises: a refund, a discount, a gift, a day of delivery. A model has nothing to give away but what policy lets a draft
//! promise, within its bounds.

pub mod own;
mod policy;

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::{Match, Regex};

use super::sentence::Sentence;
use super::{View, Voice};
use crate::copilot::facts::{Claim, SlotValue, day};
use crate::copilot::tone;

/// Money or goods for the customer, to come.
static GIVING: LazyLock<Regex> = LazyLock::new(|| {
    let given = r"refund\w*|reimburse\w*|compensat\w*|replac\w+|credit\w*|voucher|coupon|gift card|discount|free of charge|for free|money back|new one";
    // `you get 20 USD back`
    let amount = r"(?:[€$£¥] ?\d[\d.,]*|\d[\d.,]* ?(?:[€$£¥]|(?:usd|eur|gbp|cad|aud|nzd|chf|jpy|dollars?|euros?|pounds?)\b))";
    let goes_back = format!(
        r"\b(?:get|receive|have|give|send|pay|transfer|return|is|are|be)s?\b.{{0,30}}?{amount}.{{0,20}}?\bback\b"
    );
    let pattern = format!(
        r"{goes_back}|\b(?:we|i|you|they|customer|he|she)(?:'ll| will| shall| are going to| am going to| can have| get| gets| is entitled to| are entitled to| is owed)\b[^.;]*?\b(?:{given})\b|\b(?:will be|is to be|shall be) (?:fully )?(?:refunded|replaced|reimbursed|compensated|credited)\b|\b(?:free (?:shipping|replacement|return|gift)|on the house|store credit|gift card|full refund|money-back)\b|\bguarante\w+\b|\b(?:is|are) entitled to\b|\b(?:we|i) (?:hereby )?promise\b|\bwaiv(?:e|es|ed|ing)\b|\b(?:is|are) on us\b|\b(?:happy|glad|pleased|ready|willing) to (?:\w+ )?(?:refund|reimburse|compensate|replace|credit)\b|\b(?:wir|ich) (?:erstatten?|ersetzen?|schenken?)\b|\b(?:nous|je) (?:vous )?(?:rembours|rempla)\w+|\b(?:serez|sera|serons) (?:remboursé|remplacé)\w*|\b(?:será|serán) (?:reembolsad|reemplazad)\w+|\ble (?:reembolsamos|reembolsaremos|devolvemos|devolveremos)\b"
    );
    Regex::new(&pattern).expect("constant pattern; every test compiles it")
});

/// A discount in words; one in percent is held against what the suggestion offers.
static DISCOUNT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"\b(?:discount (?:of|on)|\d+ ?% (?:off|discount)|off (?:your|the) next|half price|voucher|coupon)\b",
    )
    .expect("constant pattern; every test compiles it")
});

/// A discount that is given now, whatever was given before.
static NEW_DISCOUNT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(?:we|i|you|they|he|she|customer)(?:'ll| will| shall| can| may| get| gets| give| grant| offer| receive| are entitled to)\b|\b(?:next|another|today|tomorrow|for you)\b|\buse (?:the )?code\b")
        .expect("constant pattern; every test compiles it")
});

/// A discount that the customer has had.
static HAD: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\byou(?:'ve| have)? (?:received|got|used|redeemed)\b|\b(?:is|are|was|were)(?: still| already| not| no longer)* (?:valid|used|redeemed|expired)\b")
        .expect("constant pattern; every test compiles it")
});

/// Arrival, to come.
static ARRIVAL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(?:will|'ll|should|shall|is going to) (?:arrive|be delivered|be there|reach|be with|get there|be shipped|ship|come)\b|\b(?:arrives?|ships?|leaves|goes out|comes) (?:by|on|tomorrow|today|soon|next|this)\b|\b(?:arrives|ships|leaves)(?: \w+){1,3} (?:by|tomorrow|today|soon|next)\b|\b(?:llegará|recibirá|será (?:entregado|enviado)|arrivera|sera (?:livré|expédié)|recevrez|wird (?:\w+ ){0,4}(?:ankommen|geliefert|zugestellt|eintreffen))\b")
        .expect("constant pattern; every test compiles it")
});

/// Words of what a shop gives.
static LIKE_GIVING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(?:refund\w*|reimburs\w*|money back|credit(?:s|ed)?|voucher|coupon|discount\w*|gift card|replacement|compensat\w*|for free|free of charge|on the house|on us|waiv\w*|guarante\w*|half price|promo(?:tion)?|use (?:the )?code)\b|%|\bfree (?:shipping|return|gift)\b|\b(?:erstatt|rückerstatt|gutschein|gutschrift|rabatt|rembours|reembols|descuento|remise|sconto|rimbors|korting|terugbetal)\w*")
        .expect("constant pattern; every test compiles it")
});

/// Words of what reaches somebody.
static LIKE_ARRIVAL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(?:expect|receive|arriv\w+|be with you|be there|reach you|have it|get it|leaves?|ships?|shipped|deliver\w*|ankommen|geliefert|zugestellt|eintreffen|livr\w+|recevrez|llegar\w*|recibir\w*)\b")
        .expect("constant pattern; every test compiles it")
});

/// Words of what is to come.
static AHEAD: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(?:will|can|shall|should|going to|by|before|tomorrow|tonight|next|soon|within|wird|werden|morgen|sera|demain|será|mañana)\b|'ll\b|\b(?:arrives|ships|leaves)\b")
        .expect("constant pattern; every test compiles it")
});

/// Words that make it no promise.
const SOFTENING: &[&str] = &[
    "whether",
    "if",
    "cannot",
    "can't",
    "not",
    "no",
    "asks",
    "asked",
    "wants",
    "wanted",
    "demands",
    "demanded",
    "requests",
    "requested",
    "claims",
    "claimed",
    "expects",
    "hopes",
    "says",
    "said",
    "ask",
    "never",
    "don't",
    "check",
    "decide",
    "without",
    "before",
    "threatens",
    "approval",
    "instead of",
    "prefer",
    "which you'd rather",
    "ob",
    "wenn",
    "nicht",
    "kein",
    "keine",
    "keinen",
    "si",
    "pas",
];

/// What is written and comes, and what is done as a rule: no goods of anybody's.
const NEWS: &[&str] = &[
    "usually",
    "normally",
    "normalerweise",
    "normalement",
    "normalmente",
    "message",
    "answer",
    "reply",
    "e-mail",
    "email",
    "confirmation",
    "nachricht",
    "antwort",
    "bestätigung",
    "réponse",
    "courriel",
    "numéro",
    "lien",
    "mensaje",
    "respuesta",
    "correo",
    "confirmación",
    "número",
    "enlace",
];

/// Refuses a promise that nothing backs.
pub fn check(sentence: &Sentence, view: &View<'_>) -> Result<(), String> {
    let lower = &sentence.lower;
    if let Some(at) = given_at(sentence)
        && !grants(view)
    {
        policy::allows_giving(sentence, at, view)?;
    }
    if let Some(found) = DISCOUNT.find(lower)
        && !is_soft(sentence, found.start(), found.as_str())
        && !grants(view)
        && !(view.by_hand && HAD.is_match(sentence.clause_at(found.start())))
        && (NEW_DISCOUNT.is_match(sentence.clause_at(found.start()))
            || !view.values().any(|(name, _)| name == "discount" || name == "discount_codes"))
    {
        return Err("it gives a discount that is not part of the offer".to_owned());
    }
    let foresees = |found: Match<'_>| {
        !is_soft(sentence, found.start(), found.as_str())
            && !lower[found.end()..].starts_with(" back")
            && !is_news(sentence, found, view)
    };
    if ARRIVAL.find_iter(lower).any(foresees) && !tells_expected_day(sentence, view) {
        policy::allows_arrival(sentence, view)?;
    }
    Ok(())
}

/// Whether a sentence that nothing bears out speaks of something given away or to come, however it is put: as unproven it
/// would be a promise all the same.
pub fn smells(sentence: &Sentence) -> bool {
    LIKE_GIVING.is_match(&sentence.lower)
        || (LIKE_ARRIVAL.is_match(&sentence.lower) && AHEAD.is_match(&sentence.lower))
}

/// Whether what stands at a place is part of a promise that policy allows, which judged it.
pub fn is_promised(sentence: &Sentence, at: usize, view: &View<'_>) -> bool {
    if view.facts.promises.is_empty() {
        return false;
    }
    let given = given_at(sentence).is_some_and(|start| {
        policy::belongs(sentence, at, start) && policy::allows_giving(sentence, start, view).is_ok()
    });
    let arrives = || {
        ARRIVAL.find(&sentence.lower).is_some_and(|found| found.start() <= at)
            && policy::allows_arrival(sentence, view).is_ok()
    };
    given || arrives()
}

/// Whether what comes in a person's own words is written, or is done as a rule: its word stands before the verb or, in
/// German, right behind its first part. What is received stands anywhere: `vous recevrez le numéro`.
fn is_news(sentence: &Sentence, found: Match<'_>, view: &View<'_>) -> bool {
    if !view.by_hand {
        return false;
    }
    if found.as_str().starts_with("rec") {
        return tone::contains_any(sentence.clause_at(found.start()), NEWS);
    }
    let verb: Vec<&str> = found.as_str().split_whitespace().take(3).collect();
    let subject = format!("{} {}", sentence.before(found.start()), verb.join(" "));
    tone::contains_any(&subject, NEWS)
}

/// Where a sentence begins to give something away.
fn given_at(sentence: &Sentence) -> Option<usize> {
    let mut found = GIVING.find_iter(&sentence.lower);
    found.find(|found| !is_soft(sentence, found.start(), found.as_str())).map(|found| found.start())
}

fn is_soft(sentence: &Sentence, at: usize, found: &str) -> bool {
    let near = format!("{} {found}", sentence.before(at));
    tone::contains_any(&near, SOFTENING) || sentence.lower.trim_end().ends_with('?')
}

fn grants(view: &View<'_>) -> bool {
    matches!(view.voice, Voice::Draft { granted: Some(_) })
}

/// Whether it tells the day on which a parcel that is not late is expected, and no other.
fn tells_expected_day(sentence: &Sentence, view: &View<'_>) -> bool {
    let expected = view.cited.iter().filter(|fact| fact.claims.get(&Claim::Late) != Some(&true));
    let expected: Vec<Date> = expected
        .filter_map(|fact| match fact.fields.get("expected_at") {
            Some(SlotValue::Date(at)) => Some(day(*at, &view.facts.zone)),
            _ => None,
        })
        .collect();
    let today = view.facts.today();
    let named = own::days::named(&sentence.lower, today);
    let mut ahead = named.iter().map(|found| &found.meant).filter(|meant| meant.is_ahead(today));
    !expected.is_empty()
        && ahead.all(|meant| expected.iter().any(|day| meant.covers(*day)))
        && policy::last_days(&sentence.lower, today).all(|last| expected.iter().any(|day| *day <= last))
}
