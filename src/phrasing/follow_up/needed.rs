//! Days by which somebody who writes to a shop needs something: `I need it by Friday`, `avant mon départ le 3 décembre`.
//! Whoever only names a day needs nothing by it: there must be a word of need or of a deadline beside it.

mod scripts;

use jiff::civil::{Date, Weekday};

use super::day::{day, this_or_next};
use super::tokens::{Token, tokens};
use super::vocabulary::{COMING, NEXT, weekday};
use super::{Seen, sentences};

/// A day by which something is needed.
#[derive(Clone, PartialEq, Eq)]
pub struct Needed {
    /// That day.
    pub on: Date,
    /// As it was written, with the word before it: `by Friday`.
    pub words: String,
}

impl std::fmt::Debug for Needed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Needed({})", self.on)
    }
}

/// Words right before a day that make a deadline of it.
const DEADLINES: &[&[&str]] = &[
    &["by"],
    &["before"],
    &["until"],
    &["till"],
    &["no", "later", "than"],
    &["bis"],
    &["bis", "zum"],
    &["vor"],
    &["spatestens"],
    &["spatestens", "am"],
    &["bis", "spatestens"],
    &["avant"],
    &["avant", "le"],
    &["d'ici"],
    &["ici"],
    &["ici", "a"],
    &["antes", "del"],
    &["antes", "de"],
    &["para", "el"],
    &["hasta", "el"],
    &["entro"],
    &["prima", "di"],
    &["prima", "del"],
    &["voor"],
    &["uiterlijk"],
    &["tegen"],
    &["ate"],
    &["antes", "do"],
    &["antes", "da"],
    &["ate", "a"],
    &["ate", "ao"],
];
/// Words right before a day on which it is needed, where the sentence says that it is.
const ON: &[&[&str]] = &[
    &["on"],
    &["for"],
    &["am"],
    &["fur"],
    &["pour"],
    &["pour", "le"],
    &["el"],
    &["para"],
    &["per"],
    &["op"],
    &["para", "a"],
    &["na"],
    &["no"],
];
/// What people need something before: a journey, a feast.
const EVENTS: &[&str] = &[
    "trip",
    "journey",
    "holiday",
    "holidays",
    "vacation",
    "travel",
    "hike",
    "trek",
    "tour",
    "expedition",
    "wedding",
    "birthday",
    "party",
    "leave",
    "leaving",
    "departure",
    "flight",
    "fly",
    "reise",
    "urlaub",
    "abreise",
    "abfahrt",
    "abflug",
    "hochzeit",
    "geburtstag",
    "wanderung",
    "tour",
    "fahren",
    "losfahren",
    "fliegen",
    "depart",
    "voyage",
    "vacances",
    "mariage",
    "anniversaire",
    "partir",
    "vol",
    "viaje",
    "vacaciones",
    "salida",
    "boda",
    "cumpleanos",
    "vuelo",
    "viaggio",
    "vacanza",
    "vacanze",
    "partenza",
    "matrimonio",
    "compleanno",
    "volo",
    "reis",
    "vakantie",
    "vertrek",
    "bruiloft",
    "verjaardag",
    "vertrekken",
    "vlucht",
    "viagem",
    "ferias",
    "partida",
    "casamento",
    "aniversario",
    "voo",
];
/// Words that begin what it is needed before, where an event follows.
const BEFORE: &[&str] =
    &["before", "until", "till", "bevor", "vor", "bis", "avant", "antes", "prima", "voor", "voordat"];
