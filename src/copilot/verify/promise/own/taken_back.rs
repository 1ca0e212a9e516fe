//! Goods that may be sent back: an exception where their time is over, whoever words it.

use std::sync::LazyLock;

use regex::Regex;

use super::super::super::View;
use super::super::super::sentence::Sentence;
use super::paper::is_paper;
use super::{compiled, is_behind};
use crate::copilot::facts::FactKind;

static MAY_COME_BACK: LazyLock<Regex> = LazyLock::new(|| {
    let english = r"\b(?:you|she|he|they) (?:may|can|could|are (?:welcome|free) to|is (?:welcome|free) to)(?: \w+){0,2}? (?:return\w*|exchange|(?:send|bring|ship|post|give|hand)(?: [\w-]+){0,5}? back)\b|\b(?:just|simply|please|free to|welcome to|gladly) (?:return|(?:send|bring|ship|post)(?: [\w-]+){0,5}? back)\b|\b(?:we|i)(?:'ll|'re|'m)?(?: \w+){0,2} (?:tak(?:e|ing)|accept\w*)(?: [\w-]+){0,5}? (?:back|returns?)\b|\breturn(?:ing)? (?:it|them)? ?is (?:fine|possible|no problem|ok)\b";
    let german = r"\b(?:können|dürfen|kannst|darfst) (?:sie|du|ihr)\b.*\b(?:zurück\w*|umtauschen|retournieren)|\b(?:sie|du|ihr) (?:können|dürfen|kannst|darfst)\b.*\b(?:zurück\w*|umtauschen|retournieren)|\b(?:schick|send|bring)\w* (?:sie|uns)\b.*\bzurück\b|\b(?:wir|ich) nehmen?\b.*\bzurück\b|\bnehmen? (?:wir|ich)\b.*\bzurück\b";
    let romance = r"\b(?:vous pouvez|tu peux)\b.*\b(?:renvoyer|retourner|rendre)\b|\bnous (?:l[ea]s? )?reprenons\b|\b(?:puede|puedes|pueden)\b.*\bdevolver\w*|\b(?:può|puoi|potete)\b.*\b(?:restituir|rispedir|render)\w*";
    let dutch = r"\b(?:u|je) (?:mag|kunt|kan)\b.*\b(?:terugst\w+|retourneren|terugbrengen)\b|\b(?:mag|kunt) (?:u|je)\b.*\b(?:terugst\w+|retourneren)\b";
    compiled(&format!("{english}|{german}|{romance}|{dutch}"))
});

/// What takes it back.
static NOT: LazyLock<Regex> =
    LazyLock::new(|| compiled(r"\b(?:no longer|any ?more|nicht|kein\w*|plus|pas|ya no|non|niet)\b"));

/// Its last day; one that is over allows nothing.
static UNTIL: LazyLock<Regex> = LazyLock::new(|| compiled(r"\b(?:until|bis)\b"));

/// Where a sentence allows goods back whose time to come back is over.
pub fn after_time<'a>(sentence: &'a Sentence, view: &View<'_>) -> Option<regex::Match<'a>> {
    let found = MAY_COME_BACK.find(&sentence.lower)?;
    let clause = sentence.clause_at(found.start());
    let is_over = view
        .near_facts(sentence, found.start())
        .iter()
        .any(|fact| fact.kind == FactKind::Order && has_ended(fact));
    let was_then = UNTIL.is_match(clause) && is_behind(clause, view);
    (is_over && !was_then && !NOT.is_match(clause) && !is_paper(clause)).then_some(found)
}

fn has_ended(order: &crate::copilot::facts::Fact) -> bool {
    order.fields.contains_key("return_ended") || order.fields.contains_key("final_sale")
}
