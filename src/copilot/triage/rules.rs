//! Labels without a model: by what the customer's words are usual for.

use std::sync::LazyLock;

use super::about;
use crate::copilot::tone;
use crate::domain::crm::{Case, MessageFrom, Priority};
use crate::domain::triage::{Category, Labels, Mood, Urgency};

/// Words that are usual for a category, and how much one of them says.
const USUAL: &[(Category, u32, &[&str])] = &[
    (
        Category::DeliveryProblem,
        3,
        &[
            "damaged",
            "broken",
            "wrong item",
            "wrong size",
            "wrong colour",
            "wrong color",
            "never arrived",
            "not arrived",
            "hasn't arrived",
            "has not arrived",
            "lost",
            "stuck",
            "missing",
            "late",
            "delayed",
            "defective",
            "leaking",
            "beschädigt",
            "kaputt",
            "nicht angekommen",
            "falsche",
            "fehlt",
            "endommagé",
            "cassé",
            "jamais reçu",
            "dañado",
            "roto",
            "no ha llegado",
            "falta",
            "破損",
            "壊れ",
            "مكسور",
            "تالف",
        ],
    ),
    (
        Category::ReturnRefund,
        3,
        &[
            "refund",
            "return",
            "send back",
            "send it back",
            "sent back",
            "money back",
            "exchange",
            "returning",
            "return label",
            "rücksendung",
            "zurückschicken",
            "erstattung",
            "umtausch",
            "retour",
            "remboursement",
            "rembourser",
            "devolución",
            "devolver",
            "reembolso",
            "返品",
            "返金",
            "交換",
            "استبدال",
            "إرجاع",
            "استرداد",
            "استرجاع",
        ],
    ),
    (
        Category::CancelChange,
        3,
        &[
            "cancel",
            "cancellation",
            "change my order",
            "change the order",
            "change the address",
            "change the size",
            "different address",
            "stornieren",
            "ändern",
            "annuler",
            "modifier",
            "cancelar",
            "cambiar",
            "キャンセル",
            "住所変更",
            "إلغاء",
            "تغيير العنوان",
        ],
    ),
    (
        Category::Payment,
        2,
        &[
            "charged",
            "charge",
            "invoice",
            "payment",
            "pay",
            "paid twice",
            "credit card",
            "paypal",
            "vat",
            "receipt",
            "rechnung",
            "zahlung",
            "bezahlt",
            "facture",
            "paiement",
            "factura",
            "pago",
            "領収書",
            "請求書",
            "فاتورة",
            "net 30",
            "purchase order",
        ],
    ),
    (
        Category::OrderStatus,
        2,
        &[
            "where is",
            "where's",
            "tracking",
            "when will",
            "status",
            "shipped yet",
            "arrive",
            "delivery date",
            "how long",
            "wo ist",
            "wo bleibt",
            "wann kommt",
            "sendungsverfolgung",
            "où est",
            "quand",
            "suivi",
            "dónde está",
            "cuándo",
            "seguimiento",
            "不在票",
            "再配達",
            "parcel",
            "package",
            "paket",
            "colis",
            "paquete",
        ],
    ),
    (
        Category::ProductQuestion,
        2,
        &[
            "does it",
            "is it",
            "can i use",
            "compatible",
            "size chart",
            "which size",
            "in stock",
            "back in stock",
            "material",
            "waterproof",
            "certified",
            "fit",
            "how do i",
            "dimensions",
            "weigh",
            "passt",
            "vorrätig",
            "größe",
            "taille",
            "disponible",
            "talla",
        ],
    ),
    (
        Category::Account,
        2,
        &[
            "password",
            "log in",
            "login",
            "account",
            "newsletter",
            "unsubscribe",
            "my data",
            "gdpr",
            "e-mail address",
            "passwort",
            "konto",
            "abmelden",
            "mot de passe",
            "compte",
            "contraseña",
            "cuenta",
        ],
    ),
];

/// Words of people who are anxious rather than angry.
const WORRIED: &[&str] = &[
    "worried",
    "afraid",
    "concerned",
    "please help",
    "desperate",
    "anxious",
    "hope it",
    "besorgt",
    "inquiet",
    "inquiète",
    "preocupado",
    "preocupada",
];