/// Words of need.
const NEED: &[&str] = &[
    "need",
    "needed",
    "needs",
    "require",
    "required",
    "brauche",
    "brauchen",
    "braucht",
    "benotige",
    "benotigen",
    "benotigt",
    "besoin",
    "faut",
    "faudrait",
    "necesito",
    "necesitamos",
    "necesita",
    "hace",
    "serve",
    "servono",
    "servirebbe",
    "bisogno",
    "nodig",
    "preciso",
    "precisamos",
    "necessito",
];
/// Words of what must be, or is asked for.
const MUST: &[&str] = &[
    "must",
    "has",
    "have",
    "please",
    "muss",
    "mussen",
    "mussten",
    "bitte",
    "doit",
    "doivent",
    "merci",
    "debe",
    "tiene",
    "favor",
    "deve",
    "devono",
    "moet",
    "moeten",
    "alstublieft",
    "tem",
];
/// Words of something that comes to somebody.
const ARRIVES: &[&str] = &[
    "arrive",
    "arrives",
    "here",
    "deliver",
    "delivered",
    "get",
    "receive",
    "ankommen",
    "ankommt",
    "da",
    "hier",
    "geliefert",
    "liefern",
    "haben",
    "erhalten",
    "bekommen",
    "arriver",
    "arrive",
    "livrer",
    "livre",
    "livree",
    "recevoir",
    "llegar",
    "llega",
    "llegue",
    "recibir",
    "entregar",
    "arrivare",
    "arriva",
    "ricevere",
    "consegnare",
    "aankomen",
    "bezorgd",
    "bezorgen",
    "hebben",
    "ontvangen",
    "leveren",
    "binnen",
    "chegar",
    "chega",
    "chegue",
    "receber",
];
/// Words after `need to` of somebody who is to get it; with others they have something to do themselves.
const GETS: &[&str] = &["have", "get", "receive", "be", "arrive"];
/// Words of a sentence that needs nothing by that day: it denies, tells of what was, or of what somebody else has said.
const NOT: &[&str] = &[
    "not",
    "don't",
    "didn't",
    "never",
    "no",
    "nicht",
    "kein",
    "keine",
    "keinen",
    "pas",
    "jamais",
    "nunca",
    "non",
    "niet",
    "geen",
    "nao",
    "said",
    "promised",
    "told",
    "was",
    "were",
    "needed",
    "ordered",
    "should",
    "gesagt",
    "versprochen",
    "sagten",
    "bestellt",
    "sollte",
    "hatte",
    "dit",
    "promis",
    "commande",
    "dijeron",
    "prometieron",
    "pedi",
    "detto",
    "promesso",
    "ordinato",
    "gezegd",
    "beloofd",
    "besteld",
    "disseram",
    "prometeram",
    "encomendei",
    "return",
    "send",
    "zuruckschicken",
    "zurucksenden",
    "retourner",
    "renvoyer",
    "devolver",
    "restituire",
    "terugsturen",
];

/// The day by which a message says that something is needed; the last one that it names. `seen`: when it was written.
pub fn needed(text: &str, seen: &Seen) -> Option<Needed> {
    let found = sentences(text).filter_map(|said| in_sentence(said, asks(text, said), seen)).last();
    found.or_else(|| scripts::needed(text, seen))
}

/// Whether a sentence of a text ends with a question mark.
fn asks(text: &str, said: &str) -> bool {
    let behind = (said.as_ptr() as usize + said.len()).checked_sub(text.as_ptr() as usize);
    said.ends_with('?')
        || behind.and_then(|at| text.get(at..)).is_some_and(|rest| rest.trim_start().starts_with('?'))
}

fn in_sentence(said: &str, asks: bool, seen: &Seen) -> Option<Needed> {
    let tokens = tokens(said);
    (1..tokens.len()).find_map(|at| {
        let (named, length) = day(&tokens[at..], tokens.get(at - 1), seen)?;
        let bare = (length == 1).then(|| bare_weekday(&tokens, at)).flatten();
        let on = bare.map_or(named.on, |day| this_or_next(day, seen));
        let begin = led_by(&tokens, at, asks).filter(|_| on >= seen.now.date())?;
        Some(Needed { on, words: super::words(said, &tokens[begin..at + length]) })
    })
}

