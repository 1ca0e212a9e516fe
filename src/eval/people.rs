//! The people of the fixtures by their own files, and how many of their characters stand in what left.
//!
//! Apart from the gateway on purpose: neither its matcher nor its list of known values is asked.

use serde_json::Value;

use super::labels::has_words;

const OF_STORE: &str = include_str!("../../fixtures/shopify/customers.json");
const OF_CRM: &str = include_str!("../../fixtures/hubspot/contacts.json");

/// Digits of a phone number that are the same in every way of writing it.
const NATIONAL_DIGITS: usize = 8;

/// A person of the fixtures.
pub struct Person {
    /// What they are asked for by: an e-mail, else a phone number.
    pub query: String,
    /// Whole words that nobody may read, lower case.
    words: Vec<String>,
    /// Whole, lower case.
    email: Option<String>,
    /// The last digits.
    phone: Option<String>,
}

/// Everybody who has an e-mail or a phone number, by their query.
///
/// # Errors
/// A fixture is broken.
pub fn people() -> Result<Vec<Person>, serde_json::Error> {
    let (of_store, of_crm): (Vec<Value>, Vec<Value>) =
        (serde_json::from_str(OF_STORE)?, serde_json::from_str(OF_CRM)?);
    let store = of_store.iter().filter_map(|customer| {
        let text = |pointer: &str| customer.pointer(pointer).and_then(Value::as_str);
        let names = [text("/firstName"), text("/lastName")];
        let email = text("/defaultEmailAddress/emailAddress");
        Person::of(names, email, text("/defaultPhoneNumber/phoneNumber"), text("/defaultAddress/address1"))
    });
    let crm = of_crm.iter().filter_map(|contact| {
        let text = |name: &str| contact["properties"][name].as_str();
        Person::of([text("firstname"), text("lastname")], text("email"), text("phone"), text("address"))
    });
    let mut people: Vec<Person> = store.chain(crm).collect();
    people.sort_by(|a, b| a.query.cmp(&b.query));
    people.dedup_by(|a, b| a.query == b.query);
    Ok(people)
}

impl Person {
    fn of(
        names: [Option<&str>; 2],
        email: Option<&str>,
        phone: Option<&str>,
        address: Option<&str>,
    ) -> Option<Self> {
        let email = email.map(str::to_lowercase);
        let query = email.clone().or_else(|| phone.map(str::to_owned))?;
        let parts = names.into_iter().flatten().flat_map(str::split_whitespace);
        let is_word = |part: &&str| part.chars().filter(|c| c.is_alphabetic()).count() > 1;
        let mut words: Vec<String> = parts.filter(is_word).map(str::to_lowercase).collect();
        words.extend(address.map(str::to_lowercase));
        let handle = email.as_deref().and_then(|email| email.split('@').next()).map(str::to_owned);
        words.extend(handle.filter(|handle| handle.contains('.')));
        Some(Self { query, words, email, phone: phone.map(national) })
    }

    /// Characters of this person's own values that stand in a request's body.
    pub fn characters_in(&self, sent: &[u8]) -> u64 {
        let texts = texts(sent);
        let words = self.words.iter().filter(|word| texts.iter().any(|text| has_words(text, word)));
        let email = self.email.iter().filter(|email| texts.iter().any(|text| text.contains(email.as_str())));
        let phone =
            self.phone.iter().filter(|phone| texts.iter().any(|text| squeezed(text).contains(*phone)));
        words.chain(email).chain(phone).map(|value| value.chars().count() as u64).sum()
    }
}

fn national(phone: &str) -> String {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    digits[digits.len().saturating_sub(NATIONAL_DIGITS)..].to_owned()
}

/// A text with what usually stands between the digits of a phone number taken out.
fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !matches!(c, ' ' | '-' | '.' | '(' | ')' | '/')).collect()
}

/// What a body says, lower case: its bytes, its strings, and the strings of the JSON within them.
fn texts(body: &[u8]) -> Vec<String> {
    let mut texts = vec![String::from_utf8_lossy(body).to_lowercase()];
    if let Ok(value) = serde_json::from_slice(body) {
        strings(&value, &mut texts);
    }
    texts
}

fn strings(value: &Value, texts: &mut Vec<String>) {
    match value {
        Value::String(text) => {
            let inner = text.find('{').map(|open| &text[open..]);
            if let Some(Ok(inner)) = inner.map(|text| serde_json::from_str(text.trim())) {
                strings(&inner, texts);
            }
            texts.push(text.to_lowercase());
        }
        Value::Array(values) => values.iter().for_each(|value| strings(value, texts)),
        Value::Object(fields) => fields.iter().for_each(|(name, value)| {
            texts.push(name.to_lowercase());
            strings(value, texts);
        }),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_seen_in_any_case_in_escaped_json_and_among_other_digits_marks() {
        let names = [Some("Zoë"), Some("Testwright")];
        let person = Person::of(names, Some("Zoe.T@example.com"), Some("+1 (555) 010-4477"), None);
        let person = person.expect("a person");
        assert_eq!(
            person.characters_in(b"{\"content\":\"ZOE.T@EXAMPLE.COM\"}"),
            17 + 5,
            "address and handle"
        );
        assert_eq!(person.characters_in("{\"content\":\"zo\\u00eb\"}".as_bytes()), 3);
        assert_eq!(person.characters_in(b"call 555.010.4477"), 8);
        assert_eq!(person.characters_in(b"[EMAIL_1], Testwrights"), 0);
    }

    #[test]
    fn the_fixtures_have_people() {
        assert!(people().expect("the fixtures are right").len() >= 40);
    }
}
