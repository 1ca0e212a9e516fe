//! How long goods may be sent back: another time than the shop's rule gives, or a later last day than the order has.

use std::sync::LazyLock;

use jiff::ToSpan;
use jiff::civil::Date;
use regex::{Captures, Regex};

use super::super::super::dates::{self, Meant};
use super::super::super::sentence::Sentence;
use super::super::super::{View, number};
use super::{compiled, days};
use crate::copilot::facts::{FactKind, SlotValue, day};
use crate::copilot::tone;
use crate::domain::fault;

/// Goods that a customer sends back, or the rule for that.
static RETURNS: LazyLock<Regex> = LazyLock::new(|| {
    let english = r"\breturn(?:s|ed|ing|able)?\b|\b(?:send|sent|ship|bring|give|post|hand|mail|come)(?: [\w'#-]+){0,6}? back\b|\btake(?:n)?(?: [\w'#-]+){0,6}? back\b|\bexchang\w+";
    let german = r"\b(?:zurück(?:schick|send|geb|zuschick|zusend|zugeb|geschickt|gesendet|gegeben|nehm)|retour|retoure|umtausch|umzutausch|rückgabe|rücksend|widerruf)\w*|\b(?:schick|send|geb|nehm|nimm|gib)\w*\b.*\bzurück\b";
    let romance = r"\b(?:renvoy|renvoi|retour|rend(?:re|ez)\b|reprend|repren|échang|rétractation)\w*|\b(?:devolv|devolu|devuelv|cambi|restitu|rispedi|render|reso\b|troca)\w*";
    let dutch = r"\b(?:terugst|terugz|terugbreng|terug te (?:sturen|zenden|brengen)|teruggestuurd|retourn|ruil|omruil)\w*|\b(?:stuur|zend|breng)\w*\b.*\bterug\b";
    compiled(&format!("{english}|{german}|{romance}|{dutch}"))
});

/// What else a span of time in such a clause can be about: money, a guarantee, what happens once the goods are here.
static ELSEWHERE: LazyLock<Regex> = LazyLock::new(|| {
    let english = r"\b(?:warranty|guarantee|defect\w*|faulty|broken|we(?:'ll| will)?(?: \w+)? (?:refund|send|ship|pay|answer|reply|write|check|process|inspect|call|replace)|(?:be|is|are|get|gets) (?:\w+ )?(?:refunded|processed|credited|paid|inspected)|(?:refund|money|replacement|label|parcel|answer|reply|credit)(?: \w+){0,4}? (?:takes?|comes?|arrives?|is|are|will|follows?|reach\w*)|receipt of (?:your|the) return|(?:takes?|taking)(?: \w+)? (?:up to|about|around|between|some|two|three|\d+)|(?:come|return|get) back to (?:you|this|that|it)|return to (?:you|this|that)|(?:i|we)(?:'ll| will)? come back|money back|(?:we|i)(?:'ll| will)? (?:give|transfer|pay)(?: [\w.,$€£]+){1,4} back|(?:your|the) return (?:is|was|has|arriv\w+|reach\w*|takes?|travel\w*|will)|returned to (?:us|sender|stock))\b";
    let german = r"\b(?:garantie|gewährleistung|defekt\w*|kaputt\w*|erstatt\w*|rückerstatt\w*|(?:ihre|deine|die|ihrer|deiner|der) (?:rücksendung|retoure) (?:ist|war|kam|trifft|dauert|eintrifft|ankommt|bei uns)|geld\w*|dauer\w*|(?:melde|komme|rufe)\b.*\bzurück)\b";
    let romance = r"\b(?:garantie|défectueu\w*|rembours\w*|garantía|defectuos\w*|reembols\w*|dinero|argent|tard\w+|garanzia|difettos\w*|rimbors\w*)\b";
    let dutch = r"\b(?:defecte?|terugbeta\w*|geld|duurt)\b";
    compiled(&format!("{english}|{german}|{romance}|{dutch}"))
});