/// The weekday that a word names, where no other says of which week.
fn bare_weekday(tokens: &[Token<'_>], at: usize) -> Option<Weekday> {
    let before = tokens[at - 1].word.as_str();
    let is_bare = !NEXT.contains(&before) && !COMING.contains(&before);
    weekday(&tokens[at].word, Some(before)).filter(|_| is_bare)
}

/// Where the words begin that make the day at a place one by which something is needed.
fn led_by(tokens: &[Token<'_>], at: usize, asks: bool) -> Option<usize> {
    if let Some(begin) = unless_by(tokens, at) {
        return Some(begin);
    }
    let has = |words: &[&str]| tokens.iter().any(|token| words.contains(&token.word.as_str()));
    if has(NOT) {
        return None;
    }
    if let Some(begin) = before_event(tokens, at) {
        return Some(begin);
    }
    let comes = (asks || has(MUST)) && has(ARRIVES);
    let needs = needs(tokens);
    let deadline = leading(tokens, at, DEADLINES).filter(|_| needs || comes);
    deadline.or_else(|| leading(tokens, at, ON).filter(|_| needs))
}

/// Whether somebody needs something, not needs to do something.
fn needs(tokens: &[Token<'_>]) -> bool {
    let word = |at: usize| tokens.get(at).map(|token| token.word.as_str());
    (0..tokens.len()).filter(|at| word(*at).is_some_and(|word| NEED.contains(&word))).any(|at| {
        let is_other = word(at) == Some("hace") && word(at + 1) != Some("falta");
        let does = word(at + 1) == Some("to") && !word(at + 2).is_some_and(|word| GETS.contains(&word));
        !is_other && !does
    })
}

/// Where one of the phrases begins that stands right before a place.
fn leading(tokens: &[Token<'_>], at: usize, phrases: &[&[&str]]) -> Option<usize> {
    // Articles stand between.
    let is_article = |word: &str| {
        ["the", "this", "next", "dem", "den", "le", "la", "el", "il", "de", "a", "o"].contains(&word)
    };
    let ends = std::iter::once(at).chain((at > 0 && is_article(&tokens[at - 1].word)).then(|| at - 1));
    ends.flat_map(|end| phrases.iter().map(move |phrase| (end, phrase))).find_map(|(end, phrase)| {
        let begin = end.checked_sub(phrase.len())?;
        let is_it = tokens[begin..end].iter().zip(*phrase).all(|(token, word)| token.word == *word);
        let is_whole = tokens[begin..end].iter().all(|token| !token.ends_clause);
        (is_it && is_whole).then_some(begin)
    })
}

/// `if it isn't here by Friday`, `wenn es nicht bis Freitag da ist`: where the deadline begins.
fn unless_by(tokens: &[Token<'_>], at: usize) -> Option<usize> {
    const IF: &[&str] = &["if", "wenn", "falls", "sofern", "si", "s'il", "se", "als", "indien"];
    const IS_NOT: &[&str] =
        &["not", "isn't", "hasn't", "doesn't", "don't", "nicht", "pas", "n'est", "no", "non", "niet", "nao"];
    let begin = leading(tokens, at, DEADLINES)?;
    let clause = tokens[..begin].iter().rposition(|token| token.ends_clause).map_or(0, |end| end + 1);
    let before = &tokens[clause..begin];
    let from = before.iter().position(|token| IF.contains(&token.word.as_str()))?;
    before[from..].iter().any(|token| IS_NOT.contains(&token.word.as_str())).then_some(begin)
}

/// `before my trip on`, `avant mon départ le`: where it begins.
fn before_event(tokens: &[Token<'_>], at: usize) -> Option<usize> {
    const FURTHEST: usize = 7;
    let first = at.saturating_sub(FURTHEST);
    let begin = (first..at).rev().find(|begin| BEFORE.contains(&tokens[*begin].word.as_str()))?;
    let between = &tokens[begin..at];
    let is_joined = between.iter().all(|token| !token.ends_clause);
    let has_event = between.iter().any(|token| EVENTS.contains(&token.word.as_str()));
    // `bevor wir am Freitag fahren`: what it is before stands behind the day.
    let behind = || tokens[at..].iter().any(|token| EVENTS.contains(&token.word.as_str()));
    let is_clause = matches!(tokens[begin].word.as_str(), "bevor" | "voordat");
    (is_joined && (has_event || is_clause && behind())).then_some(begin)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use rstest::rstest;

    use super::*;

    /// Written on Tuesday, 24 November 2026.
    fn read(text: &str) -> Option<String> {
        let seen = Seen { now: date(2026, 11, 24).at(10, 0, 0, 0), month_first: false };
        needed(text, &seen).map(|needed| format!("{} “{}”", needed.on, needed.words))
    }

    #[rstest]
    #[case("Hello. I need it by Friday. Thanks!", "2026-11-27 “by Friday”")]
    #[case("If it isn't here by Friday I want my money back.", "2026-11-27 “by Friday”")]
    #[case("If I do not hear from you by 4 December, I cancel.", "2026-12-04 “by 4 December”")]
    #[case("Wenn das Zelt nicht bis Freitag da ist, storniere ich.", "2026-11-27 “bis Freitag”")]
    #[case("I need the tent before my trip on 3 December.", "2026-12-03 “before my trip on 3 December”")]
    #[case("Will it arrive before we leave on Saturday?", "2026-11-28 “before we leave on Saturday”")]
    #[case("Can it be here by 4 December?", "2026-12-04 “by 4 December”")]
    #[case("It must be delivered by Thursday.", "2026-11-26 “by Thursday”")]
    #[case("We need these on Friday.", "2026-11-27 “on Friday”")]
    #[case("I need to have it by Friday.", "2026-11-27 “by Friday”")]
    #[case("Ich brauche es bis Freitag.", "2026-11-27 “bis Freitag”")]
    #[case("Können Sie es bis zum 4. Dezember liefern?", "2026-12-04 “bis zum 4. Dezember”")]
    #[case("Kommt es vor meiner Reise am 3. Dezember an?", "2026-12-03 “vor meiner Reise am 3. Dezember”")]
    #[case("J'en ai besoin avant vendredi.", "2026-11-27 “avant vendredi”")]
    #[case("Peut-il arriver avant mon départ le 3 décembre ?", "2026-12-03 “avant mon départ le 3 décembre”")]
    #[case("Lo necesito antes del viernes.", "2026-11-27 “antes del viernes”")]
    #[case("Necesito la talla M para el viernes.", "2026-11-27 “para el viernes”")]
    #[case("Mi serve entro venerdì.", "2026-11-27 “entro venerdì”")]
    #[case("Ne ho bisogno prima di venerdì.", "2026-11-27 “prima di venerdì”")]
    #[case("Ik heb het voor vrijdag nodig.", "2026-11-27 “voor vrijdag”")]
    #[case("Het moet uiterlijk vrijdag bezorgd worden.", "2026-11-27 “uiterlijk vrijdag”")]
    #[case("Preciso dela até sexta-feira.", "2026-11-27 “até sexta-feira”")]
    #[case(
        "Pode chegar antes da minha viagem a 3 de dezembro?",
        "2026-12-03 “antes da minha viagem a 3 de dezembro”"
    )]
    fn a_day_of_need_is_read(#[case] text: &str, #[case] expected: &str) {
        assert_eq!(read(text).as_deref(), Some(expected));
    }

    #[rstest]
    #[case("金曜日までに必要です。", "2026-11-27 “金曜日までに”")]
    #[case("12月4日までに届きますか？", "2026-12-04 “12月4日までに”")]
    #[case("来週の月曜日までにお願いします。", "2026-11-30 “来週の月曜日までに”")]
    #[case("明後日までに届かなければ返金してください。", "2026-11-26 “明後日までに”")]
    #[case("木曜日に必要です。", "2026-11-26 “木曜日に”")]
    #[case("火曜日までに届けてください。", "2026-11-24 “火曜日までに”")]
    #[case("再配達は週末の午前中を希望します。", "2026-11-28 “週末の午前中を”")]
    #[case("土曜日の午前中を希望します。", "2026-11-28 “土曜日の午前中を”")]
    #[case("أحتاجها قبل يوم الجمعة.", "2026-11-27 “قبل يوم الجمعة”")]
    #[case("هل يمكن أن تصل قبل الخميس؟", "2026-11-26 “قبل الخميس”")]
    #[case("إذا لم تصل قبل يوم الجمعة أريد استرداد المال.", "2026-11-27 “قبل يوم الجمعة”")]
    #[case("يجب أن يصل الطلب قبل ٣ ديسمبر.", "2026-12-03 “قبل ٣ ديسمبر”")]
    #[case("أحتاج مقاس 40 قبل رحلتي يوم الجمعة.", "2026-11-27 “قبل رحلتي يوم الجمعة”")]
    #[case("نحتاج الخيمة يوم السبت.", "2026-11-28 “يوم السبت”")]
    fn a_day_of_need_is_read_in_japanese_and_arabic(#[case] text: &str, #[case] expected: &str) {
        assert_eq!(read(text).as_deref(), Some(expected));
    }

    #[rstest]
    #[case("金曜日までに届くと言われました。")]
    #[case("金曜日まで留守にします。")]
    #[case("金曜日に注文しました。")]
    #[case("週末は家にいます。届くのを待っています。")]
    #[case("月曜日に届きますか？")]
    #[case("وعدتم بالتسليم قبل يوم الجمعة.")]
    #[case("طلبت الخيمة يوم الجمعة.")]
    #[case("لا أحتاجها قبل يوم الجمعة.")]
    #[case("هل تصل يوم الجمعة؟")]
    fn a_day_that_is_only_named_in_japanese_and_arabic_is_none(#[case] text: &str) {
        assert_eq!(read(text), None);
    }

    #[rstest]
    #[case("If it isn't here by Friday I want my money back.", 10, "2026-11-27")]
    #[case("Ich brauche es bis Freitag.", 10, "2026-11-27")]
    #[case("I need it by this Friday.", 10, "2026-11-27")]
    #[case("I need it by Friday.", 19, "2026-12-04")]
    #[case("I need it by next Friday.", 10, "2026-12-04")]
    #[case("Ich brauche es bis kommenden Freitag.", 10, "2026-12-04")]
    #[case("I need it by Friday 4 December.", 10, "2026-12-04")]
    #[case("I need it by Friday next week.", 10, "2026-12-04")]
    #[case("I need it by today.", 10, "2026-11-27")]
    #[case("金曜日までに必要です。", 10, "2026-11-27")]
    #[case("أحتاجها قبل يوم الجمعة القادم.", 10, "2026-12-04")]
    fn a_weekday_written_on_that_day_is_that_very_day(
        #[case] text: &str,
        #[case] hour: i8,
        #[case] expected: &str,
    ) {
        let seen = Seen { now: date(2026, 11, 27).at(hour, 0, 0, 0), month_first: false };
        assert_eq!(needed(text, &seen).map(|needed| needed.on.to_string()).as_deref(), Some(expected));
    }

    #[rstest]
    #[case("I ordered it on Friday.")]
    #[case("You said it would be here by Friday.")]
    #[case("It should arrive by Friday.")]
    #[case("I need to send it back by Friday.")]
    #[case("I don't need it by Friday.")]
    #[case("We are moving house on Friday.")]
    #[case("I will be at home on Friday.")]
    #[case("I was away until Monday.")]
    #[case("I needed it by last Friday.")]
    #[case("My budget is 600 dollars, I need advice.")]
    #[case("The tent was promised for Thursday.")]
    #[case("Ich habe am Freitag bestellt.")]
    #[case("Sie haben es mir bis Freitag versprochen.")]
    #[case("Ich bin bis Freitag im Urlaub.")]
    #[case("Je suis absent jusqu'à vendredi.")]
    #[case("Je l'ai commandé avant vendredi.")]
    #[case("Lo pedí el viernes.")]
    #[case("El viernes estoy en casa.")]
    #[case("L'ho ordinato venerdì.")]
    #[case("Ik ben vrijdag thuis.")]
    #[case("Encomendei na sexta-feira.")]
    #[case("Não preciso dela até sexta-feira.")]
    fn a_day_that_is_only_named_is_none(#[case] text: &str) {
        assert_eq!(read(text), None);
    }
}
