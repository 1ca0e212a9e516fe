//! The words of days and hours in the languages that reps jot down in: English, German, French, Spanish, Italian, Dutch and
//! Portuguese. All are in lower case and without accents.

use jiff::civil::Weekday;

const WEEKDAYS: &[(Weekday, &[&str])] = &[
    (Weekday::Monday, &["monday", "montag", "lundi", "lunes", "lunedi", "maandag", "segunda-feira"]),
    (
        Weekday::Tuesday,
        &["tuesday", "tue", "tues", "dienstag", "mardi", "martes", "martedi", "dinsdag", "terca-feira"],
    ),
    (
        Weekday::Wednesday,
        &["wednesday", "wed", "mittwoch", "mercredi", "miercoles", "mercoledi", "woensdag", "quarta-feira"],
    ),
    (
        Weekday::Thursday,
        &[
            "thursday",
            "thu",
            "thur",
            "thurs",
            "donnerstag",
            "jeudi",
            "jueves",
            "giovedi",
            "donderdag",
            "quinta-feira",
        ],
    ),
    (
        Weekday::Friday,
        &["friday", "fri", "freitag", "vendredi", "viernes", "venerdi", "vrijdag", "sexta-feira"],
    ),
    (Weekday::Saturday, &["saturday", "samstag", "sonnabend", "samedi", "sabado", "sabato", "zaterdag"]),
    (Weekday::Sunday, &["sunday", "sonntag", "dimanche", "domingo", "domenica", "zondag"]),
];

/// Short names that are words of their own too: they are days behind one of these words alone.
const SHORT: &[(Weekday, &[&str], &[&str])] = &[
    (Weekday::Monday, &["mon"], EN),
    (Weekday::Saturday, &["sat"], EN),
    (Weekday::Sunday, &["sun"], EN),
    (Weekday::Monday, &["mo"], DE),
    (Weekday::Tuesday, &["di"], DE),
    (Weekday::Wednesday, &["mi"], DE),
    (Weekday::Thursday, &["do"], DE),
    (Weekday::Friday, &["fr"], DE),
    (Weekday::Saturday, &["sa"], DE),
    (Weekday::Sunday, &["so"], DE),
    (Weekday::Monday, &["segunda"], PT),
    (Weekday::Tuesday, &["terca"], PT),
    (Weekday::Wednesday, &["quarta"], PT),
    (Weekday::Thursday, &["quinta"], PT),
    (Weekday::Friday, &["sexta"], PT),
];
const EN: &[&str] = &["on", "by", "due", "next", "this", "until", "till", "before", "after"];
const DE: &[&str] = &["am", "bis", "nachsten", "kommenden"];
const PT: &[&str] = &["na", "ate", "proxima", "esta"];

/// The weekday whose short name a word is, in capitals: with a full stop behind it that is what it means.
pub(super) fn abbreviated(said: &str) -> Option<Weekday> {
    let word = said.to_lowercase();
    let is_one = said.starts_with(char::is_uppercase) && said.len() <= "Thurs".len();
    let short = || SHORT.iter().find(|(_, names, _)| names.contains(&word.as_str())).map(|(day, ..)| *day);
    let listed = || WEEKDAYS.iter().find(|(_, names)| names.contains(&word.as_str()));
    if is_one { short().or_else(|| listed().map(|(day, _)| *day)) } else { None }
}

/// The weekday that a word names behind another.
pub(super) fn weekday(word: &str, behind: Option<&str>) -> Option<Weekday> {
    let long = WEEKDAYS.iter().find(|(_, names)| names.contains(&word)).map(|(day, _)| *day);
    long.or_else(|| {
        let fits = |(_, names, leads): &&(Weekday, &[&str], &[&str])| {
            names.contains(&word) && behind.is_some_and(|behind| leads.contains(&behind))
        };
        SHORT.iter().find(fits).map(|(day, ..)| *day)
    })
}

