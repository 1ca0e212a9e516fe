//! A question in plain words: contractions spelled out, German turned into English, slips of the finger mended.

use crate::copilot::lookups::{folded, is_like};

/// What people write short.
const SHORT: &[(&str, &str)] = &[
    ("what's", "what is"),
    ("whats", "what is"),
    ("where's", "where is"),
    ("wheres", "where is"),
    ("who's", "who is"),
    ("when's", "when is"),
    ("how's", "how is"),
    ("she's", "she has"),
    ("he's", "he has"),
    ("they've", "they have"),
    ("there's", "there is"),
    ("hasn't", "has not"),
    ("haven't", "have not"),
    ("didn't", "did not"),
    ("doesn't", "does not"),
    ("isn't", "is not"),
    ("wasn't", "was not"),
    ("aren't", "are not"),
    ("qty", "how many"),
    ("e-mails", "emails"),
    ("e-mail", "email"),
    ("mail", "email"),
    ("favorite", "favourite"),
    ("canceled", "cancelled"),
    ("cheque", "check"),
    ("colour", "color"),
    ("pls", ""),
    ("please", ""),
];

/// Words that only a German question has.
const GERMAN: &[&str] = &[
    "wie",
    "wann",
    "wo",
    "hat",
    "ist",
    "sie",
    "er",
    "der",
    "die",
    "das",
    "kunde",
    "kundin",
    "bestellung",
    "bestellungen",
    "wer",
    "welche",
    "welcher",
    "welches",
    "gibt",
    "seit",
    "letzte",
    "letzten",
    "paket",
    "ein",
    "eine",
    "fall",
    "offen",
    "war",
    "wurde",
    "schon",
];

/// German phrases, the longest first, with what they say.
const PHRASES: &[(&str, &str)] = &[
    ("wie viele bestellungen", "how many orders"),
    ("wieviele bestellungen", "how many orders"),
    ("wie viel", "how much"),
    ("wieviel", "how much"),
    ("wie viele", "how many"),
    ("wieviele", "how many"),
    ("wie oft", "how often"),
    ("wie lange", "how long"),
    ("seit wann", "since when"),
    ("wo ist", "where is"),
    ("wo bleibt", "where is"),
    ("zum ersten mal", "first"),
    ("in diesem jahr", "this year"),
    ("dieses jahr", "this year"),
    ("im letzten jahr", "last year"),
    ("letztes jahr", "last year"),
    ("im vorigen jahr", "last year"),
    ("in diesem monat", "this month"),
    ("diesen monat", "this month"),
    ("im letzten monat", "last month"),
    ("letzten monat", "last month"),
    ("letzte woche", "last week"),
    ("diese woche", "this week"),
    ("in den letzten", "in the last"),
    ("sendungsnummer", "tracking number"),
    ("sendung", "parcel"),
    ("paket", "parcel"),
    ("lieferung", "delivery"),
    ("geliefert", "delivered"),
    ("angekommen", "arrived"),
    ("versendet", "shipped"),
    ("versandt", "shipped"),
    ("bestellungen", "orders"),
    ("bestellung", "order"),
    ("bestellt", "ordered"),
    ("gekauft", "bought"),
    ("kauft", "buy"),
    ("ausgegeben", "spent"),
    ("umsatz", "revenue"),
    ("durchschnittlich", "average"),
    ("durchschnitt", "average"),
    ("teuerste", "largest"),
    ("grosste", "largest"),
    ("billigste", "smallest"),
    ("kleinste", "smallest"),
    ("letzter", "last"),
    ("letztes", "last"),
    ("letzten", "last"),
    ("letzte", "last"),
    ("zuletzt", "last"),
    ("ersten", "first"),
    ("erste", "first"),
    ("zuruckgeschickt", "returned"),
    ("zuruckgegeben", "returned"),
    ("retouren", "returns"),
    ("retoure", "return"),
    ("reklamiert", "complained"),
    ("beschwert", "complained"),
    ("beschwerden", "complaints"),
    ("erstattungen", "refunds"),
    ("erstattung", "refund"),
    ("erstattet", "refunded"),
    ("storniert", "cancelled"),
    ("rabatt", "discount"),
    ("gutschein", "voucher"),
    ("offene", "open"),
    ("offenen", "open"),
    ("falle", "cases"),
    ("fall", "case"),
    ("offener", "open"),
    ("offen", "open"),
    ("anfragen", "cases"),
    ("jemals", "ever"),
    ("schon mal", "ever"),
    ("schon einmal", "ever"),
    ("je", "ever"),
    ("welche sprache", "what language"),
    ("telefonnummer", "phone number"),
    ("adresse", "address"),
    ("firma", "company"),
    ("warenkorb", "cart"),
    ("kunde", "customer"),
    ("kundin", "customer"),
    ("wann", "when"),
    ("welche", "which"),
    ("welcher", "which"),
    ("welches", "which"),
    ("wer", "who"),
    ("was", "what"),
    ("hat", "has"),
    ("haben", "have"),
    ("ist", "is"),
    ("gibt es", "is there"),
    ("seit", "since"),
    ("sie", "she"),
    ("ihre", "her"),
    ("ihr", "her"),
    ("er", "he"),
    ("im", "in"),
    ("wurde", "was"),
    ("januar", "january"),
    ("februar", "february"),
    ("marz", "march"),
    ("mai", "may"),
    ("juni", "june"),
    ("juli", "july"),
    ("oktober", "october"),
    ("dezember", "december"),
];

