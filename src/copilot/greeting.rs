//! Whom an answer greets: one that names somebody else was meant for somebody else.

use std::sync::LazyLock;

use regex::Regex;

use crate::domain::{Mark, Unsupported};
use crate::gateway::is_given_name;

/// A greeting at the very beginning, with the names behind it up to the sign that ends it. Titles go before family names,
/// which are not judged.
static GREETING: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?x)^\s*
        (?: (?i: hello | hi | hey | dear | good\ (?:morning|afternoon|evening|day) | hallo | guten\ (?:morgen|tag|abend)
            | liebe[r]? | bonjour | bonsoir | ch[eè]re? | hola | estimad[oa] | ciao | car[oa] | ol[áa] ) )
        ,?\ +
        ( \p{Lu}[\p{L}'’-]+ (?: \ \p{Lu}[\p{L}'’.-]* )* )
        \s* (?: [,!.:;–—\n] | $ )",
    )
    .ok()
});

/// Given names whose short forms share no beginning with them.
const SHORT: &[(&str, &[&str])] = &[
    ("robert", &["bob", "bobby"]),
    ("william", &["bill", "billy", "liam"]),
    ("richard", &["dick", "rick"]),
    ("margaret", &["peggy", "meg", "maggie"]),
    ("edward", &["ted", "teddy", "ned"]),
    ("theodore", &["ted", "teddy"]),
    ("john", &["jack"]),
    ("charles", &["chuck"]),
    ("henry", &["hank", "harry"]),
    ("james", &["jim", "jimmy"]),
    ("thomas", &["tom", "tommy"]),
    ("elizabeth", &["betty", "betsy", "bess", "lisa"]),
    ("mary", &["molly", "polly"]),
    ("alexander", &["sasha"]),
    ("alexandra", &["sasha"]),
    ("giuseppe", &["beppe"]),
    ("francisco", &["paco", "pancho"]),
    ("jose", &["pepe"]),
];
/// Letters that a short form shares with the name.
const SHARED: usize = 3;

/// The greeting of an answer that names somebody other than the customer; nothing where that is not plain to see.
pub fn greets_another(text: &str, customer: Option<&str>) -> Option<Unsupported> {
    let customer = customer.filter(|name| name.chars().any(|c| c.is_ascii_alphabetic()))?;
    let found = GREETING.as_ref()?.captures(text)?;
    let greeted = found.get(1)?;
    let theirs: Vec<String> = parts(customer).collect();
    if parts(greeted.as_str()).any(|word| theirs.iter().any(|name| is_form_of(&word, name))) {
        return None;
    }
    let first = greeted.as_str().split(' ').next()?;
    is_given_name(first).then(|| Unsupported {
        text: text[..greeted.end()].trim().to_owned(),
        why: format!("it greets {}, the customer is {customer}", greeted.as_str()),
        mark: Mark::Open,
    })
}

fn parts(name: &str) -> impl Iterator<Item = String> {
    name.split(|c: char| !c.is_alphabetic()).filter(|part| !part.is_empty()).map(str::to_lowercase)
}

/// Whether a word is a name or a shorter form of it: Liz of Elizabeth, Alex of Alexandra.
fn is_form_of(word: &str, name: &str) -> bool {
    let begins: String = word.chars().take(SHARED).collect();
    let is_short = || SHORT.iter().any(|(long, short)| *long == name && short.contains(&word));
    word == name || (begins.chars().count() == SHARED && name.contains(&begins)) || is_short()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("Hello Mallory, thank you for writing.", "Hamish MacLeod", Some("Hello Mallory"))]
    #[case("Dear Mallory Ng,\n\nwe look.", "Hamish MacLeod", Some("Dear Mallory Ng"))]
    #[case("hi Thomas!\nWe look.", "Hamish", Some("hi Thomas"))]
    #[case("Hello Hamish, we look.", "Hamish MacLeod", None)]
    #[case("Dear Hamish MacLeod,", "MacLeod Hamish", None)]
    #[case("Dear Mr MacLeod,", "Hamish MacLeod", None)]
    #[case("Hello there, we look.", "Hamish MacLeod", None)]
    #[case("Hi Team, we look.", "Hamish MacLeod", None)]
    #[case("Dear Customer,", "Hamish MacLeod", None)]
    #[case("Hi Bob, we look.", "Robert Frost", None)]
    #[case("Hi Liz,", "Elizabeth Frost", None)]
    #[case("Hi Alex,", "Alexandra Frost", None)]
    #[case("Hello May I ask where it is", "Hamish", None)]
    #[case("Hello, Mallory wrote to us.", "Hamish", None)]
    #[case("Hello Mallory,", "雪子", None)]
    #[case("We have asked Mallory.", "Hamish", None)]
    fn a_greeting_of_somebody_else_is_told(
        #[case] text: &str,
        #[case] customer: &str,
        #[case] wanted: Option<&str>,
    ) {
        let found = greets_another(text, Some(customer));
        assert_eq!(found.as_ref().map(|one| one.text.as_str()), wanted);
        assert_eq!(greets_another(text, None), None);
    }

    #[test]
    fn it_says_whom_it_greets_and_who_the_customer_is() {
        let found = greets_another("Hello Mallory, we look.", Some("Hamish")).unwrap();
        assert_eq!(found.why, "it greets Mallory, the customer is Hamish");
    }
}
