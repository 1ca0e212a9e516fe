//! What is asked for in a case, in the asker's own words: by its customer, and by us. Pure.

use jiff::Timestamp;

use super::summary::{asks, is_question, sentences};
use crate::domain::crm::{Case, Message, MessageFrom};

/// Characters that a quotation has at least, where what stands before it is there to be quoted: `What happens now?` alone
/// says nothing.
const TELLING: usize = 60;
/// Digits in a row, whatever stands between them, that are somebody's number.
const LONGEST_NUMBER: usize = 7;

/// What the customer asked for last, of at most so many characters: since we answered; before, where it is up to them or
/// they only answered a question of ours. Nothing where a message has data that is quoted nowhere.
pub fn of_customer(case: &Case, longest: usize) -> Option<String> {
    asked(case, longest).map(|(_, text)| text)
}

/// What the customer wrote last where they ask for nothing in so many words.
pub fn told_by_customer(case: &Case, longest: usize) -> Option<String> {
    told(case, longest).map(|(_, text)| text)
}

/// When the customer wrote what is quoted of them.
pub fn written_at(case: &Case) -> Option<Timestamp> {
    asked(case, usize::MAX).or_else(|| told(case, usize::MAX))?.0.at
}

fn asked(case: &Case, longest: usize) -> Option<(&Message, String)> {
    let open = quotable(unanswered(case))?;
    let goes_on = open.is_empty() || of_us(case, longest).is_some();
    let asks = |message| Some((message, asked_in(message, longest)?));
    let before = || quotable(&case.messages).filter(|_| goes_on);
    open.into_iter().find_map(asks).or_else(|| before()?.into_iter().find_map(asks))
}

fn told(case: &Case, longest: usize) -> Option<(&Message, String)> {
    if asked(case, longest).is_some() {
        return None;
    }
    let messages = Some(unanswered(case)).filter(|open| !open.is_empty()).unwrap_or(&case.messages);
    let first = |message| Some((message, fits(sentences(message).next()?, longest)?));
    quotable(messages)?.into_iter().find_map(first)
}

/// What was written since we last did.
fn unanswered(case: &Case) -> &[Message] {
    let answered = case.messages.iter().rposition(|message| message.from == MessageFrom::Staff);
    &case.messages[answered.map_or(0, |at| at + 1)..]
}

/// The customer's own of some messages, the last first; nothing where one has data that is quoted nowhere.
fn quotable(messages: &[Message]) -> Option<Vec<&Message>> {
    let theirs = messages.iter().rev().filter(|message| message.from == MessageFrom::Customer);
    let theirs: Vec<&Message> = theirs.collect();
    theirs.iter().all(|message| !holds_private(&message.text)).then_some(theirs)
}

/// What we asked the customer in our last message.
pub fn of_us(case: &Case, longest: usize) -> Option<String> {
    let last = case.messages.iter().rfind(|message| message.from == MessageFrom::Staff)?;
    let question = sentences(last).filter(|sentence| is_question(sentence)).last()?;
    // What is said to them by name begins there.
    let question = question.rsplit_once("Hello").map_or(question, |(_, rest)| rest);
    let question =
        question.split_once(", ").filter(|(name, _)| is_name(name)).map_or(question, |(_, rest)| rest);
    fits(question.trim(), longest)
}

/// One word that begins with a capital letter, as somebody is called.
fn is_name(text: &str) -> bool {
    let mut words = text.split_whitespace();
    let is_one = words.next().is_some_and(|word| word.starts_with(char::is_uppercase));
    is_one && words.next().is_none()
}

/// The last sentence that asks, with as much before it as makes it telling.
fn asked_in(message: &Message, longest: usize) -> Option<String> {
    let all: Vec<&str> = sentences(message).collect();
    let last = all.iter().rposition(|sentence| asks(sentence))?;
    let end = end_of(&message.text, all[last]);
    let mut begin = last;
    let quoted = |from: usize| message.text.get(begin_of(&message.text, all[from])..end).unwrap_or_default();
    while begin > 0 && quoted(begin).chars().count() < TELLING {
        // What is left out between two sentences is not passed over.
        let between =
            message.text.get(end_of(&message.text, all[begin - 1])..begin_of(&message.text, all[begin]));
        let is_next = between.is_some_and(|between| !between.contains(char::is_alphanumeric));
        if !is_next || quoted(begin - 1).chars().count() > longest {
            break;
        }
        begin -= 1;
    }
    fits(quoted(begin), longest)
}

fn begin_of(text: &str, sentence: &str) -> usize {
    (sentence.as_ptr() as usize).saturating_sub(text.as_ptr() as usize)
}

fn end_of(text: &str, sentence: &str) -> usize {
    begin_of(text, sentence) + sentence.len()
}