/// Full names, and short ones that are no other word beside a figure.
const MONTHS: [&[&str]; 12] = [
    &["january", "jan", "januar", "janvier", "janv", "enero", "ene", "gennaio", "januari", "janeiro"],
    &["february", "feb", "februar", "fevrier", "fevr", "febrero", "febbraio", "februari", "fevereiro", "fev"],
    &["march", "mar", "marz", "mars", "marzo", "maart", "marco", "mrz", "mrt"],
    &["april", "apr", "avril", "avr", "abril", "abr", "aprile"],
    &["may", "mai", "mayo", "maggio", "mei", "maio"],
    &["june", "jun", "juni", "juin", "junio", "giugno", "junho"],
    &["july", "jul", "juli", "juillet", "julio", "luglio", "julho"],
    &["august", "aug", "aout", "agosto", "augustus"],
    &["september", "sep", "sept", "septembre", "septiembre", "settembre", "setembro"],
    &["october", "oct", "oktober", "okt", "octobre", "octubre", "ottobre", "outubro"],
    &["november", "nov", "novembre", "noviembre", "novembro"],
    &["december", "dec", "dezember", "dez", "decembre", "diciembre", "dicembre", "dezembro"],
];

/// A month by its name: 1 to 12.
pub(super) fn month(word: &str) -> Option<i8> {
    let at = MONTHS.iter().position(|names| names.contains(&word))?;
    i8::try_from(at + 1).ok()
}

const SEASONS: &[(i8, &[&str])] = &[
    (3, &["spring", "fruhling", "fruhjahr", "printemps", "primavera", "lente", "voorjaar"]),
    (6, &["summer", "sommer", "ete", "verano", "estate", "zomer", "verao"]),
    (9, &["autumn", "fall", "herbst", "automne", "otono", "autunno", "herfst", "najaar", "outono"]),
    (12, &["winter", "hiver", "invierno", "inverno"]),
];

/// The month that a season begins with.
pub(super) fn season_begins(word: &str) -> Option<i8> {
    SEASONS.iter().find(|(_, names)| names.contains(&word)).map(|(month, _)| *month)
}

const NUMBERS: &[(i64, &[&str])] = &[
    (
        1,
        &["a", "an", "one", "ein", "eine", "einem", "einer", "einen", "un", "une", "una", "een", "um", "uma"],
    ),
    (2, &["two", "zwei", "deux", "dos", "due", "twee", "dois", "duas"]),
    (3, &["three", "drei", "trois", "tres", "tre", "drie"]),
    (4, &["four", "vier", "quatre", "cuatro", "quattro", "quatro"]),
    (5, &["five", "funf", "cinq", "cinco", "cinque", "vijf"]),
    (6, &["six", "sechs", "seis", "sei", "zes"]),
    (7, &["seven", "sieben", "sept", "siete", "sette", "zeven", "sete"]),
    (8, &["eight", "acht", "huit", "ocho", "otto", "oito"]),
    (9, &["nine", "neun", "neuf", "nueve", "nove", "negen"]),
    (10, &["ten", "zehn", "dix", "diez", "dieci", "tien", "dez"]),
    (11, &["eleven", "elf", "onze", "once", "undici"]),
    (12, &["twelve", "zwolf", "douze", "doce", "dodici", "twaalf", "doze"]),
    (14, &["fourteen", "vierzehn", "quatorze", "catorce", "veertien"]),
    (15, &["fifteen", "quinze", "quince", "quindici"]),
];

/// A number as a figure or a word.
pub(super) fn number(word: &str) -> Option<i64> {
    word.parse()
        .ok()
        .or_else(|| NUMBERS.iter().find(|(_, names)| names.contains(&word)).map(|(number, _)| *number))
}

/// What is counted of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Minute,
    Hour,
    WorkingDay,
    Day,
    Week,
    Fortnight,
    Month,
    Year,
}

