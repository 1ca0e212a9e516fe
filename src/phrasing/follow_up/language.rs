//! In which language the words of a day are, where they tell: the date that stands for them is written in it.

use super::tokens::tokens;

/// Words of days that no other of these languages has, without accents: what two share, as `morgen`, tells nothing.
const TELLING: &[(&str, &[&str])] = &[
    (
        "en",
        &[
            "monday",
            "tuesday",
            "wednesday",
            "thursday",
            "friday",
            "saturday",
            "sunday",
            "tomorrow",
            "today",
            "next",
            "weeks",
            "days",
            "the",
        ],
    ),
    (
        "de",
        &[
            "montag",
            "dienstag",
            "mittwoch",
            "donnerstag",
            "freitag",
            "samstag",
            "sonnabend",
            "sonntag",
            "ubermorgen",
            "heute",
            "woche",
            "wochen",
            "tagen",
            "uhr",
            "nachste",
            "nachsten",
            "nachster",
        ],
    ),
    (
        "fr",
        &[
            "lundi",
            "mardi",
            "mercredi",
            "jeudi",
            "vendredi",
            "samedi",
            "dimanche",
            "demain",
            "apres-demain",
            "semaine",
            "semaines",
            "jours",
            "prochain",
            "prochaine",
        ],
    ),
    ("es", &["lunes", "martes", "miercoles", "jueves", "viernes", "manana", "hoy", "viene"]),
    (
        "it",
        &[
            "lunedi",
            "martedi",
            "mercoledi",
            "giovedi",
            "venerdi",
            "sabato",
            "domenica",
            "domani",
            "dopodomani",
            "oggi",
            "settimana",
            "settimane",
            "giorni",
        ],
    ),
    (
        "nl",
        &[
            "maandag",
            "dinsdag",
            "woensdag",
            "donderdag",
            "vrijdag",
            "zaterdag",
            "zondag",
            "overmorgen",
            "vandaag",
            "weken",
            "volgende",
            "uur",
        ],
    ),
    (
        "pt",
        &[
            "segunda-feira",
            "terca-feira",
            "quarta-feira",
            "quinta-feira",
            "sexta-feira",
            "segunda",
            "terca",
            "quarta",
            "quinta",
            "sexta",
            "amanha",
            "hoje",
        ],
    ),
];

/// The language by its code of two letters.
pub(super) fn of(words: &str) -> Option<&'static str> {
    let tokens = tokens(words);
    let tells = |telling: &[&str]| tokens.iter().any(|token| telling.contains(&token.word.as_str()));
    TELLING.iter().find(|(_, telling)| tells(telling)).map(|(language, _)| *language)
}
