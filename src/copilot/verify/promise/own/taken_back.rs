//! Goods that may be sent back: an exception where their time is over, whoever words it.

use std::sync::LazyLock;

use regex::Regex;

use super::super::super::View;
use super::super::super::sentence::{Part, Sentence, split};
use super::paper::is_paper;
use super::{compiled, is_behind, is_soft};
use crate::copilot::facts::{Fact, FactKind};
use crate::domain::fault;
use crate::domain::returns::LateWish;

static MAY_COME_BACK: LazyLock<Regex> = LazyLock::new(|| {
    let english = r"\b(?:you|she|he|they) (?:may|can|could|are (?:welcome|free) to|is (?:welcome|free) to)(?: \w+){0,2}? (?:return\w*|exchange|(?:send|bring|ship|post|give|hand)(?: [\w#-]+){0,5}? back)\b|\b(?:just|simply|please|free to|welcome to|gladly) (?:return|(?:send|bring|ship|post)(?: [\w#-]+){0,5}? back)\b|\b(?:we|i)(?:'ll|'re|'m)?(?: \w+){0,2} (?:tak(?:e|ing)|accept\w*)(?: [\w#-]+){0,5}? (?:back|returns?)\b|\breturn(?:ing)? (?:it|them)? ?is (?:fine|possible|no problem|ok)\b|\b(?:i|we)(?:'ll|'m|'re| will| can| am| are)?(?: \w+)? (?:mak(?:e|ing)|grant(?:ing)?)(?: \w+){0,2} exception\b|\band (?:gladly |happily |will )?(?:take|accept)(?: [\w#-]+){0,5}? back\b|\b(?:just|simply) send (?:it|them)(?: back)? to us\b";
    let german = r"\b(?:können|dürfen|kannst|darfst) (?:sie|du|ihr)\b.*\b(?:zurück\w*|umtauschen|retournieren)|\b(?:sie|du|ihr) (?:können|dürfen|kannst|darfst)\b.*\b(?:zurück\w*|umtauschen|retournieren)|\b(?:schick|send|bring)\w* (?:sie|uns)\b.*\bzurück\b|\b(?:wir|ich) nehmen?\b.*\bzurück\b|\bnehmen? (?:wir|ich)\b.*\bzurück\b";
    let romance = r"\b(?:vous pouvez|tu peux)\b.*\b(?:renvoyer|retourner|rendre)\b|\bnous (?:l[ea]s? )?reprenons\b|\b(?:puede|puedes|pueden)\b.*\bdevolver\w*|\b(?:può|puoi|potete)\b.*\b(?:restituir|rispedir|render)\w*";
    let dutch = r"\b(?:u|je) (?:mag|kunt|kan)\b.*\b(?:terugst\w+|retourneren|terugbrengen)\b|\b(?:mag|kunt) (?:u|je)\b.*\b(?:terugst\w+|retourneren)\b";
    compiled(&format!("{english}|{german}|{romance}|{dutch}"))
});

/// A label to send them with, which is such a permission.
static LABEL: LazyLock<Regex> = LazyLock::new(|| {
    let english = r"\b(?:send|sending|email|emailing|mail|mailing|prepar(?:e|ing)|creat(?:e|ing)|attach(?:ed|ing)?|enclosed?|get|receive|find|here is)\b(?: [\w'#-]+){0,8}? labels?\b";
    let german = r"\b(?:schick|send|erstell|bekomm|erh[aä]lt)\w*\b.*\b\p{L}*(?:etikett|label|rücksendeschein|retourenschein)\w*";
    let romance = r"\b(?:envoi|envoy|prépar|recev|env[ií]|prepar|recib|inv[ií])\w*\b.*\b(?:étiquettes?|etiquetas?|etichett[ae])\b";
    let dutch = r"\b(?:stuur|sturen|krijg|ontvang)\w*\b.*\b\p{L}*(?:etiket|label)\w*";
    compiled(&format!("{english}|{german}|{romance}|{dutch}"))
});

/// What the customer is to photograph is no label of ours.
static PICTURE: LazyLock<Regex> =
    LazyLock::new(|| compiled(r"\b(?:photos?|pictures?|fotos?|bild\w*|imagen|foto's)\b"));

/// What takes it back.
static NOT: LazyLock<Regex> = LazyLock::new(|| {
    compiled(r"\b(?:no longer|any ?more|whether|cannot|can't|nicht|kein\w*|plus|pas|ya no|non|niet)\b")
});

