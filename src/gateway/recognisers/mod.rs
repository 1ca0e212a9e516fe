//! Recognisers: what identifies other people in free text, found by its form and by the words around it.
//!
//! Each row of [`TABLE`] has its own examples, which are its tests: `«…»` marks what must be found.
//! Rows run in the order of the table; what one has claimed the later ones leave alone. Each is linear in the text.

mod address;
mod contact;
mod dates;
mod national;
mod numbers;
mod person;

use super::kind::Kind;
use super::tokens::Reading;

/// Something a recogniser found; offsets in bytes.
#[derive(Clone, Copy)]
pub(super) struct Finding {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) kind: Kind,
    /// Right by its form alone (checksum, `@`, country code): the last scan refuses such a thing anywhere.
    pub(super) sure: bool,
}

/// What has been found so far, and which tokens are spoken for.
pub(super) struct Found {
    pub(super) findings: Vec<Finding>,
    taken: Vec<bool>,
    /// Groups of digits, read once for all recognisers of numbers.
    runs: Option<Vec<numbers::Run>>,
}

impl Found {
    fn in_reading(reading: &Reading<'_>) -> Self {
        Found { findings: Vec::new(), taken: vec![false; reading.tokens.len()], runs: None }
    }

    /// Whether the token is part of a finding, or lies beyond the text.
    fn is_taken(&self, token: usize) -> bool {
        self.taken.get(token).copied().unwrap_or(true)
    }

    /// Claims the tokens from `first` to `last`, both included.
    fn claim(&mut self, reading: &Reading<'_>, first: usize, last: usize, kind: Kind, sure: bool) {
        let (Some(from), Some(to)) = (reading.get(first), reading.get(last)) else { return };
        self.findings.push(Finding { start: from.start, end: to.end, kind, sure });
        self.taken[first..=last].fill(true);
    }
}

/// A recogniser and its examples.
#[cfg_attr(not(test), expect(dead_code, reason = "the examples are read by the tests"))]
struct Recogniser {
    kind: Kind,
    find: fn(&Reading<'_>, &mut Found),
    /// Texts with what must be found between `«` and `»`.
    examples: &'static [&'static str],
    /// Texts in which nothing of this kind must be found.
    counter_examples: &'static [&'static str],
}

