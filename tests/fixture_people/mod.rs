//! The people of the fixtures, by their own files, and what of them stands in a text.

use serde_json::Value;

/// A person of the fixtures, as their own files have them.
pub struct Person {
    pub query: String,
    /// Whole words that nobody may read.
    pub words: Vec<String>,
    pub emails: Vec<String>,
    /// Without a country's code.
    pub phones: Vec<String>,
}

fn fixture(name: &str) -> Vec<Value> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name);
    let text = std::fs::read_to_string(path).expect("the fixture is there");
    serde_json::from_str(&text).expect("the fixture is JSON")
}

pub fn people() -> Vec<Person> {
    let of_store = fixture("shopify/customers.json");
    let of_crm = fixture("hubspot/contacts.json");
    let store = of_store.iter().map(|customer| {
        let text = |pointer: &str| customer.pointer(pointer).and_then(Value::as_str);
        let names = [text("/firstName"), text("/lastName")];
        let email = text("/defaultEmailAddress/emailAddress");
        person(&names, email, text("/defaultPhoneNumber/phoneNumber"), text("/defaultAddress/address1"))
    });
    let crm = of_crm.iter().map(|contact| {
        let text = |name: &str| contact["properties"][name].as_str();
        person(&[text("firstname"), text("lastname")], text("email"), text("phone"), text("address"))
    });
    let mut people: Vec<Person> = store.chain(crm).flatten().collect();
    people.sort_by(|a, b| a.query.cmp(&b.query));
    people.dedup_by(|a, b| a.query == b.query);
    people
}

/// Nothing where there is neither e-mail nor phone to ask for them by.
fn person(
    names: &[Option<&str>],
    email: Option<&str>,
    phone: Option<&str>,
    address: Option<&str>,
) -> Option<Person> {
    let email = email.map(str::to_lowercase);
    let query = email.clone().or_else(|| phone.map(str::to_owned))?;
    let parts = names.iter().flatten().flat_map(|name| name.split_whitespace());
    let mut words: Vec<String> = parts
        .filter(|part| part.chars().filter(|c| c.is_alphabetic()).count() > 1)
        .map(str::to_lowercase)
        .collect();
    words.extend(address.map(str::to_lowercase));
    let handle = email.as_deref().and_then(|email| email.split('@').next()).map(str::to_owned);
    words.extend(handle.filter(|handle| handle.contains('.')));
    let phones = phone.map(national).into_iter().collect();
    Some(Person { query, words, emails: email.into_iter().collect(), phones })
}

/// The last eight digits: the same in every way of writing a number.
fn national(phone: &str) -> String {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    digits[digits.len().saturating_sub(8)..].to_owned()
}

fn has_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, found)| {
        let before = text[..at].chars().next_back();
        let after = text[at + found.len()..].chars().next();
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    })
}

/// The digits of a text with what usually stands between those of a phone number taken out.
fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !matches!(c, ' ' | '-' | '.' | '(' | ')' | '/')).collect()
}

/// What of a person stands in texts in lower case.
pub fn leaks<'p>(person: &'p Person, texts: &[String]) -> Vec<&'p str> {
    let words = person.words.iter().filter(|word| texts.iter().any(|text| has_word(text, word)));
    words.map(String::as_str).chain(addresses(person, texts)).collect()
}

/// Their e-mails and phones alone.
pub fn addresses<'p>(person: &'p Person, texts: &[String]) -> Vec<&'p str> {
    let emails = person.emails.iter().filter(|email| texts.iter().any(|text| text.contains(email.as_str())));
    let phones =
        person.phones.iter().filter(|phone| texts.iter().any(|text| squeezed(text).contains(phone.as_str())));
    emails.chain(phones).map(String::as_str).collect()
}
