//! Words that say nothing by themselves: what joins, points and counts, and the usual names for who is spoken of.
//! Each list names its language; a word that tells of an event, a cause, a frequency or a feeling is in none.

/// English.
#[rustfmt::skip]
pub(super) const ENGLISH: &[&str] = &[
    "a", "an", "the", "yes", "apiece", "someone", "somebody", "this", "that", "these", "those", "it", "its", "itself", "he", "she", "they",
    "them", "their", "theirs", "his", "her", "hers", "him", "i", "you", "your", "we", "us", "our", "who",
    "whom", "whose", "which", "what", "where", "when", "how", "and", "or", "but", "while", "whereas",
    "though", "although", "if", "whether", "as", "of", "in", "on", "at", "by", "to", "from", "with", "for",
    "into", "about", "over", "under", "between", "within", "during", "through", "until", "till", "since",
    "ago", "per", "via", "out", "up", "down", "off", "is", "are", "was", "were", "be", "been", "being",
    "has", "have", "had", "having", "do", "does", "did", "s", "t", "there", "here", "then", "so", "far",
    "also", "too", "already", "yet", "still", "now", "currently", "today", "just", "both", "one", "two",
    "total", "any", "some", "other", "same", "such", "own", "another", "customer", "client", "buyer",
    "shopper", "person", "people", "profile", "record", "name", "named", "number", "no", "not", "nor",
    "neither", "amount", "figure", "date", "day", "time", "came", "come", "comes", "coming", "went", "go",
    "goes", "stand", "stands", "stood", "show", "shows", "shown", "know", "known", "unknown", "see",
    "seen", "part", "rest", "altogether", "together", "approximately", "about", "around", "roughly",
    "nearly", "almost", "exactly", "least", "than", "including", "includes", "included", "respectively",
    "namely", "e", "g", "mr", "mrs", "ms", "whole", "near", "remains", "remain", "remained", "become",
    "became", "get", "gets", "got", "make", "made", "take", "took", "took", "put", "use", "used", "using",
    "one", "ones", "side", "way", "further", "according", "details", "detail", "information", "currently",
    "moment", "present", "ahead", "upcoming", "previous", "past", "history", "ever", "don't", "didn't",
    "hasn't", "haven't", "isn't", "wasn't", "aren't", "weren't", "doesn't", "without", "nothing", "none",
    "nobody", "never", "cannot", "can't", "each", "she's", "he's", "it's", "they're", "they've", "that's",
    "there's", "would", "listed", "lists", "status", "state", "states", "currency", "worth", "plus",
    "minus", "combined", "sum", "count", "of", "last", "first", "latest", "second", "overall", "respect",
    "based", "shop", "store", "us", "team", "company", "our", "week", "month", "year", "days", "weeks",
    "hour", "minute", "morning", "afternoon", "evening", "mid", "monday", "tuesday", "wednesday",
    "thursday", "friday", "saturday", "sunday", "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december", "piece", "pair", "unit", "set",
    "tin", "bottle", "thing",
];

/// The other languages that can be told apart by their small words.
#[rustfmt::skip]
pub(super) const OTHERS: &[&[&str]] = &[
    // German.
    &[
        "der", "die", "das", "den", "dem", "des", "ein", "eine", "einen", "einer", "eines", "einem", "und",
        "oder", "aber", "ist", "sind", "war", "waren", "wurde", "wurden", "wird", "hat", "haben", "hatte",
        "sie", "er", "es", "ihr", "ihre", "ihrer", "ihren", "sein", "seine", "kunde", "kundin", "von",
        "vom", "am", "im", "in", "an", "auf", "mit", "für", "zu", "zum", "zur", "seit", "bis", "noch",
        "schon", "bereits", "bisher", "nicht", "kein", "keine", "auch", "nach", "vor", "über", "als", "so",
        "dass", "insgesamt", "nummer", "januar", "februar", "märz", "mai", "juni", "juli", "oktober",
        "dezember", "tag", "tage", "tagen", "woche", "wochen", "monat", "jahr", "jahre", "jahren", "uns",
        "wir", "kostete", "kostet", "worden", "sich",
    ],
    // French.
    &[
        "le", "la", "les", "un", "une", "des", "du", "de", "d", "l", "et", "ou", "mais", "est", "sont",
        "était", "a", "ont", "été", "il", "elle", "ils", "elles", "son", "sa", "ses", "leur", "client",
        "cliente", "au", "aux", "en", "dans", "avec", "pour", "par", "depuis", "jusqu", "encore", "déjà",
        "pas", "ne", "n", "qui", "que", "qu", "se", "sur", "jours", "jour", "mois", "semaine", "semaines",
        "ans", "an", "janvier", "février", "mars", "avril", "juin", "juillet", "août", "septembre",
        "octobre", "novembre", "décembre", "numéro", "coûte", "coûté",
    ],
    // Spanish.
    &[
        "el", "los", "las", "una", "unos", "y", "o", "pero", "es", "son", "fue", "ha", "han", "sido",
        "está", "su", "sus", "con", "para", "por", "desde", "hasta", "aún", "todavía", "ya", "no", "del",
        "al", "que", "se", "día", "días", "mes", "meses", "semana", "semanas", "año", "años", "enero",
        "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre",
        "noviembre", "diciembre", "número", "costó", "cuesta",
    ],
    // Italian.
    &[
        "lo", "gli", "uno", "è", "sono", "stato", "stata", "con", "dal", "della", "del", "nel", "non",
        "ancora", "già", "il",
    ],
    // Dutch.
    &[
        "het", "een", "en", "maar", "zijn", "werd", "is", "heeft", "klant", "van", "met", "voor", "op",
        "niet", "nog", "al", "de",
    ],
];