/// Behind praise they lead to what is wrong.
const BUT: &[&str] = &["but", "however", "except", "although", "aber", "mais", "pero", "però", "maar", "mas"];

/// Words that set a date.
const PRESSING: &[&str] = &[
    "urgent",
    "urgently",
    "asap",
    "today",
    "tomorrow",
    "tonight",
    "immediately",
    "by friday",
    "by monday",
    "this weekend",
    "birthday",
    "wedding",
    "leaving on",
    "trip",
    "dringend",
    "morgen",
    "heute",
    "urgente",
    "mañana",
    "demain",
    "aujourd'hui",
];

/// What the customer's own words in a case are usual for.
pub fn by_rules(case: &Case) -> Labels {
    let theirs = || case.messages.iter().filter(|m| m.from != MessageFrom::Staff).map(|m| m.text.as_str());
    let text = std::iter::once(case.subject.as_str()).chain(theirs()).collect::<Vec<_>>().join("\n");
    // What it was opened for; what is said later is how they feel about that.
    let opening =
        std::iter::once(case.subject.as_str()).chain(theirs().take(1)).collect::<Vec<_>>().join("\n");
    let (mood, language) = (mood(&text), language_of(&text));
    let category = match language.as_deref() {
        // Few words are in no language for sure; most are English ones.
        Some("en") | None => match about::english(&opening) {
            Category::Other => usual(&text, mood),
            category => category,
        },
        Some(_) => usual(&text, mood),
    };
    Labels { category, mood, urgency: urgency(&text, case.priority, category, mood), language }
}

/// By words that are usual for a category in several languages.
fn usual(text: &str, mood: Mood) -> Category {
    let lower = text.to_lowercase();
    let says = |phrase: &&&str| {
        if phrase.is_ascii() { tone::contains_phrase(&lower, phrase) } else { lower.contains(**phrase) }
    };
    let score = |(category, weight, phrases): &(Category, u32, &[&str])| {
        let hits = u32::try_from(phrases.iter().filter(says).count()).unwrap_or(0);
        (weight * hits, *category)
    };
    // Of equals the first of the table: the graver one.
    let best = USUAL.iter().map(score).rev().max_by_key(|(score, _)| *score);
    match (best, mood) {
        (Some((1.., category)), _) => category,
        (_, Mood::Angry) => Category::Complaint,
        (_, Mood::Happy) => Category::Praise,
        _ => Category::Other,
    }
}

fn mood(text: &str) -> Mood {
    if tone::is_angry(text) {
        Mood::Angry
    } else if tone::contains_any(text, WORRIED) {
        Mood::Worried
    } else if tone::is_thankful(text) && !tone::contains_any(text, BUT) {
        Mood::Happy
    } else {
        Mood::Neutral
    }
}

fn urgency(text: &str, priority: Option<Priority>, category: Category, mood: Mood) -> Urgency {
    // What went wrong for somebody is not of no hurry because of how it was filed.
    let went_wrong = matches!(category, Category::DeliveryProblem | Category::Complaint | Category::Payment);
    if priority >= Some(Priority::High) || mood == Mood::Angry || tone::contains_any(text, PRESSING) {
        Urgency::High
    } else if category == Category::Praise || priority == Some(Priority::Low) && !went_wrong {
        Urgency::Low
    } else {
        Urgency::Normal
    }
}

/// From here on the detector is right about short messages, too (0 to 1).
const SURE_ENOUGH: f64 = 0.5;

/// The language that most of the words are in, where there are enough to tell.
pub fn language_of(text: &str) -> Option<String> {
    static DETECTOR: LazyLock<whatlang::Detector> = LazyLock::new(|| {
        whatlang::Detector::with_allowlist(LANGUAGES.iter().map(|(lang, _)| *lang).collect())
    });
    let found = DETECTOR.detect(text)?;
    let known = LANGUAGES.iter().find(|(lang, _)| *lang == found.lang());
    known.filter(|_| found.confidence() >= SURE_ENOUGH).map(|(_, code)| (*code).to_owned())
}

