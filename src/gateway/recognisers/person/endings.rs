//! Endings of surnames.

/// Endings of surnames in many languages, on folded words.
pub(super) fn is_surname_like(word: &str) -> bool {
    const ENDINGS: [&str; 58] = [
        "ski", "ska", "cki", "cka", "dzki", "wicz", "czyk", "czak", "szewski", "owski", "owska", "ewski",
        "enko", "chuk", "ova", "eva", "sson", "sdottir", "dottir", "ssen", "nsen", "rsen", "lsen", "tsen",
        "dsen", "gaard", "qvist", "kvist", "strom", "berg", "lund", "mann", "stein", "hauer", "meier",
        "mayer", "meyer", "oglu", "opoulos", "akis", "idis", "adze", "shvili", "yan", "ian", "escu", "eanu",
        "iou", "elli", "etti", "ucci", "acci", "uzzi", "inho", "eira", "ovic", "evic", "nen",
    ];
    let length = word.len();
    length >= 6 && ENDINGS.iter().any(|ending| length >= ending.len() + 2 && word.ends_with(ending))
        || length > 4 && (word.starts_with("mc") || word.ends_with("ez") && length > 5)
}