const UNITS: &[(Unit, &[&str])] = &[
    (
        Unit::Minute,
        &["min", "mins", "minute", "minutes", "minuten", "minuto", "minutos", "minuti", "minuut", "minuten"],
    ),
    (
        Unit::Hour,
        &[
            "h", "hr", "hrs", "hour", "hours", "stunde", "stunden", "heure", "heures", "hora", "horas",
            "ora", "ore", "uur", "uren",
        ],
    ),
    (Unit::WorkingDay, &["werktag", "werktagen", "arbeitstag", "arbeitstagen", "werkdag", "werkdagen"]),
    (
        Unit::Day,
        &[
            "day", "days", "tag", "tage", "tagen", "jour", "jours", "dia", "dias", "giorno", "giorni", "dag",
            "dagen",
        ],
    ),
    (
        Unit::Week,
        &[
            "week",
            "weeks",
            "woche",
            "wochen",
            "semaine",
            "semaines",
            "semana",
            "semanas",
            "settimana",
            "settimane",
            "weken",
        ],
    ),
    (Unit::Fortnight, &["fortnight", "quinzaine", "quincena"]),
    (
        Unit::Month,
        &[
            "month", "months", "monat", "monats", "monate", "monaten", "mois", "mes", "meses", "mese",
            "mesi", "maand", "maanden",
        ],
    ),
    (Unit::Year, &["year", "years", "jahr", "jahres", "annee", "ano", "anno", "jaar"]),
];

/// What a word counts.
pub(super) fn unit(word: &str) -> Option<Unit> {
    UNITS.iter().find(|(_, names)| names.contains(&word)).map(|(unit, _)| *unit)
}

/// A part of a week, a month or a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Edge {
    Begin,
    Middle,
    End,
}

/// The part that a word names.
pub(super) fn edge(word: &str) -> Option<Edge> {
    match word {
        "beginning" | "start" | "early" | "anfang" | "debut" | "principios" | "comienzos" | "inizio"
        | "begin" | "inicio" => Some(Edge::Begin),
        "mid" | "middle" | "mitte" | "mi" | "mitad" | "mediados" | "meta" | "midden" | "meio" | "meados" => {
            Some(Edge::Middle)
        }
        "end" | "late" | "ende" | "fin" | "final" | "finales" | "fine" | "eind" | "einde" | "fim"
        | "finais" => Some(Edge::End),
        _ => None,
    }
}

/// Days that people plan by without naming a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holiday {
    Christmas,
    NewYear,
    /// From the one to the other.
    Holidays,
    Thanksgiving,
    BlackFriday,
    CyberMonday,
    Easter,
}

const HOLIDAYS: &[(Holiday, &[&[&str]])] = &[
    (
        Holiday::Christmas,
        &[
            &["christmas"],
            &["xmas"],
            &["weihnachten"],
            &["noel"],
            &["navidad"],
            &["natale"],
            &["kerst"],
            &["kerstmis"],
            &["o", "natal"],
            &["natal"],
        ],
    ),
    (
        Holiday::NewYear,
        &[
            &["new", "year"],
            &["new", "years"],
            &["new", "year's"],
            &["new", "year's", "day"],
            &["neujahr"],
            &["silvester"],
            &["le", "nouvel", "an"],
            &["ano", "nuevo"],
            &["capodanno"],
            &["nieuwjaar"],
            &["ano", "novo"],
        ],
    ),
    (
        Holiday::Holidays,
        &[&["holidays"], &["feiertagen"], &["fetes"], &["fiestas"], &["feste"], &["feestdagen"]],
    ),
    (Holiday::Thanksgiving, &[&["thanksgiving"]]),
    (Holiday::BlackFriday, &[&["black", "friday"]]),
    (Holiday::CyberMonday, &[&["cyber", "monday"]]),
    (
        Holiday::Easter,
        &[&["easter"], &["ostern"], &["paques"], &["pascua"], &["pasqua"], &["pasen"], &["pascoa"]],
    ),
];

/// The holiday that the words begin with, with its article or without, and how many of them name it.
pub(super) fn named_holiday(words: &[&str]) -> Option<(Holiday, usize)> {
    const ARTICLES: &[&str] = &["the", "den", "les", "las", "le", "la", "o", "de", "il"];
    let skipped = usize::from(words.first().is_some_and(|word| ARTICLES.contains(word)));
    let named = |words: &[&str]| {
        let phrases = HOLIDAYS.iter().flat_map(|(day, phrases)| phrases.iter().map(move |one| (*day, *one)));
        let found = phrases.filter(|(_, phrase)| words.starts_with(phrase));
        found.max_by_key(|(_, phrase)| phrase.len()).map(|(day, phrase)| (day, phrase.len()))
    };
    named(words).or_else(|| named(&words[skipped..]).map(|(day, length)| (day, skipped + length)))
}