/// A span of time within which something may be done.
static SPAN: LazyLock<Regex> = LazyLock::new(|| {
    let within = r"within|inside|in|for|up to|you(?: still| now)? have|you've got|innerhalb(?: von)?|binnen|bis zu|in(?: den)?|haben sie|sie haben|hast du|du hast|sous|dans(?: un délai de| les)?|pendant|en|vous (?:avez|disposez de)|tu as|dentro de|en un plazo de|(?:un|el) plazo de|durante|hasta|tiene|tienes|entro|per|ha|hai|avete|gedurende|u heeft|u hebt|je hebt|em até|em|tem";
    let unit = r"(?P<day>days?|tagen?|tage|jours?|días?|giorni|giorno|dagen|dag|dias?)|(?P<week>weeks?|wochen?|semaines?|semanas?|settiman[ae]|weken|week)|(?P<month>months?|monaten?|monate|mois|mes(?:es)?|mesi|mese|maanden|maand)";
    compiled(&format!(
        r"\b(?:{within}) (?:(?:the|a|your|our|about|at least|full|die|den|los|las|i|le|l[ae]s|nächsten|next|prochains|próximos|period of|window of|frist von) ){{0,3}}(?P<n>\d{{1,3}}|\p{{L}}+)[ -](?:calendar |full |whole )?(?:{unit})\b"
    ))
});

/// The rule itself: `a 60-day return window`, `60 Tage Rückgaberecht`.
static RULE: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"\b(?P<n>\d{1,3}|\p{L}+)(?:[- ](?P<day>days?|tage|tägige\w*|jours|días|giorni|dagen)|[- ](?P<week>weeks?|wochen|wöchige\w*)|[- ](?P<month>months?|monate|monatige\w*))[- ](?:(?:for|de|di|of|free) )?(?:returns?\b|rückgab|widerruf|umtausch|retour|devolu|reso\b|bedenktijd)",
    )
});

/// Counted from the delivery.
static FROM_DELIVERY: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"\b(?:of|after|from|since|following|upon)(?: (?:the|your|our|its|their|day|date|you|it|they|of|have|has|been|was|were|parcel|order))* (?:deliver\w*|receiv\w*|receipt|arriv\w*|purchase|getting|got)\b|\b(?:nach|ab|seit)\b.*\b(?:\p{L}*lieferung|zustellung|erhalt|empfang|ankunft|kauf|bestellung|eingang)\b|\b(?:suivant|après|depuis|à compter de|dès)\b.*\b(?:livraison|réception|achat|commande)\b|\b(?:desde|tras|después de|a partir de|siguientes a)\b.*\b(?:entrega|recepción|recibir\w*|compra|pedido)\b|\b(?:dalla|dopo|dal)\b.*\b(?:consegna|ricevimento|ricezione|acquisto)\b|\b(?:na|vanaf|sinds)\b.*\b(?:levering|bezorging|ontvangst|aankoop)\b|\b(?:após|depois d[ae]|da)\b.*\b(?:entrega|recebimento|receção|compra)\b",
    )
});

/// Up to a day.
static UNTIL: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"\b(?:until|till|by|before|no later than|at the latest on|up to|spätestens|bis|vor dem|jusqu'(?:au|à)|avant le|au plus tard le|hasta|antes del?|entro|fino al?|tot|uiterlijk|vóór|até|deadline is|last day is|letzter? tag ist)\b",
    )
});

