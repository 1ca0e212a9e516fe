//! What a customer's own words sound like: angry, thankful, trying to instruct a machine, in which writing.
//!
//! Word lists, nothing more. They decide how careful a draft is, never what is true.

/// Words of people who have had enough. Matched as whole words or phrases, in lower case.
const ANGRY: &[&str] = &[
    "angry",
    "furious",
    "unacceptable",
    "ridiculous",
    "disappointed",
    "disappointing",
    "disgusting",
    "terrible",
    "horrible",
    "awful",
    "worst",
    "scam",
    "fraud",
    "lawyer",
    "legal action",
    "never order",
    "not order again",
    "never again",
    "money back",
    "third message",
    "third time",
    "still nothing",
    "nobody has",
    "nobody answers",
    "no answer",
    "fed up",
    "sick of",
    "complain",
    "complaint",
    "chargeback",
    "wütend",
    "unverschämt",
    "enttäuscht",
    "frechheit",
    "inadmissible",
    "scandaleux",
];

/// Words of people who are content.
const THANKFUL: &[&str] = &[
    "best service",
    "love it",
    "thank you so much",
    "great service",
    "thanks a lot",
    "perfect",
    "wonderful",
];

/// Words that sell.
const SELLING: &[&str] = &[
    "discount",
    "percent off",
    "voucher",
    "coupon",
    "promo",
    "promotion",
    "special offer",
    "upsell",
    "cross-sell",
    "upgrade to",
    "newsletter",
    "on sale",
    "new collection",
    "might also like",
    "may also like",
    "would also like to buy",
    "recommend buying",
    "recommend our",
    "recommend the",
    "offer them the",
    "offer the new",
    "add to your cart",
    "complete your purchase",
    "complete the purchase",
    "finish your order",
    "advertise",
    "advertising",
];

/// Before a word that sells: it does not.
const NOT_SELLING: &[&str] = &[
    "no",
    "not",
    "never",
    "without",
    "nothing",
    "don't",
    "none",
    "unsubscribed",
    "asks",
    "asked",
    "wants",
    "demands",
    "requests",
    "used",
];

/// Whether a text sounds angry: an angry word, or shouting (a run of capitals with several exclamation marks) that is no
/// praise.
pub fn is_angry(text: &str) -> bool {
    contains_any(text, ANGRY) || is_shouting(text) && !is_thankful(text)
}

/// Whether a text sounds thankful.
pub fn is_thankful(text: &str) -> bool {
    contains_any(text, THANKFUL)
}

/// Whether a text sells: proposes to buy, or lures with a price.
pub fn sells(text: &str) -> bool {
    let lower = text.to_lowercase();
    SELLING.iter().any(|phrase| places(&lower, phrase).any(|at| !is_spoken_of(&lower[..at])))
}

/// `send no advertising`, `asks for a discount`: the words before say no, or whose wish it is.
fn is_spoken_of(before: &str) -> bool {
    let clause = before.rsplit(['.', ';', '!', '?', '\n']).next().unwrap_or_default();
    let near = clause.split_whitespace().rev().take(4);
    near.into_iter().any(|word| NOT_SELLING.contains(&word.trim_matches(|c: char| !c.is_alphabetic())))
}

/// At least three words in capitals in one text, two where it has nothing else, or `!!`/`??` beside one of them.
fn is_shouting(text: &str) -> bool {
    let is_loud = |word: &&str| {
        let letters: Vec<char> = word.chars().filter(|c| c.is_alphabetic()).collect();
        letters.len() >= 4 && letters.iter().all(|c| c.is_uppercase())
    };
    let loud = text.split_whitespace().filter(is_loud).count();
    let nothing_else = !text.chars().any(char::is_lowercase);
    loud >= 3 || (loud >= 2 && nothing_else) || (loud >= 1 && (text.contains("!!") || text.contains("?!")))
}

/// Whether one of the phrases stands in the text, at word boundaries.
pub fn contains_any(text: &str, phrases: &[&str]) -> bool {
    let lower = text.to_lowercase();
    phrases.iter().any(|phrase| contains_phrase(&lower, phrase))
}

/// Whether a phrase stands in a text as whole words; both in lower case.
pub fn contains_phrase(lower: &str, phrase: &str) -> bool {
    places(lower, phrase).next().is_some()
}

/// Where a phrase stands in a text as whole words; both in lower case.
pub fn places<'a>(lower: &'a str, phrase: &'a str) -> impl Iterator<Item = usize> + 'a {
    let stands_alone = |at: &usize| {
        let before = lower[..*at].chars().next_back();
        let after = lower[*at + phrase.len()..].chars().next();
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    };
    lower.match_indices(phrase).map(|(at, _)| at).filter(stands_alone)
}

/// The writing that most letters of a text belong to, where that is not the Latin one.
pub fn foreign_writing(text: &str) -> Option<&'static str> {
    let mut counts = [0_usize; 5];
    for c in text.chars().filter(|c| c.is_alphabetic()) {
        let class = match c {
            '\u{3040}'..='\u{30ff}' => 1,
            '\u{600}'..='\u{6ff}' | '\u{750}'..='\u{77f}' => 2,
            '\u{400}'..='\u{52f}' => 3,
            '\u{4e00}'..='\u{9fff}' => 4,
            _ => 0,
        };
        counts[class] += 1;
    }
    // Japanese mixes its own signs with Chinese ones.
    if counts[1] > 0 && counts[1] + counts[4] > counts[0] {
        return Some("Japanese");
    }
    let names = [(2, "Arabic"), (3, "Cyrillic"), (4, "Chinese")];
    names.into_iter().find(|(class, _)| counts[*class] > counts[0]).map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anger_is_heard_and_liveliness_is_not() {
        for text in [
            "THIRD message. If it isn't here by Friday I want my money back, and I will not order again.",
            "I am really disappointed.",
            "WHERE IS MY ORDER",
            "HELLO?! anybody there",
        ] {
            assert!(is_angry(text), "{text}");
        }
        for text in [
            "camping next week!!",
            "Is the rope UIAA certified?",
            "Two pegs were missing.",
            "",
            "USPS and UPS, please",
            "LOVE IT 😍🔥 but… omg the headlamp is 💯💯 but the strap broke 😭 camping next week!!",
        ] {
            assert!(!is_angry(text), "{text}");
        }
    }

    #[test]
    fn writings_are_told_apart() {
        assert_eq!(
            foreign_writing("不在票が入っていましたが、再配達の日時を指定できますか。"),
            Some("Japanese")
        );
        assert_eq!(foreign_writing("وصلني الحذاء بمقاس أصغر"), Some("Arabic"));
        assert_eq!(foreign_writing("Where is my 山 tent?"), None);
        assert_eq!(foreign_writing("😭😭"), None);
    }
}