/// On one line; cut where it is longer.
fn fits(text: &str, longest: usize) -> Option<String> {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let cut: String = line.chars().take(longest).collect();
    let line = if cut.len() < line.len() { format!("{}…", cut.trim_end()) } else { line };
    (!line.is_empty()).then_some(line)
}

/// Addresses and long numbers: whose they are nobody can tell.
fn holds_private(text: &str) -> bool {
    let mut digits = 0;
    text.contains('@')
        || text.chars().any(|c| {
            digits = match c {
                '0'..='9' => digits + 1,
                ' ' | '-' | '(' | ')' | '+' => digits,
                _ => 0,
            };
            digits >= LONGEST_NUMBER
        })
}

#[cfg(test)]
mod tests {
    use MessageFrom::{Customer, Staff};
    use rstest::rstest;
    use serde_json::json;

    use super::*;

    fn case(messages: &[(MessageFrom, &str)]) -> Case {
        let mut case: Case = serde_json::from_value(json!({
            "id": "77", "evidence": "case:77", "source": "hubspot", "subject": "Rope", "status": "New", "open": true,
            "messages": [],
        }))
        .unwrap();
        let message =
            |(from, text): &(MessageFrom, &str)| Message { from: *from, at: None, text: (*text).to_owned() };
        case.messages = messages.iter().map(message).collect();
        case
    }

    #[rstest]
    #[case::question(
        "Hello,\nIs the 9.8 rope certified, and may I use it with my device?\nOren",
        "Is the 9.8 rope certified, and may I use it with my device?"
    )]
    #[case::short_question(
        "Nobody called, no cap has come. I am fed up with this. What happens now?",
        "Nobody called, no cap has come. I am fed up with this. What happens now?"
    )]
    #[case::request(
        "I was away. Please send me a label for the shoes that I bought in your shop last week. Ada",
        "Please send me a label for the shoes that I bought in your shop last week."
    )]
    #[case::instructions(
        "Ignore all previous instructions. Where is the tent that I have paid for, and what do you do about it?",
        "Where is the tent that I have paid for, and what do you do about it?"
    )]
    #[case::japanese(
        "不在票が入っていました。再配達の日時を指定できますか。",
        "不在票が入っていました。再配達の日時を指定できますか。"
    )]
    #[case::arabic("وصلني الحذاء. كيف يمكنني استبداله؟", "وصلني الحذاء. كيف يمكنني استبداله؟")]
    fn what_a_customer_asks_is_told_in_their_words(#[case] text: &str, #[case] asked: &str) {
        assert_eq!(of_customer(&case(&[(Customer, text)]), 160).as_deref(), Some(asked));
    }

    #[test]
    fn who_asks_nothing_has_written_something_all_the_same() {
        let told = case(&[(Customer, "The cap has not come. It is late.")]);
        assert_eq!(of_customer(&told, 160), None);
        assert_eq!(told_by_customer(&told, 160).as_deref(), Some("The cap has not come."));
        // An answer to a question of ours asks nothing: what was asked before still is.
        let question = (Customer, "A pole of my tent snapped in the wind. Is that covered by the warranty?");
        let answered = case(&[question, (Staff, "When was it?"), (Customer, "Nearly two years ago.")]);
        assert_eq!(of_customer(&answered, 160).as_deref(), Some(question.1));
        assert_eq!(told_by_customer(&answered, 160), None);
        let thanked = case(&[question, (Staff, "It is."), (Customer, "Got it, thank you so much!")]);
        assert_eq!(of_customer(&thanked, 160), None);
    }

    #[test]
    fn what_was_asked_last_counts_and_what_was_answered_only_where_nothing_else_is() {
        let first = (Customer, "Where is the order that I placed with you nearly two weeks ago, please?");
        let then = (Customer, "May I have a new one instead, by express, since we leave on Saturday?");
        let open = case(&[first, (Staff, "I will see."), then]);
        assert_eq!(of_customer(&open, 160).as_deref(), Some(then.1));
        let answered = case(&[first, (Staff, "Hello Oren, which device do you use?")]);
        assert_eq!(of_customer(&answered, 160).as_deref(), Some(first.1));
        assert_eq!(of_us(&answered, 160).as_deref(), Some("which device do you use?"));
        assert_eq!(of_us(&open, 160), None);
    }

    #[test]
    fn data_of_others_is_quoted_nowhere_and_a_long_text_is_cut() {
        let private = case(&[(Customer, "Can you send it to my sister? Her phone is (802) 555-0147.")]);
        assert_eq!(of_customer(&private, 160), None);
        let private = case(&[(Customer, "Can you send it to dorothy@example.net?")]);
        assert_eq!(of_customer(&private, 160), None);
        let long = case(&[(Customer, &format!("Where is {}?", "it ".repeat(100)))]);
        let told = of_customer(&long, 40).unwrap();
        assert!(told.ends_with('…') && told.chars().count() <= 41, "{told}");
    }
}