/// Up to where it is said when the time to send goods back ends, right before the day.
static ENDS: LazyLock<Regex> = LazyLock::new(|| {
    let english = r"\byou(?:'ve got|(?: still| now)? ha(?:ve|d)(?: got)?)(?: time)? (?:until|till|up to) |\blast (?:possible )?day (?:to|for|on which)\b.*?\b(?:is|was) |\b(?:returns?|exchange) (?:period|window|deadline|time|term)\b.*?\b(?:ends|is|was|until|runs out|expires|closes) (?:on )?|\btime to (?:return|send|exchange)\b.*?\b(?:ends|is up|runs out|expires) (?:on )?|\b(?:returns?|exchanges?) (?:is|are) (?:possible|accepted|allowed) (?:until|till|up to|by) ";
    let german = r"\b(?:sie|du) (?:haben|hast|hatten)(?: noch)? bis |\b(?:rückgabe|umtausch|widerrufs)\w*\b.*?\b(?:endet|läuft|ist|war)\b(?:.*?\b(?:am|bis))? |\bletzte[rn]? tag\b.*?\b(?:ist|war) ";
    let french = r"\bvous (?:avez|aviez)(?: encore)? jusqu'(?:au|à) |\bdélai de (?:retour|renvoi|rétractation)\b.*?\b(?:termine|expire|fin|jusqu'au|est) |\bdernier jour pour\b.*?\b(?:est|était) ";
    let spanish = r"\b(?:tiene|tienes|tenía)(?: tiempo)? hasta |\bplazo (?:de devolución|para devolver\w*)\b.*?\b(?:termina|acaba|vence|expira|finaliza|es) |\búltimo día para\b.*?\b(?:es|era|fue) ";
    let others = r"\bha tempo fino al? |\btermine per (?:il reso|la restituzione)\b.*?\b(?:scade|è) |\b(?:u|je) (?:heeft|hebt)(?: nog)?(?: de tijd)? tot |\bretour(?:termijn|periode)\b.*?\b(?:eindigt|loopt) ";
    compiled(&format!("{english}|{german}|{french}|{spanish}|{others}"))
});

/// What there is time for, right behind the day; whatever else it is, no goods are sent back by it.
static IN_ORDER_TO: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"^\W*(?:to|pour|para|per|om) (?:(?:please|still|nous|me|l[aeo]s?|de|het|hem|ons|mij|jas|us) |[ml]')*(?P<verb>[\p{L}-]+)",
    )
});

/// What we do up to a day, what reaches the customer by then, and what is in stock again.
static OURS: LazyLock<Regex> = LazyLock::new(|| {
    let english = r"(?:we|i)(?:'ll| will| can| am| are|'m|'re)?(?: \w+)? (?:send|write|let you know|tell|call|answer|reply|check|ask|hear|look|find|know|prepare)\w*|labels?|(?:in|into|to|on) stock|restock\w*";
    let german =
        r"(?:ich|wir)\b.*\b(?:schick|send|schreib|meld|frag|klär)\w*|\p{L}*etikett\w*|auf lager|lieferbar";
    let others = r"étiquettes?|etiquetas?|etichett[ae]|(?:en|in|em) stock|(?:est|sont|sera|seront) (?:\w+ )?de retour|revien\w+|op voorraad|disponibles?|disponibil[ei]";
    compiled(&format!(r"\b(?:{english}|{german}|{others})\b"))
});

/// What the customer may do within a time or is asked to, whatever we do besides.
static THEIRS: LazyLock<Regex> = LazyLock::new(|| {
    let back = r"(?:return|exchange|send|bring|ship|give|hand|post|mail)";
    let english = format!(
        r"\byou (?:may|can|could|are (?:free|welcome|able) to)(?: \w+){{0,2}}? {back}\b|\blet you {back}\b|\byou(?:'ve got| (?:still |now )?have)\b|\bplease (?:\w+ )?{back}\b|^\W*(?:just |simply )?{back}\b|\b(?:returns?|exchanges?)\b.*\b(?:possible|accepted|allowed)\b"
    );
    let german = r"\b(?:können|dürfen|kannst|darfst|haben|hast) (?:sie|du)\b|\b(?:sie|du) (?:können|dürfen|kannst|darfst|haben|hast)\b|\bbitte\b|\b(?:rückgabe|umtausch)\w*\b.*\bmöglich\b";
    let others = r"\b(?:vous (?:pouvez|avez|disposez)|tu (?:peux|as)|puedes?|tienes?|può|puoi|avete|ha|hai|(?:u|je) (?:kunt|heeft|hebt)|pode|tem)\b";
    compiled(&format!("{english}|{german}|{others}"))
});