const TABLE: &[Recogniser] = &[
    Recogniser {
        kind: Kind::Url,
        find: contact::urls,
        examples: &[
            "reset here: «https://shop.example/reset?token=a81Bc92» please",
            "see «https://example.com/account/login/9f8a7b6c5d4e3f2a1b0c9d8e7f6a5b4c»",
        ],
        counter_examples: &["https://shop.example/products/blue-tent", "www.example.com"],
    },
    Recogniser {
        kind: Kind::Email,
        find: contact::emails,
        examples: &[
            "write to «anna.lee+shop@mail.example.com».",
            "«ANNA@EXAMPLE.COM», thanks",
            "it is «anna (at) example (dot) com»",
            "mail «anna.lee at example dot co dot uk» ok",
            "«anna [at] example.com»",
            "<«anna＠example.com»>",
            "«a\u{200b}nna@exa\u{ad}mple.com» and «аnnа@example.com»",
            "write «anna @ example . com»",
            "«anna@xn--r8jz45g.jp»",
        ],
        counter_examples: &["meet at noon", "2 @ $5.00", "@handle", "look at example.com"],
    },
    Recogniser {
        kind: Kind::Iban,
        find: numbers::ibans,
        examples: &[
            "IBAN «DE89 3704 0044 0532 0130 00» ok",
            "to «gb82west12345698765432»",
            "IBAN: «DE 89 3704 0044 0532 0130 00»",
            "«NL91-ABNA-0417-1643-00»",
        ],
        counter_examples: &[
            "DE89 3704 0044 0532 0130 01",
            "order GB82 12 34",
            "SO15741398 should be made out to her",
        ],
    },
    Recogniser {
        kind: Kind::CreditCard,
        find: numbers::cards,
        examples: &[
            "card «4111 1111 1111 1111» exp 08/27",
            "«3782-822463-10005»",
            "pay with «5555555555554444».",
            "card «4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1»",
            "«4111.1111.1111.1111»",
            "«4111 1111 1111 1111»   «5555 5555 5555 4444»",
            "«４１１１ １１１１ １１１１ １１１１»",
        ],
        counter_examples: &[
            "card 4111 1111 1111 1112",
            "order 4111111111111111",
            "tracking 9400 1000 0000 0000 0000 00",
        ],
    },
    Recogniser {
        kind: Kind::CreditCard,
        find: numbers::cut_cards,
        examples: &["charge «•••• 1111», please"],
        counter_examples: &["•• 1111", "• 1111 pieces", "•••• 11112"],
    },
    Recogniser {
        kind: Kind::IpAddress,
        find: numbers::ip_addresses,
        examples: &[
            "from «203.0.113.7» at",
            "at http://«203.0.113.7»:8080/x",
            "IP «2001:db8::8a2e:370:7334»",
            "«::ffff:192.0.2.1»",
        ],
        counter_examples: &["version 1.2.3", "it is 10:30:00", "ratio 300.1.2.3", "SKU 624.887.47"],
    },
    Recogniser {
        kind: Kind::DateOfBirth,
        find: dates::dates_of_birth,
        examples: &[
            "date of birth «12.03.1981», thanks",
            "born on «7 September 1942» in",
            "DOB: «1991-05-14»",
            "geboren am «3. März 1975»",
            "nacida el «March 6, 2008»",
        ],
        counter_examples: &[
            "ordered on 12.03.2026",
            "delivered 7 September",
            "since 2026-05-14",
            "paid 10.08",
        ],
    },
    Recogniser {
        kind: Kind::NationalId,
        find: national::national_numbers,
        examples: &[
            "codice fiscale «RSSMRA85T10A562S», grazie",
            "mi DNI es «12345678Z» y mi NIE «X-1234567-L»",
            "NI number «AB 12 34 56 C» please",
            "my NHS number is «943 476 5919»",
            "Steuer-ID: «86 095 742 719»",
            "n° de sécu «2 55 08 14 168 025 38»",
            "BSN «111222333»",
            "«85.07.30-033.28» is on it",
            "PESEL «44051401359»",
            "personnummer «811228-9874»",
            "fødselsnummer «13097248022», hetu «131052-308T»",
            "CPR «070761-4285»",
            "CPF «529.982.247-25»",
            "my SIN is «046 454 286»",
            "TFN «123 456 782»",
            "Aadhaar «2341 2341 2346», PAN «ABCPE1234F»",
            "身份证 «11010519491231002X»",
            "«900101-1234567»",
            "NRIC «S1234567D»",
            "AHV «756.9217.0769.85»",
            "«736028/5163»",
        ],
        counter_examples: &[
            "order 111222333 and 9434765919",
            "#44051401359, SO811228-9874",
            "tracking 046454286",
            "SKU AB123456-C",
            "order AB123456C",
        ],
    },
    Recogniser {
        kind: Kind::UsSsn,
        find: numbers::social_security_numbers,
        examples: &[
            "my SSN is «123-45-6789»",
            "social security number «123 45 6789»",
            "it is «123-45-6789» ok",
            "«123-45-6780» «123-45-6789»",
        ],
        counter_examples: &["order 123-45-6789", "000-12-3456", "ZIP 12345-6789"],
    },
    Recogniser {
        kind: Kind::Phone,
        find: numbers::phones,
        examples: &[
            "call «+44 7911 123456» now",
            "Tel: «(555) 010-9999»",
            "my nr is «06 12 34 56 78»",
            "reach me on «5550109999»",
            "mobile «07911-123456»!",
            "«+1 (555) 010-9999»",
            "«001-555-010-9999»",
            "or «(06 1) 231 8747», or «01 230075690»",
            "«07911 123456» «07911 654321»",
            "my number is «0 7 9 1 1 1 2 3 4 5 6»",
            "call me: «O7911 l23456»",
            "«+４４ ７９１１ １２３４５６»",
        ],
        counter_examples: &[
            "order 5550109999 is late",
            "#5550109999",
            "594-4844003-9026605",
            "paid 1049.00 on 12.03.2026",
            "SKU 624.887.47",
            "tracking number 9400 1000 0000 0000 0000 00",
            "160x230 and 2 x 4753683155056",
        ],
    },
    Recogniser {
        kind: Kind::Phone,
        find: numbers::spelled::spelled,
        examples: &[
            "call «four one five, five five five, oh one nine nine» now",
            "null eins sieben is no number, «null eins sieben zwei vier vier drei drei acht» is",
            "ring «zero double seven nine one one one two three» please",
        ],
        counter_examples: &["one or two of the three tents", "order one two three four five six seven eight"],
    },
    Recogniser {
        kind: Kind::Address,
        find: address::addresses,
        examples: &[
            "send to «12 Elm Street, Apt 4, Springfield, IL 62701». Thanks",
            "livrer à «5, rue de la Paix, 75002 Paris».",
            "Adresse: «Gartenstraße 12a, 10115 Berlin»",
            "I live at «221B Baker Street»",
            "«P.O. Box 104»",
            "ul. «Długa 5, 00-238 Warszawa»",
            "gửi đến «Số 12 đường Hoa Mai, xã An Nhơn, Tỉnh Sơn La», cảm ơn",
            "the bus stops at «Kamaufova 8a», I think",
            "ship to «Béke utca 220.⏎H-2567 Veszprém», please",
            "write to «Unit 8505 Box 9220⏎DPO AE 90744»",
            "my parcel to «Flat 5⏎Rosemary Square⏎Grahamfurt⏎N1H 0NF»",
        ],
        counter_examples: &[
            "I bought 4 tents on Main day",
            "order 12 arrived",
            "2 Summit Backpack",
            "delivered 29 Jan 2026",
            "the street is long",
        ],
    },
    Recogniser {
        kind: Kind::Person,
        find: person::persons,
        examples: &[
            "My name is «Anna Lee».",
            "my sister «Ximena» ordered",
            "Dear «Robert», thanks",
            "Customer: «Aoife Byrne»; Tel",
            "Mrs. «Lopez» speaking",
            "hi im «maura» and my order",
            "Regards,\n«J. R. Hartley»",
            "Thanks «thomas manning»",
            "Ich heiße «Jörg Müller-Lüdenscheidt».",
            "soy «María del Carmen Ruiz», mi pedido",
            "Thank you! «Nina Pinamonte»",
        ],
        counter_examples: &[
            "Hi team, where is my order?",
            "Thanks for the quick reply",
            "the Victoria Silk Scarf is lovely",
            "Dear customer service",
            "Mit freundlichen Grüßen",
            "Order shipped with Royal Mail",
            "The Merino Wool Beanie and the Cold Brew Starter Kit",
        ],
    },
];

