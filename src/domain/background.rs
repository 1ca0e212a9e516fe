//! Where somebody comes from, as the CRM tells it: how they came, for whom they work, which forms they have sent. What it
//! says of the past it says with a day, so that it can be told what was known then; nothing of it says who they are.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::customer::Email;

/// What is known of somebody beside what they did at the store.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Background {
    /// How they came first: `search`, `referral`, `offline`.
    pub channel: Option<String>,
    /// In which country they are, as the CRM writes it.
    pub country: Option<String>,
    /// Whose mailbox their main e-mail is.
    pub mailbox: Option<Mailbox>,
    /// What their job title says of whether they decide.
    pub seniority: Option<Seniority>,
    /// For whom they work, where the CRM has a record of that company.
    pub workplace: Option<Workplace>,
    /// The forms that they have sent.
    pub forms: Forms,
}

/// Whose mailbox an address is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Mailbox {
    /// Of a provider where anybody gets one.
    Free,
    /// Of a domain of their own or of whom they work for.
    Own,
}

/// What a job title says of whether its holder decides what is bought.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Seniority {
    /// Another title.
    Member,
    /// Leads others, or buys for the company.
    Leads,
    /// Owns the company or runs it.
    Runs,
}

/// A company that somebody works for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Workplace {
    /// Its industry, in words.
    pub industry: Option<String>,
    /// How many work there.
    pub employees: Option<u32>,
    /// Since when the CRM has a record of it.
    #[schemars(with = "Option<super::Rfc3339>")]
    pub known_since: Option<Timestamp>,
}

/// Forms that somebody has sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Forms {
    /// How many.
    pub sent: u32,
    /// The first.
    pub first: Option<Form>,
    /// The last.
    pub last: Option<Form>,
}

/// One form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Form {
    /// What it was for.
    pub kind: FormKind,
    /// When it was sent.
    #[schemars(with = "super::Rfc3339")]
    pub at: Timestamp,
}

/// What a form was for, by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FormKind {
    /// An offer, a call, a catalogue for trade: they want to talk.
    Enquiry,
    /// News by e-mail.
    News,
    /// Something else.
    Other,
}

/// Providers where anybody gets a mailbox; of those with many countries the name before the last dot.
const FREE: &[&str] = &[
    "gmail",
    "googlemail",
    "outlook",
    "hotmail",
    "live",
    "msn",
    "yahoo",
    "ymail",
    "icloud",
    "aol",
    "gmx",
    "proton",
    "protonmail",
    "yandex",
    "mail.com",
    "mail.ru",
    "me.com",
    "mac.com",
    "pm.me",
    "web.de",
    "t-online.de",
    "freenet.de",
    "posteo.de",
    "orange.fr",
    "free.fr",
    "laposte.net",
    "wanadoo.fr",
    "sfr.fr",
    "libero.it",
    "virgilio.it",
    "comcast.net",
    "verizon.net",
    "att.net",
    "btinternet.com",
    "bluewin.ch",
    "ziggo.nl",
    "telenet.be",
    "seznam.cz",
    "wp.pl",
    "onet.pl",
    "interia.pl",
    "qq.com",
    "163.com",
    "126.com",
    "naver.com",
    "daum.net",
    "rediffmail.com",
    "uol.com.br",
    "bol.com.br",
    "zoho.com",
    "fastmail.com",
    "hey.com",
];

/// Words of a title of who runs a company.
const RUNS: &[&str] = &[
    "owner",
    "founder",
    "cofounder",
    "ceo",
    "cfo",
    "coo",
    "cto",
    "cmo",
    "president",
    "proprietor",
    "chief",
    "principal",
    "inhaber",
    "inhaberin",
    "geschäftsführer",
    "geschäftsführerin",
    "gründer",
    "gründerin",
    "gérant",
    "gérante",
    "fondateur",
    "fondatrice",
    "pdg",
    "dueño",
    "dueña",
    "propietario",
    "propietaria",
    "fundador",
    "fundadora",
    "titolare",
    "proprietario",
    "fondatore",
    "eigenaar",
    "oprichter",
    "partner",
];
/// The same where it takes two words.
const RUNS_PHRASES: &[&str] = &["managing director", "directeur général", "director general"];
/// Words of a title of who leads others or buys.
const LEADS: &[&str] = &[
    "head",
    "director",
    "manager",
    "lead",
    "leader",
    "vp",
    "supervisor",
    "buyer",
    "procurement",
    "purchasing",
    "leiter",
    "leiterin",
    "leitung",
    "einkauf",
    "einkäufer",
    "einkäuferin",
    "responsable",
    "directeur",
    "directrice",
    "acheteur",
    "acheteuse",
    "jefe",
    "jefa",
    "gerente",
    "comprador",
    "compradora",
    "responsabile",
    "direttore",
    "direttrice",
    "acquisti",
    "hoofd",
    "inkoper",
    "coordinator",
];
/// Parts of a form's name that say somebody wants to talk.
const ENQUIRY: &[&str] = &[
    "quote",
    "offer",
    "pricing",
    "price",
    "demo",
    "contact",
    "call",
    "enquir",
    "inquir",
    "consult",
    "sample",
    "wholesale",
    "trade account",
    "b2b",
    "angebot",
    "kontakt",
    "anfrage",
    "beratung",
    "muster",
    "devis",
    "rappel",
    "presupuesto",
    "contacto",
    "preventivo",
    "contatt",
    "offerte",
];
/// The same of news.
const NEWS: &[&str] =
    &["newsletter", "news", "subscribe", "sign up", "signup", "abonn", "mailing", "rundbrief"];

