//! Promises in a person's own words: they are put in more ways than a model's, and what is told of the past is none.

pub mod account;
mod anew;
pub mod days;
mod paper;
pub mod taken_back;
mod term;

use std::sync::LazyLock;

use regex::Regex;

use super::super::View;
use super::super::sentence::Sentence;
use super::super::told;
use super::{LIKE_ARRIVAL, is_soft, policy, tells_expected_day};
use crate::copilot::facts::{Claim, Fact};
use crate::copilot::tone;
use crate::domain::Promise;

fn compiled(pattern: &str) -> Regex {
    Regex::new(pattern).expect("constant pattern; every test compiles it")
}

/// Money or goods that a shop gives.
static GIFT: LazyLock<Regex> = LazyLock::new(|| {
    let english = r"refund\w*|reimburs\w*|compensat\w*|money|credit(?:s|ed|ing)?|voucher|coupon|gift card|discount\w*|replacement|replac(?:e|es|ed|ing)|new one|for free|free of charge|on the house|on us|waiv\w+|half price|free (?:shipping|return|gift)\w*";
    let german = r"geld|gutgeschrieben|(?:erstatt|rückerstatt|zurückerstatt|zurückzahl|gutschein|gutschrift|gutschreib|vergüt|rabatt|ersatz|ersetz|kostenlos|kostenfrei)\w*|schreib\w*(?: \S+){1,6} gut|zahl\w*(?: \S+){1,6} zurück";
    let romance = r"(?:rembours|remplac|remplaç|crédit|remise|reembols|reemplaz|descuento|devolv|devuelv|abonamos|abonaremos|abono|sconto|rimbors|accredit)\w*|argent|bon d.achat|dinero|gratis|gratuit\w*";
    let dutch = r"(?:korting|terugbetal|terugstort)\w*|betal\w*(?: \S+){1,6} terug|geld";
    compiled(&format!(r"\b(?:{english}|{german}|{romance}|{dutch})\b"))
});

/// Somebody gives it or gets it, or it is theirs already.
static TURNS_OVER: LazyLock<Regex> = LazyLock::new(|| {
    let english = r"\b(?:we|i)(?:'ll)?(?: \w+){0,2} (?:refund|replace|send|give|credit|pay|transfer|issue|grant|offer|waive|reimburse|ship|compensate|return)\b|\b(?:we|i)(?:['’]re|['’]m| are| am)(?: \w+){0,2} (?:refunding|replacing|sending|giving|crediting|paying|transferring|issuing|granting|offering|waiving|reimbursing|shipping|compensating|returning)\b|\byou(?:['’](?:re|ll))?(?: \w+)? (?:get|receive|have|are (?:refunded|credited|reimbursed)|(?:getting|receiving))\b|\b(?:is|are|comes?|goes)(?: \w+)? (?:back|yours|refunded|credited|reimbursed|replaced|on (?:its|the) way|on us|on the house)\b";
    let german = r"\b(?:sie|du|ihr) (?:bekomm|erh[aä]lt|krieg)\w*|\b(?:bekomm|erh[aä]lt|krieg)\w* (?:sie|du|ihr)\b|\b(?:wir|ich) (?:\w+ ){0,3}?(?:erstatt|ersetz|send|schick|schenk|geb|zahl|überweis|schreib|vergüt|gewähr)\w*|\b(?:erstatt|ersetz|send|schick|schenk|geb|zahl|überweis|schreib|vergüt|gewähr)\w* (?:wir|ich)\b";
    let romance = r"\bvous (?:recevez|aurez|(?:êtes|serez) (?:rembours|crédit)\w*)|\b(?:nous|je) (?:vous )?(?:rembours|crédit|rempla|envo|offr|donn|vers|rend|procéd|effectu)\w*|\b(?:recibe|recibirá|tendrá)\b|\b(?:le|les|te|os) (?:envi|envío|devolv|devuelv|damos|doy|regal|reembols|reemplaz|abon|pag|hacemos|hago)\w*|\b(?:le|la|ti|vi) (?:rimbors|accredit|restitu)\w*";
    let dutch =
        r"\bu (?:krijgt|ontvangt)\b|\b(?:wij|we|ik) (?:betal|betaal|stort|geven|geef|sturen|stuur)\w*";
    compiled(&format!("{english}|{german}|{romance}|{dutch}"))
});