/// Refuses a time to send goods back that is not the shop's, and a last day behind the known one.
pub fn check(sentence: &Sentence, view: &View<'_>) -> Result<(), String> {
    let Some(rule) = &view.facts.returns else { return Ok(()) };
    let rule = i64::from(rule.days);
    for &(start, end) in sentence.clauses() {
        let clause = &sentence.lower[start..end];
        if !is_about_returns(sentence, clause) || ELSEWHERE.is_match(clause) || is_soft(sentence, clause) {
            continue;
        }
        if let Some(found) = RULE.captures(clause)
            && !span(&found).is_none_or(|span| span.contains(rule))
        {
            return Err(another(rule));
        }
        // A span alone speaks of what stands before it.
        let from = if RETURNS.is_match(clause) { start } else { 0 };
        let ours = |at: usize| is_ours(&sentence.lower[from..end], start + at - from);
        let left = until(sentence, start, view).and_then(|until| left(until, view));
        for found in SPAN.captures_iter(clause) {
            let Some(span) = span(&found) else { continue };
            let at = found.get(0).map_or(0, |whole| whole.end());
            let behind = &clause[at..];
            let is_past =
                ["ago", "zuvor", "earlier"].iter().any(|word| behind.trim_start().starts_with(word));
            // From now on there is as much as is left; without a word of it either is meant.
            let is_another = if FROM_DELIVERY.is_match(behind) {
                !span.contains(rule)
            } else {
                let is_more = |left: i64| span.from > left;
                !ours(at) && (is_more(rule) || (!span.contains(rule) && left.is_some_and(is_more)))
            };
            if is_another && !is_past {
                return Err(another(rule));
            }
        }
        if is_for_another(clause, view.facts.today()) {
            continue;
        }
        if let Some(until) = until(sentence, start, view)
            && !UNTIL.find(clause).is_some_and(|found| ours(found.end()))
            && named_until(clause, view).any(|meant| is_behind(&meant, until, view.facts.today()))
        {
            return Err(format!("the last day to send it back is {}", view.facts.reader.day(until)));
        }
    }
    check_end(sentence, view)
}

/// Refuses a last day that is said to be the end, and is not.
fn check_end(sentence: &Sentence, view: &View<'_>) -> Result<(), String> {
    let today = view.facts.today();
    // What broke, and what nobody ordered, comes back however old it is.
    if !RETURNS.is_match(&sentence.lower) || view.said().any(fault::is_told) {
        return Ok(());
    }
    for &(start, end) in sentence.clauses() {
        let clause = &sentence.lower[start..end];
        let Some(found) = ENDS.find(clause) else { continue };
        if is_soft(sentence, clause) || ELSEWHERE.is_match(clause) || is_for_another(clause, today) {
            continue;
        }
        let said = days::named(&clause[found.end()..], today);
        let last = until(sentence, start, view).or_else(|| ended(sentence, start, view));
        if let Some(last) =
            last.filter(|last| !said.is_empty() && !said.iter().any(|day| day.meant.covers(*last)))
        {
            let is = if last < today { "was" } else { "is" };
            return Err(format!("the last day to send it back {is} {}", view.facts.reader.day(last)));
        }
    }
    Ok(())
}

/// Whether a clause gives time for something else: `until Friday to tell me the size of the return`.
fn is_for_another(clause: &str, today: Date) -> bool {
    let english = days::in_english(clause, today);
    let days = dates::find(&english, today);
    let Some(last) = days.iter().map(|day| day.range.end).max() else { return false };
    let verb = IN_ORDER_TO.captures(&english[last..]).map(|found| found["verb"].to_owned());
    let sends =
        |verb: &String| RETURNS.is_match(verb) || SENDS.contains(&verb.as_str()) || verb.starts_with("terug");
    verb.is_some_and(|verb| !sends(&verb))
}

/// Verbs that send something back, with whatever stands behind them.
const SENDS: &[&str] = &["send", "ship", "bring", "give", "post", "hand", "mail", "swap"];

/// Whether a time that ends at a place in a text is one of what we do or of what comes, by whichever stands before it, else
/// by what comes first behind it.
fn is_ours(text: &str, at: usize) -> bool {
    let (before, behind) = text.split_at(at);
    let first = |pattern: &Regex| pattern.find(behind).map(|found| found.start());
    match (OURS.is_match(before), THEIRS.is_match(before)) {
        (_, true) => false,
        (true, false) => true,
        (false, false) => first(&OURS).is_some_and(|ours| first(&THEIRS).is_none_or(|theirs| ours < theirs)),
    }
}

fn another(rule: i64) -> String {
    format!("the shop's rule gives {rule} days after the delivery to send goods back")
}

