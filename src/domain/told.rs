//! What the customer has told in a thread already, so that nobody asks for it again. Word lists, nothing more.

use super::attached::{self, Attached};
use super::commerce::Item;
use super::crm::{Case, MessageFrom};

/// Words of whoever thanks for a picture.
const PHOTO_THANKED_FOR: &[&str] = &[
    "for the photo",
    "for your photo",
    "for the picture",
    "for your picture",
    "für das foto",
    "pour la photo",
    "por la foto",
];
/// Words of a street, behind or before its number.
const STREETS: &[&str] = &[
    "street",
    "st",
    "road",
    "rd",
    "avenue",
    "ave",
    "lane",
    "drive",
    "boulevard",
    "straße",
    "strasse",
    "str",
    "rue",
    "calle",
    "avenida",
    "via",
];
/// Words of those that a parcel may have been left with.
const NEIGHBOURS: &[&str] = &["neighbour", "neighbor", "nachbar", "voisin", "vecin"];
/// Words of somebody who says what it is for.
const PLANS: &[&str] = &[
    "trip",
    "trek",
    "hike",
    "hiking",
    "tour",
    "expedition",
    "climb",
    "travel",
    "wind",
    "winter",
    "snow",
    "rain",
    "my device",
    "use it",
    "for my",
    "for our",
    "january",
    "february",
    "april",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "reise",
    "wanderung",
    "voyage",
    "viaje",
];
/// Words of a day by which it is needed.
const DAYS: &[&str] = &[
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "montag",
    "dienstag",
    "mittwoch",
    "donnerstag",
    "freitag",
    "samstag",
    "sonntag",
    "lundi",
    "mardi",
    "mercredi",
    "jeudi",
    "vendredi",
    "samedi",
    "dimanche",
    "lunes",
    "martes",
    "miércoles",
    "jueves",
    "viernes",
    "sábado",
    "domingo",
    "يوم",
];
/// What a size is called; a word ends so, since an article may be written with it.
const SIZE: &[&str] =
    &["size", "größe", "groesse", "grösse", "taille", "pointure", "talla", "número", "مقاس"];
/// Words between that and the size.
const BETWEEN: &[&str] = &["eu", "is", "ist", "est", "es", "the", "in", "no", "nr"];
const BUDGET: &[&str] = &["budget", "presupuesto"];
const CURRENCIES: &[&str] =
    &["dollar", "dollars", "usd", "euro", "euros", "eur", "pound", "pounds", "gbp", "cad", "chf"];

/// What has been told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// There is a picture.
    pub photo: bool,
    /// What they say they have attached, and nothing of it has arrived.
    pub missing: Option<Attached>,
    /// Where a parcel is to go.
    pub address: bool,
    /// They have looked for the parcel where it may have been left.
    pub looked: bool,
    /// What it is for.
    pub plans: bool,
    /// By when it is needed.
    pub day: bool,
    /// Sizes that are named, in their order, with Latin digits.
    pub sizes: Vec<String>,
    /// What it may cost: `600 dollars`.
    pub budget: Option<String>,
}

impl Told {
    /// Reads a thread.
    pub fn of(case: &Case) -> Self {
        let has_files = case.attachments.is_some_and(|count| count > 0);
        let mut told = Self { photo: has_files, missing: attached::missing(case), ..Self::default() };
        if case.attachments.is_none() {
            told.photo = attached::said_in(case) == Some(Attached::Photo);
        }
        for message in &case.messages {
            let lower = message.text.to_lowercase();
            if message.from == MessageFrom::Staff {
                let is_thanked_for = PHOTO_THANKED_FOR.iter().any(|words| lower.contains(words));
                told.photo |= is_thanked_for && told.missing.is_none();
                continue;
            }
            let words = words(&message.text);
            told.address |= has_address(&words);
            told.looked |= NEIGHBOURS.iter().any(|stem| lower.contains(stem));
            told.plans |= has_any(&lower, PLANS);
            told.day |= has_any(&lower, DAYS);
            let named = sizes(&words).filter(|size| !told.sizes.contains(size)).collect::<Vec<_>>();
            told.sizes.extend(named);
            told.budget = told.budget.or_else(|| budget(&words));
        }
        told
    }

    /// The size that is asked for: the only one named that is not of what they have.
    pub fn wanted_size(&self, items: &[Item]) -> Option<&str> {
        let owned: Vec<String> = items.iter().filter_map(|item| size_of(&item.title)).collect();
        let mut wanted = self.sizes.iter().filter(|size| !owned.contains(size));
        match (wanted.next(), wanted.next()) {
            (Some(one), None) => Some(one),
            _ => None,
        }
    }

    /// What need not be asked for, in words.
    pub fn in_words(&self) -> Vec<&'static str> {
        let told = [
            (self.photo, "a photo"),
            (self.address, "the address"),
            (self.looked, "that they looked for it"),
            (self.plans, "their plans"),
            (self.day, "the day"),
            (self.budget.is_some(), "their budget"),
        ];
        told.into_iter().filter_map(|(is_told, what)| is_told.then_some(what)).collect()
    }
}

/// The size that a product's name ends with: `Basalt Mid Boot - EU 39`.
pub fn size_of(title: &str) -> Option<String> {
    let (_, variant) = title.rsplit_once(" - ")?;
    as_size(variant.split_whitespace().last()?)
}

/// Whether two sizes are of one kind: numbers, or letters.
pub fn are_alike(one: &str, other: &str) -> bool {
    let is_number = |size: &str| size.starts_with(|c: char| c.is_ascii_digit());
    is_number(one) == is_number(other)
}

