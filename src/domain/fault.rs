//! What is the shop's to put right, as a customer writes of it: something broke, or something else came than what they
//! ordered (a medium was ordered and a small came). What does not fit is none.

use std::sync::LazyLock;

use regex::Regex;

use super::crm::{Case, MessageFrom};

/// Words of people to whom something broke.
pub const BROKE: &[&str] =
    &["broke", "broken", "snapped", "warranty", "defect", "defective", "ripped", "torn", "leaks"];

/// What a customer writes of something else that came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MixedUp {
    /// The size that they say they ordered.
    pub ordered: Option<String>,
    /// The size that came.
    pub came: Option<String>,
}

/// A size as it is spoken of.
const SIZE: &str = r"(?:(?:a|an|the|in|size|eu) )*(?:(?:size|eu) \d{1,2}(?:[.,]5)?|extra[ -](?:small|large)|small|medium|large|xxs|xs|s|m|l|xl|xxl)";

fn compiled(pattern: &str) -> Regex {
    Regex::new(pattern).expect("constant pattern; every test compiles it")
}

/// One size was ordered, another came.
static SIZES: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    let ordered =
        format!(r"\b(?:ordered|order was for|asked for|paid for)\b[^.!?\n]{{0,50}}? (?P<ordered>{SIZE})\b");
    let but = r"[^.!?\n]{0,40}?(?:,| and| but| yet| instead)";
    [
        format!(r"{ordered}{but}[^.!?\n]{{0,20}}? (?P<came>{SIZE}) (?:came|arrived|turned up|was (?:sent|delivered|shipped|in|packed))\b"),
        format!(r"{ordered}{but}[^.!?\n]{{0,10}}? (?:got|received|was sent|were sent|sent me|you sent|delivered)(?: me| us)? (?P<came>{SIZE})\b"),
        format!(r"\b(?:got|received|sent me|sent us|came|arrived)\b(?: in)? (?P<came>{SIZE}) instead of (?P<ordered>{SIZE})\b"),
    ]
    .iter()
    .map(|pattern| compiled(pattern))
    .collect()
});

/// It is called the wrong one.
static WRONG: LazyLock<Regex> = LazyLock::new(|| {
    let thing = r"(?:size|item|product|one|ones|colou?r|article|model|pair|thing|jacket|boots?|shoes?)";
    let english = format!(
        r"\b(?:sent|shipped|delivered|received|packed)(?: \w+){{0,3}} wrong {thing}\b|\bwrong {thing}(?: \w+){{0,2}} (?:came|arrived|(?:was|were|been) (?:sent|delivered|shipped|packed))\b|\bwrong {thing} in the (?:box|parcel|package)\b|\bnot (?:what|the (?:size|one|colou?r|item)) (?:that )?(?:i|we)(?:'d| had| have)? ordered\b"
    );
    let german = r"\bfalsche[nrs]? (?:größe|artikel|ware|farbe|produkt|modell)(?: \w+){0,3} (?:geschickt|geliefert|bekommen|erhalten|gesendet|angekommen|verschickt)\b|\bnicht das,? was ich bestellt\b";
    let romance = r"\b(?:reçu|envoyé|livré)(?: \w+){0,2} mauvais(?:e)? (?:taille|pointure|article|couleur|produit)\b|\b(?:recibí|recibido|enviaron|enviado|llegó|llegado)(?: \w+){0,2} (?:talla|producto|artículo|color) (?:equivocad[oa]|incorrect[oa])\b";
    compiled(&format!("{english}|{german}|{romance}"))
});

/// Whether somebody writes that something broke, or that something else came.
pub fn is_told(text: &str) -> bool {
    let lower = text.to_lowercase();
    let mut words = lower.split(|c: char| !c.is_alphanumeric());
    words.any(|word| BROKE.contains(&word)) || read(text).is_some()
}

/// What the customer of a case writes of something else that came; nothing where they write of no such thing.
pub fn mixed_up(case: &Case) -> Option<MixedUp> {
    let theirs = case.messages.iter().filter(|message| message.from != MessageFrom::Staff);
    let texts = theirs.map(|message| message.text.as_str()).chain([case.subject.as_str()]);
    let found: Vec<MixedUp> = texts.filter_map(read).collect();
    let named = found.iter().find(|one| one.came.is_some());
    named.or(found.first()).cloned()
}

/// What a text says of it.
pub fn read(text: &str) -> Option<MixedUp> {
    let lower = text.to_lowercase().replace('’', "'");
    let sizes = SIZES.iter().find_map(|pattern| pattern.captures(&lower));
    let sizes = sizes.map(|found| (size(&found["ordered"]), size(&found["came"])));
    match sizes.filter(|(ordered, came)| ordered != came) {
        Some((ordered, came)) => Some(MixedUp { ordered: Some(ordered), came: Some(came) }),
        None => WRONG.is_match(&lower).then(MixedUp::default),
    }
}

/// A size as labels have it: `a medium` is `M`.
fn size(said: &str) -> String {
    let words = ["a", "an", "the", "in", "size", "eu"];
    let bare: Vec<&str> = said.split([' ', '-']).filter(|word| !words.contains(word)).collect();
    match bare.join(" ").as_str() {
        "extra small" => "XS".to_owned(),
        "small" => "S".to_owned(),
        "medium" => "M".to_owned(),
        "large" => "L".to_owned(),
        "extra large" => "XL".to_owned(),
        other => other.replace(',', ".").to_uppercase(),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("I ordered a medium and a small came. Can I swap it?", "M", "S")]
    #[case("I ordered the jacket in size 42, but got size 40.", "42", "40")]
    #[case("We ordered an extra large but you sent us a large.", "XL", "L")]
    #[case("I received a small instead of a medium.", "M", "S")]
    #[case("I ordered two shirts in L and one in M arrived.", "L", "M")]
    fn one_size_was_ordered_and_another_came(#[case] text: &str, #[case] ordered: &str, #[case] came: &str) {
        let found = read(text).unwrap_or_else(|| panic!("{text}"));
        assert_eq!((found.ordered.as_deref(), found.came.as_deref()), (Some(ordered), Some(came)), "{text}");
    }

    #[rstest]
    #[case("You sent me the wrong size.")]
    #[case("Wrong size arrived")]
    #[case("The wrong item was delivered.")]
    #[case("This is not what I ordered.")]
    #[case("Sie haben mir die falsche Größe geschickt.")]
    #[case("J'ai reçu la mauvaise taille.")]
    #[case("Me enviaron la talla equivocada.")]
    fn it_is_called_the_wrong_one(#[case] text: &str) {
        assert_eq!(read(text), Some(MixedUp::default()), "{text}");
    }

    #[rstest]
    #[case("I ordered a medium and it is too small.")]
    #[case("I ordered the wrong size, can I exchange it?")]
    #[case("I ordered the boots in size 40 and they came too small.")]
    #[case("The medium is too big, I need a small.")]
    #[case("I ordered a medium, and now I want a small.")]
    #[case("I ordered a tent and a message came.")]
    #[case("I picked the wrong colour.")]
    #[case("I ordered a medium and a medium came, but it does not fit.")]
    fn what_does_not_fit_or_was_chosen_wrong_is_no_mistake_of_the_shop(#[case] text: &str) {
        assert_eq!(read(text), None, "{text}");
    }
}