/// Words for the one that comes, before what they speak of.
pub(super) const NEXT: &[&str] = &[
    "next",
    "coming",
    "following",
    "nachste",
    "nachster",
    "nachsten",
    "nachstes",
    "kommende",
    "kommender",
    "kommenden",
    "kommendes",
    "prochain",
    "prochaine",
    "proximo",
    "proxima",
    "prossimo",
    "prossima",
    "volgende",
    "komende",
    "aanstaande",
];
/// Those of them that mean the nearest of its name: `coming Friday` on a Thursday is tomorrow, `next Friday` is not.
pub(super) const COMING: &[&str] =
    &["coming", "kommende", "kommender", "kommenden", "kommendes", "komende", "aanstaande"];
/// The same behind it.
pub(super) const NEXT_BEHIND: &[&[&str]] = &[
    &["prochain"],
    &["prochaine"],
    &["proximo"],
    &["proxima"],
    &["prossimo"],
    &["prossima"],
    &["que", "viene"],
    &["que", "vem"],
];

/// Words that stand before a day and change nothing about which it is.
pub(super) const FILLERS: &[&str] = &[
    "the", "this", "on", "of", "in", "at", "der", "den", "dem", "des", "die", "das", "dieser", "dieses",
    "diesen", "am", "im", "zum", "le", "la", "les", "el", "il", "lo", "las", "los", "de", "del", "della",
    "dello", "di", "du", "da", "do", "dia", "op", "van", "het", "na", "no", "ao", "esta", "este",
];

/// Words behind which figures are a date: `by 3.1`, `le 1/12`.
pub(super) const DATE_LEADS: &[&str] = &[
    "on", "by", "until", "till", "before", "after", "from", "due", "am", "bis", "zum", "vom", "den", "der",
    "dem", "ab", "vor", "nach", "le", "au", "du", "avant", "el", "dia", "del", "il", "entro", "op", "tot",
    "em", "no", "ate", "para",
];

/// Verbs of calling: what is to be done in them goes before whatever else is.
pub(super) const CALLS: &[&str] = &[
    "call",
    "callback",
    "ring",
    "phone",
    "anrufen",
    "zuruckrufen",
    "ruckruf",
    "anruf",
    "rappeler",
    "appeler",
    "rappel",
    "rappelle",
    "appelle",
    "telephoner",
    "llamar",
    "llamarle",
    "llamarla",
    "llamada",
    "telefonear",
    "chiamare",
    "chiamarla",
    "chiamarlo",
    "richiamare",
    "richiamarla",
    "richiamarlo",
    "ricontattare",
    "telefonare",
    "bellen",
    "terugbellen",
    "opbellen",
    "ligar",
    "telefonar",
    "chamada",
    "llame",
    "llamen",
    "ligue",
    "liguem",
    "chiami",
    "richiami",
    "rappelons",
];

/// What somebody is told to do, at the beginning of what is said, or with what is parted from it further behind: `ruf ihn an`,
/// `schick ihr die Liste zu`. Those that mean something without it say so by an empty one.
pub(super) const PARTED: &[(&[&str], &[&str], bool)] = &[
    (&["ruf", "rufe", "rufen"], &["an", "zuruck", "durch"], true),
    (&["bel", "bellen"], &["", "op", "terug"], true),
    (
        &["schick", "schicke", "schicken", "sende", "senden"],
        &["", "zu", "los", "ab", "raus", "weiter"],
        false,
    ),
    (&["stuur"], &["", "op", "toe"], false),
    (&["meld", "melde"], &["dich", "uns", "mich"], false),
    (&["frag", "frage", "fragen"], &["", "an", "nach"], false),
    (&["schreib", "schreibe", "schreiben"], &["", "an", "zuruck"], false),
    (&["hak", "hake", "fass", "fasse"], &["nach"], false),
    (&["biet", "biete"], &["", "an"], false),
    (&["sag", "sage", "gib"], &["bescheid"], false),
    (&["pruf", "prufe", "erinner", "erinnere", "kontaktier", "kontaktiere"], &[""], false),
];
/// What may stand before it.
pub(super) const BEFORE_AN_ORDER: &[&str] =
    &["bitte", "dann", "danach", "also", "und", "alstublieft", "graag", "en"];

