//! Titles of the shop's records, digits and all.

use super::{Rest, View};

/// Whole titles of the cited facts, digits and all: `Ridgeback 2 Tent`. Also without what follows a dash.
pub fn blank(view: &View<'_>, rest: &mut Rest) {
    let mut titles: Vec<String> = Vec::new();
    for name in view.known_names().filter(|name| name.chars().count() >= 3 && name.len() <= 300) {
        let name = name.to_lowercase();
        let short =
            name.split(" - ").next().and_then(|n| n.split(" (").next()).and_then(|n| n.split(" / ").next());
        titles.extend(short.filter(|short| short.len() >= 3).map(str::to_owned));
        titles.push(name);
    }
    titles.sort_by_key(|title| std::cmp::Reverse(title.len()));
    for title in titles {
        // A bare number is no title: its unit would go unchecked.
        if !title.chars().any(char::is_alphabetic) {
            continue;
        }
        while let Some(at) = find_word(&rest.lower, &title) {
            rest.blank(at..at + title.len());
        }
    }
}

/// Where a phrase stands as whole words.
fn find_word(text: &str, phrase: &str) -> Option<usize> {
    text.match_indices(phrase).map(|(at, _)| at).find(|at| {
        let before = text[..*at].chars().next_back();
        let after = text[at + phrase.len()..].chars().next();
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    })
}