/// Its last day; one that is over allows nothing.
static UNTIL: LazyLock<Regex> = LazyLock::new(|| compiled(r"\b(?:until|bis)\b"));

/// What gives other goods for them.
static EXCHANGED: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"\b(?:i|we)(?:'ll|'m|'re| will| can| am| are)?(?: \w+){0,2} exchang(?:e|ing)\b|\b(?:wir|ich) tauschen?\b|\btauschen? (?:wir|ich)\b",
    )
});

/// Words of other goods for them.
static EXCHANGE: LazyLock<Regex> = LazyLock::new(|| {
    compiled(r"\b(?:exchang\w*|umtausch\w*|tauschen?|échang\w*|cambi\w*|sostitu\w*|omruil\w*|ruil\w*)\b")
});

/// What says no to it, beside what takes it back.
static REFUSED: LazyLock<Regex> =
    LazyLock::new(|| compiled(r"\b(?:not|never|unable|geen|no (?:podemos|puedo))\b|n't\b"));

/// Whether words allow goods back, and say no to none.
pub fn allows(text: &str) -> bool {
    let mut is_allowed = false;
    for sentence in split(&[Part::Literal(text.to_owned())]) {
        let permission = MAY_COME_BACK.find(&sentence.lower).or_else(|| EXCHANGED.find(&sentence.lower));
        let label = LABEL.find(&sentence.lower);
        let is_no = |found: &regex::Match<'_>| {
            let clause = sentence.clause_at(found.start());
            NOT.is_match(clause) || REFUSED.is_match(clause)
        };
        if permission.as_ref().is_some_and(is_no) {
            return false;
        }
        let is_label =
            |found: &regex::Match<'_>| !PICTURE.is_match(sentence.clause_at(found.start())) && !is_no(found);
        let mut found = permission.into_iter().chain(label.filter(is_label));
        is_allowed |= found.any(|found| !is_soft(&sentence, found.start(), found.as_str()));
    }
    is_allowed
}

/// Where a sentence allows goods back whose time to come back is over, and their orders.
pub fn after_time<'a, 'f>(
    sentence: &'a Sentence,
    view: &View<'f>,
) -> Option<(regex::Match<'a>, Vec<&'f Fact>)> {
    let is_label = |found: &regex::Match<'_>| !PICTURE.is_match(sentence.clause_at(found.start()));
    let label = LABEL.find(&sentence.lower).filter(is_label);
    let permission = || MAY_COME_BACK.find(&sentence.lower).or_else(|| EXCHANGED.find(&sentence.lower));
    let found = label.or_else(permission)?;
    let clause = sentence.clause_at(found.start());
    let mut over = view.near_facts(sentence, found.start());
    over.retain(|fact| fact.kind == FactKind::Order && has_ended(fact));
    let was_then = UNTIL.is_match(clause) && is_behind(clause, view);
    // What broke, and what nobody ordered, the shop puts right however old it is.
    let is_ours = view.said().any(fault::is_told);
    let is_allowed = !over.is_empty() && !is_ours && !was_then && !NOT.is_match(clause);
    (is_allowed && (label.is_some() || !is_paper(clause))).then_some((found, over))
}

/// What words that let goods back grant: other goods, or their money.
pub fn granted(text: &str) -> LateWish {
    if EXCHANGE.is_match(&text.to_lowercase()) { LateWish::Exchange } else { LateWish::Return }
}

fn has_ended(order: &Fact) -> bool {
    order.fields.contains_key("return_ended") || order.fields.contains_key("final_sale")
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("The time to return order #1 ended on 3 May; I take it back all the same.", true)]
    #[case("The time ended on 3 May; I exchange it all the same. I will send you the return label.", true)]
    #[case("Ausnahmsweise nehmen wir die Bestellung zurück.", true)]
    #[case("The time to return order #1 ended on 3 May.", false)]
    #[case("I am sorry, we cannot take it back.", false)]
    #[case("I am sorry, but we do not take it back.", false)]
    #[case("We don't exchange it after its time.", false)]
    #[case("Leider nehmen wir sie nicht zurück.", false)]
    #[case("We cannot take it back. I am sending you the label for your other order.", false)]
    fn words_that_refuse_allow_nothing(#[case] words: &str, #[case] allowed: bool) {
        assert_eq!(allows(words), allowed, "{words}");
    }
}
