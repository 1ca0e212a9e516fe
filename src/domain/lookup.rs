//! What a rep types to find a customer, and what it can mean.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::customer::{Email, Phone};
use super::ids::CustomerId;
use super::record::RecordRef;

/// A query, understood.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lookup {
    /// An e-mail address.
    Email(Email),
    /// A phone number.
    Phone(Phone),
    /// An order's number without `#`: `1042`, `EU-1042`.
    OrderNumber(String),
    /// A person's or company's name, or a part of it.
    Name(String),
    /// One record of one vendor.
    Record(RecordRef),
    /// A customer known here.
    Customer(CustomerId),
}

impl Lookup {
    /// Reads a query. `home` is the calling code assumed for phones that name none.
    ///
    /// In this order: local id, record reference, e-mail, order number (`#…`, or digits that are too few
    /// for a phone, or letters-dash-digits), phone, name. Nothing for an empty query.
    pub fn parse(query: &str, home: &str) -> Option<Self> {
        let query = query.trim();
        if query.is_empty() {
            return None;
        }
        if let Ok(id) = query.parse::<CustomerId>() {
            return Some(Self::Customer(id));
        }
        if let Some(email) = Email::parse(query) {
            return Some(Self::Email(email));
        }
        if let Ok(record) = query.parse::<RecordRef>()
            && !query.contains(char::is_whitespace)
        {
            return Some(Self::Record(record));
        }
        if let Some(number) = query.strip_prefix('#')
            && !number.trim().is_empty()
        {
            return Some(Self::OrderNumber(number.trim().to_owned()));
        }
        if looks_like_order_number(query) {
            return Some(Self::OrderNumber(query.to_owned()));
        }
        if let Some(phone) = Phone::parse(query, home) {
            return Some(Self::Phone(phone));
        }
        Some(Self::Name(query.split_whitespace().collect::<Vec<_>>().join(" ")))
    }

    /// What kind of query it is, for messages: the query itself is personal data.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Email(_) => "e-mail address",
            Self::Phone(_) => "phone number",
            Self::OrderNumber(_) => "order number",
            Self::Name(_) => "name",
            Self::Record(_) => "record",
            Self::Customer(_) => "customer id",
        }
    }
}

/// Digits alone, too few for a phone; or a short prefix, a dash or none, and digits: `EU-1042`, `SO7409`.
fn looks_like_order_number(query: &str) -> bool {
    if query.contains(char::is_whitespace) || query.starts_with('+') {
        return false;
    }
    let digits = query.chars().filter(char::is_ascii_digit).count();
    let prefix = query.chars().take_while(char::is_ascii_alphabetic).count();
    let plain = query.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    match prefix {
        0 => query.chars().all(|c| c.is_ascii_digit()) && (1..=7).contains(&digits),
        1..=4 => plain && digits >= 2,
        _ => false,
    }
}

impl fmt::Debug for Lookup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Lookup({})", self.kind())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_understood() {
        let kind = |query: &str| Lookup::parse(query, "1").map(|l| l.kind());
        for (query, want) in [
            ("ada@example.com", "e-mail address"),
            ("#1042", "order number"),
            ("1042", "order number"),
            ("EU-166304-C", "order number"),
            ("(555) 010-4477", "phone number"),
            ("+49 30 901820", "phone number"),
            ("hubspot/contact/5571", "record"),
            ("shopify:acme/customer/12", "record"),
            ("ada example", "name"),
            ("李小龍", "name"),
            ("c-00000000000000000000000000000007", "customer id"),
        ] {
            assert_eq!(kind(query), Some(want), "{query}");
        }
        assert_eq!(kind("  "), None);
    }
}