/// What says that somebody is away; words that are said of goods as well (`out`, `leave`, `unterwegs`) only in company.
pub(super) const AWAY: &[&str] = &[
    "holiday",
    "holidays",
    "vacation",
    "on leave",
    "parental leave",
    "maternity leave",
    "sick leave",
    "annual leave",
    "away",
    "out of office",
    "out of the office",
    "out of town",
    "she is out",
    "she's out",
    "he is out",
    "he's out",
    "out until",
    "out till",
    "out til",
    "trip",
    "travelling",
    "traveling",
    "sick",
    "absent",
    "urlaub",
    "ferien",
    "verreist",
    "auf reise",
    "auf reisen",
    "ausser haus",
    "dienstreise",
    "elternzeit",
    "krank",
    "krankgeschrieben",
    "abwesend",
    "vacances",
    "conge",
    "conges",
    "absente",
    "deplacement",
    "vacaciones",
    "fuera de la oficina",
    "fuera de la ciudad",
    "de viaje",
    "ausente",
    "vacanza",
    "vacanze",
    "ferie",
    "in viaggio",
    "fuori ufficio",
    "assente",
    "vakantie",
    "verlof",
    "op reis",
    "afwezig",
    "ziek",
    "ferias",
    "viagem",
    "fora do escritorio",
    "fora da cidade",
];
/// Goods and their way: a clause with one of these says of nobody that they are away.
pub(super) const GOODS: &[&str] = &[
    "stock",
    "sold",
    "backorder",
    "parcel",
    "parcels",
    "package",
    "shipment",
    "delivery",
    "order",
    "lager",
    "ausverkauft",
    "paket",
    "pakete",
    "lieferung",
    "sendung",
    "ware",
    "bestellung",
    "colis",
    "livraison",
    "commande",
    "rupture",
    "paquete",
    "envio",
    "entrega",
    "pedido",
    "agotado",
    "pacco",
    "spedizione",
    "consegna",
    "ordine",
    "pakket",
    "voorraad",
    "levering",
    "bestelling",
    "encomenda",
    "estoque",
];
/// Words before the last day of that.
pub(super) const AWAY_UNTIL: &[&str] =
    &["until", "till", "til", "bis", "jusqu'au", "jusqu'a", "hasta", "fino", "tot", "ate"];

/// Verbs and words that say that something is still to be done.
pub(super) const TO_DO: &[&str] = &[
    "send",
    "follow",
    "follow-up",
    "remind",
    "ask",
    "check",
    "chase",
    "write",
    "email",
    "e-mail",
    "todo",
    "must",
    "will",
    "want",
    "wants",
    "need",
    "needs",
    "meet",
    "visit",
    "prepare",
    "try",
    "retry",
    "pay",
    "contact",
    "schicken",
    "senden",
    "melden",
    "nachfassen",
    "fragen",
    "prufen",
    "schreiben",
    "erinnern",
    "versuchen",
    "kontaktieren",
    "envoyer",
    "relancer",
    "demander",
    "proposer",
    "verifier",
    "ecrire",
    "contacter",
    "enviar",
    "mandar",
    "preguntar",
    "revisar",
    "escribir",
    "contactar",
    "inviare",
    "mandare",
    "chiedere",
    "verificare",
    "scrivere",
    "contattare",
    "sturen",
    "vragen",
    "navragen",
    "controleren",
    "schrijven",
    "opvolgen",
    "proberen",
    "perguntar",
    "verificar",
    "escrever",
    "mochte",
    "veut",
    "quiere",
    "vuole",
    "wil",
    "quer",
    "zahlen",
    "bezahlen",
    "payer",
    "pagar",
    "pagare",
    "betalen",
];

/// What two say who will speak to each other, the last word last: `wir hören uns Freitag`, `on se parle lundi`.
pub(super) const MUTUAL: &[&[&str]] = &[
    &["let's", "talk"],
    &["let's", "speak"],
    &["we", "talk"],
    &["we", "speak"],
    &["hear", "from", "us"],
    &["hears", "from", "us"],
    &["horen", "uns"],
    &["horen", "wir", "uns"],
    &["sprechen", "uns"],
    &["sprechen", "wir", "uns"],
    &["se", "parle"],
    &["se", "reparle"],
    &["se", "rappelle"],
    &["nous", "parlons"],
    &["hablamos"],
    &["ci", "sentiamo"],
    &["ci", "risentiamo"],
    &["spreken", "elkaar"],
    &["horen", "elkaar"],
    &["falamos"],
];