/// It is still to come, whatever else the clause tells.
static TO_COME: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"\b(?:will|shall|should|going to|tomorrow|tonight|soon|next|wird|werden|werde|morgen|übermorgen|sera|seront|demain|será|serán|mañana|sarà|saranno|domani|wordt|worden (?:\w+ ){0,3}(?:bezorgd|geleverd)|overmorgen)\b|'ll\b",
    )
});

/// Words that put an arrival ahead of today.
static AHEAD: LazyLock<Regex> = LazyLock::new(|| {
    compiled(r"\b(?:by|before|within|in (?:\w+ ){1,2}days?|at the latest|spätestens|bis)\b")
});

/// What reaches somebody, besides the words that drafts are searched for.
static ARRIVES: LazyLock<Regex> = LazyLock::new(|| {
    let english = r"reach(?:es)? you|gets? (?:to you|there)|with you|at your door|comes? (?:to you|by|on|in)|you (?:get|receive) (?:the|your|them|both|all)";
    let german = r"erreicht (?:sie|dich)|bei (?:ihnen|dir)|kommt|kommen|trifft|treffen|(?:sie|du|ihr) (?:bekomm|erh[aä]lt|krieg)\w*|(?:bekomm|erh[aä]lt|krieg)\w* (?:sie|du|ihr)|(?:haben|hast) (?:sie|du|ihr) (?:es|sie|ihn|das|den|die|ihre?n?)|(?:liefern|verschicken|versenden) wir|wir (?:liefern|verschicken|versenden)|verschickt|versandt|versendet";
    let romance = r"chez vous|(?:vous|tu) (?:l[ea]s? )?re(?:cev|ço)\w*|vous l[ea]s? (?:avez|aurez)|llegan?|(?:l[oa]s? )(?:recibe|tiene|tendrá)\w*|recibes?|entreg\w+|arriv\w+|riceve\w*|consegn\w+|chegam?|chegará\w*";
    let dutch = r"komt|komen|(?:u|je) (?:ontvangt|krijgt)|(?:ontvangt|krijgt) (?:u|je)|bezorgd|bezorgen|geleverd|leveren|bij (?:u|je|jou)|(?:heeft|hebt) (?:u|je) (?:het|de|hem)";
    compiled(&format!(r"\b(?:{english}|{german}|{romance}|{dutch})\b"))
});

/// Where somebody, and no parcel, comes: back to a matter, along, again.
static COMES_BACK: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"\b(?:kommt?|kommen|komme|trifft|treffen)\b.*\b(?:zurück|auf (?:sie|dich|euch)|vorbei|wieder|zusammen|uns|dazu|dran|wort)\b|\bkom(?:t|en)?\b.*\b(?:terug|langs|weer)\b",
    )
});

/// A deed or a state told of the past, with the word before it.
static PAST: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"\b(?:was|were|had|did|wurden?|hatten?|waren?)\b|\b(?:has|have|'ve|hat|haben|habe|avons|ai|a été)\b(?: \w+){0,4}? (?:been|gone|sent|paid|given|left|got|come|\w+ed|ge\w+t|ge\w+en|erstattet|überwiesen|gutgeschrieben|zurück(?:ge\w+|erstattet|überwiesen)|\w+é)\b|\b(?:a|ont) été \w+ée?s?\b|\bfue(?:ron)? \w+[ai]d[oa]s?\b|\b(\w+ )?(?:refunded|reimbursed|credited|transferred|paid|sent|shipped|dispatched|delivered|arrived|reached|replaced|waived|gave|got|received|left|came)\b|\b(?:kam|kamen|traf|trafen|angekommen|eingetroffen|worden|llegó|llegaron|llegado|recibió|entregó|recibido|arrivée?s?|arrivat[oaie]|arrivò|aangekommen|kwam|kwamen|ontving|chegou)\b|\b(?:ist|sind|est|sont|è|sono|ha|han|zijn|is) (?:\w+ ){0,3}?(?:geliefert|zugestellt|verschickt|versandt|livrée?s?|partie?s?|consegnat[oaie]|entregad[oa]s?|bezorgd|geleverd|afgeleverd|verzonden)\b",
    )
});