impl Mailbox {
    /// Whose an address is.
    pub fn of(email: &Email) -> Self {
        let domain = email.as_str().rsplit('@').next().unwrap_or_default();
        let (provider, country) = domain.split_once('.').unwrap_or_default();
        // `yahoo.co.uk` is one of them, `live.acme.example` is not.
        let is_whole = country.split('.').all(|label| label.len() <= 3);
        let is_free = |free: &&str| **free == *domain || (is_whole && **free == *provider);
        if FREE.iter().any(is_free) { Self::Free } else { Self::Own }
    }
}

impl Seniority {
    /// In words, as a part of a sentence.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Runs => "owns or runs the company",
            Self::Leads => "leads others or buys for the company",
            Self::Member => "one of the people",
        }
    }

    /// By a title in the languages of the app.
    pub fn of(title: &str) -> Option<Self> {
        let title = title.trim().to_lowercase();
        let has =
            |words: &[&str]| title.split(|c: char| !c.is_alphanumeric()).any(|word| words.contains(&word));
        if title.is_empty() {
            None
        } else if RUNS_PHRASES.iter().any(|phrase| title.contains(phrase)) {
            Some(Self::Runs)
        } else if title.contains("vice president") || title.contains("product owner") {
            Some(Self::Leads)
        } else if has(RUNS) {
            Some(Self::Runs)
        } else if has(LEADS) {
            Some(Self::Leads)
        } else {
            Some(Self::Member)
        }
    }
}

impl FormKind {
    /// In words: `an enquiry`.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Enquiry => "an enquiry",
            Self::News => "for news",
            Self::Other => "for something else",
        }
    }

    /// By its name: what stands behind a page's name and a colon counts first.
    pub fn of(name: &str) -> Self {
        let name = name.to_lowercase();
        let own = name.rsplit(": ").next().unwrap_or(&name);
        let by = |text: &str| {
            let has = |parts: &[&str]| parts.iter().any(|part| text.contains(part));
            // Who signs up for news has not asked for anything, wherever the form stood.
            if has(NEWS) {
                Some(Self::News)
            } else if has(ENQUIRY) {
                Some(Self::Enquiry)
            } else {
                None
            }
        };
        by(own).or_else(|| by(&name)).unwrap_or(Self::Other)
    }
}

impl Forms {
    /// The last one that is known to have been sent by a moment.
    pub fn by(&self, at: Timestamp) -> Option<Form> {
        [self.last, self.first].into_iter().flatten().find(|form| form.at <= at)
    }
}

impl Background {
    /// The company, where the CRM had a record of it at a moment.
    pub fn workplace_by(&self, at: Timestamp) -> Option<&Workplace> {
        self.workplace.as_ref().filter(|place| place.known_since.is_some_and(|since| since <= at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mailbox_anybody_gets_is_told_from_one_of_a_company() {
        for (address, is) in [
            ("ada@gmail.com", Mailbox::Free),
            ("ada@yahoo.co.uk", Mailbox::Free),
            ("ada@web.de", Mailbox::Free),
            ("ada@gmx.net", Mailbox::Free),
            ("ada@mail.acme.example", Mailbox::Own),
            ("ada@live.acme.example", Mailbox::Own),
        ] {
            assert_eq!(Mailbox::of(&Email::parse(address).unwrap()), is, "{address}");
        }
    }

    #[test]
    fn a_title_tells_whether_somebody_decides() {
        for (title, is) in [
            ("Owner", Seniority::Runs),
            ("Co-Founder & CEO", Seniority::Runs),
            ("Geschäftsführerin", Seniority::Runs),
            ("Managing Director", Seniority::Runs),
            ("Vice President Sales", Seniority::Leads),
            ("Product Owner", Seniority::Leads),
            ("Head of programmes", Seniority::Leads),
            ("Leiter Einkauf", Seniority::Leads),
            ("Shop assistant", Seniority::Member),
        ] {
            assert_eq!(Seniority::of(title), Some(is), "{title}");
        }
        assert_eq!(Seniority::of(" "), None);
    }

    #[test]
    fn a_form_is_for_what_its_own_name_says_first() {
        for (name, is) in [
            ("Wholesale: Request a quote", FormKind::Enquiry),
            ("Contact us: Newsletter", FormKind::News),
            ("Kontakt", FormKind::Enquiry),
            ("Contact us: Form 7", FormKind::Enquiry),
            ("Packing list: Download", FormKind::Other),
        ] {
            assert_eq!(FormKind::of(name), is, "{name}");
        }
    }

    #[test]
    fn only_what_was_known_by_then_counts() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let form = |kind, second| Some(Form { kind, at: at(second) });
        let forms = Forms { sent: 3, first: form(FormKind::News, 10), last: form(FormKind::Enquiry, 30) };
        assert_eq!(
            [5, 20, 30].map(|then| forms.by(at(then)).map(|form| form.kind)),
            [None, Some(FormKind::News), Some(FormKind::Enquiry)]
        );
        let workplace = Some(Workplace { known_since: Some(at(10)), ..Workplace::default() });
        let background = Background { workplace, ..Background::default() };
        assert!(background.workplace_by(at(9)).is_none() && background.workplace_by(at(10)).is_some());
    }
}