/// Who has said what is to be done: a day right beside such a word is the day of saying it, where another one follows.
pub(super) const HAS_SAID: &[&str] = &[
    "promised",
    "said",
    "told",
    "agreed",
    "confirmed",
    "zugesagt",
    "versprochen",
    "gesagt",
    "versprach",
    "sagte",
    "promis",
    "prometio",
    "prometido",
    "dijo",
    "dicho",
    "promesso",
    "detto",
    "beloofd",
    "beloofde",
    "gezegd",
    "zei",
    "prometeu",
    "prometido",
    "disse",
];
/// Words before the day of what was said, where no verb stands before it.
pub(super) const BY_THEN: &[&str] = &[
    "by",
    "until",
    "till",
    "before",
    "bis",
    "vor",
    "spatestens",
    "ici",
    "avant",
    "para",
    "antes",
    "entro",
    "prima",
    "uiterlijk",
    "tot",
    "voor",
    "ate",
];

/// Behind days that are counted from another one, back from it: `the day before`, `einen Tag vorher`.
pub(super) const EARLIER: &[&str] = &[
    "before",
    "beforehand",
    "earlier",
    "prior",
    "davor",
    "vorher",
    "zuvor",
    "fruher",
    "avant",
    "precedent",
    "antes",
    "anterior",
    "prima",
    "precedente",
    "ervoor",
    "eerder",
    "tevoren",
];
/// The same, on from it.
pub(super) const LATER: &[&str] = &[
    "after",
    "afterwards",
    "later",
    "danach",
    "darauf",
    "spater",
    "apres",
    "suivant",
    "despues",
    "siguiente",
    "dopo",
    "seguente",
    "successivo",
    "erna",
    "later",
    "depois",
    "seguinte",
];

/// Words that say so where no verb says otherwise: `quote on Friday`, but `sent the quote on Friday`.
pub(super) const TO_DO_ELSE: &[&str] = &[
    "offer",
    "quote",
    "back",
    "again",
    "promised",
    "angebot",
    "devis",
    "presupuesto",
    "preventivo",
    "offerte",
    "orcamento",
    "nochmal",
    "wieder",
];

/// Behind one of these a verb that tells what has been done says what is to be: `muss angerufen werden`, `to be called`.
pub(super) const MODAL: &[&str] = &[
    "be", "must", "will", "wants", "want", "should", "needs", "muss", "soll", "sollte", "mochte", "werden",
    "wird", "etre", "doit", "veut", "ser", "debe", "quiere", "essere", "deve", "vuole", "moet", "wil",
    "quer",
];

/// Words before the day by which something is to be done, even where its verb tells of the past: `delivered by Friday`.
pub(super) const BY: &[&str] = &["by", "bis", "spatestens", "entro", "uiterlijk"];

/// Words right before a day that is over.
pub(super) const OVER: &[&str] = &[
    "last",
    "since",
    "past",
    "yesterday",
    "letzten",
    "letzte",
    "letzter",
    "vorigen",
    "seit",
    "gestern",
    "depuis",
    "desde",
    "vorige",
    "sinds",
];
/// Words right behind such a day.
pub(super) const OVER_BEHIND: &[&str] =
    &["ago", "dernier", "derniere", "pasado", "pasada", "passado", "passada", "scorso", "scorsa"];