/// Languages by their codes of two letters (ISO 639-1).
const LANGUAGES: &[(whatlang::Lang, &str)] = {
    use whatlang::Lang;
    &[
        (Lang::Eng, "en"),
        (Lang::Deu, "de"),
        (Lang::Fra, "fr"),
        (Lang::Spa, "es"),
        (Lang::Ita, "it"),
        (Lang::Por, "pt"),
        (Lang::Nld, "nl"),
        (Lang::Swe, "sv"),
        (Lang::Dan, "da"),
        (Lang::Nob, "nb"),
        (Lang::Fin, "fi"),
        (Lang::Pol, "pl"),
        (Lang::Ces, "cs"),
        (Lang::Slk, "sk"),
        (Lang::Hun, "hu"),
        (Lang::Ron, "ro"),
        (Lang::Tur, "tr"),
        (Lang::Ell, "el"),
        (Lang::Rus, "ru"),
        (Lang::Ukr, "uk"),
        (Lang::Bul, "bg"),
        (Lang::Heb, "he"),
        (Lang::Ara, "ar"),
        (Lang::Hin, "hi"),
        (Lang::Tha, "th"),
        (Lang::Vie, "vi"),
        (Lang::Ind, "id"),
        (Lang::Jpn, "ja"),
        (Lang::Kor, "ko"),
        (Lang::Cmn, "zh"),
    ]
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::EvidenceId;
    use crate::domain::crm::Message;
    use crate::domain::ids::Source;

    fn case(text: &str) -> Case {
        Case {
            id: "77".to_owned(),
            evidence: EvidenceId::new("case", "77"),
            source: Source::crm("hubspot"),
            subject: String::new(),
            status: "new".to_owned(),
            open: true,
            priority: None,
            channel: None,
            opened_at: None,
            updated_at: None,
            closed_at: None,
            attachments: None,
            asker: None,
            owner: None,
            messages: vec![Message { from: MessageFrom::Customer, at: None, text: text.to_owned() }],
            url: None,
        }
    }

    #[test]
    fn what_is_usual_for_a_category_is_filed_there() {
        use Category as C;
        use Mood as M;
        use Urgency as U;
        for (text, category, mood, urgency, language) in [
            (
                "Hello, where is my parcel? The tracking has not moved.",
                C::OrderStatus,
                M::Neutral,
                U::Normal,
                Some("en"),
            ),
            ("THIRD message. Still nothing!! I want my money back", C::ReturnRefund, M::Angry, U::High, None),
            (
                "Der Schlafsack ist beschädigt angekommen, ein Reißverschluss fehlt.",
                C::DeliveryProblem,
                M::Neutral,
                U::Normal,
                Some("de"),
            ),
            (
                "Please cancel it today, I ordered the same thing twice.",
                C::CancelChange,
                M::Neutral,
                U::High,
                Some("en"),
            ),
            (
                "I was charged and never got an invoice for the payment.",
                C::Payment,
                M::Neutral,
                U::Normal,
                Some("en"),
            ),
            (
                "Is the rope certified, and does it come in a longer size?",
                C::ProductQuestion,
                M::Neutral,
                U::Normal,
                Some("en"),
            ),
            (
                "I forgot my password and can't log in any more.",
                C::Account,
                M::Neutral,
                U::Normal,
                Some("en"),
            ),
            ("Thank you so much, the best service I have ever had!", C::Praise, M::Happy, U::Low, Some("en")),
            ("This is unacceptable and ridiculous, honestly.", C::Complaint, M::Angry, U::High, Some("en")),
            (
                "不在票が入っていましたが、再配達の日時を指定できますか。",
                C::OrderStatus,
                M::Neutral,
                U::Normal,
                Some("ja"),
            ),
            ("ok", C::Other, M::Neutral, U::Normal, None),
        ] {
            let labels = by_rules(&case(text));
            let expected = Labels { category, mood, urgency, language: language.map(str::to_owned) };
            assert_eq!(labels, expected, "{text}");
        }
    }
}