/// Before these a participle is no past.
const NOW: &[&str] = &["is", "are", "be", "being", "get", "gets", "to"];

/// What makes a mention no promise, besides what makes none of a model's words.
const OPEN: &[&str] = &[
    "asking",
    "checking",
    "want",
    "would like",
    "either",
    "about",
    "regarding",
    "request",
    "as soon as",
    "once",
    "when",
    "sobald",
    "told",
    "let me know",
    "tell me",
    "möchten",
    "please",
    "bitte",
    "wegen",
    "bezüglich",
    "im lager",
    "in stock",
    "au sujet",
    "concernant",
    "respecto",
    "riguardo",
    "in verband",
    "usually",
    "normally",
    "normalerweise",
    "in der regel",
    "normalement",
    "en général",
    "normalmente",
    "meestal",
    "before",
    "after",
    "wann",
    "bevor",
    "nachdem",
    "falls",
    "quand",
    "lorsque",
    "dès que",
    "dès qu'elle",
    "dès qu'il",
    "avant",
    "après",
    "cuando",
    "en cuanto",
    "cuándo",
    "antes",
    "después",
    "quando",
    "appena",
    "prima",
    "zodra",
    "wanneer",
    "voordat",
];

/// What should have come and has not.
static NOT_KEPT: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"\bshould have (?:\w+ )?(?:\w+ed|been|come|left|gone|got|reached)\b|\bhätten?\b.*\bsollen\b|\baur(?:ait|aient) dû\b|\bdebería\w* haber\b|\bavrebbe\w* dovuto\b|\bhadden?\b.*\bmoeten\b|\bhad\b.*\bmoeten\b|\bdeveriam? ter\b",
    )
});

/// Refuses what promises without the words of a promise: `It reaches you tomorrow.`
pub fn check(sentence: &Sentence, view: &View<'_>) -> Result<(), String> {
    // A credit card is no credit; what stands where stays where it is.
    let lower =
        sentence.lower.replace("credit card", "debit  card").replace("carte de crédit", "carte de xxxxxxx");
    for found in GIFT.find_iter(&lower) {
        let (start, end) = sentence.clauses()[sentence.clause_number(found.start())];
        let clause = &lower[start..end];
        // Goods are what a customer sends back.
        let is_theirs = found.as_str().starts_with("devolver")
            && tone::contains_any(clause, &["puede", "puedes", "pueden", "tiene", "tienes", "debe", "desea"]);
        if is_theirs {
            continue;
        }
        let gives = TURNS_OVER.is_match(clause) || TO_COME.is_match(clause) || is_ahead(clause, view);
        if gives
            && !is_past(clause)
            && !is_open(sentence, found.start(), found.as_str())
            && !is_made(clause, view)
        {
            policy::allows_giving(sentence, start, view)?;
        }
    }
    for &(start, end) in sentence.clauses() {
        let clause = &lower[start..end];
        if is_soft(sentence, start, clause) {
            continue;
        }
        if anew::gives(clause) && !is_past(clause) && !tone::contains_any(clause, OPEN) {
            policy::allows_giving_also(Promise::Replacement, sentence, start, view)?;
        }
        if account::puts(clause) && !is_over(clause, view) && !is_made(clause, view) {
            let put = account::what_is_put(clause);
            policy::allows_giving_also(put, sentence, start, view)?;
        }
    }
    check_taken_back(sentence, view)?;
    term::check(sentence, view)?;
    let arrives = LIKE_ARRIVAL.find_iter(&lower).chain(ARRIVES.find_iter(&lower));
    for found in arrives {
        let clause = sentence.clause_at(found.start());
        let ahead = TO_COME.is_match(clause) || AHEAD.is_match(clause) || is_ahead(clause, view);
        if ahead
            && !is_past(clause)
            && !is_open(sentence, found.start(), found.as_str())
            && !COMES_BACK.is_match(clause)
            && !told::is_general(clause)
            && !(NOT_KEPT.is_match(clause) && !(AHEAD.is_match(clause) && is_ahead(clause, view)))
            && !paper::is_paper(clause)
            && !tells_expected_day(sentence, view)
        {
            policy::allows_arrival(sentence, view)?;
        }
    }
    Ok(())
}

