//! Spans of days in the languages that answers are written in.

use super::Locale;

/// Each language with its words: less than one, one, several.
const WORDS: &[(&str, [&str; 3])] = &[
    ("de", ["weniger als einen Tag", "1 Tag", "Tage"]),
    ("fr", ["moins d'un jour", "1 jour", "jours"]),
    ("es", ["menos de un día", "1 día", "días"]),
    ("it", ["meno di un giorno", "1 giorno", "giorni"]),
    ("nl", ["minder dan een dag", "1 dag", "dagen"]),
    ("pt", ["menos de um dia", "1 dia", "dias"]),
];

/// `3 Tage`; nothing for a language whose words are not known, and for English, which is the house's own.
pub fn days_in_language(days: i64, language: &str, locale: &Locale) -> Option<String> {
    let (_, [none, one, several]) = WORDS.iter().find(|(known, _)| *known == language)?;
    Some(match days {
        0 => (*none).to_owned(),
        1 => (*one).to_owned(),
        _ => format!("{} {several}", locale.count(i128::from(days))),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_written_in_the_language_of_the_text() {
        let written = |days, language| days_in_language(days, language, &Locale::default());
        assert_eq!(written(0, "de").as_deref(), Some("weniger als einen Tag"));
        assert_eq!(written(1, "fr").as_deref(), Some("1 jour"));
        assert_eq!(written(5, "it").as_deref(), Some("5 giorni"));
        assert_eq!(written(5, "en"), None);
    }
}
