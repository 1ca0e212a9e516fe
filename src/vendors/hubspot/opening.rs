//! Whether what a ticket was opened with is the first mail once more: an account that makes tickets of mails keeps the
//! mail as the ticket's content too, often without its greeting, its signature or its line breaks.

/// Letters below which a text that stands in another says nothing: `Hello`.
const LEAST_LETTERS: usize = 8;

/// The longer one of a ticket's content and its first mail, where the one holds all of the other.
pub(super) fn told_once(content: &str, mail: &str) -> Option<String> {
    let (own, sent) = (letters(content), letters(mail));
    let least = own.chars().count().min(sent.chars().count());
    let is_same = own == sent && (least > 0 || content.trim() == mail.trim());
    if is_same || (least >= LEAST_LETTERS && sent.contains(&own)) {
        return Some(mail.to_owned());
    }
    (least >= LEAST_LETTERS && own.contains(&sent)).then(|| content.to_owned())
}

/// What is said, whatever stands between it.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::same("Where is it?", "Where is it?", Some("Where is it?"))]
    #[case::wrapped("Where is\nmy tent?", "Where is my tent?", Some("Where is my tent?"))]
    #[case::no_greeting(
        "Please send a label.",
        "Hello, please send a label, Ada",
        Some("Hello, please send a label, Ada")
    )]
    #[case::unspaced(
        "再配達の日時を指定できますか。",
        "お世話になっております。再配達の日時を指定できますか。",
        Some("お世話になっております。再配達の日時を指定できますか。")
    )]
    #[case::cut_mail(
        "Please send a label, they are too narrow.",
        "Please send a label",
        Some("Please send a label, they are too narrow.")
    )]
    #[case::nothing_to_tell("Hello", "Hello, where is my tent?", None)]
    #[case::other("Called about a tent, is cross.", "Where is my tent?", None)]
    #[case::other_signs("😀", "🔥", None)]
    #[case::same_signs("🔥", "🔥", Some("🔥"))]
    fn the_mail_that_opened_a_case_is_told_once(
        #[case] content: &str,
        #[case] mail: &str,
        #[case] told: Option<&str>,
    ) {
        assert_eq!(told_once(content, mail).as_deref(), told);
    }
}