/// What has been done on the day that stands beside it.
pub(super) const DONE: &[&str] = &[
    "ordered",
    "called",
    "rang",
    "phoned",
    "spoke",
    "spoken",
    "talked",
    "bought",
    "paid",
    "was",
    "were",
    "had",
    "got",
    "received",
    "came",
    "arrived",
    "delivered",
    "shipped",
    "sent",
    "emailed",
    "mailed",
    "asked",
    "complained",
    "wrote",
    "returned",
    "met",
    "missed",
    "tried",
    "reached",
    "left",
    "visited",
    "cancelled",
    "bestellt",
    "gekauft",
    "bezahlt",
    "war",
    "hatte",
    "rief",
    "angerufen",
    "zuruckgerufen",
    "telefoniert",
    "gesprochen",
    "sprach",
    "gehort",
    "geliefert",
    "erhalten",
    "bekommen",
    "bekam",
    "kam",
    "gekommen",
    "angekommen",
    "erreicht",
    "geschickt",
    "gesendet",
    "gefragt",
    "gemeldet",
    "krank",
    "achete",
    "paye",
    "recu",
    "recue",
    "recus",
    "recues",
    "livre",
    "livree",
    "livres",
    "livrees",
    "appele",
    "appelee",
    "rappele",
    "rappelee",
    "eue",
    "envoye",
    "envoyee",
    "arrive",
    "arrivee",
    "commande",
    "compro",
    "pago",
    "llamo",
    "llamado",
    "hable",
    "hablo",
    "hablado",
    "recibio",
    "recibido",
    "entregado",
    "entregada",
    "entregados",
    "entregadas",
    "llego",
    "llegado",
    "enviado",
    "pidio",
    "ordinato",
    "comprato",
    "pagato",
    "chiamato",
    "chiamata",
    "richiamato",
    "richiamata",
    "parlato",
    "sentito",
    "sentita",
    "sentiti",
    "sentite",
    "ricevuto",
    "ricevuta",
    "consegnato",
    "consegnata",
    "consegnati",
    "consegnate",
    "arrivato",
    "arrivata",
    "inviato",
    "spedito",
    "besteld",
    "gekocht",
    "betaald",
    "gebeld",
    "teruggebeld",
    "belde",
    "gesproken",
    "sprak",
    "geleverd",
    "ontvangen",
    "aangekomen",
    "kwam",
    "verstuurd",
    "comprou",
    "pagou",
    "ligou",
    "liguei",
    "falei",
    "falou",
    "falado",
    "recebeu",
    "recebi",
    "entregue",
    "entregues",
    "chegou",
    "enviou",
    "enviei",
    "pediu",
];

/// The same where it is written with its accent: `llamé`, but `llame el lunes`.
pub(super) const DONE_BY_ACCENT: &[&str] =
    &["llamé", "llegué", "pagué", "envié", "recibí", "compré", "parlé"];

/// Words that say that something is not to be.
pub(super) const NOT: &[&str] = &[
    "not", "never", "don't", "dont", "can't", "cannot", "won't", "isn't", "doesn't", "no", "nicht", "kein",
    "keine", "keinen", "nie", "niemals", "pas", "jamais", "non", "nunca", "niet", "geen", "nooit", "nao",
    "ni",
];
/// Words that say the same of a day that stands beside them: `busy on Monday`, `Friday is impossible`.
pub(super) const UNFIT: &[&str] = &[
    "busy",
    "away",
    "out",
    "impossible",
    "unavailable",
    "travelling",
    "traveling",
    "schlecht",
    "verreist",
    "unterwegs",
    "unmoglich",
    "occupe",
    "occupee",
    "ocupado",
    "ocupada",
    "imposible",
    "impossibile",
    "occupato",
    "occupata",
    "bezet",
    "weg",
    "onmogelijk",
    "impossivel",
];
/// Those of them that, said of goods, rule out no day: `Paket ist bis Freitag unterwegs`.
pub(super) const ON_ITS_WAY: &[&str] = &["away", "out", "unterwegs", "weg", "travelling", "traveling"];
/// Words that take such a word back: `not later than`, `don't forget`.
pub(super) const NOT_NOT: &[&str] = &[
    "later",
    "spater",
    "tard",
    "tarde",
    "tardi",
    "forget",
    "vergessen",
    "oublier",
    "olvidar",
    "dimenticare",
    "vergeten",
    "esquecer",
    "only",
];
/// Behind these a word that says no reaches no further.
pub(super) const BUT: &[&str] = &[
    "but", "however", "instead", "sondern", "aber", "mais", "sino", "pero", "ma", "bensi", "maar", "mas",
    "porem",
];
/// Behind these it reaches to a day that follows at once, and to nothing else.
pub(super) const AND: &[&str] = &[
    "and", "or", "so", "then", "und", "oder", "dann", "et", "ou", "puis", "y", "o", "entonces", "e", "poi",
    "quindi", "dus", "dan", "entao", "en",
];
/// What may stand between a day and the word that says no to it: `Friday is not possible`.
pub(super) const TAKEN_TO_BE: &[&str] = &[
    "is", "does", "do", "will", "can", "he", "she", "they", "works", "geht", "passt", "kann", "er", "sie",
    "n'est", "ne", "va", "puede", "puo", "kan", "pode", "es", "e", "gar", "leider", "bitte", "he's", "she's",
    "they're", "ist", "est",
];