/// The numbers of payment cards alone, whole or cut already.
pub(super) fn find_cards(reading: &Reading<'_>) -> Vec<Finding> {
    let mut found = Found::in_reading(reading);
    // What comes first claims what would look like a card's number.
    let is_card = |recogniser: &Recogniser| recogniser.kind == Kind::CreditCard;
    let count = TABLE.iter().rposition(is_card).map_or(0, |last| last + 1);
    for recogniser in &TABLE[..count] {
        (recogniser.find)(reading, &mut found);
    }
    found.findings.into_iter().filter(|finding| finding.kind == Kind::CreditCard).collect()
}

/// Runs all recognisers.
pub(super) fn find_all(reading: &Reading<'_>) -> Vec<Finding> {
    let mut found = Found::in_reading(reading);
    for recogniser in TABLE {
        (recogniser.find)(reading, &mut found);
    }
    found.findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found_in(text: &str, kind: Kind) -> Vec<&str> {
        let reading = Reading::of(text);
        let findings = find_all(&reading);
        findings.iter().filter(|f| f.kind == kind).map(|f| &text[f.start..f.end]).collect()
    }

    #[test]
    fn each_recogniser_finds_its_examples() {
        let mut wrong = Vec::new();
        for recogniser in TABLE {
            for example in recogniser.examples {
                let example = example.replace('⏎', "\n");
                let text = example.replace(['«', '»'], "");
                let expected: Vec<&str> =
                    example.split('«').skip(1).filter_map(|rest| rest.split('»').next()).collect();
                let mut found = found_in(&text, recogniser.kind);
                found.sort_unstable();
                let fits = found.len() == expected.len()
                    && found.iter().zip(&expected).all(|(found, expected)| found.ends_with(expected));
                if !fits {
                    wrong.push(format!("{} in {text:?}: {found:?}", recogniser.kind));
                }
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn no_recogniser_touches_its_counter_examples() {
        let mut wrong = Vec::new();
        for recogniser in TABLE {
            for text in recogniser.counter_examples {
                let found = found_in(text, recogniser.kind);
                if !found.is_empty() {
                    wrong.push(format!("{} in {text:?}: {found:?}", recogniser.kind));
                }
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}
