//! The kinds of value that are masked.

use serde::{Deserialize, Serialize};

/// What a masked value is. Its label is the first half of a placeholder and the `type` of a span.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Kind {
    /// A person's name or a part of it.
    Person,
    /// An e-mail address.
    Email,
    /// A phone number.
    Phone,
    /// A postal address or a line of one.
    Address,
    /// A payment card's number.
    CreditCard,
    /// An international bank account number.
    Iban,
    /// An IPv4 or IPv6 address.
    IpAddress,
    /// A date of birth.
    DateOfBirth,
    /// A social security number of the United States.
    UsSsn,
    /// A number that a country gives to a person: identity, tax, insurance.
    NationalId,
    /// An address on the web that carries a token or a user name.
    Url,
    /// A customer's company.
    #[serde(rename = "ORG")]
    Organisation,
    /// A name in a social network.
    Handle,
    /// Text that only looks like a placeholder; kept apart so that it can't be taken for one.
    Literal,
}

impl Kind {
    /// All kinds, in a fixed order.
    pub const ALL: [Kind; 14] = [
        Kind::Person,
        Kind::Email,
        Kind::Phone,
        Kind::Address,
        Kind::CreditCard,
        Kind::Iban,
        Kind::IpAddress,
        Kind::DateOfBirth,
        Kind::UsSsn,
        Kind::NationalId,
        Kind::Url,
        Kind::Organisation,
        Kind::Handle,
        Kind::Literal,
    ];

    /// The label in placeholders and spans.
    pub fn label(self) -> &'static str {
        match self {
            Kind::Person => "PERSON",
            Kind::Email => "EMAIL",
            Kind::Phone => "PHONE",
            Kind::Address => "ADDRESS",
            Kind::CreditCard => "CREDIT_CARD",
            Kind::Iban => "IBAN",
            Kind::IpAddress => "IP_ADDRESS",
            Kind::DateOfBirth => "DATE_OF_BIRTH",
            Kind::UsSsn => "US_SSN",
            Kind::NationalId => "NATIONAL_ID",
            Kind::Url => "URL",
            Kind::Organisation => "ORG",
            Kind::Handle => "HANDLE",
            Kind::Literal => "LITERAL",
        }
    }

    /// The kind whose label, letters only and upper case, this is.
    pub(super) fn from_letters(letters: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| {
            let label = kind.label().bytes().filter(|b| *b != b'_');
            label.eq(letters.bytes())
        })
    }
}

impl std::fmt::Display for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.label())
    }
}