/// Refuses what lets goods back whose time to come back is over, whoever words it.
pub fn check_taken_back(sentence: &Sentence, view: &View<'_>) -> Result<(), String> {
    match let_back_late(sentence, view).is_empty() {
        true => Ok(()),
        false => Err("it lets come back what the shop's rule no longer takes".to_owned()),
    }
}

/// The orders whose goods a sentence lets back though their time to come back is over.
pub fn let_back_late<'f>(sentence: &Sentence, view: &View<'f>) -> Vec<&'f Fact> {
    let is_granted = |found: &regex::Match<'_>| {
        !is_soft(sentence, found.start(), found.as_str()) && !is_past(sentence.clause_at(found.start()))
    };
    let found = taken_back::after_time(sentence, view).filter(|(found, _)| is_granted(found));
    found.map(|(_, orders)| orders).unwrap_or_default()
}

/// Whether a clause names a day that is not over.
fn is_ahead(clause: &str, view: &View<'_>) -> bool {
    let today = view.facts.today();
    days::named(clause, today).iter().any(|found| found.meant.is_ahead(today))
}

/// Whether a clause tells when something was done: on a day that is over, or already.
fn is_over(clause: &str, view: &View<'_>) -> bool {
    const WORDS: &[&str] = &[
        "already", "was", "were", "had", "bereits", "schon", "gestern", "wurde", "wurden", "déjà", "hier",
        "ya", "ayer", "già", "ieri", "gisteren", "reeds", "ago",
    ];
    is_behind(clause, view) || tone::contains_any(clause, WORDS)
}

/// Whether a clause names days and all of them are over.
fn is_behind(clause: &str, view: &View<'_>) -> bool {
    let today = view.facts.today();
    let days = days::named(clause, today);
    !days.is_empty() && days.iter().all(|found| !found.meant.is_ahead(today))
}

/// Whether a clause tells of the past alone.
pub fn is_past(clause: &str) -> bool {
    let is_done = |found: regex::Captures<'_>| {
        found.get(1).is_none_or(|before| !NOW.contains(&before.as_str().trim_end()))
    };
    PAST.captures_iter(clause).any(is_done) && !TO_COME.is_match(clause)
}

fn is_open(sentence: &Sentence, at: usize, found: &str) -> bool {
    is_soft(sentence, at, found) || tone::contains_any(sentence.before(at), OPEN)
}

/// Whether it speaks of a refund that the order tells of: `Your refund is on its way.` What the writer gives is another.
fn is_made(clause: &str, view: &View<'_>) -> bool {
    let is_refunded = view.cited.iter().any(|fact| fact.claims.get(&Claim::Refunded) == Some(&true));
    let is_given_now = ["we", "i", "wir", "ich", "nous", "je", "another", "more", "you", "sie"];
    // `On its way to you` is where it goes.
    let goes = clause.replace("way to you", "way").replace("weg zu ihnen", "weg");
    is_refunded && !tone::contains_any(&goes, &is_given_now)
}
