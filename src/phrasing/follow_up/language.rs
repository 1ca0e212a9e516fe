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

/// Words of whole sentences that no other of these languages has, for days in figures.
const TELLING_OF_SENTENCES: &[(&str, &[&str])] = &[
    ("en", &["is", "not", "call", "before", "until", "send", "he", "she", "and", "the", "wants", "after"]),
    (
        "de",
        &[
            "ist",
            "nicht",
            "anrufen",
            "zuruckrufen",
            "ruckruf",
            "vor",
            "und",
            "im",
            "danach",
            "ihn",
            "kunde",
            "kundin",
            "schicken",
            "wieder",
        ],
    ),
    ("fr", &["est", "pas", "avant", "rappeler", "appeler", "jusqu'au", "ensuite", "envoyer", "cliente"]),
    ("es", &["llamar", "llamarle", "llamarla", "hasta", "despues", "antes", "enviar", "y"]),
    ("it", &["non", "chiamare", "richiamare", "fino", "dopo", "inviare", "prima"]),
    ("nl", &["niet", "bellen", "terugbellen", "hij", "daarna", "sturen", "klant", "een"]),
    ("pt", &["nao", "ligar", "ate", "depois", "esta"]),
];

/// The language of a sentence, where most of such words are of one.
pub(super) fn of_sentence(text: &str) -> Option<&'static str> {
    let tokens = tokens(text);
    let told =
        |telling: &[&str]| tokens.iter().filter(|token| telling.contains(&token.word.as_str())).count();
    let counts = TELLING_OF_SENTENCES.iter().map(|(language, telling)| (told(telling), *language));
    let mut counts: Vec<(usize, &str)> = counts.filter(|(count, _)| *count > 0).collect();
    counts.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    match counts.as_slice() {
        [(most, language), rest @ ..] if rest.first().is_none_or(|(next, _)| next < most) => Some(language),
        _ => None,
    }
}

/// What says of a day behind it that nothing may be sooner.
pub(super) fn not_before(language: &str) -> &'static str {
    match language {
        "de" => "nicht vor",
        "fr" => "pas avant le",
        "es" => "no antes del",
        "it" => "non prima del",
        "nl" => "niet voor",
        "pt" => "não antes de",
        _ => "not before",
    }
}