/// Words that rows look for and that are worth mending.
const KEYWORDS: &[&str] = &[
    "order",
    "orders",
    "ordered",
    "bought",
    "purchase",
    "purchased",
    "purchases",
    "spent",
    "spend",
    "average",
    "refund",
    "refunds",
    "refunded",
    "return",
    "returned",
    "returns",
    "cancelled",
    "parcel",
    "package",
    "shipment",
    "shipped",
    "tracking",
    "delivered",
    "delivery",
    "arrived",
    "carrier",
    "discount",
    "coupon",
    "voucher",
    "complained",
    "complaint",
    "complaints",
    "ticket",
    "tickets",
    "message",
    "messages",
    "newsletter",
    "consent",
    "subscribed",
    "customer",
    "address",
    "phone",
    "email",
    "company",
    "language",
    "currency",
    "favourite",
    "category",
    "product",
    "products",
    "largest",
    "smallest",
    "biggest",
    "expensive",
    "cheapest",
    "latest",
    "recent",
    "first",
    "number",
    "since",
    "month",
    "months",
    "years",
    "yesterday",
    "quarter",
    "where",
    "which",
    "revenue",
    "total",
    "often",
    "usually",
    "unpaid",
    "payment",
    "guest",
    "account",
    "churn",
    "written",
    "wrote",
    "mentioned",
    "contact",
    "contacted",
    "called",
    "brought",
];

/// The words of a question, in lower case, between single spaces, with one at each end.
pub fn plain(question: &str) -> String {
    let mut words: Vec<String> = Vec::new();
    for word in folded(question).split_whitespace() {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '#');
        let word = word.strip_suffix("'s").filter(|_| !SHORT.iter().any(|(s, _)| *s == word)).unwrap_or(word);
        match SHORT.iter().find(|(short, _)| *short == word) {
            Some((_, spelled)) => words.extend(spelled.split_whitespace().map(str::to_owned)),
            None => words.extend(word.split(['/', ',', '?', '!', '(', ')', '"']).map(str::to_owned)),
        }
    }
    words.retain(|word| !word.is_empty());
    let is_german = words.iter().filter(|word| GERMAN.contains(&word.as_str())).count() >= 2;
    let mut text = format!(" {} ", words.join(" "));
    if is_german {
        for (german, english) in PHRASES {
            text = text.replace(&format!(" {german} "), &format!(" {english} "));
        }
    }
    mended(&text)
}

/// Keywords with one slip in them, as they were meant.
fn mended(text: &str) -> String {
    let mend = |word: &str| {
        let is_word = KEYWORDS.contains(&word) || !word.chars().all(char::is_alphabetic);
        let meant = KEYWORDS.iter().find(|keyword| keyword.len() > 4 && is_like(keyword, word));
        // What begins like another word is one: `carts`, `boughs`.
        let meant = meant.filter(|keyword| !is_word && keyword.chars().next() == word.chars().next());
        meant.map_or_else(|| word.to_owned(), |keyword| (*keyword).to_owned())
    };
    let words: Vec<String> = text.split_whitespace().map(mend).collect();
    format!(" {} ", words.join(" "))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("Hasn't she EVER ordred?", " has not she ever ordered ")]
    #[case("What's the trackign number?", " what is the tracking number ")]
    #[case("Wie viele Bestellungen hat sie dieses Jahr?", " how many orders has she this year ")]
    #[case("Wo ist das Paket?", " where is das parcel ")]
    #[case("Was she friendly?", " was she friendly ")]
    #[case("order #1033, and 2025-01-31", " order #1033 and 2025-01-31 ")]
    fn a_question_is_read_in_plain_words(#[case] question: &str, #[case] words: &str) {
        assert_eq!(plain(question), words);
    }
}