/// Words with Latin digits, without what stands around them.
fn words(text: &str) -> Vec<String> {
    let latin = |c: char| match c {
        '٠'..='٩' => char::from_digit(u32::from(c) - u32::from('٠'), 10).unwrap_or(c),
        '۰'..='۹' => char::from_digit(u32::from(c) - u32::from('۰'), 10).unwrap_or(c),
        _ => c,
    };
    text.split_whitespace()
        .map(|word| {
            let word: String = word.chars().map(latin).collect();
            word.trim_matches(|c: char| !c.is_alphanumeric() && !"$€£".contains(c)).to_owned()
        })
        .filter(|word| !word.is_empty())
        .collect()
}

/// Whether a text has one of the words or phrases, whole.
fn has_any(lower: &str, phrases: &[&str]) -> bool {
    let is_end = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    phrases.iter().any(|phrase| {
        lower.match_indices(phrase).any(|(at, _)| {
            is_end(lower[..at].chars().next_back()) && is_end(lower[at + phrase.len()..].chars().next())
        })
    })
}

/// A number within three words of a street.
fn has_address(words: &[String]) -> bool {
    let is_number = |word: &String| word.len() <= 6 && word.starts_with(|c: char| c.is_ascii_digit());
    let is_street = |word: &String| {
        let lower = word.to_lowercase();
        STREETS.contains(&lower.as_str()) || lower.ends_with("straße") || lower.ends_with("strasse")
    };
    words
        .iter()
        .enumerate()
        .filter(|(_, word)| is_street(word))
        .any(|(at, _)| words[at.saturating_sub(4)..words.len().min(at + 4)].iter().any(is_number))
}

fn sizes(words: &[String]) -> impl Iterator<Item = String> {
    let named = words.iter().enumerate().filter(|(_, word)| {
        let lower = word.to_lowercase();
        SIZE.iter().any(|size| lower.ends_with(size))
    });
    named.filter_map(|(at, _)| {
        let mut behind = words[at + 1..].iter();
        behind.find(|word| !BETWEEN.contains(&word.to_lowercase().as_str())).and_then(|word| as_size(word))
    })
}

/// `40`, `9.5`, `XL`.
fn as_size(word: &str) -> Option<String> {
    const LETTERS: &[&str] = &["XXS", "XS", "S", "M", "L", "XL", "XXL", "XXXL"];
    let word = word.strip_prefix("EU").filter(|rest| !rest.is_empty()).unwrap_or(word);
    let number = word.replace(',', ".");
    let is_number = number.parse::<f32>().is_ok_and(|size| (3.0..=60.0).contains(&size));
    (is_number || LETTERS.contains(&word)).then_some(number)
}

/// An amount in a message that speaks of a budget.
fn budget(words: &[String]) -> Option<String> {
    let lower: Vec<String> = words.iter().map(|word| word.to_lowercase()).collect();
    lower.iter().find(|word| BUDGET.contains(&word.as_str()))?;
    let is_amount = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
    let with_sign = words.iter().find(|word| {
        let amount = word.trim_matches(['$', '€', '£']);
        amount.len() < word.len() && is_amount(amount)
    });
    let in_words = || {
        let at = lower.iter().position(|word| CURRENCIES.contains(&word.as_str()))?;
        let amount = words.get(at.checked_sub(1)?).filter(|word| is_amount(word))?;
        Some(format!("{amount} {}", words[at]))
    };
    with_sign.cloned().or_else(in_words)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("I need size 40, please.", &["40"])]
    #[case("Ich brauche Größe 42,5 statt Größe 41.", &["42.5", "41"])]
    #[case("Il me faut la pointure 38.", &["38"])]
    #[case("Necesito la talla M.", &["M"])]
    #[case("أحتاج مقاس 40 قبل رحلتي", &["40"])]
    #[case("أحتاج المقاس ٤٠ قبل رحلتي", &["40"])]
    #[case("The size is too small.", &[])]
    #[case("Which size do I need for 2 people?", &[])]
    fn a_size_is_read_in_the_customers_languages(#[case] text: &str, #[case] named: &[&str]) {
        assert_eq!(sizes(&words(text)).collect::<Vec<_>>(), named);
    }

    #[test]
    fn the_size_that_is_asked_for_is_not_the_one_they_have() {
        let item = |title: &str| Item {
            sku: None,
            title: title.to_owned(),
            category: None,
            quantity: 1,
            unit_price: None,
        };
        let told = |sizes: &[&str]| Told {
            sizes: sizes.iter().map(|size| (*size).to_owned()).collect(),
            ..Told::default()
        };
        let boots = [item("Basalt Mid Boot - EU 39")];
        assert_eq!(told(&["39", "40"]).wanted_size(&boots), Some("40"));
        assert_eq!(told(&["39"]).wanted_size(&boots), None);
        assert_eq!(told(&["40", "41"]).wanted_size(&boots), None);
    }

    #[rstest]
    #[case("Send it to 482 Quarry Hill Road, Burlington VT 05401.", true)]
    #[case("Bitte an die Lindenstraße 12 in Köln.", true)]
    #[case("Au 12 rue des Lilas, Lyon.", true)]
    #[case("We are moving house on Friday. Can it go to a different address?", false)]
    #[case("It has been on its way for 3 days.", false)]
    fn an_address_has_a_street_and_a_number(#[case] text: &str, #[case] is_one: bool) {
        assert_eq!(has_address(&words(text)), is_one);
    }

    #[rstest]
    #[case("Budget is about 600 dollars.", Some("600 dollars"))]
    #[case("Mein Budget: €450.", Some("€450"))]
    #[case("It cost 600 dollars.", None)]
    #[case("What budget do I need?", None)]
    fn a_budget_is_an_amount_that_is_called_one(#[case] text: &str, #[case] found: Option<&str>) {
        assert_eq!(budget(&words(text)).as_deref(), found);
    }
}