/// Whether a clause speaks of goods that come back, or gives the time that the clause before it speaks of: `You may send
/// it back, within 60 days of the delivery`.
fn is_about_returns(sentence: &Sentence, clause: &str) -> bool {
    let begins =
        SPAN.find(clause.trim_start_matches([',', ' ', '(', '–', '—'])).is_some_and(|it| it.start() == 0);
    RETURNS.is_match(clause) || (begins && RETURNS.is_match(&sentence.lower))
}

/// What a customer has said or asks, and what is not so.
fn is_soft(sentence: &Sentence, clause: &str) -> bool {
    const SOFT: &[&str] = &[
        "not",
        "never",
        "no longer",
        "whether",
        "if we",
        "can't",
        "cannot",
        "nicht",
        "ob",
        "kein",
        "keine",
        "pas",
        "plus",
        "no puede",
        "no se puede",
        "non",
        "niet",
        "geen",
        "não",
        "you wrote",
        "you write",
        "you say",
        "you ask",
        "asked",
        "sie schreiben",
        "vous écrivez",
        "over",
        "ended",
        "expired",
        "abgelaufen",
        "vorbei",
        "beyond",
        "more than",
        "longer than",
        "mehr als",
        "länger als",
        "plus de",
        "más de",
    ];
    sentence.lower.trim_end().ends_with('?') || tone::contains_any(clause, SOFT)
}

/// Days that a span can have.
struct Span {
    from: i64,
    to: i64,
}

impl Span {
    fn contains(&self, days: i64) -> bool {
        (self.from..=self.to).contains(&days)
    }
}

fn span(found: &Captures<'_>) -> Option<Span> {
    let count = match &found["n"] {
        "a" | "an" | "one" | "einem" | "eines" | "einen" | "un" | "une" | "una" | "een" | "um" | "uma" => 1,
        other => i64::try_from(number::any_readings(other).into_iter().max()?).ok()?,
    };
    // A month has four weeks for some, and 31 days at most.
    let (least, most) = match (found.name("week"), found.name("month")) {
        (Some(_), _) => (7, 7),
        (_, Some(_)) => (28, 31),
        _ => (1, 1),
    };
    Some(Span { from: count.saturating_mul(least), to: count.saturating_mul(most) })
}

/// The last day of the orders that a place speaks of.
fn until(sentence: &Sentence, at: usize, view: &View<'_>) -> Option<Date> {
    last_of("return_until", sentence, at, view)
}

/// The last day, where it is over.
fn ended(sentence: &Sentence, at: usize, view: &View<'_>) -> Option<Date> {
    last_of("return_ended", sentence, at, view)
}

fn last_of(field: &str, sentence: &Sentence, at: usize, view: &View<'_>) -> Option<Date> {
    let facts = view.near_facts(sentence, at).into_iter().filter(|fact| fact.kind == FactKind::Order);
    let last = |fact: &crate::copilot::facts::Fact| match fact.fields.get(field) {
        Some(SlotValue::Date(at)) => Some(day(*at, &view.facts.zone)),
        _ => None,
    };
    facts.filter_map(last).max()
}

fn left(until: Date, view: &View<'_>) -> Option<i64> {
    view.facts.today().until(until).ok().map(|span| span.get_days().into())
}

/// The days up to which a clause lets something be done.
fn named_until(clause: &str, view: &View<'_>) -> impl Iterator<Item = Meant> {
    let from = UNTIL.find(clause).map_or(clause.len(), |found| found.end());
    days::named(&clause[from..], view.facts.today()).into_iter().map(|found| found.meant)
}

/// Whether all that a day can mean lies behind another.
fn is_behind(meant: &Meant, until: Date, today: Date) -> bool {
    match meant {
        Meant::Days(days) => {
            let mut ahead = days.iter().filter(|day| **day >= today).peekable();
            ahead.peek().is_some() && ahead.all(|day| *day > until)
        }
        Meant::Between(from, _) => *from > until,
        Meant::DayOfYear(..) | Meant::Month(_) => {
            let year = today.series(1.day()).take(366);
            let next = year.into_iter().find(|day| meant.covers(*day));
            next.is_some_and(|day| day > until)
        }
    }
}