/// Words that say of something that it is.
pub(super) const IS: &[&str] = &[
    "is", "are", "she's", "he's", "it's", "that's", "they're", "ist", "sind", "est", "sont", "c'est", "esta",
    "son", "sono", "zijn", "sao",
];

/// Words before a day that mean the last one before it, and the first one after it.
pub(super) const BEFORE: &[&str] = &["before", "vor", "avant", "antes", "prima", "voor"];
/// The same of the day behind it.
pub(super) const AFTER: &[&str] = &["after", "nach", "apres", "despues", "dopo", "depois"];

/// Behind a word that says no these name the first day that may be: `not until Monday`, like `not before Monday`.
pub(super) const UNTIL: &[&str] = &["until", "till", "til"];

/// Words before an hour, and before nothing else that a figure counts.
pub(super) const AT: &[&str] = &["at", "um", "las", "alle", "ore", "om", "as", "pelas"];
/// Words before an hour, or before how many of something.
pub(super) const AROUND: &[&str] = &[
    "around", "about", "from", "between", "gegen", "ab", "zwischen", "vers", "des", "a", "la", "sobre",
    "verso", "rond",
];
/// What may stand behind an hour that one of those leads: `after 10 on Friday`, `ab 10 erreichbar`.
pub(super) const BEHIND_HOUR: &[&str] = &[
    "on",
    "am",
    "op",
    "el",
    "to",
    "bis",
    "till",
    "til",
    "until",
    "a",
    "erreichbar",
    "frei",
    "available",
    "free",
    "please",
    "bitte",
];
/// What a figure counts that is no hour: `at 10 euro`.
pub(super) const COUNTED: &[&str] = &[
    "percent", "prozent", "euro", "euros", "eur", "dollar", "dollars", "usd", "pounds", "gbp", "chf", "kg",
    "cm", "km", "pieces", "stuck", "tents", "days", "tage", "tagen", "weeks", "wochen", "months", "monate",
    "monaten",
];

/// Parts of an hour before it, in minutes: `half past nine`, `halb zehn`.
pub(super) const FRACTIONS_BEFORE: &[(&[&str], i32)] = &[
    (&["half", "past"], 30),
    (&["quarter", "past"], 15),
    (&["quarter", "after"], 15),
    (&["quarter", "to"], -15),
    (&["halb"], -30),
    (&["viertel", "nach"], 15),
    (&["viertel", "vor"], -15),
    (&["dreiviertel"], -15),
    (&["kwart", "over"], 15),
    (&["kwart", "voor"], -15),
];
/// `half` is half before the hour in Dutch, half past it in English; behind one of these it is Dutch.
pub(super) const DUTCH: &[&str] = &["om", "rond", "tegen"];
/// Parts of an hour behind it, in minutes: `dix heures et quart`.
pub(super) const FRACTIONS_BEHIND: &[(&[&str], i32)] = &[
    (&["et", "demie"], 30),
    (&["et", "demi"], 30),
    (&["et", "quart"], 15),
    (&["moins", "le", "quart"], -15),
    (&["moins", "quart"], -15),
    (&["y", "media"], 30),
    (&["y", "cuarto"], 15),
    (&["menos", "cuarto"], -15),
    (&["e", "mezza"], 30),
    (&["e", "mezzo"], 30),
    (&["e", "un", "quarto"], 15),
    (&["meno", "un", "quarto"], -15),
    (&["e", "meia"], 30),
    (&["e", "um", "quarto"], 15),
    (&["menos", "um", "quarto"], -15),
];
