//! What came is called the wrong one, as it was sent to who writes: what they sent themselves is their own slip.

use std::sync::LazyLock;

use regex::Regex;

use super::compiled;

/// It is called the wrong one.
static WRONG: LazyLock<Regex> = LazyLock::new(|| {
    let thing = r"(?:size|item|product|one|ones|colou?r|article|model|pair|thing|jacket|boots?|shoes?)";
    let sent = r"(?:sent|shipped|delivered|packed)";
    let whose = r"(?:you|they|(?:the|your) \w+)(?:'ve| have| has| had)?(?: \w+ly)?";
    let english = format!(
        r"\b(?:{whose} {sent}|(?:was|were|been|got) {sent}|{sent} (?:me|us)|received)(?: \w+){{0,3}} wrong {thing}\b|\bwrong {thing}(?: \w+){{0,2}} (?:came|arrived|(?:was|were|been) {sent})\b|\bwrong {thing} in the (?:box|parcel|package)\b|\bnot (?:what|the (?:size|one|colou?r|item)) (?:that )?(?:i|we)(?:'d| had| have)? ordered\b"
    );
    let german = r"\bfalsche[nrs]? (?:größe|artikel|ware|farbe|produkt|modell)(?: \w+){0,3} (?:geschickt|geliefert|bekommen|erhalten|gesendet|angekommen|verschickt)\b|\bnicht das,? was ich bestellt\b";
    let romance = r"\b(?:reçu|envoyé|livré)(?: \w+){0,2} mauvais(?:e)? (?:taille|pointure|article|couleur|produit)\b|\b(?:recibí|recibido|enviaron|enviado|llegó|llegado)(?: \w+){0,2} (?:talla|producto|artículo|color) (?:equivocad[oa]|incorrect[oa])\b";
    compiled(&format!("{english}|{german}|{romance}"))
});

/// Who writes has sent it, up to where it ends: `ich habe Ihnen die falsche Größe geschickt`.
static OWN: LazyLock<Regex> = LazyLock::new(|| {
    let german = r"\b(?:ich habe?|habe? ich|wir haben|haben wir)(?: \w+){0,4} falsche\w* \w+(?: \w+){0,3} (?:geschickt|gesendet|verschickt)";
    let french = r"\b(?:j'|je |nous )(?:vous |te |t')?(?:ai|avais|avons) envoyé(?: \w+){0,2} mauvaise? \w+";
    let spanish = r"\b(?:he|hemos|había) enviado(?: \w+){0,2} \w+ \w+";
    compiled(&format!("(?:{german}|{french}|{spanish})$"))
});

/// Whether a text in lower case says that the wrong one came.
pub(super) fn came(lower: &str) -> bool {
    WRONG.find_iter(lower).any(|found| !OWN.is_match(&lower[..found.end()]))
}
