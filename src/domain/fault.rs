//! What is the shop's to put right, as a customer writes of it: something broke, or something else came than what they
//! ordered (a medium was ordered and a small came). What does not fit is none.

mod broke;
mod wrong;

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::crm::{Case, MessageFrom};
pub use broke::{BROKE, broke, broke_in};

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

/// Sizes that a text names, but those that it says it does not mean.
static NAMED: LazyLock<Regex> =
    LazyLock::new(|| compiled(&format!(r"(?:^|\s)(?P<not>not |no )?(?P<size>{SIZE})\b")));

/// Nouns behind a size that are no word for money or news: `a small jacket`, not `a large discount`.
const GOODS: &[&str] = &[
    "one", "size", "pair", "item", "article", "product", "version", "model", "jacket", "coat", "parka",
    "vest", "shirt", "tee", "top", "sweater", "jumper", "pullover", "hoodie", "fleece", "layer", "trouser",
    "pant", "short", "tight", "legging", "skirt", "dress", "suit", "wetsuit", "bra", "sock", "shoe", "boot",
    "sneaker", "trainer", "sandal", "slipper", "gaiter", "glove", "mitten", "hat", "cap", "beanie", "belt",
    "harness", "helmet", "backpack", "rucksack", "pack", "bag", "tent", "mat", "mattress", "pad", "poncho",
    "towel", "bottle", "ring", "bracelet",
];

/// What ends what stands behind a size.
const ENDS: &[&str] = &[
    "in", "of", "instead", "for", "but", "and", "or", "yet", "which", "that", "this", "with", "by", "from",
    "at", "on", "to", "last", "now", "so", "as", "when", "because", "while", "rather", "again", "only",
    "too", "here", "there", "please", "can", "could", "may", "how", "what", "came", "arrived", "was", "is",
    "were", "are", "it", "i", "we", "you", "my", "the", "a",
];

/// Whether somebody writes that something broke, or that something else came.
pub fn is_told(text: &str) -> bool {
    broke(text) || read(text).is_some()
}

/// What the customer of a case writes of something else that came; nothing where they write of no such thing.
pub fn mixed_up(case: &Case) -> Option<MixedUp> {
    let found: Vec<MixedUp> = theirs(case).filter_map(read).collect();
    let named = found.iter().find(|one| one.came.is_some());
    named.or(found.first()).cloned()
}

/// What the customer of a case wrote, the subject last.
fn theirs(case: &Case) -> impl Iterator<Item = &str> {
    let theirs = case.messages.iter().filter(|message| message.from != MessageFrom::Staff);
    theirs.map(|message| message.text.as_str()).chain([case.subject.as_str()])
}

/// What a text says of it.
pub fn read(text: &str) -> Option<MixedUp> {
    let lower = text.to_lowercase().replace('’', "'");
    let found = SIZES.iter().flat_map(|pattern| pattern.captures_iter(&lower));
    let mut sizes = found.filter_map(|found| of_sizes(&found, &lower));
    sizes.next().or_else(|| wrong::came(&lower).then(MixedUp::default))
}

/// One size was ordered and another came; not where the one that came was ordered as well, or is no size of goods.
fn of_sizes(found: &Captures<'_>, lower: &str) -> Option<MixedUp> {
    let (ordered, came) = (found.name("ordered")?, found.name("came")?);
    let [is, other] = [came, ordered].map(|one| size(one.as_str()));
    // Where what came is named first, nothing else of the order is.
    let named = lower.get(ordered.start()..came.start()).unwrap_or_default();
    let mut sizes = NAMED.captures_iter(named).filter(|found| found.name("not").is_none());
    let is_ordered = is == other || sizes.any(|found| size(&found["size"]) == is);
    let is_of_goods = || is_of_goods(&lower[came.end()..], named);
    (!is_ordered && is_of_goods()).then_some(MixedUp { ordered: Some(other), came: Some(is) })
}

/// Whether what stands behind a size is nothing, goods, or what was spoken of before.
fn is_of_goods(behind: &str, before: &str) -> bool {
    let phrase = behind.split(['.', ',', '!', '?', ';', ':', '(', '\n', '-']).next().unwrap_or_default();
    let mut words = phrase
        .split_whitespace()
        .take_while(|word| !ENDS.contains(word) && !word.ends_with("day"))
        .take(3)
        .peekable();
    let is_known = |word: &str| {
        let one = word.strip_suffix('s').unwrap_or(word);
        word.ends_with("ly") || GOODS.contains(&one) || (one.len() > 3 && before.contains(one))
    };
    words.peek().is_none() || words.any(is_known)
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
    #[case("I ordered a medium and a large, and a small arrived.", "M", "S")]
    #[case("I ordered a medium, not a large, and a large arrived.", "M", "L")]
    #[case("I ordered a small jacket and got a large blue jacket.", "S", "L")]
    #[case("I ordered a medium canopy and received a small canopy.", "M", "S")]
    #[case("I ordered a large and got a small unfortunately.", "L", "S")]
    #[case("I ordered a large, it's a pity, but an S came.", "L", "S")]
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
    #[case("I was sent the wrong size.")]
    #[case("Your warehouse has packed the wrong colour.")]
    #[case("They sent us the wrong one.")]
    #[case("I received the wrong size.")]
    #[case("Ich habe ein M bestellt, Sie haben mir die falsche Größe geschickt.")]
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
    #[case("I ordered a medium and a large, the large arrived yesterday.")]
    #[case("I ordered a medium and a large, and received the large, but the medium is missing.")]
    #[case("I ordered a small tent and got a large discount, thanks.")]
    #[case("I ordered a small and received a large invoice.")]
    #[case("Sorry, I sent you the wrong size in my last message, I need a 42.")]
    #[case("I packed the wrong item in the return.")]
    #[case("We have sent you the wrong article back.")]
    #[case("Ich habe Ihnen leider die falsche Größe geschickt.")]
    #[case("Je vous ai envoyé la mauvaise taille.")]
    #[case("Les he enviado la talla equivocada.")]
    fn what_does_not_fit_or_was_chosen_wrong_is_no_mistake_of_the_shop(#[case] text: &str) {
        assert_eq!(read(text), None, "{text}");
    }
}
